//! What a delivery report says of addresses is strict, whether the octets are a mail, the status part of a standard
//! report or the words of any other.
#![no_main]

use homeroom::domain::address::EmailAddress;
use homeroom::message::inbound::understand;
use homeroom::message::{Action, Bounce, Kind};
use libfuzzer_sys::fuzz_target;

const STANDARD: &[u8] = b"Return-Path: <>\nFrom: MAILER-DAEMON@mx.school.test\nTo: room12@school.test\n\
    Subject: Undelivered Mail Returned to Sender\nMIME-Version: 1.0\n\
    Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n\
    --b\n\nThe mail was not delivered.\n--b\nContent-Type: message/delivery-status\n\n";
const WORDS: &[u8] = b"Return-Path: <>\nFrom: MAILER-DAEMON@mx.school.test\nTo: room12@school.test\n\
    Subject: Undelivered Mail Returned to Sender\n\n";

fuzz_target!(|octets: &[u8]| {
    for head in [b"".as_slice(), STANDARD, WORDS] {
        let mail = understand(&[head, octets].concat());
        assert_eq!(mail.bounce.is_some(), mail.kind == Kind::Bounce);
        if let Some(bounce) = &mail.bounce {
            is_strict(bounce);
        }
    }
});

fn is_strict(bounce: &Bounce) {
    assert!(bounce.recipients.len() <= 200);
    for recipient in &bounce.recipients {
        if let Some(address) = &recipient.address {
            assert_eq!(EmailAddress::parse(address.as_str()).as_ref(), Some(address));
        }
        for words in recipient.written.iter().chain(&recipient.diagnostic) {
            assert!(!words.chars().any(char::is_control), "{words:?}");
        }
        if let Some(status) = &recipient.status {
            assert!(is_enhanced_code(status), "{status:?}");
        }
    }
    // Class 4 may pass; what was delivered, delayed or relayed has not failed.
    let failed = |class: char| {
        let of_class = |status: &Option<String>| status.as_ref().is_some_and(|s| s.starts_with(class));
        bounce.recipients.iter().any(|r| r.action == Action::Failed && of_class(&r.status))
    };
    let unclassed = bounce.recipients.iter().any(|r| r.action == Action::Failed && r.status.is_none());
    assert!(!failed('5') || bounce.permanent);
    assert!(!bounce.permanent || failed('5') || failed('2') || unclassed, "{bounce:#?}");
}

/// RFC 3463 §2.
fn is_enhanced_code(status: &str) -> bool {
    let parts: Vec<&str> = status.split('.').collect();
    let number = |part: &str| (1..=3).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_digit());
    parts.len() == 3 && ["2", "4", "5"].contains(&parts[0]) && parts[1..].iter().all(|part| number(part))
}
