//! The teacher's day over real servers: the summary arrives, a button is pressed, a line is answered, and families read
//! what came of it, or nothing where it was taken back.
//!
//! `HOMEROOM_ACCOUNT=1` prints what was mailed when, as the teacher and the families saw it; `HOMEROOM_BIN=FILE` measures
//! another build.

use crate::school::School;
use crate::school::daemon::{Daemon, within};
use crate::school::mail::{answer_address, field, fields, fresh_number, plain, read};
use crate::school::{post, told_now};
use crate::servers::StoredMail;
use jiff::fmt::rfc2822;
use jiff::{SignedDuration, Timestamp};
use std::time::{Duration, Instant};

const THURSDAY: &str = "2026-11-19T12:00:00-05:00";
const SEVEN: &str = "2026-11-20T07:00:00-05:00";

/// That many minutes after the summary.
fn past_seven(minutes: i64) -> String {
    (SEVEN.parse::<Timestamp>().expect("a time") + SignedDuration::from_mins(minutes)).to_string()
}

/// What the account says, where somebody wants to read it.
fn account(words: &str) {
    if std::env::var("HOMEROOM_ACCOUNT").is_ok() {
        println!("{words}");
    }
}

fn show(heading: &str, raw: &[u8]) {
    let mail = read(raw);
    let list: Vec<String> = ["From", "To", "Reply-To", "In-Reply-To", "Message-ID", "X-Homeroom-Log"]
        .iter()
        .flat_map(|name| fields(raw, name).into_iter().map(move |value| format!("    {name}: {value}")))
        .collect();
    let text: String = mail.text.lines().map(|line| format!("    | {line}\n")).collect();
    account(&format!("--- {heading}\n    Subject: {}\n{}\n{text}", mail.subject, list.join("\n")));
}

/// What a press of a button opens.
#[derive(Clone, Debug)]
pub struct Button {
    pub to: String,
    pub subject: String,
    pub body: String,
}

/// `%20` and the like, read back.
fn decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let mut octets = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        octets.push(u8::from_str_radix(&part[..2], 16).expect("two digits"));
        octets.extend_from_slice(&part.as_bytes()[2..]);
    }
    String::from_utf8(octets).expect("UTF-8")
}

/// The buttons of a mail, from top to bottom.
pub fn buttons(raw: &[u8]) -> Vec<Button> {
    let html = read(raw).html.expect("a page").replace("&amp;", "&");
    html.split("href=\"mailto:")
        .skip(1)
        .map(|rest| {
            let (to, query) = rest.split('"').next().unwrap_or_default().split_once('?').expect("a subject");
            let of = |name: &str| {
                let pairs = query.split('&').filter_map(|pair| pair.split_once('='));
                pairs.filter(|(known, _)| *known == name).map(|(_, value)| decoded(value)).next().unwrap_or_default()
            };
            Button { to: decoded(to), subject: of("subject"), body: of("body") }
        })
        .collect()
}

/// The number under which a summary speaks of this.
fn number_of(summary: &[u8], words: &str) -> usize {
    let text = read(summary).text;
    let mut number = None;
    for line in text.lines() {
        let digits: String = line.trim_start_matches(['[', ' ']).chars().take_while(char::is_ascii_digit).collect();
        number = digits.parse().ok().or(number);
        if line.contains(words) && number.is_some() {
            break;
        }
    }
    number.unwrap_or_else(|| panic!("no number for {words:?} in\n{text}"))
}

fn button(summary: &[u8], label: &str, number: usize) -> Button {
    let all = buttons(summary);
    let wanted = format!("{label} {number}");
    let found = all.iter().find(|button| button.subject == wanted);
    found.unwrap_or_else(|| panic!("no button {wanted:?} among {all:#?}")).clone()
}

/// A mail of the teacher's as the school's server passes it on: its stamp stands on top.
pub fn of_teacher(school: &School, at: &str, to: &str, subject: &str, body: &str, answers: Option<&[u8]>) -> Vec<u8> {
    let at: Timestamp = at.parse().expect("a time");
    let date = rfc2822::to_string(&at.in_tz("America/New_York").expect("a zone")).expect("a date");
    let thread = answers.map_or(String::new(), |raw| {
        let id = field(raw, "Message-ID");
        format!("In-Reply-To: {id}\r\nReferences: {id}\r\n")
    });
    format!(
        "Authentication-Results: mx.school.test; dmarc=pass header.from=school.test\r\n\
         From: Ms. Alvarez <{}>\r\nTo: {to}\r\nSubject: {subject}\r\nDate: {date}\r\n\
         Message-ID: <day.{}@mail.school.test>\r\n{thread}MIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{}\r\n",
        school.teacher(),
        fresh_number(),
        body.replace('\n', "\r\n")
    )
    .into_bytes()
}

/// The teacher's mail lies in the class mailbox, and homeroom has looked at it.
fn says(school: &School, at: &str, raw: &[u8]) {
    school.servers.append(&school.class(), "INBOX", raw, &[], Some(at.parse().expect("a time")));
    show(&format!("{at}: the teacher writes"), raw);
    school.at(at).run();
}

fn presses(school: &School, at: &str, button: &Button) {
    says(school, at, &of_teacher(school, at, &button.to, &button.subject, &button.body, None));
}

fn answers(school: &School, at: &str, raw: &[u8], body: &str) {
    let subject = format!("Re: {}", read(raw).subject);
    says(school, at, &of_teacher(school, at, &answer_address(raw), &subject, body, Some(raw)));
}

/// The mails in the teacher's inbox, of which the last is new.
fn newest_to_teacher(school: &School, count: usize) -> Vec<u8> {
    school.letters_of(&school.teacher(), count).pop().expect("a mail").bytes
}

/// The summary of Friday at seven, with what was noted the day before and a mail that waits.
fn summary_of_friday(school: &School) -> Vec<u8> {
    school.at(THURSDAY).run();
    let (pat, class) = (school.guardian("pat.quinn"), school.class());
    let question = plain(&format!("Pat Quinn <{pat}>"), &class, "The play", "What is the date of the school play?");
    let at = Some("2026-11-19T18:00:00Z".parse().expect("a time"));
    school.servers.append(&class, "INBOX", &question, &[], at);
    for words in ["good Maya: helped a new girl find her way", "good Omar: read a whole page aloud"] {
        school.at("2026-11-19T14:00:00-05:00").teach(words);
    }
    school.at(SEVEN).run();
    let summary = newest_to_teacher(school, 1);
    show("07:00: the summary in the teacher's mailbox", &summary);
    for button in buttons(&summary) {
        account(&format!("    button {:?} writes to {}", button.subject, button.to));
    }
    summary
}

fn inbox(school: &School, guardian: &str) -> Vec<StoredMail> {
    school.servers.mailbox(&school.guardian(guardian), "INBOX")
}

#[test]
fn a_button_sends_the_note_to_both_homes_after_ten_minutes_and_acts_once() {
    let Some(school) = School::new() else { return };
    let summary = summary_of_friday(&school);
    let send = button(&summary, "Ok", number_of(&summary, "Maya"));
    presses(&school, &past_seven(45), &send);
    let receipt = newest_to_teacher(&school, 2);
    show("07:45: the receipt", &receipt);
    assert_eq!(field(&receipt, "In-Reply-To"), fields(&receipt, "References")[0].split(' ').next_back().unwrap_or(""));
    assert!(field(&receipt, "References").contains(&field(&summary, "Message-ID")), "in the thread of the summary");
    assert!(read(&receipt).text.contains("undo until 07:55"), "{}", read(&receipt).text);
    school.at(&past_seven(54)).run();
    assert!(inbox(&school, "ngozi.okafor").is_empty() && inbox(&school, "daniel.okafor").is_empty());
    school.at(&past_seven(55)).run();
    for parent in ["ngozi.okafor", "daniel.okafor"] {
        let note = school.letter_of(parent);
        show("07:55: the note at home", &note);
        assert!(read(&note).text.contains("helped a new girl find her way"));
        assert!(!String::from_utf8_lossy(&note).contains(&school.teacher()), "the teacher's own address is nowhere");
    }
    presses(&school, &past_seven(60), &send);
    let again = newest_to_teacher(&school, 3);
    show("08:00: the receipt of a second press", &again);
    assert!(read(&again).text.contains("already done at 07:45"), "{}", read(&again).text);
    school.at(&past_seven(90)).run();
    school.letters_of("ngozi.okafor", 1);
    school.letters_of(&school.teacher(), 3);
    assert!(inbox(&school, "samir.haddad").is_empty(), "the other note was not pressed");
    school.at(&past_seven(90)).tells(&["log", "--verify"]).ended(0);
    let log = school.at(&past_seven(90)).tells(&["log"]).ended(0).out;
    assert!(log.contains("teacher 1") && log.contains("approved"), "{log}");
    account(&format!("--- 08:30: homeroom log\n{log}"));
}

#[test]
fn what_is_undone_within_ten_minutes_never_leaves() {
    let Some(school) = School::new() else { return };
    let summary = summary_of_friday(&school);
    presses(&school, &past_seven(45), &button(&summary, "Ok", number_of(&summary, "Maya")));
    let receipt = newest_to_teacher(&school, 2);
    answers(&school, &past_seven(54), &receipt, "undo");
    let undone = newest_to_teacher(&school, 3);
    show("07:54: the receipt of undo", &undone);
    assert!(read(&undone).text.contains("undone"), "{}", read(&undone).text);
    for minutes in [55, 70, 120] {
        school.at(&past_seven(minutes)).run();
    }
    assert!(inbox(&school, "ngozi.okafor").is_empty() && inbox(&school, "daniel.okafor").is_empty());
    // After it has left, `undo` says so.
    presses(&school, &past_seven(130), &button(&summary, "Ok", number_of(&summary, "Omar")));
    let receipt = newest_to_teacher(&school, 4);
    school.at(&past_seven(140)).run();
    school.letter_of("samir.haddad");
    answers(&school, &past_seven(141), &receipt, "undo");
    let late = newest_to_teacher(&school, 5);
    show("09:21: the receipt of an undo that comes too late", &late);
    assert!(read(&late).text.contains("too late"), "{}", read(&late).text);
}

#[test]
fn a_reply_goes_out_in_the_parents_thread_and_never_shows_the_teachers_address() {
    let Some(school) = School::new() else { return };
    let summary = summary_of_friday(&school);
    let item = number_of(&summary, "date of the school play");
    answers(&school, &past_seven(50), &summary, &format!("reply {item}: It is on Tuesday at six, in Room 12."));
    let receipt = newest_to_teacher(&school, 2);
    show("07:50: the receipt", &receipt);
    assert!(read(&receipt).text.contains("Pat Quinn"), "{}", read(&receipt).text);
    assert!(field(&receipt, "References").contains(&field(&summary, "Message-ID")));
    school.at(&past_seven(59)).run();
    assert!(inbox(&school, "pat.quinn").is_empty());
    school.at(&past_seven(60)).run();
    let reply = school.letter_of("pat.quinn");
    show("08:00: the reply in the parent's mailbox", &reply);
    assert!(read(&reply).text.contains("It is on Tuesday at six, in Room 12."));
    assert!(read(&reply).subject.contains("The play"), "{}", read(&reply).subject);
    let question = &school.servers.mailbox(&school.class(), "INBOX")[0].bytes;
    assert_eq!(field(&reply, "In-Reply-To"), field(question, "Message-ID"));
    assert!(field(&reply, "From").contains(&format!("<{}>", school.class())), "{}", field(&reply, "From"));
    assert!(!String::from_utf8_lossy(&reply).contains(&school.teacher()), "{}", String::from_utf8_lossy(&reply));
    let waits = school.at(&past_seven(61)).summary();
    assert!(!waits.contains("date of the school play"), "it waits no more: {waits}");
}

/// The machine's own clock, real servers, a line that idles: from the teacher's mail to what it does.
#[test]
fn a_command_acts_within_seconds_of_its_arrival() {
    let Some(school) = School::new() else { return };
    school.runs_what_is_named();
    school.edit(
        "classes/room-12.toml",
        "0 7 * * Mon-Fri\"\nskip_closed_days = true",
        "* * * * *\"\nskip_closed_days = false",
    );
    // The summary's cron line has stood for some minutes when it is asked for.
    let before = told_clock().parse::<Timestamp>().expect("a time") - SignedDuration::from_mins(3);
    school.at(&before.to_string()).run();
    told_now(&school, &["run", "--once"]).ended(0);
    let summary = school.servers.wait_for(&school.teacher(), "INBOX", 1).remove(0).bytes;
    let daemon = Daemon::start(&school);
    within("it waits with IDLE", || told_now(&school, &["--json", "status"]).rows()[0]["connection"] == "idle");
    let mut times = Vec::new();
    let notes = || {
        let state = rusqlite::Connection::open(school.state_file()).expect("the state");
        let count: i64 = state.query_row("SELECT count(*) FROM private_note", [], |row| row.get(0)).expect("a count");
        count
    };
    for round in 1..=5 {
        let now = told_clock();
        let body = format!("note Leo: asked about the {round}. book");
        let raw = of_teacher(&school, &now, &answer_address(&summary), "Re: the summary", &body, Some(&summary));
        let begun = Instant::now();
        post::from_outside(school.servers, &school.teacher(), &answer_address(&summary), &raw);
        let end = begun + Duration::from_secs(20);
        while notes() < round {
            assert!(Instant::now() < end, "the command did not act; the log:\n{}", daemon.log());
            std::thread::sleep(Duration::from_millis(5));
        }
        times.push(begun.elapsed());
    }
    within("each command has its receipt", || {
        let mails = school.servers.mailbox(&school.teacher(), "INBOX");
        mails.iter().filter(|mail| fields(&mail.bytes, "In-Reply-To").len() == 1).count() >= 5
    });
    times.sort_unstable();
    println!("from the post's 250 to the effect in the state: median {:?}, all {times:?}", times[times.len() / 2]);
    assert!(times[times.len() / 2] < Duration::from_secs(5), "{times:?}");
}

/// The machine's own time.
fn told_clock() -> String {
    homeroom::clock::Clock::now(&homeroom::clock::SystemClock).to_string()
}
