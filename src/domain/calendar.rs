//! School days, closed days, quiet hours, and when a time on the school's clock comes.

mod entry;
pub mod names;
mod quiet;
mod rule;
mod wall;

pub use entry::{parse_closed_entry, parse_half_day};
pub use quiet::QuietHours;
pub use rule::{Anchor, DayRule, Days, Side, Stretch};
pub use wall::{first_instant, first_instant_after};

use jiff::ToSpan;
use jiff::civil::{Date, Time, Weekday};
use std::collections::BTreeMap;

/// The longest run of closed days that is believed: ten years. It keeps a slip of the pen in a year from filling the
/// memory; entries of the configuration are refused long before.
const LONGEST_CLOSURE: usize = 3_660;

/// Why there is no school on a day.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum ClosedDay {
    Weekend,
    /// In the school's list of closed days, with its name where it has one.
    Listed(Option<String>),
}

/// Closed days in a row under one name, both ends included.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct ClosedSpan {
    pub first: Date,
    pub last: Date,
    pub name: Option<String>,
}

/// A school day that ends early.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct HalfDay {
    pub day: Date,
    /// When the children go home, where that is known.
    pub ends: Option<Time>,
    pub name: Option<String>,
}

/// A part of the school year under its name, both ends included. It closes no day by itself.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Term {
    pub name: String,
    pub first: Date,
    pub last: Date,
}

/// Which days are school days: every day that is neither weekend nor listed as closed.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SchoolCalendar {
    /// One bit a weekday, Monday is bit 0. Never all seven.
    weekend: u8,
    listed: BTreeMap<Date, Option<String>>,
    /// The listed days that are no weekend days, rising: what a count of weekdays has to be corrected by.
    lost: Vec<Date>,
    half: BTreeMap<Date, HalfDay>,
    terms: Vec<Term>,
    /// First and last days of all that the calendar names, by the name in lower case.
    events: BTreeMap<String, Vec<(Date, Date)>>,
}

impl Default for SchoolCalendar {
    fn default() -> Self {
        Self::new()
    }
}

impl SchoolCalendar {
    /// Saturday and Sunday are weekend, nothing else is closed.
    pub fn new() -> Self {
        let weekend = bit(Weekday::Saturday) | bit(Weekday::Sunday);
        Self {
            weekend,
            listed: BTreeMap::new(),
            lost: Vec::new(),
            half: BTreeMap::new(),
            terms: Vec::new(),
            events: BTreeMap::new(),
        }
    }

    /// Sets the weekend of the country (Friday and Saturday in some). A week of seven weekend days is none: the
    /// weekend then stays as it was.
    pub fn set_weekend(&mut self, days: &[Weekday]) {
        let weekend = days.iter().fold(0, |set, day| set | bit(*day));
        if weekend == 0b111_1111 {
            return;
        }
        self.weekend = weekend;
        self.lost = self.listed.keys().copied().filter(|d| weekend & bit(d.weekday()) == 0).collect();
    }

    /// Lists a day as closed. Where a day is listed twice, the first name stays.
    pub fn close(&mut self, date: Date, name: Option<String>) {
        let known = self.listed.entry(date).or_default();
        if known.is_none() {
            *known = name;
        }
        if self.weekend & bit(date.weekday()) == 0
            && let Err(place) = self.lost.binary_search(&date)
        {
            self.lost.insert(place, date);
        }
    }

    /// Lists every day from `first` to `last`, both included, ten years at most. Nothing if they are the wrong way
    /// round.
    pub fn close_range(&mut self, first: Date, last: Date, name: Option<String>) {
        for date in days_from(first).take_while(|d| *d <= last).take(LONGEST_CLOSURE) {
            self.close(date, name.clone());
        }
    }

    /// Lists a day as one that ends early. Where it is listed twice, a time that is known stays.
    pub fn shorten(&mut self, half: HalfDay) {
        match self.half.get(&half.day) {
            Some(known) if known.ends.is_some() || half.ends.is_none() => {}
            _ => drop(self.half.insert(half.day, half)),
        }
    }

    /// How this school day ends early, if it does. A day without school is no half day.
    pub fn half_day(&self, date: Date) -> Option<&HalfDay> {
        self.half.get(&date).filter(|_| self.is_school_day(date))
    }

    pub fn add_term(&mut self, term: Term) {
        self.terms.push(term);
    }

    pub fn terms(&self) -> &[Term] {
        &self.terms
    }

    pub fn term_of(&self, date: Date) -> Option<&Term> {
        self.terms.iter().find(|t| t.first <= date && date <= t.last)
    }

    /// Something that the school's calendar calls by name, whether or not there is school then.
    pub fn add_event(&mut self, name: &str, first: Date, last: Date) {
        self.events.entry(name.to_lowercase()).or_default().push((first, last));
    }

    /// First and last days of what goes by this name; case does not matter.
    pub fn events_called(&self, name: &str) -> &[(Date, Date)] {
        self.events.get(&name.to_lowercase()).map_or(&[], Vec::as_slice)
    }

    /// In lower case.
    pub fn event_names(&self) -> impl Iterator<Item = &str> {
        self.events.keys().map(String::as_str)
    }

    /// Why there is no school on this day; a listed weekend day counts as listed. `None` is a school day.
    pub fn closed_reason(&self, date: Date) -> Option<ClosedDay> {
        match self.listed.get(&date) {
            Some(name) => Some(ClosedDay::Listed(name.clone())),
            None => self.is_weekend(date).then_some(ClosedDay::Weekend),
        }
    }

    pub fn is_school_day(&self, date: Date) -> bool {
        !self.is_weekend(date) && !self.is_listed_closed(date)
    }

    pub fn is_listed_closed(&self, date: Date) -> bool {
        self.listed.contains_key(&date)
    }

    pub fn is_weekend(&self, date: Date) -> bool {
        self.weekend & bit(date.weekday()) != 0
    }

    /// How many school days `d` there are with `from < d <= to`: 0 on the day itself, 1 on the next school day.
    /// Takes no longer for a year than for a day.
    pub fn school_days_after(&self, from: Date, to: Date) -> u32 {
        if to <= from {
            return 0;
        }
        let days = i64::from(to.since(from).map_or(0, |span| span.get_days()));
        let school_weekdays = i64::from(7 - self.weekend.count_ones());
        let rest = (1..=days % 7).filter(|n| !self.is_weekend_after(from.weekday(), *n)).count();
        let weekdays = days / 7 * school_weekdays + i64::try_from(rest).unwrap_or(0);
        let lost = self.lost.partition_point(|d| *d <= to) - self.lost.partition_point(|d| *d <= from);
        u32::try_from(weekdays).unwrap_or(0).saturating_sub(u32::try_from(lost).unwrap_or(u32::MAX))
    }

    /// The first school day after this day.
    pub fn next_school_day(&self, after: Date) -> Date {
        self.nth_school_day_after(after, 1)
    }

    /// The `n`th school day after this day; the day itself for 0.
    pub fn nth_school_day_after(&self, date: Date, n: u32) -> Date {
        let Some(skip) = n.checked_sub(1) else { return date };
        days_from(date).skip(1).filter(|d| self.is_school_day(*d)).nth(skip as usize).unwrap_or(Date::MAX)
    }

    /// The `n`th school day before this day; the day itself for 0.
    pub fn nth_school_day_before(&self, date: Date, n: u32) -> Date {
        let Some(skip) = n.checked_sub(1) else { return date };
        let back = std::iter::successors(date.yesterday().ok(), |d| d.yesterday().ok());
        back.filter(|d| self.is_school_day(*d)).nth(skip as usize).unwrap_or(Date::MIN)
    }

    /// First and last day of the week that this day is in. A week begins on the day after the weekend.
    pub fn week_of(&self, date: Date) -> (Date, Date) {
        let since = date.weekday().since(self.first_day_of_week());
        let first = date.saturating_sub(i64::from(since).days());
        (first, first.saturating_add(6.days()))
    }

    /// The last school day of the week that this day is in; `None` if the whole week is closed.
    pub fn last_school_day_of_week(&self, date: Date) -> Option<Date> {
        let (first, last) = self.week_of(date);
        self.last_school_day_in(first, last)
    }

    pub fn first_school_day_in(&self, first: Date, last: Date) -> Option<Date> {
        days_from(first).take_while(|d| *d <= last).find(|d| self.is_school_day(*d))
    }

    pub fn last_school_day_in(&self, first: Date, last: Date) -> Option<Date> {
        let back = std::iter::successors(Some(last), |d| d.yesterday().ok());
        back.take_while(|d| *d >= first).find(|d| self.is_school_day(*d))
    }

    fn first_day_of_week(&self) -> Weekday {
        let closed = |day| self.weekend & bit(day) != 0;
        match (closed(Weekday::Friday), closed(Weekday::Saturday), closed(Weekday::Sunday)) {
            (_, true, false) => Weekday::Sunday,
            (true, false, false) => Weekday::Saturday,
            _ => Weekday::Monday,
        }
    }

    /// The last school day of the month that this day is in; `None` if the whole month is closed.
    pub fn last_school_day_of_month(&self, date: Date) -> Option<Date> {
        self.last_school_day_in(date.first_of_month(), date.last_of_month())
    }

    /// The listed closed days from `first` to `last`, both included, days in a row under one name put together.
    pub fn listed_between(&self, first: Date, last: Date) -> Vec<ClosedSpan> {
        let mut spans: Vec<ClosedSpan> = Vec::new();
        if last < first {
            return spans;
        }
        for (date, name) in self.listed.range(first..=last) {
            match spans.last_mut() {
                Some(span) if span.name == *name && span.last.tomorrow().is_ok_and(|next| next == *date) => {
                    span.last = *date;
                }
                _ => spans.push(ClosedSpan { first: *date, last: *date, name: name.clone() }),
            }
        }
        spans
    }

    /// Whether the `n`th day after a day with this weekday is weekend.
    fn is_weekend_after(&self, day: Weekday, n: i64) -> bool {
        self.weekend & bit(day.wrapping_add(n)) != 0
    }
}

fn bit(day: Weekday) -> u8 {
    1 << day.to_monday_zero_offset()
}

/// This day and all that follow.
fn days_from(first: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(Some(first), |d| d.tomorrow().ok())
}

#[cfg(test)]
mod tests;
