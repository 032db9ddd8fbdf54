//! Which items of a day are shown, and under which number: one sequence across all sections.

use super::view::{Draft, SummaryView};

/// More than a dozen lines to answer is no two-minute mail.
const MOST: usize = 12;
const MOST_WAITING: usize = 5;
/// Whoever gathers the questions need not look for more of strangers.
pub const MOST_QUESTIONS: usize = 3;
/// Of the 18 KB of a summary, so much is for the letters in it.
const MOST_DRAFT_OCTETS: usize = 6_000;
/// So many numbers are kept for promises and departures when there are many drafts.
const KEPT_FOR_THE_REST: usize = 2;

/// A fact of the view, by its place in its list.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum ItemRef {
    Waiting(usize),
    Question(usize),
    Draft(usize),
    Promise(usize),
    Departure(usize),
}

/// The numbered items in the order they are shown. Whoever sends the summary stores this: a `3` in an answer means the
/// third item of *this* mail.
pub fn numbered(view: &SummaryView) -> Vec<(u32, ItemRef)> {
    let waiting = view.waiting.len().min(MOST_WAITING);
    let questions = view.questions.len().min(MOST_QUESTIONS);
    let kept = (view.promises.len() + view.departures.len()).min(KEPT_FOR_THE_REST);
    let drafts = that_fit(&view.drafts).min(MOST - waiting - questions - kept);
    let promises = view.promises.len().min(MOST - waiting - questions - drafts);
    let departures = view.departures.len().min(MOST - waiting - questions - drafts - promises);
    let items = (0..waiting)
        .map(ItemRef::Waiting)
        .chain((0..questions).map(ItemRef::Question))
        .chain((0..drafts).map(ItemRef::Draft))
        .chain((0..promises).map(ItemRef::Promise))
        .chain((0..departures).map(ItemRef::Departure));
    (1..).zip(items).collect()
}

/// How many drafts, the first in any case, can be shown whole in a mail that is read in two minutes.
fn that_fit(drafts: &[Draft]) -> usize {
    let letters = |draft: &Draft| draft.versions.iter().map(|v| v.text.len()).sum::<usize>();
    let mut shown = 0;
    drafts
        .iter()
        .take_while(|draft| {
            let first = shown == 0;
            shown += letters(draft);
            first || shown <= MOST_DRAFT_OCTETS
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::summary::samples;

    #[test]
    fn numbers_run_through_all_sections() {
        let numbers = numbered(&samples::busy());
        assert_eq!(numbers.iter().map(|(n, _)| *n).collect::<Vec<_>>(), (1..=9).collect::<Vec<_>>());
        assert_eq!(numbers[3].1, ItemRef::Question(0));
        assert_eq!(numbers[8].1, ItemRef::Departure(0));
    }

    #[test]
    fn never_more_than_twelve_and_each_section_gets_a_turn() {
        let numbers = numbered(&samples::flooded());
        assert_eq!(numbers.len(), 12);
        let of = |matches: fn(&ItemRef) -> bool| numbers.iter().filter(|(_, item)| matches(item)).count();
        assert_eq!(of(|i| matches!(i, ItemRef::Waiting(_))), 5);
        assert_eq!(of(|i| matches!(i, ItemRef::Question(_))), 3);
        assert_eq!(of(|i| matches!(i, ItemRef::Draft(_))), 2);
        assert_eq!(of(|i| matches!(i, ItemRef::Promise(_))), 2);
    }
}
