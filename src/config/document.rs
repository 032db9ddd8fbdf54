//! One TOML file with the line of everything in it, read by hand so that all problems are found in one go.
//!
//! The readers report what is wrong and go on with a default: once an error is in the list the result is never used,
//! and the reader of the file learns everything at once.

use super::keys::Known;
use super::problem::{Place, Problems, all_of, nearest, one_of};
use super::value::{Text, Value};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use toml::de::{DeTable, DeValue};

/// The text of a file.
pub struct Source {
    file: PathBuf,
    text: String,
    /// Lines with a syntax error: nothing more is said about them, and nothing is called missing in such a file.
    damaged: Vec<usize>,
}

impl Source {
    /// Takes the text of a file and tells every syntax error in it.
    pub fn new(file: PathBuf, text: String, problems: &mut Problems) -> Self {
        let mut source = Self { file, text, damaged: Vec::new() };
        let (_, errors) = DeTable::parse_recoverable(&source.text);
        let mut damaged = Vec::new();
        for error in errors {
            let line = error.span().map_or(1, |span| source.line_at(span.start));
            // One slip often brings several complaints about its line; the first one names it.
            if damaged.contains(&line) {
                continue;
            }
            problems.error(
                Place::line(&source.file, line),
                format!("this is not TOML: {}", error.message().replace('\n', " ")),
                "write `key = value`; text stands in \"quotation marks\", lists in [brackets], each key once",
            );
            damaged.push(line);
        }
        source.damaged = damaged;
        source
    }

    /// What could be read of it.
    pub fn tree(&self) -> DeTable<'_> {
        DeTable::parse_recoverable(&self.text).0.into_inner()
    }

    pub fn file(&self) -> &Path {
        &self.file
    }

    /// Whether a line has a syntax error: what is read out of it says nothing.
    pub(super) fn is_damaged(&self, line: usize) -> bool {
        self.damaged.contains(&line)
    }

    pub(super) fn line_at(&self, offset: usize) -> usize {
        1 + self.text.bytes().take(offset).filter(|b| *b == b'\n').count()
    }
}

/// A table of one file, or of two laid over each other: a class file's `[inbox]` over the school's.
#[derive(Clone)]
pub struct Section<'a> {
    known: &'static Known,
    /// The first one that has a key gives its value.
    layers: Vec<Layer<'a>>,
}

#[derive(Clone, Copy)]
struct Layer<'a> {
    source: &'a Source,
    /// The line of the header; `None` for the file as a whole.
    line: Option<usize>,
    entries: &'a DeTable<'a>,
}

impl<'a> Section<'a> {
    pub fn root(source: &'a Source, tree: &'a DeTable<'a>, known: &'static Known) -> Self {
        Self { known, layers: vec![Layer { source, line: None, entries: tree }] }
    }

    /// A table inside a file.
    pub(super) fn table(source: &'a Source, line: usize, entries: &'a DeTable<'a>, known: &'static Known) -> Self {
        Self { known, layers: vec![Layer { source, line: Some(line), entries }] }
    }

    /// This section, and below it, for what it does not say, `below`.
    pub fn over(&self, below: &Section<'a>) -> Self {
        Self { known: self.known, layers: self.layers.iter().chain(&below.layers).copied().collect() }
    }

    /// Where the section begins, for what is said about it as a whole.
    pub fn place(&self) -> Place<'a> {
        match self.layers.first() {
            Some(layer) => Place { file: &layer.source.file, line: layer.line },
            None => Place::file(Path::new("")),
        }
    }

    pub fn value(&self, key: &str) -> Option<Value<'a>> {
        self.layers.iter().find_map(|layer| layer.value(key))
    }

    /// Whether more than one layer has the key.
    pub fn says_twice(&self, key: &str) -> bool {
        self.layers.iter().filter(|layer| layer.entries.contains_key(key)).count() > 1
    }

    /// All keys with their values, for tables whose keys the user makes up.
    pub fn values(&self) -> Vec<Value<'a>> {
        let mut all: Vec<Value<'a>> = Vec::new();
        for layer in &self.layers {
            let fresh: Vec<&str> = layer
                .entries
                .keys()
                .map(|k| k.get_ref().as_ref())
                .filter(|k| !all.iter().any(|v| v.key == *k))
                .collect();
            all.extend(fresh.into_iter().filter_map(|key| layer.value(key)));
        }
        all.sort_by_key(|value| value.line);
        all
    }

    /// Tells every key that is not known here. `file` lists the sections of this file: a key that belongs to another
    /// one is told so, since TOML gives a line to whatever header stands above it.
    pub fn check_keys(&self, file: &[&Known], problems: &mut Problems) {
        for value in self.values().iter().filter(|v| !self.known.keys.contains(&v.key)) {
            let elsewhere = file.iter().find(|k| **k != self.known && k.keys.contains(&value.key));
            let instead = match (nearest(value.key, self.known.keys.iter().copied()), elsewhere) {
                (Some((near, true)), _) => format!("write `{near}`"),
                (_, Some(other)) => format!("`{}` belongs {}", value.key, other.place),
                (Some((near, false)), None) => {
                    format!("the nearest known key is `{near}`; known here are {}", all_of(self.known.keys))
                }
                (None, None) => "take the line out".to_owned(),
            };
            value.wrong(problems, format!("unknown key `{}` {}", value.key, self.known.place), instead);
        }
    }

    /// Tells that a key which must be there is not.
    pub fn missing(&self, key: &str, example: &str, problems: &mut Problems) {
        if self.layers.iter().all(|layer| layer.source.damaged.is_empty()) {
            problems.error(
                self.place(),
                format!("`{key}` is missing {}", self.known.place),
                format!("write `{example}`"),
            );
        }
    }

    /// Text that must be there.
    pub fn required_text(&self, key: &str, example: &str, problems: &mut Problems) -> Option<Text<'a>> {
        match self.value(key) {
            Some(value) => value.text(example, problems),
            None => {
                self.missing(key, example, problems);
                None
            }
        }
    }

    pub fn text(&self, key: &str, example: &str, problems: &mut Problems) -> Option<Text<'a>> {
        self.value(key)?.text(example, problems)
    }

    pub fn flag_or(&self, key: &str, default: bool, problems: &mut Problems) -> bool {
        let Some(value) = self.value(key) else { return default };
        match value.inner {
            DeValue::Boolean(flag) => *flag,
            _ => value.expected("true or false", &format!("{key} = {default}"), default, problems),
        }
    }

    /// A whole number in a range.
    pub fn number_or(&self, key: &str, range: RangeInclusive<u32>, default: u32, problems: &mut Problems) -> u32 {
        let Some(value) = self.value(key) else { return default };
        let number = match value.inner {
            DeValue::Integer(i) => i64::from_str_radix(i.as_str(), i.radix()).ok(),
            _ => None,
        };
        let form = format!("a whole number from {} to {}", range.start(), range.end());
        match number.map(u32::try_from) {
            Some(Ok(n)) if range.contains(&n) => n,
            Some(_) => {
                value.wrong(
                    problems,
                    format!("`{key}` must be {form}"),
                    format!("write for example `{key} = {default}`"),
                );
                default
            }
            None => value.expected(&form, &format!("{key} = {default}"), default, problems),
        }
    }

    /// One word of a closed set; `None` when the key is not there or its word is unknown (which is told).
    pub fn word<T: Copy>(&self, key: &str, words: &[(&str, T)], problems: &mut Problems) -> Option<T> {
        let example = words.first().map(|(word, _)| format!("{key} = \"{word}\"")).unwrap_or_default();
        let text = self.text(key, &example, problems)?;
        let found = words.iter().find(|(word, _)| *word == text.text).map(|(_, meaning)| *meaning);
        if found.is_none() {
            let known: Vec<&str> = words.iter().map(|(word, _)| *word).collect();
            let instead = match nearest(text.text, known.iter().copied()) {
                Some((near, true)) => format!("write `{key} = \"{near}\"`"),
                _ => format!("write one of {}", one_of(&known)),
            };
            text.value.wrong(problems, format!("`{key}` does not know the word `{}`", text.text), instead);
        }
        found
    }

    /// As [`Section::word`], for a key that must be there.
    pub fn required_word<T: Copy>(&self, key: &str, words: &[(&str, T)], problems: &mut Problems) -> Option<T> {
        if self.value(key).is_none() {
            let known: Vec<String> = words.iter().map(|(word, _)| format!("\"{word}\"")).collect();
            self.missing(key, &format!("{key} = {}", known.join(" or ")), problems);
        }
        self.word(key, words, problems)
    }

    /// A list; a single value that stands alone is told, not taken for a list of one.
    pub fn list(&self, key: &str, example: &str, problems: &mut Problems) -> Vec<Value<'a>> {
        match self.value(key) {
            Some(value) => value.list(example, problems),
            None => Vec::new(),
        }
    }

    /// A table inside this one, from each layer that has it.
    pub fn section(&self, key: &str, known: &'static Known, problems: &mut Problems) -> Option<Section<'a>> {
        let mut layers = Vec::new();
        for value in self.layers.iter().filter_map(|layer| layer.value(key)) {
            layers.extend(value.section(known, problems).into_iter().flat_map(|section| section.layers));
        }
        (!layers.is_empty()).then_some(Section { known, layers })
    }

    /// The entries of a `[[list]]` of tables.
    pub fn sections(&self, key: &str, known: &'static Known, problems: &mut Problems) -> Vec<Section<'a>> {
        let Some(value) = self.value(key) else { return Vec::new() };
        match value.inner {
            DeValue::Array(_) => {}
            _ => {
                let heading = format!("[[{key}]]");
                value.expected(&format!("a list of tables, each headed {heading}"), &heading, (), problems);
                return Vec::new();
            }
        }
        value.list("", problems).iter().filter_map(|entry| entry.section(known, problems)).collect()
    }
}

impl<'a> Layer<'a> {
    fn value(&self, key: &str) -> Option<Value<'a>> {
        let (key, value) = self.entries.get_key_value(key)?;
        Some(Value {
            source: self.source,
            key: key.get_ref().as_ref(),
            line: self.source.line_at(key.span().start),
            inner: value.get_ref(),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    static ANY: Known = Known { place: "here", keys: &["name", "port", "inbox", "teachers", "list"] };

    fn read(text: &str, look: impl Fn(&Section<'_>, &mut Problems)) -> Vec<String> {
        let mut problems = Problems::default();
        let source = Source::new("f.toml".into(), text.to_owned(), &mut problems);
        let tree = source.tree();
        look(&Section::root(&source, &tree, &ANY), &mut problems);
        problems.in_order(&[]).iter().map(ToString::to_string).collect()
    }

    #[test]
    fn every_value_knows_its_line() {
        let text =
            "\nname = \"a\"\n\n[inbox]\n\nport = 1\n\n[[teachers]]\nname = \"b\"\n[[teachers]]\nlist = [\n 1,\n 2]\n";
        let told = read(text, |root, problems| {
            assert_eq!(root.value("name").unwrap().place().line, Some(2));
            let inbox = root.section("inbox", &ANY, problems).unwrap();
            assert_eq!((inbox.place().line, inbox.value("port").unwrap().place().line), (Some(4), Some(6)));
            let teachers = root.sections("teachers", &ANY, problems);
            assert_eq!(teachers.iter().map(|t| t.place().line).collect::<Vec<_>>(), [Some(8), Some(10)]);
            let list = teachers[1].list("list", "", problems);
            assert_eq!(list.iter().map(|v| v.place().line).collect::<Vec<_>>(), [Some(12), Some(13)]);
        });
        assert_eq!(told, Vec::<String>::new());
    }

    #[test]
    fn a_class_files_table_lies_over_the_schools() {
        let mut problems = Problems::default();
        let school = Source::new("s.toml".into(), "[inbox]\nname = \"s\"\nport = 1\n".into(), &mut problems);
        let class = Source::new("c.toml".into(), "[inbox]\nport = 2\n".into(), &mut problems);
        let (school_tree, class_tree) = (school.tree(), class.tree());
        let below = Section::root(&school, &school_tree, &ANY).section("inbox", &ANY, &mut problems).unwrap();
        let above = Section::root(&class, &class_tree, &ANY).section("inbox", &ANY, &mut problems).unwrap();
        let inbox = above.over(&below);
        assert_eq!(inbox.number_or("port", 1..=9, 5, &mut problems), 2);
        assert_eq!(inbox.value("name").unwrap().file(), Path::new("s.toml"));
    }

    #[test]
    fn wrong_types_and_ranges_say_what_to_write() {
        let told = read("port = \"993\"\nname = 5\n", |root, problems| {
            root.number_or("port", 1..=65535, 993, problems);
            root.text("name", "name = \"Room 12\"", problems);
        });
        assert_eq!(
            told,
            [
                "error: f.toml:1: `port` must be a whole number from 1 to 65535, and is text in quotation marks\n\
                 hint: write `port = 993`",
                "error: f.toml:2: `name` must be text in quotation marks, and is a number\n\
                 hint: write `name = \"Room 12\"`",
            ]
        );
        let told = read("port = -1\n", |root, problems| {
            root.number_or("port", 1..=65535, 993, problems);
        });
        assert_eq!(
            told,
            ["error: f.toml:1: `port` must be a whole number from 1 to 65535\nhint: write for example `port = 993`"]
        );
    }

    #[test]
    fn a_broken_line_is_told_once_and_hides_no_other() {
        let told = read("name = \"a\nport = \"x\"\nlist = = 3\ncolour = 1\n", |root, problems| {
            root.check_keys(&[], problems);
            root.missing("inbox", "", problems);
            root.number_or("port", 1..=9, 1, problems);
        });
        let lines: Vec<&str> = told.iter().map(|t| t.split(':').nth(2).unwrap()).collect();
        assert_eq!(lines, ["1", "2", "3", "4"], "{told:#?}");
    }
}
