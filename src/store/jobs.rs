//! Which occurrence of which job is over. The pair is unique, so an occurrence happens at most once.

use super::Result;
use super::sql::{collect, instant, ms, slot, slot_text, word};
use crate::domain::outbox::{JobRun, LeftOut, RunOutcome};
use crate::ids::JobName;
use jiff::Timestamp;
use jiff::civil::DateTime;
use rusqlite::{OptionalExtension, Transaction, params};

/// The latest occurrence of the job up to this time that is over. A later one may be over too, where a teacher said no
/// to it beforehand.
pub fn last_slot(tx: &Transaction<'_>, job: &JobName, until: DateTime) -> Result<Option<DateTime>> {
    let text: Option<String> = tx
        .prepare_cached("SELECT max(slot) FROM job_run WHERE job = ?1 AND slot <= ?2")?
        .query_row(params![job.as_str(), slot_text(until)], |r| r.get(0))
        .optional()?
        .flatten();
    text.map(|t| slot(&t)).transpose()
}

/// Whether the occurrence is over, run or skipped.
pub fn is_done(tx: &Transaction<'_>, job: &JobName, at: DateTime) -> Result<bool> {
    Ok(tx
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM job_run WHERE job = ?1 AND slot = ?2)")?
        .query_row(params![job.as_str(), slot_text(at)], |r| r.get(0))?)
}

/// Claims the occurrence; `false` if it was over already.
pub fn record(tx: &Transaction<'_>, run: &JobRun) -> Result<bool> {
    let (outcome, late, mails, reason) = match &run.outcome {
        RunOutcome::Ran { mails, late } => ("ran", *late, i64::try_from(*mails).unwrap_or(i64::MAX), ""),
        RunOutcome::Skipped(why) => ("skipped", false, 0, why.word()),
    };
    let changed = tx
        .prepare_cached(
            "INSERT INTO job_run (job, slot, at, outcome, late, mails, reason)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
        )?
        .execute(params![run.job.as_str(), slot_text(run.slot), ms(run.at), outcome, late, mails, reason])?;
    Ok(changed == 1)
}

/// What was decided about occurrences since the given time, oldest first.
pub fn since(tx: &Transaction<'_>, from: Timestamp) -> Result<Vec<JobRun>> {
    let mut query = tx.prepare_cached(
        "SELECT job, slot, at, outcome, late, mails, reason FROM job_run WHERE at >= ?1 ORDER BY at, slot",
    )?;
    let rows = query.query_map(params![ms(from)], |r| {
        let (job, text, at) = (r.get::<_, String>(0)?, r.get::<_, String>(1)?, r.get::<_, i64>(2)?);
        let (outcome, late, mails): (String, bool, i64) = (r.get(3)?, r.get(4)?, r.get(5)?);
        let reason: String = r.get(6)?;
        Ok((|| {
            let outcome = match outcome.as_str() {
                "ran" => RunOutcome::Ran { mails: usize::try_from(mails).unwrap_or(0), late },
                _ => RunOutcome::Skipped(word(&reason, LeftOut::read)?),
            };
            Ok(JobRun { job: JobName::new(job), slot: slot(&text)?, at: instant(at)?, outcome })
        })())
    })?;
    collect(rows)
}
