//! What the numbers of a summary stand for, so that an answer hits the item it meant.

use super::sql::{ms, slot, slot_text};
use super::{Result, StoreError};
use crate::domain::mail::ItemTarget;
use crate::ids::{InboundId, JobName, OfferId, OutboxId, PromiseId};
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{OptionalExtension, Transaction, params};

/// Fixes what numbers stand for on a day. A number that was given before stands for what it stood for.
pub fn number_items(tx: &Transaction<'_>, day: Date, items: &[(u32, ItemTarget)]) -> Result<()> {
    let day = day.to_string();
    let mut insert = tx.prepare_cached(
        "INSERT INTO summary_item (day, ordinal, kind, target, job, slot) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT DO NOTHING",
    )?;
    // A summary without a number is the latest one all the same.
    insert.execute(params![day, 0, "none", 0, "", ""])?;
    for (number, item) in items {
        for (kind, target, job, slot) in rows(item) {
            insert.execute(params![day, number, kind, target, job, slot])?;
        }
    }
    Ok(())
}

/// How an item stands in the tables: kind, target, job and slot. Several drafts under one number are several rows.
pub(super) fn rows(item: &ItemTarget) -> Vec<(&'static str, i64, String, String)> {
    let one = |kind, id| vec![(kind, id, String::new(), String::new())];
    match item {
        ItemTarget::Mail(id) => one("mail", id.0),
        ItemTarget::Outgoing(ids) => ids.iter().flat_map(|id| one("outgoing", id.0)).collect(),
        ItemTarget::Run { job, slot } => vec![("run", 0, job.as_str().to_owned(), slot_text(*slot))],
        ItemTarget::Promise(id) => one("promise", id.0),
        ItemTarget::Offer(id) => one("offer", id.0),
        ItemTarget::Asked(id) => one("asked", id.0),
    }
}

/// What the summaries of the latest day that has one have numbered, in the order of the numbers.
pub fn latest_items(tx: &Transaction<'_>, today: Date) -> Result<Vec<ItemTarget>> {
    let latest: Option<String> = tx
        .query_row("SELECT max(day) FROM summary_item WHERE day <= ?1", params![today.to_string()], |r| r.get(0))
        .optional()?
        .flatten();
    Ok(items_of(tx, latest.as_deref())?.into_iter().map(|(_, item)| item).collect())
}

/// What the summaries of this day have numbered so far, in the order of the numbers.
pub fn items(tx: &Transaction<'_>, day: Date) -> Result<Vec<(u32, ItemTarget)>> {
    items_of(tx, Some(&day.to_string()))
}

fn items_of(tx: &Transaction<'_>, day: Option<&str>) -> Result<Vec<(u32, ItemTarget)>> {
    let mut query = tx.prepare_cached(
        "SELECT ordinal, kind, target, job, slot FROM summary_item WHERE day = ?1 ORDER BY ordinal, target",
    )?;
    let mut rows = query.query(params![day])?;
    let mut items: Vec<(u32, ItemTarget)> = Vec::new();
    while let Some(row) = rows.next()? {
        let (number, kind, target): (u32, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        match (kind.as_str(), items.last_mut()) {
            ("outgoing", Some((last, ItemTarget::Outgoing(ids)))) if *last == number => ids.push(OutboxId(target)),
            ("outgoing", _) => items.push((number, ItemTarget::Outgoing(vec![OutboxId(target)]))),
            ("run", _) => {
                let (job, at): (String, String) = (row.get(3)?, row.get(4)?);
                items.push((number, ItemTarget::Run { job: JobName::new(job), slot: slot(&at)? }));
            }
            ("none", _) => {}
            ("mail", _) => items.push((number, ItemTarget::Mail(InboundId(target)))),
            ("promise", _) => items.push((number, ItemTarget::Promise(PromiseId(target)))),
            ("offer", _) => items.push((number, ItemTarget::Offer(OfferId(target)))),
            ("asked", _) => items.push((number, ItemTarget::Asked(OutboxId(target)))),
            _ => return Err(StoreError::Damaged("a word of a closed set")),
        }
    }
    Ok(items)
}

/// Letters to families written since the given time: template, reader's language, how many.
pub fn written_since(tx: &Transaction<'_>, from: Timestamp) -> Result<Vec<(String, String, u32)>> {
    let mut query = tx.prepare_cached(
        "SELECT template, language, count(DISTINCT recipient) FROM outbox
         WHERE created_at >= ?1 AND audience = 'family' GROUP BY template, language ORDER BY template, language",
    )?;
    let rows = query.query_map(params![ms(from)], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}
