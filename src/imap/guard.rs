//! Reads the server's octets before the parser does, so that no server can make it allocate, recurse or panic.
//!
//! The parser believes what a server announces: `{400000000}` would reserve 400 MB, a thousand nested parentheses end
//! the process by stack overflow (which no one can catch), and a letter outside ASCII after a response code panics.
//! None of the three passes here. The guard also remembers the response code of the last refusal (RFC 5530), which the
//! parser throws away, so that refusals can be told apart without reading their text.

use super::error::Code;
use std::fmt;
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

/// Any two-way stream: TLS, plain TCP, or a test's.
pub(super) trait Io: AsyncRead + AsyncWrite + Unpin + Send {}
impl<T: AsyncRead + AsyncWrite + Unpin + Send> Io for T {}
pub(super) type BoxIo = Box<dyn Io>;

/// The largest literal taken: homeroom never asks for more than a [`super::fetch::CHUNK`] of anything, but small mails
/// are asked for whole and some servers misstate their size.
const MAX_LITERAL: u64 = 2 << 20;
/// One response with all its literals.
const MAX_RESPONSE: u64 = 8 << 20;
/// One line without its literals: a BODYSTRUCTURE of thousands of parts is still shorter.
const MAX_LINE: u64 = 1 << 20;
/// Parentheses. A part costs one level, a forwarded mail two more; the parser's recursion at this depth takes a small
/// part of a thread's stack.
const MAX_DEPTH: u32 = 40;

/// Why an answer was not passed on to the parser.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub(super) enum Violation {
    #[error("a literal is larger than anything that was asked for")]
    Literal,
    #[error("a response is larger than anything that was asked for")]
    Response,
    #[error("a line does not end")]
    Line,
    #[error("parentheses are nested too deeply")]
    Depth,
}

/// A stream that is looked through as it is read.
pub(super) struct Guard {
    inner: BoxIo,
    scan: Scan,
}

impl Guard {
    pub(super) fn new(inner: BoxIo) -> Self {
        Self { inner, scan: Scan::default() }
    }

    /// Octets received so far: whether a slow answer is still arriving.
    pub(super) fn received(&self) -> u64 {
        self.scan.received
    }

    /// The response code of the last NO or BAD.
    pub(super) fn refusal(&self) -> Code {
        self.scan.refusal
    }
}

impl fmt::Debug for Guard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Guard")
    }
}

impl AsyncRead for Guard {
    fn poll_read(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        let this = self.get_mut();
        let before = buf.filled().len();
        let polled = Pin::new(&mut this.inner).poll_read(cx, buf);
        if let Poll::Ready(Ok(())) = polled
            && let Some(fresh) = buf.filled_mut().get_mut(before..)
        {
            this.scan.look_through(fresh).map_err(io::Error::other)?;
        }
        polled
    }
}

impl AsyncWrite for Guard {
    fn poll_write(self: Pin<&mut Self>, cx: &mut Context<'_>, buf: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.get_mut().inner).poll_write(cx, buf)
    }
    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_flush(cx)
    }
    fn poll_shutdown(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().inner).poll_shutdown(cx)
    }
}

/// Where in the grammar of RFC 3501 §9 the stream stands.
#[derive(Default)]
struct Scan {
    received: u64,
    refusal: Code,
    /// Octets of the current literal still to come.
    literal: u64,
    /// Octets of the current response, its literals included.
    response: u64,
    line: u64,
    /// The first octets of a response: enough for tag, status and response code.
    head: Vec<u8>,
    kind: Kind,
    depth: u32,
    quoted: bool,
    escaped: bool,
    brace: Brace,
}

/// A status response is free text: its quotes, braces and parentheses mean nothing.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Kind {
    #[default]
    NotYetKnown,
    Status,
    Data,
}

/// How much of `{123}` has been seen.
#[derive(Clone, Copy, Default)]
enum Brace {
    #[default]
    Outside,
    Open(u64),
    Closed(u64),
}

const HEAD: usize = 96;

impl Scan {
    fn look_through(&mut self, mut fresh: &mut [u8]) -> Result<(), Violation> {
        self.received += fresh.len() as u64;
        while !fresh.is_empty() {
            if self.literal > 0 {
                let skip = fresh.len().min(usize::try_from(self.literal).unwrap_or(usize::MAX));
                self.literal -= skip as u64;
                fresh = fresh.get_mut(skip..).unwrap_or_default();
                continue;
            }
            let Some((octet, rest)) = fresh.split_first_mut() else { break };
            self.octet(octet)?;
            fresh = rest;
        }
        Ok(())
    }

    fn octet(&mut self, octet: &mut u8) -> Result<(), Violation> {
        self.line += 1;
        self.response += 1;
        if self.line > MAX_LINE {
            return Err(Violation::Line);
        }
        // Outside quoted strings and literals IMAP is ASCII.
        if *octet >= 0x80 && !self.quoted {
            *octet = b'?';
        }
        if self.kind == Kind::NotYetKnown {
            self.kind = self.classify(*octet);
        }
        if self.kind != Kind::Data && self.head.len() < HEAD {
            self.head.push(*octet);
        }
        if *octet == b'\n' {
            return self.end_of_line();
        }
        if self.kind == Kind::Data { self.data(*octet) } else { Ok(()) }
    }

    /// Known once the second word is complete: `* 12 FETCH` is data, `A0001 NO text` and `+ text` are not.
    fn classify(&self, next: u8) -> Kind {
        if self.head.first().or(Some(&next)) == Some(&b'+') {
            return Kind::Status;
        }
        let mut words = self.head.splitn(2, |b| *b == b' ').skip(1);
        match words.next() {
            Some(word) if matches!(next, b' ' | b'\r' | b'\n') => {
                let status = [&b"OK"[..], b"NO", b"BAD", b"BYE", b"PREAUTH"];
                if status.iter().any(|s| word.eq_ignore_ascii_case(s)) { Kind::Status } else { Kind::Data }
            }
            Some(word) if word.len() > 32 => Kind::Data,
            None if self.head.len() > 64 => Kind::Data,
            _ => Kind::NotYetKnown,
        }
    }

    fn data(&mut self, octet: u8) -> Result<(), Violation> {
        if self.quoted {
            match octet {
                _ if self.escaped => self.escaped = false,
                b'\\' => self.escaped = true,
                b'"' => self.quoted = false,
                _ => {}
            }
            return Ok(());
        }
        self.brace = match (self.brace, octet) {
            (_, b'{') => Brace::Open(0),
            (Brace::Open(n), b'0'..=b'9') => Brace::Open(n.saturating_mul(10).saturating_add(u64::from(octet - b'0'))),
            (Brace::Open(n), b'}') => Brace::Closed(n),
            (Brace::Closed(n), b'\r') => Brace::Closed(n),
            _ => Brace::Outside,
        };
        match octet {
            b'"' => self.quoted = true,
            b'(' => self.depth += 1,
            b')' => self.depth = self.depth.saturating_sub(1),
            _ => {}
        }
        if self.depth > MAX_DEPTH { Err(Violation::Depth) } else { Ok(()) }
    }

    fn end_of_line(&mut self) -> Result<(), Violation> {
        if let (Kind::Data, Brace::Closed(octets)) = (self.kind, self.brace) {
            if octets > MAX_LITERAL {
                return Err(Violation::Literal);
            }
            self.response += octets;
            if self.response > MAX_RESPONSE {
                return Err(Violation::Response);
            }
            self.literal = octets;
            self.brace = Brace::Outside;
            self.quoted = false;
            return Ok(());
        }
        if self.kind == Kind::Status {
            self.note_refusal();
        }
        let (received, refusal) = (self.received, self.refusal);
        *self = Self { received, refusal, ..Self::default() };
        Ok(())
    }

    fn note_refusal(&mut self) {
        let mut words = self.head.split(|b| b.is_ascii_whitespace()).skip(1);
        let refused = words.next().is_some_and(|w| w.eq_ignore_ascii_case(b"NO") || w.eq_ignore_ascii_case(b"BAD"));
        if refused {
            let code = words.next().and_then(|word| word.strip_prefix(b"["));
            let code = code.map(|word| word.split(|b| *b == b']').next().unwrap_or_default());
            self.refusal = code.map_or(Code::Other, Code::read);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What the parser gets, and the response code of the last refusal.
    fn through(text: &[u8]) -> Result<(Vec<u8>, Code), Violation> {
        let (mut scan, mut octets) = (Scan::default(), text.to_vec());
        scan.look_through(&mut octets)?;
        Ok((octets, scan.refusal))
    }

    #[test]
    fn ordinary_answers_pass_unchanged() {
        for text in [
            "* OK [CAPABILITY IMAP4rev1] ready (((((((\r\n",
            "* 1 FETCH (UID 7 BODY[] {8}\r\n(((\"\r\n\u{e9}{ FLAGS (\\Seen))\r\n* 2 EXISTS\r\n",
            "A0001 OK it's \"half quoted and {5}\r\n* 1 FETCH (UID 1)\r\n",
            "+ {400000000}\r\nA1 OK\r\n",
            "* LIST () \"/\" \"a {400000000}\"\r\n",
        ] {
            let text: Vec<u8> = text.chars().map(|c| c as u8).collect();
            assert_eq!(through(&text).map(|(octets, _)| octets), Ok(text));
        }
    }

    #[test]
    fn what_would_break_the_parser_does_not_pass() {
        let deep = format!("* 1 FETCH (BODYSTRUCTURE {}", "(".repeat(50));
        let flood = format!(
            "* 1 FETCH (BODY[1] {{2000000}}\r\n{0} BODY[2] {{2000000}}\r\n{0} BODY[3] {{2000000}}\r\n{0} BODY[4] {{2000000}}\r\n{0} BODY[5] {{2000000}}\r\n",
            "x".repeat(2_000_000)
        );
        for (text, violation) in [
            ("* 1 FETCH (BODY[] {400000000}\r\n", Violation::Literal),
            ("* 1 FETCH (BODY[] {99999999999999999999999}\r\n", Violation::Literal),
            (&deep, Violation::Depth),
            (&flood, Violation::Response),
            (&format!("* 1 FETCH {}", "x".repeat(2 << 20)), Violation::Line),
            (&"x".repeat(2 << 20), Violation::Line),
        ] {
            assert_eq!(through(text.as_bytes()).map(drop), Err(violation), "{}", &text[..40]);
        }
    }

    #[test]
    fn letters_outside_ascii_reach_the_parser_only_inside_strings() {
        let (octets, _) = through("* OK [UIDVALIDITY 1]é\r\n* LIST () \"/\" \"é\"\r\n".as_bytes()).unwrap();
        assert_eq!(octets, "* OK [UIDVALIDITY 1]??\r\n* LIST () \"/\" \"é\"\r\n".as_bytes());
    }

    #[test]
    fn the_code_of_the_last_refusal_is_kept() {
        for (text, code) in [
            ("A1 NO [UNAVAILABLE] x\r\n", Code::Unavailable),
            ("A1 no [overquota]\r\nA2 OK [READ-ONLY] fine\r\n", Code::OverQuota),
            ("A1 NO [LIMIT] x\r\nA2 BAD what\r\n", Code::Other),
            ("* NO [INUSE] x\r\n", Code::InUse),
            ("A1 NO [X-OWN 4] x\r\n", Code::Other),
        ] {
            assert_eq!(through(text.as_bytes()).map(|(_, code)| code), Ok(code), "{text}");
        }
    }

    proptest! {
        #[test]
        fn where_the_network_divides_the_octets_makes_no_difference(
            lines in proptest::collection::vec("[ -~é]{0,12}|\\* 1 FETCH \\(\\{3\\}|A1 NO \\[LIMIT\\]", 0..12),
            cuts in proptest::collection::vec(0usize..200, 0..6),
        ) {
            let text = lines.join("\r\n").into_bytes();
            let whole = through(&text);
            let (mut scan, mut octets, mut at, mut cuts) = (Scan::default(), Vec::new(), 0, cuts);
            cuts.sort_unstable();
            cuts.push(text.len());
            let mut violation = None;
            for cut in cuts.into_iter().map(|c| c.min(text.len())) {
                let mut piece = text[at.min(cut)..cut].to_vec();
                at = at.max(cut);
                violation = violation.or(scan.look_through(&mut piece).err());
                octets.extend(piece);
            }
            match whole {
                Ok((expected, code)) => prop_assert_eq!((octets, scan.refusal, violation), (expected, code, None)),
                Err(expected) => prop_assert_eq!(violation, Some(expected)),
            }
        }
    }
}
