//! The end, within a minute, whatever is being done; and a state that the next start goes on from.

use crate::school::School;
use crate::school::daemon::{Daemon, within};
use crate::school::mail::plain;
use crate::school::told_now;
use crate::school::wire::{nobodys_port, silent_after_the_dot};
use homeroom::clock::{Clock, SystemClock};
use serde_json::json;
use std::time::Duration;

/// The most that may pass between the signal and the end.
const MINUTE: Duration = Duration::from_secs(60);

/// Replaces everything from this section's header to the next one.
fn section(school: &School, header: &str, lines: &str) {
    let text = std::fs::read_to_string(school.path("homeroom.toml")).expect("read");
    let (before, after) = text.split_once(&format!("[{header}]\n")).expect("the section");
    let rest = after.find("\n[").map_or("", |at| &after[at..]);
    school.write("homeroom.toml", &format!("{before}[{header}]\n{lines}{rest}"));
}

#[test]
fn a_server_that_is_silent_after_the_dot_keeps_nobody_from_the_end() {
    let Some(school) = School::new() else { return };
    let port = silent_after_the_dot();
    section(
        &school,
        "outgoing",
        &format!("type = \"smtp\"\nhost = \"127.0.0.1\"\nport = {port}\nsecurity = \"none\"\n"),
    );
    school.edit(
        "homeroom.toml",
        "closed = [\"calendar/school-year.ics\", \"2026-11-26..2026-11-27\"]\nquiet_hours = \"18:00-07:30\"",
        "weekend = []",
    );
    let class = std::fs::read_to_string(school.path("classes/room-12.toml")).expect("read");
    let jobs = class.find("[[jobs]]").expect("jobs");
    let now = "[[jobs]]\nname = \"now\"\ncron = \"* * * * Mon,Tue,Wed,Thu,Fri,Sat,Sun\"\ntemplate = \"reading-log-reminder\"\n\
               audience = \"student:S1005\"\napproval = \"none\"\npersonal = false\nskip_closed_days = false\n";
    school.write("classes/room-12.toml", &format!("{}{now}", &class[..jobs]));
    school.edit("classes/room-12.toml", "[summary]\ncron = \"0 7 * * Mon-Fri\"\nskip_closed_days = true\n", "");
    let before = (SystemClock.now() - jiff::SignedDuration::from_secs(120)).to_string();
    school.at(&before).tells(&["run", "--once"]);
    let daemon = Daemon::start(&school);
    let sending = || told_now(&school, &["--json", "outbox"]).rows().iter().any(|row| row["state"] == "sending");
    within("a mail is on its way", sending);
    // Past the dot, and not only at the greeting.
    std::thread::sleep(Duration::from_secs(2));
    let (ended, took) = daemon.stop();
    assert_eq!(ended, Some(0));
    assert!(took < MINUTE, "{took:?}");
    let nobody = format!("port = {}\nsecurity = \"none\"", nobodys_port());
    school.edit("homeroom.toml", &format!("port = {port}\nsecurity = \"none\""), &nobody);
    told_now(&school, &["run", "--once"]);
    let rows = told_now(&school, &["--json", "outbox"]).rows();
    let unknown = rows.iter().filter(|row| row["state"] == "unknown").count();
    assert_eq!(unknown, 1, "it may have arrived, and is not sent again: {rows:#?}");
    assert!(told_now(&school, &["status"]).ended(1).out.contains("may or may not have arrived"));
}

#[test]
fn an_import_is_broken_off_at_once_and_goes_on_where_it_was() {
    const MAILS: usize = 4_000;
    let Some(school) = School::new() else { return };
    section(&school, "inbox", "type = \"maildir\"\npath = \"mail\"\n");
    let samir = school.guardian("samir.haddad");
    for sub in ["new", "cur", "tmp"] {
        std::fs::create_dir_all(school.path("mail").join(sub)).expect("a Maildir");
    }
    for n in 0..MAILS {
        let mail = plain(&samir, &school.class(), &format!("Mail {n}"), &format!("Omar, {n}"));
        std::fs::write(school.path(&format!("mail/new/{n:05}.any")), mail).expect("write a mail");
    }
    let daemon = Daemon::start(&school);
    let stored = || told_now(&school, &["--json", "messages"]).rows().len();
    within("the import has begun", || stored() > 0);
    let (ended, took) = daemon.stop();
    let so_far = stored();
    println!("{so_far} of {MAILS} mails were stored; the end took {took:?}");
    assert_eq!(ended, Some(0));
    assert!(took < MINUTE, "{took:?}");
    told_now(&school, &["run", "--once"]);
    let rows = told_now(&school, &["--json", "messages"]).rows();
    assert_eq!(rows.len(), MAILS, "none lost, none twice");
    assert!(rows.iter().all(|row| row["state"] == "placed"), "and each in its place");
    let ledger = told_now(&school, &["--json", "ledger"]).rows();
    assert!(ledger.iter().all(|line| line["difference"] == json!(0)), "{ledger:#?}");
}
