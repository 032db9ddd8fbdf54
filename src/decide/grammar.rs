//! The teacher's verbs, as they are written: one command a line, verb first, any case. Reading a line decides nothing;
//! what a name or a number stands for is decided in [`super::command`].

use crate::domain::command::{Call, Command, Hint, Items, Verb};
use crate::domain::contact::Channel;
use crate::domain::note::MomentKind;

/// A line, read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Line {
    Command {
        command: Command,
        /// As it was written, blanks folded.
        text: String,
    },
    NotUnderstood {
        line: String,
        hint: Hint,
    },
}

/// Reads every line that is not empty.
pub fn read_text(text: &str) -> Vec<Line> {
    text.lines().map(tidy).filter(|l| !l.is_empty()).map(|l| read_line(&l)).collect()
}

/// Folds what programs and phones put in place of plain characters: long dashes stay, blanks and colons become plain.
fn tidy(line: &str) -> String {
    let plain: String = line
        .chars()
        .filter(|c| !crate::domain::address::is_invisible(*c))
        .map(|c| match c {
            '\u{a0}' | '\u{202f}' | '\u{3000}' | '\t' => ' ',
            '：' => ':',
            '＃' => '#',
            '０'..='９' => char::from_digit(u32::from(c) - u32::from('０'), 10).unwrap_or(c),
            other => other,
        })
        .collect();
    plain.split(' ').filter(|w| !w.is_empty()).collect::<Vec<_>>().join(" ")
}

fn read_line(line: &str) -> Line {
    let (verb, rest) = line.split_once(' ').unwrap_or((line, ""));
    let verb = verb.trim_end_matches([':', ',']).to_lowercase();
    let read = match verb.as_str() {
        "good" => good(rest),
        "note" => about_child(rest)
            .map(|(child, text)| Command::Note { child: Some(child), text })
            .ok_or(Hint::Shape(Verb::Note)),
        "reply" => numbered(rest).map(|(item, text)| Command::Reply { item, text }).ok_or(Hint::Shape(Verb::Reply)),
        "edit" => numbered(rest).map(|(item, text)| Command::Edit { item, text }).ok_or(Hint::Shape(Verb::Edit)),
        "thanks" => items(rest, Verb::Thanks).map(Command::Thanks),
        "later" => match rest.split_once(' ') {
            None => items(rest, Verb::Later).map(|items| Command::Later { items, day: None }),
            Some((number, day)) => {
                items(number, Verb::Later).map(|items| Command::Later { items, day: Some(day.to_owned()) })
            }
        },
        "history" if !rest.is_empty() => Ok(Command::History { child: rest.to_owned() }),
        "silent" => Ok(Command::Silent),
        "drafts" => Ok(Command::Drafts),
        "more" => Ok(Command::More),
        "help" => Ok(Command::Help),
        "stop" => Ok(Command::Stop),
        "undo" => Ok(Command::Undo),
        "log" => log(rest),
        "ok" | "send" | "yes" => items(rest, Verb::Ok).map(Command::Ok),
        "no" | "drop" | "skip" => items(rest, Verb::No).map(Command::No),
        "done" => items(rest, Verb::Done).map(Command::Done),
        "is" => is(rest),
        "hold" => hold(rest),
        _ => Err(Hint::NoVerb),
    };
    match read {
        Ok(command) => Line::Command { command, text: line.to_owned() },
        Err(hint) => Line::NotUnderstood { line: line.to_owned(), hint },
    }
}

fn about_child(rest: &str) -> Option<(String, String)> {
    let (child, text) = rest.split_once(':')?;
    let (child, text) = (child.trim(), text.trim());
    (!child.is_empty() && !text.is_empty()).then(|| (child.to_owned(), text.to_owned()))
}

fn numbered(rest: &str) -> Option<(usize, String)> {
    let (item, text) = rest.split_once(':')?;
    Some((number(item.trim())?, text.trim().to_owned())).filter(|(_, text)| !text.is_empty())
}

/// `Leo: text`, or with what was good about it after the name.
fn good(rest: &str) -> Result<Command, Hint> {
    let (child, text) = about_child(rest).ok_or(Hint::Shape(Verb::Good))?;
    // A name comes first: a child may well be called Effort.
    let Some((name, last)) = child.rsplit_once(' ') else { return Ok(Command::Good { child, kind: None, text }) };
    let bare = last.trim_matches(['(', ')', '（', '）', '[', ']', ',']);
    match MomentKind::read(&bare.to_lowercase()) {
        Some(kind) => Ok(Command::Good { child: name.trim_end_matches([' ', ',']).to_owned(), kind: Some(kind), text }),
        None if last.starts_with(['(', '（', '[']) => Err(Hint::Kinds),
        None => Ok(Command::Good { child, kind: None, text }),
    }
}

/// `Leo called Ana: text`, `Leo Ana called`, `Leo met Ana`: who spoke is before or after the verb.
fn log(rest: &str) -> Result<Command, Hint> {
    let (head, text) = rest.split_once(':').unwrap_or((rest, ""));
    let words: Vec<&str> = head.split(' ').filter(|w| !w.is_empty()).collect();
    let found = words.iter().enumerate().skip(1).find_map(|(i, w)| Some((i, channel(&w.to_lowercase())?)));
    let Some((at, channel)) = found else {
        return Err(Hint::Shape(Verb::Log));
    };
    let (before, after) = words.split_at(at);
    let after = after.get(1..).unwrap_or_default();
    let (child, caller) = match before {
        [child] => (*child, Vec::new()),
        [child, rest @ ..] => (*child, rest.to_vec()),
        [] => return Err(Hint::Shape(Verb::Log)),
    };
    // "Leo Ana called" was Ana's call; in "Leo M called Ana" the second word is an initial, part of the child's name.
    let is_initial = |w: &str| w.trim_end_matches('.').chars().count() == 1;
    let (child, caller) = match caller.as_slice() {
        [initial, rest @ ..] if is_initial(initial) => (format!("{child} {initial}"), rest.to_vec()),
        rest => (child.to_owned(), rest.to_vec()),
    };
    let by_family = !caller.is_empty() && after.is_empty();
    let guardian = if by_family { caller.join(" ") } else { after.join(" ") };
    let child = if by_family || caller.is_empty() { child } else { format!("{child} {}", caller.join(" ")) };
    Ok(Command::Log {
        child,
        call: Call { channel, by_family },
        guardian: Some(guardian).filter(|g| !g.is_empty()),
        text: text.trim().to_owned(),
    })
}

fn channel(word: &str) -> Option<Channel> {
    match word {
        "called" | "call" | "phoned" | "rang" => Some(Channel::Call),
        "met" | "meeting" | "saw" | "visited" => Some(Channel::Meeting),
        "wrote" | "mailed" | "emailed" | "texted" => Some(Channel::Mail),
        _ => None,
    }
}

fn items(rest: &str, verb: Verb) -> Result<Items, Hint> {
    let words: Vec<&str> = rest.split([' ', ',']).filter(|w| !w.is_empty() && *w != "and").collect();
    if matches!(words.as_slice(), [one] if one.eq_ignore_ascii_case("all")) {
        return Ok(Items::All);
    }
    let numbers: Option<Vec<usize>> = words.iter().map(|w| number(w)).collect();
    match numbers {
        Some(numbers) if !numbers.is_empty() => Ok(Items::Numbers(numbers)),
        _ => Err(Hint::Shape(verb)),
    }
}

fn number(word: &str) -> Option<usize> {
    word.trim_start_matches('#').trim_end_matches(['.', ':']).parse().ok().filter(|n| *n > 0)
}

/// `Leo and Mia`, `Leo, Mia & Zoë`.
pub fn children(named: &str) -> Vec<String> {
    let one_by_one = named.replace(" and ", ",").replace('&', ",");
    one_by_one.split(',').map(str::trim).filter(|name| !name.is_empty()).map(str::to_owned).collect()
}

fn is(rest: &str) -> Result<Command, Hint> {
    let (item, names) = rest.split_once(' ').ok_or(Hint::Shape(Verb::Is))?;
    let item = number(item).ok_or(Hint::Shape(Verb::Is))?;
    let children = children(names);
    if children.is_empty() {
        return Err(Hint::Shape(Verb::Is));
    }
    Ok(Command::Is { item, children })
}

/// `all until mon`, `all`, `off`.
fn hold(rest: &str) -> Result<Command, Hint> {
    let rest = rest.to_lowercase();
    let words: Vec<&str> = rest.split(' ').filter(|w| !w.is_empty()).collect();
    match words.as_slice() {
        ["off"] => Ok(Command::HoldOff),
        ["all"] => Ok(Command::Hold { until: None }),
        ["all", "until", day @ ..] if !day.is_empty() => Ok(Command::Hold { until: Some(day.join(" ")) }),
        _ => Err(Hint::Shape(Verb::Hold)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Command {
        match read_text(text).pop() {
            Some(Line::Command { command, .. }) => command,
            other => panic!("{text:?} gave {other:?}"),
        }
    }

    #[test]
    fn every_verb_is_read_as_people_write_it() {
        let good = |child: &str, text: &str| Command::Good { child: child.into(), kind: None, text: text.into() };
        assert_eq!(one("good Leo: shared his snack"), good("Leo", "shared his snack"));
        assert_eq!(one("  GOOD  Leo M：helped: twice "), good("Leo M", "helped: twice"));
        assert_eq!(one("note Zoë: tired"), Command::Note { child: Some("Zoë".into()), text: "tired".into() });
        assert_eq!(one("send #3, 4 and 5"), Command::Ok(Items::Numbers(vec![3, 4, 5])));
        assert_eq!(one("OK all"), Command::Ok(Items::All));
        assert_eq!(one("skip 2."), Command::No(Items::Numbers(vec![2])));
        assert_eq!(one("done 2"), Command::Done(Items::Numbers(vec![2])));
        assert_eq!(one("Hold ALL until 12 May"), Command::Hold { until: Some("12 may".into()) });
        assert_eq!(one("hold all"), Command::Hold { until: None });
        assert_eq!(one("hold off"), Command::HoldOff);
        assert_eq!(one("is 6 Leo and Mia"), Command::Is { item: 6, children: vec!["Leo".into(), "Mia".into()] });
    }
}
