//! A person's own mail program: a plain blocking IMAP session for what tests do behind homeroom's back.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::time::Duration;

pub struct ImapSession {
    stream: BufReader<TcpStream>,
    commands: usize,
}

impl ImapSession {
    /// Connects in clear text, which only a loopback test may do, and logs in.
    pub fn login(port: u16, user: &str, password: &str) -> ImapSession {
        let stream = TcpStream::connect(("127.0.0.1", port)).expect("connect to Dovecot");
        stream.set_read_timeout(Some(Duration::from_secs(20))).expect("set a deadline");
        let mut session = ImapSession { stream: BufReader::new(stream), commands: 0 };
        let greeting = session.line();
        assert!(greeting.starts_with(b"* OK"), "{}", String::from_utf8_lossy(&greeting));
        session.command(&format!("LOGIN {user} {password}"));
        session
    }

    /// Sends one command and gives every line of its answer, literals included, as one text.
    ///
    /// # Panics
    /// If the tagged answer is not OK.
    pub fn command(&mut self, command: &str) -> String {
        let tag = self.send(command);
        self.answer(&tag)
    }

    /// Files a mail; RFC 3501 §6.3.11.
    pub fn append(&mut self, folder: &str, raw: &[u8], flags: &[&str], internal_date: Option<jiff::Timestamp>) {
        let date = internal_date.map(|at| at.strftime("\"%d-%b-%Y %H:%M:%S +0000\" ").to_string()).unwrap_or_default();
        let tag = self.send(&format!("APPEND \"{folder}\" ({}) {date}{{{}}}", flags.join(" "), raw.len()));
        let go_ahead = self.line();
        assert!(go_ahead.starts_with(b"+"), "{}", String::from_utf8_lossy(&go_ahead));
        let stream = self.stream.get_mut();
        stream.write_all(raw).and_then(|()| stream.write_all(b"\r\n")).expect("write the mail");
        self.answer(&tag);
    }

    fn send(&mut self, command: &str) -> String {
        self.commands += 1;
        let tag = format!("t{}", self.commands);
        self.stream.get_mut().write_all(format!("{tag} {command}\r\n").as_bytes()).expect("write a command");
        tag
    }

    fn answer(&mut self, tag: &str) -> String {
        let mut answer = Vec::new();
        loop {
            let line = self.line();
            let tagged = line.strip_prefix(tag.as_bytes()).is_some_and(|rest| rest.starts_with(b" "));
            answer.extend_from_slice(&line);
            if tagged {
                let text = String::from_utf8_lossy(&answer).into_owned();
                assert!(line.get(tag.len() + 1..).is_some_and(|rest| rest.starts_with(b"OK")), "{text}");
                return text;
            }
        }
    }

    /// One line, with the literals it announces and what follows them.
    fn line(&mut self) -> Vec<u8> {
        let mut line = Vec::new();
        loop {
            let read = self.stream.read_until(b'\n', &mut line).expect("read a line");
            assert!(read > 0, "Dovecot closed the connection after {}", String::from_utf8_lossy(&line));
            let Some(size) = announced_literal(&line) else { return line };
            let read = self.stream.by_ref().take(size).read_to_end(&mut line).expect("read a literal");
            assert_eq!(read as u64, size, "the literal is whole");
        }
    }
}

/// The size in `{123}` at the end of a line.
fn announced_literal(line: &[u8]) -> Option<u64> {
    let line = std::str::from_utf8(line.strip_suffix(b"}\r\n")?.rsplit(|byte| *byte == b'{').next()?).ok()?;
    line.parse().ok()
}
