//! What the habits of three teachers come to in a school year of thirty families: what each home heard, and from whom
//! homeroom had to remind. Run with `--no-capture` it prints the table of each year.

use super::settings::{FIRST_DAY, LAST_DAY, settings as whole_year};
use crate::world::settings::{Settings, zone};
use crate::world::{Arrival, World};
use fastrand::Rng;
use homeroom::cli::demo::mailshapes::original::Original;
use homeroom::cli::demo::script::Folder;
use homeroom::decide::contact_flags::{HomeStatus, State};
use homeroom::service::gather;
use jiff::ToSpan;
use jiff::civil::{Date, Weekday};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

const FAMILIES: usize = 30;

const JOBS: &str = r#"
[[jobs]]
name = "friday-good-news"
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
"#;

/// How a teacher lives with the summary.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Habit {
    /// Writes about those whom the summary names, every morning.
    FollowsTheSummary,
    /// Nothing for weeks, and then about ten children at once.
    InBursts,
    /// About the same eight children, whatever the summary says.
    HasFavourites,
}

struct Year {
    world: World,
    rng: Rng,
    habit: Habit,
    answered: usize,
    mails: usize,
    /// By home, the school days on which somebody was in touch with it; kept beside homeroom and not asked of it.
    touched: BTreeMap<(String, String), BTreeSet<Date>>,
    /// By home, on how many school days it was due or overdue.
    late: BTreeMap<(String, String), usize>,
    named: BTreeSet<String>,
}

#[test]
fn a_year_of_three_habits_leaves_nobody_out_whom_the_summary_was_heeded_for() {
    let run = |habit| std::thread::spawn(move || Year::new(habit).play());
    let years = [Habit::FollowsTheSummary, Habit::InBursts, Habit::HasFavourites].map(run);
    let [steady, bursts, favourites] = years.map(|year| year.join().unwrap());
    for year in [&steady, &bursts, &favourites] {
        println!("{}", year.table());
    }
    let reached = |figures: &Figures| figures.homes.iter().filter(|home| home.good > 0).count();
    let by_mail = steady.homes.iter().filter(|home| home.by_mail).count();
    assert_eq!(reached(&steady), by_mail, "every home that has an address got a good word");
    assert!(steady.late < bursts.late && bursts.late <= favourites.late, "the clock tells the habits apart");
    assert_eq!(reached(&favourites), favourites.homes.iter().filter(|h| h.favourite && h.by_mail).count());
    // Whoever is left out is named to the teacher, again and again, until the year is over.
    for home in favourites.homes.iter().filter(|home| !home.favourite) {
        assert!(favourites.named.contains(&home.child), "{} was never named", home.child);
    }
}

struct Figures {
    habit: Habit,
    homes: Vec<HomeFigures>,
    /// Days that homes were due or overdue, all together.
    late: usize,
    named: BTreeSet<String>,
}

struct HomeFigures {
    child: String,
    household: String,
    language: String,
    by_mail: bool,
    favourite: bool,
    good: u32,
    answers: usize,
    days_in_touch: usize,
    days_late: usize,
    longest_silence: u32,
}

impl Figures {
    fn table(&self) -> String {
        let mut table = format!(
            "{:?}: {} homes\n{:8} {:4} {:4} {:>5} {:>8} {:>8} {:>9} {:>8}\n",
            self.habit,
            self.homes.len(),
            "child",
            "home",
            "lang",
            "good",
            "answers",
            "in touch",
            "days late",
            "longest"
        );
        for home in &self.homes {
            let _ = writeln!(
                table,
                "{:8} {:4} {:4} {:>5} {:>8} {:>8} {:>9} {:>8}",
                home.child,
                home.household,
                home.language,
                home.good,
                home.answers,
                home.days_in_touch,
                home.days_late,
                home.longest_silence
            );
        }
        let covered = self.homes.iter().filter(|home| home.days_in_touch > 0).count();
        let _ = write!(table, "covered: {covered} of {} homes; days late in all: {}", self.homes.len(), self.late);
        table
    }
}

/// Thirty children, every fifth with two homes, one home without email, languages in turn.
fn roster() -> String {
    const LANGUAGES: [&str; 8] = ["en", "es", "fr", "pt", "zh", "vi", "ar", "ru"];
    let mut csv = String::from(
        "student_id,first_name,last_name,guardian,relationship,email,language,household,access,photo_consent\n",
    );
    for n in 1..=FAMILIES {
        let language = LANGUAGES[n % LANGUAGES.len()];
        let email = if n == 7 { String::new() } else { format!("a{n}@families.test") };
        let _ = writeln!(csv, "S{},Kim{n},Child{n},Alex Child{n},guardian,{email},{language},A,full,yes", 4000 + n);
        if n % 5 == 0 {
            let _ =
                writeln!(csv, "S{},Kim{n},Child{n},Sam Child{n},guardian,b{n}@families.test,en,B,full,yes", 4000 + n);
        }
    }
    csv
}

impl Year {
    fn new(habit: Habit) -> Self {
        let jobs = Settings::with_jobs(JOBS);
        let class_toml = jobs
            .class_toml
            .replace("due_after = 4", "due_after = 10")
            .replace("overdue_after = 7", "overdue_after = 15");
        let settings = Settings { class_toml, calendar_ics: whole_year().calendar_ics, roster_csv: roster(), ..jobs };
        let mut world = World::with(settings, "2026-09-07T08:00:00-04:00");
        world.step().unwrap();
        Self {
            world,
            rng: Rng::with_seed(habit as u64 + 1),
            habit,
            answered: 0,
            mails: 0,
            touched: BTreeMap::new(),
            late: BTreeMap::new(),
            named: BTreeSet::new(),
        }
    }

    fn play(mut self) -> Figures {
        for day in FIRST_DAY.series(1.day()).take_while(|day| *day <= LAST_DAY) {
            let open = self.world.class().school.calendar.is_school_day(day);
            if open {
                self.at(day, 7, 0);
                self.at(day, 7, 35);
                self.teach(day);
                self.at(day, 12, 0);
                self.at(day, 15, 30);
                self.at(day, 16, 0);
                self.clock_is_honest(day);
            } else if day.weekday() == Weekday::Sunday {
                self.at(day, 16, 0);
            }
        }
        self.figures()
    }

    fn at(&mut self, day: Date, hour: i8, minute: i8) {
        self.world.set_wall(day.at(hour, minute, 0, 0));
        self.world.step().unwrap();
        self.arrivals(day);
    }

    /// What reached somebody is contact where it is a note; one in five is answered.
    fn arrivals(&mut self, day: Date) {
        let new: Vec<Arrival> = self.world.arrived[self.answered..].to_vec();
        self.answered = self.world.arrived.len();
        for arrival in new {
            let mail = Original::read(&arrival.mail.bytes);
            let Some(home) = self.home_of(&mail.to_address) else {
                self.named.extend(named_in_steps(&mail.text));
                continue;
            };
            if self.is_note(&mail) {
                self.touched.entry(home).or_default().insert(day);
                if self.rng.u8(0..5) == 0 {
                    self.answer(&mail);
                }
            }
        }
    }

    fn is_note(&self, mail: &Original) -> bool {
        let id = mail.message_id.trim_matches(['<', '>']);
        self.world.value(&format!("SELECT personal FROM outbox WHERE message_id = '{id}'")) == "1"
    }

    fn answer(&mut self, mail: &Original) {
        self.mails += 1;
        let date = self.world.local().strftime("%a, %d %b %Y %H:%M:%S %z").to_string();
        let raw = format!(
            "From: <{}>\r\nTo: <{}>\r\nSubject: Re: {}\r\nDate: {date}\r\nMessage-ID: <{}.year@families.test>\r\nIn-Reply-To: {}\r\n\
             MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nThank you, that was good to read on the way home today.\r\n",
            mail.to_address, mail.answer_to, mail.subject, self.mails, mail.message_id
        );
        self.world.deliver(Folder::Inbox, raw.as_bytes());
    }

    fn teach(&mut self, day: Date) {
        // Whatever waits for an answer has had one in the classroom.
        self.world.teach("done 1\ndone 2\ndone 3\ndone 4\ndone 5");
        let children: Vec<String> = match self.habit {
            Habit::FollowsTheSummary => self.named_today(day),
            Habit::InBursts if day.day() == 12 => {
                (0..10).map(|_| format!("Kim{}", self.rng.usize(1..=FAMILIES))).collect()
            }
            Habit::InBursts => Vec::new(),
            Habit::HasFavourites if self.rng.u8(0..3) == 0 => vec![format!("Kim{}", self.rng.usize(1..=8))],
            Habit::HasFavourites => Vec::new(),
        };
        for child in children {
            let words = ["shared the glue", "read a whole page aloud", "asked a good question", "waited for a friend"];
            let text = format!("good {child}: {} on {day}", words[self.rng.usize(0..words.len())]);
            self.world.teach(&text);
        }
    }

    /// The children of today's step, as the summary that came this morning has them.
    fn named_today(&self, day: Date) -> Vec<String> {
        let summary = self.world.arrived.iter().rev().find(|arrival| {
            arrival.at.to_zoned(zone()).date() == day && self.home_of(arrival.mail.recipient.as_str()).is_none()
        });
        summary.map_or_else(Vec::new, |arrival| named_in_steps(&Original::read(&arrival.mail.bytes).text))
    }

    fn home_of(&self, address: &str) -> Option<(String, String)> {
        let roster = &self.world.class().class().roster;
        let row = roster.guardianships().iter().find(|g| g.email.as_ref().is_some_and(|e| e.as_str() == address))?;
        Some((row.student.to_string(), row.household.to_string()))
    }

    /// What homeroom says of each home's last contact is what was seen from outside.
    fn clock_is_honest(&mut self, day: Date) {
        for home in self.homes() {
            let key = (home.facts.home.student.to_string(), home.facts.home.household.to_string());
            let said = home.facts.last_to.map(|at| at.to_zoned(zone()).date());
            let seen = self.touched.get(&key).and_then(|days| days.last().copied());
            assert_eq!(said, seen, "{key:?} on {day}");
            if matches!(home.state, State::Due | State::Overdue) {
                *self.late.entry(key).or_default() += 1;
            }
        }
    }

    fn homes(&self) -> Vec<HomeStatus> {
        let now = self.world.clock_says();
        self.world.class().store.read(|tx| gather::homes(tx, self.world.class(), now)).unwrap()
    }

    fn figures(self) -> Figures {
        let calendar = &self.world.class().school.calendar;
        let none = BTreeSet::new();
        let homes = self.homes().into_iter().map(|home| {
            let key = (home.facts.home.student.to_string(), home.facts.home.household.to_string());
            let days = self.touched.get(&key).unwrap_or(&none);
            let marks: Vec<Date> =
                std::iter::once(FIRST_DAY).chain(days.iter().copied()).chain(std::iter::once(LAST_DAY)).collect();
            let silences = marks.windows(2).map(|pair| calendar.school_days_after(pair[0], pair[1]));
            let roster = &self.world.class().class().roster;
            let row = roster.guardianships().iter().find(|g| g.home() == home.facts.home).unwrap();
            let number: usize = key.0[1..].parse::<usize>().unwrap() - 4000;
            let answers = format!(
                "SELECT count(*) FROM contact WHERE student = '{}' AND household = '{}' AND direction = 'from_family'",
                key.0, key.1
            );
            HomeFigures {
                child: format!("Kim{number}"),
                household: key.1.clone(),
                language: row.language.to_string(),
                by_mail: row.email.is_some(),
                favourite: number <= 8,
                good: home.facts.good,
                answers: self.world.value(&answers).parse().unwrap(),
                days_in_touch: days.len(),
                days_late: self.late.get(&key).copied().unwrap_or(0),
                longest_silence: silences.max().unwrap_or(0),
            }
        });
        Figures { habit: self.habit, homes: homes.collect(), late: self.late.values().sum(), named: self.named.clone() }
    }
}

/// The children of the section of today's steps: `- Kim7 (Alex Child7): …`.
fn named_in_steps(summary: &str) -> Vec<String> {
    let Some((_, steps)) = summary.split_once("TODAY’S STEP") else { return Vec::new() };
    let lines = steps
        .lines()
        .take_while(|line| !["GOES OUT", "CHANGED", "ALL CHILDREN", "---"].iter().any(|h| line.starts_with(h)));
    let named = lines.filter_map(|line| line.strip_prefix("- ")?.split([':', ' ']).next());
    named.filter(|word| word.starts_with("Kim")).map(str::to_owned).collect()
}
