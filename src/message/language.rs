//! In which language a person wrote, where that is sure.
//!
//! Two judges are asked. The detector compares sequences of letters, which would cost more than all the rest of
//! understanding a mail for every language there is, so the commonest words choose a few candidates first. The words
//! also judge: half the world's languages are not known to the detector, and it is sure of the most similar one that
//! is. Where one judge is in doubt, the other must be very sure and both must say the same.

mod words;

use crate::domain::language::Language;
use std::collections::HashMap;
use std::sync::LazyLock;
use whatlang::{Detector, Lang, Script, detect_script};
use words::{LATIN, OTHER, Words};

/// Shorter texts are guesses ("Thanks!" reads as Vietnamese).
const MIN_LETTERS: usize = 40;
/// Enough to be sure, and cheap.
const MAX_LETTERS: usize = 160;
/// How many languages the detector chooses from. With too few it would be sure of anything.
const CANDIDATES: usize = 4;

/// The language of the text; `None` unless the text is long enough and the language is sure.
pub fn of(text: &str) -> Option<Language> {
    let sample = sample(text)?;
    let script = detect_script(&sample)?;
    let code = match script {
        Script::Latin => among(&sample, &LATIN, &LATIN_WORDS),
        Script::Cyrillic | Script::Arabic | Script::Devanagari => among(&sample, &OTHER, &OTHER_WORDS),
        _ => alone(&sample),
    }?;
    Language::parse(code)
}

/// Of a language that has its script for itself, or shares it with one that the letters tell from it.
fn alone(sample: &str) -> Option<&'static str> {
    let info = Detector::with_allowlist(ALONE.iter().map(|(lang, _)| *lang).collect()).detect(sample)?;
    let known = ALONE.iter().find(|(lang, _)| *lang == info.lang())?;
    info.is_reliable().then_some(known.1)
}

/// The start of what the person wrote, if it holds enough letters; those of dense scripts count double. Lines that an
/// answer between the lines quotes are somebody else's.
fn sample(text: &str) -> Option<String> {
    let mut letters = 0;
    let mut sample = String::new();
    for line in text.lines().filter(|line| !line.starts_with('>')) {
        for c in line.chars() {
            if c.is_alphabetic() {
                letters += if c.len_utf8() > 2 { 2 } else { 1 };
            }
            sample.push(c);
            if letters >= MAX_LETTERS {
                return Some(sample);
            }
        }
        sample.push('\n');
    }
    (letters >= MIN_LETTERS).then_some(sample)
}

/// How many of a text's words each language of a table has.
struct Count {
    words: u32,
    /// The most first.
    ranked: Vec<(u32, &'static Words)>,
}

/// The answer of both judges.
fn among(sample: &str, table: &'static [Words], index: &HashMap<&'static str, u64>) -> Option<&'static str> {
    let Count { words, ranked } = count(sample, table, index);
    let candidates = ranked.iter().filter_map(|(_, w)| w.lang).take(CANDIDATES).collect();
    let info = Detector::with_allowlist(candidates).detect(sample)?;
    let (hits, found) = *ranked.iter().find(|(_, w)| w.lang == Some(info.lang()))?;
    let others = ranked.iter().filter(|(_, w)| w.code != found.code).map(|(hits, _)| *hits).max().unwrap_or(0);
    let (borne_out, leads) =
        (hits >= 2 && hits * 6 >= words && hits >= others, hits >= 4 && hits * 3 >= words && hits >= others + 3);
    ((info.is_reliable() && borne_out) || leads).then_some(found.code)
}

fn count(sample: &str, table: &'static [Words], index: &HashMap<&'static str, u64>) -> Count {
    let lower = sample.to_lowercase();
    let mut words = 0;
    let mut hits = vec![0_u32; table.len()];
    for word in lower.split(|c: char| !is_letter(c)).filter(|w| !w.is_empty()) {
        words += 1;
        let mut left = index.get(word).copied().unwrap_or_default();
        while left != 0 {
            if let Some(count) = hits.get_mut(left.trailing_zeros() as usize) {
                *count += 1;
            }
            left &= left - 1;
        }
    }
    let mut ranked: Vec<(u32, &'static Words)> = hits.into_iter().zip(table).collect();
    ranked.sort_by_key(|(count, _)| std::cmp::Reverse(*count));
    Count { words, ranked }
}

/// Letters, and the signs that make syllables with them in Hindi and its neighbours.
fn is_letter(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '\u{93c}' | '\u{94d}')
}

static LATIN_WORDS: LazyLock<HashMap<&'static str, u64>> = LazyLock::new(|| index(&LATIN));
static OTHER_WORDS: LazyLock<HashMap<&'static str, u64>> = LazyLock::new(|| index(&OTHER));

/// For each common word, the languages of the table that have it, a bit each.
fn index(table: &'static [Words]) -> HashMap<&'static str, u64> {
    let mut index: HashMap<&'static str, u64> = HashMap::new();
    for (at, language) in table.iter().enumerate() {
        for word in language.words.split_whitespace() {
            *index.entry(word).or_default() |= 1 << at;
        }
    }
    index
}

const ALONE: [(Lang, &str); 13] = [
    (Lang::Cmn, "zh"),
    (Lang::Jpn, "ja"),
    (Lang::Kor, "ko"),
    (Lang::Heb, "he"),
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
            ("I work until five on Thursdays. Could we talk on the phone at six instead?", Some("en")),
            ("Buenos días, maestra: muchísimas gracias por escribirnos, ¡qué sorpresa tan bonita!", Some("es")),
            ("Un grand merci, nous avons lu votre message à table et Inès a rougi.", Some("fr")),
            ("Kiitos tiedosta, odotan siis maanantaihin. Maija tulee tänään vasta kello kymmenen.", Some("fi")),
            ("Dobrý den, moc děkujeme za zprávu. Eliška z ní měla velkou radost.", Some("cs")),
            ("Dobrý deň, ďakujem veľmi pekne za správu, syn mal z nej v škole radosť.", Some("sk")),
            ("Elif bugün hasta olduğu için okula gelemeyecek, teşekkür ederim öğretmenim.", Some("tr")),
            ("आपका संदेश पढ़कर हम सब बहुत खुश हुए। आरव घर पर भी दादी की मदद करता है।", Some("hi")),
            ("मेरो छोरा आज बिरामी छ र विद्यालय आउन सक्दैन। धन्यवाद।", Some("ne")),
            ("پسرم امروز مریض است و به مدرسه نمی آید، خیلی ممنون از شما.", Some("fa")),
            ("Марко је данас болестан и неће доћи у школу. Хвала вам.", Some("sr")),
            // What is quoted between the lines of an answer is somebody else's.
            (
                "Ja, sehr gern, sie hat das Seepferdchen.\n> May Maya go swimming with us on Friday?\nIhre Oma holt sie danach ab.",
                Some("de"),
            ),
            // Known only to be told from their neighbours.
            ("Bon dia mestra, moltes gràcies pel missatge. El nostre fill està molt content amb la classe.", None),
            ("Dobar dan učiteljice, hvala vam na poruci. Naš sin je jako sretan i ponosan na svoj rad.", None),
            ("Goeie môre juffrou, baie dankie vir die boodskap. Ons seun is baie bly oor sy werk.", None),
            ("Maayong buntag maestra, daghang salamat sa mensahe. Nalipay kaayo ang among anak.", None),
            ("Laba diena mokytoja, labai ačiū už žinutę. Mūsų sūnus labai džiaugiasi savo darbu.", None),
            ("नमस्कार मॅडम, तुमच्या संदेशाबद्दल खूप धन्यवाद. आमचा मुलगा खूप आनंदी आहे.", None),
            ("Добрае ранне, вялікі дзякуй за ваша паведамленне, наш сын вельмі задаволены.", None),
            ("Pitit mwen an malad jodi a, li gen lafyèv, li p ap ka vini lekòl la. Mèsi.", None),
            ("Macallin, ilmahaygu maanta wuu xanuunsan yahay mana imaan karo iskuulka.", None),
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
