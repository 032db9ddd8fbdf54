//! The words of absence. A blank at either end of an entry stands for the edge of a word; entries without a blank
//! before them are of scripts that set none. All in lower case, `ё` as `е`.

/// Whoever writes speaks of itself: the word for it, or a verb that says so.
#[rustfmt::skip]
pub const FIRST_PERSON: &[&str] = &[
    " i ", " we ", " my ", " our ", " ich ", " wir ", " mein", " unser", " estoy ", " estamos ", " estaré ",
    " estaremos ", " estare ", " me encuentro ", " nos encontramos ", " salimos ", " salgo ", " voy ", " vamos ",
    " mi ", " mis ", " je ", " j ", " nous ", " mon ", " notre ", " estou ", " estamos ", " estarei ", " meu ",
    " minha ", " sono ", " siamo ", " sarò ", " saremo ", " mio ", " mia ", " ik ", " wij ", " we ", " mijn ", " jag ",
    " vi ", " min ", " mitt ", " mina ", " jeg ", " mit ", " mine ", " olen ", " olemme ", " palaan ", " jestem ",
    " jesteśmy ", " będę ", " przebywam ", " wracam ", " jsem ", " jsme ", " budu ", " čerpám ", " я ", " мы ", " ми ",
    " буду ", " мой ", " моя ", " мое ", " моего ", " моем ", " tôi ", " chúng tôi ", " gia đình ", " mình ", "yorum ",
    "yoruz ", "ğım ", "ğim ", "ğum ", "ğüm ", "yım ", "yim ", "yum ", "yüm ", "yız ", "yiz ", "ceğim ", "cağım ",
    " είμαι ", " θα είμαι ", " είμαστε ", " أنا ", " انا ", " نحن ", " אני ", " אנחנו ", " אנו ", " मैं ", " हम ",
    "我", "本人", "私", "저는", "제가", "우리", " waxaan ", " mwen ", " sunt ", " suntem ",
];

/// Somebody is not there, or answers later.
#[rustfmt::skip]
pub const ABSENT: &[&str] = &[
    " out of office ", " out of the office ", " out of town ", " out of the country ", " away ", " on vacation ",
    " vacation ", " on leave ", " leave ", " on holiday ", " holiday ", " holidays ", " offline ", " unavailable ",
    " closed ", " travelling ", " traveling ", " travel ", " abroad ", " limited access ", " no access ", " return ",
    " returning ", " will be back ", " ll be back ", " off work ", " sabbatical ", " absence ", " absent ",
    " will be read when ", " not be reading ", " not be checking ", " not checking ",
    " urlaub", " abwesen", " nicht im büro ", " nicht im haus", " außer haus ", " nicht erreichbar ", " unterwegs ",
    " verreist ", " geschlossen ", " ferien ", " feiertage", " elternzeit ", " mutterschutz ", " rückkehr ",
    " zurück ", " kehre ",
    " vacaciones ", " fuera de ", " ausente ", " ausentes ", " viaje ", " licencia ", " permiso ", " cerrad",
    " sin acceso ", " regreso ", " vuelta ", " descanso ",
    " vacances ", " congé", " absent", " absence ", " déplacement ", " fermé", " en voyage ", " retour ",
    " férias ", " fora do ", " fora da ", " viagem ", " viajando ", " licença ", " ausência ", " fechad", " regresso ",
    " ferie ", " fuori ", " assente ", " assenti ", " chius", " in viaggio ", " congedo ", " rientro ",
    " vakantie ", " verlof ", " afwezig", " gesloten ", " dicht ", " niet op kantoor ", " niet aanwezig ",
    " semester ", " ledig ", " frånvaro ", " föräldraledig ", " bortrest ", " borta ", " stängt ",
    " ferie", " fravær", " borte ", " lukket ", " stengt ", " permisjon ", " orlov ", " ikke på kontoret ",
    "loma ", "lomalla ", " poissa", " matkoilla ", " vapaalla ",
    " urlop", " nieobecn", " delegacj", " zamknięt", " poza biurem ",
    " dovolen", " mimo kancelář ", " nepřítom", " služební cest", " zavřeno ",
    " отпуск", " командировк", " отсутств", " каникул", " праздник", " не в офисе ", " без связи ", " в отъезде ",
    " уехал", " відпуст", " відрядж", " відсутн", " канікул",
    " izin", " izn", " tatil", " yurt dışı", " ofis dışı", " nghỉ ", " vắng ", " đi công tác ", " về quê ", " du lịch ",
    " إجازة ", " اجازة ", " عطلة ", " خارج ", " مغلق ", " סגור ", "חופש", " מחוץ ל", " בנסיעה ", " διακοπές ", " άδεια",
    " εκτός ", " छुट्टी ", " बाहर ", "休假", "春节", "假期", "出差", "外出", "不在", "请假", "休暇", "留守", "휴가", "연휴", "부재",
    "자리를 비", "여행", " concediu ", " fasax ", " vakans ", " konje ",
];

/// Nobody can read, write or be there: as good as a word of absence beside "until".
#[rustfmt::skip]
pub const NOT: &[&str] = &[
    " not ", " no ", " t ", " nicht ", " kein", " sin ", " ne ", " pas ", " sans ", " não ", " sem ", " non ",
    " senza ", " niet ", " geen ", " inte ", " ikke ", " en ", " nie ", " bez ", " не ", " нет ", " без ", " không ",
    " değil ", " yok", "amıyor", "emiyor", "mıyor", "miyor", " لا ", " لن ", " بدون ", " לא ", " ללא ", " δεν ", " नहीं ",
    "不", "无", "無", "没", "없", "못", "ません", " nečt", " nejs", " nebud", " nem", " nu ",
];

/// What stays open, or is asked for, until a day: nobody is back on it.
#[rustfmt::skip]
pub const OPEN: &[&str] = &[
    " open ", " available ", " registration ", " register ", " enroll", " enrol", " deadline ", " due ", " submit ",
    " sign up ", " apply ", " application", " order", " valid ", " pay ", " tickets ", " geöffnet ", " offen ",
    " erreichbar ", " anmeld", " gültig ", " abiert", " inscri", " disponible", " entreg", " válid", " plazo ",
    " ouvert", " disponib", " abert", " aperto ", " aperta ", " aperti ", " iscri", " открыт", " доступ", " регистрац",
    " відкрит", " mở cửa ", " đăng ký ", " مفتوح ", " التسجيل ", " פתוח ", "开放", "报名", "営業", "受付", "접수",
];

/// Back again, of languages that write the day before the month.
#[rustfmt::skip]
pub const BACK: &[&str] = &[
    " zurück ", " wieder ", " kehre ", " vuelvo ", " volvemos ", " volveré ", " volvere ", " volveremos ",
    " regreso ", " regresamos ", " regresaré ", " regresare ", " regresaremos ", " de vuelta ", " de regreso ",
    " me reincorporo ", " me reincorporaré ", " de nuevo ", " retour ", " reviens ", " reviendrai ", " revenons ",
    " rentre ", " rentrons ", " rentrerai ", " reprends ", " reprendrai ", " de nouveau ", " volto ", " voltamos ",
    " voltarei ", " voltaremos ", " retorno ", " retornarei ", " regresso ", " regressarei ", " de volta ", " torno ",
    " torniamo ", " tornerò ", " torneremo ", " ritorno ", " rientro ", " rientrerò ", " di nuovo ", " terug ",
    " weer ", " tillbaka ", " åter ", " igen ", " tilbage ", " tilbake ", " igjen ", " palaan ", " palaamme ",
    " takaisin ", " taas ", " wracam ", " wracamy ", " wrócę ", " wrócimy ", " powrót ", " z powrotem ", " vrátím ",
    " vracím ", " vrátíme ", " zpět ", " верн", " возвращ", " снова ", " поверн", " знову ", " trở lại ",
    " quay lại ", " dönece", " döner", " dönüş", " dönüyor", " επιστρέ", " πίσω ", "أعود", "اعود", "نعود", "العودة",
    "אחזור", "חוזר", "אשוב", "נחזור", " वापस", " लौट", "恢复", "恢復", "回来",
    "回來", "返回", "回到", "上班", "以降", "戻り", "再開", "돌아", "복귀", "정상", " revin ", " înapoi ", " soo laaban",
    " tounen ",
];

/// The same in English, where only the day can tell which number is the month.
#[rustfmt::skip]
pub const BACK_ENGLISH: &[&str] = &[
    " back ", " return ", " returning ", " returns ", " reopen", " re open", " again ", " resume ", " resuming ",
];

/// "Get back to you on": a promise of an answer, no return.
pub const NOT_BACK: &[&str] = &[" back to you ", " back to your ", " return your ", " return all ", " return any "];

/// Before a day that something is wanted by, or that nobody is back on yet.
#[rustfmt::skip]
pub const NOT_ON: &[&str] = &[
    " by ", " before ", " after ", " past ", " vor ", " nach ", " antes ", " antes de ", " antes del ", " después ", " después de ", " despues ",
    " avant ", " après ", " depois ", " depois de ", " prima ", " dopo ", " voor ", " før ", " efter ", " etter ", " före ", " przed ", " po ",
    " před ", " после ", " після ", " trước ", " sau ", " قبل ", " בעד ", " לפני ", " אחרי ", " πριν ", " μετά ", "之前", "之后",
];

/// Until, before the day; the day itself may be one of work again.
#[rustfmt::skip]
pub const UNTIL: &[&str] = &[
    " bis ", " hasta ", " jusqu ", " jusque ", " até ", " ate ", " fino ", " sino ", " tot ", " tills ", " til ",
    " do ", " до ", " đến ", " tới ", " حتى ", " لغاية ", " עד ", " έως ", " μέχρι ", "至", "到", " până ", " ilaa ", " jiska ",
];

/// The same in English, and Swedish's word.
pub const UNTIL_ENGLISH: &[&str] = &[" until ", " till ", " til "];

/// Until, the day included: back on the next.
#[rustfmt::skip]
pub const THROUGH: &[&str] = &[
    " tot en met ", " t m ", " till och med ", " t o m ", " til og med ", " đến hết ", " hết ", " do końca ", " по ",
];

pub const THROUGH_ENGLISH: &[&str] = &[" through ", " thru "];

/// Between two days, the second included.
#[rustfmt::skip]
pub const TO: &[&str] = &[
    " to ", " al ", " au ", " ao ", " a ", " ad ", " à ", " bis ", " bis zum ", " tot ", " till ", " til ", " do ",
    " по ", " đến ", "至", "到",
];

/// Until, after the day.
pub const UNTIL_AFTER: &[&str] = &[" kadar ", " dek ", " तक ", " saakka ", " asti "];

/// The same, the day included.
pub const THROUGH_AFTER: &[&str] = &["까지", "まで"];

/// Whatever day was named, it is included.
pub const INCLUDED: &[&str] = &[
    " inclu",
    " einschließlich ",
    " einschl ",
    " inkl",
    " compreso ",
    " inclusa ",
    " включ",
    " włącznie ",
    " včetně ",
];

/// What may stand between "until" and the day.
#[rustfmt::skip]
pub const ARTICLES: &[&str] = &[
    "the", "der", "dem", "den", "zum", "el", "le", "la", "l", "il", "al", "au", "à", "ao", "o", "de", "del", "dia",
    "día", "jour", "giorno", "ngày", "feira", "d", "einschließlich", "einschl", "inkl", "inklusive", "and",
    "including", "on", "am", "ה", "יום", "ביום", "יום", "يوم",
];
