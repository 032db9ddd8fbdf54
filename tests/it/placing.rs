//! Families' mail comes in through Postfix and lies with the right child, by the evidence that says so.

use crate::school::School;
use crate::school::mail::{answer, answer_address, field, plain, without};
use homeroom::cli::demo::mailshapes::Shape;
use serde_json::{Value, json};

const BEFORE: &str = "2026-11-20T15:00:00-05:00";
const FRIDAY: &str = "2026-11-20T15:30:00-05:00";
const EVENING: &str = "2026-11-20T17:30:00-05:00";

/// A school that has sent Friday's good news about these children.
fn school_with_notes(children: &[&str]) -> Option<School<'static>> {
    let school = School::new()?;
    send_notes(&school, children);
    Some(school)
}

fn send_notes(school: &School, children: &[&str]) {
    school.at(BEFORE).run();
    for child in children {
        school.at(BEFORE).teach(&format!("good {child}: helped a new classmate find the library"));
    }
    school.at(FRIDAY).run();
}

/// The one mail that came in from this address.
fn came_from(school: &School, address: &str) -> Value {
    school.at(EVENING).one("messages", "from", address)
}

#[test]
fn an_answer_to_a_note_is_placed_by_its_key_whatever_program_wrote_it() {
    let Some(school) = school_with_notes(&["Leo"]) else { return };
    let ana = school.guardian("ana.martinez");
    let note = school.letter_of("ana.martinez");
    assert!(field(&note, "Reply-To").contains("+t."), "{}", field(&note, "Reply-To"));
    for (number, shape) in Shape::ALL.into_iter().enumerate() {
        let body = format!("Muchas gracias por escribir, carta {number}.\n\nSe lo cuento a su abuela.");
        let raw = answer(&note, "Ana Martínez", &ana, shape, &body);
        school.receive(&ana, &answer_address(&note), &raw);
    }
    school.at(EVENING).run();
    let answers: Vec<Value> =
        school.at(EVENING).list("messages").into_iter().filter(|m| m["from"] == ana.as_str()).collect();
    assert_eq!(answers.len(), Shape::ALL.len());
    for (number, (mail, shape)) in answers.iter().zip(Shape::ALL).enumerate() {
        assert_eq!(mail["state"], "placed", "{shape:?}: {mail:#}");
        assert_eq!(mail["matched_by"], json!(["key"]), "{shape:?}: {mail:#}");
        assert_eq!(mail["students"], json!(["S1002"]), "{shape:?}: {mail:#}");
        assert_eq!((&mail["guardian"], &mail["household"]), (&json!("Ana Martínez"), &json!("A")), "{shape:?}");
        assert_eq!((&mail["kind"], &mail["verified"]), (&json!("reply"), &json!(true)), "{shape:?}");
        // Yahoo begins each line of its text with a blank.
        let words: Vec<&str> = mail["reply_text"].as_str().expect("text").lines().map(str::trim).collect();
        let body = format!("Muchas gracias por escribir, carta {number}.");
        assert_eq!(words, [body.as_str(), "", "Se lo cuento a su abuela."], "{shape:?}");
    }
    let contacts = school.at(EVENING).list("contacts");
    let from_ana = contacts.iter().filter(|c| c["direction"] == "from_family" && c["student"] == "S1002").count();
    assert_eq!(from_ana, Shape::ALL.len(), "every answer is contact: {contacts:#?}");
}

#[test]
fn an_answer_that_lost_the_reply_to_is_still_placed() {
    let Some(school) = school_with_notes(&["Leo"]) else { return };
    let ana = school.guardian("ana.martinez");
    let note = without(&school.letter_of("ana.martinez"), "Reply-To");
    assert_eq!(answer_address(&note), school.class(), "the answer goes to the plain address");
    let raw = answer(&note, "Ana Martínez", &ana, Shape::Gmail, "Gracias, qué alegría.");
    school.receive(&ana, &school.class(), &raw);
    school.at(EVENING).run();
    let mail = came_from(&school, &ana);
    assert_eq!((&mail["state"], &mail["students"]), (&json!("placed"), &json!(["S1002"])), "{mail:#}");
    assert_eq!(mail["matched_by"], json!(["key"]), "the Message-ID it names carries the key too: {mail:#}");
}

#[test]
fn a_class_without_sub_addresses_knows_its_answers_by_the_message_id() {
    let Some(school) = School::new() else { return };
    school.edit("classes/room-12.toml", "sub_addresses = true", "sub_addresses = false");
    send_notes(&school, &["Mia"]);
    let ana = school.guardian("ana.martinez");
    let note = school.letter_of("ana.martinez");
    assert_eq!(answer_address(&note), school.class());
    let raw = answer(&note, "Ana Martínez", &ana, Shape::Outlook, "Gracias.");
    school.receive(&ana, &school.class(), &raw);
    school.at(EVENING).run();
    let mail = came_from(&school, &ana);
    assert_eq!((&mail["state"], &mail["students"]), (&json!("placed"), &json!(["S1003"])), "{mail:#}");
    assert_eq!(mail["matched_by"], json!(["key"]), "{mail:#}");
}

#[test]
fn an_answer_to_a_plain_mail_of_the_teacher_is_placed_by_reference() {
    let Some(school) = School::new() else { return };
    let ana = school.guardian("ana.martinez");
    let by_hand = plain(&school.class(), &ana, "Field trip", "Mia needs her boots on Tuesday.");
    let by_hand = String::from_utf8(by_hand).expect("ASCII").into_bytes();
    school.servers.append(&school.class(), "Sent", &by_hand, &[r"\Seen"], None);
    school.at(BEFORE).run();
    let sent = school.at(BEFORE).one("messages", "direction", "out");
    assert_eq!((&sent["state"], &sent["students"]), (&json!("placed"), &json!(["S1003"])), "{sent:#}");

    let raw = answer(&by_hand, "Ana Martínez", &ana, Shape::AppleMail, "De acuerdo, gracias.");
    school.receive(&ana, &school.class(), &raw);
    school.at(EVENING).run();
    let mail = came_from(&school, &ana);
    assert_eq!((&mail["state"], &mail["students"]), (&json!("placed"), &json!(["S1003"])), "{mail:#}");
    assert_eq!(mail["matched_by"], json!(["reference"]), "{mail:#}");
    assert_eq!(mail["thread"], sent["thread"], "one thread: {mail:#}");
}

#[test]
fn a_mail_of_the_siblings_mother_is_placed_by_the_name_it_says() {
    let Some(school) = School::new() else { return };
    let ana = school.guardian("ana.martinez");
    let table = [
        ("Ausencia", "Mia no puede venir mañana.", json!(["S1003"])),
        ("LEO", "Hoy lo recoge su tía.", json!(["S1002"])),
        ("Los dos", "Leo y Mia llegan tarde.", json!(["S1002", "S1003"])),
        ("Pregunta", "¿Cuándo es la reunión?", json!([])),
    ];
    for (subject, body, _) in &table {
        school.receive(&ana, &school.class(), &plain(&ana, &school.class(), subject, body));
    }
    school.at(EVENING).run();
    let mails = school.at(EVENING).list("messages");
    for (subject, _, students) in &table {
        let mail = mails.iter().find(|m| m["subject"] == *subject).expect("stored");
        let mut found: Vec<&str> =
            mail["students"].as_array().expect("a list").iter().filter_map(Value::as_str).collect();
        found.sort_unstable();
        assert_eq!(json!(found), *students, "{mail:#}");
        let named = !found.is_empty();
        assert_eq!(mail["state"], if named { "placed" } else { "unsure" }, "{mail:#}");
        assert_eq!(mail["matched_by"], if named { json!(["name"]) } else { json!([]) }, "{mail:#}");
    }
    let asked = school.at(EVENING).summary();
    assert!(asked.contains("Leo") && asked.contains("Mia") && asked.contains("reunión"), "{asked}");
}

#[test]
fn a_guardian_of_one_child_needs_to_say_no_name() {
    let Some(school) = School::new() else { return };
    let samir = school.guardian("samir.haddad");
    // The program writes the address as it likes.
    let from = format!("Samir <{}>", samir.to_uppercase().replace("FAMILIES.TEST", "Families.Test"));
    school.receive(&samir, &school.class(), &plain(&from, &school.class(), "Tomorrow", "We come at nine."));
    school.at(EVENING).run();
    let mail = came_from(&school, &samir);
    assert_eq!((&mail["state"], &mail["students"]), (&json!("placed"), &json!(["S1005"])), "{mail:#}");
    assert_eq!(mail["matched_by"], json!(["only_child"]), "{mail:#}");
}

#[test]
fn a_stranger_is_told_to_the_teacher_and_never_answered() {
    let Some(school) = School::new() else { return };
    let stranger = school.guardian("somebody.else");
    school.receive(&stranger, &school.class(), &plain(&stranger, &school.class(), "Hello", "I am Leo's uncle."));
    school.at(EVENING).run();
    let mail = came_from(&school, &stranger);
    assert_eq!((&mail["state"], &mail["students"]), (&json!("unknown_sender"), &json!([])), "{mail:#}");
    assert!(school.at(EVENING).list("contacts").is_empty());
    assert!(school.at(EVENING).list("outbox").is_empty());
    assert!(school.servers.mailbox(&stranger, "INBOX").is_empty());
    assert!(school.at(EVENING).summary().contains(&stranger));
}

#[test]
fn a_barred_guardians_mail_is_held_and_nothing_ever_goes_there() {
    let Some(school) = School::new() else { return };
    let robin = school.guardian("robin.vale");
    school.receive(&robin, &school.class(), &plain(&robin, &school.class(), "Zoë", "When can I pick Zoë up?"));
    send_notes(&school, &["Zoë", "Leo"]);
    // Sunday's letter goes to everybody else.
    school.at("2026-11-22T16:00:00-05:00").run();
    school.letters_of("pat.quinn", 2);
    let mail = school.at(EVENING).one("messages", "from", &robin);
    assert_eq!((&mail["state"], &mail["guardian"]), (&json!("held"), &json!("Robin Vale")), "{mail:#}");
    let outbox = school.at(EVENING).list("outbox");
    assert!(outbox.iter().all(|row| row["to"] != robin.as_str()), "{outbox:#?}");
    assert!(school.servers.mailbox(&robin, "INBOX").is_empty());
    let contacts = school.at(EVENING).list("contacts");
    assert!(contacts.iter().all(|c| c["guardian"] != "Robin Vale" && c["direction"] == "to_family"), "{contacts:#?}");
    assert!(school.at("2026-11-20T17:00:00-05:00").summary().contains("Robin Vale"), "the teacher is told");
}

#[test]
fn a_valid_key_from_an_address_off_the_roster_opens_nothing() {
    let Some(school) = school_with_notes(&["Leo"]) else { return };
    let stranger = school.guardian("grandmother");
    let note = school.letter_of("ana.martinez");
    let contacts_before = school.at(EVENING).list("contacts");
    let raw = answer(&note, "Abuela", &stranger, Shape::IPhone, "Me lo reenvió mi hija. ¡Qué bien!");
    school.receive(&stranger, &answer_address(&note), &raw);
    school.at(EVENING).run();
    let mail = came_from(&school, &stranger);
    assert_eq!((&mail["state"], &mail["verified"]), (&json!("unknown_sender"), &json!(false)), "{mail:#}");
    assert_eq!(mail["students"], json!(["S1002"]), "offered to the teacher: {mail:#}");
    assert_eq!(school.at(EVENING).list("contacts"), contacts_before, "no contact is logged");
    assert!(school.servers.mailbox(&stranger, "INBOX").is_empty());
}

#[test]
fn a_key_forwarded_to_the_other_home_or_to_another_family_speaks_for_nobody_else() {
    let Some(school) = school_with_notes(&["Maya"]) else { return };
    let (daniel, samir) = (school.guardian("daniel.okafor"), school.guardian("samir.haddad"));
    let to_ngozi = school.letter_of("ngozi.okafor");
    for (name, address) in [("Daniel Okafor", &daniel), ("Samir", &samir)] {
        let raw = answer(&to_ngozi, name, address, Shape::Gmail, "Thank you.");
        school.receive(address, &answer_address(&to_ngozi), &raw);
    }
    school.at(EVENING).run();
    let of_daniel = came_from(&school, &daniel);
    assert_eq!((&of_daniel["students"], &of_daniel["household"]), (&json!(["S1001"]), &json!("B")), "{of_daniel:#}");
    assert_eq!(of_daniel["verified"], false, "the key was made for another address: {of_daniel:#}");
    let of_samir = came_from(&school, &samir);
    assert_eq!(of_samir["students"], json!(["S1005"]), "his own child: {of_samir:#}");
    let contacts = school.at(EVENING).list("contacts");
    let from = |student: &str, household: &str| {
        let here =
            |c: &&Value| c["direction"] == "from_family" && c["student"] == student && c["household"] == household;
        contacts.iter().filter(here).count()
    };
    assert_eq!((from("S1001", "A"), from("S1001", "B"), from("S1005", "A")), (0, 1, 1), "{contacts:#?}");
}

#[test]
fn a_machines_answer_to_a_note_is_no_contact_and_waits_for_nobody() {
    let Some(school) = school_with_notes(&["Omar"]) else { return };
    let samir = school.guardian("samir.haddad");
    let note = school.letter_of("samir.haddad");
    let contacts = school.at(EVENING).list("contacts");
    let away = answer(&note, "Samir Haddad", &samir, Shape::Outlook, "I am away until Monday, 30 November.");
    let away = [b"Auto-Submitted: auto-replied\r\nX-Auto-Response-Suppress: All\r\n".as_slice(), &away].concat();
    school.receive("", &answer_address(&note), &away);
    school.at(EVENING).run();
    let mail = came_from(&school, &samir);
    assert_eq!((&mail["kind"], &mail["state"]), (&json!("auto_reply"), &json!("ignored")), "{mail:#}");
    assert_eq!(school.at(EVENING).list("contacts"), contacts);
    assert_eq!(school.at(EVENING).one("families", "student", "S1005")["waiting_since"], json!(null));
    assert_eq!(school.at(EVENING).run()["sent"], 0, "a machine is not answered");
}

#[test]
fn a_mail_that_only_bears_the_teachers_address_says_nothing_for_them() {
    let Some(school) = School::new() else { return };
    let teacher = school.teacher();
    let ana = school.guardian("ana.martinez");
    let raw = plain(&teacher, &format!("{}, {ana}", school.class()), "good Leo: held the ladder", "ok all");
    school.receive(&teacher, &school.class(), &raw);
    // The stamp of a server that is not ours, and one that says the sender is forged.
    for stamp in ["mx.elsewhere.test; dmarc=pass", "mx.school.test; dmarc=fail"] {
        let stamped = format!("Authentication-Results: {stamp} header.from=school.test\r\n");
        let raw = plain(&teacher, &format!("{}, {ana}", school.class()), "to Ana", stamp);
        school.receive(&teacher, &school.class(), &[stamped.as_bytes(), &raw].concat());
    }
    school.at(EVENING).run();
    let mails = school.at(EVENING).list("messages");
    assert_eq!(mails.len(), 3);
    for mail in &mails {
        assert_eq!((&mail["state"], &mail["verified"]), (&json!("held"), &json!(false)), "{mail:#}");
    }
    assert!(school.at(EVENING).list("contacts").is_empty());
    // The teacher is told once, at the registered address, and nobody else is written to.
    let told = school.at(EVENING).list("outbox");
    assert_eq!(told.len(), 1, "{told:?}");
    assert_eq!((&told[0]["template"], &told[0]["to"]), (&json!("notice"), &json!(school.teacher())));
}
