//! How a class fares, in words for IT and in values for monitoring.

use super::gather;
use super::jobs::upcoming;
use super::open::OpenClass;
use super::summary::TEMPLATE;
use crate::domain::outbox::OutboxState;
use crate::store::{self, Tx, health, ledger, listing, outbox};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// A mailbox that was not looked at for so long is a problem whatever the reason.
pub(super) const STALE: SignedDuration = SignedDuration::from_mins(15);

#[derive(Clone, PartialEq, Debug)]
pub struct Status {
    pub problems: Vec<String>,
    pub last_fetch: Option<Timestamp>,
    pub connection: &'static str,
    pub outbox: BTreeMap<&'static str, u32>,
    /// Mails that wait for the teacher.
    pub waiting: usize,
    pub last_summary: Option<Timestamp>,
    pub next_jobs: Vec<(String, Timestamp)>,
}

/// `runs`: whether a daemon works on this class at the moment.
pub fn status(tx: &Tx<'_>, class: &OpenClass, runs: bool, now: Timestamp) -> store::Result<Status> {
    let mut problems: Vec<String> =
        health::with_prefix(tx, "problem:")?.into_iter().map(|(_, words, _)| words).collect();
    let last_fetch = health::get(tx, "last_fetch")?.map(|(_, at)| at);
    match last_fetch {
        None => problems.push("the mailbox was never read; start homeroom (systemctl start homeroom)".to_owned()),
        Some(at) if now.duration_since(at) > STALE => problems.push(format!(
            "the mailbox was last read {}; see that homeroom runs (systemctl status homeroom)",
            class.local(at).strftime("%a %d %b %H:%M")
        )),
        Some(_) => {}
    }
    for line in ledger::lines(tx)?.iter().filter(|l| l.difference() != 0 || l.quarantined > 0) {
        if line.difference() != 0 {
            problems.push(format!("folder {}: {} mails on the server are not stored", line.folder, line.difference()));
        }
        if line.quarantined > 0 {
            problems.push(format!(
                "folder {}: {} mails could not be read; see homeroom messages, then homeroom replay",
                line.folder, line.quarantined
            ));
        }
    }
    let by_state = listing::outbox_by_state(tx)?;
    if let Some(count) = by_state.get(OutboxState::Unknown.word()).filter(|n| **n > 0) {
        problems.push(format!("{count} mails may or may not have arrived; see homeroom outbox"));
    }
    if let Some(last) = outbox::latest_of(tx, TEMPLATE)?
        && matches!(last.state, OutboxState::Failed | OutboxState::Expired | OutboxState::Unknown)
    {
        problems.push(format!("the latest summary did not reach the teacher: {}; see homeroom summary", last.reason));
    }
    let noted = health::get(tx, "connection")?.map(|(how, _)| how);
    let connection = match (noted.as_deref(), runs) {
        (Some("idle"), true) => "idle",
        (Some("down"), true) => "down",
        (_, true) => "polling",
        (_, false) if problems.is_empty() => "polling",
        (_, false) => "down",
    };
    Ok(Status {
        problems,
        last_fetch,
        connection,
        outbox: by_state,
        waiting: waiting(tx, class, now)?,
        last_summary: health::get(tx, "last_summary")?.map(|(_, at)| at),
        next_jobs: upcoming(class, now),
    })
}

fn waiting(tx: &Tx<'_>, class: &OpenClass, now: Timestamp) -> store::Result<usize> {
    let homes = gather::homes(tx, class, now)?;
    let asking = listing::asking(tx, gather::owed_from(tx, now)?)?;
    let owed = homes.iter().filter(|h| h.facts.waiting_since.is_some()).count();
    Ok(owed + asking.of_families.len() + asking.of_strangers.len())
}
