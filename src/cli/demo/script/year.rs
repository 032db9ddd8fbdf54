//! A class without end: random but repeatable days for the simulated school year.

use super::{Answered, Event, Folder, What, moments};
use crate::cli::demo::cast::{CHILDREN, Child, Guardian};
use crate::cli::demo::letters::{Letter, Role, letters};
use fastrand::Rng;
use jiff::ToSpan;
use jiff::civil::{Date, DateTime};
use std::collections::VecDeque;

/// Events from `first` on, in order of time, without end: stop with `take_while`. On school days five to twelve mails
/// come and the teacher notes a few moments; on other days a mail or two, and the teacher does nothing. Among the mail
/// is what a mailbox has to bear: mails delivered twice, forged and barred senders, bounces, notices, lists, junk.
pub fn year(seed: u64, first: Date, is_school_day: impl Fn(Date) -> bool) -> impl Iterator<Item = Event> {
    Year { rng: Rng::with_seed(seed), day: Some(first), is_school_day, waiting: VecDeque::new() }
}

struct Year<F> {
    rng: Rng,
    /// The next day to be made up; `None` at the end of the calendar.
    day: Option<Date>,
    is_school_day: F,
    waiting: VecDeque<Event>,
}

impl<F: Fn(Date) -> bool> Iterator for Year<F> {
    type Item = Event;

    fn next(&mut self) -> Option<Event> {
        while self.waiting.is_empty() {
            let day = self.day?;
            self.day = day.checked_add(1.day()).ok();
            let open = (self.is_school_day)(day);
            self.waiting = make_day(&mut self.rng, day, open).into();
        }
        self.waiting.pop_front()
    }
}

fn make_day(rng: &mut Rng, day: Date, open: bool) -> Vec<Event> {
    let mut events = Vec::new();
    let mails = if open { rng.usize(5..=12) } else { rng.usize(0..=2) };
    for _ in 0..mails {
        let at = day.at(rng.i8(6..23), rng.i8(0..60), rng.i8(0..60), 0);
        events.extend(mail(rng, day).map(|what| (at, what)));
    }
    if open {
        let at = |rng: &mut Rng| day.at(rng.i8(8..17), rng.i8(0..60), 0, 0);
        for _ in 0..rng.usize(2..=5) {
            let when = at(rng);
            events.extend(command(rng).map(|text| (when, What::Teaches(text))));
        }
        if rng.u8(0..3) == 0 {
            let when = at(rng);
            events.extend(own_mail(rng).map(|what| (when, what)));
        }
    }
    let mut events: Vec<(DateTime, What)> = events;
    events.sort_by_key(|(at, _)| *at);
    events.into_iter().map(|(at, what)| Event { at, seed: rng.u64(..), what }).collect()
}

/// A child and one of its guardians who has email; barred ones only where they are asked for.
fn family(rng: &mut Rng, barred: bool) -> Option<(&'static Child, &'static Guardian)> {
    let pairs: Vec<_> = CHILDREN
        .iter()
        .flat_map(|c| c.guardians.iter().map(move |g| (c, g)))
        .filter(|(_, g)| g.email.is_some() && g.is_blocked() == barred)
        .collect();
    rng.choice(pairs)
}

fn any_letter(rng: &mut Rng, about: &Child, from: &Guardian, role: Role) -> Option<&'static Letter> {
    let fitting = letters(from.language).iter().filter(|l| l.topic.role() == role && l.fits(about));
    rng.choice(fitting.collect::<Vec<_>>())
}

fn mail(rng: &mut Rng, day: Date) -> Option<What> {
    let dice = rng.u8(0..100);
    let (about, from) = family(rng, dice == 99)?;
    let writes = |rng: &mut Rng, folder| {
        let letter = any_letter(rng, about, from, Role::Opens)?.written(about, from);
        Some(What::Writes { from, about, letter, folder })
    };
    let answers = |rng: &mut Rng, to| {
        let letter = any_letter(rng, about, from, Role::Answers)?.written(about, from);
        Some(What::Answers { from, about, letter, to })
    };
    match dice {
        0..42 | 99 => writes(rng, Folder::Inbox),
        42..44 => writes(rng, Folder::Junk),
        44..76 => answers(rng, Answered::Homeroom),
        76..82 => answers(rng, Answered::Teacher),
        82..85 => {
            let status = rng.choice(["5.1.1", "5.2.2", "4.2.2", "5.7.1", "5.2.1"])?;
            Some(What::Bounces { of: from, status })
        }
        85..88 => Some(What::Away { who: from, back: day.checked_add(rng.i64(2..15).days()).ok()? }),
        88..92 => Some(What::Newsletter(rng.usize(0..4))),
        92..94 => Some(What::Stranger(rng.usize(0..4))),
        94..96 => Some(What::Spam(rng.usize(0..3))),
        96..97 => {
            let letter = any_letter(rng, about, from, Role::Opens)?.written(about, from);
            Some(What::Forged { as_if: from, about, letter })
        }
        _ => Some(What::Again),
    }
}

fn command(rng: &mut Rng) -> Option<String> {
    let child = rng.choice(CHILDREN)?;
    let called = child.called();
    Some(match rng.u8(0..10) {
        0..6 => format!("good {called}: {}", moments::line(child, rng)),
        6 => {
            let guardian = child.guardians.iter().find(|g| !g.is_blocked())?;
            let first = guardian.name.split(' ').next().unwrap_or(guardian.name);
            format!("log {called} called {first}: We talked about the week.")
        }
        7 => format!("note {called}: Ask again about the glasses."),
        8 => format!("done {}", rng.u8(1..4)),
        _ => "ok all".to_owned(),
    })
}

fn own_mail(rng: &mut Rng) -> Option<What> {
    let (about, to) = family(rng, false)?;
    let called = about.called();
    let text = format!(
        "Dear {},\n\nThank you for your mail. Could you come by on Thursday at 3:45, so that we can look at {called}'s \
         work together?\n\nElena Rivera",
        to.name
    );
    let answering = rng.bool();
    Some(What::TeacherWrites { to, about, subject: format!("{called}: Thursday"), text, answering })
}
