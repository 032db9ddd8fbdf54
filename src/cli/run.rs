//! `homeroom run`: the daemon, and its single pass.

use super::args::Common;
use super::output::{json_line, say, shown};
use super::setup::Opened;
use super::{End, setup};
use crate::clock::Clock;
use crate::config::resolved::Alerts;
use crate::config::secrets::Secrets;
use crate::service::edges;
use crate::service::lifecycle::{Loops, note_stopped};
use crate::service::once::{Done, Once};
use crate::service::open::{ClassLock, OpenClass};
use crate::service::pulse::Pulses;
use crate::store::away;
use anyhow::Context as _;
use futures_util::FutureExt as _;
use sd_notify::NotifyState;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::signal::unix::{Signal, SignalKind, signal};

/// For what still runs on a thread of its own when everything else has ended.
const LAST_WORK: Duration = Duration::from_secs(2);

pub fn once(common: &Common) -> anyhow::Result<End> {
    let opened = match setup::open(common, Secrets::Read, true)? {
        Ok(opened) => opened,
        Err(end) => return Ok(end),
    };
    let state_dir = &opened.configuration.state_dir;
    let locks = match locks(state_dir, &opened.classes) {
        Ok(locks) => locks,
        Err(error) => {
            super::output::tell_error(&error);
            return Ok(End::Problem);
        }
    };
    let clock = setup::clock(common);
    let runtime = runtime()?;
    let mut end = if opened.broken.is_empty() { End::Well } else { End::Problem };
    for class in &opened.classes {
        let pass = Once {
            class: Arc::clone(class),
            place: edges::mailbox(&class.setup)?,
            submitter: edges::submitter(&class.setup)?,
            clock: Arc::clone(&clock),
        };
        let done = runtime.block_on(pass.run())?;
        if !done.problems.is_empty() {
            end = End::Problem;
        }
        tell(common, class, &done)?;
    }
    locks.into_iter().for_each(ClassLock::end_work);
    Ok(end)
}

fn tell(common: &Common, class: &OpenClass, done: &Done) -> anyhow::Result<()> {
    if common.json {
        return json_line(&json!({
            "class": class.class().id.as_str(),
            "new": done.sweep.new,
            "unreadable": done.sweep.unreadable,
            "understood": done.understood,
            "jobs": done.started.jobs,
            "enqueued": done.started.mails,
            "summaries": done.started.summaries,
            "sent": done.sent.sent,
            "deferred": done.sent.deferred,
            "problems": done.problems,
        }));
    }
    for problem in &done.problems {
        eprintln!("problem: {}: {}", class.class().name, shown(problem));
    }
    let count = |n: usize, one: &str, many: &str| format!("{n} {}", if n == 1 { one } else { many });
    say(&format!(
        "{}: {}, {} understood, {}, {}, {} deferred",
        class.class().name,
        count(done.sweep.new, "new mail", "new mails"),
        done.understood,
        count(done.started.jobs, "job ran", "jobs ran"),
        count(done.sent.sent, "mail sent", "mails sent"),
        done.sent.deferred
    ))
}

pub fn daemon(common: &Common) -> anyhow::Result<End> {
    let opened = match setup::open(common, Secrets::Read, true)? {
        Ok(opened) => opened,
        Err(end) => return Ok(end),
    };
    let mut locks = match locks(&opened.configuration.state_dir, &opened.classes) {
        Ok(locks) => locks,
        Err(error) => {
            super::output::tell_error(&error);
            return Ok(End::Problem);
        }
    };
    if opened.classes.is_empty() {
        return Ok(End::Problem);
    }
    let runtime = runtime()?;
    let end = runtime.block_on(serve(common, opened, &mut locks));
    // A look-up of a name, or a disk that does not answer, is not waited for: who ends the service waits for us.
    runtime.shutdown_timeout(LAST_WORK);
    let end = end?;
    locks.into_iter().for_each(ClassLock::end_work);
    Ok(end)
}

/// What the loops do while one configuration holds.
struct Work {
    classes: Vec<Arc<OpenClass>>,
    alerts: Option<Alerts>,
    loops: Loops,
}

impl Work {
    async fn begin(opened: Opened, clock: &Arc<dyn Clock>, pulses: &Arc<Pulses>) -> anyhow::Result<Self> {
        Self::over(opened.classes, opened.configuration.alerts, clock, pulses).await
    }

    async fn over(
        classes: Vec<Arc<OpenClass>>,
        alerts: Option<Alerts>,
        clock: &Arc<dyn Clock>,
        pulses: &Arc<Pulses>,
    ) -> anyhow::Result<Self> {
        let mut loops = Loops::start(&classes, clock, pulses).await?;
        let report = Box::new(|line: &str| tell_systemd(&[NotifyState::Status(line)]));
        loops.watch(&classes, alerts.clone(), clock, report);
        Ok(Self { classes, alerts, loops })
    }

    /// Goes on by the same settings, with what teachers changed in their class lists.
    async fn anew(self, clock: &Arc<dyn Clock>, pulses: &Arc<Pulses>) -> anyhow::Result<Self> {
        let (old, alerts) = (self.classes.clone(), self.alerts.clone());
        self.end(clock).await;
        let anew = move || old.iter().map(|class| class.anew().map(Arc::new)).collect::<anyhow::Result<Vec<_>>>();
        Self::over(away(anew).await?, alerts, clock, pulses).await
    }

    async fn end(self, clock: &Arc<dyn Clock>) {
        self.loops.stop().await;
        note_stopped(&self.classes, clock.now()).await;
    }
}

/// SIGTERM and SIGINT.
struct EndSignals {
    term: Signal,
    int: Signal,
}

impl EndSignals {
    async fn come(&mut self) {
        tokio::select! {
            _ = self.term.recv() => {}
            _ = self.int.recv() => {}
        }
    }
}

/// Runs until SIGTERM or SIGINT; SIGHUP reads the configuration again and keeps the old one if the new one is wrong.
async fn serve(common: &Common, opened: Opened, locks: &mut Vec<ClassLock>) -> anyhow::Result<End> {
    let clock: Arc<dyn Clock> = Arc::new(crate::clock::SystemClock);
    let pulses = Arc::new(Pulses::default());
    let mut end = EndSignals { term: signal(SignalKind::terminate())?, int: signal(SignalKind::interrupt())? };
    let mut hang_up = signal(SignalKind::hangup())?;
    let mut work = Work::begin(opened, &clock, &pulses).await?;
    tell_systemd(&[NotifyState::Ready]);
    tracing::info!(classes = work.classes.len(), "homeroom is at work");
    let mut watchdog = tokio::time::interval(watchdog_interval());
    loop {
        let outdated = work.loops.outdated();
        tokio::select! {
            error = work.loops.failure() => {
                tell_systemd(&[NotifyState::Stopping]);
                return Err(error);
            }
            _ = watchdog.tick() => feed(&pulses),
            _ = hang_up.recv() => {
                tell_systemd(&[NotifyState::Reloading]);
                let new = tokio::select! {
                    new = reload(common, locks) => new?,
                    () = end.come() => break,
                };
                match new {
                    Some(new) => {
                        work.end(&clock).await;
                        // Whoever wants the end by now has waited long enough.
                        if end.come().now_or_never().is_some() {
                            tell_systemd(&[NotifyState::Stopping]);
                            return Ok(End::Well);
                        }
                        work = Work::begin(new, &clock, &pulses).await?;
                        tracing::info!(classes = work.classes.len(), "the configuration was read again");
                    }
                    None => tracing::error!("the new configuration is wrong, see above; homeroom goes on with the old one"),
                }
                tell_systemd(&[NotifyState::Ready]);
            }
            () = outdated.notified() => {
                work = work.anew(&clock, &pulses).await?;
                tracing::info!("a teacher changed a class list; homeroom goes on by the new one");
            }
            () = end.come() => break,
        }
    }
    tracing::info!("stopping; a mail on its way out may finish");
    tell_systemd(&[NotifyState::Stopping]);
    work.end(&clock).await;
    Ok(End::Well)
}

/// The new configuration with its classes opened; `None` if it is wrong, which has been told. Locks for classes that are
/// new are taken; those held stay.
async fn reload(common: &Common, locks: &mut Vec<ClassLock>) -> anyhow::Result<Option<Opened>> {
    let common = common.clone();
    let opened = match away(move || setup::open(&common, Secrets::Read, true)).await {
        Ok(Ok(opened)) => opened,
        Ok(Err(_)) => return Ok(None),
        Err(error) => {
            super::output::tell_error(&error);
            return Ok(None);
        }
    };
    let held: Vec<String> = locks.iter().map(|l| l.class.clone()).collect();
    for class in opened.classes.iter().filter(|c| !held.iter().any(|h| h == c.class().id.as_str())) {
        match ClassLock::begin_work(&opened.configuration.state_dir, class) {
            Ok(lock) => locks.push(lock),
            Err(error) => {
                super::output::tell_error(&error);
                return Ok(None);
            }
        }
    }
    Ok(Some(opened))
}

fn locks(state_dir: &std::path::Path, classes: &[Arc<OpenClass>]) -> anyhow::Result<Vec<ClassLock>> {
    classes.iter().map(|c| ClassLock::begin_work(state_dir, c)).collect()
}

fn runtime() -> anyhow::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .thread_keep_alive(Duration::from_secs(5))
        .enable_all()
        .build()
        .context("Start the runtime")
}

/// Only while every loop makes progress; otherwise systemd ends the service and starts it anew.
fn feed(pulses: &Pulses) {
    let silent = pulses.silent();
    if silent.is_empty() {
        tell_systemd(&[NotifyState::Watchdog]);
    } else {
        tracing::error!(loops = silent.join(", "), "no progress; the watchdog is not fed");
    }
}

/// Half of what systemd demands, or a minute where it demands nothing.
fn watchdog_interval() -> Duration {
    sd_notify::watchdog_enabled().map_or(Duration::from_secs(60), |demanded| demanded / 2)
}

/// Without systemd there is nobody to tell.
fn tell_systemd(states: &[NotifyState<'_>]) {
    let _ = sd_notify::notify(states);
}
