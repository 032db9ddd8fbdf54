//! Plans for one child: goals, steps, and the letters that tell them. Steps are rows of `promise`.

use super::promises;
use super::sql::{address, collect, instant, ms, optional_instant, student, word};
use super::{Result, StoreError};
use crate::domain::outbox::OutboxState;
use crate::domain::plan::{Goal, Plan, PlanLetter, PlanLine, Step, Told};
use crate::domain::promise::{NewPromise, Party};
use crate::ids::{GoalId, OutboxId, PlanId, PromiseId, StudentId};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

/// Adds a goal to the child's plan, which begins with it if none is open.
pub fn add_goal(
    tx: &Transaction<'_>,
    of: &StudentId,
    text: &str,
    by: &str,
    (at, tell_at): (Timestamp, Timestamp),
) -> Result<GoalId> {
    let plan = match open_of(tx, of)? {
        Some(plan) => plan,
        None => {
            tx.prepare_cached("INSERT INTO plan (student, by, begun_at) VALUES (?1, ?2, ?3)")?.execute(params![
                of.as_str(),
                by,
                ms(at)
            ])?;
            PlanId(tx.last_insert_rowid())
        }
    };
    owe(tx, plan, by, tell_at)?;
    tx.prepare_cached("INSERT INTO plan_goal (plan, at, text) VALUES (?1, ?2, ?3)")?.execute(params![
        plan.0,
        ms(at),
        text
    ])?;
    Ok(GoalId(tx.last_insert_rowid()))
}

/// Adds a step to the child's open plan; `None` where there is none.
pub fn add_step(tx: &Transaction<'_>, step: &NewPromise, by: &str, tell_at: Timestamp) -> Result<Option<PromiseId>> {
    let plan = step.student.as_ref().map(|of| open_of(tx, of)).transpose()?.flatten();
    let Some(plan) = plan else { return Ok(None) };
    let id = promises::make(tx, step)?;
    tx.prepare_cached("UPDATE promise SET plan = ?2 WHERE id = ?1")?.execute(params![id.0, plan.0])?;
    owe(tx, plan, by, tell_at)?;
    Ok(Some(id))
}

fn open_of(tx: &Transaction<'_>, of: &StudentId) -> Result<Option<PlanId>> {
    Ok(tx
        .prepare_cached("SELECT id FROM plan WHERE student = ?1 AND ended_at IS NULL")?
        .query_row(params![of.as_str()], |r| r.get(0).map(PlanId))
        .optional()?)
}

/// What is new in it is told from then on, by whoever wrote in it last.
fn owe(tx: &Transaction<'_>, plan: PlanId, by: &str, tell_at: Timestamp) -> Result<()> {
    tx.prepare_cached("UPDATE plan SET by = ?2, tell_at = ?3 WHERE id = ?1")?.execute(params![
        plan.0,
        by,
        ms(tell_at)
    ])?;
    Ok(())
}

/// Ends the child's open plan; `None` where there is none.
pub fn end(tx: &Transaction<'_>, of: &StudentId, at: Timestamp) -> Result<Option<PlanId>> {
    let plan = open_of(tx, of)?;
    if let Some(plan) = plan {
        finish(tx, plan, at)?;
    }
    Ok(plan)
}

fn finish(tx: &Transaction<'_>, plan: PlanId, at: Timestamp) -> Result<()> {
    tx.prepare_cached("UPDATE plan SET ended_at = ?2, tell_at = NULL WHERE id = ?1")?
        .execute(params![plan.0, ms(at)])?;
    Ok(())
}

/// The plan of this step is over if no other step of it is open. What is owed to the homes is still written.
pub fn end_with_last_step(tx: &Transaction<'_>, step: PromiseId, at: Timestamp) -> Result<()> {
    tx.prepare_cached(
        "UPDATE plan SET ended_at = ?2 WHERE id = (SELECT plan FROM promise WHERE id = ?1) AND ended_at IS NULL
         AND NOT EXISTS (SELECT 1 FROM promise p WHERE p.plan = plan.id AND p.closed_at IS NULL)",
    )?
    .execute(params![step.0, ms(at)])?;
    Ok(())
}

/// Removes the line, if it is there; the plan that had it, which is over if nothing is left of it.
pub fn take_back(tx: &Transaction<'_>, line: PlanLine, at: Timestamp, tell_at: Timestamp) -> Result<Option<PlanId>> {
    let (table, id) = place(line);
    let plan: Option<i64> = tx
        .prepare_cached(&format!("DELETE FROM {table} WHERE id = ?1 AND plan IS NOT NULL RETURNING plan"))?
        .query_row(params![id], |r| r.get(0))
        .optional()?;
    let Some(plan) = plan else { return Ok(None) };
    let left: bool = tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM plan_goal WHERE plan = ?1) OR EXISTS (SELECT 1 FROM promise WHERE plan = ?1)",
        )?
        .query_row(params![plan], |r| r.get(0))?;
    if left {
        tx.prepare_cached("UPDATE plan SET tell_at = ?2 WHERE id = ?1 AND (ended_at IS NULL OR tell_at IS NOT NULL)")?
            .execute(params![plan, ms(tell_at)])?;
    } else {
        finish(tx, PlanId(plan), at)?;
    }
    Ok(Some(PlanId(plan)))
}

fn place(line: PlanLine) -> (&'static str, i64) {
    match line {
        PlanLine::Goal(id) => ("plan_goal", id.0),
        PlanLine::Step(id) => ("promise", id.0),
    }
}

/// Whether a letter with this line has begun to leave for anybody; `None` once the line is gone.
pub fn is_told(tx: &Transaction<'_>, line: PlanLine) -> Result<Option<bool>> {
    let (table, id) = place(line);
    let plan: Option<i64> = tx
        .prepare_cached(&format!("SELECT plan FROM {table} WHERE id = ?1 AND plan IS NOT NULL"))?
        .query_row(params![id], |r| r.get(0))
        .optional()?;
    let Some(plan) = plan else { return Ok(None) };
    let in_it = |told: &Told| match line {
        PlanLine::Goal(id) => Some(id) <= told.goal,
        PlanLine::Step(id) => Some(id) <= told.step,
    };
    Ok(Some(letters(tx, PlanId(plan))?.iter().any(|letter| letter.left && in_it(&letter.told))))
}

/// The letters about it that waited or left, oldest first. What was stopped, or never arrived, told nobody.
pub fn letters(tx: &Transaction<'_>, plan: PlanId) -> Result<Vec<PlanLetter>> {
    let mut query = tx.prepare_cached(
        "SELECT o.id, o.recipient, o.state, l.goal, l.step FROM plan_letter l JOIN outbox o ON o.id = l.outbox
         WHERE l.plan = ?1 AND o.state NOT IN ('cancelled', 'failed', 'expired') ORDER BY o.id",
    )?;
    let rows = query.query_map(params![plan.0], |r| {
        let (id, to, state): (i64, String, String) = (r.get(0)?, r.get(1)?, r.get(2)?);
        let (goal, step): (i64, i64) = (r.get(3)?, r.get(4)?);
        Ok((|| {
            let state = word(&state, OutboxState::read)?;
            Ok(PlanLetter {
                outbox: OutboxId(id),
                to: address(&to)?,
                told: Told {
                    goal: Some(GoalId(goal)).filter(|id| id.0 > 0),
                    step: Some(PromiseId(step)).filter(|id| id.0 > 0),
                },
                left: matches!(state, OutboxState::Sending | OutboxState::Sent | OutboxState::Unknown),
            })
        })())
    })?;
    collect(rows)
}

pub fn wrote(tx: &Transaction<'_>, outbox: OutboxId, plan: PlanId, told: Told) -> Result<()> {
    tx.prepare_cached("INSERT INTO plan_letter (outbox, plan, goal, step) VALUES (?1, ?2, ?3, ?4)")?
        .execute(params![outbox.0, plan.0, told.goal.map_or(0, |id| id.0), told.step.map_or(0, |id| id.0)])?;
    Ok(())
}

/// Nothing of it is owed to anybody any more.
pub fn written(tx: &Transaction<'_>, plan: PlanId) -> Result<()> {
    tx.prepare_cached("UPDATE plan SET tell_at = NULL WHERE id = ?1")?.execute(params![plan.0])?;
    Ok(())
}

/// Those that are not over.
pub fn open(tx: &Transaction<'_>) -> Result<Vec<Plan>> {
    plans(tx, "WHERE ended_at IS NULL ORDER BY id", [])
}

/// Those of a child, the newest first.
pub fn of(tx: &Transaction<'_>, of: &StudentId) -> Result<Vec<Plan>> {
    plans(tx, "WHERE student = ?1 ORDER BY id DESC", params![of.as_str()])
}

/// Those of which the homes are to be told by now.
pub fn owed(tx: &Transaction<'_>, now: Timestamp) -> Result<Vec<Plan>> {
    plans(tx, "WHERE tell_at <= ?1 ORDER BY tell_at, id", params![ms(now)])
}

/// As it is now, if it is still [`owed`]: somebody else may have told it since.
pub fn still_owed(tx: &Transaction<'_>, id: PlanId, now: Timestamp) -> Result<Option<Plan>> {
    Ok(plans(tx, "WHERE id = ?1 AND tell_at <= ?2", params![id.0, ms(now)])?.pop())
}

fn plans(tx: &Transaction<'_>, rest: &str, values: impl rusqlite::Params) -> Result<Vec<Plan>> {
    let mut query = tx.prepare_cached(&format!("SELECT id, student, by, begun_at, ended_at FROM plan {rest}"))?;
    let rows = query.query_map(values, |r| {
        let (id, of, by): (i64, String, String) = (r.get(0)?, r.get(1)?, r.get(2)?);
        let (begun, ended): (i64, Option<i64>) = (r.get(3)?, r.get(4)?);
        Ok((|| {
            Ok(Plan {
                id: PlanId(id),
                student: student(of),
                by,
                begun_at: instant(begun)?,
                ended_at: optional_instant(ended)?,
                goals: Vec::new(),
                steps: Vec::new(),
            })
        })())
    })?;
    let mut plans = collect(rows)?;
    for plan in &mut plans {
        plan.goals = goals(tx, plan.id)?;
        plan.steps = steps(tx, plan.id)?;
    }
    Ok(plans)
}

fn goals(tx: &Transaction<'_>, plan: PlanId) -> Result<Vec<Goal>> {
    let mut query = tx.prepare_cached("SELECT id, text FROM plan_goal WHERE plan = ?1 ORDER BY id")?;
    let rows = query.query_map(params![plan.0], |r| Ok(Goal { id: GoalId(r.get(0)?), text: r.get(1)? }))?;
    rows.map(|row| row.map_err(StoreError::from)).collect()
}

fn steps(tx: &Transaction<'_>, plan: PlanId) -> Result<Vec<Step>> {
    let mut query =
        tx.prepare_cached("SELECT id, by_party, text, due, closed_at FROM promise WHERE plan = ?1 ORDER BY id")?;
    let rows = query.query_map(params![plan.0], |r| {
        let (id, owner, text): (i64, String, String) = (r.get(0)?, r.get(1)?, r.get(2)?);
        let (due, closed): (String, Option<i64>) = (r.get(3)?, r.get(4)?);
        Ok((|| {
            Ok(Step {
                id: PromiseId(id),
                owner: word(&owner, Party::read)?,
                text,
                due: promises::day(&due)?,
                closed_at: optional_instant(closed)?,
            })
        })())
    })?;
    collect(rows)
}
