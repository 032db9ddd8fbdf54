//! The labels of a difficult letter: `question: …`, `want: …`, in the text of `hard` and `edit`. A label stands at the
//! beginning of a line or of a sentence, and its colon right behind it.

use super::tidy::bare;
use crate::domain::hard::{Blank, Part};

/// No label is longer, with the accents that go.
const LONGEST: usize = 24;

/// The text of a command, by its labels.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Labelled {
    /// What stands before the first label.
    pub head: String,
    /// Those that have words.
    pub parts: Vec<(Part, String)>,
}

pub fn labelled(text: &str) -> Labelled {
    let found: Vec<(usize, Part, usize)> = starts(text)
        .filter_map(|start| {
            let (part, length) = label(text.get(start..)?)?;
            Some((start, part, start + length))
        })
        .collect();
    let piece =
        |from: usize, to: Option<usize>| text.get(from..to.unwrap_or(text.len())).unwrap_or_default().trim().to_owned();
    let ends = found.iter().skip(1).map(|(start, ..)| Some(*start)).chain([None]);
    let parts = found.iter().zip(ends).map(|((_, part, from), to)| (*part, piece(*from, to)));
    Labelled {
        head: piece(0, found.first().map(|(start, ..)| *start)),
        parts: parts.filter(|(_, words)| !words.is_empty()).collect(),
    }
}

/// Whether the line begins with one.
pub(super) fn begins(line: &str) -> bool {
    label(line).is_some()
}

/// Where lines and sentences begin.
fn starts(text: &str) -> impl Iterator<Item = usize> {
    let after = text.char_indices().zip(text.chars().skip(1).map(Some).chain([None]));
    let begins = after.filter_map(|((at, c), next)| {
        let ends = matches!(c, '.' | '!' | '?' | ';' | '…' | '|' | '。') && next == Some(' ');
        (c == '\n' || ends).then_some(at + c.len_utf8())
    });
    std::iter::once(0).chain(begins)
}

/// The label, and where the words behind it begin.
fn label(text: &str) -> Option<(Part, usize)> {
    let colon = text.char_indices().take(LONGEST + 4).find(|(_, c)| matches!(c, ':' | '：' | '\n'));
    let (at, c) = colon.filter(|(_, c)| *c != '\n')?;
    let word = bare(text.get(..at)?);
    let (part, _) = LABELS.iter().find(|(_, words)| words.contains(&word.as_str()))?;
    Some((*part, at + c.len_utf8()))
}

/// Folded; English, Spanish and French. No verb reads as one of them, but for the question, which the colon tells apart.
#[rustfmt::skip]
const LABELS: [(Part, &[&str]); 6] = [
    (Part::Blank(Blank::Question), &["question", "my question", "pregunta", "mi pregunta", "ma question"]),
    (Part::Blank(Blank::Want), &["want", "we want", "we both want", "queremos", "ambos queremos", "souhait", "nous voulons"]),
    (Part::Blank(Blank::Fact), &["fact", "facts", "i saw", "observacion", "lo que vi", "constat", "observation", "ce que j'ai vu"]),
    (Part::Blank(Blank::Proposal), &["proposal", "i propose", "propuesta", "propongo", "proposition", "je propose"]),
    (Part::Blank(Blank::Again), &["again", "speak again", "hablamos", "hablamos de nuevo", "reparler", "nous en reparlons"]),
    (Part::Reader, &["reader", "second reader", "lector", "lectora", "lecteur", "lectrice"]),
];

#[cfg(test)]
mod tests {
    use super::super::verbs;
    use super::*;
    use crate::domain::command::Verb;

    fn read(text: &str) -> (String, Vec<(Part, String)>) {
        let Labelled { head, parts } = labelled(text);
        (head, parts)
    }

    #[test]
    fn labels_stand_at_the_beginning_of_a_line_or_of_a_sentence() {
        let blank = |blank, words: &str| (Part::Blank(blank), words.to_owned());
        for text in [
            "Left twice. question: How is it at home? want: A calm day. again: Friday",
            "Left twice.\nQuestion: How is it at home?\nwe want: A calm day.\nAGAIN： Friday",
            "Left twice.\n- pregunta : How is it at home?\n- queremos: A calm day.\n- hablamos: Friday",
            "Left twice.\n*Question* : How is it at home?\nNous voulons : A calm day.\nreparler : Friday\nwant:",
        ] {
            let parts = vec![
                blank(Blank::Question, "How is it at home?"),
                blank(Blank::Want, "A calm day."),
                blank(Blank::Again, "Friday"),
            ];
            assert_eq!(read(text), ("Left twice.".to_owned(), parts), "{text}");
        }
    }

    #[test]
    fn the_words_of_a_sentence_are_no_labels() {
        for text in
            ["He asked one question: why?", "What we want: is unclear", "Proposal without a colon", "12:30 again", ""]
        {
            assert_eq!(read(text), (text.to_owned(), Vec::new()), "{text}");
        }
    }

    #[test]
    fn no_label_is_a_verb_but_the_question() {
        for (part, words) in LABELS {
            for word in words {
                assert_eq!(bare(word), *word);
                assert!(word.len() <= LONGEST, "{word}");
                let verb = verbs::first(word).map(|found| found.verb);
                let expected = (part == Part::Blank(Blank::Question) && !word.contains(' ')).then_some(Verb::Ask);
                assert_eq!(verb, expected, "{word}");
            }
        }
    }
}
