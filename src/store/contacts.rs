//! The contact log and what is asked of it. Answers are computed each time, by seeks in an index and never by a scan:
//! a class of ten years answers as fast as a new one.

use super::Result;
use super::sql::{collect, household, instant, ms, optional_instant, student, word};
use crate::domain::contact::{Channel, Contact, Direction, Tone};
use crate::domain::mail::{Home, ItemTarget};
use crate::ids::{InboundId, OutboxId};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Transaction, params};

/// Enters a contact; the same mail enters only once for a home.
pub fn log(tx: &Transaction<'_>, contact: &Contact) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO contact (at, student, household, guardian, direction, channel, personal, tone, inbound, outbox)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10) ON CONFLICT DO NOTHING",
    )?
    .execute(params![
        ms(contact.at),
        contact.student.as_str(),
        contact.household.as_str(),
        contact.guardian,
        contact.direction.word(),
        contact.channel.word(),
        contact.personal,
        contact.tone.word(),
        contact.inbound.map(|i| i.0),
        contact.outbox.map(|o| o.0),
    ])?;
    Ok(())
}

/// The contacts that a mail was entered as are taken back, before it is understood again.
pub fn forget_mail(tx: &Transaction<'_>, inbound: InboundId) -> Result<()> {
    tx.prepare_cached("DELETE FROM contact WHERE inbound = ?1")?.execute(params![inbound.0])?;
    Ok(())
}

/// A mail of ours that came back was no contact.
pub fn forget_sent(tx: &Transaction<'_>, outbox: OutboxId) -> Result<()> {
    tx.prepare_cached("DELETE FROM contact WHERE outbox = ?1")?.execute(params![outbox.0])?;
    Ok(())
}

/// What the log says about one home.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct HomeLog {
    pub last_to: Option<Timestamp>,
    pub last_from: Option<Timestamp>,
    /// Good and hard words to this home over the term.
    pub good: u32,
    pub hard: u32,
    pub last_good: Option<Timestamp>,
    pub last_hard: Option<Timestamp>,
    /// Personal mails that went to this home.
    pub written: u32,
    /// The oldest mail of theirs that no person has answered and nobody has settled.
    pub waiting_since: Option<Timestamp>,
}

/// From when on the log is asked.
#[derive(Clone, Copy, Debug)]
pub struct Since {
    /// Good and hard words are counted from here.
    pub term: Timestamp,
    /// When there was a good or a hard one, and how many mails went, is asked from here.
    pub year: Timestamp,
    /// Mail older than this is owed no answer any more (what lay in the mailbox long before homeroom came).
    pub owed: Timestamp,
}

pub fn of_home(tx: &Transaction<'_>, home: &Home, since: Since) -> Result<HomeLog> {
    let (s, h) = (home.student.as_str(), home.household.as_str());
    let last = |direction: Direction| -> Result<Option<Timestamp>> {
        optional_instant(
            tx.prepare_cached(
                "SELECT max(at) FROM contact
                 WHERE student = ?1 AND household = ?2 AND personal = 1 AND direction = ?3",
            )?
            .query_row(params![s, h, direction.word()], |r| r.get(0))?,
        )
    };
    let balance = |tone: Tone| -> Result<(u32, Option<Timestamp>)> {
        let (count, latest) = tx
            .prepare_cached(
                "SELECT count(*) FILTER (WHERE at >= ?5), max(at) FROM contact
                 WHERE student = ?1 AND household = ?2 AND tone = ?3 AND tone <> 'neutral' AND at >= ?4",
            )?
            .query_row(params![s, h, tone.word(), ms(since.year), ms(since.term)], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok((count, optional_instant(latest)?))
    };
    let written = tx
        .prepare_cached(
            "SELECT count(*) FROM contact WHERE student = ?1 AND household = ?2 AND personal = 1
               AND direction = 'to_family' AND at >= ?3 AND channel = 'mail'",
        )?
        .query_row(params![s, h, ms(since.year)], |r| r.get(0))?;
    let ((good, last_good), (hard, last_hard)) = (balance(Tone::Good)?, balance(Tone::Hard)?);
    let answered = answered(tx, home)?;
    let waiting = tx
        .prepare_cached(
            "SELECT min(at) FROM contact c
             WHERE student = ?1 AND household = ?2 AND personal = 1 AND direction = 'from_family' AND at > ?3
               AND inbound IS NOT NULL
               AND NOT EXISTS (SELECT 1 FROM settled WHERE settled.inbound = c.inbound)",
        )?
        .query_row(params![s, h, ms(answered.map_or(since.owed, |at| at.max(since.owed)))], |r| r.get(0))?;
    Ok(HomeLog {
        last_to: last(Direction::ToFamily)?,
        last_from: last(Direction::FromFamily)?,
        good,
        hard,
        last_good,
        last_hard,
        written,
        waiting_since: optional_instant(waiting)?,
    })
}

/// Whether this home ever had a good word.
pub fn has_good_word(tx: &Transaction<'_>, home: &Home) -> Result<bool> {
    Ok(tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM contact
             WHERE student = ?1 AND household = ?2 AND tone = 'good' AND tone <> 'neutral')",
        )?
        .query_row(params![home.student.as_str(), home.household.as_str()], |r| r.get(0))?)
}

/// The homes that ever had one.
pub fn homes_with_good_word(tx: &Transaction<'_>) -> Result<Vec<Home>> {
    let mut query =
        tx.prepare_cached("SELECT DISTINCT student, household FROM contact WHERE tone = 'good' AND tone <> 'neutral'")?;
    let homes = query.query_map([], |r| Ok(Home { student: student(r.get(0)?), household: household(r.get(1)?) }))?;
    Ok(homes.collect::<rusqlite::Result<_>>()?)
}

/// When a person last had a word for this home. What a job sends by itself restarts the clock and answers nobody.
fn answered(tx: &Transaction<'_>, home: &Home) -> Result<Option<Timestamp>> {
    let at: Option<i64> = tx
        .prepare_cached(
            "SELECT at FROM contact c
             WHERE student = ?1 AND household = ?2 AND personal = 1 AND direction = 'to_family'
               AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.id = c.outbox AND o.job IS NOT NULL)
             ORDER BY at DESC LIMIT 1",
        )?
        .query_row(params![home.student.as_str(), home.household.as_str()], |r| r.get(0))
        .optional()?;
    optional_instant(at)
}

/// Mails of this home that wait for an answer, oldest first, at most 20: those of the given time and later.
pub fn waiting_mails(tx: &Transaction<'_>, home: &Home, since: Timestamp) -> Result<Vec<InboundId>> {
    let mut query = tx.prepare_cached(
        "SELECT inbound FROM contact c
         WHERE student = ?1 AND household = ?2 AND personal = 1 AND direction = 'from_family' AND at >= ?3
           AND inbound IS NOT NULL AND NOT EXISTS (SELECT 1 FROM settled WHERE settled.inbound = c.inbound)
         ORDER BY at LIMIT 20",
    )?;
    let rows = query
        .query_map(params![home.student.as_str(), home.household.as_str(), ms(since)], |r| Ok(InboundId(r.get(0)?)))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// A mail of the teacher's own to a home.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnMail {
    pub at: Timestamp,
    pub guardian: Option<String>,
    pub target: ItemTarget,
    pub text: String,
}

/// Personal mails that went to this home since, oldest first, that are no letters of a question (`store::questions`), and
/// that no job wrote nor anybody called done.
pub fn own_mails(tx: &Transaction<'_>, home: &Home, since: Timestamp) -> Result<Vec<OwnMail>> {
    let mut query = tx.prepare_cached(
        "SELECT c.at, c.guardian, c.inbound, c.outbox, coalesce(r.reply_text, o.text, '') FROM contact c
         LEFT JOIN reading r ON r.inbound = c.inbound LEFT JOIN outbox_content o ON o.outbox = c.outbox
         WHERE student = ?1 AND household = ?2 AND personal = 1 AND direction = 'to_family' AND at > ?3
           AND channel = 'mail'
           AND NOT EXISTS (SELECT 1 FROM outbox b WHERE b.id = c.outbox
                           AND (b.job IS NOT NULL OR b.template LIKE 'positive-note%'))
           AND NOT EXISTS (SELECT 1 FROM question_letter l WHERE l.outbox = c.outbox)
           AND NOT EXISTS (SELECT 1 FROM settled s WHERE s.inbound = c.inbound)
           AND NOT EXISTS (SELECT 1 FROM settled_question s WHERE s.outbox = c.outbox)
         ORDER BY at LIMIT 50",
    )?;
    let rows = query.query_map(params![home.student.as_str(), home.household.as_str(), ms(since)], |r| {
        let (at, guardian, text): (i64, Option<String>, String) = (r.get(0)?, r.get(1)?, r.get(4)?);
        let (inbound, outbox): (Option<i64>, Option<i64>) = (r.get(2)?, r.get(3)?);
        let target = match (inbound, outbox) {
            (Some(id), _) => Some(ItemTarget::Mail(InboundId(id))),
            (None, outbox) => outbox.map(|id| ItemTarget::Asked(OutboxId(id))),
        };
        Ok(target.map(|target| Ok(OwnMail { at: instant(at)?, guardian, target, text })))
    })?;
    collect(rows.filter_map(rusqlite::Result::transpose))
}

/// The teacher waits no longer for an answer to what went through homeroom.
pub fn settle_question(tx: &Transaction<'_>, outbox: OutboxId, at: Timestamp) -> Result<()> {
    tx.prepare_cached("INSERT INTO settled_question (outbox, at) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![outbox.0, ms(at)])?;
    Ok(())
}

/// The whole log, oldest first.
pub fn all(tx: &Transaction<'_>) -> Result<Vec<Contact>> {
    let mut query = tx.prepare_cached(
        "SELECT at, student, household, guardian, direction, channel, personal, tone, inbound, outbox
         FROM contact ORDER BY at, id",
    )?;
    let rows = query.query_map([], |r| {
        let (at, direction, channel, tone): (i64, String, String, String) =
            (r.get(0)?, r.get(4)?, r.get(5)?, r.get(7)?);
        let (s, h, guardian, personal) = (student(r.get(1)?), household(r.get(2)?), r.get(3)?, r.get(6)?);
        let (inbound, outbox): (Option<i64>, Option<i64>) = (r.get(8)?, r.get(9)?);
        Ok((|| {
            Ok(Contact {
                at: instant(at)?,
                student: s,
                household: h,
                guardian,
                direction: word(&direction, Direction::read)?,
                channel: word(&channel, Channel::read)?,
                personal,
                tone: word(&tone, Tone::read)?,
                inbound: inbound.map(InboundId),
                outbox: outbox.map(OutboxId),
            })
        })())
    })?;
    collect(rows)
}

pub fn settle(tx: &Transaction<'_>, inbound: InboundId, at: Timestamp) -> Result<()> {
    tx.prepare_cached("INSERT INTO settled (inbound, at) VALUES (?1, ?2) ON CONFLICT DO NOTHING")?
        .execute(params![inbound.0, ms(at)])?;
    Ok(())
}

/// The mail waits again.
pub fn unsettle(tx: &Transaction<'_>, inbound: InboundId) -> Result<()> {
    tx.prepare_cached("DELETE FROM settled WHERE inbound = ?1")?.execute(params![inbound.0])?;
    Ok(())
}
