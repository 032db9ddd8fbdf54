//! Who wrote to whom, when, about what: a mail's own header fields, read from the top and strictly where trust hangs
//! on them.

use super::clean::clean_line;
use super::fields::{Field, Header};
use super::{ThreadIndex, parameters, threading};
use crate::domain::address::EmailAddress;
use crate::ids::{MessageId, OutboxId};
use jiff::Timestamp;
use mail_parser::{Address, HeaderName, HeaderValue, Message};

/// More recipients than this are counted, not kept.
const MAX_ADDRESSES: usize = 500;
const MAX_SUBJECT: usize = 1_000;
const MAX_NAME: usize = 64;
/// The field in which homeroom's own mail bears its number in the outbox.
pub const OWN_NUMBER: &str = "X-Homeroom-Id";
/// The field that says how far the class's state had got when the mail was written.
pub const OWN_GENERATION: &str = "X-Homeroom-Generation";
/// The field that says in mails to teachers how far the log of who did what had got.
pub const LOG_HEAD: &str = "X-Homeroom-Log";

/// The fields of the top header that say who, when and about what.
#[derive(Default)]
pub struct Heading {
    pub from: Option<EmailAddress>,
    pub from_text: Option<String>,
    pub from_name: Option<String>,
    pub to: Vec<String>,
    pub cc: Vec<String>,
    pub delivered_to: Vec<EmailAddress>,
    pub subject: String,
    pub message_id: Option<MessageId>,
    pub in_reply_to: Vec<MessageId>,
    pub references: Vec<MessageId>,
    pub thread_index: Option<ThreadIndex>,
    pub own_number: Option<OutboxId>,
    pub date: Option<Timestamp>,
    pub doubts: Vec<String>,
}

/// Reads the heading. `header` is that of what `message` was parsed from.
pub fn read(header: &Header<'_>, message: &Message<'_>) -> Heading {
    let mut heading = Heading {
        to: addresses(message, &HeaderName::To),
        cc: addresses(message, &HeaderName::Cc),
        subject: subject(header, message),
        message_id: id_list(header, "Message-ID").into_iter().next(),
        in_reply_to: id_list(header, "In-Reply-To"),
        references: id_list(header, "References"),
        thread_index: header.first("Thread-Index").and_then(|f| ThreadIndex::parse(&f.text())),
        own_number: header.first(OWN_NUMBER).and_then(|f| f.text().trim().parse().ok()).map(OutboxId),
        date: first(message, &HeaderName::Date).and_then(HeaderValue::as_datetime).and_then(instant),
        ..Heading::default()
    };
    read_sender(header, message, &mut heading);
    heading.delivered_to = delivered_to(header, message, &heading);
    drop_addresses(&mut heading);
    for (name, read) in [
        ("Subject", "the topmost was"),
        ("Date", "the topmost was"),
        ("Message-ID", "the topmost was"),
        ("To", "all were"),
        ("Cc", "all were"),
        ("In-Reply-To", "all were"),
        ("References", "all were"),
    ] {
        let count = header.all(name).count();
        if count > 1 {
            heading.doubts.push(format!("{count} {name} fields: {read} read"));
        }
    }
    heading
}

/// The topmost field of this name (mail-parser by itself answers with the last).
fn first<'m>(message: &'m Message<'_>, name: &HeaderName<'_>) -> Option<&'m HeaderValue<'m>> {
    message.headers().iter().find(|h| h.name == *name).map(|h| &h.value)
}

/// mail-parser decodes each encoded word for itself and believes its character set, though many programs cut them in the
/// middle of a sign or write the wrong one.
fn subject(header: &Header<'_>, message: &Message<'_>) -> String {
    let read = first(message, &HeaderName::Subject).and_then(HeaderValue::as_text).unwrap_or_default();
    match header.first("Subject").map(|f| f.text()) {
        Some(value) if !read.is_ascii() && value.contains("=?") => clean_line(&parameters::words(&value), MAX_SUBJECT),
        _ => clean_line(read, MAX_SUBJECT),
    }
}

/// The name before the angle bracket, if encoded words are all it consists of.
fn encoded_name(value: &str) -> Option<String> {
    let (name, _) = value.rsplit_once('<')?;
    let name = name.trim().trim_matches('"').trim();
    (name.starts_with("=?") && name.ends_with("?=")).then(|| parameters::words(name))
}

fn read_sender(header: &Header<'_>, message: &Message<'_>, heading: &mut Heading) {
    let senders: Vec<Field<'_>> = header.all("From").collect();
    if let Some(HeaderValue::Address(address)) = first(message, &HeaderName::From) {
        let texts: Vec<String> =
            address.iter().filter_map(|a| a.address()).take(5).map(|a| clean_line(a, 254)).collect();
        heading.from_text = (!texts.is_empty()).then(|| texts.join(", "));
        let written = || senders.first().and_then(|field| encoded_name(&field.text()));
        let name = address.iter().next().and_then(|a| a.name()).map(|name| match written() {
            Some(written) if !name.is_ascii() => clean_line(&written, MAX_NAME),
            _ => clean_line(name, MAX_NAME),
        });
        heading.from_name = name.filter(|n| !n.is_empty());
    }
    match senders.as_slice() {
        [] => heading.doubts.push("no From field".to_owned()),
        [one] if one.blank_before_colon => heading.doubts.push("a From field with a blank before its colon".to_owned()),
        [one] => {
            heading.from = sole_address(&one.text());
            if heading.from.is_none() {
                heading.doubts.push("From does not name exactly one plain address".to_owned());
            }
        }
        several => heading.doubts.push(format!("{} From fields: no sender is believed", several.len())),
    }
}

/// The one addr-spec of a From value (RFC 5322 §3.4), or `None`: no groups, no lists, nothing behind the angle
/// bracket, no source routes. A parser that repairs such a value may make a new address out of it.
pub fn sole_address(value: &str) -> Option<EmailAddress> {
    EmailAddress::parse(&sole_written(value)?)
}

/// The same, as it stands there.
fn sole_written(value: &str) -> Option<String> {
    let bare = without_comments_and_quotes(value)?;
    if bare.contains([',', ';']) {
        return None;
    }
    let Some((_, rest)) = bare.split_once('<') else { return Some(bare.trim().to_owned()) };
    let (address, after) = rest.split_once('>')?;
    let alone = after.trim().is_empty() && !address.contains('<');
    alone.then(|| address.trim().to_owned())
}

/// Whether a From value names this address letter for letter, but for their case. People are found by what their programs
/// make of an address (nothing invisible, letters of one width); who that makes another address of is nobody to obey.
pub fn is_exactly(value: &str, address: &EmailAddress) -> bool {
    let Some(written) = sole_written(value) else { return false };
    let Some((local, domain)) = written.rsplit_once('@') else { return false };
    let same_user = local.is_ascii() == address.local_part().is_ascii() && local.to_lowercase() == address.local_part();
    // A domain in letters of its own is another one in the DNS; one that becomes a plain one there only looks like it.
    let same_domain = match domain.is_ascii() {
        true => domain.eq_ignore_ascii_case(address.domain()),
        false => address.domain().contains("xn--"),
    };
    same_user && same_domain && sole_address(value).as_ref() == Some(address)
}

/// `None` where a comment or a quoted string does not end. What stood there leaves a mark that no address has in it: it
/// parts what it stands between.
fn without_comments_and_quotes(value: &str) -> Option<String> {
    let mut bare = String::with_capacity(value.len());
    let mut depth = 0_usize;
    let mut quoted = false;
    let mut chars = value.chars();
    while let Some(c) = chars.next() {
        match c {
            '\\' if quoted || depth > 0 => {
                chars.next();
            }
            '"' if depth == 0 => {
                quoted = !quoted;
                bare.push('"');
            }
            _ if quoted => {}
            '(' => {
                depth += 1;
                bare.push(' ');
            }
            ')' if depth > 0 => depth -= 1,
            _ if depth > 0 => {}
            c => bare.push(c),
        }
    }
    (depth == 0 && !quoted).then_some(bare)
}

fn addresses(message: &Message<'_>, name: &HeaderName<'_>) -> Vec<String> {
    message
        .headers()
        .iter()
        .filter(|h| h.name == *name)
        .filter_map(|h| h.value.as_address())
        .flat_map(Address::iter)
        .filter_map(|a| a.address())
        .take(MAX_ADDRESSES)
        .map(|a| clean_line(a, 254).to_lowercase())
        .collect()
}

fn delivered_to(header: &Header<'_>, message: &Message<'_>, heading: &Heading) -> Vec<EmailAddress> {
    const TELLING: [&str; 6] =
        ["Delivered-To", "X-Original-To", "Envelope-To", "X-Envelope-To", "X-Delivered-To", "Apparently-To"];
    let stamped: Vec<String> = header
        .iter()
        .filter(|f| TELLING.iter().any(|name| f.is(name)))
        .map(|f| f.text())
        .flat_map(|text| text.split(',').map(|a| a.trim_matches(['<', '>', ' ']).to_owned()).collect::<Vec<_>>())
        .take(MAX_ADDRESSES)
        .collect();
    let mut all: Vec<EmailAddress> = Vec::new();
    for text in heading.to.iter().chain(&heading.cc).chain(&addresses(message, &HeaderName::Bcc)).chain(&stamped) {
        if let Some(address) = EmailAddress::parse(text)
            && all.len() < MAX_ADDRESSES
            && !all.contains(&address)
        {
            all.push(address);
        }
    }
    all
}

/// The ids of all fields of this name, each once.
pub fn id_list(header: &Header<'_>, name: &str) -> Vec<MessageId> {
    let mut ids: Vec<MessageId> = Vec::new();
    for field in header.all(name) {
        for id in threading::ids_in_field(&String::from_utf8_lossy(field.value)) {
            if ids.len() < threading::MAX_IDS && !ids.contains(&id) {
                ids.push(id);
            }
        }
    }
    ids
}

/// An address names no mail: a program that writes its user's where an id belongs writes the same into every mail.
fn drop_addresses(heading: &mut Heading) {
    let all = heading.from_text.iter().chain(&heading.to).chain(&heading.cc);
    let addresses: Vec<String> = all.map(|address| address.to_lowercase()).collect();
    let is_address = |id: &MessageId| addresses.iter().any(|address| id.as_str().eq_ignore_ascii_case(address));
    heading.in_reply_to.retain(|id| !is_address(id));
    heading.references.retain(|id| !is_address(id));
}

/// `None` for what is no day or no time of day (31 February, 25:00), or a zone beyond a day's length.
fn instant(date: &mail_parser::DateTime) -> Option<Timestamp> {
    let number = |n: u8| i8::try_from(n).ok();
    let civil = jiff::civil::DateTime::new(
        i16::try_from(date.year).ok()?,
        number(date.month)?,
        number(date.day)?,
        number(date.hour)?,
        number(date.minute)?,
        // A leap second is the second before it, as clocks know none.
        number(date.second.min(59))?,
        0,
    )
    .ok()?;
    let seconds = i32::from(date.tz_hour) * 3600 + i32::from(date.tz_minute) * 60;
    let offset = jiff::tz::Offset::from_seconds(if date.tz_before_gmt { -seconds } else { seconds }).ok()?;
    offset.to_timestamp(civil).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_one_plain_address_is_a_sender() {
        for (value, sender) in [
            ("ana@x.test", Some("ana@x.test")),
            ("Ana <Ana@X.test>", Some("ana@x.test")),
            ("\"Ms. Rivera, Room 12\" <r@s.test>", Some("r@s.test")),
            ("r@s.test (Ms. Rivera <x@y.test>)", Some("r@s.test")),
            ("\"teacher@s.test\" <evil@x.test>", Some("evil@x.test")),
            ("teacher@s.test <evil@x.test>", Some("evil@x.test")),
            ("=?utf-8?q?Ana?= <ana@x.test>", Some("ana@x.test")),
            ("<evil@x.test> teacher@s.test", None),
            ("a@x.test, b@y.test", None),
            ("Ana <a@x.test>, Leo <b@y.test>", None),
            ("Team: a@x.test, b@y.test;", None),
            ("Team:;", None),
            ("\"a b\"@x.test", None),
            ("<@relay.test:a@x.test>", None),
            ("<<a@x.test>>", None),
            ("<a@x.test", None),
            ("a@x.test\u{0}", None),
            ("Ana <>", None),
            ("\"never closed <a@x.test>", None),
            ("(never closed a@x.test", None),
            ("a@x.test b@y.test", None),
            ("\"evil\"teacher@s.test", None),
            ("<\"evil\"teacher@s.test>", None),
            ("teach(x)er@s.test", None),
            ("<teacher@s(x).test>", None),
            ("teacher@s.test\\", None),
            ("(comment) Ana (comment) <a@x.test> (comment)", Some("a@x.test")),
            ("", None),
        ] {
            assert_eq!(sole_address(value).as_ref().map(EmailAddress::as_str), sender, "{value:?}");
        }
    }

    #[test]
    fn whom_to_obey_is_written_letter_for_letter() {
        let teacher = EmailAddress::parse("teacher@school.test").unwrap();
        for value in [
            "teacher@school.test",
            "Teacher@School.TEST",
            "Ms. Rivera <teacher@school.test>",
            "\"evil@x.test\" <teacher@school.test>",
            " (a) < teacher@school.test > (b)",
        ] {
            assert!(is_exactly(value, &teacher), "{value:?}");
        }
        for value in [
            "evil@x.test",
            "teacher@school.test <evil@x.test>",
            "<evil@x.test> teacher@school.test",
            "<evil@x.test> <teacher@school.test>",
            "teacher@school.test, evil@x.test",
            "teacher@school.test evil@x.test",
            "Staff: teacher@school.test;",
            "<@evil.test:teacher@school.test>",
            "\"teacher\"@school.test",
            "\"teacher@school.test\"",
            "teacher@school.test@evil.test",
            "teacher(a)@school.test",
            "tea\u{200b}cher@school.test",
            "teacher@scho\u{ad}ol.test",
            "\u{202e}teacher@school.test",
            "\u{ff54}eacher@school.test",
            "teacher@\u{ff53}chool.test",
            "te\u{430}cher@school.test",
            "teacher@sch\u{43e}ol.test",
            "teacher@xn--schol-jua.test",
            "teacher+x@school.test",
            "teacher@school.test.",
            "teacher@school.test.evil.test",
            "=?utf-8?q?teacher=40school.test?=",
            "=?utf-8?q?teacher=40school=2Etest?= <evil@x.test>",
            "teacher@school.test\u{0}",
            "teacher @school.test",
            "<teacher@school.test",
            "teacher",
            "",
        ] {
            assert!(!is_exactly(value, &teacher), "{value:?}");
        }
        let kelvin = EmailAddress::parse("kim@school.test").unwrap();
        assert!(!is_exactly("\u{212a}im@school.test", &kelvin));
        let umlaut = EmailAddress::parse("\u{fc}te@schule-\u{fc}.test").unwrap();
        assert!(
            is_exactly("\u{dc}te@schule-\u{fc}.test", &umlaut) && is_exactly("\u{fc}te@xn--schule--t2a.test", &umlaut)
        );
        assert!(!is_exactly("ute@schule-\u{fc}.test", &umlaut));
    }
}
