//! Text to the octets of a mail: charsets, transfer encodings (RFC 2045), encoded words (RFC 2047).

use data_encoding::BASE64;

/// The charset a mail program labels its text with.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Charset {
    Utf8,
    Latin1,
    Windows1256,
    Gb18030,
}

/// The transfer encoding a mail program prefers for text that is not plain ASCII.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Transfer {
    QuotedPrintable,
    Base64,
    EightBit,
}

/// Text in the octets of a charset, with the label for the header.
pub struct Encoded {
    pub label: &'static str,
    pub bytes: Vec<u8>,
}

impl Charset {
    /// Falls back to UTF-8 where the charset lacks a character, as mail programs do.
    pub fn encode(self, text: &str) -> Encoded {
        let wanted = match self {
            Charset::Utf8 => None,
            Charset::Latin1 => latin1(text).map(|bytes| Encoded { label: "iso-8859-1", bytes }),
            Charset::Windows1256 => by(encoding_rs::WINDOWS_1256, "windows-1256", text),
            Charset::Gb18030 => by(encoding_rs::GB18030, "gb18030", text),
        };
        wanted.unwrap_or_else(|| Encoded { label: "utf-8", bytes: text.as_bytes().to_vec() })
    }
}

fn latin1(text: &str) -> Option<Vec<u8>> {
    text.chars().map(|c| u8::try_from(u32::from(c)).ok()).collect()
}

fn by(encoding: &'static encoding_rs::Encoding, label: &'static str, text: &str) -> Option<Encoded> {
    let (bytes, _, lossy) = encoding.encode(text);
    (!lossy).then(|| Encoded { label, bytes: bytes.into_owned() })
}

/// One MIME text part: its two header lines, the blank line and its body, lines ending in CRLF. The octets need not be
/// UTF-8.
pub fn text_part(media_type: &str, parameters: &str, text: &str, charset: Charset, transfer: Transfer) -> Vec<u8> {
    let canonical = text.replace("\r\n", "\n").replace('\n', "\r\n");
    let encoded = charset.encode(&canonical);
    let plain = encoded.bytes.is_ascii() && canonical.split("\r\n").all(|l| l.len() <= 78);
    let (name, body) = match transfer {
        _ if plain => ("7bit", encoded.bytes),
        Transfer::QuotedPrintable => ("quoted-printable", quoted_printable(&encoded.bytes)),
        Transfer::Base64 => ("base64", base64_lines(&encoded.bytes)),
        Transfer::EightBit if canonical.split("\r\n").all(|l| l.len() <= 900) => ("8bit", encoded.bytes),
        Transfer::EightBit => ("quoted-printable", quoted_printable(&encoded.bytes)),
    };
    let label = encoded.label;
    let mut part = format!(
        "Content-Type: {media_type}; charset=\"{label}\"{parameters}\r\nContent-Transfer-Encoding: {name}\r\n\r\n"
    )
    .into_bytes();
    part.extend(body);
    if !part.ends_with(b"\r\n") {
        part.extend(b"\r\n");
    }
    part
}

/// RFC 2045 §6.7: lines of at most 76 octets, line ends kept, blanks at a line's end escaped.
pub fn quoted_printable(bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(bytes.len() * 5 / 4);
    for (n, line) in bytes.split(|b| *b == b'\n').enumerate() {
        if n > 0 {
            out.extend(b"\r\n");
        }
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let mut column = 0;
        for (at, b) in line.iter().enumerate() {
            let literal = (0x21..=0x7e).contains(b) && *b != b'=' || matches!(b, b' ' | b'\t') && at + 1 < line.len();
            let width = if literal { 1 } else { 3 };
            if column + width > 75 {
                out.extend(b"=\r\n");
                column = 0;
            }
            if literal {
                out.push(*b);
            } else {
                out.extend(format!("={b:02X}").bytes());
            }
            column += width;
        }
    }
    out
}

/// Base64 in lines of 76 characters.
pub fn base64_lines(bytes: &[u8]) -> Vec<u8> {
    let text = BASE64.encode(bytes);
    let mut out = Vec::with_capacity(text.len() + text.len() / 38);
    for line in text.as_bytes().chunks(76) {
        out.extend(line);
        out.extend(b"\r\n");
    }
    out
}

/// A header value; where it is not plain ASCII, as encoded words of at most 75 characters folded by CRLF and a blank.
pub fn header_text(text: &str, charset: Charset) -> String {
    if text.is_ascii() {
        return text.to_owned();
    }
    let label = charset.encode(text).label;
    let charset = if label == "utf-8" { Charset::Utf8 } else { charset };
    let mut words: Vec<String> = Vec::new();
    let mut chunk = String::new();
    for c in text.chars() {
        // 36 octets make 48 characters of base64, which leaves room for the longest label.
        if charset.encode(&chunk).bytes.len() + charset.encode(&c.to_string()).bytes.len() > 36 {
            words.push(word(&chunk, label, charset));
            chunk.clear();
        }
        chunk.push(c);
    }
    words.push(word(&chunk, label, charset));
    words.join("\r\n ")
}

fn word(text: &str, label: &str, charset: Charset) -> String {
    format!("=?{label}?B?{}?=", BASE64.encode(&charset.encode(text).bytes))
}

/// `Name <address>`, the name quoted or encoded as it needs.
pub fn mailbox(name: &str, address: &str, charset: Charset) -> String {
    if name.is_empty() {
        address.to_owned()
    } else if !name.is_ascii() {
        format!("{} <{address}>", header_text(name, charset))
    } else if name.chars().all(|c| c.is_ascii_alphanumeric() || c == ' ') {
        format!("{name} <{address}>")
    } else {
        format!("\"{name}\" <{address}>")
    }
}

/// The five characters that HTML text must not hold.
pub fn escape_html(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            c => out.push(c),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn qp(text: &str) -> String {
        String::from_utf8(quoted_printable(text.as_bytes())).unwrap()
    }

    #[test]
    fn quoted_printable_keeps_to_its_rules() {
        assert_eq!(qp("a=b"), "a=3Db");
        assert_eq!(qp("blank \r\ntab\t"), "blank=20\r\ntab=09");
        assert_eq!(qp("é"), "=C3=A9");
        assert!(qp(&"é".repeat(200)).lines().all(|l| l.len() <= 76));
        assert!(qp(&"x".repeat(200)).lines().all(|l| l.len() <= 76));
    }

    #[test]
    fn a_charset_that_lacks_a_character_gives_way_to_utf_8() {
        assert_eq!(Charset::Latin1.encode("señor").bytes, b"se\xf1or");
        assert_eq!(Charset::Latin1.encode("sœur").label, "utf-8");
        assert_eq!(Charset::Windows1256.encode("سلام").label, "windows-1256");
        assert_eq!(Charset::Windows1256.encode("你好").label, "utf-8");
        assert_eq!(Charset::Gb18030.encode("你好").bytes, b"\xc4\xe3\xba\xc3");
    }

    #[test]
    fn encoded_words_are_short_and_never_split_a_character() {
        let long = "Một cái tựa đề rất dài về việc đọc sách ở nhà của cháu";
        let value = header_text(long, Charset::Utf8);
        assert!(value.split("\r\n ").all(|w| w.len() <= 75 && w.starts_with("=?utf-8?B?")));
        let mail = format!("Subject: {value}\r\n\r\n");
        assert_eq!(super::super::original::Original::read(mail.as_bytes()).subject, long);
    }

    #[test]
    fn a_name_with_a_dot_is_quoted() {
        assert_eq!(mailbox("Ms. Rivera", "r@s.test", Charset::Utf8), "\"Ms. Rivera\" <r@s.test>");
        assert_eq!(mailbox("Pat Quinn", "p@f.test", Charset::Utf8), "Pat Quinn <p@f.test>");
    }
}
