//! The configuration of a world, as files: what a start finds.

use homeroom::cli::demo::cast::roster_csv;
use homeroom::cli::demo::cast::settings::{CALENDAR_ICS, CLASS_TOML, Places, homeroom_toml};
use jiff::tz::TimeZone;
use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// The school's zone in every world.
pub fn zone() -> TimeZone {
    TimeZone::get("America/New_York").unwrap()
}

#[derive(Clone)]
pub struct Settings {
    pub class_toml: String,
    pub calendar_ics: String,
    pub roster_csv: String,
    /// homeroom files the copies in Sent itself.
    pub files_copies: bool,
    /// Mailbox and way out by IMAP and SMTP on these ports of this machine, in clear; else by Maildir.
    pub servers: Option<(u16, u16)>,
    /// What is changed in the school's own file: a text that stands there, and what stands in its place.
    pub school: Vec<(String, String)>,
}

const SERVERS: &str = r#"[inbox]
type = "imap"
host = "127.0.0.1"
port = {imap}
security = "none" # in
user = "class"
password = { file = "password" }

[outgoing]
type = "smtp"
host = "127.0.0.1"
port = {smtp}
security = "none"
user = "class"
password = { file = "password" }
per_minute = 1000
per_day = 100000
"#;

impl Settings {
    /// The demo's own class.
    pub fn cast() -> Self {
        Self {
            class_toml: CLASS_TOML.to_owned(),
            calendar_ics: CALENDAR_ICS.to_owned(),
            roster_csv: roster_csv(),
            files_copies: false,
            servers: None,
            school: Vec::new(),
        }
    }

    /// The cast with other jobs: everything of the class file up to the first one, then these.
    pub fn with_jobs(jobs: &str) -> Self {
        let cast = Self::cast();
        let (head, _) = cast.class_toml.split_once("[[jobs]]").unwrap();
        let head = head.rsplit_once("\n\n").unwrap().0.to_owned();
        Self { class_toml: format!("{head}\n\n{jobs}"), ..cast }
    }

    /// The same by IMAP and SMTP.
    pub fn with_servers(self, imap: u16, smtp: u16) -> Self {
        Self { servers: Some((imap, smtp)), ..self }
    }

    /// With a second teacher, who reads English.
    pub fn with_ms_roy(mut self) -> Self {
        let second = "[[teachers]]\nname = \"Ms. Roy\"\naddress = \"roy@school.test\"\nlanguage = \"en\"\n\n[summary]";
        self.class_toml = self.class_toml.replacen("[summary]", second, 1);
        self
    }

    /// Another roster: so many children, each with one guardian, `guardian7@families.test`.
    pub fn with_families(self, count: usize) -> Self {
        Self { roster_csv: families(count, |n| format!("guardian{n}@families.test")), ..self }
    }

    /// The school's file with this text in place of that one.
    pub fn with_school(mut self, from: &str, to: &str) -> Self {
        self.school.push((from.to_owned(), to.to_owned()));
        self
    }

    fn school_file(&self, places: &Places) -> String {
        let mut text = homeroom_toml(places);
        if let Some((imap, smtp)) = self.servers {
            text.truncate(text.find("[inbox]").unwrap());
            text += &SERVERS.replace("{imap}", &imap.to_string()).replace("{smtp}", &smtp.to_string());
        }
        if self.files_copies {
            text = text.replace("sent_copy = \"provider\"", "sent_copy = \"append\"");
        }
        for (from, to) in &self.school {
            assert!(text.contains(from), "{from:?} in {text}");
            text = text.replace(from, to);
        }
        text
    }

    /// Writes all files below the folder and gives the one to load.
    pub fn write(&self, dir: &Path) -> PathBuf {
        for below in ["classes", "calendar"] {
            fs::create_dir_all(dir.join(below)).unwrap();
        }
        let (mailbox, outgoing, state) = (dir.join("mail"), dir.join("out"), dir.join("state"));
        let places = Places { mailbox: &mailbox, outgoing: &outgoing, state: &state };
        let file = dir.join("homeroom.toml");
        fs::write(&file, self.school_file(&places)).unwrap();
        fs::write(dir.join("password"), "secret").unwrap();
        fs::set_permissions(dir.join("password"), fs::Permissions::from_mode(0o600)).unwrap();
        fs::write(dir.join("classes/room-12.toml"), &self.class_toml).unwrap();
        fs::write(dir.join("classes/room-12.csv"), &self.roster_csv).unwrap();
        fs::write(dir.join("calendar/school-year.ics"), &self.calendar_ics).unwrap();
        file
    }
}

/// A roster of so many children with one guardian each.
pub fn families(count: usize, address: impl Fn(usize) -> String) -> String {
    let head = "student_id,first_name,last_name,preferred_name,guardian,relationship,email,language,household,access,\
                photo_consent,birthday\n";
    let row = |n: usize| {
        format!("S{},Kim{n},Child{n},,Alex Child{n},mother,{},en,A,full,yes,2017-03-04\n", 3000 + n, address(n))
    };
    head.to_owned() + &(1..=count).map(row).collect::<String>()
}
