//! Days as people write them, in a sentence: `9 March`, `le 1er mars`, `09.03.`, `2月16日`, `the 19th`.

use super::months;
use super::sentences::{Piece, Sentence};
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};

/// A year not named is the one that brings the day within this many days: a notice that was forgotten is likelier than
/// a longer absence.
const FARTHEST_WITHOUT_YEAR: i32 = 270;

/// A day named in a sentence, from piece `from` to before piece `to`. Which number is the month may be open.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Named {
    pub from: usize,
    pub to: usize,
    /// The day is the second of two, and the one before the connecting word is a day as well.
    pub ends_range: bool,
    readings: Vec<Reading>,
    weekday: Option<Weekday>,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
struct Reading {
    year: Option<i16>,
    month: Option<i8>,
    day: i8,
    /// Month before day, in figures: only English-speaking countries write so.
    month_first: bool,
}

impl Named {
    /// The day meant, seen from `today`: not past, at most a year ahead, on the weekday named beside it. `None` unless
    /// just one reading is possible.
    pub fn resolve(&self, today: Date, day_first: bool) -> Option<Date> {
        let possible: Vec<&Reading> = self.readings.iter().filter(|r| !(day_first && r.month_first)).collect();
        // Without a year either order may be meant, of a notice that was forgotten as well.
        if possible.len() > 1 && self.weekday.is_none() && possible.iter().any(|r| r.year.is_none()) {
            return None;
        }
        let mut days: Vec<Date> = Vec::new();
        for reading in possible {
            let day = reading.on_or_after(today)?;
            if let Some(day) = day.filter(|d| self.weekday.is_none_or(|w| d.weekday() == w))
                && !days.contains(&day)
            {
                days.push(day);
            }
        }
        if let [day] = days.as_slice() { Some(*day) } else { None }
    }
}

impl Reading {
    /// `Some(None)`: not with this reading. `None`: the calendar ends.
    fn on_or_after(&self, today: Date) -> Option<Option<Date>> {
        let last = today.checked_add(1.year()).ok()?;
        let on = |year: i16, month: i8| Date::new(year, month, self.day).ok().filter(|d| *d >= today && *d <= last);
        Some(match (self.year, self.month) {
            (Some(year), Some(month)) => on(year, month),
            (None, Some(month)) => on(today.year(), month)
                .or_else(|| on(today.year().checked_add(1)?, month))
                .filter(|d| (*d - today).get_days() <= FARTHEST_WITHOUT_YEAR),
            (_, None) => {
                let next = today.first_of_month().checked_add(1.month()).ok()?;
                on(today.year(), today.month()).or_else(|| on(next.year(), next.month()))
            }
        })
    }
}

/// All days named in the sentence, in order.
pub fn all(sentence: &Sentence) -> Vec<Named> {
    let pieces = &sentence.pieces;
    let mut found: Vec<Named> = Vec::new();
    let mut at = 0;
    while at < pieces.len() {
        let Some((readings, to)) = day_at(pieces, at, found.last()) else {
            at += 1;
            continue;
        };
        let follows_day = at >= 2
            && (found.last().is_some_and(|d| d.to + 1 >= at && d.to < at)
                || ends_with_number(pieces.get(..at - 1).unwrap_or_default()));
        found.push(Named { from: at, to, ends_range: follows_day, readings, weekday: weekday_near(pieces, at, to) });
        at = to;
    }
    found
}

/// Before a connecting word: `the 1`, `1er`, `1.`, `19th`.
fn ends_with_number(before: &[Piece]) -> bool {
    let mut rev = before.iter().rev().filter(|p| !p.is_mark(&['.']));
    match rev.next() {
        Some(p) if p.number().is_some_and(|(n, _)| n <= 31) => true,
        Some(p) => p.glued && p.word().is_some_and(is_ordinal) && rev.next().is_some_and(|p| p.number().is_some()),
        None => false,
    }
}

fn weekday_near(pieces: &[Piece], from: usize, to: usize) -> Option<Weekday> {
    let before = pieces.get(from.saturating_sub(4)..from).unwrap_or_default().iter().rev();
    let after = pieces.get(to..(to + 2).min(pieces.len())).unwrap_or_default().iter();
    let named = |piece: &Piece| piece.word().and_then(months::weekday);
    // Another number ends the neighbourhood: that weekday belongs to another day.
    before
        .take_while(|p| p.number().is_none())
        .find_map(named)
        .or_else(|| after.take_while(|p| p.number().is_none() && !p.is_mark(&['–', '-'])).find_map(named))
}

fn is_ordinal(word: &str) -> bool {
    matches!(word, "st" | "nd" | "rd" | "th" | "er" | "ère" | "º" | "ª" | "ste" | "de" | "e" | "го" | "я" | "η" | "a")
}

type Found = Option<(Vec<Reading>, usize)>;

/// The day that is written from this piece on, and where it ends. `before` is the day named before it: `1 to 9 March`
/// in scripts that write the month first names it once.
fn day_at(pieces: &[Piece], at: usize, before: Option<&Named>) -> Found {
    let starts_inside = pieces.get(at).is_some_and(|p| p.glued)
        && at
            .checked_sub(1)
            .and_then(|i| pieces.get(i))
            .is_some_and(|p| p.number().is_some() || p.is_mark(&['/', '.', ':', '+', '#', '@', '$', '€']));
    if starts_inside {
        return None;
    }
    let scanner = Scanner { pieces };
    scanner
        .with_signs(at)
        .or_else(|| scanner.year_first(at))
        .or_else(|| scanner.in_figures(at))
        .or_else(|| scanner.day_then_month(at))
        .or_else(|| scanner.month_then_day(at))
        .or_else(|| scanner.day_with_sign(at, before))
        .or_else(|| scanner.ordinal_alone(at))
}

struct Scanner<'p> {
    pieces: &'p [Piece],
}

impl Scanner<'_> {
    fn word(&self, at: usize) -> Option<&str> {
        self.pieces.get(at)?.word()
    }

    fn day(&self, at: usize) -> Option<i8> {
        let (value, digits) = self.pieces.get(at)?.number()?;
        let day = i8::try_from(value).ok()?;
        (digits <= 2 && (1..=31).contains(&day)).then_some(day)
    }

    fn year(&self, at: usize) -> Option<i16> {
        let (value, digits) = self.pieces.get(at)?.number()?;
        match digits {
            4 => i16::try_from(value).ok().filter(|y| (1990..2200).contains(y)),
            2 => i16::try_from(value).ok().map(|y| y + 2000),
            _ => None,
        }
    }

    fn full_year(&self, at: usize) -> Option<i16> {
        self.year(at).filter(|y| self.pieces.get(at).and_then(Piece::number).is_some_and(|(v, _)| v == *y as u32))
    }

    fn mark(&self, at: usize, marks: &[char]) -> bool {
        self.pieces.get(at).is_some_and(|p| p.is_mark(marks))
    }

    fn glued(&self, at: usize) -> bool {
        self.pieces.get(at).is_some_and(|p| p.glued)
    }

    /// `2027年3月9日`, `3月9日`, `3월 9일`: each number with its sign.
    fn with_signs(&self, at: usize) -> Found {
        let year = self.full_year(at).filter(|_| self.word(at + 1).is_some_and(|w| w == "年" || w == "년"));
        let at = if year.is_some() { at + 2 } else { at };
        let month = self.day(at).filter(|m| *m <= 12)?;
        let sign = self.word(at + 1)?;
        if !matches!(sign, "月" | "월") {
            return None;
        }
        let day = self.day(at + 2)?;
        self.word(at + 3).filter(|w| w.starts_with(['日', '号', '號', '일']))?;
        Some((vec![Reading { year, month: Some(month), day, month_first: false }], at + 4))
    }

    /// The second of two days in such scripts: `4일부터 10일까지`.
    fn day_with_sign(&self, at: usize, before: Option<&Named>) -> Found {
        let day = self.day(at)?;
        self.word(at + 1).filter(|w| w.starts_with(['日', '号', '號', '일']))?;
        let first = before?.readings.first()?;
        Some((vec![Reading { day, ..*first }], at + 2))
    }

    /// `2027-03-09`, `2027.3.9`.
    fn year_first(&self, at: usize) -> Found {
        let year = self.full_year(at)?;
        let joined = |i: usize| self.mark(i, &['-', '/', '.']) && self.glued(i) && self.glued(i + 1);
        if !(joined(at + 1) && joined(at + 3)) {
            return None;
        }
        let (month, day) = (self.day(at + 2)?, self.day(at + 4)?);
        Some((vec![Reading { year: Some(year), month: Some(month), day, month_first: false }], at + 5))
    }

    /// `09.03.`, `9/3`, `09-03-2027`: day and month, or the other way round.
    fn in_figures(&self, at: usize) -> Found {
        let (first, second) = (self.day(at)?, self.day(at + 2)?);
        if !(self.mark(at + 1, &['/', '.', '-']) && self.glued(at + 1) && self.glued(at + 2)) {
            return None;
        }
        let same_mark = self.pieces.get(at + 3)?.token == self.pieces.get(at + 1)?.token && self.glued(at + 3);
        let year = if same_mark { self.year(at + 4) } else { None };
        let stops = same_mark && self.mark(at + 3, &['.']);
        let to = if year.is_some() {
            at + 5
        } else if stops {
            at + 4
        } else {
            at + 3
        };
        // `8.30 Uhr`, `5.10pm`, `24/7`, and pages, and prices: without a year only what can be nothing else.
        let clock = self.word(to).is_some_and(|w| matches!(w, "uhr" | "h" | "pm" | "am" | "p" | "a" | "час" | "часов"));
        let dashed = self.mark(at + 1, &['-']);
        if (year.is_none() && (dashed || clock || (first, second) == (24, 7))) || self.is_number_on(to) {
            return None;
        }
        let mut readings = Vec::new();
        if second <= 12 {
            readings.push(Reading { year, month: Some(second), day: first, month_first: false });
        }
        if first <= 12 && first != second && !self.mark(at + 1, &['.']) {
            readings.push(Reading { year, month: Some(first), day: second, month_first: true });
        }
        (!readings.is_empty()).then_some((readings, to))
    }

    /// The figures go on: a telephone number, a version.
    fn is_number_on(&self, at: usize) -> bool {
        let goes_on = |i: usize| self.glued(i) && self.pieces.get(i).is_some_and(|p| p.number().is_some());
        goes_on(at) || (self.mark(at, &['-', '/', '.', ':']) && self.glued(at) && goes_on(at + 1))
    }

    /// `9 March`, `9. März 2027`, `1er mars`, `9 de marzo de 2027`, `15 tháng 2`.
    fn day_then_month(&self, at: usize) -> Found {
        let day = self.day(at)?;
        let mut next = at + 1;
        while self.glued(next) && (self.mark(next, &['.', '-', '\'', '’']) || self.word(next).is_some_and(is_ordinal))
        {
            next += 1;
        }
        while self.word(next).is_some_and(|w| matches!(w, "of" | "de" | "di" | "d" | "from" | "من"))
            || self.mark(next, &['’', '\''])
        {
            next += 1;
        }
        let (month, next) = if self.word(next) == Some("tháng") {
            (self.day(next + 1).filter(|m| *m <= 12)?, next + 2)
        } else {
            (months::month(self.word(next)?)?, next + 1)
        };
        let (year, to) = self.year_after(next);
        Some((vec![Reading { year, month: Some(month), day, month_first: false }], to))
    }

    /// `March 9`, `Mar. 9th, 2027`.
    fn month_then_day(&self, at: usize) -> Found {
        let name = self.word(at)?;
        let month = months::month(name)?;
        let short = matches!(
            name,
            "jan" | "feb" | "mar" | "apr" | "may" | "jun" | "jul" | "aug" | "sep" | "oct" | "nov" | "dec"
        );
        if name.chars().count() < 4 && !short {
            return None;
        }
        let mut next = at + 1;
        while self.mark(next, &['.']) || self.word(next).is_some_and(|w| matches!(w, "the")) {
            next += 1;
        }
        let day = self.day(next)?;
        let clock =
            self.word(next + 1).is_some_and(|w| matches!(w, "pm" | "am" | "uhr" | "h")) || self.mark(next + 1, &[':']);
        if clock && self.glued(next + 1) {
            return None;
        }
        next += 1;
        if self.glued(next) && self.word(next).is_some_and(is_ordinal) {
            next += 1;
        }
        let (year, to) = self.year_after(next);
        Some((vec![Reading { year, month: Some(month), day, month_first: false }], to))
    }

    /// `, 2027`, `de 2027`, `năm 2027`, or nothing.
    fn year_after(&self, at: usize) -> (Option<i16>, usize) {
        let mut next = at;
        while self.mark(next, &[',', '.']) || self.word(next).is_some_and(|w| matches!(w, "de" | "del" | "năm")) {
            next += 1;
        }
        match self.full_year(next) {
            Some(year) => (Some(year), next + 1),
            None => (None, at),
        }
    }

    /// `the 19th`, `Monday 19th`: the next day of that number.
    fn ordinal_alone(&self, at: usize) -> Found {
        let day = self.day(at)?;
        let introduced =
            at.checked_sub(1).and_then(|i| self.word(i)).is_some_and(|w| w == "the" || months::weekday(w).is_some());
        let ordinal = self.glued(at + 1) && self.word(at + 1).is_some_and(|w| matches!(w, "st" | "nd" | "rd" | "th"));
        // `the 3rd grade`, `the 5th floor`.
        let counts = self.word(at + 2).is_some_and(|w| {
            matches!(w, "grade" | "grader" | "graders" | "floor" | "of" | "time" | "period" | "class")
        });
        (introduced && ordinal && !counts)
            .then(|| (vec![Reading { year: None, month: None, day, month_first: false }], at + 2))
    }
}
