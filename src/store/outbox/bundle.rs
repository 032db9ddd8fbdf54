//! Mails that may leave as one.

use super::Parcel;
use super::parcel::parcels;
use crate::ids::OutboxId;
use crate::store::Result;
use crate::store::sql::ms;
use jiff::Timestamp;
use rusqlite::{Transaction, params};

/// Due, never on its way, made by a job for a family, about no moment and read by nobody; and no bundle itself.
const MAY_JOIN: &str = "o.state = 'queued' AND o.attempts > 0 = 0 AND o.next_attempt <= ?1 AND o.stage = ''
    AND o.broken_off = 0 AND o.audience = 'family' AND o.job IS NOT NULL AND NOT o.approved AND NOT o.personal
    AND o.template <> ?2 AND NOT EXISTS (SELECT 1 FROM hold)
    AND NOT EXISTS (SELECT 1 FROM outbox_moment m WHERE m.outbox = o.id)
    AND NOT EXISTS (SELECT 1 FROM outbox_photo p WHERE p.outbox = o.id)";

/// Those of which several wait for one address, in the order in which they were made. `bundle`: the template of what was
/// joined before.
pub fn waiting(tx: &Transaction<'_>, bundle: &str, now: Timestamp) -> Result<Vec<Parcel>> {
    parcels(
        tx,
        &format!(
            "WHERE {MAY_JOIN} AND o.recipient IN
                 (SELECT o.recipient FROM outbox o WHERE {MAY_JOIN} GROUP BY o.recipient HAVING count(*) > 1)
             ORDER BY o.id"
        ),
        params![ms(now), bundle],
    )
}

pub fn several_wait(tx: &Transaction<'_>, bundle: &str, now: Timestamp) -> Result<bool> {
    let query =
        format!("SELECT EXISTS (SELECT 1 FROM outbox o WHERE {MAY_JOIN} GROUP BY o.recipient HAVING count(*) > 1)");
    Ok(tx.prepare_cached(&query)?.query_row(params![ms(now), bundle], |r| r.get(0))?)
}

/// A queued mail whose words go with another.
pub fn goes_with(tx: &Transaction<'_>, part: OutboxId, joined: OutboxId, reason: &str) -> Result<()> {
    tx.prepare_cached(
        "UPDATE outbox SET state = 'cancelled', goes_with = ?2, reason = ?3 WHERE id = ?1 AND state = 'queued'",
    )?
    .execute(params![part.0, joined.0, reason])?;
    Ok(())
}
