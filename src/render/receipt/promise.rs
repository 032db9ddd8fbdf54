//! Sentences about promises, in English.

use super::english::own;
use crate::domain::receipt::promise::PromiseSaid;

pub fn words(said: &PromiseSaid) -> String {
    match said {
        PromiseSaid::Made { child, text, due, kept_by_itself } => {
            let child = child.as_deref().map(|child| format!(" ({child})")).unwrap_or_default();
            let ends = if *kept_by_itself { ", or until the call or the mail that keeps it" } else { "" };
            format!("promised by {}: {}{child}; shown until you write kept{ends}", due.strftime("%a %d %b"), own(text))
        }
        PromiseSaid::Kept { promises: 1 } => "kept".into(),
        PromiseSaid::Kept { promises } => format!("{promises} promises are kept"),
        PromiseSaid::NotMade => "it is no promise, and is not offered again".into(),
        PromiseSaid::DayIsPast => "that day is over; say today or a later one".into(),
        PromiseSaid::ItemIsNoPromise { number } => format!("line {number} is no promise"),
    }
}
