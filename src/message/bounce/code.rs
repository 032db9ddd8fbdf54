//! Status codes: `5.1.1` (RFC 3463) and `550` (RFC 5321), found in whatever words stand around them.

/// An enhanced status code: class 2, 4 or 5, subject and detail of at most three digits.
pub fn enhanced(text: &str) -> Option<String> {
    let bytes = text.as_bytes();
    for (at, byte) in bytes.iter().enumerate() {
        if !matches!(byte, b'2' | b'4' | b'5') || bytes.get(at + 1) != Some(&b'.') {
            continue;
        }
        let before = at.checked_sub(1).and_then(|i| bytes.get(i));
        // `550-5.7.26` is the first line of a longer reply.
        let after_reply_code = before == Some(&b'-')
            && at.checked_sub(4).and_then(|i| bytes.get(i..at - 1)).is_some_and(|c| c.iter().all(u8::is_ascii_digit));
        let inside_a_word =
            before.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'.' | b'-' | b'_' | b'/' | b'@'));
        if inside_a_word && !after_reply_code {
            continue;
        }
        let Some((subject, after)) = digits(bytes, at + 2) else { continue };
        if bytes.get(after) != Some(&b'.') {
            continue;
        }
        let Some((detail, end)) = digits(bytes, after + 1) else { continue };
        // 4.2.2.1 is an address of the internet, 5.1.1com a name.
        let next = bytes.get(end);
        let goes_on = next.is_some_and(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'@'))
            || (matches!(next, Some(b'.' | b'-')) && bytes.get(end + 1).is_some_and(u8::is_ascii_digit));
        if !goes_on {
            return Some(format!("{}.{subject}.{detail}", char::from(*byte)));
        }
    }
    None
}

fn digits(bytes: &[u8], at: usize) -> Option<(u16, usize)> {
    let count = bytes.get(at..)?.iter().take_while(|b| b.is_ascii_digit()).count();
    if !(1..=3).contains(&count) {
        return None;
    }
    let text = std::str::from_utf8(bytes.get(at..at + count)?).ok()?;
    Some((text.parse().ok()?, at + count))
}

/// A reply code of SMTP (400 to 599) that stands as a word of its own.
pub fn reply(text: &str) -> Option<u16> {
    let bytes = text.as_bytes();
    for at in 0..bytes.len().saturating_sub(2) {
        let Some(three) = bytes.get(at..at + 3) else { break };
        let before = at.checked_sub(1).and_then(|i| bytes.get(i));
        let after = bytes.get(at + 3);
        let stands_alone = before
            .is_none_or(|b| matches!(b, b' ' | b'\t' | b'"' | b'\'' | b'(' | b'[' | b':' | b';' | b'\n' | b'#' | b'='))
            && after.is_none_or(|b| {
                matches!(b, b' ' | b'-' | b'\n' | b'\t' | b':' | b',' | b'"' | b')' | b'_' | b';' | b'.' | b']' | b'\'')
            });
        if stands_alone
            && matches!(three.first(), Some(b'4' | b'5'))
            && three.get(1).is_some_and(|b| (b'0'..=b'7').contains(b))
            && three.get(2).is_some_and(u8::is_ascii_digit)
        {
            return std::str::from_utf8(three).ok()?.parse().ok();
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn status_codes_are_found_among_words() {
        for (text, status) in [
            ("550 5.1.1 <x@y.test>: user unknown", Some("5.1.1")),
            ("smtp; 550-5.7.26 unauthenticated", Some("5.7.26")),
            ("#5.1.0 Address rejected", Some("5.1.0")),
            ("(5.2.2)", Some("5.2.2")),
            ("4.4.7 expired", Some("4.4.7")),
            ("Status: 5.0.0", Some("5.0.0")),
            ("host 5.1.1.7 said", None),
            ("version 15.1.1", None),
            ("name-5.1.1.test", None),
            ("5.1", None),
        ] {
            assert_eq!(enhanced(text).as_deref(), status, "{text}");
        }
    }

    #[test]
    fn reply_codes_stand_alone() {
        for (text, code) in [
            ("said: 550 No such user", Some(550)),
            ("550-5.1.1 x", Some(550)),
            ("SMTP error 452", Some(452)),
            ("in 1550 days", None),
            ("port 587 closed", None),
            ("599x", None),
        ] {
            assert_eq!(reply(text), code, "{text}");
        }
    }
}
