//! Promises, what could become one, questions without an answer, and lines that are put off: what the teacher sees of them.

use crate::world::World;
use crate::world::settings::Settings;
use homeroom::cli::demo::script::Folder;
use homeroom::decide::command::find_child;
use homeroom::decide::effect::Effect;
use homeroom::decide::promise::{When, accept, decline, keep, make};
use homeroom::domain::mail::ItemTarget;
use homeroom::domain::promise::Offered;
use homeroom::ids::{InboundId, OfferId, OutboxId, PromiseId};
use homeroom::service::apply::apply;
use homeroom::service::summary::{Shown, show};
use homeroom::store::{StoreError, promises, snooze};

const CLASS: &str = "room12@school.test";
const SAMIR: &str = "samir.haddad@families.test";

/// A Monday.
fn world() -> World {
    let mut world = World::with(Settings::with_jobs(""), "2026-11-09T08:00:00-05:00");
    world.step().unwrap();
    world
}

fn mail(from: &str, to: &str, subject: &str, text: &str) -> Vec<u8> {
    let id = format!("{}@mail.test", subject.replace(' ', "-"));
    format!(
        "From: {from}\r\nTo: {to}\r\nSubject: {subject}\r\nMessage-ID: <{id}>\r\nMIME-Version: 1.0\r\n\
         Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    )
    .into_bytes()
}

/// The teacher writes from another program.
fn wrote(world: &mut World, to: &str, subject: &str, text: &str) {
    world.deliver(Folder::Sent, &mail(CLASS, to, subject, text));
    world.step().unwrap();
}

fn seen(world: &mut World, wall: &str) -> Shown {
    world.at(wall);
    show(world.class(), world.clock_says()).unwrap()
}

fn does(world: &World, effects: Vec<Effect>) -> usize {
    let class = world.class();
    class
        .store
        .write(|tx| {
            Ok::<_, StoreError>(
                apply(tx, class, homeroom::domain::audit::Actor::Host, effects.clone(), None, world.clock_says())?
                    .too_late,
            )
        })
        .unwrap()
}

fn when(world: &World) -> When<'_> {
    let calendar = &world.class().school.calendar;
    When { now: world.clock_says(), today: world.local().date(), calendar }
}

fn promise(world: &World, child: Option<&str>, day: &str, text: &str) {
    let class = world.class().class();
    let student = child.map(|child| find_child(class, child).unwrap());
    let (effects, _) = make(class, student, (day, text), when(world)).unwrap();
    does(world, effects);
}

fn target(shown: &Shown, found: impl Fn(&ItemTarget) -> bool) -> ItemTarget {
    shown.items.iter().map(|(_, target)| target).find(|target| found(target)).unwrap().clone()
}

fn offer(world: &World, shown: &Shown) -> (OfferId, Offered) {
    let ItemTarget::Offer(id) = target(shown, |t| matches!(t, ItemTarget::Offer(_))) else { unreachable!() };
    (id, world.class().store.read(|tx| promises::open_offer(tx, id)).unwrap().unwrap())
}

#[test]
fn a_promise_is_shown_from_its_day_until_it_is_kept() {
    let mut world = world();
    promise(&world, Some("Omar"), "wed", "bring the reading folder");
    assert!(!seen(&mut world, "2026-11-10T08:00:00").letter.text.contains("reading folder"));
    let due = seen(&mut world, "2026-11-11T08:00:00");
    assert!(due.letter.text.contains("Omar: bring the reading folder (due Wed 11 Nov)"), "{}", due.letter.text);
    assert!(due.letter.subject.contains("1 promise due"), "{}", due.letter.subject);
    let late = seen(&mut world, "2026-11-13T08:00:00");
    assert!(late.letter.text.contains("was due Wed 11 Nov, 2 school days late"), "{}", late.letter.text);
    let (effects, _) = keep(&[PromiseId(1)], world.clock_says());
    assert_eq!(does(&world, effects.clone()), 0);
    assert!(!seen(&mut world, "2026-11-13T09:00:00").letter.text.contains("reading folder"));
    assert_eq!(does(&world, effects), 1, "it is kept once");
}

#[test]
fn a_call_keeps_a_promise_to_call_and_nothing_else() {
    let mut world = world();
    promise(&world, None, "today", "call Samir");
    promise(&world, Some("Omar"), "today", "write to Samir about the trip");
    wrote(&mut world, SAMIR, "Reading", "Omar reads well.");
    let text = seen(&mut world, "2026-11-09T10:00:00").letter.text;
    assert!(text.contains("Omar: call Samir") && text.contains("write to Samir about the trip"), "{text}");
    assert!(world.teach("log Omar called Samir")[0].done);
    let text = seen(&mut world, "2026-11-09T11:00:00").letter.text;
    assert!(!text.contains("call Samir"), "{text}");
    assert!(text.contains("write to Samir about the trip"), "only the teacher knows: {text}");
}

#[test]
fn a_promise_to_write_is_kept_by_the_teachers_own_mail_from_any_program() {
    let mut world = world();
    promise(&world, None, "today", "write to Samir");
    assert!(seen(&mut world, "2026-11-09T09:00:00").letter.text.contains("write to Samir"));
    wrote(&mut world, SAMIR, "Reading", "Omar reads well.");
    assert!(!seen(&mut world, "2026-11-09T10:00:00").letter.text.contains("write to Samir"));
}

#[test]
fn a_day_named_in_the_teachers_own_mail_is_offered_and_never_made_by_itself() {
    let mut world = world();
    wrote(&mut world, SAMIR, "Reading", "Dear Samir,\r\nthank you. I will call you on Thursday.\r\n");
    let shown = seen(&mut world, "2026-11-10T08:00:00");
    let text = &shown.letter.text;
    assert!(
        text.contains("“I will call you on Thursday.” Keep it as a promise for Thu 12 Nov? ok 1, or no 1"),
        "{text}"
    );
    assert_eq!(world.value("SELECT count(*) FROM promise"), "0");
    let (id, offered) = offer(&world, &shown);
    let class = world.class().class().clone();
    assert_eq!(does(&world, accept(&class, id, &offered, when(&world)).0), 0);
    assert_eq!(does(&world, accept(&class, id, &offered, when(&world)).0), 1, "once");
    assert_eq!(world.value("SELECT count(*) FROM promise"), "1");
    assert!(!seen(&mut world, "2026-11-11T08:00:00").letter.text.contains("I will call you"));
    let due = seen(&mut world, "2026-11-12T08:00:00").letter.text;
    assert!(due.contains("Omar: I will call you on Thursday. (due Thu 12 Nov)"), "{due}");
    assert!(world.teach("log Omar called Samir")[0].done);
    assert!(!seen(&mut world, "2026-11-12T09:00:00").letter.text.contains("I will call you"));
}

#[test]
fn what_the_teacher_said_no_to_is_not_offered_again_nor_what_lay_in_sent_long_ago() {
    let mut world = world();
    wrote(&mut world, SAMIR, "Reading", "I will call you on Thursday.");
    let shown = seen(&mut world, "2026-11-10T08:00:00");
    let (id, _) = offer(&world, &shown);
    assert_eq!(does(&world, decline(id, world.clock_says()).0), 0);
    assert!(!seen(&mut world, "2026-11-11T08:00:00").letter.text.contains("I will call"));
    assert_eq!(world.value("SELECT count(*) FROM promise"), "0");
    wrote(&mut world, SAMIR, "Another", "I called you on Thursday. He will call you on Friday.");
    assert_eq!(world.value("SELECT count(*) FROM promise_offer"), "1");
}

#[test]
fn a_question_without_an_answer_is_shown_after_five_school_days_until_the_home_says_anything() {
    let mut world = world();
    wrote(&mut world, SAMIR, "Reading", "Could you send the folder? Thank you.");
    assert!(!seen(&mut world, "2026-11-13T08:00:00").letter.text.contains("Could you send"));
    let shown = seen(&mut world, "2026-11-17T08:00:00");
    let text = &shown.letter.text;
    assert!(text.contains("Could you send the folder?” No answer for"), "{text}");
    assert!(shown.letter.subject.contains("1 check-in"), "{}", shown.letter.subject);
    world.deliver(Folder::Inbox, &mail(SAMIR, CLASS, "Folder", "It is in his bag."));
    world.step().unwrap();
    assert!(!seen(&mut world, "2026-11-17T09:00:00").letter.text.contains("Could you send"));
}

#[test]
fn a_question_that_is_called_done_is_shown_no_more_and_a_letter_without_one_never() {
    let mut world = world();
    wrote(&mut world, SAMIR, "Folder", "Could you send the folder? Thank you.");
    wrote(&mut world, "pat.quinn@families.test", "All well", "All is well.");
    let shown = seen(&mut world, "2026-11-17T08:00:00");
    assert_eq!(shown.letter.text.matches("No answer for").count(), 1, "{}", shown.letter.text);
    let ItemTarget::Mail(id) = target(&shown, |t| matches!(t, ItemTarget::Mail(_))) else { unreachable!() };
    does(&world, vec![Effect::Settle { inbound: id, at: world.clock_says() }]);
    assert!(!seen(&mut world, "2026-11-16T09:00:00").letter.text.contains("No answer for"));
}

#[test]
fn what_is_put_off_is_counted_and_shown_again_on_its_day() {
    let mut world = world();
    world.deliver(Folder::Inbox, &mail(SAMIR, CLASS, "Lunch", "May Omar bring his own lunch?"));
    world.step().unwrap();
    let shown = seen(&mut world, "2026-11-09T09:00:00");
    assert!(shown.letter.text.contains("his own lunch"), "{}", shown.letter.text);
    let mail = target(&shown, |t| matches!(t, ItemTarget::Mail(_)));
    let until = "2026-11-12".parse().unwrap();
    world.class().store.write(|tx| snooze::set(tx, &mail, until)).unwrap();
    let asleep = seen(&mut world, "2026-11-11T08:00:00");
    assert!(!asleep.letter.text.contains("his own lunch"), "{}", asleep.letter.text);
    assert!(asleep.letter.subject.contains("1 answer waits"), "{}", asleep.letter.subject);
    assert!(seen(&mut world, "2026-11-12T08:00:00").letter.text.contains("his own lunch"));
}

#[test]
fn of_drafts_under_one_number_all_must_sleep() {
    let world = world();
    let drafts = |ids: &[i64]| ItemTarget::Outgoing(ids.iter().map(|id| OutboxId(*id)).collect());
    let (today, until) = (world.local().date(), "2026-11-12".parse().unwrap());
    let asleep = |target: &ItemTarget| world.class().store.read(|tx| snooze::is_asleep(tx, target, today)).unwrap();
    world.class().store.write(|tx| snooze::set(tx, &drafts(&[1, 2]), until)).unwrap();
    assert!(asleep(&drafts(&[1, 2])) && asleep(&drafts(&[2])));
    assert!(!asleep(&drafts(&[2, 3])) && !asleep(&ItemTarget::Mail(InboundId(1))));
}
