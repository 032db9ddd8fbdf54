//! Takes people's names out of a text before it leaves the school, and puts them back into its translation.
//!
//! A name becomes a letter with a number (`X1`), which translation services mostly copy as it is. Where one comes back
//! spoilt, or a name could not be taken out for certain, there is no translation: the original says all.

use super::names::{Words, fold, is_word_part, writes_without_blanks};
use super::release::is_ordinary_word;
use crate::domain::class::Class;
use std::collections::BTreeSet;
use std::ops::Range;

/// A translation that is longer than this many times its original is none.
const MOST_TIMES_LONGER: usize = 6;
const MARKS: [char; 3] = ['X', 'Q', 'Z'];

/// What the people of a class are called, folded.
#[derive(Debug, Default)]
pub struct HiddenNames {
    /// Single words of names.
    words: BTreeSet<String>,
    /// Names of scripts without blanks, as they are written, longest first.
    unblanked: Vec<String>,
}

impl HiddenNames {
    /// Children, guardians and teachers.
    pub fn of(class: &Class) -> Self {
        let mut names: Vec<String> = Vec::new();
        for student in class.roster.students() {
            names.extend([student.first_name.clone(), student.last_name.clone()]);
            names.extend(student.preferred_name.clone());
            names.extend([
                format!("{}{}", student.last_name, student.first_name),
                format!("{}{}", student.first_name, student.last_name),
            ]);
        }
        names.extend(class.roster.guardianships().iter().map(|guardian| guardian.name.clone()));
        names.extend(class.teachers.iter().map(|teacher| teacher.name.clone()));
        Self::from_names(names.iter().map(String::as_str))
    }

    fn from_names<'a>(names: impl IntoIterator<Item = &'a str>) -> Self {
        let mut hidden = Self::default();
        for name in names {
            for word in spans_of_words(name).filter_map(|span| name.get(span)) {
                if word.chars().all(writes_without_blanks) {
                    // A single character of a name stands in many words that name nobody.
                    if word.chars().nth(1).is_some() && !hidden.unblanked.iter().any(|known| known == word) {
                        hidden.unblanked.push(word.to_owned());
                    }
                } else if word.chars().nth(1).is_some() && !begins_small(word) {
                    // Small words of a name (`de la`) are words of the language.
                    hidden.words.insert(fold(word));
                }
            }
        }
        hidden.unblanked.sort_by_key(|name| std::cmp::Reverse(name.chars().count()));
        hidden
    }

    /// Whether a word of a text is, or may be a form of, somebody's name.
    fn hides(&self, word: &str) -> bool {
        let folded = fold(word);
        if self.words.contains(&folded) {
            return !begins_small(word) || !is_ordinary_word(&folded);
        }
        // Russian declines names, Arabic joins small words to them; languages in Latin letters leave them alone.
        !folded.is_ascii() && !begins_small(word) && self.words.iter().any(|name| is_a_form_of(&folded, name))
    }
}

fn begins_small(word: &str) -> bool {
    word.chars().next().is_some_and(char::is_lowercase)
}

/// Whether the word holds the name, or all of it but its ending, and is hardly longer.
fn is_a_form_of(word: &str, name: &str) -> bool {
    let length = name.chars().count();
    let stem: String = name.chars().take(if length >= 4 { length - 1 } else { length }).collect();
    !name.is_ascii() && length >= 3 && word.contains(&stem) && word.chars().count() <= length + 2
}

/// A text in which no name of the class stands.
#[derive(Clone, PartialEq, Eq)]
pub struct Covered {
    /// What may leave the school.
    pub text: String,
    mark: char,
    /// What stood in the places that are numbered from 1.
    names: Vec<String>,
}

impl Covered {
    /// `None` where no names could be taken out for certain, or nothing would be left to translate.
    pub fn of(text: &str, hidden: &HiddenNames) -> Option<Self> {
        let mark = MARKS.into_iter().find(|mark| numbers_after(text, *mark).is_empty())?;
        let mut covered = Self { text: String::with_capacity(text.len()), mark, names: Vec::new() };
        let mut done = 0;
        for span in spans_of_names(text, hidden) {
            covered.text.push_str(text.get(done..span.start)?);
            let name = text.get(span.clone())?;
            let number = covered.names.iter().position(|known| known == name).unwrap_or_else(|| {
                covered.names.push(name.to_owned());
                covered.names.len() - 1
            });
            // In scripts without blanks the number would else grow together with one that follows.
            if covered.text.ends_with(|c: char| c.is_ascii_alphanumeric()) {
                covered.text.push(' ');
            }
            covered.text.push_str(&format!("{mark}{}", number + 1));
            done = span.end;
            if text.get(done..)?.starts_with(|c: char| c.is_ascii_alphanumeric()) {
                covered.text.push(' ');
            }
        }
        covered.text.push_str(text.get(done..)?);
        let mut words = covered.text.split(|c: char| !c.is_alphabetic());
        let says_something = words.any(|word| !word.is_empty() && !word.chars().eq([mark]));
        (says_something && !still_names(&covered.text, hidden)).then_some(covered)
    }

    /// The translation with the names in it. `None` where one was lost, or another text came back.
    pub fn back(&self, translated: &str) -> Option<String> {
        let translated = translated.trim();
        let longest = self.text.chars().count() * MOST_TIMES_LONGER + 200;
        if translated.is_empty() || translated.chars().count() > longest {
            return None;
        }
        let found = numbers_after(translated, self.mark);
        if (1..=self.names.len()).any(|number| !found.iter().any(|(_, n)| *n == number)) {
            return None;
        }
        let mut text = String::with_capacity(translated.len());
        let mut done = 0;
        for (span, number) in found {
            text.push_str(translated.get(done..span.start)?);
            text.push_str(self.names.get(number.checked_sub(1)?)?);
            done = span.end;
        }
        text.push_str(translated.get(done..)?);
        Some(text.chars().filter(|c| !c.is_control() || matches!(c, '\n' | '\t')).collect())
    }
}

/// Whether a name is left, as somebody would find it who looks for it.
fn still_names(text: &str, hidden: &HiddenNames) -> bool {
    let words = Words::of(text);
    spans_of_words(text).filter_map(|span| text.get(span)).any(|word| hidden.hides(word))
        || hidden.unblanked.iter().any(|name| words.mention(name).is_some())
}

/// Where names stand, in order. Names beside each other (`Leo Martinez`, `Anne-Marie`) are one.
fn spans_of_names(text: &str, hidden: &HiddenNames) -> Vec<Range<usize>> {
    let mut spans: Vec<Range<usize>> =
        spans_of_words(text).filter(|span| text.get(span.clone()).is_some_and(|word| hidden.hides(word))).collect();
    for name in &hidden.unblanked {
        for (start, found) in text.match_indices(name.as_str()) {
            let span = start..start + found.len();
            if spans.iter().all(|known| known.end <= span.start || span.end <= known.start) {
                spans.push(span);
            }
        }
    }
    spans.sort_by_key(|span| span.start);
    let mut joined: Vec<Range<usize>> = Vec::new();
    for span in spans {
        match joined.last_mut() {
            Some(last) if text.get(last.end..span.start).is_some_and(|gap| matches!(gap, " " | "-" | "'" | "’")) => {
                last.end = span.end;
            }
            _ => joined.push(span),
        }
    }
    joined
}

fn spans_of_words(text: &str) -> impl Iterator<Item = Range<usize>> {
    let mut rest = text.char_indices().peekable();
    std::iter::from_fn(move || {
        while rest.next_if(|(_, c)| !is_word_part(*c)).is_some() {}
        let (start, first) = rest.next()?;
        let mut end = start + first.len_utf8();
        while let Some((at, c)) = rest.next_if(|(_, c)| is_word_part(*c)) {
            end = at + c.len_utf8();
        }
        Some(start..end)
    })
}

/// The numbers behind this letter, with where they stand: `X1`, also as services give it back (`x 1`, `Х１`).
fn numbers_after(text: &str, mark: char) -> Vec<(Range<usize>, usize)> {
    let mut found = Vec::new();
    let mut before = ' ';
    let mut rest = text.char_indices().peekable();
    while let Some((start, c)) = rest.next() {
        let begins = is_mark(c, mark) && !before.is_alphanumeric() || is_mark(c, mark) && writes_without_blanks(before);
        before = c;
        if !begins {
            continue;
        }
        let mut ahead = rest.clone();
        if ahead.peek().is_some_and(|(_, c)| *c == ' ') {
            ahead.next();
        }
        let (mut number, mut end) = (None, start);
        while let Some((at, c)) = ahead.next_if(|(_, c)| digit(*c).is_some()) {
            number = digit(c).map(|digit| number.unwrap_or(0_usize).saturating_mul(10).saturating_add(digit));
            end = at + c.len_utf8();
        }
        let ends = !ahead.peek().is_some_and(|(_, c)| c.is_ascii_alphanumeric());
        if let Some(number) = number.filter(|_| ends) {
            found.push((start..end, number));
            rest = ahead;
            before = '0';
        }
    }
    found
}

fn is_mark(c: char, mark: char) -> bool {
    // The Cyrillic letter that looks like an X, and the full-width ones.
    let c = if matches!(c, 'Х' | 'х') { 'X' } else { c };
    let wide = u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).filter(char::is_ascii_alphabetic);
    wide.unwrap_or(c).to_ascii_uppercase() == mark
}

fn digit(c: char) -> Option<usize> {
    let zero = match c {
        '0'..='9' => '0',
        '０'..='９' => '０',
        '٠'..='٩' => '٠',
        _ => return None,
    };
    usize::try_from(u32::from(c) - u32::from(zero)).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CLASS: [&str; 12] = [
        "Leo",
        "Martínez",
        "Mia",
        "Anne-Marie",
        "Will",
        "Ana de la Cruz",
        "张伟",
        "Маша",
        "ليو",
        "O'Neil",
        "Zoë",
        "Ms. Alvarez",
    ];

    fn cover(text: &str) -> Option<Covered> {
        Covered::of(text, &HiddenNames::from_names(CLASS))
    }

    #[test]
    fn no_name_leaves_and_all_come_back() {
        for (text, leaves) in [
            ("Leo shared his snack with Mia; Leo's idea!", "X1 shared his snack with X2; X1's idea!"),
            ("LEO MARTINEZ read aloud.", "X1 read aloud."),
            ("leo helped zoe and Anne-Marie", "X1 helped X2 and X3"),
            ("Will said he will read to O’Neil.", "X1 said he will read to O’X2."),
            ("Ana de la Cruz came; he sat at la mesa.", "X1 de la X2 came; he sat at la mesa."),
            ("今天张伟帮助了同学", "今天X1帮助了同学"),
            ("Сегодня Маше помогли, и Маша рада.", "Сегодня X1 помогли, и X2 рада."),
            ("قال وليو نعم", "قال X1 نعم"),
            ("Grade X1 is done by Leo", "Grade X1 is done by Q1"),
            ("Leopard and Miami", "Leopard and Miami"),
        ] {
            let covered = cover(text).expect(text);
            assert_eq!(covered.text, leaves);
            assert_eq!(covered.back(&covered.text).as_deref(), Some(text), "and back");
        }
    }

    #[test]
    fn a_translation_may_move_names_and_write_them_its_own_way() {
        let covered = cover("Leo helped Mia with 2 books").expect("names");
        for (answer, whole) in [
            ("A X2 la ayudó X1 con 2 libros", "A Mia la ayudó Leo con 2 libros"),
            ("x1 ayudó a X 2 con 2 libros", "Leo ayudó a Mia con 2 libros"),
            ("Х1 помог Х2 с книгами", "Leo помог Mia с книгами"),
            ("X１帮助X２看书", "Leo帮助Mia看书"),
            ("ساعد X١ صديقه X٢", "ساعد Leo صديقه Mia"),
            ("X1 y X1 con X2.", "Leo y Leo con Mia."),
        ] {
            assert_eq!(covered.back(answer).as_deref(), Some(whole), "{answer}");
        }
    }

    #[test]
    fn a_name_that_is_lost_on_the_way_takes_the_translation_with_it() {
        let covered = cover("Leo helped Mia").expect("names");
        for answer in ["", "Ayudó a X2", "X1 ayudó a X3", "X1 ayudó a X22", "AX1 ayudó X2", &"X1 X2 ".repeat(200)] {
            assert_eq!(covered.back(answer), None, "{answer}");
        }
    }

    #[test]
    fn what_cannot_be_hidden_for_certain_does_not_leave() {
        assert!(cover("张\u{200b}伟很好").is_none(), "a name written in a way that is not found in the text");
        assert!(cover("X1 Q1 Z1 Leo").is_none(), "no letter is free");
        assert!(cover("Leo!").is_none(), "nothing but the name");
    }

    proptest! {
        #[test]
        fn whatever_stands_around_a_name_it_does_not_leave(
            before in "[a-zа-я今天 ,.'-]{0,20}", n in 0usize..12, after in "[a-zа-я今天 ,.'-]{0,20}"
        ) {
            let text = format!("{before} {} {after}", CLASS[n]);
            if let Some(covered) = cover(&text) {
                for word in CLASS[n].split([' ', '-', '\'', '.']).filter(|w| w.chars().nth(1).is_some() && !begins_small(w)) {
                    prop_assert!(Words::of(&covered.text).mention(word).is_none(), "{}", covered.text);
                }
                prop_assert_eq!(covered.back(&covered.text), Some(text.trim().to_owned()));
            }
        }
    }
}
