//! What the numbers of a summary stand for, as it is now.

use super::{Numbers, Speaker};
use crate::decide::command::{AskedMail, Decision, Item, Numbered};
use crate::domain::address::EmailAddress;
use crate::domain::letter::{Answered, Correspondent};
use crate::domain::mail::{Home, ItemTarget, MailState};
use crate::domain::roster::{Access, Guardianship};
use crate::ids::{InboundId, MessageId, StudentId};
use crate::message::threading::fold_subject;
use crate::service::open::OpenClass;
use crate::store::listing::MessageLine;
use crate::store::{self, Tx, commands, jobs, listing, outbox, preferences, promises, summary};
use jiff::Timestamp;
use jiff::civil::Date;

/// `None` where what is said answers no summary.
pub(super) fn numbered(
    tx: &Tx<'_>,
    class: &OpenClass,
    speaker: &Speaker<'_>,
    now: Timestamp,
) -> store::Result<Option<Vec<Numbered>>> {
    let targets = match speaker.numbers {
        Numbers::None => return Ok(None),
        Numbers::Latest => summary::latest_items(tx, class.local(now).date())?,
        Numbers::OfDay(day) => summary::items(tx, day)?.into_iter().map(|(_, item)| item).collect(),
    };
    let today = class.local(now).date();
    targets.into_iter().map(|target| one(tx, class, speaker, target, today)).collect::<store::Result<_>>().map(Some)
}

fn one(
    tx: &Tx<'_>,
    class: &OpenClass,
    speaker: &Speaker<'_>,
    target: ItemTarget,
    today: Date,
) -> store::Result<Numbered> {
    let item = match &target {
        ItemTarget::Mail(id) => asked_mail(tx, class, *id, today)?,
        ItemTarget::Outgoing(ids) => {
            let mut mails = Vec::new();
            for id in ids {
                mails.extend(outbox::by_id(tx, *id)?.map(|parcel| (*id, parcel.state)));
            }
            if mails.is_empty() { Item::Gone } else { Item::Outgoing(mails) }
        }
        ItemTarget::Promise(id) => Item::Promise(*id),
        ItemTarget::Offer(id) => {
            promises::open_offer(tx, *id)?.map_or(Item::Gone, |offered| Item::Offer(*id, Box::new(offered)))
        }
        ItemTarget::Asked(id) => Item::Asked(*id),
        ItemTarget::Run { job, slot } => {
            Item::Run { job: job.clone(), slot: *slot, over: jobs::is_done(tx, job, *slot)? }
        }
    };
    let decided = commands::decided(tx, &target)?;
    let decided = decided.map(|(at, by)| Decision { at, by: other(class, speaker, by.as_ref()) });
    Ok(Numbered { item, target, decided })
}

/// The name of a teacher who is not the one that speaks.
fn other(class: &OpenClass, speaker: &Speaker<'_>, by: Option<&EmailAddress>) -> Option<String> {
    let by = by.filter(|by| speaker.teacher.is_none_or(|teacher| teacher.address != **by))?;
    class.class().teacher(by).map(|teacher| teacher.name.clone())
}

fn asked_mail(tx: &Tx<'_>, class: &OpenClass, id: InboundId, today: Date) -> store::Result<Item> {
    let Some(line) = listing::message_by_id(tx, id)? else { return Ok(Item::Gone) };
    let roster = &class.class().roster;
    let from = line.from.as_deref().and_then(EmailAddress::parse);
    let rows: Vec<_> = from.iter().flat_map(|f| roster.rows_of(f)).collect();
    let barred: Vec<StudentId> =
        from.iter().flat_map(|f| roster.blocked_rows_of(f)).map(|row| row.student.clone()).collect();
    let writer = match &from {
        Some(from) => {
            let is_here = |row: &&Guardianship| roster.student(&row.student).is_some_and(|s| s.is_here(today));
            let here: Vec<_> = rows.iter().copied().filter(is_here).collect();
            correspondent(tx, from, &here, &line, &barred)?
        }
        None => None,
    };
    let possible = if rows.is_empty() { roster.guardianships().iter().collect() } else { rows };
    let mut homes: Vec<Home> = Vec::new();
    for row in possible.into_iter().filter(|row| !barred.contains(&row.student)) {
        let home = row.home();
        if !homes.contains(&home) {
            homes.push(home);
        }
    }
    Ok(Item::Mail(Box::new(AskedMail {
        id,
        state: line.state.unwrap_or(MailState::Quarantined),
        received_at: line.received,
        guardian: line.guardian.clone(),
        possible: homes,
        barred,
        topic: fold_subject(&line.subject),
        verified: line.verified,
        from,
        writer,
        thread: answered(&line),
    })))
}

/// The guardian who wrote, as one of the home that their mail is with. An answer goes to them and nobody else: to the
/// address they wrote from, and only if it is on the class list and the child is in the class.
fn correspondent(
    tx: &Tx<'_>,
    from: &EmailAddress,
    here: &[&Guardianship],
    line: &MessageLine,
    barred: &[StudentId],
) -> store::Result<Option<Correspondent>> {
    if line.homes.iter().any(|home| barred.contains(&home.student)) {
        return Ok(None);
    }
    let of_home = |row: &&&Guardianship| row.access == Access::Full && line.homes.contains(&row.home());
    let Some(row) = here.iter().find(of_home) else { return Ok(None) };
    let wished = preferences::of(tx, from)?.language;
    Ok(Some(Correspondent {
        to: from.clone(),
        guardian: row.name.clone(),
        home: row.home(),
        language: wished.unwrap_or_else(|| row.language.clone()),
        siblings: Vec::new(),
    }))
}

fn answered(line: &MessageLine) -> Answered {
    let thread = line.message_id.as_deref().and_then(MessageId::parse).into_iter().collect();
    Answered { inbound: line.id, subject: line.subject.clone(), thread }
}
