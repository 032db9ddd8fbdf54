//! Turns what a job means to write into finished words, ready for the outbox.

use super::open::OpenClass;
use crate::decide::audience::{Intended, is_class_letter};
use crate::domain::class::{Approval, Job};
use crate::domain::contact::Tone;
use crate::domain::language::Language;
use crate::domain::mail::Home;
use crate::domain::outbox::{Content, Outgoing, Recipient};
use crate::domain::roster::Guardianship;
use crate::render::letter::Rendered;
use crate::render::problem::RenderProblem;
use crate::render::views::{self, Facts, View, Words};
use crate::store::{self, Tx, outbox};
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};

/// A letter that could not leave for a week has lost its occasion.
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
    let content = match render(class, job, mail, &mail.guardian.language, wording, now) {
        Ok(Rendered { subject, text, html, .. }) => Content::Rendered { subject, text, html },
        Err(problem) => Content::Failed { reason: format!("cannot be written: {problem}") },
    };
    Ok(Outgoing {
        dedupe_key: mail.dedupe_key(job, slot),
        to: mail.email.clone(),
        to_name: Some(mail.guardian.name.clone()),
        recipient: Recipient::Family { home: home_of(mail), guardian: mail.guardian.name.clone() },
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
        expires: now.checked_add(LIFE).unwrap_or(Timestamp::MAX),
        moments: mail.moments.iter().map(|m| m.id).collect(),
    })
}

/// The first child's home: the thread that an answer belongs to.
pub fn home_of(mail: &Intended<'_>) -> Home {
    Home { student: mail.guardian.student.clone(), household: mail.guardian.household.clone() }
}

pub fn render(
    class: &OpenClass,
    job: &Job,
    mail: &Intended<'_>,
    language: &Language,
    wording: usize,
    now: Timestamp,
) -> Result<Rendered, RenderProblem> {
    let facts = Facts {
        home: home_view(class, mail, now),
        moments: mail
            .moments
            .iter()
            .map(|m| Words { text: m.text.clone(), language: teacher_language(class) })
            .collect(),
        values: job.values.clone(),
        values_language: teacher_language(class),
        due: class.school.calendar.next_school_day(class.local(now).date()),
    };
    class.templates.render(&job.template, language, &class.school.language, wording, &View::of(&job.template, facts))
}

fn home_view(class: &OpenClass, mail: &Intended<'_>, now: Timestamp) -> views::Home {
    let room = class.class();
    views::Home {
        children: mail.students.iter().map(|s| s.called().to_owned()).collect(),
        guardian: mail.guardian.name.clone(),
        teacher: room.teachers.first().map_or_else(|| room.name.clone(), |t| t.name.clone()),
        class: room.name.clone(),
        school: class.school.name.clone(),
        date: class.local(now).date(),
    }
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
    moments: &[crate::domain::note::Moment],
    language: &Language,
    now: Timestamp,
) -> Result<Rendered, RenderProblem> {
    let Some((student, email)) = class.class().roster.student(&guardian.student).zip(placeholder(guardian)) else {
        return Err(RenderProblem::MissingValue { name: "child".to_owned() });
    };
    let job = class.class().jobs.iter().find(|j| j.template == template).cloned();
    let values = job.map(|j| j.values).unwrap_or_default();
    let mail = Intended { guardian, email: &email, students: vec![student], moments: moments.iter().collect() };
    let facts = Facts {
        home: home_view(class, &mail, now),
        moments: moments.iter().map(|m| Words { text: m.text.clone(), language: teacher_language(class) }).collect(),
        values,
        values_language: teacher_language(class),
        due: class.school.calendar.next_school_day(class.local(now).date()),
    };
    class.templates.render(template, language, &class.school.language, 0, &View::of(template, facts))
}

/// A guardian without email has no letter; a preview of one is still worth seeing.
fn placeholder(guardian: &Guardianship) -> Option<crate::domain::address::EmailAddress> {
    guardian.email.clone().or_else(|| crate::domain::address::EmailAddress::parse("nobody@example.test"))
}
