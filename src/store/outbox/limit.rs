//! How much has left lately, for the limits on sending.

use crate::domain::address::EmailAddress;
use crate::store::Result;
use crate::store::sql::{instant, ms};
use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};

/// Where `most` mails or more have left within `window`: when the first of the latest so many is older than that, so that
/// there is room again. A mail that is on its way or unknown counts as left when it was tried. What a clock that was
/// ahead has dated later than now does not count.
pub fn full_until(
    tx: &Transaction<'_>,
    most: u32,
    window: SignedDuration,
    now: Timestamp,
) -> Result<Option<Timestamp>> {
    let since = now.checked_sub(window).unwrap_or(Timestamp::MIN);
    let (open, oldest): (u32, Option<i64>) = tx
        .prepare_cached(
            // The condition repeats the partial index's own, so that finished mail is never scanned.
            "SELECT count(*), min(attempted_at) FROM outbox WHERE state IN ('sending', 'unknown')
               AND attempted_at BETWEEN ?1 AND ?2 AND state NOT IN ('sent', 'failed', 'expired', 'cancelled')",
        )?
        .query_row(params![ms(since), ms(now)], |r| Ok((r.get(0)?, r.get(1)?)))?;
    let filled_by = match most.checked_sub(open).and_then(|left| left.checked_sub(1)) {
        Some(newer) => tx
            .prepare_cached(
                "SELECT sent_at FROM outbox WHERE sent_at BETWEEN ?1 AND ?2 ORDER BY sent_at DESC LIMIT 1 OFFSET ?3",
            )?
            .query_row(params![ms(since), ms(now), newer], |r| r.get(0))
            .optional()?,
        None => oldest,
    };
    leaves(filled_by, window)
}

/// The same for mail that went to one address without anybody's `ok`: by a job, or to confirm what somebody asked for.
pub fn of_automatic(
    tx: &Transaction<'_>,
    to: &EmailAddress,
    most: u32,
    window: SignedDuration,
    now: Timestamp,
) -> Result<Option<Timestamp>> {
    let since = now.checked_sub(window).unwrap_or(Timestamp::MIN);
    let filled_by = tx
        .prepare_cached(
            "SELECT coalesce(sent_at, attempted_at) AS at FROM outbox
             WHERE recipient = ?1 AND (job IS NOT NULL OR template LIKE 'preference-%') AND NOT approved AND audience = 'family'
               AND state IN ('sent', 'sending', 'unknown') AND at BETWEEN ?2 AND ?3
             ORDER BY at DESC LIMIT 1 OFFSET ?4",
        )?
        .query_row(params![to.as_str(), ms(since), ms(now), most.saturating_sub(1)], |r| r.get(0))
        .optional()?;
    leaves(filled_by, window)
}

/// The mails made by jobs that left to an address since then without anybody's `ok`: of which run, by which template.
pub fn automatic_since(tx: &Transaction<'_>, to: &EmailAddress, since: Timestamp) -> Result<Vec<(String, String)>> {
    let mut query = tx.prepare_cached(
        "SELECT job || ' ' || slot, template FROM outbox
         WHERE recipient = ?1 AND job IS NOT NULL AND NOT approved AND audience = 'family'
           AND state IN ('sent', 'sending', 'unknown') AND coalesce(sent_at, attempted_at) >= ?2",
    )?;
    let rows = query.query_map(params![to.as_str(), ms(since)], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// When a mail that left then is no longer within the window: an instant after, for both ends of it count.
fn leaves(left_at: Option<i64>, window: SignedDuration) -> Result<Option<Timestamp>> {
    let until = |at: i64| {
        let over = instant(at)?.checked_add(window + SignedDuration::from_millis(1));
        Ok(over.unwrap_or(Timestamp::MAX))
    };
    left_at.map(until).transpose()
}
