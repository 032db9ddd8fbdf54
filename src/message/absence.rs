//! Notices of absence: the marks programs set before a subject, the words people tell them to say, and the day on
//! which somebody is back.

mod dates;
mod months;
mod returns;
mod sentences;
mod subjects;
mod words;

pub(super) use returns::returns;
pub(super) use subjects::{begins_with_mark, is_away_notice, is_marked, names_sender_as_away};

use sentences::Sentence;

/// Longer notices say all that matters at their start.
const MAX_LETTERS: usize = 2_000;

/// Whether a sentence says that whoever wrote it is away, or answers later: "I am out of the office", and not "Leo is".
pub(super) fn speaks_of_writer(text: &str) -> bool {
    sentences::split(text, MAX_LETTERS).iter().any(|s| speaks_in_first_person(s) && says_absent(s))
}

fn speaks_in_first_person(sentence: &Sentence) -> bool {
    sentence.holds_any(words::FIRST_PERSON)
}

fn says_absent(sentence: &Sentence) -> bool {
    sentence.holds_any(words::ABSENT)
}

#[cfg(test)]
mod tests;
