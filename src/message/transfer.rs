//! Transfer encodings read with patience (RFC 2045 §6): mail-parser gives a part up at its first fault, people would
//! still like to read the rest.

use data_encoding::BASE64_NOPAD;

/// Quoted-printable; what is no escape stays as it is.
pub fn quoted_printable(raw: &[u8]) -> Vec<u8> {
    let mut octets = Vec::with_capacity(raw.len());
    let mut rest = raw;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'=' {
            octets.push(*first);
            continue;
        }
        if let Some(line_end) = soft_break(after) {
            rest = after.get(line_end..).unwrap_or_default();
        } else if let Some(octet) = after.get(..2).and_then(hex) {
            octets.push(octet);
            rest = after.get(2..).unwrap_or_default();
        } else {
            octets.push(b'=');
        }
    }
    octets
}

/// The length of blanks and a line end right behind a `=`.
fn soft_break(after: &[u8]) -> Option<usize> {
    let blanks = after.iter().take_while(|b| matches!(b, b' ' | b'\t' | b'\r')).count();
    match after.get(blanks) {
        Some(b'\n') => Some(blanks + 1),
        None => Some(blanks),
        Some(_) => None,
    }
}

/// Two hexadecimal digits.
pub fn hex(pair: &[u8]) -> Option<u8> {
    if !pair.iter().all(u8::is_ascii_hexdigit) {
        return None;
    }
    u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()
}

/// Text under a wrong label has blanks in its first line, base64 never has.
pub fn may_be_base64(raw: &[u8]) -> bool {
    let first = raw.split(|b| *b == b'\n').map(<[u8]>::trim_ascii).find(|line| !line.is_empty());
    first.is_none_or(|line| !line.contains(&b' '))
}

/// Base64 up to its padding or a line with blanks (a footer some list program added). Other signs are passed over
/// (RFC 2045 §6.8).
pub fn base64(raw: &[u8]) -> Vec<u8> {
    let in_alphabet = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/');
    let mut letters: Vec<u8> = Vec::with_capacity(raw.len());
    for line in raw.split(|b| *b == b'\n').map(<[u8]>::trim_ascii) {
        if line.contains(&b' ') {
            break;
        }
        letters.extend(line.iter().take_while(|b| **b != b'=').filter(|b| in_alphabet(b)));
        if line.contains(&b'=') {
            break;
        }
    }
    letters.truncate(letters.len() / 4 * 4 + if letters.len() % 4 == 1 { 0 } else { letters.len() % 4 });
    let whole = letters.len() / 4 * 4;
    // The last group of a text cut short may not come out even.
    BASE64_NOPAD
        .decode(&letters)
        .or_else(|_| BASE64_NOPAD.decode(letters.get(..whole).unwrap_or_default()))
        .unwrap_or_default()
}

/// UTF-7 (RFC 2152); a shifted run that is no UTF-16 is shown as U+FFFD.
pub fn utf7(octets: &[u8]) -> String {
    let mut text = String::with_capacity(octets.len());
    let mut rest = octets;
    while let Some((first, after)) = rest.split_first() {
        rest = after;
        if *first != b'+' {
            text.push(char::from(*first));
            continue;
        }
        let run = after.iter().take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/')).count();
        let (shifted, after) = after.split_at(run);
        rest = after.strip_prefix(b"-").unwrap_or(after);
        if shifted.is_empty() {
            text.push('+');
        }
        let units: Vec<u16> =
            base64(shifted).chunks_exact(2).filter_map(|pair| pair.try_into().ok().map(u16::from_be_bytes)).collect();
        text.push_str(&String::from_utf16_lossy(&units));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn faults_cost_no_words() {
        for (raw, text) in [
            ("ma=C3=B1ana", "mañana"),
            ("a =\r\nb=\nc", "a bc"),
            ("1 = 1 and 100=%", "1 = 1 and 100=%"),
            ("cut=C3=B", "cut\u{fffd}=B"),
            ("soft= \r\nbreak=", "softbreak"),
            ("=", ""),
        ] {
            assert_eq!(String::from_utf8_lossy(&quoted_printable(raw.as_bytes())), text, "{raw}");
        }
        for (raw, text) in [
            ("SGVsbG8=", "Hello"),
            ("SGVs\r\nbG8gd29ybGQ", "Hello world"),
            ("SGVsbG8=\n--\nlist footer", "Hello"),
            ("SGVsbG8h\n** footer **\n", "Hello!"),
            ("SGVsb", "Hel"),
            ("SGVs!~bG8gd2\0\n9ybGQ=", "Hello world"),
            ("", ""),
        ] {
            assert_eq!(String::from_utf8_lossy(&base64(raw.as_bytes())), text, "{raw}");
        }
    }
}
