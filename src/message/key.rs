//! Keys: what homeroom puts into an address or a Message-ID so that it knows an answer again.
//!
//! A key says what it is for, which row it belongs to and how long it lives, under an HMAC-SHA-256 of 128 bits. It is
//! base32 in lower case: mail programs fold the case of addresses. A key tells *what* an answer is about; it gives
//! nobody a right by itself.

use super::Understood;
use crate::domain::address::EmailAddress;
use crate::ids::MessageId;
use data_encoding::BASE32_NOPAD;
use jiff::civil::Date;
use ring::hmac;
use std::fmt;

const MAC_OCTETS: usize = 16;
/// Purpose and expiry.
const HEAD_OCTETS: usize = 3;
/// What a key is set under, so that no other use of the same secret can be taken for one.
const LABEL: &[u8] = b"homeroom key 1\0";
/// Days are counted from here.
const EPOCH: Date = jiff::civil::date(2020, 1, 1);
/// Marks a key in a sub-address and in a Message-ID: `room12+t.KEY@…`, `t.KEY.RANDOM@…`.
const MARK: &str = "t.";

/// The secret of one class. Its `Debug` shows nothing.
#[derive(Clone)]
pub struct Secret([u8; 32]);

impl Secret {
    pub fn from_bytes(bytes: [u8; 32]) -> Self {
        Self(bytes)
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹secret›")
    }
}

/// What an answer with this key is about. A key of one purpose is never good for another.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Purpose {
    /// A thread with a family: the id is a `ThreadId`.
    Thread,
    /// A summary to the teacher: the id is an `OutboxId`.
    Teacher,
}

impl Purpose {
    fn octet(self) -> u8 {
        match self {
            Purpose::Thread => 1,
            Purpose::Teacher => 2,
        }
    }

    fn read(octet: u8) -> Option<Self> {
        [Purpose::Thread, Purpose::Teacher].into_iter().find(|p| p.octet() == octet)
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Key {
    pub purpose: Purpose,
    pub id: i64,
    /// The last day on which the key is good.
    pub expires: Date,
}

/// Why a text is no key to act on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyDoubt {
    /// No key at all.
    Malformed,
    /// Shaped like a key, and not made with this secret.
    Forged,
    /// A key of ours whose time is over.
    Expired(Key),
}

/// Makes the token of a key: about 36 letters and digits. The expiry is kept to the day, within 2020 to 2199.
pub fn mint(secret: &Secret, key: &Key) -> String {
    let mut octets = vec![key.purpose.octet()];
    octets.extend_from_slice(&day_number(key.expires).to_be_bytes());
    let id = key.id.to_be_bytes();
    let leading = id.iter().take(id.len() - 1).take_while(|b| **b == 0).count();
    octets.extend(id.iter().skip(leading));
    let mac = mac(secret, &octets);
    octets.extend_from_slice(&mac);
    BASE32_NOPAD.encode(&octets).to_ascii_lowercase()
}

/// Reads a token, in any case of letters. The check takes the same time whatever is wrong.
pub fn read(secret: &Secret, token: &str, today: Date) -> Result<Key, KeyDoubt> {
    let octets = BASE32_NOPAD.decode(token.to_ascii_uppercase().as_bytes()).map_err(|_| KeyDoubt::Malformed)?;
    let split = octets.len().checked_sub(MAC_OCTETS).ok_or(KeyDoubt::Malformed)?;
    let (said, given) = octets.split_at_checked(split).ok_or(KeyDoubt::Malformed)?;
    let key = read_octets(said).ok_or(KeyDoubt::Malformed)?;
    if !is_same(secret, &mac(secret, said), given) {
        return Err(KeyDoubt::Forged);
    }
    if today > key.expires { Err(KeyDoubt::Expired(key)) } else { Ok(key) }
}

fn read_octets(said: &[u8]) -> Option<Key> {
    let (head, id) = said.split_at_checked(HEAD_OCTETS)?;
    let [purpose, high, low] = *head else { return None };
    // One form only: no leading zeros, at most the octets of an i64.
    if id.is_empty() || id.len() > 8 || (id.len() > 1 && id.first() == Some(&0)) {
        return None;
    }
    let number = id.iter().fold(0_u64, |n, b| (n << 8) | u64::from(*b));
    let expires = EPOCH.checked_add(jiff::Span::new().days(u16::from_be_bytes([high, low]))).ok()?;
    Some(Key { purpose: Purpose::read(purpose)?, id: i64::from_be_bytes(number.to_be_bytes()), expires })
}

fn day_number(day: Date) -> u16 {
    let days = EPOCH.until(day).map_or(0, |span| span.get_days());
    u16::try_from(days.max(0)).unwrap_or(u16::MAX)
}

fn mac(secret: &Secret, said: &[u8]) -> [u8; MAC_OCTETS] {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &secret.0);
    let mut context = hmac::Context::with_key(&key);
    context.update(LABEL);
    context.update(said);
    let tag = context.sign();
    let mut mac = [0; MAC_OCTETS];
    mac.iter_mut().zip(tag.as_ref()).for_each(|(m, t)| *m = *t);
    mac
}

/// ring compares whole tags in constant time; so the shortened ones are compared by their own tags.
fn is_same(secret: &Secret, expected: &[u8], given: &[u8]) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA256, &secret.0);
    let tag = hmac::sign(&key, expected);
    hmac::verify(&key, given, tag.as_ref()).is_ok()
}

/// The sub-address that carries a token: `t.KEY`.
pub fn sub_address(token: &str) -> String {
    format!("{MARK}{token}")
}

/// What may be a key of ours in a Message-ID. Nothing is checked yet.
pub fn token_of(id: &MessageId) -> Option<String> {
    let id = id.as_str();
    let rest = id.get(..MARK.len()).filter(|m| m.eq_ignore_ascii_case(MARK)).and(id.get(MARK.len()..))?;
    let (token, random) = rest.split_once('.')?;
    random.contains('@').then(|| token.to_ascii_lowercase())
}

/// Whatever in a mail may be a key of ours, surest first: sub-addresses of the class address, then the Message-IDs it
/// answers, newest first. Nothing is checked yet.
pub fn tokens_in(mail: &Understood, class_address: &EmailAddress) -> Vec<String> {
    let mailbox = class_address.mailbox();
    let addressed = mail
        .delivered_to
        .iter()
        .filter(|a| a.mailbox() == mailbox)
        .filter_map(|a| a.sub_address()?.strip_prefix(MARK))
        .map(str::to_owned);
    let answered = mail.in_reply_to.iter().chain(mail.references.iter().rev()).filter_map(token_of);
    let mut tokens: Vec<String> = Vec::new();
    for token in addressed.chain(answered) {
        if !token.is_empty() && token.len() <= 64 && !tokens.contains(&token) {
            tokens.push(token);
        }
    }
    tokens
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::inbound::understand;
    use jiff::civil::date;
    use proptest::prelude::*;

    fn secret() -> Secret {
        Secret::from_bytes([7; 32])
    }

    fn key(id: i64) -> Key {
        Key { purpose: Purpose::Thread, id, expires: date(2027, 6, 30) }
    }

    const TODAY: Date = date(2026, 11, 23);

    #[test]
    fn a_token_is_read_back_in_any_case_of_letters() {
        for id in [0, 1, 255, 256, 70_000, i64::MAX, -1] {
            let token = mint(&secret(), &key(id));
            assert!(token.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()), "{token}");
            assert_eq!(read(&secret(), &token, TODAY), Ok(key(id)));
            assert_eq!(read(&secret(), &token.to_uppercase(), TODAY), Ok(key(id)));
        }
    }

    #[test]
    fn the_whole_local_part_stays_within_64_octets() {
        let class = EmailAddress::parse("room12-rivera-2026@school.test").unwrap();
        let token = mint(&secret(), &key(9_999_999));
        let address = class.with_sub_address(&sub_address(&token)).unwrap();
        assert!(address.local_part().len() <= 64, "{}", address.local_part().len());
        assert_eq!(address.sub_address(), Some(format!("t.{token}").as_str()));
    }

    #[test]
    fn the_last_day_is_good_and_the_next_is_not() {
        let token = mint(&secret(), &key(5));
        assert_eq!(read(&secret(), &token, date(2027, 6, 30)), Ok(key(5)));
        assert_eq!(read(&secret(), &token, date(2027, 7, 1)), Err(KeyDoubt::Expired(key(5))));
    }

    #[test]
    fn another_secret_and_other_purposes_are_forged() {
        let token = mint(&secret(), &key(5));
        assert_eq!(read(&Secret::from_bytes([8; 32]), &token, TODAY), Err(KeyDoubt::Forged));
        let mut octets = BASE32_NOPAD.decode(token.to_ascii_uppercase().as_bytes()).unwrap();
        octets[0] = 2;
        let other = BASE32_NOPAD.encode(&octets).to_lowercase();
        assert_eq!(read(&secret(), &other, TODAY), Err(KeyDoubt::Forged));
    }

    #[test]
    fn what_is_signed_well_is_a_key_in_one_form_only() {
        let signed = |said: &[u8]| BASE32_NOPAD.encode(&[said, &mac(&secret(), said)].concat());
        let teacher = Key { purpose: Purpose::Teacher, ..key(256) };
        assert_eq!(read(&secret(), &mint(&secret(), &teacher), TODAY), Ok(teacher));
        let day = day_number(key(0).expires).to_be_bytes();
        for (purpose, id, expected) in [
            (1, vec![0], Ok(key(0))),
            (2, vec![1, 0], Ok(teacher)),
            (1, vec![255; 8], Ok(key(-1))),
            (1, vec![1, 2], Ok(key(258))),
            (1, vec![], Err(KeyDoubt::Malformed)),
            (1, vec![0, 5], Err(KeyDoubt::Malformed)),
            (1, vec![1; 9], Err(KeyDoubt::Malformed)),
            (0, vec![5], Err(KeyDoubt::Malformed)),
            (3, vec![5], Err(KeyDoubt::Malformed)),
        ] {
            let said = [&[purpose], day.as_slice(), &id].concat();
            assert_eq!(read(&secret(), &signed(&said), TODAY), expected, "{purpose} {id:?}");
        }
    }

    #[test]
    fn what_is_no_key_is_malformed() {
        for text in ["", "abc", "not a key", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa0", &"a".repeat(500), "ключ"] {
            assert_eq!(read(&secret(), text, TODAY), Err(KeyDoubt::Malformed), "{text}");
        }
    }

    proptest! {
        #[test]
        fn no_changed_letter_goes_unseen(id in any::<i64>(), at in 0_usize..36, letter in "[a-z2-7]") {
            let token = mint(&secret(), &key(id));
            let mut changed = token.clone();
            changed.replace_range(at..at + 1, &letter);
            if changed != token {
                prop_assert!(read(&secret(), &changed, TODAY).is_err());
            }
        }

        #[test]
        fn nothing_makes_the_reader_panic(text in any::<String>()) {
            prop_assert!(read(&secret(), &text, TODAY).is_err());
        }
    }

    #[test]
    fn keys_are_found_in_sub_addresses_and_in_answered_ids() {
        let class = EmailAddress::parse("room12@school.test").unwrap();
        let mail = understand(
            b"From: ana@x.test\r\nTo: Room 12 <ROOM12+T.abc@school.test>, other+t.zzz@school.test\r\nDelivered-To: room12+t.def@school.test\r\n\
            In-Reply-To: <t.GHI.r4nd0m@school.test>\r\nReferences: <t.jkl.r@school.test> <x@y.test> <t.abc.r@school.test> <t.nodot@school.test>\r\n\r\nhi",
        );
        assert_eq!(tokens_in(&mail, &class), ["abc", "def", "ghi", "jkl"]);
        let (longest, too_long) = ("a".repeat(64), "b".repeat(65));
        let raw = format!(
            "From: ana@x.test\r\nTo: room12@school.test\r\nReferences: <t..r@x.test> <t.{longest}.r@x.test> <t.{too_long}.r@x.test>\r\n\r\nhi"
        );
        assert_eq!(tokens_in(&understand(raw.as_bytes()), &class), [longest]);
    }

    #[test]
    fn debug_shows_no_secret() {
        assert_eq!(format!("{:?}", secret()), "‹secret›");
    }
}
