//! Whether the machine's clock can be believed. A machine that has lost its time says 1970, or the day it was last
//! switched off; a clock that is put forward by mistake says tomorrow, and everything of tomorrow would run today.
//!
//! The clock is held against three things: the time before which no release of homeroom ran, the latest time at which
//! homeroom is known to have worked, and, within one process, the time since the machine was switched on. The last one
//! goes on while a machine sleeps and knows no time zones, so that neither sleep nor daylight saving nor a clock that
//! is drawn right in small steps is ever a jump.
//!
//! A doubt ends when the clock agrees again; or when it has run evenly for an hour, since whoever sets clocks right (a
//! time server, a person) has had the time to do so; or, of a clock that is ahead, with the process: whoever starts
//! homeroom has looked. A clock before the first release is never believed.

use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

/// A clock may be this far off without being doubted.
const TOLERANCE: SignedDuration = SignedDuration::from_mins(5);
/// A time server asks at least every 17 minutes; three of its looks without a correction make a clock right.
const STEADY: SignedDuration = SignedDuration::from_hours(1);

/// One look at the machine's clocks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reading {
    pub now: Timestamp,
    /// Since the machine was switched on, its sleep counted. `None`: the system does not tell.
    pub since_boot: Option<SignedDuration>,
}

impl Reading {
    /// The time between two looks by what the clock cannot falsify.
    fn passed_until(self, later: Self) -> Option<SignedDuration> {
        let passed = later.since_boot? - self.since_boot?;
        (!passed.is_negative()).then_some(passed)
    }

    /// Whether the clock went on from here as time did, or at least forward.
    fn goes_evenly_to(self, later: Self) -> bool {
        let by_clock = later.now.duration_since(self.now);
        match self.passed_until(later) {
            Some(passed) => (by_clock - passed).abs() <= TOLERANCE,
            None => !by_clock.is_negative(),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wrong {
    /// Before any release.
    Unset,
    /// It was later than that already.
    Behind { known: Timestamp },
    /// It cannot be that late yet.
    Ahead { expected: Timestamp },
}

/// Why the clock is not believed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Doubt {
    pub wrong: Wrong,
    pub now: Timestamp,
    /// What the clock said when the doubt began.
    pub since: Timestamp,
}

impl Doubt {
    /// What happened, what homeroom does meanwhile, and what to do.
    pub fn words(&self, zone: &TimeZone) -> String {
        let at = |at: Timestamp| at.to_zoned(zone.clone()).strftime("%a %d %b %Y %H:%M").to_string();
        let meanwhile = "mail is read and kept, but nothing is understood, run or sent";
        let set = "set the clock (timedatectl set-ntp true)";
        let now = at(self.now);
        match self.wrong {
            Wrong::Unset => format!(
                "the clock of this machine says {now}, which cannot be; {meanwhile}; {set}, and homeroom goes on by itself"
            ),
            Wrong::Behind { known } => format!(
                "the clock of this machine says {now}, but homeroom was at work on {} already; {meanwhile}; {set}, or, if \
                 it is right, leave it alone: homeroom goes on once it has run evenly for an hour",
                at(known)
            ),
            Wrong::Ahead { expected } => format!(
                "the clock of this machine jumped from {} to {now}; {meanwhile}; {set}, or, if it is right, restart \
                 homeroom (systemctl restart homeroom): otherwise it goes on once the clock has run evenly for an hour",
                at(expected)
            ),
        }
    }

    /// The word in the log.
    pub fn word(&self) -> &'static str {
        match self.wrong {
            Wrong::Unset => "unset",
            Wrong::Behind { .. } => "behind",
            Wrong::Ahead { .. } => "ahead",
        }
    }
}

/// What is remembered from look to look.
#[derive(Clone, Debug)]
pub struct ClockSense {
    earliest: Timestamp,
    /// The latest time that an earlier process believed.
    last_seen: Option<Timestamp>,
    /// The latest reading that this process believed.
    believed: Option<Reading>,
    /// The first reading of the doubt that is not over, from which the clock has gone on evenly.
    doubted: Option<Reading>,
}

impl ClockSense {
    /// `doubted_since`: what the clock said when a doubt began that the process before this one left open.
    pub fn new(earliest: Timestamp, last_seen: Option<Timestamp>, doubted_since: Option<Timestamp>) -> Self {
        let doubted = doubted_since.map(|now| Reading { now, since_boot: None });
        Self { earliest, last_seen, believed: None, doubted }
    }

    /// Takes in one look. `None`: the clock is believed.
    pub fn look(&mut self, reading: Reading) -> Option<Doubt> {
        let Some(wrong) = self.wrong(reading) else { return self.believe(reading) };
        let since = self.doubted.filter(|since| since.goes_evenly_to(reading)).unwrap_or(reading);
        let ran = since.passed_until(reading).unwrap_or_else(|| reading.now.duration_since(since.now));
        if ran >= STEADY && wrong != Wrong::Unset {
            return self.believe(reading);
        }
        self.doubted = Some(since);
        Some(Doubt { wrong, now: reading.now, since: since.now })
    }

    fn believe(&mut self, reading: Reading) -> Option<Doubt> {
        (self.believed, self.doubted) = (Some(reading), None);
        None
    }

    fn wrong(&self, reading: Reading) -> Option<Wrong> {
        let (now, is_before) = (reading.now, |known: Timestamp| known.duration_since(reading.now) > TOLERANCE);
        if now < self.earliest {
            return Some(Wrong::Unset);
        }
        let Some(believed) = self.believed else {
            return self.last_seen.filter(|known| is_before(*known)).map(|known| Wrong::Behind { known });
        };
        let passed = believed.passed_until(reading);
        let expected = believed.now.saturating_add(passed.unwrap_or_default()).unwrap_or(now);
        if is_before(expected) {
            Some(Wrong::Behind { known: expected })
        } else if passed.is_some() && now.duration_since(expected) > TOLERANCE {
            Some(Wrong::Ahead { expected })
        } else {
            None
        }
    }
}

#[cfg(test)]
mod tests;
