//! An answer, whatever it is, is read without a fault; what was quoted or made up commands nothing more than what stands there.
#![no_main]

use homeroom::decide::grammar::{self, Line};
use homeroom::message::answer;
use homeroom::message::inbound::understand;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|octets: &[u8]| {
    let mail = understand(octets);
    let lines = answer::lines(&mail);
    // A command is read only from lines that are shown as the writer's own.
    for line in lines.iter().filter(|line| !line.text.is_empty()) {
        assert!(mail.reply_text.lines().any(|shown| shown.trim() == line.text), "{line:?} is not in {:?}", mail.reply_text);
        assert!(!line.text.starts_with('>'), "{line:?}");
    }
    grammar::read(&lines);
    let text = String::from_utf8_lossy(octets);
    for line in grammar::read_text(&text) {
        let own = match line {
            Line::Command { text, .. } => text,
            Line::NotUnderstood { line, .. } => line,
        };
        assert!(!own.contains('\n') && !own.is_empty());
    }
});
