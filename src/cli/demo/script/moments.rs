//! Lines a teacher might note about any child: a moment of the day and what was seen in it.

use crate::cli::demo::cast::Child;
use crate::cli::demo::letters::choose;
use fastrand::Rng;

const WHEN: [&str; 14] = [
    "In reading group this morning",
    "At recess",
    "In line for lunch",
    "During the math quiz",
    "While we packed up",
    "In the library",
    "On the way to the gym",
    "In science today",
    "Before the bell rang",
    "During silent reading",
    "In art",
    "When the projector broke",
    "At the morning circle",
    "In the computer room",
];

const SEEN: [&str; 22] = [
    "[he|she] waited for the slowest reader without being asked to",
    "[he|she] tried the hard problem first and was cheerful about getting it wrong",
    "[he|she] explained fractions with two cookies and then shared both",
    "[he|she] moved over so that the new student had somewhere to sit",
    "[he|she] asked why, and then asked why again, until we all understood it better",
    "[he|she] read a whole page aloud, and [his|her] voice did not shake",
    "[he|she] found the one book everybody had been looking for",
    "[he|she] said sorry before anyone told [him|her] to, and meant it",
    "[he|she] stayed with a problem for twenty minutes and solved it",
    "[he|she] noticed that someone was alone and started a game there",
    "[he|she] checked [his|her] work and found [his|her] own mistake",
    "[he|she] told a joke that I am still laughing about",
    "[he|she] put away what others had left lying around",
    "[he|she] spoke up for a rule that was not to [his|her] own advantage",
    "[he|she] wrote three sentences more than I had asked for",
    "[he|she] let the others finish before [he|she] said what [he|she] thought",
    "[he|she] taught us how to say good morning the way they say it at home",
    "[he|she] drew the map of the playground so well that we hung it up",
    "[he|she] held the door until the very last person was through",
    "[he|she] asked for help at the right moment, which is not easy",
    "[he|she] remembered what we had learned in September and used it",
    "[he|she] lost the game and went to shake hands first",
];

/// One of some three hundred lines, with the child's pronouns. It names nobody.
pub fn line(child: &Child, rng: &mut Rng) -> String {
    let when = rng.choice(WHEN).unwrap_or_default();
    let seen = rng.choice(SEEN).unwrap_or_default();
    choose(&format!("{when} {seen}."), child.girl)
}
