//! A mailbox on an IMAP server.

use super::account::{Account, Pipe};
use super::error::{ImapError, Step};
use super::session::Session;
use super::source::{Folder, Listing};
use super::{connect, folders, names};
use crate::ids::MessageId;
use async_imap::imap_proto::{AttributeValue, MailboxDatum, Response};
use futures_util::FutureExt;
use std::panic::AssertUnwindSafe;
use std::time::Duration;

pub struct ImapSource {
    pub(super) account: Account,
    /// `None`: over the network.
    pub(super) pipe: Option<Pipe>,
    pub(super) session: Session,
}

impl ImapSource {
    pub(super) async fn open(account: Account) -> Result<Self, ImapError> {
        Self::by(account, None).await
    }

    pub(super) async fn by(account: Account, pipe: Option<Pipe>) -> Result<Self, ImapError> {
        let session = connect::open(&account, pipe.as_ref()).await?;
        Ok(Self { account, pipe, session })
    }

    /// A fresh connection in place of one that was closed.
    pub(super) async fn reopen(&mut self) -> Result<(), ImapError> {
        self.session = connect::open(&self.account, self.pipe.as_ref()).await?;
        Ok(())
    }

    pub(super) fn is_open(&self) -> bool {
        self.session.is_open()
    }

    pub(super) async fn folders(&mut self) -> Result<Vec<Folder>, ImapError> {
        folders::watched(&mut self.session, &self.account.folders).await
    }

    pub(super) async fn all_names(&mut self) -> Result<Vec<String>, ImapError> {
        folders::all_names(&mut self.session).await
    }

    /// `UID FETCH n:*` and not SEARCH, whose answer is one long line that the parser reads in quadratic time.
    pub(super) async fn look(&mut self, folder: &Folder, from_uid: u64) -> Result<Listing, ImapError> {
        let selected = self.session.examine_to_look(&folder.name).await?;
        let from = u32::try_from(from_uid.max(1)).ok().filter(|_| selected.exists > 0);
        let mut uids = Vec::new();
        if let Some(from) = from {
            let command = format!("UID FETCH {from}:* (UID)");
            self.session
                .command(Step::Fetch, &command, |response| {
                    if let Response::Fetch(_, attributes) = response {
                        uids.extend(attributes.iter().filter_map(|a| match a {
                            AttributeValue::Uid(uid) => Some(*uid),
                            _ => None,
                        }));
                    }
                })
                .await?;
            // `n:*` means "from n to the last" in either direction: it always names the last mail (RFC 3501 §6.4.8).
            uids.retain(|uid| *uid >= from);
            uids.sort_unstable();
            uids.dedup();
        }
        // What came or went while it listed is counted.
        let exists = self.session.selected.as_ref().map_or(selected.exists, |s| s.exists);
        let uids = uids.into_iter().map(u64::from).collect();
        Ok(Listing { uidvalidity: selected.uidvalidity, exists, uids })
    }

    pub(super) async fn has_message_id(&mut self, folder: &Folder, id: &MessageId) -> Result<bool, ImapError> {
        let id = names::quoted(&format!("<{id}>"))
            .ok_or(ImapError::Protocol { step: Step::Search, what: "homeroom will not search for this id" })?;
        // Opened anew, so that what has just been filed is seen.
        self.session.examine(&folder.name).await?;
        let mut found = false;
        self.session
            .command(Step::Search, &format!("UID SEARCH HEADER Message-ID {id}"), |response| {
                found |= matches!(response, Response::MailboxData(MailboxDatum::Search(hits)) if !hits.is_empty());
            })
            .await?;
        Ok(found)
    }

    pub(super) async fn close(mut self) {
        let Ok(mut wire) = self.session.take(Step::Connect) else { return };
        let leaving = async {
            wire.run_command("LOGOUT").await.ok()?;
            while wire.read_response().await.ok()??.request_id().is_none() {}
            Some(())
        };
        // Courtesy: the server learns that nobody is left; whatever it answers changes nothing.
        let leaving = AssertUnwindSafe(leaving).catch_unwind();
        tokio::time::timeout(Duration::from_secs(3), leaving).await.ok();
    }
}
