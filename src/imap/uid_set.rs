//! A set of UIDs that stays small when they are consecutive, as they are on a mail server.

use std::collections::BTreeMap;
use std::fmt;

/// Ranges, each its first and last UID; they neither overlap nor touch. Insertion and look-up are O(log ranges).
#[derive(Clone, Default, PartialEq, Eq, Debug)]
pub struct UidSet {
    ranges: BTreeMap<u64, u64>,
    len: u64,
}

impl UidSet {
    pub fn new() -> Self {
        Self::default()
    }

    pub fn contains(&self, uid: u64) -> bool {
        self.ranges.range(..=uid).next_back().is_some_and(|(_, last)| *last >= uid)
    }

    /// `false` if it was in the set already.
    pub fn insert(&mut self, uid: u64) -> bool {
        if self.contains(uid) {
            return false;
        }
        let before = self.ranges.range(..uid).next_back().map(|(first, last)| (*first, *last));
        let first = before.filter(|(_, last)| last.checked_add(1) == Some(uid)).map_or(uid, |(first, _)| first);
        let after = uid.checked_add(1).and_then(|next| self.ranges.remove(&next));
        self.ranges.insert(first, after.unwrap_or(uid));
        self.len += 1;
        true
    }

    /// How many UIDs it holds.
    pub fn len(&self) -> u64 {
        self.len
    }

    pub fn is_empty(&self) -> bool {
        self.len == 0
    }

    pub fn highest(&self) -> Option<u64> {
        self.ranges.last_key_value().map(|(_, last)| *last)
    }

    /// Every UID, ascending.
    pub fn iter(&self) -> impl Iterator<Item = u64> + '_ {
        self.ranges.iter().flat_map(|(first, last)| *first..=*last)
    }

    /// Every UID from this one on, ascending.
    pub fn iter_from(&self, from: u64) -> impl Iterator<Item = u64> + '_ {
        let straddling = self.ranges.range(..from).next_back().filter(|(_, last)| **last >= from);
        let rest = self.ranges.range(from..);
        straddling.into_iter().chain(rest).flat_map(move |(first, last)| (*first).max(from)..=*last)
    }
}

impl FromIterator<u64> for UidSet {
    fn from_iter<I: IntoIterator<Item = u64>>(uids: I) -> Self {
        let mut set = Self::new();
        for uid in uids {
            set.insert(uid);
        }
        set
    }
}

impl Extend<u64> for UidSet {
    fn extend<I: IntoIterator<Item = u64>>(&mut self, uids: I) {
        for uid in uids {
            self.insert(uid);
        }
    }
}

/// The form of an IMAP sequence-set (RFC 3501 §9): `1:5,9`.
impl fmt::Display for UidSet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for (n, (first, last)) in self.ranges.iter().enumerate() {
            let comma = if n == 0 { "" } else { "," };
            if first == last { write!(f, "{comma}{first}")? } else { write!(f, "{comma}{first}:{last}")? }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    #[test]
    fn neighbours_become_one_range() {
        let set: UidSet = [5, 1, 3, 2, 9, 4].into_iter().collect();
        assert_eq!(set.to_string(), "1:5,9");
        assert_eq!((set.len(), set.highest()), (6, Some(9)));
    }

    #[test]
    fn the_ends_of_the_number_range_do_not_overflow() {
        let mut set: UidSet = [u64::MAX, 0].into_iter().collect();
        assert!(set.insert(u64::MAX - 1) && !set.insert(u64::MAX));
        assert_eq!(set.iter_from(u64::MAX - 1).count(), 2);
    }

    proptest! {
        #[test]
        fn it_behaves_as_an_ordinary_set(uids in proptest::collection::vec(0u64..60, 0..80), from in 0u64..60) {
            let plain: BTreeSet<u64> = uids.iter().copied().collect();
            let mut set = UidSet::new();
            let mut seen = BTreeSet::new();
            for uid in uids {
                prop_assert_eq!(set.insert(uid), seen.insert(uid));
            }
            prop_assert_eq!(set.len(), plain.len() as u64);
            prop_assert_eq!(set.iter().collect::<Vec<_>>(), plain.iter().copied().collect::<Vec<_>>());
            prop_assert_eq!(set.iter_from(from).collect::<Vec<_>>(), plain.range(from..).copied().collect::<Vec<_>>());
            prop_assert_eq!((0..60).filter(|u| set.contains(*u)).count(), plain.len());
        }
    }
}
