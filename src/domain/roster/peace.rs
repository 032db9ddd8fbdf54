//! When a guardian wants no mail: own quiet hours, and days on which they asked to be left in peace.

use crate::domain::calendar::{QuietHours, first_instant, names, parse_closed_entry};
use jiff::Timestamp;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;

/// What one row of the roster asks for.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Peace {
    /// In the place of the school's.
    pub quiet_hours: Option<QuietHours>,
    /// Where the guardian lives, if not where the school is: the hours and days here are read on that clock.
    pub time_zone: Option<TimeZone>,
    pub days: Vec<NoMailDay>,
}

/// One entry of `no_mail_days`.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoMailDay {
    /// Every week.
    Weekday(Weekday),
    /// Both ends included.
    Span { first: Date, last: Date },
}

impl NoMailDay {
    /// Reads `Sat`, `saturday`, `2026-12-24` or `2026-12-24..2027-01-02`.
    pub fn parse(text: &str) -> Option<Self> {
        if let Some(day) = names::weekday(text) {
            return Some(Self::Weekday(day));
        }
        let span = parse_closed_entry(&text.trim().to_lowercase()).ok()?;
        Some(Self::Span { first: span.first, last: span.last })
    }

    fn contains(self, day: Date) -> bool {
        match self {
            Self::Weekday(weekday) => day.weekday() == weekday,
            Self::Span { first, last } => first <= day && day <= last,
        }
    }
}

impl Peace {
    /// Whether the entries leave no day of the week at all.
    pub fn is_every_day(&self) -> bool {
        Weekday::Monday.cycle_forward().take(7).all(|day| self.days.contains(&NoMailDay::Weekday(day)))
    }

    /// The first day from `day` on that is free of these days; `None` where none is for ten years.
    pub fn free_day(&self, day: Date) -> Option<Date> {
        let asked = |day: &Date| self.days.iter().any(|entry| entry.contains(*day));
        std::iter::successors(Some(day), |d| d.tomorrow().ok()).take(3_660).find(|day| !asked(day))
    }

    /// The clock that holds for this guardian.
    pub fn zone<'a>(&'a self, school: &'a TimeZone) -> &'a TimeZone {
        self.time_zone.as_ref().unwrap_or(school)
    }

    /// The day and the instant at which the days of peace that `at` falls into are over; `None` where it falls into
    /// none. Without an instant they are never over.
    pub fn days_end(&self, at: Timestamp, school: &TimeZone) -> Option<(Date, Option<Timestamp>)> {
        let zone = self.zone(school);
        let today = zone.to_datetime(at).date();
        let free = self.free_day(today).unwrap_or(Date::MAX);
        (free > today).then(|| (free, first_instant(free.into(), zone)))
    }
}
