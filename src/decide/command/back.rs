//! `undo`: what has not left yet is as before.

use super::{Act, Facts};
use crate::decide::effect::Effect;
use crate::domain::outbox::OutboxState;
use crate::domain::plan::PlanChange;
use crate::domain::receipt::Said;

/// Mail that waits goes back to what it was: a draft, or nothing. Mail that was handed over stays sent, and so stays what
/// of a plan somebody at home was told. A brake stays on.
pub(super) fn undo(facts: &Facts<'_>) -> Act {
    let brake = facts.brake;
    let last = facts.last.ok_or(Said::NothingToUndo { brake })?;
    // A draft that the commands themselves began ends; one that was there before stays.
    let ends = |state: OutboxState, was_draft: bool| match state {
        OutboxState::Queued => true,
        OutboxState::Draft => !was_draft,
        _ => false,
    };
    let waiting = last.mails.iter().filter(|(_, state, was_draft)| ends(*state, *was_draft));
    let mut effects: Vec<Effect> =
        waiting.map(|(outbox, _, was_draft)| Effect::TakeBack { outbox: *outbox, was_draft: *was_draft }).collect();
    let mails = effects.len();
    let untold = last.plans.iter().filter(|(_, told)| !told);
    effects.extend(untold.map(|(line, _)| Effect::Plan(Box::new(PlanChange::TakeBack { line: *line, at: facts.now }))));
    let is_left = |state: OutboxState| !matches!(state, OutboxState::Draft | OutboxState::Cancelled);
    if effects.is_empty() && !(last.mails.is_empty() && last.plans.is_empty()) {
        let left = last.mails.iter().any(|(_, state, _)| is_left(*state)) || last.plans.iter().any(|(_, told)| *told);
        return Err(if left { Said::TooLateToUndo { brake } } else { Said::NothingToUndo { brake } });
    }
    effects.extend(last.settled.iter().map(|inbound| Effect::Unsettle { inbound: *inbound }));
    effects.extend(last.moments.iter().map(|moment| Effect::ForgetMoment { moment: *moment, at: facts.now }));
    match effects.len() {
        0 => Err(Said::NothingToUndo { brake }),
        all => Ok((effects, Said::Undone { mails, others: all - mails, brake })),
    }
}
