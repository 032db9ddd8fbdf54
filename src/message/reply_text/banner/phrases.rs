//! Stock phrases of gateways' banners, folded.

/// A first line without any of these begins no banner.
#[rustfmt::skip]
pub const GATES: &[&str] = &[
    "extern", "outside", "[ext", "caution", "warning", "attention", "alert", "sender", "often get", "learnaboutsender",
    "zjqcmq", "esterno", "achtung", "vorsicht", "warnung", "atenci", "atenç", "precauci", "advertencia", "cuidado",
    "attenzione", "waarschuwing", "let op", "uwaga", "ostrzeżenie", "внимание", "внешн", "suele recibir",
    "pas souvent", "nicht häufig", "nicht oft", "costuma receber", "spesso", "niet vaak", "nie otrzymujesz często",
    "не часто получаете", "通常", "外部",
];

/// What a subject or a first line is tagged with.
#[rustfmt::skip]
pub const TAGS: &[&str] = &[
    "external email", "external e-mail", "external mail", "external message", "external sender", "external",
    "ext email", "ext", "correo externo", "mensaje externo", "externo", "courriel externe", "e-mail externe",
    "message externe", "externe e-mail", "externe mail", "externe nachricht", "externe", "extern", "e-mail externo",
    "email externo", "messaggio esterno", "email esterna", "mittente esterno", "esterno", "externe afzender",
    "wiadomość zewnętrzna", "внешнее письмо", "外部邮件", "外部郵件",
];

#[rustfmt::skip]
pub const WARNINGS: &[&str] = &[
    "caution", "warning", "attention", "alert", "security alert", "security warning", "security notice", "notice",
    "be careful", "use caution", "achtung", "vorsicht", "warnung", "hinweis", "atención", "precaución", "advertencia",
    "aviso", "cuidado", "atenção", "prudence", "avertissement", "attenzione", "avviso", "waarschuwing", "let op",
    "uwaga", "ostrzeżenie", "внимание", "警告", "注意",
];

/// Where a banner that has no such word begins.
#[rustfmt::skip]
pub const BEGINNINGS: &[&str] = &[
    "this email", "this e-mail", "this message", "this mail", "this is an external", "this sender", "the sender of this",
    "email from outside", "mail from outside", "message from outside", "zjqcmqryf", "sent from outside", "you received this",
    "diese e-mail", "diese nachricht", "diese mail", "dieser absender", "este correo", "este mensaje", "este remitente",
    "este e-mail", "esta mensagem", "este email", "ce message", "ce courriel", "cet e-mail", "cet email", "ce mail",
    "questa e-mail", "questa email", "questo messaggio", "deze e-mail", "deze email", "dit bericht", "ta wiadomość",
    "это письмо", "данное письмо", "это сообщение", "此邮件", "该邮件", "本邮件", "此郵件",
];

/// It comes from elsewhere.
#[rustfmt::skip]
pub const FROM_OUTSIDE: &[&str] = &[
    "originated from outside", "originated outside", "originates from outside", "originates outside",
    "came from outside", "comes from outside", "sent from outside", "was sent from an external", "from outside of",
    "from outside the", "from outside your", "from outside our", "outside of the organization", "outside of your organization",
    "outside the organization", "outside your organization", "outside of our organization", "outside the district",
    "outside of the district", "outside the school", "from an external", "external sender", "external source",
    "external email", "external e-mail", "external address", "untrusted sender", "unknown sender", "zjqcmqryf",
    "außerhalb der organisation", "außerhalb unserer", "außerhalb ihrer", "von außerhalb", "externen absender",
    "externe e-mail", "von extern", "de fuera de la organización", "de fuera de su organización", "fuera de la organización",
    "remitente externo", "origen externo", "correo externo", "extérieur de l'organisation", "de l'extérieur",
    "expéditeur externe", "source externe", "de fora da organização", "fora da sua organização", "remetente externo",
    "origem externa", "dall'esterno", "mittente esterno", "esterno all'organizzazione", "buiten de organisatie",
    "buiten uw organisatie", "van buiten", "externe afzender", "spoza organizacji", "zewnętrznego nadawcy",
    "из внешнего", "внешнего отправителя", "за пределами организации", "来自外部", "外部发件人", "組織外", "来自组织外部",
];

/// What comes from elsewhere is a mail, or who wrote it.
#[rustfmt::skip]
pub const MAILS: &[&str] = &[
    "mail", "message", "sender", "correo", "mensaje", "remitente", "courriel", "expéditeur", "nachricht", "absender",
    "mensagem", "messaggio", "mittente", "bericht", "afzender", "wiadomoś", "nadawc", "письм", "сообщени",
    "отправител", "邮件", "郵件", "发件人", "zjqcmqryf", "メール",
];

/// What to do about it.
#[rustfmt::skip]
pub const CAUTION: &[&str] = &[
    "do not click", "don't click", "clicking links", "clicking on links", "click on links", "do not open attach",
    "don't open attach", "opening attachments", "open attachments", "opening any attachments", "unless you recogni",
    "content is safe", "contents are safe", "know the content", "use caution", "exercise caution", "take care when",
    "be cautious", "think before you click", "verify the sender", "recognize the sender", "recognise the sender",
    "trust the sender", "report suspicious", "suspicious", "phish", "have not previously corresponded", "zjqcmqryf",
    "klicken sie", "öffnen sie keine", "anhänge", "absender kennen", "no haga clic", "no abra", "no haga click",
    "haga clic en", "reconozca al remitente", "contenido es seguro", "ne cliquez", "n'ouvrez pas", "cliquez pas",
    "connaissez l'expéditeur", "não clique", "não abra", "conteúdo é seguro", "reconheça o remetente", "non cliccare",
    "non aprire", "non fare clic", "klik niet", "open geen", "nie klikaj", "nie otwieraj", "не переходите",
    "не открывайте", "请勿点击", "不要点击", "请勿打开", "請勿點擊",
];

/// "You don't often get email from …", as Microsoft says it.
#[rustfmt::skip]
pub const FIRST_CONTACT: &[&str] = &[
    "you don't often get email from", "you don't often get e-mail from", "some people who received this message don't often",
    "no suele recibir correo", "no suele recibir mensajes", "no recibe a menudo correo", "algunas personas que recibieron este",
    "vous ne recevez pas souvent", "vous n'obtenez pas souvent", "sie erhalten nicht häufig", "sie erhalten nicht oft",
    "você não costuma receber", "não costuma receber", "non si ricevono spesso", "non ricevi spesso",
    "u ontvangt niet vaak", "je ontvangt niet vaak", "nie otrzymujesz często", "вы не часто получаете",
    "вы нечасто получаете", "你通常不会收到来自", "您通常不会收到来自", "您不常收到來自", "通常、",
];

/// How its last sentence ends: "Learn why this is important".
#[rustfmt::skip]
pub const FIRST_CONTACT_ENDS: &[&str] = &[
    "important", "importante", "wichtig ist", "belangrijk", "ważne", "важно", "重要",
];
