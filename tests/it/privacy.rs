//! What homeroom says while it works names nobody: no name, address, subject or password stands in a log line.

use crate::school::School;
use crate::school::daemon::{Daemon, within};
use crate::school::mail::{answer, answer_address, plain};
use crate::school::{nothing_holds, told_now};
use homeroom::cli::demo::mailshapes::Shape;

const THURSDAY: &str = "2026-11-19T12:00:00-05:00";
const FRIDAY: &str = "2026-11-20T15:30:00-05:00";
const SUNDAY: &str = "2026-11-22T16:00:00-05:00";
const MONDAY: &str = "2026-11-23T07:00:00-05:00";

/// Words of the roster, of mails and of secrets: names, local parts and domains of addresses, subjects, passwords.
fn canaries(school: &School) -> Vec<String> {
    let mut words: Vec<String> = [
        "Maya",
        "Leo",
        "Mia",
        "Wei",
        "William",
        "Omar",
        "Zoë",
        "Linh",
        "Okafor",
        "Martínez",
        "Zhang",
        "Haddad",
        "Quinn",
        "Vale",
        "Ngozi",
        "Daniel",
        "Ana",
        "Li Na",
        "Samir",
        "Pat",
        "Robin",
        "Hoa",
        "Alvarez",
        "families.test",
        "school.test",
        "room12",
        "okafor",
        "martinez",
        "haddad",
        "quinn",
        "alvarez",
        "S1001",
        "S1002",
        "S1005",
        "S1006",
        "canary-subject",
        "canary-body",
        "canary-moment",
        "good news",
        "buenas noticias",
        "reading log",
    ]
    .map(str::to_owned)
    .to_vec();
    words.push(school.servers.password().to_owned());
    words.push(data_encoding::BASE64.encode(school.servers.password().as_bytes()));
    words.push(data_encoding::BASE64.encode(format!("\0{}\0{}", school.class(), school.servers.password()).as_bytes()));
    words
}

/// Lines in which a canary sits, with it.
fn betrayed(school: &School, said: &str) -> Vec<String> {
    let canaries = canaries(school);
    // As a word of its own: `Ana` is no part of `Analysis`.
    let holds = |line: &str, canary: &str| {
        line.match_indices(canary).any(|(at, _)| {
            let before = line[..at].chars().next_back();
            let after = line[at + canary.len()..].chars().next();
            ![before, after].into_iter().flatten().any(char::is_alphanumeric)
        })
    };
    let line = |line: &str| {
        let canary = canaries.iter().find(|canary| holds(line, canary))?;
        Some(format!("{canary}: {line}"))
    };
    said.lines().filter_map(line).collect()
}

/// The same, but for the school's own numbers of children.
pub fn names_in(school: &School, said: &str) -> Vec<String> {
    let mut betrayed = betrayed(school, said);
    betrayed.retain(|found| !found.starts_with("S100"));
    betrayed
}

#[test]
fn no_log_line_names_anybody_whatever_happens() {
    let Some(school) = School::new() else { return };
    // The mail libraries would print passwords and mail at this level, were they let.
    school.set_environment("RUST_LOG", "trace");
    school.edit("classes/room-12.csv", "samir.haddad", "bounced.samir");
    school.edit("classes/room-12.csv", "daniel.okafor", "refused.daniel");
    school.edit("classes/room-12.csv", "pat.quinn", "grey.pat");
    let (class, ana) = (school.class(), school.guardian("ana.martinez"));
    school.at(THURSDAY).tells(&["-v", "run", "--once"]).ended(0);
    for child in ["Leo", "Maya", "Omar", "Zoë"] {
        school.at(THURSDAY).tells(&["-v", "teach", &format!("good {child}: canary-moment")]).ended(0);
    }
    school.at(FRIDAY).tells(&["-v", "run", "--once"]).ended(0);
    let note = school.letter_of("ana.martinez");
    let raw = answer(&note, "Ana Martínez", &ana, Shape::Outlook, "canary-body");
    school.receive(&ana, &answer_address(&note), &raw);
    for from in [&ana, &school.guardian("robin.vale"), &school.guardian("somebody")] {
        school.receive(from, &class, &plain(from, &class, "canary-subject", "canary-body"));
    }
    school.servers.deliver(&class, b"From: canary-subject\r\n\r\n\x00\xff canary-body", "INBOX");
    school.at("2026-11-20T15:45:00-05:00").tells(&["-v", "run", "--once"]).ended(0);
    for now in [SUNDAY, MONDAY] {
        school.at(now).tells(&["-v", "run", "--once"]).ended(0);
    }
    for command in ["status", "messages", "contacts", "families", "outbox", "ledger", "forecast", "summary", "check"] {
        school.at(MONDAY).tells(&["-v", command]);
        school.at(MONDAY).tells(&["-v", "--json", command]);
    }
    assert!(school.said().contains("outbox.id="), "there is a log: {}", school.said());
    assert_eq!(betrayed(&school, &school.said()), Vec::<String>::new());
    // The same search finds what a listing shows.
    let shown = school.at(MONDAY).tells(&["--json", "messages"]).out;
    assert!(betrayed(&school, &shown).len() > 3, "{shown}");
}

#[test]
fn trouble_with_a_server_names_nobody_either() {
    let Some(school) = School::new() else { return };
    school.set_environment("RUST_LOG", "trace");
    school.at(THURSDAY).tells(&["-v", "run", "--once"]).ended(0);
    school.at(THURSDAY).tells(&["-v", "teach", "good Leo: canary-moment"]).ended(0);
    for name in ["HOMEROOM_IMAP_PASSWORD", "HOMEROOM_SMTP_PASSWORD"] {
        school.set_environment(name, "canary-password");
    }
    let told = school.at(FRIDAY).tells(&["-v", "run", "--once"]).ended(1);
    assert!(!told.err.contains("canary-password"));
    let ca = format!("ca_file = \"{}\"\n", school.servers.ca_file().display());
    school.edit("homeroom.toml", &ca, "");
    school.at(FRIDAY).tells(&["-v", "run", "--once"]).ended(1);
    school.at(FRIDAY).tells(&["-v", "check"]).ended(1);
    assert_eq!(betrayed(&school, &school.said()), Vec::<String>::new());
    assert!(nothing_holds(&school.path("state"), b"canary-password"), "no secret is written to the state");
}

#[test]
fn the_daemons_log_names_nobody() {
    let Some(school) = School::new() else { return };
    school.set_environment("RUST_LOG", "trace");
    let (class, ana) = (school.class(), school.guardian("ana.martinez"));
    let daemon = Daemon::start(&school);
    school.receive(&ana, &class, &plain(&ana, &class, "canary-subject", "Leo: canary-body"));
    within("the mail is stored", || !told_now(&school, &["--json", "messages"]).rows().is_empty());
    daemon.signal("HUP");
    daemon.logs("read again");
    assert_eq!(daemon.stop().0, Some(0));
    assert!(school.said().contains("homeroom is at work"), "{}", school.said());
    assert_eq!(betrayed(&school, &school.said()), Vec::<String>::new());
}
