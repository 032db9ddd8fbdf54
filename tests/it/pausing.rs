//! The teacher's brake: nothing leaves for any family, what passes meanwhile is told, and what goes afterwards is listed
//! before it does.

use crate::world::World;
use crate::world::settings::Settings;
use homeroom::domain::outbox::OutboxState::{self, Cancelled, Expired, Queued, Sent};
use homeroom::service::forecast::{Fate, forecast};
use homeroom::service::teach::teach;
use jiff::SignedDuration;

const JOBS: &str = r#"[[jobs]]
name = "reading-log"
cron = "0 16 * * Sun"
template = "reading-log-reminder"
audience = "student:S1005"
approval = "none"
[[jobs]]
name = "good-news"
cron = "30 15 * * Wed"
template = "positive-note"
audience = "students-with-new-moments"
approval = "none"
personal = true
"#;

const NOTE: &str = "template = 'positive-note' AND job IS NOT NULL";

fn world() -> World {
    let mut world = World::with(Settings::with_jobs(JOBS), "2026-11-13T08:00:00-05:00");
    world.step().unwrap();
    world
}

fn say(world: &World, words: &str) -> String {
    let receipts = teach(world.class(), words, world.clock_says()).unwrap();
    assert!(receipts.iter().all(|r| r.done), "{receipts:?}");
    receipts.into_iter().map(|r| r.words).collect::<Vec<_>>().join("\n")
}

fn summary(world: &World) -> String {
    let newest = "SELECT max(id) FROM outbox WHERE template = 'summary'";
    world.value(&format!("SELECT text FROM outbox_content WHERE outbox = ({newest})"))
}

/// The newest notes, once the mail that may go has gone.
fn notes(world: &mut World, wall: &str) -> Vec<OutboxState> {
    world.at(wall).send().unwrap();
    world.states(NOTE)
}

#[test]
fn a_pause_of_two_weeks_lets_pass_what_is_over_and_lists_the_rest_before_it_goes() {
    let mut world = world();
    let words = say(&world, "hold all until 30 nov");
    assert!(words.contains("until Mon 30 Nov 2026") && words.contains("hold off"), "{words}");
    world.at("2026-11-15T16:00:00").tick().unwrap();
    world.send().unwrap();
    let reminder = "template = 'reading-log-reminder'";
    assert_eq!(world.states(reminder), [Queued]);
    world.at("2026-11-16T12:00:00").send().unwrap();
    assert_eq!(world.states(reminder), [Expired]);
    world.at("2026-11-17T07:00:00").step().unwrap();
    let told = summary(&world);
    assert!(told.contains("You stopped all mail to families. It goes out again on Mon 30 Nov at 08:00"), "{told}");
    assert!(told.contains("to Samir Haddad (Omar) was not sent: its time had passed"), "{told}");
    // What is written on the last school day before its end still has its time.
    world.at("2026-11-25T12:00:00");
    say(&world, "good Omar: carried the new child's books");
    world.at("2026-11-25T15:30:00").tick().unwrap();
    let written = world.states(NOTE).len();
    assert!(written > 0);
    assert_eq!(notes(&mut world, "2026-11-25T16:00:00"), vec![Queued; written]);
    let until = world.clock_says() + SignedDuration::from_hours(7 * 24);
    let lines = world.class().store.read(|tx| forecast(tx, world.class(), world.clock_says(), until)).unwrap();
    let waiting: Vec<_> = lines.iter().filter(|l| l.job.as_deref() == Some("good-news") && l.slot.is_none()).collect();
    assert_eq!(waiting.len(), written);
    for line in waiting {
        assert_eq!((line.fate, line.at.to_string().as_str()), (Fate::Send, "2026-11-30T13:00:00Z"), "{line:?}");
        assert!(line.reason.contains("stopped all mail"), "{line:?}");
    }
    world.at("2026-11-30T07:00:00").step().unwrap();
    let told = summary(&world);
    let line = told.lines().find(|l| l.contains("good-news")).unwrap_or_else(|| panic!("{told}"));
    assert!(line.contains("08:00 good-news") && told.contains("(Omar)"), "{told}");
    assert_eq!(notes(&mut world, "2026-11-30T07:59:00"), vec![Queued; written]);
    assert_eq!(notes(&mut world, "2026-11-30T08:00:00"), vec![Sent; written]);
}

#[test]
fn what_a_pause_lets_go_can_be_stopped_by_its_number() {
    let mut world = world();
    world.at("2026-11-18T12:00:00");
    say(&world, "hold all until fri\ngood Omar: carried the new child's books");
    world.at("2026-11-18T15:30:00").tick().unwrap();
    world.send().unwrap();
    world.at("2026-11-20T07:00:00").step().unwrap();
    let told = summary(&world);
    let line = told.lines().find(|l| l.contains("good-news")).unwrap_or_else(|| panic!("{told}"));
    let number: String = line.chars().skip_while(|c| !c.is_ascii_digit()).take_while(char::is_ascii_digit).collect();
    say(&world, &format!("no {number}"));
    let after = notes(&mut world, "2026-11-20T08:00:00");
    assert!(!after.is_empty() && after.iter().all(|state| *state == Cancelled), "{after:?}\n{told}");
}

#[test]
fn hold_off_lets_mail_go_ten_minutes_later() {
    let mut world = world();
    world.at("2026-11-18T12:00:00");
    say(&world, "hold all\ngood Omar: carried the new child's books");
    world.at("2026-11-18T15:30:00").tick().unwrap();
    let written = world.states(NOTE).len();
    assert_eq!(notes(&mut world, "2026-11-19T10:00:00"), vec![Queued; written]);
    say(&world, "hold off");
    assert_eq!(notes(&mut world, "2026-11-19T10:09:00"), vec![Queued; written]);
    assert_eq!(notes(&mut world, "2026-11-19T10:10:00"), vec![Sent; written]);
    let receipts = teach(world.class(), "hold all until today\nhold all until 05/06", world.clock_says()).unwrap();
    assert!(receipts.len() == 2 && receipts.iter().all(|r| !r.done), "{receipts:?}");
}

#[test]
fn undo_takes_back_what_waits_leaves_the_brake_on_and_says_so() {
    let mut world = world();
    say(&world, "good Maya: held the ladder");
    world.at("2026-11-13T07:05:00").step().unwrap();
    say(&world, "hard Maya: she left the room twice");
    say(&world, "stop");
    let words = say(&world, "undo");
    assert!(words.contains("did not leave; mail to families is still stopped, and hold off"), "{words}");
    let left = teach(world.class(), "undo", world.clock_says()).unwrap();
    assert!(left[0].words.ends_with("mail to families is still stopped, and hold off lets it go again"), "{left:?}");
    say(&world, "hold off");
    let left = teach(world.class(), "undo", world.clock_says()).unwrap();
    assert!(!left[0].words.contains("stopped"), "{left:?}");
}

#[test]
fn a_day_without_school_is_taken_as_it_is_meant_and_the_receipt_names_the_school_day() {
    let world = world();
    let next = "no school that day; the next school day is Mon 16 Nov";
    for line in ["hold all until sat", "promise sun: call Samir"] {
        let words = say(&world, line);
        assert!(words.contains(next), "{words}");
    }
    say(&world, "plan Maya: reads each day");
    let words = say(&world, "plan Maya step home: reads ten minutes by sat");
    assert!(words.contains(next), "{words}");
    let words = say(&world, "hold all until mon");
    assert!(!words.contains("no school"), "{words}");
}
