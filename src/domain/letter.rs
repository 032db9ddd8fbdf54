//! A mail to a family that a teacher's command asks for, before it has its words.

use super::address::EmailAddress;
use super::language::Language;
use super::mail::Home;
use crate::ids::{InboundId, MessageId, StudentId};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// To whom an answer goes: the guardian who wrote, at the address they wrote from.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Correspondent {
    pub to: EmailAddress,
    pub guardian: String,
    pub home: Home,
    pub language: Language,
    /// Other children of theirs whom the letter is about as well.
    pub siblings: Vec<StudentId>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Wanted {
    pub to: Correspondent,
    /// Who writes: the name that the family sees.
    pub from: String,
    /// The mail that is answered; `None` where the teacher begins.
    pub answers: Option<Answered>,
    pub words: Words,
    /// Says what it means: the same is never written twice.
    pub meaning: String,
    /// It waits for the teacher's `ok`.
    pub needs_approval: bool,
    pub not_before: Timestamp,
}

/// A mail with its subject and the mails before it, itself the last.
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
    /// A template of the school's, in the reader's language, with what the teacher said in it.
    Template { name: &'static str, values: BTreeMap<String, String>, personal: bool },
}
