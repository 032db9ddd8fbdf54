//! What is wrong with a configuration, in words for the person who has to mend it.

use crate::domain::address::is_invisible;
use std::collections::HashSet;
use std::fmt;
use std::path::{Path, PathBuf};

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Severity {
    /// homeroom does not start with it.
    Error,
    /// homeroom starts; somebody should look.
    Warning,
}

impl Severity {
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
        }
    }
}

/// One finding. Its `Display` is two lines, `error: FILE:LINE: what` and `hint: instead`, with control and bidi
/// characters escaped.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Problem {
    pub file: PathBuf,
    /// Counted from 1; `None` where the finding is about the file as a whole.
    pub line: Option<usize>,
    pub what: String,
    /// What to write or do instead.
    pub instead: String,
    pub severity: Severity,
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}", self.severity.word(), escaped(&self.file.to_string_lossy()))?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}\nhint: {}", escaped(&self.what), escaped(&self.instead))
    }
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if c.is_control() || is_invisible(c) { out.extend(c.escape_unicode()) } else { out.push(c) }
    }
    out
}

/// A place in a file.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    pub file: &'a Path,
    pub line: Option<usize>,
}

impl<'a> Place<'a> {
    pub fn file(file: &'a Path) -> Self {
        Self { file, line: None }
    }
    pub fn line(file: &'a Path, line: usize) -> Self {
        Self { file, line: Some(line) }
    }
}

/// All findings of one load.
#[derive(Default, Debug)]
pub struct Problems {
    list: Vec<Problem>,
}

impl Problems {
    pub fn error(&mut self, at: Place<'_>, what: impl Into<String>, instead: impl Into<String>) {
        self.push(at, what.into(), instead.into(), Severity::Error);
    }

    pub fn warning(&mut self, at: Place<'_>, what: impl Into<String>, instead: impl Into<String>) {
        self.push(at, what.into(), instead.into(), Severity::Warning);
    }

    fn push(&mut self, at: Place<'_>, what: String, instead: String, severity: Severity) {
        self.list.push(Problem { file: at.file.to_owned(), line: at.line, what, instead, severity });
    }

    pub fn has_errors(&self) -> bool {
        self.list.iter().any(|p| p.severity == Severity::Error)
    }

    /// The findings in the order of the files, by line within a file, each once: what the school's file says about
    /// mail is read again for every class and would otherwise be told as often.
    pub fn in_order(mut self, files: &[PathBuf]) -> Vec<Problem> {
        let mut seen = HashSet::new();
        self.list.retain(|p| seen.insert(p.clone()));
        let rank = |file: &Path| files.iter().position(|f| f == file).unwrap_or(files.len());
        self.list.sort_by_key(|p| (rank(&p.file), p.line));
        self.list
    }
}

/// `a`, `b` or `c`, each in backticks.
pub fn one_of(words: &[&str]) -> String {
    joined(words, "or")
}

/// `a`, `b` and `c`, each in backticks.
pub fn all_of(words: &[&str]) -> String {
    joined(words, "and")
}

fn joined(words: &[&str], link: &str) -> String {
    match words {
        [] => String::new(),
        [only] => format!("`{only}`"),
        [first @ .., last] => {
            let first: Vec<String> = first.iter().map(|w| format!("`{w}`")).collect();
            format!("{} {link} `{last}`", first.join(", "))
        }
    }
}

/// A sentence of another room as the half of a line: without its capital and its full stop.
pub fn clause(sentence: &str) -> String {
    let text = sentence.strip_suffix('.').unwrap_or(sentence);
    let mut letters = text.chars();
    match (letters.next(), letters.next()) {
        (Some(first), Some(second)) if second.is_lowercase() || second == ' ' => {
            first.to_lowercase().chain(text.chars().skip(1)).collect()
        }
        _ => text.to_owned(),
    }
}

/// The known word nearest to what was written, and whether it is near enough to be what was meant.
pub fn nearest<'a>(written: &str, known: impl IntoIterator<Item = &'a str>) -> Option<(&'a str, bool)> {
    let written = written.to_lowercase();
    let (word, distance) = known
        .into_iter()
        .map(|word| (word, strsim::damerau_levenshtein(&written, &word.to_lowercase())))
        .min_by_key(|(_, distance)| *distance)?;
    Some((word, distance <= (word.chars().count() / 3).max(1)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_reads_as_two_lines_whatever_stands_in_it() {
        let problem = Problem {
            file: "config/homeroom.toml".into(),
            line: Some(12),
            what: "unknown key `quiet\u{202e}\n_hour`".into(),
            instead: "write `quiet_hours`".into(),
            severity: Severity::Error,
        };
        assert_eq!(
            problem.to_string(),
            "error: config/homeroom.toml:12: unknown key `quiet\\u{202e}\\u{a}_hour`\nhint: write `quiet_hours`"
        );
    }

    #[test]
    fn problems_come_in_the_order_of_files_and_lines_each_once() {
        let mut problems = Problems::default();
        let (a, b) = (Path::new("a"), Path::new("b"));
        problems.error(Place::line(b, 3), "three", "");
        problems.warning(Place::line(a, 9), "nine", "");
        problems.error(Place::file(b), "whole", "");
        problems.error(Place::line(b, 3), "three", "");
        assert!(problems.has_errors());
        let told: Vec<String> = problems.in_order(&["a".into(), "b".into()]).into_iter().map(|p| p.what).collect();
        assert_eq!(told, ["nine", "whole", "three"]);
    }

    #[test]
    fn sentences_become_clauses() {
        for (sentence, expected) in [
            ("Write a number.", "write a number"),
            ("A day is missing.", "a day is missing"),
            ("`18-7` are no quiet hours", "`18-7` are no quiet hours"),
            ("DTSTART is missing.", "DTSTART is missing"),
            ("", ""),
        ] {
            assert_eq!(clause(sentence), expected);
        }
    }

    #[test]
    fn a_slip_of_the_finger_is_near_and_another_word_is_not() {
        let known = ["quiet_hours", "time_zone", "name"];
        assert_eq!(nearest("quiet_hour", known), Some(("quiet_hours", true)));
        assert_eq!(nearest("TimeZone", known), Some(("time_zone", true)));
        assert_eq!(nearest("nmae", known), Some(("name", true)));
        assert_eq!(nearest("colour", known).map(|(_, near)| near), Some(false));
        assert_eq!(nearest("x", []), None);
    }
}
