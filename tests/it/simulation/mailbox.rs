//! The mailbox as its server holds it: folders, UIDs and a UIDVALIDITY, and what others do there meanwhile.

use fastrand::Rng;
use homeroom::cli::demo::script::Folder as Role;
use homeroom::ids::ContentHash;
use jiff::Timestamp;
use std::collections::{BTreeMap, HashSet};
use std::sync::Arc;

pub const NAMES: [&str; 3] = ["INBOX", "Sent", "Junk"];

pub fn name(folder: Role) -> &'static str {
    match folder {
        Role::Inbox => "INBOX",
        Role::Sent => "Sent",
        Role::Junk => "Junk",
    }
}

pub struct Folder {
    pub uidvalidity: u32,
    pub next_uid: u64,
    pub mails: BTreeMap<u64, Lying>,
}

#[derive(Clone)]
pub struct Lying {
    pub bytes: Arc<[u8]>,
    pub hash: ContentHash,
    /// With its brackets.
    pub message_id: Option<String>,
    pub at: Timestamp,
    /// The mailbox's change with which it could be seen here; `None`: it has its UID and shows later.
    pub since: Option<u64>,
    /// The server stumbles over it until then.
    pub hurts_until: Timestamp,
}

/// What happened on the server and by nobody's will but the dice's.
pub struct Mailbox {
    pub folders: BTreeMap<&'static str, Folder>,
    /// Every content that was ever here.
    pub contents: HashSet<ContentHash>,
    pub now: Timestamp,
    /// Counts all that is done to the mailbox.
    pub change: u64,
}

impl Mailbox {
    pub fn new(now: Timestamp) -> Self {
        let folder = |name| (name, Folder { uidvalidity: 1, next_uid: 1, mails: BTreeMap::new() });
        Self { folders: NAMES.map(folder).into(), contents: HashSet::new(), now, change: 0 }
    }

    pub fn folder(&mut self, name: &str) -> &mut Folder {
        self.folders.get_mut(name).unwrap()
    }

    pub fn deliver(&mut self, name: &str, bytes: &[u8]) -> u64 {
        let hash = ContentHash::of(bytes);
        self.contents.insert(hash);
        let (at, hurts_until, message_id) = (self.now, Timestamp::UNIX_EPOCH, message_id(bytes));
        self.put(name, Lying { bytes: bytes.into(), hash, message_id, at, since: Some(0), hurts_until })
    }

    fn put(&mut self, name: &str, mut mail: Lying) -> u64 {
        self.change += 1;
        mail.since = Some(self.change);
        let folder = self.folder(name);
        let uid = folder.next_uid;
        folder.next_uid += 1;
        folder.mails.insert(uid, mail);
        uid
    }

    /// It has got its UID and is not seen yet: parallel deliveries.
    pub fn hide(&mut self, name: &str, uid: u64) {
        self.folder(name).mails.get_mut(&uid).unwrap().since = None;
    }

    pub fn reveal(&mut self) {
        self.change += 1;
        let change = self.change;
        for mail in self.folders.values_mut().flat_map(|f| f.mails.values_mut()) {
            mail.since.get_or_insert(change);
        }
    }

    /// The server stumbles over this mail for a while.
    pub fn hurt(&mut self, name: &str, uid: u64, until: Timestamp) {
        self.folder(name).mails.get_mut(&uid).unwrap().hurts_until = until;
    }

    pub fn heal(&mut self) {
        for mail in self.folders.values_mut().flat_map(|f| f.mails.values_mut()) {
            mail.hurts_until = Timestamp::UNIX_EPOCH;
        }
    }

    /// What can be seen in a folder now.
    pub fn seen(&self, name: &str) -> impl Iterator<Item = (u64, &Lying)> {
        self.folders[name].mails.iter().filter(|(_, m)| m.since.is_some()).map(|(uid, m)| (*uid, m))
    }

    /// The teacher, a filter or the server itself does something; says what.
    pub fn meddle(&mut self, rng: &mut Rng) -> &'static str {
        let name = *rng.choice(&NAMES).unwrap();
        let uids: Vec<u64> = self.seen(name).map(|(uid, _)| uid).collect();
        let Some(uid) = rng.choice(uids) else { return "nothing" };
        match rng.u8(0..12) {
            0..3 => {
                self.take(name, uid);
                "a mail was deleted"
            }
            3..6 => {
                let mail = self.take(name, uid);
                self.put(rng.choice(["INBOX", "Junk"]).unwrap(), mail);
                "a mail was moved"
            }
            6..9 => {
                let mail = self.folder(name).mails[&uid].clone();
                self.put(rng.choice(["INBOX", "Junk"]).unwrap(), mail);
                "a mail lies here twice"
            }
            9 => {
                self.renumber(name);
                "a folder was renumbered"
            }
            _ => {
                self.reveal();
                "what was hidden shows"
            }
        }
    }

    fn take(&mut self, name: &str, uid: u64) -> Lying {
        self.change += 1;
        self.folder(name).mails.remove(&uid).unwrap()
    }

    /// The server lost its index: every mail has another UID (RFC 3501 §2.3.1.1).
    fn renumber(&mut self, name: &str) {
        self.change += 1;
        let change = self.change;
        let folder = self.folder(name);
        folder.uidvalidity += 1;
        folder.next_uid = 1;
        for mut mail in std::mem::take(&mut folder.mails).into_values() {
            mail.since = mail.since.map(|_| change);
            folder.mails.insert(folder.next_uid, mail);
            folder.next_uid += 1;
        }
    }
}

fn message_id(mail: &[u8]) -> Option<String> {
    let mut lines = mail.split(|b| *b == b'\n').take_while(|line| !line.trim_ascii().is_empty());
    let line = lines.find(|line| line.to_ascii_lowercase().starts_with(b"message-id:"))?;
    Some(String::from_utf8_lossy(&line[11..]).trim().to_owned())
}
