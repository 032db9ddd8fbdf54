//! The secrets of the installation as they are kept: one a line, the day on which it was made before it.

use super::{Keyring, Purpose};
use data_encoding::BASE32_NOPAD;
use jiff::Span;
use jiff::civil::Date;
use std::fmt;

const HEAD: &str = "\
# The keys of homeroom. Who has them can make what homeroom takes for its own: they are for its account alone, and are
# kept apart from the backups. The first line signs, all of them are known. A new first line: homeroom keys rotate
";

/// Secrets with their days, the one that signs first. `Debug` shows the days alone.
#[derive(Clone)]
pub struct MasterKeys {
    first: Line,
    earlier: Vec<Line>,
}

#[derive(Clone)]
struct Line {
    made: Date,
    secret: [u8; 32],
}

impl fmt::Debug for MasterKeys {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.days()).finish()
    }
}

impl MasterKeys {
    /// One that is new.
    pub fn begin(made: Date, secret: [u8; 32]) -> Self {
        Self { first: Line { made, secret }, earlier: Vec::new() }
    }

    /// Reads lines `2026-11-27 BASE32`, and `#` before a comment.
    ///
    /// # Errors
    /// What is wrong, with its line and nothing of what stands there.
    pub fn read(text: &str) -> Result<Self, String> {
        let mut lines = Vec::new();
        for (at, line) in text.lines().enumerate().map(|(at, line)| (at + 1, line.trim())) {
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            lines.push(Line::read(line).map_err(|what| format!("line {at} {what}"))?);
        }
        if lines.is_empty() {
            return Err("it holds no key".to_owned());
        }
        let first = lines.remove(0);
        Ok(Self { first, earlier: lines })
    }

    /// As [`MasterKeys::read`] reads them.
    pub fn text(&self) -> String {
        let lines = self.lines().map(|line| format!("{} {}\n", line.made, BASE32_NOPAD.encode(&line.secret)));
        HEAD.to_owned() + &lines.collect::<String>()
    }

    fn lines(&self) -> impl Iterator<Item = &Line> {
        std::iter::once(&self.first).chain(&self.earlier)
    }

    /// The days on which they were made, the one that signs first.
    pub fn days(&self) -> impl Iterator<Item = Date> {
        self.lines().map(|line| line.made)
    }

    /// A new one signs from today on. What signed last so long ago that all its keys are over is left out.
    #[must_use]
    pub fn rotated(self, today: Date, secret: [u8; 32]) -> Self {
        let mut signed_until = today;
        let mut earlier = Vec::new();
        for line in std::iter::once(self.first).chain(self.earlier) {
            let good_until = signed_until.saturating_add(Span::new().days(Purpose::Thread.life_days()));
            signed_until = line.made;
            if today <= good_until {
                earlier.push(line);
            }
        }
        Self { first: Line { made: today, secret }, earlier }
    }

    pub fn keyring(&self) -> Keyring {
        Keyring::new(self.first.secret, self.earlier.iter().map(|line| line.secret).collect())
    }
}

impl Line {
    fn read(line: &str) -> Result<Self, &'static str> {
        let (day, secret) = line.split_once(char::is_whitespace).ok_or("is no day with a key behind it")?;
        let made = day.parse().map_err(|_| "begins with no day as 2026-11-27")?;
        let octets = BASE32_NOPAD.decode(secret.trim().to_ascii_uppercase().as_bytes());
        let secret =
            octets.ok().and_then(|octets| octets.try_into().ok()).ok_or("holds no key of 32 octets in base32")?;
        Ok(Self { made, secret })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    const DAY: Date = date(2026, 11, 27);

    #[test]
    fn what_is_written_is_read_again() {
        let keys = MasterKeys::begin(date(2026, 9, 1), [1; 32]).rotated(DAY, [2; 32]);
        let again = MasterKeys::read(&keys.text()).unwrap();
        assert_eq!(again.text(), keys.text());
        assert_eq!(again.days().collect::<Vec<_>>(), [DAY, date(2026, 9, 1)]);
        assert_eq!(format!("{again:?}"), "[2026-11-27, 2026-09-01]");
    }

    #[test]
    fn what_is_wrong_is_told_by_its_line_and_without_the_secret() {
        let good = BASE32_NOPAD.encode(&[7; 32]);
        for (text, told) in [
            (String::new(), "it holds no key"),
            ("# only\n\n".to_owned(), "it holds no key"),
            (format!("\n{good}\n"), "line 2 is no day with a key behind it"),
            (format!("yesterday {good}"), "line 1 begins with no day as 2026-11-27"),
            (format!("2026-11-27 {good}\n2026-01-01 {}", &good[..40]), "line 2 holds no key of 32 octets in base32"),
            (format!("2026-11-27 {good}A"), "line 1 holds no key of 32 octets in base32"),
            ("2026-11-27 hunter2!".to_owned(), "line 1 holds no key of 32 octets in base32"),
        ] {
            assert_eq!(MasterKeys::read(&text).unwrap_err(), told);
        }
        assert!(MasterKeys::read(&format!(" 2026-11-27\t{}\r\n", good.to_lowercase())).is_ok());
    }

    #[test]
    fn a_key_stays_as_long_as_anything_it_signed_is_good() {
        let keys = MasterKeys::begin(date(2026, 1, 1), [1; 32]).rotated(date(2026, 3, 1), [2; 32]);
        let days = |keys: MasterKeys| keys.days().collect::<Vec<_>>();
        // The first one signed until 1 March, and what it signed then is good for 180 days more.
        let last = date(2026, 3, 1).saturating_add(Span::new().days(180));
        let kept = days(keys.clone().rotated(last, [3; 32]));
        assert_eq!(kept, [last, date(2026, 3, 1), date(2026, 1, 1)]);
        let next = last.tomorrow().unwrap();
        assert_eq!(days(keys.rotated(next, [3; 32])), [next, date(2026, 3, 1)]);
        let years_later = MasterKeys::begin(date(2020, 1, 1), [1; 32]).rotated(DAY, [2; 32]);
        assert_eq!(days(years_later), [DAY, date(2020, 1, 1)], "it signed until today");
    }
}
