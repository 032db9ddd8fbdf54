//! What guardians asked to get: how much, how often, in which language. A preference binds a mailbox, and with it all
//! that goes to its owner about any child of this class; another home has another mailbox.

use super::address::EmailAddress;
use super::language::Language;
use super::roster::Guardianship;
use crate::ids::InboundId;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// How much somebody wants to hear, from all to nothing.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub enum Level {
    #[default]
    All,
    /// No letter that says the same to everybody.
    NoLetters,
    /// Nothing that goes by itself, but what every family must have.
    NeededOnly,
    Nothing,
}

impl Level {
    pub const ALL: [Level; 4] = [Self::All, Self::NoLetters, Self::NeededOnly, Self::Nothing];

    pub fn word(self) -> &'static str {
        match self {
            Self::All => "all",
            Self::NoLetters => "no_letters",
            Self::NeededOnly => "needed_only",
            Self::Nothing => "nothing",
        }
    }

    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|level| level.word() == word)
    }
}

/// What one guardian asked for so far. Without a word from them it is the default: everything, at once, in the
/// roster's language.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Preference {
    pub level: Level,
    /// What goes by itself waits for the end of the school week.
    pub weekly: bool,
    /// `None`: that of the roster.
    pub language: Option<Language>,
}

static USUAL: Preference = Preference { level: Level::All, weekly: false, language: None };

/// The preferences of a class, by mailbox.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Preferences(BTreeMap<String, Preference>);

impl Preferences {
    pub fn new(by_mailbox: BTreeMap<String, Preference>) -> Self {
        Self(by_mailbox)
    }

    pub fn of(&self, address: &EmailAddress) -> &Preference {
        self.0.get(&address.mailbox()).unwrap_or(&USUAL)
    }

    /// The language that a guardian is written to in: their own wish, else the roster's.
    pub fn language_of<'a>(&'a self, guardian: &'a Guardianship) -> &'a Language {
        let wished = guardian.email.as_ref().and_then(|email| self.of(email).language.as_ref());
        wished.unwrap_or(&guardian.language)
    }
}

/// What a mail asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Wish {
    /// To hear less: any level but [`Level::All`].
    Less(Level),
    Weekly,
    /// Everything, at once.
    Everything,
    Language(Language),
    /// That another address be written to.
    Address(EmailAddress),
}

impl Wish {
    /// The letter that confirms another language; who has none in it cannot be written to in it.
    pub const LANGUAGE: &str = "preference-language";

    /// The letter that confirms it.
    pub fn confirmation(&self) -> &'static str {
        match self {
            Self::Less(Level::Nothing) => "preference-stop-all",
            Self::Less(Level::NeededOnly) => "preference-needed-only",
            Self::Less(Level::NoLetters | Level::All) => "preference-no-letters",
            Self::Weekly => "preference-weekly",
            Self::Everything => "preference-all-again",
            Self::Language(_) => Self::LANGUAGE,
            Self::Address(_) => "preference-address",
        }
    }

    /// After "asks for", in listings.
    pub fn words(&self) -> &'static str {
        match self {
            Self::Less(Level::Nothing) => "no mail at all",
            Self::Less(Level::NeededOnly) => "needed mail only",
            Self::Less(Level::NoLetters | Level::All) => "no class letters",
            Self::Weekly => "mail once a week",
            Self::Everything => "all mail",
            Self::Language(_) => "another language",
            Self::Address(_) => "another address",
        }
    }
}

/// Whether a mail that is made from this template and belongs to no job confirms what somebody asked for.
pub fn is_confirmation(template: &str) -> bool {
    template.starts_with("preference-")
}

/// A mail that asked for something, and what came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Request {
    pub inbound: InboundId,
    /// When the mail came.
    pub at: Timestamp,
    pub from: EmailAddress,
    pub wish: Wish,
    pub outcome: Outcome,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Outcome {
    /// Done: what holds for the guardian from now on.
    Done(Preference),
    /// A person must look at it: only the roster says where mail may go.
    Told,
    /// Nothing proves that the guardian wrote it; nothing was changed.
    Unproven,
}

impl Outcome {
    pub fn word(&self) -> &'static str {
        match self {
            Self::Done(_) => "done",
            Self::Told => "told",
            Self::Unproven => "unproven",
        }
    }
}
