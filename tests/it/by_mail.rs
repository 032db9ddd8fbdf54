//! A teacher's day by mail: the summary is answered by a button and by lines, what was said happens once, the receipt
//! tells it in the summary's thread, and undo takes back what has not left.

use crate::school::School;
use crate::school::mail::{answer_address, field, read};
use serde_json::{Value, json};

const SUNDAY: &str = "2026-11-22T12:00:00-05:00";
const MONDAY: &str = "2026-11-23T07:00:00-05:00";

/// A mail of the teacher's as the school's server passes it on.
fn from_teacher(school: &School, to: &str, subject: &str, body: &str, at: &str) {
    let teacher = school.teacher();
    let domain = teacher.split_once('@').expect("an address").1;
    let date = at.parse::<jiff::Timestamp>().expect("a time");
    let raw = format!(
        "Authentication-Results: mx.school.test; dmarc=pass header.from={domain}\r\nFrom: Ms. Alvarez <{teacher}>\r\n\
         To: {to}\r\nSubject: {subject}\r\nDate: {}\r\nMessage-ID: <{}@{domain}>\r\n\r\n{body}\r\n",
        jiff::fmt::rfc2822::to_string(&date.to_zoned(jiff::tz::TimeZone::UTC)).expect("a date"),
        subject
            .bytes()
            .chain(at.bytes())
            .chain(body.bytes())
            .fold(7_u64, |n, b| n.wrapping_mul(31).wrapping_add(b.into())),
    );
    school.servers.append(&school.class(), "INBOX", raw.as_bytes(), &[], Some(date));
}

/// Where the button of this label leads.
fn button(raw: &[u8], label: &str) -> String {
    let html = read(raw).html.expect("HTML");
    let end = html.find(&format!("\">{label}</a>")).unwrap_or_else(|| panic!("no button {label}: {html}"));
    let start = html[..end].rfind("mailto:").expect("a mailto");
    let href = &html[start + "mailto:".len()..end];
    href.split('?').next().expect("an address").to_owned()
}

/// The latest of so many letters to the teacher.
fn newest(school: &School, count: usize) -> Vec<u8> {
    let letters = school.letters_of(&school.teacher(), count);
    let date = |raw: &[u8]| jiff::fmt::rfc2822::parse(&field(raw, "Date")).expect("a date").timestamp();
    letters.into_iter().map(|letter| letter.bytes).max_by_key(|raw| date(raw)).expect("a letter")
}

fn states(school: &School, at: &str, template: &str) -> Vec<String> {
    let rows: Vec<Value> = school.at(at).list("outbox");
    let of = |row: &&Value| row["template"].as_str().is_some_and(|t| t.starts_with(template));
    rows.iter().filter(of).map(|row| row["state"].as_str().expect("a state").to_owned()).collect()
}

#[test]
fn a_pressed_button_sends_the_note_to_both_homes_after_ten_minutes_and_once() {
    let Some(school) = School::new() else { return };
    school.at(SUNDAY).run();
    school.at(SUNDAY).teach("good Maya: held the ladder");
    assert_eq!(school.at(MONDAY).run()["summaries"], 1);
    let summary = school.letter_of(&school.teacher());
    let ok = button(&summary, "Ok");
    from_teacher(&school, &ok, "Ok 1", "", "2026-11-23T07:40:00-05:00");
    school.at("2026-11-23T07:41:00-05:00").run();
    assert_eq!(states(&school, "2026-11-23T07:41:00-05:00", "positive-note"), ["queued", "queued"]);
    let receipt = newest(&school, 2);
    assert!(read(&receipt).text.contains("undo until 07:51"), "{}", read(&receipt).text);
    assert!(field(&receipt, "References").contains(field(&summary, "Message-ID").trim()), "it is in the thread");
    assert_eq!(school.at("2026-11-23T07:52:00-05:00").run()["sent"], 2);
    from_teacher(&school, &ok, "Ok 1", "again", "2026-11-23T07:55:00-05:00");
    assert_eq!(school.at("2026-11-23T07:56:00-05:00").run()["sent"], 1, "only the receipt");
    let second = newest(&school, 3);
    assert!(read(&second).text.contains("already done at 07:4"), "{}", read(&second).text);
    school.letter_of("ngozi.okafor");
    school.letter_of("daniel.okafor");
}

#[test]
fn undo_in_answer_to_the_receipt_takes_back_what_has_not_left() {
    let Some(school) = School::new() else { return };
    school.at(SUNDAY).run();
    school.at(SUNDAY).teach("good Maya: held the ladder");
    school.at(MONDAY).run();
    let summary = school.letter_of(&school.teacher());
    from_teacher(
        &school,
        &answer_address(&summary),
        "Re: summary",
        "OK 1\r\n\r\n> 1. Maya",
        "2026-11-23T07:40:00-05:00",
    );
    school.at("2026-11-23T07:41:00-05:00").run();
    let receipt = newest(&school, 2);
    from_teacher(&school, &answer_address(&receipt), "Re: summary", "undo", "2026-11-23T07:45:00-05:00");
    school.at("2026-11-23T07:46:00-05:00").run();
    assert_eq!(states(&school, "2026-11-23T07:46:00-05:00", "positive-note"), ["draft", "draft"]);
    assert_eq!(school.at("2026-11-23T08:30:00-05:00").run()["sent"], 0);
    assert!(school.servers.mailbox(&school.guardian("ngozi.okafor"), "INBOX").is_empty());
    let undone = newest(&school, 3);
    assert!(read(&undone).text.contains("2 mails did not leave"), "{}", read(&undone).text);
}

#[test]
fn a_reply_goes_to_the_guardian_in_their_thread_and_shows_no_private_address() {
    let Some(school) = School::new() else { return };
    school.at(SUNDAY).run();
    let samir = school.guardian("samir.haddad");
    let raw = crate::school::mail::plain(&samir, &school.class(), "Inhaler", "Does Omar have his inhaler?");
    school.servers.append(&school.class(), "INBOX", &raw, &[], Some("2026-11-22T20:00:00Z".parse().expect("a time")));
    school.at(MONDAY).run();
    let summary = school.letter_of(&school.teacher());
    let body = "reply 1: Yes, it is in his bag.\r\nHe used it once.\r\nnote Omar: asks about the inhaler\r\n";
    from_teacher(&school, &answer_address(&summary), "Re: summary", body, "2026-11-23T08:00:00-05:00");
    school.at("2026-11-23T08:00:30-05:00").run();
    assert_eq!(states(&school, "2026-11-23T08:01:00-05:00", "reply"), ["queued"]);
    school.at("2026-11-23T08:11:00-05:00").run();
    let letter = school.letter_of("samir.haddad");
    assert!(read(&letter).text.contains("it is in his bag"), "{}", read(&letter).text);
    assert_eq!(read(&letter).subject, "Re: Inhaler");
    assert_eq!(field(&letter, "In-Reply-To").trim(), field(&raw, "Message-ID").trim());
    assert!(
        !String::from_utf8_lossy(&letter).contains(&school.teacher()),
        "the teacher's own address is nowhere in it"
    );
    let home = school.at("2026-11-23T08:12:00-05:00").one("families", "student", "S1005");
    assert_eq!(home["waiting_since"], json!(null), "{home}");
}

#[test]
fn without_the_servers_word_or_the_key_nothing_happens() {
    let Some(school) = School::new() else { return };
    school.at(SUNDAY).run();
    school.at(SUNDAY).teach("good Maya: held the ladder");
    school.at(MONDAY).run();
    let summary = school.letter_of(&school.teacher());
    let forged = crate::school::mail::plain(&school.teacher(), &answer_address(&summary), "Re: summary", "ok 1");
    let at = Some("2026-11-23T12:40:00Z".parse().expect("a time"));
    school.servers.append(&school.class(), "INBOX", &forged, &[], at);
    from_teacher(&school, &school.class(), "hello", "ok 1", "2026-11-23T07:42:00-05:00");
    school.at("2026-11-23T08:41:00-05:00").run();
    assert_eq!(states(&school, "2026-11-23T08:41:00-05:00", "positive-note"), ["draft", "draft"]);
    assert_eq!(states(&school, "2026-11-23T08:41:00-05:00", "notice"), ["sent"]);
}

#[test]
fn a_plan_is_asked_back_without_a_key_and_goes_to_both_homes_with_one() {
    let Some(school) = School::new() else { return };
    school.at(SUNDAY).run();
    school.at(MONDAY).run();
    let summary = school.letter_of(&school.teacher());
    let plan = "plan Maya: reads aloud without fear\r\nplan Maya step home: read ten minutes by 12 dec\r\n";
    from_teacher(&school, &school.class(), "plan", plan, "2026-11-23T08:00:00-05:00");
    school.at("2026-11-23T08:01:00-05:00").run();
    let asked = read(&newest(&school, 2)).text;
    assert!(asked.contains("Yes, I mean it") && !asked.contains("begins"), "{asked}");
    from_teacher(&school, &answer_address(&summary), "Re: summary", plan, "2026-11-23T08:10:00-05:00");
    school.at("2026-11-23T08:11:00-05:00").run();
    let receipt = read(&newest(&school, 3)).text;
    assert!(receipt.contains("the plan for Maya begins") && receipt.contains("undo until 08:21"), "{receipt}");
    assert_eq!(states(&school, "2026-11-23T08:12:00-05:00", "plan"), [""; 0]);
    assert_eq!(school.at("2026-11-23T08:22:00-05:00").run()["sent"], 2);
    let (one, other) = (school.letter_of("ngozi.okafor"), school.letter_of("daniel.okafor"));
    for letter in [&one, &other] {
        let mail = read(letter);
        assert!(mail.subject.starts_with("Maya: "), "{}", mail.subject);
        assert!(mail.text.contains("- read ten minutes (Saturday, December 12)"), "{}", mail.text);
        assert!(!String::from_utf8_lossy(letter).contains(&school.teacher()), "the teacher's own address");
    }
    assert!(!read(&one).text.contains("Daniel") && !read(&other).text.contains("Ngozi"));
    // What a home answers is mail like any other, with the child by the key.
    let ngozi = school.guardian("ngozi.okafor");
    let raw = crate::school::mail::plain(&ngozi, &answer_address(&one), "Re: our plan", "We begin tonight.");
    school.servers.append(&school.class(), "INBOX", &raw, &[], Some("2026-11-23T18:00:00Z".parse().expect("a time")));
    school.at("2026-11-23T13:01:00-05:00").run();
    let mail = school.at("2026-11-23T13:02:00-05:00").one("messages", "from", &ngozi);
    assert_eq!((&mail["state"], &mail["students"]), (&json!("placed"), &json!(["S1001"])), "{mail}");
}

#[test]
fn what_lies_behind_a_change_of_the_class_list_waits_for_the_next_run_which_is_told() {
    let Some(school) = School::new() else { return };
    school.at(SUNDAY).run();
    school.at(MONDAY).run();
    let summary = school.letter_of(&school.teacher());
    let line = "add ana2@families.test to Leo mother";
    from_teacher(&school, &answer_address(&summary), "Re: summary", line, "2026-11-23T07:40:00-05:00");
    school.at("2026-11-23T07:41:00-05:00").run();
    let yes = button(&newest(&school, 2), "Yes, I mean it");
    from_teacher(&school, &yes, "Yes", "", "2026-11-23T07:45:00-05:00");
    let raw = crate::school::mail::plain("ana2@families.test", &school.class(), "Leo", "Leo is ill today.");
    school.servers.append(&school.class(), "INBOX", &raw, &[], Some("2026-11-23T12:46:00Z".parse().expect("a time")));
    let first = school.at("2026-11-23T07:47:00-05:00").tells(&["--json", "run", "--once"]).ended(1).rows().remove(0);
    assert!(first["problems"].to_string().contains("run homeroom once more"), "{first}");
    let second = school.at("2026-11-23T07:48:00-05:00").run();
    assert_eq!(second["problems"], json!([]));
    let ill = school.at("2026-11-23T07:48:00-05:00").one("messages", "from", "ana2@families.test");
    assert_eq!(ill["state"], "placed", "{ill}");
}
