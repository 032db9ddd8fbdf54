//! The contact clock: how long since anyone in this home and the teacher were in touch. Computed from the log at the
//! moment of asking; nothing is stored that could go stale.

use super::reachability::Reachability;
use crate::domain::calendar::SchoolCalendar;
use crate::domain::class::ContactRules;
use crate::domain::mail::Home;
use crate::domain::outbox::NextStep;
use crate::domain::preference::Preference;
use jiff::Timestamp;
use jiff::tz::TimeZone;

/// School days after a hard word until a good one is asked for.
const GOOD_WORD_AFTER: u32 = 10;

/// What the log and the roster say about one home.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HomeFacts {
    pub home: Home,
    /// In the roster's order.
    pub guardians: Vec<GuardianFacts>,
    pub last_to: Option<Timestamp>,
    pub last_from: Option<Timestamp>,
    /// Good and hard words to this home over the term.
    pub good: u32,
    pub hard: u32,
    pub last_good: Option<Timestamp>,
    pub last_hard: Option<Timestamp>,
    /// Personal mails that went there.
    pub written: u32,
    /// Somebody there reads a language that the letters are written in.
    pub reads_letters: bool,
    pub waiting_since: Option<Timestamp>,
    /// When the clock began for a home nobody has been in touch with: homeroom's first start.
    pub clock_from: Timestamp,
    /// The child has a moment of the last fortnight.
    pub has_moment: bool,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct GuardianFacts {
    pub name: String,
    pub mail: Way,
    /// What they asked to get.
    pub preference: Preference,
}

/// The way by mail to a guardian.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Way {
    /// A court order; nothing is sent there.
    Barred,
    /// No address was given.
    NoEmail,
    Address(Reachability),
}

impl Way {
    pub fn reachability(&self) -> Option<&Reachability> {
        match self {
            Way::Address(reachability) => Some(reachability),
            Way::Barred | Way::NoEmail => None,
        }
    }
}

/// Whether mail can reach a home.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Reach {
    Mail,
    /// Nobody there gave an address.
    NoEmail,
    /// Every address there sends mail back; what to do about the first.
    Bounces(NextStep),
    /// Everybody there is barred by a court order.
    Blocked,
}

impl Reach {
    fn of(guardians: &[GuardianFacts]) -> Self {
        let mut open = guardians.iter().filter(|g| g.mail != Way::Barred).peekable();
        if open.peek().is_none() {
            return Reach::Blocked;
        }
        let mut addresses = open.filter_map(|g| g.mail.reachability()).peekable();
        let Some(first) = addresses.peek().and_then(|first| first.trouble()) else {
            return if addresses.peek().is_some() { Reach::Mail } else { Reach::NoEmail };
        };
        let next_step = first.next_step;
        if addresses.all(Reachability::comes_back) { Reach::Bounces(next_step) } else { Reach::Mail }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum State {
    Fresh,
    Due,
    Overdue,
    Unreachable,
}

impl State {
    pub fn word(self) -> &'static str {
        match self {
            State::Fresh => "fresh",
            State::Due => "due",
            State::Overdue => "overdue",
            State::Unreachable => "unreachable",
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Flag {
    Due,
    Overdue,
    /// An answer is owed for longer than the class allows itself.
    Waiting,
    /// Hard words this year and no good one.
    OnlyHard,
    /// Ten school days have passed since the last hard word, and no good one followed.
    GoodWord,
    NoMoment,
    Unreachable,
    Bounce,
    Blocked,
}

impl Flag {
    pub fn word(self) -> &'static str {
        match self {
            Flag::Due => "due",
            Flag::Overdue => "overdue",
            Flag::Waiting => "waiting",
            Flag::OnlyHard => "only_hard",
            Flag::GoodWord => "good_word",
            Flag::NoMoment => "no_moment",
            Flag::Unreachable => "unreachable",
            Flag::Bounce => "bounce",
            Flag::Blocked => "blocked",
        }
    }
}

/// One home at one moment.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HomeStatus {
    pub facts: HomeFacts,
    pub last_contact: Option<Timestamp>,
    /// School days since the last contact, or since the clock began.
    pub school_days: u32,
    /// School days an unanswered mail has waited.
    pub waiting_days: Option<u32>,
    pub reach: Reach,
    pub state: State,
    pub flags: Vec<Flag>,
}

pub fn status(
    facts: HomeFacts,
    rules: &ContactRules,
    calendar: &SchoolCalendar,
    zone: &TimeZone,
    now: Timestamp,
) -> HomeStatus {
    let day = |at: Timestamp| at.to_zoned(zone.clone()).date();
    let days_since = |at: Timestamp| calendar.school_days_after(day(at), day(now));
    let last_contact = facts.last_to.max(facts.last_from);
    let school_days = days_since(last_contact.unwrap_or(facts.clock_from));
    let waiting_days = facts.waiting_since.map(days_since);
    let reach = Reach::of(&facts.guardians);
    let barred = reach == Reach::Blocked;

    let mut flags = Vec::new();
    // Nobody may write to a barred home, so no clock urges it.
    let clock = match school_days {
        _ if barred => State::Fresh,
        d if d >= rules.overdue_after => State::Overdue,
        d if d >= rules.due_after => State::Due,
        _ => State::Fresh,
    };
    match clock {
        State::Due => flags.push(Flag::Due),
        State::Overdue => flags.push(Flag::Overdue),
        State::Fresh | State::Unreachable => {}
    }
    if !barred && waiting_days.is_some_and(|d| d >= rules.reply_within) {
        flags.push(Flag::Waiting);
    }
    if facts.hard > 0 && facts.good == 0 {
        flags.push(Flag::OnlyHard);
    }
    if !barred && owes_a_good_word(&facts, days_since) {
        flags.push(Flag::GoodWord);
    }
    if !facts.has_moment {
        flags.push(Flag::NoMoment);
    }
    let state = match reach {
        Reach::Mail => clock,
        Reach::NoEmail | Reach::Bounces(_) | Reach::Blocked => {
            flags.push(Flag::Unreachable);
            State::Unreachable
        }
    };
    match reach {
        Reach::Bounces(_) => flags.push(Flag::Bounce),
        Reach::Blocked => flags.push(Flag::Blocked),
        Reach::Mail | Reach::NoEmail => {}
    }
    HomeStatus { last_contact, school_days, waiting_days, reach, state, flags, facts }
}

/// A hard word weighs on a home until a good one follows; after ten school days somebody should think of it.
fn owes_a_good_word(facts: &HomeFacts, days_since: impl Fn(Timestamp) -> u32) -> bool {
    facts.last_hard.is_some_and(|hard| facts.last_good < Some(hard) && days_since(hard) >= GOOD_WORD_AFTER)
}

/// Homes for the tests of what is decided from them.
#[cfg(test)]
pub mod samples {
    use super::*;
    use crate::ids::{HouseholdId, StudentId};

    pub const LONG_AGO: Timestamp = Timestamp::UNIX_EPOCH;

    /// A home that mail reaches, and that nobody has been in touch with for a month.
    pub fn silent(student: &str, household: &str) -> HomeStatus {
        let home = Home { student: StudentId::new(student), household: HouseholdId::new(household) };
        HomeStatus {
            facts: HomeFacts {
                home,
                guardians: vec![GuardianFacts {
                    name: "Pat".into(),
                    mail: Way::Address(Reachability::Reachable),
                    preference: Preference::default(),
                }],
                last_to: None,
                last_from: None,
                good: 0,
                hard: 0,
                last_good: None,
                last_hard: None,
                written: 0,
                reads_letters: true,
                waiting_since: None,
                clock_from: LONG_AGO,
                has_moment: true,
            },
            last_contact: None,
            school_days: 22,
            waiting_days: None,
            reach: Reach::Mail,
            state: State::Overdue,
            flags: vec![Flag::Overdue],
        }
    }
}

#[cfg(test)]
mod tests;
