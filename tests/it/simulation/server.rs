//! The server's side of a conversation, over a pipe, with its faults by dice.

use super::answers::{Answer, End, Selected, answer};
use super::mailbox::Mailbox;
use fastrand::Rng;
use homeroom::imap::account::Pipe;
use std::collections::VecDeque;
use std::io;
use std::sync::{Arc, Mutex, MutexGuard};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, AsyncWriteExt, BufReader, DuplexStream};

const PIPE: usize = 1 << 20;

/// How the server behaves at present; by nature well.
#[derive(Clone, Copy, Default)]
pub struct Mood {
    /// In a thousand commands, how many meet a fault.
    pub faults: u16,
    /// In a thousand commands, after how many somebody does something to the mailbox.
    pub meddling: u16,
    pub is_down: bool,
    /// In place of every login.
    pub refuses_login: Option<&'static str>,
}

pub struct Inside {
    pub mailbox: Mailbox,
    pub mood: Mood,
    pub rng: Rng,
    /// Delivered while the other side waits for new mail.
    pub on_idle: VecDeque<Vec<u8>>,
    /// Commands that homeroom never gives.
    pub forbidden: Vec<String>,
    pub logins: usize,
    /// Connections from before this was raised are dead, and nobody says so.
    pub generation: u64,
    pub happened: Vec<&'static str>,
}

#[derive(Clone)]
pub struct Server(Arc<Mutex<Inside>>);

impl Server {
    pub fn new(mailbox: Mailbox, seed: u64) -> Self {
        Self(Arc::new(Mutex::new(Inside {
            mailbox,
            mood: Mood::default(),
            rng: Rng::with_seed(seed),
            on_idle: VecDeque::new(),
            forbidden: Vec::new(),
            logins: 0,
            generation: 0,
            happened: Vec::new(),
        })))
    }

    pub fn inside(&self) -> MutexGuard<'_, Inside> {
        self.0.lock().unwrap()
    }

    pub fn pipe(&self) -> Pipe {
        let server = self.clone();
        Pipe::new(move || {
            if server.inside().mood.is_down {
                return Err(io::ErrorKind::ConnectionRefused.into());
            }
            let (ours, theirs) = tokio::io::duplex(PIPE);
            tokio::spawn(converse(theirs, server.clone()));
            Ok(ours)
        })
    }
}

/// How an answer goes wrong.
#[derive(Clone, Copy)]
enum Fault {
    /// Some of the answer, and then a refusal.
    Refused(&'static str),
    /// Some octets of it.
    Cut,
    Bye,
    Silence,
    /// One line of it is no IMAP.
    Garbage,
}

fn fault(rng: &mut Rng) -> Fault {
    match rng.u8(0..10) {
        0..3 => Fault::Refused(
            rng.choice(["NO [UNAVAILABLE] later", "NO not now", "BAD what?", "NO [INUSE] busy", "NO [SERVERBUG] oops"])
                .unwrap(),
        ),
        3..6 => Fault::Cut,
        6 | 7 => Fault::Bye,
        8 => Fault::Silence,
        _ => Fault::Garbage,
    }
}

type Wire = BufReader<DuplexStream>;

async fn converse(stream: DuplexStream, server: Server) -> io::Result<()> {
    let mut wire = BufReader::new(stream);
    let generation = server.inside().generation;
    let (mut selected, mut idling) = (None, None);
    wire.write_all(b"* OK ready\r\n").await?;
    loop {
        let mut line = String::new();
        if wire.read_line(&mut line).await? == 0 {
            return Ok(());
        }
        if server.inside().generation != generation {
            // The line is dead: the other side hears nothing more, and is not told so.
            std::future::pending::<()>().await;
        }
        let (tag, command) = line.trim_end().split_once(' ').unwrap_or(("", line.trim_end()));
        if command == "DONE" {
            let Some(tag) = idling.take() else { return Ok(()) };
            wire.write_all(format!("{tag} OK done\r\n").as_bytes()).await?;
            continue;
        }
        let literal = literal(&mut wire, command).await?;
        let (text, ends) = reply(&server, &mut selected, tag, command, literal);
        if command == "IDLE" {
            idling = Some(tag.to_owned());
        }
        wire.write_all(&text).await?;
        if ends {
            return Ok(());
        }
    }
}

/// The octets of an APPEND, if they are let in.
async fn literal(wire: &mut Wire, command: &str) -> io::Result<Option<Vec<u8>>> {
    let Some((_, octets)) = command.strip_suffix('}').and_then(|c| c.rsplit_once('{')) else { return Ok(None) };
    let plus = octets.ends_with('+');
    let octets: usize = octets.trim_end_matches('+').parse().unwrap();
    if !plus {
        wire.write_all(b"+ go ahead\r\n").await?;
    }
    let mut literal = vec![0; octets + 2];
    wire.read_exact(&mut literal).await?;
    literal.truncate(octets);
    Ok(Some(literal))
}

/// What the server says to one command, and whether it hangs up then.
fn reply(
    server: &Server,
    selected: &mut Selected,
    tag: &str,
    command: &str,
    literal: Option<Vec<u8>>,
) -> (Vec<u8>, bool) {
    let mut guard = server.inside();
    let inside = &mut *guard;
    if is_forbidden(command) {
        inside.forbidden.push(command.to_owned());
    }
    let dice = inside.rng.u16(0..1_000);
    let mut fault = (dice < inside.mood.faults).then(|| fault(&mut inside.rng));
    // Half of the copies whose answer goes wrong have been filed all the same.
    let literal = literal.filter(|_| fault.is_none() || inside.rng.bool());
    if matches!(fault, Some(Fault::Refused(_))) && command.starts_with("APPEND") && literal.is_some() {
        fault = Some(Fault::Cut);
    }
    let answer = answer(inside, selected, command, literal);
    if inside.rng.u16(0..1_000) < inside.mood.meddling && command != "LOGOUT" {
        let what = inside.mailbox.meddle(&mut inside.rng);
        inside.happened.push(what);
    }
    let Answer { mut lines, end } = answer;
    let some = |rng: &mut Rng, lines: &mut Vec<Vec<u8>>| lines.truncate(rng.usize(0..=lines.len()));
    let tagged = |words: &str| format!("{tag} {words}\r\n").into_bytes();
    let (end, hangs_up) = match end {
        End::HangsUp => return (lines.concat(), true),
        End::Later => (Vec::new(), false),
        End::Tagged(words) => (tagged(words), command == "LOGOUT"),
    };
    match fault {
        None => ([lines.concat(), end].concat(), hangs_up),
        Some(Fault::Refused(words)) => {
            some(&mut inside.rng, &mut lines);
            ([lines.concat(), tagged(words)].concat(), false)
        }
        Some(Fault::Garbage) => {
            let at = inside.rng.usize(0..=lines.len());
            lines.insert(at, b"* %%% ((garbage\x01\r\n".to_vec());
            ([lines.concat(), end].concat(), false)
        }
        Some(Fault::Bye) => {
            some(&mut inside.rng, &mut lines);
            ([&lines.concat()[..], b"* BYE going down\r\n"].concat(), true)
        }
        Some(Fault::Silence) => {
            some(&mut inside.rng, &mut lines);
            (lines.concat(), false)
        }
        Some(Fault::Cut) => {
            let mut all = [lines.concat(), end].concat();
            all.truncate(inside.rng.usize(0..all.len().max(1)));
            (all, true)
        }
    }
}

/// Looking and filing copies is all that homeroom does (TRAPS 24: what it reads stays unread).
pub fn is_forbidden(command: &str) -> bool {
    let allowed = ["CAPABILITY", "LOGIN ", "LIST ", "EXAMINE ", "IDLE", "LOGOUT", "UID SEARCH HEADER Message-ID "];
    let fetches = command.starts_with("UID FETCH ") && !command.replace("BODY.PEEK[", "").contains("BODY[");
    let files = command.starts_with("APPEND \"Sent\" (\\Seen) ") || command.starts_with("APPEND Sent (\\Seen) ");
    !fetches && !files && !allowed.iter().any(|a| command.starts_with(a))
}
