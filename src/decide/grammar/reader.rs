//! From line to line: which of them begin a command, and which belong to the one above.

use super::Line;
use super::chatter;
use super::labels;
use super::shapes::{self, Started};
use super::tidy::tidy;
use crate::domain::command::{Command, Hint};

/// Who types line ends by hand makes them sooner.
const LONG: usize = 60;
/// No list of numbers is longer.
const MAX_LIST: usize = 200;

struct Written {
    text: String,
    about: Option<usize>,
}

/// What is being read.
enum Open {
    Nothing,
    /// A command, and whether it takes more lines.
    Command {
        started: Started,
        source: String,
    },
    /// Words without a verb, or with one that is written in another way.
    Lost {
        line: String,
        hint: Hint,
    },
}

struct Reader {
    lines: Vec<Line>,
    open: Open,
    about: Option<usize>,
    /// An empty line stands right above.
    gap: bool,
    /// The line above goes on to its end, so that this one may be its rest.
    wraps: bool,
}

pub(super) fn read<'a>(lines: impl Iterator<Item = (&'a str, Option<usize>)>) -> Vec<Line> {
    let written: Vec<Written> = lines.map(|(text, about)| Written { text: tidy(text), about }).collect();
    let joined = join_lists(written);
    let end = without_closing(&joined);
    let mut reader = Reader { lines: Vec::new(), open: Open::Nothing, about: None, gap: false, wraps: false };
    for line in joined.iter().take(end) {
        reader.line(line);
    }
    reader.close();
    reader.lines
}

/// `ok 3,` goes on in a line of numbers.
fn join_lists(written: Vec<Written>) -> Vec<Written> {
    let mut joined: Vec<Written> = Vec::with_capacity(written.len());
    for line in written {
        match joined.last_mut() {
            Some(above)
                if above.text.len() <= MAX_LIST
                    && shapes::is_list_to_go_on(&above.text)
                    && shapes::is_list(&line.text) =>
            {
                above.text.push(' ');
                above.text.push_str(&line.text);
            }
            _ => joined.push(line),
        }
    }
    joined
}

/// Where the closing begins, with the names below it: no line of it is a command.
fn without_closing(lines: &[Written]) -> usize {
    let mut end = lines.len();
    let mut seen = 0;
    for (at, line) in lines.iter().enumerate().rev() {
        if line.text.is_empty() {
            continue;
        }
        seen += 1;
        // Under an item of its own a word of thanks may be meant for that item.
        let answers = line.about.is_some() && !same_about_above(lines, at);
        if chatter::is_closing(&line.text) && !answers {
            end = at;
        } else if seen > 5
            || !chatter::is_name(&line.text)
            || shapes::start(&line.text, line.about).is_ok_and(|s| s.whole())
        {
            break;
        }
    }
    end
}

fn same_about_above(lines: &[Written], at: usize) -> bool {
    let above = lines.iter().take(at).rev().find(|line| !line.text.is_empty());
    above.is_some_and(|above| lines.get(at).is_some_and(|line| line.about == above.about))
}

impl Reader {
    fn line(&mut self, line: &Written) {
        if line.text.is_empty() {
            self.gap = true;
            self.wraps = false;
            return;
        }
        if line.about != self.about {
            self.close();
        }
        self.about = line.about;
        let text = self.without_greeting(&line.text);
        if !text.is_empty() {
            self.words(text, line.about);
        }
        let ends = line.text.ends_with(['.', '!', '?', ':', ';', '…', '。']);
        self.wraps = !ends && line.text.chars().take(LONG).count() >= LONG;
        self.gap = false;
    }

    fn without_greeting<'a>(&self, text: &'a str) -> &'a str {
        let nothing_yet = self.lines.iter().all(|l| matches!(l, Line::NotUnderstood { .. })) && !self.takes_text();
        if !nothing_yet || self.has_command() {
            return text;
        }
        match chatter::after_greeting(text) {
            Some(rest) if rest.is_empty() || shapes::start(rest, None).is_ok() => rest,
            _ => text,
        }
    }

    fn has_command(&self) -> bool {
        matches!(self.open, Open::Command { .. })
    }

    fn takes_text(&self) -> bool {
        matches!(&self.open, Open::Command { started, .. } if started.takes_text())
    }

    fn is_label(&self, text: &str) -> bool {
        matches!(&self.open, Open::Command { started, .. } if started.takes_labels()) && labels::begins(text)
    }

    fn words(&mut self, text: &str, about: Option<usize>) {
        if self.is_label(text) {
            self.more(text);
            return;
        }
        let start = shapes::start(text, about);
        if self.takes_text() {
            match start {
                Ok(started) if started.surely() && !(self.wraps && started.may_be_a_rest()) => {
                    self.begin(started, text)
                }
                _ => self.more(text),
            }
            return;
        }
        match start {
            Ok(started) => self.begin(started, text),
            Err(_) if chatter::is_closing(text) => {}
            Err(Hint::NoVerb) => self.lose(text, Hint::NoVerb),
            Err(hint) => {
                self.close();
                self.lose(text, hint);
            }
        }
    }

    fn begin(&mut self, started: Started, source: &str) {
        self.close();
        self.open = Open::Command { started, source: source.to_owned() };
    }

    /// Words below what was not understood belong to it, up to an empty line.
    fn lose(&mut self, text: &str, hint: Hint) {
        match &mut self.open {
            Open::Lost { line, .. } if !self.gap => {
                line.push(' ');
                line.push_str(text);
            }
            _ => {
                self.close();
                self.open = Open::Lost { line: text.to_owned(), hint };
            }
        }
    }

    fn more(&mut self, text: &str) {
        let is_label = self.is_label(text);
        let Open::Command { started, source } = &mut self.open else { return };
        source.push(' ');
        source.push_str(text);
        let joint = if self.gap {
            "\n\n"
        } else if self.wraps && !is_label {
            " "
        } else {
            "\n"
        };
        started.more(joint, text);
    }

    fn close(&mut self) {
        let read = match std::mem::replace(&mut self.open, Open::Nothing) {
            Open::Nothing => return,
            Open::Lost { line, hint } => Line::NotUnderstood { line, hint },
            Open::Command { started, source } => {
                let verb = started.verb();
                finish(started).map_or_else(
                    || Line::NotUnderstood { line: source.clone(), hint: Hint::Shape(verb) },
                    |command| Line::Command { command, text: source.clone() },
                )
            }
        };
        self.lines.push(read);
    }
}

fn finish(started: Started) -> Option<Command> {
    started.whole().then(|| started.finish())
}
