//! The roster file: one row a guardian-child link, read whole, its contradictions told with their lines.
//!
//! No message repeats a name or an address: lines and columns are enough to find them, and messages may be logged.

use super::problem::{Place, Problem, Problems};
use super::roster_cells::{Column, Row, read_rows};
use super::roster_guardians::Seen;
use super::roster_students::{StudentFacts, Students, folded};
use crate::domain::address::EmailAddress;
use crate::domain::class::{Class, School};
use crate::domain::language::Language;
use crate::domain::roster::{Access, Guardianship, Roster, Student};
use crate::ids::StudentId;
use jiff::civil::Date;
use std::collections::HashMap;
use std::path::Path;

/// What a roster is read against.
#[derive(Clone, Debug)]
pub struct RosterRules {
    /// For guardians without a language of their own.
    pub language: Language,
    /// The class's own address and its teachers': no guardian can have them.
    pub class_address: Option<EmailAddress>,
    pub teachers: Vec<EmailAddress>,
    pub today: Date,
}

impl RosterRules {
    /// The rules of a class that is set up already: for a new roster that is to take the place of its present one.
    pub fn of(school: &School, class: &Class, today: Date) -> Self {
        Self {
            language: school.language.clone(),
            class_address: Some(class.address.clone()),
            teachers: class.teachers.iter().map(|teacher| teacher.address.clone()).collect(),
            today,
        }
    }
}

/// The students and rows of a file, before a block is applied: a class file may still add tags.
#[derive(Default, Debug)]
pub struct RosterRows {
    pub students: Vec<Student>,
    pub guardianships: Vec<Guardianship>,
}

/// Reads a roster file by itself (`homeroom roster check`). The roster is `None` where a problem is an error.
pub fn read_roster(file: &Path, bytes: &[u8], rules: &RosterRules) -> (Option<Roster>, Vec<Problem>) {
    let mut problems = Problems::default();
    let roster = read_links(file, bytes, rules, &mut problems).map(|rows| finish(file, rows, &mut problems));
    let failed = problems.has_errors();
    (roster.filter(|_| !failed), problems.in_order(&[]))
}

/// Applies what a block means and tells where it was kept against another row.
pub fn finish(file: &Path, rows: RosterRows, problems: &mut Problems) -> Roster {
    let (roster, blocked_again) = Roster::new(rows.students, rows.guardianships);
    for again in blocked_again {
        problems.warning(
            Place::line(file, again.line),
            format!(
                "this guardian is blocked for the same child on line {}; the block was kept, and nothing is sent here",
                again.blocked_on_line
            ),
            format!(
                "write `blocked` on this line too, or take line {} out if the block has ended",
                again.blocked_on_line
            ),
        );
    }
    tell_blocked_names(file, &roster, problems);
    roster
}

/// A barred guardian may come back under an address that is wholly another one. Only a person can tell whether the name
/// means the same person, so this is told and changes nothing.
fn tell_blocked_names(file: &Path, roster: &Roster, problems: &mut Problems) {
    let rows = roster.guardianships();
    let blocked: HashMap<(&StudentId, String), usize> = rows
        .iter()
        .filter(|row| row.access == Access::Blocked)
        .map(|row| ((&row.student, folded(&row.name)), row.line))
        .collect();
    for row in rows.iter().filter(|row| row.access != Access::Blocked && row.email.is_some()) {
        if let Some(line) = blocked.get(&(&row.student, folded(&row.name))) {
            problems.warning(
                Place::line(file, row.line),
                format!(
                    "a guardian of this name is blocked for the same child on line {line}, and the email here is another \
                     one: mail goes out to it"
                ),
                "write `blocked` on this line too, unless these are two people; then tell them apart in their names",
            );
        }
    }
}

/// Reads every row; `None` only where the file as a whole cannot be read.
pub fn read_links(file: &Path, bytes: &[u8], rules: &RosterRules, problems: &mut Problems) -> Option<RosterRows> {
    Some(links_of(file, &read_rows(file, bytes, problems)?, rules, problems))
}

/// The children and guardians that the rows speak of.
pub fn links_of(file: &Path, rows: &[Row], rules: &RosterRules, problems: &mut Problems) -> RosterRows {
    if rows.is_empty() {
        problems.warning(
            Place::file(file),
            "the roster has no children yet",
            "write one row for each guardian of each child",
        );
    }
    let mut reading = Reading {
        file,
        rules,
        problems,
        students: Students::default(),
        guardianships: Vec::new(),
        seen: Seen::default(),
    };
    for row in rows {
        reading.read(row);
    }
    reading.spread_languages();
    reading.check_children();
    RosterRows { guardianships: reading.guardianships, students: reading.students.into_list() }
}

/// A roster on its way from rows to children and guardians.
pub struct Reading<'a> {
    pub(super) file: &'a Path,
    pub(super) rules: &'a RosterRules,
    pub(super) problems: &'a mut Problems,
    students: Students,
    pub(super) guardianships: Vec<Guardianship>,
    pub(super) seen: Seen,
}

impl Reading<'_> {
    pub(super) fn wrong(&mut self, line: usize, what: impl Into<String>, instead: impl Into<String>) {
        self.problems.error(Place::line(self.file, line), what, instead);
    }

    fn read(&mut self, row: &Row) {
        let Some(student) = self.student_id(row) else { return };
        self.read_student(row, &student);
        self.read_guardian(row, student);
    }

    pub(super) fn required(&mut self, row: &Row, column: Column) -> Option<String> {
        let cell = row.cell(column);
        if cell.is_empty() {
            self.wrong(
                row.line,
                format!("`{}` is empty", column.name()),
                match column {
                    Column::Household => "write a label for the home, the same for all who live there: `A`, `B`",
                    Column::Guardian => "write the name of the mother, father or other guardian",
                    Column::Access => "write `full`, `inform` or `blocked`",
                    _ => "fill the cell in every row of the child",
                },
            );
            return None;
        }
        Some(cell.to_owned())
    }

    fn student_id(&mut self, row: &Row) -> Option<StudentId> {
        let id = self.required(row, Column::StudentId)?;
        let digits = id.bytes().filter(u8::is_ascii_digit).count();
        if digits + 3 >= id.len() && id.starts_with(|c: char| c.is_ascii_digit()) && id.to_lowercase().contains("e+") {
            self.wrong(
                row.line,
                "`student_id` was turned into a rounded number by the spreadsheet program",
                "format the column as text there and fill the numbers in again",
            );
            return None;
        }
        if id.chars().count() > 64 {
            self.wrong(row.line, "`student_id` is longer than 64 characters", "write the school's number of the child");
            return None;
        }
        Some(StudentId::new(id))
    }

    fn read_student(&mut self, row: &Row, id: &StudentId) {
        let tags = row.cell(Column::Tags).split([';', '|']).map(str::trim).filter(|tag| !tag.is_empty());
        let facts = StudentFacts {
            tags: tags.map(str::to_owned).collect(),
            first_name: self.required(row, Column::FirstName),
            last_name: self.required(row, Column::LastName),
            preferred_name: Some(row.cell(Column::PreferredName)).filter(|name| !name.is_empty()).map(str::to_owned),
            birthday: self.birthday(row),
            photo_consent: self.consent(row),
            joined: self.date(row, Column::Joined),
            left: self.date(row, Column::Left),
        };
        for (column, line) in self.students.add(id, row.line, facts) {
            self.wrong(
                row.line,
                format!("`{}` of student {id} is another one here than on line {line}", column.name()),
                "write the same in every row of the child; two children have two student_ids",
            );
        }
    }

    fn birthday(&mut self, row: &Row) -> Option<Date> {
        let date = self.date(row, Column::Birthday)?;
        if date > self.rules.today {
            self.wrong(row.line, "`birthday` is no day in the past", "write it as 2017-03-04 (year-month-day)");
            return None;
        }
        Some(date)
    }

    pub(super) fn date(&mut self, row: &Row, column: Column) -> Option<Date> {
        let cell = row.cell(column);
        if cell.is_empty() {
            return None;
        }
        match cell.parse::<Date>() {
            Ok(date) if cell.len() == 10 => Some(date),
            _ => {
                self.wrong(
                    row.line,
                    format!("`{}` is no date that can be read in only one way", column.name()),
                    "write it as 2017-03-04 (year-month-day); in a spreadsheet format the column as text first",
                );
                None
            }
        }
    }

    fn consent(&mut self, row: &Row) -> Option<bool> {
        match row.cell(Column::PhotoConsent).to_lowercase().as_str() {
            "" => None,
            "yes" | "y" | "true" | "1" => Some(true),
            "no" | "n" | "false" | "0" => Some(false),
            _ => {
                self.wrong(row.line, "`photo_consent` is neither yes nor no", "write `yes` or `no`; empty means no");
                None
            }
        }
    }

    fn check_children(&mut self) {
        for line in self.students.left_before_joined() {
            self.wrong(
                line,
                "`left` comes before `joined`: the child would never be in the class",
                "write the child's first day under `joined` and the last one under `left`",
            );
        }
        for (line, other) in self.students.borrowed_nicknames() {
            self.problems.warning(
                Place::line(self.file, line),
                format!("`preferred_name` is also the name of the child on line {other}"),
                "leave it if both are called so: mail that names this name alone is then asked about, not placed",
            );
        }
    }
}
