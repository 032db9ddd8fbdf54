//! Mails to families that a teacher's commands ask for: answers in their own words, and acknowledgements.

use super::letters::{LIFE, facts};
use super::open::OpenClass;
use crate::decide::audience::Intended;
use crate::domain::contact::Tone;
use crate::domain::letter::{Correspondent, Wanted, Words};
use crate::domain::outbox::{Content, Outgoing, Recipient};
use crate::ids::DedupeKey;
use crate::message::threading::reply_subject;
use crate::render::letter::Rendered;
use crate::render::problem::RenderProblem;
use crate::render::views::View;
use jiff::Timestamp;
use std::collections::BTreeMap;

const ACKNOWLEDGEMENT: &str = "acknowledgement";

/// A mail that a teacher's command asks for. It is read by whoever asked for it, and goes in the thread of what it answers.
pub fn wanted(class: &OpenClass, wanted: &Wanted, now: Timestamp) -> Outgoing {
    let Wanted { to, from, answers, words, meaning, not_before } = wanted;
    let (template, content, language) = match words {
        Words::Own(text) => {
            let content =
                Content::Rendered { subject: reply_subject(&answers.subject), text: signed(text, from), html: None };
            ("reply", content, class.teacher_language())
        }
        Words::Acknowledgement { .. } => {
            let content = match acknowledgement(class, to, from, now) {
                Ok(Rendered { text, html, .. }) => {
                    Content::Rendered { subject: reply_subject(&answers.subject), text, html }
                }
                Err(problem) => Content::Failed { reason: format!("cannot be written: {problem}") },
            };
            (ACKNOWLEDGEMENT, content, to.language.clone())
        }
    };
    Outgoing {
        dedupe_key: DedupeKey::new(meaning.clone()),
        to: to.to.clone(),
        to_name: Some(to.guardian.clone()),
        recipient: Recipient::Family { home: to.home.clone(), guardian: to.guardian.clone() },
        job: None,
        template: template.to_owned(),
        language,
        content,
        needs_approval: false,
        by_teacher: Some(from.clone()),
        personal: template == "reply",
        tone: Tone::Neutral,
        class_letter: false,
        weekend_meant: false,
        not_before: *not_before,
        expires: now.checked_add(LIFE).unwrap_or(Timestamp::MAX),
        dated: false,
        moments: Vec::new(),
        thread: answers.thread.clone(),
    }
}

/// A teacher's own words with their name below, unless they end with it.
pub fn signed(text: &str, name: &str) -> String {
    let text = text.trim();
    let last = text.lines().last().unwrap_or_default().trim();
    if last == name { format!("{text}\n") } else { format!("{text}\n\n{name}\n") }
}

/// The letter that a mail is here, from whoever says so. The day it names is the next school day, as the command's is.
fn acknowledgement(
    class: &OpenClass,
    to: &Correspondent,
    from: &str,
    now: Timestamp,
) -> Result<Rendered, RenderProblem> {
    let roster = &class.class().roster;
    let missing = || RenderProblem::MissingValue { name: "child".to_owned() };
    let student = roster.student(&to.home.student).ok_or_else(missing)?;
    let guardian = roster.rows_of(&to.to).find(|row| row.home() == to.home).ok_or_else(missing)?;
    let mail = Intended {
        guardian,
        also: Vec::new(),
        email: &to.to,
        language: &to.language,
        students: vec![student],
        moments: Vec::new(),
    };
    let mut facts = facts(class, &mail, Vec::new(), BTreeMap::new(), class.local(now).date(), now);
    facts.home.teacher = from.to_owned();
    let view = View::of(ACKNOWLEDGEMENT, facts);
    class.templates.render(ACKNOWLEDGEMENT, &to.language, &class.school.language, 0, &view)
}
