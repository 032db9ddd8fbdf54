//! `homeroom status`

use super::args::Common;
use super::listings::local;
use super::output::{json_line, say, shown};
use super::{End, setup};
use crate::config::secrets::Secrets;
use crate::service::open::{ClassLock, OpenClass};
use crate::service::status::{Status, status};
use serde_json::json;

pub fn run(common: &Common) -> anyhow::Result<End> {
    let opened = match setup::open(common, Secrets::Skip, false)? {
        Ok(opened) => opened,
        Err(end) => return Ok(end),
    };
    let now = setup::clock(common).now();
    let mut end = End::Well;
    for class in &opened.classes {
        // Whoever works on the class holds its lock.
        let runs = ClassLock::is_held(&opened.configuration.state_dir, class.class());
        let status = class.store.read(|tx| status(tx, class, runs, now))?;
        if !status.problems.is_empty() {
            end = End::Problem;
        }
        if common.json {
            json_line(&as_json(&status, class))?;
        } else {
            say(&page(&status, class, runs, now))?;
        }
    }
    for broken in &opened.broken {
        end = End::Problem;
        if common.json {
            json_line(&json!({
                "class": broken.class, "ok": false, "problems": [broken.words], "last_fetch": null, "connection": "down",
                "outbox": {}, "waiting": 0, "last_summary": null, "paused": null, "next_jobs": [],
            }))?;
        } else {
            say(&format!("{}: needs a look\n  problem: {}", broken.class, shown(&broken.words)))?;
        }
    }
    Ok(end)
}

fn as_json(s: &Status, class: &OpenClass) -> serde_json::Value {
    json!({
        "class": class.class().id.as_str(),
        "ok": s.problems.is_empty(),
        "problems": s.problems,
        "last_fetch": s.last_fetch.map(|t| t.to_string()),
        "connection": s.connection,
        "outbox": s.outbox,
        "waiting": s.waiting,
        "last_summary": s.last_summary.map(|t| t.to_string()),
        "paused": s.paused.map(|p| json!({"since": p.since.to_string(), "until": p.until.map(|t| t.to_string())})),
        "next_jobs": s.next_jobs.iter().map(|(job, at)| json!({"job": job, "at": at.to_string()})).collect::<Vec<_>>(),
    })
}

fn page(s: &Status, class: &OpenClass, runs: bool, now: jiff::Timestamp) -> String {
    let mut lines = vec![format!(
        "{}: {}{}",
        class.class().name,
        if s.problems.is_empty() { "well" } else { "needs a look" },
        if runs { "" } else { " (no daemon runs at the moment)" }
    )];
    lines.extend(s.problems.iter().map(|p| format!("  problem: {}", shown(p))));
    let time = |at: Option<jiff::Timestamp>| at.map_or("never".to_owned(), |at| local(class, at, now));
    lines.push(format!("  mailbox last read: {} ({})", time(s.last_fetch), s.connection));
    lines.push(format!("  waiting for the teacher: {}", s.waiting));
    let rows: Vec<String> = s.outbox.iter().filter(|(_, n)| **n > 0).map(|(state, n)| format!("{n} {state}")).collect();
    lines.push(format!("  outbox: {}", if rows.is_empty() { "empty".to_owned() } else { rows.join(", ") }));
    lines.push(format!("  last summary: {}", time(s.last_summary)));
    if let Some(pause) = s.paused {
        let until = pause.until.map_or("the teacher writes hold off".to_owned(), |at| local(class, at, now));
        lines.push(format!("  no mail leaves for families until {until}"));
    }
    for (job, at) in &s.next_jobs {
        lines.push(format!("  next {job}: {}", local(class, *at, now)));
    }
    lines.join("\n")
}
