//! A class list by dice, as the file that a school would have, and as what is true of each row.

use fastrand::Rng;
use std::fmt::Write as _;

/// Names that are no words of any language the letters are written in.
const CHILDREN: [&str; 20] = [
    "Maya", "Leo", "Mia", "Wei", "Omar", "Zoë", "Amina", "Jamal", "Ethan", "Priya", "Noah", "Yara", "Tomás", "Olga",
    "Chidi", "Kofi", "Aiko", "Nadia", "Pavel", "Dara",
];
const LAST_NAMES: [&str; 8] = ["Okafor", "Martínez", "Zhang", "Haddad", "O’Neil", "Kovač", "Nguyễn", "Da Silva"];
const GUARDIANS: [&str; 12] =
    ["Ngozi", "Ana", "Na", "Samir", "Pat", "Hoa", "Fatou", "Denise", "Carmen", "Hana", "Rachel", "Ibrahim"];
/// The eight that letters are written in, and two that they are not.
const LANGUAGES: [&str; 10] = ["en", "es", "fr", "pt", "zh", "vi", "ar", "ru", "ko", "ht"];
const ZONES: [&str; 4] = ["", "America/Los_Angeles", "Europe/Madrid", "America/New_York"];

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    pub student: String,
    pub child: String,
    pub household: String,
    pub guardian: String,
    /// As it stands in the file; case and sub-address may differ from another row of the same mailbox.
    pub email: String,
    pub language: &'static str,
    pub access: &'static str,
    /// Empty, or hours in which this guardian wants no mail.
    pub quiet_hours: &'static str,
    pub time_zone: &'static str,
    pub no_mail_days: &'static str,
    /// The child came, or went, outside the fortnight.
    pub joined: &'static str,
    pub left: &'static str,
}

impl Row {
    /// The mailbox behind the address.
    pub fn mailbox(&self) -> String {
        mailbox(&self.email)
    }

    pub fn is_there(&self) -> bool {
        self.left.is_empty() && self.joined.is_empty()
    }
}

pub fn mailbox(address: &str) -> String {
    let lower = address.to_lowercase().replace('\u{200b}', "");
    match lower.split_once('@') {
        Some((user, domain)) => format!("{}@{domain}", user.split('+').next().unwrap_or(user)),
        None => lower,
    }
}

/// Six to twelve children, each with one or two homes.
pub fn class(rng: &mut Rng) -> Vec<Row> {
    let mut names = CHILDREN;
    rng.shuffle(&mut names);
    let mut rows: Vec<Row> = Vec::new();
    for (number, child) in names.iter().take(rng.usize(6..=12)).enumerate() {
        let student = format!("S{}", 2001 + number);
        let (joined, left) = match rng.u8(0..14) {
            0 => ("2027-02-01", ""),
            1 => ("", "2026-10-30"),
            _ => ("", ""),
        };
        for household in if rng.u8(0..3) == 0 { &["A", "B"][..] } else { &["A"][..] } {
            home(rng, &mut rows, (&student, child, household), (joined, left));
        }
    }
    shared_parents(rng, &mut rows);
    aliases(rng, &mut rows);
    rows
}

fn home(
    rng: &mut Rng,
    rows: &mut Vec<Row>,
    (student, child, household): (&str, &str, &str),
    (joined, left): (&'static str, &'static str),
) {
    let language = LANGUAGES[rng.usize(0..LANGUAGES.len())];
    let last = LAST_NAMES[rng.usize(0..LAST_NAMES.len())];
    let first_row = rows.len();
    for _ in 0..rng.usize(1..=2) {
        let number = rows.len();
        // No two of a home have one name.
        let guardian = format!("{} {last}", GUARDIANS[number % GUARDIANS.len()]);
        let email = match rng.u8(0..10) {
            0 => String::new(),
            // Two who live together and share a mailbox.
            1 if number > first_row => rows[first_row].email.clone(),
            _ => format!("g{number}.{household}@families.test").to_lowercase(),
        };
        let access = match rng.u8(0..10) {
            0 => "inform",
            1 => "blocked",
            _ => "full",
        };
        let one_of = |rng: &mut Rng, some: &'static str| if rng.u8(0..6) == 0 { some } else { "" };
        rows.push(Row {
            student: student.to_owned(),
            child: child.to_owned(),
            household: household.to_owned(),
            guardian,
            email,
            language,
            access,
            quiet_hours: one_of(rng, "12:00-09:00"),
            time_zone: ZONES[rng.usize(0..ZONES.len())],
            no_mail_days: one_of(rng, "Fri|2026-11-16..2026-11-17"),
            joined,
            left,
        });
    }
    // Who shares a mailbox shares its rights: the file would contradict itself otherwise.
    let same: Vec<(String, &'static str)> = rows[first_row..].iter().map(|r| (r.email.clone(), r.access)).collect();
    if let [(one, access), (other, _)] = same.as_slice()
        && one == other
        && !one.is_empty()
    {
        let (quiet, zone, days) =
            (rows[first_row].quiet_hours, rows[first_row].time_zone, rows[first_row].no_mail_days);
        let second = &mut rows[first_row + 1];
        (second.access, second.quiet_hours, second.time_zone, second.no_mail_days) = (access, quiet, zone, days);
    }
}

/// One of them is a parent of two children of the class: free for both, or barred from one.
fn shared_parents(rng: &mut Rng, rows: &mut Vec<Row>) {
    for _ in 0..rng.usize(0..=2) {
        let parent = rows[rng.usize(0..rows.len())].clone();
        let other = rows[rng.usize(0..rows.len())].clone();
        let is_related = rows.iter().any(|r| r.student == other.student && mailbox(&r.email) == parent.mailbox());
        if parent.email.is_empty() || parent.student == other.student || is_related {
            continue;
        }
        let access = if rng.u8(0..4) == 0 { "blocked" } else { parent.access };
        rows.push(Row {
            student: other.student,
            child: other.child,
            household: other.household,
            joined: other.joined,
            left: other.left,
            access,
            ..parent
        });
    }
}

/// A barred mailbox stands there a second time, under a form of its address that looks like another one, with rights.
fn aliases(rng: &mut Rng, rows: &mut Vec<Row>) {
    let barred: Vec<Row> = rows.iter().filter(|r| r.access == "blocked" && !r.email.is_empty()).cloned().collect();
    for row in barred {
        let (user, domain) = row.email.split_once('@').unwrap_or_default();
        let email = match rng.u8(0..6) {
            0 => format!("{}@{domain}", user.to_uppercase()),
            1 => format!("{user}+school@{domain}"),
            2 => format!("{user}@FAMILIES.test"),
            3 => format!("{}\u{200b}{}@{domain}", &user[..1], &user[1..]),
            _ => continue,
        };
        rows.push(Row { email, access: "full", guardian: format!("{} again", row.guardian), ..row });
    }
}

pub fn csv(rows: &[Row]) -> String {
    let mut csv = String::from(
        "student_id,first_name,last_name,guardian,relationship,email,language,household,access,photo_consent,quiet_hours,time_zone,\
         no_mail_days,joined,left\n",
    );
    for row in rows {
        let _ = writeln!(
            csv,
            "{},{},Family{},{},guardian,{},{},{},{},no,{},{},{},{},{}",
            row.student,
            row.child,
            row.student,
            row.guardian,
            row.email,
            row.language,
            row.household,
            row.access,
            row.quiet_hours,
            row.time_zone,
            row.no_mail_days,
            row.joined,
            row.left
        );
    }
    csv
}
