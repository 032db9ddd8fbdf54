//! The teacher's verbs, as they are written: one command a line, verb first, any case. Reading a line decides nothing;
//! what a name or a number stands for is decided in [`super::command`].

use crate::domain::contact::Channel;
use crate::domain::note::MomentKind;

/// One line that was understood as a command.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Command {
    /// `good Leo: shared his snack`, `good Leo kindness: …`, `good Leo (kindness): …`
    Good { child: String, kind: Option<MomentKind>, text: String },
    /// `note Leo: tired this week`
    Note { child: String, text: String },
    /// `log Leo called Ana: all is well`
    Log { child: String, call: Call, guardian: Option<String>, text: String },
    /// `ok 3 4`, `ok all`
    Ok(Items),
    /// `no 3`
    No(Items),
    /// `done 2`
    Done(Items),
    /// `is 6 Leo and Mia`
    Is { item: usize, children: Vec<String> },
    /// `hold all until mon`; without a day until `hold off`
    Hold { until: Option<String> },
    /// `hold off`
    HoldOff,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Items {
    /// What the latest summary shows, and nothing that came after it.
    All,
    Numbers(Vec<usize>),
}

/// How one spoke, and who began.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Call {
    pub channel: Channel,
    pub by_family: bool,
}

/// A line, read.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Line {
    Command(Command),
    /// What is wrong and what to write instead.
    NotUnderstood {
        line: String,
        hint: String,
    },
}

/// Reads every line that is not empty.
pub fn read(text: &str) -> Vec<Line> {
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
        "note" => {
            about_child(rest, "note Leo: what you want to remember").map(|(child, text)| Command::Note { child, text })
        }
        "log" => log(rest),
        "ok" | "send" | "yes" => items(rest, "ok 3, or ok all").map(Command::Ok),
        "no" | "drop" | "skip" => items(rest, "no 3").map(Command::No),
        "done" => items(rest, "done 2").map(Command::Done),
        "is" => is(rest),
        "hold" => hold(rest),
        _ => Err("begin with good, note, log, ok, no, done, is or hold".to_owned()),
    };
    match read {
        Ok(command) => Line::Command(command),
        Err(hint) => Line::NotUnderstood { line: line.to_owned(), hint },
    }
}

fn about_child(rest: &str, example: &str) -> Result<(String, String), String> {
    let missing = || format!("write the child's name, a colon and your words: {example}");
    let (child, text) = rest.split_once(':').ok_or_else(missing)?;
    let (child, text) = (child.trim(), text.trim());
    if child.is_empty() || text.is_empty() {
        return Err(missing());
    }
    Ok((child.to_owned(), text.to_owned()))
}

/// `Leo: text`, or with what was good about it after the name.
fn good(rest: &str) -> Result<Command, String> {
    let (child, text) = about_child(rest, "good Leo: what he did well")?;
    // A name comes first: a child may well be called Effort.
    let Some((name, last)) = child.rsplit_once(' ') else { return Ok(Command::Good { child, kind: None, text }) };
    let bare = last.trim_matches(['(', ')', '（', '）', '[', ']', ',']);
    match MomentKind::read(&bare.to_lowercase()) {
        Some(kind) => Ok(Command::Good { child: name.trim_end_matches([' ', ',']).to_owned(), kind: Some(kind), text }),
        None if last.starts_with(['(', '（', '[']) => {
            let kinds: Vec<&str> = MomentKind::ALL.into_iter().map(MomentKind::word).collect();
            Err(format!("in brackets stands one of {}, or nothing: good {name} (kindness): …", kinds.join(", ")))
        }
        None => Ok(Command::Good { child, kind: None, text }),
    }
}

/// `Leo called Ana: text`, `Leo Ana called`, `Leo met Ana`: who spoke is before or after the verb.
fn log(rest: &str) -> Result<Command, String> {
    let example = "log Leo called Ana: what you spoke about";
    let (head, text) = rest.split_once(':').unwrap_or((rest, ""));
    let words: Vec<&str> = head.split(' ').filter(|w| !w.is_empty()).collect();
    let found = words.iter().enumerate().skip(1).find_map(|(i, w)| Some((i, channel(&w.to_lowercase())?)));
    let Some((at, channel)) = found else {
        return Err(format!("say how: called, met or wrote, as in {example}"));
    };
    let (before, after) = words.split_at(at);
    let after = after.get(1..).unwrap_or_default();
    let (child, caller) = match before {
        [child] => (*child, Vec::new()),
        [child, rest @ ..] => (*child, rest.to_vec()),
        [] => return Err(format!("name the child first: {example}")),
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

fn items(rest: &str, example: &str) -> Result<Items, String> {
    let words: Vec<&str> = rest.split([' ', ',']).filter(|w| !w.is_empty() && *w != "and").collect();
    if matches!(words.as_slice(), [one] if one.eq_ignore_ascii_case("all")) {
        return Ok(Items::All);
    }
    let numbers: Option<Vec<usize>> = words.iter().map(|w| number(w)).collect();
    match numbers {
        Some(numbers) if !numbers.is_empty() => Ok(Items::Numbers(numbers)),
        _ => Err(format!("give the number of the line in the summary: {example}")),
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

fn is(rest: &str) -> Result<Command, String> {
    let example = "give the number and the child: is 6 Leo";
    let (item, names) = rest.split_once(' ').ok_or(example)?;
    let item = number(item).ok_or(example)?;
    let children = children(names);
    if children.is_empty() {
        return Err(example.to_owned());
    }
    Ok(Command::Is { item, children })
}

/// `all until mon`, `all`, `off`.
fn hold(rest: &str) -> Result<Command, String> {
    let rest = rest.to_lowercase();
    let words: Vec<&str> = rest.split(' ').filter(|w| !w.is_empty()).collect();
    match words.as_slice() {
        ["off"] => Ok(Command::HoldOff),
        ["all"] => Ok(Command::Hold { until: None }),
        ["all", "until", day @ ..] if !day.is_empty() => Ok(Command::Hold { until: Some(day.join(" ")) }),
        _ => Err("write hold all until mon, or hold off".to_owned()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn one(text: &str) -> Command {
        match read(text).pop() {
            Some(Line::Command(command)) => command,
            other => panic!("{text:?} gave {other:?}"),
        }
    }

    #[test]
    fn every_verb_is_read_as_people_write_it() {
        let good = |child: &str, text: &str| Command::Good { child: child.into(), kind: None, text: text.into() };
        assert_eq!(one("good Leo: shared his snack"), good("Leo", "shared his snack"));
        assert_eq!(one("  GOOD  Leo M：helped: twice "), good("Leo M", "helped: twice"));
        assert_eq!(one("note Zoë: tired"), Command::Note { child: "Zoë".into(), text: "tired".into() });
        assert_eq!(one("send #3, 4 and 5"), Command::Ok(Items::Numbers(vec![3, 4, 5])));
        assert_eq!(one("OK all"), Command::Ok(Items::All));
        assert_eq!(one("skip 2."), Command::No(Items::Numbers(vec![2])));
        assert_eq!(one("done 2"), Command::Done(Items::Numbers(vec![2])));
        assert_eq!(one("Hold ALL until 12 May"), Command::Hold { until: Some("12 may".into()) });
        assert_eq!(one("hold all"), Command::Hold { until: None });
        assert_eq!(one("hold off"), Command::HoldOff);
        assert_eq!(one("is 6 Leo and Mia"), Command::Is { item: 6, children: vec!["Leo".into(), "Mia".into()] });
    }

    #[test]
    fn a_good_moment_may_say_what_was_good_about_it() {
        for (line, child, kind) in [
            ("good Leo kindness: shared", "Leo", Some(MomentKind::Kindness)),
            ("good Leo (Effort): shared", "Leo", Some(MomentKind::Effort)),
            ("good Leo M. （growth）： shared", "Leo M.", Some(MomentKind::Growth)),
            ("good Leo, leadership: shared", "Leo", Some(MomentKind::Leadership)),
            ("good effort: shared", "effort", None),
            ("good Leo M: shared", "Leo M", None),
        ] {
            let good = Command::Good { child: child.into(), kind, text: "shared".into() };
            assert_eq!(one(line), good, "{line}");
        }
        let Some(Line::NotUnderstood { hint, .. }) = read("good Leo (courage): shared").pop() else { panic!() };
        assert!(hint.contains("kindness, leadership, growth, effort"), "{hint}");
    }

    #[test]
    fn a_logged_contact_says_who_began() {
        let log = |text: &str| match one(text) {
            Command::Log { child, call, guardian, text } => (child, call.channel, call.by_family, guardian, text),
            other => panic!("{other:?}"),
        };
        let ana = Some("Ana".to_owned());
        let said = "all is well".to_owned();
        assert_eq!(log("log Leo called Ana: all is well"), ("Leo".into(), Channel::Call, false, ana.clone(), said));
        assert_eq!(log("log Leo Ana called"), ("Leo".into(), Channel::Call, true, ana.clone(), String::new()));
        assert_eq!(log("log Leo M met Ana"), ("Leo M".into(), Channel::Meeting, false, ana, String::new()));
        assert_eq!(log("log Leo called"), ("Leo".into(), Channel::Call, false, None, String::new()));
    }

    #[test]
    fn what_is_not_understood_says_what_to_write() {
        for bad in [
            "",
            "hello there",
            "good Leo",
            "good : x",
            "ok",
            "ok three",
            "is Leo",
            "log Leo: x",
            "no 0",
            "hold",
            "hold 3",
            "hold all until",
        ] {
            for line in read(bad) {
                assert!(matches!(&line, Line::NotUnderstood { hint, .. } if !hint.is_empty()), "{bad:?} gave {line:?}");
            }
        }
    }
}
