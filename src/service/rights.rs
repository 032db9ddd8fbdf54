//! What a teacher changes about who is written to, and in which language.

use super::open::OpenClass;
use crate::decide::effect::Effect;
use crate::decide::release::Refusal;
use crate::domain::address::EmailAddress;
use crate::domain::language::Language;
use crate::domain::outbox::OutboxState;
use crate::domain::preference::Preference;
use crate::domain::roster::{Changed, RosterChange};
use crate::store::{self, Tx, outbox, preferences, roster_changes};
use jiff::Timestamp;

/// It holds from now on: the gate asks for it at once, and a running homeroom opens the class anew.
pub fn change(tx: &Tx<'_>, change: &RosterChange) -> store::Result<()> {
    roster_changes::add(tx, change)?;
    if let Changed::Blocked { address: Some(address), .. } = &change.what {
        end_waiting(tx, change, address)?;
    }
    Ok(())
}

/// Mail about the child that waits for somebody who is barred now ends.
fn end_waiting(tx: &Tx<'_>, change: &RosterChange, address: &EmailAddress) -> store::Result<()> {
    let mailbox = address.mailbox();
    for state in [OutboxState::Draft, OutboxState::Held, OutboxState::Queued] {
        for row in outbox::in_state(tx, state)?.iter().filter(|row| row.to.mailbox() == mailbox) {
            let is_topic = row.home.as_ref().is_some_and(|home| home.student == change.student);
            if is_topic || outbox::siblings::of(tx, row.id)?.contains(&change.student) {
                outbox::cancel(tx, row.id, &Refusal::Blocked.words())?;
            }
        }
    }
    Ok(())
}

pub fn set_language(tx: &Tx<'_>, to: &EmailAddress, language: Language, at: Timestamp) -> store::Result<()> {
    let preference = preferences::of(tx, to)?;
    preferences::set(tx, to, &Preference { language: Some(language), ..preference }, at)
}

/// What had been changed beside the class list, and stands in it by now, needs to be remembered no more. Only who works
/// by this list may say so.
pub fn catch_up(class: &OpenClass) -> Vec<Effect> {
    let changes = class.list.listed.clone();
    if changes.is_empty() { Vec::new() } else { vec![Effect::RosterSays { changes }] }
}
