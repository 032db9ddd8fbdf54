//! The teacher's verbs, as they are written: one command a line, verb first, any case, in English, Spanish and French.
//! Reading a line decides nothing; what a name or a number stands for is decided in [`super::command`].
//!
//! 1. A number before the verb (`3: ok`) is the item's, if none stands behind it; else it is a list's, and nothing.
//! 2. A command that takes text (`reply 2: …`) takes the lines below it, up to the next command. There a line is a
//!    command only if it is written without a slip, whole, and cannot be the rest of a wrapped line: what follows a long
//!    line without an end of its sentence, and has numbers or nothing behind its verb, is text; so is `is 6 years old`
//!    (no name), `later 2 kids came` (no day) and `reply 2 days later` (no colon).
//!    In the text of `hard` and `edit` a line that begins with a label of a difficult letter (`question: …`) is text.
//! 3. A greeting above the first command, and a closing with a name below the last one, are no text. `thanks` without a
//!    number is a closing.
//! 4. A verb of at least five letters may have one slip of the pen, if it can be no other verb.
//! 5. The rest is not understood, and comes back as it was written. Nothing is guessed.

mod chatter;
mod labels;
mod numbers;
mod people;
mod reader;
mod shapes;
mod tidy;
mod verbs;

pub use labels::{Labelled, labelled};
pub use people::children;
pub use verbs::verb_of;

use crate::domain::command::{Command, Hint};
use crate::message::answer::AnswerLine;

/// A line, read. With the lines that belong to it, folded.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Line {
    Command { command: Command, text: String },
    NotUnderstood { line: String, hint: Hint },
}

/// Reads the lines of a mail that are the teacher's own.
pub fn read(lines: &[AnswerLine]) -> Vec<Line> {
    reader::read(lines.iter().map(|line| (line.text.as_str(), line.about)))
}

/// Reads what stands on a command line.
pub fn read_text(text: &str) -> Vec<Line> {
    reader::read(text.lines().map(|line| (line, None)))
}

#[cfg(test)]
mod tests;
