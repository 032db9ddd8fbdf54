//! What will go to whom in the next days, and what is withheld and why. The jobs' own planning, asked ahead of time.

use super::gather;
use super::jobs::uses_moments;
use super::letters;
use super::open::OpenClass;
use super::other_child;
use super::preferences::{is_needed, waits_for_the_week};
use crate::decide::audience::{AudienceFacts, Intended, Withheld, is_class_letter, open_to, plan};
use crate::decide::due::{Occurrence, left_out, occurrences};
use crate::decide::release::{Gate, Parcel, Party, release};
use crate::domain::calendar::ClosedDay;
use crate::domain::class::{Approval, Job};
use crate::domain::language::Language;
use crate::domain::note::Moment;
use crate::domain::outbox::OutboxState;
use crate::domain::preference::Preference;
use crate::domain::roster::Guardianship;
use crate::ids::{HouseholdId, StudentId};
use crate::render::letter::Rendered;
use crate::store::{self, Tx, health, jobs, listing, notes, preferences};
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Fate {
    Send,
    Draft,
    Withheld,
}

impl Fate {
    pub fn word(self) -> &'static str {
        match self {
            Self::Send => "send",
            Self::Draft => "draft",
            Self::Withheld => "withheld",
        }
    }
}

/// One mail that will go, or will not.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// When it leaves, or would have.
    pub at: Timestamp,
    pub job: Option<String>,
    /// The run it belongs to, where that is still to come.
    pub slot: Option<DateTime>,
    pub student: Option<StudentId>,
    pub household: Option<HouseholdId>,
    pub guardian: Option<String>,
    pub to: Option<String>,
    pub language: Option<String>,
    pub fate: Fate,
    /// Empty where nothing is to be said.
    pub reason: String,
}

/// From now until then: mail that waits already, then every occurrence of every job, by time.
pub fn forecast(tx: &Tx<'_>, class: &OpenClass, now: Timestamp, until: Timestamp) -> store::Result<Vec<Line>> {
    let mut lines = waiting(tx, until)?;
    let moments = notes::new_moments(tx)?;
    let first_start = health::known_first_start(tx)?.unwrap_or(now);
    for job in &class.class().jobs {
        let mut left: Vec<Moment> = moments.clone();
        // An occurrence at this very moment that has not run yet is still ahead.
        let after = now.max(first_start).checked_sub(SignedDuration::from_nanos(1)).unwrap_or(now);
        for occurrence in occurrences(&job.cron, &class.school.time_zone, after, until) {
            if !jobs::is_done(tx, &job.name, occurrence.slot)? {
                one_run(tx, class, job, &occurrence, &left, &mut lines)?;
                let runs =
                    left_out(&job.cron, &class.school.calendar, job.skip_closed_days, occurrence.slot.date()).is_none();
                if runs && uses_moments(job) {
                    left.clear();
                }
            }
        }
    }
    lines.sort_by(|a, b| (a.at, &a.job).cmp(&(b.at, &b.job)));
    Ok(lines)
}

/// Mail that is written and has not left.
fn waiting(tx: &Tx<'_>, until: Timestamp) -> store::Result<Vec<Line>> {
    let rows = listing::open_outbox(tx)?.into_iter().filter(|o| o.student.is_some() && o.not_before <= until);
    Ok(rows
        .filter_map(|o| {
            let fate = match o.state {
                OutboxState::Queued | OutboxState::Sending => Fate::Send,
                OutboxState::Draft => Fate::Draft,
                OutboxState::Held | OutboxState::Unknown => Fate::Withheld,
                OutboxState::Sent | OutboxState::Failed | OutboxState::Expired | OutboxState::Cancelled => return None,
            };
            Some(Line {
                at: o.not_before,
                job: o.job,
                slot: None,
                student: o.student,
                household: o.household,
                guardian: o.guardian,
                to: Some(o.to),
                language: Some(o.language),
                fate,
                reason: o.reason,
            })
        })
        .collect())
}

fn one_run(
    tx: &Tx<'_>,
    class: &OpenClass,
    job: &Job,
    occurrence: &Occurrence,
    moments: &[Moment],
    lines: &mut Vec<Line>,
) -> store::Result<()> {
    let homes = gather::homes(tx, class, occurrence.at)?;
    let moments = open_to(job, moments, occurrence.at);
    let (preferences, needed) = (preferences::all(tx)?, is_needed(class, &job.template));
    let facts = AudienceFacts {
        today: occurrence.slot.date(),
        new_moments: &moments,
        homes: &homes,
        preferences: &preferences,
        needed,
    };
    let plan = plan(job, class.class(), &facts);
    let closed = left_out(&job.cron, &class.school.calendar, job.skip_closed_days, occurrence.slot.date());
    for Withheld { guardian, reason } in &plan.withheld {
        let language = preferences.language_of(guardian);
        let why = reason.words().to_owned();
        lines.push(line(job, (guardian, language), occurrence, occurrence.at, Fate::Withheld, why));
    }
    for mail in &plan.mails {
        let (at, fate, reason) = match &closed {
            Some(day) => (occurrence.at, Fate::Withheld, closed_words(day)),
            None => fate_of(tx, class, job, mail, occurrence, preferences.of(mail.email))?,
        };
        lines.push(line(job, (mail.guardian, mail.language), occurrence, at, fate, reason));
    }
    Ok(())
}

/// What the letter itself, and then the gate, will say.
fn fate_of(
    tx: &Tx<'_>,
    class: &OpenClass,
    job: &Job,
    mail: &Intended<'_>,
    occurrence: &Occurrence,
    preference: &Preference,
) -> store::Result<(Timestamp, Fate, String)> {
    let words = letters::quoted(class, &mail.moments);
    let letter = match letters::render(class, job, occurrence.slot, mail, words, 0, occurrence.at) {
        Ok(letter) => letter,
        Err(problem) => return Ok((occurrence.at, Fate::Withheld, format!("cannot be written: {problem}"))),
    };
    let language = letter.words.language_note(mail.language).unwrap_or_default();
    let and = |reason: String| {
        if language.is_empty() || reason.is_empty() { reason + &language } else { format!("{reason}; {language}") }
    };
    if job.approval == Approval::Teacher {
        return Ok((occurrence.at, Fate::Draft, and("waits for a teacher's ok".to_owned())));
    }
    let Rendered { subject, text, html, .. } = &letter.words;
    let words = other_child::Words { subject, text, html: html.as_deref() };
    let greeted = letters::names_of(mail, mail.language);
    let other_child = other_child::named_in(class, mail.email, Some(&greeted), &words);
    let expires = letter.untrue_from.unwrap_or(Timestamp::MAX);
    let weekly = preference.weekly && !is_needed(class, &job.template);
    let parcel = Parcel {
        party: Party::Guardian(mail.guardian.access),
        personal: !is_class_letter(job),
        opted_out: false,
        photo_of: None,
        address_fails: gather::reachability(tx, class, mail.email, occurrence.at)?.is_unreachable(),
        needs_approval: false,
        other_child: other_child.as_deref(),
        not_before: occurrence.at,
        weekly_from: weekly.then(|| waits_for_the_week(class, occurrence.at, expires)).flatten(),
        expires,
        quiet_hours: class.school.quiet_hours.as_ref(),
        peace: class.class().roster.rows_of(mail.email).map(|g| &g.peace).collect(),
        calendar: &class.school.calendar,
        weekend_meant: job.cron.names_weekend(),
        automatic_from: None,
        minute_full_until: None,
        day_full_until: None,
    };
    Ok(match release(&parcel, occurrence.at, &class.school.time_zone) {
        Gate::Go => (occurrence.at, Fate::Send, and(String::new())),
        Gate::Wait { until, reason } if letter.untrue_from.is_some_and(|end| until >= end) => {
            (occurrence.at, Fate::Withheld, format!("Its day passes before it may leave. {}", reason.words()))
        }
        Gate::Wait { until, reason } => (until, Fate::Send, and(reason.words())),
        Gate::Hold { reason } | Gate::Drop { reason, .. } => (occurrence.at, Fate::Withheld, reason.words()),
    })
}

fn line(
    job: &Job,
    (guardian, language): (&Guardianship, &Language),
    occurrence: &Occurrence,
    at: Timestamp,
    fate: Fate,
    reason: String,
) -> Line {
    Line {
        at,
        job: Some(job.name.to_string()),
        slot: Some(occurrence.slot),
        student: Some(guardian.student.clone()),
        household: Some(guardian.household.clone()),
        guardian: Some(guardian.name.clone()),
        to: guardian.email.as_ref().map(|e| e.as_str().to_owned()),
        language: Some(language.as_str().to_owned()),
        fate,
        reason,
    }
}

fn closed_words(day: &ClosedDay) -> String {
    match day {
        ClosedDay::Weekend => "no school: weekend".to_owned(),
        ClosedDay::Listed(Some(name)) => format!("no school: {name}"),
        ClosedDay::Listed(None) => "no school".to_owned(),
    }
}
