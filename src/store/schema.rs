//! Opening the file and bringing it up to date.

use super::{BUSY_TIMEOUT, Result, StoreError, damage, reader_flags};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, TransactionBehavior};
use std::os::unix::fs::OpenOptionsExt;
use std::path::Path;
use std::time::Duration;

/// `hmrm`: tells our files from others' (SQLite's `application_id`).
pub(super) const APPLICATION_ID: i64 = 0x686d_726d;

/// One step a version; a step is never changed once released.
const MIGRATIONS: &[&str] = &[include_str!("migrations/0001.sql")];

/// The schema of this version.
pub(super) fn latest() -> i64 {
    MIGRATIONS.len() as i64
}

const WAIT_FOR_READERS: Duration = Duration::from_millis(250);

/// The WAL-reset bug (fixed in 3.51.3) could corrupt the file.
const OLDEST_SAFE_SQLITE: i32 = 3_051_003;

pub(super) fn open_writer(path: &Path) -> Result<Connection> {
    let open = |source| StoreError::Open { path: path.to_owned(), source };
    create_private(path).map_err(|e| open(rusqlite::Error::ToSqlConversionFailure(Box::new(e))))?;
    let mut connection = Connection::open(path).map_err(open)?;
    prepare(&connection).map_err(open)?;
    check_owner(&connection, path)?;
    damage::check(path, &connection)?;
    migrate(&mut connection, path)?;
    Ok(connection)
}

pub(super) fn open_reader(path: &Path) -> Result<Connection> {
    let open = |source| StoreError::Open { path: path.to_owned(), source };
    let connection = Connection::open_with_flags(path, reader_flags()).map_err(open)?;
    prepare(&connection).map_err(open)?;
    connection.pragma_update(None, "query_only", true).map_err(open)?;
    Ok(connection)
}

pub(super) fn open_in_memory() -> Result<Connection> {
    let mut connection = Connection::open_in_memory()?;
    prepare(&connection)?;
    migrate(&mut connection, Path::new(":memory:"))?;
    Ok(connection)
}

/// Made before SQLite opens it, so that no moment exists in which others could read it.
fn create_private(path: &Path) -> std::io::Result<()> {
    match std::fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(path) {
        Err(e) if e.kind() == std::io::ErrorKind::AlreadyExists => Ok(()),
        other => other.map(drop),
    }
}

fn prepare(connection: &Connection) -> rusqlite::Result<()> {
    connection.busy_timeout(BUSY_TIMEOUT)?;
    connection.set_prepared_statement_cache_capacity(128);
    let _: String = connection.pragma_update_and_check(None, "journal_mode", "WAL", |row| row.get(0))?;
    connection.pragma_update(None, "synchronous", "FULL")?;
    connection.pragma_update(None, "foreign_keys", true)?;
    connection.pragma_update(None, "secure_delete", true)?;
    connection.pragma_update(None, "trusted_schema", false)?;
    // What a savepoint would undo is kept in memory: a mail's few pages are not worth a file of their own.
    connection.pragma_update(None, "temp_store", "MEMORY")?;
    // Plans do not depend on the values bound, so that a cached statement is planned once and not anew for every value.
    connection.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // In pages of 4 KiB: a long import writes its log back in fewer, longer steps, and the log stays under 64 MiB.
    connection.pragma_update(None, "wal_autocheckpoint", 4000)?;
    connection.pragma_update(None, "journal_size_limit", 64 << 20)?;
    Ok(())
}

/// Waits a moment for those who read, which is what SQLite's own writing back never does. Where somebody reads for longer,
/// the log grows on, and `status` tells. What went before is committed, so trouble here is trouble of the next change.
pub(super) fn begin_log_anew(connection: &Connection) {
    let begun = connection
        .busy_timeout(WAIT_FOR_READERS)
        .and_then(|()| connection.query_row("PRAGMA wal_checkpoint(TRUNCATE)", [], |_| Ok(())));
    if let Err(error) = begun.and(connection.busy_timeout(BUSY_TIMEOUT)) {
        tracing::warn!("the log of the state could not be written back: {error}");
    }
}

fn check_owner(connection: &Connection, path: &Path) -> Result<()> {
    let owner: i64 = connection.pragma_query_value(None, "application_id", |row| row.get(0))?;
    let tables: i64 = connection.query_row("SELECT count(*) FROM sqlite_master", [], |row| row.get(0))?;
    if owner == APPLICATION_ID || (owner == 0 && tables == 0) {
        return Ok(());
    }
    Err(StoreError::NotOurs { path: path.to_owned() })
}

fn migrate(connection: &mut Connection, path: &Path) -> Result<()> {
    if rusqlite::version_number() < OLDEST_SAFE_SQLITE {
        return Err(StoreError::UnsafeSqlite { found: rusqlite::version() });
    }
    let known = latest();
    let version = |c: &Connection| c.pragma_query_value(None, "user_version", |row| row.get::<_, i64>(0));
    if version(connection)? == known {
        return Ok(());
    }
    let tx = connection.transaction_with_behavior(TransactionBehavior::Immediate)?;
    // Read again under the lock: another process may have been faster.
    let found = version(&tx)?;
    if found > known {
        return Err(StoreError::TooNew { path: path.to_owned(), found, known });
    }
    for step in MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        tx.execute_batch(step)?;
    }
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", known)?;
    tx.commit()?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_file_is_private_and_of_the_latest_schema() {
        use std::os::unix::fs::PermissionsExt;
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("room.sqlite3");
        drop(open_writer(&path).unwrap());
        assert_eq!(std::fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        let again = open_writer(&path).unwrap();
        let version: i64 = again.pragma_query_value(None, "user_version", |r| r.get(0)).unwrap();
        assert_eq!(version, MIGRATIONS.len() as i64);
    }

    #[test]
    fn every_table_is_strict() {
        let c = open_in_memory().unwrap();
        let loose: Vec<String> = c
            .prepare("SELECT name FROM pragma_table_list WHERE type = 'table' AND schema = 'main' AND strict = 0 AND name NOT LIKE 'sqlite_%'")
            .unwrap()
            .query_map([], |r| r.get(0))
            .unwrap()
            .map(|r| r.unwrap())
            .collect();
        assert_eq!(loose, Vec::<String>::new());
    }

    #[test]
    fn a_file_of_another_program_is_refused_untouched() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("other.sqlite3");
        Connection::open(&path).unwrap().execute_batch("CREATE TABLE theirs (x)").unwrap();
        assert!(matches!(open_writer(&path), Err(StoreError::NotOurs { .. })));
    }

    #[test]
    fn a_newer_schema_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("room.sqlite3");
        open_writer(&path).unwrap().pragma_update(None, "user_version", 99).unwrap();
        assert!(matches!(open_writer(&path), Err(StoreError::TooNew { found: 99, .. })));
    }
}
