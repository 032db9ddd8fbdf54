//! The last page: what happened, and what to look at next.

use super::report::{Counts, Report};
use super::script;
use crate::cli::args::Common;
use crate::cli::output::{json_line, say, shown, table};
use crate::domain::note::is_positive_note;
use anyhow::Context as _;
use comfy_table::presets;
use jiff::Zoned;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::time::Duration;

pub fn show(common: &Common, root: &Path, report: &Report, took: Duration) -> anyhow::Result<()> {
    for problem in &report.problems {
        eprintln!("problem: {}", shown(problem));
    }
    let last = *report.summaries.last().context("Find the last summary")?;
    if common.json {
        return json_line(&as_json(root, report, last));
    }
    say(&format!(
        "Room 12 of Lincoln School: 24 children, ten school days, {} to {}. It took {:.1} s.\n",
        script::FIRST_DAY.strftime("%a %-d %b"),
        script::LAST_DAY.strftime("%a %-d %b %Y"),
        took.as_secs_f64()
    ))?;
    let mut lines = table(&["what happened", "", "of these"]);
    lines.load_style(presets::UTF8_BORDERS_ONLY);
    for (what, number, details) in rows(report) {
        lines.add_row([what.to_owned(), number.to_string(), details]);
    }
    say(&lines.to_string())?;
    for (command, words) in &report.refused {
        say(&format!("Not done: “{}”: {}", shown(command), shown(words)))?;
    }
    say(&next_steps(root, report, last)?)
}

fn rows(r: &Report) -> Vec<(&'static str, usize, String)> {
    let sent = |template: &str| r.sent.get(template).copied().unwrap_or(0);
    let notes = r.sent.iter().filter(|(template, _)| is_positive_note(template)).map(|(_, n)| n).sum();
    let placed = r.by_state.get("placed").copied().unwrap_or(0);
    vec![
        ("Mails that came in", r.came_in, listed(&r.by_state)),
        ("  placed, by what", placed, listed(&r.by_evidence)),
        ("  placed, by language", placed, listed(&r.by_language)),
        ("  not placed, and why", r.came_in - placed, listed(&r.not_placed)),
        ("Ms. Rivera's own mails", r.by_hand, "found in Sent; they count as contact".to_owned()),
        ("Her commands", r.commands, format!("{} done", r.commands - r.refused.len())),
        ("Notes sent", notes, format!("good news about a child, in {} languages", r.note_languages)),
        ("Birthday letters sent", sent("birthday"), String::new()),
        ("Weekly letters sent", sent("weekly-update"), "after Ms. Rivera said ok".to_owned()),
        ("Reminders sent", sent("reading-log-reminder"), "reading log, Sundays at four".to_owned()),
        ("Summaries sent", sent("summary"), "to Ms. Rivera, at seven on school days".to_owned()),
        ("Addresses mail came back from", total(&r.bounced), listed(&r.bounced)),
        ("Not sent", total(&r.unsent), listed(&r.unsent)),
        ("Guardians not written to", total(&r.withheld), listed(&r.withheld)),
        ("Contacts in the log", r.contacts, "personal ones: mails, notes, calls, meetings".to_owned()),
    ]
}

fn total(counts: &Counts) -> usize {
    counts.values().sum()
}

/// `41 placed, 3 held`, the most frequent first.
fn listed(counts: &Counts) -> String {
    let mut all: Vec<(&String, &usize)> = counts.iter().collect();
    all.sort_by_key(|(_, n)| std::cmp::Reverse(**n));
    all.iter().map(|(name, n)| format!("{n} {name}")).collect::<Vec<_>>().join(", ")
}

fn as_json(root: &Path, r: &Report, last: Date) -> serde_json::Value {
    json!({
        "folder": root.display().to_string(),
        "config": root.join("homeroom.toml").display().to_string(),
        "now": end().map(|end| end.timestamp().to_string()),
        "last_summary_html": summary(root, last, "html").display().to_string(),
        "last_summary_text": summary(root, last, "txt").display().to_string(),
        "sent_mails": root.join("sent").display().to_string(),
        "came_in": r.came_in,
        "by_state": r.by_state,
        "by_language": r.by_language,
        "by_evidence": r.by_evidence,
        "not_placed": r.not_placed,
        "by_hand": r.by_hand,
        "contacts": r.contacts,
        "sent": r.sent,
        "bounced": r.bounced,
        "unsent": r.unsent,
        "withheld": r.withheld,
        "commands": r.commands,
        "refused": r.refused.len(),
        "summaries": r.summaries.iter().map(Date::to_string).collect::<Vec<_>>(),
        "on_server": r.on_server,
        "stored": r.stored,
        "problems": r.problems,
    })
}

fn summary(root: &Path, day: Date, ending: &str) -> PathBuf {
    root.join("summaries").join(format!("{day}.{ending}"))
}

/// Where the demo's clock stands. `None` never happens: the zone is part of the program.
fn end() -> Option<Zoned> {
    script::END.to_zoned(TimeZone::get("America/New_York").ok()?).ok()
}

fn next_steps(root: &Path, report: &Report, last: Date) -> anyhow::Result<String> {
    let now = end().context("Read the demo's clock")?;
    let program = std::env::args().next().unwrap_or_else(|| "homeroom".to_owned());
    let ask = |what: &str| {
        let config = root.join("homeroom.toml");
        let time = now.strftime("%Y-%m-%dT%H:%M:%S%:z");
        format!("  {} --config {} --now {time} {what}", quoted(&program), quoted(&config.to_string_lossy()))
    };
    let friday = report.summaries.iter().rev().find(|day| day.weekday() == jiff::civil::Weekday::Friday);
    let mut lines = vec![
        format!("{} mails lie in the mailbox, {} are stored.", report.on_server, report.stored),
        String::new(),
        "Look at these:".to_owned(),
        format!("  the last summary     {}", summary(root, last, "html").display()),
        format!("  the same as text     {}", summary(root, last, "txt").display()),
    ];
    if let Some(friday) = friday {
        lines.push(format!("  Friday's, with all   {}", summary(root, *friday, "html").display()));
    }
    lines.push(format!("  every mail sent      {}", root.join("sent").display()));
    lines.push(String::new());
    lines.push("Ask the class itself; its clock stands at the last summary:".to_owned());
    lines.extend(["families", "messages", "outbox", "forecast", "teach \"good Leo: He read aloud today.\""].map(ask));
    Ok(lines.join("\n"))
}

/// As a shell takes it.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "/._-+@%,:=".contains(c);
    if word.chars().all(plain) && !word.is_empty() {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
