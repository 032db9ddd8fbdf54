//! The process ends at every commit there is, and the next one picks up: nothing lost, nothing twice.

use crate::world::{Cut, Fate, World};
use homeroom::cli::demo::cast::{CHILDREN, letter};
use homeroom::cli::demo::letters::Topic;
use homeroom::cli::demo::mailshapes::fresh;
use homeroom::cli::demo::script::Folder;
use homeroom::clock::Clock;
use homeroom::domain::outbox::OutboxState::{Held, Queued, Sent, Unknown};
use homeroom::ids::MessageId;
use homeroom::smtp::outcome::{Outcome, Reply, Stage, Trouble};
use std::collections::BTreeSet;

/// A class with one mail queued: a note about Zoë to Pat, on a Friday afternoon.
fn with_a_note() -> World {
    let mut world = World::new();
    world.step().unwrap();
    world.at("2026-11-13T12:00:00").teach("good Zoë: She drew the map of the playground.");
    world.at("2026-11-13T15:30:00").tick().unwrap();
    assert_eq!(world.states(NOTE), [Queued]);
    world
}

const NOTE: &str = "template = 'positive-note' AND job IS NOT NULL";

fn notes_arrived(world: &World) -> usize {
    let ids: Vec<String> =
        world.rows("SELECT message_id FROM outbox WHERE template = 'positive-note' AND job IS NOT NULL").concat();
    world.arrived.iter().filter(|a| ids.iter().any(|id| *id == a.mail.message_id.as_str())).count()
}

fn refused_for_now() -> Fate {
    let reply = Reply::new(451, ["4.7.1 come back later"]);
    Fate::Outcome(Outcome::Deferred { stage: Stage::Rcpt, trouble: Trouble::Reply(reply) })
}

#[test]
fn a_mail_that_was_not_handed_over_goes_out_after_the_crash_and_once() {
    for (cut, fate) in [
        (Cut::BeforeClaim, None),
        (Cut::BeforeDot, None),
        // The server had said no, and the answer was not noted.
        (Cut::BeforeSettled, Some(refused_for_now())),
    ] {
        let mut world = with_a_note();
        if let Some(fate) = fate {
            world.then(fate);
        }
        world.cut(cut);
        world.send().unwrap_err();
        assert_eq!(notes_arrived(&world), 0, "{cut:?}");
        world.restart();
        assert_eq!(world.states(NOTE), [Queued], "{cut:?}");
        world.send().unwrap();
        world.restart();
        world.send().unwrap();
        assert_eq!((world.states(NOTE), notes_arrived(&world)), (vec![Sent], 1), "{cut:?}");
    }
}

#[test]
fn a_mail_whose_body_had_gone_out_is_unknown_after_the_crash_and_never_sent_again() {
    let lost = Fate::Outcome(Outcome::Unknown { trouble: Trouble::Lost });
    for (fate, arrivals) in [(None, 1), (Some(Fate::AnswerLost), 1), (Some(lost), 0)] {
        let mut world = with_a_note();
        if let Some(fate) = fate {
            world.then(fate);
        }
        world.cut(Cut::BeforeSettled);
        world.send().unwrap_err();
        assert_eq!(notes_arrived(&world), arrivals);
        world.restart();
        assert_eq!(world.states(NOTE), [Unknown]);
        for wall in ["2026-11-13T15:45:00", "2026-11-16T09:00:00", "2026-11-20T15:30:00"] {
            world.at(wall).step().unwrap();
            world.restart();
        }
        assert_eq!((world.states(NOTE)[0], notes_arrived(&world)), (Unknown, arrivals));
        assert_eq!(world.value("SELECT count(*) FROM contact WHERE outbox IS NOT NULL AND personal"), "0");
    }
}

#[test]
fn a_crash_in_the_middle_of_a_batch_leaves_one_row_in_doubt_and_the_rest_goes_on() {
    let mut world = World::new();
    world.step().unwrap();
    world.at("2026-11-15T16:00:00").tick().unwrap();
    let all = world.states("template = 'reading-log-reminder'").len();
    assert!(all > 30, "{all}");
    world.cut(Cut::BeforeDot);
    world.send().unwrap_err();
    world.restart();
    world.send().unwrap();
    assert_eq!(world.states("template = 'reading-log-reminder' AND state = 'sent'").len(), all);
    let ids: BTreeSet<&MessageId> = world.arrived.iter().map(|a| &a.mail.message_id).collect();
    assert_eq!(ids.len(), world.arrived.len(), "no mail twice");
}

#[test]
fn the_same_mail_stored_twice_is_one_mail_wherever_the_process_ended() {
    for cut in [Cut::InStore, Cut::BeforeLooked, Cut::InUnderstanding] {
        let mut world = World::new();
        world.step().unwrap();
        let date = world.at("2026-11-09T09:00:00").local();
        let child = CHILDREN.iter().find(|c| c.called() == "Noah").unwrap();
        let from = &child.guardians[0];
        for seed in 0..5 {
            let letter = letter(child, from, Topic::Thanks, seed).unwrap();
            let mail = fresh(&from.person().unwrap(), &letter, &date, seed as u64);
            world.deliver(Folder::Inbox, &mail);
        }
        world.cut(cut);
        world.step().unwrap_err();
        world.restart();
        world.mailbox.reconcile = true;
        world.step().unwrap();
        // The server lists everything anew, and delivers one of the mails a second time.
        world.mailbox.renumber();
        world.mailbox.deliver_again(Folder::Inbox, 2);
        world.step().unwrap();
        assert_eq!(world.value("SELECT count(*) FROM inbound"), "5", "{cut:?}");
        assert_eq!(world.value("SELECT count(*) FROM inbound WHERE state = 'placed'"), "5", "{cut:?}");
        assert_eq!(world.value("SELECT count(*) FROM contact WHERE direction = 'from_family'"), "5", "{cut:?}");
    }
}

#[test]
fn an_occurrence_that_was_not_claimed_left_no_mail_and_runs_after_the_crash_once() {
    let mut world = World::new();
    world.step().unwrap();
    world.at("2026-11-15T16:00:00").cut(Cut::BeforeRecorded);
    world.tick().unwrap_err();
    let reminders = "SELECT count(*) FROM outbox WHERE template = 'reading-log-reminder'";
    assert_eq!(world.value(reminders), "0");
    world.restart();
    let first = world.tick().unwrap();
    assert!(first.mails > 30 && first.jobs >= 1, "{first:?}");
    assert_eq!(world.tick().unwrap(), Default::default(), "the same instant again");
    world.restart();
    assert_eq!(world.tick().unwrap(), Default::default());
    assert_eq!(world.value(reminders), first.mails.to_string());
}

#[test]
fn two_processes_that_tick_at_the_same_instant_run_each_occurrence_once() {
    let world = World::new();
    world.tick().unwrap();
    world.clock.set("2026-11-15T16:00:00-05:00".parse().unwrap());
    let others: Vec<_> = (0..4).map(|_| world.another_process()).collect();
    let now = Clock::now(&*world.clock);
    let started: Vec<_> = std::thread::scope(|scope| {
        let running: Vec<_> = others
            .iter()
            .map(|class| scope.spawn(move || homeroom::service::jobs::tick(class, now).unwrap()))
            .collect();
        running.into_iter().map(|thread| thread.join().unwrap()).collect()
    });
    assert_eq!(started.iter().filter(|s| s.mails > 0).count(), 1, "{started:?}");
    let doubled =
        "SELECT count(*) FROM (SELECT recipient, count(*) n FROM outbox WHERE template = 'reading-log-reminder'
                   GROUP BY recipient HAVING n > 1)";
    assert_eq!(world.value(doubled), "0");
    assert_eq!(world.value("SELECT count(*) FROM job_run WHERE job = 'reading-log'"), "1");
}

#[test]
fn a_mail_that_ends_the_process_every_time_is_held_and_the_others_go() {
    let mut world = with_a_note();
    for end in [Queued, Queued, Held] {
        world.cut(Cut::BeforeDot);
        world.send().unwrap_err();
        world.uncut();
        world.restart();
        assert_eq!(world.states(NOTE), [end]);
    }
    assert_eq!(notes_arrived(&world), 0);
    world.at("2026-11-16T09:00:00").step().unwrap();
    assert_eq!(world.states(NOTE), [Held]);
    assert_ne!(world.value("SELECT count(*) FROM outbox WHERE state = 'sent'"), "0", "the others go");
}

#[test]
fn two_senders_at_the_same_row_hand_it_over_once() {
    let world = with_a_note();
    let other = world.another_process();
    let now = Clock::now(&*world.clock);
    let id = homeroom::ids::OutboxId(
        world.value("SELECT id FROM outbox WHERE template = 'positive-note' AND job IS NOT NULL").parse().unwrap(),
    );
    let claim = |store: &homeroom::store::Store| store.write(|tx| homeroom::store::outbox::claim(tx, id, now)).unwrap();
    assert_eq!((claim(&world.class().store), claim(&other.store)), (true, false));
    let put_back = |tx: &homeroom::store::Tx<'_>| homeroom::store::outbox::recover(tx, &[], now);
    world.class().store.write(put_back).unwrap();
}
