//! One entry of `school.closed` that is a date or a range of dates, or of `school.half_days`.

use super::quiet::read_time;
use super::{ClosedSpan, HalfDay};
use jiff::civil::Date;

/// No holiday is longer; a range that is has a slip of the pen in its year.
const LONGEST_RANGE_DAYS: i32 = 400;

/// Reads `2026-11-26` or `2026-11-26..2026-11-27` (both days included).
///
/// # Errors
/// What is wrong and what to write, in one sentence each.
pub fn parse_closed_entry(text: &str) -> Result<ClosedSpan, String> {
    let text = text.trim();
    let (first, last) = match text.split_once("..") {
        Some((first, last)) => (read_date(first, text)?, read_date(last, text)?),
        None => {
            let day = read_date(text, text)?;
            (day, day)
        }
    };
    let days = last.since(first).map_or(0, |span| span.get_days());
    if days < 0 {
        return Err(format!("`{text}` ends before it begins. Write the earlier day first: `{last}..{first}`."));
    }
    if days > LONGEST_RANGE_DAYS {
        return Err(format!("`{text}` is {days} days long. Check the years; no range may be longer than 400 days."));
    }
    Ok(ClosedSpan { first, last, name: None })
}

/// Reads `2026-12-18 12:00`, or the day alone where nobody knows the time.
///
/// # Errors
/// What is wrong and what to write, in one sentence each.
pub fn parse_half_day(text: &str) -> Result<HalfDay, String> {
    let shape = || format!("`{text}` is no half day. Write the day and when it ends: `2026-12-18 12:00`.");
    let (day, time) = text.trim().split_once([' ', 'T']).unwrap_or((text.trim(), ""));
    let day = read_date(day, text).map_err(|_| shape())?;
    let ends = match time.trim() {
        "" => None,
        time => Some(read_time(time).ok_or_else(shape)?),
    };
    Ok(HalfDay { day, ends, name: None })
}

fn read_date(text: &str, entry: &str) -> Result<Date, String> {
    let text = text.trim();
    let looks_right = text.len() == 10 && text.bytes().all(|b| b.is_ascii_digit() || b == b'-');
    match text.parse::<Date>() {
        Ok(date) if looks_right => Ok(date),
        _ if looks_right => Err(format!("`{text}` is no day of the calendar. Write year-month-day, as 2026-11-26.")),
        _ => Err(format!(
            "`{entry}` is no date. Write a day as `2026-11-26`, a range as `2026-11-26..2026-11-27`, or the path of \
             an iCalendar file ending in `.ics`."
        )),
    }
}
