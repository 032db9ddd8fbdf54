//! The roster file: one row a guardian-child link, read whole, its contradictions told with their lines.
//!
//! No message repeats a name or an address: lines and columns are enough to find them, and messages may be logged.

use super::problem::{Place, Problem, Problems, nearest, one_of};
use super::roster_cells::{Column, Row, read_rows};
use crate::domain::address::EmailAddress;
use crate::domain::language::Language;
use crate::domain::roster::{Access, Guardianship, Roster, Student};
use crate::ids::{HouseholdId, StudentId};
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
    roster
}

/// Reads every row; `None` only where the file as a whole cannot be read.
pub fn read_links(file: &Path, bytes: &[u8], rules: &RosterRules, problems: &mut Problems) -> Option<RosterRows> {
    let rows = read_rows(file, bytes, problems)?;
    if rows.is_empty() {
        problems.warning(
            Place::file(file),
            "the roster has no children yet",
            "write one row for each guardian of each child",
        );
    }
    let mut reading = Reading { file, rules, problems, rows: RosterRows::default(), seen: Seen::default() };
    for row in &rows {
        reading.read(row);
    }
    reading.spread_languages();
    reading.check_nicknames();
    Some(reading.rows)
}

/// What earlier rows said, with their lines.
#[derive(Default)]
struct Seen {
    /// Where a student stands in the list, and the line that named the child first.
    students: HashMap<StudentId, (usize, usize)>,
    birthdays: HashMap<StudentId, usize>,
    consents: HashMap<StudentId, usize>,
    guardians: HashMap<(StudentId, String), (usize, Access)>,
    languages: HashMap<EmailAddress, (Language, usize)>,
    /// Rows whose language cell is empty, by their place in the list.
    unsaid_languages: Vec<usize>,
}

struct Reading<'a> {
    file: &'a Path,
    rules: &'a RosterRules,
    problems: &'a mut Problems,
    rows: RosterRows,
    seen: Seen,
}

impl Reading<'_> {
    fn wrong(&mut self, line: usize, what: impl Into<String>, instead: impl Into<String>) {
        self.problems.error(Place::line(self.file, line), what, instead);
    }

    fn read(&mut self, row: &Row) {
        let Some(student) = self.student_id(row) else { return };
        self.read_student(row, &student);
        self.read_guardian(row, student);
    }

    fn required(&mut self, row: &Row, column: Column) -> Option<String> {
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
        let first_name = self.required(row, Column::FirstName).unwrap_or_default();
        let last_name = self.required(row, Column::LastName).unwrap_or_default();
        let preferred_name = Some(row.cell(Column::PreferredName)).filter(|name| !name.is_empty()).map(str::to_owned);
        let birthday = self.birthday(row);
        let consent = self.consent(row);
        let tags = row.cell(Column::Tags).split([';', '|']).map(str::trim).filter(|tag| !tag.is_empty());
        let tags: Vec<String> = tags.map(str::to_owned).collect();

        let Some((at, first_line)) = self.seen.students.get(id).copied() else {
            self.seen.students.insert(id.clone(), (self.rows.students.len(), row.line));
            birthday.and_then(|_| self.seen.birthdays.insert(id.clone(), row.line));
            consent.and_then(|_| self.seen.consents.insert(id.clone(), row.line));
            let photo_consent = consent.unwrap_or(false);
            let id = id.clone();
            let mut student =
                Student { id, first_name, last_name, preferred_name, birthday, photo_consent, tags: Vec::new() };
            add_tags(&mut student, tags);
            self.rows.students.push(student);
            return;
        };
        let Some(known) = self.rows.students.get_mut(at) else { return };
        let mut differ: Vec<(Column, usize)> = Vec::new();
        // An empty name is told already as a missing one.
        if !first_name.is_empty() && !known.first_name.is_empty() && known.first_name != first_name {
            differ.push((Column::FirstName, first_line));
        }
        if !last_name.is_empty() && !known.last_name.is_empty() && known.last_name != last_name {
            differ.push((Column::LastName, first_line));
        }
        if preferred_name.is_some() && known.preferred_name.is_some() && known.preferred_name != preferred_name {
            differ.push((Column::PreferredName, first_line));
        }
        if birthday.is_some() && known.birthday.is_some() && known.birthday != birthday {
            differ.push((Column::Birthday, self.seen.birthdays.get(id).copied().unwrap_or(first_line)));
        }
        match (consent, self.seen.consents.get(id)) {
            (Some(consent), Some(line)) if consent != known.photo_consent => {
                differ.push((Column::PhotoConsent, *line));
            }
            (Some(consent), None) => {
                known.photo_consent = consent;
                self.seen.consents.insert(id.clone(), row.line);
            }
            _ => {}
        }
        if known.birthday.is_none() && birthday.is_some() {
            known.birthday = birthday;
            self.seen.birthdays.insert(id.clone(), row.line);
        }
        known.preferred_name = known.preferred_name.take().or(preferred_name);
        add_tags(known, tags);
        for (column, line) in differ {
            self.wrong(
                row.line,
                format!("`{}` of student {id} is another one here than on line {line}", column.name()),
                "write the same in every row of the child; two children have two student_ids",
            );
        }
    }

    fn birthday(&mut self, row: &Row) -> Option<Date> {
        let cell = row.cell(Column::Birthday);
        if cell.is_empty() {
            return None;
        }
        match cell.parse::<Date>() {
            Ok(date) if cell.len() != 10 || date > self.rules.today => {
                self.wrong(row.line, "`birthday` is no day in the past", "write it as 2017-03-04 (year-month-day)");
                None
            }
            Ok(date) => Some(date),
            Err(_) => {
                self.wrong(
                    row.line,
                    "`birthday` is no date that can be read in only one way",
                    "write it as 2017-03-04 (year-month-day); in a spreadsheet format the column as text first",
                );
                None
            }
        }
    }

    /// Photographs are shown only where somebody said yes.
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

    fn read_guardian(&mut self, row: &Row, student: StudentId) {
        let name = self.required(row, Column::Guardian);
        let household = self.required(row, Column::Household);
        let access = self.access(row);
        let email = self.email(row);
        let language = self.language(row, email.as_ref().and_then(Option::as_ref));
        let (Some(name), Some(household), Some(access), Some(email)) = (name, household, access, email) else { return };

        let who = match &email {
            Some(address) => address.as_str().to_owned(),
            None => format!("{}\n{}", name.to_lowercase(), household.to_lowercase()),
        };
        match self.seen.guardians.get(&(student.clone(), who.clone())).copied() {
            // A row with rights beside one that is blocked is no slip to refuse: the block wins, and that is told.
            Some((_, earlier)) if (earlier == Access::Blocked) != (access == Access::Blocked) => {}
            Some((line, _)) => self.wrong(
                row.line,
                format!("the same guardian of student {student} stands on line {line} already"),
                "take one of the two rows out; for two people with one address write both names into one row",
            ),
            None => {
                self.seen.guardians.insert((student.clone(), who), (row.line, access));
            }
        }
        if language.is_none() {
            self.seen.unsaid_languages.push(self.rows.guardianships.len());
        }
        self.rows.guardianships.push(Guardianship {
            student,
            household: HouseholdId::new(household),
            name,
            relationship: row.cell(Column::Relationship).to_owned(),
            email,
            language: language.unwrap_or_else(|| self.rules.language.clone()),
            access,
            line: row.line,
        });
    }

    fn access(&mut self, row: &Row) -> Option<Access> {
        const WORDS: [(&str, Access); 3] =
            [("full", Access::Full), ("inform", Access::Inform), ("blocked", Access::Blocked)];
        let cell = self.required(row, Column::Access)?.to_lowercase();
        let found = WORDS.iter().find(|(word, _)| *word == cell).map(|(_, access)| *access);
        if found.is_none() {
            let words = WORDS.map(|(word, _)| word);
            let instead = match nearest(&cell, words) {
                Some((near, true)) => format!("write `{near}`"),
                _ => format!("write {}", one_of(&words)),
            };
            self.wrong(row.line, "`access` has a word that is not known", instead);
        }
        found
    }

    /// `Some(None)` is a guardian without email, `None` one whose email cannot be used.
    fn email(&mut self, row: &Row) -> Option<Option<EmailAddress>> {
        let cell = row.cell(Column::Email);
        if cell.is_empty() {
            return Some(None);
        }
        let Some(address) = EmailAddress::parse(cell) else {
            self.wrong(
                row.line,
                "`email` is no plain mail address",
                "write one address as name@example.org and nothing else, or leave the cell empty: no email",
            );
            return None;
        };
        let mailbox = address.mailbox();
        if self.rules.class_address.as_ref().is_some_and(|class| class.mailbox() == mailbox) {
            self.wrong(row.line, "`email` is the address of the class itself", "write the guardian's own address");
            return None;
        }
        if self.rules.teachers.iter().any(|teacher| teacher.mailbox() == mailbox) {
            self.wrong(
                row.line,
                "`email` is the address of a teacher of the class",
                "write a private address; mail from a teacher's address is taken for the teacher's word",
            );
            return None;
        }
        Some(Some(address))
    }

    fn language(&mut self, row: &Row, address: Option<&EmailAddress>) -> Option<Language> {
        let cell = row.cell(Column::Language);
        if cell.is_empty() {
            return None;
        }
        let Some(language) = Language::parse(&cell.replace('_', "-")) else {
            self.wrong(
                row.line,
                "`language` is no language tag",
                "write `en`, `es`, `pt-br`; empty means the school's language",
            );
            return None;
        };
        if let Some(address) = address {
            match self.seen.languages.get(address) {
                Some((earlier, line)) if *earlier != language => {
                    let (earlier, line) = (earlier.clone(), *line);
                    self.wrong(
                        row.line,
                        format!("`language` is {language} here and {earlier} on line {line} for the same email"),
                        "write one language for one address",
                    );
                }
                Some(_) => {}
                None => {
                    self.seen.languages.insert(address.clone(), (language.clone(), row.line));
                }
            }
        }
        Some(language)
    }

    /// A guardian whose language one row leaves open has the language that another row of the same address names.
    fn spread_languages(&mut self) {
        for at in &self.seen.unsaid_languages {
            if let Some(row) = self.rows.guardianships.get_mut(*at)
                && let Some((language, _)) = row.email.as_ref().and_then(|email| self.seen.languages.get(email))
            {
                row.language = language.clone();
            }
        }
    }

    /// A nickname that is another child's name makes mail about the one look like mail about the other.
    fn check_nicknames(&mut self) {
        let mut called: HashMap<String, Vec<&StudentId>> = HashMap::new();
        for student in &self.rows.students {
            called.entry(student.first_name.to_lowercase()).or_default().push(&student.id);
            if let Some(preferred) = &student.preferred_name {
                called.entry(preferred.to_lowercase()).or_default().push(&student.id);
            }
        }
        for student in &self.rows.students {
            let Some(preferred) = &student.preferred_name else { continue };
            let others = called.get(&preferred.to_lowercase()).into_iter().flatten();
            let line_of = |id: &StudentId| self.seen.students.get(id).map_or(1, |(_, line)| *line);
            if let Some(other) = others.copied().find(|id| **id != student.id) {
                self.problems.warning(
                    Place::line(self.file, line_of(&student.id)),
                    format!("`preferred_name` is also the name of the child on line {}", line_of(other)),
                    "leave it if both are called so: mail that names this name alone is then asked about, not placed",
                );
            }
        }
    }
}

/// Adds tags that the student has not, in lower case.
pub fn add_tags(student: &mut Student, tags: impl IntoIterator<Item = String>) {
    for tag in tags {
        let tag = tag.to_lowercase();
        if !student.tags.contains(&tag) {
            student.tags.push(tag);
        }
    }
}
