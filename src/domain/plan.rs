//! What school, home and child have set out to do together for one child: goals, and steps with an owner and the day on
//! which one looks how it went.

use super::letter::Wanted;
use super::promise::{NewPromise, Party};
use crate::ids::{GoalId, OutboxId, PlanId, PromiseId, StudentId};
use jiff::Timestamp;
use jiff::civil::Date;

/// Of a child at most one is open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    pub id: PlanId,
    pub student: StudentId,
    /// Who wrote in it last, as families see the name.
    pub by: String,
    pub begun_at: Timestamp,
    pub ended_at: Option<Timestamp>,
    /// In the order in which they were written, as the steps are.
    pub goals: Vec<Goal>,
    pub steps: Vec<Step>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Goal {
    pub id: GoalId,
    pub text: String,
}

/// A promise of the one who does it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Step {
    pub id: PromiseId,
    pub owner: Party,
    pub text: String,
    pub due: Date,
    pub closed_at: Option<Timestamp>,
}

/// How far a letter tells a plan: the last goal and the last step that are in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Told {
    pub goal: Option<GoalId>,
    pub step: Option<PromiseId>,
}

impl Plan {
    /// How far a letter tells it that is written now.
    pub fn told(&self) -> Told {
        Told { goal: self.goals.iter().map(|g| g.id).max(), step: self.steps.iter().map(|s| s.id).max() }
    }

    pub fn open_steps(&self) -> impl Iterator<Item = &Step> {
        self.steps.iter().filter(|step| step.closed_at.is_none())
    }
}

/// What a line of the teacher's added.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PlanLine {
    Goal(GoalId),
    Step(PromiseId),
}

/// What is done to plans.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PlanChange {
    /// With the first goal a plan begins.
    Goal { student: StudentId, text: String, by: String, at: Timestamp },
    /// A step of the plan that is open.
    Step { step: NewPromise, by: String },
    /// It is over, whatever is left of it; nothing more is written about it.
    End { student: StudentId, at: Timestamp },
    /// What nobody was told of was not said. Letters that wait give way to ones without it.
    TakeBack { line: PlanLine, at: Timestamp },
    /// To one reader, all of it as it stands.
    Letter { plan: PlanId, told: Told, letter: Box<Wanted> },
    /// All who may be written to have their letters.
    Written { plan: PlanId },
}

/// A letter about a plan that was written before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PlanLetter {
    pub outbox: OutboxId,
    pub to: crate::domain::address::EmailAddress,
    pub told: Told,
    /// It has begun to leave; else it can still be stopped.
    pub left: bool,
}
