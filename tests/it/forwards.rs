//! What a teacher passes on to the class mailbox is recorded as the mail of whoever wrote it, and nobody else's is.

use crate::world::World;
use homeroom::cli::demo::script::Folder;

const TEACHER: &str = "rivera@school.test";
const ANA: &str = "Ana Martínez <ana.martinez@families.test>";
const BARRED: &str = "Robin Vale <robin.vale@families.test>";
const STAMP: &str = "Authentication-Results: mx.school.test; dmarc=pass header.from=school.test\r\n";

/// A forward of Gmail's: its stamp, the outer sender and recipients, what stands above, the writer inside.
fn forward(stamp: &str, from: &str, to: &str, above: &str, inside: &str, words: &str) -> Vec<u8> {
    format!(
        "{stamp}From: {from}\r\n{to}\r\nSubject: Fwd: Leo\r\nMessage-ID: <f1@school.test>\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n{above}---------- Forwarded message ---------\r\nFrom: {inside}\r\n\
         Date: Thu, Mar 12, 2026 at 7:02 AM\r\nSubject: about Leo\r\nTo: <rivera@school.test>\r\n\r\n\r\n{words}\r\n"
    )
    .into_bytes()
}

fn world_with(mail: &[u8]) -> World {
    let mut world = World::new();
    world.step().unwrap();
    world.deliver(Folder::Inbox, mail);
    world.step().unwrap();
    world
}

/// State and reason of the one mail, and whose and what its words are.
fn recorded(world: &World) -> Vec<String> {
    world
        .rows(
            "SELECT i.state, i.reason, r.sender, r.reply_text FROM inbound i JOIN reading r ON r.inbound = i.id
             ORDER BY i.id DESC LIMIT 1",
        )
        .remove(0)
}

fn contacts(world: &World) -> Vec<Vec<String>> {
    world.rows("SELECT student, direction FROM contact WHERE inbound IS NOT NULL ORDER BY 1, 2")
}

const TO_CLASS: &str = "To: room12@school.test";

#[test]
fn a_forwarded_mail_of_a_guardian_is_theirs() {
    let world = world_with(&forward(STAMP, TEACHER, TO_CLASS, "", ANA, "Leo no viene mañana."));
    let expected = ["placed", "the teacher forwarded it", "ana.martinez@families.test", "Leo no viene mañana."];
    assert_eq!(recorded(&world), expected);
    assert_eq!(contacts(&world), [["S1002", "from_family"]]);
    let at = world.value("SELECT at FROM contact WHERE inbound IS NOT NULL");
    assert_eq!(at, world.value("SELECT received_at FROM inbound"), "not the day that stands inside");
    // Understood again it is the same.
    world.sql("UPDATE inbound SET state = 'received'");
    world.understand().unwrap();
    assert_eq!(recorded(&world), expected);
    assert_eq!(contacts(&world), [["S1002", "from_family"]]);
}

#[test]
fn a_stranger_is_asked_about_and_a_barred_guardian_held() {
    let world = world_with(&forward(STAMP, TEACHER, TO_CLASS, "", "Kim <kim@elsewhere.test>", "Who is this?"));
    let [state, reason, sender, _] = recorded(&world).try_into().unwrap();
    assert_eq!((state.as_str(), sender.as_str()), ("unknown_sender", "kim@elsewhere.test"));
    assert!(reason.starts_with("the teacher forwarded it; "), "{reason}");
    assert!(contacts(&world).is_empty());

    let world = world_with(&forward(STAMP, TEACHER, TO_CLASS, "", BARRED, "Where is she?"));
    assert_eq!(recorded(&world)[0], "held");
    assert!(contacts(&world).is_empty());

    let world = world_with(&forward(STAMP, TEACHER, TO_CLASS, "", "Ana Martínez", "no address"));
    assert_eq!(recorded(&world)[0], "unknown_sender");
    assert!(contacts(&world).is_empty());
}

#[test]
fn nobody_else_records_a_mail_for_a_guardian() {
    let forged = "Authentication-Results: mx.elsewhere.test; dmarc=pass header.from=school.test\r\n";
    let of_families = "Authentication-Results: mx.school.test; dmarc=pass header.from=families.test\r\n";
    for (stamp, from, state) in [
        ("", TEACHER, "held"),
        (forged, TEACHER, "held"),
        (of_families, "ngozi.okafor@families.test", "placed"),
        (of_families, "kim@elsewhere.test", "unknown_sender"),
    ] {
        let world = world_with(&forward(stamp, from, TO_CLASS, "", ANA, "Leo no viene."));
        let found = recorded(&world);
        assert_eq!((found[0].as_str(), found[2].as_str()), (state, from), "{stamp}{from}");
        assert!(contacts(&world).iter().all(|c| c[0] != "S1002"), "{stamp}{from}");
    }
}

#[test]
fn what_a_teacher_sends_to_a_family_is_a_mail_to_that_family_whatever_stands_in_it() {
    let to = "To: ngozi.okafor@families.test\r\nDelivered-To: room12@school.test";
    let world = world_with(&forward(STAMP, TEACHER, to, "See below.\r\n\r\n", ANA, "Leo no viene."));
    assert_eq!(recorded(&world)[1], "the teacher wrote");
    assert!(contacts(&world).iter().all(|c| c[1] == "to_family" && c[0] != "S1002"), "{:?}", contacts(&world));
    assert!(!contacts(&world).is_empty());
}

#[test]
fn a_forward_of_the_class_s_own_mail_is_nobodys() {
    let world = world_with(&forward(STAMP, TEACHER, TO_CLASS, "", "Room 12 <room12@school.test>", "3 wait for you."));
    assert_eq!(recorded(&world)[0], "ignored");
    assert!(contacts(&world).is_empty());
}
