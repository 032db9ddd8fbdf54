//! When the mailbox is tried again after it could not be watched.

use super::retry::{NEEDS_A_PERSON, wait};
use jiff::SignedDuration;

/// Waits in seconds, the last one repeated. A server that is started anew is back within two minutes, and is found within
/// ten seconds; after that the waits grow. With the spread none exceeds five minutes, in which a mailbox is looked at
/// whatever happens.
const LINE_TROUBLE: [i64; 24] = [1, 2, 4, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 8, 16, 32, 64, 128, 256, 270];
/// A certificate is renewed, a right granted, a disk mounted: seen soon after, and until then no load for anybody.
const SETUP: [i64; 1] = [900];

/// Why the mailbox cannot be watched.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Trouble {
    /// The line or the server; it passes.
    Line,
    /// The login is refused. Whoever presses on gets the account locked, or this machine's address banned.
    Login,
    /// Anything else that a person must mend.
    Setup,
    /// homeroom itself stumbled over what it read.
    Stumble,
}

/// Failures in a row, by kind: a line that breaks in between makes a refused password no better, and after a long outage
/// the first refusal is still the first.
#[derive(Clone, Copy, Default, Debug)]
pub struct Failures {
    line: u32,
    login: u32,
    stumbles: u32,
}

impl Failures {
    /// One more; how long to rest after it. `share` spreads the classes of a school over a tenth of that time: servers
    /// that come back should not be knocked at by all in the same second.
    pub fn rest_after(&mut self, trouble: Trouble, share: u8) -> SignedDuration {
        let seconds = match trouble {
            Trouble::Line => {
                self.line = self.line.saturating_add(1);
                wait(&LINE_TROUBLE, self.line)
            }
            Trouble::Login => {
                self.login = self.login.saturating_add(1);
                wait(&NEEDS_A_PERSON, self.login)
            }
            Trouble::Setup => wait(&SETUP, 1),
            Trouble::Stumble => {
                self.stumbles = self.stumbles.saturating_add(1);
                wait(&LINE_TROUBLE, self.stumbles)
            }
        };
        SignedDuration::from_millis(seconds * 1000 + seconds * 100 * i64::from(share) / 255)
    }

    pub fn logged_in(&mut self) {
        self.login = 0;
    }

    /// New mail was waited for to the end.
    pub fn watched(&mut self) {
        (self.line, self.stumbles) = (0, 0);
    }

    /// How often homeroom has stumbled since it last waited for mail to the end.
    pub fn stumbles(&self) -> u32 {
        self.stumbles
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::Timestamp;

    const DAY: SignedDuration = SignedDuration::from_hours(24);

    fn begin() -> Timestamp {
        "2026-11-20T08:00:00Z".parse().unwrap()
    }

    #[test]
    fn a_refused_login_is_tried_at_most_ten_times_a_day_and_heals_within_twenty_minutes() {
        for share in [0, 100, 255] {
            let (mut failures, mut now, mut logins) = (Failures::default(), begin(), Vec::new());
            while now < begin() + DAY {
                logins.push(now);
                now += failures.rest_after(Trouble::Login, share);
            }
            assert!(logins.len() <= 10, "{}", logins.len());
            assert!(logins[5].duration_since(logins[4]) <= SignedDuration::from_mins(20));
        }
    }

    #[test]
    fn lines_that_break_between_refused_logins_do_not_make_them_more() {
        let (mut failures, mut now, mut logins) = (Failures::default(), begin(), 0);
        while now < begin() + DAY {
            logins += 1;
            now += failures.rest_after(Trouble::Login, 0);
            now += failures.rest_after(Trouble::Line, 0);
        }
        assert!(logins <= 10, "{logins}");
    }

    #[test]
    fn the_first_refusal_after_a_long_outage_is_tried_again_soon() {
        let mut failures = Failures::default();
        for _ in 0..100 {
            failures.rest_after(Trouble::Line, 0);
        }
        assert_eq!(failures.rest_after(Trouble::Login, 0), SignedDuration::from_mins(1));
        for _ in 0..20 {
            failures.rest_after(Trouble::Login, 0);
        }
        failures.logged_in();
        assert_eq!(failures.rest_after(Trouble::Login, 0), SignedDuration::from_mins(1));
    }

    #[test]
    fn a_broken_line_is_tried_again_at_once_and_then_every_five_minutes() {
        let mut failures = Failures::default();
        let rests: Vec<SignedDuration> = (0..40).map(|_| failures.rest_after(Trouble::Line, 255)).collect();
        assert!(rests[0] < SignedDuration::from_secs(2));
        assert!(rests.iter().all(|rest| *rest <= SignedDuration::from_mins(5)));
        // A server that says BYE at once: few logins in the first ten minutes.
        let mut left = SignedDuration::from_mins(10);
        let logins = rests.iter().take_while(|rest| {
            left -= **rest;
            !left.is_negative()
        });
        assert!(logins.count() < 40);
        failures.watched();
        assert!(failures.rest_after(Trouble::Line, 255) < SignedDuration::from_secs(2));
    }

    #[test]
    fn a_server_that_is_back_within_two_minutes_is_found_within_ten_seconds() {
        for share in [0, 255] {
            let (mut failures, mut tries, mut now) = (Failures::default(), Vec::new(), SignedDuration::ZERO);
            while now < SignedDuration::from_mins(30) {
                tries.push(now);
                now += failures.rest_after(Trouble::Line, share);
            }
            let found = |back: i64| tries.iter().find(|at| at.as_secs() >= back).map(|at| at.as_secs() - back);
            assert!((0..120).all(|back| found(back).is_some_and(|late| late < 10)));
            assert!(tries.len() <= 40, "half an hour of knocking: {}", tries.len());
        }
    }

    #[test]
    fn what_a_person_mends_is_seen_within_twenty_minutes_however_long_it_took() {
        let mut failures = Failures::default();
        for _ in 0..100 {
            let rest = failures.rest_after(Trouble::Setup, 255);
            assert!(rest >= SignedDuration::from_mins(15) && rest <= SignedDuration::from_mins(20));
        }
    }
}
