//! A Maildir as the way out: for the demo, for tests by hand, and for a host whose own delivery picks it up.
//!
//! The file's name is made from the mail's bytes, so handing the same mail over twice leaves one file.

use super::error::ConnectError;
use super::outcome::{Outcome, Reply, Stage, Trouble};
use crate::ids::ContentHash;
use crate::message::compose::PreparedMessage;
use std::fs::{self, DirBuilder, File, OpenOptions};
use std::io::{self, Write};
use std::os::unix::fs::{DirBuilderExt, OpenOptionsExt};
use std::path::{Path, PathBuf};

/// Writes every mail as one file in `new/`, on the disk before it counts as sent, readable by its owner alone.
#[derive(Clone, Debug)]
pub struct Maildir {
    folder: PathBuf,
}

impl Maildir {
    pub fn new(folder: impl Into<PathBuf>) -> Self {
        Self { folder: folder.into() }
    }

    /// Trouble before the file has its final name is `Deferred`; what remains in `tmp/` is overwritten next time.
    pub async fn submit<E>(
        &self,
        mail: &PreparedMessage,
        before_dot: impl AsyncFnOnce() -> Result<(), E>,
    ) -> Result<Outcome, E> {
        let name = format!("{}.homeroom", data_encoding::HEXLOWER.encode(&ContentHash::of(&mail.bytes).0[..16]));
        let (tmp, new) = (self.folder.join("tmp").join(&name), self.folder.join("new").join(&name));
        let (folder, bytes, path) = (self.folder.clone(), mail.bytes.clone(), tmp.clone());
        if let Err(error) = blocking(move || make(&folder).and_then(|()| write(&path, &bytes))).await {
            return Ok(Outcome::Deferred { stage: Stage::Data, trouble: self.trouble(&error) });
        }
        if let Err(error) = before_dot().await {
            let _ = blocking(move || fs::remove_file(tmp)).await;
            return Err(error);
        }
        let folder = self.folder.join("new");
        if let Err(error) = blocking(move || fs::rename(tmp, new)).await {
            return Ok(Outcome::Deferred { stage: Stage::Data, trouble: self.trouble(&error) });
        }
        // Until the folder itself is on the disk, a power cut can take the new name back.
        match blocking(move || File::open(folder)?.sync_all()).await {
            Ok(()) => Ok(Outcome::Accepted { reply: Reply::new(250, ["2.0.0 written to the Maildir"]) }),
            Err(error) => Ok(Outcome::Unknown { trouble: self.trouble(&error) }),
        }
    }

    /// Makes the folders if they are missing and tries to write.
    pub async fn probe(&self) -> Result<(), ConnectError> {
        let folder = self.folder.clone();
        let tried = blocking(move || {
            make(&folder)?;
            let path = folder.join("tmp").join("homeroom.probe");
            write(&path, b"")?;
            fs::remove_file(path)
        })
        .await;
        tried.map_err(|error| ConnectError::Folder { path: self.folder.clone(), why: error.to_string() })
    }

    fn trouble(&self, error: &io::Error) -> Trouble {
        Trouble::Local(format!("the mail could not be written to {}: {error}", self.folder.display()))
    }
}

/// `tmp`, `new` and `cur`, for their owner alone.
fn make(folder: &Path) -> io::Result<()> {
    for part in ["tmp", "new", "cur"] {
        DirBuilder::new().recursive(true).mode(0o700).create(folder.join(part))?;
    }
    Ok(())
}

fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).create(true).truncate(true).mode(0o600).open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

async fn blocking<T: Send + 'static>(work: impl FnOnce() -> io::Result<T> + Send + 'static) -> io::Result<T> {
    tokio::task::spawn_blocking(work).await.unwrap_or_else(|_| Err(io::ErrorKind::Interrupted.into()))
}

#[cfg(test)]
mod tests {
    use super::super::script::mail;
    use super::*;
    use std::convert::Infallible;
    use std::os::unix::fs::PermissionsExt;

    fn files(folder: &Path) -> Vec<PathBuf> {
        fs::read_dir(folder).map(|entries| entries.map(|entry| entry.unwrap().path()).collect()).unwrap_or_default()
    }

    #[tokio::test]
    async fn a_mail_is_one_private_file_of_the_very_bytes() {
        let place = tempfile::tempdir().unwrap();
        let maildir = Maildir::new(place.path().join("out"));
        let letter = mail("ana@families.test", ".hello");
        for _ in 0..2 {
            let outcome = maildir.submit(&letter, async || Ok::<(), Infallible>(())).await.unwrap();
            assert!(matches!(outcome, Outcome::Accepted { .. }));
        }
        let new = files(&place.path().join("out/new"));
        assert_eq!(new.len(), 1, "the same mail twice is one file");
        assert_eq!(fs::read(&new[0]).unwrap(), letter.bytes);
        assert_eq!(fs::metadata(&new[0]).unwrap().permissions().mode() & 0o777, 0o600);
        assert_eq!(fs::metadata(place.path().join("out")).unwrap().permissions().mode() & 0o777, 0o700);
        assert!(files(&place.path().join("out/tmp")).is_empty());
        maildir.submit(&mail("ana@families.test", "other"), async || Ok::<(), Infallible>(())).await.unwrap();
        assert_eq!(files(&place.path().join("out/new")).len(), 2);
    }

    #[tokio::test]
    async fn a_failing_call_back_leaves_nothing() {
        let place = tempfile::tempdir().unwrap();
        let maildir = Maildir::new(place.path());
        let result = maildir.submit(&mail("ana@families.test", "hello"), async || Err::<(), _>("no")).await;
        assert_eq!(result, Err("no"));
        assert!(files(&place.path().join("new")).is_empty() && files(&place.path().join("tmp")).is_empty());
    }

    #[tokio::test]
    async fn a_folder_that_cannot_be_written_defers_and_is_told() {
        let place = tempfile::tempdir().unwrap();
        let file = place.path().join("file");
        fs::write(&file, "in the way").unwrap();
        let maildir = Maildir::new(&file);
        let outcome = maildir.submit(&mail("ana@families.test", "hello"), async || Ok::<(), Infallible>(())).await;
        assert!(matches!(outcome, Ok(Outcome::Deferred { stage: Stage::Data, trouble: Trouble::Local(_) })));
        assert!(matches!(maildir.probe().await, Err(ConnectError::Folder { .. })));
        let good = Maildir::new(place.path().join("good"));
        good.probe().await.unwrap();
        assert!(files(&place.path().join("good/tmp")).is_empty());
    }
}
