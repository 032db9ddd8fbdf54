//! Whether mail reaches an address, why not, since when, and what a person can do about it. Computed from what was said
//! of our mail at the moment of asking; nothing is stored that could go stale.
//!
//! Every school-local day on which mail failed counts once, by the worst that was heard on it, and every mail fails once,
//! however often it is reported:
//!
//! | heard | weight | forgotten |
//! |---|---|---|
//! | the address is to blame (unknown, disabled, moved, no such domain), for good | 4 | never |
//! | trouble that may pass (a full mailbox, given up after retries), or no reason at all | 1 | after 30 days |
//! | our mail is not wanted (policy, spam filter, login, size, rate) | 0 | after 30 days |
//!
//! A proof that mail gets there sets all of it back: a person wrote from the address, a report says that a mail was
//! delivered, or a mail was taken and five days passed in which nothing was heard.

use crate::domain::outbox::{DeliveryReport, Failure, Fate, NextStep};
use crate::ids::OutboxId;
use crate::message::BounceReason;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// From here on nothing more is sent to the address: two days on which it was to blame.
const ENOUGH: u32 = 8;
/// How long trouble is remembered that is not the address's own.
const MEMORY: SignedDuration = SignedDuration::from_hours(30 * 24);
/// How long mail servers try, and how long nothing must be heard of a mail that they took (RFC 5321 §4.5.4.1).
const SILENCE: SignedDuration = SignedDuration::from_hours(5 * 24);

/// What is known of one address.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct AddressFacts {
    /// About mail that homeroom sent there, refusals at the door among them; in any order.
    pub reports: Vec<DeliveryReport>,
    /// When mails for it were taken by the server that have not come back.
    pub taken: Vec<Timestamp>,
    /// When a person last wrote from it.
    pub written: Option<Timestamp>,
    /// Up to when the class mailbox has been read: nothing is heard in a mailbox that nobody reads.
    pub read_until: Option<Timestamp>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Reachability {
    Reachable,
    /// Something was wrong; mail goes there all the same.
    Doubtful(Trouble),
    /// Nothing more is sent there.
    Unreachable(Trouble),
}

/// Why mail may not reach an address: the worst that was heard, and of several the newest.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Trouble {
    pub cause: BounceReason,
    /// The server's own words.
    pub diagnostic: Option<String>,
    /// When the first of what counts was heard.
    pub since: Timestamp,
    pub next_step: NextStep,
    /// The address itself is to blame.
    pub blamed: bool,
}

impl Reachability {
    pub fn word(&self) -> &'static str {
        match self {
            Self::Reachable => "reachable",
            Self::Doubtful(_) => "doubtful",
            Self::Unreachable(_) => "unreachable",
        }
    }

    pub fn trouble(&self) -> Option<&Trouble> {
        match self {
            Self::Reachable => None,
            Self::Doubtful(trouble) | Self::Unreachable(trouble) => Some(trouble),
        }
    }

    pub fn is_unreachable(&self) -> bool {
        matches!(self, Self::Unreachable(_))
    }

    /// The last that was heard from there is that mail does not arrive, once or so often that no more is sent.
    pub fn comes_back(&self) -> bool {
        self.is_unreachable() || self.trouble().is_some_and(|t| t.blamed)
    }
}

/// What one failure says about the address, from little to much.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Weight {
    /// Nothing.
    Ours,
    MayPass,
    Blamed,
}

impl Weight {
    fn of(failure: &Failure) -> Self {
        use BounceReason::{
            Authentication, ContentRejected, DomainUnknown, Expired, MailboxDisabled, MailboxFull, MailboxUnknown,
            Moved, Network, Policy, RateLimited, RelayDenied, TooLarge, Unknown,
        };
        match cause(failure) {
            Policy | Authentication | TooLarge | RelayDenied | RateLimited | ContentRejected => Self::Ours,
            reason if reason.blames_the_address() && failure.permanent => Self::Blamed,
            MailboxFull | Expired | Network | Unknown | MailboxUnknown | MailboxDisabled | DomainUnknown | Moved => {
                Self::MayPass
            }
        }
    }

    fn points(self) -> u32 {
        match self {
            Self::Ours => 0,
            Self::MayPass => 1,
            Self::Blamed => 4,
        }
    }
}

fn cause(failure: &Failure) -> BounceReason {
    BounceReason::read(&failure.reason).unwrap_or(BounceReason::Unknown)
}

/// What a person can do after this failure. `unreachable`: so much was heard that nothing more is sent.
pub fn next_step(failure: &Failure, unreachable: bool) -> NextStep {
    match (Weight::of(failure), cause(failure)) {
        (Weight::Blamed, BounceReason::Moved) => NextStep::ConfirmAddress,
        (Weight::Blamed, _) => NextStep::AskForAddress,
        (Weight::MayPass, _) if unreachable => NextStep::Call,
        (Weight::MayPass, _) => NextStep::WaitAndSee,
        (Weight::Ours, _) => NextStep::TellIt,
    }
}

/// `zone` is the school's, whose days are counted.
pub fn reachability(facts: &AddressFacts, zone: &TimeZone, now: Timestamp) -> Reachability {
    let proof = proof(facts, now);
    let counts = |at: Timestamp, weight: Weight| {
        proof.is_none_or(|proof| at > proof) && (weight == Weight::Blamed || now.duration_since(at) < MEMORY)
    };
    let failed: Vec<(Weight, Timestamp, &Failure)> =
        failures(facts).into_iter().filter(|(weight, at, _)| counts(*at, *weight)).collect();
    let mut days: BTreeMap<Date, Weight> = BTreeMap::new();
    for (weight, at, _) in &failed {
        let worst = days.entry(zone.to_datetime(*at).date()).or_insert(*weight);
        *worst = (*worst).max(*weight);
    }
    let unreachable = days.values().map(|worst| worst.points()).sum::<u32>() >= ENOUGH;
    let since = failed.iter().map(|(_, at, _)| *at).min();
    let worst = failed.iter().max_by_key(|(weight, at, _)| (*weight, *at));
    let (Some(since), Some((weight, _, failure))) = (since, worst) else { return Reachability::Reachable };
    let trouble = Trouble {
        cause: cause(failure),
        diagnostic: failure.diagnostic.clone(),
        since,
        next_step: next_step(failure, unreachable),
        blamed: *weight == Weight::Blamed,
    };
    if unreachable { Reachability::Unreachable(trouble) } else { Reachability::Doubtful(trouble) }
}

/// A mail fails once: heard again on another day, by the same report come twice or by one that somebody sends again, it
/// is no news, unless the reason is a worse one.
fn failures(facts: &AddressFacts) -> Vec<(Weight, Timestamp, &Failure)> {
    let mut failures: Vec<(OutboxId, Weight, Timestamp, &Failure)> = facts
        .reports
        .iter()
        .filter_map(|report| report.failure().map(|f| (report.outbox, Weight::of(f), report.at, f)))
        .collect();
    failures.sort_by_key(|(_, weight, at, _)| (*at, *weight));
    let mut worst: BTreeMap<OutboxId, Weight> = BTreeMap::new();
    failures
        .into_iter()
        .filter(|(mail, weight, ..)| {
            let known = worst.get(mail).copied();
            worst.insert(*mail, known.map_or(*weight, |known| known.max(*weight)));
            known.is_none_or(|known| known < *weight)
        })
        .map(|(_, weight, at, failure)| (weight, at, failure))
        .collect()
}

/// When mail last surely got there.
fn proof(facts: &AddressFacts, now: Timestamp) -> Option<Timestamp> {
    let delivered = facts.reports.iter().filter(|r| r.fate == Fate::Delivered).map(|r| r.at);
    let heard_until = facts.read_until.map(|at| at.min(now));
    let quietly_taken = facts.taken.iter().copied().filter(|taken| {
        let Ok(end) = taken.checked_add(SILENCE) else { return false };
        let bad_news = |r: &DeliveryReport| r.fate != Fate::Delivered && (*taken..=end).contains(&r.at);
        heard_until.is_some_and(|until| end <= until) && !facts.reports.iter().any(bad_news)
    });
    facts.written.into_iter().chain(delivered).chain(quietly_taken).max()
}

#[cfg(test)]
mod tests;
