//! `homeroom inspect`: how a mail is understood, for programs and for people.

mod page;

use super::args::Common;
use super::output::{json_line, say};
use super::{End, setup};
use crate::config::secrets::Secrets;
use crate::domain::mail::Placing;
use crate::ids::MessageId;
use crate::message::clean::clean_line;
use crate::message::{Bounce, Cut, ThreadIndex, Understood, inbound};
use crate::service::open::OpenClass;
use crate::service::process::preview_placing;
use jiff::Timestamp;
use serde_json::{Value, json};
use std::fmt::Write;
use std::path::PathBuf;

/// The command. Needs no configuration; with `--class`, also says where each mail would be placed.
pub fn run(common: &Common, files: &[PathBuf]) -> anyhow::Result<End> {
    let opened = if common.classes.is_empty() {
        None
    } else {
        match setup::open(common, Secrets::Skip, false)? {
            Ok(opened) => Some(opened),
            Err(end) => return Ok(end),
        }
    };
    let now = setup::clock(common).now();
    let mut end = End::Well;
    for file in files {
        let raw = match std::fs::read(file) {
            Ok(raw) => raw,
            Err(error) => {
                eprintln!("error: {} cannot be read: {error}", file.display());
                end = End::Problem;
                continue;
            }
        };
        let name = file.display().to_string();
        let mut places = Vec::new();
        for class in opened.iter().flat_map(|o| &o.classes) {
            places.push((class, preview_placing(class, &raw, now)?));
        }
        if common.json {
            let mut line = inspect_json(&name, &raw);
            if !places.is_empty() {
                let placed = places.iter().map(|(class, p)| placing_json(class, p)).collect();
                if let Some(fields) = line.as_object_mut() {
                    fields.insert("placing".to_owned(), Value::Array(placed));
                }
            }
            json_line(&line)?;
        } else {
            say(&inspect_page(&name, &raw))?;
            for (class, placing) in &places {
                say(&placing_page(class, placing))?;
            }
        }
    }
    Ok(end)
}

fn placing_json(class: &OpenClass, p: &Placing) -> Value {
    json!({
        "class": class.class().id.as_str(),
        "state": p.state.word(),
        "reason": (!p.reason.is_empty()).then_some(&p.reason),
        "students": p.homes.iter().map(|h| h.student.as_str()).collect::<Vec<_>>(),
        "household": p.homes.first().map(|h| h.household.as_str()),
        "guardian": p.guardian,
        "matched_by": p.matched_by.iter().map(|e| e.word()).collect::<Vec<_>>(),
        "verified": p.verified,
    })
}

fn placing_page(class: &OpenClass, p: &Placing) -> String {
    let children: Vec<&str> = p
        .homes
        .iter()
        .map(|h| class.class().roster.student(&h.student).map_or(h.student.as_str(), |s| s.called()))
        .collect();
    let by: Vec<&str> = p.matched_by.iter().map(|e| e.word()).collect();
    let mut page = format!("In {}: {}", class.class().name, p.state.word().replace('_', " "));
    if !children.is_empty() {
        let _ = write!(page, ", with {}", clean_line(&children.join(" and "), 200));
    }
    if !by.is_empty() {
        let _ = write!(page, " (by {})", by.join(", ").replace('_', " "));
    }
    if !p.reason.is_empty() {
        let _ = write!(page, ": {}", p.reason);
    }
    page.push_str(if p.verified { "\nThe sender is verified.\n" } else { "\nThe sender is not verified.\n" });
    page
}

/// One object as INTERFACES §3 has it: every key always there, absent values null.
pub fn inspect_json(file: &str, raw: &[u8]) -> Value {
    let mail = inbound::understand(raw);
    let ids = |ids: &[MessageId]| ids.iter().map(MessageId::as_str).map(Value::from).collect::<Vec<_>>();
    let attachments: Vec<Value> =
        mail.attachments.iter().map(|a| json!({ "name": a.name, "type": a.media_type, "size": a.size })).collect();
    json!({
        "file": file,
        "kind": mail.kind.word(),
        "from": sender(&mail),
        "from_name": mail.from_name,
        "to": mail.to,
        "cc": mail.cc,
        "subject": mail.subject,
        "message_id": mail.message_id.as_ref().map(MessageId::as_str),
        "in_reply_to": ids(&mail.in_reply_to),
        "references": ids(&mail.references),
        "date": mail.date.map(utc),
        "text": mail.text,
        "reply_text": mail.reply_text,
        "cuts": mail.cuts.iter().map(cut_json).collect::<Vec<_>>(),
        "language": mail.language.as_ref().map(|l| l.as_str()),
        "returns": mail.returns.map(|day| day.to_string()),
        "attachments": attachments,
        "marks": mail.marks.iter().map(|mark| mark.word()).collect::<Vec<_>>(),
        "thread_index": mail.thread_index.as_ref().map(ThreadIndex::text),
        "bounce": mail.bounce.as_ref().map(bounce_json),
        "why": mail.why,
    })
}

/// The believed sender; where homeroom would not write there, the address as it stands, if there is just one.
fn sender(mail: &Understood) -> Option<String> {
    let believed = mail.from.as_ref().map(|a| a.as_str().to_owned());
    believed.or_else(|| mail.from_text.as_ref().filter(|t| !t.contains(", ")).map(|t| t.to_lowercase()))
}

/// RFC 3339 in UTC, whole seconds.
fn utc(at: Timestamp) -> String {
    at.strftime("%Y-%m-%dT%H:%M:%SZ").to_string()
}

fn cut_json(cut: &Cut) -> Value {
    json!({ "rule": cut.rule.words(), "lines": cut.lines(), "text": cut.text })
}

fn bounce_json(bounce: &Bounce) -> Value {
    let recipients: Vec<Value> = bounce
        .recipients
        .iter()
        .map(|r| {
            json!({
                "address": r.shown(),
                "action": r.action.word(),
                "status": r.status,
                "reason": r.reason.words(),
                "diagnostic": r.diagnostic,
            })
        })
        .collect();
    json!({
        "recipients": recipients,
        "permanent": bounce.permanent,
        "original_message_id": bounce.original_message_id.as_ref().map(MessageId::as_str),
    })
}

/// The same for people.
pub fn inspect_page(file: &str, raw: &[u8]) -> String {
    let mail = inbound::understand(raw);
    page::write(file, &mail, sender(&mail).as_deref())
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::path::{Path, PathBuf};

    /// Each `NAME.eml` stands beside `NAME.json`: the part of the answer that the mail's oddity is about.
    fn samples() -> Vec<(PathBuf, Vec<u8>, Value)> {
        let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/corpus");
        let mut samples: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|e| e == "eml"))
            .map(|path| {
                let expected = std::fs::read_to_string(path.with_extension("json")).unwrap();
                (path.clone(), std::fs::read(&path).unwrap(), serde_json::from_str(&expected).unwrap())
            })
            .collect();
        samples.sort_by(|a, b| a.0.cmp(&b.0));
        assert!(samples.len() > 50);
        samples
    }

    fn with_crlf(raw: &[u8]) -> Vec<u8> {
        raw.split(|b| *b == b'\n').collect::<Vec<_>>().join(&b"\r\n"[..])
    }

    fn check(name: &str, raw: &[u8], expected: &Value) {
        let got = inspect_json(name, raw);
        for (key, wanted) in expected.as_object().unwrap() {
            let found = match key.as_str() {
                "believed" => json!(inbound::understand(raw).from.is_some()),
                "text" => json!(got["text"].as_str().unwrap().replace("\r\n", "\n")),
                // Only the first sign is the verdict's.
                "why" => json!([got["why"][0]]),
                key => got[key].clone(),
            };
            assert_eq!(found, *wanted, "{key} of {name}: {got:#}");
        }
    }

    #[test]
    fn odd_mails_are_read_as_written_beside_them_with_either_line_end() {
        for (path, raw, expected) in samples() {
            let name = path.file_stem().unwrap().to_str().unwrap();
            check(name, &raw, &expected);
            check(&format!("{name} (CRLF)"), &with_crlf(&raw), &expected);
        }
    }

    #[test]
    fn the_words_of_a_report_in_a_persons_mail_make_no_report() {
        for (path, raw, expected) in samples().into_iter().filter(|(_, _, e)| e["kind"] == "bounce") {
            let words = inspect_json("x", &raw)["text"].as_str().unwrap().to_owned();
            for heading in ["Subject: a question", "Subject: Undeliverable\nIn-Reply-To: <t.abc.r7@school.test>"] {
                let mail = format!(
                    "Return-Path: <ana@families.test>\nFrom: Ana <ana@families.test>\nTo: room12@school.test\n\
                     Message-ID: <m1@families.test>\n{heading}\n\nWhat does this mean? I got it yesterday:\n\n{words}\n"
                );
                let kind = inspect_json("x", mail.as_bytes())["kind"].clone();
                assert!(kind == "mail" || kind == "reply", "{path:?} {heading} {kind} of {expected}");
            }
        }
    }

    #[test]
    fn every_key_is_always_there() {
        let keys = [
            "file",
            "kind",
            "from",
            "from_name",
            "to",
            "cc",
            "subject",
            "message_id",
            "in_reply_to",
            "references",
            "date",
            "text",
            "reply_text",
            "cuts",
            "language",
            "returns",
            "attachments",
            "marks",
            "thread_index",
            "bounce",
            "why",
        ];
        for (path, raw, _) in samples() {
            let got = inspect_json("x.eml", &raw);
            let object = got.as_object().unwrap();
            assert_eq!(object.len(), keys.len());
            assert!(keys.iter().all(|k| object.contains_key(*k)), "{path:?}");
        }
    }

    #[test]
    fn a_page_for_people_moves_no_cursor() {
        for (path, raw, _) in samples() {
            let page = inspect_page("x\u{1b}[2J.eml", &raw);
            let harmful = page
                .chars()
                .find(|c| (c.is_control() && !matches!(c, '\n' | '\t')) || crate::message::clean::is_deceptive(*c));
            assert_eq!(harmful, None, "{path:?}");
            assert!(page.contains("kind "));
            let widest = page.lines().map(|line| line.chars().count()).max();
            assert!(widest <= Some(80), "{path:?} {page}");
        }
    }

    /// So many samples from all along the alphabet, that is of every kind, none of which takes the tests long.
    fn some_of(samples: &[Vec<u8>], count: usize, longest: usize) -> Vec<&Vec<u8>> {
        let short: Vec<_> = samples.iter().filter(|raw| raw.len() <= longest).collect();
        let chosen: Vec<_> = (0..count).map(|i| short[i * short.len() / count]).collect();
        assert!(chosen.windows(2).all(|pair| pair[0] != pair[1]), "fewer than {count} samples");
        chosen
    }

    /// A parser's panic is caught, and told in `why`.
    fn assert_read(raw: &[u8], what: std::fmt::Arguments<'_>) {
        let why = inspect_json("x", raw)["why"].to_string();
        assert!(!why.contains("the parser failed"), "{what}: {why}");
    }

    #[test]
    fn every_truncation_of_20_mails_is_read_without_a_panic() {
        let samples: Vec<_> = samples().into_iter().map(|(_, raw, _)| raw).collect();
        for raw in some_of(&samples, 20, 2_000) {
            for end in 0..raw.len() {
                assert_read(&raw[..end], format_args!("{end} octets of {}", String::from_utf8_lossy(raw)));
            }
        }
    }

    #[test]
    fn every_flip_of_a_bit_of_5_mails_is_read_without_a_panic() {
        let samples: Vec<_> = samples().into_iter().map(|(_, raw, _)| raw).collect();
        for raw in some_of(&samples, 5, 1_000) {
            for (at, bit) in (0..raw.len()).flat_map(|at| (0..8).map(move |bit| (at, bit))) {
                let mut flipped = raw.clone();
                flipped[at] ^= 1 << bit;
                assert_read(&flipped, format_args!("bit {bit} of octet {at} in {}", String::from_utf8_lossy(raw)));
            }
        }
    }
}
