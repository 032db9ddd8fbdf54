//! Passes urgent words of families on to the teachers, at once and whatever the hour.

use super::letters::LIFE;
use super::open::OpenClass;
use super::to_teacher::to_teacher;
use crate::decide::effect::Effect;
use crate::decide::urgent::urgent;
use crate::domain::class::Teacher;
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
    let letter = |teacher: &Teacher| {
        let letter = crate::render::urgent::urgent(&told, &teacher.language);
        let meaning = format!("urgent:{}:{}", mail.id, teacher.address.as_str());
        Effect::Enqueue(Box::new(to_teacher(teacher, TEMPLATE, meaning, letter, LIFE, now)))
    };
    room.teachers.iter().map(letter).collect()
}
