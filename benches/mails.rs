//! What `homeroom inspect --json` costs on one core: mails a second over the samples, and the time and the memory that
//! each mail built to hurt takes. `cargo bench --bench mails`, or with some letters of a case's name.
//!
//! Each hurtful mail is read by a process of its own, so that the peak of its memory is that mail's; it is counted above
//! what the process held before it read the file. Memory is told on Linux alone.

#[path = "mails/hurtful.rs"]
mod hurtful;

use homeroom::cli::inspect::inspect_json;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{Duration, Instant};

/// Names the file of the one mail that this process is to read.
const ONE_MAIL: &str = "HOMEROOM_BENCH_MAIL";
/// How long the samples are read over and over.
const SAMPLING: Duration = Duration::from_secs(5);

fn main() {
    if let Ok(file) = std::env::var(ONE_MAIL) {
        return read_one(Path::new(&file));
    }
    let wanted = std::env::args().skip(1).find(|arg| !arg.starts_with('-')).unwrap_or_default();
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (name, folder) in [("own samples", "tests/corpus"), ("shared samples", "../shared/corpus/cases")] {
        if name.contains(&wanted) && root.join(folder).is_dir() {
            samples(name, &root.join(folder));
        }
    }
    let scratch = tempfile::tempdir().expect("a folder");
    println!("\n{:<44}{:>10}{:>12}{:>14}", "mail", "size", "time", "above idle");
    for (name, raw) in hurtful::mails().filter(|(name, _)| name.contains(&wanted)) {
        let file = scratch.path().join("mail.eml");
        std::fs::write(&file, raw()).expect("written");
        let run = Command::new(std::env::current_exe().expect("this program")).env(ONE_MAIL, &file).output();
        let run = run.expect("started");
        assert!(run.status.success(), "{name}: {}", String::from_utf8_lossy(&run.stderr));
        print!("{name:<44}{}", String::from_utf8_lossy(&run.stdout));
    }
}

/// The very path of the command, the line of JSON included.
fn inspect(file: &str, raw: &[u8]) -> usize {
    serde_json::to_string(&inspect_json(file, raw)).expect("JSON").len()
}

fn samples(name: &str, folder: &Path) {
    let mut mails = Vec::new();
    read_folder(folder, &mut mails);
    let octets: usize = mails.iter().map(|(_, raw)| raw.len()).sum();
    let began = Instant::now();
    let mut rounds = 0;
    let mut fastest = Duration::MAX;
    while began.elapsed() < SAMPLING {
        let round = Instant::now();
        for (file, raw) in &mails {
            std::hint::black_box(inspect(file, raw));
        }
        fastest = fastest.min(round.elapsed());
        rounds += 1;
    }
    let a_second = |count: usize, time: Duration| count as f64 / time.as_secs_f64();
    println!(
        "{name}: {} mails of {} bytes on average: {:.0} mails a second, {:.0} in the fastest of {rounds} rounds",
        mails.len(),
        octets / mails.len(),
        a_second(mails.len() * rounds, began.elapsed()),
        a_second(mails.len(), fastest),
    );
}

fn read_folder(folder: &Path, mails: &mut Vec<(String, Vec<u8>)>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).expect("a folder").map(|entry| entry.expect("an entry").path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            read_folder(&path, mails);
        } else if path.extension().is_some_and(|e| e == "eml") {
            mails.push((path.display().to_string(), std::fs::read(&path).expect("a mail")));
        }
    }
}

fn read_one(file: &Path) {
    let idle = peak_kib();
    let began = Instant::now();
    let raw = std::fs::read(file).expect("the mail");
    std::hint::black_box(inspect("mail.eml", &raw));
    let time = began.elapsed();
    let above = peak_kib().zip(idle).map(|(peak, idle)| peak.saturating_sub(idle));
    let memory = above.map_or("unknown".to_owned(), |kib| format!("{:.1} MiB", kib as f64 / 1024.0));
    println!("{:>7.1} MB{:>9.0} ms{memory:>14}", raw.len() as f64 / 1e6, time.as_secs_f64() * 1e3);
}

/// The most memory this process ever held.
fn peak_kib() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    status.lines().find_map(|line| line.strip_prefix("VmHWM:"))?.trim().strip_suffix(" kB")?.parse().ok()
}
