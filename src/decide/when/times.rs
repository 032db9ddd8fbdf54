//! Times to meet as a teacher writes them: `tue 15:00`, `12 may 3:30pm`, `jue a las 15h`, `mer 15h30`. What can mean two
//! times of the day (`3:30`) is refused, as is what can mean two days.

use super::{fold, read_day};
use jiff::civil::{Date, DateTime, Time};

/// Who means a time before this hour says `am`.
const EARLIEST_HOUR: i8 = 7;
/// A time has no more words: `3 : 30 pm`.
const MOST_WORDS: usize = 3;

/// What stands between a day and its time and says nothing.
const BETWEEN: [&str; 6] = ["at", "a", "las", "la", "@", "um"];

/// The times of a list, each once and in its order. A time without a day is on the day before it (`tue 15:00, 15:30`), a
/// day that stands alone is that of the time behind it (`Tuesday, 15:00`).
///
/// # Errors
/// The first piece that cannot be read, as it was written.
pub fn read_times(pieces: &[String], today: Date) -> Result<Vec<DateTime>, String> {
    let mut times: Vec<DateTime> = Vec::new();
    let mut day: Option<Date> = None;
    // A piece without a time, which waits for one.
    let mut begun: Option<&str> = None;
    for piece in pieces {
        let unread = || piece.trim().to_owned();
        let Some((of_day, time)) = parted(piece) else {
            if let Some(first) = begun.replace(piece) {
                return Err(first.trim().to_owned());
            }
            continue;
        };
        let words = [begun.take().unwrap_or_default().trim(), of_day.as_str()].join(" ");
        if !words.trim().is_empty() {
            day = Some(read_day(words.trim(), today).map_err(|_| unread())?);
        }
        let at = day.ok_or_else(unread)?.to_datetime(time);
        if !times.contains(&at) {
            times.push(at);
        }
    }
    match begun {
        Some(piece) => Err(piece.trim().to_owned()),
        None => Ok(times),
    }
}

/// The words of the day, and the time that stands behind or before them.
fn parted(piece: &str) -> Option<(String, Time)> {
    let folded = fold(piece.trim()).replace('’', "'");
    let words: Vec<&str> = folded.split([' ', '\u{a0}', '\u{202f}']).filter(|word| !word.is_empty()).collect();
    let read = |run: &[&str]| time(&run.concat());
    let behind = (1..=words.len().min(MOST_WORDS)).rev().find_map(|length| {
        let (day, run) = words.split_at_checked(words.len() - length)?;
        read(run).map(|time| (day, time))
    });
    let before = || {
        (1..=words.len().min(MOST_WORDS)).rev().find_map(|length| {
            let (run, day) = words.split_at_checked(length)?;
            read(run).map(|time| (day, time))
        })
    };
    let (day, time) = behind.or_else(before)?;
    let mut day = day.to_vec();
    while day.last().is_some_and(|word| BETWEEN.contains(word)) {
        day.pop();
    }
    Some((day.join(" ").trim_end_matches(',').to_owned(), time))
}

/// `15:00`, `15h30`, `15h`, `3pm`, `3:30 p.m.`, `9:00`. A number alone is none.
fn time(word: &str) -> Option<Time> {
    let plain = word.replace("a.m.", "am").replace("p.m.", "pm");
    let half = ["am", "pm"].into_iter().find_map(|half| plain.strip_suffix(half).map(|rest| (rest, half)));
    let (clock, half) = half.map_or((plain.as_str(), None), |(clock, half)| (clock, Some(half)));
    let (hour, minute) = match clock.split_once([':', 'h']) {
        Some((hour, "")) if clock.ends_with('h') => (hour, "00"),
        Some((hour, minute)) => (hour, minute.trim_end_matches('h')),
        // With `pm` behind it, it is no day.
        None => clock.split_once('.').or(Some((clock, "00"))).filter(|_| half.is_some())?,
    };
    let number = |text: &str, most: usize| -> Option<i8> {
        let digits = !text.is_empty() && text.len() <= most && text.bytes().all(|b| b.is_ascii_digit());
        digits.then(|| text.parse().ok()).flatten()
    };
    let (hour, minute) = (number(hour, 2)?, number(minute, 2).filter(|_| minute.len() == 2)?);
    let hour = match half {
        Some(half) => {
            let of_twelve = (1..=12).contains(&hour).then_some(hour % 12)?;
            if half == "pm" { of_twelve + 12 } else { of_twelve }
        }
        None => Some(hour).filter(|hour| *hour >= EARLIEST_HOUR)?,
    };
    Time::new(hour, minute, 0, 0).ok()
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    /// A Thursday.
    const TODAY: Date = date(2026, 11, 26);

    fn read(list: &str) -> Result<Vec<String>, String> {
        let pieces: Vec<String> = list.split(',').map(str::to_owned).collect();
        read_times(&pieces, TODAY).map(|times| times.iter().map(|at| at.strftime("%m-%d %H:%M").to_string()).collect())
    }

    #[test]
    fn times_are_read_as_teachers_write_them() {
        for (list, expected) in [
            ("tue 15:00, wed 15:30", vec!["12-01 15:00", "12-02 15:30"]),
            ("mar 15h30, mié a las 15:00", vec!["12-01 15:30", "12-02 15:00"]),
            ("mardi à 15h, mercredi 2 décembre 15 h 30", vec!["12-01 15:00", "12-02 15:30"]),
            ("12 may 3pm", vec!["05-12 15:00"]),
            ("tue 3:30 pm, 4 p.m., 4.30pm", vec!["12-01 15:30", "12-01 16:00", "12-01 16:30"]),
            ("tomorrow at 9:00", vec!["11-27 09:00"]),
            ("2026-12-03 7:30", vec!["12-03 07:30"]),
            ("Tuesday, 15:00", vec!["12-01 15:00"]),
            ("Tuesday, 1 December 15:00", vec!["12-01 15:00"]),
            ("15:00 tue", vec!["12-01 15:00"]),
            ("12pm tue, 12:30am wed", vec!["12-01 12:00", "12-02 00:30"]),
            ("tue 15:00, tue 15:00", vec!["12-01 15:00"]),
            ("tue 15:00h", vec!["12-01 15:00"]),
        ] {
            assert_eq!(
                read(list).as_deref(),
                Ok(expected.into_iter().map(str::to_owned).collect::<Vec<_>>().as_slice()),
                "{list}"
            );
        }
    }

    #[test]
    fn what_can_mean_two_things_is_refused_by_its_name() {
        for (list, refused) in [
            ("05/06 15:00", "05/06 15:00"),
            ("tue 15:00, 5/6 15:30", "5/6 15:30"),
            ("tue 3:30", "tue 3:30"),
            ("tue 15", "tue 15"),
            ("15:00", "15:00"),
            ("tue 25:00", "tue 25:00"),
            ("tue 15:5", "tue 15:5"),
            ("tue 12.05", "tue 12.05"),
            ("tue 15:00-15:20", "tue 15:00-15:20"),
            ("tue, wed, 15:00", "tue"),
            ("tue 15:00, wed", "wed"),
            ("soon 15:00", "soon 15:00"),
            ("mon 1 december 15:00", "mon 1 december 15:00"),
            ("tue 13pm", "tue 13pm"),
        ] {
            assert_eq!(read(list), Err(refused.to_owned()), "{list}");
        }
    }
}
