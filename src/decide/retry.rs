//! What comes after an attempt to send: done, again later, given up, or a person must look.
//!
//! Decided by reply codes and enhanced status codes (RFC 5321 §4.2, RFC 3463). Words are read only to name a reason where
//! a server gives no status, and never turn a refusal into a delivery or the other way round. A refusal of *us* (login,
//! sender, quota) is never held against the address that happened to be next.

use crate::ids::OutboxId;
use crate::message::BounceReason;
use crate::message::bounce::reason_of;
use jiff::{SignedDuration, Timestamp};

/// Waits after the first, second, … refusal, in seconds; the last one repeats. Together with the jitter none exceeds
/// 4,000 s, so that greylisting with a window of a few hours is met (RFC 5321 §4.5.4.1 asks for 30 minutes or more).
const BACK_OFF: [i64; 4] = [300, 900, 1800, 3600];
/// Waits after trouble with the line.
const LINE_TROUBLE: [i64; 4] = [60, 120, 240, 300];
/// Waits after a refused login and the like: after three tries slowly, at most ten tries a day, or the account is locked;
/// and three of fifteen minutes, so that a provider's hiccup does not silence a class for hours.
pub(super) const NEEDS_A_PERSON: [i64; 7] = [60, 60, 900, 900, 900, 3600, 21600];
/// After "limit for today reached". Providers count over a rolling day and may extend the block for pressing on.
const DAILY_LIMIT: [i64; 1] = [4 * 3600];
/// A mail about to expire is tried a last time this long before.
const LAST_TRY: SignedDuration = SignedDuration::from_secs(60);
/// How often the one permanent code that mail filters give for trouble of their own is tried again.
const NOISE_TRIES: u32 = 3;
/// A refusal that may be the account's or the recipient's is the recipient's after so many attempts: about an hour
/// where other mail goes through, days where the account rests.
const SETUP_TRIES: u32 = 6;

/// Where the server said no.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stage {
    /// MAIL FROM: about us.
    Mail,
    /// RCPT TO: about the recipient.
    Rcpt,
    /// DATA or the body.
    Data,
    /// The answer to the final dot.
    Dot,
}

/// How one attempt ended.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Attempt<'a> {
    Accepted,
    /// A clean reply, 400 to 599. `status` is the enhanced code, `text` the server's words without the codes.
    Refused {
        stage: Stage,
        code: u16,
        status: Option<&'a str>,
        text: &'a str,
    },
    /// No answer, a lost line, a full disk: surely not sent.
    Broken,
    /// The final dot went out and no clean answer came.
    Unanswered,
    /// No connection or no login. `needs_a_person`: waiting alone does not mend it.
    NoConnection {
        needs_a_person: bool,
    },
    /// The mail cannot be sent as it stands.
    Unsendable,
}

/// The mail that was attempted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Facts {
    /// Spreads retries, the same way at every run.
    pub outbox: OutboxId,
    /// This one included.
    pub attempts: u32,
    pub now: Timestamp,
    /// From this instant on the mail must not go out any more.
    pub expires: Timestamp,
}

/// Why, from a closed set; the server's own words are kept beside it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Why {
    /// The receiving side asks to come back later.
    TryLater,
    MailboxFull,
    /// Too fast for the server.
    TooFast,
    /// The provider's limit for a day is reached: nothing goes out for anybody.
    DailyLimit,
    /// The line to our own mail server is down or slow.
    Line,
    /// Login, certificate or sender address: IT must look.
    Setup,
    /// Sent, perhaps: the answer was lost.
    NoAnswer,
    /// Refused for good.
    Refused,
    /// The mail itself is malformed.
    Unsendable,
}

impl Why {
    /// For the teacher, without the server's words.
    pub fn words(self) -> &'static str {
        match self {
            Why::TryLater => "the receiving mail server asked to come back later",
            Why::MailboxFull => "the mailbox there is full",
            Why::TooFast => "the mail server asked for a slower pace",
            Why::DailyLimit => "the mail provider's limit for one day is reached",
            Why::Line => "the connection to the mail server failed",
            Why::Setup => "the mail server does not accept the class's account as it is set up",
            Why::NoAnswer => "the mail was handed over, but the confirmation was lost; it may have arrived",
            Why::Refused => "the receiving mail server refused it",
            Why::Unsendable => "the mail could not be put into a sendable form",
        }
    }
}

/// What to do with the mail.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Next {
    Sent,
    /// Later than now and before the mail expires.
    RetryAt(Timestamp, Why),
    /// Final. What it says about the address is weighed in [`super::reachability`].
    Fail(Why, BounceReason),
    /// It may have arrived: to be looked for, never to be sent again blindly.
    Hold(Why),
    /// There is no time left for another attempt.
    Expire(Why),
}

/// What becomes of the mail after this attempt.
pub fn next(attempt: &Attempt<'_>, facts: &Facts) -> Next {
    match *attempt {
        Attempt::Accepted => Next::Sent,
        Attempt::Unanswered => Next::Hold(Why::NoAnswer),
        Attempt::Unsendable => Next::Fail(Why::Unsendable, BounceReason::ContentRejected),
        Attempt::Broken => again(Why::Line, if_soon(facts.attempts), facts),
        Attempt::NoConnection { needs_a_person: false } => again(Why::Line, &LINE_TROUBLE, facts),
        Attempt::NoConnection { needs_a_person: true } => again(Why::Setup, &NEEDS_A_PERSON, facts),
        Attempt::Refused { stage, code, status, text } => refused(stage, code, status, text, facts),
    }
}

/// Why a mail that is not tried any more did not arrive, where the attempt says something of its recipient. What is said
/// to MAIL FROM, a line that breaks and an account that rests are ours.
pub fn failure(next: &Next, attempt: &Attempt<'_>) -> Option<BounceReason> {
    match (next, attempt) {
        (_, Attempt::Refused { stage: Stage::Mail, .. }) => None,
        (Next::Fail(_, reason), Attempt::Refused { .. }) => Some(*reason),
        (Next::Expire(Why::MailboxFull), _) => Some(BounceReason::MailboxFull),
        (Next::Expire(Why::TooFast), _) => Some(BounceReason::RateLimited),
        (Next::Expire(Why::TryLater), _) => Some(BounceReason::Expired),
        _ => None,
    }
}

/// Trouble that is not one mail's alone.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum AccountTrouble {
    NoConnection,
    NeedsAPerson,
    DailyLimit,
    /// To be taken for the account's only when recipient after recipient meets it.
    AtTheRecipient,
    TooFast,
}

/// `None` after anything that concerns one mail alone.
pub fn account_trouble(attempt: &Attempt<'_>) -> Option<AccountTrouble> {
    Some(match *attempt {
        Attempt::NoConnection { needs_a_person: true } => AccountTrouble::NeedsAPerson,
        Attempt::NoConnection { needs_a_person: false } => AccountTrouble::NoConnection,
        Attempt::Refused { status, .. } if is_daily_limit(status) => AccountTrouble::DailyLimit,
        Attempt::Refused { stage, code, status, .. } if concerns_setup(stage, code, status) => {
            AccountTrouble::NeedsAPerson
        }
        Attempt::Refused { stage, code, status, text } if may_concern_setup(stage, code, status, text) => {
            AccountTrouble::AtTheRecipient
        }
        Attempt::Refused { stage: Stage::Mail, code, .. } if code < 500 => AccountTrouble::TooFast,
        _ => return None,
    })
}

/// Until when nothing should be sent over this account at all, for a mail or for anybody. `in_a_row` counts attempts
/// that ended with the same trouble, the present one included.
pub fn account_rest(attempt: &Attempt<'_>, in_a_row: u32, now: Timestamp) -> Option<Timestamp> {
    let waits: &[i64] = match account_trouble(attempt)? {
        AccountTrouble::AtTheRecipient if in_a_row < 3 => return None,
        AccountTrouble::NeedsAPerson | AccountTrouble::AtTheRecipient => &NEEDS_A_PERSON,
        AccountTrouble::NoConnection => &[15, 30, 60, 120, 300],
        AccountTrouble::DailyLimit => &DAILY_LIMIT,
        AccountTrouble::TooFast => &[60, 120, 300],
    };
    now.checked_add(SignedDuration::from_secs(wait(waits, in_a_row))).ok()
}

fn refused(stage: Stage, code: u16, status: Option<&str>, text: &str, facts: &Facts) -> Next {
    let reason = reason_of_reply(stage, code, status, text);
    if is_daily_limit(status) {
        return again(Why::DailyLimit, &DAILY_LIMIT, facts);
    }
    let may_pass = may_concern_setup(stage, code, status, text) && facts.attempts < SETUP_TRIES;
    if concerns_setup(stage, code, status) || may_pass {
        return again(Why::Setup, &NEEDS_A_PERSON, facts);
    }
    // Some servers say 4xx and some 5xx to a full mailbox; people do empty theirs.
    if reason == BounceReason::MailboxFull {
        return again(Why::MailboxFull, &BACK_OFF, facts);
    }
    if code < 500 {
        let why = if reason == BounceReason::RateLimited { Why::TooFast } else { Why::TryLater };
        return again(why, &BACK_OFF, facts);
    }
    if status == Some("5.5.0") && facts.attempts < NOISE_TRIES {
        return again(Why::TryLater, &BACK_OFF, facts);
    }
    Next::Fail(Why::Refused, reason)
}

/// A line that breaks is tried again soon; a mail that breaks it every time waits its turn like any refused one.
fn if_soon(attempts: u32) -> &'static [i64] {
    if attempts <= 3 { &LINE_TROUBLE } else { &BACK_OFF }
}

/// Later by the wait for this attempt, with up to a tenth more so that mails refused together do not return together.
fn again(why: Why, waits: &[i64], facts: &Facts) -> Next {
    let wait = wait(waits, facts.attempts);
    let jitter = wait * i64::from(jitter(facts.outbox, facts.attempts)) / 10_000;
    let at = facts.now.checked_add(SignedDuration::from_secs(wait + jitter)).unwrap_or(Timestamp::MAX);
    let last = facts.expires.checked_sub(LAST_TRY).unwrap_or(facts.expires);
    match at.min(last) {
        at if at > facts.now => Next::RetryAt(at, why),
        _ => Next::Expire(why),
    }
}

pub(super) fn wait(waits: &[i64], attempt: u32) -> i64 {
    let index = attempt.saturating_sub(1) as usize;
    waits.get(index).or(waits.last()).copied().unwrap_or(3600)
}

/// 0 to 1,000 (ten-thousandths), from the mail and the attempt alone (the finalizer of SplitMix64).
fn jitter(outbox: OutboxId, attempts: u32) -> u16 {
    let mut z = outbox.0.cast_unsigned().wrapping_add(u64::from(attempts).wrapping_mul(0x9e37_79b9_7f4a_7c15));
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    ((z ^ (z >> 31)) % 1_001) as u16
}

/// The codes by which large providers say that the *sender* has used up a day's mails.
fn is_daily_limit(status: Option<&str>) -> bool {
    matches!(status, Some("5.4.5" | "5.1.90" | "5.7.232" | "5.7.233"))
}

/// The server wants a login, a better one, or another sender: no mail of ours would fare differently. Three of the codes
/// are used for a mail's contents as well, and mean us only in answer to MAIL FROM.
fn concerns_setup(stage: Stage, code: u16, status: Option<&str>) -> bool {
    matches!(code, 530 | 534 | 535 | 538)
        || matches!(status, Some("5.7.30" | "5.7.57" | "5.7.60" | "5.7.139" | "5.2.252"))
        || (stage == Stage::Mail && matches!(status, Some("5.7.3" | "5.7.8" | "5.7.9")))
}

/// Servers that look at the sender only with the recipient (Postfix) refuse one that is not the account's own with
/// 553 5.7.1, and one that has not logged in as if it asked for a relay. It may as well be this recipient alone.
fn may_concern_setup(stage: Stage, code: u16, status: Option<&str>, text: &str) -> bool {
    let denied = || code >= 500 && reason_of(status, text) == BounceReason::RelayDenied;
    stage == Stage::Rcpt && ((code == 553 && status == Some("5.7.1")) || denied())
}

/// The reason behind a live reply. What is said to MAIL FROM never speaks of the recipient.
fn reason_of_reply(stage: Stage, code: u16, status: Option<&str>, text: &str) -> BounceReason {
    let reason = match (reason_of(status, text), code) {
        // RFC 5321 §4.2.3 gives these a meaning of their own.
        (BounceReason::Unknown, 452 | 552) if stage == Stage::Rcpt => BounceReason::MailboxFull,
        (BounceReason::Unknown, 551) => BounceReason::Moved,
        (reason, _) => reason,
    };
    if stage == Stage::Mail && reason.blames_the_address() { BounceReason::Policy } else { reason }
}

#[cfg(test)]
mod tests;
