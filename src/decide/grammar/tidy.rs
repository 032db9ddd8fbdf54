//! What programs and phones put in place of plain characters.

use crate::domain::address::is_invisible;
use std::borrow::Cow;

/// One line with plain blanks, digits, letters and colons, and nothing invisible. Quotes and dashes stay as they were
/// written, since they may be words of a letter; the readers of heads know them all.
pub(super) fn tidy(line: &str) -> String {
    let plain: String = line
        .chars()
        .filter(|c| !is_invisible(*c))
        .map(|c| match c {
            c if c.is_whitespace() || c.is_control() => ' ',
            '：' => ':',
            '；' => ';',
            '＃' => '#',
            '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => {
                u32::from(c).checked_sub(0xfee0).and_then(char::from_u32).unwrap_or(c)
            }
            other => other,
        })
        .collect();
    let words: Vec<&str> = plain.split(' ').filter(|w| !w.is_empty()).collect();
    words.join(" ")
}

pub(super) fn is_dash(c: char) -> bool {
    matches!(c, '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' | '－')
}

/// What may stand between a verb and what follows, and says nothing.
pub(super) fn is_joint(c: char) -> bool {
    is_dash(c) || matches!(c, ' ' | ':' | ',' | '.' | ';' | '!' | '=' | '>' | '→' | '，' | '、')
}

/// Without the marks of a list, of emphasis and of quotes around a whole line.
pub(super) fn undecorated(line: &str) -> &str {
    let mark =
        |c: char| matches!(c, '*' | '•' | '·' | '◦' | '▪' | '"' | '“' | '”' | '«' | '»' | '`' | '_' | ' ' | '☐' | '✓');
    let bare = line.trim_start_matches(|c| mark(c) || is_dash(c));
    // A mark at the end is one of a pair.
    if bare.len() < line.len() { bare.trim_end_matches(['*', '"', '”', '»', '`', '_', ' ']) } else { bare }
}

/// Head and text at the first separator: a colon, a semicolon, or a dash between blanks. The colon of `15:00` is none.
pub(super) fn split(text: &str) -> Option<(&str, &str)> {
    let mut before = ' ';
    for (at, c) in text.char_indices() {
        let rest = text.get(at + c.len_utf8()..).unwrap_or_default();
        let separates = match c {
            ':' => !(before.is_ascii_digit() && rest.starts_with(|d: char| d.is_ascii_digit())),
            ';' => true,
            c if is_dash(c) => before == ' ' && at > 0 && (rest.is_empty() || rest.starts_with(' ')),
            _ => false,
        };
        if separates {
            return Some((text.get(..at).unwrap_or_default().trim(), rest.trim()));
        }
        before = c;
    }
    None
}

/// Straight apostrophes, small letters, no accents, no marks around it.
pub(super) fn bare(text: &str) -> String {
    let straight: Cow<'_, str> =
        if text.contains(['’', '‘', '´']) { text.replace(['’', '‘', '´'], "'").into() } else { text.into() };
    super::super::names::fold(straight.trim_matches(|c: char| c != '\'' && !c.is_alphanumeric()))
}
