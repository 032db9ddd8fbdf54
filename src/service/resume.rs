//! A person lets homeroom go on from an earlier state: what would go out is shown, what they name is left out, and what
//! the clock named up to here is not made up for.

use super::apply::apply;
use super::jobs::held_up;
use super::open::OpenClass;
use crate::decide::effect::Effect;
use crate::domain::audit::Actor;
use crate::domain::outbox::{JobRun, LeftOut, OutboxState, RunOutcome};
use crate::ids::OutboxId;
use crate::store::listing::OutboxLine;
use crate::store::{self, Tx, life, listing, outbox};
use jiff::Timestamp;

/// Why a mail that was left out was not sent.
const LEFT_OUT: &str = "left out when homeroom went on from an earlier state";

/// Mails that are not to go out.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum LeaveOut {
    All,
    These(Vec<OutboxId>),
}

/// What going on means, or meant.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct GoingOn {
    /// Goes out as soon as its time comes.
    pub mails: Vec<OutboxLine>,
    pub left_out: Vec<OutboxLine>,
    /// Occurrences of jobs up to now that are not made up for.
    pub missed: Vec<JobRun>,
}

/// How it ended.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Answer {
    NotHeld,
    /// None of these numbers is that of a mail that waits to go out. Nothing was done.
    NoSuchMail(Vec<OutboxId>),
    GoesOn(GoingOn),
}

/// What would happen; nothing is changed.
pub fn preview(class: &OpenClass, leave_out: &LeaveOut, alone: bool, now: Timestamp) -> store::Result<Answer> {
    class.store.write(|tx| look(tx, class, leave_out, alone, now))
}

/// Ends the hold. `alone`: nobody else works on the class.
pub fn resume(class: &OpenClass, leave_out: &LeaveOut, alone: bool, now: Timestamp) -> store::Result<Answer> {
    class.store.write(|tx| {
        let answer = look(tx, class, leave_out, alone, now)?;
        if let Answer::GoesOn(on) = &answer {
            let cancel = |mail: &OutboxLine| Effect::CancelMail { outbox: mail.id, reason: LEFT_OUT.to_owned() };
            let record = |run: &JobRun| Effect::RecordRun(run.clone());
            let effects = on.left_out.iter().map(cancel).chain(on.missed.iter().map(record));
            apply(tx, class, Actor::Host, effects.chain([Effect::GoOn]).collect(), None, now)?;
            tracing::info!(mails = on.mails.len(), left_out = on.left_out.len(), "homeroom may go on");
        }
        Ok(answer)
    })
}

fn look(tx: &Tx<'_>, class: &OpenClass, leave_out: &LeaveOut, alone: bool, now: Timestamp) -> store::Result<Answer> {
    if !life::is_held(tx)? {
        return Ok(Answer::NotHeld);
    }
    // What was on its way when the copy was made goes again if its body had not gone out; a daemon sees to that itself.
    if alone {
        outbox::recover(tx, &[], now)?;
    }
    let open = listing::open_outbox(tx)?;
    let waits = |mail: &OutboxLine| mail.state == OutboxState::Queued && mail.expires > now;
    let waiting: Vec<OutboxLine> = open.into_iter().filter(waits).collect();
    let (left_out, mails) = match leave_out {
        LeaveOut::All => (waiting, Vec::new()),
        LeaveOut::These(named) => {
            let unknown = |id: &&OutboxId| !waiting.iter().any(|mail| mail.id == **id);
            let unknown: Vec<OutboxId> = named.iter().filter(unknown).copied().collect();
            if !unknown.is_empty() {
                return Ok(Answer::NoSuchMail(unknown));
            }
            waiting.into_iter().partition(|mail| named.contains(&mail.id))
        }
    };
    Ok(Answer::GoesOn(GoingOn { mails, left_out, missed: held_up(tx, class, now)? }))
}

/// Whether an occurrence was left out for the hold alone: on a closed day it would not have run.
pub fn was_held_up(run: &JobRun) -> bool {
    run.outcome == RunOutcome::Skipped(LeftOut::Held)
}
