//! Files a copy of each sent mail in the mailbox's Sent folder, so that the teacher sees in any program what went out.

use super::clock_guard::ClockGuard;
use super::ingest::IngestError;
use super::open::OpenClass;
use super::pulse::Pulse;
use crate::decide::in_doubt::look_is_due as look_is_due_at;
use crate::domain::mail::FolderRole;
use crate::failpoint::{self, Point};
use crate::imap::source::{Folder, Role, Source};
use crate::store::{folders, health, outbox};
use jiff::Timestamp;
use std::sync::Arc;

const BATCH: usize = 50;

/// Whether copies are owed. Asked first, since filing needs a connection.
pub async fn owed(class: &Arc<OpenClass>) -> crate::store::Result<bool> {
    if !super::edges::files_copies(&class.setup) {
        return Ok(false);
    }
    Ok(!class.store.read_async(|tx| outbox::copies_owed(tx, 1)).await?.is_empty())
}

/// Whether Sent is to be looked at for a mail of which it is not known whether it left.
pub async fn look_is_due(class: &Arc<OpenClass>, now: Timestamp) -> crate::store::Result<bool> {
    class
        .store
        .read_async(move |tx| {
            // A mailbox without a Sent folder has none to look at.
            let Some(looked) = folders::looked_at(tx, FolderRole::Sent)? else { return Ok(false) };
            Ok(outbox::in_doubt::since(tx)?.into_iter().any(|tried| look_is_due_at(tried, looked, now)))
        })
        .await
}

/// Files every copy that is owed, and takes back what was told of copies that could not be filed. A copy that a crash
/// left unnoted is found by its Message-ID and not filed again.
pub async fn file(
    class: &Arc<OpenClass>,
    source: &mut Source,
    clock: &ClockGuard,
    pulse: &Pulse,
) -> Result<usize, IngestError> {
    let Some(sent) = sent_folder(source).await? else {
        return note_all_filed(class).await;
    };
    let mut filed = 0;
    loop {
        let owed = class.store.read_async(|tx| outbox::copies_owed(tx, BATCH)).await?;
        if owed.is_empty() {
            class.store.write_async(|tx| health::clear(tx, "problem:copies")).await?;
            return Ok(filed);
        }
        for id in owed {
            let row = class
                .store
                .read_async(move |tx| {
                    Ok::<_, crate::store::StoreError>((outbox::by_id(tx, id)?, outbox::words(tx, id)?))
                })
                .await?;
            if let (Some(parcel), words) = row
                && !source.has_message_id(&sent, &parcel.message_id).await?
            {
                source.append_sent(&sent, &words.bytes, clock.says()).await?;
                failpoint::reach(Point::CopyFiled);
                filed += 1;
            }
            class.store.write_async(move |tx| outbox::copy_filed(tx, id)).await?;
            pulse.beat();
        }
    }
}

async fn sent_folder(source: &mut Source) -> Result<Option<Folder>, IngestError> {
    Ok(source.folders().await?.into_iter().find(|f| f.role == Role::Sent))
}

/// A mailbox without a Sent folder has nowhere to put copies: none are owed.
async fn note_all_filed(class: &Arc<OpenClass>) -> Result<usize, IngestError> {
    class
        .store
        .write_async(|tx| {
            for id in outbox::copies_owed(tx, usize::MAX)? {
                outbox::copy_filed(tx, id)?;
            }
            Ok::<_, crate::store::StoreError>(())
        })
        .await?;
    Ok(0)
}
