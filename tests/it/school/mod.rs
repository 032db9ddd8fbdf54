//! One school with one class, set up as IT would: a configuration in a folder of its own, mailboxes on the real
//! servers, and the compiled program run with `--now`.
//!
//! Every school has addresses of its own (`room12.c7@school.test`, `ana.martinez.c7@families.test`), so that tests
//! share the servers without meeting.

pub mod daemon;
mod files;
mod line_tests;
pub mod mail;
pub mod post;
pub mod proxy;
mod told;
pub mod wire;

use crate::servers::{Servers, StoredMail};
use serde_json::Value;
use std::cell::RefCell;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use tempfile::TempDir;
pub use told::Told;

pub struct School<'a> {
    pub servers: &'a Servers,
    folder: TempDir,
    tag: String,
    environment: RefCell<Vec<(String, String)>>,
    program: RefCell<PathBuf>,
    /// What all commands said on standard error.
    said: RefCell<String>,
}

impl School<'static> {
    /// On the servers that all tests share; `None`, said loudly, where they cannot run.
    pub fn new() -> Option<School<'static>> {
        Some(School::on(Servers::shared()?))
    }
}

impl<'a> School<'a> {
    pub fn on(servers: &'a Servers) -> School<'a> {
        static COUNT: AtomicU32 = AtomicU32::new(1);
        let tag = format!("c{}", COUNT.fetch_add(1, Ordering::SeqCst));
        let folder = tempfile::tempdir().expect("a folder for the school");
        files::write(folder.path(), &tag, servers);
        let environment = ["HOMEROOM_IMAP_PASSWORD", "HOMEROOM_SMTP_PASSWORD"]
            .map(|name| (name.to_owned(), servers.password().to_owned()))
            .to_vec();
        let program = RefCell::new(env!("CARGO_BIN_EXE_homeroom").into());
        School { servers, folder, tag, environment: RefCell::new(environment), program, said: RefCell::default() }
    }

    /// The class mailbox.
    pub fn class(&self) -> String {
        format!("room12.{}@school.test", self.tag)
    }

    pub fn teacher(&self) -> String {
        format!("alvarez.{}@school.test", self.tag)
    }

    /// The address of a guardian of the roster, by its beginning: `ana.martinez`.
    pub fn guardian(&self, name: &str) -> String {
        format!("{name}.{}@families.test", self.tag)
    }

    /// A file or folder of the school's.
    pub fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    /// Changes a file; what is to be replaced must be there.
    pub fn edit(&self, file: &str, from: &str, to: &str) {
        let (from, to) = (self.filled(from), self.filled(to));
        let text = std::fs::read_to_string(self.path(file)).expect("read a file of the school");
        assert!(text.contains(&from), "{file} holds no {from:?}:\n{text}");
        self.write(file, &text.replace(&from, &to));
    }

    /// Adds lines to the end of a file. `{tag}` stands for what makes the school's addresses its own.
    pub fn append(&self, file: &str, lines: &str) {
        let text = std::fs::read_to_string(self.path(file)).expect("read a file of the school");
        self.write(file, &format!("{text}{}", self.filled(lines)));
    }

    pub fn write(&self, file: &str, text: &str) {
        let path = self.path(file);
        std::fs::create_dir_all(path.parent().expect("a file in a folder")).expect("make a folder");
        std::fs::write(path, text).expect("write a file of the school");
    }

    fn filled(&self, text: &str) -> String {
        text.replace("{tag}", &self.tag)
    }

    /// What the program finds in its environment under this name, besides the path.
    pub fn set_environment(&self, name: &str, value: &str) {
        let mut environment = self.environment.borrow_mut();
        environment.retain(|(known, _)| known != name);
        environment.push((name.to_owned(), value.to_owned()));
    }

    /// From now on another build of the program.
    pub fn runs(&self, program: &Path) {
        *self.program.borrow_mut() = std::fs::canonicalize(program).expect("find the program");
    }

    /// The same where `HOMEROOM_BIN` names one, as a release build that is to be measured.
    pub fn runs_what_is_named(&self) {
        if let Some(program) = std::env::var_os("HOMEROOM_BIN") {
            self.runs(program.as_ref());
        }
    }

    /// The program at a moment of the school's life, RFC 3339 with offset.
    pub fn at<'s>(&'s self, now: &'s str) -> Moment<'s> {
        Moment { school: self, now }
    }

    /// The program, not started yet.
    pub fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(&*self.program.borrow());
        command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
        command.envs(self.environment.borrow().iter().map(|(name, value)| (name, value)));
        command.current_dir(self.folder.path()).stdin(Stdio::null());
        command.arg("--config").arg(self.path("homeroom.toml")).args(arguments);
        command
    }

    /// Runs the program to its end.
    pub fn run(&self, arguments: &[&str]) -> Told {
        let told = Told::by(&mut self.command(arguments));
        self.note(&told.err);
        told
    }

    fn note(&self, said: &str) {
        self.said.borrow_mut().push_str(said);
    }

    /// What all commands so far said on standard error.
    pub fn said(&self) -> String {
        self.said.borrow().clone()
    }

    /// The file that holds all state of the class.
    pub fn state_file(&self) -> PathBuf {
        self.path("state/room-12.sqlite3")
    }

    /// Mail in a guardian's inbox, waited for; and no more of it than asked for.
    pub fn letters_of(&self, guardian: &str, count: usize) -> Vec<StoredMail> {
        let address = if guardian.contains('@') { guardian.to_owned() } else { self.guardian(guardian) };
        let mails = self.servers.wait_for(&address, "INBOX", count);
        assert_eq!(mails.len(), count, "mails of {guardian}: {:?}", mails.iter().map(StoredMail::text));
        mails
    }

    /// The one mail in a guardian's inbox.
    pub fn letter_of(&self, guardian: &str) -> Vec<u8> {
        self.letters_of(guardian, 1).remove(0).bytes
    }

    /// Sends a mail into the class mailbox as it comes from outside, and waits until it lies there.
    pub fn receive(&self, from: &str, to: &str, raw: &[u8]) {
        let before = self.servers.mailbox(&self.class(), "INBOX").len();
        post::from_outside(self.servers, from, to, raw);
        self.servers.wait_for(&self.class(), "INBOX", before + 1);
    }
}

/// The program with the clock at a given time.
#[derive(Clone, Copy)]
pub struct Moment<'s> {
    school: &'s School<'s>,
    now: &'s str,
}

impl Moment<'_> {
    /// Any command, whatever its end.
    pub fn tells(self, arguments: &[&str]) -> Told {
        let mut all = vec!["--now", self.now];
        all.extend(arguments);
        self.school.run(&all)
    }

    /// `run --once` that finds no problem; its one line.
    pub fn run(self) -> Value {
        self.tells(&["--json", "run", "--once"]).ended(0).rows().remove(0)
    }

    /// A listing, without the drafts of moments whose place a job took: most tests are about its mail.
    pub fn list(self, what: &str) -> Vec<Value> {
        let replaced = |row: &Value| {
            row["job"].is_null() && row["reason"].as_str().is_some_and(|reason| reason.starts_with("goes with "))
        };
        let mut rows = self.list_all(what);
        rows.retain(|row| !replaced(row));
        rows
    }

    /// Every row of a listing.
    pub fn list_all(self, what: &str) -> Vec<Value> {
        let mut arguments = vec!["--json"];
        arguments.extend(what.split(' '));
        self.tells(&arguments).ended(0).rows()
    }

    /// A teacher's command that is done.
    pub fn teach(self, words: &str) -> String {
        self.tells(&["teach", words]).ended(0).out
    }

    /// The text of the summary as it stands.
    pub fn summary(self) -> String {
        self.tells(&["summary"]).ended(0).out
    }

    /// The one row of a listing in which a field has this value.
    pub fn one(self, what: &str, field: &str, value: &str) -> Value {
        let rows = self.list(what);
        let mut found: Vec<&Value> = rows.iter().filter(|row| row[field] == value).collect();
        assert_eq!(found.len(), 1, "{what} with {field} {value:?}: {rows:#?}");
        found.remove(0).clone()
    }
}

/// Whether nothing below a folder holds these bytes.
pub fn nothing_holds(folder: &Path, bytes: &[u8]) -> bool {
    let entries = std::fs::read_dir(folder).expect("read a folder");
    entries.map(|entry| entry.expect("an entry").path()).all(|path| {
        if path.is_dir() {
            return nothing_holds(&path, bytes);
        }
        let content = std::fs::read(&path).unwrap_or_default();
        !content.windows(bytes.len()).any(|window| window == bytes)
    })
}

/// The program with the machine's own clock, as people call it beside a daemon.
pub fn told_now(school: &School, arguments: &[&str]) -> Told {
    school.run(arguments)
}
