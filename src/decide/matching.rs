//! With which child, and which home, does this mail belong? Strongest evidence first, and every answer says by what.

use super::names::{Mention, Words};
use crate::domain::address::EmailAddress;
use crate::domain::mail::{Evidence, Home};
use crate::domain::roster::{Access, Guardianship, Roster};
use crate::ids::StudentId;

/// What is known about a person's mail before it is placed.
pub struct Clues<'a> {
    pub roster: &'a Roster,
    pub from: &'a EmailAddress,
    /// A live key that the mail carries.
    pub key: Option<&'a KeyClue>,
    /// Homes of the mails it answers, nearest first.
    pub answers: &'a [Home],
    pub subject: &'a str,
    pub new_text: &'a str,
    /// Homes with which anything was said lately.
    pub in_conversation: &'a [Home],
}

/// A valid signed key: the mail of ours it was made for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct KeyClue {
    pub home: Home,
    /// To whom that mail went. A key forwarded to someone else opens nothing.
    pub owner: EmailAddress,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Match {
    /// Nobody of the roster. With a key, the home it belongs to: offered to the teacher, a right to nothing.
    Stranger { key_of: Option<Home> },
    /// A guardian and the homes the mail concerns.
    Family { guardian: String, homes: Vec<Home>, by: Vec<Evidence>, key_is_theirs: bool },
    /// A guardian of several children, and no telling which of those from whom no court order bars them. `barred`: from
    /// another child here they are barred.
    Unsure { guardian: String, candidates: Vec<Home>, barred: bool },
    /// A court order stands between this sender and the child.
    Blocked { guardian: String, homes: Vec<Home> },
}

/// Places a person's mail. A key or a reference says which child; only the roster says who may speak for which home.
///
/// Who is barred from one child and free for another may be heard about the other, where the mail says so: by its key,
/// by what it answers, or by a name. A mail of theirs that says nothing could be about the child from whom they are
/// barred; to take it as the other's by default would bring it before the teacher as mail to be answered. So it is
/// never guessed: the teacher is asked, and only children from whom they are not barred are offered.
pub fn place(clues: &Clues<'_>) -> Match {
    // A right is granted to this very address, a court order bars the mailbox however its address is spelled.
    let spelled_otherwise = clues.roster.blocked_rows_of(clues.from).filter(|r| r.email.as_ref() != Some(clues.from));
    let rows: Vec<&Guardianship> = clues.roster.rows_of(clues.from).chain(spelled_otherwise).collect();
    let Some(first) = rows.first().copied() else {
        return Match::Stranger { key_of: clues.key.map(|k| k.home.clone()) };
    };
    let guardian = first.name.clone();
    let open: Vec<&Guardianship> = rows.iter().copied().filter(|r| r.access != Access::Blocked).collect();
    if open.is_empty() {
        return blocked_by(first, rows.iter().copied());
    }
    let barred = open.len() < rows.len();
    let (students, by) = evidence(clues, &rows, barred);
    if students.is_empty() {
        return Match::Unsure { guardian, candidates: open.iter().map(|r| r.home()).collect(), barred };
    }
    let concerned: Vec<&Guardianship> = rows.iter().copied().filter(|r| students.contains(&r.student)).collect();
    if concerned.iter().any(|r| clues.roster.is_blocked(clues.from, &r.student)) {
        return blocked_by(first, concerned.into_iter());
    }
    let key_is_theirs = by.first() == Some(&Evidence::Key) && clues.key.is_some_and(|k| k.owner == *clues.from);
    Match::Family { guardian, homes: distinct_homes(concerned.into_iter()), by, key_is_theirs }
}

/// The children concerned, and what says so.
fn evidence(clues: &Clues<'_>, rows: &[&Guardianship], barred: bool) -> (Vec<StudentId>, Vec<Evidence>) {
    let theirs = |student: &StudentId| rows.iter().any(|r| r.student == *student);
    let by_key: Vec<StudentId> = clues.key.iter().map(|k| k.home.student.clone()).filter(|s| theirs(s)).collect();
    let by_answer: Vec<StudentId> =
        clues.answers.iter().map(|h| h.student.clone()).find(|s| theirs(s)).into_iter().collect();
    let all = distinct_students(rows);
    // Of an only child no name tells more.
    let named = if all.len() > 1 { named_children(clues, rows) } else { Vec::new() };
    for (students, evidence) in [(by_key, Evidence::Key), (by_answer, Evidence::Reference)] {
        if !students.is_empty() {
            return with_siblings(students, evidence, named);
        }
    }
    if all.len() == 1 {
        return (all, vec![Evidence::OnlyChild]);
    }
    if !named.is_empty() {
        return (named, vec![Evidence::Name]);
    }
    // Nobody talks with them about the child from whom they are barred, so an open conversation says nothing.
    if barred {
        return (Vec::new(), Vec::new());
    }
    let talking: Vec<StudentId> =
        all.into_iter().filter(|s| clues.in_conversation.iter().any(|h| h.student == *s)).collect();
    match talking.len() {
        1 => (talking, vec![Evidence::Topic]),
        _ => (Vec::new(), Vec::new()),
    }
}

/// An answer about one child that names a sibling concerns both.
fn with_siblings(
    mut students: Vec<StudentId>,
    evidence: Evidence,
    named: Vec<StudentId>,
) -> (Vec<StudentId>, Vec<Evidence>) {
    let more: Vec<StudentId> = named.into_iter().filter(|s| !students.contains(s)).collect();
    let mut by = vec![evidence];
    if !more.is_empty() {
        by.push(Evidence::Name);
        students.extend(more);
    }
    (students, by)
}

/// The sender's children who are named. Where one stands written as a name, words in small letters that only look like
/// another's name (`will`, `may`) do not count.
fn named_children(clues: &Clues<'_>, rows: &[&Guardianship]) -> Vec<StudentId> {
    let (subject, text) = (Words::of(clues.subject), Words::of(clues.new_text));
    let found: Vec<(StudentId, Mention)> = distinct_students(rows)
        .into_iter()
        .filter_map(|id| {
            let student = clues.roster.student(&id)?;
            let names = [Some(student.first_name.as_str()), student.preferred_name.as_deref()];
            let mention = names.into_iter().flatten().flat_map(|n| [subject.mention(n), text.mention(n)]).max()??;
            Some((id, mention))
        })
        .collect();
    let best = found.iter().map(|(_, m)| *m).max();
    found.into_iter().filter(|(_, m)| Some(*m) == best).map(|(id, _)| id).collect()
}

fn distinct_students(rows: &[&Guardianship]) -> Vec<StudentId> {
    let mut students: Vec<StudentId> = Vec::new();
    for row in rows {
        if !students.contains(&row.student) {
            students.push(row.student.clone());
        }
    }
    students
}

fn blocked_by<'a>(row: &Guardianship, rows: impl Iterator<Item = &'a Guardianship>) -> Match {
    Match::Blocked { guardian: row.name.clone(), homes: distinct_homes(rows) }
}

/// Two rows of one person in one home are one home.
fn distinct_homes<'a>(rows: impl Iterator<Item = &'a Guardianship>) -> Vec<Home> {
    let mut homes: Vec<Home> = Vec::new();
    for row in rows {
        let found = row.home();
        if !homes.contains(&found) {
            homes.push(found);
        }
    }
    homes
}
