//! `homeroom forecast`

use super::args::Common;
use super::listings::local;
use super::output::{cell, json_line, say, table};
use super::{End, setup};
use crate::config::secrets::Secrets;
use crate::service::forecast::{Line, forecast};
use crate::service::open::OpenClass;
use jiff::SignedDuration;
use serde_json::json;

pub fn run(common: &Common, days: u32) -> anyhow::Result<End> {
    let opened = match setup::open(common, Secrets::Skip, false)? {
        Ok(opened) => opened,
        Err(end) => return Ok(end),
    };
    let now = setup::clock(common).now();
    let until = now.checked_add(SignedDuration::from_hours(24 * i64::from(days)))?;
    for class in &opened.classes {
        let lines = class.store.read(|tx| forecast(tx, class, now, until))?;
        if common.json {
            for line in &lines {
                json_line(&as_json(line, class))?;
            }
            continue;
        }
        say(&format!("{}, the next {days} days:", class.class().name))?;
        if lines.is_empty() {
            say("nothing is planned")?;
            continue;
        }
        let mut shown = table(&["when", "job", "child", "to", "language", "what", "why"]);
        for line in &lines {
            shown.add_row(cells(line, class, now));
        }
        say(&shown.to_string())?;
    }
    Ok(End::Well)
}

fn as_json(line: &Line, class: &OpenClass) -> serde_json::Value {
    json!({
        "at": line.at.to_string(),
        "class": class.class().id.as_str(),
        "job": line.job,
        "student": line.student.as_ref().map(|s| s.as_str()),
        "household": line.household.as_ref().map(|h| h.as_str()),
        "to": line.to,
        "language": line.language,
        "outcome": line.fate.word(),
        "reason": (!line.reason.is_empty()).then_some(&line.reason),
    })
}

fn cells(line: &Line, class: &OpenClass, now: jiff::Timestamp) -> Vec<String> {
    let child = line.student.as_ref().and_then(|id| class.class().roster.student(id)).map_or("", |s| s.called());
    vec![
        local(class, line.at, now),
        line.job.clone().unwrap_or_default(),
        child.to_owned(),
        cell(line.guardian.as_deref().unwrap_or(""), 26),
        line.language.clone().unwrap_or_default(),
        line.fate.word().to_owned(),
        cell(&line.reason, 60),
    ]
}
