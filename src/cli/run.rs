//! `homeroom run`: the daemon, and its single pass.

use super::args::Common;
use super::output::{json_line, say, shown};
use super::{End, setup};
use crate::clock::Clock;
use crate::config::secrets::Secrets;
use crate::service::edges;
use crate::service::lifecycle::{Loops, note_stopped};
use crate::service::once::{Done, Once};
use crate::service::open::{ClassLock, OpenClass};
use crate::service::pulse::Pulses;
use anyhow::Context as _;
use sd_notify::NotifyState;
use serde_json::json;
use std::sync::Arc;
use std::time::Duration;
use tokio::signal::unix::{SignalKind, signal};

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
    let mut end = End::Well;
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
    say(&format!(
        "{}: {} new mails, {} understood, {} jobs ran, {} mails sent, {} deferred",
        class.class().name,
        done.sweep.new,
        done.understood,
        done.started.jobs,
        done.sent.sent,
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
    let end = runtime()?.block_on(serve(common, opened.classes, &mut locks))?;
    locks.into_iter().for_each(ClassLock::end_work);
    Ok(end)
}

/// Runs until SIGTERM or SIGINT; SIGHUP reads the configuration again and keeps the old one if the new one is wrong.
async fn serve(common: &Common, mut classes: Vec<Arc<OpenClass>>, locks: &mut Vec<ClassLock>) -> anyhow::Result<End> {
    let clock: Arc<dyn Clock> = Arc::new(crate::clock::SystemClock);
    let pulses = Arc::new(Pulses::default());
    let (mut term, mut int) = (signal(SignalKind::terminate())?, signal(SignalKind::interrupt())?);
    let mut hang_up = signal(SignalKind::hangup())?;
    let mut loops = Loops::start(&classes, &clock, &pulses).await?;
    tell_systemd(&[NotifyState::Ready, NotifyState::Status(&format!("{} classes", classes.len()))]);
    tracing::info!(classes = classes.len(), "homeroom is at work");
    let mut watchdog = tokio::time::interval(watchdog_interval());
    loop {
        tokio::select! {
            error = loops.failure() => {
                tell_systemd(&[NotifyState::Stopping]);
                return Err(error);
            }
            _ = watchdog.tick() => feed(&pulses),
            _ = hang_up.recv() => {
                tell_systemd(&[NotifyState::Reloading]);
                match reload(common, locks)? {
                    Some(new) => {
                        loops.stop().await;
                        classes = new;
                        loops = Loops::start(&classes, &clock, &pulses).await?;
                        tracing::info!(classes = classes.len(), "the configuration was read again");
                    }
                    None => tracing::error!("the new configuration is wrong, see above; homeroom goes on with the old one"),
                }
                tell_systemd(&[NotifyState::Ready]);
            }
            _ = term.recv() => break,
            _ = int.recv() => break,
        }
    }
    tracing::info!("stopping; a mail on its way out may finish");
    tell_systemd(&[NotifyState::Stopping]);
    loops.stop().await;
    for class in &classes {
        note_stopped(class, clock.now()).await?;
    }
    Ok(End::Well)
}

/// The new configuration's classes, opened; `None` if it is wrong, which has been told. Locks for classes that are new
/// are taken; those held stay.
fn reload(common: &Common, locks: &mut Vec<ClassLock>) -> anyhow::Result<Option<Vec<Arc<OpenClass>>>> {
    let opened = match setup::open(common, Secrets::Read, true) {
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
    Ok(Some(opened.classes))
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
