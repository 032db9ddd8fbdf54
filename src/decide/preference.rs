//! What a guardian asked to get, and what follows from it for a mail that would go to them.

mod asked;
mod wish;
mod words;

pub use asked::{Asked, PreferenceFacts, Spoken, asked, spoken};
pub use wish::{MOST_WORDS, Said, is_courtesy, is_named, is_short, plain_words, read};

use crate::domain::calendar::{SchoolCalendar, first_instant};
use crate::domain::preference::Level;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// A mail to a family, as far as a preference asks about it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Piece {
    /// The same words to everybody.
    pub class_letter: bool,
    /// A teacher wrote it, or reads it before it goes.
    pub by_hand: bool,
    /// What every family must have, whatever they asked for.
    pub needed: bool,
}

/// Whether somebody who asked for this much does not get it. A confirmation of what was asked is no such mail.
pub fn refuses(level: Level, piece: Piece) -> bool {
    match level {
        Level::All => false,
        Level::NoLetters => piece.class_letter && !piece.needed,
        Level::NeededOnly => !piece.needed && (piece.class_letter || !piece.by_hand),
        Level::Nothing => true,
    }
}

/// So many weeks are looked through for a school day; a summer holiday has fewer.
const MOST_WEEKS: i64 = 20;

/// When a mail for this moment goes to somebody who asked for mail once a week: on the last school day of the week, at
/// the same time of day; where that is over, on that of the next week that has one.
pub fn weekly_from(moment: Timestamp, calendar: &SchoolCalendar, time_zone: &TimeZone) -> Option<Timestamp> {
    let wall = time_zone.to_datetime(moment);
    let weeks = (0..MOST_WEEKS).map(|n| wall.date().saturating_add(jiff::Span::new().days(7 * n)));
    let day = weeks.filter_map(|day| calendar.last_school_day_of_week(day)).find(|day| *day >= wall.date())?;
    first_instant(day.to_datetime(wall.time()), time_zone)
}

#[cfg(test)]
mod tests;
