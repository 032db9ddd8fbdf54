use super::letter::{Entry, Scene, letter};
use super::*;
use crate::decide::stall::{Facts, Noted, Stall, stalls};
use jiff::Timestamp;
use jiff::tz::TimeZone;

fn minutes(minutes: i64) -> SignedDuration {
    SignedDuration::from_mins(minutes)
}

fn key(class: &str, cause: Cause) -> Key {
    (ClassName::new(class), cause)
}

fn set(keys: &[Key]) -> BTreeSet<Key> {
    keys.iter().cloned().collect()
}

type ByMinute<T> = Vec<(i64, T)>;

/// Looks every half minute; the mails that went and the lines that were written, with the minute.
fn watched(
    alarm: &mut Alarm,
    from: i64,
    until: i64,
    stalls: impl Fn(i64) -> BTreeSet<Key>,
    works: impl Fn(i64) -> bool,
) -> (ByMinute<News>, ByMinute<Line>) {
    let (mut mails, mut lines) = (Vec::new(), Vec::new());
    for half in from * 2..until * 2 {
        let (minute, now) = (half / 2, SignedDuration::from_secs(half * 30));
        lines.extend(alarm.look(now, &stalls(minute)).into_iter().map(|line| (minute, line)));
        if let Some(news) = alarm.news(now) {
            if works(minute) {
                alarm.sent(now, news);
                mails.push((minute, news));
            } else {
                alarm.failed(now, false);
            }
        }
    }
    (mails, lines)
}

#[test]
fn an_outage_is_told_once_when_it_begins_once_a_day_and_once_when_it_is_over() {
    let mailbox = key("room-12", Cause::Mailbox);
    let stands =
        |minute: i64| if (10..50 * 60).contains(&minute) { set(&[key("room-12", Cause::Mailbox)]) } else { set(&[]) };
    let (mails, lines) = watched(&mut Alarm::default(), 0, 60 * 60, stands, |_| true);
    let day = 24 * 60;
    assert_eq!(
        mails,
        [(12, News::Begun), (12 + day, News::Stands), (12 + 2 * day, News::Stands), (50 * 60, News::Over)]
    );
    assert_eq!(lines.first(), Some(&(12, Line::Begun(mailbox.clone()))));
    assert_eq!(lines.last(), Some(&(50 * 60, Line::Over(mailbox.clone()))));
    let again = lines.iter().filter(|(_, line)| *line == Line::Stands(mailbox.clone())).count();
    assert_eq!(again, 49, "every hour");
}

#[test]
fn what_goes_on_by_itself_soon_after_it_was_noticed_is_told_to_nobody() {
    let stands = |minute: i64| if minute == 5 { set(&[key("room-12", Cause::Mailbox)]) } else { set(&[]) };
    assert_eq!(watched(&mut Alarm::default(), 0, 60, stands, |_| true), (vec![], vec![]));
}

#[test]
fn what_begins_together_is_one_mail_and_what_comes_later_another() {
    let stands = |minute: i64| match minute {
        0..30 => set(&[key("room-12", Cause::Mailbox), key("room-11", Cause::Mailbox)]),
        30..40 => set(&[key("room-12", Cause::Mailbox), key("room-11", Cause::Outgoing)]),
        40..60 => set(&[key("room-11", Cause::Outgoing)]),
        _ => set(&[]),
    };
    let (mails, _) = watched(&mut Alarm::default(), 0, 100, stands, |_| true);
    assert_eq!(mails, [(2, News::Begun), (32, News::Begun), (60, News::Over)]);
}

#[test]
fn never_more_than_six_mails_an_hour_whatever_comes_and_goes() {
    // A hundred classes, one after the other, each standing still for three minutes of four.
    let stands = |minute: i64| {
        let classes = (0..100).filter(|class| (minute + class) % 4 != 0);
        classes.map(|class| key(&format!("room-{class}-{}", minute / 4), Cause::Mailbox)).collect()
    };
    let (mails, _) = watched(&mut Alarm::default(), 0, 600, stands, |_| true);
    for (minute, _) in &mails {
        assert!(mails.iter().filter(|(at, _)| (*minute..minute + 60).contains(at)).count() <= 6, "{mails:?}");
    }
    assert!(mails.len() > 40, "and it is told: {}", mails.len());
}

#[test]
fn a_mail_that_cannot_be_sent_is_tried_again_ever_more_seldom_and_goes_when_it_can() {
    let stands = |minute: i64| if minute < 600 { set(&[key("room-12", Cause::Outgoing)]) } else { set(&[]) };
    let tries = std::cell::Cell::new(0);
    let works = |minute: i64| {
        tries.set(tries.get() + 1);
        minute >= 300
    };
    let (mails, _) = watched(&mut Alarm::default(), 0, 700, stands, works);
    assert_eq!(mails.iter().map(|(_, news)| *news).collect::<Vec<_>>(), [News::Begun, News::Over]);
    assert!(mails[0].0 < 361 && tries.get() < 14, "{mails:?}, {} tries", tries.get());
    // What is over before anybody could be told is no news.
    let short = |minute: i64| if minute < 60 { set(&[key("room-12", Cause::Outgoing)]) } else { set(&[]) };
    assert_eq!(watched(&mut Alarm::default(), 0, 700, short, |minute| minute > 60).0, []);
}

#[test]
fn a_new_process_repeats_nothing_that_was_told_and_tells_the_end() {
    let told = || Alarm::new(vec![(key("room-12", Cause::Mailbox), minutes(120))]);
    let stands = |minute: i64| if minute < 60 { set(&[key("room-12", Cause::Mailbox)]) } else { set(&[]) };
    assert_eq!(watched(&mut told(), 0, 100, stands, |_| true).0, [(60, News::Over)]);
    assert_eq!(watched(&mut told(), 0, 100, |_| set(&[]), |_| true).0, [(0, News::Over)]);
    // Told a moment ago, and over: the end waits its time.
    let mut just_now = Alarm::new(vec![(key("room-12", Cause::Mailbox), minutes(1))]);
    assert_eq!(watched(&mut just_now, 0, 100, |_| set(&[]), |_| true).0, [(9, News::Over)]);
}

fn stall(facts: Facts) -> Stall {
    stalls(&Facts { runs: true, ..facts }, at("15:00")).remove(0)
}

fn at(time: &str) -> Timestamp {
    format!("2026-11-26T{time}:00Z").parse().unwrap()
}

#[test]
fn the_mail_says_what_happened_what_homeroom_did_and_what_to_do() {
    let words = "mailbox: the mail server refuses ana@families.test; check `user`".to_owned();
    let closed = |since| {
        let read = Some(at(since));
        let mailbox = Some(Noted { words: words.clone(), since: at(since) });
        stall(Facts { mailbox_read: read, mailbox, scheduled: Some(at("15:00")), ..Facts::default() })
    };
    let (twelve, eleven) = (closed("14:02"), closed("14:01"));
    let disk = stall(Facts { disk_full: Some(at("14:10")), ..Facts::default() });
    let zone = TimeZone::get("America/New_York").unwrap();
    let scene = Scene { school: "Lincoln School", zone: &zone, now: at("15:00") };
    let entries = [
        Entry { class: "Room 12", stall: &twelve },
        Entry { class: "Room 11", stall: &eleven },
        Entry { class: "Room 9", stall: &disk },
    ];
    let mut told = String::new();
    for (news, entries) in [(News::Begun, &entries[..]), (News::Stands, &entries[..1]), (News::Over, &[])] {
        let (subject, text) = letter(news, entries, &scene);
        assert!(!text.contains('@'));
        told += &format!("{subject}\n\n{text}\n---\n");
    }
    let many: Vec<Entry<'_>> = (0..300).map(|_| Entry { class: "Room", stall: &twelve }).collect();
    let (subject, text) = letter(News::Begun, &many, &scene);
    assert!(subject.contains("Room and 299 more classes") && text.len() < 1_500, "{subject}\n{text}");
    insta::assert_snapshot!(told);
}
