//! Commands and their answers: our own layer over async-imap's parser.
//!
//! A command has succeeded when its tagged OK has come, and not otherwise. NO and BAD are answers; anything else (EOF,
//! BYE, silence, a line that makes no sense, a caller that stopped waiting) closes the connection, because nobody can
//! know any more which answer belongs to which question.

use super::error::{ImapError, Step, Verdict};
use super::guard::{Guard, Violation};
use super::names;
use async_imap::imap_proto::{MailboxDatum, RequestId, Response, ResponseCode, Status};
use futures_util::FutureExt;
use std::collections::HashMap;
use std::io;
use std::panic::AssertUnwindSafe;
use std::time::Duration;
use tokio::time::{Instant, timeout};

/// A logged-in connection. Dropping it closes the connection.
pub(super) type Wire = async_imap::Session<Guard>;

/// No octet arrives for this long: nobody is there.
pub(super) const SILENCE: Duration = Duration::from_secs(30);
/// One command, however steadily its octets trickle.
pub(super) const COMMAND: Duration = Duration::from_secs(300);

pub(super) struct Session {
    /// Taken out while a command runs and put back when it was answered: a command that failed, or whose caller went
    /// away, thereby closes the connection.
    wire: Option<Wire>,
    pub(super) can: Capabilities,
    pub(super) selected: Option<Selected>,
    /// What a folder looked like when it was last looked at, so that mail which arrived while another folder was
    /// selected is noticed.
    marks: HashMap<String, Mark>,
    /// The server announces IDLE and refuses it.
    pub(super) idle_refused: bool,
}

/// What the server says it can do (RFC 3501 §7.2.1), as far as homeroom makes use of it.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Capabilities {
    pub(super) idle: bool,
    /// LITERAL+ of RFC 7888: a literal of any size may follow its announcement at once.
    pub(super) literal_plus: bool,
    /// SPECIAL-USE and LIST-EXTENDED: LIST can be asked to return what a folder is for.
    pub(super) list_special_use: bool,
}

/// The folder under EXAMINE.
#[derive(Clone, Debug)]
pub(super) struct Selected {
    pub(super) name: String,
    pub(super) uidvalidity: u32,
    pub(super) exists: u64,
    /// Mail came since the folder was last looked at.
    pub(super) news: bool,
    mark: Mark,
}

/// How a folder stood. UIDNEXT sharpens the comparison where the server gives it and is never needed.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Mark {
    uidvalidity: u32,
    exists: u64,
    uid_next: Option<u32>,
}

/// What the server tells unasked about the selected folder (RFC 3501 §7.3.1, §7.4.1).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum News {
    Exists(u64),
    Expunged,
    None,
}

impl News {
    pub(super) fn of(response: &Response<'_>) -> Self {
        match response {
            Response::MailboxData(MailboxDatum::Exists(now)) => News::Exists(u64::from(*now)),
            Response::Expunge(_) => News::Expunged,
            _ => News::None,
        }
    }
}

impl Session {
    pub(super) fn new(wire: Wire) -> Self {
        Self {
            wire: Some(wire),
            can: Capabilities::default(),
            selected: None,
            marks: HashMap::new(),
            idle_refused: false,
        }
    }

    pub(super) fn is_open(&self) -> bool {
        self.wire.is_some()
    }

    /// The connection, to be given back by [`Session::give_back`] once everything asked was answered.
    pub(super) fn take(&mut self, step: Step) -> Result<Wire, ImapError> {
        self.wire.take().ok_or(ImapError::lost(step))
    }

    pub(super) fn give_back(&mut self, wire: Wire) {
        self.wire = Some(wire);
    }

    /// Runs one command; `on` sees every untagged response.
    ///
    /// # Errors
    /// [`ImapError::Refused`] for a tagged NO or BAD (the connection stays); everything else closes the connection.
    pub(super) async fn command(
        &mut self,
        step: Step,
        command: &str,
        mut on: impl FnMut(&Response<'_>),
    ) -> Result<(), ImapError> {
        let mut wire = self.take(step)?;
        let tag = send(&mut wire, step, command).await?;
        let end = Instant::now() + COMMAND;
        loop {
            let done = read(&mut wire, step, end, |response| match response {
                Response::Done { tag: answered, status, .. } => Some((*answered == tag, verdict(status))),
                other => {
                    self.note(News::of(other));
                    on(other);
                    None
                }
            });
            match done.await? {
                None => {}
                Some((false, _)) => return Err(nonsense(step, "it answers a command that was not given")),
                Some((true, Err(()))) => return Err(nonsense(step, "it is neither OK nor NO nor BAD")),
                Some((true, Ok(answer))) => {
                    let code = wire.get_ref().refusal();
                    self.give_back(wire);
                    return answer.map_or(Ok(()), |answer| Err(ImapError::Refused { step, answer, code }));
                }
            }
        }
    }

    pub(super) fn note(&mut self, news: News) {
        let Some(selected) = self.selected.as_mut() else { return };
        match news {
            News::Exists(now) => {
                selected.news |= now > selected.exists;
                selected.exists = now;
            }
            News::Expunged => selected.exists = selected.exists.saturating_sub(1),
            News::None => {}
        }
    }

    /// Mail came to the selected folder since it was last looked at.
    pub(super) fn has_news(&self) -> bool {
        self.selected.as_ref().is_some_and(|s| s.news)
    }

    pub(super) async fn ask_capabilities(&mut self) -> Result<(), ImapError> {
        let mut names: Vec<String> = Vec::new();
        self.command(Step::Capability, "CAPABILITY", |response| {
            if let Response::Capabilities(given) = response {
                names.extend(given.iter().filter_map(|capability| match capability {
                    async_imap::imap_proto::Capability::Atom(name) => Some(name.to_ascii_uppercase()),
                    _ => None,
                }));
            }
        })
        .await?;
        let has = |name: &str| names.iter().any(|n| n == name);
        self.can = Capabilities {
            idle: has("IDLE"),
            literal_plus: has("LITERAL+"),
            list_special_use: has("SPECIAL-USE") && has("LIST-EXTENDED"),
        };
        Ok(())
    }

    /// Opens a folder read-only (RFC 3501 §6.3.2) and returns its state.
    ///
    /// # Errors
    /// [`ImapError::NoFolder`] if the server says NO; a missing UIDVALIDITY is a broken answer, never a changed one.
    pub(super) async fn examine(&mut self, name: &str) -> Result<Selected, ImapError> {
        let quoted = names::mailbox(name)?;
        self.selected = None;
        let (mut exists, mut uidvalidity, mut uid_next) = (None, None, None);
        let command = format!("EXAMINE {quoted}");
        let examined = self.command(Step::Examine, &command, |response| match response {
            Response::MailboxData(MailboxDatum::Exists(n)) => exists = Some(u64::from(*n)),
            Response::Data { status: Status::Ok, outcome } => match outcome.code {
                Some(ResponseCode::UidValidity(n)) => uidvalidity = Some(n),
                Some(ResponseCode::UidNext(n)) => uid_next = Some(n),
                _ => {}
            },
            _ => {}
        });
        examined.await.map_err(|error| match error {
            ImapError::Refused { answer: Verdict::No, .. } if error_means_no_folder(&error) => ImapError::NoFolder,
            other => other,
        })?;
        let (Some(exists), Some(uidvalidity)) = (exists, uidvalidity.filter(|n| *n > 0)) else {
            self.wire = None;
            return Err(nonsense(Step::Examine, "it does not say EXISTS and UIDVALIDITY"));
        };
        let mark = Mark { uidvalidity, exists, uid_next };
        let news = self.marks.get(name) != Some(&mark);
        let selected = Selected { name: name.to_owned(), uidvalidity, exists, news, mark };
        self.selected = Some(selected.clone());
        Ok(selected)
    }

    /// Opens a folder in order to list it: from here on only what comes later is news.
    pub(super) async fn examine_to_look(&mut self, name: &str) -> Result<Selected, ImapError> {
        let selected = self.examine(name).await?;
        self.marks.insert(name.to_owned(), selected.mark);
        if let Some(open) = self.selected.as_mut() {
            open.news = false;
        }
        Ok(selected)
    }

    /// The folder with this UIDVALIDITY, opened unless it is open already.
    pub(super) async fn ensure(&mut self, name: &str, expected: u32) -> Result<(), ImapError> {
        let found = match &self.selected {
            Some(selected) if selected.name == name && self.wire.is_some() => selected.uidvalidity,
            _ => self.examine(name).await?.uidvalidity,
        };
        if found == expected { Ok(()) } else { Err(ImapError::UidValidity { expected, found }) }
    }
}

/// A NO to EXAMINE means a missing folder unless its code says something else.
fn error_means_no_folder(error: &ImapError) -> bool {
    use super::error::Code;
    matches!(error, ImapError::Refused { code: Code::Other | Code::NonExistent | Code::TryCreate, .. })
}

/// Sends a command and returns its tag. Everything that goes out passes here, and no line break does.
pub(super) async fn send(wire: &mut Wire, step: Step, command: &str) -> Result<RequestId, ImapError> {
    if command.contains(['\r', '\n', '\0']) {
        return Err(nonsense(step, "homeroom will not send a line break inside a command"));
    }
    match timeout(SILENCE, wire.run_command(command)).await {
        Ok(Ok(tag)) => Ok(tag),
        Ok(Err(_)) => Err(ImapError::lost(step)),
        Err(_) => Err(ImapError::deadline(step)),
    }
}

/// The next response. An answer that is still arriving may take until `end`; silence ends it sooner.
pub(super) async fn read<R>(
    wire: &mut Wire,
    step: Step,
    end: Instant,
    on: impl FnOnce(&Response<'_>) -> R,
) -> Result<R, ImapError> {
    let mut heard = wire.get_ref().received();
    loop {
        let patience = SILENCE.min(end.saturating_duration_since(Instant::now()));
        // Reading a response is the one thing in async-imap that may be stopped half-way and taken up again.
        let reading = AssertUnwindSafe(wire.read_response()).catch_unwind();
        let Ok(read) = timeout(patience, reading).await else {
            let now = wire.get_ref().received();
            if now == heard || Instant::now() >= end {
                return Err(ImapError::deadline(step));
            }
            heard = now;
            continue;
        };
        let response = unwound(read, step)?;
        return unless_bye(response.parsed(), step, on);
    }
}

/// The next response, however long it takes: for IDLE, where silence is the rule and the caller has a deadline.
pub(super) async fn read_quietly<R>(
    wire: &mut Wire,
    step: Step,
    on: impl FnOnce(&Response<'_>) -> R,
) -> Result<R, ImapError> {
    let response = unwound(AssertUnwindSafe(wire.read_response()).catch_unwind().await, step)?;
    unless_bye(response.parsed(), step, on)
}

fn unless_bye<R>(response: &Response<'_>, step: Step, on: impl FnOnce(&Response<'_>) -> R) -> Result<R, ImapError> {
    match response {
        Response::Data { status: Status::Bye, .. } => Err(ImapError::lost(step)),
        other => Ok(on(other)),
    }
}

/// A response out of a reading that may have ended, failed or panicked. (The type of a response has no public name.)
pub(super) fn unwound<R>(
    read: Result<io::Result<Option<R>>, Box<dyn std::any::Any + Send>>,
    step: Step,
) -> Result<R, ImapError> {
    match read {
        Ok(Ok(Some(response))) => Ok(response),
        Ok(Ok(None)) => Err(ImapError::lost(step)),
        Ok(Err(error)) => Err(io_error(&error, step)),
        // The parser panics on some malformed answers; its words could hold mail and are dropped.
        Err(_) => Err(ImapError::Unreadable { step }),
    }
}

pub(super) fn nonsense(step: Step, what: &'static str) -> ImapError {
    ImapError::Protocol { step, what }
}

/// A parser's or the guard's complaint is `Other`; everything the network does has a kind of its own.
pub(super) fn io_error(error: &io::Error, step: Step) -> ImapError {
    let violation = error.get_ref().is_some_and(|inner| inner.is::<Violation>());
    let complaint = error.kind() == io::ErrorKind::Other && error.raw_os_error().is_none();
    if violation || complaint { ImapError::Unreadable { step } } else { ImapError::lost(step) }
}

/// `Ok(None)` for OK; `Err` for a status that no tagged response has.
pub(super) fn verdict(status: &Status) -> Result<Option<Verdict>, ()> {
    match status {
        Status::Ok => Ok(None),
        Status::No => Ok(Some(Verdict::No)),
        Status::Bad => Ok(Some(Verdict::Bad)),
        Status::PreAuth | Status::Bye => Err(()),
    }
}
