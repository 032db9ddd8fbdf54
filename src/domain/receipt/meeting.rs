//! What is told of times to meet that are offered to a guardian.

use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum MeetingSaid {
    Offered(Offer),
    /// It would be offered: what is told before it is meant.
    Would(Offer),
    /// Several guardians are called so, or one of several children.
    Which {
        name: String,
        candidates: Vec<Candidate>,
        times: Vec<DateTime>,
    },
    /// No day with a time, as it was written.
    NotATime {
        written: String,
    },
    IsPast {
        time: DateTime,
    },
    TooMany {
        most: usize,
    },
    /// A court order bars the guardian from the child.
    Barred {
        guardian: String,
        child: String,
    },
    /// No address, or not to be written to about the child.
    CannotBeWritten {
        guardian: String,
        child: String,
    },
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offer {
    pub whom: Candidate,
    pub times: Vec<DateTime>,
    /// The days among them on which there is no school.
    pub closed: Vec<Date>,
    pub until: Timestamp,
}

/// A guardian, and the child that is spoken of by its whole name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Candidate {
    pub guardian: String,
    pub child: String,
}
