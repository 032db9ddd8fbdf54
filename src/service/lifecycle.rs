//! The daemon: four loops a class (five where homeroom checks signatures itself), one watchman and one watchdog for all, and an orderly end.
//!
//! The loops share the state and wake each other; a wake-up is a hint, the tables are the truth. A loop that ends by
//! itself has failed, and the service with it: systemd starts it anew.

mod checker;

use super::alarm::{Report, Watchman};
use super::clock_guard::ClockGuard;
use super::first_look::first_look;
use super::jobs::{self, Started};
use super::mailbox::Mailbox;
use super::once::begin;
use super::open::OpenClass;
use super::process::process_batch;
use super::pulse::{Pulse, Pulses};
use super::sender::Sender;
use super::{copies, edges, full_disk, lost_life, suspects, translation};
use crate::clock::{Clock, EARLIEST};
use crate::config::resolved::Alerts;
use crate::domain::class::Verify;
use crate::store::{self, StoreError, away, health, outbox};
use anyhow::Context as _;
use checker::Checker;
use jiff::SignedDuration;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;
use tokio::task::JoinSet;
use tokio_util::sync::CancellationToken;

/// The scheduler looks at the wall clock this often, whatever a timer says: timers stand still while a machine sleeps.
const TICK: Duration = Duration::from_secs(30);
/// What another process enqueued (`homeroom teach`) is seen this soon.
const LOOK: Duration = Duration::from_secs(30);
/// A mail on its way out may finish; then the loops end whatever they do, and what is left of a minute is for the rest.
const GRACE: Duration = Duration::from_secs(50);
/// For what the states should know at the end.
const LAST_NOTES: Duration = Duration::from_secs(4);
const DISK_FULL_PAUSE: Duration = Duration::from_secs(60);

/// The loops of all classes while one configuration holds.
pub struct Loops {
    tasks: JoinSet<anyhow::Result<()>>,
    stop: CancellationToken,
    pulses: Arc<Pulses>,
    /// A teacher changed a class list: the classes are to be opened anew.
    outdated: Arc<Notify>,
}

impl Loops {
    /// Starts the loops of every class. Nothing here waits for the network.
    pub async fn start(
        classes: &[Arc<OpenClass>],
        clock: &Arc<dyn Clock>,
        pulses: &Arc<Pulses>,
    ) -> anyhow::Result<Self> {
        let mut loops = Self {
            tasks: JoinSet::new(),
            stop: CancellationToken::new(),
            pulses: Arc::clone(pulses),
            outdated: Arc::default(),
        };
        for class in classes {
            let clock = Arc::new(ClockGuard::open(class, clock, EARLIEST).await?);
            match first_steps(class, &clock).await {
                // The loops wait for room, and IT is told; a service that ended here would be given up on by systemd.
                Err(StoreError::DiskFull) => full_disk::note(class, clock.says()).await,
                done => done?,
            }
            let open = Arc::clone(class);
            if let Some(words) = class.store.read_async(move |tx| lost_life::held(tx, &open)).await? {
                tracing::error!("{words}");
            }
            loops.add(class, &clock)?;
        }
        Ok(loops)
    }

    fn add(&mut self, class: &Arc<OpenClass>, clock: &Arc<ClockGuard>) -> anyhow::Result<()> {
        let wakes = Wakes::default();
        let mailbox = Mailbox {
            class: Arc::clone(class),
            place: edges::mailbox(&class.setup)?,
            clock: Arc::clone(clock),
            stored: Arc::clone(&wakes.stored),
            look: Arc::clone(&wakes.look),
            pulse: self.pulses.add("mailbox", Duration::from_secs(30 * 60)),
        };
        let processor = Processor {
            class: Arc::clone(class),
            clock: Arc::clone(clock),
            stored: Arc::clone(&wakes.stored),
            enqueued: Arc::clone(&wakes.enqueued),
            waiting: Arc::clone(&wakes.waiting),
            outdated: Arc::clone(&self.outdated),
            pulse: self.pulses.add("processor", Duration::from_secs(10 * 60)),
        };
        let scheduler = Scheduler {
            class: Arc::clone(class),
            clock: Arc::clone(clock),
            enqueued: Arc::clone(&wakes.enqueued),
            pulse: self.pulses.add("scheduler", Duration::from_secs(5 * 60)),
        };
        let pulse = self.pulses.add("sender", Duration::from_secs(30 * 60));
        let outgoing = Outgoing {
            sender: Sender::new(class, edges::submitter(&class.setup)?, clock, &pulse),
            enqueued: Arc::clone(&wakes.enqueued),
            look: Arc::clone(&wakes.look),
            stop: self.stop.clone(),
        };
        let stop = self.stop.clone();
        self.spawn(async move {
            tokio::select! {
                end = mailbox.run() => end.context("Watch the mailbox"),
                () = stop.cancelled() => Ok(()),
            }
        });
        let stop = self.stop.clone();
        self.spawn(async move { processor.run(stop).await.context("Understand mail") });
        if class.class().verify == Verify::Dkim {
            let pulse = self.pulses.add("signatures", Duration::from_secs(10 * 60));
            let checker = Checker::new(class, clock, &wakes, pulse);
            let stop = self.stop.clone();
            self.spawn(async move { checker.run(stop).await.context("Check signatures") });
        }
        let stop = self.stop.clone();
        let (open, started) = (Arc::clone(class), clock.says());
        self.spawn(async move {
            first_look(&open, started, &stop).await?;
            scheduler.run(stop).await.context("Run jobs")
        });
        let open = Arc::clone(class);
        self.spawn(async move {
            first_look(&open, started, &outgoing.stop).await?;
            outgoing.run().await.context("Send mail")
        });
        Ok(())
    }

    /// Told as soon as the classes must be opened anew.
    pub fn outdated(&self) -> Arc<Notify> {
        Arc::clone(&self.outdated)
    }

    /// Somebody who sees what stands still, in any class, and tells it.
    pub fn watch(
        &mut self,
        classes: &[Arc<OpenClass>],
        alerts: Option<Alerts>,
        clock: &Arc<dyn Clock>,
        report: Report,
    ) {
        let pulse = self.pulses.add("watchman", Duration::from_secs(5 * 60));
        let watchman = Watchman::new(classes, alerts, clock, pulse, report);
        let stop = self.stop.clone();
        self.spawn(async move {
            watchman.run(stop).await;
            Ok(())
        });
    }

    fn spawn(&mut self, work: impl Future<Output = anyhow::Result<()>> + Send + 'static) {
        self.tasks.spawn(work);
    }

    /// Waits for a loop to end by itself, which none does unless something is wrong.
    pub async fn failure(&mut self) -> anyhow::Error {
        match self.tasks.join_next().await {
            Some(Ok(Ok(()))) => anyhow::anyhow!("a loop ended by itself"),
            Some(Ok(Err(error))) => error,
            Some(Err(_)) => anyhow::anyhow!("a loop panicked; its message is in the lines above"),
            None => std::future::pending().await,
        }
    }

    /// Lets what is being done finish, for at most `GRACE`.
    pub async fn stop(mut self) {
        self.stop.cancel();
        let all = async { while self.tasks.join_next().await.is_some() {} };
        if tokio::time::timeout(GRACE, all).await.is_err() {
            tracing::warn!("a mail was still being handed over; what became of it will be found out at the next start");
            self.tasks.shutdown().await;
        }
        self.pulses.clear();
    }
}

#[derive(Default)]
struct Wakes {
    stored: Arc<Notify>,
    enqueued: Arc<Notify>,
    look: Arc<Notify>,
    /// For its signature to be checked.
    waiting: Arc<Notify>,
}

struct Processor {
    class: Arc<OpenClass>,
    clock: Arc<ClockGuard>,
    stored: Arc<Notify>,
    enqueued: Arc<Notify>,
    waiting: Arc<Notify>,
    outdated: Arc<Notify>,
    pulse: Arc<Pulse>,
}

impl Processor {
    async fn run(self, stop: CancellationToken) -> store::Result<()> {
        while !stop.is_cancelled() {
            self.pulse.beat();
            let count = on_full_disk(&self.clock, self.step().await, &stop).await?.flatten();
            if count.unwrap_or(0) > 0 {
                self.enqueued.notify_one();
                self.waiting.notify_one();
                continue;
            }
            let pause = if count.is_some() { LOOK } else { TICK };
            tokio::select! {
                () = self.stored.notified() => {}
                () = tokio::time::sleep(pause) => {}
                () = stop.cancelled() => {}
            }
        }
        Ok(())
    }

    /// How many mails were understood; `None` while the clock is in doubt.
    async fn step(&self) -> store::Result<Option<usize>> {
        let Some(now) = self.clock.look().await? else { return Ok(None) };
        let class = Arc::clone(&self.class);
        let (count, outdated) = away(move || {
            let count = process_batch(&class, now)?;
            Ok::<_, StoreError>((count, class.is_outdated()?))
        })
        .await?;
        if outdated {
            self.outdated.notify_one();
        }
        Ok(Some(count))
    }
}

struct Scheduler {
    class: Arc<OpenClass>,
    clock: Arc<ClockGuard>,
    enqueued: Arc<Notify>,
    pulse: Arc<Pulse>,
}

impl Scheduler {
    async fn run(self, stop: CancellationToken) -> store::Result<()> {
        while !stop.is_cancelled() {
            self.pulse.beat();
            let started = on_full_disk(&self.clock, self.step().await, &stop).await?.unwrap_or_default();
            if started.mails + started.summaries > 0 {
                tracing::info!(jobs = started.jobs, mails = started.mails, "jobs ran");
                self.enqueued.notify_one();
            }
            tokio::select! {
                () = tokio::time::sleep(TICK) => {}
                () = stop.cancelled() => {}
            }
        }
        Ok(())
    }

    async fn step(&self) -> store::Result<Started> {
        let Some(now) = self.clock.look().await? else { return Ok(Started::default()) };
        translation::fetch(&self.class, now).await?;
        let class = Arc::clone(&self.class);
        away(move || jobs::tick(&class, now)).await
    }
}

struct Outgoing {
    sender: Sender,
    enqueued: Arc<Notify>,
    look: Arc<Notify>,
    stop: CancellationToken,
}

impl Outgoing {
    async fn run(mut self) -> store::Result<()> {
        while !self.stop.is_cancelled() {
            self.sender.pulse.beat();
            // Waking up is asked for before looking, so that nothing enqueued in between is slept over.
            let enqueued = Arc::clone(&self.enqueued);
            let woken = enqueued.notified();
            // Nobody else sends for this class: any other row that stands at `sending` was left by a step that failed.
            let (busy, now) = (self.sender.rows().to_vec(), self.sender.clock.says());
            let left = self.sender.class.store.write_async(move |tx| outbox::recover(tx, &busy, now)).await;
            on_full_disk(&self.sender.clock, left, &self.stop).await?;
            let sent = self.sender.drain_until(&self.stop).await;
            let sent = on_full_disk(&self.sender.clock, sent, &self.stop).await?.unwrap_or_default();
            let class = &self.sender.class;
            let owed = sent.sent > 0 && copies::owed(class).await?;
            if owed || copies::look_is_due(class, self.sender.clock.says()).await? {
                self.look.notify_one();
            }
            let pause = if sent.closed { self.rest() } else { self.pause().await? };
            if pause > Duration::from_secs(20) {
                self.sender.close().await;
            }
            tokio::select! {
                () = woken => {}
                () = tokio::time::sleep(pause) => {}
                () = self.stop.cancelled() => {}
            }
        }
        // What became of mails, and could not be written down, gets its chance as long as there is time.
        while !self.sender.rows().is_empty() {
            let ended = self.sender.drain_until(&self.stop).await;
            on_full_disk(&self.sender.clock, ended, &self.stop).await?;
            tokio::time::sleep(Duration::from_secs(1)).await;
        }
        self.sender.close().await;
        Ok(())
    }

    /// While the account rests.
    fn rest(&self) -> Duration {
        let now = self.sender.clock.says();
        let left = self.sender.rest.over_at(now).map(|until| until.duration_since(now));
        left.and_then(|d| Duration::try_from(d).ok()).map_or(LOOK, |d| d.min(Duration::from_secs(300)))
    }

    /// Until the next mail's time, and never longer than a look at the table should wait.
    async fn pause(&self) -> store::Result<Duration> {
        let next = self.sender.class.store.read_async(outbox::next_due).await?;
        let until = next.map(|at| at.duration_since(self.sender.clock.says()).max(SignedDuration::ZERO));
        Ok(until.and_then(|d| Duration::try_from(d).ok()).map_or(LOOK, |d| d.min(LOOK)))
    }
}

/// What every start does first: who may have ended the process before, and what was left half-way.
async fn first_steps(class: &Arc<OpenClass>, clock: &ClockGuard) -> store::Result<()> {
    let room = Arc::clone(class);
    away(move || suspects::after_a_start(&room)).await?;
    match clock.look().await? {
        Some(now) => begin(class, now).await,
        None => Ok(()),
    }
}

/// A full disk is waited for; everything else about the state ends the loop. `None`: it was full.
async fn on_full_disk<T>(
    clock: &ClockGuard,
    outcome: store::Result<T>,
    stop: &CancellationToken,
) -> store::Result<Option<T>> {
    match outcome {
        Ok(value) => Ok(Some(value)),
        Err(StoreError::DiskFull) => {
            tracing::error!("the disk is full; homeroom waits for room and has lost nothing. Free some space");
            clock.disk_is_full().await;
            tokio::select! {
                () = tokio::time::sleep(DISK_FULL_PAUSE) => {}
                () = stop.cancelled() => {}
            }
            Ok(None)
        }
        Err(error) => Err(error),
    }
}

/// What IT and the next start should know at the end of a run. A state that takes no note now is told of by the next
/// start, as after any end that was not in good order.
pub async fn note_stopped(classes: &[Arc<OpenClass>], now: jiff::Timestamp) {
    let noted = async {
        for class in classes {
            let change = move |tx: &store::Tx<'_>| {
                health::note(tx, "connection", "down", now)?;
                // Nobody is on the way any more: what was cut off is judged now, and is not taken for what ended homeroom.
                outbox::recover(tx, &[], now)?;
                health::note(tx, suspects::ENDED_WELL, "", now)
            };
            if let Err(error) = class.store.write_async(change).await {
                tracing::warn!(class = class.class().id.as_str(), "the end of the run could not be noted: {error}");
            }
        }
    };
    if tokio::time::timeout(LAST_NOTES, noted).await.is_err() {
        tracing::warn!("the end of the run could not be noted in time");
    }
}
