//! Which items of a day are shown, and under which number: one sequence across all sections, and for the whole day.

use super::view::{Draft, SummaryView};
use crate::domain::mail::ItemTarget;
use std::collections::{HashMap, HashSet};

/// More than a dozen lines to answer is no two-minute mail.
const MOST: usize = 12;
const MOST_WAITING: usize = 5;
/// A key names an item by an octet.
const MOST_AT_ALL: usize = 100;
/// Whoever gathers the questions need not look for more of strangers.
pub const MOST_QUESTIONS: usize = 3;
/// Items, mails that wait and questions on a day that shows every child as well.
const MOST_BESIDE_THE_TABLE: (usize, usize, usize) = (10, 4, 2);
/// Of the 18 KB of a summary, so much is for the letters in it.
const MOST_DRAFT_OCTETS: usize = 3_600;
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

/// The number of each item that is shown and can be answered.
pub type Numbers = HashMap<ItemRef, u32>;

/// A number for each item that is to be shown: that under which the day knows it already, else one that is new. So
/// `ok 3` means the same whichever of the day's summaries it was read in. What has grown since it got its number is
/// another item: under the old number the teacher did not see all of it.
pub fn numbered(known: &[(u32, ItemTarget)], shown: Vec<ItemTarget>) -> Vec<(u32, ItemTarget)> {
    let mut next = known.iter().map(|(number, _)| *number).max().unwrap_or(0);
    let mut given = HashSet::new();
    let mut number = |item: &ItemTarget| {
        let before = known.iter().find(|(number, was)| stands_for(was, item) && !given.contains(number));
        let number = before.map_or_else(
            || {
                next += 1;
                next
            },
            |(number, _)| *number,
        );
        given.insert(number);
        number
    };
    shown.into_iter().map(|item| (number(&item), item)).collect()
}

/// Of several drafts under one number some may have gone since.
fn stands_for(was: &ItemTarget, is: &ItemTarget) -> bool {
    match (was, is) {
        (ItemTarget::Outgoing(was), ItemTarget::Outgoing(is)) => is.iter().all(|id| was.contains(id)),
        _ => was == is,
    }
}

/// The items that are shown, in this order.
pub fn shown(view: &SummaryView) -> Vec<ItemRef> {
    // The table of all children takes the room of some items.
    let table = !view.children.is_empty();
    let (most, most_waiting, most_questions) =
        if table { MOST_BESIDE_THE_TABLE } else { (MOST, MOST_WAITING, MOST_QUESTIONS) };
    let waiting = view.waiting.len().min(most_waiting);
    let questions = view.questions.len().min(most_questions);
    let kept = (view.promises.len() + view.departures.len()).min(KEPT_FOR_THE_REST);
    let drafts = that_fit(&view.drafts).min(most - waiting - questions - kept);
    let promises = view.promises.len().min(most - waiting - questions - drafts);
    let departures = view.departures.len().min(most - waiting - questions - drafts - promises);
    (0..waiting)
        .map(ItemRef::Waiting)
        .chain((0..questions).map(ItemRef::Question))
        .chain((0..drafts).map(ItemRef::Draft))
        .chain((0..promises).map(ItemRef::Promise))
        .chain((0..departures).map(ItemRef::Departure))
        .collect()
}

/// Every item, for whoever asked for more.
pub fn whole(view: &SummaryView) -> Vec<ItemRef> {
    (0..view.waiting.len())
        .map(ItemRef::Waiting)
        .chain((0..view.questions.len()).map(ItemRef::Question))
        .chain((0..view.drafts.len()).map(ItemRef::Draft))
        .chain((0..view.promises.len()).map(ItemRef::Promise))
        .chain((0..view.departures.len()).map(ItemRef::Departure))
        .take(MOST_AT_ALL)
        .collect()
}

/// How many drafts, the first in any case, can be shown whole in a mail that is read in two minutes.
fn that_fit(drafts: &[Draft]) -> usize {
    let letters = |draft: &Draft| {
        let blanks = draft.hard.iter().filter(|letter| !letter.blanks.is_whole());
        let blanks = blanks.flat_map(|letter| letter.blanks.words().map(str::len));
        draft.versions.iter().map(|v| v.text.len()).chain(blanks).sum::<usize>()
    };
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
    use crate::ids::{InboundId, OutboxId};
    use crate::render::summary::samples;

    #[test]
    fn numbers_run_through_all_sections() {
        let items = shown(&samples::busy());
        assert_eq!(items.len(), 9);
        assert_eq!(items[3], ItemRef::Question(0));
        assert_eq!(items[8], ItemRef::Departure(0));
    }

    #[test]
    fn never_more_than_twelve_and_each_section_gets_a_turn() {
        let items = shown(&samples::flooded());
        assert_eq!(items.len(), 12);
        let of = |matches: fn(&ItemRef) -> bool| items.iter().filter(|item| matches(item)).count();
        assert_eq!(of(|i| matches!(i, ItemRef::Waiting(_))), 5);
        assert_eq!(of(|i| matches!(i, ItemRef::Question(_))), 3);
        assert_eq!(of(|i| matches!(i, ItemRef::Draft(_))), 2);
        assert_eq!(of(|i| matches!(i, ItemRef::Promise(_))), 2);
    }

    #[test]
    fn an_item_keeps_its_number_for_the_day() {
        let mail = |id| ItemTarget::Mail(InboundId(id));
        let drafts = |ids: &[i64]| ItemTarget::Outgoing(ids.iter().map(|id| OutboxId(*id)).collect());
        let first = numbered(&[], vec![mail(7), mail(8), drafts(&[1, 2]), drafts(&[3])]);
        assert_eq!(first, [(1, mail(7)), (2, mail(8)), (3, drafts(&[1, 2])), (4, drafts(&[3]))]);
        // 7 is answered, 9 came, of one child's two letters one has gone, and the other child's drafts are one more.
        let second = numbered(&first, vec![mail(8), mail(9), drafts(&[2]), drafts(&[3, 5])]);
        assert_eq!(second, [(2, mail(8)), (5, mail(9)), (3, drafts(&[2])), (6, drafts(&[3, 5]))]);
    }
}
