//! `homeroom resume`: what would go out after the state was put back, and the word that lets homeroom go on.

use super::args::Common;
use super::listings::{outbox_json, show_outbox};
use super::output::json_line;
use super::{End, setup};
use crate::config::secrets::Secrets;
use crate::domain::outbox::JobRun;
use crate::ids::OutboxId;
use crate::service::jobs::SUMMARY;
use crate::service::open::{ClassLock, OpenClass};
use crate::service::resume::{Answer, GoingOn, LeaveOut, preview, resume, was_held_up};
use jiff::Timestamp;
use jiff::civil::DateTime;
use std::collections::BTreeMap;

pub fn run(common: &Common, dry_run: bool, drop: &[String]) -> anyhow::Result<End> {
    let Some(leave_out) = read(drop) else {
        eprintln!("error: --drop takes numbers of mails, or all\nhint: the numbers are in: homeroom resume --dry-run");
        return Ok(End::Usage);
    };
    let opened = match setup::open(common, Secrets::Skip, false)? {
        Ok(opened) => opened,
        Err(end) => return Ok(end),
    };
    if !drop.is_empty() && opened.classes.len() > 1 {
        return Ok(setup::which_class(opened.classes.iter().map(|c| c.class())));
    }
    let now = setup::clock(common).now();
    let mut end = End::Well;
    for class in &opened.classes {
        let alone = !ClassLock::is_held(&opened.configuration.state_dir, class.class());
        let go_on = if dry_run { preview } else { resume };
        match go_on(class, &leave_out, alone, now)? {
            Answer::NotHeld => eprintln!("{}: it is not held; there is nothing to do", class.class().name),
            Answer::NoSuchMail(unknown) => {
                let unknown: Vec<String> = unknown.iter().map(ToString::to_string).collect();
                eprintln!(
                    "error: no mail that waits to go out has the number {}; nothing was done\nhint: see homeroom resume --dry-run",
                    unknown.join(", ")
                );
                end = End::Problem;
            }
            Answer::GoesOn(on) => tell(common, (class, now), &on, dry_run)?,
        }
    }
    Ok(end)
}

fn read(drop: &[String]) -> Option<LeaveOut> {
    if drop.iter().any(|word| word == "all") {
        return Some(LeaveOut::All);
    }
    let number = |word: &String| word.trim().parse().ok().map(OutboxId);
    drop.iter().map(number).collect::<Option<Vec<OutboxId>>>().map(LeaveOut::These)
}

/// The mails on standard output; what else is to be known stands beside them.
fn tell(common: &Common, (class, now): (&OpenClass, Timestamp), on: &GoingOn, dry_run: bool) -> anyhow::Result<()> {
    let name = &class.class().name;
    if common.json {
        on.mails.iter().try_for_each(|mail| json_line(&outbox_json(mail, class)))?;
    } else if !on.mails.is_empty() {
        show_outbox(class, &on.mails, now)?;
    }
    let (goes, is_left_out) = if dry_run { ("would go", "would be") } else { ("go", "were") };
    eprintln!(
        "{name}: {} mails {goes} out when their time comes, {} {is_left_out} dropped",
        on.mails.len(),
        on.left_out.len()
    );
    for (job, slots) in by_job(&on.missed) {
        let last = slots.last().map_or(String::new(), |slot| slot.strftime("%a %d %b %H:%M").to_string());
        let times = if slots.len() > 1 { format!("{} times, last {last}", slots.len()) } else { last };
        let job = if job == SUMMARY { "the summary" } else { job };
        eprintln!("{name}: {job} is not made up for ({times}): it may have run in the time that was lost");
    }
    if dry_run {
        eprintln!("{name}: nothing was done. homeroom resume lets it go on; --drop 1,2 or --drop all leaves mails out");
    } else {
        eprintln!("{name}: homeroom goes on; a daemon that runs notices within half a minute");
    }
    Ok(())
}

/// Each job once, with its occurrences, oldest first.
fn by_job(missed: &[JobRun]) -> BTreeMap<&str, Vec<DateTime>> {
    let mut jobs: BTreeMap<&str, Vec<DateTime>> = BTreeMap::new();
    for run in missed.iter().filter(|run| was_held_up(run)) {
        jobs.entry(run.job.as_str()).or_default().push(run.slot);
    }
    jobs
}
