//! The block of header lines that Outlook and its kin print above history: From, Sent, To, Subject, in any language.

use super::words::{CC, FROM, SENT, SUBJECT, TO};

/// A value may be wrapped over this many further lines.
const MAX_WRAPPED: usize = 3;

#[derive(Clone, Copy, PartialEq, Eq)]
enum Key {
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
    let line = line.trim_start_matches([' ', '\t', '*', '_', '|', '\u{200e}', '\u{200f}', '\u{feff}', '\u{a0}']);
    let (key, value) = line.split_once([':', '：'])?;
    if key.len() > 40 || value.starts_with("//") {
        return None;
    }
    let key = key.trim_end_matches([' ', '*', '_', '\u{a0}', '\t']).to_lowercase();
    let is = |list: &[&str]| list.contains(&key.as_str());
    if is(FROM) {
        Some(Key::From)
    } else if is(SENT) {
        Some(Key::Sent)
    } else if is(SUBJECT) {
        Some(Key::Subject)
    } else if is(TO) {
        Some(Key::To)
    } else if is(CC) {
        Some(Key::Cc)
    } else {
        None
    }
}
