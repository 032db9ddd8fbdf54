//! A mail, a job or a mailbox over which homeroom stumbles, or at which it ends: counted, put aside, and told, while the
//! rest goes on.

use crate::school::mail::plain;
use crate::world::World;
use homeroom::cli::demo::cast::CLASS_ADDRESS;
use homeroom::cli::demo::script::Folder;
use homeroom::clock::{Clock, EARLIEST};
use homeroom::ids::OutboxId;
use homeroom::imap::source::Place;
use homeroom::service::clock_guard::ClockGuard;
use homeroom::service::edges;
use homeroom::service::mailbox::Mailbox;
use homeroom::service::pulse::Pulse;
use homeroom::service::status::status;
use homeroom::store::{StoreError, Tx, health, outbox};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::sync::atomic::{AtomicU32, Ordering};
use tokio::sync::Notify;

/// The process ends whenever this happens: the statement that fails stands for it.
fn ends_at(world: &World, change: &str) {
    let trigger =
        format!("CREATE TEMP TRIGGER poison BEFORE {change} BEGIN SELECT RAISE(ABORT, 'the process ends'); END");
    world.class().store.write(|tx: &Tx<'_>| Ok::<_, StoreError>(tx.execute_batch(&trigger)?)).unwrap();
}

fn problems(world: &World) -> String {
    let now = world.clock.now();
    world.class().store.read(|tx| status(tx, world.class(), true, now)).unwrap().problems.join("\n")
}

fn comes(world: &mut World, subject: &str) {
    let mail = plain("samir.haddad@families.test", CLASS_ADDRESS, subject, subject);
    world.deliver(Folder::Inbox, &mail);
}

#[test]
fn a_mail_at_which_the_process_ends_is_quarantined_at_the_third_restart_and_the_rest_flows() {
    let mut world = World::new();
    world.step().unwrap();
    world.at("2026-11-09T08:00:00").step().unwrap();
    for n in 0..20 {
        comes(&mut world, &format!("before {n}"));
    }
    comes(&mut world, "poison");
    for n in 0..20 {
        comes(&mut world, &format!("behind {n}"));
    }
    world.sweep().unwrap();
    let poison = "INSERT ON reading WHEN NEW.subject = 'poison'";
    let placed = |world: &World| world.value("SELECT count(*) FROM inbound WHERE state = 'placed'");
    let mut restarts = 0;
    loop {
        ends_at(&world, poison);
        if world.understand().is_ok() {
            break;
        }
        restarts += 1;
        world.restart();
        if restarts == 1 {
            comes(&mut world, "later");
            world.sweep().unwrap();
        }
    }
    assert!(restarts <= 3, "{restarts} restarts");
    assert_eq!(placed(&world), "41", "all others, those that came later too");
    assert_eq!(
        world.value("SELECT reason FROM inbound WHERE state = 'quarantined'"),
        "homeroom ended three times over this mail"
    );
    assert!(problems(&world).contains("1 mails could not be read"), "{}", problems(&world));
    world.at("2026-11-10T07:00:00").step().unwrap();
    let summary = world.value(
        "SELECT text FROM outbox_content WHERE outbox = (SELECT max(id) FROM outbox WHERE template = 'summary')",
    );
    assert!(summary.contains("could not be read"), "{summary}");
}

#[test]
fn the_rest_flows_from_the_first_restart_on() {
    let mut world = World::new();
    world.step().unwrap();
    for subject in ["poison", "one", "two"] {
        comes(&mut world, subject);
    }
    world.sweep().unwrap();
    let poison = "INSERT ON reading WHEN NEW.subject = 'poison'";
    for _ in 0..2 {
        ends_at(&world, poison);
        world.understand().unwrap_err();
        world.restart();
    }
    ends_at(&world, poison);
    world.understand().unwrap_err();
    assert_eq!(world.value("SELECT count(*) FROM inbound WHERE state = 'placed'"), "2");
}

#[test]
fn after_an_end_in_good_order_no_mail_is_suspected() {
    let mut world = World::new();
    world.step().unwrap();
    comes(&mut world, "one");
    world.sweep().unwrap();
    let (class, now) = (world.class().clone(), world.clock.now());
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(homeroom::service::lifecycle::note_stopped(std::slice::from_ref(&class), now));
    drop(class);
    world.restart();
    ends_at(&world, "UPDATE OF attempts ON inbound");
    assert_eq!(world.understand().unwrap(), 1, "nothing is counted before it is read");
}

const JOBS: &str = "[[jobs]]\nname = \"first\"\ncron = \"0 16 * * Mon\"\ntemplate = \"reading-log-reminder\"\naudience = \"all\"\n\
                    approval = \"none\"\npersonal = false\n\n[[jobs]]\nname = \"second\"\ncron = \"0 16 * * Mon\"\n\
                    template = \"reading-log-reminder\"\naudience = \"student:S1005\"\napproval = \"none\"\npersonal = false\n";

/// A class with two jobs on a Monday at four.
fn with_jobs() -> World {
    let mut world = World::with(crate::world::settings::Settings::with_jobs(JOBS), "2026-11-09T06:00:00-05:00");
    world.step().unwrap();
    world.at("2026-11-09T16:00:00");
    world
}

fn runs(world: &World) -> Vec<Vec<String>> {
    world.rows("SELECT job, outcome, reason FROM job_run WHERE slot = '2026-11-09T16:00:00' ORDER BY job")
}

#[test]
fn a_job_that_panics_is_tried_three_times_left_out_and_told_and_the_others_run() {
    let mut world = with_jobs();
    for _ in 0..3 {
        world.stumbles();
        world.tick().unwrap();
        world.set_clock_on(SignedDuration::from_secs(30));
    }
    assert_eq!(runs(&world), [["second", "ran", ""]], "nothing of the first was done");
    assert_eq!(world.value("SELECT count(*) FROM outbox WHERE job = 'first'"), "0");
    world.tick().unwrap();
    assert_eq!(runs(&world), [["first", "skipped", "stumbled"], ["second", "ran", ""]]);
    let told = problems(&world);
    assert!(told.contains("the job first did not run for Mon 09 Nov 16:00: homeroom stumbled over it"), "{told}");
    world.at("2026-11-10T07:00:00").step().unwrap();
    let summary = world.value(
        "SELECT text FROM outbox_content WHERE outbox = (SELECT max(id) FROM outbox WHERE template = 'summary')",
    );
    assert!(summary.contains("first did not run on Mon 9 Nov at 16:00: homeroom stumbled over it"), "{summary}");
    // The next time is another chance.
    world.at("2026-11-16T16:00:00").tick().unwrap();
    assert!(!problems(&world).contains("the job first"), "{}", problems(&world));
}

#[test]
fn a_job_at_which_the_process_ends_is_left_out_at_the_third_restart() {
    let mut world = with_jobs();
    let mut restarts = 0;
    loop {
        ends_at(&world, "INSERT ON job_run WHEN NEW.job = 'first' AND NEW.outcome = 'ran'");
        if world.tick().is_ok() {
            break;
        }
        restarts += 1;
        world.restart();
        assert!(restarts <= 3);
    }
    assert_eq!(runs(&world), [["first", "skipped", "stumbled"], ["second", "ran", ""]]);
}

#[test]
fn a_summary_that_ends_the_process_on_its_way_out_fails_and_is_told() {
    let mut world = World::new();
    world.step().unwrap();
    world.at("2026-11-10T07:00:00").tick().unwrap();
    for _ in 0..3 {
        let left = |tx: &Tx<'_>| {
            let begun =
                "UPDATE outbox SET state = 'sending', stage = '', attempts = attempts + 1, attempted_at = created_at
                         WHERE template = 'summary' AND state = 'queued'";
            Ok::<_, StoreError>(tx.execute_batch(begun)?)
        };
        world.class().store.write(left).unwrap();
        world.restart();
    }
    assert_eq!(world.value("SELECT state FROM outbox WHERE template = 'summary'"), "failed");
    assert!(problems(&world).contains("the latest summary did not reach the teacher"), "{}", problems(&world));
}

#[test]
fn a_mail_over_which_homeroom_stumbles_before_it_leaves_is_put_aside_at_the_third_time() {
    let mut world = World::new();
    world.step().unwrap();
    world.at("2026-11-13T12:00:00").tick().unwrap();
    world.teach("good Zoë: She drew the map of the playground.");
    world.at("2026-11-13T15:30:00").tick().unwrap();
    let stumble = |world: &World| {
        let ids = world.rows("SELECT id FROM outbox WHERE state = 'queued'");
        let now = world.clock.now();
        for id in ids {
            let id = OutboxId(id[0].parse().unwrap());
            world.class().store.write(|tx| outbox::stumbled_over(tx, id, now)).unwrap();
        }
    };
    let states =
        |world: &World| world.rows("SELECT audience, state FROM outbox WHERE broken_off > 0 GROUP BY 1, 2 ORDER BY 1");
    for _ in 0..2 {
        stumble(&world);
    }
    assert_eq!(states(&world), [["family", "queued"], ["teacher", "queued"]]);
    stumble(&world);
    assert_eq!(states(&world), [["family", "held"], ["teacher", "failed"]]);
}

/// A clock that breaks at its first looks for each connection, and then is whole.
struct Breaking {
    inner: Arc<dyn Clock>,
    looks: AtomicU32,
}

impl Clock for Breaking {
    fn now(&self) -> Timestamp {
        let look = self.looks.fetch_add(1, Ordering::SeqCst);
        assert!(look >= 6 || look % 2 == 1, "stumbles at look {look}");
        self.inner.now()
    }

    fn since_boot(&self) -> Option<SignedDuration> {
        self.inner.since_boot()
    }

    fn may_be_wrong(&self) -> bool {
        false
    }
}

#[test]
fn a_mailbox_over_which_homeroom_stumbles_is_read_anew_and_told_meanwhile() {
    let mut world = World::new();
    world.step().unwrap();
    for sub in ["new", "cur", "tmp"] {
        std::fs::create_dir_all(world.path("mail").join(sub)).unwrap();
    }
    std::fs::write(world.path("mail/new/1.any"), plain("samir.haddad@families.test", CLASS_ADDRESS, "one", "one"))
        .unwrap();
    let place: Place = edges::mailbox(&world.class().setup).unwrap();
    let clock: Arc<dyn Clock> = Arc::new(Breaking { inner: world.clock.clone(), looks: AtomicU32::new(0) });
    let noted = |world: &World| world.class().store.read(|tx| health::get(tx, "problem:mailbox")).unwrap();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let clock = Arc::new(ClockGuard::open(world.class(), &clock, EARLIEST).await.unwrap());
        let (stored, look) = (Arc::new(Notify::new()), Arc::new(Notify::new()));
        let mailbox = Mailbox { class: world.class().clone(), place, clock, stored, look, pulse: Pulse::unwatched() };
        let run = tokio::spawn(mailbox.run());
        let mut told = String::new();
        for _ in 0..600 {
            tokio::time::sleep(std::time::Duration::from_millis(500)).await;
            if let Some((words, _)) = noted(&world) {
                told = words;
            }
            if world.value("SELECT count(*) FROM inbound") == "1" {
                break;
            }
        }
        assert!(!run.is_finished());
        run.abort();
        assert!(told.contains("homeroom stumbled over what it read, 3 times in a row"), "{told}");
    });
    assert_eq!(world.value("SELECT count(*) FROM inbound"), "1");
}
