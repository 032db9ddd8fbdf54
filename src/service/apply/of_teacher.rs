//! The effects that only what a teacher says has.

use super::{Applied, approve, enqueue, hard, reword};
use crate::decide::effect::Effect;
use crate::domain::calendar::first_instant;
use crate::domain::plan::{PlanChange, PlanLine};
use crate::domain::question::{Asks, Question};
use crate::domain::receipt::UNDO;
use crate::ids::PlanId;
use crate::service::gather::after;
use crate::service::open::OpenClass;
use crate::service::{rights, wanted};
use crate::store::{self, Tx, commands, contacts, notes, outbox, plans, promises, questions, snooze};
use jiff::Timestamp;

/// Promises, and what teachers change beside the class list.
pub(super) fn apply_said(
    tx: &Tx<'_>,
    class: &OpenClass,
    effect: Effect,
    applied: &mut Applied,
    now: Timestamp,
) -> store::Result<()> {
    match effect {
        Effect::Promise(promise) => promises::make(tx, &promise).map(drop)?,
        Effect::KeepPromise { promise, at } => {
            applied.too_late += usize::from(!promises::close(tx, promise, at)?);
            plans::end_with_last_step(tx, promise, at)?;
        }
        Effect::SettleQuestion { outbox, at } => contacts::settle_question(tx, outbox, at)?,
        Effect::Ask(question) => ask(tx, class, &question)?,
        Effect::ChooseTime(chosen) => questions::choose(tx, &chosen, now)?,
        Effect::OfferPromise(offered) => promises::offer(tx, &offered)?,
        Effect::AnswerOffer { offer, at, promise } => {
            applied.too_late += usize::from(!promises::answer(tx, offer, promise.as_deref(), at)?);
        }
        Effect::ChangeRoster(change) => rights::change(tx, &change)?,
        Effect::RosterSays { changes } => store::roster_changes::listed(tx, &changes)?,
        Effect::RevokeRosterChange { change } => {
            applied.too_late += usize::from(!store::roster_changes::revoke(tx, change)?);
        }
        Effect::SetLanguage { to, language, at } => rights::set_language(tx, &to, language, at)?,
        // Whoever calls has named all of these, and no other.
        _ => {}
    }
    Ok(())
}

/// Times to meet are no longer free to choose from once the first of them has come.
fn ask(tx: &Tx<'_>, class: &OpenClass, question: &Question) -> store::Result<()> {
    let ends = match &question.asks {
        Asks::Times(times) => times.iter().min().and_then(|first| first_instant(*first, &class.school.time_zone)),
        Asks::Words(_) | Asks::Again(_) => None,
    };
    questions::ask(tx, question, ends)
}

/// What is written in a child's plan, and the letters about it.
pub(super) fn apply_plan(
    tx: &Tx<'_>,
    class: &OpenClass,
    change: PlanChange,
    applied: &mut Applied,
    now: Timestamp,
) -> store::Result<()> {
    let tell_at = |at: Timestamp| after(at, UNDO);
    match change {
        PlanChange::Goal { student, text, by, at } => {
            let goal = plans::add_goal(tx, &student, &text, &by, (at, tell_at(at)))?;
            applied.undo.plans.push(PlanLine::Goal(goal));
        }
        PlanChange::Step { step, by } => match plans::add_step(tx, &step, &by, tell_at(step.made_at))? {
            Some(id) => applied.undo.plans.push(PlanLine::Step(id)),
            None => applied.too_late += 1,
        },
        PlanChange::End { student, at } => match plans::end(tx, &student, at)? {
            Some(plan) => stop_waiting(tx, plan)?,
            None => applied.too_late += 1,
        },
        PlanChange::TakeBack { line, at } => match plans::take_back(tx, line, at, tell_at(at))? {
            Some(plan) => stop_waiting(tx, plan)?,
            None => applied.too_late += 1,
        },
        PlanChange::Letter { plan, told, letter } => {
            let id = outbox::next_id(tx)?;
            if enqueue(tx, class, &wanted::wanted(class, &letter, now), now)? {
                applied.enqueued += 1;
                plans::wrote(tx, id, plan, told)?;
            }
        }
        PlanChange::Written { plan } => plans::written(tx, plan)?,
    }
    Ok(())
}

/// Letters about it that have not left say what is so no more.
fn stop_waiting(tx: &Tx<'_>, plan: PlanId) -> store::Result<()> {
    for letter in plans::letters(tx, plan)?.iter().filter(|letter| !letter.left) {
        outbox::cancel(tx, letter.outbox, "the teacher took it back")?;
    }
    Ok(())
}

/// What only a teacher's commands do.
pub(super) fn apply_command(
    tx: &Tx<'_>,
    class: &OpenClass,
    effect: Effect,
    applied: &mut Applied,
    now: Timestamp,
) -> store::Result<()> {
    match effect {
        Effect::ApproveDraft { outbox } => match approve(tx, class, outbox, now)? {
            true => applied.undo.mails.push((outbox, true)),
            false => applied.too_late += 1,
        },
        Effect::Reword { outbox, text, by } => reword(tx, class, outbox, &text, &by)?,
        Effect::Write(wanted) => {
            let id = outbox::next_id(tx)?;
            let mail = wanted::wanted(class, &wanted, now);
            if enqueue(tx, class, &mail, now)? {
                applied.enqueued += 1;
                applied.undo.mails.push((id, false));
            } else {
                applied.too_late += 1;
            }
        }
        Effect::TakeBack { outbox, was_draft } => {
            let taken = outbox::take_back(tx, outbox, was_draft)?;
            if taken && was_draft {
                notes::unuse_moments_of(tx, outbox)?;
            }
            applied.too_late += usize::from(!taken);
        }
        Effect::CancelMail { outbox, reason } => {
            applied.too_late += usize::from(!outbox::cancel(tx, outbox, &reason)?);
        }
        Effect::Settle { inbound, at } => {
            contacts::settle(tx, inbound, at)?;
            applied.undo.settled.push(inbound);
        }
        Effect::Unsettle { inbound } => contacts::unsettle(tx, inbound)?,
        Effect::ForgetMoment { moment, at } => {
            for (_, draft, _) in notes::open_drafts(tx, &[moment])? {
                outbox::cancel(tx, draft, "the teacher took it back")?;
            }
            notes::use_moments(tx, at, &[moment])?;
        }
        Effect::BeginHard(new) => hard::begin(tx, class, &new, applied, now)?,
        Effect::ChangeHard { hard, blanks, reader } => {
            hard::change(tx, class, (hard, &blanks, reader.as_ref()), now)?;
        }
        Effect::ReadHard { hard, by, is_reader, former, words, at } => {
            hard::read(tx, class, (hard, &by), (is_reader, former), words.as_deref(), at)?;
        }
        Effect::PutOff { target, until } => snooze::set(tx, &target, until)?,
        Effect::RecordCommands(record) => commands::record(tx, &record)?,
        // Whoever calls has named all of these, and no other.
        _ => {}
    }
    Ok(())
}
