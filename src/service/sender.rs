//! Sends what may go. Every state is committed before the step it stands for, so that a crash at any point leaves a
//! row that says how far its mail got.

use super::apply::contact_of;
use super::clock_guard::ClockGuard;
use super::gather::{after, before, reachability};
use super::open::OpenClass;
use super::other_child;
use super::pulse::Pulse;
use crate::decide::release::{Gate, Parcel as Asked, Party, release};
use crate::decide::retry::{self, AccountTrouble, Attempt, Next, Why, next};
use crate::domain::outbox::{DeliveryReport, Failure, Fate, OutboxState};
use crate::domain::roster::Access;
use crate::ids::OutboxId;
use crate::message::BounceReason;
use crate::message::compose::PreparedMessage;
use crate::smtp::outcome::{Outcome, Reply, Stage, Trouble};
use crate::smtp::submitter::Submitter;
use crate::store::outbox::Parcel;
use crate::store::{self, Tx, contacts, health, outbox, reports};
use futures_util::FutureExt as _;
use jiff::{SignedDuration, Timestamp};
use std::panic::AssertUnwindSafe;
use std::sync::Arc;
use tokio_util::sync::CancellationToken;

/// When a mail to the teacher whose answer was lost is handed over again.
const AGAIN_TO_TEACHER: SignedDuration = SignedDuration::from_mins(15);

/// Rows looked at in one step.
const BATCH: usize = 100;

/// What one step did.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub struct Sent {
    pub sent: usize,
    /// Could not be handed over now; tried again later.
    pub deferred: usize,
    /// Ended without being sent: refused, expired, cancelled, held or unknown.
    pub ended: usize,
    /// Nothing goes out for the moment (no connection, refused login, a clock in doubt): nothing else was tried.
    pub closed: bool,
}

/// No handing over of one mail takes longer: a clock that says so after it has jumped.
const LONGEST_HANDOVER: SignedDuration = SignedDuration::from_hours(1);

pub struct Sender {
    pub class: Arc<OpenClass>,
    pub submitter: Submitter,
    pub clock: Arc<ClockGuard>,
    pub rest: Rest,
    pub pulse: Arc<Pulse>,
}

/// Trouble that concerns the whole account: no connection, a refused login, a day's limit. Meanwhile nothing is tried
/// for any mail, or a hundred queued mails would be a hundred logins.
#[derive(Default)]
pub struct Rest {
    trouble: Option<AccountTrouble>,
    in_a_row: u32,
    until: Option<Timestamp>,
}

impl Rest {
    fn note(&mut self, outcome: &Outcome, now: Timestamp) {
        let attempt = attempt(outcome);
        let trouble = retry::account_trouble(&attempt);
        self.in_a_row = if trouble == self.trouble { self.in_a_row + 1 } else { 1 };
        self.trouble = trouble;
        self.until = retry::account_rest(&attempt, self.in_a_row, now);
    }

    /// When the account may be tried again, if not now.
    pub fn over_at(&self, now: Timestamp) -> Option<Timestamp> {
        self.until.filter(|until| *until > now)
    }
}

/// What the gate said about a row, with what the next step needs.
enum Opened {
    Go(Box<Parcel>, PreparedMessage),
    /// Not now, or not any more: somebody else has decided about it since it was looked at.
    Waits,
    Ended,
}

impl Sender {
    /// Sends everything that is due and may go, one mail after the other.
    pub async fn drain(&mut self) -> store::Result<Sent> {
        self.drain_until(&CancellationToken::new()).await
    }

    /// [`Sender::drain`], ended between two mails when asked to.
    pub async fn drain_until(&mut self, stop: &CancellationToken) -> store::Result<Sent> {
        let mut total = Sent::default();
        loop {
            let Some(now) = self.clock.look().await? else {
                total.closed = true;
                break;
            };
            let due = self.class.store.read_async(move |tx| outbox::due(tx, now, BATCH)).await?;
            total.closed |= self.rest.over_at(now).is_some();
            if due.is_empty() || total.closed || stop.is_cancelled() {
                break;
            }
            for parcel in due {
                self.step(parcel.id, &mut total).await?;
                self.pulse.beat();
                if total.closed || stop.is_cancelled() {
                    break;
                }
            }
        }
        Ok(total)
    }

    async fn step(&mut self, id: OutboxId, total: &mut Sent) -> store::Result<()> {
        let Some(now) = self.clock.look().await? else {
            total.closed = true;
            return Ok(());
        };
        let class = Arc::clone(&self.class);
        // A panic at one mail keeps no other from leaving: it is counted, and the mail held at the third.
        let opened = AssertUnwindSafe(self.class.store.write_async(move |tx| open_gate(tx, &class, id, now)));
        let Ok(opened) = opened.catch_unwind().await else {
            return self.class.store.write_async(move |tx| outbox::stumbled_over(tx, id, now)).await;
        };
        let (parcel, mail) = match opened? {
            Opened::Go(parcel, mail) => (parcel, mail),
            Opened::Waits => return Ok(()),
            Opened::Ended => {
                total.ended += 1;
                return Ok(());
            }
        };
        let store = Arc::clone(&self.class.store);
        let outcome = self
            .submitter
            .submit(&mail, async || store.write_async(move |tx| outbox::body_goes_out(tx, id)).await)
            .await?;
        // What happened is written down whatever the clock says by now, and with no other write before it.
        let (class, said) = (Arc::clone(&self.class), self.clock.says());
        let now = if (now..=after(now, LONGEST_HANDOVER)).contains(&said) { said } else { now };
        self.rest.note(&outcome, now);
        let rests = self.rest.over_at(now).is_some();
        total.closed = rests;
        let ending = self.class.store.write_async(move |tx| settle(tx, &class, &parcel, &outcome, rests, now)).await?;
        match ending {
            OutboxState::Sent => total.sent += 1,
            OutboxState::Queued => total.deferred += 1,
            _ => total.ended += 1,
        }
        Ok(())
    }
}

/// Asks the gate with facts of this moment, the row itself among them, and commits its answer. On `Go` the row is
/// `sending` when this returns.
fn open_gate(tx: &Tx<'_>, class: &OpenClass, id: OutboxId, now: Timestamp) -> store::Result<Opened> {
    let Some(row) = outbox::still_due(tx, id, now)? else { return Ok(Opened::Waits) };
    let words = outbox::words(tx, row.id)?;
    let other_child = if row.home.is_some() && !row.approved {
        let words = other_child::Words { subject: &row.subject, text: &words.text, html: words.html.as_deref() };
        other_child::named_in(class, &row.to, row.guardian.as_deref(), &words)
    } else {
        None
    };
    let gate = release(&asked(tx, class, &row, other_child.as_deref(), now)?, now, &class.school.time_zone);
    let reason_word = |r: &crate::decide::release::Refusal| r.word();
    match gate {
        Gate::Go => {
            if !outbox::claim(tx, id, now)? {
                return Ok(Opened::Waits);
            }
            let mail = PreparedMessage {
                message_id: row.message_id.clone(),
                sender: class.class().address.clone(),
                recipient: row.to.clone(),
                bytes: words.bytes,
            };
            Ok(Opened::Go(Box::new(row), mail))
        }
        Gate::Wait { until, reason } => {
            tracing::debug!(outbox.id = id.0, reason = reason_word(&reason), "mail waits");
            outbox::wait_until(tx, id, OutboxState::Queued, until, &reason.words())?;
            Ok(Opened::Waits)
        }
        Gate::Hold { reason } => {
            tracing::info!(outbox.id = id.0, reason = reason_word(&reason), "mail held for the teacher");
            outbox::settle(tx, id, (OutboxState::Queued, OutboxState::Held), &reason.words(), now)?;
            Ok(Opened::Ended)
        }
        Gate::Drop { reason, ending } => {
            tracing::info!(outbox.id = id.0, reason = reason_word(&reason), "mail will not be sent");
            outbox::settle(tx, id, (OutboxState::Queued, ending.into()), &reason.words(), now)?;
            Ok(Opened::Ended)
        }
    }
}

fn asked<'a>(
    tx: &Tx<'_>,
    class: &'a OpenClass,
    row: &Parcel,
    other_child: Option<&'a str>,
    now: Timestamp,
) -> store::Result<Asked<'a>> {
    let limits = &class.setup.limits;
    let this_minute = outbox::left_since(tx, before(now, SignedDuration::from_mins(1)), now)?;
    let today = outbox::left_since(tx, before(now, SignedDuration::from_hours(24)), now)?;
    Ok(Asked {
        party: party(class, row),
        personal: !row.class_letter,
        opted_out: false,
        address_fails: row.home.is_some() && reachability(tx, class, &row.to, now)?.is_unreachable(),
        needs_approval: false,
        other_child,
        not_before: row.not_before,
        expires: row.expires,
        quiet_hours: class.school.quiet_hours.as_ref(),
        calendar: &class.school.calendar,
        weekend_meant: row.weekend_meant,
        automatic_answers: None,
        left_this_minute: limits.per_minute.saturating_sub(this_minute),
        left_today: limits.per_day.saturating_sub(today),
    })
}

/// Who the recipient is now: the roster may have changed since the mail was written.
fn party(class: &OpenClass, row: &Parcel) -> Party {
    let Some(home) = &row.home else { return Party::Teacher };
    let roster = &class.class().roster;
    if roster.is_blocked(&row.to, &home.student) {
        return Party::Guardian(Access::Blocked);
    }
    let mut access = roster.rows_of(&row.to).filter(|g| g.student == home.student).map(|g| g.access);
    access.next().map_or(Party::NotOnRoster, Party::Guardian)
}

/// Whether a held mail could go if a teacher read it and said `ok`: it names somebody else's child, and no more.
pub(super) fn an_ok_would_do(tx: &Tx<'_>, class: &OpenClass, row: &Parcel, now: Timestamp) -> store::Result<bool> {
    if row.subject.is_empty() {
        return Ok(false);
    }
    let asked = asked(tx, class, row, None, now)?;
    Ok(!matches!(release(&asked, now, &class.school.time_zone), Gate::Hold { .. } | Gate::Drop { .. }))
}

/// Commits what became of the mail, with the contact it was if it was sent. `rests`: the whole account does, after this.
fn settle(
    tx: &Tx<'_>,
    class: &OpenClass,
    row: &Parcel,
    outcome: &Outcome,
    rests: bool,
    now: Timestamp,
) -> store::Result<OutboxState> {
    let (id, attempts) = (row.id, row.attempts + 1);
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
            sent(tx, class, row, now)?;
            return Ok(OutboxState::Sent);
        }
        Next::RetryAt(at, why) => {
            tracing::warn!(outbox.id = id.0, attempts, "mail deferred");
            let account =
                matches!(why, Why::Setup | Why::DailyLimit) && !matches!(outcome, Outcome::NoConnection { .. });
            if account && rests {
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

fn sent(tx: &Tx<'_>, class: &OpenClass, row: &Parcel, now: Timestamp) -> store::Result<()> {
    if !outbox::sent(tx, row.id, now)? {
        return Ok(());
    }
    match contact_of(row, now) {
        Some(contact) => contacts::log(tx, &contact)?,
        None if row.template == super::summary::TEMPLATE => health::note(tx, "last_summary", "", now)?,
        None => {}
    }
    if row.home.is_none() || !super::edges::files_copies(&class.setup) {
        outbox::copy_filed(tx, row.id)?;
    }
    tracing::info!(outbox.id = row.id.0, "mail sent");
    Ok(())
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
        Outcome::Accepted { .. } => health::clear(tx, "problem:outgoing"),
        _ => Ok(()),
    }
}

fn attempt(outcome: &Outcome) -> Attempt<'_> {
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
        Why::DailyLimit => "mail waits and goes on tomorrow; `per_day` in [outgoing] spreads it",
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
