//! Plays the two weeks on a clock that is set from event to event: whatever homeroom does, it does as in
//! `homeroom run --once`, and parents answer the mails that it really sent.

use super::cast::TEACHER_ADDRESS;
use super::folder::DemoFolder;
use super::mailshapes::original::Original;
use super::script::{Event, Postbag, What};
use crate::clock::{Clock, FixedClock};
use crate::domain::mail::{ItemTarget, MailState};
use crate::ids::OutboxId;
use crate::service::forecast::{Fate, forecast};
use crate::service::jobs::upcoming;
use crate::service::once::Once;
use crate::service::open::OpenClass;
use crate::service::summary;
use crate::service::teach::Told as Receipt;
use crate::service::teach::teach;
use crate::store::listing::{self, MessageLine};
use crate::store::{StoreError, outbox};
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
    /// Every mail that came, by its Message-ID, with what it was meant to be.
    pub delivered: Vec<(String, What)>,
    /// What went wrong on the way in or out.
    pub problems: Vec<String>,
}

pub struct Player {
    folder: DemoFolder,
    class: Arc<OpenClass>,
    clock: Arc<FixedClock>,
    runtime: Runtime,
    bag: Postbag,
    /// The people whose mail the teacher means to mark as done today.
    to_settle: BTreeSet<&'static str>,
    /// What they write later is another matter.
    to_settle_until: Timestamp,
    played: Played,
}

impl Player {
    pub fn new(folder: DemoFolder, class: Arc<OpenClass>, begin: DateTime) -> anyhow::Result<Self> {
        let zone = class.school.time_zone.clone();
        let clock = Arc::new(FixedClock::at(zone.to_timestamp(begin)?));
        let runtime =
            tokio::runtime::Builder::new_current_thread().enable_all().build().context("Start the runtime")?;
        Ok(Self {
            folder,
            class,
            clock,
            runtime,
            bag: Postbag::new(zone),
            to_settle: BTreeSet::new(),
            to_settle_until: Timestamp::MIN,
            played: Played::default(),
        })
    }

    /// Plays all events and everything the clock starts, up to and with the instant `end`. `at` is told of each step.
    pub fn play(mut self, events: &[Event], end: DateTime, mut at: impl FnMut(DateTime)) -> anyhow::Result<Played> {
        let end = self.class.school.time_zone.to_timestamp(end)?;
        let mut events = events.iter().peekable();
        self.pass()?;
        loop {
            let scripted = events.peek().map(|e| self.class.school.time_zone.to_timestamp(e.at)).transpose()?;
            let job = upcoming(&self.class, self.clock.now()).first().map(|(_, at)| *at);
            let nexts = [scripted, job, self.next_mail()?];
            let Some(next) = nexts.into_iter().flatten().min().filter(|next| *next <= end) else {
                return Ok(self.played);
            };
            self.clock.set(next);
            at(self.class.local(next).datetime());
            let mut answered = false;
            while let Some(event) =
                events.next_if(|e| self.class.school.time_zone.to_timestamp(e.at).ok() == Some(next))
            {
                answered |= matches!(event.what, What::TeacherWrites { .. });
                self.happens(event)?;
            }
            if job == Some(next) {
                self.note_withheld()?;
            }
            self.pass()?;
            if answered {
                // The answer has taken a line off the list, and another may have come into view.
                self.settle()?;
            }
        }
    }

    /// When the next queued mail may leave. What could not leave at its time is looked at again in a minute.
    fn next_mail(&self) -> anyhow::Result<Option<Timestamp>> {
        let now = self.clock.now();
        let due = self.class.store.read(outbox::next_due)?;
        Ok(due.map(|at| if at > now { at } else { now.saturating_add(RETRY).unwrap_or(at) }))
    }

    fn happens(&mut self, event: &Event) -> anyhow::Result<()> {
        match &event.what {
            What::Teaches(text) => self.teach(text.clone()),
            What::Handles { senders } => {
                self.to_settle = senders.iter().copied().collect();
                self.to_settle_until = self.clock.now();
                self.settle()
            }
            What::SaysWhose { sender, children } => {
                let lines = self.lines_of(&BTreeSet::from([*sender]))?;
                let unclear = lines.iter().find(|(_, mail)| mail.state == Some(MailState::Unsure));
                let number = unclear.map_or(0, |(number, _)| *number);
                self.teach(format!("is {number} {children}"))
            }
            _ => {
                if let Some(mail) = self.bag.deliver(event) {
                    self.folder.deliver(&mail, self.clock.now())?;
                    self.played.delivered.push((Original::read(&mail.bytes).message_id, event.what.clone()));
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

    /// Only the lines on top of the summary have numbers. What is done makes room for those below, so the teacher
    /// looks again until she sees nothing of these people; who stands too far down has to wait for her next answer.
    fn settle(&mut self) -> anyhow::Result<()> {
        loop {
            let mut lines = self.lines_of(&self.to_settle)?;
            lines.retain(|(_, mail)| mail.received < self.to_settle_until);
            if lines.is_empty() {
                return Ok(());
            }
            let numbers: Vec<String> = lines.iter().map(|(number, _)| number.to_string()).collect();
            self.teach(format!("done {}", numbers.join(" ")))?;
        }
    }

    /// The numbers of these senders' mails in the summary as it stands, as `homeroom summary` shows it.
    fn lines_of(&self, senders: &BTreeSet<&str>) -> anyhow::Result<Vec<(u32, MessageLine)>> {
        if senders.is_empty() {
            return Ok(Vec::new());
        }
        let shown = summary::show(&self.class, self.clock.now())?;
        let lines = self.class.store.read(|tx| {
            let mut lines = Vec::new();
            for (number, item) in shown.items {
                if let ItemTarget::Mail(id) = item {
                    lines.extend(listing::message_by_id(tx, id)?.map(|mail| (number, mail)));
                }
            }
            Ok::<_, StoreError>(lines)
        })?;
        Ok(lines.into_iter().filter(|(_, mail)| senders.contains(sender(mail))).collect())
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
        let clock = Arc::clone(&self.clock) as Arc<dyn Clock>;
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
        if read.to_address == TEACHER_ADDRESS
            && let Some(id) = id
        {
            let words = self.class.store.read(|tx| outbox::words(tx, id))?;
            let date = today.date();
            let text = format!("Subject: {}\n\n{}", read.subject, words.text);
            self.folder.keep_summary(&format!("{date}.txt"), &text)?;
            self.folder.keep_summary(&format!("{date}.html"), &words.html.unwrap_or_default())?;
            self.played.summaries.push(date);
        }
        let to = read.to_address.split('@').next().unwrap_or_default();
        let name = format!("{}-{to}-{}", today.strftime("%Y-%m-%d-%H%M"), slug(&read.subject));
        Ok(self.folder.keep_sent(&name, mail)?)
    }
}

/// In characters; four octets each fit what file systems allow for a name.
const LONGEST_NAME: usize = 48;

const RETRY: SignedDuration = SignedDuration::from_mins(1);

/// As the roster has the name, else as the mail has it.
fn sender(mail: &MessageLine) -> &str {
    mail.guardian.as_deref().or(mail.from_name.as_deref()).unwrap_or_default()
}

/// homeroom's own number of the mail (`X-Homeroom-Id`).
fn outbox_id(mail: &[u8]) -> Option<OutboxId> {
    let read = Original::read(mail);
    let value = read.header.lines().find_map(|line| line.strip_prefix("X-Homeroom-Id:"))?;
    value.trim().parse().ok().map(OutboxId)
}

/// Words of a subject as part of a file's name: letters and digits of any script, joined by hyphens.
fn slug(subject: &str) -> String {
    let folded = subject.to_lowercase();
    let mut name = String::new();
    for word in folded.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()) {
        let whole = name.chars().count() + word.chars().count();
        if whole > LONGEST_NAME && !name.is_empty() {
            break;
        }
        if !name.is_empty() {
            name.push('-');
        }
        // A script without blanks has long words.
        name.extend(word.chars().take(LONGEST_NAME));
    }
    name
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
        assert!(slug(&"字".repeat(300)).len() <= 200);
        assert_eq!(
            slug("Leo y Mia: recordatorio del registro de lectura de la semana"),
            "leo-y-mia-recordatorio-del-registro-de-lectura-de"
        );
    }
}
