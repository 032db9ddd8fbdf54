use super::not_sent::WhyNot;
use super::samples::{busy, draft, flooded, quiet, waiting, words};
use super::view::*;
use super::*;
use crate::domain::address::EmailAddress;
use crate::domain::hard::{Blank, Blanks};
use crate::domain::language::Language;
use crate::domain::mail::Mark;
use crate::domain::outbox::NextStep;
use crate::domain::preference::{Level, Wish};

/// The first summary of a day.
pub(super) fn rendered(view: &SummaryView, language: &str) -> Rendered {
    let numbers: Numbers = numbering::shown(view).into_iter().zip(1..).collect();
    render_summary(view, &numbers, &Language::parse(language).unwrap())
}

fn english(view: &SummaryView) -> Rendered {
    rendered(view, "en")
}

fn spanish(view: &SummaryView) -> Rendered {
    rendered(view, "es")
}

fn french(view: &SummaryView) -> Rendered {
    rendered(view, "fr")
}

#[test]
fn a_busy_a_quiet_and_a_flooded_day_read_as_approved() {
    for (name, view) in [("busy", busy()), ("quiet", quiet()), ("flooded", flooded())] {
        for (tag, mail) in [("en", english(&view)), ("es", spanish(&view)), ("fr", french(&view))] {
            insta::assert_snapshot!(format!("{name}.{tag}"), format!("Subject: {}\n\n{}", mail.subject, mail.text));
        }
        insta::assert_snapshot!(format!("{name}.html"), english(&view).html.unwrap());
    }
}

#[test]
fn the_subject_says_what_is_to_do_and_names_no_child() {
    let mut day = quiet();
    assert_eq!(english(&day).subject, "Room 12, Thu 12 Mar: nothing waits");
    assert_eq!(spanish(&day).subject, "Room 12, jue 12 mar: nada pendiente");
    day.waiting = vec![waiting("Leo", "Ana", "Hola", "es", 1)];
    assert_eq!(english(&day).subject, "Room 12, Thu 12 Mar: 1 answer waits");
    day.waiting = (0..3).map(|_| waiting("Leo", "Ana", "Hola", "es", 1)).collect();
    day.drafts = vec![draft("Maya"), draft("Zoë")];
    assert_eq!(english(&day).subject, "Room 12, Thu 12 Mar: 3 answers wait, 2 notes ready");
    assert_eq!(spanish(&day).subject, "Room 12, jue 12 mar: 3 por responder, 2 notas listas");
    day.drafts.truncate(1);
    day.promises = busy().promises;
    day.questions = busy().questions;
    day.questions.truncate(1);
    let subject = english(&day).subject;
    assert_eq!(subject, "Room 12, Thu 12 Mar: 3 answers wait, 1 question, 1 note ready, 1 promise due");
    for child in ["Leo", "Mia", "Maya", "Zoë", "Ana"] {
        assert!(!subject.contains(child));
    }
}

#[test]
fn a_long_class_name_leaves_room_for_the_first_thing_to_do() {
    for view in [quiet(), busy(), flooded()] {
        for mut view in
            [view.clone(), SummaryView { class: "Room 12\r\nBcc: x@y.test and a very long name".into(), ..view }]
        {
            view.date = jiff::civil::date(2026, 9, 30);
            for mail in [english(&view), spanish(&view), french(&view)] {
                let (class_and_day, to_do) = mail.subject.rsplit_once(": ").unwrap();
                let head = format!("{class_and_day}: {}", to_do.split(", ").next().unwrap());
                assert!(head.chars().count() <= 45, "{head}");
                assert!(!mail.subject.contains(['\r', '\n']));
            }
        }
    }
}

#[test]
fn the_state_line_counts_one_and_many() {
    let state = |inbox: Inbox| english(&SummaryView { inbox, ..quiet() }).text.lines().next().unwrap().to_owned();
    assert_eq!(state(Inbox::default()), "Nothing came in. Nothing waits for you.");
    assert_eq!(
        state(Inbox { came_in: 1, placed: 1, ..Inbox::default() }),
        "1 came in and is placed. Nothing waits for you."
    );
    assert_eq!(
        state(Inbox { came_in: 14, placed: 14, ..Inbox::default() }),
        "14 came in, all placed. Nothing waits for you."
    );
    let mixed =
        Inbox { came_in: 9, placed: 4, unsure: 1, unknown_sender: 2, held: 1, quarantined: 1, ..Inbox::default() };
    assert_eq!(
        state(mixed),
        "9 came in: 4 placed, 1 unclear, 2 from unknown senders, 1 held, 1 unreadable. Nothing waits for you."
    );
}

#[test]
fn the_first_two_lines_of_a_familys_words_are_shown() {
    let shown = |text: &str| {
        let mut day = quiet();
        day.waiting = vec![waiting("Leo", "Ana", text, "es", 0)];
        let text = english(&day).text;
        let (_, rest) = text.split_once('“').unwrap();
        rest.split_once('”').unwrap().0.to_owned()
    };
    assert_eq!(shown("uno"), "uno");
    assert_eq!(shown("\n uno \r\n\r\n dos\n\n"), "uno\n   dos");
    assert_eq!(shown("uno\ndos\ntres"), "uno\n   dos …");
    let long = shown(&"palabra ".repeat(100));
    assert!(long.chars().count() <= 220 && long.ends_with("palabra…"), "{long}");
    assert!(shown(&"字".repeat(500)).chars().count() <= 220);
}

#[test]
fn each_familys_words_carry_their_language_and_direction() {
    let html = english(&busy()).html.unwrap();
    assert!(html.contains("<div class=\"w\" lang=\"ar\" dir=\"rtl\">“السلام"), "{html}");
    assert!(html.contains("<div class=\"w\" lang=\"es\" dir=\"ltr\""));
    // Nobody knows the language of the stranger's words.
    assert!(html.contains("<div class=\"w\" dir=\"auto\""));
}

#[test]
fn what_families_wrote_never_becomes_part_of_the_page() {
    let mut day = busy();
    let hostile = "</div><script>alert(1)</script><img src=x> {{secret}} \" ' & <b>";
    day.class = hostile.into();
    day.waiting = vec![waiting(hostile, hostile, hostile, "en", 1)];
    day.questions[1].asks = Asks::WhoIsIt(samples::stranger(hostile, hostile));
    day.drafts[0].versions[0].text = hostile.into();
    day.promises[0].what = hostile.into();
    let why = WhyNot::Other(hostile.into());
    day.changes = vec![Change::NotSent { child: hostile.into(), guardian: hostile.into(), why, ok_would_do: false }];
    let mail = english(&day);
    let html = mail.html.unwrap();
    assert!(!html.contains("<script") && !html.contains("<img"));
    assert_eq!(html.matches("<b>").count(), html.matches("</b>").count());
    assert!(html.contains("{{secret}}"));
    assert!(mail.text.contains(hostile));
}

#[test]
fn a_flood_fits_twelve_items_under_eighteen_kilobytes() {
    let mail = english(&flooded());
    let html = mail.html.unwrap();
    println!("a flooded day: {} bytes of HTML", html.len());
    assert!(html.len() < 18 * 1024, "{}", html.len());
    for number in 1..=12 {
        assert!(
            html.contains(&format!("<b>{number}.</b>")) && mail.text.contains(&format!("\n{number}. ")),
            "{number}"
        );
    }
    assert!(!html.contains("<b>13.</b>"));
    assert!(html.contains(">Later</a>") && !html.contains("Fourth") && !html.contains("javascript"));
    assert!(mail.text.contains("… and 9 more"), "{}", mail.text);
}

#[test]
fn quiet_days_have_no_empty_headings() {
    let mail = english(&quiet());
    assert!(!mail.html.unwrap().contains("<h2"));
    assert!(mail.text.lines().count() < 10, "{}", mail.text);
}

#[test]
fn a_difference_in_the_count_is_an_alarm() {
    let mut day = quiet();
    day.foot.ledger = Some(Count { on_server: 216, stored: 214 });
    assert!(english(&day).text.contains("The count is off by 2: 216 mails on the server, 214 stored. Please tell IT."));
}

#[test]
fn trouble_is_told_first_and_in_the_subject() {
    let since = Some(jiff::civil::date(2026, 3, 10).at(6, 58, 0, 0));
    let all = [
        Trouble::MailboxUnread { since },
        Trouble::MailboxUnread { since: None },
        Trouble::CannotSend { since: jiff::civil::date(2026, 3, 10).at(6, 58, 0, 0) },
        Trouble::NoCopies,
        Trouble::ClockIsWrong,
        Trouble::Held,
        Trouble::Other,
    ];
    let mut told = String::new();
    for trouble in all {
        for day in [quiet(), SummaryView { foot: quiet().foot, changes: Vec::new(), ..busy() }] {
            let day = SummaryView { troubles: vec![trouble], ..day };
            for mail in [english(&day), spanish(&day), french(&day)] {
                told += &format!("{}\n{}\n\n", mail.subject, mail.text.lines().take(3).collect::<Vec<_>>().join("\n"));
                let to_it = [": please tell IT", ": avise a soporte", "\u{202f}: à signaler"];
                assert!(to_it.iter().any(|words| mail.subject.contains(words)));
                assert!(
                    ["nothing", "nada", "rien"].iter().all(|word| !mail.subject.contains(word)),
                    "{}",
                    mail.subject
                );
                assert!(
                    ["tell IT", "soporte", "informatique"].iter().find_map(|word| mail.text.find(word))
                        < mail.text.find('\n'),
                    "{}",
                    mail.text
                );
            }
        }
    }
    insta::assert_snapshot!("troubles", told);
    let worst = spanish(&SummaryView { troubles: all[1..].to_vec(), more_strangers: 998, ..flooded() }).html.unwrap();
    println!("a flooded day with every trouble: {} bytes of HTML", worst.len());
    assert!(worst.len() < 18 * 1024, "{}", worst.len());
}

#[test]
fn the_foot_tells_the_way_to_answer_that_exists() {
    let mut day = quiet();
    assert!(english(&day).text.contains("after homeroom teach: \"good Leo: …\""));
    assert!(!english(&day).text.contains("\"ok"), "there is nothing to send");
    assert!(english(&busy()).text.contains("\"ok 6\" (send), \"no 6\" (drop), \"done 1\" (handled), \"is 4 Leo\""));
    day.foot.answer = AnswerWay::Mail;
    let text = english(&day).text;
    assert!(text.contains("answer this mail") && !text.contains("homeroom teach"));
}

#[test]
fn other_languages_read_english_and_that_is_told() {
    let mail = rendered(&quiet(), "ko");
    assert_eq!((mail.language_used.as_str(), mail.fell_back.is_some()), ("en", true));
    assert_eq!(rendered(&quiet(), "es-mx").fell_back, None);
}

#[test]
fn every_change_has_a_sentence_in_both_languages() {
    let (child, guardian) = (|| "Leo".to_owned(), || "Ana".to_owned());
    let at = |day, hour| jiff::civil::date(2026, 3, day).at(hour, 0, 0, 0);
    let job = || "reading-log".to_owned();
    let left_out = |why, times| Change::JobLeftOut { job: job(), why, times, last: at(8, 16) };
    let late = |day, hour| Change::JobRanLate { job: job(), due: at(8, 12), at: at(day, hour) };
    let wish = |wish, proven| Change::Wish { child: child(), guardian: guardian(), wish, proven };
    let mut changes = samples::changes();
    changes.extend([
        samples::bounced(BounceCause::NoSuchAddress, Aftermath::Stopped(NextStep::AskForAddress)),
        samples::bounced(BounceCause::NoSuchAddress, Aftermath::Over),
        samples::bounced(BounceCause::Closed, Aftermath::Doubtful(NextStep::AskForAddress)),
        samples::bounced(BounceCause::Moved, Aftermath::Doubtful(NextStep::ConfirmAddress)),
        samples::bounced(BounceCause::MailboxFull, Aftermath::Stopped(NextStep::Call)),
        samples::bounced(BounceCause::Refused, Aftermath::Doubtful(NextStep::TellIt)),
        samples::bounced(BounceCause::GivenUp, Aftermath::Doubtful(NextStep::WaitAndSee)),
        samples::bounced(BounceCause::Unknown, Aftermath::Doubtful(NextStep::WaitAndSee)),
        Change::Untranslated {
            template: "lockdown".into(),
            language: Language::parse("fr").unwrap(),
            not_approved: true,
            families: 2,
        },
        Change::Paused { until: Some(at(9, 8)) },
        Change::Paused { until: None },
        wish(Wish::Less(Level::Nothing), true),
        wish(Wish::Less(Level::NeededOnly), true),
        wish(Wish::Less(Level::NoLetters), true),
        wish(Wish::Weekly, true),
        wish(Wish::Everything, true),
        wish(Wish::Language(Language::parse("es").unwrap()), true),
        wish(Wish::Address(EmailAddress::parse("ana2@families.test").unwrap()), true),
        wish(Wish::Less(Level::Nothing), false),
        wish(Wish::Language(Language::parse("vi").unwrap()), false),
        Change::ClosedDays { from: quiet().date, to: quiet().date, name: None },
        Change::InDoubt { child: child(), guardian: guardian() },
        Change::NotSent { child: child(), guardian: guardian(), why: WhyNot::DailyLimit, ok_would_do: false },
        Change::BlockedAgain { line: 9, blocked_on_line: 4 },
        left_out(NotRun::ClosedDay, 1),
        left_out(NotRun::ClosedDay, 2),
        left_out(NotRun::HalfDay, 1),
        left_out(NotRun::TooLate, 1),
        left_out(NotRun::TooLate, 5),
        left_out(NotRun::Superseded, 1),
        left_out(NotRun::Held, 1),
        left_out(NotRun::Stumbled, 1),
        late(8, 15),
        late(9, 1),
        Change::Quarantined(2),
        Change::PosedAsTeacher { teacher: "Ms. Alvarez".into(), mails: 1 },
        Change::PosedAsTeacher { teacher: "Ms. Alvarez".into(), mails: 31 },
        Change::HeldMail { from: samples::stranger("Pat", "pat.q@elsewhere.test"), why: "it came twice".into() },
    ]);
    // A summary tells twelve; the sentences are looked at in two.
    let days: Vec<String> = changes
        .chunks(10)
        .map(|some| SummaryView { changes: some.to_vec(), ..quiet() })
        .map(|day| format!("{}\n{}", english(&day).text, spanish(&day).text))
        .collect();
    insta::assert_snapshot!("changes", days.join("\n"));
    let all = english(&SummaryView { changes, ..quiet() }).text;
    assert!(all.contains("and 35 more. IT can list them with homeroom outbox"), "{all}");
}

#[test]
fn a_block_that_ends_is_told_in_both_languages() {
    let ends = |is_over, kind: Option<&str>| Change::BlockEnds {
        child: "Zoë".into(),
        guardian: "Robin Vale".into(),
        kind: kind.map(str::to_owned),
        by: None,
        until: jiff::civil::date(2026, 12, 1),
        is_over,
    };
    let day = SummaryView { changes: vec![ends(false, None), ends(true, Some("orden judicial"))], ..quiet() };
    let told = spanish(&day).text.split_whitespace().collect::<Vec<_>>().join(" ");
    for sentence in [
        "La orden que excluye a Robin Vale (Zoë) termina el mar 1 dic 2026. El bloqueo sigue hasta que",
        "La orden que excluye a Robin Vale (Zoë) [orden judicial] terminó el mar 1 dic 2026. El bloqueo sigue y no",
    ] {
        assert!(told.contains(sentence), "{told}");
    }
    assert!(english(&day).text.contains("The order that bars Robin Vale (Zoë) ends on Tue 1 Dec 2026."));
}

#[test]
fn every_reason_has_a_sentence_and_a_beginning_in_both_languages() {
    use Reason::*;
    let reasons = [
        NoContactYet,
        NoContactFor(1),
        NoContactFor(12),
        OnlyProblemsSoFar,
        GoodWordAfterHard,
        NoMomentLately,
        OnlyOtherHomeReached,
        AskedForNoMail,
        OtherLanguage,
        NeverAnswered,
        NoEmail,
        AddressFails(NextStep::AskForAddress),
        AddressFails(NextStep::Call),
    ];
    let step = |reason| Step { child: "Leo".into(), guardian: Some("Ana".into()), home: Some("B".into()), reason };
    let day = SummaryView { steps: reasons.into_iter().map(step).collect(), ..quiet() };
    insta::assert_snapshot!("steps", format!("{}\n{}", english(&day).text, spanish(&day).text));
}

#[test]
fn a_stranger_is_shown_by_the_address_and_never_by_a_name_alone() {
    let senders = [
        ("Pat Quinn", "pat.q@elsewhere.test"),
        ("", "pat.q@elsewhere.test"),
        ("ana.martinez@families.test", "evil@elsewhere.test"),
        ("Ana Martínez ‹ana.martinez＠families.test›", "evil@elsewhere.test"),
        ("Ana Martínez", "ana.martinez@fаmilies.test"),
        ("Ana\r\nMartínez", "evil@elsewhere.test, ana.martinez@families.test"),
        ("Ana Martínez", ""),
    ];
    let who = |(name, address): (&str, &str)| samples::stranger(name, address);
    let question = |asks| Question { asks, words: words("Hola.", "es"), buttons: Vec::new() };
    let days = senders.chunks(3).map(|some| {
        let questions = some.iter().map(|s| question(Asks::WhoIsIt(who(*s)))).collect();
        let mut placed = waiting("Leo", "", "Hola.", "es", 0);
        placed.from = Sender::Stranger(who(some[0]));
        SummaryView { waiting: vec![placed], questions, ..quiet() }
    });
    let family = question(Asks::IsItFamilyOf { child: "Leo".into(), from: who(senders[4]) });
    let days = days.chain([SummaryView { questions: vec![family], ..quiet() }]);
    let shown = |mail: Rendered| mail.text.split_once("--------").unwrap().0.to_owned();
    let both: Vec<String> = days.map(|day| shown(english(&day)) + &shown(spanish(&day))).collect();
    insta::assert_snapshot!("strangers", both.join("\n"));
}

#[test]
fn siblings_of_one_mail_wait_together() {
    let mut day = quiet();
    let mut both = waiting("Leo", "Ana", "Hola", "es", 1);
    both.children = vec!["Leo".into(), "Isabel".into()];
    both.words = words("", "es");
    day.waiting = vec![both];
    assert!(spanish(&day).text.contains("1. Leo e Isabel: Ana, en español, espera desde hace 1 día de clase\n"));
}

#[test]
fn a_mail_that_goes_on_below_says_so_outside_the_familys_words() {
    let mut day = quiet();
    let mut mail = waiting("Leo", "Ana", "Vea abajo, por favor.", "es", 1);
    mail.words.more_below = true;
    day.waiting = vec![mail];
    assert!(
        english(&day).text.contains("“Vea abajo, por favor.”\n   (more below in the mail)\n"),
        "{}",
        english(&day).text
    );
    assert!(spanish(&day).text.contains("“Vea abajo, por favor.”\n   (hay más abajo en el correo)\n"));
    assert!(
        english(&day)
            .html
            .unwrap()
            .contains("“Vea abajo, por favor.”</div>\n<div style=\"margin:4px 0 0\">(more below in the mail)</div>")
    );
}

#[test]
fn a_summary_is_written_quickly() {
    let view = busy();
    let start = std::time::Instant::now();
    for _ in 0..100 {
        english(&view);
    }
    let each = start.elapsed() / 100;
    println!("one busy summary, text and HTML: {each:?}");
    assert!(each.as_millis() < 50);
}

#[test]
fn what_must_be_known_beside_the_words_is_told_below_them() {
    for (mark, english_words, spanish_words) in [
        (
            Mark::PartsDisagree,
            "(this mail says different things in different mail programs: open it in yours)",
            "dice cosas distintas",
        ),
        (Mark::Encrypted, "(encrypted: only a mail program with the key opens it)", "(cifrado: "),
        (
            Mark::SignedWhole,
            "(signed in a way that homeroom cannot open: read it in your mail program)",
            "(firmado de un modo",
        ),
        (Mark::OutlookWrapper, "winmail.dat", "winmail.dat"),
    ] {
        let mut day = quiet();
        let mut mail = waiting("Leo", "Ana", "Va adjunto.", "es", 1);
        mail.words.marks = vec![mark];
        day.waiting = vec![mail];
        assert!(english(&day).text.contains(english_words), "{}", english(&day).text);
        assert!(english(&day).html.unwrap().contains(english_words));
        assert!(spanish(&day).text.contains(spanish_words), "{}", spanish(&day).text);
    }
}

#[test]
fn a_letter_to_the_class_says_how_many_it_is() {
    let letter = Draft { about: DraftAbout::Class { letters: 22 }, ..draft("Maya") };
    let view = SummaryView { drafts: vec![letter], ..quiet() };
    let (english, spanish) = (rendered(&view, "en").text, rendered(&view, "es").text);
    assert!(
        english.contains("The class: 22 letters\n") && english.contains("One of them, to Ngozi Okafor"),
        "{english}"
    );
    assert!(spanish.contains("La clase: 22 cartas\n") && spanish.contains("Una de ellas, para Ngozi"), "{spanish}");
}

#[test]
fn a_draft_says_what_to_know_before_an_ok() {
    let at = jiff::civil::date(2026, 3, 13).at(15, 30, 0, 0);
    let names = vec!["Mia".to_owned(), "Omar".to_owned()];
    let photos = vec![
        DraftPhoto::Of(vec!["Leo".to_owned(), "Mia".to_owned()]),
        DraftPhoto::StaysOut { without_consent: "Omar".to_owned() },
    ];
    let shown = SummaryView { drafts: vec![Draft { photos, ..draft("Leo") }], ..quiet() };
    let said = "With a photo of Leo and Mia. The photo stays out: the class list has no consent to photos of Omar.";
    assert!(rendered(&shown, "en").text.contains(said));
    let said = "Con una foto de Leo y Mia. La foto no se envía: en la lista no hay permiso para fotos de Omar.";
    assert!(rendered(&shown, "es").text.contains(said));
    let hard = SummaryView { drafts: vec![Draft { hard_first: true, ..draft("Leo") }], ..quiet() };
    assert!(rendered(&hard, "en").text.contains("This home has heard nothing good from you yet: a good word"));
    assert!(rendered(&hard, "es").text.contains("Este hogar todavía no ha recibido de usted ninguna buena noticia"));
    let otherwise = Some(ByItself { job: "friday-good-news".into(), at });
    let both = Draft { names, otherwise, ..draft("Leo") };
    let view = SummaryView { drafts: vec![both, draft("Maya")], ..quiet() };
    let (english, spanish) = (rendered(&view, "en"), rendered(&view, "es"));
    let said = "Names Mia and Omar, of another family. An ok sends it all the same. Without an ok it goes by itself on Fri 13 \
                Mar at 15:30, with friday-good-news.";
    assert!(english.text.contains(&format!("1. Leo\n   {said}\n")), "{}", english.text);
    assert!(english.html.unwrap().contains(said));
    assert_eq!(english.text.matches("Without an ok").count(), 1, "nothing is said where there is nothing to say");
    let said = "Menciona a Mia y Omar, de otra familia. Con ok se envía de todos modos. Sin ok se envía solo el vie 13 mar a las \
                15:30, con friday-good-news.";
    assert!(spanish.text.contains(said), "{}", spanish.text);
}

#[test]
fn a_difficult_letter_shows_its_blanks_until_it_is_whole_and_then_all_of_it() {
    let mut blanks = Blanks::default();
    blanks.add(Blank::Fact, "Leo left the room twice.\nHe always comes back.");
    let hard = |blanks: &Blanks, has_read| HardLetter {
        blanks: blanks.clone(),
        leaves: jiff::civil::date(2026, 3, 13).at(7, 30, 0, 0),
        blame: vec!["always".into()],
        reader: Some(Reading { name: "Ms. Roy".into(), is_asked: blanks.is_whole(), has_read }),
    };
    let unfinished = Draft { hard: Some(hard(&blanks, false)), hard_first: true, ..draft("Leo") };
    for blank in [Blank::Question, Blank::Want, Blank::Proposal, Blank::Again] {
        blanks.add(blank, "Some words.");
    }
    let whole = Draft { hard: Some(hard(&blanks, true)), ..draft("Leo") };
    let day = SummaryView { drafts: vec![unfinished, whole], ..quiet() };
    for (tag, mail) in [("en", english(&day)), ("es", spanish(&day)), ("fr", french(&day))] {
        insta::assert_snapshot!(format!("hard.{tag}"), mail.text);
    }
}
