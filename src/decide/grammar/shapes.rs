//! The way each verb is written.

use super::numbers::{self, items, leading};
use super::people;
use super::tidy::{bare, is_dash, is_joint, undecorated};
use super::verbs::{self, Found};
use crate::decide::when::reads_as_day;
use crate::domain::command::{Command, Hint, Items, Verb};
use crate::domain::promise::Party;

/// A command that has begun; the lines below may go on with it.
pub(super) struct Started {
    command: Command,
    slip: bool,
    /// Something that separates the text from what stands before it.
    separated: bool,
    /// Names as one writes them, in large letters.
    named: bool,
}

/// What stands before the text, to be said of [`Started`].
pub(super) struct Head {
    pub command: Command,
    pub separated: bool,
    pub named: bool,
}

impl Head {
    pub fn of(command: Command) -> Self {
        Self { command, separated: true, named: true }
    }
}

pub(super) type Read = Result<Head, Hint>;

/// What a verb's words are read with.
pub(super) struct Rest<'a> {
    pub verb: Verb,
    /// Right behind the verb, as it stands there.
    pub raw: &'a str,
    /// Without what joins it to the verb.
    pub words: &'a str,
    /// Of the item that is meant if no number stands behind the verb.
    pub before: Vec<usize>,
    pub found: Found,
}

impl Rest<'_> {
    pub fn refused<T>(&self) -> Result<T, Hint> {
        Err(Hint::Shape(self.verb))
    }
}

/// The command that begins with this line.
///
/// # Errors
/// Why it begins none.
pub(super) fn start(line: &str, about: Option<usize>) -> Result<Started, Hint> {
    let line = without_plea(undecorated(line));
    let (before, rest) = number_before(line);
    let (before, rest) = match verbs::first(rest) {
        Some(_) => (before, rest),
        None => (Vec::new(), line),
    };
    let found = verbs::first(rest).ok_or(Hint::NoVerb)?;
    let raw = rest.get(found.end..).unwrap_or_default();
    let before = if before.is_empty() { about.into_iter().collect() } else { before };
    let rest = Rest { verb: found.verb, raw, words: raw.trim_start_matches(is_joint), before, found };
    match read(&rest) {
        Ok(Head { command, separated, named }) => Ok(Started { command, slip: found.slip, separated, named }),
        // Half a verb and nothing of its shape is a word like any other.
        Err(_) if found.slip => Err(Hint::NoVerb),
        Err(hint) => Err(hint),
    }
}

/// `3: ok`, `3) ok`, `3 ok`, `3, 4 ok`; also with a list's numbers.
fn number_before(line: &str) -> (Vec<usize>, &str) {
    if !line.starts_with(|c: char| c.is_ascii_digit() || matches!(c, '#' | '(' | '[')) {
        return (Vec::new(), line);
    }
    let (numbers, rest) = leading(line);
    (numbers, rest.trim_start_matches(|c: char| is_joint(c) || matches!(c, ')' | ']')))
}

fn without_plea(line: &str) -> &str {
    let plea = |word: &&str| {
        line.get(..word.len()).is_some_and(|l| l.eq_ignore_ascii_case(word))
            && line.get(word.len()..).is_some_and(|rest| rest.starts_with([' ', ',']))
    };
    let plea = ["please", "pls", "plz", "por favor", "porfa", "svp", "stp"].iter().find(|w| plea(w));
    plea.and_then(|word| line.get(word.len()..)).map_or(line, |rest| rest.trim_start_matches([' ', ',']))
}

/// The end of a list that goes on: `ok 3,`.
pub(super) fn is_list_to_go_on(line: &str) -> bool {
    line.ends_with([',', '&'])
        && start(line, None).is_ok_and(|s| {
            matches!(
                s.command,
                Command::Ok(_) | Command::No(_) | Command::Thanks(_) | Command::Done(_) | Command::Kept(_)
            )
        })
}

pub(super) fn is_list(line: &str) -> bool {
    matches!(items(line), Some(Items::Numbers(_)))
}

fn read(rest: &Rest<'_>) -> Read {
    match rest.verb {
        Verb::Ok => listed(rest, Command::Ok),
        Verb::No => listed(rest, Command::No),
        Verb::Thanks => listed(rest, Command::Thanks),
        Verb::Done => listed(rest, Command::Done),
        Verb::Kept => listed(rest, Command::Kept),
        Verb::Later => later(rest),
        Verb::Edit => to_item(rest, |item, text| Command::Edit { item, text }),
        Verb::Reply => to_item(rest, |item, text| Command::Reply { item, text }),
        Verb::Is => people::is(rest),
        Verb::Good => people::good(rest),
        Verb::Hard => people::hard(rest),
        Verb::Note => people::note(rest),
        Verb::Log => people::log(rest),
        Verb::Promise => people::promise(rest),
        Verb::Plan => people::plan(rest),
        Verb::Meet => people::meet(rest),
        Verb::Ask => people::ask(rest),
        Verb::History => people::history(rest),
        Verb::Add => people::add(rest),
        Verb::Lang => people::lang(rest),
        Verb::Block => people::block(rest),
        Verb::Hold => hold(rest),
        Verb::Silent => alone(rest, Command::Silent),
        Verb::Drafts => alone(rest, Command::Drafts),
        Verb::More => alone(rest, Command::More),
        Verb::Help => alone(rest, Command::Help),
        Verb::Stop => alone(rest, Command::Stop),
        Verb::Undo => alone(rest, Command::Undo),
    }
}

fn alone(rest: &Rest<'_>, command: Command) -> Read {
    let words = numbers::without_courtesy(rest.words);
    if bare(words).is_empty() && !rest.raw.contains('?') { Ok(Head::of(command)) } else { rest.refused() }
}

fn listed(rest: &Rest<'_>, command: fn(Items) -> Command) -> Read {
    let nothing = numbers::without_courtesy(rest.words).chars().all(|c| matches!(c, '!' | '.' | ' '));
    if nothing && !rest.before.is_empty() {
        return Ok(Head::of(command(Items::Numbers(rest.before.clone()))));
    }
    items(rest.words).map(command).map(Head::of).ok_or(Hint::Shape(rest.verb))
}

/// `2 fri`, `2, 3 12 may`, `2`.
fn later(rest: &Rest<'_>) -> Read {
    let words = numbers::without_courtesy(rest.words);
    let (mut numbers, mut day) = leading(words);
    // In `later 2 12 may` the last number is the day's.
    if let Some(last) = numbers.last()
        && !day.is_empty()
        && let Some(at) =
            words.rfind(day).and_then(|at| words.get(..at)).and_then(|w| w.trim_end().rfind(&last.to_string()))
        && let Some(with_number) = words.get(at..)
        && reads_as_day(with_number)
        && !reads_as_day(day)
    {
        numbers.pop();
        day = with_number;
    }
    if numbers.is_empty() {
        numbers = rest.before.clone();
    }
    let day = without_first(day, &["until", "till", "on", "to", "hasta", "para", "jusqu'a", "pour"]);
    let short = day.split(' ').count() <= 5;
    if numbers.is_empty() || !short {
        return rest.refused();
    }
    let day = Some(day.trim_end_matches(['.', '!']).to_owned()).filter(|d| !d.is_empty());
    if day.as_deref().is_some_and(|d| !reads_as_day(d)) {
        return rest.refused();
    }
    Ok(Head::of(Command::Later { items: Items::Numbers(numbers), day }))
}

pub(super) fn without_first<'a>(text: &'a str, words: &[&str]) -> &'a str {
    match text.split_once(' ') {
        Some((first, after)) if words.contains(&bare(first).as_str()) => after,
        _ => text,
    }
}

/// `2: text`, `2 text`.
fn to_item(rest: &Rest<'_>, command: fn(usize, String) -> Command) -> Read {
    let words = without_first(rest.words, &["to", "item", "line", "no", "numero", "a", "al"]);
    let digits = words.trim_start_matches('#');
    let length = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let (number, behind) = digits.split_at(length);
    let after = behind.trim_start_matches([' ', ')', '.', ',']);
    let separated = after.starts_with([':', ';', '>']) || after.starts_with(is_dash);
    let text = after.trim_start_matches(|c: char| matches!(c, ':' | ';' | '>' | ' ') || is_dash(c));
    let before = match rest.before.as_slice() {
        [one] => Some(*one),
        _ => None,
    };
    let number = number.parse().ok().filter(|n: &usize| *n > 0 && length <= 4);
    let clear =
        behind.is_empty() || behind.starts_with([' ', ':', ';', ')', '.', ',', '>']) || behind.starts_with(is_dash);
    match (number, before) {
        (Some(item), before) if clear && (separated || before.is_none_or(|b| b == item)) => {
            Ok(Head { separated, ..Head::of(command(item, text.to_owned())) })
        }
        (None, Some(item)) if length == 0 => {
            let separated = rest.raw.trim_start().starts_with([':', ';']);
            Ok(Head { separated, ..Head::of(command(item, rest.words.to_owned())) })
        }
        // `reply 2 days later` under item 6: either of the numbers may be meant.
        _ => rest.refused(),
    }
}

/// `all until mon`, `all`, `off`, and `resume`.
fn hold(rest: &Rest<'_>) -> Read {
    let words = numbers::without_courtesy(rest.words);
    let folded = bare(words);
    let nothing_or_all = folded.is_empty() || numbers::is_all(&folded);
    if rest.found.resumes {
        return if nothing_or_all { Ok(Head::of(Command::HoldOff)) } else { rest.refused() };
    }
    if matches!(folded.as_str(), "off" | "end" | "over" | "fin" | "terminar" | "quitar" | "no" | "fini" | "terminee") {
        return Ok(Head::of(Command::HoldOff));
    }
    if numbers::is_all(&folded) {
        return Ok(Head::of(Command::Hold { until: None }));
    }
    let (first, after) = words.split_once(' ').unwrap_or((words, ""));
    let words = if numbers::is_all(first) { after } else { words };
    let day = without_first(words, &["until", "till", "hasta", "jusqu'a", "jusqu'au"]);
    if day.len() == words.len() || !could_be_day(day) {
        return rest.refused();
    }
    Ok(Head::of(Command::Hold { until: Some(day.to_lowercase()) }))
}

/// A day, or something like one, of which the day's reader says what is wrong with it.
pub(super) fn could_be_day(day: &str) -> bool {
    reads_as_day(day) || (day.len() <= 12 && day.starts_with(|c: char| c.is_ascii_digit()))
}

impl Started {
    pub fn verb(&self) -> Verb {
        self.command.verb()
    }

    pub fn takes_text(&self) -> bool {
        self.command.text().is_some() || matches!(self.command, Command::Meet { .. })
    }

    /// Its text may have the labels of a difficult letter.
    pub fn takes_labels(&self) -> bool {
        matches!(self.command, Command::Hard { .. } | Command::Edit { .. })
    }

    /// Goes on with the text.
    pub fn more(&mut self, joint: &str, words: &str) {
        if let Command::Meet { slots, .. } = &mut self.command {
            slots.extend(people::slots(words));
        } else if let Some(text) = self.command.text_mut() {
            if !text.is_empty() {
                text.push_str(joint);
            }
            text.push_str(words);
        }
    }

    /// Nothing is missing.
    pub fn whole(&self) -> bool {
        match &self.command {
            // What was said may be left out, and why somebody is blocked is asked for.
            Command::Log { .. } | Command::Block { .. } => true,
            Command::Meet { slots, .. } => !slots.is_empty(),
            _ => self.command.text().is_none_or(|text| text.chars().any(|c| c.is_alphanumeric() || !c.is_ascii())),
        }
    }

    pub fn finish(self) -> Command {
        match self.command {
            Command::PlanStep { child, owner, text, .. } => step(child, owner, &text),
            command => command,
        }
    }

    /// A command even in the middle of a text.
    pub fn surely(&self) -> bool {
        if self.slip {
            return false;
        }
        match &self.command {
            Command::Is { .. } | Command::History { .. } | Command::Lang { .. } | Command::PlanEnd { .. } => self.named,
            _ => !self.takes_text() || self.separated,
        }
    }

    /// Nothing but the verb and numbers: may be the end of a wrapped sentence as well.
    pub fn may_be_a_rest(&self) -> bool {
        !self.takes_text()
    }
}

/// A step of a plan, with the day at the end of its text.
fn step(child: String, owner: Party, text: &str) -> Command {
    const BY: [&str; 11] = [
        " by ",
        " until ",
        " para el ",
        " antes del ",
        " hasta el ",
        " para ",
        " d'ici le ",
        " d’ici le ",
        " avant le ",
        " pour le ",
        " pour ",
    ];
    let found = BY.iter().find_map(|by| {
        let (what, day) = text.rsplit_once(by)?;
        reads_as_day(day).then(|| (what.to_owned(), day.trim_end_matches('.').to_owned()))
    });
    match found {
        Some((text, day)) => Command::PlanStep { child, owner, text, day: Some(day) },
        None => Command::PlanStep { child, owner, text: text.to_owned(), day: None },
    }
}
