//! A mail that somebody passed on in the text of their own: a separator, the lines of its header, its words.

use super::header_block::{Key, entry};
use super::words::{BEGIN_FORWARD, PASSED_ON};
use super::{attribution, footer, is_quote};

/// A header's value may be wrapped over this many further lines.
const MAX_WRAPPED: usize = 6;
/// So many empty lines may stand between a separator and the header, or within it.
const MAX_GAPS: usize = 3;

/// What stands there of the mail that was passed on. All of it is text that anybody can write.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct PassedOn {
    pub from: String,
    pub to: String,
    pub subject: String,
    pub text: String,
}

/// The mail that is passed on in this text, the outermost where it holds others. `surely`: what stands around it says
/// that it was passed on; else only a separator that no program puts above an answer does.
pub fn passed_on(text: &str, surely: bool) -> Option<PassedOn> {
    let lines: Vec<&str> = super::within(text).lines().collect();
    let (at, stated) = start(&lines)?;
    if !stated && !surely {
        return None;
    }
    let quoted = lines.iter().skip(at).find(|l| !l.trim().is_empty()).is_some_and(|l| is_quote(l));
    let bare: Vec<&str> = lines.iter().skip(at).map(|line| if quoted { unquoted(line) } else { line }).collect();
    read(&bare)
}

/// Where its header begins, and whether the line above says that it was passed on. What stands below the beginning of an
/// answer's history was passed on by somebody else.
fn start(lines: &[&str]) -> Option<(usize, bool)> {
    for (at, line) in lines.iter().enumerate() {
        // Apple Mail's page sets the separator apart too.
        let bare = unquoted(line);
        if footer::is_separator(bare) {
            let next = lines.iter().skip(at + 1).take(MAX_GAPS + 1).find(|l| !unquoted(l).trim().is_empty());
            if next.is_some_and(|l| entry(unquoted(l)).is_some()) {
                return Some((at + 1, says_passed_on(bare)));
            }
        }
        if super::header_block::length(lines, at).is_some() {
            return Some((at, false));
        }
        if (is_quote(line) && !bare.trim().is_empty()) || attribution::length(lines, at).is_some() {
            return None;
        }
    }
    None
}

fn says_passed_on(separator: &str) -> bool {
    let lower = separator.trim().trim_end_matches([':', '：', ' ', '\u{a0}']).to_lowercase();
    BEGIN_FORWARD.contains(&lower.as_str()) || PASSED_ON.iter().any(|word| lower.contains(word))
}

fn unquoted(line: &str) -> &str {
    let line = line.trim_start();
    let bare = line.strip_prefix('>').unwrap_or(line);
    bare.strip_prefix(' ').unwrap_or(bare)
}

fn read(lines: &[&str]) -> Option<PassedOn> {
    let mut values: Vec<(Key, String)> = Vec::new();
    let (mut gaps, mut wrapped, mut end) = (0, 0, 0);
    for (at, line) in lines.iter().enumerate() {
        let complete = is_complete(&values);
        if line.trim().is_empty() {
            gaps += 1;
            if complete || gaps > MAX_GAPS {
                break;
            }
            continue;
        }
        match entry(line) {
            // A second sender is no header any more.
            Some((Key::From, _)) if values.iter().any(|(k, _)| *k == Key::From) => break,
            Some((key, value)) => {
                values.push((key, value.to_owned()));
                wrapped = 0;
            }
            None => {
                let (_, value) = values.last_mut()?;
                let goes_on = value.is_empty() || value.ends_with([',', ';']) || line.starts_with([' ', '\t', '<']);
                wrapped += 1;
                if (complete && !goes_on) || wrapped > MAX_WRAPPED {
                    break;
                }
                if !value.is_empty() {
                    value.push(' ');
                }
                value.push_str(line.trim());
            }
        }
        end = at + 1;
    }
    if !is_complete(&values) {
        return None;
    }
    let value = |key: Key| values.iter().find(|(k, _)| *k == key).map(|(_, v)| v.clone()).unwrap_or_default();
    let text = lines.get(end..).unwrap_or_default().join("\n").trim_matches(['\n', '\r']).to_owned();
    Some(PassedOn { from: value(Key::From), to: value(Key::To), subject: value(Key::Subject), text })
}

/// A sender and two more lines of a header: fewer are a letter with a colon in it.
fn is_complete(values: &[(Key, String)]) -> bool {
    let has = |key: Key| values.iter().any(|(k, _)| *k == key);
    has(Key::From) && [Key::Sent, Key::To, Key::Subject].into_iter().filter(|k| has(*k)).count() >= 2
}
