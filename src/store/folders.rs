//! What lies where on the server, and how far it has been read.

use super::Result;
use super::sql::{instant, ms};
use crate::domain::mail::FolderRole;
use jiff::{SignedDuration, Timestamp};
use rusqlite::{OptionalExtension, Transaction, params};

/// A folder in its present life (one UIDVALIDITY).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FolderRow {
    pub id: i64,
    /// Every UID up to here that the server showed is stored, or noted as one that could not be fetched.
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

/// Of the mails at the end of the folder that came no earlier than `since`, one after the other, the lowest UID.
pub fn lowest_since(tx: &Transaction<'_>, folder: FolderRow, since: Timestamp) -> Result<Option<u64>> {
    let mut query = tx.prepare_cached(
        "SELECT l.uid, i.received_at FROM location l JOIN inbound i ON i.id = l.inbound
         WHERE l.folder = ?1 AND l.uid <= ?2 ORDER BY l.uid DESC",
    )?;
    let mut lowest = None;
    // Read only as far as they are recent: a folder of years is not.
    for row in query.query_map(params![folder.id, uid_column(folder.mark)], |r| Ok((r.get::<_, i64>(0)?, r.get(1)?)))? {
        let (uid, received_at): (i64, i64) = row?;
        if received_at < ms(since) {
            break;
        }
        lowest = u64::try_from(uid).ok();
    }
    Ok(lowest)
}

/// When a folder of this kind was last looked at.
pub fn looked_at(tx: &Transaction<'_>, role: FolderRole) -> Result<Option<Timestamp>> {
    let looked: Option<i64> = tx
        .prepare_cached("SELECT max(looked_at) FROM folder WHERE role = ?1")?
        .query_row(params![role.word()], |r| r.get(0))?;
    super::sql::optional_instant(looked)
}

/// A mail that fails so often is told of, and rests between the tries.
pub(super) const TRIES: u32 = 3;
/// The first rest; each is twice as long as the one before.
const FIRST_REST: SignedDuration = SignedDuration::from_mins(15);
/// No mail is given up for ever: the server may have been at fault all the time.
const LONGEST_REST: SignedDuration = SignedDuration::from_hours(24);

/// How long a mail that has failed so often is left alone.
fn rest(attempts: u32) -> SignedDuration {
    match attempts.checked_sub(TRIES) {
        None => SignedDuration::ZERO,
        Some(doublings) => (FIRST_REST * (1 << doublings.min(7))).min(LONGEST_REST),
    }
}

/// The mails of a folder that could not be fetched.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Unfetched {
    /// To be asked for again: first those that failed least often.
    pub due: Vec<u64>,
    pub resting: Vec<u64>,
}

pub fn unfetched(tx: &Transaction<'_>, folder: i64, now: Timestamp) -> Result<Unfetched> {
    let mut query =
        tx.prepare_cached("SELECT uid, attempts, last_at FROM unfetched WHERE folder = ?1 ORDER BY attempts, uid")?;
    let rows = query.query_map(params![folder], |r| Ok((r.get::<_, i64>(0)?, r.get(1)?, r.get(2)?)))?;
    let mut unfetched = Unfetched::default();
    for row in rows {
        let (uid, attempts, last_at) = row?;
        let since = now.duration_since(instant(last_at)?);
        // A time that lies ahead was written by a clock that has been set back since.
        let rests = since < rest(attempts) && !since.is_negative();
        let list = if rests { &mut unfetched.resting } else { &mut unfetched.due };
        list.push(u64::try_from(uid).unwrap_or(0));
    }
    Ok(unfetched)
}

/// Counts one more try at a mail that could not be read, asked for alone.
pub fn could_not_fetch(tx: &Transaction<'_>, folder: i64, uid: u64, now: Timestamp) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO unfetched (folder, uid, attempts, last_at) VALUES (?1, ?2, 1, ?3)
         ON CONFLICT (folder, uid) DO UPDATE SET attempts = attempts + 1, last_at = excluded.last_at",
    )?
    .execute(params![folder, uid_column(uid), ms(now)])?;
    Ok(())
}

/// A fetch of many mails failed at this one: it is to be asked for alone, and nothing is counted against it yet.
pub fn doubt(tx: &Transaction<'_>, folder: i64, uid: u64, now: Timestamp) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO unfetched (folder, uid, attempts, last_at) VALUES (?1, ?2, 0, ?3) ON CONFLICT DO NOTHING",
    )?
    .execute(params![folder, uid_column(uid), ms(now)])?;
    Ok(())
}

/// What is no longer on the server need not be fetched. `there` are the UIDs from `from` on.
pub fn forget_unfetched(tx: &Transaction<'_>, folder: i64, from: u64, there: &[u64]) -> Result<()> {
    let mut query = tx.prepare_cached("SELECT uid FROM unfetched WHERE folder = ?1 AND uid >= ?2")?;
    let rows = query.query_map(params![folder, uid_column(from)], |r| r.get::<_, i64>(0))?;
    let gone: Vec<i64> = rows.collect::<rusqlite::Result<_>>()?;
    let mut delete = tx.prepare_cached("DELETE FROM unfetched WHERE folder = ?1 AND uid = ?2")?;
    for uid in gone.into_iter().filter(|uid| !there.iter().any(|t| uid_column(*t) == *uid)) {
        delete.execute(params![folder, uid])?;
    }
    Ok(())
}

/// The mails that failed too often, by folder: its name and their UIDs.
pub fn given_up(tx: &Transaction<'_>) -> Result<Vec<(String, Vec<u64>)>> {
    let mut query = tx.prepare_cached(
        "SELECT f.name, u.uid FROM unfetched u JOIN folder f ON f.id = u.folder
         WHERE u.attempts >= ?1 AND f.id = (SELECT max(g.id) FROM folder g WHERE g.name = f.name)
         ORDER BY f.id, u.uid",
    )?;
    let rows = query.query_map(params![TRIES], |r| Ok((r.get::<_, String>(0)?, r.get::<_, i64>(1)?)))?;
    let mut folders: Vec<(String, Vec<u64>)> = Vec::new();
    for row in rows {
        let (name, uid) = row?;
        let uid = u64::try_from(uid).unwrap_or(0);
        match folders.last_mut().filter(|(last, _)| *last == name) {
            Some((_, uids)) => uids.push(uid),
            None => folders.push((name, vec![uid])),
        }
    }
    Ok(folders)
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

/// Notes what the server counts before it is fetched: what then fails shows as a difference.
pub fn counted(tx: &Transaction<'_>, folder: i64, on_server: u64) -> Result<()> {
    tx.prepare_cached("UPDATE folder SET on_server = ?2 WHERE id = ?1")?
        .execute(params![folder, uid_column(on_server)])?;
    Ok(())
}

/// What the server counted at the last look, less what is known of it: stored, or noted as not fetched. 0 for a folder
/// never seen.
pub fn unaccounted(tx: &Transaction<'_>, name: &str) -> Result<i64> {
    let found = tx
        .prepare_cached(
            "SELECT f.on_server - (SELECT count(*) FROM location l WHERE l.folder = f.id AND l.gone_at IS NULL)
                                - (SELECT count(*) FROM unfetched u WHERE u.folder = f.id)
             FROM folder f WHERE f.name = ?1 ORDER BY f.id DESC LIMIT 1",
        )?
        .query_row(params![name], |r| r.get(0))
        .optional()?;
    Ok(found.unwrap_or(0))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_that_fails_is_left_alone_for_longer_each_time_and_never_for_more_than_a_day() {
        for (attempts, minutes) in [(0, 0), (2, 0), (3, 15), (4, 30), (6, 120), (9, 960), (10, 1440), (4000, 1440)] {
            assert_eq!(rest(attempts), SignedDuration::from_mins(minutes), "{attempts}");
        }
    }

    #[test]
    fn a_clock_that_was_set_back_keeps_no_mail_resting() {
        let store = crate::store::Store::in_memory().unwrap();
        let at = |text: &str| text.parse::<Timestamp>().unwrap();
        store
            .write(|tx| {
                let row = enter(tx, "INBOX", FolderRole::Inbox, 1)?;
                (0..3).try_for_each(|_| could_not_fetch(tx, row.id, 7, at("2040-01-01T00:00:00Z")))?;
                for (now, rests) in [("2026-11-20T09:00:00Z", false), ("2040-01-01T00:14:00Z", true)] {
                    let unfetched = unfetched(tx, row.id, at(now))?;
                    assert_eq!(
                        (unfetched.due.is_empty(), unfetched.resting.len()),
                        (rests, usize::from(rests)),
                        "{now}"
                    );
                }
                Ok::<_, crate::store::StoreError>(())
            })
            .unwrap();
    }
}
