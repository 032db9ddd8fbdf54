//! Parameters of Content-Type and Content-Disposition (RFC 2231), and encoded words (RFC 2047), put together as octets
//! before anything is decoded: programs cut in the middle of a sign, and write the same thing in several ways at once.

use super::{charset, transfer};

/// Longer values than this are no names.
const MOST: usize = 8 * 1_024;

/// One piece of a parameter as it stands: `name*1*=value`.
struct Piece {
    name: String,
    /// `None`: the whole parameter in one piece.
    section: Option<u32>,
    /// In percent signs, the first piece behind a character set and a language.
    extended: bool,
    value: Vec<u8>,
}

/// The parameter of this name in a field's value. The extended form is what the program meant, where it wrote both.
pub fn read(value: &[u8], name: &str) -> Option<String> {
    let mut pieces: Vec<Piece> = pieces(value).into_iter().filter(|p| p.name == name).collect();
    let pieced = pieces.iter().any(|p| p.section.is_some());
    let extended = pieces.iter().any(|p| p.section.is_none() && p.extended);
    if extended || !pieced {
        let piece = pieces.into_iter().find(|p| p.section.is_none() && p.extended == extended)?;
        return Some(joined(&[piece]));
    }
    pieces.retain(|p| p.section.is_some());
    pieces.sort_by_key(|p| p.section);
    pieces.dedup_by_key(|p| p.section);
    Some(joined(&pieces))
}

/// Every way in which the parameter may be meant, as a boundary folded or quoted by mistake is.
pub fn read_all(value: &[u8], name: &str) -> Vec<String> {
    let whole = pieces(value).into_iter().filter(|p| p.name == name && p.section.is_none());
    let mut all: Vec<String> = read(value, name).into_iter().chain(whole.map(|p| joined(&[p]))).collect();
    for at in 0..all.len() {
        let written = all.get(at).cloned().unwrap_or_default();
        all.push(written.trim().trim_matches('\'').to_owned());
        all.push(written.split_whitespace().collect());
    }
    all
}

fn joined(pieces: &[Piece]) -> String {
    let mut octets = Vec::new();
    let mut label = None;
    for (at, piece) in pieces.iter().enumerate() {
        let mut value = piece.value.as_slice();
        if piece.extended {
            if at == 0
                && let Some((charset, text)) = character_set(value)
            {
                label = Some(String::from_utf8_lossy(charset).into_owned()).filter(|l| !l.is_empty());
                value = text;
            }
            octets.extend(percent_decoded(value));
        } else {
            octets.extend_from_slice(value);
        }
    }
    let in_percent = || Some(percent_decoded(&octets)).filter(|d| *d != octets && !d.is_ascii());
    let text = match in_percent().and_then(|decoded| String::from_utf8(decoded).ok()) {
        Some(text) if label.is_none() && pieces.iter().all(|p| !p.extended) => text,
        _ => charset::decode(&octets, label.as_deref()),
    };
    words(&text)
}

/// `windows-1251'ru'text`: before and behind the language.
fn character_set(value: &[u8]) -> Option<(&[u8], &[u8])> {
    let mut parts = value.splitn(3, |b| *b == b'\'');
    let (charset, _language, text) = (parts.next()?, parts.next()?, parts.next()?);
    Some((charset, text))
}

fn percent_decoded(value: &[u8]) -> Vec<u8> {
    let mut octets = Vec::with_capacity(value.len());
    let mut rest = value;
    while let Some((first, after)) = rest.split_first() {
        match after.get(..2).and_then(transfer::hex).filter(|_| *first == b'%') {
            Some(octet) => {
                octets.push(octet);
                rest = after.get(2..).unwrap_or_default();
            }
            None => {
                octets.push(*first);
                rest = after;
            }
        }
    }
    octets
}

/// Everything behind the first semicolon, at most a hundred parameters.
fn pieces(value: &[u8]) -> Vec<Piece> {
    let value = value.get(..MOST).unwrap_or(value);
    split_outside_quotes(value).into_iter().skip(1).take(100).filter_map(piece).collect()
}

fn split_outside_quotes(value: &[u8]) -> Vec<&[u8]> {
    let mut parts = Vec::new();
    let (mut start, mut quoted, mut escaped) = (0, false, false);
    for (at, b) in value.iter().enumerate() {
        match b {
            _ if std::mem::take(&mut escaped) => {}
            b'\\' if quoted => escaped = true,
            b'"' => quoted = !quoted,
            b';' if !quoted => {
                parts.push(value.get(start..at).unwrap_or_default());
                start = at + 1;
            }
            _ => {}
        }
    }
    parts.push(value.get(start..).unwrap_or_default());
    parts
}

fn piece(text: &[u8]) -> Option<Piece> {
    let at = text.iter().position(|b| *b == b'=')?;
    let (name, value) = text.split_at(at);
    let name = String::from_utf8_lossy(name.trim_ascii()).to_ascii_lowercase();
    let (name, extended) = name.strip_suffix('*').map_or((name.as_str(), false), |bare| (bare, true));
    let (name, section) = match name.split_once('*') {
        Some((name, section)) => (name, Some(section.parse().ok()?)),
        None => (name, None),
    };
    let value = unquoted(value.strip_prefix(b"=").unwrap_or_default().trim_ascii());
    Some(Piece { name: name.to_owned(), section, extended, value })
}

/// Line ends go; a backslash goes only before what needs one: some programs write whole paths.
fn unquoted(value: &[u8]) -> Vec<u8> {
    let bare = value.strip_prefix(b"\"").map(|v| v.strip_suffix(b"\"").unwrap_or(v)).unwrap_or(value);
    let mut octets = Vec::with_capacity(bare.len());
    let mut rest = bare.iter().filter(|b| !matches!(b, b'\r' | b'\n')).peekable();
    while let Some(b) = rest.next() {
        if *b == b'\\' && matches!(rest.peek(), Some(b'"' | b'\\')) {
            octets.extend(rest.next());
        } else {
            octets.push(*b);
        }
    }
    octets
}

/// A text with its encoded words read. Words that only blanks part are one text, and are put together before they are
/// decoded: programs cut them in the middle of a sign.
pub fn words(text: &str) -> String {
    let mut read = String::with_capacity(text.len());
    let mut open: Option<(String, Vec<u8>)> = None;
    let mut rest = text;
    while let Some((before, word, after)) = next_word(rest) {
        if !(open.is_some() && before.trim().is_empty()) {
            flush(&mut read, open.take());
            read.push_str(before);
        }
        match &mut open {
            Some((label, octets)) if *label == word.0 => octets.extend(word.1),
            _ => {
                flush(&mut read, open.take());
                open = Some(word);
            }
        }
        rest = after;
    }
    flush(&mut read, open);
    read.push_str(rest);
    read
}

fn flush(read: &mut String, open: Option<(String, Vec<u8>)>) {
    if let Some((label, octets)) = open {
        read.push_str(&charset::decode(&octets, Some(&label)));
    }
}

type Word = (String, Vec<u8>);

/// What stands before the first encoded word, its character set and octets, and what follows it.
fn next_word(text: &str) -> Option<(&str, Word, &str)> {
    let mut from = 0;
    // No word begins behind the last end of one, so a field full of beginnings is walked once.
    let last = text.rfind("?=")?;
    loop {
        let at = from + text.get(from..last)?.find("=?")?;
        if let Some((word, after)) = text.get(at + 2..).and_then(word_at) {
            return Some((text.get(..at)?, word, after));
        }
        from = at + 2;
    }
}

/// `charset*language?q?text?=`, and what follows.
fn word_at(text: &str) -> Option<(Word, &str)> {
    let (label, rest) = text.split_once('?')?;
    if label.is_empty() || !label.bytes().all(|b| b.is_ascii_graphic()) {
        return None;
    }
    let (encoding, rest) = rest.split_once('?')?;
    let decode: fn(&str) -> Vec<u8> = match encoding {
        "q" | "Q" => |data| transfer::quoted_printable(data.replace('_', " ").as_bytes()),
        // A word may be folded inside: no blank stands for anything in it.
        "b" | "B" => |data| transfer::base64(data.split_whitespace().collect::<String>().as_bytes()),
        _ => return None,
    };
    let (data, after) = rest.split_once("?=")?;
    let label = label.split('*').next().unwrap_or_default().to_ascii_lowercase();
    Some(((label, decode(data)), after))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percent(octets: &[u8]) -> String {
        octets.iter().map(|b| format!("%{b:02X}")).collect()
    }

    #[test]
    fn a_name_in_pieces_is_put_together_before_it_is_decoded() {
        let cyrillic = percent(&encoding_rs::WINDOWS_1251.encode("отчёт.pdf").0);
        let utf8 = percent("отчёт.pdf".as_bytes());
        let japanese = percent(&encoding_rs::ISO_2022_JP.encode("遠足のお知らせ.pdf").0);
        for (value, name) in [
            (format!("a; filename*1*={}; filename*0*=windows-1251''{}", &cyrillic[6..], &cyrillic[..6]), "отчёт.pdf"),
            (format!("a; filename*0*=utf-8''{};\r\n filename*1*={}", &utf8[..3], &utf8[3..]), "отчёт.pdf"),
            (
                format!("a; filename*0*=iso-2022-jp'ja'{};filename*1*={}", &japanese[..30], &japanese[30..]),
                "遠足のお知らせ.pdf",
            ),
            (
                "a; filename*0*=iso-8859-1'es'ni%F1o; filename*1=\" de 100%20 \"; filename*2*=%F1.jpg".into(),
                "niño de 100%20 ñ.jpg",
            ),
            ("a; filename*=''ni%F1o.jpg".into(), "niño.jpg"),
            ("a; filename=\"nino.jpg\"; filename*=utf-8''ni%C3%B1o.jpg".into(), "niño.jpg"),
            ("a; FILENAME*=\"utf-8''ni%C3%B1o.jpg\"".into(), "niño.jpg"),
            ("a; filename=\"ni%C3%B1o.jpg\"".into(), "niño.jpg"),
            ("a; filename=\"100%.jpg; x=1\"; y=2".into(), "100%.jpg; x=1"),
            ("a; filename=my trip form.pdf".into(), "my trip form.pdf"),
            ("a; filename=\"C:\\photos\\a\\\"b.jpg\"".into(), "C:\\photos\\a\"b.jpg"),
            ("a; filename==?utf-8?Q?ni=C3=B1o.jpg?=".into(), "niño.jpg"),
        ] {
            assert_eq!(read(value.as_bytes(), "filename").as_deref(), Some(name), "{value}");
        }
        let raw = encoding_rs::KOI8_R.encode("a; filename=\"отчёт за неделю.pdf\"").0.into_owned();
        assert_eq!(read(&raw, "filename").as_deref(), Some("отчёт за неделю.pdf"));
        assert_eq!(read(b"attachment; name=a", "filename"), None);
        assert_eq!(read(b"filename=a", "filename"), None);
    }

    #[test]
    fn a_field_full_of_beginnings_is_walked_once() {
        for beginning in ["=?a?q?x", "=?aq", "=? a?q?x", "=?a?x?"] {
            let text = beginning.repeat(400_000);
            let begun = std::time::Instant::now();
            assert_eq!(words(&text), text);
            assert!(!words(&format!("{text} ?x?=")).is_empty());
            assert!(begun.elapsed().as_secs() < 10, "{beginning}: {:?}", begun.elapsed());
        }
    }

    #[test]
    fn encoded_words_may_be_cut_anywhere() {
        for (text, read) in [
            ("=?utf-8?Q?ni=C3?= =?UTF-8?q?=B1o?=", "niño"),
            ("=?utf-8?B?w7E=?=\r\n =?iso-8859-1?Q?=F1?= x =?utf-8*en?Q?y_z?=", "ññ x y z"),
            ("=?iso-8859-1?Q?ni=F1o?= foto =?utf-8?B?YcOxbw?=.jpg", "niño foto año.jpg"),
            ("=?utf-8?B?w6HDqc\r\n  Otw7PDug==?=", "áéíóú"),
            ("=?nothing, =?utf-8?x?y?= =?", "=?nothing, =?utf-8?x?y?= =?"),
            ("plain", "plain"),
        ] {
            assert_eq!(words(text), read, "{text}");
        }
    }
}
