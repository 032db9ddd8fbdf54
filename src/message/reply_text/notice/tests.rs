use super::*;

fn found(text: &str) -> Option<usize> {
    length(&text.lines().collect::<Vec<_>>())
}

/// As employers' servers write them, with and without a heading.
#[rustfmt::skip]
pub const NOTICES: &[&str] = &[
    "CONFIDENTIALITY NOTICE: This e-mail and any files transmitted with it are confidential and intended solely for the use of the individual to whom they are addressed.",
    "This message is intended only for the addressee and may contain confidential information.",
    "The information contained in this communication is confidential and may be legally privileged.",
    "If you are not the intended recipient, any use, disclosure, copying or distribution of this email is unauthorized. Please notify the sender and delete it.",
    "Disclaimer: This email may contain protected health information. If you received it in error, please delete it.",
    "AVISO DE CONFIDENCIALIDAD: Este mensaje y sus archivos adjuntos son confidenciales y van dirigidos exclusivamente a su destinatario.",
    "Este correo electrónico contiene información confidencial. Si usted no es el destinatario, queda prohibida su divulgación; le rogamos que lo elimine.",
    "La información contenida en este mensaje es confidencial y para uso exclusivo de la persona o entidad a la que va dirigido.",
    "Ce message et toutes les pièces jointes sont confidentiels et établis à l'intention exclusive de leurs destinataires. Toute utilisation non conforme est interdite. Si vous avez reçu ce message par erreur, merci de le détruire.",
    "Avis de confidentialité : ce courriel est confidentiel. S'il vous est parvenu par erreur, veuillez le supprimer.",
    "Diese E-Mail enthält vertrauliche und/oder rechtlich geschützte Informationen. Wenn Sie nicht der richtige Adressat sind, informieren Sie bitte den Absender.",
    "Vertraulichkeitshinweis: Der Inhalt dieser E-Mail ist vertraulich. Unbefugte Weitergabe ist nicht gestattet.",
    "Esta mensagem pode conter informação confidencial e/ou privilegiada. Se você não for o destinatário, não deve usar, copiar ou divulgar as informações. Se recebeu esta mensagem por engano, por favor avise o remetente e apague-a.",
    "Questo messaggio è riservato ai destinatari indicati. Qualora lo abbiate ricevuto per errore siete pregati di cancellarlo; è vietata la divulgazione.",
    "Dit bericht is vertrouwelijk en uitsluitend bestemd voor de geadresseerde. Indien u dit bericht ten onrechte heeft ontvangen, wordt u verzocht het te verwijderen.",
    "Ta wiadomość jest poufna i przeznaczona wyłącznie dla adresata. Jeżeli nie jest Pan/Pani adresatem, jej kopiowanie i rozpowszechnianie jest zabronione.",
    "Это сообщение конфиденциально и предназначено только для адресата. Если вы получили его по ошибке, сообщите отправителю и удалите его.",
    "本邮件及其附件含有保密信息，仅限于发送给上面地址中列出的个人或群组。禁止任何其他人以任何形式使用。如果您错收了本邮件，请您立即通知发件人并删除本邮件！",
    "Please consider the environment before printing this e-mail.",
    "P Antes de imprimir este correo piense si es necesario: el medio ambiente es cosa de todos.",
    "Pensez à l'environnement avant d'imprimer ce message.",
    "Bitte denken Sie an die Umwelt, bevor Sie diese E-Mail ausdrucken.",
    "Antes de imprimir, pense em sua responsabilidade com o meio ambiente.",
    "Rispetta l'ambiente: non stampare questa mail se non è necessario.",
    "Denk aan het milieu voordat u deze e-mail afdrukt.",
    "Pomyśl o środowisku, zanim wydrukujesz ten e-mail.",
    "Прежде чем распечатать это письмо, подумайте об окружающей среде.",
    "打印本邮件前，请考虑环保。",
];

#[test]
fn notices_of_many_languages_are_known_whole_and_wrapped() {
    for notice in NOTICES {
        assert_eq!(found(notice), Some(1), "{notice}");
        assert_eq!(found(&format!("Gracias\n\nAna\n\n{notice}")), Some(1), "{notice}");
        assert_eq!(found(&format!("Ana Martínez\nRegistered Nurse\n{notice}")), Some(1), "{notice}");
        let mut wrapped = String::new();
        let mut column = 0;
        for word in notice.split(' ') {
            if column > 60 {
                wrapped.push('\n');
                column = 0;
            }
            wrapped.push_str(word);
            wrapped.push(' ');
            column += word.len() + 1;
        }
        assert_eq!(found(&format!("Gracias\n\n{wrapped}")), Some(wrapped.lines().count()), "{wrapped}");
    }
}

#[test]
fn a_notice_of_several_paragraphs_goes_with_its_heading() {
    let text = "Ana\n\n*** CONFIDENTIALITY NOTICE ***\n\nThis email and its attachments are intended only for the named \
                recipient.\n\nIf you have received it in error, please notify the sender.\n\nPlease check this email \
                for viruses.";
    assert_eq!(found(text), Some(7));
    let two = "Ana\n\nEste mensaje es confidencial y va dirigido exclusivamente a su destinatario.\n\nThis message is \
               confidential and intended solely for the addressee.";
    assert_eq!(found(two), Some(3));
    assert_eq!(found("Ana\n\nDisclaimer"), None, "a heading of nothing");
}

#[test]
fn a_persons_own_words_are_no_notice() {
    for text in [
        "Please keep this confidential, my husband does not know.",
        "This email is confidential, please delete it after you have read it.",
        "Please don't share this email with anyone, it is private and confidential.",
        "I think I received this email by mistake, please delete my address.",
        "We received this message in error. Please delete our address from your list.",
        "Sorry, you have the wrong person. This email was not intended for the addressee, please delete it.",
        "If you received my first email, please delete it, it was sent in error.",
        "If you have received this, please notify the other teachers. Thank you!",
        "Leo's diagnosis is confidential and protected by law. Please tell nobody in class.",
        "Important: Leo is allergic to nuts. Please inform the other parents.",
        "Aviso importante: Leo no irá mañana a la escuela, por favor informe a la directora.",
        "Por favor, que esto quede entre nosotros, es confidencial. Elimine este correo cuando lo lea.",
        "Dies ist vertraulich: bitte löschen Sie diese E-Mail, mein Mann liest mit.",
        "Ce message est confidentiel, merci de ne pas en parler à Léo.",
        "Esta mensagem é confidencial, por favor não comente com o Leo.",
        "Ta wiadomość jest poufna, proszę nie mówić synowi.",
        "Это письмо конфиденциально, не говорите мужу, пожалуйста.",
        "这封邮件请保密，不要告诉孩子。",
        "Could you print the environment worksheet for Leo?",
        "Before printing the photos please ask us.",
        "Is the form confidential? Who is the intended recipient?",
        "Thanks, Ana",
        "",
    ] {
        assert_eq!(found(text), None, "{text}");
        assert_eq!(found(&format!("Hello,\n\n{text}")), None, "{text}");
    }
}
