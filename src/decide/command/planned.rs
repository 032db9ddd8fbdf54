//! A child's plan: its goals, its steps, and its end.

use super::children::find_child;
use super::letters::correspondents;
use super::{Act, Facts};
use crate::decide::effect::Effect;
use crate::decide::when::read_day;
use crate::domain::plan::{Plan, PlanChange};
use crate::domain::promise::{KeptBy, NewPromise, Party, Source};
use crate::domain::receipt::plan::{Letter, PlanSaid};
use crate::domain::receipt::promise::PromiseSaid;
use crate::domain::receipt::{NamedDay, Said};
use crate::domain::roster::Student;
use crate::ids::PromiseId;
use jiff::ToSpan;

/// A step without a day is looked at in two weeks: on the first school day that comes after so many days.
const CHECK_IN_AFTER: i64 = 13;

pub(super) fn goal(child: &str, text: &str, facts: &Facts<'_>) -> Act {
    let student = find_child(facts.class, child)?;
    let change = PlanChange::Goal {
        student: student.id.clone(),
        text: on_one_line(text),
        by: facts.teacher.to_owned(),
        at: facts.now,
    };
    let (begins, letter) = (open(student, facts).is_none(), letter(student, facts));
    let said = PlanSaid::Goal { child: student.called().to_owned(), begins, letter };
    Ok((vec![Effect::Plan(Box::new(change))], Said::Plan(said)))
}

pub(super) fn step(child: &str, owner: Party, text: &str, day: Option<&str>, facts: &Facts<'_>) -> Act {
    let student = find_child(facts.class, child)?;
    let child = student.called().to_owned();
    if open(student, facts).is_none() {
        return Err(Said::Plan(PlanSaid::NoPlan { child }));
    }
    let due = match day {
        Some(day) => read_day(day, facts.today).map_err(|_| Said::NotADay)?,
        None => {
            let eve = facts.today.checked_add(CHECK_IN_AFTER.days()).unwrap_or(facts.today);
            facts.calendar.next_school_day(eve)
        }
    };
    if due < facts.today {
        return Err(Said::Promise(PromiseSaid::DayIsPast));
    }
    let step = NewPromise {
        by: owner,
        student: Some(student.id.clone()),
        household: None,
        text: on_one_line(text),
        due,
        made_at: facts.now,
        source: Source::Plan,
        kept_by: KeptBy::Word,
    };
    let due = NamedDay::on(due, facts.calendar);
    let said = PlanSaid::Step { child, owner, due, day_said: day.is_some(), letter: letter(student, facts) };
    let change = PlanChange::Step { step, by: facts.teacher.to_owned() };
    Ok((vec![Effect::Plan(Box::new(change))], Said::Plan(said)))
}

/// `plan Leo done`, whatever is left of it.
pub(super) fn end(child: &str, facts: &Facts<'_>) -> Act {
    let student = find_child(facts.class, child)?;
    let child = student.called().to_owned();
    if open(student, facts).is_none() {
        return Err(Said::Plan(PlanSaid::NoPlan { child }));
    }
    let change = PlanChange::End { student: student.id.clone(), at: facts.now };
    Ok((vec![Effect::Plan(Box::new(change))], Said::Plan(PlanSaid::Ended { child })))
}

/// What is told of `lines` that are done with these promises; `None` where no step of a plan is among them.
pub(super) fn kept(promises: &[PromiseId], lines: usize, facts: &Facts<'_>) -> Option<Said> {
    let (mut children, mut complete) = (Vec::new(), Vec::new());
    for plan in facts.plans {
        let closes = |id: &PromiseId| promises.contains(id);
        if !plan.open_steps().any(|step| closes(&step.id)) {
            continue;
        }
        let Some(student) = facts.class.roster.student(&plan.student) else { continue };
        children.push(student.called().to_owned());
        if plan.open_steps().all(|step| closes(&step.id)) {
            complete.push(student.called().to_owned());
        }
    }
    (!children.is_empty()).then_some(Said::Plan(PlanSaid::Kept { lines, children, complete }))
}

fn open<'a>(student: &Student, facts: &Facts<'a>) -> Option<&'a Plan> {
    facts.plans.iter().find(|plan| plan.student == student.id)
}

fn letter(student: &Student, facts: &Facts<'_>) -> Letter {
    let to = correspondents(student, facts).into_iter().map(|reader| reader.guardian).collect();
    Letter { to, until: facts.undo_until() }
}

/// Each is a line of the letter.
fn on_one_line(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}
