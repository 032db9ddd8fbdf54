//! Small facts about the class's state: its keys' salt, its first start, how its connections fare.

use super::sql::{instant, ms};
use super::{Result, StoreError};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

/// What the keys of this state are made under, beside the secret, so that those of a state that began before it are none:
/// noted once, by whoever opens the state first.
pub fn key_salt(tx: &Transaction<'_>, fresh: [u8; 16]) -> Result<[u8; 16]> {
    tx.execute(
        "INSERT INTO setting (name, value) VALUES ('key_salt', ?1) ON CONFLICT DO NOTHING",
        params![&fresh[..]],
    )?;
    let stored: Vec<u8> = tx.query_row("SELECT value FROM setting WHERE name = 'key_salt'", [], |r| r.get(0))?;
    stored.try_into().map_err(|_| StoreError::Damaged("the salt of the keys"))
}

/// Notes when homeroom first ran for this class, unless that is known. A later time than now is none: it was noted by a
/// clock that was ahead.
pub fn first_start(tx: &Transaction<'_>, now: Timestamp) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO setting (name, value) VALUES ('first_start', ?1)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value WHERE value > excluded.value",
    )?
    .execute(params![&ms(now).to_be_bytes()[..]])?;
    Ok(())
}

/// When homeroom first ran for this class, if it has.
pub fn known_first_start(tx: &Transaction<'_>) -> Result<Option<Timestamp>> {
    let stored: Option<Vec<u8>> = tx
        .prepare_cached("SELECT value FROM setting WHERE name = 'first_start'")?
        .query_row([], |r| r.get(0))
        .optional()?;
    stored
        .map(|bytes| {
            let bytes: [u8; 8] = bytes.try_into().map_err(|_| StoreError::Damaged("a first start"))?;
            instant(i64::from_be_bytes(bytes))
        })
        .transpose()
}

/// Notes a fact of health under its name.
pub fn note(tx: &Transaction<'_>, name: &str, value: &str, at: Timestamp) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO health (name, value, at) VALUES (?1, ?2, ?3)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value, at = excluded.at",
    )?
    .execute(params![name, value, ms(at)])?;
    Ok(())
}

/// Notes what is wrong now. The time stays that since when something has been.
pub fn note_problem(tx: &Transaction<'_>, name: &str, words: &str, now: Timestamp) -> Result<()> {
    let since = get(tx, name)?.map_or(now, |(_, at)| at);
    note(tx, name, words, since)
}

/// A problem that is over.
pub fn clear(tx: &Transaction<'_>, name: &str) -> Result<()> {
    tx.prepare_cached("DELETE FROM health WHERE name = ?1")?.execute(params![name])?;
    Ok(())
}

/// A noted fact and when it was noted.
pub fn get(tx: &Transaction<'_>, name: &str) -> Result<Option<(String, Timestamp)>> {
    let row: Option<(String, i64)> = tx
        .prepare_cached("SELECT value, at FROM health WHERE name = ?1")?
        .query_row(params![name], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    row.map(|(value, at)| Ok((value, instant(at)?))).transpose()
}

/// Everything noted whose name begins so, by name.
pub fn with_prefix(tx: &Transaction<'_>, prefix: &str) -> Result<Vec<(String, String, Timestamp)>> {
    let mut query =
        tx.prepare_cached("SELECT name, value, at FROM health WHERE substr(name, 1, length(?1)) = ?1 ORDER BY name")?;
    let rows = query.query_map(params![prefix], |r| Ok((r.get(0)?, r.get(1)?, r.get::<_, i64>(2)?)))?;
    rows.map(|row| {
        let (name, value, at) = row?;
        Ok((name, value, instant(at)?))
    })
    .collect()
}
