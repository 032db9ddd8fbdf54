//! What a teacher changed beside the class list: it is laid over the list until the list says the same.

use super::{Access, Block, BlockedAgain, Guardianship, Roster};
use crate::domain::address::EmailAddress;
use crate::ids::{RosterChangeId, StudentId};
use jiff::Timestamp;
use jiff::civil::Date;

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct RosterChange {
    pub at: Timestamp,
    /// Who entered it.
    pub by: String,
    pub student: StudentId,
    /// The guardian's name in the class list.
    pub guardian: String,
    pub what: Changed,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Changed {
    /// The guardian has this address too, with the rights of their row.
    Address(EmailAddress),
    /// The guardian may not be in touch about the child. Of somebody with several addresses each is a change.
    Blocked {
        /// `None`: they have none.
        address: Option<EmailAddress>,
        /// What it rests on, in the teacher's words.
        kind: String,
        /// Of the order.
        date: Option<Date>,
        until: Option<Date>,
    },
}

/// A class list with the changes that hold beside it.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Overlaid {
    pub roster: Roster,
    /// What the list does not say yet.
    pub beside: Vec<(RosterChangeId, RosterChange)>,
    /// What it says by now.
    pub listed: Vec<RosterChangeId>,
}

impl Roster {
    /// The list with these changes over it. `own`: the class's and its teachers' addresses, which no guardian can have.
    /// A block wins over every other change.
    pub fn with(&self, changes: Vec<(RosterChangeId, RosterChange)>, own: &[&EmailAddress]) -> Overlaid {
        let (listed, beside): (Vec<_>, Vec<_>) = changes.into_iter().partition(|(_, change)| self.says(change));
        let listed = listed.into_iter().map(|(id, _)| id).collect();
        if beside.is_empty() {
            return Overlaid { roster: self.clone(), beside, listed };
        }
        let mut rows = self.guardianships.clone();
        for (_, change) in &beside {
            rows.extend(self.added(change, own));
        }
        for (_, change) in &beside {
            bar(&mut rows, change);
        }
        let blocked_again: Vec<BlockedAgain> = self.blocked_again.clone();
        let (roster, _) = Self::new(self.students.clone(), rows);
        // What the list contradicts itself in stays as it was told; that a change wins over a line is no such thing.
        Overlaid { roster: Self { blocked_again, ..roster }, beside, listed }
    }

    /// Whether the list says the same.
    fn says(&self, change: &RosterChange) -> bool {
        match &change.what {
            Changed::Address(address) => self.rows_of(address).any(|row| row.student == change.student),
            Changed::Blocked { address, .. } => {
                let mut rows = self.guardians_of(&change.student).filter(|row| is_of(row, change, address.as_ref()));
                let first = rows.next();
                first.is_some_and(|row| row.access == Access::Blocked) && rows.all(|row| row.access == Access::Blocked)
            }
        }
    }

    /// A row as the guardian's own. Whoever stands in the list no more gets nothing by a change.
    fn added(&self, change: &RosterChange, own: &[&EmailAddress]) -> Option<Guardianship> {
        let Changed::Address(address) = &change.what else { return None };
        let mailbox = address.mailbox();
        if own.iter().any(|own| own.mailbox() == mailbox) {
            return None;
        }
        let row = self.guardians_of(&change.student).find(|row| same_name(&row.name, &change.guardian))?;
        // One address has one language.
        let language = self.rows_of(address).next().map_or(&row.language, |known| &known.language).clone();
        Some(Guardianship { email: Some(address.clone()), language, line: 0, ..row.clone() })
    }
}

fn bar(rows: &mut [Guardianship], change: &RosterChange) {
    let Changed::Blocked { address, kind, date, until } = &change.what else { return };
    let theirs = |row: &&mut Guardianship| row.student == change.student && is_of(row, change, address.as_ref());
    for row in rows.iter_mut().filter(theirs).filter(|row| row.access != Access::Blocked) {
        row.access = Access::Blocked;
        row.block = Some(Block { kind: Some(kind.clone()), date: *date, by: Some(change.by.clone()), until: *until });
    }
}

/// Whether a row of the child is that of whom the change bars: by name, or by the mailbox.
fn is_of(row: &Guardianship, change: &RosterChange, address: Option<&EmailAddress>) -> bool {
    let mailbox = address.map(EmailAddress::mailbox);
    same_name(&row.name, &change.guardian)
        || mailbox.is_some_and(|mailbox| row.email.as_ref().is_some_and(|email| email.mailbox() == mailbox))
}

fn same_name(a: &str, b: &str) -> bool {
    let folded = |name: &str| name.split_whitespace().map(str::to_lowercase).collect::<Vec<_>>().join(" ");
    folded(a) == folded(b)
}
