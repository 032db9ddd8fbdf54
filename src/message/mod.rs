//! Bytes ↔ meaning, pure. The only user of mail-parser and of lettre's builder.
//!
//! [`inbound::understand`] turns raw mail into [`Understood`]; it has no error: whatever cannot be read becomes the best
//! reading plus a line in `why`. [`compose`] goes the other way.

mod absence;
mod alternative;
pub mod answer;
pub mod auth;
mod body;
pub mod bounce;
mod charset;
pub mod clean;
pub mod compose;
mod fields;
mod heading;
pub mod html;
mod html_tags;
pub mod html_words;
pub mod inbound;
pub mod key;
pub mod kind;
mod language;
mod limits;
mod parameters;
pub mod photo;
mod repair;
pub mod reply_text;
pub mod thread_index;
pub mod threading;
mod transfer;
mod wrapper;

use crate::domain::address::EmailAddress;
use crate::domain::language::Language;
use crate::domain::mail::Mark;
use crate::ids::{MessageId, OutboxId};
use jiff::Timestamp;
use jiff::civil::Date;
pub use reply_text::{Cut, CutRule};
pub use thread_index::ThreadIndex;

/// What a mail is, before anyone asks whom it concerns.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// A person's mail that begins something.
    Mail,
    /// A person's mail with In-Reply-To, References or a quoted history.
    Reply,
    /// Any delivery report about mail sent, standard or not.
    Bounce,
    /// Any machine's answer, vacation notices and read receipts included.
    AutoReply,
    /// List or bulk mail.
    List,
    /// A request to be written to no more.
    Unsubscribe,
    /// Nothing could be read in it.
    Unreadable,
}

impl Kind {
    pub const ALL: [Kind; 7] =
        [Kind::Mail, Kind::Reply, Kind::Bounce, Kind::AutoReply, Kind::List, Kind::Unsubscribe, Kind::Unreadable];

    /// The word in the JSON and in the store.
    pub fn word(self) -> &'static str {
        match self {
            Kind::Mail => "mail",
            Kind::Reply => "reply",
            Kind::Bounce => "bounce",
            Kind::AutoReply => "auto_reply",
            Kind::List => "list",
            Kind::Unsubscribe => "unsubscribe",
            Kind::Unreadable => "unreadable",
        }
    }

    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|k| k.word() == word)
    }

    /// Written by a person to a person.
    pub fn is_personal(self) -> bool {
        matches!(self, Kind::Mail | Kind::Reply)
    }
}

/// What mails are read by, beside the mail itself.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct ReadingRules<'a> {
    /// Texts with which the banners of the school's own mail gateway begin, beside those that are known everywhere.
    pub banners: &'a [String],
}

/// Everything homeroom reads in one mail.
#[derive(Clone, PartialEq, Debug)]
pub struct Understood {
    pub kind: Kind,
    /// The one From with its one address; `None` when the header is missing, doubled, or names several.
    pub from: Option<EmailAddress>,
    /// The address as text even where it is no address homeroom would write to (for people to look at).
    pub from_text: Option<String>,
    /// Cleaned for display: one line, no control or bidi characters, at most 64 characters.
    pub from_name: Option<String>,
    pub to: Vec<String>,
    pub cc: Vec<String>,
    /// Every address this mail was sent to, of every header that tells (To, Cc, Delivered-To, X-Original-To,
    /// Envelope-To): where a key in a sub-address is looked for.
    pub delivered_to: Vec<EmailAddress>,
    /// What a copy of homeroom's own mail says it is. Anybody can write it: to be believed only where a stranger's mail
    /// does not come.
    pub own_number: Option<OutboxId>,
    pub subject: String,
    pub message_id: Option<MessageId>,
    pub in_reply_to: Vec<MessageId>,
    pub references: Vec<MessageId>,
    /// Outlook's own reference.
    pub thread_index: Option<ThreadIndex>,
    pub date: Option<Timestamp>,
    /// The whole decoded body as text.
    pub text: String,
    /// What the person newly wrote.
    pub reply_text: String,
    /// What stands in the mail beside it, in its order.
    pub cuts: Vec<Cut>,
    /// The history that was cut holds words that nobody here has seen. Only the state can tell, so nothing that this
    /// room answers says so.
    pub more_below: bool,
    /// Of the new text; only when sure.
    pub language: Option<Language>,
    /// The day on which somebody is back, as an automatic answer says; only when sure.
    pub returns: Option<Date>,
    pub attachments: Vec<Attachment>,
    /// What a teacher must know beside the words.
    pub marks: Vec<Mark>,
    pub bounce: Option<Bounce>,
    /// The signs found, in words.
    pub why: Vec<String>,
}

impl Understood {
    /// Takes the closing that begins at this octet of the new text out of it (see [`reply_text::closing_begins`]).
    pub fn cut_closing(&mut self, at: usize) {
        let Some((words, closing)) = self.reply_text.split_at_checked(at) else { return };
        let cut = Cut { rule: CutRule::HabitualClosing, text: closing.to_owned(), above: words.trim_end().len() };
        let place = self.cuts.iter().position(|below| below.above > cut.above).unwrap_or(self.cuts.len());
        self.reply_text = words.trim_end().to_owned();
        self.cuts.insert(place, cut);
    }

    /// What [`Self::cut_closing`] took.
    pub fn closing(&self) -> Option<&str> {
        self.cuts.iter().find(|cut| cut.rule == CutRule::HabitualClosing).map(|cut| cut.text.as_str())
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Attachment {
    /// Cleaned for display; never a path.
    pub name: Option<String>,
    /// `image/jpeg`, in lower case.
    pub media_type: String,
    /// Octets once decoded.
    pub size: usize,
}

/// A delivery report (RFC 3464, or one of the many that are not).
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Bounce {
    pub recipients: Vec<BouncedRecipient>,
    /// At least one recipient failed for good.
    pub permanent: bool,
    pub original_message_id: Option<MessageId>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BouncedRecipient {
    pub address: Option<EmailAddress>,
    /// As the report writes it, where that is no address homeroom would write to: `"a..b"@x.test`.
    pub written: Option<String>,
    pub action: Action,
    /// RFC 3463, `5.1.1`.
    pub status: Option<String>,
    pub reason: BounceReason,
    /// The server's own words, one line, cleaned.
    pub diagnostic: Option<String>,
}

impl BouncedRecipient {
    /// The address as people are shown it.
    pub fn shown(&self) -> Option<&str> {
        self.address.as_ref().map(EmailAddress::as_str).or(self.written.as_deref())
    }
}

/// RFC 3464 §2.3.3.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Action {
    Failed,
    Delayed,
    Delivered,
    Relayed,
    Expanded,
}

impl Action {
    pub fn word(self) -> &'static str {
        match self {
            Action::Failed => "failed",
            Action::Delayed => "delayed",
            Action::Delivered => "delivered",
            Action::Relayed => "relayed",
            Action::Expanded => "expanded",
        }
    }
}

/// Why a mail did not arrive, from a closed set. Only some of these say anything about the address.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum BounceReason {
    MailboxUnknown,
    MailboxDisabled,
    MailboxFull,
    DomainUnknown,
    Moved,
    /// A spam filter or a policy of the receiver.
    Policy,
    /// Our own SPF, DKIM, DMARC or login.
    Authentication,
    TooLarge,
    RelayDenied,
    RateLimited,
    /// Given up after retries.
    Expired,
    Network,
    ContentRejected,
    Unknown,
}

impl BounceReason {
    pub const ALL: [BounceReason; 14] = [
        BounceReason::MailboxUnknown,
        BounceReason::MailboxDisabled,
        BounceReason::MailboxFull,
        BounceReason::DomainUnknown,
        BounceReason::Moved,
        BounceReason::Policy,
        BounceReason::Authentication,
        BounceReason::TooLarge,
        BounceReason::RelayDenied,
        BounceReason::RateLimited,
        BounceReason::Expired,
        BounceReason::Network,
        BounceReason::ContentRejected,
        BounceReason::Unknown,
    ];

    /// The words in the JSON, the store and the summary.
    pub fn words(self) -> &'static str {
        match self {
            BounceReason::MailboxUnknown => "mailbox unknown",
            BounceReason::MailboxDisabled => "mailbox disabled",
            BounceReason::MailboxFull => "mailbox full",
            BounceReason::DomainUnknown => "domain unknown",
            BounceReason::Moved => "moved",
            BounceReason::Policy => "blocked by policy or spam filter",
            BounceReason::Authentication => "authentication of ours",
            BounceReason::TooLarge => "too large",
            BounceReason::RelayDenied => "relay denied",
            BounceReason::RateLimited => "rate limited",
            BounceReason::Expired => "expired after retries",
            BounceReason::Network => "network",
            BounceReason::ContentRejected => "content rejected",
            BounceReason::Unknown => "unknown",
        }
    }

    pub fn read(words: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|r| r.words() == words)
    }

    /// Whether it says that this address cannot be reached (and not just that this mail was not wanted).
    pub fn blames_the_address(self) -> bool {
        matches!(self, Self::MailboxUnknown | Self::MailboxDisabled | Self::DomainUnknown | Self::Moved)
    }
}
