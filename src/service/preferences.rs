//! What guardians ask for by an ordinary answer: what the decision rests on, and the letter that confirms it.

use super::gather::after;
use super::letters;
use super::open::OpenClass;
use crate::decide::effect::Effect;
use crate::decide::preference::{Piece, PreferenceFacts, refuses, spoken, weekly_from};
use crate::decide::release::Refusal;
use crate::domain::audit::{Act, Actor, Entry, Subject};
use crate::domain::contact::Tone;
use crate::domain::mail::FolderRole;
use crate::domain::outbox::{Content, OutboxState, Outgoing, Recipient};
use crate::domain::preference::{Outcome, Preference, Request, Wish, is_confirmation};
use crate::domain::roster::{Access, Guardianship};
use crate::ids::{DedupeKey, MessageId, OutboxId};
use crate::message::Understood;
use crate::message::key::{self, Purpose};
use crate::render::letter::Rendered;
use crate::store::facts::{self as mails, OwnMail};
use crate::store::inbound::Received;
use crate::store::outbox::Parcel;
use crate::store::{self, Tx, audit, health, outbox, preferences};
use jiff::Timestamp;

/// Whether a mail may ask for something, and what it rests on whether that is done. `came`: when it reached the mailbox.
pub fn facts(
    tx: &Tx<'_>,
    class: &OpenClass,
    mail: &Received,
    reading: &Understood,
    came: Timestamp,
) -> store::Result<Option<PreferenceFacts>> {
    let room = class.class();
    let Some(from) = reading.from.as_ref().filter(|_| mail.role == FolderRole::Inbox) else { return Ok(None) };
    let Some(row) = room.roster.rows_of(from).next() else { return Ok(None) };
    let names: Vec<&str> =
        std::iter::once(row.name.as_str()).chain(room.teachers.iter().map(|t| t.name.as_str())).collect();
    let Some(spoken) = spoken(reading, &names) else { return Ok(None) };
    let current = preferences::of(tx, from)?;
    let begun = health::known_first_start(tx)?;
    let changed = preferences::changed_at(tx, from)?;
    let (answered, by_key) = answered(tx, class, reading, came)?;
    let key_is_theirs = by_key && answered.as_ref().is_some_and(|own| own.to.as_ref() == Some(from));
    Ok(Some(PreferenceFacts {
        spoken,
        language: current.language.clone().unwrap_or_else(|| row.language.clone()),
        current,
        is_history: begun.is_none_or(|begun| came < begun) || changed.is_some_and(|changed| came < changed),
        key_is_theirs,
        answers_class_letter: answered.is_some_and(|own| own.class_letter),
        heard_before: preferences::heard(tx, mail.id)?,
        languages: class.templates.languages(Wish::LANGUAGE).cloned().collect(),
    }))
}

/// The mail of ours that it answers, and whether a key says so.
pub(super) fn answered(
    tx: &Tx<'_>,
    class: &OpenClass,
    reading: &Understood,
    came: Timestamp,
) -> store::Result<(Option<OwnMail>, bool)> {
    Ok(match by_key(tx, class, reading, came)? {
        Some(own) => (Some(own), true),
        None => (by_reference(tx, reading)?, false),
    })
}

/// The mail of ours whose key it bears, if the key was alive when it came.
fn by_key(tx: &Tx<'_>, class: &OpenClass, reading: &Understood, came: Timestamp) -> store::Result<Option<OwnMail>> {
    let today = class.local(came).date();
    for token in key::tokens_in(reading, &class.class().address) {
        if let Ok(key) = key::read(&class.keys, &token, None, today)
            && key.purpose == Purpose::Thread
            && let Some(own) = mails::own_by_id(tx, OutboxId(key.id))?
        {
            return Ok(Some(own));
        }
    }
    Ok(None)
}

/// The nearest mail of ours that it answers.
fn by_reference(tx: &Tx<'_>, reading: &Understood) -> store::Result<Option<OwnMail>> {
    for id in reading.in_reply_to.iter().chain(reading.references.iter().rev()) {
        if let Some(own) = mails::own_by_message_id(tx, id)? {
            return Ok(Some(own));
        }
    }
    Ok(None)
}

/// Whatever is done, or will be looked at, is confirmed to who asked for it, once, in the thread of their mail.
pub fn confirmations(class: &OpenClass, reading: &Understood, effects: &[Effect], now: Timestamp) -> Vec<Effect> {
    let asked =
        effects.iter().filter_map(|effect| if let Effect::Prefer(request) = effect { Some(request) } else { None });
    asked
        .filter(|request| request.outcome != Outcome::Unproven)
        .filter_map(|request| confirmation(class, reading, request, now))
        .map(|mail| Effect::Enqueue(Box::new(mail)))
        .collect()
}

fn confirmation(class: &OpenClass, reading: &Understood, request: &Request, now: Timestamp) -> Option<Outgoing> {
    let roster = &class.class().roster;
    let rows: Vec<&Guardianship> = roster.rows_of(&request.from).filter(|r| r.access != Access::Blocked).collect();
    let today = class.local(now).date();
    let is_here = |row: &&Guardianship| roster.student(&row.student).is_some_and(|student| student.is_here(today));
    let first = rows.iter().copied().find(is_here).or(rows.first().copied())?;
    let wished = match &request.outcome {
        Outcome::Done(preference) => preference.language.clone(),
        Outcome::Told | Outcome::Unproven => None,
    };
    let language = wished.unwrap_or_else(|| first.language.clone());
    let template = request.wish.confirmation();
    let content = match letters::confirmation(class, template, &rows, &request.wish, &language, now) {
        Ok(Rendered { subject, text, html, .. }) => Content::Rendered { subject, text, html },
        Err(problem) => Content::Failed { reason: problem.reason() },
    };
    Some(Outgoing {
        dedupe_key: match &request.wish {
            Wish::Address(other) => DedupeKey::new(format!("preference:{}:{}", request.from.mailbox(), other.as_str())),
            _ => DedupeKey::new(format!("preference:{}", request.inbound)),
        },
        to: request.from.clone(),
        to_name: Some(first.name.clone()),
        recipient: Recipient::family(first.home(), first.name.clone()),
        job: None,
        template: template.to_owned(),
        language,
        content,
        needs_approval: false,
        by_teacher: None,
        by_hand: false,
        personal: false,
        tone: Tone::Neutral,
        class_letter: false,
        weekend_meant: false,
        not_before: now,
        expires: after(now, letters::LIFE),
        dated: false,
        moments: Vec::new(),
        thread: thread(reading),
    })
}

/// The ids of the mails before it, the one it answers last.
fn thread(reading: &Understood) -> Vec<MessageId> {
    let earlier = if reading.references.is_empty() { &reading.in_reply_to } else { &reading.references };
    earlier.iter().chain(&reading.message_id).cloned().collect()
}

/// What every family must have, whatever anybody asked for.
pub fn is_needed(class: &OpenClass, template: &str) -> bool {
    class.templates.is_vital(template)
}

/// Whether somebody who asked for this does not get the mail.
pub fn is_refused(class: &OpenClass, preference: &Preference, row: &Parcel) -> bool {
    // Whoever may read it before it goes has it by hand.
    let by_hand = row.approved || matches!(row.state, OutboxState::Draft | OutboxState::Held);
    let needed = is_needed(class, &row.template);
    let piece = Piece { class_letter: row.class_letter, by_hand, needed };
    !confirms(row) && refuses(preference.level, piece)
}

/// Mail that waits and is not wanted any more ends.
pub fn end_unwanted(
    tx: &Tx<'_>,
    class: &OpenClass,
    (request, preference): (&Request, &Preference),
    now: Timestamp,
) -> store::Result<()> {
    let mailbox = request.from.mailbox();
    for state in [OutboxState::Draft, OutboxState::Held, OutboxState::Queued] {
        let to_them = |row: &Parcel| row.home.is_some() && row.to.mailbox() == mailbox;
        for row in outbox::in_state(tx, state)?.iter().filter(|row| to_them(row)) {
            if is_refused(class, preference, row) {
                outbox::cancel(tx, row.id, &Refusal::OptedOut.words())?;
                let ended = Act::Mail(OutboxState::Cancelled);
                audit::append(tx, Actor::Guardian, &Entry::new(ended, Subject::Outbox(row.id), ""), now)?;
            }
        }
    }
    Ok(())
}

/// It answers by itself what somebody asked for.
pub fn confirms(row: &Parcel) -> bool {
    !row.by_job && row.home.is_some() && is_confirmation(&row.template)
}

/// When a mail that goes by itself goes to somebody who asked for mail once a week; what would be untrue by then does
/// not wait.
pub fn waits_for_the_week(class: &OpenClass, moment: Timestamp, expires: Timestamp) -> Option<Timestamp> {
    weekly_from(moment, &class.school.calendar, &class.school.time_zone).filter(|at| *at < expires)
}
