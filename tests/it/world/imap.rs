//! An IMAP server on a port of this machine: its mails, and where it fails, are the test's.

use super::World;
use homeroom::clock::{Clock, EARLIEST};
use homeroom::imap::account::{Account, FolderNames, Security};
use homeroom::imap::error::ImapError;
use homeroom::imap::source::{Place, Source, StorePolicy};
use homeroom::imap::sync_plan::Reach;
use homeroom::service::clock_guard::ClockGuard;
use homeroom::service::ingest::{Ingest, IngestError, Sweep};
use homeroom::service::once::{Done, Once};
use homeroom::service::pulse::Pulse;
use homeroom::smtp::memory::Memory;
use homeroom::smtp::submitter::Submitter;
use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex, PoisonError};
use tokio::sync::Notify;

/// What the server does in place of an answer, after those it gave before.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// Ends the command with this: `NO [UNAVAILABLE] not now`.
    Refuse(&'static str),
    /// Says something that is no IMAP.
    Garbage,
    Close,
}

/// Asked about every command in a folder; about a FETCH once for each mail it would answer for, by UID, else with 0.
type Faults = Box<dyn FnMut(&str, &str, u64) -> Option<Fault> + Send>;

#[derive(Default)]
struct Inside {
    folders: BTreeMap<String, BTreeMap<u64, String>>,
    faults: Option<Faults>,
    /// Mails it counts in the inbox and does not have.
    miscounted: usize,
    heard: Vec<String>,
}

pub struct ImapServer {
    port: u16,
    inside: Arc<Mutex<Inside>>,
}

impl ImapServer {
    /// With an inbox, Sent and Junk.
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let folders = ["INBOX", "Sent", "Junk"].map(|name| (name.to_owned(), BTreeMap::new())).into();
        let inside = Arc::new(Mutex::new(Inside { folders, ..Inside::default() }));
        let served = Arc::clone(&inside);
        // The thread ends with the process.
        std::thread::spawn(move || {
            for client in listener.incoming().map_while(Result::ok) {
                let served = Arc::clone(&served);
                std::thread::spawn(move || converse(client, &served));
            }
        });
        Self { port, inside }
    }

    fn inside(&self) -> std::sync::MutexGuard<'_, Inside> {
        self.inside.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub fn put(&self, folder: &str, uids: impl IntoIterator<Item = u64>) {
        let mail = |uid| format!("From: ana@families.test\r\nSubject: {folder} {uid}\r\n\r\nwords {uid}\r\n");
        let mut inside = self.inside();
        inside.folders.get_mut(folder).unwrap().extend(uids.into_iter().map(|uid| (uid, mail(uid))));
    }

    pub fn remove(&self, folder: &str, uid: u64) {
        assert!(self.inside().folders.get_mut(folder).unwrap().remove(&uid).is_some());
    }

    pub fn fails(&self, faults: impl FnMut(&str, &str, u64) -> Option<Fault> + Send + 'static) {
        self.inside().faults = Some(Box::new(faults));
    }

    pub fn is_well(&self) {
        self.inside().faults = None;
    }

    pub fn miscounts(&self, by: usize) {
        self.inside().miscounted = by;
    }

    /// The commands heard since this was asked last.
    pub fn heard(&self) -> Vec<String> {
        std::mem::take(&mut self.inside().heard)
    }
}

impl World {
    pub fn connect(&self, server: &ImapServer) -> Result<Source, ImapError> {
        self.runtime.block_on(Source::open(&place(server)))
    }

    /// What `homeroom run --once` does.
    pub fn once(&self, server: &ImapServer) -> Done {
        let (class, clock) = (Arc::clone(self.class()), self.clock.clone());
        let once = Once { class, place: place(server), submitter: Submitter::Memory(Memory::new()), clock };
        self.runtime.block_on(once.run()).unwrap()
    }

    /// One look at the mailbox, and what came of it before it ended.
    pub fn look(&self, source: &mut Source, reach: Reach) -> (Result<(), IngestError>, Sweep) {
        let mut done = Sweep::default();
        let clock: Arc<dyn Clock> = self.clock.clone();
        let ended = self.runtime.block_on(async {
            let ingest = Ingest {
                class: Arc::clone(self.class()),
                policy: StorePolicy::Lean,
                clock: Arc::new(ClockGuard::open(self.class(), &clock, EARLIEST).await?),
                stored: Arc::new(Notify::new()),
                pulse: Pulse::unwatched(),
            };
            ingest.sweep(source, reach, &mut done).await
        });
        (ended, done)
    }
}

fn place(server: &ImapServer) -> Place {
    Place::Imap(Account {
        host: "127.0.0.1".into(),
        port: server.port,
        security: Security::None,
        ca_file: None,
        user: "class".into(),
        password: "secret".to_owned().into(),
        folders: FolderNames::default(),
    })
}

fn converse(client: TcpStream, inside: &Mutex<Inside>) -> Option<()> {
    let mut write = client.try_clone().ok()?;
    let mut lines = BufReader::new(client).lines();
    let mut selected = String::new();
    write.write_all(b"* OK ready\r\n").ok()?;
    loop {
        let line = lines.next()?.ok()?;
        let (tag, command) = line.split_once(' ')?;
        let mut inside = inside.lock().unwrap_or_else(PoisonError::into_inner);
        inside.heard.push(command.to_owned());
        if let Some(name) = command.strip_prefix("EXAMINE ") {
            selected = name.trim_matches('"').to_owned();
        }
        let (mut text, fault) = answer(&mut inside, &selected, command);
        match fault {
            None => text += &format!("{tag} OK done\r\n"),
            Some(Fault::Refuse(words)) => text += &format!("{tag} {words}\r\n"),
            Some(Fault::Garbage) => text += "%%% garbage\r\n",
            Some(Fault::Close) => {}
        }
        write.write_all(text.as_bytes()).ok()?;
        if fault == Some(Fault::Close) || command == "LOGOUT" {
            return None;
        }
    }
}

fn answer(inside: &mut Inside, selected: &str, command: &str) -> (String, Option<Fault>) {
    let Inside { folders, faults, miscounted, .. } = inside;
    let mut fault = |uid| faults.as_mut().and_then(|faults| faults(selected, command, uid));
    let Some(fetch) = command.strip_prefix("UID FETCH ") else {
        let text = match command {
            "CAPABILITY" => "* CAPABILITY IMAP4rev1\r\n".to_owned(),
            c if c.starts_with("LIST") => folders.keys().map(|name| format!("* LIST () \"/\" {name}\r\n")).collect(),
            c if c.starts_with("EXAMINE") => {
                let miscounted = if selected == "INBOX" { *miscounted } else { 0 };
                format!("* {} EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n", folders[selected].len() + miscounted)
            }
            _ => String::new(),
        };
        return (text, fault(0));
    };
    let (set, items) = fetch.split_once(' ').unwrap();
    let mut text = String::new();
    for (n, (uid, mail)) in folders[selected].iter().enumerate().filter(|(_, (uid, _))| in_set(set, **uid)) {
        if let Some(fault) = fault(*uid) {
            return (text, Some(fault));
        }
        let size = mail.len();
        text += &match items {
            i if i.contains("BODY.PEEK[]") => format!("* {} FETCH (UID {uid} BODY[] {{{size}}}\r\n{mail})\r\n", n + 1),
            i if i.contains("RFC822.SIZE") => format!("* {} FETCH (UID {uid} RFC822.SIZE {size})\r\n", n + 1),
            _ => format!("* {} FETCH (UID {uid})\r\n", n + 1),
        };
    }
    (text, None)
}

fn in_set(set: &str, uid: u64) -> bool {
    set.split(',').any(|range| {
        let (first, last) = range.split_once(':').unwrap_or((range, range));
        first.parse().is_ok_and(|first: u64| first <= uid)
            && (last == "*" || last.parse().is_ok_and(|last: u64| uid <= last))
    })
}
