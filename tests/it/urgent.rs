//! Urgent words of families reach every teacher at once, once, and answer nobody.

use crate::world::World;
use crate::world::settings::Settings;
use homeroom::cli::demo::script::Folder;
use homeroom::service::summary::show;

const CLASS: &str = "room12@school.test";
const ANA: &str = "ana.martinez@families.test";
const WORDS: &str = "[urgent]\nen = [\"ambulance\", \"ran away\"]\nes = [\"se escapó\"]\n\n[inbox]";

/// A Monday night.
fn world() -> World {
    let settings = Settings::with_jobs("").with_school("[inbox]", WORDS);
    let mut world = World::with(settings, "2026-11-09T08:00:00-05:00");
    world.step().unwrap();
    world.at("2026-11-09T23:30:00");
    world
}

fn mail(from: &str, subject: &str, rest: &str) -> Vec<u8> {
    let id = format!("{}@mail.test", subject.replace(' ', "-"));
    format!(
        "From: {from}\r\nTo: {CLASS}\r\nSubject: {subject}\r\nMessage-ID: <{id}>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n{rest}\r\n"
    )
    .into_bytes()
}

fn comes(world: &mut World, from: &str, subject: &str, text: &str) {
    world.deliver(Folder::Inbox, &mail(from, subject, &format!("\r\n{text}")));
    world.step().unwrap();
}

fn told(world: &World) -> String {
    world.value("SELECT count(*) FROM outbox WHERE template = 'urgent' AND state = 'sent'")
}

#[test]
fn a_familys_urgent_word_reaches_the_teacher_in_the_night_and_only_once() {
    let mut world = world();
    comes(&mut world, ANA, "Leo", "Leo RAN away.\r\nPlease call me.");
    assert_eq!(told(&world), "1");
    let (subject, text) = (
        world.value("SELECT subject FROM outbox WHERE template = 'urgent'"),
        world.value("SELECT text FROM outbox_content c JOIN outbox o ON o.id = c.outbox WHERE template = 'urgent'"),
    );
    assert_eq!(subject, "Room 12: urgent, a family has written");
    for part in ["Ana", "about Leo", "> Leo RAN away.", "> Please call me.", "“ran away”"] {
        assert!(text.contains(part), "no {part} in {text}");
    }
    let arrived = world.arrived.last().unwrap();
    let raw = String::from_utf8_lossy(&arrived.mail.bytes).to_string();
    assert!(raw.contains("Auto-Submitted: auto-generated"), "{raw}");
    world.sql("UPDATE inbound SET state = 'received' WHERE role = 'inbox'");
    world.at("2026-11-10T06:00:00").step().unwrap();
    assert_eq!(told(&world), "1", "a mail that is understood again is passed on no second time");
    assert_eq!(world.value("SELECT count(*) FROM outbox WHERE audience = 'family'"), "0");
}

#[test]
fn an_urgent_mail_stands_first_among_those_that_wait() {
    let mut world = world();
    comes(&mut world, "pat.quinn@families.test", "Lunch", "May Zoë bring his own lunch?");
    world.at("2026-11-09T23:40:00");
    comes(&mut world, "samir.haddad@families.test", "Night", "Se escapo de casa.");
    world.at("2026-11-10T07:00:00");
    let text = show(world.class(), world.clock_says()).unwrap().letter.text;
    let (urgent, other) = (text.find("Se escapo").unwrap(), text.find("his own lunch").unwrap());
    assert!(urgent < other, "{text}");
    assert!(text.to_lowercase().contains("urgent"), "{text}");
}

#[test]
fn history_strangers_machines_and_parts_of_words_pass_nothing_on() {
    let mut world = world();
    comes(&mut world, ANA, "Book", "He loves the book about ambulances.");
    comes(
        &mut world,
        ANA,
        "Re: Book",
        "Thank you!\r\n\r\nOn Mon, Nov 9, 2026 at 8:00 AM Room 12 wrote:\r\n> An ambulance came to school today.",
    );
    comes(&mut world, "stranger@elsewhere.test", "Help", "An ambulance, please.");
    world.deliver(Folder::Inbox, &mail(ANA, "Away", "Auto-Submitted: auto-replied\r\n\r\nIn need call an ambulance."));
    world.step().unwrap();
    world.deliver(Folder::Sent, &mail(CLASS, "Trip", "\r\nThe ambulance visits us."));
    world.step().unwrap();
    assert_eq!(world.value("SELECT count(*) FROM outbox WHERE template = 'urgent'"), "0");
}

#[test]
fn who_is_barred_is_told_of_and_not_answered() {
    let mut world = world();
    let barred =
        world.class().class().roster.guardianships().iter().find_map(|row| {
            (row.access == homeroom::domain::roster::Access::Blocked).then(|| row.email.clone().unwrap())
        });
    let barred = barred.expect("the cast has a guardian whom a court order bars");
    comes(&mut world, barred.as_str(), "Now", "I called an ambulance.");
    assert_eq!(told(&world), "1");
    let text =
        world.value("SELECT text FROM outbox_content c JOIN outbox o ON o.id = c.outbox WHERE template = 'urgent'");
    assert!(text.contains("A court order bars this person"), "{text}");
    assert_eq!(world.value("SELECT count(*) FROM outbox WHERE audience = 'family'"), "0");
    assert_eq!(world.value("SELECT state FROM inbound ORDER BY id DESC LIMIT 1"), "held");
}

#[test]
fn a_mail_that_names_no_child_is_passed_on_though_its_place_is_not_known() {
    let mut world = world();
    let class = world.class().class().clone();
    let several = class.roster.guardianships().iter().find(|row| {
        let email = row.email.as_ref();
        email.is_some_and(|email| {
            class.roster.rows_of(email).map(|r| &r.student).collect::<std::collections::HashSet<_>>().len() > 1
        })
    });
    let email = several.expect("a guardian of two").email.clone().unwrap();
    comes(&mut world, email.as_str(), "Tonight", "We wait for the ambulance.");
    assert_eq!(world.value("SELECT state FROM inbound ORDER BY id DESC LIMIT 1"), "unsure");
    assert_eq!(told(&world), "1");
}
