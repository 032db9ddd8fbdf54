//! From a time on the wall clock to an instant, by one rule for the whole program: a time that daylight saving skips
//! comes at the first instant after the gap, one that it repeats comes on the first pass.

use jiff::Timestamp;
use jiff::civil::DateTime;
use jiff::tz::{AmbiguousOffset, TimeZone};

/// The first instant at which the clock shows `wall` or has jumped past it. A later `wall` never has an earlier
/// instant. `None` beyond the years that instants can name.
pub fn first_instant(wall: DateTime, time_zone: &TimeZone) -> Option<Timestamp> {
    let ambiguous = time_zone.to_ambiguous_timestamp(wall);
    match ambiguous.offset() {
        AmbiguousOffset::Unambiguous { .. } => ambiguous.unambiguous().ok(),
        AmbiguousOffset::Fold { .. } => ambiguous.earlier().ok(),
        AmbiguousOffset::Gap { .. } => {
            // Read with the offset that holds after the jump, the time lies just before the jump.
            let before = ambiguous.earlier().ok()?;
            time_zone.following(before).next().map(|jump| jump.timestamp())
        }
    }
}

/// The same, but after `after`: the second pass of a repeated time counts if the first is over.
pub fn first_instant_after(after: Timestamp, wall: DateTime, time_zone: &TimeZone) -> Option<Timestamp> {
    let first = first_instant(wall, time_zone)?;
    if first > after {
        return Some(first);
    }
    let ambiguous = time_zone.to_ambiguous_timestamp(wall);
    let is_fold = matches!(ambiguous.offset(), AmbiguousOffset::Fold { .. });
    ambiguous.later().ok().filter(|second| is_fold && *second > after)
}
