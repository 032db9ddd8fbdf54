//! Dates as people of a language write them, by the Unicode locale data; always the Gregorian calendar and Latin digits,
//! because that is what stands on the school's own calendar.

use crate::domain::language::Language;
use icu_datetime::fieldsets;
use icu_datetime::input::{Date as IcuDate, DateTime as IcuDateTime, Time as IcuTime};
use icu_datetime::{DateTimeFormatter, NoCalendarFormatter};
use icu_locale_core::Locale;
use jiff::civil::{Date, DateTime, Time};

/// `Friday, November 27`, `viernes, 27 de noviembre`. ISO 8601 where the language has no data.
pub fn long(date: Date, language: &Language) -> String {
    let written = written(date, language).filter(|text| !is_a_bare_pattern(text));
    in_use(written.unwrap_or_else(|| date.to_string()), date, language)
}

/// What the locale data leaves to the writer. French has an ordinal for the first of a month. Vietnamese numbers its days,
/// and writes them in either case: in small letters none of them reads as a child's name (Tư).
fn in_use(text: String, date: Date, language: &Language) -> String {
    match language.primary() {
        "fr" if date.day() == 1 => text.replacen(" 1 ", " 1er ", 1),
        "vi" => text.to_lowercase(),
        _ => text,
    }
}

/// `Fri 27 Nov`, `vie 27 nov`, `mar 1er déc`: day before month in English too, as the summary's subject is read at a glance.
/// English, Spanish and French; every other language reads English. Without the points of French abbreviations, which
/// would meet the point at the end of a sentence.
pub fn short(date: Date, language: &Language) -> String {
    in_use(short_parts(date, language).unwrap_or_else(|| date.to_string()), date, language)
}

/// `Friday, November 27 at 6:30 PM`, `viernes, 27 de noviembre, 18:30`.
pub fn moment(at: DateTime, language: &Language) -> String {
    let written = written_moment(at, language).filter(|text| !is_a_bare_pattern(text));
    let text = written.unwrap_or_else(|| format!("{}, {}", long(at.date(), language), time(at.time(), language)));
    in_use(text, at.date(), language)
}

fn written_moment(at: DateTime, language: &Language) -> Option<String> {
    let formatter =
        DateTimeFormatter::try_new(locale(language.as_str())?.into(), fieldsets::MDE::long().with_time_hm()).ok()?;
    let ((year, month, day), part) = (parts(at.date())?, |part: i8| u8::try_from(part).ok());
    let date = IcuDate::try_new_iso(year, month, day).ok()?;
    let time = IcuTime::try_new(part(at.hour())?, part(at.minute())?, 0, 0).ok()?;
    Some(formatter.format(&IcuDateTime { date, time }).to_string().replace('\u{202f}', "\u{a0}"))
}

/// `6:30 PM`, `18:30`: hours and minutes.
pub fn time(time: Time, language: &Language) -> String {
    written_time(time, language).unwrap_or_else(|| time.strftime("%H:%M").to_string())
}

fn written_time(time: Time, language: &Language) -> Option<String> {
    let parts = |part: i8| u8::try_from(part).ok();
    let formatter = NoCalendarFormatter::try_new(locale(language.as_str())?.into(), fieldsets::T::hm()).ok()?;
    let time = IcuTime::try_new(parts(time.hour())?, parts(time.minute())?, 0, 0).ok()?;
    // The narrow no-break space is a box in some mail programs.
    Some(formatter.format(&time).to_string().replace('\u{202f}', "\u{a0}"))
}

fn written(date: Date, language: &Language) -> Option<String> {
    let formatter = DateTimeFormatter::try_new(locale(language.as_str())?.into(), fieldsets::MDE::long()).ok()?;
    let (year, month, day) = parts(date)?;
    Some(formatter.format(&IcuDate::try_new_iso(year, month, day).ok()?).to_string())
}

fn short_parts(date: Date, language: &Language) -> Option<String> {
    let tag = match language.primary() {
        "es" => "es",
        "fr" => "fr",
        _ => "en-gb",
    };
    let weekday = DateTimeFormatter::try_new(locale(tag)?.into(), fieldsets::E::short()).ok()?;
    let day_of_month = DateTimeFormatter::try_new(locale(tag)?.into(), fieldsets::MD::medium()).ok()?;
    let (year, month, day) = parts(date)?;
    let date = IcuDate::try_new_iso(year, month, day).ok()?;
    Some(format!("{} {}", weekday.format(&date), day_of_month.format(&date)).replace('.', ""))
}

fn locale(tag: &str) -> Option<Locale> {
    format!("{tag}-u-ca-gregory-nu-latn").parse().ok()
}

/// Year, month and day in the widths that the formatter's dates are made of.
fn parts(date: Date) -> Option<(i32, u8, u8)> {
    Some((date.year().into(), u8::try_from(date.month()).ok()?, u8::try_from(date.day()).ok()?))
}

/// Without data for a language the formatter gives the month as `M11`.
fn is_a_bare_pattern(text: &str) -> bool {
    text.split(|c: char| !c.is_ascii_alphanumeric()).any(|word| {
        word.strip_prefix('M').is_some_and(|rest| rest.len() == 2 && rest.bytes().all(|b| b.is_ascii_digit()))
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn language(tag: &str) -> Language {
        Language::parse(tag).unwrap()
    }

    #[test]
    fn a_date_is_written_as_the_language_writes_it() {
        for (tag, expected) in [
            ("en", "Friday, November 27"),
            ("es", "viernes, 27 de noviembre"),
            ("es-mx", "viernes, 27 de noviembre"),
            ("fr", "vendredi 27 novembre"),
            ("pt", "sexta-feira, 27 de novembro"),
            ("zh", "11月27日星期五"),
            ("vi", "thứ sáu, 27 tháng 11"),
            ("ar", "الجمعة، 27 نوفمبر"),
            ("fa", "جمعه 27 نوامبر"),
            ("ru", "пятница, 27 ноября"),
            ("ht", "2026-11-27"),
        ] {
            assert_eq!(long(date(2026, 11, 27), &language(tag)), expected, "{tag}");
        }
    }

    #[test]
    fn a_time_is_written_as_the_language_writes_it() {
        for (tag, expected) in [
            ("en", "6:05\u{a0}PM"),
            ("es", "18:05"),
            ("fr", "18:05"),
            ("pt", "18:05"),
            ("zh", "18:05"),
            ("vi", "18:05"),
            ("ar", "6:05 م"),
            ("ru", "18:05"),
        ] {
            assert_eq!(time(jiff::civil::time(18, 5, 0, 0), &language(tag)), expected, "{tag}");
        }
    }

    #[test]
    fn a_day_with_its_time_is_written_as_the_language_writes_it() {
        for (tag, expected) in [
            ("en", "Friday, November 27 at 6:05\u{a0}PM"),
            ("es", "viernes, 27 de noviembre a las 18:05"),
            ("fr", "vendredi 27 novembre à 18:05"),
            ("pt", "sexta-feira, 27 de novembro às 18:05"),
            ("zh", "11月27日星期五 18:05"),
            ("vi", "lúc 18:05 thứ sáu, 27 tháng 11"),
            ("ar", "الجمعة، 27 نوفمبر في 6:05 م"),
            ("ru", "пятница, 27 ноября в 18:05"),
            ("ht", "2026-11-27, 18:05"),
        ] {
            assert_eq!(moment(date(2026, 11, 27).at(18, 5, 0, 0), &language(tag)), expected, "{tag}");
        }
    }

    #[test]
    fn a_short_date_fits_a_subject() {
        assert_eq!(short(date(2026, 3, 12), &language("en")), "Thu 12 Mar");
        assert_eq!(short(date(2026, 3, 12), &language("es")), "jue 12 mar");
        assert_eq!(short(date(2026, 9, 2), &language("en")), "Wed 2 Sept");
        assert_eq!(short(date(2026, 9, 2), &language("fr")), "mer 2 sept");
        assert_eq!(short(date(2026, 3, 12), &language("ko")), "Thu 12 Mar");
    }

    #[test]
    fn the_first_of_a_month_is_an_ordinal_in_french() {
        let (first, fr) = (date(2026, 12, 1), language("fr"));
        assert_eq!(long(first, &fr), "mardi 1er décembre");
        assert_eq!(short(first, &fr), "mar 1er déc");
        assert_eq!(moment(first.at(1, 0, 0, 0), &fr), "mardi 1er décembre à 01:00");
        assert_eq!(long(date(2026, 12, 21), &fr), "lundi 21 décembre");
        assert_eq!(short(first, &language("es")), "mar 1 dic");
    }
}
