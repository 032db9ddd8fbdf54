//! A mail on its way out: bytes fixed once, sent the same at every attempt.

use crate::domain::address::EmailAddress;
use crate::domain::language::Language;
use crate::ids::{MessageId, OutboxId};
use jiff::Zoned;

/// What a mail to one recipient is made of.
#[derive(Clone, Debug)]
pub struct Draft<'a> {
    pub outbox: OutboxId,
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
    /// With the key; `None` where sub-addresses do not work.
    pub reply_to: Option<&'a EmailAddress>,
    pub date: &'a Zoned,
    /// A job sent it by itself: `Auto-Submitted: auto-generated` and `X-Auto-Response-Suppress: All`.
    pub automatic: bool,
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
