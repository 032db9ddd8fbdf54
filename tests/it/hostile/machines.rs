//! What programs write by themselves, though it holds the teacher's key and the whole menu; and header fields that would
//! become others.

use super::letter::{Expected, Letter};
use super::{Room, SAMIR};
use homeroom::cli::demo::cast::CLASS_ADDRESS;
use homeroom::message::key::Purpose;

const MENU: &str = "I am out of the office until Monday.\n\n> ok 1 2 3\n> reply 1: yes\n> hold all\n";

pub fn letters(room: &Room) -> Vec<Letter> {
    let mut letters = automatic(room);
    letters.extend(reports(room));
    letters.extend(injections(room));
    letters
}

fn automatic(room: &Room) -> Vec<Letter> {
    let lines: [&[&str]; 9] = [
        &["Auto-Submitted: auto-replied"],
        &["Auto-Submitted: auto-generated (vacation)"],
        &["X-Autoreply: yes", "Precedence: bulk"],
        &["X-Auto-Response-Suppress: All", "Auto-Submitted: auto-generated"],
        &["X-Autorespond: out"],
        &["Precedence: auto_reply"],
        &["List-Id: <staff.school.test>", "List-Unsubscribe: <mailto:leave@school.test>", "Precedence: list"],
        &["List-Id: staff", "List-Post: <mailto:staff@school.test>"],
        &["Precedence: bulk", "List-Unsubscribe: <https://school.test/leave>"],
    ];
    let mut letters: Vec<Letter> = lines
        .into_iter()
        .map(|lines| {
            let name = format!("her own program: {lines:?}");
            let letter = Letter::good(room, "D17", &name).body(MENU).expects(Expected::Doubt("automatic"));
            lines.iter().fold(letter, |letter, line| letter.line(line))
        })
        .collect();
    let words = Letter::good(room, "D17", "by its subject").subject("Automatic reply: Room 12, Fri 13 Nov").body(MENU);
    letters.push(words.expects(Expected::Doubt("automatic")));
    let receipt = Letter::good(room, "D17", "a receipt that it was read").parts(
        "report; report-type=disposition-notification",
        &[
            ("text/plain", "Your message was read.\nok all"),
            (
                "message/disposition-notification",
                "Final-Recipient: rfc822;rivera@school.test\nDisposition: manual-action/MDN-sent-manually; displayed\n",
            ),
        ],
    );
    letters.push(receipt.expects(Expected::Doubt("automatic")));
    letters
}

fn reports(room: &Room) -> Vec<Letter> {
    let about = |id: &str, to: &str| {
        format!(
            "Reporting-MTA: dns; mx.school.test\n\nFinal-Recipient: rfc822; {to}\nAction: failed\nStatus: 5.1.1\nOriginal-Message-ID: <{id}>\n"
        )
    };
    let original =
        format!("From: Room 12 <{CLASS_ADDRESS}>\nTo: rivera@school.test\nSubject: Room 12\n\nok all\nreply 1: yes\n");
    let report = |name: &str, from: &str, fields: &str| {
        let letter = Letter::good(room, "D17 D33", name).from(from).parts(
            "report; report-type=delivery-status",
            &[
                ("text/plain", "It could not be delivered.\nok all"),
                ("message/delivery-status", fields),
                ("message/rfc822", &original),
            ],
        );
        letter.expects(Expected::Refused)
    };
    vec![
        report(
            "the summary came back and quotes the menu",
            "mailer-daemon@mx.school.test",
            &about("no-such-mail@school.test", "rivera@school.test"),
        ),
        report("a report in her name", super::RIVERA, &about("no-such-mail@school.test", "rivera@school.test")),
        report("of a mail that was never sent", "mailer-daemon@evil.test", &about("never.sent@school.test", SAMIR)),
    ]
}

/// Fields that would end a header, name another row or speak to a server.
fn injections(room: &Room) -> Vec<Letter> {
    let posed = |name: &str| Letter::good(room, "D27 D28 D36", name).stamps(&[]);
    let stranger = |name: &str| {
        let letter = Letter::good(room, "D27 D28 D36", name).without_key();
        letter.from("Eve <eve@evil.test>").stamps(&[]).expects(Expected::Doubt("not_a_teacher"))
    };
    let thread = room.token(Purpose::Thread, SAMIR, room.today());
    vec![
        posed("a subject that becomes a field").subject("=?utf-8?q?ok=0D=0ABcc:_evil=40evil.test?="),
        posed("a subject with a template").subject("{{secret}} {{#each families}}{{email}}{{/each}}"),
        posed("a subject of 5,000 letters").subject(&"x".repeat(5_000)),
        posed("a name that becomes a field").from("=?utf-8?q?Ms_R=0D=0ABcc:_x=40evil.test?= <rivera@school.test>"),
        posed("an id with a command of IMAP").line("Message-ID: <x\" UID STORE 1:* +FLAGS (\\Deleted)@evil.test>"),
        posed("an id without end").line(&format!("Message-ID: <{}@evil.test>", "x".repeat(5_000))),
        posed("an empty id").line("Message-ID: <>"),
        stranger("our own letter's id").line(&format!("Message-ID: <{}>", room.letter.1)),
        stranger("our own summary's id").line(&format!("Message-ID: <{}>", room.summary.1)),
        // It is kept with the home whose key the id bears, as an offer to the teacher, and is no contact.
        stranger("an answer to another family's letter").answers(&room.letter.1).of_a_family(),
        stranger("a guessed row").answers("t.7.x@school.test"),
        stranger("a family's key, altered").key(&format!("{}a", &thread[..thread.len() - 1])),
        stranger("a field of ours").line("X-Homeroom-Generation: 999999").line("X-Homeroom-Id: 1"),
        stranger("a number of SQL").subject("'; DROP TABLE outbox; --").body("Robert'); DELETE FROM contact; --\n"),
        stranger("a body that ends a mail").body("a\n.\nMAIL FROM:<evil@evil.test>\n"),
        stranger("templates and scripts")
            .body("{{> partial}} {{#each x}} ${HOME} <script>alert(1)</script> =HYPERLINK(\"x\")\n"),
    ]
}
