//! What a mail says, as text, and what is attached to it.

use super::clean::{beginning, clean_line};
use super::fields::Header;
use super::{Attachment, alternative, charset, html, parameters, transfer, wrapper};
use crate::domain::mail::Mark;
use mail_parser::{Message, MessagePart, MimeHeaders, PartType};
use std::borrow::Cow;

/// Our own large-mail fetch leaves an attachment on the server and writes its size here.
pub const OMITTED: &str = "X-Homeroom-Omitted";

/// Text takes up to three times the octets that the mail has for it.
const MAX_TEXT: usize = 24 * 1024 * 1024;
/// What of a mail's HTML is turned into text: many parts of it take a quarter of a second for each MiB.
const MAX_HTML: usize = 2 * 1024 * 1024;
/// What of a part is decoded a second time, beside what the parser made of it.
const MAX_ANEW: usize = 4 * 1024 * 1024;

/// Texts and attachments of a mail.
#[derive(Default)]
pub struct Body {
    /// Every text part, decoded, in order.
    pub text: String,
    /// The source of the HTML part, if there is one.
    pub html: Option<String>,
    /// `text` was made from HTML because there was nothing else.
    pub from_html: bool,
    pub attachments: Vec<Attachment>,
    /// There is more text than is read.
    pub cut_short: bool,
    pub marks: Vec<Mark>,
}

pub fn read(message: &Message<'_>) -> Body {
    let mut body = Body { attachments: attachments(message), ..Body::default() };
    let mut only_html = true;
    let mut html_left = MAX_HTML;
    for part in parts(message, &message.text_body) {
        let text_left = MAX_TEXT.saturating_sub(body.text.len());
        let (text, left) = match &part.body {
            PartType::Text(_) => {
                only_html = false;
                (plain(message, part), text_left)
            }
            PartType::Html(_) => {
                let left = html_left;
                html_left = left.saturating_sub(part.len());
                (html::to_text(beginning(&decoded(message, part), left)).into(), left)
            }
            _ => continue,
        };
        body.cut_short |= part.len() > left;
        if !body.text.is_empty() && !body.text.ends_with('\n') {
            body.text.push('\n');
        }
        body.text.push_str(beginning(&text, text_left));
    }
    body.html = parts(message, &message.html_body)
        .find(|p| matches!(p.body, PartType::Html(_)))
        .map(|p| beginning(&decoded(message, p), MAX_HTML).to_owned());
    body.from_html = only_html && body.html.is_some();
    if body.text.trim().is_empty() && body.html.is_none() {
        read_misplaced_texts(message, &mut body);
    }
    if !body.from_html
        && let Some(page) = body.html.as_deref()
        && (body.text.trim().is_empty() || alternative::is_stub(&body.text, page))
    {
        body.text = html::to_text(page);
        body.from_html = true;
    }
    let wrapped: Vec<wrapper::Outlook> = message.parts.iter().filter_map(wrapper::outlook).collect();
    body.marks = wrapper::marks(message, &body.text, !wrapped.is_empty());
    for inside in wrapped {
        if body.text.trim().is_empty() {
            body.text = inside.text;
        }
        body.attachments.extend(inside.attachments);
    }
    body
}

/// Texts the parser took for attachments: of a kind nobody asked for (`text/enriched`), or in a part that never ends
/// (a mail cut short). They are the sender's words all the same.
fn read_misplaced_texts(message: &Message<'_>, body: &mut Body) {
    for part in message.parts.iter().filter(|p| is_misplaced(message, p)) {
        let text = decoded(message, part);
        let html = part.content_type().is_some_and(|t| t.subtype() == Some("html"));
        match html {
            true if body.html.is_none() => {
                if body.text.is_empty() {
                    body.text = html::to_text(beginning(&text, MAX_HTML));
                    body.from_html = true;
                }
                body.html = Some(beginning(&text, MAX_HTML).to_owned());
            }
            true => {}
            false => body.text.push_str(beginning(&text, MAX_TEXT.saturating_sub(body.text.len()))),
        }
    }
}

fn is_misplaced(message: &Message<'_>, part: &MessagePart<'_>) -> bool {
    let named = part.attachment_name().is_some() || part.content_disposition().is_some_and(|d| d.is_attachment());
    let alone = message.parts.len() == 1;
    let text = part.content_type().is_none_or(|t| t.ctype() == "text" || alone);
    matches!(part.body, PartType::Text(_)) && !named && text && (alone || part.is_encoding_problem)
}

fn parts<'m>(message: &'m Message<'m>, ids: &'m [u32]) -> impl Iterator<Item = &'m MessagePart<'m>> {
    ids.iter().filter_map(|id| message.part(*id))
}

fn plain<'m>(message: &'m Message<'m>, part: &'m MessagePart<'m>) -> Cow<'m, str> {
    let text = wrapper::without_armour(decoded(message, part));
    let parameter = |name: &str| part.content_type().and_then(|t| t.attribute(name));
    if parameter("format").is_some_and(|f| f.eq_ignore_ascii_case("flowed")) {
        unflowed(beginning(&text, MAX_TEXT), parameter("delsp").is_some_and(|d| d.eq_ignore_ascii_case("yes"))).into()
    } else {
        text
    }
}

/// The part's text. Where its encoding has a fault or its character set is in doubt, it is decoded anew from its octets.
fn decoded<'m>(message: &'m Message<'m>, part: &'m MessagePart<'m>) -> Cow<'m, str> {
    let (PartType::Text(text) | PartType::Html(text)) = &part.body else { return Cow::Borrowed("") };
    let declared = part.content_type().and_then(|t| t.attribute("charset"));
    if !part.is_encoding_problem && is_beyond_doubt(text, declared) {
        return Cow::Borrowed(text);
    }
    let raw = message.raw_message.get(part.offset_body as usize..part.offset_end as usize).unwrap_or_default();
    let encoding = part.content_transfer_encoding().unwrap_or_default();
    let octets: Cow<'_, [u8]> = if encoding.eq_ignore_ascii_case("base64") && transfer::may_be_base64(raw) {
        transfer::base64(raw).into()
    } else if encoding.eq_ignore_ascii_case("quoted-printable") {
        transfer::quoted_printable(raw).into()
    } else {
        raw.into()
    };
    charset::decode(octets.get(..MAX_ANEW).unwrap_or(&octets), declared).into()
}

/// ASCII is the same in nearly every character set, and what was declared as UTF-8 and is UTF-8 needs no second look.
fn is_beyond_doubt(text: &str, declared: Option<&str>) -> bool {
    let declared_utf8 = declared.is_none_or(|d| d.eq_ignore_ascii_case("utf-8") || d.eq_ignore_ascii_case("utf8"));
    let plain = text.bytes().all(|b| b.is_ascii() && b != 0x1b && b != 0);
    match (plain, declared_utf8) {
        (true, true) => true,
        // Only UTF-7 hides letters behind signs that look plain.
        (true, false) => !declared.is_some_and(|d| d.to_ascii_lowercase().contains("utf-7")),
        (false, true) => !text.contains(['\u{fffd}', '\u{feff}', '\u{1b}', '\0']),
        (false, false) => false,
    }
}

/// RFC 3676: lines that end with a blank go on in the next one of the same quote depth. An empty line stays one: some
/// programs leave a blank at the end of a paragraph.
fn unflowed(text: &str, delete_space: bool) -> String {
    let mut joined = String::with_capacity(text.len());
    let mut open_depth = None;
    for line in text.lines() {
        let depth = line.bytes().take_while(|b| *b == b'>').count();
        let content = line.get(depth..).unwrap_or_default();
        let content = content.strip_prefix(' ').unwrap_or(content);
        if open_depth == Some(depth) && content != "-- " && !content.is_empty() {
            joined.push_str(content);
        } else {
            if open_depth.is_some() {
                joined.push('\n');
            }
            joined.extend(std::iter::repeat_n('>', depth));
            if depth > 0 {
                joined.push(' ');
            }
            joined.push_str(content);
        }
        if content.ends_with(' ') && content != "-- " {
            if delete_space {
                joined.pop();
            }
            open_depth = Some(depth);
        } else {
            joined.push('\n');
            open_depth = None;
        }
    }
    joined
}

fn attachments(message: &Message<'_>) -> Vec<Attachment> {
    let container = |part: &&MessagePart<'_>| !matches!(part.body, PartType::Multipart(_));
    parts(message, &message.attachments)
        .filter(container)
        .filter(|part| !is_misplaced(message, part))
        .map(|part| attachment(message, part))
        .collect()
}

fn attachment(message: &Message<'_>, part: &MessagePart<'_>) -> Attachment {
    let media_type = match part.content_type() {
        Some(t) => format!("{}/{}", t.ctype(), t.subtype().unwrap_or("octet-stream")).to_lowercase(),
        None if part.is_message() => "message/rfc822".to_owned(),
        None => "text/plain".to_owned(),
    };
    let size = match &part.body {
        PartType::Text(text) | PartType::Html(text) => text.len(),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => bytes.len(),
        PartType::Message(_) | PartType::Multipart(_) => {
            (part.offset_end as usize).saturating_sub(part.offset_body as usize)
        }
    };
    Attachment {
        name: name_of(message, part).map(|n| file_name(&n)).filter(|n| !n.is_empty()),
        media_type: clean_line(&media_type, 120),
        size: omitted_size(part).unwrap_or(size),
    }
}

/// As the part's own fields say it: mail-parser decodes each piece of a long name for itself.
fn name_of(message: &Message<'_>, part: &MessagePart<'_>) -> Option<String> {
    let fields = Header::read(message.raw_message.get(part.offset_header as usize..part.offset_body as usize)?);
    [("Content-Disposition", "filename"), ("Content-Type", "name")]
        .into_iter()
        .find_map(|(field, name)| parameters::read(fields.first(field)?.value, name))
}

/// The last element of what may be a path, cleaned for display.
pub(super) fn file_name(name: &str) -> String {
    let name = name.rsplit(['/', '\\']).next().unwrap_or(name);
    clean_line(name, 200)
}

fn omitted_size(part: &MessagePart<'_>) -> Option<usize> {
    let header = part.headers.iter().find(|h| h.name.as_str().eq_ignore_ascii_case(OMITTED))?;
    header.value.as_text()?.trim().parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use mail_parser::MessageParser;

    fn body(raw: &[u8]) -> Body {
        read(&MessageParser::new().parse(raw).unwrap())
    }

    #[test]
    fn flowed_text_is_joined_and_quotes_keep_their_depth() {
        let raw = b"Content-Type: text/plain; format=flowed\r\n\r\nDear Ms \r\nRivera,\r\n>> old \r\n>> words\r\n> x \r\nnew\r\n-- \r\nAna\r\n";
        assert_eq!(body(raw).text, "Dear Ms Rivera,\n>> old words\n> x \nnew\n-- \nAna\n");
    }

    #[test]
    fn undeclared_octets_are_read_as_what_they_are() {
        assert_eq!(body(b"Subject: x\r\n\r\nma\xf1ana \x93hoy\x94").text, "mañana “hoy”");
        assert_eq!(body(b"Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nma=F1ana").text, "mañana");
        assert_eq!(body(b"Content-Type: text/plain; charset=utf-8\r\n\r\nma\xc3\xb1ana").text, "mañana");
    }

    #[test]
    fn an_attachment_name_is_never_a_path() {
        for (name, shown) in
            [("../../etc/passwd", "passwd"), ("C:\\x\\a.jpg", "a.jpg"), ("a\u{202e}gpj.exe", "agpj.exe")]
        {
            assert_eq!(file_name(name), shown);
        }
    }

    #[test]
    fn text_that_is_no_base64_is_shown_as_it_stands() {
        let raw = "Content-Transfer-Encoding: base64\r\n\r\nLeo no viene mañana.\r\n";
        assert_eq!(body(raw.as_bytes()).text.trim_end(), "Leo no viene mañana.");
    }

    #[test]
    fn an_omitted_attachment_reports_the_size_it_has_on_the_server() {
        let raw = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n\r\nhi\r\n--b\r\nContent-Type: image/JPEG; name=a.jpg\r\nContent-Disposition: attachment\r\nX-Homeroom-Omitted: 3145728\r\n\r\n\r\n--b--\r\n";
        let body = body(raw);
        assert_eq!(body.text, "hi");
        assert_eq!(
            body.attachments,
            [Attachment { name: Some("a.jpg".into()), media_type: "image/jpeg".into(), size: 3_145_728 }]
        );
    }

    #[test]
    fn a_mail_cut_short_keeps_its_words() {
        let cut = b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\nma=C3=B1ana y m";
        let body = body(cut);
        assert_eq!((body.text.as_str(), body.attachments.len()), ("mañana y m", 0));
    }

    #[test]
    fn text_is_taken_from_html_where_there_is_nothing_else() {
        let body = body(b"Content-Type: text/html\r\n\r\n<p>Hola</p>");
        assert_eq!((body.text.as_str(), body.from_html), ("Hola", true));
    }
}
