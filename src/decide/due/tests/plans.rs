//! What is run and what is left out.

use super::*;
use crate::domain::calendar::{DayRule, Days, HalfDay};
use jiff::civil::Date;
use std::collections::BTreeSet;

/// A job in New York, started on Monday 16 November 2026 at midnight.
struct Job {
    cron: Crontab,
    zone: TimeZone,
    calendar: SchoolCalendar,
    done: Option<DateTime>,
    standing_since: Timestamp,
    late_limit: SignedDuration,
    days: Days,
}

impl Job {
    fn new(line: &str) -> Self {
        let mut calendar = SchoolCalendar::new();
        calendar.close_range(date(2026, 11, 26), date(2026, 11, 27), Some("Thanksgiving break".into()));
        Self {
            cron: cron(line),
            zone: zone("America/New_York"),
            calendar,
            done: None,
            standing_since: at("2026-11-16T00:00-05:00[America/New_York]"),
            late_limit: SignedDuration::from_hours(6),
            days: Days { skip_closed: true, ..Days::default() },
        }
    }

    /// Asks at this time of New York's clock, without recording anything.
    fn ask(&self, now: &str) -> Vec<Due> {
        self.ask_at(self.zone.to_timestamp(now.parse().unwrap()).unwrap())
    }

    fn ask_at(&self, now: Timestamp) -> Vec<Due> {
        let facts = JobFacts {
            cron: &self.cron,
            time_zone: &self.zone,
            last_slot_done: self.done,
            standing_since: self.standing_since,
            late_limit: self.late_limit,
            days: &self.days,
            calendar: &self.calendar,
        };
        plan(&facts, now)
    }

    /// Asks and records the answer, as the scheduler does.
    fn tick(&mut self, now: &str) -> Vec<String> {
        let due = self.ask(now);
        self.record(&due);
        told(&due)
    }

    fn record(&mut self, due: &[Due]) {
        self.done = due.iter().map(Due::slot).chain(self.done).max();
    }
}

/// `16 07:00 run`, `16 07:00 run late 65m`, `26 07:00 no school: …`.
fn told(due: &[Due]) -> Vec<String> {
    let line = |due: &Due| match due {
        Due::Run { late_by: None, .. } => "run".to_owned(),
        Due::Run { late_by: Some(late), .. } => format!("run late {}m", late.as_mins()),
        Due::Skip { why: SkipReason::ClosedDay(ClosedDay::Listed(Some(name))), .. } => format!("no school: {name}"),
        Due::Skip { why, .. } => why.left_out().word().to_owned(),
    };
    due.iter().map(|d| format!("{} {}", d.slot().strftime("%d %H:%M"), line(d))).collect()
}

const NOTHING: [&str; 0] = [];
const TOO_LATE: &str = "too_late";
const SUPERSEDED: &str = "superseded";

#[test]
fn an_occurrence_runs_once_and_a_restart_at_the_same_instant_changes_nothing() {
    let mut job = Job::new("0 7 * * Mon-Fri");
    assert_eq!(job.tick("2026-11-16T06:59:59"), NOTHING);
    assert_eq!(job.tick("2026-11-16T07:00:00"), ["16 07:00 run"]);
    assert_eq!(job.tick("2026-11-16T07:00:00"), NOTHING);
    assert_eq!(job.tick("2026-11-16T07:00:30"), NOTHING);
    assert_eq!(job.tick("2026-11-17T07:00:12"), ["17 07:00 run"]);
}

#[test]
fn occurrences_before_the_job_stood_there_are_never_made_up_for_and_one_exactly_then_counts() {
    let mut job = Job::new("0 7 * * *");
    job.standing_since = at("2026-11-16T07:00-05:00[America/New_York]");
    assert_eq!(told(&job.ask("2026-11-16T07:00:00")), ["16 07:00 run"]);
    job.standing_since += SignedDuration::from_nanos(1);
    assert_eq!(told(&job.ask("2026-11-16T07:00:10")), NOTHING);
    assert_eq!(told(&job.ask("2026-11-16T06:00:00")), NOTHING);
}

#[test]
fn after_downtime_there_is_one_run_labelled_late_inside_the_limit() {
    for (line, now, expected) in [
        (
            "0 7 * * *",
            "2026-11-18T07:04",
            vec![format!("16 07:00 {TOO_LATE}"), format!("17 07:00 {TOO_LATE}"), "18 07:00 run".into()],
        ),
        ("0 7 * * *", "2026-11-17T08:05", vec![format!("16 07:00 {TOO_LATE}"), "17 07:00 run late 65m".into()]),
        ("0 7 * * *", "2026-11-16T07:05", vec!["16 07:00 run".into()]),
        ("0 7 * * *", "2026-11-16T13:00", vec!["16 07:00 run late 360m".into()]),
        ("0 7 * * *", "2026-11-16T13:01", vec![format!("16 07:00 {TOO_LATE}")]),
        (
            "0 7-9 * * *",
            "2026-11-16T09:30",
            vec![format!("16 07:00 {SUPERSEDED}"), format!("16 08:00 {SUPERSEDED}"), "16 09:00 run late 30m".into()],
        ),
        (
            "0 7-9 * * *",
            "2026-11-16T14:30",
            vec![format!("16 07:00 {TOO_LATE}"), format!("16 08:00 {TOO_LATE}"), "16 09:00 run late 330m".into()],
        ),
    ] {
        assert_eq!(told(&Job::new(line).ask(now)), expected, "{line} {now}");
    }
}

#[test]
fn a_limit_of_nothing_still_allows_for_the_scheduler_s_own_pace() {
    let mut job = Job::new("0 7 * * *");
    job.late_limit = SignedDuration::ZERO;
    assert_eq!(told(&job.ask("2026-11-16T07:00:29")), ["16 07:00 run"]);
    assert_eq!(told(&job.ask("2026-11-16T07:06")), [format!("16 07:00 {TOO_LATE}")]);
}

#[test]
fn closed_days_are_left_out_and_weekends_only_where_the_line_does_not_name_them() {
    for (line, skip, now, expected) in [
        ("0 7 * * *", true, "2026-11-26T07:00", "26 07:00 no school: Thanksgiving break"),
        ("0 7 * * *", false, "2026-11-26T07:00", "26 07:00 run"),
        ("0 7 * * Thu", true, "2026-11-26T07:00", "26 07:00 no school: Thanksgiving break"),
        ("0 7 * * *", true, "2026-11-28T07:00", "28 07:00 weekend"),
        ("0 7 28 * *", true, "2026-11-28T07:00", "28 07:00 weekend"),
        ("0 7 * * Mon-Sat", true, "2026-11-28T07:00", "28 07:00 run"),
        ("0 7 * * Sun", true, "2026-11-29T07:00", "29 07:00 run"),
        ("0 7 * * *", false, "2026-11-28T07:00", "28 07:00 run"),
        ("0 7 * * *", true, "2026-11-30T07:00", "30 07:00 run"),
    ] {
        let mut job = Job::new(line);
        job.days.skip_closed = skip;
        job.done = Some(now.parse::<DateTime>().unwrap() - SignedDuration::from_hours(1));
        assert_eq!(told(&job.ask(now)), [expected], "{line} {now}");
    }
    let mut job = Job::new("0 16 * * Sun");
    job.calendar.close_range(date(2026, 12, 21), date(2027, 1, 3), None);
    job.done = Some(date(2026, 12, 20).at(16, 0, 0, 0));
    assert_eq!(told(&job.ask("2026-12-27T16:00")), ["27 16:00 closed_day"]);
}

#[test]
fn a_missed_school_day_runs_late_even_if_a_closed_occurrence_followed() {
    let mut job = Job::new("0 1,23 * * *");
    job.done = Some(date(2026, 11, 25).at(1, 0, 0, 0));
    let due = told(&job.ask("2026-11-26T01:05"));
    assert_eq!(due, ["25 23:00 run late 125m", "26 01:00 no school: Thanksgiving break"]);
}

#[test]
fn a_clock_that_jumps_back_and_forth_runs_nothing_twice() {
    let mut job = Job::new("0 * * * *");
    job.days.skip_closed = false;
    let mut run = BTreeSet::new();
    for now in [
        "2026-11-16T07:00",
        "2026-11-16T05:00",
        "2026-11-16T06:00",
        "2026-11-15T07:00",
        "2026-11-16T07:00:30",
        "2026-11-16T08:00",
        "2026-11-16T07:59",
        "2026-11-16T08:00",
        "2026-11-16T09:01",
        "2026-11-16T00:00",
    ] {
        let due = job.ask(now);
        for slot in due.iter().map(Due::slot) {
            assert!(run.insert(slot), "{slot} came twice");
        }
        job.record(&due);
    }
    assert_eq!(job.done, Some(date(2026, 11, 16).at(9, 0, 0, 0)));
}

#[test]
fn the_hour_that_comes_twice_runs_once_and_the_one_that_is_missing_runs_too() {
    let mut job = Job::new("30 1 * * *");
    (job.days.skip_closed, job.standing_since) = (false, at("2026-10-31T12:00:00Z"));
    let mut run = Vec::new();
    let mut now = job.standing_since;
    while now < at("2026-11-02T12:00:00Z") {
        let due = job.ask_at(now);
        run.extend(told(&due));
        job.record(&due);
        now += SignedDuration::from_secs(30);
    }
    assert_eq!(run, ["01 01:30 run", "02 01:30 run"]);
    let mut job = Job::new("30 2 * * *");
    (job.days.skip_closed, job.standing_since) = (false, at("2027-03-14T00:00-05:00[America/New_York]"));
    assert_eq!(told(&job.ask("2027-03-14T03:00")), ["14 02:30 run"]);
}

#[test]
fn years_of_downtime_cost_no_more_than_a_day() {
    for line in ["* * * * *", "0 7 * * *", "* * * * * *"] {
        let mut job = Job::new(line);
        (job.standing_since, job.days.skip_closed) = (at("1990-01-01T00:00:00Z"), false);
        let begun = std::time::Instant::now();
        let due = job.ask("2026-11-16T12:00");
        assert!(due.len() <= 50 && matches!(due.last(), Some(Due::Run { .. })), "{line}: {}", due.len());
        assert!(begun.elapsed().as_secs() < 5, "{line} took {:?}", begun.elapsed());
        job.record(&due);
        assert_eq!(job.ask("2026-11-16T12:00"), []);
    }
}

#[test]
fn left_out_is_asked_by_day() {
    let job = Job::new("0 7 * * *");
    let ask = |day: Date| left_out(&job.cron, &job.calendar, &job.days, day);
    assert_eq!(ask(date(2026, 11, 25)), None);
    assert_eq!(ask(date(2026, 11, 28)), Some(SkipReason::ClosedDay(ClosedDay::Weekend)));
}

/// What a job of this rule does on each day of some weeks.
fn played(rule: &str, weeks: i64) -> Vec<String> {
    let mut job = Job::new("0 15 * * *");
    job.days.only = Some(DayRule::parse(rule).unwrap());
    let mut day = date(2026, 11, 16);
    let mut all = Vec::new();
    for _ in 0..weeks * 7 {
        all.extend(job.tick(&format!("{day}T15:00")));
        day = day.tomorrow().unwrap();
    }
    all
}

#[test]
fn a_day_of_the_calendar_is_a_filter_and_no_day_beside_it_is_told_as_left_out() {
    assert_eq!(played("last school day of the week", 3), ["20 15:00 run", "25 15:00 run", "04 15:00 run"]);
    assert_eq!(played("first school day of the week", 3), ["16 15:00 run", "23 15:00 run", "30 15:00 run"]);
    assert_eq!(played("last school day of the month", 3), ["30 15:00 run"]);
    assert_eq!(played("2 school days before 2026-11-26", 3), ["24 15:00 run"]);
    // After downtime it is late, and beyond its limit told, as any other.
    let mut job = Job::new("0 15 * * *");
    job.days.only = Some(DayRule::parse("last school day of the week").unwrap());
    assert_eq!(told(&job.ask("2026-11-25T17:00")), ["20 15:00 too_late", "25 15:00 run late 120m"]);
}

#[test]
fn a_half_day_is_left_out_only_where_the_job_says_so() {
    let mut job = Job::new("0 15 * * *");
    let half = HalfDay { day: date(2026, 11, 16), ends: None, name: None };
    job.calendar.shorten(half);
    assert_eq!(told(&job.ask("2026-11-16T15:00")), ["16 15:00 run"]);
    job.days.skip_half = true;
    assert_eq!(told(&job.ask("2026-11-16T15:00")), ["16 15:00 half_day"]);
}

proptest! {
    /// A year of random looks at a clock that mostly goes on, sometimes stands for days, sometimes jumps back.
    #[test]
    fn whatever_the_clock_does_each_slot_comes_once_and_none_before_its_time(
        line in any_line(), zone in any_zone(), skip_closed_days: bool,
        steps in prop::collection::vec(prop_oneof![8 => 1i64..120, 4 => 600i64..90_000, 1 => 100_000i64..2_000_000, 2 => -90_000i64..0], 1..60),
    ) {
        let mut job = Job::new(&line);
        (job.zone, job.days.skip_closed) = (zone, skip_closed_days);
        let (mut now, mut seen) = (job.standing_since, BTreeSet::new());
        for step in steps {
            now += SignedDuration::from_secs(step);
            let due = job.ask_at(now);
            let runs = due.iter().filter(|d| matches!(d, Due::Run { .. })).count();
            prop_assert!(runs <= 1);
            for d in &due {
                let (Due::Run { slot, at, .. } | Due::Skip { slot, at, .. }) = d;
                prop_assert!(seen.insert(*slot), "{} came twice", slot);
                prop_assert!(*at <= now && *at >= job.standing_since);
                if let Due::Run { at, late_by, .. } = d {
                    prop_assert!(now.duration_since(*at) <= job.late_limit);
                    prop_assert_eq!(late_by.is_some(), now.duration_since(*at) > SignedDuration::from_mins(5));
                    prop_assert!(left_out(&job.cron, &job.calendar, &job.days, slot.date()).is_none());
                }
            }
            job.record(&due);
        }
    }
}
