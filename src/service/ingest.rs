//! Commit 1: mail that lies in a watched folder is stored as it is, together with the note of where it lies.

use super::clock_guard::ClockGuard;
use super::open::OpenClass;
use super::pulse::Pulse;
use crate::domain::mail::FolderRole;
use crate::imap::error::ImapError;
use crate::imap::source::{FetchReport, Fetched, Folder, Listing, Role, Source, StorePolicy};
use crate::imap::sync_plan::{LOOK_BACK, Reach, look_from, plan};
use crate::imap::uid_set::UidSet;
use crate::store::folders::FolderRow;
use crate::store::inbound::PackedMail;
use crate::store::{StoreError, away, folders, inbound};
use std::sync::Arc;
use std::time::Instant;
use tokio::sync::{Notify, mpsc};

/// Mails in flight between the server and the store.
const IN_FLIGHT: usize = 64;
const BATCH: usize = 256;
const BATCH_OCTETS: usize = 4 << 20;

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

impl Ingest {
    /// Looks at every folder and stores what is not stored yet.
    pub async fn sweep(&self, source: &mut Source, reach: Reach) -> Result<Sweep, IngestError> {
        let mut total = Sweep::default();
        // The UIDs of a Maildir have no order in which "recent" could mean anything.
        let reach = if matches!(source, Source::Maildir(_)) { Reach::Full } else { reach };
        for folder in source.folders().await? {
            let one = self.sweep_folder(source, &folder, reach).await?;
            total.new += one.new;
            total.unreadable += one.unreadable;
        }
        Ok(total)
    }

    async fn sweep_folder(&self, source: &mut Source, folder: &Folder, reach: Reach) -> Result<Sweep, IngestError> {
        let (listing, row, stored, from) = self.look(source, folder, reach).await?;
        let mut plan = plan(&listing.uids, &stored, from);
        let row_id = row.id;
        let given_up: UidSet =
            self.class.store.read_async(move |tx| folders::given_up(tx, row_id)).await?.into_iter().collect();
        plan.fetch.retain(|uid| !given_up.contains(*uid));
        let (report, new) = self.fetch(source, folder, &listing, row, &plan.fetch).await?;
        let unreadable = report.unreadable.len();
        let mark = mark(&listing, &report, row);
        let (exists, now) = (listing.exists, self.clock.says());
        self.class
            .store
            .write_async(move |tx| {
                for uid in report.unreadable {
                    folders::could_not_fetch(tx, row.id, uid, now)?;
                }
                folders::mark_back(tx, row.id, &listing.uids)?;
                folders::mark_gone(tx, row.id, &plan.gone, now)?;
                folders::looked(tx, row.id, mark, exists, now)
            })
            .await?;
        Ok(Sweep { new, unreadable })
    }

    /// What lies in the folder, and what of it is stored. A UIDVALIDITY not seen before is looked at from the start.
    async fn look(
        &self,
        source: &mut Source,
        folder: &Folder,
        reach: Reach,
    ) -> Result<(Listing, FolderRow, UidSet, u64), IngestError> {
        let name = folder.name.clone();
        let known = self
            .class
            .store
            .read_async(move |tx| {
                let Some((validity, row)) = folders::latest(tx, &name)? else { return Ok(None) };
                let from = if reach == Reach::Full { 0 } else { row.mark.saturating_sub(LOOK_BACK) };
                let stored: UidSet = folders::stored_uids(tx, row.id, from)?.into_iter().collect();
                Ok::<_, StoreError>(Some((validity, row, stored)))
            })
            .await?;
        if let Some((validity, row, stored)) = known {
            let from = look_from(&stored, Some(row.mark + 1), reach);
            let listing = source.look(folder, from).await?;
            if listing.uidvalidity == validity {
                return Ok((listing, row, stored, from));
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
        Ok((listing, row, stored, 1))
    }

    /// Fetching and storing go on side by side: the server sends while the disk writes.
    async fn fetch(
        &self,
        source: &mut Source,
        folder: &Folder,
        listing: &Listing,
        row: FolderRow,
        uids: &[u64],
    ) -> Result<(FetchReport, usize), IngestError> {
        if uids.is_empty() {
            return Ok((FetchReport::default(), 0));
        }
        let (sink, mails) = mpsc::channel(IN_FLIGHT);
        let (fetched, stored) = tokio::join!(
            source.fetch(folder, listing.uidvalidity, uids, self.policy, sink),
            self.store_all(mails, row, role(folder.role))
        );
        // What was delivered is stored whatever ended the fetch.
        let new = stored?;
        if let Err(error) = &fetched
            && let Some(uid) = error.in_transit()
        {
            let now = self.clock.says();
            self.class.store.write_async(move |tx| folders::could_not_fetch(tx, row.id, uid, now)).await?;
        }
        Ok((fetched?, new))
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
                let rows = store.write(|tx| inbound::store(tx, row.id, role, &packed, now))?;
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

/// Every UID up to the mark that the server showed is stored.
fn mark(listing: &Listing, report: &FetchReport, row: FolderRow) -> u64 {
    let highest = listing.uids.iter().copied().max().unwrap_or(0).max(row.mark);
    match report.unreadable.iter().min() {
        Some(lowest) => highest.min(lowest.saturating_sub(1)),
        None => highest,
    }
}

fn role(role: Role) -> FolderRole {
    match role {
        Role::Inbox => FolderRole::Inbox,
        Role::Sent => FolderRole::Sent,
        Role::Junk => FolderRole::Junk,
    }
}
