use super::*;
use crate::domain::command::{Items, Verb};
use crate::domain::contact::Channel;
use crate::domain::note::MomentKind;
use crate::domain::promise::Party;

fn one(text: &str) -> Command {
    let mut lines = read_text(text);
    match (lines.pop(), lines.is_empty()) {
        (Some(Line::Command { command, .. }), true) => command,
        (other, _) => panic!("{text:?} gave {lines:?} {other:?}"),
    }
}

#[test]
fn every_verb_is_read_as_people_write_it() {
    let good = |child: &str, text: &str| Command::Good { child: child.into(), kind: None, text: text.into() };
    let ok = |numbers: &[usize]| Command::Ok(Items::Numbers(numbers.to_vec()));
    assert_eq!(one("good Leo: shared his snack"), good("Leo", "shared his snack"));
    assert_eq!(one("  GOOD  Leo M：helped: twice "), good("Leo M", "helped: twice"));
    assert_eq!(one("Good leo; helped"), good("leo", "helped"));
    assert_eq!(one("Good Leo — helped at 15:00"), good("Leo", "helped at 15:00"));
    assert_eq!(one("note Zoë: tired"), Command::Note { child: Some("Zoë".into()), text: "tired".into() });
    assert_eq!(one("note: buy glue"), Command::Note { child: None, text: "buy glue".into() });
    assert_eq!(one("send #3, 4 and 5"), ok(&[3, 4, 5]));
    assert_eq!(one("OK all"), Command::Ok(Items::All));
    for text in [
        "ok3",
        "OK 3.",
        "ok: 3",
        "Ok - 3",
        "Ok3",
        "3 ok",
        "3: ok",
        "1. ok 3",
        "ｏｋ ３",
        "Ok\u{a0}3",
        "“ok 3”",
        "please ok 3",
    ] {
        assert_eq!(one(text), ok(&[3]), "{text}");
    }
    assert_eq!(one("1. ok"), ok(&[1]));
    assert_eq!(one("skip 2."), Command::No(Items::Numbers(vec![2])));
    assert_eq!(one("done 2"), Command::Done(Items::Numbers(vec![2])));
    assert_eq!(one("Hold ALL until 12 May"), Command::Hold { until: Some("12 may".into()) });
    assert_eq!(one("hold all"), Command::Hold { until: None });
    assert_eq!(one("hold off"), Command::HoldOff);
    assert_eq!(one("is 6 Leo and Mia"), Command::Is { item: 6, children: vec!["Leo".into(), "Mia".into()] });
    assert_eq!(one("6 es Leo y Mia"), Command::Is { item: 6, children: vec!["Leo".into(), "Mia".into()] });
}

#[test]
fn days_stand_behind_numbers() {
    let later = |numbers: &[usize], day: Option<&str>| Command::Later {
        items: Items::Numbers(numbers.to_vec()),
        day: day.map(str::to_owned),
    };
    assert_eq!(one("later 2 fri"), later(&[2], Some("fri")));
    assert_eq!(one("later 2"), later(&[2], None));
    assert_eq!(one("later 2 12 may"), later(&[2], Some("12 may")));
    assert_eq!(one("later 2, 3 until Friday."), later(&[2, 3], Some("Friday")));
    assert_eq!(one("más tarde 2 el lunes"), later(&[2], Some("el lunes")));
    assert_eq!(one("plus tard 2 dans 3 jours"), later(&[2], Some("dans 3 jours")));
    let promise = |child: Option<&str>, day: &str| Command::Promise {
        child: child.map(str::to_owned),
        day: day.into(),
        text: "call Ana".into(),
    };
    assert_eq!(one("promise fri: call Ana"), promise(None, "fri"));
    assert_eq!(one("promise Leo 12 may: call Ana"), promise(Some("Leo"), "12 may"));
    assert_eq!(one("promise fri call Ana"), promise(None, "fri"));
}

#[test]
fn plans_meetings_and_rights_are_read() {
    let step = |owner, text: &str, day: Option<&str>| Command::PlanStep {
        child: "Leo".into(),
        owner,
        text: text.into(),
        day: day.map(str::to_owned),
    };
    for end in ["plan Leo done", "plan Leo hecho.", "plan Leo fini"] {
        assert_eq!(one(end), Command::PlanEnd { child: "Leo".into() });
    }
    assert_eq!(one("plan Leo: read daily"), Command::PlanGoal { child: "Leo".into(), text: "read daily".into() });
    assert_eq!(one("plan Leo step home: read by 12 may"), step(Party::Family, "read", Some("12 may")));
    assert_eq!(one("plan Leo step school: call by phone"), step(Party::School, "call by phone", None));
    assert_eq!(one("plan Leo paso casa: leer para el 12 de mayo"), step(Party::Family, "leer", Some("12 de mayo")));
    assert_eq!(
        one("meet Ana: tue 15:00,\nwed 15:30"),
        Command::Meet { guardian: "Ana".into(), slots: vec!["tue 15:00".into(), "wed 15:30".into()] }
    );
    for line in ["ask again", "Ask again, please.", "preguntar otra vez", "demander encore"] {
        assert_eq!(one(line), Command::AskAgain, "{line}");
    }
    assert_eq!(one("ask all: who can help?"), Command::Ask { child: None, text: "who can help?".into() });
    assert_eq!(
        one("add ana2@families.test to Leo M mother"),
        Command::Add { address: "ana2@families.test".into(), child: "Leo M".into(), relationship: "mother".into() }
    );
    assert_eq!(one("lang Ana es"), Command::Lang { guardian: "Ana".into(), language: "es".into() });
    assert_eq!(
        one("block Robin from Zoë: court order"),
        Command::Block { guardian: "Robin".into(), child: "Zoë".into(), text: "court order".into() }
    );
}

#[test]
fn a_good_moment_may_say_what_was_good_about_it() {
    for (line, child, kind) in [
        ("good Leo kindness: shared", "Leo", Some(MomentKind::Kindness)),
        ("good Leo (Effort): shared", "Leo", Some(MomentKind::Effort)),
        ("good Leo M. （growth）： shared", "Leo M.", Some(MomentKind::Growth)),
        ("good Leo, leadership: shared", "Leo", Some(MomentKind::Leadership)),
        ("bien Leo esfuerzo: shared", "Leo", Some(MomentKind::Effort)),
        ("good effort: shared", "effort", None),
        ("good Leo M: shared", "Leo M", None),
    ] {
        let good = Command::Good { child: child.into(), kind, text: "shared".into() };
        assert_eq!(one(line), good, "{line}");
    }
    let Some(Line::NotUnderstood { hint, .. }) = read_text("good Leo (courage): shared").pop() else { panic!() };
    assert_eq!(hint, Hint::Kinds);
}

#[test]
fn a_logged_contact_says_who_began() {
    let log = |text: &str| match one(text) {
        Command::Log { child, call, guardian, text } => (child, call.channel, call.by_family, guardian, text),
        other => panic!("{other:?}"),
    };
    let ana = Some("Ana".to_owned());
    let said = "all is well".to_owned();
    assert_eq!(log("log Leo called Ana: all is well"), ("Leo".into(), Channel::Call, false, ana.clone(), said.clone()));
    assert_eq!(log("log Leo Ana called"), ("Leo".into(), Channel::Call, true, ana.clone(), String::new()));
    assert_eq!(log("log Leo M met Ana"), ("Leo M".into(), Channel::Meeting, false, ana.clone(), String::new()));
    assert_eq!(log("log Leo called"), ("Leo".into(), Channel::Call, false, None, String::new()));
    assert_eq!(
        log("called Ana about Leo: all is well"),
        ("Leo".into(), Channel::Call, false, ana.clone(), said.clone())
    );
    assert_eq!(
        log("llamé a Ana sobre Leo: all is well"),
        ("Leo".into(), Channel::Call, false, ana.clone(), said.clone())
    );
    let whole = Some("Ana de la Cruz".to_owned());
    for line in [
        "llamé a Ana de la Cruz sobre Leo: all is well",
        "llamé a Ana de la Cruz acerca de Leo: all is well",
        "j’ai appelé Ana de la Cruz au sujet de Leo : all is well",
        "j’ai appelé Ana de la Cruz à propos de Leo : all is well",
    ] {
        let (child, _, by_family, guardian, text) = log(line);
        assert_eq!((child, by_family, guardian, text), ("Leo".into(), false, whole.clone(), said.clone()), "{line}");
    }
    assert_eq!(log("registro Leo llamé a Ana"), ("Leo".into(), Channel::Call, false, ana.clone(), String::new()));
    assert_eq!(log("registro Leo llamó Ana"), ("Leo".into(), Channel::Call, true, ana, String::new()));
}

#[test]
fn what_is_not_understood_comes_back_with_a_reason() {
    for (bad, hint) in [
        ("hello there Leo is ill", Hint::NoVerb),
        ("good Leo", Hint::Shape(Verb::Good)),
        ("good : x", Hint::Shape(Verb::Good)),
        ("ok", Hint::Shape(Verb::Ok)),
        ("ok three", Hint::Shape(Verb::Ok)),
        ("is Leo", Hint::Shape(Verb::Is)),
        ("log Leo: x", Hint::Shape(Verb::Log)),
        ("no 0", Hint::Shape(Verb::No)),
        ("hold", Hint::Shape(Verb::Hold)),
        ("hold 3", Hint::Shape(Verb::Hold)),
        ("hold all until", Hint::Shape(Verb::Hold)),
        ("reply 2", Hint::Shape(Verb::Reply)),
        ("later 2 05/06", Hint::Shape(Verb::Later)),
    ] {
        let lines = read_text(bad);
        assert_eq!(lines, [Line::NotUnderstood { line: bad.to_owned(), hint }], "{bad:?}");
    }
    assert!(read_text("").is_empty());
}

#[test]
fn text_goes_on_to_the_next_command() {
    let read: Vec<String> = read_text(
        "Hi,\n\nreply 2: Yes, Leo can come. He\nis 6 years old and\nlater 2 kids came.\n\nNo problem!\nok 3,\n4\ngood Mia: helped\nThanks!\nMaria Rivera",
    )
    .into_iter()
    .map(|line| match line {
        Line::Command { command, text } => format!("{:?} {text}", command.verb()),
        Line::NotUnderstood { line, .. } => format!("? {line}"),
    })
    .collect();
    assert_eq!(
        read,
        [
            "Reply reply 2: Yes, Leo can come. He is 6 years old and later 2 kids came. No problem!",
            "Ok ok 3, 4",
            "Good good Mia: helped"
        ]
    );
    assert!(read_text("Thanks!\nMaria").is_empty());
}

#[test]
fn an_answer_below_an_item_is_about_it() {
    let lines: Vec<AnswerLine> =
        [("ok", Some(6)), ("no 4", Some(7)), ("thanks", Some(2)), ("reply: yes, he can", Some(3))]
            .into_iter()
            .map(|(text, about)| AnswerLine { text: text.into(), about })
            .collect();
    let read: Vec<Command> = read(&lines)
        .into_iter()
        .filter_map(|l| if let Line::Command { command, .. } = l { Some(command) } else { None })
        .collect();
    assert_eq!(
        read,
        [
            Command::Ok(Items::Numbers(vec![6])),
            Command::No(Items::Numbers(vec![4])),
            Command::Thanks(Items::Numbers(vec![2])),
            Command::Reply { item: 3, text: "yes, he can".into() }
        ]
    );
}
