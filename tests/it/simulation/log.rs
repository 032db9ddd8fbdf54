//! What happened in a run: the last of it for people, all of it as a number to compare two runs by.

use std::collections::VecDeque;
use std::collections::hash_map::DefaultHasher;
use std::hash::{Hash, Hasher};

const KEPT: usize = 60;

#[derive(Default)]
pub struct Log {
    last: VecDeque<String>,
    hash: DefaultHasher,
}

impl Log {
    pub fn note(&mut self, line: String) {
        if std::env::var_os("HOMEROOM_SIM_LOG").is_some() {
            eprintln!("{line}");
        }
        line.hash(&mut self.hash);
        if self.last.len() == KEPT {
            self.last.pop_front();
        }
        self.last.push_back(line);
    }

    pub fn hash(&self) -> u64 {
        self.hash.finish()
    }

    pub fn last(&self) -> String {
        self.last.iter().map(|line| format!("  {line}\n")).collect()
    }
}
