//! What can be wrong with a template, and why a mail could not be written.

use std::fmt;

/// A finding about a template file, for the person who wrote it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct TemplateProblem {
    /// Path below `templates/`.
    pub file: String,
    /// Counted from 1; `None` where the finding is about the file as a whole.
    pub line: Option<usize>,
    /// What is wrong.
    pub what: String,
    /// What to write or do instead.
    pub instead: String,
}

impl TemplateProblem {
    /// The finding about a piece of the file, told by the line of the file on which the piece begins.
    pub fn further_down(self, begins: usize) -> Self {
        Self { line: self.line.map(|line| line + begins - 1), ..self }
    }
}

impl fmt::Display for TemplateProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "templates/{}", self.file)?;
        if let Some(line) = self.line {
            write!(f, ":{line}")?;
        }
        write!(f, ": {}; {}", self.what, self.instead)
    }
}

/// Why a mail was not written. Whoever asked holds the mail and tells the teacher.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum RenderProblem {
    #[error("there is no template {template:?} in a language this reader or the school knows")]
    NoTemplate { template: String },
    #[error("the value {name:?} is missing or empty")]
    MissingValue { name: String },
    #[error("the value {name:?} is no date; write it as 2027-03-04")]
    NoDate { name: String },
    #[error("the subject is empty")]
    EmptySubject,
    #[error("the subject has a line break or another control character in it")]
    LineBreakInSubject,
    #[error("the subject is longer than {limit} characters")]
    SubjectTooLong { limit: usize },
    #[error("the letter is empty")]
    EmptyText,
    #[error("the letter greets nobody")]
    EmptySalutation,
    /// Anything else the template engine refuses. The text is for people and says which file and line.
    #[error("the template does not work: {what}")]
    Template { what: String },
}
