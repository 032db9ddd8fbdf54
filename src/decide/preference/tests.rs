use super::wish::{Said, read};
use super::*;
use crate::domain::language::Language;
use jiff::civil::date;
use proptest::prelude::*;

fn language(tag: &str) -> Option<Said> {
    Language::parse(tag).map(Said::Language)
}

#[test]
fn few_words_are_a_wish_in_every_language_of_the_letters() {
    let less = |level| Some(Said::Less(level));
    let (letters, needed, nothing) = (Level::NoLetters, Level::NeededOnly, Level::Nothing);
    let cases = [
        ("STOP", Some(Said::Stop)),
        ("Stop.", Some(Said::Stop)),
        ("please stop, thanks", Some(Said::Stop)),
        ("Parar, por favor", Some(Said::Stop)),
        ("Arrêtez s'il vous plaît", Some(Said::Stop)),
        ("请停止发送，谢谢", Some(Said::Stop)),
        ("xin dừng lại", Some(Said::Stop)),
        ("dung lai", Some(Said::Stop)),
        ("أوقفوا", Some(Said::Stop)),
        ("Стоп!", Some(Said::Stop)),
        ("stop all", less(nothing)),
        ("Parar todo", less(nothing)),
        ("tout arrêter", less(nothing)),
        ("parar tudo", less(nothing)),
        ("全部停止", less(nothing)),
        ("dừng tất cả", less(nothing)),
        ("أوقف كل شيء", less(nothing)),
        ("остановить всё", less(nothing)),
        ("no letters", less(letters)),
        ("sin cartas", less(letters)),
        ("only important", less(needed)),
        ("sólo lo importante", less(needed)),
        ("seulement l’essentiel", less(needed)),
        ("只要重要的", less(needed)),
        ("chỉ thư quan trọng", less(needed)),
        ("المهم فقط", less(needed)),
        ("только важное", less(needed)),
        ("Weekly", Some(Said::Weekly)),
        ("semanal", Some(Said::Weekly)),
        ("hebdomadaire", Some(Said::Weekly)),
        ("每周", Some(Said::Weekly)),
        ("hàng tuần", Some(Said::Weekly)),
        ("أسبوعيًا", Some(Said::Weekly)),
        ("еженедельно", Some(Said::Weekly)),
        ("start", Some(Said::Everything)),
        ("empezar", Some(Said::Everything)),
        ("начать снова", Some(Said::Everything)),
        ("español", language("es")),
        ("En español, por favor", language("es")),
        ("in Spanish please", language("es")),
        ("中文", language("zh")),
        ("请用中文", language("zh")),
        ("tiếng Việt", language("vi")),
        ("bằng tiếng Việt", language("vi")),
        ("Tieng Viet", language("vi")),
        ("العربية", language("ar")),
        ("بالعربية", language("ar")),
        ("по-русски", language("ru")),
        ("на русском языке", language("ru")),
        ("chinês", language("zh")),
        ("Hi Ms Alvarez, English please", language("en")),
        ("Weekly\nAna", Some(Said::Weekly)),
    ];
    for (text, expected) in cases {
        assert_eq!(read(text, &["Ana Martínez", "Ms. Alvarez"]), expected, "{text}");
    }
}

#[test]
fn whatever_says_more_or_something_else_is_a_letter() {
    for letter in [
        "",
        "no, stop that",
        "Stop it",
        "don't stop",
        "Leo must stop",
        "stop Leo",
        "please stop sending me all of this",
        "yes",
        "no",
        "no, thank you",
        "yes Leo",
        "2",
        "once a week",
        "every day",
        "Leo speaks Spanish",
        "English and Spanish",
        "weekly or daily?",
        "thanks",
        "gracias",
        "谢谢",
        "All good",
        "nothing",
        "everything",
        "important",
        "no mail",
    ] {
        assert_eq!(read(letter, &["Ana Martínez"]), None, "{letter}");
    }
}

#[test]
fn what_is_by_hand_still_goes_to_who_wants_the_needed_only_and_nothing_goes_after_stop_all() {
    let piece = |class_letter, by_hand, needed| Piece { class_letter, by_hand, needed };
    let (note, letter) = (piece(false, false, false), piece(true, false, false));
    let (by_hand, vital) = (piece(false, true, false), piece(true, false, true));
    let got = |level| [note, letter, by_hand, vital].map(|piece| !refuses(level, piece));
    assert_eq!(got(Level::All), [true, true, true, true]);
    assert_eq!(got(Level::NoLetters), [true, false, true, true]);
    assert_eq!(got(Level::NeededOnly), [false, false, true, true]);
    assert_eq!(got(Level::Nothing), [false, false, false, false]);
    assert!(refuses(Level::NeededOnly, piece(true, true, false)), "a letter to all is nobody's own");
}

#[test]
fn weekly_mail_goes_on_the_last_school_day_at_the_same_time_of_day() {
    let zone = TimeZone::get("America/New_York").unwrap();
    let at = |wall: &str| zone.to_timestamp(wall.parse().unwrap()).unwrap();
    let mut calendar = SchoolCalendar::new();
    calendar.close_range(date(2026, 11, 26), date(2026, 11, 27), None);
    calendar.close_range(date(2026, 12, 21), date(2027, 1, 3), None);
    for (moment, expected) in [
        ("2026-11-17T15:30", "2026-11-20T15:30"),
        ("2026-11-20T15:30", "2026-11-20T15:30"),
        ("2026-11-24T15:30", "2026-11-25T15:30"),
        ("2026-11-22T16:00", "2026-11-25T16:00"),
        ("2026-11-21T16:00", "2026-11-25T16:00"),
        ("2026-12-19T09:00", "2027-01-08T09:00"),
    ] {
        assert_eq!(weekly_from(at(moment), &calendar, &zone), Some(at(expected)), "{moment}");
    }
}

proptest! {
    #[test]
    fn a_wish_for_less_never_brings_more(piece in any::<[bool; 3]>(), levels in prop::array::uniform2(0usize..4)) {
        let [class_letter, by_hand, needed] = piece;
        let piece = Piece { class_letter, by_hand, needed };
        let [less, more] = levels.map(|n| Level::ALL[n]);
        prop_assume!(less >= more);
        prop_assert!(!refuses(more, piece) || refuses(less, piece));
    }

    #[test]
    fn no_text_of_more_than_five_words_is_a_wish(words in prop::collection::vec("[a-z]{1,8}|stop|weekly|español|please", 6..12)) {
        prop_assert_eq!(read(&words.join(" "), &[]), None);
    }
}
