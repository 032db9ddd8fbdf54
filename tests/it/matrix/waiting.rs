//! Cells that hold once a restored backup is noticed, and a mail that ends the process is counted before it is read.

use super::frame::cell_on_servers;
use super::real::*;
use crate::school::School;
use crate::school::mail::plain;
use jiff::SignedDuration;
use std::path::PathBuf;
use std::time::Duration;

fn minutes(n: i64) -> SignedDuration {
    SignedDuration::from_mins(n)
}

/// The states of a school, to be put back.
fn copy_of_state(school: &School, name: &str) -> PathBuf {
    let to = school.path(name);
    school.at(THURSDAY).tells(&["backup", to.to_str().expect("a path")]).ended(0);
    to
}

#[test]
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
