//! What is ready to send, and what goes out by itself.

use super::Day;
use crate::decide::blame::blame;
use crate::decide::photo::without_consent;
use crate::decide::release::Refusal;
use crate::decide::sleep::opens;
use crate::domain::class::{Approval, Audience, Job};
use crate::domain::contact::Tone;
use crate::domain::hard::HARD_TEMPLATE;
use crate::domain::language::Language;
use crate::domain::mail::ItemTarget;
use crate::domain::note::is_positive_note;
use crate::domain::outbox::OutboxState;
use crate::domain::pause::Pause;
use crate::ids::{JobName, OutboxId};
use crate::render::registry::FellBack;
use crate::render::summary::view;
use crate::service::forecast::{Fate, Line, forecast};
use crate::service::jobs::upcoming;
use crate::service::other_child;
use crate::service::sender::an_ok_would_do;
use crate::store::outbox::Parcel;
use crate::store::{self, contacts, hard, notes, outbox, pause, photos};
use jiff::Timestamp;
use jiff::civil::DateTime;

impl Day<'_, '_> {
    /// Drafts, those of one child and one job or moment together; then mail held for the teacher's eyes.
    pub(super) fn drafts(&self) -> store::Result<(Vec<view::Draft>, Vec<Vec<OutboxId>>)> {
        let mut groups: Vec<(String, Vec<Parcel>)> = Vec::new();
        let mut parcels = outbox::in_state(self.tx, OutboxState::Draft)?;
        for parcel in outbox::in_state(self.tx, OutboxState::Held)? {
            if an_ok_would_do(self.tx, self.class, &parcel, self.now)? {
                parcels.push(parcel);
            }
        }
        for parcel in parcels {
            let Some(home) = &parcel.home else { continue };
            // A letter to everybody is one decision, a letter about a child one for each child; last week's is another.
            let about = if parcel.class_letter { "" } else { home.student.as_str() };
            let key = format!("{} {about}", parcel.batch);
            match groups.iter_mut().find(|(k, _)| *k == key) {
                Some((_, group)) => group.push(parcel),
                None => groups.push((key, vec![parcel])),
            }
        }
        let mut drafts: Vec<(view::Draft, Vec<OutboxId>)> = Vec::new();
        for (_, group) in &groups {
            drafts.push((self.draft(group)?, group.iter().map(|parcel| parcel.id).collect()));
        }
        // What leaves by an ok alone is not to be crowded out by what goes by itself in the end.
        drafts.sort_by_key(|(draft, _)| draft.otherwise.is_some());
        Ok(drafts.into_iter().unzip())
    }

    fn draft(&self, group: &[Parcel]) -> store::Result<view::Draft> {
        let mut versions: Vec<view::DraftVersion> = Vec::new();
        let mut names: Vec<String> = Vec::new();
        let mut photos = Vec::new();
        let mut hard_first = false;
        let is_letter = group.first().is_some_and(|p| p.class_letter);
        for parcel in group {
            let words = outbox::words(self.tx, parcel.id)?;
            hard_first |= self.is_hard_first(parcel)?;
            for photo in self.photos(parcel)? {
                if !photos.contains(&photo) {
                    photos.push(photo);
                }
            }
            names.extend(self.other_child(parcel, &words).filter(|name| !names.contains(name)));
            // Of a letter to everybody one version a language is enough to judge it.
            let used = self.language_used(&parcel.template, &parcel.language);
            if is_letter && versions.iter().any(|v| v.language == used) {
                continue;
            }
            versions.push(view::DraftVersion {
                guardian: parcel.guardian.clone().unwrap_or_default(),
                home: parcel.home.as_ref().and_then(|h| self.label(h)),
                instead_of: (used != parcel.language).then(|| parcel.language.clone()),
                language: used,
                subject: parcel.subject.clone(),
                text: words.text,
            });
        }
        let about = if is_letter {
            view::DraftAbout::Class { letters: u32::try_from(group.len()).unwrap_or(u32::MAX) }
        } else {
            let home = group.first().and_then(|p| p.home.as_ref());
            view::DraftAbout::Child(home.map(|h| self.called(&h.student)).unwrap_or_default())
        };
        // A job's mail that names another child would be held.
        let otherwise = if names.is_empty() { self.goes_otherwise(group)? } else { None };
        let hard = self.hard_letter(group)?;
        Ok(view::Draft { about, versions, photos, hard_first, hard, names, otherwise, buttons: Vec::new() })
    }

    fn hard_letter(&self, group: &[Parcel]) -> store::Result<Option<view::HardLetter>> {
        let Some(first) = group.first().filter(|p| p.template == HARD_TEMPLATE && !p.by_job) else { return Ok(None) };
        let Some(draft) = hard::of_letter(self.tx, first.id)? else { return Ok(None) };
        let words: Vec<&str> = draft.blanks.words().collect();
        let reader = draft.reader.as_ref().and_then(|reader| self.class.class().teacher(reader));
        let leaves = opens(draft.not_before.max(self.now), &self.class.school);
        Ok(Some(view::HardLetter {
            leaves: self.class.local(leaves).datetime(),
            blame: blame(&self.class.school.blame_words, &words.join("\n")),
            reader: reader.map(|teacher| view::Reading {
                name: teacher.name.clone(),
                is_asked: draft.blanks.is_whole(),
                has_read: draft.read_at.is_some(),
            }),
            blanks: draft.blanks,
        }))
    }

    fn is_hard_first(&self, parcel: &Parcel) -> store::Result<bool> {
        let home = parcel.home.as_ref().filter(|_| parcel.tone == Tone::Hard);
        home.map_or(Ok(false), |home| Ok(!contacts::has_good_word(self.tx, home)?))
    }

    /// What an `ok` would attach.
    fn photos(&self, parcel: &Parcel) -> store::Result<Vec<view::DraftPhoto>> {
        let photos = photos::of_moments(self.tx, &photos::moments_of(self.tx, parcel.id)?)?;
        let roster = &self.class.class().roster;
        let view = |photo: &photos::Kept| match without_consent(roster, &photo.concerned) {
            Some(child) => view::DraftPhoto::StaysOut { without_consent: child.to_owned() },
            None => view::DraftPhoto::Of(photo.shows.iter().map(|child| self.called(child)).collect()),
        };
        Ok(photos.iter().map(view).collect())
    }

    /// The gate lets a mail pass that a teacher has read, so the teacher is told before.
    fn other_child(&self, parcel: &Parcel, words: &outbox::Words) -> Option<String> {
        let words = other_child::Words { subject: &parcel.subject, text: &words.text, html: words.html.as_deref() };
        other_child::named_in(self.class, &parcel.to, parcel.guardian.as_deref(), &words)
    }

    /// The run of a job that takes the place of a moment's drafts, if it sends by itself.
    fn goes_otherwise(&self, group: &[Parcel]) -> store::Result<Option<view::ByItself>> {
        let Some(draft) = group.first().filter(|p| is_positive_note(&p.template) && !p.by_job) else { return Ok(None) };
        if notes::was_refused(self.tx, draft.id)? {
            return Ok(None);
        }
        let takes = |job: &&Job| job.audience == Audience::NewMoments && job.approval == Approval::None;
        let names: Vec<&str> = self.class.class().jobs.iter().filter(takes).map(|job| job.name.as_str()).collect();
        let next = upcoming(self.class, self.now).into_iter().find(|(job, _)| names.contains(&job.as_str()));
        Ok(next.map(|(job, at)| view::ByItself { job, at: self.class.local(at).datetime() }))
    }

    /// The language a letter is really written in, for a reader of this one.
    pub(super) fn language_used(&self, template: &str, reader: &Language) -> Language {
        let choice = self.class.templates.choose(template, reader, &self.class.school.language);
        choice.filter(|c| c.fell_back.is_some()).map_or_else(|| reader.clone(), |c| c.language)
    }

    fn fell_back(&self, template: &str, reader: &Language) -> Option<FellBack> {
        self.class.templates.choose(template, reader, &self.class.school.language)?.fell_back
    }

    /// Templates that some families cannot have in their own language yet.
    pub(super) fn untranslated(&self) -> store::Result<Vec<view::Change>> {
        let mut changes = Vec::new();
        for (template, language, families) in store::summary::written_since(self.tx, self.since)? {
            if let Some(language) = Language::parse(&language)
                && let Some(why) = self.fell_back(&template, &language)
            {
                let not_approved = why == FellBack::NotApproved;
                changes.push(view::Change::Untranslated { template, language, not_approved, families });
            }
        }
        Ok(changes)
    }

    /// What jobs will send by themselves until the day ends.
    pub(super) fn departures(&self) -> store::Result<(Vec<view::Departure>, Vec<ItemTarget>)> {
        let midnight = self.today.tomorrow().ok().and_then(|d| self.class.school.time_zone.to_timestamp(d.into()).ok());
        let lines = forecast(self.tx, self.class, self.now, midnight.unwrap_or(self.now))?;
        let mut runs: Vec<(DateTime, String, Vec<&Line>)> = Vec::new();
        for line in lines.iter().filter(|l| l.fate == Fate::Send) {
            let (Some(job), Some(slot)) = (&line.job, line.slot) else { continue };
            match runs.iter_mut().find(|(s, j, _)| *s == slot && j == job) {
                Some((.., of_run)) => of_run.push(line),
                None => runs.push((slot, job.clone(), vec![line])),
            }
        }
        let view = |(_, job, lines): &(DateTime, String, Vec<&Line>)| {
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
        let (mut departures, mut targets) = self.let_go(midnight.unwrap_or(self.now))?;
        let (awake, awake_targets) = self.wake_up(midnight.unwrap_or(self.now))?;
        departures.extend(awake);
        targets.extend(awake_targets);
        departures.extend(runs.iter().map(view));
        targets.extend(runs.iter().map(|(slot, job, _)| ItemTarget::Run { job: JobName::new(job), slot: *slot }));
        Ok((departures, targets))
    }

    /// What a pause has held back and will let go before then, the mails of one run together.
    fn let_go(&self, until: Timestamp) -> store::Result<(Vec<view::Departure>, Vec<ItemTarget>)> {
        let Some(ends) = pause::get(self.tx)?.and_then(|pause| pause.until).filter(|ends| *ends < until) else {
            return Ok((Vec::new(), Vec::new()));
        };
        let held = Refusal::Paused.words();
        let waiting = outbox::in_state(self.tx, OutboxState::Queued)?.into_iter().filter(|p| p.reason == held);
        Ok(self.together(waiting, |_| ends.max(self.now)))
    }

    /// Difficult letters that the teacher approved, and that leave before then.
    fn wake_up(&self, until: Timestamp) -> store::Result<(Vec<view::Departure>, Vec<ItemTarget>)> {
        let held = Refusal::Paused.words();
        let leaves = |p: &Parcel| opens(p.next_attempt.max(self.now), &self.class.school);
        let wakes = |p: &Parcel| p.template == HARD_TEMPLATE && !p.by_job && p.reason != held && leaves(p) < until;
        let waiting = outbox::in_state(self.tx, OutboxState::Queued)?.into_iter().filter(wakes);
        Ok(self.together(waiting, leaves))
    }

    /// The mails of one run together.
    fn together(
        &self,
        waiting: impl Iterator<Item = Parcel>,
        leaves: impl Fn(&Parcel) -> Timestamp,
    ) -> (Vec<view::Departure>, Vec<ItemTarget>) {
        let mut groups: Vec<(String, Vec<Parcel>)> = Vec::new();
        for parcel in waiting {
            let key = format!("{} {}", parcel.template, parcel.batch);
            match groups.iter_mut().find(|(k, _)| *k == key) {
                Some((_, group)) => group.push(parcel),
                None => groups.push((key, vec![parcel])),
            }
        }
        let view = |group: &[Parcel]| {
            let mut children: Vec<String> = Vec::new();
            for child in group.iter().filter_map(|p| p.home.as_ref()).map(|home| self.called(&home.student)) {
                if !children.contains(&child) {
                    children.push(child);
                }
            }
            let name = group.first().map(|p| p.batch.split(' ').next().filter(|_| p.by_job).unwrap_or(&p.template));
            view::Departure {
                at: self.class.local(group.first().map_or(self.now, &leaves)).time(),
                job: name.unwrap_or_default().to_owned(),
                families: u32::try_from(group.len()).unwrap_or(u32::MAX),
                children,
                buttons: Vec::new(),
            }
        };
        let departures = groups.iter().map(|(_, group)| view(group)).collect();
        let ids = |group: &Vec<Parcel>| group.iter().map(|p| p.id).collect();
        (departures, groups.iter().map(|(_, group)| ItemTarget::Outgoing(ids(group))).collect())
    }

    /// That the teacher has stopped all mail to families.
    pub(super) fn paused(&self) -> store::Result<Vec<view::Change>> {
        let pause = pause::get(self.tx)?.filter(|pause| pause.holds_at(self.now));
        let until = |pause: Pause| pause.until.map(|until| self.class.local(until).datetime());
        Ok(pause.map(|pause| view::Change::Paused { until: until(pause) }).into_iter().collect())
    }
}
