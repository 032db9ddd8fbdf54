//! What is known of addresses: delivery reports, refusals at the door, what was taken there, who wrote from there.

use super::sql::{address, collect, instant, ms, optional_instant};
use super::{Result, StoreError};
use crate::domain::address::EmailAddress;
use crate::domain::outbox::{DeliveryReport, Failure, Fate};
use crate::ids::OutboxId;
use jiff::Timestamp;
use rusqlite::{Row, Transaction, params};

/// Enters a report; one that is read again stands as it is read now.
pub fn record(tx: &Transaction<'_>, report: &DeliveryReport, now: Timestamp) -> Result<()> {
    let failure = report.failure();
    tx.prepare_cached(
        "INSERT INTO delivery_report (at, outbox, recipient, fate, status, reason, permanent, diagnostic, noted_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
         ON CONFLICT (outbox, fate, at) DO UPDATE SET status = excluded.status, reason = excluded.reason,
             permanent = excluded.permanent, diagnostic = excluded.diagnostic",
    )?
    .execute(params![
        ms(report.at),
        report.outbox.0,
        report.address.as_str(),
        fate_word(&report.fate),
        failure.and_then(|f| f.status.as_deref()),
        failure.map(|f| &f.reason),
        failure.is_some_and(|f| f.permanent),
        failure.and_then(|f| f.diagnostic.as_deref()),
        ms(now),
    ])?;
    Ok(())
}

fn fate_word(fate: &Fate) -> &'static str {
    match fate {
        Fate::Delivered => "delivered",
        Fate::Delayed => "delayed",
        Fate::Failed(_) => "failed",
    }
}

const REPORT: &str = "SELECT at, outbox, recipient, fate, status, reason, permanent, diagnostic";

fn report(r: &Row<'_>) -> rusqlite::Result<Result<DeliveryReport>> {
    let (at, outbox, recipient, fate): (i64, i64, String, String) = (r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?);
    let (status, reason, permanent, diagnostic): (_, Option<String>, _, _) =
        (r.get(4)?, r.get(5)?, r.get(6)?, r.get(7)?);
    let fate = match (fate.as_str(), reason) {
        ("delivered", _) => Some(Fate::Delivered),
        ("delayed", _) => Some(Fate::Delayed),
        ("failed", Some(reason)) => Some(Fate::Failed(Failure { status, reason, permanent, diagnostic })),
        _ => None,
    };
    Ok((|| {
        Ok(DeliveryReport {
            at: instant(at)?,
            outbox: OutboxId(outbox),
            address: address(&recipient)?,
            fate: fate.ok_or(StoreError::Damaged("a delivery report"))?,
        })
    })())
}

/// All that was said of mail to this address, oldest first.
pub fn about(tx: &Transaction<'_>, address: &EmailAddress) -> Result<Vec<DeliveryReport>> {
    let mut query =
        tx.prepare_cached(&format!("{REPORT} FROM delivery_report WHERE recipient = ?1 ORDER BY at, id"))?;
    collect(query.query_map(params![address.as_str()], report)?)
}

/// Failures that homeroom learnt of since the given time: the newest for each address and reason.
pub fn failures_since(tx: &Transaction<'_>, from: Timestamp) -> Result<Vec<DeliveryReport>> {
    let mut query = tx.prepare_cached(&format!(
        "{REPORT}, max(at) AS newest FROM delivery_report WHERE fate = 'failed' AND noted_at >= ?1
         GROUP BY recipient, reason ORDER BY newest, id"
    ))?;
    collect(query.query_map(params![ms(from)], report)?)
}

/// When mails for this address were taken by the server, from the given time on. None of them came back so far.
pub fn taken_since(tx: &Transaction<'_>, address: &EmailAddress, from: Timestamp) -> Result<Vec<Timestamp>> {
    let mut query =
        tx.prepare_cached("SELECT sent_at FROM outbox WHERE recipient = ?1 AND state = 'sent' AND sent_at >= ?2")?;
    let rows = query.query_map(params![address.as_str(), ms(from)], |r| Ok(instant(r.get(0)?)))?;
    collect(rows)
}

/// When a person last wrote from this address. A mail that bears a time to come came when it was fetched. What is not
/// proven to come from there counts too: honest mail that was passed on fails the proof, and a forged one does no more
/// harm than another mail that comes back.
pub fn last_written_from(tx: &Transaction<'_>, address: &EmailAddress) -> Result<Option<Timestamp>> {
    optional_instant(
        tx.prepare_cached(
            "SELECT max(min(i.received_at, i.stored_at)) FROM reading r JOIN inbound i ON i.id = r.inbound
             WHERE r.sender = ?1 AND r.outgoing = 0 AND r.kind IN ('mail', 'reply', 'unsubscribe') AND i.role = 'inbox'",
        )?
        .query_row(params![address.as_str()], |r| r.get(0))?,
    )
}
