//! The daily summary: the state of the class gathered into the view that the templates show.

mod asking;
mod buttons;
mod changes;
mod not_sent;
mod outgoing;
mod promises;
mod questions;

use super::apply::apply;
use super::gather;
use super::jobs::SUMMARY;
use super::open::OpenClass;
use super::to_teacher::to_teacher;
use crate::decide::contact_flags::{Flag, HomeStatus, State};
use crate::decide::effect::Effect;
use crate::decide::stall::PATIENCE;
use crate::decide::suggestions::{self, Suggestion};
use crate::decide::why_silent::Why;
use crate::domain::audit::Actor;
use crate::domain::class::Teacher;
use crate::domain::mail::{Home, ItemTarget, MailState};
use crate::domain::outbox::{OutboxState, Outgoing};
use crate::ids::{InboundId, JobName, StudentId};
use crate::render::letter::Rendered;
use crate::render::summary::numbering::{ItemRef, Numbers, numbered, shown, whole};
use crate::render::summary::render_summary;
use crate::render::summary::view::{self, SummaryView};
use crate::store::{self, Tx, health, ledger, life, listing, outbox, summary};
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// The template's name in the outbox.
pub const TEMPLATE: &str = "summary";

/// Yesterday's summary is not worth sending.
const LIFE: SignedDuration = SignedDuration::from_hours(20);

/// One summary's view, and what is numbered in it.
struct Summary {
    view: SummaryView,
    numbers: Numbers,
    items: Vec<(u32, ItemTarget)>,
}

/// A summary as it is shown.
pub struct Shown {
    pub letter: Rendered,
    /// What its numbers stand for.
    pub items: Vec<(u32, ItemTarget)>,
}

/// The summary to every teacher, for the job whose slot has come.
pub fn enqueue(tx: &Tx<'_>, class: &OpenClass, slot: DateTime, now: Timestamp) -> store::Result<Vec<Effect>> {
    let Summary { mut view, numbers, items } = build(tx, class, None, now)?;
    let mut effects = vec![Effect::NumberItems { day: view.date, items }];
    for teacher in &class.class().teachers {
        buttons::fill(&mut view, &numbers, class, teacher);
        let letter = render_summary(&view, &numbers, &teacher.language);
        effects.push(Effect::Enqueue(Box::new(of_slot(teacher, letter, slot, now))));
    }
    Ok(effects)
}

fn of_slot(teacher: &Teacher, letter: Rendered, slot: DateTime, now: Timestamp) -> Outgoing {
    let meaning = format!("summary:{}:{}", slot.strftime("%Y-%m-%dT%H:%M"), teacher.address.as_str());
    let job = Some((JobName::new(SUMMARY), slot));
    Outgoing { job, ..to_teacher(teacher, TEMPLATE, meaning, letter, LIFE, now) }
}

/// The summary as it stands, with its numbers noted, for `homeroom summary`: nothing is sent.
pub fn show(class: &OpenClass, now: Timestamp) -> store::Result<Shown> {
    class.store.write(|tx| {
        let Summary { mut view, numbers, items } = build(tx, class, None, now)?;
        if let Some(teacher) = class.class().teachers.first() {
            buttons::fill(&mut view, &numbers, class, teacher);
        }
        apply(tx, class, Actor::Host, vec![Effect::NumberItems { day: view.date, items: items.clone() }], None, now)?;
        let language = class.class().teachers.first().map_or(&class.school.language, |t| &t.language);
        Ok(Shown { letter: render_summary(&view, &numbers, language), items })
    })
}

/// What a teacher may ask to see beside the day's summary.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Part {
    /// Everything that waits, however much it is.
    All,
    Drafts,
    /// The families nobody has been in touch with, and how every child stands.
    Silent,
}

/// A part of the summary to one teacher, as it stands, and the note of what its numbers stand for.
pub fn part(
    tx: &Tx<'_>,
    class: &OpenClass,
    teacher: &Teacher,
    part: Part,
    now: Timestamp,
) -> store::Result<(Rendered, Option<Effect>)> {
    let Summary { mut view, numbers, items } = build(tx, class, Some(part), now)?;
    buttons::fill(&mut view, &numbers, class, teacher);
    let effect = Effect::NumberItems { day: view.date, items };
    Ok((render_summary(&view, &numbers, &teacher.language), Some(effect)))
}

/// Leaves in the view what the part is about.
fn only(view: &mut SummaryView, part: Part) {
    if part == Part::All {
        return;
    }
    view.waiting.clear();
    view.questions.clear();
    view.more_strangers = 0;
    view.promises.clear();
    view.departures.clear();
    view.changes.clear();
    match part {
        Part::Silent => view.drafts.clear(),
        Part::Drafts | Part::All => view.steps.clear(),
    }
}

/// Gathers everything and settles what is numbered.
fn build(tx: &Tx<'_>, class: &OpenClass, part: Option<Part>, now: Timestamp) -> store::Result<Summary> {
    let homes = gather::homes(tx, class, now)?;
    let day = Day { tx, class, now, today: class.local(now).date(), since: since(tx, class, now)? };
    let mails = |ids: Vec<InboundId>| ids.into_iter().map(ItemTarget::Mail).collect();
    let (waiting, waiting_ids) = day.waiting(&homes)?;
    let waiting = day.awake(waiting, mails(waiting_ids))?;
    let asked = day.asking()?;
    let questions = day.awake(asked.questions, mails(asked.ids))?;
    let (drafts, draft_ids) = day.drafts()?;
    let drafts = day.awake(drafts, draft_ids.into_iter().map(ItemTarget::Outgoing).collect())?;
    let (promises, promise_ids) = day.promises(&homes)?;
    let promises = day.awake(promises, promise_ids)?;
    let (departures, runs) = day.departures()?;
    let mut changes = day.paused()?;
    changes.extend(day.held()?);
    changes.extend(day.changes()?);
    let all_children = day.today.weekday() == Weekday::Friday || part == Some(Part::Silent);
    let mut view = SummaryView {
        class: class.class().name.clone(),
        date: day.today,
        troubles: day.troubles()?,
        inbox: inbox(&listing::arrived_since(tx, day.since)?),
        waiting: waiting.views,
        questions: questions.views,
        more_strangers: asked.more_strangers,
        drafts: drafts.views,
        promises: promises.views,
        put_off: view::PutOff {
            waiting: waiting.put_off,
            questions: questions.put_off,
            drafts: drafts.put_off,
            promises: promises.put_off,
        },
        steps: day.steps(&homes, all_children),
        departures,
        changes,
        foot: day.foot()?,
        children: if all_children { day.children(&homes) } else { Vec::new() },
    };
    part.into_iter().for_each(|part| only(&mut view, part));
    let items_shown = if part.is_some() { whole(&view) } else { shown(&view) };
    let target = |item: &ItemRef| match item {
        ItemRef::Waiting(i) => waiting.targets.get(*i).cloned(),
        ItemRef::Question(i) => questions.targets.get(*i).cloned(),
        ItemRef::Draft(i) => drafts.targets.get(*i).cloned(),
        ItemRef::Departure(i) => runs.get(*i).cloned(),
        ItemRef::Promise(i) => promises.targets.get(*i).cloned(),
    };
    let shown: Vec<(ItemRef, ItemTarget)> =
        items_shown.into_iter().filter_map(|item| Some((item, target(&item)?))).collect();
    let (refs, targets): (Vec<ItemRef>, Vec<ItemTarget>) = shown.into_iter().unzip();
    let items = numbered(&summary::items(tx, day.today)?, targets);
    let numbers = refs.into_iter().zip(items.iter().map(|(number, _)| *number)).collect();
    Ok(Summary { view, numbers, items })
}

/// Since when things are news: since the last summary that reached a teacher was written, or a day ago.
fn since(tx: &Tx<'_>, class: &OpenClass, now: Timestamp) -> store::Result<Timestamp> {
    let mut last = None;
    for teacher in &class.class().teachers {
        last = last.max(outbox::newest_sent(tx, TEMPLATE, &teacher.address)?);
    }
    Ok(last.filter(|at| *at < now).unwrap_or_else(|| gather::before(now, SignedDuration::from_hours(24))))
}

fn inbox(arrived: &BTreeMap<String, u32>) -> view::Inbox {
    let count = |state: MailState| arrived.get(state.word()).copied().unwrap_or(0);
    view::Inbox {
        came_in: arrived.values().sum(),
        placed: count(MailState::Placed),
        unsure: count(MailState::Unsure),
        unknown_sender: count(MailState::UnknownSender),
        held: count(MailState::Held),
        ignored: count(MailState::Ignored),
        quarantined: count(MailState::Quarantined) + arrived.get("received").copied().unwrap_or(0),
    }
}

/// One day of one class, while its summary is gathered.
struct Day<'a, 'tx> {
    tx: &'a Tx<'tx>,
    class: &'a OpenClass,
    now: Timestamp,
    today: Date,
    since: Timestamp,
}

impl Day<'_, '_> {
    fn called(&self, student: &StudentId) -> String {
        self.class.class().roster.student(student).map_or_else(|| student.to_string(), |s| s.called().to_owned())
    }

    /// The label of a home, where the child has more than one.
    fn label(&self, home: &Home) -> Option<String> {
        let several = self.class.class().roster.households_of(&home.student).len() > 1;
        several.then(|| home.household.to_string())
    }

    fn school_days_since(&self, at: Timestamp) -> u32 {
        self.class.school.calendar.school_days_after(self.class.local(at).date(), self.today)
    }

    /// A few a day, and on Fridays all of them.
    fn steps(&self, homes: &[HomeStatus], all: bool) -> Vec<view::Step> {
        let chosen = if all {
            suggestions::every(homes)
        } else {
            suggestions::choose(homes, self.class.class().contact.daily_suggestions, self.turn())
        };
        chosen.iter().map(|s| self.step(s)).collect()
    }

    /// One more with every school day, so that a holiday skips nobody.
    fn turn(&self) -> usize {
        let first = self.today.first_of_year();
        usize::try_from(self.class.school.calendar.school_days_after(first, self.today)).unwrap_or(0)
    }

    fn step(&self, suggestion: &Suggestion<'_>) -> view::Step {
        let HomeStatus { facts, school_days, .. } = suggestion.home;
        view::Step {
            child: self.called(&facts.home.student),
            guardian: facts.guardians.first().map(|g| g.name.clone()),
            home: self.label(&facts.home),
            reason: match suggestion.reason {
                suggestions::Reason::Silent(why) => match why {
                    Why::NoEmail => view::Reason::NoEmail,
                    Why::AddressFails(next) => view::Reason::AddressFails(next),
                    Why::AskedForNone => view::Reason::AskedForNoMail,
                    Why::Language => view::Reason::OtherLanguage,
                    Why::OnlyOtherHome => view::Reason::OnlyOtherHomeReached,
                    Why::NeverAnswered => view::Reason::NeverAnswered,
                    Why::NeverInTouch => view::Reason::NoContactYet,
                    Why::NobodyWrote => view::Reason::NoContactFor(*school_days),
                },
                suggestions::Reason::GoodWord => view::Reason::GoodWordAfterHard,
                suggestions::Reason::OnlyHard => view::Reason::OnlyProblemsSoFar,
                suggestions::Reason::NobodyNoticed => view::Reason::NoMomentLately,
            },
        }
    }

    /// What keeps homeroom from its work at this moment, in the teacher's words.
    fn troubles(&self) -> store::Result<Vec<view::Trouble>> {
        let last_fetch = health::get(self.tx, "last_fetch")?.map(|(_, at)| at);
        let mut troubles = Vec::new();
        if life::is_held(self.tx)? {
            troubles.push(view::Trouble::Held);
        }
        if last_fetch.is_none_or(|at| self.now.duration_since(at) > PATIENCE) {
            troubles.push(self.unread(last_fetch));
        }
        for (name, _, since) in health::with_prefix(self.tx, "problem:")? {
            let trouble = match name.as_str() {
                "problem:mailbox" => self.unread(last_fetch),
                "problem:outgoing" => view::Trouble::CannotSend { since: self.zone().to_datetime(since) },
                "problem:copies" => view::Trouble::NoCopies,
                "problem:clock" => view::Trouble::ClockIsWrong,
                _ => view::Trouble::Other,
            };
            if !troubles.contains(&trouble) {
                troubles.push(trouble);
            }
        }
        Ok(troubles)
    }

    fn unread(&self, last_fetch: Option<Timestamp>) -> view::Trouble {
        view::Trouble::MailboxUnread { since: last_fetch.map(|at| self.zone().to_datetime(at)) }
    }

    fn foot(&self) -> store::Result<view::Foot> {
        let ledger = ledger::totals(self.tx)?.map(|(on_server, stored)| view::Count { on_server, stored });
        let local = |at: Timestamp| self.zone().to_datetime(at);
        let quiet = crate::decide::release::Refusal::QuietHours.words();
        let held = outbox::in_state(self.tx, OutboxState::Queued)?.iter().filter(|p| p.reason == quiet).count();
        Ok(view::Foot {
            ledger,
            last_fetch: health::get(self.tx, "last_fetch")?.map(|(_, at)| local(at)),
            held_for_quiet_hours: u32::try_from(held).unwrap_or(u32::MAX),
            answer: if self.class.class().can_prove_senders() { view::AnswerWay::Mail } else { view::AnswerWay::Teach },
        })
    }

    fn zone(&self) -> &TimeZone {
        &self.class.school.time_zone
    }

    /// Friday's table: every child once, whatever the number of homes.
    fn children(&self, homes: &[HomeStatus]) -> Vec<view::ChildRow> {
        let row = |student: &crate::domain::roster::Student| {
            let of_child: Vec<&HomeStatus> = homes.iter().filter(|h| h.facts.home.student == student.id).collect();
            let open: Vec<&&HomeStatus> = of_child.iter().filter(|h| !h.flags.contains(&Flag::Blocked)).collect();
            let last = of_child.iter().filter_map(|h| h.last_contact).max();
            let reached = open.iter().filter(|h| h.last_contact.is_some()).count();
            view::ChildRow {
                child: student.called().to_owned(),
                last_contact: last.map(|at| self.school_days_since(at)),
                good: of_child.iter().map(|h| h.facts.good).sum(),
                hard: of_child.iter().map(|h| h.facts.hard).sum(),
                homes_reached: u32::try_from(reached).unwrap_or(0),
                homes: u32::try_from(open.len()).unwrap_or(0),
                standing: match open.iter().map(|h| h.state).min().unwrap_or(State::Unreachable) {
                    State::Fresh => view::Standing::Fresh,
                    State::Due => view::Standing::Due,
                    State::Overdue => view::Standing::Overdue,
                    State::Unreachable => view::Standing::Unreachable,
                },
            }
        };
        let students = self.class.class().roster.students().iter();
        students.filter(|student| student.is_here(self.today)).map(row).collect()
    }
}
