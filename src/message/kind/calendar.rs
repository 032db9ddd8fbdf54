//! Answers to an invitation (RFC 5546 §3.2.3). The program sends them; the words beside one, if any, are the person's.

use super::Reading;
use crate::message::clean::beginning;
use mail_parser::{MessagePart, MimeHeaders};

/// A calendar of a whole year is read no further: an answer is a page at most.
const MAX_OCTETS: usize = 64 * 1024;

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Answer {
    /// Yes, no or perhaps, in the program's own words.
    Bare,
    /// The person wrote something beside it.
    WithWords,
}

/// `None` for what is no answer to an invitation.
pub(super) fn answer(reading: &Reading<'_>) -> Option<Answer> {
    let calendar = reading.message.parts.iter().filter(|p| is_calendar(p)).find_map(|part| {
        let lines = unfolded(beginning(part.text_contents()?, MAX_OCTETS));
        let method = part.content_type().and_then(|t| t.attribute("method")).map(str::to_owned);
        let method = method.or_else(|| value_of(&lines, "METHOD").map(str::to_owned))?;
        method.eq_ignore_ascii_case("reply").then_some(lines)
    })?;
    Some(if has_words(reading, &calendar) { Answer::WithWords } else { Answer::Bare })
}

fn is_calendar(part: &MessagePart<'_>) -> bool {
    part.content_type().is_some_and(|t| t.ctype() == "text" && t.subtype() == Some("calendar"))
}

/// Lines as RFC 5545 §3.1 folds them, each whole again.
fn unfolded(text: &str) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    for line in text.lines() {
        match (line.strip_prefix([' ', '\t']), lines.last_mut()) {
            (Some(rest), Some(last)) => last.push_str(rest),
            _ => lines.push(line.to_owned()),
        }
    }
    lines
}

/// The value of the first property of this name, whatever its parameters.
fn value_of<'l>(lines: &'l [String], name: &str) -> Option<&'l str> {
    lines.iter().find_map(|line| {
        let rest = line.get(..name.len()).filter(|n| n.eq_ignore_ascii_case(name)).and(line.get(name.len()..))?;
        if let Some(value) = rest.strip_prefix(':') {
            return Some(value.trim());
        }
        rest.strip_prefix(';')?.split_once(':').map(|(_, value)| value.trim())
    })
}

/// The comment the standard has a place for, or a text that is not the program's own: that one names the event, or
/// speaks of the sender as of somebody else.
fn has_words(reading: &Reading<'_>, calendar: &[String]) -> bool {
    let attendee = calendar.iter().find(|l| l.to_ascii_uppercase().starts_with("ATTENDEE"));
    if value_of(calendar, "COMMENT").is_some_and(|c| !c.is_empty())
        || attendee.is_some_and(|a| a.to_ascii_uppercase().contains("X-RESPONSE-COMMENT="))
    {
        return true;
    }
    let text = letters(&reading.new.text);
    let event = letters(&value_of(calendar, "SUMMARY").unwrap_or_default().replace("\\,", ","));
    let common_name = attendee.and_then(|a| a.split_once("CN=")).map(|(_, rest)| rest.split([';', ':']).next());
    let names = [reading.heading.from_name.as_deref(), reading.heading.from_text.as_deref(), common_name.flatten()];
    let named = names.into_iter().flatten().map(letters).any(|name| !name.is_empty() && text.starts_with(&name));
    !(text.is_empty() || named || (!event.is_empty() && text.contains(&event)))
}

fn letters(text: &str) -> String {
    text.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect()
}
