//! How a class stands, gathered from the state and from what its loops met: what stalls are known by.

use super::gather::before;
use super::jobs::{LAST_LOOK, SUMMARY};
use super::open::OpenClass;
use super::summary::TEMPLATE;
use super::{clock_guard, lost_life, room};
use crate::decide::stall::{Facts, Noted, PATIENCE};
use crate::domain::outbox::OutboxState;
use crate::store::{self, Tx, health, jobs, life, outbox, standing};
use jiff::{SignedDuration, Timestamp};

/// So long it is told that a job stumbled and has not run since.
pub const A_WEEK: SignedDuration = SignedDuration::from_hours(7 * 24);

/// `runs`: whether a daemon works on this class at the moment.
pub fn facts(tx: &Tx<'_>, class: &OpenClass, runs: bool, now: Timestamp) -> store::Result<Facts> {
    let noted = |name: &str| store::Result::Ok(health::get(tx, name)?.map(|(words, since)| Noted { words, since }));
    let noted_at = |name: &str| store::Result::Ok(health::get(tx, name)?.map(|(_, at)| at));
    let outgoing = noted("problem:outgoing")?;
    Ok(Facts {
        runs,
        begun: health::known_first_start(tx)?,
        mailbox_read: noted_at("last_fetch")?.max(standing::stored(tx)?),
        mailbox: noted("problem:mailbox")?,
        not_understood: standing::not_understood(tx)?,
        summary: if class.class().summary.is_some() { summary(tx, outgoing.is_some(), now)? } else { None },
        outgoing,
        mail_waits: standing::waits_to_leave(tx, now)?,
        due: standing::due(tx, now)?,
        tried: standing::tried(tx)?,
        scheduled: noted_at(LAST_LOOK)?,
        disk_full: class.full_disk.since().or(noted_at(room::PROBLEM)?),
        clock: noted(clock_guard::PROBLEM)?,
        held: held(tx, class)?,
    })
}

fn held(tx: &Tx<'_>, class: &OpenClass) -> store::Result<Option<Noted>> {
    let (Some(hold), Some(words)) = (life::hold(tx)?, lost_life::held(tx, class)?) else { return Ok(None) };
    Ok(Some(Noted { words, since: hold.since }))
}

/// Why the latest summary has not reached the teacher, where it was tried. One that waits with all other mail for the
/// way out is told with that.
fn summary(tx: &Tx<'_>, way_is_closed: bool, now: Timestamp) -> store::Result<Option<Noted>> {
    let unwritten = jobs::stumbled_since(tx, before(now, A_WEEK))?.into_iter().find(|run| run.job.as_str() == SUMMARY);
    if let Some(run) = unwritten {
        return Ok(Some(Noted { words: "homeroom stumbled three times while it wrote it".to_owned(), since: run.at }));
    }
    let Some(last) = outbox::latest_of(tx, TEMPLATE)? else { return Ok(None) };
    // What is a week old is nobody's summary any more: holidays have none.
    if last.not_before < before(now, A_WEEK) {
        return Ok(None);
    }
    let is_late = last.attempts > 0 && now.duration_since(last.not_before) > PATIENCE;
    let is_missing = match last.state {
        OutboxState::Failed | OutboxState::Expired | OutboxState::Unknown => true,
        OutboxState::Queued => is_late && !way_is_closed,
        _ => false,
    };
    Ok(is_missing.then_some(Noted { words: last.reason, since: last.not_before }))
}
