//! What a teacher is told of mail that bore their name or their key and could not be believed: once a day, at the
//! registered address, and never the sender.

use super::answer::in_thread;
use crate::decide::authority::{Authority, Doubt};
use crate::decide::effect::Effect;
use crate::render::receipt::{Distrust, render_notice};
use crate::service::authority::Judged;
use crate::service::open::OpenClass;
use jiff::Timestamp;

pub const TEMPLATE: &str = "notice";

/// The notice that follows from the doubt, if it concerns a teacher.
pub fn of_doubt(class: &OpenClass, judged: &Judged, now: Timestamp) -> Option<Effect> {
    let Authority::None(doubt) = judged.authority else { return None };
    // The one whose key another used, or whose address was written as the sender's.
    let address = judged.key_of.as_ref().or(judged.teacher.as_ref().filter(|_| doubt.concerns_a_teacher()))?;
    let teacher = class.class().teacher(address)?;
    let distrust = match doubt {
        _ if judged.key_of.is_some() => Distrust::KeyUsedByAnother,
        Doubt::KeyExpired | Doubt::TooOld | Doubt::EarlierLife => Distrust::TooOld,
        Doubt::NoPinnedServer => return None,
        _ => Distrust::NotVouched,
    };
    let local = class.local(now);
    let letter = render_notice(&class.class().name, distrust, local.time(), &teacher.language);
    let meaning = format!("notice:{}:{}", local.date(), teacher.address.as_str());
    Some(Effect::Enqueue(Box::new(in_thread(teacher, TEMPLATE, meaning, letter, Vec::new(), now))))
}
