//! A mailbox as an IMAP server has it: folders, UIDs, a UIDVALIDITY. It is looked at with the same questions, and stored
//! with the same commits, as `service::ingest` asks and makes; only the network is left out.

use homeroom::cli::demo::script::Folder;
use homeroom::domain::mail::FolderRole;
use homeroom::imap::sync_plan::{LOOK_BACK, plan};
use homeroom::imap::uid_set::UidSet;
use homeroom::store::folders::{self, FolderRow};
use homeroom::store::inbound::{self, PackedMail};
use homeroom::store::{self, Store};
use jiff::Timestamp;

pub struct Mailbox {
    folders: [ServerFolder; 3],
    /// Compares the whole of the mailbox at the next sweep, as every new connection does.
    pub reconcile: bool,
}

struct ServerFolder {
    name: &'static str,
    role: FolderRole,
    uidvalidity: u32,
    next_uid: u64,
    mails: Vec<Lying>,
}

struct Lying {
    uid: u64,
    at: Timestamp,
    bytes: Vec<u8>,
}

impl Mailbox {
    pub fn new() -> Self {
        let folder = |name, role| ServerFolder { name, role, uidvalidity: 1, next_uid: 1, mails: Vec::new() };
        Self {
            folders: [
                folder("INBOX", FolderRole::Inbox),
                folder("Sent", FolderRole::Sent),
                folder("Junk", FolderRole::Junk),
            ],
            reconcile: true,
        }
    }

    fn folder(&mut self, folder: Folder) -> &mut ServerFolder {
        let [inbox, sent, junk] = &mut self.folders;
        match folder {
            Folder::Inbox => inbox,
            Folder::Sent => sent,
            Folder::Junk => junk,
        }
    }

    pub fn deliver(&mut self, folder: Folder, bytes: &[u8], at: Timestamp) {
        let folder = self.folder(folder);
        folder.mails.push(Lying { uid: folder.next_uid, at, bytes: bytes.to_owned() });
        folder.next_uid += 1;
    }

    /// How many mails lie in the folder.
    pub fn count(&self, folder: Folder) -> usize {
        let [inbox, sent, junk] = &self.folders;
        let folder = match folder {
            Folder::Inbox => inbox,
            Folder::Sent => sent,
            Folder::Junk => junk,
        };
        folder.mails.len()
    }

    /// The server lost its index: every mail has another UID (RFC 3501 §2.3.1.1).
    pub fn renumber(&mut self) {
        for folder in &mut self.folders {
            folder.uidvalidity += 1;
            folder.next_uid = 1;
            for mail in &mut folder.mails {
                mail.uid = folder.next_uid;
                folder.next_uid += 1;
            }
        }
    }

    /// The `nth` mail of Junk is moved to the inbox, as people do.
    pub fn rescue(&mut self, nth: usize) -> bool {
        let [inbox, _, junk] = &mut self.folders;
        if nth >= junk.mails.len() {
            return false;
        }
        let mail = junk.mails.remove(nth);
        inbox.mails.push(Lying { uid: inbox.next_uid, ..mail });
        inbox.next_uid += 1;
        true
    }

    /// A server that delivered a mail again.
    pub fn deliver_again(&mut self, folder: Folder, nth: usize) {
        let folder = self.folder(folder);
        if let Some(mail) = folder.mails.get(nth) {
            let again = Lying { uid: folder.next_uid, at: mail.at, bytes: mail.bytes.clone() };
            folder.mails.push(again);
            folder.next_uid += 1;
        }
    }

    pub fn sweep(&mut self, store: &Store, now: Timestamp) -> store::Result<()> {
        for folder in &self.folders {
            folder.sweep(store, self.reconcile, now)?;
        }
        self.reconcile = false;
        Ok(())
    }
}

impl ServerFolder {
    fn sweep(&self, store: &Store, full: bool, now: Timestamp) -> store::Result<()> {
        let known = store.read(|tx| folders::latest(tx, self.name))?;
        let row = match known {
            Some((uidvalidity, row)) if uidvalidity == self.uidvalidity => row,
            _ => store.write(|tx| folders::enter(tx, self.name, self.role, self.uidvalidity))?,
        };
        let from = if full { 0 } else { row.mark.saturating_sub(LOOK_BACK) };
        let stored: UidSet = store.read(|tx| folders::stored_uids(tx, row.id, from))?.into_iter().collect();
        let there: Vec<u64> = self.mails.iter().map(|m| m.uid).filter(|uid| *uid >= from).collect();
        let plan = plan(&there, &stored, from);
        if !plan.fetch.is_empty() {
            store.write(|tx| folders::counted(tx, row.id, self.mails.len() as u64))?;
            self.fetch(store, row, &plan.fetch, now)?;
        }
        let highest = there.last().copied().unwrap_or(0).max(row.mark);
        store.write(|tx| {
            folders::mark_gone(tx, row.id, &plan.gone, now)?;
            folders::looked(tx, row.id, highest, self.mails.len() as u64, now)
        })
    }

    fn fetch(&self, store: &Store, row: FolderRow, uids: &[u64], now: Timestamp) -> store::Result<()> {
        let wanted: UidSet = uids.iter().copied().collect();
        let packed: Vec<PackedMail> = self
            .mails
            .iter()
            .filter(|m| wanted.contains(m.uid))
            .map(|m| PackedMail::pack(m.uid, m.at, m.bytes.len() as u64, false, &m.bytes))
            .collect();
        store.write(|tx| inbound::store(tx, row.id, self.role, &packed, now).map(drop))
    }
}
