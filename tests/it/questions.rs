//! Questions to families and times to meet: asked back first, one letter to each mailbox, answered by any word of a home or
//! by a number, and told to the teacher in one line.

use crate::school::mail::{answer, answer_address, plain, read, without};
use crate::world::World;
use crate::world::settings::Settings;
use homeroom::cli::demo::cast::CLASS_ADDRESS;
use homeroom::cli::demo::mailshapes::Shape;
use homeroom::cli::demo::script::Folder;
use jiff::fmt::rfc2822;

const TEACHER: &str = "rivera@school.test";
const ANA: &str = "ana.martinez@families.test";
const SAMIR: &str = "samir.haddad@families.test";
const NGOZI: &str = "ngozi.okafor@families.test";
const DANIEL: &str = "daniel.okafor@families.test";
const ROBIN: &str = "robin.vale@families.test";

/// A Monday.
fn world() -> World {
    let mut world = World::with(Settings::with_jobs(""), "2026-11-09T08:00:00-05:00");
    world.step().unwrap();
    world
}

fn at(world: &mut World, wall: &str) {
    world.at(wall).step().unwrap();
}

fn letters(world: &World, template: &str) -> Vec<Vec<u8>> {
    let sent = world
        .rows(&format!("SELECT message_id FROM outbox WHERE template = '{template}' AND state = 'sent' ORDER BY id"));
    let sent = sent.concat();
    let bytes = world.arrived.iter().filter(|a| sent.iter().any(|id| id == a.mail.message_id.as_str()));
    bytes.map(|a| a.mail.bytes.clone()).collect()
}

fn states(world: &World, template: &str) -> Vec<String> {
    world.rows(&format!("SELECT DISTINCT state FROM outbox WHERE template = '{template}'")).concat()
}

fn summary(world: &mut World, morning: &str) -> String {
    at(world, morning);
    let newest =
        "SELECT text FROM outbox_content WHERE outbox = (SELECT max(id) FROM outbox WHERE template = 'summary')";
    world.value(newest).split_whitespace().collect::<Vec<_>>().join(" ")
}

/// From another program, with a key and without any stamp of the school's server.
fn answers(world: &mut World, from: &str, words: &str) {
    let raw = answer(&world.newest_to(from), "", from, Shape::IPhone, words);
    world.deliver(Folder::Inbox, &raw);
    world.step().unwrap();
}

/// The teacher's mail as the school's server passes it on.
fn teacher_writes(world: &mut World, to: &str, body: &str) {
    let date = rfc2822::to_string(&world.local()).unwrap();
    let id = world.local().timestamp().as_second();
    let raw = format!(
        "Authentication-Results: mx.school.test; dmarc=pass header.from=school.test\r\nFrom: Ms. Rivera <{TEACHER}>\r\n\
         To: {to}\r\nSubject: hello\r\nDate: {date}\r\nMessage-ID: <{id}@school.test>\r\n\r\n{body}\r\n"
    );
    world.deliver(Folder::Inbox, raw.as_bytes());
    world.step().unwrap();
}

/// Where the buttons of a receipt lead, each with its label.
fn buttons(raw: &[u8]) -> Vec<(String, String)> {
    let html = read(raw).html.unwrap();
    let links = html.split("href=\"mailto:").skip(1);
    links
        .map(|link| {
            let (to, rest) = link.split_once('?').unwrap();
            let label = rest.split_once('>').unwrap().1.split('<').next().unwrap();
            (label.to_owned(), to.to_owned())
        })
        .collect()
}

#[test]
fn a_question_to_all_is_asked_back_and_goes_once_to_every_mailbox_that_may_be_written_to() {
    let mut world = world();
    world.at("2026-11-09T09:00:00");
    teacher_writes(&mut world, CLASS_ADDRESS, "ask all: Who can help at the book sale on Friday?");
    assert!(states(&world, "question").is_empty(), "not before it is meant");
    let asked = world.newest_to(TEACHER);
    let text = read(&asked).text;
    assert!(text.contains("it would go to 31 people in 26 homes"), "{text}");
    assert!(text.contains("no mail goes to a home of Linh"), "{text}");
    let [(label, press)] = buttons(&asked).try_into().unwrap();
    assert_eq!(label, "Yes, I mean it");
    world.at("2026-11-09T09:05:00");
    teacher_writes(&mut world, &press, "");
    let receipt = read(&world.newest_to(TEACHER)).text;
    assert!(receipt.contains("it goes to 31 people in 26 homes (undo until 09:15)"), "{receipt}");
    at(&mut world, "2026-11-09T09:14:00");
    assert_eq!(states(&world, "question"), ["queued"]);
    at(&mut world, "2026-11-09T09:16:00");
    assert_eq!(states(&world, "question"), ["sent"]);
    let to = world.rows("SELECT recipient, count(*) FROM outbox WHERE template = 'question' GROUP BY recipient");
    assert!(to.iter().all(|row| row[1] == "1"), "each mailbox once: {to:?}");
    assert!(to.iter().all(|row| row[0] != ROBIN), "a court order bars Robin");
    assert!(to.iter().all(|row| row[0] != "zhang.min@families.test"), "hears only what all must hear");
    let ana = read(&world.newest_to(ANA));
    assert!(ana.subject.starts_with("Leo y Mia: "), "{}", ana.subject);
    assert!(ana.text.contains("Who can help at the book sale on Friday?"), "{}", ana.text);
    // The same words to everybody are no contact with anybody.
    assert_eq!(world.value("SELECT count(*) FROM contact WHERE personal"), "0");
    // Pressed again, nothing goes twice.
    world.at("2026-11-09T09:30:00");
    teacher_writes(&mut world, &press, "again");
    at(&mut world, "2026-11-09T09:50:00");
    let count = world.value("SELECT count(*) FROM outbox WHERE template = 'question'");
    assert_eq!(count, to.len().to_string());
}

#[test]
fn a_question_to_all_is_one_line_of_the_summary_until_it_is_done() {
    let mut world = world();
    assert!(world.at("2026-11-09T09:00:00").teach("ask all: Who can help on Friday?")[0].done);
    at(&mut world, "2026-11-09T09:11:00");
    world.at("2026-11-10T09:00:00");
    answers(&mut world, ANA, "Yo puedo.");
    answers(&mut world, NGOZI, "I will be there.");
    let early = summary(&mut world, "2026-11-13T07:00:00");
    assert!(!early.contains("have answered"), "{early}");
    let told = summary(&mut world, "2026-11-17T07:00:00");
    let line = "your question of Mon 9 Nov: 2 of 26 homes have answered: “Who can help on Friday?”";
    assert!(told.contains(line), "{told}");
    assert_eq!(told.matches("Who can help on Friday?").count(), 1, "one line: {told}");
    // The other home of a child has its own word.
    world.at("2026-11-17T09:00:00");
    answers(&mut world, DANIEL, "Me too.");
    let told = summary(&mut world, "2026-11-18T07:00:00");
    let (before, _) = told.split_once("your question of Mon 9 Nov: 3 of 26 homes").unwrap();
    let number = before.trim_end_matches([' ', '.', ']']).rsplit([' ', '[']).next().unwrap();
    assert!(world.at("2026-11-18T09:30:00").teach(&format!("done {number}"))[0].done, "{told}");
    assert!(!summary(&mut world, "2026-11-19T07:00:00").contains("have answered"));
}

#[test]
fn asked_again_a_question_goes_to_the_homes_that_have_not_answered() {
    let mut world = world();
    let nothing = world.teach("ask again").remove(0);
    assert!(!nothing.done && nothing.words.contains("no question of yours waits"), "{nothing:?}");
    assert!(world.at("2026-11-09T09:00:00").teach("ask all: Who can help on Friday?")[0].done);
    at(&mut world, "2026-11-09T09:11:00");
    world.at("2026-11-10T09:00:00");
    answers(&mut world, ANA, "Yo puedo.");
    answers(&mut world, NGOZI, "I will be there.");
    let again = world.at("2026-11-12T09:00:00").teach("ask again").remove(0);
    assert!(again.words.contains("it goes to 29 people in 24 homes"), "{again:?}");
    at(&mut world, "2026-11-12T09:11:00");
    let sent = world.rows("SELECT recipient FROM outbox WHERE template = 'follow-up' AND state = 'sent'").concat();
    assert!(!sent.iter().any(|to| to == ANA || to == NGOZI || to == ROBIN), "{sent:?}");
    assert!(sent.iter().any(|to| to == DANIEL), "the other home of Maya has not answered");
    let reminder = read(&world.newest_to(DANIEL)).text;
    assert!(reminder.contains("On Monday, November 9") && reminder.contains("Who can help on Friday?"), "{reminder}");
    let told = summary(&mut world, "2026-11-17T07:00:00");
    assert!(told.contains("your question of Mon 9 Nov: 2 of 26 homes have answered"), "{told}");
    assert_eq!(told.matches("Who can help on Friday?").count(), 1, "it is one question: {told}");
}

/// Ana is asked about Leo and Mia in one letter.
#[test]
fn an_answer_to_a_letter_about_two_children_is_with_both_or_asked_back_and_never_guessed() {
    // Whose program takes the old subject shows by it that both are meant. What else names the letter names no child.
    let lost: [&[&str]; 4] = [&[], &["Subject"], &["Subject", "In-Reply-To", "References"], &["Subject", "To"]];
    for lost in lost {
        let mut world = world();
        assert!(world.at("2026-11-09T09:00:00").teach("ask all: Who can help on Friday?")[0].done);
        at(&mut world, "2026-11-09T09:11:00");
        assert_eq!(world.rows("SELECT student FROM outbox_sibling"), [["S1003"]], "the one mailbox of two children");
        world.at("2026-11-10T09:00:00");
        let written = answer(&world.newest_to(ANA), "", ANA, Shape::IPhone, "Yo puedo.");
        let written = lost.iter().fold(written, |written, field| without(&written, field));
        let expected = if lost.is_empty() { ["placed", "2"] } else { ["unsure", "0"] };
        world.deliver(Folder::Inbox, &written);
        world.step().unwrap();
        let placed = world.rows(&format!(
            "SELECT i.state, count(p.topic) FROM inbound i JOIN reading r ON r.inbound = i.id
             LEFT JOIN placement p ON p.inbound = i.id WHERE r.sender = '{ANA}' GROUP BY i.id"
        ));
        assert_eq!(placed, [expected], "without {lost:?}");
        let again = world.at("2026-11-12T09:00:00").teach("ask again").remove(0);
        assert!(again.words.contains("it goes to 30 people in 25 homes"), "she has answered: {again:?}");
    }
}

#[test]
fn a_letter_about_two_children_goes_for_the_one_who_stays() {
    let mut world = world();
    assert!(world.at("2026-11-09T09:00:00").teach("ask all: Who can help on Friday?")[0].done);
    let to_ana = format!("SELECT state, reason FROM outbox WHERE recipient = '{ANA}'");
    let listed = world.settings().roster_csv.clone();
    let leaves = |students: &[&str]| {
        let row = |line: &str| {
            let left = students.iter().any(|student| line.starts_with(student));
            let last = if line.starts_with("student_id") {
                "left"
            } else if left {
                "2026-11-01"
            } else {
                ""
            };
            format!("{line},{last}\n")
        };
        listed.lines().map(row).collect::<String>()
    };
    world.settings().roster_csv = leaves(&["S1002", "S1001"]);
    world.restart();
    at(&mut world, "2026-11-09T09:11:00");
    assert_eq!(world.rows(&to_ana), [["sent", ""]], "Mia is still here");
    assert_eq!(
        world.value(&format!("SELECT state FROM outbox WHERE recipient = '{NGOZI}'")),
        "cancelled",
        "Maya has no brother here"
    );
    assert!(world.at("2026-11-10T09:00:00").teach("ask all: And on Monday?")[0].done);
    world.settings().roster_csv = leaves(&["S1002", "S1003"]);
    world.restart();
    at(&mut world, "2026-11-10T09:11:00");
    assert_eq!(world.rows(&to_ana).last().unwrap()[0], "cancelled", "neither is here");
}

#[test]
fn asked_again_and_again_each_asking_is_one_letter_to_a_home() {
    let mut world = world();
    assert!(world.at("2026-11-09T09:00:00").teach("ask Maya: Who can help on Friday?")[0].done);
    at(&mut world, "2026-11-09T09:11:00");
    let reminders =
        |world: &World| world.value("SELECT count(*) FROM outbox WHERE template = 'follow-up' AND state = 'sent'");
    assert!(world.at("2026-11-12T09:00:00").teach("ask again")[0].done);
    at(&mut world, "2026-11-12T09:11:00");
    assert_eq!(reminders(&world), "2");
    assert!(world.at("2026-11-13T09:00:00").teach("ask again")[0].done);
    at(&mut world, "2026-11-13T09:11:00");
    assert_eq!(reminders(&world), "4", "the teacher asked a third time");
}

#[test]
fn what_is_asked_back_means_the_day_that_its_line_meant() {
    let mut world = world();
    assert!(world.teach("plan Maya: reads aloud")[0].done);
    at(&mut world, "2026-11-09T09:00:00");
    teacher_writes(&mut world, CLASS_ADDRESS, "plan Maya step home: read aloud by fri");
    assert_eq!(world.value("SELECT count(*) FROM promise"), "0", "not before it is meant");
    let [(_, press)] = buttons(&world.newest_to(TEACHER)).try_into().unwrap();
    world.at("2026-11-13T09:00:00");
    teacher_writes(&mut world, &press, "");
    assert_eq!(world.value("SELECT due FROM promise"), "2026-11-13", "the Friday of the week it was written in");
}

#[test]
fn a_question_about_one_child_goes_to_its_homes_apart_and_can_be_taken_back() {
    let mut world = world();
    assert!(world.at("2026-11-09T09:00:00").teach("ask Maya: which books does she like")[0].done);
    assert_eq!(world.teach("undo")[0].words, "undone: 2 mails did not leave");
    at(&mut world, "2026-11-09T09:20:00");
    assert_eq!(states(&world, "question"), ["cancelled"]);
    assert!(world.at("2026-11-09T10:00:00").teach("ask Maya: which books does she like")[0].done);
    at(&mut world, "2026-11-09T10:11:00");
    let sent = letters(&world, "question");
    assert_eq!(sent.len(), 2);
    for (raw, other) in sent.iter().zip([DANIEL, NGOZI]) {
        assert!(!String::from_utf8_lossy(raw).contains(other), "two homes never see each other");
    }
    assert_eq!(world.value("SELECT count(*) FROM contact WHERE personal AND direction = 'to_family'"), "2");
    let told = summary(&mut world, "2026-11-17T07:00:00");
    assert!(told.contains("Maya: your question of Mon 9 Nov: 0 of 2 homes have answered"), "{told}");
    let refused = world.teach("ask Linh: how is she?").remove(0);
    assert!(!refused.done && refused.words.contains("nobody can be written to by mail about Linh"), "{refused:?}");
    let zoe = world.teach("ask Zoë: how is she?").remove(0);
    assert!(zoe.done && zoe.words.contains("goes to 1 person"), "{zoe:?}");
    assert_eq!(world.value(&format!("SELECT count(*) FROM outbox WHERE recipient = '{ROBIN}'")), "0");
}

#[test]
fn times_to_meet_are_in_the_readers_language_and_a_number_chooses_one() {
    let mut world = world();
    world.at("2026-11-09T09:00:00");
    teacher_writes(&mut world, CLASS_ADDRESS, "meet Ana: tue 15:00, wed 3:30pm");
    // Ana has two children here, and `tue` means this Tuesday whenever the button is pressed.
    let choices = buttons(&world.newest_to(TEACHER));
    assert_eq!(choices[0].0, "Ana Martínez (Leo Martínez)");
    assert_eq!(choices[1].0, "Ana Martínez (Mia Martínez)");
    world.at("2026-11-09T10:00:00");
    teacher_writes(&mut world, &choices[0].1, "");
    let receipt = read(&world.newest_to(TEACHER)).text;
    let said = "Tue 10 Nov 15:00, Wed 11 Nov 15:30; no school on Wed 11 Nov (undo until 10:10)";
    assert!(receipt.contains(said), "a holiday is named: {receipt}");
    at(&mut world, "2026-11-09T10:11:00");
    let letter = read(&world.newest_to(ANA));
    assert!(letter.subject.starts_with("Leo: "), "{}", letter.subject);
    assert!(
        letter.text.contains("1. martes, 10 de noviembre a las 15:00\n2. miércoles, 11 de noviembre a las 15:30"),
        "{}",
        letter.text
    );
    assert!(letter.text.contains("el lunes, 9 de noviembre"), "{}", letter.text);
    assert!(!letter.text.contains("inglés"), "nothing in it is in another language: {}", letter.text);
    world.at("2026-11-09T18:00:00");
    answers(&mut world, ANA, "El 2, gracias");
    assert_eq!(world.value("SELECT time FROM meeting"), "2026-11-11T15:30:00");
    assert_eq!(world.rows("SELECT i.state FROM inbound i JOIN reading r ON r.inbound = i.id WHERE r.sender = 'ana.martinez@families.test'").concat(), ["placed"]);
    assert_eq!(world.value("SELECT count(*) FROM contact WHERE direction = 'from_family'"), "1");
    let told = summary(&mut world, "2026-11-10T07:00:00");
    assert!(told.contains("Ana Martínez (Leo) comes to meet you on Wed 11 Nov at 15:30."), "{told}");
    assert!(!told.contains("El 2, gracias"), "it waits for nobody: {told}");
    // She thinks again; the promise is of the other day.
    world.at("2026-11-10T08:00:00");
    answers(&mut world, ANA, "1");
    assert_eq!(world.rows("SELECT due, text FROM promise"), [["2026-11-10", "Ana Martínez, 15:00"]]);
    let told = summary(&mut world, "2026-11-12T07:00:00");
    assert!(told.contains("Leo: meet Ana Martínez, 15:00 (was due Tue 10 Nov"), "{told}");
    // What is understood again says nothing new.
    world.sql("UPDATE promise SET closed_at = 1");
    world.sql("UPDATE inbound SET state = 'received'");
    at(&mut world, "2026-11-12T08:00:00");
    assert_eq!(world.value("SELECT count(*) FROM promise WHERE closed_at IS NULL"), "0");
}

#[test]
fn only_a_number_from_whom_it_was_offered_to_chooses() {
    let mut world = world();
    assert!(world.at("2026-11-09T09:00:00").teach("meet Samir: tue 15:00, thu 15:30")[0].done);
    at(&mut world, "2026-11-09T09:11:00");
    let invitation = world.newest_to(SAMIR);
    let key = answer_address(&invitation);
    world.at("2026-11-09T12:00:00");
    // Samir's name without his key, his key from others, and his own words, which are no number.
    world.deliver(Folder::Inbox, &plain(SAMIR, CLASS_ADDRESS, &format!("Re: {}", read(&invitation).subject), "2"));
    for other in [NGOZI, ROBIN, "samir@elsewhere.test"] {
        world.deliver(Folder::Inbox, &plain(other, &key, "Re: times", "2"));
    }
    world.step().unwrap();
    answers(&mut world, SAMIR, "not 2");
    answers(&mut world, SAMIR, "3");
    assert_eq!(world.value("SELECT count(*) FROM meeting"), "0");
    assert_eq!(world.value("SELECT count(*) FROM promise"), "0");
    assert_eq!(world.value("SELECT count(*) FROM settled"), "0", "they are letters to the teacher");
    // A time that is over is chosen by nobody.
    world.at("2026-11-11T09:00:00");
    answers(&mut world, SAMIR, "1");
    assert_eq!(world.value("SELECT count(*) FROM meeting"), "0");
    answers(&mut world, SAMIR, "2");
    assert_eq!(world.value("SELECT time FROM meeting"), "2026-11-12T15:30:00");
}

/// Once the key has expired, only the school's own server can vouch for who answers.
#[test]
fn without_a_live_key_or_the_servers_word_a_number_is_a_letter() {
    let mut world = world();
    assert!(world.at("2026-11-09T09:00:00").teach("meet Samir: 2027-06-01 15:00, 2027-06-02 15:30")[0].done);
    at(&mut world, "2026-11-09T09:11:00");
    let answer = answer(&world.newest_to(SAMIR), "", SAMIR, Shape::IPhone, "2");
    world.at("2027-05-20T09:00:00").deliver(Folder::Inbox, &answer);
    world.step().unwrap();
    assert_eq!(world.value("SELECT count(*) FROM meeting"), "0");
    assert_eq!(world.value("SELECT count(*) FROM settled"), "0");
    let stamp = "Authentication-Results: mx.school.test; dmarc=pass header.from=families.test\r\n";
    world.deliver(Folder::Inbox, &[stamp.as_bytes(), &answer].concat());
    world.step().unwrap();
    assert_eq!(world.value("SELECT time FROM meeting"), "2027-06-02T15:30:00");
}

#[test]
fn two_families_who_choose_the_same_time_are_told_as_a_clash() {
    let mut world = world();
    world.at("2026-11-09T09:00:00");
    assert!(world.teach("meet Samir: thu 15:30, fri 8:00")[0].done);
    assert!(world.teach("meet Ngozi: thu 15:30, fri 8:00")[0].done);
    at(&mut world, "2026-11-09T09:11:00");
    for mail in [world.newest_to(SAMIR), world.newest_to(NGOZI)] {
        let text = String::from_utf8_lossy(&mail).into_owned();
        assert!(!(text.contains("Haddad") && text.contains("Okafor")));
    }
    world.at("2026-11-09T12:00:00");
    answers(&mut world, SAMIR, "1");
    answers(&mut world, NGOZI, "1 please");
    for morning in ["2026-11-10T07:00:00", "2026-11-12T07:00:00"] {
        let told = summary(&mut world, morning);
        let clash = "chosen by Samir Haddad (Omar) and Ngozi Okafor (Maya): Thu 12 Nov at 15:30.";
        assert!(told.contains(clash), "{told}");
    }
    world.at("2026-11-12T08:00:00");
    answers(&mut world, NGOZI, "2");
    assert!(!summary(&mut world, "2026-11-13T07:00:00").contains("chosen by"));
}

#[test]
fn times_that_nobody_answers_are_followed_up_and_refused_ones_say_why() {
    let mut world = world();
    assert!(world.at("2026-11-09T09:00:00").teach("meet Samir: tue 15:00, fri 15:30")[0].done);
    at(&mut world, "2026-11-09T09:11:00");
    let told = summary(&mut world, "2026-11-17T07:00:00");
    assert!(told.contains("Omar: on Mon 9 Nov you offered Samir Haddad times to meet. No answer for"), "{told}");
    world.at("2026-11-17T09:00:00");
    answers(&mut world, SAMIR, "I am sorry, I was away. May I call?");
    assert!(!summary(&mut world, "2026-11-18T07:00:00").contains("times to meet"));
    for (line, why) in [
        ("meet Robin: tue 15:00", "Robin Vale may not be in touch about Zoë"),
        ("meet Hoa: tue 15:00", "Hoa Trần cannot be written to about Linh Trần by mail"),
        ("meet Zhang Min: tue 15:00", "cannot be written to"),
        ("meet Nobody: tue 15:00", "no guardian in Room 12 is called Nobody"),
        ("meet Samir: 05/06 15:00", "05/06 15:00: write a day with its time"),
        ("meet Samir: tue", "tue: write a day with its time"),
        ("meet Samir: today 7:00", "is over"),
        ("meet Samir: tue 8:00, 8:10, 8:20, 8:30, 8:40, 8:50, 9:00, 9:10, 9:20", "at most 8 times"),
        ("meet Leo's friend: tue 15:00", "no guardian"),
    ] {
        let told = world.teach(line).remove(0);
        assert!(!told.done && told.words.contains(why), "{line}: {told:?}");
    }
    assert!(world.teach("meet mother of Omar: tue 15:00").remove(0).words.contains("no guardian"));
    assert!(world.teach("meet father of Omar: tue 15:00").remove(0).done);
    assert!(world.teach("meet Ana about Mia: tue 15:00").remove(0).words.contains("about Mia Martínez"));
}

#[test]
fn who_is_barred_from_a_sibling_gets_no_letter_that_names_both_in_whatever_script() {
    for language in ["es", "zh", "ar"] {
        let mut world = world();
        assert!(world.at("2026-11-09T09:00:00").teach(&format!("lang Ana {language}"))[0].done);
        assert!(world.teach("ask all: Who can help on Friday?")[0].done);
        let to_ana = format!("recipient = '{ANA}' AND template = 'question'");
        assert_eq!(world.value(&format!("SELECT state FROM outbox WHERE {to_ana}")), "queued");
        assert!(world.teach("block Ana from Mia: court order")[0].done);
        at(&mut world, "2026-11-09T09:11:00");
        assert_eq!(world.value(&format!("SELECT state FROM outbox WHERE {to_ana}")), "cancelled", "{language}");
    }
}

#[test]
fn a_receipt_speaks_of_the_summary_that_was_answered_before_it() {
    let mut world = world();
    let write = |world: &mut World, wall: &str, from: &str, words: &str| {
        world.at(wall).deliver(Folder::Inbox, &plain(from, CLASS_ADDRESS, "hello", words));
        world.step().unwrap();
    };
    write(&mut world, "2026-11-09T10:00:00", ANA, "May I ask you about Leo?");
    at(&mut world, "2026-11-10T07:05:00");
    let tuesday = answer_address(&world.newest_to(TEACHER));
    assert!(world.teach("done 1")[0].done);
    write(&mut world, "2026-11-10T10:00:00", SAMIR, "May I ask you about Omar?");
    at(&mut world, "2026-11-11T07:05:00");
    world.at("2026-11-11T07:10:00");
    teacher_writes(&mut world, &tuesday, "what was that");
    let receipt = answer_address(&world.newest_to(TEACHER));
    world.at("2026-11-11T07:12:00");
    teacher_writes(&mut world, &receipt, "reply 1: Of course.");
    assert_eq!(world.value("SELECT recipient FROM outbox WHERE template = 'reply'"), ANA, "line 1 of Tuesday");
}

#[test]
fn a_brake_is_put_on_as_often_as_it_is_said_and_undo_finds_what_waits() {
    let mut world = world();
    world.deliver(Folder::Inbox, &plain(ANA, CLASS_ADDRESS, "hello", "May I ask you about Leo?"));
    at(&mut world, "2026-11-10T07:05:00");
    let summary = answer_address(&world.newest_to(TEACHER));
    for (wall, line) in [("07:06", "stop"), ("07:07", "hold off"), ("07:08", "reply 1: Of course."), ("07:09", "stop")]
    {
        world.at(&format!("2026-11-10T{wall}:00"));
        teacher_writes(&mut world, &summary, line);
    }
    assert_eq!(world.value("SELECT until IS NULL FROM pause"), "1", "stopped a second time");
    world.at("2026-11-10T07:10:00");
    teacher_writes(&mut world, &summary, "what was that");
    let receipt = answer_address(&world.newest_to(TEACHER));
    world.at("2026-11-10T07:11:00");
    teacher_writes(&mut world, &receipt, "undo");
    assert_eq!(states(&world, "reply"), ["cancelled"]);
}
