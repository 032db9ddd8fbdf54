//! What a guardian's few words say to times to meet that were offered: the number of one. What stands beside it must be
//! words that cannot change what is meant; anything else is a letter to the teacher, and never guessed at.

mod words;

use super::effect::Effect;
use super::inbound::MailFacts;
use super::matching::Match;
use super::names::fold;
use super::preference::{MOST_WORDS, is_short, plain_words};
use crate::domain::mail::Home;
use crate::domain::promise::{KeptBy, NewPromise, Party, Source};
use crate::domain::question::Chosen;
use crate::ids::OutboxId;
use jiff::Timestamp;
use jiff::civil::DateTime;
use words::{ARTICLES, HARMLESS, HARMLESS_SIGNS};

/// Times that were offered to this very sender by the mail that is answered, and the one that is chosen.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Offer {
    pub invitation: OutboxId,
    pub home: Home,
    pub time: DateTime,
    /// When the answer came, by the school's wall clock.
    pub came: DateTime,
    /// It bears a live key of a mail of ours to this very address.
    pub key_is_theirs: bool,
}

/// Whether a mail could choose at all, seen by its words alone. Nearly every mail ends here.
pub fn may_choose(text: &str) -> bool {
    text.chars().any(|c| digit(c).is_some()) && is_short(text)
}

/// The time that is chosen. `names`: words that may stand beside the number, as people greet and sign.
pub fn choice(text: &str, names: &[&str], times: &[DateTime]) -> Option<DateTime> {
    if text.contains(['?', '？', '؟']) || !may_choose(text) {
        return None;
    }
    let words = plain_words(text);
    if words.len() > MOST_WORDS {
        return None;
    }
    let names: Vec<String> = names.iter().flat_map(|name| plain_words(name)).collect();
    let (mut numbers, mut has_article) = (Vec::new(), false);
    for part in words.iter().flat_map(|word| parts(word)) {
        if let Some(number) = number(&part) {
            numbers.push(number);
        } else if ARTICLES.contains(&part.as_str()) {
            has_article = true;
        } else if !is_harmless(&part) && !names.contains(&part) {
            return None;
        }
    }
    let [number] = numbers.as_slice() else { return None };
    let time = *times.get(number.checked_sub(1)?)?;
    // `El 2` is the second, or the second of the month.
    let names_a_day = times.iter().any(|other| *other != time && usize::try_from(other.day()) == Ok(*number));
    (!has_article || !names_a_day).then_some(time)
}

/// `第2个` is three words to who counts.
fn parts(word: &str) -> Vec<String> {
    let mut parts: Vec<String> = Vec::new();
    let mut was_digit = None;
    for c in word.chars() {
        let is_digit = digit(c).is_some();
        match parts.last_mut() {
            Some(part) if was_digit == Some(is_digit) => part.push(c),
            _ => parts.push(c.to_string()),
        }
        was_digit = Some(is_digit);
    }
    parts
}

fn number(part: &str) -> Option<usize> {
    let digits = part.chars().map(digit).collect::<Option<Vec<usize>>>()?;
    (digits.len() <= 2).then(|| digits.iter().fold(0, |number, digit| number * 10 + digit))
}

/// Latin, Arabic and Persian ones.
fn digit(c: char) -> Option<usize> {
    let of = |zero: char| u32::from(c).checked_sub(u32::from(zero)).filter(|digit| *digit < 10);
    ['0', '٠', '۰', '０'].into_iter().find_map(of).and_then(|digit| usize::try_from(digit).ok())
}

fn is_harmless(part: &str) -> bool {
    HARMLESS.iter().any(|word| fold(word).replace('đ', "d") == part)
        || super::preference::is_courtesy(part)
        || part.chars().all(|c| HARMLESS_SIGNS.contains(c))
}

/// What follows from a mail that chooses a time: it waits for nobody, and the meeting is a promise of that day. Only what
/// proves to be theirs chooses anything, and no time that is over.
pub fn chosen(facts: &MailFacts<'_>, found: &Match, at: Timestamp) -> Vec<Effect> {
    let (Some(offer), Match::Family { guardian, homes, .. }) = (&facts.offer, found) else { return Vec::new() };
    let proven = offer.key_is_theirs || facts.authentic;
    if !proven || !homes.contains(&offer.home) || offer.time <= offer.came {
        return Vec::new();
    }
    let promise = NewPromise {
        by: Party::School,
        student: Some(offer.home.student.clone()),
        household: Some(offer.home.household.clone()),
        text: format!("{guardian}, {}", offer.time.strftime("%H:%M")),
        due: offer.time.date(),
        made_at: at,
        source: Source::Meeting,
        kept_by: KeptBy::Word,
    };
    let chosen = Chosen { invitation: offer.invitation, time: offer.time, inbound: facts.id, at, promise };
    vec![Effect::Settle { inbound: facts.id, at }, Effect::ChooseTime(Box::new(chosen))]
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// Wednesday the 2nd, twice, and Friday the 4th.
    fn times() -> Vec<DateTime> {
        let (wednesday, friday) = (date(2026, 12, 2), date(2026, 12, 4));
        vec![wednesday.at(15, 0, 0, 0), wednesday.at(15, 30, 0, 0), friday.at(8, 0, 0, 0), friday.at(9, 0, 0, 0)]
    }

    fn chosen(text: &str) -> Option<usize> {
        let time = choice(text, &["Ana Martínez", "Ms. Alvarez", "Leo"], &times())?;
        times().iter().position(|other| *other == time).map(|at| at + 1)
    }

    #[test]
    fn one_number_beside_harmless_words_is_a_choice() {
        for (text, number) in [
            ("2", 2),
            ("2.", 2),
            ("#2", 2),
            ("(3)", 3),
            ("2 please", 2),
            ("2, thank you! Ana", 2),
            ("Hello Ms. Alvarez, 3. Ana", 3),
            ("Number 3", 3),
            ("Option 1 works for us", 1),
            ("3 is perfect, thanks", 3),
            ("We take 3", 3),
            ("El 3, gracias", 3),
            ("La opción 2 por favor", 2),
            ("Le numéro 3, merci", 3),
            ("Le 3 me convient", 3),
            ("Nummer 3", 3),
            ("Ja, 1", 1),
            ("A opção 2, obrigada", 2),
            ("第2个", 2),
            ("选3，谢谢", 3),
            ("Số 2", 2),
            ("رقم ٢", 2),
            ("الموعد ٣، شكرا", 3),
            ("Номер 3, спасибо", 3),
            ("Вариант 1 подходит", 1),
            ("２", 2),
            ("2️⃣", 2),
            ("Leo 2", 2),
        ] {
            assert_eq!(chosen(text), Some(number), "{text}");
        }
    }

    #[test]
    fn anything_else_is_a_letter() {
        for text in [
            "",
            "two",
            "2?",
            "¿2?",
            "not 2",
            "No 2",
            "2 or 3",
            "1, 2",
            "2-3",
            "15:30",
            "3pm",
            "at 3",
            "any but 2",
            "all except 2",
            "I can't do 2",
            "2 no puedo",
            "pas le 2",
            "2 of us come",
            "2 children",
            "5",
            "0",
            "22",
            "thứ 2",
            "не 2",
            "不要2",
            "2 works for us and for the grandmother",
            "2 maybe",
            "Wednesday 2",
            "2 December",
            // The fourth time is on Friday the 4th, as the third: either could be meant.
            "El 4",
        ] {
            assert_eq!(chosen(text), None, "{text}");
        }
        // The first time of the second is the second's own day.
        assert_eq!(chosen("El 2"), None, "Wednesday at three is on the 2nd too");
    }
}
