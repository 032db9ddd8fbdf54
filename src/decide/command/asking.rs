//! `ask` and `meet`: questions to families, each letter to one mailbox, by the teacher's hand.

use super::children::{called, find_child, has_name, is_called, whole_name};
use super::letters::correspondents;
use super::{Act, Facts};
use crate::decide::effect::Effect;
use crate::decide::names::fold;
use crate::decide::when::read_times;
use crate::domain::calendar::SchoolCalendar;
use crate::domain::class::Class;
use crate::domain::letter::{Correspondent, Wanted, Words};
use crate::domain::mail::Home;
use crate::domain::question::{Asks, MOST_TIMES, Question};
use crate::domain::receipt::meeting::{Candidate, MeetingSaid, Offer};
use crate::domain::receipt::question::{QuestionSaid, Reach};
use crate::domain::receipt::{Choice, RightsSaid, Said};
use crate::domain::roster::{Access, Guardianship, Student};
use crate::ids::DedupeKey;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use std::collections::BTreeMap;

/// Words that may stand between a guardian and the child: `meet Ana about Leo`.
const ABOUT: [&str; 8] = ["about", "for", "of", "de", "sobre", "por", "pour", "concernant"];

/// One letter to everybody who may be written to about the child, or about any.
pub(super) fn ask(child: Option<&str>, text: &str, facts: &Facts<'_>) -> Act {
    let student = child.map(|child| find_child(facts.class, child)).transpose()?;
    let (to, not_reached) = mailboxes(student, facts);
    if to.is_empty() {
        let child = student.map(|student| student.called().to_owned());
        return Err(Said::Question(QuestionSaid::NobodyToAsk { child }));
    }
    let said = reach(&to, not_reached, facts);
    // The same words to all homes are a letter to the class and no contact with any of them.
    let personal = student.is_some();
    let values = BTreeMap::from([("question".to_owned(), text.to_owned())]);
    let effects = letters(to, ("question", &values, personal), Asks::Words(text.to_owned()), facts);
    Ok((effects, said))
}

/// The latest question once more, to whom it went in the homes that have not answered.
pub(super) fn ask_again(facts: &Facts<'_>) -> Act {
    let missing = || Said::Question(QuestionSaid::NobodyIsMissing);
    let open = facts.open_question.ok_or_else(missing)?;
    let student = open.child.as_ref().and_then(|child| facts.class.roster.student(child));
    let (mut to, _) = mailboxes(student, facts);
    to.retain(|one| open.waits_for.contains(&one.to));
    if to.is_empty() {
        return Err(missing());
    }
    let said = reach(&to, Vec::new(), facts);
    let values = BTreeMap::from([
        ("question".to_owned(), open.text.clone()),
        ("asked_on".to_owned(), open.asked_on.to_string()),
    ]);
    Ok((letters(to, ("follow-up", &values, student.is_some()), Asks::Again(open.id), facts), said))
}

/// Everybody who may be written to about the child, or about any; a mailbox of several children is one. And the children of
/// homes that nobody of them is in.
fn mailboxes(student: Option<&Student>, facts: &Facts<'_>) -> (Vec<Correspondent>, Vec<String>) {
    let all = facts.class.roster.students().iter().filter(|student| student.is_here(facts.today));
    let students: Vec<&Student> = student.map_or_else(|| all.collect(), |student| vec![student]);
    let (mut to, mut not_reached): (Vec<Correspondent>, Vec<String>) = (Vec::new(), Vec::new());
    for student in students {
        let of_child = correspondents(student, facts);
        let without_mail = |home: &Home| of_child.iter().all(|one| one.home != *home);
        if open_homes(facts.class, student).iter().any(without_mail) {
            not_reached.push(student.called().to_owned());
        }
        for one in of_child {
            match to.iter_mut().find(|known| known.to == one.to) {
                Some(known) => known.siblings.push(student.id.clone()),
                None => to.push(one),
            }
        }
    }
    (to, not_reached)
}

fn reach(to: &[Correspondent], not_reached: Vec<String>, facts: &Facts<'_>) -> Said {
    let mut homes: Vec<&Home> = to.iter().map(|one| &one.home).collect();
    homes.sort_unstable();
    homes.dedup();
    let people = to.iter().map(|one| readers(facts.class, one)).sum();
    Said::Question(QuestionSaid::Asked(Reach { people, homes: homes.len(), not_reached, until: facts.undo_until() }))
}

/// Homes of the child in which somebody is whom no court order bars.
fn open_homes(class: &Class, student: &Student) -> Vec<Home> {
    let mut homes: Vec<Home> = Vec::new();
    for row in class.roster.guardians_of(&student.id).filter(|row| row.access != Access::Blocked) {
        let home = row.home();
        if !homes.contains(&home) {
            homes.push(home);
        }
    }
    homes
}

/// How many people of the home read this mailbox.
fn readers(class: &Class, to: &Correspondent) -> usize {
    let mut names: Vec<&str> =
        class.roster.rows_of(&to.to).filter(|r| r.home() == to.home).map(|r| r.name.as_str()).collect();
    names.sort_unstable();
    names.dedup();
    names.len().max(1)
}

/// The letters, and the note of what they ask.
fn letters(
    to: Vec<Correspondent>,
    (name, values, personal): (&'static str, &BTreeMap<String, String>, bool),
    asks: Asks,
    facts: &Facts<'_>,
) -> Vec<Effect> {
    let meaning = |to: &Correspondent| {
        let words: Vec<&str> = values.values().map(String::as_str).collect();
        format!("{name}:{}:{}:{}:{}", facts.now.as_millisecond(), to.home.student, to.to.as_str(), words.join(":"))
    };
    let letter = |to: Correspondent| Wanted {
        meaning: meaning(&to),
        to,
        from: facts.teacher.to_owned(),
        answers: None,
        words: Words::Template { name, values: values.clone(), personal },
        needs_approval: false,
        not_before: facts.undo_until(),
    };
    let letters: Vec<Wanted> = to.into_iter().map(letter).collect();
    let meanings = letters.iter().map(|letter| DedupeKey::new(letter.meaning.clone())).collect();
    let question = Question { at: facts.now, asks, letters: meanings };
    let written = letters.into_iter().map(|letter| Effect::Write(Box::new(letter)));
    written.chain([Effect::Ask(Box::new(question))]).collect()
}

/// Times to meet, offered to one guardian.
pub(super) fn meet(written: &str, slots: &[String], facts: &Facts<'_>) -> Act {
    let times = times(slots, facts)?;
    let (guardian, student) = whom(written, &times, facts)?;
    let whom = candidate(guardian, student);
    let reads = |one: &Correspondent| {
        facts.class.roster.rows_of(&one.to).any(|row| row.student == student.id && row.name == guardian.name)
    };
    let Some(to) = correspondents(student, facts).into_iter().find(reads) else {
        let Candidate { guardian, child } = whom;
        return Err(Said::Meeting(MeetingSaid::CannotBeWritten { guardian, child }));
    };
    let values = BTreeMap::from([
        ("slots".to_owned(), lines(&times)),
        ("answer_by".to_owned(), answer_by(&times, facts.today).to_string()),
    ]);
    let closed = closed(&times, facts.calendar);
    let effects = letters(vec![to], ("conference-invitation", &values, true), Asks::Times(times.clone()), facts);
    let offer = Offer { whom, times, closed, until: facts.undo_until() };
    Ok((effects, Said::Meeting(MeetingSaid::Offered(offer))))
}

fn times(slots: &[String], facts: &Facts<'_>) -> Result<Vec<DateTime>, Said> {
    let refused = |said| Err(Said::Meeting(said));
    let times = match read_times(slots, facts.today) {
        Ok(mut times) => {
            times.sort_unstable();
            times
        }
        Err(written) => return refused(MeetingSaid::NotATime { written }),
    };
    if let Some(time) = times.iter().find(|time| **time <= facts.wall) {
        return refused(MeetingSaid::IsPast { time: *time });
    }
    if times.len() > MOST_TIMES {
        return refused(MeetingSaid::TooMany { most: MOST_TIMES });
    }
    Ok(times)
}

/// As the letter takes them.
fn lines(times: &[DateTime]) -> String {
    times.iter().map(|time| time.strftime("%Y-%m-%dT%H:%M").to_string()).collect::<Vec<_>>().join("\n")
}

/// The day before the first of them, if that is still to come.
fn answer_by(times: &[DateTime], today: Date) -> Date {
    let first = times.iter().min().map_or(today, |time| time.date());
    first.checked_sub(1.day()).unwrap_or(first).max(today)
}

/// Schools hold conferences on days without lessons too: they are named, and not refused.
fn closed(times: &[DateTime], calendar: &SchoolCalendar) -> Vec<Date> {
    let mut days: Vec<Date> =
        times.iter().map(|time| time.date()).filter(|day| !calendar.is_school_day(*day)).collect();
    days.sort_unstable();
    days.dedup();
    days
}

/// The one guardian of one child who is meant.
fn whom<'a>(written: &str, times: &[DateTime], facts: &Facts<'a>) -> Result<(&'a Guardianship, &'a Student), Said> {
    let name = written.trim().trim_end_matches('.').to_owned();
    let found = found(&name, facts);
    let barred = |(guardian, student): &(&Guardianship, &Student)| {
        let mut rows = facts.class.roster.guardians_of(&student.id).filter(|row| row.name == guardian.name);
        rows.any(|row| row.access == Access::Blocked)
    };
    let open: Vec<(&Guardianship, &Student)> = found.iter().copied().filter(|one| !barred(one)).collect();
    match (open.as_slice(), found.first()) {
        ([one], _) => Ok(*one),
        ([], Some((guardian, student))) => Err(Said::Meeting(MeetingSaid::Barred {
            guardian: guardian.name.clone(),
            child: student.called().to_owned(),
        })),
        ([], None) => Err(Said::Rights(RightsSaid::NobodyCalled { name, class: facts.class.name.clone() })),
        (several, _) => {
            let candidates = several.iter().map(|(guardian, student)| candidate(guardian, student)).collect();
            Err(Said::Meeting(MeetingSaid::Which { name, candidates, times: times.to_vec() }))
        }
    }
}

fn candidate(guardian: &Guardianship, student: &Student) -> Candidate {
    Candidate { guardian: guardian.name.clone(), child: whole_name(student) }
}

/// `Ana`, `Ana Martínez`, `Ana Leo`, `Ana about Leo`, `mother of Leo`: each guardian once for each child who is here.
fn found<'a>(written: &str, facts: &Facts<'a>) -> Vec<(&'a Guardianship, &'a Student)> {
    let words: Vec<&str> = written.split([' ', '(', ')', ',']).filter(|word| !word.is_empty()).collect();
    let roster = &facts.class.roster;
    let here: Vec<&Student> = roster.students().iter().filter(|student| student.is_here(facts.today)).collect();
    for (who, about) in (1..=words.len()).rev().filter_map(|at| words.split_at_checked(at)) {
        let child = match about {
            [joint, child @ ..] if ABOUT.contains(&fold(joint).as_str()) => child,
            child => child,
        };
        let children = if about.is_empty() { here.clone() } else { called(facts.class, &child.join(" ")) };
        let wanted = fold(&who.join(" "));
        let is_meant = |row: &Guardianship| has_name(row, &wanted) || (!about.is_empty() && is_called(row, &wanted));
        let found = guardians(children, is_meant, facts);
        if !found.is_empty() {
            return found;
        }
    }
    // `meet Leo`: somebody of Leo's.
    guardians(called(facts.class, written), |_| true, facts)
}

/// Of those of the children who are here, each guardian once for each child.
fn guardians<'a>(
    children: Vec<&'a Student>,
    is_meant: impl Fn(&Guardianship) -> bool,
    facts: &Facts<'a>,
) -> Vec<(&'a Guardianship, &'a Student)> {
    let mut found: Vec<(&Guardianship, &Student)> = Vec::new();
    for student in children.into_iter().filter(|student| student.is_here(facts.today)) {
        for row in facts.class.roster.guardians_of(&student.id).filter(|row| is_meant(row)) {
            if !found.iter().any(|(known, of)| known.name == row.name && of.id == student.id) {
                found.push((row, student));
            }
        }
    }
    found
}

/// The line once for each who may be meant. Days are written out: pressed on another day, `tue` would be another Tuesday.
pub(super) fn choices(candidates: &[Candidate], times: &[DateTime], facts: &Facts<'_>) -> Vec<Choice> {
    let is_clear = |one: &&Candidate| found(&format!("{} {}", one.guardian, one.child), facts).len() == 1;
    let choice =
        |one: &Candidate| Choice { name: Some(format!("{} ({})", one.guardian, one.child)), line: line(one, times) };
    candidates.iter().filter(is_clear).map(choice).collect()
}

/// The command as it means the same on every day.
pub(super) fn line(whom: &Candidate, times: &[DateTime]) -> String {
    let times: Vec<String> = times.iter().map(|time| time.strftime("%Y-%m-%d %H:%M").to_string()).collect();
    format!("meet {} {}: {}", whom.guardian, whom.child, times.join(", "))
}
