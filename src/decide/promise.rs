//! Promises: what a teacher will do, by when, and what keeps one without another word.
//!
//! A promise to call, write to or answer a home ends by itself with the call or the mail, if its words say no more than
//! that: the verb comes first and a guardian or the child follows by name ("call Ana", "write to Leo's mother" needs
//! `kept`). Anything else stays until the teacher writes `kept`.

use super::effect::Effect;
use super::names::{Words, fold};
use super::when::read_day;
use crate::domain::calendar::SchoolCalendar;
use crate::domain::class::Class;
use crate::domain::mail::Home;
use crate::domain::promise::{KeptBy, NewPromise, Offered, Party, Source};
use crate::domain::receipt::promise::PromiseSaid;
use crate::domain::receipt::{NamedDay, Said};
use crate::domain::roster::{Guardianship, Student};
use crate::ids::{OfferId, PromiseId};
use jiff::Timestamp;
use jiff::civil::Date;

/// Verbs of a promise that a call or a mail keeps, as its first words: the command form, and "I will call" cut to the verb.
const VERBS: &[(KeptBy, &[&str])] = &[
    (
        KeptBy::Call,
        &[
            "call",
            "phone",
            "ring",
            "llamar",
            "llamo",
            "llamare",
            "telefonear",
            "appeler",
            "appelle",
            "appellerai",
            "rappeler",
            "rappelle",
            "rappellerai",
            "telephoner",
            "telephonerai",
        ],
    ),
    (
        KeptBy::Mail,
        &["write", "email", "mail", "escribir", "escribirle", "escribire", "escribo", "ecrire", "ecrirai", "ecris"],
    ),
    (
        KeptBy::Answer,
        &[
            "answer",
            "reply",
            "responder",
            "contestar",
            "respondere",
            "contestare",
            "contesto",
            "respondo",
            "repondre",
            "repondrai",
            "reponds",
        ],
    ),
];

/// The moment at which a promise is made, and the school days that are to come.
#[derive(Clone, Copy)]
pub struct When<'a> {
    pub now: Timestamp,
    /// By the school's wall clock.
    pub today: Date,
    pub calendar: &'a SchoolCalendar,
}

/// `promise fri: call Ana`, `promise Leo fri: …`; the child has been found by whoever asks.
///
/// # Errors
/// The day cannot be read, or is over.
pub fn make(
    class: &Class,
    student: Option<&Student>,
    (day, text): (&str, &str),
    when: When<'_>,
) -> Result<(Vec<Effect>, Said), Said> {
    let due = read_day(day, when.today).map_err(|_| Said::NotADay)?;
    if due < when.today {
        return Err(Said::Promise(PromiseSaid::DayIsPast));
    }
    let home = meant_home(class, student, text);
    let kept_by = if home.is_some() { kept_by(class, text) } else { KeptBy::Word };
    let student = student.map(|s| s.id.clone()).or_else(|| home.as_ref().map(|h| h.student.clone()));
    let child = student.as_ref().and_then(|id| class.roster.student(id)).map(|s| s.called().to_owned());
    let promise = NewPromise {
        by: Party::School,
        student,
        household: home.map(|home| home.household),
        text: text.trim().to_owned(),
        due,
        made_at: when.now,
        source: Source::Command,
        kept_by,
    };
    let said = made(child, &promise, when);
    Ok((vec![Effect::Promise(Box::new(promise))], said))
}

/// `kept 5`, with what the numbers stand for.
pub fn keep(promises: &[PromiseId], now: Timestamp) -> (Vec<Effect>, Said) {
    let effects = promises.iter().map(|promise| Effect::KeepPromise { promise: *promise, at: now }).collect();
    (effects, Said::Promise(PromiseSaid::Kept { promises: promises.len() }))
}

/// `ok 3`, where 3 is a sentence that is offered.
pub fn accept(class: &Class, id: OfferId, offered: &Offered, when: When<'_>) -> (Vec<Effect>, Said) {
    let child = class.roster.student(&offered.home.student).map(|s| s.called().to_owned());
    let kept_by = by_verb(fold(&offered.sentence).split(|c: char| !c.is_alphanumeric()));
    let promise = NewPromise {
        by: Party::School,
        student: Some(offered.home.student.clone()),
        household: Some(offered.home.household.clone()),
        text: offered.sentence.clone(),
        due: offered.due,
        // What went out or was said since the mail itself keeps it too.
        made_at: after(offered.at).min(when.now),
        source: Source::Offered,
        kept_by,
    };
    let said = made(child, &promise, when);
    (vec![Effect::AnswerOffer { offer: id, at: when.now, promise: Some(Box::new(promise)) }], said)
}

fn made(child: Option<String>, promise: &NewPromise, when: When<'_>) -> Said {
    Said::Promise(PromiseSaid::Made {
        child,
        text: promise.text.clone(),
        due: NamedDay::on(promise.due, when.calendar),
        kept_by_itself: promise.kept_by != KeptBy::Word,
    })
}

/// `no 3`: it is not offered again.
pub fn decline(id: OfferId, now: Timestamp) -> (Vec<Effect>, Said) {
    let effect = Effect::AnswerOffer { offer: id, at: now, promise: None };
    (vec![effect], Said::Promise(PromiseSaid::NotMade))
}

/// The promise that `thanks 2` makes: an answer by that day.
pub fn of_thanks(home: &Home, guardian: &str, due: Date, now: Timestamp) -> Effect {
    Effect::Promise(Box::new(NewPromise {
        by: Party::School,
        student: Some(home.student.clone()),
        household: Some(home.household.clone()),
        text: guardian.to_owned(),
        due,
        made_at: now,
        source: Source::Thanks,
        kept_by: KeptBy::Answer,
    }))
}

/// The mail that names the day is no call and no other mail: what keeps the promise comes after it.
fn after(at: Timestamp) -> Timestamp {
    at.checked_add(jiff::SignedDuration::from_secs(1)).unwrap_or(at)
}

fn by_verb<'a>(words: impl Iterator<Item = &'a str>) -> KeptBy {
    let of = |word: &str| VERBS.iter().find(|(_, verbs)| verbs.contains(&word)).map(|(by, _)| *by);
    words.into_iter().find_map(of).unwrap_or(KeptBy::Word)
}

/// Plainly said: the verb, perhaps a small word, and then nothing but the name of somebody at home or of the child.
fn kept_by(class: &Class, text: &str) -> KeptBy {
    let folded = fold(text);
    let mut words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).peekable();
    let by = by_verb(words.by_ref().take(1));
    while words.next_if(|word| ["to", "back", "a", "à", "al"].contains(word)).is_some() {}
    let named: Vec<&str> = words.collect();
    let is_name = |word: &&str| {
        let part = |name: &str| fold(name).split(' ').any(|part| *part == **word);
        class.roster.guardianships().iter().any(|row| part(&row.name))
            || class.roster.students().iter().any(|s| part(&s.first_name) || part(s.called()) || part(&s.last_name))
    };
    let plain = !named.is_empty() && named.iter().all(|word| is_name(word) || ["y", "and", "et"].contains(word));
    if plain { by } else { KeptBy::Word }
}

/// The one home that a promise is about: that of the guardian it names, or the child's only one.
fn meant_home(class: &Class, student: Option<&Student>, text: &str) -> Option<Home> {
    let words = Words::of(text);
    let named = |row: &&Guardianship| {
        words.mention(&row.name).is_some() || row.name.split(' ').any(|part| words.mention(part).is_some())
    };
    let of_child = |row: &&Guardianship| student.is_none_or(|student| row.student == student.id);
    let rows = || class.roster.guardianships().iter().filter(of_child);
    let by_guardian = rows().filter(named).map(Guardianship::home);
    only(by_guardian).or_else(|| {
        let is_named = |row: &&Guardianship| {
            let child = class.roster.student(&row.student);
            child.is_some_and(|child| {
                words.mention(child.called()).is_some() || words.mention(&child.first_name).is_some()
            })
        };
        match student {
            Some(_) => only(rows().map(Guardianship::home)),
            None => only(rows().filter(is_named).map(Guardianship::home)),
        }
    })
}

fn only(homes: impl Iterator<Item = Home>) -> Option<Home> {
    let mut found: Vec<Home> = Vec::new();
    for home in homes {
        if !found.contains(&home) {
            found.push(home);
        }
    }
    if found.len() == 1 { found.pop() } else { None }
}

#[cfg(test)]
mod tests;
