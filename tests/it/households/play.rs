//! A fortnight of a class: jobs, notes, calls, answers and wishes, with a holiday in the middle.

use super::made::{self, Row};
use super::promises::Promises;
use crate::world::World;
use crate::world::settings::{Settings, zone};
use fastrand::Rng;
use homeroom::cli::demo::mailshapes::original::Original;
use homeroom::cli::demo::script::Folder;
use homeroom::service::forecast::{Fate, forecast};
use jiff::civil::{DateTime, date};
use jiff::{SignedDuration, ToSpan};
use std::collections::BTreeMap;

const JOBS: &str = r#"
[[jobs]]
name = "notes"
cron = "30 15 * * Wed,Fri"
template = "positive-note"
audience = "students-with-new-moments"
approval = "none"
personal = true

[[jobs]]
name = "letter"
cron = "0 16 * * Tue,Thu"
template = "reading-log-reminder"
audience = "all"
approval = "none"
personal = false

[[jobs]]
name = "sunday"
cron = "0 16 * * Sun"
template = "reading-log-reminder"
audience = "all"
approval = "none"
personal = false

[[jobs]]
name = "evening"
cron = "15 19 * * Mon-Fri"
template = "welcome"
audience = "due"
approval = "none"
personal = true

[[jobs]]
name = "news"
cron = "0 13 * * Mon"
template = "weekly-update"
audience = "all"
approval = "teacher"
personal = false

[jobs.values]
this_week = "We built a volcano."
next_week = "We plant beans."
at_home = "Count the beans."
"#;

/// What a guardian may wish in a word or two, and what must not reach them any more from then on.
const WISHES: [(&str, Wish); 8] = [
    ("stop all", Wish::Nothing),
    ("parar todo", Wish::Nothing),
    ("weekly", Wish::Weekly),
    ("español", Wish::Language),
    ("français", Wish::Language),
    ("no letters", Wish::NoLetters),
    ("stop", Wish::Less),
    ("dừng", Wish::Less),
];

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Wish {
    Nothing,
    NoLetters,
    /// Class letters or all but the needed, by what it answers.
    Less,
    Weekly,
    Language,
}

pub struct Fortnight {
    world: World,
    rows: Vec<Row>,
    rng: Rng,
    promises: Promises,
    mails: usize,
    counts: BTreeMap<String, usize>,
}

impl Fortnight {
    pub fn new(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let rows = made::class(&mut rng);
        let settings = Settings { roster_csv: made::csv(&rows), ..Settings::with_jobs(JOBS) };
        let mut world = World::with(settings, "2026-11-09T06:00:00-05:00");
        world.step().unwrap();
        Self { world, promises: Promises::new(rows.clone()), rows, rng, mails: 0, counts: BTreeMap::new() }
    }

    pub fn play(mut self) -> BTreeMap<String, usize> {
        for day in 0..14 {
            let day = date(2026, 11, 9) + day.days();
            for (hour, minute) in [(7, 0), (7, 30), (9, 30), (13, 0), (15, 30), (16, 0), (19, 15), (23, 0)] {
                self.world.set_wall(day.at(hour, minute, 0, 0));
                self.something_happens();
                self.world.step().unwrap();
                self.look();
                self.ring_until(day.at(hour, minute, 0, 0) + 90.minutes());
            }
            self.look_ahead();
        }
        self.promises.letters_reached_everybody(&self.world);
        for (what, count) in self.promises.counts() {
            *self.counts.entry((*what).to_owned()).or_default() += count;
        }
        self.counts
    }

    fn something_happens(&mut self) {
        match self.rng.u8(0..10) {
            0..3 => self.teacher_notes(),
            3 => self.teacher_answers(),
            4 | 5 => self.family_writes(),
            6 => self.family_wishes(),
            _ => {}
        }
    }

    fn teacher_notes(&mut self) {
        let row = self.some_row();
        let kind = ["", " kindness", " effort"][self.rng.usize(0..3)];
        let text = format!("good {}{kind}: Helped with the beans. zqmoment{}", row.child, row.student);
        self.world.teach(&text);
    }

    fn teacher_answers(&mut self) {
        let text = match self.rng.u8(0..4) {
            0 => "ok all".to_owned(),
            1 => format!("no {}", self.rng.u8(1..6)),
            2 => format!("ok {}", self.rng.u8(1..6)),
            _ => {
                let row = self.some_row();
                format!("log {} called {}: all is well", row.child, row.guardian)
            }
        };
        let done = self.world.teach(&text).iter().filter(|receipt| receipt.done).count();
        if text.starts_with("ok") {
            *self.counts.entry("drafts approved".to_owned()).or_default() += done;
        }
    }

    /// Words that belong to one home, and must never be seen in a mail to another.
    fn family_writes(&mut self) {
        let row = self.some_row();
        if row.email.is_empty() {
            return;
        }
        let body = format!("{} was very tired today. zqhome{}{}", row.child, row.student, row.household);
        self.deliver(&row.email, "About today", &body, None);
    }

    fn family_wishes(&mut self) {
        let Some(answered) = self.rng.choice(self.world.arrived.clone()) else { return };
        let original = Original::read(&answered.mail.bytes);
        if !original.to_address.ends_with("@families.test") {
            return;
        }
        let (words, wish) = WISHES[self.rng.usize(0..WISHES.len())];
        self.promises.wishes(&original.to_address, wish, self.world.clock_says());
        self.deliver(&original.to_address.clone(), &format!("Re: {}", original.subject), words, Some(&original));
    }

    fn deliver(&mut self, from: &str, subject: &str, body: &str, answers: Option<&Original>) {
        self.mails += 1;
        let to = answers.map_or("room12@school.test".to_owned(), |a| a.answer_to.clone());
        let thread =
            answers.map_or(String::new(), |a| format!("In-Reply-To: {0}\r\nReferences: {0}\r\n", a.message_id));
        let date = self.world.local().strftime("%a, %d %b %Y %H:%M:%S %z").to_string();
        let mail = format!(
            "Authentication-Results: mx.school.test; dmarc=pass header.from=families.test\r\nFrom: <{from}>\r\nTo: <{to}>\r\n\
             Subject: {subject}\r\nDate: {date}\r\nMessage-ID: <{}.wish@families.test>\r\n{thread}MIME-Version: 1.0\r\n\
             Content-Type: text/plain; charset=utf-8\r\n\r\n{body}\r\n",
            self.mails
        );
        self.world.deliver(Folder::Inbox, mail.as_bytes());
    }

    fn some_row(&mut self) -> Row {
        self.rows[self.rng.usize(0..self.rows.len())].clone()
    }

    fn look(&mut self) {
        self.promises.arrivals(&self.world);
        let unexplained = self.world.unexplained();
        assert!(unexplained.is_empty(), "without a reason: {unexplained:?}");
    }

    /// Every line of the forecast that does not go says why.
    fn look_ahead(&mut self) {
        let now = self.world.clock_says();
        let until = now + SignedDuration::from_hours(48);
        let class = self.world.class();
        let lines = class.store.read(|tx| forecast(tx, class, now, until)).unwrap();
        for line in lines.iter().filter(|line| line.fate != Fate::Send) {
            assert!(!line.reason.trim().is_empty(), "withheld without a reason: {line:?}");
            *self.counts.entry("withheld by forecast".to_owned()).or_default() += 1;
        }
    }

    /// The sender's own alarm clock between two looks.
    fn ring_until(&mut self, end: DateTime) {
        let end = end.to_zoned(zone()).unwrap().timestamp();
        for _ in 0..60 {
            let next = self.world.class().store.read(homeroom::store::outbox::next_due).unwrap();
            let now = self.world.clock_says();
            let Some(next) = next.map(|at| at.max(now + SignedDuration::from_secs(30))) else { return };
            if next >= end {
                return;
            }
            self.world.clock.set(next);
            self.world.send().unwrap();
            self.look();
        }
    }
}
