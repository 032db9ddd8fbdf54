//! Turns what a job means to write into finished words, ready for the outbox.

use super::gather::after;
use super::open::OpenClass;
use super::translation;
use crate::decide::audience::{Intended, is_class_letter};
use crate::domain::calendar::first_instant;
use crate::domain::class::{Approval, Job};
use crate::domain::contact::Tone;
use crate::domain::language::Language;
use crate::domain::note::{Moment, MomentKind, POSITIVE_NOTE, is_positive_note};
use crate::domain::outbox::{Content, Outgoing, Recipient};
use crate::domain::preference::Wish;
use crate::domain::roster::{Access, Guardianship, Student};
use crate::ids::DedupeKey;
use crate::render::letter::Rendered;
use crate::render::names;
use crate::render::problem::RenderProblem;
use crate::render::views::{self, Facts, View, Words};
use crate::store::{self, Tx, outbox};
use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

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
    let template = template_of(class, job, mail);
    let moments = translated(tx, class, template, mail)?;
    let write = |wording| render(class, job, slot, mail, moments.clone(), wording, now);
    let (content, untrue_from) = match fresh(tx, class, (template, true), mail, now, write)? {
        Ok(Letter { words: Rendered { subject, text, html, .. }, untrue_from }) => {
            (Content::Rendered { subject, text, html }, untrue_from)
        }
        Err(problem) => (Content::Failed { reason: problem.reason() }, None),
    };
    let expires = untrue_from.unwrap_or_else(|| after(now, LIFE));
    Ok(Outgoing {
        dedupe_key: mail.dedupe_key(job, slot),
        to: mail.email.clone(),
        to_name: Some(names_of(mail, mail.language)),
        // The first child's home: the thread that an answer belongs to.
        recipient: Recipient::family(mail.guardian.home(), names_of(mail, &class.teacher_language())),
        job: Some((job.name.clone(), slot)),
        template: template.to_owned(),
        language: mail.language.clone(),
        content,
        needs_approval: job.approval == Approval::Teacher,
        by_teacher: author(mail),
        by_hand: false,
        personal: job.personal,
        tone: tone(template),
        class_letter: is_class_letter(job),
        weekend_meant: job.cron.names_weekend(),
        not_before: leaves_from(class, job, mail, expires, now),
        expires,
        dated: untrue_from.is_some(),
        moments: mail.moments.iter().map(|m| m.id).collect(),
        thread: Vec::new(),
    })
}

/// From when on the letter may leave: with the others of the day, if nobody has to read it before and it is not personal.
pub fn leaves_from(class: &OpenClass, job: &Job, mail: &Intended<'_>, expires: Timestamp, now: Timestamp) -> Timestamp {
    let alone = job.personal || job.approval == Approval::Teacher || !mail.moments.is_empty();
    let at = class.school.bundle_at.filter(|_| !alone && !class.templates.is_vital(&job.template));
    let at = at.and_then(|time| first_instant(class.local(now).date().to_datetime(time), &class.school.time_zone));
    at.filter(|at| (now..expires).contains(at)).unwrap_or(now)
}

/// The note of a moment to one guardian, which waits for the teacher's ok.
pub fn note(
    tx: &Tx<'_>,
    class: &OpenClass,
    mail: &Intended<'_>,
    dedupe_key: DedupeKey,
    now: Timestamp,
) -> store::Result<Outgoing> {
    let kind = mail.moments.first().and_then(|m| m.kind);
    let template = note_template(class, kind, mail.language);
    let moments = translated(tx, class, template, mail)?;
    let facts = facts(class, mail, moments, BTreeMap::new(), class.local(now).date(), now);
    let (view, language) = (View::of(template, facts), mail.language);
    // A template that makes homeroom stumble keeps this note from being written, and no other.
    let write = |wording| {
        let render = || class.templates.render(template, language, &class.school.language, wording, &view);
        match catch_unwind(AssertUnwindSafe(render)) {
            Ok(Ok(words)) => Ok(Letter { words, untrue_from: None }),
            Ok(Err(problem)) => Err(problem.reason()),
            Err(_) => Err(RenderProblem::Stumbled.reason()),
        }
    };
    let content = match fresh(tx, class, (template, false), mail, now, write)? {
        Ok(Letter { words: Rendered { subject, text, html, .. }, .. }) => Content::Rendered { subject, text, html },
        Err(reason) => Content::Failed { reason },
    };
    Ok(Outgoing {
        dedupe_key,
        to: mail.email.clone(),
        to_name: Some(names_of(mail, mail.language)),
        recipient: Recipient::family(mail.guardian.home(), names_of(mail, &class.teacher_language())),
        job: None,
        template: template.to_owned(),
        language: language.clone(),
        content,
        needs_approval: true,
        by_teacher: author(mail),
        by_hand: false,
        personal: true,
        tone: Tone::Good,
        class_letter: false,
        weekend_meant: false,
        not_before: now,
        expires: after(now, LIFE),
        dated: false,
        moments: mail.moments.iter().map(|m| m.id).collect(),
        thread: Vec::new(),
    })
}

/// The letter in the wording that this home has not had for the longest time; in another one if that would say what a
/// letter has said there before, word for word. Where every wording would, whoever enqueues it holds it.
fn fresh<E>(
    tx: &Tx<'_>,
    class: &OpenClass,
    (template, for_job): (&str, bool),
    mail: &Intended<'_>,
    now: Timestamp,
    write: impl Fn(usize) -> Result<Letter, E>,
) -> store::Result<Result<Letter, E>> {
    let (choice, home) =
        (class.templates.choose(template, mail.language, &class.school.language), mail.guardian.home());
    let turn = outbox::wordings::occasions(tx, template, &home, for_job)?;
    let mut first = None;
    for wording in turn..turn + choice.map_or(1, |choice| choice.wordings.max(1)) {
        let letter = match write(wording) {
            Ok(letter) => letter,
            Err(problem) => return Ok(Err(problem)),
        };
        let words = (letter.words.subject.as_str(), letter.words.text.as_str());
        if outbox::wordings::said_before(tx, &home, words, now)?.is_none() {
            return Ok(Ok(letter));
        }
        first.get_or_insert(letter);
    }
    Ok(first.map_or_else(|| write(turn), Ok))
}

/// A note of a job's is of a kind where all its moments are.
fn template_of<'a>(class: &OpenClass, job: &'a Job, mail: &Intended<'_>) -> &'a str {
    let kind = mail.moments.first().and_then(|moment| moment.kind);
    let of_one_kind = mail.moments.iter().all(|moment| moment.kind == kind);
    if job.template == POSITIVE_NOTE && of_one_kind { note_template(class, kind, mail.language) } else { &job.template }
}

/// The template of the moment's kind, unless only the general one speaks the reader's language.
fn note_template(class: &OpenClass, kind: Option<MomentKind>, reader: &Language) -> &'static str {
    let Some(kind) = kind.map(MomentKind::template) else { return POSITIVE_NOTE };
    let choice = |template: &str| class.templates.choose(template, reader, &class.school.language);
    match (choice(kind), choice(POSITIVE_NOTE)) {
        (Some(of_kind), Some(general)) if of_kind.fell_back.is_some() && general.fell_back.is_none() => POSITIVE_NOTE,
        (Some(_), _) => kind,
        (None, _) => POSITIVE_NOTE,
    }
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
    moments: Vec<Words>,
    wording: usize,
    now: Timestamp,
) -> Result<Letter, RenderProblem> {
    let facts = facts(class, mail, moments, job.values.clone(), slot.date(), now);
    let template = template_of(class, job, mail);
    let view = View::of(template, facts);
    let (language, school) = (mail.language, &class.school.language);
    let words = class.templates.render(template, language, school, wording, &view)?;
    let untrue_from = view.untrue_from(&words).and_then(|wall| first_instant(wall, &class.school.time_zone));
    Ok(Letter { words, untrue_from })
}

pub(super) fn facts(
    class: &OpenClass,
    mail: &Intended<'_>,
    moments: Vec<Words>,
    values: BTreeMap<String, String>,
    occasion: Date,
    now: Timestamp,
) -> Facts {
    Facts {
        home: home_view(class, mail, now),
        moments,
        values,
        values_language: class.teacher_language(),
        due: class.school.calendar.next_school_day(class.local(now).date()),
        occasion,
    }
}

fn home_view(class: &OpenClass, mail: &Intended<'_>, now: Timestamp) -> views::Home {
    let room = class.class();
    let first = || room.teachers.first().map(|teacher| teacher.name.clone());
    views::Home {
        children: mail.students.iter().map(|s| s.called().to_owned()).collect(),
        guardian: greeted(mail),
        teacher: author(mail).or_else(first).unwrap_or_else(|| room.name.clone()),
        class: room.name.clone(),
        school: class.school.name.clone(),
        date: class.local(now).date(),
    }
}

/// Who noted all that the letter tells: it is theirs to sign.
fn author(mail: &Intended<'_>) -> Option<String> {
    let by = mail.moments.first()?.by.as_ref()?;
    mail.moments.iter().all(|moment| moment.by.as_ref() == Some(by)).then(|| by.clone())
}

/// `Ngozi and Daniel Okafor`, where the two read one mailbox.
pub(super) fn names_of(mail: &Intended<'_>, language: &Language) -> String {
    names::people(&mail.people().map(|g| g.name.clone()).collect::<Vec<_>>(), language)
}

/// How the letter greets: as the roster says, or by name.
fn greeted(mail: &Intended<'_>) -> String {
    let language = mail.language;
    if mail.people().all(|g| g.addressed_as.is_none()) {
        return names_of(mail, language);
    }
    let each: Vec<String> = mail.people().map(|g| g.addressed_as.as_ref().unwrap_or(&g.name).clone()).collect();
    names::and(&each, language)
}

/// What the letter quotes, as it was written.
pub fn quoted(class: &OpenClass, moments: &[&Moment]) -> Vec<Words> {
    let language = class.teacher_language();
    let words = |m: &&Moment| Words { text: m.text.clone(), language: language.clone(), translation: None };
    moments.iter().map(words).collect()
}

/// What the letter quotes, with translations beside it where the letter speaks the reader's language.
fn translated(tx: &Tx<'_>, class: &OpenClass, template: &str, mail: &Intended<'_>) -> store::Result<Vec<Words>> {
    let mut words = quoted(class, &mail.moments);
    let reader = mail.language;
    if class.templates.choose(template, reader, &class.school.language).is_some_and(|choice| choice.fell_back.is_none())
    {
        for quoted in &mut words {
            quoted.translation = translation::of(tx, class, &quoted.text, reader)?;
        }
    }
    Ok(words)
}

/// Whether a letter made from this template is a good word, or a hard one.
pub(super) fn tone(template: &str) -> Tone {
    match template {
        "birthday" | "thank-you" => Tone::Good,
        "hard-conversation" => Tone::Hard,
        note if is_positive_note(note) => Tone::Good,
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
        language,
        students: vec![student],
        moments: moments.iter().collect(),
    };
    let words = quoted(class, &mail.moments);
    let facts = facts(class, &mail, words, values, class.local(now).date(), now);
    class.templates.render(template, language, &class.school.language, 0, &View::of(template, facts))
}

/// The letter that confirms to somebody, by their rows, what they asked for.
pub fn confirmation(
    class: &OpenClass,
    template: &str,
    rows: &[&Guardianship],
    wish: &Wish,
    language: &Language,
    now: Timestamp,
) -> Result<Rendered, RenderProblem> {
    let Some((guardian, email)) = rows.first().and_then(|row| Some((*row, row.email.as_ref()?))) else {
        return Err(RenderProblem::MissingValue { name: "guardian".to_owned() });
    };
    // Who has left, or is yet to come, is in no letter.
    let today = class.local(now).date();
    let mut students: Vec<&Student> = Vec::new();
    for student in rows.iter().filter_map(|row| class.class().roster.student(&row.student)) {
        if student.is_here(today) && !students.iter().any(|s| s.id == student.id) {
            students.push(student);
        }
    }
    let values = match wish {
        Wish::Language(language) => BTreeMap::from([("new_language".to_owned(), language.as_str().to_owned())]),
        _ => BTreeMap::new(),
    };
    let mail = Intended { guardian, also: Vec::new(), email, language, students, moments: Vec::new() };
    let facts = facts(class, &mail, Vec::new(), values, class.local(now).date(), now);
    class.templates.render(template, language, &class.school.language, 0, &View::of(template, facts))
}

/// What keeps the job's letters from being written, found by writing one to the first guardian who may have it.
pub fn trial(class: &OpenClass, job: &Job, now: Timestamp) -> Option<RenderProblem> {
    let roster = &class.class().roster;
    let guardian = roster.guardianships().iter().find(|g| g.access == Access::Full)?;
    let (student, email) = roster.student(&guardian.student).zip(placeholder(guardian))?;
    let moment = Moment::stand_in(now, &guardian.student);
    let language = &guardian.language;
    let mail = Intended {
        guardian,
        also: Vec::new(),
        email: &email,
        language,
        students: vec![student],
        moments: vec![&moment],
    };
    let words = quoted(class, &mail.moments);
    render(class, job, class.local(now).datetime(), &mail, words, 0, now).err()
}

/// A guardian without email has no letter; a preview of one is still worth seeing.
fn placeholder(guardian: &Guardianship) -> Option<crate::domain::address::EmailAddress> {
    guardian.email.clone().or_else(|| crate::domain::address::EmailAddress::parse("nobody@example.test"))
}
