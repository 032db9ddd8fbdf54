//! The last look at a text: does it name a child of another home?

use crate::decide::names::{Mention, Name, NameIndex, Words, fold};
use std::cell::LazyCell;
use std::collections::HashSet;

/// The first of `names` that stands in the text as whole words, whatever its case and accents. Names made of words
/// that the home's own people bear (`allowed`: the child, its guardians, the teacher) never count: in a mail to Rose
/// Martinez, `Rose` is she.
///
/// Some names are ordinary words too (Will, May, Luz). They count where they are written as names are: with a capital,
/// and not as a month. A capital at the beginning of a sentence counts as well, except on the few words that really
/// begin sentences: a mail that waits in vain costs one `ok`, one that names another child cannot be called back.
pub fn names_in_text<'a>(text: &str, names: &'a NameIndex, allowed: &[impl AsRef<str>]) -> Option<&'a str> {
    let own: HashSet<String> = allowed.iter().flat_map(|name| words_of(name.as_ref())).collect();
    let everything = Words::of(text);
    let inside = LazyCell::new(|| Words::of(&without_what_is_no_name(text)));
    let counts = |name: &&Name| match name.parts.as_slice() {
        parts if parts.iter().all(|part| own.contains(part)) => false,
        [one] if is_ordinary_word(one) => inside.mention(&name.written) == Some(Mention::Capital),
        _ => true,
    };
    names.mentioned(&everything).into_iter().find(counts).map(|name| name.written.as_str())
}

/// Given names that are words of the languages homeroom writes in, folded (Vietnamese loses its tones by that, and
/// many a name becomes a common word). Months are among them.
const ORDINARY_WORDS: &str = "\
    ace al alba alma an angel anh april art august autumn bao basil bill bliss bo brook buddy cam can candy \
    chance charity chase chi chip christian clay cliff con constance crystal daisy dan dawn de dean do dolores don \
    drew du duke dung em eve faith felicity fern frank gay grace grant gray ha hai han harmony heather hoa holly hong \
    honor honour hope hung hunter huong iris ivy jasmine journey joy june justice king la lan lance le liberty \
    linh long lucky luna luz ly mai major mar mark may melody mercy mi miles minh my nam nga ngoc nhi noble \
    olive page pat patience paz pearl penny precious prince prudence ray reed rich river rocky rose royal ruby \
    sage sandy sky so sol son sonny stone su sue summer sunny tam tan thu true tu van vi violet will wren xuan \
    yen";

const MONTHS: [&str; 4] = ["april", "may", "june", "august"];

/// Whether this folded word is a given name and a word of the language as well.
pub fn is_ordinary_word(word: &str) -> bool {
    ORDINARY_WORDS.split(' ').any(|ordinary| ordinary == word)
}

/// Those of them that begin sentences as what they are, and are given names by accident: the shipped letters are full
/// of them.
const BEGINNINGS: [&str; 9] = ["con", "de", "do", "du", "ha", "la", "le", "so", "su"];

/// English verbs that begin a question, a wish or a request. `Will you come?` is no boy; `Will fell` is one.
const VERBS: [&str; 4] = ["can", "don", "may", "will"];

/// What follows such a verb: somebody it is said of, or a "not".
const AFTER_A_VERB: [&str; 26] = [
    "a", "all", "an", "any", "anyone", "every", "everyone", "he", "her", "his", "i", "it", "my", "not", "our", "she",
    "t", "that", "the", "their", "there", "these", "they", "this", "we", "you",
];

/// Words after which May is a month.
const BEFORE_A_MONTH: [&str; 14] =
    ["in", "of", "until", "till", "since", "by", "early", "mid", "late", "next", "last", "this", "through", "end"];

/// The text without those first words of sentences whose capital says nothing, and without months.
fn without_what_is_no_name(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    for sentence in unwrapped(text).split(['.', '!', '?', '¿', '¡', '…', '\n', ':', '"', '“', '”', '«', '»', '•'])
    {
        let words: Vec<&str> = sentence.split_whitespace().filter(|w| w.chars().any(char::is_alphanumeric)).collect();
        let befores = std::iter::once(None).chain(words.iter().map(|word| Some(*word)));
        let afters = words.iter().skip(1).map(|word| Some(*word)).chain(std::iter::repeat(None));
        for ((before, word), after) in befores.zip(&words).zip(afters) {
            if (before.is_some() || !only_begins(word, after)) && !is_month(before, word, after) {
                kept.push_str(word);
                kept.push(' ');
            }
        }
        // A name of two words is not to come together across a sentence.
        kept.push_str(". ");
    }
    kept
}

/// Whether a word at the beginning of a sentence has its capital from there.
fn only_begins(word: &str, after: Option<&str>) -> bool {
    let mut parts = words_of(word).into_iter();
    let Some(first) = parts.next() else { return true };
    let next = parts.next().or_else(|| words_of(after?).into_iter().next()).unwrap_or_default();
    BEGINNINGS.contains(&first.as_str()) || VERBS.contains(&first.as_str()) && AFTER_A_VERB.contains(&next.as_str())
}

/// The text with those lines joined that only the width of a page parts: from a letter to a letter.
fn unwrapped(text: &str) -> String {
    let mut joined = String::with_capacity(text.len());
    for line in text.lines().map(str::trim) {
        let goes_on = joined.ends_with(char::is_alphanumeric) && line.starts_with(char::is_alphanumeric);
        joined.push(if goes_on { ' ' } else { '\n' });
        joined.push_str(line);
    }
    joined
}

fn is_month(before: Option<&str>, word: &str, after: Option<&str>) -> bool {
    let bare = |word: &str| words_of(word).pop().unwrap_or_default();
    let number = |word: &str| word.starts_with(|c: char| c.is_ascii_digit());
    MONTHS.contains(&bare(word).as_str())
        && (before.is_some_and(|w| number(w) || BEFORE_A_MONTH.contains(&bare(w).as_str()))
            || after.is_some_and(number))
}

/// The words of a name, folded.
fn words_of(name: &str) -> Vec<String> {
    fold(name).split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    const CLASS: [&str; 12] =
        ["Mia", "Zoë", "Anne-Marie", "O'Neil", "Will", "May", "Rose", "Luz", "José", "张伟", "Leo", "Grace"];

    fn found(text: &str, allowed: &[&str]) -> Option<&'static str> {
        let index = NameIndex::of(CLASS);
        let found = names_in_text(text, &index, allowed)?.to_owned();
        CLASS.into_iter().find(|name| *name == found)
    }

    #[test]
    fn another_child_is_found_as_whole_words_whatever_the_accents() {
        for (text, expected) in [
            ("Leo shared his crayons with Mia today.", Some("Mia")),
            ("Leo shared his crayons with mia's group.", Some("Mia")),
            ("ZOE was there.", Some("Zoë")),
            ("Jose y Leo leyeron juntos.", Some("José")),
            ("anne marie too", Some("Anne-Marie")),
            ("and O’Neil", Some("O'Neil")),
            ("今天张伟请假", Some("张伟")),
            ("M\u{200b}ia", Some("Mia")),
            ("Miami is warm. Amiable.", None),
            ("Leo read to the class.", None),
            ("", None),
        ] {
            assert_eq!(found(text, &["Leo", "Ana Martinez"]), expected, "{text}");
        }
    }

    #[test]
    fn the_home_s_own_names_never_count() {
        assert_eq!(found("Dear Rose, Leo did well.", &["Leo", "Rose Martinez"]), None);
        assert_eq!(found("Dear Ana, Leo did well.", &["Ana Martinez"]), Some("Leo"));
        assert_eq!(found("Anne-Marie read.", &["Anne Marie"]), None);
    }

    #[test]
    fn a_name_that_is_a_word_counts_only_where_it_is_written_as_a_name() {
        for (text, expected) in [
            ("We will read. Will you come?", None),
            ("Today Will helped Leo.", Some("Will")),
            ("You may come in May, on May 3 or 4 May.", None),
            ("She sat with May all day.", Some("May")),
            ("Hay luz en la clase.", None),
            ("Leo jugó con Luz.", Some("Luz")),
            ("a rose, with grace", None),
            ("Dear Ana,\nWill you come?\n\nWill we?\n- Will it rain", None),
            ("Leo read all morning with\r\nWill and listened.", Some("Will")),
            ("Con học mai nhé, năm nay vui lắm.", None),
            ("\"Will we see?\" he said: Will we?", None),
        ] {
            assert_eq!(found(text, &["Leo"]), expected, "{text}");
        }
    }

    #[test]
    fn a_name_that_begins_a_sentence_counts_unless_the_word_really_begins_sentences() {
        let names =
            ["Mason", "Jack", "Max", "Grace", "Rose", "Mark", "Linh", "Will", "May", "Luz", "Don", "Can", "Con"];
        let index = NameIndex::of(names);
        for name in &names[..10] {
            for text in ["{} fell and Leo helped.", "Leo ran.\n{} fell.", "It was {}’s turn. {}’s knee hurt.", "{}!"]
            {
                assert_eq!(names_in_text(&text.replace("{}", name), &index, &["Leo"]), Some(*name), "{text}");
            }
        }
        for text in [
            "Can you come? Can’t we?",
            "Will the class come? May I ask?",
            "Don’t forget the log. Don't wait.",
            "Con mis mejores deseos,",
            "May 3 is a closed day.",
        ] {
            assert_eq!(names_in_text(text, &index, &["Leo"]), None, "{text}");
        }
    }

    #[test]
    fn the_list_of_words_is_folded_and_in_order() {
        let words: Vec<&str> = ORDINARY_WORDS.split(' ').collect();
        assert!(words.windows(2).all(|pair| pair[0] < pair[1]));
        assert!(words.iter().all(|word| fold(word) == *word && !word.is_empty()));
        assert!(MONTHS.iter().chain(&BEGINNINGS).chain(&VERBS).all(|word| is_ordinary_word(word)));
    }

    proptest! {
        #[test]
        fn a_child_named_anywhere_in_a_sentence_is_found(before in "[a-z ,]{0,30}", after in "[a-z ,]{0,30}", n in 0usize..12) {
            let name = CLASS[n];
            // "In May" is the month.
            let last = before.rsplit(|c: char| !c.is_alphanumeric()).find(|word| !word.is_empty()).unwrap_or_default();
            prop_assume!(name != "May" || !BEFORE_A_MONTH.contains(&last));
            let text = format!("The {before} {name} {after}");
            prop_assert!(found(&text, &[]).is_some(), "{}", text);
            let words: Vec<&str> = text.split_whitespace().collect();
            prop_assert_eq!(found(&text, &words), None);
        }
    }
}
