//! `[urgent]`: words with which a family's mail is passed on at once, by language. None is built in.

use super::document::Section;
use super::keys::{SCHOOL_FILE, URGENT};
use super::problem::Problems;

/// All words of all languages: a family may write in any of them.
pub fn read_urgent(root: &Section<'_>, problems: &mut Problems) -> Vec<String> {
    let Some(section) = root.section("urgent", &URGENT, problems) else { return Vec::new() };
    section.check_keys(SCHOOL_FILE, problems);
    let mut words: Vec<String> = Vec::new();
    for language in section.values() {
        let example = format!("{} = [\"ambulance\", \"ran away\"]", language.key);
        for entry in language.list(&example, problems) {
            let Some(written) = entry.text("ambulance", problems) else { continue };
            let word = written.text.trim();
            if !word.chars().any(char::is_alphabetic) {
                entry.wrong(problems, "a word of [urgent] has no letter", "write a word or a phrase, or take it out");
            } else if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
    }
    words
}
