//! Times to meet that a guardian's mail may choose from.

use super::open::OpenClass;
use super::preferences::answered;
use crate::decide::meeting::{Offer, choice, may_choose};
use crate::domain::mail::FolderRole;
use crate::message::Understood;
use crate::store::inbound::Received;
use crate::store::{self, Tx, questions};
use jiff::Timestamp;

/// What the mail chooses, where it answers the letter that offered it to this very sender. `came`: when it reached the
/// mailbox.
pub fn facts(
    tx: &Tx<'_>,
    class: &OpenClass,
    mail: &Received,
    reading: &Understood,
    came: Timestamp,
) -> store::Result<Option<Offer>> {
    if mail.role != FolderRole::Inbox || !reading.kind.is_personal() || !may_choose(&reading.reply_text) {
        return Ok(None);
    }
    let Some(from) = &reading.from else { return Ok(None) };
    let (own, by_key) = answered(tx, class, reading, came)?;
    let Some((own, home)) = own.filter(|own| own.to.as_ref() == Some(from)).and_then(|own| Some((own.id, own.home?)))
    else {
        return Ok(None);
    };
    let room = class.class();
    let guardians = room.roster.rows_of(from).map(|row| row.name.as_str());
    let child = room.roster.student(&home.student);
    let children = child.into_iter().flat_map(|student| [student.called(), student.first_name.as_str()]);
    let names: Vec<&str> = guardians.chain(children).chain(room.teachers.iter().map(|t| t.name.as_str())).collect();
    let chosen = choice(&reading.reply_text, &names, &questions::times(tx, own)?);
    let came = class.local(came).datetime();
    Ok(chosen.map(|time| Offer { invitation: own, home, time, came, key_is_theirs: by_key }))
}
