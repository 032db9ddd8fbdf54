//! The loop that asks the DNS about mail that waits for it, so that no other mail does.

use super::{TICK, Wakes, on_full_disk};
use crate::dkim::Dns;
use crate::service::clock_guard::ClockGuard;
use crate::service::open::OpenClass;
use crate::service::pulse::Pulse;
use crate::service::signatures;
use crate::store;
use std::sync::Arc;
use tokio::sync::Notify;
use tokio_util::sync::CancellationToken;

pub(super) struct Checker {
    class: Arc<OpenClass>,
    clock: Arc<ClockGuard>,
    stored: Arc<Notify>,
    waiting: Arc<Notify>,
    pulse: Arc<Pulse>,
}

impl Checker {
    pub(super) fn new(class: &Arc<OpenClass>, clock: &Arc<ClockGuard>, wakes: &Wakes, pulse: Arc<Pulse>) -> Self {
        Self {
            class: Arc::clone(class),
            clock: Arc::clone(clock),
            stored: Arc::clone(&wakes.stored),
            waiting: Arc::clone(&wakes.waiting),
            pulse,
        }
    }

    pub(super) async fn run(self, stop: CancellationToken) -> store::Result<()> {
        while !stop.is_cancelled() {
            self.pulse.beat();
            let known = on_full_disk(&self.clock, self.step(&stop).await, &stop).await?;
            if known.unwrap_or(0) > 0 {
                self.stored.notify_one();
            }
            tokio::select! {
                () = self.waiting.notified() => {}
                () = tokio::time::sleep(TICK) => {}
                () = stop.cancelled() => {}
            }
        }
        Ok(())
    }

    /// How many mails can be understood now. An end does not wait for the DNS: what was asked is asked again.
    async fn step(&self, stop: &CancellationToken) -> store::Result<usize> {
        let Some(now) = self.clock.look().await? else { return Ok(0) };
        tokio::select! {
            known = signatures::check_waiting(&self.class, Dns::System, now) => known,
            () = stop.cancelled() => Ok(0),
        }
    }
}
