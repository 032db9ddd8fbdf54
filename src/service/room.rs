//! Room on the disk is asked for before work is taken on. A disk that is full to the last page lets nobody note what was
//! done, so homeroom stops while there is some room left.

use super::open::OpenClass;
use crate::store::room::Room;
use crate::store::{self, StoreError, health};
use jiff::Timestamp;

pub const PROBLEM: &str = "problem:disk";

/// [`StoreError::DiskFull`] unless there is room.
pub fn look(class: &OpenClass) -> store::Result<()> {
    let full = class.store.room().is_some_and(|room| !room.is_enough());
    if full { Err(StoreError::DiskFull) } else { Ok(()) }
}

/// The same, and what changed is noted in the state, as long as anything can be.
pub fn ask(class: &OpenClass, now: Timestamp) -> store::Result<()> {
    let told = class.store.read(|tx| health::get(tx, PROBLEM))?.is_some();
    match problem(class) {
        None if told => class.store.write(|tx| health::clear(tx, PROBLEM)),
        Some(words) if !told => {
            tracing::error!("{words}");
            let _ = class.store.write(|tx| health::note_problem(tx, PROBLEM, &words, now));
            Err(StoreError::DiskFull)
        }
        Some(_) => Err(StoreError::DiskFull),
        None => Ok(()),
    }
}

/// What is wrong with the disk at this moment, looked at and not remembered.
pub fn problem(class: &OpenClass) -> Option<String> {
    class.store.room().filter(|room| !room.is_enough()).map(Room::words)
}
