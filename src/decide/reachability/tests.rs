use super::*;
use crate::domain::address::EmailAddress;
use crate::ids::OutboxId;
use proptest::prelude::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn zone() -> TimeZone {
    TimeZone::get("America/New_York").unwrap()
}

/// Of a mail of its own.
fn report(when: Timestamp, fate: Fate) -> DeliveryReport {
    DeliveryReport {
        at: when,
        outbox: OutboxId(when.as_second()),
        address: EmailAddress::parse("pat@families.test").unwrap(),
        fate,
    }
}

fn failure(reason: BounceReason, permanent: bool) -> Failure {
    let diagnostic = Some(format!("said: {}", reason.words()));
    Failure { status: None, reason: reason.words().to_owned(), permanent, diagnostic }
}

fn failed(when: &str, reason: BounceReason) -> DeliveryReport {
    report(at(when), Fate::Failed(failure(reason, true)))
}

fn unknown(when: &str) -> DeliveryReport {
    failed(when, BounceReason::MailboxUnknown)
}

fn full(when: &str) -> DeliveryReport {
    failed(when, BounceReason::MailboxFull)
}

fn of(reports: Vec<DeliveryReport>) -> AddressFacts {
    AddressFacts { reports, ..AddressFacts::default() }
}

fn ask(facts: &AddressFacts, now: &str) -> Reachability {
    reachability(facts, &zone(), at(now))
}

fn state(reports: Vec<DeliveryReport>, now: &str) -> &'static str {
    ask(&of(reports), now).word()
}

#[test]
fn nothing_said_is_reachable_and_the_first_hard_bounce_is_doubt() {
    assert_eq!(ask(&of(Vec::new()), "2026-11-20T12:00:00Z"), Reachability::Reachable);
    let once = ask(&of(vec![unknown("2026-11-10T15:00:00Z")]), "2026-11-20T12:00:00Z");
    let trouble = Trouble {
        cause: BounceReason::MailboxUnknown,
        diagnostic: Some("said: mailbox unknown".into()),
        since: at("2026-11-10T15:00:00Z"),
        next_step: NextStep::AskForAddress,
        blamed: true,
    };
    assert!(once.comes_back());
    assert_eq!(once, Reachability::Doubtful(trouble));
}

#[test]
fn hard_bounces_on_two_days_are_enough_and_two_on_one_day_are_one() {
    let now = "2026-11-20T12:00:00Z";
    assert_eq!(state(vec![unknown("2026-11-10T15:00:00Z"), unknown("2026-11-11T15:00:00Z")], now), "unreachable");
    assert_eq!(state(vec![unknown("2026-11-10T15:00:00Z"), unknown("2026-11-10T19:00:00Z")], now), "doubtful");
    // A hard bounce is not forgotten, however old it is.
    assert_eq!(state(vec![unknown("2026-02-10T15:00:00Z"), unknown("2026-11-11T15:00:00Z")], now), "unreachable");
}

#[test]
fn a_mail_that_is_reported_again_and_again_has_failed_once() {
    let again = |reports: Vec<DeliveryReport>| {
        of(reports.into_iter().map(|r| DeliveryReport { outbox: OutboxId(1), ..r }).collect::<Vec<_>>())
    };
    let days = |n: usize| (1..=n).map(|day| format!("2026-11-{day:02}T15:00:00Z"));
    let now = "2026-11-28T16:00:00Z";
    let blamed = again(days(28).map(|day| unknown(&day)).collect());
    let asked = ask(&blamed, now);
    assert_eq!((asked.word(), asked.trouble().unwrap().since), ("doubtful", at("2026-11-01T15:00:00Z")));
    assert_eq!(ask(&again(days(28).map(|day| full(&day)).collect()), now).word(), "doubtful");
    // What a person's mail has set back, the old report does not bring up again.
    let written = AddressFacts { written: Some(at("2026-11-02T12:00:00Z")), ..blamed };
    assert_eq!(ask(&written, now), Reachability::Reachable);
    // A worse reason is news.
    let worse = again(vec![full("2026-11-20T15:00:00Z"), unknown("2026-11-21T15:00:00Z")]);
    assert!(ask(&worse, now).trouble().unwrap().blamed);
}

#[test]
fn a_day_ends_at_the_schools_midnight_in_summer_and_in_winter() {
    // Midnight in New York is 4:00 UTC in July and 5:00 UTC in November: 4:30 lies after the one and before the other.
    let july = vec![unknown("2026-07-10T03:30:00Z"), unknown("2026-07-10T04:30:00Z")];
    assert_eq!(state(july, "2026-07-11T12:00:00Z"), "unreachable", "two days");
    let november = vec![unknown("2026-11-10T03:30:00Z"), unknown("2026-11-10T04:30:00Z")];
    assert_eq!(state(november, "2026-11-11T12:00:00Z"), "doubtful", "one day");
    // The day on which the clocks go back has 25 hours.
    let long = vec![unknown("2026-11-01T04:05:00Z"), unknown("2026-11-02T04:55:00Z")];
    assert_eq!(state(long, "2026-11-03T12:00:00Z"), "doubtful", "one day");
}

#[test]
fn soft_trouble_counts_once_a_day_and_is_forgotten_after_thirty_days() {
    let days = |n: usize| (1..=n).map(|day| full(&format!("2026-11-{day:02}T15:00:00Z"))).collect::<Vec<_>>();
    assert_eq!(state(days(7), "2026-11-20T12:00:00Z"), "doubtful");
    assert_eq!(state(days(8), "2026-11-20T12:00:00Z"), "unreachable");
    assert_eq!(state(days(8), "2026-12-01T12:00:00Z"), "unreachable", "29 days and 21 hours after the first");
    assert_eq!(state(days(8), "2026-12-01T15:00:00Z"), "doubtful", "30 days after the first");
    assert_eq!(state(days(8), "2026-12-08T15:00:00Z"), "reachable", "30 days after the last");
    assert_eq!(state([days(7), days(7)].concat(), "2026-11-20T12:00:00Z"), "doubtful", "once a day");
    let first = ask(&of(days(1)), "2026-11-20T12:00:00Z");
    assert!(!first.comes_back(), "a full mailbox is not a dead address");
    assert_eq!(first.trouble().map(|t| t.next_step), Some(NextStep::WaitAndSee));
    assert_eq!(ask(&of(days(8)), "2026-11-20T12:00:00Z").trouble().map(|t| t.next_step), Some(NextStep::Call));
}

#[test]
fn a_day_counts_by_the_worst_that_was_heard_on_it() {
    let mixed = |more: Vec<DeliveryReport>| [vec![unknown("2026-11-10T15:00:00Z"), full("2026-11-10T16:00:00Z")], more];
    let soft = ["11", "12", "13"].map(|day| full(&format!("2026-11-{day}T15:00:00Z"))).to_vec();
    assert_eq!(state(mixed(soft.clone()).concat(), "2026-11-20T12:00:00Z"), "doubtful", "4 + 3");
    let four = [soft, vec![full("2026-11-14T15:00:00Z")]].concat();
    let asked = ask(&of(mixed(four).concat()), "2026-11-20T12:00:00Z");
    assert!(asked.is_unreachable(), "4 + 4");
    // The worst is the cause, and the first of all that counts its beginning.
    let trouble = asked.trouble().unwrap();
    assert_eq!((trouble.cause, trouble.since), (BounceReason::MailboxUnknown, at("2026-11-10T15:00:00Z")));
}

#[test]
fn what_was_given_up_for_now_does_not_blame_the_address() {
    let given_up = vec![report(at("2026-11-10T15:00:00Z"), Fate::Failed(failure(BounceReason::MailboxUnknown, false)))];
    let asked = ask(&of(given_up), "2026-11-11T12:00:00Z");
    assert!(matches!(&asked, Reachability::Doubtful(t) if !t.blamed && t.next_step == NextStep::WaitAndSee));
}

#[test]
fn what_is_said_about_our_mail_makes_doubt_for_it_and_never_stops_sending() {
    for reason in BounceReason::ALL {
        let many = (1..=28).map(|day| failed(&format!("2026-11-{day:02}T15:00:00Z"), reason)).collect();
        let asked = ask(&of(many), "2026-11-28T16:00:00Z");
        let next_step = asked.trouble().map(|t| t.next_step);
        if matches!(asked, Reachability::Doubtful(_)) {
            assert_eq!((next_step, asked.comes_back()), (Some(NextStep::TellIt), false), "{reason:?}");
        } else {
            let expected = match reason {
                BounceReason::Moved => NextStep::ConfirmAddress,
                r if r.blames_the_address() => NextStep::AskForAddress,
                _ => NextStep::Call,
            };
            assert_eq!((asked.is_unreachable(), next_step), (true, Some(expected)), "{reason:?}");
        }
    }
    let policy = vec![failed("2026-11-10T15:00:00Z", BounceReason::Policy)];
    assert_eq!(state(policy.clone(), "2026-11-11T12:00:00Z"), "doubtful");
    assert_eq!(state(policy, "2026-12-11T12:00:00Z"), "reachable");
}

#[test]
fn a_delay_is_no_failure() {
    let delays = (1..=28).map(|day| report(at(&format!("2026-11-{day:02}T15:00:00Z")), Fate::Delayed)).collect();
    assert_eq!(state(delays, "2026-11-28T16:00:00Z"), "reachable");
}

#[test]
fn a_persons_mail_or_a_confirmed_delivery_sets_all_of_it_back() {
    let now = "2026-11-20T12:00:00Z";
    let two = vec![unknown("2026-11-10T15:00:00Z"), unknown("2026-11-11T15:00:00Z")];
    let written = |when: &str| AddressFacts { written: Some(at(when)), ..of(two.clone()) };
    assert_eq!(ask(&written("2026-11-12T15:00:00Z"), now), Reachability::Reachable);
    assert_eq!(ask(&written("2026-11-10T20:00:00Z"), now).word(), "doubtful", "only what came before");
    assert_eq!(ask(&written("2026-11-09T15:00:00Z"), now).word(), "unreachable");
    let delivered = |when: &str| state([two.clone(), vec![report(at(when), Fate::Delivered)]].concat(), now);
    assert_eq!(delivered("2026-11-12T15:00:00Z"), "reachable");
    assert_eq!(delivered("2026-11-09T15:00:00Z"), "unreachable");
}

#[test]
fn a_mail_that_was_taken_is_proof_after_five_days_without_a_word() {
    let bounced = vec![unknown("2026-11-10T15:00:00Z")];
    let taken = |reports: &[DeliveryReport], read_until: &str| AddressFacts {
        reports: reports.to_vec(),
        taken: vec![at("2026-11-12T15:00:00Z")],
        written: None,
        read_until: Some(at(read_until)),
    };
    let late = "2026-11-30T12:00:00Z";
    assert_eq!(ask(&taken(&bounced, late), "2026-11-17T14:59:59Z").word(), "doubtful");
    assert_eq!(ask(&taken(&bounced, late), "2026-11-17T15:00:00Z").word(), "reachable");
    assert_eq!(ask(&taken(&bounced, "2026-11-15T12:00:00Z"), late).word(), "doubtful", "nobody listened");
    for bad_news in [
        unknown("2026-11-13T15:00:00Z"),
        full("2026-11-17T15:00:00Z"),
        report(at("2026-11-12T19:00:00Z"), Fate::Delayed),
    ] {
        let reports = [bounced.clone(), vec![bad_news]].concat();
        assert_ne!(ask(&taken(&reports, late), late).word(), "reachable", "{reports:?}");
    }
    // What was heard since the mail was taken still counts.
    let after = [bounced, vec![unknown("2026-11-20T15:00:00Z")]].concat();
    assert_eq!(ask(&taken(&after, late), late).word(), "doubtful");
}

/// From good to bad.
fn rank(asked: &Reachability) -> (u8, bool) {
    let state = match asked {
        Reachability::Reachable => 0,
        Reachability::Doubtful(_) => 1,
        Reachability::Unreachable(_) => 2,
    };
    (state, asked.comes_back())
}

fn any_time() -> impl Strategy<Value = Timestamp> {
    // Ninety days around both changes of the clock would be much; these hold the one of November.
    (0..90 * 24i64).prop_map(|hour| at("2026-09-15T00:00:00Z") + SignedDuration::from_hours(hour))
}

fn any_report() -> impl Strategy<Value = DeliveryReport> {
    let fate = prop_oneof![
        Just(Fate::Delivered),
        Just(Fate::Delayed),
        (0..BounceReason::ALL.len(), any::<bool>())
            .prop_map(|(reason, permanent)| Fate::Failed(failure(BounceReason::ALL[reason], permanent))),
    ];
    (any_time(), fate).prop_map(|(when, fate)| report(when, fate))
}

fn any_facts() -> impl Strategy<Value = AddressFacts> {
    (
        prop::collection::vec(any_report(), 0..12),
        prop::collection::vec(any_time(), 0..6),
        prop::option::of(any_time()),
        prop::option::of(any_time()),
    )
        .prop_map(|(reports, taken, written, read_until)| AddressFacts { reports, taken, written, read_until })
}

proptest! {
    #[test]
    fn good_news_never_makes_it_worse_and_bad_news_never_better(
        facts in any_facts(), more in any_report(), taken in any_time(), now in any_time()
    ) {
        let before = rank(&reachability(&facts, &zone(), now));
        let good = more.fate == Fate::Delivered;
        let mut told = facts.clone();
        told.reports.push(more);
        let after = rank(&reachability(&told, &zone(), now));
        prop_assert!(if good { after <= before } else { after >= before }, "{before:?} to {after:?}");
        let mut one_more = facts.clone();
        one_more.taken.push(taken);
        prop_assert!(rank(&reachability(&one_more, &zone(), now)) <= before);
        let mut answered = facts.clone();
        answered.written = answered.written.max(Some(taken));
        prop_assert!(rank(&reachability(&answered, &zone(), now)) <= before);
    }

    #[test]
    fn the_order_in_which_reports_were_read_changes_nothing(facts in any_facts(), now in any_time()) {
        let mut turned = facts.clone();
        turned.reports.reverse();
        let (one, other) = (reachability(&facts, &zone(), now), reachability(&turned, &zone(), now));
        prop_assert_eq!(rank(&one), rank(&other));
        prop_assert_eq!(one.trouble().map(|t| t.since), other.trouble().map(|t| t.since));
    }
}
