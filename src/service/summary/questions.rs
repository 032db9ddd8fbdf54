//! Questions that were put to families by `ask` and `meet`, and what came of them.

use super::Day;
use crate::domain::mail::ItemTarget;
use crate::render::summary::view::{self, Matter};
use crate::service::gather;
use crate::service::questions::{ASKED_WITHIN, answers};
use crate::store::questions::Meeting;
use crate::store::{self, questions};

impl Day<'_, '_> {
    /// One line for each question that is open for too long, however many homes it went to.
    pub(super) fn questions_open(&self) -> store::Result<Vec<(view::Promise, ItemTarget)>> {
        let limit = self.class.class().contact.follow_up_after;
        let mut shown = Vec::new();
        for asked in questions::open(self.tx, gather::before(self.now, ASKED_WITHIN))? {
            let Some(asked_at) = asked.sent_at() else { continue };
            let school_days = self.school_days_since(asked_at);
            let answers = answers(self.tx, self.class, &asked.letters)?;
            let count = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
            let homes = count(answers.len());
            let answered = count(answers.iter().filter(|(_, has_answered)| *has_answered).count());
            let (Some(first), true) = (asked.letters.first(), school_days >= limit && answered < homes) else {
                continue;
            };
            let matter = match (&asked.text, homes) {
                (None, _) => Matter::Invited { guardian: first.guardian.clone() },
                (Some(_), 1) => Matter::Asked { guardian: first.guardian.clone() },
                (Some(_), _) => Matter::AskedAll { homes, answered },
            };
            let view = view::Promise {
                child: asked.child().map(|child| self.called(child)),
                matter,
                what: asked.text.clone().unwrap_or_default(),
                due: self.class.local(asked_at).date(),
                late_school_days: school_days,
                buttons: Vec::new(),
            };
            shown.push((view, ItemTarget::Asked(first.outbox)));
        }
        Ok(shown)
    }

    /// Times to meet that families have chosen since the last summary, and, until they are over, those that several chose.
    pub(super) fn meetings(&self) -> store::Result<Vec<view::Change>> {
        let wall = self.zone().to_datetime(self.now);
        let meetings = questions::meetings(self.tx, wall, self.since)?;
        let who = |meeting: &Meeting| (self.called(&meeting.home.student), meeting.guardian.clone());
        let news = meetings.iter().filter(|meeting| meeting.noted_at >= self.since).map(|meeting| {
            let (child, guardian) = who(meeting);
            view::Change::Chose { child, guardian, at: meeting.time }
        });
        let mut changes: Vec<view::Change> = news.collect();
        for meeting in meetings.iter().filter(|meeting| meeting.time >= wall) {
            let same: Vec<&Meeting> = meetings.iter().filter(|other| other.time == meeting.time).collect();
            let who =
                same.iter().map(|one| who(one)).map(|(child, guardian)| format!("{guardian} ({child})")).collect();
            let clash = view::Change::Clash { at: meeting.time, who };
            if same.len() > 1 && !changes.contains(&clash) {
                changes.push(clash);
            }
        }
        Ok(changes)
    }
}
