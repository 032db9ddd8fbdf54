//! The school's own section: name, zone, language, closed days, quiet hours.

use super::calendar::read_calendar;
use super::document::Section;
use super::keys::{SCHOOL, SCHOOL_FILE};
use super::problem::{Problems, clause, nearest};
use super::urgent::{read_blame, read_urgent};
use crate::domain::calendar::{QuietHours, SchoolCalendar};
use crate::domain::class::School;
use crate::domain::language::Language;
use jiff::civil::{Date, Time};
use jiff::tz::TimeZone;
use std::path::PathBuf;

/// Reads `[school]`. Where something is wrong the school is a stand-in, so that the classes can still be checked.
pub fn read_school(root: &Section<'_>, today: Date, files: &mut Vec<PathBuf>, problems: &mut Problems) -> School {
    let mut school = School {
        name: String::new(),
        time_zone: TimeZone::UTC,
        language: Language::english(),
        calendar: SchoolCalendar::new(),
        half_day_words: Vec::new(),
        quiet_hours: None,
        bundle_at: None,
        urgent_words: Vec::new(),
        blame_words: Vec::new(),
    };
    school.urgent_words = read_urgent(root, problems);
    school.blame_words = read_blame(root, problems);
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
    school.bundle_at = bundle_at(&section, school.quiet_hours.as_ref(), problems);
    read_calendar(&section, &mut school, today, files, problems);
    school
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

fn bundle_at(section: &Section<'_>, quiet: Option<&QuietHours>, problems: &mut Problems) -> Option<Time> {
    let text = section.text("bundle_at", "bundle_at = \"16:30\"", problems)?;
    let Ok(time) = Time::strptime("%H:%M", text.text) else {
        text.value.wrong(problems, "`bundle_at` is no time of day", "write `bundle_at = \"16:30\"`");
        return None;
    };
    if quiet.is_some_and(|quiet| quiet.contains(time)) {
        text.value.wrong(
            problems,
            "`bundle_at` lies in the quiet hours",
            "write a time at which families may be written to",
        );
    }
    Some(time)
}

/// What a sentence of the calendar says is wrong, and what it advises behind the first full stop.
pub(super) fn two_sentences(text: &str) -> (String, String) {
    let (what, instead) = text.split_once(". ").unwrap_or((text, "write it as the shipped configuration shows"));
    (clause(what), clause(instead))
}
