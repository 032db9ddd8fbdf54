//! What a teacher is told of a change to who is written to, and in which language.

use crate::domain::address::EmailAddress;
use crate::domain::language::Language;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RightsSaid {
    /// It is so from now on.
    Done(RightsChange),
    /// It would be so: what the question tells before it is meant.
    Would(RightsChange),
    /// No whole address, and no number of a mail whose sender is known.
    NoAddress {
        written: String,
    },
    /// It is the class's own or a teacher's.
    OwnAddress,
    /// The mailbox is barred from the child.
    AddressIsBarred {
        child: String,
    },
    GuardianIsBarred {
        guardian: String,
        child: String,
    },
    /// The class list has the address for this child.
    HasAddress {
        child: String,
    },
    NobodyCalled {
        name: String,
        class: String,
    },
    HasNoEmail {
        guardian: String,
    },
    NoSuchLanguage {
        written: String,
    },
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum RightsChange {
    /// Mail about the child for this guardian goes to another address too.
    Address {
        address: EmailAddress,
        guardian: String,
        child: String,
    },
    Language {
        guardian: String,
        language: Language,
    },
    Block {
        guardian: String,
        child: String,
        /// Who reads the same mailbox, and gets nothing there any more.
        also: Vec<String>,
        /// Children of the same guardian for whom nothing changes.
        not_about: Vec<String>,
    },
}
