//! What parents get by an ordinary answer: "stop", "weekly", the name of a language, another address. Done only where it
//! is theirs, confirmed once in their language, told to the teacher, and nothing to any other home.

use crate::school::School;
use crate::school::mail::{answer, answer_address, field, fields, plain};
use crate::world::World;
use crate::world::settings::Settings;
use homeroom::cli::demo::cast::CLASS_ADDRESS;
use homeroom::cli::demo::mailshapes::Shape;
use homeroom::cli::demo::script::Folder;
use homeroom::decide::preference::{Said, read};

const PAT: &str = "pat.quinn@families.test";
const ANA: &str = "ana.martinez@families.test";
const NGOZI: &str = "ngozi.okafor@families.test";
const DANIEL: &str = "daniel.okafor@families.test";

/// What was noted of a child goes at half past three, and a letter about Zoë that a teacher reads before it goes.
const JOBS: &str = r#"[[jobs]]
name = "good-news"
cron = "30 15 * * Mon-Fri"
template = "positive-note"
audience = "students-with-new-moments"
approval = "none"
personal = true

[[jobs]]
name = "by-hand"
cron = "45 15 * * Thu"
template = "welcome"
audience = "student:S1006"
approval = "teacher"
personal = true
"#;

/// A letter to everybody at three, in other words each day: homeroom says nothing twice by itself.
fn jobs() -> String {
    let letter = |day: i32| {
        format!(
            "[[jobs]]\nname = \"news-{day}\"\ncron = \"0 15 {day} 11 *\"\ntemplate = \"weekly-update\"\naudience = \"all\"\n\
             approval = \"none\"\npersonal = false\n\
             values = {{ this_week = \"We read page {day}.\", next_week = \"We write.\", at_home = \"Ask.\" }}\n\n"
        )
    };
    (9..=20).map(letter).collect::<String>() + JOBS
}

/// The Monday's letter has gone out.
fn world() -> World {
    let mut world = World::with(Settings::with_jobs(&jobs()), "2026-11-09T08:00:00-05:00");
    world.step().unwrap();
    at(&mut world, "2026-11-09T15:00:00");
    world
}

fn at(world: &mut World, wall: &str) {
    world.at(wall).step().unwrap();
}

/// The templates of all that an address got, oldest first.
fn got(world: &World, to: &str) -> Vec<String> {
    world
        .rows(&format!("SELECT template FROM outbox WHERE recipient = '{to}' AND state = 'sent' ORDER BY sent_at, id"))
        .concat()
}

/// An answer to the newest mail to this address, from there.
fn answers(world: &mut World, from: &str, words: &str) {
    let raw = answer(&world.newest_to(from), "", from, Shape::IPhone, words);
    world.deliver(Folder::Inbox, &raw);
    world.step().unwrap();
}

fn preference(world: &World, of: &str) -> String {
    let rows = world.rows(&format!(
        "SELECT level || CASE weekly WHEN 1 THEN ' weekly' ELSE '' END || coalesce(' ' || language, '') FROM preference
         WHERE mailbox = '{of}'"
    ));
    rows.concat().join(";")
}

fn summary(world: &mut World, morning: &str) -> String {
    at(world, morning);
    let newest =
        "SELECT text FROM outbox_content WHERE outbox = (SELECT max(id) FROM outbox WHERE template = 'summary')";
    world.value(newest).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn stop_in_answer_to_a_class_letter_stops_class_letters_and_no_more() {
    let mut world = world();
    let letter = world.newest_to(PAT);
    world.at("2026-11-09T16:00:00");
    answers(&mut world, PAT, "Stop");
    assert_eq!(preference(&world, PAT), "no_letters");
    assert_eq!(got(&world, PAT), ["weekly-update", "preference-no-letters"]);
    let confirmed = world.newest_to(PAT);
    assert!(field(&confirmed, "References").contains(&field(&letter, "Message-ID")), "in the thread");
    assert_eq!(field(&confirmed, "Auto-Submitted"), "auto-generated");
    assert_eq!(fields(&confirmed, "List-Unsubscribe").len(), 0);
    // It is no letter to the teacher, and its confirmation no contact.
    assert_eq!(world.value("SELECT count(*) FROM contact WHERE inbound IS NOT NULL"), "0");
    assert_eq!(world.value("SELECT count(*) FROM contact WHERE personal"), "0");
    let row =
        world.rows("SELECT i.state, i.reason, r.verified FROM inbound i JOIN reading r ON r.inbound = i.id").remove(0);
    assert_eq!(row, ["placed", "asks for no class letters; that is done", "1"]);

    let told = summary(&mut world, "2026-11-10T07:00:00");
    assert!(
        told.contains("Pat Quinn (Zoë) asks for no more class letters. What is about the child still goes."),
        "{told}"
    );
    world.at("2026-11-10T12:00:00").teach("good Zoë: drew a map");
    at(&mut world, "2026-11-10T15:00:00");
    at(&mut world, "2026-11-10T15:30:00");
    assert_eq!(got(&world, PAT), ["weekly-update", "preference-no-letters", "positive-note"]);
    assert_eq!(got(&world, NGOZI), ["weekly-update", "weekly-update"]);
}

#[test]
fn stop_in_answer_to_anything_else_leaves_the_needed_and_what_a_teacher_reads_first() {
    let mut world = world();
    world.at("2026-11-09T15:10:00").teach("good Zoë: drew a map");
    at(&mut world, "2026-11-09T15:30:00");
    world.at("2026-11-09T16:00:00");
    answers(&mut world, PAT, "please stop. Pat");
    assert_eq!(preference(&world, PAT), "needed_only");
    assert_eq!(got(&world, PAT), ["weekly-update", "positive-note", "preference-needed-only"]);
    world.at("2026-11-12T12:00:00").teach("good Zoë: found the key");
    for wall in ["2026-11-12T15:00:00", "2026-11-12T15:30:00", "2026-11-12T15:45:00"] {
        at(&mut world, wall);
    }
    assert_eq!(got(&world, PAT).len(), 3, "nothing by itself");
    let told = summary(&mut world, "2026-11-13T07:00:00");
    assert!(told.contains("ok 1"), "{told}");
    world.at("2026-11-13T09:00:00").teach("ok 1");
    world.at("2026-11-13T09:11:00").step().unwrap();
    assert_eq!(got(&world, PAT)[3..], ["welcome"], "the draft that the teacher read");
}

#[test]
fn after_stop_all_the_confirmation_is_the_last_mail_and_what_waited_ends() {
    let mut world = world();
    // A draft waits, and a letter that quiet hours hold.
    at(&mut world, "2026-11-12T15:00:00");
    at(&mut world, "2026-11-12T15:45:00");
    world.sql(&format!(
        "UPDATE outbox SET state = 'queued', sent_at = NULL, next_attempt = next_attempt + 86400000, reason = 'waits'
         WHERE recipient = '{PAT}' AND template = 'weekly-update' AND id = (SELECT max(id) FROM outbox WHERE recipient = '{PAT}' AND template = 'weekly-update')"
    ));
    world.at("2026-11-12T16:00:00");
    answers(&mut world, PAT, "STOP ALL");
    assert_eq!(preference(&world, PAT), "nothing");
    let ended = world.rows(&format!(
        "SELECT template, reason FROM outbox WHERE recipient = '{PAT}' AND state = 'cancelled' ORDER BY template"
    ));
    let reason = "This person asked not to get mail of this kind.";
    assert_eq!(ended, [["weekly-update", reason], ["welcome", reason]]);
    world.at("2026-11-13T12:00:00").teach("good Zoë: drew a map");
    for wall in ["2026-11-13T15:00:00", "2026-11-13T15:30:00", "2026-11-16T15:00:00", "2026-11-19T15:45:00"] {
        at(&mut world, wall);
    }
    assert_eq!(got(&world, PAT).last().unwrap(), "preference-stop-all");
    assert_eq!(
        world
            .rows(&format!(
                "SELECT state FROM outbox WHERE recipient = '{PAT}' AND state IN ('draft', 'queued', 'held')"
            ))
            .len(),
        0
    );
    // And back, by the word that the confirmation names.
    world.at("2026-11-19T16:00:00");
    answers(&mut world, PAT, "start");
    assert_eq!(preference(&world, PAT), "all");
    at(&mut world, "2026-11-20T15:00:00");
    assert_eq!(got(&world, PAT)[got(&world, PAT).len() - 2..], ["preference-all-again", "weekly-update"]);
}

/// What Gmail and Outlook send where their own button is pressed.
fn button(letter: &[u8], from: &str, subject: &str, body: &str) -> Vec<u8> {
    let offered = field(letter, "List-Unsubscribe");
    let to = offered.trim_start_matches("<mailto:").split('?').next().unwrap().to_owned();
    plain(from, &to, subject, body)
}

#[test]
fn the_button_of_a_mail_program_stops_the_letters_also_of_a_mother_of_two() {
    let mut world = world();
    for (from, subject, body) in [
        (ANA, "unsubscribe", "This message was automatically generated by Gmail."),
        (PAT, "Unsubscribe", ""),
        (NGOZI, "unsubscribe", "unsubscribe"),
    ] {
        let raw = button(&world.newest_to(from), from, subject, body);
        world.at("2026-11-09T16:00:00").deliver(Folder::Inbox, &raw);
        world.step().unwrap();
        assert_eq!(preference(&world, from), "no_letters", "{from}");
        assert_eq!(got(&world, from)[1..], ["preference-no-letters"], "{from}");
    }
    assert_eq!(world.value("SELECT group_concat(DISTINCT state) FROM inbound"), "placed");
    let told = summary(&mut world, "2026-11-10T07:00:00");
    assert!(told.contains("Ana Martínez (Leo, Mia) asks for no more class letters."), "{told}");
    at(&mut world, "2026-11-10T15:00:00");
    assert_eq!(got(&world, ANA).len(), 2);
    assert_eq!(got(&world, DANIEL), ["weekly-update", "weekly-update"], "the other home");
}

#[test]
fn what_nothing_proves_changes_nothing_and_is_told() {
    let mut world = world();
    let foreign_key = answer_address(&world.newest_to(NGOZI));
    world.at("2026-11-09T16:00:00");
    world.deliver(Folder::Inbox, &plain(PAT, CLASS_ADDRESS, "Hello", "stop all"));
    world.deliver(Folder::Inbox, &plain(DANIEL, &foreign_key, "Hello", "español"));
    world.step().unwrap();
    assert_eq!((preference(&world, PAT), preference(&world, DANIEL)), (String::new(), String::new()));
    assert_eq!(world.value("SELECT count(*) FROM outbox WHERE template LIKE 'preference-%'"), "0");
    assert_eq!(world.value("SELECT count(*) FROM contact WHERE inbound IS NOT NULL"), "2", "they are letters");
    let told = summary(&mut world, "2026-11-10T07:00:00");
    let sentence = "A mail in the name of Pat Quinn (Zoë) asks for no mail at all, but nothing proves who wrote it.";
    assert!(told.contains(sentence), "{told}");
    // The school's own server vouches for the same words.
    let stamped = [
        b"Authentication-Results: mx.school.test; dmarc=pass header.from=families.test\r\n".to_vec(),
        plain(PAT, CLASS_ADDRESS, "Hello", "stop all"),
    ]
    .concat();
    world.at("2026-11-10T09:00:00").deliver(Folder::Inbox, &stamped);
    world.step().unwrap();
    assert_eq!(preference(&world, PAT), "nothing");
}

#[test]
fn machines_barred_guardians_and_strangers_change_nothing() {
    let mut world = world();
    world.at("2026-11-09T16:00:00");
    let robot = String::from_utf8(answer(&world.newest_to(PAT), "Pat", PAT, Shape::IPhone, "stop all")).unwrap();
    world.deliver(Folder::Inbox, format!("Auto-Submitted: auto-replied\r\n{robot}").as_bytes());
    let key = field(&world.newest_to(NGOZI), "Reply-To");
    let key = key.trim_matches(['<', '>']);
    world.deliver(Folder::Inbox, &plain("robin.vale@families.test", key, "Hello", "stop all"));
    world.deliver(Folder::Inbox, &plain("ngozi@elsewhere.test", key, "Hello", "stop all"));
    world.deliver(Folder::Junk, &answer(&world.newest_to(DANIEL), "Daniel", DANIEL, Shape::Gmail, "stop all"));
    world.step().unwrap();
    assert_eq!(world.value("SELECT count(*) FROM preference"), "0");
    assert_eq!(world.value("SELECT count(*) FROM preference_request"), "0");
}

#[test]
fn a_languages_name_changes_the_language_of_every_letter() {
    let mut world = world();
    world.at("2026-11-09T16:00:00");
    answers(&mut world, PAT, "En español, por favor");
    assert_eq!(preference(&world, PAT), "all es");
    assert!(String::from_utf8(world.newest_to(PAT)).unwrap().contains("Content-Language: es"), "confirmed in it");
    let told = summary(&mut world, "2026-11-10T07:00:00");
    assert!(told.contains("Pat Quinn (Zoë) asks for letters in Spanish. It is so from now on."), "{told}");
    at(&mut world, "2026-11-10T15:00:00");
    let letter = world.newest_to(PAT);
    assert_eq!(field(&letter, "Content-Language"), "es");
    // To ask for what is so already is an ordinary letter.
    world.at("2026-11-12T16:00:00");
    answers(&mut world, PAT, "español");
    assert_eq!(world.value("SELECT count(*) FROM contact WHERE inbound IS NOT NULL"), "1");
    assert_eq!(world.value("SELECT count(*) FROM outbox WHERE template = 'preference-language'"), "1");
    world.at("2026-11-12T16:10:00");
    answers(&mut world, PAT, "English");
    assert_eq!(preference(&world, PAT), "all en");
}

#[test]
fn weekly_mail_waits_for_the_last_school_day_of_the_week() {
    let mut world = world();
    world.at("2026-11-09T16:00:00");
    answers(&mut world, PAT, "weekly");
    assert_eq!(preference(&world, PAT), "all weekly");
    for day in [10, 12] {
        at(&mut world, &format!("2026-11-{day}T15:00:00"));
    }
    assert_eq!(got(&world, PAT), ["weekly-update", "preference-weekly"]);
    let waiting = world.rows(&format!("SELECT reason FROM outbox WHERE recipient = '{PAT}' AND state = 'queued'"));
    let reason = "This person asked for mail once a week: it goes on the last school day of the week.";
    assert_eq!(waiting, [[reason], [reason]]);
    assert_eq!(got(&world, NGOZI).len(), 3, "the others have theirs");
    at(&mut world, "2026-11-13T15:00:00");
    assert_eq!(got(&world, PAT)[2..], ["bundle"], "three letters, which leave together, are one mail");
    // Back to daily.
    world.at("2026-11-13T16:00:00");
    answers(&mut world, PAT, "start");
    at(&mut world, "2026-11-16T15:00:00");
    assert_eq!(got(&world, PAT)[3..], ["preference-all-again", "weekly-update"]);
}

#[test]
fn a_mail_that_is_understood_again_asks_for_nothing_again() {
    let mut world = world();
    world.at("2026-11-09T16:00:00");
    answers(&mut world, PAT, "stop");
    world.at("2026-11-09T16:30:00");
    answers(&mut world, PAT, "start");
    assert_eq!(preference(&world, PAT), "all");
    world.sql("UPDATE inbound SET state = 'received', attempts = 0, reason = ''");
    world.at("2026-11-09T17:00:00").step().unwrap();
    assert_eq!(preference(&world, PAT), "all");
    assert_eq!(world.value("SELECT count(*) FROM outbox WHERE template LIKE 'preference-%'"), "2");
    assert_eq!(world.value("SELECT count(*) FROM contact WHERE inbound IS NOT NULL"), "0");
    assert_eq!(world.value("SELECT group_concat(DISTINCT state) FROM inbound"), "placed");
}

#[test]
fn two_machines_that_play_with_the_words_get_three_confirmations_a_day() {
    let mut world = world();
    for (minute, words) in ["stop", "start", "weekly", "start", "stop", "start"].iter().enumerate() {
        world.at(&format!("2026-11-09T16:{minute:02}:00"));
        answers(&mut world, PAT, words);
    }
    let sent = got(&world, PAT);
    assert_eq!(sent.len(), 3, "the letter counts as well: {sent:?}");
    let waits = world.rows("SELECT reason FROM outbox WHERE template LIKE 'preference-%' AND state = 'queued'");
    assert!(waits.iter().all(|row| row[0].contains("within a day")) && waits.len() == 4, "{waits:?}");
}

#[test]
fn another_address_is_told_and_opens_nothing() {
    let mut world = world();
    world.at("2026-11-09T16:00:00");
    answers(&mut world, PAT, "Please also write to my work, pat@office.test. Thanks!");
    assert_eq!(got(&world, PAT), ["weekly-update", "preference-address"]);
    assert_eq!(world.value("SELECT count(*) FROM contact WHERE inbound IS NOT NULL"), "1", "a letter all the same");
    assert_eq!(world.value("SELECT count(*) FROM preference"), "0");
    let told = summary(&mut world, "2026-11-10T07:00:00");
    let sentence = "Pat Quinn (Zoë) asks for mail to another address as well, pat@office.test. Nothing goes there.";
    assert!(told.contains(sentence), "{told}");
    at(&mut world, "2026-11-10T15:00:00");
    assert!(got(&world, "pat@office.test").is_empty());
    // Said twice it is confirmed once; an address that is barred or known is nothing new.
    for words in
        ["Write to pat@office.test", "Write to robin.vale@families.test", "Write to ngozi.okafor@families.test"]
    {
        answers(&mut world, PAT, words);
    }
    assert_eq!(world.value("SELECT count(*) FROM outbox WHERE template LIKE 'preference-%'"), "1");
    assert_eq!(world.value("SELECT count(DISTINCT detail) FROM preference_request"), "1");
}

/// Whatever the guardians of one child in two homes ask for in whatever order, each gets by their own last word.
#[test]
fn no_word_of_one_home_changes_what_another_gets() {
    for seed in 0..12 {
        let mut random = fastrand::Rng::with_seed(seed);
        let mut world = world();
        let mut expected = [(NGOZI, "all"), (DANIEL, "all")];
        for minute in 0..6 {
            world.at(&format!("2026-11-09T16:{minute:02}:00"));
            let home = random.usize(..2);
            let level = random.choice([
                ("stop all", "nothing"),
                ("only important", "needed_only"),
                ("no letters", "no_letters"),
                ("start", "all"),
            ]);
            let (words, word) = level.unwrap();
            answers(&mut world, expected[home].0, words);
            expected[home].1 = word;
            for (guardian, level) in expected {
                let stands = preference(&world, guardian);
                assert_eq!(if stands.is_empty() { "all" } else { &stands }, level, "seed {seed}: {guardian}");
            }
        }
        world.at("2026-11-10T12:00:00").teach("good Maya: drew a map");
        world.at("2026-11-10T15:00:00").tick().unwrap();
        world.at("2026-11-10T15:30:00").tick().unwrap();
        for (guardian, level) in expected {
            let made = world.rows(&format!(
                "SELECT template FROM outbox WHERE recipient = '{guardian}' AND created_at > 1794330000000 AND job IS NOT NULL ORDER BY id"
            ));
            let due: &[&str] = match level {
                "all" => &["weekly-update", "positive-note"],
                "no_letters" => &["positive-note"],
                _ => &[],
            };
            assert_eq!(made.concat(), due, "seed {seed}: {guardian} asked for {level}");
        }
    }
}

#[test]
fn on_the_real_servers_parents_stop_unsubscribe_and_choose_by_an_answer() {
    let Some(school) = School::new() else { return };
    let (thursday, sunday, monday) =
        ("2026-11-19T12:00:00-05:00", "2026-11-22T16:00:00-05:00", "2026-11-23T09:00:00-05:00");
    school.at(thursday).run();
    school.at(sunday).run();
    let class = school.class();
    let writes = |name: &str, shape: Shape, words: &str| {
        let (from, letter) = (school.guardian(name), school.letter_of(name));
        school.receive(&from, &answer_address(&letter), &answer(&letter, name, &from, shape, words));
    };
    writes("pat.quinn", Shape::Outlook, "Stop");
    writes("ngozi.okafor", Shape::Gmail, "español");
    writes("samir.haddad", Shape::IPhone, "أسبوعيًا");
    let ana = school.guardian("ana.martinez");
    let unsubscribe = button(
        &school.letter_of("ana.martinez"),
        &ana,
        "unsubscribe",
        "This message was automatically generated by Gmail.",
    );
    let to = field(&unsubscribe, "To");
    assert!(to.starts_with(class.split('@').next().unwrap()), "{to}");
    school.receive(&ana, &to, &unsubscribe);
    let forecast_before = school.at(monday).list("forecast --days 7");
    let done = school.at(monday).run();
    assert_eq!(done["sent"], 5, "four confirmations and the summary: {done}");
    let family = |student: &str, guardian: &str| {
        let rows = school.at(monday).list("families");
        let of_child = rows.iter().filter(|row| row["student"] == student);
        let found =
            of_child.flat_map(|row| row["preferences"].as_array().unwrap().clone()).find(|p| p["guardian"] == guardian);
        let found = found.unwrap();
        (
            found["level"].as_str().unwrap().to_owned(),
            found["weekly"].as_bool().unwrap(),
            found["language"].as_str().map(str::to_owned),
        )
    };
    assert_eq!(family("S1006", "Pat Quinn"), ("no_letters".into(), false, None));
    assert_eq!(family("S1001", "Ngozi Okafor"), ("all".into(), false, Some("es".into())));
    assert_eq!(family("S1001", "Daniel Okafor"), ("all".into(), false, None), "the other home");
    assert_eq!(family("S1005", "Samir Haddad"), ("all".into(), true, None));
    assert_eq!(family("S1002", "Ana Martínez"), family("S1003", "Ana Martínez"));
    assert_eq!(family("S1003", "Ana Martínez"), ("no_letters".into(), false, None));
    for name in ["pat.quinn", "ngozi.okafor", "samir.haddad", "ana.martinez"] {
        school.letters_of(name, 2);
    }
    // The forecast says who gets nothing and why, and in which language the others read.
    let fate = |rows: &[serde_json::Value], name: &str| {
        let to = school.guardian(name);
        let row = rows.iter().find(|row| row["job"] == "reading-log" && row["to"] == to.as_str()).unwrap();
        (row["outcome"].clone(), row["reason"].as_str().unwrap_or_default().to_owned(), row["language"].clone())
    };
    assert_eq!(fate(&forecast_before, "pat.quinn").0, "send");
    let forecast = school.at(monday).list("forecast --days 7");
    let (outcome, reason, _) = fate(&forecast, "pat.quinn");
    assert!(outcome == "withheld" && reason.starts_with("asked not to get"), "{outcome} {reason}");
    assert_eq!(fate(&forecast, "ngozi.okafor").2, "es");
    assert_eq!(fate(&forecast, "daniel.okafor"), ("send".into(), String::new(), "en".into()));
}

/// The letters that confirm a wish say with which word it is taken back: that word must do it.
#[test]
fn every_word_that_a_confirmation_names_is_understood() {
    let templates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
    let mut named = 0;
    for folder in std::fs::read_dir(templates).unwrap().map(|entry| entry.unwrap().path()) {
        let name = folder.file_name().unwrap().to_string_lossy().into_owned();
        if !name.starts_with("preference-") {
            continue;
        }
        for file in std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()) {
            let text = std::fs::read_to_string(&file).unwrap();
            let lines = text.lines().filter(|line| !line.starts_with("Subject:") && !line.contains("{{guardian}}"));
            let ends = lines.filter_map(|line| Some(line.rsplit_once([':', '：'])?.1.trim()));
            for word in ends.filter(|end| end.split_whitespace().count() <= 2) {
                let expected = if name == "preference-all-again" { Said::Stop } else { Said::Everything };
                assert_eq!(read(word, &[]), Some(expected), "{word:?} in {}", file.display());
                named += 1;
            }
        }
    }
    assert_eq!(named, 5 * 8, "five letters in eight languages");
}

#[test]
fn weekly_mail_that_a_pause_held_as_well_goes_when_the_pause_is_over() {
    let mut world = world();
    world.at("2026-11-09T16:00:00");
    answers(&mut world, PAT, "weekly");
    at(&mut world, "2026-11-10T15:00:00");
    world.at("2026-11-10T16:00:00").teach("hold all");
    world.send().unwrap();
    world.at("2026-11-12T12:00:00").teach("hold off");
    at(&mut world, "2026-11-12T12:20:00");
    assert_eq!(got(&world, PAT), ["weekly-update", "preference-weekly"]);
    at(&mut world, "2026-11-13T15:00:00");
    assert_eq!(got(&world, PAT)[2..], ["bundle"], "those of the week, on its last day");
}

#[test]
fn the_draft_for_somebody_whom_the_job_does_not_write_to_waits_for_an_ok() {
    let mut world = world();
    world.at("2026-11-09T16:00:00");
    answers(&mut world, NGOZI, "only important");
    assert_eq!(preference(&world, NGOZI), "needed_only");
    world.at("2026-11-10T12:00:00").teach("good Maya: drew a map");
    at(&mut world, "2026-11-10T15:30:00");
    let draft = |of: &str| {
        world
            .rows(&format!(
                "SELECT state FROM outbox WHERE recipient = '{of}' AND template = 'positive-note' AND job IS NULL"
            ))
            .concat()
    };
    assert_eq!((draft(NGOZI), draft(DANIEL)), (vec!["draft".to_owned()], vec!["cancelled".to_owned()]));
}
