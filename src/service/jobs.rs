//! What the clock starts: each occurrence of each job at most once, claimed in the transaction that enqueues its mail.

use super::apply::apply;
use super::gather;
use super::letters;
use super::open::OpenClass;
use super::summary;
use crate::decide::audience::{AudienceFacts, Plan, plan as audience};
use crate::decide::due::{Due, JobFacts, next, plan as due};
use crate::decide::effect::Effect;
use crate::domain::class::Job;
use crate::domain::crontab::Crontab;
use crate::domain::outbox::{Content, JobRun, RunOutcome};
use crate::ids::{JobName, MomentId};
use crate::store::{self, Tx, health, jobs, notes, outbox};
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};

/// The summary's name among the jobs; no job of a class file can have it, since it is no plain name.
pub const SUMMARY: &str = "(summary)";

/// A summary that is half a day late tells yesterday's news.
const SUMMARY_LATE_LIMIT: SignedDuration = SignedDuration::from_hours(6);

/// What one look at the clock started.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Started {
    pub jobs: usize,
    pub mails: usize,
    pub summaries: usize,
}

/// Runs what is due now. A failure of one job's template holds that job's mail and nothing else.
pub fn tick(class: &OpenClass, now: Timestamp) -> store::Result<Started> {
    class.store.write(|tx| {
        health::first_start(tx, now)?;
        outbox::expire_held(tx, now)?;
        let mut started = Started::default();
        for job in &class.class().jobs {
            let facts = JobFacts {
                cron: &job.cron,
                time_zone: &class.school.time_zone,
                last_slot_done: jobs::last_slot(tx, &job.name, class.local(now).datetime())?,
                first_start: health::job_first_seen(tx, &job.name, now)?,
                late_limit: job.late_limit,
                skip_closed_days: job.skip_closed_days,
                calendar: &class.school.calendar,
            };
            for occurrence in due(&facts, now) {
                if let Some(mails) = settle(tx, &job.name, &occurrence, now, |slot| run(tx, class, job, slot, now))? {
                    started.jobs += 1;
                    started.mails += mails;
                }
            }
        }
        started.summaries = tick_summary(tx, class, now)?;
        Ok(started)
    })
}

/// The summary comes after the jobs, so that it can tell what they did.
fn tick_summary(tx: &Tx<'_>, class: &OpenClass, now: Timestamp) -> store::Result<usize> {
    let Some(plan) = &class.class().summary else { return Ok(0) };
    let name = JobName::new(SUMMARY);
    let facts = JobFacts {
        cron: &plan.cron,
        time_zone: &class.school.time_zone,
        last_slot_done: jobs::last_slot(tx, &name, class.local(now).datetime())?,
        first_start: health::job_first_seen(tx, &name, now)?,
        late_limit: SUMMARY_LATE_LIMIT,
        skip_closed_days: plan.skip_closed_days,
        calendar: &class.school.calendar,
    };
    let mut sent = 0;
    for occurrence in due(&facts, now) {
        let ran = settle(tx, &name, &occurrence, now, |slot| {
            let effects = summary::enqueue(tx, class, slot, now)?;
            Ok(apply(tx, class, effects, None, now)?.enqueued)
        })?;
        sent += ran.unwrap_or(0);
    }
    Ok(sent)
}

/// Claims an occurrence and runs it, or notes why it is left out. `None`: nothing ran.
fn settle(
    tx: &Tx<'_>,
    job: &JobName,
    occurrence: &Due,
    now: Timestamp,
    run: impl FnOnce(DateTime) -> store::Result<usize>,
) -> store::Result<Option<usize>> {
    let record = |slot: DateTime, outcome: RunOutcome| JobRun { job: job.clone(), slot, at: now, outcome };
    match occurrence {
        Due::Skip { slot, why, .. } => {
            jobs::record(tx, &record(*slot, RunOutcome::Skipped(why.left_out())))?;
            Ok(None)
        }
        Due::Run { slot, late_by, .. } => {
            if jobs::is_done(tx, job, *slot)? {
                return Ok(None);
            }
            let mails = run(*slot)?;
            jobs::record(tx, &record(*slot, RunOutcome::Ran { mails, late: late_by.is_some() }))?;
            Ok(Some(mails))
        }
    }
}

fn run(tx: &Tx<'_>, class: &OpenClass, job: &Job, slot: DateTime, now: Timestamp) -> store::Result<usize> {
    let homes = gather::homes(tx, class, now)?;
    let new_moments = notes::new_moments(tx)?;
    let facts = AudienceFacts { today: slot.date(), new_moments: &new_moments, homes: &homes };
    let Plan { mails, .. } = audience(job, class.class(), &facts);
    let mut effects = Vec::new();
    let mut used: Vec<MomentId> = Vec::new();
    for mail in &mails {
        let outgoing = letters::write(tx, class, job, slot, mail, now)?;
        if matches!(outgoing.content, Content::Rendered { .. }) {
            used.extend(outgoing.moments.iter().copied());
        }
        effects.push(Effect::Enqueue(Box::new(outgoing)));
    }
    if uses_moments(job) {
        used.sort_unstable();
        used.dedup();
        effects.push(Effect::UseMoments { at: now, moments: used });
    }
    Ok(apply(tx, class, effects, None, now)?.enqueued)
}

/// Only a job that is about moments uses them up.
pub fn uses_moments(job: &Job) -> bool {
    job.audience == crate::domain::class::Audience::NewMoments || job.template == "positive-note"
}

/// When each job, and the summary, runs next.
pub fn upcoming(class: &OpenClass, now: Timestamp) -> Vec<(String, Timestamp)> {
    let summary = class.class().summary.iter().map(|s| ("summary".to_owned(), &s.cron));
    let jobs = class.class().jobs.iter().map(|j| (j.name.to_string(), &j.cron));
    let at = |cron: &Crontab| next(cron, &class.school.time_zone, now).map(|o| o.at);
    let mut list: Vec<(String, Timestamp)> =
        jobs.chain(summary).filter_map(|(name, cron)| Some((name, at(cron)?))).collect();
    list.sort_by_key(|(_, at)| *at);
    list
}
