//! What sentences of every language are made of.

use crate::domain::receipt::{Brake, NamedDay};
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

/// Where there is no school on it, with the school day that it comes to.
pub(super) fn named_day(named: NamedDay, t: Tongue) -> String {
    let Some(school) = named.first_school_day else { return day(named.day, t) };
    let school = t.short_date(school);
    let but = t.pick(
        format!("no school that day; the next school day is {school}"),
        format!("ese día no hay clases; el siguiente día de clases es el {school}"),
        format!("pas d’école ce jour-là\u{202f}; le jour d’école suivant est le {school}"),
    );
    format!("{} ({but})", day(named.day, t))
}

/// What is added where something was, or was not, taken back.
pub(super) fn brake(brake: Brake, t: Tongue) -> &'static str {
    match brake {
        Brake::Off => "",
        Brake::On => t.pick(
            "; mail to families is still stopped, and hold off lets it go again",
            "; el correo a las familias sigue parado, y reanudar lo deja salir de nuevo",
            "\u{202f}; les messages aux familles restent bloqués, et reprendre les laisse repartir",
        ),
    }
}

pub(super) fn day_of(at: Timestamp, zone: &TimeZone) -> Date {
    at.to_zoned(zone.clone()).date()
}

pub(super) fn clock(at: Timestamp, zone: &TimeZone) -> String {
    at.to_zoned(zone.clone()).strftime("%H:%M").to_string()
}
