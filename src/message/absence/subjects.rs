//! Subjects of automatic answers.

use crate::message::threading;

/// Whether a program's own mark of an automatic answer stands at the start of the subject, a tag in brackets aside,
/// with no `Re:` before it.
pub fn begins_with_mark(subject: &str) -> bool {
    marked(subject, |before, _| {
        before.is_empty() || before.ends_with(CLOSING) || (before.starts_with(OPENING) && !before.contains(CLOSING))
    })
}

/// The same, or in brackets, or as the last words before the colon that the old subject follows:
/// `Out of Office AutoReply: Leo`.
pub fn is_marked(subject: &str) -> bool {
    begins_with_mark(subject)
        || marked(subject, |before, after| before.ends_with(OPENING) || after.starts_with([':', '：']))
}

/// Whether a mark stands between such words.
fn marked(subject: &str, stands_well: impl Fn(&str, &str) -> bool) -> bool {
    let lower = subject.to_lowercase();
    !threading::has_reply_mark(&lower)
        && MARKS.iter().any(|mark| {
            lower.match_indices(mark).any(|(at, _)| {
                let (before, after) = (lower.get(..at), lower.get(at + mark.len()..));
                stands_well(before.unwrap_or_default().trim(), after.unwrap_or_default().trim_start())
            })
        })
}

const OPENING: [char; 9] = ['[', '(', '*', '<', '"', '【', '（', '-', '«'];
const CLOSING: [char; 4] = [']', ')', '】', '）'];

/// Whether the subject begins as notices of absence do. People begin so too.
pub fn is_away_notice(subject: &str) -> bool {
    let folded = threading::fold_subject(subject);
    let start = folded.trim_start_matches(OPENING);
    AWAY.iter().any(|s| start.starts_with(s))
        || ["out of office", "out of the office"].iter().any(|s| folded.contains(s))
}

/// Whether the subject says of the sender by name that he is away: `Jonas Berg ist nicht im Hause`. Nobody writes so
/// of himself.
pub fn names_sender_as_away(subject: &str, name: Option<&str>, local_part: &str) -> bool {
    let folded = threading::fold_subject(subject);
    let words: Vec<String> = name
        .unwrap_or_default()
        .split(is_no_letter)
        .chain(local_part.split(is_no_letter))
        .filter(|w| w.chars().count() > 1)
        .map(str::to_lowercase)
        .collect();
    let mut rest = folded.trim_start_matches("auto:").trim_start();
    let mut named = 0;
    while let Some(after) =
        words.iter().find_map(|w| rest.strip_prefix(w.as_str()).filter(|r| r.starts_with([' ', ','])))
    {
        rest = after.trim_start_matches([' ', ',', '.']);
        named += 1;
    }
    named > 0 && IS_AWAY.iter().any(|s| rest.starts_with(s))
}

fn is_no_letter(c: char) -> bool {
    !c.is_alphabetic()
}

/// What programs write before the subject they answer. In lower case.
#[rustfmt::skip]
const MARKS: [&str; 62] = [
    "automatic reply", "automated reply", "auto reply", "auto-reply", "autoreply", "auto response", "auto-response",
    "autoresponse", "automated response", "autoresponder", "automatische antwort", "automatisch antwort",
    "autoantwort", "réponse automatique", "reponse automatique", "respuesta automática", "respuesta automatica",
    "resposta automática", "resposta automatica", "risposta automatica", "automatisch antwoord",
    "automatisch bericht", "autosvar", "automatiskt svar", "automatisk svar", "automaattinen vastaus",
    "autoodpowiedź", "automatyczna odpowiedź", "автоответ", "автоматический ответ", "автоматична відповідь",
    "автовідповідь", "автоматичен отговор", "自动回复", "自动答复", "自動回覆", "自動回復", "自動応答", "自動返信", "자동 회신", "자동응답",
    "자동 응답", "trả lời tự động", "otomatik yanıt", "رد تلقائي", "الرد التلقائي", "پاسخ خودکار", "תשובה אוטומטית",
    "automatiska atbilde", "automaatvastus", "automatinis atsakymas", "automatická odpověď", "automatická odpoveď",
    "răspuns automat", "automatikus válasz", "αυτόματη απάντηση", "automatski odgovor", "samodejni odgovor",
    "balasan otomatis", "jawapan automatik", "स्वचालित उत्तर", "ตอบกลับอัตโนมัติ",
];

/// In lower case.
#[rustfmt::skip]
const AWAY: [&str; 33] = [
    "auto:", "out of office", "out of the office", "out-of-office", "ooo:", "vacation", "on vacation",
    "away from my mail", "i am away", "abwesenheit", "abwesend", "außer haus", "nicht im büro", "absence",
    "absent du bureau", "message d'absence", "fuera de la oficina", "fuera de oficina", "ausente", "ausência",
    "fora do escritório", "fuori ufficio", "assente", "afwezig", "frånvaro", "fraværende", "poissa", "nieobecność",
    "отсутству", "不在", "vắng mặt", "mimo kancelář", "házon kívül",
];

/// After a name. In lower case.
#[rustfmt::skip]
const IS_AWAY: [&str; 16] = [
    "is out of", "is away", "is on vacation", "is on leave", "ist nicht im", "ist außer haus", "ist im urlaub",
    "ist abwesend", "est absent", "está ausente", "está fuera", "está fora", "è fuori", "è assente", "is afwezig",
    "is niet",
];
