//! Never silent: what stands still for a quarter of an hour reaches IT by a way that does not need what stands still.

use crate::school::School;
use crate::school::mail::{field, read};
use crate::school::wire::nobodys_port;
use crate::world::World;
use homeroom::clock::Clock;
use homeroom::config::resolved::{Alerts, OutgoingSetup};
use homeroom::domain::address::EmailAddress;
use homeroom::service::alarm::Watchman;
use homeroom::service::jobs;
use homeroom::service::pulse::Pulse;
use homeroom::store::{Store, StoreError, Tx, health};
use jiff::SignedDuration;
use std::path::Path;
use std::sync::{Arc, Mutex};
use std::time::Duration;
use tokio_util::sync::CancellationToken;

/// IT's address, and a folder for what is sent there.
fn alerts(world: &World) -> Alerts {
    let way = OutgoingSetup::Maildir { path: world.path("alerts") };
    Alerts { to: EmailAddress::parse("it@school.test").unwrap(), from: None, way: Some(way) }
}

/// The mails to IT so far, oldest first.
fn mails(folder: &Path) -> Vec<Vec<u8>> {
    let Ok(entries) = std::fs::read_dir(folder.join("new")) else { return Vec::new() };
    let mut mails: Vec<Vec<u8>> = entries.map(|e| std::fs::read(e.unwrap().path()).unwrap()).collect();
    mails.sort_by_key(|mail| jiff::fmt::rfc2822::parse(&field(mail, "Date")).unwrap());
    mails
}

/// A Monday after the summary, with nothing due for hours.
fn monday() -> World {
    let mut world = World::new();
    world.step().unwrap();
    world.at("2026-11-09T08:00:00").step().unwrap();
    world
}

/// What a loop that works leaves in the state, minute by minute.
fn reads_the_mailbox(world: &World) {
    let now = world.clock.now();
    let read = |tx: &Tx<'_>| {
        health::clear(tx, "problem:mailbox")?;
        health::note(tx, "last_fetch", "", now)
    };
    // What cannot be written is the test's own doing.
    let _ = world.class().store.write(read);
}

fn cannot_read_the_mailbox(world: &World) {
    let (now, words) = (world.clock.now(), "mailbox: the mail server cannot be reached; check `host` and `port`");
    let _ = world.class().store.write(|tx| health::note_problem(tx, "problem:mailbox", words, now));
}

/// A watchman over the world for so many minutes, in each of which something happens first. Gives systemd's lines.
fn watched(world: &World, alerts: Option<Alerts>, minutes: i64, each: impl Fn(i64)) -> Vec<String> {
    let said = Arc::new(Mutex::new(Vec::new()));
    let heard = Arc::clone(&said);
    let report = Box::new(move |line: &str| heard.lock().unwrap().push(line.to_owned()));
    let clock: Arc<dyn Clock> = world.clock.clone();
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().start_paused(true).build().unwrap();
    runtime.block_on(async {
        let stop = CancellationToken::new();
        let watchman = Watchman::new(&[world.class().clone()], alerts, &clock, Pulse::unwatched(), report);
        let watch = tokio::spawn(watchman.run(stop.clone()));
        for minute in 0..minutes {
            each(minute);
            jobs::tick(world.class(), world.clock.now()).ok();
            tokio::time::sleep(Duration::from_secs(60)).await;
            world.set_clock_on(SignedDuration::from_mins(1));
        }
        stop.cancel();
        watch.await.unwrap();
    });
    std::mem::take(&mut *said.lock().unwrap())
}

#[test]
fn an_outage_of_the_mailbox_reaches_it_and_so_does_its_end() {
    let world = monday();
    let folder = world.path("alerts");
    let said = watched(&world, Some(alerts(&world)), 80, |minute| match minute {
        0..5 | 65.. => reads_the_mailbox(&world),
        _ => cannot_read_the_mailbox(&world),
    });
    assert_eq!(said, ["1 class, all well", "1 class; Room 12: mailbox not read since 08:04", "1 class, all well"]);
    let mails = mails(&folder);
    let told: Vec<_> = mails.iter().map(|mail| read(mail)).collect();
    assert_eq!(told.len(), 2, "{:?}", told.iter().map(|t| &t.subject).collect::<Vec<_>>());
    assert_eq!(told[0].subject, "homeroom: Room 12: mailbox not read since 08:04");
    for words in
        ["cannot be reached; check `host` and `port`", "nothing is lost: mail stays on the server", "`homeroom check`"]
    {
        assert!(told[0].text.contains(words), "{}", told[0].text);
    }
    assert_eq!(told[1].subject, "homeroom: all well again");
    for mail in &mails {
        assert_eq!(field(mail, "Auto-Submitted"), "auto-generated");
        assert!(field(mail, "To").contains("it@school.test") && field(mail, "Message-ID").contains('@'));
        assert!(field(mail, "Content-Type").starts_with("text/plain"), "text only");
    }
    assert_eq!(world.value("SELECT count(*) FROM outbox WHERE recipient LIKE 'it@%'"), "0");
}

#[test]
fn what_was_told_is_not_told_again_by_the_next_process_and_its_end_is() {
    let mut world = monday();
    let folder = world.path("alerts");
    watched(&world, Some(alerts(&world)), 40, |_| cannot_read_the_mailbox(&world));
    assert_eq!(mails(&folder).len(), 1);
    world.restart();
    watched(&world, Some(alerts(&world)), 40, |_| cannot_read_the_mailbox(&world));
    assert_eq!(mails(&folder).len(), 1, "told once");
    world.restart();
    watched(&world, Some(alerts(&world)), 20, |_| reads_the_mailbox(&world));
    assert_eq!(mails(&folder).len(), 2, "and that it is over");
    world.restart();
    watched(&world, Some(alerts(&world)), 60, |_| reads_the_mailbox(&world));
    assert_eq!(mails(&folder).len(), 2);
}

#[test]
fn a_state_that_takes_no_note_keeps_nobody_from_being_told() {
    let world = monday();
    let refuse = |tx: &Tx<'_>| {
        let all = ["INSERT", "UPDATE", "DELETE"].map(|change| {
            format!("CREATE TEMP TRIGGER no_{change} BEFORE {change} ON health BEGIN SELECT RAISE(ABORT, 'no'); END;")
        });
        Ok::<_, StoreError>(tx.execute_batch(&all.concat())?)
    };
    world.class().store.write(refuse).unwrap();
    let said = watched(&world, Some(alerts(&world)), 60, |_| world.class().full_disk.met(world.clock.now()));
    let mails = mails(&world.path("alerts"));
    assert_eq!(mails.len(), 1);
    let told = read(&mails[0]);
    assert!(told.subject.contains("disk full since 08:00"), "{}", told.subject);
    assert!(told.text.contains("free some space") && !told.text.contains("not been read"), "{}", told.text);
    assert_eq!(said.last().unwrap(), "1 class; Room 12: disk full since 08:00");
}

#[test]
fn without_a_way_of_its_own_the_mail_leaves_by_that_of_the_class() {
    let world = monday();
    let without = Alerts { way: None, ..alerts(&world) };
    watched(&world, Some(without), 40, |_| cannot_read_the_mailbox(&world));
    let out = mails(&world.path("out"));
    let told: Vec<_> = out.iter().filter(|mail| field(mail, "To").contains("it@school.test")).collect();
    assert_eq!(told.len(), 1);
}

/// The first lines of what `homeroom status` and the summary say, for people to read in the test's output.
fn shown(school: &School, what: &str, now: &str) -> (String, String) {
    let status = school.at(now).tells(&["status"]).ended(1).out;
    let summary = school.at(now).summary();
    let first: Vec<&str> = summary.lines().take(3).collect();
    println!("--- {what}, at {now}\n{status}\n{}\n", first.join("\n"));
    (status, first.join("\n"))
}

#[test]
fn an_hour_without_the_mailbox_is_what_status_and_summary_begin_with() {
    let Some(school) = School::new() else { return };
    school.at("2026-11-20T06:00:00-05:00").run();
    let (from, to) = (school.servers.imaps_port(), nobodys_port());
    school.edit(
        "homeroom.toml",
        &format!("port = {from}\nsecurity = \"tls\""),
        &format!("port = {to}\nsecurity = \"tls\""),
    );
    for now in ["2026-11-20T06:05:00-05:00", "2026-11-20T06:35:00-05:00", "2026-11-20T07:00:00-05:00"] {
        school.at(now).tells(&["run", "--once"]).ended(1);
    }
    let (status, summary) = shown(&school, "an hour without IMAP", "2026-11-20T07:00:00-05:00");
    let line = status.lines().find(|line| line.contains("has not been read since Fri 20 Nov 06:00")).expect("a line");
    for words in ["problem: ", "cannot be reached", "check `host` and `port`", "mail stays on the server"] {
        assert!(line.contains(words), "{line}");
    }
    assert_eq!(status.matches("problem: ").count(), 1, "told once: {status}");
    assert!(summary.contains("has not been able to read the mailbox since Fri 20 Nov, 06:00"), "{summary}");
    let sent = read(&school.letter_of(&school.teacher())).text;
    assert!(summary.contains(sent.lines().next().expect("a line")), "as it was sent: {sent}");
}

#[test]
fn an_hour_without_a_way_out_is_what_status_and_summary_begin_with() {
    let Some(school) = School::new() else { return };
    school.at("2026-11-20T15:00:00-05:00").run();
    school.at("2026-11-20T15:00:00-05:00").teach("good Leo: held the ladder");
    let (from, to) = (school.servers.submission_port(), nobodys_port());
    school.edit("homeroom.toml", &format!("port = {from}\n"), &format!("port = {to}\n"));
    for now in ["2026-11-20T15:30:00-05:00", "2026-11-20T15:50:00-05:00", "2026-11-20T16:30:00-05:00"] {
        school.at(now).tells(&["run", "--once"]).ended(1);
    }
    let (status, summary) = shown(&school, "an hour without SMTP", "2026-11-20T16:30:00-05:00");
    let line =
        status.lines().find(|line| line.contains("mail has waited to leave since Fri 20 Nov 15:30")).expect("a line");
    for words in ["cannot be reached", "check `host` and `port`", "mail is queued"] {
        assert!(line.contains(words), "{line}");
    }
    assert_eq!(status.matches("problem: ").count(), 1, "told once: {status}");
    assert!(summary.contains("had not been able to send mail since Fri 20 Nov, 15:30"), "{summary}");
    school.edit("homeroom.toml", &format!("port = {to}\n"), &format!("port = {from}\n"));
    school.at("2026-11-20T17:00:00-05:00").run();
    school.letter_of("ana.martinez");
    assert_eq!(school.at("2026-11-20T17:00:00-05:00").list("status")[0]["problems"], serde_json::json!([]));
}

#[test]
fn check_says_whether_it_can_be_told() {
    let Some(school) = School::new() else { return };
    let now = "2026-11-20T15:00:00-05:00";
    let told = school.at(now).tells(&["check"]).ended(0).out;
    assert!(told.contains("warning: alerts: nobody is told by mail"), "{told}");
    school.append("homeroom.toml", "\n[alerts]\nto = \"it@school.test\"\n");
    assert!(school.at(now).tells(&["check"]).ended(0).out.contains("by the classes' own way out"));
    school.append(
        "homeroom.toml",
        &format!("type = \"smtp\"\nhost = \"127.0.0.1\"\nport = {}\nsecurity = \"none\"\n", school.servers.mx_port()),
    );
    assert!(school.at(now).tells(&["check"]).ended(0).out.contains("alerts: the way to IT is open"));
    school.edit(
        "homeroom.toml",
        &format!("port = {}\nsecurity = \"none\"", school.servers.mx_port()),
        &format!("port = {}\nsecurity = \"none\"", nobodys_port()),
    );
    let told = school.at(now).tells(&["check"]).ended(1).out;
    assert!(told.contains("problem: alerts: 127.0.0.1 port"), "{told}");
}

#[test]
fn the_states_questions_are_looks_into_an_index() {
    let store = Store::in_memory().unwrap();
    let plan = |query: &str| {
        let query = format!("EXPLAIN QUERY PLAN {query}");
        store.read(|tx| Ok::<_, StoreError>(tx.query_row(&query, [], |row| row.get::<_, String>(3))?)).unwrap()
    };
    for query in [
        "SELECT max(stored_at) FROM inbound",
        "SELECT stored_at FROM inbound WHERE state = 'received' ORDER BY id LIMIT 1",
        "SELECT max(sent_at) FROM outbox WHERE sent_at IS NOT NULL",
        "SELECT max(ended_at) FROM outbox WHERE ended_at IS NOT NULL",
        "SELECT max(attempted_at) FROM outbox WHERE state IN ('queued', 'sending', 'unknown') AND state NOT IN ('sent', 'failed', 'expired', 'cancelled')",
    ] {
        assert!(plan(query).contains("INDEX"), "{query}: {}", plan(query));
    }
}
