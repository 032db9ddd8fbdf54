//! Days as a teacher writes them: `today`, `tomorrow`, `fri`, `3d`, `2w`, `12 may`, `2027-05-12`. What can mean two days,
//! as `05/06`, is refused.

use crate::domain::calendar::names::{self, MONTHS};
use jiff::ToSpan;
use jiff::civil::Date;

const SHAPE: &str = "write the day as mon, tomorrow, 3d, 12 may or 2027-05-12";

/// The day that is meant, seen from today. A weekday is the next one after today, a day of a month without its year the
/// next one that comes.
///
/// # Errors
/// How to write it.
pub fn read_day(text: &str, today: Date) -> Result<Date, String> {
    let text = text.trim().trim_end_matches('.').to_lowercase();
    let words: Vec<&str> = text.split([' ', ',']).filter(|w| !w.is_empty()).collect();
    let read = match words.as_slice() {
        ["today"] => Some(today),
        ["tomorrow"] => today.tomorrow().ok(),
        [word] => weekday(word, today).or_else(|| ahead(word, today)).or_else(|| iso(word)),
        [day, month] => of_month(day, month, None, today).or_else(|| of_month(month, day, None, today)),
        [day, month, year] => {
            of_month(day, month, Some(year), today).or_else(|| of_month(month, day, Some(year), today))
        }
        _ => None,
    };
    read.ok_or_else(|| SHAPE.to_owned())
}

fn weekday(word: &str, today: Date) -> Option<Date> {
    today.nth_weekday(1, names::weekday(word)?).ok()
}

/// `3d`, `2w`.
fn ahead(word: &str, today: Date) -> Option<Date> {
    let (number, days) = match (word.strip_suffix('d'), word.strip_suffix('w')) {
        (Some(number), _) => (number, 1),
        (_, Some(number)) => (number, 7),
        _ => return None,
    };
    let number: i64 = number.parse().ok().filter(|n| (1..=366).contains(n))?;
    today.checked_add((number * days).days()).ok()
}

fn iso(word: &str) -> Option<Date> {
    let plain = word.len() == 10 && word.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    word.parse().ok().filter(|_| plain)
}

fn of_month(day: &str, month: &str, year: Option<&str>, today: Date) -> Option<Date> {
    let day: i8 = day.trim_end_matches(['t', 'h', 's', 'n', 'r', 'd']).parse().ok()?;
    let month = MONTHS.iter().zip(1..).find(|(name, _)| month.len() >= 3 && name.starts_with(month)).map(|(_, n)| n)?;
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
        ] {
            assert_eq!(read_day(text, today), Ok(expected), "{text}");
        }
        for bad in
            ["", "05/06", "soon", "m", "32 may", "12 ma", "0d", "2027-5-12", "30 feb", "12 may 27", "mon tue wed thu"]
        {
            assert!(read_day(bad, today).is_err_and(|hint| hint.contains("2027-05-12")), "{bad}");
        }
    }
}
