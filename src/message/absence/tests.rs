use super::returns;
use jiff::civil::{Date, date};

/// On Friday.
const SENT: Date = date(2026, 11, 20);

#[test]
fn a_day_of_return_is_read_in_many_languages() {
    for (text, day) in [
        ("Back on 9 March.", "2027-03-09"),
        ("I will be back on Monday, November 30.", "2026-11-30"),
        ("I'll be back in the office on Dec. 1st, 2026.", "2026-12-01"),
        ("I am out of the office until January 4th.", "2027-01-04"),
        ("We are away from December 21st to January 4th", "2027-01-05"),
        ("I am on leave through November 27 with no access to mail.", "2026-11-28"),
        ("On 30 November I will be back.", "2026-11-30"),
        ("I am out on 24 November, back on 25 November.", "2026-11-25"),
        ("I am out until 24 November and return on 25 November.", "2026-11-25"),
        ("The office reopens on Jan 4.", "2027-01-04"),
        ("Away at sea until the 3rd, no mail on board.", "2026-12-03"),
        ("Returning 2026-12-07", "2026-12-07"),
        ("I am away until 12/14.", "2026-12-14"),
        ("I am away until 14/12.", "2026-12-14"),
        ("I am away until Monday 12/07/2026.", "2026-12-07"),
        ("I am out of the office until 12/05/2026.", "2026-12-05"),
        ("Ich bin bis 9. März nicht im Büro.", "2027-03-09"),
        ("Ab dem 7. Januar bin ich wieder da.", "2027-01-07"),
        ("Ich bin ab Montag, den 30.11., zurück.", "2026-11-30"),
        ("Wir sind zurück am 09.03.2027", "2027-03-09"),
        ("Ich bin vom 23.11. bis einschließlich 4.12. im Urlaub.", "2026-12-05"),
        ("Ich bin vom 23. bis 27. November unterwegs und am 30. November wieder erreichbar.", "2026-11-30"),
        ("Estaré de vuelta el 9 de marzo.", "2027-03-09"),
        ("Vuelvo el lunes 30 de noviembre.", "2026-11-30"),
        ("Estoy fuera hasta el 05/06.", "2027-06-05"),
        ("Estoy de vacaciones del 23 al 27 de noviembre.", "2026-11-28"),
        ("Regreso el 1º de diciembre de 2026", "2026-12-01"),
        ("Je suis absente jusqu’au 30 novembre inclus.", "2026-12-01"),
        ("Je serai de retour le 1er décembre.", "2026-12-01"),
        ("Estou de férias até 7 de dezembro.", "2026-12-07"),
        ("Volto no dia 30/11.", "2026-11-30"),
        ("Sono in ferie fino al 4 dicembre.", "2026-12-04"),
        ("Rientro il 7 dicembre.", "2026-12-07"),
        ("Ik ben met vakantie tot en met 4 december.", "2026-12-05"),
        ("Vanaf 7 december ben ik er weer.", "2026-12-07"),
        ("Jag är tillbaka måndagen den 30 november.", "2026-11-30"),
        ("Jeg er tilbage mandag den 30. november.", "2026-11-30"),
        ("Palaan töihin 7.12.2026.", "2026-12-07"),
        ("Jestem na urlopie do 4 grudnia.", "2026-12-04"),
        ("Wracam 7 grudnia", "2026-12-07"),
        ("Jsem na dovolené do 4. prosince.", "2026-12-04"),
        ("Я в отпуске до 7 декабря.", "2026-12-07"),
        ("Вернёмся 30 ноября.", "2026-11-30"),
        ("Я в отпуске с 23 по 27 ноября.", "2026-11-28"),
        ("Я у відпустці до 5 січня.", "2027-01-05"),
        ("24 Kasım'a kadar izindeyim.", "2026-11-24"),
        ("1 Aralık'ta döneceğim.", "2026-12-01"),
        ("Tôi nghỉ đến hết ngày 4 tháng 12.", "2026-12-05"),
        ("Tôi sẽ trở lại ngày 7/12.", "2026-12-07"),
        ("我正在休假，12月7日回来。", "2026-12-07"),
        ("本人休假至2026年12月4日。", "2026-12-04"),
        ("11月23日から27日まで休暇をいただきます。", "2026-11-28"),
        ("11월 23일부터 27일까지 휴가입니다.", "2026-11-28"),
        ("أنا في إجازة حتى ٧ ديسمبر", "2026-12-07"),
        ("סגור. אני בחופש, ואחזור ב-7 בדצמבר", "2026-12-07"),
        ("मैं ७ दिसंबर तक छुट्टी पर हूँ", "2026-12-07"),
        ("Είμαι σε άδεια έως 4 Δεκεμβρίου.", "2026-12-04"),
    ] {
        assert_eq!(returns("Automatic reply: Leo", text, SENT).map(|d| d.to_string()).as_deref(), Some(day), "{text}");
    }
}

#[test]
fn what_is_not_sure_is_no_day_of_return() {
    for text in [
        "Thank you for your mail.",
        "I will be back on Monday.",
        "I am away until 11/12.",
        "I am away until 05/06.",
        "Registration is open until December 4.",
        "Please send the form back by 4 December.",
        "I will get back to you on 4 December.",
        "The address no longer exists after December 4.",
        "I was back on 9 November 2026.",
        // A notice that nobody switched off.
        "I am out of the office until 13 November.",
        "I am away until 4 December 2028.",
        "Back on 31 November.",
        "I will be back on Tuesday, November 30.",
        "Back on 1 December. Back on 8 December.",
        "I am out of the office on 4 December.",
        "Call 555-0111 or 0800 12.04.555 until then, I am away.",
        "I am away until 5.30 pm.",
        "I am back 24/7.",
        "Ich bin bis 14.30 Uhr nicht im Büro.",
        "Es ist bis 4. Dezember geöffnet.",
        "My children are in the 3rd grade until June.",
    ] {
        assert_eq!(returns("Automatic reply: Leo", text, SENT), None, "{text}");
    }
}

#[test]
fn a_subject_tells_only_in_its_own_words() {
    let day = Some(date(2027, 1, 4));
    assert_eq!(returns("Out of office until Jan 4", "Thank you for your mail.", SENT), day);
    assert_eq!(returns("Away until Jan 4 Re: Trip on 9 March", "Thanks.", SENT), day);
    assert_eq!(returns("Automatic reply: We are back on Jan 4", "Thanks.", SENT), None);
    assert_eq!(returns("Re: back on Jan 4", "Thanks.", SENT), None);
    assert_eq!(returns("Away until Jan 4", "I am back on January 6.", SENT), Some(date(2027, 1, 6)));
}

#[test]
fn the_ends_of_the_calendar_and_long_texts_stop_nothing() {
    assert_eq!(returns("", "Back on 9 March.", Date::MAX), None);
    assert_eq!(returns("", "Back on 9 March 9999. Back on the 31st.", Date::MAX), None);
    assert_eq!(returns("", &"back 9/3/".repeat(100_000), SENT), None);
    assert_eq!(returns("", &"until March 1-".repeat(100_000), SENT), None);
}
