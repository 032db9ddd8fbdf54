//! A teacher says `no` while the mail is on its way: it is cancelled or it is sent, and what the teacher is told is what
//! came of it.

use crate::world::World;
use homeroom::clock::{Clock, FixedClock};
use homeroom::domain::outbox::OutboxState;
use homeroom::ids::OutboxId;
use homeroom::service::clock_guard::ClockGuard;
use homeroom::service::open::OpenClass;
use homeroom::service::pulse::Pulse;
use homeroom::service::sender::Sender;
use homeroom::smtp::memory::Memory;
use homeroom::smtp::outcome::{Outcome, Reply, Stage, Trouble};
use homeroom::smtp::submitter::Submitter;
use homeroom::store::{self, outbox};
use jiff::{SignedDuration, Timestamp};
use std::collections::HashSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use tokio::runtime::Builder;

/// The sender asks its clock before it looks, before each gate and after each answer; at one of these moments another
/// process cancels.
struct Interrupted {
    clock: Arc<FixedClock>,
    asked: AtomicUsize,
    at: usize,
    teacher: OpenClass,
    mails: Vec<OutboxId>,
    /// What the teacher was told was cancelled.
    cancelled: Mutex<HashSet<OutboxId>>,
}

impl Clock for Interrupted {
    fn now(&self) -> Timestamp {
        if self.asked.fetch_add(1, Ordering::SeqCst) == self.at {
            self.cancelled.lock().unwrap().extend(cancel(&self.teacher, &self.mails));
        }
        self.clock.now()
    }

    fn since_boot(&self) -> Option<SignedDuration> {
        self.clock.since_boot()
    }

    fn may_be_wrong(&self) -> bool {
        self.clock.may_be_wrong()
    }
}

/// Those of the mails that could still be stopped.
fn cancel(teacher: &OpenClass, mails: &[OutboxId]) -> Vec<OutboxId> {
    let stop = |id: &OutboxId| {
        teacher.store.write(|tx| outbox::cancel(tx, *id, "the teacher said no")).unwrap().then_some(*id)
    };
    mails.iter().filter_map(stop).collect()
}

/// How many letters lie in the outbox: few, for each moment of their way is played.
const LETTERS: usize = 8;

/// A world in which Sunday's letter waits to be sent to some guardians, and nothing has been sent.
fn with_letters() -> (World, Vec<OutboxId>) {
    let mut world = World::new();
    world.step().unwrap();
    world.at("2026-11-15T16:00:00").tick().unwrap();
    let letters = format!("SELECT id FROM outbox WHERE {LETTER} ORDER BY id LIMIT {LETTERS}");
    let ids: Vec<OutboxId> = world.rows(&letters).iter().map(|row| OutboxId(row[0].parse().unwrap())).collect();
    change(
        &world,
        &format!(
            "UPDATE outbox SET template = 'other', state = 'cancelled', reason = 'not looked at'
         WHERE id NOT IN ({letters})"
        ),
    );
    assert_eq!(ids.len(), LETTERS);
    (world, ids)
}

const LETTER: &str = "template = 'reading-log-reminder'";

fn change(world: &World, sql: &str) {
    world.class().store.write(|tx| Ok::<_, store::StoreError>(tx.execute_batch(sql)?)).unwrap();
}

/// What the gate says of the letters while the teacher says no.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Said {
    Go,
    Greylisted,
    /// The families' quiet hours.
    Wait,
    /// Nobody of them is on the roster any more.
    Hold,
    /// Their time is over.
    Drop,
}

fn prepare(world: &mut World, said: Said) {
    match said {
        Said::Go | Said::Greylisted => {}
        Said::Wait => drop(world.at("2026-11-15T18:30:00")),
        Said::Hold => {
            let settings = world.settings();
            settings.roster_csv = settings.roster_csv.replace("@families.test", "@elsewhere.test");
            world.restart();
        }
        Said::Drop => drop(world.at("2027-01-15T12:00:00")),
    }
}

/// One drain with the cancellation at the given moment; what was said to be cancelled, and what arrived.
fn drain(world: &World, said: Said, at: usize, mails: &[OutboxId]) -> (HashSet<OutboxId>, HashSet<String>, bool) {
    let memory = Memory::new();
    if said == Said::Greylisted {
        for _ in 0..100 {
            let reply = Reply::new(450, ["4.2.0 come back later"]);
            memory.then(Outcome::Deferred { stage: Stage::Rcpt, trouble: Trouble::Reply(reply) });
        }
    }
    let clock = Arc::new(Interrupted {
        clock: world.clock.clone(),
        asked: AtomicUsize::new(0),
        at,
        teacher: world.another_process(),
        mails: mails.to_vec(),
        cancelled: Mutex::default(),
    });
    let asks: Arc<dyn Clock> = clock.clone();
    let drain = async {
        let guard = ClockGuard::open(world.class(), &asks, Timestamp::UNIX_EPOCH).await?;
        let way_out = Submitter::Memory(memory.clone());
        Sender::new(world.class(), way_out, &Arc::new(guard), &Pulse::unwatched()).drain().await
    };
    Builder::new_current_thread().enable_time().build().unwrap().block_on(drain).unwrap();
    let arrived = memory.sent().iter().map(|mail| mail.message_id.as_str().to_owned()).collect();
    let met = clock.asked.load(Ordering::SeqCst) > at;
    (clock.cancelled.lock().unwrap().clone(), arrived, met)
}

fn state_of(world: &World, id: OutboxId) -> (OutboxState, String) {
    let row = world.rows(&format!("SELECT state, message_id FROM outbox WHERE id = {id}")).remove(0);
    (OutboxState::read(&row[0]).unwrap(), row[1].clone())
}

/// Every mail is cancelled or was handled as if nobody had said anything.
fn held_to_its_word(
    world: &World,
    mails: &[OutboxId],
    cancelled: &HashSet<OutboxId>,
    arrived: &HashSet<String>,
    what: &str,
) {
    for id in mails {
        let (state, message_id) = state_of(world, *id);
        assert_eq!(state == OutboxState::Cancelled, cancelled.contains(id), "{what}: mail {id} is {state:?}");
        assert_eq!(state == OutboxState::Sent, arrived.contains(&message_id), "{what}: mail {id} is {state:?}");
        assert_ne!(state, OutboxState::Sending, "{what}: mail {id}");
    }
    let contacts = "SELECT count(*) FROM contact c JOIN outbox o ON o.id = c.outbox WHERE o.state <> 'sent'";
    assert_eq!(world.value(contacts), "0", "{what}");
}

/// All letters lie there again as if nobody had touched them.
fn put_back(world: &World) {
    let all = "DELETE FROM contact; UPDATE outbox SET state = 'queued', stage = '', reason = '', attempts = 0,
        next_attempt = not_before, sent_at = NULL, ended_at = NULL WHERE ";
    change(world, &format!("{all}{LETTER}"));
}

#[test]
fn a_mail_that_was_cancelled_stays_cancelled_wherever_the_sender_stood() {
    for said in [Said::Go, Said::Greylisted, Said::Wait, Said::Hold, Said::Drop] {
        let (mut world, letters) = with_letters();
        prepare(&mut world, said);
        // All of them; and one in the middle, which the sender has read with the others and comes to later.
        for mails in [&letters[..], &letters[4..5]] {
            let mut moments = 0;
            loop {
                put_back(&world);
                let (cancelled, arrived, met) = drain(&world, said, moments, mails);
                held_to_its_word(&world, mails, &cancelled, &arrived, &format!("{said:?}, moment {moments}"));
                if !met {
                    break;
                }
                moments += 1;
            }
            assert!(moments >= LETTERS, "{said:?}: only {moments} moments");
        }
    }
}

/// So many times a teacher says no, at any moment while the letters go out.
pub fn interleavings(seed: u64, rounds: usize) {
    let (mut world, letters) = with_letters();
    let mut random = fastrand::Rng::with_seed(seed);
    for round in 0..rounds {
        put_back(&world);
        let said = [Said::Go, Said::Greylisted, Said::Wait][round % 3];
        world.at("2026-11-15T16:00:00");
        prepare(&mut world, said);
        let (teacher, mut order) = (world.another_process(), letters.clone());
        random.shuffle(&mut order);
        let pause = std::time::Duration::from_micros(random.u64(0..1_000));
        let cancelling = std::thread::spawn(move || -> HashSet<OutboxId> {
            let one = |id: OutboxId| {
                std::thread::sleep(pause);
                cancel(&teacher, &[id])
            };
            order.into_iter().flat_map(one).collect()
        });
        let (_, arrived, _) = drain(&world, said, usize::MAX, &[]);
        let cancelled = cancelling.join().unwrap();
        held_to_its_word(&world, &letters, &cancelled, &arrived, &format!("round {round}, {said:?}"));
    }
}

#[test]
fn a_teacher_who_says_no_while_a_class_letter_goes_out_is_told_the_truth() {
    interleavings(86, 100);
}

#[test]
fn a_delivery_report_that_is_faster_than_the_answer_has_the_last_word() {
    let (world, letters) = with_letters();
    let id = letters[0];
    let now = Clock::now(&*world.clock);
    let store = &world.class().store;
    assert!(store.write(|tx| outbox::claim(tx, id, now)).unwrap());
    store.write(|tx| outbox::failed_after_all(tx, id, "came back: mailbox unknown")).unwrap();
    assert!(!store.write(|tx| outbox::sent(tx, id, now)).unwrap());
    assert_eq!(state_of(&world, id).0, OutboxState::Failed);
}
