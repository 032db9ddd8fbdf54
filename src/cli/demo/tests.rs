//! The whole demo, as a newcomer starts it.

use super::folder::{DemoFolder, FolderError};
use super::mailshapes::original::Original;
use super::script::{Answered, Folder, What};
use super::*;
use crate::domain::mail::MailState;
use crate::store::listing::{self, MessageLine};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;
use std::sync::LazyLock;
use tempfile::TempDir;

/// A demo that was played to its end.
struct Finished {
    root: PathBuf,
    report: Report,
    messages: Vec<MessageLine>,
    delivered: Vec<(String, What)>,
    _lock: ClassLock,
    _place: TempDir,
}

fn play() -> Finished {
    let place = tempfile::tempdir().unwrap();
    let root = place.path().join("demo");
    let Demo { class, mut played, _lock } = play_in(DemoFolder::claim(&root).unwrap(), |_| {}).unwrap().unwrap();
    let delivered = std::mem::take(&mut played.delivered);
    let report = class.store.read(|tx| Report::gather(tx, &class, played)).unwrap();
    let messages = class.store.read(listing::messages).unwrap();
    Finished { root, report, messages, delivered, _lock, _place: place }
}

/// Played once for all tests.
static DEMO: LazyLock<Finished> = LazyLock::new(play);

/// Every file of a folder of the demo: its name and what it holds.
fn files(demo: &Finished, folder: &str) -> BTreeMap<String, Vec<u8>> {
    let entries = fs::read_dir(demo.root.join(folder)).unwrap().map(|e| e.unwrap());
    entries.map(|e| (e.file_name().into_string().unwrap(), fs::read(e.path()).unwrap())).collect()
}

#[test]
fn two_demos_send_the_same_bytes_and_write_the_same_summaries() {
    let other = play();
    assert_eq!(format!("{:?}", DEMO.report), format!("{:?}", other.report));
    for folder in ["summaries", "sent"] {
        let (one, two) = (files(&DEMO, folder), files(&other, folder));
        assert!(one.keys().eq(two.keys()));
        for (name, bytes) in &one {
            assert!(two[name] == *bytes, "{name}");
        }
    }
}

#[test]
fn the_demo_shows_each_thing_that_homeroom_does_and_nothing_goes_wrong() {
    let report = &DEMO.report;
    assert_eq!((&report.problems, &report.refused), (&Vec::new(), &Vec::new()));
    assert_eq!(report.on_server, report.stored);
    for (of, names) in [
        (&report.by_state, ["placed", "unknown sender", "held", "ignored"].as_slice()),
        (&report.by_language, &["Arabic", "Chinese", "English", "French", "Spanish", "Vietnamese"]),
        (
            &report.by_evidence,
            &["the key in our mail", "answering a known mail", "an only child here", "Ms. Rivera's word"],
        ),
        (&report.sent, &["positive-note", "birthday", "weekly-update", "reading-log-reminder", "summary"]),
        (&report.bounced, &["mailbox unknown", "mailbox full"]),
        (&report.withheld, &["a court order bars this guardian", "no email address"]),
    ] {
        names.iter().for_each(|name| assert!(of.get(*name).is_some_and(|n| *n > 0), "{name} in {of:?}"));
    }
    assert_eq!(report.summaries.len(), 11);
    assert_eq!(report.note_languages, 6);
    let asked = DEMO.messages.iter().filter(|m| m.state == Some(MailState::Unsure)).count();
    assert_eq!(asked, 0, "the teacher has said whose the unclear mail is");
}

/// The mail of the story, each with where homeroom put it.
fn placed() -> impl Iterator<Item = (&'static What, &'static MessageLine)> {
    DEMO.delivered.iter().map(|(id, what)| {
        let id = id.trim_matches(['<', '>']);
        let line = DEMO.messages.iter().find(|m| m.message_id.as_deref() == Some(id));
        (what, line.unwrap_or_else(|| panic!("{id} was not stored")))
    })
}

#[test]
fn every_mail_of_a_parent_is_with_the_child_it_is_about_and_none_with_another() {
    let twins = BTreeSet::from(["S1002", "S1003"]);
    for (what, line) in placed() {
        let (What::Writes { from, about, folder: Folder::Inbox, .. } | What::Answers { from, about, .. }) = what else {
            continue;
        };
        let students: BTreeSet<&str> = line.homes.iter().map(|h| h.student.as_str()).collect();
        if from.is_blocked() {
            assert_eq!(line.state, Some(MailState::Held));
            continue;
        }
        assert_eq!(line.state, Some(MailState::Placed), "{what:?}: {}", line.reason);
        assert_eq!(line.guardian.as_deref(), Some(from.name));
        assert!(line.homes.iter().all(|h| h.household.as_str() == from.household), "{what:?}");
        if twins.contains(about.id) {
            assert!(students.contains(about.id) && students.is_subset(&twins), "{what:?}: {students:?}");
        } else {
            assert_eq!(students, BTreeSet::from([about.id]), "{what:?}");
        }
        assert!(line.verified, "{what:?}");
    }
}

#[test]
fn an_answer_to_a_mail_of_ours_is_placed_by_its_key_and_one_to_the_teachers_by_what_it_answers() {
    for (what, line) in placed() {
        if let What::Answers { to, .. } = what {
            let evidence = if *to == Answered::Homeroom { "key" } else { "reference" };
            assert_eq!(line.matched_by.first().map(String::as_str), Some(evidence), "{what:?}");
        }
    }
}

#[test]
fn no_machine_is_taken_for_a_person_and_no_person_for_a_machine() {
    for (what, line) in placed() {
        let state = line.state.unwrap();
        match what {
            What::Bounces { .. } | What::Away { .. } | What::Newsletter(_) | What::Spam(_) => {
                assert_eq!(state, MailState::Ignored, "{what:?}");
            }
            What::Stranger(_) => assert_eq!(state, MailState::UnknownSender, "{what:?}"),
            What::Writes { folder: Folder::Junk, .. } => assert_eq!(state, MailState::Held, "{what:?}"),
            What::Forged { .. } => assert!(!line.verified, "{what:?}"),
            _ => assert_ne!(state, MailState::Ignored, "{what:?}: {}", line.reason),
        }
    }
}

#[test]
fn the_barred_parent_is_written_to_by_nobody_and_each_mail_has_one_recipient() {
    let sent = files(&DEMO, "sent");
    assert_eq!(sent.len(), DEMO.report.sent.values().sum::<usize>());
    for (name, bytes) in &sent {
        let text = String::from_utf8_lossy(bytes);
        assert!(!text.contains("robin.vale"), "{name}");
        let header = Original::read(bytes).header;
        let to: Vec<&str> = header.lines().filter(|l| l.starts_with("To:")).collect();
        assert!(to.len() == 1 && to[0].matches('@').count() == 1, "{name}: {to:?}");
        assert!(!header.contains("\nCc:") && !header.contains("\nBcc:"), "{name}");
    }
}

#[test]
fn ok_all_sends_each_weekly_letter_to_everybody_who_gets_class_letters() {
    let everybody: BTreeSet<&str> =
        cast::CHILDREN.iter().flat_map(|c| c.guardians).filter(|g| !g.is_blocked()).filter_map(|g| g.email).collect();
    assert_eq!(DEMO.report.sent["weekly-update"], 2 * everybody.len());
}

#[test]
fn every_summary_lies_there_as_a_page_and_as_text() {
    let summaries = files(&DEMO, "summaries");
    assert_eq!(summaries.len(), 2 * DEMO.report.summaries.len());
    for day in &DEMO.report.summaries {
        let text = String::from_utf8_lossy(&summaries[&format!("{day}.txt")]).into_owned();
        assert!(text.starts_with("Subject: Room 12, "), "{text}");
        assert!(summaries[&format!("{day}.html")].starts_with(b"<!DOCTYPE html>"), "{day}");
    }
}

#[test]
fn a_folder_with_other_files_is_refused_and_nothing_is_written() {
    let place = tempfile::tempdir().unwrap();
    fs::write(place.path().join("thesis.txt"), "three years of work").unwrap();
    let refused = DemoFolder::claim(place.path()).unwrap_err();
    assert!(matches!(refused, FolderError::NotADemo(_)));
    assert!(refused.to_string().contains("nothing was written") && refused.hint().contains("--out"));
    assert_eq!(fs::read_dir(place.path()).unwrap().count(), 1);
    let file = DemoFolder::claim(&place.path().join("thesis.txt")).unwrap_err();
    assert!(matches!(file, FolderError::NotAFolder(_)));
}

#[test]
fn an_earlier_demo_is_replaced_and_files_that_others_put_there_stay() {
    let place = tempfile::tempdir().unwrap();
    DemoFolder::claim(place.path()).unwrap().clear().unwrap();
    for name in ["sent/old.eml", "summaries/old.txt", "mail/new/old", "state/room-12.sqlite3", "notes.txt"] {
        fs::write(place.path().join(name), "left").unwrap();
    }
    DemoFolder::claim(place.path()).unwrap().clear().unwrap();
    let there = |name: &str| place.path().join(name).exists();
    assert!(!there("sent/old.eml") && !there("summaries/old.txt") && !there("mail/new/old"));
    assert!(!there("state/room-12.sqlite3") && there("notes.txt"));
}

#[test]
fn a_demo_does_not_disturb_another_homeroom_that_works_in_its_folder() {
    let before = files(&DEMO, "sent").len();
    let second = play_in(DemoFolder::claim(&DEMO.root).unwrap(), |_| {});
    let words = second.err().unwrap().to_string();
    assert!(words.contains("another homeroom works on the class room-12"), "{words}");
    assert_eq!(files(&DEMO, "sent").len(), before);
}
