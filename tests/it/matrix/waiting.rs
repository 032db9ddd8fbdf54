//! Cells that hold once what is unknown is looked for in Sent, a restored backup is noticed, and a mail that ends the
//! process is counted before it is read.

use super::frame::{cell, cell_on_servers};
use super::real::*;
use super::sending::{self, outcome};
use crate::school::School;
use crate::school::mail::plain;
use crate::school::proxy::{End, Fault, Proxy};
use crate::world::smtp_server::Act;
use crate::world::virtual_day::VirtualDay;
use jiff::SignedDuration;
use std::collections::BTreeMap;
use std::path::PathBuf;
use std::time::Duration;

fn minutes(n: i64) -> SignedDuration {
    SignedDuration::from_mins(n)
}

#[test]
#[ignore = "waits for the search in Sent for what is unknown"]
fn c2_6_an_answer_lost_though_a_copy_is_in_sent() {
    cell_on_servers("C2.6", 3, |seed, servers| {
        let school = school_of(servers, 4);
        let line = Proxy::to(servers.mx_port());
        hands_over_to(&school, line.port);
        school.at(THURSDAY).run();
        line.next(Fault::AfterDot(if seed.random.bool() { End::Reset } else { End::Fin }), 1);
        school.at(SUNDAY).tells(&["run", "--once"]);
        assert_eq!(account(&school, Some(SUNDAY)).unknown, (1, 1));
        // The provider files the copy of what it took, as Gmail does.
        let rows = school.at(SUNDAY).list("outbox");
        let row = rows.iter().find(|row| row["state"] == "unknown").expect("the one");
        let arrived = school.servers.mailbox(row["to"].as_str().expect("an address"), "INBOX").remove(0);
        servers.append(&school.class(), "Sent", &arrived.bytes, &[r"\Seen"], None);
        for after in [3, 11, 25] {
            school.at(&later(SUNDAY, minutes(after))).tells(&["run", "--once"]);
        }
        let end = later(SUNDAY, minutes(26));
        let told = account(&school, Some(&end));
        assert_eq!((told.sent, told.unknown), (4, (0, 0)), "{told:?}");
        assert_eq!(copies_once(&school), 4);
        assert_eq!(school.at(&end).list("status")[0]["problems"].to_string().contains("may or may not"), false);
    });
}

#[test]
#[ignore = "waits for the search in Sent for what is unknown"]
fn c2_7_an_answer_lost_and_nothing_in_sent() {
    cell("C2.7", 3, |seed| {
        let lost = seed.random.usize(1..=6);
        let mut day = VirtualDay::new(sending::settings(6), sending::BEFORE);
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

/// The states of a school, to be put back.
fn copy_of_state(school: &School, name: &str) -> PathBuf {
    let to = school.path(name);
    school.at(THURSDAY).tells(&["backup", to.to_str().expect("a path")]).ended(0);
    to
}

#[test]
#[ignore = "waits for backup, restore and resume"]
fn c5_1_yesterdays_backup_is_restored() {
    cell_on_servers("C5.1", 2, |seed, servers| {
        let school = school_of(servers, 5);
        school.at(THURSDAY).run();
        let before = copy_of_state(&school, "yesterday.sqlite3");
        school.at(SUNDAY).run();
        assert_eq!(account(&school, Some(SUNDAY)).sent, 5);
        // By the command, or by hand as people do it.
        if seed.random.bool() {
            school.at(SUNDAY).tells(&["restore", before.to_str().expect("a path")]).ended(0);
        } else {
            for end in ["-wal", "-shm"] {
                let _ = std::fs::remove_file(format!("{}{end}", school.state_file().display()));
            }
            std::fs::copy(&before, school.state_file()).expect("put the backup in its place");
        }
        let after = later(SUNDAY, minutes(5));
        school.at(&after).tells(&["run", "--once"]);
        for guardian in 1..=5 {
            school.letters_of(&format!("guardian{guardian}"), 1);
        }
        let status = school.at(&after).tells(&["--json", "status"]).ended(1).rows().remove(0);
        assert!(status["problems"].to_string().to_lowercase().contains("resume"), "{status}");
        school.at(&after).tells(&["resume"]);
        for guardian in 1..=5 {
            school.letters_of(&format!("guardian{guardian}"), 1);
        }
    });
}

#[test]
#[ignore = "waits for backup, restore and resume"]
fn c5_2_a_backup_that_is_killed() {
    cell_on_servers("C5.2", 2, |seed, servers| {
        let school = school_of(servers, 5);
        for _ in 0..50 {
            write_in(&school, 5, seed);
        }
        school.at(THURSDAY).run();
        let old = std::fs::read(copy_of_state(&school, "backup.sqlite3")).expect("the old one");
        for round in 1..=10 {
            for _ in 0..10 {
                write_in(&school, 5, seed);
            }
            let (now, path) = (later(THURSDAY, minutes(round)), school.path("backup.sqlite3"));
            let mut beside = school.command(&["--now", &now, "run", "--once"]).spawn().expect("run");
            let mut backup = school.command(&["--now", &now, "backup", path.to_str().expect("a path")]);
            let mut backup = backup.spawn().expect("run");
            std::thread::sleep(Duration::from_millis(seed.random.u64(0..150)));
            let _ = backup.kill();
            let done = backup.wait().expect("wait").success();
            beside.wait().expect("wait");
            assert!(done || std::fs::read(&path).expect("the backup") == old || is_whole(&path), "round {round}");
            assert!(is_whole(&path), "round {round}");
        }
    });
}

fn is_whole(file: &std::path::Path) -> bool {
    let read = rusqlite::Connection::open_with_flags(file, rusqlite::OpenFlags::SQLITE_OPEN_READ_ONLY);
    let check = read.and_then(|c| c.query_row("PRAGMA integrity_check", [], |row| row.get::<_, String>(0)));
    check.is_ok_and(|words| words == "ok")
}

#[test]
#[ignore = "waits for a count of what ends the process"]
fn c5_5_a_mail_that_ends_the_process() {
    cell_on_servers("C5.5", 2, |seed, servers| {
        let school = school_of(servers, 5);
        school.at(THURSDAY).run();
        let (class, from) = (school.class(), school.guardian("guardian2"));
        let poison = seed.random.usize(0..10);
        for n in 0..10 {
            let subject = if n == poison { "poison-mail".to_owned() } else { format!("mail {n}") };
            servers.deliver(&class, &plain(&from, &class, &subject, "Kim2"), "INBOX");
        }
        let mut deaths = 0;
        while killed_at(&school, THURSDAY, "understanding:poison-mail=abort") {
            deaths += 1;
            assert!(deaths <= 3, "it ends homeroom again and again");
        }
        let messages = school.at(THURSDAY).list("messages");
        let of = |state: &str| messages.iter().filter(|m| m["state"] == state).count();
        assert_eq!((of("placed"), of("quarantined")), (9, 1), "{messages:#?}");
        let status = school.at(THURSDAY).tells(&["--json", "status"]).ended(1).rows().remove(0);
        assert!(status["problems"].to_string().contains("could not be read"), "{status}");
    });
}
