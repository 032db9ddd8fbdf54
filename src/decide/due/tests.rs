use super::*;
use crate::domain::calendar::{ClosedDay, SchoolCalendar};
use jiff::Zoned;
use jiff::civil::{Date, date};
use proptest::prelude::*;

fn cron(text: &str) -> Crontab {
    Crontab::parse(text).unwrap_or_else(|p| panic!("{text}: {p:?}"))
}

fn zone(name: &str) -> TimeZone {
    TimeZone::get(name).unwrap()
}

fn at(text: &str) -> Timestamp {
    text.parse::<Zoned>().map(|z| z.timestamp()).or_else(|_| text.parse()).unwrap()
}

/// `14 02:30→03:00-04`: slot, then the clock and its offset at the instant.
fn shown(o: &Occurrence, zone: &TimeZone) -> String {
    format!("{}→{}", o.slot.strftime("%d %H:%M"), o.at.to_zoned(zone.clone()).strftime("%H:%M%:::z"))
}

fn golden(line: &str, zone_name: &str, after: &str, until: &str) -> Vec<String> {
    let zone = zone(zone_name);
    let wall = |t: &str| zone.to_timestamp(t.parse().unwrap()).unwrap();
    occurrences(&cron(line), &zone, wall(after), wall(until)).iter().map(|o| shown(o, &zone)).collect()
}

#[test]
fn weekdays_are_those_of_crontab() {
    let days = golden("0 7 * * 1-5", "America/New_York", "2026-11-14T00:00", "2026-11-21T00:00");
    assert_eq!(
        days,
        ["16 07:00→07:00-05", "17 07:00→07:00-05", "18 07:00→07:00-05", "19 07:00→07:00-05", "20 07:00→07:00-05"]
    );
    for sunday in ["0", "7", "Sun"] {
        let line = format!("0 16 * * {sunday}");
        let days = golden(&line, "America/New_York", "2026-11-14T00:00", "2026-11-21T00:00");
        assert_eq!(days, ["15 16:00→16:00-05"], "{line}");
    }
}

#[test]
fn a_time_that_daylight_saving_skips_comes_once_at_the_next_instant() {
    for (line, zone, after, until, expected) in [
        (
            "30 2 * * *",
            "America/New_York",
            "2027-03-13T00:00",
            "2027-03-16T00:00",
            vec!["13 02:30→02:30-05", "14 02:30→03:00-04", "15 02:30→02:30-04"],
        ),
        (
            "30 2 * * *",
            "Europe/Berlin",
            "2027-03-27T12:00",
            "2027-03-29T12:00",
            vec!["28 02:30→03:00+02", "29 02:30→02:30+02"],
        ),
        (
            "15 2 * * *",
            "Australia/Lord_Howe",
            "2026-10-03T12:00",
            "2026-10-05T12:00",
            vec!["04 02:15→02:30+11", "05 02:15→02:15+11"],
        ),
        (
            "30 2 * * Sun",
            "America/New_York",
            "2027-03-08T00:00",
            "2027-03-22T00:00",
            vec!["14 02:30→03:00-04", "21 02:30→02:30-04"],
        ),
        (
            "30 2 14 * *",
            "America/New_York",
            "2027-03-01T00:00",
            "2027-04-30T00:00",
            vec!["14 02:30→03:00-04", "14 02:30→02:30-04"],
        ),
        (
            "*/15 1-3 * * *",
            "America/New_York",
            "2027-03-14T01:20",
            "2027-03-14T03:40",
            vec![
                "14 01:30→01:30-05",
                "14 01:45→01:45-05",
                "14 02:00→03:00-04",
                "14 03:15→03:15-04",
                "14 03:30→03:30-04",
            ],
        ),
        (
            "0 0 * * *",
            "America/Havana",
            "2027-03-13T12:00",
            "2027-03-15T12:00",
            vec!["14 00:00→01:00-04", "15 00:00→00:00-04"],
        ),
    ] {
        assert_eq!(golden(line, zone, after, until), expected, "{line} {zone}");
    }
}

#[test]
fn a_time_that_daylight_saving_repeats_comes_once_on_the_first_pass() {
    for (line, zone, after, until, expected) in [
        (
            "30 1 * * *",
            "America/New_York",
            "2026-10-31T00:00",
            "2026-11-03T00:00",
            vec!["31 01:30→01:30-04", "01 01:30→01:30-04", "02 01:30→01:30-05"],
        ),
        (
            "30 2 * * *",
            "Europe/Berlin",
            "2027-10-30T12:00",
            "2027-11-01T12:00",
            vec!["31 02:30→02:30+02", "01 02:30→02:30+01"],
        ),
        (
            "*/30 1-2 * * *",
            "America/New_York",
            "2026-11-01T00:50",
            "2026-11-01T03:00",
            vec!["01 01:00→01:00-04", "01 01:30→01:30-04", "01 02:00→02:00-05", "01 02:30→02:30-05"],
        ),
    ] {
        assert_eq!(golden(line, zone, after, until), expected, "{line} {zone}");
    }
    // Asked in the second pass, the next is after it, never before.
    let ny = zone("America/New_York");
    let second_pass = at("2026-11-01T01:10-05:00[America/New_York]");
    let next = next(&cron("*/30 * * * *"), &ny, second_pass).unwrap();
    assert_eq!(shown(&next, &ny), "01 02:00→02:00-05");
}

#[test]
fn in_every_zone_each_local_day_comes_once_and_time_only_rises() {
    let from = at("2026-01-01T12:00:00Z");
    let until = at("2029-01-01T12:00:00Z");
    let lines = [cron("30 2 * * *"), cron("0 0 * * *"), cron("30 1 * * *")];
    let mut zones = 0;
    for name in jiff::tz::db().available() {
        let Ok(zone) = TimeZone::get(name.as_str()) else { continue };
        zones += 1;
        // Far from a transition nothing is special: the days around each one are looked at, and one plain week.
        let around = zone.following(from).take_while(|t| t.timestamp() < until).map(|t| t.timestamp());
        for middle in std::iter::once(from).chain(around) {
            let (start, end) = (middle - SignedDuration::from_hours(72), middle + SignedDuration::from_hours(72));
            for line in &lines {
                let found = occurrences(line, &zone, start, end);
                assert!(found.len() >= 5, "{name} {middle}: {found:?}");
                for pair in found.windows(2) {
                    let days = pair[1].slot.date().since(pair[0].slot.date()).unwrap().get_days();
                    assert!(pair[0].at < pair[1].at && days == 1, "{name} {middle}: {pair:?}");
                    assert_eq!(next(line, &zone, pair[0].at).as_ref(), Some(&pair[1]), "{name}: stepping agrees");
                }
            }
        }
    }
    assert!(zones > 400, "{zones} zones");
}

/// The days that a line names, counted by hand.
fn days_by_hand(day: Date, is_its_own: impl Fn(Date) -> bool, days: usize) -> Vec<Date> {
    std::iter::successors(Some(day), |d| d.tomorrow().ok()).take(days).filter(|d| is_its_own(*d)).collect()
}

/// Every zone whose clocks are changed from 2026 to 2028, its whole years: daily, weekly and monthly lines come once on
/// each day that they name, whatever the clocks do that night; one every quarter of an hour never comes twice under one
/// time of the wall, and never backwards.
#[test]
fn in_every_zone_with_transitions_each_date_comes_once_in_three_years() {
    let (first, last) = (date(2026, 1, 1), date(2028, 12, 31));
    type Named = fn(Date) -> bool;
    let lines: [(&str, Named); 4] = [
        ("0 0 * * *", |_| true),
        ("30 1 * * *", |_| true),
        ("30 2 * * Sun", |d| d.weekday() == jiff::civil::Weekday::Sunday),
        ("0 2 1 * *", |d| d.day() == 1),
    ];
    let quarters = cron("*/15 * * * *");
    let mut zones = 0;
    for name in jiff::tz::db().available() {
        let Ok(zone) = TimeZone::get(name.as_str()) else { continue };
        let instant = |day: Date| zone.to_timestamp(day.to_datetime(jiff::civil::Time::midnight())).unwrap();
        // A day lost or doubled at the date line is the zone's own: Samoa did that in 2011, and nobody since.
        let (from, until) = (
            instant(first) - SignedDuration::from_secs(1),
            instant(last.tomorrow().unwrap()) - SignedDuration::from_secs(1),
        );
        let changes: Vec<Timestamp> = zone.following(from).map(|t| t.timestamp()).take_while(|t| *t < until).collect();
        if changes.is_empty() {
            continue;
        }
        zones += 1;
        for (line, is_its_own) in lines {
            let found = occurrences(&cron(line), &zone, from, until);
            let days: Vec<Date> = found.iter().map(|o| o.slot.date()).collect();
            assert_eq!(days, days_by_hand(first, is_its_own, 1096), "{name}: {line}");
            assert!(found.windows(2).all(|p| p[0].at < p[1].at), "{name}: {line}");
            // It comes when the wall shows its time, or where there is no such time at the jump past it.
            for o in &found {
                let wall = zone.to_datetime(o.at);
                let jumped = changes.contains(&o.at) && wall > o.slot;
                assert!(wall == o.slot || jumped, "{name}: {line}: {o:?} shows {wall}");
            }
        }
        for change in changes {
            let around = (change - SignedDuration::from_hours(5), change + SignedDuration::from_hours(5));
            let found = occurrences(&quarters, &zone, around.0, around.1);
            assert!(found.windows(2).all(|p| p[0].at < p[1].at && p[0].slot < p[1].slot), "{name}: {found:?}");
            // Stepping gives the same, from wherever one steps.
            for pair in found.windows(2) {
                assert_eq!(next(&quarters, &zone, pair[0].at), Some(pair[1]), "{name}");
            }
        }
    }
    assert!(zones > 100, "{zones} zones");
}

#[test]
fn the_last_occurrence_is_found_however_long_ago() {
    let ny = zone("America/New_York");
    let now = at("2026-11-20T10:00:00Z");
    for (line, not_before, expected) in [
        ("*/10 * * * *", "2020-01-01T00:00:00Z", Some("2026-11-20T10:00:00Z")),
        ("* * * * * *", "2020-01-01T00:00:00Z", Some("2026-11-20T10:00:00Z")),
        ("0 7 * * Mon", "2020-01-01T00:00:00Z", Some("2026-11-16T12:00:00Z")),
        ("0 7 29 2 *", "2020-01-01T00:00:00Z", Some("2024-02-29T12:00:00Z")),
        ("0 7 29 2 *", "2024-02-29T12:00:00Z", Some("2024-02-29T12:00:00Z")),
        ("0 7 29 2 *", "2024-02-29T12:00:01Z", None),
        ("0 7 * * *", "2026-11-21T00:00:00Z", None),
    ] {
        let found = last_at_or_before(&cron(line), &ny, at(not_before), now);
        assert_eq!(found.map(|o| o.at), expected.map(at), "{line} {not_before}");
    }
    // In the repeated hour, a slot later on the wall clock has already come.
    let second_pass = at("2026-11-01T01:10-05:00[America/New_York]");
    let found = last_at_or_before(&cron("30 1 * * *"), &ny, at("2026-10-01T00:00:00Z"), second_pass).unwrap();
    assert_eq!(shown(&found, &ny), "01 01:30→01:30-04");
}

#[test]
fn one_answer_is_bounded() {
    let every_second =
        occurrences(&cron("* * * * * *"), &zone("UTC"), at("2026-01-01T00:00:00Z"), at("2027-01-01T00:00:00Z"));
    assert_eq!(every_second.len(), MOST_OCCURRENCES);
}

fn any_line() -> impl Strategy<Value = String> {
    let field = |low: u8, high: u8| {
        prop_oneof![
            Just("*".to_owned()),
            (low..=high).prop_map(|n| n.to_string()),
            (low..=high, low..=high).prop_map(|(a, b)| format!("{}-{}", a.min(b), a.max(b))),
            (1u8..=6).prop_map(|n| format!("*/{n}")),
            prop::collection::vec((low..=high).prop_map(|n| n.to_string()), 1..4).prop_map(|list| list.join(",")),
        ]
    };
    let days = prop_oneof![
        field(1, 28).prop_map(|day| (day, "*".to_owned())),
        field(0, 7).prop_map(|weekday| ("*".to_owned(), weekday)),
    ];
    (field(0, 59), field(0, 23), field(1, 12), days)
        .prop_map(|(minute, hour, month, (day, weekday))| format!("{minute} {hour} {day} {month} {weekday}"))
}

fn any_zone() -> impl Strategy<Value = TimeZone> {
    let names = [
        "America/New_York",
        "Europe/Berlin",
        "Australia/Lord_Howe",
        "America/Havana",
        "Asia/Kathmandu",
        "Africa/Casablanca",
        "Pacific/Chatham",
        "America/Nuuk",
        "UTC",
    ];
    prop::sample::select(names.to_vec()).prop_map(zone)
}

proptest! {
    #[test]
    fn every_line_that_is_accepted_is_one_the_cron_crate_reads_and_fires(line in any_line()) {
        let cron = cron(&line);
        prop_assert!(schedule(&cron).is_some(), "{}", cron.six_fields());
        prop_assert!(next(&cron, &TimeZone::UTC, at("2026-01-01T00:00:00Z")).is_some());
    }

    #[test]
    fn slots_and_instants_rise_and_do_not_depend_on_when_one_asks(
        line in any_line(), zone in any_zone(), start in 1_767_225_600i64..1_861_920_000, ask in 0i64..400_000,
    ) {
        let cron = cron(&line);
        let start = Timestamp::from_second(start).unwrap();
        let until = start + SignedDuration::from_secs(400_000);
        let whole = occurrences(&cron, &zone, start, until);
        for pair in whole.windows(2) {
            prop_assert!(pair[0].at < pair[1].at && pair[0].slot < pair[1].slot);
        }
        let ask = start + SignedDuration::from_secs(ask);
        let later: Vec<_> = whole.iter().copied().filter(|o| o.at > ask).collect();
        prop_assert_eq!(occurrences(&cron, &zone, ask, until), later);
        let last = whole.iter().copied().rfind(|o| o.at <= ask);
        let not_before = start + SignedDuration::from_nanos(1);
        prop_assert_eq!(last_at_or_before(&cron, &zone, not_before, ask), last);
    }
}

mod plans;
