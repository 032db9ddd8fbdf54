//! When what stands still is told, and by what: a line in the journal at once and every hour, a mail to IT when it begins,
//! once a day while it stands, and when all of it is over. Never a flood, whatever comes and goes.
//!
//! Time here is the time since the watch began, which no clock can falsify; what an earlier process told lies before it.

use super::stall::Cause;
use crate::ids::ClassName;
use jiff::SignedDuration;
use std::collections::{BTreeMap, BTreeSet};

pub mod letter;

/// A class, and what stands still in it.
pub type Key = (ClassName, Cause);

/// What was only noticed late, as after a machine's sleep or at a start, gets so long to go on by itself: longer than a
/// start waits for the first look at the mailbox.
const SETTLING: SignedDuration = SignedDuration::from_mins(2);
const JOURNAL_AGAIN: SignedDuration = SignedDuration::from_hours(1);
const MAIL_AGAIN: SignedDuration = SignedDuration::from_hours(24);
/// Between two mails, whatever happens: at most six an hour.
const BETWEEN_MAILS: SignedDuration = SignedDuration::from_mins(10);
/// Waits in minutes after a mail that could not be sent; the last one repeats.
const AFTER_FAILURE: [i64; 7] = [1, 2, 4, 8, 16, 32, 60];

/// What the journal should say of one stall.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Line {
    Begun(Key),
    Stands(Key),
    Over(Key),
}

/// What the next mail to IT is about.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum News {
    Begun,
    Stands,
    Over,
}

/// What stands still and what of it was told.
#[derive(Default, Debug)]
pub struct Alarm {
    standing: BTreeMap<Key, Standing>,
    /// By mail, of what stands.
    told: BTreeSet<Key>,
    /// IT was told of something and waits to hear that it is over.
    owes_the_end: bool,
    last_mail: Option<SignedDuration>,
    failures: u32,
    /// No mail before this.
    not_before: SignedDuration,
}

#[derive(Debug)]
struct Standing {
    noticed: SignedDuration,
    logged: Option<SignedDuration>,
}

impl Alarm {
    /// `told`: what an earlier process told by mail and did not take back, and how long ago.
    pub fn new(told: Vec<(Key, SignedDuration)>) -> Self {
        let last_mail = told.iter().map(|(_, ago)| -(*ago).max(SignedDuration::ZERO)).max();
        Self {
            owes_the_end: !told.is_empty(),
            told: told.into_iter().map(|(key, _)| key).collect(),
            not_before: last_mail.map_or(SignedDuration::ZERO, |at| at + BETWEEN_MAILS),
            last_mail,
            ..Self::default()
        }
    }

    /// Takes in all that stands still at this moment; gives what the journal should say.
    pub fn look(&mut self, now: SignedDuration, stalls: &BTreeSet<Key>) -> Vec<Line> {
        let mut lines = Vec::new();
        self.standing.retain(|key, standing| {
            let stays = stalls.contains(key);
            if !stays && standing.logged.is_some() {
                lines.push(Line::Over(key.clone()));
            }
            stays
        });
        self.told.retain(|key| stalls.contains(key));
        for key in stalls {
            let standing = self.standing.entry(key.clone()).or_insert(Standing { noticed: now, logged: None });
            match standing.logged {
                None if now - standing.noticed < SETTLING => continue,
                None => lines.push(Line::Begun(key.clone())),
                Some(at) if now - at >= JOURNAL_AGAIN => lines.push(Line::Stands(key.clone())),
                Some(_) => continue,
            }
            standing.logged = Some(now);
        }
        lines
    }

    /// What stands still by now beyond doubt.
    pub fn standing(&self) -> impl Iterator<Item = &Key> {
        self.standing.iter().filter(|(_, standing)| standing.logged.is_some()).map(|(key, _)| key)
    }

    /// The mail that should go now, if one should.
    pub fn news(&self, now: SignedDuration) -> Option<News> {
        if now < self.not_before {
            return None;
        }
        if self.standing().any(|key| !self.told.contains(key)) {
            return Some(News::Begun);
        }
        if self.standing.is_empty() {
            return self.owes_the_end.then_some(News::Over);
        }
        let is_due = self.last_mail.is_none_or(|at| now - at >= MAIL_AGAIN);
        (is_due && self.owes_the_end).then_some(News::Stands)
    }

    /// The mail was taken.
    pub fn sent(&mut self, now: SignedDuration, news: News) {
        self.owes_the_end = news != News::Over;
        self.told = self.standing().cloned().collect();
        self.last_mail = Some(now);
        self.failures = 0;
        self.not_before = now + BETWEEN_MAILS;
    }

    /// It was not; `perhaps` it was, and nobody knows. Gives whether that is worth a line in the journal.
    pub fn failed(&mut self, now: SignedDuration, perhaps: bool) -> bool {
        let step = usize::try_from(self.failures).unwrap_or(usize::MAX).min(AFTER_FAILURE.len() - 1);
        let pause = SignedDuration::from_mins(AFTER_FAILURE.get(step).copied().unwrap_or(60));
        self.not_before = now + if perhaps { pause.max(BETWEEN_MAILS) } else { pause };
        self.failures += 1;
        // The first one, and then every hour.
        self.failures == 1 || self.failures as usize >= AFTER_FAILURE.len()
    }
}

#[cfg(test)]
mod tests;
