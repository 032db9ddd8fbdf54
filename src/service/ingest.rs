//! Commit 1: mail that lies in a watched folder is stored as it is, together with the note of where it lies.

use super::clock_guard::ClockGuard;
use super::gather::before;
use super::open::OpenClass;
use super::pulse::Pulse;
use super::room;
use crate::domain::mail::FolderRole;
use crate::failpoint::{self, Point};
use crate::imap::error::{FetchError, ImapError};
use crate::imap::source::{FetchReport, Fetched, Folder, Listing, Role, Source, StorePolicy};
use crate::imap::sync_plan::{Reach, look_from, plan};
use crate::imap::uid_set::UidSet;
use crate::store::folders::{FolderRow, Unfetched};
use crate::store::inbound::PackedMail;
use crate::store::{StoreError, away, folders, health, inbound};
use jiff::{SignedDuration, Timestamp};
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::{Notify, mpsc};

/// Mail may become visible long after mail that came later, and not for longer than this.
const A_DAY: SignedDuration = SignedDuration::from_hours(24);

/// Mails in flight between the server and the store.
const IN_FLIGHT: usize = 256;
const BATCH: usize = 256;
const BATCH_OCTETS: usize = 4 << 20;

/// What health facts about a single folder begin with; its role follows.
pub const FOLDER_PROBLEM: &str = "problem:folder:";

#[derive(Debug, thiserror::Error)]
pub enum IngestError {
    #[error(transparent)]
    Mailbox(#[from] ImapError),
    #[error(transparent)]
    Store(#[from] StoreError),
}

/// What one look at all folders came to.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Sweep {
    /// Mails stored that were not known before.
    pub new: usize,
    /// Mails that could not be read this time.
    pub unreadable: usize,
}

/// Brings the store up to date with the mailbox.
pub struct Ingest {
    pub class: Arc<OpenClass>,
    pub policy: StorePolicy,
    /// Read for every batch: while a long import runs, a wrong clock may be set right.
    pub clock: Arc<ClockGuard>,
    /// Told after every commit that holds something to understand.
    pub stored: Arc<Notify>,
    pub pulse: Arc<Pulse>,
}

/// Mails that a fetch failed at before, with what it takes to ask for them again.
struct Doubtful {
    folder: Folder,
    uidvalidity: u32,
    row: FolderRow,
    uids: Vec<u64>,
}

/// A folder as it stands on the server and in the store.
struct Looked {
    listing: Listing,
    /// The listing begins at this UID.
    from: u64,
    row: FolderRow,
    stored: UidSet,
    unfetched: Unfetched,
}

impl Ingest {
    /// Looks at every folder, stores what is not stored yet, and then asks again for what could not be fetched before.
    /// `done` counts also what came of it before an error.
    pub async fn sweep(&self, source: &mut Source, reach: Reach, done: &mut Sweep) -> Result<(), IngestError> {
        let now = self.clock.says();
        // The UIDs of a Maildir have no order in which "recent" could mean anything.
        let reach = if matches!(source, Source::Maildir(_)) { Reach::Full } else { reach };
        let folders = source.folders().await?;
        let mut doubtful = Vec::new();
        let mut failing: Vec<(FolderRole, String)> =
            source.names().missing(&folders).into_iter().map(|(of, name)| (role(of), not_there(&name))).collect();
        for folder in folders {
            match self.sweep_folder(source, &folder, reach, now, done).await {
                Ok(found) => doubtful.push(found),
                // The mail of families is read though the teacher's own, or the spam, cannot be.
                Err(IngestError::Mailbox(error)) if folder.role != Role::Inbox && source.is_open() => {
                    failing.push((role(folder.role), format!("folder {}: {error}; {}", folder.name, error.hint())));
                }
                Err(error) => return Err(error),
            }
        }
        self.note_failing(failing, now).await?;
        fetched_well(&self.class, now).await?;
        self.try_again(source, doubtful, now, done).await
    }

    /// Replaces what was noted about folders before.
    async fn note_failing(&self, failing: Vec<(FolderRole, String)>, now: Timestamp) -> Result<(), StoreError> {
        self.class
            .store
            .write_async(move |tx| {
                for role in [FolderRole::Sent, FolderRole::Junk] {
                    let name = format!("{FOLDER_PROBLEM}{}", role.word());
                    match failing.iter().find(|(failing, _)| *failing == role) {
                        Some((_, words)) => health::note_problem(tx, &name, words, now)?,
                        None => health::clear(tx, &name)?,
                    }
                }
                Ok(())
            })
            .await
    }

    async fn sweep_folder(
        &self,
        source: &mut Source,
        folder: &Folder,
        reach: Reach,
        now: Timestamp,
        done: &mut Sweep,
    ) -> Result<Doubtful, IngestError> {
        let before = self.unaccounted(folder).await?;
        let doubtful = self.bring_up_to_date(source, folder, reach, now, done).await?;
        let after = self.unaccounted(folder).await?;
        // The server counts the whole folder, and who looks at the newest mails does not see that an old one was deleted.
        // A difference that stood before has been looked into already.
        if reach == Reach::Recent && after != 0 && after != before {
            return self.bring_up_to_date(source, folder, Reach::Full, now, done).await;
        }
        Ok(doubtful)
    }

    async fn unaccounted(&self, folder: &Folder) -> Result<i64, StoreError> {
        let name = folder.name.clone();
        self.class.store.read_async(move |tx| folders::unaccounted(tx, &name)).await
    }

    async fn bring_up_to_date(
        &self,
        source: &mut Source,
        folder: &Folder,
        reach: Reach,
        now: Timestamp,
        done: &mut Sweep,
    ) -> Result<Doubtful, IngestError> {
        let Looked { listing, from, row, stored, unfetched } = self.look(source, folder, reach, now).await?;
        let mut plan = plan(&listing.uids, &stored, from);
        let failed: UidSet = unfetched.due.iter().chain(&unfetched.resting).copied().collect();
        plan.fetch.retain(|uid| !failed.contains(*uid));
        let (uidvalidity, exists) = (listing.uidvalidity, listing.exists);
        let mut report = FetchReport::default();
        if !plan.fetch.is_empty() {
            self.class.store.write_async(move |tx| folders::counted(tx, row.id, exists)).await?;
            let (fetched, new) = self.fetch(source, folder, uidvalidity, row, &plan.fetch).await?;
            done.new += new;
            report = match fetched {
                Ok(report) => report,
                Err(failed) => return Err(self.doubt(row, failed, now).await?.into()),
            };
        }
        done.unreadable += report.unreadable.len();
        let there: UidSet = listing.uids.iter().copied().collect();
        let mark = there.highest().unwrap_or(0).max(row.mark);
        self.class
            .store
            .write_async(move |tx| {
                for uid in report.unreadable {
                    folders::could_not_fetch(tx, row.id, uid, now)?;
                }
                folders::mark_back(tx, row.id, &listing.uids)?;
                folders::mark_gone(tx, row.id, &plan.gone, now)?;
                folders::forget_unfetched(tx, row.id, from, &listing.uids)?;
                folders::looked(tx, row.id, mark, exists, now)
            })
            .await?;
        let uids = unfetched.due.into_iter().filter(|uid| there.contains(*uid)).collect();
        Ok(Doubtful { folder: folder.clone(), uidvalidity, row, uids })
    }

    /// What lies in the folder, and what of it is stored. A UIDVALIDITY not seen before is looked at from the start.
    async fn look(
        &self,
        source: &mut Source,
        folder: &Folder,
        reach: Reach,
        now: Timestamp,
    ) -> Result<Looked, IngestError> {
        let name = folder.name.clone();
        let known = self
            .class
            .store
            .read_async(move |tx| {
                let Some((validity, row)) = folders::latest(tx, &name)? else { return Ok(None) };
                let unfetched = folders::unfetched(tx, row.id, now)?;
                let of_day = match reach {
                    Reach::Recent => folders::lowest_since(tx, row, before(now, A_DAY))?,
                    Reach::Full => None,
                };
                let from = look_from(row.mark, unfetched.due.iter().min().copied(), of_day, reach);
                let stored: UidSet = folders::stored_uids(tx, row.id, from)?.into_iter().collect();
                Ok::<_, StoreError>(Some((validity, row, stored, from, unfetched)))
            })
            .await?;
        if let Some((validity, row, stored, from, unfetched)) = known {
            let listing = source.look(folder, from).await?;
            if listing.uidvalidity == validity {
                return Ok(Looked { listing, from, row, stored, unfetched });
            }
            tracing::warn!("the mail server renumbered a folder; homeroom reads it again and doubles nothing");
        }
        let listing = source.look(folder, 1).await?;
        let (name, role, validity) = (folder.name.clone(), role(folder.role), listing.uidvalidity);
        let (row, stored) = self
            .class
            .store
            .write_async(move |tx| {
                let row = folders::enter(tx, &name, role, validity)?;
                let stored: UidSet = folders::stored_uids(tx, row.id, 0)?.into_iter().collect();
                Ok::<_, StoreError>((row, stored))
            })
            .await?;
        Ok(Looked { listing, from: 1, row, stored, unfetched: Unfetched::default() })
    }

    /// A mail that fails is asked for when all others are stored, so that it keeps none of them waiting, and alone, so
    /// that no other is blamed.
    async fn try_again(
        &self,
        source: &mut Source,
        doubtful: Vec<Doubtful>,
        now: Timestamp,
        done: &mut Sweep,
    ) -> Result<(), IngestError> {
        for Doubtful { folder, uidvalidity, row, uids } in doubtful {
            for uid in uids {
                let (fetched, new) = self.fetch(source, &folder, uidvalidity, row, &[uid]).await?;
                done.new += new;
                let (failed, error) = match fetched {
                    Ok(report) => (report.unreadable, None),
                    Err(failed) => (failed.doubtful, Some(failed.error)),
                };
                if failed.contains(&uid) {
                    done.unreadable += 1;
                    self.class.store.write_async(move |tx| folders::could_not_fetch(tx, row.id, uid, now)).await?;
                }
                error.map_or(Ok(()), Err)?;
            }
        }
        Ok(())
    }

    /// Notes at which mails a fetch ended, and gives the error that ended it.
    async fn doubt(&self, row: FolderRow, failed: FetchError, now: Timestamp) -> Result<ImapError, StoreError> {
        let FetchError { error, doubtful } = failed;
        self.class
            .store
            .write_async(move |tx| doubtful.iter().try_for_each(|uid| folders::doubt(tx, row.id, *uid, now)))
            .await?;
        Ok(error)
    }

    /// Fetching and storing go on side by side: the server sends while the disk writes. What was delivered is stored
    /// whatever ended the fetch; so many of it are new.
    async fn fetch(
        &self,
        source: &mut Source,
        folder: &Folder,
        uidvalidity: u32,
        row: FolderRow,
        uids: &[u64],
    ) -> Result<(Result<FetchReport, FetchError>, usize), StoreError> {
        let (class, now) = (Arc::clone(&self.class), self.clock.says());
        away(move || room::ask(&class, now)).await?;
        let (sink, mails) = mpsc::channel(IN_FLIGHT);
        let (fetched, stored) = tokio::join!(
            source.fetch(folder, uidvalidity, uids, self.policy, sink),
            self.store_all(mails, row, role(folder.role))
        );
        Ok((fetched, stored?))
    }

    async fn store_all(
        &self,
        mut mails: mpsc::Receiver<Fetched>,
        row: FolderRow,
        role: FolderRole,
    ) -> Result<usize, StoreError> {
        let mut new = 0;
        while let Some(first) = mails.recv().await {
            let mut octets = first.bytes.len();
            let mut batch = vec![first];
            while batch.len() < BATCH
                && octets < BATCH_OCTETS
                && let Ok(next) = mails.try_recv()
            {
                octets += next.bytes.len();
                batch.push(next);
            }
            let (store, now) = (Arc::clone(&self.class.store), self.clock.says());
            new += away(move || {
                let begun = Instant::now();
                let packed: Vec<PackedMail> = batch
                    .into_iter()
                    .map(|m| PackedMail::pack(m.uid, m.internal_date, m.size, m.lean, &m.bytes))
                    .collect();
                let ready = begun.elapsed();
                failpoint::reach(Point::Fetched);
                let rows = store.write(|tx| {
                    let rows = inbound::store(tx, row.id, role, &packed, now)?;
                    failpoint::reach(Point::StoredBeforeCommit);
                    Ok(rows)
                })?;
                failpoint::reach(Point::Committed);
                let all = begun.elapsed();
                tracing::debug!(
                    mails = rows.len(),
                    pack_us = ready.as_micros(),
                    all_us = all.as_micros(),
                    "mails stored"
                );
                Ok::<_, StoreError>(rows.iter().filter(|(_, new)| *new).count())
            })
            .await?;
            self.pulse.beat();
            self.stored.notify_one();
        }
        Ok(new)
    }
}

/// Notes a complete look at the mailbox.
pub async fn fetched_well(class: &Arc<OpenClass>, now: Timestamp) -> Result<(), StoreError> {
    class
        .store
        .write_async(move |tx| {
            health::clear(tx, "problem:mailbox")?;
            health::note(tx, "last_fetch", "", now)
        })
        .await
}

fn not_there(folder: &str) -> String {
    format!("folder {folder}: the server has none of this name; name it in [inbox] as the server does, or leave it out")
}

fn role(role: Role) -> FolderRole {
    match role {
        Role::Inbox => FolderRole::Inbox,
        Role::Sent => FolderRole::Sent,
        Role::Junk => FolderRole::Junk,
    }
}
