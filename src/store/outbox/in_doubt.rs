//! Mails whose answer was lost.

use crate::ids::{MessageId, OutboxId};
use crate::store::sql::{collect, instant, optional_instant};
use crate::store::{Result, StoreError};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

/// Mails of which it is not known whether they left: of others the last word is spoken, or none is yet.
pub fn rows(tx: &Transaction<'_>) -> Result<Vec<(OutboxId, MessageId)>> {
    let mut query = tx.prepare_cached(
        "SELECT id, message_id FROM outbox WHERE state IN ('unknown', 'sending')
           AND (state = 'unknown' OR stage = 'dot') AND state NOT IN ('sent', 'failed', 'expired', 'cancelled')",
    )?;
    let rows = query.query_map([], |r| Ok((OutboxId(r.get(0)?), r.get::<_, String>(1)?)))?;
    collect(rows.map(|row| {
        let (id, message_id) = row?;
        Ok(MessageId::parse(&message_id).map(|m| (id, m)).ok_or(StoreError::Damaged("a Message-ID")))
    }))
}

/// When the mails that are in doubt were handed over.
pub fn since(tx: &Transaction<'_>) -> Result<Vec<Timestamp>> {
    let mut query = tx.prepare_cached(
        "SELECT attempted_at FROM outbox WHERE state = 'unknown' AND attempted_at IS NOT NULL
           AND state NOT IN ('sent', 'failed', 'expired', 'cancelled')",
    )?;
    collect(query.query_map([], |r| r.get(0))?.map(|at| Ok(instant(at?))))
}

/// A mail that was in doubt did leave; since when, if it was.
pub fn has_left(tx: &Transaction<'_>, id: OutboxId) -> Result<Option<Timestamp>> {
    let at: Option<i64> = tx
        .prepare_cached(
            "UPDATE outbox SET state = 'sent', stage = '', reason = '', sent_at = attempted_at
             WHERE id = ?1 AND (state = 'unknown' OR (state = 'sending' AND stage = 'dot')) RETURNING sent_at",
        )?
        .query_row(params![id.0], |r| r.get(0))
        .optional()?;
    optional_instant(at)
}
