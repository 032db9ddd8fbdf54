//! What a command said and how it ended.

use serde_json::Value;
use std::process::{Command, Output};

#[derive(Debug)]
pub struct Told {
    /// `None` when a signal ended it.
    pub status: Option<i32>,
    pub out: String,
    pub err: String,
}

impl Told {
    pub fn by(command: &mut Command) -> Told {
        Told::of(&command.output().expect("run the program"))
    }

    pub fn of(output: &Output) -> Told {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("the program writes UTF-8");
        Told { status: output.status.code(), out: text(&output.stdout), err: text(&output.stderr) }
    }

    /// Fails unless the command ended with this status.
    #[track_caller]
    pub fn ended(self, status: i32) -> Told {
        assert_eq!(self.status, Some(status), "standard output:\n{}\nstandard error:\n{}", self.out, self.err);
        self
    }

    /// Fails unless standard error says all of this.
    #[track_caller]
    pub fn says(self, words: &[&str]) -> Told {
        for word in words {
            assert!(self.err.contains(word), "standard error does not say {word:?}:\n{}", self.err);
        }
        self
    }

    /// The JSON objects on standard output, one a line.
    pub fn rows(&self) -> Vec<Value> {
        let row = |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error} in {line}"));
        self.out.lines().map(row).collect()
    }
}
