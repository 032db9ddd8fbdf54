//! From occurrences to runs: each at most once, one run after downtime, nothing on closed days.

use super::{Occurrence, latest};
use crate::domain::calendar::{ClosedDay, Days, HalfDay, SchoolCalendar, first_instant};
use crate::domain::crontab::Crontab;
use crate::domain::outbox::LeftOut;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// Up to here a run is on time: the scheduler looks every half minute, and a restart takes a moment.
const ON_TIME: SignedDuration = SignedDuration::from_mins(5);

/// After long downtime, how many of the newest missed occurrences are told one by one.
const MOST_TOLD: usize = 50;

/// What is known about one job.
#[derive(Clone, Copy, Debug)]
pub struct JobFacts<'a> {
    pub cron: &'a Crontab,
    pub time_zone: &'a TimeZone,
    /// The latest slot that was run or skipped.
    pub last_slot_done: Option<DateTime>,
    /// Since when there is this job with this cron line: earlier occurrences are never made up for, one at this very
    /// instant counts.
    pub standing_since: Timestamp,
    /// How late an occurrence may still run. Five minutes are always allowed.
    pub late_limit: SignedDuration,
    pub days: &'a Days,
    pub calendar: &'a SchoolCalendar,
}

/// What to do with one occurrence, once.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Due {
    Run {
        slot: DateTime,
        at: Timestamp,
        /// How late, where it is so late that people should be told.
        late_by: Option<SignedDuration>,
    },
    Skip {
        slot: DateTime,
        at: Timestamp,
        why: SkipReason,
    },
}

impl Due {
    pub fn slot(&self) -> DateTime {
        match self {
            Self::Run { slot, .. } | Self::Skip { slot, .. } => *slot,
        }
    }
}

/// Why an occurrence is left out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum SkipReason {
    /// homeroom was not running, and its lateness limit had passed when it was again.
    TooLate,
    ClosedDay(ClosedDay),
    HalfDay(HalfDay),
    /// homeroom was not running, and a later occurrence of the same job runs in its place.
    Superseded,
}

impl SkipReason {
    /// What is noted about the occurrence.
    pub fn left_out(&self) -> LeftOut {
        match self {
            Self::TooLate => LeftOut::TooLate,
            Self::ClosedDay(ClosedDay::Weekend) => LeftOut::Weekend,
            Self::ClosedDay(ClosedDay::Listed(_)) => LeftOut::ClosedDay,
            Self::HalfDay(_) => LeftOut::HalfDay,
            Self::Superseded => LeftOut::Superseded,
        }
    }
}

/// Everything of this job that has come and is not done, oldest first: at most one run. A clock that was set back
/// gives nothing new, since slots up to the last one done are done. Of a long downtime the newest fifty occurrences
/// are told; older ones, which nobody would act on, are passed over by recording the newest.
pub fn plan(facts: &JobFacts, now: Timestamp) -> Vec<Due> {
    let done_at = facts.last_slot_done.and_then(|slot| first_instant(slot, facts.time_zone));
    let not_before = done_at.map_or(facts.standing_since, |done| done.max(facts.standing_since));
    if not_before > now {
        return Vec::new();
    }
    let mut pending = latest(facts.cron, facts.time_zone, not_before, now, MOST_TOLD);
    // Slots and their instants rise together, so what comes later than the last one done is not done.
    pending.retain(|o| done_at.is_none_or(|done| o.at > done) && facts.days.name(facts.calendar, o.slot.date()));

    let closed = |o: &Occurrence| left_out(facts.cron, facts.calendar, facts.days, o.slot.date());
    let limit = facts.late_limit.max(ON_TIME);
    let in_time = |o: &Occurrence| now.duration_since(o.at) <= limit;
    let chosen = pending.iter().copied().rfind(|o| in_time(o) && closed(o).is_none());
    let decide = |o: &Occurrence| {
        let skip = |why| Due::Skip { slot: o.slot, at: o.at, why };
        match closed(o) {
            Some(why) => skip(why),
            None if chosen == Some(*o) => {
                let late = now.duration_since(o.at);
                Due::Run { slot: o.slot, at: o.at, late_by: (late > ON_TIME).then_some(late) }
            }
            None if in_time(o) => skip(SkipReason::Superseded),
            None => skip(SkipReason::TooLate),
        }
    };
    pending.iter().map(decide).collect()
}

/// Why a job leaves out its occurrence on this day, if it does. Weekends that the cron line names are meant.
pub fn left_out(cron: &Crontab, calendar: &SchoolCalendar, days: &Days, day: Date) -> Option<SkipReason> {
    match calendar.closed_reason(day).filter(|_| days.skip_closed) {
        Some(ClosedDay::Weekend) if cron.names_weekday(day.weekday()) => None,
        Some(reason) => Some(SkipReason::ClosedDay(reason)),
        None => calendar.half_day(day).filter(|_| days.skip_half).map(|half| SkipReason::HalfDay(half.clone())),
    }
}
