//! Questions that teachers put to families, and the times to meet that families chose.

use super::Result;
use super::promises;
use super::sql::{address, collect, household, instant, ms, optional_instant, slot, slot_text, student};
use crate::domain::address::EmailAddress;
use crate::domain::mail::Home;
use crate::domain::question::{Asks, Chosen, Question};
use crate::ids::{DedupeKey, OutboxId, QuestionId, StudentId};
use jiff::Timestamp;
use jiff::civil::DateTime;
use rusqlite::{OptionalExtension, Row, Transaction, params};

/// Notes the question with its letters, which stand in the outbox. `ends`: when a letter is no longer true that could not
/// leave before.
pub fn ask(tx: &Transaction<'_>, question: &Question, ends: Option<Timestamp>) -> Result<()> {
    let id = match &question.asks {
        Asks::Words(text) => new(tx, question.at, Some(text))?,
        Asks::Times(_) => new(tx, question.at, None)?,
        Asks::Again(id) => id.0,
    };
    for letter in &question.letters {
        let Some(outbox) = by_meaning(tx, letter)? else { continue };
        tx.prepare_cached("INSERT INTO question_letter (outbox, question) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
            .execute(params![outbox, id])?;
        if let Some(ends) = ends {
            tx.prepare_cached("UPDATE outbox SET expires_at = ?2, dated = 1 WHERE id = ?1")?
                .execute(params![outbox, ms(ends)])?;
        }
        if let Asks::Times(times) = &question.asks {
            for (number, time) in (1..).zip(times) {
                let number: i64 = number;
                tx.prepare_cached(
                    "INSERT INTO meeting_time (invitation, number, time) VALUES (?1, ?2, ?3) ON CONFLICT DO NOTHING",
                )?
                .execute(params![outbox, number, slot_text(*time)])?;
            }
        }
    }
    Ok(())
}

fn new(tx: &Transaction<'_>, at: Timestamp, text: Option<&str>) -> Result<i64> {
    tx.prepare_cached("INSERT INTO question (at, text) VALUES (?1, ?2)")?.execute(params![ms(at), text])?;
    Ok(tx.last_insert_rowid())
}

fn by_meaning(tx: &Transaction<'_>, meaning: &DedupeKey) -> Result<Option<i64>> {
    Ok(tx
        .prepare_cached("SELECT id FROM outbox WHERE dedupe_key = ?1")?
        .query_row(params![meaning.as_str()], |r| r.get(0))
        .optional()?)
}

/// The times that a letter offers, in the order of their numbers; none of any other mail.
pub fn times(tx: &Transaction<'_>, invitation: OutboxId) -> Result<Vec<DateTime>> {
    let mut query = tx.prepare_cached("SELECT time FROM meeting_time WHERE invitation = ?1 ORDER BY number")?;
    let rows = query.query_map(params![invitation.0], |r| r.get::<_, String>(0))?;
    collect(rows.map(|row| row.map(|text| slot(&text))))
}

/// The latest word about an invitation holds, and is a promise of that day. A mail that is understood again says nothing
/// new.
pub fn choose(tx: &Transaction<'_>, chosen: &Chosen, now: Timestamp) -> Result<()> {
    let before: Option<(i64, i64, i64)> = tx
        .prepare_cached("SELECT at, inbound, promise FROM meeting WHERE invitation = ?1")?
        .query_row(params![chosen.invitation.0], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
        .optional()?;
    let promise = match before {
        Some((at, inbound, _)) if at > ms(chosen.at) || inbound == chosen.inbound.0 => return Ok(()),
        Some((_, _, promise)) => {
            tx.prepare_cached("UPDATE promise SET text = ?2, due = ?3, closed_at = NULL WHERE id = ?1")?
                .execute(params![promise, chosen.promise.text, chosen.promise.due.to_string()])?;
            promise
        }
        None => promises::make(tx, &chosen.promise)?.0,
    };
    tx.prepare_cached(
        "INSERT INTO meeting (invitation, time, inbound, at, noted_at, promise) VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (invitation) DO UPDATE SET time = ?2, inbound = ?3, at = ?4, noted_at = ?5",
    )?
    .execute(params![
        chosen.invitation.0,
        slot_text(chosen.time),
        chosen.inbound.0,
        ms(chosen.at),
        ms(now),
        promise
    ])?;
    Ok(())
}

/// A meeting that a family chose.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Meeting {
    pub time: DateTime,
    pub home: Home,
    pub guardian: String,
    pub noted_at: Timestamp,
}

/// Of meetings that are not over by this time of the school's wall, and of those that were chosen since, the earliest first.
pub fn meetings(tx: &Transaction<'_>, from: DateTime, since: Timestamp) -> Result<Vec<Meeting>> {
    let mut query = tx.prepare_cached(
        "SELECT m.time, h.student, h.household, coalesce(o.guardian, ''), m.noted_at FROM meeting m
         JOIN outbox o ON o.id = m.invitation JOIN topic t ON t.id = o.topic JOIN thread h ON h.id = t.thread
         WHERE m.time >= ?1 OR m.noted_at >= ?2 ORDER BY m.time, m.invitation",
    )?;
    let rows = query.query_map(params![slot_text(from), ms(since)], |r| {
        let (time, guardian, noted_at): (String, String, i64) = (r.get(0)?, r.get(3)?, r.get(4)?);
        let home = Home { student: student(r.get(1)?), household: household(r.get(2)?) };
        Ok((|| Ok(Meeting { time: slot(&time)?, home, guardian, noted_at: instant(noted_at)? }))())
    })?;
    collect(rows)
}

/// A question that nobody has called done, with all of its letters.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Asked {
    pub id: QuestionId,
    pub at: Timestamp,
    /// `None`: which of some times to meet suits.
    pub text: Option<String>,
    pub letters: Vec<Letter>,
}

impl Asked {
    /// When the first of its letters went out.
    pub fn sent_at(&self) -> Option<Timestamp> {
        self.letters.iter().filter_map(|letter| letter.sent_at).min()
    }

    /// The child that all of its letters are about.
    pub fn child(&self) -> Option<&StudentId> {
        let first = &self.letters.first()?.home.student;
        self.letters.iter().all(|letter| letter.home.student == *first).then_some(first)
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Letter {
    pub outbox: OutboxId,
    pub to: EmailAddress,
    pub guardian: Option<String>,
    pub home: Home,
    /// `None`: it has not gone out, or came back.
    pub sent_at: Option<Timestamp>,
    /// It is on its way, or may be.
    pub under_way: bool,
}

/// Those of this time and later, oldest first.
pub fn open(tx: &Transaction<'_>, since: Timestamp) -> Result<Vec<Asked>> {
    let mut query = tx.prepare_cached(
        "SELECT q.id, q.at, q.text, o.id, o.recipient, o.guardian, h.student, h.household,
                CASE o.state WHEN 'sent' THEN o.sent_at END, o.state IN ('queued', 'sending', 'unknown')
         FROM question q JOIN question_letter l ON l.question = q.id JOIN outbox o ON o.id = l.outbox
         JOIN topic t ON t.id = o.topic JOIN thread h ON h.id = t.thread
         WHERE q.at >= ?1
           AND NOT EXISTS (SELECT 1 FROM question_letter x JOIN settled_question s ON s.outbox = x.outbox
                           WHERE x.question = q.id)
         ORDER BY q.id, o.id",
    )?;
    let rows = query.query_map(params![ms(since)], letter)?;
    let mut found: Vec<(i64, Asked)> = Vec::new();
    for (question, at, text, letter) in collect(rows)? {
        match found.last_mut() {
            Some((last, asked)) if *last == question => asked.letters.push(letter),
            _ => found.push((question, Asked { id: QuestionId(question), at, text, letters: vec![letter] })),
        }
    }
    Ok(found.into_iter().map(|(_, asked)| asked).collect())
}

type Line = (i64, Timestamp, Option<String>, Letter);

fn letter(r: &Row<'_>) -> rusqlite::Result<Result<Line>> {
    let (question, at, text): (i64, i64, Option<String>) = (r.get(0)?, r.get(1)?, r.get(2)?);
    let (outbox, to, guardian): (i64, String, Option<String>) = (r.get(3)?, r.get(4)?, r.get(5)?);
    let home = Home { student: student(r.get(6)?), household: household(r.get(7)?) };
    let (sent_at, under_way): (Option<i64>, bool) = (r.get(8)?, r.get(9)?);
    Ok((|| {
        let letter = Letter {
            outbox: OutboxId(outbox),
            to: address(&to)?,
            guardian,
            home,
            sent_at: optional_instant(sent_at)?,
            under_way,
        };
        Ok((question, instant(at)?, text, letter))
    })())
}

/// Whether a mail came since then from this very address that is yet to be placed with one of the children.
pub fn unplaced_from(tx: &Transaction<'_>, from: &EmailAddress, since: Timestamp) -> Result<bool> {
    Ok(tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM reading r JOIN inbound i ON i.id = r.inbound
                            WHERE r.sender = ?1 AND i.state = 'unsure' AND i.received_at > ?2)",
        )?
        .query_row(params![from.as_str(), ms(since)], |r| r.get(0))?)
}

/// Whether any word of this home's came since then, by whatever way.
pub fn heard_from(tx: &Transaction<'_>, home: &Home, since: Timestamp) -> Result<bool> {
    Ok(tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM contact WHERE student = ?1 AND household = ?2 AND personal = 1
               AND direction = 'from_family' AND at > ?3)",
        )?
        .query_row(params![home.student.as_str(), home.household.as_str(), ms(since)], |r| r.get(0))?)
}
