use super::*;
use crate::cli::demo::cast::CHILDREN;
use crate::cli::demo::letters::{Role, Topic};
use crate::cli::demo::mailshapes::original::Original;
use crate::cli::demo::mailshapes::stranger;
use jiff::civil::Weekday;
use jiff::tz::TimeZone;
use std::collections::{BTreeMap, BTreeSet};

pub fn zone() -> TimeZone {
    TimeZone::get("America/New_York").unwrap()
}

pub fn weekday(day: Date) -> bool {
    !matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

/// Whether the event puts a mail of somebody else's into the mailbox.
fn is_mail(event: &Event) -> bool {
    !event.what.is_by_teacher()
}

#[test]
fn no_line_of_the_story_is_lost_and_all_lie_inside_its_days_in_order() {
    let events = script(1);
    assert_eq!(events.len(), fortnight::length());
    assert!(events.iter().all(|e| (FIRST_DAY..=LAST_DAY).contains(&e.at.date())));
    assert!(events.is_sorted_by_key(|e| e.at));
    assert_eq!((FIRST_DAY.weekday(), LAST_DAY.weekday()), (Weekday::Monday, Weekday::Monday));
}

#[test]
fn equal_seeds_give_equal_events_and_the_story_is_the_same_for_all() {
    assert_eq!(script(7), script(7));
    let whats = |seed| {
        let mut all: Vec<String> = script(seed).into_iter().map(|e| format!("{:?}", e.what)).collect();
        all.sort();
        all
    };
    assert_eq!(whats(7), whats(8));
    assert_ne!(script(7), script(8));
}

#[test]
fn every_school_day_brings_five_to_twelve_mails_and_some_come_on_other_days() {
    let mut mails: BTreeMap<Date, usize> = BTreeMap::new();
    for event in script(3).iter().filter(|e| is_mail(e)) {
        *mails.entry(event.at.date()).or_default() += 1;
    }
    for (day, count) in &mails {
        let few = !weekday(*day) || *day == CLOSED_DAY;
        assert!(if few { *count > 0 } else { (5..=12).contains(count) }, "{day}: {count}");
    }
    assert_eq!(mails.len(), 15);
    let school_days = mails.keys().filter(|day| weekday(**day) && **day != CLOSED_DAY).count();
    assert_eq!(school_days, 10);
}

#[test]
fn the_teacher_rests_on_closed_days() {
    for event in script(5).iter().filter(|e| e.what.is_by_teacher()) {
        assert!(weekday(event.at.date()) && event.at.date() != CLOSED_DAY, "{event:?}");
    }
}

#[test]
fn the_demo_shows_every_kind_of_event_and_all_languages_of_parents() {
    let events = script(1);
    let any = |test: fn(&What) -> bool| events.iter().any(|e| test(&e.what));
    assert!(any(|w| matches!(w, What::Writes { folder: Folder::Junk, .. })));
    assert!(any(|w| matches!(w, What::Writes { from, .. } if from.is_blocked())));
    assert!(any(|w| matches!(w, What::Answers { to: Answered::Teacher, .. })));
    assert!(any(|w| matches!(w, What::TeacherWrites { answering: false, .. })));
    assert!(any(|w| matches!(w, What::Bounces { .. })) && any(|w| matches!(w, What::Away { .. })));
    assert!(any(|w| matches!(w, What::Forged { .. })) && any(|w| matches!(w, What::Stranger(_))));
    let languages: BTreeSet<_> = events
        .iter()
        .filter_map(|e| match &e.what {
            What::Writes { letter, .. } | What::Answers { letter, .. } => Some(letter.language),
            _ => None,
        })
        .collect();
    assert_eq!(languages.len(), 6);
}

#[test]
fn commands_name_a_child_of_the_class_and_no_other_child() {
    for event in script(1) {
        let What::Teaches(text) = &event.what else { continue };
        let Some((head, words)) = text.split_once(": ") else {
            assert_eq!(text, "ok all");
            continue;
        };
        let about = head.split(' ').nth(1).unwrap();
        assert!(CHILDREN.iter().any(|c| c.called() == about), "{text}");
        for other in CHILDREN.iter().filter(|c| c.called() != about) {
            let names = [other.first_name, other.called()];
            let tokens: Vec<&str> = words.split(|c: char| !c.is_alphanumeric()).collect();
            assert!(names.iter().all(|n| !tokens.iter().any(|t| t.eq_ignore_ascii_case(n))), "{text}");
        }
        assert!(words.ends_with(['.', '?']) && words.chars().count() < 120, "{text}");
    }
}

#[test]
fn no_two_families_send_the_same_words_in_the_demo() {
    let mut bodies = BTreeSet::new();
    for event in script(1) {
        if let What::Writes { letter, .. } | What::Answers { letter, .. } | What::Forged { letter, .. } = event.what {
            let bare: String = letter.body.lines().rev().skip(1).collect();
            assert!(bodies.insert(bare), "{}", letter.body);
        }
    }
}

#[test]
fn a_good_line_is_said_once_and_most_children_get_one() {
    let goods: Vec<String> = script(1)
        .into_iter()
        .filter_map(|e| match e.what {
            What::Teaches(text) if text.starts_with("good ") => Some(text),
            _ => None,
        })
        .collect();
    let names: BTreeSet<_> = goods.iter().filter_map(|g| g.split([' ', ':']).nth(1)).collect();
    assert_eq!((goods.len(), names.len()), (20, 20));
}

#[test]
fn every_answer_in_the_story_is_to_something_that_was_written_before() {
    let events = script(2);
    for (n, event) in events.iter().enumerate() {
        if let What::Answers { from, to: Answered::Teacher, letter, .. } = &event.what {
            assert_eq!(letter.topic, Topic::Yes);
            let before = events.iter().take(n).rev();
            let mut asked = before.filter_map(|e| match &e.what {
                What::TeacherWrites { to, text, .. } if to.email == from.email => Some(text),
                _ => None,
            });
            assert!(asked.next().unwrap().contains("3:45"), "{}", from.name);
        }
        if let What::TeacherWrites { to, answering: true, .. } = &event.what {
            let wrote = |e: &Event| matches!(&e.what, What::Writes { from, .. } if from.email == to.email);
            assert!(events.iter().take(n).any(wrote), "{}", to.name);
        }
    }
}

#[test]
fn the_teacher_settles_mail_of_people_who_have_written_before() {
    let strangers: Vec<String> =
        (0..4).map(|n| Original::read(&stranger(n, &FIRST_DAY.to_zoned(zone()).unwrap(), 1)).from_name).collect();
    let events = script(1);
    for (n, event) in events.iter().enumerate() {
        let senders: Vec<&str> = match &event.what {
            What::Handles { senders } => senders.to_vec(),
            What::SaysWhose { sender, .. } => vec![*sender],
            _ => continue,
        };
        for sender in senders {
            let wrote = |what: &What| match what {
                What::Writes { from, .. } | What::Answers { from, .. } => from.name == sender,
                What::Stranger(number) => strangers[*number] == sender,
                _ => false,
            };
            assert!(events.iter().take(n).any(|e| wrote(&e.what)), "{sender}");
        }
    }
}

/// A mail as homeroom sends it.
pub fn note(to: &str) -> Vec<u8> {
    format!(
        "From: room12@school.test\r\nTo: <{to}>\r\nReply-To: room12+t.key@school.test\r\nSubject: Good news\r\n\
         Message-ID: <1.{to}>\r\nDate: Mon, 09 Nov 2026 07:45:00 -0500\r\n\r\nSomething good.\r\n"
    )
    .into_bytes()
}

#[test]
fn answers_answer_homeroom_once_it_has_written_and_open_a_mail_before_that() {
    let events = script(1);
    let answer = events.iter().find(|e| matches!(e.what, What::Answers { to: Answered::Homeroom, .. })).unwrap();
    let What::Answers { from, .. } = &answer.what else { unreachable!() };
    let mut bag = Postbag::new(zone());
    let before = Original::read(&bag.deliver(answer).unwrap().bytes);
    assert!(before.references.is_empty() && before.to_address == "room12@school.test");
    bag.homeroom_sent(&note(from.email.unwrap()));
    let after = Original::read(&bag.deliver(answer).unwrap().bytes);
    assert_eq!(after.references, [format!("<1.{}>", from.email.unwrap())]);
    assert_eq!((after.to_address.as_str(), after.subject.as_str()), ("room12+t.key@school.test", "Re: Good news"));
}

#[test]
fn the_whole_story_plays_into_sound_mail_of_equal_bytes_each_time() {
    let play = || {
        let mut bag = Postbag::new(zone());
        for guardian in CHILDREN.iter().flat_map(|c| c.guardians) {
            guardian.email.into_iter().for_each(|e| bag.homeroom_sent(&note(e)));
        }
        script(11)
            .iter()
            .filter_map(|e| {
                let delivery = bag.deliver(e);
                assert_eq!(delivery.is_none(), e.what.is_command(), "{e:?}");
                delivery
            })
            .collect::<Vec<_>>()
    };
    let mails = play();
    assert_eq!(mails, play());
    for mail in &mails {
        crate::cli::demo::mailshapes::tests::check(&mail.bytes);
    }
    let ids: BTreeSet<_> = mails.iter().map(|m| Original::read(&m.bytes).message_id).collect();
    assert_eq!(ids.len(), mails.len(), "no Message-ID twice");
    assert!(mails.iter().filter(|m| m.folder == Folder::Sent).count() >= 5);
}

#[test]
fn a_year_is_repeatable_ordered_and_quiet_where_it_should_be() {
    let first = jiff::civil::date(2026, 9, 7);
    let last = jiff::civil::date(2027, 6, 18);
    let events: Vec<Event> = year(1, first, weekday).take_while(|e| e.at.date() <= last).collect();
    let again: Vec<Event> = year(1, first, weekday).take(events.len()).collect();
    assert_eq!(events, again);
    assert!(events.is_sorted_by_key(|e| e.at));
    assert!(events.iter().filter(|e| e.what.is_by_teacher()).all(|e| weekday(e.at.date())));
    let mails = events.iter().filter(|e| is_mail(e)).count();
    assert!((1_000..2_800).contains(&mails), "{mails}");
    assert!(year(2, first, weekday).take(50).ne(year(1, first, weekday).take(50)));
}

#[test]
fn a_year_holds_what_a_mailbox_has_to_bear_and_all_of_it_is_sound_mail() {
    let mut bag = Postbag::new(zone());
    let mut seen = BTreeSet::new();
    for event in year(4, jiff::civil::date(2026, 9, 7), weekday).take(2_000) {
        let kind = format!("{:?}", event.what);
        seen.insert(kind.split([' ', '(']).next().unwrap().to_owned());
        if let What::Writes { from, .. } = &event.what {
            if from.is_blocked() {
                seen.insert("Barred".to_owned());
            }
            bag.homeroom_sent(&note(from.email.unwrap()));
        }
        if let What::Answers { letter, .. } = &event.what {
            assert_eq!(letter.topic.role(), Role::Answers);
        }
        if let Some(mail) = bag.deliver(&event) {
            crate::cli::demo::mailshapes::tests::check(&mail.bytes);
        }
    }
    let all = [
        "Writes",
        "Answers",
        "TeacherWrites",
        "Teaches",
        "Bounces",
        "Away",
        "Newsletter",
        "Stranger",
        "Spam",
        "Forged",
        "Again",
        "Barred",
    ];
    for kind in all {
        assert!(seen.contains(kind), "{kind} in {seen:?}");
    }
}
