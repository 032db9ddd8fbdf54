//! What became of a mail that was handed over: written down with all that follows from it.

use super::super::apply::has_left;
use super::super::gather::after;
use super::super::open::OpenClass;
use super::Ended;
use crate::decide::retry::{self, Attempt, Next, Why, next};
use crate::domain::outbox::{DeliveryReport, Failure, Fate, OutboxState};
use crate::message::BounceReason;
use crate::smtp::outcome::{Outcome, Reply, Stage, Trouble};
use crate::store::outbox::Parcel;
use crate::store::{self, Tx, audit, health, outbox, reports};
use jiff::{SignedDuration, Timestamp};

/// When a mail to the teacher whose answer was lost is handed over again.
const AGAIN_TO_TEACHER: SignedDuration = SignedDuration::from_mins(15);

/// Writes down what became of the mail, with the contact it was if it was sent; gives the state the row has now.
pub fn settle(tx: &Tx<'_>, class: &OpenClass, ended: &Ended) -> store::Result<OutboxState> {
    let Ended { row, outcome, rests, at: now } = ended;
    let (id, attempts, now) = (row.id, row.attempts + 1, *now);
    let facts = retry::Facts { outbox: id, attempts, now, expires: row.expires };
    note_way_out(tx, outcome, now)?;
    let attempt = attempt(outcome);
    let next = next(&attempt, &facts);
    if row.home.is_some()
        && let Some(cause) = retry::failure(&next, &attempt)
    {
        reports::record(tx, &refused(row, outcome, cause, now), now)?;
    }
    let (state, reason) = match next {
        Next::Sent => {
            if outbox::sent(tx, id, now)? {
                has_left(tx, class, row, now)?;
                audit::of_mail(tx, id, OutboxState::Sent, now)?;
                tracing::info!(outbox.id = id.0, "mail sent");
            }
            return Ok(OutboxState::Sent);
        }
        Next::RetryAt(at, why) => {
            tracing::warn!(outbox.id = id.0, attempts, "mail deferred");
            let account =
                matches!(why, Why::Setup | Why::DailyLimit) && !matches!(outcome, Outcome::NoConnection { .. });
            if account && *rests {
                health::note_problem(tx, "problem:outgoing", &account_problem(why, outcome), now)?;
            }
            outbox::wait_until(tx, id, OutboxState::Sending, at, &reason(why, outcome))?;
            return Ok(OutboxState::Queued);
        }
        Next::Fail(why, _) => (OutboxState::Failed, reason(why, outcome)),
        // The summary says the same whether it comes once or twice; without it the teacher would be left in the dark.
        Next::Hold(why) if row.home.is_none() && attempts < outbox::MOST_TRIES_TO_TEACHER => {
            let again = after(now, AGAIN_TO_TEACHER);
            outbox::wait_until(tx, id, OutboxState::Sending, again, &reason(why, outcome))?;
            return Ok(OutboxState::Queued);
        }
        Next::Hold(why) => (OutboxState::Unknown, reason(why, outcome)),
        Next::Expire(why) => (OutboxState::Expired, reason(why, outcome)),
    };
    tracing::warn!(outbox.id = id.0, attempts, state = state.word(), "mail not sent");
    outbox::settle(tx, id, (OutboxState::Sending, state), &reason, now)?;
    Ok(state)
}

/// What IT should know about the way out, until a mail has gone through again.
fn note_way_out(tx: &Tx<'_>, outcome: &Outcome, now: Timestamp) -> store::Result<()> {
    match outcome {
        Outcome::NoConnection { error } => {
            tracing::error!("outgoing mail: {}; {}", error.stage().word(), error.hint());
            health::note_problem(tx, "problem:outgoing", &format!("outgoing mail: {error}; {}", error.hint()), now)
        }
        // A line that breaks in the middle of mail after mail is as good as closed.
        Outcome::Deferred { stage, trouble: Trouble::Timeout | Trouble::Lost | Trouble::Garbled } => {
            let words = format!("outgoing mail: the connection breaks while a mail is handed over ({})", stage.word());
            health::note_problem(tx, "problem:outgoing", &format!("{words}; it is tried again"), now)
        }
        _ if is_open(outcome) => health::clear(tx, "problem:outgoing"),
        _ => Ok(()),
    }
}

/// Whether the way out is open: a mail was taken, or the server spoke of its recipient or its words.
fn is_open(outcome: &Outcome) -> bool {
    let about_the_mail = |stage: &Stage| matches!(stage, Stage::Rcpt | Stage::Data | Stage::Dot);
    match outcome {
        Outcome::Accepted { .. } => true,
        Outcome::Rejected { stage, .. } | Outcome::Deferred { stage, trouble: Trouble::Reply(_) } => {
            about_the_mail(stage) && retry::account_trouble(&attempt(outcome)).is_none()
        }
        _ => false,
    }
}

pub fn attempt(outcome: &Outcome) -> Attempt<'_> {
    match outcome {
        Outcome::Accepted { .. } => Attempt::Accepted,
        Outcome::Deferred { stage, trouble: Trouble::Reply(reply) } | Outcome::Rejected { stage, reply } => {
            Attempt::Refused {
                stage: match stage {
                    Stage::Connect | Stage::Hello | Stage::Auth | Stage::Mail => retry::Stage::Mail,
                    Stage::Rcpt => retry::Stage::Rcpt,
                    Stage::Data => retry::Stage::Data,
                    Stage::Dot => retry::Stage::Dot,
                },
                code: reply.code,
                status: reply.enhanced.as_deref(),
                text: &reply.text,
            }
        }
        Outcome::Deferred { .. } => Attempt::Broken,
        Outcome::Unknown { .. } => Attempt::Unanswered,
        Outcome::NoConnection { error } => Attempt::NoConnection { needs_a_person: error.needs_a_person() },
        Outcome::Unsendable { .. } => Attempt::Unsendable,
    }
}

/// What IT should know of an account that the server takes no mail from. The server's own words may name people.
fn account_problem(why: Why, outcome: &Outcome) -> String {
    let code = match outcome {
        Outcome::Deferred { trouble: Trouble::Reply(reply), .. } | Outcome::Rejected { reply, .. } => {
            format!(" (SMTP {} {})", reply.code, reply.enhanced.as_deref().unwrap_or_default())
        }
        _ => String::new(),
    };
    let remedy = match why {
        Why::DailyLimit => "mail waits and goes on within a day; `per_day` in [outgoing] spreads it",
        _ => {
            "mail waits and is tried again; check `user` and `password` in [outgoing], and that this account may send as the class's address"
        }
    };
    format!("outgoing mail: {}{}; {remedy}", why.words(), code.replace(" )", ")"))
}

/// What happened, with the server's own words where there are any.
fn reason(why: Why, outcome: &Outcome) -> String {
    let detail = match outcome {
        Outcome::Accepted { .. } => String::new(),
        Outcome::Rejected { reply, .. } => reply.words(),
        Outcome::Deferred { trouble, .. } | Outcome::Unknown { trouble } => trouble.words(),
        Outcome::NoConnection { error } => error.to_string(),
        Outcome::Unsendable { why } => why.words().to_owned(),
    };
    if detail.is_empty() { why.words().to_owned() } else { format!("{} ({detail})", why.words()) }
}

/// A refusal at the door counts like a report that comes back later.
fn refused(row: &Parcel, outcome: &Outcome, cause: BounceReason, now: Timestamp) -> DeliveryReport {
    let reply = match outcome {
        Outcome::Rejected { reply, .. } | Outcome::Deferred { trouble: Trouble::Reply(reply), .. } => Some(reply),
        _ => None,
    };
    let fate = Fate::Failed(Failure {
        status: reply.and_then(|r| r.enhanced.clone()),
        reason: cause.words().to_owned(),
        permanent: matches!(outcome, Outcome::Rejected { .. }),
        diagnostic: reply.map(Reply::words),
    });
    DeliveryReport { at: now, outbox: row.id, address: row.to.clone(), fate }
}
