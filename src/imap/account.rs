//! Which mailbox, and how it is reached.

use super::source::{Folder, Role};
use secrecy::SecretString;
use std::fmt;
use std::io;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::io::DuplexStream;

/// One IMAP account. `Debug` shows no password (`SecretString` sees to that).
#[derive(Clone, Debug)]
pub struct Account {
    pub host: String,
    pub port: u16,
    pub security: Security,
    /// PEM file with certificates that are trusted beside the system's own.
    pub ca_file: Option<PathBuf>,
    pub user: String,
    pub password: SecretString,
    pub folders: FolderNames,
}

impl FolderNames {
    /// Names that IT set and that are not among the folders to watch: what lies there would never be seen.
    pub fn missing(&self, watched: &[Folder]) -> Vec<(Role, String)> {
        let named = [(Role::Sent, &self.sent), (Role::Junk, &self.junk)];
        let is_watched = |role: Role| watched.iter().any(|folder| folder.role == role);
        let missing = |(role, name): (Role, &Option<String>)| Some((role, name.clone().filter(|_| !is_watched(role))?));
        named.into_iter().filter_map(missing).collect()
    }
}

/// How the line is protected. There is no "if available": an answer that can be stripped protects nobody (RFC 8314).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Security {
    /// TLS from the first byte, port 993.
    Tls,
    /// STARTTLS, demanded, port 143.
    StartTls,
    /// Clear text; refused unless the server's address is a loopback one.
    None,
}

/// Names that IT set, as people write them (`Envoyés`); `None` leaves the choice to the server's special-use flags.
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct FolderNames {
    pub inbox: Option<String>,
    pub sent: Option<String>,
    pub junk: Option<String>,
}

/// Connections to a server inside this process, as safe as memory is: the whole can be played without a network, and the
/// same way every time.
#[derive(Clone)]
pub struct Pipe(Arc<dyn Fn() -> io::Result<DuplexStream> + Send + Sync>);

impl Pipe {
    /// `connect` gives our end of a new connection.
    pub fn new(connect: impl Fn() -> io::Result<DuplexStream> + Send + Sync + 'static) -> Self {
        Self(Arc::new(connect))
    }

    pub(super) fn connect(&self) -> io::Result<DuplexStream> {
        (self.0)()
    }
}

impl fmt::Debug for Pipe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("Pipe").finish_non_exhaustive()
    }
}
