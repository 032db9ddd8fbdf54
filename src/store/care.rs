//! Care of the state: a copy of it while it is in use, and an earlier one put back.
//!
//! A copy is made by SQLite itself (`VACUUM INTO`), since a file that is copied while it is written to may hold half of
//! a change, and nobody would notice for months. What is made is read as a whole, is on the disk, and only then gets its
//! name: whatever ends the work before, what was there by this name is there still. A copy bears the mark that it is
//! one, so that homeroom holds the mail of a state that was put back, whoever puts it back and how.

use super::audit::{self, Broken};
use super::files::{beside, folder_of, give_to_owner_of, open_private, remove, sync_folder_of};
use super::room::{Room, floor, room_of, size};
use super::{Store, StoreError, damage, life, lock, outbox, schema, witness};
use crate::domain::audit::{Act, Actor, Entry, Subject};
use crate::domain::life::HoldCause;
use jiff::Timestamp;
use rusqlite::{Connection, TransactionBehavior};
use std::fs::File;
use std::io;
use std::os::unix::fs::MetadataExt;
use std::path::{Path, PathBuf};

/// Where the number that tells SQLite files of ours from others' stands (SQLite's file format, 1.3).
const OUR_NUMBER: std::ops::Range<usize> = 68..72;

#[derive(Debug, thiserror::Error)]
pub enum CareError {
    #[error("{0} is no file: name the file that the backup is to be")]
    NoFile(PathBuf),
    #[error("{0} is a file that homeroom works with: name another for the backup")]
    OwnFile(PathBuf),
    #[error("{0} is there and is no backup of homeroom's; it was left as it is. Name another file")]
    NotABackup(PathBuf),
    #[error("another backup of this class is being written into {0} at the moment; nothing was done")]
    Busy(PathBuf),
    #[error("there is no room for the backup in {folder}: {} are free and {} are needed", size(*.free), size(*.needed))]
    NoRoom { folder: PathBuf, free: u64, needed: u64 },
    #[error("this class has no state yet: there is nothing to back up")]
    NoState,
    #[error("{path} is damaged ({found}); the state was left as it is")]
    Damaged { path: PathBuf, found: String },
    #[error("{0} is no state of homeroom's; the state was left as it is")]
    NotOurs(PathBuf),
    #[error("{path} was written by a newer homeroom (schema {found}, this one knows {known}); install that version")]
    TooNew { path: PathBuf, found: i64, known: i64 },
    #[error("{path} is the state of another class ({class}, {address}); the state of this one was left as it is")]
    OtherClass { path: PathBuf, class: String, address: String },
    #[error("another command is looking at the state at the moment; nothing was done. Try again")]
    InUse,
    #[error("{path}: {source}")]
    File { path: PathBuf, source: io::Error },
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<rusqlite::Error> for CareError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Store(error.into())
    }
}

type Result<T> = std::result::Result<T, CareError>;

/// Whose state it is: the class file's name and the class's address.
#[derive(Clone, Copy, Debug)]
pub struct Owner<'a> {
    pub class: &'a str,
    pub address: &'a str,
}

/// A backup that was made.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BackedUp {
    pub octets: u64,
    /// Where the log of who did what is not what was written.
    pub broken_log: Option<Broken>,
}

/// A state that was put back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Restored {
    /// When the backup was made, if it says so.
    pub state_of: Option<Timestamp>,
    /// Where the state that was there lies now.
    pub kept: Option<PathBuf>,
    /// Where its log of who did what is not what was written.
    pub broken_log: Option<Broken>,
}

/// A file that is gone again unless it gets its name.
struct Unnamed {
    path: PathBuf,
}

impl Unnamed {
    fn sweep(&self) -> io::Result<()> {
        ["", "-wal", "-shm", "-journal"].iter().try_for_each(|end| remove(&beside(&self.path, end)))
    }

    /// On the disk first, so that the name never stands for less than the whole.
    fn name(self, target: &Path) -> io::Result<()> {
        File::open(&self.path)?.sync_all()?;
        std::fs::rename(&self.path, target)?;
        sync_folder_of(target)
    }
}

impl Drop for Unnamed {
    fn drop(&mut self) {
        if let Err(error) = self.sweep() {
            tracing::warn!("{} cannot be removed: {error}", self.path.display());
        }
    }
}

fn at(path: &Path) -> impl Fn(io::Error) -> CareError {
    move |source| CareError::File { path: path.to_owned(), source }
}

/// Copies the state into a file while others work on it. A backup of that name is replaced once the new one is whole.
pub fn backup(store: &Store, target: &Path, owner: Owner<'_>, now: Timestamp) -> Result<BackedUp> {
    let state = store.path.as_deref().ok_or(CareError::NoState)?;
    may_be_backup(state, target)?;
    has_room(state, target)?;
    // One name for all backups of a class in a folder, whatever they are called: what a killed one left is found.
    let path = folder_of(target).join(format!(".{}.homeroom-backup", owner.class));
    let file = open_private(&path).map_err(at(&path))?;
    if file.try_lock().is_err() || !is_still(&file, &path) {
        return Err(CareError::Busy(folder_of(target).to_owned()));
    }
    let unnamed = Unnamed { path };
    // SQLite copies only into a file that is empty.
    file.set_len(0).map_err(at(&unnamed.path))?;
    ["-wal", "-shm", "-journal"]
        .iter()
        .try_for_each(|end| remove(&beside(&unnamed.path, end)))
        .map_err(at(&unnamed.path))?;
    // Before the copy is made, so that none is ever made of which nothing tells.
    store.write(|tx| audit::append(tx, Actor::Host, &Entry::new(Act::Backup, Subject::Class, ""), now))?;
    let into = unnamed.path.to_string_lossy();
    lock(&store.writer).execute("VACUUM INTO ?1", [&*into])?;
    let mut copy = open_alone(&unnamed.path)?;
    let tx = copy.transaction_with_behavior(TransactionBehavior::Immediate)?;
    life::mark_copy(&tx, (owner.class, owner.address), now)?;
    let broken_log = audit::verify(&tx, None)?.err();
    tx.commit()?;
    examine(&copy, target)?;
    drop(copy);
    let octets = file.metadata().map_err(at(target))?.len();
    unnamed.name(target).map_err(at(target))?;
    Ok(BackedUp { octets, broken_log })
}

/// Another backup may have given the file its name meanwhile.
fn is_still(file: &File, path: &Path) -> bool {
    let number = |of: io::Result<std::fs::Metadata>| of.map(|m| (m.dev(), m.ino())).ok();
    number(file.metadata()).is_some_and(|own| Some(own) == number(path.metadata()))
}

/// No folder, none of homeroom's own files, and nothing of somebody else's.
fn may_be_backup(state: &Path, target: &Path) -> Result<()> {
    let name = target.file_name().map(|n| n.to_string_lossy().into_owned());
    let Some(name) = name.filter(|_| !target.is_dir()) else { return Err(CareError::NoFile(target.to_owned())) };
    let folder = folder_of(target).canonicalize().map_err(at(folder_of(target)))?;
    let own = name.contains(".sqlite3") || name.ends_with(".witness") || name.ends_with(".lock");
    if own && folder_of(state).canonicalize().is_ok_and(|state| state == folder) {
        return Err(CareError::OwnFile(target.to_owned()));
    }
    match std::fs::symlink_metadata(target) {
        Err(_) => Ok(()),
        Ok(found) if !found.is_file() => Err(CareError::NoFile(target.to_owned())),
        Ok(found) if found.len() == 0 || is_ours(target) => Ok(()),
        Ok(_) => Err(CareError::NotABackup(target.to_owned())),
    }
}

fn is_ours(path: &Path) -> bool {
    let mut head = [0; OUR_NUMBER.end];
    let read = File::open(path).and_then(|mut file| io::Read::read_exact(&mut file, &mut head));
    read.is_ok() && head.get(OUR_NUMBER).is_some_and(|n| n == (schema::APPLICATION_ID as u32).to_be_bytes())
}

fn has_room(state: &Path, target: &Path) -> Result<()> {
    let Some(Room { free, total }) = room_of(folder_of(target)) else { return Ok(()) };
    let needed = state.metadata().map_or(0, |m| m.len()) + floor(total);
    if free >= needed {
        return Ok(());
    }
    Err(CareError::NoRoom { folder: folder_of(target).to_owned(), free, needed })
}

/// Without a log beside it: the file is all there is.
fn open_alone(path: &Path) -> Result<Connection> {
    let connection = Connection::open(path)?;
    connection.busy_timeout(super::BUSY_TIMEOUT)?;
    let mode: String = connection.pragma_update_and_check(None, "journal_mode", "DELETE", |row| row.get(0))?;
    if mode != "delete" {
        return Err(CareError::InUse);
    }
    Ok(connection)
}

fn examine(connection: &Connection, path: &Path) -> Result<()> {
    let damaged = |found| CareError::Damaged { path: path.to_owned(), found };
    let faults = damage::faults(connection).map_err(|error| damaged(error.to_string()))?;
    if faults == ["ok"] { Ok(()) } else { Err(damaged(faults.join("; "))) }
}

/// Puts a backup, or the file of a state that was copied by hand, in the place of the state, which is kept beside it.
/// Nobody may work on the state meanwhile. What the backup had queued stays where it is: the state is held.
pub fn restore(state: &Path, from: &Path, owner: Owner<'_>, now: Timestamp) -> Result<Restored> {
    let unnamed = Unnamed { path: beside(state, ".restoring") };
    unnamed.sweep().map_err(at(&unnamed.path))?;
    // A state that was copied while it was in use has a part of itself in the log beside it.
    for end in ["", "-wal"] {
        let (source, copy) = (beside(from, end), beside(&unnamed.path, end));
        if end.is_empty() || source.exists() {
            let mut into = open_private(&copy).map_err(at(&copy))?;
            let mut source_file = File::open(&source).map_err(at(&source))?;
            io::copy(&mut source_file, &mut into).map_err(at(&copy))?;
        }
    }
    let mut copy = open_ours(&unnamed.path, from)?;
    examine(&copy, from)?;
    let tx = copy.transaction_with_behavior(TransactionBehavior::Immediate)?;
    let state_of = life::copied_at(&tx)?;
    if let Some((class, address)) = life::copy_of(&tx)?
        && (class != owner.class || address != owner.address)
    {
        return Err(CareError::OtherClass { path: from.to_owned(), class, address });
    }
    catch_up(&tx, state)?;
    let broken_log = audit::verify(&tx, None)?.err();
    tx.execute("DELETE FROM hold", [])?;
    // What stood wrong when the copy was made is no news of today.
    tx.execute("DELETE FROM health WHERE name LIKE 'problem:%' OR name LIKE 'told:%'", [])?;
    life::set_hold(&tx, HoldCause::Restored, now)?;
    audit::append(&tx, Actor::Host, &Entry::new(Act::Restored, Subject::Class, ""), now)?;
    // Nobody hands anything over: what was on its way when the copy was made is judged by how far it had got.
    outbox::recover(&tx, &[], now)?;
    tx.commit()?;
    drop(copy);
    let like = if state.exists() { state } else { folder_of(state) };
    give_to_owner_of(&unnamed.path, like);
    let kept = put_aside(state)?;
    unnamed.name(state).map_err(at(state))?;
    for end in [".check", ".open"] {
        remove(&beside(state, end)).map_err(at(state))?;
    }
    Ok(Restored { state_of, kept, broken_log })
}

fn open_ours(copy: &Path, from: &Path) -> Result<Connection> {
    let not_ours = || CareError::NotOurs(from.to_owned());
    // A file may be ours by its first page and too damaged to be opened.
    let unreadable = |error: CareError| match is_ours(copy) {
        true => CareError::Damaged { path: from.to_owned(), found: error.to_string() },
        false => not_ours(),
    };
    let connection = open_alone(copy).map_err(unreadable)?;
    let pragma = |name| connection.pragma_query_value(None, name, |row| row.get::<_, i64>(0));
    let number = |name| pragma(name).map_err(|error| unreadable(error.into()));
    if number("application_id")? != schema::APPLICATION_ID {
        return Err(not_ours());
    }
    let (found, known) = (number("user_version")?, schema::latest());
    if found > known {
        return Err(CareError::TooNew { path: from.to_owned(), found, known });
    }
    Ok(connection)
}

/// What is known here of the life that is given up: its numbers are not given out again.
fn catch_up(tx: &super::Tx<'_>, state: &Path) -> Result<()> {
    if let Some(said) = witness::read(state).filter(|said| life::identity(tx).is_ok_and(|own| own == said.identity)) {
        life::at_least(tx, said.generation)?;
    }
    let there = state.exists().then(|| Connection::open(state).ok()).flatten();
    let known = there.and_then(|c| c.query_row("SELECT generation FROM life", [], |row| row.get(0)).ok());
    if let Some(generation) = known {
        life::at_least(tx, generation)?;
    }
    Ok(())
}

/// Keeps the state that is there beside the place it had, with its log where that cannot be written back.
fn put_aside(state: &Path) -> Result<Option<PathBuf>> {
    if !state.exists() {
        return Ok(None);
    }
    match open_alone(state) {
        Ok(connection) => drop(connection),
        Err(CareError::InUse) => return Err(CareError::InUse),
        Err(CareError::Store(StoreError::Sql(error)))
            if error.sqlite_error_code() == Some(rusqlite::ErrorCode::DatabaseBusy) =>
        {
            return Err(CareError::InUse);
        }
        // Too damaged to be opened, which may be why it is put aside.
        Err(_) => {}
    }
    let mut endings =
        std::iter::once(".before-restore".to_owned()).chain((2..).map(|n| format!(".before-restore-{n}")));
    let kept = endings.find_map(|end| Some(beside(state, &end)).filter(|path| !path.exists())).unwrap_or_default();
    for end in ["-wal", ""] {
        let (from, to) = (beside(state, end), beside(&kept, end));
        if from.exists() {
            std::fs::hard_link(&from, &to).or_else(|_| std::fs::copy(&from, &to).map(drop)).map_err(at(&to))?;
        }
    }
    // Otherwise SQLite would take the log of the old state for that of the new one.
    for end in ["-wal", "-shm"] {
        remove(&beside(state, end)).map_err(at(state))?;
    }
    Ok(Some(kept))
}
