//! Reports in words: who is named as the recipient, and what the server said.

use super::super::clean::clean_line;
use super::super::inbound::Reading;
use super::super::{Action, BounceReason, BouncedRecipient, fields};
use super::{MAX_RECIPIENTS, address_in, code, named, phrases, reason, signs};
use crate::domain::address::EmailAddress;
use mail_parser::PartType;

/// The report, and the returned mail or header below it (empty if none was found).
pub fn split_returned(text: &str) -> (&str, &str) {
    let mut offset = 0;
    let mut lines_before = 0;
    for line in text.split_inclusive('\n') {
        if lines_before > 0 && begins_returned(line) {
            return text.split_at_checked(offset).unwrap_or((text, ""));
        }
        lines_before += usize::from(!line.trim().is_empty());
        offset += line.len();
    }
    (text, "")
}

fn begins_returned(line: &str) -> bool {
    let lower = line.trim().to_lowercase();
    if lower.is_empty() {
        return false;
    }
    if line.starts_with("Received: ")
        || line.starts_with("Return-Path: ")
        || line.starts_with("Return-path: ")
        || line.starts_with("Message-ID: ")
    {
        return true;
    }
    phrases::RETURNED.iter().any(|m| lower.contains(m))
}

/// The recipients a report in words names, each with what was said beside it.
pub(super) fn recipients(reading: &Reading<'_>, report: &str, returned: &str) -> Vec<BouncedRecipient> {
    let lines: Vec<&str> = report.lines().collect();
    let (told, subject) = (told_in(report), said_in_subject(&reading.heading.subject));
    let beside = |at: usize| Said { beside: words_beside(&lines, at), report, told, subject };
    let own = own_addresses(reading);
    let found = if signs::is_list_server(reading) { the_list(&lines) } else { named_by_lines(reading, &lines, &own) };
    if !found.is_empty() {
        return found.into_iter().map(|(address, at)| recipient(Some(address), &beside(at))).collect();
    }
    // Before any other address in the text is taken for the recipient's.
    let odd = lines.iter().enumerate().find_map(|(at, line)| Some((at, named::written_first(line)?)));
    if let Some((at, written)) = odd {
        return vec![BouncedRecipient { written: Some(written), ..recipient(None, &beside(at)) }];
    }
    let any = lines.iter().enumerate().find_map(|(at, line)| Some((named::anybody(line, &own)?, at)));
    match any {
        Some((address, at)) => vec![recipient(Some(address), &beside(at))],
        None => {
            let sole = sole_recipient_of(reading, returned);
            vec![recipient(sole, &Said { beside: String::new(), report, told, subject })]
        }
    }
}

type Named = (EmailAddress, usize);

/// Those who stand on a line that is there to name them, with its number.
fn named_by_lines(reading: &Reading<'_>, lines: &[&str], own: &[EmailAddress]) -> Vec<Named> {
    let mut found = failed_recipients_field(reading, lines);
    if !found.is_empty() {
        // Exim's field and its text name the same failures; where they differ, the text has the address as it was used.
        let mut in_text: Vec<Named> = Vec::new();
        collect(lines, named::for_itself, &mut in_text);
        if in_text.len() == found.len() {
            found = in_text;
        }
    }
    for how in [named::for_itself, named::beside_a_code, named::in_a_field] {
        if found.is_empty() {
            collect(lines, how, &mut found);
        }
    }
    // Whoever wrote to himself is named as the sender and as the recipient.
    for others in [own, &[]] {
        if found.is_empty() {
            collect(lines, |lines, at| named::in_words_of_failure(lines.get(at)?, others), &mut found);
        }
    }
    found
}

/// A list server refuses for the list, and names its own address for commands besides.
fn the_list(lines: &[&str]) -> Vec<Named> {
    let about = |line: &&str| line.to_lowercase().contains("mailing list");
    let found = lines.iter().enumerate().filter(|(_, l)| about(l)).find_map(|(at, l)| Some((address_in(l)?, at)));
    found.into_iter().collect()
}

/// Exim and its kin write the failed recipients into a header field.
fn failed_recipients_field(reading: &Reading<'_>, lines: &[&str]) -> Vec<Named> {
    let mut found: Vec<Named> = Vec::new();
    for field in reading.header.iter().filter(|f| f.is("X-Failed-Recipients")) {
        for address in field.text().split(',').take(MAX_RECIPIENTS).filter_map(address_in) {
            let at = lines.iter().position(|l| l.to_ascii_lowercase().contains(address.as_str())).unwrap_or(0);
            if !found.iter().any(|(a, _)| *a == address) {
                found.push((address, at));
            }
        }
    }
    found
}

fn collect(lines: &[&str], how: impl Fn(&[&str], usize) -> Option<EmailAddress>, found: &mut Vec<Named>) {
    for (at, line) in lines.iter().enumerate() {
        if found.len() >= MAX_RECIPIENTS {
            break;
        }
        if !line.contains('@') {
            continue;
        }
        let named = how(lines, at).filter(|a| !is_machine(a) && !found.iter().any(|(f, _)| f == a));
        found.extend(named.map(|a| (a, at)));
        // The address we wrote to may be an alias of the one that failed.
        if !found.is_empty()
            && let Some(alias) = named::expanded_from(line)
            && !found.iter().any(|(a, _)| *a == alias)
        {
            found.push((alias, at));
        }
    }
}

/// Our mails have one recipient each: if the returned one has a single To, that is who did not get it.
fn sole_recipient_of(reading: &Reading<'_>, returned: &str) -> Option<EmailAddress> {
    let mut bare = returned.lines().take(200).map(|l| l.trim_start_matches(['>', '|', ' ', '\t']));
    let in_text =
        bare.find_map(|l| l.get(..3).filter(|n| n.eq_ignore_ascii_case("to:")).and(l.get(3..)).map(str::to_owned));
    let in_part = || {
        reading.message.parts.iter().skip(1).find_map(|part| match &part.body {
            PartType::Message(inner) => fields::first(super::header_of(inner), "To").map(|f| f.text()),
            _ => None,
        })
    };
    let only = in_text.or_else(in_part).filter(|value| value.matches('@').count() == 1)?;
    address_in(&only)
}

/// What a report says of one recipient, the nearest words first.
struct Said<'r> {
    /// The lines at the address.
    beside: String,
    report: &'r str,
    /// The line of it that says why.
    told: Option<&'r str>,
    /// Of the subject, what the server said in it.
    subject: &'r str,
}

/// `Returned mail: User unknown`: old programs put the reason there. What others put there is our own subject.
fn said_in_subject(subject: &str) -> &str {
    let mark = "returned mail:";
    subject
        .get(..mark.len())
        .filter(|s| s.eq_ignore_ascii_case(mark))
        .and(subject.get(mark.len()..))
        .unwrap_or_default()
}

fn recipient(address: Option<EmailAddress>, said: &Said<'_>) -> BouncedRecipient {
    let coded = code::enhanced(&said.beside).is_some() || code::reply(&said.beside).is_some();
    let words = if coded { said.beside.clone() } else { format!("{}\n{}", said.beside, said.report) };
    let status = code::enhanced(&words).or_else(|| Some(format!("{}.0.0", code::reply(&words)? / 100)));
    let action = match status.as_deref().and_then(|s| s.chars().next()) {
        // The code of the last attempt is 4xx; whether there will be another, the words say.
        Some('4') if says_final(&words) => Action::Failed,
        Some('4') => Action::Delayed,
        Some('2') => Action::Delivered,
        Some(_) => Action::Failed,
        // A form for delays may still be about a mail that was given up.
        None if said.beside.lines().next().is_some_and(says_expired) => Action::Failed,
        None => action_in(&words),
    };
    let reasons =
        [reason::of(status.as_deref(), &said.beside), reason::of(None, &words), reason::of(None, said.subject)];
    BouncedRecipient {
        address,
        written: None,
        action,
        reason: reasons.into_iter().find(|r| *r != BounceReason::Unknown).unwrap_or(BounceReason::Unknown),
        status,
        diagnostic: said_line(said).map(|l| clean_line(l, 300)),
    }
}

/// Whether a line says that a mail is not tried any more.
pub fn says_expired(line: &str) -> bool {
    let lower = line.to_lowercase();
    ["envelope expired", "message expired", "has expired"].iter().any(|w| lower.contains(w))
}

fn says_final(words: &str) -> bool {
    let lower = words.to_lowercase();
    ["gave up", "giving up", "given up", "permanent", "returned to", "expired", "too long"]
        .iter()
        .any(|w| lower.contains(w))
}

/// The line with the server's reply; else one that names a reason; else the first that says more than an address.
fn said_line<'s>(said: &'s Said<'_>) -> Option<&'s str> {
    let beside = || said.beside.lines().filter(|l| !l.trim().is_empty());
    let coded = |l: &&str| code::reply(l).is_some() || code::enhanced(l).is_some();
    beside()
        .find(coded)
        .or_else(|| beside().find(|l| reason::of(None, l) != BounceReason::Unknown))
        .or(said.told)
        .or_else(|| beside().find(|l| l.split_whitespace().filter(|w| is_word(w)).count() > 1))
        .or_else(|| beside().next())
}

fn is_word(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) && !text.contains(['@', ':', '='])
}

/// The line of a report that says why, if one does: with a server's reply, or in words that name a reason.
pub fn told_in(report: &str) -> Option<&str> {
    let lines = || report.lines().take(100);
    let coded = |l: &&str| code::reply(l).is_some() || code::enhanced(l).is_some();
    lines().find(coded).or_else(|| lines().find(|l| reason::of(None, l) != BounceReason::Unknown))
}

/// The line and those below it, up to an empty one or the next recipient.
fn words_beside(lines: &[&str], at: usize) -> String {
    let mut words = String::new();
    for (offset, line) in lines.iter().skip(at).take(12).enumerate() {
        if offset > 0 && (line.trim().is_empty() && offset > 2 || named::for_itself(lines, at + offset).is_some()) {
            break;
        }
        words.push_str(line);
        words.push('\n');
    }
    words
}

/// Whether a report in words speaks of a delay or of an end.
pub fn action_in(words: &str) -> Action {
    let lower = words.chars().take(4_000).collect::<String>().to_lowercase();
    if phrases::DELAYED.iter().any(|d| lower.contains(d)) { Action::Delayed } else { Action::Failed }
}

fn own_addresses(reading: &Reading<'_>) -> Vec<EmailAddress> {
    let mut own = reading.heading.delivered_to.clone();
    own.extend(reading.heading.from.clone());
    own
}

/// The reporter itself. A postmaster may be a recipient like anyone.
fn is_machine(address: &EmailAddress) -> bool {
    address.local_part().starts_with("mailer-daemon")
}
