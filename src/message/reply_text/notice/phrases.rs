//! Stock phrases of notices, folded: English, Spanish, French, German, Portuguese, Italian, Dutch, Polish, Russian and
//! Chinese, and some of Turkish, Czech and the North.

/// How much a sign says.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Weight {
    /// People ask for the same.
    Request,
    /// Secrecy as people mention it too.
    Secrecy,
    /// Words of lawyers.
    Stock,
    /// "If you have received this in error": stock, and what a person who did would write too.
    Condition,
}

pub struct Sign {
    pub weight: Weight,
    /// A notice without any sign of this kind is not looked for.
    pub gate: bool,
    pub phrases: &'static [&'static str],
}

#[rustfmt::skip]
pub const SIGNS: &[Sign] = &[
    // It is secret.
    Sign { weight: Weight::Secrecy, gate: true, phrases: &[
        "confiden", "privileged", "proprietary information", "vertraulich", "riservat", "vertrouwelijk", "poufn",
        "конфиденциальн", "конфіденційн", "保密", "机密", "機密", "gizli", "sekretess", "fortrolig", "luottamuks",
        "důvěrn", "bizalmas",
    ]},
    // It is for somebody.
    Sign { weight: Weight::Stock, gate: true, phrases: &[
        "intended recipient", "intended solely", "intended only", "intended for the", "solely for the use",
        "sole use of", "exclusive use of", "addressee", "to whom it is addressed", "to whom they are addressed",
        "to which it is addressed", "named recipient", "dirigido exclusivamente", "dirigida exclusivamente",
        "dirigidos exclusivamente", "van dirigidos", "va dirigido", "uso exclusivo", "destinatari", "destinatário",
        "destinataire", "adressat", "vorgesehene empfänger", "richtige empfänger", "empfänger bestimmt",
        "genannten empfänger", "geadresseerde", "uitsluitend bestemd", "uitsluitend bedoeld", "adresat", "адресат",
        "получател", "收件人", "收件者", "指定的接收", "alıcı", "adressaten", "modtager", "mottagare", "příjemc",
        "vastaanottaj",
    ]},
    // It is bound by law.
    Sign { weight: Weight::Stock, gate: true, phrases: &[
        "legally privileged", "attorney-client", "attorney client", "protected by law", "protected health information",
        "protected from disclosure", "exempt from disclosure", "electronic communications privacy act",
        "privileged and confidential", "confidential and privileged", "privileged information", "secreto profesional",
        "secret professionnel", "reglamento (ue)", "regolamento (ue)", "regolamento ue", "règlement (ue)",
        "ley orgánica", "rechtlich geschützt", "gesetzlich geschützt", "berufsgeheimnis", "sigilo profissional",
        "legalmente protegid", "protegida por lei", "protegidas por lei", "d.lgs", "wettelijk beschermd",
        "prawnie chronion", "охраняем", "受法律保护", "受法律保護", "法律特权",
    ]},
    // Others must not use it.
    Sign { weight: Weight::Stock, gate: false, phrases: &[
        "unauthorized", "unauthorised", "strictly prohibited", "is prohibited", "strictly forbidden", "dissemination",
        "any review", "disclosure, copying", "copying or distribution", "distribution or copying", "be unlawful",
        "queda prohibid", "está prohibid", "prohibida su", "estrictamente prohibid", "divulgación", "toute utilisation",
        "toute diffusion", "toute divulgation", "toute reproduction", "est interdit", "unbefugte", "nicht gestattet",
        "nicht erlaubt", "ist untersagt", "unerlaubte", "weitergabe", "é proibid", "proibida a", "divulgação",
        "não autorizad", "è vietat", "sono vietat", "vietata la", "divulgazione", "senza autorizzazione",
        "niet toegestaan", "is verboden", "openbaarmaking", "verspreiding", "vermenigvuldiging", "zabronion",
        "rozpowszechniani", "kopiowani", "ujawniani", "запрещ", "распространени", "копировани", "разглашени",
        "раскрыти", "严禁", "嚴禁", "禁止", "未经授权", "未經授權", "擅自", "yasaktır", "zakázán", "otillåt", "förbjud",
    ]},
    // If it came to somebody else.
    Sign { weight: Weight::Condition, gate: true, phrases: &[
        "if you have received", "if you received", "if you are not the", "if you are not an", "received in error",
        "in error, please", "should you have received", "should you receive", "have received this e-mail in error",
        "have received this email in error", "have received this message in error", "if this message was",
        "recibido por error", "por error, le", "por error, por favor", "si no es usted", "si usted no es", "si no es el",
        "si ha recibido", "si usted ha recibido", "si usted lo ha", "si lo ha recibido", "reçu par erreur",
        "par erreur, merci", "par erreur, veuillez", "si vous n'êtes pas", "si vous avez reçu", "si ce message vous",
        "irrtümlich", "versehentlich erhalten", "nicht der richtige", "nicht der vorgesehene", "nicht der beabsichtigte",
        "nicht für sie bestimmt", "sollten sie nicht", "recebido por engano", "recebido por erro", "por engano, por favor",
        "por engano, favor", "caso tenha recebido", "se você não é", "se você não for", "se não for o", "caso você não",
        "se recebeu esta", "ricevuto per errore", "per errore, ", "qualora", "se avete ricevuto", "se ha ricevuto",
        "se non siete", "se non è il", "ten onrechte", "abusievelijk", "per abuis", "per vergissing",
        "niet de geadresseerde", "niet voor u bestemd", "niet de bedoelde", "omyłk", "przez pomyłkę", "nie jest adresatem",
        "nie są państwo", "nie jesteś adresatem", "jeżeli nie", "jeśli nie", "ошибочно получ", "получили это",
        "получили данное", "не являетесь", "по ошибке", "误收", "誤收", "错误收到", "錯誤收到", "错收", "如果您不是",
        "若您不是", "如您不是", "并非指定", "yanlışlıkla", "omylem", "av misstag", "ved en fejl", "ved en feil",
    ]},
    // It may carry a virus, and is nobody's opinion.
    Sign { weight: Weight::Stock, gate: true, phrases: &[
        "viruses", "virus-free", "computer virus", "liability for", "not accept liability", "accepts no liability",
        "accept no responsibility", "views expressed", "opinions expressed", "opinions or views", "views or opinions",
        "opiniones expresadas", "opiniones contenidas", "décline toute responsabilité", "responsabilité",
        "keine haftung", "auf viren", "haftung für", "opiniões expressas", "responsabilidade por", "opinioni espresse",
        "aansprakelijk", "nie ponosi odpowiedzialności", "не несет ответственности", "не несёт ответственности",
        "不承担", "病毒",
    ]},
    // Then tell and delete.
    Sign { weight: Weight::Request, gate: false, phrases: &[
        "delete", "destroy", "notify", "advise the sender", "inform the sender", "contact the sender", "destru",
        "elimin", "borr", "notifi", "comuni", "supprim", "détrui", "avert", "inform", "lösch", "vernicht",
        "benachrichtig", "verständig", "apag", "exclu", "avis", "cancell", "distrugg", "avvis", "verwijder",
        "vernietig", "afzender", "usun", "zniszcz", "powiad", "skasow", "удал", "уничтож", "сообщ", "уведом", "删除",
        "刪除", "销毁", "銷毀", "通知", "告知", "silin", "smaž", "radera", "slet", "poista",
    ]},
];

/// The mail as its notice calls it; a notice often begins with it.
#[rustfmt::skip]
pub const THIS_MAIL: &[&str] = &[
    "this e-mail", "this email", "this message", "this communication", "this transmission", "this electronic",
    "the information contained", "the information in this", "information in this", "the contents of this",
    "the content of this", "this mail ", "unless otherwise", "este mensaje", "este correo", "este e-mail",
    "este email", "esta comunicación", "la información contenida", "la información incluida", "la información de este",
    "el contenido de este", "la presente comunicación", "ce message", "ce courriel", "ce courrier", "cet e-mail",
    "cet email", "ce mail", "les informations contenues", "le contenu de ce", "l'information contenue",
    "la présente communication", "le présent message", "diese e-mail", "diese email", "diese nachricht", "diese mail",
    "dieses e-mail", "dieses email", "der inhalt dieser", "die in dieser", "dieser nachricht", "dieser e-mail",
    "esta mensagem", "as informações contidas", "a informação contida", "esta comunicação", "o conteúdo desta",
    "o conteúdo deste", "questo messaggio", "questa e-mail", "questa email", "questa mail", "le informazioni contenute",
    "il contenuto di", "il presente messaggio", "la presente e-mail", "la presente comunicazione", "dit bericht",
    "dit e-mailbericht", "deze e-mail", "deze email", "deze mail", "de informatie in", "de inhoud van d",
    "de informatie verzonden", "ta wiadomość", "tej wiadomości", "tę wiadomość", "niniejsza wiadomość",
    "niniejszej wiadomości", "niniejszy e-mail", "informacje zawarte", "wiadomość ta", "это сообщение",
    "этом сообщении", "этого сообщения", "данное сообщение", "данное письмо", "настоящее сообщение",
    "настоящее письмо", "это письмо", "это электронное", "настоящее электронное", "данное электронное",
    "информация, содержащаяся", "本邮件", "此邮件", "本電子郵件", "本电子邮件", "这封邮件", "此电子邮件", "此電子郵件",
    "本郵件", "此郵件", "bu e-posta", "bu mesaj", "tento e-mail", "tato zpráva", "detta meddelande", "detta mejl",
    "denne e-mail", "denne e-posten", "tämä viesti", "tämä sähköposti",
];

/// How a notice begins, or its second sentence, that does not begin with the mail.
#[rustfmt::skip]
pub const CONDITIONS: &[&str] = &[
    "if you have received", "if you are not", "if you received", "privileged", "si ha recibido", "si usted no es",
    "si no es usted", "si vous n'êtes pas", "si vous avez reçu", "wenn sie nicht", "sollten sie", "falls sie",
    "se você", "caso tenha", "se não for", "qualora", "indien u", "als u niet", "jeśli nie", "jeżeli", "если вы",
    "如果您", "如您", "若您",
];

#[rustfmt::skip]
pub const HEADINGS: &[&str] = &[
    "confidentiality notice", "confidentiality note", "confidentiality statement", "confidentiality disclaimer",
    "confidentiality:", "confidential:", "confidentiality and privacy", "notice of confidentiality",
    "statement of confidentiality", "privacy notice", "privileged and confidential", "private and confidential",
    "disclaimer", "email disclaimer", "e-mail disclaimer", "legal notice", "legal disclaimer", "important notice",
    "important:", "notice:", "aviso de confidencialidad", "aviso legal", "nota de confidencialidad",
    "cláusula de confidencialidad", "aviso importante", "advertencia legal", "confidencialidad", "avis de confidentialité",
    "clause de confidentialité", "note de confidentialité", "avertissement", "confidentialité", "mention légale",
    "vertraulichkeitshinweis", "hinweis zur vertraulichkeit", "vertraulichkeitserklärung", "vertraulichkeit:",
    "rechtlicher hinweis", "rechtliche hinweise", "haftungsausschluss", "wichtiger hinweis", "aviso de privacidade",
    "nota de confidencialidade", "confidencialidade", "avviso di riservatezza", "nota di riservatezza",
    "clausola di riservatezza", "informativa privacy", "avviso legale", "riservatezza", "vertrouwelijkheidsverklaring",
    "vertrouwelijkheid", "klauzula poufności", "informacja o poufności", "zastrzeżenie poufności", "nota o poufności",
    "klauzula o poufności", "poufność", "уведомление о конфиденциальности", "предупреждение о конфиденциальности",
    "конфиденциальность", "конфиденциально", "保密声明", "保密提示", "保密聲明", "免责声明", "免責聲明", "重要提示", "机密性声明",
    "机密声明", "機密聲明", "声明：", "gizlilik", "yasal uyarı", "sekretess", "fortrolighed",
];

/// They name the mail or the act: families ask for a sheet about the environment to be printed, too.
#[rustfmt::skip]
pub const BEFORE_PRINTING: &[&str] = &[
    "before printing this", "environment before printing", "before you print this", "environment before you print",
    "think before you print", "need to print this e", "print this e-mail", "print this email", "print this mail",
    "print this message", "printing this e", "printing this m", "antes de imprimir", "imprimir este correo",
    "imprimir este mensaje", "imprimir este e", "imprimas este correo", "imprima este correo", "imprima este mensaje",
    "imprimir esta mensagem", "avant d'imprimer", "imprimer ce message", "imprimer ce courriel", "imprimer ce mail",
    "imprimer cet e", "imprimez ce m", "imprimez ce c", "n'imprimez", "bevor sie diese", "bevor du diese",
    "mail ausdrucken", "mail drucken", "nachricht ausdrucken", "prima di stampare", "stampare questo m",
    "stampare questa m", "stampare questa e", "stampi questa", "mail afdruk", "bericht afdruk", "e-mail print",
    "mail print", "zanim wydrukujesz", "wydrukiem tej", "wydrukowaniem tej", "drukowaniem tej", "распечатать это",
    "распечатывать это", "распечатыванием", "печатать это", "печатью этого", "распечаткой", "打印此", "打印本邮", "打印这封",
    "打印前", "列印前", "列印此", "列印本郵", "yazdırmadan", "skriver ut det", "skriver ut den", "udskriver denne",
    "printer denne", "tulostat tämän", "tulosta tätä", "vytisknutím", "než vytisknete", "tisknout tento",
];

#[rustfmt::skip]
pub const THE_TREES: &[&str] = &[
    "environment", "save paper", "save trees", "save a tree", "the planet", "go green", "medio ambiente",
    "medioambiente", "meio ambiente", "l'environnement", "la planète", "umwelt", "all'ambiente", "l'ambiente", "milieu",
    "środowisk", "окружающ", "природ", "环保", "环境", "環保", "環境", "çevre", "miljø", "miljön", "ympäristö",
    "životní prostředí", "prostředí", "ambiente",
];
