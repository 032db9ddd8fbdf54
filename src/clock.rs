//! The only reader of the machine's clocks. Everything that decides takes `now` as an argument.

use jiff::{SignedDuration, Timestamp};
use std::sync::atomic::{AtomicI64, Ordering};

/// No clock that is right says less: homeroom was not written before. Raised with each release, to the first day of
/// its year.
pub const EARLIEST: Timestamp = Timestamp::constant(1_767_225_600, 0);

pub trait Clock: Send + Sync {
    fn now(&self) -> Timestamp;

    /// How long the machine has been on, its sleep counted: what `now` can be held against. `None`: nothing can be.
    fn since_boot(&self) -> Option<SignedDuration>;

    /// Not where a person has said what time it is.
    fn may_be_wrong(&self) -> bool;
}

/// The machine's clock.
pub struct SystemClock;

impl Clock for SystemClock {
    #[expect(clippy::disallowed_methods, reason = "this is the one place that reads the wall clock")]
    fn now(&self) -> Timestamp {
        Timestamp::now()
    }

    /// Not `std::time::Instant`, which on Linux stands still while the machine sleeps; and not `/proc/uptime`, which
    /// the systemd unit hides.
    #[cfg(target_os = "linux")]
    fn since_boot(&self) -> Option<SignedDuration> {
        Some(SignedDuration::from_secs(rustix::time::clock_gettime(rustix::time::ClockId::Boottime).tv_sec))
    }

    #[cfg(not(target_os = "linux"))]
    fn since_boot(&self) -> Option<SignedDuration> {
        None
    }

    fn may_be_wrong(&self) -> bool {
        true
    }
}

/// A clock that stands still until it is set: `--now`, tests, the demo.
pub struct FixedClock {
    /// In milliseconds, as is `since_boot`.
    now: AtomicI64,
    since_boot: AtomicI64,
    may_be_wrong: bool,
}

impl FixedClock {
    /// The time as a person says it is.
    pub fn at(now: Timestamp) -> Self {
        Self { now: AtomicI64::new(now.as_millisecond()), since_boot: AtomicI64::new(0), may_be_wrong: false }
    }

    /// The clock of a machine that has just been switched on, and may be wrong.
    pub fn of_a_machine(now: Timestamp) -> Self {
        Self { may_be_wrong: true, ..Self::at(now) }
    }

    /// Time passes until then.
    pub fn set(&self, now: Timestamp) {
        let before = self.now.swap(now.as_millisecond(), Ordering::SeqCst);
        self.since_boot.fetch_add((now.as_millisecond() - before).max(0), Ordering::SeqCst);
    }

    /// The clock is put forward or back, and no time passes.
    pub fn put(&self, by: SignedDuration) {
        self.now.fetch_add(i64::try_from(by.as_millis()).unwrap_or(0), Ordering::SeqCst);
    }
}

impl Clock for FixedClock {
    fn now(&self) -> Timestamp {
        Timestamp::from_millisecond(self.now.load(Ordering::SeqCst)).unwrap_or(Timestamp::UNIX_EPOCH)
    }

    fn since_boot(&self) -> Option<SignedDuration> {
        Some(SignedDuration::from_millis(self.since_boot.load(Ordering::SeqCst)))
    }

    fn may_be_wrong(&self) -> bool {
        self.may_be_wrong
    }
}
