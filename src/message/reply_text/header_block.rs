//! The block of header lines that Outlook and its kin print above history: From, Sent, To, Subject, in any language.

use super::words::{CC, FROM, SENT, SUBJECT, TO};

/// A value may be wrapped over this many further lines.
const MAX_WRAPPED: usize = 3;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Key {
    From,
    Sent,
    To,
    Cc,
    Subject,
}

/// How many lines from `at` make such a block; `None` where there is none.
pub fn length(lines: &[&str], at: usize) -> Option<usize> {
    let first = key_of(lines.get(at)?)?;
    if matches!(first, Key::To | Key::Cc) {
        return None;
    }
    let mut seen = vec![first];
    let mut end = at + 1;
    let mut other = 0;
    for (offset, line) in lines.iter().skip(at + 1).enumerate() {
        match key_of(line) {
            Some(key) => {
                seen.push(key);
                end = at + offset + 2;
                other = 0;
            }
            // Headers out of HTML have gaps; long values are wrapped.
            None => other += 1,
        }
        if other > MAX_WRAPPED || seen.len() > 12 {
            break;
        }
    }
    let has = |key: Key| seen.contains(&key);
    let kinds = [Key::From, Key::Sent, Key::To, Key::Subject].into_iter().filter(|k| has(*k)).count();
    (has(Key::From) && (kinds >= 3 || (kinds == 2 && has(Key::Subject) && has(first)))).then_some(end - at)
}

fn key_of(line: &str) -> Option<Key> {
    entry(line).map(|(key, _)| key)
}

/// One such line, and what it says.
pub fn entry(line: &str) -> Option<(Key, &str)> {
    let line = line.trim_start_matches([' ', '\t', '*', '_', '|', '\u{200e}', '\u{200f}', '\u{feff}', '\u{a0}']);
    let (key, value) = line.split_once([':', '：'])?;
    if key.len() > 40 || value.starts_with("//") {
        return None;
    }
    let key = key.trim_end_matches([' ', '*', '_', '\u{a0}', '\t']).to_lowercase();
    let lists = [(FROM, Key::From), (SENT, Key::Sent), (SUBJECT, Key::Subject), (TO, Key::To), (CC, Key::Cc)];
    let found = lists.iter().find(|(list, _)| list.contains(&key.as_str()));
    found.map(|(_, key)| (*key, value.trim_matches([' ', '\t', '*', '_', '\u{a0}', '\u{200e}', '\u{200f}'])))
}
