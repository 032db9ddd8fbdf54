//! Sends what may go. Every state is committed before the step it stands for, so that a crash at any point leaves a
//! row that says how far its mail got.
//!
//! Several mails may be on their way at once, each over a connection of its own: a server that is silent after one mail's
//! last dot holds the others up for nothing, and a commit may serve several of them. As long as no connection has been
//! seen to work there is only one, or a wrong password would be tried once for each.

mod gate;
mod rest;
mod settle;

pub use rest::Rest;

pub(super) use gate::{ahead, an_ok_would_do, may_go};

use super::bundles;
use super::clock_guard::ClockGuard;
use super::gather::after;
use super::open::OpenClass;
use super::pulse::Pulse;
use super::room;
use crate::domain::outbox::OutboxState;
use crate::failpoint::{self, Point};
use crate::ids::OutboxId;
use crate::message::compose::PreparedMessage;
use crate::smtp::outcome::Outcome;
use crate::smtp::submitter::Submitter;
use crate::store::outbox::Parcel;
use crate::store::{self, Tx, outbox};
use gate::{Opened, open_gate};
use jiff::{SignedDuration, Timestamp};
use settle::settle;
use std::collections::VecDeque;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::{JoinError, JoinSet};
use tokio_util::sync::CancellationToken;

/// Rows looked at in one step.
const BATCH: usize = 100;

/// While a server keeps a mail's answer to itself, new mail in the outbox is seen this soon.
const LOOK: Duration = Duration::from_secs(5);

/// No handing over of one mail takes longer: a clock that says so after it has jumped.
const LONGEST_HANDOVER: SignedDuration = SignedDuration::from_hours(1);

/// What one step did.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Sent {
    pub sent: usize,
    /// Could not be handed over now; tried again later.
    pub deferred: usize,
    /// Ended without being sent: refused, expired, cancelled, held or unknown.
    pub ended: usize,
    /// Nothing goes out for the moment (no connection, refused login, a clock in doubt): nothing else was tried.
    pub closed: bool,
}

pub struct Sender {
    pub class: Arc<OpenClass>,
    pub clock: Arc<ClockGuard>,
    pub rest: Rest,
    pub pulse: Arc<Pulse>,
    /// What further ways out are made like.
    pattern: Submitter,
    /// Ways out over which nothing goes at the moment.
    free: Vec<Submitter>,
    /// Never more than this at once.
    connections: usize,
    /// A mail has got as far as its body, so that the account works.
    works: Arc<Works>,
    on_the_way: JoinSet<HandedOver>,
    /// Those that `on_the_way` or `ended` hold.
    rows: Vec<OutboxId>,
    /// What became of mails, not yet written down.
    ended: Vec<Arc<Ended>>,
    /// Due when last looked at, and not asked about yet.
    due: VecDeque<OutboxId>,
}

#[derive(Default)]
struct Works {
    seen: AtomicBool,
    told: Notify,
}

/// How a handing over ended. An error is the state's own, and then nothing was sent.
struct HandedOver {
    over: Submitter,
    row: Box<Parcel>,
    begun: Timestamp,
    outcome: store::Result<Outcome>,
}

/// [`open_gate`]. A mail over which that stumbles keeps no other from leaving: it is counted, and held at the third time.
fn asked_alone(tx: &Tx<'_>, class: &OpenClass, id: OutboxId, now: Timestamp) -> store::Result<Opened> {
    let gate = AssertUnwindSafe(|| store::savepoint(tx, || open_gate(tx, class, id, now)));
    catch_unwind(gate).unwrap_or_else(|_| {
        store::abandon_savepoint(tx)?;
        outbox::stumbled_over(tx, id, now)?;
        Ok(Opened::Waits)
    })
}

/// What became of a mail.
struct Ended {
    row: Box<Parcel>,
    outcome: Outcome,
    /// The whole account rests after this.
    rests: bool,
    at: Timestamp,
}

impl Sender {
    /// Over at most so many connections as the class is configured with.
    pub fn new(class: &Arc<OpenClass>, way_out: Submitter, clock: &Arc<ClockGuard>, pulse: &Arc<Pulse>) -> Self {
        Self {
            class: Arc::clone(class),
            clock: Arc::clone(clock),
            rest: Rest::default(),
            pulse: Arc::clone(pulse),
            connections: way_out.at_once(class.setup.limits.connections),
            pattern: way_out,
            free: Vec::new(),
            works: Arc::default(),
            on_the_way: JoinSet::new(),
            rows: Vec::new(),
            ended: Vec::new(),
            due: VecDeque::new(),
        }
    }

    /// Mails that are on their way, or whose end waits to be written down.
    pub fn rows(&self) -> &[OutboxId] {
        &self.rows
    }

    /// Takes leave of the server over every connection at rest.
    pub async fn close(&mut self) {
        for way_out in &mut self.free {
            way_out.close().await;
        }
        // A password may be another by then.
        self.works.seen.store(false, Ordering::Relaxed);
    }

    /// Sends everything that is due and may go.
    pub async fn drain(&mut self) -> store::Result<Sent> {
        self.drain_until(&CancellationToken::new()).await
    }

    /// [`Sender::drain`]; when asked to stop, only what is on its way is brought to its end.
    ///
    /// # Errors
    /// Of the state alone. What is on its way stays so, and what became of it is written down when this is called again.
    pub async fn drain_until(&mut self, stop: &CancellationToken) -> store::Result<Sent> {
        let mut total = Sent::default();
        self.due.clear();
        loop {
            self.take_back_ended()?;
            let believed = self.clock.look().await?;
            let now = believed.unwrap_or_else(|| self.clock.says());
            total.closed = believed.is_none() || self.rest.over_at(now).is_some();
            let asked = if total.closed || stop.is_cancelled() { Vec::new() } else { self.next_due(now).await? };
            if asked.is_empty() && self.ended.is_empty() {
                if self.on_the_way.is_empty() {
                    return Ok(total);
                }
                self.wait().await?;
                continue;
            }
            self.turn(asked, now, &mut total).await?;
            self.pulse.beat();
            if self.ways_free() == 0 {
                self.wait().await?;
            }
        }
    }

    /// How many mails more may set out now.
    fn ways_free(&self) -> usize {
        let most = if self.works.seen.load(Ordering::Relaxed) { self.connections } else { 1 };
        most.saturating_sub(self.on_the_way.len())
    }

    /// As many due mails as there are ways free.
    async fn next_due(&mut self, now: Timestamp) -> store::Result<Vec<OutboxId>> {
        let ways = self.ways_free();
        if self.due.is_empty() && ways > 0 {
            if room::look(&self.class).is_ok() {
                bundles::join_waiting(&self.class, now).await?;
            }
            let due = self.class.store.read_async(move |tx| outbox::due(tx, now, BATCH)).await?;
            self.due = due.into_iter().map(|row| row.id).collect();
        }
        // What has left already is written down as long as that can be; nothing more is begun.
        if !self.due.is_empty()
            && let Err(full) = room::look(&self.class)
        {
            let over = self.ended.is_empty() && self.on_the_way.is_empty();
            return if over { Err(full) } else { Ok(Vec::new()) };
        }
        Ok(self.due.drain(..ways.min(self.due.len())).collect())
    }

    /// One commit: what became of mails is written down, and the next are asked about. Those that may go set out.
    async fn turn(&mut self, asked: Vec<OutboxId>, now: Timestamp, total: &mut Sent) -> store::Result<()> {
        let (class, ended) = (Arc::clone(&self.class), self.ended.clone());
        let change = move |tx: &Tx<'_>| {
            let endings: Vec<OutboxState> =
                ended.iter().map(|ended| settle(tx, &class, ended)).collect::<store::Result<_>>()?;
            let mut opened = Vec::new();
            for id in asked {
                opened.push(asked_alone(tx, &class, id, now)?);
            }
            Ok((endings, opened))
        };
        let (endings, opened) = self.class.store.write_async(change).await?;
        let written: Vec<OutboxId> = self.ended.drain(..).map(|ended| ended.row.id).collect();
        self.rows.retain(|row| !written.contains(row));
        for state in endings {
            failpoint::reach(Point::AfterMark);
            match state {
                OutboxState::Sent => total.sent += 1,
                OutboxState::Queued => total.deferred += 1,
                _ => total.ended += 1,
            }
        }
        for gate in opened {
            match gate {
                Opened::Go(row, mail) => self.hand_over(row, mail, now),
                Opened::Waits => {}
                Opened::Ended => total.ended += 1,
            }
        }
        Ok(())
    }

    fn hand_over(&mut self, row: Box<Parcel>, mail: PreparedMessage, begun: Timestamp) {
        let id = row.id;
        self.rows.push(id);
        let mut over = self.free.pop().unwrap_or_else(|| self.pattern.another());
        let (store, works) = (Arc::clone(&self.class.store), Arc::clone(&self.works));
        self.on_the_way.spawn(async move {
            let before_dot = async || {
                store.write_async(move |tx| outbox::body_goes_out(tx, id)).await?;
                if !works.seen.swap(true, Ordering::Relaxed) {
                    works.told.notify_one();
                }
                Ok(())
            };
            failpoint::reach(Point::BeforeConnect);
            let outcome = over.submit(&mail, before_dot).await;
            HandedOver { over, row, begun, outcome }
        });
    }

    /// Until a mail's way has ended, another connection may be opened, or it is time to look at the table again.
    async fn wait(&mut self) -> store::Result<()> {
        let several = self.connections > 1;
        tokio::select! {
            Some(handed) = self.on_the_way.join_next() => self.take_back(handed)?,
            () = self.works.told.notified(), if several => {}
            () = tokio::time::sleep(LOOK), if several => {}
        }
        Ok(())
    }

    /// What has ended is written down with the next commit, whatever that is for: a kill before it would leave the mail
    /// unknown. What ended at the same time shares one.
    fn take_back_ended(&mut self) -> store::Result<()> {
        while let Some(handed) = self.on_the_way.try_join_next() {
            self.take_back(handed)?;
        }
        Ok(())
    }

    fn take_back(&mut self, handed: Result<HandedOver, JoinError>) -> store::Result<()> {
        let HandedOver { over, row, begun, outcome } = match handed {
            Ok(handed) => handed,
            Err(error) => std::panic::resume_unwind(error.into_panic()),
        };
        self.free.push(over);
        let outcome = match outcome {
            Ok(outcome) => outcome,
            Err(error) => {
                self.rows.retain(|id| *id != row.id);
                // Somebody else has moved the row meanwhile: nothing has left, and the others go on.
                return if error.is_of_one_row() { Ok(()) } else { Err(error) };
            }
        };
        // What happened is written down whatever the clock says by now.
        let said = self.clock.says();
        let at = if (begun..=after(begun, LONGEST_HANDOVER)).contains(&said) { said } else { begun };
        self.rest.note(&outcome, begun, at);
        let rests = self.rest.over_at(at).is_some();
        if rests {
            self.works.seen.store(false, Ordering::Relaxed);
        }
        self.ended.push(Arc::new(Ended { row, outcome, rests, at }));
        Ok(())
    }
}
