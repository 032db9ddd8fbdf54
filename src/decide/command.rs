//! What a teacher's commands do. The same function serves the command line and mail; whoever calls it has already made
//! sure that a teacher speaks, and says how surely ([`May`]).

mod asking;
mod back;
mod brakes;
mod children;
mod hard;
mod items;
mod letters;
mod list;
mod mails;
mod planned;
mod promised;
mod sending;

pub use children::{find_child, has_name, is_called};
pub use hard::HardFacts;
pub use letters::correspondents_of;

use super::effect::Effect;
use super::grammar::Line;
use super::rights;
use crate::domain::address::EmailAddress;
use crate::domain::calendar::SchoolCalendar;
use crate::domain::class::Class;
use crate::domain::command::{Command, Risk};
use crate::domain::letter::{Answered, Correspondent};
use crate::domain::mail::{Home, ItemTarget, MailState};
use crate::domain::outbox::OutboxState;
use crate::domain::plan::{Plan, PlanLine};
use crate::domain::preference::Preferences;
use crate::domain::promise::Offered;
use crate::domain::receipt::hard::HardSaid;
use crate::domain::receipt::meeting::MeetingSaid;
use crate::domain::receipt::plan::PlanSaid;
use crate::domain::receipt::question::QuestionSaid;
use crate::domain::receipt::{Brake, Choice, Outcome, Receipt, Said, UNDO};
use crate::ids::{InboundId, JobName, MomentId, OfferId, OutboxId, PromiseId, QuestionId, StudentId};
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

/// A numbered line of a summary, as it stands now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Item {
    Mail(Box<AskedMail>),
    /// One mail, or those to the homes of one child.
    Outgoing(Vec<(OutboxId, OutboxState)>),
    /// A run of a job; `over` once it has run or was left out.
    Run {
        job: JobName,
        slot: DateTime,
        over: bool,
    },
    Promise(PromiseId),
    /// A sentence of the teacher's own mail that may be a promise.
    Offer(OfferId, Box<Offered>),
    /// A question of the teacher's that nobody has answered.
    Asked(OutboxId),
    /// It stood there, and is gone from the state.
    Gone,
}

/// A numbered line, and what was done about it before.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Numbered {
    pub item: Item,
    pub target: ItemTarget,
    /// The latest command about it, and whose it was.
    pub decided: Option<Decision>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decision {
    pub at: Timestamp,
    /// `None`: the same teacher.
    pub by: Option<String>,
}

/// A mail the teacher is asked about, or that waits for an answer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AskedMail {
    pub id: InboundId,
    pub state: MailState,
    pub received_at: Timestamp,
    /// The sender's name in the roster.
    pub guardian: Option<String>,
    /// The homes the sender belongs to; for a stranger every home of the class. None of a child in `barred`.
    pub possible: Vec<Home>,
    /// The children from whom a court order bars the sender.
    pub barred: Vec<StudentId>,
    pub topic: String,
    pub verified: bool,
    pub from: Option<EmailAddress>,
    /// To whom an answer goes; `None` where nobody may be answered.
    pub writer: Option<Correspondent>,
    pub thread: Answered,
}

/// What the teacher's last commands, or those of one mail of theirs, can take back.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct LastBatch {
    /// With the state as it is now, and whether it was a draft before.
    pub mails: Vec<(OutboxId, OutboxState, bool)>,
    pub settled: Vec<InboundId>,
    pub moments: Vec<MomentId>,
    /// And whether somebody at home has been told.
    pub plans: Vec<(PlanLine, bool)>,
}

/// A question to families, and who has not answered.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct OpenQuestion {
    pub id: QuestionId,
    pub text: String,
    pub asked_on: Date,
    /// `None`: to every home.
    pub child: Option<StudentId>,
    /// Whom of the homes without an answer it went to.
    pub waits_for: Vec<EmailAddress>,
}

/// How surely the teacher speaks.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum May {
    /// It is surely their address, and the mail answers none of ours.
    Note,
    /// It bears a key that only their own mail from us has.
    Send,
    /// On the machine itself, or after a question of ours was answered.
    All,
}

/// What commands are decided by.
pub struct Facts<'a> {
    pub class: &'a Class,
    pub calendar: &'a SchoolCalendar,
    /// Of the summary that is answered, in the order of its numbers; `None` where none is.
    pub items: Option<&'a [Numbered]>,
    pub last: Option<&'a LastBatch>,
    /// The name that families see.
    pub teacher: &'a str,
    /// The latest question to families that is open, where one is asked for again.
    pub open_question: Option<&'a OpenQuestion>,
    /// What guardians asked to get.
    pub preferences: &'a Preferences,
    pub hard: HardFacts<'a>,
    /// Those that are open.
    pub plans: &'a [Plan],
    pub brake: Brake,
    pub may: May,
    pub now: Timestamp,
    /// The same by the school's wall clock.
    pub wall: DateTime,
    pub today: Date,
}

impl Facts<'_> {
    /// Until when what is said now can be taken back.
    fn undo_until(&self) -> Timestamp {
        self.now.checked_add(UNDO).unwrap_or(Timestamp::MAX)
    }
}

/// What becomes of one line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Decided {
    pub effects: Vec<Effect>,
    pub receipt: Receipt,
    pub command: Option<Command>,
    /// What of the summary it is about.
    pub targets: Vec<ItemTarget>,
}

/// What was done and is told, or what was not and why.
pub type Act = Result<(Vec<Effect>, Said), Said>;

/// Decides each line for itself.
pub fn decide(lines: &[Line], facts: &Facts<'_>) -> Vec<Decided> {
    if lines.is_empty() {
        let receipt = Receipt { line: String::new(), outcome: Outcome::NotUnderstood, said: Said::NothingSaid };
        return vec![Decided { effects: Vec::new(), receipt, command: None, targets: Vec::new() }];
    }
    lines.iter().map(|line| decide_line(line, facts)).collect()
}

fn decide_line(line: &Line, facts: &Facts<'_>) -> Decided {
    match line {
        Line::NotUnderstood { line, hint } => Decided {
            effects: Vec::new(),
            receipt: Receipt { line: line.clone(), outcome: Outcome::NotUnderstood, said: Said::NotUnderstood(*hint) },
            command: None,
            targets: Vec::new(),
        },
        Line::Command { command, text } => {
            let (effects, outcome, said) = decide_command(command, text, facts);
            Decided {
                targets: items::targets(command, facts),
                effects,
                receipt: Receipt { line: text.clone(), outcome, said },
                command: Some(command.clone()),
            }
        }
    }
}

fn decide_command(command: &Command, text: &str, facts: &Facts<'_>) -> (Vec<Effect>, Outcome, Said) {
    let acted = act(command, facts);
    let verb = command.verb();
    match acted {
        Ok((effects, said)) if may(command, facts.may) => {
            let outcome = if waits(&said) { Outcome::Waits } else { Outcome::Done };
            (effects, outcome, said)
        }
        // It could be done, and is not before the teacher has said at their own address that it is meant.
        Ok((_, said)) => {
            let line = list::as_meant_now(command, &said).unwrap_or_else(|| text.to_owned());
            let choice = Choice { name: None, line };
            let asks = said.preview().unwrap_or(Said::MeantSo(verb));
            (Vec::new(), Outcome::Asked(vec![choice]), asks)
        }
        Err(Said::WhichChild { name }) => {
            let choices = children::choices(facts.class, &name, text);
            (Vec::new(), Outcome::Asked(choices), Said::WhichChild { name })
        }
        Err(Said::Meeting(MeetingSaid::Which { name, candidates, times })) => {
            let choices = asking::choices(&candidates, &times, facts);
            (Vec::new(), Outcome::Asked(choices), Said::Meeting(MeetingSaid::Which { name, candidates, times }))
        }
        Err(said) => (Vec::new(), Outcome::NotDone, said),
    }
}

/// Whether so sure a teacher may say this at once.
fn may(command: &Command, may: May) -> bool {
    let verb = command.verb();
    match verb.risk() {
        Risk::None => true,
        _ if verb.is_brake() => true,
        Risk::Mail => may >= May::Send,
        Risk::Wide => may >= May::All,
    }
}

/// What leaves later can be taken back until then.
fn waits(said: &Said) -> bool {
    matches!(
        said,
        Said::Approved { .. }
            | Said::Replied { .. }
            | Said::Thanked { .. }
            | Said::Reworded { .. }
            | Said::Question(QuestionSaid::Asked(_))
            | Said::Meeting(MeetingSaid::Offered(_))
            | Said::Hard(HardSaid::Approved { .. })
    ) || matches!(said, Said::Plan(PlanSaid::Goal { letter, .. } | PlanSaid::Step { letter, .. }) if !letter.to.is_empty())
}

fn act(command: &Command, facts: &Facts<'_>) -> Act {
    match command {
        Command::Ok(which) => sending::approve(which, facts),
        Command::No(which) => sending::drop_items(which, facts),
        Command::Edit { item, text } => sending::reword(*item, text, facts),
        Command::Reply { item, text } => letters::reply(*item, text, facts),
        Command::Thanks(which) => letters::thanks(which, facts),
        Command::Done(which) => mails::settle(which, facts),
        Command::Promise { child, day, text } => promised::make(child.as_deref(), day, text, facts),
        Command::Kept(which) => promised::keep(which, facts),
        Command::Later { items, day } => mails::later(items, day.as_deref(), facts),
        Command::Good { child, kind, text } => children::good(child, *kind, text, facts),
        Command::Hard { child, text } => hard::begin(child, text, facts),
        Command::HasRead { hard, words } => hard::has_read(*hard, words.as_deref(), facts),
        Command::Note { child, text } => children::note(child.as_deref(), text, facts),
        Command::Log { child, call, guardian, text } => children::log(child, *call, guardian.as_deref(), text, facts),
        Command::Is { item, children } => mails::place_by_teacher(*item, children, facts),
        Command::History { child } => children::history(child, facts),
        Command::Silent | Command::Drafts | Command::More | Command::Help => {
            Ok((Vec::new(), Said::ComesByMail(command.verb())))
        }
        Command::Hold { until } => brakes::hold(until.as_deref(), facts),
        Command::HoldOff => Ok((vec![Effect::EndPause], Said::PauseEnded)),
        Command::Stop => brakes::stop(),
        Command::Undo => back::undo(facts),
        Command::Add { address, child, relationship } => list::add(address, child, relationship, facts),
        Command::Ask { child, text } => asking::ask(child.as_deref(), text, facts),
        Command::AskAgain => asking::ask_again(facts),
        Command::Meet { guardian, slots } => asking::meet(guardian, slots, facts),
        Command::Lang { guardian, language } => rights::lang(guardian, language, &list::entry(facts)),
        Command::Block { guardian, child, text } => list::block(guardian, child, text, facts),
        Command::PlanGoal { child, text } => planned::goal(child, text, facts),
        Command::PlanStep { child, owner, text, day } => planned::step(child, *owner, text, day.as_deref(), facts),
        Command::PlanEnd { child } => planned::end(child, facts),
    }
}
