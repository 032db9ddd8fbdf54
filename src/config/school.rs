//! The school's own section: name, zone, language, closed days, quiet hours.

use super::document::Section;
use super::files::{beside, read_text};
use super::keys::{SCHOOL, SCHOOL_FILE};
use super::problem::{Place, Problems, clause, nearest};
use super::value::Value;
use crate::domain::calendar::{QuietHours, SchoolCalendar, parse_closed_entry};
use crate::domain::class::School;
use crate::domain::ical;
use crate::domain::language::Language;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use jiff::tz::TimeZone;
use std::path::PathBuf;

/// Reads `[school]`. Where something is wrong the school is a stand-in, so that the classes can still be checked.
pub fn read_school(root: &Section<'_>, today: Date, files: &mut Vec<PathBuf>, problems: &mut Problems) -> School {
    let mut school = School {
        name: String::new(),
        time_zone: TimeZone::UTC,
        language: Language::english(),
        calendar: SchoolCalendar::new(),
        quiet_hours: None,
    };
    let Some(section) = root.section("school", &SCHOOL, problems) else {
        if root.value("school").is_none() {
            root.missing("school", "[school]` with `name` and `time_zone", problems);
        }
        return school;
    };
    section.check_keys(SCHOOL_FILE, problems);
    if let Some(name) = section.required_text("name", "name = \"Lincoln School\"", problems) {
        school.name = name.text.to_owned();
    }
    if let Some(zone) = time_zone(&section, problems) {
        school.time_zone = zone;
    }
    if let Some(language) = language(&section, problems) {
        school.language = language;
    }
    school.quiet_hours = quiet_hours(&section, problems);
    weekend(&section, &mut school.calendar, problems);
    let example = "closed = [\"calendar/school-year.ics\", \"2026-11-26..2026-11-27\"]";
    for entry in section.list("closed", example, problems) {
        close(&mut school.calendar, entry, today, files, problems);
    }
    if let Some(value) = section.value("closed")
        && school.calendar.listed_between(today, horizon(today).1).is_empty()
    {
        problems.warning(
            value.place(),
            "no closed day is known from today on: every weekday counts as a school day",
            "add the calendar of the school year to `closed`, or take the line out if there is none",
        );
    }
    school
}

/// How far a calendar is expanded: two years back for reports about the past, three ahead for forecasts.
fn horizon(today: Date) -> (Date, Date) {
    (today.saturating_sub(2.years()), today.saturating_add(3.years()))
}

fn time_zone(section: &Section<'_>, problems: &mut Problems) -> Option<TimeZone> {
    let text = section.required_text("time_zone", "time_zone = \"America/New_York\"", problems)?;
    match TimeZone::get(text.text) {
        Ok(zone) if zone.iana_name().is_some() && text.text != "Etc/Unknown" => Some(zone),
        _ => {
            let known: Vec<String> = jiff::tz::db().available().map(|name| name.to_string()).collect();
            let written = text.text.replace(' ', "_");
            let instead = match nearest(&written, known.iter().map(String::as_str)) {
                Some((near, true)) => format!("write `time_zone = \"{near}\"`"),
                _ => {
                    "write an IANA name of continent and city, as \"America/New_York\" or \"Europe/Berlin\"".to_owned()
                }
            };
            text.value.wrong(problems, format!("there is no time zone `{}`", text.text), instead);
            None
        }
    }
}

/// A language tag under `language`, here and of a teacher.
pub fn language(section: &Section<'_>, problems: &mut Problems) -> Option<Language> {
    let text = section.text("language", "language = \"en\"", problems)?;
    let language = Language::parse(text.text);
    if language.is_none() {
        text.value.wrong(
            problems,
            format!("`{}` is no language tag", text.text),
            "write `language = \"en\"`: two or three letters, then a region if needed, as \"pt-br\"",
        );
    }
    language
}

fn quiet_hours(section: &Section<'_>, problems: &mut Problems) -> Option<QuietHours> {
    let text = section.text("quiet_hours", "quiet_hours = \"18:00-07:30\"", problems)?;
    match QuietHours::parse(text.text) {
        Ok(hours) => Some(hours),
        Err(found) => {
            let (what, instead) = two_sentences(&found);
            text.value.wrong(problems, format!("`quiet_hours`: {what}"), instead);
            None
        }
    }
}

/// The days of the week without school, where they are not Saturday and Sunday.
fn weekend(section: &Section<'_>, calendar: &mut SchoolCalendar, problems: &mut Problems) {
    const EXAMPLE: &str = "weekend = [\"Sat\", \"Sun\"]";
    const DAYS: [(&str, Weekday); 7] = [
        ("monday", Weekday::Monday),
        ("tuesday", Weekday::Tuesday),
        ("wednesday", Weekday::Wednesday),
        ("thursday", Weekday::Thursday),
        ("friday", Weekday::Friday),
        ("saturday", Weekday::Saturday),
        ("sunday", Weekday::Sunday),
    ];
    let Some(value) = section.value("weekend") else { return };
    let mut days = Vec::new();
    for entry in value.list(EXAMPLE, problems) {
        let Some(text) = entry.text(EXAMPLE, problems) else { continue };
        let written = text.text.to_lowercase();
        match DAYS.iter().find(|(day, _)| written.len() >= 3 && day.starts_with(&written)) {
            Some((_, day)) => days.push(*day),
            None => {
                entry.wrong(problems, format!("`weekend` has no day `{}`", text.text), format!("write `{EXAMPLE}`"))
            }
        }
    }
    if DAYS.iter().all(|(_, day)| days.contains(day)) {
        value.wrong(problems, "`weekend` has all seven days: there would be no school", format!("write `{EXAMPLE}`"));
    }
    calendar.set_weekend(&days);
}

/// What a sentence of the calendar says is wrong, and what it advises behind the first full stop.
fn two_sentences(text: &str) -> (String, String) {
    let (what, instead) = text.split_once(". ").unwrap_or((text, "write it as the shipped configuration shows"));
    (clause(what), clause(instead))
}

/// One entry of `closed`: an iCalendar file, a date or a range.
fn close(
    calendar: &mut SchoolCalendar,
    entry: Value<'_>,
    today: Date,
    files: &mut Vec<PathBuf>,
    problems: &mut Problems,
) {
    let Some(text) = entry.date_or_text("closed = [\"2026-11-26\"]", problems) else { return };
    if text.to_lowercase().ends_with(".ics") || text.contains('/') {
        return close_by_file(calendar, entry, &text, today, files, problems);
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
    today: Date,
    files: &mut Vec<PathBuf>,
    problems: &mut Problems,
) {
    let path = beside(entry.file(), written);
    let missing = "put the calendar there (iCalendar, `.ics`), or take the entry out of `closed`";
    files.push(path.clone());
    let Some(text) = read_text(&path, entry.place(), "the calendar", missing, problems) else { return };
    let (from, until) = horizon(today);
    match ical::read(&text, from, until) {
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
        }
        Err(found) => {
            problems.error(Place { file: &path, line: found.line }, clause(&found.what), clause(&found.instead))
        }
    }
}
