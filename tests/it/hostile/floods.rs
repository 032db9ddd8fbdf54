//! Very much mail at once, and mail that answers mail: it is stored and shown for what it is, the families' own goes
//! through, and nothing answers back.

use super::letter::{Expected, Letter};
use super::state::{May, assert_only_recorded, picture};
use super::{RIVERA, ROY, Room, SAMIR};
use crate::school::mail::plain;
use crate::world::World;
use crate::world::settings::Settings;
use homeroom::cli::demo::cast::CLASS_ADDRESS;
use homeroom::cli::demo::script::Folder;
use homeroom::message::key::Purpose;

/// All that came, in the order in which it came.
fn come(room: &mut Room, mails: impl Iterator<Item = Vec<u8>>) {
    mails.for_each(|raw| room.world.deliver(Folder::Inbox, &raw));
    room.world.sweep().unwrap();
    room.world.understand().unwrap();
    assert_eq!(room.world.value("SELECT count(*) FROM inbound WHERE state = 'received'"), "0");
}

/// To whom mail has left since there were so many.
fn told(room: &Room, since: usize) -> Vec<&str> {
    room.world.arrived[since..].iter().map(|arrival| arrival.mail.recipient.as_str()).collect()
}

#[test]
fn a_thousand_mails_of_forged_senders_hide_no_familys_and_nothing_answers_them() {
    let mut room = Room::new();
    let before = picture(&room.world);
    let letter = Letter::good(&room, "D35", "a bomb").stamps(&[]);
    let forged = (0..1_000).map(|n| {
        let sender = match n % 4 {
            // A family's address and the teacher's are among what is forged.
            0 => format!("From: Ms. Rivera <{RIVERA}>"),
            _ => format!("From: Bomb {n} <bomb{n}@evil{}.test>", n % 7),
        };
        let forged = letter.clone().with_from_lines(&[&sender]).without_key().subject(&format!("Bomb {n}"));
        forged.line(&format!("Message-ID: <bomb.{n}@evil.test>")).bytes()
    });
    let mut mails: Vec<Vec<u8>> = forged.collect();
    mails.insert(500, plain(SAMIR, CLASS_ADDRESS, "Pick-up", "I pick Omar up at noon."));
    let sent = room.world.arrived.len();
    for minute in mails.chunks(101) {
        come(&mut room, minute.iter().cloned());
        room.world.send().unwrap();
        room.world.set_clock_on(jiff::SignedDuration::from_mins(1));
    }
    let may = May { family: true, tell: true, heard: false };
    assert_only_recorded(&before, &picture(&room.world), may, "a bomb");
    let placed = "SELECT state FROM inbound WHERE id = (SELECT inbound FROM reading WHERE subject = 'Pick-up')";
    assert_eq!(room.world.value(placed), "placed");
    assert_eq!(told(&room, sent), [RIVERA], "that somebody posed as her, once");
    room.world.at("2026-11-16T07:05:00").step().unwrap();
    let summary = room.world.value(
        "SELECT text FROM outbox_content WHERE outbox = (SELECT max(id) FROM outbox WHERE template = 'summary')",
    );
    assert!(summary.contains("I pick Omar up at noon.") && summary.contains("1001 came in"), "{summary}");
    assert_eq!(summary.matches("evil").count(), 3, "{summary}");
    assert!(summary.contains("and 747 more mails from people who are not in the class list"), "{summary}");
    assert!(told(&room, sent).iter().all(|to| !to.contains("evil")));
}

#[test]
fn a_thousand_reports_of_mail_that_was_never_sent_change_nothing() {
    let mut room = Room::new();
    let before = picture(&room.world);
    let letter = Letter::good(&room, "D33", "a report").stamps(&[]).without_key().from("mailer-daemon@evil.test");
    let reports = (0..1_000).map(|n| {
        let about = format!(
            "Final-Recipient: rfc822; {SAMIR}\nAction: failed\nStatus: 5.1.1\nOriginal-Message-ID: <t.{n}.x@school.test>\n"
        );
        let parts = [("text/plain", "It could not be delivered."), ("message/delivery-status", about.as_str())];
        let report = letter.clone().parts("report; report-type=delivery-status", &parts);
        report.line(&format!("Message-ID: <report.{n}@evil.test>")).bytes()
    });
    let reports: Vec<Vec<u8>> = reports.collect();
    come(&mut room, reports.into_iter());
    let may = May { family: false, tell: false, heard: false };
    assert_only_recorded(&before, &picture(&room.world), may, "reports");
    let sent = room.world.arrived.len();
    room.world.send().unwrap();
    assert_eq!(told(&room, sent), [] as [&str; 0]);
}

/// It answers whatever reaches it, each time from another address, and some say that a program wrote it.
#[test]
fn a_responder_with_a_new_address_each_time_is_answered_by_nobody() {
    let mut room = Room::new();
    let before = picture(&room.world);
    let thread = room.token(Purpose::Thread, SAMIR, room.today());
    let sent = room.world.arrived.len();
    for n in 0..200 {
        let letter = Letter::good(&room, "D34", "a responder").stamps(&[]).key(&thread).answers(&room.letter.1);
        let letter = letter.from(&format!("<answers.{n}@evil.test>")).body("stop\n").expects(Expected::Refused);
        let letter = letter.line(&format!("Message-ID: <answer.{n}@evil.test>"));
        let letter = if n % 2 == 0 { letter } else { letter.line("Auto-Submitted: auto-replied") };
        come(&mut room, std::iter::once(letter.bytes()));
        room.world.tick().unwrap();
        room.world.send().unwrap();
    }
    let may = May { family: true, tell: false, heard: false };
    assert_only_recorded(&before, &picture(&room.world), may, "a responder");
    assert_eq!(told(&room, sent), [] as [&str; 0]);
}

/// A class each, of which the other is a guardian.
fn neighbours() -> [World; 2] {
    let other = "room13@other.test";
    let mut here = Settings::cast();
    here.roster_csv = here.roster_csv.replace(SAMIR, other);
    let mut there = Settings::cast();
    there.class_toml = there.class_toml.replace(CLASS_ADDRESS, other);
    there.roster_csv = there.roster_csv.replace(SAMIR, CLASS_ADDRESS);
    [here, there].map(|settings| World::with(settings, "2026-11-08T06:00:00-05:00"))
}

/// What is in the mails to this address that left since there were so many, as the other side gets it: vouched for, and
/// without the fields by which a program tells that a program wrote it, since gateways take fields out.
fn carried(world: &World, since: usize, to: &str) -> Vec<Vec<u8>> {
    let mails = world.arrived[since..].iter().filter(|arrival| arrival.mail.recipient.as_str() == to);
    let stamp = "Authentication-Results: mx.school.test; dmarc=pass header.from=";
    let telling = ["auto-submitted", "precedence", "x-auto", "list-", "x-homeroom"];
    mails
        .map(|arrival| {
            let raw = String::from_utf8_lossy(&arrival.mail.bytes).into_owned();
            let (head, body) = raw.split_once("\r\n\r\n").unwrap();
            let unfolded = head.replace("\r\n ", " ").replace("\r\n\t", " ");
            let kept = unfolded.split("\r\n").filter(|line| {
                let line = line.to_ascii_lowercase();
                !telling.iter().any(|name| line.starts_with(name))
            });
            let domain = if to == CLASS_ADDRESS { "other.test" } else { "school.test" };
            let head = kept.collect::<Vec<_>>().join("\r\n");
            format!("{stamp}{domain}\r\n{head}\r\n\r\n{body}").into_bytes()
        })
        .collect()
}

/// Plays a week of two classes; gives what each sent the other in rounds, one after the other, that began with these words.
fn rounds(exchanged: bool, first: &str) -> Vec<usize> {
    let [mut here, mut there] = neighbours();
    for world in [&mut here, &mut there] {
        world.step().unwrap();
    }
    let letter = format!(
        "Authentication-Results: mx.school.test; dmarc=pass header.from=school.test\r\nFrom: {CLASS_ADDRESS}\r\nTo: room13@other.test\r\n\
         Subject: Hello\r\nMessage-ID: <first@school.test>\r\nDate: Mon, 09 Nov 2026 09:00:00 -0500\r\n\r\n{first}\r\n"
    );
    here.at("2026-11-09T09:00:00");
    there.at("2026-11-09T09:00:00").deliver(Folder::Inbox, letter.as_bytes());
    let mut sent = Vec::new();
    for hour in 0..48 {
        let mut count = 0;
        for _ in 0..2 {
            let since = (here.arrived.len(), there.arrived.len());
            here.step().unwrap();
            there.step().unwrap();
            let to_there = carried(&here, since.0, "room13@other.test");
            let to_here = carried(&there, since.1, CLASS_ADDRESS);
            count += to_there.len() + to_here.len();
            if exchanged {
                to_there.iter().for_each(|raw| there.deliver(Folder::Inbox, raw));
                to_here.iter().for_each(|raw| here.deliver(Folder::Inbox, raw));
            }
        }
        sent.push(count);
        for world in [&mut here, &mut there] {
            world.set_clock_on(jiff::SignedDuration::from_hours(if hour % 2 == 0 { 1 } else { 2 }));
        }
    }
    sent
}

#[test]
fn two_homerooms_do_not_answer_each_other() {
    let mut most = 0;
    for first in ["stop", "Thank you for all you do!", "Wann ist der Ausflug?"] {
        let (alone, together) = (rounds(false, first), rounds(true, first));
        let more: Vec<usize> = alone.iter().zip(&together).map(|(a, b)| b.saturating_sub(*a)).collect();
        println!(
            "{first:?}: {} mails without the other's, {} with: {together:?}",
            alone.iter().sum::<usize>(),
            together.iter().sum::<usize>()
        );
        assert!(more.iter().sum::<usize>() <= 3, "{first:?}: {alone:?} {together:?}");
        most = most.max(together.iter().sum());
    }
    assert!(most > 0, "nobody said anything");
}

#[test]
fn the_teachers_are_told_of_a_flood_in_their_names_once_a_day_each() {
    let mut room = Room::new();
    let sent = room.world.arrived.len();
    for n in 0..50 {
        for teacher in [RIVERA, ROY] {
            let letter = Letter::good(&room, "D35", &format!("{teacher} {n}")).stamps(&[]).from(teacher);
            come(&mut room, std::iter::once(letter.bytes()));
            room.world.send().unwrap();
        }
    }
    assert_eq!(told(&room, sent), [RIVERA, ROY]);
}
