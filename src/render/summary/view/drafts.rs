//! What is ready to send, and waits for an `ok`.

use super::Button;
use crate::domain::hard::Blanks;
use crate::domain::language::Language;
use jiff::civil::DateTime;

/// One prepared mail, in a version for each reader.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Draft {
    pub about: DraftAbout,
    /// Of a letter to the class one for each language is enough to judge it.
    pub versions: Vec<DraftVersion>,
    /// What an `ok` attaches, or no longer does.
    pub photos: Vec<DraftPhoto>,
    /// It is hard news, and the home has heard nothing good yet.
    pub hard_first: bool,
    /// What is known of a difficult letter beside its words; while a blank is empty, the versions have none.
    pub hard: Option<HardLetter>,
    /// Children of other families whose names stand in it.
    pub names: Vec<String>,
    /// The job that sends what it says by itself if nobody decides.
    pub otherwise: Option<ByItself>,
    pub buttons: Vec<Button>,
}

/// A letter in five blanks that sleeps.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HardLetter {
    pub blanks: Blanks,
    /// The school's local time: not before then.
    pub leaves: DateTime,
    /// Words that may sound like blame.
    pub blame: Vec<String>,
    /// A colleague who reads it first.
    pub reader: Option<Reading>,
}

impl HardLetter {
    /// An `ok` would be taken: no blank is empty, and who is to read it first has.
    pub fn can_leave(&self) -> bool {
        self.blanks.is_whole() && self.reader.as_ref().is_none_or(|reading| reading.has_read)
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reading {
    pub name: String,
    /// By a mail of homeroom's.
    pub is_asked: bool,
    pub has_read: bool,
}

/// A photo that was noted with what the draft is about.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DraftPhoto {
    /// Of these children.
    Of(Vec<String>),
    /// Consent was taken back since.
    StaysOut { without_consent: String },
}

/// A run of a job.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ByItself {
    pub job: String,
    /// The school's local time.
    pub at: DateTime,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DraftAbout {
    Child(String),
    /// Goes to so many people at once.
    Class {
        letters: u32,
    },
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DraftVersion {
    pub guardian: String,
    pub home: Option<String>,
    /// The language it is written in.
    pub language: Language,
    /// The reader's own language, where there is no template in it.
    pub instead_of: Option<Language>,
    pub subject: String,
    pub text: String,
}
