//! Since when things stand: the questions by which a stall is noticed. Asked every half minute, so each is one look
//! into an index.

use super::Result;
use super::sql::{ms, optional_instant};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

/// When a mail was last stored.
pub fn stored(tx: &Transaction<'_>) -> Result<Option<Timestamp>> {
    optional_instant(tx.prepare_cached("SELECT max(stored_at) FROM inbound")?.query_row([], |r| r.get(0))?)
}

/// Since when the first mail waits to be understood. What waits for the DNS is told as that.
pub fn not_understood(tx: &Transaction<'_>) -> Result<Option<Timestamp>> {
    let first = tx
        .prepare_cached(
            "SELECT stored_at FROM inbound WHERE state = 'received' AND asking_since IS NULL ORDER BY id LIMIT 1",
        )?
        .query_row([], |r| r.get(0))
        .optional()?;
    optional_instant(first)
}

/// Since when the first mail of the queue is due.
pub fn due(tx: &Transaction<'_>, now: Timestamp) -> Result<Option<Timestamp>> {
    let first = tx
        .prepare_cached("SELECT min(next_attempt) FROM outbox WHERE state = 'queued' AND next_attempt <= ?1")?
        .query_row(params![ms(now)], |r| r.get(0))?;
    optional_instant(first)
}

/// Whether mail waits in the queue whose time has come, or that was tried before.
pub fn waits_to_leave(tx: &Transaction<'_>, now: Timestamp) -> Result<bool> {
    Ok(tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM outbox WHERE state = 'queued' AND (attempts > 0 OR next_attempt <= ?1))",
        )?
        .query_row(params![ms(now)], |r| r.get(0))?)
}

/// When a mail was last handed to the way out, whatever came of it.
pub fn tried(tx: &Transaction<'_>) -> Result<Option<Timestamp>> {
    let latest = |sql: &str| -> Result<Option<i64>> { Ok(tx.prepare_cached(sql)?.query_row([], |r| r.get(0))?) };
    // The condition of the second repeats the partial index's own, so that finished mail is never scanned.
    let all = [
        latest("SELECT max(sent_at) FROM outbox WHERE sent_at IS NOT NULL")?,
        latest(
            "SELECT max(attempted_at) FROM outbox WHERE state IN ('queued', 'sending', 'unknown')
               AND state NOT IN ('sent', 'failed', 'expired', 'cancelled')",
        )?,
        latest("SELECT max(ended_at) FROM outbox WHERE ended_at IS NOT NULL")?,
    ];
    optional_instant(all.into_iter().flatten().max())
}
