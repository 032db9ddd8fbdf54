//! A mail as homeroom understands it, for people: what it is and why, what is new in it, and what was cut by which rule.
//! As wide as the narrowest terminal, and nothing in it can move the cursor or turn the text around.

use crate::domain::language::Language;
use crate::domain::mail::Mark;
use crate::ids::MessageId;
use crate::message::clean::{clean_line, clean_text};
use crate::message::{Action, Attachment, Bounce, Cut, Kind, Understood};
use crate::render::languages;
use std::fmt::Write;

const WIDTH: usize = 80;
const INDENT: &str = "  ";
/// Where values stand.
const LABEL: usize = 12;
/// No line of a header is worth more.
const MOST: usize = 2_000;

/// The page of one mail. `sender` is the address to show.
pub fn write(file: &str, mail: &Understood, sender: Option<&str>) -> String {
    let mut page = Page { text: format!("{}\n\n", clean_line(file, MOST)) };
    page.line(&verdict(mail));
    page.fields("kind", &[mail.kind.word()]);
    page.fields("because", &mail.why);
    page.gap();
    page.heading(mail, sender);
    page.gap();
    if let Some(bounce) = &mail.bounce {
        page.report(bounce);
        page.gap();
    }
    page.line(if mail.kind.is_personal() { "New text" } else { "What it says" });
    page.words(if mail.reply_text.is_empty() { "(none)" } else { &mail.reply_text });
    if !mail.cuts.is_empty() {
        page.gap();
        page.line("Cut from the text");
        mail.cuts.iter().for_each(|cut| page.cut(cut));
    }
    page.text
}

/// What the mail is, in a sentence.
fn verdict(mail: &Understood) -> String {
    let what = match mail.kind {
        Kind::Mail => "A person's mail",
        Kind::Reply => "A person's answer to an earlier mail",
        Kind::Bounce => "A delivery report about a mail that was sent",
        Kind::AutoReply => "An automatic answer: no person wrote it",
        Kind::List => "Mail to a list, or to many at once",
        Kind::Unsubscribe => "A request to be written to no more",
        Kind::Unreadable => "Nothing could be read in it",
    };
    let language = mail.language.as_ref().map(|l| format!(", in {}", languages::name(l, &Language::english())));
    format!("{what}{}.", language.unwrap_or_default())
}

struct Page {
    text: String,
}

impl Page {
    fn line(&mut self, text: &str) {
        self.text.push_str(text);
        self.text.push('\n');
    }

    fn gap(&mut self) {
        if !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A name and its values, each on a line of its own.
    fn fields<T: AsRef<str>>(&mut self, name: &str, values: &[T]) {
        let mut label = format!("{INDENT}{name:<LABEL$}");
        for value in values {
            for line in wrapped(&clean_line(value.as_ref(), MOST), WIDTH - INDENT.len() - LABEL) {
                let _ = writeln!(self.text, "{label}{line}");
                label = " ".repeat(INDENT.len() + LABEL);
            }
        }
    }

    fn heading(&mut self, mail: &Understood, sender: Option<&str>) {
        let address = sender.unwrap_or("(no sender that can be believed)");
        self.fields("from", &[mail.from_name.as_ref().map_or(address.into(), |name| format!("{name} <{address}>"))]);
        self.fields("to", &joined(&mail.to));
        self.fields("cc", &joined(&mail.cc));
        self.fields("subject", &[&mail.subject]);
        self.fields("date", mail.date.map(|at| at.strftime("%A, %-d %B %Y, %H:%M UTC").to_string()).as_slice());
        self.fields("back on", mail.returns.map(|day| day.strftime("%A, %-d %B %Y").to_string()).as_slice());
        self.fields("message id", &[mail.message_id.as_ref().map_or("(none)", MessageId::as_str)]);
        self.fields("answers", &mail.in_reply_to.iter().map(MessageId::as_str).collect::<Vec<_>>());
        self.fields("note", &mail.marks.iter().map(|mark| told(*mark)).collect::<Vec<_>>());
        self.fields("attached", &mail.attachments.iter().map(attached).collect::<Vec<_>>());
    }

    fn report(&mut self, bounce: &Bounce) {
        self.line("What came of that mail");
        for recipient in &bounce.recipients {
            let whom = recipient.shown().unwrap_or("somebody who is not named");
            let became = match recipient.action {
                Action::Failed => "did not get it",
                Action::Delayed => "has not got it yet; the server keeps trying",
                Action::Delivered => "got it",
                Action::Relayed => "was sent it, by a server that tells no more",
                Action::Expanded => "is a list, and its members were sent it",
            };
            let reason = if matches!(recipient.action, Action::Failed | Action::Delayed) {
                format!(": {}", recipient.reason.words())
            } else {
                String::new()
            };
            let status = recipient.status.as_ref().map(|s| format!(" ({s})")).unwrap_or_default();
            self.words(&format!("{whom} {became}{reason}{status}"));
            if let Some(said) = &recipient.diagnostic {
                self.fields("it said", &[said]);
            }
        }
        let about = bounce.original_message_id.as_ref().map_or("(not named)", MessageId::as_str);
        self.fields("about", &[about]);
    }

    /// Somebody's text, indented and wrapped.
    fn words(&mut self, text: &str) {
        for line in clean_text(text).lines() {
            let line = line.replace('\t', "    ");
            for part in wrapped(&line, WIDTH - INDENT.len()) {
                let _ = writeln!(self.text, "{}", format!("{INDENT}{part}").trim_end());
            }
        }
    }

    /// Rule, length and beginning of one piece, on one line.
    fn cut(&mut self, cut: &Cut) {
        let lines = cut.lines();
        let count = format!("{lines} {}", if lines == 1 { "line" } else { "lines" });
        let start = format!("{INDENT}{:<18}{count:<11}", cut.rule.words());
        let first = clean_line(cut.text.lines().next().unwrap_or_default(), MOST);
        let room = WIDTH - start.len();
        let mut shown = wrapped(&first, room).into_iter();
        let mut beginning = shown.next().unwrap_or_default();
        if shown.next().is_some() {
            beginning = wrapped(&first, room - 2).into_iter().next().unwrap_or_default() + " …";
        }
        self.line(format!("{start}{beginning}").trim_end());
    }
}

fn joined(addresses: &[String]) -> Vec<String> {
    if addresses.is_empty() { Vec::new() } else { vec![addresses.join(", ")] }
}

fn told(mark: Mark) -> &'static str {
    match mark {
        Mark::PartsDisagree => "it says different things in different mail programs: plain text and page differ",
        Mark::Encrypted => "encrypted: only a mail program with the key opens it",
        Mark::SignedWhole => "signed in a way that homeroom cannot open",
        Mark::OutlookWrapper => "sent in Outlook's own form (winmail.dat), which only Outlook opens",
    }
}

fn attached(attachment: &Attachment) -> String {
    let name = attachment.name.as_deref().unwrap_or("(no name)");
    let size = match attachment.size {
        octets @ ..1_024 => format!("{octets} octets"),
        octets @ ..1_048_576 => format!("{} KB", octets.div_ceil(1_024)),
        octets => format!("{} MB", octets.div_ceil(1_048_576)),
    };
    format!("{name} ({}, {size})", attachment.media_type)
}

/// Lines of at most `width` columns. A quoted line stays quoted, a word that fits nowhere is broken, blanks at the
/// beginning stay.
fn wrapped(line: &str, width: usize) -> Vec<String> {
    if columns(line) <= width {
        return vec![line.to_owned()];
    }
    let mark = line.len() - line.trim_start_matches(['>', ' ']).len();
    let (mark, words) = line.split_at(if mark < 20 { mark } else { 0 });
    let mut lines = Vec::new();
    let mut current = mark.to_owned();
    let mut used = mark.len();
    for word in words.split_whitespace() {
        let begins = current.len() == mark.len();
        if !begins && used + 1 + columns(word) > width {
            lines.push(std::mem::replace(&mut current, mark.to_owned()));
            used = mark.len();
        } else if !begins {
            current.push(' ');
            used += 1;
        }
        for c in word.chars() {
            if used + column(c) > width {
                lines.push(std::mem::replace(&mut current, mark.to_owned()));
                used = mark.len();
            }
            current.push(c);
            used += column(c);
        }
    }
    lines.push(current);
    lines
}

fn columns(text: &str) -> usize {
    text.chars().map(column).sum()
}

/// Terminals draw Chinese, Japanese, Korean and emoji two columns wide, and what goes on top of a letter none.
fn column(c: char) -> usize {
    match u32::from(c) {
        0x300..=0x36f | 0x200d | 0xfe00..=0xfe0f => 0,
        0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 => 2,
        0x1f300..=0x1faff | 0x20000..=0x3fffd => 2,
        _ => 1,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_wrapped_by_what_a_terminal_shows() {
        for (line, width, expected) in [
            ("one two three", 7, &["one two", "three"][..]),
            ("> one two three", 9, &["> one two", "> three"]),
            ("abcdefghij", 4, &["abcd", "efgh", "ij"]),
            ("短い行 です", 6, &["短い行", "です"]),
            ("", 5, &[""]),
            ("  kept", 6, &["  kept"]),
        ] {
            assert_eq!(wrapped(line, width), expected, "{line}");
        }
    }
}
