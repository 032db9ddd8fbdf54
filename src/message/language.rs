//! In which language a person wrote, where that is sure.
//!
//! The detector compares a text with every language it may answer with, which would cost more than all the rest of
//! understanding a mail. So the commonest words choose a few candidates first.

use crate::domain::language::Language;
use std::collections::HashMap;
use std::sync::LazyLock;
use whatlang::{Detector, Lang, Script, detect_script};

/// Shorter texts are guesses ("Thanks!" reads as Vietnamese).
const MIN_LETTERS: usize = 40;
/// Enough to be sure, and cheap.
const MAX_LETTERS: usize = 160;
/// How many languages the detector chooses from. With too few it would be sure of anything.
const CANDIDATES: usize = 4;

/// The language of the text; `None` unless the text is long enough and the detector is sure.
pub fn of(text: &str) -> Option<Language> {
    let sample = sample(text)?;
    let (_, code) = match detect_script(sample)? {
        Script::Latin => of_latin(sample)?,
        _ => {
            let lang = detect(sample, OTHER_SCRIPTS.iter().map(|(lang, _)| *lang).collect())?;
            *OTHER_SCRIPTS.iter().find(|(known, _)| *known == lang)?
        }
    };
    Language::parse(code)
}

fn detect(sample: &str, candidates: Vec<Lang>) -> Option<Lang> {
    let info = Detector::with_allowlist(candidates).detect(sample)?;
    info.is_reliable().then(|| info.lang())
}

/// The start of the text, if it holds enough letters. Those of dense scripts count double.
fn sample(text: &str) -> Option<&str> {
    let mut letters = 0;
    let mut end = 0;
    for (at, c) in text.char_indices() {
        if c.is_alphabetic() {
            letters += if c.len_utf8() > 2 { 2 } else { 1 };
        }
        end = at + c.len_utf8();
        if letters >= MAX_LETTERS {
            break;
        }
    }
    if letters < MIN_LETTERS { None } else { text.get(..end) }
}

/// The detector's answer, if the commonest words bear it out: half the world's languages are in neither list, and
/// their texts must not pass for the most similar one that is.
fn of_latin(sample: &str) -> Option<(Lang, &'static str)> {
    let lower = sample.to_lowercase();
    let mut words = 0;
    let mut hits = [0_u32; LATIN.len()];
    for word in lower.split(|c: char| !c.is_alphabetic()).filter(|w| !w.is_empty()) {
        words += 1;
        let languages = LANGUAGES_OF.get(word).copied().unwrap_or_default();
        hits.iter_mut().enumerate().for_each(|(at, count)| *count += (languages >> at) & 1);
    }
    let mut ranked: Vec<(u32, (Lang, &'static str))> =
        hits.iter().zip(&LATIN).map(|(count, (lang, code, _))| (*count, (*lang, *code))).collect();
    ranked.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    let lang = detect(sample, ranked.iter().take(CANDIDATES).map(|(_, (lang, _))| *lang).collect())?;
    let (count, known) = ranked.into_iter().find(|(_, (l, _))| *l == lang)?;
    (count >= 2 && count * 7 >= words).then_some(known)
}

/// For each common word, the languages of [`LATIN`] that have it, a bit each.
static LANGUAGES_OF: LazyLock<HashMap<&'static str, u32>> = LazyLock::new(|| {
    let mut languages_of: HashMap<&'static str, u32> = HashMap::new();
    for (at, (_, _, words)) in LATIN.iter().enumerate() {
        for word in *words {
            *languages_of.entry(word).or_default() |= 1 << at;
        }
    }
    languages_of
});

/// Languages in Latin script with their commonest words, the most likely ones first.
#[rustfmt::skip]
const LATIN: [(Lang, &str, &[&str]); 20] = [
    (Lang::Eng, "en", &["the", "and", "to", "of", "is", "you", "for", "in", "that", "it", "we", "was", "he", "she", "will", "with", "have", "be"]),
    (Lang::Spa, "es", &["de", "la", "que", "el", "en", "y", "los", "por", "con", "para", "una", "es", "se", "muy", "su", "lo", "las", "gracias"]),
    (Lang::Por, "pt", &["de", "que", "e", "o", "do", "da", "em", "um", "para", "com", "não", "uma", "os", "no", "muito", "obrigado", "ele", "foi"]),
    (Lang::Fra, "fr", &["de", "la", "le", "et", "les", "des", "est", "en", "un", "une", "pour", "que", "qui", "dans", "nous", "vous", "merci", "il"]),
    (Lang::Vie, "vi", &["và", "của", "là", "cho", "không", "có", "được", "rất", "cháu", "con", "cảm", "ơn", "tôi", "đã", "các", "trong", "cô", "với"]),
    (Lang::Deu, "de", &["und", "die", "der", "das", "ist", "zu", "den", "wir", "für", "nicht", "mit", "sie", "ein", "ich", "es", "auf", "vielen", "er"]),
    (Lang::Ita, "it", &["di", "che", "e", "la", "il", "per", "un", "è", "non", "una", "con", "sono", "del", "grazie", "si", "le", "ha", "molto"]),
    (Lang::Pol, "pl", &["i", "w", "na", "z", "się", "nie", "do", "jest", "za", "że", "to", "dziękuję", "o", "dla", "jak", "był", "ale", "bardzo"]),
    (Lang::Nld, "nl", &["de", "het", "een", "en", "van", "is", "dat", "in", "we", "voor", "met", "hij", "niet", "zijn", "op", "te", "dank", "ik"]),
    (Lang::Tgl, "tl", &["ang", "ng", "sa", "na", "at", "mga", "po", "ay", "si", "ko", "niya", "namin", "para", "kami", "siya", "salamat", "ni", "kung"]),
    (Lang::Tur, "tr", &["ve", "bir", "için", "bu", "çok", "da", "de", "ile", "biz", "ne", "olarak", "teşekkür", "kadar", "daha", "var", "o", "her", "gibi"]),
    (Lang::Ron, "ro", &["și", "de", "la", "în", "cu", "că", "este", "nu", "pentru", "să", "o", "un", "din", "foarte", "mulțumesc", "a", "se", "mai"]),
    (Lang::Ind, "id", &["dan", "yang", "di", "untuk", "dengan", "ini", "itu", "saya", "kami", "tidak", "dari", "akan", "terima", "kasih", "anak", "ke", "ada", "pada"]),
    (Lang::Swe, "sv", &["och", "att", "det", "är", "som", "en", "på", "för", "med", "vi", "har", "inte", "till", "av", "han", "den", "tack", "jag"]),
    (Lang::Nob, "no", &["og", "det", "er", "å", "i", "på", "som", "for", "med", "vi", "har", "ikke", "til", "av", "han", "den", "takk", "jeg"]),
    (Lang::Dan, "da", &["og", "det", "er", "at", "i", "på", "som", "for", "med", "vi", "har", "ikke", "til", "af", "han", "den", "tak", "jeg"]),
    (Lang::Fin, "fi", &["ja", "on", "ei", "että", "se", "hän", "oli", "kiitos", "me", "mutta", "ovat", "kun", "myös", "niin", "tämä", "olemme", "hyvin", "joka"]),
    (Lang::Ces, "cs", &["a", "se", "je", "na", "že", "v", "do", "s", "to", "pro", "jsme", "děkuji", "ale", "byl", "si", "jsem", "za", "o"]),
    (Lang::Hun, "hu", &["a", "az", "és", "hogy", "nem", "egy", "is", "meg", "van", "volt", "köszönöm", "ez", "nagyon", "csak", "mert", "már", "el", "ki"]),
    (Lang::Slk, "sk", &["a", "sa", "je", "na", "že", "v", "do", "s", "to", "pre", "sme", "ďakujem", "ale", "bol", "si", "som", "za", "o"]),
];

const OTHER_SCRIPTS: [(Lang, &str); 22] = [
    (Lang::Rus, "ru"),
    (Lang::Ukr, "uk"),
    (Lang::Bul, "bg"),
    (Lang::Srp, "sr"),
    (Lang::Cmn, "zh"),
    (Lang::Jpn, "ja"),
    (Lang::Kor, "ko"),
    (Lang::Ara, "ar"),
    (Lang::Pes, "fa"),
    (Lang::Urd, "ur"),
    (Lang::Heb, "he"),
    (Lang::Hin, "hi"),
    (Lang::Nep, "ne"),
    (Lang::Ben, "bn"),
    (Lang::Pan, "pa"),
    (Lang::Guj, "gu"),
    (Lang::Tam, "ta"),
    (Lang::Tel, "te"),
    (Lang::Tha, "th"),
    (Lang::Khm, "km"),
    (Lang::Amh, "am"),
    (Lang::Ell, "el"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_sentences_have_a_language_and_short_words_none() {
        for (text, code) in [
            ("Gracias por avisar, hablamos el lunes con mucho gusto. Un saludo muy cordial.", Some("es")),
            ("Thank you so much for the note about Leo, he was very proud of it.", Some("en")),
            ("Muito obrigado pela mensagem, o Leo ficou muito contente e não parou de falar da escola.", Some("pt")),
            ("Merci beaucoup pour votre message, nous serons à la réunion de mercredi avec plaisir.", Some("fr")),
            ("Vielen Dank für die Nachricht, wir freuen uns sehr und kommen gerne am Mittwoch.", Some("de")),
            ("Grazie mille per il messaggio, Leo è stato molto contento di quello che ha imparato oggi.", Some("it")),
            ("Hartelijk dank voor het bericht, we komen woensdag graag naar het gesprek op school.", Some("nl")),
            ("Dziękuję bardzo za wiadomość, syn był bardzo dumny z tego, co zrobił w szkole.", Some("pl")),
            ("Cảm ơn cô giáo rất nhiều vì đã quan tâm đến cháu và gia đình chúng tôi", Some("vi")),
            ("Mesajınız için çok teşekkür ederim, oğlum okulda yaptığı işten çok mutlu oldu.", Some("tr")),
            ("Maraming salamat po sa inyong sulat, masayang masaya si Leo at ang buong pamilya namin.", Some("tl")),
            ("Mulțumesc foarte mult pentru mesaj, copilul a fost foarte mândru de ce a făcut la școală.", Some("ro")),
            ("Tack så mycket för meddelandet, vi är mycket glada och kommer gärna till skolan på onsdag.", Some("sv")),
            ("Kiitos paljon viestistä, olemme hyvin iloisia ja tulemme mielellämme kouluun keskiviikkona.", Some("fi")),
            ("Nagyon köszönöm az üzenetet, a fiam nagyon büszke volt arra, amit az iskolában csinált.", Some("hu")),
            ("Большое спасибо за сообщение, мы очень рады и обязательно придём в школу в среду.", Some("ru")),
            ("Дуже дякую за повідомлення, ми дуже раді і обов'язково прийдемо до школи у середу.", Some("uk")),
            ("谢谢老师，孩子在家里很高兴，说今天在学校学到了很多新的东西，我们也会在家帮助他。", Some("zh")),
            ("先生、ご連絡ありがとうございます。水曜日の面談に喜んで伺います。よろしくお願いいたします。", Some("ja")),
            ("شكرا جزيلا على الرسالة، سنحضر إلى المدرسة يوم الأربعاء إن شاء الله مع ليو.", Some("ar")),
            ("선생님 안녕하세요, 소식 전해 주셔서 정말 감사합니다. 수요일에 학교에서 뵙겠습니다.", Some("ko")),
            // Haitian Creole, Somali, Swahili, Hmong: not known to the detector.
            ("Mèsi anpil pou mesaj la, nou kontan anpil ak travay li fè nan lekòl la jodi a.", None),
            ("Waad ku mahadsan tahay fariinta, aad ayaan ugu faraxsanahay waxa uu sameeyay dugsiga.", None),
            ("Asante sana kwa ujumbe wako, tumefurahi sana na tutakuja shuleni siku ya Jumatano.", None),
            ("Ua tsaug ntau rau koj tsab ntawv, peb zoo siab heev thiab peb yuav tuaj rau hnub ntawd.", None),
            ("Thanks!", None),
            ("ok", None),
            ("", None),
        ] {
            assert_eq!(of(text).as_ref().map(Language::as_str), code, "{text}");
        }
    }
}
