//! When an automatic answer says that somebody is back.
//!
//! A day counts only beside a word that says so: "back on", which may stand on either side of it, or "until" right
//! before it in a sentence about an absence. What is not sure is not told.

use super::dates::{self, Named};
use super::sentences::{self, Sentence};
use super::{MAX_LETTERS, months, says_absent, speaks_in_first_person, subjects, words};
use crate::message::threading;
use jiff::civil::Date;

/// "Back" and its day may be this many words apart.
const REACH: usize = 6;
/// A comma or an "and" between them weighs as much as this many words.
const CLAUSE: usize = 2;

/// The day of return that the notice names, as seen on the day it was sent: at most a year ahead, never past.
/// Where it says "until", that day; where it says that the day is included, the next.
pub fn returns(subject: &str, text: &str, sent: Date) -> Option<Date> {
    of_text(text, sent).or_else(|| of_text(own_words(subject)?, sent))
}

/// The subject as far as it is the notice's own, not that of the mail it answers.
fn own_words(subject: &str) -> Option<&str> {
    let lower = subject.to_lowercase();
    let own = lower.find(" re:").and_then(|at| subject.get(..at)).unwrap_or(subject);
    (!own.contains([':', '：']) && !threading::has_reply_mark(own) && !subjects::is_marked(own)).then_some(own)
}

fn of_text(text: &str, sent: Date) -> Option<Date> {
    let (mut back, mut until) = (Vec::new(), Vec::new());
    for sentence in sentences::split(text, MAX_LETTERS) {
        let named = dates::all(&sentence);
        if named.is_empty() {
            continue;
        }
        back.extend(days_of_return(&sentence, &named, sent));
        until.extend(ends_of_absence(&sentence, &named, sent));
    }
    match (agreed(&back), agreed(&until)) {
        (Some(day), _) => Some(day),
        (None, day) if back.is_empty() => day,
        _ => None,
    }
}

/// Two days that contradict each other are none.
fn agreed(days: &[Date]) -> Option<Date> {
    let first = days.first()?;
    days.iter().all(|d| d == first).then_some(*first)
}

/// The days beside a word for being back. Each such word belongs to the nearest day, of two equally near ones to the
/// one that follows.
fn days_of_return(sentence: &Sentence, named: &[Named], sent: Date) -> Vec<Date> {
    let mut days = Vec::new();
    for at in 0..sentence.pieces.len() {
        let day_first = sentence.phrase_at(at, words::BACK);
        if !day_first && !sentence.phrase_at(at, words::BACK_ENGLISH) || sentence.phrase_at(at, words::NOT_BACK) {
            continue;
        }
        let after = named.iter().find(|d| d.from > at).map(|d| (distance(sentence, at + 1, lead(sentence, d.from)), d));
        let before = named.iter().rev().find(|d| d.to <= at + 1).map(|d| (distance(sentence, d.to, at), d));
        let nearest = match (after, before) {
            (Some(after), Some(before)) => Some(if before.0 < after.0 { before } else { after }),
            (one, other) => one.or(other),
        };
        let near = nearest
            .filter(|(far, day)| *far <= REACH && !sentence.phrase_before(lead(sentence, day.from), words::NOT_ON));
        if let Some((_, day)) = near {
            days.extend(day.resolve(sent, day_first));
        }
    }
    days
}

/// How many words stand between, clauses weighing more.
fn distance(sentence: &Sentence, from: usize, to: usize) -> usize {
    let between = sentence.pieces.get(from..to.max(from)).unwrap_or_default();
    between
        .iter()
        .map(|piece| match piece.word() {
            Some("and" | "und" | "y" | "et" | "e" | "и" | "та" | "og" | "och" | "i") => CLAUSE,
            Some(_) => 1,
            None if piece.is_mark(&[',', '،', '，', '、', '-', '–', ':']) => CLAUSE,
            None => 0,
        })
        .sum()
}

/// Where a day begins with the weekday and the articles before it.
fn lead(sentence: &Sentence, from: usize) -> usize {
    let mut start = from;
    while let Some(piece) = start.checked_sub(1).and_then(|i| sentence.pieces.get(i)) {
        let introduces = piece.word().is_some_and(|w| words::ARTICLES.contains(&w) || months::weekday(w).is_some());
        if !introduces && !piece.is_mark(&[',', '-', '(', '\'', '’']) {
            break;
        }
        start -= 1;
    }
    start
}

/// The days beside "until" in a sentence about an absence.
fn ends_of_absence(sentence: &Sentence, named: &[Named], sent: Date) -> Vec<Date> {
    let absent = says_absent(sentence);
    let not = sentence.holds_any(words::NOT);
    let concerns_absence = absent || not || speaks_in_first_person(sentence);
    if !concerns_absence || (!absent && !not && sentence.holds_any(words::OPEN)) {
        return Vec::new();
    }
    let next = |at: usize| named.get(at + 1).map_or(sentence.pieces.len(), |d| d.from);
    named.iter().enumerate().filter_map(|(at, day)| end_of_absence(sentence, day, next(at), sent)).collect()
}

/// `next` is where the next day is named.
fn end_of_absence(sentence: &Sentence, day: &Named, next: usize, sent: Date) -> Option<Date> {
    let start = lead(sentence, day.from);
    let before = |phrases: &[&str]| (start..=day.from).any(|at| sentence.phrase_before(at, phrases));
    let after =
        |phrases: &[&str]| (day.to.saturating_sub(1)..next.min(day.to + 4)).any(|at| sentence.phrase_at(at, phrases));
    let dashed =
        day.from.checked_sub(1).and_then(|i| sentence.pieces.get(i)).is_some_and(|p| p.is_mark(&['-', '–', '—']));
    let spans = day.ends_range && (dashed || before(words::TO));
    let through = before(words::THROUGH) || before(words::THROUGH_ENGLISH) || after(words::THROUGH_AFTER) || spans;
    let until = before(words::UNTIL) || before(words::UNTIL_ENGLISH) || after(words::UNTIL_AFTER);
    if !through && !until {
        return None;
    }
    let english = before(words::UNTIL_ENGLISH) || before(words::THROUGH_ENGLISH) || before(&[" to "]);
    let last = day.resolve(sent, !english)?;
    let included =
        through || after(words::INCLUDED) || (start..day.from).any(|at| sentence.phrase_at(at, words::INCLUDED));
    if included { last.tomorrow().ok() } else { Some(last) }
}
