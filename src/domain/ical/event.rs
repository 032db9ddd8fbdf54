//! One event: which days it covers, once or again and again.

use super::scan::{RawEvent, RawProperty};
use super::{CalendarRules, IcalProblem, repeat};
use crate::domain::address::is_invisible;
use jiff::civil::{Date, DateTime, Time};
use jiff::tz::TimeZone;
use jiff::{Span, ToSpan};
use std::collections::BTreeSet;

pub(super) struct Event {
    pub(super) line: usize,
    pub(super) uid: String,
    pub(super) name: Option<String>,
    pub(super) cancelled: bool,
    /// School ends early on its days; with a time of day, then.
    pub(super) ends_early: bool,
    start: Moment,
    end: Option<Moment>,
    /// Where its times are at home, if they are given in UTC: a repetition counts its days there.
    from_utc: Option<(DateTime, TimeZone)>,
    rule: Option<(usize, String)>,
    more: Vec<Date>,
    except: Vec<Date>,
    /// The day of a series that this event replaces.
    pub(super) stands_in_for: Option<Date>,
}

/// A date or a time as it is written, on the calendar's own clock.
#[derive(Clone, Copy)]
struct Moment {
    wall: DateTime,
    form: Form,
}

impl Moment {
    /// A time in UTC as the clock of this zone shows it; any other as it is.
    fn at_home(self, zone: &TimeZone) -> Self {
        match TimeZone::UTC.to_timestamp(self.wall) {
            Ok(at) if self.form == Form::UtcTime => Self { wall: zone.to_datetime(at), form: Form::Time },
            _ => self,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    Day,
    Time,
    /// A time in UTC: which day it is depends on the zone.
    UtcTime,
}

/// The days of an event, each time it comes.
pub(super) struct Spans {
    pub(super) days: Vec<(Date, Date)>,
    /// These are whole days without school.
    pub(super) closes: bool,
    pub(super) passed_over: Option<IcalProblem>,
}

/// The whole days of an event, counted from the day it starts on.
pub(super) struct WholeDays {
    /// 1 if the event starts in the course of its first day.
    shift: i64,
    days: i64,
}

impl WholeDays {
    /// No holiday is longer than 400 days; an event that is has a slip of the pen in its year.
    pub(super) fn are_believable(&self) -> bool {
        self.days <= 400
    }

    /// First and last day of the occurrence that starts on this day.
    pub(super) fn starting(&self, day: Date) -> Option<(Date, Date)> {
        let first = day.checked_add(self.shift.days()).ok()?;
        let last = first.checked_add((self.days - 1).days()).unwrap_or(Date::MAX);
        Some((first, last))
    }
}

impl Event {
    pub(super) fn read(raw: &RawEvent, rules: &CalendarRules<'_>) -> Result<Self, IcalProblem> {
        let Some(start) = raw.first("DTSTART") else {
            return Err(IcalProblem::new(
                raw.line,
                "The event that begins on this line has no DTSTART: nobody can say when it is.",
                "Give it a day, such as `DTSTART;VALUE=DATE:20261126`, or take it out.",
            ));
        };
        let start = read_moment(start, &start.value)?;
        let end = read_end(raw, start)?;
        // Some programs write whole days as midnights in UTC: those are days, wherever the school is.
        let is_midnight = |m: &Moment| m.wall.time() == Time::midnight();
        let days_in_utc = start.form == Form::UtcTime && is_midnight(&start) && end.as_ref().is_none_or(is_midnight);
        let home = |m: Moment| {
            if start.form == Form::Day || days_in_utc { m } else { m.at_home(rules.time_zone) }
        };
        let dates = |name| -> Result<Vec<Date>, IcalProblem> {
            let values = raw.all(name).flat_map(|p| p.value.split(',').map(move |v| (p, v)));
            // A period (RFC 5545 §3.3.9) is its start and its end; the start says on which day it is.
            let starts = values.filter_map(|(p, v)| Some((p, v.split('/').next()?.trim())));
            starts.filter(|(_, v)| !v.is_empty()).map(|(p, v)| Ok(home(read_moment(p, v)?).wall.date())).collect()
        };
        let name = raw.first("SUMMARY").and_then(|p| clean_name(&p.value));
        let categories = raw.all("CATEGORIES").map(|p| p.value.as_str());
        let from_utc = start.form == Form::UtcTime && !days_in_utc;
        Ok(Self {
            line: raw.line,
            uid: raw.first("UID").map(|p| p.value.clone()).unwrap_or_default(),
            ends_early: categories.chain(name.as_deref()).any(|words| {
                let words = words.to_lowercase();
                rules.half_day_words.iter().any(|word| words.contains(word.as_str()))
            }),
            name,
            cancelled: raw.first("STATUS").is_some_and(|p| p.value.eq_ignore_ascii_case("CANCELLED")),
            start: home(start),
            end: end.map(home),
            from_utc: from_utc.then(|| (start.wall, rules.time_zone.clone())),
            rule: raw.first("RRULE").map(|p| (p.line, p.value.clone())),
            more: dates("RDATE")?,
            except: dates("EXDATE")?,
            stands_in_for: dates("RECURRENCE-ID")?.first().copied(),
        })
    }

    /// When it begins, if it is no matter of whole days.
    pub(super) fn time(&self) -> Option<Time> {
        let time = self.start.wall.time();
        (self.start.form != Form::Day && time != Time::midnight()).then_some(time)
    }

    /// Its days within those asked for; `moved` are those of its series that another event stands in for.
    pub(super) fn spans(
        &self,
        moved: Option<&BTreeSet<Date>>,
        rules: &CalendarRules<'_>,
    ) -> Result<Spans, IcalProblem> {
        let whole = match self.whole_days() {
            Ok(days) if !days.are_believable() => return Err(self.too_long()),
            whole => whole,
        };
        let starts = match self.days(rules.until) {
            Err(problem) if whole.is_ok() || self.ends_early => return Err(problem),
            starts => starts.unwrap_or_default(),
        };
        // An event that stands in for one day of a series does not repeat itself.
        let moved = moved.filter(|_| self.stands_in_for.is_none());
        let there = starts.into_iter().filter(|day| !moved.is_some_and(|moved| moved.contains(day)));
        let spans = there.filter_map(|day| match &whole {
            Ok(days) => days.starting(day),
            Err(_) => Some((day, day)),
        });
        let cut = spans.map(|(first, last)| (first.max(rules.from), last.min(rules.until)));
        Ok(Spans {
            days: cut.filter(|(first, last)| first <= last).collect(),
            closes: whole.is_ok(),
            passed_over: whole.err().filter(|_| !self.ends_early),
        })
    }

    pub(super) fn repeats(&self) -> bool {
        self.rule.is_some()
    }

    /// The whole days the event covers, or why it closes none.
    fn whole_days(&self) -> Result<WholeDays, IcalProblem> {
        let start = self.start.wall;
        let end = match self.end {
            Some(end) => end,
            None if self.start.form == Form::Day => Moment { wall: start.saturating_add(1.day()), form: Form::Day },
            None => return Err(self.passed_over("has a time of day and no end")),
        };
        let shift = i64::from(start.time() != Time::midnight());
        // Some programs end a day at 23:59 or one second later.
        let ends_day = end.wall.time() >= Time::constant(23, 59, 0, 0);
        let after_last = if ends_day { end.wall.date().saturating_add(1.day()) } else { end.wall.date() };
        let days = i64::from(after_last.since(start.date()).map_or(0, |span| span.get_days())) - shift;
        match days {
            1.. => Ok(WholeDays { shift, days }),
            // DTEND on the day of DTSTART: against the letter of the RFC, and always meant as that day.
            0 if self.start.form == Form::Day => Ok(WholeDays { shift: 0, days: 1 }),
            _ if end.wall < start => Err(self.passed_over("ends before it begins")),
            _ => Err(self.passed_over("covers no whole day")),
        }
    }

    /// The days on which the event starts, up to `until`, rising, each once.
    fn days(&self, until: Date) -> Result<Vec<Date>, IcalProblem> {
        let first = self.start.wall.date();
        let mut days = match &self.rule {
            Some((line, rule)) if self.stands_in_for.is_none() => {
                let written = self.from_utc.as_ref().map_or(first, |(start, _)| start.date());
                repeat::days(written, rule, until, *line)?.into_iter().map(|day| self.day_at_home(day)).collect()
            }
            _ => Vec::new(),
        };
        days.push(first);
        days.extend(&self.more);
        days.retain(|day| !self.except.contains(day) && *day <= until);
        days.sort_unstable();
        days.dedup();
        Ok(days)
    }

    /// The day at the school on which it comes, that comes on this day of the calendar's own clock.
    fn day_at_home(&self, day: Date) -> Date {
        match &self.from_utc {
            Some((start, zone)) => {
                Moment { wall: day.to_datetime(start.time()), form: Form::UtcTime }.at_home(zone).wall.date()
            }
            None => day,
        }
    }

    fn too_long(&self) -> IcalProblem {
        IcalProblem::new(
            self.line,
            "The event that begins on this line is longer than 400 days.",
            "Check the years of its DTSTART and DTEND.",
        )
    }

    fn passed_over(&self, why: &str) -> IcalProblem {
        IcalProblem::new(
            self.line,
            format!("The event that begins on this line {why}; it closes no school day."),
            "If there is no school, make it an all-day event.",
        )
    }
}

/// DTEND, or DTSTART plus DURATION.
fn read_end(raw: &RawEvent, start: Moment) -> Result<Option<Moment>, IcalProblem> {
    if let Some(end) = raw.first("DTEND") {
        return read_moment(end, &end.value).map(Some);
    }
    let Some(duration) = raw.first("DURATION") else { return Ok(None) };
    let span = duration.value.parse::<Span>().ok();
    match span.and_then(|span| start.wall.checked_add(span).ok()) {
        Some(wall) => Ok(Some(Moment { wall, form: start.form })),
        None => Err(IcalProblem::new(
            duration.line,
            "The DURATION on this line is no length of time.",
            "Write it as days or weeks, such as `DURATION:P2D` or `DURATION:P1W`.",
        )),
    }
}

/// `20261126`, `20261126T080000` or `20261126T130000Z`.
fn read_moment(property: &RawProperty, value: &str) -> Result<Moment, IcalProblem> {
    let (bare, form) = match value.strip_suffix(['Z', 'z']) {
        Some(bare) => (bare, Form::UtcTime),
        None if value.contains(['T', 't']) => (value, Form::Time),
        None => (value, Form::Day),
    };
    let wall = match form {
        Form::Day => Date::strptime("%Y%m%d", bare).ok().map(DateTime::from),
        _ => DateTime::strptime("%Y%m%dT%H%M%S", bare.to_ascii_uppercase()).ok(),
    };
    match wall {
        Some(wall) => Ok(Moment { wall, form }),
        None => Err(IcalProblem::new(
            property.line,
            format!("The {} on this line is no day of the calendar.", property.name),
            format!(
                "Write year, month and day without signs between, such as `{};VALUE=DATE:20261126`.",
                property.name
            ),
        )),
    }
}

/// The SUMMARY as a name that fits a line; `None` if nothing is left.
fn clean_name(text: &str) -> Option<String> {
    let visible: String = text.chars().filter(|c| !is_invisible(*c)).collect();
    let words = visible.split(|c: char| c.is_whitespace() || c.is_control()).filter(|w| !w.is_empty());
    let line: String = words.collect::<Vec<_>>().join(" ").chars().take(80).collect();
    (!line.is_empty()).then_some(line)
}
