//! What is attached is no word of the mail's, whatever it is and whatever it is called: it is not opened, nothing of it is
//! done, and its name is shown as a name.

use super::Room;
use super::letter::{COMMANDS, Expected, Letter};
use homeroom::message::inbound::understand;

/// As a field has it, and what people are shown.
const NAMES: [(&str, &str); 12] = [
    ("../../../../etc/cron.d/homeroom", "homeroom"),
    ("..\\\\..\\\\windows\\\\win.ini", "win.ini"),
    ("/dev/stdout", "stdout"),
    ("C:evil.exe", "C:evil.exe"),
    ("CON", "CON"),
    ("NUL.txt", "NUL.txt"),
    ("=?utf-8?q?a=0D=0ABcc:_x=40evil.test.pdf?=", "a Bcc: x@evil.test.pdf"),
    ("=?utf-8?q?photo=E2=80=AEgpj.exe?=", "photogpj.exe"),
    ("=?utf-8?q?a=00b.pdf?=", "a b.pdf"),
    ("=?utf-8?q?=1B[2Jred.txt?=", "[2Jred.txt"),
    ("...", "..."),
    (" ", ""),
];

/// A kind, and what is in it. Of the archives only the beginning, by which a program would know them.
const KINDS: [(&str, &str); 14] = [
    ("application/zip; name=\"bomb.zip\"", "PK\u{3}\u{4}"),
    ("application/gzip; name=\"bomb.gz\"", "\u{1f}\u{8b}\u{8}"),
    ("image/svg+xml; name=\"star.svg\"", "<svg xmlns=\"http://www.w3.org/2000/svg\"><script>alert(1)</script><text>"),
    ("image/gif; name=\"star.gif\"", "GIF89a/*<script>*/=1;//"),
    ("text/html; name=\"page.html\"", "<html><body><p>"),
    (
        "text/calendar; method=REQUEST; name=\"invite.ics\"",
        "BEGIN:VCALENDAR\nMETHOD:REQUEST\nBEGIN:VEVENT\nDESCRIPTION:",
    ),
    ("text/vcard; name=\"card.vcf\"", "BEGIN:VCARD\nNOTE:"),
    ("text/csv; name=\"room-12.csv\"", "student_id,first_name\n"),
    ("application/ms-tnef; name=\"winmail.dat\"", "\u{78}\u{9f}\u{3e}\u{22}"),
    ("application/pdf; name=\"form.pdf\"", "%PDF-1.7\n"),
    ("application/toml; name=\"homeroom.toml\"", "[authentication]\n"),
    ("application/octet-stream; name=\"homeroom.key\"", "2026-11-13 "),
    ("message/external-body; access-type=URL; URL=\"file:///etc/passwd\"", "Content-Type: text/plain\n\n"),
    ("message/partial; id=\"x\"; number=1; total=1", "Content-Type: text/plain\n\n"),
];

pub fn letters(room: &Room) -> Vec<Letter> {
    let good = |name: &str| Letter::good(room, "D26", name).expects(Expected::Keyed);
    let mut letters = Vec::new();
    for (name, _) in NAMES {
        letters.push(named(good(&format!("called {name:?}")), name));
    }
    for (kind, begins) in KINDS {
        let file = format!("{begins}\n{COMMANDS}");
        let head = format!("{kind}\nContent-Disposition: attachment");
        letters.push(good(kind).parts("mixed", &[("text/plain", "Thank you."), (&head, &file)]));
    }
    // Beside the text, for programs that understand it.
    for kind in ["text/calendar; method=REQUEST", "text/x-amp-html", "text/watch-html", "application/json"] {
        let name = format!("the same as {kind}");
        letters.push(good(&name).parts("alternative", &[("text/plain", "Thank you."), (kind, COMMANDS)]));
    }
    let whole = |name: &str, kind: &str| {
        good(name).content(&format!("{kind}\r\nContent-Disposition: attachment; filename=\"x\"")).body(COMMANDS)
    };
    letters.push(whole("the mail itself is a file", "Content-Type: application/octet-stream"));
    letters.push(whole("the mail itself is an invitation", "Content-Type: text/calendar; method=REQUEST"));
    letters
}

fn named(letter: Letter, name: &str) -> Letter {
    let head = format!("application/octet-stream\nContent-Disposition: attachment; filename=\"{name}\"");
    letter.parts("mixed", &[("text/plain", "Thank you."), (&head, COMMANDS)])
}

#[test]
fn a_hostile_name_of_a_file_is_shown_as_one_line_that_is_no_path() {
    let room = Room::new();
    for (name, shown) in NAMES {
        let letter = named(Letter::good(&room, "D26", name), name);
        let attached = understand(&letter.bytes()).attachments;
        let found: Vec<&str> = attached.iter().map(|file| file.name.as_deref().unwrap_or_default()).collect();
        assert_eq!(found, [shown], "{name:?}");
    }
}
