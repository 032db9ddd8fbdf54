//! From what IT configured to the ways in and out.

use crate::config::resolved::{
    ClassSetup, Folders, InboxSetup, Login, OutgoingSetup, Security, SentCopy, Server, StoredPart, Translation,
};
use crate::config::secrets::Password;
use crate::imap;
use crate::imap::source::{Place, StorePolicy};
use crate::smtp::account::{Account, Deadlines, Login as SmtpLogin, Security as SmtpSecurity};
use crate::smtp::maildir::Maildir;
use crate::smtp::sendmail::Sendmail;
use crate::smtp::submit::Smtp;
use crate::smtp::submitter::Submitter;
use crate::translate::Endpoint;
use anyhow::bail;
use secrecy::SecretString;
use std::time::Duration;

/// How long a sendmail program may take over one mail.
const SENDMAIL_DEADLINE: Duration = Duration::from_secs(120);

/// Where the class's mailbox is.
pub fn mailbox(setup: &ClassSetup) -> anyhow::Result<Place> {
    Ok(match &setup.inbox {
        InboxSetup::Imap { server, login, folders, .. } => Place::Imap(imap::account::Account {
            host: server.host.clone(),
            port: server.port,
            security: match server.security {
                Security::Tls => imap::account::Security::Tls,
                Security::StartTls => imap::account::Security::StartTls,
                Security::None => imap::account::Security::None,
            },
            ca_file: server.ca_file.clone(),
            user: login.user.clone(),
            password: secret(login)?,
            folders: names(folders),
        }),
        InboxSetup::Maildir { path, folders, .. } => Place::Maildir { path: path.clone(), folders: names(folders) },
    })
}

pub fn policy(setup: &ClassSetup) -> StorePolicy {
    match setup.inbox.stored() {
        StoredPart::Lean => StorePolicy::Lean,
        StoredPart::Whole => StorePolicy::Whole,
    }
}

/// Whether homeroom files the copy in Sent itself.
pub fn files_copies(setup: &ClassSetup) -> bool {
    setup.sent_copy == SentCopy::Append
}

/// The way out, with the patience that RFC 5321 §4.5.3.2 asks for.
pub fn submitter(setup: &ClassSetup) -> anyhow::Result<Submitter> {
    submitter_with(setup, Deadlines::default())
}

/// The way out, with other deadlines.
pub fn submitter_with(setup: &ClassSetup, deadlines: Deadlines) -> anyhow::Result<Submitter> {
    way_out(&setup.outgoing, setup.class.address.domain(), deadlines)
}

/// A way out; `hello_name` is how this machine calls itself there.
pub fn way_out(outgoing: &OutgoingSetup, hello_name: &str, deadlines: Deadlines) -> anyhow::Result<Submitter> {
    Ok(match outgoing {
        OutgoingSetup::Smtp { server, login } => {
            Submitter::Smtp(Box::new(Smtp::new(smtp_account(server, login.as_ref(), hello_name)?, deadlines)))
        }
        OutgoingSetup::Sendmail { path } => Submitter::Sendmail(Sendmail::new(path, SENDMAIL_DEADLINE)),
        OutgoingSetup::Maildir { path } => Submitter::Maildir(Maildir::new(path)),
    })
}

fn smtp_account(server: &Server, login: Option<&Login>, hello_name: &str) -> anyhow::Result<Account> {
    Ok(Account {
        host: server.host.clone(),
        port: server.port,
        security: match server.security {
            Security::Tls => SmtpSecurity::Tls,
            Security::StartTls => SmtpSecurity::StartTls,
            Security::None => SmtpSecurity::None,
        },
        ca_file: server.ca_file.clone(),
        login: login.map(|l| anyhow::Ok(SmtpLogin { user: l.user.clone(), password: secret(l)? })).transpose()?,
        hello_name: hello_name.to_owned(),
    })
}

/// The translation service.
pub fn translation(setup: &Translation) -> Endpoint {
    Endpoint {
        host: setup.host.clone(),
        port: setup.port,
        tls: setup.tls,
        path: setup.path.clone(),
        api_key: setup.api_key.as_ref().and_then(Password::secret).cloned(),
        ca_file: setup.ca_file.clone(),
        deadline: setup.timeout,
    }
}

fn secret(login: &Login) -> anyhow::Result<SecretString> {
    match &login.password {
        Password::Read(secret) => Ok(secret.clone()),
        Password::Skipped => bail!("this command does not read passwords, and needed one"),
    }
}

fn names(folders: &Folders) -> imap::account::FolderNames {
    imap::account::FolderNames { inbox: folders.inbox.clone(), sent: folders.sent.clone(), junk: folders.junk.clone() }
}
