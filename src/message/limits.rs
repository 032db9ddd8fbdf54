//! Caps set before any parser sees a mail: its size, its header fields, its parts and their depth.
//!
//! Parsers are fast on ordinary mail and far slower, or very hungry, on mail made to hurt. One linear pass over the raw
//! bytes finds out which it is; what is above a cap is read in part, and the mail says so.

use super::fields::{self, split_line, without_line_end};
use std::borrow::Cow;

/// Above this only headers and the first texts are read.
pub const MAX_OCTETS: usize = 25 * 1024 * 1024;
/// How much of a mail above [`MAX_OCTETS`] is read.
const READ_OF_HUGE: usize = 1024 * 1024;
const MAX_FIELDS: usize = 1_000;
const MAX_HEADER_OCTETS: usize = 512 * 1024;
const MAX_FIELD_OCTETS: usize = 64 * 1024;
const MAX_PARTS: usize = 1_000;
const MAX_DEPTH: usize = 50;
/// Fields kept of a header block that is above its caps, each at most this often.
const KEPT_OF_EACH: usize = 5;
#[rustfmt::skip]
const KEPT: [&str; 22] = [
    "From", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References", "Thread-Index", "Reply-To",
    "Sender", "Return-Path", "Delivered-To", "X-Original-To", "Envelope-To", "Auto-Submitted", "Precedence", "List-Id",
    "X-Failed-Recipients", "MIME-Version", "Content-Type", "Content-Transfer-Encoding",
];

/// How much of a mail may be parsed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Extent {
    Whole,
    /// The mail is too large: what lies behind the first texts is not read.
    HeadersAndText,
    /// The mail is built to hurt: nothing behind the headers is read.
    HeadersOnly,
}

/// A mail within the caps.
pub struct Capped<'a> {
    pub bytes: Cow<'a, [u8]>,
    pub extent: Extent,
    pub doubts: Vec<String>,
}

/// Brings a mail within the caps. Never fails, never looks at a byte more than twice.
pub fn cap(raw: &[u8]) -> Capped<'_> {
    let start = raw.iter().position(|b| !matches!(b, b'\r' | b'\n')).unwrap_or(raw.len());
    let mut capped = Capped {
        bytes: Cow::Borrowed(raw.get(start..).unwrap_or_default()),
        extent: Extent::Whole,
        doubts: Vec::new(),
    };
    if raw.len() > MAX_OCTETS {
        capped.doubts.push(format!("too large: {} MiB, only headers and text were read", raw.len() / (1024 * 1024)));
        capped.extent = Extent::HeadersAndText;
        capped.bytes = Cow::Borrowed(raw.get(start..).and_then(|b| b.get(..READ_OF_HUGE)).unwrap_or_default());
    }
    cap_header(&mut capped);
    let structure = Structure::of(&capped.bytes);
    if let Some(why) = structure.above_caps {
        capped.doubts.push(why);
        capped.extent = Extent::HeadersOnly;
    } else if structure.unfolded_parameter {
        capped.bytes = Cow::Owned(with_folded_parameters(&capped.bytes));
    }
    capped
}

/// Some servers begin a line with `boundary=` and forget the blank that makes it part of the field above.
fn with_folded_parameters(raw: &[u8]) -> Vec<u8> {
    let mut repaired = Vec::with_capacity(raw.len() + 16);
    let mut rest = raw;
    while !rest.is_empty() {
        let (line, after) = split_line(rest);
        if begins_with_boundary(line) && repaired.trim_ascii_end().ends_with(b";") {
            repaired.push(b' ');
        }
        repaired.extend_from_slice(line);
        rest = after;
    }
    repaired
}

fn begins_with_boundary(line: &[u8]) -> bool {
    line.get(..9).is_some_and(|b| b.eq_ignore_ascii_case(b"boundary="))
}

fn cap_header(capped: &mut Capped<'_>) {
    let raw = &capped.bytes;
    let mut count = 0;
    let mut octets = 0;
    let mut widest = 0;
    for field in fields::fields(raw) {
        let length = field.name.len() + field.value.len();
        count += 1;
        octets += length;
        widest = widest.max(length);
    }
    if count <= MAX_FIELDS && octets <= MAX_HEADER_OCTETS && widest <= MAX_FIELD_OCTETS {
        return;
    }
    let mut kept = Vec::with_capacity(octets.min(MAX_HEADER_OCTETS));
    let mut seen = [0_usize; KEPT.len()];
    for field in fields::fields(raw) {
        let Some(times) = KEPT.iter().position(|k| field.is(k)).and_then(|at| seen.get_mut(at)) else { continue };
        *times += 1;
        if *times <= KEPT_OF_EACH {
            kept.extend_from_slice(field.name);
            kept.push(b':');
            // Cut off behind a line's end it would end the whole header with the next one.
            kept.extend_from_slice(field.value.get(..MAX_FIELD_OCTETS).unwrap_or(field.value).trim_ascii_end());
            kept.extend_from_slice(b"\r\n");
        }
    }
    kept.extend_from_slice(b"\r\n");
    kept.extend_from_slice(fields::after_header(raw));
    capped.doubts.push(format!("too complex: {count} header fields in {octets} octets, only the usual ones were read"));
    capped.bytes = Cow::Owned(kept);
}

/// A level of the MIME structure: a multipart with its boundary, or a mail inside the mail.
enum Level<'a> {
    Multipart(&'a [u8]),
    Message,
}

/// Follows boundaries as a parser would, without building anything.
struct Structure<'a> {
    levels: Vec<Level<'a>>,
    parts: usize,
    in_header: bool,
    header_lines: usize,
    header_octets: usize,
    in_content_type: bool,
    boundary: Option<&'a [u8]>,
    is_message: bool,
}

/// What the pass over a mail's structure found.
#[derive(Default)]
struct Found {
    above_caps: Option<String>,
    unfolded_parameter: bool,
}

impl<'a> Structure<'a> {
    fn of(raw: &'a [u8]) -> Found {
        let mut found = Found::default();
        let mut structure = Structure {
            levels: Vec::new(),
            parts: 1,
            in_header: true,
            header_lines: 0,
            header_octets: 0,
            in_content_type: false,
            boundary: None,
            is_message: false,
        };
        let mut rest = raw;
        while !rest.is_empty() && found.above_caps.is_none() {
            let (line, after) = split_line(rest);
            rest = after;
            found.unfolded_parameter |= structure.in_content_type && begins_with_boundary(line);
            structure.take(without_line_end(line));
            found.above_caps = structure.above_caps();
        }
        found
    }

    fn above_caps(&self) -> Option<String> {
        if self.parts > MAX_PARTS {
            Some(format!("too complex: more than {MAX_PARTS} parts"))
        } else if self.levels.len() > MAX_DEPTH {
            Some(format!("too complex: parts nested more than {MAX_DEPTH} deep"))
        } else if self.header_lines > 2 * MAX_FIELDS || self.header_octets > MAX_HEADER_OCTETS {
            Some("too complex: a part's header without end".to_owned())
        } else {
            None
        }
    }

    fn take(&mut self, line: &'a [u8]) {
        if line.starts_with(b"--") && !self.levels.is_empty() && self.boundary_line(line) {
            return;
        }
        if !self.in_header {
            return;
        }
        self.header_lines += 1;
        self.header_octets += line.len();
        if line.is_empty() {
            self.end_of_header();
            return;
        }
        let folded = matches!(line.first(), Some(b' ' | b'\t')) || begins_with_boundary(line);
        if !folded {
            let name = line.get(..13).unwrap_or_default();
            self.in_content_type = name.eq_ignore_ascii_case(b"content-type:");
            let value = line.get(13..).unwrap_or_default().trim_ascii_start();
            if self.in_content_type && value.get(..8).is_some_and(|v| v.eq_ignore_ascii_case(b"message/")) {
                self.is_message = !value.get(8..16).is_some_and(|v| v.eq_ignore_ascii_case(b"delivery"));
            }
        }
        if self.in_content_type && self.boundary.is_none() {
            self.boundary = boundary_in(line);
        }
    }

    fn end_of_header(&mut self) {
        self.in_header = false;
        self.header_lines = 0;
        self.header_octets = 0;
        self.in_content_type = false;
        let boundary = self.boundary.take();
        if std::mem::take(&mut self.is_message) {
            self.levels.push(Level::Message);
            self.parts += 1;
            self.in_header = true;
        } else if let Some(boundary) = boundary {
            self.levels.push(Level::Multipart(boundary));
        }
    }

    /// Whether the line begins or ends a part of a multipart that is open.
    fn boundary_line(&mut self, line: &[u8]) -> bool {
        let Some(text) = line.get(2..) else { return false };
        let open = |level: &Level<'_>| matches!(level, Level::Multipart(b) if text.starts_with(b));
        let Some(at) = self.levels.iter().rposition(open) else { return false };
        let Some(Level::Multipart(boundary)) = self.levels.get(at) else { return false };
        let closes = text.get(boundary.len()..).is_some_and(|t| t.starts_with(b"--"));
        self.levels.truncate(if closes { at } else { at + 1 });
        self.in_header = !closes;
        self.header_lines = 0;
        self.header_octets = 0;
        self.boundary = None;
        self.is_message = false;
        self.in_content_type = false;
        self.parts += usize::from(!closes);
        true
    }
}

fn boundary_in(line: &[u8]) -> Option<&[u8]> {
    const NAME: &[u8] = b"boundary=";
    let at = line.windows(NAME.len()).position(|w| w.eq_ignore_ascii_case(NAME))?;
    let value = line.get(at + NAME.len()..)?.trim_ascii();
    let bare = match value.strip_prefix(b"\"") {
        Some(quoted) => quoted.split(|b| *b == b'"').next()?,
        None => value.split(|b| *b == b';' || b.is_ascii_whitespace()).next()?,
    };
    (!bare.is_empty()).then_some(bare)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_ordinary_mail_is_left_alone() {
        let raw = b"From: a@x.test\r\nContent-Type: multipart/mixed; boundary=\"b\"\r\n\r\n--b\r\n\r\nhi\r\n--b--\r\n";
        let capped = cap(raw);
        assert_eq!((capped.bytes.as_ref(), capped.extent, capped.doubts.len()), (&raw[..], Extent::Whole, 0));
    }

    #[test]
    fn a_million_headers_keep_the_sender_and_the_subject() {
        let raw = format!("{}From: a@x.test\r\nSubject: Leo\r\n\r\nhi\r\n", "X-Y: z\r\n".repeat(1_000_000));
        let capped = cap(raw.as_bytes());
        assert_eq!(capped.bytes.as_ref(), b"From: a@x.test\r\nSubject: Leo\r\n\r\nhi\r\n");
        assert!(capped.doubts[0].contains("1000002 header fields"), "{:?}", capped.doubts);
    }

    #[test]
    fn one_endless_field_is_cut() {
        let raw = format!("To: {}\nSubject: s\n\nhi", "a@x.test, ".repeat(1_000_000));
        assert!(cap(raw.as_bytes()).bytes.len() < 70_000);
    }

    #[test]
    fn a_field_that_is_cut_where_it_is_folded_does_not_end_the_header() {
        for shift in 0..24 {
            let long = format!("{}{}", "x".repeat(shift), "\r\n folded-words-of-it".repeat(4_000));
            let raw = format!("From: a@x.test\r\nSubject: {long}\r\nTo: b@x.test\r\n\r\nhi\r\n");
            let capped = cap(raw.as_bytes());
            let (head, body) = capped.bytes.split_at(capped.bytes.len() - 4);
            assert!(head.ends_with(b"\r\nTo: b@x.test\r\n\r\n") && body == b"hi\r\n", "{shift}");
            assert_eq!(fields::fields(&capped.bytes).count(), 3, "{shift}");
        }
    }

    #[test]
    fn depth_and_parts_are_counted_along_the_boundaries() {
        let nested = |depth: usize| {
            (0..depth)
                .map(|i| format!("Content-Type: multipart/mixed; boundary=b{i}x\n\n--b{i}x\n"))
                .collect::<String>()
        };
        assert_eq!(cap(nested(40).as_bytes()).extent, Extent::Whole);
        assert_eq!(cap(nested(60).as_bytes()).extent, Extent::HeadersOnly);
        let messages = "Content-Type: message/rfc822\r\n\r\n".repeat(60);
        assert_eq!(cap(messages.as_bytes()).extent, Extent::HeadersOnly);
        let flat = |n: usize| format!("Content-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\nx\n".repeat(n));
        assert_eq!(cap(flat(900).as_bytes()).extent, Extent::Whole);
        assert_eq!(cap(flat(1_100).as_bytes()).extent, Extent::HeadersOnly);
        let siblings = "--b\nContent-Type: message/rfc822\n\nSubject: s\n\nx\n".repeat(200);
        let digest = format!("Content-Type: multipart/digest; boundary=b\n\n{siblings}");
        assert_eq!(cap(digest.as_bytes()).extent, Extent::Whole, "200 mails side by side are not deep");
    }

    #[test]
    fn a_parameter_that_lost_its_blank_is_joined_again() {
        let raw = b"Content-Type: multipart/alternative;\r\nboundary=\"b\"\r\n\r\n--b\r\n\r\nhi\r\n--b--\r\n";
        assert!(cap(raw).bytes.starts_with(b"Content-Type: multipart/alternative;\r\n boundary="));
        let text = b"Subject: s;\r\nboundary=x\r\n\r\nboundary=y\r\n";
        assert_eq!(cap(text).bytes.as_ref(), &text[..]);
    }

    #[test]
    fn a_huge_mail_is_read_in_part() {
        let mut raw = b"Subject: s\r\n\r\n".to_vec();
        raw.resize(MAX_OCTETS + 1, b'x');
        let capped = cap(&raw);
        assert_eq!((capped.extent, capped.bytes.len()), (Extent::HeadersAndText, READ_OF_HUGE));
    }
}
