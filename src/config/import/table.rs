//! One CSV file of a bundle, its cells found by the names of their columns.

use crate::config::problem::Problems;
use crate::config::roster_cells::{as_text, clean};
use std::collections::HashMap;
use std::path::{Path, PathBuf};

/// The files of a bundle.
#[derive(Default)]
pub struct Tables(Vec<Table>);

impl Tables {
    pub fn add(&mut self, table: Table) {
        self.0.push(table);
    }

    /// By its name in lower case, as `users.csv`.
    pub fn get(&self, name: &str) -> Option<&Table> {
        self.0.iter().find(|table| table.name == name)
    }

    pub fn names(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(|table| table.name.as_str())
    }
}

pub struct Table {
    name: String,
    pub file: PathBuf,
    columns: HashMap<String, usize>,
    records: Vec<(usize, csv::StringRecord)>,
}

impl Table {
    /// `None` once it is told why it is no table.
    pub fn read(name: &str, file: &Path, bytes: &[u8], problems: &mut Problems) -> Option<Self> {
        let text = as_text(file, bytes, problems)?;
        let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(text.as_bytes());
        let mut records = Vec::new();
        let mut columns = HashMap::new();
        let mut record = csv::StringRecord::new();
        while reader.read_record(&mut record).unwrap_or(false) {
            let line = record.position().map_or(0, |at| usize::try_from(at.line()).unwrap_or(0));
            if columns.is_empty() {
                columns = record.iter().enumerate().map(|(at, cell)| (folded(cell), at)).collect();
            } else if record.iter().any(|cell| !cell.trim().is_empty()) {
                records.push((line, record.clone()));
            }
        }
        Some(Self { name: name.to_owned(), file: file.to_owned(), columns, records })
    }

    pub fn has(&self, column: &str) -> bool {
        self.columns.contains_key(&folded(column))
    }

    pub fn rows(&self) -> impl Iterator<Item = TableRow<'_>> {
        self.records.iter().map(|(line, record)| TableRow { line: *line, table: self, record })
    }
}

#[derive(Clone, Copy)]
pub struct TableRow<'a> {
    pub line: usize,
    table: &'a Table,
    record: &'a csv::StringRecord,
}

impl TableRow<'_> {
    /// The cleaned cell; empty where the file has no such column.
    pub fn cell(&self, column: &str) -> String {
        let at = self.table.columns.get(&folded(column));
        at.and_then(|at| self.record.get(*at)).map(clean).unwrap_or_default()
    }

    /// The entries of a cell that holds a list.
    pub fn list(&self, column: &str) -> Vec<String> {
        let cell = self.cell(column);
        cell.split([',', ';', '|']).map(str::trim).filter(|entry| !entry.is_empty()).map(str::to_owned).collect()
    }
}

/// `SIS ID`, `sisId` and `sis_id` are one column.
fn folded(name: &str) -> String {
    name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
