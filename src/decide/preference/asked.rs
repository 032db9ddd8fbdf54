//! Whether a guardian's mail asks how to be written to, and what follows. Only what proves to be theirs is done; a mail
//! that changes nothing is a letter as any other.

use super::wish::{self, Said};
use crate::decide::inbound::MailFacts;
use crate::decide::matching::Match;
use crate::domain::address::EmailAddress;
use crate::domain::language::Language;
use crate::domain::mail::{Evidence, Home, MailState, Placing};
use crate::domain::preference::{Level, Outcome, Preference, Request, Wish};
use crate::message::threading::has_reply_mark;
use crate::message::{Kind, Understood};
use jiff::Timestamp;

/// So few words beside an address are about the address.
const MOST_WORDS_BESIDE_AN_ADDRESS: usize = 12;
/// A longer text is a letter, whatever it holds.
const MOST_OCTETS: usize = 400;

/// What a mail's words may ask for, seen without any other facts. Nearly every mail ends here.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Spoken {
    Few(Said),
    /// A request for no more mail, in the words of a person or of a mail program's button.
    Unsubscribe,
    Address(EmailAddress),
}

/// What it rests on whether that is done.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PreferenceFacts {
    pub spoken: Spoken,
    pub current: Preference,
    /// The language they are written to in so far.
    pub language: Language,
    /// It is older than what they asked for last, or than homeroom's first start.
    pub is_history: bool,
    /// It bears a live key of a mail of ours to this very address.
    pub key_is_theirs: bool,
    /// The mail of ours that it answers said the same to everybody.
    pub answers_class_letter: bool,
    /// It was understood before, and was done (or was not): that is not asked again.
    pub heard_before: Option<bool>,
    /// In which there are letters.
    pub languages: Vec<Language>,
}

/// `names`: of the guardian and the teachers, as people sign and greet.
pub fn spoken(mail: &Understood, names: &[&str]) -> Option<Spoken> {
    if !mail.kind.is_personal() && mail.kind != Kind::Unsubscribe {
        return None;
    }
    let text = mail.reply_text.trim();
    // Some write all they have to say into the subject.
    let text = if text.is_empty() && !has_reply_mark(&mail.subject) { mail.subject.trim() } else { text };
    let few = wish::read(text, names).map(Spoken::Few);
    few.or_else(|| (mail.kind == Kind::Unsubscribe).then_some(Spoken::Unsubscribe))
        .or_else(|| other_address(text).map(Spoken::Address))
}

/// The one address that stands in a short text.
fn other_address(text: &str) -> Option<EmailAddress> {
    if text.len() > MOST_OCTETS || !text.contains('@') {
        return None;
    }
    let mut found: Option<EmailAddress> = None;
    let mut others = 0;
    for word in text.split_whitespace() {
        let bare = word.trim_matches(|c: char| !c.is_alphanumeric());
        match EmailAddress::parse(bare.strip_prefix("mailto:").unwrap_or(bare)) {
            Some(address) if found.as_ref().is_none_or(|known| *known == address) => found = Some(address),
            Some(_) => return None,
            None => others += 1,
        }
    }
    found.filter(|_| others <= MOST_WORDS_BESIDE_AN_ADDRESS)
}

/// What a mail asks for that has been placed.
#[derive(Default)]
pub struct Asked {
    pub request: Option<Box<Request>>,
    /// Where the mail is no letter besides: its place.
    pub placing: Option<Placing>,
}

/// `None`: it is a letter.
pub fn asked(facts: &MailFacts<'_>, from: &EmailAddress, found: &Match, at: Timestamp) -> Option<Asked> {
    let known = facts.preference.as_ref().filter(|k| k.heard_before.is_some() || !k.is_history)?;
    let (guardian, homes, by) = match found {
        Match::Family { guardian, homes, by, .. } => (guardian, homes, by.clone()),
        // Of which child a wish speaks does not matter.
        Match::Unsure { guardian, candidates, .. } => (guardian, candidates, Vec::new()),
        Match::Stranger { .. } | Match::Blocked { .. } => return None,
    };
    let wish = match &known.spoken {
        Spoken::Few(said) => changed(known, said)?,
        Spoken::Unsubscribe => changed(known, &Said::Stop)?,
        Spoken::Address(address) => is_new(facts, from, address).then(|| (Wish::Address(address.clone()), None))?,
    };
    let proven = known.key_is_theirs || facts.authentic;
    let done = known.heard_before.unwrap_or(proven);
    let (wish, preference) = wish;
    let is_letter = !done || preference.is_none() || !is_short(facts.mail);
    let placing = (!is_letter).then(|| placing(facts, &wish, guardian, homes, &by, known.key_is_theirs));
    let outcome = match preference {
        _ if !proven => Outcome::Unproven,
        Some(preference) => Outcome::Done(preference),
        None => Outcome::Told,
    };
    let request = Request { inbound: facts.id, at, from: from.clone(), wish, outcome };
    Some(Asked { request: known.heard_before.is_none().then(|| Box::new(request)), placing })
}

/// The wish, and what holds once it is done; `None` where that is so already.
fn changed(known: &PreferenceFacts, said: &Said) -> Option<(Wish, Option<Preference>)> {
    let before = &known.current;
    let (wish, after) = match said {
        // A bare "stop" never brings back what they did without already.
        Said::Stop => {
            let asked = if known.answers_class_letter { Level::NoLetters } else { Level::NeededOnly };
            (Wish::Less(asked), Preference { level: before.level.max(asked), ..before.clone() })
        }
        Said::Less(level) => (Wish::Less(*level), Preference { level: *level, ..before.clone() }),
        Said::Weekly => {
            // To whom nothing goes by itself, nothing would go weekly.
            let level = if before.level < Level::NeededOnly { before.level } else { Level::All };
            (Wish::Weekly, Preference { level, weekly: true, ..before.clone() })
        }
        Said::Everything => (Wish::Everything, Preference { level: Level::All, weekly: false, ..before.clone() }),
        Said::Language(language) => {
            let there = known.languages.iter().find(|l| l.primary() == language.primary())?;
            let is_theirs = known.language.primary() == language.primary();
            let language = if is_theirs { before.language.clone() } else { Some(there.clone()) };
            (Wish::Language(there.clone()), Preference { language, ..before.clone() })
        }
    };
    (known.heard_before.is_some() || after != *before).then_some((wish, Some(after)))
}

/// Nobody of the roster, no teacher and not the class has this address, and nobody who is barred.
fn is_new(facts: &MailFacts<'_>, from: &EmailAddress, address: &EmailAddress) -> bool {
    let roster = &facts.class.roster;
    let mailbox = address.mailbox();
    let own = facts.class.teachers.iter().map(|t| &t.address).chain([&facts.class.address, from]);
    own.into_iter().all(|known| known.mailbox() != mailbox)
        && roster.rows_of(address).next().is_none()
        && roster.blocked_rows_of(address).next().is_none()
}

/// Whoever asks in more words, or beside other words, has written a letter too.
fn is_short(mail: &Understood) -> bool {
    let by_program = mail.kind == Kind::Unsubscribe && !has_reply_mark(&mail.subject);
    wish::is_short(&mail.reply_text) || by_program && is_of_a_program(&mail.reply_text)
}

/// The sentence that a mail program writes where its button is pressed names itself.
fn is_of_a_program(text: &str) -> bool {
    let text = text.to_lowercase();
    text.contains("automatically generated by") || text.starts_with("apple mail")
}

fn placing(
    facts: &MailFacts<'_>,
    wish: &Wish,
    guardian: &str,
    homes: &[Home],
    by: &[Evidence],
    key_is_theirs: bool,
) -> Placing {
    let by_key = (by.is_empty() && key_is_theirs).then_some(Evidence::Key);
    Placing {
        state: MailState::Placed,
        reason: format!("asks for {}; that is done", wish.words()),
        homes: homes.to_vec(),
        guardian: Some(guardian.to_owned()),
        matched_by: by.iter().copied().chain(by_key).collect(),
        verified: true,
        ..facts.placing()
    }
}
