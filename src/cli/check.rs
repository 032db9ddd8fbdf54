//! `homeroom check`: everything that can be known beforehand, each finding with what to do about it.

use super::args::Common;
use super::listings::local;
use super::output::{json_line, say, shown};
use super::{End, setup};
use crate::config::resolved::{ClassSetup, StoredPart};
use crate::config::secrets::Secrets;
use crate::domain::address::EmailAddress;
use crate::domain::class::{Class, Verify};
use crate::domain::roster::Access;
use crate::render::check::check as check_templates;
use crate::render::families;
use crate::service::jobs::upcoming;
use crate::service::letters;
use crate::service::open::OpenClass;
use crate::service::probe::{Finding, Verdict, probe, probe_alerts};
use jiff::Timestamp;
use serde_json::json;
use std::collections::{BTreeSet, HashMap};
use std::path::Path;

pub fn run(common: &Common, offline: bool) -> anyhow::Result<End> {
    let secrets = if offline { Secrets::Skip } else { Secrets::Read };
    let configuration = match setup::configuration(common, secrets) {
        Ok(configuration) => configuration,
        Err(end) => return Ok(end),
    };
    let warned = !configuration.warnings.is_empty();
    let setups = match setup::chosen(common, &configuration) {
        Ok(setups) => setups,
        Err(end) => return Ok(end),
    };
    let templates = match setup::templates(&configuration)? {
        Ok(templates) => templates,
        Err(end) => return Ok(end),
    };
    if let Err(end) = setup::named_templates(&setups, &templates) {
        return Ok(end);
    }
    let siblings = Siblings::of(&configuration.classes);
    let (classes, left_alone) = setup::open_all(&configuration, setups, &templates, false)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut end = if warned { End::Problem } else { End::Well };
    let broken: Vec<Finding> = check_templates(&templates, families::quick())
        .into_iter()
        .map(|p| Finding::problem(p.to_string()))
        .chain(writable(&configuration.state_dir))
        .chain(left_alone.into_iter().map(|b| Finding::problem(format!("class {}: {}", b.class, b.words))))
        .collect();
    if !broken.is_empty() {
        end = End::Problem;
    }
    tell(common, None, &broken)?;
    if let Some(class) = classes.first().filter(|_| !offline || configuration.alerts.is_none()) {
        let alerts = runtime.block_on(probe_alerts(configuration.alerts.as_ref(), class));
        if alerts.is_problem() {
            end = End::Problem;
        }
        tell(common, None, &[alerts])?;
    }
    for class in &classes {
        let now = setup::clock(common).now();
        let mut findings = jobs(class, now);
        findings.extend(commands_by_mail(&class.setup));
        findings.extend(siblings.elsewhere(class.class()).map(Finding::well));
        if !offline {
            findings.extend(runtime.block_on(probe(&class.setup)));
        }
        if findings.iter().any(Finding::is_problem) {
            end = End::Problem;
        }
        tell(common, Some(class), &findings)?;
        if !common.json {
            for (job, at) in upcoming(class, now) {
                say(&format!("  next {job}: {}", local(class, at, now)))?;
            }
        }
    }
    Ok(end)
}

/// Each job's letter is written once to see that nothing is missing in it.
fn jobs(class: &OpenClass, now: Timestamp) -> Vec<Finding> {
    let room = class.class();
    let mut findings = vec![Finding::well(format!(
        "{} children, {} jobs, {}",
        room.roster.students().len(),
        room.jobs.len(),
        if room.teachers.len() == 1 { "1 teacher".to_owned() } else { format!("{} teachers", room.teachers.len()) }
    ))];
    let unwritten = room.jobs.iter().filter_map(|job| {
        let problem = letters::trial(class, job, now)?;
        Some(Finding::problem(format!("the letters of the job {} cannot be written: {problem}", job.name)))
    });
    findings.extend(unwritten);
    findings
}

/// By what a teacher's mail is told from a forged one, where that is not the stamp of a server.
fn commands_by_mail(setup: &ClassSetup) -> Option<Finding> {
    let class = &setup.class;
    if class.teachers.is_empty() {
        return None;
    }
    if class.verify == Verify::Dkim {
        let large = if setup.inbox.stored() == StoredPart::Lean {
            "; mail of teachers above 256 KB commands nothing, since its attachments stay on the mail server \
             ([inbox] store = \"whole\" fetches them)"
        } else {
            ""
        };
        return Some(Finding::well(format!(
            "commands by mail: homeroom checks the signatures of teachers itself{large}"
        )));
    }
    (!class.can_prove_senders()).then(|| {
        Finding::warning(
            "commands by mail are off: write the name your receiving server has in the header Authentication-Results \
             into the class file, [authentication] trusted_authserv_ids = [\"mx.school.test\"]; or, where it writes none, \
             verify = \"dkim\"",
        )
    })
}

/// In which classes each guardian's address stands: two teachers who write to one family should know of each other.
struct Siblings {
    classes: HashMap<EmailAddress, BTreeSet<String>>,
}

impl Siblings {
    fn of(classes: &[ClassSetup]) -> Self {
        let mut known: HashMap<EmailAddress, BTreeSet<String>> = HashMap::new();
        for setup in classes {
            let rows = setup.class.roster.guardianships().iter().filter(|row| row.access != Access::Blocked);
            for address in rows.filter_map(|row| row.email.clone()) {
                known.entry(address).or_default().insert(setup.class.id.to_string());
            }
        }
        Self { classes: known }
    }

    /// A sentence about the guardians of this class who have children in others. Who is barred here stands under the
    /// other class alone, and is no family of this one.
    fn elsewhere(&self, class: &Class) -> Option<String> {
        let own = class.id.as_str();
        let rows = class.roster.guardianships().iter();
        let addresses: BTreeSet<&EmailAddress> = rows.filter_map(|row| row.email.as_ref()).collect();
        let classes = addresses.into_iter().filter_map(|address| self.classes.get(address));
        let shared: Vec<_> = classes.filter(|classes| classes.len() > 1 && classes.contains(own)).collect();
        let others: BTreeSet<&str> =
            shared.iter().flat_map(|classes| classes.iter()).map(String::as_str).filter(|name| *name != own).collect();
        let who = match shared.len() {
            0 => return None,
            1 => "1 guardian has".to_owned(),
            count => format!("{count} guardians have"),
        };
        let others: Vec<&str> = others.into_iter().collect();
        Some(format!("{who} a child in another class too ({}); each class writes for itself", others.join(", ")))
    }
}

/// The state must be writable, or nothing else matters.
fn writable(state_dir: &Path) -> Option<Finding> {
    let existing = state_dir.ancestors().find(|p| p.exists())?;
    let probe = existing.join(format!(".homeroom-check-{}", std::process::id()));
    match std::fs::write(&probe, b"") {
        Ok(()) => {
            let _ = std::fs::remove_file(&probe);
            None
        }
        Err(error) => Some(Finding::problem(format!(
            "the state cannot be written to {}: {error}; give this user the folder",
            state_dir.display()
        ))),
    }
}

fn tell(common: &Common, class: Option<&OpenClass>, findings: &[Finding]) -> anyhow::Result<()> {
    let name = class.map(|c| c.class().id.to_string());
    if common.json {
        return findings
            .iter()
            .try_for_each(|f| json_line(&json!({"class": name, "ok": !f.is_problem(), "finding": f.what})));
    }
    if let Some(class) = class {
        say(&format!("{}:", class.class().name))?;
    }
    for finding in findings {
        let mark = match finding.verdict {
            Verdict::Well => "ok",
            Verdict::Warning => "warning",
            Verdict::Problem => "problem",
        };
        say(&format!("  {mark}: {}", shown(&finding.what)))?;
    }
    Ok(())
}
