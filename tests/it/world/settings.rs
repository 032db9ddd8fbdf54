//! The configuration of a world, as files: what a start finds.

use homeroom::cli::demo::cast::roster_csv;
use homeroom::cli::demo::cast::settings::{CALENDAR_ICS, CLASS_TOML, Places, homeroom_toml};
use jiff::tz::TimeZone;
use std::fs;
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
}

impl Settings {
    /// The demo's own class.
    pub fn cast() -> Self {
        Self {
            class_toml: CLASS_TOML.to_owned(),
            calendar_ics: CALENDAR_ICS.to_owned(),
            roster_csv: roster_csv(),
            files_copies: false,
        }
    }

    /// The cast with other jobs: everything of the class file up to the first one, then these.
    pub fn with_jobs(jobs: &str) -> Self {
        let cast = Self::cast();
        let (head, _) = cast.class_toml.split_once("[[jobs]]").unwrap();
        let head = head.rsplit_once("\n\n").unwrap().0.to_owned();
        Self { class_toml: format!("{head}\n\n{jobs}"), ..cast }
    }

    /// Writes all files below the folder and gives the one to load.
    pub fn write(&self, dir: &Path) -> PathBuf {
        for below in ["classes", "calendar"] {
            fs::create_dir_all(dir.join(below)).unwrap();
        }
        let (mailbox, outgoing, state) = (dir.join("mail"), dir.join("out"), dir.join("state"));
        let places = Places { mailbox: &mailbox, outgoing: &outgoing, state: &state };
        let file = dir.join("homeroom.toml");
        let mut toml = homeroom_toml(&places);
        if self.files_copies {
            toml = toml.replace("sent_copy = \"provider\"", "sent_copy = \"append\"");
        }
        fs::write(&file, toml).unwrap();
        fs::write(dir.join("classes/room-12.toml"), &self.class_toml).unwrap();
        fs::write(dir.join("classes/room-12.csv"), &self.roster_csv).unwrap();
        fs::write(dir.join("calendar/school-year.ics"), &self.calendar_ics).unwrap();
        file
    }
}
