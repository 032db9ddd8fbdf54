//! What each letter needs to know, beside what is common to all: one table.

/// A value that a template can name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Need {
    pub name: &'static str,
    pub kind: Kind,
    /// The letter can be written without it.
    pub optional: bool,
}

/// Where a value comes from and how it is shown.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// What a teacher wrote, in the teacher's language.
    Words,
    /// A name or another text that needs no language.
    Text,
    /// `2027-03-04`, shown as the language writes it.
    Date(Ends),
    /// `15:30`, shown as the language writes it; anything else as it stands.
    Time,
    /// Times to meet, a line each: `2027-03-04T15:30`, shown as the language writes it and numbered; anything else as a
    /// teacher's words.
    Slots,
    /// A language's tag, shown as "in Spanish".
    Language,
    /// The moments that the letter is about.
    Moments,
    /// What a teacher wrote, each line behind its day: `2027-03-04 to read aloud`.
    Steps,
    /// The next school day.
    NextSchoolDay,
    /// The day for which the letter is written.
    Occasion,
}

/// From when on a letter that names this day is no longer true.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ends {
    Never,
    /// At the time that the value `at` names, else at noon.
    ThatTime,
    WithTheDay,
}

impl Kind {
    /// For people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Words => "the teacher's words",
            Self::Text => "text",
            Self::Date(_) => "a date",
            Self::Time => "a time",
            Self::Slots => "times to meet",
            Self::Language => "a language",
            Self::Moments => "the teacher's words about the child",
            Self::Steps => "the teacher's words, each line behind a date",
            Self::NextSchoolDay => "the next school day",
            Self::Occasion => "the day itself",
        }
    }

    /// homeroom knows it by itself; every other value comes from the job, or from whoever has the letter written.
    pub fn is_known(self) -> bool {
        matches!(self, Self::Moments | Self::NextSchoolDay | Self::Occasion)
    }
}

const fn need(name: &'static str, kind: Kind) -> Need {
    Need { name, kind, optional: false }
}

const fn may_have(name: &'static str, kind: Kind) -> Need {
    Need { name, kind, optional: true }
}

const MOMENTS: &[Need] = &[need("moments", Kind::Moments)];
const ANSWER_BY: Need = need("answer_by", Kind::Date(Ends::WithTheDay));

/// By name of the template.
pub const LETTERS: &[(&str, &[Need])] = &[
    ("acknowledgement", &[ANSWER_BY]),
    ("birthday", &[need("day", Kind::Occasion)]),
    ("check-in", &[need("about", Kind::Words)]),
    ("conference-invitation", &[need("slots", Kind::Slots), ANSWER_BY]),
    (
        "event-reminder",
        &[
            need("event", Kind::Words),
            need("on", Kind::Date(Ends::ThatTime)),
            may_have("at", Kind::Time),
            may_have("place", Kind::Words),
            may_have("bring", Kind::Words),
        ],
    ),
    ("follow-up", &[need("asked_on", Kind::Date(Ends::Never)), need("question", Kind::Words)]),
    ("handover", &[need("next_teacher", Kind::Text), need("profile", Kind::Words), ANSWER_BY]),
    (
        "hard-conversation",
        &[
            need("question", Kind::Words),
            need("want", Kind::Words),
            need("fact", Kind::Words),
            need("proposal", Kind::Words),
            need("speak_again", Kind::Words),
        ],
    ),
    (
        "monthly-newsletter",
        &[
            need("this_month", Kind::Words),
            need("next_month", Kind::Words),
            need("at_home", Kind::Words),
            may_have("thanks", Kind::Words),
        ],
    ),
    (
        "plan",
        &[
            may_have("new", Kind::Words),
            may_have("goals", Kind::Words),
            may_have("steps_at_school", Kind::Steps),
            may_have("steps_at_home", Kind::Steps),
            may_have("steps_of_child", Kind::Steps),
            may_have("done", Kind::Words),
        ],
    ),
    ("positive-note", MOMENTS),
    ("positive-note-effort", MOMENTS),
    ("positive-note-growth", MOMENTS),
    ("positive-note-kindness", MOMENTS),
    ("positive-note-leadership", MOMENTS),
    ("preference-address", &[]),
    ("preference-all-again", &[]),
    ("preference-language", &[need("new_language", Kind::Language)]),
    ("preference-needed-only", &[]),
    ("preference-no-letters", &[]),
    ("preference-stop-all", &[]),
    ("preference-weekly", &[]),
    ("question", &[need("question", Kind::Words)]),
    ("reading-log-reminder", &[need("due", Kind::NextSchoolDay)]),
    ("thank-you", &[need("for_what", Kind::Words)]),
    ("weekly-update", &[need("this_week", Kind::Words), need("next_week", Kind::Words), need("at_home", Kind::Words)]),
    ("welcome", &[]),
];

/// What this template of homeroom's needs; `None` for a school's own.
pub fn of(template: &str) -> Option<&'static [Need]> {
    LETTERS.iter().find(|(name, _)| *name == template).map(|(_, needs)| *needs)
}
