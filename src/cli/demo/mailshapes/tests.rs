use super::encode::{Charset, Transfer, text_part};
use super::*;
use crate::cli::demo::cast::{CHILDREN, Child, Guardian};
use crate::cli::demo::letters::{Topic, find, letters};
use jiff::civil::date;
use jiff::tz::TimeZone;
use std::collections::BTreeSet;

/// What homeroom sends, in the form lettre gives it.
const NOTE: &str = "From: \"Ms. Rivera\" <room12@school.test>\r\n\
    To: =?utf-8?b?QW5hIE1hcnTDrW5leg==?= <ana.martinez@families.test>\r\n\
    Reply-To: room12+t.k7q2w9@school.test\r\n\
    Subject: Leo: good news from school\r\n\
    Message-ID: <note.17@school.test>\r\n\
    References: <first@school.test>\r\n\
    Date: Fri, 13 Nov 2026 15:31:00 -0500\r\n\
    MIME-Version: 1.0\r\n\
    Content-Type: multipart/alternative; boundary=\"b0\"\r\n\r\n\
    --b0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n\
    I have good news about Leo.\r\n\r\nHe finished the chapter.\r\n\
    --b0\r\nContent-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 7bit\r\n\r\n\
    <html><body><p>I have good news about Leo.</p></body></html>\r\n--b0--\r\n";

fn at() -> Zoned {
    date(2026, 11, 13).at(18, 50, 7, 0).to_zoned(TimeZone::get("America/New_York").unwrap()).unwrap()
}

fn families() -> impl Iterator<Item = (&'static Child, &'static Guardian, Person<'static>)> {
    CHILDREN.iter().flat_map(|c| c.guardians.iter().filter_map(move |g| Some((c, g, g.person()?))))
}

fn headers(mail: &[u8]) -> String {
    let end = mail.windows(4).position(|w| w == b"\r\n\r\n").expect("a blank line after the headers");
    String::from_utf8(mail[..end].to_vec()).expect("headers are ASCII")
}

/// The rules that every mail keeps: RFC 5322 §2.1 and §2.3, and addresses that reach nobody.
#[track_caller]
pub fn check(mail: &[u8]) {
    for (n, b) in mail.iter().enumerate() {
        match b {
            b'\r' => assert_eq!(mail.get(n + 1), Some(&b'\n'), "bare CR"),
            b'\n' => assert!(n > 0 && mail[n - 1] == b'\r', "bare LF"),
            0 => panic!("a NUL"),
            _ => {}
        }
    }
    assert!(mail.ends_with(b"\r\n"));
    assert!(mail.split(|b| *b == b'\n').all(|l| l.len() <= 998), "a line too long");
    let head = headers(mail);
    assert!(head.is_ascii(), "{head}");
    assert!(head.lines().all(|l| l.starts_with([' ', '\t']) || l.split_once(':').is_some()), "{head}");
    for name in ["From", "Subject", "Date", "To", "Content-Type", "Message-ID"] {
        let count = head.lines().filter(|l| l.to_lowercase().starts_with(&format!("{}:", name.to_lowercase()))).count();
        assert_eq!(count, 1, "{name} in {head}");
    }
    let text = String::from_utf8_lossy(mail).replace("=\r\n", "");
    for (at, _) in text.match_indices('@') {
        let domain: String =
            text[at + 1..].chars().take_while(|c| c.is_ascii_alphanumeric() || "-.".contains(*c)).collect();
        let is_address = text[..at].ends_with(|c: char| c.is_ascii_alphanumeric()) && domain.contains('.');
        assert!(!is_address || domain.trim_end_matches('.').ends_with(".test"), "an address outside .test: {domain}");
    }
    assert!(Original::read(mail).date.is_some(), "{head}");
}

#[test]
fn every_letter_of_every_parent_is_sound_mail_that_reads_back_as_written() {
    let mut seen = BTreeSet::new();
    for (child, guardian, person) in families() {
        for letter in letters(person.language).iter().filter(|l| l.fits(child)) {
            let written = letter.written(child, guardian);
            let mail = fresh(&person, &written, &at(), 1);
            check(&mail);
            let read = Original::read(&mail);
            assert_eq!(read.subject, written.subject);
            assert_eq!((read.from_name.as_str(), read.from_address.as_str()), (person.name, person.address));
            assert_eq!(read.to_address, CLASS_ADDRESS);
            let line = written.body.lines().last().unwrap();
            assert!(
                read.text.contains(line.trim()),
                "{person:?}
{}",
                read.text
            );
            seen.insert((person.shape, person.language));
        }
    }
    assert!(seen.len() > 15, "{seen:?}");
}

#[test]
fn the_same_seed_gives_the_same_bytes_and_another_seed_another_message_id() {
    for (child, guardian, person) in families() {
        let letter = find(person.language, Topic::Thanks, 0).unwrap().written(child, guardian);
        let mail = |seed| reply_to(NOTE.as_bytes(), &person, &letter, &at(), seed);
        assert_eq!(mail(3), mail(3));
        assert_ne!(Original::read(&mail(3)).message_id, Original::read(&mail(4)).message_id);
    }
}

#[test]
fn every_program_answers_to_the_key_in_the_thread_and_quotes() {
    let (child, _, _) = families().next().unwrap();
    for shape in Shape::ALL {
        for language in ["en", "es", "zh", "ar", "vi", "fr"] {
            let person = Person { name: "Ana Martínez", address: "ana.martinez@families.test", language, shape };
            let guardian = Guardian { language, ..child.guardians[0] };
            let letter = find(language, Topic::GoodNote, 0).unwrap().written(child, &guardian);
            let mail = reply_to(NOTE.as_bytes(), &person, &letter, &at(), 9);
            check(&mail);
            let read = Original::read(&mail);
            assert_eq!(read.to_address, "room12+t.k7q2w9@school.test");
            assert!(
                read.subject.ends_with("Leo: good news from school") && read.subject.len() > 27,
                "{}",
                read.subject
            );
            assert_eq!(read.references, ["<first@school.test>", "<note.17@school.test>"]);
            let head = headers(&mail);
            assert!(head.contains("\r\nIn-Reply-To: <note.17@school.test>"), "{head}");
            assert!(head.contains("Authentication-Results: mx.school.test;") && head.contains("dmarc=pass"), "{head}");
            assert!(head.starts_with("Return-Path: <ana.martinez@families.test>"));
            let first = letter.body.lines().next().unwrap().split(' ').next().unwrap();
            assert!(read.text.contains(first), "{}", read.text);
            assert!(read.text.contains("He finished the chapter."), "{}", read.text);
            assert!(read.text.contains("Rivera"), "the quotation says whose it is: {}", read.text);
        }
    }
}

#[test]
fn each_program_is_known_by_its_marks() {
    let (child, guardian, _) = families().next().unwrap();
    for (shape, marks) in [
        (Shape::Gmail, &["gmail_quote", "On Fri, Nov 13, 2026 at 3:31"][..]),
        (Shape::Outlook, &["MsoNormal", "From: Ms. Rivera", "Sent: Friday, November 13, 2026 3:31 PM"]),
        (Shape::AppleMail, &["blockquote type=\"cite\"", "> On Nov 13, 2026, at 3:31"]),
        (Shape::IPhone, &["Sent from my iPhone", "> On Nov 13, 2026, at 3:31"]),
        (Shape::Yahoo, &["yahoo_quoted", "    On Friday, November 13, 2026 at 03:31:00 PM EST"]),
        (Shape::Thunderbird, &["On 11/13/26 15:31, Ms. Rivera wrote:\n> I have"]),
        (Shape::Samsung, &["Sent from my Galaxy", "-------- Original message --------\nFrom: Ms. Rivera"]),
        (Shape::QqMail, &["------------------&nbsp;原始邮件&nbsp;------------------\nFrom: Ms. Rivera"]),
    ] {
        let person = Person { name: "Pat Quinn", address: "pat.quinn@families.test", language: "en", shape };
        let letter = find("en", Topic::GoodNote, 0).unwrap().written(child, guardian);
        let read = Original::read(&reply_to(NOTE.as_bytes(), &person, &letter, &at(), 2));
        let all = format!("{}\n{}", read.text, read.html.unwrap_or_default());
        for mark in marks {
            assert!(all.contains(mark), "{shape:?} lacks {mark}:\n{all}");
        }
    }
}

#[test]
fn charsets_are_those_of_the_families_programs() {
    let label = |address: &str| {
        let (child, guardian, person) = families().find(|(_, _, p)| p.address == address).unwrap();
        let letter = find(person.language, Topic::Reading, 0).unwrap().written(child, guardian);
        let mail = String::from_utf8_lossy(&fresh(&person, &letter, &at(), 5)).to_lowercase();
        let from = mail.find("charset=\"").unwrap() + 9;
        mail[from..].split('"').next().unwrap().to_owned()
    };
    assert_eq!(label("luis.ramirez@families.test"), "iso-8859-1");
    assert_eq!(label("marc.petit@families.test"), "iso-8859-1");
    assert_eq!(label("huda.saleh@families.test"), "windows-1256");
    assert_eq!(label("lina.zhang@families.test"), "gb18030");
    assert_eq!(label("thu.pham@families.test"), "utf-8");
}

#[test]
fn format_flowed_joins_to_the_text_that_was_typed() {
    let text = "A long line that goes on for quite a while, longer than any line of plain text should be in a mail.\n";
    let body = bodies::body(&Draft {
        from: &Person { name: "P", address: "p@f.test", language: "en", shape: Shape::Thunderbird },
        to_name: "",
        to_address: CLASS_ADDRESS,
        subject: "s",
        body: text,
        original: None,
        date: &at(),
        arrival: Arrival::Aligned,
    });
    assert!(body.text.lines().all(|l| l.len() <= 74));
    assert_eq!(body.text.trim_end().replace(" \n", " "), text.trim_end());
}

#[test]
fn the_teachers_own_mail_has_no_trace_of_a_way_from_outside_and_threads() {
    let (child, guardian, person) = families().next().unwrap();
    let letter = find("en", Topic::Friends, 0).unwrap().written(child, guardian);
    let asked = fresh(&person, &letter, &at(), 1);
    let answer = from_teacher(&person, "unused", "Thank you.\n\nElena Rivera", Some(&asked), &at(), 2);
    check(&answer);
    let head = headers(&answer);
    assert!(!head.contains("Received:") && !head.contains("Authentication-Results"), "{head}");
    let read = Original::read(&answer);
    assert_eq!((read.from_address.as_str(), read.to_address.as_str()), (CLASS_ADDRESS, person.address));
    assert_eq!(read.subject, "Re: Recess");
    assert_eq!(read.references, [Original::read(&asked).message_id]);
    let opened = from_teacher(&person, "Thursday", "Could you come?", None, &at(), 2);
    assert_eq!(Original::read(&opened).subject, "Thursday");
}

#[test]
fn a_forged_mail_has_the_parents_name_and_a_failed_verdict() {
    let (child, guardian, person) = families().next().unwrap();
    let letter = find("en", Topic::PickUp, 0).unwrap().written(child, guardian);
    let mail = forged(&person, &letter, &at(), 1);
    check(&mail);
    assert_eq!(Original::read(&mail).from_address, person.address);
    let head = headers(&mail);
    assert!(head.contains("dmarc=fail") && !head.contains("dmarc=pass"), "{head}");
}

#[test]
fn a_failure_report_names_the_recipient_the_cause_and_the_mail() {
    for (status, action, media) in [
        ("5.1.1", "failed", "message/rfc822"),
        ("5.2.2", "failed", "message/rfc822"),
        ("4.2.2", "delayed", "text/rfc822-headers"),
    ] {
        let mail = bounce_of(NOTE.as_bytes(), "ana.martinez@families.test", status, &at(), 4);
        check(&mail);
        let text = String::from_utf8(mail).unwrap();
        assert!(text.starts_with("Return-Path: <>\r\n"));
        for part in [
            "Auto-Submitted: auto-replied",
            "report-type=delivery-status",
            "Final-Recipient: rfc822; ana.martinez@families.test",
            &format!("Action: {action}"),
            &format!("Status: {status}"),
            &format!("Content-Type: {media}"),
            "\r\nMessage-ID: <note.17@school.test>\r\n",
        ] {
            assert!(text.contains(part), "{part} in {text}");
        }
        assert_eq!(text.contains("He finished the chapter."), action == "failed");
        assert_eq!(text.contains("Will-Retry-Until"), action == "delayed");
    }
}

#[test]
fn a_notice_of_absence_says_that_nobody_wrote_it() {
    for (_, _, person) in families() {
        let mail = vacation_of(NOTE.as_bytes(), &person, date(2026, 11, 23), &at(), 4);
        check(&mail);
        let head = headers(&mail);
        assert!(head.contains("\r\nAuto-Submitted: auto-replied\r\n"), "{head}");
        assert!(head.contains("\r\nIn-Reply-To: <note.17@school.test>\r\n"));
        assert_eq!(Original::read(&mail).to_address, CLASS_ADDRESS, "to the sender, not to Reply-To");
        assert!(Original::read(&mail).text.contains("23"));
    }
}

#[test]
fn lists_strangers_and_junk_are_sound_mail_too() {
    for number in 0..4 {
        let list = newsletter(number, &at(), 6);
        check(&list);
        assert!(headers(&list).contains("\r\nList-Id: ") && headers(&list).contains("\r\nPrecedence: list"));
        let unknown = stranger(number, &at(), 6);
        check(&unknown);
        let from = Original::read(&unknown).from_address;
        assert!(families().all(|(_, _, p)| p.address != from));
        let junk = spam(number, &at(), 6);
        check(&junk);
        assert!(headers(&junk).contains("dmarc=fail"));
    }
}

#[test]
fn plain_ascii_in_short_lines_needs_no_transfer_encoding() {
    let part = text_part("text/plain", "", "Hello\nyou", Charset::Utf8, Transfer::Base64);
    let text = String::from_utf8(part).unwrap();
    assert!(text.contains("Content-Transfer-Encoding: 7bit\r\n\r\nHello\r\nyou\r\n"), "{text}");
}
