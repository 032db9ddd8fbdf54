//! How long a difficult letter sleeps: what one still means to say on the next school morning was meant.

use crate::domain::calendar::first_instant;
use crate::domain::class::School;
use jiff::Timestamp;
use jiff::civil::{Date, Time};

/// Where no quiet hours say more, nobody hears hard news earlier in the day.
const MORNING: Time = Time::constant(7, 0, 0, 0);

/// No night is followed by more of what has to be looked at.
const MOST_STEPS: usize = 8;

/// The morning of the first school day after the one on which it was begun.
pub fn wakes(begun: Date, school: &School) -> Timestamp {
    let day = school.calendar.next_school_day(begun);
    let morning = first_instant(day.to_datetime(MORNING), &school.time_zone).unwrap_or(Timestamp::MAX);
    opens(morning, school)
}

/// The first moment from then on that is no closed day and no quiet hour.
pub fn opens(at: Timestamp, school: &School) -> Timestamp {
    let mut at = at;
    for _ in 0..MOST_STEPS {
        let wall = school.time_zone.to_datetime(at);
        let quiet = school.quiet_hours.as_ref().filter(|quiet| quiet.contains(wall.time()));
        let later = if !school.calendar.is_school_day(wall.date()) {
            first_instant(school.calendar.next_school_day(wall.date()).into(), &school.time_zone)
        } else {
            quiet.map(|quiet| quiet.ends_after(at, &school.time_zone))
        };
        match later.filter(|later| *later > at) {
            Some(later) => at = later,
            None => break,
        }
    }
    at
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::calendar::{QuietHours, SchoolCalendar};
    use crate::domain::language::Language;
    use jiff::civil::date;
    use jiff::tz::TimeZone;

    fn school(quiet: Option<&str>) -> School {
        let mut calendar = SchoolCalendar::new();
        calendar.close_range(date(2026, 11, 25), date(2026, 11, 27), Some("Thanksgiving".to_owned()));
        School {
            name: "Lincoln School".into(),
            time_zone: TimeZone::get("America/New_York").unwrap(),
            language: Language::english(),
            calendar,
            half_day_words: Vec::new(),
            quiet_hours: quiet.map(|quiet| QuietHours::parse(quiet).unwrap()),
            bundle_at: None,
            urgent_words: Vec::new(),
            blame_words: Vec::new(),
        }
    }

    #[test]
    fn it_sleeps_until_the_next_school_morning_whatever_lies_between() {
        for (begun, quiet, wakes_at) in [
            (date(2026, 11, 18), None, "2026-11-19T07:00:00-05:00"),
            (date(2026, 11, 18), Some("18:00-07:30"), "2026-11-19T07:30:00-05:00"),
            (date(2026, 11, 20), Some("18:00-07:30"), "2026-11-23T07:30:00-05:00"),
            (date(2026, 11, 21), Some("18:00-06:00"), "2026-11-23T07:00:00-05:00"),
            (date(2026, 11, 24), Some("18:00-07:30"), "2026-11-30T07:30:00-05:00"),
        ] {
            let expected: Timestamp = wakes_at.parse().unwrap();
            assert_eq!(wakes(begun, &school(quiet)), expected, "{begun} {quiet:?}");
        }
    }

    #[test]
    fn what_is_approved_in_the_evening_or_on_a_closed_day_leaves_when_families_may_be_written_to() {
        let school = school(Some("18:00-07:30"));
        for (at, leaves) in [
            ("2026-11-19T12:00:00-05:00", "2026-11-19T12:00:00-05:00"),
            ("2026-11-19T19:00:00-05:00", "2026-11-20T07:30:00-05:00"),
            ("2026-11-20T19:00:00-05:00", "2026-11-23T07:30:00-05:00"),
            ("2026-11-25T12:00:00-05:00", "2026-11-30T07:30:00-05:00"),
        ] {
            assert_eq!(opens(at.parse().unwrap(), &school), leaves.parse().unwrap(), "{at}");
        }
    }
}
