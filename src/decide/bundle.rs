//! Letters and reminders that would leave for the same person at the same time go as one mail: one greeting, each under
//! its subject, one closing.
//!
//! No word is lost but greetings and closings. What does not look like one stays where it is.

use crate::domain::address::EmailAddress;
use crate::domain::language::Language;
use crate::domain::mail::Home;
use crate::ids::OutboxId;

/// A subject that would be longer names its first part alone.
const LONGEST_SUBJECT: usize = 120;

/// To whom a waiting mail goes. Only what agrees in all of it may be one mail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reader<'a> {
    pub to: &'a EmailAddress,
    pub to_name: Option<&'a str>,
    pub home: &'a Home,
    pub guardian: Option<&'a str>,
    pub language: &'a Language,
}

/// Which of these mails belong together, each bundle of two or more in the order given.
pub fn bundles<'a>(waiting: impl IntoIterator<Item = (OutboxId, Reader<'a>)>) -> Vec<Vec<OutboxId>> {
    let mut found: Vec<(Reader<'a>, Vec<OutboxId>)> = Vec::new();
    for (id, reader) in waiting {
        match found.iter_mut().find(|(other, _)| *other == reader) {
            Some((_, ids)) => ids.push(id),
            None => found.push((reader, vec![id])),
        }
    }
    found.into_iter().map(|(_, ids)| ids).filter(|ids| ids.len() > 1).collect()
}

/// The words of one of the mails.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Words {
    pub subject: String,
    pub text: String,
}

/// The words of the one mail. `greeted`: how letters may call who reads it.
pub fn join(parts: &[Words], greeted: &[&str], language: &Language) -> Words {
    let subjects: Vec<&str> = parts.iter().map(|part| part.subject.trim()).collect();
    let shared = shared_beginning(&subjects);
    let headings: Vec<&str> = subjects.iter().map(|subject| subject.strip_prefix(shared).unwrap_or(subject)).collect();
    let blocks: Vec<Vec<&str>> = parts.iter().map(|part| blocks_of(&part.text)).collect();
    let greeting = blocks.first().and_then(|blocks| blocks.first()).copied().filter(|b| greets(b, greeted));
    let closing = blocks.last().and_then(|blocks| blocks.last()).copied().filter(|b| b.lines().count() > 1);
    let mut text: Vec<String> = greeting.iter().map(|&block| block.to_owned()).collect();
    for (heading, blocks) in headings.iter().zip(&blocks) {
        let mut own = blocks.as_slice();
        if let [first, rest @ ..] = own
            && greeting.is_some_and(|greeting| *first == greeting || greets(first, greeted))
        {
            own = rest;
        }
        if let [rest @ .., last] = own
            && closing.is_some_and(|closing| signs_as(last, closing))
        {
            own = rest;
        }
        text.push(format!("{}\n{}", heading_line(heading, language), own.join("\n\n")).trim_end().to_owned());
    }
    text.extend(closing.map(str::to_owned));
    Words { subject: subject_of(shared, &headings), text: text.join("\n\n") + "\n" }
}

/// `Leo: `, where every subject begins with it.
fn shared_beginning<'a>(subjects: &[&'a str]) -> &'a str {
    let Some(first) = subjects.first() else { return "" };
    let Some((end, colon)) = first.char_indices().find(|(_, c)| matches!(c, ':' | '：')) else { return "" };
    let rest = first.get(end + colon.len_utf8()..).unwrap_or_default();
    let prefix = first.get(..first.len() - rest.trim_start().len()).unwrap_or_default();
    let is_before_words = |subject: &&str| subject.strip_prefix(prefix).is_some_and(|words| !words.is_empty());
    if subjects.iter().all(is_before_words) { prefix } else { "" }
}

fn blocks_of(text: &str) -> Vec<&str> {
    let mut blocks = Vec::new();
    let (mut start, mut end) = (None, 0);
    let mut at = 0;
    for line in text.split_inclusive('\n').chain([""]) {
        if line.trim().is_empty() {
            if let Some(start) = start.take() {
                blocks.extend(text.get(start..end).map(str::trim_end));
            }
        } else {
            start.get_or_insert(at);
            end = at + line.len();
        }
        at += line.len();
    }
    blocks
}

/// One line that calls its reader by name.
fn greets(block: &str, greeted: &[&str]) -> bool {
    block.lines().count() == 1 && greeted.iter().any(|name| !name.is_empty() && block.contains(name))
}

/// The same people below another last sentence.
fn signs_as(block: &str, closing: &str) -> bool {
    let names = |block: &'_ str| block.lines().skip(1).map(str::to_owned).collect::<Vec<_>>();
    block.lines().count() > 1 && names(block) == names(closing)
}

fn heading_line(heading: &str, language: &Language) -> String {
    let colon = if matches!(language.primary(), "zh" | "ja") { '：' } else { ':' };
    format!("{}{colon}", heading.trim_end_matches(['.', ':', '：', '。', ' ']))
}

fn subject_of(shared: &str, headings: &[&str]) -> String {
    let all = format!("{shared}{}", headings.join("; "));
    match headings {
        [first, rest @ ..] if all.chars().count() > LONGEST_SUBJECT => format!("{shared}{first} (+{})", rest.len()),
        _ => all,
    }
}

#[cfg(test)]
mod tests;
