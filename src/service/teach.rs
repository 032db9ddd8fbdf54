//! A teacher's words given on the machine itself: decided and done as those in a mail are.

use super::commands::{Numbers, Speaker, hear};
use super::notes::prepare;
use super::open::OpenClass;
use crate::decide::command::{Decided, May};
use crate::decide::grammar;
use crate::decide::photo::{ONE_MOMENT, with_photo};
use crate::domain::language::Language;
use crate::domain::receipt::{Outcome, Receipt, Said};
use crate::message::photo::Photo;
use crate::render::receipt::words;
use crate::render::summary::words::Tongue;
use crate::store::{self, StoreError};
use jiff::Timestamp;

/// A photo that goes with a good moment.
pub struct Shown {
    pub photo: Photo,
    /// The names of all children on it.
    pub shows: String,
}

/// What is told of one line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Told {
    pub done: bool,
    pub words: String,
}

/// Does what the text says, all in one transaction, and tells what was done and what was not.
pub fn teach(class: &OpenClass, text: &str, now: Timestamp) -> store::Result<Vec<Told>> {
    teach_with(class, text, None, now)
}

/// As [`teach`]; if the photo may not be sent, nothing is done.
pub fn teach_with(class: &OpenClass, text: &str, shown: Option<&Shown>, now: Timestamp) -> store::Result<Vec<Told>> {
    let receipts = class.store.write(|tx| {
        let speaker =
            Speaker { teacher: None, may: May::All, numbers: Numbers::Latest, inbound: None, key: None, dated: None };
        let mut attach = |decided: &mut Decided| {
            if let Some(shown) = shown {
                attach_photo(class, decided, shown);
            }
        };
        let lines = grammar::read_text(text);
        if shown.is_some() && lines.len() != 1 {
            let said = Said::Photo(ONE_MOMENT.to_owned());
            return Ok(vec![Receipt { line: String::new(), outcome: Outcome::NotDone, said }]);
        }
        let heard = hear(tx, class, &speaker, &lines, &mut attach, now)?;
        heard.record(tx, class, &speaker, None, now)?;
        heard.show(tx, class, now)?;
        Ok::<_, StoreError>(heard.receipts)
    })?;
    // What was said is done, whatever comes of this: the scheduler makes up for a note that is not prepared now.
    if let Err(error) = prepare(class, now) {
        tracing::warn!("the notes of a moment wait to be prepared: {error}");
    }
    Ok(receipts.iter().map(|receipt| told(class, receipt)).collect())
}

fn attach_photo(class: &OpenClass, decided: &mut Decided, shown: &Shown) {
    if let Err(refused) = with_photo(&mut decided.effects, class.class(), shown.photo.jpeg.clone(), &shown.shows) {
        decided.effects.clear();
        decided.receipt.outcome = Outcome::NotDone;
        decided.receipt.said = Said::Photo(refused);
    }
}

/// In English, as everything that is said on the machine is.
fn told(class: &OpenClass, receipt: &Receipt) -> Told {
    let words = words(&receipt.said, Tongue::of(&Language::english()), &class.school.time_zone);
    let words = match &receipt.outcome {
        Outcome::Asked(choices) => {
            let names: Vec<&str> = choices.iter().filter_map(|choice| choice.name.as_deref()).collect();
            let question = words.trim_end_matches('?');
            if names.is_empty() {
                words
            } else {
                format!("{question}: {}? Write it again with the one you mean", names.join(" or "))
            }
        }
        Outcome::NotUnderstood if !receipt.line.is_empty() => {
            format!("not understood: {words} (you wrote: {})", receipt.line)
        }
        // There is nobody at the machine to whom it could go.
        _ if matches!(receipt.said, Said::ComesByMail(_)) => {
            let first = class.class().teachers.first().map_or(class.class().name.as_str(), |teacher| &teacher.name);
            format!("it goes in a mail of its own to {first}")
        }
        _ => words,
    };
    Told { done: receipt.outcome.is_done(), words }
}
