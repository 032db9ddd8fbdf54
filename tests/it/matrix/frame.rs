//! What a cell is, how it runs its seeds, and the row that it leaves.

use crate::servers::Servers;
use fastrand::Rng;
use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::time::Instant;

/// Every cell: its name, when, what happens then, and what must hold.
pub const CELLS: [[&str; 4]; 40] = [
    ["C1.1", "the mailbox is dialled", "refused, a black hole, no TLS, for 30 minutes", "L0 D0 T, at most 40 attempts"],
    ["C1.2", "login", "a hundred refusals, then OK", "L0 D0 T, at most 10 logins a day, heals"],
    ["C1.3", "EXAMINE, the listing", "EOF after EXISTS, NO, BAD, a part and EOF", "L0 D0, no second reading, told"],
    ["C1.4", "EXAMINE", "another UIDVALIDITY over 500 mails", "L0 D0 T"],
    ["C1.5", "FETCH", "the line cut at every 97th octet of 50 mails; NO after k of n", "L0 D0"],
    ["C1.6", "FETCH", "an answer about one mail is no IMAP", "49 stored, 1 named, T"],
    ["C1.7", "FETCH", "a literal of 400 MB; one octet a second", "B, the others within 15 minutes, T"],
    ["C1.8", "FETCH", "the mail was deleted after it was listed", "no error again and again"],
    ["C1.9", "fetched, stored, understood", "kill -9", "L0 D0"],
    ["C1.10", "commit", "the disk is full, and later is not", "L0 D0 T"],
    ["C1.11", "IDLE", "packets are dropped, and mail comes", "stored within 6 minutes"],
    ["C1.12", "IDLE", "EXISTS before the +, NO, EOF, BYE again and again", "stored within 6 minutes, few logins"],
    ["C1.13", "a look", "UID 10 appears after 11", "L0 D0"],
    ["C1.14", "a look", "all mail is \\Seen, the teacher at work in it", "L0 D0, flags as they were"],
    ["C2.1", "enqueueing", "kill -9 around the commit", "D0, absent or queued once"],
    ["C2.2", "connect, EHLO, AUTH", "silence, 421, 535", "L0 D0 T, no address blamed"],
    ["C2.3", "RCPT", "450 twice, then 250", "one copy"],
    ["C2.4", "RCPT", "550 5.1.1 for 1 of 30", "29 arrive, 1 told"],
    ["C2.5", "in the mail", "kill -9; the line is reset", "L0 D0"],
    ["C2.6", "after the dot", "reset, though the server took it; a copy is in Sent", "D0, sent in the end"],
    ["C2.7", "after the dot", "reset, and the server did not take it", "U T, never two copies"],
    ["C2.8", "after the dot", "silence for 11 minutes", "U T, other mail goes on"],
    ["C2.9", "250 heard, not noted", "kill -9", "U or sent, never two copies"],
    ["C2.10", "250 heard, not noted", "the disk is full", "U or sent, never two copies, T"],
    ["C2.11", "250", "Latin-1, many lines, 1 MB", "sent once, B"],
    ["C2.12", "any", "SIGTERM", "ends within 60 s, L0 D0"],
    ["C2.13", "a letter to 120", "30 a minute, and 550 5.4.5 at the 71st", "70, and 50 on the next day, L0 D0 T"],
    ["C2.14", "the last gate", "451 before quiet hours; barred while it waits", "nothing before the morning; nothing"],
    [
        "C3.1",
        "a command, typed and by mail",
        "kill -9 between fetch, effect and receipt; it comes again",
        "its effect once and whole, one receipt",
    ],
    ["C3.2", "a mail that has effects", "delivered twice, in one folder or two", "its effects once"],
    ["C3.3", "a mail on its way", "the teacher cancels it", "cancelled or sent, and told truly"],
    ["C4.1", "a job's transaction", "kill -9", "each occurrence once"],
    ["C4.2", "three occurrences", "homeroom does not run", "one run, called late; what is over is told"],
    ["C4.3", "the clocks change", "six zones, an hour left out and an hour twice", "each local time once"],
    ["C4.4", "the clock", "a day ahead, a day behind, 1970", "nothing wrongly sent, T"],
    ["C5.1", "start", "yesterday's backup; today's mail was sent", "on hold, nothing sent, a list, T"],
    ["C5.2", "a backup in a thousand writes", "kill -9", "the old one whole; the new one absent or valid"],
    ["C5.3", "sending", "fdatasync fails once (EIO)", "ends, the file whole, L0 D0"],
    ["C5.4", "start, reload", "a second daemon; a broken configuration", "refused; the old one stays, T"],
    ["C5.5", "understanding", "a mail that ends the process", "at most 3 restarts, then quarantined, T"],
];

/// One run of a cell.
pub struct Seed {
    pub number: u64,
    pub random: Rng,
}

/// Runs a cell with its seeds and leaves its row. `few`: how many in an ordinary run.
pub fn cell(name: &str, few: u64, run: impl Fn(&mut Seed)) {
    let Some([_, moment, fault, must]) = CELLS.iter().find(|[known, ..]| *known == name) else {
        panic!("no cell is called {name}")
    };
    let asked = |variable: &str| std::env::var(variable).ok().map(|text| text.parse().expect("a number"));
    let seeds = match (asked("HOMEROOM_MATRIX_SEED"), asked("HOMEROOM_MATRIX_SEEDS")) {
        (Some(one), _) => one..one + 1,
        (None, many) => 0..many.unwrap_or(few),
    };
    let begun = Instant::now();
    let tell = |result: &str| {
        let count = seeds.end - seeds.start;
        let row = format!(
            "{name:<6}| {moment:<30} | {fault:<66} | {must:<52} | {count:>5} | {:>6.1} s | {result}",
            begun.elapsed().as_secs_f32()
        );
        println!("{row}");
        std::fs::create_dir_all(folder()).expect("a folder for the rows");
        std::fs::write(folder().join(name), format!("{row}\n")).expect("leave the row");
    };
    for number in seeds.clone() {
        let mut seed = Seed { number, random: Rng::with_seed(number.wrapping_mul(0x9e37_79b9_7f4a_7c15)) };
        if let Err(panic) = catch_unwind(AssertUnwindSafe(|| run(&mut seed))) {
            let words = words_of(&*panic);
            tell(&format!("FAILED at seed {number}: {}", words.lines().next().unwrap_or_default()));
            let test = name.replace('.', "_").to_lowercase();
            eprintln!(
                "{name} fails; again: HOMEROOM_MATRIX_SEED={number} cargo nextest run -E 'test(matrix::) & test({test})'"
            );
            resume_unwind(panic);
        }
    }
    tell("held");
}

/// [`cell`] on the servers that all tests of this process share. Where they cannot run, the row says so.
pub fn cell_on_servers(name: &str, few: u64, run: impl Fn(&mut Seed, &'static Servers)) {
    match Servers::shared() {
        Some(servers) => cell(name, few, |seed| run(seed, servers)),
        None => {
            std::fs::create_dir_all(folder()).expect("a folder for the rows");
            std::fs::write(folder().join(name), format!("{name:<6}| NOT RUN: no mail servers can be started here\n"))
                .expect("leave the row");
        }
    }
}

/// The most memory that this process has held, in MiB.
pub fn memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap();
    let line = status.lines().find(|line| line.starts_with("VmHWM")).unwrap();
    line.split_whitespace().nth(1).unwrap().parse::<u64>().unwrap() / 1024
}

fn folder() -> PathBuf {
    Path::new(env!("CARGO_TARGET_TMPDIR")).join("matrix")
}

fn words_of(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<String>().cloned();
    text.or_else(|| panic.downcast_ref::<&str>().map(|text| (*text).to_owned())).unwrap_or_default()
}

#[test]
fn every_cell_of_the_matrix_has_one_test() {
    let sources = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/it/matrix");
    let mut all = String::new();
    for entry in std::fs::read_dir(sources).expect("the cells") {
        all += &std::fs::read_to_string(entry.expect("a file").path()).expect("source");
    }
    for [name, ..] in CELLS {
        let uses = ["cell(\"", "cell_on_servers(\""].map(|call| all.matches(&format!("{call}{name}\",")).count());
        assert_eq!(uses[0] + uses[1], 1, "{name}");
    }
}
