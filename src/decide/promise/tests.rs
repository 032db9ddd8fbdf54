use super::*;

#[test]
fn the_first_verb_tells_what_keeps_a_sentence_of_ones_own() {
    for (sentence, expected) in [
        ("I will call you on Thursday.", KeptBy::Call),
        ("Te llamo el jueves.", KeptBy::Call),
        ("Le escribiré mañana.", KeptBy::Mail),
        ("Je vous répondrai vendredi.", KeptBy::Answer),
        ("I will bring the folder on Friday.", KeptBy::Word),
    ] {
        assert_eq!(by_verb(fold(sentence).split(|c: char| !c.is_alphanumeric())), expected, "{sentence}");
    }
}
