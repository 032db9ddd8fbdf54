//! What lies on the server against what is stored, folder by folder.

use super::Result;
use super::folders::TRIES;
use super::sql::instant;
use jiff::Timestamp;
use rusqlite::{Transaction, params};

/// One folder's account. `difference` is what the server had and the store has not: anything but 0 is an alarm.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct LedgerLine {
    pub folder: String,
    pub uidvalidity: i64,
    pub on_server: i64,
    pub stored: i64,
    pub placed: i64,
    pub waiting: i64,
    pub ignored: i64,
    /// Of those stored.
    pub quarantined: i64,
    /// On the server, and not handed over however often they were asked for.
    pub given_up: i64,
    pub looked_at: Option<Timestamp>,
}

impl LedgerLine {
    pub fn difference(&self) -> i64 {
        self.on_server - self.stored
    }
}

/// The account of every folder in its present life.
pub fn lines(tx: &Transaction<'_>) -> Result<Vec<LedgerLine>> {
    let mut query = tx.prepare_cached(
        "SELECT f.name, f.uidvalidity, f.on_server, f.looked_at,
                count(l.uid),
                count(*) FILTER (WHERE i.state = 'placed'),
                count(*) FILTER (WHERE i.state IN ('unsure', 'unknown_sender', 'held', 'received')),
                count(*) FILTER (WHERE i.state = 'ignored'),
                count(*) FILTER (WHERE i.state = 'quarantined'),
                (SELECT count(*) FROM unfetched u WHERE u.folder = f.id AND u.attempts >= ?1)
         FROM folder f
         LEFT JOIN location l ON l.folder = f.id AND l.gone_at IS NULL
         LEFT JOIN inbound i ON i.id = l.inbound
         WHERE f.id = (SELECT max(g.id) FROM folder g WHERE g.name = f.name)
         GROUP BY f.id ORDER BY f.id",
    )?;
    let rows = query.query_map(params![TRIES], |r| {
        let looked: i64 = r.get(3)?;
        let line = LedgerLine {
            folder: r.get(0)?,
            uidvalidity: r.get(1)?,
            on_server: r.get(2)?,
            stored: r.get(4)?,
            placed: r.get(5)?,
            waiting: r.get(6)?,
            ignored: r.get(7)?,
            quarantined: r.get(8)?,
            given_up: r.get(9)?,
            looked_at: None,
        };
        Ok((line, looked))
    })?;
    rows.map(|row| {
        let (mut line, looked) = row?;
        line.looked_at = (looked > 0).then(|| instant(looked)).transpose()?;
        Ok(line)
    })
    .collect()
}

/// Over all folders in their present lives: how many mails the server held at the last look, how many of them are
/// stored. Cheaper than [`lines`], which also says what became of each.
pub fn totals(tx: &Transaction<'_>) -> Result<Option<(u64, u64)>> {
    let (folders, on_server, stored): (i64, i64, i64) = tx
        .prepare_cached(
            "SELECT count(*), coalesce(sum(f.on_server), 0),
                    coalesce(sum((SELECT count(*) FROM location l WHERE l.folder = f.id AND l.gone_at IS NULL)), 0)
             FROM folder f WHERE f.id = (SELECT max(g.id) FROM folder g WHERE g.name = f.name)",
        )?
        .query_row([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))?;
    let count = |n: i64| u64::try_from(n).unwrap_or(0);
    Ok((folders > 0).then(|| (count(on_server), count(stored))))
}
