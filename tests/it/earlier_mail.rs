//! What only earlier mail can tell about a mail: words below the new text that nobody here has seen, and the closing that
//! a person puts under every mail.

use crate::school::mail::{answer, read};
use crate::world::World;
use homeroom::cli::demo::mailshapes::Shape;
use homeroom::cli::demo::script::Folder;
use homeroom::ids::InboundId;
use homeroom::message::ThreadIndex;
use homeroom::store::inbound;

const ANA: &str = "ana.martinez@families.test";

/// A class that has written to Ana about Leo, and the note as it reached her.
fn after_a_note() -> (World, Vec<u8>) {
    let mut world = World::new();
    world.at("2026-11-19T12:00").step().unwrap();
    world.teach("good Leo: read a whole story to a child of the first grade, and waited for every page");
    world.at("2026-11-20T15:30").step().unwrap();
    let note = world.arrived.iter().rev().find(|a| a.mail.recipient.as_str() == ANA).unwrap().mail.bytes.clone();
    world.at("2026-11-20T17:10");
    (world, note)
}

/// Ana's mail, after `text`, answering these Message-IDs.
fn mail(number: u32, answers: &[&str], text: &str) -> Vec<u8> {
    let references: Vec<String> = answers.iter().map(|id| format!("<{id}>")).collect();
    format!(
        "From: Ana Martínez <{ANA}>\r\nTo: room12@school.test\r\nSubject: Re: Leo\r\nMessage-ID: <ana.{number}@families.test>\r\n\
         References: {}\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}\r\n",
        references.join(" "),
        text.replace('\n', "\r\n")
    )
    .into_bytes()
}

fn quoted(text: &str) -> String {
    text.trim_end().lines().map(|line| format!("> {line}\n")).collect()
}

/// `more_below` of the latest mail that came in.
fn more_below(world: &mut World, raw: &[u8]) -> bool {
    world.deliver(Folder::Inbox, raw);
    world.step().unwrap();
    world.value("SELECT more_below FROM reading ORDER BY inbound DESC LIMIT 1") == "1"
}

const ATTRIBUTION: &str = "On Fri, Nov 20, 2026 at 3:30 PM Ms. Rivera <room12@school.test> wrote:";

#[test]
fn an_answer_that_only_quotes_the_note_has_nothing_more_below_whatever_program_wrote_it() {
    let (mut world, note) = after_a_note();
    for shape in Shape::ALL {
        let raw = answer(&note, "Ana Martínez", ANA, shape, "Muchas gracias, se lo cuento a su abuela.");
        assert!(!more_below(&mut world, &raw), "{shape:?}: {}", String::from_utf8_lossy(&raw));
    }
    let html = world.rows("SELECT html FROM outbox_content WHERE html IS NOT NULL");
    assert!(!html.is_empty(), "the note has two parts, and programs quote either");
}

#[test]
fn words_between_the_quoted_lines_and_other_mails_are_more_below() {
    let (mut world, note) = after_a_note();
    let note = read(&note);
    let id = note.message_id.trim_matches(['<', '>']).to_owned();
    let answered = note.text.replacen("\n\n", "\n\nSí, ya lo sabía.\n\n", 1);
    assert_ne!(answered, note.text);
    let below = |text: &str| format!("Vea abajo, por favor.\n\n{ATTRIBUTION}\n\n{}", quoted(text));
    assert!(!more_below(&mut world, &mail(1, &[&id], &below(&note.text))));
    assert!(more_below(&mut world, &mail(2, &[&id], &below(&answered))));
    assert!(!more_below(&mut world, &mail(3, &[], &below(&note.text))), "the family was sent it, named or not");
    let other = "Dear parents of room 14,\n\nthe trip is on Friday. Please bring a coat.\n\nMr. Okafor\n";
    assert!(more_below(&mut world, &mail(4, &[&id], &below(other))));
    // Her own earlier mail, signature and all, is no news.
    let first = mail(5, &[&id], "¿Cuándo es la reunión?\n\n-- \nAna Martínez\nEnfermera, Hospital General\n");
    assert!(!more_below(&mut world, &first));
    let again = quoted("¿Cuándo es la reunión?\n\n-- \nAna Martínez\nEnfermera, Hospital General\n");
    let again = format!("¿Me puede contestar?\n\n{ATTRIBUTION}\n\n{again}");
    assert!(!more_below(&mut world, &mail(6, &[&id, "ana.5@families.test"], &again)));
    assert!(more_below(&mut world, &mail(7, &[&id], &again)), "a mail that is not named may be anybody's");
}

#[test]
fn the_summary_says_that_a_mail_goes_on_below() {
    let (mut world, note) = after_a_note();
    let note = read(&note);
    let text =
        format!("Vea abajo.\n\n{ATTRIBUTION}\n\n{}> Y otra cosa: ¿puede llamarme el lunes?\n", quoted(&note.text));
    assert!(more_below(&mut world, &mail(1, &[note.message_id.trim_matches(['<', '>'])], &text)));
    world.at("2026-11-23T07:00").step().unwrap();
    let summary = world.arrived.last().unwrap().mail.bytes.clone();
    let summary = read(&summary).text;
    assert!(summary.contains("“Vea abajo.”\n   (more below in the mail)"), "{summary}");
}

#[test]
fn what_a_person_writes_under_every_mail_is_cut_from_the_third_on_and_kept() {
    let (mut world, _) = after_a_note();
    let end = "Ana Martínez\nEnfermera, Hospital General\nTel. 555 0100";
    let words = ["Leo está enfermo.", "Ya está bien.", "Mañana llega tarde.\n\nGracias,\nAna", "El lunes también."];
    for (number, words) in (1..).zip(words) {
        world.deliver(Folder::Inbox, &mail(number, &[], &format!("{words}\n\n{end}")));
        world.step().unwrap();
    }
    let rows = world.rows("SELECT reply_text, closing FROM reading WHERE sender LIKE 'ana.martinez%' ORDER BY inbound");
    let whole = |words: &str| vec![format!("{words}\n\n{end}"), String::new()];
    let cut = |words: &str| vec![words.to_owned(), end.to_owned()];
    assert_eq!(rows, [whole(words[0]), whole(words[1]), cut(words[2]), cut(words[3])]);
    // Another person's mails show nothing about hers.
    let others = world.rows("SELECT 1 FROM reading WHERE closing IS NOT NULL AND sender NOT LIKE 'ana.martinez%'");
    assert!(others.is_empty());
}

#[test]
fn a_mail_that_is_read_again_is_compared_with_those_before_it() {
    let (mut world, _) = after_a_note();
    let end = "Ana Martínez\nEnfermera, Hospital General\nTel. 555 0100";
    for number in 1..=4 {
        world.deliver(Folder::Inbox, &mail(number, &[], &format!("Carta {number}, con palabras.\n\n{end}")));
        world.step().unwrap();
    }
    let rows = || "SELECT inbound, reply_text, closing, more_below FROM reading ORDER BY inbound";
    let before = world.rows(rows());
    for row in &before {
        let id = InboundId(row[0].parse().unwrap());
        assert!(world.class().store.write(|tx| inbound::requeue(tx, id)).unwrap());
    }
    world.step().unwrap();
    assert_eq!(world.rows(rows()), before);
}

#[test]
fn a_banner_of_the_schools_own_is_cut_by_the_configuration() {
    let mut settings = crate::world::settings::Settings::cast();
    settings.class_toml.push_str("\n[inbox]\nbanners = [\"Lincoln School mail check\"]\n");
    let mut world = World::with(settings, "2026-11-09T06:00:00-05:00");
    world.deliver(
        Folder::Inbox,
        &mail(1, &[], "Lincoln School mail check: this mail was\nfound clean.\n\nLeo está enfermo."),
    );
    world.step().unwrap();
    assert_eq!(world.value("SELECT reply_text FROM reading"), "Leo está enfermo.");
}

/// A mail of Outlook's that names no other, at this place in a conversation.
fn of_outlook(number: u32, from: &str, text: &str, index: &ThreadIndex) -> Vec<u8> {
    format!(
        "From: <{from}>\r\nTo: room12@school.test\r\nSubject: Friday\r\nMessage-ID: <outlook.{number}@families.test>\r\n\
         Thread-Index: {}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n",
        index.text()
    )
    .into_bytes()
}

#[test]
fn outlooks_own_reference_places_a_mail_without_ids_and_opens_nothing_to_others() {
    let mut world = World::new();
    world.at("2026-11-19T12:00").step().unwrap();
    let begun = ThreadIndex::parse("AdyrGlOLq2sdT0wKQvWkYz8LtW3xEA==").unwrap();
    let later = begun.answered("2026-11-19T18:00:00Z".parse().unwrap(), 1);
    let mut placed = |number: u32, from: &str, text: &str, index: &ThreadIndex| {
        world.deliver(Folder::Inbox, &of_outlook(number, from, text, index));
        world.step().unwrap();
        world.value(
            "SELECT i.state || ' ' || r.matched_by || ' ' || coalesce((SELECT group_concat(h.student) FROM placement p
             JOIN topic t ON t.id = p.topic JOIN thread h ON h.id = t.thread WHERE p.inbound = i.id), '')
             FROM inbound i JOIN reading r ON r.inbound = i.id ORDER BY i.id DESC LIMIT 1",
        )
    };
    let named = placed(1, ANA, "May Leo leave at noon?", &begun);
    let leo = named.strip_prefix("placed name ").expect("the name decides");
    // An open conversation about the sister as well: only the reference can tell.
    assert!(placed(2, ANA, "Mia will be late.", &other(2)).starts_with("placed name "));
    assert_eq!(placed(3, ANA, "At half past, I meant.", &later), format!("placed reference {leo}"));
    assert_eq!(placed(4, ANA, "And thank you.", &other(3)), "unsure  ");
    let stranger = placed(5, "nobody@elsewhere.test", "At noon, please.", &later);
    assert!(stranger.starts_with("unknown_sender"), "{stranger}");
    let of_another_child = placed(6, "samir.haddad@families.test", "At noon, please.", &later);
    assert!(!of_another_child.contains("reference") && !of_another_child.ends_with(leo), "{of_another_child}");
    // By now the conversation is one with two families, as after a letter that the teacher wrote to both.
    assert_eq!(placed(7, ANA, "One more thing.", &later), "unsure  ");
}

fn other(own: u8) -> ThreadIndex {
    let mut octets = vec![1, 0xdc, 0xab, 0x1a, 0x53, 0x8b];
    octets.extend((0..16).map(|at| at * own));
    ThreadIndex::from_octets(octets).unwrap()
}
