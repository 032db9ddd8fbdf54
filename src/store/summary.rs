//! What the numbers of a summary stand for, so that an answer hits the item it meant.

use super::{Result, StoreError};
use crate::domain::mail::ItemTarget;
use crate::ids::{InboundId, OutboxId};
use jiff::civil::Date;
use rusqlite::{OptionalExtension, Transaction, params};

/// Fixes the numbers of a day's summary; the same day's earlier numbering is replaced.
pub fn number_items(tx: &Transaction<'_>, day: Date, items: &[ItemTarget]) -> Result<()> {
    let day = day.to_string();
    tx.prepare_cached("DELETE FROM summary_item WHERE day = ?1")?.execute(params![day])?;
    for (number, item) in (1_i64..).zip(items) {
        let (kind, targets) = match item {
            ItemTarget::Mail(id) => ("mail", vec![id.0]),
            ItemTarget::Outgoing(ids) => ("outgoing", ids.iter().map(|id| id.0).collect()),
        };
        for target in targets {
            tx.prepare_cached("INSERT INTO summary_item (day, ordinal, kind, target) VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![day, number, kind, target])?;
        }
    }
    Ok(())
}

/// The items of the latest summary, in the order of their numbers.
pub fn latest_items(tx: &Transaction<'_>) -> Result<Vec<ItemTarget>> {
    let latest: Option<String> =
        tx.query_row("SELECT max(day) FROM summary_item", [], |r| r.get(0)).optional()?.flatten();
    let mut query =
        tx.prepare_cached("SELECT ordinal, kind, target FROM summary_item WHERE day = ?1 ORDER BY ordinal, target")?;
    let mut rows = query.query(params![latest])?;
    let mut items: Vec<(i64, ItemTarget)> = Vec::new();
    while let Some(row) = rows.next()? {
        let (number, kind, target): (i64, String, i64) = (row.get(0)?, row.get(1)?, row.get(2)?);
        match (kind.as_str(), items.last_mut()) {
            ("outgoing", Some((last, ItemTarget::Outgoing(ids)))) if *last == number => ids.push(OutboxId(target)),
            ("outgoing", _) => items.push((number, ItemTarget::Outgoing(vec![OutboxId(target)]))),
            ("mail", _) => items.push((number, ItemTarget::Mail(InboundId(target)))),
            _ => return Err(StoreError::Damaged("a word of a closed set")),
        }
    }
    Ok(items.into_iter().map(|(_, item)| item).collect())
}
