//! What is told of a difficult letter.

use crate::domain::hard::Blank;
use jiff::Timestamp;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum HardSaid {
    Begun(Box<Begun>),
    /// Other words stand in its blanks.
    Changed {
        child: String,
        /// An ok from before is over, since it was for other words.
        again: bool,
        standing: Standing,
    },
    /// So many mails are approved, difficult letters among them, which sleep.
    Approved {
        mails: usize,
        until: Timestamp,
        /// When the difficult ones leave; `None`: none of them does.
        leaves: Option<Timestamp>,
        /// Of `ok all`: the children whose letter is not ready.
        left_out: Vec<String>,
    },
    /// A colleague has read it, with or without a word about it, which its writer gets.
    Read {
        writer: String,
        /// It was changed since; how it stands now they have yet to read.
        former: bool,
        words: bool,
    },
    /// What does not say which blank it is for changes nothing.
    Labels {
        number: usize,
    },
    Empty {
        number: Option<usize>,
        child: String,
        blanks: Vec<Blank>,
    },
    Unread {
        number: Option<usize>,
        child: String,
        reader: String,
    },
    /// Only whose words they are can change and approve them.
    NotYours {
        writer: String,
    },
    NoSuchReader {
        name: String,
        known: Vec<String>,
    },
    NobodyToWrite {
        child: String,
        not_to: Vec<(String, NoLetter)>,
    },
    /// It has left, or was dropped.
    Gone,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Begun {
    pub child: String,
    pub to: Vec<String>,
    pub not_to: Vec<(String, NoLetter)>,
    /// Who of them has heard nothing good so far.
    pub nothing_good: Vec<String>,
    pub standing: Standing,
}

/// How far a letter is.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Standing {
    pub empty: Vec<Blank>,
    /// Words in it that may sound like blame.
    pub blame: Vec<String>,
    /// The colleague who has not read it yet.
    pub reader: Option<String>,
    /// Not before then.
    pub leaves: Timestamp,
}

/// Why a guardian gets none.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoLetter {
    Blocked,
    InformOnly,
    NoEmail,
    AskedNotTo,
    NotInClass,
}
