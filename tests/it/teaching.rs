//! What a teacher says is done, and seen in the listings: `good`, `log`, `note`, `ok`, `no`, `done`, `is`; and what the
//! teacher writes by hand, in any mail program, counts.

use crate::school::School;
use crate::school::mail::{answer, field, plain, read};
use homeroom::cli::demo::mailshapes::Shape;
use serde_json::{Value, json};

const THURSDAY: &str = "2026-11-19T12:00:00-05:00";
const FRIDAY: &str = "2026-11-20T15:30:00-05:00";
const LATER: &str = "2026-11-20T16:30:00-05:00";

fn flags(school: &School, now: &str, student: &str) -> Vec<String> {
    let home = school.at(now).one("families", "student", student);
    home["flags"].as_array().expect("a list").iter().filter_map(Value::as_str).map(str::to_owned).collect()
}

/// A mail that reached the class mailbox at this moment.
fn arrive(school: &School, from: &str, subject: &str, body: &str, at: &str) -> Vec<u8> {
    let raw = plain(from, &school.class(), subject, body);
    school.servers.append(&school.class(), "INBOX", &raw, &[], Some(at.parse().expect("a time")));
    raw
}

#[test]
fn good_is_a_moment_that_goes_home_with_the_next_note_and_only_once() {
    let Some(school) = School::new() else { return };
    school.at(THURSDAY).run();
    assert!(flags(&school, THURSDAY, "S1005").contains(&"no_moment".to_owned()));
    let receipt = school.at(THURSDAY).teach("GOOD omar: fixed the clock");
    assert!(receipt.contains("Omar"), "{receipt}");
    assert!(!flags(&school, THURSDAY, "S1005").contains(&"no_moment".to_owned()));
    assert_eq!(school.at(FRIDAY).run()["sent"], 1);
    let contact = school.at(LATER).one("contacts", "student", "S1005");
    assert_eq!((&contact["personal"], &contact["tone"]), (&json!(true), &json!("good")), "{contact}");
    assert_eq!(school.at(LATER).one("families", "student", "S1005")["good"], 1);
    assert_eq!(school.at("2026-12-04T15:30:00-05:00").run()["sent"], 0, "told once");
    school.letter_of("samir.haddad");
}

#[test]
fn a_logged_call_is_contact_and_a_note_is_the_teachers_own() {
    let Some(school) = School::new() else { return };
    school.at("2026-10-05T12:00:00-04:00").run();
    assert_eq!(school.at(THURSDAY).one("families", "student", "S1005")["state"], "overdue");
    school.at(THURSDAY).teach("log Omar called Samir: sleeps badly, wants to talk again");
    let home = school.at(THURSDAY).one("families", "student", "S1005");
    assert_eq!((&home["state"], &home["school_days"]), (&json!("fresh"), &json!(0)), "{home}");
    let contact = school.at(THURSDAY).one("contacts", "student", "S1005");
    assert_eq!((&contact["channel"], &contact["direction"]), (&json!("call"), &json!("to_family")), "{contact}");
    school.at(THURSDAY).teach("note Omar: canary-of-the-private-note");
    school.at(THURSDAY).teach("good Omar: fixed the clock");
    school.at(FRIDAY).run();
    let told = school.at(FRIDAY).tells(&["teach", "good Linh: read aloud"]).ended(0);
    assert!(told.out.contains("by phone"), "nobody gets a note where nobody gave an address: {}", told.out);
    let letter = read(&school.letter_of("samir.haddad")).text;
    assert!(letter.contains("fixed the clock") && !letter.contains("canary") && !letter.contains("sleeps"), "{letter}");
    assert_eq!(school.at(LATER).list("contacts").len(), 2, "a note is no contact");
    // With whom, where a child has two homes, must be said.
    let told = school.at(LATER).tells(&["teach", "log Maya called: all is well"]).ended(1);
    assert!(told.err.contains("Ngozi") && told.err.contains("Daniel"), "{}", told.err);
}

#[test]
fn drafts_wait_for_the_teachers_ok_and_no_drops_them() {
    let Some(school) = School::new() else { return };
    school.edit(
        "classes/room-12.toml",
        "approval = \"none\"\npersonal = true",
        "approval = \"teacher\"\npersonal = true",
    );
    school.at(THURSDAY).run();
    for child in ["Maya", "Leo", "Omar"] {
        school.at(THURSDAY).teach(&format!("good {child}: held the ladder"));
    }
    let done = school.at(FRIDAY).run();
    assert_eq!((&done["enqueued"], &done["sent"]), (&json!(4), &json!(0)), "{done}");
    assert!(school.at(FRIDAY).list("outbox").iter().all(|row| row["state"] == "draft"));
    let summary = school.at(FRIDAY).summary();
    for shown in ["Maya", "Leo", "Omar", "held the ladder"] {
        assert!(summary.contains(shown), "the draft is shown whole: {summary}");
    }
    // One number a child: both of Maya's homes go together.
    school.at(FRIDAY).teach("ok 1");
    school.at(FRIDAY).teach("no 2");
    assert_eq!(school.at(LATER).run()["sent"], 2);
    school.letter_of("ngozi.okafor");
    school.letter_of("daniel.okafor");
    let states: Vec<(String, String)> = school
        .at(LATER)
        .list("outbox")
        .iter()
        .map(|row| (row["student"].to_string(), row["state"].as_str().unwrap_or_default().to_owned()))
        .collect();
    let of =
        |student: &str| states.iter().filter(|(s, _)| s.contains(student)).map(|(_, w)| w.as_str()).collect::<Vec<_>>();
    assert_eq!(of("S1001"), ["sent", "sent"]);
    assert_eq!(of("S1002"), ["cancelled"]);
    assert_eq!(of("S1005"), ["draft"]);
    // What was dropped cannot be sent, and what was sent cannot be dropped.
    assert!(school.at(LATER).tells(&["teach", "no 1"]).ended(1).err.contains("too late"));
    school.at(LATER).tells(&["teach", "ok 2"]).ended(1);
    assert_eq!(school.at("2026-11-20T16:40:00-05:00").run()["sent"], 0);
    assert!(school.servers.mailbox(&school.guardian("ana.martinez"), "INBOX").is_empty());
}

#[test]
fn done_ends_the_waiting_of_a_mail_that_needs_no_answer() {
    let Some(school) = School::new() else { return };
    school.at("2026-11-13T12:00:00-05:00").run();
    let samir = school.guardian("samir.haddad");
    arrive(&school, &samir, "Friday", "Omar is picked up by his uncle.", "2026-11-16T14:00:00Z");
    school.at(THURSDAY).run();
    assert!(flags(&school, THURSDAY, "S1005").contains(&"waiting".to_owned()));
    assert_eq!(school.at(THURSDAY).one("families", "student", "S1005")["waiting_since"], "2026-11-16T14:00:00Z");
    assert!(school.at(THURSDAY).summary().contains("picked up by his uncle"));
    school.at(THURSDAY).teach("done 1");
    let home = school.at(THURSDAY).one("families", "student", "S1005");
    assert_eq!(home["waiting_since"], json!(null), "{home}");
    assert!(!school.at(THURSDAY).summary().contains("picked up by his uncle"));
    let waiting = school.at(THURSDAY).list("status")[0]["waiting"].clone();
    assert_eq!(waiting, 0);
}

#[test]
fn is_places_a_mail_that_named_no_child() {
    let Some(school) = School::new() else { return };
    school.at("2026-11-13T12:00:00-05:00").run();
    let ana = school.guardian("ana.martinez");
    arrive(&school, &ana, "Pregunta", "¿Cuándo es la reunión?", "2026-11-18T14:00:00Z");
    school.at(THURSDAY).run();
    assert_eq!(school.at(THURSDAY).one("messages", "from", &ana)["state"], "unsure");
    assert!(school.at(THURSDAY).list("contacts").is_empty());
    let shown = school.at(THURSDAY).summary();
    let number = shown.lines().find_map(|l| l.trim().split_once(". ").filter(|(_, rest)| rest.contains("Ana")));
    let number = number.map_or("1", |(number, _)| number).to_owned();
    // Only a child of hers.
    school.at(THURSDAY).tells(&["teach", &format!("is {number} Omar")]).ended(1);
    school.at(THURSDAY).teach(&format!("is {number} Mia"));
    let mail = school.at(THURSDAY).one("messages", "from", &ana);
    assert_eq!((&mail["state"], &mail["students"]), (&json!("placed"), &json!(["S1003"])), "{mail:#}");
    assert_eq!(mail["matched_by"], json!(["teacher"]), "{mail:#}");
    let contact = school.at(THURSDAY).one("contacts", "student", "S1003");
    assert_eq!((&contact["direction"], &contact["at"]), (&json!("from_family"), &json!("2026-11-18T14:00:00Z")));
}

#[test]
fn what_the_teacher_sends_by_hand_counts_and_an_answer_ends_the_waiting() {
    let Some(school) = School::new() else { return };
    school.at("2026-10-05T12:00:00-04:00").run();
    let (class, samir, pat) = (school.class(), school.guardian("samir.haddad"), school.guardian("pat.quinn"));
    let asked = arrive(&school, &samir, "Reading", "Which book should Omar read?", "2026-11-16T14:00:00Z");
    school.at(THURSDAY).run();
    assert!(flags(&school, THURSDAY, "S1005").contains(&"waiting".to_owned()));
    let reply = answer(&asked, "Ms. Alvarez", &class, Shape::Outlook, "The one about the lighthouse.");
    let at = |text: &str| Some(text.parse().expect("a time"));
    school.servers.append(&class, "Sent", &reply, &[r"\Seen"], at("2026-11-19T17:30:00Z"));
    let fresh = plain(&class, &pat, "A good week", "Zoë had a good week.");
    school.servers.append(&class, "Sent", &fresh, &[r"\Seen"], at("2026-11-19T17:40:00Z"));
    let friday_noon = "2026-11-20T12:00:00-05:00";
    school.at(friday_noon).run();
    let omar = school.at(friday_noon).one("families", "student", "S1005");
    assert_eq!((&omar["waiting_since"], &omar["state"]), (&json!(null), &json!("fresh")), "{omar}");
    assert_eq!(omar["last_to"], "2026-11-19T17:30:00Z");
    let contacts = school.at(friday_noon).list("contacts");
    let zoe: Vec<&Value> = contacts.iter().filter(|c| c["student"] == "S1006").collect();
    assert_eq!(zoe.len(), 1, "{contacts:#?}");
    assert_eq!((&zoe[0]["household"], &zoe[0]["personal"]), (&json!("A"), &json!(true)));
}

#[test]
fn a_command_that_is_not_understood_says_what_to_write() {
    let Some(school) = School::new() else { return };
    school.at(THURSDAY).run();
    for (words, hint) in [
        ("god Leo: x", "good"),
        ("good Leo", "good leo: what he did well"),
        ("good Nobody: x", "nobody in room 12"),
        ("ok 7", "summary"),
        ("ok all", "nothing waits"),
    ] {
        let told = school.at(THURSDAY).tells(&["teach", words]).ended(1);
        assert!(told.err.to_lowercase().contains(hint), "{words}: {}", told.err);
    }
    assert!(school.at(THURSDAY).list("contacts").is_empty());
}

#[test]
fn a_draft_that_lay_for_weeks_goes_when_the_teacher_says_so() {
    let Some(school) = School::new() else { return };
    school.edit(
        "classes/room-12.toml",
        "approval = \"none\"\npersonal = true",
        "approval = \"teacher\"\npersonal = true",
    );
    school.at(THURSDAY).run();
    school.at(THURSDAY).teach("good Omar: fixed the clock");
    school.at(FRIDAY).run();
    let weeks_later = "2026-12-08T12:00:00-05:00";
    school.at(weeks_later).run();
    assert!(school.at(weeks_later).summary().contains("fixed the clock"), "it is shown until it is decided");
    school.at(weeks_later).teach("ok 1");
    assert_eq!(school.at("2026-12-08T12:11:00-05:00").run()["sent"], 1);
    let note = school.letter_of("samir.haddad");
    assert!(field(&note, "Date").starts_with("Tue, 8 Dec 2026"), "{}", field(&note, "Date"));
}
