//! What a teacher says about a child, by name.

use super::{Act, Facts};
use crate::decide::effect::Effect;
use crate::decide::names::fold;
use crate::domain::class::Class;
use crate::domain::command::{Call, Verb};
use crate::domain::contact::{Contact, Direction, Tone};
use crate::domain::note::MomentKind;
use crate::domain::receipt::{Choice, Said};
use crate::domain::roster::{Access, Guardianship, Student};

pub(super) fn good(child: &str, kind: Option<MomentKind>, text: &str, facts: &Facts<'_>) -> Act {
    let student = find_child(facts.class, child)?;
    let reached = |g: &Guardianship| g.access == Access::Full && g.email.is_some();
    let can_be_told = facts.class.roster.guardians_of(&student.id).any(reached);
    let moment = Effect::AddMoment {
        at: facts.now,
        student: student.id.clone(),
        kind,
        text: text.to_owned(),
        by: facts.teacher.to_owned(),
        photo: None,
    };
    Ok((vec![moment], Said::MomentNoted { child: student.called().to_owned(), can_be_told }))
}

/// A private note; without a child about the class.
pub(super) fn note(child: Option<&str>, text: &str, facts: &Facts<'_>) -> Act {
    let student = child.map(|child| find_child(facts.class, child)).transpose()?;
    let child = student.map(|student| student.called().to_owned());
    let note = Effect::AddPrivateNote {
        at: facts.now,
        student: student.map(|student| student.id.clone()),
        text: text.to_owned(),
    };
    Ok((vec![note], Said::NoteKept { child }))
}

/// A contact outside mail. What was said is the teacher's own and goes to the private notes.
pub(super) fn log(child: &str, call: Call, guardian: Option<&str>, text: &str, facts: &Facts<'_>) -> Act {
    let student = find_child(facts.class, child)?;
    let row = find_guardian(facts.class, student, guardian)?;
    let direction = if call.by_family { Direction::FromFamily } else { Direction::ToFamily };
    let mut effects = vec![Effect::LogContact(Contact {
        at: facts.now,
        student: student.id.clone(),
        household: row.household.clone(),
        guardian: Some(row.name.clone()),
        direction,
        channel: call.channel,
        personal: true,
        tone: Tone::Neutral,
        inbound: None,
        outbox: None,
    })];
    if !text.is_empty() {
        effects.push(Effect::AddPrivateNote {
            at: facts.now,
            student: Some(student.id.clone()),
            text: text.to_owned(),
        });
    }
    let child = student.called().to_owned();
    Ok((effects, Said::Logged { what: call.channel, guardian: row.name.clone(), child }))
}

pub(super) fn history(child: &str, facts: &Facts<'_>) -> Act {
    find_child(facts.class, child)?;
    Ok((Vec::new(), Said::ComesByMail(Verb::History)))
}

/// The child by full given name, nickname, given name and initial, or whole name. Two of them give a question.
pub fn find_child<'a>(class: &'a Class, name: &str) -> Result<&'a Student, Said> {
    let name = name.trim().trim_end_matches('.');
    match called(class, name).as_slice() {
        [one] => Ok(one),
        [] => Err(Said::NoSuchChild { name: name.to_owned(), class: class.name.clone() }),
        _ => Err(Said::WhichChild { name: name.to_owned() }),
    }
}

pub(super) fn called<'a>(class: &'a Class, name: &str) -> Vec<&'a Student> {
    let wanted = fold(name);
    class.roster.students().iter().filter(|s| goes_by(s, &wanted)).collect()
}

/// As no other child here is called, unless two have the very same name.
pub(super) fn whole_name(student: &Student) -> String {
    format!("{} {}", student.called(), student.last_name)
}

/// The line once for each child of that name, so that it can mean only that one.
pub(super) fn choices(class: &Class, name: &str, line: &str) -> Vec<Choice> {
    let whole = |student: &&Student| {
        let name = whole_name(student);
        // Two of the very same name stay apart by nothing that a line could say.
        (called(class, &name).len() == 1).then_some(name)
    };
    let meant = |whole: String| Choice { line: line.replacen(name, &whole, 1), name: Some(whole) };
    called(class, name).iter().filter_map(whole).map(meant).collect()
}

fn goes_by(student: &Student, wanted: &str) -> bool {
    let last = fold(&student.last_name);
    let initial: String = last.chars().take(1).collect();
    [Some(&student.first_name), student.preferred_name.as_ref()].into_iter().flatten().any(|given| {
        let given = fold(given);
        *wanted == given || *wanted == format!("{given} {initial}") || *wanted == format!("{given} {last}")
    })
}

/// The guardian by name; without one, the child's only home answers for itself.
fn find_guardian<'a>(class: &'a Class, student: &'a Student, name: Option<&str>) -> Result<&'a Guardianship, Said> {
    let rows: Vec<&Guardianship> = class.roster.guardians_of(&student.id).collect();
    let (child, known) = (student.called().to_owned(), rows.iter().map(|r| r.name.clone()).collect());
    let Some(name) = name else {
        return match (class.roster.households_of(&student.id).len(), rows.first()) {
            (1, Some(row)) => Ok(row),
            (0, _) | (_, None) => Err(Said::NoGuardianKnown { child }),
            _ => Err(Said::WhichHome { child, known }),
        };
    };
    let name = name.trim().trim_end_matches('.').to_owned();
    let wanted = fold(&name);
    let found: Vec<&Guardianship> = rows.iter().copied().filter(|row| is_called(row, &wanted)).collect();
    // Somebody with two addresses has two rows and is one person.
    let same =
        |row: &&Guardianship| found.first().is_some_and(|first| first.name == row.name && first.home() == row.home());
    match found.first() {
        Some(first) if found.iter().all(same) => Ok(first),
        Some(_) => Err(Said::WhichGuardian { name, known }),
        None => Err(Said::NoSuchGuardian { name, child, known }),
    }
}

/// By the whole name or one word of it; `wanted` is folded.
pub fn has_name(row: &Guardianship, wanted: &str) -> bool {
    let whole = fold(&row.name);
    whole == *wanted || whole.split(' ').any(|part| part == wanted)
}

/// What parents and grandparents are called in the languages of the teachers. A class list is written in one of them, and
/// its teacher may write another.
const RELATIVES: [[&str; 3]; 4] = [
    ["mother", "madre", "mere"],
    ["father", "padre", "pere"],
    ["grandmother", "abuela", "grand-mere"],
    ["grandfather", "abuelo", "grand-pere"],
];

/// By name, or by what they are to the child (`mother`, `madre`).
pub fn is_called(row: &Guardianship, wanted: &str) -> bool {
    let listed = fold(&row.relationship);
    let is_same = |words: &[&str; 3]| words.contains(&listed.as_str()) && words.contains(&wanted);
    has_name(row, wanted) || listed == wanted || RELATIVES.iter().any(is_same)
}
