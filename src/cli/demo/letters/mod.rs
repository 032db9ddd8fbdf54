//! What parents write: a letter or more for every topic in each language of the class.
//!
//! A letter is text with a few marks that are filled in for one child and one guardian: `{child}`, `{sibling}`, `{me}`
//! (the signature), and `[his|her]`, of which the first is taken for a boy and the second for a girl.

mod ar;
mod en;
mod es;
mod fr;
mod vi;
mod zh;

use super::cast::{Child, Guardian};

/// What a letter is about.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Topic {
    Absence,
    Thanks,
    Homework,
    Reading,
    PickUp,
    Long,
    /// Two lines typed on a phone.
    Phone,
    /// Names a brother or sister; fits only children who have one.
    Sibling,
    Trip,
    Friends,
    Medicine,
    /// An answer to a good note.
    GoodNote,
    /// An answer to the reading-log reminder.
    ReadingLog,
    /// An answer to birthday wishes.
    Birthday,
    /// A short yes to a time the teacher proposed.
    Yes,
}

impl Topic {
    pub const ALL: [Topic; 15] = [
        Topic::Absence,
        Topic::Thanks,
        Topic::Homework,
        Topic::Reading,
        Topic::PickUp,
        Topic::Long,
        Topic::Phone,
        Topic::Sibling,
        Topic::Trip,
        Topic::Friends,
        Topic::Medicine,
        Topic::GoodNote,
        Topic::ReadingLog,
        Topic::Birthday,
        Topic::Yes,
    ];

    /// Begins something, or answers a mail that came before.
    pub fn role(self) -> Role {
        match self {
            Topic::GoodNote | Topic::ReadingLog | Topic::Birthday | Topic::Yes => Role::Answers,
            _ => Role::Opens,
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    Opens,
    Answers,
}

/// A letter with its marks not yet filled in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Letter {
    pub topic: Topic,
    /// The parent waits for an answer.
    pub asks: bool,
    subject: &'static str,
    body: &'static str,
}

const fn tells(topic: Topic, subject: &'static str, body: &'static str) -> Letter {
    Letter { topic, asks: false, subject, body }
}

const fn asks(topic: Topic, subject: &'static str, body: &'static str) -> Letter {
    Letter { topic, asks: true, subject, body }
}

/// A letter as one parent wrote it. Lines end in `\n`; a blank line stands between paragraphs.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    pub topic: Topic,
    pub asks: bool,
    pub language: &'static str,
    pub subject: String,
    pub body: String,
}

/// The languages that parents of the class write in.
pub const LANGUAGES: [&str; 6] = ["en", "es", "zh", "ar", "vi", "fr"];

/// Every letter of a language; none for one that the class does not have.
pub fn letters(language: &str) -> &'static [Letter] {
    match language {
        "en" => en::LETTERS,
        "es" => es::LETTERS,
        "zh" => zh::LETTERS,
        "ar" => ar::LETTERS,
        "vi" => vi::LETTERS,
        "fr" => fr::LETTERS,
        _ => &[],
    }
}

/// The `number`th letter of the topic, counted from 0; after the last the first comes again.
pub fn find(language: &str, topic: Topic, number: usize) -> Option<&'static Letter> {
    let of_topic = || letters(language).iter().filter(|l| l.topic == topic);
    of_topic().nth(number.checked_rem(of_topic().count())?)
}

impl Letter {
    /// Whether the letter makes sense about this child.
    pub fn fits(&self, child: &Child) -> bool {
        self.topic != Topic::Sibling || child.sibling.is_some()
    }

    pub fn written(&self, child: &Child, from: &Guardian) -> Written {
        let fill = |text: &str| {
            text.replace("{child}", child.called_in(from.language))
                .replace("{sibling}", child.sibling.unwrap_or(child.called_in(from.language)))
                .replace("{me}", from.signature())
        };
        Written {
            topic: self.topic,
            asks: self.asks,
            language: from.language,
            subject: fill(&choose(self.subject, child.girl)),
            body: fill(&choose(self.body, child.girl)),
        }
    }
}

/// Takes one side of every `[boy|girl]`. Brackets without a bar stay as they are.
pub(super) fn choose(text: &str, girl: bool) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('[') {
        out.push_str(before);
        let Some((inside, after)) = tail.split_once(']') else {
            out.push('[');
            rest = tail;
            continue;
        };
        match inside.split_once('|') {
            Some((for_boy, for_girl)) => out.push_str(if girl { for_girl } else { for_boy }),
            None => {
                out.push('[');
                out.push_str(inside);
                out.push(']');
            }
        }
        rest = after;
    }
    out.push_str(rest);
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::demo::cast::CHILDREN;

    #[test]
    fn every_language_has_letters_of_every_topic_in_order_and_none_twice() {
        for language in LANGUAGES {
            let mut topics: Vec<Topic> = letters(language).iter().map(|l| l.topic).collect();
            assert!(topics.is_sorted(), "{language}");
            topics.dedup();
            assert_eq!(topics, Topic::ALL, "{language}");
            let bodies: std::collections::BTreeSet<_> = letters(language).iter().map(|l| l.body).collect();
            assert_eq!(bodies.len(), letters(language).len(), "{language}");
        }
    }

    #[test]
    fn after_the_last_letter_of_a_topic_the_first_comes_again() {
        let notes = letters("en").iter().filter(|l| l.topic == Topic::GoodNote).count();
        assert!(notes > 1);
        assert_eq!(find("en", Topic::GoodNote, notes), find("en", Topic::GoodNote, 0));
        assert_ne!(find("en", Topic::GoodNote, 1), find("en", Topic::GoodNote, 0));
        assert_eq!(find("tlh", Topic::Yes, 0), None);
    }

    #[test]
    fn a_letter_asks_exactly_if_it_has_a_question_mark() {
        for language in LANGUAGES {
            for l in letters(language) {
                let marked = l.body.contains(['?', '？', '؟']);
                assert_eq!(l.asks, marked, "{language} {:?}", l.topic);
            }
        }
    }

    #[test]
    fn no_mark_is_left_in_a_written_letter_and_all_of_them_are_signed_or_from_a_phone() {
        for child in CHILDREN {
            for guardian in child.guardians {
                for l in letters(guardian.language).iter().filter(|l| l.fits(child)) {
                    let w = l.written(child, guardian);
                    for text in [&w.subject, &w.body] {
                        assert!(!text.contains(['{', '}', '[', ']', '|']), "{text}");
                        assert!(!text.trim().is_empty());
                    }
                    assert!(!w.subject.contains('\n') && w.subject.chars().count() <= 60, "{}", w.subject);
                    assert!(w.topic == Topic::Phone || w.body.ends_with(guardian.signature()), "{}", w.body);
                }
            }
        }
    }

    #[test]
    fn the_letters_differ_in_length_as_letters_do() {
        for language in LANGUAGES {
            let length = |topic| find(language, topic, 0).unwrap().body.chars().count();
            assert!(length(Topic::Long) > 3 * length(Topic::Absence), "{language}");
            assert_eq!(find(language, Topic::Phone, 0).unwrap().body.lines().count(), 2, "{language}");
        }
    }

    #[test]
    fn brackets_choose_by_the_child() {
        for (text, boy, girl) in [
            ("[he|she] reads", "he reads", "she reads"),
            ("content[o|a]", "contento", "contenta"),
            ("[|e]", "", "e"),
            ("[no bar] [open", "[no bar] [open", "[no bar] [open"),
        ] {
            assert_eq!(choose(text, false), boy);
            assert_eq!(choose(text, true), girl);
        }
    }
}
