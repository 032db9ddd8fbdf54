//! Only what was made with the keys is a key, and only as it was made.
#![no_main]

use homeroom::domain::address::EmailAddress;
use homeroom::domain::command::Verb;
use homeroom::message::inbound::understand;
use homeroom::message::key::{Key, KeyDoubt, Keyring, Purpose, in_subject, mint, read, sub_address, tokens_in};
use jiff::civil::{Date, date};
use libfuzzer_sys::fuzz_target;

const TODAY: Date = date(2026, 11, 23);

fuzz_target!(|octets: &[u8]| {
    let keys = Keyring::new([7; 32], vec![[6; 32]]);
    let text = String::from_utf8_lossy(octets);
    for token in [text.as_ref(), text.trim()] {
        assert!(matches!(read(&keys, token, Some(&owner()), TODAY), Err(KeyDoubt::Malformed | KeyDoubt::Forged)), "{token}");
    }
    candidates_are_few_and_short(octets);
    if let Some((numbers, rest)) = octets.split_first_chunk::<15>() {
        no_change_goes_unseen(&keys, numbers, rest);
    }
});

fn owner() -> EmailAddress {
    EmailAddress::parse("teacher@school.test").expect("an address")
}

fn candidates_are_few_and_short(raw: &[u8]) {
    let class = EmailAddress::parse("room12@school.test").expect("an address");
    let tokens = tokens_in(&understand(raw), &class);
    for (at, token) in tokens.iter().enumerate() {
        assert!((1..=64).contains(&token.len()), "{token}");
        assert!(!tokens[..at].contains(token), "{token} twice");
    }
}

fn no_change_goes_unseen(keys: &Keyring, numbers: &[u8; 15], rest: &[u8]) {
    let [purpose, part, high, low, at, octet, from_right, id @ ..] = *numbers;
    let expires = date(2020, 1, 1) + jiff::Span::new().days(u16::from_be_bytes([high, low]));
    // Small numbers are those that rows have.
    let id = i64::from_be_bytes(id) >> (from_right % 64);
    let purpose = match purpose % 4 {
        0 => Purpose::Thread,
        1 => Purpose::Teacher,
        2 => Purpose::Choice,
        _ => Purpose::Press(Verb::ALL[usize::from(part) % Verb::ALL.len()]),
    };
    let key = Key { purpose, id, part, expires };
    let token = mint(keys, &key, Some(&owner()));
    let good = if TODAY > expires { Err(KeyDoubt::Expired(key)) } else { Ok(key) };
    assert_eq!(read(keys, &token, Some(&owner()), TODAY), good);
    let other_keys = Keyring::new([8; 32], Vec::new());
    assert_eq!(read(&other_keys, &token, Some(&owner()), TODAY), Err(KeyDoubt::Forged));
    let stranger = EmailAddress::parse("stranger@school.test").expect("an address");
    let by_another = if purpose == Purpose::Thread { good } else { Err(KeyDoubt::Forged) };
    assert_eq!(read(keys, &token, Some(&stranger), TODAY), by_another);
    is_found_again(&token);

    let at = usize::from(at) % token.len();
    let mut changed = token.clone().into_bytes();
    changed[at] = octet;
    refused(keys, &token, &changed);
    refused(keys, &token, &token.as_bytes()[..at]);
    refused(keys, &token, &[token.as_bytes(), rest].concat());
    refused(keys, &token, &[rest, token.as_bytes()].concat());
    refused(keys, &token, &[&token.as_bytes()[..at], rest].concat());
}

/// The case of letters says nothing: mail programs fold it.
fn refused(keys: &Keyring, made: &str, other: &[u8]) {
    let other = String::from_utf8_lossy(other);
    let doubt = read(keys, &other, Some(&owner()), TODAY);
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
    let subject = in_subject(token);
    let raw = format!("From: ana@families.test\nTo: room12@school.test\nSubject: Re: {subject}\n\nhi\n");
    assert_eq!(tokens_in(&understand(raw.as_bytes()), &class), [token]);
}
