//! What a teacher answers to a family at the command line: the letter that is written, and written again after `undo`.

use crate::school::mail::{field, fields};
use crate::world::World;
use crate::world::settings::Settings;
use homeroom::cli::demo::script::Folder;
use homeroom::domain::outbox::OutboxState::{Cancelled, Queued};
use homeroom::message::ThreadIndex;

const FROM_ANA: &str = "From: ana.martinez@families.test\r\nTo: room12@school.test\r\nSubject: Leo\r\n\
                        Message-ID: <question@families.test>\r\n\r\nDid Leo eat his lunch?\r\n";

/// A mail of Ana's waits as the first line of this morning's summary.
fn world() -> World {
    let mut world = World::with(Settings::cast(), "2026-11-09T06:00:00-05:00");
    world.step().unwrap();
    world.at("2026-11-10T09:00:00").deliver(Folder::Inbox, FROM_ANA.as_bytes());
    world.step().unwrap();
    world.at("2026-11-12T07:00:00").step().unwrap();
    world
}

#[test]
fn thanks_writes_a_letter_that_leaves_and_names_the_day_of_the_answer() {
    let mut world = world();
    let receipts = world.at("2026-11-12T07:30:00").teach("thanks 1");
    assert!(receipts.iter().all(|receipt| receipt.done), "{receipts:?}");
    assert_eq!(world.states("template = 'acknowledgement'"), [Queued]);
    let text = world.value(
        "SELECT c.text FROM outbox_content c JOIN outbox o ON o.id = c.outbox WHERE o.template = 'acknowledgement'",
    );
    assert!(text.contains("13 de noviembre"), "{text}");
}

#[test]
fn an_answer_that_was_taken_back_can_be_written_again_in_the_same_words() {
    let mut world = world();
    for line in ["reply 1: Yes, all of it.", "undo", "reply 1: Yes, all of it."] {
        let receipts = world.at("2026-11-12T07:30:00").teach(line);
        assert!(receipts.iter().all(|receipt| receipt.done), "{line}: {receipts:?}");
    }
    assert_eq!(world.states("template = 'reply'"), [Cancelled, Queued]);
}

/// Some of Outlook's programs know a conversation by this field alone.
#[test]
fn an_answer_goes_on_in_the_conversation_of_outlook() {
    let mut world = World::with(Settings::cast(), "2026-11-09T06:00:00-05:00");
    world.step().unwrap();
    let index = ThreadIndex::from_octets([vec![1, 0xda, 0x6b, 0x01, 0x02, 0x03], (1..=16).collect()].concat()).unwrap();
    let question = format!("Thread-Index: {}\r\n{FROM_ANA}", index.text());
    world.at("2026-11-10T09:00:00").deliver(Folder::Inbox, question.as_bytes());
    world.step().unwrap();
    world.at("2026-11-12T07:00:00").step().unwrap();
    assert!(world.at("2026-11-12T07:30:00").teach("reply 1: Yes, all of it.")[0].done);
    world.at("2026-11-12T07:41:00").step().unwrap();
    let answer = world.newest_to("ana.martinez@families.test");
    let of_answer = ThreadIndex::parse(&field(&answer, "Thread-Index")).unwrap();
    assert_eq!((of_answer.root(), of_answer.octets().len()), (index.root(), index.octets().len() + 5));
    assert!(fields(&world.newest_to("rivera@school.test"), "Thread-Index").is_empty(), "of another conversation");
}
