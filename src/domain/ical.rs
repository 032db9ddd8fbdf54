//! Closed days out of an iCalendar file (RFC 5545).
//!
//! Every all-day event closes its days: single days, ranges, repeating events. Events with times of day (an early
//! dismissal, a concert) close nothing but the whole days they cover; what was passed over is told. Days are counted
//! as they are written, without time zones, so that the host's zone can never move a holiday.

mod event;
mod repeat;
mod scan;

use super::calendar::ClosedSpan;
use event::Event;
use jiff::civil::Date;
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

/// What a calendar file says about closed days.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CalendarReading {
    /// In the order of their days, cut to the window asked for.
    pub closed: Vec<ClosedSpan>,
    /// Events that close no day, each with the reason: worth telling, no error.
    pub passed_over: Vec<IcalProblem>,
}

/// The closed days between `from` and `until`, both included.
///
/// # Errors
/// As for [`read`].
pub fn closed_days(text: &str, from: Date, until: Date) -> Result<Vec<ClosedSpan>, IcalProblem> {
    read(text, from, until).map(|reading| reading.closed)
}

/// Reads a whole calendar file.
///
/// # Errors
/// The first thing that keeps the file from being understood: a date left out by mistake would let mail go out on a
/// day without school, so nothing is guessed.
pub fn read(text: &str, from: Date, until: Date) -> Result<CalendarReading, IcalProblem> {
    let events: Vec<Event> = scan::events(text)?.iter().map(Event::read).collect::<Result<_, _>>()?;
    if let Some(one_more) = events.iter().filter(|e| e.repeats()).nth(MOST_REPEATING_EVENTS) {
        return Err(IcalProblem::new(
            one_more.line,
            format!("The calendar has more than {MOST_REPEATING_EVENTS} repeating events."),
            "Export a calendar that holds only the days without school.",
        ));
    }
    let mut passed_over = Vec::new();
    let mut closed = BTreeSet::new();
    let moved = moved_days(&events);
    for event in events.iter().filter(|e| !e.cancelled) {
        let days = match event.whole_days() {
            Ok(days) if days.are_believable() => days,
            Ok(_) => return Err(event.too_long()),
            Err(why) => {
                passed_over.push(why);
                continue;
            }
        };
        // An event that stands in for one day of a series does not repeat itself.
        let replaced = if event.stands_in_for.is_some() { None } else { moved.get(event.uid.as_str()) };
        for day in event.days(until)? {
            if replaced.is_some_and(|replaced| replaced.contains(&day)) {
                continue;
            }
            let Some(span) = days.starting(day) else { continue };
            let (first, last) = (span.0.max(from), span.1.min(until));
            if first <= last {
                closed.insert((first, last, event.name.clone()));
            }
        }
    }
    let closed = closed.into_iter().map(|(first, last, name)| ClosedSpan { first, last, name }).collect();
    Ok(CalendarReading { closed, passed_over })
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
