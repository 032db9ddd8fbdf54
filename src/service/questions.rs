//! Which homes have answered a question that was put to them.

use super::gather;
use super::open::OpenClass;
use crate::decide::command::OpenQuestion;
use crate::domain::address::EmailAddress;
use crate::domain::mail::Home;
use crate::store::questions::{Asked, Letter};
use crate::store::{self, Tx, questions};
use jiff::{SignedDuration, Timestamp};

/// A question of two months ago waits for nobody any more.
pub const ASKED_WITHIN: SignedDuration = SignedDuration::from_hours(60 * 24);

/// The homes that the letters have reached, each with whether any word of it came since.
pub fn answers(tx: &Tx<'_>, class: &OpenClass, letters: &[Letter]) -> store::Result<Vec<(Home, bool)>> {
    let mut homes: Vec<(Home, bool)> = Vec::new();
    for letter in letters {
        let Some(sent_at) = letter.sent_at else { continue };
        let has_answered = has_answered(tx, class, letter, sent_at)?;
        match homes.iter_mut().find(|(home, _)| *home == letter.home) {
            Some((_, answered)) => *answered |= has_answered,
            None => homes.push((letter.home.clone(), has_answered)),
        }
    }
    Ok(homes)
}

/// A letter is about all children of its reader: a word about any of them answers it, also one of which the teacher has yet
/// to say about whom it is.
fn has_answered(tx: &Tx<'_>, class: &OpenClass, letter: &Letter, since: Timestamp) -> store::Result<bool> {
    let of_reader = class.class().roster.rows_of(&letter.to).map(|row| row.home());
    for home in of_reader.chain([letter.home.clone()]) {
        if questions::heard_from(tx, &home, since)? {
            return Ok(true);
        }
    }
    questions::unplaced_from(tx, &letter.to, since)
}

/// The latest question in words that is open and has gone out, with those it still waits for.
pub fn latest(tx: &Tx<'_>, class: &OpenClass, now: Timestamp) -> store::Result<Option<OpenQuestion>> {
    let open = questions::open(tx, gather::before(now, ASKED_WITHIN))?;
    for asked in open.into_iter().rev() {
        let (sent_at, child) = (asked.sent_at(), asked.child().cloned());
        let Asked { id, text: Some(text), letters, .. } = asked else { continue };
        let Some(sent_at) = sent_at else { continue };
        let answers = answers(tx, class, &letters)?;
        // Whoever is being asked again already is not asked a third time.
        let asked = |to: &EmailAddress| letters.iter().any(|letter| letter.under_way && letter.to == *to);
        let waits = |letter: &&Letter| {
            !asked(&letter.to) && answers.iter().any(|(home, answered)| *home == letter.home && !answered)
        };
        return Ok(Some(OpenQuestion {
            id,
            text,
            asked_on: class.local(sent_at).date(),
            child,
            waits_for: letters.iter().filter(waits).map(|letter| letter.to.clone()).collect(),
        }));
    }
    Ok(None)
}
