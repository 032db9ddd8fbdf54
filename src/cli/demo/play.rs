//! Plays the two weeks on a clock that is set from event to event: whatever homeroom does, it does as in
//! `homeroom run --once`, and parents answer the mails that it really sent.

use super::cast::TEACHER_ADDRESS;
use super::folder::DemoFolder;
use super::mailshapes::original::Original;
use super::script::{Event, Postbag, What};
use crate::clock::{Clock, FixedClock};
use crate::decide::command::Receipt;
use crate::domain::mail::ItemTarget;
use crate::ids::OutboxId;
use crate::service::forecast::{Fate, forecast};
use crate::service::jobs::upcoming;
use crate::service::once::Once;
use crate::service::open::OpenClass;
use crate::service::summary;
use crate::service::teach::teach;
use crate::store::summary::latest_items;
use crate::store::{StoreError, listing, outbox};
use anyhow::Context as _;
use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};
use std::collections::BTreeSet;
use std::sync::Arc;
use tokio::runtime::Runtime;

/// Somebody a job did not write to: job, guardian, reason.
pub type Withheld = (String, String, String);

/// What the store does not remember and the report tells.
#[derive(Default, Debug)]
pub struct Played {
    /// The days on which a summary was written.
    pub summaries: Vec<Date>,
    pub withheld: BTreeSet<Withheld>,
    /// The teacher's commands, each with what came of it.
    pub commands: Vec<(String, Vec<Receipt>)>,
    /// What went wrong on the way in or out.
    pub problems: Vec<String>,
}

pub struct Player {
    folder: DemoFolder,
    class: Arc<OpenClass>,
    clock: Arc<FixedClock>,
    runtime: Runtime,
    bag: Postbag,
    played: Played,
}

impl Player {
    pub fn new(folder: DemoFolder, class: Arc<OpenClass>, begin: DateTime) -> anyhow::Result<Self> {
        let zone = class.school.time_zone.clone();
        let clock = Arc::new(FixedClock::at(zone.to_timestamp(begin)?));
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().context("Start the runtime")?;
        Ok(Self { folder, class, clock, runtime, bag: Postbag::new(zone), played: Played::default() })
    }

    /// Plays all events and everything the clock starts, up to and with the instant `end`. `at` is told of each step.
    pub fn play(mut self, events: &[Event], end: DateTime, mut at: impl FnMut(DateTime)) -> anyhow::Result<Played> {
        let end = self.class.school.time_zone.to_timestamp(end)?;
        let mut events = events.iter().peekable();
        self.pass()?;
        loop {
            let scripted = events.peek().map(|e| self.class.school.time_zone.to_timestamp(e.at)).transpose()?;
            let Some(next) = scripted.into_iter().chain(self.own_next()?).min().filter(|next| *next <= end) else {
                return Ok(self.played);
            };
            self.clock.set(next);
            at(self.class.local(next).datetime());
            while let Some(event) =
                events.next_if(|e| self.class.school.time_zone.to_timestamp(e.at).ok() == Some(next))
            {
                self.happens(event)?;
            }
            self.note_withheld()?;
            self.pass()?;
        }
    }

    /// When homeroom has something to do by itself: a job, the summary, a mail whose time comes.
    fn own_next(&self) -> anyhow::Result<Option<Timestamp>> {
        let now = self.clock.now();
        let job = upcoming(&self.class, now).first().map(|(_, at)| *at);
        let mail = self.class.store.read(outbox::next_due)?;
        // Mail that could not leave at its time is looked at again in a while.
        let mail = mail.map(|at| if at > now { at } else { now.saturating_add(RETRY).unwrap_or(at) });
        Ok(job.into_iter().chain(mail).min())
    }

    fn happens(&mut self, event: &Event) -> anyhow::Result<()> {
        match &event.what {
            What::Teaches(text) => self.teach(text.clone()),
            What::Handles { senders } => self.settle(senders),
            What::SaysWhose { sender, children } => {
                let number = self.lines_of(&[sender])?.first().map_or(0, |(number, _)| *number);
                self.teach(format!("is {number} {children}"))
            }
            _ => {
                if let Some(mail) = self.bag.deliver(event) {
                    self.folder.deliver(&mail, self.clock.now())?;
                }
                Ok(())
            }
        }
    }

    fn teach(&mut self, text: String) -> anyhow::Result<()> {
        let receipts = teach(&self.class, &text, self.clock.now())?;
        self.played.commands.push((text, receipts));
        Ok(())
    }

    /// What is done makes room for what stood further down, so the teacher looks again until nothing is left.
    fn settle(&mut self, senders: &[&str]) -> anyhow::Result<()> {
        let mut unseen: BTreeSet<&str> = senders.iter().copied().collect();
        loop {
            let lines = self.lines_of(senders)?;
            if lines.is_empty() {
                break;
            }
            let numbers: Vec<String> = lines.iter().map(|(number, _)| number.to_string()).collect();
            self.teach(format!("done {}", numbers.join(" ")))?;
            lines.iter().for_each(|(_, sender)| drop(unseen.remove(sender.as_str())));
        }
        for sender in unseen {
            let words = "the summary shows no mail of theirs".to_owned();
            self.played.commands.push((format!("done: {sender}"), vec![Receipt { done: false, words }]));
        }
        Ok(())
    }

    /// The numbers of these senders' mails in the summary as it stands, as `homeroom summary` shows it.
    fn lines_of(&self, senders: &[&str]) -> anyhow::Result<Vec<(usize, String)>> {
        summary::show(&self.class, self.clock.now())?;
        let lines = self.class.store.read(|tx| {
            let mut lines = Vec::new();
            for (number, item) in (1..).zip(latest_items(tx)?) {
                let ItemTarget::Mail(id) = item else { continue };
                let sender = listing::message_by_id(tx, id)?.and_then(|mail| mail.guardian.or(mail.from_name));
                lines.extend(sender.map(|name| (number, name)));
            }
            Ok::<_, StoreError>(lines)
        })?;
        Ok(lines.into_iter().filter(|(_, name)| senders.contains(&name.as_str())).collect())
    }

    /// What the jobs of this very moment will not send: they tell nobody, so the forecast is asked.
    fn note_withheld(&mut self) -> anyhow::Result<()> {
        let now = self.clock.now();
        let lines = self.class.store.read(|tx| forecast(tx, &self.class, now, now))?;
        for line in lines.into_iter().filter(|l| l.fate == Fate::Withheld) {
            if let (Some(_), Some(job), Some(guardian)) = (line.slot, line.job, line.guardian) {
                self.played.withheld.insert((job, guardian, line.reason));
            }
        }
        Ok(())
    }

    /// All that there is to do at this moment; then what left is handed to the families.
    fn pass(&mut self) -> anyhow::Result<()> {
        let clock: Arc<dyn Clock> = Arc::clone(&self.clock) as _;
        let done = self.runtime.block_on(Once::configured(&self.class, clock)?.run())?;
        self.played.problems.extend(done.problems);
        let mut left: Vec<(Option<OutboxId>, Vec<u8>)> =
            self.folder.outgoing()?.into_iter().map(|mail| (outbox_id(&mail), mail)).collect();
        left.sort();
        for (id, mail) in left {
            self.bag.homeroom_sent(&mail);
            self.keep(id, &mail)?;
        }
        Ok(())
    }

    fn keep(&mut self, id: Option<OutboxId>, mail: &[u8]) -> anyhow::Result<()> {
        let today = self.class.local(self.clock.now());
        let read = Original::read(mail);
        if read.to_address == TEACHER_ADDRESS {
            if let Some(id) = id {
                let words = self.class.store.read(|tx| outbox::words(tx, id))?;
                let date = today.date();
                self.folder
                    .keep_summary(&format!("{date}.txt"), &format!("Subject: {}\n\n{}", read.subject, words.text))?;
                self.folder.keep_summary(&format!("{date}.html"), &words.html.unwrap_or_default())?;
                self.played.summaries.push(date);
            }
        }
        let to = read.to_address.split('@').next().unwrap_or_default();
        let name = format!("{}-{to}-{}", today.strftime("%Y-%m-%d-%H%M"), slug(&read.subject));
        Ok(self.folder.keep_sent(&name, mail)?)
    }
}

const RETRY: SignedDuration = SignedDuration::from_mins(1);

/// homeroom's own number of the mail (`X-Homeroom-Id`).
fn outbox_id(mail: &[u8]) -> Option<OutboxId> {
    let read = Original::read(mail);
    let value = read.header.lines().find_map(|line| line.strip_prefix("X-Homeroom-Id:"))?;
    value.trim().parse().ok().map(OutboxId)
}

/// Words of a subject as part of a file's name: letters and digits of any script, joined by hyphens.
fn slug(subject: &str) -> String {
    let folded = subject.to_lowercase();
    let words = folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let whole = words.collect::<Vec<_>>().join("-");
    whole.chars().take(40).collect::<String>().trim_end_matches('-').to_owned()
}

#[cfg(test)]
mod tests {
    use super::slug;

    #[test]
    fn a_subject_becomes_a_name_that_every_file_system_takes() {
        for (subject, name) in [
            ("Good news about Leo!", "good-news-about-leo"),
            ("../../etc/passwd", "etc-passwd"),
            ("Sofía: una buena noticia", "sofía-una-buena-noticia"),
            ("关于伟伟的好消息", "关于伟伟的好消息"),
            ("   ", ""),
        ] {
            assert_eq!(slug(subject), name);
        }
        assert!(slug(&"字".repeat(300)).len() <= 120);
    }
}
