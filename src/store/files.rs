//! Files beside the state, as private as the state and of the same owner.

use std::fs::{File, OpenOptions};
use std::io;
use std::os::unix::fs::{MetadataExt, OpenOptionsExt, chown};
use std::path::{Path, PathBuf};

/// `room-12.sqlite3.check` for `.check`.
pub(super) fn beside(state: &Path, ending: &str) -> PathBuf {
    let mut name = state.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}

/// Opens the file to read and write it; one that is new can be read by nobody else at any moment.
pub(super) fn open_private(path: &Path) -> io::Result<File> {
    OpenOptions::new().read(true).write(true).create(true).truncate(false).mode(0o600).open(path)
}

/// Commands are often typed by root: what they make belongs to whom the service runs as, or it could not use it.
pub(super) fn give_to_owner_of(path: &Path, like: &Path) {
    let owner = |path: &Path| path.metadata().map(|m| (m.uid(), m.gid()));
    let (Ok(now), Ok(wanted)) = (owner(path), owner(like)) else { return };
    if now != wanted
        && let Err(error) = chown(path, Some(wanted.0), Some(wanted.1))
    {
        tracing::warn!("{} cannot be given to the owner of {}: {error}", path.display(), like.display());
    }
}

pub(super) fn folder_of(path: &Path) -> &Path {
    path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// What was renamed or removed in the folder stays so after a power cut.
pub(super) fn sync_folder_of(path: &Path) -> io::Result<()> {
    File::open(folder_of(path))?.sync_all()
}

/// A file that may be gone already.
pub(super) fn remove(path: &Path) -> io::Result<()> {
    match std::fs::remove_file(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        other => other,
    }
}
