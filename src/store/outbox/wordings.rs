//! Which words a home has had already.

use crate::domain::mail::Home;
use crate::store::Result;
use crate::store::sql::{instant, ms};
use jiff::Timestamp;
use rusqlite::{Transaction, params};

/// On how many occasions mail was made of this template for a home: what one run, or one moment, writes to two guardians
/// is one. What came to nothing is none; nor, for a job that will take their place, are the drafts of moments.
pub fn occasions(tx: &Transaction<'_>, template: &str, home: &Home, for_job: bool) -> Result<usize> {
    let count: i64 = tx
        .prepare_cached(
            "SELECT count(DISTINCT coalesce(o.job || ' ' || o.slot,
                 (SELECT 'moment ' || min(m.moment) FROM outbox_moment m WHERE m.outbox = o.id), o.created_at))
             FROM thread h JOIN topic t ON t.thread = h.id JOIN outbox o ON o.topic = t.id
             WHERE h.student = ?1 AND h.household = ?2 AND o.template = ?3
               AND coalesce((SELECT joined.state FROM outbox joined WHERE joined.id = o.goes_with), o.state)
                   NOT IN ('failed', 'expired', 'cancelled')
               AND NOT (?4 AND o.job IS NULL AND o.state = 'draft')",
        )?
        .query_row(params![home.student.as_str(), home.household.as_str(), template, for_job], |r| r.get(0))?;
    Ok(usize::try_from(count).unwrap_or(0))
}

/// When the very same words last went to this home, or began to, before now. What came to nothing, or lies here as a
/// draft, was never read.
pub fn said_before(
    tx: &Transaction<'_>,
    home: &Home,
    (subject, text): (&str, &str),
    now: Timestamp,
) -> Result<Option<Timestamp>> {
    let at: Option<i64> = tx
        .prepare_cached(
            "SELECT max(o.created_at) FROM thread h JOIN topic t ON t.thread = h.id JOIN outbox o ON o.topic = t.id
               JOIN outbox_content c ON c.outbox = o.id
             WHERE h.student = ?1 AND h.household = ?2 AND o.subject = ?3 AND c.text = ?4 AND o.created_at < ?5
               AND coalesce((SELECT joined.state FROM outbox joined WHERE joined.id = o.goes_with), o.state)
                   IN ('queued', 'sending', 'sent', 'unknown')",
        )?
        .query_row(params![home.student.as_str(), home.household.as_str(), subject, text, ms(now)], |r| r.get(0))?;
    at.map(instant).transpose()
}
