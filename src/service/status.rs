//! How a class fares, in words for IT and in values for monitoring.

use super::gather;
use super::jobs::{SUMMARY, upcoming};
use super::lost_life::held;
use super::open::OpenClass;
use super::{clock_guard, room, standing};
use crate::decide::stall::{Cause, Stall, stalls};
use crate::domain::outbox::OutboxState;
use crate::domain::pause::Pause;
use crate::render::problem::RenderProblem;
use crate::store::room::size;
use crate::store::{self, Tx, folders, health, jobs, ledger, listing, outbox, pause};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

const A_MONTH: SignedDuration = SignedDuration::from_hours(30 * 24);

/// In octets. It is kept shorter than that, so this is never reached unless something is wrong.
const LONGEST_LOG: u64 = 64 << 20;

#[derive(Clone, PartialEq, Debug)]
pub struct Status {
    pub problems: Vec<String>,
    pub last_fetch: Option<Timestamp>,
    pub connection: &'static str,
    pub outbox: BTreeMap<&'static str, u32>,
    /// Mails that wait for the teacher.
    pub waiting: usize,
    pub last_summary: Option<Timestamp>,
    /// The teacher has stopped all mail to families.
    pub paused: Option<Pause>,
    pub next_jobs: Vec<(String, Timestamp)>,
}

/// `runs`: whether a daemon works on this class at the moment.
pub fn status(tx: &Tx<'_>, class: &OpenClass, runs: bool, now: Timestamp) -> store::Result<Status> {
    let held = held(tx, class)?;
    let facts = standing::facts(tx, class, runs, now)?;
    let last_fetch = health::get(tx, "last_fetch")?.map(|(_, at)| at);
    let mut still = stalls(&facts, now);
    // Told first, and from its first minute on.
    still.retain(|stall| stall.cause != Cause::Held);
    let mut problems: Vec<String> = held.iter().cloned().collect();
    problems.extend(still.iter().map(|stall| stall.line(&class.school.time_zone)));
    problems.extend(of_the_disk(class, &still));
    let noted = health::with_prefix(tx, "problem:")?.into_iter();
    let is_told = |name: &str| name == room::PROBLEM || is_told(name, &still);
    problems.extend(noted.filter(|(name, ..)| !is_told(name)).map(|(_, words, _)| words));
    if last_fetch.is_none() && !still.iter().any(|stall| stall.cause == Cause::Mailbox) {
        problems.push("the mailbox was never read; start homeroom (systemctl start homeroom)".to_owned());
    }
    let stumbled = jobs::stumbled_since(tx, gather::before(now, standing::A_WEEK))?;
    problems.extend(stumbled.iter().filter(|run| run.job.as_str() != SUMMARY).map(|run| {
        format!(
            "the job {} did not run for {}: homeroom stumbled over it three times; its next run is tried as usual; please \
             report the lines in the journal (journalctl -u homeroom)",
            run.job,
            run.slot.strftime("%a %d %b %H:%M")
        )
    }));
    problems.extend(of_the_ledger(tx)?);
    problems.extend(folders::given_up(tx)?.iter().map(|(folder, uids)| not_handed_over(folder, uids)));
    let by_state = listing::outbox_by_state(tx)?;
    // The summary has told the teacher; what is a month old is nobody's to do any more.
    let in_doubt = outbox::unknown_since(tx, gather::before(now, A_MONTH))?.len();
    if in_doubt > 0 {
        problems.push(format!("{in_doubt} mails may or may not have arrived; see homeroom outbox"));
    }
    let noted = health::get(tx, "connection")?.map(|(how, _)| how);
    let connection = match (noted.as_deref(), runs) {
        _ if held.is_some() => "held",
        (Some("idle"), true) => "idle",
        (Some("down"), true) => "down",
        (_, true) => "polling",
        (_, false) if problems.is_empty() => "polling",
        (_, false) => "down",
    };
    problems.extend(not_written(tx)?);
    Ok(Status {
        problems,
        last_fetch,
        connection,
        outbox: by_state,
        waiting: waiting(tx, class, now)?,
        last_summary: health::get(tx, "last_summary")?.map(|(_, at)| at),
        paused: pause::get(tx)?.filter(|pause| pause.holds_at(now)),
        next_jobs: upcoming(class, now),
    })
}

/// Letters that wait for words, until their time is over: what they lack is the same for all of one template.
fn not_written(tx: &Tx<'_>) -> store::Result<Vec<String>> {
    let mut letters: BTreeMap<(String, String), u32> = BTreeMap::new();
    for parcel in outbox::in_state(tx, OutboxState::Held)? {
        if let Some(problem) = RenderProblem::of_reason(&parcel.reason) {
            *letters.entry((parcel.template, problem.to_string())).or_default() += 1;
        }
    }
    let line = |((template, problem), n): ((String, String), u32)| {
        let mails = if n == 1 { "1 mail".to_owned() } else { format!("{n} mails") };
        format!(
            "{mails} of the template {template} could not be written: {problem}; see homeroom check, homeroom outbox"
        )
    };
    Ok(letters.into_iter().map(line).collect())
}

fn of_the_ledger(tx: &Tx<'_>) -> store::Result<Vec<String>> {
    let mut problems = Vec::new();
    for line in ledger::lines(tx)? {
        // Those that were given up are named below.
        let missing = line.difference() - line.given_up;
        if missing != 0 {
            problems.push(format!("folder {}: {missing} mails on the server are not stored", line.folder));
        }
        if line.quarantined > 0 {
            problems.push(format!(
                "folder {}: {} mails could not be read; see homeroom messages, then homeroom replay",
                line.folder, line.quarantined
            ));
        }
    }
    Ok(problems)
}

/// What is seen of the disk this moment is truer than what was noted, and a full one takes no notes.
fn of_the_disk(class: &OpenClass, standing: &[Stall]) -> impl Iterator<Item = String> {
    let full = room::problem(class).filter(|_| !is_told(room::PROBLEM, standing));
    full.into_iter().chain(long_log(class.store.log_octets()))
}

/// The log is written back into the state and begun anew all the time, unless somebody reads without end.
fn long_log(octets: u64) -> Option<String> {
    (octets > LONGEST_LOG).then(|| {
        format!(
            "the log of the state has grown to {}: a command that has been reading it for long keeps it from being \
             written back. End that command (ps -C homeroom), or restart homeroom",
            size(octets)
        )
    })
}

/// Whether a stall says what was noted under this name.
fn is_told(name: &str, standing: &[Stall]) -> bool {
    let cause = match name {
        "problem:mailbox" => Cause::Mailbox,
        "problem:outgoing" => Cause::Outgoing,
        clock_guard::PROBLEM => Cause::Clock,
        room::PROBLEM => Cause::Disk,
        _ => return false,
    };
    standing.iter().any(|stall| stall.cause == cause)
}

/// By their UIDs, which a person finds in the server's own logs and tools; no more of them than one line holds.
fn not_handed_over(folder: &str, uids: &[u64]) -> String {
    let named: Vec<String> = uids.iter().take(10).map(u64::to_string).collect();
    let more = uids.len() - named.len();
    format!(
        "folder {folder}: the mail server does not hand over {} mails (UID {}{}); homeroom asks again, at least once a \
         day. Read them in a mail program, and have the server's administrator look at them",
        uids.len(),
        named.join(", "),
        if more > 0 { format!(" and {more} more") } else { String::new() }
    )
}

fn waiting(tx: &Tx<'_>, class: &OpenClass, now: Timestamp) -> store::Result<usize> {
    let homes = gather::homes(tx, class, now)?;
    let asking = listing::asking(tx, gather::owed_from(tx, now)?)?;
    let owed = homes.iter().filter(|h| h.facts.waiting_since.is_some()).count();
    Ok(owed + asking.of_families.len() + asking.of_strangers.len())
}
