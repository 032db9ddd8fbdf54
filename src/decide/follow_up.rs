//! Questions of the teacher's own that nobody at home has answered.

use super::offered::sentences;

/// The last question that a text asks: a sentence with its mark at the end. A mark inside an address of a page asks
/// nothing.
pub fn question(text: &str) -> Option<String> {
    let asks = |sentence: &String| {
        sentence.trim_end_matches(['"', '”', '»', ')', '\'', '’', '!']).trim_end().ends_with(['?', '？', '؟'])
    };
    // In Spanish the mark at the beginning may stand within a sentence, and one is asked all the same.
    sentences(text).into_iter().rfind(|sentence| asks(sentence) && sentence.chars().any(char::is_alphabetic))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_question_is_a_sentence_that_ends_with_its_mark() {
        for (text, expected) in [
            ("Dear Ana,\nwhen can you come? Thank you.", Some("when can you come?")),
            ("Can you come? Or may I call?", Some("Or may I call?")),
            ("¿Puede venir el jueves?\nGracias.", Some("¿Puede venir el jueves?")),
            ("Pouvez-vous venir ?", Some("Pouvez-vous venir ?")),
            ("هل يمكنك الحضور؟", Some("هل يمكنك الحضور؟")),
            ("你能来吗？", Some("你能来吗？")),
            ("She asked: \"can I go?\"", Some("She asked: \"can I go?\"")),
            ("See http://school.test/?id=5 for more.", None),
            ("All is well.", None),
            ("?", None),
            ("", None),
        ] {
            assert_eq!(question(text).as_deref(), expected, "{text}");
        }
    }
}
