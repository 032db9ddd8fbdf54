//! Numbers of lines of a summary.

use super::tidy::{bare, is_dash};
use crate::domain::command::Items;

/// Nobody means more lines than a summary can have.
const WIDEST: usize = 60;

/// What the words begin with: numbers, and what is left behind them.
pub(super) fn leading(text: &str) -> (Vec<usize>, &str) {
    let mut numbers = Vec::new();
    let mut rest = text;
    // Where the last number ended: what joins numbers belongs to them only if one follows.
    let mut behind = text;
    let mut range_from = None;
    while let Some(word) = next_word(rest) {
        let after = rest.get(word.len()..).unwrap_or_default();
        let after = after.trim_start();
        if let Some(found) = number_or_range(word) {
            match (range_from.take(), found) {
                (Some(from), (to, last)) if to == last && from < to && to - from <= WIDEST => {
                    numbers.extend(from + 1..=to)
                }
                (Some(_), _) => break,
                (None, (first, last)) => numbers.extend(first..=last),
            }
            behind = after;
        } else if is_range_word(word) && !numbers.is_empty() {
            range_from = numbers.last().copied();
        } else if !(joins(word) || numbers.is_empty() && introduces(word)) {
            break;
        }
        rest = after;
    }
    (numbers, behind)
}

/// A word ends at a blank or behind a comma.
fn next_word(text: &str) -> Option<&str> {
    if text.is_empty() {
        return None;
    }
    let comma = |c: char| matches!(c, ',' | '，' | '、' | '&' | '+' | ';');
    let end = text.char_indices().find(|(_, c)| *c == ' ' || comma(*c));
    match end {
        Some((0, c)) => text.get(..c.len_utf8()),
        Some((at, _)) => text.get(..at),
        None => Some(text),
    }
}

/// `3`, `#3`, `3.`, `(3)`, `3-5`.
fn number_or_range(word: &str) -> Option<(usize, usize)> {
    let word = word.trim_start_matches(['#', '(', '[']).trim_end_matches(['.', ':', ')', ']', '!']);
    if let Some(number) = number(word) {
        return Some((number, number));
    }
    let (from, to) = word.split_once(is_dash)?;
    let (from, to) = (number(from)?, number(to)?);
    (from < to && to - from <= WIDEST).then_some((from, to))
}

fn number(word: &str) -> Option<usize> {
    if word.is_empty() || word.len() > 4 || !word.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    word.parse().ok().filter(|n| *n > 0)
}

/// `,`, `and`; what only names a number (`no. 5`) joins none: in `ok 4 no 5` it is a verb.
fn joins(word: &str) -> bool {
    matches!(word, "," | "，" | "、" | "&" | "+" | "#") || matches!(bare(word).as_str(), "and" | "y" | "e" | "et")
}

#[rustfmt::skip]
fn introduces(word: &str) -> bool {
    matches!(
        bare(word).as_str(),
        "item" | "items" | "line" | "lines" | "number" | "numbers" | "nr" | "no" | "nos" | "el" | "la" | "los" | "las" | "le"
            | "les" | "numero" | "numeros" | "linea" | "lineas" | "punto" | "puntos" | "ligne" | "lignes" | "point" | "points"
    )
}

fn is_range_word(word: &str) -> bool {
    (!word.is_empty() && word.chars().all(is_dash))
        || matches!(bare(word).as_str(), "to" | "through" | "thru" | "a" | "al" | "hasta" | "jusqu'a" | "au")
}

/// `3 4`, `all`: nothing else may stand there but a word of courtesy.
pub(super) fn items(rest: &str) -> Option<Items> {
    let rest = without_courtesy(rest);
    if is_all(rest) {
        return Some(Items::All);
    }
    let (numbers, behind) = leading(rest);
    (!numbers.is_empty() && bare(behind).is_empty() && !behind.contains('?')).then_some(Items::Numbers(numbers))
}

pub(super) fn is_all(word: &str) -> bool {
    matches!(
        bare(word).as_str(),
        "all"
            | "everything"
            | "everyone"
            | "all of them"
            | "todo"
            | "todos"
            | "todas"
            | "a todos"
            | "a todas"
            | "tout"
            | "tous"
            | "toutes"
            | "a tous"
            | "a toutes"
    )
}

/// `3 please`, `3, thanks!`
pub(super) fn without_courtesy(rest: &str) -> &str {
    let trimmed = rest.trim_end_matches(|c: char| !c.is_alphanumeric() && !matches!(c, ')' | ']' | '?'));
    let end = |word: &str| {
        let at = trimmed.len().checked_sub(word.len())?;
        let (before, last) = (trimmed.get(..at)?, trimmed.get(at..)?);
        let apart = before.is_empty() || before.ends_with(|c: char| !c.is_alphanumeric());
        (apart && last.replace('’', "'").eq_ignore_ascii_case(word)).then_some(before)
    };
    COURTESY
        .iter()
        .find_map(|word| end(word))
        .map_or(trimmed, |before| before.trim_end_matches([' ', ',', '.', ';', '-', '–', '—', '!']))
}

const COURTESY: [&str; 13] = [
    "please",
    "pls",
    "plz",
    "thanks",
    "thank you",
    "thx",
    "por favor",
    "gracias",
    "porfa",
    "svp",
    "stp",
    "merci",
    "s'il vous plaît",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_read_as_people_write_them() {
        for (text, numbers) in [
            ("3", vec![3]),
            ("3.", vec![3]),
            ("#3, 4 and 5", vec![3, 4, 5]),
            ("3,4 & 5", vec![3, 4, 5]),
            ("3&4", vec![3, 4]),
            ("3-5", vec![3, 4, 5]),
            ("3–5, 8", vec![3, 4, 5, 8]),
            ("3 - 5", vec![3, 4, 5]),
            ("3 to 5", vec![3, 4, 5]),
            ("3 y 4", vec![3, 4]),
            ("3 et 4", vec![3, 4]),
            ("3 please", vec![3]),
            ("3, thanks!", vec![3]),
            ("item 3", vec![3]),
            ("nº 3", vec![3]),
            ("(3)", vec![3]),
        ] {
            assert_eq!(items(text), Some(Items::Numbers(numbers)), "{text}");
        }
        for text in ["", "three", "0", "3 kids", "3?", "3 to", "5-3", "1-900", "99999", "3 4x", "and", "please"] {
            let read = items(text);
            assert!(read.is_none() || text == "3 to", "{text} gave {read:?}");
        }
        assert_eq!(items("todos"), Some(Items::All));
    }
}
