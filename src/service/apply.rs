//! Writes effects into the state. The one place where a decision becomes a fact, always inside somebody's transaction.

mod hard;
mod of_teacher;

pub use hard::was_asked;

use super::audit::write_down;
use super::gather::after;
use super::offers;
use super::open::OpenClass;
use super::pause;
use super::preferences;
use super::wanted;
use super::writing::{Attached, Letter, letter_of, token};
use crate::decide::audit::entry;
use crate::decide::effect::Effect;
use crate::domain::audit::Actor;
use crate::domain::life::HoldCause;
use crate::domain::mail::{Home, Placing};
use crate::domain::note::GOES_WITH;
use crate::domain::outbox::{Content, DeliveryReport, OutboxState, Outgoing, Recipient};
use crate::domain::preference::{Outcome, Request, is_confirmation};
use crate::domain::receipt::UNDO;
use crate::domain::said::Undo;
use crate::ids::{OutboxId, TopicId};
use crate::message::Understood;
use crate::message::compose;
use crate::message::threading::fold_subject;
use crate::store::outbox::{NewRow, Parcel};
use crate::store::{
    self, Tx, audit, contacts, facts, health, inbound, jobs, life, notes, outbox, photos, reports, summary,
};
use jiff::Timestamp;

/// Before the day on which it went there, the reason for which a mail is held that says what its home was told before.
pub const SAME_WORDS: &str = "the very same words went to this home on ";

/// What a set of effects came to.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Applied {
    /// Rows new in the outbox.
    pub enqueued: usize,
    /// Commands that found nothing to act on any more: too late, or a mail that never got its words.
    pub too_late: usize,
    /// What of it can be taken back.
    pub undo: Undo,
}

/// Applies all effects or, on an error, none: the caller's transaction ends with them. What was done is in the log, as
/// `acting`'s.
pub fn apply(
    tx: &Tx<'_>,
    class: &OpenClass,
    acting: Actor,
    effects: Vec<Effect>,
    mail: Option<&Understood>,
    now: Timestamp,
) -> store::Result<Applied> {
    let mut applied = Applied::default();
    for effect in effects {
        let (line, before) = (entry(&effect, acting), (applied.enqueued, applied.too_late));
        apply_one(tx, class, effect, mail, &mut applied, now)?;
        line.map_or(Ok(()), |line| write_down(tx, line, (before, &applied), now))?;
    }
    Ok(applied)
}

/// One effect; what it came to is counted in `applied`.
fn apply_one(
    tx: &Tx<'_>,
    class: &OpenClass,
    effect: Effect,
    mail: Option<&Understood>,
    applied: &mut Applied,
    now: Timestamp,
) -> store::Result<()> {
    match effect {
        Effect::Place(placing) => place(tx, &placing, mail)?,
        Effect::LogContact(contact) => contacts::log(tx, &contact)?,
        Effect::RecordReport(report) => record_report(tx, &report, now)?,
        Effect::HasLeft { outbox } => left_after_all(tx, class, outbox)?,
        Effect::Prefer(request) => prefer(tx, class, &request, now)?,
        Effect::AddMoment { at, student, kind, text, by, photo } => {
            let moment = notes::add_moment(tx, at, &student, (kind, &text), &by)?;
            applied.undo.moments.push(moment);
            photo.map_or(Ok(()), |photo| photos::add(tx, moment, &student, &photo))?;
        }
        Effect::AddPrivateNote { at, student, text } => notes::add_private_note(tx, at, student.as_ref(), &text)?,
        Effect::UseMoments { at, moments } => notes::use_moments(tx, at, &moments)?,
        Effect::MomentPrepared { at, moment } => notes::prepared(tx, moment, at)?,
        Effect::LetMomentsRest { outbox, at, until } => notes::refuse(tx, outbox, at, until)?,
        Effect::Enqueue(mail) => applied.enqueued += usize::from(enqueue(tx, class, &mail, now)?),
        Effect::Join { parts, mail } => applied.enqueued += usize::from(join(tx, class, &parts, &mail, now)?),
        Effect::RecordRun(run) => drop(jobs::record(tx, &run)?),
        Effect::WentOutBefore { outbox, at } => went_out_before(tx, outbox, at)?,
        Effect::Hold { cause, generation } => hold(tx, cause, generation, now)?,
        Effect::Pause { until } => pause::begin(tx, class, until, now)?,
        Effect::EndPause => pause::end(tx, now)?,
        Effect::GoOn => life::end_hold(tx, now)?,
        Effect::NumberItems { day, items } => summary::number_items(tx, day, &items)?,
        Effect::Plan(change) => of_teacher::apply_plan(tx, class, *change, applied, now)?,
        effect @ (Effect::Promise(_)
        | Effect::KeepPromise { .. }
        | Effect::SettleQuestion { .. }
        | Effect::Ask(_)
        | Effect::ChooseTime(_)
        | Effect::OfferPromise(_)
        | Effect::AnswerOffer { .. }
        | Effect::ChangeRoster(_)
        | Effect::RosterSays { .. }
        | Effect::RevokeRosterChange { .. }
        | Effect::SetLanguage { .. }) => of_teacher::apply_said(tx, class, effect, applied, now)?,
        effect @ (Effect::ApproveDraft { .. }
        | Effect::Reword { .. }
        | Effect::Write(_)
        | Effect::TakeBack { .. }
        | Effect::CancelMail { .. }
        | Effect::Settle { .. }
        | Effect::Unsettle { .. }
        | Effect::ForgetMoment { .. }
        | Effect::PutOff { .. }
        | Effect::BeginHard(_)
        | Effect::ChangeHard { .. }
        | Effect::ReadHard { .. }
        | Effect::RecordCommands(_)) => of_teacher::apply_command(tx, class, effect, applied, now)?,
    }
    Ok(())
}

/// A mail that came back was no contact.
fn record_report(tx: &Tx<'_>, report: &DeliveryReport, now: Timestamp) -> store::Result<()> {
    reports::record(tx, report, now)?;
    if let Some(failure) = report.failure() {
        outbox::failed_after_all(tx, report.outbox, &format!("came back: {}", failure.reason))?;
        contacts::forget_sent(tx, report.outbox)?;
    }
    Ok(())
}

fn hold(tx: &Tx<'_>, cause: HoldCause, generation: i64, now: Timestamp) -> store::Result<()> {
    life::at_least(tx, generation)?;
    if life::set_hold(tx, cause, now)? {
        tracing::error!(cause = cause.word(), "{}; nothing is sent: homeroom status", cause.words());
    }
    Ok(())
}

/// What was asked for holds from now on, if it is done.
fn prefer(tx: &Tx<'_>, class: &OpenClass, request: &Request, now: Timestamp) -> store::Result<()> {
    if store::preferences::hear(tx, request, now)?
        && let Outcome::Done(preference) = &request.outcome
    {
        store::preferences::set(tx, &request.from, preference, request.at)?;
        preferences::end_unwanted(tx, class, (request, preference), now)?;
    }
    Ok(())
}

/// It is sent, whatever this state was about to do with it.
fn went_out_before(tx: &Tx<'_>, id: OutboxId, at: Timestamp) -> store::Result<()> {
    let Some(parcel) = outbox::by_id(tx, id)? else { return Ok(()) };
    if outbox::sent(tx, id, at)? {
        outbox::copy_filed(tx, id)?;
        contact_of(&parcel, at).map_or(Ok(()), |contact| contacts::log(tx, &contact))?;
    }
    Ok(())
}

fn place(tx: &Tx<'_>, placing: &Placing, mail: Option<&Understood>) -> store::Result<()> {
    let topics: Vec<TopicId> = placing
        .homes
        .iter()
        .map(|home| inbound::topic(tx, home, &placing.topic, placing.at))
        .collect::<store::Result<_>>()?;
    match mail {
        Some(mail) => inbound::place(tx, placing, mail, &topics),
        None => inbound::place_again(tx, placing, &topics),
    }
}

/// Adds the row with its final bytes; `false` if a mail of the same meaning is there already.
fn enqueue(tx: &Tx<'_>, class: &OpenClass, mail: &Outgoing, now: Timestamp) -> store::Result<bool> {
    if outbox::exists(tx, &mail.dedupe_key)? {
        return Ok(false);
    }
    let (id, generation) = (outbox::next_id(tx)?, life::advance(tx)?);
    let to_family = matches!(mail.recipient, Recipient::Family { .. });
    let token = token(class, (id, &mail.to), to_family, now);
    let message_id = compose::message_id(Some(&token), class.ids.token(), class.class().address.domain());
    let (subject, text, html) = match &mail.content {
        Content::Rendered { subject, text, html } => (subject.as_str(), text.as_str(), html.as_deref()),
        Content::Failed { .. } => ("", "", None),
    };
    let mut attached = Attached::default();
    let (state, reason, bytes) = match without_bytes(tx, class, mail, (subject, text), now)? {
        Some((state, reason)) => (state, reason, Vec::new()),
        None => {
            attached = Attached::of(tx, class, &mail.moments)?;
            let thread_index = mail.thread.last().map(|id| facts::thread_index(tx, id)).transpose()?.flatten();
            let letter = Letter {
                id,
                generation,
                log: if to_family { None } else { Some(audit::head(tx)?) },
                to: &mail.to,
                to_name: mail.to_name.as_deref(),
                language: &mail.language,
                subject,
                text,
                html,
                message_id: &message_id,
                by_itself: !to_family || mail.job.is_some() || is_confirmation(&mail.template),
                class_letter: mail.class_letter,
                to_family,
                by_teacher: mail.by_teacher.as_deref(),
                photos: &attached.jpegs,
                thread: &mail.thread,
                thread_index: thread_index.as_ref(),
            };
            match letter.compose(class, &token, now) {
                Ok(prepared) => (OutboxState::Queued, String::new(), prepared.bytes),
                Err(problem) => (OutboxState::Held, problem, Vec::new()),
            }
        }
    };
    let topic = match &mail.recipient {
        Recipient::Family { home, .. } => Some(inbound::topic(tx, home, &fold_subject(subject), now)?),
        Recipient::Teacher => None,
    };
    let (reason, bytes, message_id) = (&reason, &bytes, &message_id);
    let row = NewRow { id, state, reason, subject, text, html, bytes, message_id, topic, created_at: now };
    outbox::insert(tx, mail, &row)?;
    notes::carried_by(tx, id, &mail.moments)?;
    photos::attached(tx, id, &attached.moments)?;
    Ok(true)
}

fn join(tx: &Tx<'_>, class: &OpenClass, parts: &[OutboxId], mail: &Outgoing, now: Timestamp) -> store::Result<bool> {
    let id = outbox::next_id(tx)?;
    let is_new = enqueue(tx, class, mail, now)?;
    if is_new {
        for part in parts {
            outbox::bundle::goes_with(tx, *part, id, &format!("{GOES_WITH} mail {}", id.0))?;
        }
    }
    Ok(is_new)
}

/// The state, with its reason, of a mail that gets no bytes now: it could not be written, waits for an ok, or repeats what
/// was said.
fn without_bytes(
    tx: &Tx<'_>,
    class: &OpenClass,
    mail: &Outgoing,
    words: (&str, &str),
    now: Timestamp,
) -> store::Result<Option<(OutboxState, String)>> {
    Ok(match &mail.content {
        Content::Failed { reason } => Some((OutboxState::Held, reason.clone())),
        Content::Rendered { .. } if mail.needs_approval => {
            Some((OutboxState::Draft, "waits for a teacher's ok".to_owned()))
        }
        Content::Rendered { .. } => said_before(tx, mail, words, now)?.map(|at| {
            let day = class.local(at).strftime("%-d %B %Y");
            (OutboxState::Held, format!("{SAME_WORDS}{day}; ok sends them again"))
        }),
    })
}

/// When this home had the very same words before. What a person asked for, an answer to a wish for instance, may repeat
/// itself; what a job writes may not.
fn said_before(tx: &Tx<'_>, mail: &Outgoing, words: (&str, &str), now: Timestamp) -> store::Result<Option<Timestamp>> {
    match &mail.recipient {
        Recipient::Family { home, .. } if mail.job.is_some() => outbox::wordings::said_before(tx, home, words, now),
        _ => Ok(None),
    }
}

/// A draft gets its bytes when the teacher approves it, so that its Date is that of the approval.
fn approve(tx: &Tx<'_>, class: &OpenClass, id: OutboxId, now: Timestamp) -> store::Result<bool> {
    let waits = |p: &Parcel| matches!(p.state, OutboxState::Draft | OutboxState::Held);
    let Some(parcel) = outbox::by_id(tx, id)?.filter(waits) else { return Ok(false) };
    let words = outbox::words(tx, id)?;
    if words.text.is_empty() {
        // It was held because it could not be written; an ok gives it no words.
        return Ok(false);
    }
    let token = token(class, (id, &parcel.to), parcel.home.is_some(), now);
    let generation = life::advance(tx)?;
    let attached = Attached::of(tx, class, &photos::moments_of(tx, id)?)?;
    photos::attached(tx, id, &attached.moments)?;
    // What sleeps until then bears no date of the night before.
    let date = now.max(parcel.not_before);
    match letter_of(&parcel, &words, &attached, generation)?.compose(class, &token, date) {
        Ok(prepared) => {
            // The teacher wants it now, however long the draft lay there; only words that are untrue by now stay.
            let expires = after(date, super::letters::LIFE);
            let from = after(now, UNDO);
            let approved = outbox::approve(tx, id, &prepared.bytes, (now, from), expires)?;
            if approved && !parcel.by_job {
                notes::use_moments_of(tx, id, now)?;
            }
            Ok(approved)
        }
        Err(problem) => {
            outbox::settle(tx, id, (parcel.state, OutboxState::Held), &problem, now)?;
            Ok(true)
        }
    }
}

/// The teacher's words in the place of a draft's, with their name below.
fn reword(tx: &Tx<'_>, class: &OpenClass, id: OutboxId, text: &str, by: &str) -> store::Result<()> {
    outbox::reword(tx, id, &wanted::signed(text, by), &class.teacher_language(), by).map(drop)
}

/// The server's answer was lost, and the mail has been seen since.
fn left_after_all(tx: &Tx<'_>, class: &OpenClass, id: OutboxId) -> store::Result<()> {
    let (Some(at), Some(row)) = (outbox::in_doubt::has_left(tx, id)?, outbox::by_id(tx, id)?) else { return Ok(()) };
    tracing::info!(outbox.id = id.0, "a mail whose fate was unknown did leave");
    has_left(tx, class, &row, at)
}

/// What follows from a mail's having left: the contact it was, and the copy that is owed.
pub fn has_left(tx: &Tx<'_>, class: &OpenClass, row: &Parcel, at: Timestamp) -> store::Result<()> {
    match contact_of(row, at) {
        Some(contact) => {
            contacts::log(tx, &contact)?;
            offers::of_sent(tx, class, row, at)?;
        }
        None if row.template == super::summary::TEMPLATE => health::note(tx, "last_summary", "", at)?,
        None => {}
    }
    if row.home.is_none() || !super::edges::files_copies(&class.setup) {
        outbox::copy_filed(tx, row.id)?;
    }
    Ok(())
}

/// A contact that this mail is, once it has been sent. Class letters are entered as not personal.
fn contact_of(parcel: &Parcel, at: Timestamp) -> Option<crate::domain::contact::Contact> {
    let Home { student, household } = parcel.home.clone()?;
    Some(crate::domain::contact::Contact {
        at,
        student,
        household,
        guardian: parcel.guardian.clone(),
        direction: crate::domain::contact::Direction::ToFamily,
        channel: crate::domain::contact::Channel::Mail,
        personal: parcel.personal,
        tone: parcel.tone,
        inbound: None,
        outbox: Some(parcel.id),
    })
}
