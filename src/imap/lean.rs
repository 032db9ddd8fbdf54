//! A large mail without its attachments: headers, structure and text, put together again as one valid MIME mail.
//!
//! Every part keeps its place and its MIME header; one that was left out has an empty body and says so
//! (`X-Homeroom-Omitted: <octets>`). What is odd in its structure is not taken apart ([`Plan::new`] gives `None`).
//! Pure: the same code serves IMAP sections and a Maildir's files.

use async_imap::imap_proto::{BodyContentCommon, BodyStructure};

/// Octets kept of one text part, of a header, and of all texts together.
pub(super) const TEXT_LIMIT: u64 = 256 << 10;
const HEADER_LIMIT: u64 = 256 << 10;
const PART_HEADER_LIMIT: u64 = 64 << 10;
const TEXTS_LIMIT: u64 = 1 << 20;
/// More parts than a person attaches: such a mail is odd.
const MAX_PARTS: usize = 100;
const MAX_DEPTH: usize = 20;

/// The MIME tree of a mail (RFC 3501 §7.4.2, RFC 2045), as far as it matters here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Part {
    Leaf {
        kind: Leaf,
        octets: u64,
    },
    Multipart {
        boundary: Option<String>,
        parts: Vec<Part>,
    },
    /// message/rfc822 with the mail inside it.
    Message {
        inner: Box<Part>,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Leaf {
    /// What people wrote, and what machines report (a bounce's delivery-status).
    Text,
    /// Text that was attached as a file: all of it or nothing.
    TextFile,
    Other,
}

impl Leaf {
    pub(super) fn of(media_type: &str, subtype: &str, attached: bool) -> Self {
        let report = ["delivery-status", "disposition-notification", "feedback-report", "global-delivery-status"];
        let text = media_type.eq_ignore_ascii_case("text")
            || (media_type.eq_ignore_ascii_case("message") && report.iter().any(|r| subtype.eq_ignore_ascii_case(r)));
        match (text, attached) {
            (true, false) => Leaf::Text,
            (true, true) => Leaf::TextFile,
            (false, _) => Leaf::Other,
        }
    }
}

impl Part {
    /// From the server's BODYSTRUCTURE. The guard has bounded its depth.
    pub(super) fn of(structure: &BodyStructure<'_>) -> Self {
        match structure {
            BodyStructure::Basic { common, other, .. } | BodyStructure::Text { common, other, .. } => Part::Leaf {
                kind: Leaf::of(&common.ty.ty, &common.ty.subtype, is_attached(common)),
                octets: u64::from(other.octets),
            },
            BodyStructure::Message { body, .. } => Part::Message { inner: Box::new(Part::of(body)) },
            BodyStructure::Multipart { common, bodies, .. } => {
                let mut parameters = common.ty.params.iter().flatten();
                let boundary = parameters.find(|(name, _)| name.eq_ignore_ascii_case("boundary"));
                let boundary = boundary.map(|(_, value)| value.to_string());
                Part::Multipart { boundary, parts: bodies.iter().map(Part::of).collect() }
            }
        }
    }
}

fn is_attached(common: &BodyContentCommon<'_>) -> bool {
    common.disposition.as_ref().is_some_and(|d| d.ty.eq_ignore_ascii_case("attachment"))
}

/// What to ask for, and how to put it together.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Plan {
    root: Step,
    sections: Vec<Section>,
}

/// A piece of the mail by its IMAP name (`2.MIME`, `2`; RFC 3501 §6.4.5), and how much of it is wanted.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) struct Section {
    pub(super) name: String,
    pub(super) limit: u64,
}

/// A part with its decision.
#[derive(Clone, PartialEq, Eq, Debug)]
enum Step {
    Keep { header: String, body: String, octets: u64 },
    Omit { header: String, octets: u64 },
    Multipart { header: String, boundary: String, parts: Vec<Step> },
    Message { header: String, inner: Box<Step> },
}

impl Plan {
    /// `None` for a structure that is odd: too many or too deeply nested parts, a multipart without a usable boundary.
    pub(super) fn new(root: &Part) -> Option<Self> {
        // A mail that as a whole *is* a mail has no part number that all servers agree on.
        if matches!(root, Part::Message { .. }) {
            return None;
        }
        let mut planner = Planner { sections: Vec::new(), texts: 0, parts: 0 };
        let root = planner.part(root, "", "HEADER".to_owned(), 0)?;
        Some(Self { root, sections: planner.sections })
    }

    pub(super) fn sections(&self) -> &[Section] {
        &self.sections
    }

    /// The mail, from the sections as the server gave them. `None` if one is missing or does not fit: the caller then
    /// takes the beginning of the mail as it stands.
    pub(super) fn assemble<'a>(&self, section: &dyn Fn(&str) -> Option<&'a [u8]>) -> Option<Vec<u8>> {
        let mut out = Vec::new();
        write(&mut out, &self.root, section)?;
        Some(out)
    }
}

struct Planner {
    sections: Vec<Section>,
    texts: u64,
    parts: usize,
}

impl Planner {
    fn part(&mut self, part: &Part, path: &str, header: String, depth: usize) -> Option<Step> {
        self.parts += 1;
        if self.parts > MAX_PARTS || depth > MAX_DEPTH {
            return None;
        }
        let limit = if header.ends_with("HEADER") { HEADER_LIMIT } else { PART_HEADER_LIMIT };
        self.sections.push(Section { name: header.clone(), limit });
        match part {
            Part::Leaf { kind, octets } => Some(self.leaf(*kind, *octets, path, header)),
            Part::Multipart { boundary, parts } => {
                let boundary = boundary.clone().filter(|b| is_boundary(b))?;
                let numbered = parts.iter().zip(1u32..).map(|(part, n)| {
                    let path = if path.is_empty() { n.to_string() } else { format!("{path}.{n}") };
                    self.part(part, &path, format!("{path}.MIME"), depth + 1)
                });
                Some(Step::Multipart { header, boundary, parts: numbered.collect::<Option<_>>()? })
            }
            Part::Message { inner } => {
                let inner = self.part(inner, path, format!("{path}.HEADER"), depth + 1)?;
                Some(Step::Message { header, inner: Box::new(inner) })
            }
        }
    }

    /// Of a mail that is no multipart, the one body is part 1.
    fn leaf(&mut self, kind: Leaf, octets: u64, path: &str, header: String) -> Step {
        let wanted = octets.min(TEXT_LIMIT);
        let fits = self.texts + wanted <= TEXTS_LIMIT;
        let keep = match kind {
            Leaf::Text => fits,
            Leaf::TextFile => fits && octets <= TEXT_LIMIT,
            Leaf::Other => false,
        };
        if !keep {
            return Step::Omit { header, octets };
        }
        self.texts += wanted;
        let body = match (path, header.ends_with(".MIME")) {
            ("", _) => "1".to_owned(),
            (path, true) => path.to_owned(),
            (path, false) => format!("{path}.1"),
        };
        self.sections.push(Section { name: body.clone(), limit: TEXT_LIMIT });
        Step::Keep { header, body, octets }
    }
}

/// RFC 2046 §5.1.1, and a little more generously, as mail in the field is.
fn is_boundary(text: &str) -> bool {
    (1..=200).contains(&text.len()) && text.bytes().all(|b| (0x20..0x7f).contains(&b)) && !text.ends_with(' ')
}

fn write<'a>(out: &mut Vec<u8>, step: &Step, section: &dyn Fn(&str) -> Option<&'a [u8]>) -> Option<()> {
    match step {
        Step::Keep { header, body, octets } => {
            let (text, cut) = kept_text(section(body)?, *octets);
            write_header(out, section(header)?, cut.then(|| format!("X-Homeroom-Truncated: {octets}")))?;
            out.extend_from_slice(text);
        }
        Step::Omit { header, octets } => {
            write_header(out, section(header)?, Some(format!("X-Homeroom-Omitted: {octets}")))?;
        }
        Step::Multipart { header, boundary, parts } => {
            let head = section(header)?;
            // Else the header names it in a way (RFC 2231) that a reader may understand differently.
            if !contains(head, boundary.as_bytes()) {
                return None;
            }
            write_header(out, head, None)?;
            for part in parts {
                out.extend_from_slice(format!("--{boundary}\r\n").as_bytes());
                write(out, part, section)?;
                out.extend_from_slice(b"\r\n");
            }
            out.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
        }
        Step::Message { header, inner } => {
            write_header(out, section(header)?, None)?;
            write(out, inner, section)?;
        }
    }
    Some(())
}

/// The part's text, and whether something of it is missing. A cut text ends with a whole line: half a line of base64
/// or of an encoded letter would read as something else.
fn kept_text(text: &[u8], octets: u64) -> (&[u8], bool) {
    let limit = usize::try_from(TEXT_LIMIT).unwrap_or(usize::MAX);
    if octets <= TEXT_LIMIT && text.len() <= limit {
        return (text, false);
    }
    let kept = text.get(..limit).unwrap_or(text);
    let end = kept.iter().rposition(|b| *b == b'\n').map_or(kept.len(), |at| at + 1);
    (kept.get(..end).unwrap_or(kept), true)
}

/// A header block with one blank line at its end and, before it, the line that says what was left out. `None` for a
/// header so long that the server's answer was cut.
fn write_header(out: &mut Vec<u8>, header: &[u8], note: Option<String>) -> Option<()> {
    if header.len() as u64 >= PART_HEADER_LIMIT.min(HEADER_LIMIT) && !ends_blank(header) {
        return None;
    }
    let fields = header.trim_ascii_end();
    out.extend_from_slice(fields);
    if !fields.is_empty() {
        out.extend_from_slice(b"\r\n");
    }
    if let Some(note) = note {
        out.extend_from_slice(note.as_bytes());
        out.extend_from_slice(b"\r\n");
    }
    out.extend_from_slice(b"\r\n");
    Some(())
}

fn ends_blank(header: &[u8]) -> bool {
    header.ends_with(b"\r\n\r\n") || header.ends_with(b"\n\n")
}

fn contains(haystack: &[u8], needle: &[u8]) -> bool {
    haystack.windows(needle.len()).any(|w| w == needle)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashMap;

    fn text(octets: u64) -> Part {
        Part::Leaf { kind: Leaf::Text, octets }
    }

    fn photo(octets: u64) -> Part {
        Part::Leaf { kind: Leaf::Other, octets }
    }

    fn multipart(boundary: &str, parts: Vec<Part>) -> Part {
        Part::Multipart { boundary: Some(boundary.into()), parts }
    }

    fn names(plan: &Plan) -> Vec<&str> {
        plan.sections().iter().map(|s| s.name.as_str()).collect()
    }

    fn assembled(plan: &Plan, sections: &[(&str, &str)]) -> Option<String> {
        let sections: HashMap<&str, &str> = sections.iter().copied().collect();
        let bytes = plan.assemble(&|name| sections.get(name).map(|s| s.as_bytes()))?;
        Some(String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn an_attachment_is_left_out_and_says_so() {
        let plan = Plan::new(&multipart("b", vec![text(6), photo(900_000), text(4)])).unwrap();
        assert_eq!(names(&plan), ["HEADER", "1.MIME", "1", "2.MIME", "3.MIME", "3"]);
        let mail = assembled(
            &plan,
            &[
                ("HEADER", "Subject: trip\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"),
                ("1.MIME", "Content-Type: text/plain\r\n\r\n"),
                ("1", "hello\n"),
                ("2.MIME", "Content-Type: image/jpeg; name=x.jpg\r\n\r\n"),
                ("3.MIME", ""),
                ("3", "Bye."),
            ],
        );
        let expected = "Subject: trip\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n\
            --b\r\nContent-Type: text/plain\r\n\r\nhello\n\r\n\
            --b\r\nContent-Type: image/jpeg; name=x.jpg\r\nX-Homeroom-Omitted: 900000\r\n\r\n\r\n\
            --b\r\n\r\nBye.\r\n\
            --b--\r\n";
        assert_eq!(mail.as_deref(), Some(expected));
    }

    #[test]
    fn a_forwarded_mail_is_gone_into_and_numbered_as_rfc_3501_says() {
        let forwarded = Part::Message { inner: Box::new(multipart("c", vec![text(5), photo(9)])) };
        let single = Part::Message { inner: Box::new(text(5)) };
        let plan = Plan::new(&multipart("b", vec![text(3), forwarded, single])).unwrap();
        let expected =
            ["HEADER", "1.MIME", "1", "2.MIME", "2.HEADER", "2.1.MIME", "2.1", "2.2.MIME", "3.MIME", "3.HEADER", "3.1"];
        assert_eq!(names(&plan), expected);
    }

    #[test]
    fn a_mail_that_is_one_photo_keeps_its_header_alone() {
        let plan = Plan::new(&photo(700_000)).unwrap();
        assert_eq!(names(&plan), ["HEADER"]);
        let mail = assembled(&plan, &[("HEADER", "Content-Type: image/jpeg\r\n\r\n")]);
        assert_eq!(mail.as_deref(), Some("Content-Type: image/jpeg\r\nX-Homeroom-Omitted: 700000\r\n\r\n"));
    }

    #[test]
    fn a_text_that_is_too_long_is_cut_at_a_line_and_says_so() {
        let plan = Plan::new(&text(900_000)).unwrap();
        assert_eq!(names(&plan), ["HEADER", "1"]);
        let body = "a line of text\r\n".repeat(20_000);
        let mail = assembled(&plan, &[("HEADER", "Subject: long\r\n\r\n"), ("1", &body[..TEXT_LIMIT as usize - 3])]);
        let mail = mail.unwrap();
        assert!(mail.starts_with("Subject: long\r\nX-Homeroom-Truncated: 900000\r\n\r\na line"), "{}", &mail[..80]);
        assert!(mail.ends_with("text\r\n"));
    }

    #[test]
    fn all_texts_together_are_bounded() {
        let plan = Plan::new(&multipart("b", (0..10).map(|_| text(250_000)).collect())).unwrap();
        assert_eq!(names(&plan).iter().filter(|n| n.parse::<u32>().is_ok()).count(), 4);
    }

    #[test]
    fn a_long_text_file_is_left_out_whole() {
        let file = Part::Leaf { kind: Leaf::TextFile, octets: 300_000 };
        assert_eq!(names(&Plan::new(&multipart("b", vec![file])).unwrap()), ["HEADER", "1.MIME"]);
    }

    #[test]
    fn odd_structures_are_not_taken_apart() {
        let mut deep = text(1);
        for _ in 0..30 {
            deep = multipart("b", vec![deep]);
        }
        for odd in [
            deep,
            multipart("b", (0..120).map(|_| text(1)).collect()),
            multipart("", vec![text(1)]),
            multipart("a\r\nb", vec![text(1)]),
            Part::Multipart { boundary: None, parts: vec![text(1)] },
            Part::Message { inner: Box::new(text(1)) },
        ] {
            assert_eq!(Plan::new(&odd), None);
        }
    }

    #[test]
    fn a_missing_or_contradicting_section_gives_no_mail() {
        let plan = Plan::new(&multipart("b", vec![text(3)])).unwrap();
        let header = "Content-Type: multipart/mixed; boundary=b\r\n\r\n";
        assert_eq!(assembled(&plan, &[("HEADER", header), ("1.MIME", "\r\n")]), None);
        let other = "Content-Type: multipart/mixed; a=z\r\n\r\n";
        assert_eq!(assembled(&plan, &[("HEADER", other), ("1.MIME", "\r\n"), ("1", "abc")]), None);
        let endless = "X: y\r\n".repeat(60_000);
        assert_eq!(assembled(&plan, &[("HEADER", &endless), ("1.MIME", "\r\n"), ("1", "abc")]), None);
    }
}
