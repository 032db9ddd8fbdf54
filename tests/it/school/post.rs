//! The post: mail from outside, handed to Postfix as another mail server does it.

use crate::servers::Servers;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpStream;
use std::time::Duration;

/// Hands a mail to the school's way in. The envelope's sender may be empty.
///
/// # Panics
/// If the server refuses anything.
pub fn from_outside(servers: &Servers, from: &str, to: &str, raw: &[u8]) {
    let stream = TcpStream::connect(("127.0.0.1", servers.mx_port())).expect("connect to Postfix");
    stream.set_read_timeout(Some(Duration::from_secs(60))).expect("set a deadline");
    let mut stream = BufReader::new(stream);
    answer(&mut stream, "220", "the greeting");
    for (command, expected) in [
        ("EHLO mail.families.test".to_owned(), "250"),
        (format!("MAIL FROM:<{from}> BODY=8BITMIME"), "250"),
        (format!("RCPT TO:<{to}>"), "250"),
        ("DATA".to_owned(), "354"),
    ] {
        stream.get_mut().write_all(format!("{command}\r\n").as_bytes()).expect("write a command");
        answer(&mut stream, expected, &command);
    }
    let mut body = stuffed(raw);
    body.extend_from_slice(b".\r\n");
    stream.get_mut().write_all(&body).expect("write the mail");
    answer(&mut stream, "250", "the mail");
    stream.get_mut().write_all(b"QUIT\r\n").expect("write a command");
}

/// Lines end in CRLF, and those that begin with a dot have it doubled (RFC 5321 §4.5.2).
fn stuffed(raw: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(raw.len() + raw.len() / 50);
    for line in raw.split_inclusive(|byte| *byte == b'\n') {
        if line.starts_with(b".") {
            out.push(b'.');
        }
        out.extend_from_slice(line.strip_suffix(b"\n").map_or(line, |l| l.strip_suffix(b"\r").unwrap_or(l)));
        out.extend_from_slice(b"\r\n");
    }
    out
}

fn answer(stream: &mut BufReader<TcpStream>, expected: &str, to: &str) {
    let mut line = String::new();
    while line.as_bytes().get(3) != Some(&b' ') {
        line.clear();
        assert!(stream.read_line(&mut line).expect("read an answer") > 0, "Postfix hung up after {to}");
    }
    assert!(line.starts_with(expected), "{to}: {line}");
}
