//! The letters about a child's plan: to everybody who may be written to about the child, as soon as what is new in it can
//! not be taken back any more, and with the whole of it each time.

use super::effect::Effect;
use crate::domain::letter::{Correspondent, Wanted, Words};
use crate::domain::plan::{Plan, PlanChange, PlanLetter, Told};
use crate::domain::promise::Party;
use jiff::Timestamp;
use std::collections::BTreeMap;

pub const TEMPLATE: &str = "plan";

/// Letters that wait give way to ones which tell all. Who was told everything by now gets none.
pub fn tell(plan: &Plan, readers: Vec<Correspondent>, before: &[PlanLetter], now: Timestamp) -> Vec<Effect> {
    let waiting = before.iter().filter(|letter| !letter.left);
    let mut effects: Vec<Effect> = waiting
        .map(|letter| Effect::CancelMail {
            outbox: letter.outbox,
            reason: "a letter that tells the whole plan takes its place".to_owned(),
        })
        .collect();
    for to in readers {
        let told = before.iter().rfind(|letter| letter.left && letter.to == to.to).map(|letter| letter.told);
        let Some(values) = values(plan, told) else { continue };
        let letter = Wanted {
            from: plan.by.clone(),
            answers: None,
            words: Words::Template { name: TEMPLATE, values, personal: true },
            meaning: format!("plan:{}:{}:{}", plan.id, now.as_millisecond(), to.to.as_str()),
            needs_approval: false,
            not_before: now,
            to,
        };
        let change = PlanChange::Letter { plan: plan.id, told: plan.told(), letter: Box::new(letter) };
        effects.push(Effect::Plan(Box::new(change)));
    }
    effects.push(Effect::Plan(Box::new(PlanChange::Written { plan: plan.id })));
    effects
}

/// What the template is told of the plan for somebody who has been told it so far; `None` where nothing is new to them.
pub fn values(plan: &Plan, told: Option<Told>) -> Option<BTreeMap<String, String>> {
    let so_far = told.unwrap_or_default();
    let goals = plan.goals.iter().filter(|goal| Some(goal.id) > so_far.goal).map(|goal| goal.text.clone());
    let steps = plan.steps.iter().filter(|step| Some(step.id) > so_far.step).map(|step| step.text.clone());
    let new: Vec<String> = goals.chain(steps).collect();
    if new.is_empty() {
        return None;
    }
    let of = |owner: Party| {
        let own = plan.open_steps().filter(|step| step.owner == owner);
        own.map(|step| format!("{} {}", step.due, step.text)).collect::<Vec<_>>()
    };
    let done = plan.steps.iter().filter(|step| step.closed_at.is_some()).map(|step| step.text.clone());
    let values = [
        ("new", if told.is_some() { new } else { Vec::new() }),
        ("goals", plan.goals.iter().map(|goal| goal.text.clone()).collect()),
        ("steps_at_school", of(Party::School)),
        ("steps_at_home", of(Party::Family)),
        ("steps_of_child", of(Party::Child)),
        ("done", done.collect()),
    ];
    let said = values.into_iter().filter(|(_, lines)| !lines.is_empty());
    Some(said.map(|(name, lines)| (name.to_owned(), lines.join("\n"))).collect())
}

#[cfg(test)]
mod tests;
