//! Lists of names as a language joins them: `Leo y Mia`, but `Leo e Isabel`.

use crate::domain::language::Language;

/// `Leo, Mia and Zoë`. A language without a word for "and" here gets commas.
pub fn and(names: &[String], language: &Language) -> String {
    join(names, language, |last| match language.primary() {
        "en" => " and ".into(),
        "es" if starts_with_i_sound(last) => " e ".into(),
        "es" => " y ".into(),
        "fr" => " et ".into(),
        "pt" | "it" => " e ".into(),
        "de" => " und ".into(),
        "vi" => " và ".into(),
        "ru" => " и ".into(),
        "zh" => "和".into(),
        // The Arabic "and" is written together with the word that follows it.
        "ar" => " و".into(),
        _ => ", ".into(),
    })
}

/// Guardians greeted together: a family name that all bear, written behind the others, is said once
/// (`Ngozi and Daniel Okafor`).
pub fn people(names: &[String], language: &Language) -> String {
    let parts: Vec<Option<(&str, &str)>> = names.iter().map(|name| name.trim().rsplit_once(' ')).collect();
    let shared = match parts.as_slice() {
        [Some((_, first)), rest @ ..] if !rest.is_empty() => {
            rest.iter().all(|part| part.is_some_and(|(_, last)| last == *first)).then_some(*first)
        }
        _ => None,
    };
    match shared {
        Some(family) => {
            let given: Vec<String> = parts.iter().flatten().map(|(given, _)| (*given).to_owned()).collect();
            format!("{} {family}", and(&given, language))
        }
        None => and(names, language),
    }
}

/// `Leo or Mia`, `Leo u Óscar`: English, Spanish and French, the languages a teacher is asked in.
pub fn or(names: &[String], language: &Language) -> String {
    join(names, language, |last| match language.primary() {
        "es" if starts_with_o_sound(last) => " u ".into(),
        "es" => " o ".into(),
        "fr" => " ou ".into(),
        _ => " or ".into(),
    })
}

fn join(names: &[String], language: &Language, before_last: impl Fn(&str) -> String) -> String {
    let comma = match language.primary() {
        "zh" => "、",
        "ar" | "fa" | "ur" => "، ",
        _ => ", ",
    };
    match names {
        [] => String::new(),
        [one] => one.clone(),
        [first @ .., last] => format!("{}{}{last}", first.join(comma), before_last(last)),
    }
}

/// Spanish "y" becomes "e" before the vowel i (Isabel, Hilda, Yvonne), not before a gliding one (Ian, Yolanda).
fn starts_with_i_sound(name: &str) -> bool {
    let mut letters = lower_without_h(name);
    let first = letters.next();
    let then_a_vowel = letters.next().is_some_and(|c| "aeouáéóú".contains(c));
    matches!(first, Some('i' | 'í' | 'y')) && !then_a_vowel
}

fn starts_with_o_sound(name: &str) -> bool {
    matches!(lower_without_h(name).next(), Some('o' | 'ó'))
}

fn lower_without_h(name: &str) -> impl Iterator<Item = char> {
    let lower = name.trim().to_lowercase();
    let start = lower.strip_prefix('h').map_or(lower.clone(), str::to_owned);
    start.chars().collect::<Vec<_>>().into_iter()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn list(names: &[&str]) -> Vec<String> {
        names.iter().map(|n| (*n).to_owned()).collect()
    }

    #[test]
    fn names_are_joined_as_the_language_does() {
        for (language, names, expected) in [
            ("en", &["Leo"][..], "Leo"),
            ("en", &["Leo", "Mia"], "Leo and Mia"),
            ("en", &["Leo", "Mia", "Zoë"], "Leo, Mia and Zoë"),
            ("es", &["Leo", "Mia"], "Leo y Mia"),
            ("es", &["Leo", "Isabel"], "Leo e Isabel"),
            ("es", &["Leo", "Hilda"], "Leo e Hilda"),
            ("es", &["Leo", "Íñigo"], "Leo e Íñigo"),
            ("es", &["Leo", "Yvonne"], "Leo e Yvonne"),
            ("es", &["Leo", "Yolanda"], "Leo y Yolanda"),
            ("es", &["Leo", "Ian"], "Leo y Ian"),
            ("es", &["Leo", "Hiedra"], "Leo y Hiedra"),
            ("pt-br", &["Leo", "Mia"], "Leo e Mia"),
            ("zh", &["Leo", "Mia", "伟"], "Leo、Mia和伟"),
            ("ar", &["ليو", "ميا"], "ليو وميا"),
            ("ko", &["Leo", "Mia"], "Leo, Mia"),
            ("en", &[], ""),
        ] {
            let language = Language::parse(language).unwrap();
            assert_eq!(and(&list(names), &language), expected, "{language}");
        }
    }

    #[test]
    fn people_of_one_family_name_are_greeted_by_it_once() {
        for (language, names, expected) in [
            ("en", &["Ngozi Okafor", "Daniel Okafor"][..], "Ngozi and Daniel Okafor"),
            ("es", &["Ana Martínez", "Isabel Martínez"], "Ana e Isabel Martínez"),
            ("en", &["Ngozi Okafor", "Daniel Vale"], "Ngozi Okafor and Daniel Vale"),
            ("en", &["Okafor", "Daniel Okafor"], "Okafor and Daniel Okafor"),
            ("zh", &["李娜", "张敏"], "李娜和张敏"),
            ("en", &["Pat Quinn"], "Pat Quinn"),
        ] {
            assert_eq!(people(&list(names), &Language::parse(language).unwrap()), expected);
        }
    }

    #[test]
    fn a_choice_of_names_is_joined_as_the_language_does() {
        for (language, names, expected) in [
            ("en", &["Leo", "Mia"][..], "Leo or Mia"),
            ("es", &["Leo", "Mia"], "Leo o Mia"),
            ("es", &["Leo", "Óscar"], "Leo u Óscar"),
            ("es", &["Leo", "Horacio"], "Leo u Horacio"),
            ("fr", &["Léo", "Inès"], "Léo ou Inès"),
        ] {
            let language = Language::parse(language).unwrap();
            assert_eq!(or(&list(names), &language), expected);
        }
    }
}
