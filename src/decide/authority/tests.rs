use super::*;
use crate::domain::command::Verb;
use jiff::ToSpan as _;
use jiff::civil::date;
use proptest::prelude::*;

const DAY: Date = date(2026, 11, 27);

fn now() -> Timestamp {
    "2026-11-27T12:00:00Z".parse().unwrap()
}

fn before(hours: i64) -> Timestamp {
    now() - hours.hours()
}

fn key(purpose: Purpose) -> Key {
    Key::made(purpose, 2_522, 3, DAY)
}

const PRESS: Purpose = Purpose::Press(Verb::Ok);

/// The teacher presses a button an hour after the summary.
fn claim() -> Claim {
    Claim {
        role: FolderRole::Inbox,
        kind: Kind::Reply,
        is_teacher: true,
        can_be_proved: true,
        verdict: Authenticity::Aligned,
        keys: vec![Found::Own(key(PRESS))],
        came: before(1),
        dated: Some(before(1)),
        begun: Some(before(24 * 60)),
        resumed: None,
    }
}

fn doubt(claim: &Claim) -> Doubt {
    match judge(claim, now()) {
        Authority::None(doubt) => doubt,
        other => panic!("{other:?} for {claim:?}"),
    }
}

#[test]
fn all_three_together_command_and_without_a_key_the_teacher_is_still_the_teacher() {
    for purpose in [PRESS, Purpose::Teacher, Purpose::Choice] {
        let claim = Claim { keys: vec![Found::Own(key(purpose))], ..claim() };
        assert_eq!(judge(&claim, now()), Authority::Keyed(key(purpose)));
    }
    assert_eq!(judge(&Claim { keys: Vec::new(), ..claim() }, now()), Authority::Sender);
    for kind in [Kind::Mail, Kind::Reply, Kind::Unsubscribe] {
        assert_eq!(judge(&Claim { kind, ..claim() }, now()), Authority::Keyed(key(PRESS)));
    }
}

#[test]
fn every_missing_piece_has_its_doubt() {
    use Misalignment::*;
    let misaligned = |why| Claim { verdict: Authenticity::NotAligned(why), ..claim() };
    let with = |keys: &[Found]| Claim { keys: keys.to_vec(), ..claim() };
    let dated = |dated: Option<Timestamp>| Claim { dated, keys: Vec::new(), ..claim() };
    let cases = [
        (Claim { is_teacher: false, keys: Vec::new(), ..claim() }, Doubt::NotATeacher),
        (Claim { is_teacher: false, keys: vec![Found::Forged], ..claim() }, Doubt::NotATeacher),
        (Claim { is_teacher: false, keys: vec![Found::OfAnother(key(PRESS))], ..claim() }, Doubt::KeyOfAnother),
        (Claim { role: FolderRole::Junk, ..claim() }, Doubt::NotInInbox),
        (Claim { role: FolderRole::Sent, ..claim() }, Doubt::NotInInbox),
        (Claim { kind: Kind::AutoReply, ..claim() }, Doubt::Automatic),
        (Claim { kind: Kind::Bounce, ..claim() }, Doubt::Automatic),
        (Claim { kind: Kind::List, ..claim() }, Doubt::Automatic),
        (Claim { kind: Kind::Unreadable, ..claim() }, Doubt::Automatic),
        (Claim { can_be_proved: false, ..claim() }, Doubt::NoPinnedServer),
        (Claim { verdict: Authenticity::NoTrustedStamp, ..claim() }, Doubt::NoStamp),
        (misaligned(SenderUnclear), Doubt::NotVouched(SenderUnclear)),
        (misaligned(StampUnreadable), Doubt::NotVouched(StampUnreadable)),
        (misaligned(SeveralVerdicts), Doubt::NotVouched(SeveralVerdicts)),
        (misaligned(DmarcNotPassed), Doubt::NotVouched(DmarcNotPassed)),
        (misaligned(OtherDomain), Doubt::NotVouched(OtherDomain)),
        (misaligned(NoVerdict), Doubt::NotVouched(NoVerdict)),
        (with(&[Found::Forged]), Doubt::KeyForged),
        (with(&[Found::Expired(key(PRESS))]), Doubt::KeyExpired),
        (with(&[Found::Forged, Found::Expired(key(PRESS))]), Doubt::KeyExpired),
        (with(&[Found::OfAnother(key(PRESS)), Found::Forged]), Doubt::KeyOfAnother),
        (Claim { begun: None, ..claim() }, Doubt::History),
        (Claim { begun: Some(now()), ..claim() }, Doubt::History),
        (Claim { resumed: Some((now(), DAY)), ..claim() }, Doubt::EarlierLife),
        (Claim { resumed: Some((now(), DAY)), keys: Vec::new(), ..claim() }, Doubt::EarlierLife),
        (dated(None), Doubt::TooOld),
        (dated(Some(before(74))), Doubt::TooOld),
        (dated(Some(now() + 80.hours())), Doubt::TooOld),
        (dated(Some(Timestamp::MAX)), Doubt::TooOld),
        (Claim { came: before(73), ..dated(Some(before(73))) }, Doubt::TooOld),
    ];
    for (claim, expected) in cases {
        assert_eq!(doubt(&claim), expected, "{claim:?}");
    }
    assert_eq!(judge(&dated(Some(before(73))), now()), Authority::Sender, "72 hours on its way are allowed");
}

#[test]
fn a_familys_key_is_as_good_as_none() {
    let thread = key(Purpose::Thread);
    for keys in [vec![Found::Own(thread)], vec![Found::Expired(thread)], vec![Found::OfAnother(thread)]] {
        assert_eq!(judge(&Claim { keys: keys.clone(), ..claim() }, now()), Authority::Sender);
        assert_eq!(doubt(&Claim { keys, is_teacher: false, ..claim() }), Doubt::NotATeacher);
    }
    let both = Claim { keys: vec![Found::Own(thread), Found::Own(key(PRESS))], ..claim() };
    assert_eq!(judge(&both, now()), Authority::Keyed(key(PRESS)));
}

#[test]
fn after_a_restore_what_could_mean_something_else_is_refused() {
    let resumed = Some((before(2), DAY));
    for (purpose, made, expected) in [
        (PRESS, DAY, None),
        (Purpose::Choice, DAY, None),
        (PRESS, date(2026, 11, 20), None),
        (PRESS, date(2026, 11, 28), Some(())),
        (Purpose::Choice, date(2026, 11, 28), Some(())),
        (Purpose::Teacher, date(2026, 11, 20), Some(())),
    ] {
        let key = Key::made(purpose, 5, 1, made);
        let claim = Claim { resumed, keys: vec![Found::Own(key)], ..claim() };
        let judged = judge(&claim, now());
        match expected {
            Some(()) => assert_eq!(judged, Authority::Keyed(key)),
            None => assert_eq!(judged, Authority::None(Doubt::EarlierLife), "{key:?}"),
        }
    }
}

#[test]
fn words_are_read_again_and_none_stands_for_two() {
    for doubt in Doubt::ALL {
        assert_eq!(Doubt::read(doubt.word()), Some(doubt));
    }
    let told: Vec<&str> = Doubt::ALL.iter().filter(|d| !d.concerns_a_teacher()).map(|d| d.word()).collect();
    assert_eq!(told, ["not_a_teacher", "automatic", "not_in_inbox", "history"]);
}

fn any_key() -> impl Strategy<Value = Key> {
    let purpose = prop_oneof![
        Just(Purpose::Thread),
        Just(Purpose::Teacher),
        Just(Purpose::Choice),
        prop::sample::select(Verb::ALL.to_vec()).prop_map(Purpose::Press),
    ];
    (purpose, any::<i64>(), any::<u8>(), 0_i64..40).prop_map(|(purpose, id, part, days)| Key {
        purpose,
        id,
        part,
        expires: DAY.saturating_add(days.days()),
    })
}

fn any_found() -> impl Strategy<Value = Found> {
    prop_oneof![
        any_key().prop_map(Found::Own),
        any_key().prop_map(Found::Expired),
        any_key().prop_map(Found::OfAnother),
        Just(Found::Forged),
    ]
}

prop_compose! {
    fn any_claim()(
        role in prop::sample::select(vec![FolderRole::Inbox, FolderRole::Sent, FolderRole::Junk]),
        kind in prop::sample::select(Kind::ALL.to_vec()),
        facts in any::<(bool, bool)>(),
        verdict in prop::sample::select(vec![
            Authenticity::Aligned,
            Authenticity::NoTrustedStamp,
            Authenticity::NotAligned(Misalignment::DmarcNotPassed),
            Authenticity::NotAligned(Misalignment::SenderUnclear),
        ]),
        keys in prop::collection::vec(any_found(), 0..4),
        times in (0_i64..200, prop::option::of(-200_i64..200), prop::option::of(0_i64..400)),
        resumed in prop::option::of((-200_i64..200, -20_i64..20)),
    ) -> Claim {
        Claim {
            role,
            kind,
            is_teacher: facts.0,
            can_be_proved: facts.1,
            verdict,
            keys,
            came: before(times.0),
            dated: times.1.map(before),
            begun: times.2.map(before),
            resumed: resumed.map(|(hours, days)| (before(hours), DAY.saturating_add(days.days()))),
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_096))]

    #[test]
    fn nothing_commands_without_teacher_server_and_inbox_and_no_thread_key_ever_does(claim in any_claim()) {
        let judged = judge(&claim, now());
        if !matches!(judged, Authority::None(_)) {
            prop_assert!(claim.is_teacher && claim.can_be_proved && claim.role == FolderRole::Inbox);
            prop_assert_eq!(claim.verdict, Authenticity::Aligned);
            prop_assert!(!matches!(claim.kind, Kind::AutoReply | Kind::Bounce | Kind::List | Kind::Unreadable));
            prop_assert!(claim.begun.is_some_and(|begun| begun <= claim.came));
            prop_assert!(claim.resumed.is_none_or(|(at, _)| at <= claim.came));
        }
        match judged {
            Authority::Keyed(key) => {
                prop_assert!(claim.keys.contains(&Found::Own(key)));
                prop_assert!(key.purpose != Purpose::Thread);
            }
            Authority::Sender => {
                let none_commands = claim.keys.iter().all(|found| match found {
                    Found::Own(key) | Found::Expired(key) | Found::OfAnother(key) => key.purpose == Purpose::Thread,
                    Found::Forged => false,
                });
                prop_assert!(none_commands);
            }
            Authority::None(_) => {}
        }
    }
}
