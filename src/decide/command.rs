//! What a teacher's command does. The same function serves the command line and, later, mail; whoever calls it has
//! already made sure that the teacher speaks.

use super::effect::Effect;
use super::grammar::{self, Line};
use super::inbound::SAID_BY_TEACHER;
use super::names::fold;
use super::when::read_day;
use crate::domain::class::Class;
use crate::domain::command::{Call, Command, Items};
use crate::domain::contact::{Contact, Direction, Tone};
use crate::domain::mail::{Evidence, Home, MailState, Placing};
use crate::domain::outbox::{JobRun, LeftOut, OutboxState, RunOutcome};
use crate::domain::roster::{Access, Guardianship, Student};
use crate::ids::{InboundId, JobName, OutboxId, StudentId};
use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp};

/// How long a moment rests of whose note the teacher said no.
const NOT_OFFERED_AGAIN: SignedDuration = SignedDuration::from_hours(7 * 24);

/// A numbered line of the latest summary, as it stands now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Item {
    Mail(AskedMail),
    /// One mail, or those to the homes of one child.
    Outgoing(Vec<(OutboxId, OutboxState)>),
    /// A run of a job; `over` once it has run or was left out.
    Run {
        job: JobName,
        slot: DateTime,
        over: bool,
    },
    /// It stood there, and is gone from the state.
    Gone,
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
}

/// One line of the receipt.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Receipt {
    pub done: bool,
    pub words: String,
}

/// What the commands of one text do, and what to tell the teacher. Lines act independently of each other.
pub fn decide(text: &str, class: &Class, items: &[Item], now: Timestamp, today: Date) -> (Vec<Effect>, Vec<Receipt>) {
    let mut effects = Vec::new();
    let mut receipts = Vec::new();
    let lines = grammar::read_text(text);
    if lines.is_empty() {
        receipts.push(refused("nothing was said; begin with good, note, log, ok, no, done, is or hold"));
    }
    for line in lines {
        let outcome = match line {
            Line::Command { command, .. } => act(command, class, items, now, today),
            Line::NotUnderstood { line, hint } => Err(format!("not understood: {line} ({})", grammar::advice(hint))),
        };
        match outcome {
            Ok((acts, words)) => {
                effects.extend(acts);
                receipts.push(Receipt { done: true, words });
            }
            Err(words) => receipts.push(refused(&words)),
        }
    }
    (effects, receipts)
}

fn refused(words: &str) -> Receipt {
    Receipt { done: false, words: words.to_owned() }
}

type Act = Result<(Vec<Effect>, String), String>;

fn act(command: Command, class: &Class, items: &[Item], now: Timestamp, today: Date) -> Act {
    match command {
        Command::Good { child, kind, text } => {
            let student = find_child(class, &child)?;
            let can_go = class.roster.guardians_of(&student.id).any(|g| g.access == Access::Full && g.email.is_some());
            let what_next = if can_go {
                "a note home is ready in the summary"
            } else {
                "nobody at home can be written to by mail, so say it by phone or on paper"
            };
            let words = format!("noted for {}; {what_next}", student.called());
            Ok((vec![Effect::AddMoment { at: now, student: student.id.clone(), kind, text, photo: None }], words))
        }
        Command::Note { child: Some(child), text } => {
            let student = find_child(class, &child)?;
            let words = format!("kept as a private note about {}", student.called());
            Ok((vec![Effect::AddPrivateNote { at: now, student: student.id.clone(), text }], words))
        }
        Command::Log { child, call, guardian, text } => log(class, &child, call, guardian.as_deref(), text, now),
        Command::Ok(which) => approve(&which, items),
        Command::No(which) => drop_items(&which, items, now),
        Command::Done(which) => settle(&which, items, now),
        Command::Is { item, children } => place_by_teacher(class, item, &children, items, now),
        Command::Hold { until } => hold(until.as_deref(), today),
        Command::HoldOff => Ok((
            vec![Effect::EndPause],
            "mail to families goes out again, from ten minutes on; homeroom forecast lists it".into(),
        )),
        _ => Err("not possible yet".to_owned()),
    }
}

/// The brake: nothing leaves for any family until then.
fn hold(until: Option<&str>, today: Date) -> Act {
    let Some(until) = until else {
        let words = "no mail leaves for any family until you write hold off".to_owned();
        return Ok((vec![Effect::Pause { until: None }], words));
    };
    let day = read_day(until, today)?;
    if day <= today {
        return Err("say a later day than today: hold all until mon".to_owned());
    }
    let shown = day.strftime("%a %d %b %Y");
    let words = format!(
        "no mail leaves for any family until {shown}; the summary of that morning lists first what will go, and hold off \
         ends it before"
    );
    Ok((vec![Effect::Pause { until: Some(day) }], words))
}

/// A contact outside mail. What was said is the teacher's own and goes to the private notes.
fn log(class: &Class, child: &str, call: Call, guardian: Option<&str>, text: String, now: Timestamp) -> Act {
    let student = find_child(class, child)?;
    let row = find_guardian(class, student, guardian)?;
    let direction = if call.by_family { Direction::FromFamily } else { Direction::ToFamily };
    let mut effects = vec![Effect::LogContact(Contact {
        at: now,
        student: student.id.clone(),
        household: row.household.clone(),
        guardian: Some(row.name.clone()),
        direction,
        channel: call.channel,
        personal: true,
        tone: Tone::Neutral,
        inbound: None,
        outbox: None,
    })];
    if !text.is_empty() {
        effects.push(Effect::AddPrivateNote { at: now, student: student.id.clone(), text });
    }
    let what = call.channel.word();
    Ok((effects, format!("logged a {what} with {} about {}", row.name, student.called())))
}

fn approve(which: &Items, items: &[Item]) -> Act {
    let chosen = outgoing(which, items)?;
    // A mail held for doubt may go once the teacher has read it; `ok all` leaves it out.
    let may_go = |state: OutboxState| matches!(state, OutboxState::Draft | OutboxState::Held);
    let drafts: Vec<OutboxId> = chosen.iter().filter(|(_, s)| may_go(*s)).map(|(id, _)| *id).collect();
    if drafts.is_empty() {
        return Err(match chosen.first() {
            Some((_, state)) => format!("nothing to send: it is {} already", state.word()),
            None => "nothing waits to be sent".to_owned(),
        });
    }
    let words = format!("{} approved", mails(drafts.len()));
    Ok((drafts.into_iter().map(|outbox| Effect::ApproveDraft { outbox }).collect(), words))
}

/// Stops mail that is prepared, and runs that are still to come.
fn drop_items(which: &Items, items: &[Item], now: Timestamp) -> Act {
    let Items::Numbers(numbers) = which else {
        return Err("say which: no 3".to_owned());
    };
    let mut effects = Vec::new();
    for number in numbers {
        match item(items, *number)? {
            Item::Run { over: true, .. } => return Err(format!("too late: line {number} has run")),
            Item::Run { job, slot, .. } => effects.push(Effect::RecordRun(JobRun {
                job: job.clone(),
                slot: *slot,
                at: now,
                outcome: RunOutcome::Skipped(LeftOut::Teacher),
            })),
            Item::Outgoing(mails) => effects.extend(cancellations(*number, mails, now)?),
            Item::Mail(_) => {
                return Err(format!("line {number} is a mail that came in; write done {number} when it is dealt with"));
            }
            Item::Gone => return Err(format!("line {number} is gone")),
        }
    }
    let words = format!("{} will not be sent", if numbers.len() == 1 { "it" } else { "they" });
    Ok((effects, words))
}

fn cancellations(number: usize, mails: &[(OutboxId, OutboxState)], now: Timestamp) -> Result<Vec<Effect>, String> {
    let open = |state: OutboxState| matches!(state, OutboxState::Draft | OutboxState::Held | OutboxState::Queued);
    let until = now.checked_add(NOT_OFFERED_AGAIN).unwrap_or(Timestamp::MAX);
    let refuse = |outbox| {
        let cancel = Effect::CancelMail { outbox, reason: "the teacher said no".to_owned() };
        [cancel, Effect::LetMomentsRest { outbox, at: now, until }]
    };
    let effects: Vec<Effect> = mails.iter().filter(|(_, s)| open(*s)).flat_map(|(id, _)| refuse(*id)).collect();
    match (effects.is_empty(), mails.first()) {
        (true, Some((_, state))) => Err(format!("too late: line {number} is {} already", state.word())),
        _ => Ok(effects),
    }
}

fn settle(which: &Items, items: &[Item], now: Timestamp) -> Act {
    let Items::Numbers(numbers) = which else {
        return Err("say which: done 2".to_owned());
    };
    let mut effects = Vec::new();
    for number in numbers {
        match item(items, *number)? {
            Item::Mail(mail) => effects.push(Effect::Settle { inbound: mail.id, at: now }),
            Item::Outgoing(_) | Item::Run { .. } => {
                return Err(format!("line {number} goes out; write ok {number} or no {number}"));
            }
            Item::Gone => return Err(format!("line {number} is gone")),
        }
    }
    let words = format!(
        "{} done",
        if numbers.len() == 1 { "1 line is".to_owned() } else { format!("{} lines are", numbers.len()) }
    );
    Ok((effects, words))
}

fn place_by_teacher(class: &Class, number: usize, children: &[String], items: &[Item], now: Timestamp) -> Act {
    let Item::Mail(mail) = item(items, number)? else {
        return Err(format!("line {number} is not a mail that came in"));
    };
    if mail.state == MailState::Held {
        return Err(format!("line {number} is held and stays so; see why with: homeroom messages"));
    }
    let mut homes: Vec<Home> = Vec::new();
    let mut names = Vec::new();
    for child in children {
        let student = find_child(class, child)?;
        if mail.barred.contains(&student.id) {
            return Err(format!(
                "a court order bars the sender of line {number} from {}; the mail stays where it is",
                student.called()
            ));
        }
        let of_child: Vec<Home> = mail.possible.iter().filter(|h| h.student == student.id).cloned().collect();
        if of_child.is_empty() {
            return Err(format!("the sender of line {number} is no guardian of {}", student.called()));
        }
        if mail.guardian.is_none() && of_child.len() > 1 {
            return Err(format!(
                "{} has two homes and this sender is in neither; add the address to the roster, then homeroom replay {}",
                student.called(),
                mail.id
            ));
        }
        homes.extend(of_child);
        names.push(student.called().to_owned());
    }
    let mut effects = vec![Effect::Place(Placing {
        inbound: mail.id,
        at: mail.received_at.min(now),
        state: MailState::Placed,
        reason: SAID_BY_TEACHER.to_owned(),
        outgoing: false,
        homes: homes.clone(),
        guardian: mail.guardian.clone(),
        matched_by: vec![Evidence::Teacher],
        verified: mail.verified,
        topic: mail.topic.clone(),
    })];
    effects.extend(homes.into_iter().map(|home| {
        Effect::LogContact(Contact {
            at: mail.received_at.min(now),
            student: home.student,
            household: home.household,
            guardian: mail.guardian.clone(),
            direction: Direction::FromFamily,
            channel: crate::domain::contact::Channel::Mail,
            personal: true,
            tone: Tone::Neutral,
            inbound: Some(mail.id),
            outbox: None,
        })
    }));
    Ok((effects, format!("line {number} is with {}", names.join(" and "))))
}

fn item(items: &[Item], number: usize) -> Result<&Item, String> {
    items.get(number.wrapping_sub(1)).ok_or_else(|| match items.len() {
        0 => "no summary has numbered anything yet; see: homeroom summary".to_owned(),
        count => format!("the latest summary has lines 1 to {count}, no {number}"),
    })
}

fn outgoing(which: &Items, items: &[Item]) -> Result<Vec<(OutboxId, OutboxState)>, String> {
    match which {
        Items::All => Ok(items
            .iter()
            .filter_map(|i| if let Item::Outgoing(mails) = i { Some(mails) } else { None })
            .flatten()
            .filter(|(_, state)| *state == OutboxState::Draft)
            .copied()
            .collect()),
        Items::Numbers(numbers) => {
            let mut chosen = Vec::new();
            for n in numbers {
                match item(items, *n)? {
                    Item::Outgoing(mails) => chosen.extend(mails.iter().copied()),
                    Item::Mail(_) => {
                        return Err(format!("line {n} is a mail that came in; write done {n} when it is dealt with"));
                    }
                    Item::Run { .. } => return Err(format!("line {n} goes out by itself; write no {n} to stop it")),
                    Item::Gone => return Err(format!("line {n} is gone")),
                }
            }
            Ok(chosen)
        }
    }
}

fn mails(count: usize) -> String {
    if count == 1 { "1 mail is".to_owned() } else { format!("{count} mails are") }
}

/// The child by full given name, nickname, given name and initial, or whole name. Two of them give a question.
pub fn find_child<'a>(class: &'a Class, name: &str) -> Result<&'a Student, String> {
    let wanted = fold(name.trim().trim_end_matches('.'));
    let found: Vec<&Student> = class.roster.students().iter().filter(|s| goes_by(s, &wanted)).collect();
    match found.as_slice() {
        [one] => Ok(one),
        [] => Err(format!("nobody in {} is called {}", class.name, name.trim())),
        several => {
            let names: Vec<String> = several.iter().map(|s| format!("{} {}", s.called(), s.last_name)).collect();
            Err(format!("which {}: {}?", name.trim(), names.join(" or ")))
        }
    }
}

fn goes_by(student: &Student, wanted: &str) -> bool {
    let last = fold(&student.last_name);
    let initial: String = last.chars().take(1).collect();
    [Some(&student.first_name), student.preferred_name.as_ref()].into_iter().flatten().any(|given| {
        let given = fold(given);
        *wanted == given || *wanted == format!("{given} {initial}") || *wanted == format!("{given} {last}")
    })
}

/// The guardian by name; without one, the child's only home answers for itself.
fn find_guardian<'a>(class: &'a Class, student: &'a Student, name: Option<&str>) -> Result<&'a Guardianship, String> {
    let rows: Vec<&Guardianship> = class.roster.guardians_of(&student.id).collect();
    let names = || rows.iter().map(|r| r.name.as_str()).collect::<Vec<_>>().join(" or ");
    let Some(name) = name else {
        return match (class.roster.households_of(&student.id).len(), rows.first()) {
            (1, Some(row)) => Ok(row),
            (0, _) | (_, None) => Err(format!("{} has no guardian on the roster", student.called())),
            _ => Err(format!("{} has two homes; say with whom: {}", student.called(), names())),
        };
    };
    let wanted = fold(name.trim().trim_end_matches('.'));
    let is_called = |row: &Guardianship| {
        let whole = fold(&row.name);
        whole == wanted || whole.split(' ').any(|part| part == wanted) || fold(&row.relationship) == wanted
    };
    match rows.iter().filter(|r| is_called(r)).collect::<Vec<_>>().as_slice() {
        [one] => Ok(one),
        [] => Err(format!("{} has no guardian called {}; known: {}", student.called(), name.trim(), names())),
        _ => Err(format!("which {}: {}?", name.trim(), names())),
    }
}
