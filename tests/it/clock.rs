//! A clock that is wrong: mail is read and kept, nothing is understood, run, sent or given a date, and IT is told; until
//! the time is known again.

use crate::world::World;
use crate::world::settings::Settings;
use homeroom::cli::demo::cast::{CHILDREN, letter};
use homeroom::cli::demo::letters::Topic;
use homeroom::cli::demo::mailshapes::fresh;
use homeroom::cli::demo::script::Folder;
use homeroom::clock::{Clock, FixedClock};
use homeroom::domain::outbox::OutboxState::{Queued, Sent};
use homeroom::service::lifecycle::Loops;
use homeroom::service::once::{Done, Once};
use homeroom::service::pulse::Pulses;
use homeroom::service::status::status;
use homeroom::store::outbox;
use jiff::{SignedDuration, Timestamp, Zoned};
use std::sync::Arc;
use std::time::Duration;

const NOTE: &str = "template = 'positive-note' AND job IS NOT NULL";

fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

fn noahs_mail(at: &Zoned) -> Vec<u8> {
    let child = CHILDREN.iter().find(|c| c.called() == "Noah").unwrap();
    let from = &child.guardians[0];
    fresh(&from.person().unwrap(), &letter(child, from, Topic::Thanks, 1).unwrap(), at, 1)
}

/// A mail about Noah that reaches the server at this moment, whatever homeroom's machine takes the time to be.
fn noahs_mail_comes(world: &mut World, at: &str) {
    let at: Zoned = at.parse().unwrap();
    world.mailbox.deliver(Folder::Inbox, &noahs_mail(&at), at.timestamp());
}

/// What `homeroom status` says of the clock.
fn told(world: &World) -> Vec<String> {
    let now = world.clock.now();
    let status = world.class().store.read(|tx| status(tx, world.class(), true, now)).unwrap();
    status.problems.into_iter().filter(|words| words.contains("clock")).collect()
}

/// All that a wrong clock must leave alone.
fn done_so_far(world: &World) -> Vec<Vec<String>> {
    let counts = ["reading", "contact", "job_run", "outbox", "setting"].map(|table| {
        let more = if table == "outbox" { ", group_concat(state || next_attempt || attempts)" } else { "" };
        world.rows(&format!("SELECT '{table}', count(*){more} FROM {table}"))
    });
    counts.into_iter().flatten().collect()
}

#[test]
fn a_machine_that_starts_in_1970_keeps_the_mail_and_does_the_rest_when_it_knows_the_time() {
    let mut world = World::with(Settings::cast(), "1970-01-01T00:00:40Z");
    noahs_mail_comes(&mut world, "2026-11-13T15:20:00-05:00[America/New_York]");
    let before = done_so_far(&world);
    world.step().unwrap();
    world.restart();
    world.step().unwrap();
    assert_eq!(done_so_far(&world), before);
    assert_eq!(world.rows("SELECT state FROM inbound"), [["received"]]);
    let words = told(&world);
    assert!(words.len() == 1 && words[0].contains("1969") && words[0].contains("timedatectl"), "{words:?}");

    world.at("2026-11-13T15:21:00").step().unwrap();
    assert_eq!(told(&world), [""; 0]);
    assert_eq!(world.rows("SELECT state, stored_at FROM inbound"), [["placed", &now_ms(&world)]]);
    let first = "SELECT count(*) FROM setting WHERE name = 'first_start' AND value >= x'000001a0'";
    assert_eq!(world.value(first), "1", "the class began today");
    let contact = world.value("SELECT at FROM contact");
    assert_eq!(contact, "1794601200000", "when the mail came");
    world.at("2026-11-13T15:30:00").step().unwrap();
    assert_ne!(world.value("SELECT count(*) FROM job_run"), "0", "and it goes on from there");
}

fn now_ms(world: &World) -> String {
    world.clock.now().as_millisecond().to_string()
}

/// A class with one mail queued: a note about Zoë, on a Friday afternoon.
fn with_a_note() -> World {
    let mut world = World::new();
    world.step().unwrap();
    world.at("2026-11-13T12:00:00").step().unwrap();
    world.teach("good Zoë: She drew the map of the playground.");
    world.at("2026-11-13T15:30:00").tick().unwrap();
    assert_eq!(world.states(NOTE), [Queued]);
    world
}

#[test]
fn a_clock_that_jumps_makes_nothing_run_go_out_or_expire_and_what_was_due_comes_afterwards() {
    for by in [hours(24), hours(24 * 365), hours(-24), hours(-24 * 365 * 50), SignedDuration::from_mins(6)] {
        let mut world = with_a_note();
        noahs_mail_comes(&mut world, "2026-11-13T15:29:00-05:00[America/New_York]");
        let before = done_so_far(&world);
        world.clock.put(by);
        for _ in 0..3 {
            world.step().unwrap();
            world.set_clock_on(SignedDuration::from_mins(10));
        }
        assert_eq!((done_so_far(&world), told(&world).len()), (before, 1), "{by:?}");
        assert_eq!(world.value("SELECT count(*) FROM inbound"), "1", "{by:?}: mail is read all the same");
        world.clock.put(-by);
        world.understand().unwrap();
        assert_eq!(world.value(&format!("SELECT max(at) > {} FROM health", now_ms(&world))), "0", "{by:?}");
        world.step().unwrap();
        assert_eq!((world.states(NOTE), told(&world).len()), (vec![Sent], 0), "{by:?}");
        assert_eq!(world.value("SELECT count(*) FROM inbound WHERE state = 'placed'"), "1", "{by:?}");
    }
}

#[test]
fn a_start_with_a_clock_behind_what_homeroom_has_seen_sends_nothing_until_it_is_right() {
    let mut world = with_a_note();
    world.clock.put(hours(-2));
    world.restart();
    world.step().unwrap();
    assert_eq!((world.states(NOTE), told(&world).len()), (vec![Queued], 1));
    world.clock.put(hours(2));
    world.restart();
    world.step().unwrap();
    assert_eq!((world.states(NOTE), told(&world).len()), (vec![Sent], 0));
}

#[test]
fn a_jump_that_nobody_takes_back_is_believed_after_an_hour() {
    let mut world = with_a_note();
    // The machine was off for the weekend, began with the time of its last breath, and then asked a time server.
    world.clock.put(hours(24 * 3 - 7));
    for _ in 0..6 {
        world.step().unwrap();
        assert_eq!(told(&world).len(), 1);
        world.set_clock_on(SignedDuration::from_mins(10));
    }
    world.step().unwrap();
    assert_eq!(told(&world).len(), 0);
    assert_eq!(world.states(NOTE), [Sent]);
}

#[test]
fn sleep_and_daylight_saving_are_no_jumps() {
    let mut world = World::with(Settings::cast(), "2026-10-31T23:00:00-04:00");
    world.step().unwrap();
    for wall in ["2026-11-01T00:30:00", "2026-11-01T03:30:00", "2026-11-16T07:00:00", "2027-03-14T03:30:00"] {
        world.at(wall).step().unwrap();
        assert_eq!(told(&world), [""; 0], "{wall}");
    }
}

#[test]
fn the_time_is_noted_every_five_minutes_and_not_more_often() {
    let mut world = World::new();
    world.step().unwrap();
    let seen = |world: &World| world.value("SELECT at FROM health WHERE name = 'last_seen'").parse::<i64>().unwrap();
    let first = seen(&world);
    for _ in 0..9 {
        world.set_clock_on(SignedDuration::from_secs(30));
        world.step().unwrap();
        assert_eq!(seen(&world), first);
    }
    world.set_clock_on(SignedDuration::from_secs(30));
    world.step().unwrap();
    assert_eq!(seen(&world), first + 300_000);
}

/// `homeroom run --once` by this clock, with the Maildirs of the settings.
fn once(world: &World, clock: FixedClock) -> Done {
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    let once = Once::configured(world.class(), Arc::new(clock)).unwrap();
    runtime.block_on(once.run()).unwrap()
}

#[test]
fn a_single_pass_says_what_is_wrong_with_the_clock_and_a_time_that_somebody_types_is_never_doubted() {
    let world = with_a_note();
    let behind: Timestamp = "2026-11-12T15:30:00-05:00".parse().unwrap();
    let done = once(&world, FixedClock::of_a_machine(behind));
    assert_eq!((done.understood, done.sent.sent), (0, 0));
    assert!(done.problems.iter().any(|words| words.contains("the clock of this machine")), "{:?}", done.problems);
    assert_eq!(world.states(NOTE), [Queued]);

    let far: Timestamp = "2027-01-12T12:00:00-05:00".parse().unwrap();
    let seen = "SELECT at FROM health WHERE name = 'last_seen'";
    let before = world.value(seen);
    let done = once(&world, FixedClock::at(far));
    assert!(!done.problems.iter().any(|words| words.contains("clock")), "{:?}", done.problems);
    assert_ne!(world.value("SELECT count(*) FROM job_run WHERE slot > '2027'"), "0", "it does what is due then");
    assert_eq!(world.value(seen), before, "and the machine's own clock is held against nothing of it");
}

/// Waits for something to come true, in a runtime whose time passes as fast as it can.
async fn comes_true(what: &str, done: impl Fn() -> bool) {
    for _ in 0..10_000 {
        if done() {
            return;
        }
        tokio::time::sleep(Duration::from_secs(1)).await;
    }
    panic!("never: {what}");
}

#[test]
fn the_daemon_reads_mail_by_any_clock_and_does_the_rest_once_its_clock_is_set_right() {
    let world = World::with(Settings::cast(), "1970-01-01T00:00:40Z");
    let friday: Zoned = "2026-11-13T15:20:00-05:00[America/New_York]".parse().unwrap();
    for sub in ["new", "cur", "tmp"] {
        std::fs::create_dir_all(world.path("mail").join(sub)).unwrap();
    }
    std::fs::write(world.path("mail/new/1.noah"), noahs_mail(&friday)).unwrap();
    let clock: Arc<dyn Clock> = world.clock.clone();
    let (classes, pulses) = ([world.class().clone()], Arc::new(Pulses::default()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let loops = Loops::start(&classes, &clock, &pulses).await.unwrap();
        comes_true("the mail is stored", || world.value("SELECT count(*) FROM inbound") == "1").await;
        comes_true("IT is told", || told(&world).len() == 1).await;
        tokio::time::sleep(Duration::from_secs(3600)).await;
        assert_eq!(world.rows("SELECT state FROM inbound"), [["received"]]);
        assert_eq!(world.value("SELECT count(*) FROM setting WHERE name LIKE 'first_start%'"), "0");
        world.clock.set(friday.timestamp());
        comes_true("the mail is placed", || world.value("SELECT state FROM inbound") == "placed").await;
        comes_true("the class begins", || {
            world.value("SELECT count(*) FROM setting WHERE name = 'first_start'") == "1"
        })
        .await;
        assert_eq!(told(&world), [""; 0]);
        loops.stop().await;
    });
}

#[test]
fn mail_that_a_wrong_clock_dated_later_than_now_uses_up_no_limit() {
    let mut world = with_a_note();
    world.send().unwrap();
    let now = world.clock.now();
    let full_until = |most: u32, now: Timestamp| {
        world.class().store.read(|tx| outbox::limit::full_until(tx, most, hours(24), now)).unwrap()
    };
    let left = |now: Timestamp| (0..).take_while(|most| full_until(most + 1, now).is_some()).count();
    assert_eq!(left(now), left(now - hours(1)) + 1);
    // There is room again a day after it went.
    let all = u32::try_from(left(now)).unwrap();
    assert_eq!(full_until(1, now), Some(now + hours(24) + SignedDuration::from_millis(1)));
    assert_eq!((full_until(all + 1, now), full_until(1, now + hours(25))), (None, None));
}
