//! Whether the teacher has stopped all mail to families.

use super::Result;
use super::sql::{instant, ms, optional_instant};
use crate::domain::pause::Pause;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

/// The last one that was said, which may be over.
pub fn get(tx: &Transaction<'_>) -> Result<Option<Pause>> {
    let row: Option<(i64, Option<i64>)> = tx
        .prepare_cached("SELECT since, until FROM pause")?
        .query_row([], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    row.map(|(since, until)| Ok(Pause { since: instant(since)?, until: optional_instant(until)? })).transpose()
}

/// It takes the place of an earlier one.
pub fn set(tx: &Transaction<'_>, pause: &Pause) -> Result<()> {
    tx.execute(
        "INSERT INTO pause (one, since, until) VALUES (1, ?1, ?2)
         ON CONFLICT (one) DO UPDATE SET since = excluded.since, until = excluded.until",
        params![ms(pause.since), pause.until.map(ms)],
    )?;
    Ok(())
}

/// All that waits for families is asked about again then, whatever it waits for: a pause may have been behind it.
pub fn ask_again(tx: &Transaction<'_>, at: Timestamp) -> Result<()> {
    tx.execute(
        "UPDATE outbox SET next_attempt = min(next_attempt, ?1) WHERE state = 'queued' AND audience = 'family'",
        params![ms(at)],
    )?;
    Ok(())
}
