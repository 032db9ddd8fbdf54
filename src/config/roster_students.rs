//! The children of a roster, put together from rows that each repeat them.

use super::roster_cells::Column;
use crate::domain::roster::Student;
use crate::ids::StudentId;
use jiff::civil::Date;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// What one row says about a child; `None` where a cell is empty.
#[derive(Default)]
pub struct StudentFacts {
    pub first_name: Option<String>,
    pub last_name: Option<String>,
    pub preferred_name: Option<String>,
    pub birthday: Option<Date>,
    pub photo_consent: Option<bool>,
    pub tags: Vec<String>,
    pub joined: Option<Date>,
    pub left: Option<Date>,
}

/// All children so far, in the order of the file.
#[derive(Default)]
pub struct Students {
    children: Vec<Child>,
    places: HashMap<StudentId, usize>,
}

struct Child {
    id: StudentId,
    /// The first line of the child.
    line: usize,
    first_name: Said<String>,
    last_name: Said<String>,
    preferred_name: Said<String>,
    birthday: Said<Date>,
    photo_consent: Said<bool>,
    tags: Vec<String>,
    joined: Said<Date>,
    left: Said<Date>,
}

/// A value and the line that said it first.
struct Said<T>(Option<(T, usize)>);

impl<T: PartialEq> Said<T> {
    /// Takes a value in. An empty cell says nothing; a different value gives the line it contradicts.
    fn say(&mut self, value: Option<T>, line: usize) -> Option<usize> {
        match (&self.0, value) {
            (_, None) => None,
            (None, Some(value)) => {
                self.0 = Some((value, line));
                None
            }
            (Some((known, first)), Some(value)) => (*known != value).then_some(*first),
        }
    }

    fn value(self) -> Option<T> {
        self.0.map(|(value, _)| value)
    }
}

impl Students {
    /// Takes in what a row says; gives each column that says something else than an earlier line, with that line.
    pub fn add(&mut self, id: &StudentId, line: usize, facts: StudentFacts) -> Vec<(Column, usize)> {
        let at = *self.places.entry(id.clone()).or_insert(self.children.len());
        if at == self.children.len() {
            self.children.push(Child::new(id.clone(), line));
        }
        let Some(child) = self.children.get_mut(at) else { return Vec::new() };
        add_tags(&mut child.tags, facts.tags);
        [
            (Column::FirstName, child.first_name.say(facts.first_name, line)),
            (Column::LastName, child.last_name.say(facts.last_name, line)),
            (Column::PreferredName, child.preferred_name.say(facts.preferred_name, line)),
            (Column::Birthday, child.birthday.say(facts.birthday, line)),
            (Column::PhotoConsent, child.photo_consent.say(facts.photo_consent, line)),
            (Column::Joined, child.joined.say(facts.joined, line)),
            (Column::Left, child.left.say(facts.left, line)),
        ]
        .into_iter()
        .filter_map(|(column, earlier)| Some((column, earlier?)))
        .collect()
    }

    /// Lines on which a child's last day comes before its first.
    pub fn left_before_joined(&self) -> Vec<usize> {
        let wrong = |child: &&Child| {
            let (joined, left) = (&child.joined.0, &child.left.0);
            matches!((joined, left), (Some((joined, _)), Some((left, _))) if left < joined)
        };
        self.children.iter().filter(wrong).filter_map(|child| Some(child.left.0.as_ref()?.1)).collect()
    }

    /// Lines of children whose nickname is another child's name, with the line of that child: mail about the one looks
    /// like mail about the other.
    pub fn borrowed_nicknames(&self) -> Vec<(usize, usize)> {
        let mut called: HashMap<String, Vec<(usize, &StudentId)>> = HashMap::new();
        for child in &self.children {
            for (name, _) in [&child.first_name.0, &child.preferred_name.0].into_iter().flatten() {
                called.entry(folded(name)).or_default().push((child.line, &child.id));
            }
        }
        let mut found = Vec::new();
        for child in &self.children {
            let Some((nickname, _)) = &child.preferred_name.0 else { continue };
            let others = called.get(&folded(nickname)).into_iter().flatten();
            found.extend(others.filter(|(_, id)| **id != child.id).map(|(line, _)| (child.line, *line)).take(1));
        }
        found
    }

    pub fn into_list(self) -> Vec<Student> {
        self.children.into_iter().map(Child::student).collect()
    }
}

impl Child {
    fn new(id: StudentId, line: usize) -> Self {
        Self {
            id,
            line,
            first_name: Said(None),
            last_name: Said(None),
            preferred_name: Said(None),
            birthday: Said(None),
            photo_consent: Said(None),
            tags: Vec::new(),
            joined: Said(None),
            left: Said(None),
        }
    }

    fn student(self) -> Student {
        Student {
            id: self.id,
            first_name: self.first_name.value().unwrap_or_default(),
            last_name: self.last_name.value().unwrap_or_default(),
            preferred_name: self.preferred_name.value(),
            birthday: self.birthday.value(),
            // Photographs are shown only where somebody said yes.
            photo_consent: self.photo_consent.value().unwrap_or(false),
            tags: self.tags,
            joined: self.joined.value(),
            left: self.left.value(),
        }
    }
}

/// A name as it is compared: without accents and capitals.
pub fn folded(name: &str) -> String {
    name.nfd().filter(|c| !is_combining_mark(*c)).flat_map(char::to_lowercase).collect()
}

/// Adds tags that are not there yet, in lower case.
pub fn add_tags(tags: &mut Vec<String>, more: impl IntoIterator<Item = String>) {
    for tag in more {
        let tag = tag.to_lowercase();
        if !tags.contains(&tag) {
            tags.push(tag);
        }
    }
}
