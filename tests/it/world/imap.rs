//! A world in front of an IMAP server: what one connection, one look and one pass of homeroom come to.

use super::World;
pub use super::imap_server::{Fault, ImapServer};
use homeroom::clock::{Clock, EARLIEST};
use homeroom::imap::account::{Account, FolderNames, Security};
use homeroom::imap::error::ImapError;
use homeroom::imap::source::{Place, Source, StorePolicy};
use homeroom::imap::sync_plan::Reach;
use homeroom::service::clock_guard::ClockGuard;
use homeroom::service::ingest::{Ingest, IngestError, Sweep};
use homeroom::service::once::{Done, Once};
use homeroom::service::pulse::Pulse;
use homeroom::smtp::memory::Memory;
use homeroom::smtp::submitter::Submitter;
use std::sync::Arc;
use tokio::sync::Notify;

impl World {
    pub fn connect(&self, server: &ImapServer) -> Result<Source, ImapError> {
        self.connect_to(server.port(), "class", "secret")
    }

    /// Any server on this machine, in clear.
    pub fn connect_to(&self, port: u16, user: &str, password: &str) -> Result<Source, ImapError> {
        self.runtime.block_on(Source::open(&place(port, user, password)))
    }

    /// What `homeroom run --once` does.
    pub fn once(&self, server: &ImapServer) -> Done {
        let (class, clock) = (Arc::clone(self.class()), self.clock.clone());
        let place = place(server.port(), "class", "secret");
        let once = Once { class, place, submitter: Submitter::Memory(Memory::new()), clock };
        self.runtime.block_on(once.run()).unwrap()
    }

    /// One look at the mailbox, and what came of it before it ended.
    pub fn look(&self, source: &mut Source, reach: Reach) -> (Result<(), IngestError>, Sweep) {
        let mut done = Sweep::default();
        let clock: Arc<dyn Clock> = self.clock.clone();
        let ended = self.runtime.block_on(async {
            let ingest = Ingest {
                class: Arc::clone(self.class()),
                policy: StorePolicy::Lean,
                clock: Arc::new(ClockGuard::open(self.class(), &clock, EARLIEST).await?),
                stored: Arc::new(Notify::new()),
                pulse: Pulse::unwatched(),
            };
            ingest.sweep(source, reach, &mut done).await
        });
        (ended, done)
    }
}

fn place(port: u16, user: &str, password: &str) -> Place {
    Place::Imap(Account {
        host: "127.0.0.1".into(),
        port,
        security: Security::None,
        ca_file: None,
        user: user.into(),
        password: password.to_owned().into(),
        folders: FolderNames::default(),
    })
}
