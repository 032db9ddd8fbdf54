//! What people and scripts see.

use comfy_table::{ContentArrangement, Table, presets};
use serde_json::Value;
use std::io::{IsTerminal, Write};
use tracing::level_filters::LevelFilter;
use tracing_subscriber::filter::Targets;
use tracing_subscriber::prelude::*;

/// Starts the log on standard error. Only homeroom's own lines are ever written: the mail libraries print passwords
/// and mail when asked for detail, so nobody can ask them.
pub fn start_log(level: LevelFilter) {
    let ours = Targets::new().with_target("homeroom", level);
    let under_systemd = std::env::var_os("JOURNAL_STREAM").is_some();
    let lines = tracing_subscriber::fmt::layer()
        .with_writer(std::io::stderr)
        .with_target(false)
        .with_ansi(!under_systemd && std::io::stderr().is_terminal());
    let lines = if under_systemd { lines.without_time().boxed() } else { lines.boxed() };
    let _ = tracing_subscriber::registry().with(lines.with_filter(ours)).try_init();
}

/// A panic says where it happened and never what it held: its message may quote a mail.
pub fn quiet_panics() {
    std::panic::set_hook(Box::new(|panic| match panic.location() {
        Some(at) => tracing::error!(file = at.file(), line = at.line(), "homeroom stumbled; please report this line"),
        None => tracing::error!("homeroom stumbled"),
    }));
}

/// `error:` and its causes, then nothing: hints belong to the errors themselves.
pub fn tell_error(error: &anyhow::Error) {
    let causes: Vec<String> = error.chain().map(|cause| shown(&cause.to_string())).collect();
    eprintln!("error: {}", causes.join(": "));
}

/// One JSON object on a line of standard output.
pub fn json_line(value: &Value) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{value}") {
        // Whoever reads us has seen enough (`| head`).
        Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => std::process::exit(0),
        other => Ok(other?),
    }
}

/// Text on standard output.
pub fn say(text: &str) -> anyhow::Result<()> {
    let mut out = std::io::stdout().lock();
    match writeln!(out, "{text}") {
        Err(e) if e.kind() == std::io::ErrorKind::BrokenPipe => std::process::exit(0),
        other => Ok(other?),
    }
}

/// A table as wide as the terminal.
pub fn table(head: &[&str]) -> Table {
    let mut table = Table::new();
    table.load_style(presets::UTF8_HORIZONTAL_ONLY);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_header(head.to_vec());
    if !std::io::stdout().is_terminal() {
        table.set_width(120);
    }
    table
}

/// Text that came by mail, made safe for a terminal: control and bidi characters are written out.
pub fn shown(text: &str) -> String {
    text.chars()
        .flat_map(|c| {
            let deceptive = c.is_control() && c != '\n' || crate::domain::address::is_invisible(c);
            if deceptive { c.escape_unicode().collect::<Vec<_>>() } else { vec![c] }
        })
        .collect()
}

/// [`shown`] on one line, cut to so many characters.
pub fn cell(text: &str, most: usize) -> String {
    let line = shown(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    match line.char_indices().nth(most) {
        Some((end, _)) => format!("{}…", line.get(..end).unwrap_or_default()),
        None => line,
    }
}
