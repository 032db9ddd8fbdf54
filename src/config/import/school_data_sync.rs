//! Microsoft School Data Sync in CSV: the files of version 2.1, and those of version 1.

use super::bundle::{Bundle, Enrolled, Link, Person, Section};
use super::table::{Table, TableRow, Tables};
use crate::config::problem::{Place, Problems};
use std::collections::HashMap;

pub fn is_one(tables: &Tables) -> bool {
    tables.get("users.csv").is_some_and(|users| users.has("sourcedId")) || tables.get("student.csv").is_some()
}

/// `None` once it is told what is missing.
pub fn read(tables: &Tables, problems: &mut Problems) -> Option<Bundle> {
    if tables.get("student.csv").is_some() { read_first(tables, problems) } else { read_second(tables, problems) }
}

fn needed<'a>(tables: &'a Tables, beside: &str, name: &str, problems: &mut Problems) -> Option<&'a Table> {
    let table = tables.get(name);
    if table.is_none() {
        let file = tables.get(beside).map(|table| table.file.with_file_name(name)).unwrap_or_default();
        problems.error(
            Place::file(&file),
            "this file is missing in the bundle",
            "export classes, enrollments and the contacts of students too",
        );
    }
    table
}

/// Version 2.1: users, roles, classes, enrollments, relationships.
fn read_second(tables: &Tables, problems: &mut Problems) -> Option<Bundle> {
    let mut bundle = Bundle::default();
    let mut table = |name: &str| needed(tables, "users.csv", name, problems);
    let (users, classes) = (table("users.csv")?, table("classes.csv")?);
    let (enrollments, relationships) = (table("enrollments.csv")?, table("relationships.csv")?);
    for row in classes.rows() {
        bundle.sections.push(Section { id: row.cell("sourcedId"), title: row.cell("title"), code: row.cell("code") });
    }
    let born: HashMap<String, String> = tables.get("demographics.csv").map_or_else(HashMap::new, |table| {
        table.rows().map(|row| (row.cell("userSourcedId"), row.cell("birthDate"))).collect()
    });
    for row in users.rows() {
        let id = row.cell("sourcedId");
        let person = Person {
            first_name: row.cell("givenName"),
            last_name: row.cell("familyName"),
            email: row.cell("email"),
            phone: telephone(row),
            birthday: born.get(&id).cloned().unwrap_or_default(),
            line: row.line,
            ..Person::default()
        };
        bundle.people.insert(id, person);
    }
    for row in enrollments.rows().filter(|row| row.cell("role").eq_ignore_ascii_case("student")) {
        let (section, student) = (row.cell("classSourcedId"), row.cell("userSourcedId"));
        bundle.enrolled.push(Enrolled { section, student, ..Enrolled::default() });
    }
    for row in relationships.rows() {
        bundle.links.push(Link {
            student: row.cell("userSourcedId"),
            guardian: row.cell("relationshipUserSourcedId"),
            role: row.cell("relationshipRole"),
        });
    }
    Some(bundle)
}

/// Version 1: student, section, studentenrollment; guardians in user and guardianrelationship, known by their email.
fn read_first(tables: &Tables, problems: &mut Problems) -> Option<Bundle> {
    let mut bundle = Bundle::default();
    let mut table = |name: &str| needed(tables, "student.csv", name, problems);
    let (students, sections) = (table("student.csv")?, table("section.csv")?);
    let (enrollments, guardians) = (table("studentenrollment.csv")?, table("user.csv")?);
    let relationships = table("guardianrelationship.csv")?;
    for row in sections.rows() {
        let (id, title, code) = (row.cell("SIS ID"), row.cell("Section Name"), row.cell("Section Number"));
        bundle.sections.push(Section { id, title, code });
    }
    for row in students.rows() {
        let person = Person { number: row.cell("Student Number"), birthday: row.cell("Birthdate"), ..named(row) };
        bundle.people.insert(row.cell("SIS ID"), person);
    }
    for row in enrollments.rows() {
        let (section, student) = (row.cell("Section SIS ID"), row.cell("SIS ID"));
        bundle.enrolled.push(Enrolled { section, student, ..Enrolled::default() });
    }
    for row in guardians.rows() {
        let email = row.cell("Email");
        let person = Person { email: email.clone(), phone: telephone(row), ..named(row) };
        bundle.people.insert(by_email(&email), person);
    }
    for row in relationships.rows() {
        let role = Some(row.cell("Role")).filter(|role| !role.is_empty()).unwrap_or_else(|| "guardian".to_owned());
        bundle.links.push(Link { student: row.cell("SIS ID"), guardian: by_email(&row.cell("Email")), role });
    }
    Some(bundle)
}

/// No SIS id looks like it.
fn by_email(email: &str) -> String {
    format!("mailto:{}", email.to_lowercase())
}

fn named(row: TableRow<'_>) -> Person {
    Person { first_name: row.cell("First Name"), last_name: row.cell("Last Name"), line: row.line, ..Person::default() }
}

fn telephone(row: TableRow<'_>) -> String {
    Some(row.cell("phone")).filter(|phone| !phone.is_empty()).unwrap_or_else(|| row.cell("sms"))
}
