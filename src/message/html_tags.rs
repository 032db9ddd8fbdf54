//! Reading one HTML tag, and what an element of a mail program means by its class, id or style.

/// One piece of markup at the start of a source.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Tag<'a> {
    Open {
        name: &'a str,
        attributes: &'a str,
    },
    Close {
        name: &'a str,
    },
    /// An element whose content is no text for people, to be skipped up to its closing tag.
    Raw {
        name: &'a str,
    },
    /// A comment, a declaration, a processing instruction.
    Skipped,
    /// A `<` that begins no tag.
    Text(&'a str),
}

impl<'a> Tag<'a> {
    /// Reads the markup at the start of `source`, which begins with `<`, and answers with what follows it.
    pub fn read(source: &'a str) -> (Tag<'a>, &'a str) {
        let inner = source.get(1..).unwrap_or_default();
        if let Some(comment) = inner.strip_prefix("!--") {
            // `<!--[if !mso]><!-->` ends at once; what follows is seen by everyone but Outlook.
            let after = comment.strip_prefix('>').or_else(|| comment.split_once("-->").map(|(_, after)| after));
            return (Tag::Skipped, after.unwrap_or_default());
        }
        if inner.starts_with(['!', '?']) {
            return (Tag::Skipped, inner.split_once('>').map_or("", |(_, after)| after));
        }
        let closes = inner.starts_with('/');
        let named = inner.strip_prefix('/').unwrap_or(inner);
        let name_end = named.find(|c: char| !c.is_ascii_alphanumeric() && c != ':' && c != '-').unwrap_or(named.len());
        let (name, rest) = named.split_at(name_end);
        if !name.starts_with(|c: char| c.is_ascii_alphabetic()) {
            return (Tag::Text("&lt;"), inner);
        }
        let end = tag_end(rest);
        let attributes = rest.get(..end).unwrap_or(rest);
        let after = rest.get(end + 1..).unwrap_or_default();
        let raw = [
            "script", "style", "title", "noscript", "svg", "object", "textarea", "xml", "template", "iframe",
            "noembed", "noframes", "datalist",
        ];
        let tag = if closes {
            Tag::Close { name }
        } else if raw.iter().any(|r| r.eq_ignore_ascii_case(name)) && !attributes.ends_with('/') {
            Tag::Raw { name }
        } else {
            Tag::Open { name, attributes }
        };
        (tag, after)
    }
}

/// Where the tag ends: at the first `>` outside quotes. A quote that never ends does not swallow the mail.
fn tag_end(rest: &str) -> usize {
    let mut quote = None;
    for (at, b) in rest.bytes().enumerate() {
        match (quote, b) {
            (None, b'>') => return at,
            (None, b'"' | b'\'')
                if rest.as_bytes().get(at.wrapping_sub(1)).is_some_and(|p| *p == b'=' || *p == b' ') =>
            {
                quote = Some(b);
            }
            (Some(q), b) if b == q => quote = None,
            _ => {}
        }
    }
    if quote.is_some() { rest.find('>').unwrap_or(rest.len()) } else { rest.len() }
}

/// What an element says about the text in it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Meaning {
    None,
    Hidden,
    /// History, or its attribution line.
    Quote,
    /// Everything from here on is history.
    Cut,
    Signature,
    /// A blockquote that only indents.
    Indent,
}

#[rustfmt::skip]
const QUOTE_CLASSES: [&str; 12] = [
    "gmail_quote", "gmail_quote_container", "gmail_attr", "yahoo_quoted", "protonmail_quote", "tutanota_quote",
    "zmail_extra", "moz-cite-prefix", "moz-email-headers-table", "mailru-blockquote", "quoted-text", "gmx_quote",
];
const CUT_CLASSES: [&str; 3] = ["moz-forward-container", "outlookmessageheader", "wlmailheader"];
#[rustfmt::skip]
const CUT_IDS: [&str; 7] = [
    "divrplyfwdmsg", "appendonsend", "mail-editor-reference-message-container", "stopspelling", "reply-intro",
    "orimsghtmlseperator", "isforwardcontent",
];
#[rustfmt::skip]
const SIGNATURE_CLASSES: [&str; 6] = [
    "gmail_signature", "moz-signature", "protonmail_signature_block", "yahoo-signature", "mobile-signature",
    "k9mail-signature",
];
#[rustfmt::skip]
const SIGNATURE_IDS: [&str; 7] = [
    "signature", "applemailsignature", "ms-outlook-mobile-signature", "ymail_android_signature",
    "ymail_ios_signature", "composer_signature", "lnkoutlooksignature",
];

/// Reads class, id and style of an element. `name` is in lower case.
pub fn meaning(name: &str, attributes: &str) -> Meaning {
    if attributes.len() < 4 {
        return Meaning::None;
    }
    let lower = attributes.to_ascii_lowercase();
    if is_hidden(&lower) {
        return Meaning::Hidden;
    }
    let classes = value_of(&lower, "class").unwrap_or_default();
    let id = bare(value_of(&lower, "id").unwrap_or_default());
    let has_class = |list: &[&str]| classes.split_ascii_whitespace().any(|c| list.contains(&bare(c)));
    if name == "blockquote" {
        let quoted = lower.contains("cite") || lower.contains("border-left");
        return if has_class(&["gmail_quote"]) && !quoted { Meaning::Indent } else { Meaning::None };
    }
    if has_class(&QUOTE_CLASSES) {
        Meaning::Quote
    } else if CUT_IDS.contains(&id) || has_class(&CUT_CLASSES) || lower.contains("data-marker=\"__divider__\"") {
        Meaning::Cut
    } else if SIGNATURE_IDS.contains(&id) || has_class(&SIGNATURE_CLASSES) {
        Meaning::Signature
    } else {
        Meaning::None
    }
}

/// Outlook puts `x_` before the names of others, Hotmail put `ecx`.
fn bare(name: &str) -> &str {
    let name = name.trim_start_matches("x_");
    name.strip_prefix("ecx").unwrap_or(name)
}

fn is_hidden(attributes: &str) -> bool {
    if let Some(at) = attributes.find("hidden") {
        // The attribute itself, not a word of a style.
        let before = attributes.get(..at).unwrap_or_default();
        let after = attributes.get(at + 6..).unwrap_or_default();
        if before.ends_with(' ')
            && (after.is_empty() || after.starts_with([' ', '=', '/']))
            && !before.contains("style")
        {
            return true;
        }
    }
    value_of(attributes, "style").is_some_and(hides)
}

/// Whether a style leaves nothing to see: no box, no size, no colour of its own.
fn hides(style: &str) -> bool {
    let nothing = |value: &str| matches!(value, "0" | "0px" | "0pt" | "0em" | "0.0" | "0%");
    let (mut color, mut ground) = (None, None);
    for declaration in style.split(';') {
        let Some((property, value)) = declaration.split_once(':') else { continue };
        let value = value.trim().trim_end_matches("!important").trim_end();
        let hides = match property.trim() {
            "display" => value.starts_with("none"),
            "visibility" => value.starts_with("hidden"),
            "mso-hide" => value.starts_with("all"),
            "font-size" | "opacity" | "max-height" => nothing(value),
            "color" => {
                color = Some(plain_color(value));
                value == "transparent"
            }
            "background" | "background-color" => {
                ground = Some(plain_color(value));
                false
            }
            _ => false,
        };
        if hides {
            return true;
        }
    }
    color.is_some() && color == ground
}

/// White has many names.
fn plain_color(value: &str) -> &str {
    match value {
        "#fff" | "#ffffff" | "rgb(255,255,255)" | "rgb(255, 255, 255)" => "white",
        "#000" | "#000000" => "black",
        other => other,
    }
}

/// The value of an attribute, quoted or not. `attributes` is in lower case.
fn value_of<'a>(attributes: &'a str, name: &str) -> Option<&'a str> {
    let mut rest = attributes;
    loop {
        let at = rest.find(name)?;
        let starts = rest.get(..at).is_some_and(|before| {
            before.is_empty() || before.ends_with(|c: char| c.is_whitespace() || c == '"' || c == '\'')
        });
        let after = rest.get(at + name.len()..)?;
        if starts && let Some(value) = after.trim_start().strip_prefix('=') {
            let value = value.trim_start();
            return match value.chars().next() {
                Some(quote @ ('"' | '\'')) => value.get(1..)?.split(quote).next(),
                _ => value.split(|c: char| c.is_whitespace()).next(),
            };
        }
        rest = after;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_with_their_quotes() {
        assert_eq!(
            Tag::read("<a title=\"a > b\" x>rest"),
            (Tag::Open { name: "a", attributes: " title=\"a > b\" x" }, "rest")
        );
        assert_eq!(Tag::read("</DIV >rest"), (Tag::Close { name: "DIV" }, "rest"));
        assert_eq!(Tag::read("<!-- x > y -->rest"), (Tag::Skipped, "rest"));
        assert_eq!(Tag::read("<!DOCTYPE html>rest"), (Tag::Skipped, "rest"));
        assert_eq!(Tag::read("< b"), (Tag::Text("&lt;"), " b"));
        assert_eq!(Tag::read("<a href=\"x>rest").1, "rest");
    }

    #[test]
    fn classes_ids_and_styles_have_a_meaning() {
        for (name, attributes, expected) in [
            ("div", " class=\"gmail_quote gmail_quote_container\"", Meaning::Quote),
            ("div", " class='x_gmail_quote'", Meaning::Quote),
            ("div", " id=\"divRplyFwdMsg\" dir=\"ltr\"", Meaning::Cut),
            ("div", " id=x_divRplyFwdMsg", Meaning::Cut),
            ("hr", " id=\"stopSpelling\"", Meaning::Cut),
            ("div", " class=gmail_signature", Meaning::Signature),
            ("blockquote", " class=\"gmail_quote\" style=\"margin:0\"", Meaning::Indent),
            ("blockquote", " type=\"cite\" class=\"gmail_quote\"", Meaning::None),
            ("div", " style=\"overflow:hidden\"", Meaning::None),
            ("div", " style=\"color:red;display : none\"", Meaning::Hidden),
            ("div", " class=\"my gmail_quotes\"", Meaning::None),
            ("p", "", Meaning::None),
        ] {
            assert_eq!(meaning(name, attributes), expected, "{attributes}");
        }
    }
}
