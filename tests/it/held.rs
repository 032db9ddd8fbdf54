//! A state that was put back to an earlier one: homeroom notices, sends nothing and runs nothing, says why, and goes on
//! when a person says so, without doing again what was done in the life that was lost.

use crate::care::JOB;
use crate::world::World;
use crate::world::settings::Settings;
use homeroom::cli::demo::cast::{CHILDREN, letter};
use homeroom::cli::demo::letters::Topic;
use homeroom::cli::demo::mailshapes::fresh;
use homeroom::cli::demo::script::Folder;
use homeroom::clock::{Clock, SystemClock};
use homeroom::domain::life::HoldCause;
use homeroom::domain::outbox::OutboxState::{Cancelled, Queued, Sent};
use homeroom::ids::OutboxId;
use homeroom::service::resume::{Answer, GoingOn, LeaveOut, preview, resume};
use homeroom::service::status::{Status, status};
use homeroom::service::summary;
use homeroom::store::{Tx, life};
use jiff::SignedDuration;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

const STATE: &str = "room-12.sqlite3";
const WITNESS: &str = "room-12.witness";
const LETTERS: &str = "template = 'reading-log-reminder'";

/// A Monday before the job's hour, with everything due so far done.
fn world() -> World {
    let mut world = World::with(Settings::with_jobs(JOB), "2026-11-09T06:00:00-05:00");
    world.at("2026-11-09T15:00:00").step().unwrap();
    world
}

type Files = Vec<(String, Vec<u8>)>;

fn files(world: &mut World, names: &[&str]) -> Files {
    let mut files = Files::new();
    world.while_stopped(|state| {
        files = names.iter().map(|name| ((*name).to_owned(), std::fs::read(state.join(name)).unwrap())).collect();
    });
    files
}

fn put_back(world: &mut World, files: &Files) {
    world.while_stopped(|state| {
        forget(state);
        for (name, bytes) in files {
            std::fs::write(state.join(name), bytes).unwrap();
        }
    });
}

fn forget(state: &Path) {
    for end in ["", "-wal", "-shm"] {
        let _ = std::fs::remove_file(state.join(format!("{STATE}{end}")));
    }
}

fn told(world: &World) -> Status {
    let now = world.clock_says();
    world.class().store.read(|tx| status(tx, world.class(), true, now)).unwrap()
}

fn cause(world: &World) -> String {
    world.rows("SELECT cause FROM hold").concat().concat()
}

fn go_on(world: &World, leave_out: LeaveOut) -> GoingOn {
    match resume(world.class(), &leave_out, false, world.clock_says()).unwrap() {
        Answer::GoesOn(on) => on,
        other => panic!("{other:?}"),
    }
}

/// Own mail as it lies in Sent, as the provider files it there.
fn file_copies(world: &mut World, folder: Folder, from: usize) {
    let copies: Vec<Vec<u8>> = world.arrived[from..].iter().map(|a| a.mail.bytes.clone()).collect();
    copies.iter().for_each(|copy| world.deliver(folder, copy));
}

#[test]
fn a_state_put_back_by_hand_sends_and_runs_nothing_until_a_person_says_so() {
    let mut world = world();
    let old = files(&mut world, &[STATE]);
    world.at("2026-11-09T15:30:00").step().unwrap();
    let sent = world.arrived.len();
    assert!(sent > 5, "{sent}");
    put_back(&mut world, &old);
    assert_eq!(cause(&world), "witness");

    // What the clock names now has been done in the life that was lost; mail is read all the same.
    let child = CHILDREN.iter().find(|c| c.called() == "Noah").unwrap();
    let from = &child.guardians[0];
    world.at("2026-11-09T15:34:00");
    let mail = fresh(&from.person().unwrap(), &letter(child, from, Topic::Thanks, 1).unwrap(), &world.local(), 1);
    world.deliver(Folder::Inbox, &mail);
    world.step().unwrap();
    world.at("2026-11-10T07:05:00").step().unwrap();
    assert_eq!(world.arrived.len(), sent);
    assert_eq!(world.value("SELECT count(*) FROM reading"), "1");
    assert_eq!(
        world.value("SELECT count(*) FROM job_run WHERE slot >= '2026-11-09T15'"),
        "0",
        "neither job nor summary"
    );
    let status = told(&world);
    assert_eq!(status.connection, "held");
    let words = &status.problems[0];
    for part in ["put back to an earlier one", "sends nothing", "0 mails would go out", "homeroom resume"] {
        assert!(words.contains(part), "{part}: {words}");
    }
    let page = summary::show(world.class(), world.clock_says()).unwrap().letter.text;
    assert!(page.contains("homeroom is held"), "{page}");
    world.restart();
    assert_eq!(cause(&world), "witness", "a restart lets nothing go");

    let on = go_on(&world, LeaveOut::These(Vec::new()));
    let missed: Vec<String> = on.missed.iter().map(|run| format!("{} {}", run.job, run.slot)).collect();
    assert!(on.mails.is_empty(), "{:?}", on.mails);
    assert_eq!(missed, ["afternoon 2026-11-09T15:30:00", "(summary) 2026-11-10T07:00:00"]);
    world.at("2026-11-10T07:06:00").step().unwrap();
    assert_eq!(world.arrived.len(), sent, "nothing is made up for");
    world.restart();
    assert_eq!((cause(&world), told(&world).connection), (String::new(), "polling"));

    // The next run is a new one, with numbers that no mail of the lost life had; the summary has told of the other.
    let lost: i64 = world.arrived.iter().map(|a| number(&a.mail.bytes, "X-Homeroom-Id")).max().unwrap();
    world.at("2026-11-10T15:30:00").step().unwrap();
    assert!(world.arrived.len() > sent);
    assert!(world.arrived[sent..].iter().all(|a| number(&a.mail.bytes, "X-Homeroom-Id") > lost + 1_000));
    let page = summary::show(world.class(), world.clock_says()).unwrap().letter.text;
    assert!(page.contains("afternoon did not run on Mon 9 Nov at 15:30: homeroom was held then"), "{page}");
}

fn number(mail: &[u8], field: &str) -> i64 {
    let text = String::from_utf8_lossy(mail);
    let line = text.lines().find_map(|line| line.strip_prefix(&format!("{field}: "))).expect(field);
    line.trim().parse().unwrap()
}

#[test]
fn a_snapshot_that_put_the_witness_back_as_well_is_noticed_from_sent() {
    let mut world = world();
    world.at("2026-11-09T15:30:00").tick().unwrap();
    let letters = world.states(LETTERS).len();
    let old = files(&mut world, &[STATE, WITNESS]);
    let before = world.arrived.len();
    world.send().unwrap();
    assert_eq!(world.arrived.len(), before + letters);
    put_back(&mut world, &old);
    assert_eq!(cause(&world), "", "neither file knows of it");
    file_copies(&mut world, Folder::Sent, before);
    world.at("2026-11-09T15:40:00").step().unwrap();
    assert_eq!(cause(&world), "sent");
    assert_eq!(world.arrived.len(), before + letters, "nothing goes out twice");
    // What lies in Sent was sent, and was contact.
    assert!(world.states(LETTERS).iter().all(|state| *state == Sent));
    let contacts = world.value("SELECT count(*) FROM contact WHERE outbox IS NOT NULL");
    assert_ne!(contacts, "0");
    go_on(&world, LeaveOut::These(Vec::new()));
    world.at("2026-11-09T15:41:00").step().unwrap();
    assert_eq!((cause(&world), world.arrived.len()), (String::new(), before + letters));
}

#[test]
fn a_mail_in_sent_that_no_row_is_left_of_holds_once() {
    let mut world = world();
    let old = files(&mut world, &[STATE, WITNESS]);
    world.at("2026-11-09T15:30:00").step().unwrap();
    let sent = world.arrived.len();
    put_back(&mut world, &old);
    // By way of the inbox anybody can send anything, whatever it bears.
    file_copies(&mut world, Folder::Inbox, sent - 1);
    // And in Sent a mail with our marks, but without a key of this class, says nothing.
    let forged = String::from_utf8(world.arrived[sent - 2].mail.bytes.clone()).unwrap().replace("<t.", "<t.aaaa");
    world.deliver(Folder::Sent, forged.as_bytes());
    world.at("2026-11-09T15:32:00");
    world.sweep().unwrap();
    world.understand().unwrap();
    assert_eq!(cause(&world), "");
    let by_hand = world.value("SELECT count(*) FROM contact");
    let copy = world.arrived[sent - 3].mail.bytes.clone();
    world.deliver(Folder::Sent, &copy);
    world.sweep().unwrap();
    world.understand().unwrap();
    assert_eq!(cause(&world), "sent");
    assert_eq!(world.value("SELECT count(*) FROM contact"), by_hand, "it is nobody's hand-written letter");
    world.step().unwrap();
    assert_eq!(world.arrived.len(), sent);
    go_on(&world, LeaveOut::These(Vec::new()));
    // Copies of the lost life that turn up late are of before the word to go on.
    world.mailbox.renumber();
    world.mailbox.reconcile = true;
    world.at("2026-11-09T15:50:00").step().unwrap();
    assert_eq!(cause(&world), "");
}

#[test]
fn mail_that_waits_is_listed_and_may_be_left_out() {
    let mut world = world();
    world.at("2026-11-09T15:30:00").tick().unwrap();
    let old = files(&mut world, &[STATE]);
    world.send().unwrap();
    let sent = world.arrived.len();
    put_back(&mut world, &old);
    let all = world.states(LETTERS).len();
    assert!(told(&world).problems[0].contains(&format!("{all} mails would go out")), "{:?}", told(&world).problems);
    let first = OutboxId(world.value(&format!("SELECT min(id) FROM outbox WHERE {LETTERS}")).parse().unwrap());
    let now = world.clock_says();
    let nobody = LeaveOut::These(vec![OutboxId(999)]);
    assert_eq!(resume(world.class(), &nobody, false, now).unwrap(), Answer::NoSuchMail(vec![OutboxId(999)]));
    let these = LeaveOut::These(vec![first]);
    let Answer::GoesOn(shown) = preview(world.class(), &these, false, now).unwrap() else { panic!("it is held") };
    assert_eq!((shown.mails.len(), shown.left_out.len()), (all - 1, 1));
    world.send().unwrap();
    assert_eq!((cause(&world).as_str(), world.arrived.len()), ("witness", sent), "looking lets nothing go");
    go_on(&world, these);
    world.send().unwrap();
    assert_eq!(world.arrived.len(), sent + all - 1);
    assert_eq!(world.states(LETTERS).iter().filter(|s| **s == Cancelled).count(), 1);
    assert_eq!(resume(world.class(), &LeaveOut::All, false, now).unwrap(), Answer::NotHeld);
}

#[test]
fn a_class_begun_anew_takes_the_old_witness_over() {
    let mut world = world();
    world.at("2026-11-09T15:30:00").step().unwrap();
    let old = files(&mut world, &[STATE]);
    world.while_stopped(forget);
    assert_eq!(cause(&world), "");
    world.at("2026-11-10T15:30:00").step().unwrap();
    assert!(world.states(LETTERS).iter().all(|state| *state == Sent));
    world.restart();
    assert_eq!(cause(&world), "", "and is its own from then on");
    // The state that was put away comes back: it may have been overtaken.
    put_back(&mut world, &old);
    assert_eq!(cause(&world), "other_state");
}

#[test]
fn a_witness_that_is_damaged_missing_or_behind_is_written_anew() {
    let mut world = world();
    world.at("2026-11-09T15:30:00").tick().unwrap();
    let behind = files(&mut world, &[WITNESS]);
    world.send().unwrap();
    let now = |world: &mut World| files(world, &[WITNESS]).remove(0).1;
    let right = now(&mut world);
    for bytes in [&b""[..], b"not a line of ours\n", &[0xff; 80], &behind[0].1] {
        world.while_stopped(|state| std::fs::write(state.join(WITNESS), bytes).unwrap());
        assert_eq!(cause(&world), "");
        assert_eq!(now(&mut world).get(..right.len()), Some(&right[..]), "{bytes:?}");
    }
    world.while_stopped(|state| std::fs::remove_file(state.join(WITNESS)).unwrap());
    assert_eq!((cause(&world), now(&mut world)), (String::new(), right));
    // A folder is in its place: homeroom works without.
    world.while_stopped(|state| {
        std::fs::remove_file(state.join(WITNESS)).unwrap();
        std::fs::create_dir(state.join(WITNESS)).unwrap();
    });
    world.at("2026-11-10T15:30:00").step().unwrap();
    assert!(world.states(LETTERS).iter().all(|state| *state == Sent));
}

#[test]
fn every_mail_bears_how_far_the_state_had_got() {
    let mut world = world();
    world.at("2026-11-09T15:30:00").tick().unwrap();
    assert!(world.states(LETTERS).contains(&Queued));
    world.send().unwrap();
    let marks: Vec<i64> = world.arrived.iter().map(|a| number(&a.mail.bytes, "X-Homeroom-Generation")).collect();
    assert!(marks.windows(2).all(|two| two[0] < two[1]), "{marks:?}");
    let generation: i64 = world.value("SELECT generation FROM life").parse().unwrap();
    assert_eq!(generation, 2 * i64::try_from(marks.len()).unwrap(), "one for the mail, one for its body");
}

/// Killed when this is dropped.
struct Daemon(Child);

impl Drop for Daemon {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

#[test]
fn a_daemon_that_runs_notices_within_half_a_minute_that_it_may_go_on() {
    // A summary every minute, by the machine's own clock: it waits for no school hours.
    let mut settings = Settings::with_jobs(JOB);
    let (daily, always) =
        ("cron = \"0 7 * * Mon-Fri\"\nskip_closed_days = true", "cron = \"* * * * *\"\nskip_closed_days = false");
    assert!(settings.class_toml.contains(daily));
    settings.class_toml = settings.class_toml.replace(daily, always);
    let now = SystemClock.now();
    let mut world = World::with(settings, &(now - SignedDuration::from_secs(90)).to_string());
    for folder in ["new", "cur", "tmp"] {
        std::fs::create_dir_all(world.path("mail").join(folder)).unwrap();
    }
    world.tick().unwrap();
    world.clock.set(now);
    world.tick().unwrap();
    assert_eq!(world.states("template = 'summary'"), [Queued]);
    let hold = |tx: &Tx<'_>| life::set_hold(tx, HoldCause::Restored, now);
    assert!(world.class().store.write(hold).unwrap());

    let command = |arguments: &[&str]| {
        let mut command = Command::new(env!("CARGO_BIN_EXE_homeroom"));
        command.arg("--config").arg(world.path("homeroom.toml")).args(arguments);
        command.stdin(Stdio::null()).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let daemon = Daemon(command(&["run"]).spawn().unwrap());
    let sent = || world.states("template = 'summary'").contains(&Sent);
    within(20, "it looks at the mailbox", || {
        world.value("SELECT count(*) FROM health WHERE name = 'last_fetch'") == "1"
    });
    std::thread::sleep(Duration::from_secs(3));
    assert!(!sent() && !world.path("out/new").exists(), "nothing goes out");
    assert!(command(&["resume"]).status().unwrap().success());
    within(40, "it goes on", sent);
    drop(daemon);
    world.restart();
}

fn within(seconds: u64, what: &str, done: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(seconds);
    while !done() {
        assert!(Instant::now() < end, "in time: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
