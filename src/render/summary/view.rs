//! The facts of one day, as whoever reads the store hands them over.
//!
//! Lists come in the order in which they are to be read (urgent first, then oldest), whole: the summary itself leaves
//! out what is too much for one mail and says so. Only of strangers there may be a thousand: they come as a few and a count. Children and people are given by the names they are called.

mod drafts;
mod promises;

pub use drafts::{ByItself, Draft, DraftAbout, DraftPhoto, DraftVersion, HardLetter, Reading};
pub use promises::{Matter, Promise, PutOff};

use super::not_sent::WhyNot;
use crate::domain::language::Language;
use crate::domain::mail::Mark;
use crate::domain::outbox::NextStep;
use crate::domain::preference::Wish;
use crate::render::problem::RenderProblem;
use jiff::civil::{Date, DateTime, Time};

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SummaryView {
    pub class: String,
    /// The school's local day.
    pub date: Date,
    /// Why the rest may not be the whole truth; told before everything else.
    pub troubles: Vec<Trouble>,
    pub inbox: Inbox,
    /// Families that wait for an answer.
    pub waiting: Vec<Waiting>,
    /// What only the teacher can tell: which child, which sender.
    pub questions: Vec<Question>,
    /// Mails of people who are not in the class list, beside those in `questions`.
    pub more_strangers: u32,
    pub drafts: Vec<Draft>,
    /// Due today or late; then what could become a promise, and questions without an answer.
    pub promises: Vec<Promise>,
    pub put_off: PutOff,
    /// One to three families.
    pub steps: Vec<Step>,
    pub departures: Vec<Departure>,
    pub changes: Vec<Change>,
    pub foot: Foot,
    /// Every child; on Fridays only, else empty.
    pub children: Vec<ChildRow>,
}

/// What keeps homeroom from its work. The technical words are for IT, in `homeroom status`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trouble {
    MailboxUnread {
        /// The school's local time; `None`: it was never read.
        since: Option<DateTime>,
    },
    CannotSend {
        /// The school's local time.
        since: DateTime,
    },
    /// No copies of what was sent come into the Sent folder.
    NoCopies,
    ClockIsWrong,
    /// The state was put back to an earlier one, and nothing goes out.
    Held,
    /// IT knows which.
    Other,
}

/// Where the mail of the last day went. The parts add up to `came_in`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Inbox {
    pub came_in: u32,
    pub placed: u32,
    /// It is not clear which child the mail is about.
    pub unsure: u32,
    pub unknown_sender: u32,
    pub held: u32,
    /// Automatic mail, lists, own mail.
    pub ignored: u32,
    /// Could not be read.
    pub quarantined: u32,
}

/// What somebody outside wrote.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FamilyWords {
    /// The new text of the mail, whole; the summary shows its beginning.
    pub text: String,
    /// The mail holds more of their words, between or below those of an earlier one.
    pub more_below: bool,
    /// What must be known of it beside the words.
    pub marks: Vec<Mark>,
    /// `None` where nobody knows.
    pub language: Option<Language>,
}

/// Who wrote a mail.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Sender {
    /// By the name in the class list, which the sender does not choose.
    Guardian(String),
    Stranger(Stranger),
}

/// Somebody whose address is not in the class list. Anybody can call themselves anything, so the name is never shown
/// without the address, and the address is the one that was read, not one that a name may hold.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Stranger {
    pub name: Option<String>,
    /// `None` where no address could be read.
    pub address: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Waiting {
    /// At least one; siblings of one mail together.
    pub children: Vec<String>,
    pub from: Sender,
    /// The label of the home where the child has more than one.
    pub home: Option<String>,
    pub words: FamilyWords,
    /// Since the mail came in; 0 is today.
    pub school_days: u32,
    pub urgent: bool,
    pub buttons: Vec<Button>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Question {
    pub asks: Asks,
    pub words: FamilyWords,
    pub buttons: Vec<Button>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Asks {
    /// The guardian's mail may be about any of these.
    WhichChild { guardian: String, children: Vec<String> },
    /// The sender is not in the class list.
    WhoIsIt(Stranger),
    /// An answer to a mail about this child, from an address that is not in the class list.
    IsItFamilyOf { child: String, from: Stranger },
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    pub child: String,
    pub guardian: Option<String>,
    pub home: Option<String>,
    pub reason: Reason,
}

/// Why this family today.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    NoContactYet,
    /// In school days.
    NoContactFor(u32),
    OnlyProblemsSoFar,
    GoodWordAfterHard,
    NoMomentLately,
    OnlyOtherHomeReached,
    /// Everybody there wants no mail.
    AskedForNoMail,
    /// No letter is written in a language of theirs.
    OtherLanguage,
    NeverAnswered,
    NoEmail,
    AddressFails(NextStep),
}

/// A job that sends by itself today.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Departure {
    pub at: Time,
    /// The job's name as it stands in the class file.
    pub job: String,
    pub families: u32,
    pub children: Vec<String>,
    pub buttons: Vec<Button>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Change {
    Bounced {
        child: String,
        guardian: String,
        cause: BounceCause,
        aftermath: Aftermath,
    },
    /// A guardian asked how to be written to.
    Wish {
        child: String,
        guardian: String,
        wish: Wish,
        /// It is theirs, and was done where homeroom may do it.
        proven: bool,
    },
    /// A guardian chose one of the times to meet that were offered.
    Chose {
        child: String,
        guardian: String,
        at: DateTime,
    },
    /// Several families chose the same time.
    Clash {
        at: DateTime,
        /// Each guardian with the child.
        who: Vec<String>,
    },
    /// An automatic answer said so.
    BackOn {
        child: String,
        guardian: String,
        date: Date,
    },
    /// The teacher has stopped all mail to families, until then or until told otherwise.
    Paused {
        until: Option<DateTime>,
    },
    ClosedDays {
        from: Date,
        to: Date,
        name: Option<String>,
    },
    /// Someone barred from the child wrote. Nothing was answered.
    BarredWrote {
        child: String,
        guardian: String,
    },
    /// Mails that bear this teacher's address, for which the school's mail server does not vouch. Nothing was done.
    PosedAsTeacher {
        teacher: String,
        mails: u32,
    },
    /// A mail is kept and not answered for another reason, given as a sentence.
    HeldMail {
        from: Stranger,
        why: String,
    },
    /// A family's mail lay in Junk.
    InJunk {
        child: String,
        guardian: String,
    },
    /// A mail could not be written and is held.
    NotWritten {
        template: String,
        problem: RenderProblem,
        /// Each guardian with the child.
        to: Vec<String>,
    },
    /// It was handed over, and the mail server's answer was lost.
    InDoubt {
        child: String,
        guardian: String,
    },
    /// A mail is held, or has ended, for another reason.
    NotSent {
        child: String,
        guardian: String,
        why: WhyNot,
        ok_would_do: bool,
    },
    /// There is no template in this language, or none that is approved; the letters went out in the school's.
    Untranslated {
        template: String,
        language: Language,
        not_approved: bool,
        families: u32,
    },
    /// A job ran, later than its cron line says.
    JobRanLate {
        job: String,
        due: DateTime,
        at: DateTime,
    },
    /// Occurrences of a job that did not run, for the same reason.
    JobLeftOut {
        job: String,
        why: NotRun,
        times: u32,
        last: DateTime,
    },
    /// The last day of a block is near or over. It holds until the class list is changed.
    BlockEnds {
        child: String,
        guardian: String,
        kind: Option<String>,
        by: Option<String>,
        until: Date,
        is_over: bool,
    },
    /// A teacher changed something that the class list does not say yet.
    BesideList {
        child: String,
        guardian: String,
        what: Beside,
    },
    /// Mails that could not be read. They are kept.
    Quarantined(u32),
    /// The class list bars a guardian, and has the same mailbox with rights.
    BlockedAgain {
        line: usize,
        blocked_on_line: usize,
    },
}

/// What holds beside the class list.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Beside {
    Address(String),
    Blocked { by: String },
}

/// Why a job did not run, where that is news: weekends are not, nor is what the teacher decided.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NotRun {
    ClosedDay,
    HalfDay,
    TooLate,
    Superseded,
    /// The state had been put back to an earlier one.
    Held,
    /// homeroom itself could not.
    Stumbled,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BounceCause {
    NoSuchAddress,
    Closed,
    Moved,
    MailboxFull,
    /// Policy or spam verdict: it says nothing about the family.
    Refused,
    /// Tried until there was no time left.
    GivenUp,
    Unknown,
}

/// How things stand with an address that mail came back from.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Aftermath {
    /// Mail has got there since, or it was long ago.
    Over,
    Doubtful(NextStep),
    /// Nothing more is sent there.
    Stopped(NextStep),
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Foot {
    /// `None` before the first count.
    pub ledger: Option<Count>,
    /// The school's local time; `None` before the first fetch.
    pub last_fetch: Option<DateTime>,
    pub held_for_quiet_hours: u32,
    pub answer: AnswerWay,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Count {
    pub on_server: u64,
    pub stored: u64,
}

/// How a teacher can answer the numbered items today: the foot tells the truth.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AnswerWay {
    /// `homeroom teach` on the server.
    Teach,
    /// By answering this mail.
    Mail,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ChildRow {
    pub child: String,
    /// School days since the last contact; `None`: never.
    pub last_contact: Option<u32>,
    pub good: u32,
    pub hard: u32,
    pub homes_reached: u32,
    pub homes: u32,
    pub standing: Standing,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Standing {
    Fresh,
    Due,
    Overdue,
    Unreachable,
}

/// At most three of an item are shown, and only `mailto:` ones.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Button {
    pub label: String,
    pub href: String,
}
