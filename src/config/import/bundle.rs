//! What the bundles of student information systems have in common: classes, people, who is in which class, and who
//! belongs to whom. From that, rows of a roster.

use super::Incoming;
use crate::config::problem::{Place, Problems};
use crate::config::roster_cells::{Column, Row};
use crate::config::roster_students::folded;
use jiff::civil::Date;
use std::collections::{HashMap, HashSet};
use std::path::Path;

#[derive(Default)]
pub struct Bundle {
    pub sections: Vec<Section>,
    pub people: HashMap<String, Person>,
    pub enrolled: Vec<Enrolled>,
    pub links: Vec<Link>,
}

/// A student in a class, and from when until when, as far as the bundle says.
#[derive(Default)]
pub struct Enrolled {
    pub section: String,
    pub student: String,
    pub begins: String,
    pub ends: String,
}

/// A class of the bundle.
pub struct Section {
    pub id: String,
    pub title: String,
    pub code: String,
}

#[derive(Default, Clone)]
pub struct Person {
    /// The number that the school itself uses, where the bundle has one beside its own id.
    pub number: String,
    pub first_name: String,
    pub last_name: String,
    pub preferred_name: String,
    pub email: String,
    pub phone: String,
    pub birthday: String,
    pub role: String,
    pub line: usize,
}

/// A student and somebody who belongs to them.
#[derive(Clone)]
pub struct Link {
    pub student: String,
    pub guardian: String,
    /// Where the bundle says it here and not with the person.
    pub role: String,
}

/// What is looked for in a bundle.
pub struct Wanted<'a> {
    /// The class as the command line names it, or as homeroom calls it.
    pub section: Option<&'a str>,
    /// The class's id and name in homeroom.
    pub class: [&'a str; 2],
    /// The student_ids of the present roster: a number that stands there is kept.
    pub known: HashSet<String>,
    pub today: Date,
}

/// What a person may hear, by the words of OneRoster and School Data Sync. `None`: no guardian at all (a doctor, an aide).
fn access_of(role: &str) -> Option<&'static str> {
    match role.to_lowercase().as_str() {
        "parent" | "guardian" | "mother" | "father" | "stepparent" | "fosterparent" => Some("full"),
        "relative" => Some("inform"),
        _ => None,
    }
}

impl Bundle {
    /// The rows of one class. `None` once it is told why not.
    pub fn rows_of(&self, file: &Path, wanted: &Wanted<'_>, problems: &mut Problems) -> Option<Incoming> {
        let section = self.section(file, wanted, problems)?;
        let mut notes = vec![format!("read the class {} of the bundle", section.shown())];
        let mut seen = HashSet::new();
        let day = |text: &str| text.get(..10).and_then(|day| day.parse::<Date>().ok());
        let over = |e: &Enrolled| day(&e.ends).is_some_and(|last| last < wanted.today);
        let enrolled = self.enrolled.iter().filter(|e| e.section == section.id && !over(e));
        let enrolled: Vec<&Enrolled> = enrolled.filter(|e| seen.insert(e.student.as_str())).collect();
        let students: Vec<&str> = enrolled.iter().map(|e| e.student.as_str()).collect();
        let (mut rows, mut missing, mut alone, mut others) = (Vec::new(), 0_usize, 0_usize, 0_usize);
        let by_student = self.links_by_student();
        let numbers = self.numbers(&students, wanted);
        for enrolled in enrolled {
            let id = enrolled.student.as_str();
            let Some(student) = self.people.get(id) else {
                missing += 1;
                continue;
            };
            let number = numbers.get(id).map_or(id, String::as_str);
            let joined = day(&enrolled.begins).filter(|first| *first > wanted.today);
            let joined = joined.map(|first| first.to_string()).unwrap_or_default();
            let mut homes = Homes::default();
            let before = rows.len();
            for link in by_student.get(id).into_iter().flatten() {
                let Some(guardian) = self.people.get(&link.guardian) else { continue };
                let role = if link.role.is_empty() { &guardian.role } else { &link.role };
                let Some(access) = access_of(role) else {
                    others += 1;
                    continue;
                };
                let home = homes.of(guardian);
                rows.push(row((number, student, &joined), (guardian, role, access, &home)));
            }
            alone += usize::from(rows.len() == before);
        }
        notes.extend(left_out(missing, alone, others));
        if !rows.is_empty() {
            let homes =
                "who lives together is not in the bundle: only those who share an email or a telephone got one home";
            notes.push(homes.to_owned());
        }
        Some(Incoming { rows, notes })
    }

    fn section(&self, file: &Path, wanted: &Wanted<'_>, problems: &mut Problems) -> Option<&Section> {
        let by = |name: &str| {
            let name = folded(name);
            let same = |section: &&Section| section.names().iter().any(|own| !own.is_empty() && folded(own) == name);
            let found: Vec<&Section> = self.sections.iter().filter(same).collect();
            match found.as_slice() {
                [one] => Some(*one),
                _ => None,
            }
        };
        let found = match (wanted.section, self.sections.as_slice()) {
            (Some(name), _) => by(name),
            (None, [only]) => Some(only),
            (None, _) => wanted.class.iter().find_map(|name| by(name)),
        };
        if found.is_none() {
            const SHOWN: usize = 40;
            let mut names: Vec<String> = self.sections.iter().take(SHOWN).map(Section::shown).collect();
            if self.sections.len() > SHOWN {
                names.push(format!("{} more", self.sections.len() - SHOWN));
            }
            let [_, own] = wanted.class;
            let name = wanted.section.unwrap_or(own);
            problems.error(
                Place::file(file),
                format!("which class of the bundle is {name}? It holds: {}", names.join(", ")),
                "name it by its id: `--section ID`",
            );
        }
        found
    }

    fn links_by_student(&self) -> HashMap<&str, Vec<&Link>> {
        let mut seen = HashSet::new();
        let mut by_student: HashMap<&str, Vec<&Link>> = HashMap::new();
        for link in self.links.iter().filter(|link| seen.insert((link.student.as_str(), link.guardian.as_str()))) {
            by_student.entry(&link.student).or_default().push(link);
        }
        by_student
    }

    /// The student_id of each: the one that stands in the roster, else the school's own number if it is nobody else's,
    /// else the bundle's.
    fn numbers(&self, students: &[&str], wanted: &Wanted<'_>) -> HashMap<String, String> {
        let number = |id: &str| self.people.get(id).map(|p| p.number.clone()).filter(|n| !n.is_empty());
        let mut count: HashMap<String, usize> = HashMap::new();
        for number in students.iter().filter_map(|id| number(id)) {
            *count.entry(number).or_default() += 1;
        }
        let chosen = |id: &str| {
            let own = number(id).filter(|number| count.get(number) == Some(&1))?;
            let bundles = wanted.known.contains(id) && !wanted.known.contains(&own);
            (!bundles).then_some(own)
        };
        students.iter().filter_map(|id| Some(((*id).to_owned(), chosen(id)?))).collect()
    }
}

/// Who of the class did not get into the roster.
fn left_out(missing: usize, alone: usize, others: usize) -> impl Iterator<Item = String> {
    [
        (missing, ["student of the class has no row in users.csv", "students of the class have no row in users.csv"]),
        (
            alone,
            ["student has no parent or guardian in the bundle", "students have no parent or guardian in the bundle"],
        ),
        (others, ["contact is no parent, guardian or relative", "contacts are no parents, guardians or relatives"]),
    ]
    .into_iter()
    .filter(|(count, _)| *count > 0)
    .map(|(count, [one, more])| match count {
        1 => format!("1 {one} and was left out"),
        _ => format!("{count} {more} and were left out"),
    })
}

impl Section {
    fn names(&self) -> [&str; 3] {
        [&self.id, &self.title, &self.code]
    }

    fn shown(&self) -> String {
        format!("\"{}\" (id {})", self.title, self.id)
    }
}

/// Labels for homes, by what people share.
#[derive(Default)]
struct Homes {
    by_sign: HashMap<String, String>,
    count: u8,
}

impl Homes {
    fn of(&mut self, guardian: &Person) -> String {
        let digits: String = guardian.phone.chars().filter(char::is_ascii_digit).collect();
        let signs = [guardian.email.to_lowercase(), digits].into_iter().filter(|sign| sign.len() > 5);
        let signs: Vec<String> = signs.collect();
        let label = signs.iter().find_map(|sign| self.by_sign.get(sign)).cloned().unwrap_or_else(|| {
            self.count = self.count.saturating_add(1);
            label(self.count)
        });
        for sign in signs {
            self.by_sign.insert(sign, label.clone());
        }
        label
    }
}

/// `A`, `B`, ... and after them `H27`.
pub fn label(nth: u8) -> String {
    match nth {
        1..=26 => char::from(b'A' + nth - 1).to_string(),
        _ => format!("H{nth}"),
    }
}

fn row(
    (number, student, joined): (&str, &Person, &str),
    (guardian, role, access, home): (&Person, &str, &str, &str),
) -> Row {
    let mut row = Row::empty(student.line);
    let name = format!("{} {}", guardian.first_name, guardian.last_name);
    let preferred = if student.preferred_name == student.first_name { "" } else { &student.preferred_name };
    for (column, cell) in [
        (Column::StudentId, number),
        (Column::FirstName, &student.first_name),
        (Column::LastName, &student.last_name),
        (Column::PreferredName, preferred),
        (Column::Birthday, &student.birthday),
        (Column::Joined, joined),
        (Column::Guardian, name.trim()),
        (Column::Relationship, role),
        (Column::Email, &guardian.email),
        (Column::Household, home),
        (Column::Access, access),
    ] {
        row.set(column, cell);
    }
    row
}
