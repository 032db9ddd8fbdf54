//! A mail on its way out: bytes fixed once, sent the same at every attempt.

use super::ThreadIndex;
use super::clean::clean_line;
use super::fields;
use super::heading::{LOG_HEAD, OWN_GENERATION, OWN_NUMBER};
use super::key;
use crate::domain::address::EmailAddress;
use crate::domain::audit::Head;
use crate::domain::language::Language;
use crate::ids::{ContentHash, MessageId, OutboxId};
use jiff::Zoned;
use lettre::Address;
use lettre::message::header::{ContentType, HeaderName, HeaderValue};
use lettre::message::{Attachment, Mailbox, Message, MessageBuilder, MultiPart, MultiPartKind, SinglePart};

/// Where in the outbox a mail comes from.
#[derive(Clone, Copy, Debug)]
pub struct Origin {
    pub outbox: OutboxId,
    /// How far the class's state has got with it.
    pub generation: i64,
    /// How far the log had got: only teachers are told.
    pub log: Option<Head>,
}

/// What a mail to one recipient is made of.
#[derive(Clone, Debug)]
pub struct Draft<'a> {
    /// `None`: not out of the outbox.
    pub origin: Option<Origin>,
    pub class_address: &'a EmailAddress,
    /// The teacher's (or the class's) name for the From header.
    pub from_name: &'a str,
    /// The one recipient, alone in To.
    pub to: &'a EmailAddress,
    pub to_name: Option<&'a str>,
    pub language: &'a Language,
    pub subject: &'a str,
    pub text: &'a str,
    pub html: Option<&'a str>,
    pub message_id: &'a MessageId,
    pub in_reply_to: Option<&'a MessageId>,
    /// Oldest first; at most 20 are written (the first and the newest are kept).
    pub references: &'a [MessageId],
    /// That of the mail that is answered, if Outlook wrote it: the answer goes on from there.
    pub thread_index: Option<&'a ThreadIndex>,
    /// With the key; `None` where sub-addresses do not work.
    pub reply_to: Option<&'a EmailAddress>,
    pub date: &'a Zoned,
    /// A job sent it by itself: `Auto-Submitted: auto-generated` and `X-Auto-Response-Suppress: All`.
    pub automatic: bool,
    /// JPEG files, attached in this order as `photo-1.jpg` and so on.
    pub photos: &'a [Vec<u8>],
    /// Class letters: `List-Id` of this class and `List-Unsubscribe` (mailto).
    pub class_letter: bool,
}

/// A finished mail: envelope and bytes. One recipient, by its type.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PreparedMessage {
    pub message_id: MessageId,
    /// MAIL FROM.
    pub sender: EmailAddress,
    /// The one RCPT TO.
    pub recipient: EmailAddress,
    /// RFC 5322 text: CRLF line ends only, no bare CR or LF, no line above 998 octets.
    pub bytes: Vec<u8>,
}

/// Why a mail could not be made. None of these is cured by trying again.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum ComposeProblem {
    /// The address needs SMTPUTF8 or an internationalised domain, which not every server takes.
    #[error("an address holds characters beyond ASCII: homeroom writes to plain addresses only")]
    AddressBeyondAscii,
    #[error("the mail has no subject")]
    EmptySubject,
    #[error("the mail has no text")]
    EmptyText,
    /// The finished bytes broke a rule of the wire; they are not sent.
    #[error("the finished mail breaks the rules of the wire (RFC 5322 §2.1.1): it was not queued")]
    NotCanonical,
}

const MAX_NAME: usize = 64;
const MAX_SUBJECT: usize = 250;
const MAX_REFERENCES: usize = 20;
/// Without its line end (RFC 5322 §2.1.1).
const MAX_LINE: usize = 998;

/// Makes the bytes of a mail. The same draft always gives the same bytes: nothing random, no clock.
pub fn compose(draft: &Draft<'_>) -> Result<PreparedMessage, ComposeProblem> {
    let subject = clean_line(draft.subject, MAX_SUBJECT);
    if subject.is_empty() {
        return Err(ComposeProblem::EmptySubject);
    }
    if draft.text.trim().is_empty() {
        return Err(ComposeProblem::EmptyText);
    }
    let mut builder = Message::builder()
        .from(mailbox(draft.class_address, Some(draft.from_name))?)
        .to(mailbox(draft.to, draft.to_name)?)
        .subject(subject)
        .message_id(Some(bracketed(draft.message_id)))
        .date(draft.date.timestamp().into());
    if let Some(reply_to) = draft.reply_to {
        builder = builder.reply_to(mailbox(reply_to, None)?);
    }
    if let Some(answered) = draft.in_reply_to {
        builder = builder.in_reply_to(bracketed(answered));
    }
    let references = references(draft);
    if !references.is_empty() {
        builder = builder.references(references);
    }
    // lettre fails here only for a missing sender or recipient, and both were given.
    let mut message = with_body(builder, draft).map_err(|_| ComposeProblem::NotCanonical)?;
    for (name, value) in own_headers(draft) {
        message.headers_mut().insert_raw(HeaderValue::new(HeaderName::new_from_ascii_str(name), value));
    }
    let bytes = message.formatted();
    if !is_canonical(&bytes) {
        return Err(ComposeProblem::NotCanonical);
    }
    Ok(PreparedMessage {
        message_id: draft.message_id.clone(),
        sender: draft.class_address.clone(),
        recipient: draft.to.clone(),
        bytes,
    })
}

/// The text, beside it the page, and behind them the photos.
fn with_body(builder: MessageBuilder, draft: &Draft<'_>) -> Result<Message, lettre::error::Error> {
    let part = |kind, name| MultiPart::builder().kind(kind).boundary(boundary(draft.message_id, name));
    let text = SinglePart::plain(body_text(draft.text));
    let words = draft.html.map(|html| {
        let page = SinglePart::html(body_text(html));
        part(MultiPartKind::Alternative, "").singlepart(text.clone()).singlepart(page)
    });
    if draft.photos.is_empty() {
        return match words {
            Some(words) => builder.multipart(words),
            None => builder.singlepart(text),
        };
    }
    let mixed = part(MultiPartKind::Mixed, "mixed_");
    let mut mixed = match words {
        Some(words) => mixed.multipart(words),
        None => mixed.singlepart(text),
    };
    for (number, photo) in (1..).zip(draft.photos) {
        let file = Attachment::new(format!("photo-{number}.jpg"));
        mixed = mixed.singlepart(file.body(photo.clone(), jpeg()));
    }
    builder.multipart(mixed)
}

fn jpeg() -> ContentType {
    #[expect(clippy::expect_used, reason = "a constant that a test reads")]
    ContentType::parse("image/jpeg").expect("a media type")
}

/// A new Message-ID of ours: `t.KEY.RANDOM@domain`, or `RANDOM@domain` without a key.
pub fn message_id(token: Option<&str>, random: [u8; 16], domain: &str) -> MessageId {
    let random = data_encoding::BASE32_NOPAD.encode(&random).to_ascii_lowercase();
    let token: String = token.unwrap_or_default().chars().filter(char::is_ascii_alphanumeric).collect();
    let left = if token.is_empty() { random } else { format!("{}.{random}", key::sub_address(&token)) };
    let id =
        MessageId::parse(&format!("{left}@{domain}")).or_else(|| MessageId::parse(&format!("{left}@homeroom.invalid")));
    #[expect(clippy::expect_used, reason = "letters, digits and dots before a fixed domain are always a Message-ID")]
    id.expect("a well-formed id")
}

/// How far the state had got when this mail of ours was written. Anybody can write it, as they can its number.
pub fn generation_in(raw: &[u8]) -> Option<i64> {
    fields::first(raw, OWN_GENERATION)?.text().trim().parse::<u32>().ok().map(i64::from)
}

fn mailbox(address: &EmailAddress, name: Option<&str>) -> Result<Mailbox, ComposeProblem> {
    let text = address.as_str();
    let plain = text.is_ascii().then(|| text.parse::<Address>().ok()).flatten();
    let name = name.map(|n| clean_line(n, MAX_NAME)).filter(|n| !n.is_empty());
    Ok(Mailbox::new(name, plain.ok_or(ComposeProblem::AddressBeyondAscii)?))
}

fn bracketed(id: &MessageId) -> String {
    format!("<{}>", id.as_str())
}

/// Oldest first; of more than twenty, the first and the newest stay. What is answered comes last.
fn references(draft: &Draft<'_>) -> String {
    let mut ids: Vec<&MessageId> = Vec::new();
    for id in draft.references.iter().chain(draft.in_reply_to) {
        if !ids.contains(&id) {
            ids.push(id);
        }
    }
    let surplus = ids.len().saturating_sub(MAX_REFERENCES);
    if surplus > 0 {
        ids.drain(1..=surplus);
    }
    ids.into_iter().map(bracketed).collect::<Vec<_>>().join(" ")
}

/// Header fields lettre has no words for.
fn own_headers(draft: &Draft<'_>) -> Vec<(&'static str, String)> {
    let mut headers = vec![("Content-Language", draft.language.as_str().to_owned())];
    if let Some(Origin { outbox, generation, log }) = draft.origin {
        headers.insert(0, (OWN_NUMBER, outbox.to_string()));
        headers.insert(1, (OWN_GENERATION, generation.to_string()));
        headers.extend(log.map(|head| (LOG_HEAD, head.to_string())));
    }
    // lettre writes dates in UTC; a reader should see the school's own hour.
    if let Ok(date) = jiff::fmt::rfc2822::to_string(draft.date) {
        headers.push(("Date", date));
    }
    if let Some(answered) = draft.thread_index {
        let salt = ContentHash::of(draft.message_id.as_str().as_bytes()).0.first().copied().unwrap_or_default();
        headers.push(("Thread-Index", answered.answered(draft.date.timestamp(), salt).text()));
    }
    if draft.automatic {
        headers.push(("Auto-Submitted", "auto-generated".to_owned()));
        headers.push(("X-Auto-Response-Suppress", "All".to_owned()));
    }
    if draft.class_letter {
        let class = draft.class_address;
        headers.push(("List-Id", format!("<{}.{}>", class.local_part(), class.domain())));
        let address = draft.reply_to.unwrap_or(class);
        headers.push(("List-Unsubscribe", format!("<mailto:{}?subject=unsubscribe>", address.as_str())));
    }
    headers
}

/// Derived from the Message-ID, so that the same mail always has the same bytes and no text can hold it by accident.
fn boundary(id: &MessageId, name: &str) -> String {
    format!("=_homeroom_{name}{}", ContentHash::of(id.as_str().as_bytes()).beginning(16))
}

/// Canonical lines: every line end is one LF (lettre makes CRLF of it), no control characters but the tab, an end.
/// Bidirectional marks stay: Arabic and Hebrew need them.
fn body_text(text: &str) -> String {
    let mut body = String::with_capacity(text.len() + 1);
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\r' if chars.peek() == Some(&'\n') => {}
            '\r' => body.push('\n'),
            '\n' | '\t' => body.push(c),
            c if c.is_control() => {}
            c => body.push(c),
        }
    }
    if !body.ends_with('\n') {
        body.push('\n');
    }
    body
}

/// CRLF and no other line end, no NUL, no octet above 127, no line above 998 octets.
pub fn is_canonical(bytes: &[u8]) -> bool {
    let Some(whole) = bytes.strip_suffix(b"\r\n") else { return false };
    let mut length = 0;
    let mut rest = whole.iter().copied().peekable();
    while let Some(b) = rest.next() {
        match b {
            b'\r' if rest.peek() == Some(&b'\n') => {
                rest.next();
                length = 0;
                continue;
            }
            b'\r' | b'\n' | 0 | 0x80.. => return false,
            _ => length += 1,
        }
        if length > MAX_LINE {
            return false;
        }
    }
    true
}

#[cfg(test)]
mod tests;
