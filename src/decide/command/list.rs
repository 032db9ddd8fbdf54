//! What a teacher changes beside the class list, with the child and the address that the line names.

use super::items::item;
use super::{Act, Facts, Item, asking, find_child};
use crate::decide::rights::{self, Entry};
use crate::domain::address::EmailAddress;
use crate::domain::command::Command;
use crate::domain::receipt::meeting::MeetingSaid;
use crate::domain::receipt::plan::PlanSaid;
use crate::domain::receipt::{RightsChange, RightsSaid, Said};

pub(super) fn entry<'a>(facts: &Facts<'a>) -> Entry<'a> {
    Entry { class: facts.class, by: facts.teacher, now: facts.now, today: facts.today }
}

pub(super) fn add(address: &str, child: &str, relative: &str, facts: &Facts<'_>) -> Act {
    let student = find_child(facts.class, child)?;
    rights::add(&named(address, facts)?, student, relative, &entry(facts))
}

pub(super) fn block(guardian: &str, child: &str, text: &str, facts: &Facts<'_>) -> Act {
    rights::block(guardian, find_child(facts.class, child)?, text, &entry(facts))
}

/// The address as it is written, or that of whoever wrote the mail of this number.
fn named(written: &str, facts: &Facts<'_>) -> Result<EmailAddress, Said> {
    let no_address = || Said::Rights(RightsSaid::NoAddress { written: written.trim().to_owned() });
    let Ok(number) = written.trim().trim_start_matches('#').parse() else {
        return EmailAddress::parse(written).ok_or_else(no_address);
    };
    match &item(number, facts)?.item {
        Item::Mail(mail) => mail.from.clone().ok_or_else(no_address),
        Item::Gone => Err(Said::ItemGone { number }),
        _ => Err(Said::ItemIsNoMail { number }),
    }
}

/// The line with the address in the place of a number, which means nothing outside its summary, and with dates in the place
/// of weekdays, which mean others next week.
pub(super) fn as_meant_now(command: &Command, said: &Said) -> Option<String> {
    match (command, said) {
        (
            Command::Add { child, relationship, .. },
            Said::Rights(RightsSaid::Done(RightsChange::Address { address, .. })),
        ) => Some(format!("add {} to {child} {relationship}", address.as_str())),
        (Command::Meet { .. }, Said::Meeting(MeetingSaid::Offered(offer))) => {
            Some(asking::line(&offer.whom, &offer.times))
        }
        (Command::PlanStep { child, owner, text, .. }, Said::Plan(PlanSaid::Step { due, .. })) => {
            Some(format!("plan {child} step {}: {text} by {}", owner.word(), due.day))
        }
        _ => None,
    }
}
