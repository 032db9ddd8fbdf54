//! Watches the mailbox: told of new mail by IDLE, and looking for itself at least every five minutes.

use super::clock_guard::ClockGuard;
use super::ingest::{Ingest, IngestError, Sweep};
use super::once::note;
use super::open::OpenClass;
use super::pulse::Pulse;
use super::{copies, edges};
use crate::decide::reconnect::{Failures, Trouble};
use crate::imap::error::ImapError;
use crate::imap::source::{Folder, Place, Role, Source, Wake};
use crate::imap::sync_plan::Reach;
use crate::store::{self, StoreError, health};
use futures_util::FutureExt as _;
use jiff::SignedDuration;
use jiff::civil::Date;
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use std::time::Duration;
use tokio::sync::Notify;

/// A hint can be lost, so the mailbox is looked at this often whatever the server says.
const SWEEP: Duration = Duration::from_secs(5 * 60);
const DISK_FULL_PAUSE: Duration = Duration::from_secs(60);
/// A server that tells of new mail and shows none is not asked again at once: some tell of it again and again.
const FALSE_ALARM: Duration = Duration::from_secs(5);

pub struct Mailbox {
    pub class: Arc<OpenClass>,
    pub place: Place,
    pub clock: Arc<ClockGuard>,
    /// Told when something was stored.
    pub stored: Arc<Notify>,
    /// Tells this loop that there is a reason to look: a copy for Sent is owed, or one is to be looked for.
    pub look: Arc<Notify>,
    pub pulse: Arc<Pulse>,
}

impl Mailbox {
    /// Runs until it is dropped. Ends only by a failure of the state.
    pub async fn run(self) -> store::Result<()> {
        let mut failures = Failures::default();
        loop {
            self.pulse.beat();
            // What one mailbox holds must not end the work for all: a panic is a connection that was lost.
            let told = match AssertUnwindSafe(self.connection(&mut failures)).catch_unwind().await {
                Ok(Err(IngestError::Store(error))) => Err(error),
                Ok(Err(IngestError::Mailbox(error))) => self.pause(&error, &mut failures).await,
                Err(_) => self.after_a_stumble(&mut failures).await,
            };
            match told {
                Ok(()) => {}
                Err(StoreError::DiskFull) => {
                    tracing::error!("the disk is full; mail stays on the server until there is room");
                    self.clock.disk_is_full().await;
                    tokio::time::sleep(DISK_FULL_PAUSE).await;
                }
                Err(error) => return Err(error),
            }
        }
    }

    /// One connection's life.
    async fn connection(&self, failures: &mut Failures) -> Result<std::convert::Infallible, IngestError> {
        let mut source = Source::open(&self.place).await?;
        failures.logged_in();
        let ingest = Ingest {
            class: Arc::clone(&self.class),
            policy: edges::policy(&self.class.setup),
            clock: Arc::clone(&self.clock),
            stored: Arc::clone(&self.stored),
            pulse: Arc::clone(&self.pulse),
        };
        let mut reconciled: Option<Date> = None;
        let (mut told, mut told_of_mail) = (None, false);
        loop {
            self.pulse.beat();
            let today = self.class.local(self.clock.says()).date();
            // Once a day, and on every new connection, all of the mailbox is compared with all that is stored.
            let reach = if reconciled == Some(today) { Reach::Recent } else { Reach::Full };
            let mut done = Sweep::default();
            ingest.sweep(&mut source, reach, &mut done).await?;
            reconciled = Some(today);
            if self.clock.look().await?.is_some() && copies::owed(&self.class).await? {
                self.file_copies(&mut source).await?;
            }
            if told_of_mail && done.new == 0 {
                tokio::time::sleep(FALSE_ALARM).await;
            }
            let how;
            (how, told_of_mail) = self.wait(&mut source, &mut told).await?;
            failures.watched();
            self.tell(how, &mut told).await?;
        }
    }

    /// A server that takes no copies is no reason to stop reading mail: it is told, and tried again at the next look.
    async fn file_copies(&self, source: &mut Source) -> Result<(), IngestError> {
        match copies::file(&self.class, source, &self.clock, &self.pulse).await {
            Err(IngestError::Mailbox(error)) if source.is_open() => {
                tracing::warn!("copies in Sent: {error}; {}", error.hint());
                let words = format!("copies in Sent: {error}; {}", error.hint());
                Ok(note(&self.class, "problem:copies", words, self.clock.says()).await?)
            }
            outcome => outcome.map(drop),
        }
    }

    /// Notes how new mail is learnt of, where that is news: between the server's word of a mail and its being stored no
    /// commit is to be waited for.
    async fn tell(&self, how: &'static str, told: &mut Option<&'static str>) -> store::Result<()> {
        if *told != Some(how) {
            note(&self.class, "connection", how.to_owned(), self.clock.says()).await?;
            *told = Some(how);
        }
        Ok(())
    }

    /// Until there is a reason to look. Says how new mail is learnt of, and whether the server told of any.
    async fn wait(
        &self,
        source: &mut Source,
        told: &mut Option<&'static str>,
    ) -> Result<(&'static str, bool), IngestError> {
        let folders = source.folders().await?;
        let Some(inbox) = folders.into_iter().find(|f: &Folder| f.role == Role::Inbox) else {
            tokio::time::sleep(SWEEP).await;
            return Ok(("polling", false));
        };
        if told.is_none() {
            self.tell("idle", told).await?;
        }
        tokio::select! {
            wake = source.wait(&inbox, SWEEP) => match wake? {
                Wake::NewMail => Ok(("idle", true)),
                Wake::Timeout => Ok(("idle", false)),
                Wake::Unsupported => {
                    tokio::time::sleep(SWEEP).await;
                    Ok(("polling", false))
                }
            },
            // The wait is cut short, and with it its connection; the look opens another.
            () = self.look.notified() => Err(IngestError::Mailbox(ImapError::Stopped)),
        }
    }

    async fn pause(&self, error: &ImapError, failures: &mut Failures) -> store::Result<()> {
        if matches!(error, ImapError::Stopped) {
            return Ok(());
        }
        let rest = failures.rest_after(trouble(error), self.share());
        self.rest(rest, format!("mailbox: {error}; {}", error.hint())).await
    }

    async fn after_a_stumble(&self, failures: &mut Failures) -> store::Result<()> {
        let rest = failures.rest_after(Trouble::Stumble, self.share());
        let again = match failures.stumbles() {
            1 => String::new(),
            times => format!(", {times} times in a row"),
        };
        let words = format!(
            "mailbox: homeroom stumbled over what it read{again}; it reads the mailbox anew; please report the line in \
             the journal (journalctl -u homeroom)"
        );
        self.rest(rest, words).await
    }

    /// Spreads the classes of a school.
    fn share(&self) -> u8 {
        self.class.ids.token().first().copied().unwrap_or(0)
    }

    /// Tells why the mailbox is not watched, and waits.
    async fn rest(&self, rest: SignedDuration, words: String) -> store::Result<()> {
        tracing::error!(pause_s = rest.as_secs(), "{words}");
        let now = self.clock.says();
        self.class
            .store
            .write_async(move |tx| {
                health::note_problem(tx, "problem:mailbox", &words, now)?;
                health::note(tx, "connection", "down", now)
            })
            .await?;
        let mut left = rest.unsigned_abs();
        while !left.is_zero() {
            let step = left.min(Duration::from_secs(60));
            tokio::time::sleep(step).await;
            self.pulse.beat();
            left -= step;
        }
        Ok(())
    }
}

fn trouble(error: &ImapError) -> Trouble {
    match error {
        refused if refused.refuses_the_login() => Trouble::Login,
        other if other.needs_a_person() => Trouble::Setup,
        _ => Trouble::Line,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::imap::error::{Code, Step, Verdict};

    #[test]
    fn a_login_that_went_well_before_a_refusal_is_no_refused_login() {
        let refused = |step, code| ImapError::Refused { step, answer: Verdict::Bad, code };
        for (error, expected) in [
            (ImapError::LoginRefused, Trouble::Login),
            (refused(Step::Login, Code::Other), Trouble::Login),
            (refused(Step::List, Code::Other), Trouble::Setup),
            (refused(Step::Examine, Code::Throttled), Trouble::Setup),
            (refused(Step::Examine, Code::Unavailable), Trouble::Line),
            (refused(Step::Fetch, Code::Other), Trouble::Line),
            (ImapError::LoginUnavailable(Code::Unavailable), Trouble::Line),
            (ImapError::NoFolder, Trouble::Setup),
            (ImapError::Lost { step: Step::Login }, Trouble::Line),
        ] {
            assert_eq!(trouble(&error), expected, "{error}");
        }
    }
}
