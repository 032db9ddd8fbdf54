//! The class of the demo: 24 children, their homes, and the configuration that goes with them.

mod families;
pub mod settings;

use super::letters::{self, Topic, Written};
use super::mailshapes::{Person, Shape};
use crate::domain::roster::Access;
pub use families::CHILDREN;

/// The class's own address.
pub const CLASS_ADDRESS: &str = "room12@school.test";
/// The teacher's address, to which summaries go.
pub const TEACHER_ADDRESS: &str = "rivera@school.test";
/// The teacher as families know her.
pub const TEACHER: &str = "Ms. Rivera";

/// A child of the class with everyone linked to it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Child {
    pub id: &'static str,
    pub first_name: &'static str,
    pub last_name: &'static str,
    pub preferred_name: Option<&'static str>,
    /// Decides the pronouns of the letters and of the teacher's lines.
    pub girl: bool,
    /// `2016-11-10`.
    pub birthday: &'static str,
    pub photo_consent: bool,
    /// How the family writes the name in its own script.
    pub at_home: Option<&'static str>,
    /// A brother or sister as the family writes the name; in this class only for the twins.
    pub sibling: Option<&'static str>,
    pub guardians: &'static [Guardian],
}

/// One row of the roster.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Guardian {
    pub name: &'static str,
    /// How this person signs, where not in Latin letters.
    pub signs: Option<&'static str>,
    pub relationship: &'static str,
    pub email: Option<&'static str>,
    pub language: &'static str,
    pub household: &'static str,
    pub access: Access,
    /// The mail program this person uses.
    pub shape: Shape,
}

impl Child {
    /// How school calls the child.
    pub fn called(&self) -> &'static str {
        self.preferred_name.unwrap_or(self.first_name)
    }

    /// How a guardian writing in this language calls the child.
    pub fn called_in(&self, language: &str) -> &'static str {
        let own_script = matches!(language, "zh" | "ar");
        self.at_home.filter(|_| own_script).unwrap_or(self.called())
    }
}

impl Guardian {
    /// The person as mail programs show them; `None` without email.
    pub fn person(&self) -> Option<Person<'static>> {
        let address = self.email?;
        Some(Person { name: self.signature(), address, language: self.language, shape: self.shape })
    }

    pub fn signature(&self) -> &'static str {
        self.signs.unwrap_or(self.name)
    }

    pub fn is_blocked(&self) -> bool {
        self.access == Access::Blocked
    }
}

/// The teacher at the keyboard of the class mailbox.
pub fn teacher() -> Person<'static> {
    Person { name: TEACHER, address: CLASS_ADDRESS, language: "en", shape: Shape::Thunderbird }
}

/// The child with this name as school calls it.
pub fn child(called: &str) -> Option<&'static Child> {
    CHILDREN.iter().find(|c| c.called() == called)
}

/// This child's guardian with this name.
pub fn guardian(child: &Child, name: &str) -> Option<&'static Guardian> {
    child.guardians.iter().find(|g| g.name == name)
}

/// A letter of the topic in the guardian's language, about this child; `number` chooses among several.
pub fn letter(child: &Child, from: &Guardian, topic: Topic, number: usize) -> Option<Written> {
    letters::find(from.language, topic, number).map(|l| l.written(child, from))
}

/// The roster as the CSV file that a school would export.
pub fn roster_csv() -> String {
    let mut csv = String::from(
        "student_id,first_name,last_name,preferred_name,guardian,relationship,email,language,household,access,photo_consent,birthday\n",
    );
    for child in CHILDREN {
        for guardian in child.guardians {
            csv.push_str(&row(child, guardian).join(","));
            csv.push('\n');
        }
    }
    csv
}

/// No cell holds a comma, a quote or a line break (a test sees to it), so none is quoted.
fn row(child: &Child, guardian: &Guardian) -> [&'static str; 12] {
    let access = match guardian.access {
        Access::Full => "full",
        Access::Inform => "inform",
        Access::Blocked => "blocked",
    };
    [
        child.id,
        child.first_name,
        child.last_name,
        child.preferred_name.unwrap_or(""),
        guardian.name,
        guardian.relationship,
        guardian.email.unwrap_or(""),
        guardian.language,
        guardian.household,
        access,
        if child.photo_consent { "yes" } else { "no" },
        child.birthday,
    ]
}

#[cfg(test)]
mod tests;
