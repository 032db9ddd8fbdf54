//! The bytes of a mail to a family or a teacher: its words with all that its headers need.

use super::open::OpenClass;
use super::preferences;
use crate::decide::photo::without_consent;
use crate::domain::address::EmailAddress;
use crate::domain::audit::Head;
use crate::ids::{MessageId, MomentId, OutboxId};
use crate::message::ThreadIndex;
use crate::message::compose::{self, Draft, Origin, PreparedMessage};
use crate::message::key::{self, Key, Purpose, mint};
use crate::store::outbox::Parcel;
use crate::store::{self, Tx, outbox, photos};
use jiff::Timestamp;

/// The photos that go with a mail: those of its moments that may be sent at this moment.
#[derive(Default)]
pub(super) struct Attached {
    pub moments: Vec<MomentId>,
    pub jpegs: Vec<Vec<u8>>,
}

impl Attached {
    pub(super) fn of(tx: &Tx<'_>, class: &OpenClass, moments: &[MomentId]) -> store::Result<Self> {
        let mut attached = Self::default();
        for photo in photos::of_moments(tx, moments)? {
            if without_consent(&class.class().roster, &photo.concerned).is_none() {
                attached.jpegs.push(photos::jpeg(tx, photo.moment)?);
                attached.moments.push(photo.moment);
            }
        }
        Ok(attached)
    }
}

pub(super) fn letter_of<'a>(
    parcel: &'a Parcel,
    words: &'a outbox::Words,
    attached: &'a Attached,
    generation: i64,
) -> store::Result<Letter<'a>> {
    Ok(Letter {
        id: parcel.id,
        generation,
        log: None,
        to: &parcel.to,
        to_name: parcel.to_name.as_deref(),
        language: &parcel.language,
        subject: &parcel.subject,
        text: &words.text,
        html: words.html.as_deref(),
        message_id: &parcel.message_id,
        by_itself: parcel.by_job || preferences::confirms(parcel),
        class_letter: parcel.class_letter,
        to_family: parcel.home.is_some(),
        by_teacher: parcel.by_teacher.as_deref(),
        photos: &attached.jpegs,
        thread: &[],
        thread_index: None,
    })
}

/// The key in a mail: of its thread, to a family; a teacher's is hers alone.
pub(super) fn token(class: &OpenClass, (id, to): (OutboxId, &EmailAddress), to_family: bool, now: Timestamp) -> String {
    let purpose = if to_family { Purpose::Thread } else { Purpose::Teacher };
    mint(&class.keys, &Key::made(purpose, id.0, 0, class.local(now).date()), Some(to))
}

/// The words of a mail with all that its headers need.
pub(super) struct Letter<'a> {
    pub id: OutboxId,
    pub generation: i64,
    /// How far the log has got: the mails to teachers bear it.
    pub log: Option<Head>,
    pub to: &'a EmailAddress,
    pub to_name: Option<&'a str>,
    pub language: &'a crate::domain::language::Language,
    pub subject: &'a str,
    pub text: &'a str,
    pub html: Option<&'a str>,
    pub message_id: &'a MessageId,
    /// Nobody wrote it by hand.
    pub by_itself: bool,
    pub class_letter: bool,
    pub to_family: bool,
    /// Who of several teachers wrote it.
    pub by_teacher: Option<&'a str>,
    pub photos: &'a [Vec<u8>],
    pub thread: &'a [MessageId],
    /// Of the last of them.
    pub thread_index: Option<&'a ThreadIndex>,
}

impl Letter<'_> {
    /// The bytes, or in words why there are none.
    pub(super) fn compose(&self, class: &OpenClass, token: &str, now: Timestamp) -> Result<PreparedMessage, String> {
        let room = class.class();
        let first = || room.teachers.first().map_or(room.name.as_str(), |t| t.name.as_str());
        let teacher = self.by_teacher.unwrap_or_else(first);
        let reply_to = room.sub_addresses.then(|| room.address.with_sub_address(&key::sub_address(token))).flatten();
        compose::compose(&Draft {
            origin: Some(Origin { outbox: self.id, generation: self.generation, log: self.log }),
            class_address: &room.address,
            from_name: if self.to_family { teacher } else { &room.name },
            to: self.to,
            to_name: self.to_name,
            language: self.language,
            subject: self.subject,
            text: self.text,
            html: self.html,
            message_id: self.message_id,
            in_reply_to: self.thread.last(),
            references: self.thread,
            thread_index: self.thread_index,
            reply_to: reply_to.as_ref(),
            date: &class.local(now),
            automatic: self.by_itself,
            class_letter: self.class_letter,
            photos: self.photos,
        })
        .map_err(|problem| problem.to_string())
    }
}
