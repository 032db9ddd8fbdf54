//! How much of what goes by itself one household has had in a school week.

use crate::domain::calendar::first_instant;
use jiff::civil::{Time, Weekday};
use jiff::tz::TimeZone;
use jiff::{Span, Timestamp};
use std::collections::BTreeSet;

/// From Monday's first instant to the next Monday's, by the school's wall.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Week {
    pub first: Timestamp,
    pub next: Timestamp,
}

/// `None` at the end of time.
pub fn week_of(at: Timestamp, time_zone: &TimeZone) -> Option<Week> {
    let day = time_zone.to_datetime(at).date();
    let since = i64::from(day.weekday().since(Weekday::Monday));
    let monday = day.checked_sub(Span::new().days(since)).ok()?;
    let following = monday.checked_add(Span::new().days(7)).ok()?;
    let starts = |day: jiff::civil::Date| first_instant(day.to_datetime(Time::midnight()), time_zone);
    Some(Week { first: starts(monday)?, next: starts(following)? })
}

/// Whether one more run would be more than `most`. What a run wrote to two guardians of a household is one mail to it.
pub fn is_full<'a>(most: u32, had: impl IntoIterator<Item = &'a str>, run: &str) -> bool {
    let others: BTreeSet<&str> = had.into_iter().filter(|other| *other != run).collect();
    u32::try_from(others.len()).unwrap_or(u32::MAX) >= most
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn the_cap_counts_runs_and_not_copies() {
        assert!(!is_full(2, ["log 1", "log 1"], "event 1"));
        assert!(is_full(2, ["log 1", "news 1"], "event 1"));
        assert!(!is_full(2, ["log 1", "news 1"], "news 1"), "the second guardian's copy");
        assert!(!is_full(1, [], "log 1"));
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]
        #[test]
        fn the_cap_is_of_one_week_that_begins_on_a_monday(
            second in 1_700_000_000i64..1_900_000_000,
            zone in proptest::sample::select(vec!["America/New_York", "Asia/Beirut", "Pacific/Apia", "UTC"]),
        ) {
            let (at, zone) = (Timestamp::from_second(second).unwrap(), TimeZone::get(zone).unwrap());
            let week = week_of(at, &zone).unwrap();
            prop_assert!(week.first <= at && at < week.next);
            let wall = zone.to_datetime(week.first);
            prop_assert_eq!(wall.date().weekday(), Weekday::Monday);
            prop_assert_eq!(week_of(week.next, &zone).unwrap().first, week.next);
        }
    }
}
