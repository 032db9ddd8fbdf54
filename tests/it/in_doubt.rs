//! A server that takes a mail and loses the answer: nobody sends it again, and whoever sees the mail outside says so.

use crate::world::{Cut, Fate, World};
use homeroom::cli::demo::script::Folder;
use homeroom::domain::outbox::OutboxState::{Queued, Sent, Unknown};
use homeroom::smtp::outcome::{Outcome, Trouble};
use homeroom::store::outbox;

const NOTE: &str = "template = 'positive-note' AND job IS NOT NULL";
const CONTACTS: &str = "SELECT count(*) FROM contact WHERE outbox IS NOT NULL AND personal";

/// A note about Zoë to Pat that was handed over on a Friday afternoon, and nobody knows more.
fn with_a_note_in_doubt(fate: Fate) -> World {
    let mut world = World::new();
    world.step().unwrap();
    world.at("2026-11-13T12:00:00").teach("good Zoë: She drew the map of the playground.");
    world.at("2026-11-13T15:30:00").tick().unwrap();
    assert_eq!(world.states(NOTE), [Queued]);
    world.then(fate).send().unwrap();
    assert_eq!((world.states(NOTE), world.value(CONTACTS)), (vec![Unknown], "0".to_owned()));
    world
}

fn the_note(world: &World) -> Vec<u8> {
    let id = world.value("SELECT message_id FROM outbox WHERE template = 'positive-note' AND job IS NOT NULL");
    let arrived: Vec<_> = world.arrived.iter().filter(|a| a.mail.message_id.as_str() == id).collect();
    assert_eq!(arrived.len(), 1, "it arrived once");
    arrived[0].mail.bytes.clone()
}

#[test]
fn a_copy_in_sent_shows_that_it_left() {
    let mut world = with_a_note_in_doubt(Fate::AnswerLost);
    let note = the_note(&world);
    world.at("2026-11-13T15:32:00").deliver(Folder::Sent, &note);
    world.step().unwrap();
    assert_eq!((world.states(NOTE), world.value(CONTACTS)), (vec![Sent], "1".to_owned()));
    // The contact is of the time when it left, not of that when it was found out.
    let at = world.value(
        "SELECT c.at = o.sent_at AND o.sent_at = o.attempted_at FROM contact c JOIN outbox o ON o.id = c.outbox",
    );
    assert_eq!(at, "1");
    world.at("2026-11-16T09:00:00").step().unwrap();
    the_note(&world);
}

#[test]
fn a_provider_that_gave_the_copy_a_message_id_of_its_own_is_understood() {
    let mut world = with_a_note_in_doubt(Fate::AnswerLost);
    let note = String::from_utf8(the_note(&world)).unwrap();
    let id = note.lines().find(|line| line.starts_with("Message-ID:")).unwrap();
    let copy = note.replace(id, "Message-ID: <own@provider.test>");
    world.deliver(Folder::Sent, copy.as_bytes());
    world.step().unwrap();
    assert_eq!(world.states(NOTE), [Sent]);
}

#[test]
fn an_answer_shows_that_it_left_whoever_it_comes_from() {
    for (from, headers) in [
        ("pat.quinn@families.test", "In-Reply-To: "),
        ("grandmother@elsewhere.test", "References: <x@y.test> "),
        ("pat.quinn@families.test", "Auto-Submitted: auto-replied\r\nIn-Reply-To: "),
    ] {
        let mut world = with_a_note_in_doubt(Fate::AnswerLost);
        let id = world.value("SELECT message_id FROM outbox WHERE template = 'positive-note' AND job IS NOT NULL");
        let answer = format!("From: {from}\r\n{headers}<{id}>\r\nSubject: Re: Zoë\r\n\r\nThank you!\r\n");
        world.at("2026-11-13T16:00:00").deliver(Folder::Inbox, answer.as_bytes());
        world.step().unwrap();
        assert_eq!(world.states(NOTE), [Sent], "{headers}");
    }
}

#[test]
fn a_mail_from_outside_that_names_no_mail_of_ours_shows_nothing() {
    let mut world = with_a_note_in_doubt(Fate::Outcome(Outcome::Unknown { trouble: Trouble::Timeout }));
    let number = world.value("SELECT id FROM outbox WHERE template = 'positive-note' AND job IS NOT NULL");
    let forged = format!(
        "From: class@school.test\r\nX-Homeroom-Id: {number}\r\nIn-Reply-To: <{number}@school.test>\r\nSubject: x\r\n\r\nx\r\n"
    );
    world.deliver(Folder::Inbox, forged.as_bytes());
    for wall in ["2026-11-13T16:00:00", "2026-11-16T09:00:00", "2026-11-20T15:30:00"] {
        world.at(wall).step().unwrap();
        world.restart();
    }
    assert_eq!((world.states(NOTE)[0], world.value(CONTACTS)), (Unknown, "0".to_owned()));
}

#[test]
fn a_copy_that_is_seen_before_the_answer_is_given_up_on_counts_as_well() {
    let mut world = World::new();
    world.step().unwrap();
    world.at("2026-11-13T12:00:00").teach("good Zoë: She drew the map of the playground.");
    world.at("2026-11-13T15:30:00").tick().unwrap();
    // The process ends between the server's answer and the note of it; the copy lies in Sent when the next one looks.
    world.cut(Cut::BeforeSettled);
    world.send().unwrap_err();
    world.uncut();
    let note = the_note(&world);
    world.deliver(Folder::Sent, &note);
    world.sweep().unwrap();
    world.understand().unwrap();
    assert_eq!(world.states(NOTE), [Sent]);
    world.restart();
    world.at("2026-11-16T09:00:00").step().unwrap();
    assert_eq!((world.states(NOTE)[0], world.value(CONTACTS)), (Sent, "1".to_owned()));
    the_note(&world);
}

#[test]
fn a_report_that_it_came_back_has_the_last_word() {
    let mut world = with_a_note_in_doubt(Fate::AnswerLost);
    let id = world.value("SELECT message_id FROM outbox WHERE template = 'positive-note' AND job IS NOT NULL");
    let to = world.value("SELECT recipient FROM outbox WHERE template = 'positive-note' AND job IS NOT NULL");
    let report = format!(
        "From: mailer-daemon@relay.test\r\nSubject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\n\
         Content-Type: multipart/report; report-type=delivery-status; boundary=b\r\n\r\n\
         --b\r\nContent-Type: text/plain\r\n\r\nIt did not arrive.\r\n\
         --b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; relay.test\r\n\r\n\
         Final-Recipient: rfc822; {to}\r\nAction: failed\r\nStatus: 5.1.1\r\n\r\n\
         --b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: <{id}>\r\n\r\n--b--\r\n"
    );
    world.deliver(Folder::Inbox, report.as_bytes());
    world.step().unwrap();
    assert_eq!(world.value(&format!("SELECT state FROM outbox WHERE {NOTE}")), "failed");
    assert_eq!(world.value(CONTACTS), "0");
}

#[test]
fn mails_of_a_crash_that_are_on_their_way_elsewhere_are_left_alone() {
    let world = with_a_note_in_doubt(Fate::AnswerLost);
    let id = homeroom::ids::OutboxId(world.value(&format!("SELECT id FROM outbox WHERE {NOTE}")).parse().unwrap());
    let to_sending = "UPDATE outbox SET state = 'sending', stage = 'dot' WHERE state = 'unknown'";
    world.class().store.write(|tx| Ok::<_, homeroom::store::StoreError>(tx.execute_batch(to_sending)?)).unwrap();
    let recovered = |busy: &[homeroom::ids::OutboxId]| {
        world.class().store.write(|tx| outbox::recover(tx, busy, jiff::Timestamp::UNIX_EPOCH)).unwrap()
    };
    assert_eq!((recovered(&[id]), recovered(&[])), ((0, 0), (0, 1)));
}
