//! The questions of the simulation are asked of states that are wrong, and what it found is kept.

use super::mailbox::Mailbox;
use super::oracle;
use super::play::Simulation;
use super::process::{Lay, place};
use super::server::{Server, is_forbidden};
use crate::world::World;
use crate::world::settings::Settings;
use homeroom::clock::Clock;
use homeroom::ids::ContentHash;
use homeroom::service::once::Once;
use homeroom::smtp::memory::Memory;
use homeroom::smtp::submitter::Submitter;
use jiff::SignedDuration;
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

/// On its first morning, with a mail in and the summary out.
fn begun() -> Simulation {
    let mut simulation = Simulation::new(5);
    simulation.server.inside().mailbox.deliver("INBOX", b"From: ana@families.test\r\nSubject: hello\r\n\r\nhello\r\n");
    let morning = simulation.now() + SignedDuration::from_hours(3);
    simulation.pass_to(morning);
    simulation.turn_undisturbed();
    assert_eq!(simulation.world.value("SELECT count(*) FROM inbound"), "1");
    simulation
}

fn objects(question: impl FnOnce()) -> bool {
    catch_unwind(AssertUnwindSafe(question)).is_err()
}

#[test]
fn mail_that_is_not_stored_or_was_never_there_is_noticed() {
    let simulation = begun();
    let (world, inside) = (&simulation.world, simulation.server.inside());
    let (uid, mail) = inside.mailbox.seen("INBOX").next().unwrap();
    let lay = |uid, hash| [Lay { folder: "INBOX", life: 1, uid, hash }];
    let asked = |lay: &[Lay]| objects(|| oracle::all_stored(world, lay, &mut HashSet::new()));
    assert!(!asked(&lay(uid, mail.hash)));
    assert!(asked(&lay(uid + 1, mail.hash)));
    assert!(asked(&lay(uid, ContentHash::of(b"another"))));
    assert!(!objects(|| oracle::nothing_made_up(world, &inside.mailbox)));
    assert!(objects(|| oracle::nothing_made_up(world, &Mailbox::new(inside.mailbox.now))));
    world.sql("UPDATE inbound SET state = 'received'");
    assert!(objects(|| oracle::all_understood(world)));
    world.sql("UPDATE folder SET on_server = 2 WHERE name = 'INBOX'");
    assert!(objects(|| assert!(oracle::ledger_tells(world))));
}

#[test]
fn mail_that_arrives_too_often_or_only_by_hearsay_is_noticed() {
    let mut simulation = begun();
    let world = &mut simulation.world;
    let summary = world.arrived[0].clone();
    assert!(!objects(|| oracle::outgoing_is_true(world)));
    // The teacher's summary may come three times, and no more.
    world.arrived.extend([summary.clone(), summary.clone()]);
    assert!(!objects(|| oracle::outgoing_is_true(world)));
    world.arrived.push(summary);
    assert!(objects(|| oracle::outgoing_is_true(world)));
    world.arrived.clear();
    assert!(objects(|| oracle::outgoing_is_true(world)));
    world.sql("UPDATE outbox SET state = 'queued', reason = 'waits'");
    assert!(objects(|| oracle::nothing_waits(world)));
}

#[test]
fn commands_that_change_a_mailbox_are_noticed() {
    for command in
        ["SELECT INBOX", "UID STORE 1 +FLAGS (\\Seen)", "UID FETCH 1 (UID BODY[])", "UID MOVE 1 X", "EXPUNGE"]
    {
        assert!(is_forbidden(command), "{command}");
    }
    for command in ["UID FETCH 1:* (UID)", "UID FETCH 1 (UID BODY.PEEK[])", "APPEND \"Sent\" (\\Seen) \"x\" {3}"] {
        assert!(!is_forbidden(command), "{command}");
    }
}

#[test]
fn trouble_with_copies_is_over_when_a_single_pass_has_filed_them() {
    let settings = Settings { files_copies: true, ..Settings::cast() };
    let mut world = World::closed(settings, "2026-11-09T06:00:00-05:00", 1);
    world.step().unwrap();
    world.at("2026-11-13T12:00:00").teach("good Zoë: She drew the map of the playground.");
    world.at("2026-11-13T15:30:00").tick().unwrap();
    world.send().unwrap();
    world.sql("INSERT INTO health (name, value, at) VALUES ('problem:copies', 'The server takes none.', 0)");
    let server = Server::new(Mailbox::new(world.clock_says()), 1);
    let (class, clock) = (Arc::clone(world.class()), world.clock.clone() as Arc<dyn Clock>);
    let once = Once { class, place: place(&server), submitter: Submitter::Memory(Memory::new()), clock };
    let done = world.runtime().block_on(once.run()).unwrap();
    assert_eq!((done.copies, server.inside().mailbox.seen("Sent").count()), (1, 1), "{:?}", done.problems);
    assert_eq!(world.value("SELECT count(*) FROM health WHERE name = 'problem:copies'"), "0");
}
