//! Who belongs to whom: students, guardians, homes and rights.

mod change;
mod peace;

pub use change::{Changed, Overlaid, RosterChange};
pub use peace::{NoMailDay, Peace};

use super::address::EmailAddress;
use super::language::Language;
use super::mail::Home;
use crate::ids::{HouseholdId, StudentId};
use jiff::civil::Date;
use std::collections::HashMap;

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

/// What the roster says of a block, as far as it says anything. It never ends by itself: after `until` a person has to
/// look at the papers and change the roster.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Block {
    /// What it rests on, as `no-contact order`.
    pub kind: Option<String>,
    /// Of the order.
    pub date: Option<Date>,
    /// Who entered it.
    pub by: Option<String>,
    /// The order's last day.
    pub until: Option<Date>,
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
    /// The first day in the class, where that is not the class's own.
    pub joined: Option<Date>,
    /// The last day in the class.
    pub left: Option<Date>,
}

impl Student {
    /// How homeroom calls the child in mails and summaries.
    pub fn called(&self) -> &str {
        self.preferred_name.as_deref().unwrap_or(&self.first_name)
    }

    /// Whether the child is in the class on this day. Before and after, nobody is written to about the child.
    pub fn is_here(&self, on: Date) -> bool {
        self.joined.is_none_or(|first| first <= on) && self.left.is_none_or(|last| on <= last)
    }
}

/// One row of the roster: this guardian, for this child, in this home, with these rights.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Guardianship {
    pub student: StudentId,
    pub household: HouseholdId,
    pub name: String,
    /// How a letter greets this guardian (`Mrs. Okafor`), where that is not by the name.
    pub addressed_as: Option<String>,
    pub relationship: String,
    /// `None`: no email; the clock runs all the same and the next step is the telephone.
    pub email: Option<EmailAddress>,
    pub language: Language,
    pub access: Access,
    /// Where `access` is [`Access::Blocked`] and more is known of it.
    pub block: Option<Block>,
    /// When this guardian wants no mail.
    pub peace: Peace,
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
    places: Places,
}

/// Where in the lists the child and its rows stand: a large class asks for them for every child on every day.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
struct Places {
    students: HashMap<StudentId, usize>,
    rows_of_student: HashMap<StudentId, Vec<usize>>,
    rows_of_address: HashMap<EmailAddress, Vec<usize>>,
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
        let blocks: HashMap<(StudentId, String), usize> = guardianships
            .iter()
            .rev()
            .filter(|g| g.access == Access::Blocked)
            .filter_map(|g| Some(((g.student.clone(), g.email.as_ref()?.mailbox()), g.line)))
            .collect();
        let mut again = Vec::new();
        for g in guardianships.iter_mut().filter(|g| !blocks.is_empty() && g.access != Access::Blocked) {
            let Some(mailbox) = g.email.as_ref().map(EmailAddress::mailbox) else { continue };
            if let Some(line) = blocks.get(&(g.student.clone(), mailbox)) {
                again.push(BlockedAgain { line: g.line, blocked_on_line: *line });
                g.access = Access::Blocked;
            }
        }
        let places = Places::of(&students, &guardianships);
        (Self { students, guardianships, blocked_again: again.clone(), places }, again)
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
        self.places.students.get(id).and_then(|at| self.students.get(*at))
    }

    /// Everyone linked to the child, in the file's order.
    pub fn guardians_of(&self, id: &StudentId) -> impl Iterator<Item = &Guardianship> + use<'_> {
        self.rows(self.places.rows_of_student.get(id))
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
    pub fn rows_of(&self, address: &EmailAddress) -> impl Iterator<Item = &Guardianship> + use<'_> {
        self.rows(self.places.rows_of_address.get(address))
    }

    fn rows<'a>(&'a self, places: Option<&'a Vec<usize>>) -> impl Iterator<Item = &'a Guardianship> + use<'a> {
        places.into_iter().flatten().filter_map(|at| self.guardianships.get(*at))
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

impl Places {
    fn of(students: &[Student], guardianships: &[Guardianship]) -> Self {
        let mut places = Self::default();
        for (at, student) in students.iter().enumerate() {
            places.students.entry(student.id.clone()).or_insert(at);
        }
        for (at, g) in guardianships.iter().enumerate() {
            places.rows_of_student.entry(g.student.clone()).or_default().push(at);
            if let Some(email) = &g.email {
                places.rows_of_address.entry(email.clone()).or_default().push(at);
            }
        }
        places
    }
}

#[cfg(test)]
mod tests;
