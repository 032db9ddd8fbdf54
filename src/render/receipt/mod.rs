//! What a teacher is told of each line they wrote: one short mail.

mod english;
mod page;
mod plain;
mod promise;
mod rights;

pub use page::{Answer, Question, ReceiptView, render_receipt};
pub use plain::{Distrust, Past, render_help, render_history, render_notice};

use super::summary::words::Tongue;
use crate::domain::receipt::Said;
use jiff::tz::TimeZone;

/// The sentence, with times of the school's wall.
pub fn words(said: &Said, tongue: Tongue, zone: &TimeZone) -> String {
    let _ = tongue;
    english::words(said, zone)
}
