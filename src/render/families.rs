//! Families as they are: what every template is tried with before a family sees it.

use super::names;
use super::views::View;
use crate::domain::language::Language;

/// A home that a letter goes to.
#[derive(Clone, Copy, Debug)]
pub struct Family {
    /// What is particular about it.
    pub what: &'static str,
    children: &'static [&'static str],
    /// Several where one letter greets them together.
    guardians: &'static [&'static str],
}

const fn family(what: &'static str, children: &'static [&'static str], guardians: &'static [&'static str]) -> Family {
    Family { what, children, guardians }
}

pub static FAMILIES: [Family; 12] = [
    family("one child", &["Leo"], &["Ana Martínez"]),
    family("two siblings", &["Leo", "Mia"], &["Ana Martínez"]),
    family("three siblings", &["Leo", "Isabel", "Íñigo"], &["Ana Martínez"]),
    family("one parent, with a title", &["Linh"], &["Mrs. Trần"]),
    family("a grandmother", &["Omar"], &["Grandma Rosa"]),
    family("two guardians greeted together", &["Chidi"], &["Ngozi", "Daniel Okafor"]),
    family("names with an apostrophe", &["D'Angelo"], &["Sinéad O'Neil"]),
    family("a name of one word", &["Zoë"], &["Suharto"]),
    family("an Arabic name", &["عمر"], &["سمير حداد"]),
    family("a Chinese name", &["伟"], &["李娜"]),
    family(
        "very long names",
        &["Wolfeschlegelsteinhausenbergerdorff"],
        &["Oluwaseun Oluwadamilola Adeyemi-Babatunde van der Berg-Østergård"],
    ),
    family("a Hebrew name beside a Latin one", &["ליאו", "Anna"], &["שרה Cohen"]),
];

/// One child and several: what most templates can be wrong about.
pub fn quick() -> &'static [Family] {
    FAMILIES.first_chunk::<2>().map_or(&FAMILIES, |two| two)
}

impl Family {
    /// The same letter to this home.
    pub fn reads(&self, mut view: View, letter: &Language) -> View {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect::<Vec<_>>();
        view.home_mut().children = owned(self.children);
        view.home_mut().guardian = names::and(&owned(self.guardians), letter);
        view
    }
}
