//! What to fetch, worked out from what is there and what is stored. Pure.
//!
//! The truth is per mail, never a high-water mark: whatever lies on the server and is not stored gets fetched, also
//! when it appears below mails that are stored already (parallel deliveries, replicas). A sweep looks at the last
//! [`LOOK_BACK`] UIDs; the daily reconcile looks at all.
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

/// The lowest UID to ask the server for. `oldest_unread` is the lowest UID that was seen on the server and could not be
/// stored yet; it is looked at again however old it is.
pub fn look_from(stored: &UidSet, oldest_unread: Option<u64>, reach: Reach) -> u64 {
    match (reach, stored.highest()) {
        (Reach::Recent, Some(highest)) => {
            let recent = highest.saturating_sub(LOOK_BACK);
            oldest_unread.map_or(recent, |uid| recent.min(uid)).max(1)
        }
        _ => 1,
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
        assert_eq!(look_from(&set([]), None, Reach::Recent), 1);
        assert_eq!(plan(&[4, 7, 9], &set([]), 1), SyncPlan { fetch: vec![4, 7, 9], gone: vec![] });
    }

    #[test]
    fn a_sweep_looks_two_hundred_uids_back_and_at_what_it_could_not_read() {
        for (stored, unread, reach, expected) in [
            (set(1..=1000), None, Reach::Recent, 800),
            (set(1..=1000), Some(40), Reach::Recent, 40),
            (set(1..=1000), Some(990), Reach::Recent, 800),
            (set(1..=100), None, Reach::Recent, 1),
            (set(1..=1000), None, Reach::Full, 1),
        ] {
            assert_eq!(look_from(&stored, unread, reach), expected);
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
