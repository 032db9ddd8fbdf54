//! `{class}` and `{address}` in mail settings, and paths as configuration files write them.

use super::files::beside;
use super::problem::{Problems, all_of};
use super::value::Text;
use crate::domain::address::EmailAddress;
use std::path::PathBuf;

/// What the placeholders stand for in one class.
#[derive(Clone, Copy)]
pub struct Placeholders<'a> {
    /// The class file's name; `None` in what is the whole school's, where nothing is filled in.
    pub class: Option<&'a str>,
    /// `None` where the class has no usable address, which is told elsewhere.
    pub address: Option<&'a EmailAddress>,
}

impl Placeholders<'_> {
    /// Fills the placeholders in; one that is not known is told.
    pub fn fill(&self, text: Text<'_>, problems: &mut Problems) -> String {
        let mut out = String::with_capacity(text.text.len());
        let mut rest = text.text;
        while let Some((before, after)) = rest.split_once('{') {
            out.push_str(before);
            let Some((name, behind)) = after.split_once('}') else {
                rest = after;
                self.unknown(text, problems);
                continue;
            };
            match (name, self.class) {
                ("class", Some(class)) => out.push_str(class),
                ("address", Some(_)) => out.push_str(self.address.map_or("", EmailAddress::as_str)),
                _ => self.unknown(text, problems),
            }
            rest = behind;
        }
        out.push_str(rest);
        out
    }

    fn unknown(&self, text: Text<'_>, problems: &mut Problems) {
        text.value.wrong(
            problems,
            format!("`{}` has a placeholder that is not known", text.value.key),
            match self.class {
                Some(_) => format!("only {} are filled in here", all_of(&["{class}", "{address}"])),
                None => "write it out: this is for the whole school, and stands for no class".to_owned(),
            },
        );
    }

    /// A path, seen from the folder of the file that names it.
    pub fn path(&self, text: Text<'_>, problems: &mut Problems) -> PathBuf {
        let written = self.fill(text, problems);
        path(text, &written, problems)
    }
}

/// A path without placeholders, seen from the folder of the file that names it.
pub fn path(text: Text<'_>, written: &str, problems: &mut Problems) -> PathBuf {
    if written.starts_with('~') {
        text.value.wrong(
            problems,
            format!("`{}` begins with `~`, which only a shell understands", text.value.key),
            "write the whole path, or one relative to this file",
        );
    }
    beside(text.value.file(), written)
}
