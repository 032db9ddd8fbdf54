//! Plays a school year: parents and machines write, the teacher works, things break, and the daemon makes of it what it
//! can. After every turn the promises are held against what came of it.

use super::faults;
use super::people::People;
use super::promises::Promises;
use super::settings::{CHANGES, FIRST_DAY, LAST_DAY, settings};
use crate::world::{Cut, World};
use fastrand::Rng;
use homeroom::cli::demo::cast;
use homeroom::cli::demo::script::{Event, Folder, Postbag, What, year};
use homeroom::clock::Clock;
use homeroom::ids::ContentHash;
use homeroom::store::outbox;
use jiff::civil::{Date, DateTime};
use jiff::{SignedDuration, Timestamp, ToSpan};
use std::collections::{BTreeMap, HashSet};
use std::iter::Peekable;

/// Times at which the daemon looks whatever happens: jobs, the end of quiet hours, and in between. Where nothing is due
/// and nothing has come, a look finds nothing, so the minutes between are left out.
const LOOKS: [(i8, i8); 7] = [(3, 0), (6, 30), (7, 0), (7, 30), (12, 30), (15, 30), (18, 45)];
const WEEKEND_LOOKS: [(i8, i8); 3] = [(3, 0), (11, 0), (16, 0)];
/// In a hundred events, how many wake the daemon at once; the others it finds at its next look.
const WAKE: u8 = 15;

pub struct Year {
    pub world: World,
    pub people: People,
    rng: Rng,
    bag: Postbag,
    /// How many of the world's arrivals the postbag knows.
    told: usize,
    down_until: Option<Timestamp>,
    promises: Promises,
    pub happened: BTreeMap<&'static str, usize>,
}

impl Year {
    pub fn new(seed: u64) -> Self {
        let settings = settings();
        let people = People::read(&settings.roster_csv);
        let mut world = World::with(settings, "2026-09-07T08:00:00-04:00");
        let bag = Postbag::new(crate::world::settings::zone());
        world.step().unwrap();
        let (rng, promises) = (Rng::with_seed(seed), Promises::new());
        Self { world, people, rng, bag, told: 0, down_until: None, promises, happened: BTreeMap::new() }
    }

    /// Plays the year to its end and looks at all of it once more.
    pub fn play(&mut self) {
        let calendar = self.world.class().school.calendar.clone();
        let is_open = move |day: Date| calendar.is_school_day(day);
        let mut events = year(self.rng.u64(..), FIRST_DAY, is_open).peekable();
        for day in FIRST_DAY.series(1.day()).take_while(|d| *d <= LAST_DAY) {
            self.day(day, &mut events);
        }
        // After the last day everything that waits gets its time, and nothing breaks any more.
        self.down_until = None;
        for day in LAST_DAY.series(1.day()).skip(1).take(12) {
            for hour in [8, 12, 17] {
                self.world.set_wall(day.at(hour, 0, 0, 0));
                self.turn();
                self.ring_until(day.at(hour + 1, 0, 0, 0));
            }
        }
        self.promises.whole(&self.world, &self.people);
        self.promises.of_the_year(&self.world);
    }

    fn day(&mut self, day: Date, events: &mut Peekable<impl Iterator<Item = Event>>) {
        self.change_roster(day);
        if std::env::var_os("HOMEROOM_YEAR_DAYS").is_some() {
            eprintln!("{day}: {} mails have arrived", self.world.arrived.len());
        }
        let open = day.weekday().to_monday_zero_offset() < 5;
        let looks: &[(i8, i8)] = if open { &LOOKS } else { &WEEKEND_LOOKS };
        let mut moments: Vec<(DateTime, Option<Event>)> =
            looks.iter().map(|(hour, minute)| (day.at(*hour, *minute, 0, 0), None)).collect();
        while let Some(event) = events.next_if(|e| e.at.date() <= day) {
            // Two of three: enough for every kind of event to meet every other, in less time.
            if self.rng.u8(0..3) > 0 {
                moments.push((event.at, Some(event)));
            }
        }
        moments.extend(self.routine(day).map(|event| (event.at, Some(event))));
        moments.sort_by_key(|(at, _)| *at);
        let ends = moments.iter().map(|(at, _)| *at).skip(1).chain([day.at(23, 59, 0, 0)]).collect::<Vec<_>>();
        for ((at, event), end) in moments.into_iter().zip(ends) {
            self.world.set_wall(at);
            self.moment(event);
            self.ring_until(end);
        }
        if day.weekday() == jiff::civil::Weekday::Saturday {
            self.promises.whole(&self.world, &self.people);
        }
    }

    /// What the teacher does with the summary in the morning.
    fn routine(&mut self, day: Date) -> Option<Event> {
        if !self.world.class().school.calendar.is_school_day(day) {
            return None;
        }
        let number = |rng: &mut Rng| rng.u8(1..14);
        let text = match self.rng.u8(0..8) {
            0 => "ok all".to_owned(),
            1 => format!("ok {}", number(&mut self.rng)),
            2 => format!("no {}", number(&mut self.rng)),
            3 => format!("is {} {}", number(&mut self.rng), self.rng.choice(cast::CHILDREN)?.called()),
            4 => {
                let (one, other) = (self.rng.choice(cast::CHILDREN)?, self.rng.choice(cast::CHILDREN)?);
                format!("good {}: Helped {} with the beans.", one.called(), other.called())
            }
            _ => "done 1, 2, 3\ndone 4, 5".to_owned(),
        };
        Some(Event { at: day.at(7, 50, 0, 0), seed: 0, what: What::Teaches(text) })
    }

    fn change_roster(&mut self, day: Date) {
        for (_, change) in CHANGES.iter().filter(|(on, _)| *on == day) {
            let settings = self.world.settings();
            settings.roster_csv = change.made_in(&settings.roster_csv);
            self.people = People::read(&settings.roster_csv);
            self.note("the roster changed");
            self.world.restart();
        }
    }

    fn moment(&mut self, event: Option<Event>) {
        let is_look = event.is_none();
        if let Some(event) = event {
            self.happens(event);
        }
        if !is_look && self.rng.u8(0..100) >= WAKE {
            return;
        }
        self.fault_in_the_mailbox();
        if self.is_down() {
            return;
        }
        if self.rng.u8(0..100) < 12 && self.world.fates() < 3 {
            let fate = faults::fate(&mut self.rng);
            self.world.then(fate);
        }
        let cut = if self.rng.u8(0..100) < 3 { self.rng.choice(Cut::ALL) } else { None };
        if let Some(cut) = cut {
            self.world.cut(cut);
        }
        self.turn();
        if cut.is_some() {
            self.world.uncut();
        }
        if self.rng.u16(0..400) == 0 {
            self.note("the clock was wrong");
            let by = SignedDuration::from_mins(self.rng.i64(-1_500..1_500));
            self.world.clock.put(by);
            self.turn();
            self.world.clock.put(-by);
        }
    }

    /// A mail comes, or the teacher says something.
    fn happens(&mut self, mut event: Event) {
        match &mut event.what {
            What::Teaches(text) => {
                let text = self.marked(text);
                if self.down_until.is_none() {
                    let receipts = self.world.teach(&text);
                    assert!(receipts.iter().all(|r| !r.words.is_empty()), "{text}");
                }
                return;
            }
            What::Writes { from, about, letter, .. }
            | What::Answers { from, about, letter, .. }
            | What::Forged { as_if: from, about, letter } => {
                letter.body = format!("zqhome{}{} {}", about.id, from.household, letter.body);
            }
            _ => {}
        }
        let Some(delivery) = self.bag.deliver(&event) else { return };
        self.world.deliver(delivery.folder, &delivery.bytes);
        if self.rng.u8(0..60) == 0 {
            self.note("a damaged mail");
            let damaged = faults::damaged(&delivery.bytes, &mut self.rng);
            self.promises.odd.insert(ContentHash::of(&damaged));
            self.world.deliver(delivery.folder, &damaged);
        }
    }

    /// A word about a child bears a mark by which it is known in any mail.
    fn marked(&self, text: &str) -> String {
        let Some((head, words)) = text.strip_prefix("good ").and_then(|rest| rest.split_once(':')) else {
            return text.to_owned();
        };
        match cast::child(head) {
            Some(child) => format!("good {head}: {} zqmoment{}", words.trim(), child.id),
            None => text.to_owned(),
        }
    }

    fn fault_in_the_mailbox(&mut self) {
        match self.rng.u16(0..1_000) {
            0 => {
                self.note("the mailbox was renumbered");
                self.world.mailbox.renumber();
            }
            1..30 => {
                let count = self.world.mailbox.count(Folder::Inbox);
                if count > 0 {
                    self.note("a mail was delivered twice");
                    self.world.mailbox.deliver_again(Folder::Inbox, self.rng.usize(0..count));
                }
            }
            30..50 => {
                let count = self.world.mailbox.count(Folder::Junk);
                if count > 0 && self.world.mailbox.rescue(self.rng.usize(0..count)) {
                    self.note("a mail was moved out of Junk");
                }
            }
            _ => {}
        }
    }

    /// Whether no daemon runs now; it may stop, and it may start again.
    fn is_down(&mut self) -> bool {
        let now = self.world.clock.now();
        match self.down_until {
            Some(until) if now < until => return true,
            Some(_) => {
                self.down_until = None;
                self.world.restart();
                self.world.mailbox.reconcile = true;
            }
            None => {}
        }
        let hours = match self.rng.u16(0..1_500) {
            0..12 => self.rng.i64(1..20),
            12 => self.rng.i64(24..100),
            13..60 => {
                self.note("a restart");
                self.world.restart();
                return false;
            }
            _ => return false,
        };
        self.note("the daemon was down");
        self.down_until = Some(now + SignedDuration::from_hours(hours));
        true
    }

    /// One look at everything; a process that ends on the way is followed by another.
    fn turn(&mut self) {
        while self.world.step().is_err() {
            self.note("the process was cut off");
            self.promises.arrivals(&self.world, &self.people);
            self.world.restart();
        }
        self.after();
        self.promises.looked.extend(self.world.now().unwrap());
    }

    fn after(&mut self) {
        self.promises.arrivals(&self.world, &self.people);
        let arrived: Vec<Vec<u8>> = self.world.arrived.iter().skip(self.told).map(|a| a.mail.bytes.clone()).collect();
        self.told = self.world.arrived.len();
        for mail in arrived {
            self.bag.homeroom_sent(&mail);
            // Of what it has sent the provider files a copy: one in four here, to spare time.
            if self.rng.u8(0..4) == 0 {
                self.world.deliver(Folder::Sent, &mail);
            }
        }
        let unexplained = self.world.unexplained();
        assert!(unexplained.is_empty(), "without a reason: {unexplained:?}");
    }

    /// The sender's own alarm clock between two looks.
    fn ring_until(&mut self, end: DateTime) {
        let end = end.to_zoned(crate::world::settings::zone()).unwrap().timestamp();
        for _ in 0..60 {
            let next = self.world.class().store.read(outbox::next_due).unwrap();
            let now = self.world.clock.now();
            let Some(next) = next.map(|at| at.max(now + SignedDuration::from_secs(30))) else { return };
            if next >= end || self.down_until.is_some() {
                return;
            }
            self.world.clock.set(next);
            self.world.send().unwrap();
            self.after();
        }
    }

    fn note(&mut self, what: &'static str) {
        *self.happened.entry(what).or_default() += 1;
    }
}

/// So that a run tells what it was made of.
pub fn figures(year: &Year) -> String {
    let mail = year.world.value("SELECT count(*) FROM inbound");
    let by_state = |table: &str| {
        let rows = year.world.rows(&format!("SELECT state, count(*) FROM {table} GROUP BY state"));
        rows.iter().map(|r| r.join(" ")).collect::<Vec<_>>().join(", ")
    };
    let states: HashSet<String> = year.world.rows("SELECT DISTINCT state FROM outbox").concat().into_iter().collect();
    format!(
        "{mail} mails in ({}); out ({}); {} states; {:?}",
        by_state("inbound"),
        by_state("outbox"),
        states.len(),
        year.happened
    )
}
