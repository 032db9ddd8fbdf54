//! What is told of a child's plan.

use super::NamedDay;
use crate::domain::promise::Party;
use jiff::Timestamp;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PlanSaid {
    /// `begins`: it is the first of the plan.
    Goal {
        child: String,
        begins: bool,
        letter: Letter,
    },
    /// `day_said`: by the teacher; else the day of the check-in was chosen.
    Step {
        child: String,
        owner: Party,
        due: NamedDay,
        day_said: bool,
        letter: Letter,
    },
    Ended {
        child: String,
    },
    /// Steps among them: whose, and whose plan is complete by it.
    Kept {
        lines: usize,
        children: Vec<String>,
        complete: Vec<String>,
    },
    /// Nothing can be a step of a plan that has not begun.
    NoPlan {
        child: String,
    },
}

/// To whom the plan is written, and until when that can be taken back.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Letter {
    /// Nobody: there is no address that may be written to.
    pub to: Vec<String>,
    pub until: Timestamp,
}
