//! Mails built to hurt whoever reads them: without bottom, without end, or with more of one thing than anybody has. They
//! are as long as a test can afford, which is above all caps, and no command comes out of them. What they cost in their
//! full size is told by `benches/mails.rs`.

use super::letter::{COMMANDS, Expected, GOOD_FROM, GOOD_STAMP, Letter, with_key};
use super::{RIVERA, Room};
use homeroom::cli::demo::cast::CLASS_ADDRESS;
use homeroom::domain::address::EmailAddress;
use homeroom::message::Kind;
use homeroom::message::inbound::understand;
use homeroom::message::key::Purpose;

const PLAIN: &str = "Content-Type: text/plain; charset=utf-8\n\n";
const FAILED: &str = "Authentication-Results: mx.school.test; dmarc=fail header.from=school.test";

pub fn letters(room: &Room) -> Vec<Letter> {
    let mut letters = deep(room);
    letters.extend(headers(room));
    letters.extend(boundaries(room));
    letters.extend(pieces(room));
    letters.extend(endless(room));
    letters
}

/// Nobody vouches for it.
fn posed(room: &Room, trap: &'static str, name: &str) -> Letter {
    Letter::good(room, trap, name).stamps(&[]).expects(Expected::Doubt("no_stamp"))
}

/// It is the teacher's own with her own key: what is built so is not read, and commands no more than a program's mail.
fn unread(room: &Room, trap: &'static str, name: &str) -> Letter {
    Letter::good(room, trap, name).expects(Expected::Doubt("automatic"))
}

fn deep(room: &Room) -> Vec<Letter> {
    let levels = |depth: usize| -> String {
        let level = |n: usize| format!("--b{n}x\nContent-Type: multipart/mixed; boundary=b{}x\n\n", n + 1);
        (0..depth).map(level).collect::<String>() + &format!("--b{depth}x\n{PLAIN}{COMMANDS}")
    };
    let messages = "Content-Type: message/rfc822\n\n".repeat(3_000) + PLAIN + COMMANDS;
    let of = |kind: &str, body: String| (format!("Content-Type: {kind}"), body);
    let shapes = [
        ("50,000 nested multiparts", of("multipart/mixed; boundary=b0x", levels(50_000))),
        ("51 nested multiparts", of("multipart/mixed; boundary=b0x", levels(51))),
        ("3,000 nested mails", of("message/rfc822", messages)),
    ];
    let built = |letter: Letter, (_, (kind, body)): &(&str, (String, String))| letter.content(kind).body(body);
    let hers = shapes.iter().map(|shape| built(unread(room, "D20", shape.0), shape));
    let posed = shapes.iter().map(|shape| {
        let letter = unread(room, "D20", &format!("{}, and nobody vouches for it", shape.0)).stamps(&[]);
        built(letter, shape)
    });
    hers.chain(posed).collect()
}

/// A field that decides stands behind more fields than are read, or in one that is cut.
fn headers(room: &Room) -> Vec<Letter> {
    let many = |count: usize| vec!["X-Y: z"; count].join("\r\n");
    let (few, all) = (many(2_000), many(200_000));
    let token = room.token(Purpose::Teacher, RIVERA, room.today());
    let crowd = "a@crowd.test, ".repeat(100_000);
    // Without a key it may do what harms nobody, and this harms.
    let asks = |name: &str| {
        Letter::good(room, "D21", name).without_reference().body("ok all\nreply 1: yes\n").expects(Expected::Sender)
    };
    vec![
        posed(room, "D21", "200,000 fields").line(&all),
        posed(room, "D21", "a field of 2 MB").line(&format!("X-Y: {}", "z".repeat(2_000_000))),
        posed(room, "D21", "a subject of 2 MB").subject(&"ok all ".repeat(300_000)),
        posed(room, "D21", "100,000 addresses in To").to(&format!("{crowd}{}", with_key(&token))),
        asks("her key behind 100,000 addresses").to(&format!("{crowd}{}", with_key(&token))),
        asks("her key behind a subject of 1 MB")
            .to(CLASS_ADDRESS)
            .subject(&format!("{} [t.{token}]", "ok all ".repeat(150_000))),
        Letter::good(room, "D21 63", "another From behind 2,000 fields").with_from_lines(&[
            GOOD_FROM,
            &few,
            "From: evil@evil.test",
        ]),
        Letter::good(room, "D21 63", "another From before 200,000 fields").with_from_lines(&[
            "From: evil@evil.test",
            &all,
            GOOD_FROM,
        ]),
        Letter::good(room, "D21 63", "200 From").with_from_lines(&[GOOD_FROM; 200]),
        Letter::good(room, "D21 63", "the true stamp above 200,000 fields and a forged one")
            .stamps(&[FAILED, &all, GOOD_STAMP])
            .expects(Expected::Doubt("dmarc_not_passed")),
        Letter::good(room, "D21 63", "10,000 stamps of others above a true one that failed")
            .stamps(&[
                &vec!["Authentication-Results: mx.evil.test; dmarc=pass header.from=school.test"; 10_000].join("\r\n"),
                FAILED,
                GOOD_STAMP,
            ])
            .expects(Expected::Doubt("dmarc_not_passed")),
    ]
}

fn boundaries(room: &Room) -> Vec<Letter> {
    let part = |boundary: &str| format!("--{boundary}\n{PLAIN}{COMMANDS}");
    let of = |boundary: &str| format!("Content-Type: multipart/mixed; boundary=\"{boundary}\"");
    let long = "b".repeat(10_000);
    vec![
        unread(room, "D22", "100,000 parts").content(&of("b")).body(&(part("b").repeat(100_000) + "--b--\n")),
        posed(room, "D22", "999 parts").content(&of("b")).body(&(part("b").repeat(999) + "--b--\n")),
        posed(room, "D22", "no final boundary").content(&of("b")).body(&part("b")),
        posed(room, "D22", "a part that never ends").content(&of("b")).body("--b\nContent-Type: text/plain\nok all\n"),
        posed(room, "D22", "a boundary of 0 bytes").content(&of("")).body(&part("")),
        posed(room, "D22", "no boundary is named").content("Content-Type: multipart/mixed").body(&part("b")),
        posed(room, "D22", "a boundary of 10,000 bytes").content(&of(&long)).body(&part(&long)),
        posed(room, "D22", "a boundary that nothing begins with").content(&of("c")).body(&part("b")),
        posed(room, "D22", "two boundaries")
            .content(&format!("{}; boundary=c", of("b")))
            .body(&(part("c") + &part("b"))),
        posed(room, "D22", "lines that are almost boundaries")
            .content(&of(&"-".repeat(60)))
            .body(&(format!("{}\n", "-".repeat(59)).repeat(50_000) + COMMANDS)),
    ]
}

/// Values in very many pieces.
fn pieces(room: &Room) -> Vec<Letter> {
    let pieces: String = (0..50_000).map(|n| format!(";\r\n filename*{n}*=utf-8''a")).collect();
    let (open, close) = ("(".repeat(100_000), ")".repeat(100_000));
    let stamp = |value: &str| format!("Authentication-Results: mx.school.test; {value}");
    let passed = "dmarc=pass header.from=school.test";
    vec![
        posed(room, "D23", "50,000 continuations").line(&format!("Content-Disposition: attachment{pieces}")),
        unread(room, "D23", "100,000 encoded words").subject(&"=?utf-8?q?ok_all?=\r\n ".repeat(100_000)),
        posed(room, "D23", "64 KB of encoded words without an end").subject(&"=?utf-8?q?".repeat(6_000)),
        posed(room, "D23", "her address as 10,000 encoded words")
            .from(&("=?utf-8?q?rivera=40school=2Etest?= ".repeat(10_000) + "<evil@evil.test>"))
            .stamps(&[GOOD_STAMP])
            .expects(Expected::Refused),
        posed(room, "D23", "her address in comments 100,000 deep")
            .from(&format!("{open}rivera@school.test{close} evil@evil.test"))
            .stamps(&[GOOD_STAMP])
            .expects(Expected::Refused),
        posed(room, "D23", "comments that are never closed before her address")
            .from(&format!("{open} rivera@school.test"))
            .stamps(&[GOOD_STAMP])
            .expects(Expected::Refused),
        // The receiver repeats what the stranger called himself.
        posed(room, "D23 66", "a verdict in comments 100,000 deep")
            .stamps(&[&stamp(&format!("spf=fail {open}{passed}{close} smtp.mailfrom=evil.test")), GOOD_STAMP])
            .expects(Expected::Refused),
        posed(room, "D23 66", "a verdict behind comments that are never closed")
            .stamps(&[&stamp(&format!("spf=fail {open}; {passed}")), GOOD_STAMP])
            .expects(Expected::Doubt("stamp_unreadable")),
        posed(room, "D23 66", "100,000 verdicts of which one failed")
            .stamps(&[&stamp(&format!("{}dmarc=fail header.from=school.test", format!("{passed}; ").repeat(100_000)))])
            .expects(Expected::Refused),
    ]
}

/// In a tenth of the size that servers take; `odd_mail` has one of 26 MB.
fn endless(room: &Room) -> Vec<Letter> {
    let of =
        |name: &str, piece: &str, octets: usize| posed(room, "D24", name).body(&piece.repeat(octets / piece.len()));
    vec![
        of("one line of 2.5 MB", "ok all ", 2_500_000),
        of("one word of 2.5 MB", "x", 2_500_000),
        of("empty lines, 2.5 MB", "\n", 1_250_000),
        of("quotes that hold it, 2.5 MB", "> ok all\n", 2_500_000),
        posed(room, "D24", "one tag of 2.5 MB")
            .html(&format!("<div title=\"{}\">{COMMANDS}</div>", "ok all ".repeat(350_000))),
        posed(room, "D24", "tags 100,000 deep").html(&format!("{}{COMMANDS}", "<div>".repeat(100_000))),
    ]
}

#[test]
fn a_mail_that_is_not_read_shows_from_whom_it_is_about_what_and_why() {
    let room = Room::new();
    for letter in letters(&room).into_iter().filter(|letter| matches!(letter.expected, Expected::Doubt("automatic"))) {
        let mail = understand(&letter.bytes());
        assert_eq!((mail.kind, mail.text.as_str()), (Kind::Unreadable, ""), "{}", letter.name);
        assert_eq!(mail.from.as_ref().map(EmailAddress::as_str), Some(RIVERA), "{}", letter.name);
        assert!(!mail.subject.is_empty() && mail.why.iter().any(|why| why.contains("too complex")), "{:?}", mail.why);
    }
}
