//! Passes urgent words of families on to the teachers, at once and whatever the hour.

use super::gather::after;
use super::letters::LIFE;
use super::open::OpenClass;
use crate::decide::effect::Effect;
use crate::decide::urgent::urgent;
use crate::domain::contact::Tone;
use crate::domain::outbox::{Content, Outgoing, Recipient};
use crate::ids::DedupeKey;
use crate::message::Understood;
use crate::render::urgent::Facts;
use crate::store::inbound::Received;
use jiff::Timestamp;

pub const TEMPLATE: &str = "urgent";

/// A mail to every teacher of the class; the same family's mail is passed on once, however often it is understood.
pub fn passed_on(class: &OpenClass, mail: &Received, reading: &Understood, now: Timestamp) -> Vec<Effect> {
    let room = class.class();
    let facts = (mail.role, mail.received_at, reading);
    let Some(found) = urgent(&class.school.urgent_words, room, facts, now) else { return Vec::new() };
    let told = Facts {
        class: &room.name,
        word: found.word,
        guardian: found.guardian,
        children: found.children.iter().map(|&child| child.to_owned()).collect(),
        barred: found.barred,
        came: class.local(mail.received_at.min(now)).strftime("%Y-%m-%d %H:%M").to_string(),
        subject: &reading.subject,
        text: &reading.reply_text,
    };
    let letter = |teacher: &crate::domain::class::Teacher| {
        let letter = crate::render::urgent::urgent(&told, &teacher.language);
        Effect::Enqueue(Box::new(Outgoing {
            dedupe_key: DedupeKey::new(format!("urgent:{}:{}", mail.id, teacher.address.as_str())),
            to: teacher.address.clone(),
            to_name: Some(teacher.name.clone()),
            recipient: Recipient::Teacher,
            job: None,
            template: TEMPLATE.to_owned(),
            language: letter.language_used,
            content: Content::Rendered { subject: letter.subject, text: letter.text, html: None },
            needs_approval: false,
            by_teacher: None,
            personal: false,
            tone: Tone::Neutral,
            class_letter: false,
            weekend_meant: true,
            not_before: now,
            expires: after(now, LIFE),
            dated: false,
            moments: Vec::new(),
            thread: Vec::new(),
        }))
    };
    room.teachers.iter().map(letter).collect()
}
