//! Whether the history that was cut holds words that nobody here has seen.
//!
//! Mail programs quote letter by letter, and change everything between the letters: marks, blanks, wrapping, quotation
//! marks. So both sides are compared as runs of letters and digits: what stands in no run of a known text is new.

use super::{Cut, attribution, banner, footer, header_block, notice, phone};
use crate::message::ReadingRules;
use std::collections::HashSet;

/// As many letters in the same order are no accident.
const WINDOW: usize = 8;
/// Nobody reads further down than this.
const MAX_HISTORY: usize = 64 * 1024;
const MAX_KNOWN: usize = 512 * 1024;

/// The words of people in the history of one mail.
#[derive(Debug)]
pub struct History {
    lines: Vec<String>,
}

/// Texts that are known, whoever wrote them.
#[derive(Default, Debug)]
pub struct KnownWords {
    windows: Vec<u64>,
    lines: HashSet<String>,
    letters: usize,
}

impl History {
    /// Without the lines that programs and gateways wrote into it.
    pub fn of(cuts: &[Cut], rules: ReadingRules<'_>) -> Self {
        let mut octets = 0;
        let mut lines = Vec::new();
        for cut in cuts.iter().filter(|cut| cut.rule.is_history()) {
            octets += cut.text.len();
            if octets > MAX_HISTORY {
                break;
            }
            let bare: Vec<&str> = cut.text.lines().map(unquoted).collect();
            lines.extend(words_of(&bare, rules));
        }
        Self { lines }
    }

    /// Whether anything stands in it that is in no known text. A letter or a digit alone is the mark of a list.
    pub fn holds_more_than(&self, known: &KnownWords) -> bool {
        let letters: Vec<char> = self.lines.iter().flat_map(|line| line.chars()).collect();
        let mut covered = 0;
        let mut is_known = vec![false; letters.len()];
        for (at, window) in letters.windows(WINDOW).enumerate() {
            if known.windows.binary_search(&hash(window)).is_ok() {
                is_known.iter_mut().take(at + WINDOW).skip(covered.max(at)).for_each(|known| *known = true);
                covered = at + WINDOW;
            }
        }
        let mut at = 0;
        for line in &self.lines {
            let count = line.chars().count();
            let unknown =
                longest_gap(letters.get(at..at + count).unwrap_or_default(), is_known.get(at..).unwrap_or_default());
            at += count;
            if unknown >= 2 && !known.lines.contains(line) {
                return true;
            }
        }
        false
    }

    pub fn is_empty(&self) -> bool {
        self.lines.is_empty()
    }
}

impl KnownWords {
    pub fn add<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) {
        for text in texts {
            let lines: Vec<String> =
                text.lines().map(|line| letters_of(unquoted(line))).filter(|letters| !letters.is_empty()).collect();
            let letters: Vec<char> = lines.iter().flat_map(|line| line.chars()).collect();
            self.letters += letters.len();
            if self.letters > MAX_KNOWN {
                break;
            }
            self.windows.extend(letters.windows(WINDOW).map(hash));
            self.lines.extend(lines);
        }
        self.windows.sort_unstable();
        self.windows.dedup();
    }
}

/// How much the longest run of unknown letters says. One character of a dense script is a word.
fn longest_gap(letters: &[char], is_known: &[bool]) -> usize {
    let mut longest = 0;
    let mut run = 0;
    for (letter, known) in letters.iter().zip(is_known) {
        run = if *known { 0 } else { run + if letter.len_utf8() > 2 { 2 } else { 1 } };
        longest = longest.max(run);
    }
    longest
}

/// FNV-1a.
fn hash(window: &[char]) -> u64 {
    window.iter().fold(0xcbf2_9ce4_8422_2325, |hash, c| (hash ^ u64::from(u32::from(*c))).wrapping_mul(0x100_0000_01b3))
}

fn unquoted(line: &str) -> &str {
    line.trim_start_matches(['>', '|', ' ', '\t', '\u{a0}'])
}

/// Letters and digits in lower case. Links and addresses are left out: programs add and rewrite them.
fn letters_of(line: &str) -> String {
    let mut letters = String::with_capacity(line.len());
    let rewritten = |word: &str| word.contains("://") || word.contains('@') || word.starts_with("[cid:");
    for word in line.split_whitespace().filter(|word| !rewritten(word)) {
        letters.extend(word.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase));
    }
    letters
}

/// What people wrote: without headings, footers, notices and banners at any depth of quoting.
fn words_of(lines: &[&str], rules: ReadingRules<'_>) -> Vec<String> {
    let mut words = Vec::new();
    let mut at = 0;
    while let Some(line) = lines.get(at) {
        let rest = lines.get(at..).unwrap_or_default();
        let begins = at.checked_sub(1).and_then(|above| lines.get(above)).is_none_or(|above| above.trim().is_empty());
        let written = heading(lines, at).or_else(|| if begins { banner::length(rest, rules) } else { None });
        if let Some(count) = written {
            at += count.max(1);
            continue;
        }
        if !phone::is_footer(line.trim()) && !footer::is_delimiter(line) {
            words.push(line);
        }
        at += 1;
        let ends = lines.get(at).is_none_or(|next| next.trim().is_empty());
        if ends
            && !line.trim().is_empty()
            && let Some(count) = notice::length(lines.get(..at).unwrap_or_default())
        {
            words.truncate(words.len().saturating_sub(count));
        }
    }
    words.into_iter().map(|line| letters_of(line)).filter(|letters| !letters.is_empty()).collect()
}

/// How many lines from `at` a program wrote above the history that follows.
fn heading(lines: &[&str], at: usize) -> Option<usize> {
    let line = lines.get(at)?.trim();
    if footer::is_separator(line) {
        return Some(1);
    }
    header_block::length(lines, at).or_else(|| attribution::length(lines, at)).or_else(|| {
        // In a language without a list of its words, an attribution is still an address before a colon.
        let next = lines.get(at + 1).map_or("", |next| next.trim());
        let ends = |line: &str| line.ends_with([':', '：']);
        match (line.contains('@'), ends(line)) {
            (true, true) => Some(1),
            (true, false) if ends(next) && next.len() < 80 => Some(2),
            _ => None,
        }
    })
}

#[cfg(test)]
mod tests;
