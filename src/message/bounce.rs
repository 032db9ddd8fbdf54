//! Delivery reports: RFC 3464, and the many that are not.
//!
//! Three readers, surest first: the machine-readable part of a standard report, the header by which Exim names failed
//! recipients, and the words of everyone else. A report says what happened to whom; whether it concerns a mail of ours
//! is decided elsewhere, by the id of the returned mail.

mod code;
mod dsn;
mod named;
mod notification;
mod original;
mod phrases;
mod plain;
mod reason;
mod signs;

pub use reason::of as reason_of;

use super::clean::{beginning, clean_line};
use super::inbound::Reading;
use super::{Action, Bounce, BouncedRecipient};
use crate::domain::address::EmailAddress;
use mail_parser::{Message, MessagePart, PartType};

/// A report on more recipients than this is no report on a mail of ours: those have one.
const MAX_RECIPIENTS: usize = 200;

/// Reports of megabytes hold the returned mail; the news stands at the top.
const MAX_OCTETS: usize = 256 * 1024;

/// A report, and the sign by which it was known.
pub(super) struct Found {
    pub bounce: Bounce,
    pub sign: String,
}

/// `None` for whatever is no delivery report.
pub(super) fn read(reading: &Reading<'_>) -> Option<Found> {
    if notification::is_from_a_service(reading.header)
        && let Some(found) = notification::read(&reading.body.text)
    {
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
    if recipients.iter().all(|r| r.address.is_none() && r.written.is_none()) {
        // The fields may name a file or a mailbox of the server's own; the words may say more.
        name_from_words(&mut recipients, plain::recipients(reading, report, returned));
    }
    let original_message_id = original::id(reading, report, returned);
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
        recipient.written = named.written;
    }
}

/// The words for people: the text parts, or all there is.
fn report_text(reading: &Reading<'_>) -> String {
    beginning(&reading.body.text, MAX_OCTETS).replace('\r', "")
}

/// A mail inside this one, from its own header on.
fn header_of<'m>(inner: &'m Message<'_>) -> &'m [u8] {
    inner.parts.first().and_then(|p| inner.raw_message.get(p.offset_header as usize..)).unwrap_or_default()
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
        && let Some(address) = EmailAddress::parse(without_scheme(inner))
    {
        return Some(address);
    }
    let rest = text.get(word_start(text, at)..)?;
    let start_trimmed = rest.trim_start_matches(is_stop);
    let end = start_trimmed.find(is_stop).unwrap_or(start_trimmed.len());
    let found = start_trimmed.get(..end)?.trim_matches(['.', '=', '*', '!', '?']);
    EmailAddress::parse(without_scheme(found)).or_else(|| address_in(text.get(at + 1..)?))
}

/// Where the word begins in which `at` lies.
fn word_start(text: &str, at: usize) -> usize {
    text.get(..at)
        .unwrap_or_default()
        .char_indices()
        .rev()
        .find(|(_, c)| is_stop(*c))
        .map_or(0, |(i, c)| i + c.len_utf8())
}

fn is_stop(c: char) -> bool {
    c.is_whitespace() || "<>(),;:\"[]'`|：，；。、（）「」【】《》“”‘’«»".contains(c)
}

/// `SMTP:ana@x.test` and `SMTP=ana@x.test` are how Exchange writes an address of the internet.
fn without_scheme(address: &str) -> &str {
    ["mailto:", "smtp:", "smtp="]
        .iter()
        .find_map(|scheme| {
            address.get(..scheme.len()).filter(|s| s.eq_ignore_ascii_case(scheme)).and(address.get(scheme.len()..))
        })
        .unwrap_or(address)
}

/// An address homeroom would not write to, as it stands: a quoted local part, or dots where none may be. Some mobile
/// providers gave such addresses out.
fn written_in(text: &str) -> Option<String> {
    let (before, after) = text.split_once('@')?;
    let local = match before.strip_suffix('"') {
        Some(quoted) => before.get(quoted.rfind('"')?..)?,
        None => before.get(word_start(before, before.len())..)?,
    };
    let domain = after.split(is_stop).next()?.trim_end_matches(['.', '*', '!', '?']);
    let plausible = (1..=66).contains(&local.len()) && EmailAddress::parse(&format!("x@{domain}")).is_some();
    plausible.then(|| clean_line(&format!("{local}@{domain}"), 254).to_lowercase())
}
