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

fn hex(pair: &[u8]) -> Option<u8> {
    u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok()
}

/// Base64 up to its padding or the first line that is something else (a footer some list program added).
pub fn base64(raw: &[u8]) -> Vec<u8> {
    let in_alphabet = |b: &u8| b.is_ascii_alphanumeric() || matches!(b, b'+' | b'/');
    let mut letters: Vec<u8> = Vec::with_capacity(raw.len());
    for line in raw.split(|b| *b == b'\n') {
        let line = line.trim_ascii();
        let data = line.iter().take_while(|b| in_alphabet(b)).count();
        letters.extend(line.iter().take(data));
        if data < line.len() {
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
            ("", ""),
        ] {
            assert_eq!(String::from_utf8_lossy(&base64(raw.as_bytes())), text, "{raw}");
        }
    }
}
