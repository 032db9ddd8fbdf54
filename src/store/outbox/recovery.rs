//! What becomes of mails that were on their way out when homeroom ended, or over which it stumbled.

use super::super::Result;
use super::super::audit;
use super::super::sql::{ms, word};
use super::in_state;
use crate::domain::outbox::OutboxState;
use crate::ids::OutboxId;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

/// How often a mail to the teacher is handed over though an earlier answer was lost: twice the same is better than none.
pub const MOST_TRIES_TO_TEACHER: u32 = 3;

/// What the reason of a mail begins with that may be what ends homeroom.
pub const ENDED_THREE_TIMES: &str = "homeroom ended three times while this mail was on its way out";
pub const STUMBLED: &str = "homeroom stumbled three times over this mail; please tell IT";

/// A mail on whose way homeroom ended so often is held: it may be what ends it.
const MOST_BROKEN_OFF: u32 = 3;

/// After an unclean end: a row whose body had not gone out goes again, one whose body had is unknown, unless it is for
/// the teacher.
///
/// `busy`: rows whose way this process knows.
pub fn recover(tx: &Transaction<'_>, busy: &[OutboxId], now: Timestamp) -> Result<(usize, usize)> {
    let sending = in_state(tx, OutboxState::Sending)?;
    let (mut again, mut unknown) = (0, 0);
    for row in sending.iter().filter(|row| !busy.contains(&row.id)) {
        let requeued = tx.execute(
            "UPDATE outbox SET state = 'queued', stage = ''
             WHERE id = ?1 AND (stage = '' OR (audience = 'teacher' AND attempts < ?2))",
            params![row.id.0, MOST_TRIES_TO_TEACHER],
        )?;
        again += requeued;
        if requeued == 0 {
            unknown += 1;
            let words = "homeroom stopped after handing the mail over and before the server's answer";
            tx.execute(
                "UPDATE outbox SET state = 'unknown', stage = '', reason = ?2 WHERE id = ?1",
                params![row.id.0, words],
            )?;
            audit::of_mail(tx, row.id, OutboxState::Unknown, now)?;
        }
    }
    Ok((again, unknown))
}

/// What a start does before [`recover`]: counts how often homeroom ended on the way of these mails.
pub fn broken_off(tx: &Transaction<'_>, now: Timestamp) -> Result<()> {
    // The last condition repeats the partial index's own, so that finished mail is never scanned.
    tx.execute(
        "UPDATE outbox SET broken_off = broken_off + 1 WHERE state = 'sending' AND stage = ''
           AND state NOT IN ('sent', 'failed', 'expired', 'cancelled')",
        [],
    )?;
    put_aside(
        tx,
        "UPDATE outbox SET state = 'held', reason = ?2 || '; an ok sends it once more'
         WHERE state = 'sending' AND stage = '' AND audience = 'family' AND broken_off >= ?1
           AND state NOT IN ('sent', 'failed', 'expired', 'cancelled') RETURNING id",
        (OutboxState::Held, now),
    )?;
    // Nobody says ok to a summary: it fails, which is told as a summary that did not arrive.
    put_aside(
        tx,
        "UPDATE outbox SET state = 'failed', ended_at = attempted_at, reason = ?2
         WHERE state = 'sending' AND stage = '' AND audience = 'teacher' AND broken_off >= ?1
           AND state NOT IN ('sent', 'failed', 'expired', 'cancelled') RETURNING id",
        (OutboxState::Failed, now),
    )
}

fn put_aside(tx: &Transaction<'_>, change: &str, (state, now): (OutboxState, Timestamp)) -> Result<()> {
    let mut query = tx.prepare(change)?;
    let ids = query
        .query_map(params![MOST_BROKEN_OFF, ENDED_THREE_TIMES], |r| r.get(0))?
        .collect::<rusqlite::Result<Vec<i64>>>()?;
    ids.into_iter().try_for_each(|id| audit::of_mail(tx, OutboxId(id), state, now))
}

/// homeroom stumbled over this mail before it was on its way; at the third time it is put aside as after an end.
pub fn stumbled_over(tx: &Transaction<'_>, id: OutboxId, now: Timestamp) -> Result<()> {
    tx.prepare_cached("UPDATE outbox SET broken_off = broken_off + 1 WHERE id = ?1")?.execute(params![id.0])?;
    let state: Option<String> = tx
        .prepare_cached(
            "UPDATE outbox SET state = CASE audience WHEN 'family' THEN 'held' ELSE 'failed' END,
                 ended_at = CASE audience WHEN 'family' THEN NULL ELSE ?2 END,
                 reason = ?4
             WHERE id = ?1 AND state = 'queued' AND broken_off >= ?3 RETURNING state",
        )?
        .query_row(params![id.0, ms(now), MOST_BROKEN_OFF, STUMBLED], |r| r.get(0))
        .optional()?;
    let state = state.map(|state| word(&state, OutboxState::read)).transpose()?;
    state.map_or(Ok(()), |state| audit::of_mail(tx, id, state, now))
}
