//! The teacher's brake: when it ends, and what follows from its being set and loosened.

use super::jobs::next_that_runs;
use super::open::OpenClass;
use crate::domain::calendar::first_instant;
use crate::domain::pause::Pause;
use crate::store::{self, Tx, pause};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

/// After the summary that lists what will go: time to say no.
const TO_SAY_NO: SignedDuration = SignedDuration::from_hours(1);
/// The same after `hold off`, which the teacher says at the moment of looking.
const TO_THINK_AGAIN: SignedDuration = SignedDuration::from_mins(10);

pub fn begin(tx: &Tx<'_>, class: &OpenClass, until: Option<Date>, now: Timestamp) -> store::Result<()> {
    pause::set(tx, &Pause { since: now, until: until.and_then(|day| ends(class, day)) })?;
    // An earlier pause may have ended on another day.
    pause::ask_again(tx, now)
}

pub fn end(tx: &Tx<'_>, now: Timestamp) -> store::Result<()> {
    let Some(pause) = pause::get(tx)?.filter(|pause| pause.holds_at(now)) else { return Ok(()) };
    let until = now.checked_add(TO_THINK_AGAIN).unwrap_or(now);
    pause::set(tx, &Pause { until: Some(until), ..pause })?;
    pause::ask_again(tx, until)
}

/// An hour after the first summary from that day on, which lists first what will go; without summaries, with the day.
fn ends(class: &OpenClass, day: Date) -> Option<Timestamp> {
    let begins = first_instant(day.into(), &class.school.time_zone)?;
    let before = begins.checked_sub(SignedDuration::from_secs(1)).ok()?;
    let summary = class.class().summary.as_ref();
    match summary.and_then(|plan| next_that_runs(class, &plan.cron, &plan.days, before)) {
        Some(at) => at.checked_add(TO_SAY_NO).ok(),
        None => Some(begins),
    }
}
