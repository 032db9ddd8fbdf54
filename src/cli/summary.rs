//! `homeroom summary`: today's summary as it stands; nothing is sent.

use super::args::Common;
use super::output::{json_line, say, shown};
use super::preview::write_to;
use super::{End, setup};
use crate::config::secrets::Secrets;
use crate::service::summary::show;
use serde_json::json;
use std::path::Path;

pub fn run(common: &Common, out: Option<&Path>) -> anyhow::Result<End> {
    let opened = match setup::open(common, Secrets::Skip, false)? {
        Ok(opened) => opened,
        Err(end) => return Ok(end),
    };
    if out.is_some() && opened.classes.len() > 1 {
        eprintln!("error: one file cannot hold several classes' summaries\nhint: say which class with --class");
        return Ok(End::Usage);
    }
    let now = setup::clock(common).now();
    for class in &opened.classes {
        let summary = show(class, now)?.letter;
        if let Some(file) = out {
            write_to(file, &summary)?;
            eprintln!("written to {}", file.display());
        } else if common.json {
            json_line(&json!({
                "class": class.class().id.as_str(),
                "subject": summary.subject,
                "text": summary.text,
                "html": summary.html,
            }))?;
        } else {
            say(&format!("Subject: {}\n\n{}", shown(&summary.subject), shown(&summary.text)))?;
        }
    }
    Ok(End::Well)
}
