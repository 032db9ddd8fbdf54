//! The daily summary: the state of the class gathered into the view that the templates show.

use super::apply::apply;
use super::forecast::{Fate, forecast};
use super::gather;
use super::jobs::SUMMARY;
use super::open::OpenClass;
use crate::decide::contact_flags::{Flag, HomeStatus, Reach, State};
use crate::decide::effect::Effect;
use crate::decide::suggestions::{self, Suggestion, choose};
use crate::domain::address::EmailAddress;
use crate::domain::class::Teacher;
use crate::domain::contact::Tone;
use crate::domain::language::Language;
use crate::domain::mail::{Home, ItemTarget, MailState};
use crate::domain::outbox::{Content, OutboxState, Outgoing, Recipient};
use crate::ids::{DedupeKey, InboundId, JobName, OutboxId, StudentId};
use crate::message::BounceReason;
use crate::render::letter::Rendered;
use crate::render::summary::numbering::{ItemRef, numbered};
use crate::render::summary::render_summary;
use crate::render::summary::view::{self, SummaryView};
use crate::store::listing::MessageLine;
use crate::store::outbox::Parcel;
use crate::store::{self, Tx, contacts, health, jobs, ledger, listing, outbox};
use jiff::civil::{Date, DateTime, Weekday};
use jiff::tz::TimeZone;
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeMap;

/// The template's name in the outbox.
pub const TEMPLATE: &str = "summary";

/// Yesterday's summary is not worth sending.
const LIFE: SignedDuration = SignedDuration::from_hours(20);

/// One summary's view, and what its numbers stand for.
pub struct Summary {
    pub view: SummaryView,
    pub items: Vec<ItemTarget>,
}

/// The summary to every teacher, for the job whose slot has come.
pub fn enqueue(tx: &Tx<'_>, class: &OpenClass, slot: DateTime, now: Timestamp) -> store::Result<Vec<Effect>> {
    let Summary { view, items } = build(tx, class, now)?;
    let mut effects = vec![Effect::NumberItems { day: view.date, items }];
    for teacher in &class.class().teachers {
        let letter = render_summary(&view, &teacher.language);
        effects.push(Effect::Enqueue(Box::new(to_teacher(teacher, letter, slot, now))));
    }
    Ok(effects)
}

fn to_teacher(teacher: &Teacher, letter: Rendered, slot: DateTime, now: Timestamp) -> Outgoing {
    let Rendered { subject, text, html, language_used, .. } = letter;
    Outgoing {
        dedupe_key: DedupeKey::new(format!("summary:{}:{}", slot.strftime("%Y-%m-%dT%H:%M"), teacher.address.as_str())),
        to: teacher.address.clone(),
        to_name: Some(teacher.name.clone()),
        recipient: Recipient::Teacher,
        job: Some((JobName::new(SUMMARY), slot)),
        template: TEMPLATE.to_owned(),
        language: language_used,
        content: Content::Rendered { subject, text, html },
        needs_approval: false,
        personal: false,
        tone: Tone::Neutral,
        class_letter: false,
        weekend_meant: true,
        not_before: now,
        expires: now.checked_add(LIFE).unwrap_or(Timestamp::MAX),
        moments: Vec::new(),
    }
}

/// The summary as it stands, with its numbers noted, for `homeroom summary`: nothing is sent.
pub fn show(class: &OpenClass, now: Timestamp) -> store::Result<Rendered> {
    class.store.write(|tx| {
        let Summary { view, items } = build(tx, class, now)?;
        apply(tx, class, vec![Effect::NumberItems { day: view.date, items }], None, now)?;
        let language = class.class().teachers.first().map_or(&class.school.language, |t| &t.language);
        Ok(render_summary(&view, language))
    })
}

/// Gathers everything and settles what is numbered.
pub fn build(tx: &Tx<'_>, class: &OpenClass, now: Timestamp) -> store::Result<Summary> {
    let homes = gather::homes(tx, class, now)?;
    let day = Day { tx, class, now, today: class.local(now).date(), since: since(tx, now)? };
    let (waiting, waiting_ids) = day.waiting(&homes)?;
    let (questions, question_ids, mut changes) = day.asking()?;
    let (drafts, draft_ids) = day.drafts()?;
    let (departures, runs) = day.departures()?;
    changes.extend(day.changes()?);
    let view = SummaryView {
        class: class.class().name.clone(),
        date: day.today,
        inbox: inbox(&listing::arrived_since(tx, day.since)?),
        waiting,
        questions,
        drafts,
        promises: Vec::new(),
        steps: day.steps(&homes),
        departures,
        changes,
        foot: day.foot()?,
        children: if day.today.weekday() == Weekday::Friday { day.children(&homes) } else { Vec::new() },
    };
    let target = |item: &ItemRef| match item {
        ItemRef::Waiting(i) => waiting_ids.get(*i).map(|id| ItemTarget::Mail(*id)),
        ItemRef::Question(i) => question_ids.get(*i).map(|id| ItemTarget::Mail(*id)),
        ItemRef::Draft(i) => draft_ids.get(*i).map(|ids| ItemTarget::Outgoing(ids.clone())),
        ItemRef::Departure(i) => runs.get(*i).cloned(),
        ItemRef::Promise(_) => None,
    };
    let items = numbered(&view).iter().filter_map(|(_, item)| target(item)).collect();
    Ok(Summary { view, items })
}

/// Since when things are news: the last summary, or a day ago.
fn since(tx: &Tx<'_>, now: Timestamp) -> store::Result<Timestamp> {
    let last = health::get(tx, "last_summary")?.map(|(_, at)| at).filter(|at| *at < now);
    Ok(last.unwrap_or_else(|| gather::before(now, SignedDuration::from_hours(24))))
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

    /// Mails that wait for an answer, oldest first, each once whatever number of siblings it is about.
    fn waiting(&self, homes: &[HomeStatus]) -> store::Result<(Vec<view::Waiting>, Vec<InboundId>)> {
        let mut ids: Vec<InboundId> = Vec::new();
        for home in homes.iter().filter(|h| h.facts.waiting_since.is_some()) {
            for id in contacts::waiting_mails(self.tx, &home.facts.home)? {
                if !ids.contains(&id) {
                    ids.push(id);
                }
            }
        }
        let mut mails: Vec<MessageLine> = Vec::new();
        for id in ids {
            mails.extend(listing::message_by_id(self.tx, id)?);
        }
        mails.sort_by_key(|m| (m.received, m.id));
        let view = |mail: &MessageLine| view::Waiting {
            children: mail.homes.iter().map(|h| self.called(&h.student)).collect(),
            guardian: mail.guardian.clone().or_else(|| mail.from_name.clone()).unwrap_or_default(),
            home: mail.homes.first().and_then(|h| self.label(h)),
            words: words(mail),
            school_days: self.school_days_since(mail.received),
            urgent: false,
            buttons: Vec::new(),
        };
        Ok((mails.iter().map(view).collect(), mails.iter().map(|m| m.id).collect()))
    }

    /// What only the teacher can tell, and mail that is kept and told.
    fn asking(&self) -> store::Result<(Vec<view::Question>, Vec<InboundId>, Vec<view::Change>)> {
        let (mut questions, mut ids, mut changes) = (Vec::new(), Vec::new(), Vec::new());
        for id in listing::asking(self.tx)? {
            let Some(mail) = listing::message_by_id(self.tx, id)? else { continue };
            let asks = match mail.state {
                Some(MailState::Unsure) => view::Asks::WhichChild(self.possible_children(&mail)),
                Some(MailState::UnknownSender) => match mail.homes.first() {
                    Some(home) => view::Asks::IsItFamilyOf(self.called(&home.student)),
                    None => view::Asks::WhoIsIt,
                },
                Some(MailState::Held) => {
                    changes.extend(self.held(&mail));
                    continue;
                }
                _ => continue,
            };
            questions.push(view::Question {
                from: mail.from_name.clone().or_else(|| mail.from.clone()).unwrap_or_else(|| "?".to_owned()),
                asks,
                words: words(&mail),
                buttons: Vec::new(),
            });
            ids.push(id);
        }
        Ok((questions, ids, changes))
    }

    /// Told once, on the day after it came.
    fn held(&self, mail: &MessageLine) -> Option<view::Change> {
        if mail.received < self.since {
            return None;
        }
        let guardian = mail.guardian.clone().or_else(|| mail.from_name.clone()).unwrap_or_default();
        let child = mail.homes.first().map(|h| self.called(&h.student));
        Some(match (mail.role, child) {
            (crate::domain::mail::FolderRole::Junk, _) => {
                let child = self.possible_children(mail).join(", ");
                view::Change::InJunk { child, guardian }
            }
            (_, Some(child)) => view::Change::BarredWrote { child, guardian },
            (_, None) => view::Change::Other(format!("{guardian}: {}", mail.reason)),
        })
    }

    /// The children of whoever has this address.
    fn possible_children(&self, mail: &MessageLine) -> Vec<String> {
        let Some(from) = mail.from.as_deref().and_then(EmailAddress::parse) else { return Vec::new() };
        let mut children: Vec<String> = Vec::new();
        for row in self.class.class().roster.rows_of(&from) {
            let child = self.called(&row.student);
            if !children.contains(&child) {
                children.push(child);
            }
        }
        children
    }

    /// Drafts, those of one child and one job together; then mail held for the teacher's eyes.
    fn drafts(&self) -> store::Result<(Vec<view::Draft>, Vec<Vec<OutboxId>>)> {
        let mut groups: Vec<(String, Vec<Parcel>)> = Vec::new();
        let mut parcels = outbox::in_state(self.tx, OutboxState::Draft)?;
        parcels.extend(outbox::in_state(self.tx, OutboxState::Held)?.into_iter().filter(|p| !p.subject.is_empty()));
        for parcel in parcels {
            let Some(home) = &parcel.home else { continue };
            // A letter to everybody is one decision, a letter about a child one for each child.
            let key = if parcel.class_letter {
                parcel.template.clone()
            } else {
                format!("{} {}", parcel.template, home.student)
            };
            match groups.iter_mut().find(|(k, _)| *k == key) {
                Some((_, group)) => group.push(parcel),
                None => groups.push((key, vec![parcel])),
            }
        }
        let mut views = Vec::new();
        for (_, group) in &groups {
            views.push(self.draft(group)?);
        }
        Ok((views, groups.into_iter().map(|(_, group)| group.into_iter().map(|p| p.id).collect()).collect()))
    }

    fn draft(&self, group: &[Parcel]) -> store::Result<view::Draft> {
        let mut versions: Vec<view::DraftVersion> = Vec::new();
        let is_letter = group.first().is_some_and(|p| p.class_letter);
        for parcel in group {
            // Of a letter to everybody one version a language is enough to judge it.
            if is_letter && versions.iter().any(|v| v.language == parcel.language) {
                continue;
            }
            versions.push(view::DraftVersion {
                guardian: parcel.guardian.clone().unwrap_or_default(),
                home: parcel.home.as_ref().and_then(|h| self.label(h)),
                language: parcel.language.clone(),
                instead_of: None,
                subject: parcel.subject.clone(),
                text: outbox::words(self.tx, parcel.id)?.text,
            });
        }
        let child = group.first().and_then(|p| p.home.as_ref()).map(|h| self.called(&h.student)).unwrap_or_default();
        Ok(view::Draft { child, versions, buttons: Vec::new() })
    }

    /// What jobs will send by themselves until the day ends.
    fn departures(&self) -> store::Result<(Vec<view::Departure>, Vec<ItemTarget>)> {
        let midnight = self.today.tomorrow().ok().and_then(|d| self.class.school.time_zone.to_timestamp(d.into()).ok());
        let lines = forecast(self.tx, self.class, self.now, midnight.unwrap_or(self.now))?;
        let mut runs: Vec<(DateTime, String, Vec<&super::forecast::Line>)> = Vec::new();
        for line in lines.iter().filter(|l| l.fate == Fate::Send) {
            let (Some(job), Some(slot)) = (&line.job, line.slot) else { continue };
            match runs.iter_mut().find(|(s, j, _)| *s == slot && j == job) {
                Some((.., of_run)) => of_run.push(line),
                None => runs.push((slot, job.clone(), vec![line])),
            }
        }
        let view = |(_, job, lines): &(DateTime, String, Vec<&super::forecast::Line>)| {
            let mut children: Vec<String> = Vec::new();
            for student in lines.iter().filter_map(|l| l.student.as_ref()) {
                let child = self.called(student);
                if !children.contains(&child) {
                    children.push(child);
                }
            }
            let at = lines.first().map_or(self.now, |l| l.at);
            view::Departure {
                at: self.class.local(at).time(),
                job: job.clone(),
                families: u32::try_from(lines.len()).unwrap_or(u32::MAX),
                children,
                buttons: Vec::new(),
            }
        };
        let departures = runs.iter().map(view).collect();
        let targets =
            runs.iter().map(|(slot, job, _)| ItemTarget::Run { job: JobName::new(job), slot: *slot }).collect();
        Ok((departures, targets))
    }

    /// What happened since the last summary, and what lies ahead.
    fn changes(&self) -> store::Result<Vec<view::Change>> {
        let mut changes = Vec::new();
        for (address, reason, permanent) in ledger::bounces_since(self.tx, self.since)? {
            if permanent && let Some(address) = EmailAddress::parse(&address) {
                changes.extend(self.bounced(&address, &reason));
            }
        }
        for state in [OutboxState::Held, OutboxState::Unknown] {
            for parcel in outbox::in_state(self.tx, state)? {
                changes.extend(self.not_sent(&parcel));
            }
        }
        let quarantined = listing::arrived_since(self.tx, self.since)?.get(MailState::Quarantined.word()).copied();
        changes.extend(quarantined.filter(|n| *n > 0).map(view::Change::Quarantined));
        for run in jobs::since(self.tx, self.since)? {
            if let crate::domain::outbox::RunOutcome::Skipped { reason } = &run.outcome
                && run.job.as_str() != SUMMARY
                && reason != "weekend"
            {
                changes.push(view::Change::JobLeftOut {
                    job: run.job.to_string(),
                    closed_day: reason.starts_with("no school"),
                });
            }
        }
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

    fn steps(&self, homes: &[HomeStatus]) -> Vec<view::Step> {
        let count = self.class.class().contact.daily_suggestions;
        choose(homes, count, self.today).iter().map(|s| self.step(s)).collect()
    }

    fn step(&self, suggestion: &Suggestion<'_>) -> view::Step {
        let facts = &suggestion.home.facts;
        let never = suggestion.home.last_contact.is_none();
        view::Step {
            child: self.called(&facts.home.student),
            guardian: facts.guardians.first().cloned(),
            home: self.label(&facts.home),
            reason: match (&suggestion.reason, &facts.reach) {
                (suggestions::Reason::CallInstead { .. }, Reach::Bounces(_)) => view::Reason::AddressFails,
                (suggestions::Reason::CallInstead { .. }, _) => view::Reason::NoEmail,
                (suggestions::Reason::Overdue { .. } | suggestions::Reason::Due { .. }, _) if never => {
                    view::Reason::NoContactYet
                }
                (suggestions::Reason::Overdue { school_days } | suggestions::Reason::Due { school_days }, _) => {
                    view::Reason::NoContactFor(*school_days)
                }
                (suggestions::Reason::OnlyHard { .. }, _) => view::Reason::OnlyProblemsSoFar,
                (suggestions::Reason::NobodyNoticed, _) => view::Reason::NoMomentLately,
            },
        }
    }

    fn foot(&self) -> store::Result<view::Foot> {
        let lines = ledger::lines(self.tx)?;
        let sum = |of: fn(&ledger::LedgerLine) -> i64| u64::try_from(lines.iter().map(of).sum::<i64>()).unwrap_or(0);
        let ledger =
            (!lines.is_empty()).then(|| view::Count { on_server: sum(|l| l.on_server), stored: sum(|l| l.stored) });
        let local = |at: Timestamp| self.zone().to_datetime(at);
        let quiet = crate::decide::release::Refusal::QuietHours.words();
        let held = outbox::in_state(self.tx, OutboxState::Queued)?.iter().filter(|p| p.reason == quiet).count();
        Ok(view::Foot {
            ledger,
            last_fetch: health::get(self.tx, "last_fetch")?.map(|(_, at)| local(at)),
            held_for_quiet_hours: u32::try_from(held).unwrap_or(u32::MAX),
            answer: view::AnswerWay::Teach,
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
        self.class.class().roster.students().iter().map(row).collect()
    }
}

/// Their own words, or the subject of a mail without any.
fn words(mail: &MessageLine) -> view::FamilyWords {
    let text = if mail.reply_text.trim().is_empty() { &mail.subject } else { &mail.reply_text };
    view::FamilyWords { text: text.clone(), language: mail.language.as_deref().and_then(Language::parse) }
}
