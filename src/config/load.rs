//! Reading a whole configuration.

use super::alerts::read_alerts;
use super::class_file::{ReadClass, Surroundings, read_class};
use super::document::{Section, Source};
use super::files::{beside, check_tree, entries, read_text, refuse_open_folder};
use super::fill::{Placeholders, path};
use super::keys::{INBOX, KEYS, OUTGOING, SCHOOL_FILE, TOP};
use super::problem::{Place, Problem, Problems};
use super::resolved::{Alerts, ClassSetup, Configuration, InboxSetup, KeySource};
use super::school::read_school;
use super::secrets::{Environment, Password, SecretReader, Secrets};
use super::translation::read_translation;
use jiff::civil::Date;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Reads `homeroom.toml` and everything it names, secrets included. `today` is where the school calendar is expanded
/// around, and no birthday may lie behind it.
///
/// # Errors
/// Every problem of all files, in the order of files and lines; at least one of them is an error.
pub fn load(file: &Path, today: Date) -> Result<Configuration, Vec<Problem>> {
    load_with(file, today, Secrets::Read)
}

/// As [`load`]; with [`Secrets::Skip`] for commands that reach no server, and need no secret.
///
/// # Errors
/// As [`load`].
pub fn load_with(file: &Path, today: Date, secrets: Secrets) -> Result<Configuration, Vec<Problem>> {
    load_in(file, today, secrets, &Environment::system())
}

/// As [`load_with`], with the environment variables handed in.
///
/// # Errors
/// As [`load`].
pub fn load_in(
    file: &Path,
    today: Date,
    secrets: Secrets,
    environment: &Environment<'_>,
) -> Result<Configuration, Vec<Problem>> {
    let mut problems = Problems::default();
    let mut files = vec![file.to_owned()];
    let read = read_all(file, today, secrets, environment, &mut files, &mut problems);
    let failed = problems.has_errors();
    let told = problems.in_order(&files);
    match read {
        Some(configuration) if !failed => Ok(Configuration { warnings: told, files, ..configuration }),
        _ => Err(told),
    }
}

fn read_all(
    file: &Path,
    today: Date,
    secrets: Secrets,
    environment: &Environment<'_>,
    files: &mut Vec<PathBuf>,
    problems: &mut Problems,
) -> Option<Configuration> {
    let missing = "type `homeroom init` to have one written, or say where it is: `--config FILE`";
    let text = read_text(file, Place::file(file), "the configuration", missing, problems)?;
    let source = Source::new(file.to_owned(), text, problems);
    let tree = source.tree();
    let root = Section::root(&source, &tree, &TOP);
    refuse_open_folder(folder_of(file), problems);
    root.check_keys(SCHOOL_FILE, problems);
    for (key, known) in [("inbox", &INBOX), ("outgoing", &OUTGOING)] {
        if let Some(section) = root.section(key, known, problems) {
            section.check_keys(SCHOOL_FILE, problems);
        }
    }
    let state_dir = state_dir(&root, environment, problems);
    let school = read_school(&root, today, files, problems);
    let alerts = read_alerts(&root, secrets, environment, files, problems);
    let translation = read_translation(&root, secrets, environment, files, problems).map(Arc::new);
    let keys = read_keys(&root, secrets, environment, problems);
    let around = Surroundings { school: &school, school_file: &root, today, secrets, environment };
    let classes: Vec<ReadClass> =
        class_files(file, problems).iter().map(|class| read_class(class, &around, files, problems)).collect();
    tell_shared_addresses(&classes, problems);
    tell_shared_mailboxes(&classes, problems);
    tell_alerts_to_a_class(&root, alerts.as_ref(), &classes, problems);
    let templates_dir = templates_dir(&root, files, problems);
    let classes: Vec<ClassSetup> = classes
        .into_iter()
        .filter_map(|class| Some(ClassSetup { translation: translation.clone(), keys: keys.clone(), ..class.setup? }))
        .collect();
    Some(Configuration { school, classes, alerts, state_dir, templates_dir, warnings: Vec::new(), files: Vec::new() })
}

/// `[keys]`; without the section they are in the folder of the state.
fn read_keys(
    root: &Section<'_>,
    secrets: Secrets,
    environment: &Environment<'_>,
    problems: &mut Problems,
) -> KeySource {
    let Some(section) = root.section("keys", &KEYS, problems) else { return KeySource::StateDir };
    section.check_keys(SCHOOL_FILE, problems);
    let Some(written) = section.value("secret") else {
        section.missing("secret", "secret = { credential = \"homeroom-keys\" }", problems);
        return KeySource::Skipped;
    };
    let secrets = if secrets == Secrets::Skip { Secrets::Skip } else { Secrets::Read };
    let reader = SecretReader { secrets, environment, placeholders: Placeholders { class: None, address: None } };
    match reader.read_lines(written, problems) {
        Some(Password::Read(text)) => KeySource::Given(text),
        // One that could not be read has been told.
        Some(Password::Skipped) | None => KeySource::Skipped,
    }
}

/// `state_dir`; without the key what systemd gives, else `state` beside the file.
fn state_dir(root: &Section<'_>, environment: &Environment<'_>, problems: &mut Problems) -> PathBuf {
    if let Some(written) = root.text("state_dir", "state_dir = \"state\"", problems) {
        return path(written, written.text, problems);
    }
    // systemd separates several directories by colons; the first one is the service's own.
    let given = environment.get("STATE_DIRECTORY").map(|paths| paths.to_string_lossy().into_owned());
    match given.as_deref().and_then(|paths| paths.split(':').next()).filter(|path| !path.is_empty()) {
        Some(first) => PathBuf::from(first),
        None => beside(root.place().file, "state"),
    }
}

fn templates_dir(root: &Section<'_>, files: &mut Vec<PathBuf>, problems: &mut Problems) -> Option<PathBuf> {
    let written = root.text("templates_dir", "templates_dir = \"templates\"", problems);
    let folder = match written {
        Some(written) => path(written, written.text, problems),
        None => beside(root.place().file, "templates"),
    };
    if folder.is_dir() {
        files.extend(check_tree(&folder, problems));
        return Some(folder);
    }
    if let Some(written) = written {
        written.value.wrong(
            problems,
            format!("the templates' folder {} is not there", folder.display()),
            "make the folder, or take `templates_dir` out to use the shipped templates",
        );
    }
    None
}

/// The files of `classes/` beside the school's file, by name. Hidden files and what editors leave are no classes.
fn class_files(file: &Path, problems: &mut Problems) -> Vec<PathBuf> {
    let folder = beside(file, "classes");
    let classes: Vec<PathBuf> = if folder.is_dir() {
        refuse_open_folder(&folder, problems);
        let visible = |path: &PathBuf| path.file_name().is_some_and(|name| !name.to_string_lossy().starts_with('.'));
        entries(&folder, problems)
            .into_iter()
            .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
            .filter(visible)
            .collect()
    } else {
        Vec::new()
    };
    if classes.is_empty() {
        problems.error(
            Place::file(&folder),
            "there is no class: no file `classes/NAME.toml`",
            "write one for each class, as `classes/room-12.toml`; `homeroom init` writes a sample",
        );
    }
    classes
}

fn folder_of(file: &Path) -> &Path {
    file.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

fn tell_shared_addresses(classes: &[ReadClass], problems: &mut Problems) {
    for (at, class) in classes.iter().enumerate() {
        let Some((address, line)) = &class.address else { continue };
        let same = |other: &&ReadClass| other.address.as_ref().is_some_and(|(a, _)| a.mailbox() == address.mailbox());
        if let Some(first) = classes.iter().take(at).find(same) {
            problems.error(
                Place { file: &class.file, line: *line },
                format!("`address` is the address of the class in {} already", first.file.display()),
                "give each class a mailbox and an address of its own",
            );
        }
    }
}

/// A mailbox that is not read any more is no place to tell that.
fn tell_alerts_to_a_class(root: &Section<'_>, alerts: Option<&Alerts>, classes: &[ReadClass], problems: &mut Problems) {
    let (Some(alerts), Some(written)) = (alerts, root.value("alerts")) else { return };
    let to = alerts.to.mailbox();
    if classes.iter().any(|class| class.address.as_ref().is_some_and(|(address, _)| address.mailbox() == to)) {
        written.wrong(
            problems,
            "`to` in [alerts] is the mailbox of a class, which nobody may be reading when homeroom tells that",
            "write the address of the person who looks after this machine",
        );
    }
}

/// Two classes that read one mailbox would each take the other's mail for their own.
fn tell_shared_mailboxes(classes: &[ReadClass], problems: &mut Problems) {
    let place_of = |class: &ReadClass| {
        class.setup.as_ref().map(|setup| match &setup.inbox {
            InboxSetup::Imap { server, login, folders, .. } => {
                (format!("{}:{}:{}", server.host, server.port, login.user), folders.inbox.clone())
            }
            InboxSetup::Maildir { path, folders, .. } => (path.display().to_string(), folders.inbox.clone()),
        })
    };
    for (at, class) in classes.iter().enumerate() {
        let Some(place) = place_of(class) else { continue };
        if let Some(first) = classes.iter().take(at).find(|other| place_of(other).as_ref() == Some(&place)) {
            problems.error(
                Place::file(&class.file),
                format!("this class reads the same mailbox as the class in {}", first.file.display()),
                "give each class its own: `{class}` or `{address}` in `user` or `path` of [inbox]",
            );
        }
    }
}
