//! Rows of the outbox, read.

use crate::domain::address::EmailAddress;
use crate::domain::contact::Tone;
use crate::domain::language::Language;
use crate::domain::mail::Home;
use crate::domain::outbox::OutboxState;
use crate::ids::{MessageId, OutboxId};
use crate::store::sql::{address, collect, household, instant, student, word};
use crate::store::{Result, StoreError};
use jiff::Timestamp;
use rusqlite::{Row, Transaction};

/// A row as the sender and the composer see it.
#[derive(Clone, Debug)]
pub struct Parcel {
    pub id: OutboxId,
    pub state: OutboxState,
    pub to: EmailAddress,
    pub to_name: Option<String>,
    /// `None`: mail to the teacher.
    pub home: Option<Home>,
    pub guardian: Option<String>,
    pub by_job: bool,
    /// What it was made of: a job for one of its times, a moment, a difficult letter, else a
    /// template. Mails of one batch are one decision.
    pub batch: String,
    pub template: String,
    pub language: Language,
    pub subject: String,
    pub message_id: MessageId,
    pub personal: bool,
    pub tone: Tone,
    pub class_letter: bool,
    pub weekend_meant: bool,
    pub not_before: Timestamp,
    /// When it is looked at next, if it is queued.
    pub next_attempt: Timestamp,
    pub expires: Timestamp,
    /// From `expires` on its words are untrue, whoever says `ok`.
    pub dated: bool,
    pub attempts: u32,
    pub reason: String,
    /// A teacher read it and said `ok`.
    pub approved: bool,
    pub by_teacher: Option<String>,
}

const PARCEL: &str = "SELECT o.id, o.state, o.recipient, o.recipient_name, h.student, h.household, o.guardian,
    o.job IS NOT NULL, o.template, o.language, o.subject, o.message_id, o.personal, o.tone, o.class_letter,
    o.weekend_meant, o.not_before, o.expires_at, o.attempts, o.reason, o.approved, coalesce(o.job || ' ' || o.slot,
        (SELECT 'moment ' || min(m.moment) FROM outbox_moment m WHERE m.outbox = o.id),
        (SELECT 'hard ' || m.hard FROM hard_mail m WHERE m.outbox = o.id), o.template), o.dated, o.next_attempt, o.by_teacher
    FROM outbox o LEFT JOIN topic t ON t.id = o.topic LEFT JOIN thread h ON h.id = t.thread ";

fn parcel(r: &Row<'_>) -> rusqlite::Result<Result<Parcel>> {
    let home = match (r.get::<_, Option<String>>(4)?, r.get::<_, Option<String>>(5)?) {
        (Some(s), Some(h)) => Some(Home { student: student(s), household: household(h) }),
        _ => None,
    };
    let (state, to, tone): (String, String, String) = (r.get(1)?, r.get(2)?, r.get(13)?);
    let (message_id, not_before, expires): (String, i64, i64) = (r.get(11)?, r.get(16)?, r.get(17)?);
    let (id, to_name, guardian, by_job) = (OutboxId(r.get(0)?), r.get(3)?, r.get(6)?, r.get(7)?);
    let (template, subject, personal) = (r.get(8)?, r.get(10)?, r.get(12)?);
    let language: String = r.get(9)?;
    let (class_letter, weekend_meant, attempts, reason) = (r.get(14)?, r.get(15)?, r.get(18)?, r.get(19)?);
    let (approved, batch, dated, next_attempt): (_, _, _, i64) = (r.get(20)?, r.get(21)?, r.get(22)?, r.get(23)?);
    let by_teacher = r.get(24)?;
    Ok((|| {
        Ok(Parcel {
            id,
            state: word(&state, OutboxState::read)?,
            to: address(&to)?,
            to_name,
            home,
            guardian,
            by_job,
            batch,
            template,
            language: word(&language, Language::parse)?,
            subject,
            message_id: MessageId::parse(&message_id).ok_or(StoreError::Damaged("a Message-ID"))?,
            personal,
            tone: word(&tone, Tone::read)?,
            class_letter,
            weekend_meant,
            not_before: instant(not_before)?,
            next_attempt: instant(next_attempt)?,
            expires: instant(expires)?,
            dated,
            attempts,
            reason,
            approved,
            by_teacher,
        })
    })())
}

pub(super) fn parcels(tx: &Transaction<'_>, rest: &str, values: impl rusqlite::Params) -> Result<Vec<Parcel>> {
    let mut query = tx.prepare_cached(&format!("{PARCEL}{rest}"))?;
    collect(query.query_map(values, parcel)?)
}
