//! Requests to be written to no more. Our List-Unsubscribe makes a mail with one word for a subject; people ask in
//! words of their own.
//!
//! A text asks if nothing remains of it but the asking, courtesy, and the names of whom it is from and to: "please
//! take me off this mailing list, thanks, Robin" asks, "how do I unsubscribe Leo from the bus list?" does not. Whoever
//! writes anything else is read by a person.

mod phrases;

use super::Reading;
use crate::message::threading;
use phrases::Meaning;
use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

/// A request is short; longer texts say something else as well.
const MAX_WORDS: usize = 40;
const MAX_OCTETS: usize = 800;
/// A line that is longer holds more than a name.
const MAX_NAME: usize = 80;
/// What stands between sentences.
const STOP: &str = ".";

/// The sign by which the mail asks for no more mail.
pub(super) fn asked(reading: &Reading<'_>) -> Option<String> {
    if reading.heading.delivered_to.iter().any(|a| a.sub_address() == Some("unsubscribe")) {
        return Some("sent to the unsubscribe address".to_owned());
    }
    let names = sender_names(reading);
    let text = wording(&reading.new.text, &names);
    let asks_in = |words: &[String]| matches!(meaning(words, &names), Some(Said::Asked));
    let subject = &reading.heading.subject;
    if subject.len() <= MAX_OCTETS && !threading::has_reply_mark(subject) && asks_in(&words(subject)) {
        let adds_nothing = text.as_deref().is_some_and(|t| t.is_empty() || meaning(t, &names).is_some());
        if adds_nothing || is_of_a_program(&reading.new.text) {
            return Some("the subject asks for no more mail".to_owned());
        }
    }
    text.is_some_and(|t| asks_in(&t)).then(|| "the whole text asks for no more mail".to_owned())
}

/// The words of the sender's name and of the address, as people sign.
fn sender_names(reading: &Reading<'_>) -> Vec<String> {
    let heading = reading.heading;
    let name = heading.from_name.as_deref().unwrap_or_default();
    let local_part = heading.from.as_ref().map_or("", |a| a.local_part());
    let mut names = words(name);
    names.extend(words(local_part));
    names.retain(|w| w != STOP);
    names
}

/// The words between greeting and signature. `None` as soon as one stands there that no request has: nearly every mail
/// ends here with its first line.
fn wording(text: &str, names: &[String]) -> Option<Vec<String>> {
    let greeting = greeting_length(text);
    let mut at = 0;
    let mut wording: Vec<String> = Vec::new();
    for line in text.split_inclusive('\n') {
        if is_signature(line, names, at == 0) {
            break;
        }
        let begins = greeting.saturating_sub(at).min(line.len());
        at += line.len();
        if at > MAX_OCTETS {
            return None;
        }
        let words = words(line.get(begins..)?);
        if !words.iter().all(|word| is_known(word, names)) {
            return None;
        }
        if !words.is_empty() {
            if !wording.is_empty() {
                wording.push(STOP.to_owned());
            }
            wording.extend(words);
        }
    }
    Some(wording)
}

/// Only the sender's name stands on this line: what follows is the signature.
fn is_signature(line: &str, names: &[String], first: bool) -> bool {
    if line.len() > MAX_NAME {
        return false;
    }
    let words = words(line);
    let mut named = words.iter().filter(|word| *word != STOP);
    // A single name may also be the first word of a sentence that goes on in the next line.
    named.clone().count() >= if first { 2 } else { 1 } && named.all(|word| names.contains(word))
}

/// How many octets "Dear Ms. Rivera" takes up.
fn greeting_length(text: &str) -> usize {
    let end = text.find([',', ':', '!', '\n', '，', '：', '！', '،']).unwrap_or(0);
    let opening = words(text.get(..end.min(MAX_OCTETS)).unwrap_or_default());
    let greets = GREETINGS.iter().any(|greeting| opening.starts_with(greeting) || opening.ends_with(greeting));
    if greets && opening.len() <= 7 { end } else { 0 }
}

/// The sentence that the button of a mail program writes below the subject.
fn is_of_a_program(text: &str) -> bool {
    let line = words(text).join(" ");
    text.len() <= MAX_OCTETS && phrases::PROGRAMS.iter().any(|p| line.starts_with(p))
}

/// What a text that holds nothing else says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Said {
    /// Thanks, names, and words that go with a request.
    Nothing,
    Asked,
}

/// How far a request has come.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Progress {
    Courtesy,
    Filler,
    /// A word that asks only where no other stands.
    Alone,
    /// Asked, if a word for mail stands beside it.
    Wanted,
    /// The same, by a "no": what follows in the sentence may not be the opposite ("we don't want to unsubscribe").
    Refused,
    Asked,
}

/// With whether a word for mail has stood.
type State = (Progress, bool);

fn then((progress, mail): State, meaning: Meaning) -> Option<State> {
    use Progress::{Alone, Asked, Courtesy, Filler, Refused, Wanted};
    let next = match (meaning, progress) {
        (Meaning::Courtesy, _) => progress,
        (Meaning::Stop, Refused) => Wanted,
        (Meaning::Stop, _) => progress,
        (Meaning::Mail | Meaning::Filler | Meaning::Want | Meaning::Refuse, Alone) | (Meaning::Alone, Filler) => {
            return None;
        }
        (Meaning::Mail | Meaning::Filler, Courtesy) => Filler,
        (Meaning::Mail | Meaning::Filler, _) => progress,
        (Meaning::Ask | Meaning::Want, Refused) => return None,
        (Meaning::Ask, _) => Asked,
        (_, Asked) => Asked,
        (Meaning::Want, _) => Wanted,
        (Meaning::Refuse, _) => Refused,
        (Meaning::Alone, Courtesy) => Alone,
        (Meaning::Alone, _) => progress,
    };
    Some((next, mail || meaning == Meaning::Mail))
}

/// `None` where other words stand in it. Every way to cut it into known phrases is followed.
fn meaning(words: &[String], names: &[String]) -> Option<Said> {
    if words.len() > MAX_WORDS {
        return None;
    }
    let mut reached: Vec<Vec<State>> = vec![Vec::new(); words.len() + 1];
    reached.first_mut()?.push((Progress::Courtesy, false));
    for at in 0..words.len() {
        let (before, after) = reached.split_at_mut(at + 1);
        let (Some(here), Some(rest)) = (before.last(), words.get(at..)) else { break };
        for (length, meaning) in phrases_at(rest, names) {
            let Some(there) = after.get_mut(length - 1) else { continue };
            for state in here.iter().filter_map(|state| then(*state, meaning)) {
                if !there.contains(&state) {
                    there.push(state);
                }
            }
        }
    }
    let end = reached.last()?;
    let asked = |(progress, mail): &State| match progress {
        Progress::Asked | Progress::Alone => true,
        Progress::Wanted | Progress::Refused => *mail,
        Progress::Courtesy | Progress::Filler => false,
    };
    if end.iter().any(asked) { Some(Said::Asked) } else { (!end.is_empty()).then_some(Said::Nothing) }
}

/// The phrases with which these words begin, each with its length.
fn phrases_at(words: &[String], names: &[String]) -> Vec<(usize, Meaning)> {
    let Some(first) = words.first() else { return Vec::new() };
    let mut found: Vec<(usize, Meaning)> = Vec::new();
    if first == STOP {
        found.push((1, Meaning::Stop));
    }
    if is_courtesy(first, names) {
        found.push((1, Meaning::Courtesy));
    }
    let known = LEXICON.get(first).into_iter().flatten();
    found.extend(
        known.filter(|(phrase, _)| words.starts_with(phrase)).map(|(phrase, meaning)| (phrase.len(), *meaning)),
    );
    found
}

/// A name, or a number of whatever kind.
fn is_courtesy(word: &String, names: &[String]) -> bool {
    names.contains(word) || word.bytes().all(|b| b.is_ascii_digit())
}

/// The word can stand in a request.
fn is_known(word: &String, names: &[String]) -> bool {
    word == STOP || is_courtesy(word, names) || VOCABULARY.contains(word.as_str())
}

type Phrases = Vec<(Vec<String>, Meaning)>;

/// All phrases by their first word.
static LEXICON: LazyLock<HashMap<String, Phrases>> = LazyLock::new(|| {
    let mut lexicon: HashMap<String, Phrases> = HashMap::new();
    for (meaning, groups) in phrases::ALL {
        for phrase in groups.iter().flat_map(|g| g.iter()) {
            let words = words(phrase);
            if let Some(first) = words.first().cloned() {
                lexicon.entry(first).or_default().push((words, *meaning));
            }
        }
    }
    lexicon
});

/// Every word of every phrase.
static VOCABULARY: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| LEXICON.values().flatten().flat_map(|(phrase, _)| phrase.iter().map(String::as_str)).collect());

static GREETINGS: LazyLock<Vec<Vec<String>>> =
    LazyLock::new(|| phrases::GREETINGS.iter().map(|greeting| words(greeting)).collect());

/// Words in lower case without accents, each sign of Chinese for itself, and [`STOP`] between sentences.
fn words(text: &str) -> Vec<String> {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    let end = |word: &mut String, words: &mut Vec<String>| {
        if !word.is_empty() {
            words.push(std::mem::take(word));
        }
    };
    for c in text.chars().flat_map(plain) {
        if matches!(c, '\u{4e00}'..='\u{9fff}') {
            end(&mut word, &mut words);
            words.push(c.to_string());
        } else if c.is_alphanumeric() {
            word.push(if c == 'đ' { 'd' } else { c });
        } else {
            end(&mut word, &mut words);
            let stops = matches!(c, '.' | '!' | '?' | ';' | '\n' | '。' | '！' | '？' | '؛' | '؟');
            if stops && words.last().is_some_and(|w| w != STOP) {
                words.push(STOP.to_owned());
            }
        }
    }
    end(&mut word, &mut words);
    if words.last().is_some_and(|w| w == STOP) {
        words.pop();
    }
    words
}

/// The letter in lower case, without its accents.
fn plain(c: char) -> impl Iterator<Item = char> {
    let ascii = c.is_ascii().then_some(c.to_ascii_lowercase());
    let other = (!c.is_ascii()).then_some(c).into_iter().nfd().flat_map(char::to_lowercase);
    ascii.into_iter().chain(other.filter(|c| !is_combining_mark(*c)))
}

#[cfg(test)]
mod tests;
