//! Tries both mail servers, and the DNS where it is needed, the way the daemon will, and says what is wrong in words.
//! Nothing is sent or changed.

use super::alarm::probe as probe_way;
use super::edges;
use super::open::OpenClass;
use crate::config::resolved::{Alerts, ClassSetup};
use crate::dkim::{Dns, Resolver};
use crate::domain::class::{Class, Verify};
use crate::imap::error::ImapError;
use crate::imap::source::{Place, Source};
use crate::smtp::account::Deadlines;
use std::collections::BTreeSet;
use std::time::Duration;

/// A person waits, so a silent server is given up on sooner than mail would be.
const PATIENCE: Duration = Duration::from_secs(15);

/// How it is with one thing.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Verdict {
    Well,
    /// homeroom works all the same.
    Warning,
    /// It keeps homeroom from its work.
    Problem,
}

/// One thing that was looked at.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    pub verdict: Verdict,
    pub what: String,
}

impl Finding {
    pub fn well(what: impl Into<String>) -> Self {
        Self { verdict: Verdict::Well, what: what.into() }
    }

    pub fn warning(what: impl Into<String>) -> Self {
        Self { verdict: Verdict::Warning, what: what.into() }
    }

    pub fn problem(what: impl Into<String>) -> Self {
        Self { verdict: Verdict::Problem, what: what.into() }
    }

    pub fn is_problem(&self) -> bool {
        self.verdict == Verdict::Problem
    }
}

/// The way by which IT is told, where it is one of its own; else it is that of a class, which is tried with the class.
pub async fn probe_alerts(alerts: Option<&Alerts>, class: &OpenClass) -> Finding {
    let Some(alerts) = alerts else {
        return Finding::warning(
            "alerts: nobody is told by mail when homeroom stands still; write `[alerts]` and `to = \"it@school.test\"` \
             into homeroom.toml",
        );
    };
    match probe_way(alerts, class, PATIENCE).await {
        None => Finding::well("alerts: IT is told by the classes' own way out"),
        Some(Ok(())) => Finding::well("alerts: the way to IT is open"),
        Some(Err(error)) => Finding::problem(format!("alerts: {error}")),
    }
}

/// Logs in to the mailbox, looks at its folders, logs in to the way out, asks the DNS if signatures are checked by it.
pub async fn probe(setup: &ClassSetup) -> Vec<Finding> {
    let mailbox = match edges::mailbox(setup) {
        Ok(place) => mailbox(&place).await,
        Err(error) => Finding::problem(error.to_string()),
    };
    let outgoing = match edges::submitter_with(setup, Deadlines::all(PATIENCE)) {
        Ok(mut submitter) => match submitter.probe().await {
            Ok(()) => Finding::well("outgoing mail: the way out is open"),
            Err(error) => Finding::problem(format!("outgoing mail: {error}; {}", error.hint())),
        },
        Err(error) => Finding::problem(error.to_string()),
    };
    let mut findings = vec![mailbox, outgoing];
    if setup.class.verify == Verify::Dkim {
        findings.push(keys_of_senders(&setup.class).await);
    }
    findings
}

/// Whether the DNS answers about the keys of the teachers' domains; what it says shows when a mail comes.
async fn keys_of_senders(class: &Class) -> Finding {
    let domains: BTreeSet<&str> = class.teachers.iter().map(|teacher| teacher.address.domain()).collect();
    let asked = async {
        let resolver = Resolver::of(Dns::System)?;
        for domain in &domains {
            resolver.probe(domain).await?;
        }
        Ok::<_, String>(())
    };
    match asked.await {
        Ok(()) => Finding::well("signatures: the DNS answers"),
        Err(error) => Finding::problem(format!(
            "signatures: the DNS does not answer ({error}), so no command by mail would be believed; check the name servers \
             in /etc/resolv.conf and the firewall"
        )),
    }
}

async fn mailbox(place: &Place) -> Finding {
    match tokio::time::timeout(PATIENCE, folders(place)).await {
        Ok(Ok(Folders::Well(seen))) => Finding::well(format!("mailbox: {}", seen.join(", "))),
        Ok(Ok(Folders::Missing { named, there })) => Finding::problem(format!(
            "mailbox: there is no folder {}; name it in [inbox] as the server does, or leave it out. The server has: {}",
            named.join(", "),
            there.join(", ")
        )),
        Ok(Err(error)) => Finding::problem(format!("mailbox: {error}; {}", error.hint())),
        Err(_) => Finding::problem(format!(
            "mailbox: no answer within {} seconds; check host, port and firewall",
            PATIENCE.as_secs()
        )),
    }
}

enum Folders {
    /// Each with its number of mails.
    Well(Vec<String>),
    /// IT named some that the server lacks: what the teacher sends by hand would never be seen.
    Missing { named: Vec<String>, there: Vec<String> },
}

async fn folders(place: &Place) -> Result<Folders, ImapError> {
    let mut source = Source::open(place).await?;
    let watched = source.folders().await?;
    let missing = source.names().missing(&watched);
    let folders = if missing.is_empty() {
        let mut seen = Vec::new();
        for folder in &watched {
            let listing = source.look(folder, 1).await?;
            seen.push(format!("{} ({} mails)", folder.name, listing.exists));
        }
        Folders::Well(seen)
    } else {
        let named = missing.into_iter().map(|(_, name)| name).collect();
        Folders::Missing { named, there: source.all_names().await? }
    };
    source.close().await;
    Ok(folders)
}
