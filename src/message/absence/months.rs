//! The names of months and weekdays, as they stand in a date.

use jiff::civil::Weekday;

/// 1 to 12.
pub fn month(word: &str) -> Option<i8> {
    let at = MONTHS.iter().position(|names| names.contains(&word)).or_else(|| {
        // Hebrew sets "in" and "of the" before the name without a blank.
        let bare = word.strip_prefix(['ב', 'ל', 'ה'])?;
        MONTHS.iter().position(|names| names.contains(&bare))
    })?;
    i8::try_from(at + 1).ok()
}

/// Weekdays may carry endings: `måndagen`, `maanantaina`.
pub fn weekday(word: &str) -> Option<Weekday> {
    let at = WEEKDAYS.iter().position(|names| {
        names.iter().any(|n| if let Some(stem) = n.strip_suffix('-') { word.starts_with(stem) } else { word == *n })
    })?;
    Weekday::from_monday_zero_offset(i8::try_from(at).ok()?).ok()
}

/// English, Spanish, Portuguese, French, Italian, German, Dutch, the Nordic languages, Polish, Czech, Russian,
/// Ukrainian, Turkish, Greek, Arabic (both sets), Hebrew, Hindi, Romanian, Somali, Haitian Creole.
#[rustfmt::skip]
const MONTHS: [&[&str]; 12] = [
    &["january", "jan", "enero", "ene", "janeiro", "janvier", "janv", "gennaio", "gen", "januar", "jän", "jänner",
      "januari", "tammikuuta", "tammikuun", "stycznia", "styczeń", "ledna", "leden", "января", "январь", "янв",
      "січня", "січень", "ocak", "ιανουαρίου", "ιανουάριος", "يناير", "ינואר", "जनवरी", "ianuarie",
      "janaayo", "janvye"],
    &["february", "feb", "febrero", "fevereiro", "fev", "février", "fevrier", "févr", "fév", "febbraio", "februar",
      "februari", "helmikuuta", "helmikuun", "lutego", "luty", "února", "únor", "февраля", "февраль", "фев", "лютого",
      "лютий", "şubat", "φεβρουαρίου", "φεβρουάριος", "فبراير", "شباط", "פברואר", "फरवरी", "फ़रवरी", "februarie",
      "febraayo", "fevriye"],
    &["march", "mar", "marzo", "março", "marco", "mars", "märz", "maerz", "mär", "mrz", "maart", "mrt", "marts",
      "maaliskuuta", "maaliskuun", "marca", "marzec", "března", "březen", "марта", "март", "мар", "березня", "березень",
      "mart", "μαρτίου", "μάρτιος", "مارس", "آذار", "מרץ", "מרס", "मार्च", "martie", "maarso"],
    &["april", "apr", "abril", "abr", "avril", "avr", "aprile", "huhtikuuta", "huhtikuun", "kwietnia", "kwiecień",
      "dubna", "duben", "апреля", "апрель", "апр", "квітня", "квітень", "nisan", "απριλίου", "απρίλιος", "أبريل",
      "ابريل", "إبريل", "نيسان", "אפריל", "अप्रैल", "aprilie", "abriil"],
    &["may", "mayo", "maio", "mai", "maggio", "mag", "mei", "maj", "toukokuuta", "toukokuun", "maja", "května",
      "květen", "мая", "май", "травня", "травень", "mayıs", "μαΐου", "μάιος", "مايو", "أيار", "ايار", "מאי", "मई",
      "maajo"],
    &["june", "jun", "junio", "junho", "juin", "giugno", "giu", "juni", "kesäkuuta", "kesäkuun", "czerwca",
      "czerwiec", "června", "červen", "июня", "июнь", "июн", "червня", "червень", "haziran", "ιουνίου", "ιούνιος",
      "يونيو", "حزيران", "יוני", "जून", "iunie", "juun"],
    &["july", "jul", "julio", "julho", "juillet", "juil", "luglio", "lug", "juli", "heinäkuuta", "heinäkuun", "lipca",
      "lipiec", "července", "červenec", "июля", "июль", "июл", "липня", "липень", "temmuz", "ιουλίου", "ιούλιος",
      "يوليو", "تموز", "יולי", "जुलाई", "iulie", "luulyo", "jiyè"],
    &["august", "aug", "agosto", "ago", "août", "aout", "augustus", "augusti", "elokuuta", "elokuun", "sierpnia",
      "sierpień", "srpna", "srpen", "августа", "август", "авг", "серпня", "серпень", "ağustos", "αυγούστου",
      "αύγουστος", "أغسطس", "اغسطس", "آب", "אוגוסט", "अगस्त", "agoosto"],
    &["september", "sept", "sep", "septiembre", "setiembre", "setembro", "set", "septembre", "settembre", "syyskuuta",
      "syyskuun", "września", "wrzesień", "září", "сентября", "сентябрь", "сен", "сент", "вересня", "вересень",
      "eylül", "σεπτεμβρίου", "σεπτέμβριος", "سبتمبر", "أيلول", "ايلول", "ספטמבר", "सितंबर", "सितम्बर", "septembrie",
      "sebteembar", "septanm"],
    &["october", "oct", "octubre", "outubro", "octobre", "ottobre", "ott", "oktober", "okt", "lokakuuta",
      "lokakuun", "października", "październik", "října", "říjen", "октября", "октябрь", "окт", "жовтня", "жовтень",
      "ekim", "οκτωβρίου", "οκτώβριος", "أكتوبر", "اكتوبر", "אוקטובר", "अक्टूबर", "अक्तूबर", "octombrie", "oktoobar",
      "oktòb"],
    &["november", "nov", "noviembre", "novembro", "novembre", "marraskuuta", "marraskuun", "listopada", "listopad",
      "listopadu", "ноября", "ноябрь", "ноя", "листопада", "листопад", "kasım", "νοεμβρίου", "νοέμβριος", "نوفمبر",
      "נובמבר", "नवंबर", "नवम्बर", "noiembrie", "nofeembar", "novanm"],
    &["december", "dec", "diciembre", "dic", "dezembro", "dez", "décembre", "decembre", "déc", "dicembre", "dezember",
      "desember", "joulukuuta", "joulukuun", "grudnia", "grudzień", "prosince", "prosinec", "декабря",
      "декабрь", "дек", "грудня", "грудень", "aralık", "δεκεμβρίου", "δεκέμβριος", "ديسمبر", "דצמבר", "दिसंबर",
      "दिसम्बर", "decembrie", "diseembar", "desanm"],
];

/// From Monday. A hyphen stands for any ending.
#[rustfmt::skip]
const WEEKDAYS: [&[&str]; 7] = [
    &["monday", "mon", "lunes", "segunda", "lundi", "lunedì", "montag", "maandag", "måndag-", "mandag-",
      "maanantai-", "poniedziałek", "pondělí", "понедельник-", "понеділок", "понеділка", "pazartesi", "δευτέρα",
      "الاثنين", "الإثنين", "שני", "सोमवार", "월요일-"],
    &["tuesday", "tue", "tues", "martes", "terça", "mardi", "martedì", "dienstag", "dinsdag", "tisdag-", "tirsdag-",
      "tiistai-", "wtorek", "úterý", "вторник-", "вівторок", "salı", "τρίτη", "الثلاثاء", "שלישי", "मंगलवार", "화요일-"],
    &["wednesday", "wed", "miércoles", "miercoles", "quarta", "mercredi", "mercoledì", "mittwoch", "woensdag",
      "onsdag-", "keskiviikko-", "środa", "środę", "středa", "středu", "среда", "среду", "середа", "середу",
      "çarşamba", "τετάρτη", "الأربعاء", "الاربعاء", "רביעי", "बुधवार", "수요일-"],
    &["thursday", "thu", "thur", "thurs", "jueves", "quinta", "jeudi", "giovedì", "donnerstag", "donderdag",
      "torsdag-", "torstai-", "czwartek", "čtvrtek", "четверг-", "четвер", "perşembe", "πέμπτη", "الخميس", "חמישי",
      "गुरुवार", "목요일-"],
    &["friday", "fri", "viernes", "sexta", "vendredi", "venerdì", "freitag", "vrijdag", "fredag-", "perjantai-",
      "piątek", "pátek", "пятниц-", "п'ятниц-", "cuma", "παρασκευή", "الجمعة", "שישי", "शुक्रवार", "금요일-"],
    &["saturday", "sat", "sábado", "samedi", "sabato", "samstag", "sonnabend", "zaterdag", "lördag-", "lørdag-",
      "lauantai-", "sobota", "sobotę", "sobotu", "суббот-", "субот-", "cumartesi", "σάββατο", "السبت", "שבת",
      "शनिवार", "토요일-"],
    &["sunday", "sun", "domingo", "dimanche", "domenica", "sonntag", "zondag", "söndag-", "søndag-", "sunnuntai-",
      "niedziela", "niedzielę", "neděle", "neděli", "воскресень-", "неділ-", "pazar", "κυριακή", "الأحد", "الاحد",
      "ראשון", "रविवार", "일요일-"],
];
