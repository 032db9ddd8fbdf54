//! `add`, `lang` and `block`: who is written to, and in which language. The class list is IT's; what a teacher changes is
//! laid over it until it says the same.

use super::command::{Act, has_name, is_called};
use super::effect::Effect;
use super::names::fold;
use super::preference;
use super::when::read_day;
use crate::domain::address::EmailAddress;
use crate::domain::class::Class;
use crate::domain::language::Language;
use crate::domain::receipt::{RightsChange, RightsSaid, Said};
use crate::domain::roster::{Access, Changed, Guardianship, RosterChange, Student};
use jiff::civil::Date;
use jiff::{Timestamp, ToSpan};

/// Who changes something, and when.
#[derive(Clone, Copy)]
pub struct Entry<'a> {
    pub class: &'a Class,
    /// The teacher's name.
    pub by: &'a str,
    pub now: Timestamp,
    pub today: Date,
}

/// Another address for a guardian of the child, who is named or called by what they are to the child (`mother`).
pub fn add(address: &EmailAddress, student: &Student, relative: &str, entry: &Entry<'_>) -> Act {
    let roster = &entry.class.roster;
    let child = student.called().to_owned();
    let mailbox = address.mailbox();
    let own = std::iter::once(&entry.class.address).chain(entry.class.teachers.iter().map(|t| &t.address));
    if own.into_iter().any(|own| own.mailbox() == mailbox) {
        return refused(RightsSaid::OwnAddress);
    }
    if roster.is_blocked(address, &student.id) {
        return refused(RightsSaid::AddressIsBarred { child });
    }
    if roster.rows_of(address).any(|row| row.student == student.id) {
        return refused(RightsSaid::HasAddress { child });
    }
    let guardian = one_guardian(entry.class, student, relative)?;
    if guardian.access == Access::Blocked {
        return refused(RightsSaid::GuardianIsBarred { guardian: guardian.name.clone(), child });
    }
    let name = guardian.name.clone();
    let effect = entry.change(student, &name, Changed::Address(address.clone()));
    done(vec![effect], RightsChange::Address { address: address.clone(), guardian: name, child })
}

/// In which language a guardian is written to.
pub fn lang(guardian: &str, written: &str, entry: &Entry<'_>) -> Act {
    let name = guardian.trim().trim_end_matches('.');
    let wanted = fold(name);
    let mut found: Vec<&Guardianship> = Vec::new();
    for row in entry.class.roster.guardianships().iter().filter(|row| row.access != Access::Blocked) {
        if has_name(row, &wanted) && !found.iter().any(|other| other.name == row.name && other.email == row.email) {
            found.push(row);
        }
    }
    let row = match found.as_slice() {
        [one] => *one,
        [] => {
            let (name, class) = (name.to_owned(), entry.class.name.clone());
            return refused(RightsSaid::NobodyCalled { name, class });
        }
        _ => {
            let known = found.iter().map(|row| row.name.clone()).collect();
            return Err(Said::WhichGuardian { name: name.to_owned(), known });
        }
    };
    let Some(to) = row.email.clone() else {
        return refused(RightsSaid::HasNoEmail { guardian: row.name.clone() });
    };
    let Some(language) = language(written, entry.class) else {
        return refused(RightsSaid::NoSuchLanguage { written: written.trim().to_owned() });
    };
    let said = RightsChange::Language { guardian: row.name.clone(), language: language.clone() };
    done(vec![Effect::SetLanguage { to, language, at: entry.now }], said)
}

/// From now on nothing about the child goes to this guardian. Nobody but IT takes that back.
pub fn block(guardian: &str, student: &Student, text: &str, entry: &Entry<'_>) -> Act {
    let roster = &entry.class.roster;
    let child = student.called().to_owned();
    let row = one_guardian(entry.class, student, guardian)?;
    let name = row.name.clone();
    let theirs: Vec<&Guardianship> = roster.guardians_of(&student.id).filter(|g| g.name == name).collect();
    if theirs.iter().all(|row| row.access == Access::Blocked) {
        return refused(RightsSaid::GuardianIsBarred { guardian: name, child });
    }
    let mut addresses: Vec<Option<EmailAddress>> = Vec::new();
    for row in &theirs {
        if !addresses.contains(&row.email) {
            addresses.push(row.email.clone());
        }
    }
    // Who has an address needs no row for having none.
    if addresses.iter().any(Option::is_some) {
        addresses.retain(Option::is_some);
    }
    let (date, until) = days_in(text, entry.today);
    let kind = text.trim().to_owned();
    let barred = |address| Changed::Blocked { address, kind: kind.clone(), date, until };
    let mailboxes: Vec<String> = addresses.iter().flatten().map(EmailAddress::mailbox).collect();
    let reads = |row: &&Guardianship| row.email.as_ref().is_some_and(|email| mailboxes.contains(&email.mailbox()));
    let also = roster.guardians_of(&student.id).filter(reads).map(|row| row.name.clone());
    let also = also.filter(|other| *other != name).collect();
    let siblings =
        roster.guardianships().iter().filter(|row| row.student != student.id && row.access != Access::Blocked);
    let siblings = siblings.filter(|row| row.name == name && (reads(row) || mailboxes.is_empty()));
    let not_about = siblings.filter_map(|row| roster.student(&row.student)).map(|s| s.called().to_owned()).collect();
    let effects = addresses.into_iter().map(|address| entry.change(student, &name, barred(address))).collect();
    done(effects, RightsChange::Block { guardian: name, child, also, not_about })
}

impl Entry<'_> {
    fn change(&self, student: &Student, guardian: &str, what: Changed) -> Effect {
        Effect::ChangeRoster(Box::new(RosterChange {
            at: self.now,
            by: self.by.to_owned(),
            student: student.id.clone(),
            guardian: guardian.to_owned(),
            what,
        }))
    }
}

fn done(effects: Vec<Effect>, change: RightsChange) -> Act {
    Ok((effects, Said::Rights(RightsSaid::Done(change))))
}

fn refused<T>(said: RightsSaid) -> Result<T, Said> {
    Err(Said::Rights(said))
}

/// The guardian of the child who goes by this name, or is this to the child. Several rows of one person are one.
fn one_guardian<'a>(class: &'a Class, student: &Student, written: &str) -> Result<&'a Guardianship, Said> {
    let name = written.trim().trim_end_matches('.');
    let wanted = fold(name);
    let rows: Vec<&Guardianship> = class.roster.guardians_of(&student.id).collect();
    let found: Vec<&Guardianship> = rows.iter().copied().filter(|row| is_called(row, &wanted)).collect();
    let names = |rows: &[&Guardianship]| {
        let mut names: Vec<String> = Vec::new();
        for row in rows {
            if !names.contains(&row.name) {
                names.push(row.name.clone());
            }
        }
        names
    };
    let child = student.called().to_owned();
    match (found.first(), names(&found).len()) {
        // Of somebody who is barred under one address no other row speaks.
        (Some(first), 1) => Ok(found.iter().copied().find(|row| row.access == Access::Blocked).unwrap_or(first)),
        (Some(_), _) => Err(Said::WhichGuardian { name: name.to_owned(), known: names(&found) }),
        (None, _) if rows.is_empty() => Err(Said::NoGuardianKnown { child }),
        (None, _) => Err(Said::NoSuchGuardian { name: name.to_owned(), child, known: names(&rows) }),
    }
}

/// A language by its name in any language of the letters, or by its tag where some letter or family has it: `se` for
/// `es` is a slip.
fn language(written: &str, class: &Class) -> Option<Language> {
    if let Some(preference::Said::Language(language)) = preference::read(written, &[]) {
        return Some(language);
    }
    let tag = Language::parse(&written.trim().replace('_', "-"))?;
    let spoken = class.roster.guardianships().iter().any(|row| row.language.primary() == tag.primary());
    (spoken || preference::is_named(&tag)).then_some(tag)
}

/// The day of an order, the latest one that is past, and its last day where `until` stands before it.
fn days_in(text: &str, today: Date) -> (Option<Date>, Option<Date>) {
    let words: Vec<&str> = text
        .split([' ', ',', ';', '(', ')'])
        .map(|word| word.trim_end_matches('.'))
        .filter(|w| !w.is_empty())
        .collect();
    let (mut dated, mut until) = (None, None);
    let mut at = 0;
    while at < words.len() {
        let ends = at.checked_sub(1).and_then(|before| words.get(before)).is_some_and(|word| fold(word) == "until");
        let from = if ends { today } else { today.checked_sub(1.year()).unwrap_or(today) };
        let read = (1..=3).rev().find_map(|length| {
            let run = words.get(at..at + length)?.join(" ");
            // "mon" and "3d" date no order.
            let whole = run.contains(|c: char| c.is_ascii_digit()) && (length > 1 || run.contains('-'));
            read_day(&run, from).ok().filter(|_| whole).map(|day| (day, length))
        });
        match read {
            Some((day, length)) => {
                if ends {
                    until = until.or(Some(day));
                } else if day <= today {
                    dated = dated.or(Some(day));
                }
                at += length;
            }
            None => at += 1,
        }
    }
    (dated, until.filter(|last| dated.is_none_or(|first| first <= *last)))
}

#[cfg(test)]
mod tests;
