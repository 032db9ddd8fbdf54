//! The words of an HTML part of our own, for asking what they name. Nothing is left out because nobody sees it: what one
//! program hides another shows, and the line of a preview shows first.

use super::html::after_raw_text;
use super::html_tags::Tag;
use mail_parser::decoders::html::add_html_token;

/// Elements that part no words: `<b>L</b>eo` is Leo.
#[rustfmt::skip]
const INLINE: [&str; 25] = [
    "a", "abbr", "b", "bdi", "bdo", "big", "cite", "code", "del", "em", "font", "i", "ins", "kbd", "mark", "q", "s",
    "small", "span", "strong", "sub", "sup", "time", "u", "wbr",
];

/// The text with a line for each line, and an empty one between blocks.
pub fn all_words(html: &str) -> String {
    let mut words = String::with_capacity(html.len());
    let mut rest = html;
    while let Some(at) = rest.find('<') {
        let (text, markup) = rest.split_at(at);
        push_text(&mut words, text);
        let (tag, after) = Tag::read(markup);
        rest = after;
        match tag {
            Tag::Text(_) => words.push('<'),
            // A comment is read as well: Outlook shows what stands in some of them.
            Tag::Skipped => rest = markup.strip_prefix("<!--").unwrap_or(after),
            Tag::Raw { name } if ["style", "script"].iter().any(|n| n.eq_ignore_ascii_case(name)) => {
                rest = after_raw_text(after, name);
            }
            Tag::Open { name, .. } | Tag::Close { name } | Tag::Raw { name } => words.push_str(parting(name)),
        }
    }
    push_text(&mut words, rest);
    words
}

fn parting(name: &str) -> &'static str {
    if INLINE.iter().any(|inline| inline.eq_ignore_ascii_case(name)) {
        ""
    } else if name.eq_ignore_ascii_case("br") {
        "\n"
    } else {
        "\n\n"
    }
}

/// Entities become what they stand for; the line ends of the source are blanks.
fn push_text(words: &mut String, text: &str) {
    let text = text.replace(['\r', '\n', '\t'], " ");
    let mut rest = text.as_str();
    while let Some(at) = rest.find('&') {
        let (before, entity) = rest.split_at(at);
        words.push_str(before);
        let end = entity.bytes().take(40).position(|b| b == b';').map_or(1, |at| at + 1);
        let (entity, after) = entity.split_at(end);
        add_html_token(words, entity.as_bytes(), false);
        rest = after;
    }
    words.push_str(rest);
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn words_are_whole_and_lines_are_lines() {
        for (html, words) in [
            ("<p>Hola <b>A</b>na,<br>\ngracias</p>", "\n\nHola Ana,\n gracias\n\n"),
            ("<td>Leo</td><td>Mia</td>", "\n\nLeo\n\n\n\nMia\n\n"),
            ("Zo&euml; &amp; O&#x27;Neil &#39;s &nosuch; & co", "Zoë & O'Neil 's &nosuch; & co"),
            ("a < b", "a < b"),
            ("<style>p { font: Georgia }</style>x<SCRIPT>y</SCRIPT>", "x"),
        ] {
            assert_eq!(all_words(html), words, "{html}");
        }
    }

    #[test]
    fn what_one_program_hides_is_there() {
        for html in [
            "<div style=\"display:none\">Mia</div>",
            "<!--[if mso]><p>Mia</p><![endif]-->",
            "<!-- never closed <b>Mia",
            "<title>Mia</title>",
        ] {
            assert!(all_words(html).contains("Mia"), "{html}");
        }
    }

    proptest! {
        #[test]
        fn any_source_is_read(html in "[<>&;!/a-z\"= é-]{0,200}") {
            all_words(&html);
        }
    }
}
