//! Reading the files of a configuration: bounded in size, and refused when others on the host could have written them.

use super::problem::{Place, Problems};
use std::fs::{File, Metadata};
use std::io::{ErrorKind, Read};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

/// No file of a configuration is larger: a roster of 5,000 rows has half a megabyte.
const LARGEST: u64 = 16 * 1024 * 1024;

/// The permission bits that let the group or anyone change a file.
const OTHERS_MAY_WRITE: u32 = 0o022;

/// Reads the file that `named_at` names. `role` says what it is (`the roster`), `if_missing` what to do when it is not
/// there. `None` once the problem is told.
pub fn read_bytes(
    path: &Path,
    named_at: Place<'_>,
    role: &str,
    if_missing: &str,
    problems: &mut Problems,
) -> Option<Vec<u8>> {
    let shown = path.display();
    match open(path) {
        Ok((file, metadata)) => {
            if !refuse_writable(path, &metadata, problems) {
                return None;
            }
            let mut bytes = Vec::new();
            match file.take(LARGEST + 1).read_to_end(&mut bytes) {
                Ok(size) if size as u64 <= LARGEST => return Some(bytes),
                Ok(_) => problems.error(
                    Place::file(path),
                    format!("{role} is larger than {} MiB", LARGEST / 1024 / 1024),
                    "name the right file here",
                ),
                Err(error) => problems.error(
                    named_at,
                    format!("{role} {shown} cannot be read: {error}"),
                    "look at the disk, then run `homeroom check` again",
                ),
            }
        }
        Err(OpenError::Missing) => {
            problems.error(named_at, format!("{role} {shown} is not there"), if_missing);
        }
        Err(OpenError::NoFile) => {
            problems.error(
                named_at,
                format!("{role} {shown} is no ordinary file"),
                "name a file, not a folder or a pipe",
            );
        }
        Err(OpenError::Denied) => problems.error(
            named_at,
            format!("{role} {shown} may not be read by the user homeroom runs as"),
            "give the file to that user or its group: `chgrp homeroom FILE` and `chmod 640 FILE`",
        ),
        Err(OpenError::Other(error)) => problems.error(
            named_at,
            format!("{role} {shown} cannot be opened: {error}"),
            "look at the disk, then run `homeroom check` again",
        ),
    }
    None
}

/// As [`read_bytes`], for text in UTF-8; a byte order mark at its start is dropped.
pub fn read_text(
    path: &Path,
    named_at: Place<'_>,
    role: &str,
    if_missing: &str,
    problems: &mut Problems,
) -> Option<String> {
    let bytes = read_bytes(path, named_at, role, if_missing, problems)?;
    match String::from_utf8(bytes) {
        Ok(text) => Some(match text.strip_prefix('\u{feff}') {
            Some(rest) => rest.to_owned(),
            None => text,
        }),
        Err(error) => {
            let good = error.utf8_error().valid_up_to();
            let line = 1 + error.as_bytes().iter().take(good).filter(|b| **b == b'\n').count();
            problems.error(
                Place::line(path, line),
                format!("{role} is not in UTF-8"),
                "save the file as UTF-8 (in most editors: Save as, encoding UTF-8)",
            );
            None
        }
    }
}

/// Why a file could not be opened.
pub enum OpenError {
    Missing,
    NoFile,
    Denied,
    Other(std::io::Error),
}

/// Opens an ordinary file. It is looked at before it is opened (opening a pipe would wait for its writer) and its
/// permissions are those of the file that was opened, not of the name.
pub fn open(path: &Path) -> Result<(File, Metadata), OpenError> {
    let seen = |error: std::io::Error| match error.kind() {
        ErrorKind::NotFound | ErrorKind::NotADirectory => OpenError::Missing,
        ErrorKind::PermissionDenied => OpenError::Denied,
        _ => OpenError::Other(error),
    };
    if !std::fs::metadata(path).map_err(seen)?.is_file() {
        return Err(OpenError::NoFile);
    }
    let file = File::open(path).map_err(seen)?;
    let metadata = file.metadata().map_err(seen)?;
    Ok((file, metadata))
}

/// `false`, and told, when the group or anyone may write the file: whoever can change a roster or a template can send
/// mail in the teacher's name.
pub fn refuse_writable(path: &Path, metadata: &Metadata, problems: &mut Problems) -> bool {
    let mode = metadata.permissions().mode() & 0o7777;
    if mode & OTHERS_MAY_WRITE == 0 {
        return true;
    }
    let who = if mode & 0o002 == 0 { "its group" } else { "everyone on this host" };
    problems.error(
        Place::file(path),
        format!("{who} may write this file (mode {mode:04o}); homeroom reads only what its owner alone can change"),
        format!("type `chmod go-w {}`", path.display()),
    );
    false
}

/// Tells of a folder in which anyone on the host may put or replace files. (A sticky folder as `/tmp` guards its files.)
pub fn refuse_open_folder(path: &Path, problems: &mut Problems) {
    let Ok(metadata) = std::fs::metadata(path) else { return };
    let mode = metadata.permissions().mode() & 0o7777;
    if metadata.is_dir() && mode & 0o002 != 0 && mode & 0o1000 == 0 {
        problems.error(
            Place::file(path),
            format!("everyone on this host may put files into this folder (mode {mode:04o})"),
            format!("type `chmod o-w {}`", path.display()),
        );
    }
}

/// Checks every file below a templates folder as [`refuse_writable`] does, and gives their paths in order.
pub fn check_tree(folder: &Path, problems: &mut Problems) -> Vec<PathBuf> {
    let (mut files, mut folders) = (Vec::new(), vec![(folder.to_owned(), 0)]);
    while let Some((folder, depth)) = folders.pop() {
        refuse_open_folder(&folder, problems);
        for path in entries(&folder, problems) {
            match std::fs::metadata(&path) {
                // partials/name/language.hbs is three deep; a link that leads round in a circle ends here.
                Ok(metadata) if metadata.is_dir() && depth < 4 => folders.push((path, depth + 1)),
                Ok(metadata) if metadata.is_file() => {
                    refuse_writable(&path, &metadata, problems);
                    files.push(path);
                }
                _ => {}
            }
        }
    }
    files.sort();
    files
}

/// The entries of a folder in order; a folder that cannot be listed is told and counts as empty.
pub fn entries(folder: &Path, problems: &mut Problems) -> Vec<PathBuf> {
    let listed = std::fs::read_dir(folder)
        .and_then(|entries| entries.map(|entry| entry.map(|e| e.path())).collect::<Result<Vec<_>, _>>());
    match listed {
        Ok(mut paths) => {
            paths.sort();
            paths
        }
        Err(error) => {
            problems.error(
                Place::file(folder),
                format!("this folder cannot be listed: {error}"),
                "let the user homeroom runs as read and enter it (`chmod o+rx`, or its group)",
            );
            Vec::new()
        }
    }
}

/// A path as it was written, seen from the folder of the file that names it.
pub fn beside(file: &Path, written: &str) -> PathBuf {
    file.parent().unwrap_or(Path::new("")).join(written)
}
