//! The whole daemon in a day that passes as fast as it can: its loops, its deadlines and its clock have the runtime's
//! paused time, and both mail servers live in the same runtime. Half an hour's wait takes no time, and is exact.

use super::World;
use super::imap_server::ImapServer;
use super::settings::Settings;
use super::smtp_server::SmtpServer;
use homeroom::clock::Clock;
use homeroom::service::lifecycle::Loops;
use homeroom::service::pulse::Pulses;
use homeroom::service::status::status;
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use tokio::time::Instant;

/// A machine's clock that goes with the runtime's.
struct Ticking {
    base: Timestamp,
    begun: Instant,
}

impl Clock for Ticking {
    fn now(&self) -> Timestamp {
        self.base + SignedDuration::try_from(self.begun.elapsed()).unwrap()
    }

    fn since_boot(&self) -> Option<SignedDuration> {
        Some(SignedDuration::try_from(self.begun.elapsed()).unwrap())
    }

    fn may_be_wrong(&self) -> bool {
        true
    }
}

pub struct VirtualDay {
    pub world: World,
    pub imap: ImapServer,
    pub smtp: SmtpServer,
    clock: Arc<Ticking>,
    loops: Option<Loops>,
    runtime: Runtime,
}

impl VirtualDay {
    /// A class whose mailbox and way out are these two servers. Nothing runs yet.
    pub fn new(settings: Settings, start: &str) -> Self {
        let runtime = Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
        let (imap, smtp) = (ImapServer::start_in(runtime.handle()), SmtpServer::start_in(runtime.handle()));
        imap.idles();
        let world = World::with(settings.with_servers(imap.port(), smtp.port()), start);
        let begun = runtime.block_on(async { Instant::now() });
        let clock = Arc::new(Ticking { base: start.parse().unwrap(), begun });
        Self { world, imap, smtp, clock, loops: None, runtime }
    }

    /// Starts the daemon's loops.
    pub fn start(&mut self) -> &mut Self {
        let clock: Arc<dyn Clock> = self.clock.clone();
        let classes = [Arc::clone(self.world.class())];
        let loops = self.runtime.block_on(Loops::start(&classes, &clock, &Arc::new(Pulses::default()))).unwrap();
        self.loops = Some(loops);
        self
    }

    /// Ends them as SIGTERM does.
    pub fn stop(&mut self) {
        if let Some(loops) = self.loops.take() {
            self.runtime.block_on(loops.stop());
        }
    }

    /// Time passes; fails if a loop ends.
    pub fn minutes(&mut self, minutes: u64) -> &mut Self {
        self.seconds(60 * minutes)
    }

    pub fn seconds(&mut self, seconds: u64) -> &mut Self {
        let loops = self.loops.as_mut();
        self.runtime.block_on(async {
            let passing = tokio::time::sleep(Duration::from_secs(seconds));
            match loops {
                None => passing.await,
                Some(loops) => tokio::select! {
                    () = passing => {}
                    error = loops.failure() => panic!("the daemon ended: {error:#}"),
                },
            }
        });
        self
    }

    /// How many seconds pass until it is so, looked at every second.
    pub fn until(&mut self, most: u64, what: &str, is_so: impl Fn(&Self) -> bool) -> u64 {
        for second in 0..=most {
            if is_so(self) {
                return second;
            }
            self.seconds(1);
        }
        panic!("after {most} seconds: {what}; problems: {:?}", self.problems());
    }

    pub fn now(&self) -> Timestamp {
        self.runtime.block_on(async { self.clock.now() })
    }

    /// The runtime's time after so long.
    pub fn after(&self, time: Duration) -> Instant {
        self.runtime.block_on(async { Instant::now() + time })
    }

    /// What `homeroom status` tells.
    pub fn problems(&self) -> Vec<String> {
        let now = self.now();
        self.world.class().store.read(|tx| status(tx, self.world.class(), true, now)).unwrap().problems
    }

    /// How many mails are stored that lie in the folder.
    pub fn stored(&self, folder: &str) -> usize {
        let query = format!(
            "SELECT count(*) FROM location l JOIN folder f ON f.id = l.folder WHERE f.name = '{folder}' AND gone_at IS NULL"
        );
        self.world.value(&query).parse().unwrap()
    }
}

impl Drop for VirtualDay {
    fn drop(&mut self) {
        if !std::thread::panicking() {
            self.stop();
        }
    }
}
