use super::*;
use crate::domain::address::EmailAddress;
use crate::domain::calendar::SchoolCalendar;
use crate::domain::command::Hint;
use crate::domain::contact::Channel;
use crate::domain::hard::Blank;
use crate::domain::language::Language;
use crate::domain::outbox::OutboxState;
use crate::domain::promise::Party;
use crate::domain::receipt::hard::{Begun, NoLetter, Standing};
use crate::domain::receipt::meeting::{Candidate, Offer};
use crate::domain::receipt::plan::Letter;
use crate::domain::receipt::question::Reach;
use crate::domain::receipt::{Brake, Choice, NamedDay, Outcome, Receipt, RightsChange};
use crate::ids::InboundId;
use jiff::Timestamp;
use jiff::civil::{Date, date};

const TONGUES: [Tongue; 3] = [Tongue::English, Tongue::Spanish, Tongue::French];

fn at() -> Timestamp {
    "2026-03-12T12:12:00Z".parse().unwrap()
}

fn leo() -> String {
    "Leo".to_owned()
}

fn ana() -> String {
    "Ana Martínez".to_owned()
}

fn known() -> Vec<String> {
    vec![ana(), "Omar Haddad".to_owned()]
}

fn named(day: Date) -> NamedDay {
    NamedDay::on(day, &SchoolCalendar::new())
}

fn done() -> Vec<Said> {
    let (until, friday) = (at(), date(2026, 3, 13));
    let (day, saturday) = (named(friday), named(date(2026, 3, 14)));
    vec![
        Said::MomentNoted { child: leo(), can_be_told: true },
        Said::MomentNoted { child: leo(), can_be_told: false },
        Said::NoteKept { child: Some(leo()) },
        Said::NoteKept { child: None },
        Said::Logged { what: Channel::Call, guardian: ana(), child: leo() },
        Said::Approved { mails: 1, until },
        Said::Approved { mails: 3, until },
        Said::Replied { guardian: ana(), until },
        Said::Thanked { guardian: ana(), answer_by: friday, until },
        Said::Reworded { mails: 1, until },
        Said::Reworded { mails: 2, until },
        Said::WillNotBeSent { several: false },
        Said::WillNotBeSent { several: true },
        Said::Settled { lines: 1 },
        Said::Settled { lines: 2 },
        Said::ShownAgain { lines: 1, day },
        Said::ShownAgain { lines: 1, day: saturday },
        Said::PlacedWith { item: 6, children: known() },
        Said::Paused { until: None },
        Said::Paused { until: Some(day) },
        Said::Paused { until: Some(saturday) },
        Said::PauseEnded,
        Said::Undone { mails: 0, others: 1, brake: Brake::Off },
        Said::Undone { mails: 1, others: 0, brake: Brake::Off },
        Said::Undone { mails: 2, others: 0, brake: Brake::On },
        Said::ComesByMail(Verb::History),
        Said::Promise(PromiseSaid::Made {
            child: Some(leo()),
            text: "call Ana".into(),
            due: day,
            kept_by_itself: true,
        }),
        Said::Promise(PromiseSaid::Made { child: None, text: "call Ana".into(), due: day, kept_by_itself: false }),
        Said::Promise(PromiseSaid::Kept { promises: 1 }),
        Said::Promise(PromiseSaid::Kept { promises: 2 }),
        Said::Promise(PromiseSaid::NotMade),
    ]
}

fn not_done() -> Vec<Said> {
    vec![
        Said::NothingSaid,
        Said::NotUnderstood(Hint::NoVerb),
        Said::NotUnderstood(Hint::Shape(Verb::Later)),
        Said::NotUnderstood(Hint::Kinds),
        Said::PartsDisagree,
        Said::NoSuchChild { name: "Lio".into(), class: "Room 12".into() },
        Said::WhichChild { name: leo() },
        Said::NoGuardianKnown { child: leo() },
        Said::NoSuchGuardian { name: "Eva".into(), child: leo(), known: known() },
        Said::WhichGuardian { name: "Ana".into(), known: known() },
        Said::WhichHome { child: leo(), known: known() },
        Said::NoSummary,
        Said::SayWhich(Verb::Ok),
        Said::NotADay,
        Said::ALaterDay,
        Said::SaidBefore { at: at() },
        Said::AlreadyDone { at: at(), by: None },
        Said::AlreadyDone { at: at(), by: Some("Ms. Roy".into()) },
        Said::PartTooLate,
        Said::NothingToUndo { brake: Brake::Off },
        Said::NothingToUndo { brake: Brake::On },
        Said::TooLateToUndo { brake: Brake::Off },
        Said::MeantSo(Verb::Ok),
        Said::Promise(PromiseSaid::DayIsPast),
        Said::Promise(PromiseSaid::ItemIsNoPromise { number: 4 }),
    ]
}

fn about_items() -> Vec<Said> {
    vec![
        Said::NoSuchItem { number: 14, count: 9 },
        Said::ItemGone { number: 4 },
        Said::ItemIsMail { number: 4 },
        Said::ItemIsNoMail { number: 4 },
        Said::ItemGoesByItself { number: 4 },
        Said::ItemGoesOut { number: 4 },
        Said::HasRun { number: 4 },
        Said::TooLate { number: 4, state: OutboxState::Sent },
        Said::NothingToSend { state: Some(OutboxState::Cancelled) },
        Said::NothingToSend { state: None },
        Said::HeldStays { number: 4 },
        Said::BarredFrom { number: 4, child: leo() },
        Said::NoGuardianOf { number: 4, child: leo() },
        Said::TwoHomes { child: leo(), mail: InboundId(12) },
        Said::PlaceItFirst { number: 4 },
        Said::CannotBeAnswered { number: 4 },
    ]
}

fn plans() -> Vec<Said> {
    let (until, due) = (at(), named(date(2026, 5, 12)));
    let letter = || Letter { to: known(), until };
    let nobody = || Letter { to: Vec::new(), until };
    let step = |owner, day_said, letter| PlanSaid::Step { child: leo(), owner, due, day_said, letter };
    let kept = |lines, children: &[&str], complete: &[&str]| {
        let owned = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
        PlanSaid::Kept { lines, children: owned(children), complete: owned(complete) }
    };
    let said = [
        PlanSaid::Goal { child: leo(), begins: true, letter: letter() },
        PlanSaid::Goal { child: leo(), begins: false, letter: nobody() },
        step(Party::Family, true, letter()),
        step(Party::School, false, letter()),
        step(Party::Child, true, nobody()),
        PlanSaid::Ended { child: leo() },
        kept(1, &["Leo"], &[]),
        kept(3, &["Leo", "Mia"], &["Mia"]),
        PlanSaid::NoPlan { child: leo() },
    ];
    said.into_iter().map(Said::Plan).collect()
}

fn rights() -> Vec<Said> {
    let address = || EmailAddress::parse("ana2@example.test").unwrap();
    let changes = || {
        [
            RightsChange::Address { address: address(), guardian: ana(), child: leo() },
            RightsChange::Language { guardian: ana(), language: Language::parse("ar").unwrap() },
            RightsChange::Block { guardian: ana(), child: leo(), also: known(), not_about: vec!["Mia".into()] },
            RightsChange::Block {
                guardian: ana(),
                child: leo(),
                also: vec!["Omar Haddad".into()],
                not_about: Vec::new(),
            },
        ]
    };
    let refused = [
        RightsSaid::NoAddress { written: "ana@".into() },
        RightsSaid::OwnAddress,
        RightsSaid::AddressIsBarred { child: leo() },
        RightsSaid::GuardianIsBarred { guardian: ana(), child: leo() },
        RightsSaid::HasAddress { child: leo() },
        RightsSaid::NobodyCalled { name: "Eva".into(), class: "Room 12".into() },
        RightsSaid::HasNoEmail { guardian: ana() },
        RightsSaid::NoSuchLanguage { written: "klingon".into() },
    ];
    let would = changes().into_iter().map(RightsSaid::Would);
    changes().into_iter().map(RightsSaid::Done).chain(would).chain(refused).map(Said::Rights).collect()
}

fn questions() -> Vec<Said> {
    let reach = |people, homes, not_reached: &[&str]| Reach {
        people,
        homes,
        not_reached: not_reached.iter().map(|name| (*name).to_owned()).collect(),
        until: at(),
    };
    let offer = |closed| Offer {
        whom: Candidate { guardian: ana(), child: "Leo Martínez".into() },
        times: vec![date(2026, 3, 17).at(15, 0, 0, 0), date(2026, 3, 21).at(9, 30, 0, 0)],
        closed,
        until: at(),
    };
    let questions = [
        QuestionSaid::Asked(reach(1, 1, &[])),
        QuestionSaid::Asked(reach(2, 1, &[])),
        QuestionSaid::Asked(reach(31, 24, &["Linh"])),
        QuestionSaid::Would(reach(31, 24, &["Linh", "Zoë"])),
        QuestionSaid::NobodyToAsk { child: Some("Linh".into()) },
        QuestionSaid::NobodyToAsk { child: None },
        QuestionSaid::NobodyIsMissing,
    ];
    let meetings = [
        MeetingSaid::Offered(offer(Vec::new())),
        MeetingSaid::Would(offer(vec![date(2026, 3, 21)])),
        MeetingSaid::Which { name: "Ana".into(), candidates: Vec::new(), times: Vec::new() },
        MeetingSaid::NotATime { written: "05/06 15:00".into() },
        MeetingSaid::IsPast { time: date(2026, 3, 12).at(8, 0, 0, 0) },
        MeetingSaid::TooMany { most: 8 },
        MeetingSaid::Barred { guardian: ana(), child: leo() },
        MeetingSaid::CannotBeWritten { guardian: ana(), child: leo() },
    ];
    questions.into_iter().map(Said::Question).chain(meetings.into_iter().map(Said::Meeting)).collect()
}

fn standing(empty: &[Blank], blame: &[&str], reader: Option<&str>) -> Standing {
    let own = |text: &&str| (*text).to_owned();
    let leaves = at();
    Standing {
        empty: empty.to_vec(),
        blame: blame.iter().map(own).collect(),
        reader: reader.map(str::to_owned),
        leaves,
    }
}

fn hard() -> Vec<Said> {
    let begun = |nothing_good: Vec<String>, not_to: Vec<(String, NoLetter)>, standing| {
        HardSaid::Begun(Box::new(Begun { child: leo(), to: known(), not_to, nothing_good, standing }))
    };
    let every =
        [NoLetter::Blocked, NoLetter::InformOnly, NoLetter::NoEmail, NoLetter::AskedNotTo, NoLetter::NotInClass];
    let not_to: Vec<(String, NoLetter)> = every.into_iter().map(|why| ("Robin Vale".to_owned(), why)).collect();
    let (until, roy) = (at(), || "Ms. Roy".to_owned());
    let said = [
        begun(
            vec![ana()],
            not_to.clone(),
            standing(&[Blank::Want, Blank::Again], &["always", "lazy"], Some("Ms. Roy")),
        ),
        begun(Vec::new(), Vec::new(), standing(&[], &[], None)),
        HardSaid::Changed { child: leo(), again: true, standing: standing(&[Blank::Question], &[], None) },
        HardSaid::Changed { child: leo(), again: false, standing: standing(&[], &[], Some("Ms. Roy")) },
        HardSaid::Approved { mails: 2, until, leaves: Some(at()), left_out: Vec::new() },
        HardSaid::Approved { mails: 2, until, leaves: None, left_out: vec![leo()] },
        HardSaid::Read { writer: roy(), former: false, words: true },
        HardSaid::Read { writer: roy(), former: false, words: false },
        HardSaid::Read { writer: roy(), former: true, words: true },
        HardSaid::Read { writer: roy(), former: true, words: false },
        HardSaid::Labels { number: 3 },
        HardSaid::Empty { number: Some(3), child: leo(), blanks: Blank::ALL.to_vec() },
        HardSaid::Empty { number: None, child: leo(), blanks: vec![Blank::Fact] },
        HardSaid::Unread { number: Some(3), child: leo(), reader: roy() },
        HardSaid::NotYours { writer: roy() },
        HardSaid::NoSuchReader { name: "Tan".into(), known: vec![roy(), "Mr. Tanaka".into()] },
        HardSaid::NoSuchReader { name: "Tan".into(), known: Vec::new() },
        HardSaid::NobodyToWrite { child: leo(), not_to },
        HardSaid::Gone,
    ];
    said.into_iter().map(Said::Hard).collect()
}

fn everything() -> Vec<Said> {
    [done(), not_done(), about_items(), rights(), questions(), hard(), plans()].concat()
}

/// All there is to say, as one reads it.
#[test]
fn everything_is_said_in_every_tongue() {
    for tongue in TONGUES {
        let mut all = String::new();
        for said in everything() {
            let sentence = words(&said, tongue, &TimeZone::UTC);
            assert!(!sentence.is_empty(), "{said:?} in {tongue:?}");
            all += &format!("{sentence}\n");
        }
        insta::assert_snapshot!(format!("said.{}", tongue.language()), all);
    }
}

/// A teacher who reads mail cannot type on the server: commands of the machine are named for IT alone.
#[test]
fn nobody_is_told_to_type_on_the_server() {
    for said in everything() {
        let sentence = words(&said, Tongue::English, &TimeZone::UTC);
        let names_one =
            ["homeroom messages", "homeroom replay", "homeroom outbox", "homeroom summary", "homeroom teach"]
                .iter()
                .any(|command| sentence.contains(command));
        assert!(!names_one || sentence.contains("IT"), "{sentence}");
    }
}

#[test]
fn help_is_one_screen_in_every_tongue() {
    for tongue in TONGUES {
        let help = render_help(&tongue.language());
        assert!(help.text.lines().count() <= 34 && help.text.lines().all(|line| line.chars().count() <= 130));
        insta::assert_snapshot!(
            format!("help.{}", tongue.language()),
            format!("Subject: {}\n\n{}", help.subject, help.text)
        );
    }
}

pub(in crate::render) fn a_receipt(language: &Language) -> crate::render::letter::Rendered {
    let line = |line: &str, outcome, said| Receipt { line: line.into(), outcome, said };
    let choice = |name: &str| Choice { name: Some(name.into()), line: format!("good {name}: …") };
    let receipts = [
        line(
            "good Maya: helped Omar with his coat",
            Outcome::Done,
            Said::MomentNoted { child: "Maya".into(), can_be_told: true },
        ),
        line("later 3 fri", Outcome::Done, Said::ShownAgain { lines: 1, day: named(date(2026, 3, 13)) }),
        line("ok 6 7", Outcome::Waits, Said::Approved { mails: 3, until: at() }),
        line("reply 2: Gracias, Ana. Lo vemos mañana.", Outcome::Waits, Said::Replied { guardian: ana(), until: at() }),
        line(
            "good Leo: read aloud",
            Outcome::Asked(vec![choice("Leo Martínez"), choice("Leo Osei")]),
            Said::WhichChild { name: leo() },
        ),
        line("done 14", Outcome::NotDone, Said::NoSuchItem { number: 14, count: 9 }),
        line("pick up the paint on the way", Outcome::NotUnderstood, Said::NotUnderstood(Hint::NoVerb)),
    ];
    let href = |n: u8| format!("mailto:room12+t.{}@school.test?subject=Leo%20{n}", "k".repeat(60));
    let answer = |name: &str, n| Answer { name: Some(name.into()), href: href(n) };
    let questions = [Question { answers: vec![answer("Leo Martínez", 1), answer("Leo Osei", 2)] }];
    let zone = TimeZone::UTC;
    let view = ReceiptView {
        receipts: &receipts,
        questions: &questions,
        subject: "Re: Room 12, Thu 12 Mar".into(),
        zone: &zone,
    };
    render_receipt(&view, language)
}

#[test]
fn a_receipt_reads_as_approved() {
    for tongue in TONGUES {
        let mail = a_receipt(&tongue.language());
        insta::assert_snapshot!(format!("receipt.{}", tongue.language()), mail.text);
    }
    insta::assert_snapshot!("receipt.html", a_receipt(&Language::english()).html.unwrap());
}
