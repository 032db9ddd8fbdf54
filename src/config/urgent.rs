//! `[urgent]`: words with which a family's mail is passed on at once, by language; none is built in. `[blame]`: words of
//! which a teacher is warned in a difficult letter, beside those that homeroom knows.

use super::document::Section;
use super::keys::{BLAME, Known, SCHOOL_FILE, URGENT};
use super::problem::Problems;

pub fn read_urgent(root: &Section<'_>, problems: &mut Problems) -> Vec<String> {
    read_words(root, ("urgent", &URGENT), "ambulance", problems)
}

pub fn read_blame(root: &Section<'_>, problems: &mut Problems) -> Vec<String> {
    read_words(root, ("blame", &BLAME), "careless", problems)
}

/// All words of all languages: one may write in any of them.
fn read_words(
    root: &Section<'_>,
    (name, known): (&str, &'static Known),
    example: &str,
    problems: &mut Problems,
) -> Vec<String> {
    let Some(section) = root.section(name, known, problems) else { return Vec::new() };
    section.check_keys(SCHOOL_FILE, problems);
    let mut words: Vec<String> = Vec::new();
    for language in section.values() {
        let list = format!("{} = [\"{example}\"]", language.key);
        for entry in language.list(&list, problems) {
            let Some(written) = entry.text(example, problems) else { continue };
            let word = written.text.trim();
            if !word.chars().any(char::is_alphabetic) {
                let what = format!("a word of [{name}] has no letter");
                entry.wrong(problems, what, "write a word or a phrase, or take it out");
            } else if !words.iter().any(|known| known == word) {
                words.push(word.to_owned());
            }
        }
    }
    words
}
