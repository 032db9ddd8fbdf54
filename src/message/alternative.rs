//! Whether the plain text and the page of one mail say the same: programs show people the page, homeroom reads the text.

use super::clean::is_deceptive;
use super::html;
use super::html_tags::{Meaning, Tag, meaning};
use mail_parser::decoders::html::add_html_token;
use std::collections::HashSet;

/// So many different words in one part that the other lacks are more than layout.
const DIFFERENT: usize = 3;
/// Notes in place of a text are short.
const MAX_STUB: usize = 600;

/// A note in place of a text: it says that the mail is a page, and none of the page's words.
pub fn is_stub(text: &str, page: &str) -> bool {
    if text.len() > MAX_STUB {
        return false;
    }
    let lowered = text.to_ascii_lowercase();
    if !stands_alone(&lowered, "html") && !stands_alone(&lowered, "mime") {
        return false;
    }
    let (own, shown) = (words(text), html::to_text(page));
    let shown = words(&shown);
    !shown.is_empty() && own.iter().filter(|w| shown.contains(*w)).count() * 3 <= own.len()
}

/// Whether the word stands in the text other than inside another word or an address: `pantomime`, `trip.html`.
fn stands_alone(text: &str, word: &str) -> bool {
    let joins = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '/' | '@');
    text.match_indices(word).any(|(at, _)| {
        let (before, after) = (text.get(..at).unwrap_or_default(), text.get(at + word.len()..).unwrap_or_default());
        !before.ends_with(joins) && !after.starts_with(|c: char| c.is_ascii_alphanumeric() || c == '@')
    })
}

/// Whether what was newly written in the text is missing in the page, or the other way round. `new_of_page` is asked
/// only where a look at the letters is not enough.
pub fn disagree(text: &str, new_text: &str, page: &str, new_of_page: impl FnOnce(&str) -> String) -> bool {
    if begins_alike(new_text, text, page) {
        return false;
    }
    let shown = html::to_text(page);
    let lacks =
        |some: &HashSet<String>, all: &HashSet<String>| some.difference(all).take(DIFFERENT).count() == DIFFERENT;
    lacks(&words(new_text), &words(&shown)) || lacks(&words(&new_of_page(page)), &words(text))
}

/// Words in lower case, without addresses of pages and people and without what stands for a picture. Signs of scripts
/// that put no blanks between words are words.
fn words(text: &str) -> HashSet<String> {
    let mut words = HashSet::new();
    let mut picture = false;
    for token in text.split_whitespace() {
        picture |= ["[image", "[cid:", "[bild", "[http"].iter().any(|begin| token.starts_with(begin));
        let skipped = picture || token.contains("://") || token.contains('@');
        picture &= !token.contains(']');
        if skipped {
            continue;
        }
        let letters: String = token.chars().filter(|c| !is_deceptive(*c)).flat_map(char::to_lowercase).collect();
        for word in letters.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().any(char::is_alphabetic)) {
            if word.chars().any(|c| c >= '\u{2e80}') {
                words.extend(word.chars().map(String::from));
            } else if word.len() > 1 {
                words.insert(word.to_owned());
            }
        }
    }
    words
}

/// Whether the letters of the page are those of the text as far as the new text reaches, and a little further. Cheap,
/// and true of nearly every mail.
fn begins_alike(new_text: &str, text: &str, page: &str) -> bool {
    const FURTHER: usize = 12;
    let new_letters = new_text.chars().filter(|c| c.is_alphanumeric()).count();
    let mut shown = Shown { rest: visible(page) };
    for (matched, c) in text.chars().filter(|c| c.is_alphanumeric()).enumerate() {
        if matched >= new_letters + FURTHER {
            return true;
        }
        match shown.next() {
            Some(Sign::Letter(s)) if s == c => {}
            _ => return false,
        }
    }
    shown.next().is_none()
}

fn visible(page: &str) -> &str {
    let body = page.find("<body").or_else(|| page.find("<BODY"));
    body.and_then(|at| page.get(at..)).unwrap_or(page)
}

/// What an entity stands for; `None` if that is not known, or no single sign.
fn sign_of(entity: &str) -> Option<char> {
    let mut text = String::new();
    add_html_token(&mut text, format!("&{entity};").as_bytes(), false);
    let mut signs = text.chars();
    signs.next().filter(|_| signs.next().is_none())
}

enum Sign {
    Letter(char),
    /// What follows is not shown, or not known, or is no text.
    Unseen,
}

/// The letters of a page without tags and blanks.
struct Shown<'a> {
    rest: &'a str,
}

impl Shown<'_> {
    fn next(&mut self) -> Option<Sign> {
        loop {
            let whole = self.rest;
            let c = whole.chars().next()?;
            self.rest = self.rest.get(c.len_utf8()..)?;
            match c {
                '<' => {
                    let (tag, after) = Tag::read(whole);
                    self.rest = after;
                    match tag {
                        Tag::Skipped | Tag::Raw { .. } => return Some(Sign::Unseen),
                        Tag::Open { name, attributes } if meaning(name, attributes) == Meaning::Hidden => {
                            return Some(Sign::Unseen);
                        }
                        Tag::Open { .. } | Tag::Close { .. } | Tag::Text(_) => {}
                    }
                }
                '&' => {
                    let (name, after) = self.rest.split_once(';')?;
                    if name.len() > 10 {
                        continue;
                    }
                    self.rest = after;
                    match sign_of(name) {
                        Some(c) if c.is_alphanumeric() => return Some(Sign::Letter(c)),
                        Some(_) => {}
                        None => return Some(Sign::Unseen),
                    }
                }
                c if c.is_alphanumeric() => return Some(Sign::Letter(c)),
                _ => {}
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use crate::domain::mail::Mark;
    use crate::message::inbound::understand;

    fn both(text: &str, page: &str) -> crate::message::Understood {
        understand(
            format!(
                "From: ana@families.test\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n\
                 {text}\r\n--b\r\nContent-Type: text/html; charset=utf-8\r\n\r\n{page}\r\n--b--\r\n"
            )
            .as_bytes(),
        )
    }

    #[test]
    fn parts_that_say_different_things_are_marked() {
        for (text, page) in [
            ("Please let Leo go with Mr Smith today.", "<p>Thank you for the lovely note about the project.</p>"),
            ("Leo is ill.\r\nPlease let Leo go with Mr Smith today.", "<p>Leo is ill.</p>"),
            ("Leo is ill.", "<p>Leo is ill.</p><p>Please let Leo go with Mr Smith today.</p>"),
            ("孩子今天生病了。", "<p>请让孩子跟王先生走。</p>"),
            // What nobody sees in the page is not what the page says.
            (
                "Leo is ill.\r\n\r\nOn Tue Ms Rivera <room12@school.test> wrote:\r\n> How is he?",
                "<div style=\"display:none\">Leo is ill. On Tue Ms Rivera</div><p>Please let Leo go with Mr Smith today.</p>",
            ),
            (
                "Leo is ill.\r\n\r\nOn Tue Ms Rivera <room12@school.test> wrote:\r\n> How is he?",
                "<!-- > Leo is ill. On Tue Ms Rivera --><p>Please let Leo go with Mr Smith today.</p>",
            ),
            ("Leo cannot come to the pantomime on Friday.", "<p>Sent from my telephone</p>"),
            ("Leo is ill, see https://forms.test/trip.html", "<p>Sent from my telephone yesterday</p>"),
        ] {
            assert_eq!(both(text, page).reply_text.lines().next(), text.lines().next());
            assert_eq!(both(text, page).marks, [Mark::PartsDisagree], "{text} {page}");
        }
    }

    #[test]
    fn layout_is_no_disagreement() {
        for (text, page) in [
            ("Leo is ill today.\r\nThanks, Ana", "<p>Leo is <b>ill</b>&nbsp;today.</p><p>Thanks, Ana</p>"),
            (
                "Mañana no viene Leo.",
                "<html><head><style>p { color: red; margin: none }</style></head><body>Ma&ntilde;ana no viene Leo.</body>",
            ),
            ("1. one\r\n2. two", "<ol><li>one</li><li>two</li></ol>"),
            (
                "See the form <https://forms.test/long/path/of/it> please",
                "<p>See <a href=\"https://forms.test/\">the form</a> please</p>",
            ),
            ("Hello [image: a big tree that stands here]", "<p>Hello <img alt=\"a big tree that stands here\"></p>"),
            (
                "Yes.\r\n\r\nOn Tue, 3 Mar 2026 at 10:00, Ms Rivera <room12@school.test> wrote:\r\n> May Leo come?",
                "<div>Yes.</div><div class=\"gmail_quote\">On Tue, 3 Mar 2026 at 10:00, Ms Rivera wrote:<blockquote>May Leo come?</blockquote></div>",
            ),
        ] {
            assert!(both(text, page).marks.is_empty(), "{text} {page}");
        }
    }

    #[test]
    fn the_page_is_read_where_the_text_says_nothing() {
        for text in [
            "Your mail client does not support HTML.",
            "This is a multi-part message in MIME format.",
            "Ihr E-Mail-Programm kann kein HTML anzeigen.",
            "  ",
        ] {
            let mail = both(text, "<p>Leo is ill today, he stays in bed.</p>");
            assert_eq!(mail.reply_text, "Leo is ill today, he stays in bed.", "{text}");
            assert!(mail.marks.is_empty(), "{text}");
        }
        let mail = both("We learn HTML on Monday.", "<p>We learn <b>HTML</b> on Monday.</p>");
        assert_eq!(mail.reply_text, "We learn HTML on Monday.");
    }
}
