//! What goes wrong, by dice: when, and for how long.

use super::server::{Mood, Server};
use crate::world::{Cut, Fate};
use crate::year::faults;
use fastrand::Rng;
use homeroom::smtp::outcome::{Outcome, Reply, Stage};
use jiff::{SignedDuration, Timestamp};

/// Troubles that last, each until then.
#[derive(Default)]
pub struct Lasting {
    /// No daemon runs.
    pub down: Option<Timestamp>,
    pub disk_full: Option<Timestamp>,
    server_down: Option<Timestamp>,
    login_refused: Option<(Timestamp, &'static str)>,
}

/// What befalls one look.
pub struct Befalls {
    pub cut: Option<Cut>,
    pub fuel: Option<u32>,
    /// The loop itself watches, for so many minutes.
    pub watches: Option<u64>,
}

impl Lasting {
    pub fn over(&mut self, now: Timestamp) {
        let past = |until: &mut Option<Timestamp>| {
            until.take_if(|until| *until <= now);
        };
        past(&mut self.down);
        past(&mut self.disk_full);
        past(&mut self.server_down);
        self.login_refused.take_if(|(until, _)| *until <= now);
    }

    /// May begin something new; says what.
    pub fn begins(&mut self, now: Timestamp, rng: &mut Rng) -> Option<&'static str> {
        let until =
            |rng: &mut Rng, hours: std::ops::Range<i64>| Some(now + SignedDuration::from_mins(60 * rng.i64(hours)));
        match rng.u16(0..700) {
            0..8 => {
                self.down = until(rng, 1..20);
                Some("no daemon runs")
            }
            8 => {
                self.down = until(rng, 20..110);
                Some("no daemon runs for days")
            }
            9..17 => {
                self.disk_full = until(rng, 1..14);
                Some("the disk is full")
            }
            17..27 => {
                self.server_down = until(rng, 1..12);
                Some("the server is down")
            }
            27..33 => {
                let words = ["NO [AUTHENTICATIONFAILED] wrong", "NO [UNAVAILABLE] later", "NO no", "BAD login"];
                self.login_refused = until(rng, 1..40).zip(rng.choice(words));
                Some("logins are refused")
            }
            _ => None,
        }
    }

    /// Sets the server's mood for the next look.
    pub fn mood(&self, server: &Server, rng: &mut Rng) {
        let faults = *rng.choice(&[0, 0, 0, 10, 40, 150, 400]).unwrap();
        let meddling = *rng.choice(&[0, 0, 0, 0, 20, 60]).unwrap();
        let refuses_login = self.login_refused.map(|(_, words)| words);
        server.inside().mood = Mood { faults, meddling, is_down: self.server_down.is_some(), refuses_login };
    }
}

pub fn befalls(rng: &mut Rng) -> Befalls {
    Befalls {
        cut: if rng.u8(0..100) < 5 { rng.choice(Cut::ALL) } else { None },
        fuel: (rng.u8(0..100) < 4).then(|| rng.u32(1..60)),
        watches: (rng.u8(0..100) < 7).then(|| rng.u64(1..12)),
    }
}

pub fn fate(rng: &mut Rng) -> Fate {
    if rng.u8(0..12) > 0 {
        return faults::fate(rng);
    }
    let stage = *rng.choice(&[Stage::Mail, Stage::Rcpt, Stage::Dot]).unwrap();
    let reply = Reply::new(550, ["5.4.5 Daily user sending limit exceeded"]);
    Fate::Outcome(Outcome::Rejected { stage, reply })
}
