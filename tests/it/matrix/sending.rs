//! Cells about the way out, in virtual time: servers that are silent, refuse, lie or bind.

use super::frame::{cell, memory};
use crate::world::settings::Settings;
use crate::world::smtp_server::{Act, Asked, say};
use crate::world::virtual_day::VirtualDay;
use crate::world::{Fate, World};
use homeroom::smtp::outcome::{Outcome, Reply, Stage, Trouble};
use std::collections::{BTreeMap, VecDeque};
use std::time::Duration;
use tokio::time::Instant;

/// A minute before the letter.
pub const BEFORE: &str = "2026-11-09T15:59:00-05:00";

pub fn settings(families: usize) -> Settings {
    let job = "[[jobs]]\nname = \"letter\"\ncron = \"0 16 9 11 *\"\ntemplate = \"reading-log-reminder\"\n\
               audience = \"all\"\napproval = \"none\"\npersonal = false\n";
    Settings::with_jobs(job).with_families(families)
}

/// What became of the letters: each that is sent was taken once, each that is unknown at most once, no other at all.
pub fn outcome(day: &VirtualDay) -> BTreeMap<String, usize> {
    let mut taken: BTreeMap<(String, String), usize> = BTreeMap::new();
    for mail in day.smtp.taken() {
        *taken.entry((mail.to, mail.message_id.trim_matches(['<', '>']).to_owned())).or_default() += 1;
    }
    let mut states = BTreeMap::new();
    for row in day.world.rows("SELECT recipient, message_id, state FROM outbox WHERE audience = 'family'") {
        let count = taken.remove(&(row[0].to_lowercase(), row[1].clone())).unwrap_or(0);
        let fits = match row[2].as_str() {
            "sent" => count == 1,
            "unknown" | "sending" => count <= 1,
            _ => count == 0,
        };
        assert!(fits, "{row:?} was taken {count} times");
        *states.entry(row[2].clone()).or_default() += 1;
    }
    taken.retain(|(to, _), _| to.contains("guardian"));
    assert!(taken.is_empty(), "mail that no letter is: {taken:?}");
    states
}

fn all_sent(count: usize) -> BTreeMap<String, usize> {
    BTreeMap::from([("sent".to_owned(), count)])
}

fn blamed(day: &VirtualDay) -> String {
    day.world.value("SELECT count(*) FROM delivery_report")
}

#[test]
fn c2_2_a_server_that_is_silent_busy_or_refuses_the_login() {
    cell("C2.2", 4, |seed| {
        for (step, act) in [
            ("greeting", Act::Silence),
            ("greeting", Act::SayAndClose("421 4.3.2 busy")),
            ("EHLO", Act::Silence),
            ("EHLO", Act::SayAndClose("421 4.3.2 busy")),
            ("AUTH", Act::Silence),
            ("AUTH", Act::SayAndClose("421 4.7.0 too many")),
            ("AUTH", say("535 5.7.8 who are you")),
        ] {
            let mut day = VirtualDay::new(settings(6), BEFORE);
            let what = format!("{step}: {act:?}");
            day.smtp.does(move |asked| if asked.step == step { act.clone() } else { Act::Well });
            day.start().seconds(90);
            let told = day.until(900, &format!("{what}: told"), |d| d.problems().concat().contains("outgoing mail"));
            assert_eq!(outcome(&day).get("sent"), None, "{what}");
            day.seconds(seed.random.u64(60..1800));
            assert!(day.smtp.connections() <= 40, "{what}: {} connections", day.smtp.connections());
            day.smtp.is_well();
            day.until(3600, &format!("{what}: all leave afterwards"), |day| outcome(day) == all_sent(6));
            assert_eq!((blamed(&day).as_str(), day.problems()), ("0", vec![]), "{what}: told after {told} s");
        }
    });
}

#[test]
fn c2_3_a_recipient_that_is_greylisted_twice() {
    cell("C2.3", 20, |seed| {
        let grey = format!("guardian{}@families.test", seed.random.usize(1..=6));
        let mut times = seed.random.usize(1..=2);
        let mut day = VirtualDay::new(settings(6), BEFORE);
        day.smtp.does(move |asked| {
            if asked.step == "RCPT" && asked.to == grey && times > 0 {
                times -= 1;
                return say("450 4.2.0 come back later");
            }
            Act::Well
        });
        day.start().minutes(3);
        assert_eq!(outcome(&day), BTreeMap::from([("queued".to_owned(), 1), ("sent".to_owned(), 5)]));
        day.until(3600, "it is taken the next time", |day| outcome(day) == all_sent(6));
        assert_eq!((blamed(&day).as_str(), day.smtp.heard().len()), ("0", 6));
    });
}

#[test]
fn c2_7_an_answer_lost_and_nothing_in_sent() {
    cell("C2.7", 3, |seed| {
        let lost = seed.random.usize(1..=6);
        let mut day = VirtualDay::new(settings(6), BEFORE);
        let way = if seed.random.bool() { Act::Reset } else { Act::Close };
        day.smtp.does(move |asked| if asked.step == "dot" && asked.nth == lost { way.clone() } else { Act::Well });
        day.start().minutes(3);
        assert!(day.problems().concat().contains("may or may not"), "{:?}", day.problems());
        day.minutes(14 * 60);
        let told = outcome(&day);
        assert_eq!(told, BTreeMap::from([("sent".to_owned(), 5), ("unknown".to_owned(), 1)]));
        assert!(day.problems().concat().contains("may or may not"), "it is held, and told: {:?}", day.problems());
        assert_eq!(day.smtp.heard().len(), 6, "never handed over again by itself");
    });
}

#[test]
fn c2_8_a_server_that_is_silent_after_the_dot() {
    cell("C2.8", 10, |seed| {
        let silent = seed.random.usize(1..=6);
        let takes = seed.random.bool();
        let mut day = VirtualDay::new(settings(6), BEFORE);
        day.smtp.does(move |asked| match (asked.step == "dot" && asked.nth == silent, takes) {
            (true, true) => Act::TakeAnd(Box::new(Act::Silence)),
            (true, false) => Act::Silence,
            _ => Act::Well,
        });
        day.start().minutes(4);
        let told = outcome(&day);
        assert_eq!(told.get("sent"), Some(&5), "other mail goes on meanwhile: {told:?}");
        day.minutes(8);
        assert!(day.problems().concat().contains("may or may not"), "{:?}", day.problems());
        if takes {
            day.imap.put_mail("Sent", 900, &day.smtp.heard()[silent - 1]);
            day.minutes(20);
            assert_eq!(outcome(&day), all_sent(6), "its copy shows that it left");
        } else {
            day.minutes(20);
            assert_eq!(outcome(&day), BTreeMap::from([("sent".to_owned(), 5), ("unknown".to_owned(), 1)]));
        }
        assert_eq!(day.smtp.heard().len(), 6, "it is not handed over again");
    });
}

#[test]
fn c2_11_a_250_that_is_odd() {
    cell("C2.11", 10, |seed| {
        let long = vec![b'x'; 1 << 20];
        let many: Vec<u8> =
            (0..20_000).flat_map(|n| format!("250-2.0.0 line {n} of a long answer\r\n").into_bytes()).collect();
        let odd = [
            b"250 2.0.0 Nachricht f\xfcr Sie angenommen\r\n".to_vec(),
            b"250-2.0.0 taken\r\n250-and kept\r\n250 until tomorrow\r\n".to_vec(),
            [b"250 2.0.0 ".as_slice(), &long, b"\r\n"].concat(),
            [many.as_slice(), b"250 2.0.0 done\r\n"].concat(),
            b"250\r\n".to_vec(),
        ];
        let mut day = VirtualDay::new(settings(12), BEFORE);
        let turn = seed.random.usize(0..odd.len());
        day.smtp.does(move |asked| match asked.step.as_str() {
            "dot" => Act::TakeAnd(Box::new(Act::Say(odd[(asked.nth + turn) % odd.len()].clone()))),
            _ => Act::Well,
        });
        let before = memory();
        day.start().minutes(5);
        assert_eq!((outcome(&day), day.smtp.heard().len()), (all_sent(12), 12));
        assert!(memory() - before < 64, "{} MiB", memory() - before);
        assert_eq!(day.problems(), Vec::<String>::new());
    });
}

/// A provider's limits: 30 mails a minute, and 70 until the day ends.
struct Provider {
    begun: VecDeque<Instant>,
    today: usize,
    refuses_at: &'static str,
    next_day: Instant,
}

impl Provider {
    fn says(&mut self, asked: &Asked) -> Act {
        let now = Instant::now();
        self.begun.retain(|at| now - *at < Duration::from_secs(60));
        let most = if now < self.next_day { 70 } else { 140 };
        if asked.step == "MAIL" && self.begun.len() >= 30 {
            return say("450 4.7.1 30 mails a minute are enough");
        }
        if asked.step == self.refuses_at {
            if self.today >= most {
                return say("550 5.4.5 Daily user sending limit exceeded");
            }
            self.today += 1;
        }
        if asked.step == "MAIL" {
            self.begun.push_back(now);
        }
        Act::Well
    }
}

#[test]
fn c2_13_a_letter_to_120_meets_the_providers_limits() {
    cell("C2.13", 2, |seed| {
        let mut day = VirtualDay::new(settings(120), BEFORE);
        let refuses_at = ["MAIL", "RCPT", "dot"][seed.number as usize % 3];
        let next_day = day.after(Duration::from_secs(8 * 3600));
        let mut provider = Provider { begun: VecDeque::new(), today: 0, refuses_at, next_day };
        day.smtp.does(move |asked| provider.says(asked));
        day.start();
        day.until(1800, "70 leave", |day| day.smtp.taken().len() == 70);
        day.until(900, "the limit is told", |day| day.problems().concat().contains("limit for one day"));
        day.minutes(10 * 60);
        assert_eq!(outcome(&day).get("sent"), Some(&70), "no more on the first day");
        day.until(12 * 3600, "50 on the next day", |day| outcome(day) == all_sent(120));
        assert_eq!(blamed(&day), "0", "{refuses_at}");
        let taken = day.smtp.taken();
        let spread = taken.windows(31).all(|some| some[30].at - some[0].at >= Duration::from_secs(60));
        assert!(spread, "the server's pace is kept");
        assert!(!day.problems().concat().contains("limit"), "{:?}", day.problems());
    });
}

fn greylisted() -> Fate {
    Fate::Outcome(Outcome::Deferred {
        stage: Stage::Rcpt,
        trouble: Trouble::Reply(Reply::new(451, ["4.7.1 come back later"])),
    })
}

#[test]
fn c2_14_the_last_gate_before_every_attempt() {
    cell("C2.14", 20, |seed| {
        let job = "[[jobs]]\nname = \"letter\"\ncron = \"50 17 9 11 *\"\ntemplate = \"reading-log-reminder\"\n\
                   audience = \"all\"\napproval = \"none\"\npersonal = false\n";
        let mut world = World::with(Settings::with_jobs(job).with_families(20), "2026-11-09T17:00:00-05:00");
        world.step().unwrap();
        for _ in 0..20 {
            world.then(greylisted());
        }
        // A minute or more before quiet hours; the next attempt would fall into them.
        world.at(&format!("2026-11-09T17:{}:00", seed.random.u8(56..=59))).step().unwrap();
        assert_eq!((world.arrived.len(), world.fates()), (0, 0));
        let (barred, gone) = (seed.random.usize(1..=10), seed.random.usize(11..=20));
        let night: Vec<(u8, u8)> = (18..24).chain(0..8).flat_map(|h| [(h, 0), (h, seed.random.u8(1..30))]).collect();
        for (n, (hour, minute)) in night.into_iter().enumerate() {
            let day = if hour >= 18 { 9 } else { 10 };
            world.at(&format!("2026-11-{day:02}T{hour:02}:{minute:02}:00")).step().unwrap();
            let to_families = world.arrived.iter().filter(|a| a.mail.recipient.as_str().contains("families"));
            assert_eq!(to_families.count(), 0, "nothing leaves at {hour}:{minute:02}");
            if n == 3 {
                let roster = &mut world.settings().roster_csv;
                let line = format!("guardian{barred}@families.test,en,A,full");
                assert!(roster.contains(&line), "{roster}");
                *roster = roster.replace(&line, &line.replace("full", "blocked"));
                *roster = roster.replace(&format!("guardian{gone}@families.test"), "other@families.test");
                world.restart();
            }
        }
        world.at("2026-11-10T07:31:00").step().unwrap();
        world.at("2026-11-10T09:00:00").step().unwrap();
        let to: Vec<&str> = world.arrived.iter().map(|a| a.mail.recipient.as_str()).collect();
        let to: Vec<&&str> = to.iter().filter(|to| to.contains("guardian") || to.contains("other")).collect();
        assert_eq!(to.len(), 18, "{to:?}");
        for nobody in [barred, gone] {
            let address = format!("guardian{nobody}@families.test");
            assert!(!to.iter().any(|to| ***to == *address), "{address} gets nothing");
            let row = world.rows(&format!("SELECT state, reason FROM outbox WHERE recipient = '{address}'")).remove(0);
            assert!(row[0] != "sent" && row[0] != "queued" && !row[1].is_empty(), "{row:?}");
        }
    });
}
