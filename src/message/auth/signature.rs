//! Whether a mail's signature (DKIM, RFC 6376) may prove its sender, pure: what it must cover, whose it must be, and when it
//! must have been made. The signature itself is checked elsewhere.
//!
//! A signed mail can be sent again by whoever has got it, with fields added that are not signed, and nobody but the reader
//! would notice. So every field that is read must be signed as often as it stands there, and the mail must be written so
//! that all programs read the same fields and the same body in it.

use super::{Misalignment, is_sole_sender};
use crate::domain::address::EmailAddress;
use crate::message::fields::{self, Header, split_line};
use crate::message::{heading, parameters};
use jiff::{SignedDuration, Timestamp};
use std::borrow::Cow;

/// What says who wrote, to whom, when, about what, and what may carry a key.
const MEANING: [&str; 8] = ["From", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References"];
const TYPE: &str = "Content-Type";
const ENCODING: &str = "Content-Transfer-Encoding";

/// Each costs a hash over the whole body; no honest way adds so many.
const MOST_SIGNATURES: usize = 10;

/// A signer's clock may be ahead of the receiver's by so much.
const CLOCKS_DIFFER: SignedDuration = SignedDuration::from_hours(1);

/// What a signature says of itself.
#[derive(Clone, Copy, Debug)]
pub struct Signature<'a> {
    /// `d=`
    pub domain: &'a str,
    /// `h=`
    pub fields: &'a [String],
    /// `t=`, in seconds; 0: it does not say.
    pub made: u64,
    /// `x=`, in seconds; 0: never.
    pub ends: u64,
    /// It covers the beginning of the body (`l=`).
    pub is_partial: bool,
    /// SHA-1 is not believed (RFC 8301).
    pub is_sha256: bool,
}

/// A mail in which all programs read the same fields and the same body.
pub struct SignedMail<'a> {
    raw: Cow<'a, [u8]>,
    from: EmailAddress,
}

impl<'a> SignedMail<'a> {
    /// # Errors
    /// Why no signature of the mail could prove anything.
    pub fn read(raw: &'a [u8]) -> Result<Self, Misalignment> {
        let sender = fields::first(raw, "From").and_then(|field| heading::sole_address(&field.text()));
        let from = sender.filter(|from| is_sole_sender(raw, from)).ok_or(Misalignment::SenderUnclear)?;
        let signatures = fields::fields(raw).filter(|field| field.is("DKIM-Signature")).count();
        let raw = plainly_written(raw).filter(|_| signatures <= MOST_SIGNATURES);
        Ok(Self { raw: raw.ok_or(Misalignment::SignatureInvalid)?, from })
    }

    /// The mail with the line ends that it was signed with.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// Why this signature proves nothing, even if it holds. `received_at` is when the mail reached the mailbox, and so the
    /// time at which the signature must have been good.
    pub fn objection(&self, signature: &Signature<'_>, received_at: Timestamp) -> Option<Misalignment> {
        let received = u64::try_from(received_at.as_second()).unwrap_or_default();
        let latest = received.saturating_add(CLOCKS_DIFFER.as_secs().unsigned_abs());
        let is_over = signature.ends != 0 && (signature.ends <= received || signature.ends <= signature.made);
        // Exactly this domain: who signs for a part of it, or for all above it, would have to be looked up in lists.
        if !signature.domain.eq_ignore_ascii_case(self.from.domain()) {
            Some(Misalignment::NoSignature)
        } else if is_over || signature.made > latest || !signature.is_sha256 {
            Some(Misalignment::SignatureInvalid)
        } else if signature.is_partial || !self.is_covered_by(signature.fields) {
            Some(Misalignment::SignatureLeavesOut)
        } else {
            None
        }
    }

    fn is_covered_by(&self, signed: &[String]) -> bool {
        let header = Header::read(&self.raw);
        let covers = |name: &str| {
            let (there, covered) =
                (header.all(name).count(), signed.iter().filter(|field| field.eq_ignore_ascii_case(name)).count());
            // Twice is once too often for all of these (RFC 5322 §3.6), whoever signed it.
            (there <= 1, there <= covered)
        };
        let once = |name: &&str| covers(name).0;
        MEANING.iter().all(|name| covers(name) == (true, true))
            && [TYPE, ENCODING].iter().all(once)
            && ((covers(TYPE).1 && covers(ENCODING).1) || self.body_shows_its_form(&header))
    }

    /// Large providers sign neither the type nor the encoding. With another boundary a program would read other words in the
    /// same body, such as those that were quoted; so it must be the one that the body begins with, as it does if nothing
    /// was changed.
    fn body_shows_its_form(&self, header: &Header<'_>) -> bool {
        let word = |field: fields::Field<'_>| field.text().to_ascii_lowercase();
        let is_encoded = |encoding: String| !["7bit", "8bit", "binary"].contains(&encoding.as_str());
        if header.first(ENCODING).map(word).is_some_and(is_encoded) {
            return false;
        }
        let Some(field) = header.first(TYPE) else { return false };
        let media_type = word(field);
        let is_of_parts = ["alternative", "mixed", "related"].iter().any(|kind| {
            media_type
                .strip_prefix("multipart/")
                .and_then(|rest| rest.strip_prefix(kind))
                .is_some_and(|rest| rest.trim_start().starts_with(';'))
        });
        let (line, _) = split_line(fields::after_header(&self.raw));
        let first = line.strip_prefix(b"--").map(fields::without_line_end).unwrap_or_default();
        let boundaries = parameters::read_all(field.value, "boundary");
        // No comment, and no sign that a program may take for the end of a quoted text.
        is_of_parts
            && !media_type.contains(['(', '\\'])
            && !first.is_empty()
            && !boundaries.is_empty()
            && boundaries.iter().all(|boundary| boundary.as_bytes() == first)
    }
}

/// The mail with CRLF at the end of every line, if its lines can be read in one way only: either all end so or, as files
/// on Unix have it, all in LF; every line of the header is a field or goes on with one; an empty line ends it. A bare CR is
/// nothing for those who check a signature, and a new line for some who read.
fn plainly_written(raw: &[u8]) -> Option<Cow<'_, [u8]>> {
    let raw = if raw.contains(&b'\r') {
        let mut before = None;
        for octet in raw.iter().chain([&b' ']) {
            if (before == Some(b'\r')) != (*octet == b'\n') {
                return None;
            }
            before = Some(*octet);
        }
        Cow::Borrowed(raw)
    } else {
        Cow::Owned(raw.split_inclusive(|octet| *octet == b'\n').flat_map(with_crlf).collect())
    };
    has_plain_header(&raw).then_some(raw)
}

fn with_crlf(line: &[u8]) -> impl Iterator<Item = u8> {
    let (text, end) = match line.strip_suffix(b"\n") {
        Some(text) => (text, &b"\r\n"[..]),
        None => (line, &b""[..]),
    };
    text.iter().chain(end).copied()
}

fn has_plain_header(raw: &[u8]) -> bool {
    let (mut line, mut rest) = split_line(raw);
    let mut is_first = true;
    while line != b"\r\n" {
        let goes_on = !is_first && matches!(line.first(), Some(b' ' | b'\t'));
        if !goes_on && !is_field(line) {
            return false;
        }
        is_first = false;
        (line, rest) = split_line(rest);
    }
    !is_first
}

/// RFC 5322 §2.2, without the blanks before the colon that were once allowed.
fn is_field(line: &[u8]) -> bool {
    let name = line.split(|octet| *octet == b':').next().unwrap_or_default();
    !name.is_empty() && name.len() < line.len() && name.iter().all(u8::is_ascii_graphic)
}

#[cfg(test)]
mod tests;
