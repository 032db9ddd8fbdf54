//! Mail as it came in: stored raw before anyone understands it, understood in a commit of its own.

use super::folders::uid_column;
use super::sql::{instant, ms, word};
use super::{Result, StoreError, audit, contacts};
use crate::domain::mail::{FolderRole, Home, MailState, Placing};
use crate::ids::{ContentHash, InboundId, TopicId};
use crate::message::Understood;
use crate::message::auth::Authenticity;
use flate2::Compression;
use flate2::read::{ZlibDecoder, ZlibEncoder};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};
use std::io::Read;

/// A fetched mail, made ready for its commit outside the transaction: hashing and packing take longer than the insert.
pub struct PackedMail {
    pub uid: u64,
    pub received_at: Timestamp,
    pub size: u64,
    pub lean: bool,
    hash: ContentHash,
    packed: Vec<u8>,
}

impl PackedMail {
    pub fn pack(uid: u64, received_at: Timestamp, size: u64, lean: bool, raw: &[u8]) -> Self {
        let mut packed = Vec::with_capacity(raw.len() / 2);
        // Reading from memory into memory has no way to fail.
        let _ = ZlibEncoder::new(raw, Compression::fast()).read_to_end(&mut packed);
        Self { uid, received_at, size, lean, hash: ContentHash::of(raw), packed }
    }
}

/// Commit 1: the mails and where they lie. Gives each mail's row, and whether its content is new here.
pub fn store(
    tx: &Transaction<'_>,
    folder: i64,
    role: FolderRole,
    mails: &[PackedMail],
    now: Timestamp,
) -> Result<Vec<(InboundId, bool)>> {
    mails.iter().map(|mail| store_one(tx, folder, role, mail, now)).collect()
}

fn store_one(
    tx: &Transaction<'_>,
    folder: i64,
    role: FolderRole,
    mail: &PackedMail,
    now: Timestamp,
) -> Result<(InboundId, bool)> {
    let inserted =
        tx.prepare_cached(
            "INSERT INTO inbound (content_hash, role, received_at, stored_at, size, lean, state, reason, attempts)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, 'received', '', 0) ON CONFLICT (content_hash) DO NOTHING",
        )?
        .execute(params![
            &mail.hash.0[..],
            role.word(),
            ms(mail.received_at),
            ms(now),
            uid_column(mail.size),
            mail.lean
        ])? == 1;
    let id = if inserted {
        let id = tx.last_insert_rowid();
        tx.prepare_cached("INSERT INTO raw (inbound, bytes) VALUES (?1, ?2)")?.execute(params![id, mail.packed])?;
        id
    } else {
        let id = tx
            .prepare_cached("SELECT id FROM inbound WHERE content_hash = ?1")?
            .query_row(params![&mail.hash.0[..]], |r| r.get(0))?;
        rescued_from_junk(tx, id, role)?;
        id
    };
    tx.prepare_cached(
        "INSERT INTO location (folder, uid, inbound) VALUES (?1, ?2, ?3)
         ON CONFLICT (folder, uid) DO UPDATE SET inbound = excluded.inbound, gone_at = NULL",
    )?
    .execute(params![folder, uid_column(mail.uid), id])?;
    tx.prepare_cached("DELETE FROM unfetched WHERE folder = ?1 AND uid = ?2")?
        .execute(params![folder, uid_column(mail.uid)])?;
    Ok((InboundId(id), inserted))
}

/// A person moved the mail from Junk to the inbox: it is understood again, as what it is.
fn rescued_from_junk(tx: &Transaction<'_>, id: i64, found_in: FolderRole) -> Result<()> {
    if found_in == FolderRole::Inbox {
        tx.prepare_cached("UPDATE inbound SET role = 'inbox', state = 'received' WHERE id = ?1 AND role = 'junk'")?
            .execute(params![id])?;
    }
    Ok(())
}

/// A stored mail that waits to be understood.
pub struct Received {
    pub id: InboundId,
    pub role: FolderRole,
    pub received_at: Timestamp,
    pub attempts: u32,
    pub raw: Vec<u8>,
    /// What its signature proved, where homeroom checks signatures itself and has checked this one.
    pub verdict: Option<Authenticity>,
}

/// The oldest mails above this id that wait to be understood: at most `limit`, and not many more than `octets` of them.
pub fn received(tx: &Transaction<'_>, above: InboundId, limit: usize, octets: usize) -> Result<Vec<Received>> {
    let mut query = tx.prepare_cached(
        "SELECT i.id, i.role, i.received_at, i.attempts, r.bytes, i.verdict FROM inbound i JOIN raw r ON r.inbound = i.id
         WHERE i.state = 'received' AND i.asking_since IS NULL AND i.id > ?1 ORDER BY i.id LIMIT ?2",
    )?;
    let mut rows = query.query(params![above.0, i64::try_from(limit).unwrap_or(i64::MAX)])?;
    let mut mails = Vec::new();
    let mut total = 0;
    while let Some(row) = rows.next()? {
        let mail = received_row(row)?;
        total += mail.raw.len();
        mails.push(mail);
        if total >= octets {
            break;
        }
    }
    Ok(mails)
}

fn received_row(row: &Row<'_>) -> Result<Received> {
    // One damaged mail must not keep the others from being understood: it reads as empty, and is quarantined.
    let raw = row.get_ref(4)?.as_blob().ok().and_then(|packed| unpack(packed).ok()).unwrap_or_default();
    Ok(Received {
        id: InboundId(row.get(0)?),
        role: word(&row.get::<_, String>(1)?, FolderRole::read)?,
        received_at: instant(row.get(2)?)?,
        attempts: row.get(3)?,
        raw,
        verdict: row.get::<_, Option<String>>(5)?.and_then(|word| Authenticity::read(&word)),
    })
}

/// Of the mails up to this one that wait to be understood, the one that was tried least often, and of these the oldest.
pub fn first_suspect(tx: &Transaction<'_>, up_to: InboundId) -> Result<Option<Received>> {
    let mut query = tx.prepare_cached(
        "SELECT i.id, i.role, i.received_at, i.attempts, r.bytes, i.verdict FROM inbound i JOIN raw r ON r.inbound = i.id
         WHERE i.id = coalesce(
             (SELECT id FROM inbound WHERE state = 'received' AND asking_since IS NULL AND id <= ?1 AND attempts = 0
              ORDER BY id LIMIT 1),
             (SELECT id FROM inbound WHERE state = 'received' AND asking_since IS NULL AND id <= ?1
              ORDER BY attempts, id LIMIT 1))",
    )?;
    let mut rows = query.query(params![up_to.0])?;
    rows.next()?.map(received_row).transpose()
}

/// Whether mail above this id waits to be understood.
pub fn any_received(tx: &Transaction<'_>, above: InboundId) -> Result<bool> {
    Ok(tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM inbound WHERE state = 'received' AND asking_since IS NULL AND id > ?1)",
        )?
        .query_row(params![above.0], |r| r.get(0))?)
}

/// The newest mail that waits to be understood or for its signature to be checked; 0 where none does.
pub fn newest_received(tx: &Transaction<'_>) -> Result<InboundId> {
    Ok(tx
        .prepare_cached("SELECT coalesce(max(id), 0) FROM inbound WHERE state = 'received'")?
        .query_row([], |r| r.get(0).map(InboundId))?)
}

/// Before a mail is read that may end the process.
pub fn count_attempt(tx: &Transaction<'_>, id: InboundId) -> Result<()> {
    tx.prepare_cached("UPDATE inbound SET attempts = attempts + 1 WHERE id = ?1")?.execute(params![id.0])?;
    Ok(())
}

pub fn quarantine(tx: &Transaction<'_>, id: InboundId, reason: &str, now: Timestamp) -> Result<()> {
    set_state(tx, id, MailState::Quarantined, reason)?;
    audit::quarantined(tx, id, now)
}

/// The stored bytes of a mail.
pub fn raw(tx: &Transaction<'_>, id: InboundId) -> Result<Option<Vec<u8>>> {
    tx.prepare_cached("SELECT bytes FROM raw WHERE inbound = ?1")?
        .query_row(params![id.0], |r| r.get::<_, Vec<u8>>(0))
        .optional()?
        .map(|packed| unpack(&packed))
        .transpose()
}

fn unpack(packed: &[u8]) -> Result<Vec<u8>> {
    let mut raw = Vec::with_capacity(packed.len() * 3);
    ZlibDecoder::new(packed).read_to_end(&mut raw).map_err(|_| StoreError::Damaged("a raw mail"))?;
    Ok(raw)
}

/// Commit 2: what the mail is and where it belongs. `topics` are those of `placing.homes`. A mail that was read before
/// loses what that reading said, the contacts it was entered as among it.
pub fn place(tx: &Transaction<'_>, placing: &Placing, mail: &Understood, topics: &[TopicId]) -> Result<()> {
    if !insert_reading(tx, placing, mail)? {
        tx.prepare_cached("DELETE FROM reading WHERE inbound = ?1")?.execute(params![placing.inbound.0])?;
        contacts::forget_mail(tx, placing.inbound)?;
        leave_topics(tx, placing.inbound)?;
        insert_reading(tx, placing, mail)?;
    }
    put_in_topics(tx, placing, topics)
}

/// `false` if the mail was read before.
fn insert_reading(tx: &Transaction<'_>, placing: &Placing, mail: &Understood) -> Result<bool> {
    let inserted = tx
        .prepare_cached(
            "INSERT INTO reading (inbound, outgoing, kind, message_id, sender, sender_name, subject, reply_text,
                                  closing, more_below, language, returns, guardian, matched_by, verified, marks,
                                  thread_index)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17) ON CONFLICT (inbound) DO NOTHING",
        )?
        .execute(params![
            placing.inbound.0,
            placing.outgoing,
            mail.kind.word(),
            mail.message_id.as_ref().map(|m| m.as_str()),
            mail.from.as_ref().map(|a| a.as_str()).or(mail.from_text.as_deref()),
            mail.from_name,
            mail.subject,
            mail.reply_text,
            mail.closing(),
            mail.more_below,
            mail.language.as_ref().map(|l| l.as_str()),
            mail.returns.map(|day| day.to_string()),
            placing.guardian,
            evidence(placing),
            placing.verified,
            mail.marks.iter().map(|m| m.word()).collect::<Vec<_>>().join(","),
            mail.thread_index.as_ref().map(|index| index.octets()),
        ])?;
    Ok(inserted == 1)
}

fn evidence(placing: &Placing) -> String {
    placing.matched_by.iter().map(|e| e.word()).collect::<Vec<_>>().join(",")
}

fn leave_topics(tx: &Transaction<'_>, id: InboundId) -> Result<()> {
    tx.prepare_cached("DELETE FROM placement WHERE inbound = ?1")?.execute(params![id.0])?;
    Ok(())
}

/// A mail that was read before gets its place by a teacher's word.
pub fn place_again(tx: &Transaction<'_>, placing: &Placing, topics: &[TopicId]) -> Result<()> {
    tx.prepare_cached("UPDATE reading SET guardian = ?2, matched_by = ?3, verified = ?4 WHERE inbound = ?1")?
        .execute(params![placing.inbound.0, placing.guardian, evidence(placing), placing.verified])?;
    contacts::forget_mail(tx, placing.inbound)?;
    leave_topics(tx, placing.inbound)?;
    put_in_topics(tx, placing, topics)
}

fn put_in_topics(tx: &Transaction<'_>, placing: &Placing, topics: &[TopicId]) -> Result<()> {
    set_state(tx, placing.inbound, placing.state, &placing.reason)?;
    for topic in topics {
        tx.prepare_cached("INSERT INTO placement (inbound, topic) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
            .execute(params![placing.inbound.0, topic.0])?;
    }
    Ok(())
}

pub fn set_state(tx: &Transaction<'_>, id: InboundId, state: MailState, reason: &str) -> Result<()> {
    tx.prepare_cached("UPDATE inbound SET state = ?2, reason = ?3 WHERE id = ?1")?.execute(params![
        id.0,
        state.word(),
        reason
    ])?;
    Ok(())
}

/// Counts a failed try at understanding; after the third the mail is quarantined and the rest flows on.
pub fn attempt_failed(tx: &Transaction<'_>, id: InboundId, reason: &str, now: Timestamp) -> Result<()> {
    let state: Option<String> = tx
        .prepare_cached(
            "UPDATE inbound SET attempts = attempts + 1, reason = ?2,
                 state = CASE WHEN attempts + 1 >= 3 THEN 'quarantined' ELSE state END WHERE id = ?1 RETURNING state",
        )?
        .query_row(params![id.0, reason], |r| r.get(0))
        .optional()?;
    if state.as_deref() == Some("quarantined") { audit::quarantined(tx, id, now) } else { Ok(()) }
}

/// The mail is to be understood again.
pub fn requeue(tx: &Transaction<'_>, id: InboundId) -> Result<bool> {
    Ok(tx
        .prepare_cached("UPDATE inbound SET state = 'received', attempts = 0, reason = '' WHERE id = ?1")?
        .execute(params![id.0])?
        == 1)
}

/// Mail that was never understood yet counts as stored now: what it was stored with was no time. Mail that is only to be
/// understood again keeps its own.
pub fn stored_just_now(tx: &Transaction<'_>, now: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE inbound SET stored_at = ?1 WHERE state = 'received'
           AND NOT EXISTS (SELECT 1 FROM reading WHERE reading.inbound = inbound.id)",
        params![ms(now)],
    )?;
    Ok(())
}

/// The topic of a home that goes by this subject, opened if it is new.
pub fn topic(tx: &Transaction<'_>, home: &Home, subject: &str, at: Timestamp) -> Result<TopicId> {
    let (student, household) = (home.student.as_str(), home.household.as_str());
    let known: Option<(i64, i64)> = tx
        .prepare_cached(
            "SELECT t.id, t.last_at FROM thread h JOIN topic t ON t.thread = h.id AND t.subject = ?3
             WHERE h.student = ?1 AND h.household = ?2",
        )?
        .query_row(params![student, household, subject], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    if let Some((id, last_at)) = known {
        if last_at < ms(at) {
            tx.prepare_cached("UPDATE topic SET last_at = ?2 WHERE id = ?1")?.execute(params![id, ms(at)])?;
        }
        return Ok(TopicId(id));
    }
    tx.prepare_cached("INSERT INTO thread (student, household) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![student, household])?;
    tx.prepare_cached(
        "INSERT INTO topic (thread, subject, last_at)
         VALUES ((SELECT id FROM thread WHERE student = ?1 AND household = ?2), ?3, ?4)",
    )?
    .execute(params![student, household, subject, ms(at)])?;
    Ok(TopicId(tx.last_insert_rowid()))
}
