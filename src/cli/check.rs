//! `homeroom check`: everything that can be known beforehand, each finding with what to do about it.

use super::args::Common;
use super::listings::local;
use super::output::{json_line, say, shown};
use super::{End, setup};
use crate::config::secrets::Secrets;
use crate::imap::source::Source;
use crate::render::check::check as check_templates;
use crate::service::edges;
use crate::service::jobs::upcoming;
use crate::service::open::OpenClass;
use crate::smtp::account::Deadlines;
use serde_json::json;
use std::path::Path;
use std::time::Duration;

/// A person waits, so a silent server is given up on sooner than mail would be.
const PATIENCE: Duration = Duration::from_secs(20);

struct Finding {
    /// `false`: it keeps homeroom from its work.
    well: bool,
    what: String,
}

pub fn run(common: &Common, offline: bool) -> anyhow::Result<End> {
    let secrets = if offline { Secrets::Skip } else { Secrets::Read };
    let configuration = match setup::configuration(common, secrets) {
        Ok(configuration) => configuration,
        Err(end) => return Ok(end),
    };
    let warned = !configuration.warnings.is_empty();
    let setups = match setup::chosen(common, &configuration) {
        Ok(setups) => setups,
        Err(end) => return Ok(end),
    };
    let templates = match setup::templates(&configuration)? {
        Ok(templates) => templates,
        Err(end) => return Ok(end),
    };
    let classes = setup::open_all(&configuration, setups, &templates, false)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let mut end = if warned { End::Problem } else { End::Well };
    let broken: Vec<Finding> = check_templates(&templates)
        .into_iter()
        .map(|p| Finding { well: false, what: p.to_string() })
        .chain(writable(&configuration.state_dir))
        .collect();
    if !broken.is_empty() {
        end = End::Problem;
    }
    tell(common, None, &broken)?;
    for class in &classes {
        let mut findings = jobs(class);
        if !offline {
            runtime.block_on(servers(class, &mut findings));
        }
        if findings.iter().any(|f| !f.well) {
            end = End::Problem;
        }
        tell(common, Some(class), &findings)?;
        let now = setup::clock(common).now();
        if !common.json {
            for (job, at) in upcoming(class, now) {
                say(&format!("  next {job}: {}", local(class, at)))?;
            }
        }
    }
    Ok(end)
}

/// Jobs name templates; only here, with both at hand, can a wrong name be seen.
fn jobs(class: &OpenClass) -> Vec<Finding> {
    let room = class.class();
    let mut findings = vec![Finding {
        well: true,
        what: format!(
            "{} children, {} jobs, {} teachers",
            room.roster.students().len(),
            room.jobs.len(),
            room.teachers.len()
        ),
    }];
    for job in &room.jobs {
        if !class.templates.names().any(|name| name == job.template) {
            let known: Vec<&str> = class.templates.names().collect();
            findings.push(Finding {
                well: false,
                what: format!(
                    "the job {} names a template that is not there, {:?}; there are: {}",
                    job.name,
                    job.template,
                    known.join(", ")
                ),
            });
        }
    }
    findings
}

async fn servers(class: &OpenClass, findings: &mut Vec<Finding>) {
    match edges::mailbox(&class.setup) {
        Ok(place) => findings.push(mailbox(&place).await),
        Err(error) => findings.push(Finding { well: false, what: error.to_string() }),
    }
    match edges::submitter(&class.setup, Deadlines::all(PATIENCE)) {
        Ok(mut submitter) => findings.push(match submitter.probe().await {
            Ok(()) => Finding { well: true, what: "outgoing mail: the server takes our login".to_owned() },
            Err(error) => Finding { well: false, what: format!("outgoing mail: {error}; {}", error.hint()) },
        }),
        Err(error) => findings.push(Finding { well: false, what: error.to_string() }),
    }
}

async fn mailbox(place: &crate::imap::source::Place) -> Finding {
    let looked = async {
        let mut source = Source::open(place).await?;
        let folders = source.folders().await?;
        let mut seen = Vec::new();
        for folder in &folders {
            let listing = source.look(folder, 1).await?;
            seen.push(format!("{} ({} mails)", folder.name, listing.exists));
        }
        source.close().await;
        Ok::<_, crate::imap::error::ImapError>(seen)
    };
    match tokio::time::timeout(PATIENCE, looked).await {
        Ok(Ok(seen)) => Finding { well: true, what: format!("mailbox: {}", seen.join(", ")) },
        Ok(Err(error)) => Finding { well: false, what: format!("mailbox: {error}; {}", error.hint()) },
        Err(_) => Finding {
            well: false,
            what: format!("mailbox: no answer within {} seconds; check host, port and firewall", PATIENCE.as_secs()),
        },
    }
}

/// The state must be writable, or nothing else matters.
fn writable(state_dir: &Path) -> Option<Finding> {
    let existing = state_dir.ancestors().find(|p| p.exists())?;
    let probe = existing.join(format!(".homeroom-check-{}", std::process::id()));
    match std::fs::write(&probe, b"") {
        Ok(()) => {
            let _ = std::fs::remove_file(&probe);
            None
        }
        Err(error) => Some(Finding {
            well: false,
            what: format!("the state cannot be written to {}: {error}; give this user the folder", state_dir.display()),
        }),
    }
}

fn tell(common: &Common, class: Option<&OpenClass>, findings: &[Finding]) -> anyhow::Result<()> {
    let name = class.map(|c| c.class().id.to_string());
    if common.json {
        return findings.iter().try_for_each(|f| json_line(&json!({"class": name, "ok": f.well, "finding": f.what})));
    }
    if let Some(class) = class {
        say(&format!("{}:", class.class().name))?;
    }
    for finding in findings {
        let mark = if finding.well { "ok" } else { "problem" };
        say(&format!("  {mark}: {}", shown(&finding.what)))?;
    }
    Ok(())
}
