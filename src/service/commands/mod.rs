//! What teachers say, done: whoever carries the words, they are decided, applied, noted and told in one transaction.

mod answer;
mod items;
mod mail;
mod notice;
mod shown;

pub use mail::from_mail;
pub use notice::of_doubt;

use super::apply::apply;
use super::gather::after;
use super::open::OpenClass;
use super::questions;
use crate::decide::command::{Decided, Facts, HardFacts, LastBatch, May, decide};
use crate::decide::effect::Effect;
use crate::decide::grammar::Line;
use crate::domain::address::EmailAddress;
use crate::domain::audit::{Act, Actor, Entry, Subject};
use crate::domain::class::Teacher;
use crate::domain::command::Command;
use crate::domain::receipt::{Brake, Outcome, Receipt, Said, UNDO};
use crate::domain::said::{CommandRecord, Undo};
use crate::ids::{ContentHash, InboundId, OutboxId};
use crate::message::key::{Key, Purpose};
use crate::store::{self, Tx, audit, commands, contacts, hard, pause, plans};
use jiff::Timestamp;
use jiff::civil::Date;

/// Who speaks, how surely, and about which summary's numbers.
pub struct Speaker<'a> {
    /// `None`: somebody with rights on the machine.
    pub teacher: Option<&'a Teacher>,
    pub may: May,
    pub numbers: Numbers,
    /// The mail that the words came in.
    pub inbound: Option<InboundId>,
    pub key: Option<Key>,
    /// The day that the mail names as its own; what has no key is the same only within it.
    pub dated: Option<Date>,
}

/// What the numbers are those of.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Numbers {
    /// The latest summary of today or before.
    Latest,
    OfDay(Date),
    /// The words answer no summary.
    None,
}

/// What was said came to this.
pub struct Heard {
    pub receipts: Vec<Receipt>,
    /// What is to be shown in mails of their own.
    pub shown: Vec<Command>,
    record: CommandRecord,
}

impl Speaker<'_> {
    pub fn actor(&self, class: &OpenClass) -> Actor {
        let place = |teacher: &Teacher| class.class().teachers.iter().position(|t| t.address == teacher.address);
        self.teacher.and_then(place).map_or(Actor::Host, |place| Actor::Teacher(place + 1))
    }

    fn address(&self) -> Option<&EmailAddress> {
        self.teacher.map(|teacher| &teacher.address)
    }

    /// What must not act a second time: the button, or the line under the key of its mail. Nothing on the machine itself.
    fn mark(&self, line: &str) -> Option<[u8; 32]> {
        let teacher = self.address()?.as_str();
        let text = match self.key {
            Some(key @ Key { purpose: Purpose::Press(_) | Purpose::Choice, .. }) => format!("key\0{key:?}\0{teacher}"),
            Some(key) => format!("line\0{:?}\0{}\0{teacher}\0{}", key.purpose, key.id, line.to_lowercase()),
            None => format!("day\0{:?}\0{teacher}\0{}", self.dated, line.to_lowercase()),
        };
        Some(ContentHash::of(text.as_bytes()).0)
    }

    /// The receipt whose answer this is.
    fn answered(&self) -> Option<OutboxId> {
        self.key.filter(|key| key.purpose == Purpose::Teacher).map(|key| OutboxId(key.id))
    }
}

/// Does what the lines say, each for itself. `change`: what is put to the effects of a line before they are applied.
pub fn hear(
    tx: &Tx<'_>,
    class: &OpenClass,
    speaker: &Speaker<'_>,
    lines: &[Line],
    change: &mut dyn FnMut(&mut Decided),
    now: Timestamp,
) -> store::Result<Heard> {
    let last = commands::batch(tx, speaker.address(), speaker.answered())?;
    let last = last.map(|batch| LastBatch {
        mails: batch.mails,
        settled: batch.settled,
        moments: batch.moments,
        plans: batch.plans,
    });
    let preferences = store::preferences::all(tx)?;
    let asks_again = |line: &Line| matches!(line, Line::Command { command: Command::AskAgain, .. });
    let open_question = if lines.iter().any(asks_again) { questions::latest(tx, class, now)? } else { None };
    let begins_hard = |line: &Line| matches!(line, Line::Command { command: Command::Hard { .. }, .. });
    let praised = if lines.iter().any(begins_hard) { contacts::homes_with_good_word(tx)? } else { Vec::new() };
    let first = || class.class().teachers.first().map_or(class.class().name.as_str(), |t| t.name.as_str());
    let facts = Facts {
        class: class.class(),
        calendar: &class.school.calendar,
        items: None,
        last: last.as_ref(),
        teacher: speaker.teacher.map_or_else(first, |teacher| teacher.name.as_str()),
        open_question: open_question.as_ref(),
        preferences: &preferences,
        hard: HardFacts { school: &class.school, speaker: speaker.address(), drafts: &[], praised: &praised },
        plans: &[],
        brake: Brake::Off,
        may: speaker.may,
        now,
        wall: class.local(now).datetime(),
        today: class.local(now).date(),
    };
    let mut heard = Heard::nothing(speaker, now);
    // What stands above a line has been done: a plan that begins there has its steps below, a letter that is approved there
    // leaves.
    for line in lines.chunks(1).chain(lines.is_empty().then_some(lines)) {
        let items = items::numbered(tx, class, speaker, now)?;
        let (plans, drafts) = (plans::open(tx)?, hard::open(tx)?);
        let hard = HardFacts { drafts: &drafts, ..facts.hard };
        let brake = brake(tx, now)?;
        for mut decided in decide(line, &Facts { items: items.as_deref(), plans: &plans, hard, brake, ..facts }) {
            change(&mut decided);
            let mark = decided.command.as_ref().and_then(|_| speaker.mark(&decided.receipt.line));
            let once = mark.filter(|_| !decided.command.as_ref().is_some_and(Command::may_be_said_again));
            match once.map(|mark| commands::spent(tx, &mark)).transpose()?.flatten() {
                Some(at) => {
                    let (line, said) = (decided.receipt.line, Said::SaidBefore { at });
                    heard.receipts.push(Receipt { line, outcome: Outcome::NotDone, said });
                }
                None => heard.act(tx, class, speaker, decided, mark, now)?,
            }
        }
    }
    Ok(heard)
}

/// `hold off` is a release from the moment it is said, though mail waits until nobody takes that back any more.
fn brake(tx: &Tx<'_>, now: Timestamp) -> store::Result<Brake> {
    let holds = pause::get(tx)?.is_some_and(|pause| pause.holds_at(after(now, UNDO)));
    Ok(if holds { Brake::On } else { Brake::Off })
}

impl Heard {
    fn nothing(speaker: &Speaker<'_>, now: Timestamp) -> Self {
        let record = CommandRecord {
            at: now,
            teacher: speaker.address().cloned(),
            inbound: speaker.inbound,
            receipt: None,
            numbers: match speaker.numbers {
                Numbers::OfDay(day) => Some(day),
                Numbers::Latest | Numbers::None => None,
            },
            marks: Vec::new(),
            targets: Vec::new(),
            undo: Undo::default(),
            asked: Vec::new(),
        };
        Self { receipts: Vec::new(), shown: Vec::new(), record }
    }

    /// Nothing of it is done.
    fn refused(speaker: &Speaker<'_>, said: Said, now: Timestamp) -> Self {
        let receipt = Receipt { line: String::new(), outcome: Outcome::NotDone, said };
        Self { receipts: vec![receipt], ..Self::nothing(speaker, now) }
    }

    fn act(
        &mut self,
        tx: &Tx<'_>,
        class: &OpenClass,
        speaker: &Speaker<'_>,
        decided: Decided,
        mark: Option<[u8; 32]>,
        now: Timestamp,
    ) -> store::Result<()> {
        let Decided { effects, mut receipt, command, targets } = decided;
        let actor = speaker.actor(class);
        let applied = apply(tx, class, actor, effects, None, now)?;
        if applied.too_late > 0 && receipt.outcome.is_done() {
            receipt.outcome = Outcome::NotDone;
            receipt.said = Said::PartTooLate;
        }
        let undo = &mut self.record.undo;
        undo.mails.extend(applied.undo.mails);
        undo.settled.extend(applied.undo.settled);
        undo.moments.extend(applied.undo.moments);
        undo.plans.extend(applied.undo.plans);
        if let Outcome::Asked(choices) = &receipt.outcome {
            self.record.asked.push(choices.iter().map(|choice| choice.line.clone()).collect());
        }
        if receipt.outcome.is_done() {
            self.record.marks.extend(mark);
            self.record.targets.extend(targets);
        }
        if let Some(command) = command {
            let detail = match receipt.outcome {
                Outcome::Done | Outcome::Waits => "done",
                Outcome::Asked(_) => "asked back",
                Outcome::NotDone | Outcome::NotUnderstood => "not done",
            };
            let entry = Entry::new(Act::Command, Subject::Verb(command.verb().word()), detail);
            audit::append(tx, actor, &entry, now)?;
            if receipt.outcome.is_done() && matches!(receipt.said, Said::ComesByMail(_)) {
                self.shown.push(command);
            }
        }
        self.receipts.push(receipt);
        Ok(())
    }

    /// On the machine: what was asked to be shown goes to the first teacher of the class.
    pub fn show(&self, tx: &Tx<'_>, class: &OpenClass, now: Timestamp) -> store::Result<()> {
        let Some(teacher) = class.class().teachers.first() else { return Ok(()) };
        let effects = shown::effects(tx, class, teacher, None, &self.shown, now)?;
        apply(tx, class, Actor::Homeroom, effects, None, now).map(drop)
    }

    /// Notes what was done, and which mail tells it.
    pub fn record(
        &self,
        tx: &Tx<'_>,
        class: &OpenClass,
        speaker: &Speaker<'_>,
        receipt: Option<OutboxId>,
        now: Timestamp,
    ) -> store::Result<()> {
        let record = CommandRecord { receipt, ..self.record.clone() };
        let effects = vec![Effect::RecordCommands(Box::new(record))];
        apply(tx, class, speaker.actor(class), effects, None, now).map(drop)
    }
}
