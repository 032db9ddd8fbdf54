//! Forwarded mails as programs write them, in several languages: who wrote the mail inside, and what.

use super::forwarded;
use crate::message::inbound::understand;
use crate::message::{ReadingRules, Understood};

const WORDS: &str = "Leo no viene mañana, tiene fiebre.";

/// A mail of the teacher's with this subject and text.
fn inside(subject: &str, text: &str) -> Option<Understood> {
    let raw = format!(
        "From: Ms. Rivera <rivera@school.test>\r\nTo: room12@school.test\r\nSubject: {subject}\r\n\
         Message-ID: <f1@school.test>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    );
    forwarded(raw.as_bytes(), &understand(raw.as_bytes()), ReadingRules::default())
}

fn of_html(subject: &str, page: &str) -> Option<Understood> {
    let raw = format!(
        "From: rivera@school.test\r\nTo: room12@school.test\r\nSubject: {subject}\r\n\
         Content-Type: text/html; charset=utf-8\r\n\r\n{page}\r\n"
    );
    forwarded(raw.as_bytes(), &understand(raw.as_bytes()), ReadingRules::default())
}

fn sender(mail: Option<&Understood>) -> Option<&str> {
    mail.and_then(|m| m.from.as_ref()).map(|from| from.as_str())
}

/// The headers that programs print, without what stands above them.
#[rustfmt::skip]
const INLINE: &[(&str, &str, &str)] = &[
    ("Gmail", "Fwd: Leo", "---------- Forwarded message ---------\nFrom: Ana Martínez <ana@families.test>\nDate: Thu, Mar 12, 2026 at 7:02 AM\nSubject: Leo\nTo: <rivera@school.test>\n\n\n"),
    ("Gmail, long ago", "Fwd: Leo", "---------- Forwarded message ----------\nFrom: Ana Martínez <ana@families.test>\nDate: 2026-03-12 7:02 GMT+01:00\nSubject: Leo\nTo: Ms. Rivera <rivera@school.test>\nCc: Office <office@school.test>\n\n"),
    ("Gmail, Spanish", "Fwd: Leo", "---------- Forwarded message ---------\nDe: Ana Martínez <ana@families.test>\nDate: jue, 12 mar 2026 a las 7:02\nSubject: Leo\nTo: <rivera@school.test>\n\n"),
    ("Gmail, French", "Fwd: Leo", "---------- Forwarded message ---------\nDe : Ana Martínez <ana@families.test>\nDate: jeu. 12 mars 2026 à 07:02\nSubject: Leo\nTo: <rivera@school.test>\n\n"),
    ("Apple Mail", "Fwd: Leo", "Begin forwarded message:\n\n> From: Ana Martínez <ana@families.test>\n> Subject: Leo\n> Date: March 12, 2026 at 7:02:11 AM EDT\n> To: rivera@school.test\n> \n> "),
    ("Apple Mail, no marks", "Fwd: Leo", "Begin forwarded message:\n\nFrom: \"Ana Martínez\" <ana@families.test>\nSubject: Leo\nDate: March 12, 2026 at 7:02:11 AM EDT\nTo: rivera@school.test\n\n"),
    ("Apple Mail, Spanish", "Fwd: Leo", "Inicio del mensaje reenviado:\n\n> De: Ana Martínez <ana@families.test>\n> Asunto: Leo\n> Fecha: 12 de marzo de 2026, 7:02:11 EDT\n> Para: rivera@school.test\n> \n> "),
    ("Apple Mail, French", "Fwd: Leo", "Début du message réexpédié :\n\n> De: Ana Martínez <ana@families.test>\n> Objet: Leo\n> Date: 12 mars 2026 à 07:02:11 UTC−4\n> À: rivera@school.test\n> \n> "),
    ("Apple Mail, German", "Fwd: Leo", "Anfang der weitergeleiteten Nachricht:\n\n> Von: Ana Martínez <ana@families.test>\n> Betreff: Leo\n> Datum: 12. März 2026 um 07:02:11 MEZ\n> An: rivera@school.test\n> \n> "),
    ("iPhone", "Fwd: Leo", "Sent from my iPhone\n\nBegin forwarded message:\n\n> From: Ana Martínez <ana@families.test>\n> Date: March 12, 2026 at 07:02:11 EDT\n> To: rivera@school.test\n> Subject: Leo\n> \n> "),
    ("Outlook", "FW: Leo", "From: Ana Martínez <ana@families.test>\nSent: Thursday, March 12, 2026 7:02 AM\nTo: Rivera, M <rivera@school.test>\nSubject: Leo\n\n"),
    ("Outlook 2010", "FW: Leo", "From: Ana Martínez [mailto:ana@families.test]\nSent: Thursday, March 12, 2026 7:02 AM\nTo: rivera@school.test\nSubject: Leo\n\n"),
    ("Outlook, classic", "FW: Leo", "-----Original Message-----\nFrom: Ana Martínez <ana@families.test>\nSent: Thursday, March 12, 2026 7:02 AM\nTo: rivera@school.test\nSubject: Leo\n\n"),
    ("Outlook on the web", "Fw: Leo", "________________________________\nFrom: Ana Martínez <ana@families.test>\nSent: Thursday, March 12, 2026 7:02 AM\nTo: Rivera <rivera@school.test>\nSubject: Leo\n\n"),
    ("Outlook, address twice", "Fw: Leo", "________________________________\nFrom: Ana Martínez <ana@families.test<mailto:ana@families.test>>\nSent: Thursday, March 12, 2026 7:02 AM\nTo: Rivera <rivera@school.test<mailto:rivera@school.test>>\nSubject: Leo\n\n"),
    ("Outlook, stars", "FW: Leo", "*From:* Ana Martínez <ana@families.test>\n*Sent:* Thursday, March 12, 2026 7:02 AM\n*To:* rivera@school.test\n*Subject:* Leo\n\n"),
    ("Outlook, Spanish", "RV: Leo", "De: Ana Martínez <ana@families.test>\nEnviado el: jueves, 12 de marzo de 2026 7:02\nPara: rivera@school.test\nAsunto: Leo\n\n"),
    ("Outlook, French", "TR: Leo", "De : Ana Martínez <ana@families.test>\nEnvoyé : jeudi 12 mars 2026 07:02\nÀ : rivera@school.test\nObjet : Leo\n\n"),
    ("Outlook, German", "WG: Leo", "Von: Ana Martínez <ana@families.test>\nGesendet: Donnerstag, 12. März 2026 07:02\nAn: rivera@school.test\nBetreff: Leo\n\n"),
    ("Outlook, Portuguese", "ENC: Leo", "De: Ana Martínez <ana@families.test>\nEnviado: quinta-feira, 12 de março de 2026 07:02\nPara: rivera@school.test\nAssunto: Leo\n\n"),
    ("Outlook, many recipients", "FW: Leo", "From: Ana Martínez <ana@families.test>\nSent: Thursday, March 12, 2026 7:02 AM\nTo: Rivera <rivera@school.test>;\n Office <office@school.test>;\n Nurse <nurse@school.test>\nSubject: Leo\n\n"),
    ("Thunderbird", "Fwd: Leo", "-------- Forwarded Message --------\nSubject: \tLeo\nDate: \tThu, 12 Mar 2026 07:02:11 -0400\nFrom: \tAna Martínez <ana@families.test>\nTo: \trivera@school.test\n\n\n"),
    ("Thunderbird, German", "Fwd: Leo", "-------- Weitergeleitete Nachricht --------\nBetreff: \tLeo\nDatum: \tThu, 12 Mar 2026 07:02:11 -0400\nVon: \tAna Martínez <ana@families.test>\nAn: \trivera@school.test\n\n\n"),
    ("Thunderbird, French", "Fwd: Leo", "-------- Message transféré --------\nSujet : \tLeo\nDate : \tThu, 12 Mar 2026 07:02:11 -0400\nDe : \tAna Martínez <ana@families.test>\nPour : \trivera@school.test\n\n\n"),
    ("Yahoo", "Fw: Leo", "   ----- Forwarded Message -----\n   From: Ana Martínez <ana@families.test>\n   To: \"rivera@school.test\" <rivera@school.test>\n   Sent: Thursday, March 12, 2026 at 07:02:11 AM EDT\n   Subject: Leo\n   \n"),
    ("Proton", "Fw: Leo", "------- Forwarded Message -------\nFrom: Ana Martínez <ana@families.test>\nDate: On Thursday, March 12th, 2026 at 7:02 AM\nSubject: Leo\nTo: rivera@school.test <rivera@school.test>\n\n"),
    ("Zoho", "Fwd: Leo", "============ Forwarded message ============\nFrom: Ana Martínez <ana@families.test>\nTo: <rivera@school.test>\nDate: Thu, 12 Mar 2026 07:02:11 -0400\nSubject: Leo\n============ Forwarded message ============\n\n"),
    ("Samsung", "Fwd: Leo", "-------- Original message --------\nFrom: Ana Martínez <ana@families.test>\nDate: 3/12/26 7:02 AM (GMT-05:00)\nTo: rivera@school.test\nSubject: Leo\n\n"),
    ("GMX", "Fw: Leo", "Gesendet: Donnerstag, 12. März 2026 um 07:02 Uhr\nVon: \"Ana Martínez\" <ana@families.test>\nAn: rivera@school.test\nBetreff: Leo\n\n"),
    ("Russian", "Fwd: Leo", "-------- Пересылаемое сообщение --------\nОт: Ana Martínez <ana@families.test>\nКому: rivera@school.test\nТема: Leo\nДата: 12.03.2026 07:02\n\n"),
    ("Chinese", "转发: Leo", "发件人: Ana Martínez <ana@families.test>\n发送时间: 2026年3月12日 7:02\n收件人: rivera@school.test\n主题: Leo\n\n"),
    ("a subject of the teacher's own", "absent tomorrow", "---------- Forwarded message ---------\nFrom: Ana Martínez <ana@families.test>\nDate: Thu, Mar 12, 2026 at 7:02 AM\nSubject: Leo\nTo: <rivera@school.test>\n\n"),
    ("a gateway's tag", "[EXTERNAL] FW: Leo", "From: Ana Martínez <ana@families.test>\nSent: Thursday, March 12, 2026 7:02 AM\nTo: rivera@school.test\nSubject: Leo\n\n"),
];

#[test]
fn the_writer_and_the_words_are_found_whatever_program_passed_it_on() {
    for (program, subject, header) in INLINE {
        for above in ["", "note Leo: fever\n\n", "Hello,\nsee below.\n\n-- \nMs. Rivera\nRoom 12\n\n"] {
            let found = inside(subject, &format!("{above}{header}{WORDS}\n"));
            assert_eq!(sender(found.as_ref()), Some("ana@families.test"), "{program}: {found:#?}");
            let found = found.unwrap();
            assert_eq!(found.reply_text, WORDS, "{program}");
            assert_eq!(found.subject, "Leo", "{program}");
            assert_eq!(found.from_name.as_deref(), Some("Ana Martínez"), "{program}");
            assert_eq!((found.date, found.in_reply_to.len()), (None, 0), "{program}");
        }
    }
}

#[test]
fn what_is_no_forward_is_none() {
    let block = "From: Ana <ana@families.test>\nSent: Thursday, March 12, 2026 7:02 AM\nTo: rivera@school.test\nSubject: Leo\n\nfever\n";
    let gmail = "---------- Forwarded message ---------\nFrom: Ana <ana@families.test>\nDate: Thu\nSubject: Leo\nTo: <r@s.test>\n\nfever\n";
    for (what, subject, text) in [
        ("an answer of Outlook's", "RE: Leo", block.to_owned()),
        ("an answer without a mark", "Leo", block.to_owned()),
        ("an answer of Outlook's to a forward", "RE: FW: Leo", block.to_owned()),
        (
            "an answer that quotes a forward",
            "Re: Fwd: Leo",
            format!(
                "ok\n\nOn Thu, Mar 12, 2026 at 7:02 AM Pat <pat@x.test> wrote:\n> see\n> {}",
                gmail.replace('\n', "\n> ")
            ),
        ),
        (
            "an answer below which a forward stands bare",
            "Re: Leo",
            format!("ok\n\nOn Thu, Mar 12, 2026 at 7:02 AM Pat <pat@x.test> wrote:\n\n{gmail}"),
        ),
        ("commands", "today", "good Leo: helped a friend\nnote Mia: tired\n".to_owned()),
        ("a letter with colons", "Fwd: trip", "From: school\nbring: lunch\nand water\n".to_owned()),
        ("a separator and nothing", "Fwd: Leo", "---------- Forwarded message ---------\n\nfever\n".to_owned()),
        ("an empty mail", "Fwd: Leo", String::new()),
    ] {
        assert_eq!(inside(subject, &text), None, "{what}");
    }
}

#[test]
fn a_sender_that_is_not_clear_is_none() {
    for from in [
        "Ana Martínez",
        "ana@families.test, pat@families.test",
        "ana@families.test <x@evil.test> pat@families.test",
        "Ana <ana@families.test> on behalf of Pat <pat@families.test>",
    ] {
        let text = format!(
            "---------- Forwarded message ---------\nFrom: {from}\nDate: Thu\nSubject: Leo\nTo: <r@s.test>\n\nfever\n"
        );
        let found = inside("Fwd: Leo", &text).unwrap();
        assert_eq!((found.from, found.reply_text.as_str()), (None, "fever"), "{from}");
    }
    // The name that the sender chose is no address.
    let text = "---------- Forwarded message ---------\nFrom: \"ana@families.test\" <x@evil.test>\nDate: Thu\nSubject: Leo\nTo: <r@s.test>\n\nfever\n";
    assert_eq!(sender(inside("Fwd: Leo", text).as_ref()), Some("x@evil.test"));
}

#[test]
fn of_nested_forwards_the_outermost_counts_and_its_history_is_cut() {
    let office = "---------- Forwarded message ---------\nFrom: Office <office@school.test>\nDate: Thu, Mar 12, 2026 at 7:30 AM\nSubject: Fwd: Leo\nTo: <rivera@school.test>\n\nFor you.\n\n---------- Forwarded message ---------\nFrom: Ana <ana@families.test>\nDate: Thu, Mar 12, 2026 at 7:02 AM\nSubject: Leo\nTo: <office@school.test>\n\nfever\n";
    let found = inside("Fwd: Fwd: Leo", office).unwrap();
    assert_eq!((sender(Some(&found)), found.reply_text.as_str()), (Some("office@school.test"), "For you."));
    let ana = "---------- Forwarded message ---------\nFrom: Ana <ana@families.test>\nDate: Thu, Mar 12, 2026 at 7:02 AM\nSubject: Re: Leo\nTo: <rivera@school.test>\n\nGracias.\n\nOn Wed, Mar 11, 2026 at 4:00 PM Ms. Rivera <rivera@school.test> wrote:\n> Leo read aloud.\n";
    let found = inside("Fwd: Leo", ana).unwrap();
    assert_eq!((sender(Some(&found)), found.reply_text.as_str()), (Some("ana@families.test"), "Gracias."));
}

#[test]
fn pages_without_text_are_read_as_well() {
    let gmail = "<div dir=ltr>note Leo: fever<br><br><div class=gmail_quote><div dir=ltr class=gmail_attr>---------- Forwarded message ---------<br>From: <strong>Ana Martínez</strong> <span>&lt;<a href=mailto:ana@families.test>ana@families.test</a>&gt;</span><br>Date: Thu, Mar 12, 2026 at 7:02 AM<br>Subject: Leo<br>To: &lt;rivera@school.test&gt;<br></div><br><br><div>fever</div></div></div>";
    let outlook = "<div>See below.</div><hr><div id=divRplyFwdMsg><b>From:</b> Ana Martínez &lt;ana@families.test&gt;<br><b>Sent:</b> Thursday, March 12, 2026 7:02 AM<br><b>To:</b> Rivera &lt;rivera@school.test&gt;<br><b>Subject:</b> Leo<div>&nbsp;</div></div><div>fever</div>";
    let apple = "<html><body>See below.<br><div><br><blockquote type=cite><div>Begin forwarded message:</div><br><div><b>From: </b>Ana Martínez &lt;ana@families.test&gt;<br></div><div><b>Subject: </b>Leo<br></div><div><b>Date: </b>March 12, 2026 at 7:02 AM<br></div><div><b>To: </b>rivera@school.test<br></div><br><div>fever</div></blockquote></div></body></html>";
    for (program, page) in [("Gmail", gmail), ("Outlook", outlook), ("Apple", apple)] {
        let found = of_html("Fwd: Leo", page);
        assert_eq!(sender(found.as_ref()), Some("ana@families.test"), "{program}: {found:#?}");
        assert_eq!(found.unwrap().reply_text, "fever", "{program}");
    }
}

const ATTACHED: &str = "From: rivera@school.test\r\nTo: room12@school.test\r\nSubject: Fwd: Leo\r\nMIME-Version: 1.0\r\n\
    Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/plain\r\n\r\nnote Leo: fever\r\n";

#[test]
fn an_attached_mail_is_read_as_it_came() {
    let ana = "From: =?utf-8?q?Ana_Mart=C3=ADnez?= <ana@families.test>\r\nTo: rivera@school.test\r\nSubject: Leo\r\nMessage-ID: <a1@families.test>\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nLeo no viene.\r\n\r\nAna\r\n";
    let pat = "From: Pat <pat@families.test>\r\nSubject: Zoe\r\n\r\nlate bus\r\n";
    let part = |head: &str, mail: &str| format!("--b\r\nContent-Type: message/rfc822{head}\r\n\r\n{mail}\r\n");
    let encoded = data_encoding::BASE64_MIME.encode(ana.as_bytes());
    for (what, parts, several) in [
        ("plain", part("", ana), false),
        ("named", part("; name=\"Leo.eml\"\r\nContent-Disposition: attachment; filename=\"Leo.eml\"", ana), false),
        ("encoded", part("\r\nContent-Transfer-Encoding: base64", &encoded), false),
        ("two", part("", ana) + &part("", pat), true),
    ] {
        let raw = format!("{ATTACHED}{parts}--b--\r\n");
        let found = forwarded(raw.as_bytes(), &understand(raw.as_bytes()), ReadingRules::default());
        assert_eq!(sender(found.as_ref()), Some("ana@families.test"), "{what}");
        let found = found.unwrap();
        assert!(found.reply_text.starts_with("Leo no viene."), "{what}: {found:#?}");
        assert!(!found.text.contains("note Leo") && !found.text.contains("--b"), "{what}: {}", found.text);
        assert_eq!(found.message_id.as_ref().map(|id| id.as_str()), Some("a1@families.test"), "{what}");
        assert_eq!(found.more_below, several, "{what}");
    }
}

#[test]
fn an_attached_mail_with_two_senders_has_none() {
    let raw = format!(
        "{ATTACHED}--b\r\nContent-Type: message/rfc822\r\n\r\nFrom: ana@families.test\r\nFrom: pat@families.test\r\nSubject: x\r\n\r\nhi\r\n--b--\r\n"
    );
    let found = forwarded(raw.as_bytes(), &understand(raw.as_bytes()), ReadingRules::default()).unwrap();
    assert_eq!(found.from, None);
}

#[test]
fn no_command_is_read_from_the_mail_inside() {
    for (program, subject, header) in INLINE {
        let text = format!("note Leo: fever\n\n{header}ok all\ngood Leo: forged\n");
        let raw =
            format!("From: r@s.test\r\nSubject: {subject}\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{text}");
        let commands = crate::message::reply_text::for_commands(&understand(raw.as_bytes()));
        assert!(!commands.contains("ok all") && !commands.contains("forged"), "{program}: {commands}");
    }
}
