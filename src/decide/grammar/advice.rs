//! How a command is written, in English.

use crate::domain::command::{Hint, Verb};
use crate::domain::note::MomentKind;

/// What to write instead.
pub fn advice(hint: Hint) -> String {
    match hint {
        Hint::NoVerb => "begin with a verb: good, note, log, ok, no, done, is, hold; help lists them all".to_owned(),
        Hint::Kinds => {
            let kinds: Vec<&str> = MomentKind::ALL.into_iter().map(MomentKind::word).collect();
            format!("in brackets stands one of {}, or nothing: good Leo (kindness): …", kinds.join(", "))
        }
        Hint::Shape(verb) => format!("write {}", example(verb)),
    }
}

fn example(verb: Verb) -> &'static str {
    match verb {
        Verb::Ok => "ok 3, or ok all",
        Verb::No => "no 3",
        Verb::Edit => "edit 3: the new text",
        Verb::Reply => "reply 2: your answer",
        Verb::Thanks => "thanks 2",
        Verb::Done => "done 2",
        Verb::Later => "later 2 fri",
        Verb::Good => "good Leo: what he did well",
        Verb::Hard => "hard Leo: what happened",
        Verb::Note => "note Leo: what you want to remember",
        Verb::Log => "log Leo called Ana: what you spoke about; called, met or wrote",
        Verb::Promise => "promise fri: what you will do",
        Verb::Kept => "kept 5",
        Verb::Plan => "plan Leo: the goal, or plan Leo step home: what by 12 may",
        Verb::Is => "is 6 Leo",
        Verb::Meet => "meet Ana: tue 15:00, wed 15:30",
        Verb::Ask => "ask all: your question",
        Verb::History => "history Leo",
        Verb::Silent => "silent",
        Verb::Drafts => "drafts",
        Verb::More => "more",
        Verb::Help => "help",
        Verb::Add => "add ana2@families.test to Leo mother",
        Verb::Lang => "lang Ana es",
        Verb::Block => "block Robin from Zoë: court order of 3 March",
        Verb::Hold => "hold all until mon, or hold off",
        Verb::Stop => "stop",
        Verb::Undo => "undo",
    }
}
