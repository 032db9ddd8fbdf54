//! Only what was made with the secret is a key, and only as it was made.
#![no_main]

use homeroom::domain::address::EmailAddress;
use homeroom::message::inbound::understand;
use homeroom::message::key::{Key, KeyDoubt, Purpose, Secret, mint, read, sub_address, tokens_in};
use jiff::civil::{Date, date};
use libfuzzer_sys::fuzz_target;

const TODAY: Date = date(2026, 11, 23);

fuzz_target!(|octets: &[u8]| {
    let secret = Secret::from_bytes([7; 32]);
    let text = String::from_utf8_lossy(octets);
    for token in [text.as_ref(), text.trim()] {
        assert!(matches!(read(&secret, token, TODAY), Err(KeyDoubt::Malformed | KeyDoubt::Forged)), "{token}");
    }
    candidates_are_few_and_short(octets);
    if let Some((numbers, rest)) = octets.split_first_chunk::<14>() {
        no_change_goes_unseen(&secret, numbers, rest);
    }
});

fn candidates_are_few_and_short(raw: &[u8]) {
    let class = EmailAddress::parse("room12@school.test").expect("an address");
    let tokens = tokens_in(&understand(raw), &class);
    for (at, token) in tokens.iter().enumerate() {
        assert!((1..=64).contains(&token.len()), "{token}");
        assert!(!tokens[..at].contains(token), "{token} twice");
    }
}

fn no_change_goes_unseen(secret: &Secret, numbers: &[u8; 14], rest: &[u8]) {
    let [purpose, high, low, at, octet, from_right, id @ ..] = *numbers;
    let expires = date(2020, 1, 1) + jiff::Span::new().days(u16::from_be_bytes([high, low]));
    // Small numbers are those that rows have.
    let id = i64::from_be_bytes(id) >> (from_right % 64);
    let purpose = if purpose % 2 == 0 { Purpose::Thread } else { Purpose::Teacher };
    let key = Key { purpose, id, expires };
    let token = mint(secret, &key);
    let good = if TODAY > expires { Err(KeyDoubt::Expired(key)) } else { Ok(key) };
    assert_eq!(read(secret, &token, TODAY), good);
    assert_eq!(read(&Secret::from_bytes([8; 32]), &token, TODAY), Err(KeyDoubt::Forged));
    is_found_again(&token);

    let at = usize::from(at) % token.len();
    let mut changed = token.clone().into_bytes();
    changed[at] = octet;
    refused(secret, &token, &changed);
    refused(secret, &token, &token.as_bytes()[..at]);
    refused(secret, &token, &[token.as_bytes(), rest].concat());
    refused(secret, &token, &[rest, token.as_bytes()].concat());
    refused(secret, &token, &[&token.as_bytes()[..at], rest].concat());
}

/// The case of letters says nothing: mail programs fold it.
fn refused(secret: &Secret, made: &str, other: &[u8]) {
    let other = String::from_utf8_lossy(other);
    let doubt = read(secret, &other, TODAY);
    if !other.eq_ignore_ascii_case(made) {
        assert!(matches!(doubt, Err(KeyDoubt::Malformed | KeyDoubt::Forged)), "{other} is taken for {made}");
    }
}

fn is_found_again(token: &str) {
    let class = EmailAddress::parse("room12@school.test").expect("an address");
    let own = class.with_sub_address(&sub_address(token)).expect("an address");
    let id = format!("t.{token}.r4nd0m@school.test");
    let raw = format!("From: ana@families.test\nTo: {}\nIn-Reply-To: <{id}>\n\nhi\n", own.as_str());
    assert_eq!(tokens_in(&understand(raw.as_bytes()), &class), [token]);
}
