//! Cells about time: homeroom that did not run, clocks that change, and clocks that are wrong.

use super::frame::cell;
use crate::world::World;
use crate::world::settings::Settings;
use homeroom::clock::Clock;
use homeroom::service::status::status;
use homeroom::service::summary::show;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};

fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

fn job(name: &str, cron: &str, more: &str) -> String {
    format!(
        "[[jobs]]\nname = \"{name}\"\ncron = \"{cron}\"\ntemplate = \"reading-log-reminder\"\naudience = \"all\"\n\
         approval = \"none\"\npersonal = false\n{more}\n"
    )
}

#[test]
fn c4_2_three_occurrences_in_which_homeroom_did_not_run() {
    cell("C4.2", 20, |seed| {
        let jobs = job("daily", "0 10 * * Mon-Fri", "") + &job("noon", "0 12 * * Mon-Fri", "");
        let mut world = World::with(Settings::with_jobs(&jobs).with_families(4), "2026-11-02T09:00:00-05:00");
        world.step().unwrap();
        // Until some time on Thursday morning: 10:00 has been three or four times, and noon three times.
        let (hour, minute) = (seed.random.u8(7..12), seed.random.u8(31..60));
        let back = format!("2026-11-05T{hour:02}:{minute:02}:00");
        world.at(&back).restart();
        world.step().unwrap();
        let of =
            |world: &World, what: &str| world.rows(&format!("SELECT slot FROM job_run WHERE {what} ORDER BY slot"));
        for (name, last) in [("daily", if hour >= 10 { "2026-11-05" } else { "2026-11-04" }), ("noon", "2026-11-04")] {
            let runs = of(&world, &format!("job = '{name}' AND outcome = 'ran'"));
            let letters = world.value(&format!("SELECT count(*) FROM outbox WHERE job = '{name}'"));
            // A letter may be over by now; then that is told instead.
            let skipped = of(&world, &format!("job = '{name}' AND outcome = 'skipped'"));
            assert!(runs.len() <= 1, "{name}: one run: {runs:?}");
            assert_eq!(letters, (4 * runs.len()).to_string(), "{name}");
            assert!(runs.iter().all(|slot| slot[0].starts_with(last)), "{name}: the latest: {runs:?}");
            assert_eq!(runs.len() + skipped.len(), if last == "2026-11-05" { 4 } else { 3 }, "{name}: {skipped:?}");
            let late = world.value(&format!("SELECT count(*) FROM job_run WHERE job = '{name}' AND late = 1"));
            assert_eq!(late, runs.len().to_string(), "{name} at {back}");
        }
        let now = world.clock.now();
        let text = show(world.class(), now).unwrap().letter.text;
        assert!(text.contains("homeroom was not running then"), "{text}");
    });
}

/// Zones whose clocks change at odd times, and by odd amounts.
const ZONES: [&str; 6] =
    ["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "Africa/Cairo", "America/Santiago", "Pacific/Chatham"];

#[test]
fn c4_3_clocks_that_change() {
    cell("C4.3", 6, |seed| {
        let zone = ZONES[seed.number as usize % ZONES.len()];
        let times = [(0, 0), (0, 30), (1, 30), (2, 0), (2, 15), (2, 30), (3, 0), (3, 30)];
        let jobs: String = times
            .iter()
            .map(|(h, m)| job(&format!("at-{h}-{m}"), &format!("{m} {h} * * Mon-Sun"), "skip_closed_days = false"))
            .collect();
        let settings = Settings::with_jobs(&jobs).with_families(1).with_school("America/New_York", zone);
        let zone = TimeZone::get(zone).unwrap();
        let begin: Timestamp = "2026-09-10T00:00:00Z".parse().unwrap();
        // The clocks are put forward once and back once.
        let changes: Vec<Timestamp> = zone.following(begin).take(2).map(|change| change.timestamp()).collect();
        for change in changes {
            let day = change.to_zoned(zone.clone()).date();
            // At midnight the change belongs to the evening before as well.
            let days = [day.yesterday().unwrap(), day, day.tomorrow().unwrap()];
            let world = World::with(settings.clone(), &(change - hours(60)).to_string());
            world.tick().unwrap();
            let mut now = change - hours(48);
            while now < change + hours(60) {
                world.clock.set(now);
                world.tick().unwrap();
                now += SignedDuration::from_mins(seed.random.i64(1..15));
            }
            for day in days {
                for (h, m) in times {
                    let slot = format!("job = 'at-{h}-{m}' AND slot LIKE '{day}%' AND outcome = 'ran'");
                    let runs = world.value(&format!("SELECT count(*) FROM job_run WHERE {slot}"));
                    assert_eq!(runs, "1", "{h}:{m:02} on {day} in {zone:?}");
                    let letters =
                        format!("SELECT count(*) FROM outbox WHERE job = 'at-{h}-{m}' AND slot LIKE '{day}%'");
                    assert_eq!(world.value(&letters), "1", "{h}:{m:02} on {day}");
                }
            }
        }
    });
}

#[test]
fn c4_4_a_clock_that_is_wrong() {
    cell("C4.4", 20, |seed| {
        for (by, starts_so) in [
            (hours(24), false),
            (hours(-24), false),
            (hours(-24 * 365 * 56), false),
            (hours(24 * 365), false),
            (hours(-24), true),
            (hours(-24 * 365 * 56), true),
        ] {
            let jobs = job("letter", "0 16 9 11 *", "") + &job("tomorrow", "0 16 10 11 *", "");
            let mut world = World::with(Settings::with_jobs(&jobs).with_families(5), "2026-11-09T15:00:00-05:00");
            world.step().unwrap();
            world.at("2026-11-09T16:00:00").tick().unwrap();
            world.clock.put(by);
            if starts_so {
                world.restart();
            }
            for _ in 0..seed.random.usize(1..5) {
                world.step().unwrap();
                world.set_clock_on(SignedDuration::from_mins(seed.random.i64(1..12)));
            }
            let problems = |world: &World| {
                let now = world.clock.now();
                world.class().store.read(|tx| status(tx, world.class(), true, now)).unwrap().problems.concat()
            };
            assert!(world.arrived.is_empty(), "{by:?}: {} letters", world.arrived.len());
            assert!(problems(&world).contains("clock"), "{by:?}: {}", problems(&world));
            assert_eq!(world.value("SELECT count(*) FROM outbox WHERE state = 'queued'"), "5", "{by:?}");
            world.clock.put(-by);
            if starts_so {
                world.restart();
            }
            world.step().unwrap();
            let letters = world.arrived.iter().filter(|a| a.mail.recipient.as_str().contains("guardian")).count();
            assert_eq!((letters, problems(&world).contains("clock")), (5, false), "{by:?}");
        }
    });
}
