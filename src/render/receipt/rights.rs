//! Sentences about who is written to, and in which language, in English.

use super::english::{names, own};
use crate::domain::language::Language;
use crate::domain::receipt::{RightsChange, RightsSaid};
use crate::render::languages;
use crate::render::summary::lines::one_line;

pub fn words(said: &RightsSaid) -> String {
    match said {
        RightsSaid::Done(change) => done(change),
        RightsSaid::Would(change) => would(change),
        RightsSaid::NoAddress { written } => format!(
            "{} is no whole mail address; write one, as ana@example.org, or the number of the mail that came from it",
            own(written)
        ),
        RightsSaid::OwnAddress => "this is the address of the class or of a teacher; no guardian can have it".into(),
        RightsSaid::AddressIsBarred { child } => {
            format!("whoever reads this mailbox may not be in touch about {child}; nothing was changed")
        }
        RightsSaid::GuardianIsBarred { guardian, child } => {
            format!("{} may not be in touch about {child} already; only the office can change that", one_line(guardian))
        }
        RightsSaid::HasAddress { child } => format!("the class list has this address for {child} already"),
        RightsSaid::NobodyCalled { name, class } => format!("no guardian in {class} is called {}", own(name)),
        RightsSaid::HasNoEmail { guardian } => format!("{} has no mail address; call instead", one_line(guardian)),
        RightsSaid::NoSuchLanguage { written } => {
            format!("{} is no language that is known here; write es, or Spanish", own(written))
        }
    }
}

fn done(change: &RightsChange) -> String {
    match change {
        RightsChange::Address { address, guardian, child } => format!(
            "mail about {child} for {} goes to {} too; IT needs to put it into the class list",
            one_line(guardian),
            address.as_str()
        ),
        RightsChange::Language { guardian, language } => format!(
            "{} is written to in {} from now on, until they ask for another language",
            one_line(guardian),
            name(language)
        ),
        RightsChange::Block { guardian, child, also, not_about } => format!(
            "{} gets nothing about {child} any more, and mail that waited for them has ended{}{}; give the office the \
             paper, and have IT put it into the class list: nobody else can end it",
            one_line(guardian),
            readers(also),
            siblings(not_about)
        ),
    }
}

fn would(change: &RightsChange) -> String {
    match change {
        RightsChange::Address { address, guardian, child } => format!(
            "is it meant that mail about {child} for {} goes to {} too, from now on?",
            one_line(guardian),
            address.as_str()
        ),
        RightsChange::Language { guardian, language } => {
            format!("is it meant that {} is written to in {} from now on?", one_line(guardian), name(language))
        }
        RightsChange::Block { guardian, child, also, not_about } => format!(
            "is it meant that {} gets nothing about {child} any more{}{}? Only IT can end it",
            one_line(guardian),
            readers(also),
            siblings(not_about)
        ),
    }
}

fn readers(also: &[String]) -> String {
    if also.is_empty() {
        return String::new();
    }
    format!(", nor does {}, who reads the same mailbox", names(also, " or "))
}

fn siblings(not_about: &[String]) -> String {
    if not_about.is_empty() { String::new() } else { format!(" (nothing changes about {})", names(not_about, " and ")) }
}

fn name(language: &Language) -> String {
    languages::name(language, &Language::english())
}
