//! What happened in the two weeks, counted from the class's own state.

use super::play::Played;
use crate::domain::language::Language;
use crate::domain::mail::{FolderRole, MailState};
use crate::domain::note::{GOES_WITH, is_positive_note};
use crate::domain::outbox::OutboxState;
use crate::render::languages;
use crate::service::open::OpenClass;
use crate::service::teach::Told as Receipt;
use crate::store::listing::{self, MessageLine, OutboxLine};
use crate::store::{self, Tx, contacts, ledger, reports};
use jiff::Timestamp;
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};

/// How often each thing occurred, by its name.
pub type Counts = BTreeMap<String, usize>;

#[derive(Debug)]
pub struct Report {
    /// Mail that others sent to the class, Junk included.
    pub came_in: usize,
    pub by_state: Counts,
    /// What families wrote, by language.
    pub by_language: Counts,
    /// Placed mail, by its strongest evidence.
    pub by_evidence: Counts,
    /// Why mail was not placed, with the state it ended in.
    pub not_placed: Counts,
    /// Mails the teacher wrote by hand, found in Sent.
    pub by_hand: usize,
    pub contacts: usize,
    /// What left, by template.
    pub sent: Counts,
    pub note_languages: usize,
    /// What came back, by cause.
    pub bounced: Counts,
    /// What did not leave although it was written, by state and reason.
    pub unsent: Counts,
    /// Who was not written to, by reason: people, not mails.
    pub withheld: Counts,
    pub commands: usize,
    /// What the teacher said and homeroom did not do.
    pub refused: Vec<(String, String)>,
    pub summaries: Vec<Date>,
    pub on_server: i64,
    pub stored: i64,
    pub problems: Vec<String>,
}

impl Report {
    pub fn gather(tx: &Tx<'_>, class: &OpenClass, played: Played) -> store::Result<Self> {
        let messages = listing::messages(tx)?;
        let outbox = listing::outbox(tx)?;
        let received: Vec<&MessageLine> = messages.iter().filter(|m| m.role != FolderRole::Sent).collect();
        let placed: Vec<&MessageLine> =
            received.iter().copied().filter(|m| m.state == Some(MailState::Placed)).collect();
        let always = Timestamp::UNIX_EPOCH;
        let failures = reports::failures_since(tx, always)?;
        let ledger = ledger::lines(tx)?;
        let notes = outbox.iter().filter(|o| is_positive_note(&o.template) && left(o));
        let note_languages: BTreeSet<&str> = notes.map(|o| o.language.as_str()).collect();
        let not_placed = received.iter().filter(|m| m.state != Some(MailState::Placed));
        // What a draft says that made way for a job's mail was sent with that mail.
        let made_way = |o: &OutboxLine| o.state == OutboxState::Cancelled && o.reason.starts_with(GOES_WITH);
        let unsent = outbox.iter().filter(|o| !left(o) && o.state != OutboxState::Failed && !made_way(o));
        let mut people: Vec<(String, String)> = played.withheld.into_iter().map(|(_, who, why)| (why, who)).collect();
        people.sort();
        people.dedup();
        let refused = |(text, receipts): &(String, Vec<Receipt>)| {
            let refused: Vec<_> =
                receipts.iter().filter(|r| !r.done).map(|r| (text.clone(), r.words.clone())).collect();
            refused
        };
        Ok(Self {
            came_in: received.len(),
            by_state: count(received.iter().map(|m| state_words(m.state))),
            by_language: count(placed.iter().map(|m| language_of(m, class))),
            by_evidence: count(placed.iter().filter_map(|m| m.matched_by.first()).map(|word| evidence_words(word))),
            not_placed: count(not_placed.map(|m| briefly(&m.reason))),
            by_hand: messages
                .iter()
                .filter(|m| m.role == FolderRole::Sent && m.state == Some(MailState::Placed))
                .count(),
            contacts: contacts::all(tx)?.iter().filter(|c| c.personal).count(),
            sent: count(outbox.iter().filter(|o| left(o)).map(|o| o.template.clone())),
            note_languages: note_languages.len(),
            bounced: count(failures.iter().filter_map(|r| r.failure()).map(|f| f.reason.clone())),
            unsent: count(unsent.map(|o| format!("{}: {}", o.state.word(), briefly(&o.reason)))),
            withheld: count(people.into_iter().map(|(why, _)| briefly(&why))),
            commands: played.commands.len(),
            refused: played.commands.iter().flat_map(refused).collect(),
            summaries: played.summaries,
            on_server: ledger.iter().map(|l| l.on_server).sum(),
            stored: ledger.iter().map(|l| l.stored).sum(),
            problems: played.problems,
        })
    }
}

/// Whether the mail went out, whatever became of it afterwards.
fn left(line: &OutboxLine) -> bool {
    line.sent_at.is_some()
}

fn count(names: impl Iterator<Item = String>) -> Counts {
    let mut counts = Counts::new();
    for name in names {
        *counts.entry(name).or_default() += 1;
    }
    counts
}

/// A reason without the advice that follows it.
fn briefly(reason: &str) -> String {
    reason.split(';').next().unwrap_or(reason).to_owned()
}

fn state_words(state: Option<MailState>) -> String {
    state.map_or("received", MailState::word).replace('_', " ")
}

fn evidence_words(word: &str) -> String {
    match word {
        "key" => "the key in our mail",
        "reference" => "answering a known mail",
        "only_child" => "an only child here",
        "name" => "the child's name",
        "topic" => "the open conversation",
        "teacher" => "Ms. Rivera's word",
        other => other,
    }
    .to_owned()
}

/// In English, as the page is.
fn language_of(mail: &MessageLine, class: &OpenClass) -> String {
    let of_guardian = || {
        let from = crate::domain::address::EmailAddress::parse(mail.from.as_deref()?)?;
        class.class().roster.rows_of(&from).next().map(|row| row.language.clone())
    };
    // Of a line typed on a phone nobody can tell the language; the roster can.
    let language = mail.language.as_deref().and_then(Language::parse).or_else(of_guardian);
    language.map_or_else(|| "unknown".to_owned(), |l| languages::name(&l, &Language::english()))
}
