//! Moments and the teacher's private notes.

use super::Result;
use super::sql::{collect, instant, ms, student};
use crate::domain::note::Moment;
use crate::ids::{MomentId, OutboxId, StudentId};
use jiff::Timestamp;
use rusqlite::{Transaction, params};

pub fn add_moment(tx: &Transaction<'_>, at: Timestamp, student: &StudentId, text: &str) -> Result<MomentId> {
    tx.prepare_cached("INSERT INTO moment (at, student, text) VALUES (?1, ?2, ?3)")?.execute(params![
        ms(at),
        student.as_str(),
        text
    ])?;
    Ok(MomentId(tx.last_insert_rowid()))
}

pub fn add_private_note(tx: &Transaction<'_>, at: Timestamp, student: &StudentId, text: &str) -> Result<()> {
    tx.prepare_cached("INSERT INTO private_note (at, student, text) VALUES (?1, ?2, ?3)")?.execute(params![
        ms(at),
        student.as_str(),
        text
    ])?;
    Ok(())
}

/// Moments nobody has been written to about, oldest first.
pub fn new_moments(tx: &Transaction<'_>) -> Result<Vec<Moment>> {
    let mut query = tx.prepare_cached("SELECT id, at, student, text FROM moment WHERE used_at IS NULL ORDER BY id")?;
    let rows = query.query_map([], |r| {
        let (id, at, text) = (MomentId(r.get(0)?), r.get::<_, i64>(1)?, r.get(3)?);
        let student = student(r.get(2)?);
        Ok(instant(at).map(|at| Moment { id, at, student, text }))
    })?;
    collect(rows)
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
