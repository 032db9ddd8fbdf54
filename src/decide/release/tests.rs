use super::*;
use jiff::civil::date;
use jiff::{SignedDuration, Zoned};
use proptest::prelude::*;

fn new_york() -> TimeZone {
    TimeZone::get("America/New_York").unwrap()
}

fn at(wall: &str) -> Timestamp {
    new_york().to_timestamp(wall.parse().unwrap()).unwrap()
}

fn calendar() -> SchoolCalendar {
    let mut calendar = SchoolCalendar::new();
    calendar.close_range(date(2026, 11, 26), date(2026, 11, 27), Some("Thanksgiving break".into()));
    calendar
}

/// A personal note to a mother with full rights, for Friday afternoon, 20 November 2026.
fn note<'a>(calendar: &'a SchoolCalendar, quiet_hours: &'a QuietHours) -> Parcel<'a> {
    Parcel {
        party: Party::Guardian(Access::Full),
        personal: true,
        opted_out: false,
        photo_of: None,
        address_fails: false,
        needs_approval: false,
        other_child: None,
        not_before: at("2026-11-20T15:30"),
        weekly_from: None,
        week_full_until: None,
        expires: at("2026-12-04T15:30"),
        quiet_hours: Some(quiet_hours),
        peace: Vec::new(),
        calendar,
        paused: None,
        weekend_meant: false,
        automatic_from: None,
        minute_full_until: None,
        day_full_until: None,
    }
}

fn ask(change: impl FnOnce(&mut Parcel), now: &str) -> Gate {
    let (calendar, quiet) = (calendar(), QuietHours::parse("18:00-07:30").unwrap());
    let mut parcel = note(&calendar, &quiet);
    change(&mut parcel);
    release(&parcel, at(now), &new_york())
}

fn wait(until: &str, reason: Refusal) -> Gate {
    Gate::Wait { until: at(until), reason }
}

fn drop(reason: Refusal, ending: Ending) -> Gate {
    Gate::Drop { reason, ending }
}

#[test]
fn a_pause_keeps_every_mail_to_a_family_and_none_to_the_teacher() {
    let until = |wall: &str| Some(Pause { since: at("2026-11-20T12:00"), until: Some(at(wall)) });
    let monday = wait("2026-11-30T08:00", Refusal::Paused);
    assert_eq!(ask(|p| p.paused = until("2026-11-30T08:00"), "2026-11-20T15:30"), monday);
    // It ends in the night: the mail goes when families may be written to again.
    assert_eq!(
        ask(|p| p.paused = until("2026-11-30T00:00"), "2026-11-20T15:30"),
        wait("2026-11-30T07:30", Refusal::Paused)
    );
    assert_eq!(ask(|p| p.paused = until("2026-11-20T15:30"), "2026-11-20T15:30"), Gate::Go);
    // Without an end the mail is looked at when its own time is over, and that is told.
    let for_good = Some(Pause { since: at("2026-11-20T12:00"), until: None });
    assert_eq!(ask(|p| p.paused = for_good, "2026-11-20T15:30"), wait("2026-12-04T15:30", Refusal::Paused));
    let summary = |p: &mut Parcel| (p.party, p.paused) = (Party::Teacher, for_good);
    assert_eq!(ask(summary, "2026-11-20T15:30"), Gate::Go);
}

#[test]
fn above_the_weekly_cap_a_mail_waits_for_mondays_first_allowed_time() {
    let full = |p: &mut Parcel| p.week_full_until = Some(at("2026-11-23T00:00"));
    assert_eq!(ask(full, "2026-11-20T15:30"), wait("2026-11-23T07:30", Refusal::WeekIsFull));
    assert_eq!(ask(full, "2026-11-23T07:30"), Gate::Go);
    assert!(Refusal::WeekIsFull.words().contains("in one week"));
}

#[test]
fn a_mail_with_nothing_against_it_goes() {
    assert_eq!(ask(|_| {}, "2026-11-20T15:30"), Gate::Go);
    assert_eq!(
        ask(|p| p.party = Party::Guardian(Access::Inform), "2026-11-20T15:31"),
        drop(Refusal::InformOnly, Ending::Cancelled)
    );
    assert_eq!(ask(|p| (p.party, p.personal) = (Party::Guardian(Access::Inform), false), "2026-11-20T15:31"), Gate::Go);
}

#[test]
fn rights_come_first() {
    let worst = |p: &mut Parcel| {
        (p.party, p.opted_out, p.address_fails, p.needs_approval) =
            (Party::Guardian(Access::Blocked), true, true, true);
        (p.other_child, p.day_full_until) = (Some("Mia"), Some(Timestamp::MAX));
    };
    assert_eq!(ask(worst, "2027-01-20T22:00"), drop(Refusal::Blocked, Ending::Cancelled));
    let photo = ask(|p| p.photo_of = Some("Mia"), "2027-01-20T22:00");
    assert_eq!(photo, drop(Refusal::PhotoWithoutConsent(ChildName("Mia".into())), Ending::Cancelled));
    assert_eq!(ask(|p| p.opted_out = true, "2026-11-20T16:00"), drop(Refusal::OptedOut, Ending::Cancelled));
}

#[test]
fn what_has_expired_asks_for_no_decision() {
    for change in
        [|p: &mut Parcel| p.needs_approval = true, |p: &mut Parcel| p.party = Party::NotOnRoster, |_: &mut Parcel| {}]
    {
        assert_eq!(ask(change, "2026-12-04T15:30"), drop(Refusal::Expired, Ending::Expired));
    }
    assert_eq!(OutboxState::from(Ending::Expired), OutboxState::Expired);
}

#[test]
fn doubts_hold_the_mail_whatever_the_hour() {
    let mia = || Refusal::OtherChild(ChildName("Mia".into()));
    for now in ["2026-11-20T16:00", "2026-11-20T22:00"] {
        assert_eq!(ask(|p| p.party = Party::NotOnRoster, now), Gate::Hold { reason: Refusal::NotOnRoster });
        assert_eq!(ask(|p| p.address_fails = true, now), Gate::Hold { reason: Refusal::AddressFails });
        assert_eq!(ask(|p| p.other_child = Some("Mia"), now), Gate::Hold { reason: mia() });
        assert_eq!(ask(|p| p.needs_approval = true, now), Gate::Hold { reason: Refusal::NeedsApproval });
    }
    assert!(mia().words().contains("Mia"));
    assert_eq!(format!("{:?}", mia()), "OtherChild(‹name›)");
}

#[test]
fn families_are_left_in_peace_at_night_and_on_closed_days() {
    let listed = || Refusal::ClosedDay(ClosedDay::Listed(Some("Thanksgiving break".into())));
    let weekend = || Refusal::ClosedDay(ClosedDay::Weekend);
    for (now, expected) in [
        ("2026-11-20T15:29", wait("2026-11-20T15:30", Refusal::NotYet)),
        ("2026-11-20T18:00", wait("2026-11-23T07:30", Refusal::QuietHours)),
        ("2026-11-23T20:59", wait("2026-11-24T07:30", Refusal::QuietHours)),
        ("2026-11-24T02:00", wait("2026-11-24T07:30", Refusal::QuietHours)),
        ("2026-11-24T07:30", Gate::Go),
        ("2026-11-21T12:00", wait("2026-11-23T07:30", weekend())),
        ("2026-11-26T12:00", wait("2026-11-30T07:30", listed())),
        ("2026-11-25T19:00", wait("2026-11-30T07:30", Refusal::QuietHours)),
    ] {
        assert_eq!(ask(|_| {}, now), expected, "{now}");
    }
}

#[test]
fn a_job_that_names_the_weekend_may_write_on_it_but_not_on_a_listed_day() {
    let sunday = |p: &mut Parcel| p.weekend_meant = true;
    assert_eq!(ask(sunday, "2026-11-22T16:00"), Gate::Go);
    assert!(matches!(ask(sunday, "2026-11-22T19:00"), Gate::Wait { reason: Refusal::QuietHours, .. }));
    assert!(
        matches!(ask(sunday, "2026-11-26T16:00"), Gate::Wait { reason: Refusal::ClosedDay(_), until } if until == at("2026-11-28T07:30"))
    );
}

#[test]
fn a_mail_that_would_expire_while_waiting_is_asked_about_when_it_does() {
    let until_nine = |p: &mut Parcel| p.expires = at("2026-11-20T21:00");
    assert_eq!(ask(until_nine, "2026-11-20T19:00"), wait("2026-11-20T21:00", Refusal::QuietHours));
    assert_eq!(ask(until_nine, "2026-11-20T21:00"), drop(Refusal::Expired, Ending::Expired));
}

#[test]
fn where_nothing_opens_any_more_the_mail_waits_for_its_end() {
    let (mut calendar, quiet) = (SchoolCalendar::new(), QuietHours::parse("18:00-07:30").unwrap());
    calendar.close_range(date(9999, 12, 30), date(9999, 12, 31), None);
    let parcel = Parcel { expires: Timestamp::MAX, ..note(&calendar, &quiet) };
    let ends = |reason| Gate::Wait { until: Timestamp::MAX, reason };
    let closed = Refusal::ClosedDay(ClosedDay::Listed(None));
    assert_eq!(release(&parcel, at("9999-12-30T12:00"), &new_york()), ends(closed));
    // In UTC the last evening has no morning after it.
    let (open, evening) = (SchoolCalendar::new(), "9999-12-30T20:00:00Z".parse().unwrap());
    let parcel = Parcel { calendar: &open, ..parcel };
    assert_eq!(release(&parcel, evening, &TimeZone::UTC), ends(Refusal::QuietHours));
}

#[test]
fn quiet_hours_and_closed_days_do_not_bind_the_teacher() {
    for now in ["2026-11-20T22:00", "2026-11-21T06:00", "2026-11-26T07:00"] {
        assert_eq!(ask(|p| (p.party, p.other_child) = (Party::Teacher, Some("Mia")), now), Gate::Go, "{now}");
    }
    let early = ask(|p| p.party = Party::Teacher, "2026-11-20T07:00");
    assert_eq!(early, wait("2026-11-20T15:30", Refusal::NotYet));
    assert_eq!(
        ask(|p| (p.party, p.minute_full_until) = (Party::Teacher, Some(at("2026-11-20T22:01"))), "2026-11-20T22:00"),
        wait("2026-11-20T22:01", Refusal::MinuteLimit)
    );
}

#[test]
fn limits_come_last_and_the_longest_wait_counts() {
    let (now, minute, day) = ("2026-11-20T16:00", Some(at("2026-11-20T16:01")), Some(at("2026-11-21T09:12")));
    assert_eq!(ask(|p| p.minute_full_until = minute, now), wait("2026-11-20T16:01", Refusal::MinuteLimit));
    for both in [day, None] {
        let asked = ask(|p| (p.day_full_until, p.minute_full_until) = (both, minute), now);
        let expected = both.map_or(Refusal::MinuteLimit, |_| Refusal::DayLimit);
        assert_eq!(asked, Gate::Wait { until: both.or(minute).unwrap(), reason: expected });
    }
    assert_eq!(ask(|p| p.day_full_until = day, "2026-11-20T22:00"), wait("2026-11-23T07:30", Refusal::QuietHours));
    assert_eq!(
        ask(|p| (p.minute_full_until, p.day_full_until) = (Some(at(now)), minute), "2026-11-20T16:01"),
        Gate::Go
    );
    let never = Some(at("2027-11-20T16:00"));
    assert_eq!(
        ask(|p| p.day_full_until = never, now),
        wait("2026-12-04T15:30", Refusal::DayLimit),
        "its end is told in time"
    );
}

#[test]
fn what_nobody_wrote_by_hand_waits_a_day_after_three_of_its_kind() {
    let from = Some(at("2026-11-21T08:00"));
    let asked = ask(|p| p.automatic_from = from, "2026-11-20T16:00");
    assert_eq!(asked, wait("2026-11-21T08:00", Refusal::AutomaticTooOften));
    assert_eq!(ask(|p| p.automatic_from = Some(at("2026-11-20T16:00")), "2026-11-20T16:00"), Gate::Go);
}

#[test]
fn every_refusal_has_words_and_a_word_of_its_own() {
    let all = [
        Refusal::Blocked,
        Refusal::InformOnly,
        Refusal::OptedOut,
        Refusal::Expired,
        Refusal::NotOnRoster,
        Refusal::AddressFails,
        Refusal::OtherChild(ChildName("Mia".into())),
        Refusal::NeedsApproval,
        Refusal::NotYet,
        Refusal::Weekly,
        Refusal::QuietHours,
        Refusal::ClosedDay(ClosedDay::Weekend),
        Refusal::AutomaticTooOften,
        Refusal::MinuteLimit,
        Refusal::DayLimit,
    ];
    let words: std::collections::BTreeSet<_> = all.iter().map(Refusal::word).collect();
    assert_eq!(words.len(), all.len());
    assert!(all.iter().all(|r| r.words().ends_with('.')));
}

fn any_party() -> impl Strategy<Value = Party> {
    prop::sample::select(vec![
        Party::Guardian(Access::Full),
        Party::Guardian(Access::Inform),
        Party::Guardian(Access::Blocked),
        Party::NotOnRoster,
        Party::Teacher,
    ])
}

proptest! {
    #[test]
    fn nothing_goes_that_must_not(
        party in any_party(), flags in any::<[bool; 7]>(), start in 0i8..48, end in 0i8..48,
        zone in prop::sample::select(vec!["America/New_York", "Europe/Berlin", "America/Havana", "Australia/Lord_Howe", "UTC"]),
        now in 1_767_225_600i64..1_861_920_000, not_before in -200_000i64..200_000, expires in -50_000i64..2_000_000,
        closed in prop::collection::vec((0i64..1_100, 0i64..20), 0..40),
        weekly in prop::option::of(-200_000i64..200_000),
        full in prop::option::of(-200_000i64..600_000),
        limits in prop::array::uniform3(prop::option::of(-90_000i64..90_000)),
        paused in prop::option::of(prop::option::of(-90_000i64..900_000)),
    ) {
        prop_assume!(start != end);
        let zone = TimeZone::get(zone).unwrap();
        let now = Timestamp::from_second(now).unwrap();
        let from_now = |seconds: i64| now + SignedDuration::from_secs(seconds);
        let half_hour = |n: i8| format!("{:02}:{:02}", n / 2, n % 2 * 30);
        let quiet = QuietHours::parse(&format!("{}-{}", half_hour(start), half_hour(end))).unwrap();
        let mut calendar = SchoolCalendar::new();
        for (first, days) in closed {
            let first = date(2026, 1, 1).checked_add(jiff::Span::new().days(first)).unwrap();
            calendar.close_range(first, first.checked_add(jiff::Span::new().days(days)).unwrap(), None);
        }
        let [personal, opted_out, address_fails, needs_approval, other, weekend_meant, photo] = flags;
        let [automatic_from, minute_full_until, day_full_until] = limits.map(|at| at.map(from_now));
        let parcel = Parcel {
            party, personal, opted_out, address_fails, needs_approval,
            photo_of: photo.then_some("Mia"), other_child: other.then_some("Mia"),
            not_before: from_now(not_before), weekly_from: weekly.map(from_now), week_full_until: full.map(from_now), expires: from_now(expires), quiet_hours: Some(&quiet), calendar: &calendar, peace: Vec::new(),
            weekend_meant, automatic_from, minute_full_until, day_full_until,
            paused: paused.map(|until| Pause { since: now, until: until.map(from_now) }),
        };
        let allowed_at = |t: Timestamp| {
            let wall: Zoned = t.to_zoned(zone.clone());
            let closed = calendar.is_listed_closed(wall.date()) || calendar.is_weekend(wall.date()) && !weekend_meant;
            let in_time = t >= parcel.not_before && parcel.weekly_from.is_none_or(|from| t >= from)
                && parcel.week_full_until.is_none_or(|monday| t >= monday);
            let paused = parcel.paused.is_some_and(|p| p.holds_at(t));
            in_time && (party == Party::Teacher || !closed && !quiet.contains(wall.time()) && !paused)
        };
        match release(&parcel, now, &zone) {
            Gate::Go => {
                prop_assert!(allowed_at(now) && now < parcel.expires);
                prop_assert!(party != Party::Guardian(Access::Blocked) && party != Party::NotOnRoster);
                prop_assert!(!address_fails && !needs_approval && limits.iter().flatten().all(|at| *at <= 0));
                prop_assert!(party == Party::Teacher || !opted_out && !other && !photo);
                prop_assert!(party != Party::Guardian(Access::Inform) || !personal);
            }
            Gate::Wait { until, reason } => {
                prop_assert!(until > now && !reason.words().is_empty());
                let by_limit = matches!(reason, Refusal::MinuteLimit | Refusal::DayLimit | Refusal::AutomaticTooOften);
                prop_assert!(by_limit == allowed_at(now));
                prop_assert!(by_limit || until == parcel.expires || allowed_at(until));
            }
            Gate::Hold { reason } => prop_assert!(!reason.words().is_empty()),
            Gate::Drop { reason, ending } => {
                prop_assert!(!reason.words().is_empty());
                prop_assert_eq!(ending == Ending::Expired, reason == Refusal::Expired);
            }
        }
    }
}

proptest! {
    /// Whatever a guardian asked for, no mail leaves in their own quiet hours or on their days, on their own clock; and a
    /// mail that waits is told when it may go.
    #[test]
    fn no_mail_leaves_in_what_a_guardian_asked_for(
        (now, hours) in (1_790_000_000_i64..1_800_000_000, proptest::option::of((0..48_i8, 1..48_i8))),
        zone in proptest::option::of(prop_oneof![Just("Europe/Paris"), Just("Asia/Tokyo"), Just("Pacific/Apia"), Just("America/Chicago")]),
        days in proptest::collection::vec(prop_oneof![Just("Mon"), Just("wed"), Just("Saturday"), Just("2026-10-01..2027-01-15")], 0..3),
        beside in any::<bool>(),
    ) {
        let now = Timestamp::from_second(now).unwrap();
        let half_hour = |n: i8| format!("{:02}:{:02}", n / 2, n % 2 * 30);
        let own = hours.map(|(start, long)| QuietHours::parse(&format!("{}-{}", half_hour(start), half_hour((start + long) % 48))).unwrap());
        let peace = Peace {
            quiet_hours: own,
            time_zone: zone.map(|zone| TimeZone::get(zone).unwrap()),
            days: days.iter().map(|day| crate::domain::roster::NoMailDay::parse(day).unwrap()).collect(),
        };
        let other = Peace::default();
        let (calendar, school) = (calendar(), QuietHours::parse("18:00-07:30").unwrap());
        let mut parcel = Parcel { not_before: now, expires: Timestamp::MAX, ..note(&calendar, &school) };
        parcel.peace = if beside { vec![&other, &peace] } else { vec![&peace] };
        let allowed = |at: Timestamp| {
            let theirs = peace.zone(&new_york()).to_datetime(at);
            let quiet = own.unwrap_or(school);
            !quiet.contains(theirs.time())
                && peace.free_day(theirs.date()) == Some(theirs.date())
                && calendar.is_school_day(new_york().to_datetime(at).date())
        };
        match release(&parcel, now, &new_york()) {
            Gate::Go => prop_assert!(allowed(now)),
            Gate::Wait { until, reason } => {
                prop_assert!(!allowed(now) && until > now && !reason.words().is_empty());
                prop_assert!(until == Timestamp::MAX || allowed(until), "{until} {reason:?}");
            }
            other => prop_assert!(false, "{other:?}"),
        }
    }
}
