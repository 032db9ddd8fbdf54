//! Verbs that name people.

use super::numbers;
use super::shapes::{Head, Read, Rest, could_be_day, without_first};
use super::tidy::{bare, split};
use crate::decide::when::reads_as_day;
use crate::domain::command::{Call, Command, Hint};
use crate::domain::contact::Channel;
use crate::domain::note::MomentKind;
use crate::domain::promise::Party;

/// A name has no more words, with what may stand beside it.
const MAX_NAME: usize = 5;

fn words(text: &str) -> Vec<&str> {
    text.split(' ').filter(|w| !w.is_empty()).collect()
}

fn is_large(name: &str) -> bool {
    name.chars().find(|c| c.is_alphabetic()).is_some_and(|c| !c.is_lowercase())
}

/// `Leo: text`: a name before a separator.
fn named<'a>(rest: &Rest<'a>) -> Result<(&'a str, &'a str), Hint> {
    named_by(rest, MAX_NAME)
}

fn named_by<'a>(rest: &Rest<'a>, most: usize) -> Result<(&'a str, &'a str), Hint> {
    match split(rest.words) {
        Some((name, text)) if !name.is_empty() && words(name).len() <= most => Ok((name.trim_end_matches(','), text)),
        _ => rest.refused(),
    }
}

/// `Leo and Mia`, `Leo, Mia & Zoë`.
pub fn children(named: &str) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    let mut name: Vec<&str> = Vec::new();
    let mut end = |name: &mut Vec<&str>| {
        let whole = name.join(" ");
        name.clear();
        if !whole.is_empty() {
            names.push(whole);
        }
    };
    let spaced = named.replace([',', '&', '+'], " , ");
    for word in words(&spaced) {
        if word == "," || matches!(bare(word).as_str(), "and" | "y" | "et") && word.chars().all(char::is_lowercase) {
            end(&mut name);
        } else {
            name.push(word);
        }
    }
    end(&mut name);
    names
}

pub(super) fn is(rest: &Rest<'_>) -> Read {
    let digits = rest.words.trim_start_matches('#');
    let length = digits.find(|c: char| !c.is_ascii_digit()).unwrap_or(digits.len());
    let (number, names) = digits.split_at(length);
    let item = number.parse().ok().filter(|n: &usize| *n > 0 && length <= 4);
    let item = if length == 0 { rest.before.first().copied() } else { item };
    let names = names.trim_start_matches([':', '.', ',', ' ', ')', '-', '–', '=']).trim_end_matches(['.', '!', ' ']);
    let children = children(names);
    let plain = names.chars().all(|c| !matches!(c, ':' | ';' | '?')) && children.iter().all(|c| words(c).len() <= 4);
    match item {
        Some(item) if !children.is_empty() && plain => {
            let named = children.iter().all(|c| is_large(c));
            Ok(Head { named, ..Head::of(Command::Is { item, children }) })
        }
        _ => rest.refused(),
    }
}

/// `Leo: text`, or with what was good about it after the name.
pub(super) fn good(rest: &Rest<'_>) -> Read {
    let (child, text) = named(rest)?;
    let (child, text) = (child.to_owned(), text.to_owned());
    // A name comes first: a child may well be called Effort.
    let Some((name, last)) = child.rsplit_once(' ') else {
        return Ok(Head::of(Command::Good { child, kind: None, text }));
    };
    match kind(&bare(last)) {
        Some(kind) => {
            let child = name.trim_end_matches([' ', ',']).to_owned();
            Ok(Head::of(Command::Good { child, kind: Some(kind), text }))
        }
        None if last.starts_with(['(', '（', '[']) => Err(Hint::Kinds),
        None => Ok(Head::of(Command::Good { child, kind: None, text })),
    }
}

fn kind(word: &str) -> Option<MomentKind> {
    MomentKind::read(word).or(match word {
        "kind" | "amabilidad" | "bondad" | "gentillesse" | "bonte" => Some(MomentKind::Kindness),
        "liderazgo" => Some(MomentKind::Leadership),
        "crecimiento" | "progreso" | "progres" | "progress" => Some(MomentKind::Growth),
        "esfuerzo" | "efforts" => Some(MomentKind::Effort),
        _ => None,
    })
}

pub(super) fn hard(rest: &Rest<'_>) -> Read {
    let (child, text) = named(rest)?;
    Ok(Head::of(Command::Hard { child: child.to_owned(), text: text.to_owned() }))
}

/// `Leo: text`; `: text` is about the class.
pub(super) fn note(rest: &Rest<'_>) -> Read {
    match split(rest.words) {
        Some((name, text)) if !name.is_empty() && words(name).len() <= MAX_NAME => {
            Ok(Head::of(Command::Note { child: Some(name.trim_end_matches(',').to_owned()), text: text.to_owned() }))
        }
        _ if rest.raw.trim_start().starts_with([':', ';']) => {
            Ok(Head::of(Command::Note { child: None, text: rest.words.to_owned() }))
        }
        _ => rest.refused(),
    }
}

/// `Leo called Ana: text`, `Leo Ana called`, `Leo met Ana`: who spoke is before or after the verb; and `called Ana about Leo`.
pub(super) fn log(rest: &Rest<'_>) -> Read {
    let parted = split(rest.words);
    let (head, text) = parted.unwrap_or((rest.words, ""));
    let head = words(head);
    if head.len() > 9 || head.is_empty() {
        return rest.refused();
    }
    let log = |child: String, call: Call, guardian: String| {
        let guardian = Some(guardian).filter(|g| !g.is_empty());
        let command = Command::Log { child, call, guardian, text: text.to_owned() };
        Ok(Head { separated: parted.is_some(), ..Head::of(command) })
    };
    if let Some(channel) = rest.found.spoke {
        return match about(&head) {
            Some((guardian, child)) if !guardian.is_empty() && !child.is_empty() => {
                log(child.join(" "), Call { channel, by_family: false }, without_preposition(guardian).join(" "))
            }
            _ => rest.refused(),
        };
    }
    let found = head.iter().enumerate().skip(1).find_map(|(at, w)| Some((at, spoke(&bare(w))?)));
    let Some((at, (channel, of_family))) = found else { return rest.refused() };
    let (before, after) = head.split_at(at);
    let after = after.get(1..).unwrap_or_default();
    // French puts a word before: "a appelé".
    let before = match before {
        [name @ .., last] if !name.is_empty() && matches!(*last, "a" | "ai" | "j'ai" | "he" | "me" | "m'a" | "I") => {
            name
        }
        all => all,
    };
    let (child, caller) = match before {
        [child, initial, caller @ ..] if initial.trim_end_matches('.').chars().count() == 1 => {
            (format!("{child} {initial}"), caller)
        }
        [child, caller @ ..] => ((*child).to_owned(), caller),
        [] => return rest.refused(),
    };
    let bare_after = without_preposition(after);
    let by_family = (!caller.is_empty() && after.is_empty()) || (of_family && bare_after.len() == after.len());
    let guardian = if caller.is_empty() || !after.is_empty() { bare_after.join(" ") } else { caller.join(" ") };
    let child = if after.is_empty() || caller.is_empty() { child } else { format!("{child} {}", caller.join(" ")) };
    log(child, Call { channel, by_family }, guardian)
}

/// What stands before and behind the word between two names: one of these, else the last `de`, as a name may have a `de` of
/// its own.
fn apart<'a, 'b>(head: &'b [&'a str], between: &[&str]) -> Option<(&'b [&'a str], &'b [&'a str])> {
    let clear = head.iter().position(|w| between.contains(&bare(w).as_str()));
    let at = clear.or_else(|| head.iter().rposition(|w| bare(w) == "de"))?;
    head.get(..at).zip(head.get(at + 1..))
}

/// `Ana about Leo`, `Ana de la Cruz sobre Leo`, `Ana au sujet de Leo`: with whom, and about whom.
fn about<'a, 'b>(head: &'b [&'a str]) -> Option<(&'b [&'a str], &'b [&'a str])> {
    let (guardian, child) = apart(head, &["about", "sobre", "por", "pour", "concernant"])?;
    let is = |word: &str, known: &[&str]| known.contains(&bare(word).as_str());
    let guardian = match guardian {
        [names @ .., first, second] if is(first, &["au", "a"]) && is(second, &["sujet", "propos"]) => names,
        [names @ .., last] if is(last, &["acerca", "respecto"]) => names,
        all => all,
    };
    Some((guardian, child))
}

fn without_preposition<'a, 'b>(names: &'b [&'a str]) -> &'b [&'a str] {
    match names {
        [first, names @ ..]
            if !names.is_empty() && matches!(bare(first).as_str(), "a" | "al" | "con" | "avec" | "with" | "to") =>
        {
            names
        }
        all => all,
    }
}

/// How one spoke; `true` where the word says that another did.
fn spoke(word: &str) -> Option<(Channel, bool)> {
    let channel =
        match word {
            "called" | "call" | "phoned" | "rang" | "llame" | "llamada" | "llamo" | "appele" | "appel"
            | "telephone" => Channel::Call,
            "met" | "meeting" | "saw" | "visited" | "vi" | "reunion" | "visite" | "hable" | "rencontre" | "vu"
            | "vue" => Channel::Meeting,
            "wrote" | "mailed" | "emailed" | "texted" | "escribi" | "escribio" | "ecrit" => Channel::Mail,
            _ => return None,
        };
    Some((channel, matches!(word, "llamo" | "escribio")))
}

/// `fri: text`, `Leo fri: text`, `fri text`.
pub(super) fn promise(rest: &Rest<'_>) -> Read {
    let promise = |child: Option<String>, day: &str, text: &str| {
        let (day, text) = (day.to_lowercase(), text.to_owned());
        Command::Promise { child, day, text }
    };
    if let Some((head, text)) = split(rest.words) {
        let head = words(head);
        let days = |at: &usize| reads_as_day(&head.get(*at..).unwrap_or_default().join(" "));
        let last = |at: &usize| could_be_day(&head.get(*at..).unwrap_or_default().join(" "));
        let found = (0..head.len()).find(days).or_else(|| (0..head.len()).find(last));
        let Some((child, day)) = found.and_then(|at| head.split_at_checked(at)) else { return rest.refused() };
        if child.len() > MAX_NAME {
            return rest.refused();
        }
        let child = Some(child.join(" ").trim_end_matches(',').to_owned()).filter(|c| !c.is_empty());
        return Ok(Head::of(promise(child, &day.join(" "), text)));
    }
    let all = words(rest.words);
    let day = (1..=all.len().min(4))
        .rev()
        .filter_map(|end| all.split_at_checked(end))
        .find(|(day, _)| reads_as_day(&day.join(" ")));
    match day {
        Some((day, text)) if !text.is_empty() => Ok(Head {
            separated: false,
            ..Head::of(promise(None, day.join(" ").trim_end_matches(','), &text.join(" ")))
        }),
        _ => rest.refused(),
    }
}

/// `Leo: goal`, `Leo step home: text by 12 may`, `Leo done`.
pub(super) fn plan(rest: &Rest<'_>) -> Read {
    const DONE: [&str; 8] = ["done", "over", "finished", "hecho", "terminado", "fini", "termine", "fait"];
    if split(rest.words).is_none()
        && let [child @ .., done] = words(numbers::without_courtesy(rest.words)).as_slice()
        && DONE.contains(&bare(done).as_str())
        && (1..=3).contains(&child.len())
    {
        let child = child.join(" ");
        return Ok(Head { named: is_large(&child), ..Head::of(Command::PlanEnd { child }) });
    }
    let (head, text) = named(rest)?;
    let head = words(head);
    let step = head.iter().position(|w| matches!(bare(w).as_str(), "step" | "paso" | "etape"));
    let text = text.to_owned();
    let Some(at) = step.filter(|at| *at > 0) else {
        return Ok(Head::of(Command::PlanGoal { child: head.join(" "), text }));
    };
    let (child, owner) = head.split_at(at);
    let owner = owner.iter().skip(1).find_map(|w| match bare(w).as_str() {
        "home" | "house" | "family" | "casa" | "hogar" | "familia" | "maison" | "foyer" | "famille" => {
            Some(Party::Family)
        }
        "school" | "teacher" | "class" | "escuela" | "colegio" | "maestra" | "ecole" | "classe" => Some(Party::School),
        "child" | "student" | "kid" | "nino" | "nina" | "alumno" | "alumna" | "enfant" | "eleve" => Some(Party::Child),
        _ => None,
    });
    match owner {
        Some(owner) => Ok(Head::of(Command::PlanStep { child: child.join(" "), owner, text, day: None })),
        None => rest.refused(),
    }
}

/// `Ana: tue 15:00, wed 15:30`, `Ana about Leo: tue 15:00`.
pub(super) fn meet(rest: &Rest<'_>) -> Read {
    let (guardian, times) = named_by(rest, 2 * MAX_NAME)?;
    let guardian = without_first(guardian, &["with", "con", "avec"]).to_owned();
    Ok(Head::of(Command::Meet { guardian, slots: slots(times) }))
}

pub(super) fn slots(times: &str) -> Vec<String> {
    let apart = times.replace(" or ", ",").replace(" o ", ",").replace(" ou ", ",");
    let slot = |s: &str| s.trim().trim_end_matches('.').to_owned();
    apart.split([',', ';', '\n']).map(slot).filter(|s| !s.is_empty()).collect()
}

/// `all: question`, `Leo: question`, `again`.
pub(super) fn ask(rest: &Rest<'_>) -> Read {
    const AGAIN: [&str; 6] = ["again", "open", "otra vez", "de nuevo", "encore", "de nouveau"];
    if AGAIN.contains(&bare(numbers::without_courtesy(rest.words)).as_str()) {
        return Ok(Head::of(Command::AskAgain));
    }
    let (who, text) = named(rest)?;
    let child = Some(who.to_owned()).filter(|who| !numbers::is_all(who));
    Ok(Head::of(Command::Ask { child, text: text.to_owned() }))
}

pub(super) fn history(rest: &Rest<'_>) -> Read {
    let name = without_first(numbers::without_courtesy(rest.words), &["of", "for", "de"]);
    let plain = !name.contains([':', ';', ',', '?']);
    if name.is_empty() || words(name).len() > 3 || !plain {
        return rest.refused();
    }
    Ok(Head { named: is_large(name), ..Head::of(Command::History { child: name.to_owned() }) })
}

/// `ana2@… to Leo mother`.
pub(super) fn add(rest: &Rest<'_>) -> Read {
    let all = words(rest.words);
    let [address, joint, child @ .., relationship] = all.as_slice() else { return rest.refused() };
    let joint = matches!(bare(joint).as_str(), "to" | "for" | "a" | "para" | "pour");
    let child = match child {
        [child @ .., "as" | "como" | "comme" | "-"] => child,
        all => all,
    };
    let address = address.trim_matches(['<', '>', ',', '"', '(', ')']);
    let address = address.strip_prefix("mailto:").unwrap_or(address);
    if !address.contains('@') || !joint || child.is_empty() || child.len() > 4 {
        return rest.refused();
    }
    let child = child.join(" ").trim_end_matches([',', ':']).to_owned();
    let relationship = relationship.trim_end_matches(['.', '!']).to_owned();
    Ok(Head::of(Command::Add { address: address.to_owned(), child, relationship }))
}

/// `Ana es`.
pub(super) fn lang(rest: &Rest<'_>) -> Read {
    let plain = rest.words.replace(':', " ");
    let all = words(numbers::without_courtesy(&plain));
    match all.as_slice() {
        [guardian @ .., language] if !guardian.is_empty() && guardian.len() <= 3 => {
            let guardian = guardian.join(" ").trim_end_matches([',', '-', ' ']).to_owned();
            let named = is_large(&guardian);
            Ok(Head {
                named,
                ..Head::of(Command::Lang { guardian, language: language.trim_end_matches('.').to_owned() })
            })
        }
        _ => rest.refused(),
    }
}

/// `Robin from Zoë: court order of 3 March`.
pub(super) fn block(rest: &Rest<'_>) -> Read {
    let parted = split(rest.words);
    let (head, text) = parted.unwrap_or((rest.words.trim_end_matches('.'), ""));
    let head = words(head);
    match apart(&head, &["from", "para", "pour"]) {
        Some((guardian @ [_, ..], child)) if !child.is_empty() && child.len() <= 4 && guardian.len() <= 4 => {
            let command =
                Command::Block { guardian: guardian.join(" "), child: child.join(" "), text: text.to_owned() };
            Ok(Head { separated: parted.is_some(), ..Head::of(command) })
        }
        _ => rest.refused(),
    }
}
