//! What is told of promises, of sentences that are offered as one, and of hard drafts.

use super::NamedDay;

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PromiseSaid {
    /// `kept_by_itself`: the mail or the call it speaks of ends it.
    Made {
        child: Option<String>,
        text: String,
        due: NamedDay,
        kept_by_itself: bool,
    },
    Kept {
        promises: usize,
    },
    /// The sentence is no promise and is not offered again.
    NotMade,
    DayIsPast,
    ItemIsNoPromise {
        number: usize,
    },
}
