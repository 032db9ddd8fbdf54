//! When mail leaves: never in quiet hours or on a closed day, each occurrence once, each mail once.

use crate::school::School;
use serde_json::{Value, json};

const THURSDAY: &str = "2026-11-19T12:00:00-05:00";

/// The mails to families, each with its state.
fn states(school: &School, now: &str) -> Vec<(String, String)> {
    let word = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let rows = school.at(now).list("outbox");
    rows.iter().filter(|row| !row["student"].is_null()).map(|row| (word(row, "to"), word(row, "state"))).collect()
}

#[test]
fn a_job_leaves_out_a_closed_day_and_its_moments_wait_for_the_next_run() {
    let Some(school) = School::new() else { return };
    school.at("2026-11-25T12:00:00-05:00").run();
    school.at("2026-11-25T12:00:00-05:00").teach("good Leo: held the door for everyone");
    for hour in ["2026-11-27T15:30:00-05:00", "2026-11-27T17:00:00-05:00", "2026-11-28T10:00:00-05:00"] {
        let done = school.at(hour).run();
        assert_eq!((&done["sent"], &done["enqueued"]), (&json!(0), &json!(0)), "{hour}: {done}");
        assert!(states(&school, hour).iter().all(|(_, state)| state == "draft"), "only the draft that waits for an ok");
    }
    let told = school.at("2026-11-28T10:00:00-05:00").summary();
    assert!(told.contains("friday-good-news"), "the teacher is told: {told}");
    let done = school.at("2026-12-04T15:30:00-05:00").run();
    assert_eq!(done["sent"], 1, "{done}");
    school.letter_of("ana.martinez");
}

#[test]
fn what_is_approved_at_the_last_minute_waits_for_the_next_school_morning() {
    let Some(school) = School::new() else { return };
    school.edit(
        "classes/room-12.toml",
        "approval = \"none\"\npersonal = true",
        "approval = \"teacher\"\npersonal = true",
    );
    school.at(THURSDAY).run();
    school.at(THURSDAY).teach("good Leo: held the door for everyone");
    school.at("2026-11-20T15:30:00-05:00").run();
    school.at("2026-11-20T17:59:00-05:00").summary();
    school.at("2026-11-20T17:59:00-05:00").teach("ok 1");
    let to = school.guardian("ana.martinez");
    for waiting in [
        "2026-11-20T18:05:00-05:00",
        "2026-11-21T10:00:00-05:00",
        "2026-11-22T12:00:00-05:00",
        "2026-11-23T07:29:59-05:00",
    ] {
        let done = school.at(waiting).run();
        assert_eq!(states(&school, waiting), [(to.clone(), "queued".to_owned())], "{waiting}: {done}");
        assert!(school.servers.mailbox(&to, "INBOX").is_empty(), "{waiting}");
    }
    let row = school.at("2026-11-21T10:00:00-05:00").one("outbox", "state", "queued");
    assert!(row["reason"].as_str().is_some_and(|why| !why.is_empty()), "it says why it waits: {row}");
    school.at("2026-11-23T07:30:00-05:00").run();
    assert_eq!(states(&school, "2026-11-23T08:00:00-05:00"), [(to, "sent".to_owned())]);
    school.letter_of("ana.martinez");
}

#[test]
fn a_job_whose_line_names_sunday_runs_on_sundays_but_not_in_the_holidays() {
    let Some(school) = School::new() else { return };
    school.at(THURSDAY).run();
    assert_eq!(school.at("2026-11-22T16:00:00-05:00").run()["sent"], 7);
    school.letter_of("samir.haddad");
    school.at("2026-12-18T12:00:00-05:00").run();
    for holiday in ["2026-12-27T16:00:00-05:00", "2027-01-03T16:00:00-05:00", "2027-01-04T08:00:00-05:00"] {
        let done = school.at(holiday).run();
        let summaries = done["summaries"].as_u64().unwrap_or(0);
        assert_eq!(done["sent"].as_u64(), Some(summaries), "nothing to families at {holiday}: {done}");
    }
    school.letter_of("samir.haddad");
    assert_eq!(school.at("2027-01-10T16:00:00-05:00").run()["sent"], 7);
    school.letters_of("samir.haddad", 2);
}

#[test]
fn what_was_due_in_quiet_hours_leaves_when_they_end() {
    let Some(school) = School::new() else { return };
    school.edit("classes/room-12.toml", "cron = \"0 16 * * Sun\"", "cron = \"0 6 * * Wed\"");
    school.at(THURSDAY).run();
    let done = school.at("2026-12-02T06:00:00-05:00").run();
    assert_eq!((&done["enqueued"], &done["sent"]), (&json!(7), &json!(0)), "{done}");
    assert!(school.servers.mailbox(&school.guardian("samir.haddad"), "INBOX").is_empty());
    // The summary, which goes to the teacher, is not bound by the families' quiet hours.
    let done = school.at("2026-12-02T07:00:00-05:00").run();
    assert_eq!((&done["summaries"], &done["sent"]), (&json!(1), &json!(1)), "{done}");
    assert_eq!(school.at("2026-12-02T07:30:00-05:00").run()["sent"], 7);
    school.letter_of("samir.haddad");
}

#[test]
fn a_second_run_at_the_same_instant_does_nothing_again() {
    let Some(school) = School::new() else { return };
    school.at(THURSDAY).run();
    school.at(THURSDAY).teach("good Maya: read to the little ones");
    let friday = "2026-11-20T15:30:00-05:00";
    let first = school.at(friday).run();
    assert_eq!((&first["jobs"], &first["sent"]), (&json!(1), &json!(2)), "{first}");
    let (outbox, contacts) = (school.at(friday).list("outbox"), school.at(friday).list("contacts"));
    for _ in 0..2 {
        let again = school.at(friday).run();
        for count in ["jobs", "enqueued", "summaries", "sent", "deferred"] {
            assert_eq!(again[count], 0, "{count}: {again}");
        }
    }
    assert_eq!(school.at(friday).list("outbox"), outbox);
    assert_eq!(school.at(friday).list("contacts"), contacts);
    // A clock that was set back gives nothing new either.
    assert_eq!(school.at("2026-11-20T15:00:00-05:00").run()["enqueued"], 0);
    for home in ["ngozi.okafor", "daniel.okafor"] {
        school.letter_of(home);
    }
}

#[test]
fn a_run_missed_by_hours_comes_once_and_one_missed_by_a_day_is_told() {
    let Some(school) = School::new() else { return };
    school.at(THURSDAY).run();
    school.at("2026-11-22T19:00:00-05:00").run();
    assert!(
        states(&school, "2026-11-22T19:00:00-05:00").iter().all(|(_, state)| state == "queued"),
        "late, and in quiet hours"
    );
    school.at("2026-11-30T12:00:00-05:00").run();
    let rows = school.at("2026-11-30T12:00:00-05:00").list("outbox");
    let letters = rows.iter().filter(|row| row["job"] == "reading-log").count();
    assert_eq!(letters, 7, "Sunday's at 16:00 was twenty hours ago: left out");
    let told = school.at("2026-11-30T12:00:00-05:00").summary();
    assert!(told.contains("reading-log"), "{told}");
}
