//! Whole loads, on folders made for each test.

mod alerts;
mod all_at_once;
mod contact;
mod mail;
mod permissions;
mod roster;
mod shipped;
mod signing;
mod translation;
mod urgent;

use super::load::load_in;
use super::problem::Problem;
use super::resolved::Configuration;
use super::secrets::{Environment, Secrets};
use jiff::civil::{Date, date};
use std::ffi::OsString;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

const TODAY: Date = date(2026, 11, 23);

const SCHOOL: &str = r#"state_dir = "state"
[school]
name = "Lincoln School"
time_zone = "America/New_York"
"#;

const MAIL: &str = r#"
[inbox]
type = "imap"
host = "imap.school.test"
security = "tls"
password = { env = "PASSWORD" }
[outgoing]
type = "smtp"
host = "smtp.school.test"
security = "starttls"
user = "{address}"
password = { env = "PASSWORD" }
"#;

const CLASS: &str = r#"
name = "Room 12"
address = "room12@school.test"
[[teachers]]
name = "Ms. Alvarez"
address = "alvarez@school.test"
[summary]
cron = "0 7 * * Mon-Fri"
"#;

const ROSTER: &str = "student_id,first_name,last_name,guardian,relationship,email,household,access\n\
    S1001,Maya,Okafor,Ngozi Okafor,mother,ngozi@families.test,A,full\n";

/// A configuration folder of its own for one test.
struct Folder {
    dir: tempfile::TempDir,
    variables: Vec<(&'static str, String)>,
}

impl Folder {
    fn empty() -> Self {
        Self { dir: tempfile::tempdir().unwrap(), variables: vec![("PASSWORD", "tulip-7".to_owned())] }
    }

    /// One school, one class, nothing wrong.
    fn whole() -> Self {
        let folder = Self::empty();
        folder.write("homeroom.toml", format!("{SCHOOL}{MAIL}"));
        folder.write("classes/room-12.toml", CLASS);
        folder.write("classes/room-12.csv", ROSTER);
        folder
    }

    fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        self.chmod(name, 0o644);
    }

    fn chmod(&self, name: &str, mode: u32) {
        std::fs::set_permissions(self.path(name), std::fs::Permissions::from_mode(mode)).unwrap();
    }

    fn variable(&mut self, name: &'static str, value: impl Into<String>) {
        self.variables.push((name, value.into()));
    }

    fn load_with(&self, secrets: Secrets) -> Result<Configuration, Vec<Problem>> {
        let get = |name: &str| -> Option<OsString> {
            self.variables.iter().rev().find(|(known, _)| *known == name).map(|(_, value)| value.into())
        };
        load_in(&self.path("homeroom.toml"), TODAY, secrets, &Environment::of(&get))
    }

    fn load(&self) -> Result<Configuration, Vec<Problem>> {
        self.load_with(Secrets::Read)
    }

    /// Everything that is told, errors and warnings, with the folder's own path left out.
    fn told(&self) -> Vec<String> {
        let problems = match self.load() {
            Ok(configuration) => configuration.warnings,
            Err(problems) => problems,
        };
        let folder = format!("{}/", self.dir.path().display());
        problems.iter().map(|problem| problem.to_string().replace(&folder, "")).collect()
    }

    fn loaded(&self) -> Configuration {
        match self.load() {
            Ok(configuration) => configuration,
            Err(_) => panic!("{:#?}", self.told()),
        }
    }
}

/// Copies a folder with the modes a careful administrator gives.
fn copy_tree(from: &Path, to: &Folder, below: &str) {
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let name = format!("{below}{}", entry.file_name().to_string_lossy());
        if entry.file_type().unwrap().is_dir() {
            copy_tree(&entry.path(), to, &format!("{name}/"));
        } else {
            to.write(&name, std::fs::read(entry.path()).unwrap());
        }
    }
}
