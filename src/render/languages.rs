//! What languages are called in other languages: `Spanish`, `en inglés`, `用英文`.

use crate::domain::language::Language;

/// The name of a language in English, Spanish or French, for teachers. A language without an entry is shown by its tag.
pub fn name(of: &Language, said_in: &Language) -> String {
    TEACHERS_WORDS
        .iter()
        .find(|(tag, ..)| *tag == of.primary())
        .map_or(of.as_str(), |(_, english, spanish, french)| match said_in.primary() {
            "es" => spanish,
            "fr" => french,
            _ => english,
        })
        .to_owned()
}

/// "in English", said in the language of a letter; "in another language" where the name is not known there.
pub fn in_language(of: &Language, said_in: &Language) -> String {
    let before = match said_in.primary() {
        "es" => "en ",
        "fr" => "en ",
        "pt" => "em ",
        "vi" => "bằng ",
        "zh" => "用",
        "ar" => "باللغة ",
        "ru" => "на ",
        _ => "in ",
    };
    let after = if said_in.primary() == "ru" { " языке" } else { "" };
    match plain_name(of, said_in) {
        Some(name) => format!("{before}{name}{after}"),
        None => another(said_in).to_owned(),
    }
}

fn plain_name(of: &Language, said_in: &Language) -> Option<String> {
    let family = FAMILIES_WORDS.iter().find(|(tag, _)| *tag == said_in.primary());
    match family {
        Some((_, names)) => names.iter().find(|(tag, _)| *tag == of.primary()).map(|(_, name)| (*name).to_owned()),
        None => TEACHERS_WORDS.iter().any(|(tag, ..)| *tag == of.primary()).then(|| name(of, said_in)),
    }
}

fn another(said_in: &Language) -> &'static str {
    match said_in.primary() {
        "es" => "en otro idioma",
        "fr" => "dans une autre langue",
        "pt" => "em outro idioma",
        "vi" => "bằng một ngôn ngữ khác",
        "zh" => "用另一种语言",
        "ar" => "بلغة أخرى",
        "ru" => "на другом языке",
        _ => "in another language",
    }
}

/// (tag, in English, in Spanish, in French)
const TEACHERS_WORDS: &[(&str, &str, &str, &str)] = &[
    ("am", "Amharic", "amárico", "amharique"),
    ("ar", "Arabic", "árabe", "arabe"),
    ("bn", "Bengali", "bengalí", "bengali"),
    ("bs", "Bosnian", "bosnio", "bosnien"),
    ("de", "German", "alemán", "allemand"),
    ("en", "English", "inglés", "anglais"),
    ("es", "Spanish", "español", "espagnol"),
    ("fa", "Persian", "persa", "persan"),
    ("fr", "French", "francés", "français"),
    ("he", "Hebrew", "hebreo", "hébreu"),
    ("hi", "Hindi", "hindi", "hindi"),
    ("hmn", "Hmong", "hmong", "hmong"),
    ("hr", "Croatian", "croata", "croate"),
    ("ht", "Haitian Creole", "criollo haitiano", "créole haïtien"),
    ("it", "Italian", "italiano", "italien"),
    ("ja", "Japanese", "japonés", "japonais"),
    ("km", "Khmer", "jemer", "khmer"),
    ("ko", "Korean", "coreano", "coréen"),
    ("ku", "Kurdish", "kurdo", "kurde"),
    ("my", "Burmese", "birmano", "birman"),
    ("ne", "Nepali", "nepalí", "népalais"),
    ("nl", "Dutch", "neerlandés", "néerlandais"),
    ("pa", "Punjabi", "panyabí", "pendjabi"),
    ("pl", "Polish", "polaco", "polonais"),
    ("ps", "Pashto", "pastún", "pachto"),
    ("pt", "Portuguese", "portugués", "portugais"),
    ("ro", "Romanian", "rumano", "roumain"),
    ("ru", "Russian", "ruso", "russe"),
    ("so", "Somali", "somalí", "somali"),
    ("sq", "Albanian", "albanés", "albanais"),
    ("sr", "Serbian", "serbio", "serbe"),
    ("sw", "Swahili", "suajili", "swahili"),
    ("th", "Thai", "tailandés", "thaï"),
    ("ti", "Tigrinya", "tigriña", "tigrigna"),
    ("tl", "Tagalog", "tagalo", "tagalog"),
    ("tr", "Turkish", "turco", "turc"),
    ("uk", "Ukrainian", "ucraniano", "ukrainien"),
    ("ur", "Urdu", "urdu", "ourdou"),
    ("vi", "Vietnamese", "vietnamita", "vietnamien"),
    ("zh", "Chinese", "chino", "chinois"),
];

/// By the language of the sentence, in the form that follows "in" there.
const FAMILIES_WORDS: &[(&str, &[(&str, &str)])] = &[
    (
        "pt",
        &[
            ("ar", "árabe"),
            ("de", "alemão"),
            ("en", "inglês"),
            ("es", "espanhol"),
            ("fr", "francês"),
            ("it", "italiano"),
            ("pt", "português"),
            ("ru", "russo"),
            ("vi", "vietnamita"),
            ("zh", "chinês"),
        ],
    ),
    (
        "vi",
        &[
            ("ar", "tiếng Ả Rập"),
            ("de", "tiếng Đức"),
            ("en", "tiếng Anh"),
            ("es", "tiếng Tây Ban Nha"),
            ("fr", "tiếng Pháp"),
            ("it", "tiếng Ý"),
            ("pt", "tiếng Bồ Đào Nha"),
            ("ru", "tiếng Nga"),
            ("vi", "tiếng Việt"),
            ("zh", "tiếng Trung"),
        ],
    ),
    (
        "zh",
        &[
            ("ar", "阿拉伯文"),
            ("de", "德文"),
            ("en", "英文"),
            ("es", "西班牙文"),
            ("fr", "法文"),
            ("it", "意大利文"),
            ("pt", "葡萄牙文"),
            ("ru", "俄文"),
            ("vi", "越南文"),
            ("zh", "中文"),
        ],
    ),
    (
        "ar",
        &[
            ("ar", "العربية"),
            ("de", "الألمانية"),
            ("en", "الإنجليزية"),
            ("es", "الإسبانية"),
            ("fr", "الفرنسية"),
            ("it", "الإيطالية"),
            ("pt", "البرتغالية"),
            ("ru", "الروسية"),
            ("vi", "الفيتنامية"),
            ("zh", "الصينية"),
        ],
    ),
    (
        "ru",
        &[
            ("ar", "арабском"),
            ("de", "немецком"),
            ("en", "английском"),
            ("es", "испанском"),
            ("fr", "французском"),
            ("it", "итальянском"),
            ("pt", "португальском"),
            ("ru", "русском"),
            ("vi", "вьетнамском"),
            ("zh", "китайском"),
        ],
    ),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_language_is_named_in_the_readers_own() {
        for (of, said_in, expected) in [
            ("en", "es", "en inglés"),
            ("es", "en", "in Spanish"),
            ("en-us", "zh", "用英文"),
            ("en", "ru", "на английском языке"),
            ("es", "ar", "باللغة الإسبانية"),
            ("en", "vi", "bằng tiếng Anh"),
            ("xx", "fr", "dans une autre langue"),
            ("so", "fr", "en somali"),
            ("xx", "en", "in another language"),
            ("en", "ko", "in English"),
        ] {
            let (of, said_in) = (Language::parse(of).unwrap(), Language::parse(said_in).unwrap());
            assert_eq!(in_language(&of, &said_in), expected);
        }
    }
}
