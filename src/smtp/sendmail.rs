//! A sendmail program as the way out: `PATH -i -f SENDER -- RECIPIENT`, the mail on its standard input.
//!
//! The mail is given as a file, not through a pipe: were we killed while filling a pipe, the program would take its end
//! for the end of the mail and send half of it. Line ends are LF there, as everywhere on a Unix host; the canonical CRLF
//! of a prepared mail makes that exact.

use super::error::ConnectError;
use super::outcome::{Outcome, Reply, Stage, Trouble, one_line};
use super::submit::check_lines;
use crate::ids::ContentHash;
use crate::message::compose::PreparedMessage;
use std::fs::File;
use std::io::{self, Seek, Write};
use std::os::unix::fs::{OpenOptionsExt, PermissionsExt};
use std::os::unix::process::ExitStatusExt;
use std::path::PathBuf;
use std::process::{ExitStatus, Stdio};
use std::time::Duration;
use tokio::io::AsyncReadExt;
use tokio::process::{Child, Command};

/// Octets of standard error that are kept.
const MAX_WORDS: u64 = 4096;
/// How long the program's words are waited for after its end.
const LAST_WORDS: Duration = Duration::from_millis(200);

#[derive(Clone, Debug)]
pub struct Sendmail {
    path: PathBuf,
    /// For the whole run of the program.
    deadline: Duration,
}

impl Sendmail {
    pub fn new(path: impl Into<PathBuf>, deadline: Duration) -> Self {
        Self { path: path.into(), deadline }
    }

    /// Runs the program once. `before_dot` is awaited before it is started: from its first octet on, the program may
    /// take the mail.
    pub async fn submit<E>(
        &self,
        mail: &PreparedMessage,
        before_dot: impl AsyncFnOnce() -> Result<(), E>,
    ) -> Result<Outcome, E> {
        if let Err(why) = check_lines(&mail.bytes) {
            return Ok(Outcome::Unsendable { why });
        }
        let text: Vec<u8> = mail.bytes.iter().copied().filter(|octet| *octet != b'\r').collect();
        let input = match tokio::task::spawn_blocking(move || nameless_file(&text)).await {
            Ok(Ok(input)) => input,
            Ok(Err(error)) => return Ok(not_written(&error)),
            Err(_) => return Ok(not_written(&io::ErrorKind::Interrupted.into())),
        };
        before_dot().await?;
        let mut child = match self.start(mail, input) {
            Ok(child) => child,
            Err(error) => {
                let error = ConnectError::Program { path: self.path.clone(), why: error.to_string() };
                return Ok(Outcome::NoConnection { error });
            }
        };
        match tokio::time::timeout(self.deadline, finish(&mut child)).await {
            Ok(Ok((status, words))) => Ok(self.judge(status, &words)),
            Ok(Err(_)) => Ok(Outcome::Unknown { trouble: Trouble::Lost }),
            Err(_) => Ok(Outcome::Unknown { trouble: Trouble::Timeout }),
        }
    }

    /// Whether the program is there and may be run; it is not started.
    pub async fn probe(&self) -> Result<(), ConnectError> {
        let unusable = |why: String| ConnectError::Program { path: self.path.clone(), why };
        let facts = std::fs::metadata(&self.path).map_err(|error| unusable(error.to_string()))?;
        if !facts.is_file() || facts.permissions().mode() & 0o111 == 0 {
            return Err(unusable("it is no program".to_owned()));
        }
        Ok(())
    }

    fn start(&self, mail: &PreparedMessage, input: File) -> io::Result<Child> {
        Command::new(&self.path)
            .args(["-i", "-f", mail.sender.as_str(), "--", mail.recipient.as_str()])
            .stdin(Stdio::from(input))
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .kill_on_drop(true)
            .spawn()
    }

    /// The exit statuses of sysexits.h, as replies. What they do not clearly say is `Unknown`: a mail too few can be
    /// mended by a person, a mail twice cannot.
    fn judge(&self, status: ExitStatus, words: &str) -> Outcome {
        let reply = |code, enhanced: &str| Reply::new(code, [format!("{enhanced} {words}").as_str()]);
        let rejected = |enhanced| Outcome::Rejected { stage: Stage::Rcpt, reply: reply(550, enhanced) };
        let later = |enhanced| Outcome::Deferred { stage: Stage::Data, trouble: Trouble::Reply(reply(451, enhanced)) };
        let unset = |why: &str| {
            let why = one_line(&format!("{why} {words}"));
            Outcome::NoConnection { error: ConnectError::Program { path: self.path.clone(), why } }
        };
        match status.code() {
            Some(0) => Outcome::Accepted { reply: reply(250, "2.0.0") },
            Some(65) => Outcome::Rejected { stage: Stage::Data, reply: reply(554, "5.6.0") },
            Some(67) => rejected("5.1.1"),
            Some(68) => rejected("5.1.2"),
            Some(69 | 71..=74) => later("4.3.0"),
            Some(75) => later("4.0.0"),
            Some(76) => later("4.5.0"),
            Some(64) => unset("it does not understand how it was called (exit status 64)."),
            Some(77) => unset("it says permission is denied (exit status 77)."),
            Some(78) => unset("it says it is wrongly configured (exit status 78)."),
            Some(126 | 127) => unset("what it starts cannot be run."),
            Some(code) => {
                Outcome::Unknown { trouble: Trouble::Local(format!("the sendmail program ended with {code}")) }
            }
            None => {
                let signal = status.signal().unwrap_or_default();
                Outcome::Unknown {
                    trouble: Trouble::Local(format!("the sendmail program was killed by signal {signal}")),
                }
            }
        }
    }
}

/// Waits for the program and listens to what it complains of. What it has started in the background may keep standard
/// error open for ever, so after its end only a moment more is listened.
async fn finish(child: &mut Child) -> io::Result<(ExitStatus, String)> {
    let mut words = Vec::new();
    let stderr = child.stderr.take();
    let status = {
        let listen = async {
            let Some(pipe) = stderr else { return };
            let mut bounded = pipe.take(MAX_WORDS);
            let _ = bounded.read_to_end(&mut words).await;
            // The rest is read and dropped, or the program would wait for a reader for ever.
            let _ = tokio::io::copy(&mut bounded.into_inner(), &mut tokio::io::sink()).await;
        };
        tokio::pin!(listen);
        tokio::select! {
            status = child.wait() => {
                let _ = tokio::time::timeout(LAST_WORDS, &mut listen).await;
                status?
            }
            () = &mut listen => child.wait().await?,
        }
    };
    Ok((status, one_line(&String::from_utf8_lossy(&words))))
}

/// A file that has no name any more, holding this text, to be read from its start.
fn nameless_file(text: &[u8]) -> io::Result<File> {
    let hash = data_encoding::HEXLOWER.encode(&ContentHash::of(text).0);
    let path = std::env::temp_dir().join(format!("homeroom-{}-{hash}", std::process::id()));
    let create = || File::options().read(true).write(true).create_new(true).mode(0o600).open(&path);
    let mut file = match create() {
        // Left over from a crash between the next two lines of an earlier process with our number.
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
            std::fs::remove_file(&path)?;
            create()?
        }
        made => made?,
    };
    std::fs::remove_file(&path)?;
    file.write_all(text)?;
    file.rewind()?;
    Ok(file)
}

fn not_written(error: &io::Error) -> Outcome {
    let words = format!("the mail could not be written to a temporary file: {error}");
    Outcome::Deferred { stage: Stage::Data, trouble: Trouble::Local(words) }
}

#[cfg(test)]
mod tests {
    use super::super::outcome::Unsendable;
    use super::super::script::mail;
    use super::*;
    use std::convert::Infallible;
    use std::path::Path;

    /// A program made of these shell lines. Another process writes it: were it open for writing here while another
    /// test starts a program, it could not be run ("text file busy").
    fn program(place: &Path, lines: &str) -> PathBuf {
        let path = place.join("sendmail");
        let mut writer = std::process::Command::new("/bin/sh");
        writer.args(["-c", "printf '#!/bin/sh\\n%s\\n' \"$2\" > \"$1\" && chmod 700 \"$1\"", "sh"]);
        assert!(writer.arg(&path).arg(lines).status().unwrap().success());
        path
    }

    async fn run(path: PathBuf) -> Outcome {
        let sendmail = Sendmail::new(path, Duration::from_secs(20));
        sendmail.submit(&mail("ana@families.test", "hello"), async || Ok::<(), Infallible>(())).await.unwrap()
    }

    #[tokio::test]
    async fn the_program_gets_the_envelope_and_the_mail() {
        let place = tempfile::tempdir().unwrap();
        let path = program(place.path(), "printf '%s\\n' \"$@\" > \"$0.args\"; cat > \"$0.mail\"");
        let outcome = run(path.clone()).await;
        assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
        let args = std::fs::read_to_string(place.path().join("sendmail.args")).unwrap();
        assert_eq!(args, "-i\n-f\nroom12@school.test\n--\nana@families.test\n");
        let text = std::fs::read_to_string(place.path().join("sendmail.mail")).unwrap();
        assert_eq!(text, "Subject: x\n\nhello\n");
    }

    #[tokio::test]
    async fn exit_statuses_say_what_sysexits_means_by_them() {
        let place = tempfile::tempdir().unwrap();
        for (status, expected) in [
            (0, "accepted"),
            (65, "rejected"),
            (67, "rejected"),
            (68, "rejected"),
            (69, "deferred"),
            (71, "deferred"),
            (74, "deferred"),
            (75, "deferred"),
            (76, "deferred"),
            (64, "no connection"),
            (77, "no connection"),
            (78, "no connection"),
            (127, "no connection"),
            (1, "unknown"),
            (70, "unknown"),
            (200, "unknown"),
        ] {
            let path = program(place.path(), &format!("echo 'in its own words' >&2; exit {status}"));
            let outcome = run(path).await;
            let (said, words) = match &outcome {
                Outcome::Accepted { .. } => ("accepted", None),
                Outcome::Rejected { reply, .. } => ("rejected", Some(reply.words())),
                Outcome::Deferred { trouble, .. } => ("deferred", Some(trouble.words())),
                Outcome::NoConnection { error } => ("no connection", Some(error.to_string())),
                Outcome::Unknown { .. } => ("unknown", None),
                Outcome::Unsendable { .. } => ("unsendable", None),
            };
            assert_eq!(said, expected, "{status}");
            assert!(words.is_none_or(|words| words.contains("in its own words")), "{status}");
        }
    }

    #[tokio::test]
    async fn a_program_killed_or_too_slow_leaves_the_mail_unknown() {
        let place = tempfile::tempdir().unwrap();
        let outcome = run(program(place.path(), "kill -9 $$")).await;
        assert!(matches!(outcome, Outcome::Unknown { trouble: Trouble::Local(_) }), "{outcome:?}");
        let path = program(place.path(), "echo $$ > \"$0.pid\"; exec sleep 60");
        let slow = Sendmail::new(path, Duration::from_secs(2));
        let outcome = slow.submit(&mail("ana@families.test", "hello"), async || Ok::<(), Infallible>(())).await;
        assert_eq!(outcome, Ok(Outcome::Unknown { trouble: Trouble::Timeout }));
        let pid = std::fs::read_to_string(place.path().join("sendmail.pid")).unwrap();
        let command = PathBuf::from(format!("/proc/{}/cmdline", pid.trim()));
        for _ in 0..100 {
            // Gone, or dead and not yet buried.
            if std::fs::read(&command).map_or(true, |line| line.is_empty()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
        panic!("the slow program still runs");
    }

    #[tokio::test]
    async fn a_program_that_is_not_there_or_cannot_run_blames_no_mail() {
        let place = tempfile::tempdir().unwrap();
        let missing = place.path().join("missing");
        let outcome = run(missing.clone()).await;
        assert!(matches!(outcome, Outcome::NoConnection { error: ConnectError::Program { .. } }), "{outcome:?}");
        let probe = |path: PathBuf| async move { Sendmail::new(path, Duration::from_secs(1)).probe().await };
        assert!(probe(missing).await.is_err());
        assert!(probe(place.path().to_owned()).await.is_err());
        assert!(probe(program(place.path(), "exit 0")).await.is_ok());
    }

    #[tokio::test]
    async fn a_program_that_reads_nothing_or_talks_without_end_locks_nothing_up() {
        let place = tempfile::tempdir().unwrap();
        let outcome = run(program(place.path(), "head -c 1000000 /dev/zero | tr '\\0' x >&2; exit 75")).await;
        assert!(matches!(&outcome, Outcome::Deferred { trouble, .. } if trouble.words().len() < 400), "{outcome:?}");
        let outcome = run(program(place.path(), "sleep 30 & exit 0")).await;
        assert!(matches!(outcome, Outcome::Accepted { .. }), "{outcome:?}");
    }

    #[tokio::test]
    async fn a_failing_call_back_or_a_broken_mail_starts_nothing() {
        let place = tempfile::tempdir().unwrap();
        let sendmail = Sendmail::new(program(place.path(), "touch \"$0.ran\""), Duration::from_secs(20));
        let mut letter = mail("ana@families.test", "hello");
        assert_eq!(sendmail.submit(&letter, async || Err::<(), _>("no")).await, Err("no"));
        letter.bytes = b"a\nb".to_vec();
        let outcome = sendmail.submit(&letter, async || Ok::<(), &str>(())).await;
        assert_eq!(outcome, Ok(Outcome::Unsendable { why: Unsendable::BareLineEnd }));
        assert!(!place.path().join("sendmail.ran").exists());
    }
}
