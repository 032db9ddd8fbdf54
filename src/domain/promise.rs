//! Something the teacher or a family will do, with a day.

use super::mail::Home;
use crate::ids::{HouseholdId, InboundId, OutboxId, PromiseId, StudentId};
use jiff::Timestamp;
use jiff::civil::Date;

/// Who does it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Party {
    School,
    Family,
    /// In a plan alone.
    Child,
}

impl Party {
    pub fn word(self) -> &'static str {
        match self {
            Self::School => "school",
            Self::Family => "family",
            Self::Child => "child",
        }
    }

    pub fn read(word: &str) -> Option<Self> {
        [Self::School, Self::Family, Self::Child].into_iter().find(|party| party.word() == word)
    }
}

/// What it was made by.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Source {
    /// `promise fri: call Ana`
    Command,
    /// A sentence of the teacher's own mail, to which the teacher said ok.
    Offered,
    /// `thanks 2`: an answer by the next school day.
    Thanks,
    /// A guardian chose this of the times that were offered.
    Meeting,
    /// `plan Leo step home: …`
    Plan,
}

impl Source {
    pub fn word(self) -> &'static str {
        match self {
            Self::Command => "command",
            Self::Offered => "offered",
            Self::Thanks => "thanks",
            Self::Meeting => "meeting",
            Self::Plan => "plan",
        }
    }

    pub fn read(word: &str) -> Option<Self> {
        [Self::Command, Self::Offered, Self::Thanks, Self::Meeting, Self::Plan]
            .into_iter()
            .find(|source| source.word() == word)
    }
}

/// What passes between teacher and home that keeps the promise by itself, where its words say so plainly.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeptBy {
    /// A call or a meeting.
    Call,
    Mail,
    /// Either.
    Answer,
    /// Nothing: it stays until the teacher writes `kept`.
    Word,
}

impl KeptBy {
    pub const ALL: [KeptBy; 4] = [Self::Call, Self::Mail, Self::Answer, Self::Word];

    pub fn word(self) -> &'static str {
        match self {
            Self::Call => "call",
            Self::Mail => "mail",
            Self::Answer => "answer",
            Self::Word => "word",
        }
    }

    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|by| by.word() == word)
    }
}

/// A promise that is to be made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewPromise {
    pub by: Party,
    /// `None`: about no child alone.
    pub student: Option<StudentId>,
    /// `None`: to no home alone.
    pub household: Option<HouseholdId>,
    /// As it was put.
    pub text: String,
    pub due: Date,
    pub made_at: Timestamp,
    pub source: Source,
    pub kept_by: KeptBy,
}

impl NewPromise {
    pub fn home(&self) -> Option<Home> {
        Some(Home { student: self.student.clone()?, household: self.household.clone()? })
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Promise {
    pub id: PromiseId,
    pub promise: NewPromise,
    pub closed_at: Option<Timestamp>,
}

/// The teacher's own mail in which a day was named.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Letter {
    /// Written in another program: it lies in Sent.
    Stored(InboundId),
    /// Sent through homeroom.
    Sent(OutboxId),
}

/// A sentence that could be kept as a promise. Only the teacher makes it one.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offered {
    pub letter: Letter,
    pub home: Home,
    pub guardian: Option<String>,
    pub sentence: String,
    pub due: Date,
    pub at: Timestamp,
}
