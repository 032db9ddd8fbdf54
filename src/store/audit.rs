//! The log of who did what. A line is never changed and never goes: triggers refuse it, and each line's hash is made
//! over that of the line before, so that a change from outside is found as well. Whoever may write to the file can make
//! all hashes anew; what they cannot reach are the heads that went out in the mails to teachers.

use super::sql::{instant, ms};
use super::{Result, StoreError};
use crate::domain::audit::{Act, Actor, Entry, Head, Subject};
use crate::domain::mail::MailState;
use crate::domain::outbox::OutboxState;
use crate::ids::{ContentHash, InboundId, OutboxId};
use jiff::Timestamp;
use rusqlite::{OptionalExtension, Row, Transaction, params};

type Hash = [u8; 32];

/// What the first line is chained to. Nothing random, so that the same doings always make the same log.
const BEGINNING: Hash = [0; 32];

/// A line as it stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    pub id: i64,
    pub at: Timestamp,
    pub actor: String,
    pub act: String,
    pub subject: String,
    pub detail: String,
    pub hash: Hash,
}

/// Where a log is not what was written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Broken {
    /// This line, or the one before, is not what was written.
    Changed { line: i64 },
    /// There is no such line, and there are later ones.
    Missing { line: i64 },
    /// The end is gone: it has fewer lines than it had.
    CutOff { line: i64 },
    /// Its lines fit each other, and not the head that was told.
    WrittenAnew { line: i64 },
}

impl Broken {
    pub fn line(self) -> i64 {
        match self {
            Self::Changed { line } | Self::Missing { line } | Self::CutOff { line } | Self::WrittenAnew { line } => {
                line
            }
        }
    }

    pub fn words(self) -> String {
        match self {
            Self::Changed { line } => format!("line {line} is not what homeroom wrote there"),
            Self::Missing { line } => format!("line {line} is missing"),
            Self::CutOff { line } => format!("line {line} and all after it are missing: the end was cut off"),
            Self::WrittenAnew { line } => format!("line {line} was another when that head went out"),
        }
    }
}

/// Adds a line, in the transaction of what it tells of.
pub fn append(tx: &Transaction<'_>, actor: Actor, entry: &Entry, at: Timestamp) -> Result<()> {
    let (last, before) = match last(tx)? {
        Some(last) => last,
        None => (0, BEGINNING),
    };
    let (id, at) = (last + 1, ms(at));
    let (actor, act) = (actor.to_string(), entry.act.word());
    let subject = entry.subject.to_string();
    let hash = link(&before, (id, at), [&actor, act, &subject, &entry.detail]);
    tx.prepare_cached(
        "INSERT INTO log (id, at, actor, act, subject, detail, hash) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
    )?
    .execute(params![id, at, actor, act, subject, entry.detail, hash])?;
    Ok(())
}

/// What became of a mail by itself.
pub fn of_mail(tx: &Transaction<'_>, id: OutboxId, state: OutboxState, at: Timestamp) -> Result<()> {
    append(tx, Actor::Homeroom, &Entry::new(Act::Mail(state), Subject::Outbox(id), ""), at)
}

/// A mail that came in is put aside, since homeroom stumbles over it.
pub(super) fn quarantined(tx: &Transaction<'_>, id: InboundId, at: Timestamp) -> Result<()> {
    let put_aside = Entry::new(Act::Placed, Subject::Mail(id), MailState::Quarantined.word());
    append(tx, Actor::Homeroom, &put_aside, at)
}

/// Of which class list the last line about one tells.
pub fn last_roster(tx: &Transaction<'_>) -> Result<Option<String>> {
    Ok(tx
        .prepare_cached("SELECT detail FROM log WHERE act = 'roster' ORDER BY id DESC LIMIT 1")?
        .query_row([], |r| r.get(0))
        .optional()?)
}

/// How far it has got.
pub fn head(tx: &Transaction<'_>) -> Result<Head> {
    let (entries, hash) = match last(tx)? {
        Some(last) => last,
        None => (0, BEGINNING),
    };
    Ok(Head { entries, start: start(&hash) })
}

/// Since this instant, or all.
pub fn lines(tx: &Transaction<'_>, since: Option<Timestamp>) -> Result<Vec<Line>> {
    let mut query =
        tx.prepare_cached("SELECT id, at, actor, act, subject, detail, hash FROM log WHERE at >= ?1 ORDER BY id")?;
    let mut rows = query.query(params![since.map_or(i64::MIN, ms)])?;
    let mut lines = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, at, [actor, act, subject, detail], hash) = columns(row)?;
        lines.push(Line { id, at: instant(at)?, actor, act, subject, detail, hash });
    }
    Ok(lines)
}

/// Whether every line is what was written and none is missing; `told`: a head that went out before.
pub fn verify(tx: &Transaction<'_>, told: Option<Head>) -> Result<std::result::Result<Head, Broken>> {
    let mut before = BEGINNING;
    let mut entries = 0;
    let fits = |entries: i64, hash: &Hash| told.is_none_or(|t| t.entries != entries || t.start == start(hash));
    if !fits(0, &before) {
        return Ok(Err(Broken::WrittenAnew { line: 0 }));
    }
    let mut query = tx.prepare("SELECT id, at, actor, act, subject, detail, hash FROM log ORDER BY id")?;
    let mut rows = query.query([])?;
    while let Some(row) = rows.next()? {
        let (id, at, texts, hash) = columns(row)?;
        if id != entries + 1 {
            return Ok(Err(Broken::Missing { line: entries + 1 }));
        }
        if link(&before, (id, at), texts.each_ref().map(String::as_str)) != hash {
            return Ok(Err(Broken::Changed { line: id }));
        }
        if !fits(id, &hash) {
            return Ok(Err(Broken::WrittenAnew { line: id }));
        }
        (before, entries) = (hash, id);
    }
    Ok(match told {
        Some(told) if told.entries > entries => Err(Broken::CutOff { line: entries + 1 }),
        _ => Ok(Head { entries, start: start(&before) }),
    })
}

fn columns(row: &Row<'_>) -> Result<(i64, i64, [String; 4], Hash)> {
    let hash: Vec<u8> = row.get(6)?;
    let hash = hash.try_into().map_err(|_| StoreError::Damaged("a hash in the log"))?;
    Ok((row.get(0)?, row.get(1)?, [row.get(2)?, row.get(3)?, row.get(4)?, row.get(5)?], hash))
}

fn last(tx: &Transaction<'_>) -> Result<Option<(i64, Hash)>> {
    let last: Option<(i64, Vec<u8>)> = tx
        .prepare_cached("SELECT id, hash FROM log ORDER BY id DESC LIMIT 1")?
        .query_row([], |r| Ok((r.get(0)?, r.get(1)?)))
        .optional()?;
    last.map(|(id, hash)| Ok((id, hash.try_into().map_err(|_| StoreError::Damaged("a hash in the log"))?))).transpose()
}

/// Every text with its length before it, so that no two lines are written alike.
fn link(before: &Hash, (id, at): (i64, i64), texts: [&str; 4]) -> Hash {
    let mut bytes = before.to_vec();
    bytes.extend(id.to_be_bytes());
    bytes.extend(at.to_be_bytes());
    for text in texts {
        bytes.extend((text.len() as u64).to_be_bytes());
        bytes.extend(text.as_bytes());
    }
    ContentHash::of(&bytes).0
}

fn start(hash: &Hash) -> [u8; 8] {
    let mut start = [0; 8];
    start.iter_mut().zip(hash).for_each(|(to, from)| *to = *from);
    start
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::store::Store;

    const NOW: Timestamp = Timestamp::UNIX_EPOCH;

    fn written(count: i64) -> (Store, Head) {
        let store = Store::in_memory().unwrap();
        let head = store
            .write(|tx| {
                for n in 1..=count {
                    let entry = Entry::new(Act::Placed, Subject::Mail(InboundId(n)), "placed S1001");
                    append(tx, Actor::Homeroom, &entry, NOW)?;
                }
                head(tx)
            })
            .unwrap();
        (store, head)
    }

    /// As somebody does who has the file and knows SQL.
    fn tampered(store: &Store, sql: &str) {
        let free =
            "DROP TRIGGER log_is_not_changed; DROP TRIGGER log_is_not_shortened; DROP TRIGGER log_grows_at_its_end;";
        store.write(|tx| Ok(tx.execute_batch(&format!("{free}{sql}"))?)).unwrap();
    }

    fn found(store: &Store, told: Option<Head>) -> std::result::Result<Head, Broken> {
        store.read(|tx| verify(tx, told)).unwrap()
    }

    #[test]
    fn an_untouched_log_is_whole_at_every_head_it_ever_had() {
        let (store, mut heads) = (Store::in_memory().unwrap(), Vec::new());
        for n in 1..=20 {
            heads.push(store.read(head).unwrap());
            let entry = Entry::new(Act::Approved, Subject::Outbox(OutboxId(n)), "");
            store.write(|tx| append(tx, Actor::Teacher(2), &entry, NOW)).unwrap();
        }
        let last = store.read(head).unwrap();
        assert_eq!(last.entries, 20);
        for told in heads.into_iter().chain([last]) {
            assert_eq!(found(&store, Some(told)), Ok(last));
        }
        let first = store.read(|tx| lines(tx, None)).unwrap().remove(0);
        assert_eq!(
            (first.actor.as_str(), first.act.as_str(), first.subject.as_str()),
            ("teacher 2", "approved", "outbox 1")
        );
    }

    #[test]
    fn every_column_of_a_changed_line_gives_it_away() {
        for change in [
            "at = at + 1",
            "actor = 'host'",
            "act = 'sent'",
            "subject = 'mail 8'",
            "detail = 'placed S1002'",
            // One text grows at the cost of the next.
            "act = 'placedm', subject = 'ail 7'",
            "hash = zeroblob(32)",
        ] {
            let (store, _) = written(10);
            tampered(&store, &format!("UPDATE log SET {change} WHERE id = 7"));
            assert_eq!(found(&store, None), Err(Broken::Changed { line: 7 }), "{change}");
        }
    }

    #[test]
    fn a_line_that_was_taken_out_or_put_in_is_found() {
        let (store, _) = written(10);
        tampered(&store, "DELETE FROM log WHERE id = 4");
        assert_eq!(found(&store, None), Err(Broken::Missing { line: 4 }));
        let (store, _) = written(10);
        tampered(&store, "DELETE FROM log WHERE id = 4; UPDATE log SET id = id - 1 WHERE id > 4");
        assert_eq!(found(&store, None), Err(Broken::Changed { line: 4 }));
        let (store, _) = written(10);
        tampered(
            &store,
            "UPDATE log SET id = -id WHERE id > 4; UPDATE log SET id = 1 - id WHERE id < 0;
             INSERT INTO log SELECT 5, at, actor, act, subject, detail, hash FROM log WHERE id = 4",
        );
        assert_eq!(found(&store, None), Err(Broken::Changed { line: 5 }));
    }

    #[test]
    fn an_end_that_was_cut_off_is_found_by_a_head_that_went_out() {
        let (store, head) = written(10);
        tampered(&store, "DELETE FROM log WHERE id > 8");
        assert!(found(&store, None).is_ok(), "what is left fits together");
        assert_eq!(found(&store, Some(head)), Err(Broken::CutOff { line: 9 }));
        tampered_again(&store);
        assert_eq!(found(&store, Some(head)), Err(Broken::WrittenAnew { line: 10 }), "and so is another end");
    }

    fn tampered_again(store: &Store) {
        let entry = Entry::new(Act::Settled, Subject::Mail(InboundId(1)), "");
        store.write(|tx| (0..3).try_for_each(|_| append(tx, Actor::Host, &entry, NOW))).unwrap();
    }

    #[test]
    fn no_line_is_changed_taken_out_or_put_between() {
        for sql in [
            "UPDATE log SET detail = 'x' WHERE id = 2",
            "DELETE FROM log WHERE id = 3",
            "DELETE FROM log",
            "INSERT OR REPLACE INTO log SELECT id, at, 'host', act, subject, detail, hash FROM log WHERE id = 2",
            "INSERT INTO log SELECT 9, at, actor, act, subject, detail, hash FROM log WHERE id = 2",
            "INSERT INTO log SELECT 0, at, actor, act, subject, detail, hash FROM log WHERE id = 2",
        ] {
            let (store, head) = written(3);
            assert!(store.write(|tx| Ok(tx.execute_batch(sql)?)).is_err(), "{sql}");
            assert_eq!(found(&store, Some(head)), Ok(head), "{sql}");
        }
    }
}
