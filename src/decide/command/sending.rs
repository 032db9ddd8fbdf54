//! Mail that is prepared: sent, written anew, or left out.

use super::hard::{self, Ready};
use super::items::{done_before, item, mails_of, numbers, outgoing};
use super::promised::answer_offers;
use super::{Act, Facts, Item};
use crate::decide::effect::Effect;
use crate::domain::command::{Items, Verb};
use crate::domain::outbox::{JobRun, LeftOut, OutboxState, RunOutcome};
use crate::domain::receipt::Said;
use crate::domain::receipt::hard::HardSaid;
use crate::ids::OutboxId;
use jiff::{SignedDuration, Timestamp};

/// How long a moment rests of whose note the teacher said no.
const NOT_OFFERED_AGAIN: SignedDuration = SignedDuration::from_hours(7 * 24);

pub(super) fn approve(which: &Items, facts: &Facts<'_>) -> Act {
    if let Some(answered) = answer_offers(which, true, facts) {
        return answered;
    }
    let chosen = outgoing(which, facts)?;
    // A mail held for doubt may go once the teacher has read it; `ok all` leaves it out.
    let may_go = |state: OutboxState| matches!(state, OutboxState::Draft | OutboxState::Held);
    let drafts: Vec<OutboxId> = chosen.iter().filter(|(_, s)| may_go(*s)).map(|(id, _)| *id).collect();
    if drafts.is_empty() {
        let otherwise = Said::NothingToSend { state: chosen.first().map(|(_, state)| *state) };
        return Err(match which {
            Items::Numbers(numbers) => match numbers.first().map(|n| item(*n, facts)) {
                Some(Ok(numbered)) => done_before(numbered, otherwise),
                _ => otherwise,
            },
            Items::All => otherwise,
        });
    }
    let Ready { mails, leaves, left_out } = hard::ready(drafts, which, facts)?;
    let (count, until) = (mails.len(), facts.undo_until());
    let said = match (leaves, left_out.is_empty()) {
        (None, true) => Said::Approved { mails: count, until },
        _ => Said::Hard(HardSaid::Approved { mails: count, until, leaves, left_out }),
    };
    Ok((mails.into_iter().map(|outbox| Effect::ApproveDraft { outbox }).collect(), said))
}

/// The teacher's own words in the place of those that were prepared, for every home the draft goes to.
pub(super) fn reword(number: usize, text: &str, facts: &Facts<'_>) -> Act {
    let open = |state: OutboxState| matches!(state, OutboxState::Draft | OutboxState::Held);
    let mails = mails_of(number, facts)?;
    if let Some(draft) = mails.iter().find_map(|(id, _)| hard::of_letter(*id, facts)) {
        return hard::edit(number, text, draft, facts);
    }
    let drafts: Vec<OutboxId> = mails.iter().filter(|(_, s)| open(*s)).map(|(id, _)| *id).collect();
    if drafts.is_empty() {
        let otherwise = Said::NothingToSend { state: mails.first().map(|(_, state)| *state) };
        return Err(done_before(item(number, facts)?, otherwise));
    }
    let said = Said::Reworded { mails: drafts.len(), until: facts.undo_until() };
    let anew = |outbox| {
        let text = text.to_owned();
        [Effect::Reword { outbox, text, by: facts.teacher.to_owned() }, Effect::ApproveDraft { outbox }]
    };
    Ok((drafts.into_iter().flat_map(anew).collect(), said))
}

/// Stops mail that is prepared, and runs that are still to come.
pub(super) fn drop_items(which: &Items, facts: &Facts<'_>) -> Act {
    if let Some(answered) = answer_offers(which, false, facts) {
        return answered;
    }
    let numbers = numbers(which, Verb::No)?;
    let mut effects = Vec::new();
    for number in numbers {
        let numbered = item(*number, facts)?;
        match &numbered.item {
            Item::Run { over: true, .. } => return Err(done_before(numbered, Said::HasRun { number: *number })),
            Item::Run { job, slot, .. } => effects.push(Effect::RecordRun(JobRun {
                job: job.clone(),
                slot: *slot,
                at: facts.now,
                outcome: RunOutcome::Skipped(LeftOut::Teacher),
            })),
            Item::Outgoing(mails) => {
                effects.extend(cancellations(*number, mails, facts.now)?);
            }
            Item::Mail(_) | Item::Promise(_) | Item::Asked(_) | Item::Offer(..) => {
                return Err(Said::ItemIsMail { number: *number });
            }
            Item::Gone => return Err(Said::ItemGone { number: *number }),
        }
    }
    Ok((effects, Said::WillNotBeSent { several: numbers.len() > 1 }))
}

fn cancellations(number: usize, mails: &[(OutboxId, OutboxState)], now: Timestamp) -> Result<Vec<Effect>, Said> {
    let open = |state: OutboxState| matches!(state, OutboxState::Draft | OutboxState::Held | OutboxState::Queued);
    let until = now.checked_add(NOT_OFFERED_AGAIN).unwrap_or(Timestamp::MAX);
    let refuse = |outbox| {
        let cancel = Effect::CancelMail { outbox, reason: "the teacher said no".to_owned() };
        [cancel, Effect::LetMomentsRest { outbox, at: now, until }]
    };
    let effects: Vec<Effect> = mails.iter().filter(|(_, s)| open(*s)).flat_map(|(id, _)| refuse(*id)).collect();
    match (effects.is_empty(), mails.first()) {
        (true, Some((_, state))) => Err(Said::TooLate { number, state: *state }),
        _ => Ok(effects),
    }
}
