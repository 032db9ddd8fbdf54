//! A server that says what a test wants, over loopback TCP or inside the runtime (where a paused clock is exact).

use crate::imap::account::{Account, FolderNames, Security};
use crate::imap::connect;
use crate::imap::error::ImapError;
use crate::imap::server::ImapSource;
use crate::imap::source::{Folder, Role};
use std::sync::{Arc, Mutex};
use tokio::io::{AsyncBufReadExt, AsyncRead, AsyncReadExt, AsyncWrite, AsyncWriteExt, BufReader};
use tokio::net::TcpListener;

/// What the server does about one command. `$` in the text is the command's tag.
pub enum Act {
    Say(Vec<u8>),
    SayAndClose(Vec<u8>),
    Silence,
}

pub fn say(text: &str) -> Act {
    Act::Say(text.as_bytes().to_vec())
}

/// What a well-behaved server answers: logged in, all folders are INBOX with UIDVALIDITY 7 and three mails.
pub fn polite(command: &str) -> Act {
    let word = command.split(' ').next().unwrap_or_default().to_ascii_uppercase();
    match word.as_str() {
        "CAPABILITY" => say("* CAPABILITY IMAP4rev1 IDLE LITERAL+\r\n$ OK done\r\n"),
        "EXAMINE" => {
            say("* 3 EXISTS\r\n* OK [UIDVALIDITY 7] valid\r\n* OK [UIDNEXT 4] next\r\n$ OK [READ-ONLY] done\r\n")
        }
        "LOGOUT" => Act::SayAndClose(b"* BYE bye\r\n$ OK done\r\n".to_vec()),
        _ => say("$ OK done\r\n"),
    }
}

pub fn inbox() -> Folder {
    Folder { name: "INBOX".into(), role: Role::Inbox }
}

pub fn account(port: u16) -> Account {
    Account {
        host: "127.0.0.1".into(),
        port,
        security: Security::None,
        ca_file: None,
        user: "class".into(),
        password: "canary-secret".to_owned().into(),
        folders: FolderNames::default(),
    }
}

/// What each connection heard, without tags; literals included.
pub type Heard = Arc<Mutex<Vec<String>>>;

pub struct Script {
    pub account: Account,
    pub heard: Heard,
}

/// Serves any number of connections; `answer` gets the number of the connection and the command without its tag.
pub async fn serve(answer: impl FnMut(usize, &str) -> Act + Send + 'static) -> Script {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let account = account(listener.local_addr().unwrap().port());
    let heard = Heard::default();
    let (log, mut answer) = (heard.clone(), answer);
    tokio::spawn(async move {
        for number in 0.. {
            let Ok((stream, _)) = listener.accept().await else { return };
            converse(stream, log.clone(), |command| answer(number, command)).await;
        }
    });
    Script { account, heard }
}

/// One conversation inside the runtime, logged in.
pub async fn source(answer: impl FnMut(&str) -> Act + Send + 'static) -> (ImapSource, Heard) {
    let (source, heard) = try_source(answer).await;
    (source.unwrap(), heard)
}

pub async fn try_source(answer: impl FnMut(&str) -> Act + Send + 'static) -> (Result<ImapSource, ImapError>, Heard) {
    let (ours, theirs) = tokio::io::duplex(1 << 16);
    let heard = Heard::default();
    tokio::spawn(converse(theirs, heard.clone(), answer));
    // Nobody listens on port 1: a connection that is opened anew fails.
    let account = account(1);
    let session = connect::log_in(Box::new(ours), &account, true).await;
    (session.map(|session| ImapSource { account, pipe: None, session }), heard)
}

/// Greets, then answers commands one by one.
pub async fn converse<T>(stream: T, heard: Heard, mut answer: impl FnMut(&str) -> Act)
where
    T: AsyncRead + AsyncWrite + Unpin,
{
    let (read, mut write) = tokio::io::split(stream);
    let mut read = BufReader::new(read);
    if write.write_all(b"* OK ready\r\n").await.is_err() {
        return;
    }
    loop {
        let mut line = String::new();
        if read.read_line(&mut line).await.unwrap_or(0) == 0 {
            return;
        }
        let (tag, command) = line.trim_end().split_once(' ').unwrap_or(("", line.trim_end()));
        let mut command = command.to_owned();
        // A literal that follows at once (RFC 7888) belongs to the command.
        if let Some(octets) = command.strip_suffix("+}").and_then(|c| c.rsplit_once('{')).map(|(_, n)| n.to_owned()) {
            let mut literal = vec![0; octets.parse::<usize>().unwrap() + 2];
            read.read_exact(&mut literal).await.unwrap();
            command.push_str("\r\n");
            command.push_str(&String::from_utf8_lossy(&literal));
        }
        heard.lock().unwrap().push(command.clone());
        let (text, close) = match answer(&command) {
            Act::Say(text) => (text, false),
            Act::SayAndClose(text) => (text, true),
            Act::Silence => (Vec::new(), false),
        };
        let mut out = Vec::new();
        for octet in text {
            if octet == b'$' { out.extend_from_slice(tag.as_bytes()) } else { out.push(octet) }
        }
        if write.write_all(&out).await.is_err() || write.flush().await.is_err() || close {
            return;
        }
    }
}

/// A small mailbox: answers sizes, bodies and listings for these mails as a server should.
pub fn mailbox(mails: &[(u64, &str)], command: &str) -> Act {
    if !command.starts_with("UID FETCH") {
        return polite(command);
    }
    let wanted = |uid: u64| sequence(command).iter().any(|(first, last)| (*first..=*last).contains(&uid));
    let mut out = String::new();
    for (n, (uid, text)) in mails.iter().enumerate().filter(|(_, (uid, _))| wanted(*uid)) {
        let n = n + 1;
        if command.contains("BODY.PEEK[]") {
            out += &format!("* {n} FETCH (UID {uid} BODY[] {{{}}}\r\n{text})\r\n", text.len());
        } else if command.contains("RFC822.SIZE") {
            let size = text.len();
            out +=
                &format!("* {n} FETCH (UID {uid} RFC822.SIZE {size} INTERNALDATE \"20-Nov-2026 09:00:00 +0000\")\r\n");
        } else {
            out += &format!("* {n} FETCH (UID {uid})\r\n");
        }
    }
    out += "$ OK done\r\n";
    say(&out)
}

/// The set of a `UID FETCH`.
fn sequence(command: &str) -> Vec<(u64, u64)> {
    let set = command.split(' ').nth(2).unwrap_or_default();
    set.split(',')
        .map(|range| {
            let (first, last) = range.split_once(':').unwrap_or((range, range));
            (first.parse().unwrap_or(0), last.parse().unwrap_or(u64::MAX))
        })
        .collect()
}
