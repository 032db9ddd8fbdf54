//! OneRoster 1.1 and 1.2 in CSV (1EdTech): users, classes, enrollments, and the agents of a student.

use super::bundle::{Bundle, Enrolled, Link, Person, Section};
use super::table::{TableRow, Tables};
use crate::config::problem::{Place, Problems};
use std::collections::HashMap;

pub fn is_one(tables: &Tables) -> bool {
    tables.get("users.csv").is_some_and(|users| tables.get("manifest.csv").is_some() || users.has("agentSourcedIds"))
}

/// `None` once it is told what is missing.
pub fn read(tables: &Tables, problems: &mut Problems) -> Option<Bundle> {
    if let Some(manifest) = tables.get("manifest.csv")
        && let Some(row) = manifest.rows().find(|row| row.cell("value").eq_ignore_ascii_case("delta"))
    {
        problems.error(
            Place::line(&manifest.file, row.line),
            "this bundle holds only what has changed (`delta`)",
            "let the student information system export everything (`bulk`)",
        );
        return None;
    }
    let mut bundle = Bundle::default();
    let mut needed = |name: &str| {
        let table = tables.get(name);
        if table.is_none() {
            let file = tables.get("users.csv").map(|users| users.file.with_file_name(name)).unwrap_or_default();
            problems.error(
                Place::file(&file),
                "this file is missing in the bundle",
                "export classes and enrollments too",
            );
        }
        table
    };
    let (users, classes, enrollments) = (needed("users.csv")?, needed("classes.csv")?, needed("enrollments.csv")?);
    for row in classes.rows().filter(is_active) {
        let (id, title, code) = (row.cell("sourcedId"), row.cell("title"), row.cell("classCode"));
        bundle.sections.push(Section { id, title, code });
    }
    let roles = roles(tables);
    let born: HashMap<String, String> = tables.get("demographics.csv").map_or_else(HashMap::new, |table| {
        table.rows().map(|row| (row.cell("sourcedId"), row.cell("birthDate"))).collect()
    });
    for row in users.rows().filter(is_active) {
        let id = row.cell("sourcedId");
        let role = roles.get(&id).cloned().unwrap_or_else(|| row.cell("role"));
        for agent in row.list("agentSourcedIds") {
            // Some systems write the students with the parent instead.
            let (student, guardian) = if role.eq_ignore_ascii_case("student") { (&id, &agent) } else { (&agent, &id) };
            bundle.links.push(Link { student: student.clone(), guardian: guardian.clone(), role: String::new() });
        }
        bundle.people.insert(id.clone(), person(row, role, born.get(&id)));
    }
    for row in enrollments.rows().filter(is_active).filter(|row| row.cell("role").eq_ignore_ascii_case("student")) {
        bundle.enrolled.push(Enrolled {
            section: row.cell("classSourcedId"),
            student: row.cell("userSourcedId"),
            begins: row.cell("beginDate"),
            ends: row.cell("endDate"),
        });
    }
    Some(bundle)
}

fn is_active(row: &TableRow<'_>) -> bool {
    !matches!(row.cell("status").to_lowercase().as_str(), "tobedeleted" | "inactive")
}

/// Since 1.2 the roles stand in a file of their own; the primary one counts.
fn roles(tables: &Tables) -> HashMap<String, String> {
    let mut roles = HashMap::new();
    for row in tables.get("roles.csv").into_iter().flat_map(|table| table.rows().filter(is_active)) {
        let (user, role) = (row.cell("userSourcedId"), row.cell("role"));
        if row.cell("roleType").eq_ignore_ascii_case("primary") {
            roles.insert(user, role);
        } else {
            roles.entry(user).or_insert(role);
        }
    }
    roles
}

fn person(row: TableRow<'_>, role: String, born: Option<&String>) -> Person {
    let phone = Some(row.cell("phone")).filter(|phone| !phone.is_empty()).unwrap_or_else(|| row.cell("sms"));
    Person {
        number: row.cell("identifier"),
        first_name: row.cell("givenName"),
        last_name: row.cell("familyName"),
        preferred_name: row.cell("preferredGivenName"),
        email: row.cell("email"),
        phone,
        birthday: born.cloned().unwrap_or_default(),
        role,
        line: row.line,
    }
}
