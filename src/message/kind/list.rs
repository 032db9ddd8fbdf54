//! List and bulk mail.

use super::automatic;
use super::{Reading, keywords};
use crate::domain::address::EmailAddress;

/// Fields that only lists and mass mailings carry. `Feedback-ID` is none of them: some providers set it on every mail.
#[rustfmt::skip]
const FIELDS: [&str; 13] = [
    "List-Id", "List-Post", "List-Unsubscribe", "List-Help", "List-Subscribe", "List-Owner", "Mailing-List",
    "X-Mailing-List", "X-Mailman-Version", "X-BeenThere", "X-Campaign-ID", "X-Campaign", "X-Mailer-LID",
];

/// The field that says so.
pub(super) fn named(reading: &Reading<'_>) -> Option<String> {
    reading.header.iter().find_map(|f| FIELDS.iter().find(|n| f.is(n)).map(|n| (*n).to_owned()))
}

/// Mail that says of itself that it is sent to many. Some relays say so of all they pass on, so an answer stays a
/// person's, unless somebody else than its author sent it on.
pub(super) fn by_precedence(reading: &Reading<'_>) -> Option<String> {
    if automatic::is_by_hand(reading) {
        return None;
    }
    let word = keywords(reading, "Precedence").find(|w| matches!(w.as_str(), "list" | "bulk" | "junk"))?;
    let answers = !reading.heading.in_reply_to.is_empty();
    (word == "list" || !answers || is_sent_on(reading)).then(|| format!("Precedence: {word}"))
}

/// Whether another than the author sent it: lists name themselves as the sender, or in the envelope's.
fn is_sent_on(reading: &Reading<'_>) -> bool {
    let sender = reading.header.first("Sender").map(|f| f.text());
    let sender = sender.as_deref().and_then(|s| EmailAddress::parse(s.rsplit('<').next()?.trim_end_matches('>')));
    let envelope = reading.header.first("Return-Path").map(|f| f.text().to_ascii_lowercase()).unwrap_or_default();
    let of_a_list = ["owner-", "-owner", "-bounces", "-request", "-return-"].iter().any(|mark| envelope.contains(mark));
    of_a_list || sender.is_some_and(|s| reading.heading.from.as_ref() != Some(&s))
}
