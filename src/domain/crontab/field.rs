//! One field of a cron line: which numbers it may hold, how it is read and written.

use super::CrontabProblem;
use crate::domain::calendar::names::MONTHS;

/// What one field allows. `last` is the highest number of its meaning; the weekday field reads 7 as 0 besides.
pub(super) struct Field {
    name: &'static str,
    first: u32,
    last: u32,
    names: &'static [&'static str],
}

pub(super) const SECOND: Field = Field { name: "second", first: 0, last: 59, names: &[] };
pub(super) const MINUTE: Field = Field { name: "minute", first: 0, last: 59, names: &[] };
pub(super) const HOUR: Field = Field { name: "hour", first: 0, last: 23, names: &[] };
pub(super) const DAY: Field = Field { name: "day of month", first: 1, last: 31, names: &[] };
pub(super) const MONTH: Field = Field { name: "month", first: 1, last: 12, names: &MONTHS };
pub(super) const WEEKDAY: Field = Field {
    name: "day of week",
    first: 0,
    last: 6,
    names: &["sunday", "monday", "tuesday", "wednesday", "thursday", "friday", "saturday"],
};

/// The numbers a field stands for, one bit each.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Values {
    pub(super) set: u64,
    /// Those of them that are written down and not merely included by a `*`.
    pub(super) named: u64,
    /// Written as `*` (or `*/1`): the field says nothing.
    pub(super) star: bool,
}

impl Values {
    pub(super) fn holds(self, number: u32) -> bool {
        self.set & (1 << number) != 0
    }
}

impl Field {
    /// Reads `*`, numbers, names, ranges and steps, and lists of these.
    pub(super) fn read(&self, text: &str) -> Result<Values, CrontabProblem> {
        self.refuse_other_dialects(text)?;
        let (mut set, mut named) = (0, 0);
        for item in text.split(',') {
            let bits = self.read_item(item, text)?;
            set |= bits;
            named |= if item.starts_with('*') { 0 } else { bits };
        }
        Ok(Values { set, named, star: text == "*" || text == "*/1" })
    }

    /// Writes the numbers out; weekdays by name, since programs differ on which of them is 1.
    pub(super) fn write(&self, values: Values) -> String {
        if (self.first..=self.last).all(|n| values.holds(n)) {
            return "*".to_owned();
        }
        let word = |n: u32| match self.names.get(n as usize) {
            Some(name) if self.is_weekday() => name.chars().take(3).collect::<String>().to_uppercase(),
            _ => n.to_string(),
        };
        (self.first..=self.last).filter(|n| values.holds(*n)).map(word).collect::<Vec<_>>().join(",")
    }

    /// One item of the list: `*`, `a`, `a-b`, and `*/n` or `a-b/n`.
    fn read_item(&self, item: &str, field: &str) -> Result<u64, CrontabProblem> {
        if item.is_empty() {
            return Err(CrontabProblem::new(
                format!("The {} field `{field}` has a comma with nothing beside it.", self.name),
                "Write a list without blanks, such as `1,15`.",
            ));
        }
        let (span, step) = match item.split_once('/') {
            Some((span, step)) => (span, self.read_step(step, item)?),
            None => (item, 1),
        };
        if span == "*" {
            return Ok(bits((self.first..=self.last).step_by(step)));
        }
        match span.split_once('-') {
            Some((from, to)) => self.read_range(from, to, step, item),
            None if item.contains('/') => Err(CrontabProblem::new(
                format!("The {} field says `{item}`; a step needs a range in front of it.", self.name),
                format!("Write `{span}-{}/{step}` or `*/{step}`.", self.last),
            )),
            None => Ok(1 << self.fold(self.read_number(span)?)),
        }
    }

    fn read_range(&self, from: &str, to: &str, step: usize, item: &str) -> Result<u64, CrontabProblem> {
        let (from, to) = (self.read_number(from)?, self.read_number(to)?);
        if from <= to {
            return Ok(bits((from..=to).step_by(step).map(|n| self.fold(n))));
        }
        // Weeks go round: Friday to Monday is four days. A range of hours or months that goes round is not crontab.
        if self.is_weekday() {
            return Ok(bits((from..=to + 7).step_by(step).map(|n| n % 7)));
        }
        Err(CrontabProblem::new(
            format!("The {} field says `{item}`, a range that runs backwards.", self.name),
            format!("Write two ranges: `{from}-{},{}-{to}`.", self.last, self.first),
        ))
    }

    fn read_step(&self, step: &str, item: &str) -> Result<usize, CrontabProblem> {
        let span = self.last - self.first + 1;
        match step.parse::<usize>() {
            Ok(n) if n >= 1 && n <= span as usize => Ok(n),
            Ok(0) | Err(_) => Err(CrontabProblem::new(
                format!("The {} field says `{item}`; `{step}` is no step.", self.name),
                format!("Write a step from 1 to {span}, such as `*/2`."),
            )),
            Ok(_) => Err(CrontabProblem::new(
                format!(
                    "The {} field says `{item}`; it starts anew every {span}, so a step above that never counts.",
                    self.name
                ),
                format!("Write a step from 1 to {span}, or list the times in several jobs."),
            )),
        }
    }

    fn read_number(&self, word: &str) -> Result<u32, CrontabProblem> {
        let highest = if self.is_weekday() { 7 } else { self.last };
        let digits = !word.is_empty() && word.bytes().all(|b| b.is_ascii_digit());
        let number = if digits { word.parse().ok() } else { self.read_name(word) };
        match number {
            Some(n) if (self.first..=highest).contains(&n) => Ok(n),
            _ => Err(CrontabProblem::new(
                format!("The {} field says `{word}`, which is no {}.", self.name, self.name),
                self.what_it_takes(highest),
            )),
        }
    }

    /// A name's number: three letters or more of it, in any case.
    fn read_name(&self, word: &str) -> Option<u32> {
        let word = word.to_ascii_lowercase();
        let index = self.names.iter().position(|name| word.len() >= 3 && name.starts_with(&word))?;
        Some(self.first + u32::try_from(index).ok()?)
    }

    fn is_weekday(&self) -> bool {
        self.names.len() == 7
    }

    fn fold(&self, number: u32) -> u32 {
        if self.is_weekday() { number % 7 } else { number }
    }

    fn what_it_takes(&self, highest: u32) -> String {
        let names = match self.names.len() {
            0 => "",
            7 => " (0 and 7 are Sunday) or a name from Sun to Sat",
            _ => " or a name from Jan to Dec",
        };
        format!("Write a number from {} to {highest}{names}, or `*` for every {}.", self.first, self.name)
    }

    /// Signs that other schedulers have and crontab has not: guessing at them would run a job on the wrong day.
    fn refuse_other_dialects(&self, text: &str) -> Result<(), CrontabProblem> {
        let upper = text.to_ascii_uppercase();
        let last_sign = |part: &str| part == "L" || part == "LW" || part.starts_with("L-");
        let instead = if text.contains('?') {
            "Write `*` where any day will do."
        } else if text.contains('#') {
            "Which Friday of the month cannot be said in crontab. Name the weekday alone (`Fri`), or the day of the \
             month alone (`15`)."
        } else if upper.split(',').any(|p| last_sign(p) || is_digits_then(p, 'L')) {
            "The last day of a month cannot be said in crontab. Write a day that every month has, such as `28`, or a \
             weekday, such as `Fri`."
        } else if upper.split(',').any(|p| p == "W" || is_digits_then(p, 'W')) {
            "The nearest working day cannot be said in crontab. Write `Mon-Fri` in the day-of-week field."
        } else {
            return Ok(());
        };
        let what = format!("The {} field says `{text}`, which is not crontab's language.", self.name);
        Err(CrontabProblem::new(what, instead))
    }
}

fn bits(numbers: impl Iterator<Item = u32>) -> u64 {
    numbers.fold(0, |set, n| set | (1 << n))
}

fn is_digits_then(text: &str, letter: char) -> bool {
    text.strip_suffix(letter).is_some_and(|head| !head.is_empty() && head.bytes().all(|b| b.is_ascii_digit()))
}
