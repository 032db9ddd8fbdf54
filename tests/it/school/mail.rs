//! Mail as tests write and read it.

use homeroom::cli::demo::letters::{Topic, Written};
use homeroom::cli::demo::mailshapes::{self, Person, Shape};
use jiff::Zoned;
use std::sync::atomic::{AtomicU32, Ordering};

/// A number that no other mail of this process has.
pub fn fresh_number() -> u32 {
    static COUNT: AtomicU32 = AtomicU32::new(1);
    COUNT.fetch_add(1, Ordering::SeqCst)
}

/// A person's plain mail. `from` may hold a name: `Ana Martinez <ana@families.test>`.
pub fn plain(from: &str, to: &str, subject: &str, body: &str) -> Vec<u8> {
    let number = fresh_number();
    format!(
        "From: {from}\r\nTo: {to}\r\nSubject: {subject}\r\nDate: Fri, 20 Nov 2026 09:02:11 -0500\r\n\
         Message-ID: <plain.{number}@mail.families.test>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}\r\n",
        body.replace('\n', "\r\n")
    )
    .into_bytes()
}

/// Somebody's answer to a mail as it lies in their mailbox, put as their mail program puts it.
pub fn answer(original: &[u8], name: &str, address: &str, shape: Shape, body: &str) -> Vec<u8> {
    let person = Person { name, address, language: "es", shape };
    let written =
        Written { topic: Topic::Thanks, asks: false, language: "es", subject: String::new(), body: body.to_owned() };
    let date: Zoned = "2026-11-20T17:10:00-05:00[America/New_York]".parse().expect("a date");
    let seed = u64::from(fresh_number());
    let raw = mailshapes::reply_to(original, &person, &written, &date, seed);
    // What the demo's mail server wrote on top, the real one writes here.
    let text = String::from_utf8_lossy(&raw).into_owned();
    let from_program = ["MIME-Version:", "From:", "Date:", "Message-ID:", "X-QQ-FEAT:"];
    let begins = |line: &&str| from_program.iter().any(|field| line.starts_with(field));
    let first = text.split_inclusive("\r\n").find(begins).expect("a field that the program wrote");
    let at = text.find(first).expect("it was just found");
    let cut = text.get(..at).expect("a line's beginning").len();
    raw.get(cut..).expect("the server's fields are ASCII").to_vec()
}

/// Where an answer would go, as an envelope's recipient.
pub fn answer_address(original: &[u8]) -> String {
    mailshapes::original::Original::read(original).answer_to
}

/// Every value of a header field, unfolded.
pub fn fields(raw: &[u8], name: &str) -> Vec<String> {
    let text = String::from_utf8_lossy(raw).replace("\r\n", "\n");
    let header = text.split("\n\n").next().unwrap_or_default().replace("\n ", " ").replace("\n\t", " ");
    let matches = |line: &str| {
        let (field, value) = line.split_once(':')?;
        field.eq_ignore_ascii_case(name).then(|| value.trim().to_owned())
    };
    header.lines().filter_map(matches).collect()
}

/// The one value of a header field.
#[track_caller]
pub fn field(raw: &[u8], name: &str) -> String {
    let mut values = fields(raw, name);
    assert_eq!(values.len(), 1, "{name} in {}", String::from_utf8_lossy(raw));
    values.remove(0)
}

/// The mail without a field, as a gateway leaves it that drops what it does not like.
pub fn without(raw: &[u8], name: &str) -> Vec<u8> {
    let mut kept = Vec::new();
    let (mut in_header, mut dropping) = (true, false);
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        if in_header {
            let text = String::from_utf8_lossy(line);
            in_header = !text.trim_end().is_empty();
            if !line.starts_with(b" ") && !line.starts_with(b"\t") {
                dropping = text.split_once(':').is_some_and(|(field, _)| field.eq_ignore_ascii_case(name));
            }
            if dropping && in_header {
                continue;
            }
        }
        kept.extend_from_slice(line);
    }
    kept
}

/// The text part and the subject as a person reads them.
pub fn read(raw: &[u8]) -> mailshapes::original::Original {
    mailshapes::original::Original::read(raw)
}
