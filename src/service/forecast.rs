//! What will go to whom in the next days, and what is withheld and why. The jobs' own planning, asked ahead of time.

use super::gather;
use super::letters;
use super::open::OpenClass;
use super::other_child;
use super::preferences::{is_needed, waits_for_the_week};
use super::sender;
use super::week::full_with;
use crate::decide::audience::{AudienceFacts, Intended, Withheld, is_class_letter, open_to, plan, uses_moments};
use crate::decide::due::{Occurrence, SkipReason, left_out, occurrences};
use crate::decide::release::{Gate, Parcel, Party, Refusal, release};
use crate::decide::week::week_of;
use crate::domain::address::EmailAddress;
use crate::domain::calendar::ClosedDay;
use crate::domain::class::{Approval, Audience, Job};
use crate::domain::language::Language;
use crate::domain::mail::Home;
use crate::domain::note::Moment;
use crate::domain::outbox::OutboxState;
use crate::domain::pause::Pause;
use crate::domain::preference::Preferences;
use crate::domain::roster::Guardianship;
use crate::ids::{HouseholdId, JobName, StudentId};
use crate::render::letter::Rendered;
use crate::store::{self, Tx, health, jobs, listing, notes, outbox, pause, preferences};
use jiff::civil::DateTime;
use jiff::{SignedDuration, Timestamp};
use std::collections::{HashMap, HashSet};

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
    let mut lines = waiting(tx, class, now, until)?;
    let moments = notes::new_moments(tx)?;
    let first_start = health::known_first_start(tx)?.unwrap_or(now);
    let preferences = preferences::all(tx)?;
    let (paused, letters, days, weeks) = (pause::get(tx)?, HashMap::new(), HashMap::new(), HashMap::new());
    let mut ahead = Ahead { tx, class, paused, preferences: &preferences, letters, days, weeks };
    // An occurrence at this very moment that has not run yet is still ahead.
    let after = now.max(first_start).checked_sub(SignedDuration::from_nanos(1)).unwrap_or(now);
    let mut runs: Vec<(&Job, Occurrence)> = Vec::new();
    for job in &class.class().jobs {
        let ahead = occurrences(&job.cron, &class.school.time_zone, after, until);
        runs.extend(ahead.into_iter().map(|occurrence| (job, occurrence)));
    }
    runs.sort_by_key(|(_, occurrence)| occurrence.at);
    let mut told: HashSet<&JobName> = HashSet::new();
    for (job, occurrence) in &runs {
        let day = occurrence.slot.date();
        if job.days.name(&class.school.calendar, day) && !jobs::is_done(tx, &job.name, occurrence.slot)? {
            let left = if told.contains(&job.name) { &[] } else { moments.as_slice() };
            ahead.one_run(job, occurrence, left, &mut lines)?;
            if uses_moments(job) && left_out(&job.cron, &class.school.calendar, &job.days, day).is_none() {
                told.insert(&job.name);
            }
        }
    }
    lines.sort_by(|a, b| (a.at, &a.job).cmp(&(b.at, &b.job)));
    Ok(lines)
}

/// Mail that is written and has not left.
fn waiting(tx: &Tx<'_>, class: &OpenClass, now: Timestamp, until: Timestamp) -> store::Result<Vec<Line>> {
    let mut lines = Vec::new();
    for o in listing::open_outbox(tx)?.into_iter().filter(|o| o.student.is_some()) {
        let (mut at, mut reason) = (o.not_before, o.reason);
        let fate = match o.state {
            OutboxState::Queued => {
                let Some(row) = outbox::by_id(tx, o.id)? else { continue };
                let (when, fate, why) = match sender::ahead(tx, class, &row, now)? {
                    Gate::Go => (at, Fate::Send, None),
                    // When it is looked at then, its time is over.
                    Gate::Wait { until, reason } if until >= row.expires => {
                        (row.expires, Fate::Withheld, Some(too_late(&reason)))
                    }
                    // A deferred mail's own row says why.
                    Gate::Wait { until, reason: Refusal::NotYet } => (until, Fate::Send, None),
                    Gate::Wait { until, reason } => (until, Fate::Send, Some(reason.words())),
                    Gate::Hold { reason } | Gate::Drop { reason, .. } => (at, Fate::Withheld, Some(reason.words())),
                };
                (at, reason) = (when, why.unwrap_or(reason));
                fate
            }
            OutboxState::Sending => Fate::Send,
            OutboxState::Draft => Fate::Draft,
            OutboxState::Held | OutboxState::Unknown => Fate::Withheld,
            OutboxState::Sent | OutboxState::Failed | OutboxState::Expired | OutboxState::Cancelled => continue,
        };
        if at > until {
            continue;
        }
        lines.push(Line {
            at,
            job: o.job,
            slot: None,
            student: o.student,
            household: o.household,
            guardian: o.guardian,
            to: Some(o.to),
            language: Some(o.language),
            fate,
            reason,
        });
    }
    Ok(lines)
}

fn too_late(reason: &Refusal) -> String {
    format!("Its time passes before it may leave. {}", reason.words())
}

/// What is asked of every run, and found out once: the letters of a job say the same again and again.
struct Ahead<'a> {
    tx: &'a Tx<'a>,
    class: &'a OpenClass,
    paused: Option<Pause>,
    preferences: &'a Preferences,
    /// By job, address, children, and how many moments.
    letters: HashMap<(String, EmailAddress, String, usize), Known>,
    /// From when on the letters of an occurrence are untrue: by job, language, and whether about several children.
    days: HashMap<(String, DateTime, Language, bool), Option<Timestamp>>,
    /// The runs whose mail goes to a home in the week that begins then.
    weeks: HashMap<(Home, Timestamp), Vec<String>>,
}

/// What does not change from one run to the next.
#[derive(Clone)]
struct Known {
    problem: Option<String>,
    other_child: Option<String>,
    language_note: Option<String>,
    address_fails: bool,
}

impl Ahead<'_> {
    fn one_run(
        &mut self,
        job: &Job,
        occurrence: &Occurrence,
        moments: &[Moment],
        lines: &mut Vec<Line>,
    ) -> store::Result<()> {
        let day = occurrence.slot.date();
        // Only who is due depends on the contacts.
        let homes =
            if job.audience == Audience::Due { gather::homes(self.tx, self.class, occurrence.at)? } else { Vec::new() };
        let (moments, preferences) = (open_to(job, moments, occurrence.at), self.preferences);
        let needed = is_needed(self.class, &job.template);
        let facts = AudienceFacts { today: day, new_moments: &moments, homes: &homes, preferences, needed };
        let plan = plan(job, self.class.class(), &facts);
        let left_out = left_out(&job.cron, &self.class.school.calendar, &job.days, day);
        for Withheld { guardian, reason } in &plan.withheld {
            let (reader, why) = ((*guardian, preferences.language_of(guardian)), reason.words().to_owned());
            lines.push(line(job, reader, occurrence, occurrence.at, Fate::Withheld, why));
        }
        for mail in &plan.mails {
            let (at, fate, reason) = match &left_out {
                Some(why) => (occurrence.at, Fate::Withheld, day_words(why)),
                None => self.fate_of(job, mail, occurrence)?,
            };
            lines.push(line(job, (mail.guardian, mail.language), occurrence, at, fate, reason));
        }
        Ok(())
    }

    /// What the letter itself, and then the gate, will say.
    fn fate_of(
        &mut self,
        job: &Job,
        mail: &Intended<'_>,
        occurrence: &Occurrence,
    ) -> store::Result<(Timestamp, Fate, String)> {
        let (known, untrue_from) = self.letter_of(job, mail, occurrence)?;
        if let Some(problem) = &known.problem {
            return Ok((occurrence.at, Fate::Withheld, problem.clone()));
        }
        let and = |reason: String| match &known.language_note {
            Some(note) if reason.is_empty() => note.clone(),
            Some(note) => format!("{reason}; {note}"),
            None => reason,
        };
        if job.approval == Approval::Teacher {
            return Ok((occurrence.at, Fate::Draft, and("waits for a teacher's ok".to_owned())));
        }
        let school = &self.class.school;
        let expires = untrue_from.or_else(|| occurrence.at.checked_add(letters::LIFE).ok()).unwrap_or(Timestamp::MAX);
        let not_before = letters::leaves_from(self.class, job, mail, expires, occurrence.at);
        let weekly = self.preferences.of(mail.email).weekly && !is_needed(self.class, &job.template);
        let mut parcel = Parcel {
            party: Party::Guardian(mail.guardian.access),
            personal: !is_class_letter(job),
            opted_out: false,
            photo_of: None,
            address_fails: known.address_fails,
            needs_approval: false,
            other_child: known.other_child.as_deref(),
            not_before,
            weekly_from: weekly.then(|| waits_for_the_week(self.class, not_before, expires)).flatten(),
            week_full_until: None,
            expires,
            quiet_hours: school.quiet_hours.as_ref(),
            peace: self.class.class().roster.rows_of(mail.email).map(|g| &g.peace).collect(),
            calendar: &school.calendar,
            paused: self.paused,
            weekend_meant: job.cron.names_weekend(),
            automatic_from: None,
            minute_full_until: None,
            day_full_until: None,
        };
        let gate = self.within_the_week(job, mail, occurrence, &mut parcel)?;
        Ok(match gate {
            Gate::Go => (occurrence.at, Fate::Send, and(String::new())),
            Gate::Wait { until, reason } if until >= parcel.expires => {
                (occurrence.at, Fate::Withheld, too_late(&reason))
            }
            Gate::Wait { until, reason } => (until, Fate::Send, and(reason.words())),
            Gate::Hold { reason } | Gate::Drop { reason, .. } => (occurrence.at, Fate::Withheld, reason.words()),
        })
    }

    /// What the gate says, the household's share of each week kept.
    fn within_the_week(
        &mut self,
        job: &Job,
        mail: &Intended<'_>,
        occurrence: &Occurrence,
        parcel: &mut Parcel<'_>,
    ) -> store::Result<Gate> {
        let zone = &self.class.school.time_zone;
        let (home, alone) = (mail.guardian.home(), job.personal || !mail.moments.is_empty());
        loop {
            let gate = release(parcel, occurrence.at, zone);
            let leaves = match &gate {
                Gate::Go => occurrence.at,
                Gate::Wait { until, .. } if *until < parcel.expires => *until,
                _ => return Ok(gate),
            };
            let Some(week) = week_of(leaves, zone).filter(|_| !is_needed(self.class, &job.template)) else {
                return Ok(gate);
            };
            // What leaves together is one mail.
            let run = if alone { format!("{} {}", job.name, occurrence.slot) } else { leaves.to_string() };
            let ahead = self.weeks.entry((home.clone(), week.first)).or_default();
            match full_with(self.tx, self.class, &home, &run, leaves, ahead)? {
                Some(monday) => parcel.week_full_until = Some(monday),
                None => {
                    ahead.push(run);
                    return Ok(gate);
                }
            }
        }
    }

    /// What is known of the letter of this run, and from when on its words are untrue.
    fn letter_of(
        &mut self,
        job: &Job,
        mail: &Intended<'_>,
        occurrence: &Occurrence,
    ) -> store::Result<(Known, Option<Timestamp>)> {
        let children: Vec<&str> = mail.students.iter().map(|s| s.id.as_str()).collect();
        let several = children.len() > 1;
        let letter = (job.name.to_string(), mail.email.clone(), children.join("+"), mail.moments.len());
        let day = (job.name.to_string(), occurrence.slot, mail.language.clone(), several);
        match (self.letters.get(&letter), self.days.get(&day)) {
            (Some(known), _) if known.problem.is_some() => return Ok((known.clone(), None)),
            (Some(known), Some(untrue_from)) => return Ok((known.clone(), *untrue_from)),
            _ => {}
        }
        let mut untrue_from = None;
        let mut known = Known {
            problem: None,
            other_child: None,
            language_note: None,
            address_fails: gather::reachability(self.tx, self.class, mail.email, occurrence.at)?.is_unreachable(),
        };
        let quoted = letters::quoted(self.class, &mail.moments);
        match letters::render(self.class, job, occurrence.slot, mail, quoted, 0, occurrence.at) {
            Ok(letter) => {
                let Rendered { subject, text, html, .. } = &letter.words;
                let words = other_child::Words { subject, text, html: html.as_deref() };
                let greeted = letters::names_of(mail, mail.language);
                known.other_child = other_child::named_in(self.class, mail.email, Some(&greeted), &words);
                known.language_note = letter.words.language_note(mail.language);
                untrue_from = letter.untrue_from;
                self.days.insert(day, untrue_from);
            }
            Err(problem) => known.problem = Some(problem.reason()),
        }
        self.letters.insert(letter, known.clone());
        Ok((known, untrue_from))
    }
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

fn day_words(why: &SkipReason) -> String {
    match why {
        SkipReason::ClosedDay(ClosedDay::Weekend) => "no school: weekend".to_owned(),
        SkipReason::ClosedDay(ClosedDay::Listed(Some(name))) => format!("no school: {name}"),
        SkipReason::HalfDay(half) => {
            let ends = half.ends.map(|time| time.strftime(", until %H:%M").to_string()).unwrap_or_default();
            let name = half.name.as_ref().map(|name| format!(": {name}")).unwrap_or_default();
            format!("half day{ends}{name}")
        }
        SkipReason::ClosedDay(ClosedDay::Listed(None)) | SkipReason::TooLate | SkipReason::Superseded => {
            "no school".to_owned()
        }
    }
}
