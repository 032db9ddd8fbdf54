//! How the outgoing server is reached, and how long each stage may take.

use secrecy::SecretString;
use std::path::PathBuf;
use std::time::Duration;

/// One account at one submission server.
#[derive(Clone, Debug)]
pub struct Account {
    pub host: String,
    pub port: u16,
    pub security: Security,
    /// PEM file with certificates that are trusted beside the system's own.
    pub ca_file: Option<PathBuf>,
    /// `None` where the server takes mail without a login.
    pub login: Option<Login>,
    /// This machine's name for EHLO, or an address literal.
    pub hello_name: String,
}

/// User and password; `Debug` shows neither the password nor (through `SecretString`) lets it be copied by accident.
#[derive(Clone, Debug)]
pub struct Login {
    pub user: String,
    pub password: SecretString,
}

/// How the line is protected. There is no "if available": an answer that can be stripped protects nobody (RFC 8314).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Security {
    /// TLS from the first byte, port 465.
    Tls,
    /// STARTTLS, demanded, port 587.
    StartTls,
    /// Clear text: a relay on this machine or in a closed network. A password is given only on this machine.
    None,
}

/// The longest wait at each stage. [`Deadlines::default`] keeps the minima of RFC 5321 §4.5.3.2 and RFC 4954 §4.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Deadlines {
    /// Name look-up, TCP and the TLS handshake, each.
    pub connect: Duration,
    pub greeting: Duration,
    /// EHLO and STARTTLS, each.
    pub hello: Duration,
    /// Each exchange of AUTH.
    pub auth: Duration,
    pub mail: Duration,
    pub rcpt: Duration,
    pub data: Duration,
    /// For the body's first block; a long body gets more ([`Deadlines::body`]).
    pub block: Duration,
    /// Octets a second below which a long body is given up.
    pub slowest: u32,
    /// From the final dot to its answer.
    pub dot: Duration,
    /// QUIT, RSET and other courtesies that nothing depends on.
    pub courtesy: Duration,
    /// A connection unused for longer is not trusted again but opened anew.
    pub idle: Duration,
}

impl Default for Deadlines {
    fn default() -> Self {
        let minutes = |n: u64| Duration::from_secs(60 * n);
        Self {
            connect: Duration::from_secs(30),
            greeting: minutes(5),
            hello: minutes(5),
            auth: minutes(3),
            mail: minutes(5),
            rcpt: minutes(5),
            data: minutes(2),
            block: minutes(3),
            slowest: 8192,
            dot: minutes(10),
            courtesy: Duration::from_secs(5),
            idle: minutes(1),
        }
    }
}

impl Deadlines {
    /// Every stage the same, for tests and for `check`, where a person waits.
    pub fn all(each: Duration) -> Self {
        Self {
            connect: each,
            greeting: each,
            hello: each,
            auth: each,
            mail: each,
            rcpt: each,
            data: each,
            block: each,
            slowest: 8192,
            dot: each,
            courtesy: each,
            idle: Duration::from_secs(60),
        }
    }

    /// For handing over a body of `octets`: one block's time, and more by its size, so that a slow line is served and one
    /// that drips is not waited for all day.
    pub fn body(&self, octets: usize) -> Duration {
        self.block + Duration::from_secs(octets as u64 / u64::from(self.slowest.max(1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn defaults_keep_the_minima_of_rfc_5321() {
        let d = Deadlines::default();
        let minutes = [d.greeting, d.mail, d.rcpt, d.data, d.block, d.dot].map(|each| each.as_secs() / 60);
        assert_eq!(minutes, [5, 5, 5, 2, 3, 10]);
    }

    #[test]
    fn a_larger_body_may_take_longer() {
        let d = Deadlines::all(Duration::from_millis(100));
        assert_eq!(d.body(8000), Duration::from_millis(100));
        assert!(d.body(25 << 20) > Duration::from_secs(3000));
    }

    #[test]
    fn debug_shows_no_password() {
        let login = Login { user: "u".into(), password: SecretString::from("hunter2") };
        assert!(!format!("{login:?}").contains("hunter2"));
    }
}
