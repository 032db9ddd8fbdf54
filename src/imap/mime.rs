//! Where the parts of a raw mail lie (RFC 2045, RFC 2046): what a server's BODYSTRUCTURE says, for a file on this host.
//!
//! This is no reader of mail (that is `message`): it finds boundaries, so that attachments can be left out.

use super::lean::{Leaf, Part};
use std::collections::HashMap;
use std::ops::Range;

/// The tree of a mail, and where each of its sections lies, by its IMAP name.
pub(super) struct Located {
    pub(super) root: Part,
    pub(super) sections: HashMap<String, Range<usize>>,
}

const MAX_PARTS: usize = 100;
const MAX_DEPTH: usize = 20;

/// `None` for a mail that has no clear structure.
pub(super) fn locate(raw: &[u8]) -> Option<Located> {
    let mut finder = Finder { raw, sections: HashMap::new(), parts: 0 };
    let root = finder.entity(0..raw.len(), "", "HEADER", 0)?;
    Some(Located { root, sections: finder.sections })
}

struct Finder<'a> {
    raw: &'a [u8],
    sections: HashMap<String, Range<usize>>,
    parts: usize,
}

impl Finder<'_> {
    fn entity(&mut self, at: Range<usize>, path: &str, header_name: &str, depth: usize) -> Option<Part> {
        self.parts += 1;
        if self.parts > MAX_PARTS || depth > MAX_DEPTH {
            return None;
        }
        let whole = self.raw.get(at.clone())?;
        let split = header_end(whole);
        let header = Header::read(whole.get(..split)?);
        let body = at.start + split..at.end;
        self.sections.insert(header_name.to_owned(), at.start..body.start);
        let inside_part = header_name.ends_with(".MIME");
        if header.media_type == "multipart" {
            let boundary = header.boundary?;
            let mut parts = Vec::new();
            for (range, n) in split_parts(self.raw, body, &boundary)?.into_iter().zip(1u32..) {
                let path = if path.is_empty() { n.to_string() } else { format!("{path}.{n}") };
                parts.push(self.entity(range, &path, &format!("{path}.MIME"), depth + 1)?);
            }
            return Some(Part::Multipart { boundary: Some(boundary), parts });
        }
        if header.media_type == "message" && header.subtype == "rfc822" && inside_part && !header.encoded {
            let inner = self.entity(body, path, &format!("{path}.HEADER"), depth + 1)?;
            return Some(Part::Message { inner: Box::new(inner) });
        }
        let name = match path {
            "" => "1".to_owned(),
            path if inside_part => path.to_owned(),
            path => format!("{path}.1"),
        };
        let octets = body.len() as u64;
        self.sections.insert(name, body);
        Some(Part::Leaf { kind: Leaf::of(&header.media_type, &header.subtype, header.attached), octets })
    }
}

/// The length of the header block with the blank line that ends it.
fn header_end(raw: &[u8]) -> usize {
    let mut start = 0;
    for line in raw.split_inclusive(|b| *b == b'\n') {
        start += line.len();
        if matches!(line, b"\n" | b"\r\n") {
            return start;
        }
    }
    raw.len()
}

/// The parts between the boundary lines, each without the line break that belongs to the next boundary. `None` if
/// there is none, or no end to them.
fn split_parts(raw: &[u8], body: Range<usize>, boundary: &str) -> Option<Vec<Range<usize>>> {
    let mut parts = Vec::new();
    let (mut start, mut at) = (None, body.start);
    for line in raw.get(body)?.split_inclusive(|b| *b == b'\n') {
        let here = at;
        at += line.len();
        let Some(rest) = line.strip_prefix(b"--").and_then(|l| l.strip_prefix(boundary.as_bytes())) else { continue };
        let last = rest.starts_with(b"--");
        if !last && !rest.iter().all(u8::is_ascii_whitespace) {
            continue;
        }
        if let Some(start) = start {
            parts.push(start..without_line_break(raw, start, here));
        }
        if last {
            return (!parts.is_empty()).then_some(parts);
        }
        start = Some(at);
    }
    None
}

fn without_line_break(raw: &[u8], start: usize, end: usize) -> usize {
    let part = raw.get(start..end).unwrap_or_default();
    let kept = part.strip_suffix(b"\r\n").or_else(|| part.strip_suffix(b"\n")).unwrap_or(part);
    start + kept.len()
}

/// The three fields of a part's header that say what it is.
#[derive(Default)]
struct Header {
    media_type: String,
    subtype: String,
    boundary: Option<String>,
    attached: bool,
    /// base64 or quoted-printable: a forwarded mail in it has no lines to find.
    encoded: bool,
}

impl Header {
    fn read(raw: &[u8]) -> Self {
        let mut header = Self { media_type: "text".into(), subtype: "plain".into(), ..Self::default() };
        for (name, value) in fields(raw) {
            match name.as_str() {
                "content-type" => {
                    let kind = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
                    if let Some((media_type, subtype)) = kind.split_once('/') {
                        (header.media_type, header.subtype) = (media_type.trim().into(), subtype.trim().into());
                    }
                    header.boundary = parameter(&value, "boundary");
                }
                "content-disposition" => {
                    header.attached = value.trim_start().to_ascii_lowercase().starts_with("attachment");
                }
                "content-transfer-encoding" => {
                    let encoding = value.trim().to_ascii_lowercase();
                    header.encoded = encoding == "base64" || encoding == "quoted-printable";
                }
                _ => {}
            }
        }
        header
    }
}

/// Header fields with their folded lines joined (RFC 5322 §2.2.3), names in lower case.
pub(super) fn fields(raw: &[u8]) -> Vec<(String, String)> {
    let mut fields: Vec<(String, String)> = Vec::new();
    for line in raw.split(|b| *b == b'\n') {
        let line = String::from_utf8_lossy(line);
        let line = line.trim_end_matches('\r');
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = fields.last_mut() {
                value.push_str(line);
            }
        } else if let Some((name, value)) = line.split_once(':') {
            fields.push((name.trim_end().to_ascii_lowercase(), value.to_owned()));
        }
    }
    fields
}

/// A parameter's value, quoted or not (RFC 2045 §5.1).
fn parameter(value: &str, wanted: &str) -> Option<String> {
    let mut rest = value.split_once(';').map(|(_, rest)| rest)?;
    loop {
        let (name, after) = rest.split_once('=')?;
        let (text, next) = parameter_value(after.trim_start());
        if name.trim().trim_start_matches(';').trim().eq_ignore_ascii_case(wanted) {
            return Some(text);
        }
        rest = next;
    }
}

fn parameter_value(text: &str) -> (String, &str) {
    let Some(quoted) = text.strip_prefix('"') else {
        let (value, rest) = text.split_once(';').unwrap_or((text, ""));
        return (value.trim().to_owned(), rest);
    };
    let mut value = String::new();
    let mut letters = quoted.chars();
    while let Some(c) = letters.next() {
        match c {
            '"' => break,
            '\\' => value.extend(letters.next()),
            c => value.push(c),
        }
    }
    (value, letters.as_str())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(located: &Located, raw: &str, name: &str) -> String {
        raw[located.sections[name].clone()].to_owned()
    }

    const NESTED: &str = "Subject: s\nContent-Type: multipart/mixed;\n charset=x; boundary=\"a b\"\n\npreamble\n--a b\n\
        Content-Type: multipart/alternative; boundary=c\n\n--c\n\nplain\n--c\nContent-Type: text/html\n\n<p>\n--c--\n\
        --a b  \nContent-Type: image/png\nContent-Disposition: attachment\n\nAAAA\n\n--a b--\nepilogue\n";

    #[test]
    fn parts_are_found_and_named_as_imap_names_them() {
        let located = locate(NESTED.as_bytes()).unwrap();
        assert_eq!(at(&located, NESTED, "1.1"), "plain");
        assert_eq!(at(&located, NESTED, "1.2.MIME"), "Content-Type: text/html\n\n");
        assert_eq!(at(&located, NESTED, "2"), "AAAA\n");
        let leaf = |kind, octets| Part::Leaf { kind, octets };
        let inner =
            Part::Multipart { boundary: Some("c".into()), parts: vec![leaf(Leaf::Text, 5), leaf(Leaf::Text, 3)] };
        let root = Part::Multipart { boundary: Some("a b".into()), parts: vec![inner, leaf(Leaf::Other, 5)] };
        assert_eq!(located.root, root);
    }

    #[test]
    fn line_ends_of_both_kinds_give_the_same_tree() {
        let crlf = NESTED.replace('\n', "\r\n");
        let located = locate(crlf.as_bytes()).unwrap();
        assert_eq!(at(&located, &crlf, "1.1"), "plain");
        assert_eq!(at(&located, &crlf, "2"), "AAAA\r\n");
    }

    #[test]
    fn a_forwarded_mail_is_gone_into() {
        let raw = "Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: message/rfc822\n\nSubject: in\n\nhi\n--b--\n";
        let located = locate(raw.as_bytes()).unwrap();
        assert_eq!(at(&located, raw, "1.HEADER"), "Subject: in\n\n");
        assert_eq!(at(&located, raw, "1.1"), "hi");
    }

    #[test]
    fn a_mail_without_clear_structure_is_not_taken_apart() {
        for odd in [
            "Content-Type: multipart/mixed\n\nx",
            "Content-Type: multipart/mixed; boundary=b\n\nno part",
            "Content-Type: multipart/mixed; boundary=b\n\n--b\n\nno end",
            "Content-Type: multipart/mixed; boundary=b\n\n--b--\n",
        ] {
            assert!(locate(odd.as_bytes()).is_none(), "{odd}");
        }
    }

    #[test]
    fn whatever_the_octets_nothing_panics() {
        for end in 0..NESTED.len() {
            let _ = locate(&NESTED.as_bytes()[..end]);
            let _ = locate(&NESTED.as_bytes()[end..]);
        }
    }

    #[test]
    fn parameters_are_read_quoted_and_plain_in_any_order() {
        for (value, expected) in [
            ("multipart/mixed; boundary=x", Some("x")),
            ("multipart/mixed; charset=\"a;b\"; Boundary=\"x y\\\"z\"", Some("x y\"z")),
            ("multipart/mixed;boundary = x ;a=b", Some("x")),
            ("multipart/mixed; type=\"boundary=n\"", None),
            ("multipart/mixed", None),
        ] {
            assert_eq!(parameter(value, "boundary").as_deref(), expected, "{value}");
        }
    }
}
