//! Text that goes into a command: folder names and ids, quoted so that nothing remote can end a line (RFC 3501 §4.3).

use super::error::ImapError;
use data_encoding::{BASE64_NOPAD, Encoding};
use std::sync::LazyLock;

/// A quoted string. `None` for text that IMAP cannot quote: control characters and anything outside ASCII.
pub(super) fn quoted(text: &str) -> Option<String> {
    text.bytes().all(|b| (0x20..0x7f).contains(&b)).then(|| {
        let escaped = text.replace('\\', "\\\\").replace('"', "\\\"");
        format!("\"{escaped}\"")
    })
}

/// A folder's name as it goes into a command: modified UTF-7 (RFC 3501 §5.1.3), quoted.
///
/// # Errors
/// [`ImapError::Setting`] for an empty name, one with control characters, or one above 400 characters.
pub(super) fn mailbox(name: &str) -> Result<String, ImapError> {
    let usable = !name.is_empty() && name.chars().count() <= 400 && !name.chars().any(char::is_control);
    let wire = if usable { quoted(&encode_utf7(name)) } else { None };
    wire.ok_or(ImapError::Setting("folders"))
}

/// Base64 with `,` for `/` and without padding.
static UTF7: LazyLock<Encoding> = LazyLock::new(|| {
    let mut spec = BASE64_NOPAD.specification();
    spec.symbols = spec.symbols.replace('/', ",");
    spec.encoding().unwrap_or(BASE64_NOPAD)
});

fn encode_utf7(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    let mut shifted = Vec::new();
    for c in name.chars() {
        if (' '..='~').contains(&c) {
            shift(&mut out, &mut shifted);
            out.push(c);
            if c == '&' {
                out.push('-');
            }
        } else {
            shifted.extend(c.encode_utf16(&mut [0; 2]).iter().flat_map(|unit| unit.to_be_bytes()));
        }
    }
    shift(&mut out, &mut shifted);
    out
}

fn shift(out: &mut String, shifted: &mut Vec<u8>) {
    if !shifted.is_empty() {
        out.push('&');
        out.push_str(&UTF7.encode(shifted));
        out.push('-');
        shifted.clear();
    }
}

/// A quoted string as the parser gives it, with its backslashes; a literal or an atom as it is.
pub(super) fn unescaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut letters = text.chars();
    while let Some(c) = letters.next() {
        match c {
            '\\' => match letters.next() {
                Some(escaped @ ('"' | '\\')) => out.push(escaped),
                _ => return text.to_owned(),
            },
            // No quoted string holds a bare quote.
            '"' => return text.to_owned(),
            c => out.push(c),
        }
    }
    out
}

/// The name as people read it. A name that is not modified UTF-7 stays as the server wrote it.
pub(super) fn decode_utf7(wire: &str) -> String {
    decode_shifts(wire).filter(|name| encode_utf7(name) == wire).unwrap_or_else(|| wire.to_owned())
}

fn decode_shifts(wire: &str) -> Option<String> {
    let mut out = String::new();
    let mut rest = wire;
    while let Some((plain, shifted)) = rest.split_once('&') {
        out.push_str(plain);
        let (base64, after) = shifted.split_once('-')?;
        if base64.is_empty() {
            out.push('&');
        } else {
            let octets = UTF7.decode(base64.as_bytes()).ok()?;
            let units: Vec<u16> = octets
                .chunks_exact(2)
                .map(|pair| u16::from_be_bytes([*pair.first().unwrap_or(&0), *pair.last().unwrap_or(&0)]))
                .collect();
            out.push_str(&String::from_utf16(&units).ok()?);
        }
        rest = after;
    }
    out.push_str(rest);
    Some(out)
}

/// UIDs as a sequence-set with consecutive ones joined. They must ascend.
pub(super) fn sequence_set(uids: &[u64]) -> String {
    uids.iter().copied().collect::<super::uid_set::UidSet>().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn folder_names_travel_as_modified_utf7() {
        for (name, wire) in [
            ("Sent", "\"Sent\""),
            ("Envoyés", "\"Envoy&AOk-s\""),
            ("Tom & Jerry", "\"Tom &- Jerry\""),
            ("台北", "\"&U,BTFw-\""),
            ("😀", "\"&2D3eAA-\""),
            ("a\"b\\c", "\"a\\\"b\\\\c\""),
        ] {
            assert_eq!(mailbox(name).as_deref(), Ok(wire), "{name}");
        }
    }

    #[test]
    fn names_with_line_breaks_are_refused() {
        for bad in ["", "IN\r\nBOX", "INBOX\n", "a\0b", "a\u{85}b", &"x".repeat(401)] {
            assert_eq!(mailbox(bad), Err(ImapError::Setting("folders")), "{bad:?}");
        }
        assert_eq!(quoted("a@b\r\nA1 DELETE INBOX"), None);
    }

    #[test]
    fn a_name_that_is_no_utf7_is_left_alone() {
        for odd in ["R&D", "&AOk", "&!!-", "Envoyés"] {
            assert_eq!(decode_utf7(odd), odd);
        }
    }

    proptest! {
        #[test]
        fn every_name_survives_the_journey(name in "\\PC{1,40}") {
            prop_assert_eq!(decode_utf7(&encode_utf7(&name)), name);
        }

        #[test]
        fn no_text_can_leave_its_quotes(text in any::<String>()) {
            if let Some(q) = quoted(&text) {
                let inner = q.strip_prefix('"').and_then(|q| q.strip_suffix('"')).unwrap();
                prop_assert!(!q.contains(['\r', '\n', '\0']));
                prop_assert!(!inner.replace("\\\\", "").replace("\\\"", "").contains(['"', '\\']));
                prop_assert_eq!(unescaped(inner), text);
            }
        }
    }
}
