//! Answers to families, written from the class mailbox.

use super::items::{item, numbers};
use super::{Act, AskedMail, Facts, Item};
use crate::decide::audience::{Intended, by_hand};
use crate::decide::effect::Effect;
use crate::decide::promise;
use crate::domain::class::Class;
use crate::domain::command::{Items, Verb};
use crate::domain::letter::{Correspondent, Wanted, Words};
use crate::domain::mail::MailState;
use crate::domain::preference::Preferences;
use crate::domain::receipt::Said;
use crate::domain::roster::Student;
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The letter that a mail is here. The day it names is the next school day.
const ACKNOWLEDGEMENT: &str = "acknowledgement";

/// The teacher's words, to whoever wrote the mail of this number.
pub(super) fn reply(number: usize, text: &str, facts: &Facts<'_>) -> Act {
    let (mail, wanted) = answer(number, Words::Own(text.to_owned()), facts)?;
    let said = Said::Replied { guardian: wanted.to.guardian.clone(), until: facts.undo_until() };
    let settled = Effect::Settle { inbound: mail.id, at: facts.now };
    Ok((vec![Effect::Write(Box::new(wanted)), settled], said))
}

/// That the mail is here, and an answer by the next school day. It waits for the teacher all the same.
pub(super) fn thanks(which: &Items, facts: &Facts<'_>) -> Act {
    let numbers = numbers(which, Verb::Thanks)?;
    let answer_by = facts.calendar.next_school_day(facts.today);
    let (mut effects, mut guardians) = (Vec::new(), Vec::new());
    for number in numbers {
        let values = BTreeMap::from([("answer_by".to_owned(), answer_by.to_string())]);
        let words = Words::Template { name: ACKNOWLEDGEMENT, values, personal: false };
        let (_, wanted) = answer(*number, words, facts)?;
        guardians.push(wanted.to.guardian.clone());
        effects.push(promise::of_thanks(&wanted.to.home, &wanted.to.guardian, answer_by, facts.now));
        effects.push(Effect::Write(Box::new(wanted)));
    }
    Ok((effects, Said::Thanked { guardian: guardians.join(", "), answer_by, until: facts.undo_until() }))
}

fn answer<'a>(number: usize, words: Words, facts: &Facts<'a>) -> Result<(&'a AskedMail, Wanted), Said> {
    let mail = match &item(number, facts)?.item {
        Item::Mail(mail) => mail,
        Item::Gone => return Err(Said::ItemGone { number }),
        _ => return Err(Said::ItemIsNoMail { number }),
    };
    if mail.state == MailState::Unsure {
        return Err(Said::PlaceItFirst { number });
    }
    let to = mail.writer.clone().filter(|_| mail.state == MailState::Placed);
    let meaning = match &words {
        Words::Own(text) => format!("reply:{}:{text}", mail.id),
        Words::Template { .. } => format!("thanks:{}", mail.id),
    };
    let wanted = Wanted {
        to: to.ok_or(Said::CannotBeAnswered { number })?,
        from: facts.teacher.to_owned(),
        answers: Some(mail.thread.clone()),
        words,
        meaning,
        needs_approval: false,
        not_before: facts.undo_until(),
    };
    Ok((mail, wanted))
}

/// Those of a child who may be written to by hand, each once. A mailbox that several read is one.
pub(super) fn correspondents(student: &Student, facts: &Facts<'_>) -> Vec<Correspondent> {
    correspondents_of(student, facts.class, (facts.preferences, facts.today))
}

/// Those of a child who may be written to by hand, for whoever has no command before them.
pub fn correspondents_of(student: &Student, class: &Class, wishes: (&Preferences, Date)) -> Vec<Correspondent> {
    let plan = by_hand(student, class, &[], wishes);
    let correspondent = |mail: Intended<'_>| {
        let names: Vec<String> = mail.people().map(|row| row.name.clone()).collect();
        Correspondent {
            to: mail.email.clone(),
            guardian: names.join(", "),
            home: mail.guardian.home(),
            language: mail.language.clone(),
            siblings: Vec::new(),
        }
    };
    plan.mails.into_iter().map(correspondent).collect()
}
