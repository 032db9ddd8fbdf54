//! The receipt: one short mail in the thread of what was answered.

use super::{Heard, Speaker};
use crate::domain::class::Teacher;
use crate::domain::outbox::Outgoing;
use crate::domain::receipt::{Outcome, Receipt};
use crate::ids::MessageId;
use crate::message::Understood;
use crate::message::key::{Key, Purpose};
use crate::message::threading::reply_subject;
use crate::render::letter::Rendered;
use crate::render::receipt::{Answer, Question, ReceiptView, render_receipt};
use crate::service::gather::before;
use crate::service::open::OpenClass;
use crate::service::press::{Button, href};
use crate::service::to_teacher::to_teacher;
use crate::store::{self, Tx, commands, outbox};
use jiff::{SignedDuration, Timestamp};

pub const TEMPLATE: &str = "receipt";

/// More receipts than a teacher reads in a day are two machines that answer each other.
const MOST_IN_A_DAY: u32 = 60;
/// A machine that answers a receipt says nothing that could be done.
const MOST_OF_NOTHING: u32 = 5;
const A_DAY: SignedDuration = SignedDuration::from_hours(24);
/// What a receipt tells is old news the next day.
const LIFE: SignedDuration = SignedDuration::from_hours(48);

/// `None` where enough have gone to this teacher.
pub(super) fn receipt(
    tx: &Tx<'_>,
    class: &OpenClass,
    teacher: &Teacher,
    reading: &Understood,
    (speaker, heard): (&Speaker<'_>, &Heard),
    now: Timestamp,
) -> store::Result<Option<Outgoing>> {
    let (all, of_nothing) = commands::receipts_since(tx, &teacher.address, before(now, A_DAY))?;
    let nothing = heard.receipts.iter().all(|r| !r.outcome.is_done());
    if all >= MOST_IN_A_DAY || (nothing && of_nothing >= MOST_OF_NOTHING) {
        return Ok(None);
    }
    let questions = questions(tx, class, teacher, &heard.receipts, now)?;
    let (subject, thread) = thread(tx, reading, speaker)?;
    let view = ReceiptView { receipts: &heard.receipts, questions: &questions, subject, zone: &class.school.time_zone };
    let key = format!("receipt:{}", speaker.inbound.map_or(0, |id| id.0));
    Ok(Some(in_thread(teacher, TEMPLATE, key, render_receipt(&view, &teacher.language), thread, now)))
}

/// A mail to a teacher in this conversation.
pub(super) fn in_thread(
    teacher: &Teacher,
    template: &str,
    meaning: String,
    letter: Rendered,
    thread: Vec<MessageId>,
    now: Timestamp,
) -> Outgoing {
    Outgoing { thread, ..to_teacher(teacher, template, meaning, letter, LIFE, now) }
}

/// The answers to each question as buttons, with keys of the rows that the questions will have.
fn questions(
    tx: &Tx<'_>,
    class: &OpenClass,
    teacher: &Teacher,
    receipts: &[Receipt],
    now: Timestamp,
) -> store::Result<Vec<Question>> {
    let asked =
        receipts.iter().filter_map(|r| if let Outcome::Asked(choices) = &r.outcome { Some(choices) } else { None });
    let today = class.local(now).date();
    let question = |(id, choices): (i64, &Vec<crate::domain::receipt::Choice>)| Question {
        answers: (0..)
            .zip(choices)
            .map(|(part, choice)| {
                let key = Key::made(Purpose::Choice, id, part, today);
                let button = Button { key, subject: choice.name.as_ref().unwrap_or(&choice.line), body: "" };
                Answer { name: choice.name.clone(), href: href(class, teacher, &button) }
            })
            .collect(),
    };
    Ok((commands::next_asked(tx)?..).zip(asked).map(question).collect())
}

/// The subject and the mails of the conversation: that of homeroom's which is answered, and the teacher's.
pub(super) fn thread(
    tx: &Tx<'_>,
    reading: &Understood,
    speaker: &Speaker<'_>,
) -> store::Result<(String, Vec<MessageId>)> {
    let ours = match (speaker.answered(), speaker.key) {
        (Some(answered), _) => outbox::by_id(tx, answered)?,
        (None, Some(Key { purpose: Purpose::Press(_) | Purpose::Choice, .. })) => match speaker.teacher {
            Some(teacher) => outbox::newest_to(tx, crate::service::summary::TEMPLATE, &teacher.address)?,
            None => None,
        },
        (None, _) => None,
    };
    let subject = reply_subject(ours.as_ref().map_or(reading.subject.as_str(), |mail| mail.subject.as_str()));
    let ids = ours.map(|mail| mail.message_id).into_iter().chain(reading.message_id.clone()).collect();
    Ok((subject, ids))
}
