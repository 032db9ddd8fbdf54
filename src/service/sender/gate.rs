//! Whether a mail may leave at this moment, asked with facts of this moment and committed.

use super::super::gather::reachability;
use super::super::open::OpenClass;
use super::super::other_child;
use super::super::preferences;
use super::super::week;
use crate::decide::names::NameIndex;
use crate::decide::photo::without_consent;
use crate::decide::release::{Ending, Gate, MOST_AUTOMATIC, Parcel as Asked, Party, Refusal, names_in_text, release};
use crate::domain::outbox::OutboxState;
use crate::domain::preference::Preference;
use crate::domain::roster::Access;
use crate::ids::{OutboxId, StudentId};
use crate::message::compose::PreparedMessage;
use crate::store::outbox::{Parcel, limit};
use crate::store::{self, Tx, outbox, pause, photos, preferences as wishes, roster_changes};
use jiff::{SignedDuration, Timestamp};

/// What the gate said about a row, with what the next step needs.
pub enum Opened {
    Go(Box<Parcel>, PreparedMessage),
    /// Not now, or not any more: somebody else has decided about it since it was looked at.
    Waits,
    Ended,
}

/// Asks the gate with facts of this moment, the row itself among them, and commits its answer. On `Go` the row is
/// `sending` when this returns.
pub fn open_gate(tx: &Tx<'_>, class: &OpenClass, id: OutboxId, now: Timestamp) -> store::Result<Opened> {
    let Some(row) = outbox::still_due(tx, id, now)? else { return Ok(Opened::Waits) };
    let words = outbox::words(tx, row.id)?;
    let gate = answer(tx, class, &row, &words, now)?;
    let reason_word = |r: &Refusal| r.word();
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
            match reason {
                // What holds for this mail holds for all that are due.
                Refusal::MinuteLimit | Refusal::DayLimit => outbox::all_wait(tx, until, &reason.words(), now)?,
                _ => outbox::wait_until(tx, id, OutboxState::Queued, until, &reason.words())?,
            }
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

/// When this queued mail leaves as things stand, and why not now; or why it will not.
pub fn ahead(tx: &Tx<'_>, class: &OpenClass, row: &Parcel, now: Timestamp) -> store::Result<Gate> {
    let at = now.max(row.next_attempt);
    Ok(match answer(tx, class, row, &outbox::words(tx, row.id)?, now)? {
        Gate::Go if at > now => Gate::Wait { until: at, reason: Refusal::NotYet },
        Gate::Wait { until, reason } => Gate::Wait { until: until.max(at), reason },
        gate => gate,
    })
}

fn answer(tx: &Tx<'_>, class: &OpenClass, row: &Parcel, words: &outbox::Words, now: Timestamp) -> store::Result<Gate> {
    let barred = roster_changes::barred_from(tx, &row.to)?;
    if names_a_barred_child(class, row, words, &barred) {
        return Ok(Gate::Drop { reason: Refusal::Blocked, ending: Ending::Cancelled });
    }
    let other_child = if row.home.is_some() && !row.approved {
        let words = other_child::Words { subject: &row.subject, text: &words.text, html: words.html.as_deref() };
        other_child::named_in(class, &row.to, row.guardian.as_deref(), &words)
    } else {
        None
    };
    Ok(release(&asked(tx, class, row, other_child.as_deref(), now)?, now, &class.school.time_zone))
}

/// A letter to the class names all children of its reader, who may be barred from one of them since it was written. A
/// teacher's ok from before does not change that.
fn names_a_barred_child(class: &OpenClass, row: &Parcel, words: &outbox::Words, just_now: &[StudentId]) -> bool {
    let roster = &class.class().roster;
    let barred = roster.blocked_rows_of(&row.to).map(|g| &g.student).chain(just_now);
    let barred = barred.filter_map(|student| roster.student(student));
    let names: Vec<&str> = barred.flat_map(|child| [child.called(), child.first_name.as_str()]).collect();
    if row.home.is_none() || names.is_empty() {
        return false;
    }
    let text = format!("{}\n\n{}", row.subject, words.text);
    names_in_text(&text, &NameIndex::of(names), &[] as &[&str]).is_some()
}

fn asked<'a>(
    tx: &Tx<'_>,
    class: &'a OpenClass,
    row: &Parcel,
    other_child: Option<&'a str>,
    now: Timestamp,
) -> store::Result<Asked<'a>> {
    let limits = &class.setup.limits;
    let (minute, day) = (SignedDuration::from_mins(1), SignedDuration::from_hours(24));
    let confirms = preferences::confirms(row);
    let by_itself = (row.by_job || confirms) && row.home.is_some() && !row.approved;
    let preference = if row.home.is_some() { wishes::of(tx, &row.to)? } else { Preference::default() };
    let weekly = preference.weekly && by_itself && !confirms && !preferences::is_needed(class, &row.template);
    Ok(Asked {
        party: party(tx, class, row, now)?,
        personal: !row.class_letter && !confirms,
        opted_out: row.home.is_some() && preferences::is_refused(class, &preference, row),
        photo_of: without_consent(&class.class().roster, &photos::children_in(tx, row.id)?),
        address_fails: row.home.is_some() && reachability(tx, class, &row.to, now)?.is_unreachable(),
        needs_approval: false,
        other_child,
        not_before: row.not_before,
        weekly_from: weekly.then(|| preferences::waits_for_the_week(class, row.not_before, row.expires)).flatten(),
        week_full_until: if by_itself && !confirms { week_full_until(tx, class, row, now)? } else { None },
        expires: row.expires,
        quiet_hours: class.school.quiet_hours.as_ref(),
        peace: class.class().roster.rows_of(&row.to).map(|g| &g.peace).collect(),
        calendar: &class.school.calendar,
        paused: pause::get(tx)?,
        weekend_meant: row.weekend_meant,
        automatic_from: if by_itself { limit::of_automatic(tx, &row.to, MOST_AUTOMATIC, day, now)? } else { None },
        minute_full_until: limit::full_until(tx, limits.per_minute, minute, now)?,
        day_full_until: limit::full_until(tx, limits.per_day, day, now)?,
    })
}

fn week_full_until(tx: &Tx<'_>, class: &OpenClass, row: &Parcel, now: Timestamp) -> store::Result<Option<Timestamp>> {
    let Some(home) = row.home.as_ref().filter(|_| !preferences::is_needed(class, &row.template)) else {
        return Ok(None);
    };
    week::full_until(tx, class, home, &row.batch, now)
}

/// Whether this queued mail would leave at this moment.
pub fn may_go(tx: &Tx<'_>, class: &OpenClass, row: &Parcel, now: Timestamp) -> store::Result<bool> {
    Ok(matches!(answer(tx, class, row, &outbox::words(tx, row.id)?, now)?, Gate::Go))
}

/// Who the recipient is now: the roster may have changed since the mail was written, and a teacher may have barred them
/// a moment ago.
fn party(tx: &Tx<'_>, class: &OpenClass, row: &Parcel, now: Timestamp) -> store::Result<Party> {
    let Some(home) = &row.home else { return Ok(Party::Teacher) };
    let roster = &class.class().roster;
    let barred = roster_changes::barred_from(tx, &row.to)?;
    let siblings = outbox::siblings::of(tx, row.id)?;
    let is_barred = |id: &StudentId| roster.is_blocked(&row.to, id) || barred.contains(id);
    if is_barred(&home.student) || siblings.iter().any(is_barred) {
        return Ok(Party::Guardian(Access::Blocked));
    }
    let today = class.local(now).date();
    let is_here = |id: &StudentId| roster.student(id).is_some_and(|student| student.is_here(today));
    let mut about = &home.student;
    // A letter about several children is as much about a brother or sister who is still here.
    if !is_here(about) {
        let is_meant = |id: &StudentId| row.class_letter || siblings.contains(id);
        let mut theirs = roster.rows_of(&row.to).filter(|g| g.access != Access::Blocked).map(|g| &g.student);
        match theirs.find(|id| is_here(id) && is_meant(id) && !is_barred(id)) {
            Some(sibling) => about = sibling,
            None if roster.student(about).is_some() => return Ok(Party::NotInClass),
            None => {}
        }
    }
    let mut access = roster.rows_of(&row.to).filter(|g| g.student == *about).map(|g| g.access);
    Ok(access.next().map_or(Party::NotOnRoster, Party::Guardian))
}

/// Whether a held mail could go if a teacher read it and said `ok`: it names somebody else's child, and no more.
pub fn an_ok_would_do(tx: &Tx<'_>, class: &OpenClass, row: &Parcel, now: Timestamp) -> store::Result<bool> {
    if row.subject.is_empty() {
        return Ok(false);
    }
    let asked = asked(tx, class, row, None, now)?;
    Ok(!matches!(release(&asked, now, &class.school.time_zone), Gate::Hold { .. } | Gate::Drop { .. }))
}
