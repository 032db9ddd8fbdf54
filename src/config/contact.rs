//! `[contact]`: the school days after which a family is due, for the class, for groups of children and for single ones.

use super::document::Section;
use super::keys::{CLASS_FILE, CONTACT, CONTACT_OWN};
use super::problem::{Place, Problems};
use super::value::Value;
use crate::domain::class::{ContactRules, OwnInterval, OwnIntervals};
use crate::domain::roster::Student;
use crate::ids::StudentId;

/// The class's rules and those of groups and children; `students` are those of the roster, where it could be read.
pub fn read_contact(
    root: &Section<'_>,
    students: Option<&[Student]>,
    problems: &mut Problems,
) -> (ContactRules, OwnIntervals) {
    let usual = ContactRules::default();
    let Some(section) = root.section("contact", &CONTACT, problems) else { return (usual, OwnIntervals::default()) };
    section.check_keys(CLASS_FILE, problems);
    let suggestions = u32::try_from(usual.daily_suggestions).unwrap_or(3);
    let suggestions = section.number_or("daily_suggestions", 0..=25, suggestions, problems);
    let rules = ContactRules {
        due_after: section.number_or("due_after", 1..=250, usual.due_after, problems),
        overdue_after: section.number_or("overdue_after", 1..=250, usual.overdue_after, problems),
        reply_within: section.number_or("reply_within", 1..=250, usual.reply_within, problems),
        follow_up_after: section.number_or("follow_up_after", 1..=250, usual.follow_up_after, problems),
        daily_suggestions: usize::try_from(suggestions).unwrap_or(usual.daily_suggestions),
        family_mails_a_week: section
            .value("family_mails_a_week")
            .map(|_| section.number_or("family_mails_a_week", 1..=20, 3, problems)),
    };
    check_order(&section, rules.due_after, rules.overdue_after, problems);
    let own = read_own(&section, &rules, students, problems);
    (rules, own)
}

fn check_order(section: &Section<'_>, due: u32, overdue: u32, problems: &mut Problems) {
    if overdue < due
        && let Some(value) = section.value("overdue_after").or_else(|| section.value("due_after"))
    {
        value.wrong(
            problems,
            format!("`overdue_after` ({overdue}) comes before `due_after` ({due}): no family would ever be due"),
            format!("write `overdue_after = {}`, or more", due.saturating_add(5)),
        );
    }
}

/// `[contact.tags]` and `[contact.students]`.
fn read_own(
    contact: &Section<'_>,
    rules: &ContactRules,
    students: Option<&[Student]>,
    problems: &mut Problems,
) -> OwnIntervals {
    let mut own = OwnIntervals::default();
    for entry in contact.section("tags", &CONTACT, problems).iter().flat_map(Section::values) {
        let tag = entry.key.to_lowercase();
        if students.is_some_and(|students| !students.iter().any(|s| s.tags.contains(&tag))) {
            problems.warning(
                entry.place(),
                format!("[contact.tags] names `{}`, and no child has this tag", entry.key),
                "write a tag of the roster or of [tags]",
            );
        }
        own.tags.extend(interval(entry, rules, problems).map(|interval| (tag, interval)));
    }
    for entry in contact.section("students", &CONTACT, problems).iter().flat_map(Section::values) {
        let id = StudentId::new(entry.key);
        if students.is_some_and(|students| !students.iter().any(|s| s.id == id)) {
            entry.wrong(
                problems,
                format!("[contact.students] names student {id}, who does not stand in the roster"),
                "write a student_id of the roster",
            );
        }
        own.students.extend(interval(entry, rules, problems).map(|interval| (id, interval)));
    }
    own
}

fn interval(entry: Value<'_>, rules: &ContactRules, problems: &mut Problems) -> Option<OwnInterval> {
    let section = entry.section(&CONTACT_OWN, problems)?;
    section.check_keys(CLASS_FILE, problems);
    let mut days = |key: &str, usual| {
        let days = section.number_or(key, 1..=250, usual, problems);
        section.value(key).map(|_| days)
    };
    let own = OwnInterval {
        due_after: days("due_after", rules.due_after),
        overdue_after: days("overdue_after", rules.overdue_after),
    };
    let (due, overdue) = (own.due_after.unwrap_or(rules.due_after), own.overdue_after.unwrap_or(rules.overdue_after));
    check_order(&section, due, overdue, problems);
    if own == OwnInterval::default() {
        let Place { file, line } = entry.place();
        problems.error(
            Place { file, line },
            format!("`{}` has no days of its own", entry.key),
            format!("write `{} = {{ due_after = 5, overdue_after = 8 }}`", entry.key),
        );
    }
    Some(own)
}
