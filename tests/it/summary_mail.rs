//! The daily summary reaches the teacher, at its hour, on school days, once.

use crate::school::School;
use crate::school::mail::{field, fields, plain, read};
use serde_json::json;

const SUNDAY: &str = "2026-11-22T12:00:00-05:00";
const MONDAY: &str = "2026-11-23T07:00:00-05:00";

#[test]
fn the_summary_reaches_the_teacher_at_seven_and_says_what_waits() {
    let Some(school) = School::new() else { return };
    school.at(SUNDAY).run();
    let (ana, samir) = (school.guardian("ana.martinez"), school.guardian("samir.haddad"));
    for (from, subject, body) in
        [(&samir, "Medicine", "Omar needs his inhaler at noon."), (&ana, "Pregunta", "¿Cuándo es la reunión?")]
    {
        let at = Some("2026-11-22T20:00:00Z".parse().expect("a time"));
        school.servers.append(&school.class(), "INBOX", &plain(from, &school.class(), subject, body), &[], at);
    }
    assert_eq!(school.at("2026-11-23T06:59:59-05:00").run()["summaries"], 0);
    let done = school.at(MONDAY).run();
    assert_eq!((&done["summaries"], &done["sent"]), (&json!(1), &json!(1)), "{done}");
    let raw = school.letter_of(&school.teacher());
    let summary = read(&raw);
    assert!(summary.subject.starts_with("Room 12, Mon 23 Nov: "), "{}", summary.subject);
    for name in ["Omar", "Samir", "Ana"] {
        assert!(!summary.subject.contains(name), "no name in the subject: {}", summary.subject);
    }
    for part in ["2 came in", "Omar needs his inhaler at noon.", "Samir Haddad", "¿Cuándo es la reunión?"] {
        assert!(summary.text.contains(part), "no {part:?} in {}", summary.text);
    }
    let html = summary.html.expect("HTML");
    assert!(html.contains("inhaler") && !html.contains("<img"), "{html}");
    assert!(field(&raw, "To").contains(&school.teacher()) && fields(&raw, "Cc").is_empty());
    assert_eq!(field(&raw, "Auto-Submitted"), "auto-generated");
    assert!(fields(&raw, "List-Id").is_empty());
    assert!(school.at(MONDAY).list("status")[0]["last_summary"].is_string());
}

#[test]
fn no_summary_comes_on_a_weekend_or_a_closed_day() {
    let Some(school) = School::new() else { return };
    school.at(SUNDAY).run();
    let days = [("2026-11-23", 1), ("2026-11-24", 1), ("2026-11-25", 1), ("2026-11-26", 0), ("2026-11-27", 0)];
    for (day, expected) in days.into_iter().chain([("2026-11-28", 0), ("2026-11-29", 0), ("2026-11-30", 1)]) {
        let done = school.at(&format!("{day}T07:00:00-05:00")).run();
        assert_eq!(done["summaries"], expected, "{day}: {done}");
    }
    school.letters_of(&school.teacher(), 4);
}

#[test]
fn a_quiet_day_has_a_summary_too_and_a_second_run_sends_it_no_second_time() {
    let Some(school) = School::new() else { return };
    school.at(SUNDAY).run();
    for expected in [1, 0, 0] {
        let done = school.at(MONDAY).run();
        assert_eq!((&done["summaries"], &done["sent"]), (&json!(expected), &json!(expected)), "{done}");
    }
    assert_eq!(school.at("2026-11-23T07:20:00-05:00").run()["summaries"], 0);
    let summary = read(&school.letter_of(&school.teacher()));
    assert_eq!(summary.subject, "Room 12, Mon 23 Nov: nothing waits");
}

#[test]
fn every_teacher_of_the_class_gets_the_summary_alone() {
    let Some(school) = School::new() else { return };
    let second =
        "[[teachers]]\nname = \"Mr. Boone\"\naddress = \"boone.{tag}@school.test\"\nlanguage = \"es\"\n\n[summary]";
    school.edit("classes/room-12.toml", "[summary]", second);
    school.at(SUNDAY).run();
    assert_eq!(school.at(MONDAY).run()["summaries"], 2);
    let boone = school.teacher().replace("alvarez", "boone");
    let (first, second) = (school.letter_of(&school.teacher()), school.letter_of(&boone));
    assert!(!field(&first, "To").contains("boone") && !field(&second, "To").contains("alvarez"));
    assert_ne!(read(&first).subject, read(&second).subject, "each in their own language");
}

#[test]
fn the_summary_shown_on_the_command_line_sends_nothing() {
    let Some(school) = School::new() else { return };
    school.at(SUNDAY).run();
    let file = school.path("summary.html");
    school.at(MONDAY).tells(&["summary", "--out", &file.display().to_string()]).ended(0);
    assert!(std::fs::read_to_string(file).expect("written").contains("Room 12"));
    assert!(school.at(MONDAY).summary().contains("Room 12, Mon 23 Nov"));
    assert!(school.at(MONDAY).list("outbox").is_empty());
    assert!(school.servers.mailbox(&school.teacher(), "INBOX").is_empty());
    assert_eq!(school.at(MONDAY).run()["summaries"], 1, "and its hour still comes");
}
