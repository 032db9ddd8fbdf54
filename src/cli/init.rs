//! `homeroom init [DIR]`: a commented configuration, a sample roster and the templates, to begin from.

use std::fs::{DirBuilder, File, OpenOptions};
use std::io::{ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Component, Path, PathBuf};

/// The files that `init` writes beside the templates: the project's own configuration, whose comments are the manual.
const CONFIGURATION: [(&str, &str, u32); 4] = [
    ("homeroom.toml", include_str!("../../config/homeroom.toml"), 0o644),
    ("classes/room-12.toml", include_str!("../../config/classes/room-12.toml"), 0o644),
    // A roster is about children: it is not for everyone on the host.
    ("classes/room-12.csv", include_str!("../../config/classes/room-12.csv"), 0o640),
    ("calendar/school-year.ics", include_str!("../../config/calendar/school-year.ics"), 0o644),
];

#[derive(Debug, thiserror::Error)]
pub enum InitError {
    /// Nothing was written.
    #[error("{} would be overwritten; nothing was written", shown(.0))]
    Exists(Vec<PathBuf>),
    #[error("the template {0} would lie outside its folder; nothing was written")]
    Outside(String),
    /// What was written before is taken back.
    #[error("{} cannot be written: {source}", path.display())]
    Write { path: PathBuf, source: std::io::Error },
}

impl InitError {
    /// What to type next.
    pub fn hint(&self) -> String {
        match self {
            Self::Exists(_) => "name an empty folder: `homeroom init DIR`".to_owned(),
            Self::Outside(_) => "this is a mistake in homeroom: please report it".to_owned(),
            Self::Write { .. } => "name a folder that you may write into: `homeroom init DIR`".to_owned(),
        }
    }
}

fn shown(paths: &[PathBuf]) -> String {
    match paths {
        [] => String::new(),
        [only] => only.display().to_string(),
        [first, others @ ..] => format!("{} and {} other files", first.display(), others.len()),
    }
}

/// Writes the configuration into `dir`, and each template (its path below `templates/`, its text). Nothing that is
/// there is ever overwritten, and after a failure nothing new is left. Returns the files in the order of writing.
///
/// # Errors
/// Files in the way, a template's path that leads out of its folder, or the disk.
pub fn init(dir: &Path, templates: &[(&str, &str)]) -> Result<Vec<PathBuf>, InitError> {
    let mut planned: Vec<(PathBuf, &str, u32)> =
        CONFIGURATION.iter().map(|(name, text, mode)| (dir.join(name), *text, *mode)).collect();
    for (name, text) in templates {
        if Path::new(name).components().any(|part| !matches!(part, Component::Normal(_))) || name.is_empty() {
            return Err(InitError::Outside((*name).to_owned()));
        }
        planned.push((dir.join("templates").join(name), *text, 0o644));
    }
    let in_the_way: Vec<PathBuf> =
        planned.iter().map(|(path, ..)| path).filter(|path| path.symlink_metadata().is_ok()).cloned().collect();
    if !in_the_way.is_empty() {
        return Err(InitError::Exists(in_the_way));
    }
    let mut written: Vec<PathBuf> = Vec::new();
    for (path, text, mode) in planned {
        match write_new(&path, text, mode) {
            Ok(()) => written.push(path),
            Err((created, source)) => {
                // Best effort: the failure itself is what has to be told.
                for path in written.iter().chain(created.then_some(&path)) {
                    let _ = std::fs::remove_file(path);
                }
                return Err(if source.kind() == ErrorKind::AlreadyExists {
                    InitError::Exists(vec![path])
                } else {
                    InitError::Write { path, source }
                });
            }
        }
    }
    Ok(written)
}

/// Writes a file that is not there yet. The failure says whether the file was created by it.
fn write_new(path: &Path, text: &str, mode: u32) -> Result<(), (bool, std::io::Error)> {
    let folder = path.parent().unwrap_or(Path::new("."));
    DirBuilder::new().recursive(true).mode(0o755).create(folder).map_err(|error| (false, error))?;
    let opened: std::io::Result<File> = OpenOptions::new().write(true).create_new(true).mode(mode).open(path);
    let mut file = opened.map_err(|error| (false, error))?;
    file.write_all(text.as_bytes()).map_err(|error| (true, error))
}

/// The command: writes to `dir`, or here, and says what comes next.
pub fn run(dir: Option<&Path>) -> anyhow::Result<super::End> {
    let dir = dir.unwrap_or(Path::new("."));
    match init(dir, crate::render::shipped::TEMPLATES) {
        Ok(files) => {
            super::output::say(&format!(
                "{} files written to {}\nNext: fill in homeroom.toml and classes/room-12.toml, put your roster in \
                 place of classes/room-12.csv,\nthen: homeroom --config {} check",
                files.len(),
                dir.display(),
                dir.join("homeroom.toml").display()
            ))?;
            Ok(super::End::Well)
        }
        Err(error) => {
            eprintln!("error: {error}\nhint: {}", error.hint());
            Ok(super::End::Problem)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::load::load_with;
    use crate::config::secrets::Secrets;
    use std::os::unix::fs::PermissionsExt;

    const TEMPLATES: [(&str, &str); 2] =
        [("note/en.hbs", "Subject: x\n\nDear {{guardian}},"), ("partials/foot.hbs", "{{teacher}}")];

    fn files_below(dir: &Path) -> usize {
        let entries = std::fs::read_dir(dir).unwrap().map(|e| e.unwrap().path());
        entries.map(|path| if path.is_dir() { files_below(&path) } else { 1 }).sum()
    }

    #[test]
    fn what_init_writes_is_a_configuration_without_a_problem() {
        let dir = tempfile::tempdir().unwrap();
        let into = dir.path().join("etc/homeroom");
        let written = init(&into, &TEMPLATES).unwrap();
        assert_eq!((written.len(), files_below(&into)), (6, 6));
        let today = jiff::civil::date(2026, 11, 23);
        let loaded = load_with(&into.join("homeroom.toml"), today, Secrets::Skip).unwrap();
        assert_eq!(loaded.warnings, []);
        assert_eq!(loaded.templates_dir, Some(into.join("templates")));
        let mode = |name: &str| std::fs::metadata(into.join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!(mode("classes/room-12.csv") & 0o007, 0);
        assert_eq!(mode("homeroom.toml") & 0o022, 0);
    }

    #[test]
    fn nothing_is_ever_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::create_dir_all(dir.path().join("templates/note")).unwrap();
        let mine = dir.path().join("templates/note/en.hbs");
        std::fs::write(&mine, "mine").unwrap();
        let error = init(dir.path(), &TEMPLATES).unwrap_err();
        assert_eq!(error.to_string(), format!("{} would be overwritten; nothing was written", mine.display()));
        assert_eq!((std::fs::read_to_string(&mine).unwrap().as_str(), files_below(dir.path())), ("mine", 1));

        init(&dir.path().join("new"), &TEMPLATES).unwrap();
        let again = init(&dir.path().join("new"), &TEMPLATES).unwrap_err().to_string();
        assert!(
            again.ends_with("homeroom.toml and 5 other files would be overwritten; nothing was written"),
            "{again}"
        );
    }

    #[test]
    fn a_failure_leaves_nothing_new() {
        let dir = tempfile::tempdir().unwrap();
        // A file stands where a folder is needed.
        std::fs::write(dir.path().join("templates"), "").unwrap();
        let error = init(dir.path(), &TEMPLATES).unwrap_err();
        assert!(matches!(error, InitError::Write { .. }), "{error}");
        assert_eq!(files_below(dir.path()), 1);
    }

    #[test]
    fn no_template_leads_out_of_its_folder() {
        let dir = tempfile::tempdir().unwrap();
        for name in ["../x", "/etc/x", "a/../../x", ""] {
            assert!(matches!(init(dir.path(), &[(name, "")]), Err(InitError::Outside(_))), "{name}");
        }
        assert_eq!(files_below(dir.path()), 0);
    }
}
