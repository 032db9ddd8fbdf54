//! What proves that the class's state was put back to an earlier one, and the words for it while it is held.

use super::open::OpenClass;
use crate::decide::lost_life::{Life, Row, Trace};
use crate::domain::life::Hold;
use crate::domain::mail::FolderRole;
use crate::domain::outbox::OutboxState;
use crate::message::Understood;
use crate::message::compose::generation_in;
use crate::message::key::{self, KeyDoubt};
use crate::store::inbound::Received;
use crate::store::{self, Tx, health, life, listing};

/// A mail in Sent that homeroom wrote for this class, whatever life of its state knows of it. `from_class`: it bears
/// the class's address. Its key is made with the secret of this state's own, which nobody else has, and what lies in Sent only
/// the holder of the account has put there.
pub fn trace(
    tx: &Tx<'_>,
    class: &OpenClass,
    mail: &Received,
    reading: &Understood,
    from_class: bool,
) -> store::Result<Option<Trace>> {
    let Some(id) = reading.message_id.as_ref().filter(|_| from_class && mail.role == FolderRole::Sent) else {
        return Ok(None);
    };
    let came = class.local(mail.received_at).date();
    let Some(token) = key::token_of(id) else { return Ok(None) };
    // A mail to a teacher bears a key that is hers, whether or not she still teaches here.
    let mut owners = std::iter::once(None).chain(reading.delivered_to.iter().map(Some));
    let is_ours = |owner| matches!(key::read(&class.keys, &token, owner, came), Ok(_) | Err(KeyDoubt::Expired(_)));
    if !owners.any(is_ours) {
        return Ok(None);
    }
    let row = match life::handed_over(tx, id)? {
        None => Row::Missing,
        Some((outbox, false)) => Row::StillHere(outbox),
        Some((_, true)) => Row::HandedOver,
    };
    let life = Life {
        generation: life::generation(tx)?,
        first_start: health::known_first_start(tx)?,
        resumed_at: life::resumed_at(tx)?,
    };
    Ok(Some(Trace { at: mail.received_at, generation: generation_in(&mail.raw).unwrap_or(0), row, life }))
}

/// What happened, what homeroom did and what to do, for IT; `None` while homeroom may go on.
pub fn held(tx: &Tx<'_>, class: &OpenClass) -> store::Result<Option<String>> {
    let Some(hold) = life::hold(tx)? else { return Ok(None) };
    let counts = listing::outbox_by_state(tx)?;
    let of = |state: OutboxState| counts.get(state.word()).copied().unwrap_or(0);
    Ok(Some(words(&hold, class, of(OutboxState::Queued) + of(OutboxState::Sending))))
}

fn words(hold: &Hold, class: &OpenClass, queued: u32) -> String {
    let time = |at| class.local(at).strftime("%a %d %b %H:%M");
    let state_of = hold.state_of.map_or(String::new(), |at| format!(" (it is that of {})", time(at)));
    format!(
        "{}{state_of}. Since {} homeroom reads mail, sends nothing and runs no job, for it cannot know what it sent and \
         ran in the time that was lost. {queued} mails would go out: look at them with homeroom outbox, or homeroom \
         resume --dry-run; then homeroom resume lets it go on, and --drop leaves mails out",
        hold.cause.words(),
        time(hold.since)
    )
}
