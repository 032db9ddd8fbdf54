//! The state survives: a disk that fills, a process killed at any moment, a folder that is renumbered.

use crate::school::School;
use crate::school::mail::plain;
use jiff::SignedDuration;
use serde_json::json;
use std::path::PathBuf;
use std::process::{Command, Stdio};
use std::time::Instant;

const THURSDAY: &str = "2026-11-19T12:00:00-05:00";
const FRIDAY: &str = "2026-11-20T15:30:00-05:00";
const SUNDAY: &str = "2026-11-22T16:00:00-05:00";

/// A small disk of its own, for root only; gone when dropped.
pub struct SmallDisk(PathBuf);

impl SmallDisk {
    pub fn mount(at: PathBuf) -> Option<SmallDisk> {
        std::fs::create_dir_all(&at).expect("make a folder");
        if mount(&["-t", "tmpfs", "-o", "size=4m,mode=700", "tmpfs"], &at) {
            return Some(SmallDisk(at));
        }
        let why = || Some("no file system can be mounted here".to_owned());
        assert!(!crate::servers::can_run(why), "it was just said that it cannot");
        None
    }

    /// Fills the disk up to this many octets; the file that does it is the room to be freed.
    pub fn leave(&self, octets: usize) -> PathBuf {
        let ballast = self.0.join("ballast");
        let free = output(Command::new("df").args(["--output=avail", "-B1"]).arg(&self.0));
        let free: usize = free.lines().nth(1).and_then(|line| line.trim().parse().ok()).expect("a number");
        std::fs::write(&ballast, vec![0; free - octets]).expect("fill the disk");
        ballast
    }
}

fn output(command: &mut Command) -> String {
    String::from_utf8(command.output().expect("run a command").stdout).expect("text")
}

fn mount(arguments: &[&str], at: &std::path::Path) -> bool {
    Command::new("mount").args(arguments).arg(at).output().is_ok_and(|output| output.status.success())
}

impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = Command::new("umount").arg("-l").arg(&self.0).status();
    }
}

#[test]
fn a_full_disk_is_told_and_nothing_is_lost_when_there_is_room_again() {
    let Some(school) = School::new() else { return };
    let Some(disk) = SmallDisk::mount(school.path("state")) else { return };
    let (class, samir) = (school.class(), school.guardian("samir.haddad"));
    school.at(THURSDAY).run();
    school.at(THURSDAY).teach("good Leo: held the ladder");
    let ballast = disk.leave(200_000);
    let mut random = fastrand::Rng::with_seed(4);
    for number in 0..12 {
        // Words that no packing makes small.
        let body: String = (0..1_000).map(|_| format!("{:064x}\n", random.u128(..))).collect();
        school.servers.deliver(&class, &plain(&samir, &class, &format!("mail {number}"), &body), "INBOX");
    }
    let told = school.at(FRIDAY).tells(&["run", "--once"]).ended(1);
    assert!(told.err.contains("the disk is full"), "{}", told.err);
    let again = school.at(FRIDAY).tells(&["run", "--once"]).ended(1);
    assert!(again.err.contains("the disk is full"), "{}", again.err);
    // What was stored is there to be looked at, full disk or not.
    school.at(FRIDAY).tells(&["messages"]).ended(0);
    school.at(FRIDAY).tells(&["status"]);
    std::fs::remove_file(ballast).expect("free some space");
    let done = school.at(FRIDAY).run();
    let messages = school.at(FRIDAY).list("messages");
    let of_samir = messages.iter().filter(|m| m["from"] == samir.as_str() && m["state"] == "placed").count();
    assert_eq!(of_samir, 12, "{done}");
    for line in school.at(FRIDAY).list("ledger") {
        assert_eq!(line["difference"], 0, "{line}");
    }
    school.at(FRIDAY).run();
    school.letter_of("ana.martinez");
    assert_eq!(school.at(FRIDAY).list("contacts").iter().filter(|c| c["student"] == "S1005").count(), 12);
}

#[test]
fn a_process_killed_at_any_moment_sends_nothing_twice_and_forgets_nothing() {
    let Some(school) = School::new() else { return };
    school.at(THURSDAY).run();
    let began = Instant::now();
    school.at(SUNDAY).run();
    let whole = began.elapsed();
    // One Sunday a moment: killed before, while and after its letters leave.
    for (week, tenths) in [(1, 3), (2, 5), (3, 7), (4, 9)] {
        let first: jiff::Timestamp = SUNDAY.parse().expect("a time");
        let sunday = first + SignedDuration::from_hours(7 * 24 * week);
        let (now, later) = (sunday.to_string(), (sunday + SignedDuration::from_mins(30)).to_string());
        let mut command = school.command(&["--now", &now, "run", "--once"]);
        let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().expect("run");
        std::thread::sleep(whole * tenths / 10);
        let _ = child.kill();
        child.wait().expect("wait");
        // What could not be known is tried again after a while, and never blindly.
        for again in [&now, &later] {
            school.at(again).tells(&["run", "--once"]);
        }
        let rows = school.at(&later).list("outbox");
        let letters: Vec<_> = rows.iter().filter(|r| r["job"] == "reading-log").collect();
        assert_eq!(letters.len(), 7 * (usize::try_from(week).expect("few weeks") + 1), "each letter has one row");
        assert!(letters.iter().all(|r| r["state"] == "sent" || r["state"] == "unknown"), "{letters:#?}");
    }
    let rows = school.at(SUNDAY).list("outbox");
    for guardian in
        ["ngozi.okafor", "daniel.okafor", "ana.martinez", "lina.zhang", "zhang.min", "samir.haddad", "pat.quinn"]
    {
        let to = school.guardian(guardian);
        let of = |state: &str| rows.iter().filter(|r| r["to"] == to.as_str() && r["state"] == state).count();
        let delivered = school.servers.wait_for(&to, "INBOX", of("sent"));
        assert!(delivered.len() <= of("sent") + of("unknown"), "{guardian} got {} letters", delivered.len());
        let mut ids: Vec<String> =
            delivered.iter().map(|mail| crate::school::mail::field(&mail.bytes, "Message-ID")).collect();
        ids.sort();
        let count = ids.len();
        ids.dedup();
        assert_eq!(ids.len(), count, "{guardian} got the same letter twice");
    }
}

#[test]
fn a_folder_that_was_renumbered_is_read_again_and_doubles_nothing() {
    let Some(school) = School::new() else { return };
    let (class, ana) = (school.class(), school.guardian("ana.martinez"));
    let by_hand = plain(&class, &ana, "By hand", "Leo was a great help today.");
    school.servers.append(&class, "Sent", &by_hand, &[r"\Seen"], Some("2026-11-18T14:00:00Z".parse().expect("a time")));
    school.at(THURSDAY).run();
    let contacts = school.at(THURSDAY).list("contacts");
    assert_eq!(contacts.len(), 1);
    let mut session = school.servers.session(&class);
    session.command("RENAME Sent Old");
    session.command("CREATE Sent");
    school.servers.append(&class, "Sent", &by_hand, &[r"\Seen"], Some("2026-11-18T14:00:00Z".parse().expect("a time")));
    let done = school.at(FRIDAY).run();
    assert_eq!(done["new"], 0, "{done}");
    assert_eq!(school.at(FRIDAY).list("contacts"), contacts);
    assert_eq!(school.at(FRIDAY).list("messages").len(), 1);
    let ledger = school.at(FRIDAY).list("ledger");
    let sent = ledger.iter().rfind(|l| l["folder"] == "Sent").expect("a line");
    assert_eq!((&sent["on_server"], &sent["stored"], &sent["difference"]), (&json!(1), &json!(1), &json!(0)), "{sent}");
}

#[test]
fn the_state_is_one_file_of_the_class_that_others_cannot_read() {
    use std::os::unix::fs::PermissionsExt;
    let Some(school) = School::new() else { return };
    school.at(THURSDAY).run();
    let mode = std::fs::metadata(school.state_file()).expect("the state").permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    // Deleting the class's state is deleting that file: the mailbox is then read as if for the first time.
    let (class, samir) = (school.class(), school.guardian("samir.haddad"));
    school.servers.deliver(&class, &plain(&samir, &class, "Tomorrow", "We come at nine."), "INBOX");
    assert_eq!(school.at(THURSDAY).run()["new"], 1);
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(school.path(&format!("state/room-12.sqlite3{end}")));
    }
    assert!(school.at(THURSDAY).list("messages").is_empty());
    let done = school.at("2026-11-22T16:30:00-05:00").run();
    assert_eq!((&done["new"], &done["enqueued"]), (&json!(1), &json!(0)), "what was before its first start is past");
}
