//! Care of the state by command: a backup while homeroom works, a backup that is killed, an earlier state put back.

use crate::school::Told;
use crate::state::SmallDisk;
use crate::world::settings::Settings;
use homeroom::store::{Store, StoreError, health};
use jiff::Timestamp;
use rusqlite::Connection;
use serde_json::{Value, json};
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;
use tempfile::TempDir;

const MONDAY: &str = "2026-11-09T15:00:00-05:00";
const AFTERNOON: &str = "2026-11-09T15:30:00-05:00";
const EVENING: &str = "2026-11-09T15:34:00-05:00";
const TUESDAY: &str = "2026-11-10T09:00:00-05:00";

pub const JOB: &str = "[[jobs]]
name = 'afternoon'
cron = '30 15 * * Mon-Fri'
template = 'reading-log-reminder'
audience = 'all'
approval = 'none'
personal = false
";

/// The demo's class with one job, its mailbox and its way out folders beside it.
pub struct Host {
    dir: TempDir,
}

impl Host {
    pub fn new() -> Host {
        let dir = tempfile::tempdir().unwrap();
        Settings::with_jobs(JOB).write(dir.path());
        for folder in ["mail", "mail/.Sent", "mail/.Junk"] {
            for part in ["cur", "new", "tmp"] {
                std::fs::create_dir_all(dir.path().join(folder).join(part)).unwrap();
            }
        }
        Host { dir }
    }

    /// One whose class began on the Monday.
    pub fn begun() -> Host {
        let host = Host::new();
        host.at(MONDAY, &["run", "--once"]).ended(0);
        host
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.dir.path().join(name)
    }

    fn state(&self) -> PathBuf {
        self.path("state/room-12.sqlite3")
    }

    fn command(&self, arguments: &[&str]) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_homeroom"));
        command.env_clear().current_dir(self.dir.path()).stdin(Stdio::null());
        command.arg("--config").arg(self.path("homeroom.toml")).args(arguments);
        command
    }

    pub fn at(&self, now: &str, arguments: &[&str]) -> Told {
        let mut command = self.command(&["--now", now]);
        Told::by(command.args(arguments))
    }

    pub fn rows(&self, now: &str, what: &[&str]) -> Vec<Value> {
        let mut command = self.command(&["--now", now, "--json"]);
        Told::by(command.args(what)).rows()
    }

    /// `room-13` beside `room-12`, with a mailbox of its own.
    pub fn opens_a_second_class(&self) {
        let class = std::fs::read_to_string(self.path("classes/room-12.toml")).unwrap();
        std::fs::write(self.path("classes/room-13.toml"), class.replace("room12", "room13")).unwrap();
        let (school, mail) = (self.path("homeroom.toml"), self.path("mail").display().to_string());
        let text = std::fs::read_to_string(&school).unwrap().replace(&mail, &format!("{mail}-{{class}}"));
        std::fs::write(&school, text).unwrap();
    }

    /// How many mails have left the house.
    fn sent(&self) -> usize {
        std::fs::read_dir(self.path("out/new")).map_or(0, Iterator::count)
    }

    fn held(&self) -> bool {
        self.rows(EVENING, &["status"])[0]["connection"] == "held"
    }
}

fn is_whole(file: &Path) -> bool {
    let connection = Connection::open(file).unwrap();
    let found: String = connection.query_row("PRAGMA integrity_check", [], |row| row.get(0)).unwrap();
    found == "ok"
}

fn mode(file: &Path) -> u32 {
    std::fs::metadata(file).unwrap().permissions().mode() & 0o777
}

fn names(folder: &Path) -> Vec<String> {
    let entries = std::fs::read_dir(folder).unwrap();
    let mut names: Vec<String> = entries.map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn yesterdays_backup_is_put_back_and_nothing_of_today_goes_out_twice() {
    let host = Host::begun();
    let backup = host.path("yesterday.backup");
    let file = backup.display().to_string();
    let told = host.rows(MONDAY, &["backup", &file]).remove(0);
    let octets = std::fs::metadata(&backup).unwrap().len();
    assert_eq!(
        told,
        json!({"class": "room-12", "file": file, "at": "2026-11-09T20:00:00Z", "octets": octets, "broken_log": null})
    );
    assert_eq!((mode(&backup), is_whole(&backup)), (0o600, true));

    host.at(AFTERNOON, &["run", "--once"]).ended(0);
    let sent = host.sent();
    assert!(sent > 5, "{sent}");
    let restored = host.rows(EVENING, &["restore", &file]).remove(0);
    let kept = host.path("state/room-12.sqlite3.before-restore");
    assert_eq!(
        restored,
        json!({"class": "room-12", "file": file, "state_of": "2026-11-09T20:00:00Z", "kept": kept.display().to_string(), "broken_log": null})
    );
    assert_eq!((mode(&host.state()), is_whole(&kept)), (0o600, true));

    let told = host.at(EVENING, &["run", "--once"]).ended(1);
    told.says(&["restored from a backup (it is that of Mon 09 Nov 15:00)", "sends nothing", "homeroom resume"]);
    let status = host.rows(EVENING, &["status"]).remove(0);
    assert_eq!((&status["ok"], &status["connection"]), (&json!(false), &json!("held")), "{status}");
    assert!(host.at(EVENING, &["summary"]).ended(0).out.contains("homeroom is held"));
    host.at(EVENING, &["resume", "--dry-run"]).ended(0).says(&["0 mails would go out", "afternoon is not made up for"]);
    assert!(host.held());
    host.at(EVENING, &["resume"]).ended(0).says(&["homeroom goes on"]);
    host.at(EVENING, &["run", "--once"]).ended(0);
    assert_eq!(host.sent(), sent, "what went out in the life that was lost does not go out again");
    host.at(EVENING, &["resume"]).ended(0).says(&["it is not held"]);

    // Put back once more: what was kept the first time stays.
    host.at(EVENING, &["restore", &file]).ended(0);
    assert!(host.held());
    let kept: Vec<String> = names(&host.path("state")).into_iter().filter(|n| n.contains("before")).collect();
    assert_eq!(kept, ["room-12.sqlite3.before-restore", "room-12.sqlite3.before-restore-2"]);
}

#[test]
fn mails_that_waited_in_the_backup_are_listed_and_go_or_stay_as_the_person_says() {
    let host = Host::begun();
    // The way out is a file: nothing leaves.
    std::fs::remove_dir_all(host.path("out")).unwrap_or_default();
    std::fs::write(host.path("out"), "").unwrap();
    host.at(AFTERNOON, &["run", "--once"]);
    let file = host.path("b").display().to_string();
    host.at(AFTERNOON, &["backup", &file]).ended(0);
    std::fs::remove_file(host.path("out")).unwrap();
    host.at(TUESDAY, &["restore", &file]).ended(0);
    let listed = host.rows(TUESDAY, &["resume", "--dry-run"]);
    assert!(listed.len() > 5, "{listed:?}");
    for field in ["id", "to", "student", "household", "template", "subject", "not_before"] {
        assert!(listed.iter().all(|mail| !mail[field].is_null()), "{field}: {listed:?}");
    }
    let page = host.at(TUESDAY, &["resume", "--dry-run"]).ended(0).out;
    assert!(page.contains("reading-log-remin") && page.contains("Priya"), "{page}");
    host.at(TUESDAY, &["resume", "--drop", "4711"]).ended(1).says(&["4711", "nothing was done"]);
    host.at(TUESDAY, &["resume", "--drop", "x"]).ended(2);
    assert!(host.held());
    let two = format!("{},{}", listed[0]["id"], listed[1]["id"]);
    host.at(TUESDAY, &["resume", "--drop", &two]).ended(0).says(&["2 were dropped"]);
    host.at(TUESDAY, &["run", "--once"]).ended(0);
    assert_eq!(host.sent(), listed.len() - 2);
    let outbox = host.rows(TUESDAY, &["outbox"]);
    assert_eq!(outbox.iter().filter(|mail| mail["state"] == "cancelled").count(), 2, "{outbox:?}");
}

#[test]
fn a_backup_is_held_whatever_way_it_comes_into_its_place() {
    let host = Host::begun();
    let file = host.path("copy");
    host.at(MONDAY, &["backup", &file.display().to_string()]).ended(0);
    host.at(AFTERNOON, &["run", "--once"]).ended(0);
    let sent = host.sent();
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(host.path(&format!("state/room-12.sqlite3{end}")));
    }
    std::fs::remove_file(host.path("state/room-12.witness")).unwrap();
    std::fs::copy(&file, host.state()).unwrap();
    host.at(EVENING, &["run", "--once"]).ended(1).says(&["a backup was put in the place"]);
    assert_eq!((host.held(), host.sent()), (true, sent));
}

#[test]
fn only_what_can_be_a_backup_is_written_over() {
    let host = Host::begun();
    let refused = |file: &str, words: &str| host.at(MONDAY, &["backup", file]).ended(1).says(&[words]);
    refused("mail", "name the file");
    refused("state/room-12.sqlite3", "a file that homeroom works with");
    refused("state/../state/room-12.witness", "a file that homeroom works with");
    refused("nowhere/b", "No such file");
    let before = std::fs::read(host.path("homeroom.toml")).unwrap();
    refused("homeroom.toml", "is no backup of homeroom's");
    assert_eq!(std::fs::read(host.path("homeroom.toml")).unwrap(), before);
    assert!(names(host.dir.path()).iter().all(|name| !name.contains("homeroom-backup")));

    // One that is replaced, in the state's own folder too; what a killed one left goes.
    std::fs::write(host.path("state/.room-12.homeroom-backup"), "half a backup").unwrap();
    for _ in 0..2 {
        host.at(MONDAY, &["backup", "state/latest"]).ended(0);
    }
    assert!(is_whole(&host.path("state/latest")));
    assert!(names(&host.path("state")).iter().all(|name| !name.contains("homeroom-backup")));

    host.opens_a_second_class();
    for command in ["backup", "restore"] {
        host.at(MONDAY, &[command, "b"]).ended(2).says(&["several classes", "--class: room-12, room-13"]);
    }
    host.at(MONDAY, &["--class", "room-13", "backup", "b"]).ended(1).says(&["no state yet"]);
    // A backup says whose it is.
    host.at(MONDAY, &["--class", "room-13", "restore", "state/latest"]).ended(1).says(&["another class (room-12"]);
    assert!(!host.path("state/room-13.sqlite3").exists());
}

#[test]
fn what_is_no_whole_state_of_homerooms_is_not_put_back() {
    let host = Host::begun();
    let refused = |file: &str, words: &str| host.at(MONDAY, &["restore", file]).ended(1).says(&[words]);
    refused("nowhere", "No such file");
    refused("homeroom.toml", "is no state of homeroom's");
    Connection::open(host.path("theirs")).unwrap().execute_batch("CREATE TABLE t (x)").unwrap();
    refused("theirs", "is no state of homeroom's");
    host.at(MONDAY, &["backup", "good"]).ended(0);
    let before = std::fs::read(host.state()).unwrap();
    let mut bytes = std::fs::read(host.path("good")).unwrap();
    let end = bytes.len() - 8192;
    bytes[end..].fill(0xff);
    std::fs::write(host.path("bad"), bytes).unwrap();
    refused("bad", "is damaged");
    Connection::open(host.path("good")).unwrap().pragma_update(None, "user_version", 99).unwrap();
    refused("good", "newer homeroom");
    assert_eq!(std::fs::read(host.state()).unwrap(), before);
    assert!(!host.held());
    let left: Vec<String> = names(&host.path("state")).into_iter().filter(|n| n.contains("restor")).collect();
    assert_eq!(left, Vec::<String>::new());
}

#[test]
fn a_damaged_state_is_put_aside_for_a_backup() {
    let host = Host::begun();
    host.at(MONDAY, &["backup", "good"]).ended(0);
    let mut bytes = std::fs::read(host.state()).unwrap();
    bytes[..4096].fill(0xff);
    std::fs::write(host.state(), &bytes).unwrap();
    host.at(MONDAY, &["status"]).ended(1).says(&["is damaged"]);
    host.at(MONDAY, &["restore", "good"]).ended(0);
    assert!(host.held());
    assert_eq!(std::fs::read(host.path("state/room-12.sqlite3.before-restore")).unwrap(), bytes);
}

#[test]
fn nothing_is_put_back_under_somebody_who_works() {
    let host = Host::begun();
    host.at(MONDAY, &["backup", "b"]).ended(0);
    let lock = std::fs::File::open(host.path("state/room-12.lock")).unwrap();
    lock.lock().unwrap();
    host.at(MONDAY, &["restore", "b"]).ended(1).says(&["another homeroom works on the class"]);
    drop(lock);
    // Or looks: the log of the old state would be taken for that of the new one.
    let store = Store::open(&host.state()).unwrap();
    store.read(|_| Ok(())).unwrap();
    host.at(MONDAY, &["restore", "b"]).ended(1).says(&["another command is looking at the state", "nothing was done"]);
    drop(store);
    host.at(MONDAY, &["restore", "b"]).ended(0);
}

#[test]
fn a_backup_that_is_killed_leaves_the_old_one_and_nothing_that_stays() {
    let host = Host::begun();
    let state = host.state();
    {
        let store = Store::open(&state).unwrap();
        store
            .write(|tx| (0..4_000).try_for_each(|n| health::note(tx, &format!("{n:05}"), &"x".repeat(3_000), at(n))))
            .unwrap();
    }
    host.at(MONDAY, &["backup", "b"]).ended(0);
    let old = std::fs::read(host.path("b")).unwrap();
    let writing = AtomicBool::new(true);
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let store = Store::open(&state).unwrap();
            let mut n = 0;
            while writing.load(Ordering::Relaxed) || n < 1_000 {
                n += 1;
                store.write(|tx| health::note(tx, "counted", &n.to_string(), at(n))).unwrap();
            }
        });
        let stop = Stop(&writing);
        let mut killed = 0;
        for round in 0..20 {
            let mut command = host.command(&["backup", "b"]);
            let mut child = command.stdout(Stdio::null()).stderr(Stdio::null()).spawn().unwrap();
            std::thread::sleep(Duration::from_millis(5 + 15 * round));
            let _ = child.kill();
            killed += usize::from(!child.wait().unwrap().success());
            let now = std::fs::read(host.path("b")).unwrap();
            assert!(now == old || is_whole(&host.path("b")), "round {round}");
        }
        drop(stop);
        assert!(killed > 5, "{killed} were killed before they were done");
    });
    host.at(MONDAY, &["backup", "b"]).ended(0);
    assert!(is_whole(&host.path("b")) && is_whole(&state));
    assert!(
        names(host.dir.path()).iter().all(|name| !name.contains("homeroom-backup")),
        "{:?}",
        names(host.dir.path())
    );
    let counted = |file: &Path| -> i64 {
        let connection = Connection::open(file).unwrap();
        let value: String =
            connection.query_row("SELECT value FROM health WHERE name = 'counted'", [], |row| row.get(0)).unwrap();
        value.parse().unwrap()
    };
    assert_eq!(counted(&host.path("b")), counted(&state));
}

/// The writer ends, however the test does.
struct Stop<'a>(&'a AtomicBool);

impl Drop for Stop<'_> {
    fn drop(&mut self) {
        self.0.store(false, Ordering::Relaxed);
    }
}

fn at(n: i64) -> Timestamp {
    Timestamp::from_second(n).unwrap()
}

#[test]
fn after_a_kill_the_state_is_read_before_work_and_a_damaged_one_is_refused() {
    let host = Host::begun();
    assert!(!host.path("state/room-12.sqlite3.open").exists(), "an orderly end leaves no marker");
    std::fs::write(host.path("state/room-12.sqlite3.open"), "").unwrap();
    host.at(MONDAY, &["status"]);
    assert!(host.path("state/room-12.sqlite3.open").exists(), "looking is no work");
    host.at(MONDAY, &["run", "--once"]).ended(0).says(&["came to no orderly end", "the state is whole"]);
    assert!(!host.path("state/room-12.sqlite3.open").exists());

    let store = Store::open(&host.state()).unwrap();
    let write = |tx: &homeroom::store::Tx<'_>| -> Result<(), StoreError> {
        (0..2_000).try_for_each(|n| health::note(tx, &format!("{n:05}"), &"x".repeat(3_000), at(n)))
    };
    store.write(write).unwrap();
    drop(store);
    let mut bytes = std::fs::read(host.state()).unwrap();
    let half = bytes.len() / 4096 / 2;
    for page in half..half + 50 {
        bytes[page * 4096..page * 4096 + 64].fill(0xff);
    }
    std::fs::write(host.state(), bytes).unwrap();
    std::fs::write(host.path("state/room-12.sqlite3.open"), "").unwrap();
    host.at(MONDAY, &["run", "--once"]).ended(1).says(&["is damaged", "homeroom restore"]);
}

#[test]
fn with_little_room_left_no_work_is_taken_on_and_what_was_noted_stays_true() {
    let host = Host::new();
    let Some(disk) = SmallDisk::mount(host.path("state")) else { return };
    host.at(MONDAY, &["run", "--once"]).ended(0);
    let mail = "From: nobody@elsewhere.test\r\nSubject: hello\r\n\r\nhello\r\n";
    std::fs::write(host.path("mail/new/1.mail"), mail).unwrap();
    // A sixteenth of 4 MiB is 256 KiB.
    let ballast = disk.leave(240_000);
    host.at(AFTERNOON, &["run", "--once"]).ended(1).says(&["the disk is full"]);
    assert_eq!((host.sent(), host.rows(AFTERNOON, &["messages"]).len()), (0, 0), "nothing was begun");
    let status = host.rows(AFTERNOON, &["status"]).remove(0);
    let problems = status["problems"].to_string();
    assert!(
        problems.contains("are free, and homeroom leaves at least 256 KiB") && problems.contains("free some space"),
        "{problems}"
    );
    assert_eq!(problems.matches("the disk is full").count(), 1, "{problems}");
    host.at(AFTERNOON, &["summary"]).ended(0);
    host.at(AFTERNOON, &["backup", "state/b"]).ended(1).says(&["there is no room for the backup"]);
    std::fs::remove_file(ballast).unwrap();
    host.at(AFTERNOON, &["run", "--once"]).ended(0);
    assert!(host.sent() > 5);
    assert_eq!(host.rows(AFTERNOON, &["status"])[0]["problems"].to_string().matches("disk").count(), 0);
}
