//! The school's calendar: weekend, closed days, half days, terms; and what a class has beside it.

use super::document::Section;
use super::files::{beside, read_text};
use super::keys::{SCHOOL_FILE, TERM};
use super::problem::{Place, Problems, clause};
use super::school::two_sentences;
use super::value::Value;
use crate::domain::calendar::{SchoolCalendar, Term, names, parse_closed_entry, parse_half_day};
use crate::domain::class::School;
use crate::domain::ical::{self, CalendarRules};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use std::path::PathBuf;

const CLOSED: &str = "closed = [\"calendar/school-year.ics\", \"2026-11-26..2026-11-27\"]";

/// What an event of a calendar says that ends the school day early, where the school does not say otherwise.
const HALF_DAY_WORDS: [&str; 4] = ["half day", "half-day", "early dismissal", "early release"];

/// Reads what `[school]` says about days. The school's zone is known by now.
pub fn read_calendar(
    section: &Section<'_>,
    school: &mut School,
    today: Date,
    files: &mut Vec<PathBuf>,
    problems: &mut Problems,
) {
    weekend(section, &mut school.calendar, problems);
    school.half_day_words = half_day_words(section, problems);
    let rules = rules(&school.time_zone, &school.half_day_words, today);
    for entry in section.list("closed", CLOSED, problems) {
        close(&mut school.calendar, entry, &rules, files, problems);
    }
    for entry in section.list("half_days", "half_days = [\"2026-12-18 12:00\"]", problems) {
        shorten(&mut school.calendar, entry, problems);
    }
    terms(section, &mut school.calendar, problems);
    if let Some(value) = section.value("closed")
        && school.calendar.listed_between(today, rules.until).is_empty()
    {
        problems.warning(
            value.place(),
            "no closed day is known from today on: every weekday counts as a school day",
            "add the calendar of the school year to `closed`, or take the line out if there is none",
        );
    }
}

/// The school's calendar with the days on which this class alone has no school; `None` where it has none of its own.
pub fn read_own_days(
    class: &Section<'_>,
    school: &School,
    today: Date,
    files: &mut Vec<PathBuf>,
    problems: &mut Problems,
) -> Option<SchoolCalendar> {
    class.value("closed")?;
    let mut calendar = school.calendar.clone();
    let rules = rules(&school.time_zone, &school.half_day_words, today);
    for entry in class.list("closed", CLOSED, problems) {
        close(&mut calendar, entry, &rules, files, problems);
    }
    Some(calendar)
}

/// A calendar is expanded two years back for reports about the past, three ahead for forecasts.
fn rules<'a>(time_zone: &'a jiff::tz::TimeZone, half_day_words: &'a [String], today: Date) -> CalendarRules<'a> {
    let (from, until) = (today.saturating_sub(2.years()), today.saturating_add(3.years()));
    CalendarRules { from, until, time_zone, half_day_words }
}

fn half_day_words(section: &Section<'_>, problems: &mut Problems) -> Vec<String> {
    const EXAMPLE: &str = "half_day_words = [\"early dismissal\"]";
    if section.value("half_day_words").is_none() {
        return HALF_DAY_WORDS.map(str::to_owned).to_vec();
    }
    let words = section.list("half_day_words", EXAMPLE, problems).into_iter();
    words.filter_map(|entry| Some(entry.text(EXAMPLE, problems)?.text.to_lowercase())).collect()
}

fn shorten(calendar: &mut SchoolCalendar, entry: Value<'_>, problems: &mut Problems) {
    let Some(text) = entry.date_or_text("half_days = [\"2026-12-18 12:00\"]", problems) else { return };
    match parse_half_day(&text) {
        Ok(half) => calendar.shorten(half),
        Err(found) => {
            let (what, instead) = two_sentences(&found);
            entry.wrong(problems, format!("`half_days`: {what}"), instead);
        }
    }
}

/// `[[school.terms]]`: parts of the year that jobs may ask for.
fn terms(section: &Section<'_>, calendar: &mut SchoolCalendar, problems: &mut Problems) {
    for term in section.sections("terms", &TERM, problems) {
        term.check_keys(SCHOOL_FILE, problems);
        let name = term.required_text("name", "name = \"Autumn\"", problems).map(|t| t.text.to_owned());
        let first = term_day(&term, "first", "first = \"2026-08-31\"", problems);
        let last = term_day(&term, "last", "last = \"2026-12-18\"", problems);
        let (Some(name), Some(first), Some(last)) = (name, first, last) else { continue };
        let wrong = |problems: &mut Problems, what: String| {
            problems.error(term.place(), what, "give each term its own days, `first` before `last`");
        };
        if last < first {
            wrong(problems, format!("the term `{name}` ends before it begins"));
        } else if let Some(other) = calendar.terms().iter().find(|t| t.first <= last && first <= t.last) {
            wrong(problems, format!("the terms `{}` and `{name}` overlap", other.name));
        } else {
            calendar.add_term(Term { name, first, last });
        }
    }
}

fn term_day(term: &Section<'_>, key: &str, example: &str, problems: &mut Problems) -> Option<Date> {
    let Some(value) = term.value(key) else {
        term.missing(key, example, problems);
        return None;
    };
    let text = value.date_or_text(example, problems)?;
    match parse_closed_entry(&text) {
        Ok(span) if span.first == span.last => Some(span.first),
        _ => {
            value.wrong(problems, format!("`{key}` is no day: `{text}`"), format!("write `{example}`"));
            None
        }
    }
}

/// The days of the week without school, where they are not Saturday and Sunday.
fn weekend(section: &Section<'_>, calendar: &mut SchoolCalendar, problems: &mut Problems) {
    const EXAMPLE: &str = "weekend = [\"Sat\", \"Sun\"]";
    let Some(value) = section.value("weekend") else { return };
    let mut days = Vec::new();
    for entry in value.list(EXAMPLE, problems) {
        let Some(text) = entry.text(EXAMPLE, problems) else { continue };
        match names::weekday(text.text) {
            Some(day) => days.push(day),
            None => {
                entry.wrong(problems, format!("`weekend` has no day `{}`", text.text), format!("write `{EXAMPLE}`"))
            }
        }
    }
    if Weekday::Monday.cycle_forward().take(7).all(|day| days.contains(&day)) {
        value.wrong(problems, "`weekend` has all seven days: there would be no school", format!("write `{EXAMPLE}`"));
    }
    calendar.set_weekend(&days);
}

/// One entry of `closed`: an iCalendar file, a date or a range.
fn close(
    calendar: &mut SchoolCalendar,
    entry: Value<'_>,
    rules: &CalendarRules<'_>,
    files: &mut Vec<PathBuf>,
    problems: &mut Problems,
) {
    let Some(text) = entry.date_or_text("closed = [\"2026-11-26\"]", problems) else { return };
    if text.to_lowercase().ends_with(".ics") || text.contains('/') {
        return close_by_file(calendar, entry, &text, rules, files, problems);
    }
    match parse_closed_entry(&text) {
        Ok(span) => calendar.close_range(span.first, span.last, span.name),
        Err(found) => {
            let (what, instead) = two_sentences(&found);
            entry.wrong(problems, format!("`closed`: {what}"), instead);
        }
    }
}

fn close_by_file(
    calendar: &mut SchoolCalendar,
    entry: Value<'_>,
    written: &str,
    rules: &CalendarRules<'_>,
    files: &mut Vec<PathBuf>,
    problems: &mut Problems,
) {
    let path = beside(entry.file(), written);
    let missing = "put the calendar there (iCalendar, `.ics`), or take the entry out of `closed`";
    files.push(path.clone());
    let Some(text) = read_text(&path, entry.place(), "the calendar", missing, problems) else { return };
    match ical::read(&text, rules) {
        Ok(reading) => {
            if let Some(first) = reading.passed_over.first() {
                problems.warning(
                    Place { file: &path, line: first.line },
                    format!(
                        "{} events of this calendar close no day, the first one because: {}",
                        reading.passed_over.len(),
                        clause(&first.what)
                    ),
                    clause(&first.instead),
                );
            }
            for span in reading.closed {
                calendar.close_range(span.first, span.last, span.name);
            }
            for half in reading.half_days {
                calendar.shorten(half);
            }
            for event in &reading.events {
                calendar.add_event(event.name.as_deref().unwrap_or_default(), event.first, event.last);
            }
        }
        Err(found) => {
            problems.error(Place { file: &path, line: found.line }, clause(&found.what), clause(&found.instead))
        }
    }
}
