//! A school and its classes as IT and the teacher set them up: checked values, ready to decide with.

use super::address::EmailAddress;
use super::calendar::{Days, QuietHours, SchoolCalendar};
use super::crontab::Crontab;
use super::language::Language;
use super::roster::{Roster, Student};
use crate::ids::{ClassName, JobName, StudentId};
use jiff::SignedDuration;
use jiff::civil::Time;
use jiff::tz::TimeZone;

#[derive(Clone, Debug)]
pub struct School {
    pub name: String,
    /// Every cron expression, quiet hour and date is read in this zone.
    pub time_zone: TimeZone,
    /// For people who have no language of their own.
    pub language: Language,
    pub calendar: SchoolCalendar,
    /// What an event of a calendar says that ends the school day early, in lower case.
    pub half_day_words: Vec<String>,
    /// No mail leaves for a family in these hours.
    pub quiet_hours: Option<QuietHours>,
    /// When letters and reminders of the day leave together.
    pub bundle_at: Option<Time>,
    /// Words with which a family's mail is passed on to the teachers at once.
    pub urgent_words: Vec<String>,
    /// Words that may sound like blame in a difficult letter, beside those that homeroom knows.
    pub blame_words: Vec<String>,
}

#[derive(Clone, Debug)]
pub struct Teacher {
    pub name: String,
    pub address: EmailAddress,
    pub language: Language,
}

/// One mailbox, one roster, its teachers and jobs.
#[derive(Clone, Debug)]
pub struct Class {
    /// The class file's name without `.toml`.
    pub id: ClassName,
    /// What people call it (`Room 12`).
    pub name: String,
    pub address: EmailAddress,
    /// `room12+KEY@…` reaches the mailbox. Otherwise keys ride in Message-ID alone.
    pub sub_addresses: bool,
    pub teachers: Vec<Teacher>,
    /// The school's calendar with the days on which this class alone has no school, where there are such.
    pub calendar: Option<SchoolCalendar>,
    pub roster: Roster,
    pub summary: Option<SummaryPlan>,
    pub contact: ContactRules,
    /// Groups and children with days of their own; [`Class::rules_for`] puts both together.
    pub contact_own: OwnIntervals,
    /// How a teacher's mail is told from a forged one.
    pub verify: Verify,
    /// Whose Authentication-Results header is believed (RFC 8601 §2.5).
    pub trusted_authserv_ids: Vec<String>,
    pub jobs: Vec<Job>,
}

/// What proves that a mail is a teacher's.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Verify {
    /// The stamp of a server that is named.
    #[default]
    Stamp,
    /// A signature of the teacher's own domain, which homeroom checks itself (RFC 6376).
    Dkim,
}

#[derive(Clone, Debug)]
pub struct SummaryPlan {
    pub cron: Crontab,
    pub days: Days,
}

/// Days are school days.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct ContactRules {
    pub due_after: u32,
    pub overdue_after: u32,
    pub reply_within: u32,
    /// Until a question of the teacher's own that nobody answered is shown again.
    pub follow_up_after: u32,
    pub daily_suggestions: usize,
    /// How many mails that go by themselves a household gets in a week.
    pub family_mails_a_week: Option<u32>,
}

impl Default for ContactRules {
    fn default() -> Self {
        Self {
            due_after: 10,
            overdue_after: 15,
            reply_within: 2,
            follow_up_after: 5,
            daily_suggestions: 3,
            family_mails_a_week: None,
        }
    }
}

/// Other days than the class's for a group or a child; what is not said is the class's.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct OwnInterval {
    pub due_after: Option<u32>,
    pub overdue_after: Option<u32>,
}

#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct OwnIntervals {
    /// By tag, in lower case.
    pub tags: Vec<(String, OwnInterval)>,
    pub students: Vec<(StudentId, OwnInterval)>,
}

impl Class {
    /// The teacher whose registered address is exactly this.
    pub fn teacher(&self, address: &EmailAddress) -> Option<&Teacher> {
        self.teachers.iter().find(|teacher| teacher.address == *address)
    }

    /// Whether anything could prove that a mail is a teacher's. Without it nothing that comes by mail is a command.
    pub fn can_prove_senders(&self) -> bool {
        self.verify == Verify::Dkim || !self.trusted_authserv_ids.is_empty()
    }

    /// The contact rules of one child: its own days, then the shortest of its tags, then the class's.
    pub fn rules_for(&self, student: &Student) -> ContactRules {
        let own = &self.contact_own;
        let by_child = own.students.iter().find(|(id, _)| *id == student.id).map(|(_, days)| *days).unwrap_or_default();
        let tagged = || own.tags.iter().filter(|(tag, _)| student.tags.contains(tag)).map(|(_, days)| days);
        let shortest = |of: fn(&OwnInterval) -> Option<u32>| tagged().filter_map(of).min();
        let due_after = by_child.due_after.or_else(|| shortest(|d| d.due_after)).unwrap_or(self.contact.due_after);
        let overdue_after =
            by_child.overdue_after.or_else(|| shortest(|d| d.overdue_after)).unwrap_or(self.contact.overdue_after);
        ContactRules { due_after, overdue_after: overdue_after.max(due_after), ..self.contact }
    }
}

#[derive(Clone, Debug)]
pub struct Job {
    pub name: JobName,
    pub cron: Crontab,
    pub template: String,
    pub audience: Audience,
    pub approval: Approval,
    /// Whether the mail counts as personal contact.
    pub personal: bool,
    /// On which of the days that the cron line names.
    pub days: Days,
    /// How late an occurrence may still run after sleep or downtime.
    pub late_limit: SignedDuration,
    /// Words of the teacher for templates that ask for them (`weekly-update`), by name.
    pub values: std::collections::BTreeMap<String, String>,
}

impl Job {
    /// When it runs, in one text: what a later look knows a change by.
    pub fn timetable(&self) -> String {
        match &self.days.only {
            Some(rule) => format!("{}, {}", self.cron.six_fields(), rule.text()),
            None => self.cron.six_fields().to_owned(),
        }
    }
}

#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Audience {
    All,
    Due,
    NewMoments,
    BirthdaysToday,
    Tag(String),
    Student(StudentId),
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Approval {
    /// The mail goes by itself.
    None,
    /// The mail waits as a draft until a teacher says `ok`.
    Teacher,
}
