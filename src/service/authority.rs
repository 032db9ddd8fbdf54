//! Whether a mail may command: what the judgement rests on.

use super::open::OpenClass;
use crate::decide::authority::{Authority, Claim, Doubt, Found, judge};
use crate::domain::address::EmailAddress;
use crate::domain::class::{Teacher, Verify};
use crate::domain::mail::FolderRole;
use crate::message::Understood;
use crate::message::auth::{Authenticity, authenticity};
use crate::message::key::{self, KeyDoubt};
use crate::store::inbound::Received;
use crate::store::{self, Tx, health, life};
use jiff::Timestamp;
use jiff::civil::Date;

/// What a mail may do, and who is told if it may not.
#[derive(Clone, PartialEq, Debug)]
pub struct Judged {
    pub authority: Authority,
    /// The registered teacher whose address its From is.
    pub teacher: Option<EmailAddress>,
    /// The registered teacher whose key somebody else used, if that is what is wrong with it.
    pub key_of: Option<EmailAddress>,
}

/// What is known of the sender: by the stamp of the school's server or, of a teacher's mail where IT chose that, by its
/// signature. `None`: that one has not been checked.
pub fn verdict(class: &OpenClass, mail: &Received, reading: &Understood) -> Option<Authenticity> {
    let room = class.class();
    let Some(from) = &reading.from else { return Some(Authenticity::NoTrustedStamp) };
    if room.verify == Verify::Dkim && mail.role == FolderRole::Inbox && room.teacher(from).is_some() {
        return mail.verdict;
    }
    Some(authenticity(&mail.raw, from, &room.trusted_authserv_ids))
}

/// Whether there is anything to judge: a teacher's address, or what may be a key.
pub fn is_claimed(class: &OpenClass, reading: &Understood) -> bool {
    let room = class.class();
    reading.from.as_ref().is_some_and(|from| room.teacher(from).is_some())
        || !key::tokens_in(reading, &room.address).is_empty()
}

/// Of a mail in the state, as it stood when it came.
pub fn of(
    tx: &Tx<'_>,
    class: &OpenClass,
    mail: &Received,
    (reading, verdict): (&Understood, Authenticity),
    now: Timestamp,
) -> store::Result<Judged> {
    let room = class.class();
    let came = mail.received_at.min(now);
    let sender = reading.from.as_ref().and_then(|from| room.teacher(from));
    let keys = keys_in(class, reading, sender, class.local(came).date());
    let claim = Claim {
        role: mail.role,
        kind: reading.kind,
        is_teacher: sender.is_some(),
        can_be_proved: room.can_prove_senders(),
        verdict: sender.map_or(Authenticity::NoTrustedStamp, |_| verdict),
        keys: keys.iter().map(|(found, _)| *found).collect(),
        came,
        dated: reading.date,
        begun: health::known_first_start(tx)?,
        resumed: life::resumed_at(tx)?.map(|at| (at, class.local(at).date())),
    };
    let authority = judge(&claim, now);
    // Where that is what is wrong: whoever's key an automatic answer quotes, nobody used it.
    let owners = || keys.into_iter().find_map(|(_, owner)| owner);
    let key_of = if authority == Authority::None(Doubt::KeyOfAnother) { owners() } else { None };
    Ok(Judged { authority, teacher: sender.map(|t| t.address.clone()), key_of })
}

/// The keys of a mail as they read for its sender, each with the other teacher whose it is.
fn keys_in(
    class: &OpenClass,
    reading: &Understood,
    sender: Option<&Teacher>,
    came: Date,
) -> Vec<(Found, Option<EmailAddress>)> {
    let others = |teacher: &&Teacher| sender.is_none_or(|sender| sender.address != teacher.address);
    let read = |token: &str| {
        let own = key::read(&class.keys, token, sender.map(|t| &t.address), came);
        match own {
            Ok(key) => Some((Found::Own(key), None)),
            Err(KeyDoubt::Expired(key)) => Some((Found::Expired(key), None)),
            Err(KeyDoubt::Malformed) => None,
            Err(KeyDoubt::Forged) => {
                let theirs = class.class().teachers.iter().filter(others).find_map(|other| {
                    match key::read(&class.keys, token, Some(&other.address), came) {
                        Ok(key) | Err(KeyDoubt::Expired(key)) => {
                            Some((Found::OfAnother(key), Some(other.address.clone())))
                        }
                        Err(KeyDoubt::Malformed | KeyDoubt::Forged) => None,
                    }
                });
                Some(theirs.unwrap_or((Found::Forged, None)))
            }
        }
    };
    let room = class.class();
    // Fields of delivery are signed by nobody, so a mail that is sent again could bear any key in them.
    let tokens = match room.verify {
        Verify::Dkim if sender.is_some() => key::written_tokens_in(reading, &room.address),
        _ => key::tokens_in(reading, &room.address),
    };
    tokens.iter().filter_map(|token| read(token)).collect()
}
