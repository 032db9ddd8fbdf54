//! What becomes of mail that was given up.

use crate::world::World;
use homeroom::cli::demo::mailshapes::bounce_of;
use homeroom::cli::demo::script::Folder;
use homeroom::service::gather;

/// A delivery report with this status about the note that has just been sent to Pat: a failure, whatever its class.
fn given_up(world: &World, status: &str) -> Vec<u8> {
    let note = world.arrived.iter().find(|a| a.mail.recipient.as_str().starts_with("pat.quinn")).unwrap();
    let report = bounce_of(&note.mail.bytes, note.mail.recipient.as_str(), "5.0.0", &world.local(), 1);
    let report = String::from_utf8(report).unwrap();
    let (head, tail) = report.split_once("Status: 5.0.0").unwrap();
    let rest = tail.split_once("Diagnostic-Code:").unwrap().1.split_once('\n').unwrap().1;
    format!("{head}Status: {status}\nDiagnostic-Code: smtp; {status} could not be delivered for five days\n{rest}")
        .replace("\r\n", "\n")
        .replace('\n', "\r\n")
        .into_bytes()
}

#[test]
fn a_mail_that_was_given_up_after_days_has_failed_and_its_address_is_not_to_blame() {
    for status in ["4.4.1", "4.2.2", "4.4.7", "4.0.0", "4.1.1"] {
        let mut world = World::new();
        world.step().unwrap();
        world.at("2026-11-13T12:00:00").teach("good Zoë: She drew the map of the playground.");
        world.at("2026-11-13T15:30:00").step().unwrap();
        let contacts = "SELECT count(*) FROM contact WHERE outbox IS NOT NULL AND student = 'S1006' AND personal";
        assert_eq!(world.value(contacts), "1");
        world.at("2026-11-18T16:00:00");
        let report = given_up(&world, status);
        world.deliver(Folder::Inbox, &report);
        world.step().unwrap();
        let row = world
            .rows("SELECT state, reason FROM outbox WHERE template = 'positive-note' AND job IS NOT NULL")
            .remove(0);
        assert_eq!(row[0], "failed", "{status}");
        assert!(row[1].starts_with("came back"), "{status}: {}", row[1]);
        assert_eq!(world.value(contacts), "0", "{status}: a mail that did not arrive was no contact");
        assert_eq!(world.value("SELECT permanent FROM delivery_report"), "0", "{status}");
        let homes = world.class().store.read(|tx| gather::homes(tx, world.class(), world.clock_says())).unwrap();
        let pat = homes.into_iter().flat_map(|h| h.facts.guardians).find(|g| g.name == "Pat Quinn").unwrap();
        let trouble = pat.mail.reachability().and_then(|r| r.trouble()).unwrap();
        assert!(!trouble.blamed, "{status}: trouble that passes says nothing about the address");
        world.at("2026-11-19T07:00:00").step().unwrap();
        let summary = world.value(
            "SELECT text FROM outbox_content WHERE outbox = (SELECT max(id) FROM outbox WHERE template = 'summary')",
        );
        assert!(summary.contains("Pat Quinn"), "{status}: the teacher is told: {summary}");
    }
}
