//! What stands under the writer's words: separators, `-- `, the footers of programs, notices, decoration.

use super::super::ReadingRules;
use super::cut::{Class, CutRule};
use super::words::{BEGIN_FORWARD, MESSAGE};
use super::{banner, notice, phone};

/// A tail longer than this is no signature.
const MAX_SIGNATURE: usize = 15;

/// `-----Original Message-----`, `---------- Forwarded message ----------`, "Begin forwarded message:".
pub fn is_separator(line: &str) -> bool {
    let line = line.trim();
    if line.len() > 160 {
        return false;
    }
    let inner = line.trim_matches(['-', '_', '=', '*', ' ', '>', '—', '─', '\u{a0}']);
    let framed = |n: &str| line.starts_with(n) && line.ends_with(n);
    if framed("--") || framed("__") || framed("==") || framed("——") || framed("──") {
        let lower = inner.to_lowercase();
        return inner.chars().count() <= 60 && MESSAGE.iter().any(|w| lower.contains(w));
    }
    if line.len() > 100 {
        return false;
    }
    let lower = line.trim_end_matches([':', '：', ' ', '\u{a0}']).to_lowercase();
    BEGIN_FORWARD.contains(&lower.as_str()) || (line.starts_with("---") && lower.ends_with("forwarded message"))
}

/// The line that begins a signature (RFC 3676 §4.3), with or without its blank.
pub fn is_delimiter(line: &str) -> bool {
    matches!(line.trim_end(), "--" | "—" | "––")
}

/// Marks what stands below the writer's words, in each stretch of them.
pub fn mark(lines: &[&str], classes: &mut [Class], rules: ReadingRules<'_>) {
    let mut end = classes.len();
    while end > 0 {
        let start = classes
            .iter()
            .take(end)
            .rposition(|c| matches!(c, Class::Quote(_)) || c.is_cut_history())
            .map_or(0, |at| at + 1);
        let mut tail = Tail { lines, classes, start, end, rules };
        // A notice of the employer's may stand below the signature and make it too long to pass for one.
        tail.sign();
        tail.peel();
        tail.sign();
        tail.peel();
        end = start.saturating_sub(1);
    }
}

/// A stretch of the writer's own lines, whose end moves up as what stands there is recognised.
struct Tail<'a> {
    lines: &'a [&'a str],
    classes: &'a mut [Class],
    start: usize,
    end: usize,
    rules: ReadingRules<'a>,
}

impl Tail<'_> {
    fn line(&self, at: usize) -> &str {
        self.lines.get(at).copied().unwrap_or_default()
    }

    /// Takes a signature that begins with its mark.
    fn sign(&mut self) {
        let delimiter = (self.start..self.end)
            .find(|at| is_delimiter(self.line(*at)) && self.classes.get(*at) == Some(&Class::Own));
        if let Some(at) = delimiter
            && (at..self.end).filter(|l| !self.line(*l).trim().is_empty()).count() <= MAX_SIGNATURE
        {
            self.cut(at, CutRule::Signature);
        }
    }

    /// Takes from the end whatever is no word of the writer's.
    fn peel(&mut self) {
        while let Some(at) = self.end.checked_sub(1).filter(|at| *at >= self.start) {
            let known = match self.classes.get(at) {
                Some(Class::Own) => self.recognise(at),
                Some(_) => {
                    self.end = at;
                    continue;
                }
                None => None,
            };
            let Some((from, rule)) = known else { break };
            self.cut(from, rule);
        }
    }

    /// Where the piece begins that ends with line `at`, and what it is.
    fn recognise(&self, at: usize) -> Option<(usize, CutRule)> {
        let text = self.line(at).trim();
        if is_decoration(text) || is_picture(text) {
            return Some((at, CutRule::Decoration));
        }
        if phone::is_footer(text) {
            return Some((at, CutRule::PhoneFooter));
        }
        let stretch = self.lines.get(self.start..=at)?;
        phone::length_with_link(stretch)
            .map(|length| (length, CutRule::PhoneFooter))
            .or_else(|| notice::length(stretch).map(|length| (length, CutRule::Notice)))
            .or_else(|| banner::length_at_end(stretch, self.rules).map(|length| (length, CutRule::Banner)))
            .map(|(length, rule)| ((at + 1).saturating_sub(length), rule))
    }

    fn cut(&mut self, from: usize, rule: CutRule) {
        let own = |class: &&mut Class| !matches!(class, Class::Cut(_));
        self.classes.iter_mut().take(self.end).skip(from).filter(own).for_each(|c| *c = Class::Cut(rule));
        self.end = from;
    }
}

/// A line without a word: rules, rows of stars, the sign of a mail tracker. A lone emoji is an answer.
pub fn is_decoration(text: &str) -> bool {
    let ruled =
        |c: char| matches!(c, '-' | '_' | '=' | '*' | '#' | '~' | '+' | ' ' | '—' | '─' | '\u{1427}' | '\u{a0}');
    text.chars().all(ruled) && !matches!(text, "+" | "++" | "+++" | "*" | "#" | "=")
}

/// What stands in a plain part for a picture in the HTML part: `[cid:image001.png@…]`, `<image001.png>`, with or
/// without the link that lay on it. The picture itself is among the attachments.
fn is_picture(text: &str) -> bool {
    let mut rest = text;
    let mut pictures = 0;
    while !rest.is_empty() {
        let close = match rest.chars().next() {
            Some('[') => ']',
            Some('<') => '>',
            _ => return false,
        };
        let Some((inner, after)) = rest.get(1..).and_then(|inner| inner.split_once(close)) else { return false };
        if inner.starts_with("cid:") || (close == '>' && is_picture_file(inner)) {
            pictures += 1;
        } else if close == ']' || !inner.contains(':') {
            return false;
        }
        rest = after.trim_start();
    }
    pictures > 0
}

fn is_picture_file(name: &str) -> bool {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase());
    ending.is_some_and(|e| matches!(e.as_str(), "png" | "jpg" | "jpeg" | "gif" | "bmp" | "svg")) && !name.contains('/')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_of_pictures_are_known() {
        for text in [
            "[cid:image001.png@01DA6E2B.4C5D6E70]",
            "[cid:a] [cid:b]",
            "[cid:logo.gif]<https://plant.test/>",
            "<image001.png>",
        ] {
            assert!(is_picture(text), "{text}");
        }
        for text in
            ["", "<https://plant.test/a.png>", "[see the list]", "image001.png", "<ana@x.test>", "[cid:", "[x] cid:"]
        {
            assert!(!is_picture(text), "{text}");
        }
    }
}
