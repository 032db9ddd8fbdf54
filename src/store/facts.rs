//! What the deciding functions need to know about mail that is already here.

use super::Result;
use super::inbound;
use super::sql::{household, ms, student};
use crate::domain::address::EmailAddress;
use crate::domain::mail::Home;
use crate::ids::{InboundId, MessageId, OutboxId};
use crate::message::ThreadIndex;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};

/// A mail of ours to a family.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OwnMail {
    pub id: OutboxId,
    pub to: Option<EmailAddress>,
    /// `None` for mail to the teacher.
    pub home: Option<Home>,
    /// The same words to all; about every child the guardian has here.
    pub class_letter: bool,
    /// A class letter, or one that names siblings: an answer to it tells nothing of which child is meant.
    pub about_several: bool,
}

const OWN_MAIL: &str = "SELECT o.id, o.recipient, h.student, h.household, o.class_letter,
         o.class_letter OR EXISTS (SELECT 1 FROM outbox_sibling s WHERE s.outbox = o.id)
     FROM outbox o LEFT JOIN topic t ON t.id = o.topic LEFT JOIN thread h ON h.id = t.thread";

fn own_mail(row: &Row<'_>) -> rusqlite::Result<OwnMail> {
    let home = match (row.get::<_, Option<String>>(2)?, row.get::<_, Option<String>>(3)?) {
        (Some(s), Some(h)) => Some(Home { student: student(s), household: household(h) }),
        _ => None,
    };
    Ok(OwnMail {
        id: OutboxId(row.get(0)?),
        to: EmailAddress::parse(&row.get::<_, String>(1)?),
        home,
        class_letter: row.get(4)?,
        about_several: row.get(5)?,
    })
}

pub fn own_by_id(tx: &Transaction<'_>, id: OutboxId) -> Result<Option<OwnMail>> {
    Ok(tx.prepare_cached(&format!("{OWN_MAIL} WHERE o.id = ?1"))?.query_row(params![id.0], own_mail).optional()?)
}

pub fn own_by_message_id(tx: &Transaction<'_>, id: &MessageId) -> Result<Option<OwnMail>> {
    Ok(tx
        .prepare_cached(&format!("{OWN_MAIL} WHERE o.message_id = ?1"))?
        .query_row(params![id.as_str()], own_mail)
        .optional()?)
}

/// The homes of the mail, in or out, that goes by this Message-ID. Several where ids were used twice; none where it is
/// a letter of ours about several children and `letters` is not set.
pub fn homes_by_message_id(tx: &Transaction<'_>, id: &MessageId, letters: bool) -> Result<Vec<Home>> {
    if let Some(own) = own_by_message_id(tx, id)? {
        return Ok(own.home.filter(|_| letters || !own.about_several).into_iter().collect());
    }
    let mut query = tx.prepare_cached(
        "SELECT DISTINCT h.student, h.household FROM reading r JOIN placement p ON p.inbound = r.inbound
         JOIN topic t ON t.id = p.topic JOIN thread h ON h.id = t.thread WHERE r.message_id = ?1 LIMIT 8",
    )?;
    let rows = query.query_map(params![id.as_str()], |r| {
        Ok(Home { student: student(r.get(0)?), household: household(r.get(1)?) })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The first condition is that of the index, without which every mail there is would be read.
const BY_THREAD_ROOT: &str = "SELECT h.student, h.household FROM reading r JOIN placement p ON p.inbound = r.inbound
     JOIN topic t ON t.id = p.topic JOIN thread h ON h.id = t.thread
     WHERE r.thread_index IS NOT NULL AND substr(r.thread_index, 1, 22) = ?1 AND r.inbound <> ?2
     GROUP BY h.student, h.household ORDER BY max(r.inbound) DESC LIMIT 8";

/// The homes of other mails of the same conversation of Outlook's, latest first.
pub fn homes_by_thread_root(tx: &Transaction<'_>, index: &ThreadIndex, beside: InboundId) -> Result<Vec<Home>> {
    let mut query = tx.prepare_cached(BY_THREAD_ROOT)?;
    let rows = query.query_map(params![index.root(), beside.0], |r| {
        Ok(Home { student: student(r.get(0)?), household: household(r.get(1)?) })
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The place in a conversation of Outlook's of the mail that goes by this Message-ID.
pub fn thread_index(tx: &Transaction<'_>, id: &MessageId) -> Result<Option<ThreadIndex>> {
    let found: Option<Vec<u8>> = tx
        .prepare_cached(
            "SELECT thread_index FROM reading WHERE message_id = ?1 AND thread_index IS NOT NULL
             ORDER BY inbound DESC LIMIT 1",
        )?
        .query_row(params![id.as_str()], |r| r.get(0))
        .optional()?;
    Ok(found.and_then(ThreadIndex::from_octets))
}

/// Whether anything personal was said with this home in the given time, other than by this very mail.
pub fn home_is_in_conversation(
    tx: &Transaction<'_>,
    home: &Home,
    (since, until): (Timestamp, Timestamp),
    beside: InboundId,
) -> Result<bool> {
    let (student, household) = (home.student.as_str(), home.household.as_str());
    Ok(tx
        .prepare_cached(
            "SELECT EXISTS (SELECT 1 FROM contact WHERE student = ?1 AND household = ?2 AND personal = 1
               AND direction IN ('to_family', 'from_family') AND at BETWEEN ?3 AND ?4 AND inbound IS NOT ?5)",
        )?
        .query_row(params![student, household, ms(since), ms(until), beside.0], |r| r.get(0))?)
}

/// The homes that a teacher has placed this mail with by a word of their own; none where a reading decided.
pub fn said_by_teacher(tx: &Transaction<'_>, id: InboundId) -> Result<Vec<Home>> {
    let mut query = tx.prepare_cached(
        "SELECT h.student, h.household FROM reading r JOIN placement p ON p.inbound = r.inbound
         JOIN topic t ON t.id = p.topic JOIN thread h ON h.id = t.thread
         WHERE r.inbound = ?1 AND r.matched_by = 'teacher' AND NOT r.outgoing ORDER BY p.topic",
    )?;
    let rows = query
        .query_map(params![id.0], |r| Ok(Home { student: student(r.get(0)?), household: household(r.get(1)?) }))?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// The words of a mail of ours.
pub struct SentWords {
    pub text: String,
    pub html: Option<String>,
}

fn sent_words_row(row: &Row<'_>) -> rusqlite::Result<SentWords> {
    Ok(SentWords { text: row.get(0)?, html: row.get(1)? })
}

/// The words of the mail of ours that goes by this Message-ID.
pub fn sent_words(tx: &Transaction<'_>, id: &MessageId) -> Result<Option<SentWords>> {
    Ok(tx
        .prepare_cached(
            "SELECT c.text, c.html FROM outbox o JOIN outbox_content c ON c.outbox = o.id WHERE o.message_id = ?1",
        )?
        .query_row(params![id.as_str()], sent_words_row)
        .optional()?)
}

/// The words of the latest mails of ours that went to this home, whoever of it got them.
pub fn sent_to_home(tx: &Transaction<'_>, home: &Home, limit: usize) -> Result<Vec<SentWords>> {
    let mut query = tx.prepare_cached(
        "SELECT w.text, w.html FROM contact c JOIN outbox_content w ON w.outbox = c.outbox
         WHERE c.student = ?1 AND c.household = ?2 AND c.outbox IS NOT NULL ORDER BY c.at DESC LIMIT ?3",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = query.query_map(params![home.student.as_str(), home.household.as_str(), limit], sent_words_row)?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

/// Mail that came in by this Message-ID, as it came. Several where ids were used twice.
pub fn stored_by_message_id(tx: &Transaction<'_>, id: &MessageId) -> Result<Vec<Vec<u8>>> {
    let mut query = tx.prepare_cached("SELECT inbound FROM reading WHERE message_id = ?1 ORDER BY inbound LIMIT 4")?;
    let rows = query.query_map(params![id.as_str()], |r| r.get(0).map(InboundId))?;
    let mut mails = Vec::new();
    for id in rows {
        mails.extend(inbound::raw(tx, id?)?);
    }
    Ok(mails)
}

/// The new texts, closings included, of this sender's latest mails before the given one, newest first.
pub fn earlier_words(
    tx: &Transaction<'_>,
    sender: &EmailAddress,
    before: InboundId,
    limit: usize,
) -> Result<Vec<String>> {
    let mut query = tx.prepare_cached(
        "SELECT reply_text, closing FROM reading
         WHERE sender = ?1 AND inbound < ?2 AND kind IN ('mail', 'reply') AND outgoing = 0
         ORDER BY inbound DESC LIMIT ?3",
    )?;
    let limit = i64::try_from(limit).unwrap_or(i64::MAX);
    let rows = query.query_map(params![sender.as_str(), before.0, limit], |r| {
        let (words, closing): (String, Option<String>) = (r.get(0)?, r.get(1)?);
        Ok(closing.map_or(words.clone(), |closing| format!("{words}\n\n{closing}")))
    })?;
    Ok(rows.collect::<rusqlite::Result<_>>()?)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::{Store, StoreError};

    #[test]
    fn a_conversation_of_outlooks_is_found_by_its_index() {
        let plan = |tx: &Transaction<'_>| -> Result<String> {
            let first = format!("EXPLAIN QUERY PLAN {BY_THREAD_ROOT}");
            tx.query_row(&first, params![[0_u8; 22], 1], |row| row.get(3)).map_err(StoreError::from)
        };
        let plan = Store::in_memory().unwrap().read(plan).unwrap();
        assert!(plan.contains("reading_thread_root"), "{plan}");
    }
}
