//! What is known of the senders of mail whose signature homeroom checks itself. The answer is kept with the mail: read
//! again, it is judged as it was the first time, whatever the DNS says by then.

use super::Result;
use super::sql::{instant, ms};
use crate::ids::InboundId;
use crate::message::auth::Authenticity;
use jiff::Timestamp;
use rusqlite::{Transaction, params};

/// A mail that is not understood before its signature is checked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Asking {
    pub id: InboundId,
    /// INTERNALDATE
    pub received_at: Timestamp,
    /// Since when it waits.
    pub since: Timestamp,
}

/// The mail waits until its signature is checked; the others flow on.
pub fn ask(tx: &Transaction<'_>, id: InboundId, now: Timestamp) -> Result<()> {
    tx.prepare_cached("UPDATE inbound SET asking_since = ?2 WHERE id = ?1")?.execute(params![id.0, ms(now)])?;
    Ok(())
}

/// The mails that wait, oldest first.
pub fn asking(tx: &Transaction<'_>) -> Result<Vec<Asking>> {
    let mut query = tx.prepare_cached(
        "SELECT id, received_at, asking_since FROM inbound WHERE asking_since IS NOT NULL ORDER BY id",
    )?;
    let mut rows = query.query([])?;
    let mut all = Vec::new();
    while let Some(row) = rows.next()? {
        let (id, received_at, since) = (InboundId(row.get(0)?), instant(row.get(1)?)?, instant(row.get(2)?)?);
        all.push(Asking { id, received_at, since });
    }
    Ok(all)
}

/// The mail is understood with this.
pub fn answered(tx: &Transaction<'_>, id: InboundId, verdict: Authenticity) -> Result<()> {
    tx.prepare_cached("UPDATE inbound SET verdict = ?2, asking_since = NULL WHERE id = ?1")?
        .execute(params![id.0, verdict.word()])?;
    Ok(())
}

/// No mail waits any more: the class is set up to do without.
pub fn ask_no_more(tx: &Transaction<'_>) -> Result<()> {
    tx.prepare_cached("UPDATE inbound SET asking_since = NULL WHERE asking_since IS NOT NULL")?.execute([])?;
    Ok(())
}
