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

/// What the log and the roster say about one home.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct HomeFacts {
    pub home: Home,
    /// In the roster's order.
    pub guardians: Vec<GuardianFacts>,
    pub last_to: Option<Timestamp>,
    pub last_from: Option<Timestamp>,
    pub good: u32,
    pub hard: u32,
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::decide::reachability::Trouble;
    use crate::ids::{HouseholdId, StudentId};
    use crate::message::BounceReason;

    fn at(text: &str) -> Timestamp {
        text.parse().unwrap()
    }

    fn pat(mail: Way) -> GuardianFacts {
        GuardianFacts { name: "Pat".into(), mail, preference: Preference::default() }
    }

    fn with(ways: Vec<Way>) -> HomeFacts {
        HomeFacts { guardians: ways.into_iter().map(pat).collect(), ..facts() }
    }

    fn facts() -> HomeFacts {
        HomeFacts {
            home: Home { student: StudentId::new("S1"), household: HouseholdId::new("A") },
            guardians: vec![pat(Way::Address(Reachability::Reachable))],
            last_to: None,
            last_from: None,
            good: 0,
            hard: 0,
            waiting_since: None,
            clock_from: at("2026-09-01T12:00:00Z"),
            has_moment: true,
        }
    }

    fn ask(facts: HomeFacts, now: &str) -> HomeStatus {
        let zone = TimeZone::get("America/New_York").unwrap();
        status(facts, &ContactRules::default(), &SchoolCalendar::new(), &zone, at(now))
    }

    #[test]
    fn the_clock_counts_school_days_from_the_last_contact_either_way() {
        // Monday 2 November; ten school days later is Monday 16 November.
        let home = HomeFacts { last_from: Some(at("2026-11-02T15:00:00Z")), ..facts() };
        assert_eq!(ask(home.clone(), "2026-11-13T15:00:00Z").state, State::Fresh);
        let due = ask(home.clone(), "2026-11-16T15:00:00Z");
        assert_eq!((due.state, due.school_days, due.flags), (State::Due, 10, vec![Flag::Due]));
        assert_eq!(ask(home.clone(), "2026-11-23T15:00:00Z").state, State::Overdue);
        let answered = HomeFacts { last_to: Some(at("2026-11-20T15:00:00Z")), ..home };
        assert_eq!(ask(answered, "2026-11-23T15:00:00Z").state, State::Fresh);
    }

    #[test]
    fn a_mail_on_friday_has_waited_one_school_day_on_monday() {
        let home = HomeFacts { waiting_since: Some(at("2026-11-13T20:00:00Z")), ..facts() };
        let monday = ask(home.clone(), "2026-11-16T15:00:00Z");
        assert_eq!((monday.waiting_days, monday.flags.contains(&Flag::Waiting)), (Some(1), false));
        assert!(ask(home, "2026-11-17T15:00:00Z").flags.contains(&Flag::Waiting));
    }

    #[test]
    fn a_home_without_email_keeps_its_clock_and_a_barred_one_has_none() {
        let silent = ask(with(vec![Way::NoEmail]), "2026-11-16T15:00:00Z");
        assert_eq!((silent.state, silent.flags), (State::Unreachable, vec![Flag::Overdue, Flag::Unreachable]));
        let barred = ask(with(vec![Way::Barred]), "2026-11-16T15:00:00Z");
        assert_eq!(barred.flags, vec![Flag::Unreachable, Flag::Blocked]);
    }

    #[test]
    fn a_home_is_out_of_reach_when_mail_comes_back_from_every_open_address() {
        let trouble = |blamed| Trouble {
            cause: BounceReason::MailboxUnknown,
            diagnostic: None,
            since: at("2026-09-01T12:00:00Z"),
            next_step: NextStep::AskForAddress,
            blamed,
        };
        let dead = || Way::Address(Reachability::Doubtful(trouble(true)));
        let stopped = || Way::Address(Reachability::Unreachable(trouble(false)));
        let full = || Way::Address(Reachability::Doubtful(trouble(false)));
        let well = || Way::Address(Reachability::Reachable);
        let bounces = Reach::Bounces(NextStep::AskForAddress);
        for (ways, reach) in [
            (vec![dead()], bounces),
            (vec![stopped()], bounces),
            (vec![dead(), stopped(), Way::Barred, Way::NoEmail], bounces),
            (vec![full()], Reach::Mail),
            (vec![dead(), full()], Reach::Mail),
            (vec![well(), dead()], Reach::Mail),
            (vec![Way::NoEmail, Way::Barred], Reach::NoEmail),
            (vec![Way::Barred], Reach::Blocked),
        ] {
            let asked = ask(with(ways), "2026-09-02T15:00:00Z");
            assert_eq!(asked.reach, reach, "{:?}", asked.facts.guardians);
            assert_eq!(asked.flags.contains(&Flag::Bounce), reach == bounces);
        }
    }

    #[test]
    fn hard_words_without_a_good_one_are_flagged() {
        assert!(ask(HomeFacts { hard: 1, ..facts() }, "2026-09-02T15:00:00Z").flags.contains(&Flag::OnlyHard));
        assert!(
            !ask(HomeFacts { hard: 3, good: 1, ..facts() }, "2026-09-02T15:00:00Z").flags.contains(&Flag::OnlyHard)
        );
    }
}
