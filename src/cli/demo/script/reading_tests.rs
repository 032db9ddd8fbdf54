//! What homeroom reads in the mail of the demo: the right kind, and every word that the parent wrote and no other.

use super::tests::{note, weekday, zone};
use super::*;
use crate::cli::demo::cast::CHILDREN;
use crate::message::inbound::understand;
use crate::message::{Kind, Understood};

/// What the event's mail must be read as: kinds, and the letter if a person wrote one.
fn wanted(what: &What) -> Option<(&'static [Kind], Option<&str>)> {
    const PERSON: &[Kind] = &[Kind::Mail, Kind::Reply];
    Some(match what {
        What::Writes { letter, .. } | What::Forged { letter, .. } => (&[Kind::Mail], Some(letter.body.as_str())),
        What::Answers { letter, .. } => (PERSON, Some(letter.body.as_str())),
        What::TeacherWrites { text, answering, .. } => {
            // In the simulated year she may answer somebody who has not written: that begins something.
            (if *answering { PERSON } else { &[Kind::Mail] }, Some(text.as_str()))
        }
        What::Bounces { .. } => (&[Kind::Bounce], None),
        What::Away { .. } => (&[Kind::AutoReply], None),
        What::Newsletter(_) => (&[Kind::List], None),
        What::Stranger(_) => (&[Kind::Mail], None),
        What::Spam(_) | What::Teaches(_) | What::Handles { .. } | What::SaysWhose { .. } | What::Again => return None,
    })
}

/// Blanks and line breaks are the mail program's.
fn squeezed(text: &str) -> String {
    text.split_whitespace().collect()
}

fn check(event: &Event, mail: &[u8], read: &Understood) {
    let Some((kinds, letter)) = wanted(&event.what) else { return };
    let shown = || String::from_utf8_lossy(mail).into_owned();
    assert!(kinds.contains(&read.kind), "{:?} {:?} in {}", read.kind, read.why, shown());
    if let Some(letter) = letter {
        assert_eq!(squeezed(&read.reply_text), squeezed(letter), "in {}", shown());
    }
    if let What::Writes { letter, .. } | What::Answers { letter, .. } = &event.what
        && let Some(language) = &read.language
    {
        assert_eq!(language.as_str(), letter.language, "in {}", shown());
    }
    if let What::Bounces { of, status } = &event.what {
        let report = read.bounce.as_ref().expect("a report");
        assert!(report.original_message_id.is_some(), "in {}", shown());
        assert_eq!(report.permanent, status.starts_with('5'));
        let named: Vec<_> = report.recipients.iter().filter_map(|r| r.address.as_ref()).map(|a| a.as_str()).collect();
        assert_eq!(named, [of.email.unwrap()]);
    }
}

fn play(events: impl Iterator<Item = Event>) -> usize {
    let mut bag = Postbag::new(zone());
    for guardian in CHILDREN.iter().flat_map(|c| c.guardians) {
        guardian.email.into_iter().for_each(|email| bag.homeroom_sent(&note(email)));
    }
    let mut count = 0;
    for event in events {
        if let Some(mail) = bag.deliver(&event) {
            check(&event, &mail.bytes, &understand(&mail.bytes));
            count += 1;
        }
    }
    count
}

#[test]
fn the_demos_mail_is_read_as_it_was_written() {
    assert!(play(script(11).into_iter()) > 100);
}

#[test]
fn a_years_mail_is_read_as_it_was_written() {
    assert!(play(year(4, jiff::civil::date(2026, 9, 7), weekday).take(1_500)) > 900);
}
