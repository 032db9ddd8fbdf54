//! Whether the disk is full. The state cannot be asked that when it cannot be written, so the loops that met it say so
//! here; what a note in the state can do for `homeroom status` is tried as well.

use super::open::OpenClass;
use super::room::PROBLEM;
use crate::store::health;
use jiff::Timestamp;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

const WORDS: &str = "the disk is full; homeroom waits for room and has lost nothing; free some space";

/// A loop that met a full disk tries again after a minute. Nobody met it for so long: there is room.
const OVER_AFTER: Duration = Duration::from_secs(5 * 60);

/// What the loops of one class met.
#[derive(Default)]
pub struct FullDisk(Mutex<Option<Met>>);

struct Met {
    since: Timestamp,
    last: Instant,
}

impl FullDisk {
    /// It is full at this moment.
    pub fn met(&self, now: Timestamp) {
        let mut met = self.lock();
        let since = met.as_ref().filter(|met| met.last.elapsed() < OVER_AFTER).map_or(now, |met| met.since);
        *met = Some(Met { since, last: Instant::now() });
    }

    /// Since when it has been full, if it is.
    pub fn since(&self) -> Option<Timestamp> {
        self.lock().as_ref().filter(|met| met.last.elapsed() < OVER_AFTER).map(|met| met.since)
    }

    /// Whether it was full and is no more; says so once.
    pub fn ended(&self) -> bool {
        let mut met = self.lock();
        let ended = met.as_ref().is_some_and(|met| met.last.elapsed() >= OVER_AFTER);
        if ended {
            *met = None;
        }
        ended
    }

    fn lock(&self) -> MutexGuard<'_, Option<Met>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// A loop met it.
pub async fn note(class: &Arc<OpenClass>, now: Timestamp) {
    class.full_disk.met(now);
    // A row that replaces another often finds room where no mail does; without room the loops' own memory has to do.
    let _ = class.store.write_async(move |tx| health::note_problem(tx, PROBLEM, WORDS, now)).await;
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_disk_that_is_met_full_again_has_been_full_since_the_first_time() {
        let (disk, first): (_, Timestamp) = (FullDisk::default(), "2026-11-26T14:02:00Z".parse().unwrap());
        assert_eq!((disk.since(), disk.ended()), (None, false));
        for minutes in [0, 1, 2] {
            disk.met(first + jiff::SignedDuration::from_mins(minutes));
        }
        assert_eq!((disk.since(), disk.ended()), (Some(first), false));
    }
}
