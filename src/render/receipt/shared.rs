//! What sentences of every language are made of.

use crate::render::names;
use crate::render::summary::lines::{cut, one_line};
use crate::render::summary::words::Tongue;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;

/// A teacher's own word that is repeated to them.
const MOST: usize = 60;

pub(super) fn own(word: &str) -> String {
    cut(&one_line(word), MOST)
}

fn clean(list: &[String]) -> Vec<String> {
    list.iter().map(|name| one_line(name)).collect()
}

pub(super) fn names(list: &[String], tongue: Tongue) -> String {
    tongue.and(&clean(list))
}

pub(super) fn or(list: &[String], tongue: Tongue) -> String {
    names::or(&clean(list), &tongue.language())
}

pub(super) fn day(date: Date, tongue: Tongue) -> String {
    format!("{} {}", tongue.short_date(date), date.year())
}

pub(super) fn clock(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%H:%M").to_string()
}
