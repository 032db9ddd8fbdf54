//! The children whom a letter to one family names beside that of its topic.

use crate::ids::{OutboxId, StudentId};
use crate::store::Result;
use crate::store::sql::student;
use rusqlite::{Transaction, params};

pub(super) fn name(tx: &Transaction<'_>, outbox: OutboxId, siblings: &[StudentId]) -> Result<()> {
    for sibling in siblings {
        tx.prepare_cached("INSERT INTO outbox_sibling (outbox, student) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
            .execute(params![outbox.0, sibling.as_str()])?;
    }
    Ok(())
}

pub fn of(tx: &Transaction<'_>, outbox: OutboxId) -> Result<Vec<StudentId>> {
    let mut query = tx.prepare_cached("SELECT student FROM outbox_sibling WHERE outbox = ?1 ORDER BY student")?;
    let rows = query.query_map(params![outbox.0], |r| Ok(student(r.get(0)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
