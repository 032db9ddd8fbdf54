//! The crontab dialect, read and checked.
//!
//! What is accepted is crontab(5) as people know it: minute, hour, day of month, month, day of week (0 and 7 are
//! Sunday), optionally with seconds in front, or `@daily` and its kin. What crontab accepts but hardly anyone means
//! (31 February, a day of the month *or* a weekday) is refused with what to write instead. A [`Crontab`] is
//! therefore known to fire. When it fires is asked in `decide::due`.

mod field;

use field::{DAY, HOUR, MINUTE, MONTH, SECOND, Values, WEEKDAY};
use jiff::civil::Weekday;

/// A checked cron line.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Crontab {
    text: String,
    six_fields: String,
    /// Bit 0 is Sunday; only days that the weekday field names, never those that a `*` includes.
    named_weekdays: u64,
}

/// Why a cron line is refused, and what to write.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct CrontabProblem {
    /// What is wrong, a sentence.
    pub what: String,
    /// What to write instead, a sentence.
    pub instead: String,
}

impl CrontabProblem {
    fn new(what: impl Into<String>, instead: impl Into<String>) -> Self {
        Self { what: what.into(), instead: instead.into() }
    }
}

const SHAPE: &str = "Write five fields: minute, hour, day of month, month, day of week. \
                     `30 15 * * Fri` is every Friday at 15:30.";

impl Crontab {
    /// Reads a cron line. Blanks around and between the fields and the case of names do not matter.
    pub fn parse(text: &str) -> Result<Self, CrontabProblem> {
        let text = text.trim();
        let line = match text.strip_prefix('@') {
            Some(nickname) => expand_nickname(nickname)?,
            None => text,
        };
        let parts: Vec<&str> = line.split_whitespace().collect();
        let (second, [minute, hour, day, month, weekday]) = match *parts.as_slice() {
            [minute, hour, day, month, weekday] => ("0", [minute, hour, day, month, weekday]),
            [second, minute, hour, day, month, weekday] => (second, [minute, hour, day, month, weekday]),
            _ => return Err(wrong_number_of_fields(&parts)),
        };
        let second = SECOND.read(second)?;
        let minute = MINUTE.read(minute)?;
        let hour = HOUR.read(hour)?;
        let day = DAY.read(day)?;
        let month = MONTH.read(month)?;
        let weekday = WEEKDAY.read(weekday)?;
        refuse_two_kinds_of_days(day, weekday)?;
        refuse_days_that_never_come(day, month)?;
        let six_fields = [
            SECOND.write(second),
            MINUTE.write(minute),
            HOUR.write(hour),
            DAY.write(day),
            MONTH.write(month),
            WEEKDAY.write(weekday),
        ]
        .join(" ");
        Ok(Self { text: text.to_owned(), six_fields, named_weekdays: weekday.named })
    }

    /// The line as it was written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The same schedule with seconds first, every list and range written out, and weekdays by name: a form that
    /// means the same to every reader of cron lines, whatever number it gives to Sunday.
    pub fn six_fields(&self) -> &str {
        &self.six_fields
    }

    /// Whether the weekday field itself names this day. `* * *` includes every day and names none.
    pub fn names_weekday(&self, day: Weekday) -> bool {
        self.named_weekdays & (1 << day.to_sunday_zero_offset()) != 0
    }

    /// Whether the weekday field itself names Saturday or Sunday: whoever wrote it means the weekend.
    pub fn names_weekend(&self) -> bool {
        self.names_weekday(Weekday::Saturday) || self.names_weekday(Weekday::Sunday)
    }
}

/// The nicknames of crontab(5), without their `@`.
fn expand_nickname(nickname: &str) -> Result<&'static str, CrontabProblem> {
    match nickname.to_ascii_lowercase().as_str() {
        "hourly" => Ok("0 * * * *"),
        "daily" | "midnight" => Ok("0 0 * * *"),
        "weekly" => Ok("0 0 * * 0"),
        "monthly" => Ok("0 0 1 * *"),
        "yearly" | "annually" => Ok("0 0 1 1 *"),
        "reboot" => Err(CrontabProblem::new(
            "`@reboot` names no time of day, and homeroom may start at any hour.",
            "Write the time it should happen, such as `0 7 * * Mon-Fri`.",
        )),
        _ => Err(CrontabProblem::new(
            format!("`@{nickname}` is not known."),
            "Write @hourly, @daily, @weekly, @monthly or @yearly, or five fields such as `0 7 * * Mon-Fri`.",
        )),
    }
}

fn wrong_number_of_fields(parts: &[&str]) -> CrontabProblem {
    let joins = ['-', ',', '/'];
    if parts.iter().any(|part| part.starts_with(joins) || part.ends_with(joins)) {
        return CrontabProblem::new(
            "The cron line has a blank inside a field.",
            "Write ranges, lists and steps without blanks, such as `Mon-Fri`, `1,15` or `*/2`.",
        );
    }
    match parts.len() {
        0 => CrontabProblem::new("The cron line is empty.", SHAPE),
        7 => CrontabProblem::new(
            "The cron line has seven fields; a year cannot be given.",
            "Leave the last field (the year) out. With six fields the first is the second of the minute.",
        ),
        n => {
            let fields = if n == 1 { "one field".to_owned() } else { format!("{n} fields") };
            CrontabProblem::new(format!("The cron line has {fields}, and five are needed."), SHAPE)
        }
    }
}

/// cron runs on days that match *either* field, most other programs on days that match *both*. Whoever writes such
/// a line means one of the two, and nothing in it says which.
fn refuse_two_kinds_of_days(day: Values, weekday: Values) -> Result<(), CrontabProblem> {
    if day.star || weekday.star {
        return Ok(());
    }
    Err(CrontabProblem::new(
        "The line restricts the day of the month and the day of the week. Classic cron runs on days that fit either, \
         other programs on days that fit both.",
        "Leave `*` in one of the two fields. If you mean either, write two jobs, one for each.",
    ))
}

fn refuse_days_that_never_come(day: Values, month: Values) -> Result<(), CrontabProblem> {
    const LONGEST: [u32; 12] = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];
    let first_day = day.set.trailing_zeros();
    let comes = LONGEST.iter().zip(1..).any(|(longest, number)| month.holds(number) && first_day <= *longest);
    if comes {
        return Ok(());
    }
    Err(CrontabProblem::new(
        format!("Day {} never comes in month {}: the job would never run.", DAY.write(day), MONTH.write(month)),
        "Name a day that the month has. Every month has the days 1 to 28.",
    ))
}

#[cfg(test)]
mod tests;
