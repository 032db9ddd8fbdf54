//! The class of a seed: three to six children of the cast with their homes, and the jobs written to them.

use crate::world::settings::Settings;
use crate::year::settings as year;
use fastrand::Rng;
use homeroom::cli::demo::script::{Event, What};
use std::collections::BTreeSet;

/// Two homes; twins with one mother; a blocked parent; two languages; no address at all; a birthday in the holidays.
const CANDIDATES: [&str; 9] = ["S1001", "S1006", "S1010", "S1014", "S1018", "S1007", "S1008", "S1024", "S1021"];
const TWINS: [&str; 2] = ["S1002", "S1003"];

const JOBS: &str = r#"
[[jobs]]
name = "good-news"
cron = "30 15 * * Fri"
template = "positive-note"
audience = "students-with-new-moments"
approval = "none"
personal = true

[[jobs]]
name = "reading-log"
cron = "0 16 * * Sun"
template = "reading-log-reminder"
audience = "all"
approval = "none"
personal = false

[[jobs]]
name = "birthday"
cron = "30 2 * * *"
template = "birthday"
audience = "birthdays-today"
approval = "none"
personal = true
skip_closed_days = false

[[jobs]]
name = "class-letter"
cron = "0 12 * * WHEN"
template = "weekly-update"
audience = "all"
approval = "APPROVAL"
personal = false

[jobs.values]
this_week = "We built a volcano, and found out that more vinegar is not always more foam."
next_week = "We plant beans in four kinds of soil and guess which will win."
at_home = "Ask how many cups of rice are in the bag."
"#;

pub struct Room {
    pub settings: Settings,
    pub children: BTreeSet<&'static str>,
}

pub fn room(rng: &mut Rng) -> Room {
    let mut children: BTreeSet<&'static str> = rng.choose_multiple(CANDIDATES, 3).into_iter().collect();
    if rng.bool() {
        children.extend(TWINS);
    }
    let when = rng.choice(["Mon-Fri", "Thu", "Tue", "Mon,Wed"]).unwrap();
    let approval = rng.choice(["none", "none", "teacher"]).unwrap();
    let jobs = JOBS.replace("WHEN", when).replace("APPROVAL", approval);
    let whole = year::settings();
    let (head, _) = whole.class_toml.split_once("[[jobs]]").unwrap();
    let rows =
        whole.roster_csv.lines().filter(|l| l.starts_with("student_id") || children.iter().any(|c| l.starts_with(c)));
    let roster_csv = rows.map(|l| format!("{l}\n")).collect();
    let class_toml = format!("{}\n{jobs}", head.trim_end());
    let settings = Settings { class_toml, roster_csv, files_copies: rng.u8(0..3) == 0, ..whole };
    Room { settings, children }
}

impl Room {
    /// Of what happens in the whole cast, what concerns this class.
    pub fn knows(&self, event: &Event) -> bool {
        let is_ours = |of: &homeroom::cli::demo::cast::Guardian| {
            of.email.is_some_and(|email| self.settings.roster_csv.contains(&format!(",{email},")))
        };
        match &event.what {
            What::Writes { about, .. }
            | What::Answers { about, .. }
            | What::TeacherWrites { about, .. }
            | What::Forged { about, .. } => self.children.contains(about.id),
            What::Bounces { of, .. } => is_ours(of),
            What::Away { who, .. } => is_ours(who),
            What::Newsletter(_) | What::Stranger(_) | What::Spam(_) | What::Again => event.seed.is_multiple_of(4),
            What::Teaches(_) | What::Handles { .. } | What::SaysWhose { .. } => false,
        }
    }
}
