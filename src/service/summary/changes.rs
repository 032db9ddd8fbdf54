//! What happened since the last summary, and what lies ahead.

use super::Day;
use crate::decide::reachability::{Reachability, next_step};
use crate::domain::address::EmailAddress;
use crate::domain::mail::MailState;
use crate::domain::outbox::{DeliveryReport, Failure, JobRun, LeftOut, RunOutcome};
use crate::domain::roster::{Access, Changed};
use crate::ids::StudentId;
use crate::message::BounceReason;
use crate::render::summary::view;
use crate::service::gather;
use crate::service::jobs::SUMMARY;
use crate::store::preferences::{self, Heard};
use crate::store::{self, jobs, listing, reports};
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};

/// How many days before a block's last day the teacher is told: an office needs time to look at an order.
const BEFORE_A_BLOCK_ENDS: i32 = 14;

impl Day<'_, '_> {
    /// What happened since the last summary, and what lies ahead.
    pub(super) fn changes(&self) -> store::Result<Vec<view::Change>> {
        let mut changes = Vec::new();
        for report in reports::failures_since(self.tx, self.since)? {
            changes.extend(self.bounced(&report)?);
        }
        changes.extend(self.meetings()?);
        changes.extend(self.wishes()?);
        changes.extend(self.returns()?);
        changes.extend(self.not_sent()?);
        let quarantined = listing::arrived_since(self.tx, self.since)?.get(MailState::Quarantined.word()).copied();
        changes.extend(quarantined.filter(|n| *n > 0).map(view::Change::Quarantined));
        changes.extend(self.runs()?);
        changes.extend(self.untranslated()?);
        changes.extend(self.blocked_again());
        changes.extend(self.blocks_that_end());
        changes.extend(self.beside_the_list());
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

    /// Jobs that ran late, and those that did not run: a downtime of many occurrences is one thing to know.
    fn runs(&self) -> store::Result<Vec<view::Change>> {
        let mut changes = Vec::new();
        let mut left_out: Vec<(String, view::NotRun, Vec<DateTime>)> = Vec::new();
        for JobRun { job, slot, at, outcome } in jobs::since(self.tx, self.since)? {
            let job = job.to_string();
            match outcome {
                _ if job == SUMMARY => {}
                RunOutcome::Ran { late: false, .. } => {}
                RunOutcome::Ran { late: true, .. } => {
                    changes.push(view::Change::JobRanLate { job, due: slot, at: self.class.local(at).datetime() });
                }
                RunOutcome::Skipped(why) => {
                    let Some(why) = not_run(why) else { continue };
                    match left_out.iter_mut().find(|(j, w, _)| *j == job && *w == why) {
                        Some((.., slots)) => slots.push(slot),
                        None => left_out.push((job, why, vec![slot])),
                    }
                }
            }
        }
        changes.extend(left_out.into_iter().filter_map(|(job, why, slots)| {
            let times = u32::try_from(slots.len()).unwrap_or(u32::MAX);
            Some(view::Change::JobLeftOut { job, why, times, last: slots.into_iter().max()? })
        }));
        Ok(changes)
    }

    /// What came back and why, and how it stands with that address by now.
    fn bounced(&self, report: &DeliveryReport) -> store::Result<Option<view::Change>> {
        let roster = &self.class.class().roster;
        let (Some(row), Some(failure)) = (roster.rows_of(&report.address).next(), report.failure()) else {
            return Ok(None);
        };
        let reachability = gather::reachability(self.tx, self.class, &report.address, self.now)?;
        let next = next_step(failure, reachability.is_unreachable());
        Ok(Some(view::Change::Bounced {
            child: self.called(&row.student),
            guardian: row.name.clone(),
            cause: bounce_cause(failure),
            aftermath: match reachability {
                Reachability::Reachable => view::Aftermath::Over,
                Reachability::Doubtful(_) => view::Aftermath::Doubtful(next),
                Reachability::Unreachable(_) => view::Aftermath::Stopped(next),
            },
        }))
    }

    /// What guardians asked for, about their mail.
    fn wishes(&self) -> store::Result<Vec<view::Change>> {
        let roster = &self.class.class().roster;
        let told = |Heard { from, wish, proven }: Heard| {
            let guardian = roster.rows_of(&from).next()?.name.clone();
            let mut children: Vec<String> = roster.rows_of(&from).map(|row| self.called(&row.student)).collect();
            children.dedup();
            Some(view::Change::Wish { child: children.join(", "), guardian, wish, proven })
        };
        Ok(preferences::heard_since(self.tx, self.since)?.into_iter().filter_map(told).collect())
    }

    /// Guardians whose mail program says that they are away, and when they are back.
    fn returns(&self) -> store::Result<Vec<view::Change>> {
        let roster = &self.class.class().roster;
        let ahead = listing::returns_since(self.tx, self.since)?.into_iter().filter(|(_, date)| *date > self.today);
        let back_on = |(sender, date): (String, Date)| {
            let address = EmailAddress::parse(&sender)?;
            let row = roster.rows_of(&address).next()?;
            Some(view::Change::BackOn { child: self.called(&row.student), guardian: row.name.clone(), date })
        };
        Ok(ahead.filter_map(back_on).collect())
    }

    /// Blocks whose last day is near or over. Nobody may be let in by a date alone, so a person is asked to look.
    fn blocks_that_end(&self) -> Vec<view::Change> {
        let soon = self.today.saturating_add(BEFORE_A_BLOCK_ENDS.days());
        let roster = &self.class.class().roster;
        let here = |student: &StudentId| roster.student(student).is_some_and(|s| s.is_here(self.today));
        let ending = roster.guardianships().iter().filter(|g| g.access == Access::Blocked && here(&g.student));
        ending
            .filter_map(|g| Some((g, g.block.as_ref()?, g.block.as_ref()?.until?)))
            .filter(|(.., until)| *until <= soon)
            .map(|(g, block, until)| view::Change::BlockEnds {
                child: self.called(&g.student),
                guardian: g.name.clone(),
                kind: block.kind.clone(),
                by: block.by.clone(),
                until,
                is_over: until < self.today,
            })
            .collect()
    }

    /// What teachers changed, until the class list says the same. Of a child who is not in it there is nothing to say.
    fn beside_the_list(&self) -> Vec<view::Change> {
        let mut changes = Vec::new();
        for (_, change) in &self.class.list.beside {
            if self.class.class().roster.student(&change.student).is_none() {
                continue;
            }
            let what = match &change.what {
                Changed::Address(address) => view::Beside::Address(address.as_str().to_owned()),
                Changed::Blocked { .. } => view::Beside::Blocked { by: change.by.clone() },
            };
            let change = view::Change::BesideList {
                child: self.called(&change.student),
                guardian: change.guardian.clone(),
                what,
            };
            // Each address of somebody who is barred is a change of its own.
            if !changes.contains(&change) {
                changes.push(change);
            }
        }
        changes
    }

    /// Someone put a barred guardian back on the roster in another spelling; the block was kept.
    fn blocked_again(&self) -> impl Iterator<Item = view::Change> {
        let lines = self.class.class().roster.blocked_again().iter();
        lines.map(|again| view::Change::BlockedAgain { line: again.line, blocked_on_line: again.blocked_on_line })
    }
}

/// What was given up after retries may yet arrive: it says nothing for good about the address.
fn bounce_cause(failure: &Failure) -> view::BounceCause {
    use BounceReason::{
        Authentication, ContentRejected, DomainUnknown, Expired, MailboxDisabled, MailboxFull, MailboxUnknown, Moved,
        Network, Policy, RateLimited, RelayDenied, TooLarge, Unknown,
    };
    match BounceReason::read(&failure.reason).unwrap_or(Unknown) {
        reason if reason.blames_the_address() && !failure.permanent => view::BounceCause::GivenUp,
        MailboxUnknown | DomainUnknown => view::BounceCause::NoSuchAddress,
        MailboxDisabled => view::BounceCause::Closed,
        Moved => view::BounceCause::Moved,
        MailboxFull => view::BounceCause::MailboxFull,
        Policy | Authentication | ContentRejected | TooLarge | RelayDenied | RateLimited => view::BounceCause::Refused,
        Expired | Network => view::BounceCause::GivenUp,
        Unknown => view::BounceCause::Unknown,
    }
}

/// `None`: nothing that the teacher does not know.
fn not_run(why: LeftOut) -> Option<view::NotRun> {
    match why {
        LeftOut::Weekend | LeftOut::Teacher => None,
        LeftOut::ClosedDay => Some(view::NotRun::ClosedDay),
        LeftOut::HalfDay => Some(view::NotRun::HalfDay),
        LeftOut::TooLate => Some(view::NotRun::TooLate),
        LeftOut::Superseded => Some(view::NotRun::Superseded),
        LeftOut::Held => Some(view::NotRun::Held),
        LeftOut::Stumbled => Some(view::NotRun::Stumbled),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_was_given_up_after_retries_says_nothing_for_good_about_the_address() {
        let failure = |permanent| Failure {
            status: None,
            reason: BounceReason::MailboxUnknown.words().to_owned(),
            permanent,
            diagnostic: None,
        };
        assert_eq!(bounce_cause(&failure(true)), view::BounceCause::NoSuchAddress);
        assert_eq!(bounce_cause(&failure(false)), view::BounceCause::GivenUp);
    }
}
