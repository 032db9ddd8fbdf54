use super::*;
use crate::decide::reachability::Trouble;
use crate::message::BounceReason;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn pat(mail: Way) -> GuardianFacts {
    GuardianFacts { name: "Pat".into(), mail, preference: Preference::default() }
}

fn with(ways: Vec<Way>) -> HomeFacts {
    HomeFacts { guardians: ways.into_iter().map(pat).collect(), ..facts() }
}

fn facts() -> HomeFacts {
    HomeFacts { clock_from: at("2026-09-01T12:00:00Z"), ..samples::silent("S1", "A").facts }
}

fn ask(facts: HomeFacts, now: &str) -> HomeStatus {
    let zone = TimeZone::get("America/New_York").unwrap();
    status(facts, &ContactRules::default(), &SchoolCalendar::new(), &zone, at(now))
}

#[test]
fn the_clock_counts_school_days_from_the_last_contact_either_way() {
    // Monday 2 November; ten school days later is Monday 16 November.
    let home = HomeFacts { last_from: Some(at("2026-11-02T15:00:00Z")), ..facts() };
    assert_eq!(ask(home.clone(), "2026-11-13T15:00:00Z").state, State::Fresh);
    let due = ask(home.clone(), "2026-11-16T15:00:00Z");
    assert_eq!((due.state, due.school_days, due.flags), (State::Due, 10, vec![Flag::Due]));
    assert_eq!(ask(home.clone(), "2026-11-23T15:00:00Z").state, State::Overdue);
    let answered = HomeFacts { last_to: Some(at("2026-11-20T15:00:00Z")), ..home };
    assert_eq!(ask(answered, "2026-11-23T15:00:00Z").state, State::Fresh);
}

#[test]
fn a_mail_on_friday_has_waited_one_school_day_on_monday() {
    let home = HomeFacts { waiting_since: Some(at("2026-11-13T20:00:00Z")), ..facts() };
    let monday = ask(home.clone(), "2026-11-16T15:00:00Z");
    assert_eq!((monday.waiting_days, monday.flags.contains(&Flag::Waiting)), (Some(1), false));
    assert!(ask(home, "2026-11-17T15:00:00Z").flags.contains(&Flag::Waiting));
}

#[test]
fn a_home_without_email_keeps_its_clock_and_a_barred_one_has_none() {
    let silent = ask(with(vec![Way::NoEmail]), "2026-11-16T15:00:00Z");
    assert_eq!((silent.state, silent.flags), (State::Unreachable, vec![Flag::Overdue, Flag::Unreachable]));
    let barred = ask(with(vec![Way::Barred]), "2026-11-16T15:00:00Z");
    assert_eq!(barred.flags, vec![Flag::Unreachable, Flag::Blocked]);
}

#[test]
fn a_home_is_out_of_reach_when_mail_comes_back_from_every_open_address() {
    let trouble = |blamed| Trouble {
        cause: BounceReason::MailboxUnknown,
        diagnostic: None,
        since: at("2026-09-01T12:00:00Z"),
        next_step: NextStep::AskForAddress,
        blamed,
    };
    let dead = || Way::Address(Reachability::Doubtful(trouble(true)));
    let stopped = || Way::Address(Reachability::Unreachable(trouble(false)));
    let full = || Way::Address(Reachability::Doubtful(trouble(false)));
    let well = || Way::Address(Reachability::Reachable);
    let bounces = Reach::Bounces(NextStep::AskForAddress);
    for (ways, reach) in [
        (vec![dead()], bounces),
        (vec![stopped()], bounces),
        (vec![dead(), stopped(), Way::Barred, Way::NoEmail], bounces),
        (vec![full()], Reach::Mail),
        (vec![dead(), full()], Reach::Mail),
        (vec![well(), dead()], Reach::Mail),
        (vec![Way::NoEmail, Way::Barred], Reach::NoEmail),
        (vec![Way::Barred], Reach::Blocked),
    ] {
        let asked = ask(with(ways), "2026-09-02T15:00:00Z");
        assert_eq!(asked.reach, reach, "{:?}", asked.facts.guardians);
        assert_eq!(asked.flags.contains(&Flag::Bounce), reach == bounces);
    }
}

#[test]
fn hard_words_without_a_good_one_are_flagged() {
    assert!(ask(HomeFacts { hard: 1, ..facts() }, "2026-09-02T15:00:00Z").flags.contains(&Flag::OnlyHard));
    assert!(!ask(HomeFacts { hard: 3, good: 1, ..facts() }, "2026-09-02T15:00:00Z").flags.contains(&Flag::OnlyHard));
}

#[test]
fn ten_school_days_after_a_hard_word_a_good_one_is_owed_until_it_comes() {
    // Monday 2 November, and Monday 16 November ten school days later.
    let home = HomeFacts { last_hard: Some(at("2026-11-02T15:00:00Z")), hard: 1, good: 4, ..facts() };
    let owes = |home: &HomeFacts, now: &str| ask(home.clone(), now).flags.contains(&Flag::GoodWord);
    assert!(!owes(&home, "2026-11-13T15:00:00Z"));
    assert!(owes(&home, "2026-11-16T15:00:00Z"));
    let before = HomeFacts { last_good: Some(at("2026-11-02T14:00:00Z")), ..home.clone() };
    assert!(owes(&before, "2026-11-16T15:00:00Z"), "a good word that came before weighs nothing");
    let after = HomeFacts { last_good: Some(at("2026-11-05T15:00:00Z")), ..home.clone() };
    assert!(!owes(&after, "2026-12-16T15:00:00Z"));
    let barred = HomeFacts { guardians: vec![pat(Way::Barred)], ..home };
    assert!(!owes(&barred, "2026-11-16T15:00:00Z"));
}
