//! What mail programs write around a quotation and under a mail, in the language of the one who uses them.

use crate::domain::calendar::names::SPANISH_MONTHS;
use jiff::Zoned;
use jiff::civil::Weekday;

/// Who wrote the quoted mail, and when by the clock of the one who answers.
pub struct Quoted<'a> {
    pub name: &'a str,
    pub address: &'a str,
    pub at: &'a Zoned,
}

impl Quoted<'_> {
    fn who(&self) -> String {
        let name = if self.name.is_empty() { self.address } else { self.name };
        format!("{name} <{}>", self.address)
    }
    fn time(&self) -> String {
        format!("{}:{:02}", self.at.hour(), self.at.minute())
    }
    fn time_12(&self) -> String {
        let hour = if self.at.hour() % 12 == 0 { 12 } else { self.at.hour() % 12 };
        format!("{hour}:{:02}", self.at.minute())
    }
    /// `AM` or `PM`, after the narrow blank that Apple and Google set since 2023.
    fn time_us(&self) -> String {
        format!("{}\u{202f}{}", self.time_12(), if self.at.hour() < 12 { "AM" } else { "PM" })
    }
    fn month(&self, names: &'static [&'static str; 12]) -> &'static str {
        names.get(usize::from(self.at.month().unsigned_abs()).saturating_sub(1)).copied().unwrap_or("")
    }
    fn weekday(&self, names: &'static [&'static str; 7]) -> &'static str {
        let at = match self.at.weekday() {
            Weekday::Monday => 0,
            Weekday::Tuesday => 1,
            Weekday::Wednesday => 2,
            Weekday::Thursday => 3,
            Weekday::Friday => 4,
            Weekday::Saturday => 5,
            Weekday::Sunday => 6,
        };
        names.get(at).copied().unwrap_or("")
    }
}

const EN: [&str; 12] = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
const EN_LONG: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];
const ES: [&str; 12] = ["ene", "feb", "mar", "abr", "may", "jun", "jul", "ago", "sept", "oct", "nov", "dic"];
const FR: [&str; 12] =
    ["janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."];
const FR_LONG: [&str; 12] = [
    "janvier",
    "février",
    "mars",
    "avril",
    "mai",
    "juin",
    "juillet",
    "août",
    "septembre",
    "octobre",
    "novembre",
    "décembre",
];
const AR: [&str; 12] =
    ["يناير", "فبراير", "مارس", "أبريل", "مايو", "يونيو", "يوليو", "أغسطس", "سبتمبر", "أكتوبر", "نوفمبر", "ديسمبر"];
const EN_DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
const EN_DAYS_LONG: [&str; 7] = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"];
const ES_DAYS: [&str; 7] = ["lun", "mar", "mié", "jue", "vie", "sáb", "dom"];
const ES_DAYS_LONG: [&str; 7] = ["lunes", "martes", "miércoles", "jueves", "viernes", "sábado", "domingo"];
const FR_DAYS: [&str; 7] = ["lun.", "mar.", "mer.", "jeu.", "ven.", "sam.", "dim."];
const FR_DAYS_LONG: [&str; 7] = ["lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche"];
const ZH_DAYS: [&str; 7] = ["一", "二", "三", "四", "五", "六", "日"];
const AR_DAYS: [&str; 7] = ["الاثنين", "الثلاثاء", "الأربعاء", "الخميس", "الجمعة", "السبت", "الأحد"];
const VI_DAYS: [&str; 7] = ["Th 2", "Th 3", "Th 4", "Th 5", "Th 6", "Th 7", "CN"];

/// Gmail's line above the quotation.
pub fn gmail(language: &str, q: &Quoted) -> String {
    let (day, year, who, time) = (q.at.day(), q.at.year(), q.who(), q.time());
    let (name, address, month) = (q.name, q.address, q.at.month());
    match language {
        "es" => format!(
            "El {}, {day} {} {year} a las {time}, {name} (<{address}>) escribió:",
            q.weekday(&ES_DAYS),
            q.month(&ES)
        ),
        "fr" => format!("Le {} {day} {} {year} à {time}, {who} a écrit :", q.weekday(&FR_DAYS), q.month(&FR)),
        "zh" => format!("{who} 于{year}年{month}月{day}日周{} {time}写道：", q.weekday(&ZH_DAYS)),
        "ar" => format!(
            "في {}، {day} {} {year} في {} {} تمت كتابة ما يلي بواسطة \u{202a}{name}\u{202c}\u{200f} <\u{202a}{address}\u{202c}\u{200f}>:",
            q.weekday(&AR_DAYS),
            q.month(&AR),
            q.time_12(),
            if q.at.hour() < 12 { "ص" } else { "م" },
        ),
        "vi" => {
            format!("Vào {}, {day} thg {month}, {year} vào lúc {time} {who} đã viết:", q.weekday(&VI_DAYS))
        }
        _ => {
            format!("On {}, {} {day}, {year} at {} {who} wrote:", q.weekday(&EN_DAYS), q.month(&EN), q.time_us())
        }
    }
}

/// Apple's line above the quotation, on the desk and on the phone.
pub fn apple(language: &str, q: &Quoted) -> String {
    let (day, month, year, who, time) = (q.at.day(), q.at.month(), q.at.year(), q.who(), q.time());
    let pm = |am: &'static str, pm: &'static str| if q.at.hour() < 12 { am } else { pm };
    match language {
        "es" => {
            format!("El {day} {} {year}, a la(s) {} {}, {who} escribió:", q.month(&ES), q.time_12(), pm("a.m.", "p.m."))
        }
        "fr" => format!("Le {day} {} {year} à {time}, {who} a écrit :", q.month(&FR)),
        "zh" => format!("在 {year}年{month}月{day}日，{}{}，{who} 写道：", pm("上午", "下午"), q.time_12()),
        "ar" => format!("في {day} {} {year}، الساعة {} {}، كتب/كتبت {who}:", q.month(&AR), q.time_12(), pm("ص", "م")),
        "vi" => format!("Vào {time}, {day} thg {month}, {year}, {who} đã viết:"),
        _ => format!("On {} {day}, {year}, at {}, {who} wrote:", q.month(&EN), q.time_us()),
    }
}

/// Yahoo's line above the quotation.
pub fn yahoo(language: &str, q: &Quoted) -> String {
    let (day, month, year, who) = (q.at.day(), q.at.month(), q.at.year(), q.who());
    let second = q.at.second();
    match language {
        "es" => format!(
            "El {}, {day} de {} de {year}, {}:{second:02} EST, {who} escribió:",
            q.weekday(&ES_DAYS_LONG),
            q.month(&SPANISH_MONTHS),
            q.time()
        ),
        "fr" => format!(
            "Le {} {day} {} {year} à {}:{second:02} UTC−5, {who} a écrit :",
            q.weekday(&FR_DAYS_LONG),
            q.month(&FR_LONG),
            q.time()
        ),
        "zh" => {
            format!("{year}年{month}月{day}日星期{} {}:{second:02} EST，{who} 写道：", q.weekday(&ZH_DAYS), q.time())
        }
        _ => format!(
            "On {}, {} {day}, {year} at {:0>5}:{second:02} {} EST, {who} wrote:",
            q.weekday(&EN_DAYS_LONG),
            q.month(&EN_LONG),
            q.time_12(),
            if q.at.hour() < 12 { "AM" } else { "PM" },
        ),
    }
}

/// Thunderbird's line above the quotation.
pub fn thunderbird(language: &str, q: &Quoted) -> String {
    let (day, month, year, name, time) = (q.at.day(), q.at.month(), q.at.year(), q.name, q.time());
    let short = year.rem_euclid(100);
    match language {
        "es" => format!("El {day}/{month}/{short} a las {time}, {name} escribió:"),
        "fr" => format!("Le {day:02}/{month:02}/{year} à {time}, {name} a écrit :"),
        _ => format!("On {month}/{day}/{short} {time}, {name} wrote:"),
    }
}

/// The names in the block of headers that Outlook, QQ and Samsung put above a quotation: From, Sent, To, Subject.
pub fn header_names(language: &str) -> [&'static str; 4] {
    match language {
        "es" => ["De:", "Enviado el:", "Para:", "Asunto:"],
        "fr" => ["De :", "Envoyé :", "À :", "Objet :"],
        "zh" => ["发件人:", "发送时间:", "收件人:", "主题:"],
        "ar" => ["من:", "تم الإرسال:", "إلى:", "الموضوع:"],
        "vi" => ["Từ:", "Đã gửi:", "Đến:", "Chủ đề:"],
        _ => ["From:", "Sent:", "To:", "Subject:"],
    }
}

/// The date in such a block.
pub fn long_date(language: &str, q: &Quoted) -> String {
    let (day, month, year, time) = (q.at.day(), q.at.month(), q.at.year(), q.time());
    match language {
        "es" => format!("{}, {day} de {} de {year} {time}", q.weekday(&ES_DAYS_LONG), q.month(&SPANISH_MONTHS)),
        "fr" => format!("{} {day} {} {year} {time}", q.weekday(&FR_DAYS_LONG), q.month(&FR_LONG)),
        "zh" => format!("{year}年{month}月{day}日(星期{}) {time}", q.weekday(&ZH_DAYS)),
        "ar" => format!("{}، {day} {} {year} {time}", q.weekday(&AR_DAYS), q.month(&AR)),
        "vi" => format!("{}, {day} thg {month}, {year} {time}", q.weekday(&VI_DAYS)),
        _ => {
            let half = if q.at.hour() < 12 { "AM" } else { "PM" };
            format!("{}, {} {day}, {year} {} {half}", q.weekday(&EN_DAYS_LONG), q.month(&EN_LONG), q.time_12())
        }
    }
}

/// The ruler that Samsung's program puts above the block.
pub fn original_message(language: &str) -> &'static str {
    match language {
        "es" => "-------- Mensaje original --------",
        "fr" => "-------- Message d'origine --------",
        "zh" => "-------- 原始邮件 --------",
        "ar" => "-------- الرسالة الأصلية --------",
        "vi" => "-------- Tin nhắn gốc --------",
        _ => "-------- Original message --------",
    }
}

pub fn sent_from_iphone(language: &str) -> &'static str {
    match language {
        "es" => "Enviado desde mi iPhone",
        "fr" => "Envoyé de mon iPhone",
        "zh" => "发自我的 iPhone",
        "ar" => "أُرسلت من الـ iPhone",
        "vi" => "Đã gửi từ iPhone của tôi",
        _ => "Sent from my iPhone",
    }
}

pub fn sent_from_galaxy(language: &str) -> &'static str {
    match language {
        "es" => "Enviado desde mi Galaxy",
        "fr" => "Envoyé depuis mon Galaxy",
        "zh" => "发自我的Galaxy",
        "ar" => "أُرسلت من هاتف Galaxy",
        "vi" => "Đã gửi từ Galaxy của tôi",
        _ => "Sent from my Galaxy",
    }
}

/// What Outlook, QQ and the others put before the subject of an answer.
pub fn answer_prefix(language: &str, outlook: bool) -> &'static str {
    match (language, outlook) {
        ("zh", true) => "答复: ",
        ("ar", true) => "رد: ",
        (_, true) => "RE: ",
        (_, false) => "Re: ",
    }
}
