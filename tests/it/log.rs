//! The log of who did what: complete, whole, and of nobody by name.

use crate::care::Host;
use crate::school::School;
use crate::school::mail::{answer, answer_address, plain};
use homeroom::cli::demo::mailshapes::Shape;
use rusqlite::Connection;
use serde_json::{Value, json};

const MONDAY: &str = "2026-11-09T15:30:00-05:00";
const TUESDAY: &str = "2026-11-10T07:00:00-05:00";
const EVENING: &str = "2026-11-10T18:00:00-05:00";

/// A class that has worked for two days, with a summary in the way out.
fn busy() -> Host {
    let host = Host::begun();
    host.at(MONDAY, &["run", "--once"]).ended(0);
    host.at(MONDAY, &["teach", "good Leo: held the ladder\nnote Maya: tired\nlog Omar called Samir: well\nhold all"])
        .ended(0);
    host.at(MONDAY, &["teach", "hold off"]).ended(0);
    host.at(TUESDAY, &["run", "--once"]).ended(0);
    host.at(EVENING, &["teach", "ok all"]).ended(0);
    host.at(EVENING, &["run", "--once"]).ended(0);
    host
}

/// `actor act subject`, and the detail.
fn said(line: &Value) -> String {
    let word = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
    format!("{}: {} {} ({})", word("actor"), word("act"), word("subject"), word("detail"))
}

/// As somebody does who has the file and knows SQL.
fn tampered(host: &Host, sql: &str) {
    let free = "DROP TRIGGER log_is_not_changed; DROP TRIGGER log_is_not_shortened;";
    Connection::open(host.path("state/room-12.sqlite3")).unwrap().execute_batch(&format!("{free}{sql}")).unwrap();
}

#[test]
fn what_was_done_is_in_the_log_with_who_did_it() {
    let host = busy();
    let lines: Vec<String> = host.rows(EVENING, &["log"]).iter().map(said).collect();
    for wanted in [
        "host: moment child S1002 ()",
        "host: private_note child S1001 ()",
        "host: contact child S1005 (call to_family)",
        "host: paused  ()",
        "host: pause_ended  ()",
        "homeroom: run job afternoon (2026-11-09T15:30 ran, ",
        "homeroom: prepared outbox ",
        "homeroom: sent outbox ",
        "homeroom: shown summary 2026-11-10 (1 outbox ",
        "host: approved outbox ",
    ] {
        assert!(lines.iter().any(|line| line.starts_with(wanted)), "{wanted}\n{lines:#?}");
    }
    assert!(lines[0].starts_with("host: roster  ("), "the class list comes first: {lines:#?}");
    let since = host.rows(EVENING, &["log", "--since", "2026-11-10"]);
    assert!(since.len() < lines.len() && since[0]["at"].as_str().unwrap().starts_with("2026-11-10"), "{since:#?}");
}

#[test]
fn a_log_that_was_changed_from_outside_is_found() {
    let host = busy();
    let whole = host.rows(EVENING, &["log", "--verify"]).remove(0);
    assert_eq!((&whole["ok"], &whole["why"]), (&json!(true), &json!(null)));
    let head = whole["head"].as_str().unwrap().to_owned();
    for (sql, words) in [
        ("UPDATE log SET actor = 'host' WHERE id = 5", "line 5 is not what homeroom wrote"),
        ("DELETE FROM log WHERE id = 5", "line 5 is missing"),
        (
            "INSERT INTO log SELECT max(id) + 1, at, actor, act, subject, detail, hash FROM log",
            "is not what homeroom wrote",
        ),
    ] {
        let host = busy();
        tampered(&host, sql);
        host.at(EVENING, &["log", "--verify"]).ended(1).says(&[words]);
        host.at(EVENING, &["backup", &host.path("copy").display().to_string()]).ended(1).says(&[words]);
    }
    host.at(EVENING, &["log", "--head", "nonsense"]).ended(2).says(&["X-Homeroom-Log"]);
    host.at(EVENING, &["log", "--head", &head]).ended(0);
    tampered(&host, "DELETE FROM log WHERE id = (SELECT max(id) FROM log)");
    host.at(EVENING, &["log", "--verify"]).ended(0);
    host.at(EVENING, &["log", "--head", &head]).ended(1).says(&["the end was cut off"]);
}

#[test]
fn the_mails_to_teachers_tell_how_far_the_log_had_got_and_those_to_families_do_not() {
    let host = busy();
    let mut heads = Vec::new();
    for entry in std::fs::read_dir(host.path("out/new")).unwrap() {
        let mail = std::fs::read_to_string(entry.unwrap().path()).unwrap();
        let head = mail.lines().find_map(|line| line.strip_prefix("X-Homeroom-Log: ").map(str::to_owned));
        let to_teacher = mail.lines().any(|line| line.starts_with("To: ") && line.contains("@school.test"));
        assert_eq!(head.is_some(), to_teacher, "{mail}");
        heads.extend(head);
    }
    assert!(!heads.is_empty());
    for head in heads {
        host.at(EVENING, &["log", "--head", &head]).ended(0);
    }
}

#[test]
fn a_state_that_was_put_back_says_so_and_is_whole() {
    let host = busy();
    let file = host.path("copy").display().to_string();
    let backup = host.at(EVENING, &["--json", "backup", &file]).ended(0).rows().remove(0);
    assert_eq!(backup["broken_log"], json!(null));
    host.at(EVENING, &["restore", &file]).ended(0);
    host.at(EVENING, &["resume"]).ended(0);
    host.at(EVENING, &["log", "--verify"]).ended(0);
    let lines: Vec<String> = host.rows(EVENING, &["log"]).iter().map(said).collect();
    let (last, before) = (lines.len() - 1, lines.iter().position(|line| line == "host: restored  ()"));
    assert_eq!(lines[before.unwrap() - 1], "host: backup  ()", "{lines:#?}");
    assert_eq!(lines[last], "host: went_on  ()", "{lines:#?}");
}

#[test]
fn the_log_of_a_busy_class_names_nobody() {
    let Some(school) = School::new() else { return };
    let (class, ana) = (school.class(), school.guardian("ana.martinez"));
    school.at("2026-11-19T12:00:00-05:00").run();
    for words in ["good Leo: canary-moment", "note Leo: canary-note", "log Omar called Samir: canary-call"] {
        school.at("2026-11-19T12:00:00-05:00").teach(words);
    }
    school.at("2026-11-20T15:30:00-05:00").run();
    let note = school.letter_of("ana.martinez");
    school.receive(&ana, &answer_address(&note), &answer(&note, "Ana Martínez", &ana, Shape::Outlook, "canary-body"));
    for (from, words) in
        [(&ana, "no letters"), (&school.guardian("robin.vale"), "canary-body"), (&"x@y.test".to_owned(), "")]
    {
        school.receive(from, &class, &plain(from, &class, "canary-subject", words));
    }
    for now in ["2026-11-20T15:45:00-05:00", "2026-11-22T16:00:00-05:00", "2026-11-23T07:00:00-05:00"] {
        school.at(now).run();
    }
    let lines = school.at("2026-11-23T07:00:00-05:00").list("log");
    let text: String = lines.iter().map(|line| said(line) + "\n").collect();
    assert!(lines.len() > 30 && text.contains("placed mail") && text.contains("sent outbox"), "{text}");
    assert_eq!(crate::privacy::names_in(&school, &text), Vec::<String>::new());
}
