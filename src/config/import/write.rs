//! A roster as a file: whole or not at all, the one before kept beside it.

use crate::config::roster_cells::Row;
use crate::config::roster_columns::{NAMES, USUAL};
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// The rows as CSV: the columns that every roster has, and behind them those of which any cell is filled.
///
/// # Errors
/// None that a list of texts can bring about.
pub fn as_csv(rows: &[Row]) -> io::Result<Vec<u8>> {
    let filled = |column| rows.iter().any(|row: &Row| !row.cell(column).is_empty());
    let columns: Vec<_> = NAMES.iter().enumerate().filter(|(at, (_, column))| *at < USUAL || filled(*column)).collect();
    let mut out = csv::Writer::from_writer(Vec::new());
    out.write_record(columns.iter().map(|(_, (name, _))| *name))?;
    for row in rows {
        out.write_record(columns.iter().map(|(_, (_, column))| row.cell(*column)))?;
    }
    out.into_inner().map_err(|error| io::Error::other(error.to_string()))
}

/// `room-12.csv.bak`
pub fn backup_of(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".bak");
    file.with_file_name(name)
}

/// Puts the bytes in the place of the file, which stays as `FILE.bak` with its rights.
///
/// # Errors
/// The file is then as it was.
pub fn replace(file: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut fresh = file.file_name().unwrap_or_default().to_owned();
    fresh.push(".new");
    let fresh = file.with_file_name(fresh);
    let written = (|| {
        let mut out = File::create(&fresh)?;
        out.set_permissions(fs::metadata(file)?.permissions())?;
        keep_owner(&out, file);
        out.write_all(bytes)?;
        out.sync_all()?;
        fs::copy(file, backup_of(file))?;
        fs::rename(&fresh, file)?;
        // The rename is on the disk when the folder is.
        file.parent().map_or(Ok(()), |folder| File::open(folder)?.sync_all())
    })();
    if written.is_err() {
        let _ = fs::remove_file(&fresh);
    }
    written
}

/// An import is often run as root, and the service must still be able to read its roster.
fn keep_owner(out: &File, file: &Path) {
    use std::os::unix::fs::{MetadataExt, fchown};
    if let Ok(owner) = fs::metadata(file) {
        let _ = fchown(out, Some(owner.uid()), Some(owner.gid()));
    }
}
