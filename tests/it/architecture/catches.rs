//! The rules catch what they are for: each is fed text that breaks it and text that does not.

use super::rules::{self, Exception, LongPiece, Room};
use super::source::SourceFile;
use super::tokens::tokens;
use super::{LONGEST_FILE, LONGEST_FUNCTION, ROOMS, SERDE_DERIVES, WALLS};
use std::path::Path;

fn file(path: &str, text: &str) -> SourceFile {
    SourceFile::parse(Path::new(path), text).0
}

fn words(text: &str) -> Vec<String> {
    tokens(text).into_iter().map(|token| token.text).collect()
}

#[test]
fn comments_and_literals_are_not_code() {
    assert_eq!(words("a // use crate::x\nb"), ["a", "b"]);
    assert_eq!(words("a /* x /* y */ z */ b"), ["a", "b"]);
    assert_eq!(words(r##"a r#"x " y"# b "x \" y" c b"\\" d"##), ["a", "\"", "b", "\"", "c", "\"", "d"]);
    assert_eq!(words(r"f('a', '\'', '\u{41}', 'é', &'b x)"), words(r#"f("", "", "", "", &""b x)"#));
    assert_eq!(words("r#type::x r"), ["type", "::", "x", "r"]);
    let lines: Vec<usize> = tokens("a\n\"x\ny\"\n/* \n */ b").into_iter().map(|token| token.line).collect();
    assert_eq!(lines, [1, 2, 5]);
}

#[test]
fn every_form_of_an_import_is_seen() {
    let cases = [
        ("imap/watch.rs", "use crate::domain::roster::Roster;", 1),
        ("imap/watch.rs", "use crate::{ids::MessageId, domain::roster::{Roster, Child}};", 2),
        ("imap/watch.rs", "pub(crate) use crate::store as keep;", 1),
        ("imap/watch.rs", "fn f(x: &crate::store::Row) { crate::store::open(x) }", 2),
        ("imap/watch.rs", "use super::super::store::Row;", 1),
        ("imap/mod.rs", "use super::store::Row;", 1),
        ("imap/mod.rs", "macro_rules! m { () => { $crate::store::open() } }", 1),
        ("imap/mod.rs", "use crate::*;", 1),
        ("imap/watch.rs", "use crate::ids::MessageId; use super::session::Session; use crate::imap::fetch;", 0),
        ("imap/watch.rs", "// use crate::store\nconst S: &str = \"crate::store::open\";", 0),
        ("smtp/submit.rs", "use crate::message::compose::PreparedMessage;", 0),
        ("smtp/submit.rs", "use crate::message::{compose::PreparedMessage, key};", 1),
        ("smtp/submit.rs", "use crate::message::composer;", 1),
        ("cli/run.rs", "use crate::smtp::submit;", 1),
        ("main.rs", "fn main() { homeroom::cli::run(); homeroom::store::open(); }", 1),
        ("lib.rs", "pub mod ids; pub use crate::ids::MessageId;", 1),
        ("service/mod.rs", "use crate::cli::output;", 1),
    ];
    for (path, text, expected) in cases {
        let violations = rules::imports(&file(path, text), ROOMS);
        assert_eq!(violations.len(), expected, "{path}: {text}: {violations:?}");
    }
}

#[test]
fn a_violation_says_where_and_what() {
    let found = rules::imports(&file("domain/roster.rs", "//! x\n\nuse crate::clock::Clock;"), ROOMS);
    assert_eq!(found, ["src/domain/roster.rs:3: domain may not import clock::Clock"]);
}

#[test]
fn every_form_of_a_walled_crate_is_seen() {
    let cases = [
        ("decide/due.rs", "use cron::Schedule; use chrono::{DateTime, Utc};", 0),
        ("decide/due/slots.rs", "use cron::Schedule;", 0),
        ("decide/release.rs", "use cron::Schedule;", 1),
        ("domain/crontab.rs", "fn f(cron: &str) { g(cron) }", 0),
        ("service/mod.rs", "fn f() -> rusqlite::Result<()> { rusqlite::Connection::open(p) }", 2),
        ("service/mod.rs", "use rusqlite;", 1),
        ("service/mod.rs", "use rusqlite as sql;", 1),
        ("service/mod.rs", "extern crate rusqlite;", 1),
        ("service/mod.rs", "use ::rusqlite::Connection;", 1),
        ("store/mail.rs", "use rusqlite::Transaction;", 0),
        ("smtp/submit.rs", "use lettre::transport::smtp::client::AsyncSmtpConnection; use lettre::Address;", 0),
        ("smtp/submit.rs", "use lettre::{message::Mailbox, Message};", 2),
        ("message/compose.rs", "use lettre::message::Mailbox; use lettre::Message;", 0),
        ("message/compose.rs", "use lettre::transport::smtp::SmtpTransport;", 1),
        ("message/kind.rs", "use lettre::Address;", 1),
        ("imap/fetch.rs", "use mail_parser::MessageParser;", 1),
        ("render/mod.rs", "async fn f() { tokio::time::sleep(x).await }", 1),
        ("message/mod.rs", "use std::{fs, fmt};", 1),
        ("decide/due.rs", "use std::time::{Duration, Instant};", 1),
        ("store/mod.rs", "use anyhow::Context;", 1),
        ("service/mod.rs", "use anyhow::Context;", 0),
        ("service/mod.rs", "self.cron::<u8>(); x.tokio::<A>();", 0),
    ];
    for (path, text, expected) in cases {
        let violations = rules::walls(&file(path, text), WALLS);
        assert_eq!(violations.len(), expected, "{path}: {text}: {violations:?}");
    }
}

#[test]
fn serde_derives_are_seen_in_any_company() {
    let text = "#[derive(Clone, serde::Serialize, Debug)] struct A; #[derive(Deserialize)] struct B;";
    assert_eq!(rules::serde_derives(&file("domain/roster.rs", text), SERDE_DERIVES).len(), 2);
    assert_eq!(rules::serde_derives(&file("config/file.rs", text), SERDE_DERIVES).len(), 0);
    assert_eq!(rules::serde_derives(&file("config/resolved.rs", text), SERDE_DERIVES).len(), 2);
    let bound = "fn f<T: serde::Serialize>(value: &T) {} #[derive(Clone)] struct Serialize;";
    assert_eq!(rules::serde_derives(&file("domain/roster.rs", bound), SERDE_DERIVES).len(), 0);
}

#[test]
fn unfinished_work_and_silenced_lints_are_seen() {
    let cases = [
        ("fn f() { todo!() }", 1),
        ("fn f() { unimplemented!(\"later\") }", 1),
        ("fn f() { dbg!(1); }", 1),
        ("#[allow(dead_code)] fn f() {}", 1),
        ("#![allow(clippy::all)]", 1),
        ("#[cfg_attr(feature = \"x\", allow(unused))] fn f() {}", 1),
        ("#[expect(clippy::panic)] fn f() {}", 1),
        ("#[expect(clippy::panic, reason = \"it cannot happen\")] fn f() {}", 0),
        ("fn f() { access.allow(guardian); todo(); x.expect(\"y\") } // todo!()", 0),
        ("#[ignore] fn f() {}", 1),
        ("#[ignore = \"slow\"] fn f() {}", 1),
        ("fn f() { let ignore = 1; }", 0),
    ];
    for (text, expected) in cases {
        let violations = rules::forbidden_words(&file("domain/roster.rs", text));
        assert_eq!(violations.len(), expected, "{text}: {violations:?}");
    }
}

#[test]
fn code_for_tests_alone_is_free_of_the_rules_and_other_code_is_not() {
    let text =
        "use crate::ids;\n#[cfg(test)]\nmod tests {\n    use crate::store;\n    fn f() { todo!() }\n}\nuse crate::ids;";
    let (read, _) = SourceFile::parse(Path::new("domain/roster.rs"), text);
    assert_eq!(rules::imports(&read, ROOMS), [""; 0]);
    assert_eq!(rules::forbidden_words(&read), [""; 0]);
    assert_eq!(read.lines, 2);
    for still_checked in ["#[cfg(not(test))] use crate::store;", "#[cfg(any(test, feature = \"x\"))] use crate::store;"]
    {
        assert_eq!(rules::imports(&file("domain/roster.rs", still_checked), ROOMS).len(), 1, "{still_checked}");
    }
    let after = "#[cfg(test)] use crate::{store, smtp}; use crate::imap;";
    assert_eq!(rules::imports(&file("domain/roster.rs", after), ROOMS).len(), 1);
}

#[test]
fn a_file_is_test_code_only_by_its_declaration() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("a folder")).expect("make a folder");
        std::fs::write(path, text).expect("write");
    };
    write("lib.rs", "pub mod domain;");
    write("domain/mod.rs", "#[cfg(test)] mod tests; mod script; #[cfg(test)] pub(crate) mod fixtures;");
    write("domain/tests.rs", "use crate::store;");
    write("domain/fixtures/deep.rs", "use crate::store;");
    write("domain/script.rs", "#[cfg(test)]\nmod more_tests;\nuse crate::store;");
    write("domain/script/more_tests.rs", "use crate::store;");
    let files = SourceFile::read_all(folder.path());
    let names: Vec<&str> = files.iter().map(|file| file.name.as_str()).collect();
    assert_eq!(names, ["src/domain/mod.rs", "src/domain/script.rs", "src/lib.rs"]);
    assert_eq!(files.iter().flat_map(|file| rules::imports(file, ROOMS)).count(), 1);
}

#[test]
fn long_files_and_functions_are_measured_without_tests() {
    let body = "    x();\n".repeat(LONGEST_FUNCTION - 2);
    let just = format!("fn f(a: [u8; 2]) -> Result<(), E>\n{{\n{}}}\n", "    x();\n".repeat(LONGEST_FUNCTION - 3));
    let long = format!(
        "trait T {{\n fn g(&self);\n}}\npub async fn h<T>(x: T) where T: Fn() {{\n{body}    if x {{ y }}\n}}\n"
    );
    let tests = format!("#[cfg(test)]\nmod tests {{\n{}}}\n", "// x\n".repeat(LONGEST_FILE));
    let files = [file("domain/a.rs", &just), file("domain/b.rs", &(long + &tests))];
    let found = rules::long_pieces(&files, LONGEST_FILE, LONGEST_FUNCTION);
    let expected =
        LongPiece { place: "src/domain/b.rs fn h".into(), lines: LONGEST_FUNCTION + 1, limit: LONGEST_FUNCTION };
    assert_eq!(found, [expected]);
    let file = file("domain/c.rs", &"// x\n".repeat(LONGEST_FILE + 1));
    assert_eq!(rules::long_pieces(&[file], LONGEST_FILE, LONGEST_FUNCTION).len(), 1);
}

#[test]
fn an_exception_must_fit_exactly_and_give_its_reason() {
    let long = [LongPiece { place: "src/a.rs".into(), lines: 430, limit: 400 }];
    let reason = "the table of languages is one piece";
    let check = |place, lines, because| rules::without_exceptions(&long, &[Exception { place, lines, because }]).len();
    assert_eq!(rules::without_exceptions(&long, &[]).len(), 1);
    assert_eq!(check("src/a.rs", 430, reason), 0);
    assert_eq!(check("src/a.rs", 420, reason), 1, "it has grown");
    assert_eq!(check("src/a.rs", 440, reason), 1, "it allows more than is used");
    assert_eq!(check("src/b.rs", 430, reason), 2, "it is not needed, and a.rs has none");
    assert_eq!(check("src/a.rs", 430, "long"), 1, "no reason");
}

#[test]
fn a_cycle_in_the_table_is_seen() {
    let cycle = [Room { name: "a", may_import: &["b"] }, Room { name: "b", may_import: &["a::inner"] }];
    assert_eq!(rules::table_problems(&cycle).len(), 1);
    let unknown = rules::unknown_rooms(&[file("attic/mod.rs", "")], ROOMS);
    assert_eq!(unknown, ["src/attic/mod.rs: a room without rules"]);
}
