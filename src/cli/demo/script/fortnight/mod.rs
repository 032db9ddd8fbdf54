//! The demo's two weeks and a day, from Monday 9 to Monday 23 November 2026: ten school days.

mod first_week;
mod last_days;
mod second_week;

use super::{Answered, Event, FIRST_DAY, Folder, What};
use crate::cli::demo::cast::{Child, Guardian, child, guardian, letter};
use crate::cli::demo::letters::{Topic, Written};
use Scene::*;
use fastrand::Rng;
use jiff::ToSpan;
use jiff::civil::{DateTime, date};
use std::collections::HashMap;

/// One line of the story. Children are named as school calls them, guardians as the roster does.
enum Scene {
    /// A parent begins something.
    Opens(&'static str, &'static str, Topic),
    /// The same, but a spam filter has put it into Junk.
    InJunk(&'static str, &'static str, Topic),
    /// A parent answers homeroom's latest mail.
    Answers(&'static str, &'static str, Topic),
    /// A parent answers the teacher's own latest mail.
    ToTeacher(&'static str, &'static str, Topic),
    /// The teacher answers that parent's latest mail.
    Replies(&'static str, &'static str, &'static str),
    /// The teacher begins something: subject and text.
    Mails(&'static str, &'static str, &'static str, &'static str),
    Command(&'static str),
    /// The teacher needs not answer these people's mail (`done 1 4`, the numbers as they are in the summary).
    Done(&'static [&'static str]),
    /// The teacher says whom an unclear mail of this sender is about (`is 6 Leo`).
    Is(&'static str, &'static str),
    Bounce(&'static str, &'static str, &'static str),
    /// Back on that day of November.
    OutOfOffice(&'static str, &'static str, i8),
    Fake(&'static str, &'static str, Topic),
    News(usize),
    Unknown(usize),
    Junk(usize),
}

/// Day of November, hour, minute, and what happens.
type Line = (i8, i8, i8, Scene);

/// How many lines the story has.
#[cfg(test)]
pub fn length() -> usize {
    first_week::LINES.len() + second_week::LINES.len() + last_days::LINES.len()
}

/// The story with its people. A line whose people are not in the class would be left out; a test counts.
pub fn events(seed: u64) -> Vec<Event> {
    let mut rng = Rng::with_seed(seed);
    let mut said = Said::default();
    let mut events: Vec<Event> = first_week::LINES
        .iter()
        .chain(second_week::LINES)
        .chain(last_days::LINES)
        .filter_map(|(day, hour, minute, scene)| {
            let what = played(scene, &mut said)?;
            let seconds = if what.is_by_teacher() { 0 } else { i64::from(rng.u8(0..240)) };
            let at = moment(*day, *hour, *minute)?.checked_add(seconds.seconds()).ok()?;
            Some(Event { at, seed: rng.u64(..), what })
        })
        .collect();
    events.sort_by_key(|e| e.at);
    events
}

fn moment(day: i8, hour: i8, minute: i8) -> Option<DateTime> {
    let midnight = FIRST_DAY.with().day(day).build().ok()?;
    Some(midnight.at(hour, minute, 0, 0))
}

fn pair(called: &str, name: &str) -> Option<(&'static Child, &'static Guardian)> {
    let about = child(called)?;
    Some((about, guardian(about, name)?))
}

/// Which letters have been used, so that two families do not write the same words while there are others.
#[derive(Default)]
struct Said(HashMap<(&'static str, Topic), usize>);

impl Said {
    fn next(&mut self, about: &Child, from: &Guardian, topic: Topic) -> Option<Written> {
        let number = self.0.entry((from.language, topic)).or_default();
        let letter = letter(about, from, topic, *number);
        *number += 1;
        letter
    }
}

fn played(scene: &Scene, said: &mut Said) -> Option<What> {
    match scene {
        Opens(called, name, topic) | InJunk(called, name, topic) => {
            let (about, from) = pair(called, name)?;
            let folder = if matches!(scene, InJunk(..)) { Folder::Junk } else { Folder::Inbox };
            Some(What::Writes { from, about, letter: said.next(about, from, *topic)?, folder })
        }
        Answers(called, name, topic) | ToTeacher(called, name, topic) => {
            let (about, from) = pair(called, name)?;
            let to = if matches!(scene, ToTeacher(..)) { Answered::Teacher } else { Answered::Homeroom };
            Some(What::Answers { from, about, letter: said.next(about, from, *topic)?, to })
        }
        Replies(called, name, text) => teacher_mail(called, name, "", text, true),
        Mails(called, name, subject, text) => teacher_mail(called, name, subject, text, false),
        Command(text) => Some(What::Teaches((*text).to_owned())),
        Done(senders) => Some(What::Handles { senders }),
        Is(sender, children) => Some(What::SaysWhose { sender, children }),
        Bounce(called, name, status) => Some(What::Bounces { of: pair(called, name)?.1, status }),
        OutOfOffice(called, name, day) => Some(What::Away { who: pair(called, name)?.1, back: date(2026, 11, *day) }),
        Fake(called, name, topic) => {
            let (about, as_if) = pair(called, name)?;
            Some(What::Forged { as_if, about, letter: said.next(about, as_if, *topic)? })
        }
        News(number) => Some(What::Newsletter(*number)),
        Unknown(number) => Some(What::Stranger(*number)),
        Junk(number) => Some(What::Spam(*number)),
    }
}

fn teacher_mail(called: &str, name: &str, subject: &str, text: &str, answering: bool) -> Option<What> {
    let (about, to) = pair(called, name)?;
    let subject = if answering { format!("About {}", about.called()) } else { subject.to_owned() };
    Some(What::TeacherWrites { to, about, subject, text: text.to_owned(), answering })
}
