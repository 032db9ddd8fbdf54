//! What a letter is made of: one typed view per template, and the values a template can name.
//!
//! A view holds facts of one home and nothing else. Its values are worked out for the language the letter really goes
//! out in, which only [`super::letter`] knows.

use super::letter::Rendered;
use super::{dates, languages, names};
use crate::domain::language::Language;
use jiff::civil::{Date, DateTime};
use serde::Serialize;
use std::collections::BTreeMap;

/// Common to every letter: whom it is about, who reads it, who writes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Home {
    /// The children of this home the letter is about, as they are called.
    pub children: Vec<String>,
    /// The reader.
    pub guardian: String,
    pub teacher: String,
    pub class: String,
    pub school: String,
    /// The school's local day.
    pub date: Date,
}

/// Something a teacher wrote, shown as written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Words {
    pub text: String,
    /// The language it was written in.
    pub language: Language,
    /// What a machine made of it for a reader of the letter's language; always shown beside the words themselves.
    pub translation: Option<String>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PositiveNote {
    pub home: Home,
    /// At least one, or the letter is held.
    pub moments: Vec<Words>,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ReadingLogReminder {
    pub home: Home,
    /// The school day on which the log is handed in.
    pub due: Date,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct WeeklyUpdate {
    pub home: Home,
    pub this_week: String,
    pub next_week: String,
    pub at_home: String,
    /// The language the three were written in.
    pub language: Language,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Welcome {
    pub home: Home,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Birthday {
    pub home: Home,
    /// The birthday as it is kept this year.
    pub day: Date,
}

/// For a school's own templates: everything that is known, and the values of the job as `values.<name>`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Custom {
    pub home: Home,
    pub moments: Vec<Words>,
    pub values: BTreeMap<String, String>,
    /// The next school day.
    pub due: Date,
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum View {
    PositiveNote(PositiveNote),
    ReadingLogReminder(ReadingLogReminder),
    WeeklyUpdate(WeeklyUpdate),
    Welcome(Welcome),
    Birthday(Birthday),
    Custom(Custom),
}

/// All that a job may know about one letter; [`View::of`] takes from it what the template asks for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Facts {
    pub home: Home,
    pub moments: Vec<Words>,
    /// The job's `values`.
    pub values: BTreeMap<String, String>,
    /// The language of `values`: the teacher's.
    pub values_language: Language,
    /// The next school day.
    pub due: Date,
    /// The day for which the letter is written.
    pub occasion: Date,
}

impl View {
    /// The view of this template. A value that the job does not have is empty here and holds the letter later.
    pub fn of(template: &str, facts: Facts) -> Self {
        let Facts { home, moments, mut values, values_language, due, occasion } = facts;
        match template {
            "positive-note" => Self::PositiveNote(PositiveNote { home, moments }),
            "reading-log-reminder" => Self::ReadingLogReminder(ReadingLogReminder { home, due }),
            "weekly-update" => {
                let mut take = |name: &str| values.remove(name).unwrap_or_default();
                Self::WeeklyUpdate(WeeklyUpdate {
                    home,
                    this_week: take("this_week"),
                    next_week: take("next_week"),
                    at_home: take("at_home"),
                    language: values_language,
                })
            }
            "welcome" => Self::Welcome(Welcome { home }),
            "birthday" => Self::Birthday(Birthday { home, day: occasion }),
            _ => Self::Custom(Custom { home, moments, values, due }),
        }
    }

    /// A view to try the template with; `values` are the names that a school's own template asks for.
    pub fn sample(template: &str, values: impl IntoIterator<Item = String>) -> Self {
        match template {
            "positive-note" => Self::PositiveNote(PositiveNote::sample()),
            "reading-log-reminder" => Self::ReadingLogReminder(ReadingLogReminder::sample()),
            "weekly-update" => Self::WeeklyUpdate(WeeklyUpdate::sample()),
            "welcome" => Self::Welcome(Welcome::sample()),
            "birthday" => Self::Birthday(Birthday::sample()),
            _ => Self::Custom(Custom::sample(values)),
        }
    }

    /// The moment by the school's wall clock from which the words of this letter are no longer true; `None` where they
    /// name no day.
    pub fn untrue_from(&self, letter: &Rendered) -> Option<DateTime> {
        match self {
            // What is due on a day is brought along in the morning: in the afternoon nobody can do it any more.
            Self::ReadingLogReminder(ReadingLogReminder { due, .. }) | Self::Custom(Custom { due, .. }) => {
                let says_the_day = letter.text.contains(&dates::long(*due, &letter.language_used));
                says_the_day.then(|| due.at(12, 0, 0, 0))
            }
            // "Today is …".
            Self::Birthday(birthday) => birthday.day.tomorrow().ok().map(DateTime::from),
            Self::PositiveNote(_) | Self::WeeklyUpdate(_) | Self::Welcome(_) => None,
        }
    }

    pub fn home(&self) -> &Home {
        match self {
            Self::PositiveNote(PositiveNote { home, .. })
            | Self::ReadingLogReminder(ReadingLogReminder { home, .. })
            | Self::WeeklyUpdate(WeeklyUpdate { home, .. })
            | Self::Welcome(Welcome { home })
            | Self::Birthday(Birthday { home, .. })
            | Self::Custom(Custom { home, .. }) => home,
        }
    }

    pub fn home_mut(&mut self) -> &mut Home {
        match self {
            Self::PositiveNote(PositiveNote { home, .. })
            | Self::ReadingLogReminder(ReadingLogReminder { home, .. })
            | Self::WeeklyUpdate(WeeklyUpdate { home, .. })
            | Self::Welcome(Welcome { home })
            | Self::Birthday(Birthday { home, .. })
            | Self::Custom(Custom { home, .. }) => home,
        }
    }

    /// The values as a template names them, for a letter in this language.
    pub(super) fn values<'a>(&'a self, letter: &'a Language) -> Values<'a> {
        let home = self.home();
        Values {
            guardian: &home.guardian,
            child: names::and(&home.children, letter),
            children: &home.children,
            several: home.children.len() > 1,
            teacher: &home.teacher,
            class: &home.class,
            school: &home.school,
            date: dates::long(home.date, letter),
            language: letter.as_str(),
            direction: direction(letter),
            own: self.own_values(letter),
        }
    }

    fn own_values<'a>(&'a self, letter: &Language) -> OwnValues<'a> {
        match self {
            Self::PositiveNote(note) => OwnValues::Moments(Moments::of(&note.moments, letter)),
            Self::ReadingLogReminder(reminder) => OwnValues::Due { due: dates::long(reminder.due, letter) },
            Self::WeeklyUpdate(update) => OwnValues::Week {
                this_week: &update.this_week,
                next_week: &update.next_week,
                at_home: &update.at_home,
                words_lang: update.language.as_str(),
                words_dir: direction(&update.language),
                words_in: foreign(&update.language, letter),
            },
            Self::Welcome(_) | Self::Birthday(_) => OwnValues::None {},
            Self::Custom(custom) => OwnValues::Custom {
                moments: Moments::of(&custom.moments, letter),
                values: &custom.values,
                due: dates::long(custom.due, letter),
            },
        }
    }
}

/// `ltr` or `rtl`, as HTML's `dir` wants it.
pub fn direction(language: &Language) -> &'static str {
    if language.is_right_to_left() { "rtl" } else { "ltr" }
}

/// "in English" where the words are in another language than the letter.
fn foreign(words: &Language, letter: &Language) -> Option<String> {
    (words.primary() != letter.primary()).then(|| languages::in_language(words, letter))
}

#[derive(Serialize)]
pub(super) struct Values<'a> {
    guardian: &'a str,
    /// All children, joined as the language does.
    child: String,
    children: &'a [String],
    several: bool,
    teacher: &'a str,
    class: &'a str,
    school: &'a str,
    date: String,
    language: &'a str,
    direction: &'static str,
    #[serde(flatten)]
    own: OwnValues<'a>,
}

#[derive(Serialize)]
#[serde(untagged)]
enum OwnValues<'a> {
    Moments(Moments<'a>),
    Due {
        due: String,
    },
    Week {
        this_week: &'a str,
        next_week: &'a str,
        at_home: &'a str,
        words_lang: &'a str,
        words_dir: &'static str,
        words_in: Option<String>,
    },
    None {},
    Custom {
        #[serde(flatten)]
        moments: Moments<'a>,
        values: &'a BTreeMap<String, String>,
        due: String,
    },
}

#[derive(Serialize)]
struct Moments<'a> {
    moments: Vec<Moment<'a>>,
    /// The language of the words, said in the letter's language; none where it is the letter's own.
    words_in: Option<String>,
}

#[derive(Serialize)]
struct Moment<'a> {
    text: &'a str,
    lang: &'a str,
    dir: &'static str,
}

impl<'a> Moments<'a> {
    fn of(words: &'a [Words], letter: &Language) -> Self {
        let moments = words
            .iter()
            .map(|w| Moment { text: &w.text, lang: w.language.as_str(), dir: direction(&w.language) })
            .collect();
        Self { moments, words_in: words.iter().find_map(|w| foreign(&w.language, letter)) }
    }
}

impl Home {
    pub fn sample() -> Self {
        Self {
            children: vec!["Leo".into()],
            guardian: "Ana Martínez".into(),
            teacher: "Ms. Alvarez".into(),
            class: "Room 12".into(),
            school: "Lincoln School".into(),
            date: jiff::civil::date(2026, 11, 27),
        }
    }
}

impl Words {
    pub fn sample() -> Self {
        Self {
            text: "Leo helped a new classmate find the library and stayed until everything was clear.".into(),
            language: Language::english(),
            translation: None,
        }
    }
}

impl PositiveNote {
    pub fn sample() -> Self {
        Self { home: Home::sample(), moments: vec![Words::sample()] }
    }
}

impl ReadingLogReminder {
    pub fn sample() -> Self {
        Self { home: Home::sample(), due: jiff::civil::date(2026, 11, 30) }
    }
}

impl WeeklyUpdate {
    pub fn sample() -> Self {
        Self {
            home: Home::sample(),
            this_week: "We measured the shadow of the flagpole and wrote our first letters.".into(),
            next_week: "We begin with fractions. On Wednesday the fire brigade visits us.".into(),
            at_home: "Cut an apple into halves and quarters and talk about it.".into(),
            language: Language::english(),
        }
    }
}

impl Welcome {
    pub fn sample() -> Self {
        Self { home: Home::sample() }
    }
}

impl Birthday {
    pub fn sample() -> Self {
        Self { home: Home::sample(), day: Home::sample().date }
    }
}

impl Custom {
    pub fn sample(values: impl IntoIterator<Item = String>) -> Self {
        let values = values.into_iter().map(|name| (name.clone(), format!("({name})"))).collect();
        Self { home: Home::sample(), moments: vec![Words::sample()], values, due: jiff::civil::date(2026, 11, 30) }
    }
}
