//! Whether a mail without a machine-readable report is a delivery report all the same.

use super::super::inbound::Reading;
use super::super::{fields, kind, threading};
use super::{code, phrases};
use mail_parser::{MessagePart, MimeHeaders, PartType};

/// Whether anything outside the text speaks of a report. Without it no words make one, and they need not be read.
pub(super) fn any_in_header(reading: &Reading<'_>) -> bool {
    speaks_of_failure_in_subject(&reading.heading.subject)
        || is_daemon(reading)
        || comes_from_nobody(reading)
        || field_of_a_report(reading).is_some()
        || is_list_server(reading)
        || reading.message.parts.iter().any(|p| p.is_message())
        || is_report(reading)
}

/// Fields that only a delivery report bears.
fn field_of_a_report(reading: &Reading<'_>) -> Option<&'static str> {
    ["X-Failed-Recipients", "X-MS-Exchange-Message-Is-Ndr"].into_iter().find(|n| reading.header.first(n).is_some())
}

fn report_type<'r>(reading: &'r Reading<'_>) -> &'r str {
    reading.message.root_part().content_type().and_then(|t| t.attribute("report-type")).unwrap_or_default()
}

/// `multipart/report` about a delivery. Some programs forget to say about what: then it is one if it returns a mail.
fn is_report(reading: &Reading<'_>) -> bool {
    let kind = report_type(reading);
    let report = reading
        .message
        .root_part()
        .content_type()
        .and_then(|t| t.subtype())
        .is_some_and(|s| s.eq_ignore_ascii_case("report"));
    kind.eq_ignore_ascii_case("delivery-status")
        || (report && kind.is_empty() && reading.message.parts.iter().any(MessagePart::is_message))
}

/// Receipts that a mail was read, and complaints: reports, but not about a delivery.
fn is_other_report(reading: &Reading<'_>) -> bool {
    let named = ["disposition-notification", "feedback-report"];
    named.iter().any(|n| report_type(reading).eq_ignore_ascii_case(n))
        || reading
            .message
            .parts
            .iter()
            .any(|p| p.content_type().is_some_and(|t| t.subtype().is_some_and(|s| named.contains(&s))))
}

/// The sign, in words, or `None`. What stands in the text makes a report only together with something outside it.
pub(super) fn of(reading: &Reading<'_>, report: &str, returned: &str) -> Option<String> {
    if let Some(name) = field_of_a_report(reading) {
        return Some(name.to_owned());
    }
    if is_other_report(reading) {
        return None;
    }
    if is_report(reading) {
        return Some("multipart/report".to_owned());
    }
    if field(reading, "From").contains("mailer-daemon") {
        return Some("MAILER-DAEMON".to_owned());
    }
    let subject = speaks_of_failure_in_subject(&reading.heading.subject);
    let head: String = report.chars().take(6_000).collect::<String>().to_lowercase();
    let words = phrases::FAILURES.iter().any(|f| head.contains(f));
    let coded = code::enhanced(&head).is_some() || code::reply(&head).is_some();
    let returns = !returned.is_empty() || reading.message.parts.iter().any(MessagePart::is_message);
    let automatic = field(reading, "Auto-Submitted").starts_with("auto-");
    let answers = !reading.heading.in_reply_to.is_empty();
    if is_daemon(reading) && (subject || words || coded) {
        return Some("a mail daemon reports a failure".to_owned());
    }
    if comes_from_nobody(reading) && (subject || (words && coded && !(answers && automatic))) {
        return Some("an empty Return-Path, and words of failure".to_owned());
    }
    if words && returns_our_mail(reading) {
        return Some("words of failure, and a mail of the recipient's own comes back".to_owned());
    }
    if words && is_list_server(reading) {
        return Some("a list server refuses the mail".to_owned());
    }
    if automatic && words && coded && returns {
        return Some("Auto-Submitted, and a mail comes back with a server's reply".to_owned());
    }
    // People write of deliveries that failed, too; they quote no reply codes and send no mail back.
    (subject && (words && coded || returns) && is_machine_like(reading))
        .then(|| "subject and words of a delivery report".to_owned())
}

/// The value of a header field in lower case; empty if there is none.
fn field(reading: &Reading<'_>, name: &str) -> String {
    reading.header.first(name).map(|f| f.text().to_ascii_lowercase()).unwrap_or_default()
}

/// An envelope without a sender, or with the mail system itself as one: nobody who could be answered.
fn comes_from_nobody(reading: &Reading<'_>) -> bool {
    kind::is_null_return_path(reading) || is_daemon_address(field(reading, "Return-Path").trim_start_matches('<'))
}

/// A list server that answers by itself, and not a mail to the list.
pub(super) fn is_list_server(reading: &Reading<'_>) -> bool {
    reading.header.first("X-MLServer").is_some() && !reading.heading.references.is_empty()
}

/// A mail is attached that was written by the one who gets this: he sent it, and it came back.
fn returns_our_mail(reading: &Reading<'_>) -> bool {
    if !reading.heading.in_reply_to.is_empty() || !reading.heading.references.is_empty() {
        return false;
    }
    let recipients = &reading.heading.to;
    reading.message.parts.iter().skip(1).any(|part| {
        let PartType::Message(inner) = &part.body else { return false };
        let header = super::header_of(inner);
        ["From", "Return-Path"]
            .iter()
            .filter_map(|name| fields::first(header, name))
            .any(|f| super::address_in(&f.text()).is_some_and(|a| recipients.iter().any(|r| r == a.as_str())))
    })
}

/// Nobody's answer, and no mail that a person quotes above or below words of their own.
fn is_machine_like(reading: &Reading<'_>) -> bool {
    let answers = !reading.heading.in_reply_to.is_empty() || !reading.heading.references.is_empty();
    !answers && (!reading.new.quoted || reading.body.text.to_ascii_lowercase().contains("message-id:"))
}

fn is_daemon(reading: &Reading<'_>) -> bool {
    let from = field(reading, "From");
    let address = reading.heading.from_text.as_deref().unwrap_or_default().to_lowercase();
    let name = reading.heading.from_name.as_deref().unwrap_or_default().to_lowercase();
    is_daemon_address(&address) || phrases::DAEMON_NAMES.iter().any(|n| name.contains(n) || from.contains(n))
}

/// By its local part, whose punctuation says nothing: `post_master@`, `mailer-daemon@`.
fn is_daemon_address(address: &str) -> bool {
    let local = address.split(['@', '>']).next().unwrap_or_default();
    let squeezed: String = local.chars().filter(char::is_ascii_alphanumeric).collect();
    phrases::DAEMONS.iter().any(|d| squeezed.starts_with(d)) || phrases::DAEMONS_WHOLE.contains(&squeezed.as_str())
}

fn speaks_of_failure_in_subject(subject: &str) -> bool {
    let lower = subject.to_lowercase();
    let start = lower.trim_start_matches(['[', '*', '"', '<', '(', '{', ' ', '-', '#']);
    phrases::SUBJECTS.iter().any(|s| start.starts_with(s))
        || (!threading::has_reply_mark(&lower) && phrases::ANYWHERE.iter().any(|s| lower.contains(s)))
}
