//! Commit 2: stored mail is understood, placed, and all that follows from it happens in one transaction. A mail whose
//! signature is to be checked first is left for that ([`super::signatures`]), and comes again with the answer.

use super::apply::apply;
use super::authority;
use super::beside::complete;
use super::commands;
use super::gather::before;
use super::lost_life;
use super::meetings;
use super::offers;
use super::open::OpenClass;
use super::preferences;
use super::suspects::{self, Next};
use super::urgent;
use crate::decide::effect::Effect;
use crate::decide::forwarded;
use crate::decide::in_doubt::seen_outside;
use crate::decide::inbound::{MailFacts, OwnCopy, SentMail, decide};
use crate::decide::matching::KeyClue;
use crate::domain::audit::Actor;
use crate::domain::mail::{FolderRole, Home, Placing};
use crate::domain::roster::Guardianship;
use crate::failpoint::{self, Point};
use crate::ids::{InboundId, OutboxId};
use crate::message::auth::Authenticity;
use crate::message::forwarded::forwarded;
use crate::message::inbound::understand_by;
use crate::message::key::{self, Purpose};
use crate::message::{Kind, Understood};
use crate::store::inbound::Received;
use crate::store::{self, StoreError, Tx, facts, inbound, outbox, savepoint, verdicts};
use jiff::{SignedDuration, Timestamp};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, SyncSender};
use std::thread;
use std::time::Instant;

/// At most so many mails a transaction, and not many more octets: a commit costs the same for one mail as for many.
const BATCH: usize = 200;
const BATCH_OCTETS: usize = 8 << 20;

/// So many mails are read before those before them are written down.
const READ_AHEAD: usize = 16;

const STUMBLED: &str = "homeroom stumbled over this mail";

/// How long after the last word a conversation is still the one a mail belongs to.
const CONVERSATION: SignedDuration = SignedDuration::from_hours(14 * 24);

/// Understands and places the oldest mails that wait for it; says how many. 0: nothing waits, or what does waits until the
/// class is opened anew.
///
/// # Errors
/// Only what concerns the state as a whole. A mail that fails is counted, tried again, and quarantined after the third
/// time; the others flow on.
pub fn process_batch(class: &OpenClass, now: Timestamp) -> store::Result<usize> {
    if class.is_outdated()? {
        return Ok(0);
    }
    let received = match suspects::next(class, now)? {
        Next::Batch { above } => class.store.read(|tx| inbound::received(tx, above, BATCH, BATCH_OCTETS))?,
        Next::Alone(mail) => vec![*mail],
        Next::Quarantined => return Ok(1),
    };
    if received.is_empty() {
        return Ok(0);
    }
    let begun = Instant::now();
    let rules = class.reading_rules();
    // Reading a mail takes as long as writing down what follows from it, so the next are read beside that.
    let (sender, understood) = mpsc::sync_channel(READ_AHEAD);
    let done = thread::scope(|scope| {
        let mails = &received;
        scope.spawn(move || {
            read_all(mails, &sender, |mail| {
                failpoint::reach_with(Point::Understanding, &mail.raw);
                understand_by(&mail.raw, rules)
            });
        });
        class.store.write(|tx| {
            let mut done = 0;
            for (mail, reading) in received.iter().zip(understood) {
                // Whom a teacher has just barred, the list that this class was opened with does not know yet.
                if class.is_outdated_in(tx)? {
                    break;
                }
                process_or_count(tx, class, mail, reading, now)?;
                done += 1;
            }
            failpoint::reach(Point::Understood);
            Ok::<_, StoreError>(done)
        })
    })?;
    tracing::debug!(mails = done, all_us = begun.elapsed().as_micros(), "mails processed");
    Ok(done)
}

/// Reads the mails in their order; `None` for one over which the reading stumbled, so that it is counted and the others
/// flow on.
fn read_all(mails: &[Received], to: &SyncSender<Option<Understood>>, read: impl Fn(&Received) -> Understood) {
    for mail in mails {
        let reading = catch_unwind(AssertUnwindSafe(|| read(mail))).ok();
        // Nobody takes them any more once the writing has failed.
        if to.send(reading).is_err() {
            break;
        }
    }
}

/// One mail that fails is counted, and keeps no other from being processed.
fn process_or_count(
    tx: &Tx<'_>,
    class: &OpenClass,
    mail: &Received,
    reading: Option<Understood>,
    now: Timestamp,
) -> store::Result<()> {
    let Some(mut reading) = reading else { return failed(tx, mail, STUMBLED, now) };
    let outcome = catch_unwind(AssertUnwindSafe(|| savepoint(tx, || process_one(tx, class, mail, &mut reading, now))));
    match outcome {
        Ok(Ok(())) => Ok(()),
        Ok(Err(error)) if error.is_of_one_row() => failed(tx, mail, &error.to_string(), now),
        // The disk or the file is at fault, not the mail: everything waits.
        Ok(Err(error)) => Err(error),
        // The panic passed the savepoint's end by, so it is still open.
        Err(_) => {
            store::abandon_savepoint(tx)?;
            failed(tx, mail, STUMBLED, now)
        }
    }
}

fn failed(tx: &Tx<'_>, mail: &Received, reason: &str, now: Timestamp) -> store::Result<()> {
    tracing::error!(inbound.id = mail.id.0, attempts = mail.attempts + 1, "mail could not be processed");
    inbound::attempt_failed(tx, mail.id, reason, now)
}

fn process_one(
    tx: &Tx<'_>,
    class: &OpenClass,
    mail: &Received,
    reading: &mut Understood,
    now: Timestamp,
) -> store::Result<()> {
    complete(tx, class, mail.id, mail.role, reading)?;
    let Some(verdict) = authority::verdict(class, mail, reading) else { return verdicts::ask(tx, mail.id, now) };
    let inside = passed_on(class, mail, reading, verdict);
    let facts = gather(tx, class, mail, (reading, inside.as_ref()), verdict, now)?;
    let own_copy = facts.own_copy.as_ref().and_then(|copy| copy.id);
    let is_claimed = facts.own_copy.is_none() && authority::is_claimed(class, reading);
    let judged = is_claimed.then(|| authority::of(tx, class, mail, (reading, verdict), now)).transpose()?;
    let mut effects = seen_outside(reading, own_copy, &outbox::in_doubt::rows(tx)?);
    effects.extend(decide(&facts, now));
    if facts.own_copy.is_none() {
        effects.extend(urgent::passed_on(class, mail, reading, now));
    }
    effects.extend(offers::of_stored(class, mail.id, reading, &effects, now));
    effects.extend(preferences::confirmations(class, reading, &effects, now));
    effects.extend(judged.as_ref().and_then(|judged| commands::of_doubt(class, judged, now)));
    let to_families =
        effects.iter().any(|e| matches!(e, Effect::Place(placing) if placing.outgoing && !placing.homes.is_empty()));
    // A mail that was passed on is kept as what its writer wrote.
    let recorded = forwarded::words(&facts).unwrap_or(reading);
    apply(tx, class, Actor::Homeroom, effects, Some(recorded), now)?;
    match judged {
        Some(judged) => commands::from_mail(tx, class, mail, reading, &judged, to_families, now),
        None => Ok(()),
    }
}

/// The mail that a teacher passes on. Of other senders' mail nobody asks.
fn passed_on(class: &OpenClass, mail: &Received, reading: &Understood, verdict: Authenticity) -> Option<Understood> {
    let is_teacher = reading.from.as_ref().is_some_and(|from| class.class().teacher(from).is_some());
    if !is_teacher || mail.role != FolderRole::Inbox || verdict != Authenticity::Aligned {
        return None;
    }
    forwarded(&mail.raw, reading, class.reading_rules())
}

/// Where a mail would be placed if it arrived in the inbox now. Nothing is written down.
pub fn preview_placing(class: &OpenClass, raw: &[u8], now: Timestamp) -> store::Result<Placing> {
    let mut reading = understand_by(raw, class.reading_rules());
    // Later than every mail that is here.
    let id = InboundId(i64::MAX);
    let role = FolderRole::Inbox;
    let mail = Received { id, role, received_at: now, attempts: 0, raw: raw.to_vec(), verdict: None };
    let effects = class.store.read(|tx| {
        complete(tx, class, mail.id, mail.role, &mut reading)?;
        let verdict = authority::verdict(class, &mail, &reading).unwrap_or(Authenticity::NoTrustedStamp);
        let inside = passed_on(class, &mail, &reading, verdict);
        Ok::<_, StoreError>(decide(&gather(tx, class, &mail, (&reading, inside.as_ref()), verdict, now)?, now))
    })?;
    let placed = effects.into_iter().find_map(|e| if let Effect::Place(placing) = e { Some(placing) } else { None });
    placed.ok_or(StoreError::Damaged("a mail without a place"))
}

/// All that the decision about one mail, and the one it passes on, rests on.
pub fn gather<'a>(
    tx: &Tx<'_>,
    class: &'a OpenClass,
    mail: &Received,
    (reading, inside): (&'a Understood, Option<&'a Understood>),
    verdict: Authenticity,
    now: Timestamp,
) -> store::Result<MailFacts<'a>> {
    let own = |id: Option<&crate::ids::MessageId>| match id {
        Some(id) => facts::own_by_message_id(tx, id),
        None => Ok(None),
    };
    // What a mail proves it proves by what was so when it came, however late it is fetched or understood again.
    let came = mail.received_at.min(now);
    let trace = lost_life::trace(tx, class, mail, reading, from_class(class, reading))?;
    let bounced = reading.bounce.as_ref().and_then(|b| b.original_message_id.as_ref());
    Ok(MailFacts {
        id: mail.id,
        class: class.class(),
        role: mail.role,
        received_at: mail.received_at,
        mail: reading,
        // One that no row is left of is a copy all the same.
        own_copy: own_copy(tx, class, mail.role, reading)?.or(trace.as_ref().map(|_| OwnCopy { id: None, home: None })),
        trace,
        key: key_clue(tx, class, reading, came)?,
        said_by_teacher: facts::said_by_teacher(tx, mail.id)?,
        answers: answers(tx, class, reading, mail.id)?,
        in_conversation: in_conversation(tx, class, reading, mail.id, came)?,
        authentic: verdict == Authenticity::Aligned,
        bounced: own(bounced)?.map(|sent| SentMail { id: sent.id, to: sent.to }),
        preference: preferences::facts(tx, class, mail, reading, came)?,
        offer: meetings::facts(tx, class, mail, reading, came)?,
        forwarded: inside,
    })
}

/// By its Message-ID or, in Sent, where no stranger's mail comes, by the number it bears and the recipient it went to.
fn own_copy(tx: &Tx<'_>, class: &OpenClass, role: FolderRole, reading: &Understood) -> store::Result<Option<OwnCopy>> {
    if !from_class(class, reading) {
        return Ok(None);
    }
    let by_message_id = match &reading.message_id {
        Some(id) => facts::own_by_message_id(tx, id)?,
        None => None,
    };
    let own = match (by_message_id, reading.own_number) {
        (None, Some(number)) if role == FolderRole::Sent => facts::own_by_id(tx, number)?
            .filter(|own| own.to.as_ref().is_some_and(|to| reading.to.iter().any(|t| t == to.as_str()))),
        (known, _) => known,
    };
    Ok(own.map(|own| OwnCopy { id: Some(own.id), home: own.home.filter(|_| !own.about_several) }))
}

/// Somebody else's mail may bear one of our Message-IDs (a program that sends on keeps them): it is no copy of ours.
fn from_class(class: &OpenClass, reading: &Understood) -> bool {
    let own = class.class().address.mailbox();
    reading.kind != Kind::Bounce && reading.from.as_ref().is_some_and(|from| from.mailbox() == own)
}

/// The first key of a thread that the mail carries and that was alive when it came.
fn key_clue(tx: &Tx<'_>, class: &OpenClass, reading: &Understood, came: Timestamp) -> store::Result<Option<KeyClue>> {
    let today = class.local(came).date();
    for token in key::tokens_in(reading, &class.class().address) {
        let Ok(key) = key::read(&class.keys, &token, None, today) else { continue };
        if key.purpose != Purpose::Thread {
            continue;
        }
        if let Some(sent) = facts::own_by_id(tx, OutboxId(key.id))?
            && (!sent.about_several || !has_several_children(class, reading))
            && let (Some(home), Some(owner)) = (sent.home, sent.to)
        {
            return Ok(Some(KeyClue { home, owner }));
        }
    }
    Ok(None)
}

/// A letter about several children went to this sender once: an answer to it tells nothing of which one is meant.
fn has_several_children(class: &OpenClass, reading: &Understood) -> bool {
    let Some(from) = &reading.from else { return false };
    let mut children = class.class().roster.rows_of(from).map(|row| &row.student);
    children.next().is_some_and(|first| children.any(|other| other != first))
}

/// The homes of the mails it answers, nearest first.
fn answers(tx: &Tx<'_>, class: &OpenClass, reading: &Understood, id: InboundId) -> store::Result<Vec<Home>> {
    let letters = !has_several_children(class, reading);
    let mut homes = Vec::new();
    for id in reading.in_reply_to.iter().chain(reading.references.iter().rev()) {
        for home in facts::homes_by_message_id(tx, id, letters)? {
            if !homes.contains(&home) {
                homes.push(home);
            }
        }
    }
    // Some mail of Outlook's names no id that is known here, only the place in its own conversation. A letter that went
    // to several families is one conversation with all their answers, and tells nothing of which child is meant.
    if let Some(index) = reading.thread_index.as_ref().filter(|_| homes.is_empty()) {
        homes = facts::homes_by_thread_root(tx, index, id)?;
        if homes.iter().zip(homes.iter().skip(1)).any(|(one, next)| one.student != next.student) {
            homes.clear();
        }
    }
    Ok(homes)
}

/// The sender's homes with which anything had been said lately when the mail came. Asked only where it could decide: of
/// a guardian of several.
fn in_conversation(
    tx: &Tx<'_>,
    class: &OpenClass,
    reading: &Understood,
    id: InboundId,
    came: Timestamp,
) -> store::Result<Vec<Home>> {
    let Some(from) = &reading.from else { return Ok(Vec::new()) };
    let homes: Vec<Home> = class.class().roster.rows_of(from).map(Guardianship::home).collect();
    if homes.len() < 2 {
        return Ok(Vec::new());
    }
    let since = before(came, CONVERSATION);
    let mut talking = Vec::new();
    for home in homes {
        if facts::home_is_in_conversation(tx, &home, (since, came), id)? {
            talking.push(home);
        }
    }
    Ok(talking)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_mail_over_which_the_reading_stumbles_keeps_no_other_from_being_read() {
        let mail = |n: i64| Received {
            id: InboundId(n),
            role: FolderRole::Inbox,
            received_at: Timestamp::UNIX_EPOCH,
            attempts: 0,
            raw: format!("Subject: {n}\r\n\r\n").into_bytes(),
            verdict: None,
        };
        let mails = [mail(1), mail(2), mail(3)];
        let (sender, understood) = mpsc::sync_channel(3);
        read_all(&mails, &sender, |mail| {
            assert_ne!(mail.id.0, 2, "stumbles");
            understand_by(&mail.raw, crate::message::ReadingRules::default())
        });
        drop(sender);
        let subjects: Vec<Option<String>> = understood.iter().map(|r| r.map(|r| r.subject)).collect();
        assert_eq!(subjects, [Some("1".to_owned()), None, Some("3".to_owned())]);
    }
}
