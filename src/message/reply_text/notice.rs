//! What an employer's server writes under a mail: that it is confidential, and that printing it costs trees.
//!
//! A notice is known by several of its stock phrases together, in whatever language, at the end of the mail. One
//! phrase alone is a person's own: parents do write "this is confidential" and "I got this by mistake".

mod phrases;

use super::fold;
use phrases::{BEFORE_PRINTING, CONDITIONS, HEADINGS, SIGNS, THE_TREES, THIS_MAIL, Weight};

/// A notice longer than this is taken for a text of its own.
const MAX_PARAGRAPHS: usize = 12;
const MAX_OCTETS: usize = 4_000;
/// Shorter pieces say too little to be judged.
const MIN_OCTETS: usize = 24;

/// What a paragraph is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Verdict {
    /// A notice, from this line of the paragraph on.
    Notice(usize),
    /// The heading of one, alone on its line.
    Heading,
    /// A notice if a clear one or a heading stands above: "Please check this mail for viruses."
    Alike,
    Other,
}

/// How many lines at the end of `lines` make a notice. The last line is not empty.
pub fn length(lines: &[&str]) -> Option<usize> {
    let mut found = None;
    let mut end = lines.len();
    for _ in 0..MAX_PARAGRAPHS {
        let above = lines.get(..end)?;
        let start = above.iter().rposition(|line| line.trim().is_empty()).map_or(0, |at| at + 1);
        match verdict(above.get(start..)?) {
            Verdict::Notice(from) => found = Some(start + from),
            Verdict::Heading if end < lines.len() => found = Some(start),
            Verdict::Alike => {}
            Verdict::Heading | Verdict::Other => break,
        }
        if found.is_some_and(|from| from > start) {
            break;
        }
        let Some(next) = above.get(..start)?.iter().rposition(|line| !line.trim().is_empty()) else { break };
        end = next + 1;
    }
    found.map(|from| lines.len() - from)
}

fn verdict(paragraph: &[&str]) -> Verdict {
    let Some(folded) = fold::lines(paragraph, MAX_OCTETS) else { return Verdict::Other };
    if folded.len() < MIN_OCTETS || !may_be_one(&folded) {
        return if is_heading_alone(&folded) { Verdict::Heading } else { Verdict::Other };
    }
    if let Some(from) = notice_in(paragraph) {
        return Verdict::Notice(from);
    }
    if let Some(from) = plea_for_trees_in(paragraph) {
        return Verdict::Notice(from);
    }
    if is_heading_alone(&folded) {
        return Verdict::Heading;
    }
    let alike = weigh(&folded).0 >= 2 && !is_personal(paragraph, &folded);
    if alike { Verdict::Alike } else { Verdict::Other }
}

/// Cheap first: the last paragraph of nearly every mail is a person's.
fn may_be_one(folded: &str) -> bool {
    SIGNS.iter().filter(|sign| sign.gate).any(|sign| fold::has_any(folded, sign.phrases))
        || fold::has_any(folded, BEFORE_PRINTING)
}

/// The line at which a notice begins. A company's signature may stand above it without an empty line between.
fn notice_in(paragraph: &[&str]) -> Option<usize> {
    for (at, line) in paragraph.iter().enumerate().take(20) {
        let folded_line = fold::line(line);
        let heading = heading_of(&folded_line).is_some();
        let opens = heading || begins_with(&folded_line, THIS_MAIL) || begins_with(&folded_line, CONDITIONS);
        if !opens && (at > 0 || weigh(&folded_line).0 == 0) {
            continue;
        }
        let rest = paragraph.get(at..)?;
        let folded = fold::lines(rest, MAX_OCTETS)?;
        let (weight, serious) = weigh(&folded);
        if serious && weight >= if heading { 2 } else { 4 } && !is_personal(rest, &folded) {
            return Some(at);
        }
    }
    None
}

/// The sum of the signs in a text, each counted once, and whether one is among them that is more than a request.
fn weigh(folded: &str) -> (u32, bool) {
    let this_mail = u32::from(fold::has_any(folded, THIS_MAIL));
    SIGNS.iter().filter(|sign| fold::has_any(folded, sign.phrases)).fold((this_mail, false), |(sum, serious), sign| {
        match sign.weight {
            Weight::Request => (sum + 1, serious),
            Weight::Secrecy => (sum + 1, true),
            Weight::Stock => (sum + 2, true),
            Weight::Condition => (sum + 2, serious),
        }
    })
}

/// "You have the wrong address" is the answer of somebody who got our mail by mistake.
fn is_personal(lines: &[&str], folded: &str) -> bool {
    lines.iter().any(|line| fold::speaks_of_oneself(line, ""))
        || fold::speaks_of_oneself("", folded)
        || fold::has_any(folded, &["wrong ", "equivoc", "mail address", "falsche adresse", "mauvaise adresse"])
        || folded.split(' ').any(|word| word.ends_with(['?', '？']) && !word.contains("://"))
}

fn begins_with(folded: &str, starts: &[&str]) -> bool {
    let bare = folded.trim_start_matches(|c: char| !c.is_alphanumeric());
    starts.iter().any(|start| bare.starts_with(start))
}

/// What follows the heading on its line.
fn heading_of(folded: &str) -> Option<&str> {
    let bare = folded.trim_start_matches(|c: char| !c.is_alphanumeric());
    HEADINGS.iter().find_map(|heading| bare.strip_prefix(heading))
}

fn is_heading_alone(folded: &str) -> bool {
    folded.len() < 120 && heading_of(folded).is_some_and(|rest| !rest.contains(char::is_alphanumeric))
}

/// "Please consider the environment before printing this e-mail", on the last lines of a paragraph.
fn plea_for_trees_in(paragraph: &[&str]) -> Option<usize> {
    for count in 1..=paragraph.len().min(3) {
        let from = paragraph.len() - count;
        let folded = fold::lines(paragraph.get(from..)?, 500)?;
        if fold::has_any(&folded, BEFORE_PRINTING) && fold::has_any(&folded, THE_TREES) {
            // The sentence may have begun on the line above.
            let wrapped = from.checked_sub(1).and_then(|at| paragraph.get(at)).is_some_and(|above| {
                !fold::ends_sentence(above.trim_end())
                    && paragraph.get(from).is_some_and(|l| l.trim_start().starts_with(char::is_lowercase))
            });
            return Some(from - usize::from(wrapped));
        }
    }
    None
}

#[cfg(test)]
mod tests;
