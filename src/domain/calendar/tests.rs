use super::*;
use jiff::civil::{Time, date, time};
use jiff::tz::TimeZone;
use jiff::{Timestamp, Zoned};
use proptest::prelude::*;

fn school_year() -> SchoolCalendar {
    let mut calendar = SchoolCalendar::new();
    calendar.close_range(date(2026, 11, 26), date(2026, 11, 27), Some("Thanksgiving break".into()));
    calendar.close_range(date(2026, 12, 21), date(2027, 1, 3), Some("Winter break".into()));
    calendar.close(date(2027, 1, 15), Some("Staff day".into()));
    calendar
}

#[test]
fn a_day_is_closed_for_one_reason() {
    let calendar = school_year();
    for (day, expected) in [
        (date(2026, 11, 25), None),
        (date(2026, 11, 26), Some(ClosedDay::Listed(Some("Thanksgiving break".into())))),
        (date(2026, 11, 28), Some(ClosedDay::Weekend)),
        (date(2026, 12, 26), Some(ClosedDay::Listed(Some("Winter break".into())))),
    ] {
        assert_eq!(calendar.closed_reason(day), expected, "{day}");
        assert_eq!(calendar.is_school_day(day), expected.is_none(), "{day}");
    }
}

#[test]
fn the_first_name_of_a_day_stays_and_a_name_fills_a_blank() {
    let mut calendar = SchoolCalendar::new();
    let day = date(2026, 11, 26);
    calendar.close(day, None);
    calendar.close(day, Some("Thanksgiving".into()));
    calendar.close(day, Some("Holiday".into()));
    assert_eq!(calendar.closed_reason(day), Some(ClosedDay::Listed(Some("Thanksgiving".into()))));
    let mut once = SchoolCalendar::new();
    once.close(day, Some("Thanksgiving".into()));
    assert_eq!(calendar, once);
}

#[test]
fn school_days_are_counted_over_breaks() {
    let calendar = school_year();
    for (from, to, expected) in [
        (date(2026, 11, 24), date(2026, 11, 24), 0),
        (date(2026, 11, 24), date(2026, 11, 25), 1),
        (date(2026, 11, 25), date(2026, 11, 29), 0),
        (date(2026, 11, 25), date(2026, 11, 30), 1),
        (date(2026, 12, 18), date(2027, 1, 4), 1),
        (date(2026, 11, 25), date(2026, 11, 24), 0),
    ] {
        assert_eq!(calendar.school_days_after(from, to), expected, "{from} to {to}");
    }
}

#[test]
fn the_next_and_the_last_school_day() {
    let calendar = school_year();
    assert_eq!(calendar.next_school_day(date(2026, 11, 25)), date(2026, 11, 30));
    assert_eq!(calendar.nth_school_day_after(date(2026, 11, 25), 2), date(2026, 12, 1));
    assert_eq!(calendar.nth_school_day_after(date(2026, 11, 26), 0), date(2026, 11, 26));
    assert_eq!(calendar.nth_school_day_before(date(2026, 11, 30), 1), date(2026, 11, 25));
    assert_eq!(calendar.last_school_day_of_week(date(2026, 11, 23)), Some(date(2026, 11, 25)));
    assert_eq!(calendar.last_school_day_of_week(date(2026, 11, 29)), Some(date(2026, 11, 25)));
    assert_eq!(calendar.last_school_day_of_week(date(2026, 11, 30)), Some(date(2026, 12, 4)));
    assert_eq!(calendar.last_school_day_of_week(date(2026, 12, 24)), None);
    assert_eq!(calendar.last_school_day_of_month(date(2026, 12, 1)), Some(date(2026, 12, 18)));
}

#[test]
fn where_the_weekend_is_friday_and_saturday_the_week_begins_on_sunday() {
    let mut calendar = SchoolCalendar::new();
    calendar.close(date(2026, 11, 29), None);
    calendar.set_weekend(&[Weekday::Friday, Weekday::Saturday]);
    assert!(!calendar.is_school_day(date(2026, 11, 29)));
    assert_eq!(calendar.school_days_after(date(2026, 11, 26), date(2026, 11, 30)), 1);
    assert_eq!(calendar.last_school_day_of_week(date(2026, 11, 29)), Some(date(2026, 12, 3)));
    assert_eq!(calendar.last_school_day_of_week(date(2026, 11, 28)), Some(date(2026, 11, 26)));
}

#[test]
fn a_week_of_weekend_days_is_not_believed() {
    let mut calendar = SchoolCalendar::new();
    calendar.set_weekend(&[1, 2, 3, 4, 5, 6, 7].map(|n| Weekday::from_monday_one_offset(n).unwrap()));
    assert_eq!(calendar, SchoolCalendar::new());
}

#[test]
fn listed_days_in_a_row_are_told_as_one() {
    let spans = school_year().listed_between(date(2026, 11, 27), date(2027, 1, 31));
    let told: Vec<_> = spans.iter().map(|s| (s.first, s.last, s.name.as_deref().unwrap_or(""))).collect();
    assert_eq!(
        told,
        [
            (date(2026, 11, 27), date(2026, 11, 27), "Thanksgiving break"),
            (date(2026, 12, 21), date(2027, 1, 3), "Winter break"),
            (date(2027, 1, 15), date(2027, 1, 15), "Staff day"),
        ]
    );
    assert!(school_year().listed_between(date(2027, 1, 31), date(2026, 1, 1)).is_empty());
}

#[test]
fn closed_entries_are_dates_and_ranges() {
    let span = |first, last| Ok(ClosedSpan { first, last, name: None });
    let day = date(2026, 11, 26);
    assert_eq!(parse_closed_entry("2026-11-26"), span(day, day));
    assert_eq!(parse_closed_entry(" 2026-11-26 .. 2026-11-27 "), span(day, date(2026, 11, 27)));
    for (bad, says) in [
        ("", "is no date"),
        ("26.11.2026", "is no date"),
        ("2026-11-26T00:00", "is no date"),
        ("2026-11-26..", "is no date"),
        ("20261126", "is no date"),
        ("2026-02-30", "no day of the calendar"),
        ("2026-11-27..2026-11-26", "2026-11-26..2026-11-27"),
        ("2026-11-26..2036-11-27", "Check the years"),
    ] {
        assert!(parse_closed_entry(bad).is_err_and(|e| e.contains(says)), "{bad}: {:?}", parse_closed_entry(bad));
    }
}

#[test]
fn half_days_are_read_with_and_without_their_end() {
    let half = |ends| HalfDay { day: date(2026, 12, 18), ends, name: None };
    assert_eq!(parse_half_day("2026-12-18 12:00"), Ok(half(Some(time(12, 0, 0, 0)))));
    assert_eq!(parse_half_day(" 2026-12-18T11:30 "), Ok(half(Some(time(11, 30, 0, 0)))));
    assert_eq!(parse_half_day("2026-12-18"), Ok(half(None)));
    for bad in ["", "2026-12-32 12:00", "friday", "2026-12-18 noon", "2026-12-18 25:00", "2026-12-18..2026-12-19"] {
        assert!(parse_half_day(bad).is_err_and(|e| e.contains("2026-12-18 12:00")), "{bad}");
    }
}

#[test]
fn a_half_day_is_a_school_day_and_a_closed_day_is_no_half_day() {
    let mut calendar = school_year();
    let half = |day, hour| HalfDay { day, ends: Some(time(hour, 0, 0, 0)), name: None };
    calendar.shorten(HalfDay { ends: None, ..half(date(2026, 11, 25), 12) });
    calendar.shorten(half(date(2026, 11, 25), 12));
    calendar.shorten(HalfDay { ends: None, ..half(date(2026, 11, 25), 12) });
    calendar.shorten(half(date(2026, 11, 26), 12));
    assert!(calendar.is_school_day(date(2026, 11, 25)));
    assert_eq!(calendar.half_day(date(2026, 11, 25)), Some(&half(date(2026, 11, 25), 12)));
    assert_eq!(calendar.half_day(date(2026, 11, 26)), None);
    assert_eq!(calendar.school_days_after(date(2026, 11, 24), date(2026, 11, 25)), 1);
}

#[test]
fn a_day_is_named_by_its_place_in_the_calendar() {
    let mut calendar = school_year();
    calendar.add_term(Term { name: "Autumn".into(), first: date(2026, 8, 29), last: date(2026, 12, 20) });
    calendar.add_event("Winter break", date(2026, 12, 21), date(2027, 1, 3));
    calendar.add_event("Concert", date(2026, 12, 9), date(2026, 12, 9));
    calendar.add_event("concert", date(2027, 5, 12), date(2027, 5, 12));
    for (rule, expected) in [
        ("last school day of the week", vec![date(2026, 11, 25), date(2026, 12, 4), date(2026, 12, 11)]),
        ("First school day of week", vec![date(2026, 11, 23), date(2026, 11, 30), date(2026, 12, 7)]),
        ("last school day of the month", vec![date(2026, 11, 30), date(2026, 12, 18)]),
        ("first school day of the month", vec![date(2026, 12, 1), date(2027, 1, 4)]),
        ("first school day of the term", vec![date(2026, 8, 31)]),
        ("last school day of term", vec![date(2026, 12, 18)]),
        ("3 school days before 2026-11-30", vec![date(2026, 11, 23)]),
        ("1 school day after 2026-11-25", vec![date(2026, 11, 30)]),
        ("2 school days before WINTER break", vec![date(2026, 12, 17)]),
        ("1 school day after winter  break", vec![date(2027, 1, 4)]),
        ("2 school days before concert", vec![date(2026, 12, 7), date(2027, 5, 10)]),
    ] {
        let read = DayRule::parse(rule).unwrap();
        let held: Vec<Date> = days_from(date(2026, 8, 1)).take(365).filter(|day| read.holds(&calendar, *day)).collect();
        assert!(expected.iter().all(|day| held.contains(day)), "{rule}: {held:?}");
        assert!(held.iter().all(|day| calendar.is_school_day(*day)), "{rule}");
        if !rule.to_lowercase().contains("week") && !rule.contains("month") {
            assert_eq!(held, expected, "{rule}");
        }
        assert_eq!(DayRule::parse(&read.text()).as_ref().map(DayRule::text), Ok(read.text()), "{rule}");
    }
}

#[test]
fn a_day_that_means_nothing_is_refused_with_advice() {
    for bad in [
        "",
        "friday",
        "last day of the week",
        "second school day of the week",
        "last school day of the year",
        "0 school days before 2027-03-04",
        "101 school days before 2027-03-04",
        "3 school days before",
        "three school days before 2027-03-04",
        "3 days before 2027-03-04",
    ] {
        assert!(DayRule::parse(bad).is_err_and(|e| e.contains("last school day of the week")), "{bad}");
    }
}

fn quiet(text: &str) -> QuietHours {
    QuietHours::parse(text).unwrap()
}

#[test]
fn quiet_hours_hold_their_start_and_not_their_end() {
    for (text, at, expected) in [
        ("18:00-07:30", time(18, 0, 0, 0), true),
        ("18:00-07:30", time(17, 59, 59, 0), false),
        ("18:00-07:30", time(0, 0, 0, 0), true),
        ("18:00-07:30", time(7, 29, 59, 999_999_999), true),
        ("18:00-07:30", time(7, 30, 0, 0), false),
        ("12:00-14:00", time(13, 0, 0, 0), true),
        ("12:00-14:00", time(14, 0, 0, 0), false),
        ("18:00-24:00", time(23, 59, 0, 0), true),
        ("18:00-24:00", time(0, 0, 0, 0), false),
    ] {
        assert_eq!(quiet(text).contains(at), expected, "{text} {at}");
    }
    assert_eq!(quiet(" 8:05 – 9:00 ").text(), "08:05-09:00");
}

#[test]
fn quiet_hours_that_mean_nothing_are_refused_with_advice() {
    for bad in [
        "",
        "18:00",
        "18-7",
        "18:00-07:60",
        "25:00-07:00",
        "18:00-07:3",
        "a-b",
        "18:00-07:30-08:00",
        "-",
        "24:00-07:00",
    ] {
        assert!(QuietHours::parse(bad).is_err_and(|e| e.contains("18:00-07:30")), "{bad}");
    }
    assert!(QuietHours::parse("07:00-7:00").is_err_and(|e| e.contains("same time")));
    assert!(QuietHours::parse("00:00-24:00").is_err());
}

#[test]
fn quiet_hours_end_when_the_wall_clock_says_so() {
    for (hours, now, expected) in [
        ("18:00-07:30", "2026-11-20T17:59-05:00[America/New_York]", "2026-11-20T17:59-05:00[America/New_York]"),
        ("18:00-07:30", "2026-11-20T18:00-05:00[America/New_York]", "2026-11-21T07:30-05:00[America/New_York]"),
        ("18:00-07:30", "2026-11-21T03:00-05:00[America/New_York]", "2026-11-21T07:30-05:00[America/New_York]"),
        ("12:00-14:00", "2026-11-21T13:00-05:00[America/New_York]", "2026-11-21T14:00-05:00[America/New_York]"),
        // The night that is an hour shorter, and the one that is an hour longer.
        ("18:00-07:30", "2027-03-13T22:00-05:00[America/New_York]", "2027-03-14T07:30-04:00[America/New_York]"),
        ("18:00-07:30", "2026-10-31T22:00-04:00[America/New_York]", "2026-11-01T07:30-05:00[America/New_York]"),
        // The end is skipped: the first instant after the gap.
        ("18:00-02:30", "2027-03-14T01:00-05:00[America/New_York]", "2027-03-14T03:00-04:00[America/New_York]"),
        // The end comes twice: the first pass ends the quiet; in the second pass it is quiet again until its own end.
        ("18:00-01:30", "2026-11-01T00:10-04:00[America/New_York]", "2026-11-01T01:30-04:00[America/New_York]"),
        ("18:00-01:30", "2026-11-01T01:10-05:00[America/New_York]", "2026-11-01T01:30-05:00[America/New_York]"),
        // Clocks that jump at midnight.
        ("23:00-00:30", "2027-03-13T23:30-05:00[America/Havana]", "2027-03-14T01:00-04:00[America/Havana]"),
        ("18:00-07:30", "2026-10-31T23:10-04:00[America/Havana]", "2026-11-01T07:30-05:00[America/Havana]"),
    ] {
        let (now, expected): (Zoned, Zoned) = (now.parse().unwrap(), expected.parse().unwrap());
        assert_eq!(quiet(hours).ends_after(now.timestamp(), now.time_zone()), expected.timestamp(), "{hours} {now}");
    }
}

fn any_calendar() -> impl Strategy<Value = SchoolCalendar> {
    let day = (0i32..1_000).prop_map(|n| date(2026, 1, 1) + n.days());
    let closures = prop::collection::vec((day, 0i32..30), 0..20);
    let weekends = prop::sample::subsequence((1i8..=7).collect::<Vec<_>>(), 0..7);
    (closures, weekends).prop_map(|(closures, weekend)| {
        let mut calendar = SchoolCalendar::new();
        for (first, days) in closures {
            calendar.close_range(first, first + days.days(), None);
        }
        let weekend: Vec<_> = weekend.iter().map(|n| Weekday::from_monday_one_offset(*n).unwrap()).collect();
        calendar.set_weekend(&weekend);
        calendar
    })
}

proptest! {
    #[test]
    fn counting_by_arithmetic_is_counting_by_hand(calendar in any_calendar(), from in 0i32..1_100, days in 0i32..500) {
        let from = date(2025, 12, 1) + from.days();
        let to = from + days.days();
        let by_hand = days_from(from).skip(1).take_while(|d| *d <= to).filter(|d| calendar.is_school_day(*d)).count();
        prop_assert_eq!(calendar.school_days_after(from, to) as usize, by_hand);
        let next = calendar.next_school_day(from);
        prop_assert!(next > from && calendar.is_school_day(next));
        prop_assert_eq!(calendar.school_days_after(from, next), 1);
        if by_hand > 0 {
            let last = calendar.nth_school_day_after(from, u32::try_from(by_hand).unwrap());
            prop_assert!(last <= to && calendar.school_days_after(last, to) == 0);
        }
        if let Some(last) = calendar.last_school_day_of_week(from) {
            prop_assert!(calendar.is_school_day(last));
        }
    }

    #[test]
    fn quiet_hours_end_outside_themselves_and_not_before_now(
        zone in prop::sample::select(vec!["America/New_York", "Europe/Berlin", "Australia/Lord_Howe", "America/Havana",
            "Asia/Beirut", "Pacific/Chatham", "Africa/Casablanca", "America/Nuuk", "Asia/Kolkata"]),
        start in 0i8..48, end in 0i8..48, now in 1_767_225_600i64..1_861_920_000,
    ) {
        prop_assume!(start != end);
        let half_hour = |n: i8| Time::new(n / 2, n % 2 * 30, 0, 0).unwrap();
        let hours = quiet(&format!("{}-{}", half_hour(start).strftime("%H:%M"), half_hour(end).strftime("%H:%M")));
        let zone = TimeZone::get(zone).unwrap();
        let now = Timestamp::from_second(now).unwrap();
        let until = hours.ends_after(now, &zone);
        prop_assert!(until >= now);
        prop_assert!(!hours.contains(zone.to_datetime(until).time()));
        prop_assert_eq!(until == now, !hours.contains(zone.to_datetime(now).time()));
        // Nothing before it would have done: a minute earlier it was still quiet.
        if until > now {
            let before = (until - jiff::SignedDuration::from_mins(1)).max(now);
            prop_assert!(hours.contains(zone.to_datetime(before).time()));
        }
    }
}
