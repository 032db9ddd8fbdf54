//! `homeroom keys`: which days the keys are of, a new one, and never a key itself.

use crate::care::Host;
use homeroom::clock::{Clock, SystemClock};
use serde_json::json;
use std::fs;
use std::os::unix::fs::PermissionsExt;

/// Key files bear the day of the machine.
fn now() -> String {
    SystemClock.now().to_string()
}

/// Of each line: its day and its key.
fn lines(host: &Host, file: &str) -> Vec<(String, String)> {
    let text = fs::read_to_string(host.path(file)).unwrap();
    let lines = text.lines().filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| line.split_once(' ').unwrap()).map(|(day, key)| (day.to_owned(), key.to_owned())).collect()
}

#[test]
fn keys_shows_days_and_never_a_key_and_says_when_there_is_none() {
    let host = Host::new();
    host.at(&now(), &["keys"]).ended(1).says(&["there is no key file yet", "homeroom run"]);
    host.at(&now(), &["keys", "rotate"]).ended(1).says(&["there is no key file yet"]);
    assert!(!host.path("state/homeroom.key").exists(), "looking makes none");
    host.at(&now(), &["run", "--once"]).ended(0);
    let made = lines(&host, "state/homeroom.key");
    let [(day, key)] = made.as_slice() else { panic!("{} lines", made.len()) };
    let told = host.at(&now(), &["keys"]).ended(0);
    assert_eq!(told.out, format!("{day}  signs\n"));
    assert!(!told.out.contains(key) && !told.err.contains(key));
    assert_eq!(host.rows(&now(), &["keys"]), [json!({"made": day, "signs": true})]);

    let file = host.path("state/homeroom.key");
    fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
    for command in [&["keys"][..], &["keys", "rotate"]] {
        host.at(&now(), command).ended(1).says(&["mode 0644", "chmod 600"]);
    }
    assert_eq!(lines(&host, "state/homeroom.key"), made);
}

#[test]
fn a_rotation_puts_a_new_key_first_keeps_the_others_and_says_who_must_be_told() {
    let host = Host::new();
    host.at(&now(), &["run", "--once"]).ended(0);
    let before = lines(&host, "state/homeroom.key");
    let told = host.at(&now(), &["keys", "rotate"]).ended(0);
    let after = lines(&host, "state/homeroom.key");
    assert_eq!((after.len(), &after[1..]), (2, &before[..]));
    assert_ne!(after[0].1, before[0].1);
    assert_eq!(fs::metadata(host.path("state/homeroom.key")).unwrap().permissions().mode() & 0o777, 0o600);
    assert!(told.out.contains("signs\n") && told.out.contains("is known\n"), "{}", told.out);
    assert!(told.out.contains("systemctl reload homeroom"), "{}", told.out);
    assert!(after.iter().all(|(_, key)| !told.out.contains(key)));
    let rows = host.rows(&now(), &["keys"]);
    assert_eq!(rows.iter().map(|row| row["signs"].clone()).collect::<Vec<_>>(), [json!(true), json!(false)]);
    host.at(&now(), &["run", "--once"]).ended(0);
    // Long after, the lines of which no key can be good any more are dropped.
    let later = (SystemClock.now() + jiff::SignedDuration::from_hours(24 * 400)).to_string();
    host.at(&later, &["keys", "rotate"]).ended(0);
    let left = lines(&host, "state/homeroom.key");
    assert!(!left.iter().any(|(_, key)| *key == before[0].1), "{} lines", left.len());
}

#[test]
fn keys_from_elsewhere_are_shown_and_not_written() {
    let host = Host::new();
    let key = data_encoding::BASE32_NOPAD.encode(&[7; 32]);
    fs::write(host.path("keys"), format!("# of the school\n2026-11-01 {key}\n2026-09-01 {}\n", key.replace('A', "B")))
        .unwrap();
    fs::set_permissions(host.path("keys"), fs::Permissions::from_mode(0o600)).unwrap();
    let school = fs::read_to_string(host.path("homeroom.toml")).unwrap();
    fs::write(host.path("homeroom.toml"), format!("{school}\n[keys]\nsecret = {{ file = \"keys\" }}\n")).unwrap();
    let told = host.at(&now(), &["keys"]).ended(0);
    assert_eq!(told.out, "2026-11-01  signs\n2026-09-01  is known\n");
    let before = fs::read(host.path("keys")).unwrap();
    let told = host.at(&now(), &["keys", "rotate"]).ended(1);
    let told = told.says(&["which homeroom cannot write", "put a new first line into that secret"]);
    assert!(!told.err.contains(&key) && !told.out.contains(&key));
    assert_eq!(fs::read(host.path("keys")).unwrap(), before);
    host.at(&now(), &["run", "--once"]).ended(0);
    assert!(!host.path("state/homeroom.key").exists(), "there is one source of keys");
    fs::write(host.path("keys"), "2026-11-01 ABC\n").unwrap();
    let told = host.at(&now(), &["keys"]);
    assert_ne!(told.status, Some(0));
    assert!(!told.err.contains("ABC") && told.err.contains("[keys]"), "{}", told.err);
}
