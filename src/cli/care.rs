//! `homeroom backup` and `homeroom restore`: a copy of a class's state, and an earlier one put back.

use super::args::Common;
use super::output::{json_line, say};
use super::{End, log, setup};
use crate::config::secrets::Secrets;
use crate::domain::class::Class;
use crate::service::open::{ClassLock, state_file};
use crate::store::audit::Broken;
use crate::store::care::{self, Owner};
use crate::store::room::size;
use serde_json::json;
use std::io::IsTerminal;
use std::path::Path;

fn owner(class: &Class) -> Owner<'_> {
    Owner { class: class.id.as_str(), address: class.address.as_str() }
}

/// Only a person at a terminal wants to know that it takes a while.
fn progress(words: &str) {
    if std::io::stderr().is_terminal() {
        eprintln!("{words}");
    }
}

pub fn backup(common: &Common, file: &Path) -> anyhow::Result<End> {
    let opened = match setup::open(common, Secrets::Skip, false)? {
        Ok(opened) => opened,
        Err(end) => return Ok(end),
    };
    let [class] = opened.classes.as_slice() else {
        return Ok(setup::which_class(opened.classes.iter().map(|c| c.class())));
    };
    let now = setup::clock(common).now();
    progress("copying the state and reading the copy");
    let done = care::backup(&class.store, file, owner(class.class()), now)?;
    if common.json {
        json_line(&json!({
            "class": class.class().id.as_str(),
            "file": file.display().to_string(),
            "at": now.to_string(),
            "octets": done.octets,
            "broken_log": done.broken_log.map(Broken::words),
        }))?;
    } else {
        say(&format!("{}: backed up to {} ({})", class.class().name, file.display(), size(done.octets)))?;
    }
    Ok(log::tell(done.broken_log))
}

pub fn restore(common: &Common, file: &Path) -> anyhow::Result<End> {
    let (configuration, setup) = match setup::one_class(common) {
        Ok(one) => one,
        Err(end) => return Ok(end),
    };
    let (class, state_dir) = (&setup.class, &configuration.state_dir);
    let _lock = ClassLock::take(state_dir, class)?;
    let now = setup::clock(common).now();
    progress("reading the backup and putting it in place");
    let done = care::restore(&state_file(state_dir, class), file, owner(class), now)?;
    let kept = done.kept.map(|path| path.display().to_string());
    if common.json {
        json_line(&json!({
            "class": class.id.as_str(),
            "file": file.display().to_string(),
            "state_of": done.state_of.map(|at| at.to_string()),
            "kept": kept,
            "broken_log": done.broken_log.map(Broken::words),
        }))?;
        return Ok(log::tell(done.broken_log));
    }
    let at = |at| {
        jiff::Timestamp::to_zoned(at, configuration.school.time_zone.clone()).strftime("%a %d %b %H:%M").to_string()
    };
    let of = done.state_of.map_or(String::new(), |of| format!(" as it was {}", at(of)));
    say(&format!("{}: the state{of} is back from {}", class.name, file.display()))?;
    if let Some(kept) = kept {
        say(&format!("  what was there lies in {kept}"))?;
    }
    say(
        "  homeroom reads mail and sends nothing until you say so: see homeroom resume --dry-run, then homeroom resume",
    )?;
    Ok(log::tell(done.broken_log))
}
