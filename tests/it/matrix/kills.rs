//! The kill loop: a daemon at work on a real Dovecot and a real Postfix is killed again and again, at any instant, while
//! parents write and letters leave; and at the end every mail is accounted for.
//!
//! | variable | what it does |
//! |---|---|
//! | `HOMEROOM_KILLS=300` | so many kills, with 2,000 letters from 200 on |
//! | `HOMEROOM_BIN=target/release/homeroom` | this program, in place of the one that the tests are built with |

use super::frame::Seed;
use super::real::{account, all_stored, copies_once, school_of, write_in};
use super::sending_real::{on_their_way, runs_out, with_letters_at_once};
use crate::school::daemon::Daemon;
use crate::servers::Servers;
use fastrand::Rng;
use homeroom::clock::{Clock, SystemClock};
use std::time::{Duration, Instant};

/// No more letters of jobs leave to one address in a day.
const LETTERS: usize = 3;

#[test]
fn a_daemon_that_is_killed_again_and_again_loses_nothing_and_doubles_nothing() {
    let Some(servers) = Servers::shared() else { return };
    let number = |name: &str| std::env::var(name).ok().map(|text| text.parse().expect("a number"));
    let kills: usize = number("HOMEROOM_KILLS").unwrap_or(15);
    let families = if kills < 200 { 50 } else { 667 };
    let letters = families * LETTERS;
    let mut seed = Seed { number: 0, random: Rng::with_seed(number("HOMEROOM_MATRIX_SEED").unwrap_or(1) as u64) };
    let school = school_of(servers, families);
    school.runs_what_is_named();
    // Slow enough that the kills meet letters on their way until the last of them.
    let minutes = kills as f32 * 1.2 / 60.0;
    with_letters_at_once(&school, LETTERS, (letters as f32 / minutes) as usize);
    let (mut mails, begun) = (0, Instant::now());
    for _ in 0..kills {
        let daemon = Daemon::start(&school);
        let mut left = Duration::from_millis(seed.random.u64(0..2_000));
        while left > Duration::from_millis(300) && seed.random.bool() {
            write_in(&school, families, &mut seed);
            mails += 1;
            std::thread::sleep(Duration::from_millis(300));
            left -= Duration::from_millis(300);
        }
        std::thread::sleep(left);
        daemon.kill();
        if seed.random.u8(0..3) == 0 {
            write_in(&school, families, &mut seed);
            mails += 1;
        }
    }
    let (took, left) = (begun.elapsed(), on_their_way(&school));
    runs_out(&school, letters, Duration::from_secs(600));
    all_stored(&school, &SystemClock.now().to_string(), mails);
    let told = account(&school, None);
    let copies = copies_once(&school);
    println!(
        "{kills} kills in {} s; {mails} mails delivered, stored and placed once; {} letters: {} sent and arrived once, \
         {} unknown ({} of them arrived), {left} left after the last kill; {copies} copies in Sent, none twice",
        took.as_secs(),
        letters,
        told.sent,
        told.unknown.0,
        told.unknown.1,
    );
    // A letter on whose way homeroom ended three times is held, and says so.
    let held = told.others.get("held").copied().unwrap_or(0);
    assert_eq!(told.sent + told.unknown.0 + held, letters, "{told:?}");
    assert!(told.others.keys().all(|state| state == "held") && held <= 2 + kills / 10, "{told:?}");
    assert!(told.unknown.0 <= 2 * kills, "a kill leaves one mail of each connection unknown at most: {told:?}");
    assert!(copies >= told.sent, "{copies} copies of {}", told.sent);
}
