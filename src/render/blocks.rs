//! The HTML of a letter, made from its written text.
//!
//! The text is cut at empty lines. A block is a paragraph, in which line ends stay; or, by its first characters, a list;
//! and a first line that ends in a colon and has lines below it is their heading. Nobody writes HTML beside the text, so
//! the two cannot say different things.

/// What the helper `lines` puts around a person's words.
pub const WORDS: (&str, &str) = ("<span lang=", "</span>");

/// The elements of a text whose values, and whose own words, are escaped already. A block that begins with a tag was
/// written by a partial and stays as it is.
pub fn elements(escaped: &str) -> String {
    let mut page = String::new();
    let mut block: Vec<&str> = Vec::new();
    for line in escaped.lines().chain([""]) {
        if !line.trim().is_empty() {
            block.push(line.trim_end());
        } else if !block.is_empty() {
            page.push_str(&element(&block));
            block.clear();
        }
    }
    page
}

fn element(block: &[&str]) -> String {
    match block {
        [first, ..] if first.starts_with('<') && !first.starts_with(WORDS.0) => format!("{}\n", block.join("\n")),
        [first, rest @ ..] if !rest.is_empty() && first.ends_with([':', '：']) => {
            format!("<h2>{first}</h2>\n{}", list_or_paragraph(rest))
        }
        lines => list_or_paragraph(lines),
    }
}

fn list_or_paragraph(lines: &[&str]) -> String {
    let dashes: Option<Vec<&str>> = lines.iter().map(|line| line.strip_prefix("- ")).collect();
    // Only 1, 2, 3: whatever else begins with a number would be counted anew.
    let numbers: Option<Vec<&str>> =
        (1..).zip(lines).map(|(number, line)| line.strip_prefix(&format!("{number}. "))).collect();
    match (dashes, numbers, lines) {
        (Some(items), ..) => list("ul", &items),
        (_, Some(items), _) => list("ol", &items),
        (.., [words]) if is_only_words(words) => words.replacen("<span", "<p", 1).replacen(WORDS.1, "</p>\n", 1),
        _ => format!("<p>{}</p>\n", lines.join("<br>\n")),
    }
}

fn list(kind: &str, items: &[&str]) -> String {
    let items: String = items.iter().map(|item| format!("<li>{item}</li>\n")).collect();
    format!("<{kind}>\n{items}</{kind}>\n")
}

/// The line is one person's words and nothing else, so the whole paragraph is in their language.
fn is_only_words(line: &str) -> bool {
    line.starts_with(WORDS.0) && line.ends_with(WORDS.1) && line.matches(WORDS.1).count() == 1
}

/// A written text as it may stand in HTML.
pub fn escape(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn blocks_become_elements() {
        for (text, expected) in [
            ("Hello Ana,\n\n\nwords\n", "<p>Hello Ana,</p>\n<p>words</p>\n"),
            ("Warm wishes,\nMs. Roy  \nRoom 12", "<p>Warm wishes,<br>\nMs. Roy<br>\nRoom 12</p>\n"),
            ("Hola, Ana:\n\nuno", "<p>Hola, Ana:</p>\n<p>uno</p>\n"),
            ("This week:\nWe read.", "<h2>This week:</h2>\n<p>We read.</p>\n"),
            ("本周：\n读书", "<h2>本周：</h2>\n<p>读书</p>\n"),
            ("Bring:\n- a pear\n- tea", "<h2>Bring:</h2>\n<ul>\n<li>a pear</li>\n<li>tea</li>\n</ul>\n"),
            ("1. One?\n2. Two?", "<ol>\n<li>One?</li>\n<li>Two?</li>\n</ol>\n"),
            ("5. Mai\n6. Juni", "<p>5. Mai<br>\n6. Juni</p>\n"),
            ("1. One\nand more", "<p>1. One<br>\nand more</p>\n"),
            ("-5 degrees", "<p>-5 degrees</p>\n"),
            ("<table>\n<tr></tr>\n</table>\n\nx", "<table>\n<tr></tr>\n</table>\n<p>x</p>\n"),
            (
                "Next:\n<span lang=\"en\" dir=\"ltr\">a<br>b</span>",
                "<h2>Next:</h2>\n<p lang=\"en\" dir=\"ltr\">a<br>b</p>\n",
            ),
            ("<span lang=\"en\">a</span>\non Friday", "<p><span lang=\"en\">a</span><br>\non Friday</p>\n"),
            (
                "<span lang=\"en\">a</span> <span lang=\"en\">b</span>",
                "<p><span lang=\"en\">a</span> <span lang=\"en\">b</span></p>\n",
            ),
            ("", ""),
            (" \n\t\n", ""),
        ] {
            assert_eq!(elements(text), expected, "{text:?}");
        }
    }

    /// What a reader of the HTML sees, one line a line; numbers and dashes of lists put back.
    fn seen(html: &str) -> Vec<String> {
        let mut number = 0;
        let mut lines = Vec::new();
        for line in html.lines() {
            number = if line.starts_with("<ol>") { 0 } else { number };
            let is_ordered = html.contains("<ol>");
            let mark = if !line.starts_with("<li>") {
                String::new()
            } else if is_ordered {
                number += 1;
                format!("{number}. ")
            } else {
                "- ".to_owned()
            };
            let mut words = mark;
            for piece in line.split('<') {
                words.push_str(piece.split_once('>').map_or(piece, |(_, after)| after));
            }
            let words = words.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&");
            if !words.trim().is_empty() {
                lines.push(words);
            }
        }
        lines
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn the_html_says_what_the_text_says(block in "([1-3]\\. |- |[a-z:<&]{0,3} ?|\n){0,12}") {
            // One block at a time, so that it has one kind of list at most.
            let block: String = block.lines().filter(|l| !l.trim().is_empty()).map(|l| format!("{}\n", l.trim_end())).collect();
            let written: Vec<String> = block.lines().map(str::to_owned).collect();
            prop_assert_eq!(seen(&elements(&escape(&block))), written);
        }
    }
}
