use super::*;
use proptest::prelude::*;

fn new(text: &str) -> String {
    new_text(text, ReadingRules::default()).text
}

/// As the programs of families write them.
#[rustfmt::skip]
const ATTRIBUTIONS: &[&str] = &[
    // Gmail
    "On Mon, Mar 2, 2026 at 10:00 AM Ms Rivera <r@s.test> wrote:",
    "El lun, 2 mar 2026 a las 10:00, Ms Rivera (<r@s.test>) escribió:",
    "Le lun. 2 mars 2026 à 10:00, Ms Rivera <r@s.test> a écrit :",
    "Am Mo., 2. März 2026 um 10:00 Uhr schrieb Ms Rivera <r@s.test>:",
    "Em seg., 2 de mar. de 2026 às 10:00, Ms Rivera <r@s.test> escreveu:",
    "Il giorno lun 2 mar 2026 alle ore 10:00 Ms Rivera <r@s.test> ha scritto:",
    "Op ma 2 mrt 2026 om 10:00 schreef Ms Rivera <r@s.test>:",
    "pon., 2 mar 2026 o 10:00 Ms Rivera <r@s.test> napisał(a):",
    "пн, 2 мар. 2026 г. в 10:00, Ms Rivera <r@s.test>:",
    "пн, 2 бер. 2026 р. о 10:00 Ms Rivera <r@s.test> пише:",
    "Ms Rivera <r@s.test> 于2026年3月2日周一 10:00写道：",
    "Ms Rivera <r@s.test> 於 2026年3月2日 週一 上午10:00寫道：",
    "2026年3月2日(月) 10:00 Ms Rivera <r@s.test>:",
    "2026년 3월 2일 (월) 오전 10:00, Ms Rivera <r@s.test>님이 작성:",
    "Vào Th 2, 2 thg 3, 2026 vào lúc 10:00 Ms Rivera <r@s.test> đã viết:",
    "في الاثنين، 2 مارس 2026 في 10:00 ص تمت كتابة ما يلي بواسطة Ms Rivera <\u{202a}r@s.test\u{202c}\u{200f}>:",
    "\u{202b}בתאריך יום ב׳, 2 במרץ 2026 ב-10:00 מאת \u{202a}Ms Rivera\u{202c}\u{200f} <\u{202a}r@s.test\u{202c}\u{200f}>:\u{202c}",
    "در تاریخ دوشنبه ۲ مارس ۲۰۲۶،\u{200f} ۱۰:۰۰ Ms Rivera <r@s.test> نوشت:",
    "Ms Rivera <r@s.test>, 2 Mar 2026 Pzt, 10:00 tarihinde şunu yazdı:",
    "सोम, 2 मार्च 2026 को 10:00 am बजे को Ms Rivera <r@s.test> ने लिखा:",
    "ในวันที่ จ. 2 มี.ค. 2026 เวลา 10:00 Ms Rivera <r@s.test> เขียนว่า:",
    "Pada tanggal Sen, 2 Mar 2026 pukul 10.00 Ms Rivera <r@s.test> menulis:",
    "Noong Lun, Mar 2, 2026 nang 10:00 AM, sinulat ni Ms Rivera <r@s.test> ang:",
    "Den mån 2 mars 2026 kl 10:00 skrev Ms Rivera <r@s.test>:",
    "Den man. 2. mar. 2026 kl. 10.00 skrev Ms Rivera <r@s.test>:",
    "ma 2. maalisk. 2026 klo 10.00 Ms Rivera (r@s.test) kirjoitti:",
    "po 2. 3. 2026 v 10:00 odesílatel Ms Rivera <r@s.test> napsal:",
    "lun., 2 mar. 2026, 10:00 Ms Rivera <r@s.test> a scris:",
    "Ms Rivera <r@s.test> ezt írta (időpont: 2026. márc. 2., H, 10:00):",
    "Στις Δευ 2 Μαρ 2026 στις 10:00 π.μ., ο χρήστης Ms Rivera <r@s.test> έγραψε:",
    "На пн, 2.03.2026 г. в 10:00 Ms Rivera <r@s.test> написа:",
    "pon, 2. ožu 2026. u 10:00 Ms Rivera <r@s.test> napisao je:",
    "Missatge de Ms Rivera <r@s.test> del dia dl., 2 de març 2026 a les 10:00:",
    // Apple Mail
    "On Mar 2, 2026, at 10:00 AM, Ms Rivera <r@s.test> wrote:",
    "El 2 mar 2026, a las 10:00, Ms Rivera <r@s.test> escribió:",
    "2026/03/02 10:00、Ms Rivera <r@s.test>のメール:",
    "2026年3月2日 上午10:00，Ms Rivera <r@s.test> 写道：",
    "Vào 10:00, 2 thg 3, 2026, Ms Rivera <r@s.test> đã viết:",
    "2026. 3. 2. 오전 10:00, Ms Rivera <r@s.test> 작성:",
    "في ٢ مارس ٢٠٢٦، الساعة ١٠:٠٠ ص، كتب Ms Rivera <r@s.test>:",
    "2 марта 2026 г., в 10:00, Ms Rivera <r@s.test> написал(а):",
    "No dia 2 de mar. de 2026, às 10:00, Ms Rivera <r@s.test> escreveu:",
    "Op 2 mrt. 2026 om 10:00 heeft Ms Rivera <r@s.test> het volgende geschreven:",
    // Thunderbird, Yahoo, and others
    "On Monday, March 2, 2026 at 10:00:00 AM EST, Ms Rivera <r@s.test> wrote:",
    "Am 02.03.26 um 10:00 schrieb Ms Rivera:",
    "Ms Rivera schrieb am 02.03.26 um 10:00:",
    "On 3/2/26 10:00, Ms Rivera wrote:",
    "Le 02/03/2026 à 10:00, Ms Rivera a écrit :",
    "El 2/3/26 a las 10:00, Ms Rivera escribió:",
    "At 2026-03-02 10:00:00, \"Ms Rivera\" <r@s.test> wrote:",
    "在 2026-03-02 10:00:00，\"Ms Rivera\" <r@s.test> 写道：",
    "Понедельник, 2 марта 2026, 10:00 +03:00 от Ms Rivera <r@s.test>:",
    "02.03.2026, 10:00, \"Ms Rivera\" <r@s.test>:",
    "---- On Mon, 02 Mar 2026 10:00:00 -0500 Ms Rivera <r@s.test> wrote ----",
    "Quoting Ms Rivera <r@s.test>:",
    "Ms Rivera <r@s.test> wrote:",
];

#[test]
fn attribution_lines_of_many_languages_end_the_new_text() {
    for line in ATTRIBUTIONS {
        for below in [
            "> Leo read a whole book.\n>\n> Ms Rivera",
            "\n> Leo read a whole book.",
            "Leo read a whole book.\n\nMs Rivera",
        ] {
            let read = new_text(&format!("Thank you!\n\n{line}\n{below}\n"), ReadingRules::default());
            assert_eq!(read.text, "Thank you!", "{line}\n{below}");
            assert!(read.quoted);
        }
    }
}

#[test]
fn wrapped_attribution_lines_are_found() {
    for line in ATTRIBUTIONS
        .iter()
        .filter(|l| l.contains('<') && !l.starts_with("Quoting") && !l.starts_with("Ms Rivera <r@s.test> wrote"))
    {
        for wrapped in [line.replacen('<', "<\n", 1), line.replacen('<', "\n<", 1)] {
            assert_eq!(new(&format!("Thank you!\n\n{wrapped}\n\n> Leo read a book.\n")), "Thank you!", "{wrapped}");
        }
    }
}

#[test]
fn attribution_lines_without_a_line_of_their_own_or_without_a_colon_are_found() {
    for text in [
        "Thank you! On Wed, Apr 4, 2026 at 3:59 PM, r@s.test wrote:\n> Hi",
        "Thank you!--- On Wed, Apr 4, 2026 at 3:59 PM, r@s.test wrote:\n> Hi",
        "Thank you!\n2026/4/7 Ms Rivera <r@s.test>\n\n>  Hi",
        "Thank you!\n\n---- Ms Rivera wrote ----\n\n> Hi",
        "Thank you!\n\n---- Ms Rivera wrote ----\n\nHi",
    ] {
        assert_eq!(new(text), "Thank you!", "{text}");
    }
}

#[test]
fn ordinary_sentences_are_no_attribution() {
    for text in [
        "Leo said at 10:00 that he would like this:\n\n- a book\n- a ball",
        "On Monday:\n\nbring a coat",
        "My address is ana@x.test:\nplease use it",
        "The trip on 3/4/2026 is at 10:30, as you wrote.\nSee you there",
        "I wrote:\nhello",
        "Am Montag um 10:00 schrieb die Klasse einen Test.\nWie war er?",
        "See https://x.test/on-monday-someone-wrote: it is good\nAna",
        "Meeting 2026-03-02 10:00\nRoom 12",
    ] {
        assert_eq!(new(text), text);
    }
}

#[test]
fn header_blocks_of_many_languages_end_the_new_text() {
    #[rustfmt::skip]
    let blocks = [
        "From: Ms Rivera <r@s.test>\nSent: Monday, March 2, 2026 10:00\nTo: Ana <a@x.test>\nSubject: Leo",
        "*From:* Ms Rivera\n*Date:* Monday, March 2, 2026\n*To:* Ana\n*Subject:* Leo",
        "Von: Ms Rivera <r@s.test>\nGesendet: Montag, 2. März 2026 10:00\nAn: Ana\nCc: Tom\nBetreff: Leo",
        "Gesendet: Montag, 02. März 2026 um 10:00 Uhr\nVon: \"Ms Rivera\" <r@s.test>\nAn: ana@x.test\nBetreff: Leo",
        "De : Ms Rivera <r@s.test>\nEnvoyé : lundi 2 mars 2026 10:00\nÀ : Ana\nObjet : Leo",
        "De: Ms Rivera <r@s.test>\nEnviado el: lunes, 2 de marzo de 2026 10:00\nPara: Ana\nAsunto: Leo",
        "De: Ms Rivera\nEnviada em: segunda-feira, 2 de março de 2026\nPara: Ana\nAssunto: Leo",
        "Da: Ms Rivera\nInviato: lunedì 2 marzo 2026 10:00\nA: Ana\nOggetto: Leo",
        "Van: Ms Rivera\nVerzonden: maandag 2 maart 2026 10:00\nAan: Ana\nOnderwerp: Leo",
        "Od: Ms Rivera\nWysłano: poniedziałek, 2 marca 2026 10:00\nDo: Ana\nTemat: Leo",
        "От: Ms Rivera\nОтправлено: 2 марта 2026 г. 10:00\nКому: Ana\nТема: Leo",
        "Від: Ms Rivera\nНадіслано: 2 березня 2026\nКому: Ana\nТема: Leo",
        "发件人: Ms Rivera\n发送时间: 2026年3月2日 10:00\n收件人: Ana\n主题: Leo",
        "寄件者： Ms Rivera\n寄件日期： 2026年3月2日\n收件者： Ana\n主旨： Leo",
        "差出人: Ms Rivera\n送信日時: 2026年3月2日 10:00\n宛先: Ana\n件名: Leo",
        "보낸 사람: Ms Rivera\n보낸 날짜: 2026년 3월 2일\n받는 사람: Ana\n제목: Leo",
        "Từ: Ms Rivera\nĐã gửi: 2 tháng 3 2026\nĐến: Ana\nChủ đề: Leo",
        "من: Ms Rivera\nتم الإرسال: ٢ مارس\nإلى: Ana\nالموضوع: Leo",
        "מאת: Ms Rivera\nנשלח: 2 במרץ\nאל: Ana\nנושא: Leo",
        "Kimden: Ms Rivera\nGönderildi: 2 Mart 2026\nKime: Ana\nKonu: Leo",
        "Från: Ms Rivera\nSkickat: den 2 mars 2026 10:00\nTill: Ana\nÄmne: Leo",
        "Fra: Ms Rivera\nSendt: 2. marts 2026 10:00\nTil: Ana\nEmne: Leo",
        "From: Ms Rivera\n<r@s.test>\nSent: Monday\nTo: Ana\nSubject: a long\nsubject",
        "Date: Mon, 2 Mar 2026\nFrom: r@s.test\nTo: a@x.test\nSubject: Leo",
    ];
    for block in blocks {
        assert_eq!(new(&format!("Gracias\n\n{block}\n\nLeo read a book.\n")), "Gracias", "{block}");
        assert_eq!(
            new(&format!("Gracias\n________________________________\n{block}\n\nLeo read a book.\n")),
            "Gracias",
            "{block}"
        );
    }
}

#[test]
fn separators_end_the_new_text_and_other_rules_do_not() {
    for line in [
        "-----Original Message-----",
        "----- Original message -----",
        "-------- Ursprüngliche Nachricht --------",
        "---------- Forwarded message ---------",
        "----- Mensaje original -----",
        "------------------ 原始邮件 ------------------",
        "-------- Исходное сообщение --------",
        "Begin forwarded message:",
        "-----Mensagem original-----",
    ] {
        assert_eq!(new(&format!("Gracias\n\n{line}\nhello")), "Gracias", "{line}");
    }
    let list = "Dates\n----------\nMonday\n---- trip ----\nTuesday";
    assert_eq!(new(list), list);
}

#[test]
fn inline_answers_keep_the_questions() {
    let text = "Hi,\n\nOn Mon, Mar 2, 2026 at 10:00 AM Ms Rivera <r@s.test> wrote:\n> Can Leo come?\n\nYes.\n\n> Who brings him?\n\nHis aunt.\n\n> Thanks\n> Ms Rivera\n";
    assert_eq!(new(text), "Hi,\n\n> Can Leo come?\n\nYes.\n\n> Who brings him?\n\nHis aunt.");
    let bottom = "> Can Leo come?\nYes.\n> Who brings him?\nHis aunt.";
    assert_eq!(new(bottom), bottom);
}

#[test]
fn apples_attribution_inside_the_quote_goes_and_the_question_stays() {
    let apple = "> Am 02.03.2026 um 10:00 schrieb Ms Rivera <r@s.test>:\n>";
    let text = format!("Hallo,\n\n{apple} \n> Kommt Leo?\n\nJa.\n\n> Wer bringt ihn?\n\nSeine Tante.");
    let read = new_text(&text, ReadingRules::default());
    assert_eq!(read.text, "Hallo,\n\n> Kommt Leo?\n\nJa.\n\n> Wer bringt ihn?\n\nSeine Tante.");
    assert_eq!(read.cuts, [Cut { rule: CutRule::Attribution, text: apple.to_owned(), above: 8 }]);
}

#[test]
fn what_is_cut_is_named_in_order() {
    #[rustfmt::skip]
    let text = "[EXTERNAL]\n\nLeo is ill.\n\nSent from my iPhone\n\nThis message is confidential and intended solely for the \
                addressee.\n\n________________________________\nFrom: Ms Rivera\nSent: Monday\nTo: Ana\nSubject: Leo\n\nHello";
    let cuts = new_text(text, ReadingRules::default()).cuts;
    let rules: Vec<(&str, usize)> = cuts.iter().map(|c| (c.rule.words(), c.lines())).collect();
    assert_eq!(rules, [("banner", 1), ("phone footer", 1), ("notice", 1), ("decoration", 1), ("header block", 5)]);
    let gmail = "Ok\n\nOn Mon, Mar 2, 2026 at 10:00 AM Ms Rivera <r@s.test> wrote:\n\n> Hi\n>\n> there\n\n-- \nAna\n";
    let cuts = new_text(gmail, ReadingRules::default()).cuts;
    let rules: Vec<(&str, usize)> = cuts.iter().map(|c| (c.rule.words(), c.lines())).collect();
    assert_eq!(rules, [("attribution", 1), ("quoted lines", 3), ("signature", 2)]);
    let html = "<p>Ok</p><div class=gmail_quote>X ayaa qortay<p>Hi</p></div><div id=divRplyFwdMsg>x</div><p>y</p>";
    let cuts = new_text_of_html(&html::to_marked_text(html), ReadingRules::default()).cuts;
    assert_eq!(cuts.iter().map(|c| c.rule.words()).collect::<Vec<_>>(), ["quote container"]);
}

#[test]
fn words_inside_a_signature_element_are_the_writers() {
    let of = |html: &str| new_text_of_html(&html::to_marked_text(html), ReadingRules::default()).text;
    let history = "<hr><div id=divRplyFwdMsg>From: x</div><div>Leo</div>";
    for (html, text) in [
        ("<div id='ms-outlook-mobile-signature'><p>Gracias</p>Get Outlook for iOS</div>", "Gracias"),
        ("<br><div id='ymail_android_signature'>Gracias</div><div id='ymail_android_signature'><br></div>", "Gracias"),
        ("<div class='gmail_signature'>Gracias</div>", "Gracias"),
        ("<p>Gracias</p><div id='ms-outlook-mobile-signature'>Ana, Madrid</div>", "Gracias"),
        ("<div id='ms-outlook-mobile-signature'>Get Outlook for iOS</div>", ""),
        ("<div class='gmail_signature'>-- <br>Ana, Madrid</div>", ""),
    ] {
        assert_eq!(of(html), text, "{html}");
        assert_eq!(of(&format!("{html}{history}")), text, "{html}");
        let block = "<p>From: Ms Rivera<br>Sent: Monday<br>To: Ana<br>Subject: Leo</p><p>Leo</p>";
        if !text.is_empty() {
            assert_eq!(of(&format!("{html}{block}")), text, "{html}");
        }
    }
    let below = "<blockquote type=cite>Leo</blockquote><p>Gracias</p><div class=gmail_signature>Ana</div>";
    assert_eq!(of(below), "> Leo\n\nGracias");
}

#[test]
fn answers_below_the_history_are_found() {
    let below = "On Mon, Mar 2, 2026 at 10:00 AM Ms Rivera <r@s.test> wrote:\n> Can Leo come?\n\nYes, he can.\n";
    assert_eq!(new(below), "Yes, he can.");
    let both = format!("Hello\n\n{below}");
    assert_eq!(new(&both), "Hello\n\nYes, he can.");
}

#[test]
fn footers_of_phones_go_and_sentences_stay() {
    #[rustfmt::skip]
    let footers = [
        "Sent from my iPhone", "Sent from my Galaxy S24, typos included", "Get Outlook for iOS", "Get Outlook for Android<https://aka.ms/x>", "Enviado desde mi iPhone", "Enviado do meu iPhone",
        "Envoyé de mon iPhone", "Von meinem iPhone gesendet", "Gesendet mit der GMX Mail App", "Inviato da iPhone", "Verstuurd vanaf mijn iPhone", "Wysłane z iPhone'a", "Отправлено с iPhone",
        "发自我的iPhone", "從我的 iPhone 傳送", "iPhoneから送信", "나의 iPhone에서 보냄", "Đã gửi từ iPhone của tôi", "أُرسلت من الـ iPhone", "נשלח מה-iPhone שלי", "Sent from Yahoo Mail on Android", "Skickat från min iPhone",
        "Sendt fra min iPhone", "Lähetetty iPhonesta", "Odesláno z iPhonu", "iPhone'umdan gönderildi", "Sent via the Samsung Galaxy A54, an AT&T 5G smartphone",
    ];
    for footer in footers {
        assert_eq!(new(&format!("Ok\n\n{footer}\n")), "Ok", "{footer}");
        let history = "On Mon, Mar 2, 2026 at 10:00 AM Ms Rivera <r@s.test> wrote:\n> Hi";
        assert_eq!(new(&format!("Ok\n\n{footer}\n\n{history}")), "Ok", "{footer}");
    }
    for text in [
        "Sent from my desk, is that fine?",
        "From my side it is fine",
        "Get well soon",
        "See you\n\n:-)",
        "+1",
        "👍",
        "We sent from home two books.",
    ] {
        assert_eq!(new(text), text);
    }
}

#[test]
fn signatures_behind_their_mark_go_and_dashes_inside_stay() {
    assert_eq!(new("Ok\n\n-- \nAna Martínez\nMadrid\n"), "Ok");
    assert_eq!(new("a\n--\nb\n\n> old\n> older\n"), "a");
    let list = "first -- second\n-- third\nlast";
    assert_eq!(new(list), list);
    let long = format!("a\n--\n{}", "many lines of text\n".repeat(30).trim_end());
    assert_eq!(new(&long), long, "a tail this long is no signature");
}

#[test]
fn a_mail_of_nothing_but_history() {
    assert_eq!(new("> all quoted\n> here\n"), "");
    assert_eq!(new(""), "");
    assert_eq!(new("\n\n \n"), "");
    let outlook = "From: Ms Rivera\nSent: Monday\nTo: Ana\nSubject: Leo\n\nok 3\n";
    assert_eq!(new(outlook), "ok 3", "shown, since nothing else is there");
    assert_eq!(above_history(outlook), "", "and never read as a command");
}

#[test]
fn commands_are_read_above_every_sign_of_history() {
    for (text, above) in [
        ("ok 3\nno 2\n\nOn Mon, Mar 2, 2026 at 10:00 AM homeroom <r@s.test> wrote:\n> ok 4\n", "ok 3\nno 2"),
        ("ok 3\n> ok 4\nok 5", "ok 3"),
        ("ok 3\n-- \nok 4", "ok 3"),
        ("On Mon, Mar 2, 2026 at 10:00 AM homeroom <r@s.test> wrote:\nok 4\n", ""),
        ("ok 3\r\n\r\n-----Original Message-----\r\nok 4", "ok 3"),
    ] {
        assert_eq!(above_history(text), above, "{text}");
    }
}

#[test]
fn commands_come_from_words_that_are_surely_new() {
    let of = |kind: &str, body: &str| {
        let raw = format!("From: t@s.test\nSubject: s\nContent-Type: {kind}\n\n{body}");
        for_commands(&crate::message::inbound::understand(raw.as_bytes()))
    };
    assert_eq!(
        of("text/plain", "ok 3\n\nno 2\n\nOn Mon, Mar 2, 2026 at 10:00 AM homeroom <r@s.test> wrote:\n> ok 4\n"),
        "ok 3\nno 2"
    );
    assert_eq!(of("text/plain", "From: homeroom\nSent: Monday\nTo: t\nSubject: s\n\nok 4\n"), "");
    assert_eq!(of("text/plain", "On Mon, Mar 2, 2026 at 10:00 AM homeroom <r@s.test> wrote:\n\nok 4\n"), "");
    assert_eq!(of("text/html", "<p>ok 3</p><div class=gmail_quote>X ayaa qortay<p>ok 4</p></div>"), "ok 3");
    assert_eq!(of("text/html", "<div class=gmail_quote>X ayaa qortay<p>ok 4</p></div>"), "");
    assert_eq!(of("text/html", "<p style='display:none'>ok 4</p>"), "");
}

#[test]
fn html_containers_set_history_apart() {
    let of = |html: &str| new_text_of_html(&html::to_marked_text(html), ReadingRules::default()).text;
    for html in [
        "<div dir=ltr>Gracias</div><br><div class=\"gmail_quote\"><div class=gmail_attr>Något helt annat</div><blockquote class=gmail_quote style='border-left:1px'>Leo</blockquote></div>",
        "<div>Gracias</div><hr><div id=\"divRplyFwdMsg\"><b>Avsnd:</b> x</div><div>Leo</div>",
        "<div>Gracias</div><div id=\"mail-editor-reference-message-container\"><div>anything</div></div>",
        "<p>Gracias</p><div class=\"moz-cite-prefix\">nobody knows this language</div><blockquote type=cite>Leo</blockquote>",
        "<p>Gracias</p><div class=yahoo_quoted><div>nobody knows this language</div><div>Leo</div></div>",
        "Gracias<br><br><div class=\"gmail_signature\">Ana</div><blockquote type=\"cite\">Leo</blockquote>",
        "<p>Gracias</p><p>Von: Ms Rivera<br>Gesendet: Montag<br>An: Ana<br>Betreff: Leo</p><p>Leo</p>",
    ] {
        assert_eq!(of(html), "Gracias", "{html}");
    }
    let inline = "<blockquote type=cite>Can Leo come?</blockquote><p>Yes.</p><blockquote type=cite>Who brings him?</blockquote><p>His aunt.</p>";
    assert_eq!(of(inline), "> Can Leo come?\n\nYes.\n\n> Who brings him?\n\nHis aunt.");
}

/// What a text holds beside blanks, in any order: lines move apart, and none is lost or doubled.
fn words_of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<char> {
    let mut words: Vec<char> = texts.into_iter().flat_map(str::chars).filter(|c| !c.is_whitespace()).collect();
    words.sort_unstable();
    words
}

fn covers_all(text: &str, read: &NewText) -> Result<(), TestCaseError> {
    let parts = || std::iter::once(read.text.as_str()).chain(read.cuts.iter().map(|c| c.text.as_str()));
    // What HTML set apart as a quote is shown with a mark that the text does not have.
    let unmarked = |words: Vec<char>| words.into_iter().filter(|c| *c != '>').collect::<Vec<_>>();
    prop_assert_eq!(unmarked(words_of(parts())), unmarked(words_of([text])));
    let held: Vec<&str> = parts().flat_map(str::lines).map(|l| l.trim().trim_start_matches("> ")).collect();
    for line in text.lines().map(str::trim).filter(|l| !l.is_empty()) {
        // A line may have been shared by the writer and an attribution.
        let whole = held.iter().any(|part| *part == line.trim_start_matches("> "));
        prop_assert!(whole || held.iter().any(|part| !part.is_empty() && line.contains(part)), "lost: {}", line);
    }
    for cut in &read.cuts {
        prop_assert!(cut.text.lines().next().is_some_and(|l| !l.trim().is_empty()), "begins empty: {:?}", cut);
        prop_assert_eq!(cut.text.trim_end(), cut.text.as_str());
    }
    Ok(())
}

/// Lines of every kind, in any order.
fn any_lines() -> impl Strategy<Value = String> {
    #[rustfmt::skip]
    let line = prop_oneof![
        Just("On Mon, Mar 2, 2026 at 10:00 AM Ms Rivera <r@s.test> wrote:"), Just("> Leo read a book."), Just(">"),
        Just("> On 3/2/26 10:00, Ms Rivera wrote:"), Just("From: Ms Rivera"), Just("Sent: Monday"), Just("To: Ana"),
        Just("Subject: Leo"), Just("-----Original Message-----"), Just("Leo is ill."), Just("Ana"), Just(""), Just("  "),
        Just("-- "), Just("Sent from my iPhone"), Just("Get Outlook for iOS"), Just("<https://aka.ms/o0ukef>"),
        Just("[EXTERNAL]"), Just("CAUTION: This email originated from outside. Do not click links"), Just("you know."),
        Just("CONFIDENTIALITY NOTICE"), Just("This message is confidential and intended solely for the addressee."),
        Just("Please consider the environment before printing this e-mail."), Just("________________________________"),
        Just("[cid:image001.png@01DA]"), Just("Thanks! On Wed, Apr 4, 2026 at 3:59 PM, r@s.test wrote:"), Just("\u{e0f0}"),
        Just("\u{e0f1}"), Just("\u{e0f2}"), Just("\u{e0f3}"), Just("\u{e0f4}"), Just("\u{e0f5}"), Just("> \u{e0f5}"), Just("> \u{e0f0}"),
    ];
    proptest::collection::vec(line, 0..40).prop_map(|lines| lines.join("\n"))
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(256))]
    #[test]
    fn any_text_is_read_without_a_panic_and_nothing_is_invented(text in "([ -~]|\n|>|:|<|@|é|：|\u{202b}|--|On |wrote:|From: |2026|10:00){0,200}") {
        let read = new_text(&text, ReadingRules::default());
        for line in read.text.lines() {
            prop_assert!(text.contains(line.trim_end()), "{line}");
        }
        covers_all(&text, &read)?;
        above_history(&text);
        new_text_of_html(&text, ReadingRules::default());
    }

    #[test]
    fn new_text_and_cuts_together_hold_every_line(text in any_lines()) {
        let plain: String = text.chars().filter(|c| !('\u{e0f0}'..='\u{e0f5}').contains(c)).collect();
        covers_all(&plain, &new_text(&plain, ReadingRules::default()))?;
        covers_all(&html::without_marks(&text), &new_text_of_html(&text, ReadingRules::default()))?;
    }
}

#[test]
fn long_texts_take_linear_time() {
    // Quadratic work on these would take minutes.
    for text in [
        "> \n".repeat(100_000),
        "On 2026\n".repeat(20_000),
        "From: a\n".repeat(20_000),
        "-- \n".repeat(50_000),
        "x".repeat(2_000_000),
        "<a@b.test ".repeat(100_000),
        "This message is confidential\n\n".repeat(20_000),
        "If you are not the intended recipient\n".repeat(20_000),
        "[EXTERNAL]\n\n".repeat(40_000),
        "CAUTION: external\n".repeat(30_000),
        "[cid:".repeat(100_000),
        "Sent from my iPhone\n<https://aka.ms/o0ukef>\n".repeat(10_000),
        "> On 2026 wrote:\nyes\n".repeat(20_000),
        "--\nx\n> y\n".repeat(40_000),
    ] {
        new_text(&text, ReadingRules::default());
        above_history(&text);
    }
}
