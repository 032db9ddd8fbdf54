//! A mail that the teacher passes on to the class mailbox: it is recorded as the mail of whoever wrote it.

use super::addressed::recipients;
use super::effect::Effect;
use super::inbound::{MailFacts, as_the_teacher_said, letter, to_families};
use super::matching::place as placed;
use crate::domain::mail::{FolderRole, MailState};
use crate::message::Understood;
use jiff::Timestamp;

/// The mail inside, where it is one that is recorded in the place of the outer one. Only a teacher whose sender is vouched
/// for is believed about what somebody else wrote; and what a teacher sends to a family is a mail to that family, whatever
/// stands in it.
pub fn words<'a>(facts: &MailFacts<'a>) -> Option<&'a Understood> {
    let inner = facts.forwarded?;
    let is_teacher = |mail: &Understood| mail.from.as_ref().is_some_and(|from| facts.class.teacher(from).is_some());
    let to_family =
        |mail: &Understood| recipients(mail).iter().any(|to| facts.class.roster.rows_of(to).next().is_some());
    let own = inner.from.as_ref().is_some_and(|from| from.mailbox() == facts.class.address.mailbox());
    let believed = facts.role == FolderRole::Inbox && facts.authentic && facts.own_copy.is_none();
    let passes_on = facts.mail.kind.is_personal() && is_teacher(facts.mail) && !to_family(facts.mail);
    // What a teacher wrote to a family and passes on is a word to that family; to anybody else it is nobody's business.
    let is_mail = inner.kind.is_personal() && !own && (!is_teacher(inner) || to_family(inner));
    (believed && passes_on && is_mail).then_some(inner)
}

/// What follows from the mail inside; `None` where there is none that is recorded. Its time is when it was passed on: what
/// it says of its own is a stranger's word.
pub fn place(facts: &MailFacts<'_>, now: Timestamp) -> Option<Vec<Effect>> {
    let inner = words(facts)?;
    let at = facts.received_at.min(now);
    let facts = MailFacts {
        mail: inner,
        own_copy: None,
        trace: None,
        key: None,
        said_by_teacher: facts.said_by_teacher.clone(),
        answers: facts.answers.clone(),
        in_conversation: Vec::new(),
        authentic: false,
        bounced: None,
        preference: None,
        offer: None,
        forwarded: None,
        ..*facts
    };
    if !facts.said_by_teacher.is_empty() {
        return Some(as_the_teacher_said(&facts, at));
    }
    let Some(from) = &inner.from else { return Some(vec![facts.state(MailState::UnknownSender, NO_SENDER)]) };
    let mut effects = match facts.class.teacher(from).is_some() {
        true => to_families(&facts, at)?,
        false => letter(&facts, placed(&facts.clues(from)), at),
    };
    for effect in &mut effects {
        if let Effect::Place(placing) = effect {
            placing.reason = match placing.reason.as_str() {
                "" => PASSED_ON.to_owned(),
                other => format!("{PASSED_ON}; {other}"),
            };
        }
    }
    Some(effects)
}

const PASSED_ON: &str = "the teacher forwarded it";
const NO_SENDER: &str = "the teacher forwarded it; no sender's address that could be read";
