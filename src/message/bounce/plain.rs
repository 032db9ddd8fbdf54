//! Reports in words: who is named as the recipient, and what the server said.

use super::super::clean::clean_line;
use super::super::inbound::Reading;
use super::super::{Action, BouncedRecipient, fields};
use super::{address_in, code, reason};
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

const RETURNED: [&str; 27] = [
    "below this line is a copy of the message",
    "this is a copy of the message, including all the headers",
    "this is a copy of your message",
    "this is a copy of the headers",
    "original message follows",
    "original message follow",
    "unsent message follows",
    "unsent message below",
    "unsent message text follows",
    "returned message follows",
    "returned message below",
    "text of the original message",
    "original message header",
    "original message headers",
    "the header of the original message",
    "--- original message",
    "-- original message",
    "original message attached",
    "message header follows",
    "message headers follow",
    "header of the message",
    "copy of the original message",
    "following is a copy",
    "message contents follow",
    "your original message",
    "your message reads (in part)",
    "----- message header",
];

/// The recipients a report in words names, each with what was said beside it.
pub(super) fn recipients(reading: &Reading<'_>, report: &str) -> Vec<BouncedRecipient> {
    let lines: Vec<&str> = report.lines().collect();
    let own = own_addresses(reading);
    let mut found: Vec<(EmailAddress, usize)> = Vec::new();
    let mut keep = |address: EmailAddress, at: usize| {
        if !found.iter().any(|(a, _)| *a == address) {
            found.push((address, at));
        }
    };
    for field in fields::fields(reading.raw).filter(|f| f.is("X-Failed-Recipients")) {
        for text in field.text().split(',') {
            if let Some(address) = address_in(text) {
                let at = lines.iter().position(|l| l.to_ascii_lowercase().contains(address.as_str())).unwrap_or(0);
                keep(address, at);
            }
        }
    }
    if found.is_empty() {
        for (at, line) in lines.iter().enumerate() {
            if let Some(address) = named_recipient(line).filter(|a| !is_machine(a)) {
                if !found.iter().any(|(a, _)| *a == address) {
                    found.push((address, at));
                }
            }
        }
    }
    if found.is_empty() {
        let any = lines
            .iter()
            .enumerate()
            .find_map(|(at, line)| address_in(line).filter(|a| !is_machine(a) && !own.contains(a)).map(|a| (a, at)));
        found.extend(any);
    }
    if found.is_empty() {
        return vec![recipient(None, report)];
    }
    found
        .into_iter()
        .map(|(address, at)| {
            let words = words_beside(&lines, at);
            let words = if code::enhanced(&words).is_some() || code::reply(&words).is_some() {
                words
            } else {
                format!("{words}\n{report}")
            };
            recipient(Some(address), &words)
        })
        .collect()
}

fn recipient(address: Option<EmailAddress>, words: &str) -> BouncedRecipient {
    let reply = code::reply(words);
    let status = code::enhanced(words).or_else(|| {
        let class = reply? / 100;
        Some(format!("{class}.0.0"))
    });
    let action = match status.as_deref().and_then(|s| s.chars().next()) {
        Some('4') if action_in(words) == Action::Failed && says_final(words) => Action::Failed,
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
        if offset > 0 && (line.trim().is_empty() && offset > 2 || named_recipient(line).is_some()) {
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
    let delayed = [
        "delayed",
        "not yet been delivered",
        "will be retried",
        "will keep trying",
        "will continue trying",
        "will retry",
        "do not need to resend",
        "you do not need to",
        "still trying",
        "this is a warning",
        "warning message only",
    ];
    if delayed.iter().any(|d| lower.contains(d)) { Action::Delayed } else { Action::Failed }
}

/// The recipient a line names, if naming one is what the line is for.
fn named_recipient(line: &str) -> Option<EmailAddress> {
    let bare = line.trim().trim_start_matches(['>', '|', '*', '-', '\u{2022}', ' ', '\t']);
    if !bare.contains('@') {
        return None;
    }
    let lower = bare.to_lowercase();
    if let Some(value) = FIELDS.iter().find_map(|f| lower.strip_prefix(f)) {
        return address_in(value);
    }
    if let Some(at) = lower.find("rcpt to:") {
        return lower.get(at..).and_then(address_in);
    }
    let start = bare.trim_start_matches(['<', '"', '\'', '(', '[']);
    let first = start
        .split(|c: char| c.is_whitespace() || matches!(c, '>' | ',' | ';' | ')' | ']' | '"' | '\''))
        .next()
        .unwrap_or_default();
    let first = first.trim_end_matches([':', '.', '>']);
    // "ana@x.test", "<ana@x.test>: reason", "ana@x.test... User unknown"
    let address = EmailAddress::parse(first.strip_prefix("mailto:").unwrap_or(first))?;
    let rest = start.get(first.len()..).unwrap_or_default().trim_start_matches(['>', '"', '\'', ')', ']']).trim_start();
    let names = rest.is_empty()
        || rest.starts_with([':', '.', '-', '(', '<', ',', ';', '=', '#'])
        || code::reply(rest).is_some()
        || bare.starts_with('<');
    names.then_some(address)
}

/// Fields by which reports in words name the recipient. In lower case.
const FIELDS: [&str; 22] = [
    "final-recipient:",
    "original-recipient:",
    "x-actual-recipient:",
    "recipient:",
    "recipients:",
    "recipient address:",
    "failed recipient:",
    "intended recipient:",
    "original rcpt to:",
    "delivered-to:",
    "your message to:",
    "your message to",
    "user:",
    "addressee:",
    "address:",
    "failed to deliver to",
    "could not deliver to",
    "message to:",
    "invalid recipient:",
    "to:",
    "rcpt:",
    "unknown user:",
];

fn own_addresses(reading: &Reading<'_>) -> Vec<EmailAddress> {
    let mut own = reading.heading.delivered_to.clone();
    own.extend(reading.heading.from.clone());
    own
}

fn is_machine(address: &EmailAddress) -> bool {
    let local = address.local_part();
    local.starts_with("mailer-daemon")
        || local.starts_with("postmaster")
        || local == "abuse"
        || local.starts_with("helpdesk")
        || local == "root"
}
