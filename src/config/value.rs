//! One value of a TOML file: what it may be asked for, and how it complains.

use super::document::{Section, Source};
use super::keys::Known;
use super::problem::{Place, Problems};
use std::path::Path;
use toml::de::DeValue;

/// A value with its key and its place.
#[derive(Clone, Copy)]
pub struct Value<'a> {
    pub(super) source: &'a Source,
    pub key: &'a str,
    pub(super) line: usize,
    pub(super) inner: &'a DeValue<'a>,
}

/// A text with its place, trimmed and not empty.
#[derive(Clone, Copy)]
pub struct Text<'a> {
    pub text: &'a str,
    pub value: Value<'a>,
}

impl<'a> Value<'a> {
    pub fn place(&self) -> Place<'a> {
        Place::line(self.source.file(), self.line)
    }

    /// The file that holds it: relative paths are seen from there.
    pub fn file(&self) -> &'a Path {
        self.source.file()
    }

    pub fn same_file_as(&self, other: &Value<'_>) -> bool {
        self.source.file() == other.source.file()
    }

    /// Tells what is wrong with it.
    pub fn wrong(&self, problems: &mut Problems, what: impl Into<String>, instead: impl Into<String>) {
        if !self.source.is_damaged(self.line) {
            problems.error(self.place(), what, instead);
        }
    }

    /// Tells that it has the wrong type; gives back the default to go on with.
    pub(super) fn expected<T>(&self, form: &str, example: &str, default: T, problems: &mut Problems) -> T {
        let is = match self.inner {
            DeValue::String(_) => "text in quotation marks",
            DeValue::Integer(_) | DeValue::Float(_) => "a number",
            DeValue::Boolean(_) => "true or false",
            DeValue::Datetime(_) => "a date without quotation marks",
            DeValue::Array(_) => "a list",
            DeValue::Table(_) => "a table",
        };
        self.wrong(problems, format!("`{}` must be {form}, and is {is}", self.key), format!("write `{example}`"));
        default
    }

    pub fn text(&self, example: &str, problems: &mut Problems) -> Option<Text<'a>> {
        match self.inner {
            DeValue::String(text) if text.trim().is_empty() => {
                self.wrong(problems, format!("`{}` is empty", self.key), format!("write `{example}`"));
                None
            }
            DeValue::String(text) => Some(Text { text: text.trim(), value: *self }),
            _ => self.expected("text in quotation marks", example, None, problems),
        }
    }

    /// A calendar date that TOML read as one, as text; or any text.
    pub fn date_or_text(&self, example: &str, problems: &mut Problems) -> Option<String> {
        match self.inner {
            DeValue::Datetime(date) if date.time.is_none() && date.offset.is_none() => Some(date.to_string()),
            _ => self.text(example, problems).map(|text| text.text.to_owned()),
        }
    }

    pub fn list(&self, example: &str, problems: &mut Problems) -> Vec<Value<'a>> {
        match self.inner {
            DeValue::Array(entries) => entries
                .iter()
                .map(|entry| Value { line: self.source.line_at(entry.span().start), inner: entry.get_ref(), ..*self })
                .collect(),
            _ => self.expected("a list in [brackets]", example, Vec::new(), problems),
        }
    }

    pub fn section(&self, known: &'static Known, problems: &mut Problems) -> Option<Section<'a>> {
        match self.inner {
            DeValue::Table(entries) => Some(Section::table(self.source, self.line, entries, known)),
            _ => self.expected("a table", &format!("[{}]", self.key), None, problems),
        }
    }

    pub fn is_table(&self) -> bool {
        matches!(self.inner, DeValue::Table(_))
    }
}
