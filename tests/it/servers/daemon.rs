//! A server process that a test can pause, stop, kill and start again.

use super::ports::Port;
use std::fs;
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// A daemon that leads a process group of its own, so that one signal reaches all of its processes.
pub struct Daemon {
    name: &'static str,
    command: Box<dyn Fn() -> Command + Send + Sync>,
    ports: Vec<u16>,
    log: PathBuf,
    /// Where the reaper looks for the groups it must end if this process cannot.
    groups: PathBuf,
    child: Mutex<Option<Child>>,
}

impl Daemon {
    /// Starts a daemon and waits until all its ports take connections.
    ///
    /// The command must lead a new process group, must not fork into the background, and must have its standard
    /// streams away from ours: a daemon that keeps the test's pipe keeps the test runner waiting for ever.
    pub fn start(
        name: &'static str,
        folder: &Path,
        log: &str,
        ports: &[&Port],
        command: impl Fn() -> Command + Send + Sync + 'static,
    ) -> Daemon {
        let daemon = Daemon {
            name,
            command: Box::new(command),
            ports: ports.iter().map(|port| port.number()).collect(),
            log: folder.join(log),
            groups: folder.join("groups"),
            child: Mutex::new(None),
        };
        daemon.start_again();
        daemon
    }

    /// Starts the daemon on the same ports after [`Daemon::stop`] or [`Daemon::kill`].
    pub fn start_again(&self) {
        let mut child = self.child();
        assert!(child.is_none(), "{} runs already", self.name);
        let started = (self.command)().spawn().unwrap_or_else(|error| panic!("start {}: {error}", self.name));
        fs::write(self.note(&started), b"").expect("note the process group");
        let started = child.insert(started);
        let end = Instant::now() + Duration::from_secs(20);
        while !self.ports.iter().all(|port| TcpStream::connect(("127.0.0.1", *port)).is_ok()) {
            let ended = started.try_wait().expect("look after the server");
            assert!(ended.is_none(), "{} ended at once ({ended:?}):\n{}", self.name, self.log());
            assert!(Instant::now() < end, "{} is not ready after 20 s:\n{}", self.name, self.log());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Ends the daemon in good order: clients of IMAP read a BYE. Connections are refused from then on.
    pub fn stop(&self) {
        self.end("TERM");
    }

    /// Ends every process of the daemon at once, as a power cut does.
    pub fn kill(&self) {
        self.end("KILL");
    }

    /// Stops and starts again.
    pub fn restart(&self) {
        self.stop();
        self.start_again();
    }

    /// Freezes every process of the daemon: the kernel still takes connections and acknowledges data, and nobody
    /// answers, as on a half-open link.
    pub fn pause(&self) {
        self.signal_group("STOP");
    }

    /// Undoes [`Daemon::pause`].
    pub fn resume(&self) {
        self.signal_group("CONT");
    }

    pub fn log(&self) -> String {
        String::from_utf8_lossy(&fs::read(&self.log).unwrap_or_default()).into_owned()
    }

    fn end(&self, signal: &str) {
        let Some(mut child) = self.child().take() else { return };
        let group = format!("-{}", child.id());
        send("CONT", &group);
        // TERM goes to the leader alone, who ends the others in order; KILL leaves nobody to do that.
        let target = if signal == "KILL" { group.clone() } else { child.id().to_string() };
        send(signal, &target);
        // Dovecot itself needs a second, and six if a child of it has just begun: too long to wait for.
        let end = Instant::now() + Duration::from_secs(3);
        while child.try_wait().expect("wait for the server").is_none() && Instant::now() < end {
            std::thread::sleep(Duration::from_millis(5));
        }
        // Whoever outlived the leader would go on listening. The group keeps its number as long as it has a member.
        send("KILL", &group);
        child.wait().expect("wait for the server");
        while self.ports.iter().any(|port| TcpStream::connect(("127.0.0.1", *port)).is_ok()) {
            assert!(Instant::now() < end + Duration::from_secs(10), "{} still takes connections", self.name);
            std::thread::sleep(Duration::from_millis(1));
        }
        let _ = fs::remove_file(self.note(&child));
    }

    fn signal_group(&self, signal: &str) {
        let child = self.child();
        let child = child.as_ref().unwrap_or_else(|| panic!("{} does not run", self.name));
        send(signal, &format!("-{}", child.id()));
    }

    /// Also after a panic in a test that started a server: the server must still be ended.
    fn child(&self) -> MutexGuard<'_, Option<Child>> {
        self.child.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn note(&self, child: &Child) -> PathBuf {
        self.groups.join(child.id().to_string())
    }
}

impl Drop for Daemon {
    fn drop(&mut self) {
        self.kill();
    }
}

/// Sends a signal, if there is still somebody to get it, by the shell's own `kill`: the program of that name is not on
/// every machine.
fn send(signal: &str, target: &str) {
    let script = r#"kill -s "$1" -- "$2" 2>/dev/null || true"#;
    let status = Command::new("sh").args(["-c", script, "kill", signal, target]).status();
    assert!(status.expect("run sh").success(), "send {signal} to {target}");
}
