//! What stands under the writer's words: separators, `-- `, the footers of phones, decoration.

use super::Class;
use super::words::{BEGIN_FORWARD, DEVICES, MESSAGE};

/// A tail longer than this is no signature.
const MAX_SIGNATURE: usize = 15;

/// `-----Original Message-----`, `---------- Forwarded message ----------`, "Begin forwarded message:".
pub fn is_separator(line: &str) -> bool {
    let line = line.trim();
    if line.len() > 160 {
        return false;
    }
    let inner = line.trim_matches(['-', '_', '=', '*', ' ', '>', '—', '─', '\u{a0}']);
    let framed = |n: &str| line.starts_with(n) && line.ends_with(n);
    if framed("--") || framed("__") || framed("==") || framed("——") || framed("──") {
        let lower = inner.to_lowercase();
        return inner.chars().count() <= 60 && MESSAGE.iter().any(|w| lower.contains(w));
    }
    if line.len() > 100 {
        return false;
    }
    let lower = line.trim_end_matches([':', '：', ' ', '\u{a0}']).to_lowercase();
    BEGIN_FORWARD.contains(&lower.as_str()) || (line.starts_with("---") && lower.ends_with("forwarded message"))
}

/// The line that begins a signature (RFC 3676 §4.3), with or without its blank.
pub fn is_delimiter(line: &str) -> bool {
    matches!(line.trim_end(), "--" | "—" | "––")
}

/// Marks signatures and footers as such, in each stretch of the writer's own words.
pub fn mark(lines: &[&str], classes: &mut [Class]) {
    let mut end = classes.len();
    while end > 0 {
        let start = classes
            .iter()
            .take(end)
            .rposition(|c| matches!(c, Class::Quote | Class::Attribution))
            .map_or(0, |at| at + 1);
        mark_stretch(lines, classes, start, end);
        end = start.saturating_sub(1);
    }
}

fn mark_stretch(lines: &[&str], classes: &mut [Class], start: usize, end: usize) {
    let line = |at: usize| lines.get(at).copied().unwrap_or_default();
    let delimiter = (start..end).find(|at| is_delimiter(line(*at)) && classes.get(*at) == Some(&Class::Own));
    let mut last = end;
    if let Some(at) = delimiter
        && (at..end).filter(|l| !line(*l).trim().is_empty()).count() <= MAX_SIGNATURE
    {
        classes.iter_mut().take(end).skip(at).for_each(|c| *c = Class::Signature);
        last = at;
    }
    while last > start {
        let at = last - 1;
        let text = line(at).trim();
        let goes = text.is_empty()
            || classes.get(at) == Some(&Class::Signature)
            || is_decoration(text)
            || is_phone_footer(text);
        if !goes {
            break;
        }
        if !text.is_empty()
            && let Some(class) = classes.get_mut(at)
        {
            *class = Class::Signature;
        }
        last = at;
    }
}

/// A line without a word: rules, rows of stars, the sign of a mail tracker. A lone emoji is an answer.
fn is_decoration(text: &str) -> bool {
    let ruled =
        |c: char| matches!(c, '-' | '_' | '=' | '*' | '#' | '~' | '+' | ' ' | '—' | '─' | '\u{1427}' | '\u{a0}');
    text.chars().all(ruled) && !matches!(text, "+" | "++" | "+++" | "*" | "#" | "=")
}

/// What a phone or a program puts under a mail by itself.
fn is_phone_footer(text: &str) -> bool {
    if text.len() > 160 {
        return false;
    }
    let bare = text.trim_matches(['<', '>', '(', ')', '[', ']', '*', '_', '.', ' ', '-', '"', '\u{a0}']);
    let lower = bare.to_lowercase();
    if let Some(rest) = STARTS.iter().find_map(|s| lower.strip_prefix(s)) {
        let original = bare.get(bare.len().saturating_sub(rest.len())..).unwrap_or(bare);
        return names_device(rest, original);
    }
    if let Some(rest) = lower.strip_prefix("get ") {
        return rest.trim_start_matches('[').starts_with("outlook for ") || rest.starts_with("bluemail for");
    }
    let short = lower.split_whitespace().count() <= 8;
    let said_last = || SENT_LAST.iter().any(|w| lower.contains(w)) && BRANDS.iter().any(|b| lower.contains(b));
    short && (ENDS.iter().any(|e| lower.ends_with(e)) || said_last())
}

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
