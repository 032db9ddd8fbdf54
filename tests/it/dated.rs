//! Letters that name a day: they end with it, whoever kept them back, and the teacher is told.

use crate::world::World;
use crate::world::settings::Settings;
use homeroom::domain::outbox::OutboxState::{self, Cancelled, Draft, Expired, Queued, Sent};

const REMINDER: &str = "template = 'reading-log-reminder'";
const BIRTHDAY: &str = "template = 'birthday'";

fn job(name: &str, template: &str, cron: &str, audience: &str, approval: &str) -> String {
    format!(
        "[[jobs]]\nname = \"{name}\"\ncron = \"{cron}\"\ntemplate = \"{template}\"\naudience = \"{audience}\"\n\
         approval = \"{approval}\"\npersonal = true\nskip_closed_days = false\n"
    )
}

fn reminders(approval: &str) -> World {
    let jobs = job("reading-log", "reading-log-reminder", "0 16 * * Sun", "student:S1005", approval);
    let mut world = World::with(Settings::with_jobs(&jobs), "2026-11-13T08:00:00-05:00");
    world.step().unwrap();
    world.at("2026-11-15T16:00:00").tick().unwrap();
    world
}

fn birthdays(cron: &str) -> World {
    let jobs = job("birthdays", "birthday", cron, "birthdays-today", "none");
    let mut world = World::with(Settings::with_jobs(&jobs), "2026-11-13T08:00:00-05:00");
    world.step().unwrap();
    world
}

fn summary(world: &World) -> String {
    let newest = "SELECT max(id) FROM outbox WHERE template = 'summary'";
    world.value(&format!("SELECT text FROM outbox_content WHERE outbox = ({newest})"))
}

#[test]
fn a_reminder_leaves_while_the_day_it_names_has_its_morning_and_then_no_more() {
    for (wall, state, next_morning) in [
        ("2026-11-15T16:00:00", Sent, ""),
        ("2026-11-16T11:59:00", Sent, ""),
        ("2026-11-16T12:00:00", Expired, "2026-11-17T07:00:00"),
        ("2026-11-18T09:00:00", Expired, "2026-11-19T07:00:00"),
    ] {
        let mut world = reminders("none");
        assert_eq!(world.states(REMINDER), [Queued]);
        world.at(wall).send().unwrap();
        assert_eq!(world.states(REMINDER), [state], "{wall}");
        if state == Expired {
            world.at(next_morning).step().unwrap();
            let told = summary(&world);
            assert!(told.contains("to Samir Haddad (Omar) was not sent: its time had passed"), "{told}");
        }
    }
}

#[test]
fn a_birthday_letter_that_could_not_leave_on_the_day_does_not_say_today_on_another() {
    // Priya's is a Saturday, which `*` does not mean; her parents hear nothing wrong on Monday.
    let mut world = birthdays("45 7 * * *");
    world.at("2026-11-14T07:45:00").step().unwrap();
    assert_eq!(world.states(BIRTHDAY), [Queued, Queued]);
    world.at("2026-11-16T07:30:00").step().unwrap();
    assert_eq!(world.states(BIRTHDAY), [Expired, Expired]);
    world.at("2026-11-17T07:00:00").step().unwrap();
    assert!(summary(&world).contains("(Priya)"), "{}", summary(&world));
    // Mateo's is a Wednesday.
    world.at("2026-11-18T07:45:00").step().unwrap();
    assert_eq!(world.states(BIRTHDAY), [Expired, Expired, Sent]);
    // A class that means the weekend.
    let mut world = birthdays("45 7 * * Mon-Sun");
    world.at("2026-11-14T07:45:00").step().unwrap();
    assert_eq!(world.states(BIRTHDAY), [Sent, Sent]);
}

#[test]
fn the_forecast_says_which_letter_its_day_will_pass_by() {
    let world = birthdays("45 7 * * *");
    let (now, until) = ("2026-11-13T09:00:00-05:00".parse().unwrap(), "2026-11-19T09:00:00-05:00".parse().unwrap());
    let forecast = |tx: &homeroom::store::Tx<'_>| homeroom::service::forecast::forecast(tx, world.class(), now, until);
    let lines = world.class().store.read(forecast).unwrap();
    let told: Vec<(String, &str, bool)> = lines
        .iter()
        .map(|l| (l.student.as_ref().unwrap().to_string(), l.fate.word(), l.reason.contains("time passes")))
        .collect();
    let expected = [("S1018", "withheld", true), ("S1018", "withheld", true), ("S1019", "send", false)];
    assert_eq!(told, expected.map(|(student, fate, passes)| (student.to_owned(), fate, passes)));
}

#[test]
fn a_draft_that_names_a_day_ends_with_it_and_an_ok_gives_it_no_more_time() {
    let ends = |world: &World| world.value(&format!("SELECT expires_at FROM outbox WHERE {REMINDER}"));
    // Approved in the morning of the day, and held up by a server until it is too late.
    let mut world = reminders("teacher");
    assert_eq!(world.states(REMINDER), [Draft]);
    let before = ends(&world);
    world.at("2026-11-16T07:00:00").step().unwrap();
    let receipts = world.at("2026-11-16T07:50:00").teach("ok all");
    assert!(receipts.iter().all(|r| r.done), "{receipts:?}");
    assert_eq!((world.states(REMINDER), ends(&world)), (vec![Queued], before));
    world.at("2026-11-16T12:00:00").send().unwrap();
    assert_eq!(world.states(REMINDER), [Expired]);
    // Read two weeks later.
    let mut world = reminders("teacher");
    world.at("2026-11-16T07:00:00").step().unwrap();
    let late = world.at("2026-11-30T07:50:00").teach("ok all");
    assert!(late.iter().any(|r| !r.done), "{late:?}");
    assert_eq!(world.states(REMINDER), [Draft], "not sent, and not yet looked at");
    world.tick().unwrap();
    assert_eq!(world.states(REMINDER), [Expired]);
    assert!(!world.teach("ok 1")[0].done);
    world.at("2026-12-01T07:00:00").step().unwrap();
    let told = summary(&world);
    assert!(told.contains("to Samir Haddad (Omar) was not sent: its day passed before anybody said ok."), "{told}");
    let none: Vec<OutboxState> = world.states("state = 'sent' AND audience = 'family'");
    assert!(none.is_empty() && !world.states(REMINDER).contains(&Cancelled));
}
