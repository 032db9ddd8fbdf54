//! The door of this room: one mailbox, wherever it is.

use super::account::{Account, FolderNames, Pipe};
use super::error::{FetchError, ImapError};
use super::maildir::MaildirSource;
use super::server::ImapSource;
use crate::ids::MessageId;
use jiff::Timestamp;
use std::path::PathBuf;
use std::time::Duration;
use tokio::sync::mpsc::Sender;

/// Octets up to which a mail is stored whole under either policy.
pub const SMALL: u64 = 256 << 10;
/// Octets above which no mail is fetched whole.
pub const WHOLE_LIMIT: u64 = 25 << 20;

/// Where the mailbox is.
#[derive(Clone, Debug)]
pub enum Place {
    Imap(Account),
    /// An IMAP server inside this process.
    Inside(Account, Pipe),
    Maildir {
        path: PathBuf,
        folders: FolderNames,
    },
}

/// An open mailbox. After any error but a refusal ([`Source::is_open`] tells) it is of no more use: open another, with
/// a growing pause. No method may be dropped half-way without losing an IMAP connection; none loses mail by it.
pub enum Source {
    Imap(Box<ImapSource>),
    Maildir(MaildirSource),
}

#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Folder {
    /// As people write it (`Envoyés`), whatever the protocol makes of it.
    pub name: String,
    pub role: Role,
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Role {
    Inbox,
    Sent,
    Junk,
}

/// What lies in a folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Listing {
    pub uidvalidity: u32,
    /// How many mails the folder holds in all.
    pub exists: u64,
    /// Those from the UID asked for on: on IMAP ascending; of a Maildir always all of them, oldest delivery first.
    pub uids: Vec<u64>,
}

/// What is stored of a mail above [`SMALL`] octets.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StorePolicy {
    /// All of it, up to [`WHOLE_LIMIT`]; lean above that.
    Whole,
    /// Headers, structure and text; attachments stay where they are.
    Lean,
}

/// One mail.
#[derive(Clone, PartialEq, Eq)]
pub struct Fetched {
    pub uid: u64,
    /// When it reached the mailbox (IMAP INTERNALDATE; a Maildir file's modification time). The Unix epoch if the
    /// server gives no date that can be read: nothing is ever taken for fresh by mistake.
    pub internal_date: Timestamp,
    /// Octets of the whole mail on the server, whatever part of it is in `bytes`.
    pub size: u64,
    /// RFC 5322 text. As it stands on the server unless `lean`.
    pub bytes: Vec<u8>,
    /// Parts were left out; each keeps its MIME header with `X-Homeroom-Omitted: <octets>` (or, of a text that was cut,
    /// `X-Homeroom-Truncated: <octets>`) added. [`Source::fetch_whole`] gets the rest.
    pub lean: bool,
}

/// A mail's bytes are nobody's business in a log.
impl std::fmt::Debug for Fetched {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Fetched").field("uid", &self.uid).field("octets", &self.bytes.len()).finish_non_exhaustive()
    }
}

/// What became of those UIDs that were asked for and not delivered.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct FetchReport {
    /// No longer in the folder.
    pub gone: Vec<u64>,
    /// The server refuses them or answers what no one can read. Worth another try or two, then a word to people.
    pub unreadable: Vec<u64>,
}

/// How a wait ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wake {
    /// Look now.
    NewMail,
    /// Nothing was told. Look anyway: a hint can be lost.
    Timeout,
    /// The server does not tell of new mail; it has returned at once. Sweep by the clock.
    Unsupported,
}

impl Source {
    /// Connects and logs in, or finds the Maildir.
    ///
    /// # Errors
    /// Every way in which that fails; [`ImapError::needs_a_person`] tells which of them waiting cannot mend.
    pub async fn open(place: &Place) -> Result<Self, ImapError> {
        Ok(match place {
            Place::Imap(account) => Source::Imap(Box::new(ImapSource::open(account.clone()).await?)),
            Place::Inside(account, pipe) => {
                Source::Imap(Box::new(ImapSource::by(account.clone(), Some(pipe.clone())).await?))
            }
            Place::Maildir { path, folders } => {
                Source::Maildir(MaildirSource::open(path.clone(), folders.clone()).await?)
            }
        })
    }

    /// `false` once the connection was lost or closed on doubt.
    pub fn is_open(&self) -> bool {
        match self {
            Source::Imap(imap) => imap.is_open(),
            Source::Maildir(_) => true,
        }
    }

    /// The folders to watch: the inbox first, then Sent and Junk where they are found.
    pub async fn folders(&mut self) -> Result<Vec<Folder>, ImapError> {
        match self {
            Source::Imap(imap) => imap.folders().await,
            Source::Maildir(maildir) => maildir.folders().await,
        }
    }

    /// The names of all folders there are; of a Maildir, of those that are watched.
    pub async fn all_names(&mut self) -> Result<Vec<String>, ImapError> {
        match self {
            Source::Imap(imap) => imap.all_names().await,
            Source::Maildir(maildir) => Ok(maildir.folders().await?.into_iter().map(|folder| folder.name).collect()),
        }
    }

    /// The names that IT set for folders.
    pub fn names(&self) -> &FolderNames {
        match self {
            Source::Imap(imap) => &imap.account.folders,
            Source::Maildir(maildir) => &maildir.names,
        }
    }

    /// What lies in the folder, from this UID on. A Maildir's UIDs have no order: it lists all, always.
    pub async fn look(&mut self, folder: &Folder, from_uid: u64) -> Result<Listing, ImapError> {
        match self {
            Source::Imap(imap) => imap.look(folder, from_uid).await,
            Source::Maildir(maildir) => maildir.look(folder).await,
        }
    }

    /// Delivers the mails into `sink`, each once and as soon as it is complete: after an error those delivered are
    /// good. Every UID asked for ends delivered, gone or unreadable, or there is an error. They come oldest first, but
    /// for those that took a second attempt or are fetched in many pieces; these follow within a thousand mails.
    ///
    /// Memory: a mail above 256 KiB waits until the sink is empty; so the sink's capacity (256 is good) bounds the rest.
    pub async fn fetch(
        &mut self,
        folder: &Folder,
        uidvalidity: u32,
        uids: &[u64],
        policy: StorePolicy,
        sink: Sender<Fetched>,
    ) -> Result<FetchReport, FetchError> {
        match self {
            Source::Imap(imap) => imap.fetch(folder, uidvalidity, uids, policy, &sink).await,
            Source::Maildir(maildir) => Ok(maildir.fetch(folder, uids, policy, &sink).await?),
        }
    }

    /// One mail with all its attachments, up to [`WHOLE_LIMIT`].
    pub async fn fetch_whole(&mut self, folder: &Folder, uidvalidity: u32, uid: u64) -> Result<Fetched, ImapError> {
        match self {
            Source::Imap(imap) => imap.fetch_whole(folder, uidvalidity, uid).await,
            Source::Maildir(maildir) => maildir.fetch_whole(folder, uid).await,
        }
    }

    /// Waits for new mail in the folder, at most this long. Mail that came since the last [`Source::look`] at the
    /// folder ends it at once.
    pub async fn wait(&mut self, folder: &Folder, max: Duration) -> Result<Wake, ImapError> {
        match self {
            Source::Imap(imap) => imap.wait(folder, max).await,
            Source::Maildir(maildir) => maildir.wait(folder, max).await,
        }
    }

    /// Files a copy of a mail that was sent, marked as read. After [`ImapError::Lost`] or [`ImapError::Deadline`] it
    /// may be there or not: [`Source::has_message_id`] tells.
    pub async fn append_sent(&mut self, folder: &Folder, bytes: &[u8], date: Timestamp) -> Result<(), ImapError> {
        match self {
            Source::Imap(imap) => imap.append_sent(folder, bytes, date).await,
            Source::Maildir(maildir) => maildir.append_sent(folder, bytes, date).await,
        }
    }

    /// Whether a mail with this Message-ID lies in the folder now.
    pub async fn has_message_id(&mut self, folder: &Folder, id: &MessageId) -> Result<bool, ImapError> {
        match self {
            Source::Imap(imap) => imap.has_message_id(folder, id).await,
            Source::Maildir(maildir) => maildir.has_message_id(folder, id).await,
        }
    }

    /// Logs out. Nothing can go wrong with it that matters.
    pub async fn close(self) {
        if let Source::Imap(imap) = self {
            imap.close().await;
        }
    }
}
