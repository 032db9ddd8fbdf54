use super::*;

fn six(text: &str) -> String {
    Crontab::parse(text).unwrap_or_else(|p| panic!("{text}: {p:?}")).six_fields
}

fn refused(text: &str) -> CrontabProblem {
    match Crontab::parse(text) {
        Ok(read) => panic!("{text} was read as {}", read.six_fields),
        Err(problem) => problem,
    }
}

#[test]
fn the_dialect_means_what_crontab_means() {
    for (text, expected) in [
        ("0 7 * * Mon-Fri", "0 0 7 * * MON,TUE,WED,THU,FRI"),
        ("0 7 * * 1-5", "0 0 7 * * MON,TUE,WED,THU,FRI"),
        ("30 15 * * FRI", "0 30 15 * * FRI"),
        ("30 15 * * friday", "0 30 15 * * FRI"),
        ("0 16 * * 0", "0 0 16 * * SUN"),
        ("0 16 * * 7", "0 0 16 * * SUN"),
        ("0 16 * * Sun", "0 0 16 * * SUN"),
        ("0 16 * * 5-7", "0 0 16 * * SUN,FRI,SAT"),
        ("0 16 * * Fri-Sun", "0 0 16 * * SUN,FRI,SAT"),
        ("0 16 * * FRI-MON", "0 0 16 * * SUN,MON,FRI,SAT"),
        ("0 16 * * 5-1", "0 0 16 * * SUN,MON,FRI,SAT"),
        ("0 16 * * Fri-Mon/2", "0 0 16 * * SUN,FRI"),
        ("0 16 * * 0-7", "0 0 16 * * *"),
        ("0 16 * * */2", "0 0 16 * * SUN,TUE,THU,SAT"),
        ("0 16 * * Tue,thu", "0 0 16 * * TUE,THU"),
        ("*/15 8-10 * * *", "0 0,15,30,45 8,9,10 * * *"),
        ("10-50/20 * * * *", "0 10,30,50 * * * *"),
        ("0 0 1,15 Jan-Mar *", "0 0 0 1,15 1,2,3 *"),
        ("0 0 29 Feb *", "0 0 0 29 2 *"),
        ("0 0 31 * *", "0 0 0 31 * *"),
        ("  30   0 7  * * Mon ", "30 0 7 * * MON"),
        ("*/1 * * * *", "0 * * * * *"),
        ("@hourly", "0 0 * * * *"),
        ("@Daily", "0 0 0 * * *"),
        ("@weekly", "0 0 0 * * SUN"),
        ("@monthly", "0 0 0 1 * *"),
        ("@yearly", "0 0 0 1 1 *"),
    ] {
        assert_eq!(six(text), expected, "{text}");
    }
}

#[test]
fn what_cannot_fire_or_means_two_things_is_refused_with_advice() {
    for (text, what, instead) in [
        ("", "empty", "five fields"),
        ("   ", "empty", "five fields"),
        ("7", "one field", "five fields"),
        ("0 7 * *", "4 fields", "five fields"),
        ("0 0 7 * * Mon 2027", "seven fields", "year"),
        ("1 2 3 4 5 6 7 8", "8 fields", "five fields"),
        ("0 7 31 2 *", "never", "1 to 28"),
        ("0 7 31 Apr,Jun *", "never", "1 to 28"),
        ("0 7 30,31 2 *", "never", "1 to 28"),
        ("0 7 1 * Mon", "either", "two jobs"),
        ("0 7 */2 * Mon", "either", "two jobs"),
        ("0 7 1-31 * Mon", "either", "two jobs"),
        ("0 7 1 * 0-6", "either", "two jobs"),
        ("60 7 * * *", "`60`", "0 to 59"),
        ("0 24 * * *", "`24`", "0 to 23"),
        ("0 7 0 * *", "`0`", "1 to 31"),
        ("0 7 32 * *", "`32`", "1 to 31"),
        ("0 7 * 13 *", "`13`", "Jan to Dec"),
        ("0 7 * * 8", "`8`", "Sunday"),
        ("0 7 * * Fry", "`Fry`", "Sun to Sat"),
        ("0 7 * * Fr", "`Fr`", "Sun to Sat"),
        ("0 7 * Fri *", "`Fri`", "Jan to Dec"),
        ("0 7 ? * Mon", "not crontab", "`*`"),
        ("0 7 * * Fri#2", "not crontab", "weekday alone"),
        ("0 7 L * *", "not crontab", "28"),
        ("0 7 * * 5L", "not crontab", "28"),
        ("0 7 15W * *", "not crontab", "Mon-Fri"),
        ("0 7 * * Mon,", "comma", "list"),
        ("0 7 * * Mon - Fri", "blank inside", "without blanks"),
        ("5/15 * * * *", "`5/15`", "5-59/15"),
        ("*/0 * * * *", "no step", "1 to 60"),
        ("*/x * * * *", "no step", "1 to 60"),
        ("*/90 * * * *", "above", "1 to 60"),
        ("0 22-2 * * *", "backwards", "22-23,0-2"),
        ("-5 * * * *", "``", "0 to 59"),
        ("0 7 * * 99999999999999999999", "no day of week", "0 to 7"),
        ("@reboot", "no time", "0 7 * * Mon-Fri"),
        ("@fortnightly", "not known", "@daily"),
    ] {
        let problem = refused(text);
        assert!(problem.what.contains(what), "{text:?}: {problem:?}");
        assert!(problem.instead.contains(instead), "{text:?}: {problem:?}");
    }
}

#[test]
fn only_a_field_that_names_the_weekend_means_it() {
    for (text, expected) in [
        ("0 16 * * Sun", true),
        ("0 16 * * 0", true),
        ("0 16 * * 7", true),
        ("0 16 * * Fri-Mon", true),
        ("0 16 * * 1-7", true),
        ("@weekly", true),
        ("0 16 * * *", false),
        ("0 16 * * */1", false),
        ("0 16 * * */2", false),
        ("0 16 * * */3,Sat", true),
        ("0 16 1 * *", false),
        ("0 16 * * Mon-Fri", false),
        ("@daily", false),
    ] {
        assert_eq!(Crontab::parse(text).unwrap().names_weekend(), expected, "{text}");
    }
    let saturday = Crontab::parse("0 9 * * Sat").unwrap();
    assert!(saturday.names_weekday(Weekday::Saturday) && !saturday.names_weekday(Weekday::Sunday));
}

#[test]
fn the_text_stays_as_it_was_written() {
    assert_eq!(Crontab::parse(" 0 7 * * Mon-Fri ").unwrap().text(), "0 7 * * Mon-Fri");
    assert_eq!(Crontab::parse("@daily").unwrap().text(), "@daily");
}

proptest::proptest! {
    #[test]
    fn whatever_is_written_is_read_or_refused_with_words(text in "[0-9*/,\\-@ ?#LWa-zA-Z]{0,40}|\\PC{0,20}") {
        match Crontab::parse(&text) {
            Ok(read) => proptest::prop_assert_eq!(read.six_fields().split(' ').count(), 6),
            Err(problem) => proptest::prop_assert!(!problem.what.is_empty() && !problem.instead.is_empty()),
        }
    }
}
