//! Turns what a job means to write into finished words, ready for the outbox.

use super::open::OpenClass;
use crate::decide::audience::{Intended, is_class_letter};
use crate::domain::calendar::first_instant;
use crate::domain::class::{Approval, Job};
use crate::domain::contact::Tone;
use crate::domain::language::Language;
use crate::domain::note::Moment;
use crate::domain::outbox::{Content, Outgoing, Recipient};
use crate::domain::roster::{Access, Guardianship};
use crate::render::letter::Rendered;
use crate::render::names;
use crate::render::problem::RenderProblem;
use crate::render::views::{self, Facts, View, Words};
use crate::store::{self, Tx, outbox};
use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// A letter that names no day, and could not leave for a week, has lost its occasion.
pub(super) const LIFE: SignedDuration = SignedDuration::from_hours(7 * 24);

/// The mail of one occurrence of a job to one guardian.
pub fn write(
    tx: &Tx<'_>,
    class: &OpenClass,
    job: &Job,
    slot: DateTime,
    mail: &Intended<'_>,
    now: Timestamp,
) -> store::Result<Outgoing> {
    // Each letter to the same person begins where the last one's wording ended: never the same words twice in a row.
    let wording = outbox::times_sent(tx, &job.template, mail.email)?;
    let (content, untrue_from) = match render(class, job, slot, mail, wording, now) {
        Ok(Letter { words: Rendered { subject, text, html, .. }, untrue_from }) => {
            (Content::Rendered { subject, text, html }, untrue_from)
        }
        Err(problem) => (Content::Failed { reason: format!("cannot be written: {problem}") }, None),
    };
    Ok(Outgoing {
        dedupe_key: mail.dedupe_key(job, slot),
        to: mail.email.clone(),
        to_name: Some(names_of(mail, &mail.guardian.language)),
        // The first child's home: the thread that an answer belongs to.
        recipient: Recipient::Family { home: mail.guardian.home(), guardian: names_of(mail, &teacher_language(class)) },
        job: Some((job.name.clone(), slot)),
        template: job.template.clone(),
        language: mail.guardian.language.clone(),
        content,
        needs_approval: job.approval == Approval::Teacher,
        personal: job.personal,
        tone: tone(&job.template),
        class_letter: is_class_letter(job),
        weekend_meant: job.cron.names_weekend(),
        not_before: now,
        expires: untrue_from.unwrap_or_else(|| now.checked_add(LIFE).unwrap_or(Timestamp::MAX)),
        dated: untrue_from.is_some(),
        moments: mail.moments.iter().map(|m| m.id).collect(),
    })
}

/// A finished letter.
pub struct Letter {
    pub words: Rendered,
    /// From when on they are untrue, where they name a day.
    pub untrue_from: Option<Timestamp>,
}

/// The letter of one occurrence of a job to one guardian, in their language.
pub fn render(
    class: &OpenClass,
    job: &Job,
    slot: DateTime,
    mail: &Intended<'_>,
    wording: usize,
    now: Timestamp,
) -> Result<Letter, RenderProblem> {
    let facts = facts(class, mail, job.values.clone(), slot.date(), now);
    let view = View::of(&job.template, facts);
    let (language, school) = (&mail.guardian.language, &class.school.language);
    let words = class.templates.render(&job.template, language, school, wording, &view)?;
    let untrue_from = view.untrue_from(&words).and_then(|wall| first_instant(wall, &class.school.time_zone));
    Ok(Letter { words, untrue_from })
}

fn facts(
    class: &OpenClass,
    mail: &Intended<'_>,
    values: BTreeMap<String, String>,
    occasion: Date,
    now: Timestamp,
) -> Facts {
    let language = teacher_language(class);
    Facts {
        home: home_view(class, mail, now),
        moments: mail.moments.iter().map(|m| Words { text: m.text.clone(), language: language.clone() }).collect(),
        values,
        values_language: language,
        due: class.school.calendar.next_school_day(class.local(now).date()),
        occasion,
    }
}

fn home_view(class: &OpenClass, mail: &Intended<'_>, now: Timestamp) -> views::Home {
    let room = class.class();
    views::Home {
        children: mail.students.iter().map(|s| s.called().to_owned()).collect(),
        guardian: greeted(mail),
        teacher: room.teachers.first().map_or_else(|| room.name.clone(), |t| t.name.clone()),
        class: room.name.clone(),
        school: class.school.name.clone(),
        date: class.local(now).date(),
    }
}

/// `Ngozi and Daniel Okafor`, where the two read one mailbox.
pub(super) fn names_of(mail: &Intended<'_>, language: &Language) -> String {
    names::people(&mail.people().map(|g| g.name.clone()).collect::<Vec<_>>(), language)
}

/// How the letter greets: as the roster says, or by name.
fn greeted(mail: &Intended<'_>) -> String {
    let language = &mail.guardian.language;
    if mail.people().all(|g| g.addressed_as.is_none()) {
        return names_of(mail, language);
    }
    let each: Vec<String> = mail.people().map(|g| g.addressed_as.as_ref().unwrap_or(&g.name).clone()).collect();
    names::and(&each, language)
}

fn teacher_language(class: &OpenClass) -> Language {
    class.class().teachers.first().map_or_else(|| class.school.language.clone(), |t| t.language.clone())
}

/// Whether a letter made from this template is a good word.
fn tone(template: &str) -> Tone {
    match template {
        "positive-note" | "birthday" => Tone::Good,
        _ => Tone::Neutral,
    }
}

/// One letter to one guardian as it would look, for `preview`: nothing is written down.
pub fn preview(
    class: &OpenClass,
    template: &str,
    guardian: &Guardianship,
    moments: &[Moment],
    language: &Language,
    now: Timestamp,
) -> Result<Rendered, RenderProblem> {
    let Some((student, email)) = class.class().roster.student(&guardian.student).zip(placeholder(guardian)) else {
        return Err(RenderProblem::MissingValue { name: "child".to_owned() });
    };
    let job = class.class().jobs.iter().find(|j| j.template == template).cloned();
    let values = job.map(|j| j.values).unwrap_or_default();
    let mail = Intended {
        guardian,
        also: Vec::new(),
        email: &email,
        students: vec![student],
        moments: moments.iter().collect(),
    };
    let facts = facts(class, &mail, values, class.local(now).date(), now);
    class.templates.render(template, language, &class.school.language, 0, &View::of(template, facts))
}

/// What keeps the job's letters from being written, found by writing one to the first guardian who may have it.
pub fn trial(class: &OpenClass, job: &Job, now: Timestamp) -> Option<RenderProblem> {
    let roster = &class.class().roster;
    let guardian = roster.guardianships().iter().find(|g| g.access == Access::Full)?;
    let (student, email) = roster.student(&guardian.student).zip(placeholder(guardian))?;
    let moment = Moment::stand_in(now, &guardian.student);
    let mail = Intended { guardian, also: Vec::new(), email: &email, students: vec![student], moments: vec![&moment] };
    render(class, job, class.local(now).datetime(), &mail, 0, now).err()
}

/// A guardian without email has no letter; a preview of one is still worth seeing.
fn placeholder(guardian: &Guardianship) -> Option<crate::domain::address::EmailAddress> {
    guardian.email.clone().or_else(|| crate::domain::address::EmailAddress::parse("nobody@example.test"))
}
