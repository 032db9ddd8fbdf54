//! Letters that were not written or not sent, told in the teacher's words. The outbox keeps why in the words that IT reads,
//! each from a closed set; what is found there again can be said in every tongue.

use super::Day;
use crate::decide::release::{ChildName, Refusal};
use crate::decide::retry::Why;
use crate::domain::outbox::OutboxState;
use crate::render::problem::RenderProblem;
use crate::render::summary::not_sent::WhyNot;
use crate::render::summary::view;
use crate::service::apply::SAME_WORDS;
use crate::service::sender::an_ok_would_do;
use crate::store;
use crate::store::outbox::{self, ENDED_THREE_TIMES, NOBODY_SAID_OK, Parcel, STUMBLED};

impl Day<'_, '_> {
    /// What is held, in doubt, or has ended since the last summary. Two mails to the same person that were kept back for
    /// the same reason are one thing to know, and so is a letter that could be written for nobody.
    pub(super) fn not_sent(&self) -> store::Result<Vec<view::Change>> {
        let parcels = [
            outbox::in_state(self.tx, OutboxState::Held)?,
            outbox::unknown_since(self.tx, self.since)?,
            outbox::ended_since(self.tx, self.since)?,
        ]
        .concat();
        let mut changes: Vec<view::Change> = Vec::new();
        for parcel in &parcels {
            let Some(home) = &parcel.home else { continue };
            let (child, guardian) = (self.called(&home.student), parcel.guardian.clone().unwrap_or_default());
            if let Some(problem) = RenderProblem::of_reason(&parcel.reason) {
                not_written(&mut changes, &parcel.template, format!("{guardian} ({child})"), problem);
                continue;
            }
            let change = if parcel.state == OutboxState::Unknown {
                view::Change::InDoubt { child, guardian }
            } else {
                view::Change::NotSent {
                    child,
                    guardian,
                    why: why(&parcel.reason),
                    ok_would_do: self.waits_for_ok(parcel)?,
                }
            };
            if !changes.contains(&change) {
                changes.push(change);
            }
        }
        Ok(changes)
    }

    fn waits_for_ok(&self, parcel: &Parcel) -> store::Result<bool> {
        Ok(parcel.state == OutboxState::Held && an_ok_would_do(self.tx, self.class, parcel, self.now)?)
    }
}

fn not_written(changes: &mut Vec<view::Change>, letter: &str, whom: String, why: RenderProblem) {
    let told = changes.iter_mut().find_map(|change| match change {
        view::Change::NotWritten { template, problem, to } if template == letter && *problem == why => Some(to),
        _ => None,
    });
    match told {
        Some(to) if to.contains(&whom) => {}
        Some(to) => to.push(whom),
        None => {
            let template = letter.to_owned();
            changes.push(view::Change::NotWritten { template, problem: why, to: vec![whom] });
        }
    }
}

/// The reason, found again by its words.
fn why(reason: &str) -> WhyNot {
    let refused = [
        (Refusal::NotOnRoster, WhyNot::NotOnList),
        (Refusal::AddressFails, WhyNot::AddressFails),
        (Refusal::Expired, WhyNot::TimePassed),
        (Refusal::Blocked, WhyNot::Barred),
        (Refusal::NotInClass, WhyNot::NotInClass),
        (Refusal::InformOnly, WhyNot::InformOnly),
        (Refusal::OptedOut, WhyNot::OptedOut),
    ];
    if let Some((_, why)) = refused.into_iter().find(|(refusal, _)| refusal.words() == reason) {
        return why;
    }
    if let Some(child) = other_child(reason) {
        return WhyNot::Names(child);
    }
    let begins = [
        (NOBODY_SAID_OK, WhyNot::NobodySaidOk),
        (SAME_WORDS, WhyNot::SameWords),
        (ENDED_THREE_TIMES, WhyNot::BrokenOff),
        (STUMBLED, WhyNot::Stumbled),
        (Why::DailyLimit.words(), WhyNot::DailyLimit),
        (Why::Line.words(), WhyNot::NoLine),
        (Why::Setup.words(), WhyNot::Account),
        (Why::Refused.words(), WhyNot::Refused),
        (Why::TryLater.words(), WhyNot::Refused),
        (Why::TooFast.words(), WhyNot::Refused),
        (Why::MailboxFull.words(), WhyNot::Refused),
        (Why::Unsendable.words(), WhyNot::Unsendable),
    ];
    // The mail server's own words may follow.
    let found = begins.into_iter().find(|(words, _)| reason.starts_with(words));
    found.map_or_else(|| WhyNot::Other(reason.to_owned()), |(_, why)| why)
}

/// Who is named in the gate's own sentence.
fn other_child(reason: &str) -> Option<String> {
    const NAME: &str = "\u{0}";
    let words = Refusal::OtherChild(ChildName(NAME.to_owned())).words();
    let (before, after) = words.split_once(NAME)?;
    reason.strip_prefix(before)?.strip_suffix(after).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_outbox_keeps_is_found_again() {
        let named = Refusal::OtherChild(ChildName("Zoë".into()));
        for (kept, told) in [
            (Refusal::NotOnRoster.words(), WhyNot::NotOnList),
            (Refusal::Expired.words(), WhyNot::TimePassed),
            (named.words(), WhyNot::Names("Zoë".into())),
            (format!("{SAME_WORDS}20 November 2026; ok sends them again"), WhyNot::SameWords),
            (format!("{} (550 5.7.1 no)", Why::Refused.words()), WhyNot::Refused),
            (NOBODY_SAID_OK.to_owned(), WhyNot::NobodySaidOk),
            ("the moon was full".to_owned(), WhyNot::Other("the moon was full".into())),
        ] {
            assert_eq!(why(&kept), told, "{kept}");
        }
    }
}
