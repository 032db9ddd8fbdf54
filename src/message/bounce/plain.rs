//! Reports in words: who is named as the recipient, and what the server said.

use super::super::clean::clean_line;
use super::super::inbound::Reading;
use super::super::{Action, BouncedRecipient, fields};
use super::{MAX_RECIPIENTS, address_in, code, named, reason};
use crate::domain::address::EmailAddress;

/// The report, and the returned mail or header below it (empty if none was found).
pub fn split_returned(text: &str) -> (&str, &str) {
    let mut offset = 0;
    let mut lines_before = 0;
    for line in text.split_inclusive('\n') {
        if lines_before > 0 && begins_returned(line) {
            return text.split_at_checked(offset).unwrap_or((text, ""));
        }
        lines_before += usize::from(!line.trim().is_empty());
        offset += line.len();
    }
    (text, "")
}

fn begins_returned(line: &str) -> bool {
    let lower = line.trim().to_lowercase();
    if lower.is_empty() {
        return false;
    }
    if line.starts_with("Received: ")
        || line.starts_with("Return-Path: ")
        || line.starts_with("Return-path: ")
        || line.starts_with("Message-ID: ")
    {
        return true;
    }
    RETURNED.iter().any(|m| lower.contains(m))
}

#[rustfmt::skip]
const RETURNED: [&str; 27] = [
    "below this line is a copy of the message", "this is a copy of the message, including all the headers",
    "this is a copy of your message", "this is a copy of the headers", "original message follows",
    "original message follow", "unsent message follows", "unsent message below", "unsent message text follows",
    "returned message follows", "returned message below", "text of the original message", "original message header",
    "original message headers", "the header of the original message", "--- original message", "-- original message",
    "original message attached", "message header follows", "message headers follow", "header of the message",
    "copy of the original message", "following is a copy", "message contents follow", "your original message",
    "your message reads (in part)", "----- message header",
];

/// The recipients a report in words names, each with what was said beside it.
pub(super) fn recipients(reading: &Reading<'_>, report: &str, returned: &str) -> Vec<BouncedRecipient> {
    let lines: Vec<&str> = report.lines().collect();
    let mut found = failed_recipients_field(reading, &lines);
    if !found.is_empty() {
        // Exim's field and its text name the same failures; where they differ, the text has the address as it was used.
        let mut in_text: Vec<Named> = Vec::new();
        collect(&lines, named::for_itself, &mut in_text);
        if in_text.len() == found.len() {
            found = in_text;
        }
    }
    for how in [named::for_itself, named::beside_a_code, named::in_a_field, named::in_words_of_failure] {
        if found.is_empty() {
            collect(&lines, how, &mut found);
        }
    }
    let own = own_addresses(reading);
    if found.is_empty() {
        let any = lines.iter().enumerate().find_map(|(at, line)| {
            let names = !named::is_advice(line);
            address_in(line)
                .filter(|a| names && !is_machine(a) && a.local_part() != "postmaster" && !own.contains(a))
                .map(|a| (a, at))
        });
        found.extend(any);
    }
    if found.is_empty() {
        found.extend(sole_recipient_of_returned(returned).map(|a| (a, 0)));
    }
    if found.is_empty() {
        return vec![recipient(None, report)];
    }
    found
        .into_iter()
        .map(|(address, at)| {
            let mut words = words_beside(&lines, at);
            if code::enhanced(&words).is_none() && code::reply(&words).is_none() {
                words.push('\n');
                words.push_str(report);
            }
            recipient(Some(address), &words)
        })
        .collect()
}

type Named = (EmailAddress, usize);

/// Exim and its kin write the failed recipients into a header field.
fn failed_recipients_field(reading: &Reading<'_>, lines: &[&str]) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    for field in reading.header.iter().filter(|f| f.is("X-Failed-Recipients")) {
        for address in field.text().split(',').take(MAX_RECIPIENTS).filter_map(address_in) {
            let at = lines.iter().position(|l| l.to_ascii_lowercase().contains(address.as_str())).unwrap_or(0);
            if !found.iter().any(|(a, _)| *a == address) {
                found.push((address, at));
            }
        }
    }
    found
}

fn collect(lines: &[&str], how: fn(&[&str], usize) -> Option<EmailAddress>, found: &mut Vec<Named>) {
    for (at, line) in lines.iter().enumerate() {
        if found.len() >= MAX_RECIPIENTS {
            break;
        }
        if !line.contains('@') {
            continue;
        }
        let named = how(lines, at).filter(|a| !is_machine(a) && !found.iter().any(|(f, _)| f == a));
        found.extend(named.map(|a| (a, at)));
        // The address we wrote to may be an alias of the one that failed.
        if !found.is_empty()
            && let Some(alias) = named::expanded_from(line)
            && !found.iter().any(|(a, _)| *a == alias)
        {
            found.push((alias, at));
        }
    }
}

/// Our mails have one recipient each: if the returned one has a single To, that is who did not get it.
fn sole_recipient_of_returned(returned: &str) -> Option<EmailAddress> {
    let mut fields = fields::fields(returned.trim_start().as_bytes()).filter(|f| f.is("To"));
    let only = fields.next().filter(|f| f.value.iter().filter(|b| **b == b'@').count() == 1)?;
    address_in(&only.text())
}

fn recipient(address: Option<EmailAddress>, words: &str) -> BouncedRecipient {
    let reply = code::reply(words);
    let status = code::enhanced(words).or_else(|| {
        let class = reply? / 100;
        Some(format!("{class}.0.0"))
    });
    let action = match status.as_deref().and_then(|s| s.chars().next()) {
        // The code of the last attempt is 4xx; whether there will be another, the words say.
        Some('4') if says_final(words) => Action::Failed,
        Some('4') => Action::Delayed,
        Some('2') => Action::Delivered,
        Some(_) => Action::Failed,
        None => action_in(words),
    };
    BouncedRecipient {
        address,
        action,
        reason: reason::of(status.as_deref(), words),
        status,
        diagnostic: said_line(words).map(|l| clean_line(l, 300)),
    }
}

fn says_final(words: &str) -> bool {
    let lower = words.to_lowercase();
    ["gave up", "giving up", "given up", "permanent", "returned to", "expired", "too long"]
        .iter()
        .any(|w| lower.contains(w))
}

/// The line with the server's reply, or the first one.
fn said_line(words: &str) -> Option<&str> {
    let with_code = words.lines().find(|l| code::reply(l).is_some() || code::enhanced(l).is_some());
    with_code.or_else(|| words.lines().find(|l| !l.trim().is_empty()))
}

/// The line and those below it, up to an empty one or the next recipient.
fn words_beside(lines: &[&str], at: usize) -> String {
    let mut words = String::new();
    for (offset, line) in lines.iter().skip(at).take(12).enumerate() {
        if offset > 0 && (line.trim().is_empty() && offset > 2 || named::for_itself(lines, at + offset).is_some()) {
            break;
        }
        words.push_str(line);
        words.push('\n');
    }
    words
}

/// Whether a report in words speaks of a delay or of an end.
pub fn action_in(words: &str) -> Action {
    let lower = words.chars().take(4_000).collect::<String>().to_lowercase();
    if DELAYED.iter().any(|d| lower.contains(d)) { Action::Delayed } else { Action::Failed }
}

#[rustfmt::skip]
const DELAYED: [&str; 17] = [
    "delayed", "not yet been delivered", "will be retried", "will keep trying", "will continue trying",
    "will continue to try", "continue to try to deliver", "will retry", "do not need to resend", "you do not need to",
    "still trying", "this is a warning", "warning message only", "postponed", "advisory-only",
    "temporary failure report", "temporarily deferred",
];

fn own_addresses(reading: &Reading<'_>) -> Vec<EmailAddress> {
    let mut own = reading.heading.delivered_to.clone();
    own.extend(reading.heading.from.clone());
    own
}

/// The reporter itself. A postmaster may be a recipient like anyone.
fn is_machine(address: &EmailAddress) -> bool {
    address.local_part().starts_with("mailer-daemon")
}
