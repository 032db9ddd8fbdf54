//! What a signature does not cover is never read as if it did, however the mail is written.
#![no_main]

use homeroom::message::auth::Misalignment;
use homeroom::message::auth::signature::{Signature, SignedMail};
use homeroom::message::inbound::understand;
use jiff::Timestamp;
use libfuzzer_sys::fuzz_target;

const MEANING: [&str; 8] = ["From", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References"];
const FORM: [&str; 2] = ["Content-Type", "Content-Transfer-Encoding"];
const RECEIVED: i64 = 1_794_573_000;

fuzz_target!(|octets: &[u8]| {
    mail(octets);
    let begun = [b"From: Ms. Rivera <teacher@school.test>\r\n".as_slice(), octets].concat();
    mail(&begun);
});

fn mail(raw: &[u8]) {
    let Ok(mail) = SignedMail::read(raw) else { return };
    let normal = mail.raw();
    lines_end_in_crlf(normal);
    assert_eq!(means(raw), means(normal), "the form in which it is checked is another mail");
    let from = understand(raw).from.expect("one sender");
    let all: Vec<&str> = MEANING.into_iter().chain(FORM).collect();
    let [signed, unformed] = [there(normal, &all), there(normal, &MEANING)];
    if objection(normal, &signed, from.domain()).is_none() {
        nothing_can_be_added(normal, &signed, from.domain());
        for at in 0..signed.len() {
            let others = [&signed[..at], &signed[at + 1..]].concat();
            let left_out = objection(normal, &others, from.domain());
            assert!(
                left_out.is_some() || FORM.iter().any(|form| form.eq_ignore_ascii_case(&signed[at])),
                "{} is not signed",
                signed[at]
            );
        }
    }
    if objection(normal, &unformed, from.domain()).is_none() {
        no_other_form_fits(normal, &unformed, from.domain());
    }
    assert_eq!(objection(normal, &signed, "evil.test"), Some(Misalignment::NoSignature));
    assert_eq!(objection(normal, &signed, &format!("mail.{}", from.domain())), Some(Misalignment::NoSignature));
}

/// Why a signature over these fields proves nothing, even if it holds.
fn objection(raw: &[u8], fields: &[String], domain: &str) -> Option<Misalignment> {
    let signature = Signature { domain, fields, made: 0, ends: 0, is_partial: false, is_sha256: true };
    let received = Timestamp::from_second(RECEIVED).expect("a time");
    match SignedMail::read(raw) {
        Ok(mail) => {
            let partial = Signature { is_partial: true, ..signature };
            let over = Signature { made: 1, ends: 2, ..signature };
            let weak = Signature { is_sha256: false, ..signature };
            assert!([partial, over, weak].iter().all(|other| mail.objection(other, received).is_some()));
            mail.objection(&signature, received)
        }
        Err(why) => Some(why),
    }
}

fn lines_end_in_crlf(raw: &[u8]) {
    let (mut before, mut ends) = (b' ', 0);
    for octet in raw {
        assert_eq!(*octet == b'\n', before == b'\r');
        ends += usize::from(*octet == b'\n');
        before = *octet;
    }
    assert!(ends > 1 && before != b'\r');
}

/// Who a mail is from, and which it is. Its words are left out, since broken ones are guessed at, and so is its subject: where
/// lines end in LF, mail-parser takes the field below a Date in `UT` for a part of it.
fn means(raw: &[u8]) -> impl PartialEq + std::fmt::Debug {
    let mail = understand(raw);
    (mail.from, mail.message_id)
}

/// Of these names those that stand in the header, as a signature lists them.
fn there(raw: &[u8], names: &[&str]) -> Vec<String> {
    let header = String::from_utf8_lossy(raw);
    let header = header.split("\r\n\r\n").next().unwrap_or_default().to_ascii_lowercase();
    let fields: Vec<&str> =
        header.split("\r\n").filter_map(|line| line.split_once(':')).map(|(name, _)| name).collect();
    names.iter().map(|name| name.to_ascii_lowercase()).filter(|name| fields.contains(&name.as_str())).collect()
}

/// Whoever has got the mail puts a field above or below those that are signed.
fn nothing_can_be_added(raw: &[u8], signed: &[String], domain: &str) {
    let at = raw.windows(4).position(|four| four == b"\r\n\r\n").expect("a header's end") + 2;
    for name in MEANING {
        let field = format!("{name}: teacher@school.test\r\n").into_bytes();
        for added in [[field.as_slice(), raw].concat(), [&raw[..at], &field, &raw[at..]].concat()] {
            assert!(objection(&added, signed, domain).is_some(), "{name} can be added");
        }
    }
}

/// Neither type nor encoding is signed, so nobody may change them into what reads other words in the same body.
fn no_other_form_fits(raw: &[u8], signed: &[String], domain: &str) {
    let lines = String::from_utf8_lossy(raw).into_owned();
    let (header, body) = lines.split_once("\r\n\r\n").expect("a header's end");
    let mut kept: Vec<&str> = Vec::new();
    let mut leaves = false;
    for line in header.split("\r\n") {
        if !line.starts_with([' ', '\t']) {
            let name = line.split(':').next().unwrap_or_default();
            leaves = FORM.iter().any(|form| form.eq_ignore_ascii_case(name));
        }
        if !leaves {
            kept.push(line);
        }
    }
    let header = kept.join("\r\n");
    for form in [
        "Content-Type: multipart/alternative; boundary=\"another-one\"",
        "Content-Type: text/plain",
        "Content-Type: text/html",
        "Content-Type: message/rfc822",
        "Content-Transfer-Encoding: base64",
        "Content-Type: multipart/digest; boundary=another-one",
    ] {
        let other = format!("{header}\r\n{form}\r\n\r\n{body}");
        let begins_so = body.starts_with("--another-one");
        assert!(begins_so || objection(other.as_bytes(), signed, domain).is_some(), "{form}");
    }
}
