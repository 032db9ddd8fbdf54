//! What to fetch, worked out from what is there and what is stored. Pure.
//!
//! The truth is per mail, never a high-water mark: whatever lies on the server and is not stored gets fetched, also
//! when it appears below mails that are stored already (parallel deliveries, replicas). A sweep looks at the last
//! [`LOOK_BACK`] UIDs and at those of a day; the daily reconcile looks at all.
//!
//! Mail is fetched oldest first: a reply is then understood after the mail it answers, and an interrupted first start
//! leaves a gap at the new end, which the next sweep sees, and none in the middle.

use super::uid_set::UidSet;

/// How far below the highest stored UID a sweep looks for latecomers.
pub const LOOK_BACK: u64 = 200;

/// How much of a folder is compared.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    /// The newest mails, the look-back, and what could not be read before.
    Recent,
    /// Everything: the first start, the daily ledger, after a changed UIDVALIDITY. A Maildir has no other.
    Full,
}

/// The lowest UID to ask the server for. `mark`: the highest that was ever listed. Looked at again, however far below it
/// they lie, are `oldest_unread`, the lowest UID that was seen on the server and could not be stored yet, and
/// `oldest_of_day`, the lowest of the mails that came within the last 24 hours.
pub fn look_from(mark: u64, oldest_unread: Option<u64>, oldest_of_day: Option<u64>, reach: Reach) -> u64 {
    match reach {
        Reach::Full => 1,
        Reach::Recent => {
            let recent = mark.saturating_sub(LOOK_BACK);
            [oldest_unread, oldest_of_day].into_iter().flatten().fold(recent, u64::min).max(1)
        }
    }
}

#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct SyncPlan {
    /// On the server and not stored, in the order of the listing (oldest first).
    pub fetch: Vec<u64>,
    /// Stored, looked for, and no longer on the server. News for the ledger; nothing is ever deleted for it.
    pub gone: Vec<u64>,
}

/// `on_server` are the UIDs from `looked_from` on, as [`super::source::Source::look`] gives them.
pub fn plan(on_server: &[u64], stored: &UidSet, looked_from: u64) -> SyncPlan {
    let there: UidSet = on_server.iter().copied().collect();
    SyncPlan {
        fetch: on_server.iter().copied().filter(|uid| !stored.contains(*uid)).collect(),
        gone: stored.iter_from(looked_from).filter(|uid| !there.contains(*uid)).collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn set(uids: impl IntoIterator<Item = u64>) -> UidSet {
        uids.into_iter().collect()
    }

    #[test]
    fn a_first_start_looks_at_everything() {
        assert_eq!(look_from(0, None, None, Reach::Recent), 1);
        assert_eq!(plan(&[4, 7, 9], &set([]), 1), SyncPlan { fetch: vec![4, 7, 9], gone: vec![] });
    }

    #[test]
    fn a_sweep_looks_two_hundred_uids_back_and_a_day_and_at_what_it_could_not_read() {
        for (mark, unread, of_day, reach, expected) in [
            (1000, None, None, Reach::Recent, 800),
            (1000, Some(40), None, Reach::Recent, 40),
            (1000, Some(990), Some(995), Reach::Recent, 800),
            (1000, None, Some(300), Reach::Recent, 300),
            (1000, Some(299), Some(300), Reach::Recent, 299),
            (1000, Some(0), None, Reach::Recent, 1),
            (100, None, None, Reach::Recent, 1),
            (201, None, None, Reach::Recent, 1),
            (202, None, None, Reach::Recent, 2),
            (1000, None, Some(300), Reach::Full, 1),
        ] {
            assert_eq!(look_from(mark, unread, of_day, reach), expected);
        }
    }

    #[test]
    fn a_lower_uid_that_appears_after_a_higher_one_is_fetched() {
        assert_eq!(plan(&[9, 10, 11], &set([9, 11]), 1).fetch, [10]);
    }

    #[test]
    fn what_was_deleted_is_told_only_where_it_was_looked_for() {
        let plan = plan(&[801, 803], &set([5, 801, 802]), 800);
        assert_eq!(plan, SyncPlan { fetch: vec![803], gone: vec![802] });
    }

    #[test]
    fn an_empty_folder_plans_nothing() {
        assert_eq!(plan(&[], &set([]), 1), SyncPlan::default());
    }

    #[test]
    fn the_order_of_a_maildir_listing_is_kept() {
        assert_eq!(plan(&[90, 7, 33], &set([7]), 1).fetch, [90, 33]);
    }
}
