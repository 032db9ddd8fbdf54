//! Difficult letters: five blanks, a night's sleep, a colleague who reads first, and every home for itself.

use crate::school::mail::{answer_address, field, read};
use crate::world::World;
use crate::world::settings::Settings;
use homeroom::cli::demo::script::Folder;
use homeroom::domain::outbox::OutboxState;
use homeroom::service::summary::show;

const HEAD: &str = "student_id,first_name,last_name,preferred_name,guardian,relationship,email,language,household,access,photo_consent,birthday\n";
const NGOZI: &str = "ngozi@families.test";
const DANIEL: &str = "daniel@families.test";
const PAT: &str = "pat@families.test";
const ROBIN: &str = "robin@families.test";
const RIVERA: &str = "rivera@school.test";
const ROY: &str = "roy@school.test";
const FILLED: &str =
    "question: How is it at home?\nwant: A calm day for her.\nproposal: A break at ten.\nagain: At the gate.";

/// A Friday morning. Maya has two homes that may be written to, one that hears only what all must hear, and a barred man.
fn world() -> World {
    let row = |guardian: &str, email: &str, language: &str, home: &str, access: &str| {
        format!("S1,Maya,Okafor,,{guardian},parent,{email},{language},{home},{access},yes,\n")
    };
    let mut settings = Settings::with_jobs("");
    settings.roster_csv = [
        HEAD.to_owned(),
        row("Ngozi Okafor", NGOZI, "en", "A", "full"),
        row("Daniel Okafor", DANIEL, "es", "B", "full"),
        row("Pat Vale", PAT, "en", "C", "inform"),
        row("Robin Vale", ROBIN, "en", "D", "blocked"),
        "S2,Linh,Tran,,Hoa Tran,mother,,vi,A,full,yes,\n".to_owned(),
    ]
    .concat();
    let mut world = World::with(settings.with_ms_roy(), "2026-11-13T06:30:00-05:00");
    world.step().unwrap();
    world.at("2026-11-13T07:05:00").step().unwrap();
    world.at("2026-11-13T10:00:00");
    world
}

fn told(world: &World, text: &str) -> String {
    let told = world.teach(text);
    assert!(told.iter().all(|line| line.done), "{told:?}");
    told.into_iter().map(|line| line.words).collect::<Vec<_>>().join("\n")
}

fn refused(world: &World, text: &str) -> String {
    let told = world.teach(text);
    assert!(told.iter().all(|line| !line.done), "{told:?}");
    told.into_iter().map(|line| line.words).collect::<Vec<_>>().join("\n")
}

fn seen(world: &World) -> String {
    show(world.class(), world.clock_says()).unwrap().letter.text
}

fn letters(world: &World) -> Vec<OutboxState> {
    world.states("template = 'hard-conversation'")
}

/// What this address got of a template, the newest last.
fn got<'a>(world: &'a World, to: &str) -> Vec<&'a [u8]> {
    let mails = world.arrived.iter().filter(|arrival| arrival.mail.recipient.as_str() == to);
    mails.map(|arrival| arrival.mail.bytes.as_slice()).collect()
}

fn newest<'a>(world: &'a World, to: &str) -> &'a [u8] {
    got(world, to).pop().unwrap_or_else(|| panic!("nothing for {to}"))
}

/// A teacher's mail as the school's server passes it on.
fn says(world: &mut World, from: &str, answers: Option<&[u8]>, body: &str) {
    let to = answers.map_or("room12@school.test".to_owned(), answer_address);
    let date = world.local().strftime("%a, %d %b %Y %H:%M:%S %z").to_string();
    let raw = format!(
        "Authentication-Results: mx.school.test; dmarc=pass header.from=school.test\r\nFrom: <{from}>\r\nTo: {}\r\n\
         Subject: Re: Room 12\r\nDate: {date}\r\nMessage-ID: <{}@school.test>\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n{}\r\n",
        to.trim(),
        crate::school::mail::fresh_number(),
        body.replace('\n', "\r\n"),
    );
    world.deliver(Folder::Inbox, raw.as_bytes());
    world.step().unwrap();
}

#[test]
fn it_says_what_is_empty_sleeps_over_the_weekend_and_reaches_each_home_alone() {
    use OutboxState::{Draft, Queued, Sent};
    let mut world = world();
    let begun = told(&world, "hard Maya: She ALWAYS left the room twice.");
    for part in [
        "to Ngozi Okafor and Daniel Okafor",
        "not to Pat Vale (hears only what all must hear) and Robin Vale (a court order)",
        "Ngozi Okafor and Daniel Okafor heard nothing good from you yet",
        "it leaves on Mon 16 Nov 2026 at 07:30 at the earliest",
        "what you both want (want: …)",
        "may sound like blame: “always”",
    ] {
        assert!(begun.contains(part), "{part} in {begun}");
    }
    assert_eq!(letters(&world), [Draft, Draft]);
    let summary = seen(&world);
    for part in ["1. Maya", "fact: She ALWAYS left the room twice.", "want: ____", "To Daniel Okafor, home B", "blame"]
    {
        assert!(summary.contains(part), "{part} in {summary}");
    }
    assert!(summary.contains("This home has heard nothing good from you yet"), "{summary}");
    for ok in ["ok 1", "ok all"] {
        let said = refused(&world, ok);
        assert!(said.contains("when you speak again (again: …)") && said.contains("fill them with edit 1:"), "{said}");
    }
    let said = refused(&world, "edit 1: She left the room.");
    assert!(said.contains("question: …") && said.contains("nothing was changed"), "{said}");
    assert!(world.value("SELECT fact FROM hard_draft").contains("ALWAYS"));
    assert_eq!(
        world.value("SELECT max(length(text)) FROM outbox_content WHERE outbox IN (SELECT outbox FROM hard_mail)"),
        "0",
        "what is unfinished has no words to send"
    );
    told(&world, &format!("edit 1: {FILLED}"));
    let said = told(&world, "edit 1: fact: She left the room twice.\nquestion: Who was there: anybody?");
    assert!(!said.contains("still empty") && !said.contains("blame"), "{said}");
    let summary = seen(&world);
    for part in ["She left the room twice.", "How is it", "¿puedo preguntarle algo?", "A calm day for her."] {
        assert_eq!(summary.contains(part), part != "How is it", "{part} in {summary}");
    }
    let said = told(&world, "ok 1");
    assert!(said.contains("leaves on Mon 16 Nov 2026 at 07:30"), "{said}");
    for wall in ["2026-11-13T17:00:00", "2026-11-14T12:00:00", "2026-11-15T12:00:00", "2026-11-16T07:05:00"] {
        world.at(wall).step().unwrap();
        assert_eq!(letters(&world), [Queued, Queued], "{wall}");
    }
    let summary = read(newest(&world, RIVERA)).text;
    assert!(summary.contains("07:30 hard-conversation: to 2 families (Maya)"), "{summary}");
    world.at("2026-11-16T07:31:00").step().unwrap();
    assert_eq!(letters(&world), [Sent, Sent]);
    for (home, other) in [(NGOZI, "Daniel"), (DANIEL, "Ngozi")] {
        let raw = newest(&world, home);
        let letter = read(raw).text;
        assert!(letter.contains("She left the room twice.") && letter.contains("A break at ten."), "{letter}");
        assert!(!String::from_utf8_lossy(raw).contains(other) && !letter.contains("Roy"), "{letter}");
        assert!(field(raw, "Date").contains("16 Nov 2026"), "no date of the night before: {}", field(raw, "Date"));
    }
    assert!(got(&world, PAT).is_empty() && got(&world, ROBIN).is_empty());
    assert_eq!(world.value("SELECT DISTINCT tone FROM contact"), "hard");
    assert!(refused(&world, "hard Linh: She sleeps in class.").contains("no email"));
}

#[test]
fn it_can_be_stopped_and_changed_until_it_leaves_and_a_change_asks_for_another_ok() {
    use OutboxState::{Cancelled, Draft, Queued, Sent};
    let mut world = world();
    told(&world, &format!("hard Maya: She left.\n{FILLED}"));
    seen(&world);
    told(&world, "ok 1");
    world.at("2026-11-15T20:00:00").step().unwrap();
    told(&world, "undo");
    assert_eq!(letters(&world), [Draft, Draft], "two days later it had not left");
    told(&world, "ok 1");
    let said = told(&world, "edit 1: again: On Tuesday.");
    assert!(said.contains("waits for your ok again"), "{said}");
    assert_eq!(letters(&world), [Draft, Draft]);
    refused(&world, "undo");
    assert_eq!(letters(&world), [Draft, Draft], "what was written into it is not lost by an undo");
    told(&world, "ok 1");
    told(&world, "no 1");
    assert_eq!(letters(&world), [Cancelled, Cancelled]);
    told(&world, "hard Maya: By mistake.");
    told(&world, "undo");
    assert_eq!(letters(&world)[2..], [Cancelled, Cancelled]);
    // Before a break of two weeks it sleeps until the first school day, and an ok on the last day before is still good then.
    world.at("2026-12-18T12:00:00").step().unwrap();
    assert!(told(&world, &format!("hard Maya: She left.\n{FILLED}")).contains("Mon 4 Jan 2027 at 07:30"));
    seen(&world);
    told(&world, "ok 1");
    for wall in ["2026-12-28T12:00:00", "2027-01-04T07:29:00"] {
        world.at(wall).step().unwrap();
        assert_eq!(letters(&world)[4..], [Queued, Queued], "{wall}");
    }
    world.at("2027-01-04T07:31:00").step().unwrap();
    assert_eq!(letters(&world)[4..], [Sent, Sent]);
}

#[test]
fn an_ok_on_the_morning_itself_leaves_ten_minutes_later() {
    use OutboxState::{Queued, Sent};
    let mut world = world();
    told(&world, &format!("hard Maya: She left.\n{FILLED}"));
    world.at("2026-11-16T07:40:00").step().unwrap();
    seen(&world);
    assert!(told(&world, "ok all").contains("at 07:50"));
    world.at("2026-11-16T07:49:00").step().unwrap();
    assert_eq!(letters(&world), [Queued, Queued]);
    world.at("2026-11-16T07:50:00").step().unwrap();
    assert_eq!(letters(&world), [Sent, Sent]);
}

#[test]
fn lines_of_one_mail_hold_from_the_top_down() {
    use OutboxState::{Draft, Queued};
    let mut world = world();
    told(&world, &format!("hard Maya: She left.\n{FILLED}"));
    world.at("2026-11-16T07:05:00").step().unwrap();
    let summary = newest(&world, RIVERA).to_vec();
    says(&mut world, RIVERA, Some(&summary), "ok 1\nedit 1: again: On Tuesday.\n");
    let receipt = read(newest(&world, RIVERA)).text;
    assert!(receipt.contains("waits for your ok again"), "{receipt}");
    assert_eq!(letters(&world), [Draft, Draft], "the ok was of the words before the edit");
    says(&mut world, RIVERA, Some(&summary), "edit 1: reader: Roy\nok all\n");
    let receipt = read(newest(&world, RIVERA)).text;
    assert!(receipt.contains("waits until Ms. Roy has read it"), "{receipt}");
    assert_eq!(letters(&world), [Draft, Draft], "nobody has read it yet");
    says(&mut world, RIVERA, Some(&summary), "edit 1: reader: none\nok 1\n");
    let receipt = newest(&world, RIVERA).to_vec();
    let text = read(&receipt).text;
    assert!(text.contains("already done at 07:05 on Mon 16 Nov; if you mean it once more, write it"), "{text}");
    assert_eq!(letters(&world), [Draft, Draft], "a mail that comes twice approves nothing anew");
    says(&mut world, RIVERA, Some(&receipt), "ok 1\n");
    assert_eq!(letters(&world), [Queued, Queued]);
}

#[test]
fn a_colleagues_ok_of_what_has_empty_blanks_is_no_reading() {
    use OutboxState::Draft;
    let mut world = world();
    told(&world, "hard Maya: She left.\nreader: Roy");
    world.at("2026-11-16T07:05:00").step().unwrap();
    let summary = newest(&world, ROY).to_vec();
    says(&mut world, ROY, Some(&summary), "ok 1\n");
    let receipt = read(newest(&world, ROY)).text;
    assert!(receipt.contains("these are the words of Ms. Rivera"), "{receipt}");
    assert_eq!(world.value("SELECT count(*) FROM hard_draft WHERE read_at IS NOT NULL"), "0");
    seen(&world);
    told(&world, &format!("edit 1: {FILLED}"));
    assert!(refused(&world, "ok 1").contains("waits until Ms. Roy has read it"));
    assert_eq!(letters(&world), [Draft, Draft]);
}

#[test]
fn a_colleague_reads_first_and_their_words_come_to_the_writer_alone() {
    use OutboxState::{Draft, Queued, Sent};
    let mut world = world();
    says(&mut world, RIVERA, None, &format!("hard Maya: She left.\n{FILLED}\nreader: Tan\n"));
    let receipt = read(newest(&world, RIVERA)).text;
    assert!(receipt.contains("Tan is no other teacher of this class; known: Ms. Roy"), "{receipt}");
    assert!(letters(&world).is_empty(), "nothing is begun");
    says(&mut world, RIVERA, None, "hard Maya: She left.\nreader: Roy\n");
    assert!(read(newest(&world, RIVERA)).text.contains("Ms. Roy is asked to read it first"));
    let asks =
        |world: &World| got(world, ROY).into_iter().filter(|raw| read(raw).subject.contains("to read before")).count();
    assert_eq!(asks(&world), 0, "there is nothing to read yet");
    seen(&world);
    let receipt = newest(&world, RIVERA).to_vec();
    says(&mut world, RIVERA, Some(&receipt), &format!("edit 1: {FILLED}"));
    assert_eq!(asks(&world), 1);
    let asked = newest(&world, ROY).to_vec();
    let text = read(&asked).text;
    assert!(text.contains("She left.") && text.contains("Ngozi Okafor and Daniel Okafor"), "{text}");
    assert!(!read(&asked).subject.contains("Maya"));
    assert!(refused(&world, "ok 1").contains("waits until Ms. Roy has read it; edit 1: reader: none"));
    assert!(refused(&world, "ok all").contains("waits until Ms. Roy"));
    says(
        &mut world,
        ROY,
        Some(&asked),
        "Good question: but I would leave out the second sentence.\nAsk all: is it so?\n",
    );
    let words = read(newest(&world, RIVERA)).text;
    assert!(words.contains("> Good question: but I would leave out the second sentence."), "{words}");
    let receipt = read(newest(&world, ROY)).text;
    assert!(receipt.contains("your words go to Ms. Rivera"), "{receipt}");
    assert_eq!(letters(&world), [Draft, Draft], "a colleague sends nothing");
    let receipt = newest(&world, ROY).to_vec();
    says(&mut world, ROY, Some(&receipt), "ok 1\nok all\nedit 1: want: Peace.\n");
    assert_eq!(letters(&world), [Draft, Draft], "nor by an ok of their own");
    let receipt = read(newest(&world, ROY)).text;
    assert_eq!(receipt.matches("these are the words of Ms. Rivera").count(), 3, "{receipt}");
    told(&world, "ok 1");
    assert_eq!(letters(&world), [Queued, Queued]);
    world.at("2026-11-16T07:31:00").step().unwrap();
    assert_eq!(letters(&world), [Sent, Sent]);
    assert!([NGOZI, DANIEL].iter().all(|to| !String::from_utf8_lossy(newest(&world, to)).contains("Roy")));
}

#[test]
fn what_a_colleague_says_of_an_earlier_wording_is_passed_on_and_is_no_reading_of_the_present_one() {
    let mut world = world();
    told(&world, &format!("hard Maya: She left.\n{FILLED}\nreader: Roy"));
    world.step().unwrap();
    let first = newest(&world, ROY).to_vec();
    seen(&world);
    told(&world, "edit 1: want: Peace.");
    world.step().unwrap();
    let second = newest(&world, ROY).to_vec();
    assert!(read(&second).text.contains("Peace.") && !read(&second).text.contains("A calm day"));
    says(&mut world, ROY, Some(&first), "Good question: but leave out the calm day.\n");
    let words = read(newest(&world, RIVERA)).text;
    assert!(words.contains("has read your letter about Maya as it was before you changed it and writes"), "{words}");
    assert!(words.contains("> Good question: but leave out the calm day."), "{words}");
    let receipt = read(newest(&world, ROY)).text;
    assert!(
        receipt.contains("your words go to Ms. Rivera, who is told that they are about the former wording"),
        "{receipt}"
    );
    says(&mut world, ROY, Some(&first), "ok\n");
    let words = read(newest(&world, RIVERA)).text;
    assert!(words.contains("as it was before you changed it, without a remark"), "{words}");
    assert!(seen(&world).contains("Ms. Roy is asked to read it first."));
    assert!(refused(&world, "ok 1").contains("waits until Ms. Roy has read it"));
    // Words that stand there again are what the first mail asked about.
    told(&world, "edit 1: want: A calm day for her.");
    says(&mut world, ROY, Some(&second), "Peace is better.\n");
    assert!(read(newest(&world, RIVERA)).text.contains("before you changed it"));
    assert!(refused(&world, "ok 1").contains("waits until Ms. Roy has read it"));
    says(&mut world, ROY, Some(&first), "Fine as it is.\n");
    assert!(!read(newest(&world, RIVERA)).text.contains("before you changed it"));
    assert!(seen(&world).contains("Ms. Roy has read it."));
    told(&world, "ok 1");
}

#[test]
fn ok_alone_says_that_it_was_read_and_the_wish_can_be_taken_back() {
    let mut world = world();
    told(&world, &format!("hard Maya: She left.\n{FILLED}\nreader: ms. roy"));
    world.step().unwrap();
    let asked = newest(&world, ROY).to_vec();
    says(&mut world, ROY, Some(&asked), "Ok.\n\nSent from my phone\n");
    assert!(read(newest(&world, RIVERA)).text.contains("Ms. Roy has read your letter about Maya, without a remark"));
    seen(&world);
    told(&world, "ok 1");
    told(&world, "no 1");
    told(&world, &format!("hard Maya: She left.\n{FILLED}\nreader: Roy"));
    assert!(seen(&world).contains("Ms. Roy is asked to read it first."));
    refused(&world, "ok 2");
    told(&world, "edit 2: reader: none");
    told(&world, "ok 2");
    // The summary of a morning shows what stood there then: an ok under it is no reading of what stands there now.
    told(&world, &format!("hard Maya: She left again.\n{FILLED}\nreader: Roy"));
    world.at("2026-11-16T07:05:00").step().unwrap();
    let summary = newest(&world, ROY).to_vec();
    says(&mut world, ROY, Some(&summary), "ok 1\n");
    let receipt = read(newest(&world, ROY)).text;
    assert!(receipt.contains("answers the mail that asks"), "{receipt}");
    assert!(seen(&world).contains("Ms. Roy is asked to read it first."));
}
