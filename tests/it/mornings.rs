//! What the teacher reads in the morning, in a class that lives in this process: families come before strangers, and
//! trouble before everything.

use crate::school::mail::{answer, plain, read};
use crate::world::World;
use crate::world::settings::Settings;
use homeroom::cli::demo::cast::{CLASS_ADDRESS, TEACHER_ADDRESS};
use homeroom::cli::demo::mailshapes::{Shape, original::Original};
use homeroom::cli::demo::script::Folder;
use homeroom::clock::Clock;
use homeroom::service::summary::show;
use homeroom::store::{Tx, health};

const ANA: &str = "ana.martinez@families.test";

/// The newest mail that reached this address.
fn newest_to(world: &World, address: &str) -> Vec<u8> {
    let mut mails = world.arrived.iter().rev().map(|a| &a.mail);
    mails.find(|m| m.recipient.as_str() == address).expect("a mail").bytes.clone()
}

fn writes(world: &mut World, wall: &str, from: &str, subject: &str, body: &str) {
    world.at(wall).deliver(Folder::Inbox, &plain(from, CLASS_ADDRESS, subject, body));
    world.step().unwrap();
}

/// The summary of this morning.
fn morning(world: &mut World, wall: &str) -> Original {
    world.at(wall).step().unwrap();
    read(&newest_to(world, TEACHER_ADDRESS))
}

#[test]
fn a_parents_question_stands_before_a_thousand_strangers() {
    let mut world = World::new();
    world.step().unwrap();
    world.at("2026-11-10T07:45:00").step().unwrap();
    let birthday = newest_to(&world, "hana.kim@families.test");
    writes(&mut world, "2026-11-10T09:00:00", "Old Friend <first@elsewhere.test>", "Hello", "An older stranger.");
    writes(&mut world, "2026-11-10T10:00:00", ANA, "Pregunta", "¿Cuándo es la reunión?");
    let grandmother = answer(&birthday, "Soo Kim", "soo.kim@elsewhere.test", Shape::Gmail, "Thank you from grandma.");
    world.at("2026-11-10T11:00:00").deliver(Folder::Inbox, &grandmother);
    world.at("2026-11-10T12:00:00");
    for n in 0..1_000 {
        let forged = plain(&format!("Parent {n} <p{n}@flood.test>"), CLASS_ADDRESS, "Urgent", &format!("Flood {n}."));
        world.deliver(Folder::Inbox, &forged);
    }
    let summary = morning(&mut world, "2026-11-12T07:00:00");
    let (text, html) = (summary.text, summary.html.expect("HTML"));
    println!("a thousand forged senders: {} bytes of HTML", html.len());
    assert!(html.len() < 18 * 1024, "{}", html.len());
    for (line, words) in
        [("1. Leo or Mia?", "reunión"), ("2. Family of Ethan?", "grandma"), ("3. Who is this?", "Flood 999")]
    {
        let item = text.split_once(line).unwrap_or_else(|| panic!("no {line} in {text}")).1;
        assert!(item.lines().nth(1).is_some_and(|said| said.contains(words)), "{line}: {text}");
    }
    assert!(!text.contains("4. Who") && !text.contains("An older stranger"), "{text}");
    assert!(text.contains("and 1000 more mails from people who are not in the class list"), "{text}");
    assert!(summary.subject.ends_with(": 3 questions"), "{}", summary.subject);
}

#[test]
fn mail_from_long_before_homeroom_came_asks_nothing() {
    let mut world = World::new();
    for (received, words) in [("2026-10-20T09:00:00-04:00", "Long ago"), ("2026-11-01T09:00:00-05:00", "Lately")] {
        let at = received.parse().unwrap();
        world.mailbox.deliver(Folder::Inbox, &plain("x@elsewhere.test", CLASS_ADDRESS, "Hello", words), at);
        world.mailbox.deliver(Folder::Inbox, &plain(ANA, CLASS_ADDRESS, "Hola", words), at);
    }
    let summary = morning(&mut world, "2026-11-09T07:00:00");
    assert!(summary.subject.ends_with(": 2 questions"), "{}", summary.subject);
    assert!(summary.text.contains("Lately") && !summary.text.contains("Long ago"), "{}", summary.text);
}

#[test]
fn a_name_is_never_shown_for_an_address() {
    let mut world = World::new();
    world.step().unwrap();
    writes(&mut world, "2026-11-09T09:00:00", "Ana Martinez <am@elsewhere.test>", "Hola", "From a new address.");
    writes(
        &mut world,
        "2026-11-09T09:01:00",
        "\"ana.martinez@families.test\" <evil@elsewhere.test>",
        "Hola",
        "Call me.",
    );
    writes(&mut world, "2026-11-09T09:02:00", &format!("Somebody Else <{ANA}>"), "Hola", "Which child is it?");
    for n in 0..30 {
        let posing = plain(&format!("Boss {n} <{TEACHER_ADDRESS}>"), CLASS_ADDRESS, "ok all", &format!("Do it, {n}."));
        world.deliver(Folder::Inbox, &posing);
    }
    let text = morning(&mut world, "2026-11-10T07:00:00").text;
    for line in [
        "1. Leo or Mia? Ana Martínez does not say which child",
        "2. Who is this? evil@elsewhere.test is not in the class list",
        "3. Who is this? Ana Martinez <am@elsewhere.test> is not in the class list",
        "- 30 mails say that they are from Ms. Rivera, but the school’s mail server does not vouch for them.",
    ] {
        assert!(text.contains(line), "no {line:?} in {text}");
    }
    assert!(!text.contains("Somebody Else") && !text.contains("Boss"), "{text}");
}

/// A vacation notice.
fn away(from: &str, body: &str) -> Vec<u8> {
    let mail = String::from_utf8(plain(from, CLASS_ADDRESS, "Re: Leo", body)).unwrap();
    mail.replacen("MIME-Version", "Auto-Submitted: auto-replied\r\nMIME-Version", 1).into_bytes()
}

#[test]
fn a_guardian_who_is_away_is_told_once_with_the_day_of_return() {
    let mut world = World::new();
    world.step().unwrap();
    world.at("2026-11-20T09:00:00");
    for (from, body) in [
        (ANA, "I am out of the office until November 24."),
        (ANA, "Estoy fuera y vuelvo el 30 de noviembre."),
        ("hana.kim@families.test", "I was away, back on 20 November."),
        ("stranger@elsewhere.test", "Back on 9 March."),
    ] {
        world.deliver(Folder::Inbox, &away(from, body));
    }
    world.step().unwrap();
    let first = morning(&mut world, "2026-11-23T07:00:00").text;
    let told = "- The mail program of Ana Martínez (Leo) says: back on Mon 30 Nov.";
    assert_eq!(first.matches("The mail program of").count(), 1, "{first}");
    assert!(first.contains(told), "{first}");
    let second = morning(&mut world, "2026-11-24T07:00:00").text;
    assert!(!second.contains("The mail program of"), "{second}");
}

#[test]
fn a_mailbox_that_is_not_read_is_told_before_everything_else() {
    let mut world = World::new();
    world.step().unwrap();
    let wrote = |world: &mut World, wall: &str| {
        world.at(wall).tick().unwrap();
        world.send().unwrap();
        read(&newest_to(world, TEACHER_ADDRESS))
    };
    world.at("2026-11-09T06:50:00").sweep().unwrap();
    let on_time = wrote(&mut world, "2026-11-09T07:00:00");
    assert!(on_time.subject.ends_with(": nothing waits"), "{}", on_time.subject);
    world.at("2026-11-09T18:40:00").sweep().unwrap();
    let blind = wrote(&mut world, "2026-11-10T07:00:00");
    let first = blind.text.lines().next().expect("a line");
    assert!(
        first.contains("read the mailbox since Mon 9 Nov, 18:40:") && first.ends_with("Please tell IT."),
        "{first}"
    );
    assert!(blind.html.expect("HTML").contains("read the mailbox since Mon 9 Nov, 18:40:"));
    assert!(blind.subject.ends_with(": please tell IT"), "{}", blind.subject);
    assert!(!blind.text.contains("Nothing waits for you"), "{}", blind.text);
}

#[test]
fn every_problem_that_is_noted_is_told_in_a_teachers_words() {
    let world = World::new();
    let problems = [
        ("problem:mailbox", "read the mailbox"),
        ("problem:outgoing", "not been able to send mail since Mon 9 Nov, 06:00"),
        ("problem:copies", "the Sent folder"),
        ("problem:clock", "The clock of the computer"),
        ("problem:later", "homeroom has a problem"),
    ];
    let now = world.clock.now();
    for (name, words) in problems {
        let change = |tx: &Tx<'_>| {
            health::note(tx, "last_fetch", "", now)?;
            health::note(tx, name, "imap.school.test refuses the login: NO [AUTHENTICATIONFAILED]", now)
        };
        world.class().store.write(change).unwrap();
        let shown = show(world.class(), now).unwrap().letter;
        let first = shown.text.lines().next().expect("a line");
        assert!(first.contains(words) && first.ends_with("Please tell IT."), "{name}: {first}");
        assert!(shown.subject.ends_with(": please tell IT"), "{name}: {}", shown.subject);
        assert!(!shown.text.contains("AUTHENTICATIONFAILED"), "{}", shown.text);
        world.class().store.write(|tx| health::clear(tx, name)).unwrap();
    }
}

#[test]
fn a_number_means_the_same_all_day() {
    let mut world = World::new();
    world.step().unwrap();
    for (hour, from, words) in
        [("09", "samir.haddad", "the inhaler"), ("10", "pat.quinn", "her boots"), ("11", "rosa.flores", "the bus")]
    {
        writes(&mut world, &format!("2026-11-09T{hour}:00:00"), &format!("{from}@families.test"), "A word", words);
    }
    let mailed = morning(&mut world, "2026-11-10T07:00:00").text;
    let line = |text: &str, words: &str| {
        let lines: Vec<&str> = text.lines().collect();
        let at = lines.iter().position(|line| line.contains(words)).unwrap_or_else(|| panic!("no {words} in {text}"));
        lines[at - 1].split(' ').next().unwrap().to_owned()
    };
    assert_eq!(["the inhaler", "her boots", "the bus"].map(|words| line(&mailed, words)), ["1.", "2.", "3."]);
    assert!(world.teach("done 1").iter().all(|receipt| receipt.done));
    writes(&mut world, "2026-11-10T09:00:00", "kate.murphy@families.test", "A word", "her cast");
    let at_noon = show(world.class(), world.clock.now()).unwrap().letter.text;
    assert!(!at_noon.contains("the inhaler"), "{at_noon}");
    assert_eq!(["her boots", "the bus"].map(|words| line(&at_noon, words)), ["2.", "3."]);
    // The day's job had a number of its own.
    assert_eq!(line(&at_noon, "her cast"), "5.", "{at_noon}");
    assert!(world.teach("done 3").iter().all(|receipt| receipt.done));
    let later = show(world.class(), world.clock.now()).unwrap().letter.text;
    assert!(!later.contains("the bus") && later.contains("her boots") && later.contains("her cast"), "{later}");
    let tomorrow = morning(&mut world, "2026-11-12T07:00:00").text;
    assert_eq!(["her boots", "her cast"].map(|words| line(&tomorrow, words)), ["1.", "2."], "{tomorrow}");
}

/// A class whose jobs have these names and cron lines.
fn with_jobs(jobs: &[(&str, &str)]) -> World {
    let job = |(name, cron): &(&str, &str)| {
        format!(
            "[[jobs]]\nname = \"{name}\"\ncron = \"{cron}\"\ntemplate = \"reading-log-reminder\"\n\
             audience = \"all\"\napproval = \"none\"\npersonal = false\n\n"
        )
    };
    let mut world =
        World::with(Settings::with_jobs(&jobs.iter().map(job).collect::<String>()), "2026-11-09T06:00:00-05:00");
    world.step().unwrap();
    world
}

#[test]
fn what_ran_late_or_not_at_all_is_told_with_its_reason() {
    let mut world = with_jobs(&[("reading-log", "0 16 * * Mon-Fri"), ("hourly", "0 9-14 12 11 *")]);
    // Monday's is stopped by the teacher, Tuesday's comes in the evening, Wednesday is closed, Thursday is slept through.
    world.at("2026-11-09T12:00:00");
    show(world.class(), world.clock.now()).unwrap();
    assert!(world.teach("no 1").iter().all(|receipt| receipt.done));
    for wall in ["2026-11-09T16:00:00", "2026-11-10T07:00:00", "2026-11-10T19:05:00"] {
        world.at(wall).step().unwrap();
    }
    let thursday = morning(&mut world, "2026-11-12T07:00:00").text;
    let friday = morning(&mut world, "2026-11-13T07:00:00").text;
    for (told, line) in [
        (&thursday, "- reading-log was due on Tue 10 Nov at 16:00 and ran late, at 19:05."),
        (&thursday, "- reading-log did not run on Wed 11 Nov at 16:00: there was no school."),
        (
            &friday,
            "- reading-log did not run on Thu 12 Nov at 16:00: homeroom was not running then, and afterwards it was",
        ),
        (&friday, "- hourly did not run 6 times, last on Thu 12 Nov at 14:00: homeroom was not running then, and"),
    ] {
        assert!(told.contains(line), "no {line:?} in {told}");
    }
    assert!(!thursday.contains("Mon 9 Nov") && !thursday.contains("too late"), "the teacher knows: {thursday}");
}

#[test]
fn of_two_runs_missed_in_one_hour_the_later_takes_the_place_of_both() {
    let mut world = with_jobs(&[("often", "0,30 8 * * *")]);
    world.at("2026-11-09T09:00:00").step().unwrap();
    let told = show(world.class(), world.clock.now()).unwrap().letter.text;
    for line in [
        "- often was due on Mon 9 Nov at 08:30 and ran late, at 09:00.",
        "- often did not run on Mon 9 Nov at 08:00: homeroom was not running then, and a later run took its place.",
    ] {
        assert!(told.contains(line), "no {line:?} in {told}");
    }
}
