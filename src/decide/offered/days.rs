//! The one day that a sentence names, seen from the day it was written on.

use super::Word;
use crate::domain::calendar::names::{DAYS, FRENCH_DAYS, FRENCH_MONTHS, MONTHS, SPANISH_DAYS, SPANISH_MONTHS, day_of};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// A day, and where in the sentence it stands.
pub(super) struct Named {
    pub date: Date,
    pub from: usize,
    pub until: usize,
}

/// A word before a day with which it is no day to come, or not surely the next one.
const BEFORE: [&str; 21] = [
    "last", "every", "each", "next", "until", "till", "since", "from", "cada", "los", "todos", "hasta", "desde",
    "pasado", "proximo", "chaque", "tous", "les", "jusqu", "depuis", "des",
];
const BEHIND: [&str; 9] = ["pasado", "dernier", "proximo", "prochain", "prochaine", "que", "week", "or", "and"];

/// `None` where the sentence names no day, or more than one.
pub(super) fn only_day(words: &[Word], written_on: Date) -> Option<Named> {
    let mut found: Option<Named> = None;
    let mut at = 0;
    while at < words.len() {
        let Some((length, date)) = day_at(words, at, written_on) else {
            at += 1;
            continue;
        };
        let before = at.checked_sub(1).and_then(|at| words.get(at)).map_or("", |word| word.folded.as_str());
        let behind = words.get(at + length).map_or("", |word| word.folded.as_str());
        // In French the article makes a habit of a weekday, and none of a date.
        let habit = before == "le" && length == 1 && is_french_weekday(words.get(at)?);
        if found.is_some() || habit || BEFORE.contains(&before) || BEHIND.contains(&behind) {
            return None;
        }
        found = Some(Named { date: date?, from: at, until: at + length });
        at += length;
    }
    found
}

/// How many words name a day here, and which; `Some((_, None))` where what is named is no one day.
fn day_at(words: &[Word], at: usize, written_on: Date) -> Option<(usize, Option<Date>)> {
    let word = |ahead: usize| words.get(at + ahead).map_or("", |word| word.folded.as_str());
    let before = at.checked_sub(1).and_then(|at| words.get(at)).map_or("", |word| word.folded.as_str());
    let ahead = |days: i32| written_on.checked_add(days.days()).ok();
    match (word(0), word(1), word(2)) {
        ("day", "after", "tomorrow") => return Some((3, ahead(2))),
        ("pasado", "manana", _) | ("apres", "demain", _) => return Some((2, ahead(2))),
        ("aujourd", "hui", _) => return Some((2, ahead(0))),
        ("ce", "soir", _) | ("esta", "tarde" | "noche", _) => return Some((2, ahead(0))),
        ("today" | "tonight" | "hoy", ..) => return Some((1, ahead(0))),
        ("tomorrow" | "demain", ..) => return Some((1, ahead(1))),
        // `por la mañana` is in the morning.
        ("manana", ..) if !["la", "esta", "una"].contains(&before) => return Some((1, ahead(1))),
        _ => {}
    }
    if let Some(weekday) = weekday(word(0)) {
        let next = written_on.nth_weekday(1, weekday).ok();
        // "Thursday 12 May": the date says which, and the weekday must be its own.
        return Some(match month_day(words, at + 1, written_on) {
            Some((length, date)) => (length + 1, date.filter(|date| date.weekday() == weekday)),
            None => (1, next),
        });
    }
    month_day(words, at, written_on)
}

fn weekday(word: &str) -> Option<Weekday> {
    [&DAYS, &SPANISH_DAYS, &FRENCH_DAYS].into_iter().find_map(|list| day_of(list, |name| name == word))
}

fn is_french_weekday(word: &Word) -> bool {
    FRENCH_DAYS.contains(&word.folded.as_str())
}

/// `12 May`, `May 12th`, `the 12th of May`, `12 de mayo`, `1er mai`, with or without its year.
fn month_day(words: &[Word], at: usize, written_on: Date) -> Option<(usize, Option<Date>)> {
    let word = |ahead: usize| words.get(at + ahead).map_or("", |word| word.folded.as_str());
    let skip = usize::from(["the", "el", "le"].contains(&word(0)));
    let (day, month, length) = match (number(word(skip)), month(word(0))) {
        (Some(day), _) if ["of", "de"].contains(&word(skip + 1)) => (day, month(word(skip + 2))?, skip + 3),
        (Some(day), _) => (day, month(word(skip + 1))?, skip + 2),
        (None, Some(month)) => (number(word(1))?, month, 2),
        _ => return None,
    };
    let year =
        words.get(at + length).and_then(|word| word.folded.parse::<i16>().ok()).filter(|y| (2000..=2200).contains(y));
    let date = match year {
        Some(year) => Date::new(year, month, day).ok(),
        None => [0, 1].iter().find_map(|more| {
            Date::new(written_on.year().checked_add(*more)?, month, day).ok().filter(|date| *date >= written_on)
        }),
    };
    Some((length + usize::from(year.is_some()), date))
}

fn month(word: &str) -> Option<i8> {
    let of_list = |list: &[&str; 12]| list.iter().zip(1..).find(|(name, _)| **name == word).map(|(_, number)| number);
    [&MONTHS, &SPANISH_MONTHS, &FRENCH_MONTHS].into_iter().find_map(of_list)
}

fn number(word: &str) -> Option<i8> {
    let digits = ["st", "nd", "rd", "th", "er"].iter().find_map(|ending| word.strip_suffix(ending)).unwrap_or(word);
    digits.parse().ok().filter(|day| (1..=31).contains(day))
}
