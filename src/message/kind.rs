//! What a mail is: a person's letter, a machine's answer, bulk, a report about mail of ours. Every verdict names its
//! signs. Automatic answers come before lists (they often look like both); a subject alone never makes a machine.

mod automatic;
mod calendar;
mod list;
mod unsubscribe;

use super::Kind;
use super::bounce::Found;
use super::inbound::Reading;
use calendar::Answer;

pub(super) use automatic::is_null_return_path;

/// Decides, and writes the signs into `why`.
pub(super) fn of(reading: &Reading<'_>, bounce: Option<&Found>, why: &mut Vec<String>) -> Kind {
    if let Some(found) = bounce {
        why.push(found.sign.clone());
        return Kind::Bounce;
    }
    let machine = machine(reading);
    if let Some((kind, sign)) = machine {
        why.push(sign);
        return kind;
    }
    let heading = reading.heading;
    if !heading.in_reply_to.is_empty() || reading.header.first("In-Reply-To").is_some() {
        why.push("In-Reply-To".to_owned());
        Kind::Reply
    } else if !heading.references.is_empty() {
        why.push("References".to_owned());
        Kind::Reply
    } else if reading.new.quoted {
        why.push("it quotes an earlier mail".to_owned());
        Kind::Reply
    } else {
        Kind::Mail
    }
}

/// What is not an ordinary letter, with the sign, the surest first.
fn machine(reading: &Reading<'_>) -> Option<(Kind, String)> {
    let invited = calendar::answer(reading);
    if let Some(Answer::Bare) = invited {
        return Some((Kind::AutoReply, "an answer to an invitation, without a word beside it".to_owned()));
    }
    // A calendar sends the words of a person who adds some in a mail that it marks as its own.
    let written_by_hand = invited == Some(Answer::WithWords);
    let automatic = || if written_by_hand { None } else { automatic::answer(reading) };
    let generated = || if written_by_hand { None } else { automatic::generated(reading) };
    automatic()
        .map(|sign| (Kind::AutoReply, sign))
        .or_else(|| unsubscribe::asked(reading).map(|sign| (Kind::Unsubscribe, sign)))
        .or_else(|| list::named(reading).map(|sign| (Kind::List, sign)))
        .or_else(|| generated().map(|sign| (Kind::AutoReply, sign)))
        .or_else(|| list::by_precedence(reading).map(|sign| (Kind::List, sign)))
}

/// The values of all fields of this name, in lower case, from the top.
fn values<'a>(reading: &'a Reading<'_>, name: &'a str) -> impl Iterator<Item = String> + 'a {
    reading.header.all(name).map(|f| f.text().to_lowercase())
}

/// The first word of every field of this name: `auto-replied` of `auto-replied; owner-email="x"`.
fn keywords<'a>(reading: &'a Reading<'_>, name: &'a str) -> impl Iterator<Item = String> + 'a {
    values(reading, name).filter_map(|text| {
        // A comment may stand before it as well.
        let text = text.strip_prefix('(').and_then(|t| t.split_once(')')).map_or(text.as_str(), |(_, rest)| rest);
        let word = text.split([';', '(', ' ', ',', '"']).find(|w| !w.is_empty())?;
        Some(word.to_owned())
    })
}

#[cfg(test)]
mod tests;
