//! Plays some weeks of a small class: mail comes, the teacher works, servers, disk and clock fail, processes end; and
//! after each step it is asked whether the promises hold.

use super::class::{Room, room};
use super::faults::{Lasting, befalls, fate};
use super::log::Log;
use super::mailbox::{self, Mailbox};
use super::oracle;
use super::process::{Lay, Looked, Process};
use super::server::{Mood, Server};
use crate::world::settings::zone;
use crate::world::{Fate, World};
use crate::year::people::People;
use crate::year::promises::Promises;
use fastrand::Rng;
use homeroom::cli::demo::script::{Event, Postbag};
use homeroom::service::jobs;
use homeroom::store::{self, StoreError, outbox};
use jiff::civil::{Date, DateTime, Weekday};
use jiff::{SignedDuration, Timestamp, ToSpan};
use std::collections::{HashSet, VecDeque};

/// When the daemon looks, on school days and on others; else nothing is due and nothing has come.
const LOOKS: [(i8, i8); 3] = [(7, 2), (12, 1), (15, 40)];
const WEEKEND: [(i8, i8); 1] = [(16, 1)];

pub struct Simulation {
    pub world: World,
    pub log: Log,
    pub server: Server,
    pub rng: Rng,
    pub room: Room,
    pub promises: Promises,
    pub lasting: Lasting,
    pub process: Process,
    pub bag: Postbag,
    people: People,
    fates: VecDeque<Fate>,
    /// Arrivals that the post knows of.
    told: usize,
    /// How far the clock is from the time it is.
    pub wrong_by: SignedDuration,
    stored: HashSet<Lay>,
    first: Date,
    days: i64,
}

impl Simulation {
    pub fn new(seed: u64) -> Self {
        let mut rng = Rng::with_seed(seed);
        let room = room(&mut rng);
        let first = crate::year::settings::FIRST_DAY + rng.i32(0..150).days();
        // Mostly short: a large mailbox takes long to look at, and shows no more.
        let days = if rng.u8(0..8) == 0 { rng.i64(150..=250) } else { rng.i64(50..=110) };
        let start = first.at(6, 0, 0, 0).to_zoned(zone()).unwrap().timestamp();
        let world = World::closed(room.settings.clone(), &start.to_string(), seed);
        let server = Server::new(Mailbox::new(start), rng.u64(..));
        let people = People::read(&room.settings.roster_csv);
        let mut simulation = Self {
            world,
            log: Log::default(),
            server,
            rng,
            room,
            promises: Promises::new(),
            lasting: Lasting::default(),
            process: Process::default(),
            bag: Postbag::new(zone()),
            people,
            fates: VecDeque::new(),
            told: 0,
            wrong_by: SignedDuration::ZERO,
            stored: HashSet::new(),
            first,
            days,
        };
        simulation.turn_undisturbed();
        simulation
    }

    pub fn days(&self) -> i64 {
        self.days
    }

    /// All of it, to the end where nothing fails any more and everything that waits gets its time.
    pub fn play(&mut self) {
        let calendar = self.world.class().school.calendar.clone();
        let is_open = move |day: Date| calendar.is_school_day(day);
        let (first, seed) = (self.first, self.rng.u64(..));
        let mut events = homeroom::cli::demo::script::year(seed, first, is_open).peekable();
        for day in first.series(1.day()).take(self.days as usize) {
            let today: Vec<Event> = std::iter::from_fn(|| events.next_if(|e| e.at.date() <= day)).collect();
            self.day(day, today);
        }
        self.end(first + (self.days as i32).days());
    }

    fn day(&mut self, day: Date, events: Vec<Event>) {
        let weekend = matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday);
        let looks: &[(i8, i8)] = if weekend { &WEEKEND } else { &LOOKS };
        let mut moments: Vec<(DateTime, Option<Event>)> =
            looks.iter().map(|(h, m)| (day.at(*h, *m, 0, 0), None)).collect();
        moments.extend(events.into_iter().filter(|e| self.room.knows(e)).map(|e| (e.at, Some(e))));
        moments.sort_by_key(|(at, _)| *at);
        for (at, event) in moments {
            self.until(at);
            let is_look = event.is_none();
            event.into_iter().for_each(|event| self.happens(event));
            // Some mail is told of at once.
            if is_look || self.rng.u8(0..6) == 0 {
                self.look();
            }
        }
        if day.weekday() == Weekday::Saturday && self.lasting.disk_full.is_none() && self.lasting.down.is_none() {
            self.check();
        }
    }

    /// After the last day everything that waits gets its time.
    fn end(&mut self, from: Date) {
        self.lasting = Lasting::default();
        self.fates.clear();
        self.server.inside().mailbox.heal();
        self.server.inside().mailbox.reveal();
        self.restart();
        for day in from.series(1.day()).take(8) {
            for hour in [8, 16] {
                self.until(day.at(hour, 0, 0, 0));
                self.turn_undisturbed();
            }
        }
        self.check();
        oracle::all_understood(&self.world);
        oracle::nothing_waits(&self.world);
        oracle::copies_are_filed(&self.world, &self.server.inside().mailbox);
        self.promises.of_the_year(&self.world);
        let rows = "SELECT id, state, reason, message_id, coalesce(sent_at, 0) FROM outbox ORDER BY id";
        self.note(format!("{:?}", self.world.rows(rows)));
        let rows = "SELECT id, hex(content_hash), state, reason FROM inbound ORDER BY id";
        self.note(format!("{:?}", self.world.rows(rows)));
    }

    pub fn note(&mut self, what: impl std::fmt::Display) {
        let at = self.now().to_zoned(zone());
        self.log.note(format!("{}: {what}", at.strftime("%a %F %T")));
    }

    /// The time it is, whatever the clock says.
    pub fn now(&self) -> Timestamp {
        self.world.clock_says() - self.wrong_by
    }

    /// Time passes; the sender wakes when a mail's time has come.
    fn until(&mut self, wall: DateTime) {
        let end = wall.to_zoned(zone()).unwrap().timestamp().max(self.now());
        for _ in 0..20 {
            if self.lasting.down.is_some_and(|until| until > self.now()) || !self.wrong_by.is_zero() {
                break;
            }
            let next = self.world.class().store.read(outbox::next_due).unwrap();
            let Some(next) = next.map(|at| at.max(self.now() + SignedDuration::from_secs(30))) else { break };
            if next >= end {
                break;
            }
            self.pass_to(next);
            self.send();
        }
        self.pass_to(end);
    }

    pub fn pass_to(&mut self, time: Timestamp) {
        self.world.clock.set(time + self.wrong_by);
        self.server.inside().mailbox.now = time;
        self.lasting.over(time);
    }

    fn look(&mut self) {
        let now = self.now();
        let was_down = self.lasting.down.is_some();
        if !was_down && let Some(what) = self.lasting.begins(now, &mut self.rng) {
            self.note(what);
        }
        if self.lasting.down.is_some() {
            return;
        }
        self.fill_disk();
        self.lasting.mood(&self.server, &mut self.rng);
        while self.rng.u8(0..100) < 15 && self.fates.len() < 4 {
            self.fates.push_back(fate(&mut self.rng));
        }
        match self.rng.u8(0..100) {
            0..2 if self.lasting.disk_full.is_none() => self.wrong_clock(),
            2..5 => {
                self.note("the lines are dead");
                self.server.inside().generation += 1;
                self.turn();
            }
            5..8 => {
                self.note("a restart");
                self.restart();
                self.turn();
            }
            _ => self.turn(),
        }
    }

    /// Sees to it that there is no room, or room again.
    pub fn fill_disk(&mut self) {
        let pages = if self.lasting.disk_full.is_some() { 1 } else { 4_294_967_294_u32 };
        self.world.sql(&format!("PRAGMA max_page_count = {pages}"));
    }

    /// One look at everything there is to do, disturbed as the dice will.
    fn turn(&mut self) {
        let befalls = befalls(&mut self.rng);
        if let Some(cut) = befalls.cut {
            self.note(format!("to be cut off: {cut:?}"));
            self.world.cut(cut);
        }
        match befalls.watches {
            Some(minutes) => self.watch(minutes),
            None => self.mailbox(befalls.fuel),
        }
        self.understand();
        self.jobs();
        self.send();
        if befalls.cut.is_some() {
            self.world.uncut();
        }
        let inside = self.server.inside();
        assert!(inside.forbidden.is_empty(), "homeroom said {:?}", inside.forbidden);
    }

    pub fn turn_undisturbed(&mut self) {
        self.fill_disk();
        self.server.inside().mood = Mood::default();
        self.mailbox(None);
        self.understand();
        self.jobs();
        self.send();
    }

    /// Everything but what is held against the time.
    pub fn turn_in_doubt(&mut self) {
        self.turn_undisturbed();
        assert!(!self.believed().unwrap(), "a wrong clock is believed");
    }

    fn mailbox(&mut self, fuel: Option<u32>) {
        let looked = self.process.look(&self.world, &self.server, fuel);
        self.meddled();
        match looked {
            Ok(Looked::Rests) => {}
            Ok(Looked::Complete(lay)) => oracle::all_stored(&self.world, &lay, &mut self.stored),
            Ok(Looked::Failed(error)) => self.note(format!("mailbox: {error}")),
            Ok(Looked::Killed) => {
                self.note("killed");
                self.restart();
            }
            Err(error) => self.failed(&error),
        }
    }

    fn watch(&mut self, minutes: u64) {
        let mail = homeroom::cli::demo::mailshapes::newsletter(1, &self.now().to_zoned(zone()), self.rng.u64(..));
        self.server.inside().on_idle.push_back(mail);
        self.note(format!("watches for {minutes} minutes"));
        let watched = self.process.watch(&self.world, &self.server, minutes);
        self.server.inside().on_idle.clear();
        self.meddled();
        if let Err(error) = watched {
            self.failed(&error);
        }
    }

    fn meddled(&mut self) {
        let happened = std::mem::take(&mut self.server.inside().happened);
        happened.into_iter().for_each(|what| self.note(what));
    }

    fn understand(&mut self) {
        if let Err(error) = self.world.understand() {
            self.failed(&error);
        }
    }

    fn jobs(&mut self) {
        let ticked = self.world.now().and_then(|now| {
            now.map(|now| jobs::tick(self.world.class(), now).map(|started| (now, started))).transpose()
        });
        match ticked {
            Ok(Some((now, started))) => {
                self.promises.looked.push(now);
                if started != jobs::Started::default() {
                    self.note(format!("{started:?}"));
                }
            }
            Ok(None) => {}
            Err(error) => self.failed(&error),
        }
    }

    fn send(&mut self) {
        let now = self.now();
        let sent = self.process.send(&mut self.world, &mut self.fates, now);
        self.arrivals();
        match sent {
            Ok(()) => {
                let unexplained = self.world.unexplained();
                assert!(unexplained.is_empty(), "without a reason: {unexplained:?}");
            }
            Err(error) => self.failed(&error),
        }
    }

    /// A full disk is waited for; anything else ends the process, and another begins.
    fn failed(&mut self, error: &StoreError) {
        self.note(format!("state: {error}"));
        match error {
            StoreError::DiskFull => {}
            _ => self.restart(),
        }
    }

    pub fn restart(&mut self) {
        self.process = Process::default();
        self.world.restart();
        self.fill_disk();
    }

    /// What reached somebody: held against the promises, and a copy filed as most providers do.
    fn arrivals(&mut self) {
        self.promises.arrivals(&self.world, &self.people);
        let new: Vec<Vec<u8>> = self.world.arrived[self.told..].iter().map(|a| a.mail.bytes.clone()).collect();
        self.told = self.world.arrived.len();
        for mail in new {
            self.note(format!("arrived: {} octets", mail.len()));
            self.bag.homeroom_sent(&mail);
            if !self.room.settings.files_copies && self.rng.u8(0..10) < 7 {
                self.server.inside().mailbox.deliver("Sent", &mail);
            }
        }
    }

    /// The whole state, at a moment when nothing is in the way.
    fn check(&mut self) {
        self.process = Process::default();
        self.turn_undisturbed();
        oracle::nothing_made_up(&self.world, &self.server.inside().mailbox);
        oracle::outgoing_is_true(&self.world);
        self.promises.state(&self.world, &self.people);
        if oracle::ledger_tells(&self.world) {
            self.promises.ledger(&self.world);
        }
    }

    /// A mail comes.
    fn happens(&mut self, event: Event) {
        if let Some(delivery) = self.bag.deliver(&event) {
            let folder = mailbox::name(delivery.folder);
            self.post(folder, delivery.bytes);
        }
    }

    pub fn believed(&self) -> store::Result<bool> {
        Ok(self.world.now()?.is_some())
    }
}
