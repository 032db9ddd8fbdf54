//! A mail server on a port of this machine that says at every step what a test wants, and keeps an account of what it
//! took.

use crate::school::proxy::WIRES;
use std::collections::HashMap;
use std::net::TcpListener;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use tokio::io::{AsyncBufReadExt, AsyncWriteExt, BufReader};
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::time::Instant;

/// What the server does at one step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Act {
    /// The ordinary good answer.
    Well,
    Say(Vec<u8>),
    SayAndClose(&'static str),
    Close,
    Reset,
    /// Nothing, for as long as the client waits.
    Silence,
    /// Takes the mail, and then does that. Only at the dot, where all but `Well` take none.
    TakeAnd(Box<Act>),
}

pub fn say(words: &str) -> Act {
    Act::Say(format!("{words}\r\n").into_bytes())
}

/// Where a conversation stands.
#[derive(Clone, Debug)]
pub struct Asked {
    /// `greeting`, a command's verb, `body` (after 354, nothing of the body read) or `dot`.
    pub step: String,
    /// At the how many-th time this step is reached, from 1.
    pub nth: usize,
    /// The recipient so far, in lower case.
    pub to: String,
}

/// A mail that the server took.
#[derive(Clone, Debug)]
pub struct Taken {
    pub to: String,
    pub message_id: String,
    pub at: Instant,
}

type Script = Box<dyn FnMut(&Asked) -> Act + Send>;

#[derive(Default)]
struct Inside {
    script: Option<Script>,
    steps: HashMap<String, usize>,
    taken: Vec<Taken>,
    /// Mails whose dot was heard, taken or not.
    heard: Vec<Vec<u8>>,
    connections: usize,
}

pub struct SmtpServer {
    port: u16,
    inside: Arc<Mutex<Inside>>,
}

impl SmtpServer {
    pub fn start() -> Self {
        Self::start_in(WIRES.handle())
    }

    /// The same inside this runtime, whose clock it then has.
    pub fn start_in(runtime: &Handle) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        listener.set_nonblocking(true).unwrap();
        let inside = Arc::new(Mutex::new(Inside::default()));
        let served = Arc::clone(&inside);
        runtime.spawn(async move {
            let listener = tokio::net::TcpListener::from_std(listener).unwrap();
            while let Ok((client, _)) = listener.accept().await {
                let _ = client.set_nodelay(true);
                lock(&served).connections += 1;
                tokio::spawn(Talk { inside: Arc::clone(&served), to: String::new() }.run(client));
            }
        });
        Self { port, inside }
    }

    pub fn port(&self) -> u16 {
        self.port
    }

    pub fn does(&self, script: impl FnMut(&Asked) -> Act + Send + 'static) {
        lock(&self.inside).script = Some(Box::new(script));
    }

    pub fn is_well(&self) {
        lock(&self.inside).script = None;
    }

    pub fn taken(&self) -> Vec<Taken> {
        lock(&self.inside).taken.clone()
    }

    /// Every mail whose dot was heard, taken or not.
    pub fn heard(&self) -> Vec<Vec<u8>> {
        lock(&self.inside).heard.clone()
    }

    pub fn connections(&self) -> usize {
        lock(&self.inside).connections
    }
}

fn lock(inside: &Mutex<Inside>) -> MutexGuard<'_, Inside> {
    inside.lock().unwrap_or_else(PoisonError::into_inner)
}

/// One connection.
struct Talk {
    inside: Arc<Mutex<Inside>>,
    to: String,
}

impl Talk {
    async fn run(mut self, client: TcpStream) {
        let mut client = BufReader::new(client);
        let ended = self.converse(&mut client).await;
        if ended == Some(Act::Reset) {
            let _ = client.get_ref().set_zero_linger();
        }
    }

    /// Gives how it ended, if a script ended it.
    async fn converse(&mut self, client: &mut BufReader<TcpStream>) -> Option<Act> {
        self.answer(client, "greeting", "220 mx.test ESMTP").await?;
        loop {
            let line = line(client).await?;
            let line = String::from_utf8_lossy(&line).trim_end().to_owned();
            let verb = line.split(' ').next().unwrap_or_default().to_uppercase();
            match verb.as_str() {
                "RCPT" => self.to = between(&line).to_lowercase(),
                "MAIL" | "RSET" => self.to.clear(),
                _ => {}
            }
            let good = match verb.as_str() {
                "EHLO" => "250-mx.test\r\n250-8BITMIME\r\n250 AUTH PLAIN LOGIN",
                "AUTH" => "235 2.7.0 welcome",
                "DATA" => "354 go ahead",
                "QUIT" => "221 bye",
                _ => "250 2.1.0 fine",
            };
            let goes_on = self.answer(client, &verb, good).await;
            match (goes_on, verb.as_str()) {
                (None, _) => return Some(Act::Close),
                (Some(Act::Reset), _) => return Some(Act::Reset),
                (_, "QUIT") => return None,
                (Some(Act::Well), "DATA") => {
                    if let Some(end) = self.take_mail(client).await? {
                        return Some(end);
                    }
                }
                _ => {}
            }
        }
    }

    /// Reads the body and answers the dot. Outer `None`: the client is gone.
    async fn take_mail(&mut self, client: &mut BufReader<TcpStream>) -> Option<Option<Act>> {
        match self.ask("body") {
            Act::Reset => return Some(Some(Act::Reset)),
            Act::Close => return Some(Some(Act::Close)),
            _ => {}
        }
        let mut mail = Vec::new();
        loop {
            let line = line(client).await?;
            if line == b".\r\n" {
                break;
            }
            mail.extend_from_slice(line.strip_prefix(b".").filter(|_| line.starts_with(b"..")).unwrap_or(&line));
        }
        lock(&self.inside).heard.push(mail.clone());
        let act = match self.ask("dot") {
            Act::Well => {
                self.took(&mail);
                Act::Well
            }
            Act::TakeAnd(act) => {
                self.took(&mail);
                *act
            }
            other => other,
        };
        match do_it(client, act, "250 2.0.0 queued").await {
            None => Some(Some(Act::Close)),
            Some(Act::Reset) => Some(Some(Act::Reset)),
            Some(_) => Some(None),
        }
    }

    fn took(&self, mail: &[u8]) {
        let message_id = crate::school::mail::fields(mail, "Message-ID").concat();
        let taken = Taken { to: self.to.clone(), message_id, at: Instant::now() };
        lock(&self.inside).taken.push(taken);
    }

    fn ask(&self, step: &str) -> Act {
        let mut inside = lock(&self.inside);
        let nth = {
            let count = inside.steps.entry(step.to_owned()).or_default();
            *count += 1;
            *count
        };
        let asked = Asked { step: step.to_owned(), nth, to: self.to.clone() };
        inside.script.as_mut().map_or(Act::Well, |script| script(&asked))
    }

    async fn answer(&self, client: &mut BufReader<TcpStream>, step: &str, good: &str) -> Option<Act> {
        do_it(client, self.ask(step), good).await
    }
}

/// `None`: the conversation is over.
async fn do_it(client: &mut BufReader<TcpStream>, act: Act, good: &str) -> Option<Act> {
    let (words, then) = match act {
        Act::Well => (format!("{good}\r\n").into_bytes(), Some(Act::Well)),
        Act::Say(words) => (words, Some(Act::Say(Vec::new()))),
        Act::SayAndClose(words) => (format!("{words}\r\n").into_bytes(), None),
        Act::Close | Act::TakeAnd(_) => (Vec::new(), None),
        Act::Reset => (Vec::new(), Some(Act::Reset)),
        Act::Silence => {
            while line(client).await.is_some() {}
            return None;
        }
    };
    client.get_mut().write_all(&words).await.ok()?;
    then
}

async fn line(client: &mut BufReader<TcpStream>) -> Option<Vec<u8>> {
    let mut line = Vec::new();
    let read = client.read_until(b'\n', &mut line).await.ok()?;
    (read > 0).then_some(line)
}

fn between(line: &str) -> String {
    line.split_once('<')
        .and_then(|(_, rest)| rest.split_once('>'))
        .map(|(inside, _)| inside.to_owned())
        .unwrap_or_default()
}
