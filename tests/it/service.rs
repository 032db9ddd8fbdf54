//! The daemon: ready, told of new mail, obedient to signals, and alone.

use crate::school::School;
use crate::school::daemon::{Daemon, within};
use crate::school::mail::plain;
use crate::school::told_now;
use homeroom::clock::{Clock, SystemClock};
use serde_json::json;
use std::time::Duration;

/// A school whose daemon, which has the machine's clock, sends nothing by itself.
fn school_without_jobs() -> Option<School<'static>> {
    let school = School::new()?;
    let text = std::fs::read_to_string(school.path("classes/room-12.toml")).expect("read");
    let jobs = text.find("[[jobs]]").expect("jobs");
    school.write("classes/room-12.toml", text.get(..jobs).expect("the part before"));
    school.edit("classes/room-12.toml", "[summary]\ncron = \"0 7 * * Mon-Fri\"\nskip_closed_days = true\n", "");
    Some(school)
}

/// Whether a mail with this subject is stored and placed.
fn is_placed(school: &School, subject: &str) -> bool {
    let rows = told_now(school, &["--json", "messages"]).rows();
    rows.iter().any(|m| m["subject"] == subject && m["state"] == "placed")
}

#[test]
fn the_daemon_is_ready_hears_of_new_mail_and_ends_in_good_order() {
    let Some(school) = school_without_jobs() else { return };
    let (class, samir) = (school.class(), school.guardian("samir.haddad"));
    school.receive(&samir, &class, &plain(&samir, &class, "before it started", "Omar"));
    let daemon = Daemon::start(&school);
    within("mail that was there is placed", || is_placed(&school, "before it started"));
    within("it waits with IDLE", || told_now(&school, &["--json", "status"]).rows()[0]["connection"] == "idle");
    school.receive(&samir, &class, &plain(&samir, &class, "while it runs", "Omar"));
    within("mail that comes is placed within seconds", || is_placed(&school, "while it runs"));
    let status = told_now(&school, &["--json", "status"]).ended(0).rows().remove(0);
    assert_eq!((&status["ok"], &status["problems"]), (&json!(true), &json!([])), "{status}");
    let (ended, took) = daemon.stop();
    assert_eq!(ended, Some(0));
    assert!(took < Duration::from_secs(10), "{took:?}");
    let status = told_now(&school, &["--json", "status"]).rows().remove(0);
    assert_ne!(status["connection"], "idle", "{status}");
    assert!(school.servers.mailbox(&class, "INBOX").iter().all(|mail| mail.flags.is_empty()), "nothing is marked");
}

#[test]
fn a_broken_configuration_at_reload_leaves_the_old_one_at_work() {
    let Some(school) = school_without_jobs() else { return };
    let (class, samir, pat) = (school.class(), school.guardian("samir.haddad"), school.guardian("pat.quinn"));
    let daemon = Daemon::start(&school);
    school.edit("classes/room-12.toml", "due_after", "due_aftre");
    daemon.signal("HUP");
    daemon.logs("goes on with the old one");
    assert!(daemon.log().contains("room-12.toml") && daemon.log().contains("due_after"), "{}", daemon.log());
    school.receive(&samir, &class, &plain(&samir, &class, "after the mistake", "Omar"));
    // Listings read the files themselves, so they are asked once these are right again.
    school.edit("classes/room-12.toml", "due_aftre", "due_after");
    within("it works on", || is_placed(&school, "after the mistake"));

    // A right one is taken over: Pat is no guardian any more.
    school.edit("classes/room-12.csv", "pat.quinn", "pat.moved");
    daemon.signal("HUP");
    daemon.logs("the configuration was read again");
    school.receive(&pat, &class, &plain(&pat, &class, "from the old address", "Zoë"));
    within("the new roster counts", || {
        let rows = told_now(&school, &["--json", "messages"]).rows();
        rows.iter().any(|m| m["subject"] == "from the old address" && m["state"] == "unknown_sender")
    });
    assert_eq!(daemon.stop().0, Some(0));
}

#[test]
fn a_class_whose_state_was_damaged_is_served_as_soon_as_it_is_whole_again() {
    let Some(school) = school_without_jobs() else { return };
    let class = std::fs::read_to_string(school.path("classes/room-12.toml")).expect("read");
    school.write("classes/room-13.toml", &class.replace("room12", "room13"));
    told_now(&school, &["run", "--once"]).ended(0);
    let (state, kept) = (school.path("state/room-13.sqlite3"), school.path("kept.sqlite3"));
    std::fs::rename(&state, &kept).expect("put the state aside");
    for end in ["-wal", "-shm"] {
        let _ = std::fs::remove_file(format!("{}{end}", state.display()));
    }
    std::fs::write(&state, "garbage").expect("damage the state");
    let daemon = Daemon::start(&school);
    daemon.logs("Class room-13 is left alone");
    let (one, other) = (school.class(), school.class().replace("room12", "room13"));
    let samir = school.guardian("samir.haddad");
    let writes = |to: &str, subject: &str| school.servers.deliver(to, &plain(&samir, to, subject, "Omar"), "INBOX");
    writes(&one, "to the one");
    writes(&other, "to the other");
    within("the class that is whole is served", || is_placed(&school, "to the one"));
    assert!(!is_placed(&school, "to the other"));

    std::fs::rename(&kept, &state).expect("put the state back");
    daemon.signal("HUP");
    daemon.logs("the configuration was read again");
    within("and now the other one too", || is_placed(&school, "to the other"));
    told_now(&school, &["--class", "room-13", "run", "--once"])
        .ended(1)
        .says(&["another homeroom works on the class room-13"]);
    assert_eq!(daemon.stop().0, Some(0));
}

#[test]
fn what_a_teacher_adds_to_the_class_list_holds_in_the_running_daemon() {
    let Some(school) = school_without_jobs() else { return };
    let (class, uncle) = (school.class(), school.guardian("uncle"));
    let daemon = Daemon::start(&school);
    let writes = |subject: &str| school.receive(&uncle, &class, &plain(&uncle, &class, subject, "Omar"));
    writes("before");
    let of =
        |subject: &str| told_now(&school, &["--json", "messages"]).rows().into_iter().find(|m| m["subject"] == subject);
    within("he is a stranger", || of("before").is_some_and(|mail| mail["state"] == "unknown_sender"));
    told_now(&school, &["teach", &format!("add {uncle} to Omar Samir")]).ended(0);
    // The daemon looks at the list whenever mail comes.
    writes("between");
    daemon.logs("homeroom goes on by the new one");
    writes("after");
    within("he is a guardian", || is_placed(&school, "after"));
    assert_eq!(daemon.stop().0, Some(0));
}

#[test]
fn a_second_daemon_on_the_same_state_refuses_with_a_clear_word() {
    let Some(school) = school_without_jobs() else { return };
    let daemon = Daemon::start(&school);
    for command in [["run"].as_slice(), &["run", "--once"]] {
        let told = told_now(&school, command).ended(1);
        told.says(&["another homeroom works on the class room-12 already", "nothing was done"]);
    }
    // Looking and teaching go on beside it.
    told_now(&school, &["teach", "good Leo: held the ladder"]).ended(0);
    told_now(&school, &["families"]).ended(0);
    assert_eq!(daemon.stop().0, Some(0));
    told_now(&school, &["run", "--once"]).ended(0);
}

#[test]
fn what_a_teacher_approves_beside_the_daemon_is_sent_by_it() {
    let Some(school) = school_without_jobs() else { return };
    // Every minute, to Omar's home, whatever the day: the daemon has the machine's clock.
    school.edit(
        "homeroom.toml",
        "closed = [\"calendar/school-year.ics\", \"2026-11-26..2026-11-27\"]\nquiet_hours = \"18:00-07:30\"",
        "weekend = []",
    );
    school.append(
        "classes/room-12.toml",
        "\n[[jobs]]\nname = \"now\"\ncron = \"* * * * Mon,Tue,Wed,Thu,Fri,Sat,Sun\"\ntemplate = \"reading-log-reminder\"\n\
         audience = \"student:S1005\"\napproval = \"none\"\npersonal = false\nskip_closed_days = false\n",
    );
    // The class begins two minutes ago, so that a run is due at once.
    let before = (SystemClock.now() - jiff::SignedDuration::from_secs(120)).to_string();
    school.at(&before).run();
    let daemon = Daemon::start(&school);
    let mails = school.servers.wait_for(&school.guardian("samir.haddad"), "INBOX", 1);
    assert!(mails[0].text().contains("reading") || mails[0].text().contains("Omar"), "{}", mails[0].text());
    within("its copy is filed", || !school.servers.mailbox(&school.class(), "Sent").is_empty());
    assert_eq!(daemon.stop().0, Some(0));
}
