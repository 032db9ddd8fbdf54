//! The last look at a mail's words before they go to a family: do they name a child of another home?

use super::open::OpenClass;
use crate::decide::release::names_in_text;
use crate::domain::address::EmailAddress;
use crate::domain::roster::Access;
use crate::message::html_words::all_words;

/// A mail's words as a family would get them.
pub struct Words<'a> {
    pub subject: &'a str,
    pub text: &'a str,
    pub html: Option<&'a str>,
}

/// The name of a child that stands in the words and is no child of this guardian.
pub fn named_in(class: &OpenClass, to: &EmailAddress, guardian: Option<&str>, words: &Words<'_>) -> Option<String> {
    let roster = &class.class().roster;
    let theirs = roster.rows_of(to).filter(|row| row.access != Access::Blocked);
    let mut own: Vec<&str> = Vec::new();
    for (row, child) in theirs.filter_map(|row| Some((row, roster.student(&row.student)?))) {
        own.extend(row.addressed_as.as_deref());
        own.extend([child.first_name.as_str(), child.last_name.as_str()]);
        own.extend(child.preferred_name.as_deref());
    }
    own.extend(guardian);
    own.extend(class.class().teachers.iter().map(|t| t.name.as_str()));
    own.extend([class.class().name.as_str(), class.school.name.as_str()]);
    // An empty line, so that no sentence goes on from one part into the next.
    let html = words.html.map(all_words).unwrap_or_default();
    let text = format!("{}\n\n{}\n\n{html}", words.subject, words.text);
    names_in_text(&text, &class.children, &own).map(str::to_owned)
}
