//! Two classes on one machine: what is wrong with the one is no reason to leave the other alone.

use crate::care::Host;
use serde_json::json;

const MONDAY: &str = "2026-11-09T15:00:00-05:00";

/// Two classes with their mailboxes, begun.
fn two_classes() -> Host {
    let host = Host::new();
    host.opens_a_second_class();
    for class in ["room-12", "room-13"] {
        for folder in ["", ".Sent", ".Junk"] {
            for part in ["cur", "new", "tmp"] {
                std::fs::create_dir_all(host.path(&format!("mail-{class}")).join(folder).join(part)).unwrap();
            }
        }
    }
    host.at(MONDAY, &["run", "--once"]).ended(0);
    host
}

#[test]
fn a_class_whose_state_is_damaged_is_told_and_the_other_is_served() {
    let host = two_classes();
    std::fs::write(host.path("state/room-13.sqlite3"), "garbage").unwrap();
    let told = host.at(MONDAY, &["run", "--once"]).ended(1).says(&["room-13", "restore"]);
    assert!(told.out.contains("0 mails sent"), "the other one was served: {}", told.out);
    let rows = host.rows(MONDAY, &["status"]);
    let of = |name: &str| rows.iter().find(|row| row["class"] == name).unwrap();
    assert_eq!((rows.len(), &of("room-12")["ok"], &of("room-13")["ok"]), (2, &json!(true), &json!(false)));
    assert!(of("room-13")["problems"].to_string().contains("damaged"), "{rows:#?}");
    let keys = |name: &str| of(name).as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(keys("room-12"), keys("room-13"));
    assert_eq!(std::fs::read(host.path("state/room-13.sqlite3")).unwrap(), b"garbage", "left as it is");
}

#[test]
fn check_says_where_guardians_have_a_child_in_another_class() {
    let host = two_classes();
    let head = "student_id,first_name,last_name,guardian,email,household,access\n";
    let rows = "S1,Ada,Park,Jin Park,jin.park@families.test,A,full\nS1,Ada,Park,Lee,lee@families.test,B,blocked\n";
    for class in ["room-12", "room-13"] {
        std::fs::write(host.path(&format!("classes/{class}.csv")), format!("{head}{rows}")).unwrap();
    }
    let file = host.path("classes/room-13.toml");
    let text = std::fs::read_to_string(&file).unwrap();
    std::fs::write(&file, text.replace("roster = \"room-12.csv\"\n", "")).unwrap();
    let told = host.at(MONDAY, &["check", "--offline"]);
    let says =
        |other: &str| format!("1 guardian has a child in another class too ({other}); each class writes for itself");
    assert!(told.out.contains(&says("room-13")) && told.out.contains(&says("room-12")), "{}\n{}", told.out, told.err);
}

#[test]
fn the_state_of_one_class_does_not_become_that_of_another() {
    let host = two_classes();
    let (one, other) = (host.path("state/room-12.sqlite3"), host.path("state/room-13.sqlite3"));
    std::fs::copy(&other, host.path("by-hand.sqlite3")).unwrap();
    let refused = host.at(MONDAY, &["--class", "room-12", "restore", "by-hand.sqlite3"]).ended(1);
    refused.says(&["another class (room-13"]);
    for end in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", one.display()));
    }
    std::fs::copy(&other, &one).unwrap();
    host.at(MONDAY, &["--class", "room-12", "run", "--once"]).ended(1).says(&["another class, room-13"]);
    host.at(MONDAY, &["--class", "room-13", "run", "--once"]).ended(0);
}
