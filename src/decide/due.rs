//! What is due: a cron line, a zone and a clock give occurrences, and occurrences give runs.
//!
//! The cron crate is used here and nowhere else, and only on the wall clock: it is told that the school lives in
//! UTC, so that it knows no daylight saving (with a zone it skips times in the gap, doubles those in the overlap and
//! runs backwards there). Each time it gives, a *slot*, becomes an instant by [`first_instant`]: a slot that the
//! clock skips comes at the first instant after the gap, one that it repeats comes on the first pass. Several slots
//! in one gap come once, under the first of them. A slot's instant never depends on when one asks, so the pair of job
//! and slot names an occurrence for ever.

mod plan;

pub use plan::{Due, JobFacts, SkipReason, left_out, plan};

use crate::domain::calendar::first_instant;
use crate::domain::crontab::Crontab;
use chrono::Utc;
use cron::Schedule;
use jiff::civil::DateTime;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::VecDeque;

/// The most that one question is answered with; more than a month of a job that runs every minute.
const MOST_OCCURRENCES: usize = 50_000;

/// One time that a cron line names.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
pub struct Occurrence {
    /// The time on the wall clock: together with the job, the occurrence's name.
    pub slot: DateTime,
    /// When it comes.
    pub at: Timestamp,
}

/// The occurrences with `after < at <= until`, instants and slots strictly rising; at most 50,000.
pub fn occurrences(cron: &Crontab, time_zone: &TimeZone, after: Timestamp, until: Timestamp) -> Vec<Occurrence> {
    let Some(schedule) = schedule(cron) else { return Vec::new() };
    walk(&schedule, time_zone, after).take_while(|o| o.at <= until).take(MOST_OCCURRENCES).collect()
}

/// The first occurrence after `after`. `None` only beyond the year 2100.
pub fn next(cron: &Crontab, time_zone: &TimeZone, after: Timestamp) -> Option<Occurrence> {
    walk(&schedule(cron)?, time_zone, after).next()
}

/// The last occurrence with `not_before <= at <= now`.
pub fn last_at_or_before(
    cron: &Crontab,
    time_zone: &TimeZone,
    not_before: Timestamp,
    now: Timestamp,
) -> Option<Occurrence> {
    latest(cron, time_zone, not_before, now, 1).pop()
}

/// The last `most` occurrences with `not_before <= at <= now`, rising. Looks back in growing steps, so that a job
/// that runs often costs no more after a year of downtime than after an hour.
fn latest(cron: &Crontab, time_zone: &TimeZone, not_before: Timestamp, now: Timestamp, most: usize) -> Vec<Occurrence> {
    let Some(schedule) = schedule(cron) else { return Vec::new() };
    let floor = not_before.checked_sub(SignedDuration::from_nanos(1)).unwrap_or(Timestamp::MIN);
    let mut back = SignedDuration::from_mins(1);
    loop {
        let start = now.checked_sub(back).unwrap_or(Timestamp::MIN).max(floor);
        let mut found = VecDeque::with_capacity(most + 1);
        for occurrence in walk(&schedule, time_zone, start).take_while(|o| o.at <= now) {
            found.push_back(occurrence);
            if found.len() > most {
                found.pop_front();
            }
        }
        if found.len() >= most || start <= floor {
            return found.into();
        }
        back = back.saturating_mul(8);
    }
}

/// Every occurrence after `after`, without end until the year 2100.
fn walk<'a>(
    schedule: &'a Schedule,
    time_zone: &'a TimeZone,
    after: Timestamp,
) -> impl Iterator<Item = Occurrence> + 'a {
    // Slots up to the wall clock's own time have come: whatever the offsets, a later slot never comes earlier.
    let wall = TimeZone::UTC.to_timestamp(time_zone.to_datetime(after)).unwrap_or(after);
    let wall = chrono::DateTime::<Utc>::from_timestamp(wall.as_second(), 0).unwrap_or_default();
    let slots = schedule.after_owned(wall).map_while(|slot| {
        let slot = Timestamp::from_second(slot.timestamp()).ok()?;
        Some(TimeZone::UTC.to_datetime(slot))
    });
    let resolved = slots.map_while(|slot| Some(Occurrence { slot, at: first_instant(slot, time_zone)? }));
    let mut last = after;
    resolved.filter(move |occurrence| {
        let rises = occurrence.at > last;
        last = last.max(occurrence.at);
        rises
    })
}

/// `None` never happens: a [`Crontab`] writes only what the cron crate reads, which a test holds.
fn schedule(cron: &Crontab) -> Option<Schedule> {
    Schedule::try_from(cron.six_fields()).ok()
}

#[cfg(test)]
mod tests;
