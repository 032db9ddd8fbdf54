//! `[inbox]` and `[outgoing]`: the school's settings, and over them those of a class.

use super::document::Section;
use super::files::read_text;
use super::fill::Placeholders;
use super::keys::{FOLDERS, INBOX, OUTGOING};
use super::problem::{Problems, all_of};
use super::resolved::{
    Folders, InboxSetup, Login, OutgoingSetup, Security, SendingLimits, SentCopy, Server, StoredPart,
};
use super::secrets::{Environment, SecretReader, Secrets};
use super::value::{Text, Value};
use crate::domain::address::EmailAddress;
use std::net::IpAddr;
use std::path::PathBuf;

/// What mail settings are read with, for one class.
pub struct MailReader<'a> {
    pub placeholders: Placeholders<'a>,
    pub secrets: Secrets,
    pub environment: &'a Environment<'a>,
}

/// The ports of a protocol by the way it is secured.
struct Ports {
    tls: u16,
    starttls: u16,
    none: u16,
}

const IMAP: Ports = Ports { tls: 993, starttls: 143, none: 143 };
const SUBMISSION: Ports = Ports { tls: 465, starttls: 587, none: 25 };

#[derive(Clone, Copy)]
enum InboxKind {
    Imap,
    Maildir,
}

#[derive(Clone, Copy)]
enum OutgoingKind {
    Smtp,
    Sendmail,
    Maildir,
}

const INBOX_KINDS: [(&str, InboxKind); 2] = [("imap", InboxKind::Imap), ("maildir", InboxKind::Maildir)];
const OUTGOING_KINDS: [(&str, OutgoingKind); 3] =
    [("smtp", OutgoingKind::Smtp), ("sendmail", OutgoingKind::Sendmail), ("maildir", OutgoingKind::Maildir)];
const SERVER_KEYS: [&str; 6] = ["host", "port", "security", "ca_file", "user", "password"];

impl MailReader<'_> {
    pub fn inbox(
        &self,
        section: &Section<'_>,
        files: &mut Vec<PathBuf>,
        problems: &mut Problems,
    ) -> Option<InboxSetup> {
        let kind = section.required_word("type", &INBOX_KINDS, problems);
        let stored = [("lean", StoredPart::Lean), ("whole", StoredPart::Whole)];
        let store = section.word("store", &stored, problems).unwrap_or(StoredPart::Lean);
        after_ingest(section, problems);
        let folders = self.folders(section, problems);
        match kind? {
            InboxKind::Imap => {
                tell_idle_keys(section, &["path"], problems);
                let server = self.server(section, &IMAP, files, problems);
                let login = self.login(section, problems);
                Some(InboxSetup::Imap { server: server?, login: login?, folders, store })
            }
            InboxKind::Maildir => {
                tell_idle_keys(section, &SERVER_KEYS, problems);
                let path = section.required_text("path", "path = \"/var/mail/{class}/Maildir\"", problems)?;
                Some(InboxSetup::Maildir { path: self.placeholders.path(path, problems), folders, store })
            }
        }
    }

    pub fn outgoing(
        &self,
        section: &Section<'_>,
        files: &mut Vec<PathBuf>,
        problems: &mut Problems,
    ) -> Option<OutgoingSetup> {
        match section.required_word("type", &OUTGOING_KINDS, problems)? {
            OutgoingKind::Smtp => {
                tell_idle_keys(section, &["path"], problems);
                let server = self.server(section, &SUBMISSION, files, problems);
                let wants_login = section.value("user").is_some() || section.value("password").is_some();
                let login = if wants_login { Some(self.login(section, problems)?) } else { None };
                if let (Some(login), Some(user)) = (&login, section.value("user")) {
                    self.tell_other_sender(&login.user, user, problems);
                }
                Some(OutgoingSetup::Smtp { server: server?, login })
            }
            OutgoingKind::Sendmail => {
                tell_idle_keys(section, &SERVER_KEYS, problems);
                let path = section.text("path", "path = \"/usr/sbin/sendmail\"", problems);
                let path = path.map(|path| self.placeholders.path(path, problems));
                Some(OutgoingSetup::Sendmail { path: path.unwrap_or_else(|| PathBuf::from("/usr/sbin/sendmail")) })
            }
            OutgoingKind::Maildir => {
                tell_idle_keys(section, &SERVER_KEYS, problems);
                let path = section.required_text("path", "path = \"sent-mail/{class}\"", problems)?;
                Some(OutgoingSetup::Maildir { path: self.placeholders.path(path, problems) })
            }
        }
    }

    /// DMARC compares the From, which is the class's address, with the domain and often the account that sends.
    fn tell_other_sender(&self, user: &str, written: Value<'_>, problems: &mut Problems) {
        let (Some(user), Some(address)) = (EmailAddress::parse(user), self.placeholders.address) else { return };
        if user != *address {
            problems.warning(
                written.place(),
                "`user` logs in as another address than the class's, which stands in From: many servers refuse such \
                 mail or spoil its reputation",
                "write `user = \"{address}\"`, or give this account the right to send as the class's address",
            );
        }
    }

    fn server(
        &self,
        section: &Section<'_>,
        ports: &Ports,
        files: &mut Vec<PathBuf>,
        problems: &mut Problems,
    ) -> Option<Server> {
        let host = self.host(section, problems);
        let words = [("tls", Security::Tls), ("starttls", Security::StartTls), ("none", Security::None)];
        let security = section.required_word("security", &words, problems);
        if let (Some(host), Some(Security::None)) = (&host, security)
            && !is_loopback(host)
            && let Some(written) = section.value("security")
        {
            written.wrong(
                problems,
                format!("`security = \"none\"` would send the password and the mail in the clear to {host}"),
                "write `security = \"tls\"` or \"starttls\"; \"none\" is for loopback addresses only",
            );
        }
        let usual = match security {
            Some(Security::StartTls) => ports.starttls,
            Some(Security::None) => ports.none,
            Some(Security::Tls) | None => ports.tls,
        };
        let port = section.number_or("port", 1..=65535, u32::from(usual), problems);
        let ca_file = section.text("ca_file", "ca_file = \"ca.pem\"", problems);
        let ca_file = ca_file.map(|written| self.ca_file(written, files, problems));
        Some(Server { host: host?, port: u16::try_from(port).unwrap_or(usual), security: security?, ca_file })
    }

    fn host(&self, section: &Section<'_>, problems: &mut Problems) -> Option<String> {
        let written = section.required_text("host", "host = \"mail.school.test\"", problems)?;
        let host = self.placeholders.fill(written, problems);
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        if host.chars().all(plain) || host.parse::<IpAddr>().is_ok() {
            return Some(host);
        }
        written.value.wrong(
            problems,
            "`host` is no name of a server",
            "write the bare name, as `host = \"imap.school.test\"`; the port stands under `port`",
        );
        None
    }

    pub(super) fn ca_file(&self, written: Text<'_>, files: &mut Vec<PathBuf>, problems: &mut Problems) -> PathBuf {
        let path = self.placeholders.path(written, problems);
        let missing = "put the CA's certificate there (PEM), or take `ca_file` out to trust the system's CAs alone";
        if let Some(text) = read_text(&path, written.value.place(), "the CA file", missing, problems)
            && !text.contains("-----BEGIN CERTIFICATE-----")
        {
            written.value.wrong(
                problems,
                format!("{} holds no certificate in PEM form", path.display()),
                "convert it: `openssl x509 -inform der -in CA.cer -out ca.pem`",
            );
        }
        files.push(path.clone());
        path
    }

    fn login(&self, section: &Section<'_>, problems: &mut Problems) -> Option<Login> {
        let user = match section.text("user", "user = \"{address}\"", problems) {
            Some(written) => self.placeholders.fill(written, problems),
            None => self.placeholders.address.map(|a| a.as_str().to_owned()).unwrap_or_default(),
        };
        let Some(written) = section.value("password") else {
            section.missing("password", "password = { file = \"secrets/{class}\" }", problems);
            return None;
        };
        let reader =
            SecretReader { secrets: self.secrets, environment: self.environment, placeholders: self.placeholders };
        Some(Login { user, password: reader.read(written, problems)? })
    }

    /// Folder names stand for one kind of mailbox: those of the school's IMAP server say nothing about a class that
    /// has a Maildir.
    fn folders(&self, section: &Section<'_>, problems: &mut Problems) -> Folders {
        let of_another_kind = match (section.value("type"), section.value("folders")) {
            (Some(kind), Some(folders)) => !kind.same_file_as(&folders) && section.says_twice("type"),
            _ => false,
        };
        let Some(folders) = section.section("folders", &FOLDERS, problems).filter(|_| !of_another_kind) else {
            return Folders::default();
        };
        folders.check_keys(&[], problems);
        let mut read = |key: &str, example: &str| {
            folders.text(key, example, problems).map(|written| self.placeholders.fill(written, problems))
        };
        let found = Folders {
            inbox: read("inbox", "inbox = \"INBOX\""),
            sent: read("sent", "sent = \"Sent\""),
            junk: read("junk", "junk = \"Junk\""),
        };
        let all: Vec<&String> = [&found.inbox, &found.sent, &found.junk].into_iter().flatten().collect();
        if all.iter().enumerate().any(|(at, name)| all.iter().skip(at + 1).any(|other| other == name))
            && let Some(written) = section.value("folders")
        {
            written.wrong(
                problems,
                "`folders` names one folder twice",
                "name three different folders, or leave out what the server names itself",
            );
        }
        found
    }
}

/// With fewer letters a banner would be how people's own sentences begin.
const SHORTEST_BANNER: usize = 5;

/// What the school's mail gateway writes into mail, beside what is known everywhere.
pub fn banners(section: &Section<'_>, problems: &mut Problems) -> Vec<String> {
    let mut found = Vec::new();
    for entry in section.list("banners", "banners = [\"Scanned by Lincoln School\"]", problems) {
        let Some(banner) = entry.text("Scanned by Lincoln School", problems) else { continue };
        if banner.text.chars().filter(|c| c.is_alphanumeric()).count() < SHORTEST_BANNER {
            entry.wrong(
                problems,
                format!("`{}` in `banners` is so short that it would take people's own lines for banners", banner.text),
                "write the whole first sentence of the banner",
            );
        }
        found.push(banner.text.to_owned());
    }
    found
}

/// Marking, moving and deleting is not there yet; saying so is better than taking the key and doing nothing.
fn after_ingest(section: &Section<'_>, problems: &mut Problems) {
    let Some(written) = section.text("after_ingest", "after_ingest = \"nothing\"", problems) else { return };
    if written.text != "nothing" {
        written.value.wrong(
            problems,
            format!("`after_ingest = \"{}\"` is not built yet: homeroom leaves every mail as it lies", written.text),
            "write `after_ingest = \"nothing\"` or take the line out",
        );
    }
}

/// Tells keys that the chosen type does not read; only those that stand in the same file as the type, since a class
/// that has a Maildir may lie over a school that has an IMAP server.
fn tell_idle_keys(section: &Section<'_>, keys: &[&str], problems: &mut Problems) {
    let Some(kind) = section.value("type") else { return };
    let idle: Vec<Value<'_>> =
        keys.iter().filter_map(|key| section.value(key)).filter(|value| value.same_file_as(&kind)).collect();
    let names: Vec<&str> = idle.iter().map(|value| value.key).collect();
    if let Some(first) = idle.first() {
        problems.warning(
            first.place(),
            format!("{} is not used with the `type` chosen here", all_of(&names)),
            "take the lines out, or choose the other `type`",
        );
    }
}

/// Providers' limits: mail above them waits.
pub fn limits(section: &Section<'_>, problems: &mut Problems) -> SendingLimits {
    SendingLimits {
        per_minute: section.number_or("per_minute", 1..=10_000, 30, problems),
        per_day: section.number_or("per_day", 1..=1_000_000, 500, problems),
        connections: section.number_or("connections", 1..=10, 2, problems),
    }
}

pub fn sent_copy(section: &Section<'_>, problems: &mut Problems) -> SentCopy {
    let words = [("append", SentCopy::Append), ("provider", SentCopy::ProviderFiles)];
    section.word("sent_copy", &words, problems).unwrap_or(SentCopy::Append)
}

/// The `[inbox]` or `[outgoing]` of a class over the school's. `None`, and told, where neither has one.
pub fn layered<'a>(
    key: &'static str,
    school: &Section<'a>,
    class: &Section<'a>,
    problems: &mut Problems,
) -> Option<Section<'a>> {
    let known = if key == "inbox" { &INBOX } else { &OUTGOING };
    let below = school.section(key, known, problems);
    let above = class.section(key, known, problems);
    match (above, below) {
        (Some(above), Some(below)) => Some(above.over(&below)),
        (Some(one), None) | (None, Some(one)) => Some(one),
        (None, None) => {
            if school.value(key).is_none() && class.value(key).is_none() {
                school.missing(key, &format!("[{key}]"), problems);
            }
            None
        }
    }
}

pub(super) fn is_loopback(host: &str) -> bool {
    host.eq_ignore_ascii_case("localhost") || host.parse::<IpAddr>().is_ok_and(|address| address.is_loopback())
}
