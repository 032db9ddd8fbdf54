//! Closed days, half days and named days out of an iCalendar file (RFC 5545).
//!
//! Every all-day event closes its days: single days, ranges, repeating events; but one that says by its name or
//! category that school ends early makes them half days. Events with times of day (a concert) close nothing but the
//! whole days they cover; what was passed over is told. Days are counted as they are written, so that the host's zone
//! can never move a holiday; a time in UTC is the school's own once its zone is known.

mod event;
mod repeat;
mod scan;

use super::calendar::{ClosedSpan, HalfDay};
use event::Event;
use jiff::ToSpan;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

/// A rule that never comes costs a second to find out; this bounds what a broken file can cost at start.
const MOST_REPEATING_EVENTS: usize = 500;

/// What is wrong with a calendar file, and what to do.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct IcalProblem {
    /// The line of the file, counted from 1.
    pub line: Option<usize>,
    /// What is wrong, a sentence.
    pub what: String,
    /// What to write instead, a sentence.
    pub instead: String,
}

impl IcalProblem {
    fn new(line: impl Into<Option<usize>>, what: impl Into<String>, instead: impl Into<String>) -> Self {
        Self { line: line.into(), what: what.into(), instead: instead.into() }
    }
}

/// How a calendar file is read.
#[derive(Clone, Copy, Debug)]
pub struct CalendarRules<'a> {
    /// The days that are asked for, both included.
    pub from: Date,
    pub until: Date,
    /// Where times in UTC are at home.
    pub time_zone: &'a TimeZone,
    /// What an event that ends the school day early says in its name or among its categories, in lower case.
    pub half_day_words: &'a [String],
}

/// What a calendar file says, cut to the days asked for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CalendarReading {
    /// In the order of their days.
    pub closed: Vec<ClosedSpan>,
    pub half_days: Vec<HalfDay>,
    /// All that has a name, whether it closes days or not.
    pub events: Vec<ClosedSpan>,
    /// Events that close no day, each with the reason: worth telling, no error.
    pub passed_over: Vec<IcalProblem>,
}

/// Reads a whole calendar file.
///
/// # Errors
/// The first thing that keeps the file from being understood: a date left out by mistake would let mail go out on a
/// day without school, so nothing is guessed.
pub fn read(text: &str, rules: &CalendarRules<'_>) -> Result<CalendarReading, IcalProblem> {
    let raw = scan::events(text)?;
    let events: Vec<Event> = raw.iter().map(|e| Event::read(e, rules)).collect::<Result<_, _>>()?;
    if let Some(one_more) = events.iter().filter(|e| e.repeats()).nth(MOST_REPEATING_EVENTS) {
        return Err(IcalProblem::new(
            one_more.line,
            format!("The calendar has more than {MOST_REPEATING_EVENTS} repeating events."),
            "Export a calendar that holds only the days without school.",
        ));
    }
    let mut passed_over = Vec::new();
    let (mut closed, mut half, mut named) = (BTreeSet::new(), BTreeMap::new(), BTreeSet::new());
    let moved = moved_days(&events);
    for event in events.iter().filter(|e| !e.cancelled) {
        let spans = event.spans(moved.get(event.uid.as_str()), rules)?;
        passed_over.extend(spans.passed_over);
        for (first, last) in spans.days {
            if event.ends_early {
                for day in first.series(1.day()).take_while(|d| *d <= last) {
                    half.entry(day).or_insert_with(|| HalfDay { day, ends: event.time(), name: event.name.clone() });
                }
            } else if spans.closes {
                closed.insert((first, last, event.name.clone()));
            }
            if event.name.is_some() {
                named.insert((first, last, event.name.clone()));
            }
        }
    }
    let span = |(first, last, name)| ClosedSpan { first, last, name };
    Ok(CalendarReading {
        closed: closed.into_iter().map(span).collect(),
        half_days: half.into_values().collect(),
        events: named.into_iter().map(span).collect(),
        passed_over,
    })
}

/// By series, the days that another event of the file stands in for or calls off (RFC 5545 §3.8.4.4).
fn moved_days(events: &[Event]) -> BTreeMap<&str, BTreeSet<Date>> {
    let mut moved: BTreeMap<&str, BTreeSet<Date>> = BTreeMap::new();
    for event in events {
        if let Some(day) = event.stands_in_for
            && !event.uid.is_empty()
        {
            moved.entry(&event.uid).or_default().insert(day);
        }
    }
    moved
}

#[cfg(test)]
mod tests;
