//! Gathers what the deciding functions ask for, from the roster, the calendar and the state.

use super::open::OpenClass;
use crate::decide::contact_flags::{GuardianFacts, HomeFacts, HomeStatus, Way, status};
use crate::decide::reachability::{self, AddressFacts, Reachability};
use crate::domain::address::EmailAddress;
use crate::domain::calendar::first_instant;
use crate::domain::language::Language;
use crate::domain::mail::Home;
use crate::domain::note::POSITIVE_NOTE;
use crate::domain::roster::{Access, Guardianship};
use crate::store::contacts::Since;
use crate::store::{self, Tx, contacts, health, notes, preferences, reports};
use jiff::{SignedDuration, Timestamp};

/// How far back good and hard words are looked for, and counted where the school names no terms.
const YEAR: SignedDuration = SignedDuration::from_hours(365 * 24);
/// "Nobody noticed yet" looks back a fortnight.
const FORTNIGHT: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Every home of the class as it stands now, in the roster's order.
pub fn homes(tx: &Tx<'_>, class: &OpenClass, now: Timestamp) -> store::Result<Vec<HomeStatus>> {
    let first_start = health::known_first_start(tx)?.unwrap_or(now);
    let since = Since { term: term_began(class, now), year: before(now, YEAR), owed: owed_from(tx, now)? };
    let wishes = preferences::all(tx)?;
    let room = class.class();
    let mut statuses = Vec::new();
    let today = class.local(now).date();
    // Who has left or is yet to come has no clock: nobody is to write there.
    for student in room.roster.students().iter().filter(|student| student.is_here(today)) {
        let joined = student.joined.and_then(|day| first_instant(day.into(), &class.school.time_zone));
        let clock_from = joined.map_or(first_start, |joined| joined.max(first_start));
        let rules = room.rules_for(student);
        let has_moment = notes::has_moment_since(tx, &student.id, before(now, FORTNIGHT))?;
        for household in room.roster.households_of(&student.id) {
            let home = Home { student: student.id.clone(), household };
            let guardians = room
                .roster
                .guardians_of(&student.id)
                .filter(|g| g.household == home.household)
                .map(|g| {
                    let preference = g.email.as_ref().map(|email| wishes.of(email).clone()).unwrap_or_default();
                    Ok(GuardianFacts { name: g.name.clone(), mail: way(tx, class, g, now)?, preference })
                })
                .collect::<store::Result<_>>()?;
            let log = contacts::of_home(tx, &home, since)?;
            let facts = HomeFacts {
                guardians,
                last_to: log.last_to,
                last_from: log.last_from,
                good: log.good,
                hard: log.hard,
                last_good: log.last_good,
                last_hard: log.last_hard,
                written: log.written,
                reads_letters: room
                    .roster
                    .guardians_of(&student.id)
                    .any(|g| g.household == home.household && is_read(class, wishes.language_of(g))),
                waiting_since: log.waiting_since,
                clock_from,
                has_moment,
                home,
            };
            statuses.push(status(facts, &rules, &class.school.calendar, &class.school.time_zone, now));
        }
    }
    Ok(statuses)
}

/// Whether letters are written in a language of this guardian's. A note is what every class writes.
fn is_read(class: &OpenClass, language: &Language) -> bool {
    class
        .templates
        .choose(POSITIVE_NOTE, language, &class.school.language)
        .is_some_and(|choice| choice.fell_back.is_none())
}

/// When the term began in which good and hard words are weighed against each other; a year ago without terms.
fn term_began(class: &OpenClass, now: Timestamp) -> Timestamp {
    let term = class.school.calendar.term_of(class.local(now).date());
    let began = term.and_then(|term| first_instant(term.first.into(), &class.school.time_zone));
    began.unwrap_or_else(|| before(now, YEAR))
}

/// From when on mail is owed an answer: what lay in the mailbox a fortnight and longer before homeroom came is history.
pub fn owed_from(tx: &Tx<'_>, now: Timestamp) -> store::Result<Timestamp> {
    Ok(before(health::known_first_start(tx)?.unwrap_or(now), FORTNIGHT))
}

fn way(tx: &Tx<'_>, class: &OpenClass, row: &Guardianship, now: Timestamp) -> store::Result<Way> {
    Ok(match &row.email {
        _ if row.access == Access::Blocked => Way::Barred,
        None => Way::NoEmail,
        Some(email) => Way::Address(reachability(tx, class, email, now)?),
    })
}

/// Whether mail reaches this address, by all that was heard of it so far.
pub fn reachability(
    tx: &Tx<'_>,
    class: &OpenClass,
    address: &EmailAddress,
    now: Timestamp,
) -> store::Result<Reachability> {
    let reports = reports::about(tx, address)?;
    let Some(first) = reports.first() else { return Ok(Reachability::Reachable) };
    let facts = AddressFacts {
        taken: reports::taken_since(tx, address, first.at)?,
        written: reports::last_written_from(tx, address)?,
        read_until: health::get(tx, "last_fetch")?.map(|(_, at)| at),
        reports,
    };
    Ok(reachability::reachability(&facts, &class.school.time_zone, now))
}

pub fn after(now: Timestamp, span: SignedDuration) -> Timestamp {
    now.checked_add(span).unwrap_or(Timestamp::MAX)
}

pub fn before(now: Timestamp, span: SignedDuration) -> Timestamp {
    now.checked_sub(span).unwrap_or(Timestamp::MIN)
}
