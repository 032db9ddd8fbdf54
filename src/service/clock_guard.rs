//! The machine's clock as the loops may use it: only while it can be believed. Mail is fetched and stored whatever the
//! clock says; whoever understands, runs or sends asks here first, and waits.

use super::full_disk;
use super::open::OpenClass;
use crate::clock::Clock;
use crate::decide::clock_sense::{ClockSense, Doubt, Reading};
use crate::store::{self, StoreError, health, inbound};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use tokio::sync::Mutex;

/// The latest time believed is written down this often: not more than an idle mailbox is looked at.
const NOTE_EVERY: SignedDuration = SignedDuration::from_mins(5);

pub const PROBLEM: &str = "problem:clock";
const LAST_SEEN: &str = "last_seen";

pub struct ClockGuard {
    class: Arc<OpenClass>,
    clock: Arc<dyn Clock>,
    memory: Mutex<Memory>,
}

struct Memory {
    sense: ClockSense,
    /// The latest time believed, as the state has it.
    noted: Option<Timestamp>,
    /// The doubt that the state tells of: its kind, and since when.
    told: Option<(&'static str, Timestamp)>,
}

impl ClockGuard {
    /// `earliest`: no clock that is right says less.
    pub async fn open(class: &Arc<OpenClass>, clock: &Arc<dyn Clock>, earliest: Timestamp) -> store::Result<Self> {
        let (seen, doubt) = class
            .store
            .read_async(|tx| Ok::<_, StoreError>((health::get(tx, LAST_SEEN)?, health::get(tx, PROBLEM)?)))
            .await?;
        let (noted, since) = (seen.map(|(_, at)| at), doubt.map(|(_, at)| at));
        let memory =
            Memory { sense: ClockSense::new(earliest, noted, since), noted, told: since.map(|since| ("", since)) };
        Ok(Self { class: Arc::clone(class), clock: Arc::clone(clock), memory: Mutex::new(memory) })
    }

    /// What the clock says, believed or not: for notes that nothing is decided by.
    pub fn says(&self) -> Timestamp {
        self.clock.now()
    }

    /// A loop that goes by this clock met a full disk.
    pub async fn disk_is_full(&self) {
        full_disk::note(&self.class, self.says()).await;
    }

    /// The time; `None` while the clock is in doubt, which is then told in the state.
    pub async fn look(&self) -> store::Result<Option<Timestamp>> {
        if !self.clock.may_be_wrong() {
            return Ok(Some(self.clock.now()));
        }
        let mut memory = self.memory.lock().await;
        let reading = Reading { now: self.clock.now(), since_boot: self.clock.since_boot() };
        match memory.sense.look(reading) {
            Some(doubt) => self.tell(&mut memory, &doubt).await.map(|()| None),
            None => self.believe(&mut memory, reading.now).await.map(|()| Some(reading.now)),
        }
    }

    async fn tell(&self, memory: &mut Memory, doubt: &Doubt) -> store::Result<()> {
        let told = Some((doubt.word(), doubt.since));
        if memory.told == told {
            return Ok(());
        }
        let (words, since) = (doubt.words(&self.class.school.time_zone), doubt.since);
        tracing::error!(clock = doubt.word(), "{words}");
        self.class.store.write_async(move |tx| health::note(tx, PROBLEM, &words, since)).await?;
        memory.told = told;
        Ok(())
    }

    async fn believe(&self, memory: &mut Memory, now: Timestamp) -> store::Result<()> {
        let doubted = memory.told.is_some();
        if !doubted && memory.noted.is_some_and(|at| now.duration_since(at) < NOTE_EVERY) {
            return Ok(());
        }
        self.class
            .store
            .write_async(move |tx| {
                if doubted {
                    health::clear(tx, PROBLEM)?;
                    // What came in meanwhile bears a time that never was, and no summary would count it.
                    inbound::stored_just_now(tx, now)?;
                    // The same of a look at the mailbox: a later one that fails would go unnoticed.
                    if health::get(tx, "last_fetch")?.is_some_and(|(_, at)| at > now) {
                        health::note(tx, "last_fetch", "", now)?;
                    }
                }
                health::note(tx, LAST_SEEN, "", now)
            })
            .await?;
        if doubted {
            tracing::info!("the clock is right again; homeroom goes on");
        }
        (memory.noted, memory.told) = (Some(now), None);
        Ok(())
    }
}
