use super::super::new_text;
use super::*;

fn with(banners: &[String], text: &str) -> (String, Option<String>) {
    let read = new_text(text, ReadingRules { banners });
    let cut = read.cuts.into_iter().find(|c| c.rule == CutRule::Banner).map(|c| c.text);
    (read.text, cut)
}

const BANNERS: &[&str] = &[
    "[EXTERNAL]",
    "[EXTERNAL EMAIL] DO NOT CLICK links or open attachments unless you\nrecognize the sender and know the content is safe.",
    "*** EXTERNAL EMAIL ***",
    "EXTERNAL EMAIL: Use caution with links and attachments.",
    "CAUTION: This email originated from outside of the organization. Do not click links or\nopen attachments unless you recognize the sender and know the content is\nsafe.",
    "CAUTION: External Sender. Do not open attachments from people you do not know.",
    "WARNING: This message came from outside the district.",
    "This email originated from outside Lincoln School. Be cautious.",
    "This Message Is From an External Sender\nThis message came from outside your organization.\nReport Suspicious",
    "ZjQcmQRYFpfptBannerStart\nThis Message Is From an Untrusted Sender\nYou have not previously corresponded with this sender.\nZjQcmQRYFpfptBannerEnd",
    "You don't often get email from ana@families.test. Learn why this is important<https://aka.ms/LearnAboutSenderIdentification>",
    "You don’t often get email from ana@families.test. Learn why\nthis is important",
    "No suele recibir correo electrónico de ana@families.test. Descubra por qué esto es importante",
    "Sie erhalten nicht oft eine E-Mail von ana@families.test. Erfahren Sie, warum dies wichtig ist",
    "Vous n’obtenez pas souvent d’e-mail à partir de ana@families.test. Pourquoi c’est important",
    "ATENCIÓN: Este correo proviene de fuera de la organización. No haga clic en enlaces.",
    "ACHTUNG: Diese E-Mail stammt von außerhalb der Organisation.",
    "[EXTERNE] Ce message vient de l'extérieur. Ne cliquez pas sur les liens.",
    "------------------\nCAUTION: This email originated from outside.\nCaution: do not click links.\n------------------",
];

#[test]
fn banners_go_from_the_top_with_or_without_an_empty_line_below() {
    for banner in BANNERS {
        let ruled = banner.starts_with("---");
        for gap in ["\n\n", "\n"] {
            let (text, cut) = with(&[], &format!("{banner}{gap}Leo is ill.\nAna\n"));
            assert_eq!(text, "Leo is ill.\nAna", "{banner}");
            assert_eq!(cut.as_deref(), Some(*banner), "{banner}");
        }
        if !ruled {
            let history = "From: Ms Rivera\nSent: Monday\nTo: Ana\nSubject: Leo\n\nHello";
            let (text, cut) = with(&[], &format!("Leo is ill.\nAna\n\n{banner}\n\n{history}\n"));
            assert_eq!((text.as_str(), cut.as_deref()), ("Leo is ill.\nAna", Some(*banner)));
        }
    }
}

#[test]
fn a_banner_above_nothing_but_history_is_no_word_of_the_writers() {
    let text = "[EXTERNAL]\n\nFrom: Ms Rivera\nSent: Monday\nTo: Ana\nSubject: Leo\n\nLeo read a book.\n";
    assert_eq!(with(&[], text).0, "Leo read a book.");
}

#[test]
fn ordinary_words_are_no_banner() {
    for text in [
        "Warning: Leo bites when he is tired.",
        "Attention: the bus comes from outside the district today.",
        "External exams are on Monday, is Leo in?",
        "External",
        "My mail to you was marked as an external email, why?",
        "Caution is the parent of wisdom, thank you for the talk.",
        "I got a suspicious email from outside your organization, is it yours?",
        "He waited outside. Do not worry.",
        "Notice that he was sent from outside the room to the office.",
        "Achtung, Leo kommt morgen später.",
        "Cuidado con el perro cuando pase a recogerlo.",
        "This email is late, sorry.",
        "Usually Leo takes the bus.",
        "You don't often get mail from me, so here is one.",
    ] {
        assert_eq!(with(&[], text), (text.to_owned(), None));
    }
}

#[test]
fn a_school_adds_its_own_banners() {
    let own = [
        "Message reçu par la passerelle".to_owned(),
        "LINCOLN SCHOOL MAIL CHECK - this mail was scanned and found clean".to_owned(),
    ];
    for banner in [
        "Message reçu par la passerelle de l'école.",
        "message  reçu par la\npasserelle",
        "LINCOLN SCHOOL MAIL CHECK - this mail\nwas scanned and found clean",
        "Lincoln School mail check - this mail was scanned and found clean and\nlet in",
    ] {
        for text in [format!("{banner}\nLeo is ill.\n"), format!("Leo is ill.\n\n{banner}\n\n> Hello\n")] {
            let (new, cut) = with(&own, &text);
            assert_eq!((new.as_str(), cut.as_deref()), ("Leo is ill.", Some(banner)), "{text}");
            assert_ne!(with(&[], &text).0, "Leo is ill.");
        }
    }
    assert_eq!(with(&["".to_owned()], "Leo is ill.").0, "Leo is ill.");
}
