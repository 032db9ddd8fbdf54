//! Rows for the listings that people and scripts read.

use super::Result;
use super::sql::{household, instant, ms, optional_instant, student, word};
use crate::domain::mail::{FolderRole, Home, MailState, Mark};
use crate::domain::outbox::OutboxState;
use crate::ids::{HouseholdId, InboundId, OutboxId, StudentId};
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{OptionalExtension, Row, Transaction, params};
use std::collections::BTreeMap;

/// One mail as the listing shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct MessageLine {
    pub id: InboundId,
    pub role: FolderRole,
    pub folder: Option<String>,
    pub uid: Option<i64>,
    pub received: Timestamp,
    /// When it was fetched, which may be long after it came.
    pub stored: Timestamp,
    /// `None` until the mail is understood.
    pub state: Option<MailState>,
    pub reason: String,
    pub outgoing: bool,
    pub kind: Option<String>,
    pub message_id: Option<String>,
    pub from: Option<String>,
    pub from_name: Option<String>,
    pub subject: String,
    pub reply_text: String,
    /// The history below the new text holds words that nobody here has seen.
    pub more_below: bool,
    /// What a teacher must know of it beside the words.
    pub marks: Vec<Mark>,
    pub language: Option<String>,
    pub guardian: Option<String>,
    pub matched_by: Vec<String>,
    pub verified: bool,
    pub homes: Vec<Home>,
    pub thread: Option<i64>,
    pub topic: Option<i64>,
}

const MESSAGE: &str =
    "SELECT i.id, i.role, i.received_at, i.state, i.reason, r.outgoing, r.kind, r.message_id, r.sender,
    r.sender_name, r.subject, r.reply_text, r.language, r.guardian, r.matched_by, r.verified,
    (SELECT f.name FROM location l JOIN folder f ON f.id = l.folder WHERE l.inbound = i.id
     ORDER BY l.gone_at IS NULL DESC, l.folder DESC, l.uid DESC LIMIT 1),
    (SELECT l.uid FROM location l WHERE l.inbound = i.id
     ORDER BY l.gone_at IS NULL DESC, l.folder DESC, l.uid DESC LIMIT 1), i.stored_at, r.more_below, r.marks
    FROM inbound i LEFT JOIN reading r ON r.inbound = i.id ";

fn message(r: &Row<'_>) -> rusqlite::Result<Result<MessageLine>> {
    let (role, received, state): (String, i64, String) = (r.get(1)?, r.get(2)?, r.get(3)?);
    let line = MessageLine {
        id: InboundId(r.get(0)?),
        role: FolderRole::Inbox,
        folder: r.get(16)?,
        uid: r.get(17)?,
        received: Timestamp::UNIX_EPOCH,
        stored: Timestamp::UNIX_EPOCH,
        state: MailState::read(&state),
        reason: r.get(4)?,
        outgoing: r.get::<_, Option<bool>>(5)?.unwrap_or(false),
        kind: r.get(6)?,
        message_id: r.get(7)?,
        from: r.get(8)?,
        from_name: r.get(9)?,
        subject: r.get::<_, Option<String>>(10)?.unwrap_or_default(),
        reply_text: r.get::<_, Option<String>>(11)?.unwrap_or_default(),
        more_below: r.get::<_, Option<bool>>(19)?.unwrap_or(false),
        marks: words(r.get(20)?).iter().filter_map(|word| Mark::read(word)).collect(),
        language: r.get(12)?,
        guardian: r.get(13)?,
        matched_by: words(r.get(14)?),
        verified: r.get::<_, Option<bool>>(15)?.unwrap_or(false),
        homes: Vec::new(),
        thread: None,
        topic: None,
    };
    let stored: i64 = r.get(18)?;
    Ok((|| {
        let (role, received) = (word(&role, FolderRole::read)?, instant(received)?);
        Ok(MessageLine { role, received, stored: instant(stored)?, ..line })
    })())
}

fn words(joined: Option<String>) -> Vec<String> {
    joined.unwrap_or_default().split(',').filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

/// Every mail, oldest row first.
pub fn messages(tx: &Transaction<'_>) -> Result<Vec<MessageLine>> {
    let mut query = tx.prepare_cached(&format!("{MESSAGE} ORDER BY i.id"))?;
    let mut lines = super::sql::collect(query.query_map([], message)?)?;
    let mut places = BTreeMap::new();
    let mut query = tx.prepare_cached(
        "SELECT p.inbound, h.student, h.household, h.id, t.id FROM placement p JOIN topic t ON t.id = p.topic
         JOIN thread h ON h.id = t.thread ORDER BY p.inbound, h.student, h.household",
    )?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        places.entry(row.get::<_, i64>(0)?).or_insert_with(Vec::new).push(place(row)?);
    }
    for line in &mut lines {
        fill_places(line, places.remove(&line.id.0).unwrap_or_default());
    }
    Ok(lines)
}

/// One mail.
pub fn message_by_id(tx: &Transaction<'_>, id: InboundId) -> Result<Option<MessageLine>> {
    let Some(line) =
        tx.prepare_cached(&format!("{MESSAGE} WHERE i.id = ?1"))?.query_row(params![id.0], message).optional()?
    else {
        return Ok(None);
    };
    let mut line = line?;
    let mut query = tx.prepare_cached(
        "SELECT p.inbound, h.student, h.household, h.id, t.id FROM placement p JOIN topic t ON t.id = p.topic
         JOIN thread h ON h.id = t.thread WHERE p.inbound = ?1 ORDER BY h.student, h.household",
    )?;
    let places = query.query_map(params![id.0], place)?.collect::<rusqlite::Result<_>>()?;
    fill_places(&mut line, places);
    Ok(Some(line))
}

type Place = (Home, i64, i64);

fn place(row: &Row<'_>) -> rusqlite::Result<Place> {
    Ok((Home { student: student(row.get(1)?), household: household(row.get(2)?) }, row.get(3)?, row.get(4)?))
}

fn fill_places(line: &mut MessageLine, places: Vec<Place>) {
    line.thread = places.first().map(|p| p.1);
    line.topic = places.first().map(|p| p.2);
    line.homes = places.into_iter().map(|p| p.0).collect();
}

/// Mails about which the teacher is asked.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Asking {
    /// Of guardians of several children, then of strangers who hold a key of a family; oldest first.
    pub of_families: Vec<InboundId>,
    /// Of everybody else, newest first: anybody can write there, as often as they like.
    pub of_strangers: Vec<InboundId>,
}

/// Mails that only the teacher can settle. What was received before `owed_from` asks nothing any more.
pub fn asking(tx: &Transaction<'_>, owed_from: Timestamp) -> Result<Asking> {
    // The condition repeats the partial index's own, so that placed mail is never scanned.
    let mut query = tx.prepare_cached(
        "SELECT id, rank FROM (
             SELECT id, received_at,
                    CASE WHEN state = 'unsure' THEN 0
                         WHEN EXISTS (SELECT 1 FROM placement WHERE placement.inbound = inbound.id) THEN 1
                         ELSE 2 END AS rank
             FROM inbound
             WHERE state IN ('unsure', 'unknown_sender', 'held', 'quarantined')
               AND state IN ('unsure', 'unknown_sender') AND received_at >= ?1
               AND NOT EXISTS (SELECT 1 FROM settled WHERE settled.inbound = inbound.id))
         ORDER BY rank, CASE rank WHEN 2 THEN -received_at ELSE received_at END, CASE rank WHEN 2 THEN -id ELSE id END",
    )?;
    let mut asking = Asking::default();
    let mut rows = query.query(params![ms(owed_from)])?;
    while let Some(row) = rows.next()? {
        let id = InboundId(row.get(0)?);
        if row.get::<_, i64>(1)? == 2 { &mut asking.of_strangers } else { &mut asking.of_families }.push(id);
    }
    Ok(asking)
}

/// Mails stored since the given time that are kept and told, oldest first.
pub fn held_since(tx: &Transaction<'_>, from: Timestamp) -> Result<Vec<InboundId>> {
    let mut query = tx.prepare_cached(
        "SELECT id FROM inbound WHERE stored_at >= ?1 AND state = 'held'
           AND NOT EXISTS (SELECT 1 FROM settled WHERE settled.inbound = inbound.id)
         ORDER BY received_at, id",
    )?;
    let rows = query.query_map(params![ms(from)], |r| Ok(InboundId(r.get(0)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// How many mails came in since the given time, by state.
pub fn arrived_since(tx: &Transaction<'_>, from: Timestamp) -> Result<BTreeMap<String, u32>> {
    let mut query = tx.prepare_cached(
        "SELECT state, count(*) FROM inbound WHERE stored_at >= ?1 AND role = 'inbox' GROUP BY state",
    )?;
    let rows = query.query_map(params![ms(from)], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Who is back when, by the newest automatic answer of each address that came in since the given time.
pub fn returns_since(tx: &Transaction<'_>, from: Timestamp) -> Result<Vec<(String, Date)>> {
    let mut query = tx.prepare_cached(
        "SELECT r.sender, r.returns, max(i.id) AS newest FROM reading r JOIN inbound i ON i.id = r.inbound
         WHERE i.stored_at >= ?1 AND i.role = 'inbox' AND r.returns IS NOT NULL AND r.sender IS NOT NULL
         GROUP BY r.sender ORDER BY newest",
    )?;
    let rows = query.query_map(params![ms(from)], |r| Ok((r.get(0)?, r.get::<_, String>(1)?)))?;
    rows.map(|row| {
        let (sender, day) = row?;
        Ok((sender, word(&day, |d| d.parse().ok())?))
    })
    .collect()
}

/// One mail to one recipient as the listing shows it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OutboxLine {
    pub id: OutboxId,
    pub state: OutboxState,
    pub to: String,
    pub student: Option<StudentId>,
    pub household: Option<HouseholdId>,
    pub guardian: Option<String>,
    pub job: Option<String>,
    pub template: String,
    pub language: String,
    pub subject: String,
    pub message_id: String,
    pub not_before: Timestamp,
    pub expires: Timestamp,
    pub attempts: u32,
    pub reason: String,
    pub sent_at: Option<Timestamp>,
}

pub fn outbox(tx: &Transaction<'_>) -> Result<Vec<OutboxLine>> {
    outbox_lines(tx, "ORDER BY o.id")
}

/// Mail that has not reached its end.
pub fn open_outbox(tx: &Transaction<'_>) -> Result<Vec<OutboxLine>> {
    // The condition is that of the partial index, so that finished mail is never scanned.
    outbox_lines(tx, "WHERE o.state NOT IN ('sent', 'failed', 'expired', 'cancelled') ORDER BY o.id")
}

fn outbox_lines(tx: &Transaction<'_>, rest: &str) -> Result<Vec<OutboxLine>> {
    let mut query = tx.prepare_cached(&format!(
        "SELECT o.id, o.state, o.recipient, h.student, h.household, o.guardian, o.job, o.template, o.language, o.subject,
                o.message_id, max(o.not_before, o.next_attempt), o.expires_at, o.attempts, o.reason, o.sent_at
         FROM outbox o LEFT JOIN topic t ON t.id = o.topic LEFT JOIN thread h ON h.id = t.thread {rest}"
    ))?;
    let rows = query.query_map([], |r| {
        let (state, not_before, expires): (String, i64, i64) = (r.get(1)?, r.get(11)?, r.get(12)?);
        let sent_at: Option<i64> = r.get(15)?;
        let line = OutboxLine {
            id: OutboxId(r.get(0)?),
            state: OutboxState::Held,
            to: r.get(2)?,
            student: r.get::<_, Option<String>>(3)?.map(student),
            household: r.get::<_, Option<String>>(4)?.map(household),
            guardian: r.get(5)?,
            job: r.get(6)?,
            template: r.get(7)?,
            language: r.get(8)?,
            subject: r.get(9)?,
            message_id: r.get(10)?,
            not_before: Timestamp::UNIX_EPOCH,
            expires: Timestamp::UNIX_EPOCH,
            attempts: r.get(13)?,
            reason: r.get(14)?,
            sent_at: None,
        };
        Ok((|| {
            Ok(OutboxLine {
                state: word(&state, OutboxState::read)?,
                not_before: instant(not_before)?,
                expires: instant(expires)?,
                sent_at: optional_instant(sent_at)?,
                ..line
            })
        })())
    })?;
    super::sql::collect(rows)
}

/// How many rows are in each state.
pub fn outbox_by_state(tx: &Transaction<'_>) -> Result<BTreeMap<&'static str, u32>> {
    let mut counts: BTreeMap<&'static str, u32> = OutboxState::ALL.iter().map(|s| (s.word(), 0)).collect();
    let mut query = tx.prepare_cached("SELECT state, count(*) FROM outbox GROUP BY state")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let state = word(&row.get::<_, String>(0)?, OutboxState::read)?;
        counts.insert(state.word(), row.get(1)?);
    }
    Ok(counts)
}
