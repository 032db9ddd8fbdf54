//! Mails to families that a teacher's commands ask for: their own words, and letters of the school's templates with what
//! the teacher said in them.

use super::gather::after;
use super::letters::{LIFE, facts, tone};
use super::open::OpenClass;
use crate::decide::audience::Intended;
use crate::domain::letter::{Correspondent, Wanted, Words};
use crate::domain::outbox::{Content, Outgoing, Recipient};
use crate::domain::roster::Guardianship;
use crate::ids::DedupeKey;
use crate::message::threading::reply_subject;
use crate::render::problem::RenderProblem;
use crate::render::views::View;
use jiff::Timestamp;
use std::collections::BTreeMap;

/// A mail that a teacher's command asks for. What answers a mail goes in its thread, under its subject.
pub fn wanted(class: &OpenClass, wanted: &Wanted, now: Timestamp) -> Outgoing {
    let Wanted { to, from, answers, words, meaning, needs_approval, not_before } = wanted;
    let (template, personal, language, written) = match words {
        Words::Own(text) => ("reply", true, class.teacher_language(), Ok((String::new(), signed(text, from), None))),
        Words::Template { name, values, personal } => {
            (*name, *personal, to.language.clone(), from_template(class, to, (name, from), values.clone(), now))
        }
    };
    let content = match written {
        Ok((subject, text, html)) => {
            let subject = answers.as_ref().map_or(subject, |answered| reply_subject(&answered.subject));
            Content::Rendered { subject, text, html }
        }
        Err(problem) => Content::Failed { reason: problem.reason() },
    };
    Outgoing {
        dedupe_key: DedupeKey::new(meaning.clone()),
        to: to.to.clone(),
        to_name: Some(to.guardian.clone()),
        recipient: Recipient::Family {
            home: to.home.clone(),
            siblings: to.siblings.clone(),
            guardian: to.guardian.clone(),
        },
        job: None,
        template: template.to_owned(),
        language,
        content,
        needs_approval: *needs_approval,
        by_teacher: Some(from.clone()),
        by_hand: true,
        personal,
        tone: tone(template),
        class_letter: false,
        weekend_meant: false,
        not_before: *not_before,
        expires: after(now, LIFE),
        dated: false,
        moments: Vec::new(),
        thread: answers.as_ref().map(|answered| answered.thread.clone()).unwrap_or_default(),
    }
}

/// A teacher's own words with their name below, unless they end with it.
pub fn signed(text: &str, name: &str) -> String {
    let text = text.trim();
    let last = text.lines().last().unwrap_or_default().trim();
    if last == name { format!("{text}\n") } else { format!("{text}\n\n{name}\n") }
}

/// Subject, text and page of a letter of the school's about the child of this home, from whoever of the teachers says so.
/// All who read this mailbox are greeted.
fn from_template(
    class: &OpenClass,
    to: &Correspondent,
    (template, from): (&str, &str),
    values: BTreeMap<String, String>,
    now: Timestamp,
) -> Result<(String, String, Option<String>), RenderProblem> {
    let roster = &class.class().roster;
    let missing = || RenderProblem::MissingValue { name: "child".to_owned() };
    let student = roster.student(&to.home.student).ok_or_else(missing)?;
    let mut readers: Vec<&Guardianship> = Vec::new();
    for row in roster.rows_of(&to.to).filter(|row| row.home() == to.home) {
        if readers.iter().all(|known| known.name != row.name) {
            readers.push(row);
        }
    }
    let (guardian, also) = readers.split_first().ok_or_else(missing)?;
    let siblings = to.siblings.iter().filter_map(|sibling| roster.student(sibling));
    let mail = Intended {
        guardian,
        also: also.to_vec(),
        email: &to.to,
        language: &to.language,
        students: std::iter::once(student).chain(siblings).collect(),
        moments: Vec::new(),
    };
    let mut facts = facts(class, &mail, Vec::new(), values, class.local(now).date(), now);
    facts.home.teacher = from.to_owned();
    let written =
        class.templates.render(template, &to.language, &class.school.language, 0, &View::of(template, facts))?;
    Ok((written.subject, written.text, written.html))
}
