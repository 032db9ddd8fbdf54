//! The lines of a mail that may be read as commands: the writer's own, and of those only what no reading could take for
//! another's.
//!
//! 1. What stands above the first sign of history or signature, where both readings of the mail agree
//!    (`reply_text::for_commands`).
//! 2. What stands between or below lines that are quoted one by one (`>`), up to the first sign of history that is not:
//!    people answer below each item. Only lines that the other reading shows as new text too.
//!
//! Never what is quoted, cut, hidden, attached, or in the subject. Whether the parts of the mail agree is for the caller
//! to ask (`Mark::PartsDisagree`).

use super::clean::beginning;
use super::{Understood, reply_text};

/// Below the sender's own name stand titles and numbers of phones, and no more of them.
const MAX_SIGNATURE: usize = 8;
/// Nobody answers below more text.
const MAX_OCTETS: usize = 512 * 1024;

/// A line that the teacher wrote.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AnswerLine {
    pub text: String,
    /// The number of the item it stands under, in an answer between the quoted lines.
    pub about: Option<usize>,
}

pub fn lines(mail: &Understood) -> Vec<AnswerLine> {
    let above = reply_text::for_commands(mail).lines().count();
    let mut own = mail.reply_text.lines().map(str::trim);
    let mut answer: Vec<AnswerLine> = Vec::new();
    let mut filled = 0;
    while filled < above
        && let Some(line) = own.next()
    {
        filled += usize::from(!line.is_empty());
        answer.push(AnswerLine { text: line.to_owned(), about: None });
    }
    let below: Vec<&str> = own.filter(|line| !line.is_empty() && !line.starts_with('>')).collect();
    if !below.is_empty() {
        answer.extend(between_quotes(beginning(&mail.text, MAX_OCTETS), &below));
    }
    without_signature(answer, mail.from_name.as_deref())
}

/// Those of the lines that stand below a quoted one, in their order. An empty line is put wherever others stood between.
fn between_quotes(text: &str, wanted: &[&str]) -> Vec<AnswerLine> {
    let lines: Vec<&str> = text.lines().map(str::trim).collect();
    let numbered = numbers_rise(&lines);
    let last_quoted = lines.iter().rposition(|line| line.starts_with('>'));
    let mut since = 0;
    let mut wanted = wanted.iter().peekable();
    let mut found = Vec::new();
    let (mut quoted, mut about) = (false, None);
    for (at, line) in lines.iter().enumerate() {
        if line.starts_with('>') {
            quoted = true;
            about = item_of(line).filter(|_| numbered).or(about);
            found.push(AnswerLine { text: String::new(), about: None });
        } else if line.is_empty() {
            found.push(AnswerLine { text: String::new(), about: None });
        } else if reply_text::begins_unmarked_history(&lines, at) {
            break;
        } else if quoted && wanted.next_if(|own| *own == line).is_some() {
            let between = last_quoted.is_some_and(|last| at < last);
            let run = last_quoted.and_then(|last| lines.get(since..=last)).unwrap_or_default();
            let about = about.filter(|_| between || ends_with_its_only_item(run));
            found.push(AnswerLine { text: (*line).to_owned(), about });
            since = if between { at } else { since };
        }
    }
    found.dedup_by(|below, above| below.text.is_empty() && above.text.is_empty());
    found
}

/// The item that begins in this quoted line: `> 6. Maya`. Quoted once: what an older mail counted is another's.
fn item_of(line: &str) -> Option<usize> {
    let inner = line.strip_prefix('>')?;
    let inner = inner.strip_prefix(' ').unwrap_or(inner).trim_start_matches(['*', '\u{a0}']);
    let (number, rest) = inner.split_once(['.', ')'])?;
    let counts = number.len() <= 2 && !number.is_empty() && number.bytes().all(|b| b.is_ascii_digit());
    (counts && rest.trim_start_matches('*').starts_with([' ', '\u{a0}'])).then(|| number.parse().ok())?
}

/// What stands below the whole quote is about its last item only if nothing but that item stands between it and the
/// answer above: no other item, and none of the lines at the foot.
fn ends_with_its_only_item(run: &[&str]) -> bool {
    let mut items = run.iter().enumerate().filter(|(_, line)| item_of(line).is_some());
    let (Some((at, _)), None) = (items.next(), items.next()) else { return false };
    let is_part = |line: &&str| {
        let inner = line.trim_start_matches('>');
        inner.is_empty() || inner.starts_with("  ")
    };
    run.iter().skip(at + 1).all(is_part)
}

/// Whether every item's number is larger than the one before. Words of a family may look like an item; then no line is
/// about any.
fn numbers_rise(lines: &[&str]) -> bool {
    let numbers: Vec<usize> = lines.iter().filter_map(|line| item_of(line)).collect();
    numbers.is_sorted_by(|a, b| a < b)
}

/// Without the block that begins with the sender's own name and ends the answer.
fn without_signature(mut answer: Vec<AnswerLine>, name: Option<&str>) -> Vec<AnswerLine> {
    let Some(name) = name else { return answer };
    let parts: Vec<String> = words(name);
    let signs = |line: &AnswerLine| {
        let own = words(&line.text);
        !own.is_empty() && own.len() <= 4 && own.iter().all(|w| parts.contains(w) || TITLES.contains(&w.as_str()))
    };
    let begins = answer.iter().rposition(|line| !line.text.is_empty() && signs(line)).filter(|at| *at > 0);
    if let Some(at) = begins {
        let below = answer.iter().skip(at).filter(|line| !line.text.is_empty()).count();
        let is_long = |line: &AnswerLine| line.text.len() > 70;
        if below <= MAX_SIGNATURE && !answer.iter().skip(at).any(is_long) {
            answer.truncate(at);
        }
    }
    answer
}

const TITLES: [&str; 16] = [
    "mr", "mrs", "ms", "miss", "mx", "dr", "sr", "sra", "srta", "maestra", "maestro", "profe", "m", "mme", "mlle",
    "prof",
];

fn words(text: &str) -> Vec<String> {
    let letters = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’');
    text.split(|c: char| !letters(c)).filter(|w| !w.is_empty()).map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::message::inbound::understand;

    fn read(body: &str) -> Vec<(String, Option<usize>)> {
        let raw = format!(
            "From: Maria Alvarez <alvarez@school.test>\r\nSubject: Re: Room 12\r\n\r\n{}",
            body.replace('\n', "\r\n")
        );
        let lines = lines(&understand(raw.as_bytes()));
        lines.into_iter().filter(|l| !l.text.is_empty()).map(|l| (l.text, l.about)).collect()
    }

    fn plain(lines: &[(&str, Option<usize>)]) -> Vec<(String, Option<usize>)> {
        lines.iter().map(|(text, about)| ((*text).to_owned(), *about)).collect()
    }

    #[test]
    fn what_stands_above_the_history_is_an_answer() {
        let body =
            "ok 3\n\nreply 2: yes\n\nOn Thu, Mar 12, 2026, Room 12 <room12@school.test> wrote:\n> 1. Leo\n> ok 9\n";
        assert_eq!(read(body), plain(&[("ok 3", None), ("reply 2: yes", None)]));
    }

    #[test]
    fn answers_between_items_are_about_them() {
        let body = "On Thu, Mar 12, 2026, Room 12 <room12@school.test> wrote:\n> WAITS FOR YOU\n>\n> 1. Omar: new\n>    hello\n\nreply: yes\n\n> 2. Leo\n\nok\n\n> 3. Maya\n> done 3\n";
        assert_eq!(read(body), plain(&[("reply: yes", Some(1)), ("ok", Some(2))]));
    }

    #[test]
    fn numbers_that_do_not_rise_are_nobodys() {
        let body = "On Thu, Mar 12, 2026, Room 12 <room12@school.test> wrote:\n> 1. Omar\n> 2. my list\n\nok\n\n> 2. Leo\n\nok 2\n\n> 3. Maya\n";
        assert_eq!(read(body), plain(&[("ok", None), ("ok 2", None)]));
    }

    #[test]
    fn what_others_wrote_is_no_answer() {
        for body in [
            "> ok 3\n> no 4\n",
            "-----Original Message-----\nFrom: Room 12\nSent: Thursday\nTo: Maria\nSubject: x\n\nok 3\n",
            "> 1. Leo\n\n-----Original Message-----\nok 3\n",
            "-- \nok 3\n",
        ] {
            assert_eq!(read(body), plain(&[]), "{body}");
        }
    }

    #[test]
    fn a_name_block_is_no_answer() {
        assert_eq!(read("ok 3\n\nMaria Alvarez\nRoom 12\nStop 4, Main Street\n"), plain(&[("ok 3", None)]));
        assert_eq!(read("ok 3\n\nMs. Alvarez\n"), plain(&[("ok 3", None)]));
    }
}
