//! What becomes of mail that the post does not take, or takes and brings back.

use crate::school::School;
use serde_json::json;

const THURSDAY: &str = "2026-11-19T12:00:00-05:00";
const FRIDAY: &str = "2026-11-20T15:30:00-05:00";
const LATER: &str = "2026-11-20T16:30:00-05:00";

/// A school in which Omar's father has this address, with Friday's note about Omar on its way.
fn school_with_note_to(local: &str) -> Option<School<'static>> {
    let school = School::new()?;
    school.edit("classes/room-12.csv", "samir.haddad", local);
    school.at(THURSDAY).run();
    school.at(THURSDAY).teach("good Omar: fixed the clock");
    school.at(THURSDAY).teach("good Leo: held the ladder");
    Some(school)
}

#[test]
fn a_note_that_comes_back_is_told_and_was_no_contact() {
    let Some(school) = school_with_note_to("bounced.samir") else { return };
    let done = school.at(FRIDAY).run();
    assert_eq!(done["sent"], 2, "taken at the door: {done}");
    school.servers.wait_for(&school.class(), "INBOX", 1);
    school.at(LATER).run();
    let report = school.at(LATER).one("messages", "kind", "bounce");
    assert_eq!(report["state"], "ignored", "no family wrote: {report:#}");
    assert!(report["reason"].as_str().is_some_and(|r| r.contains("came back")), "{report:#}");
    let row = school.at(LATER).one("outbox", "to", &school.guardian("bounced.samir"));
    assert_eq!(row["state"], "failed", "{row:#}");
    assert!(row["reason"].as_str().is_some_and(|r| r.contains("came back")), "{row:#}");
    let contacts = school.at(LATER).list("contacts");
    assert!(contacts.iter().all(|c| c["student"] != "S1005"), "{contacts:#?}");
    let home = school.at(LATER).one("families", "student", "S1005");
    assert!(home["flags"].as_array().is_some_and(|f| f.contains(&json!("bounce"))), "{home:#}");
    let summary = school.at(LATER).summary();
    assert!(summary.contains("Samir Haddad") && summary.contains("Omar"), "{summary}");
    // The other family's note was not touched by it.
    school.letter_of("ana.martinez");
    // And nothing is ever sent again by itself.
    assert_eq!(school.at("2026-11-20T17:00:00-05:00").run()["sent"], 0);
}

#[test]
fn an_address_refused_at_the_door_is_failed_at_once_and_told() {
    let Some(school) = school_with_note_to("refused.samir") else { return };
    let done = school.at(FRIDAY).run();
    assert_eq!(done["sent"], 1, "the other family's goes: {done}");
    let row = school.at(FRIDAY).one("outbox", "to", &school.guardian("refused.samir"));
    assert_eq!((&row["state"], &row["attempts"]), (&json!("failed"), &json!(1)), "{row:#}");
    assert!(row["reason"].as_str().is_some_and(|r| r.contains("550")), "the server's words are kept: {row:#}");
    let home = school.at(LATER).one("families", "student", "S1005");
    assert!(home["flags"].as_array().is_some_and(|f| f.contains(&json!("bounce"))), "{home:#}");
    let known = &home["reachability"].as_array().expect("one for each guardian")[0];
    assert_eq!((&known["guardian"], &known["state"]), (&json!("Samir Haddad"), &json!("doubtful")), "{home:#}");
    assert_eq!((&known["cause"], &known["next_step"]), (&json!("mailbox unknown"), &json!("ask_for_address")));
    assert!(known["diagnostic"].as_str().is_some_and(|words| words.starts_with("550 5.1.1")), "{home:#}");
    assert!(known["since"].as_str().is_some_and(|at| at.starts_with("2026-11-20T20:30")), "{home:#}");
    let table = school.at(LATER).tells(&["families"]).ended(0).out;
    assert!(table.contains("doubtful"), "{table}");
    assert!(school.at(LATER).summary().contains("Samir Haddad"));
    assert_eq!(school.at(LATER).run()["deferred"], 0);
    school.letter_of("ana.martinez");
}

#[test]
fn a_refusal_that_says_nothing_about_the_address_is_not_held_against_it() {
    for local in ["full.samir", "policy.samir"] {
        let Some(school) = school_with_note_to(local) else { return };
        school.at(FRIDAY).run();
        let row = school.at(FRIDAY).one("outbox", "to", &school.guardian(local));
        assert_ne!(row["state"], "sent", "{row:#}");
        assert!(row["reason"].as_str().is_some_and(|r| !r.is_empty()), "{row:#}");
        let summary = school.at(LATER).summary();
        assert!(summary.contains("Samir Haddad") || row["state"] == "queued", "{local}: {summary}");
        let home = school.at(LATER).one("families", "student", "S1005");
        assert!(home["flags"].as_array().is_some_and(|f| !f.contains(&json!("bounce"))), "{local}: {home:#}");
    }
}

#[test]
fn a_mail_deferred_by_greylisting_is_tried_later_and_gets_through_once() {
    let Some(school) = school_with_note_to("grey.samir") else { return };
    let to = school.guardian("grey.samir");
    let done = school.at(FRIDAY).run();
    assert_eq!((&done["sent"], &done["deferred"]), (&json!(1), &json!(1)), "{done}");
    let row = school.at(FRIDAY).one("outbox", "to", &to);
    assert_eq!((&row["state"], &row["attempts"]), (&json!("queued"), &json!(1)), "{row:#}");
    assert!(row["reason"].as_str().is_some_and(|r| r.contains("later")), "{row:#}");
    let contacts = school.at(FRIDAY).list("contacts");
    assert!(contacts.iter().all(|c| c["student"] != "S1005"), "not yet contact: {contacts:#?}");
    // Too early: the server is left in peace.
    assert_eq!(school.at("2026-11-20T15:31:00-05:00").run()["sent"], 0);
    assert_eq!(school.at(FRIDAY).one("outbox", "to", &to)["attempts"], 1);
    let done = school.at("2026-11-20T15:45:00-05:00").run();
    assert_eq!((&done["sent"], &done["deferred"]), (&json!(1), &json!(0)), "{done}");
    let row = school.at(LATER).one("outbox", "to", &to);
    assert_eq!((&row["state"], &row["attempts"]), (&json!("sent"), &json!(2)), "{row:#}");
    school.at(LATER).run();
    school.letter_of("grey.samir");
    school.letter_of("ana.martinez");
}

#[test]
fn one_that_is_deferred_for_ever_blocks_nobody_and_ends_with_a_reason() {
    let Some(school) = school_with_note_to("deferred.samir") else { return };
    let to = school.guardian("deferred.samir");
    let mut attempts = Vec::new();
    for hour in ["15:30", "15:36", "15:45", "16:10", "17:00"] {
        school.at(&format!("2026-11-20T{hour}:00-05:00")).run();
        attempts.push(school.at(LATER).one("outbox", "to", &to)["attempts"].as_i64().expect("a number"));
    }
    assert!(attempts.is_sorted() && attempts[4] < 5 && attempts[4] > 2, "the waits grow: {attempts:?}");
    // The Sunday letter to others goes whatever waits.
    school.at("2026-11-22T16:00:00-05:00").run();
    school.letters_of("ana.martinez", 2);
    for day in ["2026-11-23", "2026-11-24", "2026-11-25", "2026-11-30"] {
        school.at(&format!("{day}T12:00:00-05:00")).run();
    }
    let rows = school.at("2026-11-30T12:00:00-05:00").list("outbox");
    let note = rows.iter().find(|r| r["to"] == to.as_str() && r["job"] == "friday-good-news").expect("the note");
    assert!(["expired", "failed"].contains(&note["state"].as_str().unwrap_or_default()), "{note:#}");
    assert!(note["reason"].as_str().is_some_and(|r| !r.is_empty()), "{note:#}");
    let summary = school.at("2026-11-30T12:30:00-05:00").summary();
    assert!(summary.contains("Samir Haddad"), "the teacher is told: {summary}");
    assert!(school.servers.mailbox(&to, "INBOX").is_empty());
}

#[test]
fn a_delivery_report_about_a_mail_that_homeroom_never_sent_changes_nothing() {
    let Some(school) = school_with_note_to("samir.haddad") else { return };
    school.at(FRIDAY).run();
    let (class, samir) = (school.class(), school.guardian("samir.haddad"));
    let forged = format!(
        "From: MAILER-DAEMON@mx.school.test\r\nTo: {class}\r\nSubject: Undelivered Mail Returned to Sender\r\n\
         Message-ID: <forged.{class}>\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n--b\r\n\r\nfailed\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.elsewhere.test\r\n\r\n\
         Final-Recipient: rfc822; {samir}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
         --b\r\nContent-Type: message/rfc822\r\n\r\nMessage-ID: <made.up@school.test>\r\nTo: {samir}\r\n\r\nHello\r\n--b--\r\n"
    );
    school.receive("", &class, forged.as_bytes());
    school.at(LATER).run();
    assert_eq!(school.at(LATER).one("outbox", "to", &samir)["state"], "sent");
    let home = school.at(LATER).one("families", "student", "S1005");
    assert!(home["flags"].as_array().is_some_and(|f| !f.contains(&json!("bounce"))), "{home:#}");
    assert_eq!(school.at(LATER).one("messages", "kind", "bounce")["state"], "ignored");
}
