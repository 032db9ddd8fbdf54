//! Mail of families: handled, put off, or placed by the teacher.

use super::children::find_child;
use super::items::{item, numbers};
use super::{Act, Facts, Item, planned};
use crate::decide::effect::Effect;
use crate::decide::inbound::SAID_BY_TEACHER;
use crate::decide::when::read_day;
use crate::domain::command::{Items, Verb};
use crate::domain::contact::{Channel, Contact, Direction, Tone};
use crate::domain::mail::{Evidence, Home, MailState, Placing};
use crate::domain::receipt::{NamedDay, Said};

pub(super) fn settle(which: &Items, facts: &Facts<'_>) -> Act {
    let numbers = numbers(which, Verb::Done)?;
    let (mut effects, mut promises) = (Vec::new(), Vec::new());
    for number in numbers {
        match &item(*number, facts)?.item {
            Item::Mail(mail) => effects.push(Effect::Settle { inbound: mail.id, at: facts.now }),
            Item::Promise(promise) => {
                promises.push(*promise);
                effects.push(Effect::KeepPromise { promise: *promise, at: facts.now });
            }
            Item::Asked(outbox) => effects.push(Effect::SettleQuestion { outbox: *outbox, at: facts.now }),
            Item::Offer(..) | Item::Outgoing(_) | Item::Run { .. } => {
                return Err(Said::ItemGoesOut { number: *number });
            }
            Item::Gone => return Err(Said::ItemGone { number: *number }),
        }
    }
    let said = planned::kept(&promises, numbers.len(), facts).unwrap_or(Said::Settled { lines: numbers.len() });
    Ok((effects, said))
}

/// Not shown again before that day; without one, the next school day.
pub(super) fn later(which: &Items, day: Option<&str>, facts: &Facts<'_>) -> Act {
    let numbers = numbers(which, Verb::Later)?;
    let day = match day {
        Some(day) => read_day(day, facts.today).map_err(|_| Said::NotADay)?,
        None => facts.calendar.next_school_day(facts.today),
    };
    if day <= facts.today {
        return Err(Said::ALaterDay);
    }
    let mut effects = Vec::new();
    for number in numbers {
        let numbered = item(*number, facts)?;
        match &numbered.item {
            Item::Run { .. } => return Err(Said::ItemGoesByItself { number: *number }),
            Item::Gone => return Err(Said::ItemGone { number: *number }),
            Item::Mail(_) | Item::Outgoing(_) | Item::Promise(_) | Item::Offer(..) | Item::Asked(_) => {
                effects.push(Effect::PutOff { target: numbered.target.clone(), until: day });
            }
        }
    }
    Ok((effects, Said::ShownAgain { lines: numbers.len(), day: NamedDay::on(day, facts.calendar) }))
}

pub(super) fn place_by_teacher(number: usize, children: &[String], facts: &Facts<'_>) -> Act {
    let Item::Mail(mail) = &item(number, facts)?.item else { return Err(Said::ItemIsNoMail { number }) };
    if mail.state == MailState::Held {
        return Err(Said::HeldStays { number });
    }
    let mut homes: Vec<Home> = Vec::new();
    let mut names = Vec::new();
    for child in children {
        let student = find_child(facts.class, child)?;
        let called = || student.called().to_owned();
        if mail.barred.contains(&student.id) {
            return Err(Said::BarredFrom { number, child: called() });
        }
        let of_child: Vec<Home> = mail.possible.iter().filter(|h| h.student == student.id).cloned().collect();
        if of_child.is_empty() {
            return Err(Said::NoGuardianOf { number, child: called() });
        }
        if mail.guardian.is_none() && of_child.len() > 1 {
            return Err(Said::TwoHomes { child: called(), mail: mail.id });
        }
        homes.extend(of_child);
        names.push(called());
    }
    let at = mail.received_at.min(facts.now);
    let mut effects = vec![Effect::Place(Placing {
        inbound: mail.id,
        at,
        state: MailState::Placed,
        reason: SAID_BY_TEACHER.to_owned(),
        outgoing: false,
        homes: homes.clone(),
        guardian: mail.guardian.clone(),
        matched_by: vec![Evidence::Teacher],
        verified: mail.verified,
        topic: mail.topic.clone(),
    })];
    effects.extend(homes.into_iter().map(|home| {
        Effect::LogContact(Contact {
            at,
            student: home.student,
            household: home.household,
            guardian: mail.guardian.clone(),
            direction: Direction::FromFamily,
            channel: Channel::Mail,
            personal: true,
            tone: Tone::Neutral,
            inbound: Some(mail.id),
            outbox: None,
        })
    }));
    Ok((effects, Said::PlacedWith { item: number, children: names }))
}
