//! The hours in which no mail leaves for a family.

use super::wall::first_instant_after;
use jiff::Timestamp;
use jiff::civil::{DateTime, Time};
use jiff::tz::TimeZone;

/// A part of every day on the wall clock, the start included, the end not. It may go over midnight.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub struct QuietHours {
    start: Time,
    end: Time,
}

impl QuietHours {
    /// Reads `18:00-07:30`. An end of `24:00` is midnight.
    ///
    /// # Errors
    /// What is wrong and what to write, in one sentence each.
    pub fn parse(text: &str) -> Result<Self, String> {
        let shape = || format!("`{text}` are no quiet hours. Write start and end as hours and minutes: `18:00-07:30`.");
        let (start, end) = text.split_once(['-', '–']).ok_or_else(shape)?;
        let end = if end.trim() == "24:00" { "00:00" } else { end };
        let (start, end) = (read_time(start).ok_or_else(shape)?, read_time(end).ok_or_else(shape)?);
        if start == end {
            return Err(format!(
                "`{text}` begins and ends at the same time, which could mean all day or never. Leave quiet_hours out \
                 for never, or name two different times."
            ));
        }
        Ok(Self { start, end })
    }

    /// `18:00-07:30`.
    pub fn text(&self) -> String {
        format!("{}-{}", self.start.strftime("%H:%M"), self.end.strftime("%H:%M"))
    }

    pub fn contains(&self, time: Time) -> bool {
        if self.start < self.end {
            self.start <= time && time < self.end
        } else {
            self.start <= time || time < self.end
        }
    }

    /// The first instant at or after `now` whose wall clock lies outside the quiet hours: `now` itself if it does.
    pub fn ends_after(&self, now: Timestamp, time_zone: &TimeZone) -> Timestamp {
        let mut at = now;
        // Once is enough but for a clock that is set back across the end: the hour that repeats is quiet again.
        for _ in 0..4 {
            let wall = time_zone.to_datetime(at);
            if !self.contains(wall.time()) {
                break;
            }
            let end = self.next_end(wall).and_then(|end| first_instant_after(at, end, time_zone));
            let Some(end) = end else { break };
            at = end;
        }
        at
    }

    /// When the quiet hours that hold this wall-clock time end.
    fn next_end(&self, wall: DateTime) -> Option<DateTime> {
        let day = if wall.time() < self.end { wall.date() } else { wall.date().tomorrow().ok()? };
        Some(day.to_datetime(self.end))
    }
}

/// `7:30` or `07:30`.
pub(super) fn read_time(text: &str) -> Option<Time> {
    let (hour, minute) = text.trim().split_once(':')?;
    let digits = |t: &str, longest: usize| (1..=longest).contains(&t.len()) && t.bytes().all(|b| b.is_ascii_digit());
    if !digits(hour, 2) || !digits(minute, 2) || minute.len() != 2 {
        return None;
    }
    Time::new(hour.parse().ok()?, minute.parse().ok()?, 0, 0).ok()
}
