//! Words by which programs introduce history, in many languages. All in lower case.

/// Ends an attribution line: "… wrote:". Where the language puts the name last, see [`WROTE_INSIDE`].
#[rustfmt::skip]
pub const WROTE: &[&str] = &[
    "wrote", "writes", "sent", "schrieb", "schreibt", "geschrieben", "a écrit", "a ecrit", "écrit", "ecrit",
    "a wrote", "escribió", "escribio", "ha escrito", "va escriure", "ha escrit", "escribiu", "idatzi du", "escreveu",
    "ha scritto", "scrisse", "schreef", "skrev", "kirjoitti", "skrifaði", "napisał", "napisała", "napisał(a)",
    "napisał/a", "napisal", "napisal(a)", "pisze", "napsal", "napsala", "napsal(a)", "napísal", "napísala",
    "napísal(a)", "написал", "написала", "написал(а)", "пишет", "написав", "написала", "написав(ла)", "пише",
    "написа", "напиша", "је написао", "je napisao", "napisao je", "napisala je", "napisao/la je", "je napisao/la",
    "je napisala", "je napisal", "a scris", "ezt írta", "írta", "şunu yazdı", "yazdı", "şunları yazdı", "έγραψε",
    "כתב", "כתבה", "כתב/ה", "מאת", "كتب", "كتبت", "نوشت", "لکھا", "写道", "寫道", "写到", "写信", "寫到", "写", "書きました",
    "のメッセージ", "のメール", "wrote", "님이 작성", "작성", "썼습니다", "님이 쓴 글", "đã viết", "viết", "เขียน", "เขียนว่า", "menulis",
    "tulis", "sumulat", "ay sumulat", "ने लिखा", "लिखा", "লিখেছেন", "qoray", "ekri", "te ekri", "kirjutas",
    "rakstīja", "rašė", "parašė", "shkroi", "ka shkruar", "aliandika", "გრებდა", "წერს", "գրել է", "ጻፈ", "ጽፏል",
    "បានសរសេរ", "ຂຽນ", "ရေးခဲ့သည်", "लेख्नुभयो", "ਲਿਖਿਆ", "எழுதியது", "రాశారు", "ysgrifennodd", "scríobh",
    "het volgende geschreven",
];

/// Stands inside an attribution line, before the name: "Am 3.5.2026 schrieb Ana:".
#[rustfmt::skip]
pub const WROTE_INSIDE: &[&str] = &[
    " schrieb ", " skrev ", " schreef ", " kirjoitti ", " napsal ", " napsal(a) ", " napisał ", " napisał(a) ",
    " escribió ", " escreveu ", " écrit ", " scris ", " írta ", " пишет ", " написал ", " wrote ", " scritto ",
    " heeft ", "写道", "寫道", " rašė ", " kirjutas ", " viết ",
];

/// Begins an attribution line that needs no verb and no date.
#[rustfmt::skip]
pub const QUOTING: &[&str] = &[
    "quoting ", "zitat von ", "mensaje citado por ", "citando ", "citando a ", "selon ", "citaat van ", "cytowanie ",
    "missatge de ",
];

/// How an attribution line begins, where it begins with a word.
#[rustfmt::skip]
pub const OPENERS: &[&str] = &[
    "on", "le", "am", "el", "em", "en", "il", "op", "den", "dne", "dňa", "dnia", "w", "på", "w dniu", "στις", "vào",
    "pada", "noong", "na", "la", "pe", "dana", "ב", "בתאריך", "في", "در", "на", "в", "od", "a", "no", "kl", "tl",
    "sa", "di", "ar", "am", "a las", "el día", "al", "mon", "tue", "wed", "thu", "fri", "sat", "sun", "monday",
    "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "lun", "mar", "mer", "jeu", "ven", "sam",
    "dim", "ons", "tir", "tor", "fre", "lør", "lör", "søn", "sön", "man", "mån", "tis", "пн", "вт", "ср", "чт", "пт",
    "сб", "вс", "from", "sent", "from:", "von", "de", "ti", "to", "ke", "pe", "la", "su", "ma", "quoting", "message",
];

/// Names of a mail's header lines as programs print them above history.
#[rustfmt::skip]
pub const FROM: &[&str] = &[
    "from", "von", "de", "van", "da", "från", "fra", "od", "от", "від", "отправитель", "kimden", "gönderen",
    "lähettäjä", "lähettänyt", "feladó", "από", "发件人", "寄件者", "寄件人", "發件人", "差出人", "送信者", "보낸 사람", "보낸사람", "발신", "từ",
    "người gửi", "จาก", "من", "المرسل", "از", "فرستنده", "מאת", "de la", "expéditeur", "remitente", "mittente",
    "afzender", "avsändare", "avsender", "afsender", "absender", "nadawca", "dari", "mula kay", "mula sa", "saatja",
    "kellelt", "no", "nuo", "nga", "šalje", "pošiljatelj", "odesílatel", "odosielateľ",
];
#[rustfmt::skip]
pub const SENT: &[&str] = &[
    "sent", "date", "gesendet", "datum", "envoyé", "envoye", "envoyé le", "enviado", "enviado el", "enviada em",
    "enviado em", "enviada", "fecha", "data", "inviato", "verzonden", "skickat", "sendt", "dato", "wysłano",
    "wysłane", "отправлено", "отправлен", "дата", "надіслано", "gönderildi", "gönderme tarihi", "tarih", "lähetetty",
    "päivämäärä", "päiväys", "elküldve", "dátum", "στάλθηκε", "ημερομηνία", "发送时间", "發送時間", "日期", "寄件日期", "已傳送",
    "傳送日期", "时间", "送信日時", "日付", "日時", "보낸 날짜", "날짜", "일시", "đã gửi", "ngày", "gửi lúc", "ส่ง", "วันที่", "أرسلت",
    "أُرسلت", "تاريخ", "التاريخ", "تاريخ الإرسال", "ارسال شده", "תאריך", "נשלח", "נשלח ב", "trimis", "dată",
    "odesláno", "odoslané", "poslano", "poslato", "saadetud", "kuupäev", "nosūtīts", "išsiųsta", "dikirim", "tanggal",
    "ipinadala", "petsa", "dërguar", "fecha de envío", "sent at", "sent on", "time",
];
#[rustfmt::skip]
pub const TO: &[&str] = &[
    "to", "an", "à", "a", "para", "pour", "aan", "naar", "till", "til", "do", "komu", "dla", "кому", "kime", "alıcı",
    "vastaanottaja", "címzett", "προς", "收件人", "收件者", "宛先", "받는 사람", "받는사람", "수신", "đến", "tới", "người nhận", "ถึง",
    "إلى", "المستلم", "به", "אל", "către", "za", "prima", "kellele", "kam", "kada", "kepada", "untuk", "kay",
    "destinataire", "destinatario", "destinatário", "empfänger", "ke", "për",
];
#[rustfmt::skip]
pub const CC: &[&str] = &[
    "cc", "kopie", "copie", "copie à", "copia", "kopia", "kopi", "cópia", "копия", "bcc", "抄送", "副本", "참조", "نسخة", "עותק",
    "reply-to", "reply to", "antwort an", "répondre à", "responder a", "importance", "priority", "attachments",
    "anlagen", "pièces jointes", "archivos adjuntos", "organization", "when", "where",
];
#[rustfmt::skip]
pub const SUBJECT: &[&str] = &[
    "subject", "betreff", "objet", "sujet", "asunto", "assunto", "oggetto", "onderwerp", "ämne", "emne", "temat", "тема",
    "konu", "aihe", "otsikko", "tárgy", "θέμα", "主题", "主題", "主旨", "标题", "件名", "제목", "chủ đề", "tiêu đề", "เรื่อง",
    "الموضوع", "موضوع", "נושא", "subiect", "předmět", "predmet", "zadeva", "naslov", "teema", "temats", "tema",
    "subjek", "subyek", "perihal", "paksa", "assumpte", "gaia", "subjekt", "efni",
];

/// One of these stands in a separator: `-----Original Message-----`.
#[rustfmt::skip]
pub const MESSAGE: &[&str] = &[
    "message", "messaggio", "mensaje", "mensagem", "missatge", "nachricht", "bericht", "meddelande", "meddelelse",
    "melding", "besked", "viesti", "wiadomość", "wiadomosc", "сообщение", "письмо", "повідомлення", "лист", "zpráva",
    "správa", "poruka", "sporočilo", "mesaj", "ileti", "üzenet", "μήνυμα", "邮件", "郵件", "メッセージ", "메시지", "원본",
    "tin nhắn", "thư", "ข้อความ", "رسالة", "الرسالة", "پیام", "הודעה", "pesan", "mensahe", "mail", "skeyti",
    "ziņojums", "laiškas", "teade", "forwarded", "weitergeleitet", "original", "appointment", "e-mail", "email",
];

/// Apple Mail and others put this alone on a line above a forwarded mail.
#[rustfmt::skip]
pub const BEGIN_FORWARD: &[&str] = &[
    "begin forwarded message", "anfang der weitergeleiteten nachricht", "anfang der weitergeleiteten e-mail",
    "début du message réexpédié", "début du message transféré", "inicio del mensaje reenviado",
    "início da mensagem reencaminhada", "início da mensagem encaminhada", "inizio messaggio inoltrato",
    "inizio del messaggio inoltrato", "begin doorgestuurd bericht", "vidarebefordrat brev", "vidarebefordrat mejl",
    "videresendt e-mail", "videresendt melding", "välitetty viesti alkaa", "początek przekazywanej wiadomości",
    "начало переадресованного сообщения", "начало пересылаемого сообщения", "转发的邮件", "开始转发的邮件", "開始轉寄郵件",
    "転送されたメッセージ", "전달된 메시지", "iletilen mesaj başlangıcı", "bắt đầu thư được chuyển tiếp",
    "بداية الرسالة المعاد توجيهها",
];

/// One of these stands in the separator above a mail that was passed on, and in none above a mail that was answered.
#[rustfmt::skip]
pub const PASSED_ON: &[&str] = &[
    "forward", "reenviad", "transféré", "transmis", "réexpédié", "weitergeleitet", "weiterleitung", "encaminhad",
    "inoltrat", "doorgestuurd", "vidarebefordra", "videresend", "välitetty", "przekazan", "przesłan", "пересыла",
    "переслан", "переадрес", "přeposlan", "preposlan", "továbbít", "iletilen", "chuyển tiếp", "转发", "轉寄", "轉發", "転送",
    "전달", "محولة", "معاد توجيه", "προωθ", "reenviat", "prosleđen", "proslijeđen", "redirecționat", "הועבר",
];

/// Programs and things in the footer a phone puts under a mail.
#[rustfmt::skip]
pub const DEVICES: &[&str] = &[
    "iphone", "iphon", "ipad", "ipod", "android", "mobile", "phone", "smartphone", "cell", "cellphone", "galaxy",
    "samsung", "blackberry", "outlook", "mail", "yahoo", "windows", "htc", "huawei", "mailbox", "airmail", "nokia",
    "lg", "motorola", "moto", "xperia", "sony", "xiaomi", "redmi", "oneplus", "oppo", "vivo", "pixel", "mobil",
    "mobiltelefon", "mobilgerät", "handy", "portable", "téléphone", "telefon", "telefono", "teléfono", "celular",
    "móvil", "movil", "telemóvel", "telefone", "telefoon", "mobiel", "mobiele", "телефона", "смартфона", "手机", "手機",
    "携帯", "スマートフォン", "proton", "protonmail", "gmx", "web.de", "k-9", "thunderbird", "tablet", "device", "gerät",
    "dispositivo", "appareil", "aol", "gmail", "spark", "verizon", "at&t", "t-mobile", "mailru", "mail.ru", "яндекс",
    "почты", "naver", "qq", "foxmail", "bluemail", "aqua", "edison", "ios", "mac", "macbook", "orange", "laposte",
    "free", "fastmail", "superhuman", "newton", "typeapp", "zimbra", "zoho",
];
