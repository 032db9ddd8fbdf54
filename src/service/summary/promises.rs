//! Promises that are due, sentences that could become one, and questions that nobody has answered.

use super::Day;
use crate::decide::contact_flags::HomeStatus;
use crate::decide::follow_up::question;
use crate::domain::mail::ItemTarget;
use crate::domain::promise::Source;
use crate::render::summary::view::{self, Matter};
use crate::service::gather;
use crate::service::questions::ASKED_WITHIN;
use crate::store::{self, contacts, promises, snooze};

impl Day<'_, '_> {
    pub(super) fn promises(&self, homes: &[HomeStatus]) -> store::Result<(Vec<view::Promise>, Vec<ItemTarget>)> {
        let mut shown: Vec<(view::Promise, ItemTarget)> = Vec::new();
        for due in promises::due(self.tx, self.today)? {
            let promise = due.promise;
            let matter = match promise.source {
                Source::Thanks => Matter::Answer,
                Source::Meeting => Matter::Meeting,
                Source::Plan => Matter::Step(promise.by),
                Source::Command | Source::Offered => Matter::Promised,
            };
            let view = view::Promise {
                child: promise.student.as_ref().map(|student| self.called(student)),
                matter,
                what: promise.text,
                due: promise.due,
                late_school_days: self.class.school.calendar.school_days_after(promise.due, self.today),
                buttons: Vec::new(),
            };
            shown.push((view, ItemTarget::Promise(due.id)));
        }
        for (id, offered) in promises::open_offers(self.tx, self.today)? {
            let view = view::Promise {
                child: Some(self.called(&offered.home.student)),
                matter: Matter::Offered { guardian: offered.guardian },
                what: offered.sentence,
                due: offered.due,
                late_school_days: 0,
                buttons: Vec::new(),
            };
            shown.push((view, ItemTarget::Offer(id)));
        }
        shown.extend(self.questions_open()?);
        shown.extend(self.unanswered(homes)?);
        Ok(shown.into_iter().unzip())
    }

    /// Of each home the oldest question that is open for too long. Any word of the home's closes them all.
    fn unanswered(&self, homes: &[HomeStatus]) -> store::Result<Vec<(view::Promise, ItemTarget)>> {
        let mut shown: Vec<(view::Promise, ItemTarget)> = Vec::new();
        let limit = self.class.class().contact.follow_up_after;
        for home in homes {
            let facts = &home.facts;
            let since = facts.last_from.unwrap_or_default().max(gather::before(self.now, ASKED_WITHIN));
            let asked = contacts::own_mails(self.tx, &facts.home, since)?
                .into_iter()
                .find_map(|mail| Some((question(&mail.text)?, mail)));
            let Some((question, mail)) = asked else { continue };
            let school_days = self.school_days_since(mail.at);
            if school_days < limit || shown.iter().any(|(_, target)| *target == mail.target) {
                continue;
            }
            let view = view::Promise {
                child: Some(self.called(&facts.home.student)),
                matter: Matter::Asked { guardian: mail.guardian },
                what: question,
                due: self.class.local(mail.at).date(),
                late_school_days: school_days,
                buttons: Vec::new(),
            };
            shown.push((view, mail.target));
        }
        Ok(shown)
    }

    /// What is to be seen today; what was put off to a later day is only counted.
    pub(super) fn awake<T>(&self, views: Vec<T>, targets: Vec<ItemTarget>) -> store::Result<Awake<T>> {
        let mut awake = Awake { views: Vec::new(), targets: Vec::new(), put_off: 0 };
        for (view, target) in views.into_iter().zip(targets) {
            if snooze::is_asleep(self.tx, &target, self.today)? {
                awake.put_off += 1;
            } else {
                awake.views.push(view);
                awake.targets.push(target);
            }
        }
        Ok(awake)
    }
}

pub(super) struct Awake<T> {
    pub views: Vec<T>,
    pub targets: Vec<ItemTarget>,
    pub put_off: u32,
}
