//! What a teacher noted about a child.

use crate::ids::{MomentId, StudentId};
use jiff::Timestamp;
use std::fmt;

/// The template of a note about any moment.
pub const POSITIVE_NOTE: &str = "positive-note";

/// The reason of a draft whose place a job's mail took begins so; the job's name follows.
pub const GOES_WITH: &str = "goes with";

/// What was good about it, where the teacher said so.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum MomentKind {
    Kindness,
    Leadership,
    Growth,
    Effort,
}

impl MomentKind {
    pub const ALL: [MomentKind; 4] = [Self::Kindness, Self::Leadership, Self::Growth, Self::Effort];

    pub fn word(self) -> &'static str {
        match self {
            Self::Kindness => "kindness",
            Self::Leadership => "leadership",
            Self::Growth => "growth",
            Self::Effort => "effort",
        }
    }

    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.word() == word)
    }

    /// The template of a note about a moment of this kind.
    pub fn template(self) -> &'static str {
        match self {
            Self::Kindness => "positive-note-kindness",
            Self::Leadership => "positive-note-leadership",
            Self::Growth => "positive-note-growth",
            Self::Effort => "positive-note-effort",
        }
    }
}

/// Whether a letter made from this template is a note about moments.
pub fn is_positive_note(template: &str) -> bool {
    template == POSITIVE_NOTE || MomentKind::ALL.into_iter().any(|kind| kind.template() == template)
}

/// A photo of a moment, ready for a mail.
#[derive(Clone, PartialEq, Eq)]
pub struct MomentPhoto {
    pub jpeg: Vec<u8>,
    /// Every child who can be seen on it.
    pub shows: Vec<StudentId>,
}

impl fmt::Debug for MomentPhoto {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "‹photo of {} children, {} octets›", self.shows.len(), self.jpeg.len())
    }
}

/// One good line about a child, from which a note for each home is made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Moment {
    pub id: MomentId,
    pub at: Timestamp,
    pub student: StudentId,
    pub kind: Option<MomentKind>,
    /// The teacher's own words.
    pub text: String,
    /// Who noted it, as families see the name.
    pub by: Option<String>,
    /// The teacher said no to the note: it is offered once more from then on, and never goes out by itself.
    pub rests_until: Option<Timestamp>,
}

impl Moment {
    /// What a letter can be tried with before anything was noted; the words say what they are.
    pub fn stand_in(at: Timestamp, student: &StudentId) -> Self {
        let text = "(here stands what the teacher noted)".to_owned();
        Self { id: MomentId(0), at, student: student.clone(), kind: None, text, by: None, rests_until: None }
    }
}
