//! Moments and the teacher's private notes.

use super::Result;
use super::sql::{collect, instant, ms, optional_instant, student, word};
use crate::domain::note::{Moment, MomentKind};
use crate::ids::{MomentId, OutboxId, StudentId};
use jiff::Timestamp;
use rusqlite::{Transaction, params};

pub fn add_moment(
    tx: &Transaction<'_>,
    at: Timestamp,
    student: &StudentId,
    (kind, text): (Option<MomentKind>, &str),
    by: &str,
) -> Result<MomentId> {
    tx.prepare_cached("INSERT INTO moment (at, student, kind, text, by) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![ms(at), student.as_str(), kind.map(MomentKind::word), text, by])?;
    Ok(MomentId(tx.last_insert_rowid()))
}

pub fn add_private_note(tx: &Transaction<'_>, at: Timestamp, student: Option<&StudentId>, text: &str) -> Result<()> {
    tx.prepare_cached("INSERT INTO private_note (at, student, text) VALUES (?1, ?2, ?3)")?.execute(params![
        ms(at),
        student.map(StudentId::as_str),
        text
    ])?;
    Ok(())
}

/// Moments nobody has been written to about, oldest first; those among them that rest say so.
pub fn new_moments(tx: &Transaction<'_>) -> Result<Vec<Moment>> {
    moments(tx, "WHERE used_at IS NULL ORDER BY id", [])
}

/// Moments of whose notes no drafts were written yet, oldest first. Those that rest are not owed any.
pub fn owed(tx: &Transaction<'_>, now: Timestamp) -> Result<Vec<Moment>> {
    moments(
        tx,
        "WHERE used_at IS NULL AND prepared_at IS NULL AND (rests_until IS NULL OR rests_until <= ?1) ORDER BY id",
        params![ms(now)],
    )
}

/// A moment as it is now, if it is still [`owed`]: somebody else may have prepared it since.
pub fn still_owed(tx: &Transaction<'_>, id: MomentId) -> Result<Option<Moment>> {
    Ok(moments(tx, "WHERE id = ?1 AND used_at IS NULL AND prepared_at IS NULL", params![id.0])?.pop())
}

fn moments(tx: &Transaction<'_>, rest: &str, values: impl rusqlite::Params) -> Result<Vec<Moment>> {
    let mut query =
        tx.prepare_cached(&format!("SELECT id, at, student, kind, text, rests_until, by FROM moment {rest}"))?;
    let rows = query.query_map(values, |r| {
        let (id, at, text) = (MomentId(r.get(0)?), r.get::<_, i64>(1)?, r.get(4)?);
        let (student, kind, rests) = (student(r.get(2)?), r.get::<_, Option<String>>(3)?, r.get::<_, Option<i64>>(5)?);
        let by = r.get(6)?;
        Ok((|| {
            let kind = kind.map(|kind| word(&kind, MomentKind::read)).transpose()?;
            Ok(Moment { id, at: instant(at)?, student, kind, text, by, rests_until: optional_instant(rests)? })
        })())
    })?;
    collect(rows)
}

pub fn prepared(tx: &Transaction<'_>, moment: MomentId, at: Timestamp) -> Result<()> {
    tx.prepare_cached("UPDATE moment SET prepared_at = ?2 WHERE id = ?1")?.execute(params![moment.0, ms(at)])?;
    Ok(())
}

/// The teacher said no to this note: it rests, and after a second no it is over. The notes to both homes are one no.
pub fn refuse(tx: &Transaction<'_>, outbox: OutboxId, at: Timestamp, until: Timestamp) -> Result<()> {
    tx.prepare_cached(
        "UPDATE moment SET prepared_at = NULL, used_at = CASE WHEN rests_until IS NULL THEN NULL ELSE ?2 END,
             rests_until = ?3
         WHERE used_at IS NULL AND prepared_at IS NOT NULL
           AND id IN (SELECT m.moment FROM outbox_moment m JOIN outbox o ON o.id = m.outbox
                      WHERE m.outbox = ?1 AND o.job IS NULL)",
    )?
    .execute(params![outbox.0, ms(at), ms(until)])?;
    Ok(())
}

/// Whether the teacher has said no to the note before that this draft offers once more.
pub fn was_refused(tx: &Transaction<'_>, outbox: OutboxId) -> Result<bool> {
    Ok(tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM outbox_moment o JOIN moment m ON m.id = o.moment
                            WHERE o.outbox = ?1 AND m.rests_until IS NOT NULL)",
        )?
        .query_row(params![outbox.0], |r| r.get(0))?)
}

/// Drafts that were made of these moments, one a moment, and that nobody has decided about.
pub fn open_drafts(tx: &Transaction<'_>, used: &[MomentId]) -> Result<Vec<(MomentId, OutboxId, String)>> {
    let mut query = tx.prepare_cached(
        "SELECT o.id, o.recipient FROM outbox_moment m JOIN outbox o ON o.id = m.outbox
         WHERE m.moment = ?1 AND o.job IS NULL AND o.approved = 0 AND o.state IN ('draft', 'held') ORDER BY o.id",
    )?;
    let mut drafts = Vec::new();
    for moment in used {
        let rows = query.query_map(params![moment.0], |r| Ok((*moment, OutboxId(r.get(0)?), r.get(1)?)))?;
        drafts.extend(rows.collect::<rusqlite::Result<Vec<_>>>()?);
    }
    Ok(drafts)
}

/// What this mail was made of has been written home about.
pub fn use_moments_of(tx: &Transaction<'_>, outbox: OutboxId, at: Timestamp) -> Result<()> {
    tx.prepare_cached(
        "UPDATE moment SET used_at = ?2
         WHERE used_at IS NULL AND id IN (SELECT moment FROM outbox_moment WHERE outbox = ?1)",
    )?
    .execute(params![outbox.0, ms(at)])?;
    Ok(())
}

/// The mail was taken back before it left: its moments have not been written home about.
pub fn unuse_moments_of(tx: &Transaction<'_>, outbox: OutboxId) -> Result<()> {
    tx.prepare_cached(
        "UPDATE moment SET used_at = NULL
         WHERE used_at IS NOT NULL AND id IN (SELECT moment FROM outbox_moment WHERE outbox = ?1)",
    )?
    .execute(params![outbox.0])?;
    Ok(())
}

/// Whether the child has a moment since the given time.
pub fn has_moment_since(tx: &Transaction<'_>, student: &StudentId, since: Timestamp) -> Result<bool> {
    Ok(tx
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM moment WHERE student = ?1 AND at >= ?2)")?
        .query_row(params![student.as_str(), ms(since)], |r| r.get(0))?)
}

pub fn use_moments(tx: &Transaction<'_>, at: Timestamp, moments: &[MomentId]) -> Result<()> {
    for moment in moments {
        tx.prepare_cached("UPDATE moment SET used_at = ?2 WHERE id = ?1 AND used_at IS NULL")?
            .execute(params![moment.0, ms(at)])?;
    }
    Ok(())
}

pub fn carried_by(tx: &Transaction<'_>, outbox: OutboxId, moments: &[MomentId]) -> Result<()> {
    for moment in moments {
        tx.prepare_cached("INSERT INTO outbox_moment (outbox, moment) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
            .execute(params![outbox.0, moment.0])?;
    }
    Ok(())
}
