//! What waits for the teacher: answers owed, and questions only the teacher can settle.

use super::Day;
use crate::decide::contact_flags::HomeStatus;
use crate::domain::address::EmailAddress;
use crate::domain::language::Language;
use crate::domain::mail::{FolderRole, MailState};
use crate::ids::InboundId;
use crate::render::summary::view;
use crate::service::gather;
use crate::store::listing::MessageLine;
use crate::store::{self, contacts, listing};
use jiff::SignedDuration;

/// A mail may be a while on its way from the server into the state. Better told twice than never.
const OVERLAP: SignedDuration = SignedDuration::from_mins(10);

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
        mails.sort_by_key(|m| (m.received, m.id));
        let view = |mail: &MessageLine| view::Waiting {
            children: mail.homes.iter().map(|h| self.called(&h.student)).collect(),
            guardian: mail.guardian.clone().or_else(|| mail.from_name.clone()).unwrap_or_default(),
            home: mail.homes.first().and_then(|h| self.label(h)),
            words: words(mail),
            school_days: self.school_days_since(mail.received),
            urgent: false,
            buttons: Vec::new(),
        };
        Ok((mails.iter().map(view).collect(), mails.iter().map(|m| m.id).collect()))
    }

    /// What only the teacher can tell, and mail that is kept and told.
    pub(super) fn asking(&self) -> store::Result<(Vec<view::Question>, Vec<InboundId>, Vec<view::Change>)> {
        let (mut questions, mut ids, mut changes) = (Vec::new(), Vec::new(), Vec::new());
        for id in listing::asking(self.tx, gather::before(self.since, OVERLAP))? {
            let Some(mail) = listing::message_by_id(self.tx, id)? else { continue };
            let asks = match mail.state {
                Some(MailState::Unsure) => view::Asks::WhichChild(self.possible_children(&mail)),
                Some(MailState::UnknownSender) => match mail.homes.first() {
                    Some(home) => view::Asks::IsItFamilyOf(self.called(&home.student)),
                    None => view::Asks::WhoIsIt,
                },
                Some(MailState::Held) => {
                    changes.extend(self.held(&mail));
                    continue;
                }
                _ => continue,
            };
            questions.push(view::Question {
                from: mail.from_name.clone().or_else(|| mail.from.clone()).unwrap_or_else(|| "?".to_owned()),
                asks,
                words: words(&mail),
                buttons: Vec::new(),
            });
            ids.push(id);
        }
        Ok((questions, ids, changes))
    }

    /// Told once, on the day after it came.
    fn held(&self, mail: &MessageLine) -> Option<view::Change> {
        if mail.stored < gather::before(self.since, OVERLAP) {
            return None;
        }
        let guardian = mail.guardian.clone().or_else(|| mail.from_name.clone()).unwrap_or_default();
        let child = mail.homes.first().map(|h| self.called(&h.student));
        Some(match (mail.role, child) {
            (FolderRole::Junk, _) => {
                let child = self.possible_children(mail).join(", ");
                view::Change::InJunk { child, guardian }
            }
            (_, Some(child)) => view::Change::BarredWrote { child, guardian },
            (_, None) => view::Change::Other(format!("{guardian}: {}", mail.reason)),
        })
    }

    /// The children of whoever has this address.
    fn possible_children(&self, mail: &MessageLine) -> Vec<String> {
        let Some(from) = mail.from.as_deref().and_then(EmailAddress::parse) else { return Vec::new() };
        let mut children: Vec<String> = Vec::new();
        for row in self.class.class().roster.rows_of(&from) {
            let child = self.called(&row.student);
            if !children.contains(&child) {
                children.push(child);
            }
        }
        children
    }
}

/// Their own words, or the subject of a mail without any.
fn words(mail: &MessageLine) -> view::FamilyWords {
    let text = if mail.reply_text.trim().is_empty() { &mail.subject } else { &mail.reply_text };
    let language = mail.language.as_deref().and_then(Language::parse);
    view::FamilyWords { text: text.clone(), more_below: mail.more_below, language }
}
