//! Whether mail reaches an address: what counts against it, what opens it again, and what people are told to do.

use crate::school::mail::plain;
use crate::world::settings::Settings;
use crate::world::{Fate, World};
use homeroom::cli::demo::cast::CLASS_ADDRESS;
use homeroom::cli::demo::mailshapes::bounce_of;
use homeroom::cli::demo::script::Folder;
use homeroom::decide::contact_flags::{Flag, HomeStatus, State};
use homeroom::decide::reachability::Reachability;
use homeroom::domain::outbox::NextStep;
use homeroom::message::BounceReason;
use homeroom::service::gather;
use homeroom::smtp::outcome::{Outcome, Reply, Stage, Trouble};
use jiff::{SignedDuration, Timestamp};

const PAT: &str = "pat.quinn@families.test";

/// A class in which what was noted of a child goes home on the same afternoon.
fn world() -> World {
    let notes = "[[jobs]]\nname = \"good-news\"\ncron = \"30 15 * * Mon-Fri\"\ntemplate = \"positive-note\"\n\
                 audience = \"students-with-new-moments\"\napproval = \"none\"\npersonal = true\n";
    let mut world = World::with(Settings::with_jobs(notes), "2026-11-09T06:00:00-05:00");
    world.step().unwrap();
    world
}

/// A note about Zoë goes to Pat, who is all of her home that may be written to; gives the row's state and reason.
fn note(world: &mut World, day: u32) -> Vec<String> {
    world.at(&format!("2026-11-{day:02}T12:00:00")).teach(&format!("good Zoë: Her map of day {day} was the best."));
    world.at(&format!("2026-11-{day:02}T15:30:00")).step().unwrap();
    let newest = "SELECT state, reason FROM outbox WHERE template = 'positive-note' AND job IS NOT NULL ORDER BY id DESC LIMIT 1";
    world.rows(newest).remove(0)
}

/// What the school's mail server says of the newest note.
fn report(world: &World, status: &str) -> Vec<u8> {
    let newest = world.arrived.iter().rev().find(|a| a.mail.recipient.as_str() == PAT).unwrap();
    bounce_of(&newest.mail.bytes, PAT, status, &world.local(), 1)
}

fn comes_back(world: &mut World, day: u32, status: &str) {
    world.at(&format!("2026-11-{day:02}T16:00:00"));
    let report = report(world, status);
    world.deliver(Folder::Inbox, &report);
    world.step().unwrap();
}

fn home(world: &World) -> HomeStatus {
    let homes = world.class().store.read(|tx| gather::homes(tx, world.class(), world.clock_says())).unwrap();
    homes.into_iter().find(|h| h.facts.guardians.iter().any(|g| g.name == "Pat Quinn")).unwrap()
}

fn reachability(world: &World) -> Reachability {
    home(world).facts.guardians[0].mail.reachability().unwrap().clone()
}

/// The summary of this morning.
fn morning(world: &mut World, day: u32) -> String {
    world.at(&format!("2026-11-{day:02}T07:00:00")).step().unwrap();
    let newest =
        "SELECT text FROM outbox_content WHERE outbox = (SELECT max(id) FROM outbox WHERE template = 'summary')";
    // Lines are folded for the screen.
    world.value(newest).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn after_hard_bounces_on_two_days_nothing_more_is_sent_and_the_next_step_is_told() {
    let mut world = world();
    assert_eq!(note(&mut world, 9)[0], "sent");
    comes_back(&mut world, 9, "5.1.1");
    let (status, once) = (home(&world), reachability(&world));
    assert!(matches!(&once, Reachability::Doubtful(t) if t.cause == BounceReason::MailboxUnknown));
    assert_eq!(status.state, State::Unreachable, "by the last word from its only address");
    assert!(status.flags.contains(&Flag::Bounce) && status.flags.contains(&Flag::Unreachable));
    let told = morning(&mut world, 10);
    let back =
        "Mail to Pat Quinn (Zoë) came back: the address does not exist. Ask the family for a new address by phone";
    assert!(told.contains(back) && !told.contains("Nothing more is sent there"), "{told}");

    assert_eq!(note(&mut world, 10)[0], "sent", "once is no proof");
    comes_back(&mut world, 10, "5.1.1");
    let Reachability::Unreachable(trouble) = reachability(&world) else { panic!("{:?}", reachability(&world)) };
    assert_eq!(trouble.next_step, NextStep::AskForAddress);
    assert_eq!(trouble.since.to_string(), "2026-11-09T21:00:00Z");
    assert!(trouble.diagnostic.is_some_and(|words| words.contains("User unknown")));
    let told = morning(&mut world, 12);
    assert!(told.contains(back) && told.contains("Nothing more is sent there"), "{told}");
    let held = note(&mut world, 12);
    assert_eq!(held[0], "held", "{held:?}");
    assert!(held[1].contains("comes back"), "{held:?}");
}

#[test]
fn two_bounces_of_one_day_are_one() {
    let mut world = world();
    note(&mut world, 9);
    comes_back(&mut world, 9, "5.1.1");
    let report = report(&world, "5.1.1");
    world.at("2026-11-09T17:00:00").deliver(Folder::Inbox, &[report, b"\r\n".to_vec()].concat());
    world.step().unwrap();
    assert_eq!(world.value("SELECT count(*) FROM delivery_report"), "2");
    assert!(matches!(reachability(&world), Reachability::Doubtful(_)));
    assert_eq!(note(&mut world, 10)[0], "sent");
}

#[test]
fn the_report_about_one_mail_sent_again_on_other_days_says_nothing_new() {
    let mut world = world();
    note(&mut world, 9);
    for day in 9..14 {
        comes_back(&mut world, day, "5.1.1");
    }
    assert!(matches!(reachability(&world), Reachability::Doubtful(_)), "{:?}", reachability(&world));
    assert_eq!(note(&mut world, 16)[0], "sent");
}

#[test]
fn a_report_about_somebody_to_whom_the_mail_was_sent_on_says_nothing_of_the_address() {
    let mut world = world();
    note(&mut world, 9);
    for other in ["pat@elsewhere.test", "pat..quinn@elsewhere.test"] {
        let newest = world.arrived.iter().rev().find(|a| a.mail.recipient.as_str() == PAT).unwrap();
        let report = bounce_of(&newest.mail.bytes, other, "5.1.1", &world.local(), 1);
        world.deliver(Folder::Inbox, &report);
        world.step().unwrap();
        assert_eq!(reachability(&world), Reachability::Reachable, "{other}");
    }
}

#[test]
fn a_mail_that_a_parent_writes_from_there_opens_the_address_again() {
    let mut world = world();
    for day in [9, 10] {
        note(&mut world, day);
        comes_back(&mut world, day, "5.1.1");
    }
    assert!(reachability(&world).is_unreachable());
    // What a machine answers and what comes from another address is no word from there.
    world.at("2026-11-12T09:00:00");
    let machine = String::from_utf8(plain(PAT, CLASS_ADDRESS, "Out of office", "I am away.")).unwrap();
    world.deliver(
        Folder::Inbox,
        machine.replacen("MIME-Version", "Auto-Submitted: auto-replied\r\nMIME-Version", 1).as_bytes(),
    );
    world.deliver(Folder::Inbox, &plain("Pat Quinn <pat@elsewhere.test>", CLASS_ADDRESS, "Hello", "It is me."));
    world.step().unwrap();
    assert!(reachability(&world).is_unreachable());
    world.at("2026-11-12T10:00:00").deliver(Folder::Inbox, &plain(PAT, CLASS_ADDRESS, "Hello", "My mail works now."));
    world.step().unwrap();
    assert_eq!(reachability(&world), Reachability::Reachable);
    assert!(!home(&world).flags.contains(&Flag::Bounce));
    assert_eq!(note(&mut world, 12)[0], "sent");
    // And what bounces from now on counts from nothing.
    comes_back(&mut world, 12, "5.1.1");
    assert!(matches!(reachability(&world), Reachability::Doubtful(_)));
}

#[test]
fn a_delivery_that_is_confirmed_and_a_mail_of_which_nothing_is_heard_take_the_doubt_away() {
    let mut world = world();
    note(&mut world, 9);
    comes_back(&mut world, 9, "5.1.1");
    note(&mut world, 10);
    world.at("2026-11-15T15:29:00").step().unwrap();
    assert!(matches!(reachability(&world), Reachability::Doubtful(_)));
    world.at("2026-11-15T15:30:00").step().unwrap();
    assert_eq!(reachability(&world), Reachability::Reachable, "five days after it was taken");

    let mut world = self::world();
    note(&mut world, 9);
    comes_back(&mut world, 9, "5.1.1");
    note(&mut world, 10);
    world.at("2026-11-10T16:00:00");
    let delivered = String::from_utf8(report(&world, "5.1.1")).unwrap();
    let delivered = delivered.replace("Action: failed", "Action: delivered").replace("Status: 5.1.1", "Status: 2.1.5");
    world.deliver(Folder::Inbox, delivered.as_bytes());
    world.step().unwrap();
    assert_eq!(world.value("SELECT fate FROM delivery_report ORDER BY id DESC LIMIT 1"), "delivered");
    assert_eq!(reachability(&world), Reachability::Reachable);
    assert_eq!(
        world.value("SELECT state FROM outbox WHERE template = 'positive-note' AND job IS NOT NULL ORDER BY id DESC"),
        "sent"
    );
}

#[test]
fn a_refusal_by_policy_or_a_full_mailbox_never_blames_the_family() {
    for (words, cause, next_step, told) in [
        (
            "554 5.7.1 Refused by policy",
            BounceReason::Policy,
            NextStep::TellIt,
            "It is not the family’s doing; please tell IT.",
        ),
        ("550 5.7.26 Fails DMARC", BounceReason::Authentication, NextStep::TellIt, "please tell IT."),
        ("552 5.3.4 Message too large", BounceReason::TooLarge, NextStep::TellIt, "please tell IT."),
    ] {
        let (code, text) = words.split_once(' ').unwrap();
        let mut world = world();
        for day in [9, 10, 12, 13] {
            // So that the summary does not meet what the note is to meet.
            morning(&mut world, day);
            let reply = Reply::new(code.parse().unwrap(), [text]);
            world.then(Fate::Outcome(Outcome::Rejected { stage: Stage::Data, reply }));
            assert_eq!(note(&mut world, day)[0], "failed", "{words}");
            let Reachability::Doubtful(trouble) = reachability(&world) else { panic!("{words}") };
            assert_eq!((trouble.cause, trouble.next_step, trouble.blamed), (cause, next_step, false));
            assert!(!home(&world).flags.contains(&Flag::Bounce) && home(&world).state != State::Unreachable);
        }
        let summary = morning(&mut world, 16);
        assert!(summary.contains("it was refused on the way") && summary.contains(told), "{summary}");
    }
    let mut world = world();
    for day in [9, 10, 12] {
        note(&mut world, day);
        comes_back(&mut world, day, "5.2.2");
    }
    assert!(matches!(reachability(&world), Reachability::Doubtful(t) if t.next_step == NextStep::WaitAndSee));
    assert!(!home(&world).flags.contains(&Flag::Bounce));
    assert_eq!(note(&mut world, 13)[0], "sent");
}

#[test]
fn a_mail_that_the_receiving_server_puts_off_until_its_time_is_over_makes_doubt_that_passes() {
    let mut world = world();
    morning(&mut world, 9);
    let later = || {
        let trouble = Trouble::Reply(Reply::new(451, ["4.7.1 Try again later"]));
        Fate::Outcome(Outcome::Deferred { stage: Stage::Rcpt, trouble })
    };
    world.then(later());
    assert_eq!(note(&mut world, 9)[0], "queued");
    assert_eq!(reachability(&world), Reachability::Reachable, "put off is not failed");
    let ends: i64 = world
        .value("SELECT expires_at FROM outbox WHERE template = 'positive-note' AND job IS NOT NULL")
        .parse()
        .unwrap();
    world.clock.set(Timestamp::from_millisecond(ends - 30_000).unwrap());
    world.then(later()).send().unwrap();
    assert_eq!(world.value("SELECT state FROM outbox WHERE template = 'positive-note' AND job IS NOT NULL"), "expired");
    let Reachability::Doubtful(trouble) = reachability(&world) else { panic!("{:?}", reachability(&world)) };
    assert_eq!((trouble.cause, trouble.next_step), (BounceReason::Expired, NextStep::WaitAndSee));
    assert_eq!(trouble.diagnostic.as_deref(), Some("451 4.7.1 Try again later"));
    assert!(!home(&world).flags.contains(&Flag::Bounce));
    world.set_clock_on(SignedDuration::from_hours(30 * 24));
    assert_eq!(reachability(&world), Reachability::Reachable);
}

#[test]
fn a_report_of_delay_and_a_forged_report_change_nothing() {
    let mut world = world();
    note(&mut world, 9);
    comes_back(&mut world, 9, "4.2.2");
    assert_eq!(world.value("SELECT fate FROM delivery_report"), "delayed");
    assert_eq!(reachability(&world), Reachability::Reachable);
    assert_eq!(world.value("SELECT state FROM outbox WHERE template = 'positive-note' AND job IS NOT NULL"), "sent");
    for day in [10, 12] {
        note(&mut world, day);
        world.at(&format!("2026-11-{day}T16:00:00"));
        let report = String::from_utf8(report(&world, "5.1.1")).unwrap();
        // Of a mail that homeroom never sent; of one that it sent to somebody else.
        let never = report.replace("Message-ID: <", "Message-ID: <x").replace("Message-Id: <", "Message-Id: <x");
        let to_another = report.replace(PAT, "robin.vale@families.test");
        for forged in [never, to_another] {
            world.deliver(Folder::Inbox, forged.as_bytes());
        }
        world.step().unwrap();
    }
    assert_eq!(world.value("SELECT count(*) FROM delivery_report"), "1");
    assert_eq!(reachability(&world), Reachability::Reachable);
    assert!(
        world
            .rows("SELECT state FROM outbox WHERE template = 'positive-note' AND job IS NOT NULL")
            .iter()
            .all(|row| row[0] == "sent")
    );
}

#[test]
fn a_report_that_is_read_again_is_the_same_report() {
    let mut world = world();
    note(&mut world, 9);
    comes_back(&mut world, 9, "5.1.1");
    let told = world.rows("SELECT at, outbox, reason, noted_at FROM delivery_report");
    let id = world.value("SELECT inbound FROM reading WHERE kind = 'bounce'").parse().unwrap();
    let again = |tx: &homeroom::store::Tx<'_>| homeroom::store::inbound::requeue(tx, homeroom::ids::InboundId(id));
    world.class().store.write(again).unwrap();
    world.at("2026-11-10T12:00:00").step().unwrap();
    assert_eq!(world.rows("SELECT at, outbox, reason, noted_at FROM delivery_report"), told);
}
