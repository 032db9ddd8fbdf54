//! What every command begins with: configuration, classes, clock, state.

use super::End;
use super::args::Common;
use crate::clock::{Clock, EARLIEST, FixedClock, SystemClock};
use crate::config::load::load_with;
use crate::config::resolved::{ClassSetup, Configuration};
use crate::config::secrets::Secrets;
use crate::domain::class::{Class, School};
use crate::ids::{IdSource, SystemIds};
use crate::render::registry::Registry;
use crate::service::open::{OpenClass, state_file};
use crate::store::Store;
use anyhow::Context as _;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::path::Path;
use std::sync::Arc;

/// The machine's clock, or the one that `--now` sets.
pub fn clock(common: &Common) -> Arc<dyn Clock> {
    match common.now {
        Some(now) => Arc::new(FixedClock::at(now)),
        None => Arc::new(SystemClock),
    }
}

/// The configuration, its warnings told; or [`End::Usage`] once every problem has been told.
pub fn configuration(common: &Common, secrets: Secrets) -> Result<Configuration, End> {
    match load_with(&common.config, today(&*clock(common)), secrets) {
        Ok(configuration) => {
            for warning in &configuration.warnings {
                eprintln!("{warning}");
            }
            Ok(configuration)
        }
        Err(problems) => {
            for problem in &problems {
                eprintln!("{problem}");
            }
            Err(End::Usage)
        }
    }
}

/// A machine that has lost its time is no reason to refuse children whose birthdays are still to come, and to stay
/// away when the time is back.
pub fn today(clock: &dyn Clock) -> Date {
    let now = if clock.may_be_wrong() { clock.now().max(EARLIEST) } else { clock.now() };
    now.to_zoned(TimeZone::UTC).date()
}

/// The classes that `--class` names, or all.
pub fn chosen(common: &Common, configuration: &Configuration) -> Result<Vec<ClassSetup>, End> {
    let known = |name: &String| configuration.classes.iter().any(|c| c.class.id.as_str() == name);
    let unknown: Vec<&String> = common.classes.iter().filter(|n| !known(n)).collect();
    if !unknown.is_empty() {
        let all: Vec<&str> = configuration.classes.iter().map(|c| c.class.id.as_str()).collect();
        for name in unknown {
            eprintln!("error: there is no class {name:?}\nhint: the classes are: {}", all.join(", "));
        }
        return Err(End::Usage);
    }
    let wanted = |c: &&ClassSetup| common.classes.is_empty() || common.classes.iter().any(|n| n == c.class.id.as_str());
    Ok(configuration.classes.iter().filter(wanted).cloned().collect())
}

/// The configuration and the one class that a command works on, for those that need no secret.
///
/// # Errors
/// How the command ends, once what is wrong is told.
pub fn one_class(common: &Common) -> Result<(Configuration, ClassSetup), End> {
    let configuration = configuration(common, Secrets::Skip)?;
    let mut setups = chosen(common, &configuration)?;
    match (setups.pop(), setups.is_empty()) {
        (Some(one), true) => Ok((configuration, one)),
        (last, _) => Err(which_class(setups.iter().chain(&last).map(|setup| &setup.class))),
    }
}

/// The shipped templates with the school's own over them; or [`End::Usage`] once every problem has been told.
pub fn templates(configuration: &Configuration) -> anyhow::Result<Result<Arc<Registry>, End>> {
    let own = match &configuration.templates_dir {
        Some(dir) => template_files(dir)?,
        None => Vec::new(),
    };
    Ok(match Registry::new(own) {
        Ok(registry) => Ok(Arc::new(registry)),
        Err(problems) => {
            for problem in &problems {
                eprintln!("error: {problem}");
            }
            Err(End::Usage)
        }
    })
}

/// Every `.hbs` file below the folder, with its path as the registry knows it.
fn template_files(dir: &Path) -> anyhow::Result<Vec<(String, String)>> {
    let mut files = Vec::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        let entries = std::fs::read_dir(&folder).with_context(|| format!("Read {}", folder.display()))?;
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|e| e == "hbs") {
                let text = std::fs::read_to_string(&path).with_context(|| format!("Read {}", path.display()))?;
                let name = path.strip_prefix(dir).unwrap_or(&path).to_string_lossy().replace('\\', "/");
                files.push((name, text));
            }
        }
    }
    files.sort();
    Ok(files)
}

/// What the commands that look at classes work with.
pub struct Opened {
    pub configuration: Configuration,
    pub classes: Vec<Arc<OpenClass>>,
    /// Classes whose state cannot be used, which has been told: no reason to leave the others alone.
    pub broken: Vec<Broken>,
}

pub struct Broken {
    /// The class file's name.
    pub class: String,
    /// What is wrong, and what to do.
    pub words: String,
}

/// Opens the chosen classes. A class without state yet is opened over an empty one that is gone with the command,
/// unless `create` is set.
pub fn open(common: &Common, secrets: Secrets, create: bool) -> anyhow::Result<Result<Opened, End>> {
    let configuration = match configuration(common, secrets) {
        Ok(configuration) => configuration,
        Err(end) => return Ok(Err(end)),
    };
    let setups = match chosen(common, &configuration) {
        Ok(setups) => setups,
        Err(end) => return Ok(Err(end)),
    };
    let templates = match templates(&configuration)? {
        Ok(templates) => templates,
        Err(end) => return Ok(Err(end)),
    };
    if let Err(end) = named_templates(&setups, &templates) {
        return Ok(Err(end));
    }
    let (classes, broken) = open_all(&configuration, setups, &templates, create)?;
    Ok(Ok(Opened { configuration, classes, broken }))
}

/// The command is about one class, and several were chosen.
pub fn which_class<'a>(names: impl Iterator<Item = &'a Class>) -> End {
    let names: Vec<&str> = names.map(|class| class.id.as_str()).collect();
    eprintln!("error: there are several classes\nhint: say which with --class: {}", names.join(", "));
    End::Usage
}

/// Jobs name templates; only here, with both at hand, can a wrong name be seen.
pub fn named_templates(setups: &[ClassSetup], templates: &Registry) -> Result<(), End> {
    let mut end = Ok(());
    for (class, job) in setups.iter().flat_map(|s| s.class.jobs.iter().map(|job| (&s.class, job))) {
        let known: Vec<&str> = templates.names().collect();
        if known.contains(&job.template.as_str()) {
            continue;
        }
        eprintln!("error: class {}, job {:?}: there is no template {:?}", class.id, job.name.as_str(), job.template);
        let nearest = known.iter().max_by(|a, b| likeness(a, &job.template).total_cmp(&likeness(b, &job.template)));
        match nearest.filter(|name| likeness(name, &job.template) > 0.7) {
            Some(name) => eprintln!("hint: write template = \"{name}\""),
            None => eprintln!("hint: there are: {}", known.join(", ")),
        }
        end = Err(End::Usage);
    }
    end
}

fn likeness(a: &str, b: &str) -> f64 {
    strsim::jaro_winkler(a, b)
}

pub fn open_all(
    configuration: &Configuration,
    setups: Vec<ClassSetup>,
    templates: &Arc<Registry>,
    create: bool,
) -> anyhow::Result<(Vec<Arc<OpenClass>>, Vec<Broken>)> {
    let school: Arc<School> = Arc::new(configuration.school.clone());
    let ids: Arc<dyn IdSource> = Arc::new(SystemIds);
    let (mut classes, mut broken, alone) = (Vec::new(), Vec::new(), setups.len() == 1);
    for setup in setups {
        let name = setup.class.id.to_string();
        let exists = state_file(&configuration.state_dir, &setup.class).exists();
        let (school, templates, ids) = (Arc::clone(&school), Arc::clone(templates), Arc::clone(&ids));
        let class = if create || exists {
            OpenClass::open(setup, school, templates, ids, &configuration.state_dir)
        } else {
            OpenClass::over(setup, school, templates, ids, Arc::new(Store::in_memory()?))
        };
        match class {
            Ok(class) => classes.push(Arc::new(class)),
            Err(error) if alone => return Err(error),
            Err(error) => {
                let words = format!("{error:#}");
                super::output::tell_error(&error.context(format!("Class {name} is left alone")));
                broken.push(Broken { class: name, words });
            }
        }
    }
    Ok((classes, broken))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_machine_without_its_time_reads_the_configuration_as_if_it_had_one() {
        let (in_1970, year) = (jiff::Timestamp::UNIX_EPOCH, |clock: FixedClock| today(&clock).year());
        assert_eq!(year(FixedClock::of_a_machine(in_1970)), 2026);
        assert_eq!(year(FixedClock::at(in_1970)), 1970, "a person said so");
    }
}
