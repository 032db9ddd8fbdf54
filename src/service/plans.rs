//! The letters about plans: written to the homes once what the teacher added cannot be taken back any more.
//!
//! Until then nothing stands in the outbox, so that lines of the same ten minutes are one letter. Each plan has a
//! transaction of its own; what is owed is found in the state, so that no end of the process loses a letter.

use super::apply::apply;
use super::open::OpenClass;
use crate::decide::command::correspondents_of;
use crate::decide::plan;
use crate::domain::audit::Actor;
use crate::ids::PlanId;
use crate::store::{self, life, plans, preferences};
use jiff::Timestamp;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Writes the letters that are owed; says how many. None while the state is held.
pub fn tell(class: &OpenClass, now: Timestamp) -> store::Result<usize> {
    let owed = class.store.read(|tx| if life::is_held(tx)? { Ok(Vec::new()) } else { plans::owed(tx, now) })?;
    let mut letters = 0;
    for plan in owed {
        match catch_unwind(AssertUnwindSafe(|| tell_one(class, plan.id, now))) {
            Ok(Ok(count)) => letters += count,
            Ok(Err(error)) if !error.is_of_one_row() => return Err(error),
            // The row is at fault, not the disk: no other plan waits for it.
            Ok(Err(_)) | Err(_) => {
                tracing::error!(plan.id = plan.id.0, "a plan was not written about; it is tried again");
            }
        }
    }
    Ok(letters)
}

fn tell_one(class: &OpenClass, id: PlanId, now: Timestamp) -> store::Result<usize> {
    class.store.write(|tx| {
        let Some(plan) = plans::still_owed(tx, id, now)? else { return Ok(0) };
        let (wishes, today) = (preferences::all(tx)?, class.local(now).date());
        let student = class.class().roster.student(&plan.student);
        let readers = student.map(|student| correspondents_of(student, class.class(), (&wishes, today)));
        let effects = plan::tell(&plan, readers.unwrap_or_default(), &plans::letters(tx, id)?, now);
        Ok(apply(tx, class, Actor::Homeroom, effects, None, now)?.enqueued)
    })
}
