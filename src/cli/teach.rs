//! `homeroom teach` and `homeroom replay`: what someone with rights on this machine may do in the teacher's place.

use super::args::Common;
use super::output::{json_line, say, shown};
use super::{End, setup};
use crate::config::secrets::Secrets;
use crate::ids::InboundId;
use crate::message::photo::{LARGEST_FILE, Photo, clean};
use crate::service::teach::Shown;
use crate::service::{audit, process, teach as service};
use crate::store::inbound;
use serde_json::json;
use std::io::Read as _;
use std::path::Path;

/// `photo`: its file, and who can be seen on it.
pub fn run(common: &Common, text: &str, photo: Option<(&Path, &str)>) -> anyhow::Result<End> {
    let photo = match photo.map(|(file, shows)| Ok::<_, String>(Shown { photo: read(file)?, shows: shows.to_owned() }))
    {
        None => None,
        Some(Ok(photo)) => Some(photo),
        Some(Err(words)) => {
            eprintln!("not done: {words}");
            return Ok(End::Problem);
        }
    };

    let opened = match setup::open(common, Secrets::Keys, true)? {
        Ok(opened) => opened,
        Err(end) => return Ok(end),
    };
    let [class] = opened.classes.as_slice() else {
        let names: Vec<&str> = opened.classes.iter().map(|c| c.class().id.as_str()).collect();
        eprintln!("error: there are several classes\nhint: say which with --class: {}", names.join(", "));
        return Ok(End::Usage);
    };
    let receipts = service::teach_with(class, text, photo.as_ref(), setup::clock(common).now())?;
    let mut end = End::Well;
    for receipt in receipts {
        if !receipt.done {
            end = End::Problem;
        }
        let words = shown(&receipt.words);
        if common.json {
            json_line(&json!({"class": class.class().id.as_str(), "done": receipt.done, "words": words}))?;
        } else if receipt.done {
            say(&words)?;
        } else {
            eprintln!("not done: {words}");
        }
    }
    Ok(end)
}

/// The photo in a file; of a file that is too large no more is read than tells so.
fn read(file: &Path) -> Result<Photo, String> {
    let mut bytes = Vec::new();
    let most = u64::try_from(LARGEST_FILE).unwrap_or(u64::MAX).saturating_add(1);
    std::fs::File::open(file)
        .and_then(|open| open.take(most).read_to_end(&mut bytes))
        .map_err(|error| format!("the photo {} cannot be read: {error}", file.display()))?;
    clean(&bytes).map_err(|problem| problem.to_string())
}

pub fn replay(common: &Common, id: i64) -> anyhow::Result<End> {
    let opened = match setup::open(common, Secrets::Keys, false)? {
        Ok(opened) => opened,
        Err(end) => return Ok(end),
    };
    let [class] = opened.classes.as_slice() else {
        eprintln!("error: there are several classes\nhint: say which with --class");
        return Ok(End::Usage);
    };
    let now = setup::clock(common).now();
    let known = class.store.write(|tx| {
        let known = inbound::requeue(tx, InboundId(id))?;
        if known {
            audit::note_replay(tx, InboundId(id), now)?;
        }
        Ok(known)
    })?;
    if !known {
        eprintln!("error: there is no mail {id}\nhint: the numbers are in: homeroom messages");
        return Ok(End::Problem);
    }
    while process::process_batch(class, now)? > 0 {}
    if class.is_outdated()? {
        say(&format!("mail {id} is understood with the next look: the class list was changed a moment ago"))?;
        return Ok(End::Well);
    }
    say(&format!("mail {id} was understood again; see: homeroom messages"))?;
    Ok(End::Well)
}
