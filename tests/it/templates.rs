//! The letters as IT and the teacher meet them: tried beforehand, in turn, and never the same words twice.

use crate::school::School;
use crate::school::mail::read;
use serde_json::{Value, json};

const THURSDAY: &str = "2026-11-19T12:00:00-05:00";

const WALK: &str = "\n[[jobs]]\nname = \"walk\"\ncron = \"30 15 * * Fri\"\ntemplate = \"walk\"\naudience = \"all\"\n\
                    approval = \"none\"\npersonal = false\n";

#[test]
fn a_home_gets_each_wording_in_turn_and_never_the_same_words_by_themselves() {
    let Some(school) = School::new() else { return };
    let walk = "Subject: {{child}}: the walk\n\nHello {{guardian}},\n\nwe walk on Friday.\n\n\
                Subject: {{child}}: good shoes\n\nHello {{guardian}},\n\nbring good shoes on Friday.\n";
    school.write("templates/walk/en.hbs", walk);
    school.append("classes/room-12.toml", WALK);
    school.at(THURSDAY).run();
    for friday in ["2026-11-20T15:30:00-05:00", "2026-12-04T15:30:00-05:00", "2026-12-11T15:30:00-05:00"] {
        school.at(friday).run();
    }
    // Both of Maya's homes and every other; each home has had both wordings, the third letter would repeat one.
    for home in ["ngozi.okafor", "daniel.okafor", "pat.quinn"] {
        let walks: Vec<String> = school.letters_of(home, 2).iter().map(|mail| read(&mail.bytes).subject).collect();
        assert_eq!(walks.len(), 2, "{home}: {walks:?}");
        assert!(walks[0].ends_with("the walk") && walks[1].ends_with("good shoes"), "{home}: {walks:?}");
    }
    let now = "2026-12-11T15:40:00-05:00";
    let held: Vec<Value> = school.at(now).list("outbox").into_iter().filter(|row| row["state"] == "held").collect();
    let of_the_walk = |row: &&Value| row["job"] == "walk";
    assert_eq!(held.iter().filter(of_the_walk).count(), 7, "{held:#?}");
    for row in held.iter().filter(of_the_walk) {
        let reason = row["reason"].as_str().unwrap_or_default();
        assert!(reason.starts_with("the very same words went to this home on 20 November 2026"), "{row:#}");
    }
    let summary = school.at(now).summary();
    assert!(summary.contains("The class: 7 letters"), "{summary}");
    school.at(now).teach("ok 1");
    assert_eq!(school.at("2026-12-11T15:51:00-05:00").run()["sent"], 7, "the teacher may say the same again");
}

#[test]
fn templates_check_tells_what_each_letter_needs_and_asks_of_its_reader() {
    let Some(school) = School::new() else { return };
    let rows = school.at(THURSDAY).list("templates check");
    let row = |template: &str, language: &str| {
        rows.iter().find(|row| row["template"] == template && row["language"] == language).cloned().unwrap_or_default()
    };
    let event = row("event-reminder", "en");
    assert_eq!(event["needs"][1], json!({"name": "on", "kind": "a date", "optional": false}), "{event:#}");
    assert_eq!((&event["vital"], &event["missing"], &event["problems"]), (&json!(false), &json!([]), &json!([])));
    assert!(event["reading_grade"].as_f64().is_some_and(|grade| grade < 6.0), "{event:#}");
    assert_eq!(row("positive-note", "ar")["wordings"], 5);
    for row in &rows {
        assert!(row["words"].as_u64().is_some_and(|words| words < 120), "{row:#}");
    }
    let shown = school.at(THURSDAY).tells(&["templates", "check", "--show"]).ended(0);
    for said in ["needs event: the teacher's words", "Subject: Leo: welcome to Room 12", "12 families each, 0 problems"]
    {
        assert!(shown.out.contains(said), "{said:?} in {}", shown.out);
    }
}

#[test]
fn templates_check_names_what_is_wrong_with_a_letter_of_the_school() {
    let Some(school) = School::new() else { return };
    let long = format!(
        "Hello {{{{guardian}}}},\n\nplease press https://school.test now.\n\n{}end.\n",
        "and so it goes on ".repeat(30)
    );
    school.write("templates/lockdown/en.hbs", &format!("Vital: yes\nSubject: {{{{child}}}}\n\n{long}"));
    school.write("templates/lockdown/es.hbs", "Subject: {{child}}\n\nHola, {{guardian}}:\n\nadiós.\n");
    let told = school.at(THURSDAY).tells(&["templates", "check"]).ended(1);
    for said in [
        "lockdown (vital)",
        "not in Russian: goes in the school's language and says so",
        "the Spanish version is not approved: goes in the school's language",
        "lockdown/en.hbs: wording 1, for one child: a link that asks to be pressed",
        "words are too many",
        "is too long",
    ] {
        assert!(told.out.contains(said), "{said:?} in {}", told.out);
    }
}
