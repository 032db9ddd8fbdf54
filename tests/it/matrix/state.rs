//! Cells about the state's file and who may work on it.

use super::frame::cell_on_servers;
use super::real::*;
use crate::school::School;
use crate::school::Told;
use crate::school::daemon::{Daemon, within};
use crate::school::mail::plain;
use crate::school::told_now;
use jiff::SignedDuration;
use std::process::Command;

/// Put before the C library: its n-th request that data reach the disk fails, as on a disk that goes bad.
const FAILING_DISK: &str = r#"
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <stdlib.h>
#include <unistd.h>
static int count;
static int fails(void) {
    const char *at = getenv("FAILS_AT");
    if (!at || __sync_add_and_fetch(&count, 1) != atoi(at)) return 0;
    (void)!write(2, "the disk fails\n", 15);
    errno = EIO;
    return 1;
}
int fdatasync(int file) {
    static int (*real)(int);
    if (fails()) return -1;
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fdatasync");
    return real(file);
}
int fsync(int file) {
    static int (*real)(int);
    if (fails()) return -1;
    if (!real) real = (int (*)(int))dlsym(RTLD_NEXT, "fsync");
    return real(file);
}
"#;

#[test]
fn c5_3_a_disk_that_fails_once() {
    cell_on_servers("C5.3", 3, |seed, servers| {
        let school = school_of(servers, 6);
        school.at(THURSDAY).run();
        school.write("failing.c", FAILING_DISK);
        let (source, library) = (school.path("failing.c"), school.path("failing.so"));
        let built = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).arg(&source).arg("-ldl").output();
        assert!(built.as_ref().is_ok_and(|built| built.status.success()), "{built:?}");
        let mut command = school.command(&["--now", SUNDAY, "run", "--once"]);
        let told = Told::by(command.env("LD_PRELOAD", &library).env("FAILS_AT", seed.random.usize(8..=24).to_string()));
        assert!(told.err.contains("the disk fails"), "{}", told.err);
        let told = told.ended(1);
        assert!(told.err.contains("error: "), "{}", told.err);
        let marker = school.path("state/room-12.sqlite3.check");
        assert!(marker.exists(), "the file is looked at as a whole before it is used again");
        for minutes in [0, 20] {
            school.at(&later(SUNDAY, SignedDuration::from_mins(minutes))).tells(&["run", "--once"]);
        }
        assert!(!marker.exists(), "it was");
        let monday = later(SUNDAY, SignedDuration::from_hours(17));
        school.at(&monday).tells(&["run", "--once"]);
        let told = account(&school, Some(&monday));
        assert_eq!(told.sent + told.unknown.0, 6, "{told:?}");
        assert!(told.unknown.0 <= 2, "one for each connection: {told:?}");
    });
}

/// The class has no jobs: the daemon, which has the machine's clock, sends nothing by itself.
fn without_jobs(school: &School) {
    let text = std::fs::read_to_string(school.path("classes/room-12.toml")).expect("read");
    let head = text.split("[[jobs]]").next().expect("the part before");
    school.write(
        "classes/room-12.toml",
        &head.replace("[summary]\ncron = \"0 7 * * Mon-Fri\"\nskip_closed_days = true\n", ""),
    );
}

#[test]
fn c5_4_a_second_daemon_and_a_broken_configuration() {
    cell_on_servers("C5.4", 1, |seed, servers| {
        let school = school_of(servers, 3);
        without_jobs(&school);
        let daemon = Daemon::start(&school);
        for command in [["run"].as_slice(), &["run", "--once"]] {
            told_now(&school, command).ended(1).says(&["another homeroom works on the class room-12 already"]);
        }
        let right = ["due_after", "language", "cron"][seed.random.usize(0..2)];
        let wrong = format!("{right}_oh");
        let text = std::fs::read_to_string(school.path("classes/room-12.toml")).expect("read");
        school.write("classes/room-12.toml", &text.replacen(right, &wrong, 1));
        daemon.signal("HUP");
        daemon.logs("goes on with the old one");
        assert!(daemon.log().contains(&wrong), "{}", daemon.log());
        let (class, from) = (school.class(), school.guardian("guardian2"));
        servers.deliver(&class, &plain(&from, &class, "after the mistake", "Kim2"), "INBOX");
        school.write("classes/room-12.toml", &text);
        within("it works on", || {
            let rows = told_now(&school, &["--json", "messages"]).rows();
            rows.iter().any(|m| m["subject"] == "after the mistake" && m["state"] == "placed")
        });
        assert_eq!(daemon.stop().0, Some(0));
    });
}

#[test]
fn a_mail_over_which_the_reading_panics_is_set_aside_at_once() {
    use crate::servers::Servers;
    let Some(servers) = Servers::shared() else { return };
    let school = school_of(servers, 3);
    school.at(THURSDAY).run();
    let (class, from) = (school.class(), school.guardian("guardian2"));
    for subject in ["one", "poison-mail", "two"] {
        servers.deliver(&class, &plain(&from, &class, subject, "Kim2"), "INBOX");
    }
    school.set_environment("HOMEROOM_FAILPOINT", "understanding:poison-mail=panic");
    school.at(THURSDAY).tells(&["run", "--once"]);
    let state = |subject: &str| school.at(THURSDAY).one("messages", "subject", subject)["state"].clone();
    assert_eq!((&state("one"), &state("two")), (&"placed".into(), &"placed".into()));
    let messages = school.at(THURSDAY).list("messages");
    assert_eq!(messages.iter().filter(|m| m["state"] == "quarantined").count(), 1, "{messages:#?}");
    let status = school.at(THURSDAY).tells(&["--json", "status"]).ended(1).rows().remove(0);
    assert!(status["problems"].to_string().contains("could not be read"), "{status}");
}
