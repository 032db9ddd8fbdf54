//! Cells about what a teacher says and what a mail does: once, whatever happens on the way.

use super::frame::{Seed, cell, cell_on_servers};
use super::real::*;
use crate::school::School;
use crate::school::mail::{answer_address, fields, plain};
use crate::teachers_day::of_teacher;
use crate::world::World;
use crate::world::settings::Settings;
use homeroom::cli::demo::script::Folder;
use jiff::SignedDuration;
use rusqlite::{Connection, OpenFlags};

/// A number that the state holds.
fn number(school: &School, query: &str) -> usize {
    let state = Connection::open_with_flags(school.state_file(), OpenFlags::SQLITE_OPEN_READ_ONLY).expect("the state");
    state.query_row(query, [], |row| row.get::<_, i64>(0)).expect("a number") as usize
}

#[test]
fn c3_1_killed_while_a_command_is_done() {
    cell_on_servers("C3.1", 2, |seed, servers| {
        let school = school_of(servers, 6);
        school.edit(
            "classes/room-12.toml",
            "audience = \"all\"\napproval = \"none\"",
            "audience = \"all\"\napproval = \"teacher\"",
        );
        school.at(THURSDAY).run();
        let moments = |school: &School| {
            number(school, "SELECT count(*) FROM moment") + number(school, "SELECT count(*) FROM private_note")
        };
        for round in 0..4 {
            let words = format!("good Kim1: first {round}\nnote Kim2: second {round}\ngood Kim3: third {round}");
            let point = ["before-commit", "after-commit"][seed.random.usize(0..2)];
            let failpoint = format!("{point}=abort@{}", seed.random.u32(1..=4));
            dies(&school, &["--now", THURSDAY, "teach", &words], &failpoint);
            let after = moments(&school);
            assert!([3 * round, 3 * (round + 1)].contains(&after), "{failpoint}: all of it or nothing: {after}");
            if after == 3 * round {
                school.at(THURSDAY).teach(&words);
            }
            assert_eq!(moments(&school), 3 * (round + 1), "{failpoint}");
        }
        // Letters that wait for an `ok`, which is said again when nothing answered the first time.
        school.at(SUNDAY).run();
        school.at(SUNDAY).summary();
        let drafts = |school: &School| number(school, "SELECT count(*) FROM outbox WHERE state = 'draft'");
        // The letter to six homes, and the notes of eight moments.
        assert_eq!(drafts(&school), 14);
        dies(
            &school,
            &["--now", SUNDAY, "teach", "ok all"],
            &format!("before-commit=abort@{}", seed.random.u32(1..=4)),
        );
        assert!([0, 14].contains(&drafts(&school)));
        dies(&school, &["--now", SUNDAY, "teach", "ok all"], &format!("after-commit=abort@{}", seed.random.u32(1..=4)));
        school.at(SUNDAY).tells(&["teach", "ok all"]);
        assert_eq!(drafts(&school), 0);
        // What a teacher approved can be taken back for ten minutes.
        school.at(&later(SUNDAY, SignedDuration::from_mins(11))).run();
        // A note is not for a Sunday: it waits for the school morning.
        assert_eq!(account(&school, Some(SUNDAY)).sent, 6);
        by_mail(&school, seed);
    });
}

/// Commands by mail, with an end of the process between their fetch, their effect, and their receipt. Each mail does what
/// it says once and has one receipt, also when it is delivered again.
fn by_mail(school: &School, seed: &mut Seed) {
    const MONDAY: &str = "2026-11-23T07:00:00-05:00";
    const POINTS: [&str; 12] = [
        "fetched",
        "stored-before-commit",
        "committed",
        "understanding",
        "understood",
        "before-commit",
        "after-commit",
        "before-connect",
        "mid-data",
        "after-dot",
        "after-250",
        "after-mark",
    ];
    school.at(MONDAY).run();
    let summary = school.servers.wait_for(&school.teacher(), "INBOX", 1).pop().expect("a summary").bytes;
    const DONE: [&str; 5] = [
        "moment WHERE text LIKE 'by mail %'",
        "private_note WHERE text LIKE 'by mail %'",
        "plan_goal WHERE text LIKE 'by mail %'",
        "hard_draft WHERE fact LIKE 'by mail %'",
        "outbox WHERE template = 'receipt'",
    ];
    let done = |school: &School| DONE.map(|what| number(school, &format!("SELECT count(*) FROM {what}")));
    let (mut mails, mut kills) = (Vec::new(), 0);
    for round in 1..=6 {
        let now = later(MONDAY, SignedDuration::from_mins(20 + 30 * round as i64));
        let words = ["good Kim1", "note Kim2", "plan Kim3", "hard Kim4"]
            .map(|verb| format!("{verb}: by mail {round}"))
            .join("\n");
        let raw = of_teacher(school, &now, &answer_address(&summary), "Re: the summary", &words, Some(&summary));
        school.servers.append(&school.class(), "INBOX", &raw, &[], Some(now.parse().expect("a time")));
        mails.push(raw);
        let point = seed.random.choice(POINTS).expect("a point");
        kills += usize::from(killed_at(school, &now, &format!("{point}=abort@{}", seed.random.u32(1..=2))));
        let after = done(school);
        assert!([[round - 1; 5], [round; 5]].contains(&after), "{point}: all or nothing: {after:?}");
        // A mail to the teacher whose answer was lost is tried again after a quarter of an hour.
        for minutes in [1, 17] {
            school.at(&later(&now, SignedDuration::from_mins(minutes))).tells(&["run", "--once"]);
        }
        assert_eq!(done(school), [round; 5], "{point}");
    }
    println!("killed {kills} times in 6 commands by mail");
    for raw in &mails {
        let folder = ["INBOX", "Junk"][seed.random.usize(0..2)];
        school.servers.deliver(&school.class(), raw, folder);
    }
    let end = later(MONDAY, SignedDuration::from_hours(5));
    school.at(&end).tells(&["run", "--once"]);
    assert_eq!(done(school), [6; 5], "a mail that comes again says nothing");
    let letters =
        |state: &str| number(school, &format!("SELECT count(*) FROM outbox WHERE template = 'plan' AND state {state}"));
    assert_eq!(
        (letters("= 'sent'"), letters("NOT IN ('sent', 'cancelled')")),
        (6, 0),
        "each goal is told in one letter"
    );
    assert_eq!(
        number(school, "SELECT count(*) FROM outbox WHERE template = 'hard-conversation' AND state <> 'draft'"),
        0
    );
    let told: Vec<serde_json::Value> =
        school.at(&end).list("outbox").into_iter().filter(|row| row["template"] == "receipt").collect();
    let arrived = school.servers.mailbox(&school.teacher(), "INBOX");
    for row in told {
        let id = row["message_id"].as_str().expect("an id");
        let copies = arrived.iter().filter(|mail| fields(&mail.bytes, "Message-ID").concat().contains(id)).count();
        assert!(row["state"] == "sent" && (1..=3).contains(&copies), "{copies} copies of {row:#}");
    }
}

/// A delivery report about a mail of ours.
fn returned(mail: &[u8], to: &str) -> Vec<u8> {
    let id = fields(mail, "Message-ID").concat();
    format!(
        "From: Mail Delivery System <mailer-daemon@mx.families.test>\r\nTo: room12@school.test\r\n\
         Subject: Undelivered Mail Returned to Sender\r\nMessage-ID: <dsn.1@mx.families.test>\r\n\
         Date: Mon, 09 Nov 2026 16:05:00 -0500\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"edge\"\r\n\r\n\
         --edge\r\nContent-Type: text/plain\r\n\r\nYour mail could not be delivered.\r\n\
         --edge\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.families.test\r\n\r\n\
         Final-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: 5.1.1\r\n\
         Diagnostic-Code: smtp; 550 5.1.1 no such user\r\n\r\n\
         --edge\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: {id}\r\n\r\n--edge--\r\n"
    )
    .into_bytes()
}

/// How much of everything there is that a mail can cause.
fn effects(world: &World) -> Vec<String> {
    let tables = ["inbound", "reading", "contact", "delivery_report", "placement", "outbox", "settled", "job_run"];
    tables.iter().map(|table| format!("{table} {}", world.value(&format!("SELECT count(*) FROM {table}")))).collect()
}

#[test]
fn c3_2_a_mail_that_is_delivered_twice() {
    cell("C3.2", 20, |seed| {
        let job = "[[jobs]]\nname = \"letter\"\ncron = \"0 16 9 11 *\"\ntemplate = \"reading-log-reminder\"\n\
                   audience = \"all\"\napproval = \"none\"\npersonal = false\n";
        let mut world = World::with(Settings::with_jobs(job).with_families(8), "2026-11-09T15:00:00-05:00");
        world.step().unwrap();
        world.at("2026-11-09T16:00:00").step().unwrap();
        let class = "room12@school.test";
        let first = world.arrived[0].mail.clone();
        let to = first.recipient.as_str().to_owned();
        let inbox = [
            plain("guardian2@families.test", class, "ill", "Kim2 is ill today and stays at home."),
            plain("guardian3@families.test", class, "a question", "When is the meeting?"),
            returned(&first.bytes, &to),
            plain("somebody@elsewhere.test", class, "hello", "Who are you?"),
        ];
        world.at("2026-11-09T16:10:00");
        for mail in &inbox {
            world.deliver(Folder::Inbox, mail);
        }
        world.deliver(Folder::Sent, &plain(class, "guardian4@families.test", "by hand", "Kim4 was a great help."));
        world.step().unwrap();
        let before = effects(&world);
        assert_eq!(world.value("SELECT count(*) FROM delivery_report"), "1", "{before:?}");
        for _ in 0..seed.random.usize(1..6) {
            let nth = seed.random.usize(0..inbox.len());
            match seed.random.u8(0..4) {
                0 => world.mailbox.deliver_again(Folder::Inbox, nth),
                1 => world.deliver(Folder::Junk, &inbox[nth]),
                2 => world.mailbox.deliver_again(Folder::Sent, 0),
                _ => {
                    world.mailbox.renumber();
                    world.mailbox.reconcile = true;
                }
            }
            world.set_clock_on(SignedDuration::from_mins(3));
            world.step().unwrap();
            assert_eq!(effects(&world), before);
        }
    });
}

#[test]
fn c3_3_a_mail_that_is_cancelled_while_it_leaves() {
    // Twenty seeds are a thousand interleavings.
    cell("C3.3", 4, |seed| crate::cancelling::interleavings(seed.random.u64(..), 50));
}
