//! Which mail a report is about: the id of the mail, or of the header, that came back.

use super::super::inbound::Reading;
use super::super::{fields, threading};
use crate::ids::MessageId;
use mail_parser::{Message, MessagePart, MimeHeaders, PartType};

/// Reports that enclose reports are followed this deep.
const MAX_DEPTH: usize = 5;

/// The id of the mail that did not arrive, surest first: from what came back, from the report's own fields, from the
/// ids it answers.
pub(super) fn id(reading: &Reading<'_>, report: &str, returned: &str) -> Option<MessageId> {
    of_parts(reading.message, 0)
        .or_else(|| in_text(returned))
        .or_else(|| in_text(report))
        .or_else(|| in_raw_body(reading.raw))
        .or_else(|| answered(reading))
}

fn of_parts(message: &Message<'_>, depth: usize) -> Option<MessageId> {
    message.parts.iter().skip(1).find_map(|part| {
        let subtype = part.content_type().and_then(|t| t.subtype()).unwrap_or_default();
        match &part.body {
            PartType::Message(inner) => of_message(inner, depth),
            PartType::Text(text) if is_header(subtype) => of_header(text.as_bytes()).or_else(|| in_text(text)),
            PartType::Binary(bytes) if is_header(subtype) => of_header(bytes),
            _ => None,
        }
    })
}

fn is_header(subtype: &str) -> bool {
    matches!(subtype, "rfc822-headers" | "rfc822" | "global-headers")
}

/// A report about a report is about the innermost mail.
fn of_message(inner: &Message<'_>, depth: usize) -> Option<MessageId> {
    let reports = inner.parts.iter().any(is_status);
    let deeper = if reports && depth < MAX_DEPTH { of_parts(inner, depth + 1) } else { None };
    deeper.or_else(|| of_header(super::header_of(inner)))
}

fn is_status(part: &MessagePart<'_>) -> bool {
    part.content_type().and_then(|t| t.subtype()).is_some_and(|s| s.eq_ignore_ascii_case("delivery-status"))
}

fn of_header(header: &[u8]) -> Option<MessageId> {
    let field = fields::first(header, "Message-ID")?;
    threading::ids_in_field(&field.text()).into_iter().next()
}

/// A `Message-ID:` line inside a text, quoted or indented, or the field in which a report names it. The header of a
/// report that is passed on stands above that of the mail it is about.
fn in_text(text: &str) -> Option<MessageId> {
    let mut lines = text.lines();
    let mut of_report = None;
    let mut candidate = None;
    let mut is_report = false;
    while let Some(line) = lines.next() {
        let bare = line.trim_start_matches(['>', '|', ' ', '\t', '*']);
        if bare.trim().is_empty() {
            if candidate.is_some() && !is_report {
                return candidate;
            }
            of_report = of_report.or(candidate.take());
            is_report = false;
        } else if let Some(value) = value_of_id(bare) {
            let value = if value.trim().is_empty() { lines.next().unwrap_or_default() } else { value };
            candidate = candidate.or_else(|| threading::ids_in(value).into_iter().next());
        } else {
            is_report |= is_senders_line_of_a_report(bare);
        }
    }
    if is_report { of_report.or(candidate) } else { candidate.or(of_report) }
}

fn value_of_id(line: &str) -> Option<&str> {
    ["message-id:", "x-original-message-id:", "original-message-id:"]
        .iter()
        .find_map(|name| line.get(..name.len()).filter(|n| n.eq_ignore_ascii_case(name)).and(line.get(name.len()..)))
}

fn is_senders_line_of_a_report(line: &str) -> bool {
    line.get(..5).is_some_and(|n| n.eq_ignore_ascii_case("from:"))
        && line.to_ascii_lowercase().contains("mailer-daemon")
}

/// Where the parts of a report are broken, the returned header still stands somewhere in the raw body.
fn in_raw_body(raw: &[u8]) -> Option<MessageId> {
    let body = fields::after_header(raw);
    in_text(&String::from_utf8_lossy(body.get(..512 * 1024).unwrap_or(body)))
}

/// Some servers thread the report to the mail it is about and return nothing of it.
fn answered(reading: &Reading<'_>) -> Option<MessageId> {
    let heading = reading.heading;
    heading.in_reply_to.first().or(heading.references.last()).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_that_is_passed_on_is_about_the_mail_and_not_about_the_report() {
        let report = "From: MAILER-DAEMON@relay.test\nMessage-ID: <report@relay.test>\n\nwas not delivered\n";
        let mail = "From: room12@school.test\nMessage-ID: <t.abc.r7@school.test>\n\nLeo\n";
        let found = |text: &str| in_text(text).map(|id| id.as_str().to_owned());
        assert_eq!(found(&format!("{report}\n{mail}")).as_deref(), Some("t.abc.r7@school.test"));
        assert_eq!(found(report).as_deref(), Some("report@relay.test"));
        assert_eq!(found("X-Original-Message-ID: <a@x.test>").as_deref(), Some("a@x.test"));
        assert_eq!(found("> Message-Id:\n>  <a@x.test>\n").as_deref(), Some("a@x.test"));
        assert_eq!(found("no message-id: here"), None);
    }
}
