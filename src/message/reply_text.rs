//! What a person newly wrote: without the history, its attribution line, signatures of phones and `-- `.
//!
//! Nothing is thrown away: this is for display and for reading commands, the whole text stays beside it. The rules,
//! from the top of a mail:
//! 1. A separator (`-----Original Message-----`), a block of header lines (Outlook) or an attribution line followed by
//!    text without quote marks ends the new text; what is below is history.
//! 2. Quoted lines at the end are history. Quoted lines after an attribution line are history wherever they stand.
//! 3. Quoted lines between answers stay: the answers mean nothing without them.
//! 4. Signatures and decoration go last.

mod attribution;
mod footer;
mod header_block;
mod words;

use super::{Understood, html};

/// The new text, and whether anything else was found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NewText {
    pub text: String,
    /// The mail quotes an earlier one.
    pub quoted: bool,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Class {
    Own,
    Blank,
    Quote,
    Attribution,
    /// Part of a signature.
    Signature,
}

/// Nobody writes more than this by hand; what lies behind is not looked at.
const MAX_OCTETS: usize = 512 * 1024;

/// New text of a plain body.
pub fn new_text(text: &str) -> NewText {
    of_lines(&split_shared_lines(within(text)))
}

fn within(text: &str) -> &str {
    let mut end = text.len().min(MAX_OCTETS);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    text.get(..end).unwrap_or(text)
}

/// New text of a body that came from HTML, with the marks of [`html::to_marked_text`].
pub fn new_text_of_html(marked: &str) -> NewText {
    let mut lines = Vec::new();
    let mut quoted = 0_usize;
    let mut signed = 0_usize;
    let mut held = Held { cut: false, lines: Vec::new() };
    for line in within(marked).lines() {
        match line.trim().chars().next() {
            Some(html::QUOTE_OPEN) => quoted += 1,
            Some(html::QUOTE_CLOSE) => quoted = quoted.saturating_sub(1),
            Some(html::SIGNATURE_OPEN) => signed += 1,
            Some(html::SIGNATURE_CLOSE) => signed = signed.saturating_sub(1),
            Some(html::CUT) if lines.iter().any(|l: &&str| !l.trim().is_empty()) => {
                held.cut = true;
                break;
            }
            Some(html::CUT) => {}
            Some(html::RULE) => lines.push(html::RULE_LINE),
            _ if quoted > 0 => {
                lines.push(line);
                held.lines.push((lines.len() - 1, Class::Quote));
            }
            _ if signed > 0 => {
                lines.push(line);
                held.lines.push((lines.len() - 1, Class::Signature));
            }
            _ => lines.push(line),
        }
    }
    of_marked_lines(&lines, &held)
}

/// What stands above the first sign of history or signature, taken strictly: the only words a command may be read
/// from. Empty where the mail begins with history.
pub fn above_history(text: &str) -> &str {
    let text = within(text);
    let lines: Vec<&str> = text.lines().collect();
    let mut end = 0;
    for (at, line) in lines.iter().enumerate() {
        let starts_history = is_quote(line)
            || footer::is_delimiter(line)
            || footer::is_separator(line)
            || header_block::length(&lines, at).is_some()
            || attribution::length(&lines, at).is_some();
        if starts_history {
            break;
        }
        end = line.as_ptr() as usize - text.as_ptr() as usize + line.len();
    }
    text.get(..end).unwrap_or_default().trim()
}

/// The only words of a mail that may be read as commands: those on which both readings agree, from the top. The strict
/// one knows no containers of HTML, the other shows history where there is nothing else.
pub fn for_commands(mail: &Understood) -> String {
    let filled =
        |text: &'_ str| text.lines().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect::<Vec<_>>();
    let shown = filled(&mail.reply_text);
    let strict = filled(above_history(&mail.text));
    let agreed: Vec<String> = strict.into_iter().zip(shown).take_while(|(a, b)| a == b).map(|(a, _)| a).collect();
    agreed.join("\n")
}

struct Held {
    cut: bool,
    lines: Vec<(usize, Class)>,
}

fn of_lines(lines: &[&str]) -> NewText {
    of_marked_lines(lines, &Held { cut: false, lines: Vec::new() })
}

fn of_marked_lines(lines: &[&str], held: &Held) -> NewText {
    let mut classes = classify(lines, held);
    let mut quoted = held.cut || classes.iter().any(|c| matches!(c, Class::Quote | Class::Attribution));
    let end = first_cut(lines, &mut classes, &mut quoted);
    let lines = lines.get(..end).unwrap_or(lines);
    classes.truncate(end);
    footer::mark(lines, &mut classes);
    drop_history(lines, &mut classes);
    NewText { text: join(lines, &classes), quoted }
}

fn is_quote(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

fn classify(lines: &[&str], held: &Held) -> Vec<Class> {
    let mut classes: Vec<Class> = lines
        .iter()
        .map(|line| match line.trim() {
            "" => Class::Blank,
            l if l.starts_with('>') => Class::Quote,
            _ => Class::Own,
        })
        .collect();
    for (at, class) in &held.lines {
        if let Some(known) = classes.get_mut(*at) {
            // A gap inside a container belongs to it.
            *known = *class;
        }
    }
    let mut at = 0;
    while at < lines.len() {
        let own = classes.get(at) == Some(&Class::Own);
        let length = if own { attribution::length(lines, at) } else { None };
        if length.is_some() && is_wrapped_before(lines, &classes, at) {
            classes.iter_mut().take(at).next_back().into_iter().for_each(|c| *c = Class::Attribution);
        }
        for class in classes.iter_mut().skip(at).take(length.unwrap_or(0)) {
            *class = Class::Attribution;
        }
        at += length.unwrap_or(1);
    }
    classes
}

/// In languages that put the name first, a wrapped attribution goes on with the address: the name stands alone above.
fn is_wrapped_before(lines: &[&str], classes: &[Class], at: usize) -> bool {
    let class = |back: usize| at.checked_sub(back).and_then(|i| classes.get(i));
    let begins_with_address = lines.get(at).is_some_and(|l| l.trim_start().starts_with('<'));
    let name = at.checked_sub(1).and_then(|i| lines.get(i)).is_some_and(|l| l.split_whitespace().count() <= 6);
    begins_with_address && name && class(1) == Some(&Class::Own) && class(2).is_none_or(|c| *c == Class::Blank)
}

/// The line at which everything becomes history. Where nothing stands above, the history itself is all there is to
/// show, so only its heading goes.
fn first_cut(lines: &[&str], classes: &mut [Class], quoted: &mut bool) -> usize {
    let mut own_above = false;
    let mut at = 0;
    while at < lines.len() {
        let heading = match classes.get(at) {
            Some(Class::Attribution) => {
                let length = classes.iter().skip(at).take_while(|c| **c == Class::Attribution).count();
                let next = classes.iter().skip(at + length).find(|c| **c != Class::Blank);
                match next {
                    Some(Class::Quote) | None => None,
                    _ if attribution::is_strong(lines, at, length) => Some(length),
                    // Too weak to cut by: the line is the writer's own.
                    _ => {
                        classes.iter_mut().skip(at).take(length).for_each(|c| *c = Class::Own);
                        None
                    }
                }
            }
            Some(Class::Own) if lines.get(at).is_some_and(|l| footer::is_separator(l)) => {
                let skipped = 1 + lines.iter().skip(at + 1).take_while(|l| l.trim().is_empty()).count();
                Some(skipped + header_block::length(lines, at + skipped).unwrap_or(0))
            }
            Some(Class::Own) => header_block::length(lines, at),
            _ => None,
        };
        if let Some(length) = heading {
            *quoted = true;
            if own_above {
                return at;
            }
            classes.iter_mut().skip(at).take(length).for_each(|c| *c = Class::Attribution);
            at += length.max(1);
            continue;
        }
        own_above |= matches!(classes.get(at), Some(Class::Own)) && !lines.get(at).is_some_and(|l| is_rule(l));
        at += 1;
    }
    lines.len()
}

fn is_rule(line: &str) -> bool {
    line.chars().all(|c| matches!(c, '-' | '_' | '=' | '*' | ' ' | html::CUT..='\u{e0f5}'))
}

/// A run of quoted lines with the blanks inside it.
struct Run {
    from: usize,
    to: usize,
    attributed: bool,
}

/// Marks history as [`Class::Attribution`], which is never shown; quotes between answers stay [`Class::Quote`].
fn drop_history(lines: &[&str], classes: &mut [Class]) {
    let mut runs = quote_runs(classes);
    for run in &mut runs {
        run.attributed |= attributes_itself(lines, run.from);
    }
    let last_own = classes.iter().rposition(|c| *c == Class::Own);
    let first_own = classes.iter().position(|c| *c == Class::Own);
    let between =
        runs.iter().filter(|r| first_own.is_some_and(|f| r.from > f) && last_own.is_some_and(|l| r.to < l)).count();
    for run in &runs {
        let at_the_end = last_own.is_none_or(|l| run.from > l);
        let leads = first_own.is_none_or(|f| run.to < f);
        let alone = if leads { runs.len() == 1 } else { between == 1 };
        if at_the_end || (run.attributed && alone) {
            classes.iter_mut().take(run.to + 1).skip(run.from).for_each(|c| *c = Class::Attribution);
        }
    }
}

/// Some programs put the quote mark before the attribution line too.
fn attributes_itself(lines: &[&str], from: usize) -> bool {
    let inner: Vec<&str> =
        lines.iter().skip(from).take(4).map(|l| l.trim_start().trim_start_matches(['>', ' '])).collect();
    attribution::length(&inner, 0).is_some()
}

fn quote_runs(classes: &[Class]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut attributed = false;
    let mut open = false;
    for (at, class) in classes.iter().enumerate() {
        match class {
            Class::Quote if open => {
                if let Some(run) = runs.last_mut() {
                    run.to = at;
                }
            }
            Class::Quote => {
                runs.push(Run { from: at, to: at, attributed: std::mem::take(&mut attributed) });
                open = true;
            }
            Class::Blank => {}
            Class::Attribution => {
                // The attribution of an inner quote may have lost its mark.
                if !open {
                    attributed = true;
                }
            }
            Class::Own | Class::Signature => {
                open = false;
                attributed = false;
            }
        }
    }
    runs
}

fn join(lines: &[&str], classes: &[Class]) -> String {
    let mut text = String::new();
    let mut gap = false;
    for (line, class) in lines.iter().zip(classes) {
        match class {
            Class::Own | Class::Quote => text.push_str(line.trim_end()),
            // Where history was taken out, one empty line is enough.
            Class::Blank if gap && text.ends_with("\n\n") => continue,
            Class::Blank => {}
            Class::Attribution | Class::Signature => {
                gap = true;
                continue;
            }
        }
        gap &= *class == Class::Blank;
        text.push('\n');
    }
    let start = text.lines().take_while(|l| l.trim().is_empty()).map(|l| l.len() + 1).sum::<usize>();
    text.get(start..).unwrap_or_default().trim_end().to_owned()
}

/// Lines of the text; `answer---On 3 May 2026, x wrote:` is cut in two, since some programs put no line end there.
fn split_shared_lines(text: &str) -> Vec<&str> {
    let mut lines = Vec::with_capacity(text.len() / 40 + 1);
    for line in text.lines() {
        let dashes = || line.find("---").filter(|at| line.get(..*at).is_some_and(|own| !own.trim().is_empty()));
        let shared = if is_quote(line) { None } else { dashes().or_else(|| attribution::starts_inside(line)) };
        match shared.and_then(|at| line.split_at_checked(at)) {
            Some((own, rest)) if attribution::length(&[rest.trim_start_matches(['-', ' '])], 0).is_some() => {
                lines.push(own);
                lines.push(rest);
            }
            _ => lines.push(line),
        }
    }
    lines
}

#[cfg(test)]
mod tests;
