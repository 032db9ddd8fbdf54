//! Words that may sound like blame to whoever reads a difficult letter. The teacher is warned and decides; nothing is
//! refused.

use super::names::Words;

/// Whole words and phrases, whatever the case and the accents; all languages are always looked through. `own`: the school's.
pub fn blame(own: &[String], text: &str) -> Vec<String> {
    let words = Words::of(text);
    let known = WORDS.iter().copied().chain(own.iter().map(String::as_str));
    let mut found: Vec<String> = Vec::new();
    for word in known.filter(|word| words.mention(word).is_some()) {
        if !found.iter().any(|known| known == word) {
            found.push(word.to_owned());
        }
    }
    found
}

#[rustfmt::skip]
const WORDS: &[&str] = &[
    "always", "never", "lazy", "stupid", "spoiled", "spoilt", "naughty", "liar", "troublemaker", "bad behavior",
    "bad behaviour", "badly behaved", "out of control", "your fault", "his fault", "her fault", "their fault", "to blame",
    "you should have", "you should", "you must", "you need to", "you failed", "bad parent", "bad parents", "bad parenting",
    "bad mother", "bad father", "does not care", "doesn't care", "do not care", "don't care", "refuses to", "what is wrong with",
    "siempre", "nunca", "jamás", "perezoso", "perezosa", "flojo", "floja", "mentiroso", "mentirosa", "tonto", "tonta",
    "malcriado", "malcriada", "maleducado", "maleducada", "mala conducta", "su culpa", "tu culpa", "culpa suya", "la culpa",
    "usted debería", "ustedes deberían", "debería haber", "deberían haber", "mal padre",
    "mala madre", "malos padres", "no le importa", "no les importa", "se niega a",
    "toujours", "jamais", "paresseux", "paresseuse", "fainéant", "fainéante", "menteur", "menteuse", "stupide", "mal élevé",
    "mal élevée", "mauvaise conduite", "votre faute", "sa faute", "leur faute", "ta faute", "vous devriez", "vous devez",
    "vous auriez dû", "il faut que vous", "mauvais parents", "mauvais père", "mauvaise mère", "ne fait aucun effort",
    "s'en moque", "s'en fiche", "refuse de",
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn whole_words_are_named_whatever_their_case_and_accents_and_parts_of_words_are_not() {
        for (text, expected) in [
            ("Leo NEVER listens and is lazy.", vec!["never", "lazy"]),
            ("You should  have called.", vec!["you should have", "you should"]),
            ("He doesn’t care", vec!["doesn't care"]),
            ("Leo jamas escucha; es SU culpa", vec!["jamás", "su culpa"]),
            ("Vous auriez du appeler. Il s’en moque", vec!["vous auriez dû", "s'en moque"]),
            ("Nevertheless he left the room twice on Monday.", vec![]),
            ("", vec![]),
        ] {
            assert_eq!(blame(&[], text), expected, "{text}");
        }
        assert_eq!(blame(&["no manners".to_owned(), "never".to_owned()], "No manners, never"), ["never", "no manners"]);
    }
}
