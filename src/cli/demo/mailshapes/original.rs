//! Reads a mail that homeroom (or the teacher) sent, as far as a mail program needs to when it answers.
//!
//! A small reader of its own, so that what parents' programs do with homeroom's mail does not depend on how homeroom
//! itself reads mail. It understands what mail programs of today write: folded headers, encoded words (RFC 2047),
//! nested multiparts, base64 and quoted-printable (RFC 2045).

use data_encoding::BASE64;
use encoding_rs::Encoding;
use jiff::Timestamp;

/// The parts of a mail that an answer takes over.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Original {
    pub from_name: String,
    pub from_address: String,
    /// Where an answer goes: Reply-To, else From.
    pub answer_to: String,
    pub to_name: String,
    pub to_address: String,
    pub subject: String,
    /// With its angle brackets; empty when the mail has none.
    pub message_id: String,
    /// With their angle brackets, oldest first.
    pub references: Vec<String>,
    pub date: Option<Timestamp>,
    /// The text part, lines ending in `\n`.
    pub text: String,
    /// What stands inside `<body>` of the HTML part.
    pub html: Option<String>,
    /// The header block as it stands, without the blank line.
    pub header: String,
}

impl Original {
    pub fn read(raw: &[u8]) -> Self {
        let raw = octets(raw).replace("\r\n", "\n");
        let (header, body) = split_header(&raw);
        let header = &String::from_utf8_lossy(&bytes_of(header)).into_owned();
        let (from_name, from_address) = mailbox(&field(header, "From"));
        let (_, reply_to) = mailbox(&field(header, "Reply-To"));
        let (to_name, to_address) = mailbox(&field(header, "To"));
        let mut parts = Parts::default();
        parts.collect(header, body, 0);
        Self {
            answer_to: if reply_to.is_empty() { from_address.clone() } else { reply_to },
            from_name,
            from_address,
            to_name,
            to_address,
            subject: decode_words(&field(header, "Subject")),
            message_id: ids(&field(header, "Message-ID")).into_iter().next().unwrap_or_default(),
            references: ids(&field(header, "References")),
            date: jiff::fmt::rfc2822::parse(&field(header, "Date")).ok().map(|z| z.timestamp()),
            text: parts.text.unwrap_or_default(),
            html: parts.html.as_deref().map(inside_body),
            header: header.to_owned(),
        }
    }
}

/// One character an octet, so that a text of any charset can be cut as text and put back together.
fn octets(raw: &[u8]) -> String {
    raw.iter().copied().map(char::from).collect()
}

/// The octets that [`octets`] made the text of.
fn bytes_of(text: &str) -> Vec<u8> {
    text.chars().filter_map(|c| u8::try_from(u32::from(c)).ok()).collect()
}

fn split_header(raw: &str) -> (&str, &str) {
    match raw.strip_prefix('\n') {
        Some(body) => ("", body),
        None => raw.split_once("\n\n").unwrap_or((raw, "")),
    }
}

/// The first field of that name, unfolded; empty when there is none.
fn field(header: &str, name: &str) -> String {
    let mut found: Option<String> = None;
    for line in header.split('\n') {
        if line.starts_with([' ', '\t']) {
            if let Some(value) = &mut found {
                value.push(' ');
                value.push_str(line.trim());
            }
            continue;
        }
        if found.is_some() {
            break;
        }
        if let Some((key, value)) = line.split_once(':')
            && key.trim_end().eq_ignore_ascii_case(name)
        {
            found = Some(value.trim().to_owned());
        }
    }
    found.unwrap_or_default()
}

/// Display name and addr-spec of the first mailbox.
fn mailbox(value: &str) -> (String, String) {
    match value.rsplit_once('<') {
        Some((name, rest)) => {
            let address = rest.split('>').next().unwrap_or_default().trim().to_owned();
            (decode_words(name.trim()).trim_matches('"').to_owned(), address)
        }
        None => (String::new(), value.trim().to_owned()),
    }
}

fn ids(value: &str) -> Vec<String> {
    value.split_whitespace().filter(|id| id.starts_with('<') && id.ends_with('>')).map(str::to_owned).collect()
}

/// RFC 2047; blanks between two encoded words are dropped.
fn decode_words(value: &str) -> String {
    let mut out = String::new();
    let mut after_word = false;
    for token in value.split(' ') {
        let decoded = decode_word(token);
        let between_words = after_word && decoded.is_some();
        if !out.is_empty() && !between_words {
            out.push(' ');
        }
        after_word = decoded.is_some();
        out.push_str(decoded.as_deref().unwrap_or(token));
    }
    out
}

fn decode_word(token: &str) -> Option<String> {
    let inner = token.strip_prefix("=?")?.strip_suffix("?=")?;
    let mut parts = inner.splitn(3, '?');
    let (charset, how, text) = (parts.next()?, parts.next()?, parts.next()?);
    let bytes = match how {
        "B" | "b" => BASE64.decode(text.as_bytes()).ok()?,
        "Q" | "q" => unquote(&text.replace('_', " ")),
        _ => return None,
    };
    Some(decode(&bytes, charset))
}

fn decode(bytes: &[u8], charset: &str) -> String {
    Encoding::for_label(charset.as_bytes()).unwrap_or(encoding_rs::UTF_8).decode(bytes).0.into_owned()
}

/// Quoted-printable to bytes; what is no escape stays.
fn unquote(text: &str) -> Vec<u8> {
    let mut out = Vec::with_capacity(text.len());
    let mut bytes = text.bytes();
    while let Some(b) = bytes.next() {
        if b != b'=' {
            out.push(b);
            continue;
        }
        match bytes.next() {
            None | Some(b'\n') => {}
            Some(high) => {
                let pair = [high, bytes.next().unwrap_or(b' ')];
                let value = std::str::from_utf8(&pair).ok().and_then(|hex| u8::from_str_radix(hex, 16).ok());
                match value {
                    Some(value) => out.push(value),
                    None => out.extend([b'=', pair[0], pair[1]]),
                }
            }
        }
    }
    out
}

/// The first text part and the first HTML part.
#[derive(Default)]
struct Parts {
    text: Option<String>,
    html: Option<String>,
}

impl Parts {
    fn collect(&mut self, header: &str, body: &str, depth: usize) {
        let content_type = field(header, "Content-Type");
        let kind = content_type.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
        if kind.starts_with("multipart/") && depth < 8 {
            let Some(boundary) = parameter(&content_type, "boundary") else { return };
            for part in split_parts(body, &boundary) {
                let (header, body) = split_header(&part);
                self.collect(header, body, depth + 1);
            }
            return;
        }
        let slot = match kind.as_str() {
            "" | "text/plain" => &mut self.text,
            "text/html" => &mut self.html,
            _ => return,
        };
        if slot.is_none() {
            let bytes = match field(header, "Content-Transfer-Encoding").to_ascii_lowercase().as_str() {
                "base64" => {
                    let packed: String = body.chars().filter(|c| !c.is_whitespace()).collect();
                    BASE64.decode(packed.as_bytes()).unwrap_or_default()
                }
                "quoted-printable" => unquote(body),
                _ => bytes_of(body),
            };
            let charset = parameter(&content_type, "charset").unwrap_or_else(|| "utf-8".to_owned());
            *slot = Some(decode(&bytes, &charset).replace("\r\n", "\n").trim_end().to_owned());
        }
    }
}

fn parameter(content_type: &str, name: &str) -> Option<String> {
    content_type.split(';').skip(1).find_map(|p| {
        let (key, value) = p.split_once('=')?;
        key.trim().eq_ignore_ascii_case(name).then(|| value.trim().trim_matches('"').to_owned())
    })
}

fn split_parts(body: &str, boundary: &str) -> Vec<String> {
    let (open, close) = (format!("--{boundary}"), format!("--{boundary}--"));
    let mut parts: Vec<String> = Vec::new();
    let mut inside = false;
    for line in body.split('\n') {
        match line.trim_end() {
            l if l == close => break,
            l if l == open => {
                inside = true;
                parts.push(String::new());
            }
            _ => {
                if let Some(part) = parts.last_mut().filter(|_| inside) {
                    part.push_str(line);
                    part.push('\n');
                }
            }
        }
    }
    parts
}

fn inside_body(html: &str) -> String {
    let lower = html.to_ascii_lowercase();
    let start = lower.find("<body").and_then(|at| Some(at + lower.get(at..)?.find('>')? + 1)).unwrap_or(0);
    let end = lower.rfind("</body").unwrap_or(html.len());
    html.get(start..end).unwrap_or(html).trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    const NOTE: &str = "From: =?utf-8?q?Ms=2E?= Rivera <room12@school.test>\r\n\
        Reply-To: <room12+t.abc@school.test>\r\n\
        To: =?utf-8?b?QW5hIE1hcnTDrW5leg==?= <ana@families.test>\r\n\
        Subject: =?utf-8?b?QnVlbmFzIG5vdGlj?=\r\n =?utf-8?b?aWFzIGRlIExlbw==?=\r\n\
        Message-ID: <one@school.test>\r\n\
        References: <zero@school.test>\r\n <half@school.test>\r\n\
        Date: Fri, 13 Nov 2026 15:31:00 -0500\r\n\
        MIME-Version: 1.0\r\n\
        Content-Type: multipart/alternative;\r\n boundary=\"xx\"\r\n\r\n\
        --xx\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n\
        Ley=C3=B3 en voz al=\r\nta.\r\n--xx\r\nContent-Type: text/html; charset=utf-8\r\n\
        Content-Transfer-Encoding: base64\r\n\r\nPGh0bWw+PGJvZHkgc3R5bGU9Im0iPjxwPkxleSYjMjQzOzwvcD48L2JvZHk+PC9odG1sPg==\r\n--xx--\r\n";

    #[test]
    fn an_answer_knows_whom_to_write_to_and_what_to_quote() {
        let o = Original::read(NOTE.as_bytes());
        assert_eq!(o.from_name, "Ms. Rivera");
        assert_eq!(o.answer_to, "room12+t.abc@school.test");
        assert_eq!((o.to_name.as_str(), o.to_address.as_str()), ("Ana Martínez", "ana@families.test"));
        assert_eq!(o.subject, "Buenas noticias de Leo");
        assert_eq!(o.message_id, "<one@school.test>");
        assert_eq!(o.references, ["<zero@school.test>", "<half@school.test>"]);
        assert_eq!(o.date.map(|d| d.to_string()).as_deref(), Some("2026-11-13T20:31:00Z"));
        assert_eq!(o.text, "Leyó en voz alta.");
        assert_eq!(o.html.as_deref(), Some("<p>Ley&#243;</p>"));
    }

    #[test]
    fn without_reply_to_the_answer_goes_to_the_sender() {
        let o = Original::read(b"From: room12@school.test\nSubject: Hello\n\nBody\n");
        assert_eq!((o.answer_to.as_str(), o.text.as_str(), o.message_id.as_str()), ("room12@school.test", "Body", ""));
    }

    #[test]
    fn octets_of_another_charset_survive_without_a_transfer_encoding() {
        let mail = b"From: a@b.test\r\nContent-Type: text/plain; charset=iso-8859-1\r\n\
            Content-Transfer-Encoding: 8bit\r\n\r\nd\xe9j\xe0\r\n";
        assert_eq!(Original::read(mail).text, "déjà");
    }

    #[test]
    fn nothing_at_all_is_read_as_nothing() {
        assert_eq!(Original::read(b""), Original::default());
    }
}
