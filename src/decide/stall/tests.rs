use super::*;

fn at(time: &str) -> Timestamp {
    format!("2026-11-26T{time}:00Z").parse().unwrap()
}

fn noted(words: &str, since: &str) -> Option<Noted> {
    Some(Noted { words: words.to_owned(), since: at(since) })
}

/// A daemon at work at three o'clock, with nothing to be said against it.
fn well() -> Facts {
    Facts {
        runs: true,
        begun: Some(at("00:00")),
        mailbox_read: Some(at("14:58")),
        scheduled: Some(at("14:56")),
        ..Facts::default()
    }
}

fn causes(facts: &Facts) -> Vec<Cause> {
    stalls(facts, at("15:00")).iter().map(|stall| stall.cause).collect()
}

#[test]
fn nothing_stands_still_where_all_goes_its_way() {
    assert_eq!(causes(&well()), []);
    let busy = Facts {
        mailbox: noted("mailbox: lost", "14:50"),
        outgoing: noted("outgoing mail: lost", "14:50"),
        mail_waits: true,
        due: Some(at("14:46")),
        not_understood: Some(at("14:46")),
        clock: None,
        ..well()
    };
    assert_eq!(causes(&busy), []);
    assert_eq!(causes(&Facts { mailbox_read: None, begun: Some(at("14:50")), ..well() }), [], "it has just begun");
}

#[test]
fn what_stood_for_more_than_a_quarter_of_an_hour_is_named() {
    for (facts, cause, since) in [
        (Facts { mailbox_read: Some(at("14:44")), ..well() }, Cause::Mailbox, "14:44"),
        (Facts { not_understood: Some(at("14:44")), ..well() }, Cause::Reading, "14:44"),
        (Facts { due: Some(at("14:44")), mail_waits: true, ..well() }, Cause::Outgoing, "14:44"),
        (
            Facts { due: Some(at("14:10")), tried: Some(at("14:44")), mail_waits: true, ..well() },
            Cause::Outgoing,
            "14:44",
        ),
        (Facts { outgoing: noted("x", "14:44"), mail_waits: true, ..well() }, Cause::Outgoing, "14:44"),
        (Facts { scheduled: Some(at("14:44")), ..well() }, Cause::Scheduler, "14:44"),
        (Facts { disk_full: Some(at("14:44")), ..well() }, Cause::Disk, "14:44"),
        (Facts { clock: noted("x", "14:44"), ..well() }, Cause::Clock, "14:44"),
        (Facts { summary: noted("refused", "07:00"), ..well() }, Cause::Summary, "07:00"),
    ] {
        let [stall] = &stalls(&facts, at("15:00"))[..] else { panic!("{facts:?}") };
        assert_eq!((stall.cause, stall.since), (cause, Some(at(since))));
    }
    let never = Facts { mailbox_read: None, begun: Some(at("14:00")), ..well() };
    assert_eq!(stalls(&never, at("15:00"))[0].since, None);
}

#[test]
fn mail_that_waits_by_a_decision_has_not_stood_still() {
    // A way out that was found closed and that nothing waits for; a queue that goes on, however long it is.
    assert_eq!(causes(&Facts { outgoing: noted("x", "13:00"), ..well() }), []);
    assert_eq!(causes(&Facts { due: Some(at("13:00")), tried: Some(at("14:59")), mail_waits: true, ..well() }), []);
}

#[test]
fn what_a_full_disk_or_a_wrong_clock_stops_is_not_told_again() {
    let all = Facts {
        mailbox_read: Some(at("14:00")),
        not_understood: Some(at("14:00")),
        due: Some(at("14:00")),
        mail_waits: true,
        scheduled: Some(at("14:00")),
        ..well()
    };
    assert_eq!(causes(&all).len(), 4);
    assert_eq!(causes(&Facts { disk_full: Some(at("14:00")), ..all.clone() }), [Cause::Disk]);
    assert_eq!(causes(&Facts { clock: noted("x", "14:00"), ..all.clone() }), [Cause::Clock]);
    let both = Facts { clock: noted("x", "14:00"), mailbox: noted("y", "14:00"), ..all.clone() };
    assert_eq!(causes(&both), [Cause::Clock, Cause::Mailbox]);
    assert_eq!(causes(&Facts { runs: false, ..all }), [Cause::Mailbox], "nobody works, and that is told once");
}

#[test]
fn a_stall_says_what_happened_what_homeroom_does_and_what_to_do() {
    let zone = TimeZone::get("America/New_York").unwrap();
    let mut told = String::new();
    for cause in Cause::ALL {
        assert_eq!(Cause::read(cause.word()), Some(cause));
        let (met, nothing) = (Some("what was met; what to do".to_owned()), None);
        let variants = match cause {
            Cause::Mailbox => vec![(nothing.clone(), true), (nothing, false), (met, true)],
            Cause::Outgoing => vec![(nothing, true), (met, true)],
            Cause::Clock | Cause::Summary => vec![(met, true)],
            _ => vec![(nothing, true)],
        };
        for (why, runs) in variants {
            let stall = Stall { cause, since: Some(at("14:02")), why, runs };
            assert!(stall.meanwhile().starts_with("nothing is lost") && !stall.to_do().is_empty());
            told += &format!("{}\n  {}\n", stall.in_short(&zone, at("15:00")), stall.line(&zone));
        }
    }
    let stall =
        Stall { cause: Cause::Mailbox, since: None, why: Some("no, ana@families.test; (a@b)".to_owned()), runs: true };
    assert_eq!(stall.met().unwrap(), "no, ‹address›; ‹address›)");
    insta::assert_snapshot!(told);
}
