//! Repeating events: the days of an RRULE (RFC 5545 §3.3.10), expanded by the rrule crate behind icalendar.
//!
//! Days are expanded as midnights in UTC. The crate would otherwise take them in the zone of the host, where a
//! midnight may not exist.

use super::IcalProblem;
use icalendar::rrule::RRuleSet;
use jiff::civil::{Date, DateTime};
use jiff::tz::TimeZone;
use jiff::{Timestamp, ToSpan};

/// More than a century of days.
const MOST_DAYS: usize = 40_000;

/// The days up to `until` that the rule gives to an event that starts on `first`.
pub(super) fn days(first: Date, rule: &str, until: Date, line: usize) -> Result<Vec<Date>, IcalProblem> {
    let unreadable = || {
        IcalProblem::new(
            line,
            format!("The repetition `{rule}` cannot be read."),
            "Write a rule by days, weeks, months or years, such as `RRULE:FREQ=WEEKLY;BYDAY=FR;UNTIL=20270618`.",
        )
    };
    let mut parts = Vec::new();
    for part in rule.split(';').map(str::trim).filter(|p| !p.is_empty()) {
        let (key, value) = part.split_once('=').ok_or_else(unreadable)?;
        let (key, value) = (key.trim().to_ascii_uppercase(), value.trim().to_ascii_uppercase());
        match key.as_str() {
            "FREQ" if ["SECONDLY", "MINUTELY", "HOURLY"].contains(&value.as_str()) => return Err(unreadable()),
            // The time of day changes nothing about the day, and could be asked for 86,400 times.
            "BYHOUR" | "BYMINUTE" | "BYSECOND" => {}
            "UNTIL" => {
                let last = last_day(&value).ok_or_else(unreadable)?;
                if last < first {
                    return Ok(Vec::new());
                }
                parts.push(format!("UNTIL={}", midnight(last)));
            }
            _ => parts.push(format!("{key}={value}")),
        }
    }
    let text = format!("DTSTART:{}\nRRULE:{}", midnight(first), parts.join(";"));
    let set: RRuleSet = text.parse().map_err(|_| unreadable())?;
    let instants = set.limit().into_iter().map(|instant| instant.timestamp());
    let days =
        instants.map_while(|second| Some(TimeZone::UTC.to_datetime(Timestamp::from_second(second).ok()?).date()));
    let days: Vec<Date> = days.take_while(|day| *day <= until).take(MOST_DAYS).collect();
    if days.len() == MOST_DAYS {
        return Err(IcalProblem::new(
            line,
            format!("The repetition `{rule}` comes to more than {MOST_DAYS} days."),
            "Let the event start in this school year.",
        ));
    }
    Ok(days)
}

/// The last day that UNTIL allows. Calendar programs give it as a day, or as the instant in UTC at which the last
/// day begins or ends where they were used; a boundary of days after ten o'clock in UTC is one from further east.
fn last_day(value: &str) -> Option<Date> {
    let Some(instant) = value.strip_suffix('Z') else {
        let day = value.split('T').next().unwrap_or(value);
        return Date::strptime("%Y%m%d", day).ok();
    };
    let instant = DateTime::strptime("%Y%m%dT%H%M%S", instant).ok()?;
    let ends_a_day = instant.minute() % 15 == 14;
    let boundary = if ends_a_day { instant.checked_add(1.minute()).ok()? } else { instant };
    let days_on = i64::from(boundary.hour() > 10) - i64::from(ends_a_day);
    boundary.date().checked_add(days_on.days()).ok()
}

fn midnight(day: Date) -> String {
    day.strftime("%Y%m%dT000000Z").to_string()
}
