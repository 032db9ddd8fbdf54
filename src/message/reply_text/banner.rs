//! Warnings that mail gateways write into mail: "[EXTERNAL]", "CAUTION: This email originated from outside …", "You
//! don't often get email from …", above the writer's words or above the history.
//!
//! Known by their first words and by what they go on with; a school adds its own by configuration.

mod phrases;

use super::super::ReadingRules;
use super::cut::{Class, CutRule};
use super::{fold, footer};
use phrases::{BEGINNINGS, CAUTION, FIRST_CONTACT, FIRST_CONTACT_ENDS, FROM_OUTSIDE, GATES, MAILS, TAGS, WARNINGS};

/// A banner of more lines, or pieces, than this is none.
const MAX_LINES: usize = 10;
const MAX_PIECES: usize = 4;
const MAX_OCTETS: usize = 1_500;

/// Marks banners above the writer's words.
pub fn mark_top(lines: &[&str], classes: &mut [Class], rules: ReadingRules<'_>) {
    let mut from = 0;
    for piece in 0..MAX_PIECES {
        let is_ruled = |at: &usize| lines.get(*at).is_some_and(|l| footer::is_decoration(l.trim()));
        // A gateway that draws a line above its words draws one below them too.
        let Some(begin) = (from..lines.len().min(from + 8)).find(|at| !is_ruled(at)) else { return };
        if classes.get(begin) != Some(&Class::Own) {
            return;
        }
        let rest = lines.get(begin..).unwrap_or_default();
        let found = length(rest, rules).or_else(|| if piece > 0 { length_of_advice(rest) } else { None });
        let Some(count) = found else { return };
        let framed = (from..begin).any(|at| lines.get(at).is_some_and(|l| !l.trim().is_empty()));
        let mut end = begin + count;
        if framed
            && let Some(below) = (end..lines.len()).find(|at| lines.get(*at).is_some_and(|l| !l.trim().is_empty()))
        {
            end = if is_ruled(&below) { below + 1 } else { end };
        }
        let own = |class: &&mut Class| **class == Class::Own;
        classes.iter_mut().take(end).skip(from).filter(own).for_each(|c| *c = Class::Cut(CutRule::Banner));
        from = end;
    }
}

/// How many lines at the end of `lines` make a banner: one that stands between the writer's words and the history.
pub fn length_at_end(lines: &[&str], rules: ReadingRules<'_>) -> Option<usize> {
    let paragraph = lines.iter().rev().take(MAX_LINES).take_while(|line| !line.trim().is_empty()).count();
    (1..=paragraph)
        .rev()
        .find(|count| lines.get(lines.len() - count..).is_some_and(|tail| length(tail, rules) == Some(*count)))
}

/// How many lines at the start of `lines` make a banner.
pub fn length(lines: &[&str], rules: ReadingRules<'_>) -> Option<usize> {
    let first = fold::line(lines.first()?);
    if let Some(count) = rules.banners.iter().find_map(|banner| configured(lines, &first, banner)) {
        return Some(with_wrapped(lines, count));
    }
    if !fold::has_any(&first, GATES) {
        return None;
    }
    let paragraph = lines.iter().take(MAX_LINES).take_while(|line| !line.trim().is_empty()).count();
    for count in 1..=paragraph {
        let piece = lines.get(..count)?;
        let folded = fold::lines(piece, MAX_OCTETS)?;
        if is_first_contact(&folded) {
            if first_contact_ends(&folded) || count == paragraph || count >= 3 {
                return Some(count);
            }
            continue;
        }
        if is_stock(&folded) && !piece.iter().any(|line| fold::speaks_of_oneself(line, "")) {
            return Some(with_wrapped(lines, count));
        }
    }
    None
}

/// A text of the configuration: how many lines it takes.
fn configured(lines: &[&str], first: &str, banner: &str) -> Option<usize> {
    let banner = fold::line(banner);
    if banner.is_empty() {
        return None;
    }
    let mut folded = first.to_owned();
    for count in 1..=MAX_LINES {
        if folded.starts_with(&banner) {
            return Some(count);
        }
        // Only a text that goes on where the line ends can still be it.
        if folded.is_empty() || !banner.starts_with(&folded) {
            return None;
        }
        folded = fold::lines(lines.get(..=count)?, MAX_OCTETS)?;
    }
    None
}

/// The first `count` lines are a banner: with the lines into which its sentences were wrapped or go on.
fn with_wrapped(lines: &[&str], count: usize) -> usize {
    let mut end = count;
    while end < MAX_LINES
        && let (Some(above), Some(next)) = (lines.get(end - 1), lines.get(end))
        && !next.trim().is_empty()
    {
        let goes_on =
            !fold::ends_sentence(above.trim_end()) && next.trim_start().starts_with(|c: char| c.is_lowercase());
        let folded = fold::line(next);
        if !goes_on && (!fold::has_any(&folded, CAUTION) || fold::speaks_of_oneself(next, &folded)) {
            break;
        }
        end += 1;
    }
    end
}

/// Advice in a paragraph of its own, below a banner: "Use caution when opening attachments."
fn length_of_advice(lines: &[&str]) -> Option<usize> {
    let first = lines.first()?;
    let folded = fold::line(first);
    let advice = fold::has_any(&folded, CAUTION) && !fold::speaks_of_oneself(first, &folded);
    (advice && folded.len() <= 300).then(|| with_wrapped(lines, 1))
}

/// Microsoft's tip about senders who write for the first time.
fn is_first_contact(folded: &str) -> bool {
    folded.contains("aka.ms/learnaboutsenderidentification") || FIRST_CONTACT.iter().any(|f| folded.starts_with(f))
}

fn first_contact_ends(folded: &str) -> bool {
    let behind_address = folded.split_once('@').map_or("", |(_, behind)| behind);
    folded.contains("aka.ms/learnabout") || fold::has_any(behind_address, FIRST_CONTACT_ENDS)
}

fn is_stock(folded: &str) -> bool {
    let bare = folded.trim_start_matches(|c: char| !c.is_alphanumeric());
    let marked = bare.len() < folded.len();
    let outside = fold::has_any(bare, FROM_OUTSIDE) && fold::has_any(bare, MAILS);
    let caution = fold::has_any(bare, CAUTION);
    let after = |words: &[&str]| {
        let mut rests = words.iter().filter_map(|word| bare.strip_prefix(word));
        rests.find(|rest| !rest.starts_with(char::is_alphabetic))
    };
    if let Some(rest) = after(TAGS) {
        let alone = !rest.contains(char::is_alphanumeric);
        // "External" alone may be a word of the writer's; "[EXTERNAL]" and "External email" are not.
        return if alone { marked || bare.contains(' ') } else { outside || caution };
    }
    let warned = after(WARNINGS).is_some();
    let cautions = CAUTION.iter().filter(|c| bare.contains(**c)).count();
    (warned && (outside || cautions >= 2)) || (outside && BEGINNINGS.iter().any(|b| bare.starts_with(b)))
}

#[cfg(test)]
mod tests;
