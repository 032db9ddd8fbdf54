//! Cells in which the process ends at once: at a named failpoint, and at any time.

use super::frame::cell_on_servers;
use super::real::*;
use crate::school::School;
use crate::school::proxy::{End, Fault, Proxy};
use crate::school::wire::nobodys_port;
use jiff::SignedDuration;
use std::time::Duration;

fn minutes(n: i64) -> SignedDuration {
    SignedDuration::from_mins(n)
}

#[test]
fn c1_9_killed_between_fetching_and_understanding() {
    cell_on_servers("C1.9", 2, |seed, servers| {
        let school = school_of(servers, 10);
        school.at(THURSDAY).run();
        let (mut mails, mut kills) = (0, 0);
        for round in 1..=10 {
            for _ in 0..seed.random.usize(1..6) {
                write_in(&school, 10, seed);
                mails += 1;
            }
            let now = later(THURSDAY, minutes(round));
            let points = [
                "fetched",
                "stored-before-commit",
                "committed",
                "understanding",
                "understood",
                "before-commit",
                "after-commit",
            ];
            kills += usize::from(killed_somewhere(&school, &now, seed, &points, Duration::from_millis(300)));
        }
        println!("killed {kills} times in 10");
        let end = later(THURSDAY, minutes(20));
        school.at(&end).run();
        // A mail that was being read at three of the ends is set aside, to blame or not: read again, it is as the others.
        let stored = school.at(&end).list("messages");
        for mail in stored.iter().filter(|mail| mail["state"] == "quarantined") {
            school.at(&end).tells(&["replay", &mail["id"].to_string()]).ended(0);
        }
        school.at(&end).run();
        all_stored(&school, &end, mails);
    });
}

/// Letters of one Sunday to each family, in whatever state.
fn letters(school: &School, now: &str) -> Vec<(String, String)> {
    let rows = school.at(now).list("outbox");
    let text = |row: &serde_json::Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    rows.iter().filter(|r| r["job"] == "reading-log").map(|r| (text(r, "to"), text(r, "message_id"))).collect()
}

#[test]
fn c2_1_killed_around_the_commit_that_enqueues() {
    cell_on_servers("C2.1", 2, |seed, servers| {
        let school = school_of(servers, 12);
        hands_over_to(&school, nobodys_port());
        school.at(THURSDAY).tells(&["run", "--once"]);
        for week in 0..5 {
            let now = later(SUNDAY, SignedDuration::from_hours(7 * 24 * week));
            let before = letters(&school, &now).len();
            let points = ["slot-claimed", "before-commit", "after-commit"];
            killed_somewhere(&school, &now, seed, &points, Duration::from_millis(400));
            let after = letters(&school, &now);
            assert!([before, before + 12].contains(&after.len()), "all or none: {before}, then {}", after.len());
            for again in [&now, &later(&now, minutes(10))] {
                school.at(again).tells(&["run", "--once"]);
                let rows = letters(&school, again);
                assert_eq!(rows.len(), before + 12, "each letter once");
                assert!(after.iter().all(|row| rows.contains(row)), "and as it was");
            }
        }
    });
}

#[test]
fn c2_5_broken_off_in_the_mail() {
    cell_on_servers("C2.5", 3, |seed, servers| {
        let school = school_of(servers, 4);
        let line = Proxy::to(servers.mx_port());
        hands_over_to(&school, line.port);
        let ways = 1 + seed.number as usize % 2;
        over(&school, ways);
        school.at(THURSDAY).run();
        // The line breaks. Whether all had left by then is the network's secret: if not, it is sent again; if so, nobody
        // can know, and it is held.
        line.next(
            Fault::InMail(seed.random.usize(0..3_000), if seed.random.bool() { End::Reset } else { End::Fin }),
            1,
        );
        school.at(SUNDAY).tells(&["run", "--once"]);
        let told = account(&school, Some(SUNDAY));
        let queued = told.others.get("queued").copied().unwrap_or(0);
        assert_eq!((told.sent, told.unknown.0 + queued, told.unknown.1), (3, 1, 0), "{told:?}");
        let monday = later(SUNDAY, SignedDuration::from_hours(17));
        school.at(&monday).tells(&["run", "--once"]);
        let held = account(&school, Some(&monday)).unknown.0;
        assert_eq!(account(&school, Some(&monday)).sent + held, 4);
        unknown_is_named(&school, &monday, held);
        // The process ends: that the body had begun is all it knows afterwards.
        let next = later(SUNDAY, SignedDuration::from_hours(7 * 24));
        let point = ["mid-data", "after-rcpt"][seed.random.usize(0..2)];
        assert!(killed_at(&school, &next, &format!("{point}=abort@{}", seed.random.u32(1..=4))), "{point}");
        let monday = later(&next, SignedDuration::from_hours(17));
        for again in [&next, &monday] {
            school.at(again).tells(&["run", "--once"]);
        }
        let told = account(&school, Some(&monday));
        // What went over another connection at that moment may have arrived.
        assert_eq!((told.sent + told.unknown.0, told.unknown.1 < ways), (8, true), "{point}: {told:?}");
        let least = held + usize::from(point == "mid-data");
        assert!((least..least + ways).contains(&told.unknown.0), "{ways} connections: {told:?}");
        unknown_is_named(&school, &monday, told.unknown.0);
    });
}

fn unknown_is_named(school: &School, now: &str, count: usize) {
    if count > 0 {
        let status = school.at(now).tells(&["--json", "status"]).ended(1).rows().remove(0);
        assert!(status["problems"].to_string().contains("may or may not"), "{status}");
        let summary = school.at(now).summary();
        assert!(summary.contains("Kim"), "{summary}");
    }
}

#[test]
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
        assert!(!school.at(&end).list("status")[0]["problems"].to_string().contains("may or may not"));
    });
}

#[test]
fn c2_9_killed_when_the_server_has_taken_the_mail() {
    cell_on_servers("C2.9", 3, |seed, servers| {
        let school = school_of(servers, 4);
        let ways = 1 + seed.number as usize % 2;
        over(&school, ways);
        school.at(THURSDAY).run();
        let points = ["after-dot", "after-250", "before-commit", "after-commit", "after-mark", "copy-filed"];
        let (mut killed, weeks) = (0, 3);
        for week in 0..weeks {
            let now = later(SUNDAY, SignedDuration::from_hours(7 * 24 * week));
            let point = points[(seed.number as usize + 2 * week as usize) % points.len()];
            killed += usize::from(killed_at(&school, &now, &format!("{point}=abort@{}", seed.random.u32(1..=4))));
            for again in [minutes(1), minutes(11), minutes(40)] {
                school.at(&later(&now, again)).tells(&["run", "--once"]);
            }
            let now = later(&now, minutes(41));
            let told = account(&school, Some(&now));
            assert_eq!(told.sent + told.unknown.0, 4 * (week as usize + 1), "{point}: {told:?}");
            assert!(told.unknown.0 <= killed * ways, "{point}: {told:?}");
            unknown_is_named(&school, &now, told.unknown.0);
            assert!(copies_once(&school) >= told.sent, "{point}: every letter has its copy");
        }
        println!("killed {killed} times in {weeks}");
    });
}

#[test]
fn c4_1_killed_while_jobs_run() {
    cell_on_servers("C4.1", 2, |seed, servers| {
        let school = school_of(servers, 5);
        school.at(THURSDAY).run();
        school.at(THURSDAY).teach("good Kim2: held the ladder");
        let slots = ["2026-11-20T15:30:00-05:00", SUNDAY, "2026-11-23T07:00:00-05:00", "2026-11-29T16:00:00-05:00"];
        for slot in slots {
            let points = ["slot-claimed", "before-commit", "after-commit"];
            killed_somewhere(&school, slot, seed, &points, Duration::from_millis(400));
            for again in [minutes(0), minutes(20)] {
                school.at(&later(slot, again)).tells(&["run", "--once"]);
            }
        }
        let end = "2026-11-29T16:30:00-05:00";
        let told = account(&school, Some(end));
        assert_eq!(
            (told.sent + told.unknown.0, told.others.len()),
            (11, 0),
            "a note, and two letters to five: {told:?}"
        );
        let rows = school.at(end).list("outbox");
        let of = |job: &str| rows.iter().filter(|r| r["job"] == job).count();
        assert_eq!((of("friday-good-news"), of("reading-log")), (1, 10));
        let summaries = school.servers.wait_for(&school.teacher(), "INBOX", 1).len();
        assert!((1..=3).contains(&summaries), "{summaries} summaries, which may come again when an answer was lost");
    });
}
