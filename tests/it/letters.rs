//! What families get: their own mail, in their language, in an envelope of its own, and nothing of anybody else's.

use crate::school::School;
use crate::school::mail::{field, fields, read};
use serde_json::{Value, json};

const THURSDAY: &str = "2026-11-19T12:00:00-05:00";
const FRIDAY: &str = "2026-11-20T15:30:00-05:00";
const SUNDAY: &str = "2026-11-22T16:00:00-05:00";

fn school_with_moments(children: &[&str]) -> Option<School<'static>> {
    let school = School::new()?;
    school.at(THURSDAY).run();
    for child in children {
        school.at(THURSDAY).teach(&format!("good {child}: shared the last of the glue"));
    }
    Some(school)
}

/// To whom the outbox wrote, sorted.
fn written_to(school: &School, now: &str) -> Vec<String> {
    let rows = school.at(now).list("outbox");
    let mut to: Vec<String> = rows.iter().filter_map(|row| row["to"].as_str()).map(str::to_owned).collect();
    to.sort();
    to
}

#[test]
fn fridays_note_reaches_both_homes_in_separate_envelopes() {
    let Some(school) = school_with_moments(&["Maya"]) else { return };
    let done = school.at(FRIDAY).run();
    assert_eq!((&done["sent"], &done["enqueued"]), (&json!(2), &json!(2)), "{done}");
    let homes = [("ngozi.okafor", "daniel.okafor", "Daniel"), ("daniel.okafor", "ngozi.okafor", "Ngozi")];
    for (own, other, other_name) in homes {
        let raw = school.letter_of(own);
        assert!(field(&raw, "To").contains(&school.guardian(own)), "{}", field(&raw, "To"));
        assert!(!field(&raw, "To").contains(','), "one recipient: {}", field(&raw, "To"));
        assert_eq!((fields(&raw, "Cc"), fields(&raw, "Bcc")), (vec![], vec![]));
        let whole = read(&raw);
        let all = format!("{}{}{}{}", String::from_utf8_lossy(&raw), whole.subject, whole.text, whole.html.unwrap());
        for trace in [other, other_name] {
            assert!(!all.contains(trace), "the letter to {own} shows {trace}: {all}");
        }
        assert!(whole.text.contains("shared the last of the glue") && whole.text.contains("Maya"), "{}", whole.text);
    }
    let ids: Vec<String> =
        ["ngozi.okafor", "daniel.okafor"].iter().map(|home| field(&school.letter_of(home), "Message-ID")).collect();
    assert_ne!(ids[0], ids[1], "each mail has an id of its own");
    let keys = ["ngozi.okafor", "daniel.okafor"].map(|home| field(&school.letter_of(home), "Reply-To"));
    assert_ne!(keys[0], keys[1], "each mail has a key of its own");
}

#[test]
fn a_note_is_in_the_familys_language_and_marks_the_teachers_own_words() {
    let Some(school) = school_with_moments(&["Leo", "William"]) else { return };
    school.at(FRIDAY).run();
    let raw = school.letter_of("ana.martinez");
    let spanish = read(&raw);
    assert!(spanish.text.contains("Hola, Ana Martínez:"), "{}", spanish.text);
    assert!(spanish.subject.contains("Leo"), "the child comes first: {}", spanish.subject);
    assert!(spanish.html.as_deref().unwrap_or_default().contains("Hola"), "HTML too");
    assert_eq!(field(&raw, "Content-Language"), "es");
    let raw = school.letter_of("lina.zhang");
    let both = read(&raw);
    assert!(both.text.contains("William"), "he is called so: {}", both.text);
    assert!(both.text.chars().any(|c| ('\u{4e00}'..='\u{9fff}').contains(&c)), "a sentence of theirs: {}", both.text);
}

#[test]
fn who_hears_only_what_all_must_hear_gets_the_class_letter_and_no_note() {
    let Some(school) = school_with_moments(&["Wei", "Zoë"]) else { return };
    school.at(FRIDAY).run();
    let expected = ["lina.zhang", "pat.quinn"].map(|name| school.guardian(name));
    assert_eq!(written_to(&school, FRIDAY), expected, "no note to the grandfather or the barred parent");

    let done = school.at(SUNDAY).run();
    assert_eq!(done["sent"], 7, "{done}");
    let grandfather = read(&school.letter_of("zhang.min"));
    assert!(grandfather.text.contains("William"), "{}", grandfather.text);
    let ana = read(&school.letter_of("ana.martinez"));
    assert!(ana.text.contains("Leo") && ana.text.contains("Mia"), "one letter about both: {}", ana.text);
    let barred = school.guardian("robin.vale");
    assert!(!written_to(&school, SUNDAY).contains(&barred));
    assert!(school.servers.mailbox(&barred, "INBOX").is_empty());
}

#[test]
fn the_forecast_says_who_gets_what_and_what_is_withheld_and_why() {
    let Some(school) = school_with_moments(&["Zoë", "Linh", "Wei", "Leo"]) else { return };
    let lines = school.at(THURSDAY).list("forecast --days 4");
    let of = |job: &str, student: &str| -> Vec<(String, String)> {
        let here = |l: &&Value| l["job"] == job && l["student"] == student;
        let word = |l: &Value, name: &str| l[name].as_str().unwrap_or_default().to_owned();
        lines
            .iter()
            .filter(here)
            .map(|l| (word(l, "to"), format!("{}: {}", word(l, "outcome"), word(l, "reason"))))
            .collect()
    };
    let note = |student: &str| of("friday-good-news", student);
    assert_eq!(note("S1002"), [(school.guardian("ana.martinez"), "send: ".to_owned())]);
    assert_eq!(note("S1001"), [], "nothing was noted about Maya");
    let zoe = note("S1006");
    assert!(zoe.contains(&(school.guardian("pat.quinn"), "send: ".to_owned())), "{zoe:?}");
    assert!(
        zoe.iter().any(|(to, why)| *to == school.guardian("robin.vale") && why.starts_with("withheld: a court order"))
    );
    let wei = note("S1004");
    assert!(wei.iter().any(|(to, why)| *to == school.guardian("zhang.min") && why.starts_with("withheld: hears only")));
    for job in ["friday-good-news", "reading-log"] {
        let linh = of(job, "S1007");
        assert!(
            matches!(linh.as_slice(), [(to, why)] if to.is_empty() && why.starts_with("withheld: no email")),
            "{linh:?}"
        );
    }
    // What was foretold is what happens.
    let foretold = |job: &str| -> Vec<String> {
        let mut to: Vec<String> = lines
            .iter()
            .filter(|l| l["job"] == job && l["outcome"] == "send")
            .filter_map(|l| Some(l["to"].as_str()?.to_owned()))
            .collect();
        to.sort();
        to.dedup();
        to
    };
    school.at(FRIDAY).run();
    assert_eq!(written_to(&school, FRIDAY), foretold("friday-good-news"));
    school.at(SUNDAY).run();
    let mut all = [foretold("friday-good-news"), foretold("reading-log")].concat();
    all.sort();
    assert_eq!(written_to(&school, SUNDAY), all);
}

#[test]
fn every_mail_carries_the_promised_headers() {
    let Some(school) = school_with_moments(&["Omar"]) else { return };
    school.at(FRIDAY).run();
    school.at(SUNDAY).run();
    let class = school.class();
    let (local, domain) = class.split_once('@').expect("an address");
    for (raw, is_letter) in school.letters_of("samir.haddad", 2).iter().map(|mail| &mail.bytes).zip([false, true]) {
        let from = field(raw, "From");
        assert!(from.contains("Ms. Alvarez") && from.contains(&format!("<{class}>")), "{from}");
        assert!(field(raw, "To").ends_with(&format!("<{}>", school.guardian("samir.haddad"))));
        let id = field(raw, "Message-ID");
        assert!(id.ends_with(&format!("@{domain}>")), "{id}");
        let reply_to = field(raw, "Reply-To");
        let bare = reply_to.trim_matches(['<', '>']);
        assert!(bare.starts_with(&format!("{local}+t.")) && bare.ends_with(&format!("@{domain}")), "{reply_to}");
        assert_eq!(field(raw, "Auto-Submitted"), "auto-generated");
        let row = school.at(SUNDAY).one("outbox", "message_id", id.trim_matches(['<', '>']));
        assert_eq!(field(raw, "X-Homeroom-Id"), row["id"].to_string());
        assert_eq!((fields(raw, "Cc"), fields(raw, "Bcc")), (vec![], vec![]));
        assert_eq!((fields(raw, "List-Id").len(), fields(raw, "List-Unsubscribe").len()), {
            let count = usize::from(is_letter);
            (count, count)
        });
        let date = field(raw, "Date");
        assert!(date.ends_with("-0500"), "the school's own hour: {date}");
        assert!(field(raw, "Return-Path").contains(&class), "bounces come back to the class");
    }
}
