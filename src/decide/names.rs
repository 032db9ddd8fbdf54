//! Finding people's names in what people write.

use crate::domain::address::is_invisible;
use std::collections::HashMap;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// Letters without accents, case, width and invisible characters: `Zoë`, `ZOE` and `zoe` are one.
pub fn fold(text: &str) -> String {
    text.nfkd().filter(|c| !is_combining_mark(*c) && !is_invisible(*c)).flat_map(char::to_lowercase).collect()
}

/// A text cut into words, ready to be asked for many names.
pub struct Words {
    words: Vec<Word>,
    /// The whole text, for scripts that put no blanks between words.
    folded: String,
}

struct Word {
    folded: String,
    /// Without the Arabic "and", "so", "in", "for" or "as" that is written together with the word behind it.
    bare: Option<String>,
    capital: bool,
}

impl Word {
    fn of(word: &str) -> Self {
        let folded = fold(word);
        let bare = folded.strip_prefix(['و', 'ف', 'ب', 'ل', 'ك']).filter(|rest| rest.chars().count() > 1);
        Self { bare: bare.map(str::to_owned), capital: word.chars().next().is_some_and(|c| !c.is_lowercase()), folded }
    }

    fn is(&self, part: &str) -> bool {
        self.folded == *part || self.bare.as_deref() == Some(part)
    }
}

/// How a name stands in a text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Mention {
    /// In small letters, as one writes on a phone; `will` and `may` are words too.
    Small,
    /// As a name is written.
    Capital,
}

impl Words {
    pub fn of(text: &str) -> Self {
        let runs = text.split(|c: char| !is_word_part(c)).flat_map(by_script);
        let words = runs.filter(|word| !word.is_empty()).map(Word::of).collect();
        Self { words, folded: fold(text) }
    }

    /// Whether, and how, the name stands here as whole words.
    pub fn mention(&self, name: &str) -> Option<Mention> {
        let parts = parts_of(name);
        let first = parts.first()?;
        if first.chars().all(writes_without_blanks) {
            return self.folded.contains(&fold(name)).then_some(Mention::Capital);
        }
        self.words
            .windows(parts.len())
            .filter(|run| begins_with(run, &parts))
            .map(|run| if run.iter().all(|w| w.capital) { Mention::Capital } else { Mention::Small })
            .max()
    }
}

/// Many names, folded once, to be looked for in many texts.
#[derive(Default)]
pub struct NameIndex {
    names: Vec<Name>,
    /// By the first of its words: the names that begin so.
    by_first: HashMap<String, Vec<usize>>,
    /// Names of scripts without blanks, which begin anywhere.
    unblanked: Vec<usize>,
}

/// A name as it is written, and its words as they are looked for.
pub struct Name {
    pub written: String,
    pub parts: Vec<String>,
}

impl NameIndex {
    pub fn of<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut index = Self::default();
        for written in names {
            let parts = parts_of(written);
            let Some(first) = parts.first() else { continue };
            let place = index.names.len();
            if first.chars().all(writes_without_blanks) {
                index.unblanked.push(place);
            } else {
                index.by_first.entry(first.clone()).or_default().push(place);
            }
            index.names.push(Name { written: written.to_owned(), parts });
        }
        index
    }

    /// The names that stand in the text as whole words, in the order in which they stand there.
    pub fn mentioned(&self, text: &Words) -> Vec<&Name> {
        let named = |places: &[usize]| places.iter().filter_map(|place| self.names.get(*place)).collect::<Vec<_>>();
        let mut found = Vec::new();
        for (at, word) in text.words.iter().enumerate() {
            let run = text.words.get(at..).unwrap_or_default();
            let first = [Some(&word.folded), word.bare.as_ref()].into_iter().flatten();
            let candidates = first.filter_map(|first| self.by_first.get(first)).flat_map(|places| named(places));
            found.extend(candidates.filter(|name| begins_with(run, &name.parts)));
        }
        found.extend(named(&self.unblanked).into_iter().filter(|name| text.folded.contains(&name.parts.concat())));
        found
    }
}

fn parts_of(name: &str) -> Vec<String> {
    Words::of(name).words.into_iter().map(|word| word.folded).collect()
}

fn begins_with(run: &[Word], parts: &[String]) -> bool {
    run.len() >= parts.len() && run.iter().zip(parts).all(|(word, part)| word.is(part))
}

/// Pieces of one script: beside Han, Kana, Thai, Hangul or Arabic letters others stand without a blank (`Leo和Mia`).
fn by_script(run: &str) -> impl Iterator<Item = &str> {
    let mut rest = run;
    std::iter::from_fn(move || {
        let of = rest.chars().find_map(script)?;
        let end = rest.char_indices().find(|(_, c)| script(*c).is_some_and(|other| other != of));
        let (piece, behind) = rest.split_at(end.map_or(rest.len(), |(at, _)| at));
        rest = behind;
        Some(piece)
    })
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Script {
    WithoutBlanks,
    Hangul,
    Arabic,
    Other,
}

/// Digits and signs belong to whatever they stand beside.
fn script(c: char) -> Option<Script> {
    Some(match c {
        c if !c.is_alphabetic() => return None,
        c if writes_without_blanks(c) => Script::WithoutBlanks,
        '\u{1100}'..='\u{11ff}' | '\u{3130}'..='\u{318f}' | '\u{ac00}'..='\u{d7af}' => Script::Hangul,
        '\u{0600}'..='\u{08ff}' | '\u{fb50}'..='\u{fdff}' | '\u{fe70}'..='\u{feff}' => Script::Arabic,
        _ => Script::Other,
    })
}

/// Whether words are made of this character.
pub fn is_word_part(c: char) -> bool {
    c.is_alphanumeric() || is_combining_mark(c) || is_invisible(c)
}

/// Han, Hiragana, Katakana, Thai: a name there is found inside a run of letters.
pub fn writes_without_blanks(c: char) -> bool {
    matches!(c, '\u{0e00}'..='\u{0e7f}' | '\u{3040}'..='\u{30ff}' | '\u{3400}'..='\u{9fff}' | '\u{f900}'..='\u{faff}'
        | '\u{20000}'..='\u{3ffff}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_found_whatever_the_accents_and_only_as_whole_words() {
        let cases = [
            ("Zoe was great", "Zoë", Some(Mention::Capital)),
            ("about leo's homework", "Leo", Some(Mention::Small)),
            ("Leonardo is here", "Leo", None),
            ("Mary Ann and Tim", "Mary Ann", Some(Mention::Capital)),
            ("Mary and Ann", "Mary Ann", None),
            ("Ｌｅｏ full width", "Leo", Some(Mention::Capital)),
            ("今天张伟请假", "张伟", Some(Mention::Capital)),
            ("Le\u{200b}o", "Leo", Some(Mention::Capital)),
            ("今天Leo和Kim一起读书。", "Leo", Some(Mention::Capital)),
            ("今天Leo和Kim一起读书。", "Kim", Some(Mention::Capital)),
            ("LeoとKimさん", "Kim", Some(Mention::Capital)),
            ("Mia의 친구", "Mia", Some(Mention::Capital)),
            ("قرأ Leo لKim", "Kim", Some(Mention::Capital)),
            ("سمير وليلى", "ليلى", Some(Mention::Capital)),
            ("Kim2 and 7Leo", "Kim2", Some(Mention::Capital)),
            ("Kim2 and Leo", "Kim", None),
            ("2026", "Leo", None),
            ("", "Leo", None),
            ("Leo", "", None),
        ];
        for (text, name, expected) in cases {
            let text = Words::of(text);
            assert_eq!(text.mention(name), expected, "{name}");
            let index = NameIndex::of(["Someone Else", name]);
            let found: Vec<&str> = index.mentioned(&text).into_iter().map(|name| name.written.as_str()).collect();
            assert_eq!(!found.is_empty(), expected.is_some(), "{found:?} for {name}");
            assert!(found.iter().all(|found| *found == name));
        }
    }
}
