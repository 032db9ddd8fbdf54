//! What the mail provider makes of homeroom's mail: an account that is refused, a copy that gets another Message-ID.

use crate::world::{Fate, World};
use homeroom::cli::demo::script::Folder;
use homeroom::domain::outbox::OutboxState;
use homeroom::smtp::outcome::{Outcome, Reply, Stage};

const CLASS: &str = "room12@school.test";

fn refused(code: u16, status: &str, text: &str) -> Fate {
    let mut reply = Reply::new(code, [text]);
    reply.enhanced = Some(status.to_owned());
    Fate::Outcome(Outcome::Rejected { stage: Stage::Rcpt, reply })
}

/// Friday's note about Zoë, which goes to Pat.
fn with_note() -> World {
    let mut world = World::new();
    world.step().unwrap();
    world.at("2026-11-13T12:00:00").teach("good Zoë: She drew the map of the playground.");
    world.at("2026-11-13T15:30:00");
    world
}

#[test]
fn a_sender_that_the_server_does_not_take_is_told_and_costs_no_family_its_letter() {
    let mut world = with_note();
    world.then(refused(553, "5.7.1", "Sender address rejected: not owned by user pat.quinn@families.test"));
    world.step().unwrap();
    assert_eq!(world.states("template = 'positive-note' AND job IS NOT NULL"), [OutboxState::Queued]);
    assert_eq!(world.value(PROBLEMS), "0", "it may be this recipient alone");
    world.at("2026-11-13T15:45:00").step().unwrap();
    assert_eq!(world.states("template = 'positive-note' AND job IS NOT NULL"), [OutboxState::Sent]);
    // Sunday's letter goes to all: the third refusal in a row is the account's.
    for _ in 0..3 {
        world.then(refused(553, "5.7.1", "Sender address rejected: not owned by user pat.quinn@families.test"));
    }
    world.at("2026-11-15T16:00:00").step().unwrap();
    let told = world.value("SELECT value FROM health WHERE name = 'problem:outgoing'");
    assert!(told.contains("SMTP 553 5.7.1") && told.contains("[outgoing]"), "{told}");
    assert!(!told.contains('@'), "the server's own words may name people: {told}");
    let sent = world.states("template = 'reading-log-reminder'").iter().filter(|s| **s == OutboxState::Sent).count();
    assert_eq!(sent, 0, "nobody else is tried meanwhile");
    world.at("2026-11-15T16:30:00").step().unwrap();
    let letters = world.states("template = 'reading-log-reminder'");
    assert!(letters.iter().all(|s| *s != OutboxState::Failed) && letters.contains(&OutboxState::Sent), "{letters:?}");
    assert_eq!(world.value(PROBLEMS), "0");
}

const PROBLEMS: &str = "SELECT count(*) FROM health WHERE name = 'problem:outgoing'";

/// What the provider files of a mail it took: everything is as it was but the Message-ID.
fn filed_by_the_provider(mail: &[u8]) -> Vec<u8> {
    let text = String::from_utf8(mail.to_vec()).unwrap();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    let lines = head.split("\r\n").map(|line| match line.strip_prefix("Message-ID:") {
        Some(_) => "Message-ID: <rewritten@provider.test>",
        None => line,
    });
    format!("{}\r\n\r\n{body}", lines.collect::<Vec<_>>().join("\r\n")).into_bytes()
}

#[test]
fn a_copy_with_another_message_id_is_no_word_of_the_teachers_and_its_answer_finds_the_child() {
    let mut world = with_note();
    world.step().unwrap();
    let note = world.arrived.iter().find(|a| a.mail.recipient.as_str().starts_with("pat.quinn")).unwrap();
    let copy = filed_by_the_provider(&note.mail.bytes);
    world.deliver(Folder::Sent, &copy);
    world.at("2026-11-13T15:35:00").step().unwrap();
    let answer = format!(
        "From: Pat <pat.quinn@families.test>\r\nTo: {CLASS}\r\nSubject: Re: hello\r\nMessage-ID: <answer@families.test>\r\n\
         In-Reply-To: <rewritten@provider.test>\r\nDate: Fri, 13 Nov 2026 16:00:00 -0500\r\n\r\nThank you!\r\n"
    );
    world.deliver(Folder::Inbox, answer.as_bytes());
    world.at("2026-11-13T16:05:00").step().unwrap();
    assert_eq!(world.value("SELECT count(*) FROM contact WHERE direction = 'to_family' AND outbox IS NULL"), "0");
    let by = world.value("SELECT matched_by FROM reading WHERE message_id = 'answer@families.test'");
    assert!(by.contains("reference"), "{by}");
    // Outside Sent anybody may write such a number.
    let mut other = with_note();
    other.step().unwrap();
    other.deliver(Folder::Inbox, &copy);
    other.at("2026-11-13T16:05:00").step().unwrap();
    let copied =
        "SELECT i.reason FROM inbound i JOIN reading r ON r.inbound = i.id WHERE r.message_id LIKE 'rewritten%'";
    assert_ne!(other.value(copied), "homeroom's own mail");
}
