//! Days that the teacher names in their own mail, to be offered as promises.

use super::open::OpenClass;
use crate::decide::effect::Effect;
use crate::decide::offered::offered;
use crate::decide::plan;
use crate::domain::contact::Direction;
use crate::domain::mail::Home;
use crate::domain::promise::{Letter, Offered};
use crate::ids::InboundId;
use crate::message::Understood;
use crate::store::outbox::Parcel;
use crate::store::{self, Tx, outbox, promises};
use jiff::Timestamp;

/// What a mail of the teacher's from another program offers: to the first home it is a personal contact with.
pub fn of_stored(
    class: &OpenClass,
    id: InboundId,
    mail: &Understood,
    effects: &[Effect],
    now: Timestamp,
) -> Vec<Effect> {
    let contact = effects.iter().find_map(|effect| match effect {
        Effect::LogContact(contact) if contact.direction == Direction::ToFamily && contact.personal => Some(contact),
        _ => None,
    });
    let Some(contact) = contact else { return Vec::new() };
    let home = Home { student: contact.student.clone(), household: contact.household.clone() };
    let to = (Letter::Stored(id), home, contact.guardian.clone());
    of(class, to, &mail.reply_text, contact.at, now).map(|offered| Effect::OfferPromise(Box::new(offered))).collect()
}

/// What a mail offers that went through homeroom.
pub fn of_sent(tx: &Tx<'_>, class: &OpenClass, row: &Parcel, at: Timestamp) -> store::Result<()> {
    // The steps of a plan are kept as such.
    let by_hand = row.personal && !row.by_job && row.template != plan::TEMPLATE;
    let Some(home) = row.home.clone().filter(|_| by_hand) else { return Ok(()) };
    let words = outbox::words(tx, row.id)?;
    let to = (Letter::Sent(row.id), home, row.guardian.clone());
    of(class, to, &words.text, at, at).try_for_each(|offered| promises::offer(tx, &offered))
}

/// Of days that are not over by now: mail of long ago offers nothing.
fn of(
    class: &OpenClass,
    (letter, home, guardian): (Letter, Home, Option<String>),
    text: &str,
    at: Timestamp,
    now: Timestamp,
) -> impl Iterator<Item = Offered> {
    let today = class.local(now).date();
    offered(text, class.local(at).date()).into_iter().filter(move |offer| offer.due >= today).map(move |offer| {
        Offered { letter, home: home.clone(), guardian: guardian.clone(), sentence: offer.sentence, due: offer.due, at }
    })
}
