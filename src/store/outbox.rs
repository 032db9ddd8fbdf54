//! Mail on its way out. The row and its bytes are there before the network is touched, and every state is committed
//! before the step it stands for.

pub mod bundle;
pub mod in_doubt;
pub mod limit;
mod parcel;
mod recovery;
pub mod siblings;
pub mod wordings;

pub use parcel::Parcel;
pub use recovery::{ENDED_THREE_TIMES, MOST_TRIES_TO_TEACHER, STUMBLED, broken_off, recover, stumbled_over};

use super::Result;
use super::audit;
use super::life;
use super::sql::{ms, slot_text};
use crate::domain::address::EmailAddress;
use crate::domain::language::Language;
use crate::domain::outbox::{OutboxState, Outgoing, Recipient};
use crate::ids::{DedupeKey, MessageId, OutboxId, TopicId};
use jiff::Timestamp;
use parcel::parcels;
use rusqlite::{OptionalExtension, Transaction, params};

pub fn exists(tx: &Transaction<'_>, key: &DedupeKey) -> Result<bool> {
    Ok(tx
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM outbox WHERE dedupe_key = ?1)")?
        .query_row(params![key.as_str()], |r| r.get(0))?)
}

/// The id the next row will get, needed beforehand because the mail's own bytes name it. Holds only inside the
/// IMMEDIATE transaction that also inserts.
pub fn next_id(tx: &Transaction<'_>) -> Result<OutboxId> {
    Ok(OutboxId(last_id(tx)?.0 + 1))
}

/// The id that was given out last.
pub fn last_id(tx: &Transaction<'_>) -> Result<OutboxId> {
    Ok(tx
        .prepare_cached("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'outbox'), 0)")?
        .query_row([], |r| Ok(OutboxId(r.get(0)?)))?)
}

/// What a new row needs beside the mail itself.
pub struct NewRow<'a> {
    pub id: OutboxId,
    pub state: OutboxState,
    pub reason: &'a str,
    pub subject: &'a str,
    pub text: &'a str,
    pub html: Option<&'a str>,
    /// Empty while nothing can be sent (a draft, a mail that could not be rendered).
    pub bytes: &'a [u8],
    pub message_id: &'a MessageId,
    pub topic: Option<TopicId>,
    pub created_at: Timestamp,
}

pub fn insert(tx: &Transaction<'_>, mail: &Outgoing, row: &NewRow<'_>) -> Result<()> {
    let (audience, guardian, siblings) = match &mail.recipient {
        Recipient::Family { guardian, siblings, .. } => ("family", Some(guardian.as_str()), siblings.as_slice()),
        Recipient::Teacher => ("teacher", None, [].as_slice()),
    };
    tx.prepare_cached(
        "INSERT INTO outbox (id, dedupe_key, state, stage, approved, recipient, recipient_name, audience, guardian, topic, job,
             slot, template, language, subject, message_id, personal, tone, class_letter, weekend_meant, created_at,
             not_before, expires_at, dated, attempts, next_attempt, reason, sent_copy, by_teacher)
         VALUES (?1, ?2, ?3, '', ?25, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, ?22, 0,
             ?20, ?23, 0, ?24)",
    )?
    .execute(params![
        row.id.0,
        mail.dedupe_key.as_str(),
        row.state.word(),
        mail.to.as_str(),
        mail.to_name,
        audience,
        guardian,
        row.topic.map(|t| t.0),
        mail.job.as_ref().map(|(job, _)| job.as_str()),
        mail.job.as_ref().map(|(_, slot)| slot_text(*slot)),
        mail.template,
        mail.language.as_str(),
        row.subject,
        row.message_id.as_str(),
        mail.personal,
        mail.tone.word(),
        mail.class_letter,
        mail.weekend_meant,
        ms(row.created_at),
        ms(mail.not_before),
        ms(mail.expires),
        mail.dated,
        row.reason,
        mail.by_teacher,
        mail.by_hand,
    ])?;
    tx.prepare_cached("INSERT INTO outbox_content (outbox, text, html, bytes) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![row.id.0, row.text, row.html, row.bytes])?;
    siblings::name(tx, row.id, siblings)
}

/// Queued mail whose time has come: new before deferred, so that one stuck address delays nobody. None while the state
/// is held.
pub fn due(tx: &Transaction<'_>, now: Timestamp, limit: usize) -> Result<Vec<Parcel>> {
    parcels(
        tx,
        "WHERE o.state = 'queued' AND o.next_attempt <= ?1 AND NOT EXISTS (SELECT 1 FROM hold) ORDER BY o.attempts > 0, o.next_attempt, o.id LIMIT ?2",
        params![ms(now), i64::try_from(limit).unwrap_or(i64::MAX)],
    )
}

/// A mail as it stands now, if it is still [`due`]: since it was read among others, a teacher may have cancelled it.
pub fn still_due(tx: &Transaction<'_>, id: OutboxId, now: Timestamp) -> Result<Option<Parcel>> {
    Ok(parcels(tx, "WHERE o.id = ?1 AND o.state = 'queued' AND o.next_attempt <= ?2", params![id.0, ms(now)])?.pop())
}

/// When the next queued mail's time comes; never while the state is held.
pub fn next_due(tx: &Transaction<'_>) -> Result<Option<Timestamp>> {
    let next: Option<i64> = tx.query_row(
        "SELECT min(next_attempt) FROM outbox WHERE state = 'queued' AND NOT EXISTS (SELECT 1 FROM hold)",
        [],
        |r| r.get(0),
    )?;
    super::sql::optional_instant(next)
}

/// The latest mail made from this template to somebody.
pub fn newest_to(tx: &Transaction<'_>, template: &str, to: &EmailAddress) -> Result<Option<Parcel>> {
    let found = parcels(
        tx,
        "WHERE o.recipient = ?2 AND o.template = ?1 ORDER BY o.created_at DESC, o.id DESC LIMIT 1",
        params![template, to.as_str()],
    )?;
    Ok(found.into_iter().next())
}

/// When the mail was written.
pub fn created_at(tx: &Transaction<'_>, id: OutboxId) -> Result<Option<Timestamp>> {
    let at: Option<i64> = tx
        .prepare_cached("SELECT created_at FROM outbox WHERE id = ?1")?
        .query_row(params![id.0], |r| r.get(0))
        .optional()?;
    super::sql::optional_instant(at)
}

pub fn in_state(tx: &Transaction<'_>, state: OutboxState) -> Result<Vec<Parcel>> {
    // The condition repeats the partial index's own, so that finished mail is never scanned.
    parcels(
        tx,
        "WHERE o.state = ?1 AND o.state NOT IN ('sent', 'failed', 'expired', 'cancelled') ORDER BY o.id",
        params![state.word()],
    )
}

pub fn by_id(tx: &Transaction<'_>, id: OutboxId) -> Result<Option<Parcel>> {
    Ok(parcels(tx, "WHERE o.id = ?1", params![id.0])?.pop())
}

/// The words of a mail, and the bytes that go out.
pub struct Words {
    pub text: String,
    pub html: Option<String>,
    pub bytes: Vec<u8>,
}

pub fn words(tx: &Transaction<'_>, id: OutboxId) -> Result<Words> {
    Ok(tx
        .prepare_cached("SELECT text, html, bytes FROM outbox_content WHERE outbox = ?1")?
        .query_row(params![id.0], |r| Ok(Words { text: r.get(0)?, html: r.get(1)?, bytes: r.get(2)? }))?)
}

/// `queued → sending`, counted before the network is touched; `false` if the row is no longer queued, or the state is
/// held.
pub fn claim(tx: &Transaction<'_>, id: OutboxId, now: Timestamp) -> Result<bool> {
    Ok(tx
        .prepare_cached(
            "UPDATE outbox SET state = 'sending', stage = '', attempts = attempts + 1, attempted_at = ?2
             WHERE id = ?1 AND state = 'queued' AND NOT EXISTS (SELECT 1 FROM hold)",
        )?
        .execute(params![id.0, ms(now)])?
        == 1)
}

/// Committed before the body goes out: from here on a crash means "perhaps sent".
pub fn body_goes_out(tx: &Transaction<'_>, id: OutboxId) -> Result<()> {
    let goes = tx
        .prepare_cached("UPDATE outbox SET stage = 'dot' WHERE id = ?1 AND state = 'sending'")?
        .execute(params![id.0])?;
    if goes != 1 {
        return Err(super::StoreError::Damaged("a mail on its way that somebody else has moved"));
    }
    life::advance(tx).map(drop)
}

/// Moves a row on that stands at `from`, with the reason that people read; one that somebody else has moved meanwhile
/// stays there.
pub fn settle(
    tx: &Transaction<'_>,
    id: OutboxId,
    (from, to): (OutboxState, OutboxState),
    reason: &str,
    now: Timestamp,
) -> Result<()> {
    let moved = tx.prepare_cached(
        "UPDATE outbox SET state = ?3, reason = ?4, stage = '', broken_off = 0, ended_at = ?5 WHERE id = ?1 AND state = ?2",
    )?
    .execute(params![id.0, from.word(), to.word(), reason, to.has_ended_unsent().then(|| ms(now))])?;
    if moved == 1 { audit::of_mail(tx, id, to, now) } else { Ok(()) }
}

/// Mail that failed, expired or was not let go since, except where a report tells of it.
pub fn ended_since(tx: &Transaction<'_>, since: Timestamp) -> Result<Vec<Parcel>> {
    parcels(
        tx,
        "WHERE o.ended_at >= ?1
           AND NOT EXISTS (SELECT 1 FROM delivery_report d WHERE d.outbox = o.id AND d.fate = 'failed') ORDER BY o.id",
        params![ms(since)],
    )
}

/// The newest mail made from this template.
pub fn latest_of(tx: &Transaction<'_>, template: &str) -> Result<Option<Parcel>> {
    Ok(parcels(tx, "WHERE o.template = ?1 ORDER BY o.id DESC LIMIT 1", params![template])?.pop())
}

/// The server has taken it; `false` if a delivery report has said meanwhile that it did not arrive.
pub fn sent(tx: &Transaction<'_>, id: OutboxId, at: Timestamp) -> Result<bool> {
    Ok(tx
        .prepare_cached(
            "UPDATE outbox SET state = 'sent', stage = '', reason = '', sent_at = ?2 WHERE id = ?1 AND state <> 'failed'",
        )?
        .execute(params![id.0, ms(at)])?
        == 1)
}

/// A row that stands at `from` goes back to (or stays in) the queue until `next`.
pub fn wait_until(tx: &Transaction<'_>, id: OutboxId, from: OutboxState, next: Timestamp, reason: &str) -> Result<()> {
    tx.prepare_cached(
        "UPDATE outbox SET state = 'queued', stage = '', broken_off = 0, next_attempt = ?3, reason = ?4
         WHERE id = ?1 AND state = ?2",
    )?
    .execute(params![id.0, from.word(), ms(next), reason])?;
    Ok(())
}

/// All mail that is due waits until there is room again, or until its time is over: one commit in place of one for each.
pub fn all_wait(tx: &Transaction<'_>, until: Timestamp, reason: &str, now: Timestamp) -> Result<()> {
    tx.prepare_cached(
        "UPDATE outbox SET next_attempt = min(?1, expires_at), reason = ?2 WHERE state = 'queued' AND next_attempt <= ?3",
    )?
    .execute(params![ms(until), reason, ms(now)])?;
    Ok(())
}

/// A draft, or a mail held for the teacher's eyes, that the teacher approved, with the bytes it will go out with;
/// `false` if it waits for no teacher any more. The time of one that names no day runs anew, at least until `expires`.
pub fn approve(
    tx: &Transaction<'_>,
    id: OutboxId,
    bytes: &[u8],
    (now, from): (Timestamp, Timestamp),
    expires: Timestamp,
) -> Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE outbox SET state = 'queued', approved = 1, reason = '', next_attempt = max(not_before, ?4),
                 expires_at = CASE WHEN dated THEN expires_at ELSE max(expires_at, ?3) END
             WHERE id = ?1 AND state IN ('draft', 'held') AND NOT (dated AND expires_at <= ?2)",
        )?
        .execute(params![id.0, ms(now), ms(expires), ms(from)])?
        == 1;
    if changed {
        tx.prepare_cached("UPDATE outbox_content SET bytes = ?2 WHERE outbox = ?1")?.execute(params![id.0, bytes])?;
    }
    Ok(changed)
}

/// Other words for a draft, in the language they are written in.
pub fn reword(tx: &Transaction<'_>, id: OutboxId, text: &str, language: &Language, by: &str) -> Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE outbox SET language = ?2, by_teacher = ?3 WHERE id = ?1 AND state IN ('draft', 'held')",
        )?
        .execute(params![id.0, language.as_str(), by])?
        == 1;
    if changed {
        tx.prepare_cached("UPDATE outbox_content SET text = ?2, html = NULL WHERE outbox = ?1")?
            .execute(params![id.0, text])?;
    }
    Ok(changed)
}

/// The words of a draft as they are by now, and what it waits for.
pub fn rewrite(
    tx: &Transaction<'_>,
    id: OutboxId,
    (subject, text, html): (&str, &str, Option<&str>),
    reason: &str,
) -> Result<()> {
    let changed = tx
        .prepare_cached("UPDATE outbox SET subject = ?2, reason = ?3 WHERE id = ?1 AND state IN ('draft', 'held')")?
        .execute(params![id.0, subject, reason])?;
    if changed == 1 {
        tx.prepare_cached("UPDATE outbox_content SET text = ?2, html = ?3 WHERE outbox = ?1")?
            .execute(params![id.0, text, html])?;
    }
    Ok(())
}

/// What waits to leave, and was never tried, is a draft again, or ends, as does a draft that was none before; `false` once
/// it is too late.
pub fn take_back(tx: &Transaction<'_>, id: OutboxId, was_draft: bool) -> Result<bool> {
    let (state, reason) =
        if was_draft { ("draft", "waits for a teacher's ok") } else { ("cancelled", "the teacher took it back") };
    Ok(tx
        .prepare_cached(
            "UPDATE outbox SET state = ?2, reason = ?3, approved = 0,
                    dedupe_key = CASE WHEN ?4 THEN dedupe_key ELSE dedupe_key || ':taken back:' || id END
             WHERE id = ?1 AND attempts = 0
               AND (state = 'queued' OR (state = 'draft' AND NOT ?4))",
        )?
        .execute(params![id.0, state, reason, was_draft])?
        == 1)
}

/// Stops a mail that has not begun to go out; `false` once it is too late.
pub fn cancel(tx: &Transaction<'_>, id: OutboxId, reason: &str) -> Result<bool> {
    Ok(tx
        .prepare_cached(
            "UPDATE outbox SET state = 'cancelled', reason = ?2 WHERE id = ?1 AND state IN ('draft', 'held', 'queued')",
        )?
        .execute(params![id.0, reason])?
        == 1)
}

/// The reason for which a draft ended whose day is over.
pub const NOBODY_SAID_OK: &str = "Its day passed before anybody said `ok`.";

/// What nobody has decided about until its time was over ends: held mail, which says why it was held, and drafts that
/// name a day.
pub fn expire_undecided(tx: &Transaction<'_>, now: Timestamp) -> Result<usize> {
    let (held, drafts) = (in_state(tx, OutboxState::Held)?, in_state(tx, OutboxState::Draft)?);
    let dated = drafts.into_iter().filter(|p| p.dated);
    let over: Vec<Parcel> = held.into_iter().chain(dated).filter(|p| p.expires <= now).collect();
    for parcel in &over {
        let reason = match parcel.state {
            OutboxState::Draft => NOBODY_SAID_OK,
            _ => &parcel.reason,
        };
        settle(tx, parcel.id, (parcel.state, OutboxState::Expired), reason, now)?;
    }
    Ok(over.len())
}

/// Mails that were handed over since the given time and of which nobody knows whether they arrived.
pub fn unknown_since(tx: &Transaction<'_>, since: Timestamp) -> Result<Vec<Parcel>> {
    parcels(
        tx,
        "WHERE o.state = 'unknown' AND o.attempted_at >= ?1
           AND o.state NOT IN ('sent', 'failed', 'expired', 'cancelled') ORDER BY o.id",
        params![ms(since)],
    )
}

/// When the newest mail of this template that reached this address was written.
pub fn newest_sent(tx: &Transaction<'_>, template: &str, to: &EmailAddress) -> Result<Option<Timestamp>> {
    let written: Option<i64> = tx
        .prepare_cached(
            "SELECT created_at FROM outbox WHERE recipient = ?1 AND template = ?2 AND state = 'sent'
             ORDER BY created_at DESC LIMIT 1",
        )?
        .query_row(params![to.as_str(), template], |r| r.get(0))
        .optional()?;
    super::sql::optional_instant(written)
}

/// Sent mail whose copy in the Sent folder is still owed.
pub fn copies_owed(tx: &Transaction<'_>, limit: usize) -> Result<Vec<OutboxId>> {
    let mut query =
        tx.prepare_cached("SELECT id FROM outbox WHERE sent_copy = 0 AND state = 'sent' ORDER BY id LIMIT ?1")?;
    let rows = query.query_map(params![i64::try_from(limit).unwrap_or(i64::MAX)], |r| Ok(OutboxId(r.get(0)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

pub fn copy_filed(tx: &Transaction<'_>, id: OutboxId) -> Result<()> {
    tx.prepare_cached("UPDATE outbox SET sent_copy = 1 WHERE id = ?1")?.execute(params![id.0])?;
    Ok(())
}

/// A delivery report says that the mail did not arrive after all.
pub fn failed_after_all(tx: &Transaction<'_>, id: OutboxId, reason: &str) -> Result<()> {
    tx.prepare_cached(
        "UPDATE outbox SET state = 'failed', reason = ?2 WHERE id = ?1 AND state IN ('sent', 'unknown', 'sending')",
    )?
    .execute(params![id.0, reason])?;
    Ok(())
}
