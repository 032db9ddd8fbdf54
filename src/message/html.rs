//! HTML to text, guarded.
//!
//! html2text does the conversion, but its parser takes quadratic time in the depth of the tree. So one linear pass of
//! our own goes first: it drops what nobody sees (scripts, styles, comments, hidden elements, images), leaves a handful
//! of block elements without attributes, and *marks* what only HTML can tell: quote containers, signatures, the line
//! below which a program put the history. What is too large or too deep goes to mail-parser's plain linear converter.

use super::html_tags::{Meaning, Tag, meaning};
use std::borrow::Cow;

const MAX_OCTETS: usize = 256 * 1024;
const MAX_DEPTH: usize = 200;
/// Lists and quotes nested deeper than this are shown as plain blocks: every level indents every line in it.
const MAX_INDENTED: usize = 12;
/// Wide enough that no ordinary line is wrapped.
const WIDTH: usize = 20_000;

/// Marks stand alone on a line. They are private-use characters, taken out of the text before any are set.
pub const QUOTE_OPEN: char = '\u{e0f0}';
pub const QUOTE_CLOSE: char = '\u{e0f1}';
pub const SIGNATURE_OPEN: char = '\u{e0f2}';
pub const SIGNATURE_CLOSE: char = '\u{e0f3}';
/// Everything below is history.
pub const CUT: char = '\u{e0f4}';
/// A ruled line.
pub const RULE: char = '\u{e0f5}';
pub const RULE_LINE: &str = "________________________________";

fn is_mark(c: char) -> bool {
    (QUOTE_OPEN..=RULE).contains(&c)
}

/// The mark that stands on this line.
pub fn mark_of(line: &str) -> Option<char> {
    // The first octet of every mark; most lines have none.
    if line.as_bytes().contains(&0xee) { line.chars().find(|c| is_mark(*c)) } else { None }
}

/// Text with marks on lines of their own: input of `reply_text`.
pub fn to_marked_text(html: &str) -> String {
    let source: Cow<'_, str> = if html.contains(is_mark) { html.replace(is_mark, "").into() } else { html.into() };
    let mut pass = Pass::new(source.len());
    let simple = pass.run(&source) && source.len() <= MAX_OCTETS;
    let text = if simple { convert(&pass.out) } else { None };
    let text = text.unwrap_or_else(|| mail_parser::decoders::html::html_to_text(&pass.out));
    tidy(&text)
}

/// The text as people would read it.
pub fn to_text(html: &str) -> String {
    without_marks(&to_marked_text(html))
}

pub fn without_marks(marked: &str) -> String {
    let mut text = String::with_capacity(marked.len());
    for line in marked.lines() {
        match mark_of(line) {
            None => text.push_str(line),
            Some(RULE) => text.push_str(&line.replace(RULE, RULE_LINE)),
            Some(_) => continue,
        }
        text.push('\n');
    }
    text.truncate(text.trim_end().len());
    text
}

/// Whether the source holds an element by which a mail program sets history apart.
pub fn names_a_container(source: &str) -> bool {
    [
        "gmail_quote",
        "<blockquote",
        "<BLOCKQUOTE",
        "yahoo_quoted",
        "divRplyFwdMsg",
        "moz-cite-prefix",
        "protonmail_quote",
    ]
    .iter()
    .any(|name| source.contains(name))
}

fn convert(html: &str) -> Option<String> {
    html2text::config::plain_no_decorate()
        .allow_width_overflow()
        .no_table_borders()
        .string_from_read(html.as_bytes(), WIDTH)
        .ok()
}

/// No blanks at the ends of lines, never more than one empty line in a row.
fn tidy(text: &str) -> String {
    let mut tidy = String::with_capacity(text.len());
    let mut empty = 1;
    for line in text.lines().map(str::trim_end) {
        empty = if line.is_empty() { empty + 1 } else { 0 };
        if empty < 2 {
            tidy.push_str(line);
            tidy.push('\n');
        }
    }
    tidy.truncate(tidy.trim_end().len());
    tidy
}

struct Open<'a> {
    name: &'a str,
    meaning: Meaning,
    close: &'static str,
}

/// The linear pass over the source.
struct Pass<'a> {
    out: String,
    open: Vec<Open<'a>>,
    /// Elements above this one are invisible.
    hidden_from: Option<usize>,
    in_gmail_quote: usize,
    /// How many lists and quotes are open.
    indented: usize,
}

impl<'a> Pass<'a> {
    fn new(capacity: usize) -> Self {
        Self {
            out: String::with_capacity(capacity),
            open: Vec::new(),
            hidden_from: None,
            in_gmail_quote: 0,
            indented: 0,
        }
    }

    /// `false`: the elements are nested too deep for a tree.
    fn run(&mut self, source: &'a str) -> bool {
        let mut shallow = true;
        let mut rest = source;
        while let Some(at) = rest.find('<') {
            let (text, markup) = rest.split_at(at);
            self.text(text);
            let (tag, after) = Tag::read(markup);
            rest = after;
            match tag {
                Tag::Text(text) => self.text(text),
                Tag::Skipped => {}
                Tag::Raw { name } => rest = after_raw_text(after, name),
                Tag::Close { name } => self.close(name),
                Tag::Open { name, attributes } => {
                    if self.open.len() >= MAX_DEPTH {
                        shallow = false;
                        self.out.push(' ');
                    } else {
                        self.element(name, attributes);
                    }
                }
            }
        }
        self.text(rest);
        while let Some(open) = self.open.pop() {
            self.leave(&open);
        }
        shallow
    }

    fn text(&mut self, text: &str) {
        if self.hidden_from.is_none() {
            self.out.push_str(text);
        }
    }

    fn element(&mut self, name: &'a str, attributes: &str) {
        let lower = name.to_ascii_lowercase();
        // These close themselves where the next one begins.
        if matches!(lower.as_str(), "p" | "li" | "tr" | "td" | "th" | "dt" | "dd")
            && self.open.last().is_some_and(|o| o.name.eq_ignore_ascii_case(name))
        {
            self.close(name);
        }
        let mut means = meaning(&lower, attributes);
        // Gmail's indent button makes a blockquote of the same class as its quotes; it is the writer's own text.
        if means == Meaning::Indent && self.in_gmail_quote > 0 {
            means = Meaning::None;
        }
        let visible = self.hidden_from.is_none();
        let close = if visible { self.open_block(&lower, means) } else { "" };
        if is_void(&lower) {
            return;
        }
        match means {
            Meaning::Hidden if visible => self.hidden_from = Some(self.open.len()),
            Meaning::Quote => self.in_gmail_quote += 1,
            _ => {}
        }
        // An inline element that means nothing is passed over, unless its closing tag could be taken for another's.
        let matters =
            !close.is_empty() || means != Meaning::None || self.open.iter().any(|o| o.name.eq_ignore_ascii_case(name));
        if matters {
            self.open.push(Open { name, meaning: means, close });
        }
    }

    /// Writes the simple element that stands for this one and answers with what closes it.
    fn open_block(&mut self, name: &str, means: Meaning) -> &'static str {
        match means {
            Meaning::Hidden => return "",
            Meaning::Quote => self.mark(QUOTE_OPEN),
            Meaning::Signature => self.mark(SIGNATURE_OPEN),
            Meaning::Cut => self.mark(CUT),
            Meaning::Indent | Meaning::None => {}
        }
        let (open, close) = match name {
            "br" => ("<br>", ""),
            "p" | "h1" | "h2" | "h3" | "h4" | "h5" | "h6" => ("<p>", "</p>"),
            "blockquote" if means == Meaning::Indent => ("<div>", "</div>"),
            "blockquote" | "ul" | "ol" | "li" if self.indented >= MAX_INDENTED => ("<div>", "</div>"),
            "blockquote" => ("<blockquote>", "</blockquote>"),
            "pre" => ("<pre>", "</pre>"),
            "ul" => ("<ul>", "</ul>"),
            "ol" => ("<ol>", "</ol>"),
            "li" => ("<li>", "</li>"),
            "td" | "th" => (" ", " "),
            "hr" => {
                self.mark(RULE);
                return "";
            }
            "div" | "tr" | "table" | "center" | "section" | "article" | "header" | "footer" | "main" | "address"
            | "figure" | "form" | "fieldset" | "dl" | "dt" | "dd" | "caption" | "nav" | "aside" => ("<div>", "</div>"),
            _ => ("", ""),
        };
        self.out.push_str(open);
        self.indented += usize::from(indents(close));
        close
    }

    fn mark(&mut self, mark: char) {
        self.out.push_str("<div>");
        self.out.push(mark);
        self.out.push_str("</div>");
    }

    fn close(&mut self, name: &str) {
        let Some(at) = self.open.iter().rposition(|o| o.name.eq_ignore_ascii_case(name)) else {
            if name.eq_ignore_ascii_case("p") || name.eq_ignore_ascii_case("br") {
                self.text("<br>");
            }
            return;
        };
        // A paragraph never closes what is outside its block; a stray `</p>` must not end a quote.
        let crosses = self.open.iter().skip(at + 1).any(|o| matches!(o.name, "div" | "blockquote" | "table" | "DIV"));
        if crosses && !name.eq_ignore_ascii_case("div") && !name.eq_ignore_ascii_case("blockquote") {
            return;
        }
        while self.open.len() > at {
            if let Some(open) = self.open.pop() {
                self.leave(&open);
            }
        }
    }

    fn leave(&mut self, open: &Open<'_>) {
        if self.hidden_from == Some(self.open.len()) {
            self.hidden_from = None;
            return;
        }
        if open.meaning == Meaning::Quote {
            self.in_gmail_quote = self.in_gmail_quote.saturating_sub(1);
        }
        if self.hidden_from.is_some() {
            return;
        }
        self.out.push_str(open.close);
        self.indented = self.indented.saturating_sub(usize::from(indents(open.close)));
        match open.meaning {
            Meaning::Quote => self.mark(QUOTE_CLOSE),
            Meaning::Signature => self.mark(SIGNATURE_CLOSE),
            _ => {}
        }
    }
}

fn indents(close: &str) -> bool {
    matches!(close, "</blockquote>" | "</ul>" | "</ol>")
}

fn is_void(name: &str) -> bool {
    VOID.contains(&name)
}

/// Elements without an end of their own, or whose end says nothing about the text.
#[rustfmt::skip]
const VOID: [&str; 19] = [
    "br", "hr", "img", "meta", "link", "input", "area", "base", "col", "embed",
    "source", "track", "wbr", "body", "html", "head", "tbody", "thead", "tfoot",
];

/// What follows the closing tag of an element whose content is no markup (`script`, `style`, `title`).
pub(super) fn after_raw_text<'a>(source: &'a str, name: &str) -> &'a str {
    let mut rest = source;
    while let Some((_, after)) = rest.split_once("</") {
        if after.get(..name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name)) {
            return after.split_once('>').map_or("", |(_, after)| after);
        }
        rest = after;
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn blocks_lists_and_quotes_become_lines() {
        for (html, text) in [
            ("<p>Hola <b>Ana</b>,</p><p>gracias&nbsp;&amp; adiós</p>", "Hola Ana,\n\ngracias\u{a0}& adiós"),
            ("one<br>two<br/>three", "one\ntwo\nthree"),
            ("<ul><li>uno<li>dos</ul>", "* uno\n* dos"),
            ("<ol><li>uno</li><li>dos</li></ol>", "1. uno\n2. dos"),
            ("<div>new</div><blockquote><p>old</p></blockquote>", "new\n\n> old"),
            (
                "<table><tr><td>From:</td><td>Ana</td></tr><tr><td>To:</td><td>Leo</td></tr></table>",
                "From: Ana\nTo: Leo",
            ),
            ("<a href='javascript:alert(1)'>click</a>", "click"),
            ("a < b and c > d", "a < b and c > d"),
            ("<pre>  two\n  lines</pre>", "  two\n  lines"),
            ("<h1>Title</h1>text", "Title\n\ntext"),
        ] {
            assert_eq!(to_text(html), text, "{html}");
        }
    }

    #[test]
    fn what_nobody_sees_is_not_read() {
        for html in [
            "<style>p { color: red }</style>seen",
            "<script>if (a < b) { x() }</script>seen",
            "<!-- hidden <b>x</b> -->seen",
            "<!--[if mso]><p>outlook</p><![endif]-->seen",
            "<div style='display:none'>preview <b>text</b><div>x</div></div>seen",
            "<span style=\"DISPLAY: none !important; font-size:1px\">x</span>seen",
            "<img alt='ok 3' src=x>seen",
            "<title>t</title>seen",
            "<p hidden>ok 3</p>seen",
        ] {
            assert_eq!(to_text(html).trim(), "seen", "{html}");
        }
    }

    #[test]
    fn containers_of_mail_programs_are_marked() {
        let marked = to_marked_text(
            "<div>new</div><div class=\"gmail_quote\"><div>On Monday x wrote:</div><blockquote class='gmail_quote'>old</blockquote></div>",
        );
        let lines: Vec<&str> = marked.lines().filter(|l| !l.is_empty()).collect();
        assert_eq!(lines, ["new", "\u{e0f0}", "On Monday x wrote:", "> old", "\u{e0f1}"]);
        assert!(to_marked_text("hi<hr><div id=divRplyFwdMsg>From: x</div>").contains(CUT));
        assert!(to_marked_text("hi<div class=\"x gmail_signature\">Ana</div>").contains(SIGNATURE_OPEN));
        assert!(!to_text("hi<div class=\"gmail_signature\">Ana</div>").contains(is_mark));
        assert!(!to_marked_text("forged \u{e0f0} mark").contains(is_mark));
    }

    #[test]
    fn an_indented_paragraph_of_gmail_is_no_quote() {
        let marked = to_marked_text("Message<blockquote class=gmail_quote style='margin:0 0 0 40px'>mine</blockquote>");
        assert_eq!(marked.lines().collect::<Vec<_>>(), ["Message", "mine"]);
    }

    #[test]
    fn deep_and_large_sources_are_read_without_a_tree() {
        let deep = format!("{}deep{}", "<div>".repeat(50_000), "</div>".repeat(50_000));
        assert_eq!(to_text(&deep).trim(), "deep");
        let large = format!("<p>{}</p>", "word ".repeat(200_000));
        assert!(to_text(&large).len() > 900_000);
        let never_closed = "<b>".repeat(80_000) + &"</i>".repeat(80_000);
        assert_eq!(to_text(&never_closed).trim(), "");
    }

    #[test]
    fn inline_elements_that_never_close_cost_no_line_ends() {
        let html = "<font>line<br>".repeat(1_000);
        assert_eq!(to_text(&html).lines().count(), 1_000);
        let hidden = "<span style='display:none'><span>a</span> b</span>seen";
        assert_eq!(to_text(hidden), "seen");
    }

    #[test]
    fn lists_in_lists_are_read_in_linear_time() {
        let deep = format!("{}{}", "<ul><li>".repeat(90), "<li>x".repeat(5_000));
        assert!(to_text(&deep).lines().filter(|l| l.ends_with('x')).count() >= 4_999);
    }

    #[test]
    fn broken_markup_loses_no_words() {
        for html in ["<p", "text <", "text <b", "<a href=\"x>text", "</p></p>text", "<<p>text", "text<!-- never closed"]
        {
            let text = to_text(html);
            assert!(!html.starts_with("text") || text.contains("text"), "{html} gave {text}");
        }
    }
}
