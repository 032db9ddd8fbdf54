//! Rosters that another program wrote, brought into homeroom's own: plain CSV, OneRoster and School Data Sync.
//!
//! An import is three steps, each a function of its arguments: what the file says becomes rows of a roster
//! ([`files`], [`oneroster`], [`school_data_sync`], [`bundle`]), the rows are laid over the present ones ([`merge`]), and
//! the result is written as one file or not at all ([`mod@write`]). A block is never lifted by it.

pub mod bundle;
pub mod files;
pub mod merge;
pub mod oneroster;
pub mod school_data_sync;
pub mod table;
pub mod write;

use super::problem::{Place, Problems};
use super::roster_cells::{Row, read_rows};
use bundle::Wanted;
use files::Source;
use std::path::Path;

/// What a file says about a class.
pub struct Incoming {
    pub rows: Vec<Row>,
    /// What a person should know about how it was read, as sentences.
    pub notes: Vec<String>,
}

/// Reads a file, a folder or an archive. `None` once it is told why it cannot be used.
pub fn read(path: &Path, wanted: &Wanted<'_>, problems: &mut Problems) -> Option<Incoming> {
    match files::open(path, problems)? {
        Source::Csv(bytes) => {
            let rows = read_rows(path, &bytes, problems)?;
            Some(Incoming { rows, notes: Vec::new() })
        }
        Source::Tables(tables) => {
            let bundle = if oneroster::is_one(&tables) {
                oneroster::read(&tables, problems)
            } else if school_data_sync::is_one(&tables) {
                school_data_sync::read(&tables, problems)
            } else {
                let names: Vec<&str> = tables.names().collect();
                problems.error(
                    Place::file(path),
                    format!("this is neither OneRoster nor School Data Sync; it holds {}", names.join(", ")),
                    "name the folder or .zip with users.csv, enrollments.csv and classes.csv in it, or a roster in CSV",
                );
                None
            }?;
            bundle.rows_of(path, wanted, problems)
        }
    }
}
