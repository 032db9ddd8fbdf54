//! What happens in the class, and when.
//!
//! [`script`] is the demo's ten school days, written by hand; [`year`] goes on for as long as a test likes. Both give
//! [`Event`]s in order of time; a [`Postbag`] turns them into the mails that lie in the class mailbox.

mod fortnight;
mod moments;
mod postbag;
mod year;

use super::cast::{Child, Guardian};
use super::letters::Written;
use jiff::civil::{Date, DateTime, date};
pub use postbag::{Delivery, Folder, Postbag};
pub use year::year;

/// The first day of the demo, a Monday.
pub const FIRST_DAY: Date = date(2026, 11, 9);
/// The last day of the demo, a Monday.
pub const LAST_DAY: Date = date(2026, 11, 23);
/// When homeroom is first started: before the first day's summary.
pub const BEGIN: DateTime = FIRST_DAY.at(6, 0, 0, 0);
/// The morning after, whose summary tells of the last day.
pub const END: DateTime = date(2026, 11, 24).at(7, 0, 0, 0);
/// No school: Veterans Day.
pub const CLOSED_DAY: Date = date(2026, 11, 11);

/// One thing that happens.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// On the school's clock.
    pub at: DateTime,
    /// For the details that a mail program makes up.
    pub seed: u64,
    pub what: What,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum What {
    /// A parent begins something.
    Writes {
        from: &'static Guardian,
        about: &'static Child,
        letter: Written,
        folder: Folder,
    },
    /// A parent answers the latest mail from `to`; where there is none, the letter comes as a mail of its own.
    Answers {
        from: &'static Guardian,
        about: &'static Child,
        letter: Written,
        to: Answered,
    },
    /// The teacher's own mail from the class mailbox; it lies in Sent.
    TeacherWrites {
        to: &'static Guardian,
        about: &'static Child,
        subject: String,
        text: String,
        answering: bool,
    },
    /// A command as `homeroom teach` takes it.
    Teaches(String),
    /// `done`, with the numbers that these senders' mails have in the summary.
    Handles {
        senders: &'static [&'static str],
    },
    /// `is`, with the number that this sender's mail has in the summary.
    SaysWhose {
        sender: &'static str,
        children: &'static str,
    },
    /// A delivery report about the latest mail homeroom sent to this guardian.
    Bounces {
        of: &'static Guardian,
        status: &'static str,
    },
    /// An out-of-office notice to the latest mail homeroom sent to this guardian.
    Away {
        who: &'static Guardian,
        back: Date,
    },
    /// Mail of the school's list.
    Newsletter(usize),
    /// A person who is not on the roster.
    Stranger(usize),
    Spam(usize),
    /// Somebody else under a guardian's address.
    Forged {
        as_if: &'static Guardian,
        about: &'static Child,
        letter: Written,
    },
    /// The mail delivered last comes again, byte for byte.
    Again,
}

/// Whose mail a parent answers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Answered {
    Homeroom,
    Teacher,
}

impl What {
    /// Something the teacher types; it brings no mail.
    pub fn is_command(&self) -> bool {
        matches!(self, What::Teaches(_) | What::Handles { .. } | What::SaysWhose { .. })
    }

    /// Done by the teacher, who does not work on closed days.
    pub fn is_by_teacher(&self) -> bool {
        matches!(self, What::TeacherWrites { .. }) || self.is_command()
    }
}

/// The demo's ten school days. The story is the same for every seed; minutes and the make-up of the mails differ.
pub fn script(seed: u64) -> Vec<Event> {
    fortnight::events(seed)
}

#[cfg(test)]
mod reading_tests;
#[cfg(test)]
mod tests;
