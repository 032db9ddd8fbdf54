//! Gathers what the deciding functions ask for, from the roster, the calendar and the state.

use super::open::OpenClass;
use crate::decide::contact_flags::{HomeFacts, HomeStatus, Reach, status};
use crate::domain::address::EmailAddress;
use crate::domain::mail::Home;
use crate::domain::roster::{Access, Guardianship};
use crate::store::outbox::Parcel;
use crate::store::{self, Tx, contacts, health, ledger, notes};
use jiff::{SignedDuration, Timestamp};

/// Over which time good and hard words are weighed against each other.
const BALANCE: SignedDuration = SignedDuration::from_hours(365 * 24);
/// "Nobody noticed yet" looks back a fortnight.
const FORTNIGHT: SignedDuration = SignedDuration::from_hours(14 * 24);
/// Strikes on different days after which an address is no longer tried.
const STRIKES: u32 = 2;

/// Every home of the class as it stands now, in the roster's order.
pub fn homes(tx: &Tx<'_>, class: &OpenClass, now: Timestamp) -> store::Result<Vec<HomeStatus>> {
    let clock_from = health::known_first_start(tx)?.unwrap_or(now);
    let owed_from = owed_from(tx, now)?;
    let room = class.class();
    let mut statuses = Vec::new();
    for student in room.roster.students() {
        let has_moment = notes::has_moment_since(tx, &student.id, before(now, FORTNIGHT))?;
        for household in room.roster.households_of(&student.id) {
            let home = Home { student: student.id.clone(), household };
            let rows: Vec<&Guardianship> =
                room.roster.guardians_of(&student.id).filter(|g| g.household == home.household).collect();
            let log = contacts::of_home(tx, &home, before(now, BALANCE), owed_from)?;
            let facts = HomeFacts {
                guardians: rows.iter().map(|g| g.name.clone()).collect(),
                last_to: log.last_to,
                last_from: log.last_from,
                good: log.good,
                hard: log.hard,
                waiting_since: log.waiting_since,
                clock_from,
                reach: reach(tx, class, &rows, log.last_from)?,
                has_moment,
                home,
            };
            statuses.push(status(facts, &room.contact, &class.school.calendar, &class.school.time_zone, now));
        }
    }
    Ok(statuses)
}

/// From when on mail is owed an answer: what lay in the mailbox a fortnight and longer before homeroom came is history.
pub fn owed_from(tx: &Tx<'_>, now: Timestamp) -> store::Result<Timestamp> {
    Ok(before(health::known_first_start(tx)?.unwrap_or(now), FORTNIGHT))
}

/// Whether mail can reach anybody in this home.
fn reach(
    tx: &Tx<'_>,
    class: &OpenClass,
    rows: &[&Guardianship],
    heard_from: Option<Timestamp>,
) -> store::Result<Reach> {
    let open: Vec<&&Guardianship> = rows.iter().filter(|g| g.access != Access::Blocked).collect();
    if open.is_empty() {
        return Ok(Reach::Blocked);
    }
    let mut cause = None;
    let mut addresses = 0;
    for email in open.iter().filter_map(|g| g.email.as_ref()) {
        addresses += 1;
        // A full mailbox or a spam verdict says nothing about the address.
        match ledger::trouble(tx, email, heard_from, day_shift(class))?.filter(|t| t.days_refused > 0) {
            Some(trouble) => cause = Some(trouble.reason),
            None => return Ok(Reach::Mail),
        }
    }
    Ok(match cause {
        Some(cause) if addresses > 0 => Reach::Bounces(cause),
        _ => Reach::NoEmail,
    })
}

/// Whether a mail's address has been refused often enough that nothing more is sent there. Mail that came from there
/// since shows that it works.
pub fn is_suppressed(tx: &Tx<'_>, class: &OpenClass, row: &Parcel) -> store::Result<bool> {
    let Some(home) = &row.home else { return Ok(false) };
    refuses(tx, class, &row.to, home, row.guardian.as_deref())
}

/// The same for a guardian who may be written to.
pub fn refuses(
    tx: &Tx<'_>,
    class: &OpenClass,
    address: &EmailAddress,
    home: &Home,
    guardian: Option<&str>,
) -> store::Result<bool> {
    let shift = day_shift(class);
    let refused = |trouble: Option<ledger::Trouble>| trouble.is_some_and(|t| t.days_refused >= STRIKES);
    if !refused(ledger::trouble(tx, address, None, shift)?) {
        return Ok(false);
    }
    let heard_from = contacts::heard_from(tx, home, guardian)?;
    Ok(refused(ledger::trouble(tx, address, heard_from, shift)?))
}

/// What separates the school's days from UTC's, well enough to count days by.
fn day_shift(class: &OpenClass) -> SignedDuration {
    SignedDuration::from_secs(i64::from(class.school.time_zone.to_offset(Timestamp::UNIX_EPOCH).seconds()))
}

pub fn after(now: Timestamp, span: SignedDuration) -> Timestamp {
    now.checked_add(span).unwrap_or(Timestamp::MAX)
}

pub fn before(now: Timestamp, span: SignedDuration) -> Timestamp {
    now.checked_sub(span).unwrap_or(Timestamp::MIN)
}
