//! What waits for the teacher: answers owed, and questions only the teacher can settle.

use super::Day;
use crate::decide::contact_flags::HomeStatus;
use crate::decide::urgent;
use crate::domain::address::EmailAddress;
use crate::domain::language::Language;
use crate::domain::mail::{FolderRole, MailState};
use crate::ids::InboundId;
use crate::render::summary::numbering::MOST_QUESTIONS;
use crate::render::summary::view;
use crate::service::gather;
use crate::store::listing::MessageLine;
use crate::store::{self, contacts, listing};
use jiff::SignedDuration;
use std::collections::BTreeMap;

/// A mail may be a while on its way from the server into the state. Better told twice than never.
const OVERLAP: SignedDuration = SignedDuration::from_mins(10);

/// The questions of a day.
pub(super) struct Asked {
    pub questions: Vec<view::Question>,
    /// The mail of each.
    pub ids: Vec<InboundId>,
    pub more_strangers: u32,
}

impl Day<'_, '_> {
    /// Mails that wait for an answer, oldest first, each once whatever number of siblings it is about.
    pub(super) fn waiting(&self, homes: &[HomeStatus]) -> store::Result<(Vec<view::Waiting>, Vec<InboundId>)> {
        let mut ids: Vec<InboundId> = Vec::new();
        for home in homes {
            let Some(since) = home.facts.waiting_since else { continue };
            for id in contacts::waiting_mails(self.tx, &home.facts.home, since)? {
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
        }
        let mut mails: Vec<MessageLine> = Vec::new();
        for id in ids {
            mails.extend(listing::message_by_id(self.tx, id)?);
        }
        let urgent = |mail: &MessageLine| {
            urgent::word(&self.class.school.urgent_words, &mail.subject, &mail.reply_text).is_some()
        };
        mails.sort_by_cached_key(|m| (!urgent(m), m.received, m.id));
        let view = |mail: &MessageLine| view::Waiting {
            children: mail.homes.iter().map(|h| self.called(&h.student)).collect(),
            from: sender(mail),
            home: mail.homes.first().and_then(|h| self.label(h)),
            words: words(mail),
            school_days: self.school_days_since(mail.received),
            urgent: urgent(mail),
            buttons: Vec::new(),
        };
        Ok((mails.iter().map(view).collect(), mails.iter().map(|m| m.id).collect()))
    }

    /// What only the teacher can tell. Strangers get the room that families leave, and are else told in a count: a
    /// thousand forged senders hide no parent.
    pub(super) fn asking(&self) -> store::Result<Asked> {
        let asking = listing::asking(self.tx, gather::owed_from(self.tx, self.now)?)?;
        let room = MOST_QUESTIONS.saturating_sub(asking.of_families.len());
        let (mut questions, mut ids) = (Vec::new(), Vec::new());
        for id in asking.of_families.iter().chain(asking.of_strangers.iter().take(room)) {
            let Some(mail) = listing::message_by_id(self.tx, *id)? else { continue };
            let asks = match (mail.state, mail.homes.first()) {
                (Some(MailState::Unsure), _) => view::Asks::WhichChild {
                    guardian: mail.guardian.clone().unwrap_or_default(),
                    children: self.possible_children(&mail, false),
                },
                (_, Some(home)) => {
                    view::Asks::IsItFamilyOf { child: self.called(&home.student), from: stranger(&mail) }
                }
                (_, None) => view::Asks::WhoIsIt(stranger(&mail)),
            };
            questions.push(view::Question { asks, words: words(&mail), buttons: Vec::new() });
            ids.push(*id);
        }
        let more_strangers = u32::try_from(asking.of_strangers.len().saturating_sub(room)).unwrap_or(u32::MAX);
        Ok(Asked { questions, ids, more_strangers })
    }

    /// Mail that is kept and told, once, on the day after it came; what would be said twice is said once.
    pub(super) fn held(&self) -> store::Result<Vec<view::Change>> {
        let mut changes = Vec::new();
        let mut posed: BTreeMap<&str, u32> = BTreeMap::new();
        for id in listing::held_since(self.tx, gather::before(self.since, OVERLAP))? {
            let Some(mail) = listing::message_by_id(self.tx, id)? else { continue };
            let from = mail.from.as_deref().and_then(EmailAddress::parse);
            let child = mail.homes.first().map(|h| self.called(&h.student));
            let change = match (mail.role, mail.guardian.clone(), child) {
                (FolderRole::Junk, Some(guardian), _) => {
                    view::Change::InJunk { child: self.possible_children(&mail, true).join(", "), guardian }
                }
                (_, Some(guardian), Some(child)) => view::Change::BarredWrote { child, guardian },
                _ => match self.class.class().teachers.iter().find(|t| Some(&t.address) == from.as_ref()) {
                    Some(teacher) => {
                        *posed.entry(&teacher.name).or_default() += 1;
                        continue;
                    }
                    None => view::Change::HeldMail { from: stranger(&mail), why: mail.reason },
                },
            };
            if !changes.contains(&change) {
                changes.push(change);
            }
        }
        let posed = posed.into_iter().map(|(teacher, mails)| (teacher.to_owned(), mails));
        changes.extend(posed.map(|(teacher, mails)| view::Change::PosedAsTeacher { teacher, mails }));
        Ok(changes)
    }

    /// The children of whoever has this address; those from whom a court order bars them only if `barred_too`.
    fn possible_children(&self, mail: &MessageLine, barred_too: bool) -> Vec<String> {
        let Some(from) = mail.from.as_deref().and_then(EmailAddress::parse) else { return Vec::new() };
        let mut children: Vec<String> = Vec::new();
        let roster = &self.class.class().roster;
        for row in roster.rows_of(&from).filter(|row| barred_too || !roster.is_blocked(&from, &row.student)) {
            let child = self.called(&row.student);
            if !children.contains(&child) {
                children.push(child);
            }
        }
        children
    }
}

fn sender(mail: &MessageLine) -> view::Sender {
    match &mail.guardian {
        Some(name) => view::Sender::Guardian(name.clone()),
        None => view::Sender::Stranger(stranger(mail)),
    }
}

fn stranger(mail: &MessageLine) -> view::Stranger {
    view::Stranger { name: mail.from_name.clone(), address: mail.from.clone() }
}

/// Their own words, or the subject of a mail without any.
fn words(mail: &MessageLine) -> view::FamilyWords {
    let text = if mail.reply_text.trim().is_empty() { &mail.subject } else { &mail.reply_text };
    let language = mail.language.as_deref().and_then(Language::parse);
    view::FamilyWords { text: text.clone(), more_below: mail.more_below, marks: mail.marks.clone(), language }
}
