//! The watchdog ends what hangs, and nothing that makes progress however long it takes.

use crate::world::World;
use homeroom::clock::{Clock, EARLIEST};
use homeroom::imap::source::{Place, Source, StorePolicy};
use homeroom::imap::sync_plan::Reach;
use homeroom::service::clock_guard::ClockGuard;
use homeroom::service::ingest::{Ingest, Sweep};
use homeroom::service::pulse::Pulses;
use homeroom::service::{copies, edges};
use homeroom::store::{StoreError, Tx};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Notify;

/// Longer than the time from a step's end to the question whether it was seen.
const LIMIT: Duration = Duration::from_secs(2);

/// A loop that has been silent for longer than it may.
fn silent() -> (Pulses, Arc<homeroom::service::pulse::Pulse>) {
    let pulses = Pulses::default();
    let pulse = pulses.add("loop", LIMIT);
    std::thread::sleep(LIMIT + Duration::from_millis(200));
    assert_eq!(pulses.silent(), ["loop"]);
    (pulses, pulse)
}

fn runtime() -> Runtime {
    Builder::new_current_thread().enable_all().build().unwrap()
}

/// The class's Maildir with one mail in it.
fn maildir(world: &World) -> Place {
    for sub in ["new", "cur", "tmp"] {
        std::fs::create_dir_all(world.path("mail").join(sub)).unwrap();
    }
    std::fs::write(world.path("mail/new/1.any"), "Subject: one\n\nand no more\n").unwrap();
    edges::mailbox(&world.class().setup).unwrap()
}

#[test]
fn every_mail_that_is_handed_over_is_a_sign_of_life() {
    let mut world = World::new();
    world.step().unwrap();
    world.at("2026-11-15T16:00:00").tick().unwrap();
    let (pulses, pulse) = silent();
    world.pulse = pulse;
    assert!(world.send().unwrap().sent > 30);
    assert_eq!(pulses.silent(), [""; 0]);
}

#[test]
fn every_batch_of_mail_that_is_stored_is_a_sign_of_life() {
    let world = World::new();
    let place = maildir(&world);
    let clock: Arc<dyn Clock> = world.clock.clone();
    let (pulses, pulse) = silent();
    runtime().block_on(async {
        let clock = Arc::new(ClockGuard::open(world.class(), &clock, EARLIEST).await.unwrap());
        let (class, stored) = (world.class().clone(), Arc::new(Notify::new()));
        let ingest = Ingest { class, policy: StorePolicy::Whole, clock, stored, pulse };
        let mut source = Source::open(&place).await.unwrap();
        let mut done = Sweep::default();
        ingest.sweep(&mut source, Reach::Full, &mut done).await.unwrap();
        assert_eq!(done.new, 1);
    });
    assert_eq!(pulses.silent(), [""; 0]);
}

#[test]
fn every_copy_that_is_filed_is_a_sign_of_life() {
    let mut world = World::new();
    let place = maildir(&world);
    world.step().unwrap();
    world.at("2026-11-15T16:00:00").step().unwrap();
    let owe = |tx: &Tx<'_>| Ok::<_, StoreError>(tx.execute_batch("UPDATE outbox SET sent_copy = 0")?);
    world.class().store.write(owe).unwrap();
    let clock: Arc<dyn Clock> = world.clock.clone();
    let (pulses, pulse) = silent();
    runtime().block_on(async {
        let clock = ClockGuard::open(world.class(), &clock, EARLIEST).await.unwrap();
        let mut source = Source::open(&place).await.unwrap();
        assert!(copies::file(world.class(), &mut source, &clock, &pulse).await.unwrap() > 30);
    });
    assert_eq!(pulses.silent(), [""; 0]);
}
