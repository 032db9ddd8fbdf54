//! Buttons: what a press of them writes. A `mailto:` with a key of its own, and no link that a scanner could follow.

use super::open::OpenClass;
use crate::domain::class::Teacher;
use crate::message::key::{self, Key};
use std::fmt::Write as _;

pub struct Button<'a> {
    pub key: Key,
    /// What the teacher sees in the mail that opens.
    pub subject: &'a str,
    /// Words that are needed, or a place for them.
    pub body: &'a str,
}

/// The address bears the key; where there are no sub-addresses, or it does not fit, the subject does.
pub fn href(class: &OpenClass, teacher: &Teacher, button: &Button<'_>) -> String {
    let room = class.class();
    let token = key::mint(&class.keys, &button.key, Some(&teacher.address));
    let own = room.sub_addresses.then(|| room.address.with_sub_address(&key::sub_address(&token))).flatten();
    let (to, subject) = match own {
        Some(own) => (own.as_str().to_owned(), button.subject.to_owned()),
        None => (room.address.as_str().to_owned(), format!("{} {}", button.subject, key::in_subject(&token))),
    };
    let body = if button.body.is_empty() { String::new() } else { format!("&body={}", encoded(button.body)) };
    format!("mailto:{to}?subject={}{body}", encoded(&subject))
}

/// RFC 6068 §5: everything but unreserved characters is percent-encoded UTF-8.
fn encoded(text: &str) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            out.push(char::from(byte));
        } else {
            // A String takes whatever is written to it.
            let _ = write!(out, "%{byte:02X}");
        }
    }
    out
}
