//! A cron line that IT changes counts from then on: a time before the change is never made up for, and the forecast says
//! the same.

use crate::world::World;
use homeroom::service::forecast::forecast;
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};

const FRIDAYS: &str = "cron = \"30 15 * * Fri\"";
const REMINDERS: &str = "SELECT count(*) FROM outbox WHERE template = 'positive-note' AND job IS NOT NULL";

/// The class on a Friday at noon, with a note to be written home at half past three.
fn on_friday() -> World {
    let mut world = World::new();
    world.step().unwrap();
    world.at("2026-11-13T12:00:00").step().unwrap();
    world.teach("good Zoë: She drew the map of the playground.");
    world
}

/// The class file is changed, and homeroom reads it again.
fn edit(world: &mut World, from: &str, to: &str) {
    let text = &mut world.settings().class_toml;
    assert!(text.contains(from), "{text}");
    *text = text.replace(from, to);
    world.restart();
}

/// When the forecast of a fortnight has the job next.
fn forecast_of(world: &World, job: &str) -> DateTime {
    let now = world.clock_says();
    let lines = world.class().store.read(|tx| forecast(tx, world.class(), now, now + SignedDuration::from_hours(336)));
    lines.unwrap().into_iter().find(|line| line.job.as_deref() == Some(job)).and_then(|line| line.slot).unwrap()
}

#[test]
fn a_time_before_the_change_is_not_made_up_for_and_the_forecast_agrees() {
    let mut world = on_friday();
    world.at("2026-11-13T15:00:00");
    edit(&mut world, FRIDAYS, "cron = \"15 14 * * Fri\"");
    let next = forecast_of(&world, "friday-good-news");
    assert_eq!(next.to_string(), "2026-11-20T14:15:00");
    world.step().unwrap();
    assert_eq!(world.value(REMINDERS), "0", "a quarter past two is over");
    world.at("2026-11-13T16:00:00").step().unwrap();
    assert_eq!(world.value(REMINDERS), "0", "and half past three is meant no more");
    world.at(&next.to_string()).step().unwrap();
    assert_eq!(world.value(REMINDERS), "1");
}

#[test]
fn a_change_that_is_taken_back_and_a_job_that_is_put_back_begin_anew() {
    let mut world = on_friday();
    world.at("2026-11-13T15:29:00");
    edit(&mut world, FRIDAYS, "cron = \"0 17 * * Fri\"");
    world.step().unwrap();
    world.at("2026-11-13T15:45:00");
    edit(&mut world, "cron = \"0 17 * * Fri\"", FRIDAYS);
    world.step().unwrap();
    assert_eq!(world.value(REMINDERS), "0");
    assert_eq!(forecast_of(&world, "friday-good-news").to_string(), "2026-11-20T15:30:00");

    let mut world = on_friday();
    world.at("2026-11-13T15:29:00");
    let text = world.settings().class_toml.clone();
    let begin = text.find("[[jobs]]\nname = \"friday-good-news\"").unwrap();
    let end = text.find("[[jobs]]\nname = \"reading-log\"").unwrap();
    edit(&mut world, &text[begin..end], "");
    world.step().unwrap();
    world.at("2026-11-13T15:45:00");
    *world.settings() = crate::world::settings::Settings::cast();
    world.restart();
    world.step().unwrap();
    assert_eq!(world.value(REMINDERS), "0");
}

#[test]
fn the_same_line_in_other_words_and_a_line_changed_in_time_run_as_meant() {
    let mut world = on_friday();
    world.at("2026-11-13T15:40:00");
    edit(&mut world, FRIDAYS, "cron = \"30 15 * * 5\"");
    world.step().unwrap();
    assert_eq!(world.value(REMINDERS), "1", "late, and not forgotten");

    let mut world = on_friday();
    edit(&mut world, FRIDAYS, "cron = \"15 14 * * Fri\"");
    world.step().unwrap();
    assert_eq!(forecast_of(&world, "friday-good-news").to_string(), "2026-11-13T14:15:00");
    world.at("2026-11-13T14:15:00").step().unwrap();
    assert_eq!(world.value(REMINDERS), "1");
}

#[test]
fn a_summary_whose_time_is_changed_comes_at_its_new_time_and_not_twice_that_day() {
    let mut world = on_friday();
    let summaries = "SELECT count(*) FROM outbox WHERE template = 'summary'";
    let before = world.value(summaries);
    edit(&mut world, "cron = \"0 7 * * Mon-Fri\"", "cron = \"0 8 * * Mon-Fri\"");
    world.step().unwrap();
    assert_eq!(world.value(summaries), before);
    world.at("2026-11-16T08:00:00").step().unwrap();
    assert_ne!(world.value(summaries), before);
}

#[test]
fn a_class_that_began_with_a_clock_far_ahead_begins_when_the_clock_is_right() {
    let mut world = World::with(crate::world::settings::Settings::cast(), "2035-11-09T06:00:00-05:00");
    world.step().unwrap();
    let now: Timestamp = "2026-11-09T06:00:00-05:00".parse().unwrap();
    world.clock.put(now.duration_since(world.clock_says()));
    world.step().unwrap();
    world.at("2026-11-09T07:00:00").step().unwrap();
    world.at("2026-11-15T16:00:00").step().unwrap();
    let ran = "SELECT count(*) FROM job_run WHERE job = 'reading-log' AND outcome = 'ran'";
    assert_eq!(world.value(ran), "1");
    assert_eq!(world.value("SELECT hex(value) < '000001B0' FROM setting WHERE name = 'first_start'"), "1");
}
