//! `homeroom roster changes`: what teachers changed beside the class list.

use crate::cli::args::Common;
use crate::cli::output::{json_line, say, shown};
use crate::cli::{End, setup};
use crate::config::secrets::Secrets;
use crate::decide::effect::Effect;
use crate::domain::audit::Actor;
use crate::domain::roster::{Changed, RosterChange};
use crate::ids::RosterChangeId;
use crate::service::apply::apply;
use serde_json::json;

pub fn run(common: &Common, revoke: Option<i64>) -> anyhow::Result<End> {
    let opened = match setup::open(common, Secrets::Skip, false)? {
        Ok(opened) => opened,
        Err(end) => return Ok(end),
    };
    let [class] = opened.classes.as_slice() else {
        return Ok(setup::which_class(opened.classes.iter().map(|class| class.class())));
    };
    if let Some(id) = revoke {
        let effects = vec![Effect::RevokeRosterChange { change: RosterChangeId(id) }];
        let now = setup::clock(common).now();
        let applied = class.store.write(|tx| apply(tx, class, Actor::Host, effects, None, now))?;
        if applied.too_late > 0 {
            eprintln!("error: there is no change {id} that holds\nhint: the numbers are in: homeroom roster changes");
            return Ok(End::Problem);
        }
        say(&format!("change {id} holds no more; a running homeroom takes that up within a minute"))?;
        return Ok(End::Well);
    }
    for (id, change) in &class.list.beside {
        let RosterChange { at, by, student, guardian, what } = change;
        let (kind, address, words) = match what {
            Changed::Address(address) => ("address", Some(address), None),
            Changed::Blocked { address, kind, .. } => ("blocked", address.as_ref(), Some(kind)),
        };
        let address = address.map(|address| address.as_str());
        if common.json {
            json_line(&json!({
                "class": class.class().id.as_str(), "id": id.0, "at": at.to_string(), "by": by, "change": kind,
                "student": student.as_str(), "guardian": guardian, "address": address, "words": words,
            }))?;
        } else {
            let what = match words {
                Some(words) => format!("blocked ({words})"),
                None => format!("also {}", address.unwrap_or_default()),
            };
            say(&shown(&format!("{id}  {student}  {guardian}: {what}, by {by}")))?;
        }
    }
    if class.list.beside.is_empty() && !common.json {
        say("the roster says all that teachers changed")?;
    }
    Ok(End::Well)
}

/// Beside a look at a roster file: more holds than stands there. A state that cannot be read is told elsewhere.
pub fn note(common: &Common) {
    let Ok(Ok(opened)) = setup::open(common, Secrets::Skip, false) else { return };
    let count: usize = opened.classes.iter().map(|class| class.list.beside.len()).sum();
    if count > 0 {
        eprintln!("note: {count} changes by teachers hold that the roster does not say: homeroom roster changes");
    }
}
