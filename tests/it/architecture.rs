//! Holds the source against the house rules: who may import whom, which room owns which crate, how long files and
//! functions may be, and what may not stand in the source at all.
//!
//! The rules are data at the top of this file. Code that only tests see (`#[cfg(test)]`) is free of them. Whoever
//! must break a rule on size writes an [`Exception`] with the exact figure and a reason; an exception that is no
//! longer needed, or allows more than is used, fails as well, so the list cannot grow unseen.

mod catches;
mod rules;
mod source;
mod tokens;

use rules::{Exception, Room, Wall};
use source::SourceFile;
use std::path::Path;

/// What each room may import from the others, in reading order. `a::b` means that module of room `a` alone.
const ROOMS: &[Room] = &[
    Room { name: "ids", may_import: &[] },
    Room { name: "clock", may_import: &[] },
    Room { name: "failpoint", may_import: &[] },
    Room { name: "domain", may_import: &["ids"] },
    Room { name: "message", may_import: &["ids", "domain"] },
    Room { name: "decide", may_import: &["ids", "domain", "message"] },
    Room { name: "store", may_import: &["clock", "failpoint", "ids", "domain", "message"] },
    Room { name: "render", may_import: &["ids", "domain"] },
    Room { name: "imap", may_import: &["ids"] },
    Room { name: "smtp", may_import: &["failpoint", "ids", "message::compose"] },
    Room { name: "translate", may_import: &["domain", "smtp::tls"] },
    Room { name: "dkim", may_import: &["message::auth"] },
    Room { name: "config", may_import: &["ids", "domain"] },
    Room {
        name: "service",
        may_import: &[
            "ids",
            "clock",
            "failpoint",
            "domain",
            "message",
            "decide",
            "store",
            "render",
            "imap",
            "smtp",
            "translate",
            "dkim",
            "config",
        ],
    },
    Room {
        name: "cli",
        may_import: &["ids", "clock", "domain", "message", "decide", "store", "render", "config", "service"],
    },
    // The program itself: parse, run, print the error, map to an exit status.
    Room { name: "main", may_import: &["cli"] },
];

/// The rooms that are functions of their arguments: no I/O, no clock, no async.
const PURE: &[&str] = &["ids", "domain", "message", "decide", "render"];

/// Every room but the pure ones.
const IMPURE: &[&str] =
    &["clock", "failpoint", "store", "imap", "smtp", "translate", "dkim", "config", "service", "cli", "main"];

/// Which rooms may name a path of another crate; the longest matching path decides.
const WALLS: &[Wall] = &[
    Wall { path: "async_imap", only_in: &["imap"], because: "the IMAP library is replaced in one room" },
    Wall { path: "lettre", only_in: &["message::compose", "smtp"], because: "mail is built in one place, sent in one" },
    Wall { path: "lettre::message", only_in: &["message::compose"], because: "mail is built in one place" },
    Wall { path: "lettre::Message", only_in: &["message::compose"], because: "mail is built in one place" },
    Wall { path: "lettre::transport", only_in: &["smtp"], because: "mail leaves by one room" },
    Wall { path: "lettre::Transport", only_in: &["smtp"], because: "mail leaves by one room" },
    Wall { path: "lettre::AsyncTransport", only_in: &["smtp"], because: "mail leaves by one room" },
    Wall { path: "lettre::SmtpTransport", only_in: &["smtp"], because: "mail leaves by one room" },
    Wall { path: "lettre::AsyncSmtpTransport", only_in: &["smtp"], because: "mail leaves by one room" },
    Wall { path: "mail_parser", only_in: &["message"], because: "mail-parser's traps are known to one room" },
    Wall { path: "mail_auth", only_in: &["dkim"], because: "one place checks signatures and asks the DNS" },
    Wall { path: "image", only_in: &["message::photo"], because: "what decoding takes is limited in one place" },
    Wall { path: "hyper", only_in: &["translate"], because: "one place speaks HTTP" },
    Wall { path: "hyper_util", only_in: &["translate"], because: "one place speaks HTTP" },
    Wall { path: "http_body_util", only_in: &["translate"], because: "one place speaks HTTP" },
    Wall { path: "rusqlite", only_in: &["store"], because: "no SQL outside the store" },
    Wall { path: "handlebars", only_in: &["render"], because: "templates are rendered, and escaped, in one room" },
    Wall { path: "css_inline", only_in: &["render"], because: "it may see our own pages only, never a stranger's" },
    Wall { path: "cron", only_in: &["decide::due"], because: "its weekdays and DST rules are corrected in one place" },
    Wall { path: "chrono", only_in: &["decide::due"], because: "jiff tells the time; cron alone needs chrono" },
    Wall { path: "rustix::time", only_in: &["clock"], because: "one reader of the machine's clocks" },
    Wall { path: "rustix::net", only_in: &["imap::connect"], because: "one place sets up the line" },
    Wall { path: "rustix::fs", only_in: &["store::room"], because: "one place looks at the disk" },
    Wall { path: "rawzip", only_in: &["config::import"], because: "archives are opened in one place, within caps" },
    Wall { path: "clap", only_in: &["cli", "main"], because: "words of the command line stay in the command line" },
    Wall { path: "comfy_table", only_in: &["cli"], because: "tables are for terminals" },
    Wall { path: "indicatif", only_in: &["cli"], because: "progress bars are for terminals" },
    Wall { path: "anyhow", only_in: &["service", "cli", "main"], because: "edges have an error enum each" },
    Wall { path: "tokio", only_in: IMPURE, because: "pure rooms wait for nothing" },
    Wall { path: "tokio_util", only_in: IMPURE, because: "pure rooms wait for nothing" },
    Wall { path: "futures_util", only_in: IMPURE, because: "pure rooms wait for nothing" },
    Wall { path: "std::fs", only_in: IMPURE, because: "pure rooms touch no disk" },
    Wall { path: "std::net", only_in: IMPURE, because: "pure rooms touch no network" },
    Wall { path: "std::net::IpAddr", only_in: &["*"], because: "an address is a value" },
    Wall { path: "std::env", only_in: IMPURE, because: "pure rooms take all they know as arguments" },
    Wall { path: "std::process", only_in: IMPURE, because: "pure rooms start nothing" },
    Wall { path: "std::thread", only_in: IMPURE, because: "pure rooms start nothing" },
    Wall {
        path: "std::time::SystemTime",
        only_in: IMPURE,
        because: "`now` is an argument; edges read the times of files",
    },
    Wall { path: "std::time::Instant", only_in: IMPURE, because: "`now` is an argument" },
];

/// Where serde may be derived: each derive is code that every check compiles.
const SERDE_DERIVES: &[&str] = &["config::file", "cli"];

const LONGEST_FILE: usize = 400;
const LONGEST_FUNCTION: usize = 60;

/// Files and functions that are longer than the rule, each with its exact length and the reason.
const EXCEPTIONS: &[Exception] = &[];

fn sources() -> Vec<SourceFile> {
    SourceFile::read_all(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"))
}

fn assert_none(violations: Vec<String>) {
    assert!(violations.is_empty(), "{} violations:\n{}", violations.len(), violations.join("\n"));
}

#[test]
fn the_import_table_has_no_cycle_and_names_every_room() {
    assert_none(rules::table_problems(ROOMS));
    assert_none(rules::unknown_rooms(&sources(), ROOMS));
    for room in ROOMS {
        assert_ne!(PURE.contains(&room.name), IMPURE.contains(&room.name), "{} is pure or not", room.name);
    }
}

#[test]
fn rooms_import_only_what_the_table_allows() {
    assert_none(sources().iter().flat_map(|file| rules::imports(file, ROOMS)).collect());
}

#[test]
fn crates_stay_behind_their_walls() {
    assert_none(sources().iter().flat_map(|file| rules::walls(file, WALLS)).collect());
}

#[test]
fn serde_is_derived_only_where_data_enters_or_leaves() {
    assert_none(sources().iter().flat_map(|file| rules::serde_derives(file, SERDE_DERIVES)).collect());
}

#[test]
fn nothing_unfinished_and_no_silenced_lint_stands_in_the_source() {
    assert_none(sources().iter().flat_map(rules::forbidden_words).collect());
}

#[test]
fn files_and_functions_stay_short() {
    let long = rules::long_pieces(&sources(), LONGEST_FILE, LONGEST_FUNCTION);
    assert_none(rules::without_exceptions(&long, EXCEPTIONS));
}
