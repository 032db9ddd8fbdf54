//! Mistakes of people: a template that fails, a barred guardian put back on the roster, a roster that contradicts
//! itself. Told in words; the rest goes on; nobody is written to who must not be.

use crate::school::School;
use crate::school::mail::read;
use serde_json::{Value, json};

const THURSDAY: &str = "2026-11-19T12:00:00-05:00";
const FRIDAY: &str = "2026-11-20T15:30:00-05:00";
const SUNDAY: &str = "2026-11-22T16:00:00-05:00";

#[test]
fn a_template_of_the_schools_own_goes_before_the_shipped_one() {
    let Some(school) = School::new() else { return };
    let own = "Subject: {{child}}: a star from {{class}}\n\nDear {{guardian}},\n\n{{> words}}\n\n{{teacher}}\n";
    school.write("templates/positive-note/en.hbs", own);
    school.at(THURSDAY).run();
    school.at(THURSDAY).teach("good Zoë: held the ladder");
    school.at(THURSDAY).teach("good Leo: held the ladder");
    school.at(FRIDAY).run();
    let note = read(&school.letter_of("pat.quinn"));
    assert_eq!(note.subject, "Zoë: a star from Room 12");
    assert!(note.text.starts_with("Dear Pat Quinn,"), "{}", note.text);
    assert!(note.html.is_some_and(|html| html.contains("Dear Pat Quinn,")), "the HTML says the same words");
    assert!(read(&school.letter_of("ana.martinez")).text.contains("Hola"), "Spanish is still the shipped one");
}

#[test]
fn a_letter_that_lacks_a_value_is_held_and_told_and_the_others_go() {
    let Some(school) = School::new() else { return };
    school.append(
        "classes/room-12.toml",
        "\n[[jobs]]\nname = \"weekly\"\ncron = \"30 15 * * Fri\"\ntemplate = \"weekly-update\"\naudience = \"all\"\n\
         approval = \"none\"\npersonal = false\nvalues = { this_week = \"Fractions\" }\n",
    );
    school.at(THURSDAY).run();
    school.at(THURSDAY).teach("good Leo: held the ladder");
    assert_eq!(school.at(FRIDAY).run()["sent"], 1, "Leo's note goes");
    school.letter_of("ana.martinez");
    let rows = school.at(FRIDAY).list("outbox");
    let weekly: Vec<&Value> = rows.iter().filter(|row| row["job"] == "weekly").collect();
    assert_eq!(weekly.len(), 7);
    for row in weekly {
        assert_eq!(row["state"], "held", "{row:#}");
        assert!(row["reason"].as_str().is_some_and(|r| r.contains("next_week") || r.contains("at_home")), "{row:#}");
    }
    let summary = school.at("2026-11-20T16:00:00-05:00").summary();
    assert!(summary.contains("The letter “weekly-update” to 7 people was not sent"), "{summary}");
    let status = school.at(FRIDAY).tells(&["--json", "status"]).ended(1).rows().remove(0);
    let problems = status["problems"].to_string();
    assert!(problems.contains("7 mails of the template weekly-update could not be written"), "{problems}");
    school.at(SUNDAY).run();
    school.letters_of("ana.martinez", 2);
}

#[test]
fn the_draft_of_a_letter_to_the_class_is_one_question_about_all_of_them() {
    let Some(school) = School::new() else { return };
    school.append(
        "classes/room-12.toml",
        "\n[[jobs]]\nname = \"weekly\"\ncron = \"30 15 * * Fri\"\ntemplate = \"weekly-update\"\naudience = \"all\"\n\
         approval = \"teacher\"\npersonal = false\n\
         values = { this_week = \"Fractions\", next_week = \"Maps\", at_home = \"Read\" }\n",
    );
    school.at(THURSDAY).run();
    school.at(FRIDAY).run();
    let summary = school.at("2026-11-20T16:00:00-05:00").summary();
    assert!(summary.contains("1. The class: 7 letters"), "{summary}");
    assert!(summary.contains("One of them, to ") && !summary.contains("2. "), "{summary}");
    school.at("2026-11-20T16:05:00-05:00").teach("ok 1");
    let rows = school.at(FRIDAY).list("outbox");
    assert_eq!(rows.iter().filter(|row| row["job"] == "weekly" && row["state"] == "queued").count(), 7, "{rows:#?}");
}

#[test]
fn a_template_that_is_not_there_and_words_that_are_missing_are_known_before_the_day() {
    let Some(school) = School::new() else { return };
    school.append(
        "classes/room-12.toml",
        "\n[[jobs]]\nname = \"weekly\"\ncron = \"30 15 * * Fri\"\ntemplate = \"weekly-update\"\naudience = \"all\"\n\
         approval = \"none\"\npersonal = false\nvalues = { this_week = \"Fractions\" }\n",
    );
    let told = school.at(THURSDAY).tells(&["check", "--offline"]).ended(1);
    assert!(told.out.contains("job weekly") && told.out.contains("next_week"), "{}", told.out);
    school.edit("classes/room-12.toml", "template = \"positive-note\"", "template = \"positive-not\"");
    for command in [&["run", "--once"][..], &["check", "--offline"], &["status"]] {
        school.at(THURSDAY).tells(command).ended(2).says(&["positive-not", "write template = \"positive-note\""]);
    }
}

#[test]
fn the_next_runs_leave_out_days_without_school() {
    let Some(school) = School::new() else { return };
    // Friday, 27 November, is a holiday; the next one is the Friday after it.
    school.at("2026-11-25T12:00:00-05:00").run();
    let status = school.at("2026-11-25T12:00:00-05:00").list("status").remove(0);
    let next = |job: &str| {
        let jobs = status["next_jobs"].as_array().unwrap();
        jobs.iter().find(|j| j["job"] == job).unwrap_or_else(|| panic!("{status:#}"))["at"].to_string()
    };
    assert!(next("friday-good-news").contains("2026-12-04"), "{status:#}");
    assert!(next("summary").contains("2026-11-30"), "{status:#}");
}

#[test]
fn the_daemon_takes_no_clock_and_a_preview_names_who_is_never_written_to() {
    let Some(school) = School::new() else { return };
    school.at(THURSDAY).tells(&["run"]).ended(2).says(&["run --once"]);
    let told = school.at(THURSDAY).tells(&["preview", "positive-note", "--student", "S1006"]).ended(0);
    let told = told.says(&["a court order bars Robin Vale"]);
    assert!(!told.out.contains("Robin"), "{}", told.out);
}

#[test]
fn a_template_that_cannot_be_read_is_named_with_file_and_line_before_anything_is_sent() {
    let Some(school) = School::new() else { return };
    school.write("templates/positive-note/en.hbs", "Subject: x\n\nHello\n{{gaurdian}}\n");
    let told = school.at(FRIDAY).tells(&["run", "--once"]).ended(2);
    let told = told.says(&["positive-note/en.hbs", "gaurdian", "guardian"]);
    assert!(told.err.contains("positive-note/en.hbs:4"), "{}", told.err);
    school.write("templates/positive-note/en.hbs", "Subject: x\n\nHello\n\n{{#if words_in}}\n");
    school.at(FRIDAY).tells(&["check", "--offline"]).ended(2).says(&["positive-note/en.hbs"]);
    school.write("templates/positive-note/en.hbs", "Subject: x\n\nHello {{guardian}}\n{{> words}}\n");
    school.at(FRIDAY).run();
}

#[test]
fn a_barred_guardian_put_back_in_another_spelling_is_written_to_by_nobody() {
    let Some(school) = School::new() else { return };
    school.append(
        "classes/room-12.csv",
        "S1006,Zoë,Quinn,,Robin V.,parent,ROBIN.VALE.{tag}@Families.Test,en,B,full,yes,2017-05-09
S1006,Zoë,Quinn,,R. Vale,parent,robin.vale.{tag}+kids@families.test,en,C,full,yes,2017-05-09
",
    );
    let told = school.at(THURSDAY).tells(&["check", "--offline"]).ended(1);
    assert!(told.err.contains("room-12.csv:12") && told.err.contains("room-12.csv:13"), "{}{}", told.out, told.err);
    school.at(THURSDAY).tells(&["run", "--once"]).ended(0);
    school.at(THURSDAY).teach("good Zoë: held the ladder");
    for now in [FRIDAY, SUNDAY] {
        school.at(now).run();
    }
    school.letters_of("pat.quinn", 2);
    let rows = school.at(SUNDAY).list("outbox");
    let to_robin = |row: &&Value| row["to"].as_str().is_some_and(|to| to.contains("robin"));
    assert_eq!(rows.iter().filter(to_robin).count(), 0, "{rows:#?}");
    assert!(school.servers.mailbox(&school.guardian("robin.vale"), "INBOX").is_empty());
    let lines = school.at(THURSDAY).list("forecast --days 7");
    let foretold = lines.iter().filter(to_robin).filter(|l| l["outcome"] != "withheld").count();
    assert_eq!(foretold, 0, "{lines:#?}");
    let summary = school.at(SUNDAY).summary();
    assert!(summary.contains("line 12") && summary.contains("line 13"), "the teacher is told: {summary}");
    // Their mail is held, whichever spelling it comes from.
    let spelled = school.guardian("robin.vale").replace("vale", "Vale").replace('@', "+kids@");
    let raw = crate::school::mail::plain(&spelled, &school.class(), "Zoë", "When can I pick Zoë up?");
    school.servers.deliver(&school.class(), &raw, "INBOX");
    school.at(SUNDAY).run();
    let held = school.at(SUNDAY).one("messages", "subject", "Zoë");
    assert_eq!(held["state"], "held", "{held:#}");
}

#[test]
fn a_guardian_barred_after_the_mail_was_queued_does_not_get_it() {
    let Some(school) = School::new() else { return };
    school.edit("classes/room-12.toml", "cron = \"0 16 * * Sun\"", "cron = \"0 6 * * Wed\"");
    school.at(THURSDAY).run();
    assert_eq!(school.at("2026-12-02T06:00:00-05:00").run()["enqueued"], 7, "waiting for the end of quiet hours");
    school.edit(
        "classes/room-12.csv",
        "daniel.okafor.{tag}@families.test,en,B,full",
        "daniel.okafor.{tag}@families.test,en,B,blocked",
    );
    school.edit(
        "classes/room-12.csv",
        "S1005,Omar,Haddad,,Samir Haddad,father,samir.haddad",
        "S1005,Omar,Haddad,,Samir Haddad,father,samir.new",
    );
    school.at("2026-12-02T07:30:00-05:00").run();
    let row = |name: &str| school.at("2026-12-02T08:00:00-05:00").one("outbox", "to", &school.guardian(name));
    let barred = row("daniel.okafor");
    assert_eq!(barred["state"], "cancelled", "{barred:#}");
    assert!(barred["reason"].as_str().is_some_and(|r| r.contains("bars")), "{barred:#}");
    assert_eq!(row("samir.haddad")["state"], "held", "no longer on the class list");
    assert_eq!(row("ngozi.okafor")["state"], "sent");
    for name in ["daniel.okafor", "samir.haddad"] {
        assert!(school.servers.mailbox(&school.guardian(name), "INBOX").is_empty(), "{name}");
    }
}

#[test]
fn every_mistake_in_the_files_is_told_at_once_and_nothing_runs() {
    let Some(school) = School::new() else { return };
    school.edit("homeroom.toml", "quiet_hours", "quite_hours");
    school.edit("classes/room-12.toml", "30 15 * * Fri", "30 25 * * Fri");
    school.edit(
        "classes/room-12.csv",
        "ana.martinez.{tag}@families.test,es,A,full,no",
        "ana.martinez.{tag}@families.test,es,A,fulll,no",
    );
    let told = school.at(FRIDAY).tells(&["run", "--once"]).ended(2);
    told.says(&["homeroom.toml:", "quiet_hours", "room-12.toml:", "25", "room-12.csv:5", "access"]);
    assert!(!school.path("state").exists(), "nothing was begun");
}

#[test]
fn a_letter_that_names_another_child_is_held_for_the_teachers_eyes() {
    let Some(school) = School::new() else { return };
    school.at(THURSDAY).run();
    school.at(THURSDAY).teach("good Omar: shared his snack with Maya");
    assert_eq!(school.at(FRIDAY).run()["sent"], 0);
    let row = school.at(FRIDAY).one("outbox", "student", "S1005");
    assert_eq!(row["state"], "held", "{row:#}");
    assert!(row["reason"].as_str().is_some_and(|r| r.contains("Maya")), "{row:#}");
    let summary = school.at("2026-11-20T16:00:00-05:00").summary();
    assert!(summary.contains("shared his snack with Maya"), "{summary}");
    // The teacher has read it and says that it may go.
    let told = school.at("2026-11-20T16:00:00-05:00").tells(&["teach", "ok 1"]);
    assert_eq!(told.status, Some(0), "{}", told.err);
    assert_eq!(school.at("2026-11-20T16:10:00-05:00").run()["sent"], 1);
    school.letter_of("samir.haddad");
    assert_eq!(school.at(FRIDAY).one("outbox", "student", "S1005")["state"], json!("sent"));
}
