//! A small class over a virtual network, disk and clock, all of whose faults come from one number: days by the thousand,
//! and a run that fails can be run again.
//!
//! `HOMEROOM_SIM_SEED=n` plays one seed alone, `HOMEROOM_SIM_DAYS=n` so many days in all. The daemon's own steps (and, at
//! times, its own loop) talk to a server in this process; where its commits end in a cut, a full disk or a kill is the
//! seed's, and so is what becomes of each mail on its way.

mod answers;
mod class;
mod disturb;
mod faults;
mod log;
mod mailbox;
mod oracle;
mod own_tests;
mod play;
mod process;
mod server;

use play::Simulation;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Instant;

/// In all, in an ordinary run.
const DAYS: i64 = 10_000;
/// So many tests share them.
const SHARES: u64 = 8;

fn number(name: &str) -> Option<u64> {
    std::env::var(name).ok().and_then(|text| text.parse().ok())
}

/// Plays one seed: its days, and what it came to as a number.
fn play(seed: u64) -> (i64, u64) {
    let mut simulation = Simulation::new(seed);
    let played = catch_unwind(AssertUnwindSafe(|| simulation.play()));
    if let Err(failure) = played {
        eprintln!(
            "seed {seed} failed; again with HOMEROOM_SIM_SEED={seed} cargo nextest run -E 'test(simulation)'\n\
             what happened last:\n{}",
            simulation.log.last()
        );
        resume_unwind(failure);
    }
    (simulation.days(), simulation.log.hash())
}

fn share(of: u64) {
    let begun = Instant::now();
    if let Some(seed) = number("HOMEROOM_SIM_SEED") {
        if seed % SHARES == of {
            println!("seed {seed}: {:?}", play(seed));
        }
        return;
    }
    let all = number("HOMEROOM_SIM_DAYS").map_or(DAYS, |days| days as i64);
    let (mut days, mut seeds) = (0, 0);
    for seed in (of..).step_by(SHARES as usize) {
        if days * SHARES as i64 >= all {
            break;
        }
        days += play(seed).0;
        seeds += 1;
    }
    println!("{days} days of {seeds} seeds in {:?}", begun.elapsed());
}

macro_rules! shares {
    ($($name:ident $of:literal),*) => { $(#[test] fn $name() { share($of); })* };
}

mod nothing_is_lost_or_doubled_whatever_fails {
    use super::share;
    shares!(first 0, second 1, third 2, fourth 3, fifth 4, sixth 5, seventh 6, eighth 7);
}

#[test]
fn a_seed_plays_the_same_every_time() {
    assert_eq!(play(3), play(3));
}
