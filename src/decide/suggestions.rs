//! Whom to be in touch with today: a few homes, each with one reason, turning so that everybody's turn comes.

use super::contact_flags::{Flag, HomeStatus, State};
use super::why_silent::{Why, why_silent};

/// One home to be in touch with, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suggestion<'a> {
    pub home: &'a HomeStatus,
    pub reason: Reason,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reason {
    /// The clock says that it is time.
    Silent(Why),
    /// The last news was hard, ten school days ago and longer.
    GoodWord,
    /// Hard words this term, and no good one.
    OnlyHard,
    NobodyNoticed,
}

/// At most `count` homes, at most one a child. The most urgent one stands there every day until it is dealt with; the
/// others take turns, so that each comes up within a few days. `turn` is one more on each day that is told of.
pub fn choose(homes: &[HomeStatus], count: usize, turn: usize) -> Vec<Suggestion<'_>> {
    let mut ranked = every(homes);
    if ranked.len() <= count {
        return ranked;
    }
    let standing = count.saturating_sub(1).min(1);
    let (first, others) = ranked.split_at_mut(standing);
    let places = count - standing;
    others.rotate_left(turn.wrapping_mul(places) % others.len().max(1));
    first.iter().chain(others.iter().take(places)).cloned().collect()
}

/// Every home that somebody should be in touch with, one a child, the most urgent first.
pub fn every(homes: &[HomeStatus]) -> Vec<Suggestion<'_>> {
    let mut ranked: Vec<Suggestion<'_>> =
        homes.iter().filter_map(|home| Some(Suggestion { home, reason: reason(home, homes)? })).collect();
    // A stable sort: among equals the roster's order stands.
    ranked.sort_by_key(|s| (rank(s), u32::MAX - s.home.school_days));
    let mut chosen: Vec<Suggestion<'_>> = Vec::new();
    for suggestion in ranked {
        let child = &suggestion.home.facts.home.student;
        if !chosen.iter().any(|s| s.home.facts.home.student == *child) {
            chosen.push(suggestion);
        }
    }
    chosen
}

fn rank(suggestion: &Suggestion<'_>) -> u32 {
    match suggestion.reason {
        Reason::Silent(_) if suggestion.home.flags.contains(&Flag::Overdue) => 0,
        Reason::GoodWord => 1,
        Reason::OnlyHard => 2,
        Reason::Silent(_) => 3,
        Reason::NobodyNoticed => 4,
    }
}

/// A home whose mail waits for an answer has its place in the summary already.
fn reason(home: &HomeStatus, homes: &[HomeStatus]) -> Option<Reason> {
    let has = |flag: Flag| home.flags.contains(&flag);
    if has(Flag::Blocked) || home.facts.waiting_since.is_some() {
        return None;
    }
    let silent = why_silent(home, homes).map(Reason::Silent);
    match silent {
        Some(reason) if has(Flag::Overdue) => Some(reason),
        _ if has(Flag::GoodWord) => Some(Reason::GoodWord),
        _ if has(Flag::OnlyHard) => Some(Reason::OnlyHard),
        Some(reason) => Some(reason),
        None if has(Flag::NoMoment) && home.state == State::Fresh => Some(Reason::NobodyNoticed),
        None => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::contact_flags::samples::{LONG_AGO, silent};
    use proptest::prelude::*;
    use std::collections::BTreeSet;

    fn named(chosen: &[Suggestion<'_>]) -> Vec<String> {
        chosen.iter().map(|s| s.home.facts.home.student.to_string()).collect()
    }

    fn class_of(children: usize) -> Vec<HomeStatus> {
        (0..children).map(|n| silent(&format!("S{n:02}"), "A")).collect()
    }

    #[test]
    fn the_longest_silence_stands_first_and_the_others_take_turns() {
        let mut homes = class_of(6);
        homes[4].school_days = 40;
        let days: Vec<Vec<String>> = (0..3).map(|turn| named(&choose(&homes, 3, turn))).collect();
        assert_eq!(days, [["S04", "S00", "S01"], ["S04", "S02", "S03"], ["S04", "S05", "S00"]]);
        assert_eq!(named(&choose(&homes, 1, 1)), ["S00"]);
        assert_eq!(choose(&homes, 0, 1), []);
    }

    #[test]
    fn a_child_with_two_silent_homes_is_named_once_and_a_waiting_home_not_at_all() {
        let mut homes = vec![silent("S1", "A"), silent("S1", "B"), silent("S2", "A")];
        homes[2].facts.waiting_since = Some(LONG_AGO);
        assert_eq!(named(&choose(&homes, 3, 0)), ["S1"]);
    }

    #[test]
    fn what_is_told_of_a_home_is_its_most_urgent_reason() {
        let with = |flags: &[Flag], state| HomeStatus { flags: flags.to_vec(), state, ..silent("S1", "A") };
        let told = |home: HomeStatus| every(&[home]).first().map(|s| s.reason);
        let never = Reason::Silent(Why::NeverInTouch);
        assert_eq!(told(with(&[Flag::Overdue, Flag::GoodWord, Flag::OnlyHard], State::Overdue)), Some(never));
        assert_eq!(told(with(&[Flag::Due, Flag::GoodWord, Flag::OnlyHard], State::Due)), Some(Reason::GoodWord));
        assert_eq!(told(with(&[Flag::Due, Flag::OnlyHard], State::Due)), Some(Reason::OnlyHard));
        assert_eq!(told(with(&[Flag::Due, Flag::NoMoment], State::Due)), Some(never));
        assert_eq!(told(with(&[Flag::NoMoment], State::Fresh)), Some(Reason::NobodyNoticed));
        assert_eq!(told(with(&[], State::Fresh)), None);
        assert_eq!(told(with(&[Flag::NoMoment, Flag::Unreachable, Flag::Blocked], State::Unreachable)), None);
    }

    proptest! {
        /// Whatever the class, everybody who should be thought of is named within a few school days.
        #[test]
        fn everybody_comes_up(children in 1usize..40, count in 1usize..6, start in 0usize..300) {
            let homes = class_of(children);
            let each_day = count.saturating_sub(1).max(1);
            let mut seen = BTreeSet::new();
            for turn in start..start + children.div_ceil(each_day) {
                let today = choose(&homes, count, turn);
                prop_assert!(today.len() == count.min(children));
                seen.extend(named(&today));
            }
            prop_assert_eq!(seen.len(), children);
        }
    }
}
