//! New rows laid over the present ones: what comes in, what changes, what is gone, and what stays whatever comes.
//!
//! The other program knows names, addresses and who is in the class. Homeroom's own columns are nobody else's to change:
//! a cell that is filled stays as it is. **Rights are only ever taken away**: a row that is blocked stays in the roster
//! as it stands, under whatever address or number the same person or child comes in again.

use crate::config::roster_cells::{Column, Row};
use crate::config::roster_columns::NAMES;
use crate::config::roster_students::folded;
use crate::domain::address::EmailAddress;
use std::collections::{HashMap, HashSet};

/// One difference, in the order of the new roster.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Change {
    pub student: String,
    /// First and last name.
    pub child: String,
    /// Empty where it is about the child alone.
    pub guardian: String,
    pub what: What,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum What {
    ChildAdded,
    GuardianAdded,
    Changed {
        column: &'static str,
        from: String,
        to: String,
    },
    /// In the roster and not in the file.
    GuardianGone {
        kept: Kept,
    },
    ChildGone {
        kept: Kept,
    },
    /// A barred person comes in under another address or number, and is barred there too.
    BarredAgain,
}

/// Whether a row that is gone from the file stays in the roster.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kept {
    /// Nobody asked for it to go.
    Yes,
    /// Its block would go with it.
    Blocked,
    No,
}

pub struct Merged {
    pub rows: Vec<Row>,
    pub changes: Vec<Change>,
}

/// What the other program decides about a guardian, where it says anything.
const OF_THE_GUARDIAN: [Column; 2] = [Column::Guardian, Column::Email];

/// What it decides about the child; it stands in every row of it.
const OF_THE_CHILD: [Column; 6] =
    [Column::FirstName, Column::LastName, Column::PhotoConsent, Column::Birthday, Column::Joined, Column::Left];

pub fn merge(present: &[Row], incoming: &[Row], remove_gone: bool) -> Merged {
    let mut merging = Merging { rows: Vec::new(), changes: Vec::new(), remove_gone };
    let (old, new) = (by_student(present), by_student(incoming));
    let barred = Barred::of(present, |id| !new.places.contains_key(id));
    for (id, rows) in &old.list {
        match new.places.get(id).and_then(|at| new.list.get(*at)) {
            Some((_, fresh)) => merging.child(rows, fresh, &barred),
            None => merging.gone_child(rows),
        }
    }
    for (id, rows) in new.list.iter().filter(|(id, _)| !old.places.contains_key(id)) {
        merging.new_child(id, rows, &barred);
    }
    Merged { rows: merging.rows, changes: merging.changes }
}

/// The rows of each child, in the order of the file.
struct ByStudent<'a> {
    list: Vec<(&'a str, Vec<&'a Row>)>,
    places: HashMap<&'a str, usize>,
}

fn by_student(rows: &[Row]) -> ByStudent<'_> {
    let mut all = ByStudent { list: Vec::new(), places: HashMap::new() };
    for row in rows {
        let id = row.cell(Column::StudentId);
        let at = *all.places.entry(id).or_insert(all.list.len());
        if at == all.list.len() {
            all.list.push((id, Vec::new()));
        }
        if let Some((_, rows)) = all.list.get_mut(at) {
            rows.push(row);
        }
    }
    all
}

/// Who is barred from whom, by the child's name: another number is no other child, and of a child that is gone the given
/// name is enough, since a family name may change with the number.
struct Barred<'a> {
    by_child: HashMap<String, Vec<&'a Row>>,
    /// From children that are not in the file any more: any new child may be one of them under another name.
    of_gone: Vec<&'a Row>,
}

impl<'a> Barred<'a> {
    fn of(present: &'a [Row], is_gone: impl Fn(&str) -> bool) -> Self {
        let mut by_child: HashMap<String, Vec<&Row>> = HashMap::new();
        let mut of_gone = Vec::new();
        for row in present.iter().filter(|row| is_blocked(row)) {
            let gone = is_gone(row.cell(Column::StudentId));
            let key = if gone { row.cell(Column::FirstName).to_owned() } else { child_of(row) };
            by_child.entry(folded(&key)).or_default().push(row);
            of_gone.extend(gone.then_some(row));
        }
        Self { by_child, of_gone }
    }

    fn from(&self, child: &Row) -> Vec<&'a Row> {
        let keys = [child_of(child), child.cell(Column::FirstName).to_owned()];
        keys.iter().filter_map(|key| self.by_child.get(&folded(key))).flatten().copied().collect()
    }
}

fn is_blocked(row: &Row) -> bool {
    row.cell(Column::Access).eq_ignore_ascii_case("blocked")
}

fn child_of(row: &Row) -> String {
    format!("{} {}", row.cell(Column::FirstName), row.cell(Column::LastName))
}

fn mailbox(row: &Row) -> Option<String> {
    EmailAddress::parse(row.cell(Column::Email)).map(|address| address.mailbox())
}

fn same_person(a: &Row, b: &Row) -> bool {
    let by_name = folded(a.cell(Column::Guardian)) == folded(b.cell(Column::Guardian));
    by_name || mailbox(a).is_some_and(|own| mailbox(b) == Some(own))
}

struct Merging {
    rows: Vec<Row>,
    changes: Vec<Change>,
    remove_gone: bool,
}

impl Merging {
    fn tell(&mut self, row: &Row, what: What) {
        self.changes.push(Change {
            student: row.cell(Column::StudentId).to_owned(),
            child: child_of(row),
            guardian: row.cell(Column::Guardian).to_owned(),
            what,
        });
    }

    /// A child that stands in both: guardian by guardian.
    fn child(&mut self, present: &[&Row], incoming: &[&Row], barred: &Barred<'_>) {
        let pairs = paired(present, incoming);
        let facts = child_facts(incoming);
        let mut told = HashSet::new();
        for (at, row) in present.iter().enumerate() {
            let fresh = pairs.iter().find(|(old, _)| *old == at).and_then(|(_, new)| incoming.get(*new)).copied();
            let mut merged = (*row).clone();
            for change in overlay(&mut merged, &facts, &OF_THE_CHILD) {
                if told.insert(change.0) {
                    self.tell_changed(&merged, "", change);
                }
            }
            let Some(fresh) = fresh else {
                self.gone_guardian(merged);
                continue;
            };
            let who = row.cell(Column::Guardian);
            if !is_blocked(row) {
                for change in overlay(&mut merged, fresh, &OF_THE_GUARDIAN) {
                    self.tell_changed(&merged, who, change);
                }
            }
            for change in fill_own(&mut merged, fresh) {
                self.tell_changed(&merged, who, change);
            }
            self.rows.push(merged);
        }
        let own: Vec<&Row> = present.to_vec();
        for (at, row) in incoming.iter().enumerate() {
            let pair = pairs.iter().find(|(_, new)| *new == at).and_then(|(old, _)| present.get(*old)).copied();
            let elsewhere = |old: &Row| is_blocked(old) && mailbox(row).is_some() && mailbox(old) != mailbox(row);
            match pair {
                None => self.add_guardian(row, &own, barred),
                // The barred row stays as it is, and bars the new address as well.
                Some(old) if elsewhere(old) => self.add_guardian(row, &own, barred),
                Some(_) => {}
            }
        }
    }

    fn tell_changed(&mut self, row: &Row, guardian: &str, (column, from, to): Difference) {
        self.tell(row, What::Changed { column, from, to });
        if let Some(change) = self.changes.last_mut() {
            guardian.clone_into(&mut change.guardian);
        }
    }

    fn add_guardian(&mut self, row: &Row, present: &[&Row], barred: &Barred<'_>) {
        let mut row = row.clone();
        if let Some(known) = present.first() {
            for column in [
                Column::PreferredName,
                Column::PhotoConsent,
                Column::Tags,
                Column::Birthday,
                Column::Joined,
                Column::Left,
            ] {
                row.set(column, known.cell(column));
            }
            row.set(Column::Household, &self.home(&row, present));
        }
        let was_blocked = is_blocked(&row);
        let new_here = if present.is_empty() { barred.of_gone.as_slice() } else { &[] };
        let again = barred.from(&row).into_iter().chain(new_here.iter().copied()).chain(present.iter().copied());
        let block = again.filter(|old| is_blocked(old)).find(|old| same_person(old, &row));
        match block {
            Some(block) if !was_blocked => {
                for column in
                    [Column::Access, Column::BlockKind, Column::BlockDate, Column::BlockBy, Column::BlockUntil]
                {
                    row.set(column, block.cell(column));
                }
                self.tell(&row, What::BarredAgain);
            }
            _ => self.tell(&row, What::GuardianAdded),
        }
        self.rows.push(row);
    }

    /// A home label that no one else of the child has, unless somebody there has the same email.
    fn home(&self, row: &Row, present: &[&Row]) -> String {
        let wanted = row.cell(Column::Household);
        let shares = present.iter().find(|old| mailbox(old).is_some() && mailbox(old) == mailbox(row));
        if let Some(old) = shares {
            return old.cell(Column::Household).to_owned();
        }
        let id = row.cell(Column::StudentId);
        let added = self.rows.iter().rev().take_while(|known| known.cell(Column::StudentId) == id);
        let taken: HashSet<&str> =
            present.iter().copied().chain(added).map(|old| old.cell(Column::Household)).collect();
        if !taken.contains(wanted) {
            return wanted.to_owned();
        }
        (1..=u8::MAX).map(super::bundle::label).find(|label| !taken.contains(label.as_str())).unwrap_or_default()
    }

    fn new_child(&mut self, id: &str, rows: &[&Row], barred: &Barred<'_>) {
        let Some(first) = rows.first() else { return };
        self.tell(first, What::ChildAdded);
        for row in rows {
            self.add_guardian(row, &[], barred);
        }
        // The child had another number: who was barred under that one is barred under this one.
        for old in barred.from(first) {
            if rows.iter().any(|row| same_person(row, old) && mailbox(row) == mailbox(old)) {
                continue;
            }
            let mut row = old.clone();
            row.set(Column::StudentId, id);
            for column in OF_THE_CHILD.into_iter().chain([Column::PreferredName]) {
                row.set(column, first.cell(column));
            }
            self.tell(&row, What::BarredAgain);
            self.rows.push(row);
        }
    }

    fn gone_child(&mut self, rows: &[&Row]) {
        let Some(first) = rows.first() else { return };
        let blocked = rows.iter().any(|row| is_blocked(row));
        let kept = match (self.remove_gone, blocked) {
            (false, _) => Kept::Yes,
            (true, true) => Kept::Blocked,
            (true, false) => Kept::No,
        };
        self.tell(first, What::ChildGone { kept });
        if kept != Kept::No {
            self.rows.extend(rows.iter().filter(|row| kept == Kept::Yes || is_blocked(row)).map(|row| (*row).clone()));
        }
    }

    fn gone_guardian(&mut self, row: Row) {
        let kept = match (self.remove_gone, is_blocked(&row)) {
            (false, _) => Kept::Yes,
            (true, true) => Kept::Blocked,
            (true, false) => Kept::No,
        };
        self.tell(&row, What::GuardianGone { kept });
        if kept != Kept::No {
            self.rows.push(row);
        }
    }
}

/// A column, what stood there and what stands there now.
type Difference = (&'static str, String, String);

/// What the new rows say about the child: the first that says anything counts.
fn child_facts(incoming: &[&Row]) -> Row {
    let mut facts = Row::empty(0);
    for column in OF_THE_CHILD {
        let said = incoming.iter().map(|row| row.cell(column)).find(|cell| !cell.is_empty());
        facts.set(column, said.unwrap_or_default());
    }
    facts
}

/// Takes over what the other program says.
fn overlay(merged: &mut Row, source: &Row, columns: &[Column]) -> Vec<Difference> {
    let mut differences = Vec::new();
    for column in columns {
        let (from, to) = (merged.cell(*column).to_owned(), source.cell(*column).to_owned());
        let same = from == to || *column == Column::Email && from.eq_ignore_ascii_case(&to);
        if !to.is_empty() && !same {
            merged.set(*column, &to);
            differences.push((column.name(), from, to));
        }
    }
    differences
}

/// Homeroom's own cells that are empty may be filled; a block may come in and never go.
fn fill_own(merged: &mut Row, source: &Row) -> Vec<Difference> {
    let theirs = [&OF_THE_GUARDIAN[..], &OF_THE_CHILD[..], &[Column::StudentId]].concat();
    let mut differences = Vec::new();
    for column in NAMES.iter().map(|(_, column)| *column).filter(|column| !theirs.contains(column)) {
        let (from, to) = (merged.cell(column).to_owned(), source.cell(column).to_owned());
        let barring = column == Column::Access && is_blocked(source) && !is_blocked(merged);
        if !to.is_empty() && (from.is_empty() || barring) {
            merged.set(column, &to);
            differences.push((column.name(), from, to));
        }
    }
    differences
}

/// Which present row each new one is: by mailbox first, then by name, each row once.
fn paired(present: &[&Row], incoming: &[&Row]) -> Vec<(usize, usize)> {
    let mut pairs: Vec<(usize, usize)> = Vec::new();
    let by_mailbox = |a: &Row, b: &Row| mailbox(a).is_some_and(|own| mailbox(b) == Some(own));
    let by_name = |a: &Row, b: &Row| folded(a.cell(Column::Guardian)) == folded(b.cell(Column::Guardian));
    let both = |a: &Row, b: &Row| by_mailbox(a, b) && by_name(a, b);
    for is_same in [&both as &dyn Fn(&Row, &Row) -> bool, &by_mailbox, &by_name] {
        for (old, a) in present.iter().enumerate() {
            for (new, b) in incoming.iter().enumerate() {
                let free = pairs.iter().all(|(o, n)| *o != old && *n != new);
                if free && is_same(a, b) {
                    pairs.push((old, new));
                }
            }
        }
    }
    pairs
}
