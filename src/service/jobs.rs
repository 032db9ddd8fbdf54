//! What the clock starts: each occurrence of each job at most once, claimed in the transaction that enqueues its mail.

use super::apply::apply;
use super::gather;
use super::letters;
use super::notes::prepare as prepare_notes;
use super::open::OpenClass;
use super::plans;
use super::preferences::is_needed;
use super::room;
use super::summary;
use crate::decide::audience::{AudienceFacts, Plan, open_to, plan as audience, uses_moments};
use crate::decide::audit::entry;
use crate::decide::due::{Due, JobFacts, SkipReason, left_out, next, plan as due};
use crate::decide::effect::Effect;
use crate::domain::audit::Actor;
use crate::domain::calendar::{Days, first_instant};
use crate::domain::class::{Job, SummaryPlan};
use crate::domain::crontab::Crontab;
use crate::domain::note::GOES_WITH;
use crate::domain::outbox::{Content, JobRun, LeftOut, RunOutcome};
use crate::failpoint::{self, Point};
use crate::ids::{JobName, MomentId};
use crate::store::{self, StoreError, Tx, audit, health, jobs, life, notes, outbox, preferences};
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use std::collections::HashSet;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// The summary's name among the jobs; no job of a class file can have it, since it is no plain name.
pub const SUMMARY: &str = "(summary)";

/// What the state knows the latest look at the clock by.
pub const LAST_LOOK: &str = "last_look";
/// It is written down this often: a look every half minute would be a commit every half minute.
const NOTE_EVERY: SignedDuration = SignedDuration::from_mins(5);

/// More days in a row without school than any calendar has.
const MOST_LEFT_OUT: usize = 400;

/// So often an occurrence is tried that ends in a panic or with the process.
const MOST_TRIES: u32 = 3;

/// A summary that is half a day late tells yesterday's news.
const SUMMARY_LATE_LIMIT: SignedDuration = SignedDuration::from_hours(6);

/// What one look at the clock started.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Started {
    pub jobs: usize,
    pub mails: usize,
    pub summaries: usize,
}

/// An occurrence that has come, and what it is of.
struct Occurrence<'a> {
    /// `None`: the summary.
    job: Option<&'a Job>,
    slot: DateTime,
    late: bool,
}

impl Occurrence<'_> {
    fn name(&self) -> JobName {
        self.job.map_or_else(|| JobName::new(SUMMARY), |job| job.name.clone())
    }

    fn run(&self, tx: &Tx<'_>, class: &OpenClass, now: Timestamp) -> store::Result<usize> {
        match self.job {
            Some(job) => run(tx, class, job, self.slot, now),
            None => {
                let effects = summary::enqueue(tx, class, self.slot, now)?;
                Ok(apply(tx, class, Actor::Homeroom, effects, None, now)?.enqueued)
            }
        }
    }
}

/// Runs what is due now; nothing while the state is held. A failure of one job's template holds that job's mail and nothing else; an occurrence that ends
/// in a panic, or ends the process, is tried three times in all, and no other waits for it.
pub fn tick(class: &OpenClass, now: Timestamp) -> store::Result<Started> {
    room::ask(class, now)?;
    let come = class.store.write(|tx| {
        note_look(tx, now)?;
        if life::is_held(tx)? {
            return Ok(Vec::new());
        }
        health::first_start(tx, now)?;
        outbox::expire_undecided(tx, now)?;
        forget_those_gone(tx, class)?;
        occurrences(tx, class, now)
    })?;
    // Before the jobs, which may take their place, and the summary, which shows them.
    prepare_notes(class, now)?;
    plans::tell(class, now)?;
    let mut started = Started::default();
    for occurrence in come {
        let Some(mails) = attempt(class, &occurrence, now)? else { continue };
        match occurrence.job {
            Some(_) => {
                started.jobs += 1;
                started.mails += mails;
            }
            None => started.summaries += mails,
        }
    }
    Ok(started)
}

/// Whoever asks how homeroom fares sees that somebody looks.
fn note_look(tx: &Tx<'_>, now: Timestamp) -> store::Result<()> {
    let is_fresh = |at: Timestamp| at <= now && now.duration_since(at) < NOTE_EVERY;
    match health::get(tx, LAST_LOOK)? {
        Some((_, at)) if is_fresh(at) => Ok(()),
        _ => health::note(tx, LAST_LOOK, "", now),
    }
}

/// A job that was taken out of the class file and put back does not make up for the time between.
fn forget_those_gone(tx: &Tx<'_>, class: &OpenClass) -> store::Result<()> {
    let mut standing: Vec<&str> = class.class().jobs.iter().map(|job| job.name.as_str()).collect();
    standing.extend(class.class().summary.as_ref().map(|_| SUMMARY));
    jobs::forget_all_but(tx, &standing)
}

/// All that has come; what is left out is noted at once. The summary comes after the jobs, so that it can tell what they
/// did.
fn occurrences<'a>(tx: &Tx<'_>, class: &'a OpenClass, now: Timestamp) -> store::Result<Vec<Occurrence<'a>>> {
    let mut come = Vec::new();
    for job in &class.class().jobs {
        let facts = facts_of_job(tx, class, job, now)?;
        come.extend(to_run(tx, Some(job), &facts, now)?);
    }
    if let Some(plan) = &class.class().summary {
        let facts = facts_of_summary(tx, class, plan, now)?;
        come.extend(to_run(tx, None, &facts, now)?);
    }
    Ok(come)
}

fn facts_of_job<'a>(tx: &Tx<'_>, class: &'a OpenClass, job: &'a Job, now: Timestamp) -> store::Result<JobFacts<'a>> {
    Ok(JobFacts {
        cron: &job.cron,
        time_zone: &class.school.time_zone,
        last_slot_done: jobs::last_slot(tx, &job.name, class.local(now).datetime())?,
        standing_since: jobs::standing_since(tx, &job.name, &job.timetable(), now)?,
        late_limit: job.late_limit,
        days: &job.days,
        calendar: &class.school.calendar,
    })
}

fn facts_of_summary<'a>(
    tx: &Tx<'_>,
    class: &'a OpenClass,
    plan: &'a SummaryPlan,
    now: Timestamp,
) -> store::Result<JobFacts<'a>> {
    let name = JobName::new(SUMMARY);
    Ok(JobFacts {
        cron: &plan.cron,
        time_zone: &class.school.time_zone,
        last_slot_done: jobs::last_slot(tx, &name, class.local(now).datetime())?,
        standing_since: jobs::standing_since(tx, &name, plan.cron.six_fields(), now)?,
        late_limit: SUMMARY_LATE_LIMIT,
        days: &plan.days,
        calendar: &class.school.calendar,
    })
}

/// What would be run or told as left out now, all of it as left out because the state is held: any of it may have run
/// in the life that was lost.
pub fn held_up(tx: &Tx<'_>, class: &OpenClass, now: Timestamp) -> store::Result<Vec<JobRun>> {
    let mut runs = Vec::new();
    let mut add = |job: &JobName, facts: &JobFacts<'_>| {
        runs.extend(due(facts, now).into_iter().map(|occurrence| {
            let why = match &occurrence {
                Due::Skip { why: why @ (SkipReason::ClosedDay(_) | SkipReason::HalfDay(_)), .. } => why.left_out(),
                _ => LeftOut::Held,
            };
            JobRun { job: job.clone(), slot: occurrence.slot(), at: now, outcome: RunOutcome::Skipped(why) }
        }));
    };
    for job in &class.class().jobs {
        add(&job.name, &facts_of_job(tx, class, job, now)?);
    }
    if let Some(plan) = &class.class().summary {
        add(&JobName::new(SUMMARY), &facts_of_summary(tx, class, plan, now)?);
    }
    Ok(runs)
}

fn to_run<'a>(
    tx: &Tx<'_>,
    job: Option<&'a Job>,
    facts: &JobFacts<'_>,
    now: Timestamp,
) -> store::Result<Vec<Occurrence<'a>>> {
    let mut come = Vec::new();
    for occurrence in due(facts, now) {
        match occurrence {
            Due::Skip { slot, why, .. } => {
                let left_out = Occurrence { job, slot, late: false };
                record(tx, &left_out, RunOutcome::Skipped(why.left_out()), now)?;
            }
            Due::Run { slot, late_by, .. } => come.push(Occurrence { job, slot, late: late_by.is_some() }),
        }
    }
    Ok(come)
}

fn record(tx: &Tx<'_>, occurrence: &Occurrence<'_>, outcome: RunOutcome, now: Timestamp) -> store::Result<()> {
    let run = JobRun { job: occurrence.name(), slot: occurrence.slot, at: now, outcome };
    match entry(&Effect::RecordRun(run.clone()), Actor::Homeroom) {
        Some((actor, line)) if jobs::record(tx, &run)? => audit::append(tx, actor, &line, now),
        _ => Ok(()),
    }
}

/// Counts the try, and then runs the occurrence and claims it, in one transaction. `None`: nothing ran.
fn attempt(class: &OpenClass, occurrence: &Occurrence<'_>, now: Timestamp) -> store::Result<Option<usize>> {
    let (name, slot) = (occurrence.name(), occurrence.slot);
    let may_run = class.store.write(|tx| {
        if life::is_held(tx)? || jobs::is_done(tx, &name, slot)? {
            return Ok(false);
        }
        if jobs::tries(tx, &name, slot)? >= MOST_TRIES {
            tracing::error!(job = name.as_str(), "a run stumbled {MOST_TRIES} times; it is left out");
            record(tx, occurrence, RunOutcome::Skipped(LeftOut::Stumbled), now)?;
            jobs::forget_tries(tx, &name, slot)?;
            return Ok(false);
        }
        jobs::count_try(tx, &name, slot)?;
        Ok(true)
    })?;
    if !may_run {
        return Ok(None);
    }
    let work = |tx: &Tx<'_>| {
        let mails = occurrence.run(tx, class, now)?;
        record(tx, occurrence, RunOutcome::Ran { mails, late: occurrence.late }, now)?;
        jobs::forget_tries(tx, &name, slot)?;
        failpoint::reach(Point::SlotClaimed);
        Ok(mails)
    };
    match catch_unwind(AssertUnwindSafe(|| class.store.write(work))) {
        Ok(Ok(mails)) => Ok(Some(mails)),
        // The disk or the file is at fault, not the job. Where there is no room, the try was none.
        Ok(Err(error)) if !error.is_of_one_row() => {
            if matches!(error, StoreError::DiskFull) {
                let _ = class.store.write(|tx| jobs::forget_tries(tx, &name, slot));
            }
            Err(error)
        }
        Ok(Err(_)) | Err(_) => {
            tracing::error!(job = name.as_str(), "a run stumbled; nothing of it was done, and it is tried again");
            Ok(None)
        }
    }
}

fn run(tx: &Tx<'_>, class: &OpenClass, job: &Job, slot: DateTime, now: Timestamp) -> store::Result<usize> {
    let homes = gather::homes(tx, class, now)?;
    let new_moments = open_to(job, &notes::new_moments(tx)?, now);
    let (preferences, needed) = (preferences::all(tx)?, is_needed(class, &job.template));
    let facts = AudienceFacts {
        today: slot.date(),
        new_moments: &new_moments,
        homes: &homes,
        preferences: &preferences,
        needed,
    };
    let Plan { mails, .. } = audience(job, class.class(), &facts);
    let mut effects = Vec::new();
    let mut used: Vec<MomentId> = Vec::new();
    // Which moment reaches whom.
    let mut reached: HashSet<(MomentId, String)> = HashSet::new();
    for mail in &mails {
        let outgoing = letters::write(tx, class, job, slot, mail, now)?;
        if matches!(outgoing.content, Content::Rendered { .. }) {
            used.extend(outgoing.moments.iter().copied());
            reached.extend(outgoing.moments.iter().map(|moment| (*moment, outgoing.to.as_str().to_owned())));
        }
        effects.push(Effect::Enqueue(Box::new(outgoing)));
    }
    if uses_moments(job) {
        used.sort_unstable();
        used.dedup();
        // What waits for an ok goes with this mail, except to whom this mail does not go.
        for (moment, outbox, to) in notes::open_drafts(tx, &used)? {
            if reached.contains(&(moment, to)) {
                effects.push(Effect::CancelMail { outbox, reason: format!("{GOES_WITH} {}", job.name) });
            }
        }
        effects.push(Effect::UseMoments { at: now, moments: used });
    }
    Ok(apply(tx, class, Actor::Homeroom, effects, None, now)?.enqueued)
}

/// When each job, and the summary, runs next.
pub fn upcoming(class: &OpenClass, now: Timestamp) -> Vec<(String, Timestamp)> {
    let summary = class.class().summary.iter().map(|s| ("summary".to_owned(), &s.cron, &s.days));
    let jobs = class.class().jobs.iter().map(|j| (j.name.to_string(), &j.cron, &j.days));
    let mut list: Vec<(String, Timestamp)> = jobs
        .chain(summary)
        .filter_map(|(name, cron, days)| Some((name, next_that_runs(class, cron, days, now)?)))
        .collect();
    list.sort_by_key(|(_, at)| *at);
    list
}

/// The next occurrence on a day on which the job runs. A summer holiday has fewer days than are tried.
pub(super) fn next_that_runs(class: &OpenClass, cron: &Crontab, days: &Days, now: Timestamp) -> Option<Timestamp> {
    let (zone, calendar) = (&class.school.time_zone, &class.school.calendar);
    let mut after = now;
    for _ in 0..MOST_LEFT_OUT {
        let found = next(cron, zone, after)?;
        let day = found.slot.date();
        if days.name(calendar, day) && left_out(cron, calendar, days, day).is_none() {
            return Some(found.at);
        }
        // Past all others of this day.
        let tomorrow = day.tomorrow().ok()?;
        after = first_instant(tomorrow.at(0, 0, 0, 0), zone)?.checked_sub(SignedDuration::from_secs(1)).ok()?;
    }
    None
}
