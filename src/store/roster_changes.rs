//! What teachers changed beside the class list. Rows are added and never taken out.

use super::sql::{address, collect, instant, ms, student};
use super::{Result, StoreError};
use crate::domain::address::EmailAddress;
use crate::domain::roster::{Changed, RosterChange};
use crate::ids::{RosterChangeId, StudentId};
use jiff::civil::Date;
use rusqlite::{Row, Transaction, params};

/// How far the changes have come: another one than before says that the class must be opened anew.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Edition {
    newest: i64,
    revoked: i64,
}

pub fn edition(tx: &Transaction<'_>) -> Result<Edition> {
    Ok(tx
        .prepare_cached("SELECT coalesce(max(id), 0), coalesce(sum(state = 'revoked'), 0) FROM roster_change")?
        .query_row([], |r| Ok(Edition { newest: r.get(0)?, revoked: r.get(1)? }))?)
}

pub fn add(tx: &Transaction<'_>, change: &RosterChange) -> Result<()> {
    let (kind, address, words, dated, until) = match &change.what {
        Changed::Address(address) => ("address", Some(address), None, None, None),
        Changed::Blocked { address, kind, date, until } => ("blocked", address.as_ref(), Some(kind), *date, *until),
    };
    tx.prepare_cached(
        "INSERT INTO roster_change (at, by, kind, student, guardian, address, words, dated, until, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, 'open')",
    )?
    .execute(params![
        ms(change.at),
        change.by,
        kind,
        change.student.as_str(),
        change.guardian,
        address.map(EmailAddress::as_str),
        words,
        dated.map(|day| day.to_string()),
        until.map(|day| day.to_string()),
    ])?;
    Ok(())
}

/// Those that hold, in their order.
pub fn open(tx: &Transaction<'_>) -> Result<Vec<(RosterChangeId, RosterChange)>> {
    let mut query = tx.prepare_cached(
        "SELECT id, at, by, kind, student, guardian, address, words, dated, until FROM roster_change
         WHERE state = 'open' ORDER BY id",
    )?;
    let row = |r: &Row<'_>| {
        let (id, at, by) = (RosterChangeId(r.get(0)?), r.get::<_, i64>(1)?, r.get(2)?);
        let (kind, child, guardian): (String, String, String) = (r.get(3)?, r.get(4)?, r.get(5)?);
        let (mail, words): (Option<String>, Option<String>) = (r.get(6)?, r.get(7)?);
        let (dated, until): (Option<String>, Option<String>) = (r.get(8)?, r.get(9)?);
        Ok((|| {
            let mail = mail.map(|mail| address(&mail)).transpose()?;
            let what = match (kind.as_str(), mail) {
                ("address", Some(address)) => Changed::Address(address),
                ("blocked", address) => Changed::Blocked {
                    address,
                    kind: words.unwrap_or_default(),
                    date: dated.map(|text| day(&text)).transpose()?,
                    until: until.map(|text| day(&text)).transpose()?,
                },
                _ => return Err(StoreError::Damaged("a change of the class list")),
            };
            Ok((id, RosterChange { at: instant(at)?, by, student: student(child), guardian, what }))
        })())
    };
    collect(query.query_map([], row)?)
}

fn day(text: &str) -> Result<Date> {
    text.parse().map_err(|_| StoreError::Damaged("a day"))
}

/// The children from whom this mailbox is barred beside the class list, at this very moment.
pub fn barred_from(tx: &Transaction<'_>, to: &EmailAddress) -> Result<Vec<StudentId>> {
    let mailbox = to.mailbox();
    let mut query =
        tx.prepare_cached("SELECT student, address FROM roster_change WHERE state = 'open' AND kind = 'blocked'")?;
    let rows = query.query_map([], |r| Ok((student(r.get(0)?), r.get::<_, Option<String>>(1)?)))?;
    let rows = rows.collect::<rusqlite::Result<Vec<_>>>()?;
    let theirs = |mail: &Option<String>| {
        mail.as_deref().and_then(EmailAddress::parse).is_some_and(|address| address.mailbox() == mailbox)
    };
    Ok(rows.into_iter().filter(|(_, mail)| theirs(mail)).map(|(student, _)| student).collect())
}

/// The class list says the same by now.
pub fn listed(tx: &Transaction<'_>, changes: &[RosterChangeId]) -> Result<()> {
    for change in changes {
        tx.prepare_cached("UPDATE roster_change SET state = 'listed' WHERE id = ?1 AND state = 'open'")?
            .execute(params![change.0])?;
    }
    Ok(())
}

/// `false` if it does not hold.
pub fn revoke(tx: &Transaction<'_>, change: RosterChangeId) -> Result<bool> {
    let count = tx
        .prepare_cached("UPDATE roster_change SET state = 'revoked' WHERE id = ?1 AND state = 'open'")?
        .execute(params![change.0])?;
    Ok(count == 1)
}
