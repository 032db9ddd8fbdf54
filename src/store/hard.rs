//! Difficult letters: what stands in their blanks, and which mails are theirs.

use super::Result;
use super::sql::{address, collect, instant, ms, optional_instant, student};
use crate::domain::address::EmailAddress;
use crate::domain::hard::{Blank, Blanks, HardDraft, NewHard};
use crate::ids::{DedupeKey, HardId, OutboxId};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};

pub fn begin(tx: &Transaction<'_>, new: &NewHard) -> Result<HardId> {
    let words = |blank| new.blanks.get(blank);
    tx.prepare_cached(
        "INSERT INTO hard_draft (begun_at, writer, student, question, want, fact, proposal, speak_again, reader, not_before)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
    )?
    .execute(params![
        ms(new.at),
        new.writer.as_ref().map(EmailAddress::as_str),
        new.student.as_str(),
        words(Blank::Question),
        words(Blank::Want),
        words(Blank::Fact),
        words(Blank::Proposal),
        words(Blank::Again),
        new.reader.as_ref().map(EmailAddress::as_str),
        ms(new.not_before),
    ])?;
    Ok(HardId(tx.last_insert_rowid()))
}

/// A mail that is one of its letters, or that asks a colleague to read it.
pub fn belongs(tx: &Transaction<'_>, hard: HardId, outbox: OutboxId) -> Result<()> {
    tx.prepare_cached("INSERT INTO hard_mail (outbox, hard) VALUES (?1, ?2)")?.execute(params![outbox.0, hard.0])?;
    Ok(())
}

/// Another reader has read nothing yet. What was written into it since is not what `undo` of its beginning takes back.
pub fn change(tx: &Transaction<'_>, hard: HardId, blanks: &Blanks, reader: Option<&EmailAddress>) -> Result<()> {
    let words = |blank| blanks.get(blank);
    tx.prepare_cached(
        "UPDATE hard_draft SET question = ?2, want = ?3, fact = ?4, proposal = ?5, speak_again = ?6,
             read_at = CASE WHEN reader IS ?7 THEN read_at END, reader = ?7 WHERE id = ?1",
    )?
    .execute(params![
        hard.0,
        words(Blank::Question),
        words(Blank::Want),
        words(Blank::Fact),
        words(Blank::Proposal),
        words(Blank::Again),
        reader.map(EmailAddress::as_str),
    ])?;
    tx.prepare_cached(
        "DELETE FROM command_undo WHERE kind = 'mail' AND was_draft = 0
           AND target IN (SELECT outbox FROM hard_mail WHERE hard = ?1)",
    )?
    .execute(params![hard.0])?;
    Ok(())
}

pub fn was_read(tx: &Transaction<'_>, hard: HardId, at: Timestamp) -> Result<()> {
    tx.prepare_cached("UPDATE hard_draft SET read_at = ?2 WHERE id = ?1 AND read_at IS NULL")?
        .execute(params![hard.0, ms(at)])?;
    Ok(())
}

/// Those of which something has not left yet.
pub fn open(tx: &Transaction<'_>) -> Result<Vec<HardDraft>> {
    // The last condition repeats the partial index's own, so that finished mail is never scanned.
    read(
        tx,
        "WHERE id IN (SELECT m.hard FROM outbox o JOIN hard_mail m ON m.outbox = o.id
             WHERE o.audience = 'family' AND o.state IN ('draft', 'held', 'queued')
               AND o.state NOT IN ('sent', 'failed', 'expired', 'cancelled')) ORDER BY id",
        params![],
    )
}

pub fn by_id(tx: &Transaction<'_>, hard: HardId) -> Result<Option<HardDraft>> {
    Ok(read(tx, "WHERE id = ?1", params![hard.0])?.pop())
}

/// The letter that this mail is one of.
pub fn of_letter(tx: &Transaction<'_>, outbox: OutboxId) -> Result<Option<HardDraft>> {
    Ok(read(tx, "WHERE id = (SELECT hard FROM hard_mail WHERE outbox = ?1)", params![outbox.0])?.pop())
}

/// A mail that asked a colleague to read a letter.
pub struct Request {
    pub hard: HardId,
    pub to: EmailAddress,
    /// Of these words to this colleague.
    pub meaning: DedupeKey,
}

pub fn request(tx: &Transaction<'_>, outbox: OutboxId) -> Result<Option<Request>> {
    let found = tx
        .prepare_cached(
            "SELECT m.hard, o.recipient, o.dedupe_key FROM hard_mail m JOIN outbox o ON o.id = m.outbox
             WHERE o.id = ?1 AND o.audience = 'teacher'",
        )?
        .query_row(params![outbox.0], |r| Ok((r.get(0)?, r.get::<_, String>(1)?, r.get::<_, String>(2)?)))
        .optional()?;
    found
        .map(|(hard, to, meaning)| {
            Ok(Request { hard: HardId(hard), to: address(&to)?, meaning: DedupeKey::new(meaning) })
        })
        .transpose()
}

fn read(tx: &Transaction<'_>, which: &str, values: impl rusqlite::Params) -> Result<Vec<HardDraft>> {
    let mut query = tx.prepare_cached(&format!(
        "SELECT id, writer, student, question, want, fact, proposal, speak_again, reader, read_at, not_before
         FROM hard_draft {which}"
    ))?;
    let mut drafts = collect(query.query_map(values, draft)?)?;
    for draft in &mut drafts {
        draft.letters = letters(tx, draft.id)?;
    }
    Ok(drafts)
}

fn letters(tx: &Transaction<'_>, hard: HardId) -> Result<Vec<OutboxId>> {
    let mut query = tx.prepare_cached(
        "SELECT o.id FROM hard_mail m JOIN outbox o ON o.id = m.outbox WHERE m.hard = ?1 AND o.audience = 'family'
         ORDER BY o.id",
    )?;
    let ids = query.query_map(params![hard.0], |r| Ok(OutboxId(r.get(0)?)))?;
    Ok(ids.collect::<rusqlite::Result<_>>()?)
}

fn draft(r: &Row<'_>) -> rusqlite::Result<Result<HardDraft>> {
    let (writer, reader): (Option<String>, Option<String>) = (r.get(1)?, r.get(8)?);
    let (read_at, not_before): (Option<i64>, i64) = (r.get(9)?, r.get(10)?);
    let (id, of) = (HardId(r.get(0)?), student(r.get(2)?));
    let mut blanks = Blanks::default();
    for (blank, column) in Blank::ALL.into_iter().zip(3..) {
        let words: Option<String> = r.get(column)?;
        blanks.add(blank, &words.unwrap_or_default());
    }
    Ok((|| {
        Ok(HardDraft {
            id,
            writer: writer.map(|writer| address(&writer)).transpose()?,
            student: of,
            blanks,
            reader: reader.map(|reader| address(&reader)).transpose()?,
            read_at: optional_instant(read_at)?,
            not_before: instant(not_before)?,
            letters: Vec::new(),
        })
    })())
}
