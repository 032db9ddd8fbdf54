//! When the whole account is left in peace.

use super::settle::attempt;
use crate::decide::retry::{self, AccountTrouble};
use crate::smtp::outcome::Outcome;
use jiff::Timestamp;

/// Trouble that concerns the whole account: no connection, a refused login, a day's limit. Meanwhile nothing is tried
/// for any mail, or a hundred queued mails would be a hundred logins.
#[derive(Default)]
pub struct Rest {
    trouble: Option<AccountTrouble>,
    in_a_row: u32,
    until: Option<Timestamp>,
    /// When the present trouble was last met.
    met: Option<Timestamp>,
}

impl Rest {
    /// `begun`: when the mail was handed over. What set out before the trouble was met says nothing new of it.
    pub(super) fn note(&mut self, outcome: &Outcome, begun: Timestamp, now: Timestamp) {
        if self.trouble.is_some() && self.met.is_some_and(|met| begun < met) {
            return;
        }
        let attempt = attempt(outcome);
        let trouble = retry::account_trouble(&attempt);
        self.met = trouble.map(|_| now);
        self.in_a_row = if trouble == self.trouble { self.in_a_row + 1 } else { 1 };
        self.trouble = trouble;
        self.until = retry::account_rest(&attempt, self.in_a_row, now);
    }

    /// When the account may be tried again, if not now.
    pub fn over_at(&self, now: Timestamp) -> Option<Timestamp> {
        self.until.filter(|until| *until > now)
    }
}
