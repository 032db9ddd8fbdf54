//! `homeroom teach` and `homeroom replay`: what someone with rights on this machine may do in the teacher's place.

use super::args::Common;
use super::output::{json_line, say, shown};
use super::{End, setup};
use crate::config::secrets::Secrets;
use crate::ids::InboundId;
use crate::service::{process, teach as service};
use crate::store::inbound;
use serde_json::json;

pub fn run(common: &Common, text: &str) -> anyhow::Result<End> {
    let opened = match setup::open(common, Secrets::Skip, true)? {
        Ok(opened) => opened,
        Err(end) => return Ok(end),
    };
    let [class] = opened.classes.as_slice() else {
        let names: Vec<&str> = opened.classes.iter().map(|c| c.class().id.as_str()).collect();
        eprintln!("error: there are several classes\nhint: say which with --class: {}", names.join(", "));
        return Ok(End::Usage);
    };
    let receipts = service::teach(class, text, setup::clock(common).now())?;
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

pub fn replay(common: &Common, id: i64) -> anyhow::Result<End> {
    let opened = match setup::open(common, Secrets::Skip, false)? {
        Ok(opened) => opened,
        Err(end) => return Ok(end),
    };
    let [class] = opened.classes.as_slice() else {
        eprintln!("error: there are several classes\nhint: say which with --class");
        return Ok(End::Usage);
    };
    if !class.store.write(|tx| inbound::requeue(tx, InboundId(id)))? {
        eprintln!("error: there is no mail {id}\nhint: the numbers are in: homeroom messages");
        return Ok(End::Problem);
    }
    let now = setup::clock(common).now();
    while process::process_batch(class, now)? > 0 {}
    say(&format!("mail {id} was understood again; see: homeroom messages"))?;
    Ok(End::Well)
}
