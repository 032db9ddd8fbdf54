//! A teacher's mail: whether it may command, what it says, and the receipt.

use super::{Heard, Numbers, Speaker, answer as receipts, hear, shown};
use crate::decide::addressed;
use crate::decide::authority::Authority;
use crate::decide::command::May;
use crate::decide::effect::Effect;
use crate::decide::grammar::{self, Line};
use crate::domain::class::Teacher;
use crate::domain::command::{Command, Hint, Items, Verb};
use crate::domain::mail::Mark;
use crate::domain::receipt::{Outcome, Receipt, Said};
use crate::ids::{HardId, OutboxId};
use crate::message::key::{Key, Purpose, day_of};
use crate::message::reply_text::for_commands;
use crate::message::{Understood, answer};
use crate::service::apply::{apply, was_asked};
use crate::service::authority::Judged;
use crate::service::open::OpenClass;
use crate::store::commands::NumbersOf;
use crate::store::inbound::Received;
use crate::store::{self, Tx, commands, outbox};
use jiff::Timestamp;

/// Hears what a teacher wrote. A mail that was heard before says nothing when it is understood again; `to_families`: it
/// went to a family too, so that without a key its words are meant for them.
pub fn from_mail(
    tx: &Tx<'_>,
    class: &OpenClass,
    mail: &Received,
    reading: &Understood,
    judged: &Judged,
    to_families: bool,
    now: Timestamp,
) -> store::Result<()> {
    let Some(teacher) = judged.teacher.as_ref().and_then(|address| class.class().teacher(address)) else {
        return Ok(());
    };
    let key = match judged.authority {
        Authority::Keyed(key) => Some(key),
        Authority::Sender if !to_families => None,
        Authority::Sender | Authority::None(_) => return Ok(()),
    };
    if commands::was_heard(tx, mail.id)? {
        return Ok(());
    }
    let speaker = Speaker {
        teacher: Some(teacher),
        may: match key.map(|key| key.purpose) {
            Some(Purpose::Choice) => May::All,
            Some(_) => May::Send,
            None => May::Note,
        },
        numbers: numbers(tx, class, key)?,
        inbound: Some(mail.id),
        key,
        dated: reading.date.map(|at| class.local(at).date()),
    };
    // Of a mail that says two things none is what the teacher wrote, until they say it again.
    let heard = if reading.marks.contains(&Mark::PartsDisagree) {
        Heard::refused(&speaker, Said::PartsDisagree, now)
    } else {
        hear(tx, class, &speaker, &lines(tx, class, reading, key)?, &mut |_| {}, now)?
    };
    keep_what_was_not_understood(tx, class, &speaker, &heard, now)?;
    tell(tx, class, teacher, reading, (&speaker, &heard), now)
}

/// Of which summary the numbers are: that of the day whose mail is answered; a receipt and a question of ours speak of the
/// summary that was answered before them.
fn numbers(tx: &Tx<'_>, class: &OpenClass, key: Option<Key>) -> store::Result<Numbers> {
    let day = match key.map(|key| (key.purpose, key.id)) {
        Some((Purpose::Press(_), day)) => day_of(day),
        Some((Purpose::Teacher, id)) => match commands::numbers(tx, NumbersOf::Receipt(OutboxId(id)))? {
            Some(day) => Some(day),
            None => outbox::created_at(tx, OutboxId(id))?.map(|at| class.local(at).date()),
        },
        Some((Purpose::Choice, asked)) => commands::numbers(tx, NumbersOf::Question(asked))?,
        Some((Purpose::Thread, _)) | None => None,
    };
    Ok(day.map_or(Numbers::None, Numbers::OfDay))
}

/// What the mail says: its button, the answer it chose, or its lines.
fn lines(tx: &Tx<'_>, class: &OpenClass, reading: &Understood, key: Option<Key>) -> store::Result<Vec<Line>> {
    if let Some(Key { purpose: Purpose::Teacher, id, .. }) = key
        && let Some(asked) = was_asked(tx, OutboxId(id))?
    {
        return Ok(of_reader(asked, reading));
    }
    Ok(match key {
        Some(Key { purpose: Purpose::Press(verb), part, .. }) => vec![pressed(verb, usize::from(part), reading)],
        Some(Key { purpose: Purpose::Choice, id, part, .. }) => {
            commands::choice(tx, id, part)?.map(|line| grammar::read_text(&line)).unwrap_or_default()
        }
        _ => match addressed::verb(reading, &class.class().address, grammar::verb_of) {
            // The address is the verb of what is written, and without any words of the subject.
            Some(verb) if key.is_none() => {
                let written = for_commands(reading);
                grammar::read_text(&addressed::lines(verb, &written, &reading.subject, grammar::verb_of))
            }
            _ => grammar::read(&answer::lines(reading)),
        },
    })
}

/// What a colleague answers who was asked to read a letter: their words are for its writer, whatever they begin with, and
/// `ok` alone is none. Commands that take no words are still commands.
fn of_reader((hard, former): (HardId, bool), reading: &Understood) -> Vec<Line> {
    let written = grammar::read(&answer::lines(reading));
    let plain = |line: &Line| matches!(line, Line::Command { command, .. } if command.text().is_none());
    let words = reading.reply_text.trim();
    if words.is_empty() || (!written.is_empty() && written.iter().all(plain)) {
        return written;
    }
    let agrees = grammar::verb_of(words.trim_matches(|c: char| !c.is_alphanumeric())) == Some(Verb::Ok);
    let text = words.split_whitespace().collect::<Vec<_>>().join(" ");
    let words = (!agrees).then(|| words.to_owned());
    vec![Line::Command { command: Command::HasRead { hard, former, words }, text }]
}

/// The command of a button. Its words are read only where it asks for some.
fn pressed(verb: Verb, item: usize, reading: &Understood) -> Line {
    let words = reading.reply_text.trim();
    let items = || Items::Numbers(vec![item]);
    let command = match verb {
        Verb::Ok => Some(Command::Ok(items())),
        Verb::No => Some(Command::No(items())),
        Verb::Thanks => Some(Command::Thanks(items())),
        Verb::Done => Some(Command::Done(items())),
        Verb::Later => Some(Command::Later { items: items(), day: None }),
        Verb::Kept => Some(Command::Kept(items())),
        Verb::Reply if !words.is_empty() => Some(Command::Reply { item, text: words.to_owned() }),
        Verb::Edit if !words.is_empty() => Some(Command::Edit { item, text: words.to_owned() }),
        Verb::Is => words.lines().next().map(|child| Command::Is { item, children: vec![child.trim().to_owned()] }),
        _ => None,
    };
    let text = format!("{} {item}", verb.word());
    match command {
        Some(command) => Line::Command { command, text },
        None => Line::NotUnderstood { line: text, hint: Hint::Shape(verb) },
    }
}

/// The teacher's own words are kept, whatever they meant.
fn keep_what_was_not_understood(
    tx: &Tx<'_>,
    class: &OpenClass,
    speaker: &Speaker<'_>,
    heard: &Heard,
    now: Timestamp,
) -> store::Result<()> {
    let not_understood = |r: &&Receipt| r.outcome == Outcome::NotUnderstood && !r.line.is_empty();
    let lines: Vec<&str> = heard.receipts.iter().filter(not_understood).map(|r| r.line.as_str()).collect();
    if lines.is_empty() {
        return Ok(());
    }
    let note = Effect::AddPrivateNote { at: now, student: None, text: lines.join("\n") };
    apply(tx, class, speaker.actor(class), vec![note], None, now).map(drop)
}

/// The receipt, what was asked to be shown, and the note of it all.
fn tell(
    tx: &Tx<'_>,
    class: &OpenClass,
    teacher: &Teacher,
    reading: &Understood,
    (speaker, heard): (&Speaker<'_>, &Heard),
    now: Timestamp,
) -> store::Result<()> {
    let receipt = receipts::receipt(tx, class, teacher, reading, (speaker, heard), now)?;
    let id = receipt.is_some().then(|| outbox::next_id(tx)).transpose()?;
    heard.record(tx, class, speaker, id, now)?;
    let mut effects: Vec<Effect> = receipt.into_iter().map(|mail| Effect::Enqueue(Box::new(mail))).collect();
    effects.extend(shown::effects(tx, class, teacher, reading.message_id.as_ref(), &heard.shown, now)?);
    apply(tx, class, crate::domain::audit::Actor::Homeroom, effects, None, now).map(drop)
}
