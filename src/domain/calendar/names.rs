//! English names of days and months, as configurations and teachers write them.

use jiff::civil::Weekday;

const WEEKDAYS: [(&str, Weekday); 7] = [
    ("monday", Weekday::Monday),
    ("tuesday", Weekday::Tuesday),
    ("wednesday", Weekday::Wednesday),
    ("thursday", Weekday::Thursday),
    ("friday", Weekday::Friday),
    ("saturday", Weekday::Saturday),
    ("sunday", Weekday::Sunday),
];

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

/// `mon`, `Monday`: at least three letters of the name, in any case.
pub fn weekday(written: &str) -> Option<Weekday> {
    let written = written.trim().to_lowercase();
    WEEKDAYS.iter().find(|(name, _)| written.len() >= 3 && name.starts_with(&written)).map(|(_, day)| *day)
}
