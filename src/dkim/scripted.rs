//! For tests: a signer that is none of the library's, and a name server that says what it is told to.

use data_encoding::BASE64;
use ring::digest;
use ring::signature::{Ed25519KeyPair, KeyPair as _};
use std::collections::HashMap;
use std::net::{SocketAddr, UdpSocket};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

/// What a mail is signed with; each test changes what it is about.
#[derive(Clone)]
pub struct How<'a> {
    pub algorithm: &'a str,
    pub domain: &'a str,
    pub selector: &'a str,
    /// `h=`
    pub fields: &'a str,
    /// More tags, each with its semicolon.
    pub tags: &'a str,
    /// So much of the body is signed.
    pub length: Option<usize>,
}

pub const ALL_FIELDS: &str = "from:from:to:cc:subject:subject:date:message-id:in-reply-to:references:content-type:\
                              content-transfer-encoding:mime-version";

impl Default for How<'_> {
    fn default() -> Self {
        Self {
            algorithm: "ed25519-sha256",
            domain: "school.test",
            selector: "s1",
            fields: ALL_FIELDS,
            tags: "",
            length: None,
        }
    }
}

fn key() -> Ed25519KeyPair {
    Ed25519KeyPair::from_seed_unchecked(&[7; 32]).unwrap()
}

/// The key as the DNS has it.
pub fn record() -> String {
    format!("v=DKIM1; k=ed25519; p={}", BASE64.encode(key().public_key().as_ref()))
}

/// The mail with a signature on top.
pub fn signed(mail: &str, how: &How<'_>) -> String {
    signed_by(mail, how, |data| key().sign(digest::digest(&digest::SHA256, data).as_ref()).as_ref().to_vec())
}

/// The same; `sign` gets what is signed, before any hash.
pub fn signed_by(mail: &str, how: &How<'_>, sign: impl Fn(&[u8]) -> Vec<u8>) -> String {
    let (head, body) = mail.split_once("\r\n\r\n").unwrap();
    let body = relaxed_body(body);
    let length = how.length.map(|length| format!("l={length}; ")).unwrap_or_default();
    let body = &body[..how.length.unwrap_or(body.len())];
    let hash = if how.algorithm.ends_with("sha1") { &digest::SHA1_FOR_LEGACY_USE_ONLY } else { &digest::SHA256 };
    let body_hash = BASE64.encode(digest::digest(hash, body.as_bytes()).as_ref());
    let How { algorithm, domain, selector, fields, tags, .. } = how;
    let value = format!(
        "v=1; a={algorithm}; c=relaxed/relaxed; d={domain}; s={selector}; {tags}{length}h={fields}; bh={body_hash}; b="
    );
    let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
    let mut left: Vec<(&str, &str)> = unfolded.split("\r\n").filter_map(|line| line.split_once(':')).collect();
    let mut data = String::new();
    for name in fields.split(':') {
        if let Some(at) = left.iter().rposition(|(there, _)| there.eq_ignore_ascii_case(name)) {
            let (name, value) = left.remove(at);
            data += &format!("{}\r\n", relaxed(name, value));
        }
    }
    data += &relaxed("DKIM-Signature", &value);
    format!("DKIM-Signature: {value}{}\r\n{mail}", BASE64.encode(&sign(data.as_bytes())))
}

fn relaxed(name: &str, value: &str) -> String {
    format!("{}:{}", name.to_ascii_lowercase(), value.split_whitespace().collect::<Vec<_>>().join(" "))
}

fn relaxed_body(body: &str) -> String {
    let mut lines: Vec<String> = body
        .split("\r\n")
        .map(|line| {
            let mut out = String::new();
            for c in line.trim_end_matches([' ', '\t']).chars() {
                let blank = matches!(c, ' ' | '\t');
                if !blank || !out.ends_with(' ') {
                    out.push(if blank { ' ' } else { c });
                }
            }
            out
        })
        .collect();
    while lines.last().is_some_and(String::is_empty) {
        lines.pop();
    }
    lines.iter().map(|line| format!("{line}\r\n")).collect()
}

/// What a name server says about a name; of others that there is none.
pub enum Says {
    Text(String),
    /// SERVFAIL
    Broken,
}

pub struct Names {
    pub address: SocketAddr,
    said: Arc<Mutex<HashMap<String, Says>>>,
    asked: Arc<AtomicUsize>,
}

impl Names {
    pub fn start() -> Self {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        let names = Self { address: socket.local_addr().unwrap(), said: Arc::default(), asked: Arc::default() };
        let (said, asked) = (Arc::clone(&names.said), Arc::clone(&names.asked));
        std::thread::spawn(move || {
            let mut question = [0; 1500];
            while let Ok((length, from)) = socket.recv_from(&mut question) {
                asked.fetch_add(1, Ordering::SeqCst);
                let answer = answer(&question[..length], &said.lock().unwrap());
                socket.send_to(&answer, from).unwrap();
            }
        });
        names
    }

    /// One that knows the signer's key.
    pub fn with_key() -> Self {
        let names = Self::start();
        names.set("s1._domainkey.school.test", Says::Text(record()));
        names
    }

    pub fn set(&self, name: &str, says: Says) {
        self.said.lock().unwrap().insert(name.to_owned(), says);
    }

    pub fn asked(&self) -> usize {
        self.asked.load(Ordering::SeqCst)
    }
}

/// RFC 1035 §4: the question comes back, and behind it one TXT record.
fn answer(question: &[u8], said: &HashMap<String, Says>) -> Vec<u8> {
    let (mut labels, mut at) = (Vec::new(), 12);
    while question[at] != 0 {
        let length = usize::from(question[at]);
        labels.push(String::from_utf8_lossy(&question[at + 1..=at + length]).to_lowercase());
        at += length + 1;
    }
    let (code, text) = match said.get(&labels.join(".")) {
        Some(Says::Broken) => (2, None),
        Some(Says::Text(text)) => (0, Some(text)),
        None => (3, None),
    };
    let mut answer = question[..2].to_vec();
    answer.extend([0x81, 0x80 | code, 0, 1, 0, u8::from(text.is_some()), 0, 0, 0, 0]);
    answer.extend(&question[12..at + 5]);
    if let Some(text) = text {
        let pieces: Vec<u8> =
            text.as_bytes().chunks(255).flat_map(|p| [&[u8::try_from(p.len()).unwrap()], p].concat()).collect();
        answer.extend([0xc0, 12, 0, 16, 0, 1, 0, 0, 0, 60]);
        answer.extend(u16::try_from(pieces.len()).unwrap().to_be_bytes());
        answer.extend(pieces);
    }
    answer
}
