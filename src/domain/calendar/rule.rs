//! On which of the days that a cron line names a job runs, by what these days are in the calendar.

use super::SchoolCalendar;
use jiff::civil::Date;

/// Further than that nobody counts school days.
const MOST_AWAY: u32 = 100;

const SHAPE: &str = "Write `last school day of the week` (or first; or of the month, of the term), or `3 school days \
                     before 2027-03-04` (or after; or the name of an event of the school's calendar).";

/// What binds a job to certain days.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Days {
    /// The cron line then says no more than the time of day: a day that this does not hold for is none of the job's.
    pub only: Option<DayRule>,
    /// An occurrence on a day without school is left out (and said to be). Weekends that the cron line names are meant.
    pub skip_closed: bool,
    /// The same on a day that ends early.
    pub skip_half: bool,
}

impl Days {
    /// Whether this day is one of the job's at all.
    pub fn name(&self, calendar: &SchoolCalendar, day: Date) -> bool {
        self.only.as_ref().is_none_or(|rule| rule.holds(calendar, day))
    }
}

/// A school day by its place in the calendar.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum DayRule {
    First(Stretch),
    Last(Stretch),
    /// So many school days before or after something.
    Away {
        school_days: u32,
        side: Side,
        from: Anchor,
    },
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stretch {
    Week,
    Month,
    Term,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Side {
    Before,
    After,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Anchor {
    Day(Date),
    /// An event of the school's calendar, as it was written; case does not matter. Before it counts from its first
    /// day, after it from its last.
    Event(String),
}

impl DayRule {
    /// Reads `last school day of the week` or `3 school days before 2027-03-04`.
    ///
    /// # Errors
    /// What is wrong and what to write, in one sentence each.
    pub fn parse(text: &str) -> Result<Self, String> {
        let words: Vec<&str> = text.split_whitespace().collect();
        let lower: Vec<String> = words.iter().map(|w| w.to_lowercase()).collect();
        let lower: Vec<&str> = lower.iter().map(String::as_str).collect();
        let unknown = || format!("`{}` names no day. {SHAPE}", text.trim());
        match lower.as_slice() {
            [end, "school", "day", "of", rest @ ..] => {
                let stretch = match rest {
                    ["the", "week"] | ["week"] => Stretch::Week,
                    ["the", "month"] | ["month"] => Stretch::Month,
                    ["the", "term"] | ["term"] => Stretch::Term,
                    _ => return Err(unknown()),
                };
                match *end {
                    "first" => Ok(Self::First(stretch)),
                    "last" => Ok(Self::Last(stretch)),
                    _ => Err(unknown()),
                }
            }
            [number, "school", "day" | "days", side @ ("before" | "after"), _, ..] => {
                let school_days = number.parse().ok().filter(|n| (1..=MOST_AWAY).contains(n)).ok_or_else(unknown)?;
                let side = if *side == "before" { Side::Before } else { Side::After };
                let from = words.get(4..).unwrap_or_default().join(" ");
                let from = match from.parse::<Date>() {
                    Ok(day) => Anchor::Day(day),
                    Err(_) => Anchor::Event(from),
                };
                Ok(Self::Away { school_days, side, from })
            }
            _ => Err(unknown()),
        }
    }

    /// The name of the event it needs in the calendar.
    pub fn event(&self) -> Option<&str> {
        match self {
            Self::Away { from: Anchor::Event(name), .. } => Some(name),
            _ => None,
        }
    }

    pub fn needs_terms(&self) -> bool {
        matches!(self, Self::First(Stretch::Term) | Self::Last(Stretch::Term))
    }

    /// Whether this day is the one; a day without school never is.
    pub fn holds(&self, calendar: &SchoolCalendar, day: Date) -> bool {
        calendar.is_school_day(day)
            && match self {
                Self::First(stretch) => days_of(calendar, *stretch, day).is_some_and(|(first, _)| first == day),
                Self::Last(stretch) => days_of(calendar, *stretch, day).is_some_and(|(_, last)| last == day),
                Self::Away { school_days, side, from } => {
                    anchors(calendar, from, *side).any(|anchor| away(calendar, anchor, *side, *school_days) == day)
                }
            }
    }

    /// The same rule in the same words, however it was written: what a job is known by beside its cron line.
    pub fn text(&self) -> String {
        let stretch = |s: &Stretch| match s {
            Stretch::Week => "week",
            Stretch::Month => "month",
            Stretch::Term => "term",
        };
        match self {
            Self::First(s) => format!("first school day of the {}", stretch(s)),
            Self::Last(s) => format!("last school day of the {}", stretch(s)),
            Self::Away { school_days, side, from } => {
                let side = if *side == Side::Before { "before" } else { "after" };
                let from = match from {
                    Anchor::Day(day) => day.to_string(),
                    Anchor::Event(name) => name.to_lowercase(),
                };
                format!("{school_days} school days {side} {from}")
            }
        }
    }
}

/// The first and the last school day of the week, month or term that this day is in.
fn days_of(calendar: &SchoolCalendar, stretch: Stretch, day: Date) -> Option<(Date, Date)> {
    let (first, last) = match stretch {
        Stretch::Week => calendar.week_of(day),
        Stretch::Month => (day.first_of_month(), day.last_of_month()),
        Stretch::Term => calendar.term_of(day).map(|term| (term.first, term.last))?,
    };
    Some((calendar.first_school_day_in(first, last)?, calendar.last_school_day_in(first, last)?))
}

fn anchors(calendar: &SchoolCalendar, from: &Anchor, side: Side) -> impl Iterator<Item = Date> {
    let (day, spans) = match from {
        Anchor::Day(day) => (Some(*day), [].as_slice()),
        Anchor::Event(name) => (None, calendar.events_called(name)),
    };
    let of_span = move |(first, last): &(Date, Date)| if side == Side::Before { *first } else { *last };
    day.into_iter().chain(spans.iter().map(of_span))
}

fn away(calendar: &SchoolCalendar, anchor: Date, side: Side, school_days: u32) -> Date {
    match side {
        Side::Before => calendar.nth_school_day_before(anchor, school_days),
        Side::After => calendar.nth_school_day_after(anchor, school_days),
    }
}
