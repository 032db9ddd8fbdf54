//! The users' Maildirs, read and written as files: what a mail server did is seen without asking it.

use super::output_of;
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::{self, Command};
use std::sync::atomic::{AtomicU64, Ordering};

/// Folders that exist for every user from the start, so that none appears by being looked at.
const SPECIAL_FOLDERS: [&str; 4] = ["Sent", "Junk", "Drafts", "Trash"];

/// Who owns the mail: Dovecot refuses root.
#[derive(Clone, Copy)]
pub struct Owner {
    pub user: u32,
    pub group: u32,
}

impl Owner {
    /// For tests that run as root.
    pub fn nobody() -> Owner {
        Owner::named(Some("nobody"))
    }

    /// For everybody else.
    pub fn oneself() -> Owner {
        Owner::named(None)
    }

    fn named(name: Option<&str>) -> Owner {
        let id = |kind: &str| output_of(Command::new("id").arg(kind).args(name)).parse().expect("an id");
        Owner { user: id("-u"), group: id("-g") }
    }

    /// The names of user and group, for configuration files.
    pub fn names(self) -> (String, String) {
        let user = self.user.to_string();
        let name = |kind: &str| output_of(Command::new("id").args([kind, &user]));
        (name("-un"), name("-gn"))
    }

    /// Makes a file or folder this owner's.
    pub fn give(self, path: &Path) {
        chown(path, Some(self.user), Some(self.group)).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
    }
}

/// A mail as it lies in a folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct StoredMail {
    /// As stored; Dovecot's LMTP writes LF line ends.
    pub bytes: Vec<u8>,
    /// `\Seen`, `\Answered`, `\Flagged`, `\Deleted`, `\Draft` and keywords.
    pub flags: BTreeSet<String>,
    /// `None` until Dovecot has looked into the folder.
    pub uid: Option<u32>,
}

impl StoredMail {
    /// The mail as text, for assertions.
    pub fn text(&self) -> String {
        String::from_utf8_lossy(&self.bytes).into_owned()
    }
}

/// Folder → unique name of each mail's file → its flags.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Snapshot(pub BTreeMap<String, BTreeMap<String, BTreeSet<String>>>);

/// All homes: `<root>/<domain>/<local part>/Maildir`.
pub struct MailStore {
    root: PathBuf,
    owner: Owner,
}

impl MailStore {
    pub fn new(root: &Path, owner: Owner) -> MailStore {
        let store = MailStore { root: root.to_owned(), owner };
        // Made before anybody can race to make them.
        store.make_folder(root);
        store.make_folder(&root.join("school.test"));
        store.make_folder(&root.join("families.test"));
        store
    }

    pub fn root(&self) -> &Path {
        &self.root
    }

    pub fn owner(&self) -> Owner {
        self.owner
    }

    /// Makes a user's Maildir with the special folders.
    pub fn make_home(&self, user: &str) {
        for folder in ["INBOX"].iter().chain(&SPECIAL_FOLDERS) {
            self.make_maildir(&self.folder(user, folder));
        }
    }

    pub fn deliver(&self, user: &str, raw: &[u8], folder: &str) {
        static COUNT: AtomicU64 = AtomicU64::new(1);
        self.make_home(user);
        let maildir = self.folder(user, folder);
        self.make_maildir(&maildir);
        // Dovecot numbers new mails in the order of their names.
        let name = format!("{:010}.P{}.test", COUNT.fetch_add(1, Ordering::SeqCst), process::id());
        let written = maildir.join("tmp").join(&name);
        fs::write(&written, raw).expect("write the mail");
        self.owner.give(&written);
        fs::rename(&written, maildir.join("new").join(&name)).expect("deliver the mail");
    }

    pub fn read(&self, user: &str, folder: &str) -> Vec<StoredMail> {
        let maildir = self.folder(user, folder);
        let uids = uids(&maildir);
        let keywords = keywords(&maildir);
        let mut mails = Vec::new();
        for (name, (path, letters)) in files(&maildir) {
            // A server moves a file from new/ to cur/ or renames it at any moment.
            let found = fs::read(&path).ok().or_else(|| fs::read(&files(&maildir).get(&name)?.0).ok());
            let Some(bytes) = found else { continue };
            let flags = letters.chars().map(|letter| flag(letter, &keywords)).collect();
            mails.push((name.clone(), StoredMail { bytes, flags, uid: uids.get(&name).copied() }));
        }
        mails.sort_by_key(|(name, mail)| (mail.uid.unwrap_or(u32::MAX), name.clone()));
        mails.into_iter().map(|(_, mail)| mail).collect()
    }

    pub fn snapshot(&self, user: &str) -> Snapshot {
        let inbox = self.folder(user, "INBOX");
        let mut folders = vec!["INBOX".to_owned()];
        for entry in fs::read_dir(&inbox).into_iter().flatten().flatten() {
            let name = entry.file_name().to_string_lossy().into_owned();
            if let Some(folder) = name.strip_prefix('.').filter(|_| entry.path().join("cur").is_dir()) {
                folders.push(folder.to_owned());
            }
        }
        let contents = |folder: &String| {
            let maildir = self.folder(user, folder);
            let keywords = keywords(&maildir);
            let flags = |letters: String| letters.chars().map(|letter| flag(letter, &keywords)).collect();
            files(&maildir).into_iter().map(|(name, (_, letters))| (name, flags(letters))).collect()
        };
        Snapshot(folders.into_iter().map(|folder| (folder.clone(), contents(&folder))).collect())
    }

    /// The Maildir of a folder: INBOX is the top, others lie in it behind a dot.
    fn folder(&self, user: &str, folder: &str) -> PathBuf {
        assert!(folder.is_ascii() && !folder.contains('/'), "folder names are ASCII here, with dots between levels");
        let (local, domain) = user.split_once('@').expect("a user is an address");
        let inbox = self.root.join(domain).join(local).join("Maildir");
        if folder.eq_ignore_ascii_case("INBOX") { inbox } else { inbox.join(format!(".{folder}")) }
    }

    fn make_maildir(&self, maildir: &Path) {
        for part in ["tmp", "new", "cur"] {
            self.make_folder(&maildir.join(part));
        }
    }

    /// Makes a folder and those above it, all of them the owner's.
    fn make_folder(&self, folder: &Path) {
        if folder.is_dir() {
            return;
        }
        if folder != self.root {
            self.make_folder(folder.parent().expect("a folder below the root"));
        }
        // Another test or Dovecot may make it at the same moment.
        if let Err(error) = fs::create_dir(folder) {
            assert!(folder.is_dir(), "{}: {error}", folder.display());
        }
        self.owner.give(folder);
    }
}

/// Unique name → where the file lies now, and its flag letters.
fn files(maildir: &Path) -> BTreeMap<String, (PathBuf, String)> {
    let mut found = BTreeMap::new();
    // `new` first: a mail that moves to `cur` while we look is then seen once or twice, never missed.
    for part in ["new", "cur"] {
        for entry in fs::read_dir(maildir.join(part)).into_iter().flatten().flatten() {
            let full = entry.file_name().to_string_lossy().into_owned();
            let (name, letters) = full.split_once(":2,").unwrap_or((&full, ""));
            let letters = letters.split(',').next().unwrap_or_default();
            found.insert(name.to_owned(), (entry.path(), letters.to_owned()));
        }
    }
    found
}

/// Dovecot's list of UIDs: a header, then `uid fields :name`.
fn uids(maildir: &Path) -> BTreeMap<String, u32> {
    let list = fs::read_to_string(maildir.join("dovecot-uidlist")).unwrap_or_default();
    let line = |line: &str| {
        let (fields, file) = line.split_once(':')?;
        let name = file.split_once(":2,").map_or(file, |(name, _)| name);
        Some((name.to_owned(), fields.split(' ').next()?.parse().ok()?))
    };
    list.lines().skip(1).filter_map(line).collect()
}

/// Dovecot's list of keywords: `number name`; number 0 is the letter `a`.
fn keywords(maildir: &Path) -> Vec<String> {
    let list = fs::read_to_string(maildir.join("dovecot-keywords")).unwrap_or_default();
    list.lines().filter_map(|line| Some(line.split_once(' ')?.1.to_owned())).collect()
}

fn flag(letter: char, keywords: &[String]) -> String {
    match letter {
        'D' => r"\Draft".to_owned(),
        'F' => r"\Flagged".to_owned(),
        'P' => "$Forwarded".to_owned(),
        'R' => r"\Answered".to_owned(),
        'S' => r"\Seen".to_owned(),
        'T' => r"\Deleted".to_owned(),
        other => {
            let number = (other as usize).wrapping_sub('a' as usize);
            keywords.get(number).cloned().unwrap_or_else(|| format!("keyword {other}"))
        }
    }
}
