//! `homeroom log`: who did what, and whether the log is whole.

use super::args::Common;
use super::listings::{list, local};
use super::output::{json_line, say};
use super::{End, setup};
use crate::config::secrets::Secrets;
use crate::domain::audit::Head;
use crate::service::open::OpenClass;
use crate::store::audit::{self, Broken, Line};
use jiff::civil::Date;
use serde_json::{Value, json};

pub fn show(common: &Common, since: Option<Date>) -> anyhow::Result<End> {
    list(
        common,
        &["line", "when", "who", "what", "about", "detail"],
        |tx, (class, _)| {
            let first = since.and_then(|day| day.to_zoned(class.school.time_zone.clone()).ok());
            audit::lines(tx, first.map(|at| at.timestamp()))
        },
        as_json,
        |line, (class, now)| {
            vec![
                line.id.to_string(),
                local(class, line.at, now),
                line.actor.clone(),
                line.act.replace('_', " "),
                line.subject.clone(),
                line.detail.clone(),
            ]
        },
    )
}

fn as_json(line: &Line, class: &OpenClass) -> Value {
    let or_null = |text: &str| (!text.is_empty()).then(|| text.to_owned());
    json!({
        "id": line.id,
        "class": class.class().id.as_str(),
        "at": line.at.to_string(),
        "actor": line.actor,
        "act": line.act,
        "subject": or_null(&line.subject),
        "detail": or_null(&line.detail),
        "hash": data_encoding::HEXLOWER.encode(&line.hash),
    })
}

/// Reads all of it; `told`: as it stands in a mail to a teacher.
pub fn verify(common: &Common, told: Option<&str>) -> anyhow::Result<End> {
    let told = match told.map(|text| (text, Head::read(text))) {
        None => None,
        Some((_, Some(head))) => Some(head),
        Some((text, None)) => {
            eprintln!("error: {text:?} is no head of a log\nhint: copy it from X-Homeroom-Log in a mail to a teacher");
            return Ok(End::Usage);
        }
    };
    let opened = match setup::open(common, Secrets::Skip, false)? {
        Ok(opened) => opened,
        Err(end) => return Ok(end),
    };
    if told.is_some() && opened.classes.len() > 1 {
        return Ok(setup::which_class(opened.classes.iter().map(|c| c.class())));
    }
    let mut end = End::Well;
    for class in &opened.classes {
        let found = class.store.read(|tx| audit::verify(tx, told))?;
        if common.json {
            json_line(&json!({
                "class": class.class().id.as_str(),
                "ok": found.is_ok(),
                "head": found.ok().map(|head| head.to_string()),
                "broken_at": found.err().map(Broken::line),
                "why": found.err().map(Broken::words),
            }))?;
        } else if let Ok(head) = found {
            say(&format!("{}: the log is whole; its head is {head}", class.class().name))?;
        }
        if tell(found.err()) == End::Problem {
            end = End::Problem;
        }
    }
    Ok(end)
}

/// Says what is wrong with a log, if anything is.
pub fn tell(broken: Option<Broken>) -> End {
    let Some(broken) = broken else { return End::Well };
    eprintln!("error: the log of who did what was changed from outside: {}", broken.words());
    eprintln!(
        "hint: keep this file as it is; an earlier backup, and X-Homeroom-Log in mails to teachers, tell since when"
    );
    End::Problem
}
