//! To whom a job writes, and to whom not and why. The same answer serves the job itself and the forecast.

use super::contact_flags::{HomeStatus, State};
use super::preference::{Piece, refuses};
use crate::domain::class::{Approval, Audience, Class, Job};
use crate::domain::language::Language;
use crate::domain::note::{Moment, is_positive_note};
use crate::domain::preference::Preferences;
use crate::domain::roster::{Access, Guardianship, Student};
use crate::ids::DedupeKey;
use jiff::Timestamp;
use jiff::civil::{Date, DateTime};

/// One mail a job means to write.
#[derive(Clone, Debug)]
pub struct Intended<'a> {
    pub guardian: &'a Guardianship,
    /// Others of the same child who read the same mailbox: one mail greets them all.
    pub also: Vec<&'a Guardianship>,
    pub email: &'a crate::domain::address::EmailAddress,
    /// Theirs by their own wish, else by the roster.
    pub language: &'a Language,
    /// The children it is about: one, or all of this guardian's in the class for a letter to everybody.
    pub students: Vec<&'a Student>,
    pub moments: Vec<&'a Moment>,
}

impl<'a> Intended<'a> {
    /// All whom the mail greets, in the roster's order.
    pub fn people(&self) -> impl Iterator<Item = &'a Guardianship> + use<'_, 'a> {
        std::iter::once(self.guardian).chain(self.also.iter().copied())
    }

    /// Says what the mail means: this occurrence, these children, this person.
    pub fn dedupe_key(&self, job: &Job, slot: DateTime) -> DedupeKey {
        let students: Vec<&str> = self.students.iter().map(|s| s.id.as_str()).collect();
        let (job, to) = (job.name.as_str(), self.email.as_str());
        DedupeKey::new(format!("job:{job}:{}:{}:{to}", slot.strftime("%Y-%m-%dT%H:%M:%S"), students.join("+")))
    }
}

/// Someone the job would concern and does not write to.
#[derive(Clone, Debug)]
pub struct Withheld<'a> {
    pub guardian: &'a Guardianship,
    pub reason: WithheldReason,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum WithheldReason {
    Blocked,
    InformOnly,
    NoEmail,
    /// They asked not to get such mail.
    AskedNotTo,
    NotYetInClass,
    LeftClass,
}

impl WithheldReason {
    pub fn words(self) -> &'static str {
        match self {
            Self::Blocked => "a court order bars this guardian",
            Self::InformOnly => "hears only what all must hear",
            Self::NoEmail => "no email address; call instead",
            Self::AskedNotTo => "asked not to get mail of this kind",
            Self::NotYetInClass => "the child has yet to join the class",
            Self::LeftClass => "the child has left the class",
        }
    }
}

#[derive(Default, Debug)]
pub struct Plan<'a> {
    pub mails: Vec<Intended<'a>>,
    pub withheld: Vec<Withheld<'a>>,
}

/// What a job knows about the class when its time comes.
pub struct AudienceFacts<'a> {
    pub today: Date,
    /// Moments nobody was written to about, oldest first.
    pub new_moments: &'a [Moment],
    pub homes: &'a [HomeStatus],
    pub preferences: &'a Preferences,
    /// What every family must have, whatever they asked for.
    pub needed: bool,
}

/// A letter that says the same to everybody goes once to each guardian and names all their children here; everything
/// else is about one child and goes to each guardian of that child.
pub fn plan<'a>(job: &Job, class: &'a Class, facts: &'a AudienceFacts<'a>) -> Plan<'a> {
    let mut plan = Plan::default();
    for student in class.roster.students().iter().filter(|student| concerns_child(job, student, facts)) {
        for guardian in class.roster.guardians_of(&student.id) {
            if !concerns_home(job, guardian, facts) {
                continue;
            }
            let piece = Piece {
                class_letter: is_class_letter(job),
                by_hand: job.approval == Approval::Teacher,
                needed: facts.needed,
            };
            match may_write(piece, student, guardian, (facts.preferences, facts.today)) {
                Err(reason) => plan.withheld.push(Withheld { guardian, reason }),
                Ok(email) => {
                    let to = (guardian, email, facts.preferences.language_of(guardian));
                    add(&mut plan, is_class_letter(job), student, to, facts.new_moments);
                }
            }
        }
    }
    plan
}

/// To whom the note of one moment goes: everybody who may hear of the child.
pub fn homes_of<'a>(moment: &'a Moment, class: &'a Class, preferences: &'a Preferences, today: Date) -> Plan<'a> {
    match class.roster.student(&moment.student) {
        Some(student) => by_hand(student, class, std::slice::from_ref(moment), (preferences, today)),
        None => Plan::default(),
    }
}

/// To whom a letter about one child goes that the teacher writes or reads before it goes: everybody who may hear of it.
pub fn by_hand<'a>(
    student: &'a Student,
    class: &'a Class,
    moments: &'a [Moment],
    (preferences, today): (&'a Preferences, Date),
) -> Plan<'a> {
    let piece = Piece { class_letter: false, by_hand: true, needed: false };
    let mut plan = Plan::default();
    for guardian in class.roster.guardians_of(&student.id) {
        match may_write(piece, student, guardian, (preferences, today)) {
            Err(reason) => plan.withheld.push(Withheld { guardian, reason }),
            Ok(email) => {
                let to = (guardian, email, preferences.language_of(guardian));
                add(&mut plan, false, student, to, moments);
            }
        }
    }
    plan
}

/// Only a job that is about moments tells them, and uses them up.
pub fn uses_moments(job: &Job) -> bool {
    job.audience == Audience::NewMoments || is_positive_note(&job.template)
}

/// The moments that this job may write home about at this time. What the teacher said no to may be offered again after
/// a while, and goes out by itself never.
pub fn open_to(job: &Job, moments: &[Moment], at: Timestamp) -> Vec<Moment> {
    if !uses_moments(job) {
        return Vec::new();
    }
    let may = |m: &&Moment| m.rests_until.is_none_or(|until| job.approval == Approval::Teacher && until <= at);
    moments.iter().filter(may).cloned().collect()
}

/// One letter to everybody, the same words for all.
pub fn is_class_letter(job: &Job) -> bool {
    job.audience == Audience::All && !job.personal
}

fn add<'a>(
    plan: &mut Plan<'a>,
    is_class_letter: bool,
    student: &'a Student,
    (guardian, email, language): (&'a Guardianship, &'a crate::domain::address::EmailAddress, &'a Language),
    new_moments: &'a [Moment],
) {
    let same =
        |m: &&mut Intended<'a>| m.email == email && (is_class_letter || m.students.iter().any(|s| s.id == student.id));
    if let Some(mail) = plan.mails.iter_mut().find(same) {
        if !mail.students.iter().any(|s| s.id == student.id) {
            mail.students.push(student);
        }
        let of_same_child = guardian.student == mail.guardian.student;
        if of_same_child && mail.people().all(|known| known.name != guardian.name) {
            mail.also.push(guardian);
        }
        return;
    }
    let moments = new_moments.iter().filter(|m| m.student == student.id).collect();
    plan.mails.push(Intended { guardian, also: Vec::new(), email, language, students: vec![student], moments });
}

fn concerns_child(job: &Job, student: &Student, facts: &AudienceFacts<'_>) -> bool {
    match &job.audience {
        Audience::All | Audience::Due => true,
        Audience::NewMoments => facts.new_moments.iter().any(|m| m.student == student.id),
        Audience::BirthdaysToday => student.birthday.is_some_and(|b| is_birthday(b, facts.today)),
        Audience::Tag(tag) => student.tags.iter().any(|t| t.eq_ignore_ascii_case(tag)),
        Audience::Student(id) => student.id == *id,
    }
}

/// Of the homes of a child only those that are due, where the job asks for them.
fn concerns_home(job: &Job, guardian: &Guardianship, facts: &AudienceFacts<'_>) -> bool {
    let is_due = |h: &HomeStatus| matches!(h.state, State::Due | State::Overdue);
    job.audience != Audience::Due || {
        let home = guardian.home();
        facts.homes.iter().any(|h| is_due(h) && h.facts.home == home)
    }
}

/// A child born on 29 February has a birthday every year.
fn is_birthday(born: Date, today: Date) -> bool {
    let leap_day = (born.month(), born.day()) == (2, 29) && !today.in_leap_year();
    let day = if leap_day { 28 } else { born.day() };
    (today.month(), today.day()) == (born.month(), day)
}

fn absent(student: &Student, today: Date) -> Option<WithheldReason> {
    let early = student.joined.is_some_and(|first| today < first);
    let absent = if early { WithheldReason::NotYetInClass } else { WithheldReason::LeftClass };
    (!student.is_here(today)).then_some(absent)
}

fn may_write<'a>(
    piece: Piece,
    student: &Student,
    guardian: &'a Guardianship,
    (preferences, today): (&Preferences, Date),
) -> Result<&'a crate::domain::address::EmailAddress, WithheldReason> {
    if let Some(reason) = absent(student, today) {
        return Err(reason);
    }
    match guardian.access {
        Access::Blocked => return Err(WithheldReason::Blocked),
        Access::Inform if !piece.class_letter => return Err(WithheldReason::InformOnly),
        Access::Inform | Access::Full => {}
    }
    let email = guardian.email.as_ref().ok_or(WithheldReason::NoEmail)?;
    let refused = refuses(preferences.of(email).level, piece);
    if refused { Err(WithheldReason::AskedNotTo) } else { Ok(email) }
}
