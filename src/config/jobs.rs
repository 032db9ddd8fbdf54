//! `[summary]` and `[[jobs]]` of a class file.

use super::document::Section;
use super::keys::{CLASS_FILE, JOB, SUMMARY};
use super::problem::{Problems, clause, nearest};
use super::school::two_sentences;
use super::value::Text;
use crate::domain::calendar::{DayRule, Days, SchoolCalendar};
use crate::domain::class::{Approval, Audience, Job, SummaryPlan};
use crate::domain::crontab::Crontab;
use crate::domain::roster::Student;
use crate::ids::{JobName, StudentId};
use jiff::SignedDuration;
use std::collections::BTreeMap;

const LATE_LIMIT: SignedDuration = SignedDuration::from_hours(6);
/// A mail that is a week late is about another week.
const LATEST: SignedDuration = SignedDuration::from_hours(7 * 24);

/// Reads `[summary]`; a class without one is told: silence is no good default.
pub fn read_summary(class: &Section<'_>, problems: &mut Problems) -> Option<SummaryPlan> {
    let Some(section) = class.section("summary", &SUMMARY, problems) else {
        if class.value("summary").is_none() {
            problems.warning(
                class.place(),
                "no daily summary is sent: there is no [summary]",
                "write `[summary]` and below it `cron = \"0 7 * * Mon-Fri\"`",
            );
        }
        return None;
    };
    section.check_keys(CLASS_FILE, problems);
    let cron = cron(&section, "cron = \"0 7 * * Mon-Fri\"", problems);
    let days = Days { skip_closed: section.flag_or("skip_closed_days", true, problems), ..Days::default() };
    cron.map(|cron| SummaryPlan { cron, days })
}

fn cron(section: &Section<'_>, example: &str, problems: &mut Problems) -> Option<Crontab> {
    let text = section.required_text("cron", example, problems)?;
    match Crontab::parse(text.text) {
        Ok(cron) => Some(cron),
        Err(found) => {
            text.value.wrong(problems, format!("`cron`: {}", clause(&found.what)), clause(&found.instead));
            None
        }
    }
}

/// Reads the jobs that are enabled. `students` is `None` where the roster could not be read.
pub fn read_jobs(
    class: &Section<'_>,
    students: Option<&[Student]>,
    calendar: &SchoolCalendar,
    problems: &mut Problems,
) -> Vec<Job> {
    let mut jobs = Vec::new();
    let mut names: Vec<Text<'_>> = Vec::new();
    for section in class.sections("jobs", &JOB, problems) {
        section.check_keys(CLASS_FILE, problems);
        let name = name(&section, problems);
        if let Some(name) = name {
            if let Some(first) = names.iter().find(|n| n.text == name.text) {
                let line = first.value.place().line.unwrap_or(1);
                name.value.wrong(
                    problems,
                    format!("the job `{}` stands on line {line} already", name.text),
                    "give each job a name of its own: what has been sent is remembered under it",
                );
            }
            names.push(name);
        }
        let enabled = section.flag_or("enabled", true, problems);
        jobs.extend(read_job(&section, name, (students, calendar), problems).filter(|_| enabled));
    }
    jobs
}

fn read_job(
    section: &Section<'_>,
    name: Option<Text<'_>>,
    (students, calendar): (Option<&[Student]>, &SchoolCalendar),
    problems: &mut Problems,
) -> Option<Job> {
    let cron = cron(section, "cron = \"30 15 * * Fri\"", problems);
    let template = template(section, problems);
    let audience = audience(section, students, problems);
    let approvals = [("teacher", Approval::Teacher), ("none", Approval::None)];
    let approval = section.word("approval", &approvals, problems).unwrap_or(Approval::Teacher);
    let personal = section.flag_or("personal", false, problems);
    let days = days(section, calendar, problems);
    let late_limit = late_limit(section, problems);
    let values = values(section, problems);
    Some(Job {
        name: JobName::new(name?.text),
        cron: cron?,
        template: template?,
        audience: audience?,
        approval,
        personal,
        days,
        late_limit,
        values,
    })
}

/// `day`, and what the job leaves out.
fn days(section: &Section<'_>, calendar: &SchoolCalendar, problems: &mut Problems) -> Days {
    let written = section.text("day", "day = \"last school day of the week\"", problems);
    let only = written.and_then(|text| match DayRule::parse(text.text) {
        Ok(rule) => {
            tell_missing_days(&rule, text, calendar, problems);
            Some(rule)
        }
        Err(found) => {
            let (what, instead) = two_sentences(&found);
            text.value.wrong(problems, format!("`day`: {what}"), instead);
            None
        }
    });
    Days {
        only,
        skip_closed: section.flag_or("skip_closed_days", true, problems),
        skip_half: section.flag_or("skip_half_days", false, problems),
    }
}

/// A day that the calendar does not hold would never come, and nobody would miss the job.
fn tell_missing_days(rule: &DayRule, written: Text<'_>, calendar: &SchoolCalendar, problems: &mut Problems) {
    if rule.needs_terms() && calendar.terms().is_empty() {
        written.value.wrong(
            problems,
            "`day` asks for the term, and the school has none",
            "write `[[school.terms]]` with `name`, `first` and `last` into homeroom.toml",
        );
    }
    if let Some(name) = rule.event().filter(|name| calendar.events_called(name).is_empty()) {
        let instead = match nearest(&name.to_lowercase(), calendar.event_names()) {
            Some((near, true)) => format!("the calendar has `{near}`"),
            _ => "write the event's name as it stands in the calendar file of `closed`, or a day as 2027-03-04"
                .to_owned(),
        };
        written.value.wrong(problems, format!("`day`: the school's calendar has no event `{name}`"), instead);
    }
}

/// Letters, digits, `-`, `_` and `.`: fit for a file name, a log line and a command line.
pub fn is_plain_name(text: &str) -> bool {
    let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '-' | '_' | '.');
    !text.starts_with('.') && text.len() <= 64 && !text.is_empty() && text.chars().all(plain)
}

fn name<'a>(section: &Section<'a>, problems: &mut Problems) -> Option<Text<'a>> {
    let name = section.required_text("name", "name = \"friday-good-news\"", problems)?;
    if !is_plain_name(name.text) {
        name.value.wrong(
            problems,
            format!("`{}` cannot be the name of a job", name.text),
            "write letters, digits and hyphens, at most 64: `name = \"friday-good-news\"`",
        );
        return None;
    }
    Some(name)
}

/// The template's name: a folder's name below the templates, never a path.
fn template(section: &Section<'_>, problems: &mut Problems) -> Option<String> {
    let name = section.required_text("template", "template = \"positive-note\"", problems)?;
    if !is_plain_name(name.text) {
        name.value.wrong(
            problems,
            format!("`{}` is no name of a template", name.text),
            "write the name of a folder in templates/, without any path: `template = \"positive-note\"`",
        );
        return None;
    }
    Some(name.text.to_owned())
}

fn audience(section: &Section<'_>, students: Option<&[Student]>, problems: &mut Problems) -> Option<Audience> {
    const WORDS: [&str; 4] = ["all", "due", "students-with-new-moments", "birthdays-today"];
    let text = section.required_text("audience", "audience = \"students-with-new-moments\"", problems)?;
    if let Some((kind, name)) = text.text.split_once(':') {
        let name = name.trim();
        match kind.trim() {
            "tag" if !name.is_empty() => return Some(tag(text, name, students, problems)),
            "student" if !name.is_empty() => return student(text, name, students, problems),
            _ => {}
        }
    }
    match text.text {
        "all" => Some(Audience::All),
        "due" => Some(Audience::Due),
        "students-with-new-moments" => Some(Audience::NewMoments),
        "birthdays-today" => Some(Audience::BirthdaysToday),
        other => {
            let instead = match nearest(other, WORDS) {
                Some((near, true)) => format!("write `audience = \"{near}\"`"),
                _ => "write `all`, `due`, `students-with-new-moments`, `birthdays-today`, `tag:NAME` or `student:ID`"
                    .to_owned(),
            };
            text.value.wrong(problems, format!("`audience` does not know `{other}`"), instead);
            None
        }
    }
}

fn tag(text: Text<'_>, name: &str, students: Option<&[Student]>, problems: &mut Problems) -> Audience {
    let name = name.to_lowercase();
    if students.is_some_and(|all| !all.iter().any(|s| s.tags.contains(&name))) {
        problems.warning(
            text.value.place(),
            format!("no child has the tag `{name}`: this job writes to nobody"),
            "write the tag into the roster's column `tags`, or the children under [tags] in this file",
        );
    }
    Audience::Tag(name)
}

fn student(text: Text<'_>, id: &str, students: Option<&[Student]>, problems: &mut Problems) -> Option<Audience> {
    if let Some(all) = students
        && !all.iter().any(|s| s.id.as_str() == id)
    {
        let instead = match nearest(id, all.iter().map(|s| s.id.as_str())) {
            Some((near, true)) => format!("write `student:{near}`, or the student_id that is meant"),
            _ => "write a student_id of the roster".to_owned(),
        };
        text.value.wrong(problems, format!("no student {id} stands in the roster"), instead);
        return None;
    }
    Some(Audience::Student(StudentId::new(id)))
}

fn late_limit(section: &Section<'_>, problems: &mut Problems) -> SignedDuration {
    let Some(text) = section.text("late_limit", "late_limit = \"6h\"", problems) else { return LATE_LIMIT };
    match text.text.parse::<SignedDuration>() {
        Ok(limit) if limit > SignedDuration::ZERO && limit <= LATEST => limit,
        Ok(_) => {
            text.value.wrong(
                problems,
                "`late_limit` must be longer than nothing and at most a week",
                "write `late_limit = \"6h\"` (a week is \"168h\")",
            );
            LATE_LIMIT
        }
        Err(_) => {
            text.value.wrong(
                problems,
                format!("`late_limit` is no length of time: `{}`", text.text),
                "write hours and minutes: `late_limit = \"6h\"` or \"1h 30m\"",
            );
            LATE_LIMIT
        }
    }
}

fn values(section: &Section<'_>, problems: &mut Problems) -> BTreeMap<String, String> {
    let Some(table) = section.section("values", &JOB, problems) else { return BTreeMap::new() };
    let texts = table.values();
    texts
        .iter()
        .filter_map(|value| {
            let example = format!("values = {{ {} = \"…\" }}", value.key);
            Some((value.key.to_owned(), value.text(&example, problems)?.text.to_owned()))
        })
        .collect()
}
