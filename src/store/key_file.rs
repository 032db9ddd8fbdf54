//! The file with the keys of the installation, beside the states and never in a backup.

use super::files::{give_to_owner_of, sync_folder_of};
use crate::message::key::lines::MasterKeys;
use jiff::civil::Date;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Read, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::path::{Path, PathBuf};

const NAME: &str = "homeroom.key";
/// Far above what any number of rotations leaves.
const LARGEST: u64 = 64 * 1024;

#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    #[error(
        "the key file {path} can be read or changed by others (mode {mode:04o}); homeroom does not use it. Type chmod \
         600 {path}, and homeroom keys rotate if others may have seen it"
    )]
    OpenToOthers { path: PathBuf, mode: u32 },
    #[error(
        "the key file {path} cannot be used: {what}. Put a copy of it back, or move it away to have a new one made: keys \
         in mail that went out are then refused"
    )]
    Malformed { path: PathBuf, what: String },
    #[error("the key file {path} may not be read by the account that homeroom runs as. Type chown ACCOUNT: {path}")]
    NotAllowed { path: PathBuf },
    #[error("another homeroom keys rotate is at work; nothing was changed")]
    Rotated,
    #[error("the key file {path} cannot be read or written: {source}")]
    Disk { path: PathBuf, source: std::io::Error },
}

/// `state_dir/homeroom.key`
pub fn path_in(state_dir: &Path) -> PathBuf {
    state_dir.join(NAME)
}

/// The keys, if there is a file.
///
/// # Errors
/// A file that others can read, or in which anything is not as homeroom writes it.
pub fn read(state_dir: &Path) -> Result<Option<MasterKeys>, KeyFileError> {
    let path = path_in(state_dir);
    match File::open(&path) {
        Ok(file) => read_open(&path, file).map(Some),
        Err(error) if error.kind() == ErrorKind::NotFound => Ok(None),
        Err(error) => Err(of_disk(&path)(error)),
    }
}

fn read_open(path: &Path, file: File) -> Result<MasterKeys, KeyFileError> {
    let broken = |what: String| KeyFileError::Malformed { path: path.to_owned(), what };
    let metadata = file.metadata().map_err(of_disk(path))?;
    if !metadata.is_file() {
        return Err(broken("it is no ordinary file".to_owned()));
    }
    let mode = metadata.permissions().mode() & 0o7777;
    if mode & 0o077 != 0 {
        return Err(KeyFileError::OpenToOthers { path: path.to_owned(), mode });
    }
    let mut octets = Vec::new();
    let size = file.take(LARGEST + 1).read_to_end(&mut octets).map_err(of_disk(path))?;
    if u64::try_from(size).is_ok_and(|size| size > LARGEST) {
        return Err(broken("it is too long".to_owned()));
    }
    let text = String::from_utf8(octets).map_err(|_| broken("it is not text in UTF-8".to_owned()))?;
    MasterKeys::read(&text).map_err(broken)
}

/// The keys; a file that is missing is made, once, whoever else begins at the same time. Says whether it was.
///
/// # Errors
/// As [`read`], or because nothing can be written there.
pub fn open(state_dir: &Path, fresh: [u8; 32], today: Date) -> Result<(MasterKeys, bool), KeyFileError> {
    if let Some(keys) = read(state_dir)? {
        return Ok((keys, false));
    }
    let (path, own) = (path_in(state_dir), beside(state_dir));
    write_whole(&own, state_dir, &MasterKeys::begin(today, fresh)).map_err(of_disk(&path))?;
    // A link is refused where there is a file already: that of whoever was first stays.
    let linked = std::fs::hard_link(&own, &path);
    std::fs::remove_file(&own).map_err(of_disk(&path))?;
    let made = match linked {
        Ok(()) => true,
        Err(error) if error.kind() == ErrorKind::AlreadyExists => false,
        Err(error) => return Err(of_disk(&path)(error)),
    };
    sync_folder_of(&path).map_err(of_disk(&path))?;
    let missing = || KeyFileError::Malformed { path: path.clone(), what: "it is gone again".to_owned() };
    Ok((read(state_dir)?.ok_or_else(missing)?, made))
}

/// Puts a new first line into the file that is there; `None` if there is none.
///
/// # Errors
/// As [`open`], or because somebody else does the same.
pub fn rotate(state_dir: &Path, fresh: [u8; 32], today: Date) -> Result<Option<MasterKeys>, KeyFileError> {
    let path = path_in(state_dir);
    let Ok(lock) = File::open(state_dir) else { return Ok(None) };
    lock.try_lock().map_err(|_| KeyFileError::Rotated)?;
    let Some(keys) = read(state_dir)? else { return Ok(None) };
    let (keys, own) = (keys.rotated(today, fresh), beside(state_dir));
    write_whole(&own, &path, &keys)
        .and_then(|()| std::fs::rename(&own, &path))
        .and_then(|()| sync_folder_of(&path))
        .map_err(of_disk(&path))?;
    Ok(Some(keys))
}

/// Where a file is made before it gets its name.
fn beside(state_dir: &Path) -> PathBuf {
    state_dir.join(format!("{NAME}.{}", std::process::id()))
}

fn write_whole(path: &Path, like: &Path, keys: &MasterKeys) -> std::io::Result<()> {
    super::files::remove(path)?;
    let mut file = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path)?;
    file.write_all(keys.text().as_bytes())?;
    file.sync_all()?;
    give_to_owner_of(path, like);
    Ok(())
}

fn of_disk(path: &Path) -> impl Fn(std::io::Error) -> KeyFileError {
    |source| match source.kind() {
        ErrorKind::PermissionDenied => KeyFileError::NotAllowed { path: path.to_owned() },
        _ => KeyFileError::Disk { path: path.to_owned(), source },
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;
    use std::fs::{Permissions, metadata, read_to_string, set_permissions, write};

    const DAY: Date = date(2026, 11, 27);

    fn mode(path: &Path) -> u32 {
        metadata(path).unwrap().permissions().mode() & 0o7777
    }

    #[test]
    fn the_first_start_makes_a_file_for_its_account_alone_and_the_next_reads_it() {
        let dir = tempfile::tempdir().unwrap();
        assert!(read(dir.path()).unwrap().is_none());
        let (first, made) = open(dir.path(), [1; 32], DAY).unwrap();
        let (second, again) = open(dir.path(), [2; 32], DAY.tomorrow().unwrap()).unwrap();
        assert_eq!((made, again), (true, false));
        assert_eq!(first.text(), second.text());
        assert_eq!(mode(&path_in(dir.path())), 0o600);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1, "nothing is left beside it");
    }

    #[test]
    fn of_many_first_starts_at_once_one_makes_the_file() {
        let dir = tempfile::tempdir().unwrap();
        // Each process has a name of its own for what it makes; threads share one, so they take turns here.
        let made: Vec<bool> = (1..=4).map(|n| open(dir.path(), [n; 32], DAY).unwrap().1).collect();
        assert_eq!(made, [true, false, false, false]);
        // Whoever looked before the file was there, and links after it, leaves it as it is.
        let own = beside(dir.path());
        write_whole(&own, dir.path(), &MasterKeys::begin(DAY, [9; 32])).unwrap();
        assert!(std::fs::hard_link(&own, path_in(dir.path())).is_err());
    }

    #[test]
    fn a_file_that_others_can_read_or_that_is_damaged_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        open(dir.path(), [1; 32], DAY).unwrap();
        let path = path_in(dir.path());
        for open_to in [0o640, 0o604, 0o620, 0o610] {
            set_permissions(&path, Permissions::from_mode(open_to)).unwrap();
            let told = read(dir.path()).unwrap_err().to_string();
            assert!(told.contains(&format!("mode 0{open_to:o}")) && told.contains("chmod 600"), "{told}");
        }
        set_permissions(&path, Permissions::from_mode(0o600)).unwrap();
        for (text, what) in [("", "holds no key"), ("2026-11-27 abc\n", "line 1 holds no key of 32 octets")] {
            write(&path, text).unwrap();
            let told = open(dir.path(), [2; 32], DAY).unwrap_err().to_string();
            assert!(told.contains(what), "{told}");
            assert_eq!(read_to_string(&path).unwrap(), text, "it is left as it is");
        }
    }

    #[test]
    fn a_rotation_puts_a_new_line_first_and_keeps_the_old_one() {
        let dir = tempfile::tempdir().unwrap();
        assert!(rotate(dir.path(), [2; 32], DAY).unwrap().is_none(), "nothing to rotate");
        open(dir.path(), [1; 32], date(2026, 9, 1)).unwrap();
        let rotated = rotate(dir.path(), [2; 32], DAY).unwrap().unwrap();
        assert_eq!(rotated.days().collect::<Vec<_>>(), [DAY, date(2026, 9, 1)]);
        assert_eq!(read(dir.path()).unwrap().unwrap().text(), rotated.text());
        assert_eq!(mode(&path_in(dir.path())), 0o600);
        assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 1);
        let held = File::open(dir.path()).unwrap();
        held.try_lock().unwrap();
        assert!(matches!(rotate(dir.path(), [3; 32], DAY), Err(KeyFileError::Rotated)));
    }
}
