//! From events to mail: knows what was last sent to whom, so that answers answer something.

use super::{Answered, Event, What};
use crate::cli::demo::cast::Guardian;
use crate::cli::demo::mailshapes::original::Original;
use crate::cli::demo::mailshapes::{
    bounce_of, forged, fresh, from_teacher, newsletter, reply_to, spam, stranger, vacation_of,
};
use jiff::Zoned;
use jiff::tz::TimeZone;
use std::collections::HashMap;

/// Where a mail lies in the class mailbox.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Folder {
    Inbox,
    Sent,
    Junk,
}

/// A mail for the class mailbox.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Delivery {
    pub folder: Folder,
    pub bytes: Vec<u8>,
}

/// Plays the mail of both sides. It keeps the latest mail of each kind for each address, no more.
pub struct Postbag {
    zone: TimeZone,
    from_homeroom: HashMap<String, Vec<u8>>,
    from_teacher: HashMap<String, Vec<u8>>,
    from_family: HashMap<&'static str, Vec<u8>>,
    last: Option<Delivery>,
}

impl Postbag {
    /// `zone` is the school's.
    pub fn new(zone: TimeZone) -> Self {
        Self {
            zone,
            from_homeroom: HashMap::new(),
            from_teacher: HashMap::new(),
            from_family: HashMap::new(),
            last: None,
        }
    }

    /// Call this with every mail homeroom has sent, as its bytes went out.
    pub fn homeroom_sent(&mut self, mail: &[u8]) {
        self.from_homeroom.insert(Original::read(mail).to_address, mail.to_vec());
    }

    /// The mail that the event brings. `None` for a command of the teacher's, and where there is nothing a machine
    /// could answer or a server return: homeroom has not written to that guardian.
    pub fn deliver(&mut self, event: &Event) -> Option<Delivery> {
        let date = event.at.to_zoned(self.zone.clone()).ok()?;
        let delivery = match &event.what {
            What::Again => self.last.clone()?,
            what => self.make(what, &date, event.seed)?,
        };
        self.last = Some(delivery.clone());
        Some(delivery)
    }

    fn make(&mut self, what: &What, date: &Zoned, seed: u64) -> Option<Delivery> {
        let mut folder = Folder::Inbox;
        let bytes = match what {
            What::Writes { from, letter, folder: chosen, .. } => {
                folder = *chosen;
                self.remember(from, fresh(&from.person()?, letter, date, seed))
            }
            What::Answers { from, letter, to, .. } => {
                let person = from.person()?;
                let bytes = match self.latest(from, *to) {
                    Some(original) => reply_to(original, &person, letter, date, seed),
                    None => fresh(&person, letter, date, seed),
                };
                self.remember(from, bytes)
            }
            What::TeacherWrites { to, subject, text, answering, .. } => {
                folder = Folder::Sent;
                let person = to.person()?;
                let original = self.from_family.get(person.address).filter(|_| *answering);
                let bytes = from_teacher(&person, subject, text, original.map(Vec::as_slice), date, seed);
                self.from_teacher.insert(person.address.to_owned(), bytes.clone());
                bytes
            }
            What::Bounces { of, status } => {
                bounce_of(self.from_homeroom.get(of.email?)?, of.email?, status, date, seed)
            }
            What::Away { who, back } => {
                vacation_of(self.from_homeroom.get(who.email?)?, &who.person()?, *back, date, seed)
            }
            What::Newsletter(number) => newsletter(*number, date, seed),
            What::Stranger(number) => stranger(*number, date, seed),
            What::Spam(number) => {
                folder = Folder::Junk;
                spam(*number, date, seed)
            }
            What::Forged { as_if, letter, .. } => forged(&as_if.person()?, letter, date, seed),
            What::Teaches(_) | What::Handles { .. } | What::SaysWhose { .. } | What::Again => return None,
        };
        Some(Delivery { folder, bytes })
    }

    fn latest(&self, from: &Guardian, sender: Answered) -> Option<&[u8]> {
        let sent = match sender {
            Answered::Homeroom => &self.from_homeroom,
            Answered::Teacher => &self.from_teacher,
        };
        sent.get(from.email?).map(Vec::as_slice)
    }

    fn remember(&mut self, from: &Guardian, bytes: Vec<u8>) -> Vec<u8> {
        if let Some(address) = from.email {
            self.from_family.insert(address, bytes.clone());
        }
        bytes
    }
}
