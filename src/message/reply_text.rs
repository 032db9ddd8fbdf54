//! What a person newly wrote: without the history, its attribution line, signatures, and what programs and gateways
//! wrote into the mail by themselves.
//!
//! Nothing is thrown away: what is cut stands in `cuts`, by the rule that cut it, and new text and cuts together hold
//! every line. This is for display and for reading commands; the whole text stays beside it. The rules, from the top:
//! 1. A mail gateway's warning is no word of the writer's (`banner`).
//! 2. A separator (`-----Original Message-----`), a block of header lines (Outlook) or an attribution line followed by
//!    text without quote marks ends the new text; what is below is history.
//! 3. Quoted lines at the end are history. Quoted lines after an attribution line are history wherever they stand.
//! 4. Quoted lines between answers stay: the answers mean nothing without them.
//! 5. Signatures, footers of programs, notices and decoration go last.

mod attribution;
mod banner;
mod below;
mod closing;
mod cut;
mod fold;
mod footer;
mod header_block;
mod notice;
mod phone;
mod words;

use super::clean::beginning;
use super::{ReadingRules, Understood, html};
pub use below::{History, KnownWords};
pub use closing::begins as closing_begins;
use cut::Class;
pub use cut::{Cut, CutRule};

/// The new text, and whether anything else was found.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct NewText {
    pub text: String,
    /// The mail quotes an earlier one.
    pub quoted: bool,
    /// What else stands in the mail, in its order.
    pub cuts: Vec<Cut>,
}

/// Nobody writes more than this by hand; what lies behind is not looked at.
const MAX_OCTETS: usize = 512 * 1024;

/// A ruled line of HTML inside a quote.
const QUOTED_RULE: &str = "> ________________________________";

/// New text of a plain body.
pub fn new_text(text: &str, rules: ReadingRules<'_>) -> NewText {
    read(&split_shared_lines(within(text)), &Held::default(), rules)
}

fn within(text: &str) -> &str {
    beginning(text, MAX_OCTETS)
}

/// What HTML alone can tell about the lines.
#[derive(Default)]
struct Held {
    /// The line from which on a program put the history.
    cut_at: Option<usize>,
    lines: Vec<(usize, Class)>,
}

/// New text of a body that came from HTML, with the marks of [`html::to_marked_text`].
pub fn new_text_of_html(marked: &str, rules: ReadingRules<'_>) -> NewText {
    let mut lines = Vec::new();
    let mut quoted = 0_usize;
    let mut signed = 0_usize;
    let mut held = Held::default();
    for line in within(marked).lines() {
        let mark = html::mark_of(line);
        // What a quote sets apart inside itself is quoted whatever it is.
        let outside = !is_quote(line);
        match mark {
            Some(html::RULE) => lines.push(if outside { html::RULE_LINE } else { QUOTED_RULE }),
            Some(_) if !outside => {}
            Some(html::QUOTE_OPEN) => quoted += 1,
            Some(html::QUOTE_CLOSE) => quoted = quoted.saturating_sub(1),
            Some(html::SIGNATURE_OPEN) => signed += 1,
            Some(html::SIGNATURE_CLOSE) => signed = signed.saturating_sub(1),
            Some(html::CUT) if held.cut_at.is_none() && lines.iter().any(|l: &&str| !l.trim().is_empty()) => {
                held.cut_at = Some(lines.len());
            }
            Some(_) => {}
            None => {
                let class = if quoted > 0 {
                    Some(Class::Quote(CutRule::QuoteContainer))
                } else if signed > 0 {
                    Some(Class::Cut(CutRule::Signature))
                } else {
                    None
                };
                held.lines.extend(class.map(|class| (lines.len(), class)));
                lines.push(line);
            }
        }
    }
    read(&lines, &held, rules)
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

/// Whether history without quote marks, or a signature, begins in this line.
pub fn begins_unmarked_history(lines: &[&str], at: usize) -> bool {
    let Some(line) = lines.get(at) else { return false };
    if footer::is_delimiter(line) || footer::is_separator(line) || header_block::length(lines, at).is_some() {
        return true;
    }
    let Some(length) = attribution::length(lines, at) else { return false };
    let next = lines.iter().skip(at + length).find(|below| !below.trim().is_empty());
    next.is_some_and(|below| !is_quote(below))
}

/// The only words of a mail that may be read as commands: those on which both readings agree, from the top. The strict
/// one knows no containers of HTML, the other shows history where there is nothing else. A gateway's banner above them
/// is in neither.
pub fn for_commands(mail: &Understood) -> String {
    let filled =
        |text: &'_ str| text.lines().map(|l| l.trim().to_owned()).filter(|l| !l.is_empty()).collect::<Vec<_>>();
    let shown = filled(&mail.reply_text);
    let banner = mail.cuts.first().filter(|cut| cut.rule == CutRule::Banner).map(|cut| filled(&cut.text));
    let mut strict = filled(above_history(&mail.text));
    if let Some(banner) = banner.filter(|banner| strict.starts_with(banner)) {
        strict.drain(..banner.len());
    }
    let agreed: Vec<String> = strict.into_iter().zip(shown).take_while(|(a, b)| a == b).map(|(a, _)| a).collect();
    agreed.join("\n")
}

fn read(lines: &[&str], held: &Held, rules: ReadingRules<'_>) -> NewText {
    let limit = held.cut_at.unwrap_or(lines.len());
    let above = lines.get(..limit).unwrap_or(lines);
    let mut classes = classify(lines, held);
    banner::mark_top(above, &mut classes, rules);
    restore_words(above, &mut classes);
    let quotes = classes.iter().any(|c| matches!(c, Class::Quote(_)) || c.is_cut_history());
    let End { end, rule, headed } = first_cut(above, &mut classes);
    let quoted = quotes || headed || held.cut_at.is_some();
    let rule = if end < limit { rule } else { CutRule::QuoteContainer };
    for class in classes.iter_mut().skip(end).filter(|c| **c != Class::Blank) {
        *class = Class::Cut(rule);
    }
    let own = lines.get(..end).unwrap_or(lines);
    if let Some(new) = classes.get_mut(..end) {
        footer::mark(own, new, rules);
        drop_history(own, new);
    }
    let (text, cuts) = cut::part(lines, &classes);
    NewText { text, quoted, cuts }
}
fn is_quote(line: &str) -> bool {
    line.trim_start().starts_with('>')
}

fn classify(lines: &[&str], held: &Held) -> Vec<Class> {
    let mut classes: Vec<Class> = lines
        .iter()
        .map(|line| match line.trim() {
            "" => Class::Blank,
            l if l.starts_with('>') => Class::Quote(CutRule::QuotedLines),
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
            classes.iter_mut().take(at).next_back().into_iter().for_each(|c| *c = Class::Cut(CutRule::Attribution));
        }
        for class in classes.iter_mut().skip(at).take(length.unwrap_or(0)) {
            *class = Class::Cut(CutRule::Attribution);
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

/// Where the new text ends.
struct End {
    /// The first line of what is history down to the end of the mail.
    end: usize,
    rule: CutRule,
    /// Some history has a heading, be it the mail's beginning.
    headed: bool,
}

/// The line at which everything becomes history. Where nothing stands above, the history itself is all there is to
/// show, so only its heading goes.
fn first_cut(lines: &[&str], classes: &mut [Class]) -> End {
    let mut found = End { end: lines.len(), rule: CutRule::Attribution, headed: false };
    let mut own_above = false;
    let mut at = 0;
    while at < lines.len() {
        let heading = match classes.get(at) {
            Some(Class::Cut(CutRule::Attribution)) => attribution_above_bare_text(lines, classes, at),
            Some(Class::Own) => separator_or_block(lines, at),
            _ => None,
        };
        if let Some((length, rule)) = heading {
            found.headed = true;
            if own_above {
                return End { end: at, rule, ..found };
            }
            classes.iter_mut().skip(at).take(length).for_each(|c| *c = Class::Cut(rule));
            at += length.max(1);
            continue;
        }
        own_above |= is_own_words(lines, classes, at);
        at += 1;
    }
    found
}

/// An attribution that no quoted line follows. One too weak to cut by is the writer's own line.
fn attribution_above_bare_text(lines: &[&str], classes: &mut [Class], at: usize) -> Option<(usize, CutRule)> {
    let attribution = Class::Cut(CutRule::Attribution);
    let length = classes.iter().skip(at).take_while(|c| **c == attribution).count();
    let next = classes.iter().take(lines.len()).skip(at + length).find(|c| **c != Class::Blank);
    if matches!(next, Some(Class::Quote(_)) | None) {
        return None;
    }
    if attribution::is_strong(lines, at, length) {
        return Some((length, CutRule::Attribution));
    }
    classes.iter_mut().skip(at).take(length).for_each(|c| *c = Class::Own);
    None
}

fn separator_or_block(lines: &[&str], at: usize) -> Option<(usize, CutRule)> {
    if lines.get(at).is_some_and(|l| footer::is_separator(l)) {
        let skipped = 1 + lines.iter().skip(at + 1).take_while(|l| l.trim().is_empty()).count();
        return Some((skipped + header_block::length(lines, at + skipped).unwrap_or(0), CutRule::Separator));
    }
    header_block::length(lines, at).map(|length| (length, CutRule::HeaderBlock))
}

fn is_own_words(lines: &[&str], classes: &[Class], at: usize) -> bool {
    classes.get(at) == Some(&Class::Own) && !lines.get(at).is_some_and(|l| is_rule(l))
}

/// Phones leave the cursor inside the signature's element, and people write there. An element of that kind that holds
/// all of the writer's own words is no signature; the program's own line in it goes as a footer all the same.
fn restore_words(lines: &[&str], classes: &mut [Class]) {
    let signature = Class::Cut(CutRule::Signature);
    let Some(first) = classes.iter().take(lines.len()).position(|c| *c == signature) else { return };
    let history = (0..lines.len()).find(|at| match classes.get(*at) {
        Some(Class::Quote(_)) => true,
        Some(Class::Own) => separator_or_block(lines, *at).is_some(),
        Some(class) => class.is_cut_history(),
        None => false,
    });
    // An answer below the history has its signature there too.
    let end = history.filter(|at| *at > first).unwrap_or(lines.len());
    if (0..end).any(|at| is_own_words(lines, classes, at)) {
        return;
    }
    for (class, line) in classes.iter_mut().zip(lines).take(end).filter(|(c, _)| **c == signature) {
        *class = if line.trim().is_empty() { Class::Blank } else { Class::Own };
    }
}

fn is_rule(line: &str) -> bool {
    line.chars().all(|c| matches!(c, '-' | '_' | '=' | '*' | ' ' | html::CUT..='\u{e0f5}'))
}

/// Marks what is history as cut; quotes between answers stay.
fn drop_history(lines: &[&str], classes: &mut [Class]) {
    let mut runs = quote_runs(classes);
    for run in &mut runs {
        run.heading = own_heading(lines, run);
        run.attributed |= run.heading > 0;
    }
    let last_own = classes.iter().rposition(|c| *c == Class::Own);
    let first_own = classes.iter().position(|c| *c == Class::Own);
    let between =
        runs.iter().filter(|r| first_own.is_some_and(|f| r.from > f) && last_own.is_some_and(|l| r.to < l)).count();
    for run in &runs {
        let at_the_end = last_own.is_none_or(|l| run.from > l);
        let leads = first_own.is_none_or(|f| run.to < f);
        let alone = if leads { runs.len() == 1 } else { between == 1 };
        let (length, rule) = if at_the_end || (run.attributed && alone) {
            (run.to + 1 - run.from, run.rule)
        } else {
            (run.heading, CutRule::Attribution)
        };
        classes.iter_mut().skip(run.from).take(length).for_each(|c| *c = Class::Cut(rule));
    }
}

/// Some programs (Apple's) put the quote mark before the attribution line too, and an empty quoted line below it. How
/// many lines those are; 0: the run begins with other words.
fn own_heading(lines: &[&str], run: &Run) -> usize {
    let inner: Vec<&str> = lines
        .iter()
        .take(run.to + 1)
        .skip(run.from)
        .take(7)
        .map(|line| line.trim_start().trim_start_matches(['>', ' ']))
        .collect();
    let Some(length) = attribution::length(&inner, 0) else { return 0 };
    length + inner.iter().skip(length).take_while(|line| line.trim().is_empty()).count()
}

/// A run of quoted lines with the blanks inside it.
struct Run {
    from: usize,
    to: usize,
    rule: CutRule,
    attributed: bool,
    heading: usize,
}

fn quote_runs(classes: &[Class]) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    let mut attributed = false;
    let mut open = false;
    for (at, class) in classes.iter().enumerate() {
        match class {
            Class::Quote(_) if open => {
                if let Some(run) = runs.last_mut() {
                    run.to = at;
                }
            }
            Class::Quote(rule) => {
                let attributed = std::mem::take(&mut attributed);
                runs.push(Run { from: at, to: at, rule: *rule, attributed, heading: 0 });
                open = true;
            }
            Class::Blank | Class::Cut(CutRule::Banner) => {}
            // The attribution of an inner quote may have lost its mark.
            Class::Cut(rule) if rule.is_history() => attributed |= !open,
            Class::Own | Class::Cut(_) => {
                open = false;
                attributed = false;
            }
        }
    }
    runs
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
