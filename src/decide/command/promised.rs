//! Promises: made, kept, and taken from what the teacher wrote.

use super::children::find_child;
use super::items::{item, numbers};
use super::{Act, Facts, Item, planned};
use crate::decide::effect::Effect;
use crate::decide::promise::{self, When};
use crate::domain::command::{Items, Verb};
use crate::domain::receipt::Said;
use crate::domain::receipt::promise::PromiseSaid;

pub(super) fn make(child: Option<&str>, day: &str, text: &str, facts: &Facts<'_>) -> Act {
    let student = child.map(|child| find_child(facts.class, child)).transpose()?;
    promise::make(facts.class, student, (day, text), when(facts))
}

fn when<'a>(facts: &Facts<'a>) -> When<'a> {
    When { now: facts.now, today: facts.today, calendar: facts.calendar }
}

/// What is kept, or waited for no longer.
pub(super) fn keep(which: &Items, facts: &Facts<'_>) -> Act {
    let (mut promises, mut effects) = (Vec::new(), Vec::new());
    for number in numbers(which, Verb::Kept)? {
        match &item(*number, facts)?.item {
            Item::Promise(promise) => promises.push(*promise),
            Item::Asked(outbox) => effects.push(Effect::SettleQuestion { outbox: *outbox, at: facts.now }),
            Item::Mail(mail) => effects.push(Effect::Settle { inbound: mail.id, at: facts.now }),
            Item::Gone => return Err(Said::ItemGone { number: *number }),
            _ => return Err(Said::Promise(PromiseSaid::ItemIsNoPromise { number: *number })),
        }
    }
    let settled = effects.len();
    if promises.is_empty() {
        return Ok((effects, Said::Settled { lines: settled }));
    }
    let (kept, said) = promise::keep(&promises, facts.now);
    effects.extend(kept);
    Ok((effects, planned::kept(&promises, promises.len(), facts).unwrap_or(said)))
}

/// `ok 3` or `no 3` where every number is a sentence that is offered; `None` where none is.
pub(super) fn answer_offers(which: &Items, yes: bool, facts: &Facts<'_>) -> Option<Act> {
    let Items::Numbers(numbers) = which else { return None };
    let (mut effects, mut last) = (Vec::new(), None);
    for number in numbers {
        let Ok(Item::Offer(id, offered)) = item(*number, facts).map(|numbered| &numbered.item) else { return None };
        let (answered, said) = if yes {
            promise::accept(facts.class, *id, offered, when(facts))
        } else {
            promise::decline(*id, facts.now)
        };
        effects.extend(answered);
        last = Some(said);
    }
    last.map(|said| Ok((effects, said)))
}
