//! Text of strangers made safe to show: one line, nothing that moves, hides or turns what stands around it.

/// Controls that change how the text around them is read: bidirectional marks, embeddings and isolates, and blanks
/// of no width. Joiners and variation selectors stay: Persian, Hindi and emoji need them.
pub fn is_deceptive(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
        | '\u{2060}'..='\u{2064}' | '\u{2066}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}')
}

/// One line of at most `max` characters: control characters (C0, C1, CR, LF, NUL, U+2028, U+2029) become blanks, runs
/// of blanks become one, deceptive characters vanish, both ends are trimmed. A longer text ends with `…`.
pub fn clean_line(text: &str, max: usize) -> String {
    let mut line = String::with_capacity(text.len().min(max.saturating_mul(4)));
    let mut count = 0;
    let mut blank = false;
    for c in text.chars().filter(|c| !is_deceptive(*c)) {
        if c.is_whitespace() || c.is_control() {
            blank = count > 0;
            continue;
        }
        if std::mem::take(&mut blank) {
            line.push(' ');
            count += 1;
        }
        line.push(c);
        count += 1;
        if count > max {
            return shortened(&line, max);
        }
    }
    line
}

/// The last character makes room for the sign that something is missing.
fn shortened(line: &str, max: usize) -> String {
    let mut short: String = line.chars().take(max.saturating_sub(1)).collect();
    short.truncate(short.trim_end().len());
    if max > 0 {
        short.push('…');
    }
    short
}

/// At most this many octets from the start of a text, and no half of a character.
pub fn beginning(text: &str, most: usize) -> &str {
    let mut end = text.len().min(most);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

/// Text of several lines: line ends become LF, other control characters but the tab vanish, and so do deceptive ones.
pub fn clean_text(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' => {
                if chars.peek() != Some(&'\n') {
                    clean.push('\n');
                }
            }
            '\n' | '\t' => clean.push(c),
            '\u{2028}' | '\u{2029}' => clean.push('\n'),
            c if c.is_control() || is_deceptive(c) => {}
            c => clean.push(c),
        }
    }
    clean
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_is_one_line_without_controls() {
        for (dirty, clean) in [
            ("Ms Q\r\nBcc: x", "Ms Q Bcc: x"),
            ("  Ana\t\u{0} Martínez ", "Ana Martínez"),
            ("\u{202e}tset.loohcs@arevir", "tset.loohcs@arevir"),
            ("a\u{2028}b\u{85}c", "a b c"),
            ("مریم می\u{200c}رود", "مریم می\u{200c}رود"),
            ("", ""),
            (" \r\n\u{0}", ""),
        ] {
            assert_eq!(clean_line(dirty, 64), clean, "{dirty:?}");
        }
    }

    #[test]
    fn a_long_text_is_cut_at_the_limit() {
        assert_eq!(clean_line("abcdef", 6), "abcdef");
        assert_eq!(clean_line("abcdefg", 6), "abcde…");
        assert_eq!(clean_line("abc defg", 4), "abc…");
        assert_eq!(clean_line("abc", 0), "");
    }

    #[test]
    fn a_text_keeps_its_lines() {
        assert_eq!(clean_text("a\r\nb\rc\n\u{0}d\u{202e}e\tf"), "a\nb\nc\nde\tf");
    }

    proptest! {
        #[test]
        fn nothing_harmful_is_left(text in any::<String>(), max in 0_usize..80) {
            let line = clean_line(&text, max);
            prop_assert!(line.chars().count() <= max);
            prop_assert!(!line.chars().any(|c| c.is_control() || is_deceptive(c)));
            prop_assert_eq!(clean_line(&line, max), line);
        }
    }
}
