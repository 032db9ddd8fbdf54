//! Passwords: named in the configuration, kept outside it.

use super::document::Section;
use super::files::{OpenError, open};
use super::fill::{Placeholders, path};
use super::keys::SECRET;
use super::problem::{Place, Problems};
use super::value::Value;
use secrecy::SecretString;
use std::ffi::OsString;
use std::io::Read;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;

/// Whether a load reads the secrets. Commands that reach no server need none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Secrets {
    Read,
    /// The keys that mail is signed with, and no password: for commands that write mail and reach no server.
    Keys,
    Skip,
}

/// The environment variables of the process, or those of a test.
pub struct Environment<'a>(&'a dyn Fn(&str) -> Option<OsString>);

impl<'a> Environment<'a> {
    pub fn of(variables: &'a dyn Fn(&str) -> Option<OsString>) -> Self {
        Self(variables)
    }
    pub fn get(&self, name: &str) -> Option<OsString> {
        (self.0)(name)
    }
}

impl Environment<'static> {
    /// Those of this process.
    pub fn system() -> Self {
        Self(&|name| std::env::var_os(name))
    }
}

/// A password, or the fact that this load was told to leave secrets alone.
#[derive(Clone, Debug)]
pub enum Password {
    Read(SecretString),
    Skipped,
}

impl Password {
    /// `None` where the load was told to leave secrets alone.
    pub fn secret(&self) -> Option<&SecretString> {
        match self {
            Self::Read(secret) => Some(secret),
            Self::Skipped => None,
        }
    }
}

/// A secret is one line; no password has more.
const LARGEST: u64 = 64 * 1024;

/// How secrets are read: whether at all, with which environment and placeholders.
pub struct SecretReader<'a> {
    pub secrets: Secrets,
    pub environment: &'a Environment<'a>,
    pub placeholders: Placeholders<'a>,
}

impl SecretReader<'_> {
    /// Reads `{ file = … }`, `{ env = … }` or `{ credential = … }`. No message repeats what stands in the secret, nor
    /// what stands in its place in the file: it could be the password itself.
    pub fn read(&self, value: Value<'_>, problems: &mut Problems) -> Option<Password> {
        self.read_as(value, secret_line, problems)
    }

    /// The same, for a secret of several lines.
    pub fn read_lines(&self, value: Value<'_>, problems: &mut Problems) -> Option<Password> {
        self.read_as(value, secret_text, problems)
    }

    fn read_as(
        &self,
        value: Value<'_>,
        reading: impl Fn(Vec<u8>, Place<'_>, &mut Problems) -> Option<SecretString>,
        problems: &mut Problems,
    ) -> Option<Password> {
        const FORMS: &str =
            "write `{ file = \"PATH\" }`, `{ env = \"NAME\" }` or, under systemd, `{ credential = \"NAME\" }`";
        if !value.is_table() {
            value.wrong(problems, format!("`{}` does not say where the secret is kept", value.key), FORMS);
            return None;
        }
        let place: Section<'_> = value.section(&SECRET, problems)?;
        place.check_keys(&[], problems);
        let named: Vec<Value<'_>> = place.values().into_iter().filter(|v| SECRET.keys.contains(&v.key)).collect();
        let [named] = named.as_slice() else {
            if named.len() > 1 || place.values().is_empty() {
                value.wrong(problems, format!("`{}` must name exactly one place", value.key), FORMS);
            }
            return None;
        };
        let text = named.text(&format!("{} = \"…\"", named.key), problems)?;
        let name = self.placeholders.fill(text, problems);
        if self.secrets != Secrets::Read {
            return Some(Password::Skipped);
        }
        let bytes = match named.key {
            "file" => read_private_file(&path(text, &name, problems), named.place(), problems)?,
            "env" => self.read_variable(&name, named.place(), problems)?,
            _ => self.read_credential(&name, named.place(), problems)?,
        };
        reading(bytes, named.place(), problems).map(Password::Read)
    }

    fn read_variable(&self, name: &str, at: Place<'_>, problems: &mut Problems) -> Option<Vec<u8>> {
        use std::os::unix::ffi::OsStringExt;
        let found = self.environment.get(name).map(OsString::into_vec);
        if found.is_none() {
            problems.error(
                at,
                format!("the environment variable {name} is not set"),
                format!("set it for homeroom alone, or keep the secret in a file: `{{ file = \"{name}\" }}`"),
            );
        }
        found
    }

    /// systemd's credentials (`LoadCredential=`). Their mode is not looked at: systemd keeps them in memory and lets in
    /// the service alone by an access list, which shows as a group's right.
    fn read_credential(&self, name: &str, at: Place<'_>, problems: &mut Problems) -> Option<Vec<u8>> {
        if name.contains('/') || name == "." || name == ".." {
            problems.error(
                at,
                "a credential has a name, not a path",
                "write the name of a LoadCredential= line of the unit",
            );
            return None;
        }
        let Some(folder) = self.environment.get("CREDENTIALS_DIRECTORY") else {
            problems.error(
                at,
                format!("the credential {name} cannot be read: homeroom was not started by systemd with credentials"),
                "start the service, or name the folder for a command by hand: `CREDENTIALS_DIRECTORY=/etc/homeroom/credentials homeroom …`",
            );
            return None;
        };
        let opened = open(&Path::new(&folder).join(name));
        let read = opened.ok().and_then(|(file, _)| read_bounded(file));
        if read.is_none() {
            problems.error(
                at,
                format!("systemd has given no credential {name} that can be read"),
                format!(
                    "add `LoadCredential={name}:/etc/homeroom/credentials/{name}` to the unit (`systemctl edit homeroom`)"
                ),
            );
        }
        read
    }
}

fn read_private_file(path: &Path, at: Place<'_>, problems: &mut Problems) -> Option<Vec<u8>> {
    let shown = path.display();
    let (file, metadata) = match open(path) {
        Ok(opened) => opened,
        Err(error) => {
            let (what, instead) = match error {
                OpenError::Missing => {
                    ("is not there".to_owned(), "write the secret into it, then `chmod 600` it".to_owned())
                }
                OpenError::NoFile => ("is no ordinary file".to_owned(), "name a file".to_owned()),
                OpenError::Denied => (
                    "may not be read by the user homeroom runs as".to_owned(),
                    format!("give it to that user: `chown homeroom {shown}`"),
                ),
                OpenError::Other(error) => (format!("cannot be opened: {error}"), "look at the disk".to_owned()),
            };
            problems.error(at, format!("the secret {shown} {what}"), instead);
            return None;
        }
    };
    let mode = metadata.permissions().mode() & 0o7777;
    if mode & 0o077 != 0 {
        problems.error(
            at,
            format!("the secret {shown} can be read or changed by others (mode {mode:04o})"),
            format!("type `chmod 600 {shown}`, and change the password if others may have seen it"),
        );
        return None;
    }
    let read = read_bounded(file);
    if read.is_none() {
        problems.error(
            at,
            format!("the secret {shown} cannot be read or is too long"),
            "write the secret alone into it",
        );
    }
    read
}

fn read_bounded(file: std::fs::File) -> Option<Vec<u8>> {
    let mut bytes = Vec::new();
    let size = file.take(LARGEST + 1).read_to_end(&mut bytes).ok()?;
    (size as u64 <= LARGEST).then_some(bytes)
}

/// The one line of a secret, without the line end that editors put behind it.
fn secret_line(bytes: Vec<u8>, at: Place<'_>, problems: &mut Problems) -> Option<SecretString> {
    let mut text = text_of(bytes, at, problems)?;
    if text.ends_with('\n') {
        text.pop();
        if text.ends_with('\r') {
            text.pop();
        }
    }
    if text.is_empty() {
        problems.error(at, "the secret is empty", "write the password there");
        return None;
    }
    if text.chars().any(char::is_control) {
        problems.error(at, "the secret has several lines or control characters", "write the secret alone, on one line");
        return None;
    }
    Some(SecretString::from(text))
}

fn secret_text(bytes: Vec<u8>, at: Place<'_>, problems: &mut Problems) -> Option<SecretString> {
    text_of(bytes, at, problems).map(SecretString::from)
}

fn text_of(bytes: Vec<u8>, at: Place<'_>, problems: &mut Problems) -> Option<String> {
    let text = String::from_utf8(bytes).ok();
    if text.is_none() {
        problems.error(at, "the secret is not text in UTF-8", "write the secret alone, as UTF-8 text");
    }
    text
}
