//! Reminders that would leave for one person at the same moment are one mail, and a family's week has its share.

use crate::world::settings::Settings;
use crate::world::{Cut, World};
use homeroom::domain::outbox::OutboxState::{self, Cancelled, Queued, Sent};
use homeroom::service::forecast::{Fate, Line, forecast};
use jiff::SignedDuration;

/// Three reminders of one day, about a child with two homes.
const REMINDERS: &str = r#"[[jobs]]
name = "log"
cron = "0 10 * * Wed"
template = "reading-log-reminder"
audience = "student:S1001"
approval = "none"
[[jobs]]
name = "swimming"
cron = "0 12 * * Wed"
template = "event-reminder"
audience = "student:S1001"
approval = "none"
values = { event = "Swimming", on = "2026-11-27" }
[[jobs]]
name = "week"
cron = "0 15 * * Wed"
template = "weekly-update"
audience = "student:S1001"
approval = "none"
values = { this_week = "We read.", next_week = "We write.", at_home = "Talk." }
"#;

const AT_HALF_PAST_FOUR: &str = "quiet_hours = \"18:00-07:30\"\nbundle_at = \"16:30\"";

fn world(school: &str, contact: &str, jobs: &str) -> World {
    let mut settings = Settings::with_jobs(jobs);
    settings.class_toml = settings.class_toml.replace("[contact]\n", &format!("[contact]\n{contact}\n"));
    let settings = settings.with_school("quiet_hours = \"18:00-07:30\"", school);
    World::with(settings, "2026-11-18T08:00:00-05:00")
}

fn family(world: &World) -> Vec<OutboxState> {
    world.states("audience = 'family'")
}

fn run(world: &mut World, walls: &[&str]) {
    for wall in walls {
        world.at(wall).tick().unwrap();
        world.send().unwrap();
    }
}

fn ahead(world: &World, days: i64) -> Vec<Line> {
    let (now, until) = (world.clock_says(), world.clock_says() + SignedDuration::from_hours(24 * days));
    world.class().store.read(|tx| forecast(tx, world.class(), now, until)).unwrap()
}

const THREE: [&str; 3] = ["2026-11-18T10:00:00", "2026-11-18T12:00:00", "2026-11-18T15:00:00"];

#[test]
fn three_reminders_of_one_day_merge_into_one_mail_to_each_home_once() {
    let mut world = world(AT_HALF_PAST_FOUR, "", REMINDERS);
    let told = ahead(&world, 1);
    assert!(told.len() == 6 && told.iter().all(|l| l.at.to_string() == "2026-11-18T21:30:00Z"), "{told:?}");
    run(&mut world, &THREE);
    assert_eq!(family(&world), [Queued; 6]);
    world.at("2026-11-18T16:30:00");
    // The process ends while the mails are joined, and again before the one is on its way.
    world.sql(
        "CREATE TEMP TRIGGER the_end BEFORE UPDATE OF goes_with ON outbox WHEN OLD.id = (SELECT max(id) - 1 FROM outbox
             WHERE goes_with IS NULL AND template <> 'bundle')
         BEGIN SELECT RAISE(ABORT, 'the process ends here'); END",
    );
    world.send().unwrap_err();
    world.restart();
    assert_eq!(family(&world), [Queued; 6]);
    world.cut(Cut::BeforeClaim);
    let _ = world.send();
    world.restart();
    world.send().unwrap();
    world.send().unwrap();
    assert_eq!(family(&world), [[Cancelled; 6].as_slice(), &[Sent; 2]].concat());
    assert_eq!(world.arrived.len(), 2);
    let texts = world.rows("SELECT c.text, o.subject, c.html FROM outbox o JOIN outbox_content c ON c.outbox = o.id WHERE o.template = 'bundle'");
    for (row, (own, other)) in texts.iter().zip([("Ngozi", "Daniel"), ("Daniel", "Ngozi")]) {
        let text = &row[0];
        assert_eq!(text.matches("Hello ").count(), 1, "{text}");
        assert_eq!(text.matches("Ms. Rivera").count(), 1, "{text}");
        assert!(text.starts_with(&format!("Hello {own}")) && !text.contains(other), "{text}");
        for heading in ["a reminder about the reading log:\n", "Swimming on ", "this week in Room 12:\n"] {
            assert!(text.contains(heading), "{heading} in {text}");
        }
        assert!(row[1].starts_with("Maya: a reminder about the reading log; Swimming on "), "{}", row[1]);
        assert_eq!(row[2].matches("<h2").count(), 6, "three subjects and three parts of the week: {}", row[2]);
    }
    let contacts = world.rows("SELECT household, personal FROM contact WHERE outbox IS NOT NULL ORDER BY household");
    assert_eq!(contacts, [["A", "0"], ["B", "0"]]);
    assert_eq!(
        world.rows("SELECT count(DISTINCT dedupe_key), count(DISTINCT message_id), min(expires_at) FROM outbox"),
        world.rows("SELECT 8, 8, min(expires_at) FROM outbox WHERE template = 'bundle' AND dated"),
    );
    let reasons = world.rows("SELECT DISTINCT reason FROM outbox WHERE state = 'cancelled' ORDER BY 1");
    assert_eq!(reasons, [["goes with mail 7"], ["goes with mail 8"]]);
}

#[test]
fn what_quiet_hours_held_merges_when_they_end() {
    let late = REMINDERS.replace("0 12 *", "0 19 *").replace("0 15 *", "0 20 *");
    let mut world = world("quiet_hours = \"18:00-07:30\"", "", &late);
    run(&mut world, &[THREE[0], "2026-11-18T19:00:00", "2026-11-18T20:00:00"]);
    assert_eq!(world.states("job = 'log'"), [Sent; 2]);
    assert_eq!(world.states("job IN ('swimming', 'week')"), [Queued; 4]);
    run(&mut world, &["2026-11-19T07:30:00"]);
    assert_eq!(world.states("template = 'bundle'"), [Sent; 2]);
    assert_eq!(world.states("audience = 'family' AND state = 'sent'"), [Sent; 4]);
}

#[test]
fn mails_in_two_languages_do_not_merge() {
    let mut world = world(AT_HALF_PAST_FOUR, "", REMINDERS);
    run(&mut world, &THREE[..1]);
    let roster = world.settings().roster_csv.clone();
    let rows: Vec<String> = roster
        .lines()
        .map(|row| match row.strip_prefix("S1001") {
            Some(rest) => format!("S1001{}", rest.replace(",en,", ",es,")),
            None => row.to_owned(),
        })
        .collect();
    world.settings().roster_csv = rows.join("\n") + "\n";
    world.restart();
    run(&mut world, &[THREE[1], THREE[2], "2026-11-18T16:30:00"]);
    let sent = world.rows("SELECT language, template FROM outbox WHERE state = 'sent' ORDER BY recipient, language");
    let of_one = [["en", "reading-log-reminder"], ["es", "bundle"]];
    assert_eq!(sent, [of_one, of_one].concat());
}

#[test]
fn above_the_cap_of_a_week_mail_waits_for_monday_and_then_merges() {
    let mut world = world("quiet_hours = \"18:00-07:30\"", "family_mails_a_week = 1", REMINDERS);
    let told = ahead(&world, 6);
    let later = |l: &&Line| l.reason.contains("in one week");
    assert_eq!(told.iter().filter(|l| l.fate == Fate::Send).count(), 6);
    assert_eq!(told.iter().filter(later).map(|l| l.at.to_string()).collect::<Vec<_>>(), ["2026-11-23T12:30:00Z"; 4]);
    run(&mut world, &THREE);
    assert_eq!(world.states("job = 'log'"), [Sent; 2]);
    let waits = world.rows("SELECT DISTINCT reason FROM outbox WHERE state = 'queued'");
    assert!(waits.len() == 1 && waits[0][0].contains("it goes in the next"), "{waits:?}");
    let told = ahead(&world, 5);
    assert_eq!(told.iter().filter(later).map(|l| l.at.to_string()).collect::<Vec<_>>(), ["2026-11-23T12:30:00Z"; 4]);
    run(&mut world, &["2026-11-23T07:29:00"]);
    assert_eq!(world.states("audience = 'family' AND state = 'sent'"), [Sent; 2]);
    run(&mut world, &["2026-11-23T07:30:00"]);
    assert_eq!(world.states("template = 'bundle'"), [Sent; 2]);
    assert_eq!(world.states("audience = 'family' AND state = 'sent'"), [Sent; 4]);
}
