//! An IMAP server on a port of this machine: its mails, and where it fails, are the test's.
//!
//! It lives beside the test in real time, or inside a runtime whose clock is the test's ([`ImapServer::start_in`]).

mod answers;

use crate::school::proxy::WIRES;
use answers::answer;
use std::collections::BTreeMap;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader};
use tokio::net::tcp::{OwnedReadHalf, OwnedWriteHalf};
use tokio::runtime::Handle;
use tokio::sync::watch;
use tokio::time::Instant;

/// What the server does in place of an answer, after those it gave before. `$` is the command's tag.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fault {
    /// Ends the command with this: `NO [UNAVAILABLE] not now`.
    Refuse(&'static str),
    /// Says something that is no IMAP.
    Garbage,
    Close,
    /// Of all that would be said, so many octets are, and then it closes.
    CloseAfter(usize),
    /// Says this, and goes on with the next command.
    Say(&'static str),
    SayAndClose(&'static str),
    /// Says nothing more on this connection, and keeps it open.
    Silence,
    /// Announces this mail as a literal of so many octets, begins it, and falls silent.
    Literal(u64),
    /// Says this mail at one octet a second.
    Drip,
    /// This mail is not there any more, though it was listed.
    Gone,
}

/// Asked about every command in a folder, `greeting`, `DONE` and what IDLE tells (`EXISTS`) among them; about a FETCH once for each mail it would
/// answer for, by UID, else with 0.
type Faults = Box<dyn FnMut(&str, &str, u64) -> Option<Fault> + Send>;

#[derive(Default)]
struct ServerFolder {
    uidvalidity: u32,
    mails: BTreeMap<u64, Vec<u8>>,
}

#[derive(Default)]
struct Inside {
    folders: BTreeMap<String, ServerFolder>,
    faults: Option<Faults>,
    /// Mails it counts in the inbox and does not have.
    miscounted: usize,
    heard: Vec<String>,
    /// It offers IDLE.
    idles: bool,
    connections: Vec<Instant>,
    logins: Vec<Instant>,
}

pub struct ImapServer {
    port: u16,
    inside: Arc<Mutex<Inside>>,
    news: watch::Sender<u64>,
    /// Whether anybody listens.
    is_there: watch::Sender<bool>,
}

impl ImapServer {
    /// With an inbox, Sent and Junk.
    pub fn start() -> Self {
        Self::start_in(WIRES.handle())
    }

    /// The same inside this runtime, whose clock it then has.
    pub fn start_in(runtime: &Handle) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        listener.set_nonblocking(true).unwrap();
        let folder = || ServerFolder { uidvalidity: 7, ..ServerFolder::default() };
        let folders = ["INBOX", "Sent", "Junk"].map(|name| (name.to_owned(), folder())).into();
        let inside = Arc::new(Mutex::new(Inside { folders, ..Inside::default() }));
        let ((news, told), (is_there, there)) = (watch::channel(0), watch::channel(true));
        let served = Arc::clone(&inside);
        runtime.spawn(async move { listen(listener, served, told, there).await });
        Self { port, inside, news, is_there }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    fn inside(&self) -> MutexGuard<'_, Inside> {
        lock(&self.inside)
    }

    pub fn put(&self, folder: &str, uids: impl IntoIterator<Item = u64>) {
        let mail = |uid| format!("From: ana@families.test\r\nSubject: {folder} {uid}\r\n\r\nwords {uid}\r\n");
        for uid in uids {
            self.put_mail(folder, uid, mail(uid).as_bytes());
        }
    }

    pub fn put_mail(&self, folder: &str, uid: u64, bytes: &[u8]) {
        self.inside().folders.get_mut(folder).unwrap().mails.insert(uid, bytes.to_vec());
        self.news.send_modify(|n| *n += 1);
    }

    pub fn remove(&self, folder: &str, uid: u64) {
        assert!(self.inside().folders.get_mut(folder).unwrap().mails.remove(&uid).is_some());
    }

    /// The folder gets a new UIDVALIDITY, and its mails other UIDs in the same order.
    pub fn renumber(&self, folder: &str, first: u64) {
        let mut inside = self.inside();
        let folder = inside.folders.get_mut(folder).unwrap();
        folder.uidvalidity += 1;
        folder.mails = std::mem::take(&mut folder.mails).into_values().zip(first..).map(|(m, uid)| (uid, m)).collect();
    }

    /// The mails of a folder, as they lie there.
    pub fn mails(&self, folder: &str) -> Vec<Vec<u8>> {
        self.inside().folders[folder].mails.values().cloned().collect()
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

    /// Nobody listens any more, and all lines are cut; or somebody does again.
    pub fn is_there(&self, there: bool) {
        self.is_there.send_replace(there);
    }

    pub fn idles(&self) {
        self.inside().idles = true;
    }

    /// The commands heard since this was asked last.
    pub fn heard(&self) -> Vec<String> {
        std::mem::take(&mut self.inside().heard)
    }

    /// When connections were made, and when a login was tried.
    pub fn visits(&self) -> (Vec<Instant>, Vec<Instant>) {
        let inside = self.inside();
        (inside.connections.clone(), inside.logins.clone())
    }
}

/// Takes calls while somebody is there; all lines are cut when nobody is.
async fn listen(
    first: TcpListener,
    inside: Arc<Mutex<Inside>>,
    news: watch::Receiver<u64>,
    mut there: watch::Receiver<bool>,
) -> Option<()> {
    let port = first.local_addr().ok()?.port();
    let mut listener = tokio::net::TcpListener::from_std(first).ok()?;
    let line = there.clone();
    loop {
        tokio::select! {
            called = listener.accept() => {
                let Ok((client, _)) = called else { continue };
                let _ = client.set_nodelay(true);
                lock(&inside).connections.push(Instant::now());
                let (read, write) = client.into_split();
                let talk = Talk {
                    read: BufReader::new(read),
                    write,
                    inside: Arc::clone(&inside),
                    news: news.clone(),
                    selected: String::new(),
                };
                let mut ends = line.clone();
                tokio::spawn(async move {
                    tokio::select! {
                        _ = talk.run() => {}
                        _ = ends.wait_for(|there| !there) => {}
                    }
                });
            }
            is_over = async { there.wait_for(|there| !there).await.is_err() } => {
                drop(listener);
                if is_over || there.wait_for(|there| *there).await.is_err() {
                    return None;
                }
                listener = tokio::net::TcpListener::bind(("127.0.0.1", port)).await.ok()?;
            }
        }
    }
}

fn lock(inside: &Mutex<Inside>) -> MutexGuard<'_, Inside> {
    inside.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One connection.
struct Talk {
    read: BufReader<OwnedReadHalf>,
    write: OwnedWriteHalf,
    inside: Arc<Mutex<Inside>>,
    news: watch::Receiver<u64>,
    selected: String,
}

impl Talk {
    async fn run(mut self) -> Option<()> {
        let fault = self.fault("greeting", 0);
        self.say(b"", "* OK ready\r\n".to_owned().into_bytes(), fault).await?;
        loop {
            let line = self.line().await?;
            let (tag, command) = line.split_once(' ')?;
            let (tag, command) = (tag.to_owned(), command.to_owned());
            lock(&self.inside).heard.push(command.clone());
            if command.starts_with("LOGIN") {
                lock(&self.inside).logins.push(Instant::now());
            }
            if let Some(name) = command.strip_prefix("EXAMINE ") {
                self.selected = name.trim_matches('"').to_owned();
                self.news.borrow_and_update();
            }
            if command == "IDLE" {
                self.idle(&tag).await?;
                continue;
            }
            let appended = if command.starts_with("APPEND") { self.append(&command).await? } else { Vec::new() };
            let (text, fault) = answer(&mut lock(&self.inside), &self.selected, &command);
            if !appended.is_empty() && fault.is_none() {
                self.file(&command, appended);
            }
            self.say(tag.as_bytes(), text, fault).await?;
            if command == "LOGOUT" {
                return None;
            }
        }
    }

    fn fault(&self, command: &str, uid: u64) -> Option<Fault> {
        let mut inside = lock(&self.inside);
        inside.faults.as_mut().and_then(|faults| faults(&self.selected, command, uid))
    }

    async fn line(&mut self) -> Option<String> {
        let mut line = Vec::new();
        let read = self.read.read_until(b'\n', &mut line).await.ok()?;
        (read > 0).then(|| String::from_utf8_lossy(&line).trim_end().to_owned())
    }

    /// Says what there is to say, or what the fault makes of it; `None`: the connection is over.
    async fn say(&mut self, tag: &[u8], mut text: Vec<u8>, fault: Option<Fault>) -> Option<()> {
        let tagged = |words: &str| words.replace('$', &String::from_utf8_lossy(tag)).into_bytes();
        let good = if tag.is_empty() { Vec::new() } else { tagged("$ OK done\r\n") };
        match fault {
            None => text.extend(good),
            Some(Fault::Refuse(words)) => text.extend(tagged(&format!("$ {words}\r\n"))),
            Some(Fault::Garbage) => text.extend(b"%%% garbage\r\n"),
            Some(Fault::Say(words)) => text.extend(tagged(words)),
            Some(Fault::SayAndClose(words)) => text = tagged(words),
            Some(Fault::CloseAfter(octets)) => {
                text.extend(good);
                text.truncate(octets);
            }
            Some(Fault::Literal(_)) => text.extend([b'x'; 20_000]),
            Some(Fault::Close | Fault::Silence | Fault::Gone | Fault::Drip) => {}
        }
        self.write.write_all(&text).await.ok()?;
        match fault {
            Some(Fault::Drip) => loop {
                tokio::time::sleep(Duration::from_secs(1)).await;
                self.write.write_all(b"x").await.ok()?;
            },
            Some(Fault::Silence | Fault::Literal(_)) => {
                while self.line().await.is_some() {}
                None
            }
            Some(Fault::Close | Fault::CloseAfter(_) | Fault::SayAndClose(_)) => None,
            _ => Some(()),
        }
    }

    /// Tells of new mail until the client has had enough.
    async fn idle(&mut self, tag: &str) -> Option<()> {
        match self.fault("IDLE", 0) {
            None => self.write.write_all(b"+ idling\r\n").await.ok()?,
            Some(Fault::Say(words)) => self.write.write_all(words.as_bytes()).await.ok()?,
            fault => return self.say(tag.as_bytes(), Vec::new(), fault).await,
        }
        loop {
            let mut line = String::new();
            tokio::select! {
                line = self.read.read_line(&mut line) => {
                    if line.ok()? == 0 {
                        return None;
                    }
                    break;
                }
                told = self.news.changed() => {
                    told.ok()?;
                    if let Some(fault) = self.fault("EXISTS", 0) {
                        return self.say(tag.as_bytes(), Vec::new(), Some(fault)).await;
                    }
                    let count = lock(&self.inside).folders[&self.selected].mails.len();
                    self.write.write_all(format!("* {count} EXISTS\r\n").as_bytes()).await.ok()?;
                }
            }
        }
        let fault = self.fault("DONE", 0);
        self.say(tag.as_bytes(), Vec::new(), fault).await
    }

    /// The octets of a mail to be filed.
    async fn append(&mut self, command: &str) -> Option<Vec<u8>> {
        let octets: usize = command.rsplit_once('{')?.1.trim_end_matches(['}', '+']).parse().ok()?;
        if !command.ends_with("+}") {
            self.write.write_all(b"+ go ahead\r\n").await.ok()?;
        }
        let mut mail = vec![0; octets + 2];
        self.read.read_exact(&mut mail).await.ok()?;
        mail.truncate(octets);
        Some(mail)
    }

    fn file(&self, command: &str, mail: Vec<u8>) {
        let name = command.split(' ').nth(1).unwrap_or_default().trim_matches('"');
        if let Some(folder) = lock(&self.inside).folders.get_mut(name) {
            let uid = folder.mails.keys().last().map_or(1, |last| last + 1);
            folder.mails.insert(uid, mail);
        }
    }
}
