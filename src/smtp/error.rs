//! Why there is no connection or no login: in words for IT, without secrets, and with what to do next.

use super::outcome::{Reply, Stage};
use std::path::PathBuf;
use thiserror::Error;

/// No mail was offered to the server, so neither a mail nor a recipient is to blame.
#[derive(Clone, PartialEq, Debug, Error)]
pub enum ConnectError {
    #[error("the name {host} cannot be looked up: {why}")]
    NameUnknown { host: String, why: String },
    #[error("{host} port {port} cannot be reached: {why}")]
    Unreachable { host: String, port: u16, why: String },
    #[error("{host} port {port} did not answer in time ({})", stage.word())]
    Timeout { host: String, port: u16, stage: Stage },
    #[error("{host} port {port} closed the connection or does not speak SMTP as set ({})", stage.word())]
    Lost { host: String, port: u16, stage: Stage },
    #[error("the certificate of {host} is not trusted: {why}")]
    Certificate { host: String, why: String },
    #[error("no TLS with {host} port {port}: {why}")]
    Tls { host: String, port: u16, why: String },
    #[error("the certificates in {} cannot be used: {why}", path.display())]
    CaFile { path: PathBuf, why: String },
    #[error("this system has no trusted certificates: {why}")]
    NoRoots { why: String },
    #[error("{host} offers no STARTTLS; nothing was sent and no password given")]
    NoStartTls { host: String },
    #[error("a password would cross the network in clear text to {host}; it was not given")]
    ClearTextPassword { host: String },
    #[error("{host} offers no login by password (neither PLAIN nor LOGIN)")]
    NoPasswordLogin { host: String },
    #[error("{host} refuses the login: {}", reply.words())]
    LoginRefused { host: String, reply: Reply },
    #[error("{host} cannot check the login at present: {}", reply.words())]
    LoginDeferred { host: String, reply: Reply },
    #[error("{host} refuses to talk to us ({}): {}", stage.word(), reply.words())]
    Refused { host: String, stage: Stage, reply: Reply },
    #[error("mail cannot be written to {}: {why}", path.display())]
    Folder { path: PathBuf, why: String },
    #[error("the program {} cannot be run: {why}", path.display())]
    Program { path: PathBuf, why: String },
}

impl ConnectError {
    pub fn stage(&self) -> Stage {
        match self {
            Self::Timeout { stage, .. } | Self::Lost { stage, .. } | Self::Refused { stage, .. } => *stage,
            Self::NoStartTls { .. } => Stage::Hello,
            Self::ClearTextPassword { .. }
            | Self::NoPasswordLogin { .. }
            | Self::LoginRefused { .. }
            | Self::LoginDeferred { .. } => Stage::Auth,
            _ => Stage::Connect,
        }
    }

    /// Waiting does not mend it: someone must change a setting, a password or a certificate. Trying often can do harm
    /// (accounts are locked after a few wrong passwords).
    pub fn needs_a_person(&self) -> bool {
        match self {
            Self::NameUnknown { .. }
            | Self::Unreachable { .. }
            | Self::Timeout { .. }
            | Self::Lost { .. }
            | Self::LoginDeferred { .. } => false,
            Self::Refused { reply, .. } => reply.is_permanent(),
            _ => true,
        }
    }

    /// What to do next.
    pub fn hint(&self) -> &'static str {
        match self {
            Self::NameUnknown { .. } => "check the spelling of `host` and this machine's name server",
            Self::Unreachable { .. } => "check `host` and `port`, and whether a firewall lets this machine out",
            Self::Timeout { .. } | Self::Lost { .. } => {
                "check `port` against `security`: 465 goes with \"tls\", 587 with \"starttls\""
            }
            Self::Certificate { .. } => {
                "use the host name that stands in the certificate, or name your own authority with `ca_file`"
            }
            Self::Tls { .. } => "check `port` against `security`: 465 goes with \"tls\", 587 with \"starttls\"",
            Self::CaFile { .. } => "give a PEM file with at least one certificate that this user may read",
            Self::NoRoots { .. } => "install the package ca-certificates, or give `ca_file`",
            Self::NoStartTls { .. } => "set `security = \"tls\"` and port 465, or have STARTTLS switched on there",
            Self::ClearTextPassword { .. } => "set `security` to \"tls\" or \"starttls\", or remove the login",
            Self::NoPasswordLogin { .. } => "ask the provider how programs log in to send; some want OAuth only",
            Self::LoginRefused { reply, .. } => login_hint(reply),
            Self::LoginDeferred { .. } => "nothing to do yet; it is tried again",
            Self::Refused { .. } => "the server's words say why; this machine's address may be blocked there",
            Self::Folder { .. } => "give a folder this user may write to, on a disk with room",
            Self::Program { .. } => "give the full path of a sendmail program this user may run",
        }
    }
}

/// The providers' own codes for "a password alone will not do" (read by code, never by words).
fn login_hint(reply: &Reply) -> &'static str {
    match reply.enhanced.as_deref() {
        Some("5.7.139" | "5.7.30" | "5.7.57" | "5.7.3") => {
            "password login is switched off for this mailbox; an administrator can allow SMTP AUTH for it"
        }
        Some("5.7.9" | "5.7.14") => "the provider wants an app password in place of the account's own",
        _ => "check user and password; nothing is tried again at speed, lest the account be locked",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_password_needs_a_person_and_a_dead_line_does_not() {
        let host = "mx.school.test".to_owned();
        let refused = ConnectError::LoginRefused { host: host.clone(), reply: Reply::new(535, ["5.7.8 no"]) };
        assert!(refused.needs_a_person());
        assert_eq!(refused.stage(), Stage::Auth);
        assert_eq!(refused.to_string(), "mx.school.test refuses the login: 535 5.7.8 no");
        let lost = ConnectError::Lost { host, port: 587, stage: Stage::Hello };
        assert!(!lost.needs_a_person());
    }

    #[test]
    fn a_busy_server_is_waited_for_and_a_blocking_one_is_told() {
        let of = |code| ConnectError::Refused {
            host: "h.test".into(),
            stage: Stage::Connect,
            reply: Reply::new(code, ["x"]),
        };
        assert!(!of(421).needs_a_person());
        assert!(of(554).needs_a_person());
    }
}
