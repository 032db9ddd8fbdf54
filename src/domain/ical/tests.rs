use super::*;
use jiff::civil::date;
use proptest::prelude::*;

const SCHOOL_YEAR: &str = "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Hill School//2026-27//EN\n\
    BEGIN:VEVENT\nUID:t@school.test\nDTSTART;VALUE=DATE:20261126\nDTEND;VALUE=DATE:20261128\n\
    SUMMARY:Thanksgiving break\nEND:VEVENT\n\
    BEGIN:VEVENT\nUID:w@school.test\nDTSTART;VALUE=DATE:20261221\nDTEND;VALUE=DATE:20270104\n\
    SUMMARY:Winter break\nEND:VEVENT\n\
    BEGIN:VEVENT\nUID:s@school.test\nDTSTART;VALUE=DATE:20270115\nDTEND;VALUE=DATE:20270116\n\
    RRULE:FREQ=MONTHLY;BYDAY=3FR;UNTIL=20270430\nEXDATE;VALUE=DATE:20270319\n\
    SUMMARY:Staff day\\, no school\nEND:VEVENT\nEND:VCALENDAR\n";

const WINDOW: (Date, Date) = (date(2026, 8, 1), date(2027, 7, 31));

/// As the school reads it: in New York, with the words it has from the start.
fn read_in_new_york(text: &str) -> Result<CalendarReading, IcalProblem> {
    let time_zone = TimeZone::get("America/New_York").unwrap();
    let half_day_words = ["half day".to_owned(), "early dismissal".to_owned()];
    read(
        text,
        &CalendarRules { from: WINDOW.0, until: WINDOW.1, time_zone: &time_zone, half_day_words: &half_day_words },
    )
}

fn closed_days(text: &str) -> Result<Vec<ClosedSpan>, IcalProblem> {
    read_in_new_york(text).map(|reading| reading.closed)
}

/// A calendar of one event with these lines.
fn one(lines: &str) -> String {
    format!("BEGIN:VCALENDAR\nBEGIN:VEVENT\nUID:a@school.test\n{lines}\nEND:VEVENT\nEND:VCALENDAR\n")
}

/// `11-26..11-27 Name` for each span, in order.
fn told(text: &str) -> Vec<String> {
    let closed = closed_days(text).unwrap_or_else(|p| panic!("{text}\n{p:?}"));
    let day = |d: Date| d.strftime("%m-%d").to_string();
    let span =
        |s: &ClosedSpan| if s.first == s.last { day(s.first) } else { format!("{}..{}", day(s.first), day(s.last)) };
    let name = |s: &ClosedSpan| s.name.as_ref().map(|n| format!(" {n}")).unwrap_or_default();
    closed.iter().map(|s| span(s) + &name(s)).collect()
}

#[test]
fn a_school_year_is_read_whole() {
    let expected = [
        "11-26..11-27 Thanksgiving break",
        "12-21..01-03 Winter break",
        "01-15 Staff day, no school",
        "02-19 Staff day, no school",
        "04-16 Staff day, no school",
    ];
    assert_eq!(told(SCHOOL_YEAR), expected);
    assert_eq!(told(&SCHOOL_YEAR.replace('\n', "\r\n")), expected, "CRLF");
    assert_eq!(told(&format!("\u{feff}{SCHOOL_YEAR}\n\n")), expected, "byte order mark, empty lines");
    assert_eq!(told(&SCHOOL_YEAR.to_lowercase().replace("dtstart;value=date:", "dtstart:")).len(), 5, "lower case");
}

#[test]
fn the_shared_example_is_read_whole_where_it_is_there() {
    let shared = std::env::var("HOMEROOM_SHARED").unwrap_or_else(|_| "../shared".to_owned());
    let Ok(text) = std::fs::read_to_string(format!("{shared}/example/calendar/school-year.ics")) else { return };
    assert!(text.contains("BEGIN:VEVENT"));
    assert_eq!(told(&text), told(SCHOOL_YEAR));
}

#[test]
fn all_day_events_close_their_days() {
    for (lines, expected) in [
        ("DTSTART;VALUE=DATE:20261111", vec!["11-11"]),
        ("DTSTART;VALUE=DATE:20261111\nDTEND;VALUE=DATE:20261111", vec!["11-11"]),
        ("DTSTART;VALUE=DATE:20261111\nDTEND;VALUE=DATE:20261114", vec!["11-11..11-13"]),
        ("DTSTART;VALUE=DATE:20261111\nDURATION:P3D", vec!["11-11..11-13"]),
        ("DTSTART;VALUE=DATE:20261109\nDURATION:P1W", vec!["11-09..11-15"]),
        ("DTSTART:20261111\nSUMMARY:Veterans Day", vec!["11-11 Veterans Day"]),
        ("DTSTART;VALUE=DATE:20261111\nSUMMARY:Veter\n ans D\n\tay", vec!["11-11 Veterans Day"]),
        ("DTSTART;VALUE=DATE:20261111\nSUMMARY:A\\; B\\nC \\\\ D\u{200b}", vec!["11-11 A; B C \\ D"]),
        ("DTSTART;VALUE=DATE:20261111\nSUMMARY;LANGUAGE=\"es:MX\":Día sin clases", vec!["11-11 Día sin clases"]),
        ("DTSTART;VALUE=DATE:20261111\nSUMMARY:", vec!["11-11"]),
        ("DTSTART;VALUE=DATE:20261111\nSTATUS:CANCELLED", vec![]),
        ("DTSTART;VALUE=DATE:20261111\nTRANSP:TRANSPARENT\nX-ODD LINE\n:::", vec!["11-11"]),
        ("DTSTART;VALUE=DATE:20260720\nDTEND;VALUE=DATE:20260803", vec!["08-01..08-02"]),
        ("DTSTART;VALUE=DATE:20200101", vec![]),
        // As some programs write whole days.
        ("DTSTART;TZID=America/New_York:20261111T000000\nDTEND;TZID=America/New_York:20261112T000000", vec!["11-11"]),
        ("DTSTART;TZID=\"Eastern Standard Time\":20261111T000000\nDTEND:20261112T235900", vec!["11-11..11-12"]),
        ("DTSTART:20261111T000000Z\nDTEND:20261112T000000Z", vec!["11-11"]),
        // Midnights of the school, given in UTC: before and after the clocks are set back.
        ("DTSTART:20261111T050000Z\nDTEND:20261113T050000Z", vec!["11-11..11-12"]),
        ("DTSTART:20261031T040000Z\nDTEND:20261102T050000Z", vec!["10-31..11-01"]),
        ("DTSTART;TZID=America/New_York:20261111T000000\nDTEND:20261112T050000Z", vec!["11-11"]),
        // From Wednesday afternoon to Monday morning: the days between are without school.
        ("DTSTART:20261125T130000\nDTEND:20261130T080000", vec!["11-26..11-29"]),
        // An alarm inside, with a DTSTART of its own kind of no concern.
        ("DTSTART;VALUE=DATE:20261111\nBEGIN:VALARM\nTRIGGER:-PT1H\nDURATION:odd\nEND:VALARM", vec!["11-11"]),
    ] {
        assert_eq!(told(&one(lines)), expected, "{lines}");
    }
}

#[test]
fn repeating_events_close_every_day_they_name() {
    for (lines, expected) in [
        ("RRULE:FREQ=WEEKLY;COUNT=3", vec!["11-11", "11-18", "11-25"]),
        ("RRULE:FREQ=WEEKLY;COUNT=3;\nEXDATE;VALUE=DATE:20261118", vec!["11-11", "11-25"]),
        ("RRULE:FREQ=WEEKLY;COUNT=3\nEXDATE:20261118T000000,20261125T000000", vec!["11-11"]),
        ("RRULE:FREQ=DAILY;UNTIL=20261113", vec!["11-11", "11-12", "11-13"]),
        ("RDATE;VALUE=DATE:20261201,20261202", vec!["11-11", "12-01", "12-02"]),
        ("RDATE;VALUE=PERIOD:20261201T000000/P1D", vec!["11-11", "12-01"]),
        ("RRULE:FREQ=YEARLY", vec!["11-11"]),
        ("RRULE:FREQ=DAILY;BYHOUR=1,2,3;BYMINUTE=5;COUNT=2", vec!["11-11", "11-12"]),
        ("RRULE:FREQ=DAILY;UNTIL=20261001", vec!["11-11"]),
        // The last day as calendar programs give it in UTC: its end or its beginning, where they were used.
        ("RRULE:FREQ=DAILY;UNTIL=20261113T045959Z", vec!["11-11", "11-12"]),
        ("RRULE:FREQ=DAILY;UNTIL=20261112T050000Z", vec!["11-11", "11-12"]),
        ("RRULE:FREQ=DAILY;UNTIL=20261112T225959Z", vec!["11-11", "11-12"]),
        ("RRULE:FREQ=DAILY;UNTIL=20261111T230000Z", vec!["11-11", "11-12"]),
        ("RRULE:FREQ=DAILY;UNTIL=20261111T181500Z", vec!["11-11", "11-12"]),
        ("RRULE:FREQ=DAILY;UNTIL=20261112T235959Z", vec!["11-11", "11-12"]),
        ("RRULE:FREQ=DAILY;UNTIL=20261112T000000Z", vec!["11-11", "11-12"]),
    ] {
        assert_eq!(told(&one(&format!("DTSTART;VALUE=DATE:20261111\n{lines}"))), expected, "{lines}");
    }
    let long_ago = one("DTSTART;VALUE=DATE:19710704\nRRULE:FREQ=YEARLY;BYMONTH=7;BYMONTHDAY=4");
    assert_eq!(told(&long_ago), ["07-04"]);
}

#[test]
fn one_day_of_a_series_may_be_moved_or_called_off() {
    let series =
        "DTSTART;VALUE=DATE:20261106\nRRULE:FREQ=WEEKLY;COUNT=4\nEND:VEVENT\nBEGIN:VEVENT\nUID:a@school.test\n";
    let moved = one(&format!("{series}RECURRENCE-ID;VALUE=DATE:20261113\nDTSTART;VALUE=DATE:20261112"));
    assert_eq!(told(&moved), ["11-06", "11-12", "11-20", "11-27"]);
    let off = one(&format!("{series}RECURRENCE-ID;VALUE=DATE:20261113\nDTSTART;VALUE=DATE:20261113\nSTATUS:CANCELLED"));
    assert_eq!(told(&off), ["11-06", "11-20", "11-27"]);
}

#[test]
fn exceptions_in_utc_are_days_at_the_school() {
    for (lines, expected) in [
        // A series of whole days by the school's midnights.
        (
            "DTSTART;TZID=America/New_York:20261023T000000\nDURATION:P1D\nRRULE:FREQ=WEEKLY;COUNT=4\n\
             EXDATE:20261030T040000Z,20261106T050000Z",
            vec!["10-23", "11-13"],
        ),
        // The same in UTC alone: the days are counted there and told at home.
        (
            "DTSTART:20261106T050000Z\nDTEND:20261107T050000Z\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE:20261113T050000Z",
            vec!["11-06", "11-20"],
        ),
        ("DTSTART;VALUE=DATE:20261106\nRRULE:FREQ=WEEKLY;COUNT=3\nEXDATE:20261113T000000Z", vec!["11-06", "11-20"]),
    ] {
        assert_eq!(told(&one(lines)), expected, "{lines}");
    }
}

#[test]
fn a_day_ends_early_by_a_category_or_a_word() {
    let told = |lines: &str| {
        let reading = read_in_new_york(&one(lines)).unwrap();
        assert!(reading.closed.is_empty() && reading.passed_over.is_empty(), "{reading:?}");
        let half = |h: &HalfDay| {
            let ends = h.ends.map(|t| t.strftime(" %H:%M").to_string()).unwrap_or_default();
            format!("{}{ends} {}", h.day.strftime("%m-%d"), h.name.as_deref().unwrap_or("-"))
        };
        reading.half_days.iter().map(half).collect::<Vec<_>>()
    };
    for (lines, expected) in [
        (
            "DTSTART:20261218T120000\nDTEND:20261218T150000\nSUMMARY:Early Dismissal",
            vec!["12-18 12:00 Early Dismissal"],
        ),
        ("DTSTART:20261218T120000\nSUMMARY:Conferences\nCATEGORIES:School,HALF DAY", vec!["12-18 12:00 Conferences"]),
        ("DTSTART:20261218T170000Z\nDTEND:20261218T200000Z\nSUMMARY:Half day", vec!["12-18 12:00 Half day"]),
        // At eight in the evening of the day before, by the clock of Greenwich.
        ("DTSTART:20261219T010000Z\nDURATION:PT1H\nCATEGORIES:half day", vec!["12-18 20:00 -"]),
        (
            "DTSTART;VALUE=DATE:20261217\nDTEND;VALUE=DATE:20261219\nSUMMARY:Half days (early dismissal)",
            vec!["12-17 Half days (early dismissal)", "12-18 Half days (early dismissal)"],
        ),
        (
            "DTSTART;TZID=America/New_York:20261106T123000\nDURATION:PT2H\nRRULE:FREQ=WEEKLY;COUNT=3\n\
             EXDATE;TZID=America/New_York:20261113T123000\nSUMMARY:Early dismissal",
            vec!["11-06 12:30 Early dismissal", "11-20 12:30 Early dismissal"],
        ),
    ] {
        assert_eq!(told(lines), expected, "{lines}");
    }
}

#[test]
fn what_has_a_name_is_known_by_it_whether_it_closes_a_day_or_not() {
    let reading = read_in_new_york(&one("DTSTART:20261111T190000\nDTEND:20261111T203000\nSUMMARY:Winter concert\n\
        RRULE:FREQ=DAILY;COUNT=2"))
    .unwrap();
    let day = date(2026, 11, 11);
    let named = |day| ClosedSpan { first: day, last: day, name: Some("Winter concert".to_owned()) };
    assert_eq!(reading.events, [named(day), named(day.tomorrow().unwrap())]);
    assert_eq!((reading.closed.len(), reading.passed_over.len()), (0, 1));
    // What closes no day may repeat as it likes.
    let hourly = one("DTSTART:20261111T190000\nDTEND:20261111T203000\nRRULE:FREQ=HOURLY");
    assert!(read_in_new_york(&hourly).is_ok());
    let year = read_in_new_york(SCHOOL_YEAR).unwrap();
    assert_eq!(year.events, year.closed);
}

#[test]
fn events_with_times_close_nothing_and_are_told() {
    for (lines, why) in [
        ("DTSTART:20261111T130000\nDTEND:20261111T153000", "no whole day"),
        ("DTSTART:20261111T130000\nDURATION:PT2H", "no whole day"),
        ("DTSTART:20261111T130000", "no end"),
        // Ten in the evening to one at night at the school.
        ("DTSTART:20261111T030000Z\nDTEND:20261111T060000Z", "no whole day"),
        ("DTSTART;VALUE=DATE:20261111\nDTEND;VALUE=DATE:20261101", "ends before"),
    ] {
        let reading = read_in_new_york(&one(lines)).unwrap();
        assert_eq!(reading.closed, [], "{lines}");
        assert!(matches!(&reading.passed_over[..], [p] if p.line == Some(2) && p.what.contains(why)), "{reading:?}");
    }
}

#[test]
fn what_cannot_be_read_is_named_with_its_line() {
    let event = |lines: &str| one(lines);
    let broken = SCHOOL_YEAR.split_once("SUMMARY:Winter").unwrap().0.to_owned();
    for (text, line, says) in [
        (String::new(), None, "empty"),
        ("\r\n\r\n".to_owned(), None, "empty"),
        ("<!DOCTYPE html>\n<p>Sign in</p>".to_owned(), Some(1), "no iCalendar"),
        ("BEGIN:VEVENT\nEND:VEVENT".to_owned(), Some(1), "no iCalendar"),
        ("BEGIN:VCALENDAR\nEND:VCALENDAR\nEND:VCALENDAR".to_owned(), Some(3), "no iCalendar"),
        ("BEGIN:VCALENDAR\nBEGIN:VEVENT\nEND:VCALENDAR".to_owned(), Some(3), "VEVENT"),
        (broken, Some(10), "cut short"),
        ("BEGIN:VCALENDAR\n".repeat(20_000), Some(4), "more than 3"),
        ("X".repeat(1024 * 1024 + 1), None, "KiB"),
        (event("SUMMARY:no day"), Some(2), "no DTSTART"),
        (event("SUMMARY:a\nDTSTART;VALUE=DATE:20260230"), Some(5), "no day"),
        (event("DTSTART;VALUE=DATE:soon"), Some(4), "no day"),
        (event("DTSTART;VALUE=DATE:"), Some(4), "no day"),
        (event("DTSTART;VALUE=DATE:20261111\nDTEND;VALUE=DATE:2026-11-12"), Some(5), "DTEND"),
        (event("DTSTART;VALUE=DATE:20261111\nDURATION:long"), Some(5), "DURATION"),
        (event("DTSTART;VALUE=DATE:20261111\nDTEND;VALUE=DATE:20361111"), Some(2), "400 days"),
        (event("DTSTART;VALUE=DATE:20261111\nEXDATE:tomorrow"), Some(5), "EXDATE"),
        (event("DTSTART;VALUE=DATE:18320101\nRRULE:FREQ=DAILY"), Some(5), "40000"),
        (event("DTSTART;VALUE=DATE:20261111\nRRULE:FREQ=HOURLY"), Some(5), "HOURLY"),
        (event("DTSTART;VALUE=DATE:20261111\nRRULE:FREQ=FORTNIGHTLY"), Some(5), "FORTNIGHTLY"),
        (event("DTSTART;VALUE=DATE:20261111\nRRULE:every friday"), Some(5), "every friday"),
        (event("DTSTART;VALUE=DATE:20261111\nRRULE:FREQ=DAILY;UNTIL=soon"), Some(5), "soon"),
    ] {
        match closed_days(&text) {
            Ok(closed) => panic!("{says}: {closed:?}"),
            Err(problem) => {
                assert_eq!(problem.line, line, "{problem:?}");
                assert!(problem.what.contains(says) && !problem.instead.is_empty(), "{problem:?}");
            }
        }
    }
}

proptest! {
    // Rules that never come cost up to two seconds each without optimisation.
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_rule_stops_the_program(
        freq in "DAILY|WEEKLY|MONTHLY|YEARLY",
        parts in prop::collection::vec("INTERVAL=[0-9]{1,5}|COUNT=[0-9]{1,5}|BYDAY=-?[0-9]{0,2}(MO|TU|SU)|BYMONTH=[0-9]{1,2}|\
            BYMONTHDAY=-?[0-9]{1,2}|BYSETPOS=-?[0-9]{1,3}|BYWEEKNO=-?[0-9]{1,2}|BYYEARDAY=-?[0-9]{1,3}|WKST=(SU|MO)|\
            UNTIL=[0-9]{8}(T[0-2][0-9]5959Z)?|[A-Z]{1,4}=?[0-9]?", 0..4),
        year in 1950i16..2028,
    ) {
        let rule = format!("FREQ={freq};{}", parts.join(";"));
        let start = date(year, 2, 28);
        if let Ok(days) = repeat::days(start, &rule, WINDOW.1, 1) {
            prop_assert!(days.iter().all(|d| *d >= start && *d <= WINDOW.1));
            prop_assert!(days.windows(2).all(|pair| matches!(pair, [a, b] if a <= b)));
        }
    }

}

proptest! {
    #[test]
    fn no_text_stops_the_program(lines in prop::collection::vec(
        "BEGIN:(VCALENDAR|VEVENT|VALARM)|END:(VCALENDAR|VEVENT)|DTSTART[:;].{0,20}|RRULE:FREQ=.{0,20}|[ \t;:\"=]?.{0,10}", 0..12)
    ) {
        let _ = closed_days(&lines.join("\n"));
        let _ = closed_days(&one(&lines.join("\n")));
    }
}
