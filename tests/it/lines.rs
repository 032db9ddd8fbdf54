//! Lines that break and limits that bind: whatever the network does, no mail comes twice.

use crate::school::School;
use crate::school::daemon::{Daemon, within};
use crate::school::mail::plain;
use crate::school::proxy::{End, Fault, Proxy};
use crate::school::told_now;
use crate::school::wire::nobodys_port;
use crate::servers::Servers;
use serde_json::{Value, json};

const THURSDAY: &str = "2026-11-19T12:00:00-05:00";
const FRIDAY: &str = "2026-11-20T15:30:00-05:00";
const LATER: &str = "2026-11-20T17:00:00-05:00";

/// A school that hands its mail to this port in clear, which only this machine's own may be, with a note about Leo.
fn school_sending_to(port: impl FnOnce(&School) -> u16) -> Option<School<'static>> {
    let school = School::new()?;
    let port = port(&school);
    let text = std::fs::read_to_string(school.path("homeroom.toml")).expect("read");
    let outgoing = text.find("[outgoing]").expect("a section");
    let own = format!("[outgoing]\ntype = \"smtp\"\nhost = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"\n");
    school.write("homeroom.toml", &format!("{}{own}", &text[..outgoing]));
    school.at(THURSDAY).run();
    school.at(THURSDAY).teach("good Leo: held the ladder");
    Some(school)
}

/// A line to Postfix that breaks once.
fn breaking_off(school: &School, fault: Fault) -> u16 {
    let line = Proxy::to(school.servers.mx_port());
    line.next(fault, 1);
    line.port
}

#[test]
fn a_mail_whose_answer_was_lost_is_told_and_never_sent_again() {
    let Some(school) = school_sending_to(|s| breaking_off(s, Fault::AfterDot(End::Fin))) else { return };
    school.at(FRIDAY).tells(&["run", "--once"]);
    let row = school.at(FRIDAY).one("outbox", "student", "S1002");
    assert_eq!(row["state"], "unknown", "{row:#}");
    assert!(row["reason"].as_str().is_some_and(|r| !r.is_empty()), "{row:#}");
    school.letter_of("ana.martinez");
    for now in [FRIDAY, LATER] {
        school.at(now).tells(&["run", "--once"]);
    }
    school.letter_of("ana.martinez");
    assert_eq!(school.at(FRIDAY).one("outbox", "student", "S1002")["attempts"], 1);
    let status = school.at(LATER).tells(&["--json", "status"]).ended(1).rows().remove(0);
    assert!(status["problems"].to_string().contains("may or may not"), "{status}");
    let summary = school.at("2026-11-20T16:00:00-05:00").summary();
    assert!(summary.contains("Leo") && summary.contains("Ana Martínez"), "{summary}");
    // The line is whole again: other mail goes.
    school.at("2026-11-22T16:00:00-05:00").run();
    school.at("2026-12-02T12:00:00-05:00").run();
    school.letters_of("ana.martinez", 2);
}

#[test]
fn a_mail_whose_line_broke_before_its_words_is_sent_later_and_once() {
    let Some(school) = school_sending_to(|s| breaking_off(s, Fault::BeforeData(End::Fin))) else { return };
    school.at(FRIDAY).tells(&["run", "--once"]);
    let row = school.at(FRIDAY).one("outbox", "student", "S1002");
    assert_eq!((&row["state"], &row["attempts"]), (&json!("queued"), &json!(1)), "{row:#}");
    assert!(school.servers.mailbox(&school.guardian("ana.martinez"), "INBOX").is_empty());
    assert_eq!(school.at(LATER).run()["sent"], 1);
    school.letter_of("ana.martinez");
}

#[test]
fn a_limit_of_the_provider_spreads_mail_over_minutes_and_loses_none() {
    let Some(school) = School::new() else { return };
    school.edit("homeroom.toml", "per_minute = 1000", "per_minute = 3");
    school.at(THURSDAY).run();
    let sent: Vec<Value> = ["16:00:00", "16:00:30", "16:01:01", "16:02:02", "16:03:03"]
        .iter()
        .map(|time| school.at(&format!("2026-11-22T{time}-05:00")).run()["sent"].clone())
        .collect();
    assert_eq!(sent, [json!(3), json!(0), json!(3), json!(1), json!(0)]);
    for name in ["ngozi.okafor", "daniel.okafor", "ana.martinez", "zhang.min", "samir.haddad", "pat.quinn"] {
        school.letter_of(name);
    }
}

#[test]
fn a_limit_for_a_day_leaves_the_rest_for_when_the_day_is_over() {
    let Some(school) = School::new() else { return };
    school.edit("homeroom.toml", "per_day = 100000", "per_day = 4");
    school.edit("classes/room-12.toml", "0 16 * * Sun", "0 9 * * Wed");
    school.at(THURSDAY).run();
    assert_eq!(school.at("2026-12-02T09:00:00-05:00").run()["sent"], 4);
    let queued = school.at("2026-12-02T09:00:00-05:00").one("outbox", "to", &school.guardian("pat.quinn"));
    assert_eq!(queued["state"], "queued");
    assert!(queued["reason"].as_str().is_some_and(|r| r.contains("within one day")), "{queued:#}");
    assert_eq!(school.at("2026-12-02T17:00:00-05:00").run()["sent"], 0);
    // The letter is due on this day, so that it may still leave in the morning.
    let next = school.at("2026-12-03T09:30:00-05:00").run();
    assert!(next["sent"].as_u64().is_some_and(|sent| sent >= 3), "{next}");
    school.letter_of("pat.quinn");
}

#[test]
fn a_class_whose_mailbox_is_gone_keeps_no_other_class_from_its_work() {
    let Some(school) = School::new() else { return };
    let class = std::fs::read_to_string(school.path("classes/room-12.toml")).expect("read");
    let other = format!(
        "{}\n[inbox]\nport = {}\n",
        class.replace("Room 12", "Room 11").replace("room12.", "room11."),
        nobodys_port()
    );
    school.write("classes/room-11.toml", &other);
    let samir = school.guardian("samir.haddad");
    school.servers.deliver(&school.class(), &plain(&samir, &school.class(), "Tomorrow", "Omar is ill."), "INBOX");
    let told = school.at(THURSDAY).tells(&["--json", "run", "--once"]).ended(1);
    let lines = told.rows();
    assert_eq!(lines.len(), 2, "one line a class: {lines:?}");
    let of = |name: &str| lines.iter().find(|l| l["class"] == name).expect("a line").clone();
    assert!(of("room-11")["problems"].to_string().contains("cannot be reached"));
    assert_eq!((&of("room-12")["new"], &of("room-12")["problems"]), (&json!(1), &json!([])));
    let messages = school.at(THURSDAY).tells(&["--json", "--class", "room-12", "messages"]).ended(0).rows();
    assert_eq!(messages.len(), 1);
    let told = school.at(THURSDAY).tells(&["--class", "room-13", "messages"]).ended(2);
    told.says(&["room-13", "room-11, room-12"]);
}

#[test]
fn the_daemon_is_ready_though_both_servers_are_gone_and_says_so() {
    let Some(school) = School::new() else { return };
    let (imaps, submission) = (school.servers.imaps_port(), school.servers.submission_port());
    for port in [imaps, submission] {
        school.edit("homeroom.toml", &format!("port = {port}"), &format!("port = {}", nobodys_port()));
    }
    let daemon = Daemon::start(&school);
    within("the problem is noted", || {
        told_now(&school, &["--json", "status"]).rows()[0]["problems"].to_string().contains("cannot be reached")
    });
    let status = told_now(&school, &["--json", "status"]).ended(1).rows().remove(0);
    assert_eq!((&status["connection"], &status["ok"]), (&json!("down"), &json!(false)), "{status}");
    // Somebody answers there, and says nothing that helps: what is told is what is wrong now.
    let text = std::fs::read_to_string(school.path("homeroom.toml")).expect("read");
    let port = text.split("port = ").nth(1).and_then(|t| t.lines().next()?.parse().ok()).expect("the mailbox's port");
    let listener = std::net::TcpListener::bind(("127.0.0.1", port)).expect("listen on the mailbox's port");
    std::thread::spawn(move || listener.incoming().for_each(drop));
    within("the new cause is told", || {
        let problems = told_now(&school, &["--json", "status"]).rows()[0]["problems"].to_string();
        problems.contains("mailbox: the mail server closed the connection during the TLS handshake")
    });
    assert_eq!(daemon.stop().0, Some(0));
}

#[test]
fn the_daemon_finds_its_way_back_when_the_mail_server_was_restarted() {
    let Some(servers) = Servers::start() else { return };
    let school = School::on(&servers);
    let (class, samir) = (school.class(), school.guardian("samir.haddad"));
    let daemon = Daemon::start(&school);
    let count = || told_now(&school, &["--json", "messages"]).rows().len();
    within("it waits with IDLE", || told_now(&school, &["--json", "status"]).rows()[0]["connection"] == "idle");
    servers.dovecot().restart();
    servers.deliver(&class, &plain(&samir, &class, "after the restart", "Omar"), "INBOX");
    within("the mail is found after the restart", || count() == 1);
    servers.deliver(&class, &plain(&samir, &class, "and another", "Omar"), "INBOX");
    within("and IDLE tells of the next", || count() == 2);
    assert_eq!(told_now(&school, &["--json", "status"]).ended(0).rows()[0]["problems"], json!([]));
    assert_eq!(daemon.stop().0, Some(0));
}
