//! One mail to one recipient, from the decision to the server's answer.

use super::address::EmailAddress;
use super::contact::Tone;
use super::language::Language;
use super::mail::Home;
use crate::ids::{DedupeKey, JobName, MessageId, MomentId, OutboxId, StudentId};
use jiff::Timestamp;
use jiff::civil::DateTime;

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum OutboxState {
    /// Waits for a teacher's `ok`.
    Draft,
    /// Cannot go as it is; the reason says what to do.
    Held,
    Queued,
    /// Handed to the way out; a crash in this state is judged by the stage.
    Sending,
    Sent,
    /// The body went out and no answer came.
    Unknown,
    Failed,
    Expired,
    Cancelled,
}

impl OutboxState {
    /// Nothing of it goes out any more, and nothing has.
    pub fn has_ended_unsent(self) -> bool {
        matches!(self, Self::Failed | Self::Expired | Self::Cancelled)
    }

    pub const ALL: [OutboxState; 9] = [
        Self::Draft,
        Self::Held,
        Self::Queued,
        Self::Sending,
        Self::Sent,
        Self::Unknown,
        Self::Failed,
        Self::Expired,
        Self::Cancelled,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Draft => "draft",
            Self::Held => "held",
            Self::Queued => "queued",
            Self::Sending => "sending",
            Self::Sent => "sent",
            Self::Unknown => "unknown",
            Self::Failed => "failed",
            Self::Expired => "expired",
            Self::Cancelled => "cancelled",
        }
    }

    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.word() == word)
    }
}

/// Who a mail is for; decides which rules bind it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Recipient {
    Family {
        /// The child and home it is about; the first, where it concerns several siblings.
        home: Home,
        /// The other children that a letter to one family names; a class letter is about all of its reader's.
        siblings: Vec<StudentId>,
        guardian: String,
    },
    /// The summary and what else homeroom writes to the teacher.
    Teacher,
}

impl Recipient {
    /// Of a letter that names no other child than that of the home.
    pub fn family(home: Home, guardian: String) -> Self {
        Self::Family { home, siblings: Vec::new(), guardian }
    }
}

/// In the place of a template's name: of a mail that was made of several.
pub const BUNDLE: &str = "bundle";

/// The words of a mail, or why there are none.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Content {
    Rendered {
        subject: String,
        text: String,
        html: Option<String>,
    },
    /// A value was missing or a template failed: the row waits, the reason tells.
    Failed {
        reason: String,
    },
}

/// A mail to be enqueued. Its bytes are fixed by whoever applies the effect.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Outgoing {
    pub dedupe_key: DedupeKey,
    pub to: EmailAddress,
    pub to_name: Option<String>,
    pub recipient: Recipient,
    pub job: Option<(JobName, DateTime)>,
    pub template: String,
    pub language: Language,
    pub content: Content,
    pub needs_approval: bool,
    /// The teacher whose words it tells: From bears the name. `None`: the first of the class.
    pub by_teacher: Option<String>,
    /// A teacher wrote it, or asked for just this: it counts as read and approved.
    pub by_hand: bool,
    /// Counts as personal contact once sent.
    pub personal: bool,
    pub tone: Tone,
    /// The same words to all: List-Id and List-Unsubscribe.
    pub class_letter: bool,
    /// The job's own cron line names the weekend, so a weekend does not hold it.
    pub weekend_meant: bool,
    pub not_before: Timestamp,
    pub expires: Timestamp,
    /// Its words name a day and are untrue from `expires` on: no `ok` gives it more time.
    pub dated: bool,
    /// Moments this mail carries.
    pub moments: Vec<MomentId>,
    /// The mails of the conversation it belongs to, the one it answers last.
    pub thread: Vec<MessageId>,
}

/// What happened to one occurrence of a job.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JobRun {
    pub job: JobName,
    /// The wall-clock time the cron line names, which is what happens at most once.
    pub slot: DateTime,
    pub at: Timestamp,
    pub outcome: RunOutcome,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RunOutcome {
    Ran { mails: usize, late: bool },
    Skipped(LeftOut),
}

/// Why an occurrence of a job did not run.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LeftOut {
    Weekend,
    /// A day in the school's list of closed days.
    ClosedDay,
    /// School ended early that day, and the job leaves such days out.
    HalfDay,
    /// homeroom was not running, and its lateness limit had passed when it was again.
    TooLate,
    /// homeroom was not running, and a later occurrence of the same job runs in its place.
    Superseded,
    /// The teacher said no to it.
    Teacher,
    /// The state had been put back to an earlier one, and it may have run before.
    Held,
    /// It ended in a panic, or with the process, again and again.
    Stumbled,
}

impl LeftOut {
    pub const ALL: [LeftOut; 8] = [
        Self::Weekend,
        Self::ClosedDay,
        Self::HalfDay,
        Self::TooLate,
        Self::Superseded,
        Self::Teacher,
        Self::Held,
        Self::Stumbled,
    ];

    pub fn word(self) -> &'static str {
        match self {
            Self::Weekend => "weekend",
            Self::ClosedDay => "closed_day",
            Self::HalfDay => "half_day",
            Self::TooLate => "too_late",
            Self::Superseded => "superseded",
            Self::Teacher => "teacher",
            Self::Held => "held",
            Self::Stumbled => "stumbled",
        }
    }

    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|why| why.word() == word)
    }
}

/// What is said of one mail to a family or a teacher: by a delivery report that names it, or by the server that refused
/// it at the door.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct DeliveryReport {
    pub at: Timestamp,
    pub outbox: OutboxId,
    pub address: EmailAddress,
    pub fate: Fate,
}

impl DeliveryReport {
    pub fn failure(&self) -> Option<&Failure> {
        match &self.fate {
            Fate::Failed(failure) => Some(failure),
            Fate::Delivered | Fate::Delayed => None,
        }
    }
}

/// RFC 3464 §2.3.3, as far as it tells whether a mail arrived.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fate {
    Delivered,
    /// It did not arrive so far; the mail server keeps trying.
    Delayed,
    Failed(Failure),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Failure {
    /// RFC 3463, `5.1.1`.
    pub status: Option<String>,
    /// From the closed set of `message::BounceReason`, as its words.
    pub reason: String,
    /// It would fail again: not given up on after trouble that may pass.
    pub permanent: bool,
    /// The server's own words, one line.
    pub diagnostic: Option<String>,
}

/// What a person can do about an address that mail does not reach.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum NextStep {
    /// By telephone or on paper: mail does not get there.
    AskForAddress,
    /// The server says that the address has moved; where to, only the family may say.
    ConfirmAddress,
    /// Trouble that may pass: a full mailbox, a server that does not answer.
    WaitAndSee,
    /// It has not passed.
    Call,
    /// Our mail is not wanted there, whoever it is for.
    TellIt,
}

impl NextStep {
    pub fn word(self) -> &'static str {
        match self {
            Self::AskForAddress => "ask_for_address",
            Self::ConfirmAddress => "confirm_address",
            Self::WaitAndSee => "wait_and_see",
            Self::Call => "call",
            Self::TellIt => "tell_it",
        }
    }

    /// For a table; the summary has whole sentences.
    pub fn words(self) -> &'static str {
        match self {
            Self::AskForAddress => "ask for a new address",
            Self::ConfirmAddress => "confirm the new address",
            Self::WaitAndSee => "wait and see",
            Self::Call => "call",
            Self::TellIt => "tell IT",
        }
    }
}
