//! Reads a mail of at most five words. What stands there besides courtesy and names must be one known phrase as a whole;
//! anything else is a letter to the teacher, and never guessed at.

use super::words::{COURTESY, LANGUAGES, PHRASES, PREFIXES};
use crate::decide::names::fold;
use crate::domain::address::is_invisible;
use crate::domain::language::Language;
use crate::domain::preference::Level;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;
use unicode_normalization::char::is_combining_mark;

/// More words than this are a letter.
pub const MOST_WORDS: usize = 5;
/// Five words of any language are shorter.
const MOST_OCTETS: usize = 200;

/// What few words say.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Said {
    /// "Stop", and no word of what.
    Stop,
    Less(Level),
    Weekly,
    Everything,
    Language(Language),
}

/// `names`: words that may stand beside a wish, as people greet and sign.
pub fn read(text: &str, names: &[&str]) -> Option<Said> {
    if text.len() > MOST_OCTETS {
        return None;
    }
    let words = plain_words(text);
    if words.is_empty() || words.len() > MOST_WORDS {
        return None;
    }
    let names: HashSet<String> = names.iter().flat_map(|name| plain_words(name)).collect();
    let bare = without_courtesy(&words, &names).join(" ");
    KNOWN.get(&bare).or_else(|| KNOWN.get(chinese_without_courtesy(&bare))).cloned()
}

/// Whether people can ask for this language by name.
pub fn is_named(language: &Language) -> bool {
    LANGUAGES.iter().any(|(tag, _)| *tag == language.primary())
}

/// Whether a text of this length can be a wish at all.
pub fn is_short(text: &str) -> bool {
    text.len() <= MOST_OCTETS && plain_words(text).len() <= MOST_WORDS
}

/// Words in small letters without accents and marks; `đ`, which is no d with an accent to Unicode, is one to phones.
pub fn plain_words(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric() && !is_combining_mark(c) && !is_invisible(c))
        .map(|word| fold(word).replace('đ', "d"))
        .filter(|word| !word.is_empty())
        .collect()
}

/// Takes courtesies and names off both ends.
fn without_courtesy<'a>(words: &'a [String], names: &HashSet<String>) -> &'a [String] {
    let mut rest = words;
    loop {
        let shorter = COURTESIES
            .iter()
            .find_map(|courtesy| {
                rest.strip_prefix(courtesy.as_slice()).or_else(|| rest.strip_suffix(courtesy.as_slice()))
            })
            .or_else(|| rest.split_first().filter(|(first, _)| names.contains(*first)).map(|(_, rest)| rest))
            .or_else(|| rest.split_last().filter(|(last, _)| names.contains(*last)).map(|(_, rest)| rest));
        match shorter {
            Some(shorter) => rest = shorter,
            None => return rest,
        }
    }
}

/// Chinese puts no blank between a courtesy and the rest.
fn chinese_without_courtesy(text: &str) -> &str {
    text.trim_start_matches(['请', '請']).trim_end_matches("谢谢").trim_end_matches("謝謝").trim()
}

/// A word of a courtesy.
pub fn is_courtesy(word: &str) -> bool {
    COURTESIES.iter().flatten().any(|known| known == word)
}

static COURTESIES: LazyLock<Vec<Vec<String>>> =
    LazyLock::new(|| COURTESY.iter().map(|phrase| plain_words(phrase)).collect());

/// All phrases, folded.
static KNOWN: LazyLock<HashMap<String, Said>> = LazyLock::new(|| {
    let mut known = HashMap::new();
    for (said, phrases) in PHRASES {
        known.extend(phrases.iter().flat_map(|p| p.iter()).map(|phrase| (plain_words(phrase).join(" "), said.clone())));
    }
    for (tag, names) in LANGUAGES {
        let Some(language) = Language::parse(tag) else { continue };
        for name in *names {
            let name = plain_words(name).join(" ");
            // "In Spanish", and in Chinese without a blank.
            for prefix in PREFIXES.iter().map(|p| plain_words(p).join(" ")) {
                known.insert(format!("{prefix} {name}"), Said::Language(language.clone()));
                known.insert(format!("{prefix}{name}"), Said::Language(language.clone()));
            }
            known.insert(name, Said::Language(language.clone()));
        }
    }
    known
});
