use super::*;
use crate::message::inbound::understand;
use proptest::prelude::*;

struct Parts {
    class: EmailAddress,
    to: EmailAddress,
    reply_to: EmailAddress,
    language: Language,
    id: MessageId,
    date: Zoned,
}

fn parts() -> Parts {
    Parts {
        class: EmailAddress::parse("room12@school.test").unwrap(),
        to: EmailAddress::parse("ana@families.test").unwrap(),
        reply_to: EmailAddress::parse("room12+t.abc@school.test").unwrap(),
        language: Language::parse("es").unwrap(),
        id: message_id(Some("abc"), [9; 16], "school.test"),
        date: "2026-11-23T07:30:00-05:00[America/New_York]".parse().unwrap(),
    }
}

fn draft(parts: &Parts) -> Draft<'_> {
    Draft {
        origin: Some(Origin { outbox: OutboxId(42), generation: 77, log: None }),
        class_address: &parts.class,
        from_name: "Ms. Rivera, Room 12",
        to: &parts.to,
        to_name: Some("Ana Martínez"),
        language: &parts.language,
        subject: "Buena noticia sobre Leo",
        text: "¡Hola!\nLeo ayudó a un amigo.\n",
        html: Some("<p>¡Hola!</p>"),
        message_id: &parts.id,
        in_reply_to: None,
        references: &[],
        thread_index: None,
        reply_to: Some(&parts.reply_to),
        date: &parts.date,
        automatic: false,
        photos: &[],
        class_letter: false,
    }
}

fn header(bytes: &[u8], name: &str) -> Option<String> {
    super::super::fields::first(bytes, name).map(|f| f.text())
}

#[test]
fn an_answer_to_outlook_goes_on_in_its_conversation() {
    let parts = parts();
    let index = ThreadIndex::parse("AdyrGlOLq2sdT0wKQvWkYz8LtW3xEA==").unwrap();
    let mail = compose(&Draft { thread_index: Some(&index), ..draft(&parts) }).unwrap();
    let written = ThreadIndex::parse(&header(&mail.bytes, "Thread-Index").unwrap()).unwrap();
    assert_eq!((written.root(), written.octets().len()), (index.root(), index.octets().len() + 5));
    assert_eq!(header(&compose(&draft(&parts)).unwrap().bytes, "Thread-Index"), None);
}

#[test]
fn a_note_carries_what_the_interfaces_promise() {
    let parts = parts();
    let mail = compose(&draft(&parts)).unwrap();
    let value = |name: &str| header(&mail.bytes, name);
    assert_eq!(value("X-Homeroom-Id").as_deref(), Some("42"));
    assert_eq!(generation_in(&mail.bytes), Some(77));
    assert_eq!(value("Message-ID"), Some(format!("<{}>", parts.id)));
    assert_eq!(value("Date").as_deref(), Some("Mon, 23 Nov 2026 07:30:00 -0500"));
    assert_eq!(value("Reply-To").as_deref(), Some("room12+t.abc@school.test"));
    assert_eq!(value("Content-Language").as_deref(), Some("es"));
    for absent in ["Auto-Submitted", "List-Id", "List-Unsubscribe", "In-Reply-To", "References", "Cc", "Bcc", "Sender"]
    {
        assert_eq!(value(absent), None, "{absent}");
    }
    let read = understand(&mail.bytes);
    assert_eq!(read.from.as_ref(), Some(&parts.class));
    assert_eq!(read.from_name.as_deref(), Some("Ms. Rivera, Room 12"));
    assert_eq!(read.to, ["ana@families.test"]);
    assert_eq!(read.subject, "Buena noticia sobre Leo");
    assert_eq!(read.text.replace("\r\n", "\n"), "¡Hola!\nLeo ayudó a un amigo.\n");
    assert_eq!((mail.sender, mail.recipient), (parts.class.clone(), parts.to.clone()));
    let text = String::from_utf8(mail.bytes).unwrap();
    assert!(text.find("text/plain").unwrap() < text.find("text/html").unwrap(), "text comes first");
}

#[test]
fn what_a_job_sends_says_so_and_class_letters_can_be_left() {
    let parts = parts();
    let mail = compose(&Draft { automatic: true, class_letter: true, ..draft(&parts) }).unwrap();
    let value = |name: &str| header(&mail.bytes, name).unwrap_or_default();
    assert_eq!(value("Auto-Submitted"), "auto-generated");
    assert_eq!(value("X-Auto-Response-Suppress"), "All");
    assert_eq!(value("List-Id"), "<room12.school.test>");
    assert_eq!(value("List-Unsubscribe"), "<mailto:room12+t.abc@school.test?subject=unsubscribe>");
}

#[test]
fn the_same_draft_gives_the_same_bytes() {
    let parts = parts();
    assert_eq!(compose(&draft(&parts)), compose(&draft(&parts)));
}

#[test]
fn references_are_at_most_twenty_and_end_with_the_answered_mail() {
    let parts = parts();
    let ids: Vec<MessageId> =
        (0..60).map(|i| MessageId::parse(&format!("{}{i}@x.test", "long-".repeat(30))).unwrap()).collect();
    let answered = MessageId::parse("last@x.test").unwrap();
    let mail = compose(&Draft { references: &ids, in_reply_to: Some(&answered), ..draft(&parts) }).unwrap();
    let read = understand(&mail.bytes);
    assert_eq!(read.references.len(), 20);
    assert_eq!(read.references.first(), ids.first());
    assert_eq!(read.references.last(), Some(&answered));
    assert_eq!(read.in_reply_to, [answered]);
}

#[test]
fn hostile_names_and_subjects_add_no_header() {
    let parts = parts();
    for name in [
        "Ms Q\r\nBcc: x@y.test",
        "a\u{0}b",
        "\u{202e}arevir",
        &"x".repeat(10_000),
        "  ",
        "👩\u{200d}👧 Ana",
        "\"quoted\" \\ name",
        "name <evil@x.test>",
        "a,b;c:d",
        "=?utf-8?q?a=0D=0ABcc:_x?=",
        "\r",
        "\n",
    ] {
        let mail =
            compose(&Draft { from_name: name, to_name: Some(name), subject: &format!("s {name}"), ..draft(&parts) })
                .unwrap();
        assert_eq!(header(&mail.bytes, "Bcc"), None, "{name:?}");
        let read = understand(&mail.bytes);
        assert_eq!(read.from.as_ref(), Some(&parts.class), "{name:?}");
        assert_eq!(read.to, ["ana@families.test"], "{name:?}");
    }
}

#[test]
fn what_is_no_mail_is_refused() {
    let parts = parts();
    assert_eq!(compose(&Draft { subject: " \r\n", ..draft(&parts) }), Err(ComposeProblem::EmptySubject));
    assert_eq!(compose(&Draft { text: "\n ", ..draft(&parts) }), Err(ComposeProblem::EmptyText));
    let beyond = EmailAddress::parse("josé@x.test").unwrap();
    assert_eq!(compose(&Draft { to: &beyond, ..draft(&parts) }), Err(ComposeProblem::AddressBeyondAscii));
}

#[test]
fn canonical_bytes_have_crlf_only() {
    for (bytes, canonical) in [
        (&b"a\r\nb\r\n"[..], true),
        (b"a\nb\r\n", false),
        (b"a\rb\r\n", false),
        (b"a\r\n.\n\r\n", false),
        (b"a", false),
        (b"a\0\r\n", false),
        (b"\xc3\xb1\r\n", false),
    ] {
        assert_eq!(is_canonical(bytes), canonical, "{bytes:?}");
    }
    assert!(is_canonical(format!("{}\r\n", "x".repeat(998)).as_bytes()));
    assert!(!is_canonical(format!("{}\r\n", "x".repeat(999)).as_bytes()));
}

#[test]
fn a_message_id_carries_its_key() {
    let id = message_id(Some("abc"), [0; 16], "school.test");
    assert_eq!(id.as_str(), "t.abc.aaaaaaaaaaaaaaaaaaaaaaaaaa@school.test");
    assert_eq!(message_id(None, [0; 16], "school.test").as_str(), "aaaaaaaaaaaaaaaaaaaaaaaaaa@school.test");
    assert_eq!(
        message_id(Some("a\r\nb"), [0; 16], "bad domain").as_str(),
        "t.ab.aaaaaaaaaaaaaaaaaaaaaaaaaa@homeroom.invalid"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]
    #[test]
    fn wire_bytes_hold_no_bare_line_end_whatever_is_written(
        text in any::<String>(), html in any::<String>(), name in any::<String>(), subject in any::<String>(), hard in "(\r|\n|\\.|\r\n|x|\u{0}|ñ){0,60}",
    ) {
        let parts = parts();
        let text = format!("x{text}{hard}");
        let subject = format!("s{subject}{hard}");
        let mail = compose(&Draft { text: &text, html: Some(&html), from_name: &name, subject: &subject, ..draft(&parts) }).unwrap();
        prop_assert!(is_canonical(&mail.bytes));
        prop_assert_eq!(header(&mail.bytes, "X-Homeroom-Id"), Some("42".to_owned()));
    }
}

#[test]
fn lines_of_a_hundred_thousand_octets_are_wrapped_for_the_wire() {
    let parts = parts();
    let long = "x".repeat(100_000);
    for text in [long.clone(), format!("ñ{long}"), format!("a\n.\n{long}\r.\r\nb\0")] {
        let mail = compose(&Draft { text: &text, ..draft(&parts) }).unwrap();
        assert!(is_canonical(&mail.bytes));
    }
}

#[test]
fn photos_stand_behind_the_words_as_attachments() {
    let parts = parts();
    let photos = [vec![0xff_u8, 0xd8, 0, 13, 10, 1], vec![7; 5000]];
    for html in [Some("<p>Hola</p>"), None] {
        let mail = compose(&Draft { photos: &photos, html, ..draft(&parts) }).unwrap();
        assert!(is_canonical(&mail.bytes));
        assert_eq!(
            mail,
            compose(&Draft { photos: &photos, html, ..draft(&parts) }).unwrap(),
            "the same bytes each time"
        );
        let text = String::from_utf8(mail.bytes.clone()).unwrap();
        assert!(text.contains("Content-Type: multipart/mixed") && text.contains("Content-Type: image/jpeg"), "{text}");
        let read = mail_parser::MessageParser::default().parse(&mail.bytes).unwrap();
        let found: Vec<(Option<&str>, &[u8])> =
            read.attachments().map(|part| (mail_parser::MimeHeaders::attachment_name(part), part.contents())).collect();
        assert_eq!(found, [(Some("photo-1.jpg"), &photos[0][..]), (Some("photo-2.jpg"), &photos[1][..])]);
        assert!(read.body_text(0).unwrap().contains("Leo ayudó"), "{text}");
    }
}
