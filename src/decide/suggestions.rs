//! Whom to be in touch with today: a few homes, each with one reason, turning so that everybody's turn comes.

use super::contact_flags::{Flag, HomeStatus, Reach, State};
use jiff::civil::Date;

/// One home to be in touch with, and why.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Suggestion<'a> {
    pub home: &'a HomeStatus,
    pub reason: Reason,
}

#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Reason {
    Overdue {
        school_days: u32,
    },
    /// Mail does not get there; the telephone does.
    CallInstead {
        school_days: u32,
    },
    OnlyHard {
        hard: u32,
    },
    Due {
        school_days: u32,
    },
    NobodyNoticed,
}

/// At most `count` homes, at most one a child. The longest silence first; among equals the day of the year turns the
/// order, so that the same names do not stand there every morning.
pub fn choose(homes: &[HomeStatus], count: usize, today: Date) -> Vec<Suggestion<'_>> {
    let turn = usize::try_from(today.day_of_year()).unwrap_or(0);
    let mut ranked: Vec<(u32, u32, usize, Suggestion<'_>)> = homes
        .iter()
        .enumerate()
        .filter_map(|(index, home)| {
            let reason = reason(home)?;
            let order = (index + turn * count.max(1)) % homes.len().max(1);
            Some((rank(&reason), u32::MAX - home.school_days, order, Suggestion { home, reason }))
        })
        .collect();
    ranked.sort_by_key(|(rank, silence, order, _)| (*rank, *silence, *order));
    let mut chosen: Vec<Suggestion<'_>> = Vec::new();
    for (.., suggestion) in ranked {
        let child = &suggestion.home.facts.home.student;
        if chosen.len() < count && !chosen.iter().any(|s| s.home.facts.home.student == *child) {
            chosen.push(suggestion);
        }
    }
    chosen
}

fn rank(reason: &Reason) -> u32 {
    match reason {
        Reason::Overdue { .. } | Reason::CallInstead { .. } => 0,
        Reason::OnlyHard { .. } => 1,
        Reason::Due { .. } => 2,
        Reason::NobodyNoticed => 3,
    }
}

/// A home whose mail waits for an answer has its place in the summary already.
fn reason(home: &HomeStatus) -> Option<Reason> {
    let has = |flag: Flag| home.flags.contains(&flag);
    if has(Flag::Blocked) || home.facts.waiting_since.is_some() {
        return None;
    }
    let school_days = home.school_days;
    let silent = has(Flag::Overdue) || has(Flag::Due);
    match home.state {
        State::Unreachable if silent && home.reach != Reach::Blocked => Some(Reason::CallInstead { school_days }),
        State::Overdue => Some(Reason::Overdue { school_days }),
        _ if has(Flag::OnlyHard) => Some(Reason::OnlyHard { hard: home.facts.hard }),
        State::Due => Some(Reason::Due { school_days }),
        State::Fresh if has(Flag::NoMoment) => Some(Reason::NobodyNoticed),
        _ => None,
    }
}
