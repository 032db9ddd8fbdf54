//! The guardian of a row: address, rights, language, and when they want no mail.

use super::problem::{Place, nearest, one_of};
use super::roster_cells::{Column, Row};
use super::roster_csv::Reading;
use super::roster_students::folded;
use crate::domain::address::EmailAddress;
use crate::domain::calendar::QuietHours;
use crate::domain::language::Language;
use crate::domain::roster::{Access, Block, Guardianship, NoMailDay, Peace};
use crate::ids::{HouseholdId, StudentId};
use jiff::tz::TimeZone;
use std::collections::HashMap;

/// What earlier rows said, with their lines.
#[derive(Default)]
pub struct Seen {
    /// By child and by address, or by name and home where there is no address.
    guardians: HashMap<(StudentId, String), Vec<Present>>,
    languages: HashMap<EmailAddress, (Language, usize)>,
    /// Rows whose language cell is empty, by their place in the list.
    unsaid_languages: Vec<usize>,
}

/// A guardian who stands in the roster already, folded for comparison.
#[derive(Clone)]
struct Present {
    line: usize,
    access: Access,
    household: String,
    name: String,
}

impl Reading<'_> {
    pub(super) fn read_guardian(&mut self, row: &Row, student: StudentId) {
        let name = self.required(row, Column::Guardian);
        let household = self.required(row, Column::Household);
        let access = self.access(row);
        let email = self.email(row);
        let language = self.language(row, email.as_ref().and_then(Option::as_ref));
        let (peace, block) = (self.peace(row), self.block(row, access));
        let (Some(name), Some(household), Some(access), Some(email)) = (name, household, access, email) else { return };

        let present = Present { line: row.line, access, household: household.to_lowercase(), name: folded(&name) };
        self.check_present(&student, email.as_ref(), present);
        if language.is_none() {
            self.seen.unsaid_languages.push(self.guardianships.len());
        }
        self.guardianships.push(Guardianship {
            student,
            household: HouseholdId::new(household),
            name,
            addressed_as: Some(row.cell(Column::AddressedAs)).filter(|cell| !cell.is_empty()).map(str::to_owned),
            relationship: row.cell(Column::Relationship).to_owned(),
            email,
            language: language.unwrap_or_else(|| self.rules.language.clone()),
            access,
            block,
            peace,
            line: row.line,
        });
    }

    /// Two people may share an address where they share a home and rights: they get one mail that greets both.
    fn check_present(&mut self, student: &StudentId, email: Option<&EmailAddress>, row: Present) {
        let who = match email {
            Some(address) => address.as_str().to_owned(),
            None => format!("{}\n{}", row.name, row.household),
        };
        let barred = |access| access == Access::Blocked;
        let earlier = self.seen.guardians.entry((student.clone(), who)).or_default();
        // A row with rights beside one that is blocked is no slip to refuse: the block wins, and that is told.
        let other = earlier.iter().find(|other| barred(other.access) == barred(row.access)).cloned();
        let line = row.line;
        earlier.push(row.clone());
        let Some(other) = other else { return };
        if other.name == row.name {
            self.wrong(
                line,
                format!("the same guardian of student {student} stands on line {} already", other.line),
                "take one of the two rows out",
            );
        } else if (&other.household, other.access) != (&row.household, row.access) {
            self.wrong(
                line,
                format!("two guardians of student {student} share an email here and on line {}, and not their home and `access`", other.line),
                "write the same `household` and `access` for both, or give one of them another email",
            );
        }
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
    pub(super) fn spread_languages(&mut self) {
        for at in &self.seen.unsaid_languages {
            if let Some(row) = self.guardianships.get_mut(*at)
                && let Some((language, _)) = row.email.as_ref().and_then(|email| self.seen.languages.get(email))
            {
                row.language = language.clone();
            }
        }
    }

    fn peace(&mut self, row: &Row) -> Peace {
        let mut peace = Peace::default();
        let hours = row.cell(Column::QuietHours);
        if !hours.is_empty() {
            peace.quiet_hours = QuietHours::parse(hours).ok();
            if peace.quiet_hours.is_none() {
                self.wrong(
                    row.line,
                    "`quiet_hours` are no hours of the day",
                    "write start and end as `20:00-07:30`; empty means the school's",
                );
            }
        }
        let zone = row.cell(Column::TimeZone);
        if !zone.is_empty() {
            let known = |zone: &TimeZone| zone.iana_name().is_some_and(|name| name != "Etc/Unknown");
            peace.time_zone = TimeZone::get(zone).ok().filter(known);
            if peace.time_zone.is_none() {
                self.wrong(
                    row.line,
                    "there is no time zone of the name under `time_zone`",
                    "write an IANA name of continent and city, as `America/Chicago`; empty means the school's",
                );
            }
        }
        let days = row.cell(Column::NoMailDays).split([';', '|']).map(str::trim).filter(|day| !day.is_empty());
        for day in days {
            match NoMailDay::parse(day) {
                Some(day) => peace.days.push(day),
                None => self.wrong(
                    row.line,
                    "`no_mail_days` has an entry that is neither a day of the week nor a date",
                    "write `Sat|Sun`, `2026-12-24` or `2026-12-24..2027-01-02`, with `|` between",
                ),
            }
        }
        if peace.is_every_day() {
            self.wrong(
                row.line,
                "`no_mail_days` has all seven days: no mail could ever go",
                "leave a day, or leave `email` empty: the next step is then the telephone",
            );
        }
        peace
    }

    /// What is said of a block. It stays without the row being blocked, which is told.
    fn block(&mut self, row: &Row, access: Option<Access>) -> Option<Block> {
        let text = |column| Some(row.cell(column)).filter(|cell: &&str| !cell.is_empty()).map(str::to_owned);
        let block = Block {
            kind: text(Column::BlockKind),
            by: text(Column::BlockBy),
            date: self.date(row, Column::BlockDate),
            until: self.date(row, Column::BlockUntil),
        };
        if block == Block::default() {
            return None;
        }
        if block.date.zip(block.until).is_some_and(|(date, until)| until < date) {
            self.wrong(
                row.line,
                "`block_until` comes before `block_date`",
                "write the day of the order and the last day for which it holds",
            );
        }
        if access.is_some_and(|access| access != Access::Blocked) {
            self.problems.warning(
                Place::line(self.file, row.line),
                "this row has details of a block and is not `blocked`: mail goes out to it",
                "write `blocked` under `access`, or empty the `block_` cells if the block has ended",
            );
            return None;
        }
        Some(block)
    }
}
