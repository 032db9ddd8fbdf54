//! One class in one process: the cast's roster, a clock that stands still, a mailbox and a way out in memory, and the
//! steps that the daemon's loops are made of. What is between two steps is the test's: mail, time, crashes.
//!
//! The state is a file, so that a restart is a restart. A [`World`] that is dropped looks at its outbox: a row that ended
//! without a reason, or was left half-way, fails the test that left it.

pub mod imap;
mod imap_server;
mod mailbox;
pub mod settings;
pub mod smtp_server;
pub mod virtual_day;

use homeroom::cli::demo::script::Folder;
use homeroom::clock::{Clock, EARLIEST, FixedClock};
use homeroom::config::load::load;
use homeroom::domain::outbox::OutboxState;
use homeroom::ids::{IdSource, SeededIds};
use homeroom::message::compose::PreparedMessage;
use homeroom::render::registry::Registry;
use homeroom::service::clock_guard::ClockGuard;
use homeroom::service::jobs::{self, Started};
use homeroom::service::open::OpenClass;
use homeroom::service::process::process_batch;
use homeroom::service::pulse::Pulse;
use homeroom::service::sender::{Sender, Sent};
use homeroom::service::teach::Told as Receipt;
use homeroom::service::{ingest, once, suspects, teach};
use homeroom::smtp::memory::Memory;
use homeroom::smtp::outcome::Outcome;
use homeroom::smtp::submitter::Submitter;
use homeroom::store;
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp, Zoned};
pub use mailbox::Mailbox;
use settings::Settings;
use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use tempfile::TempDir;
use tokio::runtime::{Builder, Runtime};

/// A mail that reached somebody, and when.
#[derive(Clone)]
pub struct Arrival {
    pub at: Timestamp,
    pub mail: PreparedMessage,
}

/// What the next mails on their way out meet; without a word every mail is accepted.
pub enum Fate {
    /// This outcome; the mail arrives only if it was accepted.
    Outcome(Outcome),
    /// It arrives, and the answer is lost.
    AnswerLost,
}

/// Where a process ends: the statement that fails there stands for the power that goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cut {
    /// The row is not yet `sending`.
    BeforeClaim,
    /// It is, and the body has not gone out.
    BeforeDot,
    /// The body has gone out, and the answer is not noted.
    BeforeSettled,
    /// Mail is fetched and not stored.
    InStore,
    /// Mail is stored, and how far the folder was read is not.
    BeforeLooked,
    /// Mail is understood, and nothing of it is written down.
    InUnderstanding,
    /// A job has enqueued, and its occurrence is not claimed.
    BeforeRecorded,
}

impl Cut {
    pub const ALL: [Cut; 7] = [
        Cut::BeforeClaim,
        Cut::BeforeDot,
        Cut::BeforeSettled,
        Cut::InStore,
        Cut::BeforeLooked,
        Cut::InUnderstanding,
        Cut::BeforeRecorded,
    ];

    /// Which change of the state does not come to pass.
    fn change(self) -> &'static str {
        match self {
            Cut::BeforeClaim => "UPDATE OF state ON outbox WHEN NEW.state = 'sending' AND OLD.state = 'queued'",
            Cut::BeforeDot => "UPDATE OF stage ON outbox WHEN NEW.stage = 'dot'",
            Cut::BeforeSettled => "UPDATE OF state ON outbox WHEN OLD.state = 'sending' AND NEW.state <> 'sending'",
            Cut::InStore => "INSERT ON location WHEN TRUE",
            Cut::BeforeLooked => "UPDATE OF looked_at ON folder WHEN TRUE",
            Cut::InUnderstanding => "INSERT ON reading WHEN TRUE",
            Cut::BeforeRecorded => "INSERT ON job_run WHEN TRUE",
        }
    }
}

/// The ids of a world, at one of which homeroom stumbles where a test wants it to.
struct Ids {
    inner: SeededIds,
    stumble: AtomicBool,
}

impl IdSource for Ids {
    fn token(&self) -> [u8; 16] {
        assert!(!self.stumble.swap(false, Ordering::SeqCst), "homeroom stumbles");
        self.inner.token()
    }
}

pub struct World {
    /// `None` only while the state is being reopened.
    class: Option<Arc<OpenClass>>,
    /// What the process believes of the clock; as `None` as the class.
    guard: Option<Arc<ClockGuard>>,
    pub clock: Arc<FixedClock>,
    pub mailbox: Mailbox,
    /// All that has reached anybody, in this order.
    pub arrived: Vec<Arrival>,
    fates: VecDeque<Fate>,
    /// The sender's sign of life.
    pub pulse: Arc<Pulse>,
    settings: Settings,
    templates: Arc<Registry>,
    ids: Arc<Ids>,
    runtime: Runtime,
    dir: TempDir,
}

impl World {
    /// The cast's class on a Monday morning before school, nothing written yet.
    pub fn new() -> Self {
        Self::with(Settings::cast(), "2026-11-09T06:00:00-05:00")
    }

    pub fn with(settings: Settings, start: &str) -> Self {
        Self::made(settings, start, 7, Builder::new_current_thread().enable_all().build().unwrap())
    }

    /// Nothing in it waits for anything outside, so its timers are over at once; and all that is made up comes from the
    /// seed.
    pub fn closed(settings: Settings, start: &str, seed: u64) -> Self {
        let runtime = Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        Self::made(settings, start, seed, runtime)
    }

    fn made(settings: Settings, start: &str, seed: u64, runtime: Runtime) -> Self {
        let clock = Arc::new(FixedClock::of_a_machine(start.parse().unwrap()));
        let dir = folder();
        let mut world = Self {
            class: None,
            guard: None,
            clock,
            mailbox: Mailbox::new(),
            arrived: Vec::new(),
            fates: VecDeque::new(),
            pulse: Pulse::unwatched(),
            settings,
            templates: Arc::new(Registry::new(Vec::new()).unwrap()),
            ids: Arc::new(Ids { inner: SeededIds::new(seed), stumble: AtomicBool::new(false) }),
            runtime,
            dir,
        };
        world.open();
        world
    }

    fn open(&mut self) {
        self.settings.write(self.dir.path());
        self.class = Some(Arc::new(self.another_process()));
        suspects::after_a_start(self.class()).unwrap();
        let clock: Arc<dyn Clock> = self.clock.clone();
        let guard = self.runtime.block_on(ClockGuard::open(self.class(), &clock, EARLIEST)).unwrap();
        self.guard = Some(Arc::new(guard));
        if let Some(now) = self.now().unwrap() {
            self.runtime.block_on(once::begin(self.class(), now)).unwrap();
        }
    }

    /// The time, if the process believes its clock.
    pub fn now(&self) -> store::Result<Option<Timestamp>> {
        self.runtime.block_on(self.guard.as_ref().unwrap().look())
    }

    /// The same class on the same file, open a second time.
    pub fn another_process(&self) -> OpenClass {
        let file = self.dir.path().join("homeroom.toml");
        let today = self.clock.now().max(EARLIEST).to_zoned(settings::zone()).date();
        let configuration = load(&file, today).unwrap_or_else(|problems| panic!("{problems:?}"));
        let setup = configuration.classes.into_iter().next().unwrap();
        let (school, templates, ids) = (Arc::new(configuration.school), self.templates.clone(), self.ids.clone());
        OpenClass::open(setup, school, templates, ids, &configuration.state_dir).unwrap()
    }

    /// The process ends where it is and another begins, with the settings as they stand now.
    pub fn restart(&mut self) {
        self.while_stopped(|_| {});
    }

    /// The same, and something happens to the folder of the state in between.
    pub fn while_stopped(&mut self, happens: impl FnOnce(&Path)) {
        self.guard = None;
        let class = self.class.take().unwrap();
        assert_eq!(Arc::strong_count(&class), 1, "the old process is gone");
        drop(class);
        happens(&self.path("state"));
        self.open();
    }

    /// A file or folder beside the configuration: `mail` is the Maildir that the class is configured with.
    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    /// What the next start will find.
    pub fn settings(&mut self) -> &mut Settings {
        &mut self.settings
    }

    pub fn runtime(&self) -> &Runtime {
        &self.runtime
    }

    pub fn guard(&self) -> &Arc<ClockGuard> {
        self.guard.as_ref().unwrap()
    }

    pub fn class(&self) -> &Arc<OpenClass> {
        self.class.as_ref().unwrap()
    }

    /// The school's wall clock.
    pub fn local(&self) -> Zoned {
        self.clock.now().to_zoned(settings::zone())
    }

    /// Sets the school's wall clock.
    pub fn at(&mut self, wall: &str) -> &mut Self {
        self.set_wall(wall.parse().unwrap());
        self
    }

    pub fn set_wall(&mut self, wall: DateTime) {
        self.clock.set(wall.to_zoned(settings::zone()).unwrap().timestamp());
    }

    /// Right or wrong.
    pub fn clock_says(&self) -> Timestamp {
        self.clock.now()
    }

    /// Time passes, whatever the clock says.
    pub fn set_clock_on(&self, by: SignedDuration) {
        self.clock.set(self.clock.now() + by);
    }

    /// A mail reaches the mailbox now.
    pub fn deliver(&mut self, folder: Folder, bytes: &[u8]) {
        self.mailbox.deliver(folder, bytes, self.clock.now());
    }

    /// The next mail that is handed over and not yet spoken for meets this.
    pub fn then(&mut self, fate: Fate) -> &mut Self {
        self.fates.push_back(fate);
        self
    }

    /// How many mails are spoken for.
    pub fn fates(&self) -> usize {
        self.fates.len()
    }

    /// Commit 1 for all that lies in the mailbox and is not stored.
    pub fn sweep(&mut self) -> store::Result<()> {
        let now = self.clock.now();
        self.mailbox.sweep(&self.class.as_ref().unwrap().store, now)?;
        self.runtime.block_on(ingest::fetched_well(self.class(), now))
    }

    /// Commit 2 for all that is stored and not understood.
    pub fn understand(&self) -> store::Result<usize> {
        let mut total = 0;
        while let Some(now) = self.now()? {
            match process_batch(self.class(), now)? {
                0 => break,
                some => total += some,
            }
        }
        Ok(total)
    }

    pub fn tick(&self) -> store::Result<Started> {
        self.now()?.map_or(Ok(Started::default()), |now| jobs::tick(self.class(), now))
    }

    /// Sends what may go; gives what arrived meanwhile as well.
    pub fn send(&mut self) -> store::Result<Sent> {
        let memory = Memory::new();
        for fate in &self.fates {
            match fate {
                Fate::Outcome(outcome) => memory.then(outcome.clone()),
                Fate::AnswerLost => memory.then_lose_the_answer(),
            }
        }
        let way_out = Submitter::Memory(memory.clone());
        let mut sender = Sender::new(self.class(), way_out, self.guard.as_ref().unwrap(), &self.pulse);
        let sent = self.runtime.block_on(sender.drain());
        drop(sender);
        let at = self.clock.now();
        let arrived = memory.sent();
        self.arrived.extend(arrived.into_iter().map(|mail| Arrival { at, mail }));
        let met = self.fates.len() - memory.left();
        self.fates.drain(..met);
        sent
    }

    /// Everything there is to do at this moment, in the daemon's order.
    pub fn step(&mut self) -> store::Result<()> {
        self.sweep()?;
        self.understand()?;
        self.tick()?;
        self.send()?;
        Ok(())
    }

    pub fn teach(&self, text: &str) -> Vec<Receipt> {
        teach::teach(self.class(), text, self.clock.now()).unwrap()
    }

    /// Whoever needs the next fresh id panics.
    pub fn stumbles(&self) {
        self.ids.stumble.store(true, Ordering::SeqCst);
    }

    /// The process will end there, once, unless it ends before. The step that meets it gives an error.
    pub fn cut(&self, cut: Cut) {
        let trigger = format!(
            "CREATE TEMP TRIGGER the_end BEFORE {} BEGIN SELECT RAISE(ABORT, 'the process ends here'); END",
            cut.change()
        );
        self.sql(&trigger);
    }

    /// Takes a cut back that was not met.
    pub fn uncut(&self) {
        self.sql("DROP TRIGGER IF EXISTS the_end");
    }

    pub fn sql(&self, text: &str) {
        let write = |tx: &store::Tx<'_>| Ok::<_, store::StoreError>(tx.execute_batch(text)?);
        self.class().store.write(write).unwrap();
    }

    /// Rows of the state as text, NULL as nothing: for looking, never for deciding.
    pub fn rows(&self, query: &str) -> Vec<Vec<String>> {
        let read = |tx: &store::Tx<'_>| {
            let mut query = tx.prepare(query)?;
            let columns = query.column_count();
            let rows = query.query_map([], |row| (0..columns).map(|c| cell(row, c)).collect())?;
            Ok::<_, store::StoreError>(rows.collect::<Result<Vec<Vec<String>>, _>>()?)
        };
        self.class().store.read(read).unwrap()
    }

    /// The only cell of the only row.
    /// The bytes of the newest mail that arrived at this address.
    pub fn newest_to(&self, to: &str) -> Vec<u8> {
        let mail = self.arrived.iter().rev().find(|a| a.mail.recipient.as_str() == to);
        mail.unwrap_or_else(|| panic!("no mail to {to}")).mail.bytes.clone()
    }

    pub fn value(&self, query: &str) -> String {
        self.rows(query).remove(0).remove(0)
    }

    pub fn states(&self, query: &str) -> Vec<OutboxState> {
        let rows = self.rows(&format!("SELECT state FROM outbox WHERE {query} ORDER BY id"));
        rows.iter().map(|row| OutboxState::read(&row[0]).unwrap()).collect()
    }

    /// Outgoing mail that ended, or waits for a person, without a word why; and mail that was left half-way.
    pub fn unexplained(&self) -> Vec<Vec<String>> {
        self.rows(
            "SELECT id, state, template, attempts, reason FROM outbox WHERE state = 'sending'
             OR (trim(reason) = '' AND state IN ('draft', 'held', 'unknown', 'failed', 'expired', 'cancelled'))
             OR (trim(reason) = '' AND state = 'queued' AND next_attempt > max(not_before, created_at) AND approved = 0)",
        )
    }
}

impl Drop for World {
    fn drop(&mut self) {
        if !std::thread::panicking() && self.class.is_some() {
            let unexplained = self.unexplained();
            assert!(unexplained.is_empty(), "outgoing mail without a reason: {unexplained:?}");
        }
    }
}

fn cell(row: &rusqlite::Row<'_>, column: usize) -> rusqlite::Result<String> {
    use rusqlite::types::ValueRef;
    Ok(match row.get_ref(column)? {
        ValueRef::Null => String::new(),
        ValueRef::Integer(number) => number.to_string(),
        ValueRef::Real(number) => number.to_string(),
        ValueRef::Text(text) => String::from_utf8_lossy(text).into_owned(),
        ValueRef::Blob(bytes) => String::from_utf8_lossy(bytes).into_owned(),
    })
}

/// In memory where the system has room for files there: a year has many commits, and each waits for the disk.
fn folder() -> TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.or_else(|_| tempfile::tempdir()).unwrap()
}
