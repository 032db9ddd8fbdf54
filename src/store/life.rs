//! Which life of the class's state this is, how far it has got, and whether it is held because it was put back.

use super::sql::{instant, ms, optional_instant, word};
use super::witness::{Said, Verdict, judge};
use super::{Result, StoreError, audit};
use crate::domain::audit::{Act, Actor, Entry, Subject};
use crate::domain::life::{Hold, HoldCause};
use crate::ids::OutboxId;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

/// So many numbers are passed over when a hold ends. The life that was lost may have given out numbers that nobody here
/// knows of, and the answer of a family to one of them must not be taken for an answer to another family's mail. More
/// than a class sends in a school year.
const LEAP: i64 = 10_000;

/// No class sends so much; what says more was not written by homeroom.
pub const MOST: i64 = u32::MAX as i64;

pub(super) fn identity(tx: &Transaction<'_>) -> Result<[u8; 16]> {
    let stored: Vec<u8> = tx.query_row("SELECT identity FROM life", [], |r| r.get(0))?;
    stored.try_into().map_err(|_| StoreError::Damaged("the identity of the state"))
}

/// How many mails were enqueued and bodies sent on their way in this life and those before it.
pub fn generation(tx: &Transaction<'_>) -> Result<i64> {
    Ok(tx.prepare_cached("SELECT generation FROM life")?.query_row([], |r| r.get(0))?)
}

/// Counts one more, in the transaction of what is counted.
pub fn advance(tx: &Transaction<'_>) -> Result<i64> {
    Ok(tx
        .prepare_cached("UPDATE life SET generation = generation + 1 RETURNING generation")?
        .query_row([], |r| r.get(0))?)
}

/// A life that is not known here got as far as this.
pub fn at_least(tx: &Transaction<'_>, generation: i64) -> Result<()> {
    tx.execute("UPDATE life SET generation = max(generation, ?1)", params![generation.min(MOST)])?;
    Ok(())
}

pub fn hold(tx: &Transaction<'_>) -> Result<Option<Hold>> {
    let row: Option<(String, i64, Option<i64>)> = tx
        .prepare_cached("SELECT cause, since, copied_at FROM hold JOIN life")?
        .query_row([], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
        .optional()?;
    row.map(|(cause, since, copied)| {
        let cause = word(&cause, HoldCause::read)?;
        Ok(Hold { cause, since: instant(since)?, state_of: optional_instant(copied)? })
    })
    .transpose()
}

pub fn is_held(tx: &Transaction<'_>) -> Result<bool> {
    Ok(tx.prepare_cached("SELECT EXISTS (SELECT 1 FROM hold)")?.query_row([], |r| r.get(0))?)
}

/// From here on nothing goes out; `false` if that was so before, and stays as it was told.
pub fn set_hold(tx: &Transaction<'_>, cause: HoldCause, now: Timestamp) -> Result<bool> {
    let new = tx.execute(
        "INSERT INTO hold (one, cause, since) VALUES (1, ?1, ?2) ON CONFLICT DO NOTHING",
        params![cause.word(), ms(now)],
    )?;
    Ok(new == 1)
}

/// A person has looked: homeroom goes on.
pub fn end_hold(tx: &Transaction<'_>, now: Timestamp) -> Result<()> {
    tx.execute("DELETE FROM hold", [])?;
    tx.execute(
        "UPDATE life SET generation = generation + ?1, resumed_at = ?2, copied_at = NULL",
        params![LEAP, ms(now)],
    )?;
    // No number of a mail is above the generation, in any life: every mail that got one was counted.
    let last = generation(tx)?;
    let there = tx.execute("UPDATE sqlite_sequence SET seq = max(seq, ?1) WHERE name = 'outbox'", params![last])?;
    if there == 0 {
        tx.execute("INSERT INTO sqlite_sequence (name, seq) VALUES ('outbox', ?1)", params![last])?;
    }
    Ok(())
}

pub fn resumed_at(tx: &Transaction<'_>) -> Result<Option<Timestamp>> {
    let at: Option<i64> = tx.query_row("SELECT resumed_at FROM life", [], |r| r.get(0))?;
    optional_instant(at)
}

/// Holds the state where the witness beside it tells of another one, and catches up with what it knows.
pub(super) fn hear(tx: &Transaction<'_>, said: Option<&Said>, now: Timestamp) -> Result<()> {
    let cause = match judge(said, identity(tx)?, generation(tx)?) {
        Verdict::GoesOn => return Ok(()),
        Verdict::Ahead(generation) => {
            at_least(tx, generation)?;
            HoldCause::Witness
        }
        Verdict::OfAnother => HoldCause::OtherState,
    };
    if set_hold(tx, cause, now)? {
        audit::append(tx, Actor::Homeroom, &Entry::new(Act::Halted, Subject::Class, cause.word()), now)?;
    }
    Ok(())
}

/// A backup says that it is one: whatever way it comes back, it is held.
pub(super) fn mark_copy(tx: &Transaction<'_>, of: (&str, &str), now: Timestamp) -> Result<()> {
    tx.execute("UPDATE life SET copied_at = ?1, class = ?2, address = ?3", params![ms(now), of.0, of.1])?;
    // A copy of a state that is held already has not yet told why to anybody here.
    tx.execute("DELETE FROM hold", [])?;
    set_hold(tx, HoldCause::Backup, now).map(drop)
}

/// Notes of which class the state is; gives the name of another, whose it is already. A class may get another address.
pub fn belongs_to(tx: &Transaction<'_>, class: &str, address: &str) -> Result<Option<String>> {
    let owner: Option<String> = tx.query_row("SELECT class FROM life", [], |r| r.get(0))?;
    if owner.as_deref().is_some_and(|owner| owner != class) {
        return Ok(owner);
    }
    tx.execute(
        "UPDATE life SET class = ?1, address = ?2 WHERE class IS NOT ?1 OR address IS NOT ?2",
        params![class, address],
    )?;
    Ok(None)
}

/// When a backup was made. `None`: it is the file of a state that was copied by hand.
pub(super) fn copied_at(tx: &Transaction<'_>) -> Result<Option<Timestamp>> {
    optional_instant(tx.query_row("SELECT copied_at FROM life", [], |r| r.get(0))?)
}

/// Of which class and address a backup is.
pub(super) fn copy_of(tx: &Transaction<'_>) -> Result<Option<(String, String)>> {
    let said: (Option<String>, Option<String>) =
        tx.query_row("SELECT class, address FROM life", [], |r| Ok((r.get(0)?, r.get(1)?)))?;
    Ok(said.0.zip(said.1))
}

/// Whether this mail may have left, as far as this state knows, by its Message-ID. One that was refused for the time being
/// has not; a summary whose answer was lost may have, and is queued again all the same.
pub fn handed_over(tx: &Transaction<'_>, id: &crate::ids::MessageId) -> Result<Option<(OutboxId, bool)>> {
    Ok(tx
        .prepare_cached(
            "SELECT id, state IN ('sending', 'sent', 'unknown', 'failed') OR (audience = 'teacher' AND attempts > 0)
             FROM outbox WHERE message_id = ?1",
        )?
        .query_row(params![id.as_str()], |r| Ok((OutboxId(r.get(0)?), r.get(1)?)))
        .optional()?)
}
