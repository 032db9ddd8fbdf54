//! In which language a person wrote, where that is sure.

use crate::domain::language::Language;
use whatlang::{Detector, Lang};

/// Shorter texts are guesses ("Thanks!" reads as Vietnamese).
const MIN_LETTERS: usize = 40;
/// Enough to be sure, and cheap.
const MAX_LETTERS: usize = 400;

/// Languages families write in, of those the detector knows; more would only add mistakes.
const KNOWN: [(Lang, &str); 40] = [
    (Lang::Eng, "en"),
    (Lang::Spa, "es"),
    (Lang::Fra, "fr"),
    (Lang::Deu, "de"),
    (Lang::Por, "pt"),
    (Lang::Ita, "it"),
    (Lang::Nld, "nl"),
    (Lang::Pol, "pl"),
    (Lang::Rus, "ru"),
    (Lang::Ukr, "uk"),
    (Lang::Cmn, "zh"),
    (Lang::Jpn, "ja"),
    (Lang::Kor, "ko"),
    (Lang::Vie, "vi"),
    (Lang::Ara, "ar"),
    (Lang::Pes, "fa"),
    (Lang::Heb, "he"),
    (Lang::Tur, "tr"),
    (Lang::Hin, "hi"),
    (Lang::Ben, "bn"),
    (Lang::Urd, "ur"),
    (Lang::Pan, "pa"),
    (Lang::Guj, "gu"),
    (Lang::Tam, "ta"),
    (Lang::Tel, "te"),
    (Lang::Nep, "ne"),
    (Lang::Tgl, "tl"),
    (Lang::Ind, "id"),
    (Lang::Tha, "th"),
    (Lang::Khm, "km"),
    (Lang::Mya, "my"),
    (Lang::Amh, "am"),
    (Lang::Swe, "sv"),
    (Lang::Dan, "da"),
    (Lang::Nob, "no"),
    (Lang::Fin, "fi"),
    (Lang::Ces, "cs"),
    (Lang::Hun, "hu"),
    (Lang::Ron, "ro"),
    (Lang::Ell, "el"),
];

/// The language of the text; `None` unless the text is long enough and the detector is sure.
pub fn of(text: &str) -> Option<Language> {
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
    if letters < MIN_LETTERS {
        return None;
    }
    let list = KNOWN.iter().map(|(lang, _)| *lang).collect();
    let info = Detector::with_allowlist(list).detect(text.get(..end)?)?;
    let code = KNOWN.iter().find(|(lang, _)| *lang == info.lang()).map(|(_, code)| *code)?;
    info.is_reliable().then(|| Language::parse(code)).flatten()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_sentences_have_a_language_and_short_words_none() {
        for (text, code) in [
            ("Gracias por avisar, hablamos el lunes con mucho gusto. Un saludo muy cordial.", Some("es")),
            ("Thank you so much for the note about Leo, he was very proud of it.", Some("en")),
            ("Cảm ơn cô giáo rất nhiều vì đã quan tâm đến cháu và gia đình chúng tôi", Some("vi")),
            ("谢谢老师，孩子在家里很高兴，说今天在学校学到了很多新的东西，我们也会在家帮助他。", Some("zh")),
            ("Thanks!", None),
            ("ok", None),
            ("", None),
        ] {
            assert_eq!(of(text).as_ref().map(Language::as_str), code, "{text}");
        }
    }
}
