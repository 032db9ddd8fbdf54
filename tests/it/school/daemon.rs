//! The daemon as systemd starts it: with a socket to report to, and signals.

use super::School;
use std::fs::File;
use std::os::unix::net::UnixDatagram;
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};

/// A running `homeroom run`; killed when this is dropped.
pub struct Daemon<'s> {
    school: &'s School<'s>,
    child: Child,
    reports: UnixDatagram,
    log: PathBuf,
}

impl<'s> Daemon<'s> {
    /// Starts it and waits until it says that it is ready.
    pub fn start(school: &'s School<'s>) -> Daemon<'s> {
        let socket = school.path("notify");
        let reports = UnixDatagram::bind(&socket).expect("listen where systemd would");
        let log = school.path("daemon.log");
        let mut command = school.command(&["-v", "run"]);
        command.env("NOTIFY_SOCKET", &socket).stdout(Stdio::null());
        command.stderr(File::create(&log).expect("open a file for the log"));
        let child = command.spawn().expect("start the daemon");
        let daemon = Daemon { school, child, reports, log };
        daemon.reports("READY=1");
        daemon
    }

    /// Waits until it reports this to systemd.
    ///
    /// # Panics
    /// After 20 seconds.
    pub fn reports(&self, wanted: &str) {
        let end = Instant::now() + Duration::from_secs(20);
        let mut heard = Vec::new();
        let mut buffer = [0; 4096];
        while let Some(left) = end.checked_duration_since(Instant::now()).filter(|left| !left.is_zero()) {
            self.reports.set_read_timeout(Some(left)).expect("set a deadline");
            let Ok(read) = self.reports.recv(&mut buffer) else { break };
            let report = String::from_utf8_lossy(&buffer[..read]).into_owned();
            if report.lines().any(|line| line == wanted) {
                return;
            }
            heard.push(report);
        }
        panic!("the daemon did not report {wanted}, but {heard:?}; its log:\n{}", self.log());
    }

    pub fn signal(&self, name: &str) {
        let id = self.child.id().to_string();
        let status = Command::new("sh").args(["-c", r#"kill -s "$1" "$2""#, "kill", name, &id]).status();
        assert!(status.expect("run sh").success(), "send {name}");
    }

    /// Ends it as systemd does; its exit status and how long it took.
    pub fn stop(mut self) -> (Option<i32>, Duration) {
        let began = Instant::now();
        self.signal("TERM");
        loop {
            if let Some(status) = self.child.try_wait().expect("wait for the daemon") {
                self.school.note(&self.log());
                return (status.code(), began.elapsed());
            }
            assert!(began.elapsed() < Duration::from_secs(60), "it does not end; its log:\n{}", self.log());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    /// Ends it at once, as a power cut does.
    pub fn kill(self) {
        drop(self);
    }

    pub fn log(&self) -> String {
        std::fs::read_to_string(&self.log).unwrap_or_default()
    }

    /// Waits until the log holds these words.
    pub fn logs(&self, words: &str) {
        within("the daemon logs what it should", || self.log().contains(words));
    }
}

impl Drop for Daemon<'_> {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
        let _ = std::fs::remove_file(self.school.path("notify"));
    }
}

/// Waits for something to come true.
///
/// # Panics
/// After 20 seconds.
pub fn within(what: &str, done: impl Fn() -> bool) {
    let end = Instant::now() + Duration::from_secs(20);
    while !done() {
        assert!(Instant::now() < end, "in time: {what}");
        std::thread::sleep(Duration::from_millis(50));
    }
}
