//! The folder of a demo: made new or in place of an earlier demo, and never over anything else.

use super::cast::roster_csv;
use super::cast::settings::{CALENDAR_ICS, CLASS_TOML, Places, homeroom_toml};
use super::script::{Delivery, Folder};
use jiff::Timestamp;
use std::collections::BTreeSet;
use std::fs::{self, DirBuilder, OpenOptions};
use std::io::{self, ErrorKind, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

/// Says that a folder is a demo's, so that another demo may take its place.
const MARK: &str = ".homeroom-demo";
const MARK_TEXT: &str = "homeroom demo made this folder. The next `homeroom demo` here replaces what it made.\n";

/// What a demo makes anew. The state's folder stays, since a lock in it may be held.
const OWN_FOLDERS: [&str; 4] = ["mail", "outgoing", "sent", "summaries"];

#[derive(Debug, thiserror::Error)]
pub enum FolderError {
    #[error("{} holds files and was not made by a demo; nothing was written", .0.display())]
    NotADemo(PathBuf),
    #[error("{} is a file; nothing was written", .0.display())]
    NotAFolder(PathBuf),
    #[error("{} cannot be written: {source}", path.display())]
    Disk { path: PathBuf, source: io::Error },
}

impl FolderError {
    /// What to type next.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NotADemo(_) | Self::NotAFolder(_) => "name a new folder: homeroom demo --out DIR",
            Self::Disk { .. } => "name a folder that you may write into: homeroom demo --out DIR",
        }
    }
}

type Result<T> = std::result::Result<T, FolderError>;

/// A folder that is this demo's to fill.
#[derive(Debug)]
pub struct DemoFolder {
    root: PathBuf,
    /// Outgoing mail that was looked at already.
    known: BTreeSet<PathBuf>,
    delivered: usize,
}

impl DemoFolder {
    /// Makes the folder, or takes over that of an earlier demo, and writes the configuration. Mail and state of the
    /// earlier one are still there until [`DemoFolder::clear`].
    pub fn claim(root: &Path) -> Result<Self> {
        match fs::read_dir(root) {
            Ok(mut entries) => {
                if !root.join(MARK).is_file() && entries.next().is_some() {
                    return Err(FolderError::NotADemo(root.to_owned()));
                }
            }
            Err(error) if error.kind() == ErrorKind::NotFound => {}
            Err(error) if error.kind() == ErrorKind::NotADirectory => {
                return Err(FolderError::NotAFolder(root.to_owned()));
            }
            Err(source) => return Err(FolderError::Disk { path: root.to_owned(), source }),
        }
        let folder = Self { root: root.to_owned(), known: BTreeSet::new(), delivered: 0 };
        folder.make("")?;
        folder.write(MARK, MARK_TEXT.as_bytes())?;
        for own in ["classes", "calendar"] {
            folder.remove(own)?;
            folder.make(own)?;
        }
        let places = Places { mailbox: Path::new("mail"), outgoing: Path::new("outgoing"), state: Path::new("state") };
        folder.write("homeroom.toml", homeroom_toml(&places).as_bytes())?;
        folder.write("classes/room-12.toml", CLASS_TOML.as_bytes())?;
        folder.write("classes/room-12.csv", roster_csv().as_bytes())?;
        folder.write("calendar/school-year.ics", CALENDAR_ICS.as_bytes())?;
        Ok(folder)
    }

    /// Removes mail and state of an earlier demo and makes the empty Maildir. Call it with the class's lock in hand.
    pub fn clear(&self) -> Result<()> {
        for own in OWN_FOLDERS {
            self.remove(own)?;
        }
        self.make("state")?;
        for ending in ["", "-wal", "-shm"] {
            self.remove(&format!("state/room-12.sqlite3{ending}"))?;
        }
        self.remove("state/homeroom.key")?;
        for own in ["sent", "summaries"] {
            self.make(own)?;
        }
        for folder in [Folder::Inbox, Folder::Sent, Folder::Junk] {
            for sub in ["cur", "new", "tmp"] {
                self.make(&format!("{}/{sub}", maildir(folder)))?;
            }
        }
        Ok(())
    }

    pub fn configuration(&self) -> PathBuf {
        self.root.join("homeroom.toml")
    }

    /// Puts a mail into the class mailbox as a mail server does, received at that instant.
    pub fn deliver(&mut self, mail: &Delivery, at: Timestamp) -> Result<()> {
        self.delivered += 1;
        // What a person wrote lies in `cur` and has been seen; the rest is new.
        let (sub, flags) = if mail.folder == Folder::Sent { ("cur", ":2,S") } else { ("new", "") };
        let name = format!("{}.M{:04}.demo{flags}", at.as_second(), self.delivered);
        let path = self.write(&format!("{}/{sub}/{name}", maildir(mail.folder)), &mail.bytes)?;
        let stamp = OpenOptions::new().write(true).open(&path).and_then(|f| f.set_modified(SystemTime::from(at)));
        stamp.map_err(|source| FolderError::Disk { path, source })
    }

    /// The mails that left since this was last asked.
    pub fn outgoing(&mut self) -> Result<Vec<Vec<u8>>> {
        let new = self.root.join("outgoing/new");
        let disk = |source| FolderError::Disk { path: new.clone(), source };
        let entries = match fs::read_dir(&new) {
            Ok(entries) => entries,
            // Nothing has left so far.
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(Vec::new()),
            Err(source) => return Err(disk(source)),
        };
        let mut mails = Vec::new();
        for entry in entries {
            let path = entry.map_err(disk)?.path();
            if !self.known.contains(&path) {
                mails.push(fs::read(&path).map_err(disk)?);
                self.known.insert(path);
            }
        }
        Ok(mails)
    }

    /// Keeps a mail under a name that people can read; of two equal names the second gets a number.
    pub fn keep_sent(&self, name: &str, bytes: &[u8]) -> Result<()> {
        let free = (1..).map(|n| if n == 1 { format!("sent/{name}.eml") } else { format!("sent/{name}-{n}.eml") });
        for name in free {
            if !self.root.join(&name).exists() {
                self.write(&name, bytes)?;
                break;
            }
        }
        Ok(())
    }

    pub fn keep_summary(&self, ending: &str, text: &str) -> Result<()> {
        self.write(&format!("summaries/{ending}"), text.as_bytes()).map(drop)
    }

    fn make(&self, name: &str) -> Result<()> {
        let path = self.root.join(name);
        let made = DirBuilder::new().recursive(true).mode(0o755).create(&path);
        made.map_err(|source| FolderError::Disk { path, source })
    }

    /// Readable by its owner alone: whatever the process's mask, the configuration is accepted as it lies.
    fn write(&self, name: &str, bytes: &[u8]) -> Result<PathBuf> {
        let path = self.root.join(name);
        let file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(&path);
        match file.and_then(|mut file| file.write_all(bytes)) {
            Ok(()) => Ok(path),
            Err(source) => Err(FolderError::Disk { path, source }),
        }
    }

    fn remove(&self, name: &str) -> Result<()> {
        let path = self.root.join(name);
        let removed = match fs::symlink_metadata(&path) {
            Ok(about) if about.is_dir() => fs::remove_dir_all(&path),
            Ok(_) => fs::remove_file(&path),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(()),
            Err(error) => Err(error),
        };
        removed.map_err(|source| FolderError::Disk { path, source })
    }
}

/// Where a folder of the mailbox lies (Maildir++).
fn maildir(folder: Folder) -> &'static str {
    match folder {
        Folder::Inbox => "mail",
        Folder::Sent => "mail/.Sent",
        Folder::Junk => "mail/.Junk",
    }
}
