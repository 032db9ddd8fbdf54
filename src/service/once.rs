//! Everything there is to do for a class at one moment, once: fetch, understand, run what is due, send what may go.

use super::apply::apply;
use super::clock_guard::{self, ClockGuard};
use super::ingest::{FOLDER_PROBLEM, Ingest, IngestError, Sweep};
use super::jobs::{self, Started};
use super::open::OpenClass;
use super::process::process_batch;
use super::pulse::Pulse;
use super::sender::{Sender, Sent};
use super::{audit, copies, edges, lost_life, rights, signatures, suspects, translation};
use crate::clock::{Clock, EARLIEST};
use crate::dkim::Dns;
use crate::domain::audit::Actor;
use crate::domain::class::Verify;
use crate::imap::source::{Place, Source};
use crate::imap::sync_plan::Reach;
use crate::smtp::submitter::Submitter;
use crate::store::{self, StoreError, away, health, outbox, verdicts};
use jiff::Timestamp;
use std::sync::Arc;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

/// What was done, and what went wrong on the way. A problem on one side does not keep the other from its work.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct Done {
    pub sweep: Sweep,
    pub understood: usize,
    pub started: Started,
    pub sent: Sent,
    pub copies: usize,
    /// For people: what happened and what to do.
    pub problems: Vec<String>,
}

/// One class's ways in and out for a single pass.
pub struct Once {
    pub class: Arc<OpenClass>,
    pub place: Place,
    pub submitter: Submitter,
    pub clock: Arc<dyn Clock>,
}

impl Once {
    /// By the ways in and out that the class is configured with.
    pub fn configured(class: &Arc<OpenClass>, clock: Arc<dyn Clock>) -> anyhow::Result<Self> {
        let (place, submitter) = (edges::mailbox(&class.setup)?, edges::submitter(&class.setup)?);
        Ok(Self { class: Arc::clone(class), place, submitter, clock })
    }

    /// # Errors
    /// Only of the state itself; trouble with a server is in [`Done::problems`].
    pub async fn run(self) -> store::Result<Done> {
        let class = Arc::clone(&self.class);
        away(move || suspects::after_a_start(&class)).await?;
        let clock = Arc::new(ClockGuard::open(&self.class, &self.clock, EARLIEST).await?);
        let class = Arc::clone(&self.class);
        if let Some(now) = clock.look().await? {
            begin(&self.class, now).await?;
        }
        let mut done = Done::default();
        let mut source = self.fetch(&clock, &mut done).await?;
        let open = Arc::clone(&class);
        done.problems.extend(class.store.read_async(move |tx| lost_life::held(tx, &open)).await?);
        match clock.look().await? {
            Some(now) => self.act(&clock, now, &mut source, &mut done).await?,
            None => done.problems.extend(note_of(&self.class, clock_guard::PROBLEM).await?),
        }
        if let Some(source) = source {
            source.close().await;
        }
        note(&class, suspects::ENDED_WELL, String::new(), clock.says()).await?;
        Ok(done)
    }

    /// Runs what is due, sends what may go, and files the copies of it.
    async fn act(
        self,
        clock: &Arc<ClockGuard>,
        now: Timestamp,
        source: &mut Option<Source>,
        done: &mut Done,
    ) -> store::Result<()> {
        // Once more, for a clock that is believed only now. The second time there is nothing left to do.
        begin(&self.class, now).await?;
        translation::fetch(&self.class, now).await?;
        let class = Arc::clone(&self.class);
        done.started = away(move || jobs::tick(&class, now)).await?;
        let mut sender = Sender::new(&self.class, self.submitter, clock, &Pulse::unwatched());
        let drained = sender.drain().await;
        if drained.is_err() {
            // What became of mails is written down as far as that can be.
            let stopped = CancellationToken::new();
            stopped.cancel();
            let _ = sender.drain_until(&stopped).await;
        }
        done.sent = drained?;
        sender.close().await;
        if done.sent.closed {
            done.problems.extend(note_of(&self.class, "problem:outgoing").await?);
        }
        if copies::owed(&self.class).await? {
            match file_copies(&self.class, &self.place, source, clock).await {
                Ok(filed) => done.copies = filed,
                Err(IngestError::Store(error)) => return Err(error),
                Err(IngestError::Mailbox(error)) => done.problems.push(format!("copies in Sent: {error}")),
            }
        }
        Ok(())
    }

    /// Fetches all there is, while what has been fetched is understood. Gives the open mailbox back.
    async fn fetch(&self, clock: &Arc<ClockGuard>, done: &mut Done) -> store::Result<Option<Source>> {
        let stored = Arc::new(Notify::new());
        let over = CancellationToken::new();
        let ingest = Ingest {
            class: Arc::clone(&self.class),
            policy: edges::policy(&self.class.setup),
            clock: Arc::clone(clock),
            stored: Arc::clone(&stored),
            pulse: Pulse::unwatched(),
        };
        let fetching = async {
            let mut sweep = Sweep::default();
            let outcome = async {
                let mut source = Source::open(&self.place).await?;
                ingest.sweep(&mut source, Reach::Full, &mut sweep).await?;
                Ok(source)
            };
            let outcome = outcome.await;
            over.cancel();
            (outcome, sweep)
        };
        let ((fetched, sweep), understood) = tokio::join!(fetching, understand(&self.class, clock, &stored, &over));
        done.understood = understood?;
        // What waited for its signature to be checked.
        if let Some(now) = clock.look().await?
            && signatures::check_waiting(&self.class, Dns::System, now).await? > 0
        {
            done.understood += understand(&self.class, clock, &stored, &over).await?;
        }
        done.problems.extend(note_of(&self.class, signatures::PROBLEM).await?);
        done.problems.extend(outdated(&self.class).await?);
        done.sweep = sweep;
        match fetched {
            Ok(source) => {
                let failing = self.class.store.read_async(|tx| health::with_prefix(tx, FOLDER_PROBLEM)).await?;
                done.problems.extend(failing.into_iter().map(|(_, words, _)| words));
                Ok(Some(source))
            }
            Err(IngestError::Store(error)) => Err(error),
            Err(IngestError::Mailbox(error)) => {
                let words = format!("mailbox: {error}; {}", error.hint());
                done.problems.push(words.clone());
                let now = clock.says();
                let noted = move |tx: &store::Tx<'_>| health::note_problem(tx, "problem:mailbox", &words, now);
                self.class.store.write_async(noted).await?;
                Ok(None)
            }
        }
    }
}

async fn file_copies(
    class: &Arc<OpenClass>,
    place: &Place,
    source: &mut Option<Source>,
    clock: &ClockGuard,
) -> Result<usize, IngestError> {
    if !source.as_ref().is_some_and(Source::is_open) {
        *source = Some(Source::open(place).await?);
    }
    match source {
        Some(open) => copies::file(class, open, clock, &Pulse::unwatched()).await,
        None => Ok(0),
    }
}

/// What every start does first, once the clock is believed: the clock of this class begins, and rows a crash left half-way are judged.
pub async fn begin(class: &Arc<OpenClass>, now: Timestamp) -> store::Result<()> {
    let room = Arc::clone(class);
    let (again, unknown) = class
        .store
        .write_async(move |tx| {
            health::first_start(tx, now)?;
            if room.class().verify != Verify::Dkim {
                verdicts::ask_no_more(tx)?;
            }
            apply(tx, &room, Actor::Host, rights::catch_up(&room), None, now)?;
            outbox::broken_off(tx, now)?;
            audit::note_roster(tx, &room, now)?;
            outbox::recover(tx, &[], now)
        })
        .await?;
    if again + unknown > 0 {
        tracing::warn!(again, unknown, "mails were on their way out when homeroom last stopped");
    }
    Ok(())
}

/// Understands stored mail until the fetch is over and nothing waits.
async fn understand(
    class: &Arc<OpenClass>,
    clock: &ClockGuard,
    stored: &Notify,
    fetched: &CancellationToken,
) -> store::Result<usize> {
    let mut total = 0;
    loop {
        let is_last = fetched.is_cancelled();
        let count = match clock.look().await? {
            Some(now) => {
                let room = Arc::clone(class);
                away(move || process_batch(&room, now)).await?
            }
            None => 0,
        };
        total += count;
        if count == 0 {
            if is_last {
                return Ok(total);
            }
            tokio::select! {
                () = stored.notified() => {}
                () = fetched.cancelled() => {}
            }
        }
    }
}

/// What is behind a change of the class list is understood by the new one, which this run does not have.
async fn outdated(class: &Arc<OpenClass>) -> store::Result<Option<String>> {
    let room = Arc::clone(class);
    let outdated = class.store.read_async(move |tx| room.is_outdated_in(tx)).await?;
    Ok(outdated.then(|| "a teacher changed the class list; run homeroom once more for the mail behind that".to_owned()))
}

pub async fn note(class: &Arc<OpenClass>, name: &'static str, value: String, now: Timestamp) -> store::Result<()> {
    class.store.write_async(move |tx| health::note(tx, name, &value, now)).await
}

async fn note_of(class: &Arc<OpenClass>, name: &'static str) -> store::Result<Option<String>> {
    Ok::<_, StoreError>(class.store.read_async(move |tx| health::get(tx, name)).await?.map(|(value, _)| value))
}
