//! Days that a teacher names in their own mail for something they will do: "I will call you on Thursday". Plain rules in
//! three languages; what is found is only offered as a promise, so a sentence that could mean anything else is left out.
//!
//! A sentence offers a promise if the writer says "I", a verb of doing stands in the future right behind, and exactly one
//! day to come is named. A question, a condition, a denial, a habit ("every Friday") and a day gone by offer nothing.

mod days;
mod verbs;

use super::names::{fold, is_word_part};
use jiff::ToSpan;
use jiff::civil::Date;

/// A promise of a day further ahead than this was hardly meant as one.
const FURTHEST: i32 = 100;

/// What a sentence may hold between the verb and the day, or the day and the verb; more is another clause.
const APART: usize = 8;

/// A sentence of the teacher's that names what they will do, and the day.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offer {
    /// As it stands in the mail, on one line.
    pub sentence: String,
    pub due: Date,
}

/// A word of a sentence, as it is written in small letters and without its accents.
struct Word {
    raw: String,
    folded: String,
}

/// The promises that could be made of a mail of that day, in its order; a day is offered once.
pub fn offered(text: &str, written_on: Date) -> Vec<Offer> {
    let mut offers: Vec<Offer> = Vec::new();
    for sentence in sentences(text) {
        if let Some(due) = day_of(&sentence, written_on)
            && !offers.iter().any(|offer| offer.due == due)
        {
            offers.push(Offer { sentence, due });
        }
    }
    offers
}

fn day_of(sentence: &str, written_on: Date) -> Option<Date> {
    if sentence.ends_with(['?', '？']) || sentence.contains('¿') {
        return None;
    }
    let words = words(sentence);
    let french_if =
        words.iter().zip(words.iter().skip(1)).any(|(s, il)| s.raw == "s" && ["il", "ils"].contains(&il.raw.as_str()));
    if french_if || words.iter().any(leaves_it_open) {
        return None;
    }
    let act = verbs::act(&words)?;
    let day = days::only_day(&words, written_on)?;
    let apart = if day.from >= act.until { day.from - act.until } else { act.from.checked_sub(day.until)? };
    let between = words.get(act.until.min(day.until)..act.from.max(day.from)).unwrap_or_default();
    let another_clause = apart > APART || between.iter().any(begins_a_clause);
    // "I am writing today": that is this very mail.
    let is_this_mail = act.is_present && day.date <= written_on;
    let in_time = day.date >= written_on && day.date <= written_on.saturating_add(FURTHEST.days());
    (!another_clause && !is_this_mail && in_time).then_some(day.date)
}

/// Whether it is to happen depends on something, or is not sure.
fn leaves_it_open(word: &Word) -> bool {
    // With its accent `sí` is yes, without it is if.
    word.raw == "si"
        || [
            "if",
            "unless",
            "maybe",
            "perhaps",
            "might",
            "could",
            "would",
            "hopefully",
            "unsure",
            "try",
            "quizas",
            "quiza",
            "tal",
            "acaso",
            "salvo",
            "intentare",
            "tratare",
            "peut",
            "sauf",
            "essaierai",
            "essayer",
            "eventuellement",
        ]
        .contains(&word.folded.as_str())
}

fn begins_a_clause(word: &Word) -> bool {
    [
        "that", "which", "who", "because", "since", "when", "where", "what", "how", "so", "but", "porque", "que",
        "cuando", "donde", "quien", "como", "pero", "para", "parce", "qui", "quand", "mais", "car", "pour", "afin",
    ]
    .contains(&word.folded.as_str())
}

fn words(sentence: &str) -> Vec<Word> {
    sentence
        .split(|c: char| !is_word_part(c))
        .filter(|word| !word.is_empty())
        .map(|word| Word { raw: word.to_lowercase(), folded: fold(word) })
        .collect()
}

/// Sentences, each on one line with its mark at the end. A line that is wrapped goes on, an empty one ends a sentence.
pub(super) fn sentences(text: &str) -> Vec<String> {
    let mut sentences = Vec::new();
    let mut sentence = String::new();
    for line in text.lines().chain([""]) {
        if line.trim().is_empty() {
            end(&mut sentence, &mut sentences);
        }
        for word in line.split_whitespace() {
            if !sentence.is_empty() {
                sentence.push(' ');
            }
            sentence.push_str(word);
            if ends_sentence(word) {
                end(&mut sentence, &mut sentences);
            }
        }
        // A greeting has a line to itself.
        if line.trim_end().ends_with([',', ':']) && sentence.split(' ').count() <= 4 {
            end(&mut sentence, &mut sentences);
        }
    }
    sentences
}

fn end(sentence: &mut String, sentences: &mut Vec<String>) {
    if !sentence.is_empty() {
        sentences.push(std::mem::take(sentence));
    }
}

fn ends_sentence(word: &str) -> bool {
    let word = word.trim_end_matches(['"', '”', '»', ')', '\'', '’']);
    let Some(last) = word.chars().last().filter(|c| matches!(c, '.' | '!' | '?' | '…' | ';' | '？' | '。')) else {
        return false;
    };
    let name = word.trim_end_matches('.').to_lowercase();
    let shortened = ["mr", "mrs", "ms", "dr", "sr", "sra", "srta", "dra", "mme", "mlle", "m", "a.m", "p.m", "st"];
    last != '.' || !shortened.contains(&name.as_str())
}

#[cfg(test)]
mod tests;
