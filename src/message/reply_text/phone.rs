//! Lines that a phone or a program puts under a mail by itself.

use super::fold;
use super::words::DEVICES;

/// One whole footer.
pub fn is_footer(text: &str) -> bool {
    if text.len() > 160 {
        return false;
    }
    let bare = text.trim_matches(['<', '>', '(', ')', '[', ']', '*', '_', '.', ' ', '-', '"', '\u{a0}']);
    let lower = bare.to_lowercase();
    if let Some(rest) = STARTS.iter().find_map(|s| lower.strip_prefix(s)) {
        let original = bare.get(bare.len().saturating_sub(rest.len())..).unwrap_or(bare);
        return names_device(rest, original);
    }
    if lower.starts_with("get bluemail for") || lower.starts_with("yahoo mail: ") || is_offer_of_outlook(&lower) {
        return true;
    }
    let short = lower.split_whitespace().count() <= 8;
    let said_last = || SENT_LAST.iter().any(|w| lower.contains(w)) && BRANDS.iter().any(|b| lower.contains(b));
    short && (ENDS.iter().any(|e| lower.ends_with(e)) || said_last() || is_reaction(&lower))
}

/// How many lines at the end of `lines` make a footer with its link on a line of its own.
pub fn length_with_link(lines: &[&str]) -> Option<usize> {
    let (last, above) = lines.split_last()?;
    let link = last.trim().strip_prefix('<').and_then(|l| l.strip_suffix('>')).unwrap_or_else(|| last.trim());
    if !link.starts_with("http") || link.contains(char::is_whitespace) {
        return None;
    }
    let owner = above.iter().rposition(|line| !line.trim().is_empty())?;
    let text = above.get(owner)?.trim();
    let reaction = link.contains("emojireactionemail") && fold::line(text).contains("gmail") && text.len() <= 120;
    (reaction || is_footer(text)).then_some(lines.len() - owner)
}

/// "Get Outlook for iOS", in any language: the program, the system, and its link or a word for getting.
fn is_offer_of_outlook(lower: &str) -> bool {
    if !lower.contains("outlook") || !SYSTEMS.iter().any(|s| lower.contains(s)) {
        return false;
    }
    let linked = lower.contains("aka.ms/");
    let words = lower.split('<').next().unwrap_or_default().split_whitespace().count();
    let bare = lower.replace('[', "");
    words <= 9 && (linked || GET.iter().any(|g| bare.starts_with(g)) || GET_LAST.iter().any(|g| bare.ends_with(g)))
}

/// "Kim Tran reacted via Gmail", as it stands under the emoji.
fn is_reaction(lower: &str) -> bool {
    VIA_GMAIL.iter().any(|v| lower.contains(v)) && REACTED.iter().any(|r| lower.contains(r))
}

const SYSTEMS: &[&str] = &["ios", "android", "mac", "windows"];
#[rustfmt::skip]
const GET: &[&str] = &[
    "get outlook for ", "obtener ", "obtén ", "obtenga ", "descargar ", "télécharger ", "téléchargez ", "obtenir ", "obtenez ",
    "holen sie sich ", "hol dir ", "laden sie ", "obter ", "obtenha ", "baixar ", "baixe ", "ottieni ", "scarica ",
    "download outlook ", "pobierz ", "uzyskaj ", "получить ", "получите ", "скачать ", "скачайте ", "загрузить ", "отримати ",
    "отримайте ", "завантажити ", "获取", "下载", "取得", "下載", "获得", "tải ", "nhận ", "lấy ", "الحصول على ", "احصل على ",
    "تنزيل ", "השג ", "השג את ", "קבל ", "הורד ", "hämta ", "skaffa ", "hent ", "få ", "skaff ", "last ned ", "hanki ",
    "lataa ", "získat ", "získejte ", "stáhnout ", "λήψη ", "λάβετε ", "αποκτήστε ", "obțineți ", "descărcați ",
    "aconsegueix ", "dapatkan ", "kunin ang ", "preuzmite ", "nabavite ", "prenesite ", "изтеглете ", "вземете ",
];
/// Languages that say it last.
#[rustfmt::skip]
const GET_LAST: &[&str] = &[
    " beziehen", " herunterladen", " holen", " downloaden", " ophalen", " edinin", " edinin.", " indirin", " alın",
    "を入手", "を入手する", "をダウンロード", "を取得", " 다운로드", " 가져오기", " 받기", " प्राप्त करें", " पाएं", " letöltése", " beszerzése",
];
#[rustfmt::skip]
const REACTED: &[&str] = &[
    "reacted", "reaccion", "a réagi", "reagiert", "reagiu", "reagito", "gereageerd", "zareagow", "отреагир",
    "відреагув", "reagerade", "reagerede", "reagerte", "reagoi", "reagoval", "tepki", "リアクション", "반응", "回应", "回應",
    "bày tỏ", "تفاعل", "प्रतिक्रिया",
];
#[rustfmt::skip]
const VIA_GMAIL: &[&str] = &[
    "via gmail", "por gmail", "de gmail", "do gmail", "mediante gmail", "desde gmail", "über gmail", "tramite gmail",
    "pelo gmail", "przez gmail", "pośrednictwem gmail", "через gmail", "通过 gmail", "透過 gmail", "gmail で", "gmail에서",
    "qua gmail", "gmail üzerinden", "عبر gmail",
];

#[rustfmt::skip]
const STARTS: &[&str] = &[
    "sent from my ", "sent from a ", "sent from ", "sent via ", "sent with ", "sent by ", "sent using ", "sent on ",
    "from my ", "envoyé de mon ", "envoyé depuis mon ", "envoyé depuis ", "envoyé de ", "envoyé à partir de ",
    "envoyé par ", "envoyé avec ", "von meinem ", "von meiner ", "gesendet von meinem ", "gesendet von ",
    "gesendet mit ", "diese nachricht wurde von meinem ", "diese nachricht wurde von ", "enviado desde mi ",
    "enviado desde ", "enviado con ", "enviado de mi ", "enviado do meu ", "enviado de meu ", "enviado do ",
    "enviado a partir do ", "enviado via ", "enviado por ", "inviato da ", "inviato dal mio ", "inviato con ",
    "verzonden met ", "verzonden vanaf ", "verstuurd vanaf ", "verzonden van ", "skickat från ", "sendt fra ",
    "sendt med ", "skickat med ", "lähetetty ", "wysłane z ", "wysłano z ", "wysłany z ", "отправлено с ",
    "отправлено из ", "надіслано з ", "odesláno z ", "odoslané z ", "odoslané zo ", "trimis de pe ", "poslano s ",
    "poslano iz ", "elküldve ", "küldve ", "στάλθηκε από ", "đã gửi từ ", "gửi từ ", "được gửi từ ", "ส่งจาก ",
    "dikirim dari ", "ipinadala mula sa ", "أرسلت من ", "أُرسلت من ", "مرسل من ", "تم الإرسال من ", "نُشر من ",
    "נשלח מה", "נשלח מ", "ارسال شده از ", "发自我的", "从我的", "發自我的", "從我的", "发自", "寄自我的", "來自我的", "来自我的", "나의 ", "내 ",
];
#[rustfmt::skip]
const ENDS: &[&str] = &[
    " from mobile", "from my mobile", "virus-free.www.avast.com", "virus-free.www.avg.com", "virus-free",
];

/// Languages that say the verb last.
const SENT_LAST: &[&str] =
    &["gönderildi", "から送信", "傳送", "发送", "發送", "보냄", "보낸", "gesendet", "küldve", "भेजा"];
#[rustfmt::skip]
const BRANDS: &[&str] = &[
    "iphone", "ipad", "android", "galaxy", "samsung", "blackberry", "outlook", "huawei", "xiaomi", "windows", "mobil",
    "yahoo", "gmx", "web.de",
];

/// Whether what follows "Sent from my" names a device or a program: a word of the list among the first few, or a
/// proper name (`TI-85`). "Sent from my desk, is much easier" names none.
fn names_device(rest: &str, original: &str) -> bool {
    let listed = rest
        .split(|c: char| c.is_whitespace() || matches!(c, ',' | '[' | ']' | '(' | '<' | '.' | '/'))
        .map(|w| w.trim_matches('-'))
        .filter(|w| !w.is_empty())
        .take(5)
        .any(|w| DEVICES.contains(&w) || DEVICES.iter().any(|d| d.len() > 4 && w.starts_with(d)));
    let word = original.trim_start().trim_start_matches('[');
    let named =
        word.starts_with(|c: char| c.is_uppercase() || c.is_ascii_digit()) && word.split_whitespace().count() <= 4;
    listed || (named && !original.contains(','))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[rustfmt::skip]
    #[test]
    fn offers_of_outlook_are_footers_in_many_languages() {
        for text in [
            "Get Outlook for iOS", "Get [Outlook for Android]", "Obtener Outlook para iOS", "Obtén Outlook para Android",
            "Télécharger Outlook pour iOS", "Obtenir Outlook pour Android", "Outlook für iOS beziehen",
            "Holen Sie sich Outlook für iOS", "Laden Sie Outlook für Android herunter", "Obter o Outlook para iOS",
            "Obtenha o Outlook para Android", "Baixar o Outlook para iOS", "Ottieni Outlook per iOS",
            "Scarica Outlook per Android", "Outlook voor iOS downloaden", "Download Outlook voor Android",
            "Pobierz program Outlook dla systemu iOS", "Uzyskaj Outlook dla systemu iOS", "Получить Outlook для iOS",
            "Скачать Outlook для Android", "Отримати Outlook для iOS", "获取适用于 iOS 的 Outlook", "下载 Outlook for Android",
            "取得 iOS 版 Outlook", "Outlook for iOS を入手", "iOS용 Outlook 다운로드", "Tải Outlook dành cho iOS",
            "الحصول على Outlook لـ iOS", "קבל את Outlook עבור iOS", "iOS için Outlook'u edinin", "Hämta Outlook för iOS",
            "Hent Outlook til iOS", "Få Outlook for Android", "Hanki Outlook for iOS", "Získat Outlook pro iOS",
            "Λήψη του Outlook για iOS", "iOS के लिए Outlook प्राप्त करें", "Irgendwie Outlook für iOS <https://aka.ms/o0ukef>",
        ] {
            assert!(is_footer(text), "{text}");
        }
    }

    #[test]
    fn words_about_programs_are_no_footer() {
        for text in [
            "My Outlook for iOS shows nothing",
            "Get Outlook to work on Windows first",
            "Outlook on my Mac loses your mails",
            "She reacted to my mail in Gmail",
            "Did he react?",
        ] {
            assert!(!is_footer(text), "{text}");
        }
    }

    #[test]
    fn a_footer_goes_with_its_link() {
        let link = "<https://www.google.com/gmail/about/?utm_campaign=emojireactionemail#app>";
        for (lines, length) in [
            (&["💖", "", "Kim Tran reacted via Gmail", link][..], Some(2)),
            (&["💖", "Kim Tran hat auf Gmailisch geantwortet", link], Some(2)),
            (&["Get Outlook for iOS", "", "<https://aka.ms/o0ukef>"], Some(3)),
            (&["See here:", "https://x.test/list"], None),
            (&["https://x.test/list"], None),
            (&[], None),
        ] {
            assert_eq!(length_with_link(lines), length, "{lines:?}");
        }
    }
}
