//! The cells of a roster: what a spreadsheet program makes of a table, turned back into rows of clean text.

use super::problem::{Place, Problems, all_of, nearest};
pub use super::roster_columns::Column;
use super::roster_columns::{NAMES, REQUIRED, usual_header};
use crate::domain::address::is_invisible;
use std::path::Path;
use unicode_normalization::UnicodeNormalization;

/// No name, address or list of tags is longer.
const LONGEST_CELL: usize = 400;

/// One row: its line in the file, counted from 1, and its cleaned cells.
#[derive(Clone)]
pub struct Row {
    pub line: usize,
    /// In the order of [`NAMES`]; a column that the file has not is empty.
    cells: [String; NAMES.len()],
}

impl Row {
    pub fn empty(line: usize) -> Self {
        Self { line, cells: Default::default() }
    }

    pub fn set(&mut self, column: Column, cell: &str) {
        let at = NAMES.iter().position(|(_, known)| *known == column);
        if let Some(slot) = at.and_then(|at| self.cells.get_mut(at)) {
            cell.clone_into(slot);
        }
    }

    pub fn cell(&self, column: Column) -> &str {
        NAMES.iter().position(|(_, c)| *c == column).and_then(|at| self.cells.get(at)).map_or("", String::as_str)
    }
}

/// Reads a roster file into rows. `None` where nothing could be made of it as a whole; rows that are broken are told
/// and left out.
pub fn read_rows(file: &Path, bytes: &[u8], problems: &mut Problems) -> Option<Vec<Row>> {
    let text = as_text(file, bytes, problems)?;
    let (skipped, text) = without_separator_line(text);
    let mut reader = csv::ReaderBuilder::new()
        .delimiter(separator_of(text))
        .flexible(true)
        .has_headers(false)
        .from_reader(text.as_bytes());
    let lines = LineCount { text: text.as_bytes(), first: 1 + skipped };
    let mut columns: Option<Vec<Option<Column>>> = None;
    let mut rows = Vec::new();
    let mut record = csv::StringRecord::new();
    let mut line_of = lines.counter();
    while reader.read_record(&mut record).unwrap_or(false) {
        let line = line_of(record.position().map_or(0, csv::Position::byte));
        if record.iter().all(|cell| clean(cell).is_empty()) {
            continue;
        }
        match &columns {
            None => columns = Some(read_header(file, line, &record, problems)?),
            Some(columns) => rows.extend(read_row(file, line, columns, &record, problems)),
        }
    }
    if columns.is_none() {
        problems.error(
            Place::file(file),
            "the roster is empty",
            format!("write the columns in the first line: {}", usual_header()),
        );
    }
    columns.map(|_| rows)
}

pub fn as_text<'a>(file: &Path, bytes: &'a [u8], problems: &mut Problems) -> Option<&'a str> {
    const SAVE: &str = "in Excel: Save as, type \"CSV UTF-8 (comma delimited)\"";
    if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        problems.error(Place::file(file), "the roster is in UTF-16 (Excel's \"Unicode text\"), not in UTF-8", SAVE);
        return None;
    }
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    match std::str::from_utf8(bytes) {
        Ok(text) => Some(text),
        Err(error) => {
            let line = 1 + bytes.iter().take(error.valid_up_to()).filter(|b| **b == b'\n').count();
            problems.error(Place::line(file, line), "the roster is not in UTF-8: its accents would be lost", SAVE);
            None
        }
    }
}

/// Excel marks the separator in a first line of its own (`sep=;`), which is no row.
fn without_separator_line(text: &str) -> (usize, &str) {
    match text.split_once('\n') {
        Some((first, rest)) if first.trim().to_ascii_lowercase().starts_with("sep=") => (1, rest),
        _ => (0, text),
    }
}

/// The separator that the header has most of.
fn separator_of(text: &str) -> u8 {
    let header = text.lines().find(|line| !line.trim().is_empty()).unwrap_or_default();
    let count = |separator: u8| header.bytes().filter(|b| *b == separator).count();
    let mut best = b',';
    for other in *b";\t" {
        if count(other) > count(best) {
            best = other;
        }
    }
    best
}

/// Turns byte offsets, which only grow, into line numbers.
struct LineCount<'a> {
    text: &'a [u8],
    first: usize,
}

impl LineCount<'_> {
    /// The reader's own line is that of the blank lines before a record, so the blanks are stepped over here.
    fn counter(&self) -> impl FnMut(u64) -> usize {
        let (mut at, mut line) = (0usize, self.first);
        let text = self.text;
        move |offset| {
            let offset = usize::try_from(offset).unwrap_or(usize::MAX);
            while let Some(byte) = text.get(at) {
                if at >= offset && !matches!(byte, b'\r' | b'\n') {
                    break;
                }
                at += 1;
                // A lone carriage return ends a line too: old spreadsheets write nothing else.
                line += usize::from(*byte == b'\n' || (*byte == b'\r' && text.get(at) != Some(&b'\n')));
            }
            line
        }
    }
}

/// Which column stands where; `None` for one that is not known.
fn read_header(
    file: &Path,
    line: usize,
    record: &csv::StringRecord,
    problems: &mut Problems,
) -> Option<Vec<Option<Column>>> {
    let at = Place::line(file, line);
    let mut columns: Vec<Option<Column>> = Vec::new();
    for cell in record {
        let name = clean(cell).to_lowercase().replace([' ', '-'], "_");
        let column = NAMES.iter().find(|(known, _)| *known == name).map(|(_, column)| *column);
        if column.is_some() && columns.contains(&column) {
            problems.error(at, format!("the column `{name}` stands twice in the roster"), "take one of the two out");
        }
        if column.is_none() && !name.is_empty() {
            let instead = match nearest(&name, NAMES.map(|(known, _)| known)) {
                Some((near, true)) => format!("write `{near}`"),
                Some((near, false)) => format!(
                    "take the column out; the nearest known one is `{near}`, and all are {}",
                    all_of(&NAMES.map(|(known, _)| known))
                ),
                None => String::new(),
            };
            problems.error(at, format!("the roster has an unknown column `{name}`"), instead);
        }
        columns.push(column);
    }
    let missing: Vec<&str> =
        REQUIRED.into_iter().filter(|column| !columns.contains(&Some(*column))).map(Column::name).collect();
    if missing.is_empty() {
        return Some(columns);
    }
    problems.error(
        at,
        format!("the roster's first line does not name the column {}", all_of(&missing)),
        format!("write the columns in the first line: {}", usual_header()),
    );
    None
}

fn read_row(
    file: &Path,
    line: usize,
    columns: &[Option<Column>],
    record: &csv::StringRecord,
    problems: &mut Problems,
) -> Option<Row> {
    let at = Place::line(file, line);
    let beyond = record.iter().skip(columns.len()).any(|cell| !clean(cell).is_empty());
    if record.len() < columns.len() || beyond {
        problems.error(
            at,
            format!("this row has {} cells, and the first line names {} columns", record.len(), columns.len()),
            "put a cell that holds a separator into \"quotation marks\"; leave no cell out, an empty one is `,,`",
        );
        return None;
    }
    if record.iter().any(|cell| cell.trim().contains(['\n', '\r'])) {
        problems.error(
            at,
            "a cell of this row runs over several lines",
            "look for a quotation mark that opens and does not close; take line breaks out of cells",
        );
        return None;
    }
    if record.iter().any(|cell| cell.chars().nth(LONGEST_CELL).is_some()) {
        problems.error(
            at,
            format!("a cell of this row is longer than {LONGEST_CELL} characters"),
            "look for a quotation mark that opens and does not close",
        );
        return None;
    }
    let mut cells: [String; NAMES.len()] = Default::default();
    for (cell, column) in record.iter().zip(columns) {
        let at = column.and_then(|column| NAMES.iter().position(|(_, known)| *known == column));
        if let Some(slot) = at.and_then(|at| cells.get_mut(at)) {
            *slot = clean(cell);
        }
    }
    Some(Row { line, cells })
}

/// Text as people see it: composed accents, no invisible characters, single blanks. The joiners that Persian and the
/// scripts of India need inside a word stay where they join; anywhere else they only spoil comparisons.
pub fn clean(cell: &str) -> String {
    if cell.is_ascii() && !cell.contains("  ") && !cell.bytes().any(|b| b.is_ascii_control()) {
        return cell.trim().to_owned();
    }
    let composed: Vec<char> = cell.nfc().collect();
    let mut out = String::with_capacity(cell.len());
    for (at, c) in composed.iter().copied().enumerate() {
        let joins = |at: Option<usize>| {
            at.and_then(|at| composed.get(at))
                .is_some_and(|c| *c >= '\u{600}' && !is_invisible(*c) && !c.is_whitespace())
        };
        let needed = matches!(c, '\u{200c}' | '\u{200d}') && joins(at.checked_sub(1)) && joins(at.checked_add(1));
        if c.is_whitespace() || (c.is_control() && !is_invisible(c)) {
            if !out.is_empty() && !out.ends_with(' ') {
                out.push(' ');
            }
        } else if needed || !is_invisible(c) {
            out.push(c);
        }
    }
    out.truncate(out.trim_end().len());
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    const HEADER: &str = "student_id,first_name,last_name,guardian,email,household,access";

    fn lines(text: &str) -> Vec<(usize, String)> {
        let mut problems = Problems::default();
        let rows = read_rows(Path::new("r.csv"), text.as_bytes(), &mut problems).unwrap();
        assert!(!problems.has_errors(), "{problems:?}");
        rows.iter().map(|row| (row.line, row.cell(Column::StudentId).to_owned())).collect()
    }

    fn told(text: &[u8]) -> Vec<String> {
        let mut problems = Problems::default();
        read_rows(Path::new("r.csv"), text, &mut problems);
        problems.in_order(&[]).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn lines_are_counted_as_an_editor_counts_them() {
        let rows = ["S1,a,b,c,,A,full", "S2,a,b,c,,A,full", "\"S3\",a,b,c,,A,full"];
        let (one, two, three) = (rows[0], rows[1], rows[2]);
        for (text, expected) in [
            (format!("{HEADER}\n{one}\n{two}\n"), [2, 3].as_slice()),
            (format!("\u{feff}{HEADER}\r\n\r\n{one}\r\n,,,,,,\r\n\n{two}\r\n{three}"), &[3, 6, 7]),
            (format!("{HEADER}\r{one}\r{two}\r"), &[2, 3]),
            (format!("sep=,\r\n\r\n{HEADER}\r\n{one}\r\n"), &[4]),
        ] {
            assert_eq!(lines(&text).iter().map(|(line, _)| *line).collect::<Vec<_>>(), expected, "{text:?}");
        }
    }

    #[test]
    fn separators_and_heads_of_spreadsheets_are_understood() {
        for separator in [";", "\t", ","] {
            let text = format!(
                "Student ID,First-Name, last_name ,GUARDIAN,email,household,access\nS1,a,b,\"x {separator}y\",,A,full"
            );
            let text = text.replace(',', separator);
            assert_eq!(lines(&text), [(2, "S1".to_owned())], "{separator:?}");
        }
    }

    #[test]
    fn what_is_no_roster_is_told_whole() {
        let cases: [(&[u8], &str); 5] = [
            (b"", "the roster is empty"),
            (b"\n\n", "the roster is empty"),
            (b"\xff\xfes\0t\0", "UTF-16"),
            (b"student_id\nMart\xednez\n", "error: r.csv:2: the roster is not in UTF-8"),
            (
                b"student_id;first_name\n",
                "does not name the column `last_name`, `guardian`, `email`, `household` and `access`",
            ),
        ];
        for (bytes, expected) in cases {
            let told = told(bytes);
            assert!(told.len() == 1 && told[0].contains(expected), "{told:?}");
        }
    }

    #[test]
    fn broken_rows_are_told_with_their_lines() {
        let text = format!("{HEADER},colour\nS1,a\nS2,a,b,c,,A,full,,more\nS3,\"a,b,c,,A,full\nS4,a,b,c,,A,full,\n");
        let told = told(text.as_bytes());
        assert!(
            told[0].starts_with("error: r.csv:1: the roster has an unknown column `colour`\nhint: take"),
            "{told:?}"
        );
        assert!(told[1].starts_with("error: r.csv:2: this row has 2 cells, and the first line names 8"), "{told:?}");
        assert!(told[2].starts_with("error: r.csv:3: this row has 9 cells"), "{told:?}");
        assert!(told[3].starts_with("error: r.csv:4: "), "{told:?}");
    }

    #[test]
    fn cells_are_cleaned_of_what_nobody_sees() {
        for (cell, expected) in [
            ("  Ana\u{a0} Martínez ", "Ana Martínez"),
            ("M\u{200b}aya\u{feff}", "Maya"),
            ("Martı\u{301}nez", "Martı\u{301}nez"),
            ("Marti\u{301}nez", "Martínez"),
            ("Ma\u{200c}ya", "Maya"),
            ("نرگس\u{200c}خاتون", "نرگس\u{200c}خاتون"),
            ("\u{202e}evil", "evil"),
            ("a\tb", "a b"),
        ] {
            assert_eq!(clean(cell), expected, "{cell:?}");
        }
    }
}
