//! A Maildir on this host (maildir(5), and Maildir++ for its subfolders): read where it lies, nothing moved or renamed.
//!
//! A file's UID is made from its base name, which stays the same when a mail program moves the file from `new` to `cur`
//! or changes its flags. UIDs therefore have no order; the order of delivery is that of the modification times.

use super::account::FolderNames;
use super::error::ImapError;
use super::fetch::deliver_to;
use super::source::{FetchReport, Fetched, Folder, Listing, Role, SMALL, StorePolicy, WHOLE_LIMIT, Wake};
use super::{lean, mime};
use crate::ids::{ContentHash, MessageId};
use jiff::Timestamp;
use std::collections::{HashMap, HashSet};
use std::ffi::OsStr;
use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};
use tokio::sync::mpsc::Sender;
use tokio::time::Instant;

/// A Maildir has no UIDVALIDITY: its UIDs never change their meaning.
const UIDVALIDITY: u32 = 1;
/// How often the folder is looked at while waiting. Two calls to the file system each time.
const GLANCE: Duration = Duration::from_secs(2);

pub struct MaildirSource {
    root: PathBuf,
    inbox: PathBuf,
    pub(super) names: FolderNames,
    /// When `new` and `cur` had last changed as they were listed.
    looked: HashMap<PathBuf, Changed>,
}

type Changed = [Option<SystemTime>; 2];

/// A mail's file.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
struct Entry {
    modified: SystemTime,
    base: Vec<u8>,
    path: PathBuf,
    size: u64,
}

impl MaildirSource {
    pub(super) async fn open(root: PathBuf, names: FolderNames) -> Result<Self, ImapError> {
        for name in [&names.inbox, &names.sent, &names.junk].into_iter().flatten() {
            subfolder(&root, name)?;
        }
        let inbox = names.inbox.as_deref().unwrap_or("INBOX");
        let source = Self { inbox: subfolder(&root, inbox)?, root, names, looked: HashMap::new() };
        let inbox = source.inbox.clone();
        in_background(move || fs::read_dir(inbox.join("cur")).map(drop).map_err(|e| failed("opened", &e))).await?;
        Ok(source)
    }

    fn inbox(&self) -> Folder {
        Folder { name: self.names.inbox.clone().unwrap_or_else(|| "INBOX".to_owned()), role: Role::Inbox }
    }

    /// Sent is always there, because it is made when the first mail is filed; Junk only where it exists.
    pub(super) async fn folders(&mut self) -> Result<Vec<Folder>, ImapError> {
        let sent = Folder { name: self.names.sent.clone().unwrap_or_else(|| "Sent".to_owned()), role: Role::Sent };
        let junk = Folder { name: self.names.junk.clone().unwrap_or_else(|| "Junk".to_owned()), role: Role::Junk };
        let at = self.path(&junk)?.join("cur");
        let has_junk = in_background(move || Ok(at.is_dir())).await?;
        let mut folders = vec![self.inbox(), sent];
        folders.extend(has_junk.then_some(junk));
        Ok(folders)
    }

    pub(super) async fn look(&mut self, folder: &Folder) -> Result<Listing, ImapError> {
        let path = self.path(folder)?;
        // Before listing: what comes while it lists is seen as a change.
        let changed = changed(&path);
        let (listed, inbox) = (path.clone(), self.inbox.clone());
        let entries = in_background(move || list(&listed, &inbox)).await?;
        self.looked.insert(path, changed);
        let uids: Vec<u64> = entries.iter().map(Entry::uid).collect();
        Ok(Listing { uidvalidity: UIDVALIDITY, exists: uids.len() as u64, uids })
    }

    pub(super) async fn fetch(
        &mut self,
        folder: &Folder,
        uids: &[u64],
        policy: StorePolicy,
        sink: &Sender<Fetched>,
    ) -> Result<FetchReport, ImapError> {
        let path = self.path(folder)?;
        let mut wanted: HashSet<u64> = uids.iter().copied().collect();
        let mut report = FetchReport::default();
        // A mail program may rename a file between listing and reading: those missed are looked for once more.
        for _ in 0..2 {
            let (listed, inbox) = (path.clone(), self.inbox.clone());
            let entries = in_background(move || list(&listed, &inbox)).await?;
            for entry in entries {
                let uid = entry.uid();
                if !wanted.contains(&uid) {
                    continue;
                }
                match in_background(move || Ok(read(&entry, policy))).await? {
                    Ok(fetched) => {
                        wanted.remove(&uid);
                        deliver_to(sink, fetched).await?;
                    }
                    Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                    Err(_) => {
                        wanted.remove(&uid);
                        report.unreadable.push(uid);
                    }
                }
            }
            if wanted.is_empty() {
                break;
            }
        }
        report.gone = wanted.into_iter().collect();
        report.gone.sort_unstable();
        Ok(report)
    }

    pub(super) async fn fetch_whole(&mut self, folder: &Folder, uid: u64) -> Result<Fetched, ImapError> {
        let (path, inbox) = (self.path(folder)?, self.inbox.clone());
        in_background(move || {
            let entry = list(&path, &inbox)?.into_iter().find(|entry| entry.uid() == uid).ok_or(ImapError::Gone)?;
            if entry.size > WHOLE_LIMIT {
                return Err(ImapError::TooLarge { limit: WHOLE_LIMIT });
            }
            read(&entry, StorePolicy::Whole).map_err(|e| failed("read", &e))
        })
        .await
    }

    pub(super) async fn wait(&mut self, folder: &Folder, max: Duration) -> Result<Wake, ImapError> {
        let path = self.path(folder)?;
        let until = Instant::now() + max;
        loop {
            if self.looked.get(&path) != Some(&changed(&path)) {
                return Ok(Wake::NewMail);
            }
            let left = until.saturating_duration_since(Instant::now());
            if left.is_zero() {
                return Ok(Wake::Timeout);
            }
            tokio::time::sleep(GLANCE.min(left)).await;
        }
    }

    pub(super) async fn append_sent(
        &mut self,
        folder: &Folder,
        bytes: &[u8],
        date: Timestamp,
    ) -> Result<(), ImapError> {
        let (path, inbox, bytes) = (self.path(folder)?, self.inbox.clone(), bytes.to_vec());
        in_background(move || {
            is_there(&inbox)?;
            file(&path, &bytes, date).map_err(|e| failed("written to", &e))
        })
        .await
    }

    pub(super) async fn has_message_id(&mut self, folder: &Folder, id: &MessageId) -> Result<bool, ImapError> {
        let (path, inbox, id) = (self.path(folder)?, self.inbox.clone(), id.clone());
        in_background(move || {
            // Newest first: who asks has just sent it.
            for entry in list(&path, &inbox)?.iter().rev() {
                match beginning(&entry.path) {
                    Ok(raw) if has_id(&raw, &id) => return Ok(true),
                    Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(failed("read", &error)),
                    _ => {}
                }
            }
            Ok(false)
        })
        .await
    }

    fn path(&self, folder: &Folder) -> Result<PathBuf, ImapError> {
        subfolder(&self.root, &folder.name)
    }
}

impl Entry {
    /// The first 52 bits of SHA-256 of the base name: small enough for a JSON number, and two of 100,000 mails share
    /// one with a chance of one in a million.
    fn uid(&self) -> u64 {
        let ContentHash(hash) = ContentHash::of(&self.base);
        hash.iter().take(8).fold(0, |bits, octet| bits << 8 | u64::from(*octet)) >> 12
    }
}

/// `INBOX` is the Maildir itself; `Sent` is `.Sent` in it (Maildir++). The name may lead nowhere else.
fn subfolder(root: &Path, name: &str) -> Result<PathBuf, ImapError> {
    if name.eq_ignore_ascii_case("INBOX") {
        return Ok(root.to_owned());
    }
    let bare = name.strip_prefix('.').unwrap_or(name);
    let usable =
        !bare.is_empty() && !bare.starts_with('.') && !bare.contains('/') && !bare.chars().any(char::is_control);
    if usable { Ok(root.join(format!(".{bare}"))) } else { Err(ImapError::Setting("folders")) }
}

fn failed(doing: &'static str, error: &io::Error) -> ImapError {
    ImapError::Maildir { doing, kind: error.kind() }
}

async fn in_background<T: Send + 'static>(
    work: impl FnOnce() -> Result<T, ImapError> + Send + 'static,
) -> Result<T, ImapError> {
    let done = tokio::task::spawn_blocking(work).await;
    done.unwrap_or(Err(ImapError::Maildir { doing: "read", kind: io::ErrorKind::Interrupted }))
}

fn changed(path: &Path) -> Changed {
    ["new", "cur"].map(|sub| fs::metadata(path.join(sub)).and_then(|m| m.modified()).ok())
}

/// A disk that is not mounted leaves an empty folder, which is no empty Maildir: nothing is taken for gone there, and
/// nothing is written.
fn is_there(inbox: &Path) -> Result<(), ImapError> {
    fs::metadata(inbox.join("cur")).map(drop).map_err(|e| failed("opened", &e))
}

/// Every delivered mail, oldest first. What lies in `tmp` is still being written. Another folder than the inbox is empty
/// if it does not exist yet.
fn list(path: &Path, inbox: &Path) -> Result<Vec<Entry>, ImapError> {
    let mut entries = Vec::new();
    // `new` before `cur`: a mail that is moved meanwhile is then seen twice rather than not at all.
    for sub in ["new", "cur"] {
        let files = match fs::read_dir(path.join(sub)) {
            Ok(files) => files,
            Err(error) if error.kind() == io::ErrorKind::NotFound => continue,
            Err(error) => return Err(failed("listed", &error)),
        };
        for file in files {
            let file = file.map_err(|e| failed("listed", &e))?;
            match entry(&file) {
                Ok(entry) => entries.extend(entry),
                Err(error) if error.kind() == io::ErrorKind::NotFound => {}
                Err(error) => return Err(failed("listed", &error)),
            }
        }
    }
    // Last, so that a disk that goes while it is listed is noticed too.
    is_there(inbox)?;
    entries.sort_unstable();
    let mut seen = HashSet::new();
    entries.retain(|entry| seen.insert(entry.uid()));
    Ok(entries)
}

fn entry(file: &fs::DirEntry) -> io::Result<Option<Entry>> {
    let name = file.file_name();
    let name = name.as_encoded_bytes();
    let about = file.metadata()?;
    if name.starts_with(b".") || !about.is_file() {
        return Ok(None);
    }
    let flags = name.windows(3).position(|w| w == b":2,").unwrap_or(name.len());
    let base = name.get(..flags).unwrap_or(name).to_vec();
    Ok(Some(Entry { modified: about.modified()?, base, path: file.path(), size: about.len() }))
}

fn read(entry: &Entry, policy: StorePolicy) -> io::Result<Fetched> {
    let mut bytes = Vec::new();
    let mut lean = false;
    if entry.size > WHOLE_LIMIT {
        bytes = beginning(&entry.path)?;
        lean = true;
    } else {
        File::open(&entry.path)?.take(WHOLE_LIMIT).read_to_end(&mut bytes)?;
        let large = bytes.len() as u64 > SMALL;
        if large
            && policy == StorePolicy::Lean
            && let Some(without) = without_attachments(&bytes)
        {
            bytes = without;
            lean = true;
        }
    }
    let internal_date = Timestamp::try_from(entry.modified).unwrap_or(Timestamp::UNIX_EPOCH);
    Ok(Fetched { uid: entry.uid(), internal_date, size: entry.size, bytes, lean })
}

/// Headers and the first of the text of a mail of any size.
fn beginning(path: &Path) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    File::open(path)?.take(SMALL).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn without_attachments(raw: &[u8]) -> Option<Vec<u8>> {
    let located = mime::locate(raw)?;
    let plan = lean::Plan::new(&located.root)?;
    plan.assemble(&|name| located.sections.get(name).and_then(|range| raw.get(range.clone())))
}

fn has_id(raw: &[u8], wanted: &MessageId) -> bool {
    let header_end = raw.windows(2).position(|w| w == b"\n\n" || w == b"\n\r").unwrap_or(raw.len());
    let header = raw.get(..header_end).unwrap_or(raw);
    mime::fields(header)
        .iter()
        .any(|(name, value)| name == "message-id" && MessageId::parse(value).as_ref() == Some(wanted))
}

/// Writes a mail into `cur`, marked as read, by way of `tmp`. The name is made from date and content: filing the same
/// mail twice leaves it there once.
fn file(path: &Path, bytes: &[u8], date: Timestamp) -> io::Result<()> {
    for sub in ["tmp", "new", "cur"] {
        fs::create_dir_all(path.join(sub))?;
    }
    if path.file_name().is_some_and(|name| name.as_encoded_bytes().starts_with(b".")) {
        // Maildir++: tells delivery programs that this is a folder of the Maildir above it.
        File::create(path.join("maildirfolder"))?;
    }
    let ContentHash(hash) = ContentHash::of(bytes);
    let hash = data_encoding::HEXLOWER.encode(hash.get(..12).unwrap_or(&hash));
    let name = format!("{}.H{hash}.homeroom", date.as_second());
    let temporary = path.join("tmp").join(&name);
    let mut file = private(&temporary)?;
    file.write_all(bytes)?;
    file.set_modified(date.into())?;
    file.sync_all()?;
    fs::rename(&temporary, path.join("cur").join(OsStr::new(&format!("{name}:2,S"))))?;
    File::open(path.join("cur"))?.sync_all()
}

/// A file that only its owner reads.
fn private(path: &Path) -> io::Result<File> {
    use std::os::unix::fs::OpenOptionsExt;
    fs::OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)
}
