//! The machine-readable part of a delivery report (RFC 3464): blocks of fields, one for the mail, one a recipient.

use super::super::BounceReason as Reason;
use super::super::clean::{beginning, clean_line};
use super::super::inbound::Reading;
use super::{Action, BouncedRecipient, MAX_OCTETS, MAX_RECIPIENTS, code, part_text, plain, reason};
use crate::domain::address::EmailAddress;
use mail_parser::{MessagePart, MimeHeaders};

pub(super) fn has_status_part(reading: &Reading<'_>) -> bool {
    reading.message.parts.iter().any(is_status)
}

/// The recipients of all delivery-status parts; `None` where they name nothing. `report` has the words beside them.
pub(super) fn of_parts(reading: &Reading<'_>, report: &str) -> Option<Vec<BouncedRecipient>> {
    let texts = reading.message.parts.iter().filter(|p| is_status(p)).filter_map(part_text);
    named(texts.flat_map(|text| blocks(beginning(&text, MAX_OCTETS))), report)
}

/// The same from fields that stand in a text.
pub(super) fn of_text(text: &str, report: &str) -> Option<Vec<BouncedRecipient>> {
    if has_fields(text) { named(blocks(text).into_iter(), report) } else { None }
}

fn named(blocks: impl Iterator<Item = Block>, report: &str) -> Option<Vec<BouncedRecipient>> {
    let expired: String = report.lines().filter(|l| plain::says_expired(l)).collect::<Vec<_>>().join("\n");
    let words = Words { report, told: plain::told_in(report), expired: expired.to_lowercase() };
    let mut recipients: Vec<BouncedRecipient> =
        blocks.filter_map(|block| recipient(&block, &words)).take(MAX_RECIPIENTS).collect();
    dedupe(&mut recipients);
    (!recipients.is_empty()).then_some(recipients)
}

/// The words for people beside the fields.
struct Words<'r> {
    report: &'r str,
    /// The line of it that says why.
    told: Option<&'r str>,
    /// Its lines that speak of a mail given up, in lower case.
    expired: String,
}

/// Also `message/x-delivery-status` and its kin for addresses beyond ASCII (RFC 6533).
fn is_status(part: &MessagePart<'_>) -> bool {
    part.content_type().is_some_and(|t| t.ctype().eq_ignore_ascii_case("message"))
        && part
            .content_type()
            .and_then(|t| t.subtype())
            .is_some_and(|s| s.to_ascii_lowercase().ends_with("delivery-status"))
}

fn has_fields(text: &str) -> bool {
    let has = |name: &str| text.lines().any(|l| l.get(..name.len()).is_some_and(|n| n.eq_ignore_ascii_case(name)));
    has("Final-Recipient:") && (has("Action:") || has("Status:"))
}

type Block = Vec<(String, String)>;

fn blocks(text: &str) -> Vec<Block> {
    let mut blocks: Vec<Block> = vec![Vec::new()];
    for line in text.lines() {
        let line = line.trim_end_matches('\r');
        if line.trim().is_empty() {
            blocks.push(Vec::new());
            continue;
        }
        let Some(block) = blocks.last_mut() else { continue };
        if line.starts_with([' ', '\t']) {
            if let Some((_, value)) = block.last_mut() {
                value.push(' ');
                value.push_str(line.trim());
            }
        } else if let Some((name, value)) = line.split_once(':') {
            let name = name.trim().to_ascii_lowercase();
            // Some programs forget the blank line between recipients.
            let next = name == "final-recipient" && get(block, "final-recipient").is_some();
            let field = (name, value.trim().to_owned());
            if next {
                blocks.push(vec![field]);
            } else {
                block.push(field);
            }
        }
    }
    blocks
}

fn get<'b>(block: &'b Block, name: &str) -> Option<&'b str> {
    block.iter().find(|(n, _)| n == name).map(|(_, v)| v.as_str())
}

fn recipient(block: &Block, beside: &Words<'_>) -> Option<BouncedRecipient> {
    let named = get(block, "final-recipient").or_else(|| get(block, "original-recipient"));
    let action = get(block, "action");
    let status_field = get(block, "status").and_then(code::enhanced);
    if named.is_none() && action.is_none() && status_field.is_none() {
        return None;
    }
    let values = |names: &'static [&'static str]| names.iter().filter_map(|name| get(block, name)).map(without_type);
    let address = values(&["original-recipient", "final-recipient", "x-actual-recipient"]).find_map(plain_address);
    let written = if address.is_some() {
        None
    } else {
        values(&["final-recipient", "original-recipient"]).find_map(super::written_in)
    };
    let diagnostic = get(block, "diagnostic-code").map(without_type);
    let words =
        diagnostic.filter(|d| !d.is_empty()).unwrap_or_else(|| if named.is_some() { beside.report } else { "" });
    let in_words = diagnostic.and_then(code::enhanced);
    // `5.0.0` says nothing; the server's own words often say more.
    let vague = status_field.as_deref().is_none_or(|s| s.ends_with(".0.0"));
    let mut status = if vague { in_words.or(status_field) } else { status_field };
    let mut action = action_of(action, status.as_deref(), words);
    // OpenSMTPD gives up a mail with the form it uses for delays; only the words beside the address tell.
    let expired = address.as_ref().is_some_and(|a| beside.expired.contains(a.as_str()));
    if action == Action::Delayed && diagnostic.is_none() && expired {
        action = Action::Failed;
        status = Some("5.4.7".to_owned());
    }
    let delivered = matches!(action, Action::Delivered | Action::Relayed | Action::Expanded);
    let told = beside.told.filter(|_| !delivered);
    Some(BouncedRecipient {
        reason: match reason::of(status.as_deref(), words) {
            _ if delivered => Reason::Unknown,
            Reason::Unknown => reason::of(None, beside.report),
            known => known,
        },
        address,
        written,
        action,
        status,
        diagnostic: diagnostic.filter(|d| !d.is_empty()).or(told).map(|d| clean_line(d, 300)),
    })
}

/// What follows the type: `rfc822; ana@x.test`, `smtp; 550 no`.
fn without_type(value: &str) -> &str {
    value.split_once(';').map_or(value, |(_, rest)| rest).trim()
}

/// `ana@x.test`, in brackets, with a name behind.
fn plain_address(value: &str) -> Option<EmailAddress> {
    EmailAddress::parse(value.trim_matches(['<', '>', '"'])).or_else(|| super::address_in(value))
}

fn action_of(action: Option<&str>, status: Option<&str>, words: &str) -> Action {
    let word = action.unwrap_or_default().split([' ', '(', ';']).find(|w| !w.is_empty()).unwrap_or_default();
    match word.to_ascii_lowercase().as_str() {
        "failed" | "failure" | "fail" => Action::Failed,
        "delayed" | "delay" => Action::Delayed,
        "delivered" | "deliverable" => Action::Delivered,
        "relayed" => Action::Relayed,
        "expanded" => Action::Expanded,
        _ => match status.and_then(|s| s.chars().next()) {
            Some('2') => Action::Delivered,
            Some('4') => Action::Delayed,
            Some(_) => Action::Failed,
            None => super::plain::action_in(words),
        },
    }
}

/// Reports that name one recipient twice are about one recipient.
fn dedupe(recipients: &mut Vec<BouncedRecipient>) {
    let mut kept: Vec<BouncedRecipient> = Vec::new();
    for recipient in recipients.drain(..) {
        let same = |k: &&mut BouncedRecipient| {
            is_named(k) && (&k.address, &k.written) == (&recipient.address, &recipient.written)
        };
        match kept.iter_mut().find(same) {
            Some(known) if known.action == Action::Delayed => *known = recipient,
            Some(_) => {}
            None => kept.push(recipient),
        }
    }
    // A block without an address adds nothing where others have one.
    if kept.iter().any(is_named) {
        kept.retain(is_named);
    }
    *recipients = kept;
}

fn is_named(recipient: &BouncedRecipient) -> bool {
    recipient.address.is_some() || recipient.written.is_some()
}
