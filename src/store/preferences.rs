//! What guardians asked to get, and the mails in which they did.

use super::Result;
use super::sql::{address, collect, ms, optional_instant, word};
use crate::domain::address::EmailAddress;
use crate::domain::language::Language;
use crate::domain::preference::{Level, Outcome, Preference, Preferences, Request, Wish};
use crate::ids::InboundId;
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};

fn preference(level: &str, weekly: bool, language: Option<String>) -> Result<Preference> {
    let language = language.map(|tag| word(&tag, Language::parse)).transpose()?;
    Ok(Preference { level: word(level, Level::read)?, weekly, language })
}

/// Of the whole class.
pub fn all(tx: &Transaction<'_>) -> Result<Preferences> {
    let mut query = tx.prepare_cached("SELECT mailbox, level, weekly, language FROM preference")?;
    let rows = query.query_map([], |r| {
        let (mailbox, level, weekly): (String, String, bool) = (r.get(0)?, r.get(1)?, r.get(2)?);
        let language = r.get(3)?;
        Ok(preference(&level, weekly, language).map(|preference| (mailbox, preference)))
    })?;
    Ok(Preferences::new(collect(rows)?.into_iter().collect()))
}

/// Of whoever reads mail to this address.
pub fn of(tx: &Transaction<'_>, address: &EmailAddress) -> Result<Preference> {
    let found: Option<(String, bool, Option<String>)> = tx
        .prepare_cached("SELECT level, weekly, language FROM preference WHERE mailbox = ?1")?
        .query_row(params![address.mailbox()], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)))
        .optional()?;
    found.map_or(Ok(Preference::default()), |(level, weekly, language)| preference(&level, weekly, language))
}

/// When the newest mail came that changed what this guardian gets.
pub fn changed_at(tx: &Transaction<'_>, address: &EmailAddress) -> Result<Option<Timestamp>> {
    let at: Option<i64> = tx
        .prepare_cached("SELECT changed_at FROM preference WHERE mailbox = ?1")?
        .query_row(params![address.mailbox()], |r| r.get(0))
        .optional()?;
    optional_instant(at)
}

pub fn set(tx: &Transaction<'_>, address: &EmailAddress, preference: &Preference, at: Timestamp) -> Result<()> {
    tx.prepare_cached(
        "INSERT INTO preference (mailbox, level, weekly, language, changed_at) VALUES (?1, ?2, ?3, ?4, ?5)
         ON CONFLICT (mailbox) DO UPDATE SET level = ?2, weekly = ?3, language = ?4, changed_at = ?5",
    )?
    .execute(params![
        address.mailbox(),
        preference.level.word(),
        preference.weekly,
        preference.language.as_ref().map(|l| l.as_str()),
        ms(at),
    ])?;
    Ok(())
}

/// Whether this mail has been heard, and if so whether what it asked for was done.
pub fn heard(tx: &Transaction<'_>, id: InboundId) -> Result<Option<bool>> {
    Ok(tx
        .prepare_cached("SELECT outcome = 'done' FROM preference_request WHERE inbound = ?1")?
        .query_row(params![id.0], |r| r.get(0))
        .optional()?)
}

/// `false` if the mail was heard before.
pub fn hear(tx: &Transaction<'_>, request: &Request, now: Timestamp) -> Result<bool> {
    let (wish, detail) = written(&request.wish);
    let noted = tx
        .prepare_cached(
            "INSERT INTO preference_request (inbound, at, noted_at, sender, wish, detail, outcome)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7) ON CONFLICT DO NOTHING",
        )?
        .execute(params![
            request.inbound.0,
            ms(request.at),
            ms(now),
            request.from.as_str(),
            wish,
            detail,
            request.outcome.word(),
        ])?;
    Ok(noted == 1)
}

fn written(wish: &Wish) -> (&'static str, Option<&str>) {
    match wish {
        Wish::Less(level) => (level.word(), None),
        Wish::Weekly => ("weekly", None),
        Wish::Everything => (Level::All.word(), None),
        Wish::Language(language) => ("language", Some(language.as_str())),
        Wish::Address(address) => ("address", Some(address.as_str())),
    }
}

fn read(wish: &str, detail: Option<String>) -> Result<Wish> {
    let detail = detail.unwrap_or_default();
    Ok(match wish {
        "weekly" => Wish::Weekly,
        "language" => Wish::Language(word(&detail, Language::parse)?),
        "address" => Wish::Address(address(&detail)?),
        level => match word(level, Level::read)? {
            Level::All => Wish::Everything,
            less => Wish::Less(less),
        },
    })
}

/// What was asked for since, in its order: by whom, what, and whether it was done or could have been.
pub struct Heard {
    pub from: EmailAddress,
    pub wish: Wish,
    pub proven: bool,
}

pub fn heard_since(tx: &Transaction<'_>, since: Timestamp) -> Result<Vec<Heard>> {
    let mut query = tx.prepare_cached(
        "SELECT sender, wish, detail, outcome FROM preference_request WHERE noted_at >= ?1 ORDER BY inbound",
    )?;
    let row = |r: &Row<'_>| {
        let (sender, wish, detail): (String, String, Option<String>) = (r.get(0)?, r.get(1)?, r.get(2)?);
        let outcome: String = r.get(3)?;
        Ok((|| {
            let proven = outcome != Outcome::Unproven.word();
            Ok(Heard { from: address(&sender)?, wish: read(&wish, detail)?, proven })
        })())
    };
    collect(query.query_map(params![ms(since)], row)?)
}
