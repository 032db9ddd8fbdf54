//! What happened since the last summary, and what lies ahead.

use super::Day;
use crate::domain::address::EmailAddress;
use crate::domain::mail::MailState;
use crate::domain::outbox::{OutboxState, RunOutcome};
use crate::message::BounceReason;
use crate::render::summary::view;
use crate::service::jobs::SUMMARY;
use crate::store::outbox::Parcel;
use crate::store::{self, jobs, ledger, listing, outbox};

impl Day<'_, '_> {
    /// What happened since the last summary, and what lies ahead.
    pub(super) fn changes(&self) -> store::Result<Vec<view::Change>> {
        let mut changes = Vec::new();
        for (address, reason) in ledger::bounces_since(self.tx, self.since)? {
            if let Some(address) = EmailAddress::parse(&address) {
                changes.extend(self.bounced(&address, &reason));
            }
        }
        let not_sent =
            [outbox::in_state(self.tx, OutboxState::Held)?, outbox::unknown_since(self.tx, self.since)?].concat();
        for change in not_sent.iter().filter_map(|parcel| self.not_sent(parcel)) {
            // Two mails to the same person, kept back for the same reason, are one thing to know.
            if !changes.contains(&change) {
                changes.push(change);
            }
        }
        for parcel in outbox::ended_since(self.tx, self.since)? {
            changes.extend(self.not_sent(&parcel));
        }
        let quarantined = listing::arrived_since(self.tx, self.since)?.get(MailState::Quarantined.word()).copied();
        changes.extend(quarantined.filter(|n| *n > 0).map(view::Change::Quarantined));
        for run in jobs::since(self.tx, self.since)? {
            if let RunOutcome::Skipped { reason } = &run.outcome
                && run.job.as_str() != SUMMARY
                && reason != "weekend"
            {
                changes.push(view::Change::JobLeftOut {
                    job: run.job.to_string(),
                    closed_day: reason.starts_with("no school"),
                });
            }
        }
        changes.extend(self.untranslated()?);
        changes.extend(self.blocked_again());
        let ahead = self.today.saturating_add(jiff::Span::new().days(8));
        changes.extend(
            self.class
                .school
                .calendar
                .listed_between(self.today, ahead)
                .into_iter()
                .map(|span| view::Change::ClosedDays { from: span.first, to: span.last, name: span.name }),
        );
        Ok(changes)
    }

    fn bounced(&self, address: &EmailAddress, reason: &str) -> Option<view::Change> {
        let row = self.class.class().roster.rows_of(address).next()?;
        let cause = match BounceReason::read(reason) {
            Some(BounceReason::MailboxFull) => view::BounceCause::MailboxFull,
            Some(r) if r.blames_the_address() => view::BounceCause::NoSuchAddress,
            Some(BounceReason::Policy | BounceReason::Authentication | BounceReason::ContentRejected) => {
                view::BounceCause::Refused
            }
            _ => view::BounceCause::Unknown,
        };
        Some(view::Change::Bounced { child: self.called(&row.student), guardian: row.name.clone(), cause })
    }

    fn not_sent(&self, parcel: &Parcel) -> Option<view::Change> {
        let home = parcel.home.as_ref()?;
        let (child, guardian) = (self.called(&home.student), parcel.guardian.clone().unwrap_or_default());
        Some(view::Change::NotSent { child, guardian, why: parcel.reason.clone() })
    }

    /// Someone put a barred guardian back on the roster in another spelling; the block was kept.
    fn blocked_again(&self) -> Vec<view::Change> {
        let roster = &self.class.class().roster;
        roster
            .blocked_again()
            .iter()
            .map(|again| {
                view::Change::Other(format!(
                    "The roster bars a guardian on line {} and lists the same mailbox with rights on line {}. \
                     The block was kept; nothing is sent there.",
                    again.blocked_on_line, again.line
                ))
            })
            .collect()
    }
}
