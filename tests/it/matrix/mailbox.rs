//! Cells about the mailbox, in virtual time or look by look: what a real server does not do on demand.

use super::frame::{Seed, cell, memory};
use crate::school::mail::plain;
use crate::world::World;
use crate::world::imap::{Fault, ImapServer};
use crate::world::settings::Settings;
use crate::world::virtual_day::VirtualDay;
use homeroom::imap::sync_plan::Reach;
use homeroom::service::status::status;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

const MONDAY: &str = "2026-11-09T09:00:00-05:00";
const CLASS: &str = "room12@school.test";

/// The n-th family's mail.
pub fn letter(n: u64) -> Vec<u8> {
    plain(&format!("Alex <guardian{}@families.test>", n % 20 + 1), CLASS, &format!("letter {n}"), "We come at nine.")
}

pub fn settings() -> Settings {
    Settings::with_jobs("").with_families(20)
}

fn day() -> VirtualDay {
    VirtualDay::new(settings(), MONDAY)
}

pub fn fill(server: &ImapServer, uids: impl IntoIterator<Item = u64>) {
    for uid in uids {
        server.put_mail("INBOX", uid, &letter(uid));
    }
}

/// Every mail of the inbox is stored once, understood once and is one contact.
pub fn accounted(world: &World, mails: usize) {
    let count = |query: &str| world.value(query).parse::<usize>().unwrap();
    assert_eq!(count("SELECT count(*) FROM inbound"), mails, "stored");
    assert_eq!(count("SELECT count(*) FROM inbound WHERE state = 'placed'"), mails, "placed");
    assert_eq!(count("SELECT count(*) FROM contact"), mails, "contacts");
    let lying = "SELECT count(*) FROM location l JOIN folder f ON f.id = l.folder
         WHERE f.name = 'INBOX' AND l.gone_at IS NULL AND f.uidvalidity = (SELECT max(uidvalidity) FROM folder)";
    assert_eq!(count(lying), mails, "locations");
}

fn problems(world: &World) -> Vec<String> {
    let now = homeroom::clock::Clock::now(&*world.clock);
    world.class().store.read(|tx| status(tx, world.class(), true, now)).unwrap().problems
}

fn looks_until_well(world: &World, server: &ImapServer, most: usize) {
    for _ in 0..most {
        if let Ok(mut source) = world.connect(server)
            && world.look(&mut source, Reach::Full).0.is_ok()
        {
            world.understand().unwrap();
            return;
        }
    }
    panic!("no look of {most} ended well");
}

#[test]
fn c1_1_a_mailbox_that_cannot_be_reached() {
    cell("C1.1", 6, |seed| match seed.number % 3 {
        0 => unreachable(seed, None),
        1 => unreachable(seed, Some(Fault::Silence)),
        _ => no_tls(),
    });
}

/// Half an hour in which nobody listens, or somebody who is of no use.
fn unreachable(seed: &mut Seed, who_answers: Option<Fault>) {
    let mut day = day();
    fill(&day.imap, 1..=5);
    day.start().seconds(20);
    assert_eq!(day.stored("INBOX"), 5);
    day.seconds(seed.random.u64(0..300));
    let before = day.imap.visits().0.len();
    day.imap.is_there(false);
    if let Some(fault) = who_answers {
        day.imap.fails(move |_, command, _| (command == "greeting").then_some(fault));
        // The server hears that it is gone before it is back.
        day.seconds(1).imap.is_there(true);
    }
    fill(&day.imap, 6..=8);
    let told = day.until(900, "the outage is told", |day| !day.problems().is_empty());
    day.seconds(1800 - told);
    assert!(day.problems().iter().any(|p| p.contains("mailbox: ")), "{:?}", day.problems());
    assert!(day.imap.visits().0.len() - before <= 40, "{} connections", day.imap.visits().0.len() - before);
    day.imap.is_well();
    day.imap.is_there(true);
    day.until(360, "the mail is there after the outage", |day| day.stored("INBOX") == 8);
    day.until(30, "and the problem is gone", |day| day.problems().is_empty());
    accounted(&day.world, 8);
}

/// The server speaks in clear where TLS is expected.
fn no_tls() {
    let mut day = VirtualDay::new(settings().with_school("security = \"none\" # in", "security = \"tls\""), MONDAY);
    day.start();
    day.until(900, "it is told", |day| day.problems().concat().contains("TLS"));
    day.minutes(30);
    assert!(day.imap.visits().0.len() <= 40, "{} connections", day.imap.visits().0.len());
    let heard = day.imap.heard().concat();
    assert!(!heard.contains("LOGIN") && !heard.contains("secret"), "nothing is said in clear: {heard:?}");
}

#[test]
fn c1_2_a_login_that_is_refused() {
    cell("C1.2", 2, |seed| {
        let mut day = day();
        fill(&day.imap, 1..=3);
        day.start().seconds(20);
        // The day's password is another one.
        day.imap.is_there(false);
        day.seconds(1);
        day.imap.fails(|_, command, _| {
            command.starts_with("LOGIN").then_some(Fault::Refuse("NO [AUTHENTICATIONFAILED] wrong"))
        });
        day.imap.is_there(true);
        let before = day.imap.visits().1.len();
        fill(&day.imap, 4..=5);
        day.until(900, "the refusal is told", |day| day.problems().concat().contains("refuses this user and password"));
        day.minutes(24 * 60);
        let logins = day.imap.visits().1.len() - before;
        assert!(logins <= 10, "{logins} logins in a day");
        day.minutes(seed.random.u64(0..360));
        day.imap.is_well();
        day.until(7 * 3600, "it heals by itself", |day| day.stored("INBOX") == 5);
        accounted(&day.world, 5);
        assert_eq!(day.problems(), Vec::<String>::new());
    });
}

#[test]
fn c1_3_a_listing_that_fails_is_no_empty_mailbox() {
    cell("C1.3", 20, |seed| {
        let (world, server) = (World::with(settings(), MONDAY), ImapServer::start());
        fill(&server, 1..=20);
        looks_until_well(&world, &server, 1);
        fill(&server, 21..=22);
        for command in ["EXAMINE", "UID FETCH"] {
            let cut = seed.random.usize(1..60);
            for fault in [
                Fault::SayAndClose("* 22 EXISTS\r\n"),
                Fault::Refuse("NO [SERVERBUG] not now"),
                Fault::Refuse("BAD what"),
                Fault::CloseAfter(cut),
                Fault::SayAndClose("* 1 FETCH (UID 1)\r\n* 2 FETCH (UID 2)\r\n"),
            ] {
                // About a FETCH the first mail it would answer for stands for all of it.
                server.fails(move |folder, heard, uid| {
                    (folder == "INBOX" && heard.starts_with(command) && uid <= 1).then_some(fault)
                });
                server.heard();
                let done = world.once(&server);
                assert!(!done.problems.is_empty(), "{command}, {fault:?}: told");
                assert!(
                    problems(&world).concat().contains("mailbox: "),
                    "{command}, {fault:?}: {:?}",
                    problems(&world)
                );
                let again = server.heard().iter().filter(|c| c.contains("BODY.PEEK")).count();
                assert!(again <= 3, "{command}, {fault:?}: nothing is read twice");
                assert_eq!(world.value("SELECT count(*) FROM location WHERE gone_at IS NOT NULL"), "0");
            }
        }
        server.is_well();
        let done = world.once(&server);
        assert!(done.problems.is_empty() && problems(&world).is_empty(), "{done:?}");
        accounted(&world, 22);
    });
}

#[test]
fn c1_4_a_folder_that_gets_another_uidvalidity() {
    cell("C1.4", 5, |seed| {
        let (world, server) = (World::with(settings(), MONDAY), ImapServer::start());
        fill(&server, 1..=500);
        looks_until_well(&world, &server, 1);
        accounted(&world, 500);
        let effects = |world: &World| world.rows("SELECT inbound, student, household, at FROM contact ORDER BY id");
        let before = effects(&world);
        server.renumber("INBOX", seed.random.u64(1..900));
        server.put_mail("INBOX", 2000, &letter(2000));
        looks_until_well(&world, &server, 1);
        accounted(&world, 501);
        assert_eq!(effects(&world)[..500], before[..], "what was done is not done again");
        let after = world.once(&server);
        assert_eq!((after.sweep.new, after.problems.len()), (0, 0), "{after:?}");
    });
}

#[test]
fn c1_6_a_mail_whose_answer_is_no_imap() {
    cell("C1.6", 10, |seed| {
        let bad = seed.random.u64(1..=50);
        let mut day = day();
        fill(&day.imap, 1..=50);
        day.imap.fails(move |folder, command, uid| {
            (folder == "INBOX" && uid == bad && command.contains("BODY.PEEK")).then_some(Fault::Garbage)
        });
        day.start();
        day.until(900, "the others are stored", |day| day.stored("INBOX") == 49);
        day.until(900, "the one is named", |day| day.problems().concat().contains(&format!("(UID {bad})")));
        fill(&day.imap, [51]);
        day.until(900, "a new mail is stored", |day| day.stored("INBOX") == 50);
        day.imap.is_well();
        day.until(26 * 3600, "in the end it is read", |day| day.stored("INBOX") == 51);
        accounted(&day.world, 51);
    });
}

#[test]
fn c1_7_a_literal_that_lies_and_an_octet_a_second() {
    cell("C1.7", 10, |seed| {
        let bad = seed.random.u64(1..=20);
        for fault in [Fault::Literal(400_000_000), Fault::Drip] {
            let mut day = day();
            fill(&day.imap, 1..=20);
            day.imap.fails(move |folder, command, uid| {
                (folder == "INBOX" && uid == bad && command.contains("BODY.PEEK")).then_some(fault)
            });
            let before = memory();
            day.start();
            day.until(900, "the others are stored within 15 minutes", |day| day.stored("INBOX") >= 19);
            assert!(memory() - before < 128, "{} MiB", memory() - before);
            if day.stored("INBOX") < 20 {
                day.until(1800, "what cannot be read is told", |day| !day.problems().is_empty());
                day.imap.is_well();
                day.until(26 * 3600, "in the end it is read", |day| day.stored("INBOX") == 20);
            }
            day.until(30, "and understood", |day| day.world.value("SELECT count(*) FROM contact") == "20");
            accounted(&day.world, 20);
        }
    });
}

#[test]
fn c1_8_a_mail_that_was_deleted_after_it_was_listed() {
    cell("C1.8", 20, |seed| {
        let (world, server) = (World::with(settings(), MONDAY), ImapServer::start());
        fill(&server, 1..=12);
        let (gone, when) = (seed.random.u64(1..=12), ["RFC822.SIZE", "BODY.PEEK"][seed.random.usize(0..2)]);
        server.fails(move |folder, command, uid| {
            (folder == "INBOX" && uid == gone && command.contains(when)).then_some(Fault::Gone)
        });
        let first = world.once(&server);
        assert!(first.problems.is_empty(), "{first:?}");
        server.remove("INBOX", gone);
        server.is_well();
        for _ in 0..3 {
            let done = world.once(&server);
            assert!(done.problems.is_empty() && done.sweep.unreadable == 0, "{done:?}");
        }
        accounted(&world, 11);
        assert_eq!(problems(&world), Vec::<String>::new());
    });
}

#[test]
fn c1_11_packets_that_are_dropped_while_idling() {
    cell("C1.11", 20, |seed| {
        let mut day = day();
        fill(&day.imap, 1..=3);
        day.start().seconds(20);
        day.seconds(seed.random.u64(0..600));
        let visits = day.imap.visits().0.len();
        // What is connected now hears nothing and answers nothing; who calls anew is served.
        day.imap.fails(|_, command, _| matches!(command, "EXISTS" | "DONE").then_some(Fault::Silence));
        fill(&day.imap, [4]);
        let took = day.until(360, "the mail is stored within 6 minutes", |day| day.stored("INBOX") == 4);
        println!("stored {took} s after it came, over connection {}", day.imap.visits().0.len() - visits);
        day.imap.is_well();
        accounted(&day.world, 4);
    });
}

#[test]
fn c1_12_idle_that_lies_ends_or_is_refused() {
    cell("C1.12", 4, |seed| {
        for fault in [
            Fault::Say("* 4 EXISTS\r\n+ idling\r\n"),
            Fault::Refuse("NO not here"),
            Fault::Close,
            Fault::SayAndClose("* BYE too many\r\n"),
            Fault::Say("+ idling\r\n$ NO enough\r\n"),
        ] {
            let mut day = day();
            fill(&day.imap, 1..=3);
            day.imap.fails(move |_, command, _| (command == "IDLE").then_some(fault));
            day.start().seconds(20);
            let (_, before) = day.imap.visits();
            day.seconds(seed.random.u64(0..500));
            fill(&day.imap, [4]);
            let took = day.until(360, "the mail is stored within 6 minutes", |day| day.stored("INBOX") == 4);
            println!("{fault:?}: stored {took} s after it came");
            day.seconds(600);
            let logins = day.imap.visits().1;
            let last = logins.last().copied();
            let lately = logins[before.len()..]
                .iter()
                .filter(|at| last.is_some_and(|l| l - **at < std::time::Duration::from_secs(600)));
            assert!(lately.count() <= 40, "{fault:?}");
            accounted(&day.world, 4);
        }
        bye_again_and_again();
    });
}

/// A server that greets with BYE for ten minutes.
fn bye_again_and_again() {
    let mut day = day();
    fill(&day.imap, 1..=3);
    let calls = Arc::new(AtomicU64::new(0));
    let counted = Arc::clone(&calls);
    day.imap.fails(move |_, command, _| {
        counted.fetch_add(u64::from(command == "greeting"), Ordering::SeqCst);
        (command == "greeting").then_some(Fault::SayAndClose("* BYE not now\r\n"))
    });
    day.start().seconds(600);
    assert!(calls.load(Ordering::SeqCst) <= 40, "{calls:?} calls");
    assert!(!day.problems().is_empty());
    day.imap.is_well();
    day.until(360, "then all is read", |day| day.stored("INBOX") == 3);
    accounted(&day.world, 3);
}

#[test]
fn c1_13_a_uid_that_appears_after_a_higher_one() {
    cell("C1.13", 20, |seed| {
        let (world, server) = (World::with(settings(), MONDAY), ImapServer::start());
        let late: Vec<u64> = (0..5).map(|_| seed.random.u64(101..=299)).collect();
        fill(&server, (100..=300).filter(|uid| !late.contains(uid)));
        let mut source = world.connect(&server).unwrap();
        world.look(&mut source, Reach::Full).0.unwrap();
        for (n, uid) in late.iter().enumerate() {
            fill(&server, [*uid]);
            if n % 2 == 0 {
                fill(&server, [301 + n as u64]);
            }
            world.look(&mut source, Reach::Recent).0.unwrap();
        }
        world.understand().unwrap();
        accounted(&world, server.mails("INBOX").len());
        let (_, last) = world.look(&mut source, Reach::Full);
        assert_eq!((last.new, last.unreadable), (0, 0));
    });
}

/// Cuts a run of many mails; see [`super::real_mailbox`] for the same over a real server's line.
pub fn no_after_k_of_n(seed: &mut Seed) {
    let (world, server) = (World::with(settings(), MONDAY), ImapServer::start());
    fill(&server, 1..=50);
    for _ in 0..4 {
        let last = seed.random.u64(1..=50);
        server.fails(move |folder, command, uid| {
            (folder == "INBOX" && uid >= last && command.contains("UID FETCH"))
                .then_some(Fault::Refuse("NO Some messages could not be FETCHed"))
        });
        let _ = world.once(&server);
    }
    server.is_well();
    // What was refused alone is asked for again after a rest.
    world.clock.set(homeroom::clock::Clock::now(&*world.clock) + jiff::SignedDuration::from_hours(30));
    looks_until_well(&world, &server, 3);
    accounted(&world, 50);
}
