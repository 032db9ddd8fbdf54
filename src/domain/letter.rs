//! A mail to a family that a teacher's command asks for, before it has its words.

use super::address::EmailAddress;
use super::language::Language;
use super::mail::Home;
use crate::ids::{InboundId, MessageId};
use jiff::Timestamp;
use jiff::civil::Date;

/// To whom an answer goes: the guardian who wrote, at the address they wrote from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Correspondent {
    pub to: EmailAddress,
    pub guardian: String,
    pub home: Home,
    pub language: Language,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    pub to: Correspondent,
    /// Who writes: the name that the family sees.
    pub from: String,
    /// The mail that is answered, with its subject and the mails before it, the answered one last.
    pub answers: Answered,
    pub words: Words,
    /// Says what it means: the same is never written twice.
    pub meaning: String,
    pub not_before: Timestamp,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Answered {
    pub inbound: InboundId,
    pub subject: String,
    pub thread: Vec<MessageId>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Words {
    /// The teacher's own.
    Own(String),
    /// That the mail is here, and when the answer comes.
    Acknowledgement { answer_by: Date },
}
