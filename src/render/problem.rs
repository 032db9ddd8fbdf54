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
    #[error("{TEMPLATE_FAILED}{what}")]
    Template { what: String },
    #[error("homeroom stumbled over it; please tell IT")]
    Stumbled,
}

const TEMPLATE_FAILED: &str = "the template does not work: ";

/// Before the problem, where a mail keeps it as the reason for which it is held.
const NOT_WRITTEN: &str = "cannot be written: ";

impl RenderProblem {
    /// The reason that a mail keeps which is held for this.
    pub fn reason(&self) -> String {
        format!("{NOT_WRITTEN}{self}")
    }

    /// The problem for which a mail with such a reason is held; `None` where it was written.
    pub fn of_reason(reason: &str) -> Option<Self> {
        let words = reason.strip_prefix(NOT_WRITTEN)?;
        let plain =
            [Self::EmptySubject, Self::LineBreakInSubject, Self::EmptyText, Self::EmptySalutation, Self::Stumbled];
        if let Some(problem) = plain.into_iter().find(|problem| problem.to_string() == words) {
            return Some(problem);
        }
        // The one thing that it names in quotation marks or by a number, if it is this kind of problem.
        let name = words.split('"').nth(1).unwrap_or_default().to_owned();
        let limit = words.split(' ').find_map(|word| word.parse().ok()).unwrap_or_default();
        let named = [
            Self::SubjectTooLong { limit },
            Self::MissingValue { name: name.clone() },
            Self::NoDate { name: name.clone() },
            Self::NoTemplate { template: name },
        ];
        let found = named.into_iter().find(|problem| problem.to_string() == words);
        Some(found.unwrap_or_else(|| {
            let what = words.strip_prefix(TEMPLATE_FAILED).unwrap_or(words).to_owned();
            Self::Template { what }
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_problem_is_found_again_in_the_reason_that_a_mail_keeps() {
        for problem in [
            RenderProblem::NoTemplate { template: "weekly-update".into() },
            RenderProblem::MissingValue { name: "values.place".into() },
            RenderProblem::NoDate { name: "on".into() },
            RenderProblem::EmptySubject,
            RenderProblem::LineBreakInSubject,
            RenderProblem::SubjectTooLong { limit: 150 },
            RenderProblem::EmptyText,
            RenderProblem::EmptySalutation,
            RenderProblem::Stumbled,
            RenderProblem::Template { what: "x:3: odd \"block\"".into() },
        ] {
            assert_eq!(RenderProblem::of_reason(&problem.reason()), Some(problem));
        }
        assert_eq!(RenderProblem::of_reason("its time had passed"), None);
    }
}
