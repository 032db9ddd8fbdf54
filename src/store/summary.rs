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
        let (kind, target) = match item {
            ItemTarget::Mail(id) => ("mail", id.0),
            ItemTarget::Outgoing(id) => ("outgoing", id.0),
        };
        tx.prepare_cached("INSERT INTO summary_item (day, ordinal, kind, target) VALUES (?1, ?2, ?3, ?4)")?
            .execute(params![day, number, kind, target])?;
    }
    Ok(())
}

/// The items of the latest summary, in the order of their numbers.
pub fn latest_items(tx: &Transaction<'_>) -> Result<Vec<ItemTarget>> {
    let latest: Option<String> =
        tx.query_row("SELECT max(day) FROM summary_item", [], |r| r.get(0)).optional()?.flatten();
    let mut query = tx.prepare_cached("SELECT kind, target FROM summary_item WHERE day = ?1 ORDER BY ordinal")?;
    let rows = query.query_map(params![latest], |r| Ok((r.get::<_, String>(0)?, r.get::<_, i64>(1)?)))?;
    rows.map(|row| {
        let (kind, target) = row?;
        match kind.as_str() {
            "mail" => Ok(ItemTarget::Mail(InboundId(target))),
            "outgoing" => Ok(ItemTarget::Outgoing(OutboxId(target))),
            _ => Err(StoreError::Damaged("a word of a closed set")),
        }
    })
    .collect()
}
