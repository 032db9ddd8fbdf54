//! What the log is told: what effects came to, which class list is in use, and what a person did on this machine.

use super::apply::Applied;
use super::open::OpenClass;
use crate::domain::audit::{Act, Actor, Entry, Subject};
use crate::ids::{ContentHash, InboundId};
use crate::store::{self, Tx, audit, outbox};
use jiff::Timestamp;

/// The line of an effect that did something. `before`: how many mails were new, and how many effects too late, before it.
pub fn write_down(
    tx: &Tx<'_>,
    (actor, mut entry): (Actor, Entry),
    (before, after): ((usize, usize), &Applied),
    now: Timestamp,
) -> store::Result<()> {
    if entry.subject == Subject::NewOutbox {
        if after.enqueued == before.0 {
            return Ok(());
        }
        entry.subject = Subject::Outbox(outbox::last_id(tx)?);
    }
    if after.too_late > before.1 {
        return Ok(());
    }
    audit::append(tx, actor, &entry, now)
}

/// At every start and reload, so that a list is noted whatever way it was changed: by an import or in an editor.
pub fn note_roster(tx: &Tx<'_>, class: &OpenClass, now: Timestamp) -> store::Result<()> {
    let Ok(bytes) = std::fs::read(&class.setup.roster_file) else { return Ok(()) };
    let start = ContentHash::of(&bytes).beginning(8);
    let roster = &class.list.in_file;
    let list = format!("{start}, {} children, {} rows", roster.students().len(), roster.guardianships().len());
    if audit::last_roster(tx)?.as_ref() == Some(&list) {
        return Ok(());
    }
    audit::append(tx, Actor::Host, &Entry::new(Act::Roster, Subject::Class, list), now)
}

/// Somebody had a mail understood again.
pub fn note_replay(tx: &Tx<'_>, id: InboundId, now: Timestamp) -> store::Result<()> {
    audit::append(tx, Actor::Host, &Entry::new(Act::Replayed, Subject::Mail(id), ""), now)
}
