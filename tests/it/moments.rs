//! A moment becomes a draft for each home at once. What the teacher says of it, or does not say, decides what becomes of
//! it; no home hears of it twice.

use crate::school::School;
use crate::school::mail::{fields, read};
use crate::world::World;
use crate::world::settings::Settings;
use homeroom::cli::demo::script::Folder;
use homeroom::service::notes;
use serde_json::{Value, json};

const THURSDAY: &str = "2026-11-19T12:00:00-05:00";
const FRIDAY_MORNING: &str = "2026-11-20T08:00:00-05:00";
const FRIDAY: &str = "2026-11-20T15:30:00-05:00";
const A_WEEK_LATER: &str = "2026-11-30T08:00:00-05:00";

fn states(school: &School, now: &str) -> Vec<(String, String)> {
    let word = |row: &Value, name: &str| row[name].as_str().unwrap_or_default().to_owned();
    let mut rows = school.at(now).list_all("outbox");
    rows.retain(|row| row["template"].as_str().is_some_and(|template| template.starts_with("positive-note")));
    rows.iter().map(|row| (word(row, "state"), word(row, "reason"))).collect()
}

#[test]
fn a_moment_is_a_draft_for_each_home_at_once_and_an_ok_sends_it() {
    let Some(school) = School::new() else { return };
    school.at(THURSDAY).run();
    let receipt = school.at(THURSDAY).teach("good Maya effort: tried the bridge a third time");
    assert!(receipt.contains("noted for Maya; a note home is ready in the summary"), "{receipt}");
    let drafts = school.at(THURSDAY).list("outbox");
    let homes: Vec<(&Value, &Value)> = drafts.iter().map(|row| (&row["household"], &row["state"])).collect();
    assert_eq!(homes, [(&json!("A"), &json!("draft")), (&json!("B"), &json!("draft"))]);
    assert!(drafts.iter().all(|row| row["job"].is_null()));
    let summary = school.at(THURSDAY).summary();
    let below = "1. Maya\n   Without an ok it goes by itself on Fri 20 Nov at 15:30, with friday-good-news.";
    assert!(summary.contains(below) && !summary.contains("2. "), "one question about both homes: {summary}");
    assert_eq!(summary.matches("tried the bridge a third time").count(), 2, "each home's letter is shown: {summary}");

    school.at(THURSDAY).teach("ok 1");
    assert_eq!(school.at("2026-11-19T12:11:00-05:00").run()["sent"], 2);
    for home in ["ngozi.okafor", "daniel.okafor"] {
        let raw = school.letter_of(home);
        assert!(read(&raw).text.contains("tried the bridge a third time"));
        assert_eq!(fields(&raw, "Auto-Submitted"), Vec::<String>::new(), "the teacher sent it, no job");
    }
    let contacts = school.at(THURSDAY).list("contacts");
    assert_eq!(contacts.len(), 2);
    assert!(contacts.iter().all(|c| c["tone"] == "good" && c["personal"] == true), "{contacts:#?}");
    assert_eq!(school.at(FRIDAY).run()["sent"], 0, "what was sent is not told again by the job");
}

#[test]
fn a_job_takes_the_place_of_drafts_that_nobody_decided_about() {
    let Some(school) = School::new() else { return };
    school.at(THURSDAY).run();
    school.at(THURSDAY).teach("good Maya: held the ladder");
    school.at(FRIDAY_MORNING).teach("good Maya kindness: waited for the little ones");
    let done = school.at(FRIDAY).run();
    assert_eq!((&done["enqueued"], &done["sent"]), (&json!(2), &json!(2)), "{done}");
    let letter = read(&school.letter_of("ngozi.okafor")).text;
    assert!(letter.contains("held the ladder") && letter.contains("waited for the little ones"), "{letter}");
    let goes = ("cancelled".to_owned(), "goes with friday-good-news".to_owned());
    let states = states(&school, FRIDAY);
    assert_eq!(states.iter().filter(|state| **state == goes).count(), 4, "{states:?}");
    assert!(!school.at(FRIDAY).summary().contains("Ready to send"));
}

#[test]
fn after_a_no_the_note_is_offered_once_more_and_goes_out_by_itself_never() {
    let Some(school) = School::new() else { return };
    school.at(THURSDAY).run();
    school.at(THURSDAY).teach("good Maya: held the ladder");
    school.at(THURSDAY).summary();
    school.at(THURSDAY).teach("no 1");
    assert_eq!(school.at(FRIDAY).run()["sent"], 0, "the job leaves it out");
    assert!(!school.at(FRIDAY).summary().contains("held the ladder"));

    school.at(A_WEEK_LATER).run();
    let summary = school.at(A_WEEK_LATER).summary();
    assert!(summary.contains("held the ladder") && !summary.contains("goes by itself"), "{summary}");
    assert_eq!(school.at("2026-12-04T15:30:00-05:00").run()["sent"], 0, "a no holds against what goes by itself");
    school.at("2026-12-04T16:00:00-05:00").summary();
    school.at("2026-12-04T16:00:00-05:00").teach("no 1");
    school.at("2026-12-14T08:00:00-05:00").run();
    assert!(!school.at("2026-12-14T08:00:00-05:00").summary().contains("held the ladder"), "a second no is for good");
    assert!(states(&school, "2026-12-14T08:00:00-05:00").iter().all(|(state, _)| state == "cancelled"));
}

#[test]
fn the_summary_warns_of_another_childs_name_before_an_ok() {
    let Some(school) = School::new() else { return };
    school.at(THURSDAY).run();
    school.at(THURSDAY).teach("good Omar: shared his snack with Maya");
    let summary = school.at(THURSDAY).summary();
    let warning = "1. Omar\n   Names Maya, of another family. An ok sends it all the same.\n";
    assert!(summary.contains(warning), "{summary}");
    school.at(THURSDAY).teach("ok 1");
    assert_eq!(school.at("2026-11-19T12:11:00-05:00").run()["sent"], 1);
    school.letter_of("samir.haddad");
}

#[test]
fn who_may_not_hear_of_the_child_gets_no_draft() {
    let Some(school) = School::new() else { return };
    school.at(THURSDAY).run();
    for child in ["Maya", "Wei", "Zoë", "Linh"] {
        school.at(THURSDAY).teach(&format!("good {child}: held the ladder"));
    }
    let mut to: Vec<String> =
        school.at(THURSDAY).list("outbox").iter().filter_map(|row| row["to"].as_str().map(str::to_owned)).collect();
    to.sort();
    assert_eq!(to, ["daniel.okafor", "lina.zhang", "ngozi.okafor", "pat.quinn"].map(|name| school.guardian(name)));
    // The barred parent never had one, and an ok does not change that.
    school.at(THURSDAY).summary();
    school.at(THURSDAY).teach("ok all");
    assert_eq!(school.at("2026-11-19T12:11:00-05:00").run()["sent"], 4);
}

#[test]
fn a_moment_whose_drafts_were_not_written_gets_them_with_the_next_look() {
    let mut world = World::new();
    world.at("2026-11-12T12:00:00");
    world.tick().unwrap();
    let child = homeroom::cli::demo::cast::CHILDREN[0].id;
    world.sql(&format!("INSERT INTO moment (at, student, text) VALUES (1, '{child}', 'held the ladder')"));
    let drafts = "SELECT count(*) FROM outbox WHERE state = 'draft' AND template = 'positive-note'";
    assert_eq!(world.value(drafts), "0");
    world.tick().unwrap();
    let count = world.value(drafts);
    assert_ne!(count, "0");
    world.tick().unwrap();
    // Whoever thinks that the drafts are owed still writes them once.
    world.sql("UPDATE moment SET prepared_at = NULL");
    assert_eq!(notes::prepare(world.class(), world.clock_says()).unwrap(), 0);
    assert_eq!(world.value(drafts), count);
}

#[test]
fn a_note_is_signed_by_the_teacher_who_noted_the_moment() {
    let job = "[[jobs]]\nname = \"reading-log\"\ncron = \"0 16 * * Mon\"\ntemplate = \"reading-log-reminder\"\naudience = \"all\"\n\
               approval = \"none\"\n";
    let mut world = World::with(Settings::with_jobs(job).with_ms_roy(), "2026-11-09T09:00:00-05:00");
    world.step().unwrap();
    let raw = "Authentication-Results: mx.school.test; dmarc=pass header.from=school.test\r\nFrom: <roy@school.test>\r\n\
               To: room12@school.test\r\nSubject: Maya\r\nDate: Mon, 9 Nov 2026 09:00:00 -0500\r\n\
               Message-ID: <1@school.test>\r\n\r\ngood Maya: held the ladder\r\n";
    world.deliver(Folder::Inbox, raw.as_bytes());
    world.step().unwrap();
    assert!(world.teach("good Omar: shared his umbrella")[0].done);
    world.step().unwrap();
    let text = "SELECT DISTINCT o.by_teacher, c.text, o.approved FROM outbox o JOIN outbox_content c ON c.outbox = o.id
                WHERE o.template = 'positive-note' ORDER BY o.id";
    let notes = world.rows(text);
    for (by, child, other) in [("Ms. Roy", "Maya", "Rivera"), ("Ms. Rivera", "Omar", "Roy")] {
        let note = notes.iter().find(|note| note[1].contains(child)).unwrap_or_else(|| panic!("{child} in {notes:?}"));
        assert!(note[0] == by && note[1].contains(by) && !note[1].contains(other), "{note:?}");
        assert_eq!(note[2], "0", "nobody has read it yet");
    }
    // A letter that tells no moment is the class's own.
    world.at("2026-11-09T16:00:00").step().unwrap();
    let of_job =
        "SELECT DISTINCT coalesce(by_teacher, ''), approved FROM outbox WHERE template = 'reading-log-reminder'";
    assert_eq!(world.rows(of_job), [["".to_owned(), "0".to_owned()]]);
    assert_eq!(
        world.value("SELECT count(*) FROM outbox_moment m JOIN outbox o ON o.id = m.outbox WHERE o.job IS NOT NULL"),
        "0"
    );
}
