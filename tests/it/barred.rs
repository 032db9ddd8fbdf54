//! A guardian whom a court order bars from one child and who may hear everything about another: Ana, for Leo and Mia.
//! And what a teacher has said about a mail, which stays said.

use crate::world::World;
use crate::world::settings::Settings;
use homeroom::cli::demo::script::Folder;
use homeroom::service::teach::Told as Receipt;

const ANA: &str = "ana.martinez@families.test";
const CLASS: &str = "room12@school.test";

/// Ana's access to Leo as asked for; to Mia it is full.
fn ana(access_to_leo: &str) -> Settings {
    let mut settings = Settings::cast();
    let before = settings.roster_csv.clone();
    let lines: Vec<String> = before
        .lines()
        .map(|l| {
            if l.starts_with("S1002,") { l.replacen(",full,", &format!(",{access_to_leo},"), 1) } else { l.to_owned() }
        })
        .collect();
    settings.roster_csv = lines.join("\n") + "\n";
    assert_eq!(settings.roster_csv.trim() == before.replace('\r', "").trim(), access_to_leo == "full");
    settings
}

fn world(settings: Settings) -> World {
    let mut world = World::with(settings, "2026-11-09T06:00:00-05:00");
    world.step().unwrap();
    world
}

fn mail(from: &str, to: &str, subject: &str, body: &str) -> Vec<u8> {
    format!(
        "From: {from}\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <{}@test>\r\n\r\n{body}\r\n",
        data_encoding::HEXLOWER.encode(format!("{subject}{body}").as_bytes())
    )
    .into_bytes()
}

/// State, students and evidence of the newest mail.
fn newest(world: &World) -> (String, Vec<String>, String) {
    let row = world
        .rows("SELECT i.id, i.state, r.matched_by FROM inbound i JOIN reading r ON r.inbound = i.id ORDER BY i.id DESC LIMIT 1")
        .remove(0);
    let students = world.rows(&format!(
        "SELECT DISTINCT h.student FROM placement p JOIN topic t ON t.id = p.topic JOIN thread h ON h.id = t.thread
         WHERE p.inbound = {} ORDER BY 1",
        row[0]
    ));
    (row[1].clone(), students.concat(), row[2].clone())
}

fn contacts(world: &World) -> Vec<Vec<String>> {
    world.rows("SELECT student, direction FROM contact WHERE inbound IS NOT NULL ORDER BY 1, 2")
}

/// The number under which the summary of the next morning asks about Ana's mail.
fn asked(world: &mut World, wall: &str) -> (String, String) {
    world.at(wall).step().unwrap();
    let newest = "SELECT max(id) FROM outbox WHERE template = 'summary'";
    let text = world.value(&format!("SELECT text FROM outbox_content WHERE outbox = ({newest})"));
    let line = text.lines().find(|l| l.contains("which child")).unwrap_or_else(|| panic!("{text}"));
    let number = line.trim().split_once(". ").unwrap().0.to_owned();
    (number, line.to_owned())
}

fn only(receipts: Vec<Receipt>) -> Receipt {
    assert_eq!(receipts.len(), 1, "{receipts:?}");
    receipts.into_iter().next().unwrap()
}

#[test]
fn a_mail_that_names_no_child_is_asked_about_and_only_the_free_child_is_offered() {
    let mut world = world(ana("blocked"));
    // A conversation about Mia is open.
    world.at("2026-11-10T09:00:00").deliver(Folder::Inbox, &mail(ANA, CLASS, "Mia", "Mia is ill."));
    world.step().unwrap();
    assert_eq!(newest(&world), ("placed".into(), vec!["S1003".into()], "name".into()));
    world.at("2026-11-10T10:00:00").deliver(Folder::Inbox, &mail(ANA, CLASS, "Hello", "How did the test go?"));
    world.step().unwrap();
    assert_eq!(newest(&world), ("unsure".into(), vec![], String::new()));
    let (number, line) = asked(&mut world, "2026-11-12T07:00:00");
    assert!(line.contains("Mia") && !line.contains("Leo"), "{line}");
    let refused = only(world.teach(&format!("is {number} Leo")));
    assert!(
        !refused.done && refused.words.contains("court order bars") && refused.words.contains("Leo"),
        "{refused:?}"
    );
    assert_eq!(newest(&world).0, "unsure");
    let done = only(world.teach(&format!("is {number} Mia")));
    assert!(done.done, "{done:?}");
    assert_eq!(newest(&world), ("placed".into(), vec!["S1003".into()], "teacher".into()));
    assert!(contacts(&world).iter().all(|c| c[0] == "S1003"), "{:?}", contacts(&world));
}

#[test]
fn a_mail_about_the_child_she_is_barred_from_is_held_however_her_address_is_spelled() {
    let mut settings = ana("full");
    // The court order names another spelling of the mailbox.
    settings.roster_csv +=
        "S1002,Leo,Martínez,,A. M.,mother,Ana.Martinez+leo@families.test,es,B,blocked,yes,2016-11-23,\n";
    let without = settings.roster_csv.lines().filter(|l| !(l.starts_with("S1002") && l.contains(",full,")));
    settings.roster_csv = without.collect::<Vec<_>>().join("\n") + "\n";
    for settings in [settings, ana("blocked")] {
        let mut world = world(settings);
        for (subject, body, state) in [
            ("Leo", "How is he?", "held"),
            ("Both", "Are Leo and Mia well?", "held"),
            ("Mia", "Is she well?", "placed"),
            ("Hello", "Are they well?", "unsure"),
        ] {
            world.at("2026-11-10T09:00:00").deliver(Folder::Inbox, &mail(ANA, CLASS, subject, body));
            world.step().unwrap();
            assert_eq!(newest(&world).0, state, "{body}");
        }
        assert_eq!(contacts(&world), [["S1003", "from_family"]]);
    }
}

#[test]
fn what_the_teacher_writes_to_her_by_hand_is_contact_for_the_free_child_alone() {
    for (subject, expected) in
        [("Mia", vec!["S1003"]), ("Hello", vec!["S1003"]), ("Leo", vec![]), ("Leo and Mia", vec!["S1003"])]
    {
        let mut world = world(ana("blocked"));
        world.at("2026-11-10T09:00:00").deliver(Folder::Sent, &mail(CLASS, ANA, subject, "See you."));
        world.step().unwrap();
        assert_eq!(newest(&world).0, "placed", "{subject}: it is on the record");
        let students: Vec<String> = contacts(&world).into_iter().map(|c| c[0].clone()).collect();
        assert_eq!(students, expected, "{subject}");
    }
}

/// The sender's own copy is where a Bcc can be read.
#[test]
fn what_the_teacher_writes_to_families_in_bcc_is_contact_with_each() {
    let mut world = world(ana("full"));
    let to = format!("undisclosed-recipients:;\r\nBcc: \"Martínez, Ana\" <{ANA}>,\r\n Office <office@school.test>");
    world.at("2026-11-10T09:00:00").deliver(Folder::Sent, &mail(CLASS, &to, "Mia", "See you."));
    world.step().unwrap();
    assert_eq!(newest(&world).0, "placed");
    assert_eq!(contacts(&world), [["S1003", "to_family"]]);
}

fn replay(world: &World) {
    let again = |tx: &homeroom::store::Tx<'_>| {
        let newest = homeroom::ids::InboundId(tx.query_row("SELECT max(id) FROM inbound", [], |r| r.get(0))?);
        homeroom::store::inbound::requeue(tx, newest)
    };
    assert!(world.class().store.write(again).unwrap());
    world.understand().unwrap();
}

#[test]
fn a_replay_keeps_what_the_teacher_said_and_a_court_order_does_not() {
    let mut world = world(ana("full"));
    world.at("2026-11-10T10:00:00").deliver(Folder::Inbox, &mail(ANA, CLASS, "Hello", "How did the test go?"));
    world.step().unwrap();
    let (number, line) = asked(&mut world, "2026-11-12T07:00:00");
    assert!(line.contains("Mia") && line.contains("Leo"), "{line}");
    assert!(only(world.teach(&format!("is {number} Leo"))).done);
    let placed = ("placed".to_owned(), vec!["S1002".to_owned()], "teacher".to_owned());
    let before = contacts(&world);
    for wall in ["2026-11-12T08:00:00", "2027-03-01T08:00:00"] {
        world.at(wall);
        replay(&world);
        assert_eq!((newest(&world), contacts(&world)), (placed.clone(), before.clone()), "{wall}");
    }
    assert_eq!(world.value("SELECT r.guardian FROM reading r"), "Ana Martínez");
    *world.settings() = ana("blocked");
    world.restart();
    replay(&world);
    assert_eq!((newest(&world).0.as_str(), contacts(&world).len()), ("held", 0));
    *world.settings() = ana("full");
    world.restart();
    replay(&world);
    assert_eq!((newest(&world), contacts(&world)), (placed, before), "said is said");
}

#[test]
fn a_mail_that_is_understood_late_is_judged_by_what_was_so_when_it_came() {
    // A note about Mia goes to Ana, and Ana answers with its key.
    let mut world = world(ana("full"));
    world.at("2026-11-12T12:00:00").teach("good Mia: held the ladder");
    world.at("2026-11-13T15:30:00").step().unwrap();
    let note = world.arrived.iter().find(|a| a.mail.recipient.as_str() == ANA).unwrap().mail.message_id.clone();
    let answer = mail(ANA, CLASS, "Hello", "How lovely.");
    let answer = [format!("In-Reply-To: <{}>\r\n", note.as_str()).as_bytes(), &answer].concat();
    world.at("2026-11-16T10:00:00").deliver(Folder::Inbox, &answer);
    world.step().unwrap();
    let by_key = ("placed".to_owned(), vec!["S1003".to_owned()], "key".to_owned());
    assert_eq!(newest(&world), by_key);
    // The key has run out since.
    world.at("2027-06-16T10:00:00");
    replay(&world);
    assert_eq!(newest(&world), by_key);
}

#[test]
fn an_open_conversation_is_one_that_was_open_when_the_mail_came_and_not_this_mail_itself() {
    let mut world = world(ana("full"));
    world.at("2026-11-10T09:00:00").deliver(Folder::Inbox, &mail(ANA, CLASS, "Mia", "Mia is ill."));
    world.step().unwrap();
    world.at("2026-11-12T10:00:00").deliver(Folder::Inbox, &mail(ANA, CLASS, "Hello", "How did the test go?"));
    world.step().unwrap();
    let by_topic = ("placed".to_owned(), vec!["S1003".to_owned()], "topic".to_owned());
    assert_eq!(newest(&world), by_topic);
    // Months later; and what was said about Leo afterwards changes nothing.
    world.at("2026-11-13T08:00:00").teach("log Leo called Ana: all is well");
    for wall in ["2026-11-13T09:00:00", "2027-02-01T09:00:00"] {
        world.at(wall);
        replay(&world);
        assert_eq!(newest(&world), by_topic, "{wall}");
    }
    // A mail that was once placed by a name it does not bear is no conversation of its own.
    let mut world = self::world(ana("full"));
    world.at("2026-11-12T10:00:00").deliver(Folder::Inbox, &mail(ANA, CLASS, "Hello", "How did the test go?"));
    world.step().unwrap();
    assert_eq!(newest(&world).0, "unsure");
    let itself = "INSERT INTO contact (at, student, household, direction, channel, personal, tone, inbound)
        SELECT received_at, 'S1003', 'A', 'from_family', 'mail', 1, 'neutral', id FROM inbound";
    world.class().store.write(|tx| Ok::<_, homeroom::store::StoreError>(tx.execute_batch(itself)?)).unwrap();
    replay(&world);
    assert_eq!(newest(&world).0, "unsure");
}
