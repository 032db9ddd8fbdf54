//! Header fields of a part that hide what the part is: written twice, folded where no program folds, with a boundary that
//! stands nowhere. What a part is made of shows in its own lines, so the fields are written anew from those.

use super::fields::{self, Field, Header, split_line};
use super::{parameters, wrapper};
use mail_parser::{Message, MessagePart, MimeHeaders, PartType};
use std::collections::HashSet;

/// Longest boundary (RFC 2046 §5.1.1 says 70; programs write more).
const MAX_BOUNDARY: usize = 200;
/// More fields than this are not looked at for the boundary that was meant.
const MAX_TYPES: usize = 5;

/// A mail whose first unreadable part can be read.
pub struct Repaired {
    pub bytes: Vec<u8>,
    /// What was wrong, for people.
    pub doubt: String,
}

/// Looks for the first part that can be read better. `None` for nearly every mail.
pub fn repaired(raw: &[u8], message: &Message<'_>) -> Option<Repaired> {
    message
        .parts
        .iter()
        .enumerate()
        .find_map(|(at, part)| if is_suspect(part) { mended(raw, part) } else { unwrapped(raw, part, at == 0) })
}

/// A signed mail inside its signature: the fields that say what its words are in the place of the wrapper's, and the
/// words. Other fields inside (RFC 9788 repeats the whole heading there) do not count: only the top header was seen by
/// the servers on the way, and a second From would leave the mail without a sender. A signed file (`order.pdf.p7m`) has no
/// such fields, and stays an attachment.
fn unwrapped(raw: &[u8], part: &MessagePart<'_>, is_whole_mail: bool) -> Option<Repaired> {
    let inner = wrapper::signed_content(part)?;
    if !is_whole_mail && !fields::fields(&inner).any(|f| says_what_it_is(&f)) {
        return None;
    }
    let header = raw.get(part.offset_header as usize..part.offset_body as usize)?;
    let kept = without_fields(header);
    let mut bytes = Vec::with_capacity(raw.len() + inner.len());
    bytes.extend_from_slice(raw.get(..part.offset_header as usize)?);
    bytes.extend_from_slice(fields::without_empty_line(&kept));
    bytes.extend_from_slice(&without_heading(&inner));
    bytes.extend_from_slice(raw.get(part.offset_end as usize..).unwrap_or_default());
    Some(Repaired {
        bytes,
        doubt: "signed: the words inside the signature were read, and the signature was not checked".to_owned(),
    })
}

/// The mail with those of its header fields that say what its words are.
fn without_heading(mail: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(mail.len());
    for field in fields::fields(mail).filter(says_what_it_is) {
        kept.extend_from_slice(field.name);
        kept.push(b':');
        kept.extend_from_slice(field.value);
        kept.extend_from_slice(b"\r\n");
    }
    kept.extend_from_slice(b"\r\n");
    // Some programs sign bare words.
    let has_header = fields::fields(mail).next().is_some() || matches!(mail.first(), Some(b'\r' | b'\n'));
    kept.extend_from_slice(if has_header { fields::after_header(mail) } else { mail });
    kept
}

fn says_what_it_is(field: &Field<'_>) -> bool {
    field.name.get(..8).is_some_and(|name| name.eq_ignore_ascii_case(b"content-"))
}

fn mended(raw: &[u8], part: &MessagePart<'_>) -> Option<Repaired> {
    let header = raw.get(part.offset_header as usize..part.offset_body as usize)?;
    let end = (part.offset_end as usize).max(part.offset_body as usize);
    let body = raw.get(part.offset_body as usize..end).unwrap_or_default();
    let (fields, doubt) = better_fields(&Header::read(header), body)?;
    let mut bytes = Vec::with_capacity(raw.len() + fields.len());
    bytes.extend_from_slice(raw.get(..part.offset_header as usize)?);
    bytes.extend_from_slice(&fields);
    bytes.extend_from_slice(&without_fields(header));
    bytes.extend_from_slice(raw.get(part.offset_body as usize..)?);
    Some(Repaired { bytes, doubt })
}

fn is_suspect(part: &MessagePart<'_>) -> bool {
    let named = |name: &str| part.headers.iter().filter(|h| h.name.as_str().eq_ignore_ascii_case(name)).count();
    let is_multipart = part.content_type().is_some_and(|t| t.ctype() == "multipart");
    let missed = is_multipart && !matches!(part.body, PartType::Multipart(_));
    let encoding = part.content_transfer_encoding();
    let untyped = part.content_type().is_some_and(|t| t.subtype().is_none() && t.ctype() != "text");
    missed
        || untyped
        || encoding.is_some_and(|e| e.bytes().any(|b| !b.is_ascii_alphanumeric() && b != b'-'))
        || named("Content-Type") > 1
        || named("Content-Transfer-Encoding") > 1
}

/// Content-Type and Content-Transfer-Encoding as one plain field each, if that is better than what stands there.
fn better_fields(header: &Header<'_>, body: &[u8]) -> Option<(Vec<u8>, String)> {
    let types: Vec<Field<'_>> = header.all("Content-Type").collect();
    let encodings: Vec<Field<'_>> = header.all("Content-Transfer-Encoding").collect();
    let (content_type, found) = match multipart(&types, body) {
        Some(multipart) => (Some(multipart), true),
        // RFC 2045 §5.2: what is no type at all is plain text. What has a name is a file of some kind.
        None => match types.first().map(|f| f.text()) {
            Some(text) if !text.contains('/') => {
                let (_, parameters) = text.split_once(';').unwrap_or((&text, ""));
                let named = parameters.to_ascii_lowercase().contains("name");
                let plain = b"text/plain".to_vec();
                (Some(if named { format!("application/octet-stream;{parameters}").into_bytes() } else { plain }), true)
            }
            topmost => (topmost.map(String::into_bytes), false),
        },
    };
    let encoding = transfer_encoding(&encodings);
    let encoding_changed = encodings.len() > 1 || encodings.first().map(|f| f.text()) != encoding;
    let doubt = if types.len() > 1 {
        format!("{} Content-Type fields: the one that fits was read", types.len())
    } else if found {
        "its Content-Type is wrong: its parts were found by the lines between them".to_owned()
    } else if encoding_changed && encoding.is_some() {
        "its Content-Transfer-Encoding is not as it should be: the one that was meant was read".to_owned()
    } else {
        return None;
    };
    let mut fields = Vec::new();
    for (name, value) in
        [("Content-Type", content_type), ("Content-Transfer-Encoding", encoding.map(String::into_bytes))]
    {
        if let Some(value) = value {
            fields.extend_from_slice(name.as_bytes());
            fields.extend_from_slice(b": ");
            fields.extend_from_slice(&value);
            fields.extend_from_slice(b"\r\n");
        }
    }
    Some((fields, doubt))
}

/// The multipart type that one of the fields names, with the boundary that really stands in the body.
fn multipart<'f>(types: &'f [Field<'_>], body: &[u8]) -> Option<Vec<u8>> {
    let multiparts: Vec<(&'f Field<'_>, Vec<String>)> = types
        .iter()
        .filter(|f| f.text().get(..10).is_some_and(|t| t.eq_ignore_ascii_case("multipart/")))
        .take(MAX_TYPES)
        .map(|field| (field, parameters::read_all(field.value, "boundary")))
        .collect();
    let (topmost, _) = multiparts.first()?;
    let standing = standing(body, multiparts.iter().flat_map(|(_, declared)| declared));
    let declared = |(field, declared): &(&'f Field<'_>, Vec<String>)| {
        let boundary = declared.iter().find(|b| standing.contains(b.as_bytes()))?;
        Some((*field, boundary.clone()))
    };
    let (field, boundary) =
        multiparts.iter().find_map(declared).or_else(|| boundary_in(body).map(|boundary| (*topmost, boundary)))?;
    let text = field.text();
    let subtype: String = text.chars().skip(10).take_while(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    let mut value = format!("multipart/{subtype}; boundary=\"{boundary}\"");
    for kept in ["report-type", "protocol"] {
        if let Some(text) = parameters::read(field.value, kept).filter(|t| is_token(t)) {
            value.push_str(&format!("; {kept}=\"{text}\""));
        }
    }
    Some(value.into_bytes())
}

fn is_token(text: &str) -> bool {
    !text.is_empty()
        && text.len() <= MAX_BOUNDARY
        && text.bytes().all(|b| (0x20..0x7f).contains(&b) && !matches!(b, b'"' | b'\\'))
}

fn lines(body: &[u8]) -> impl Iterator<Item = &[u8]> {
    let mut rest = body;
    std::iter::from_fn(move || {
        let (line, after) = split_line(rest);
        rest = after;
        (!line.is_empty()).then(|| line.trim_ascii_end())
    })
}

/// Those of the boundaries that stand in the body, found in one walk: a sender may declare thousands.
fn standing<'b>(body: &'b [u8], declared: impl Iterator<Item = &'b String>) -> HashSet<&'b [u8]> {
    let declared: HashSet<&[u8]> = declared.filter(|b| is_token(b)).map(String::as_bytes).collect();
    lines(body).filter_map(|line| line.strip_prefix(b"--")).filter(|b| declared.contains(b)).collect()
}

/// The first line that begins with two dashes and has a part's own field below it.
fn boundary_in(body: &[u8]) -> Option<String> {
    let mut candidate: Option<&[u8]> = None;
    for line in lines(body) {
        if let Some(found) = candidate
            && line.get(..8).is_some_and(|name| name.eq_ignore_ascii_case(b"content-"))
        {
            return String::from_utf8(found.to_vec()).ok().filter(|b| is_token(b));
        }
        candidate = line.strip_prefix(b"--").filter(|b| !b.is_empty());
    }
    None
}

/// The encoding that was meant: what says nothing yields to what does.
fn transfer_encoding(fields: &[Field<'_>]) -> Option<String> {
    let words = || {
        fields.iter().filter_map(|field| {
            let text = field.text().to_ascii_lowercase();
            let word = text.split(|c: char| !c.is_ascii_alphanumeric() && c != '-').find(|word| !word.is_empty())?;
            Some(word.to_owned())
        })
    };
    words().find(|word| matches!(word.as_str(), "base64" | "quoted-printable")).or_else(|| words().next())
}

/// The header without the two fields.
fn without_fields(header: &[u8]) -> Vec<u8> {
    let mut kept = Vec::with_capacity(header.len());
    let mut rest = header;
    let mut dropping = false;
    while !rest.is_empty() {
        let (line, after) = split_line(rest);
        rest = after;
        if !matches!(line.first(), Some(b' ' | b'\t')) {
            let name = line.split(|b| *b == b':').next().unwrap_or_default().trim_ascii();
            dropping =
                [&b"content-type"[..], b"content-transfer-encoding"].iter().any(|n| name.eq_ignore_ascii_case(n));
        }
        if !dropping {
            kept.extend_from_slice(line);
        }
    }
    kept
}

#[cfg(test)]
mod tests {
    use crate::message::inbound::understand;

    fn read(fields: &str, boundary: &str) -> (String, usize) {
        let mail = understand(
            format!(
                "From: ana@x.test\r\n{fields}\r\nSubject: s\r\n\r\npreamble\r\n--{boundary}\r\nContent-Type: text/plain\r\n\r\n\
                 Hello\r\n--{boundary}\r\nContent-Type: image/jpeg; name=a.jpg\r\nContent-Transfer-Encoding: base64\r\n\r\n\
                 SGVsbG8=\r\n--{boundary}--\r\n"
            )
            .as_bytes(),
        );
        assert_eq!(mail.subject, "s", "{fields}");
        (mail.text.trim_end().to_owned(), mail.attachments.len())
    }

    #[test]
    fn parts_are_found_where_the_content_type_hides_them() {
        for (fields, boundary) in [
            ("Content-Type: multipart/mixed;\r\n boundary=\r\n  \"b1\"", "b1"),
            ("Content-Type: multipart/mixed;\r\n boundary\r\n =\r\n\t\"b1\"", "b1"),
            ("Content-Type: multipart/mixed;\r\n boundary=\"b1-\r\n abc\"", "b1-abc"),
            ("Content-Type: multipart/mixed;\r\nboundary=\"b1\"", "b1"),
            ("Content-Type: multipart/mixed; boundary=\"b1  \"", "b1"),
            ("Content-Type: multipart/mixed; boundary=\"b1\"", "b1  "),
            ("Content-Type: multipart/mixed; boundary='b1'", "b1"),
            ("Content-Type: multipart/mixed boundary=b1", "b1"),
            ("Content-Type: multipart/mixed", "b1"),
            ("Content-Type: multipart/mixed; boundary=other", "b1"),
            ("Content-Type: multipart/mixed; boundary=b2; boundary=b1", "b1"),
            ("Content-Type: multipart/mixed; boundary=b1\r\nContent-Type: text/plain", "b1"),
            ("Content-Type: text/plain\r\nContent-Type: multipart/mixed; boundary=b1", "b1"),
            ("Content-Type: multipart/mixed; boundary=b1\r\nContent-Type: multipart/mixed; boundary=b2", "b1"),
            ("Content-Type: multipart/mixed; boundary=b2\r\nContent-Type: multipart/mixed; boundary=b1", "b1"),
        ] {
            assert_eq!(read(fields, boundary), ("Hello".to_owned(), 1), "{fields}");
        }
    }

    #[test]
    fn a_part_inside_is_mended_too() {
        let inner = "--out\r\nContent-Type: multipart/alternative\r\n\r\n--in\r\nContent-Type: text/plain\r\n\r\nHello\r\n--in--\r\n";
        let raw = format!("Content-Type: multipart/mixed; boundary=out\r\n\r\n{inner}--out\r\n\r\nBye\r\n--out--\r\n");
        assert_eq!(understand(raw.as_bytes()).text, "Hello\nBye");
    }

    #[test]
    fn the_transfer_encoding_that_was_meant_is_read() {
        for fields in [
            "Content-Transfer-Encoding: base64;",
            "Content-Transfer-Encoding: \"BASE64\"",
            "Content-Transfer-Encoding: base64 (really)",
            "Content-Transfer-Encoding: 8bit\r\nContent-Transfer-Encoding: base64",
            "Content-Transfer-Encoding: base64\r\nContent-Transfer-Encoding: 7bit",
        ] {
            let raw = format!("From: ana@x.test\r\n{fields}\r\nSubject: s\r\n\r\nTWHDsWFuYQ==\r\n");
            assert_eq!(understand(raw.as_bytes()).text, "Mañana", "{fields}");
        }
    }

    #[test]
    fn of_two_types_of_one_text_the_topmost_counts() {
        let raw = b"Content-Type: text/html\r\nContent-Type: text/plain\r\n\r\n<p>Hello</p>\r\n";
        let mail = understand(raw);
        assert_eq!(mail.text, "Hello");
        assert!(mail.why.iter().any(|w| w.starts_with("2 Content-Type fields")), "{:?}", mail.why);
    }

    #[test]
    fn what_is_no_type_is_plain_text() {
        assert_eq!(understand(b"Content-Type: plain\r\n\r\nHello\r\n").text.trim_end(), "Hello");
    }

    #[test]
    fn thousands_of_declared_boundaries_cost_one_walk() {
        let boundaries: String = (0..90).map(|n| format!("; boundary=b{n}")).collect();
        let types = format!("Content-Type: multipart/mixed{boundaries}\r\n").repeat(300);
        let raw = format!("From: ana@x.test\r\n{types}\r\n{}", "a line\r\n".repeat(400_000));
        let begun = std::time::Instant::now();
        assert_eq!(understand(raw.as_bytes()).from.unwrap().as_str(), "ana@x.test");
        assert!(begun.elapsed().as_secs() < 20, "{:?}", begun.elapsed());
    }

    #[test]
    fn a_multipart_without_parts_stays_what_it_is() {
        let mail = understand(b"Content-Type: multipart/mixed; boundary=b\r\n\r\nnothing here\r\n--\r\nAna\r\n");
        assert!(mail.why.iter().all(|w| !w.contains("Content-Type")), "{:?}", mail.why);
    }

    #[test]
    fn a_file_whose_type_is_no_type_stays_a_file() {
        let raw =
            b"From: ana@x.test\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nHere it is.\r\n--b\r\n\
                    Content-Type: pdf; name=form.pdf\r\n\r\n%PDF-1.7\r\n--b--\r\n";
        let mail = understand(raw);
        assert_eq!(mail.text.trim(), "Here it is.");
        assert_eq!(mail.attachments.last().and_then(|a| a.name.as_deref()), Some("form.pdf"));
    }
}
