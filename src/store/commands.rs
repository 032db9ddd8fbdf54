//! What teachers' commands did: so that each acts once, and can be taken back.

use super::sql::{address, instant, ms, word};
use super::summary::rows;
use super::{Result, StoreError, plans, promises};
use crate::domain::address::EmailAddress;
use crate::domain::mail::ItemTarget;
use crate::domain::outbox::OutboxState;
use crate::domain::plan::PlanLine;
use crate::domain::said::CommandRecord;
use crate::ids::{GoalId, InboundId, MomentId, OutboxId, PromiseId};
use jiff::Timestamp;
use jiff::civil::Date;
use rusqlite::{OptionalExtension, Row, Transaction, params};

/// Who said something, and when; the teacher is `None` where it was said on the machine.
pub type When = (Timestamp, Option<EmailAddress>);

/// The number of the next question of ours. Holds only inside the IMMEDIATE transaction that also records it.
pub fn next_asked(tx: &Transaction<'_>) -> Result<i64> {
    Ok(tx.query_row("SELECT coalesce(max(id), 0) + 1 FROM asked_back", [], |r| r.get(0))?)
}

/// The questions get the numbers from [`next_asked`] on.
pub fn record(tx: &Transaction<'_>, record: &CommandRecord) -> Result<()> {
    tx.prepare_cached("INSERT INTO command (at, teacher, inbound, receipt, numbers) VALUES (?1, ?2, ?3, ?4, ?5)")?
        .execute(params![
            ms(record.at),
            record.teacher.as_ref().map(EmailAddress::as_str),
            record.inbound.map(|id| id.0),
            record.receipt.map(|id| id.0),
            record.numbers.map(|day| day.to_string())
        ])?;
    let command = tx.last_insert_rowid();
    for mark in &record.marks {
        tx.prepare_cached("INSERT INTO command_mark (mark, command) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
            .execute(params![mark, command])?;
    }
    for (kind, target, job, slot) in record.targets.iter().flat_map(rows) {
        tx.prepare_cached(
            "INSERT INTO command_target (command, kind, target, job, slot) VALUES (?1, ?2, ?3, ?4, ?5) ON CONFLICT DO NOTHING",
        )?
        .execute(params![command, kind, target, job, slot])?;
    }
    let undo = &record.undo;
    let mails = undo.mails.iter().map(|(id, was_draft)| ("mail", id.0, *was_draft));
    let settled = undo.settled.iter().map(|id| ("settled", id.0, false));
    let moments = undo.moments.iter().map(|id| ("moment", id.0, false));
    let plans = undo.plans.iter().map(|line| match line {
        PlanLine::Goal(id) => ("goal", id.0, false),
        PlanLine::Step(id) => ("step", id.0, false),
    });
    for (kind, target, was_draft) in mails.chain(settled).chain(moments).chain(plans) {
        tx.prepare_cached(
            "INSERT INTO command_undo (command, kind, target, was_draft) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO NOTHING",
        )?
        .execute(params![command, kind, target, was_draft])?;
    }
    let first = next_asked(tx)?;
    for (asked, lines) in (first..).zip(&record.asked) {
        for (part, line) in (0..).zip(lines) {
            let part: i64 = part;
            tx.prepare_cached("INSERT INTO asked_back (id, part, command, line) VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![asked, part, command, line])?;
        }
    }
    Ok(())
}

fn when(row: &Row<'_>) -> rusqlite::Result<(i64, Option<String>)> {
    Ok((row.get(0)?, row.get(1)?))
}

fn read_when((at, teacher): (i64, Option<String>)) -> Result<When> {
    Ok((instant(at)?, teacher.map(|teacher| address(&teacher)).transpose()?))
}

/// When what this mark stands for was done.
pub fn spent(tx: &Transaction<'_>, mark: &[u8; 32]) -> Result<Option<Timestamp>> {
    tx.prepare_cached("SELECT c.at FROM command_mark m JOIN command c ON c.id = m.command WHERE m.mark = ?1")?
        .query_row(params![mark], |r| r.get(0))
        .optional()?
        .map(instant)
        .transpose()
}

/// The latest command about any of this.
pub fn decided(tx: &Transaction<'_>, target: &ItemTarget) -> Result<Option<When>> {
    let mut latest: Option<(i64, Option<String>)> = None;
    for (kind, id, job, slot) in rows(target) {
        let found = tx
            .prepare_cached(
                "SELECT c.at, c.teacher FROM command_target t JOIN command c ON c.id = t.command
                 WHERE t.kind = ?1 AND t.target = ?2 AND t.job = ?3 AND t.slot = ?4 ORDER BY c.id DESC LIMIT 1",
            )?
            .query_row(params![kind, id, job, slot], when)
            .optional()?;
        latest = latest.max(found);
    }
    latest.map(read_when).transpose()
}

/// What commands did that can be taken back.
#[derive(Default)]
pub struct Batch {
    pub mails: Vec<(OutboxId, OutboxState, bool)>,
    pub settled: Vec<InboundId>,
    pub moments: Vec<MomentId>,
    pub plans: Vec<(PlanLine, bool)>,
}

/// What the commands did that this receipt told of; without one, or where nothing of them was done, the latest of this
/// teacher that did anything.
pub fn batch(tx: &Transaction<'_>, teacher: Option<&EmailAddress>, receipt: Option<OutboxId>) -> Result<Option<Batch>> {
    let by_receipt: Option<i64> = match receipt {
        Some(receipt) => tx
            .prepare_cached(
                "SELECT id FROM command c WHERE receipt = ?1
                 AND EXISTS (SELECT 1 FROM command_mark m WHERE m.command = c.id)",
            )?
            .query_row(params![receipt.0], |r| r.get(0))
            .optional()?,
        None => None,
    };
    let latest = || {
        tx.prepare_cached(
            "SELECT id FROM command c WHERE teacher IS ?1 AND EXISTS (SELECT 1 FROM command_undo u WHERE u.command = c.id)
             ORDER BY id DESC LIMIT 1",
        )?
        .query_row(params![teacher.map(EmailAddress::as_str)], |r| r.get(0))
        .optional()
    };
    let command: Option<i64> = match by_receipt {
        Some(command) => Some(command),
        None => latest()?,
    };
    command.map(|command| read_batch(tx, command)).transpose()
}

fn read_batch(tx: &Transaction<'_>, command: i64) -> Result<Batch> {
    let mut query = tx.prepare_cached(
        "SELECT u.kind, u.target, u.was_draft, o.state FROM command_undo u
         LEFT JOIN outbox o ON u.kind = 'mail' AND o.id = u.target WHERE u.command = ?1 ORDER BY u.kind, u.target",
    )?;
    let mut found = query.query(params![command])?;
    let mut batch = Batch::default();
    while let Some(row) = found.next()? {
        let (kind, target): (String, i64) = (row.get(0)?, row.get(1)?);
        match kind.as_str() {
            "mail" => {
                let state: Option<String> = row.get(3)?;
                if let Some(state) = state {
                    batch.mails.push((OutboxId(target), word(&state, OutboxState::read)?, row.get(2)?));
                }
            }
            "settled" => batch.settled.push(InboundId(target)),
            "moment" => batch.moments.push(MomentId(target)),
            "goal" | "step" => {
                let step = kind == "step";
                let line = if step { PlanLine::Step(PromiseId(target)) } else { PlanLine::Goal(GoalId(target)) };
                batch.plans.extend(plans::is_told(tx, line)?.map(|told| (line, told)));
            }
            _ => return Err(StoreError::Damaged("a word of a closed set")),
        }
    }
    Ok(batch)
}

/// The line that this answer to a question of ours stands for.
pub fn choice(tx: &Transaction<'_>, asked: i64, part: u8) -> Result<Option<String>> {
    Ok(tx
        .prepare_cached("SELECT line FROM asked_back WHERE id = ?1 AND part = ?2")?
        .query_row(params![asked, part], |r| r.get(0))
        .optional()?)
}

/// Which day's numbers the commands meant that this receipt told of, or that this question of ours was about.
pub fn numbers(tx: &Transaction<'_>, of: NumbersOf) -> Result<Option<Date>> {
    let (query, id) = match of {
        NumbersOf::Receipt(receipt) => ("SELECT numbers FROM command WHERE receipt = ?1", receipt.0),
        NumbersOf::Question(asked) => {
            ("SELECT c.numbers FROM asked_back a JOIN command c ON c.id = a.command WHERE a.id = ?1 LIMIT 1", asked)
        }
    };
    let day: Option<Option<String>> = tx.prepare_cached(query)?.query_row(params![id], |r| r.get(0)).optional()?;
    day.flatten().map(|day| promises::day(&day)).transpose()
}

#[derive(Clone, Copy)]
pub enum NumbersOf {
    Receipt(OutboxId),
    Question(i64),
}

/// Whether this mail has been heard as a teacher's.
pub fn was_heard(tx: &Transaction<'_>, inbound: InboundId) -> Result<bool> {
    Ok(tx
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM command WHERE inbound = ?1)")?
        .query_row(params![inbound.0], |r| r.get(0))?)
}

/// How many receipts went to this teacher since then, and how many of them told that nothing was done.
pub fn receipts_since(tx: &Transaction<'_>, teacher: &EmailAddress, since: Timestamp) -> Result<(u32, u32)> {
    Ok(tx
        .prepare_cached(
            "SELECT count(*), count(*) FILTER (WHERE NOT EXISTS (SELECT 1 FROM command_mark m WHERE m.command = c.id))
             FROM command c WHERE teacher = ?1 AND at >= ?2 AND receipt IS NOT NULL",
        )?
        .query_row(params![teacher.as_str(), ms(since)], |r| Ok((r.get(0)?, r.get(1)?)))?)
}
