//! What the teacher wants to see again on a later day (`later 2 fri`).

use super::Result;
use super::summary::rows;
use crate::domain::mail::ItemTarget;
use jiff::civil::Date;
use rusqlite::{Transaction, params};

/// Not shown before that day; a later word takes the place of an earlier one.
pub fn set(tx: &Transaction<'_>, target: &ItemTarget, until: Date) -> Result<()> {
    let mut insert = tx.prepare_cached(
        "INSERT INTO snoozed (kind, target, job, slot, until) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT DO UPDATE SET until = excluded.until",
    )?;
    for (kind, id, job, slot) in rows(target) {
        insert.execute(params![kind, id, job, slot, until.to_string()])?;
    }
    Ok(())
}

/// Of several drafts under one number all must sleep: one that was written since was not put off.
pub fn is_asleep(tx: &Transaction<'_>, target: &ItemTarget, today: Date) -> Result<bool> {
    let mut query = tx.prepare_cached(
        "SELECT EXISTS (SELECT 1 FROM snoozed WHERE kind = ?1 AND target = ?2 AND job = ?3 AND slot = ?4 AND until > ?5)",
    )?;
    let rows = rows(target);
    for (kind, id, job, slot) in &rows {
        if !query.query_row(params![kind, id, job, slot, today.to_string()], |r| r.get::<_, bool>(0))? {
            return Ok(false);
        }
    }
    Ok(!rows.is_empty())
}
