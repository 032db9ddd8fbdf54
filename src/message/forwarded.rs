//! A mail inside a mail: attached as it came, or passed on in the text of whoever forwards it.
//!
//! Of an attached mail the sender is what its header says, of one in the text what is written there. Both are the word of
//! whoever sent the outer mail; whether that person is believed is decided elsewhere (`decide::forwarded`).

use super::heading::sole_address;
use super::inbound::{attached_mails, understand_by};
use super::reply_text::{self, PassedOn};
use super::threading::has_forward_mark;
use super::{Kind, ReadingRules, Understood, clean, language};
use crate::domain::address::EmailAddress;

/// The mail that `outer` passes on, read like any other. `raw` are the bytes of `outer`.
pub fn forwarded(raw: &[u8], outer: &Understood, rules: ReadingRules<'_>) -> Option<Understood> {
    if outer.attachments.iter().any(|a| a.media_type == "message/rfc822" || a.media_type == "message/global") {
        let mails = attached_mails(raw);
        let several = mails.len() > 1;
        if let Some(first) = mails.first() {
            let mut inner = understand_by(first, rules);
            // Only one mail can be shown in its place; the others are in the bytes.
            inner.more_below |= several;
            return Some(inner);
        }
    }
    reply_text::passed_on(&outer.text, has_forward_mark(&outer.subject)).map(|found| read(found, outer, rules))
}

fn read(found: PassedOn, outer: &Understood, rules: ReadingRules<'_>) -> Understood {
    let new = reply_text::new_text(&found.text, rules);
    let from = address_in(&found.from);
    let name = found.from.split(['<', '[', '(']).next().unwrap_or_default();
    let name = clean::clean_line(name.trim_matches(['"', '\'', '*', ' ', '\u{a0}']), 64);
    Understood {
        kind: Kind::Mail,
        from_text: Some(clean::clean_line(&found.from, 254)),
        from_name: Some(name).filter(|name| !name.is_empty() && !name.contains('@')),
        from,
        to: addresses_in(&found.to).iter().map(|a| a.as_str().to_owned()).collect(),
        cc: Vec::new(),
        delivered_to: Vec::new(),
        own_number: None,
        subject: clean::clean_line(&found.subject, 1_000),
        message_id: outer.message_id.clone(),
        in_reply_to: Vec::new(),
        references: Vec::new(),
        thread_index: None,
        // As programs print it, in any language: nothing rests on it.
        date: None,
        language: language::of(&new.text),
        reply_text: new.text,
        cuts: new.cuts,
        text: found.text,
        more_below: false,
        returns: None,
        attachments: outer.attachments.clone(),
        marks: outer.marks.clone(),
        bounce: None,
        why: vec!["passed on in the text of another mail".to_owned()],
    }
}

/// The one address of a sender as a program prints it: `Ana <ana@x.test>`, `Ana [mailto:ana@x.test]`,
/// `Ana <ana@x.test<mailto:ana@x.test>>`. `None` where several stand there: nobody says which is the sender's.
fn address_in(printed: &str) -> Option<EmailAddress> {
    sole_address(printed).or_else(|| match addresses_in(printed).as_slice() {
        [only] => Some(only.clone()),
        _ => None,
    })
}

fn addresses_in(printed: &str) -> Vec<EmailAddress> {
    let mut found: Vec<EmailAddress> = Vec::new();
    let words = printed.split(|c: char| c.is_whitespace() || "<>[]()\",;*|".contains(c));
    for word in words.filter(|w| w.contains('@')).take(64) {
        let word = word.trim_start_matches("mailto:").trim_matches(['\'', ':', '.']);
        if let Some(address) = EmailAddress::parse(word).filter(|address| !found.contains(address)) {
            found.push(address);
        }
    }
    found
}

#[cfg(test)]
mod tests;
