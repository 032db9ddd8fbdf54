//! What lies where on the server, and how far it has been read.

use super::Result;
use super::sql::ms;
use crate::domain::mail::FolderRole;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

/// A folder in its present life (one UIDVALIDITY).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FolderRow {
    pub id: i64,
    /// Every UID up to here that the server showed is stored.
    pub mark: u64,
}

/// The row of a folder; made when the folder, or this UIDVALIDITY of it, is seen for the first time.
pub fn enter(tx: &Transaction<'_>, name: &str, role: FolderRole, uidvalidity: u32) -> Result<FolderRow> {
    tx.prepare_cached(
        "INSERT INTO folder (name, role, uidvalidity, mark, on_server, looked_at) VALUES (?1, ?2, ?3, 0, 0, 0)
         ON CONFLICT (name, uidvalidity) DO UPDATE SET role = excluded.role",
    )?
    .execute(params![name, role.word(), uidvalidity])?;
    let row = tx
        .prepare_cached("SELECT id, mark FROM folder WHERE name = ?1 AND uidvalidity = ?2")?
        .query_row(params![name, uidvalidity], |r| Ok((r.get(0)?, r.get::<_, i64>(1)?)))?;
    Ok(FolderRow { id: row.0, mark: u64::try_from(row.1).unwrap_or(0) })
}

/// The latest life of the folder of this name, if it was ever seen: its UIDVALIDITY and its row.
pub fn latest(tx: &Transaction<'_>, name: &str) -> Result<Option<(u32, FolderRow)>> {
    let row = tx
        .prepare_cached("SELECT uidvalidity, id, mark FROM folder WHERE name = ?1 ORDER BY id DESC LIMIT 1")?
        .query_row(params![name], |r| Ok((r.get(0)?, r.get(1)?, r.get::<_, i64>(2)?)))
        .optional()?;
    Ok(row.map(|(validity, id, mark)| (validity, FolderRow { id, mark: u64::try_from(mark).unwrap_or(0) })))
}

/// The UIDs at or above `from` that are stored, ascending.
pub fn stored_uids(tx: &Transaction<'_>, folder: i64, from: u64) -> Result<Vec<u64>> {
    let mut query = tx.prepare_cached("SELECT uid FROM location WHERE folder = ?1 AND uid >= ?2 ORDER BY uid")?;
    let rows = query.query_map(params![folder, uid_column(from)], |r| r.get::<_, i64>(0))?;
    rows.map(|r| Ok(u64::try_from(r?).unwrap_or(0))).collect()
}

/// UIDs that could not be fetched three times and are named in the summary instead of being asked for at every sweep.
pub fn given_up(tx: &Transaction<'_>, folder: i64) -> Result<Vec<u64>> {
    let mut query = tx.prepare_cached("SELECT uid FROM unfetched WHERE folder = ?1 AND attempts >= 3 ORDER BY uid")?;
    let rows = query.query_map(params![folder], |r| r.get::<_, i64>(0))?;
    rows.map(|r| Ok(u64::try_from(r?).unwrap_or(0))).collect()
}

/// Counts one more try at a UID that could not be read.
pub fn could_not_fetch(tx: &Transaction<'_>, folder: i64, uid: u64, now: Timestamp) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO unfetched (folder, uid, attempts, last_at) VALUES (?1, ?2, 1, ?3)
         ON CONFLICT (folder, uid) DO UPDATE SET attempts = attempts + 1, last_at = excluded.last_at",
    )?
    .execute(params![folder, uid_column(uid), ms(now)])?;
    Ok(())
}

/// Mails that were gone and are listed again: moved back by a person.
pub fn mark_back(tx: &Transaction<'_>, folder: i64, uids: &[u64]) -> Result<()> {
    let mut gone =
        tx.prepare_cached("SELECT uid FROM location WHERE folder = ?1 AND gone_at IS NOT NULL ORDER BY uid")?;
    let gone: Vec<i64> = gone.query_map(params![folder], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
    if gone.is_empty() {
        return Ok(());
    }
    let mut update = tx.prepare_cached("UPDATE location SET gone_at = NULL WHERE folder = ?1 AND uid = ?2")?;
    for uid in uids.iter().map(|uid| uid_column(*uid)).filter(|uid| gone.binary_search(uid).is_ok()) {
        update.execute(params![folder, uid])?;
    }
    Ok(())
}

/// Notes a completed look at the folder.
pub fn looked(tx: &Transaction<'_>, folder: i64, mark: u64, on_server: u64, now: Timestamp) -> Result<()> {
    tx.prepare_cached("UPDATE folder SET mark = ?2, on_server = ?3, looked_at = ?4 WHERE id = ?1")?
        .execute(params![folder, uid_column(mark), uid_column(on_server), ms(now)])?;
    Ok(())
}

/// Notes that mails left the folder: moved or deleted by a person. What is stored stays.
pub fn mark_gone(tx: &Transaction<'_>, folder: i64, uids: &[u64], now: Timestamp) -> Result<()> {
    let mut update =
        tx.prepare_cached("UPDATE location SET gone_at = ?3 WHERE folder = ?1 AND uid = ?2 AND gone_at IS NULL")?;
    for uid in uids {
        update.execute(params![folder, uid_column(*uid), ms(now)])?;
    }
    Ok(())
}

/// UIDs stay below 2^53 by construction, so that no listing rounds one.
pub(super) fn uid_column(uid: u64) -> i64 {
    i64::try_from(uid).unwrap_or(i64::MAX)
}
