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

/// Since when the job has stood in the class with this cron line: what the line names before that is never made up
/// for. Another line is another beginning, and so is a time later than now, which a clock that was ahead has noted.
pub fn standing_since(tx: &Transaction<'_>, job: &JobName, cron: &str, now: Timestamp) -> Result<Timestamp> {
    tx.prepare_cached(
        "INSERT INTO job_seen (job, cron, since) VALUES (?1, ?2, ?3)
         ON CONFLICT (job) DO UPDATE SET cron = excluded.cron, since = excluded.since
             WHERE cron <> excluded.cron OR since > excluded.since",
    )?
    .execute(params![job.as_str(), cron, ms(now)])?;
    instant(
        tx.prepare_cached("SELECT since FROM job_seen WHERE job = ?1")?
            .query_row(params![job.as_str()], |r| r.get(0))?,
    )
}

/// Forgets the jobs that stand in the class no more: one that comes back begins anew.
pub fn forget_all_but(tx: &Transaction<'_>, standing: &[&str]) -> Result<()> {
    let mut query = tx.prepare_cached("SELECT job FROM job_seen")?;
    let known: Vec<String> = query.query_map([], |r| r.get(0))?.collect::<rusqlite::Result<_>>()?;
    for job in known.iter().filter(|job| !standing.contains(&job.as_str())) {
        tx.prepare_cached("DELETE FROM job_seen WHERE job = ?1")?.execute(params![job])?;
    }
    Ok(())
}

/// Whether the occurrence is over, run or skipped.
pub fn is_done(tx: &Transaction<'_>, job: &JobName, at: DateTime) -> Result<bool> {
    Ok(tx
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM job_run WHERE job = ?1 AND slot = ?2)")?
        .query_row(params![job.as_str(), slot_text(at)], |r| r.get(0))?)
}

/// How often the occurrence was begun and did not come to its end.
pub fn tries(tx: &Transaction<'_>, job: &JobName, at: DateTime) -> Result<u32> {
    let tries = tx
        .prepare_cached("SELECT tries FROM job_try WHERE job = ?1 AND slot = ?2")?
        .query_row(params![job.as_str(), slot_text(at)], |r| r.get(0))
        .optional()?;
    Ok(tries.unwrap_or(0))
}

/// The occurrence is about to run: committed beforehand, since the process may end with it.
pub fn count_try(tx: &Transaction<'_>, job: &JobName, at: DateTime) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO job_try (job, slot, tries) VALUES (?1, ?2, 1)
         ON CONFLICT (job, slot) DO UPDATE SET tries = tries + 1",
    )?
    .execute(params![job.as_str(), slot_text(at)])?;
    Ok(())
}

pub fn forget_tries(tx: &Transaction<'_>, job: &JobName, at: DateTime) -> Result<()> {
    tx.prepare_cached("DELETE FROM job_try WHERE job = ?1 AND slot = ?2")?
        .execute(params![job.as_str(), slot_text(at)])?;
    Ok(())
}

/// Of each job the latest occurrence since the given time, if it was left out because it stumbled: what stands until the
/// job has run again.
pub fn stumbled_since(tx: &Transaction<'_>, from: Timestamp) -> Result<Vec<JobRun>> {
    let mut latest: Vec<JobRun> = Vec::new();
    for run in since(tx, from)? {
        latest.retain(|earlier| earlier.job != run.job);
        latest.push(run);
    }
    latest.retain(|run| run.outcome == RunOutcome::Skipped(LeftOut::Stumbled));
    Ok(latest)
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
