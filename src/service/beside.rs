//! What only earlier mail can tell about a mail: the closing that its sender always writes, and whether the history below
//! the new text holds words that nobody here has seen.

use super::open::OpenClass;
use crate::domain::mail::{FolderRole, Home};
use crate::domain::roster::Guardianship;
use crate::ids::InboundId;
use crate::message::inbound::text_of;
use crate::message::reply_text::{History, KnownWords, closing_begins};
use crate::message::{Understood, html};
use crate::store::{self, Tx, facts};

/// So many of the sender's earlier mails are asked.
const EARLIER: usize = 8;
/// A mail that names more others than this is compared with the nearest.
const MOST_REFERENCES: usize = 12;
/// So many of the latest mails to a home are compared.
const LATEST: usize = 60;

/// Adds to a person's mail what the state knows. The reading of other mail stays as it is.
pub fn complete(
    tx: &Tx<'_>,
    class: &OpenClass,
    id: InboundId,
    role: FolderRole,
    reading: &mut Understood,
) -> store::Result<()> {
    if role == FolderRole::Sent || !reading.kind.is_personal() {
        return Ok(());
    }
    if let Some(from) = &reading.from {
        let earlier = facts::earlier_words(tx, from, id, EARLIER)?;
        if let Some(at) = closing_begins(&reading.reply_text, &earlier) {
            reading.cut_closing(at);
        }
    }
    reading.more_below = more_below(tx, class, reading)?;
    Ok(())
}

/// Asks the nearest texts first: nearly every answer quotes the one mail it answers.
fn more_below(tx: &Tx<'_>, class: &OpenClass, reading: &Understood) -> store::Result<bool> {
    let history = History::of(&reading.cuts, class.reading_rules());
    let mut known = KnownWords::default();
    if !history.holds_more_than(&known) {
        return Ok(false);
    }
    let answered = || reading.in_reply_to.iter().chain(reading.references.iter().rev()).take(MOST_REFERENCES);
    let mut homes: Vec<Home> =
        reading.from.iter().flat_map(|from| class.class().roster.rows_of(from)).map(Guardianship::home).collect();
    for id in answered() {
        known.add(facts::sent_words(tx, id)?.iter().flat_map(texts_of).collect::<Vec<_>>().iter().map(String::as_str));
        homes.extend(facts::homes_by_message_id(tx, id, true)?);
    }
    if !history.holds_more_than(&known) {
        return Ok(false);
    }
    homes.sort_unstable();
    homes.dedup();
    for home in &homes {
        let sent = facts::sent_to_home(tx, home, LATEST)?;
        known.add(sent.iter().flat_map(texts_of).collect::<Vec<_>>().iter().map(String::as_str));
    }
    if !history.holds_more_than(&known) {
        return Ok(false);
    }
    // Mail of the family's own, or of the teacher's, that came in: whole, for its signature is quoted too.
    for id in answered() {
        for raw in facts::stored_by_message_id(tx, id)? {
            known.add([text_of(&raw).as_str()]);
        }
    }
    Ok(history.holds_more_than(&known))
}

/// Both parts: programs quote the one they show.
fn texts_of(sent: &facts::SentWords) -> [String; 2] {
    [sent.text.clone(), sent.html.as_deref().map(html::to_text).unwrap_or_default()]
}
