//! Real Dovecot and real Postfix on loopback ports, started by the tests themselves.
//!
//! ```text
//! submission (STARTTLS + AUTH), smtps ─┐
//!                                      ├→ Postfix ─LMTP→ Dovecot → Maildirs ← `deliver`, `mailbox`
//! mx (no AUTH, own domains only) ──────┘   └─ SASL ─────→ Dovecot ← imap (STARTTLS), imaps
//! ```
//!
//! Every address at `school.test` and `families.test` exists and has the same password, so each test takes users of
//! its own and tests do not meet although they share the servers. What certain local parts at `families.test` answer
//! is told in [`recipients`].
//!
//! Dovecot runs as `nobody` where the tests are root and as oneself where not. Postfix needs root: without it
//! [`Servers::shared`] says loudly that the test was skipped, and panics instead when
//! `HOMEROOM_TESTS_REQUIRE_SERVERS=1`.

mod certificates;
mod daemon;
mod dovecot;
mod folder;
mod imap_session;
mod maildir;
mod own_tests;
mod ports;
mod postfix;
mod recipients;

use certificates::Certificates;
use daemon::Daemon;
use dovecot::Dovecot;
use folder::Folder;
use imap_session::ImapSession;
pub use maildir::StoredMail;
use maildir::{MailStore, Snapshot};
use postfix::Postfix;
use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::OnceLock;
use std::time::{Duration, Instant};

/// The password of every user.
pub const PASSWORD: &str = "horse-staple-12";

/// A running Dovecot and, for root, a running Postfix; both end and leave no file when this is dropped or when the
/// test process ends in whatever way.
pub struct Servers {
    // Dropped in this order: the daemons end before their folder goes.
    postfix: Option<Postfix>,
    dovecot: Dovecot,
    mail: MailStore,
    _folder: Folder,
}

impl Servers {
    /// The pair that all tests of this process share; `None`, said loudly, where Postfix cannot run.
    pub fn shared() -> Option<&'static Servers> {
        can_run(postfix::missing).then(Self::shared_pair)
    }

    /// The same pair for tests that need Dovecot alone, so that they run without root too.
    pub fn shared_imap() -> Option<&'static Servers> {
        can_run(dovecot::missing).then(Self::shared_pair)
    }

    fn shared_pair() -> &'static Servers {
        static SHARED: OnceLock<Servers> = OnceLock::new();
        SHARED.get_or_init(Self::new)
    }

    /// A pair of one's own, for tests that pause, stop or restart a server.
    pub fn start() -> Option<Servers> {
        can_run(postfix::missing).then(Self::new)
    }

    fn new() -> Servers {
        let folder = Folder::new();
        let certificates = Certificates::of_this_process();
        let owner = if is_root() { maildir::Owner::nobody() } else { maildir::Owner::oneself() };
        let mail = MailStore::new(&folder.path().join("mail"), owner);
        let dovecot = Dovecot::start(&folder, certificates, &mail);
        let postfix = postfix::missing().is_none().then(|| Postfix::start(&folder, certificates, &dovecot));
        Servers { postfix, dovecot, mail, _folder: folder }
    }

    /// IMAP in clear text with STARTTLS offered.
    pub fn imap_port(&self) -> u16 {
        self.dovecot.imap.number()
    }

    /// IMAP inside TLS from the first byte.
    pub fn imaps_port(&self) -> u16 {
        self.dovecot.imaps.number()
    }

    /// SMTP that demands STARTTLS and then AUTH PLAIN or LOGIN.
    pub fn submission_port(&self) -> u16 {
        self.sending().submission.number()
    }

    /// Submission inside TLS from the first byte; demands AUTH.
    pub fn smtps_port(&self) -> u16 {
        self.sending().smtps.number()
    }

    /// The way in for mail from outside: no AUTH, STARTTLS offered, the two domains only.
    pub fn mx_port(&self) -> u16 {
        self.sending().mx.number()
    }

    /// PEM of the CA that signed the servers' certificate, which is good for `localhost` and 127.0.0.1.
    pub fn ca_file(&self) -> &'static Path {
        Certificates::of_this_process().ca_file()
    }

    /// PEM of a CA that signed nothing here: whoever trusts only this one must refuse the servers.
    pub fn wrong_ca_file(&self) -> &'static Path {
        Certificates::of_this_process().wrong_ca_file()
    }

    /// The password of every user.
    pub fn password(&self) -> &'static str {
        PASSWORD
    }

    /// Puts a mail into a folder the way a delivery does: unseen, received now.
    pub fn deliver(&self, user: &str, raw: &[u8], folder: &str) {
        self.mail.deliver(user, raw, folder);
    }

    /// Files a mail by IMAP APPEND as a person's mail program does; `flags` such as `\Seen`.
    pub fn append(&self, user: &str, folder: &str, raw: &[u8], flags: &[&str], internal_date: Option<jiff::Timestamp>) {
        self.session(user).append(folder, raw, flags, internal_date);
    }

    /// What lies in a folder, oldest first, read from its files: looking changes nothing.
    pub fn mailbox(&self, user: &str, folder: &str) -> Vec<StoredMail> {
        self.mail.read(user, folder)
    }

    /// Waits until a folder holds at least `count` mails.
    ///
    /// # Panics
    /// After 20 seconds, with the servers' logs.
    pub fn wait_for(&self, user: &str, folder: &str, count: usize) -> Vec<StoredMail> {
        let end = Instant::now() + Duration::from_secs(20);
        loop {
            let mails = self.mailbox(user, folder);
            if mails.len() >= count {
                return mails;
            }
            assert!(Instant::now() < end, "{} of {count} mails came for {user}\n{}", mails.len(), self.logs());
            std::thread::sleep(Duration::from_millis(20));
        }
    }

    /// Every folder of a user and the flags of every mail in it. Two equal snapshots: nobody marked, moved, deleted
    /// or added anything, and no folder came or went.
    pub fn flags_and_folders(&self, user: &str) -> Snapshot {
        self.mail.snapshot(user)
    }

    /// A person's own mail program: a logged-in IMAP session that takes any command.
    pub fn session(&self, user: &str) -> ImapSession {
        self.mail.make_home(user);
        ImapSession::login(self.imap_port(), user, PASSWORD)
    }

    /// Dovecot's process, to be paused, stopped and started.
    pub fn dovecot(&self) -> &Daemon {
        &self.dovecot.daemon
    }

    /// Postfix's process, to be paused, stopped and started.
    pub fn postfix(&self) -> &Daemon {
        &self.sending().daemon
    }

    /// What both servers logged so far, for the message of a failing test.
    pub fn logs(&self) -> String {
        let postfix = self.postfix.as_ref().map(|postfix| postfix.daemon.log());
        format!("--- Dovecot\n{}\n--- Postfix\n{}", self.dovecot.daemon.log(), postfix.unwrap_or_default())
    }

    fn sending(&self) -> &Postfix {
        self.postfix.as_ref().expect("tests that send take Servers::shared(), not Servers::shared_imap()")
    }
}

/// Whether a test can run; if not, it is told in a way that neither test runner hides, or it fails.
pub fn can_run(missing: fn() -> Option<String>) -> bool {
    let Some(why) = missing() else { return true };
    let test = std::thread::current().name().unwrap_or("a test").to_owned();
    let required = std::env::var_os("HOMEROOM_TESTS_REQUIRE_SERVERS").is_some_and(|value| value == "1");
    assert!(!required, "{test} must not be skipped here, but {why}");
    let line = format!("SKIPPED {test}: {why}\n");
    // Straight to the descriptor: the test harness captures what goes through `eprintln!`.
    std::io::stderr().write_all(line.as_bytes()).expect("write to standard error");
    if let Some(list) = std::env::var_os("HOMEROOM_TESTS_SKIPPED_LIST") {
        let file = std::fs::OpenOptions::new().create(true).append(true).open(list);
        file.and_then(|mut file| file.write_all(line.as_bytes())).expect("write the list of skipped tests");
    }
    false
}

/// Whether the tests run as root.
fn is_root() -> bool {
    static ROOT: OnceLock<bool> = OnceLock::new();
    *ROOT.get_or_init(|| output_of(Command::new("id").arg("-u")) == "0")
}

/// Whether a program is on the machine, on the path or in an administrator's folder.
fn find_program(name: &str) -> Option<std::path::PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let folders = std::env::split_paths(&path).chain(["/usr/sbin".into(), "/sbin".into()]);
    folders.map(|folder| folder.join(name)).find(|file| file.is_file())
}

/// Runs a command that must succeed and gives its standard output without the last line end.
fn output_of(command: &mut Command) -> String {
    let output = command.stdin(Stdio::null()).output().unwrap_or_else(|error| panic!("{command:?}: {error}"));
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8_lossy(&output.stdout).trim_end().to_owned()
}
