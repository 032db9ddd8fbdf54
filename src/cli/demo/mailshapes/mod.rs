//! Letters as raw mail, the way the mail programs of families write it.
//!
//! Every function gives a whole RFC 5322 mail with CRLF line ends, as it lies in the class mailbox once the school's
//! server has taken it in (or, for the teacher's own, as it lies in Sent). Equal arguments give equal bytes.

mod bodies;
mod clients;
mod encode;
mod machines;
pub mod original;
mod phrases;

use super::cast::{CLASS_ADDRESS, teacher};
use super::letters::Written;
use encode::{Charset, Transfer};
use jiff::Zoned;
pub use machines::{bounce_of, newsletter, spam, stranger, vacation_of};
use original::Original;

/// The mail programs of the class.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug)]
pub enum Shape {
    /// Gmail in the browser.
    Gmail,
    /// Outlook on the desk, of older settings: the charset of its language, a block of headers above the quotation.
    Outlook,
    AppleMail,
    IPhone,
    Yahoo,
    /// Plain text, format=flowed (RFC 3676).
    Thunderbird,
    Samsung,
    /// GB 18030 in base64.
    QqMail,
}

impl Shape {
    pub const ALL: [Shape; 8] = [
        Shape::Gmail,
        Shape::Outlook,
        Shape::AppleMail,
        Shape::IPhone,
        Shape::Yahoo,
        Shape::Thunderbird,
        Shape::Samsung,
        Shape::QqMail,
    ];

    fn charset(self, language: &str) -> Charset {
        match (self, language) {
            (Shape::Outlook, "ar") => Charset::Windows1256,
            (Shape::Outlook | Shape::Thunderbird, "es" | "fr" | "en") => Charset::Latin1,
            (Shape::QqMail, _) => Charset::Gb18030,
            _ => Charset::Utf8,
        }
    }

    fn transfer(self, language: &str) -> Transfer {
        match (self, language) {
            (Shape::Samsung | Shape::QqMail, _) | (_, "zh" | "ar") => Transfer::Base64,
            (Shape::Thunderbird, _) => Transfer::EightBit,
            _ => Transfer::QuotedPrintable,
        }
    }
}

/// Someone who writes, with the mail program at hand.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Person<'a> {
    pub name: &'a str,
    pub address: &'a str,
    pub language: &'a str,
    pub shape: Shape,
}

/// A mail before its program has put it into bytes.
struct Draft<'a> {
    from: &'a Person<'a>,
    to_name: &'a str,
    to_address: &'a str,
    subject: &'a str,
    body: &'a str,
    /// The mail this one answers.
    original: Option<&'a Original>,
    date: &'a Zoned,
    arrival: Arrival,
}

/// What the school's server wrote on top.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Arrival {
    /// Received from outside, DMARC passed.
    Aligned,
    /// Received from outside, DMARC failed: somebody else used the address.
    Forged,
    /// Written in the class mailbox itself.
    Own,
}

/// A parent's mail that begins something, to the class address.
pub fn fresh(from: &Person, letter: &Written, date: &Zoned, seed: u64) -> Vec<u8> {
    opening(from, letter, date, seed, Arrival::Aligned)
}

/// The same, but sent by somebody else under the parent's address: the receiving server says `dmarc=fail`.
pub fn forged(as_if: &Person, letter: &Written, date: &Zoned, seed: u64) -> Vec<u8> {
    opening(as_if, letter, date, seed, Arrival::Forged)
}

fn opening(from: &Person, letter: &Written, date: &Zoned, seed: u64, arrival: Arrival) -> Vec<u8> {
    let draft = Draft {
        from,
        to_name: "",
        to_address: CLASS_ADDRESS,
        subject: &letter.subject,
        body: &letter.body,
        original: None,
        date,
        arrival,
    };
    clients::assemble(&draft, seed)
}

/// A parent's answer to a mail that homeroom or the teacher sent (`original`, as it went out): to its Reply-To (else
/// its From), under its subject, quoting it as the parent's program does. The letter's own subject is not used.
pub fn reply_to(original: &[u8], from: &Person, letter: &Written, date: &Zoned, seed: u64) -> Vec<u8> {
    let original = Original::read(original);
    let subject = answer_subject(&original.subject, from);
    let draft = Draft {
        from,
        to_name: &original.from_name,
        to_address: &original.answer_to,
        subject: &subject,
        body: &letter.body,
        original: Some(&original),
        date,
        arrival: Arrival::Aligned,
    };
    clients::assemble(&draft, seed)
}

/// The teacher's own mail from the class mailbox, as it lies in Sent. With `answering` it answers that mail of the
/// parent's under its subject; else `subject` stands.
pub fn from_teacher(
    to: &Person,
    subject: &str,
    text: &str,
    answering: Option<&[u8]>,
    date: &Zoned,
    seed: u64,
) -> Vec<u8> {
    let teacher = teacher();
    let original = answering.map(Original::read);
    let answered = original.as_ref().map(|o| answer_subject(&o.subject, &teacher));
    let draft = Draft {
        from: &teacher,
        to_name: to.name,
        to_address: to.address,
        subject: answered.as_deref().unwrap_or(subject),
        body: text,
        original: original.as_ref(),
        date,
        arrival: Arrival::Own,
    };
    clients::assemble(&draft, seed)
}

/// One prefix is enough, as programs see it that know each other's.
fn answer_subject(subject: &str, from: &Person) -> String {
    let prefixed = ["re:", "答复:", "回复：", "رد:"].iter().any(|p| subject.to_lowercase().starts_with(p));
    if prefixed {
        return subject.to_owned();
    }
    let prefix = match from.shape {
        Shape::QqMail => "回复：",
        shape => phrases::answer_prefix(from.language, shape == Shape::Outlook),
    };
    format!("{prefix}{subject}")
}

#[cfg(test)]
pub(super) mod tests;
