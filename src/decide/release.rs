//! THE release gate: whether a mail may leave at this moment. One pure function, asked before every attempt, with
//! facts read at that moment; every refusal has a reason that a teacher can read.
//!
//! The order of the questions, and why:
//! 1. **rights** — barred, hears only what all must hear, asked to be left alone, a photo that must not be sent: nothing
//!    else matters then;
//! 2. **expiry** — what nobody needs any more should ask no one for a decision;
//! 3. **doubts** that a person must settle — no longer on the class list, the address fails, another child is named,
//!    no approval yet;
//! 4. **time** — not before its hour, a pause of the teacher's, quiet hours, closed days;
//! 5. **limits** — too much that nobody wrote by hand, the provider's limits.
//!
//! Quiet hours and closed days bind mail to families only; the teacher's summary comes at its hour.

mod names;

pub use names::{is_ordinary_word, names_in_text};

use crate::domain::calendar::{ClosedDay, QuietHours, SchoolCalendar, first_instant};
use crate::domain::outbox::OutboxState;
use crate::domain::pause::Pause;
use crate::domain::roster::{Access, Peace};
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use std::fmt;

/// How many mails that nobody wrote or approved one correspondent gets in 24 hours; more may be two machines answering
/// each other, or a cron line that fires every minute.
pub const MOST_AUTOMATIC: u32 = 3;

/// What is known about one mail and its one recipient at this moment.
#[derive(Clone, Debug)]
pub struct Parcel<'a> {
    pub party: Party,
    /// About one child, and not the same words to all.
    pub personal: bool,
    /// The recipient asked not to get mail of this kind.
    pub opted_out: bool,
    /// The name of a child who stands on an attached photo, or to whose homes it goes, without consent to photos.
    pub photo_of: Option<&'a str>,
    /// Mail to this address came back for good, and nothing has shown since that it works.
    pub address_fails: bool,
    /// A teacher has yet to say `ok`.
    pub needs_approval: bool,
    /// The name of a child of another home that stands in the text, from [`names_in_text`]; `None` once a teacher
    /// has read the mail and said `ok` to it.
    pub other_child: Option<&'a str>,
    pub not_before: Timestamp,
    /// For somebody who asked for mail once a week: when this one may go.
    pub weekly_from: Option<Timestamp>,
    /// Of mail that goes by itself, where the household has had as much as the class allows this week: the next Monday.
    pub week_full_until: Option<Timestamp>,
    pub expires: Timestamp,
    pub quiet_hours: Option<&'a QuietHours>,
    /// What the guardians at this address asked for: own quiet hours in the place of the school's, days without mail.
    pub peace: Vec<&'a Peace>,
    pub calendar: &'a SchoolCalendar,
    /// The teacher has stopped all mail to families, now or before.
    pub paused: Option<Pause>,
    /// The job's own cron line names the weekend, so a weekend does not hold it.
    pub weekend_meant: bool,
    /// Of mail that goes by itself, where this correspondent has had [`MOST_AUTOMATIC`] such: when one more may follow.
    pub automatic_from: Option<Timestamp>,
    /// Where a limit of the provider's is reached: when there is room again.
    pub minute_full_until: Option<Timestamp>,
    pub day_full_until: Option<Timestamp>,
}

/// Who would get the mail, as the roster says now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Party {
    Guardian(Access),
    /// Was on the class list when the mail was made, and is no longer.
    NotOnRoster,
    /// The child has left the class, or has yet to join it.
    NotInClass,
    Teacher,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Gate {
    Go,
    /// Ask again at `until`, which is after now.
    Wait {
        until: Timestamp,
        reason: Refusal,
    },
    /// A person must decide.
    Hold {
        reason: Refusal,
    },
    /// It never goes.
    Drop {
        reason: Refusal,
        ending: Ending,
    },
}

/// How a mail that never goes ends.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ending {
    Expired,
    Cancelled,
}

impl From<Ending> for OutboxState {
    fn from(ending: Ending) -> Self {
        match ending {
            Ending::Expired => Self::Expired,
            Ending::Cancelled => Self::Cancelled,
        }
    }
}

/// Why a mail does not leave now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Refusal {
    Blocked,
    InformOnly,
    OptedOut,
    NotInClass,
    PhotoWithoutConsent(ChildName),
    Expired,
    NotOnRoster,
    AddressFails,
    OtherChild(ChildName),
    NeedsApproval,
    NotYet,
    Weekly,
    WeekIsFull,
    Paused,
    QuietHours,
    OwnQuietHours,
    /// The first day on which the guardian wants mail again.
    LeftInPeace(Date),
    ClosedDay(ClosedDay),
    AutomaticTooOften,
    MinuteLimit,
    DayLimit,
}

/// A child's name, for the teacher's eyes: it does not show in debug output, which may reach a log.
#[derive(Clone, PartialEq, Eq)]
pub struct ChildName(pub String);

impl fmt::Debug for ChildName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("‹name›")
    }
}

impl Refusal {
    /// The word in logs and in the store: says nothing about anyone.
    pub fn word(&self) -> &'static str {
        match self {
            Self::Blocked => "blocked",
            Self::InformOnly => "inform_only",
            Self::OptedOut => "opted_out",
            Self::NotInClass => "not_in_class",
            Self::PhotoWithoutConsent(_) => "photo_without_consent",
            Self::Expired => "expired",
            Self::NotOnRoster => "not_on_roster",
            Self::AddressFails => "address_fails",
            Self::OtherChild(_) => "other_child",
            Self::NeedsApproval => "needs_approval",
            Self::NotYet => "not_yet",
            Self::Weekly => "weekly",
            Self::WeekIsFull => "week_is_full",
            Self::Paused => "paused",
            Self::QuietHours => "quiet_hours",
            Self::OwnQuietHours => "own_quiet_hours",
            Self::LeftInPeace(_) => "left_in_peace",
            Self::ClosedDay(_) => "closed_day",
            Self::AutomaticTooOften => "automatic_too_often",
            Self::MinuteLimit => "minute_limit",
            Self::DayLimit => "day_limit",
        }
    }

    /// A sentence for the teacher: what is the matter and, where there is something to do, what.
    pub fn words(&self) -> String {
        match self {
            Self::Blocked => "A court order bars this person: homeroom never writes to them.".into(),
            Self::InformOnly => "This person hears only what all families hear, and this mail is personal.".into(),
            Self::OptedOut => "This person asked not to get mail of this kind.".into(),
            Self::NotInClass => "The child is not in the class now: see `joined` and `left` on the class list.".into(),
            Self::PhotoWithoutConsent(name) => format!(
                "The class list no longer agrees to photos of {}, and one is attached: it was not sent. Note the moment again \
                 without the photo.",
                name.0
            ),
            Self::Expired => "Its time had passed before it could leave.".into(),
            Self::NotOnRoster => {
                "This address is no longer on the class list. Put it back, or say `no` to drop the mail.".into()
            }
            Self::AddressFails => "Mail to this address comes back; the summary said what to do.".into(),
            Self::OtherChild(name) => {
                format!("It names {}, who is not a child of this home. Read it, then say `ok` or `no`.", name.0)
            }
            Self::NeedsApproval => "It waits for your `ok`.".into(),
            Self::NotYet => "It is not time for it yet.".into(),
            Self::Weekly => {
                "This person asked for mail once a week: it goes on the last school day of the week.".into()
            }
            Self::WeekIsFull => {
                "This family has had as many mails as go by themselves in one week; it goes in the next.".into()
            }
            Self::Paused => "You stopped all mail to families; it goes when that ends.".into(),
            Self::QuietHours => "It waits for the end of the families' quiet hours.".into(),
            Self::OwnQuietHours => "It waits for the end of this person's own quiet hours.".into(),
            Self::LeftInPeace(day) => {
                format!("This person asked to be left in peace until {}.", day.strftime("%-d %B %Y"))
            }
            Self::ClosedDay(ClosedDay::Weekend) => "It waits for the end of the weekend.".into(),
            Self::ClosedDay(ClosedDay::Listed(Some(name))) => format!("It waits for the next school day ({name})."),
            Self::ClosedDay(ClosedDay::Listed(None)) => "It waits for the next school day.".into(),
            Self::AutomaticTooOften => {
                format!(
                    "This person got {MOST_AUTOMATIC} mails within a day that nobody wrote by hand; it goes a day later."
                )
            }
            Self::MinuteLimit => "The mail provider allows no more mails this minute; it goes in the next.".into(),
            Self::DayLimit => {
                "The mail provider allows no more mails within one day; it goes when there is room again.".into()
            }
        }
    }
}

/// Whether this mail may leave now.
pub fn release(parcel: &Parcel, now: Timestamp, time_zone: &TimeZone) -> Gate {
    refused_by_right(parcel)
        .or_else(|| {
            let over = parcel.expires <= now;
            over.then_some(Gate::Drop { reason: Refusal::Expired, ending: Ending::Expired })
        })
        .or_else(|| held_for_doubt(parcel).map(|reason| Gate::Hold { reason }))
        .or_else(|| waits_for_its_time(parcel, now, time_zone))
        .or_else(|| refused_by_limit(parcel, now))
        .unwrap_or(Gate::Go)
}

fn refused_by_right(parcel: &Parcel) -> Option<Gate> {
    let reason = match parcel.party {
        Party::Guardian(Access::Blocked) => Refusal::Blocked,
        Party::Guardian(Access::Inform) if parcel.personal => Refusal::InformOnly,
        Party::NotInClass => Refusal::NotInClass,
        Party::Guardian(_) | Party::NotOnRoster if parcel.opted_out => Refusal::OptedOut,
        Party::Guardian(_) | Party::NotOnRoster => Refusal::PhotoWithoutConsent(ChildName(parcel.photo_of?.to_owned())),
        Party::Teacher => return None,
    };
    Some(Gate::Drop { reason, ending: Ending::Cancelled })
}

fn held_for_doubt(parcel: &Parcel) -> Option<Refusal> {
    if parcel.party == Party::NotOnRoster {
        return Some(Refusal::NotOnRoster);
    }
    if parcel.address_fails {
        return Some(Refusal::AddressFails);
    }
    // The teacher reads about all children.
    if let Some(name) = parcel.other_child
        && parcel.party != Party::Teacher
    {
        return Some(Refusal::OtherChild(ChildName(name.to_owned())));
    }
    parcel.needs_approval.then_some(Refusal::NeedsApproval)
}

/// The first moment that is late enough, no quiet hour and no closed day, under the first reason met on the way. A
/// mail that would expire before is asked about when it does, so that its end is told in time.
fn waits_for_its_time(parcel: &Parcel, now: Timestamp, time_zone: &TimeZone) -> Option<Gate> {
    let mut at = now.max(parcel.not_before);
    let mut reason = (at > now).then_some(Refusal::NotYet);
    if let Some(weekly) = parcel.weekly_from.filter(|weekly| *weekly > at) {
        (at, reason) = (weekly, Some(Refusal::Weekly));
    }
    if let Some(monday) = parcel.week_full_until.filter(|monday| *monday > at) {
        (at, reason) = (monday, Some(Refusal::WeekIsFull));
    }
    while at < parcel.expires
        && let Some((until, why)) = leaves_in_peace(parcel, at, time_zone)
    {
        reason.get_or_insert(why);
        // At the end of time nothing opens any more: then the mail waits until it expires.
        at = until.filter(|until| *until > at).unwrap_or(Timestamp::MAX);
    }
    reason.map(|reason| Gate::Wait { until: at.min(parcel.expires), reason })
}

/// Why a family is not written to at this instant, and when to look again.
fn leaves_in_peace(parcel: &Parcel, at: Timestamp, time_zone: &TimeZone) -> Option<(Option<Timestamp>, Refusal)> {
    if parcel.party == Party::Teacher {
        return None;
    }
    if let Some(pause) = parcel.paused.filter(|pause| pause.holds_at(at)) {
        return Some((pause.until, Refusal::Paused));
    }
    let wall = time_zone.to_datetime(at);
    if let Some(day) = closed_for(parcel, wall.date()) {
        return Some((opens_after(parcel, wall.date(), time_zone), Refusal::ClosedDay(day)));
    }
    asked_for_peace(parcel, at, time_zone)
}

/// Days first: who wants no mail before Thursday is not told of the evening. People who share an address may have
/// asked for different things; then all of it holds.
fn asked_for_peace(parcel: &Parcel, at: Timestamp, school: &TimeZone) -> Option<(Option<Timestamp>, Refusal)> {
    let zone = parcel.peace.iter().find_map(|peace| peace.time_zone.as_ref()).unwrap_or(school);
    let days = parcel.peace.iter().filter_map(|peace| peace.days_end(at, zone)).max_by_key(|(day, _)| *day);
    if let Some((day, until)) = days {
        return Some((until, Refusal::LeftInPeace(day)));
    }
    let quiet_until = |hours: &QuietHours, zone: &TimeZone| {
        hours.contains(zone.to_datetime(at).time()).then(|| hours.ends_after(at, zone))
    };
    let own: Vec<_> = parcel.peace.iter().filter_map(|p| Some((p.quiet_hours.as_ref()?, p.zone(zone)))).collect();
    if own.is_empty() {
        let until = quiet_until(parcel.quiet_hours?, zone)?;
        return Some((Some(until), Refusal::QuietHours));
    }
    let until = own.into_iter().filter_map(|(hours, zone)| quiet_until(hours, zone)).max()?;
    Some((Some(until), Refusal::OwnQuietHours))
}

fn closed_for(parcel: &Parcel, day: Date) -> Option<ClosedDay> {
    parcel.calendar.closed_reason(day).filter(|why| *why != ClosedDay::Weekend || !parcel.weekend_meant)
}

/// The first instant of the first day after this one on which families may be written to.
fn opens_after(parcel: &Parcel, day: Date, time_zone: &TimeZone) -> Option<Timestamp> {
    let mut days = std::iter::successors(day.tomorrow().ok(), |d| d.tomorrow().ok());
    let open = days.find(|d| closed_for(parcel, *d).is_none())?;
    first_instant(open.into(), time_zone)
}

fn refused_by_limit(parcel: &Parcel, now: Timestamp) -> Option<Gate> {
    let limits = [
        (parcel.automatic_from, Refusal::AutomaticTooOften),
        (parcel.day_full_until, Refusal::DayLimit),
        (parcel.minute_full_until, Refusal::MinuteLimit),
    ];
    limits
        .into_iter()
        .filter_map(|(until, reason)| Some((until.filter(|until| *until > now)?, reason)))
        .max_by_key(|(until, _)| *until)
        .map(|(until, reason)| Gate::Wait { until: until.min(parcel.expires), reason })
}

#[cfg(test)]
mod tests;
