//! A contact: something personal that passed between a teacher and a household.

use crate::ids::{HouseholdId, InboundId, OutboxId, StudentId};
use jiff::Timestamp;

#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Direction {
    ToFamily,
    FromFamily,
}

impl Direction {
    pub fn word(self) -> &'static str {
        match self {
            Self::ToFamily => "to_family",
            Self::FromFamily => "from_family",
        }
    }
    pub fn read(word: &str) -> Option<Self> {
        [Self::ToFamily, Self::FromFamily].into_iter().find(|d| d.word() == word)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Channel {
    Mail,
    Call,
    Meeting,
}

impl Channel {
    pub fn word(self) -> &'static str {
        match self {
            Self::Mail => "mail",
            Self::Call => "call",
            Self::Meeting => "meeting",
        }
    }
    pub fn read(word: &str) -> Option<Self> {
        [Self::Mail, Self::Call, Self::Meeting].into_iter().find(|c| c.word() == word)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Tone {
    Good,
    Hard,
    Neutral,
}

impl Tone {
    pub fn word(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Hard => "hard",
            Self::Neutral => "neutral",
        }
    }
    pub fn read(word: &str) -> Option<Self> {
        [Self::Good, Self::Hard, Self::Neutral].into_iter().find(|t| t.word() == word)
    }
}

/// One entry of the contact log. Class letters, bounces and automatic mail are never entered as personal.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Contact {
    pub at: Timestamp,
    pub student: StudentId,
    pub household: HouseholdId,
    /// The guardian's name as the roster has it; `None` where only the home is known.
    pub guardian: Option<String>,
    pub direction: Direction,
    pub channel: Channel,
    pub personal: bool,
    pub tone: Tone,
    pub inbound: Option<InboundId>,
    pub outbox: Option<OutboxId>,
}
