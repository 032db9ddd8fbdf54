//! What the numbers of a command stand for.

use super::{Facts, Item, Numbered};
use crate::domain::command::{Command, Items, Verb};
use crate::domain::mail::ItemTarget;
use crate::domain::outbox::OutboxState;
use crate::domain::receipt::Said;
use crate::ids::OutboxId;

pub(super) fn item<'a>(number: usize, facts: &Facts<'a>) -> Result<&'a Numbered, Said> {
    let items = facts.items.filter(|items| !items.is_empty()).ok_or(Said::NoSummary)?;
    items.get(number.wrapping_sub(1)).ok_or(Said::NoSuchItem { number, count: items.len() })
}

/// The numbers, where only numbers will do.
pub(super) fn numbers(which: &Items, verb: Verb) -> Result<&[usize], Said> {
    match which {
        Items::Numbers(numbers) => Ok(numbers),
        Items::All => Err(Said::SayWhich(verb)),
    }
}

/// The mails that go out, each with its number. `All`: the drafts that the summary shows.
pub(super) fn outgoing(which: &Items, facts: &Facts<'_>) -> Result<Vec<(OutboxId, OutboxState)>, Said> {
    let mut chosen = Vec::new();
    match which {
        Items::All => {
            for numbered in facts.items.ok_or(Said::NoSummary)? {
                if let Item::Outgoing(mails) = &numbered.item {
                    chosen.extend(mails.iter().filter(|(_, state)| *state == OutboxState::Draft).copied());
                }
            }
        }
        Items::Numbers(numbers) => {
            for number in numbers {
                chosen.extend(mails_of(*number, facts)?);
            }
        }
    }
    Ok(chosen)
}

pub(super) fn mails_of(number: usize, facts: &Facts<'_>) -> Result<Vec<(OutboxId, OutboxState)>, Said> {
    match &item(number, facts)?.item {
        Item::Outgoing(mails) => Ok(mails.clone()),
        Item::Mail(_) | Item::Promise(_) | Item::Offer(..) | Item::Asked(_) => Err(Said::ItemIsMail { number }),
        Item::Run { .. } => Err(Said::ItemGoesByItself { number }),
        Item::Gone => Err(Said::ItemGone { number }),
    }
}

/// What was done before, if that is known; else what stands in the way now.
pub(super) fn done_before(numbered: &Numbered, else_said: Said) -> Said {
    match &numbered.decided {
        Some(decided) => Said::AlreadyDone { at: decided.at, by: decided.by.clone() },
        None => else_said,
    }
}

/// What of the summary a command is about.
pub(super) fn targets(command: &Command, facts: &Facts<'_>) -> Vec<ItemTarget> {
    let numbers: Vec<usize> = match command {
        Command::Ok(Items::Numbers(numbers))
        | Command::No(Items::Numbers(numbers))
        | Command::Thanks(Items::Numbers(numbers))
        | Command::Done(Items::Numbers(numbers))
        | Command::Kept(Items::Numbers(numbers))
        | Command::Later { items: Items::Numbers(numbers), .. } => numbers.clone(),
        Command::Edit { item, .. } | Command::Reply { item, .. } | Command::Is { item, .. } => vec![*item],
        Command::Ok(Items::All) => {
            let drafts = |n: &Numbered| matches!(&n.item, Item::Outgoing(mails) if mails.iter().any(|(_, s)| *s == OutboxState::Draft));
            let items = facts.items.unwrap_or_default();
            return items.iter().filter(|n| drafts(n)).map(|n| n.target.clone()).collect();
        }
        _ => Vec::new(),
    };
    numbers.into_iter().filter_map(|number| item(number, facts).ok()).map(|n| n.target.clone()).collect()
}
