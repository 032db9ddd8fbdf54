//! The line above history: "On 3 May 2026 at 10:12, Ana <ana@…> wrote:", in any language, wrapped or not.

use super::super::clean::is_deceptive;
use super::words::{OPENERS, QUOTING, WROTE, WROTE_INSIDE};
use std::borrow::Cow;

/// Programs wrap an attribution over this many lines at most.
const MAX_LINES: usize = 5;
const MAX_OCTETS: usize = 500;

/// How many lines from `at` make an attribution; `None` where there is none.
pub fn length(lines: &[&str], at: usize) -> Option<usize> {
    let first = lines.get(at)?;
    // Cheap first: most lines are far from any end of an attribution.
    if !lines.iter().skip(at).take(MAX_LINES + 2).any(|l| may_end(l)) || !may_start(first) {
        return None;
    }
    let mut joined = String::new();
    for (count, line) in lines.iter().skip(at).take(MAX_LINES + 2).enumerate() {
        let line = line.trim();
        let closes_bracket = joined.matches('<').count() > joined.matches('>').count();
        if line.starts_with('>') && !closes_bracket {
            return None;
        }
        if line.is_empty() {
            // Polymail and some phones leave a gap before the address.
            let goes_on = lines.get(at + count + 1).is_some_and(|l| l.trim_start().starts_with('<'));
            if goes_on {
                continue;
            }
            return None;
        }
        // A line that begins with an opener of its own is a better start than this one.
        if count > 0 && opens(line) && Signs::of(line).dated() && !Signs::of(&joined).dated() {
            return None;
        }
        if !joined.is_empty() {
            joined.push(' ');
        }
        joined.push_str(line);
        if joined.len() > MAX_OCTETS {
            return None;
        }
        if is_attribution(&joined, lines.get(at + count + 1).copied()) {
            return Some(count + 1);
        }
    }
    None
}

/// Whether the attribution is sure enough to cut text below it that carries no quote marks.
pub fn is_strong(lines: &[&str], at: usize, length: usize) -> bool {
    let joined = lines.iter().skip(at).take(length).copied().collect::<Vec<_>>().join(" ");
    let signs = Signs::of(&joined);
    is_framed(&joined) || signs.address || (signs.time && (signs.year || signs.date))
}

/// What an attribution has and other text seldom has together.
struct Signs {
    address: bool,
    time: bool,
    date: bool,
    year: bool,
}

impl Signs {
    fn of(text: &str) -> Self {
        let mut signs = Self { address: has_address(text), time: false, date: false, year: false };
        let folded = with_ascii_digits(text);
        let bytes = folded.as_bytes();
        let mut at = 0;
        while at < bytes.len() {
            if !bytes.get(at).is_some_and(u8::is_ascii_digit) {
                at += 1;
                continue;
            }
            let end = number_end(bytes, at);
            signs.read_number(bytes, at, end);
            at = end;
        }
        signs
    }

    fn read_number(&mut self, bytes: &[u8], at: usize, end: usize) {
        let length = end - at;
        let digits = bytes.get(at..end).unwrap_or_default();
        if length == 4 && (digits.starts_with(b"19") || digits.starts_with(b"20")) {
            self.year = true;
        }
        let follow = bytes.get(end).copied().unwrap_or(b' ');
        let next_end = number_end(bytes, end + 1);
        let next = next_end.saturating_sub(end + 1);
        if length <= 2 && next == 2 && matches!(follow, b':' | b'.' | b'h') {
            let after = bytes.get(next_end).copied().unwrap_or(b' ');
            // 21.21 is a time in the North; 08.06.2015 is a date.
            if after != b'.' || !bytes.get(next_end + 1).is_some_and(u8::is_ascii_digit) {
                self.time = true;
            }
        }
        if matches!(follow, b'/' | b'-' | b'.') && (1..=4).contains(&length) && (1..=2).contains(&next) {
            let second = bytes.get(next_end).copied().unwrap_or(b' ');
            if matches!(second, b'/' | b'-' | b'.') && bytes.get(next_end + 1).is_some_and(u8::is_ascii_digit) {
                self.date = true;
            }
        }
        // 2020年2月19日, 14시 5분
        let rest = bytes.get(end..).unwrap_or_default();
        if rest.starts_with("年".as_bytes()) || rest.starts_with("년".as_bytes()) {
            self.date = true;
        }
    }

    fn dated(&self) -> bool {
        self.time || self.date || self.year
    }
}

/// Arabic, Persian, Hindi and Bengali count with digits of their own.
fn with_ascii_digits(text: &str) -> Cow<'_, str> {
    let value = |c: char| match c {
        '\u{660}'..='\u{669}' => Some(u32::from(c) - 0x660),
        '\u{6f0}'..='\u{6f9}' => Some(u32::from(c) - 0x6f0),
        '\u{966}'..='\u{96f}' => Some(u32::from(c) - 0x966),
        '\u{9e6}'..='\u{9ef}' => Some(u32::from(c) - 0x9e6),
        _ => None,
    };
    if !text.chars().any(|c| value(c).is_some()) {
        return Cow::Borrowed(text);
    }
    text.chars().map(|c| value(c).and_then(|v| char::from_digit(v, 10)).unwrap_or(c)).collect()
}

fn number_end(bytes: &[u8], at: usize) -> usize {
    let digits = bytes.get(at..).unwrap_or_default().iter().take_while(|b| b.is_ascii_digit()).count();
    at + digits
}

fn has_address(text: &str) -> bool {
    text.match_indices('@').any(|(at, _)| {
        let before = text.get(..at).and_then(|t| t.chars().next_back());
        let after = text.get(at + 1..).and_then(|t| t.chars().next());
        before.is_some_and(|c| c.is_alphanumeric() || "._-+".contains(c)) && after.is_some_and(char::is_alphanumeric)
    })
}

/// Where an attribution begins behind the writer's words on the same line: `Thank you! On Wed, Apr 4, 2026, x wrote:`.
pub fn starts_inside(line: &str) -> Option<usize> {
    let at = line.find(" On ").filter(|at| *at > 0)?;
    let next: String = line.get(at + 4..)?.chars().take(3).collect();
    let dated = next.starts_with(|c: char| c.is_ascii_digit()) || DAYS_AND_MONTHS.contains(&next.as_str());
    dated.then_some(at)
}

#[rustfmt::skip]
const DAYS_AND_MONTHS: [&str; 19] = [
    "Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun", "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep",
    "Oct", "Nov", "Dec",
];

/// A line that could end an attribution, whatever stands before it.
fn may_end(line: &str) -> bool {
    line.trim_end_matches(|c: char| c.is_whitespace() || matches!(c, '*' | '"' | '>' | '_') || is_deceptive(c))
        .ends_with([':', '：', '-'])
        || line.contains("GMT")
        || (line.trim_end().ends_with('>') && line.contains('@'))
}

/// `---- … ----`
fn is_framed(line: &str) -> bool {
    let line = line.trim();
    line.starts_with("--") && line.ends_with("--") && line.len() > 8
}

/// A line that could begin an attribution: it holds a digit of a date or an address, or starts as attributions do.
fn may_start(line: &str) -> bool {
    let framed = is_framed(line);
    let line = bare(line);
    if line.len() < 5 || line.len() > MAX_OCTETS {
        return false;
    }
    if framed {
        return true;
    }
    let signs = Signs::of(line);
    signs.dated() || signs.address || line.contains('<') || (opens(line) && line.chars().any(char::is_numeric))
}

fn opens(line: &str) -> bool {
    let line = bare(line);
    let word = line.split([' ', ',', '.', '\u{a0}']).next().unwrap_or_default();
    line.starts_with(|c: char| c.is_ascii_digit()) || OPENERS.contains(&word.to_lowercase().as_str())
}

/// Without the dashes, stars and quote marks programs set around the line.
fn bare(line: &str) -> &str {
    line.trim_matches(|c: char| c.is_whitespace() || matches!(c, '-' | '*' | '_' | '>' | '|' | '—') || is_deceptive(c))
}

fn is_attribution(joined: &str, below: Option<&str>) -> bool {
    let line = bare(joined);
    let stated = line.trim_end_matches([':', '：', ' ', '\u{a0}', '*', '"', '-', '\u{200f}', '>', '_']);
    let ends_with_colon = line.ends_with([':', '：']) || line.ends_with(":*") || line.ends_with(":\"");
    let ends_with_dashes = joined.trim_end().ends_with("--");
    let signs = Signs::of(line);
    if !(ends_with_colon || ends_with_dashes) {
        return stands_without_colon(line, joined, &signs, below);
    }
    // Android: `---- Ana Martínez wrote ----`.
    if is_framed(joined) && wrote_at_end(&stated.to_lowercase()) {
        return true;
    }
    if !signs.dated() && !signs.address {
        return false;
    }
    let lower = stated.to_lowercase();
    if wrote_at_end(&lower) {
        return opens(line) || signs.address || signs.time;
    }
    let inside = WROTE_INSIDE.iter().any(|w| lower.contains(w));
    if inside && (signs.address || (signs.time && (signs.date || signs.year))) {
        return signs.address || signs.date || opens(line);
    }
    if signs.address && QUOTING.iter().any(|q| lower.starts_with(q)) {
        return true;
    }
    // No verb known: a date, a time and an address before a colon say enough.
    signs.address && signs.time && (signs.date || signs.year) && (opens(line) || line.contains('<'))
}

/// Old forms of Gmail: `2016-03-03 17:21 GMT+01:00 Ana`, alone on its line, and `2011/4/7 Ana <ana@x.test>` above a
/// quote.
fn stands_without_colon(line: &str, joined: &str, signs: &Signs, below: Option<&str>) -> bool {
    let dated = line.starts_with(|c: char| c.is_ascii_digit()) && signs.date && line.len() < 120;
    let next = below.map(str::trim).unwrap_or_default();
    let alone = next.is_empty() || next.starts_with('>');
    let zoned = signs.time && line.contains("GMT");
    let addressed = signs.address && joined.trim_end().ends_with('>') && line.contains('<');
    dated && alone && (zoned || addressed)
}

fn wrote_at_end(lower: &str) -> bool {
    WROTE.iter().any(|verb| {
        lower.strip_suffix(verb).is_some_and(|before| {
            // In scripts with spaces the verb is a word of its own, or stands right behind the address.
            !verb.starts_with(|c: char| c.is_ascii_alphabetic())
                || before.is_empty()
                || before.ends_with(|c: char| !c.is_alphanumeric())
        })
    })
}
