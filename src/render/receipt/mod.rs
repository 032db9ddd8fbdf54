//! What a teacher is told of each line they wrote: one short mail.

mod english;
mod french;
mod hard;
mod help;
mod meeting;
mod page;
mod plain;
mod plans;
mod promises;
mod question;
mod rights;
mod shared;
mod spanish;
#[cfg(test)]
mod tests;
#[cfg(test)]
pub(super) use tests::a_receipt as sample;

pub use page::{Answer, Question, ReceiptView, render_receipt};
pub use plain::{Distrust, Past, render_help, render_history, render_notice};
pub use plans::PastPlan;

use super::summary::words::Tongue;
use crate::domain::command::Verb;
use crate::domain::receipt::hard::HardSaid;
use crate::domain::receipt::meeting::MeetingSaid;
use crate::domain::receipt::plan::PlanSaid;
use crate::domain::receipt::promise::PromiseSaid;
use crate::domain::receipt::question::QuestionSaid;
use crate::domain::receipt::{RightsSaid, Said};
use jiff::tz::TimeZone;

/// The sentence, with times of the school's wall.
pub fn words(said: &Said, tongue: Tongue, zone: &TimeZone) -> String {
    match (kind(said), tongue) {
        (Kind::Done, Tongue::English) => english::done(said, zone),
        (Kind::Done, Tongue::Spanish) => spanish::done(said, zone),
        (Kind::Done, Tongue::French) => french::done(said, zone),
        (Kind::NotDone, Tongue::English) => english::not_done(said, zone),
        (Kind::NotDone, Tongue::Spanish) => spanish::not_done(said, zone),
        (Kind::NotDone, Tongue::French) => french::not_done(said, zone),
        (Kind::AboutAnItem, Tongue::English) => english::about_an_item(said),
        (Kind::AboutAnItem, Tongue::Spanish) => spanish::about_an_item(said),
        (Kind::AboutAnItem, Tongue::French) => french::about_an_item(said),
        (Kind::Rights(said), _) => rights::words(said, tongue),
        (Kind::Promise(said), _) => promises::words(said, tongue),
        (Kind::Question(said), _) => question::words(said, tongue, zone),
        (Kind::Meeting(said), _) => meeting::words(said, tongue, zone),
        (Kind::Hard(said), _) => hard::words(said, tongue, zone),
        (Kind::Plan(said), _) => plans::words(said, tongue, zone),
    }
}

/// How a verb is written, in the words of this tongue.
fn example(verb: Verb, tongue: Tongue) -> &'static str {
    match tongue {
        Tongue::English => english::example(verb),
        Tongue::Spanish => spanish::example(verb),
        Tongue::French => french::example(verb),
    }
}

enum Kind<'a> {
    Done,
    NotDone,
    AboutAnItem,
    Rights(&'a RightsSaid),
    Promise(&'a PromiseSaid),
    Question(&'a QuestionSaid),
    Meeting(&'a MeetingSaid),
    Hard(&'a HardSaid),
    Plan(&'a PlanSaid),
}

/// Every sentence has its place; the tongues leave none out.
fn kind(said: &Said) -> Kind<'_> {
    match said {
        Said::MomentNoted { .. }
        | Said::NoteKept { .. }
        | Said::Logged { .. }
        | Said::Approved { .. }
        | Said::Replied { .. }
        | Said::Thanked { .. }
        | Said::Reworded { .. }
        | Said::WillNotBeSent { .. }
        | Said::Settled { .. }
        | Said::ShownAgain { .. }
        | Said::PlacedWith { .. }
        | Said::Paused { .. }
        | Said::PauseEnded
        | Said::Undone { .. }
        | Said::ComesByMail(_) => Kind::Done,
        Said::NothingSaid
        | Said::NotUnderstood(_)
        | Said::PartsDisagree
        | Said::NoSuchChild { .. }
        | Said::WhichChild { .. }
        | Said::NoGuardianKnown { .. }
        | Said::NoSuchGuardian { .. }
        | Said::WhichGuardian { .. }
        | Said::WhichHome { .. }
        | Said::NoSummary
        | Said::SayWhich(_)
        | Said::NotADay
        | Said::ALaterDay
        | Said::SaidBefore { .. }
        | Said::AlreadyDone { .. }
        | Said::PartTooLate
        | Said::NothingToUndo { .. }
        | Said::TooLateToUndo { .. }
        | Said::MeantSo(_)
        | Said::Photo(_) => Kind::NotDone,
        Said::NoSuchItem { .. }
        | Said::ItemGone { .. }
        | Said::ItemIsMail { .. }
        | Said::ItemIsNoMail { .. }
        | Said::ItemGoesByItself { .. }
        | Said::ItemGoesOut { .. }
        | Said::HasRun { .. }
        | Said::TooLate { .. }
        | Said::NothingToSend { .. }
        | Said::HeldStays { .. }
        | Said::BarredFrom { .. }
        | Said::NoGuardianOf { .. }
        | Said::TwoHomes { .. }
        | Said::PlaceItFirst { .. }
        | Said::CannotBeAnswered { .. } => Kind::AboutAnItem,
        Said::Rights(said) => Kind::Rights(said),
        Said::Promise(said) => Kind::Promise(said),
        Said::Question(said) => Kind::Question(said),
        Said::Meeting(said) => Kind::Meeting(said),
        Said::Hard(said) => Kind::Hard(said),
        Said::Plan(said) => Kind::Plan(said),
    }
}
