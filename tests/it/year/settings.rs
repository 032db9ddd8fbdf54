//! A whole school year of the cast: its calendar, its jobs, and what becomes of its roster on the way.

use crate::world::settings::Settings;
use homeroom::cli::demo::cast::TEACHER_ADDRESS;
use jiff::civil::{Date, date};

pub const FIRST_DAY: Date = date(2026, 9, 8);
pub const LAST_DAY: Date = date(2027, 6, 25);
pub const ASSISTANT: &str = "lund@school.test";
pub const TEACHERS: [&str; 2] = [TEACHER_ADDRESS, ASSISTANT];

/// First day, day after the last, name. Together with the weekends they leave 180 school days.
const CLOSED: [(&str, &str, &str); 10] = [
    ("20261012", "20261013", "Indigenous Peoples' Day"),
    ("20261103", "20261104", "Election Day"),
    ("20261111", "20261112", "Veterans Day"),
    ("20261125", "20261128", "Thanksgiving break"),
    ("20261221", "20270104", "Winter break"),
    ("20270118", "20270119", "Martin Luther King Day"),
    ("20270215", "20270220", "February break"),
    ("20270405", "20270410", "Spring break"),
    ("20270531", "20270601", "Memorial Day"),
    ("20270614", "20270615", "Conference day"),
];

/// The jobs of the year. One at half past two at night, where the clock skips an hour in March and doubles another in
/// November; one for every audience; one that waits for the teacher; and one on Sundays.
const JOBS: &str = r#"
[[jobs]]
name = "welcome"
cron = "0 10 9 9 *"
template = "welcome"
audience = "all"
approval = "none"
personal = true

[[jobs]]
name = "friday-good-news"
cron = "30 15 * * Fri"
template = "positive-note"
audience = "students-with-new-moments"
approval = "none"
personal = true

[[jobs]]
name = "midweek-notes"
cron = "0 12 * * Wed"
template = "positive-note"
audience = "students-with-new-moments"
approval = "teacher"
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
name = "late-in-the-evening"
cron = "45 18 1 * *"
template = "reading-log-reminder"
audience = "due"
approval = "none"
personal = true

[[jobs]]
name = "weekly-update"
cron = "30 6 * * Fri"
template = "weekly-update"
audience = "all"
approval = "teacher"
personal = false

[jobs.values]
this_week = "We built a volcano, and found out that more vinegar is not always more foam."
next_week = "We plant beans in four kinds of soil and guess which will win."
at_home = "Ask how many cups of rice are in the bag."
"#;

pub fn settings() -> Settings {
    let with_jobs = Settings::with_jobs(JOBS);
    let assistant =
        format!("[[teachers]]\nname = \"Mr. Lund\"\naddress = \"{ASSISTANT}\"\nlanguage = \"es\"\n\n[summary]");
    Settings {
        class_toml: with_jobs.class_toml.replace("[summary]", &assistant),
        calendar_ics: calendar(),
        ..with_jobs
    }
}

fn calendar() -> String {
    let mut ics = String::from("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Lincoln School//School year//EN\r\n");
    for (first, after, name) in CLOSED {
        ics += &format!(
            "BEGIN:VEVENT\r\nUID:{first}@school.test\r\nDTSTAMP:20260801T120000Z\r\nDTSTART;VALUE=DATE:{first}\r\n\
             DTEND;VALUE=DATE:{after}\r\nSUMMARY:{name}\r\nEND:VEVENT\r\n"
        );
    }
    ics + "END:VCALENDAR\r\n"
}

/// What the school office changes in the roster in the course of the year.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Change {
    /// A court bars this address from its child.
    Barred(&'static str),
    /// The address is another one from now on; the old one belongs to nobody.
    Moved(&'static str, &'static str),
    /// The child leaves, and its family with it.
    Left(&'static str),
}

pub const CHANGES: [(Date, Change); 4] = [
    (date(2026, 10, 9), Change::Moved("rachel.goldberg@families.test", "rachel.g@families.test")),
    (date(2026, 12, 4), Change::Barred("marc.petit@families.test")),
    (date(2027, 1, 29), Change::Left("S1020")),
    (date(2027, 4, 16), Change::Barred("daniel.okafor@families.test")),
];

impl Change {
    pub fn made_in(self, roster: &str) -> String {
        let mut lines: Vec<String> = roster.lines().map(str::to_owned).collect();
        match self {
            Change::Barred(address) => {
                for line in lines.iter_mut().filter(|l| l.contains(&format!(",{address},"))) {
                    *line = line.replace(",full,", ",blocked,");
                }
            }
            Change::Moved(old, new) => {
                for line in &mut lines {
                    *line = line.replace(&format!(",{old},"), &format!(",{new},"));
                }
            }
            Change::Left(student) => lines.retain(|l| !l.starts_with(student)),
        }
        lines.join("\n") + "\n"
    }
}

#[test]
fn the_year_has_one_hundred_and_eighty_school_days() {
    let world = crate::world::World::with(settings(), "2026-09-07T08:00:00-04:00");
    let calendar = &world.class().school.calendar;
    let days = jiff::civil::Date::series(FIRST_DAY, jiff::Span::new().days(1)).take_while(|d| *d <= LAST_DAY);
    assert_eq!(days.filter(|d| calendar.is_school_day(*d)).count(), 180);
}
