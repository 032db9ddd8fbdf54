//! The watchman: one task for all classes that sees what stands still, and tells it by ways that do not need what stands
//! still: the journal, systemd, and a mail to IT.
//!
//! It owns no state that others write, waits for no loop, and goes on when the state cannot be written and when a class
//! has no network. Its mail does not go through the outbox, which may be what stands still: it is the one exception to
//! that rule, and the only mail that is not about a family or for a teacher.

mod telling;

use super::open::OpenClass;
use super::pulse::Pulse;
use super::room;
use super::standing::facts;
use crate::clock::Clock;
use crate::config::resolved::Alerts;
use crate::decide::alarm::{Alarm, Key, Line, News};
use crate::decide::stall::{Cause, Facts, PATIENCE, Stall, stalls};
use crate::store::{self, StoreError, health};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::Duration;
pub use telling::probe;
use telling::{Told, tell};
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};
use tokio_util::sync::CancellationToken;

const LOOK: Duration = Duration::from_secs(30);
/// A state that takes longer to answer is asked again later.
const ANSWER: Duration = Duration::from_secs(10);
/// What health facts about a stall that IT was told of begin with; its cause follows.
const TOLD: &str = "told:";
/// So many stalls are named in systemd's line.
const MOST_IN_STATUS: usize = 3;

/// Tells systemd in one line how homeroom fares.
pub type Report = Box<dyn Fn(&str) + Send + Sync>;

/// Sees what stands still.
pub struct Watchman {
    classes: Vec<Watched>,
    alerts: Option<Alerts>,
    clock: Arc<dyn Clock>,
    pulse: Arc<Pulse>,
    report: Report,
    begun: Instant,
    alarm: Alarm,
    /// What was last reported.
    reported: String,
}

/// A class, and the question it has not answered yet.
struct Watched {
    class: Arc<OpenClass>,
    asked: Option<JoinHandle<store::Result<Facts>>>,
    /// Since when it gives no answer.
    silent_since: Option<Timestamp>,
    /// By its last answer.
    stalls: Vec<Stall>,
}

/// A class and what stands still in it.
pub(super) struct Still {
    pub(super) class: Arc<OpenClass>,
    pub(super) stall: Stall,
}

impl Still {
    fn key(&self) -> Key {
        (self.class.class().id.clone(), self.stall.cause)
    }
}

impl Watchman {
    pub fn new(
        classes: &[Arc<OpenClass>],
        alerts: Option<Alerts>,
        clock: &Arc<dyn Clock>,
        pulse: Arc<Pulse>,
        report: Report,
    ) -> Self {
        let watched = |class: &Arc<OpenClass>| Watched {
            class: Arc::clone(class),
            asked: None,
            silent_since: None,
            stalls: Vec::new(),
        };
        Self {
            classes: classes.iter().map(watched).collect(),
            alerts,
            clock: Arc::clone(clock),
            pulse,
            report,
            begun: Instant::now(),
            alarm: Alarm::default(),
            reported: String::new(),
        }
    }

    /// Runs until it is told to stop.
    pub async fn run(mut self, stop: CancellationToken) {
        tokio::select! {
            () = stop.cancelled() => {}
            () = self.watch() => {}
        }
    }

    async fn watch(&mut self) {
        self.remember().await;
        loop {
            self.pulse.beat();
            self.look().await;
            tokio::time::sleep(LOOK).await;
        }
    }

    /// What an earlier process told, as far as the states know.
    async fn remember(&mut self) {
        let (now, mut told) = (self.clock.now(), Vec::new());
        for Watched { class, .. } in &self.classes {
            let noted = class.store.read_async(|tx| health::with_prefix(tx, TOLD));
            let Ok(Ok(noted)) = timeout(ANSWER, noted).await else { continue };
            let causes = noted.iter().filter_map(|(name, _, at)| Some((Cause::read(name.strip_prefix(TOLD)?)?, *at)));
            told.extend(causes.map(|(cause, at)| ((class.class().id.clone(), cause), now.duration_since(at))));
        }
        self.alarm = Alarm::new(told);
    }

    /// One look at all classes, and what is to be told of it.
    async fn look(&mut self) {
        let now = self.clock.now();
        let mut still = Vec::new();
        for watched in &mut self.classes {
            self.pulse.beat();
            still.extend(watched.look(now).await);
            forget_the_full_disk(&watched.class).await;
        }
        let up = self.up();
        let keys: BTreeSet<Key> = still.iter().map(Still::key).collect();
        for line in self.alarm.look(up, &keys) {
            self.journal(&line, &still);
        }
        still.retain(|each| self.alarm.standing().any(|key| *key == each.key()));
        self.report_to_systemd(&still, now);
        if let Some(news) = self.alarm.news(up) {
            self.mail(news, &still, now).await;
        }
    }

    fn up(&self) -> SignedDuration {
        SignedDuration::try_from(self.begun.elapsed()).unwrap_or(SignedDuration::MAX)
    }

    fn journal(&self, line: &Line, still: &[Still]) {
        let words = |key: &Key| {
            let each = still.iter().find(|each| each.key() == *key);
            each.map(|Still { class, stall }| {
                let met = stall.met().map(|met| format!(" ({met})")).unwrap_or_default();
                format!("{}{met}; {}; {}", stall.what(&class.school.time_zone), stall.meanwhile(), stall.to_do())
            })
        };
        match line {
            Line::Begun(key) => {
                tracing::error!(class = key.0.as_str(), "stands still: {}", words(key).unwrap_or_default());
                if self.alerts.is_none() {
                    tracing::error!("nobody is told of it by mail: homeroom.toml has no [alerts] with IT's address");
                }
            }
            Line::Stands(key) => {
                tracing::error!(class = key.0.as_str(), "still stands still: {}", words(key).unwrap_or_default());
            }
            Line::Over(key) => tracing::info!(class = key.0.as_str(), cause = key.1.word(), "goes on again"),
        }
    }

    fn report_to_systemd(&mut self, still: &[Still], now: Timestamp) {
        let count = self.classes.len();
        let classes = if count == 1 { "1 class".to_owned() } else { format!("{count} classes") };
        let named = still.iter().take(MOST_IN_STATUS).map(|Still { class, stall }| {
            format!("; {}: {}", class.class().name, stall.in_short(&class.school.time_zone, now))
        });
        let named: String = named.collect();
        let more = match still.len().saturating_sub(MOST_IN_STATUS) {
            0 => String::new(),
            more => format!("; and {more} more"),
        };
        let line = if still.is_empty() { format!("{classes}, all well") } else { format!("{classes}{named}{more}") };
        if line != self.reported {
            (self.report)(&line);
            self.reported = line;
        }
    }

    async fn mail(&mut self, news: News, still: &[Still], now: Timestamp) {
        let Some(alerts) = &self.alerts else { return };
        let classes: Vec<&Arc<OpenClass>> = self.classes.iter().map(|watched| &watched.class).collect();
        let told = tell(alerts, news, still, &classes, now).await;
        // Time has passed on the way.
        let up = self.up();
        match told {
            Told::Yes => {
                self.alarm.sent(up, news);
                tracing::info!("IT was told by mail");
                note_told(&classes, news, still, now).await;
            }
            Told::Perhaps(why) | Told::No(why) if self.alarm.failed(up, matches!(told, Told::Perhaps(_))) => {
                let advice = match alerts.way {
                    None => "[alerts] in homeroom.toml with an account of its own would have another way",
                    Some(_) => "look at [alerts] in homeroom.toml; `homeroom check` tries it",
                };
                tracing::error!("IT could not be told by mail: {why}; {advice}");
            }
            Told::Perhaps(_) | Told::No(_) => {}
        }
    }
}

impl Watched {
    /// What stands still in the class. A state that gives no answer is not asked a second time meanwhile.
    async fn look(&mut self, now: Timestamp) -> Vec<Still> {
        let mut question = self.asked.take().unwrap_or_else(|| {
            let class = Arc::clone(&self.class);
            tokio::task::spawn_blocking(move || class.store.read(|tx| facts(tx, &class, true, now)))
        });
        match timeout(ANSWER, &mut question).await {
            Ok(Ok(Ok(facts))) => {
                self.silent_since = None;
                self.stalls = stalls(&facts, now);
            }
            // What stood still is taken to stand until an answer says otherwise.
            answer => {
                if answer.is_err() {
                    self.asked = Some(question);
                }
                let since = *self.silent_since.get_or_insert(now);
                let is_new = !self.stalls.iter().any(|stall| stall.cause == Cause::State);
                if is_new && now.duration_since(since) > PATIENCE {
                    self.stalls.push(Stall::of_state(since));
                }
            }
        }
        self.stalls.iter().cloned().map(|stall| Still { class: Arc::clone(&self.class), stall }).collect()
    }
}

async fn forget_the_full_disk(class: &Arc<OpenClass>) {
    if class.full_disk.ended() {
        let _ = timeout(ANSWER, class.store.write_async(|tx| health::clear(tx, room::PROBLEM))).await;
    }
}

/// So that the next process tells nothing twice. Where the state cannot be written, it may.
async fn note_told(classes: &[&Arc<OpenClass>], news: News, still: &[Still], now: Timestamp) {
    for class in classes {
        let id = &class.class().id;
        let of_class = still.iter().filter(|each| each.class.class().id == *id && news != News::Over);
        let causes: Vec<Cause> = of_class.map(|each| each.stall.cause).collect();
        let change = move |tx: &store::Tx<'_>| {
            for (name, ..) in health::with_prefix(tx, TOLD)? {
                health::clear(tx, &name)?;
            }
            causes.iter().try_for_each(|cause| health::note(tx, &format!("{TOLD}{}", cause.word()), "", now))?;
            Ok::<_, StoreError>(())
        };
        let _ = timeout(ANSWER, class.store.write_async(change)).await;
    }
}
