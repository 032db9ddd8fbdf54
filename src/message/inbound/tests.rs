use super::*;

const HEADING: &str = "From: Ana <ana@families.test>\nSubject: Leo\nMessage-ID: <m1@families.test>\n";

fn shown(mail: &Understood) -> (Option<&str>, &str) {
    (mail.from.as_ref().map(|a| a.as_str()), mail.subject.as_str())
}

fn says(mail: &Understood, words: &str) -> bool {
    mail.why.iter().any(|w| w.contains(words))
}

#[test]
fn mails_built_to_hurt_are_too_complex_and_still_show_sender_and_subject() {
    let multiparts: String =
        (0..50_000).map(|i| format!("Content-Type: multipart/mixed; boundary=b{i}\n\n--b{i}\n")).collect();
    let messages = "Content-Type: message/rfc822\n\n".repeat(3_000);
    let parts = format!("Content-Type: multipart/mixed; boundary=b\n\n{}", "--b\n\nx\n".repeat(100_000));
    for body in [multiparts, messages, parts] {
        let mail = understand(format!("{HEADING}{body}").as_bytes());
        assert_eq!((mail.kind, shown(&mail)), (Kind::Unreadable, (Some("ana@families.test"), "Leo")));
        assert!(says(&mail, "too complex"), "{:?}", mail.why);
    }
}

#[test]
fn endless_headers_keep_sender_subject_and_text() {
    for flood in [
        "X-Y: z\n".repeat(1_000_000),
        format!("To: {}\n", "a@x.test, ".repeat(1_000_000)),
        format!("X: {}\n", "x".repeat(10_000_000)),
    ] {
        let mail = understand(format!("{flood}{HEADING}\nhello\n").as_bytes());
        assert_eq!((mail.kind, shown(&mail)), (Kind::Mail, (Some("ana@families.test"), "Leo")));
        assert_eq!(mail.text, "hello\n");
        assert!(says(&mail, "too complex"), "{:?}", mail.why);
    }
}

#[test]
fn a_mail_above_25_mib_is_read_for_headers_and_text() {
    let mut raw = format!("{HEADING}Content-Type: multipart/mixed; boundary=b\n\n--b\nContent-Type: text/plain\n\nA film of the trip.\n--b\nContent-Type: video/mp4\nContent-Disposition: attachment; filename=a.mp4\nContent-Transfer-Encoding: base64\n\n").into_bytes();
    raw.extend(b"AAAA\n".repeat(6_000_000));
    let mail = understand(&raw);
    assert_eq!((mail.kind, shown(&mail)), (Kind::Mail, (Some("ana@families.test"), "Leo")));
    assert_eq!(mail.reply_text, "A film of the trip.");
    assert!(says(&mail, "too large"), "{:?}", mail.why);
}

#[test]
fn knots_in_single_fields_are_read() {
    let continuations: String = (0..10_000).map(|i| format!(" name*{i}=x;\n")).collect();
    let words = "=?utf-8?q?a?= ".repeat(5_000);
    let comment = format!("{}{}", "(".repeat(30_000), ")".repeat(30_000));
    for knot in [
        format!("Content-Type: text/plain;\n{continuations} charset=utf-8\n"),
        format!("X-Words: {words}\nTo: {words}\n"),
        format!("Cc: {comment} b@x.test\n"),
        format!("Content-Type: multipart/mixed; boundary={}\n", "b".repeat(10_000)),
        "Content-Type: multipart/mixed; boundary=\"\"\n".to_owned(),
    ] {
        let mail = understand(format!("{knot}{HEADING}\nhello\n").as_bytes());
        assert_eq!(shown(&mail), (Some("ana@families.test"), "Leo"));
    }
}

#[test]
fn a_report_on_a_million_recipients_names_a_few() {
    let blocks: String =
        (0..100_000).map(|i| format!("Final-Recipient: rfc822;a{i}@x.test\nAction: failed\n\n")).collect();
    let raw = format!(
        "{HEADING}Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n--b\nContent-Type: message/delivery-status\n\n{blocks}--b--\n"
    );
    let bounce = understand(raw.as_bytes()).bounce.unwrap();
    assert!((1..=200).contains(&bounce.recipients.len()));
}

#[test]
fn a_body_of_one_endless_line_is_read() {
    let mail = understand(format!("{HEADING}\n{}", "x".repeat(24_000_000)).as_bytes());
    assert_eq!(mail.kind, Kind::Mail);
    assert_eq!(mail.text.len(), 24_000_000);
}

#[test]
fn text_that_grows_when_it_is_read_is_read_in_part() {
    let limit = 25 * 1024 * 1024;
    for (charset, octet) in [("windows-1252", 0x80), ("utf-8", 0x80), ("utf-8; format=flowed", 0xff)] {
        let mut raw = format!("{HEADING}Content-Type: text/plain; charset={charset}\n\n").into_bytes();
        raw.resize(24_900_000, octet);
        let mail = understand(&raw);
        assert!((3_000_000..limit).contains(&mail.text.len()), "{charset}: {}", mail.text.len());
        assert!(says(&mail, "too long"), "{charset}: {:?}", mail.why);
    }
}

#[test]
fn megabytes_of_html_are_read_in_part() {
    let one = "<p>Leo</p>\n".repeat(800_000);
    let part = format!("--b\nContent-Type: text/html\n\n{}\n", "<p>Leo</p>\n".repeat(800));
    for body in [
        format!("Content-Type: text/html\n\n{one}"),
        format!("Content-Type: multipart/mixed; boundary=b\n\n{}--b--\n", part.repeat(999)),
    ] {
        let mail = understand(format!("{HEADING}{body}").as_bytes());
        let paragraphs = mail.text.matches("Leo").count();
        assert!((150_000..250_000).contains(&paragraphs), "{paragraphs}");
        assert!(says(&mail, "too long"), "{:?}", mail.why);
    }
    let short = understand(format!("{HEADING}Content-Type: text/html\n\n<p>Leo</p>").as_bytes());
    assert!(!says(&short, "too long"));
}

#[test]
fn a_delivery_report_of_megabytes_is_read_in_part() {
    let fields: String = (0..2)
        .map(|n| {
            format!(
                "Final-Recipient: rfc822; a{n}@b.test\nAction: failed\nStatus: 5.1.1\n{}\n",
                "X: y\n".repeat(100_000)
            )
        })
        .collect();
    let raw = format!(
        "{HEADING}Content-Type: multipart/report; report-type=delivery-status; boundary=b\n\n\
         --b\n\nNot delivered.\n--b\nContent-Type: message/delivery-status\n\n{fields}\n--b--\n"
    );
    let bounce = understand(raw.as_bytes()).bounce.expect("a report");
    assert_eq!(bounce.recipients.iter().map(|r| r.shown()).collect::<Vec<_>>(), [Some("a0@b.test")]);
}

#[test]
fn after_a_panic_of_the_parser_sender_and_subject_are_shown() {
    let mail = after_a_panic(format!("{HEADING}\nhello\n").as_bytes());
    assert_eq!((mail.kind, shown(&mail)), (Kind::Unreadable, (Some("ana@families.test"), "Leo")));
    assert!(says(&mail, "the parser failed"));
    assert_eq!(after_a_panic(b"\xff\x00").kind, Kind::Unreadable);
}

#[test]
fn what_is_no_mail_is_unreadable() {
    for raw in [&b""[..], b"\r\n\r\n", b"\0\xff\xfe", b"no header at all", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR"] {
        let mail = understand(raw);
        assert_eq!((mail.kind, mail.from), (Kind::Unreadable, None), "{raw:?}");
        assert!(!mail.why.is_empty());
    }
}

#[test]
fn a_key_is_found_wherever_a_receiver_writes_it() {
    for field in ["To", "Cc", "Delivered-To", "X-Original-To", "Envelope-To"] {
        let mail = understand(format!("{HEADING}{field}: <room12+t.abc@school.test>\n\nhi\n").as_bytes());
        let found = mail.delivered_to.iter().any(|a| a.as_str() == "room12+t.abc@school.test");
        assert!(found, "{field}");
    }
}

#[test]
fn the_plain_part_is_believed_where_the_html_part_says_something_else() {
    let raw = format!(
        "{HEADING}Content-Type: multipart/alternative; boundary=b\n\n--b\nContent-Type: text/plain\n\nThank you.\n--b\nContent-Type: text/html\n\n<p>ok all</p><blockquote>old</blockquote>\n--b--\n"
    );
    assert_eq!(understand(raw.as_bytes()).reply_text, "Thank you.");
}
