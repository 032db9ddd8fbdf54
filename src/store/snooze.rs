//! What the teacher wants to see again on a later day (`later 2 fri`).

use super::Result;
use super::sql::slot_text;
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

fn rows(target: &ItemTarget) -> Vec<(&'static str, i64, String, String)> {
    let one = |kind, id| vec![(kind, id, String::new(), String::new())];
    match target {
        ItemTarget::Mail(id) => one("mail", id.0),
        ItemTarget::Outgoing(ids) => ids.iter().flat_map(|id| one("outgoing", id.0)).collect(),
        ItemTarget::Run { job, slot } => vec![("run", 0, job.as_str().to_owned(), slot_text(*slot))],
        ItemTarget::Promise(id) => one("promise", id.0),
        ItemTarget::Offer(id) => one("offer", id.0),
        ItemTarget::Asked(id) => one("asked", id.0),
    }
}
