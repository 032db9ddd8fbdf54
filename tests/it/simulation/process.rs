//! The daemon's process: what it keeps in memory between two looks, and the steps that its loops are made of.

use super::mailbox::NAMES;
use super::server::Server;
use crate::world::{Arrival, Fate, World};
use homeroom::decide::reconnect::{Failures, Trouble};
use homeroom::ids::ContentHash;
use homeroom::imap::account::{Account, FolderNames, Security};
use homeroom::imap::error::ImapError;
use homeroom::imap::source::{Place, Source, StorePolicy};
use homeroom::imap::sync_plan::Reach;
use homeroom::service::copies;
use homeroom::service::ingest::{Ingest, IngestError, Sweep};
use homeroom::service::mailbox::Mailbox;
use homeroom::service::pulse::Pulse;
use homeroom::service::sender::{Rest, Sender};
use homeroom::smtp::memory::Memory;
use homeroom::smtp::submitter::Submitter;
use homeroom::store::{self, outbox};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::VecDeque;
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Duration;
use tokio::sync::Notify;

#[derive(Default)]
pub struct Process {
    source: Option<Source>,
    rest: Rest,
    failures: Failures,
    again_at: Option<Timestamp>,
    reconciled: Option<Date>,
}

/// A mail that lay in a folder while all of a sweep went on.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Lay {
    pub folder: &'static str,
    pub life: u32,
    pub uid: u64,
    pub hash: ContentHash,
}

/// How a look at the mailbox ended.
pub enum Looked {
    /// After a failure it is too early.
    Rests,
    /// The sweep came to its end; these lay there all the while.
    Complete(Vec<Lay>),
    Failed(ImapError),
    /// The process was killed in the middle.
    Killed,
}

pub fn place(server: &Server) -> Place {
    let account = Account {
        host: "inside".into(),
        port: 0,
        security: Security::None,
        ca_file: None,
        user: "class".into(),
        password: "secret".to_owned().into(),
        folders: FolderNames::default(),
    };
    Place::Inside(account, server.pipe())
}

impl Process {
    /// One look at all folders, and the copies that are owed. `fuel`: so many steps of the program, and it is killed.
    pub fn look(&mut self, world: &World, server: &Server, fuel: Option<u32>) -> store::Result<Looked> {
        let now = world.clock_says();
        if self.again_at.is_some_and(|at| at > now) {
            return Ok(Looked::Rests);
        }
        let mut lay = None;
        let ended = world.runtime().block_on(burning(self.connection(world, server, &mut lay), fuel));
        match ended {
            None => Ok(Looked::Killed),
            Some(Ok(())) => {
                self.again_at = None;
                Ok(Looked::Complete(lay.unwrap_or_default()))
            }
            Some(Err(error)) => {
                (self.source, self.reconciled) = (None, None);
                let error = match error {
                    IngestError::Store(error) => return Err(error),
                    IngestError::Mailbox(error) => error,
                };
                let trouble = match &error {
                    refused if refused.refuses_the_login() => Trouble::Login,
                    other if other.needs_a_person() => Trouble::Setup,
                    _ => Trouble::Line,
                };
                self.again_at = now.checked_add(self.failures.rest_after(trouble, 0)).ok();
                Ok(lay.map_or(Looked::Failed(error), Looked::Complete))
            }
        }
    }

    async fn connection(
        &mut self,
        world: &World,
        server: &Server,
        lay: &mut Option<Vec<Lay>>,
    ) -> Result<(), IngestError> {
        let ingest = Ingest {
            class: Arc::clone(world.class()),
            policy: StorePolicy::Lean,
            clock: Arc::clone(world.guard()),
            stored: Arc::new(Notify::new()),
            pulse: Pulse::unwatched(),
        };
        if !self.source.as_ref().is_some_and(Source::is_open) {
            self.reconciled = None;
            self.source = Some(Source::open(&place(server)).await?);
            self.failures.logged_in();
        }
        let source = self.source.as_mut().unwrap();
        let today = world.class().local(world.clock_says()).date();
        let reach = if self.reconciled == Some(today) { Reach::Recent } else { Reach::Full };
        let before = server.inside().mailbox.change;
        ingest.sweep(source, reach, &mut Sweep::default()).await?;
        *lay = Some(lain_since(server, before));
        self.reconciled = Some(today);
        let guard = world.guard();
        if guard.look().await?.is_some() && copies::owed(world.class()).await? {
            copies::file(world.class(), source, guard, &Pulse::unwatched()).await?;
        }
        self.failures.watched();
        Ok(())
    }

    /// The loop itself for some minutes: it connects, waits for news, pauses and connects again.
    pub fn watch(&mut self, world: &World, server: &Server, minutes: u64) -> store::Result<()> {
        (self.source, self.reconciled) = (None, None);
        let mailbox = Mailbox {
            class: Arc::clone(world.class()),
            place: place(server),
            clock: Arc::clone(world.guard()),
            stored: Arc::new(Notify::new()),
            look: Arc::new(Notify::new()),
            pulse: Pulse::unwatched(),
        };
        let watching = async { tokio::time::timeout(Duration::from_secs(60 * minutes), mailbox.run()).await };
        world.runtime().block_on(watching).unwrap_or(Ok(()))
    }

    /// What the loop that sends does at one moment.
    pub fn send(&mut self, world: &mut World, fates: &mut VecDeque<Fate>, at: Timestamp) -> store::Result<()> {
        world.class().store.write(|tx| outbox::recover(tx, &[], at))?;
        let memory = Memory::new();
        for fate in fates.iter() {
            match fate {
                Fate::Outcome(outcome) => memory.then(outcome.clone()),
                Fate::AnswerLost => memory.then_lose_the_answer(),
            }
        }
        let way_out = Submitter::Memory(memory.clone());
        let mut sender = Sender::new(world.class(), way_out, world.guard(), &Pulse::unwatched());
        sender.rest = std::mem::take(&mut self.rest);
        let sent = world.runtime().block_on(sender.drain());
        self.rest = std::mem::take(&mut sender.rest);
        drop(sender);
        world.arrived.extend(memory.sent().into_iter().map(|mail| Arrival { at, mail }));
        fates.drain(..fates.len() - memory.left());
        sent.map(drop)
    }
}

fn lain_since(server: &Server, change: u64) -> Vec<Lay> {
    let inside = server.inside();
    let mailbox = &inside.mailbox;
    let mut lay = Vec::new();
    for folder in NAMES {
        let life = mailbox.folders[folder].uidvalidity;
        let there = mailbox.seen(folder).filter(|(_, mail)| mail.since.is_some_and(|since| since <= change));
        lay.extend(there.map(|(uid, mail)| Lay { folder, life, uid, hash: mail.hash }));
    }
    lay
}

/// Runs until it is over or the fuel is: `None`.
async fn burning<F: Future>(work: F, fuel: Option<u32>) -> Option<F::Output> {
    let (mut work, mut fuel) = (pin!(work), fuel);
    std::future::poll_fn(|context| match &mut fuel {
        Some(0) => Poll::Ready(None),
        Some(left) => {
            *left -= 1;
            work.as_mut().poll(context).map(Some)
        }
        None => work.as_mut().poll(context).map(Some),
    })
    .await
}
