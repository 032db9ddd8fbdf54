//! What a load gives: checked values, ready to work with.

use super::problem::Problem;
use super::secrets::Password;
use crate::domain::address::EmailAddress;
use crate::domain::class::{Class, School};
use crate::domain::language::Language;
use secrecy::SecretString;
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

/// A whole configuration without an error in it.
#[derive(Clone, Debug)]
pub struct Configuration {
    pub school: School,
    /// By the name of their files.
    pub classes: Vec<ClassSetup>,
    /// `None`: nobody is told by mail when homeroom stands still.
    pub alerts: Option<Alerts>,
    /// Where each class has its one SQLite file.
    pub state_dir: PathBuf,
    /// The school's own templates, which go before the shipped ones.
    pub templates_dir: Option<PathBuf>,
    /// What somebody should look at; homeroom starts all the same.
    pub warnings: Vec<Problem>,
    /// Every file that was read, templates included, in the order of reading.
    pub files: Vec<PathBuf>,
}

/// Whom to tell when homeroom stands still.
#[derive(Clone, Debug)]
pub struct Alerts {
    pub to: EmailAddress,
    /// The account of the own way, which stands in From; `None`: the class's address does.
    pub from: Option<EmailAddress>,
    /// `None`: by the way out of a class.
    pub way: Option<OutgoingSetup>,
}

/// One class with its ways in and out.
#[derive(Clone, Debug)]
pub struct ClassSetup {
    pub class: Class,
    /// Where the roster lies.
    pub roster_file: PathBuf,
    pub inbox: InboxSetup,
    /// Texts with which the banners of the school's mail gateway begin.
    pub banners: Vec<String>,
    pub outgoing: OutgoingSetup,
    pub limits: SendingLimits,
    pub sent_copy: SentCopy,
    /// The school's; `None`: a teacher's words are read as they were written.
    pub translation: Option<Arc<Translation>>,
    /// The school's.
    pub keys: KeySource,
}

/// Where the keys that homeroom signs with are kept.
#[derive(Clone, Debug)]
pub enum KeySource {
    /// In `state_dir/homeroom.key`.
    StateDir,
    /// In the secret that `[keys]` names.
    Given(SecretString),
    /// There, and this load was told to leave it alone.
    Skipped,
}

/// The service that translates a teacher's words.
#[derive(Clone, Debug)]
pub struct Translation {
    pub host: String,
    pub port: u16,
    /// Without it only a service on this machine is asked.
    pub tls: bool,
    /// What stands before `/translate`.
    pub path: String,
    pub api_key: Option<Password>,
    pub ca_file: Option<PathBuf>,
    /// For one question and its answer.
    pub timeout: Duration,
    /// Into which languages; empty: into all that families read.
    pub languages: Vec<Language>,
}

impl Translation {
    /// Whether this language may be asked for.
    pub fn speaks(&self, language: &Language) -> bool {
        self.languages.is_empty() || self.languages.iter().any(|known| known.primary() == language.primary())
    }
}

#[derive(Clone, Debug)]
pub enum InboxSetup {
    Imap { server: Server, login: Login, folders: Folders, store: StoredPart },
    Maildir { path: PathBuf, folders: Folders, store: StoredPart },
}

impl InboxSetup {
    pub fn stored(&self) -> StoredPart {
        let (InboxSetup::Imap { store, .. } | InboxSetup::Maildir { store, .. }) = self;
        *store
    }
}

#[derive(Clone, Debug)]
pub enum OutgoingSetup {
    /// Without a login where the server takes mail from this host as it is.
    Smtp { server: Server, login: Option<Login> },
    /// The program that takes a mail on its standard input (`sendmail -i -f … -- RECIPIENT`).
    Sendmail { path: PathBuf },
    /// Each mail becomes a file: for trials.
    Maildir { path: PathBuf },
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Server {
    pub host: String,
    pub port: u16,
    pub security: Security,
    /// PEM certificates that are trusted beside the system's.
    pub ca_file: Option<PathBuf>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Security {
    /// TLS from the first byte.
    Tls,
    /// TLS after STARTTLS; never without.
    StartTls,
    /// Plain text: loopback addresses only.
    None,
}

#[derive(Clone, Debug)]
pub struct Login {
    pub user: String,
    pub password: Password,
}

/// The folders to watch, where the configuration names them; else the server's special-use folders (RFC 6154), and of
/// a Maildir the folder itself, `.Sent` and `.Junk`.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Folders {
    pub inbox: Option<String>,
    pub sent: Option<String>,
    pub junk: Option<String>,
}

/// How much of a mail is kept in the state.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum StoredPart {
    /// Of large mail the headers, the structure and the text; attachments stay on the server.
    Lean,
    Whole,
}

/// A provider's limits; mail above them waits.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SendingLimits {
    pub per_minute: u32,
    pub per_day: u32,
    /// To the server at the same time.
    pub connections: u32,
}

/// Who puts the copy of a sent mail into the Sent folder.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum SentCopy {
    /// homeroom, by APPEND.
    Append,
    /// The provider, by itself.
    ProviderFiles,
}
