//! Whether every loop still makes progress. The watchdog is fed only while all of them do: a service whose sender
//! hangs is no healthy service, however well its other half runs. Loops beat after every step that something came of (a
//! batch stored, a mail handed over, a copy filed), so that a long import or a slow server is not taken for one that hangs.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

/// One loop's sign of life.
pub struct Pulse {
    started: Instant,
    last: AtomicU64,
    /// The longest this loop may take over one step.
    limit: Duration,
}

impl Pulse {
    fn new(limit: Duration) -> Arc<Self> {
        Arc::new(Self { started: Instant::now(), last: AtomicU64::new(0), limit })
    }

    /// Of work that nobody watches: a single pass.
    pub fn unwatched() -> Arc<Self> {
        Self::new(Duration::MAX)
    }

    pub fn beat(&self) {
        self.last.store(millis(self.started.elapsed()), Ordering::Relaxed);
    }

    fn is_alive(&self) -> bool {
        millis(self.started.elapsed()).saturating_sub(self.last.load(Ordering::Relaxed)) <= millis(self.limit)
    }
}

/// The signs of life of all loops.
#[derive(Default)]
pub struct Pulses(Mutex<Vec<(&'static str, Arc<Pulse>)>>);

impl Pulses {
    pub fn add(&self, name: &'static str, limit: Duration) -> Arc<Pulse> {
        let pulse = Pulse::new(limit);
        self.all().push((name, Arc::clone(&pulse)));
        pulse
    }

    /// Loops that have been silent for longer than they may.
    pub fn silent(&self) -> Vec<&'static str> {
        self.all().iter().filter(|(_, p)| !p.is_alive()).map(|(name, _)| *name).collect()
    }

    pub fn clear(&self) {
        self.all().clear();
    }

    fn all(&self) -> std::sync::MutexGuard<'_, Vec<(&'static str, Arc<Pulse>)>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn millis(duration: Duration) -> u64 {
    u64::try_from(duration.as_millis()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_loop_that_does_not_beat_is_named() {
        let pulses = Pulses::default();
        let lively = pulses.add("lively", Duration::from_secs(60));
        pulses.add("stuck", Duration::ZERO);
        std::thread::sleep(Duration::from_millis(5));
        lively.beat();
        assert_eq!(pulses.silent(), ["stuck"]);
    }
}
