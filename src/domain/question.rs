//! What a teacher asks of families: a question in words, or which of some times to meet suits.

use super::promise::NewPromise;
use crate::ids::{DedupeKey, InboundId, OutboxId, QuestionId};
use jiff::Timestamp;
use jiff::civil::DateTime;

/// More times than this are no choice any more.
pub const MOST_TIMES: usize = 8;

/// A question that is put to one home or to many, each by a letter of its own.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    pub at: Timestamp,
    pub asks: Asks,
    /// What its letters mean, by which they are found in the outbox.
    pub letters: Vec<DedupeKey>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Asks {
    /// In the teacher's own words.
    Words(String),
    /// Which of these times to meet suits, by the school's wall clock, numbered from 1.
    Times(Vec<DateTime>),
    /// What was asked before, of those who have not answered.
    Again(QuestionId),
}

/// The time to meet that a guardian chose.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Chosen {
    /// The letter that offered it.
    pub invitation: OutboxId,
    pub time: DateTime,
    /// The mail that says so, and when it came.
    pub inbound: InboundId,
    pub at: Timestamp,
    /// So that it is shown on its day.
    pub promise: NewPromise,
}
