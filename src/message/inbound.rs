//! Raw mail in, meaning out. There is no error: what cannot be read becomes the best reading and a line in `why`.

use super::clean::{beginning, clean_line};
use super::fields::{self, Header};
use super::heading::{self, Heading};
use super::limits::{self, Capped, Extent};
use super::reply_text::{self, NewText};
use super::{
    Kind, ReadingRules, Understood, absence, alternative, body, bounce, charset, html, kind, language, parameters,
    repair,
};
use crate::domain::mail::Mark;
use body::Body;
use jiff::tz::TimeZone;
use mail_parser::{Message, MessageParser, MessagePart, PartType};
use std::borrow::Cow;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Reads one mail, whatever it is, by the rules that hold everywhere.
pub fn understand(raw: &[u8]) -> Understood {
    understand_by(raw, ReadingRules::default())
}

/// The same, with what a school has added. A parser that panics costs this mail its meaning and nothing else.
pub fn understand_by(raw: &[u8], rules: ReadingRules<'_>) -> Understood {
    catch_unwind(AssertUnwindSafe(|| read(raw, rules))).unwrap_or_else(|_| after_a_panic(raw))
}

/// All that a mail says, as [`Understood::text`] has it, without asking what it means.
pub fn text_of(raw: &[u8]) -> String {
    let text = |opened: Opened<'_>| opened.message.map(|message| opened.body(message).text).unwrap_or_default();
    catch_unwind(AssertUnwindSafe(|| open(limits::cap(raw), MAX_REPAIRS, text))).unwrap_or_default()
}

/// The mails that are attached to this one, each from its own header on; not those inside them.
pub(super) fn attached_mails(raw: &[u8]) -> Vec<Vec<u8>> {
    let mails = |opened: Opened<'_>| {
        let parts = opened.message.iter().flat_map(|m| m.parts.iter().map(|part| (part, m.raw_message.len())));
        let mail = |(part, whole): (&MessagePart<'_>, usize)| match &part.body {
            PartType::Message(inner) => {
                let begin = inner.parts.first()?.offset_header as usize;
                // One that was encoded has bytes of its own; the others lie in those of the whole mail.
                let all = inner.raw_message.len();
                let end = if all == whole { part.offset_end as usize } else { all };
                inner.raw_message.get(begin..end).map(<[u8]>::to_vec)
            }
            _ => None,
        };
        parts.filter_map(mail).collect()
    };
    catch_unwind(AssertUnwindSafe(|| open(limits::cap(raw), MAX_REPAIRS, mails))).unwrap_or_default()
}

/// What is shown of something that is no mail.
const MAX_RUBBISH: usize = 4_096;
/// More parts than this are not mended: each costs a reading of the whole mail.
const MAX_REPAIRS: usize = 4;

/// A mail as the readers of this room see it.
pub(super) struct Reading<'a> {
    /// The octets that were parsed: within the caps, header in UTF-8.
    pub raw: &'a [u8],
    pub header: &'a Header<'a>,
    pub message: &'a Message<'a>,
    pub heading: &'a Heading,
    pub body: &'a Body,
    pub new: &'a NewText,
}

/// A mail in its parts.
struct Opened<'a> {
    /// Within the caps, header in UTF-8.
    bytes: &'a [u8],
    extent: Extent,
    /// What was wrong with it so far, for people.
    doubts: Vec<String>,
    message: Option<&'a Message<'a>>,
}

impl Opened<'_> {
    fn body(&self, message: &Message<'_>) -> Body {
        if self.extent == Extent::HeadersOnly { Body::default() } else { body::read(message) }
    }
}

/// Parses a mail, and mends what hides its parts from the parser.
fn open<T>(capped: Capped<'_>, repairs: usize, read: impl FnOnce(Opened<'_>) -> T) -> T {
    let Capped { bytes, extent, mut doubts } = capped;
    let bytes = with_utf8_header(bytes);
    let parser = MessageParser::new();
    let parsed = match extent {
        Extent::HeadersOnly => parser.parse_headers(bytes.as_ref()),
        Extent::Whole | Extent::HeadersAndText => parser.parse(bytes.as_ref()),
    };
    let mendable = parsed.as_ref().filter(|_| extent != Extent::HeadersOnly && repairs > 0);
    if let Some(better) = mendable.and_then(|message| repair::repaired(&bytes, message)) {
        // A large mail is not held once more for every repair.
        drop(parsed);
        drop(bytes);
        // What is found now may be as large and deep as the sender wished.
        let again = limits::cap(&better.bytes);
        doubts.extend(again.doubts);
        doubts.push(better.doubt);
        return open(Capped { doubts, ..again }, repairs - 1, read);
    }
    read(Opened { bytes: &bytes, extent, doubts, message: parsed.as_ref() })
}

fn read(raw: &[u8], rules: ReadingRules<'_>) -> Understood {
    open(limits::cap(raw), MAX_REPAIRS, |opened| meaning(opened, rules))
}

fn meaning(mut opened: Opened<'_>, rules: ReadingRules<'_>) -> Understood {
    let mut why = std::mem::take(&mut opened.doubts);
    let header = Header::read(opened.bytes);
    let Some(message) = opened.message.filter(|_| !header.is_empty()) else {
        return without_header(opened.bytes, why);
    };
    let heading = heading::read(&header, message);
    let mut body = opened.body(message);
    let new = new_text(&body, rules);
    if !body.from_html
        && let Some(page) = body.html.as_deref()
        && alternative::disagree(&body.text, &new.text, page, |page| new_of_page(page, rules).text)
    {
        body.marks.insert(0, Mark::PartsDisagree);
    }
    let reading = Reading { raw: opened.bytes, header: &header, message, heading: &heading, body: &body, new: &new };
    let bounce = bounce::read(&reading);
    let kind = match opened.extent {
        Extent::HeadersOnly => Kind::Unreadable,
        Extent::Whole | Extent::HeadersAndText => kind::of(&reading, bounce.as_ref(), &mut why),
    };
    why.extend(heading.doubts.iter().cloned());
    if body.cut_short {
        why.push("too long: only the beginning of its text was read".to_owned());
    }
    if message.parts.iter().any(hides_a_defect) {
        why.push("a part is broken: what could be read of it is shown".to_owned());
    }
    let language = language::of(&new.text);
    assemble(kind, heading, body, new, bounce.map(|b| b.bounce), language, why)
}

fn hides_a_defect(part: &MessagePart<'_>) -> bool {
    part.is_encoding_problem && !part.is_empty()
}

fn assemble(
    kind: Kind,
    heading: Heading,
    body: Body,
    new: NewText,
    bounce: Option<super::Bounce>,
    language: Option<crate::domain::language::Language>,
    why: Vec<String>,
) -> Understood {
    let returns = heading
        .date
        .filter(|_| kind == Kind::AutoReply)
        .and_then(|sent| absence::returns(&heading.subject, &new.text, sent.to_zoned(TimeZone::UTC).date()));
    Understood {
        kind,
        from: heading.from,
        from_text: heading.from_text,
        from_name: heading.from_name,
        to: heading.to,
        cc: heading.cc,
        delivered_to: heading.delivered_to,
        own_number: heading.own_number,
        subject: heading.subject,
        message_id: heading.message_id,
        in_reply_to: heading.in_reply_to,
        references: heading.references,
        thread_index: heading.thread_index,
        date: heading.date,
        text: body.text,
        reply_text: new.text,
        cuts: new.cuts,
        more_below: false,
        language: language.filter(|_| kind.is_personal()),
        returns,
        attachments: body.attachments,
        marks: body.marks.into_iter().filter(|m| *m != Mark::PartsDisagree || kind.is_personal()).collect(),
        bounce: bounce.filter(|_| kind == Kind::Bounce),
        why,
    }
}

/// Of the plain part; of the HTML part where there is no other, or where only HTML shows which words are history.
fn new_text(body: &Body, rules: ReadingRules<'_>) -> NewText {
    let from_html = |source: &str| new_of_page(source, rules);
    if body.from_html {
        return body.html.as_deref().map(from_html).unwrap_or_else(|| reply_text::new_text(&body.text, rules));
    }
    let new = reply_text::new_text(&body.text, rules);
    if !new.quoted
        && let Some(source) = body.html.as_deref()
        && html::names_a_container(source)
    {
        let marked = from_html(source);
        // Only if the parts agree in what was newly written: an alternative that says something else is no help.
        if marked.quoted && same_start(&marked.text, &new.text) {
            return marked;
        }
    }
    new
}

fn new_of_page(source: &str, rules: ReadingRules<'_>) -> NewText {
    reply_text::new_text_of_html(&html::to_marked_text(source), rules)
}

fn same_start(a: &str, b: &str) -> bool {
    let letters = |text: &str| text.chars().filter(|c| c.is_alphanumeric()).take(40).collect::<String>();
    let (a, b) = (letters(a), letters(b));
    b.starts_with(&a)
}

/// Old programs write names and subjects in their own character set without saying so: where the body declares one, in
/// that, for they have no other.
fn with_utf8_header(bytes: Cow<'_, [u8]>) -> Cow<'_, [u8]> {
    let end = bytes.len() - fields::after_header(&bytes).len();
    let Some((header, rest)) = bytes.split_at_checked(end) else { return bytes };
    let is_plain = |line: &[u8]| std::str::from_utf8(line).is_ok() && !charset::has_japanese_escapes(line);
    if is_plain(header) {
        return bytes;
    }
    let content = fields::first(header, "Content-Type").map(|f| f.value);
    let declared = content.and_then(|value| parameters::read(value, "charset"));
    let raw: Vec<u8> = header.split(|b| *b == b'\n').filter(|line| !is_plain(line)).collect::<Vec<_>>().join(&b'\n');
    let label = declared.unwrap_or_else(|| charset::name_of(&raw).to_owned());
    let mut whole = Vec::with_capacity(bytes.len() + header.len() / 2);
    for line in header.split_inclusive(|b| *b == b'\n') {
        match is_plain(line) {
            true => whole.extend_from_slice(line),
            false => whole.extend_from_slice(charset::decode(line, Some(&label)).as_bytes()),
        }
    }
    whole.extend_from_slice(rest);
    Cow::Owned(whole)
}

fn without_header(bytes: &[u8], mut why: Vec<String>) -> Understood {
    why.push(if bytes.is_empty() {
        "the mail is empty".to_owned()
    } else {
        "no header fields: this is no mail".to_owned()
    });
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => beginning(text, MAX_RUBBISH).to_owned(),
        Err(_) => String::new(),
    };
    let body = Body { text, ..Body::default() };
    assemble(Kind::Unreadable, Heading::default(), body, NewText::default(), None, None, why)
}

/// What can be said without any parser: sender and subject as they stand.
fn after_a_panic(raw: &[u8]) -> Understood {
    let header = Header::read(raw.get(..64 * 1024).unwrap_or(raw));
    let text_of = |name: &str| header.first(name).map(|f| f.text());
    let heading = Heading {
        from: text_of("From").and_then(|f| heading::sole_address(&f)),
        from_text: text_of("From").map(|f| clean_line(&f, 254)),
        subject: text_of("Subject").map(|s| clean_line(&s, 1_000)).unwrap_or_default(),
        message_id: heading::id_list(&header, "Message-ID").into_iter().next(),
        ..Heading::default()
    };
    let why = vec!["the parser failed on this mail: it is kept, and nothing was done with it".to_owned()];
    assemble(Kind::Unreadable, heading, Body::default(), NewText::default(), None, None, why)
}

#[cfg(test)]
mod tests;
