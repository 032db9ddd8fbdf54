//! New text and cuts together hold all of the text and nothing else, be it plain or from HTML.
#![no_main]

use homeroom::message::ReadingRules;
use homeroom::message::html;
use homeroom::message::reply_text::{NewText, above_history, new_text, new_text_of_html};
use libfuzzer_sys::fuzz_target;
use std::collections::HashSet;

/// Looking for each of many lines in each of many pieces is slow; that no letter is lost is asked of every text.
const LINES_LOOKED_FOR: usize = 500;

fuzz_target!(|octets: &[u8]| {
    let text = String::from_utf8_lossy(octets);
    // These stand for elements of HTML, and are never left in a plain body.
    let plain: String = text.chars().filter(|c| !('\u{e0f0}'..='\u{e0f5}').contains(c)).collect();
    covers_all(&plain, &new_text(&plain, ReadingRules::default()));
    assert!(plain.contains(above_history(&plain)));
    let marked = html::to_marked_text(&text);
    covers_all(&html::without_marks(&marked), &new_text_of_html(&marked, ReadingRules::default()));
});

fn covers_all(text: &str, read: &NewText) {
    let parts = || std::iter::once(read.text.as_str()).chain(read.cuts.iter().map(|cut| cut.text.as_str()));
    assert_eq!(words_of(parts()), words_of([text]), "lost or doubled in {read:#?}");
    for cut in &read.cuts {
        assert!(cut.text.lines().next().is_some_and(|line| !line.trim().is_empty()), "begins empty: {cut:?}");
        assert_eq!(cut.text.trim_end(), cut.text);
        assert!(cut.above <= read.text.len());
    }
    let held: HashSet<&str> = parts().flat_map(str::lines).map(bare).collect();
    for line in text.lines().take(LINES_LOOKED_FOR).map(bare).filter(|line| !line.is_empty()) {
        // A line may have been shared by the writer and an attribution.
        let part_of_it = || held.iter().take(LINES_LOOKED_FOR).any(|part| !part.is_empty() && line.contains(part));
        assert!(held.contains(line) || held.len() > LINES_LOOKED_FOR || part_of_it(), "lost: {line:?} in {read:#?}");
    }
}

fn bare(line: &str) -> &str {
    line.trim().trim_start_matches("> ").trim()
}

/// What a text holds beside blanks and marks of quoting, in any order.
fn words_of<'a>(texts: impl IntoIterator<Item = &'a str>) -> Vec<char> {
    let mut words: Vec<char> =
        texts.into_iter().flat_map(str::chars).filter(|c| !c.is_whitespace() && *c != '>').collect();
    words.sort_unstable();
    words
}
