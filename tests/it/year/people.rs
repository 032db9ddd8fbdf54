//! Who is who, read from the roster's own text: what the promises are held against must not come from the product.

use std::collections::BTreeSet;

#[derive(Clone, Debug)]
pub struct Row {
    pub student: String,
    pub household: String,
    pub email: String,
    pub access: String,
    /// What the child is called, by anybody.
    pub names: Vec<String>,
}

#[derive(Clone, Default, Debug)]
pub struct People {
    pub rows: Vec<Row>,
}

impl People {
    /// No cell of these rosters is quoted.
    pub fn read(csv: &str) -> Self {
        let mut lines = csv.lines().map(|line| line.split(',').map(str::to_owned).collect::<Vec<String>>());
        let head = lines.next().unwrap();
        let column = |name: &str| head.iter().position(|h| h == name).unwrap();
        let (student, household, email) = (column("student_id"), column("household"), column("email"));
        let (first, preferred, access) = (column("first_name"), column("preferred_name"), column("access"));
        let rows = lines.map(|cells| Row {
            student: cells[student].clone(),
            household: cells[household].clone(),
            email: cells[email].to_lowercase(),
            access: cells[access].clone(),
            names: [&cells[first], &cells[preferred]].into_iter().filter(|n| !n.is_empty()).cloned().collect(),
        });
        Self { rows: rows.collect() }
    }

    pub fn of<'a>(&'a self, email: &'a str) -> impl Iterator<Item = &'a Row> {
        self.rows.iter().filter(move |r| !r.email.is_empty() && r.email == email)
    }

    /// Whether mail may go to this address at all.
    pub fn may_be_written_to(&self, email: &str) -> bool {
        let mut rows = self.of(email).peekable();
        rows.peek().is_some() && rows.all(|r| r.access != "blocked")
    }

    pub fn is_of(&self, email: &str, student: &str, household: &str) -> bool {
        self.of(email).any(|r| r.student == student && r.household == household)
    }

    /// Every address but this one.
    pub fn other_addresses<'a>(&'a self, email: &'a str) -> impl Iterator<Item = &'a str> {
        self.rows.iter().map(|r| r.email.as_str()).filter(move |e| !e.is_empty() && *e != email)
    }

    /// The children of this address.
    pub fn children<'a>(&'a self, email: &'a str) -> BTreeSet<&'a str> {
        self.of(email).map(|r| r.student.as_str()).collect()
    }

    /// Names of children that this address has nothing to do with, and that no child of its own bears.
    pub fn foreign_names<'a>(&'a self, email: &'a str) -> BTreeSet<&'a str> {
        let own = self.children(email);
        let names = |mine: bool| -> BTreeSet<&'a str> {
            let rows = self.rows.iter().filter(|r| own.contains(r.student.as_str()) == mine);
            rows.flat_map(|r| r.names.iter().map(String::as_str)).collect()
        };
        &names(false) - &names(true)
    }
}
