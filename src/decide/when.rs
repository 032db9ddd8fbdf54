//! Days as a teacher writes them: `today`, `fri`, `3d`, `2w`, `12 may`, `2027-05-12`; `hoy`, `vie`, `12 de mayo`;
//! `aujourd'hui`, `ven`, `12 mai`. All three languages are always read. What can mean two days, as `05/06`, is refused.

mod times;

pub use times::read_times;

use super::names::fold;
use crate::domain::calendar::names::{self, FRENCH_DAYS, FRENCH_MONTHS, MONTHS, SPANISH_DAYS, SPANISH_MONTHS};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

const SHAPE: &str = "write the day as mon, tomorrow, 3d, 12 may or 2027-05-12";

/// The day that is meant, seen from today. A weekday is the next one after today, a day of a month without its year the
/// next one that comes.
///
/// # Errors
/// How to write it.
pub fn read_day(text: &str, today: Date) -> Result<Date, String> {
    let text = fold(text.trim().trim_end_matches('.')).replace('’', "'");
    let words: Vec<&str> = text.split([' ', ',']).filter(|w| !w.is_empty() && !ARTICLES.contains(w)).collect();
    let read = match words.as_slice() {
        ["today" | "hoy" | "aujourd'hui"] => Some(today),
        ["tomorrow" | "tmrw" | "manana" | "demain"] => today.tomorrow().ok(),
        ["next" | "this", day] => weekday(day, today),
        ["proximo" | "prochain", day] | [day, "proximo" | "prochain" | "que", ..] if weekday(day, today).is_some() => {
            weekday(day, today)
        }
        [word] => weekday(word, today).or_else(|| ahead(word, today)).or_else(|| iso(word)),
        // `in 3 days`: `d'ici` and `dentro` have gone before.
        [number, unit] if is_unit(unit) => ahead(&format!("{number}{unit}"), today),
        // A weekday beside the date says the same twice, and has to.
        [name, rest @ ..] if rest.len() >= 2 && weekday(name, today).is_some() => {
            read_day(&rest.join(" "), today).ok().filter(|date| spoken_weekday(name) == Some(date.weekday()))
        }
        [day, month] => of_month(day, month, None, today).or_else(|| of_month(month, day, None, today)),
        [day, month, year] => {
            of_month(day, month, Some(year), today).or_else(|| of_month(month, day, Some(year), today))
        }
        _ => None,
    };
    read.ok_or_else(|| SHAPE.to_owned())
}

/// Whether these words name a day at all, whatever today is.
pub fn reads_as_day(text: &str) -> bool {
    text.len() <= 40 && read_day(text, Date::constant(2028, 1, 1)).is_ok()
}

/// Words that stand before a day and say nothing.
const ARTICLES: [&str; 16] =
    ["on", "the", "of", "in", "by", "el", "de", "del", "en", "dentro", "le", "du", "dans", "d'ici", "pour", "para"];

fn spoken_weekday(word: &str) -> Option<Weekday> {
    let of_list = |list| names::day_of(list, |name| word.len() >= 3 && name.starts_with(word));
    // `mar` is March, Tuesday in both of the others, and never meant without a number for the month.
    names::weekday(word).or_else(|| of_list(&SPANISH_DAYS)).or_else(|| of_list(&FRENCH_DAYS))
}

fn weekday(word: &str, today: Date) -> Option<Date> {
    today.nth_weekday(1, spoken_weekday(word.trim_end_matches('.'))?).ok()
}

fn is_unit(word: &str) -> bool {
    unit(word).is_some()
}

/// How many days one of it has.
fn unit(word: &str) -> Option<i64> {
    match word {
        "d" | "day" | "days" | "dia" | "dias" | "j" | "jour" | "jours" => Some(1),
        "w" | "week" | "weeks" | "s" | "sem" | "semana" | "semanas" | "semaine" | "semaines" => Some(7),
        _ => None,
    }
}

/// `3d`, `2w`, `3j`, `2sem`.
fn ahead(word: &str, today: Date) -> Option<Date> {
    let length = word.find(|c: char| !c.is_ascii_digit())?;
    let (number, name) = word.split_at_checked(length)?;
    let number: i64 = number.parse().ok().filter(|n| (1..=366).contains(n))?;
    today.checked_add((number * unit(name)?).days()).ok()
}

fn iso(word: &str) -> Option<Date> {
    let plain = word.len() == 10 && word.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    word.parse().ok().filter(|_| plain)
}

/// Of the three languages; `None` where the beginning of a name could be two months (`jui`).
fn month(word: &str) -> Option<i8> {
    let word = word.trim_end_matches('.');
    let of_list = |list: [&str; 12]| -> Vec<i8> {
        list.iter().zip(1..).filter(|(name, _)| word.len() >= 3 && name.starts_with(word)).map(|(_, n)| n).collect()
    };
    let mut found: Vec<i8> = [MONTHS, SPANISH_MONTHS, FRENCH_MONTHS].into_iter().flat_map(of_list).collect();
    found.sort_unstable();
    found.dedup();
    match found.as_slice() {
        [one] => Some(*one),
        _ => None,
    }
}

fn of_month(day: &str, name: &str, year: Option<&str>, today: Date) -> Option<Date> {
    let day = ["st", "nd", "rd", "th", "er"].iter().find_map(|end| day.strip_suffix(end)).unwrap_or(day);
    let day: i8 = day.parse().ok()?;
    let month = month(name)?;
    match year {
        Some(year) => Date::new(year.parse().ok().filter(|y| (2000..=2200).contains(y))?, month, day).ok(),
        None => (0..=8)
            .find_map(|more| Date::new(today.year().checked_add(more)?, month, day).ok().filter(|date| *date >= today)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    #[test]
    fn days_are_read_as_people_write_them() {
        // A Thursday.
        let today = date(2026, 11, 26);
        for (text, expected) in [
            ("today", today),
            ("Tomorrow", date(2026, 11, 27)),
            ("mon", date(2026, 11, 30)),
            ("thursday", date(2026, 12, 3)),
            ("Fri.", date(2026, 11, 27)),
            ("3d", date(2026, 11, 29)),
            ("2w", date(2026, 12, 10)),
            ("12 may", date(2027, 5, 12)),
            ("May 12", date(2027, 5, 12)),
            ("1st dec", date(2026, 12, 1)),
            ("26 nov", today),
            ("29 feb", date(2028, 2, 29)),
            ("12 may 2028", date(2028, 5, 12)),
            ("2027-05-12", date(2027, 5, 12)),
            ("next fri", date(2026, 11, 27)),
            ("Friday, 11 December", date(2026, 12, 11)),
            ("in 3 days", date(2026, 11, 29)),
            ("hoy", today),
            ("mañana", date(2026, 11, 27)),
            ("el lunes", date(2026, 11, 30)),
            ("Mié.", date(2026, 12, 2)),
            ("12 de mayo", date(2027, 5, 12)),
            ("12 de mayo de 2028", date(2028, 5, 12)),
            ("en 3 días", date(2026, 11, 29)),
            ("2s", date(2026, 12, 10)),
            ("aujourd’hui", today),
            ("demain", date(2026, 11, 27)),
            ("lundi prochain", date(2026, 11, 30)),
            ("ven", date(2026, 11, 27)),
            ("1er déc", date(2026, 12, 1)),
            ("12 août", date(2027, 8, 12)),
            ("dans 3 jours", date(2026, 11, 29)),
            ("2 semaines", date(2026, 12, 10)),
            ("3j", date(2026, 11, 29)),
            ("2sem", date(2026, 12, 10)),
        ] {
            assert_eq!(read_day(text, today), Ok(expected), "{text}");
        }
        for bad in [
            "",
            "05/06",
            "soon",
            "m",
            "32 may",
            "12 ma",
            "0d",
            "2027-5-12",
            "30 feb",
            "12 may 27",
            "mon tue wed thu",
            "12 jui",
            "mon 11 dec",
            "5.6.",
        ] {
            assert!(read_day(bad, today).is_err_and(|hint| hint.contains("2027-05-12")), "{bad}");
        }
    }
}
