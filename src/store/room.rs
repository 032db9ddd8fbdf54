//! Whether the disk has room for more work. A disk that is full to the last page takes no note of what was sent either,
//! so homeroom stops before that.

use std::path::Path;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

/// So much is left free.
const FLOOR: u64 = 64 << 20;
/// Of a small disk, this part.
const SHARE: u64 = 16;

const LOOK_EVERY: Duration = Duration::from_secs(1);

/// In octets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Room {
    pub free: u64,
    pub total: u64,
}

/// How much must be free on a disk of this size.
pub fn floor(total: u64) -> u64 {
    FLOOR.min(total / SHARE)
}

pub fn enough_room(free: u64, total: u64) -> bool {
    free >= floor(total)
}

impl Room {
    pub fn is_enough(self) -> bool {
        enough_room(self.free, self.total)
    }

    /// For IT, where it is not.
    pub fn words(self) -> String {
        format!(
            "the disk is full: {} are free, and homeroom leaves at least {} so that it can always note what it did. Mail \
             stays on the server and nothing is sent until there is room; free some space",
            size(self.free),
            size(floor(self.total))
        )
    }
}

/// `13 MiB`
pub fn size(octets: u64) -> String {
    if octets < 10 << 20 { format!("{} KiB", octets >> 10) } else { format!("{} MiB", octets >> 20) }
}

/// A disk, looked at now and then.
#[derive(Default)]
pub(super) struct Disk(Mutex<Option<(Instant, Option<Room>)>>);

impl Disk {
    pub(super) fn look(&self, folder: &Path) -> Option<Room> {
        let mut seen = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some((at, room)) = *seen
            && at.elapsed() < LOOK_EVERY
        {
            return room;
        }
        let room = room_of(folder);
        *seen = Some((Instant::now(), room));
        room
    }
}

/// What is free for those who are not root.
pub(super) fn room_of(folder: &Path) -> Option<Room> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(Room { free: disk.f_bavail.saturating_mul(disk.f_frsize), total: disk.f_blocks.saturating_mul(disk.f_frsize) })
        .filter(|room| room.total > 0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_large_disk_keeps_64_mib_and_a_small_one_a_sixteenth() {
        let (mib, gib) = (1 << 20, 1 << 30);
        for (free, total, enough) in [
            (64 * mib, 100 * gib, true),
            (64 * mib - 1, 100 * gib, false),
            (64 * mib, gib, true),
            (63 * mib, gib, false),
            (256 << 10, 4 * mib, true),
            ((256 << 10) - 1, 4 * mib, false),
            (128 << 10, 2 * mib, true),
            (0, 2 * mib, false),
        ] {
            assert_eq!(enough_room(free, total), enough, "{free} of {total}");
        }
    }

    #[test]
    fn the_disk_is_there_to_be_looked_at() {
        let dir = tempfile::tempdir().unwrap();
        let disk = Disk::default();
        let first = disk.look(dir.path()).unwrap();
        assert!(first.total > 0 && first.free <= first.total, "{first:?}");
        assert_eq!(disk.look(dir.path()), Some(first), "within a second it is not looked at again");
        assert_eq!(room_of(&dir.path().join("nowhere")), None);
    }
}
