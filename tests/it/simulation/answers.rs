//! What a server in order answers (RFC 3501), and what it does about a mail that it stumbles over.

use super::mailbox::{Lying, Mailbox, NAMES};
use super::server::Inside;

pub struct Answer {
    pub lines: Vec<Vec<u8>>,
    pub end: End,
}

/// What comes after the lines.
pub enum End {
    /// This, after the command's tag.
    Tagged(&'static str),
    /// Nothing for now: it waits for DONE.
    Later,
    HangsUp,
}

fn ok(lines: Vec<Vec<u8>>) -> Answer {
    Answer { lines, end: End::Tagged("OK done") }
}

fn no(words: &'static str) -> Answer {
    Answer { lines: Vec::new(), end: End::Tagged(words) }
}

/// The folder and the life of it that is open.
pub type Selected = Option<(&'static str, u32)>;

pub fn answer(inside: &mut Inside, selected: &mut Selected, command: &str, literal: Option<Vec<u8>>) -> Answer {
    let word = command.split(' ').next().unwrap_or_default();
    match word {
        "CAPABILITY" => {
            let plus = if inside.rng.bool() { " LITERAL+" } else { "" };
            ok(vec![format!("* CAPABILITY IMAP4rev1 IDLE{plus}\r\n").into_bytes()])
        }
        "LOGIN" => {
            inside.logins += 1;
            match inside.mood.refuses_login {
                Some(words) => no(words),
                None => ok(Vec::new()),
            }
        }
        "LIST" => {
            let lines = ["() \"/\" INBOX", "(\\Sent) \"/\" Sent", "(\\Junk) \"/\" Junk", "() \"/\" Archive"];
            ok(lines.iter().map(|line| format!("* LIST {line}\r\n").into_bytes()).collect())
        }
        "EXAMINE" => examine(inside, selected, command),
        "APPEND" => {
            if let Some(bytes) = literal {
                inside.mailbox.deliver("Sent", &bytes);
            }
            ok(Vec::new())
        }
        "IDLE" => idle(inside),
        "LOGOUT" => ok(vec![b"* BYE bye\r\n".to_vec()]),
        "UID" => {
            let Some((name, _)) = selected.filter(|(name, life)| inside.mailbox.folders[name].uidvalidity == *life)
            else {
                return Answer { lines: vec![b"* BYE the folder is not what it was\r\n".to_vec()], end: End::HangsUp };
            };
            match command.strip_prefix("UID FETCH ") {
                Some(fetch) => fetched(&inside.mailbox, name, fetch),
                None => found(&inside.mailbox, name, command),
            }
        }
        _ => no("BAD what?"),
    }
}

fn examine(inside: &mut Inside, selected: &mut Selected, command: &str) -> Answer {
    let name = command.trim_start_matches("EXAMINE ").trim_matches('"');
    let Some(name) = NAMES.iter().find(|n| **n == name) else {
        return no("NO [NONEXISTENT] no such folder");
    };
    let (exists, folder) = (inside.mailbox.seen(name).count(), &inside.mailbox.folders[name]);
    *selected = Some((name, folder.uidvalidity));
    let mut lines = vec![
        format!("* {exists} EXISTS\r\n"),
        format!("* OK [UIDVALIDITY {}] this life\r\n", folder.uidvalidity),
        format!("* OK [UIDNEXT {}] the next\r\n", folder.next_uid),
    ];
    // Some servers give none.
    if inside.rng.u8(0..4) == 0 {
        lines.pop();
    }
    Answer { lines: lines.into_iter().map(String::into_bytes).collect(), end: End::Tagged("OK [READ-ONLY] done") }
}

/// Mail that comes meanwhile is told; else it is silent until DONE.
fn idle(inside: &mut Inside) -> Answer {
    let mut lines = vec![b"+ idling\r\n".to_vec()];
    while let Some(mail) = inside.on_idle.pop_front() {
        inside.mailbox.deliver("INBOX", &mail);
        let exists = inside.mailbox.seen("INBOX").count();
        lines.push(format!("* {exists} EXISTS\r\n").into_bytes());
    }
    Answer { lines, end: End::Later }
}

fn fetched(mailbox: &Mailbox, name: &str, fetch: &str) -> Answer {
    let (set, items) = fetch.split_once(' ').unwrap();
    let last = mailbox.seen(name).map(|(uid, _)| uid).last().unwrap_or(0);
    let mut lines = Vec::new();
    for (n, (uid, mail)) in mailbox.seen(name).enumerate().filter(|(_, (uid, _))| in_set(set, *uid, last)) {
        let n = n + 1;
        if items.contains("BODY") && mail.hurts_until > mailbox.now {
            if uid % 3 == 0 {
                lines.push(format!("* {n} FETCH (UID {uid} BODY[] oops)\r\n").into_bytes());
                continue;
            }
            let end = if uid % 3 == 1 { "NO [SERVERBUG] stumbled" } else { "BAD stumbled" };
            return Answer { lines, end: End::Tagged(end) };
        }
        lines.push(one(n, uid, mail, items));
    }
    ok(lines)
}

fn one(n: usize, uid: u64, mail: &Lying, items: &str) -> Vec<u8> {
    let bytes = &mail.bytes[..];
    let mut line = format!("* {n} FETCH (UID {uid}").into_bytes();
    let mut literal = |name: &str, bytes: &[u8]| {
        line.extend(format!(" {name} {{{}}}\r\n", bytes.len()).into_bytes());
        line.extend(bytes);
    };
    if items.contains("BODY.PEEK[]") {
        literal("BODY[]", bytes);
    }
    if items.contains("BODY.PEEK[HEADER]") {
        let at = bytes.windows(4).position(|w| w == b"\r\n\r\n").map_or(bytes.len(), |at| at + 4);
        literal("BODY[HEADER]<0>", &bytes[..at]);
        literal("BODY[TEXT]<0>", &bytes[at..]);
    }
    if items.contains("RFC822.SIZE") {
        line.extend(format!(" RFC822.SIZE {}", bytes.len()).into_bytes());
    }
    if items.contains("INTERNALDATE") {
        line.extend(mail.at.strftime(" INTERNALDATE \"%d-%b-%Y %H:%M:%S +0000\"").to_string().into_bytes());
    }
    line.extend(b")\r\n");
    line
}

fn found(mailbox: &Mailbox, name: &str, command: &str) -> Answer {
    let id = command.trim_start_matches("UID SEARCH HEADER Message-ID ").trim_matches('"');
    let has = |mail: &Lying| mail.message_id.as_deref() == Some(id);
    let hits: Vec<String> = mailbox.seen(name).filter(|(_, m)| has(m)).map(|(uid, _)| format!(" {uid}")).collect();
    ok(vec![format!("* SEARCH{}\r\n", hits.concat()).into_bytes()])
}

fn in_set(set: &str, uid: u64, last: u64) -> bool {
    set.split(',').any(|range| {
        let (first, end) = range.split_once(':').unwrap_or((range, range));
        let number = |text: &str| if text == "*" { last } else { text.parse().unwrap() };
        let (a, b) = (number(first), number(end));
        (a.min(b)..=a.max(b)).contains(&uid)
    })
}
