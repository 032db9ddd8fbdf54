//! Keys: what homeroom puts into an address or a Message-ID so that it knows an answer again.
//!
//! A key says what it is for, which row it belongs to and how long it lives, under an HMAC-SHA-256 of 128 bits. What can
//! command is under it together with the address of its one reader. It is base32 in lower case: mail programs fold the
//! case of addresses. A key tells *what* an answer is about; it gives nobody a right by itself.

pub mod lines;

use super::Understood;
use crate::domain::address::EmailAddress;
use crate::domain::command::Verb;
use crate::ids::MessageId;
use data_encoding::BASE32_NOPAD;
use jiff::Span;
use jiff::civil::Date;
use ring::hmac;
use std::fmt;

const MAC_OCTETS: usize = 16;
/// Purpose, expiry and part.
const HEAD_OCTETS: usize = 4;
/// What a key is set under, so that no other use of the same secret can be taken for one.
const LABEL: &[u8] = b"homeroom key 2\0";
/// What the secrets of a class are made under, of those of the installation.
const CLASS_LABEL: &[u8] = b"homeroom class key\0";
/// Days are counted from here.
const EPOCH: Date = jiff::civil::date(2020, 1, 1);
/// Marks a key in a sub-address, a Message-ID and a subject: `room12+t.KEY@…`, `t.KEY.RANDOM@…`, `[t.KEY]`.
const MARK: &str = "t.";
/// Longer than any key.
const LONGEST: usize = 64;

/// The secrets that keys are made with: the first one signs, and what any of them signed is a key. `Debug` shows nothing.
#[derive(Clone)]
pub struct Keyring {
    first: [u8; 32],
    earlier: Vec<[u8; 32]>,
}

impl Keyring {
    pub fn new(first: [u8; 32], earlier: Vec<[u8; 32]>) -> Self {
        Self { first, earlier }
    }

    /// That of one class over one state of it, whose salt this is: what was made for another one is no key here.
    pub fn of_class(&self, class: &str, salt: [u8; 16]) -> Self {
        let derived = |secret: &[u8; 32]| {
            let length = u64::try_from(class.len()).unwrap_or(u64::MAX).to_be_bytes();
            let tag = signed(secret, &[CLASS_LABEL, &length, class.as_bytes(), &salt]);
            let mut own = [0; 32];
            own.iter_mut().zip(tag.as_ref()).for_each(|(o, t)| *o = *t);
            own
        };
        Self { first: derived(&self.first), earlier: self.earlier.iter().map(derived).collect() }
    }

    /// Every secret is tried, whichever it was, so that the time tells nothing.
    fn has_signed(&self, said: &[u8], owner: &[u8], given: &[u8]) -> bool {
        let tries = std::iter::once(&self.first).chain(&self.earlier);
        tries.fold(false, |found, secret| is_same(secret, &mac(secret, said, owner), given) | found)
    }
}

impl fmt::Debug for Keyring {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹keys›")
    }
}

/// What an answer with this key is about. A key of one purpose is never good for another.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Purpose {
    /// A mail to a family: the id is its `OutboxId`. It says what an answer is about, and can command nothing.
    Thread,
    /// A mail to a teacher: the id is its `OutboxId`.
    Teacher,
    /// A button of a summary: the id is the summary's day ([`day_number`]), the part the number of the item.
    Press(Verb),
    /// One of the answers to a question of ours: the id is the question's row, the part which answer.
    Choice,
}

impl Purpose {
    fn octet(self) -> u8 {
        match self {
            Purpose::Thread => 1,
            Purpose::Teacher => 2,
            Purpose::Choice => 3,
            Purpose::Press(verb) => 16 + octet_of(verb),
        }
    }

    fn read(octet: u8) -> Option<Self> {
        match octet {
            1 => Some(Purpose::Thread),
            2 => Some(Purpose::Teacher),
            3 => Some(Purpose::Choice),
            other => Verb::ALL.into_iter().map(Purpose::Press).find(|p| p.octet() == other),
        }
    }

    /// How long a key is good.
    pub fn life_days(self) -> i64 {
        match self {
            Purpose::Thread => 180,
            Purpose::Teacher | Purpose::Press(_) | Purpose::Choice => 14,
        }
    }

    /// Whether a key of it is one reader's own: all that can command are.
    pub fn has_owner(self) -> bool {
        self != Purpose::Thread
    }
}

/// Keys are out in mails: a number here never changes, and none is given twice.
fn octet_of(verb: Verb) -> u8 {
    match verb {
        Verb::Ok => 0,
        Verb::No => 1,
        Verb::Edit => 2,
        Verb::Reply => 3,
        Verb::Thanks => 4,
        Verb::Done => 5,
        Verb::Later => 6,
        Verb::Good => 7,
        Verb::Hard => 8,
        Verb::Note => 9,
        Verb::Log => 10,
        Verb::Promise => 11,
        Verb::Kept => 12,
        Verb::Plan => 13,
        Verb::Is => 14,
        Verb::Meet => 15,
        Verb::Ask => 16,
        Verb::History => 17,
        Verb::Silent => 18,
        Verb::Drafts => 19,
        Verb::More => 20,
        Verb::Help => 21,
        Verb::Add => 22,
        Verb::Lang => 23,
        Verb::Block => 24,
        Verb::Hold => 25,
        Verb::Stop => 26,
        Verb::Undo => 27,
    }
}

#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct Key {
    pub purpose: Purpose,
    pub id: i64,
    /// Which of several things of this id; 0 where there is one.
    pub part: u8,
    /// The last day on which the key is good.
    pub expires: Date,
}

impl Key {
    /// One that is made today.
    pub fn made(purpose: Purpose, id: i64, part: u8, today: Date) -> Self {
        let expires = today.saturating_add(Span::new().days(purpose.life_days()));
        Self { purpose, id, part, expires }
    }

    /// The day on which it was made.
    pub fn made_on(&self) -> Date {
        self.expires.saturating_sub(Span::new().days(self.purpose.life_days()))
    }
}

/// Why a text is no key to act on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum KeyDoubt {
    /// No key at all.
    Malformed,
    /// Shaped like a key, and not made with one of these secrets, or for another reader.
    Forged,
    /// A key of ours whose time is over.
    Expired(Key),
}

/// Makes the token of a key: about 37 letters and digits. The expiry is kept to the day, within 2020 to 2199. `owner`: the
/// registered address that alone may use it; a key that can command and has none is refused by every reader.
pub fn mint(keyring: &Keyring, key: &Key, owner: Option<&EmailAddress>) -> String {
    let [high, low] = day_octets(key.expires);
    let mut octets = vec![key.purpose.octet(), high, low, key.part];
    let id = key.id.to_be_bytes();
    let leading = id.iter().take(id.len() - 1).take_while(|b| **b == 0).count();
    octets.extend(id.iter().skip(leading));
    let mac = mac(&keyring.first, &octets, owned(key.purpose, owner).unwrap_or_default());
    octets.extend_from_slice(&mac);
    BASE32_NOPAD.encode(&octets).to_ascii_lowercase()
}

/// Reads a token, in any case of letters. The check takes the same time whatever is wrong.
///
/// # Errors
/// A key of another reader is [`KeyDoubt::Forged`] for this one.
pub fn read(keyring: &Keyring, token: &str, owner: Option<&EmailAddress>, today: Date) -> Result<Key, KeyDoubt> {
    let octets = BASE32_NOPAD.decode(token.to_ascii_uppercase().as_bytes()).map_err(|_| KeyDoubt::Malformed)?;
    let split = octets.len().checked_sub(MAC_OCTETS).ok_or(KeyDoubt::Malformed)?;
    let (said, given) = octets.split_at_checked(split).ok_or(KeyDoubt::Malformed)?;
    let key = read_octets(said).ok_or(KeyDoubt::Malformed)?;
    let owner = owned(key.purpose, owner);
    if !keyring.has_signed(said, owner.unwrap_or_default(), given) || owner.is_none() {
        return Err(KeyDoubt::Forged);
    }
    if today > key.expires { Err(KeyDoubt::Expired(key)) } else { Ok(key) }
}

/// What of the owner goes under the MAC: nothing where there is none; `None` where there should be one.
fn owned(purpose: Purpose, owner: Option<&EmailAddress>) -> Option<&[u8]> {
    if purpose.has_owner() { owner.map(|owner| owner.as_str().as_bytes()) } else { Some(&[]) }
}

fn read_octets(said: &[u8]) -> Option<Key> {
    let (head, id) = said.split_at_checked(HEAD_OCTETS)?;
    let [purpose, high, low, part] = *head else { return None };
    // One form only: no leading zeros, at most the octets of an i64.
    if id.is_empty() || id.len() > 8 || (id.len() > 1 && id.first() == Some(&0)) {
        return None;
    }
    let number = id.iter().fold(0_u64, |n, b| (n << 8) | u64::from(*b));
    let expires = EPOCH.checked_add(Span::new().days(u16::from_be_bytes([high, low]))).ok()?;
    Some(Key { purpose: Purpose::read(purpose)?, id: i64::from_be_bytes(number.to_be_bytes()), part, expires })
}

/// The number of a day: of a summary in its buttons, and of the day a key ends on.
pub fn day_number(day: Date) -> i64 {
    EPOCH.until(day).map_or(0, |span| i64::from(span.get_days()))
}

/// The day of such a number.
pub fn day_of(number: i64) -> Option<Date> {
    EPOCH.checked_add(Span::new().try_days(number).ok()?).ok()
}

fn day_octets(day: Date) -> [u8; 2] {
    u16::try_from(day_number(day).max(0)).unwrap_or(u16::MAX).to_be_bytes()
}

fn signed(secret: &[u8; 32], pieces: &[&[u8]]) -> hmac::Tag {
    let mut context = hmac::Context::with_key(&hmac::Key::new(hmac::HMAC_SHA256, secret));
    pieces.iter().for_each(|piece| context.update(piece));
    context.sign()
}

/// What is said comes with its length, so that nothing of the owner can be taken for a part of it.
fn mac(secret: &[u8; 32], said: &[u8], owner: &[u8]) -> [u8; MAC_OCTETS] {
    let length = u8::try_from(said.len()).unwrap_or(u8::MAX);
    let tag = signed(secret, &[LABEL, &[length], said, owner]);
    let mut mac = [0; MAC_OCTETS];
    mac.iter_mut().zip(tag.as_ref()).for_each(|(m, t)| *m = *t);
    mac
}

/// ring compares whole tags in constant time; so the shortened ones are compared by their own tags.
fn is_same(secret: &[u8; 32], expected: &[u8], given: &[u8]) -> bool {
    let key = hmac::Key::new(hmac::HMAC_SHA256, secret);
    let tag = hmac::sign(&key, expected);
    hmac::verify(&key, given, tag.as_ref()).is_ok()
}

/// The sub-address that carries a token: `t.KEY`.
pub fn sub_address(token: &str) -> String {
    format!("{MARK}{token}")
}

/// What a subject carries a token as, where no sub-address can: `[t.KEY]`.
pub fn in_subject(token: &str) -> String {
    format!("[{MARK}{token}]")
}

/// The tokens of a subject, as they stand.
fn tokens_of_subject(subject: &str) -> impl Iterator<Item = String> + '_ {
    subject.split('[').skip(1).filter_map(|rest| {
        let (inside, _) = rest.split_once(']')?;
        let token = inside.get(MARK.len()..).filter(|_| inside.get(..MARK.len()).is_some_and(is_mark))?;
        // A program that folds the subject may leave a blank in it.
        Some(token.split_whitespace().collect::<String>().to_ascii_lowercase())
    })
}

fn is_mark(text: &str) -> bool {
    text.eq_ignore_ascii_case(MARK)
}

/// What may be a key of ours in a Message-ID. Nothing is checked yet.
pub fn token_of(id: &MessageId) -> Option<String> {
    let id = id.as_str();
    let rest = id.get(..MARK.len()).filter(|m| is_mark(m)).and(id.get(MARK.len()..))?;
    let (token, random) = rest.split_once('.')?;
    random.contains('@').then(|| token.to_ascii_lowercase())
}

/// Whatever in a mail may be a key of ours, surest first: sub-addresses of the class address, then the subject's, then
/// the Message-IDs it answers, newest first. Nothing is checked yet.
pub fn tokens_in(mail: &Understood, class_address: &EmailAddress) -> Vec<String> {
    tokens_of(mail, class_address, |_| true)
}

/// The same, of addresses only those to which the writer wrote (To, Cc), and not those that servers noted on the way.
pub fn written_tokens_in(mail: &Understood, class_address: &EmailAddress) -> Vec<String> {
    let written: Vec<EmailAddress> = mail.to.iter().chain(&mail.cc).filter_map(|a| EmailAddress::parse(a)).collect();
    tokens_of(mail, class_address, |address| written.contains(address))
}

fn tokens_of(mail: &Understood, class_address: &EmailAddress, counts: impl Fn(&EmailAddress) -> bool) -> Vec<String> {
    let mailbox = class_address.mailbox();
    let addressed = mail
        .delivered_to
        .iter()
        .filter(|a| a.mailbox() == mailbox && counts(a))
        .filter_map(|a| a.sub_address()?.strip_prefix(MARK))
        .map(str::to_owned);
    let answered = mail.in_reply_to.iter().chain(mail.references.iter().rev()).filter_map(token_of);
    let mut tokens: Vec<String> = Vec::new();
    for token in addressed.chain(tokens_of_subject(&mail.subject)).chain(answered) {
        if !token.is_empty() && token.len() <= LONGEST && !tokens.contains(&token) {
            tokens.push(token);
        }
    }
    tokens
}

#[cfg(test)]
mod tests;
