//! The promises, each as a question to what lies in the state and what has arrived.

use super::people::People;
use super::settings::TEACHERS;
use crate::world::{Arrival, World, settings::zone};
use homeroom::cli::demo::mailshapes::original::Original;
use homeroom::domain::calendar::ClosedDay;
use homeroom::domain::mail::{FolderRole, Home, MailState};
use homeroom::ids::{ContentHash, InboundId};
use homeroom::store::{contacts, ledger, listing};
use jiff::civil::{Date, Time, time};
use jiff::{SignedDuration, Timestamp};
use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

/// The whole log counts.
const ALWAYS: contacts::Since = contacts::Since { term: Timestamp::MIN, year: Timestamp::MIN, owed: Timestamp::MIN };

pub struct Promises {
    /// Arrivals looked at so far.
    seen: usize,
    ids: HashSet<(String, String)>,
    keys: HashSet<(String, String)>,
    /// Mails that no program should have written: of these nobody can say whose they are.
    pub odd: HashSet<ContentHash>,
    /// Where each mail was when it was last looked at.
    places: HashMap<InboundId, Vec<Home>>,
    /// When the daemon looked at everything and came to an end.
    pub looked: Vec<Timestamp>,
}

/// What the state says of a mail that arrived.
struct Sent {
    key: String,
    attempts: u32,
    template: String,
    approved: bool,
    is_family: bool,
    sunday: bool,
    slot: Option<jiff::civil::DateTime>,
    written: Timestamp,
}

impl Promises {
    pub fn new() -> Self {
        Self {
            seen: 0,
            ids: HashSet::new(),
            keys: HashSet::new(),
            odd: HashSet::new(),
            places: HashMap::new(),
            looked: Vec::new(),
        }
    }

    /// Everything that reached somebody since the last time.
    pub fn arrivals(&mut self, world: &World, people: &People) {
        for arrival in world.arrived.iter().skip(self.seen) {
            let to = arrival.mail.recipient.as_str().to_owned();
            let id = arrival.mail.message_id.as_str().to_owned();
            let sent = sent(world, &id);
            let again = !self.ids.insert((to.clone(), id)) | !self.keys.insert((to.clone(), sent.key.clone()));
            // The summary, and nothing else, goes again when the answer to it was lost.
            assert!(!again || (!sent.is_family && sent.attempts > 1), "{} reached the same person twice", sent.key);
            let mail = Original::read(&arrival.mail.bytes);
            one_recipient(&mail, &to);
            well_written(&mail);
            if sent.is_family {
                to_whom_it_may(&mail, &to, &sent, people);
                in_time(world, arrival, &sent);
            } else {
                assert!(TEACHERS.contains(&to.as_str()), "not to a teacher");
            }
        }
        self.seen = world.arrived.len();
    }

    /// All of the state, once in a while.
    pub fn whole(&mut self, world: &World, people: &People) {
        self.ledger(world);
        self.state(world, people);
        self.families_words_are_whole(world);
    }

    /// What lies on the server is what is stored.
    pub fn ledger(&self, world: &World) {
        ledger_adds_up(world);
    }

    /// All of it, whatever could not be fetched yet.
    pub fn state(&mut self, world: &World, people: &People) {
        self.every_mail_is_somewhere(world, people);
        contacts_are_what_happened(world);
        nobody_is_forgotten(world);
        runs_are_unique(world);
    }

    /// Nobody of the cast writes between the quoted lines, and nobody has a signature: what is shown is all they wrote.
    fn families_words_are_whole(&self, world: &World) {
        let hashes = hashes(world);
        let query = "SELECT inbound, more_below, closing FROM reading WHERE more_below OR closing IS NOT NULL";
        let mut rows = world.rows(query);
        rows.retain(|row| !self.odd.contains(&hashes[&row[0].parse().unwrap()]));
        assert!(rows.is_empty(), "mails with more below, or a closing: {rows:?}");
    }

    /// One state each, with a reason where it is not with its child; and there only if its child's guardian sent it.
    fn every_mail_is_somewhere(&mut self, world: &World, people: &People) {
        let hashes = hashes(world);
        let lines = world.class().store.read(listing::messages).unwrap();
        assert_eq!(lines.len(), hashes.len());
        for line in lines {
            let hash = hashes[&line.id.0];
            let state = line.state.unwrap_or_else(|| panic!("mail {} was never understood", line.id));
            assert!(state == MailState::Placed || !line.reason.trim().is_empty(), "{} is {state:?} and why?", line.id);
            if state != MailState::Placed || line.outgoing || self.odd.contains(&hash) {
                continue;
            }
            assert!(!line.homes.is_empty(), "mail {} is placed nowhere", line.id);
            if self.places.insert(line.id, line.homes.clone()).as_ref() == Some(&line.homes) {
                continue;
            }
            let by_teacher = line.matched_by == ["teacher"];
            let raw = world.class().store.read(|tx| homeroom::store::inbound::raw(tx, line.id)).unwrap().unwrap();
            let from = Original::read(&raw).from_address.to_lowercase();
            for home in &line.homes {
                // Those who left or moved in the meantime wrote as who they were then.
                let known = people.of(&from).next().is_some();
                let theirs = people.is_of(&from, home.student.as_str(), home.household.as_str());
                assert!(by_teacher || theirs || !known, "mail {} is with a child of somebody else", line.id);
            }
        }
    }

    /// What only the end of the year can tell.
    pub fn of_the_year(&self, world: &World) {
        summaries(world, &self.looked);
    }
}

fn sent(world: &World, id: &str) -> Sent {
    let row = world
        .rows(&format!(
            "SELECT dedupe_key, template, approved, audience, slot, attempts, created_at FROM outbox WHERE message_id = '{}'",
            id.replace('\'', "''")
        ))
        .pop()
        .expect("a mail that left without a row");
    let slot = row[4].parse::<jiff::civil::DateTime>().ok();
    let sunday = slot.is_some_and(|s| s.weekday() == jiff::civil::Weekday::Sunday);
    Sent {
        key: row[0].clone(),
        attempts: row[5].parse().unwrap(),
        template: row[1].clone(),
        approved: row[2] == "1",
        is_family: row[3] == "family",
        sunday: sunday && row[1] == "reading-log-reminder",
        slot,
        written: Timestamp::from_millisecond(row[6].parse().unwrap()).unwrap(),
    }
}

fn one_recipient(mail: &Original, to: &str) {
    assert_eq!(mail.to_address, to);
    let header = mail.header.replace("\n ", " ").replace("\n\t", " ");
    let fields = |name: &str| -> Vec<&str> {
        header.lines().filter(|l| l.to_lowercase().starts_with(&format!("{name}:"))).collect()
    };
    assert!(fields("cc").is_empty() && fields("bcc").is_empty());
    assert_eq!(fields("to").concat().matches('@').count(), 1, "{:?}", fields("to"));
}

fn well_written(mail: &Original) {
    let html = mail.html.as_deref().unwrap_or("x");
    for words in [mail.subject.as_str(), mail.text.as_str(), html] {
        assert!(!words.trim().is_empty());
        for wrong in ["Dear ,", "Hello ,", "Hola ,", "Estimada ,", "Estimado ,", "{{", "}}", "undefined", "[object"] {
            assert!(!words.contains(wrong), "{wrong:?} in {words}");
        }
    }
}

/// To somebody on the class list who is not barred, and with nobody else's address, words or child in it.
fn to_whom_it_may(mail: &Original, to: &str, sent: &Sent, people: &People) {
    assert!(people.may_be_written_to(to), "to somebody who must not be written to");
    if !["reading-log-reminder", "weekly-update", "bundle"].contains(&sent.template.as_str()) {
        assert!(people.of(to).all(|r| r.access == "full"), "a personal mail to somebody who hears only what all hear");
    }
    let all = [mail.header.as_str(), &mail.subject, &mail.text, mail.html.as_deref().unwrap_or("")].join("\n");
    for address in people.other_addresses(to) {
        assert!(!all.to_lowercase().contains(address), "the address of another home");
    }
    assert!(!all.contains("zqhome"), "words of a family: {all}");
    let own = people.children(to);
    for mark in all.split("zqmoment").skip(1) {
        assert!(own.contains(mark.get(..5).unwrap_or("")), "a word about another child: {all}");
    }
    if !sent.approved {
        let words: BTreeSet<&str> = mail.text.split(|c: char| !c.is_alphanumeric()).collect();
        for name in people.foreign_names(to) {
            assert!(!words.contains(name), "{name} is named in a mail to another home: {}", mail.text);
        }
    }
}

/// Not in quiet hours, not on closed days, not on a weekend that the job does not name, and not when the day that the
/// letter names is over.
fn in_time(world: &World, arrival: &Arrival, sent: &Sent) {
    let wall = arrival.at.to_zoned(zone());
    let quiet = wall.time() >= time(18, 0, 0, 0) || wall.time() < time(7, 30, 0, 0);
    assert!(!quiet, "{} reached a family at {wall}", sent.template);
    let closed = world.class().school.calendar.closed_reason(wall.date());
    let fits = match closed {
        None => true,
        Some(ClosedDay::Weekend) => sent.sunday,
        Some(ClosedDay::Listed(_)) => false,
    };
    assert!(fits, "{} reached a family on {wall}", sent.template);
    match sent.template.as_str() {
        "birthday" => assert_eq!(Some(wall.date()), sent.slot.map(|s| s.date()), "a birthday letter on another day"),
        "reading-log-reminder" => {
            let written = sent.written.to_zoned(zone()).date();
            let due = world.class().school.calendar.next_school_day(written);
            assert!(wall.datetime() < due.at(12, 0, 0, 0), "a reminder of {due} at {wall}");
        }
        _ => {}
    }
}

fn hashes(world: &World) -> HashMap<i64, ContentHash> {
    let rows = world.rows("SELECT id, hex(content_hash) FROM inbound");
    let hash = |hex: &str| {
        let bytes = data_encoding::HEXUPPER.decode(hex.as_bytes()).unwrap();
        ContentHash(bytes.try_into().unwrap())
    };
    rows.iter().map(|row| (row[0].parse().unwrap(), hash(&row[1]))).collect()
}

fn ledger_adds_up(world: &World) {
    for line in world.class().store.read(ledger::lines).unwrap() {
        assert_eq!(line.difference(), 0, "{} has mail that is not stored", line.folder);
        assert_eq!(line.stored, line.placed + line.waiting + line.ignored + line.quarantined, "{}", line.folder);
    }
}

/// The contact log holds each mail that was sent and stayed sent, each that came from a family, and nothing else; and
/// only what is personal moves a home's clock.
fn contacts_are_what_happened(world: &World) {
    let of_mail = "SELECT count(*) FROM outbox o JOIN topic t ON t.id = o.topic JOIN thread h ON h.id = t.thread
        WHERE o.state = 'sent' AND NOT EXISTS (SELECT 1 FROM contact c WHERE c.outbox = o.id AND c.at = o.sent_at
            AND c.personal = o.personal AND c.student = h.student AND c.household = h.household)";
    assert_eq!(world.value(of_mail), "0", "a sent mail is no contact");
    let of_none = "SELECT count(*) FROM contact c JOIN outbox o ON o.id = c.outbox WHERE o.state <> 'sent'";
    assert_eq!(world.value(of_none), "0", "a mail that did not arrive is a contact");
    let of_letters =
        "SELECT count(*) FROM contact c JOIN outbox o ON o.id = c.outbox WHERE o.class_letter AND c.personal";
    assert_eq!(world.value(of_letters), "0", "a letter to all is a personal contact");
    let of_machines = "SELECT count(*) FROM contact c JOIN inbound i ON i.id = c.inbound WHERE i.state <> 'placed'";
    assert_eq!(world.value(of_machines), "0", "a mail that is not placed is a contact");
    let mut last: BTreeMap<(String, String, String), i64> = BTreeMap::new();
    for row in world.rows("SELECT student, household, direction, at FROM contact WHERE personal ORDER BY at") {
        last.insert((row[0].clone(), row[1].clone(), row[2].clone()), row[3].parse().unwrap());
    }
    for home in homes(world) {
        let log = world.class().store.read(|tx| contacts::of_home(tx, &home, ALWAYS)).unwrap();
        let (student, household) = (home.student.to_string(), home.household.to_string());
        let expected = |way: &str| last.get(&(student.clone(), household.clone(), way.to_owned())).copied();
        assert_eq!(log.last_to.map(|t| t.as_millisecond()), expected("to_family"));
        assert_eq!(log.last_from.map(|t| t.as_millisecond()), expected("from_family"));
    }
}

fn homes(world: &World) -> Vec<Home> {
    let roster = &world.class().class().roster;
    let mut homes = Vec::new();
    for student in roster.students() {
        for household in roster.households_of(&student.id) {
            homes.push(Home { student: student.id.clone(), household });
        }
    }
    homes
}

/// A family's mail was answered by a person, was called done, or stands among those that wait.
fn nobody_is_forgotten(world: &World) {
    let lines = world.class().store.read(listing::messages).unwrap();
    let settled: HashSet<String> = world.rows("SELECT inbound FROM settled").concat().into_iter().collect();
    let mut answered: HashMap<(String, String), i64> = HashMap::new();
    let by_a_person = "SELECT student, household, max(at) FROM contact WHERE personal AND direction = 'to_family'
        AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.id = contact.outbox AND o.job IS NOT NULL)
        GROUP BY student, household";
    for row in world.rows(by_a_person) {
        answered.insert((row[0].clone(), row[1].clone()), row[2].parse().unwrap());
    }
    for home in homes(world) {
        let waiting = world.class().store.read(|tx| {
            let log = contacts::of_home(tx, &home, ALWAYS)?;
            log.waiting_since.map_or(Ok(Vec::new()), |since| contacts::waiting_mails(tx, &home, since))
        });
        let waiting = waiting.unwrap();
        let last = answered.get(&(home.student.to_string(), home.household.to_string()));
        let theirs = lines.iter().filter(|l| {
            l.state == Some(MailState::Placed) && !l.outgoing && l.role == FolderRole::Inbox && l.homes.contains(&home)
        });
        for line in theirs {
            let was_answered = last.is_some_and(|at| *at >= line.received.as_millisecond());
            let shown = waiting.contains(&line.id) || waiting.len() == 20;
            assert!(
                was_answered || shown || settled.contains(&line.id.0.to_string()),
                "mail {} of {} was neither answered nor shown",
                line.id,
                home.student
            );
        }
    }
}

/// Each occurrence once, and every mail of a job belongs to one that ran.
fn runs_are_unique(world: &World) {
    let twice = "SELECT job, substr(slot, 1, 10) day, count(*) n FROM job_run GROUP BY job, day HAVING n > 1";
    assert_eq!(world.rows(twice), Vec::<Vec<String>>::new());
    let without = "SELECT count(*) FROM outbox o WHERE o.job IS NOT NULL AND NOT EXISTS
        (SELECT 1 FROM job_run r WHERE r.job = o.job AND r.slot = o.slot AND r.outcome = 'ran')";
    assert_eq!(world.value(without), "0", "mail of an occurrence that did not run");
    let doubled = "SELECT count(*) FROM (SELECT 1 FROM outbox WHERE job IS NOT NULL
        GROUP BY job, slot, recipient, topic HAVING count(*) > 1)";
    assert_eq!(world.value(doubled), "0", "two mails of one occurrence in one thread");
}

/// One to each teacher on every school day on which the daemon ran between seven and one; each under 18 KB.
fn summaries(world: &World, looked: &[Timestamp]) {
    let zone = zone();
    let days: BTreeSet<Date> = looked
        .iter()
        .map(|at| at.to_zoned(zone.clone()))
        .filter(|wall| (time(7, 0, 0, 0)..=time(13, 0, 0, 0)).contains(&wall.time()))
        .map(|wall| wall.date())
        .filter(|day| world.class().school.calendar.is_school_day(*day))
        .collect();
    let rows = world.rows("SELECT recipient, slot, state FROM outbox WHERE template = 'summary'");
    let mut found: BTreeMap<Date, Vec<&str>> = BTreeMap::new();
    for row in &rows {
        let slot: jiff::civil::DateTime = row[1].parse().unwrap();
        assert_eq!(slot.time(), Time::constant(7, 0, 0, 0));
        found.entry(slot.date()).or_default().push(&row[0]);
    }
    for (day, mut to) in found.clone() {
        to.sort_unstable();
        let mut teachers = TEACHERS.to_vec();
        teachers.sort_unstable();
        assert_eq!(to, teachers, "the summary of {day}");
        assert!(world.class().school.calendar.is_school_day(day), "a summary on {day}");
    }
    let missing: Vec<&Date> = days.iter().filter(|d| !found.contains_key(d)).collect();
    assert!(missing.is_empty(), "no summary on {missing:?}");
    if let Some(path) = std::env::var_os("HOMEROOM_YEAR_SUMMARY") {
        let row = world.rows(
            "SELECT text, html FROM outbox_content WHERE outbox IN
         (SELECT id FROM outbox WHERE template = 'summary') ORDER BY length(CAST(html AS BLOB)) DESC LIMIT 1",
        );
        std::fs::write(path, row[0].join("\n----\n")).unwrap();
    }
    let longest = world.value(
        "SELECT max(length(CAST(html AS BLOB))) FROM outbox_content WHERE outbox IN
         (SELECT id FROM outbox WHERE template = 'summary')",
    );
    assert!(longest.parse::<usize>().unwrap() < 18 * 1024, "a summary of {longest} octets");
    let _ = SignedDuration::ZERO;
}
