//! What is told of a question to families.

use jiff::Timestamp;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum QuestionSaid {
    Asked(Reach),
    /// It would go to these: what is told before it is meant.
    Would(Reach),
    /// No question is open, or every home that got it has answered.
    NobodyIsMissing,
    /// Nobody may be written to about this child, or about any.
    NobodyToAsk {
        child: Option<String>,
    },
}

/// To whom a question goes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Reach {
    pub people: usize,
    pub homes: usize,
    /// The children of homes that no mail goes to, those aside whom a court order bars.
    pub not_reached: Vec<String>,
    pub until: Timestamp,
}
