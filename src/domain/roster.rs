//! Who belongs to whom: students, guardians, homes and rights.

use super::address::EmailAddress;
use super::language::Language;
use super::mail::Home;
use crate::ids::{HouseholdId, StudentId};
use jiff::civil::Date;

/// What a guardian may hear.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Access {
    /// Everything about the child.
    Full,
    /// Only what all must hear: class letters, nothing personal.
    Inform,
    /// A court order: never written to; what they write is kept and shown, never answered.
    Blocked,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Student {
    pub id: StudentId,
    pub first_name: String,
    pub last_name: String,
    /// How the child is called, where that is not the first name.
    pub preferred_name: Option<String>,
    pub birthday: Option<Date>,
    pub photo_consent: bool,
    pub tags: Vec<String>,
}

impl Student {
    /// How homeroom calls the child in mails and summaries.
    pub fn called(&self) -> &str {
        self.preferred_name.as_deref().unwrap_or(&self.first_name)
    }
}

/// One row of the roster: this guardian, for this child, in this home, with these rights.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Guardianship {
    pub student: StudentId,
    pub household: HouseholdId,
    pub name: String,
    pub relationship: String,
    /// `None`: no email; the clock runs all the same and the next step is the telephone.
    pub email: Option<EmailAddress>,
    pub language: Language,
    pub access: Access,
    /// The line of the roster file, counted from 1.
    pub line: usize,
}

impl Guardianship {
    pub fn home(&self) -> Home {
        Home { student: self.student.clone(), household: self.household.clone() }
    }
}

/// A whole class list. Built only by [`Roster::new`], which applies what a block means.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Roster {
    students: Vec<Student>,
    guardianships: Vec<Guardianship>,
    blocked_again: Vec<BlockedAgain>,
}

/// A guardian barred from a child appears for the same child with rights as well; the block wins.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct BlockedAgain {
    pub line: usize,
    pub blocked_on_line: usize,
}

impl Roster {
    /// Keeps the order of the file. Wherever a mailbox is blocked for a child, every other row that leads to the same
    /// mailbox for that child is blocked too, whatever its capital letters or its sub-address; each such row is named.
    pub fn new(students: Vec<Student>, mut guardianships: Vec<Guardianship>) -> (Self, Vec<BlockedAgain>) {
        let blocks: Vec<(StudentId, String, usize)> = guardianships
            .iter()
            .filter(|g| g.access == Access::Blocked)
            .filter_map(|g| Some((g.student.clone(), g.email.as_ref()?.mailbox(), g.line)))
            .collect();
        let mut again = Vec::new();
        for g in guardianships.iter_mut().filter(|g| g.access != Access::Blocked) {
            let Some(mailbox) = g.email.as_ref().map(EmailAddress::mailbox) else { continue };
            if let Some((_, _, line)) = blocks.iter().find(|(s, m, _)| *s == g.student && *m == mailbox) {
                again.push(BlockedAgain { line: g.line, blocked_on_line: *line });
                g.access = Access::Blocked;
            }
        }
        (Self { students, guardianships, blocked_again: again.clone() }, again)
    }

    pub fn students(&self) -> &[Student] {
        &self.students
    }

    pub fn guardianships(&self) -> &[Guardianship] {
        &self.guardianships
    }

    /// Rows that gave rights to a barred mailbox, and were overruled.
    pub fn blocked_again(&self) -> &[BlockedAgain] {
        &self.blocked_again
    }

    pub fn student(&self, id: &StudentId) -> Option<&Student> {
        self.students.iter().find(|s| s.id == *id)
    }

    /// Everyone linked to the child, in the file's order.
    pub fn guardians_of<'a>(&'a self, id: &'a StudentId) -> impl Iterator<Item = &'a Guardianship> {
        self.guardianships.iter().filter(move |g| g.student == *id)
    }

    /// The homes of a child, in the file's order, each once.
    pub fn households_of(&self, id: &StudentId) -> Vec<HouseholdId> {
        let mut homes: Vec<HouseholdId> = Vec::new();
        for g in self.guardians_of(id) {
            if !homes.contains(&g.household) {
                homes.push(g.household.clone());
            }
        }
        homes
    }

    /// The rows that this very address has: the way a right is granted.
    pub fn rows_of<'a>(&'a self, address: &'a EmailAddress) -> impl Iterator<Item = &'a Guardianship> {
        self.guardianships.iter().filter(move |g| g.email.as_ref() == Some(address))
    }

    /// Whether the mailbox behind this address is barred from the child: the way a right is taken away.
    pub fn is_blocked(&self, address: &EmailAddress, student: &StudentId) -> bool {
        let mailbox = address.mailbox();
        self.guardians_of(student)
            .any(|g| g.access == Access::Blocked && g.email.as_ref().is_some_and(|e| e.mailbox() == mailbox))
    }

    /// The rows of the mailbox behind the address that are blocked, for any child.
    pub fn blocked_rows_of<'a>(&'a self, address: &EmailAddress) -> impl Iterator<Item = &'a Guardianship> {
        let mailbox = address.mailbox();
        self.guardianships
            .iter()
            .filter(move |g| g.access == Access::Blocked && g.email.as_ref().is_some_and(|e| e.mailbox() == mailbox))
    }
}
