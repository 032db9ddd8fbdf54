//! What must hold for each mail, held against the class list's own text and not against what homeroom made of it.

use super::made::{Row, mailbox};
use super::play::Wish;
use crate::world::settings::zone;
use crate::world::{Arrival, World};
use homeroom::cli::demo::mailshapes::original::Original;
use homeroom::domain::calendar::ClosedDay;
use jiff::Timestamp;
use jiff::civil::{Weekday, date, time};
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet, HashSet};

pub struct Promises {
    rows: Vec<Row>,
    seen: usize,
    ids: HashSet<String>,
    occurrences: HashSet<(String, String, String, String)>,
    /// When each mailbox wished something, and whether that has been confirmed since.
    wishes: BTreeMap<String, Vec<(Wish, Timestamp)>>,
    confirmed: BTreeMap<String, Vec<(String, Timestamp)>>,
    counts: BTreeMap<&'static str, usize>,
}

struct Sent {
    template: String,
    audience: String,
    approved: bool,
    class_letter: bool,
    job: String,
    slot: String,
    student: String,
}

impl Promises {
    pub fn new(rows: Vec<Row>) -> Self {
        Self {
            rows,
            seen: 0,
            ids: HashSet::new(),
            occurrences: HashSet::new(),
            wishes: BTreeMap::new(),
            confirmed: BTreeMap::new(),
            counts: BTreeMap::new(),
        }
    }

    pub fn counts(&self) -> &BTreeMap<&'static str, usize> {
        &self.counts
    }

    fn count(&mut self, what: &'static str) {
        *self.counts.entry(what).or_default() += 1;
    }

    pub fn wishes(&mut self, address: &str, wish: Wish, at: Timestamp) {
        self.wishes.entry(mailbox(address)).or_default().push((wish, at));
    }

    pub fn arrivals(&mut self, world: &World) {
        for arrival in &world.arrived[self.seen..] {
            let sent = sent(world, arrival);
            assert!(self.ids.insert(arrival.mail.message_id.as_str().to_owned()), "a mail came twice");
            let mail = Original::read(&arrival.mail.bytes);
            well_written(&mail);
            if sent.audience != "family" {
                continue;
            }
            self.count("mails");
            let to = arrival.mail.recipient.as_str().to_owned();
            self.once(&sent, &to);
            self.is_for_them(&mail, &to, &sent);
            self.in_time(world, arrival, &to, &sent);
            self.as_wished(arrival, &to, &sent);
        }
        self.seen = world.arrived.len();
    }

    /// Each occurrence of a job once for a person and a child.
    fn once(&mut self, sent: &Sent, to: &str) {
        if !sent.job.is_empty() {
            let occurrence = (sent.job.clone(), sent.slot.clone(), to.to_owned(), sent.student.clone());
            assert!(self.occurrences.insert(occurrence), "{} of {} twice", sent.job, sent.slot);
        }
    }

    fn of(&self, to: &str) -> Vec<&Row> {
        let mailbox = mailbox(to);
        self.rows.iter().filter(|r| !r.email.is_empty() && r.mailbox() == mailbox).collect()
    }

    fn is_for_them(&mut self, mail: &Original, to: &str, sent: &Sent) {
        assert_eq!(mail.to_address, to);
        let own = self.of(to);
        assert!(!own.is_empty(), "to an address that is nobody's");
        let barred: BTreeSet<&str> = own.iter().filter(|r| r.access == "blocked").map(|r| r.student.as_str()).collect();
        let free: Vec<&&Row> = own.iter().filter(|r| !barred.contains(r.student.as_str()) && r.is_there()).collect();
        assert!(!free.is_empty(), "to somebody who must not be written to, or whose child is not there");
        if !sent.class_letter && !sent.template.starts_with("preference") {
            assert!(
                free.iter().any(|r| r.access == "full"),
                "a personal mail to somebody who hears only what all hear"
            );
        }
        let all = [mail.header.as_str(), &mail.subject, &mail.text, mail.html.as_deref().unwrap_or("")].join("\n");
        for other in self.rows.iter().filter(|r| !r.email.is_empty() && r.mailbox() != mailbox(to)) {
            assert!(!all.to_lowercase().contains(&other.email.to_lowercase()), "another's address: {all}");
        }
        assert!(!all.contains("zqhome"), "a family's words: {all}");
        let children: BTreeSet<&str> = free.iter().map(|r| r.student.as_str()).collect();
        for mark in all.split("zqmoment").skip(1) {
            assert!(children.contains(mark.get(..5).unwrap_or("")), "a word about another child: {all}");
        }
        let own_names: BTreeSet<&str> = free.iter().map(|r| r.child.as_str()).collect();
        if !sent.approved {
            let words: BTreeSet<&str> = mail.text.split(|c: char| !c.is_alphanumeric()).collect();
            for row in self.rows.iter().filter(|r| !own_names.contains(r.child.as_str())) {
                assert!(!words.contains(row.child.as_str()), "{} is named in a mail to another home: {all}", row.child);
            }
        }
        let two = children.len() > 1;
        if two {
            self.count("to a parent of two");
        }
    }

    fn in_time(&mut self, world: &World, arrival: &Arrival, to: &str, sent: &Sent) {
        let wall = arrival.at.to_zoned(zone());
        let meant = sent.job == "sunday";
        match world.class().school.calendar.closed_reason(wall.date()) {
            None => {}
            Some(ClosedDay::Weekend) => assert!(meant, "{} on a weekend", sent.template),
            Some(ClosedDay::Listed(_)) => panic!("{} on a holiday", sent.template),
        }
        let rows = self.of(to);
        for row in rows.iter().filter(|r| r.student == sent.student && r.access != "blocked") {
            let there = match row.time_zone {
                "" => wall.clone(),
                own => arrival.at.to_zoned(TimeZone::get(own).unwrap()),
            };
            // Their own hours take the place of the school's, and both are read on their clock.
            let (first, last) = match row.quiet_hours {
                "" => (time(7, 30, 0, 0), time(18, 0, 0, 0)),
                _ => (time(9, 0, 0, 0), time(12, 0, 0, 0)),
            };
            assert!((first..last).contains(&there.time()), "{} at {there}: {row:?}", sent.template);
            if !row.no_mail_days.is_empty() {
                let peace = there.weekday() == Weekday::Friday
                    || (date(2026, 11, 16)..=date(2026, 11, 17)).contains(&there.date());
                assert!(!peace, "{} at {there} on a day of peace", sent.template);
            }
        }
    }

    /// Once a wish is confirmed it holds.
    fn as_wished(&mut self, arrival: &Arrival, to: &str, sent: &Sent) {
        let mailbox = mailbox(to);
        if let Some(change) = sent.template.strip_prefix("preference-") {
            self.count("confirmations");
            assert!(self.wishes.contains_key(&mailbox), "nobody asked for {change}");
            self.confirmed.entry(mailbox).or_default().push((change.to_owned(), arrival.at));
            return;
        }
        let (mut level, mut since) = ("all-again", Timestamp::MIN);
        for (change, at) in self.confirmed.get(&mailbox).into_iter().flatten() {
            match change.as_str() {
                "language" | "address" => {}
                // Who gets nothing and asks for it once a week asks for it again.
                "weekly" if level == "no-letters" => {}
                "weekly" => (level, since) = ("all-again", *at),
                other => (level, since) = (other, *at),
            }
        }
        let may = match level {
            "stop-all" => false,
            "needed-only" => sent.approved,
            "no-letters" => !sent.class_letter,
            _ => true,
        };
        // What they have asked for since is done at once, and confirmed when their hours allow it.
        let asked_since =
            self.wishes.get(&mailbox).into_iter().flatten().any(|(wish, at)| *at > since && *wish != Wish::Nothing);
        assert!(
            may || asked_since,
            "{} reached somebody who had asked for {level} at {}: {:?}, {:?}",
            sent.template,
            arrival.at,
            self.confirmed.get(&mailbox),
            self.wishes.get(&mailbox)
        );
    }

    /// Class letters leave nobody out: whoever may have one and did not ask otherwise has a row for every run.
    pub fn letters_reached_everybody(&self, world: &World) {
        for run in world.rows("SELECT slot FROM job_run WHERE job = 'letter' AND outcome = 'ran'").concat() {
            let to =
                world.rows(&format!("SELECT recipient FROM outbox WHERE job = 'letter' AND slot = '{run}'")).concat();
            let written: BTreeSet<String> = to.iter().map(|address| mailbox(address)).collect();
            for row in self.rows.iter().filter(|r| !r.email.is_empty() && r.is_there()) {
                let of_mailbox = self.of(&row.email);
                let barred = of_mailbox.iter().any(|r| r.access == "blocked");
                if !barred && !self.wishes.contains_key(&row.mailbox()) {
                    assert!(written.contains(&row.mailbox()), "{} was left out on {run}", row.guardian);
                }
            }
        }
    }
}

fn sent(world: &World, arrival: &Arrival) -> Sent {
    let id = arrival.mail.message_id.as_str().replace('\'', "''");
    let row = world
        .rows(&format!(
            "SELECT o.template, o.audience, o.approved, o.class_letter, o.job, o.slot, h.student FROM outbox o
             LEFT JOIN topic t ON t.id = o.topic LEFT JOIN thread h ON h.id = t.thread WHERE o.message_id = '{id}'"
        ))
        .pop()
        .expect("a mail that left without a row");
    let yes = |cell: &str| cell == "1";
    Sent {
        template: row[0].clone(),
        audience: row[1].clone(),
        approved: yes(&row[2]),
        class_letter: yes(&row[3]),
        job: row[4].clone(),
        slot: row[5].clone(),
        student: row[6].clone(),
    }
}

fn well_written(mail: &Original) {
    for words in [mail.subject.as_str(), mail.text.as_str(), mail.html.as_deref().unwrap_or("x")] {
        assert!(!words.trim().is_empty());
        for wrong in
            ["Dear ,", "Hello ,", "Hola ,", "Hola, :", "Bonjour ,", "Olá, :", "{{", "}}", "undefined", "[object"]
        {
            assert!(!words.contains(wrong), "{wrong:?} in {words}");
        }
    }
}
