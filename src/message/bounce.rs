//! Delivery reports: RFC 3464, and the many that are not.
//!
//! Three readers, surest first: the machine-readable part of a standard report, the header by which Exim names failed
//! recipients, and the words of everyone else. A report says what happened to whom; whether it concerns a mail of ours
//! is decided elsewhere, by the id of the returned mail.

mod code;
mod dsn;
mod named;
mod notification;
mod plain;
mod reason;
mod signs;

pub use reason::of as reason_of;

use super::inbound::Reading;
use super::{Action, Bounce, BouncedRecipient, fields, threading};
use crate::domain::address::EmailAddress;
use crate::ids::MessageId;
use mail_parser::{MessagePart, MimeHeaders, PartType};

/// A report on more recipients than this is no report on a mail of ours: those have one.
const MAX_RECIPIENTS: usize = 200;

/// A report, and the sign by which it was known.
pub(super) struct Found {
    pub bounce: Bounce,
    pub sign: String,
}

/// `None` for whatever is no delivery report.
pub(super) fn read(reading: &Reading<'_>) -> Option<Found> {
    if let Some(found) = notification::read(&reading.body.text) {
        return Some(found);
    }
    let standard = dsn::has_status_part(reading);
    if !standard && !signs::any_in_header(reading) {
        return None;
    }
    let text = report_text(reading);
    let (report, returned) = plain::split_returned(&text);
    let (mut recipients, sign) = match dsn::of_parts(reading, report) {
        Some(recipients) if standard => (recipients, "a delivery report (RFC 3464)".to_owned()),
        _ => {
            let sign = signs::of(reading, report, returned)?;
            // A report whose parts lost their types still holds the fields.
            let fields = dsn::of_text(&text, report);
            (fields.unwrap_or_else(|| plain::recipients(reading, report, returned)), sign)
        }
    };
    if recipients.iter().all(|r| r.address.is_none()) {
        // The fields may name a file or a mailbox of the server's own; the words may say more.
        name_from_words(&mut recipients, plain::recipients(reading, report, returned));
    }
    let original_message_id =
        original_id(reading, returned).or_else(|| id_in_text(report)).or_else(|| id_in_raw_body(reading.raw));
    let permanent = recipients.iter().any(failed_for_good);
    Some(Found { bounce: Bounce { recipients, permanent, original_message_id }, sign })
}

/// RFC 3463 §3.1: class 4 is a failure that may pass, even where this one mail has been given up.
fn failed_for_good(recipient: &BouncedRecipient) -> bool {
    recipient.action == Action::Failed && !recipient.status.as_deref().is_some_and(|s| s.starts_with('4'))
}

fn name_from_words(recipients: &mut [BouncedRecipient], named: Vec<BouncedRecipient>) {
    for (recipient, named) in recipients.iter_mut().zip(named) {
        recipient.address = named.address;
    }
}

/// The words for people: the text parts, or all there is.
fn report_text(reading: &Reading<'_>) -> String {
    let text = &reading.body.text;
    // Reports of megabytes hold the returned mail; the news stands at the top.
    let mut end = text.len().min(256 * 1024);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or_default().replace('\r', "")
}

/// The id of the mail that did not arrive: from the mail or the header that came back.
fn original_id(reading: &Reading<'_>, returned: &str) -> Option<MessageId> {
    returned_header(reading).or_else(|| id_in_text(returned))
}

fn returned_header(reading: &Reading<'_>) -> Option<MessageId> {
    reading.message.parts.iter().skip(1).find_map(|part| {
        let subtype = part.content_type().and_then(|t| t.subtype()).unwrap_or_default();
        match &part.body {
            PartType::Message(inner) => {
                let raw = inner.raw_message.get(inner.parts.first()?.offset_header as usize..).unwrap_or_default();
                id_of(raw)
            }
            PartType::Text(text) if matches!(subtype, "rfc822-headers" | "rfc822" | "global-headers") => {
                id_of(text.as_bytes()).or_else(|| id_in_text(text))
            }
            PartType::Binary(bytes) if matches!(subtype, "rfc822-headers" | "rfc822" | "global-headers") => {
                id_of(bytes)
            }
            _ => None,
        }
    })
}

fn id_of(header: &[u8]) -> Option<MessageId> {
    let field = fields::first(header, "Message-ID")?;
    threading::ids_in(&field.text()).into_iter().next()
}

/// A `Message-ID:` line inside a text, quoted or indented.
fn id_in_text(text: &str) -> Option<MessageId> {
    let mut lines = text.lines();
    while let Some(line) = lines.next() {
        let bare = line.trim_start_matches(['>', '|', ' ', '\t', '*']);
        let Some(value) = bare.get(..11).filter(|n| n.eq_ignore_ascii_case("message-id:")).and(bare.get(11..)) else {
            continue;
        };
        let value = if value.trim().is_empty() { lines.next().unwrap_or_default() } else { value };
        if let Some(id) = threading::ids_in(value).into_iter().next() {
            return Some(id);
        }
    }
    None
}

/// Where the parts of a report are broken, the returned header still stands somewhere in the raw body.
fn id_in_raw_body(raw: &[u8]) -> Option<MessageId> {
    let body = fields::after_header(raw);
    id_in_text(&String::from_utf8_lossy(body.get(..512 * 1024).unwrap_or(body)))
}

/// The text of a part, whatever its kind.
fn part_text<'m>(part: &'m MessagePart<'m>) -> Option<std::borrow::Cow<'m, str>> {
    match &part.body {
        PartType::Text(text) | PartType::Html(text) => Some(std::borrow::Cow::Borrowed(text)),
        PartType::Binary(bytes) | PartType::InlineBinary(bytes) => Some(String::from_utf8_lossy(bytes)),
        PartType::Message(inner) => Some(String::from_utf8_lossy(&inner.raw_message)),
        PartType::Multipart(_) => None,
    }
}

/// The first address in a text: in angle brackets, or bare.
fn address_in(text: &str) -> Option<EmailAddress> {
    let at = text.find('@')?;
    if let Some(open) = text.get(..at).and_then(|t| t.rfind('<'))
        && let Some((inner, _)) = text.get(open + 1..).and_then(|t| t.split_once('>'))
        && let Some(address) = EmailAddress::parse(inner.trim_start_matches("mailto:").trim_start_matches("SMTP:"))
    {
        return Some(address);
    }
    let stop = |c: char| {
        c.is_whitespace() || matches!(c, '<' | '>' | '(' | ')' | ',' | ';' | ':' | '"' | '[' | ']' | '\'' | '`' | '|')
    };
    let start = text.get(..at).and_then(|t| t.rfind(stop).map(|i| i + 1)).unwrap_or(0);
    let rest = text.get(start..)?;
    let start_trimmed = rest.trim_start_matches(stop);
    let end = start_trimmed.find(stop).unwrap_or(start_trimmed.len());
    let found = start_trimmed.get(..end)?.trim_matches(['.', '=', '*', '!', '?']);
    EmailAddress::parse(found).or_else(|| address_in(text.get(at + 1..)?))
}
