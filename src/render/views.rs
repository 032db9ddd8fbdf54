//! What a letter is made of: the facts of one home, and the values that a template can name.
//!
//! A view holds facts of one home and nothing else. Its values are worked out for the language the letter really goes
//! out in, which only [`super::letter`] knows.

use super::letter::Rendered;
use super::needs::{self, Ends, Kind, Need};
use super::problem::RenderProblem;
use super::{dates, languages, names};
use crate::domain::language::Language;
use jiff::civil::{Date, DateTime, Time};
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;

/// Common to every letter: whom it is about, who reads it, who writes it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Home {
    /// The children of this home the letter is about, as they are called.
    pub children: Vec<String>,
    /// The reader, as letters greet them.
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

/// All that may be known about one letter; the template takes from it what it asks for.
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

/// The facts of one letter, seen as one template needs them.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct View {
    /// `None`: a school's own template, which names the job's values as `values.<name>`.
    needs: Option<&'static [Need]>,
    pub facts: Facts,
}

impl View {
    /// The view of this template. A value that it needs and the job does not have holds the letter later.
    pub fn of(template: &str, facts: Facts) -> Self {
        Self { needs: needs::of(template), facts }
    }

    /// A view to try the template with; `values` are the names that a school's own template asks for.
    pub fn sample(template: &str, values: impl IntoIterator<Item = String>) -> Self {
        let mut view = Self::of(template, Facts::sample());
        let needed = view.needs.unwrap_or_default().iter().map(|need| (need.name.to_owned(), sample_value(need)));
        let own = values.into_iter().map(|name| (name.clone(), format!("({name})")));
        view.facts.values = needed.chain(own).collect();
        view
    }

    pub fn home(&self) -> &Home {
        &self.facts.home
    }

    pub fn home_mut(&mut self) -> &mut Home {
        &mut self.facts.home
    }

    /// The moment by the school's wall clock from which the words of this letter are no longer true; `None` where they
    /// name no such day.
    pub fn untrue_from(&self, letter: &Rendered) -> Option<DateTime> {
        let at = self.facts.values.get("at").and_then(|at| at.parse::<Time>().ok());
        let ends = self.needs().iter().filter_map(|need| {
            let (day, end) = match need.kind {
                // What is due on a day is brought along in the morning: in the afternoon nobody can do it any more.
                Kind::NextSchoolDay => (self.facts.due, self.facts.due.at(12, 0, 0, 0)),
                // "Today is …".
                Kind::Occasion => return self.facts.occasion.tomorrow().ok().map(DateTime::from),
                Kind::Date(ends) => {
                    let day: Date = self.facts.values.get(need.name)?.trim().parse().ok()?;
                    let end = match ends {
                        Ends::Never => return None,
                        Ends::ThatTime => at.map_or_else(|| day.at(12, 0, 0, 0), |at| day.to_datetime(at)),
                        Ends::WithTheDay => DateTime::from(day.tomorrow().ok()?),
                    };
                    (day, end)
                }
                _ => return None,
            };
            letter.text.contains(&dates::long(day, &letter.language_used)).then_some(end)
        });
        ends.min()
    }

    /// The values as a template names them, for a letter in this language.
    pub(super) fn values(&self, letter: &Language) -> Result<Map<String, Value>, RenderProblem> {
        let Facts { home, moments, values, values_language, .. } = &self.facts;
        let foreign =
            |words: &Language| (words.primary() != letter.primary()).then(|| languages::in_language(words, letter));
        let mut shown = common(home, letter);
        let mut set = |name: &str, value: Value| drop(shown.insert(name.to_owned(), value));
        let mut written: Vec<&str> = Vec::new();
        for need in self.needs() {
            match need.kind {
                Kind::Moments => set(need.name, moments.iter().map(moment).collect()),
                Kind::Steps => {
                    written.extend([need.name, "text"]);
                    set(need.name, self.steps(need, letter)?);
                }
                kind => {
                    if kind == Kind::Words || kind == Kind::Slots && self.times(need).is_none() {
                        written.push(need.name);
                    }
                    let value = self.value(need, letter)?;
                    set(need.name, value.map_or(Value::Null, Value::String));
                }
            }
        }
        if self.needs.is_none() {
            written.push("values");
            set("values", values.iter().map(|(name, value)| (name.clone(), day_or_words(value, letter))).collect());
        }
        let has_words = written.iter().any(|name| *name == "values" || values.contains_key(*name));
        let in_values = has_words.then(|| foreign(values_language)).flatten();
        set(
            "words_in",
            json!(
                moments.iter().find_map(|words| foreign(&words.language)).filter(|_| self.has_moments()).or(in_values)
            ),
        );
        set("translated", json!(self.has_moments() && moments.iter().any(|words| words.translation.is_some())));
        set("words_lang", json!(values_language.as_str()));
        set("words_dir", json!(direction(values_language)));
        set("words", json!(written));
        Ok(shown)
    }

    /// One value as it is shown; `None` where it is not there, which matters only to a template that names it.
    fn value(&self, need: &Need, letter: &Language) -> Result<Option<String>, RenderProblem> {
        let given = self.facts.values.get(need.name).map(|value| value.trim()).filter(|value| !value.is_empty());
        Ok(match need.kind {
            Kind::NextSchoolDay => Some(dates::long(self.facts.due, letter)),
            Kind::Occasion => Some(dates::long(self.facts.occasion, letter)),
            Kind::Moments | Kind::Steps => None,
            Kind::Words | Kind::Text => given.map(str::to_owned),
            Kind::Slots => match self.times(need) {
                Some(times) => Some(numbered(times.into_iter().map(|time| dates::moment(time, letter)))),
                None => given.map(|words| numbered(words.lines().map(str::to_owned))),
            },
            Kind::Date(_) => match given.map(str::parse) {
                None => None,
                Some(Ok(day)) => Some(dates::long(day, letter)),
                Some(Err(_)) => return Err(RenderProblem::NoDate { name: need.name.to_owned() }),
            },
            Kind::Time => given.map(|at| at.parse().map_or_else(|_| at.to_owned(), |at| dates::time(at, letter))),
            Kind::Language => given.map(|tag| {
                Language::parse(tag)
                    .map_or_else(|| tag.to_owned(), |language| languages::in_language(&language, letter))
            }),
        })
    }

    /// Times that a machine has written, which can be shown in any language.
    fn times(&self, need: &Need) -> Option<Vec<DateTime>> {
        self.facts.values.get(need.name)?.lines().map(|line| line.trim().parse().ok()).collect()
    }

    /// Each with its day as the language writes it.
    fn steps(&self, need: &Need, letter: &Language) -> Result<Value, RenderProblem> {
        let lines = self.facts.values.get(need.name).map(|lines| lines.trim()).unwrap_or_default().lines();
        let step = |line: &str| {
            let (day, text) = line.trim().split_once(' ').unwrap_or_default();
            let day: Date = day.parse().map_err(|_| RenderProblem::NoDate { name: need.name.to_owned() })?;
            Ok(json!({"text": text.trim(), "day": dates::long(day, letter)}))
        };
        lines.map(step).collect()
    }

    /// A school's own, about which the table of needs says nothing.
    pub fn is_own_template(&self) -> bool {
        self.needs.is_none()
    }

    pub fn needs(&self) -> &'static [Need] {
        self.needs.unwrap_or(OWN_TEMPLATE)
    }

    fn has_moments(&self) -> bool {
        self.needs().iter().any(|need| need.kind == Kind::Moments)
    }
}

/// The names that every template may use.
pub(super) const COMMON_VALUES: &[&str] =
    &["guardian", "child", "children", "several", "teacher", "class", "school", "date", "language", "direction"];
/// The names that say in what language the teacher's words are.
pub(super) const WORDS_VALUES: &[&str] = &["words_in", "words_lang", "words_dir", "translated"];

/// What homeroom knows for any template of a school's own, beside `values`.
pub(super) const OWN_TEMPLATE: &[Need] = &[
    Need { name: "moments", kind: Kind::Moments, optional: true },
    Need { name: "due", kind: Kind::NextSchoolDay, optional: true },
];

fn common(home: &Home, letter: &Language) -> Map<String, Value> {
    let values = [
        ("guardian", json!(home.guardian)),
        // All children, joined as the language does.
        ("child", json!(names::and(&home.children, letter))),
        ("children", json!(home.children)),
        ("several", json!(home.children.len() > 1)),
        ("teacher", json!(home.teacher)),
        ("class", json!(home.class)),
        ("school", json!(home.school)),
        ("date", json!(dates::long(home.date, letter))),
        ("language", json!(letter.as_str())),
        ("direction", json!(direction(letter))),
    ];
    values.into_iter().map(|(name, value)| (name.to_owned(), value)).collect()
}

fn moment(words: &Words) -> Value {
    let (lang, dir) = (words.language.as_str(), direction(&words.language));
    json!({"text": words.text, "lang": lang, "dir": dir, "translation": words.translation})
}

/// A line each with its number, by which a family may answer.
fn numbered(lines: impl Iterator<Item = String>) -> String {
    lines.zip(1..).map(|(line, number)| format!("{number}. {line}")).collect::<Vec<_>>().join("\n")
}

/// A school's own templates have no table of kinds: what is written as a date is one.
fn day_or_words(value: &str, letter: &Language) -> Value {
    let day = value.trim().parse::<Date>().ok().filter(|_| value.trim().len() == "2027-03-04".len());
    json!(day.map_or_else(|| value.to_owned(), |day| dates::long(day, letter)))
}

/// `ltr` or `rtl`, as HTML's `dir` wants it.
pub fn direction(language: &Language) -> &'static str {
    if language.is_right_to_left() { "rtl" } else { "ltr" }
}

fn sample_value(need: &Need) -> String {
    let words = SAMPLE_WORDS.iter().find(|(name, _)| *name == need.name).map(|(_, words)| *words);
    words.unwrap_or("We measured the shadow of the flagpole and wrote our first letters.").to_owned()
}

const SAMPLE_WORDS: &[(&str, &str)] = &[
    ("about", "To read ten minutes every evening, and to stop before it becomes a fight."),
    ("answer_by", "2026-12-01"),
    ("asked_on", "2026-11-20"),
    ("at", "18:00"),
    ("at_home", "Cut an apple into halves and quarters and talk about it."),
    ("bring", "A warm coat and a cup."),
    ("done", "to find out which books Leo likes"),
    ("event", "Lantern walk"),
    ("fact", "On Monday and on Tuesday Leo left the room during math."),
    ("for_what", "You stayed after the reading morning and put all the chairs back."),
    ("goals", "Leo reads aloud for ten minutes without stopping."),
    ("new", "to choose a book every Monday"),
    ("new_language", "es"),
    ("next_month", "We visit the fire station, and we begin with fractions."),
    ("next_teacher", "Mr. Okoro"),
    ("next_week", "We begin with fractions. On Wednesday the fire brigade visits us."),
    ("on", "2026-12-03"),
    ("place", "The school yard"),
    ("profile", "Leo works best beside a quiet child.\nHe needs a word before something changes."),
    ("proposal", "He may take a break at the window, and comes back after five minutes."),
    ("question", "What helps Leo at home when something is too loud?"),
    ("slots", "2026-12-02T15:00\n2026-12-03T07:30"),
    ("speak_again", "In two weeks, by phone."),
    (
        "steps_at_home",
        "2026-12-04 to read together for ten minutes every evening\n2026-12-11 to tell us which book it was",
    ),
    ("steps_at_school", "2026-12-04 a quiet place to read after lunch"),
    ("steps_of_child", "2026-12-11 to choose a book every Monday"),
    ("thanks", "To everybody who baked for the book sale."),
    ("want", "That Leo can stay with the others and feels safe."),
];

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

impl Facts {
    pub fn sample() -> Self {
        Self {
            home: Home::sample(),
            moments: vec![Words::sample()],
            values: BTreeMap::new(),
            values_language: Language::english(),
            due: jiff::civil::date(2026, 11, 30),
            occasion: jiff::civil::date(2026, 11, 27),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_values_are_those_whose_names_a_template_may_use() {
        for template in needs::LETTERS.iter().map(|(name, _)| *name).chain(["own"]) {
            let view = View::sample(template, []);
            let mut found: Vec<String> =
                view.values(&Language::english()).unwrap().into_iter().map(|(n, _)| n).collect();
            let needed = view.needs().iter().map(|need| need.name);
            let mut named: Vec<&str> = COMMON_VALUES.iter().chain(WORDS_VALUES).copied().chain(needed).collect();
            // The helper `lines` alone asks for this one.
            named.push("words");
            named.extend(view.is_own_template().then_some("values"));
            found.sort();
            named.sort_unstable();
            assert_eq!(found, named, "{template}");
        }
    }
}
