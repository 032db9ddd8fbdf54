//! How much a letter asks of its reader: words, the longest sentence, and for English the school year that can read it.

use crate::domain::language::Language;

/// Stands for a teacher's words and for names while a letter is measured: neither is the template's.
pub const STAND_IN: &str = "✎";

#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Measure {
    /// Chinese: two characters are a word. Vietnamese, which writes a space between syllables: three syllables are two.
    pub words: usize,
    /// The words of the longest sentence; of a Chinese one its characters.
    pub longest_sentence: usize,
    /// Flesch-Kincaid, for English alone: the American school year whose children read it with ease. 5 is an
    /// eleven-year-old.
    pub grade: Option<f64>,
}

impl Measure {
    /// The most that any of these asks.
    pub fn most(all: &[Self]) -> Self {
        let none = Self { words: 0, longest_sentence: 0, grade: None };
        all.iter().fold(none, |most, one| Self {
            words: most.words.max(one.words),
            longest_sentence: most.longest_sentence.max(one.longest_sentence),
            grade: [most.grade, one.grade].into_iter().flatten().reduce(f64::max),
        })
    }
}

/// No letter is longer, the teacher's own words left out.
pub const MOST_WORDS: usize = 119;
/// The end of the year in which children are eleven.
pub const HIGHEST_GRADE: f64 = 6.0;

/// The longest sentence that is easy to read: 20 words, in Chinese 40 characters.
pub fn longest_allowed(language: &Language) -> usize {
    if language.primary() == "zh" { 40 } else { 20 }
}

pub fn measure(text: &str, language: &Language) -> Measure {
    let sentences: Vec<usize> = sentences(text).map(|sentence| length(sentence, language)).filter(|n| *n > 0).collect();
    let total: usize = sentences.iter().sum();
    let words = if language.primary() == "zh" { total.div_ceil(2) } else { total };
    Measure {
        words,
        longest_sentence: sentences.iter().copied().max().unwrap_or(0),
        grade: (language.primary() == "en").then(|| grade(text, total, sentences.len())),
    }
}

/// A line ends a sentence too: greeting, list and signature have no full stop.
fn sentences(text: &str) -> impl Iterator<Item = &str> {
    text.split(['\n', '.', '!', '?', '。', '！', '？', '؟', '।'])
}

fn length(sentence: &str, language: &Language) -> usize {
    match language.primary() {
        "zh" => sentence.chars().filter(|c| c.is_alphanumeric()).count(),
        "vi" => (written_words(sentence).count() * 2).div_ceil(3),
        _ => written_words(sentence).count(),
    }
}

fn written_words(text: &str) -> impl Iterator<Item = &str> {
    text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric))
}

/// Flesch-Kincaid: `0.39 × words a sentence + 11.8 × syllables a word − 15.59`.
#[expect(clippy::cast_precision_loss, reason = "a letter has hundreds of words")]
fn grade(text: &str, words: usize, sentences: usize) -> f64 {
    let syllables: usize = written_words(text).map(syllables).sum();
    let (words, sentences, syllables) = (words.max(1) as f64, sentences.max(1) as f64, syllables as f64);
    0.39f64.mul_add(words / sentences, 11.8 * syllables / words) - 15.59
}

/// English vowels in a row are one syllable, a last e is none.
fn syllables(word: &str) -> usize {
    let letters: Vec<char> = word.to_lowercase().chars().filter(|c| c.is_alphabetic()).collect();
    let vowel = |c: &char| "aeiouy".contains(*c);
    let starts = letters
        .iter()
        .enumerate()
        .filter(|(at, c)| vowel(c) && !(at.checked_sub(1).and_then(|b| letters.get(b)).is_some_and(vowel)));
    let silent = matches!(letters.as_slice(), [.., before, 'e'] if !vowel(before) && *before != 'l');
    starts.count().saturating_sub(usize::from(silent)).max(1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_sentences_and_grades_are_counted() {
        let language = |tag: &str| Language::parse(tag).unwrap();
        let easy = measure("Hello ✎,\n\nThe cat sat on the mat. It was glad.\n", &language("en"));
        assert_eq!((easy.words, easy.longest_sentence), (10, 6));
        assert!(easy.grade.unwrap() < 1.0, "{easy:?}");
        let hard = "The institution anticipates considerable parental participation regarding forthcoming educational evaluations.";
        assert!(measure(hard, &language("en")).grade.unwrap() > 15.0);
        let chinese = measure("您好：\n\n欢迎来到我们班。谢谢！", &language("zh"));
        assert_eq!((chinese.words, chinese.longest_sentence, chinese.grade), (6, 7, None));
        assert_eq!(measure("Thư này được viết bằng tiếng Anh.", &language("vi")).words, 5);
        assert_eq!(measure("هل لديكم سؤال؟ اكتبوا لي.", &language("ar")).longest_sentence, 3);
    }

    #[test]
    fn syllables_are_counted_as_they_are_spoken() {
        for (word, expected) in
            [("home", 1), ("table", 2), ("teacher", 2), ("the", 1), ("reply", 2), ("idea", 2), ("✎", 1)]
        {
            assert_eq!(syllables(word), expected, "{word}");
        }
    }
}
