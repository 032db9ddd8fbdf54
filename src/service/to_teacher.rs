//! A mail to a teacher: it leaves now, whatever the hour.

use crate::domain::class::Teacher;
use crate::domain::contact::Tone;
use crate::domain::outbox::{Content, Outgoing, Recipient};
use crate::ids::DedupeKey;
use crate::render::letter::Rendered;
use crate::service::gather::after;
use jiff::{SignedDuration, Timestamp};

/// `meaning`: the same is never written twice. `life`: how long it is worth sending.
pub fn to_teacher(
    teacher: &Teacher,
    template: &str,
    meaning: String,
    letter: Rendered,
    life: SignedDuration,
    now: Timestamp,
) -> Outgoing {
    let Rendered { subject, text, html, language_used, .. } = letter;
    Outgoing {
        dedupe_key: DedupeKey::new(meaning),
        to: teacher.address.clone(),
        to_name: Some(teacher.name.clone()),
        recipient: Recipient::Teacher,
        job: None,
        template: template.to_owned(),
        language: language_used,
        content: Content::Rendered { subject, text, html },
        needs_approval: false,
        by_teacher: None,
        by_hand: false,
        personal: false,
        tone: Tone::Neutral,
        class_letter: false,
        weekend_meant: true,
        not_before: now,
        expires: after(now, life),
        dated: false,
        moments: Vec::new(),
        thread: Vec::new(),
    }
}
