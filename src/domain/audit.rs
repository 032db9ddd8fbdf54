//! What stands in the log of who did what: words of closed sets and ids, and nothing else. No name, no address, no
//! subject and no word that anybody wrote is in it, so that whoever checks it learns nothing of any family.

use super::outbox::OutboxState;
use crate::ids::{InboundId, JobName, OutboxId, StudentId};
use jiff::civil::Date;
use std::fmt;

/// Who acted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Actor {
    /// By the place in the class file, from 1.
    Teacher(usize),
    /// Somebody with rights on the machine, by a command given there.
    Host,
    /// By itself.
    Homeroom,
    /// A guardian, by mail.
    Guardian,
}

impl fmt::Display for Actor {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Teacher(place) => write!(f, "teacher {place}"),
            Self::Host => f.write_str("host"),
            Self::Homeroom => f.write_str("homeroom"),
            Self::Guardian => f.write_str("guardian"),
        }
    }
}

/// What was done.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Act {
    /// A mail that came in reached its place.
    Placed,
    /// A contact outside mail was entered.
    Contact,
    /// Something was said of a mail of ours by a server.
    Reported,
    /// A guardian asked how to be written to.
    Asked,
    /// A good moment was noted.
    Moment,
    PrivateNote,
    /// A new mail stands in the outbox.
    Prepared,
    /// A teacher said ok.
    Approved,
    /// A teacher put other words into a draft.
    Reworded,
    /// A colleague read a draft before it goes.
    Read,
    /// A teacher will do something by a day.
    Promised,
    PromiseKept,
    /// A goal or a step of a child's plan was written, or the plan is over.
    Planned,
    /// A teacher said undo.
    TakenBack,
    /// A teacher wants to see it later.
    PutOff,
    /// A mail in the outbox got to this state.
    Mail(OutboxState),
    /// A mail that came in was called done.
    Settled,
    /// A mail that came in was to be understood again.
    Replayed,
    /// An occurrence of a job is over.
    Run,
    /// The state was put back to an earlier one.
    Halted,
    WentOn,
    Paused,
    PauseEnded,
    /// A summary was made: what its numbers stand for.
    Shown,
    /// A line that a teacher wrote, and what became of it.
    Command,
    /// A copy of the state was asked for.
    Backup,
    Restored,
    /// Another class list is in use.
    Roster,
    /// A teacher changed something beside the class list, or it is over.
    Rights,
}

impl Act {
    pub fn word(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::Contact => "contact",
            Self::Reported => "reported",
            Self::Asked => "asked",
            Self::Moment => "moment",
            Self::PrivateNote => "private_note",
            Self::Prepared => "prepared",
            Self::Approved => "approved",
            Self::Reworded => "reworded",
            Self::Read => "read",
            Self::Promised => "promised",
            Self::PromiseKept => "promise_kept",
            Self::Planned => "planned",
            Self::TakenBack => "taken_back",
            Self::PutOff => "put_off",
            Self::Mail(state) => state.word(),
            Self::Settled => "settled",
            Self::Replayed => "replayed",
            Self::Run => "run",
            Self::Halted => "halted",
            Self::WentOn => "went_on",
            Self::Paused => "paused",
            Self::PauseEnded => "pause_ended",
            Self::Shown => "shown",
            Self::Command => "command",
            Self::Backup => "backup",
            Self::Restored => "restored",
            Self::Roster => "roster",
            Self::Rights => "rights",
        }
    }
}

/// What it was done to.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Subject {
    /// The class as a whole.
    Class,
    Mail(InboundId),
    Outbox(OutboxId),
    /// The row that the effect itself makes in the outbox.
    NewOutbox,
    Child(StudentId),
    Job(JobName),
    Summary(Date),
    /// A word of a closed set: a verb.
    Verb(&'static str),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Class => Ok(()),
            Self::Mail(id) => write!(f, "mail {id}"),
            Self::Outbox(id) => write!(f, "outbox {id}"),
            Self::NewOutbox => f.write_str("outbox"),
            Self::Child(id) => write!(f, "child {id}"),
            Self::Job(name) => write!(f, "job {name}"),
            Self::Summary(day) => write!(f, "summary {day}"),
            Self::Verb(word) => f.write_str(word),
        }
    }
}

/// One line of the log, before it has its place in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Entry {
    pub act: Act,
    pub subject: Subject,
    /// Words of closed sets, numbers and ids.
    pub detail: String,
}

impl Entry {
    pub fn new(act: Act, subject: Subject, detail: impl Into<String>) -> Self {
        Self { act, subject, detail: detail.into() }
    }
}

/// How far the log has got: how many lines, and the beginning of the last one's hash. It goes out in the mails to
/// teachers, so that a log whose end was cut off, or that was written anew as a whole, can be told from outside.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Head {
    pub entries: i64,
    pub start: [u8; 8],
}

impl Head {
    /// `214 7f3a9c0011223344`
    pub fn read(text: &str) -> Option<Self> {
        let (entries, start) = text.trim().split_once(' ')?;
        let start = data_encoding::HEXLOWER_PERMISSIVE.decode(start.trim().as_bytes()).ok()?;
        let entries = entries.parse().ok().filter(|entries| *entries >= 0)?;
        Some(Self { entries, start: start.try_into().ok()? })
    }
}

impl fmt::Display for Head {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.entries, data_encoding::HEXLOWER.encode(&self.start))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_head_is_read_as_it_is_written() {
        let head = Head { entries: 214, start: [0x7f, 0x3a, 0x9c, 0, 1, 2, 3, 0xff] };
        assert_eq!(head.to_string(), "214 7f3a9c00010203ff");
        assert_eq!(Head::read(&head.to_string()), Some(head));
        assert_eq!(Head::read("  214   7F3A9C00010203FF "), Some(head));
        for wrong in ["", "214", "214 7f3a", "-1 7f3a9c00010203ff", "x 7f3a9c00010203ff", "214 zf3a9c00010203ff"] {
            assert_eq!(Head::read(wrong), None, "{wrong}");
        }
    }
}
