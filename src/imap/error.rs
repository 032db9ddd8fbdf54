//! What can go wrong at the mailbox, told apart as far as a caller does something different.
//!
//! The words are for IT: what happened; [`ImapError::hint`] says what to do next. None holds a secret, an address, a
//! folder's name or a word of a mail: the server's own text is never passed on.

use std::fmt;
use std::io::ErrorKind;
use thiserror::Error;

#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum ImapError {
    #[error("the setting `{0}` of the mailbox is empty or holds a character that no mail server takes")]
    Setting(&'static str),
    #[error("the file named by `ca_file` holds no certificate that can be read ({0})")]
    CaFile(ErrorKind),
    #[error("this system has no trusted certificates")]
    NoRoots,
    #[error("the mail server's name cannot be looked up")]
    UnknownHost,
    #[error("the mail server cannot be reached ({0})")]
    Unreachable(ErrorKind),
    #[error("the mail server's certificate is not trusted: {0}")]
    NotTrusted(Distrust),
    #[error("the mail server does not complete a TLS handshake")]
    Tls,
    #[error("the mail server offers no STARTTLS; the password was not sent")]
    StartTlsRefused,
    #[error("`security = \"none\"` is for this machine alone; the password was not sent")]
    NotEncrypted,
    #[error("the mail server refuses this user and password")]
    LoginRefused,
    #[error("the mail server takes no logins at the moment ({0})")]
    LoginUnavailable(Code),
    /// Tagged NO or BAD. The connection is in order and can be used on.
    #[error("the mail server answered {step} with {answer} ({code})")]
    Refused { step: Step, answer: Verdict, code: Code },
    /// The folder that IT named, or the inbox itself, is not there.
    #[error("the mail server has no such folder")]
    NoFolder,
    #[error("the folder was renumbered by the mail server (UIDVALIDITY {found} instead of {expected})")]
    UidValidity { expected: u32, found: u32 },
    /// The mail is no longer in the folder.
    #[error("the mail is no longer in its folder")]
    Gone,
    #[error("the mail is larger than {limit} octets and stays on the server")]
    TooLarge { limit: u64 },
    /// EOF, a broken line, or BYE.
    #[error("the mail server closed the connection during {step}")]
    Lost { step: Step },
    #[error("the mail server gave no answer in time to {step}")]
    Deadline { step: Step },
    /// An answer that is no IMAP, or larger or more deeply nested than anything asked for; the connection was closed.
    #[error("the mail server's answer to {step} cannot be read")]
    Unreadable { step: Step },
    /// An answer that no IMAP server should give; the connection was closed.
    #[error("the mail server's answer to {step} makes no sense: {what}")]
    Protocol { step: Step, what: &'static str },
    #[error("the Maildir cannot be {doing} ({kind})")]
    Maildir { doing: &'static str, kind: ErrorKind },
    /// Whoever was to take the mails has gone (a shutdown).
    #[error("fetching was stopped")]
    Stopped,
}

impl ImapError {
    /// The user, or the password.
    pub fn refuses_the_login(&self) -> bool {
        matches!(self, Self::LoginRefused | Self::Refused { step: Step::Login, .. })
    }

    /// Waiting does not mend it: someone must change a setting, a password, a certificate or a right. Trying often can do
    /// harm (accounts are locked after a few wrong passwords).
    pub fn needs_a_person(&self) -> bool {
        match self {
            Self::Setting(_)
            | Self::CaFile(_)
            | Self::NoRoots
            | Self::NotTrusted(_)
            | Self::Tls
            | Self::StartTlsRefused
            | Self::NotEncrypted
            | Self::LoginRefused
            | Self::Refused { step: Step::Login, .. }
            | Self::NoFolder => true,
            // Logged in, and yet at nothing: a missing right, an application whose secret has expired, a throttle
            // ("User is authenticated but not connected").
            Self::Refused { step: Step::Capability | Step::List | Step::Examine, code, .. } => !code.passes(),
            Self::Maildir { kind, .. } => matches!(kind, ErrorKind::NotFound | ErrorKind::PermissionDenied),
            _ => false,
        }
    }

    /// What to do next.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Setting(_) => "correct it in [inbox]",
            Self::CaFile(_) => "name a PEM file with at least one certificate, readable by homeroom",
            Self::NoRoots => "install the package ca-certificates, or name your own authority with `ca_file`",
            Self::UnknownHost => "check the spelling of `host` and this machine's name server",
            Self::Unreachable(_) => "check `host` and `port`, and whether a firewall lets this machine out",
            Self::NotTrusted(_) => {
                "use the host name that stands in the certificate, or name your own authority with `ca_file`"
            }
            Self::Tls | Self::StartTlsRefused => {
                "check `port` against `security`: 993 goes with \"tls\", 143 with \"starttls\""
            }
            Self::NotEncrypted => "set `security` to \"tls\" or \"starttls\"",
            Self::LoginRefused => {
                "check `user` and the password; many providers want an app password, or have ended password logins. The \
                 service tries a refused login only a few times a day; once it is mended: systemctl reload homeroom"
            }
            Self::Refused { answer: Verdict::Bad, .. }
            | Self::Refused { step: Step::Capability | Step::List | Step::Examine, .. } => {
                "if the login itself went well, the account may lack the right to this mailbox, or the provider throttles it"
            }
            Self::NoFolder => "name the folders with `folders` in [inbox], as `homeroom check` lists them",
            Self::Maildir { .. } => "check `path`, its owner and its permissions, and that its disk is mounted",
            Self::Gone | Self::TooLarge { .. } | Self::UidValidity { .. } | Self::Stopped => "nothing needs doing",
            _ => "homeroom tries again by itself; if it stays so, ask the mail server's administrator",
        }
    }

    pub(super) fn lost(step: Step) -> Self {
        Self::Lost { step }
    }

    pub(super) fn deadline(step: Step) -> Self {
        Self::Deadline { step }
    }
}

/// A fetch that came to no end.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
#[error("{error}")]
pub struct FetchError {
    pub error: ImapError,
    /// The mails at which it ended: refused, unreadable, or on their way when the connection failed. Asked for together
    /// with others, so that one of them, or none, is at fault; asked for alone it shows.
    pub doubtful: Vec<u64>,
}

impl From<ImapError> for FetchError {
    fn from(error: ImapError) -> Self {
        Self { error, doubtful: Vec::new() }
    }
}

/// What was being done.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Step {
    Connect,
    TlsHandshake,
    Greeting,
    StartTls,
    Login,
    Capability,
    List,
    Examine,
    Fetch,
    Search,
    Idle,
    Append,
}

impl fmt::Display for Step {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Step::Connect => "connecting",
            Step::TlsHandshake => "the TLS handshake",
            Step::Greeting => "the greeting",
            Step::StartTls => "STARTTLS",
            Step::Login => "LOGIN",
            Step::Capability => "CAPABILITY",
            Step::List => "LIST",
            Step::Examine => "EXAMINE",
            Step::Fetch => "FETCH",
            Step::Search => "SEARCH",
            Step::Idle => "IDLE",
            Step::Append => "APPEND",
        })
    }
}

/// RFC 3501 §7.1.2 and §7.1.3.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    No,
    Bad,
}

impl fmt::Display for Verdict {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Verdict::No => "NO",
            Verdict::Bad => "BAD",
        })
    }
}

/// The response code of a refusal (RFC 5530, RFC 3501 §7.1), as far as homeroom knows it.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug)]
pub enum Code {
    /// None was given, or one of no meaning here.
    #[default]
    Other,
    Unavailable,
    AuthenticationFailed,
    AuthorizationFailed,
    Expired,
    PrivacyRequired,
    ContactAdmin,
    NoPerm,
    InUse,
    ServerBug,
    Limit,
    OverQuota,
    NonExistent,
    TryCreate,
    Throttled,
}

impl Code {
    const ALL: [(Code, &'static str); 14] = [
        (Code::Unavailable, "UNAVAILABLE"),
        (Code::AuthenticationFailed, "AUTHENTICATIONFAILED"),
        (Code::AuthorizationFailed, "AUTHORIZATIONFAILED"),
        (Code::Expired, "EXPIRED"),
        (Code::PrivacyRequired, "PRIVACYREQUIRED"),
        (Code::ContactAdmin, "CONTACTADMIN"),
        (Code::NoPerm, "NOPERM"),
        (Code::InUse, "INUSE"),
        (Code::ServerBug, "SERVERBUG"),
        (Code::Limit, "LIMIT"),
        (Code::OverQuota, "OVERQUOTA"),
        (Code::NonExistent, "NONEXISTENT"),
        (Code::TryCreate, "TRYCREATE"),
        (Code::Throttled, "THROTTLED"),
    ];

    /// Trouble of the server's own that it expects to be over soon.
    fn passes(self) -> bool {
        matches!(self, Self::Unavailable | Self::InUse | Self::ServerBug)
    }

    pub(super) fn read(word: &[u8]) -> Self {
        Self::ALL.iter().find(|(_, name)| word.eq_ignore_ascii_case(name.as_bytes())).map_or(Self::Other, |(c, _)| *c)
    }
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(Self::ALL.iter().find(|(c, _)| c == self).map_or("no reason given", |(_, name)| name))
    }
}

/// Why a certificate is not trusted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Distrust {
    UnknownAuthority,
    WrongName,
    Expired,
    NotYetValid,
    Other,
}

impl fmt::Display for Distrust {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Distrust::UnknownAuthority => "it was issued by an authority this system does not know",
            Distrust::WrongName => "it is made out for another host name",
            Distrust::Expired => "it has expired",
            Distrust::NotYetValid => "it is not valid yet (is this machine's clock right?)",
            Distrust::Other => "it cannot be verified",
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_waiting_mends_and_what_needs_a_person() {
        let no = |step| ImapError::Refused { step, answer: Verdict::No, code: Code::Other };
        for (error, person) in [
            (ImapError::LoginRefused, true),
            (no(Step::Login), true),
            (ImapError::NotTrusted(Distrust::Expired), true),
            (ImapError::LoginUnavailable(Code::Unavailable), false),
            (no(Step::Fetch), false),
            (no(Step::List), true),
            (ImapError::Refused { step: Step::Examine, answer: Verdict::Bad, code: Code::Other }, true),
            (ImapError::Refused { step: Step::Examine, answer: Verdict::No, code: Code::NoPerm }, true),
            (ImapError::Refused { step: Step::Examine, answer: Verdict::No, code: Code::Unavailable }, false),
            (ImapError::lost(Step::Idle), false),
            (ImapError::Unreachable(ErrorKind::ConnectionRefused), false),
            (ImapError::UnknownHost, false),
        ] {
            assert_eq!(error.needs_a_person(), person, "{error}");
            assert!(!error.hint().is_empty());
        }
    }
}
