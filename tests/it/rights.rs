//! What a teacher says about who may be written to holds from the moment it is committed, whatever was prepared before and
//! whatever list a process has in memory.

use crate::world::World;
use crate::world::settings::Settings;
use homeroom::cli::demo::script::Folder;
use homeroom::decide::rights::{Entry, block};
use homeroom::domain::audit::Actor;
use homeroom::ids::StudentId;
use homeroom::service::apply::apply;
use homeroom::service::summary;

const ANA: &str = "ana.martinez@families.test";

/// Bars Ana from Leo, as a teacher's `block Ana from Leo: …` does.
fn bar_ana(world: &World) {
    let (class, now) = (world.class(), world.clock_says());
    let entry = Entry { class: class.class(), by: "Ms. Alvarez", now, today: class.local(now).date() };
    let leo = class.class().roster.student(&StudentId::new("S1002")).unwrap();
    let (effects, _) = block("Ana", leo, "court order of 3 March", &entry).unwrap();
    class.store.write(|tx| apply(tx, class, Actor::Teacher(1), effects, None, now)).unwrap();
}

fn about_leo(world: &World) -> Vec<String> {
    let query = format!(
        "SELECT o.state FROM outbox o JOIN topic t ON t.id = o.topic JOIN thread h ON h.id = t.thread
         WHERE o.recipient = '{ANA}' AND h.student = 'S1002' ORDER BY o.id"
    );
    world.rows(&query).concat()
}

#[test]
fn nothing_leaves_for_whoever_is_barred_between_the_word_and_the_reopened_class() {
    let mut world = World::with(Settings::cast(), "2026-11-09T06:00:00-05:00");
    world.step().unwrap();
    world.at("2026-11-10T09:00:00").teach("good Leo: shared his snack");
    assert_eq!(about_leo(&world), ["draft"]);
    assert!(!world.class().is_outdated().unwrap());
    bar_ana(&world);
    assert!(world.class().is_outdated().unwrap(), "the daemon is told to open the class anew");
    assert_eq!(about_leo(&world), ["cancelled"], "what waited has ended");
    // This process still has the list of before, and prepares another note.
    world.at("2026-11-10T10:00:00").teach("good Leo: helped a friend");
    let id = world.value("SELECT max(id) FROM outbox WHERE state = 'draft'");
    world
        .class()
        .store
        .write(|tx| {
            let approve =
                homeroom::decide::effect::Effect::ApproveDraft { outbox: homeroom::ids::OutboxId(id.parse().unwrap()) };
            apply(tx, world.class(), Actor::Teacher(1), vec![approve], None, world.clock_says())
        })
        .unwrap();
    world.at("2026-11-10T11:00:00").step().unwrap();
    assert_eq!(about_leo(&world), ["cancelled", "cancelled"], "the gate asks the state, not the list");
    let anew = world.class().anew().unwrap();
    assert!(!anew.is_outdated().unwrap());
    assert!(
        anew.class()
            .roster
            .is_blocked(&homeroom::domain::address::EmailAddress::parse(ANA).unwrap(), &StudentId::new("S1002"))
    );
}

/// A teacher's mail as the school's server passes it on.
fn of_teacher(to: &str, date: &str, body: &str) -> String {
    format!(
        "Authentication-Results: mx.school.test; dmarc=pass header.from=school.test\r\nFrom: <rivera@school.test>\r\n\
         To: {to}\r\nSubject: Leo\r\nDate: {date}\r\nMessage-ID: <{}@school.test>\r\n\r\n{body}\r\n",
        crate::school::mail::fresh_number()
    )
}

#[test]
fn mail_that_comes_after_a_block_is_placed_by_the_class_list_that_says_so() {
    let mut world = World::with(Settings::with_jobs(""), "2026-11-10T08:00:00-05:00");
    world.step().unwrap();
    world.at("2026-11-10T09:00:00");
    let block = of_teacher("room12@school.test", "Tue, 10 Nov 2026 09:00:00 -0500", "block Ana from Leo: court order");
    world.deliver(Folder::Inbox, block.as_bytes());
    world.step().unwrap();
    let asked = crate::school::mail::read(&world.newest_to("rivera@school.test")).html.unwrap();
    let press = asked.split("mailto:").nth(1).unwrap().split('?').next().unwrap();
    // Both lie in the mailbox when it is looked at next.
    world.deliver(Folder::Inbox, of_teacher(press, "Tue, 10 Nov 2026 09:01:00 -0500", "").as_bytes());
    world.deliver(Folder::Inbox, format!("From: {ANA}\r\nSubject: Leo\r\n\r\nWhere is he?\r\n").as_bytes());
    world.at("2026-11-10T09:02:00").step().unwrap();
    let last = |world: &World| world.value("SELECT state FROM inbound ORDER BY id DESC LIMIT 1");
    assert_eq!((world.class().is_outdated().unwrap(), last(&world).as_str()), (true, "received"));
    world.restart();
    world.step().unwrap();
    assert_eq!(last(&world), "held");
    assert_eq!(world.value("SELECT count(*) FROM contact WHERE direction = 'from_family'"), "0");
}

#[test]
fn the_summary_tells_a_block_until_the_list_says_it_and_the_list_rules_from_then_on() {
    let mut world = World::with(Settings::cast(), "2026-11-09T06:00:00-05:00");
    world.step().unwrap();
    bar_ana(&world);
    world.restart();
    let told = |world: &World| summary::show(world.class(), world.clock_says()).unwrap().letter.text;
    assert!(told(&world).contains("put the block into the class list"), "{}", told(&world));
    let listed =
        world.settings().roster_csv.lines().map(|line| {
            if line.starts_with("S1002,") { line.replacen(",full,", ",blocked,", 1) } else { line.to_owned() }
        });
    let listed: Vec<String> = listed.collect();
    let before = std::mem::replace(&mut world.settings().roster_csv, listed.join("\n") + "\n");
    world.restart();
    assert!(!told(&world).contains("put the block into the class list"));
    world.settings().roster_csv = before;
    world.restart();
    let ana = homeroom::domain::address::EmailAddress::parse(ANA).unwrap();
    assert!(!world.class().class().roster.is_blocked(&ana, &StudentId::new("S1002")), "IT ended it in the list");
}
