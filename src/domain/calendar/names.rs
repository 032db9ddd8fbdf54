//! Names of days and months, as configurations and teachers write them: English, and what teachers write in Spanish and
//! French, in small letters without accents.

use jiff::civil::Weekday;

/// From Monday on.
pub const DAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
pub const SPANISH_DAYS: [&str; 7] = ["lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"];
pub const FRENCH_DAYS: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];

/// In the order of the year.
pub const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

pub const SPANISH_MONTHS: [&str; 12] = [
    "enero",
    "febrero",
    "marzo",
    "abril",
    "mayo",
    "junio",
    "julio",
    "agosto",
    "septiembre",
    "octubre",
    "noviembre",
    "diciembre",
];
pub const FRENCH_MONTHS: [&str; 12] = [
    "janvier",
    "fevrier",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "aout",
    "septembre",
    "octobre",
    "novembre",
    "decembre",
];

/// The day that a list names first of all for which this holds.
pub fn day_of(list: &[&str; 7], is_meant: impl Fn(&str) -> bool) -> Option<Weekday> {
    let at = list.iter().position(|name| is_meant(name))?;
    Weekday::from_monday_zero_offset(i8::try_from(at).ok()?).ok()
}

/// `mon`, `Monday`: at least three letters of the name, in any case.
pub fn weekday(written: &str) -> Option<Weekday> {
    let written = written.trim().to_lowercase();
    day_of(&DAYS, |name| written.len() >= 3 && name.starts_with(&written))
}
