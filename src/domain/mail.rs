//! Where a mail ended up, and why: the words of the listings and of the store.

use crate::ids::{HouseholdId, InboundId, JobName, OfferId, OutboxId, PromiseId, StudentId};
use jiff::Timestamp;
use jiff::civil::DateTime;

/// Every mail ends in exactly one of these, with a reason.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum MailState {
    /// With its child (or children) and home.
    Placed,
    /// A guardian wrote, but of which child is not known: the teacher is asked.
    Unsure,
    /// Nobody of the roster.
    UnknownSender,
    /// Kept and told, never answered: a blocked guardian, a roster address found in Junk.
    Held,
    /// A machine, a list, our own copy.
    Ignored,
    /// Could not be understood after several tries.
    Quarantined,
}

impl MailState {
    pub const ALL: [MailState; 6] =
        [Self::Placed, Self::Unsure, Self::UnknownSender, Self::Held, Self::Ignored, Self::Quarantined];

    pub fn word(self) -> &'static str {
        match self {
            Self::Placed => "placed",
            Self::Unsure => "unsure",
            Self::UnknownSender => "unknown_sender",
            Self::Held => "held",
            Self::Ignored => "ignored",
            Self::Quarantined => "quarantined",
        }
    }

    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.word() == word)
    }
}

/// What a mail was placed by, strongest first.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Evidence {
    /// A signed key in an address or a Message-ID.
    Key,
    /// It answers a mail that is known.
    Reference,
    /// The guardian has one child in the class.
    OnlyChild,
    /// The child's name in the subject or the new text.
    Name,
    /// The guardian's only conversation that is still open.
    Topic,
    /// A teacher said so.
    Teacher,
}

impl Evidence {
    pub const ALL: [Evidence; 6] =
        [Self::Key, Self::Reference, Self::OnlyChild, Self::Name, Self::Topic, Self::Teacher];

    pub fn word(self) -> &'static str {
        match self {
            Self::Key => "key",
            Self::Reference => "reference",
            Self::OnlyChild => "only_child",
            Self::Name => "name",
            Self::Topic => "topic",
            Self::Teacher => "teacher",
        }
    }

    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|e| e.word() == word)
    }
}

/// What a teacher must know of a mail beside the words that are shown of it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Mark {
    /// Its plain text and its page say different things: a mail program shows the one, homeroom read the other.
    PartsDisagree,
    /// Only a key opens it.
    Encrypted,
    /// Signed as a whole, and what is signed could not be taken out.
    SignedWhole,
    /// Outlook's own wrapper (winmail.dat), which other programs cannot open.
    OutlookWrapper,
}

impl Mark {
    pub const ALL: [Mark; 4] = [Self::PartsDisagree, Self::Encrypted, Self::SignedWhole, Self::OutlookWrapper];

    pub fn word(self) -> &'static str {
        match self {
            Self::PartsDisagree => "parts_disagree",
            Self::Encrypted => "encrypted",
            Self::SignedWhole => "signed_whole",
            Self::OutlookWrapper => "outlook_wrapper",
        }
    }

    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|m| m.word() == word)
    }
}

/// The folder a mail was found in, by what it is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum FolderRole {
    Inbox,
    Sent,
    Junk,
}

impl FolderRole {
    pub fn word(self) -> &'static str {
        match self {
            Self::Inbox => "inbox",
            Self::Sent => "sent",
            Self::Junk => "junk",
        }
    }

    pub fn read(word: &str) -> Option<Self> {
        [Self::Inbox, Self::Sent, Self::Junk].into_iter().find(|r| r.word() == word)
    }
}

/// A child and the home of theirs that a mail concerns.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub struct Home {
    pub student: StudentId,
    pub household: HouseholdId,
}

/// What was decided about one mail.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Placing {
    pub inbound: InboundId,
    /// When it reached the mailbox: what its topic's age is reckoned from.
    pub at: Timestamp,
    pub state: MailState,
    /// For people, one short sentence.
    pub reason: String,
    /// Written by the class (Sent) rather than to it.
    pub outgoing: bool,
    pub homes: Vec<Home>,
    /// The guardian's name as the roster has it.
    pub guardian: Option<String>,
    pub matched_by: Vec<Evidence>,
    /// A live key of this very address, or a sender whose authentication the school's own server vouches for.
    pub verified: bool,
    /// The subject without Re: and the like, folded: what a topic is known by.
    pub topic: String,
}

/// What a numbered line of a summary is about. Its number holds for the day: numbers run from 1 without gaps, and one
/// that was given is never given to anything else.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ItemTarget {
    /// A mail that waits for an answer, or for a decision whose it is.
    Mail(InboundId),
    /// Drafts to the homes of one child, which go or stay together.
    Outgoing(Vec<OutboxId>),
    /// A run of a job that is still to come.
    Run {
        job: JobName,
        slot: DateTime,
    },
    Promise(PromiseId),
    /// A sentence of the teacher's own that could become a promise.
    Offer(OfferId),
    /// A question that was sent through homeroom and has no answer; one that lies in Sent is a `Mail`.
    Asked(OutboxId),
}
