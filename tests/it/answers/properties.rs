//! What holds whatever is written.

use super::shown;
use homeroom::decide::grammar::{self, Line};
use homeroom::message::answer;
use homeroom::message::inbound::understand;
use proptest::prelude::*;

/// Words of commands and words of letters, so that a random text has both.
fn words() -> impl Strategy<Value = String> {
    let word = prop::sample::select(vec![
        "ok",
        "no",
        "reply",
        "good",
        "Leo:",
        "Ana",
        "3",
        "4,",
        "2:",
        "is",
        "thanks",
        "later",
        "fri",
        "más",
        "tarde",
        "hold",
        "all",
        "until",
        "note:",
        "1.",
        "-",
        "Hi,",
        "Merci",
        "please",
        "happy",
        "ok3",
        "“yes”",
        "log",
        "called",
        "plan",
        "step",
        "home:",
        "promise",
        "12",
        "may:",
        "add",
        "a@b.test",
        "to",
        "block",
        "de",
        "—",
        "#5",
        "3-5",
        "?",
    ]);
    let line = prop::collection::vec(word, 0..9).prop_map(|words| words.join(" "));
    prop::collection::vec(line, 0..9).prop_map(|lines| lines.join("\n"))
}

/// The words that stand in what was read, without decoration.
fn letters(text: &str) -> Vec<String> {
    text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
}

proptest! {
    #[test]
    fn reading_never_fails(text in any::<String>(), more in words()) {
        grammar::read_text(&text);
        for line in grammar::read_text(&format!("{more}\n{text}")) {
            shown(&line);
        }
    }

    /// What is read again from its own words is the same.
    #[test]
    fn a_command_reads_as_itself(text in words()) {
        for line in grammar::read_text(&text) {
            // What goes on in the next line has its colon, or its end, elsewhere.
            if let Line::Command { command, text: own } = &line
                && !command.names_items()
                && text.lines().any(|written| written == own)
            {
                let again = grammar::read_text(own);
                prop_assert!(matches!(again.as_slice(), [Line::Command { command: same, .. }] if same.verb() == command.verb()), "{own}");
            }
        }
    }

    /// Every word is in some line, or in a greeting or closing; the words keep their order.
    #[test]
    fn no_word_is_lost(text in words()) {
        // A closing takes the name beside it and those below it along.
        let text = text.replace("thanks", "done").replace("thx", "done").replace("Merci", "oui");
        let read: String = grammar::read_text(&text)
            .iter()
            .map(|line| match line {
                Line::Command { text, .. } => format!("{text}\n"),
                Line::NotUnderstood { line, .. } => format!("{line}\n"),
            })
            .collect();
        let chatter = ["Hi", "please"];
        let mut written = letters(&text).into_iter();
        for word in letters(&read) {
            let found = written.by_ref().find_map(|w| {
                if w == word { Some(true) } else if chatter.contains(&w.as_str()) || w.chars().all(char::is_numeric) { None } else { Some(false) }
            });
            prop_assert_eq!(found, Some(true), "{} in {:?} of {:?}", word, read, text);
        }
        let left: Vec<String> = written.filter(|w| !chatter.contains(&w.as_str()) && !w.chars().all(char::is_numeric)).collect();
        prop_assert!(left.is_empty(), "{:?} of {:?}", left, text);
    }

    #[test]
    fn what_is_quoted_commands_nothing(text in words()) {
        let quoted: String = text.lines().map(|line| format!("> {line}\r\n")).collect();
        let raw = format!("From: Maria <alvarez@school.test>\r\nSubject: ok all\r\n\r\n{quoted}");
        prop_assert!(answer::lines(&understand(raw.as_bytes())).iter().all(|line| line.text.is_empty()));
    }
}

#[test]
fn a_line_of_a_megabyte_is_read_in_its_stride() {
    for piece in ["ok ", "3 ", "a", "reply 2: ", ": ", "1. ", "é", "- ", "good Leo and Mia ", "ok 3, "] {
        let long = piece.repeat(1_000_000 / piece.len());
        let began = std::time::Instant::now();
        grammar::read_text(&long);
        grammar::read_text(&format!("ok 3\n{long}\nreply 2: {long}"));
        assert!(began.elapsed().as_secs() < 8, "{piece:?} took {:?}", began.elapsed());
    }
    let many = "ok 3\nreply 2: yes\nand more\n".repeat(20_000);
    let began = std::time::Instant::now();
    assert_eq!(grammar::read_text(&many).len(), 40_000);
    assert!(began.elapsed().as_secs() < 8, "{:?}", began.elapsed());
}
