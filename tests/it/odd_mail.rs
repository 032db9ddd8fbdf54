//! Mail that is broken, huge or meant to hurt: each has one state, the others flow on, and the count agrees.

use crate::school::School;
use crate::school::mail::plain;
use serde_json::{Value, json};

const FRIDAY: &str = "2026-11-20T12:00:00-05:00";

/// Runs twice and holds what must hold of any mailbox: every mail on the server is stored, has one state, and a second
/// look finds nothing new. Gives the messages.
fn all_accounted_for(school: &School) -> Vec<Value> {
    let first = school.at(FRIDAY).run();
    assert_eq!(first["unreadable"], 0, "{first}");
    let second = school.at(FRIDAY).run();
    assert_eq!((&second["new"], &second["understood"]), (&json!(0), &json!(0)), "{second}");
    let messages = school.at(FRIDAY).list("messages");
    let states = ["placed", "unsure", "unknown_sender", "held", "ignored", "quarantined"];
    for mail in &messages {
        assert!(mail["state"].as_str().is_some_and(|s| states.contains(&s)), "{mail:#}");
        if mail["state"] != "placed" {
            assert!(mail["reason"].as_str().is_some_and(|r| !r.is_empty()), "{mail:#}");
        }
    }
    let ledger = school.at(FRIDAY).list("ledger");
    for line in &ledger {
        let of = |name: &str| line[name].as_i64().expect("a number");
        assert_eq!((of("difference"), of("on_server")), (0, of("stored")), "{line}");
        assert_eq!(of("stored"), of("placed") + of("waiting") + of("ignored") + of("quarantined"), "{line}");
    }
    messages
}

/// Octets without sense, the same every time.
fn noise(count: usize) -> Vec<u8> {
    let mut random = fastrand::Rng::with_seed(12);
    (0..count).map(|_| random.u8(..)).collect()
}

/// At least so many octets in base64, in lines no two of which are the same nearby.
fn base64_lines(octets: usize) -> String {
    let noise = noise(57 * 1_000);
    let some: String = noise.chunks(57).map(|line| data_encoding::BASE64.encode(line) + "\r\n").collect();
    some.repeat(octets.div_ceil(noise.len()))
}

/// A mail with an attachment of so many octets.
fn with_attachment(from: &str, to: &str, subject: &str, text: &str, octets: usize) -> Vec<u8> {
    let number = crate::school::mail::fresh_number();
    format!(
        "From: {from}\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <attached.{number}@families.test>\r\n\
         Date: Fri, 20 Nov 2026 09:02:11 -0500\r\nMIME-Version: 1.0\r\n\
         Content-Type: multipart/mixed; boundary=\"edge\"\r\n\r\n--edge\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
         {text}\r\n--edge\r\nContent-Type: image/jpeg; name=\"photo.jpg\"\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Disposition: attachment; filename=\"photo.jpg\"\r\n\r\n{}--edge--\r\n",
        base64_lines(octets)
    )
    .into_bytes()
}

fn without_line(raw: &[u8], begins: &str) -> Vec<u8> {
    let text = String::from_utf8_lossy(raw).into_owned();
    text.split_inclusive('\n').filter(|line| !line.starts_with(begins)).collect::<String>().into_bytes()
}

#[test]
fn mail_without_message_id_sender_or_date_is_kept_and_counted() {
    let Some(school) = School::new() else { return };
    let (class, samir) = (school.class(), school.guardian("samir.haddad"));
    let whole = |subject: &str| plain(&samir, &class, subject, "We come at nine.");
    for (subject, missing) in [("no id", "Message-ID:"), ("no sender", "From:"), ("no date", "Date:")] {
        school.servers.deliver(&class, &without_line(&whole(subject), missing), "INBOX");
    }
    // Two more that lie about their id: it is empty, and it is another family's.
    let twice = whole("the same id");
    let other = String::from_utf8_lossy(&twice).replace("the same id", "the same id, another mail");
    school.servers.deliver(&class, &twice, "INBOX");
    school.servers.deliver(&class, other.as_bytes(), "INBOX");
    let empty = [b"Message-ID: <>\r\n".as_slice(), &without_line(&whole("an empty id"), "Message-ID:")].concat();
    school.servers.deliver(&class, &empty, "INBOX");
    let messages = all_accounted_for(&school);
    assert_eq!(messages.len(), 6);
    for mail in &messages {
        let expected = if mail["subject"] == "no sender" { "unknown_sender" } else { "placed" };
        assert_eq!(mail["state"], expected, "{mail:#}");
    }
}

#[test]
fn empty_and_senseless_mail_holds_nobody_up() {
    let Some(school) = School::new() else { return };
    let (class, samir) = (school.class(), school.guardian("samir.haddad"));
    let header = format!("From: {samir}\r\nTo: {class}\r\nSubject: ");
    let odd: Vec<Vec<u8>> = vec![
        Vec::new(),
        b"\r\n".to_vec(),
        b"\n\n\n".to_vec(),
        noise(64 * 1024),
        [header.as_bytes(), b"noise\r\n\r\n", &noise(50_000)].concat(),
        b"From: \xff\xfe\xfd <\x80@\x81>\r\nSubject: =?utf-8?q?=FF=FE?= =?x-none?b?////?=\r\n\r\n\xe9\xe8".to_vec(),
        format!("{header}\x1b[31mred\x07\r\nContent-Type: text/plain; charset=x-nobody-knows\r\n\r\nHello")
            .into_bytes(),
        format!(
            "{header}deep\r\n{}\r\nHello",
            "Content-Type: multipart/mixed; boundary=a\r\n\r\n--a\r\n".repeat(5_000)
        )
        .into_bytes(),
        format!(
            "{header}wide\r\nContent-Type: multipart/mixed; boundary=a\r\n\r\n{}",
            "--a\r\n\r\nx\r\n".repeat(20_000)
        )
        .into_bytes(),
        format!("{}{header}headers\r\n\r\nHello", "X-Many: yes\r\n".repeat(50_000)).into_bytes(),
        format!("{header}{}\r\n\r\nHello", "long ".repeat(200_000)).into_bytes(),
        b"From: a@b.test\rTo: c\r\rSubject: bare CR\r\rHello".to_vec(),
    ];
    for raw in &odd {
        school.servers.deliver(&class, raw, "INBOX");
    }
    school.servers.deliver(&class, &plain(&samir, &class, "Last", "After all of them."), "INBOX");
    let messages = all_accounted_for(&school);
    assert_eq!(messages.len(), odd.len() + 1);
    let last = school.at(FRIDAY).one("messages", "subject", "Last");
    assert_eq!((&last["state"], &last["students"]), (&json!("placed"), &json!(["S1005"])), "{last:#}");
    // Listings for people are safe to look at.
    let shown = school.at(FRIDAY).tells(&["messages"]).ended(0).out;
    assert!(!shown.contains('\x1b') && !shown.contains('\x07'));
    school.at(FRIDAY).summary();
}

#[test]
fn a_large_photo_stays_on_the_server_and_its_words_are_read() {
    let Some(school) = School::new() else { return };
    let (class, samir) = (school.class(), school.guardian("samir.haddad"));
    let raw = with_attachment(&samir, &class, "Photo", "Omar with his kite.", 1_000_000);
    school.servers.deliver(&class, &raw, "INBOX");
    let messages = all_accounted_for(&school);
    assert_eq!((&messages[0]["state"], &messages[0]["students"]), (&json!("placed"), &json!(["S1005"])));
    assert_eq!(messages[0]["reply_text"], "Omar with his kite.");
    let size = std::fs::metadata(school.state_file()).expect("the state").len();
    assert!(size < 500_000, "the photo is not in the state: {size} octets");
}

#[test]
fn whole_mail_is_kept_where_it_asks_for_it() {
    let Some(school) = School::new() else { return };
    school.edit("homeroom.toml", "folders = {", "store = \"whole\"\nfolders = {");
    let (class, samir) = (school.class(), school.guardian("samir.haddad"));
    let raw = with_attachment(&samir, &class, "Photo", "Omar with his kite.", 1_000_000);
    school.servers.deliver(&class, &raw, "INBOX");
    all_accounted_for(&school);
    let size = std::fs::metadata(school.state_file()).expect("the state").len();
    assert!(size > 1_000_000, "all of it is there: {size} octets");
}

#[test]
fn mail_of_twenty_six_megabytes_is_read_as_far_as_its_words() {
    let Some(school) = School::new() else { return };
    let (class, samir) = (school.class(), school.guardian("samir.haddad"));
    let film = with_attachment(&samir, &class, "Film", "Omar on stage.", 20 << 20);
    assert!(film.len() > 26 << 20);
    school.servers.deliver(&class, &film, "INBOX");
    let text = plain(&samir, &class, "Long", &format!("Omar begins here. {}", "and on it goes\n".repeat(1_900_000)));
    assert!(text.len() > 26 << 20);
    school.servers.deliver(&class, &text, "INBOX");
    let messages = all_accounted_for(&school);
    assert_eq!(messages.len(), 2);
    for mail in &messages {
        assert_eq!((&mail["state"], &mail["students"]), (&json!("placed"), &json!(["S1005"])), "{}", mail["subject"]);
        assert!(mail["reply_text"].as_str().is_some_and(|t| t.starts_with("Omar ")), "{}", mail["subject"]);
    }
    let size = std::fs::metadata(school.state_file()).expect("the state").len();
    assert!(size < 4 << 20, "the state stays small: {size} octets");
}
