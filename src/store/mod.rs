//! The only SQL. One SQLite file holds all the state of a class.
//!
//! Functions are synchronous and take a transaction or a connection, so no network wait fits inside one. Durability is
//! `WAL` with `synchronous=FULL`: with `NORMAL` a power cut may forget that a mail was sent, and it would go twice.

pub mod audit;
pub mod care;
pub mod commands;
pub mod contacts;
mod damage;
pub mod facts;
mod files;
pub mod folders;
pub mod hard;
pub mod health;
pub mod inbound;
pub mod jobs;
pub mod key_file;
pub mod ledger;
pub mod life;
pub mod listing;
pub mod notes;
pub mod outbox;
pub mod pause;
pub mod photos;
pub mod plans;
pub mod preferences;
pub mod promises;
pub mod questions;
pub mod reports;
pub mod room;
pub mod roster_changes;
mod schema;
pub mod snooze;
mod sql;
pub mod standing;
pub mod summary;
pub mod translations;
pub mod verdicts;
mod witness;

use crate::clock::{Clock, SystemClock};
use crate::failpoint::{self, Point};
use room::{Disk, Room};
use rusqlite::{Connection, ErrorCode, OpenFlags, Transaction, TransactionBehavior};
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::runtime::{Handle, RuntimeFlavor};
use witness::{Verdict, Witness, judge};

#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    #[error("the state file {path} cannot be opened: {source}")]
    Open { path: PathBuf, source: rusqlite::Error },
    #[error(
        "the state file {path} may not be written by the account that homeroom runs as, as when homeroom was first \
         started by root. Give the folder over: chown -R ACCOUNT: {}",
        path.parent().unwrap_or(path).display()
    )]
    NotAllowed { path: PathBuf },
    #[error("the state file {path} belongs to another program; homeroom did not touch it")]
    NotOurs { path: PathBuf },
    #[error(
        "the state file {path} was written by a newer homeroom (schema {found}, this one knows {known}); \
         install that version or newer"
    )]
    TooNew { path: PathBuf, found: i64, known: i64 },
    #[error("this build carries SQLite {found}, which can corrupt its log; 3.51.3 or newer is needed")]
    UnsafeSqlite { found: &'static str },
    #[error(
        "the state file {path} is damaged ({found}); homeroom left it as it is. Look at the disk, then put the latest \
         backup in its place (homeroom restore FILE), or move it away to begin anew"
    )]
    Broken { path: PathBuf, found: String },
    #[error("the disk is full; homeroom has kept all it had and goes on when there is room")]
    DiskFull,
    #[error("the state file cannot be written: {0}")]
    Sql(rusqlite::Error),
    #[error("the state holds a value homeroom never writes: {0}")]
    Damaged(&'static str),
}

impl StoreError {
    /// Whether the trouble is with what was being written, and not with the disk or the file.
    pub fn is_of_one_row(&self) -> bool {
        match self {
            Self::Damaged(_) => true,
            // A trigger is no constraint of ours: whoever set one wants the whole change refused.
            Self::Sql(error) => error.sqlite_error().is_some_and(|e| {
                e.code == ErrorCode::ConstraintViolation && e.extended_code != rusqlite::ffi::SQLITE_CONSTRAINT_TRIGGER
            }),
            _ => false,
        }
    }
}

impl StoreError {
    /// SQLite's own files beside the state could not grow: it calls that trouble of the disk.
    fn has_no_room(error: &rusqlite::Error) -> bool {
        let code = error.sqlite_error().map(|e| e.extended_code);
        error.sqlite_error_code() == Some(ErrorCode::DiskFull) || code == Some(rusqlite::ffi::SQLITE_IOERR_SHMSIZE)
    }

    fn code(&self) -> Option<ErrorCode> {
        let (Self::Sql(error) | Self::Open { source: error, .. }) = self else { return None };
        error.sqlite_error_code()
    }

    /// Whether the disk failed, or the file is not what was written to it.
    fn is_of_the_disk(&self) -> bool {
        matches!(self.code(), Some(ErrorCode::SystemIoFailure | ErrorCode::DatabaseCorrupt))
    }

    /// A file too damaged to be opened is told in the words of one that a check found to be damaged.
    fn of_opening(self, path: &Path) -> Self {
        match (self.code(), self) {
            (_, Self::Sql(error) | Self::Open { source: error, .. }) if Self::has_no_room(&error) => Self::DiskFull,
            (
                Some(ErrorCode::DatabaseCorrupt | ErrorCode::NotADatabase),
                Self::Sql(error) | Self::Open { source: error, .. },
            ) => Self::Broken { path: path.to_owned(), found: error.to_string() },
            (_, other) => other,
        }
    }

    /// A file of another account is told as such, whenever it turns out.
    fn of_writing(self, path: &Path) -> Self {
        let locked = || std::fs::File::open(path).is_err_and(|error| error.kind() == ErrorKind::PermissionDenied);
        match self.code() {
            Some(ErrorCode::ReadOnly | ErrorCode::PermissionDenied) => Self::NotAllowed { path: path.to_owned() },
            Some(ErrorCode::CannotOpen) if locked() => Self::NotAllowed { path: path.to_owned() },
            _ => self,
        }
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        if Self::has_no_room(&error) { Self::DiskFull } else { Self::Sql(error) }
    }
}

/// What a change or a question runs in. Rooms that apply decisions pass it on; only this room speaks SQL with it.
pub type Tx<'a> = Transaction<'a>;

pub type Result<T> = std::result::Result<T, StoreError>;

/// The state of one class: one connection that writes, one that reads.
pub struct Store {
    /// `None`: in memory.
    path: Option<PathBuf>,
    writer: Mutex<Connection>,
    reader: Option<Mutex<Connection>>,
    witness: Option<Witness>,
    disk: Disk,
}

impl Store {
    /// Opens the file, creates it with mode 0600 if it is missing, and brings its schema up to date. One that was put
    /// back to an earlier state is held from here on.
    pub fn open(path: &Path) -> Result<Self> {
        // Read before the state is asked, which only ever grows, so that it is not ahead by chance.
        let said = witness::read(path);
        let opened = schema::open_writer(path).and_then(|writer| Ok((writer, schema::open_reader(path)?)));
        let (writer, reader) = noticed(Some(path), opened.map_err(|error| error.of_opening(path)))?;
        let mut store = Self::over(Some(path), writer, Some(reader));
        let (identity, generation) = store.read(|tx| Ok((life::identity(tx)?, life::generation(tx)?)))?;
        if judge(said.as_ref(), identity, generation) != Verdict::GoesOn {
            store.write(|tx| life::hear(tx, said.as_ref(), SystemClock.now()))?;
        }
        let witness = Witness::of(path, identity, said.as_ref());
        witness.note(store.read(life::generation)?);
        store.witness = Some(witness);
        Ok(store)
    }

    /// A state that is gone with the program: tests, and questions about a class that has no state yet.
    pub fn in_memory() -> Result<Self> {
        Ok(Self::over(None, schema::open_in_memory()?, None))
    }

    fn over(path: Option<&Path>, writer: Connection, reader: Option<Connection>) -> Self {
        let (writer, reader) = (Mutex::new(writer), reader.map(Mutex::new));
        Self { path: path.map(Path::to_owned), writer, reader, witness: None, disk: Disk::default() }
    }

    /// Runs `change` in one IMMEDIATE transaction: all of it is durable, or none of it happened.
    pub fn write<T>(&self, change: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let written = || {
            let mut writer = lock(&self.writer);
            let tx = writer.transaction_with_behavior(TransactionBehavior::Immediate)?;
            let value = change(&tx)?;
            let generation = life::generation(&tx)?;
            failpoint::reach(Point::BeforeCommit);
            tx.commit()?;
            failpoint::reach(Point::AfterCommit);
            if let Some(witness) = &self.witness {
                witness.note(generation);
            }
            if self.log_octets() > LONG_LOG {
                schema::begin_log_anew(&writer);
            }
            Ok(value)
        };
        noticed(self.path.as_deref(), written())
    }

    /// Before there is work: if whoever worked on this state last did not come to an orderly end, all of it is read
    /// first, and a damaged one is refused.
    pub fn begin_work(&self) -> Result<()> {
        let Some(path) = &self.path else { return Ok(()) };
        damage::begin_work(path, &lock(&self.writer))
    }

    /// The disk that the state lies on, looked at no more than once a second. `None` where nobody can tell.
    pub fn room(&self) -> Option<Room> {
        self.path.as_deref().and_then(|path| self.disk.look(files::folder_of(path)))
    }

    /// How large the log beside the state is, in octets.
    pub fn log_octets(&self) -> u64 {
        let log = self.path.as_deref().map(|path| files::beside(path, "-wal"));
        log.and_then(|log| log.metadata().ok()).map_or(0, |m| m.len())
    }

    /// Runs `question` on a consistent picture of the state.
    pub fn read<T>(&self, question: impl FnOnce(&Transaction<'_>) -> Result<T>) -> Result<T> {
        let asked = || {
            let mut connection = lock(self.reader.as_ref().unwrap_or(&self.writer));
            let tx = connection.transaction_with_behavior(TransactionBehavior::Deferred)?;
            question(&tx)
        };
        noticed(self.path.as_deref(), asked())
    }

    /// [`Store::write`] away from the threads that serve the network.
    pub async fn write_async<T: Send + 'static>(
        self: &Arc<Self>,
        change: impl FnOnce(&Transaction<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let store = Arc::clone(self);
        away(move || store.write(change)).await
    }

    /// [`Store::read`] away from the threads that serve the network.
    pub async fn read_async<T: Send + 'static>(
        self: &Arc<Self>,
        question: impl FnOnce(&Transaction<'_>) -> Result<T> + Send + 'static,
    ) -> Result<T> {
        let store = Arc::clone(self);
        away(move || store.read(question)).await
    }
}

/// Passes an outcome on; if the disk failed, the file will be checked as a whole when it is opened next.
fn noticed<T>(path: Option<&Path>, outcome: Result<T>) -> Result<T> {
    let Some(path) = path else { return outcome };
    outcome.map_err(|error| {
        if error.is_of_the_disk() {
            damage::suspect(path, &error);
        }
        error.of_writing(path)
    })
}

/// Runs `change` so that its failure undoes it alone, and what the transaction did before stays.
pub fn savepoint<T, E: From<StoreError>>(
    tx: &Transaction<'_>,
    change: impl FnOnce() -> std::result::Result<T, E>,
) -> std::result::Result<T, E> {
    let run = |sql: &str| tx.prepare_cached(sql)?.execute([]).map(drop);
    run("SAVEPOINT one").map_err(StoreError::from)?;
    let outcome = change();
    match outcome {
        Ok(_) => run("RELEASE one").map_err(StoreError::from)?,
        // A full disk makes SQLite undo the whole transaction, and the savepoint with it.
        Err(_) if tx.is_autocommit() => {}
        Err(_) => abandon_savepoint(tx)?,
    }
    outcome
}

/// Undoes a savepoint whose closure never came back.
pub fn abandon_savepoint(tx: &Transaction<'_>) -> Result<()> {
    Ok(tx.execute_batch("ROLLBACK TO one; RELEASE one")?)
}

/// Runs work that takes the processor or the disk for a while away from the threads that serve the network. A panic
/// in it goes on in the caller, where the loop that asked can answer for it. A runtime of one thread (the demo, tests)
/// does it itself, so that everything happens in the same order every time.
pub async fn away<T: Send + 'static>(work: impl FnOnce() -> T + Send + 'static) -> T {
    if Handle::current().runtime_flavor() == RuntimeFlavor::CurrentThread {
        return work();
    }
    match tokio::task::spawn_blocking(work).await {
        Ok(value) => value,
        Err(error) => std::panic::resume_unwind(match error.try_into_panic() {
            Ok(panic) => panic,
            // Blocking work cannot be cancelled once it runs; before, the runtime itself is ending.
            Err(_) => Box::new("the runtime ended"),
        }),
    }
}

/// After [`Store::begin_work`]: the work on the state in this file came to an orderly end.
pub fn end_work(state: &Path) {
    damage::end_work(state);
}

/// A panic while the lock was held has rolled its transaction back, so the connection is as good as before.
fn lock(connection: &Mutex<Connection>) -> MutexGuard<'_, Connection> {
    connection.lock().unwrap_or_else(PoisonError::into_inner)
}

fn reader_flags() -> OpenFlags {
    OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX
}

/// Readers that overlap without end keep SQLite from beginning the log anew by itself.
const LONG_LOG: u64 = 32 << 20;

const BUSY_TIMEOUT: Duration = Duration::from_secs(10);

#[cfg(test)]
mod tests {
    use super::*;

    /// There is always one who reads, so that SQLite by itself never begins the log anew.
    #[test]
    fn the_log_stays_short_during_10_000_inserts_with_readers_beside_them() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("room.sqlite3");
        let (store, done) = (Store::open(&path).unwrap(), std::sync::atomic::AtomicBool::new(false));
        let mut longest = 0;
        std::thread::scope(|scope| {
            for _ in 0..2 {
                scope.spawn(|| {
                    let other = Store::open(&path).unwrap();
                    while !done.load(std::sync::atomic::Ordering::Relaxed) {
                        other.read(|tx| health::with_prefix(tx, "00")).unwrap();
                        std::thread::sleep(Duration::from_millis(2));
                    }
                });
            }
            for commit in 0..1_000 {
                let ten = (commit * 10..commit * 10 + 10).map(|n| format!("{n:05}"));
                let note = |tx: &Transaction<'_>, name: String| {
                    health::note(tx, &name, &"x".repeat(10_000), jiff::Timestamp::UNIX_EPOCH)
                };
                store.write(|tx| ten.clone().try_for_each(|name| note(tx, name))).unwrap();
                longest = longest.max(store.log_octets());
            }
            done.store(true, std::sync::atomic::Ordering::Relaxed);
        });
        assert!((1..48 << 20).contains(&longest), "{longest} octets");
        assert!(path.metadata().unwrap().len() > 70 << 20, "more was written than the log may hold");
    }

    #[test]
    fn a_state_of_another_account_is_told_with_what_to_do() {
        let path = Path::new("/var/lib/homeroom/room-12.sqlite3");
        for code in [rusqlite::ffi::SQLITE_READONLY, rusqlite::ffi::SQLITE_READONLY_DIRECTORY] {
            let source = rusqlite::Error::SqliteFailure(rusqlite::ffi::Error::new(code), None);
            let told = StoreError::Open { path: path.to_owned(), source }.of_writing(path).to_string();
            assert!(
                told.contains("room-12.sqlite3") && told.ends_with("chown -R ACCOUNT: /var/lib/homeroom"),
                "{told}"
            );
        }
    }
}
