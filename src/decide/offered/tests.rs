use super::*;
use jiff::civil::date;

/// Mails of Tuesday, 10 November 2026: the sentence, and the day that is offered of it.
const SENTENCES: &[(&str, Option<(i8, i8)>)] = &[
    // English.
    ("I will call you on Thursday.", Some((11, 12))),
    ("I'll call you Thursday", Some((11, 12))),
    ("I’ll get back to you by Friday.", Some((11, 13))),
    ("On Thursday I will phone you about the reading.", Some((11, 12))),
    ("I will write to you tomorrow morning.", Some((11, 11))),
    ("I am going to send the plan by Monday!", Some((11, 16))),
    ("I'll let you know today.", Some((11, 10))),
    ("I will be in touch on 20 November.", Some((11, 20))),
    ("I will also check with the office on November 18th.", Some((11, 18))),
    ("I will call Mr. Vale on Thursday.", Some((11, 12))),
    ("I'm calling you tomorrow.", Some((11, 11))),
    ("I will follow up the day after tomorrow.", Some((11, 12))),
    ("I shall answer on Thursday 12 November.", Some((11, 12))),
    ("I will ask her on the 3rd of December.", Some((12, 3))),
    ("Leo is well, and I'll bring his folder\non Friday.", Some((11, 13))),
    ("I'll send it tonight.", Some((11, 10))),
    ("I will be away on Friday.", None),
    ("Will I call you on Thursday?", None),
    ("Shall I call you on Thursday?", None),
    ("I will not call you on Thursday.", None),
    ("I won't call on Thursday.", None),
    ("If he is better, I will call you on Thursday.", None),
    ("I might call you on Thursday.", None),
    ("I called you on Thursday.", None),
    ("I will call you.", None),
    ("I will call you on Thursday or Friday.", None),
    ("I will call you every Thursday.", None),
    ("I will send reminders until Friday.", None),
    ("We will visit the museum on Friday.", None),
    ("She will call you on Thursday.", None),
    ("I will call you on Thursday 13 November.", None),
    ("I am writing today because of the trip.", None),
    ("I will tell you what she said on Thursday.", None),
    ("You will call me on Thursday.", None),
    ("I will call you next Thursday.", None),
    ("I will call you next week.", None),
    ("Thank you for coming on Thursday.", None),
    ("I will call you on 5/6.", None),
    ("I will return it on 12 May.", None),
    ("Maybe I will call you tomorrow.", None),
    // Spanish.
    ("Te llamo el jueves.", Some((11, 12))),
    ("Le llamaré mañana por la mañana.", Some((11, 11))),
    ("Voy a escribirle el viernes.", Some((11, 13))),
    ("El jueves les envío el plan.", Some((11, 12))),
    ("Sí, le contesto mañana.", Some((11, 11))),
    ("Le diré algo antes del viernes.", Some((11, 13))),
    ("Me pondré en contacto con usted el lunes.", Some((11, 16))),
    ("Te escribiré pasado mañana.", Some((11, 12))),
    ("Hablaré con ella el 20 de noviembre.", Some((11, 20))),
    ("Se lo mando hoy.", None),
    ("Se lo mandaré hoy.", Some((11, 10))),
    ("Le llamó el jueves.", None),
    ("Si llueve, te llamo el jueves.", None),
    ("No le llamaré el jueves.", None),
    ("No te llamo el jueves.", None),
    ("¿Te llamo el jueves?", None),
    ("Le escribo porque el viernes hay excursión.", None),
    ("Le llamé el jueves pasado.", None),
    ("Le llamaré los jueves.", None),
    ("Leo le llamará el jueves.", None),
    ("Le llamaré por la mañana.", None),
    ("El viernes hay excursión.", None),
    ("Me llamo Ana y vengo el jueves.", None),
    ("Le llamaré el próximo jueves.", None),
    ("Quizás le llame el jueves.", None),
    ("Trabajaremos con las fracciones el jueves.", None),
    // French.
    ("Je vous appelle jeudi.", Some((11, 12))),
    ("Je t'appelle demain.", Some((11, 11))),
    ("Je vous écrirai vendredi.", Some((11, 13))),
    ("Je vais vous envoyer le plan avant lundi.", Some((11, 16))),
    ("Jeudi, je vous rappelle.", Some((11, 12))),
    ("J’appellerai le médecin après-demain.", Some((11, 12))),
    ("Je vous répondrai le 20 novembre.", Some((11, 20))),
    ("Je vous téléphone ce soir.", None),
    ("Je vous téléphonerai ce soir.", Some((11, 10))),
    ("Je vous le dirai le jeudi 12 novembre.", Some((11, 12))),
    ("Je vous appelle le jeudi.", None),
    ("Je ne vous appelle pas jeudi.", None),
    ("Je ne vous appellerai pas jeudi.", None),
    ("Je vous ai appelé jeudi.", None),
    ("S'il est malade, je vous appelle jeudi.", None),
    ("Je vous appelle jeudi ?", None),
    ("Il vous appellera jeudi.", None),
    ("Nous irons au musée jeudi.", None),
    ("Je vous écris car la sortie est jeudi.", None),
    ("Je vous appellerai jeudi ou vendredi.", None),
    ("Je serai absente jeudi.", None),
    ("Je vous appellerai jeudi prochain.", None),
    ("Je vous appellerai chaque jeudi.", None),
    ("Merci d'être venue jeudi.", None),
    ("Peut-être que je vous appelle jeudi.", None),
];

#[test]
fn only_what_the_writer_surely_does_on_one_day_is_offered() {
    let written_on = date(2026, 11, 10);
    let mut wrong = Vec::new();
    for (sentence, expected) in SENTENCES {
        let found: Vec<Date> = offered(sentence, written_on).into_iter().map(|offer| offer.due).collect();
        let expected: Vec<Date> = expected.iter().map(|(month, day)| date(2026, *month, *day)).collect();
        if found != expected {
            wrong.push(format!("{sentence}: {found:?}, not {expected:?}"));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    let negative = SENTENCES.iter().filter(|(_, expected)| expected.is_none()).count();
    assert!(SENTENCES.len() >= 60 && negative * 2 >= SENTENCES.len(), "{negative} of {}", SENTENCES.len());
}

#[test]
fn the_sentence_is_given_as_it_stands_and_a_day_is_offered_once() {
    let mail = "Dear Ana,\n\nThank you for your mail. I will call\nyou on Thursday. It is about the reading.\nI'll call \
                you on Thursday.\n\nI will write again on Friday!\n";
    let offers = offered(mail, date(2026, 11, 10));
    let told: Vec<(&str, Date)> = offers.iter().map(|o| (o.sentence.as_str(), o.due)).collect();
    assert_eq!(
        told,
        [("I will call you on Thursday.", date(2026, 11, 12)), ("I will write again on Friday!", date(2026, 11, 13))]
    );
}

#[test]
fn any_text_is_read_without_harm() {
    for text in
        ["", "?", "I", "I will", "je", "voy a", "I will call 31 February", "99999999999 may", "le", "the the the"]
    {
        assert!(offered(text, Date::MAX).is_empty(), "{text}");
        assert!(offered(text, date(2026, 11, 10)).is_empty(), "{text}");
    }
}
