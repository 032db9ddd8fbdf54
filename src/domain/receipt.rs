//! What a teacher is told of each line they wrote: facts in no language. `render::receipt` has the words.

pub mod hard;
mod rights;

pub use rights::{RightsChange, RightsSaid};
pub mod meeting;
pub mod plan;
pub mod promise;
pub mod question;

use super::calendar::SchoolCalendar;
use super::command::{Hint, Verb};
use super::contact::Channel;
use super::outbox::OutboxState;
use crate::ids::InboundId;
use jiff::Timestamp;
use jiff::civil::Date;
use meeting::MeetingSaid;
use question::QuestionSaid;

/// How long what a teacher's command sends can be taken back.
pub const UNDO: jiff::SignedDuration = jiff::SignedDuration::from_mins(10);

/// One line of a receipt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receipt {
    /// As the teacher wrote it, blanks folded; empty where the words do not belong to a line.
    pub line: String,
    pub outcome: Outcome,
    pub said: Said,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    Done,
    /// It is prepared, leaves later, and can be undone until then.
    Waits,
    /// Only the teacher can say what is meant, or whether it is: by one of these answers.
    Asked(Vec<Choice>),
    NotDone,
    NotUnderstood,
}

impl Outcome {
    pub fn is_done(&self) -> bool {
        matches!(self, Self::Done | Self::Waits)
    }
}

/// An answer that is offered to a question of ours.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Choice {
    /// A child's whole name, or nothing where the question is only whether it is meant.
    pub name: Option<String>,
    /// The line as it would have to be written to mean this.
    pub line: String,
}

/// A day that a teacher named.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct NamedDay {
    pub day: Date,
    /// Where there is no school on it: the first school day after it.
    pub first_school_day: Option<Date>,
}

impl NamedDay {
    pub fn on(day: Date, calendar: &SchoolCalendar) -> Self {
        Self { day, first_school_day: (!calendar.is_school_day(day)).then(|| calendar.next_school_day(day)) }
    }
}

/// Whether the teacher has stopped all mail to families. `undo` does not release it: who takes back and stops in one breath
/// wants both.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Brake {
    Off,
    On,
}

/// Names are those of the class list, numbers those of a summary.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Said {
    // What was done.
    MomentNoted {
        child: String,
        can_be_told: bool,
    },
    NoteKept {
        child: Option<String>,
    },
    Logged {
        what: Channel,
        guardian: String,
        child: String,
    },
    /// So many mails go out once nobody takes them back any more.
    Approved {
        mails: usize,
        until: Timestamp,
    },
    Replied {
        guardian: String,
        until: Timestamp,
    },
    /// An answer is promised for that day.
    Thanked {
        guardian: String,
        answer_by: Date,
        until: Timestamp,
    },
    Reworded {
        mails: usize,
        until: Timestamp,
    },
    WillNotBeSent {
        several: bool,
    },
    Settled {
        lines: usize,
    },
    ShownAgain {
        lines: usize,
        day: NamedDay,
    },
    PlacedWith {
        item: usize,
        children: Vec<String>,
    },
    Paused {
        until: Option<NamedDay>,
    },
    PauseEnded,
    /// Mails that were taken back before they left, and other things that are as before.
    Undone {
        mails: usize,
        others: usize,
        brake: Brake,
    },
    /// What was asked for comes in a mail of its own.
    ComesByMail(Verb),
    // What was not.
    NothingSaid,
    NotUnderstood(Hint),
    /// The mail's plain text and its page say different things.
    PartsDisagree,
    NoSuchChild {
        name: String,
        class: String,
    },
    WhichChild {
        name: String,
    },
    NoGuardianKnown {
        child: String,
    },
    NoSuchGuardian {
        name: String,
        child: String,
        known: Vec<String>,
    },
    WhichGuardian {
        name: String,
        known: Vec<String>,
    },
    /// The child has two homes, and which is meant was not said.
    WhichHome {
        child: String,
        known: Vec<String>,
    },
    /// No summary has numbered anything, or none is named by where the line stands.
    NoSummary,
    NoSuchItem {
        number: usize,
        count: usize,
    },
    SayWhich(Verb),
    ItemGone {
        number: usize,
    },
    ItemIsMail {
        number: usize,
    },
    ItemIsNoMail {
        number: usize,
    },
    ItemGoesByItself {
        number: usize,
    },
    ItemGoesOut {
        number: usize,
    },
    HasRun {
        number: usize,
    },
    TooLate {
        number: usize,
        state: OutboxState,
    },
    NothingToSend {
        state: Option<OutboxState>,
    },
    /// This very line in answer to this very mail, or this button, has acted. Once more it acts in answer to a mail that came
    /// later.
    SaidBefore {
        at: Timestamp,
    },
    /// What it is about was done before by another line.
    AlreadyDone {
        at: Timestamp,
        by: Option<String>,
    },
    /// Part of what was said found nothing to act on any more.
    PartTooLate,
    NotADay,
    ALaterDay,
    HeldStays {
        number: usize,
    },
    BarredFrom {
        number: usize,
        child: String,
    },
    NoGuardianOf {
        number: usize,
        child: String,
    },
    TwoHomes {
        child: String,
        mail: InboundId,
    },
    /// With no child yet: which, has to be said before it can be answered.
    PlaceItFirst {
        number: usize,
    },
    /// Who wrote is not on the class list, is barred, or has no address.
    CannotBeAnswered {
        number: usize,
    },
    NothingToUndo {
        brake: Brake,
    },
    /// Everything had left already.
    TooLateToUndo {
        brake: Brake,
    },
    /// It goes to a family or changes more: the same line in an answer to a mail of homeroom's, or a press on the button.
    MeantSo(Verb),
    /// In the words of whoever refused it.
    Photo(String),
    Rights(RightsSaid),
    Promise(promise::PromiseSaid),
    Question(question::QuestionSaid),
    Meeting(meeting::MeetingSaid),
    Hard(hard::HardSaid),
    Plan(plan::PlanSaid),
}

impl Said {
    /// What tells that it was done, as what tells that it would be; `None` where nothing was.
    pub fn preview(&self) -> Option<Self> {
        match self {
            Self::Rights(RightsSaid::Done(change)) => Some(Self::Rights(RightsSaid::Would(change.clone()))),
            Self::Question(QuestionSaid::Asked(reach)) => Some(Self::Question(QuestionSaid::Would(reach.clone()))),
            Self::Meeting(MeetingSaid::Offered(offer)) => Some(Self::Meeting(MeetingSaid::Would(offer.clone()))),
            _ => None,
        }
    }
}
