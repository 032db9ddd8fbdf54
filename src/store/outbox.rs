//! Mail on its way out. The row and its bytes are there before the network is touched, and every state is committed
//! before the step it stands for.

use super::sql::{address, household, instant, ms, slot_text, student, word};
use super::{Result, StoreError};
use crate::domain::address::EmailAddress;
use crate::domain::contact::Tone;
use crate::domain::language::Language;
use crate::domain::mail::Home;
use crate::domain::outbox::{OutboxState, Outgoing, Recipient};
use crate::ids::{DedupeKey, MessageId, OutboxId, TopicId};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};

pub fn exists(tx: &Transaction<'_>, key: &DedupeKey) -> Result<bool> {
    Ok(tx
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM outbox WHERE dedupe_key = ?1)")?
        .query_row(params![key.as_str()], |r| r.get(0))?)
}

/// The id the next row will get, needed beforehand because the mail's own bytes name it. Holds only inside the
/// IMMEDIATE transaction that also inserts.
pub fn next_id(tx: &Transaction<'_>) -> Result<OutboxId> {
    let last: i64 = tx
        .prepare_cached("SELECT coalesce((SELECT seq FROM sqlite_sequence WHERE name = 'outbox'), 0)")?
        .query_row([], |r| r.get(0))?;
    Ok(OutboxId(last + 1))
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
    let (audience, guardian) = match &mail.recipient {
        Recipient::Family { guardian, .. } => ("family", Some(guardian.as_str())),
        Recipient::Teacher => ("teacher", None),
    };
    tx.prepare_cached(
        "INSERT INTO outbox (id, dedupe_key, state, stage, approved, recipient, recipient_name, audience, guardian, topic, job,
             slot, template, language, subject, message_id, personal, tone, class_letter, weekend_meant, created_at,
             not_before, expires_at, attempts, next_attempt, reason, sent_copy)
         VALUES (?1, ?2, ?3, '', 0, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20, ?21, 0,
             ?20, ?22, 0)",
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
        row.reason,
    ])?;
    tx.prepare_cached("INSERT INTO outbox_content (outbox, text, html, bytes) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![row.id.0, row.text, row.html, row.bytes])?;
    Ok(())
}

/// A row as the sender and the composer see it.
#[derive(Clone, Debug)]
pub struct Parcel {
    pub id: OutboxId,
    pub state: OutboxState,
    pub to: EmailAddress,
    pub to_name: Option<String>,
    /// `None`: mail to the teacher.
    pub home: Option<Home>,
    pub guardian: Option<String>,
    pub by_job: bool,
    /// Which job wrote it, and for which of its times; mails of one batch are one decision. Empty without a job.
    pub batch: String,
    pub template: String,
    pub language: Language,
    pub subject: String,
    pub message_id: MessageId,
    pub personal: bool,
    pub tone: Tone,
    pub class_letter: bool,
    pub weekend_meant: bool,
    pub not_before: Timestamp,
    pub expires: Timestamp,
    pub attempts: u32,
    pub reason: String,
    /// A teacher read it and said `ok`.
    pub approved: bool,
}

const PARCEL: &str = "SELECT o.id, o.state, o.recipient, o.recipient_name, h.student, h.household, o.guardian,
    o.job IS NOT NULL, o.template, o.language, o.subject, o.message_id, o.personal, o.tone, o.class_letter,
    o.weekend_meant, o.not_before, o.expires_at, o.attempts, o.reason, o.approved, coalesce(o.job || ' ' || o.slot, '')
    FROM outbox o LEFT JOIN topic t ON t.id = o.topic LEFT JOIN thread h ON h.id = t.thread ";

fn parcel(r: &Row<'_>) -> rusqlite::Result<Result<Parcel>> {
    let home = match (r.get::<_, Option<String>>(4)?, r.get::<_, Option<String>>(5)?) {
        (Some(s), Some(h)) => Some(Home { student: student(s), household: household(h) }),
        _ => None,
    };
    let (state, to, tone): (String, String, String) = (r.get(1)?, r.get(2)?, r.get(13)?);
    let (message_id, not_before, expires): (String, i64, i64) = (r.get(11)?, r.get(16)?, r.get(17)?);
    let (id, to_name, guardian, by_job) = (OutboxId(r.get(0)?), r.get(3)?, r.get(6)?, r.get(7)?);
    let (template, subject, personal) = (r.get(8)?, r.get(10)?, r.get(12)?);
    let language: String = r.get(9)?;
    let (class_letter, weekend_meant, attempts, reason) = (r.get(14)?, r.get(15)?, r.get(18)?, r.get(19)?);
    let (approved, batch) = (r.get(20)?, r.get(21)?);
    Ok((|| {
        Ok(Parcel {
            id,
            state: word(&state, OutboxState::read)?,
            to: address(&to)?,
            to_name,
            home,
            guardian,
            by_job,
            batch,
            template,
            language: word(&language, Language::parse)?,
            subject,
            message_id: MessageId::parse(&message_id).ok_or(StoreError::Damaged("a Message-ID"))?,
            personal,
            tone: word(&tone, Tone::read)?,
            class_letter,
            weekend_meant,
            not_before: instant(not_before)?,
            expires: instant(expires)?,
            attempts,
            reason,
            approved,
        })
    })())
}

fn parcels(tx: &Transaction<'_>, rest: &str, values: impl rusqlite::Params) -> Result<Vec<Parcel>> {
    let mut query = tx.prepare_cached(&format!("{PARCEL}{rest}"))?;
    super::sql::collect(query.query_map(values, parcel)?)
}

/// Queued mail whose time has come: new before deferred, so that one stuck address delays nobody.
pub fn due(tx: &Transaction<'_>, now: Timestamp, limit: usize) -> Result<Vec<Parcel>> {
    parcels(
        tx,
        "WHERE o.state = 'queued' AND o.next_attempt <= ?1 ORDER BY o.attempts > 0, o.next_attempt, o.id LIMIT ?2",
        params![ms(now), i64::try_from(limit).unwrap_or(i64::MAX)],
    )
}

/// When the next queued mail's time comes.
pub fn next_due(tx: &Transaction<'_>) -> Result<Option<Timestamp>> {
    let next: Option<i64> =
        tx.query_row("SELECT min(next_attempt) FROM outbox WHERE state = 'queued'", [], |r| r.get(0))?;
    super::sql::optional_instant(next)
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

/// `queued → sending`, counted before the network is touched; `false` if the row is no longer queued.
pub fn claim(tx: &Transaction<'_>, id: OutboxId, now: Timestamp) -> Result<bool> {
    Ok(tx
        .prepare_cached(
            "UPDATE outbox SET state = 'sending', stage = '', attempts = attempts + 1, attempted_at = ?2
             WHERE id = ?1 AND state = 'queued'",
        )?
        .execute(params![id.0, ms(now)])?
        == 1)
}

/// Committed before the body goes out: from here on a crash means "perhaps sent".
pub fn body_goes_out(tx: &Transaction<'_>, id: OutboxId) -> Result<()> {
    tx.prepare_cached("UPDATE outbox SET stage = 'dot' WHERE id = ?1 AND state = 'sending'")?.execute(params![id.0])?;
    Ok(())
}

/// Moves a row on, with the reason that people read. One that failed or expired has ended now.
pub fn settle(tx: &Transaction<'_>, id: OutboxId, state: OutboxState, reason: &str, now: Timestamp) -> Result<()> {
    let ended = matches!(state, OutboxState::Failed | OutboxState::Expired).then(|| ms(now));
    tx.prepare_cached("UPDATE outbox SET state = ?2, reason = ?3, stage = '', ended_at = ?4 WHERE id = ?1")?
        .execute(params![id.0, state.word(), reason, ended])?;
    Ok(())
}

/// Mail that failed or expired since, except where a delivery report tells of it.
pub fn ended_since(tx: &Transaction<'_>, since: Timestamp) -> Result<Vec<Parcel>> {
    parcels(
        tx,
        "WHERE o.ended_at >= ?1 AND NOT EXISTS (SELECT 1 FROM bounce WHERE bounce.outbox = o.id) ORDER BY o.id",
        params![ms(since)],
    )
}

/// The newest mail made from this template.
pub fn latest_of(tx: &Transaction<'_>, template: &str) -> Result<Option<Parcel>> {
    Ok(parcels(tx, "WHERE o.template = ?1 ORDER BY o.id DESC LIMIT 1", params![template])?.pop())
}

pub fn sent(tx: &Transaction<'_>, id: OutboxId, at: Timestamp) -> Result<()> {
    tx.prepare_cached("UPDATE outbox SET state = 'sent', stage = '', reason = '', sent_at = ?2 WHERE id = ?1")?
        .execute(params![id.0, ms(at)])?;
    Ok(())
}

/// Back to (or still in) the queue until `next`.
pub fn wait_until(tx: &Transaction<'_>, id: OutboxId, next: Timestamp, reason: &str) -> Result<()> {
    tx.prepare_cached("UPDATE outbox SET state = 'queued', stage = '', next_attempt = ?2, reason = ?3 WHERE id = ?1")?
        .execute(params![id.0, ms(next), reason])?;
    Ok(())
}

/// A draft, or a mail held for the teacher's eyes, that the teacher approved, with the bytes it will go out with;
/// `false` if it waits for no teacher any more. Its time runs anew, at least until `expires`.
pub fn approve(tx: &Transaction<'_>, id: OutboxId, bytes: &[u8], now: Timestamp, expires: Timestamp) -> Result<bool> {
    let changed = tx
        .prepare_cached(
            "UPDATE outbox SET state = 'queued', approved = 1, reason = '', next_attempt = max(not_before, ?2),
                 expires_at = max(expires_at, ?3)
             WHERE id = ?1 AND state IN ('draft', 'held')",
        )?
        .execute(params![id.0, ms(now), ms(expires)])?;
    tx.prepare_cached("UPDATE outbox_content SET bytes = ?2 WHERE outbox = ?1")?.execute(params![id.0, bytes])?;
    Ok(changed == 1)
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

/// A held mail that nobody has decided about until its time was over: it ends, and says why it was held.
pub fn expire_held(tx: &Transaction<'_>, now: Timestamp) -> Result<usize> {
    let held = in_state(tx, OutboxState::Held)?;
    let over: Vec<&Parcel> = held.iter().filter(|p| p.expires <= now).collect();
    for parcel in &over {
        settle(tx, parcel.id, OutboxState::Expired, &parcel.reason, now)?;
    }
    Ok(over.len())
}

/// How often a mail to the teacher is handed over though an earlier answer was lost: twice the same is better than none.
pub const MOST_TRIES_TO_TEACHER: u32 = 3;

/// After an unclean end: a row whose body had not gone out goes again, one whose body had is unknown, unless it is for
/// the teacher.
pub fn recover(tx: &Transaction<'_>) -> Result<(usize, usize)> {
    let again = tx.execute(
        "UPDATE outbox SET state = 'queued', stage = ''
         WHERE state = 'sending' AND (stage = '' OR (audience = 'teacher' AND attempts < ?1))",
        params![MOST_TRIES_TO_TEACHER],
    )?;
    let unknown = tx.execute(
        "UPDATE outbox SET state = 'unknown', stage = '',
             reason = 'homeroom stopped after handing the mail over and before the server''s answer'
         WHERE state = 'sending' AND stage = 'dot'",
        [],
    )?;
    Ok((again, unknown))
}

/// How many mails left since the given time, for the provider's limits. An unknown one counts as left when it was tried.
/// What a clock that was ahead has dated later than now does not count.
pub fn left_since(tx: &Transaction<'_>, since: Timestamp, now: Timestamp) -> Result<u32> {
    let sent: u32 = tx
        .prepare_cached("SELECT count(*) FROM outbox WHERE sent_at BETWEEN ?1 AND ?2")?
        .query_row(params![ms(since), ms(now)], |r| r.get(0))?;
    let open: u32 = tx
        .prepare_cached(
            // The condition repeats the partial index's own, so that finished mail is never scanned.
            "SELECT count(*) FROM outbox WHERE state IN ('sending', 'unknown') AND attempted_at BETWEEN ?1 AND ?2
               AND state NOT IN ('sent', 'failed', 'expired', 'cancelled')",
        )?
        .query_row(params![ms(since), ms(now)], |r| r.get(0))?;
    Ok(sent + open)
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

/// How often each wording of a template has gone to this address, to choose one not used before.
pub fn times_sent(tx: &Transaction<'_>, template: &str, to: &EmailAddress) -> Result<usize> {
    let count: i64 = tx
        .prepare_cached("SELECT count(*) FROM outbox WHERE recipient = ?2 AND template = ?1")?
        .query_row(params![template, to.as_str()], |r| r.get(0))?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// A permanent delivery report: the mail did not arrive after all.
pub fn failed_after_all(tx: &Transaction<'_>, id: OutboxId, reason: &str) -> Result<()> {
    tx.prepare_cached(
        "UPDATE outbox SET state = 'failed', reason = ?2 WHERE id = ?1 AND state IN ('sent', 'unknown', 'sending')",
    )?
    .execute(params![id.0, reason])?;
    Ok(())
}
