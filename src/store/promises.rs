//! Promises, and the sentences of the teacher's own mail that could become one.

use super::sql::{collect, household, instant, ms, optional_instant, student, word};
use super::{Result, StoreError};
use crate::domain::mail::Home;
use crate::domain::promise::{KeptBy, Letter, NewPromise, Offered, Party, Promise, Source};
use crate::ids::{InboundId, OfferId, OutboxId, PromiseId};
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{OptionalExtension, Row, Transaction, params};

pub fn make(tx: &Transaction<'_>, promise: &NewPromise) -> Result<PromiseId> {
    tx.prepare_cached(
        "INSERT INTO promise (made_at, by_party, student, household, text, due, source, kept_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
    )?
    .execute(params![
        ms(promise.made_at),
        promise.by.word(),
        promise.student.as_ref().map(|s| s.as_str()),
        promise.household.as_ref().map(|h| h.as_str()),
        promise.text,
        promise.due.to_string(),
        promise.source.word(),
        promise.kept_by.word(),
    ])?;
    Ok(PromiseId(tx.last_insert_rowid()))
}

/// Says whether it was open until now.
pub fn close(tx: &Transaction<'_>, id: PromiseId, at: Timestamp) -> Result<bool> {
    let closed = tx
        .prepare_cached("UPDATE promise SET closed_at = ?2 WHERE id = ?1 AND closed_at IS NULL")?
        .execute(params![id.0, ms(at)])?;
    Ok(closed > 0)
}

pub fn by_id(tx: &Transaction<'_>, id: PromiseId) -> Result<Option<Promise>> {
    Ok(promises(tx, "WHERE id = ?1", params![id.0])?.pop())
}

/// Promises due on this day or before that nobody called kept, and that nothing which passed between teacher and home has
/// kept; the oldest day first. Steps of a plan that is over are none.
pub fn due(tx: &Transaction<'_>, today: Date) -> Result<Vec<Promise>> {
    let open = "closed_at IS NULL AND NOT EXISTS (SELECT 1 FROM plan p WHERE p.id = plan AND p.ended_at IS NOT NULL)";
    let mut due = promises(tx, &format!("WHERE {open} AND due <= ?1 ORDER BY due, id"), params![today.to_string()])?;
    let mut failure = None;
    due.retain(|promise| match is_kept(tx, &promise.promise) {
        Ok(kept) => !kept,
        Err(error) => {
            failure.get_or_insert(error);
            true
        }
    });
    failure.map_or(Ok(due), Err)
}

/// Whether what passed since it was made keeps it. That a mail has come in answers nobody, nor does what a job sends.
pub fn is_kept(tx: &Transaction<'_>, promise: &NewPromise) -> Result<bool> {
    let (mail, call) = match promise.kept_by {
        KeptBy::Word => return Ok(false),
        KeptBy::Mail => (true, false),
        KeptBy::Call => (false, true),
        KeptBy::Answer => (true, true),
    };
    let Some(home) = promise.home() else { return Ok(false) };
    let direction = match promise.by {
        Party::School => "to_family",
        Party::Family | Party::Child => "from_family",
    };
    Ok(tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM contact c
             WHERE student = ?1 AND household = ?2 AND personal = 1 AND at >= ?4
               AND ((channel = 'mail' AND direction = ?3 AND ?5) OR (channel <> 'mail' AND ?6))
               AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.id = c.outbox
                               AND (o.job IS NOT NULL OR o.template = 'acknowledgement')))",
        )?
        .query_row(
            params![home.student.as_str(), home.household.as_str(), direction, ms(promise.made_at), mail, call],
            |r| r.get(0),
        )?)
}

fn promises(tx: &Transaction<'_>, rest: &str, values: impl rusqlite::Params) -> Result<Vec<Promise>> {
    let mut query = tx.prepare_cached(&format!(
        "SELECT id, made_at, by_party, student, household, text, due, source, kept_by, closed_at FROM promise {rest}"
    ))?;
    let rows = query.query_map(values, |r| {
        let (id, made_at, by): (i64, i64, String) = (r.get(0)?, r.get(1)?, r.get(2)?);
        let (of, at): (Option<String>, Option<String>) = (r.get(3)?, r.get(4)?);
        let (text, due, source): (String, String, String) = (r.get(5)?, r.get(6)?, r.get(7)?);
        let (kept_by, closed): (String, Option<i64>) = (r.get(8)?, r.get(9)?);
        Ok((|| {
            let promise = NewPromise {
                by: word(&by, Party::read)?,
                student: of.map(student),
                household: at.map(household),
                text,
                due: day(&due)?,
                made_at: instant(made_at)?,
                source: word(&source, Source::read)?,
                kept_by: word(&kept_by, KeptBy::read)?,
            };
            Ok(Promise { id: PromiseId(id), promise, closed_at: optional_instant(closed)? })
        })())
    })?;
    collect(rows)
}

pub(super) fn day(text: &str) -> Result<Date> {
    text.parse().map_err(|_| StoreError::Damaged("a day"))
}

/// The same sentence of the same mail is offered once, whatever became of it.
pub fn offer(tx: &Transaction<'_>, offered: &Offered) -> Result<()> {
    let (inbound, outbox) = match offered.letter {
        Letter::Stored(id) => (Some(id.0), None),
        Letter::Sent(id) => (None, Some(id.0)),
    };
    tx.prepare_cached(
        "INSERT INTO promise_offer (at, inbound, outbox, student, household, guardian, sentence, due)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8) ON CONFLICT DO NOTHING",
    )?
    .execute(params![
        ms(offered.at),
        inbound,
        outbox,
        offered.home.student.as_str(),
        offered.home.household.as_str(),
        offered.guardian,
        offered.sentence,
        offered.due.to_string(),
    ])?;
    Ok(())
}

/// Makes the promise, if it is to be one; says whether nobody had answered before.
pub fn answer(tx: &Transaction<'_>, id: OfferId, promise: Option<&NewPromise>, at: Timestamp) -> Result<bool> {
    let answered = tx
        .prepare_cached("UPDATE promise_offer SET answered_at = ?2 WHERE id = ?1 AND answered_at IS NULL")?
        .execute(params![id.0, ms(at)])?;
    if let Some(promise) = promise.filter(|_| answered > 0) {
        make(tx, promise)?;
    }
    Ok(answered > 0)
}

/// Sentences that nobody has answered, of days that are not over; the nearest day first.
pub fn open_offers(tx: &Transaction<'_>, today: Date) -> Result<Vec<(OfferId, Offered)>> {
    let mut query = tx.prepare_cached(&format!("{OFFER} WHERE answered_at IS NULL AND due >= ?1 ORDER BY due, id"))?;
    let rows = query.query_map(params![today.to_string()], read_offer)?;
    collect(rows)
}

/// `None` once it is answered.
pub fn open_offer(tx: &Transaction<'_>, id: OfferId) -> Result<Option<Offered>> {
    let row = tx
        .prepare_cached(&format!("{OFFER} WHERE id = ?1 AND answered_at IS NULL"))?
        .query_row(params![id.0], read_offer)
        .optional()?;
    Ok(row.transpose()?.map(|(_, offered)| offered))
}

const OFFER: &str = "SELECT id, at, inbound, outbox, student, household, guardian, sentence, due FROM promise_offer";

fn read_offer(r: &Row<'_>) -> rusqlite::Result<Result<(OfferId, Offered)>> {
    let (id, at, inbound, outbox): (i64, i64, Option<i64>, Option<i64>) = (r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?);
    let home = Home { student: student(r.get(4)?), household: household(r.get(5)?) };
    let (guardian, sentence, due): (Option<String>, String, String) = (r.get(6)?, r.get(7)?, r.get(8)?);
    Ok((|| {
        let letter = match (inbound, outbox) {
            (Some(id), None) => Letter::Stored(InboundId(id)),
            (None, Some(id)) => Letter::Sent(OutboxId(id)),
            _ => return Err(StoreError::Damaged("a promise offered of no one mail")),
        };
        Ok((OfferId(id), Offered { letter, home, guardian, sentence, due: day(&due)?, at: instant(at)? }))
    })())
}
