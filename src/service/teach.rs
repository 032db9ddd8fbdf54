//! A teacher's words become commands, and commands effects: the same way whoever carries them.

use super::apply::apply;
use super::notes::prepare;
use super::open::OpenClass;
use crate::decide::command::{AskedMail, Item, Receipt, decide};
use crate::decide::photo::with_photo;
use crate::domain::address::EmailAddress;
use crate::domain::mail::{Home, ItemTarget, MailState};
use crate::ids::{InboundId, StudentId};
use crate::message::photo::Photo;
use crate::message::threading::fold_subject;
use crate::store::{self, StoreError, Tx, jobs, listing, outbox, summary};
use jiff::Timestamp;

/// A photo that goes with a good moment.
pub struct Shown {
    pub photo: Photo,
    /// The names of all children on it.
    pub shows: String,
}

/// Does what the text says, all in one transaction, and tells what was done and what was not.
pub fn teach(class: &OpenClass, text: &str, now: Timestamp) -> store::Result<Vec<Receipt>> {
    teach_with(class, text, None, now)
}

/// As [`teach`]; if the photo may not be sent, nothing is done.
pub fn teach_with(class: &OpenClass, text: &str, shown: Option<&Shown>, now: Timestamp) -> store::Result<Vec<Receipt>> {
    let receipts = class.store.write(|tx| {
        let items = items(tx, class, now)?;
        let (mut effects, mut receipts) = decide(text, class.class(), &items, now, class.local(now).date());
        if let Some(Shown { photo, shows }) = shown
            && let Err(words) = with_photo(&mut effects, class.class(), photo.jpeg.clone(), shows)
        {
            receipts.retain(|receipt| !receipt.done);
            receipts.push(Receipt { done: false, words });
            return Ok(receipts);
        }
        let applied = apply(tx, class, effects, None, now)?;
        if applied.too_late > 0 {
            let words =
                "part of it found nothing to act on: the mail has left, its day is over, or it was never written \
                 (homeroom outbox tells)"
                    .to_owned();
            receipts.push(Receipt { done: false, words });
        }
        Ok::<_, StoreError>(receipts)
    })?;
    // What was said is done, whatever comes of this: the scheduler makes up for a note that is not prepared now.
    if let Err(error) = prepare(class, now) {
        tracing::warn!("the notes of a moment wait to be prepared: {error}");
    }
    Ok(receipts)
}

/// What the numbers of the latest summary stand for, as it is now.
fn items(tx: &Tx<'_>, class: &OpenClass, now: Timestamp) -> store::Result<Vec<Item>> {
    summary::latest_items(tx, class.local(now).date())?
        .into_iter()
        .map(|target| match target {
            ItemTarget::Mail(id) => asked_mail(tx, class, id),
            ItemTarget::Outgoing(ids) => {
                let mut mails = Vec::new();
                for id in ids {
                    mails.extend(outbox::by_id(tx, id)?.map(|parcel| (id, parcel.state)));
                }
                Ok(if mails.is_empty() { Item::Gone } else { Item::Outgoing(mails) })
            }
            ItemTarget::Promise(_) | ItemTarget::Offer(_) | ItemTarget::Asked(_) => Ok(Item::Gone),
            ItemTarget::Run { job, slot } => {
                let over = jobs::is_done(tx, &job, slot)?;
                Ok(Item::Run { job, slot, over })
            }
        })
        .collect()
}

fn asked_mail(tx: &Tx<'_>, class: &OpenClass, id: InboundId) -> store::Result<Item> {
    let Some(line) = listing::message_by_id(tx, id)? else { return Ok(Item::Gone) };
    let roster = &class.class().roster;
    let from = line.from.as_deref().and_then(EmailAddress::parse);
    let rows: Vec<_> = from.iter().flat_map(|f| roster.rows_of(f)).collect();
    let barred: Vec<StudentId> =
        from.iter().flat_map(|f| roster.blocked_rows_of(f)).map(|row| row.student.clone()).collect();
    let possible = if rows.is_empty() { roster.guardianships().iter().collect() } else { rows };
    let mut homes: Vec<Home> = Vec::new();
    for row in possible.into_iter().filter(|row| !barred.contains(&row.student)) {
        let home = row.home();
        if !homes.contains(&home) {
            homes.push(home);
        }
    }
    Ok(Item::Mail(AskedMail {
        id,
        state: line.state.unwrap_or(MailState::Quarantined),
        received_at: line.received,
        guardian: line.guardian,
        possible: homes,
        barred,
        topic: fold_subject(&line.subject),
        verified: line.verified,
    }))
}
