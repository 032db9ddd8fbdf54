//! A difficult letter: five blanks that the teacher fills once for every home of the child, and a colleague who may be asked
//! to read it first.

use super::address::EmailAddress;
use super::letter::Correspondent;
use crate::ids::{HardId, OutboxId, StudentId};
use jiff::Timestamp;
use std::collections::BTreeMap;

/// The template of the letter.
pub const HARD_TEMPLATE: &str = "hard-conversation";

/// In the order of the letter.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Blank {
    /// An open question.
    Question,
    /// What both want.
    Want,
    /// What was seen.
    Fact,
    /// One proposal.
    Proposal,
    /// When they speak again.
    Again,
}

impl Blank {
    pub const ALL: [Blank; 5] = [Self::Question, Self::Want, Self::Fact, Self::Proposal, Self::Again];

    /// As the template names it.
    pub fn value(self) -> &'static str {
        match self {
            Self::Question => "question",
            Self::Want => "want",
            Self::Fact => "fact",
            Self::Proposal => "proposal",
            Self::Again => "speak_again",
        }
    }
}

/// What a label in the teacher's text begins.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    Blank(Blank),
    /// Who is asked to read it first.
    Reader,
}

/// The words in the blanks; one without words is empty.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Blanks(BTreeMap<Blank, String>);

impl Blanks {
    pub fn get(&self, blank: Blank) -> Option<&str> {
        self.0.get(&blank).map(String::as_str)
    }

    pub fn clear(&mut self, blank: Blank) {
        self.0.remove(&blank);
    }

    /// Below what stands there already; no words change nothing.
    pub fn add(&mut self, blank: Blank, words: &str) {
        let words = words.trim();
        if words.is_empty() {
            return;
        }
        let filled = self.0.entry(blank).or_default();
        if !filled.is_empty() {
            filled.push('\n');
        }
        filled.push_str(words);
    }

    pub fn empty(&self) -> Vec<Blank> {
        Blank::ALL.into_iter().filter(|blank| !self.0.contains_key(blank)).collect()
    }

    pub fn is_whole(&self) -> bool {
        self.empty().is_empty()
    }

    /// All words that stand there.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.0.values().map(String::as_str)
    }
}

/// A difficult letter of which something has not left yet.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HardDraft {
    pub id: HardId,
    /// The registered address of the teacher whose words they are.
    pub writer: Option<EmailAddress>,
    pub student: StudentId,
    pub blanks: Blanks,
    /// The registered address of the colleague who is asked to read it first.
    pub reader: Option<EmailAddress>,
    pub read_at: Option<Timestamp>,
    /// It sleeps until then.
    pub not_before: Timestamp,
    /// To each home, whatever became of it.
    pub letters: Vec<OutboxId>,
}

/// A difficult letter that is begun.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewHard {
    pub at: Timestamp,
    pub writer: Option<EmailAddress>,
    /// The name that the families see.
    pub from: String,
    pub student: StudentId,
    pub blanks: Blanks,
    pub reader: Option<EmailAddress>,
    pub to: Vec<Correspondent>,
    pub not_before: Timestamp,
}
