//! The listings of INTERFACES §3: JSON for scripts, tables for people.

use super::args::Common;
use super::output::{cell, json_line, say, table};
use super::{End, setup};
use crate::config::secrets::Secrets;
use crate::decide::contact_flags::{GuardianFacts, HomeStatus};
use crate::decide::reachability::Reachability;
use crate::decide::why_silent::{Why, why_silent};
use crate::domain::contact::Contact;
use crate::domain::preference::{Level, Preference, Wish};
use crate::service::gather;
use crate::service::open::OpenClass;
use crate::store::ledger::LedgerLine;
use crate::store::listing::{self, MessageLine, OutboxLine};
use crate::store::{StoreError, Tx, contacts as log, ledger as accounts};
use comfy_table::Table;
use jiff::Timestamp;
use serde_json::{Value, json};

pub fn messages(common: &Common) -> anyhow::Result<End> {
    list(
        common,
        &["id", "received", "state", "from", "child", "by", "new text"],
        |tx, _| listing::messages(tx),
        message_json,
        |m, (class, now)| {
            vec![
                m.id.to_string(),
                local(class, m.received, now),
                m.state.map_or("received", |s| s.word()).to_owned(),
                cell(m.from_name.as_deref().or(m.from.as_deref()).unwrap_or("?"), 24),
                m.homes.iter().map(|h| called(class, h.student.as_str())).collect::<Vec<_>>().join(", "),
                m.matched_by.join(", "),
                cell(if m.reply_text.is_empty() { &m.subject } else { &m.reply_text }, 60),
            ]
        },
    )
}

fn message_json(m: &MessageLine, class: &OpenClass) -> Value {
    json!({
        "id": m.id.0,
        "class": class.class().id.as_str(),
        "folder": m.folder,
        "uid": m.uid,
        "message_id": m.message_id,
        "received": m.received.to_string(),
        "direction": if m.outgoing { "out" } else { "in" },
        "from": m.from,
        "kind": m.kind,
        "state": m.state.map(|s| s.word()),
        "reason": none_if_empty(&m.reason),
        "students": m.homes.iter().map(|h| h.student.as_str()).collect::<Vec<_>>(),
        "guardian": m.guardian,
        "household": m.homes.first().map(|h| h.household.as_str()),
        "thread": m.thread,
        "topic": m.topic,
        "matched_by": m.matched_by,
        "verified": m.verified,
        "subject": m.subject,
        "reply_text": m.reply_text,
        "more_below": m.more_below,
        "marks": m.marks.iter().map(|mark| mark.word()).collect::<Vec<_>>(),
    })
}

pub fn contacts(common: &Common) -> anyhow::Result<End> {
    list(
        common,
        &["when", "child", "home", "with", "direction", "by", "tone", "personal"],
        |tx, _| log::all(tx),
        contact_json,
        |c, (class, now)| {
            vec![
                local(class, c.at, now),
                called(class, c.student.as_str()),
                c.household.to_string(),
                cell(c.guardian.as_deref().unwrap_or(""), 24),
                c.direction.word().replace('_', " "),
                c.channel.word().to_owned(),
                c.tone.word().to_owned(),
                if c.personal { "yes" } else { "no" }.to_owned(),
            ]
        },
    )
}

fn contact_json(c: &Contact, class: &OpenClass) -> Value {
    json!({
        "at": c.at.to_string(),
        "class": class.class().id.as_str(),
        "student": c.student.as_str(),
        "household": c.household.as_str(),
        "guardian": c.guardian,
        "direction": c.direction.word(),
        "channel": c.channel.word(),
        "personal": c.personal,
        "tone": c.tone.word(),
        "message": c.inbound.map(|i| i.0),
    })
}

pub fn families(common: &Common) -> anyhow::Result<End> {
    list(
        common,
        &["child", "home", "guardians", "last contact", "school days", "state", "good", "hard", "flags", "mail"],
        gather_homes,
        family_json,
        |(h, _), (class, now)| {
            vec![
                called(class, h.facts.home.student.as_str()),
                h.facts.home.household.to_string(),
                cell(&h.facts.guardians.iter().map(|g| g.name.as_str()).collect::<Vec<_>>().join(", "), 32),
                h.last_contact.map_or("never".to_owned(), |at| local(class, at, now)),
                h.school_days.to_string(),
                h.state.word().to_owned(),
                h.facts.good.to_string(),
                h.facts.hard.to_string(),
                h.flags.iter().map(|f| f.word()).collect::<Vec<_>>().join(", "),
                about_mail(&h.facts.guardians),
            ]
        },
    )
}

/// Each home, and why it is silent where it is.
fn gather_homes(tx: &Tx<'_>, asked: (&OpenClass, Timestamp)) -> Result<Vec<(HomeStatus, Option<Why>)>, StoreError> {
    let homes = gather::homes(tx, asked.0, asked.1)?;
    let reasons: Vec<Option<Why>> = homes.iter().map(|home| why_silent(home, &homes)).collect();
    Ok(homes.into_iter().zip(reasons).collect())
}

fn family_json((h, why): &(HomeStatus, Option<Why>), class: &OpenClass) -> Value {
    let time = |at: Option<Timestamp>| at.map(|t| t.to_string());
    json!({
        "class": class.class().id.as_str(),
        "student": h.facts.home.student.as_str(),
        "household": h.facts.home.household.as_str(),
        "guardians": h.facts.guardians.iter().map(|g| g.name.as_str()).collect::<Vec<_>>(),
        "reachability": h.facts.guardians.iter().map(reachability_json).collect::<Vec<_>>(),
        "preferences": h.facts.guardians.iter().map(preference_json).collect::<Vec<_>>(),
        "last_contact": time(h.last_contact),
        "last_to": time(h.facts.last_to),
        "last_from": time(h.facts.last_from),
        "school_days": h.school_days,
        "state": h.state.word(),
        "good": h.facts.good,
        "hard": h.facts.hard,
        "waiting_since": time(h.facts.waiting_since),
        "flags": h.flags.iter().map(|f| f.word()).collect::<Vec<_>>(),
        "why_silent": why.map(Why::word),
    })
}

/// One for each guardian, in the same order. The state is null where there is no address that may be written to.
fn reachability_json(guardian: &GuardianFacts) -> Value {
    let reachability = guardian.mail.reachability();
    let trouble = reachability.and_then(Reachability::trouble);
    json!({
        "guardian": guardian.name,
        "state": reachability.map(Reachability::word),
        "cause": trouble.map(|t| t.cause.words()),
        "diagnostic": trouble.and_then(|t| t.diagnostic.as_deref()),
        "since": trouble.map(|t| t.since.to_string()),
        "next_step": trouble.map(|t| t.next_step.word()),
    })
}

/// One for each guardian, in the same order. The language is null where they asked for none.
fn preference_json(guardian: &GuardianFacts) -> Value {
    let asked = &guardian.preference;
    json!({
        "guardian": guardian.name,
        "level": asked.level.word(),
        "weekly": asked.weekly,
        "language": asked.language.as_ref().map(|l| l.as_str()),
    })
}

/// What is wrong with the addresses of a home and what to do, and what its guardians asked for, a line each; by name
/// where there are several guardians.
fn about_mail(guardians: &[GuardianFacts]) -> String {
    guardians
        .iter()
        .flat_map(|g| trouble(g, guardians.len()).into_iter().chain(asked(g, guardians.len())))
        .collect::<Vec<_>>()
        .join("\n")
}

fn by_name(guardian: &GuardianFacts, of: usize, words: &str) -> String {
    if of > 1 { format!("{}: {words}", cell(&guardian.name, 24)) } else { words.to_owned() }
}

fn asked(guardian: &GuardianFacts, of: usize) -> Option<String> {
    let Preference { level, weekly, language } = &guardian.preference;
    let mut wishes: Vec<String> = Vec::new();
    wishes.extend((*level != Level::All).then(|| Wish::Less(*level).words().to_owned()));
    wishes.extend(weekly.then(|| Wish::Weekly.words().to_owned()));
    wishes.extend(language.as_ref().map(|l| format!("letters in {l}")));
    (!wishes.is_empty()).then(|| by_name(guardian, of, &format!("asked for {}", wishes.join(", "))))
}

fn trouble(guardian: &GuardianFacts, of: usize) -> Option<String> {
    let reachability = guardian.mail.reachability()?;
    let trouble = reachability.trouble()?;
    let (state, cause, next) = (reachability.word(), trouble.cause.words(), trouble.next_step.words());
    Some(by_name(guardian, of, &format!("{state}, {cause}; {next}")))
}

const OUTBOX: [&str; 8] = ["id", "state", "to", "child", "template", "subject", "not before", "reason"];

pub fn outbox(common: &Common) -> anyhow::Result<End> {
    list(common, &OUTBOX, |tx, _| listing::outbox(tx), outbox_json, outbox_cells)
}

/// Some of it.
pub fn show_outbox(class: &OpenClass, mails: &[OutboxLine], now: Timestamp) -> anyhow::Result<()> {
    show((class, now), &OUTBOX, mails, &outbox_cells)
}

fn outbox_cells(o: &OutboxLine, (class, now): (&OpenClass, Timestamp)) -> Vec<String> {
    vec![
        o.id.to_string(),
        o.state.word().to_owned(),
        cell(&o.to, 32),
        o.student.as_ref().map_or(String::new(), |s| called(class, s.as_str())),
        o.template.clone(),
        cell(&o.subject, 40),
        local(class, o.not_before, now),
        cell(&o.reason, 50),
    ]
}

pub fn outbox_json(o: &OutboxLine, class: &OpenClass) -> Value {
    json!({
        "id": o.id.0,
        "class": class.class().id.as_str(),
        "state": o.state.word(),
        "to": o.to,
        "student": o.student.as_ref().map(|s| s.as_str()),
        "household": o.household.as_ref().map(|h| h.as_str()),
        "job": o.job,
        "template": o.template,
        "language": o.language,
        "subject": o.subject,
        "message_id": o.message_id,
        "not_before": o.not_before.to_string(),
        "expires": o.expires.to_string(),
        "attempts": o.attempts,
        "reason": none_if_empty(&o.reason),
        "sent_at": o.sent_at.map(|t| t.to_string()),
    })
}

pub fn ledger(common: &Common) -> anyhow::Result<End> {
    list(
        common,
        &["folder", "on server", "stored", "placed", "waiting", "ignored", "quarantined", "difference", "looked at"],
        |tx, _| accounts::lines(tx),
        ledger_json,
        |l, (class, now)| {
            let mut cells = vec![cell(&l.folder, 30)];
            let quarantined = l.quarantined + l.given_up;
            let counts = [l.on_server, l.stored, l.placed, l.waiting, l.ignored, quarantined, l.difference()];
            cells.extend(counts.map(|n| n.to_string()));
            cells.push(l.looked_at.map_or("never".to_owned(), |at| local(class, at, now)));
            cells
        },
    )
}

fn ledger_json(l: &LedgerLine, class: &OpenClass) -> Value {
    json!({
        "class": class.class().id.as_str(),
        "folder": l.folder,
        "uidvalidity": l.uidvalidity,
        "on_server": l.on_server,
        "stored": l.stored,
        "placed": l.placed,
        "waiting": l.waiting,
        "ignored": l.ignored,
        "quarantined": l.quarantined + l.given_up,
        "difference": l.difference(),
    })
}

/// Asks every chosen class the same question and shows the rows.
pub fn list<T>(
    common: &Common,
    head: &[&str],
    question: impl Fn(&Tx<'_>, (&OpenClass, Timestamp)) -> Result<Vec<T>, StoreError>,
    as_json: impl Fn(&T, &OpenClass) -> Value,
    as_cells: impl Fn(&T, (&OpenClass, Timestamp)) -> Vec<String>,
) -> anyhow::Result<End> {
    let opened = match setup::open(common, Secrets::Skip, false)? {
        Ok(opened) => opened,
        Err(end) => return Ok(end),
    };
    let now = setup::clock(common).now();
    let several = opened.classes.len() > 1;
    for class in &opened.classes {
        let rows = class.store.read(|tx| question(tx, (class, now)))?;
        if common.json {
            rows.iter().try_for_each(|row| json_line(&as_json(row, class)))?;
            continue;
        }
        if several {
            say(&format!("{}:", class.class().name))?;
        }
        show((class, now), head, &rows, &as_cells)?;
    }
    Ok(End::Well)
}

fn show<T>(
    asked: (&OpenClass, Timestamp),
    head: &[&str],
    rows: &[T],
    as_cells: &impl Fn(&T, (&OpenClass, Timestamp)) -> Vec<String>,
) -> anyhow::Result<()> {
    if rows.is_empty() {
        return say("nothing yet");
    }
    let mut shown: Table = table(head);
    for row in rows {
        shown.add_row(as_cells(row, asked));
    }
    say(&shown.to_string())
}

/// By the school's clock, with the year where it is not the present one.
pub fn local(class: &OpenClass, at: Timestamp, now: Timestamp) -> String {
    let (wall, present) = (class.local(at), class.local(now));
    let form = if wall.year() == present.year() { "%a %d %b %H:%M" } else { "%a %d %b %Y %H:%M" };
    wall.strftime(form).to_string()
}

fn called(class: &OpenClass, student: &str) -> String {
    let id = crate::ids::StudentId::new(student);
    class.class().roster.student(&id).map_or_else(|| student.to_owned(), |s| s.called().to_owned())
}

fn none_if_empty(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}
