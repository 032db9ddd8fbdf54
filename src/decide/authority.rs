//! Whether a mail may command: three things that must hold at once, and which one does not.
//!
//! The From field alone can be written by anybody, a verdict of the school's server tells who sent and not what about, and a
//! key can be forwarded. So a command needs all of them: one From that is a registered teacher's, the verdict of a server or
//! a signature that it is, and this teacher's own key. Without a key, what is surely the teacher's may still do what harms nobody.

use crate::domain::mail::FolderRole;
use crate::message::Kind;
use crate::message::auth::{Authenticity, Misalignment};
use crate::message::key::{Key, Purpose};
use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

/// A mail without a key that was longer on its way, or that is understood later, is no command: it may be an old one that
/// came again.
pub const LONGEST_WAY: SignedDuration = SignedDuration::from_hours(72);

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Authority {
    /// The teacher's, with a key of hers.
    Keyed(Key),
    /// The teacher's, without one.
    Sender,
    None(Doubt),
}

/// Why a mail may not command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Doubt {
    /// It has no From, several, or one that is no registered teacher's.
    NotATeacher,
    /// A machine wrote it.
    Automatic,
    /// It did not come into the inbox.
    NotInInbox,
    /// No server is named whose word counts, and signatures are not checked either.
    NoPinnedServer,
    /// None of the servers that are named has stamped it.
    NoStamp,
    /// Neither the server nor a signature vouches for the sender.
    NotVouched(Misalignment),
    /// It came before homeroom began.
    History,
    /// It came, or its key was made, before homeroom went on after a restore.
    EarlierLife,
    KeyForged,
    KeyExpired,
    /// The key is that of another teacher than the sender.
    KeyOfAnother,
    TooOld,
}

impl Doubt {
    pub const ALL: [Doubt; 21] = [
        Self::NotATeacher,
        Self::Automatic,
        Self::NotInInbox,
        Self::NoPinnedServer,
        Self::NoStamp,
        Self::NotVouched(Misalignment::SenderUnclear),
        Self::NotVouched(Misalignment::StampUnreadable),
        Self::NotVouched(Misalignment::SeveralVerdicts),
        Self::NotVouched(Misalignment::DmarcNotPassed),
        Self::NotVouched(Misalignment::OtherDomain),
        Self::NotVouched(Misalignment::NoVerdict),
        Self::NotVouched(Misalignment::NoSignature),
        Self::NotVouched(Misalignment::SignatureLeavesOut),
        Self::NotVouched(Misalignment::SignatureInvalid),
        Self::NotVouched(Misalignment::DnsSilent),
        Self::History,
        Self::EarlierLife,
        Self::KeyForged,
        Self::KeyExpired,
        Self::KeyOfAnother,
        Self::TooOld,
    ];

    /// The word in the JSON, the store and the log.
    pub fn word(self) -> &'static str {
        match self {
            Self::NotATeacher => "not_a_teacher",
            Self::Automatic => "automatic",
            Self::NotInInbox => "not_in_inbox",
            Self::NoPinnedServer => "no_pinned_server",
            Self::NoStamp => Authenticity::NoTrustedStamp.word(),
            Self::NotVouched(why) => why.word(),
            Self::History => "history",
            Self::EarlierLife => "earlier_life",
            Self::KeyForged => "key_forged",
            Self::KeyExpired => "key_expired",
            Self::KeyOfAnother => "key_of_another",
            Self::TooOld => "too_old",
        }
    }

    pub fn read(word: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|doubt| doubt.word() == word)
    }

    /// Somebody used a teacher's name or key: she is told at her registered address, and the sender is not.
    pub fn concerns_a_teacher(self) -> bool {
        !matches!(self, Self::NotATeacher | Self::Automatic | Self::NotInInbox | Self::History)
    }
}

/// A key that the mail carries, as it reads for its sender.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Found {
    /// The sender's own and alive.
    Own(Key),
    /// The sender's own, and over.
    Expired(Key),
    /// That of another registered teacher, alive or not.
    OfAnother(Key),
    /// Shaped like a key, and made by nobody here.
    Forged,
}

/// All that the judgement rests on, gathered beforehand.
#[derive(Clone, PartialEq, Debug)]
pub struct Claim {
    pub role: FolderRole,
    pub kind: Kind,
    /// Its one From is exactly a registered teacher's address.
    pub is_teacher: bool,
    /// There is something whose word counts: a server that is named, or the sender's signature.
    pub can_be_proved: bool,
    pub verdict: Authenticity,
    /// Surest first.
    pub keys: Vec<Found>,
    /// INTERNALDATE, which the sender cannot set, no later than now.
    pub came: Timestamp,
    /// What the Date field says.
    pub dated: Option<Timestamp>,
    /// The first start. `None`: there was none yet.
    pub begun: Option<Timestamp>,
    /// The end of the last hold, with its day at the school.
    pub resumed: Option<(Timestamp, Date)>,
}

/// Fails closed: what is not surely the teacher's has no authority.
pub fn judge(claim: &Claim, now: Timestamp) -> Authority {
    match doubt_of_sender(claim).map_or_else(|| by_key(claim, now), Err) {
        Ok(authority) => authority,
        Err(doubt) => Authority::None(doubt),
    }
}

fn doubt_of_sender(claim: &Claim) -> Option<Doubt> {
    if claim.role != FolderRole::Inbox {
        return Some(Doubt::NotInInbox);
    }
    // `stop` alone reads as a wish to be written to no more.
    if !claim.kind.is_personal() && claim.kind != Kind::Unsubscribe {
        return Some(Doubt::Automatic);
    }
    if !claim.is_teacher {
        let bears_a_teachers =
            claim.keys.iter().copied().any(|found| matches!(found, Found::OfAnother(key) if can_command(key)));
        return Some(if bears_a_teachers { Doubt::KeyOfAnother } else { Doubt::NotATeacher });
    }
    if claim.begun.is_none_or(|begun| claim.came < begun) {
        return Some(Doubt::History);
    }
    if !claim.can_be_proved {
        return Some(Doubt::NoPinnedServer);
    }
    match claim.verdict {
        Authenticity::Aligned => None,
        Authenticity::NoTrustedStamp => Some(Doubt::NoStamp),
        Authenticity::NotAligned(why) => Some(Doubt::NotVouched(why)),
    }
}

fn by_key(claim: &Claim, now: Timestamp) -> Result<Authority, Doubt> {
    if claim.resumed.is_some_and(|(at, _)| claim.came < at) {
        return Err(Doubt::EarlierLife);
    }
    let commanding = |found: &&Found| match found {
        Found::Own(key) | Found::Expired(key) | Found::OfAnother(key) => can_command(*key),
        Found::Forged => true,
    };
    let keys: Vec<Found> = claim.keys.iter().filter(commanding).copied().collect();
    let mut own = keys.iter().filter_map(|found| if let Found::Own(key) = found { Some(*key) } else { None });
    if let Some(key) = own.find(|key| !is_of_a_lost_life(*key, claim.resumed)) {
        return Ok(Authority::Keyed(key));
    }
    let has = |wanted: fn(&Found) -> bool| keys.iter().any(wanted);
    if has(|found| matches!(found, Found::Own(_))) {
        Err(Doubt::EarlierLife)
    } else if has(|found| matches!(found, Found::Expired(_))) {
        Err(Doubt::KeyExpired)
    } else if has(|found| matches!(found, Found::OfAnother(_))) {
        Err(Doubt::KeyOfAnother)
    } else if has(|found| *found == Found::Forged) {
        Err(Doubt::KeyForged)
    } else if is_old(claim, now) {
        Err(Doubt::TooOld)
    } else {
        Ok(Authority::Sender)
    }
}

/// What families get can never command.
fn can_command(key: Key) -> bool {
    key.purpose != Purpose::Thread
}

/// Numbers of items and questions are given again in a state that was put back, so those of the life that was lost would
/// mean something else. (Those of mails are not.) A day's own keys cannot be told apart, so that day counts as lost.
fn is_of_a_lost_life(key: Key, resumed: Option<(Timestamp, Date)>) -> bool {
    let counted_anew = matches!(key.purpose, Purpose::Press(_) | Purpose::Choice);
    counted_anew && resumed.is_some_and(|(_, day)| key.made_on() <= day)
}

fn is_old(claim: &Claim, now: Timestamp) -> bool {
    let far = |a: Timestamp, b: Timestamp| a.duration_since(b).abs() > LONGEST_WAY;
    claim.dated.is_none_or(|dated| far(claim.came, dated)) || far(now, claim.came)
}

#[cfg(test)]
mod tests;
