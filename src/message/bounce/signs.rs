//! Whether a mail without a machine-readable report is a delivery report all the same.

use super::super::inbound::Reading;
use super::super::{fields, kind};
use super::code;
use mail_parser::{MimeHeaders, PartType};

/// Whether anything outside the text speaks of a report. Without it no words make one, and they need not be read.
pub(super) fn any_in_header(reading: &Reading<'_>) -> bool {
    speaks_of_failure_in_subject(&reading.heading.subject)
        || is_daemon(reading)
        || kind::is_null_return_path(reading)
        || reading.header.first("X-Failed-Recipients").is_some()
        || reading.message.parts.iter().any(|p| p.is_message())
        || report_type(reading).eq_ignore_ascii_case("delivery-status")
}

fn report_type<'r>(reading: &'r Reading<'_>) -> &'r str {
    reading.message.root_part().content_type().and_then(|t| t.attribute("report-type")).unwrap_or_default()
}

/// The sign, in words, or `None`.
pub(super) fn of(reading: &Reading<'_>, report: &str, returned: &str) -> Option<String> {
    if reading.header.first("X-Failed-Recipients").is_some() {
        return Some("X-Failed-Recipients".to_owned());
    }
    let report_type = report_type(reading);
    if report_type.eq_ignore_ascii_case("disposition-notification")
        || report_type.eq_ignore_ascii_case("feedback-report")
    {
        return None;
    }
    if reading.message.parts.iter().any(|p| {
        p.content_type().is_some_and(|t| matches!(t.subtype(), Some("feedback-report" | "disposition-notification")))
    }) {
        return None;
    }
    let subject = speaks_of_failure_in_subject(&reading.heading.subject);
    let daemon = is_daemon(reading);
    let null = kind::is_null_return_path(reading);
    let standard = report_type.eq_ignore_ascii_case("delivery-status");
    let head: String = report.chars().take(6_000).collect::<String>().to_lowercase();
    let words = FAILURES.iter().find(|f| head.contains(**f));
    let coded = code::enhanced(&head).is_some() || code::reply(&head).is_some();
    let answer = !reading.heading.in_reply_to.is_empty()
        && reading
            .header
            .first("Auto-Submitted")
            .is_some_and(|f| f.text().to_ascii_lowercase().starts_with("auto-replied"));
    if standard {
        return Some("multipart/report".to_owned());
    }
    let calls_itself_daemon =
        reading.header.first("From").is_some_and(|f| f.text().to_ascii_lowercase().contains("mailer-daemon"));
    if calls_itself_daemon {
        return Some("MAILER-DAEMON".to_owned());
    }
    if daemon && (subject || words.is_some() || coded) {
        return Some("a mail daemon reports a failure".to_owned());
    }
    if null && (subject || (words.is_some() && coded && !answer)) {
        return Some("an empty Return-Path, and words of failure".to_owned());
    }
    if words.is_some() && returns_our_mail(reading) {
        return Some("words of failure, and a mail of the recipient's own comes back".to_owned());
    }
    // People write of deliveries that failed, too; they quote no reply codes and send no mail back.
    let evidence = coded || !returned.is_empty() || reading.message.parts.iter().any(|p| p.is_message());
    (subject && evidence && is_machine_like(reading)).then(|| "subject and words of a delivery report".to_owned())
}

/// A mail is attached that was written by the one who gets this: he sent it, and it came back.
fn returns_our_mail(reading: &Reading<'_>) -> bool {
    if !reading.heading.in_reply_to.is_empty() || !reading.heading.references.is_empty() {
        return false;
    }
    let recipients = &reading.heading.to;
    reading.message.parts.iter().skip(1).any(|part| {
        let PartType::Message(inner) = &part.body else { return false };
        let raw = &inner.raw_message;
        let header = inner.parts.first().and_then(|p| raw.get(p.offset_header as usize..)).unwrap_or_default();
        ["From", "Return-Path"]
            .iter()
            .filter_map(|name| fields::first(header, name))
            .any(|f| super::address_in(&f.text()).is_some_and(|a| recipients.iter().any(|r| r == a.as_str())))
    })
}

/// No person's mail: nobody's answer, and sent by something that calls itself a program.
fn is_machine_like(reading: &Reading<'_>) -> bool {
    let answers = !reading.heading.in_reply_to.is_empty() || !reading.heading.references.is_empty();
    !answers && !reading.new.quoted || reading.body.text.to_ascii_lowercase().contains("message-id:")
}

fn is_daemon(reading: &Reading<'_>) -> bool {
    let lower = |text: &Option<String>| text.as_deref().unwrap_or_default().to_lowercase();
    let address = lower(&reading.heading.from_text);
    let local = address.split('@').next().unwrap_or_default();
    let name = lower(&reading.heading.from_name);
    let raw = reading.header.first("From").map(|f| f.text().to_ascii_lowercase()).unwrap_or_default();
    let squeezed: String = local.chars().filter(|c| c.is_ascii_alphanumeric()).collect();
    DAEMONS.iter().any(|d| squeezed.starts_with(d))
        || raw.contains("mailer-daemon")
        || [
            "mail delivery",
            "mail administrator",
            "mail system",
            "mail subsystem",
            "mailer-daemon",
            "postmaster",
            "system administrator",
            "mail router",
            "delivery subsystem",
            "mail daemon",
        ]
        .iter()
        .any(|n| name.contains(n) || raw.contains(n))
}

/// Local parts of programs that report, without their punctuation.
#[rustfmt::skip]
const DAEMONS: [&str; 9] = [
    "mailerdaemon", "postmaster", "maildaemon", "mdaemon", "mmdf", "mailadmin", "undeliver", "bounce", "maildeamon",
];

fn speaks_of_failure_in_subject(subject: &str) -> bool {
    let lower = subject.to_lowercase();
    let start = lower.trim_start_matches(['[', '*', '"', '<', '(', '{', ' ']);
    SUBJECTS.iter().any(|s| start.starts_with(s))
        || ANYWHERE.iter().any(|s| lower.contains(s) && !start.starts_with("re:") && !start.starts_with("fw"))
}

/// How subjects of delivery reports begin. In lower case.
#[rustfmt::skip]
const SUBJECTS: [&str; 47] = [
    "undeliver", "undelivered", "delivery status notification", "delivery notification", "delivery failure",
    "delivery failed", "delivery report", "delivery problem", "delivery error", "delivery delay", "delayed mail",
    "delayed:", "failure notice", "failure delivery", "failed mail", "failed delivery", "failed:", "returned mail",
    "return to sender", "returned to sender", "mail delivery", "mail could not", "mail failure", "mail undeliver",
    "mail not delivered", "mail system error", "mail error", "mail returned", "message delivery", "message undeliver",
    "message not delivered", "message status", "message could not", "message returned", "message you sent",
    "nondeliverable", "non-deliver", "non remis", "non délivré", "unzustellbar", "unable to deliver", "user unknown",
    "warning: could not send", "warning: message", "no se puede entregar", "não entregue", "rejected mail",
];
#[rustfmt::skip]
const ANYWHERE: [&str; 16] = [
    "undeliverable", "undelivered mail", "delivery status notification", "returned mail", "failure notice",
    "delivery failure", "could not be delivered", "not delivered", "unzustellbar", "no entregado", "не доставлено",
    "недоставленное", "mail delivery failed", "returning message to sender", "delivery has failed", "配信",
];

/// Words of a failure in the text. In lower case.
#[rustfmt::skip]
const FAILURES: [&str; 72] = [
    "could not be delivered", "couldn't be delivered", "was not delivered", "not be delivered",
    "wasn't able to deliver", "was unable to deliver", "unable to deliver", "undeliverable", "undelivered",
    "delivery failed", "delivery failure", "delivery has failed", "failed permanently", "permanent error",
    "permanent fatal error", "permanent failure", "did not reach", "following address", "following recipient",
    "returned to sender", "returned to you", "user unknown", "unknown user", "no such user", "mailbox full",
    "mailbox unavailable", "failed recipients", "requested action not taken", "invalid user", "mailbox is full",
    "over quota", "host unknown", "address rejected", "recipient rejected", "has been delayed", "delivery is delayed",
    "not yet been delivered", "not been delivered", "not delivered", "delivery attempts", "delivery to the following",
    "cannot be delivered", "can't be delivered", "can not be delivered", "problem delivering", "problems delivering",
    "error delivering", "errors occurred", "fatal errors", "i'm afraid i wasn't able", "giving up on it", "giving up",
    "message was rejected", "message rejected", "refused to accept", "has been rejected", "does not exist",
    "no longer valid", "unrouteable", "transcript of session", "session transcript", "reason for return",
    "reason of delivery failure", "reason:", "was not sent", "nondeliver", "non-deliver", "konnte nicht zugestellt",
    "n'a pas pu être", "no se pudo entregar", "не удалось доставить", "配信できません",
];
