//! Commands by mail where homeroom checks the signatures of teachers itself: what waits for the DNS, what is obeyed, and
//! what is not.

#[path = "../../src/dkim/scripted.rs"]
mod scripted;

use crate::hostile::letter::Letter;
use crate::hostile::state::{May, assert_only_recorded, picture};
use crate::hostile::{Room, SAMIR};
use crate::school::mail::plain;
use crate::world::settings::Settings;
use homeroom::cli::demo::cast::CLASS_ADDRESS;
use homeroom::cli::demo::script::Folder;
use homeroom::dkim::Dns;
use homeroom::service::signatures::check_waiting;
use jiff::SignedDuration;
use scripted::{How, Names, Says, signed};

const KEY: &str = "s1._domainkey.school.test";

/// The school's server stamps nothing, and IT has chosen signatures.
fn room() -> Room {
    let mut settings = Settings::cast();
    let stamp = "trusted_authserv_ids = [\"mx.school.test\"]";
    assert!(settings.class_toml.contains(stamp));
    settings.class_toml = settings.class_toml.replace(stamp, "verify = \"dkim\"");
    Room::with(settings)
}

fn good(room: &Room) -> Letter {
    Letter::good(room, "control", "an answer to the summary").stamps(&[])
}

fn sign(letter: &Letter) -> String {
    signed(&letter.text(), &How::default())
}

fn comes(room: &mut Room, mail: &str) {
    room.world.deliver(Folder::Inbox, mail.as_bytes());
    room.world.sweep().unwrap();
    room.world.understand().unwrap();
}

fn check(room: &Room, names: &Names) -> usize {
    let (class, now) = (room.world.class(), room.world.clock_says());
    let known = room.world.runtime().block_on(check_waiting(class, Dns::At(names.address), now)).unwrap();
    room.world.understand().unwrap();
    known
}

/// Drafts that wait for the teacher's ok, and the notes that the letter leaves.
fn left(room: &Room) -> (usize, String) {
    let notes = room.world.value("SELECT count(*) FROM private_note WHERE text LIKE '%obeyed%'");
    (room.world.states("state = 'draft'").len(), notes)
}

fn waiting(room: &Room) -> String {
    room.world.value("SELECT count(*) FROM inbound WHERE asking_since IS NOT NULL")
}

fn problem(room: &Room) -> String {
    room.world.value("SELECT count(*) FROM health WHERE name = 'problem:dns'")
}

fn notices(room: &Room) -> String {
    room.world.value("SELECT count(*) FROM outbox WHERE template = 'notice'")
}

#[test]
fn a_signed_answer_commands_as_soon_as_the_dns_answers_and_keeps_nobody_waiting() {
    let mut room = room();
    let names = Names::start();
    names.set(KEY, Says::Broken);
    let before = left(&room);
    assert!(before.0 > 0);
    let letter = sign(&good(&room));
    comes(&mut room, &letter);
    assert_eq!((left(&room), waiting(&room).as_str()), (before.clone(), "1"), "the DNS is not asked in a transaction");
    assert_eq!((check(&room, &names), problem(&room).as_str()), (0, "1"));
    comes(&mut room, &String::from_utf8(plain(SAMIR, CLASS_ADDRESS, "Swimming", "Thank you!")).unwrap());
    assert_eq!(
        room.world.value("SELECT count(*) FROM inbound WHERE state = 'received'"),
        "1",
        "the family's is placed"
    );
    room.world.restart();
    assert_eq!((left(&room), waiting(&room).as_str()), (before, "1"), "and waits on after a restart");

    names.set(KEY, Says::Text(scripted::record()));
    room.world.set_clock_on(SignedDuration::from_mins(40));
    assert_eq!((check(&room, &names), problem(&room).as_str()), (1, "0"));
    assert_eq!((left(&room), waiting(&room).as_str()), ((0, "1".to_owned()), "0"));
    assert_eq!(notices(&room), "0");

    // The verdict lies with the mail: read again it is judged the same, though the key is gone.
    let asked = names.asked();
    names.set(KEY, Says::Text("v=DKIM1; p=".to_owned()));
    room.world.sql("UPDATE inbound SET state = 'received'");
    room.world.understand().unwrap();
    assert_eq!((check(&room, &names), names.asked(), waiting(&room).as_str()), (0, asked, "0"));
    assert_eq!((left(&room), notices(&room).as_str()), ((0, "1".to_owned()), "0"));
}

#[test]
fn a_mail_whose_signature_does_not_hold_changes_nothing_and_the_teacher_is_told_once() {
    let mut room = room();
    let names = Names::with_key();
    for of in [
        "s1._domainkey.evil.test",
        "s1._domainkey.mail.school.test",
        "s1._domainkey.test",
        "tried._domainkey.school.test",
    ] {
        let key = scripted::record();
        let key = if of.starts_with("tried") { key.replacen("v=DKIM1", "v=DKIM1; t=y", 1) } else { key };
        names.set(of, Says::Text(key));
    }
    let before = picture(&room.world);
    let mails = unbelieved(&room);
    for (name, mail, _) in &mails {
        let stored = room.world.value("SELECT count(*) FROM inbound");
        comes(&mut room, mail);
        assert_ne!(room.world.value("SELECT count(*) FROM inbound"), stored, "{name} is another mail");
    }
    assert_eq!(check(&room, &names), mails.len());
    let may = May { family: false, tell: true, heard: false };
    assert_only_recorded(&before, &picture(&room.world), may, "not believed");
    assert_eq!(notices(&room), "1");
    let verdicts = room.world.rows("SELECT verdict FROM inbound WHERE verdict IS NOT NULL ORDER BY id").concat();
    let found: Vec<(&str, &str)> = mails.iter().map(|mail| mail.0).zip(verdicts.iter().map(String::as_str)).collect();
    let expected: Vec<(&str, &str)> = mails.iter().map(|(name, _, verdict)| (*name, *verdict)).collect();
    assert_eq!(found, expected);
    println!("{:4}  signatures that prove nothing", mails.len());
}

/// A mail, what is wrong with its signature, and the verdict.
fn unbelieved(room: &Room) -> Vec<(&'static str, String, &'static str)> {
    let (missing, invalid, partial) = ("no_signature", "signature_invalid", "signature_leaves_out");
    let letter = good(room);
    let text = letter.text();
    let by = |how: How<'_>| signed(&text, &how);
    let of = |domain| by(How { domain, ..How::default() });
    let without = |field: &str| {
        let fields: Vec<&str> = scripted::ALL_FIELDS.split(':').filter(|name| *name != field).collect();
        by(How { fields: &fields.join(":"), ..How::default() })
    };
    let now = room.world.clock_says().as_second();
    let at = |made: i64, ends: i64| by(How { tags: &format!("t={made}; x={ends}; "), ..How::default() });
    let stamp = "Authentication-Results: mx.school.test; dmarc=pass header.from=school.test";
    let broken = sign(&letter).replacen("ok all", "ok  1", 1);
    let keyless = sign(&letter.clone().without_key());
    vec![
        ("none", text.clone(), missing),
        ("none, but a stamp", letter.clone().stamps(&[stamp]).text(), missing),
        ("another body", broken.clone(), invalid),
        ("another domain's", of("evil.test"), missing),
        ("of a domain below", of("mail.school.test"), missing),
        ("of the domain above", of("test"), missing),
        (
            "another domain's above her own, which is broken",
            signed(&broken, &How { domain: "evil.test", ..How::default() }),
            invalid,
        ),
        (
            "another domain's, in whose name she is",
            by(How { domain: "evil.test", tags: "i=rivera@school.test; ", ..How::default() }),
            missing,
        ),
        ("a second subject", sign(&letter).replacen("Subject: ", "Subject: ok all\r\nSubject: ", 1), partial),
        // This signer names In-Reply-To though the mail had none, so that one that is added breaks the signature.
        ("the key in a field that is added", format!("In-Reply-To: <{}>\r\n{keyless}", room.summary.1), invalid),
        ("the beginning of the body alone", by(How { length: Some(4), ..How::default() }), partial),
        ("nothing of the body", by(How { length: Some(0), ..How::default() }), invalid),
        (
            "the whole body as far as it went",
            by(How { length: Some(letter_body(&text).len()), ..How::default() }) + "hold all\r\n",
            partial,
        ),
        ("From unsigned", without("from"), partial),
        ("To unsigned, in which the key is", without("to"), partial),
        ("Date unsigned", without("date"), partial),
        ("over before it came", at(now - 600, now - 1), invalid),
        ("made a day later", at(now + 86_400, now + 90_000), invalid),
        ("by a key for trials", by(How { selector: "tried", ..How::default() }), invalid),
        ("by a key that is gone", by(How { selector: "gone", ..How::default() }), invalid),
    ]
}

fn letter_body(text: &str) -> &str {
    text.split_once("\r\n\r\n").unwrap().1
}

#[test]
fn after_an_hour_without_an_answer_the_mail_is_not_believed() {
    let mut room = room();
    let names = Names::start();
    names.set(KEY, Says::Broken);
    let before = picture(&room.world);
    let letter = sign(&good(&room));
    comes(&mut room, &letter);
    room.world.set_clock_on(SignedDuration::from_mins(59));
    assert_eq!((check(&room, &names), notices(&room).as_str()), (0, "0"));
    room.world.set_clock_on(SignedDuration::from_mins(1));
    assert_eq!((check(&room, &names), notices(&room).as_str()), (1, "1"));
    let may = May { family: false, tell: true, heard: false };
    assert_only_recorded(&before, &picture(&room.world), may, "the DNS was silent");
    assert_eq!(room.world.value("SELECT verdict FROM inbound WHERE verdict IS NOT NULL"), "dns_silent");
    assert_eq!((check(&room, &names), problem(&room).as_str()), (0, "0"), "nothing waits for it any more");
}

/// Whoever has got any signed mail of the teacher's, and a key, cannot put them together: what servers note of the
/// delivery is signed by nobody.
#[test]
fn a_key_counts_only_where_it_is_signed() {
    let mut room = room();
    let names = Names::with_key();
    let before = left(&room);
    let (keyed, keyless) = (good(&room), good(&room).without_key());
    let address = keyed.text().lines().find_map(|line| line.strip_prefix("To: ").map(str::to_owned)).unwrap();
    for field in ["Delivered-To", "X-Original-To", "Envelope-To", "Bcc"] {
        comes(&mut room, &format!("{field}: {address}\r\n{}", sign(&keyless)));
    }
    assert_eq!(check(&room, &names), 4);
    assert_eq!(left(&room).0, before.0, "no draft goes without a key");
    comes(&mut room, &sign(&keyed));
    assert_eq!(check(&room, &names), 1);
    assert_eq!(left(&room).0, 0);
}

/// What waited is not forgotten when IT goes back to the server's stamp.
#[test]
fn without_signatures_nothing_waits_for_them() {
    let mut room = room();
    let letter = sign(&good(&room));
    comes(&mut room, &letter);
    assert_eq!(waiting(&room), "1");
    room.world.settings().class_toml =
        room.world.settings().class_toml.replace("verify = \"dkim\"", "trusted_authserv_ids = [\"mx.school.test\"]");
    room.world.restart();
    room.world.understand().unwrap();
    assert_eq!((waiting(&room).as_str(), notices(&room).as_str()), ("0", "1"), "no server vouches for it");
}
